//! What somebody meets who has never seen the page, and what somebody brings who means it harm: a folder that cannot
//! be written, sheets that do not say their village, empty rows, names that turn or stretch the page, a port that is
//! taken; first what the server answers.

use std::fs;
use std::net::TcpListener;

use serde_json::{Value, json};

use super::{Page, VILLAGE, set, text};
use crate::commands::{Workspace, said};

#[test]
fn tonight_in_a_folder_that_cannot_be_written_is_shown_ticked_and_printed() {
    let workspace = Workspace::of_examples();
    // Where a folder is to be made there is a file: nothing of the program's own can be written, whoever runs it.
    for name in [".duoan", "out"] {
        fs::write(workspace.path().join(name), "").unwrap();
    }
    let page = Page::open(workspace.path());
    let id = page.id(VILLAGE);
    assert_eq!(page.get("hello")["writable"], false);
    let begun = page.ask("POST", "now", &json!({"village": id, "hazard": "flash-flood", "level": "orange"}));
    let night = begun.json();
    assert_eq!((begun.status, &night["kept"]), (200, &json!(false)), "{night}");
    assert!(!night["list"]["calls"].as_array().unwrap().is_empty());
    let n = night["n"].as_str().unwrap().to_owned();
    let tick = json!({"who": "home 马凤兰 北沟口2号", "what": "told"});
    assert_eq!(page.ask("PATCH", &format!("now/{n}"), &tick).json()["ticks"].as_array().unwrap().len(), 1);
    assert_eq!(page.get("hello")["nights"][0]["n"], n.as_str());
    let printed = page.ask("POST", &format!("now/{n}/print"), &json!({})).json();
    let file = std::path::PathBuf::from(printed["file"].as_str().unwrap_or_else(|| panic!("{printed}")));
    assert!(fs::read(&file).unwrap().starts_with(b"%PDF"));
    fs::remove_dir_all(file.parent().unwrap()).unwrap();
    // Once it can be written again the night is kept, with what was ticked before.
    fs::remove_file(workspace.path().join(".duoan")).unwrap();
    let night =
        page.ask("PATCH", &format!("now/{n}"), &json!({"who": "call 厉守业 总指挥", "what": "reached"}));
    assert_eq!(night.json()["kept"], true);
    let kept = fs::read_to_string(workspace.path().join(format!(".duoan/tonight/{n}.json"))).unwrap();
    assert!(kept.contains("told") && kept.contains("reached"), "{kept}");
    assert_eq!(page.ask("PATCH", &format!("now/{n}"), &json!({"end": true})).json()["kept"], true);
    assert_eq!(page.get("hello")["nights"], json!([]));
}

#[test]
fn what_the_disk_refuses_is_said_in_both_languages() {
    let workspace = Workspace::of_examples();
    fs::write(workspace.path().join(".duoan"), "").unwrap();
    let page = Page::open(workspace.path());
    let id = page.id(VILLAGE);
    let got = page.ask("POST", &format!("v/{id}/printed"), &json!({"families": ["household-cards"]}));
    let words = got.json();
    let chinese = words["message"].as_str().unwrap();
    assert!(got.status >= 500 && !chinese.contains("os error") && !chinese.contains("directory"), "{words}");
    assert!(words["english"].as_str().unwrap().contains("os error"), "{words}");
    let large = vec![b' '; 9 << 20];
    for (path, code) in [(format!("v/{id}"), "too-much"), ("import?name=a.xlsx".to_owned(), "too-large")] {
        let bytes = if code == "too-large" { vec![b' '; (20 << 20) + 1] } else { large.clone() };
        let got = page.send(if code == "too-large" { "POST" } else { "PATCH" }, &path, &bytes);
        assert_eq!((got.status, &got.json()["code"]), (413, &json!(code)));
    }
}

