//! The docs against the program: commands, options and paths that they name are there; a page and its twin
//! have the same build.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use crate::commands::duoan;

/// Pages for who develops: English alone.
const DEVELOPERS: [&str; 4] = ["CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md", "docs/performance.md"];
/// Folders of the repository that docs name files of.
const FOLDERS: [&str; 10] = [
    "src/",
    "tests/",
    "docs/",
    "templates/",
    "scripts/",
    "fuzz/",
    "fonts/",
    "examples/hailing",
    "benches/",
    ".github/",
];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every page, by its path from the root.
fn pages() -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for folder in ["", "docs/"] {
        for entry in fs::read_dir(root().join(folder)).unwrap().map(Result::unwrap) {
            let name = format!("{folder}{}", entry.file_name().to_string_lossy());
            if name.ends_with(".md") {
                found.insert(name, fs::read_to_string(entry.path()).unwrap().replace("\r\n", "\n"));
            }
        }
    }
    found
}

/// Returns what is set as code in a page: lines of blocks (each in one), and spans.
fn code(page: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut block = false;
    for line in page.lines() {
        if line.trim_start().starts_with("```") {
            block = !block;
        } else if block {
            // A comment behind a command is no part of it.
            found.push(line.split(" #").next().unwrap().trim().to_owned());
        } else {
            found.extend(line.split('`').skip(1).step_by(2).map(str::to_owned));
        }
    }
    found
}

/// Returns the options in a help text, `--option`.
fn options(text: &str) -> BTreeSet<String> {
    let sign = |c: char| c.is_ascii_lowercase() || c == '-';
    text.match_indices("--")
        .map(|(at, _)| text[at..].chars().take_while(|c| sign(*c)).collect::<String>())
        .filter(|o| o.contains(char::is_alphabetic) && !o.starts_with("---"))
        .collect()
}

/// Every command with its options; those below a command as `plans lint`.
fn commands() -> BTreeMap<String, BTreeSet<String>> {
    let help =
        |path: &[&str]| String::from_utf8(duoan(&[path, &["--help"]].concat(), root()).stdout).unwrap();
    let below = |text: &str| -> Vec<String> {
        let list =
            text.split("Commands:\n").nth(1).or_else(|| text.split("命令：\n").nth(1)).unwrap_or_default();
        let names = list
            .lines()
            .take_while(|l| l.is_empty() || l.starts_with(' '))
            .filter_map(|l| l.strip_prefix("  "));
        let names = names.filter(|l| !l.starts_with(' ')).filter_map(|l| l.split_whitespace().next());
        names.filter(|name| *name != "help").map(str::to_owned).collect()
    };
    let mut found = BTreeMap::new();
    for name in below(&help(&[])) {
        let text = help(&[&name]);
        for under in below(&text) {
            found.insert(format!("{name} {under}"), options(&help(&[&name, &under])));
        }
        found.insert(name, options(&text));
    }
    found
}

