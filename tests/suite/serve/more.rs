//! What the page can do beside filling in: single cards, papers for the office, the workspace's own plans, an order
//! that is written, copies compared, the village's own picture, a start after a power cut.

use std::fs;
use std::time::Duration;

use serde_json::{Value, json};

use super::{Page, VILLAGE, set, text};
use crate::commands::Workspace;

fn built(page: &Page, asked: &Value) -> Value {
    let begun = page.ask("POST", "build", asked);
    assert_eq!(begun.status, 200, "{}", begun.json());
    loop {
        let state = page.get(&format!("build/{}", begun.json()["n"]));
        if state["done"] == true {
            return state;
        }
        std::thread::sleep(Duration::from_millis(100));
    }
}

#[test]
fn single_cards_are_printed_and_what_was_not_stays_to_be_printed() {
    let workspace = Workspace::of_examples();
    let page = Page::open(workspace.path());
    let id = page.id(VILLAGE);
    let papers = page.get(&format!("v/{id}/papers"));
    let families = papers["families"].as_array().unwrap();
    let cards = &families.iter().find(|f| f["name"] == "household-cards").unwrap()["cards"];
    let number = |to: &str| {
        let cards = cards.as_array().unwrap();
        cards.iter().find(|c| c["to"].as_str().unwrap().ends_with(to)).unwrap()["number"].clone()
    };
    let (one, other) = (number("王连福"), number("厉纪顺"));
    let all: Vec<&Value> = families.iter().map(|family| &family["name"]).collect();
    assert_eq!(page.ask("POST", &format!("v/{id}/printed"), &json!({"families": all})).status, 200);
    let edits = json!([set("4", "transport", "步行", "三轮车"), set("0", "transport", "三轮车", "面包车")]);
    assert_eq!(page.edit(&id, "改", &edits).status, 200);
    let stale = || -> Vec<Value> {
        let changed = page.get(&format!("v/{id}/changed"));
        let stale = changed["stale"].as_array().unwrap().iter().filter(|s| s["family"] == "household-cards");
        stale.map(|s| s["number"].clone()).collect()
    };
    assert!(stale().contains(&one) && stale().contains(&other), "{:?}", stale());
    let asked = json!({"village": id, "families": ["household-cards"], "cards": {"household-cards": [one]}});
    let state = built(&page, &asked);
    assert_eq!((&state["pages"], state["files"].as_array().unwrap().len()), (&json!(1), 1), "{state}");
    let noted = json!({"families": ["household-cards"], "cards": {"household-cards": [one]}});
    assert_eq!(page.ask("POST", &format!("v/{id}/printed"), &noted).status, 200);
    assert_eq!(stale(), [other], "the other is still owed");
    let noted = json!({"families": ["household-cards"]});
    assert_eq!(page.ask("POST", &format!("v/{id}/printed"), &noted).status, 200);
    assert!(stale().is_empty());
}

