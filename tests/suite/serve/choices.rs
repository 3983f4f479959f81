//! What a clerk chooses himself: what a column is, which of two values counts, with which print it is compared, what
//! is taken back beside others' changes; first what the server answers, then in a real browser.

use std::time::Duration;

use serde_json::{Value, json};

use super::{Page, VILLAGE, set, text};
use crate::commands::Workspace;

fn line(workspace: &Workspace, what: &str) -> String {
    text(workspace).lines().find(|line| line.contains(what)).unwrap_or_default().to_owned()
}

#[test]
fn any_earlier_print_that_is_known_is_compared_with_now() {
    let workspace = Workspace::of_examples();
    let page = Page::open(workspace.path());
    let id = page.id(VILLAGE);
    let printed = || {
        let noted = page.ask("POST", &format!("v/{id}/printed"), &json!({"families": ["household-cards"]}));
        assert_eq!(noted.status, 200, "{}", noted.json());
    };
    let number = |was: &str, to: &str| page.edit(&id, "改", &json!([set("4", "phone", was, to)]));
    let since = |which: &str| page.get(&format!("v/{id}/changed?since={which}"));
    let tells = |changed: &Value, what: &str| changed["changes"].to_string().contains(what);
    assert_eq!(page.get(&format!("v/{id}/earlier")), json!([]));
    printed();
    number("138 0000 1105", "138 0000 1195");
    printed();
    number("138 0000 1195", "138 0000 1196");
    printed();
    let earlier = page.get(&format!("v/{id}/earlier"));
    let ids: Vec<&str> = earlier.as_array().unwrap().iter().filter_map(|e| e["id"].as_str()).collect();
    assert_eq!(ids.len(), 2, "{earlier}");
    assert_eq!(page.get(&format!("v/{id}/changed"))["changes"], json!([]), "as printed last");
    // Both were printed in one minute; the newest is told first.
    assert!(tells(&since(ids[0]), "1195") && !tells(&since(ids[0]), "1105"), "{}", since(ids[0]));
    let oldest = since(ids[1]);
    assert!(tells(&oldest, "1105") && !oldest["stale"].as_array().unwrap().is_empty(), "{oldest}");
    for wrong in ["r7", "r99", "g0123456789", "made", "x", "../x"] {
        let got = page.ask("GET", &format!("v/{id}/changed?since={wrong}"), &Value::Null);
        assert_eq!(got.status, 404, "{wrong}");
    }
}

#[test]
fn what_lies_in_the_output_folder_is_compared_too() {
    let workspace = Workspace::of_examples();
    let page = Page::open(workspace.path());
    let id = page.id(VILLAGE);
    let begun = page.ask("POST", "build", &json!({"village": id, "families": ["household-cards"]})).json();
    while page.get(&format!("build/{}", begun["n"]))["done"] != true {
        std::thread::sleep(Duration::from_millis(100));
    }
    let earlier = page.get(&format!("v/{id}/earlier"));
    assert_eq!((&earlier[0]["id"], &earlier[0]["sort"]), (&json!("made"), &json!("made")), "{earlier}");
    let since = || page.get(&format!("v/{id}/changed?since=made"));
    assert_eq!(since()["stale"], json!([]), "as it was made");
    page.edit(&id, "改", &json!([set("4", "transport", "步行", "三轮车")]));
    let stale = since()["stale"].clone();
    let all = stale.as_array().unwrap();
    assert!(all.len() == 1 && all[0]["to"].as_str().unwrap().contains("王连福"), "{stale}");
}

#[test]
fn versions_that_were_recorded_are_compared_too() {
    if !crate::readers::there(&["git"], "versions that were recorded") {
        return;
    }
    let repo = crate::repos::Repo::new();
    let page = Page::open(repo.path());
    let town = page.get("town");
    let id = town["villages"][0]["id"].as_str().unwrap().to_owned();
    let earlier = page.get(&format!("v/{id}/earlier"));
    let recorded: Vec<&Value> =
        earlier.as_array().unwrap().iter().filter(|earlier| earlier["sort"] == "recorded").collect();
    assert!(!recorded.is_empty(), "{earlier}");
    let last = recorded.last().unwrap()["id"].as_str().unwrap();
    let changed = page.get(&format!("v/{id}/changed?since={last}"));
    assert_eq!(changed["known"], true, "{changed}");
}

#[test]
fn a_step_is_taken_back_beside_what_others_changed_and_at_the_same_place_it_is_not() {
    let workspace = Workspace::of_examples();
    let page = Page::open(workspace.path());
    let id = page.id(VILLAGE);
    let step = |verb: &str| page.ask("POST", &format!("v/{id}/{verb}"), &json!({}));
    page.edit(&id, "改", &json!([set("4", "transport", "步行", "三轮车"), set("0", "members", "2", "3")]));
    // An editor writes a household above, changes one between the two and one behind them.
    workspace.change(VILLAGE, "转移对象:\n", "转移对象:\n  - {户主: 外来户, 住: 外来1号, 人数: 2}\n");
    workspace.change(VILLAGE, "北沟口2号", "北沟口22号");
    let outside = text(&workspace);
    let back = step("undo");
    assert_eq!(back.status, 200, "{}", back.json());
    assert_eq!(back.json()["spot"]["row"], "5", "the row has moved");
    let now = text(&workspace);
    assert!(now.contains("外来户") && now.contains("北沟口22号"), "nothing of theirs is lost");
    assert!(
        line(&workspace, "厉纪顺, 住").contains("人数: 2")
            && !line(&workspace, "王连福, 住").contains("三轮车")
    );
    let again = step("redo");
    assert_eq!((again.status, text(&workspace)), (200, outside), "{}", again.json());
    // The same place was changed by somebody else: it stays, and that is said.
    let was = line(&workspace, "王连福, 住");
    workspace.change(VILLAGE, &was, &was.replace("三轮车", "面包车"));
    let theirs = text(&workspace);
    let refused = step("undo");
    assert_eq!((refused.status, &refused.json()["code"]), (409, &json!("stepped-on")));
    assert!(refused.json()["message"].as_str().unwrap().contains("“改”"), "{}", refused.json());
    assert_eq!(text(&workspace), theirs);
}
