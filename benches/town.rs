//! Times of each stage for 1 and for 200 generated villages: load, check, merge, compose, typeset, export;
//! and of what a run with nothing changed costs.
//!
//! `cargo bench --bench town [-- VILLAGES]`. Typesetting 200 villages takes minutes: its time is of the first
//! seven, one of each kind of place, and the output says so.
#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a benchmark reports and fails loudly"
)]

#[path = "villages/mod.rs"]
mod villages;

use std::collections::BTreeMap;
use std::fs;
use std::time::{Duration, Instant};

use duoan::check::{self, Context};
use duoan::compose::{FAMILIES, Family};
use duoan::diag::Diagnostics;
use duoan::model::document::Document;
use duoan::project::{self, Project};
use duoan::{load, merge, pipeline, press, reprint};

/// Villages that are typeset.
const TYPESET: usize = 7;

fn main() {
    let many = std::env::args().skip(1).find_map(|a| a.parse().ok()).unwrap_or(200);
    for count in [1, many] {
        println!("== {count} villages");
        let dir = tempfile::TempDir::new().unwrap();
        for (path, text) in villages::workspace(count, 1, 1) {
            let path = dir.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        stages(&project::open(&[dir.path().to_path_buf()]).unwrap());
        println!("memory: {}", memory());
    }
}

fn stages(project: &Project) {
    let files = project.files().unwrap();
    let mut diags = Diagnostics::default();
    let (library, opening) = timed(|| pipeline::library(&files, &mut diags));
    let (press, inking) = timed(|| pipeline::press(&files));
    println!("once: plans {opening:.1?}, layouts and fonts {inking:.1?}");
    let mut documents: Vec<(&'static Family, Document)> = Vec::new();
    let mut times: BTreeMap<&str, Vec<Duration>> = BTreeMap::new();
    let mut add = |stage, time| times.entry(stage).or_default().push(time);
    for (number, village) in project.villages.iter().enumerate() {
        add("1 hash of the input", timed(|| pipeline::input(village, &[]).unwrap()).1);
        let (loaded, time) = timed(|| pipeline::load(village, &library, &mut diags).unwrap());
        add("2 load", time);
        let load::Loaded { profile, tree, layers } = &loaded;
        let plans = &library.set;
        let context = Context { profile, tree, layers, plans, pictures: &[], today: None, dated: false };
        add("3 check", timed(|| check::profile(&context, &mut Diagnostics::default())).1);
        let (book, time) = timed(|| merge::merge(profile, plans, &mut diags).unwrap());
        add("4 merge", time);
        let (composed, time) = timed(|| reprint::documents(&book, plans, None, &[]));
        add("5 compose, all families", time);
        if number < TYPESET {
            documents.extend(composed);
        }
    }
    for (stage, mut list) in times {
        list.sort();
        println!("{:<26} {:>8.2?} a village (median)", &stage[2..], list[list.len() / 2]);
    }
    println!("typeset and exported: {} villages", project.villages.len().min(TYPESET));
    let mut sum = (Duration::ZERO, 0);
    for family in FAMILIES {
        let of_family: Vec<&Document> =
            documents.iter().filter(|(f, _)| f.name == family.name).map(|(_, d)| d).collect();
        let (mut layout, mut export, mut pages, mut bytes) = (Duration::ZERO, Duration::ZERO, 0, 0);
        for document in &of_family {
            let (sheets, t) = timed(|| press.lay_out(document));
            // A card that is too full is laid out a second time, on two.
            let Ok(sheets) = sheets else { continue };
            layout += t;
            let (pdf, t) = timed(|| press::pdf(&sheets, document).unwrap());
            export += t;
            pages += sheets.len();
            bytes += pdf.len();
        }
        sum = (sum.0 + layout + export, sum.1 + pages);
        let a_page =
            |time: Duration| time.as_secs_f64() * 1e3 / f64::from(u32::try_from(pages).unwrap()).max(1.0);
        let size = bytes / of_family.len().max(1) / 1024;
        let (layout, export) = (a_page(layout), a_page(export));
        println!(
            "{:<16} {pages:>4} pages: layout {layout:>5.1} ms a page, export {export:>4.1}, {size} KB a document",
            family.name
        );
    }
    println!("{:<16} {:>4} pages: {:.1} ms a page", "all", sum.1, sum.0.as_secs_f64() * 1e3 / sum.1 as f64);
}

fn timed<T>(work: impl FnOnce() -> T) -> (T, Duration) {
    let start = Instant::now();
    let value = work();
    (value, start.elapsed())
}

fn memory() -> String {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = |key: &str| status.lines().find(|l| l.starts_with(key)).unwrap_or_default().to_owned();
    format!("{} {}", line("VmRSS"), line("VmHWM"))
}
