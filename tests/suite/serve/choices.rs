//! What a clerk chooses himself: what a column is, which of two values counts, with which print it is compared, what
//! is taken back beside others' changes; first what the server answers, then in a real browser.

use serde_json::{Value, json};

use super::{Page, VILLAGE, set, text};
use crate::commands::Workspace;

fn line(workspace: &Workspace, what: &str) -> String {
    text(workspace).lines().find(|line| line.contains(what)).unwrap_or_default().to_owned()
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
