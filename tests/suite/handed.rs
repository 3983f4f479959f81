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