#[test]
fn papers_for_the_office_are_made_from_the_page() {
    let workspace = Workspace::of_examples();
    let page = Page::open(workspace.path());
    let id = page.id(VILLAGE);
    let state = built(&page, &json!({"village": id, "families": ["docx", "xlsx"]}));
    let files: Vec<&str> = state["files"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    assert!(files.iter().any(|file| file.ends_with(".docx")), "{state}");
    assert!(files.iter().any(|file| file.ends_with(".xlsx")), "{state}");
    assert_eq!(page.get("hello")["office"][0]["title"], "报备的 Word");
}

#[test]
fn an_order_is_written_by_moving_lines_and_taken_back() {
    let workspace = Workspace::of_examples();
    let page = Page::open(workspace.path());
    let id = page.id(VILLAGE);
    let before = text(&workspace);
    let village = page.get(&format!("v/{id}"));
    for block in ["evacuees", "people"] {
        let rows = village["blocks"][block]["rows"].as_array().unwrap();
        let own: Vec<&Value> = rows.iter().filter(|r| r["from"].is_null()).map(|r| &r["row"]).rev().collect();
        let asked = json!({"base": village["version"], "block": block, "rows": own});
        let got = page.ask("POST", &format!("v/{id}/order"), &asked);
        assert_eq!(got.status, 200, "{block}: {}", got.json());
        let now = text(&workspace);
        let sorted = |text: &str| {
            let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
            lines.sort();
            lines
        };
        assert!(
            now != before && sorted(&now) == sorted(&before),
            "{block}: lines are moved, none is changed"
        );
        let stale = page.ask("POST", &format!("v/{id}/order"), &asked);
        assert_eq!(stale.status, 409, "an order of rows that were seen long ago");
        assert_eq!(page.ask("POST", &format!("v/{id}/undo"), &json!({})).status, 200);
        assert_eq!(text(&workspace), before);
    }
    let few = json!({"base": village["version"], "block": "evacuees", "rows": ["1", "0"]});
    assert_eq!(page.ask("POST", &format!("v/{id}/order"), &few).status, 422);
    assert_eq!(text(&workspace), before);
}

#[test]
fn two_rows_never_get_one_name() {
    let workspace = Workspace::of_examples();
    let page = Page::open(workspace.path());
    let id = page.id(VILLAGE);
    let before = text(&workspace);
    for edit in [
        json!({"block": "people", "row": "厉守业", "name": "厉翠霞"}),
        json!({"block": "people", "insert": null, "name": " 厉翠霞 ", "cells": {}}),
    ] {
        let got = page.edit(&id, "改名", &json!([edit]));
        assert_eq!((got.status, &got.json()["code"]), (422, &json!("twice")), "{}", got.json());
        assert!(got.json()["message"].as_str().unwrap().contains("厉翠霞"));
    }
    assert_eq!(text(&workspace), before);
}

#[test]
fn plans_and_layouts_of_the_workspace_open_with_their_faults() {
    let workspace = Workspace::of_examples();
    fs::create_dir(workspace.path().join("plans")).unwrap();
    let plan = workspace.path().join("plans/wasps.yaml");
    let example = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/examples/wasps.yaml");
    fs::copy(example, &plan).unwrap();
    let page = Page::open(workspace.path());
    let list = page.get("sources");
    assert_eq!(list[0]["file"], "plans/wasps.yaml", "{list}");
    let id = list[0]["id"].as_str().unwrap();
    let source = page.get(&format!("sources/{id}"));
    assert_eq!(source["faults"], json!([]));
    let text = source["text"].as_str().unwrap().to_owned();
    let put = |base: &Value, text: &str| {
        page.ask("PUT", &format!("sources/{id}"), &json!({"base": base, "text": text}))
    };
    let got = put(&source["version"], &format!("{text}\nno_such_key: 1\n"));
    assert_eq!(got.status, 200, "{}", got.json());
    let faults = got.json()["faults"].clone();
    assert!(faults[0]["line"].as_u64().unwrap() > u64::try_from(text.lines().count()).unwrap(), "{faults}");
    assert_eq!(put(&source["version"], &text).status, 409, "changed meanwhile");
    assert!(fs::read_to_string(&plan).unwrap().contains("no_such_key"));
    for wrong in ["0123456789ab", "..", "plans%2fwasps.yaml", "duoan.yaml"] {
        assert_eq!(page.ask("GET", &format!("sources/{wrong}"), &Value::Null).status, 404, "{wrong}");
    }
}

#[test]
fn a_copy_is_compared_with_its_village() {
    let workspace = Workspace::of_examples();
    let copy = workspace.path().join("villages/岭下村(1).yaml");
    fs::write(&copy, text(&workspace).replace("北沟口2号", "北沟口22号")).unwrap();
    let page = Page::open(workspace.path());
    let town = page.get("town");
    let strays = town["strays"].as_array().unwrap();
    let nth = strays.iter().position(|stray| stray["twin"] == true).unwrap_or_else(|| panic!("{town}"));
    let twins = page.get(&format!("strays/{nth}"));
    assert_eq!((&twins["copy"], &twins["own"]), (&json!("岭下村(1).yaml"), &json!("岭下村.yaml")), "{twins}");
    assert!(twins["there"].as_array().unwrap().iter().any(|x| x["copy"] == "北沟口22号"), "{twins}");
    assert!(twins["here"].as_array().unwrap().iter().any(|x| x["own"] == "北沟口2号"), "{twins}");
    assert_eq!(page.ask("GET", "strays/99", &Value::Null).status, 404);
}

/// What the list says of a village is kept, and follows its file, the town's file and its pictures all the same.
#[test]
fn the_list_of_villages_follows_whatever_changes() {
    let workspace = Workspace::of_examples();
    let page = Page::open(workspace.path());
    let row = || {
        let town = page.get("town");
        let row =
            town["villages"].as_array().unwrap().iter().find(|row| row["file"] == format!("{VILLAGE}.yaml"));
        row.cloned().unwrap_or_else(|| panic!("{town}"))
    };
    let count = |row: &Value| row["errors"].as_u64().unwrap() + row["warnings"].as_u64().unwrap();
    let good = row();
    assert_eq!(row(), good, "nothing changed");
    let before = text(&workspace);
    let write = |text: &str| fs::write(workspace.village(VILLAGE), text).unwrap();
    write(&before.replace("138 0000 1001", "13 0000 1001"));
    assert!(row()["errors"].as_u64() > good["errors"].as_u64(), "a number that is none");
    let picture = workspace.path().join("map.png");
    write(&format!("{before}\n图片: {{村图: map.png}}\n"));
    let lacking = row();
    assert!(count(&lacking) > count(&good), "a picture that is not there: {lacking}");
    let mut image = Vec::new();
    let mut encoder = png::Encoder::new(&mut image, 1200, 900);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.write_header().unwrap().write_image_data(&vec![255; 1200 * 900]).unwrap();
    fs::write(&picture, image).unwrap();
    assert!(count(&row()) < count(&lacking), "it is there now");
    write(&before);
    assert_eq!(row(), good);
    let town = workspace.path().join("town.yaml");
    let own = fs::read_to_string(&town).unwrap();
    fs::write(&town, format!("{own}\n没有这一项: 1\n")).unwrap();
    assert!(count(&row()) > count(&good), "the town's file is a layer of each village");
}

#[test]
fn the_own_picture_of_a_village_is_shown_and_laid_on_the_earth() {
    let workspace = Workspace::of_examples();
    let page = Page::open(workspace.path());
    let id = page.id(VILLAGE);
    let ask = |what: &str| page.ask("GET", &format!("v/{id}/{what}"), &Value::Null);
    let before = text(&workspace);
    let name =
        |path: &str| fs::write(workspace.village(VILLAGE), format!("{before}\n图片: {{村图: {path}}}\n"));
    assert_eq!(ask("picture").status, 404);
    let picture = [b"\x89PNG\r\n\x1a\n".as_slice(), b"one"].concat();
    fs::write(workspace.path().join("map.png"), &picture).unwrap();
    name("map.png").unwrap();
    let got = ask("picture");
    assert_eq!((got.status, got.body.as_slice()), (200, picture.as_slice()));
    assert_eq!(ask("fit").json(), Value::Null);
    let points = json!([[10.0, 20.0, 35.64, 119.55], [500.0, 400.0, 35.63, 119.56]]);
    assert_eq!(page.ask("PUT", &format!("v/{id}/fit"), &points).status, 200);
    assert_eq!(ask("fit").json(), points);
    assert_eq!(page.ask("PUT", &format!("v/{id}/fit"), &json!([["x"]])).status, 400);
    fs::write(workspace.path().join("map.png"), [picture.as_slice(), b"other"].concat()).unwrap();
    assert_eq!(ask("fit").json(), Value::Null, "another picture lies elsewhere");
    for path in ["../map.png", "/etc/hostname", "nothing.png", "villages/岭下村.yaml"] {
        name(path).unwrap();
        assert_eq!(ask("picture").status, 404, "{path}");
    }
}

#[test]
fn after_a_power_cut_the_page_that_is_open_finds_the_program_again() {
    let workspace = Workspace::of_examples();
    let mut page = Page::open(workspace.path());
    let known = page.address();
    page.kill();
    let page = Page::open(workspace.path());
    assert_eq!(page.address(), known);
    assert_eq!(page.get("hello")["writable"], true);
    assert_eq!(page.ask("POST", "end", &json!({})).status, 200);
}

#[test]
fn in_english_faults_their_mends_and_refusals_are_english() {
    let workspace = Workspace::of_examples();
    let page = Page::open_in(workspace.path(), "en");
    let id = page.id(VILLAGE);
    let got = page.edit(&id, "edit", &json!([set("0", "helper.0", "厉翠霞", "厉翠侠")])).json();
    let faults = got["faults"].as_array().unwrap();
    let fault = faults.iter().find(|f| f["row"] == "0" && f["key"] == "helper.0").unwrap();
    let labels: Vec<&str> =
        fault["mends"].as_array().unwrap().iter().filter_map(|mend| mend["label"].as_str()).collect();
    assert_eq!(labels, ["this one", "add…"], "{fault}");
    // Every code that the page may be refused with has its English words.
    let words = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/web/words.js")).unwrap();
    let rooms = concat!(env!("CARGO_MANIFEST_DIR"), "/src/serve");
    for room in fs::read_dir(rooms).unwrap() {
        let code = fs::read_to_string(room.unwrap().path()).unwrap();
        let mut rest = code.as_str();
        while let Some((_, after)) = rest.split_once("Failure::of(") {
            rest = after;
            let said = after.split(')').next().unwrap();
            let mut parts = said.split('"');
            // A text that is made of what another program says has no words of its own.
            let (Some(_), Some(code), Some(fixed), Some(_)) =
                (parts.next(), parts.next(), parts.next(), parts.next())
            else {
                continue;
            };
            let own = fixed.trim() == ",";
            let (quoted, bare) = (format!("\"{code}\": \""), format!(" {code}: \""));
            assert!(!own || words.contains(&quoted) || words.contains(&bare), "{code}: no English words");
        }
    }
}