#[test]
fn a_sheet_that_does_not_say_its_village_is_told_it() {
    let dir = tempfile::TempDir::new().unwrap();
    let page = Page::open(dir.path());
    let first = "村名,户主,住址,人数,电话\n石门村,王连福,北沟口5号,3,138 0000 1105\n";
    let second = "姓名,职务,手机\n厉翠霞,妇女主任,138 0000 1025\n王守信,会计,138 0000 1026\n";
    let plan = page.send("POST", "import?name=转移清单.csv", first.as_bytes()).json();
    let n = plan["n"].as_u64().unwrap();
    let plan = page.send("POST", &format!("import/{n}?name=人员.csv"), second.as_bytes()).json();
    let sheet =
        |plan: &Value| plan["sheets"].as_array().unwrap().iter().find(|s| s["file"] == "人员.csv").cloned();
    assert_eq!(sheet(&plan).unwrap()["homeless"], 2, "{plan}");
    assert_eq!(plan["names"], json!(["石门村"]));
    let told =
        page.ask("PATCH", &format!("import/{n}"), &json!({"villages": {"人员.csv!": "石门村"}})).json();
    let own = sheet(&told).unwrap();
    assert_eq!((&own["homeless"], &own["rows"], &own["village"]), (&json!(0), &json!(2), &json!("石门村")));
    assert!(!told["faults"].to_string().contains("sheet-village"), "{told}");
    let done = page.ask("POST", &format!("import/{n}/apply"), &json!({}));
    assert_eq!(done.status, 200, "{}", done.json());
    let village = fs::read_to_string(dir.path().join("villages/石门村.yaml")).unwrap();
    assert!(village.contains("厉翠霞") && village.contains("王连福"), "{village}");
}

#[test]
fn a_wrong_number_of_somebody_new_is_put_down_to_be_mended_and_the_truth_is_said() {
    let workspace = Workspace::of_examples();
    let page = Page::open(workspace.path());
    let id = page.id(VILLAGE);
    let csv = "户主,住址,人数,电话\n王连福,北沟口5号,1,138 0000 11\n孙新户,北沟口12号,2,138 0000 117\n孙科学,北沟口13号,2,1.38E+10\n";
    let plan = page.send("POST", &format!("import?village={id}&name=转移清单.csv"), csv.as_bytes()).json();
    let hint = |cell: &str| {
        let faults = plan["faults"].as_array().unwrap().iter();
        let mut own = faults.filter(|fault| fault["cell"].as_str().is_some_and(|at| at.ends_with(cell)));
        own.next().unwrap_or_else(|| panic!("{cell}: {plan}"))["hint"].as_str().unwrap().to_owned()
    };
    assert!(hint("D2").contains("档案里的留着"), "{}", hint("D2"));
    assert!(hint("D3").contains("先照这样记着"), "{}", hint("D3"));
    assert!(hint("D4").contains("先空着"), "{}", hint("D4"));
    let done = page.ask("POST", &format!("import/{}/apply", plan["n"]), &json!({}));
    assert_eq!(done.status, 200, "{}", done.json());
    let line = |name: &str| {
        text(&workspace).lines().find(|line| line.contains(&format!("户主: {name},"))).unwrap().to_owned()
    };
    assert!(line("王连福").contains("138 0000 1105"), "{}", line("王连福"));
    assert!(line("孙新户").contains("138 0000 117"), "{}", line("孙新户"));
    assert!(!line("孙科学").contains("电话"), "{}", line("孙科学"));
    let village = page.get(&format!("v/{id}"));
    let red = village["faults"].as_array().unwrap().iter().filter(|f| f["severity"] == "error");
    assert_eq!(red.map(|f| &f["key"]).collect::<Vec<_>>(), [&json!("phone")]);
}

