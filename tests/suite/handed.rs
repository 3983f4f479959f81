//! What is handed in has numbers and check codes like everything that is printed: `verify`, `reprint` and the
//! manifest know it, and nothing of the lists and the chart is left off the paper.

use std::collections::BTreeSet;
use std::fs;

use duoan::office;

use crate::commands::{code, duoan, said};
use crate::offices::{book, document, library};
use crate::repos::Repo;
use crate::samples::{books, town};

/// Everything that is handed in bears its code, and the code is that of its words, not of its edition.
#[test]
fn what_is_handed_in_has_a_code_of_its_words() {
    for book in books() {
        let plans = library().plans(&book.village);
        let mut codes = BTreeSet::new();
        for handed in &office::HANDED {
            let name = handed.family.name;
            let now = document(book, name);
            let entry = now.book.as_ref().unwrap();
            assert_eq!(entry.number, handed.family.number());
            codes.insert(entry.code.clone());
            // Another edition of the same words, a draft of them: the same print.
            let mut other = book.clone();
            other.each(|edition| {
                edition.provenance.draft = !edition.provenance.draft;
                edition.provenance.changed = None;
            });
            let other = document(&other, name);
            assert_eq!(other.book.unwrap().print(), entry.print(), "{} {name}", book.village.name);
            match handed.filed(book, plans).unwrap() {
                Some(filed) => {
                    assert_eq!(filed.entry.as_ref(), Some(entry));
                    assert_eq!(
                        duoan::roster::codes(&filed.bytes).unwrap(),
                        std::slice::from_ref(&entry.code),
                        "{name}"
                    );
                }
                None => assert!(handed.family.is_set()),
            }
        }
        // The chart is one on two sizes of paper.
        assert_eq!(codes.len(), office::HANDED.len() - 1);
    }
}

/// Nothing that the lists or the chart have is left off the paper: the sheets are held against their data.
#[test]
fn every_text_of_the_lists_and_the_chart_is_on_paper() {
    for book in books() {
        for name in ["lists", "flow", "flow-a3"] {
            let document = document(book, name);
            assert!(document.items.len() > 20, "{name}: {}", document.items.len());
            let sheets = town().press.lay_out(&document);
            let sheets = sheets.unwrap_or_else(|faults| panic!("{} {name}: {faults:?}", book.village.name));
            if name == "lists" {
                let code = &document.book.as_ref().unwrap().code;
                let pages = duoan::press::text(&sheets);
                assert!(pages.iter().all(|page| page.contains(code.as_str())), "on every page");
            } else {
                assert_eq!(sheets.len(), 1);
                let read = duoan::scan::codes(&duoan::press::pdf(&sheets, &document).unwrap()).unwrap();
                assert_eq!(read, [document.book.as_ref().unwrap().code.clone()]);
            }
        }
    }
    // And who holds them against it would be heard.
    let mut document = document(book(), "lists");
    document.data["sheets"][0]["rows"][0][3] = serde_json::json!([]);
    assert!(town().press.lay_out(&document).is_err());
}

/// Built, asked about, changed, asked again: `verify` knows each file, `reprint` those that were made.
#[test]
fn verify_and_reprint_know_what_is_handed_in() {
    let repo = Repo::new();
    let dir = repo.path();
    let built = repo.workspace.run(&["build", "--format", "docx,sheets,xlsx", "--final", "-q"]);
    assert_eq!(code(&built), 0, "{}", said(&built));
    let manifest = repo.workspace.manifest();
    let files = manifest["files"].as_object().unwrap();
    assert_eq!(files.len(), 11, "{files:?}");
    for (path, entry) in files {
        assert_eq!(entry["cards"].as_array().unwrap().len(), 1, "{path}");
        let file = format!("out/{path}");
        let verified = duoan(&["verify", "--today", "2026-09-01", &file], dir);
        assert_eq!(code(&verified), 0, "{path}: {}", said(&verified));
    }
    let stale = |args: &[&str]| {
        let output = repo.workspace.run(&[&["reprint", "--format", "json"], args].concat());
        assert_eq!(code(&output), 0, "{}", said(&output));
        let list: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        let rows = list["villages"].as_array().unwrap().clone();
        let items = rows.iter().flat_map(|row| row["items"].as_array().unwrap().clone());
        items.map(|item| item["number"].as_str().unwrap().to_owned()).collect::<BTreeSet<String>>()
    };
    repo.workspace.change("示例村", "138 0000 0004", "138 0000 0904");
    repo.commit("a telephone number");
    let now = stale(&["HEAD~1"]);
    assert!(now.contains("LISTS") && now.contains("FILE-01"), "{now:?}");
    // Who was asked is as it was.
    assert!(!now.contains("FILE-04"), "{now:?}");
    let verified = duoan(&["verify", "--today", "2026-09-01", "out/示例村/表册.pdf"], dir);
    assert_eq!(code(&verified), 1, "{}", said(&verified));
    assert!(said(&verified).contains("138"), "{}", said(&verified));
    // Exactly what is stale is made anew.
    let printed = repo.workspace.run(&["reprint", "HEAD~1", "--print"]);
    assert_eq!(code(&printed), 0, "{}", said(&printed));
    assert!(dir.join("out/reprint/示例村/表册.pdf").exists(), "{}", said(&printed));
    assert!(dir.join("out/reprint/示例村/备案/01预案.docx").exists());
    assert!(!dir.join("out/reprint/示例村/备案/04征求意见情况表.docx").exists());
    // Where none was made, none is listed unless it is asked for.
    fs::remove_dir_all(dir.join("out")).unwrap();
    assert!(!stale(&["HEAD~1"]).contains("LISTS"));
    assert!(stale(&["HEAD~1", "--papers"]).contains("LISTS"));
}