#[test]
fn commands_and_options_of_the_docs_are_the_programs() {
    let commands = commands();
    assert!(commands.len() > 15 && commands["build"].contains("--audience"), "{commands:?}");
    let all: BTreeSet<&String> = commands.values().flatten().collect();
    let mut wrong = Vec::new();
    for (page, text) in pages() {
        for code in code(&text) {
            let words: Vec<&str> = code.split_whitespace().collect();
            for (at, _) in words.iter().enumerate().filter(|(_, word)| **word == "duoan") {
                let rest = &words[at + 1..];
                let Some(first) = rest.first() else { continue };
                let two = format!("{first} {}", rest.get(1).unwrap_or(&""));
                let (name, own) = match (commands.get(&two), commands.get(*first)) {
                    (Some(own), _) => (two, own),
                    (None, Some(own)) => ((*first).to_owned(), own),
                    _ if first.starts_with(['-', '<', '[', '…', '.']) => continue,
                    _ => {
                        wrong.push(format!("{page}: duoan {first}"));
                        continue;
                    }
                };
                let end = rest.iter().position(|w| ["&&", "|", ";", "||"].contains(w)).unwrap_or(rest.len());
                let asked = options(&rest[..end].join(" "));
                wrong.extend(asked.difference(own).map(|option| format!("{page}: duoan {name} {option}")));
            }
            // An option alone is one of some command, unless another program is spoken of.
            if words.len() <= 2 && code.starts_with("--") && !DEVELOPERS.contains(&page.as_str()) {
                wrong.extend(
                    options(&code).into_iter().filter(|o| !all.contains(o)).map(|o| format!("{page}: {o}")),
                );
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Returns whether a pattern with stars and names to fill in fits something that is there.
fn there(path: &str) -> bool {
    let fixed = path.split(['*', '<', '{', '…']).next().unwrap();
    let whole = root().join(path.trim_end_matches('/'));
    let folder = fixed.rfind('/').map_or("", |at| &fixed[..at]);
    whole.exists() || (fixed.len() < path.len() && root().join(folder).is_dir())
}

#[test]
fn paths_and_links_of_the_docs_are_there() {
    let mut wrong = Vec::new();
    for (page, text) in pages() {
        if page == "CHANGELOG.md" {
            continue;
        }
        for code in code(&text) {
            for word in code.split([' ', ',', ';', '=', '"', '(', ')']) {
                let named = FOLDERS.iter().any(|folder| word.starts_with(folder)) || word.starts_with(".ci/");
                // What a path says behind a colon is a line or a name in it.
                let path = word.split(':').next().unwrap().trim_end_matches('.');
                if named && !there(path) {
                    wrong.push(format!("{page}: {path}"));
                }
            }
        }
        let folder = root().join(&page).parent().unwrap().to_path_buf();
        for link in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let file = link.split('#').next().unwrap();
            if !file.is_empty() && !link.contains("://") && !link.contains('`') && !folder.join(file).exists()
            {
                wrong.push(format!("{page}: ]({link})"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// What two pages in two languages have alike: levels of headings, code blocks by language, rows of tables.
fn build(page: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut block = false;
    for line in page.lines() {
        if line.trim_start().starts_with("```") {
            block = !block;
            found.extend(block.then(|| line.trim().to_owned()));
        } else if !block && line.starts_with('#') {
            found.push(line.chars().take_while(|c| *c == '#').collect());
        } else if !block && line.starts_with('|') {
            found.push("|".repeat(line.split(" | ").count()));
        }
    }
    found
}

#[test]
fn what_clerks_towns_and_plan_authors_read_has_a_twin_of_the_same_build() {
    let pages = pages();
    for (name, text) in pages.iter().filter(|(name, _)| !DEVELOPERS.contains(&name.as_str())) {
        let twin = match name.strip_suffix(".zh.md") {
            Some(stem) => format!("{stem}.md"),
            None => format!("{}.zh.md", name.trim_end_matches(".md")),
        };
        let Some(other) = pages.get(&twin) else { panic!("{name} has no {twin}") };
        for (i, (one, two)) in build(text).iter().zip(build(other).iter()).enumerate() {
            assert_eq!(one, two, "{name} and {twin} part at their {}th heading, row or block", i + 1);
        }
        assert_eq!(build(text).len(), build(other).len(), "{name} and {twin}");
        let file = |path: &str| PathBuf::from(path).file_name().unwrap().to_string_lossy().into_owned();
        // The pages of codes are printed by the program, which knows no files.
        let made = name.starts_with("docs/errors");
        assert!(made || text.contains(&format!("({})", file(&twin))), "{name} does not lead to {twin}");
        // Chinese in the Chinese one, English in the other.
        let han = text.chars().filter(|c| ('\u{4e00}'..='\u{9fff}').contains(c)).count();
        let latin = text.split(|c: char| !c.is_ascii_alphabetic()).filter(|w| w.len() > 2).count();
        assert_eq!(han > latin, name.ends_with(".zh.md"), "{name}: {han} characters, {latin} words");
    }
}
