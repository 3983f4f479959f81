//! What the ruler costs: `cargo bench --bench ruler`. Every text of every book of the example town, measured
//! and broken into lines.
#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a tool of the benchmarks"
)]

use std::path::Path;
use std::time::Instant;

use duoan::diag::Diagnostics;
use duoan::ruler::{Ruler, Style};
use duoan::{builtin, pipeline, project};
use serde_json::Value;

fn main() {
    let project = project::open(&[Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/hailing")]).unwrap();
    let files = project.files().unwrap();
    let mut diags = Diagnostics::default();
    let library = pipeline::library(&files, &mut diags);
    let fonts = pipeline::press(&files);
    let mut texts = Vec::new();
    for village in &project.villages {
        let book = pipeline::handbook(village, &library, &fonts, None, &mut diags).unwrap();
        strings(&serde_json::to_value(&book).unwrap(), &mut texts);
    }
    let file = |name: &str| builtin::FONTS.iter().find(|(own, _)| *own == name).unwrap().1;
    let own = [file("DuoanSans-Regular.otf"), file("DuoanSans-Medium.otf"), file("DuoanSans-Bold.otf")];
    let started = Instant::now();
    let ruler = Ruler::new(&[&own, &[file("DuoanSansExt-Medium.otf")]]);
    println!("open the faces: {:.1} ms", started.elapsed().as_secs_f64() * 1e3);
    let style = Style { weight: 500, size: 13.0, tabular: true };
    let characters: usize = texts.iter().map(|text| text.chars().count()).sum();
    let micro = |started: Instant| started.elapsed().as_secs_f64() * 1e6 / texts.len() as f64;
    let started = Instant::now();
    let width: f64 = texts.iter().map(|text| ruler.width(text, style)).sum();
    println!(
        "width: {:.2} µs a text ({} texts of {} characters, {width:.0} pt)",
        micro(started),
        texts.len(),
        characters / texts.len()
    );
    let started = Instant::now();
    let lines: usize = texts.iter().map(|text| ruler.lines(text, style, 15.0 * style.size).len()).sum();
    println!("lines: {:.2} µs a text ({lines} lines)", micro(started));
}

fn strings(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::String(text) => found.push(text.clone()),
        Value::Array(list) => list.iter().for_each(|value| strings(value, found)),
        Value::Object(map) => map.values().for_each(|value| strings(value, found)),
        _ => {}
    }
}