/// Names of all files below a folder but those of the program's own, each with its bytes.
fn lying(dir: &std::path::Path) -> std::collections::BTreeMap<String, Vec<u8>> {
    let mut found = std::collections::BTreeMap::new();
    let mut open = vec![dir.to_path_buf()];
    while let Some(at) = open.pop() {
        for path in fs::read_dir(at).unwrap().map(|entry| entry.unwrap().path()) {
            let name = path.strip_prefix(dir).unwrap().display().to_string();
            match path.is_dir() {
                true if name == ".duoan" => {}
                true => open.push(path),
                false => drop(found.insert(name, fs::read(&path).unwrap())),
            }
        }
    }
    found
}

/// What somebody has changed is never written over nor removed, whatever is built after it, and that is said once.
#[test]
fn what_was_changed_by_hand_stays_beside_what_is_made_anew() {
    let w = crate::commands::Workspace::new();
    let build = ["build", "--format", "docx,xlsx,html"];
    assert_eq!(code(&w.run(&build)), 0);
    let out = w.path().join("out");
    let made = lying(&out);
    let notes = "示例村/备案/02编制说明.docx";
    let page = "示例村/手机版.html";
    for path in [notes, page, "示例村/表册.xlsx"] {
        fs::write(out.join(path), format!("mine {path}")).unwrap();
    }
    let run = w.run(&build);
    assert_eq!(code(&run), 0, "{}", said(&run));
    assert!(
        said(&run).contains("02编制说明（手改）.docx") && said(&run).contains("output-edited"),
        "{}",
        said(&run)
    );
    let now = lying(&out);
    assert_eq!(now.len(), made.len() + 3, "{:?}", now.keys());
    assert!(made.iter().all(|(path, bytes)| now[path] == *bytes), "what is made is as it was");
    assert_eq!(now["示例村/备案/02编制说明（手改）.docx"], format!("mine {notes}").into_bytes());
    assert_eq!(now["示例村/手机版（手改）.html"], format!("mine {page}").into_bytes());
    // It is said once, and what lies beside stays whatever comes.
    let again = w.run(&build);
    assert!(!said(&again).contains("手改"), "{}", said(&again));
    fs::write(out.join(notes), "mine again").unwrap();
    assert_eq!(code(&w.run(&build)), 0);
    assert_eq!(lying(&out)["示例村/备案/02编制说明（手改2）.docx"], b"mine again");
    // Nor is it lost where nothing is known of what was made, or where it is not made any more.
    fs::write(out.join(notes), "mine a third time").unwrap();
    fs::remove_dir_all(out.join(".duoan")).unwrap();
    fs::remove_file(out.join("manifest.json")).unwrap();
    assert_eq!(code(&w.run(&build)), 0);
    assert_eq!(lying(&out)["示例村/备案/02编制说明（手改3）.docx"], b"mine a third time");
    fs::write(out.join(notes), "mine at last").unwrap();
    assert_eq!(code(&w.run(&["clean"])), 0);
    let left = lying(&out);
    assert_eq!(left.len(), 5 + 1, "{:?}", left.keys());
    assert_eq!(left[notes], b"mine at last");
}

/// What one format or one audience was made stays when another is, and all of it goes with its village.
#[test]
fn one_format_does_not_sweep_what_another_made() {
    let w = crate::commands::Workspace::new();
    assert_eq!(code(&w.run(&["new", "village", "石门村"])), 0);
    let out = w.path().join("out");
    let mut all = BTreeSet::new();
    for args in [
        &["--format", "docx"][..],
        &["--format", "json,geojson", "--audience", "duty"],
        &["--format", "json"],
        &["--format", "html"],
        &["--format", "html", "--audience", "duty"],
        &["--format", "sheets"],
        &["--format", "xlsx"],
        &["--format", "json,geojson"],
    ] {
        let run = w.run(&[&["build", "-q"], args].concat());
        assert_eq!(code(&run), 0, "{}", said(&run));
        let now: BTreeSet<String> = lying(&out).into_keys().collect();
        assert!(now.is_superset(&all), "{args:?}: {:?}", all.difference(&now).collect::<Vec<_>>());
        all = now;
    }
    for name in
        ["备案/01预案.docx", "village-duty.json", "village.json", "手机版.html", "表册.pdf", "表册.xlsx"]
    {
        assert!(all.contains(&format!("示例村/{name}")), "{name}: {all:?}");
        assert!(w.manifest()["files"][format!("示例村/{name}")].is_object(), "{name}");
    }
    fs::remove_file(w.village("石门村")).unwrap();
    assert_eq!(code(&w.run(&["build", "--format", "html", "-q"])), 0);
    assert!(!out.join("石门村").exists(), "of a village that is no more nothing stays");
    assert!(out.join("示例村/备案/01预案.docx").is_file());
}