#[test]
fn what_is_missing_leads_to_its_own_field() {
    let dir = tempfile::TempDir::new().unwrap();
    let page = Page::open(dir.path());
    let csv = "村名,户主,住址,人数,转移责任人,特殊情况,避灾场所,灾种\n石门村,王连福,北沟口5号,3,厉翠霞,卧床,村小学,山洪\n石门村,王连贵,北沟口6号,,,,村小学,山洪\n";
    let plan = page.send("POST", "import?name=转移清单.csv", csv.as_bytes()).json();
    page.ask("POST", &format!("import/{}/apply", plan["n"]), &json!({}));
    let file = dir.path().join("villages/石门村.yaml");
    fs::write(&file, format!("{}灾害: {{山洪: {{}}}}\n", fs::read_to_string(&file).unwrap())).unwrap();
    let id = page.id("石门村");
    let village = page.get(&format!("v/{id}"));
    let faults = village["faults"].as_array().unwrap();
    let spot = |code: &str| {
        let own = faults.iter().find(|fault| fault["code"] == code);
        let own = own.unwrap_or_else(|| panic!("{code}: {faults:#?}"));
        [&own["block"], &own["key"]].map(|part| part.as_str().unwrap_or_default().to_owned())
    };
    for (code, block, key) in [
        ("alarm-missing", "alarms", ""),
        ("frail-transport", "evacuees", "transport"),
        ("household-members", "evacuees", "members"),
        ("household-helper", "evacuees", "helper.0"),
        ("post-missing", "posts", ""),
        ("rescue-team", "teams", ""),
        ("phone-missing", "people", "phone"),
        ("shelter-keeper", "shelters", "keeper.0"),
    ] {
        assert_eq!(spot(code), [block, key], "{code}");
    }
    let loud = faults.iter().filter(|fault| fault["severity"] != "note");
    for fault in loud {
        assert!(fault["key"] != "name" && fault["block"].is_string(), "{fault}");
    }
    // A row that says nothing leads to its cell, a block that is written and empty to itself.
    let whole = fs::read_to_string(&file).unwrap();
    fs::write(&file, format!("{whole}岗位:\n  总指挥:\n队伍:\n")).unwrap();
    let village = page.get(&format!("v/{id}"));
    let faults = village["faults"].as_array().unwrap();
    let of = |code: &str| {
        faults.iter().filter(|f| f["code"] == code).map(|f| f["block"].clone()).collect::<Vec<_>>()
    };
    assert!(of("post-missing").iter().all(|block| block == "posts"), "{:?}", of("post-missing"));
    assert_eq!(of("rescue-team"), ["teams"]);
}

#[test]
fn a_port_that_another_program_has_is_said_in_words() {
    let workspace = Workspace::of_examples();
    let other = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = other.local_addr().unwrap().port().to_string();
    let words = said(&workspace.run(&["serve", "--port", &port]));
    assert!(
        words.contains(&format!("端口 {port} 被别的程序占着")) && words.contains("--port 8090"),
        "{words}"
    );
    let words = {
        let mut english = std::process::Command::new(super::page::program());
        said(
            &english
                .args(["serve", "--port", &port, "--lang", "en"])
                .current_dir(workspace.path())
                .output()
                .unwrap(),
        )
    };
    assert!(words.contains("taken by another program"), "{words}");
    // One's own page is opened, whatever port is asked for.
    let page = Page::open(workspace.path());
    let words = said(&workspace.run(&["serve", "--port", &port]));
    assert!(words.contains(&page.token), "{words}");
}

#[test]
fn a_name_that_turns_the_line_turns_only_itself() {
    let workspace = Workspace::of_examples();
    let page = Page::open(workspace.path());
    let id = page.id(VILLAGE);
    let evil = "厉翠侠\u{5d0}\u{5d1}";
    let got = page.edit(&id, "改", &json!([set("0", "helper.0", "厉翠霞", evil)])).json();
    let faults = got["faults"].as_array().unwrap();
    let fault = faults.iter().find(|f| f["code"] == "unknown-reference" && f["row"] == "0").unwrap();
    let message = fault["message"].as_str().unwrap();
    assert!(message.contains(&format!("\u{2068}{evil}\u{2069}")), "{message:?}");
    assert!(text(&workspace).contains("厉翠侠"), "it is kept as it was typed");
}
