//! What other programs read: JSON, GitHub workflow commands, SARIF, and the index of codes.

use std::fs;
use std::path::Path;

use serde_json::Value;
use tempfile::TempDir;

use crate::mending::{duoan, workspace};

/// Returns a workspace whose village has a warning with a mend, and an error.
fn faulty() -> TempDir {
    let (dir, village) = workspace();
    let text = fs::read_to_string(&village).unwrap();
    let text =
        text.replacen("138 0000 0001", "138 0000 001", 1).replacen("村名: 示例村", "村名: \u{3000}示例村", 1);
    fs::write(village, text).unwrap();
    dir
}

fn stdout(dir: &TempDir, format: &str) -> String {
    let output = duoan(&["check", "--format", format], dir.path(), "zh");
    assert_eq!(output.status.code(), Some(1));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn json_is_a_list_with_fixed_fields() {
    let faults: Value = serde_json::from_str(&stdout(&faulty(), "json")).unwrap();
    let faults = faults.as_array().unwrap();
    let fields = ["at", "code", "hint", "mend", "message", "severity", "villages"];
    for fault in faults {
        let mut keys: Vec<&str> = fault.as_object().unwrap().keys().map(String::as_str).collect();
        keys.sort_unstable();
        assert_eq!(keys, fields);
        let mut keys: Vec<&str> = fault["at"].as_object().unwrap().keys().map(String::as_str).collect();
        keys.sort_unstable();
        assert_eq!(keys, ["column", "end", "file", "line", "start"]);
    }
    let space = faults.iter().find(|f| f["code"] == "wide-space").unwrap();
    assert_eq!(
        (&space["severity"], &space["mend"], &space["villages"]),
        (&"warning".into(), &"示例村".into(), &1.into())
    );
    let docs = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/check.md")).unwrap();
    for field in fields.iter().chain(&["file", "line", "column", "start", "end"]) {
        assert!(docs.contains(&format!("`{field}`")), "docs/check.md does not name {field}");
    }
}

#[test]
fn github_gets_one_escaped_command_a_fault() {
    let dir = faulty();
    let text = fs::read_to_string(dir.path().join("villages/示例村.yaml")).unwrap();
    fs::rename(dir.path().join("villages/示例村.yaml"), dir.path().join("villages/a,b%c.yaml")).unwrap();
    fs::write(dir.path().join("villages/a,b%c.yaml"), text).unwrap();
    let out = stdout(&dir, "github");
    let line = out.lines().find(|l| l.contains("title=phone-format")).unwrap();
    assert!(line.starts_with("::error file=villages/a%2Cb%25c.yaml,line="), "{line}");
    let (head, message) = line[2..].split_once("::").unwrap();
    assert!(
        head.contains(",col=") && head.ends_with(",title=phone-format") && message.contains("138 0000 001"),
        "{line}"
    );
    assert!(out.lines().any(|l| l.starts_with("::warning ")), "{out}");
}

#[test]
fn sarif_has_what_its_readers_ask_for() {
    let log: Value = serde_json::from_str(&stdout(&faulty(), "sarif")).unwrap();
    assert_eq!(log["version"], "2.1.0");
    let run = &log["runs"][0];
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    for result in run["results"].as_array().unwrap() {
        let rule = &rules[usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap()];
        assert_eq!(rule["id"], result["ruleId"]);
        assert!(["error", "warning", "note"].contains(&result["level"].as_str().unwrap()));
        assert!(!result["message"]["text"].as_str().unwrap().is_empty());
        let place = &result["locations"][0]["physicalLocation"];
        assert_eq!(place["artifactLocation"]["uri"], "villages/%E7%A4%BA%E4%BE%8B%E6%9D%91.yaml");
        assert!(place["region"]["startLine"].as_u64().unwrap() > 0);
    }
    let space = run["results"].as_array().unwrap().iter().find(|r| r["ruleId"] == "wide-space").unwrap();
    assert_eq!(
        space["fixes"][0]["artifactChanges"][0]["replacements"][0]["insertedContent"]["text"],
        "示例村"
    );
}

#[test]
fn nothing_found_is_still_a_whole_document() {
    let (dir, village) = workspace();
    for path in [village, dir.path().join("town.yaml")] {
        fs::write(&path, crate::commands::owned(&fs::read_to_string(&path).unwrap())).unwrap();
    }
    for (format, wanted) in [("json", "[]\n"), ("github", ""), ("short", "")] {
        let output = duoan(&["check", "--format", format], dir.path(), "en");
        assert_eq!(String::from_utf8(output.stdout).unwrap(), wanted, "{format}");
    }
    let sarif = duoan(&["check", "--format", "sarif"], dir.path(), "en").stdout;
    let log: Value = serde_json::from_slice(&sarif).unwrap();
    assert_eq!(log["runs"][0]["results"], Value::Array(Vec::new()));
}

#[test]
fn the_committed_index_of_codes_is_the_programs_own() {
    for (lang, file) in [("en", "docs/errors.md"), ("zh", "docs/errors.zh.md")] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
        let now = duoan(&["explain", "--all"], Path::new("."), lang).stdout;
        if std::env::var_os("DUOAN_UPDATE").is_some() {
            fs::write(&path, &now).unwrap();
        }
        let kept = fs::read_to_string(&path).unwrap_or_default();
        assert!(kept == String::from_utf8_lossy(&now), "{file} differs; run the tests with DUOAN_UPDATE=1");
    }
}
