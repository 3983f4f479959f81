//! The house rules that a program can see: who imports whom, one door per engine, files that stay small.

use std::fs;
use std::path::{Path, PathBuf};

/// Module → layer; a module may use lower layers only, siblings never.
const LAYERS: &[(&str, u8)] = &[
    ("diag", 0),
    ("source", 0),
    ("git", 0),
    ("scan", 0),
    ("yaml", 1),
    ("model", 1),
    ("messages", 1),
    ("ruler", 1),
    ("load", 2),
    ("check", 2),
    ("edition", 2),
    ("merge", 2),
    ("compose", 2),
    ("press", 2),
    ("builtin", 2),
    ("project", 3),
    ("pipeline", 3),
    ("schema", 3),
    ("readiness", 3),
    ("diff", 3),
    ("roster", 3),
    ("history", 4),
    ("workspace", 4),
    ("batch", 5),
    ("verify", 6),
    ("reprint", 6),
    ("cli", 7),
];

/// Uses among equals that the plan of the house allows, each with its reason.
const AMONG_EQUALS: &[(&str, &str, &str)] = &[
    ("diag", "source", "a place names its file"),
    ("yaml", "model", "a tree is held against the model's shape"),
    ("check", "merge", "the linter asks which facts a text may name"),
    ("check", "builtin", "the linter asks whether a pictogram exists"),
    ("merge", "edition", "a book is born with its editions, or somebody would print one without"),
    ("workspace", "history", "what is read today is what the past is held against"),
    ("pipeline", "project", "the pipeline reads the workspace's files"),
];

/// Engine → the module that is its door.
const DOORS: &[(&str, &str)] = &[
    ("saphyr_parser", "yaml"),
    ("gix", "git"),
    ("hayro", "scan"),
    ("image", "scan"),
    ("rqrr", "scan"),
    ("typst", "press"),
    ("typst_pdf", "press"),
    ("comemo", "press"),
    ("lopdf", "press"),
    ("qrcodegen", "press"),
    ("clap", "cli"),
    ("annotate_snippets", "cli"),
    ("similar", "cli"),
    ("walkdir", "project"),
    ("encoding_rs", "source"),
    ("unicode_normalization", "source"),
    ("imagesize", "project"),
    ("tempfile", "batch"),
    ("minijinja", "merge"),
    ("csv", "roster"),
    ("calamine", "roster"),
    ("rust_xlsxwriter", "roster"),
    ("zip", "roster"),
    ("quick_xml", "roster"),
    ("rustybuzz", "ruler"),
    ("icu_segmenter", "ruler"),
    ("typst_assets", "ruler"),
];

fn sources() -> Vec<(String, PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    walk(&root, &mut found);
    found
        .into_iter()
        .map(|path| {
            let module = path.strip_prefix(&root).unwrap().iter().next().unwrap().to_string_lossy().replace(".rs", "");
            let text = fs::read_to_string(&path).unwrap();
            // Unit tests may reach across.
            let text = text.split("#[cfg(test)]").next().unwrap().to_owned();
            (module, path, text)
        })
        .collect()
}

fn walk(dir: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(dir).unwrap().map(Result::unwrap) {
        if entry.file_type().unwrap().is_dir() {
            walk(&entry.path(), found);
        } else if entry.path().extension().is_some_and(|e| e == "rs") {
            found.push(entry.path());
        }
    }
}

fn layer(module: &str) -> Option<u8> {
    LAYERS.iter().find(|(name, _)| *name == module).map(|(_, layer)| *layer)
}

#[test]
fn imports_run_downward_only() {
    for (module, path, text) in sources() {
        let Some(own) = layer(&module) else { continue };
        for (i, line) in text.lines().enumerate() {
            for used in line.split("crate::").skip(1).filter(|_| !line.trim_start().starts_with("//")) {
                let names: Vec<&str> = match used.strip_prefix('{') {
                    Some(group) => group.split(',').map(|n| n.trim().trim_end_matches(['}', ';'])).collect(),
                    None => vec![used.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap()],
                };
                for name in names {
                    let Some(theirs) = layer(name).filter(|_| name != module) else { continue };
                    let allowed = theirs < own || AMONG_EQUALS.iter().any(|(a, b, _)| *a == module && *b == name);
                    assert!(allowed, "{}:{}: {module} (layer {own}) uses {name} (layer {theirs})", path.display(), i + 1);
                }
            }
        }
    }
}

#[test]
fn each_engine_has_one_door() {
    for (module, path, text) in sources() {
        for (engine, door) in DOORS.iter().filter(|(_, door)| *door != module) {
            for (i, line) in text.lines().enumerate().filter(|(_, l)| !l.trim_start().starts_with("//")) {
                let used = line.contains(&format!("{engine}::")) && !line.contains(&format!("_{engine}::"));
                assert!(!used, "{}:{}: {engine} belongs behind {door}", path.display(), i + 1);
            }
        }
    }
}

#[test]
fn files_stay_small_enough_to_read() {
    for (_, path, text) in sources() {
        let lines = text.lines().count();
        assert!(
            lines <= 900 && (lines <= 600 || path.components().any(|c| c.as_os_str() == "model")),
            "{}: {lines} lines",
            path.display()
        );
    }
}

#[test]
fn every_file_says_what_it_is_for() {
    for (_, path, text) in sources() {
        assert!(text.starts_with("//!"), "{}", path.display());
    }
}
