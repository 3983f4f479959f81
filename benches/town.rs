//! Times of each stage over the example town, and ratios against the `typst` CLI run once per document.
//!
//! `cargo bench --bench town [-- ROUNDS]`. The CLI is used if `typst` is on the PATH or named by `TYPST`; it gets the same
//! layouts, the same data and the same fonts. Rounds are interleaved, ratios taken pair by pair, the median is printed.
#![allow(clippy::unwrap_used, clippy::disallowed_methods, clippy::print_stdout, reason = "a benchmark reports and fails loudly")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use duoan::check::{self, Context};
use duoan::compose::{self, FAMILIES, Order};
use duoan::diag::Diagnostics;
use duoan::model::document::{Document, Finish};
use duoan::project::{self, Files};
use duoan::{builtin, merge, pipeline, press};

fn main() {
    let rounds = std::env::args().skip(1).find_map(|a| a.parse().ok()).unwrap_or(5);
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let project = project::open(&[root.join("examples/hailing")]).unwrap();
    let files = Files::of(&project.root).unwrap();
    let mut diags = Diagnostics::default();
    let (library, opening) = timed(|| pipeline::library(&files, &mut diags));
    let (press, inking) = timed(|| pipeline::press(&files));
    println!("once: plans {opening:?}, press {inking:?}");

    let mut documents: Vec<(String, Document)> = Vec::new();
    let mut stages = [Duration::ZERO; 4];
    for village in &project.villages {
        let (loaded, t) = timed(|| pipeline::load(village, &library, &mut diags).unwrap());
        stages[0] += t;
        let context = Context {
            profile: &loaded.profile,
            tree: &loaded.tree,
            layers: &loaded.layers,
            plans: &library.set,
            pictures: &[],
            today: None,
        };
        stages[1] += timed(|| check::profile(&context, &mut Diagnostics::default())).1;
        let (book, t) = timed(|| merge::merge(&loaded.profile, &library.set, &mut diags).unwrap());
        stages[2] += t;
        for family in FAMILIES.iter().filter(|f| f.usual) {
            let (document, t) = timed(|| compose::compose(family, &book, &library.set, &Order::default()));
            stages[3] += t;
            documents.extend(document.ok().map(|d| (book.village.name.clone(), d)));
        }
    }
    let villages = u32::try_from(project.villages.len()).unwrap();
    for (name, time) in ["load", "check", "merge", "compose"].iter().zip(stages) {
        println!("{name:<8} {:>8.2?} a village", time / villages);
    }

    for family in FAMILIES.iter().filter(|f| f.usual) {
        let of_family: Vec<&Document> = documents.iter().map(|(_, d)| d).filter(|d| d.family == family.name).collect();
        let (mut layout, mut export, mut pages, mut bytes) = (Duration::ZERO, Duration::ZERO, 0, 0);
        for document in &of_family {
            let (sheets, t) = timed(|| press.lay_out(document).unwrap());
            layout += t;
            let (pdf, t) = timed(|| press::pdf(&sheets, document).unwrap());
            export += t;
            pages += sheets.len();
            bytes += pdf.len();
        }
        let count = of_family.len();
        println!(
            "{:<12} {count} documents, {pages} pages: layout {:.1} ms a page, export {:.1} ms a page, {} KB a document",
            family.name,
            layout.as_secs_f64() * 1e3 / pages as f64,
            export.as_secs_f64() * 1e3 / pages as f64,
            bytes / count / 1024
        );
    }
    println!("memory: {}", memory());
    against_cli(&documents, &press, rounds);
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

/// Runs the CLI and us over the same documents, in turns.
fn against_cli(documents: &[(String, Document)], press: &press::Press, rounds: usize) {
    let typst = std::env::var_os("TYPST").map_or_else(|| PathBuf::from("typst"), PathBuf::from);
    if Command::new(&typst).arg("--version").stdout(Stdio::null()).status().is_err() {
        println!("no typst CLI found: ratios skipped (set TYPST to its path)");
        return;
    }
    let root = tempfile::TempDir::new().unwrap();
    for path in builtin::paths() {
        let to = root.path().join(path.trim_start_matches("templates/"));
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        fs::write(to, builtin::bytes(&path).unwrap()).unwrap();
    }
    let mut ratios = Vec::new();
    for _ in 0..rounds {
        let ours = timed(|| documents.iter().for_each(|(_, d)| drop(press::pdf(&press.lay_out(d).unwrap(), d).unwrap()))).1;
        let theirs = timed(|| documents.iter().for_each(|(_, d)| cli(&typst, root.path(), d))).1;
        println!("{} documents: ours {ours:.2?}, typst CLI {theirs:.2?}", documents.len());
        ratios.push(theirs.as_secs_f64() / ours.as_secs_f64());
    }
    ratios.sort_by(f64::total_cmp);
    println!("typst CLI / ours, median of {rounds}: {:.2}", ratios[ratios.len() / 2]);
}

fn cli(typst: &Path, root: &Path, document: &Document) {
    fs::write(root.join("data.json"), serde_json::to_vec(&document.data).unwrap()).unwrap();
    let tagged = document.finish == Finish::Tagged;
    let standard = if tagged { "a-2a,ua-1" } else { "a-2b" };
    let mut command = Command::new(typst);
    command.args(["compile", "--ignore-system-fonts", "--pdf-standard", standard, "--root"]).arg(root);
    command.arg("--font-path").arg(root.join("fonts")).arg(root.join(document.layout)).arg(root.join("out.pdf"));
    if !tagged {
        command.arg("--no-pdf-tags");
    }
    assert!(command.stderr(Stdio::null()).status().unwrap().success());
}
