//! The house rules that a program can see: who imports whom, one door per engine, files that stay small.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Module → layer; a module may use lower layers only, siblings never.
const LAYERS: &[(&str, u8)] = &[
    ("diag", 0),
    ("source", 0),
    ("git", 0),
    ("scan", 0),
    ("builtin", 0),
    ("yaml", 1),
    ("model", 1),
    ("messages", 1),
    ("disk", 1),
    ("ruler", 1),
    ("load", 2),
    ("check", 2),
    ("edition", 2),
    ("merge", 2),
    ("compose", 2),
    ("press", 2),
    ("scaffold", 2),
    ("project", 3),
    ("pipeline", 3),
    ("schema", 3),
    ("readiness", 3),
    ("diff", 3),
    ("roster", 3),
    ("tonight", 3),
    ("history", 4),
    ("workspace", 4),
    ("office", 4),
    ("feed", 4),
    ("town", 4),
    ("found", 4),
    ("batch", 5),
    ("verify", 6),
    ("reprint", 6),
    ("serve", 7),
    ("cli", 8),
    ("lib", 9),
    ("main", 9),
];

/// Uses among equals that the plan of the house allows, each with its reason.
const AMONG_EQUALS: &[(&str, &str, &str)] = &[
    ("diag", "source", "a place names its file"),
    ("source", "diag", "why a file is not read is said in both languages"),
    ("git", "diag", "so is why one of a revision is not"),
    ("git", "source", "a small file that says where a repository is kept is bounded like any other"),
    ("yaml", "model", "a tree is held against the model's shape"),
    ("check", "merge", "the linter asks which facts a text may name"),
    ("check", "scaffold", "the check of sample data asks what the samples say"),
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
    ("typst_layout", "press"),
    ("typst_pdf", "press"),
    ("typst_render", "press"),
    ("comemo", "press"),
    ("lopdf", "press"),
    ("qrcodegen", "press"),
    ("roxmltree", "press"),
    ("anstream", "cli"),
    ("clap", "cli"),
    ("clap_complete", "cli"),
    ("indicatif", "cli"),
    ("sys_locale", "messages"),
    ("include_dir", "builtin"),
    ("annotate_snippets", "cli"),
    ("walkdir", "project"),
    ("encoding_rs", "source"),
    ("similar", "source"),
    ("unicode_normalization", "source"),
    ("imagesize", "project"),
    ("tempfile", "disk"),
    ("minijinja", "merge"),
    ("csv", "roster"),
    ("calamine", "roster"),
    ("rust_xlsxwriter", "roster"),
    ("zip", "roster"),
    ("quick_xml", "roster"),
    ("rustybuzz", "ruler"),
    ("icu_properties", "ruler"),
    ("icu_provider_blob", "ruler"),
    ("icu_segmenter", "ruler"),
    ("typst_assets", "ruler"),
    ("unicode_script", "ruler"),
    ("serde_yaml", "messages"),
    ("base64", "feed"),
    ("sha2", "feed"),
    ("pinyin", "serve"),
    ("opener", "serve"),
    ("getrandom", "serve"),
];

/// What many rooms use, and what no room does: no engine of one.
const NO_ENGINES: &[(&str, &str)] = &[
    ("anyhow", "faults of running"),
    ("blake3", "names made of contents"),
    ("indexmap", "order of the file is kept"),
    ("jiff", "days"),
    ("rayon", "several at a time"),
    ("schemars", "shapes are read off the model"),
    ("serde", "shapes of data"),
    ("serde_json", "data of documents"),
    ("strsim", "what was meant"),
    ("unicode_width", "columns of a place"),
    ("idna", "not used: it only asks for features"),
    ("mimalloc", "the allocator of the program"),
    ("cap", "how much the allocator may give"),
];

fn sources() -> Vec<(String, PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    walk(&root, &mut found);
    found
        .into_iter()
        .map(|path| {
            let module =
                path.strip_prefix(&root).unwrap().iter().next().unwrap().to_string_lossy().replace(".rs", "");
            let text = fs::read_to_string(&path).unwrap();
            // Unit tests may reach across.
            let text = text.split("#[cfg(test)]\nmod ").next().unwrap().to_owned();
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

/// Returns the code without its comments, lines kept.
fn code(text: &str) -> String {
    text.lines()
        .map(|line| if line.trim_start().starts_with("//") { "" } else { line })
        .collect::<Vec<_>>()
        .join("\n")
}

/// Returns the top-level modules that a text uses, each with its line.
fn used(code: &str) -> Vec<(String, usize)> {
    let word = |text: &str| {
        text.trim_start().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>()
    };
    let mut found = Vec::new();
    for (at, _) in code.match_indices("crate::") {
        let (line, rest) = (code[..at].matches('\n').count() + 1, &code[at + "crate::".len()..]);
        let Some(group) = rest.strip_prefix('{') else {
            found.push((word(rest), line));
            continue;
        };
        let mut depth = 0;
        let mut start = true;
        for (i, c) in group.char_indices() {
            if depth == 0 && start && !c.is_whitespace() {
                found.push((word(&group[i..]), line));
                start = false;
            }
            match c {
                '{' => depth += 1,
                '}' if depth == 0 => break,
                '}' => depth -= 1,
                ',' => start = depth == 0,
                _ => {}
            }
        }
    }
    found
}

#[test]
fn uses_are_seen_on_one_line_and_on_several() {
    let names = |text: &str| used(text).into_iter().map(|(name, _)| name).collect::<Vec<_>>();
    assert_eq!(names("use crate::model::{plan, profile};"), ["model"]);
    assert_eq!(names("use crate::{diag, model::{self, plan},\n    yaml};"), ["diag", "model", "yaml"]);
    assert_eq!(names("fn f() { crate::press::pdf() }"), ["press"]);
}

#[test]
fn every_module_has_a_layer_and_every_layer_a_module() {
    let modules: BTreeSet<String> = sources().into_iter().map(|(module, ..)| module).collect();
    let layers: BTreeSet<String> = LAYERS.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(modules, layers);
}

#[test]
fn imports_run_downward_only() {
    for (module, path, text) in sources() {
        let own = layer(&module).unwrap();
        for (name, line) in used(&code(&text)) {
            let Some(theirs) = layer(&name).filter(|_| name != module) else { continue };
            let allowed = theirs < own || AMONG_EQUALS.iter().any(|(a, b, _)| *a == module && *b == name);
            assert!(
                allowed,
                "{}:{line}: {module} (layer {own}) uses {name} (layer {theirs})",
                path.display()
            );
        }
    }
}

#[test]
fn uses_among_equals_are_real() {
    for (module, name, why) in AMONG_EQUALS {
        let uses = sources()
            .iter()
            .any(|(m, _, text)| m == module && used(&code(text)).iter().any(|(n, _)| n == name));
        assert!(uses, "{module} no longer uses {name}: {why}");
    }
}

/// Returns whether code names a crate.
fn names(code: &str, krate: &str) -> bool {
    let whole = |at: usize| !code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':');
    let derives = krate == "serde" && code.contains("Serialize");
    derives
        || code.match_indices(&format!("{krate}::")).any(|(at, _)| whole(at))
        || code.contains(&format!("use {krate};"))
}

#[test]
fn each_engine_has_one_door() {
    for (module, path, text) in sources() {
        let code = code(&text);
        for (engine, door) in DOORS.iter().filter(|(_, door)| *door != module) {
            assert!(!names(&code, engine), "{}: {engine} belongs behind {door}", path.display());
        }
    }
    for (engine, door) in DOORS {
        let used = sources().iter().any(|(module, _, text)| module == door && names(&code(text), engine));
        assert!(used, "{door} no longer uses {engine}");
    }
}

#[test]
fn every_dependency_is_an_engine_with_a_door_or_said_to_be_none() {
    let manifest = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml")).unwrap();
    let table = manifest.split("\n[dependencies]\n").nth(1).unwrap().split("\n[").next().unwrap();
    let lines = table.lines().filter(|line| !line.starts_with('#'));
    let crates: BTreeSet<String> =
        lines.filter_map(|line| Some(line.split_once(" = ")?.0.replace('-', "_"))).collect();
    let known: BTreeSet<String> =
        DOORS.iter().chain(NO_ENGINES).map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(crates, known);
}

/// A feature that only the tests ask for makes `cargo build` compile the crate anew, and all that is made of it.
#[test]
fn the_program_and_its_tests_share_one_build_of_each_dependency() {
    let tree = |edges: &str| -> BTreeSet<String> {
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let args = ["tree", "--offline", "--locked", "--prefix", "none", "-f", "{p} {f}", "-e", edges];
        let run = Command::new(cargo).args(args).current_dir(env!("CARGO_MANIFEST_DIR")).output().unwrap();
        assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
        let text = String::from_utf8(run.stdout).unwrap();
        text.lines().map(|line| line.trim_end_matches(" (*)").to_owned()).collect()
    };
    let (own, with_tests) = (tree("no-dev"), tree("all"));
    assert!(own.len() > 100 && with_tests.len() > own.len());
    let other: Vec<&String> = own.difference(&with_tests).collect();
    assert!(other.is_empty(), "ask for the features that the tests ask for: {other:?}");
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

/// A family's row says everything about it; a rule that asks for its name forgets the next family.
#[test]
fn nothing_is_decided_by_the_name_of_a_family() {
    for (_, path, text) in sources() {
        for (i, line) in text.lines().enumerate() {
            let named = ["family.name == \"", "family.name != \"", "match family.name"]
                .iter()
                .any(|asks| line.contains(asks));
            assert!(!named, "{}:{}: say it in the row of the family", path.display(), i + 1);
        }
    }
}

#[test]
fn only_what_says_so_asks_what_day_it_is() {
    // As docs/report.md has it: two commands, and the page.
    let asks = |words: &[&str]| -> BTreeSet<String> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let found = sources().into_iter().filter(|(.., text)| words.iter().any(|word| text.contains(word)));
        let name = |path: PathBuf| path.strip_prefix(&root).unwrap().display().to_string().replace('\\', "/");
        found.map(|(_, path, _)| name(path)).collect()
    };
    let of = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<BTreeSet<_>>();
    assert_eq!(
        asks(&["Timestamp::now", "Zoned::now", "SystemTime::now"]),
        of(&["cli/mod.rs", "serve/clock.rs"])
    );
    assert_eq!(asks(&["today_in_beijing"]), of(&["cli/mod.rs", "cli/report/mod.rs", "cli/verify/mod.rs"]));
}
