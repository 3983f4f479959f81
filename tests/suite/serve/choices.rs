//! What a clerk chooses himself: what a column is, which of two values counts, with which print it is compared, what
//! is taken back beside others' changes; first what the server answers, then in a real browser.

use std::fs;
use std::time::Duration;

use serde_json::{Value, json};

use super::browser::{Browser, wait};
use super::walk::{open, section};
use super::{Page, VILLAGE, set, text};
use crate::commands::Workspace;

/// Nobody would know it: no heading says whose row it is.
const ODD: &str = "家长,住址,口数,备用号,联系电话\n王连福,北沟口5号,3,138 0000 1199,138 0000 1105\n孙新户,北沟口12号,2,138 0000 1198,138 0000 1177\n";

fn has(workspace: &Workspace, what: &str) -> bool {
    wait(Duration::from_secs(20), || text(workspace).contains(what).then_some(())).is_some()
}

fn line(workspace: &Workspace, what: &str) -> String {
    text(workspace).lines().find(|line| line.contains(what)).unwrap_or_default().to_owned()
}

#[test]
fn columns_that_are_not_known_are_told_and_count_when_it_is_saved() {
    let workspace = Workspace::of_examples();
    let page = Page::open(workspace.path());
    let id = page.id(VILLAGE);
    let before = text(&workspace);
    let plan = page.send("POST", &format!("import?village={id}&name=表.csv"), ODD.as_bytes()).json();
    let n = plan["n"].as_u64().unwrap();
    let tell = |body: Value| page.ask("PATCH", &format!("import/{n}"), &body).json();
    let kinds = plan["kinds"].as_array().unwrap();
    let kind = kinds.iter().find(|kind| kind["id"] == "evacuation").unwrap();
    for name in ["户主", "居住人数", "转移责任人", "预警责任人手机"] {
        assert!(kind["columns"].as_array().unwrap().contains(&json!(name)), "{name}: {kind}");
    }
    let plan = tell(json!({"kinds": {"表.csv!": "evacuation"}}));
    assert_eq!(plan["sheets"][0]["lacks"], json!(["户主"]), "{plan}");
    let columns = json!({"A 家长": "户主", "C 口数": "居住人数", "D 备用号": "户主手机"});
    let plan = tell(json!({"columns": {"表.csv!": columns}}));
    let to: Vec<&Value> =
        plan["sheets"][0]["headings"].as_array().unwrap().iter().map(|heading| &heading["to"]).collect();
    assert_eq!(to, [&json!("户主"), &json!("位置"), &json!("居住人数"), &json!("户主手机"), &Value::Null]);
    // Taken back, its heading counts again.
    let plan = tell(json!({"columns": {"表.csv!": {"D 备用号": ""}}}));
    assert_eq!(plan["sheets"][0]["headings"][4]["to"], "户主手机", "{plan}");
    assert_eq!(text(&workspace), before, "nothing is changed yet");
    let done = page.ask("POST", &format!("import/{n}/apply"), &json!({}));
    assert_eq!(done.status, 200, "{}", done.json());
    assert!(line(&workspace, "孙新户").contains("人数: 2"), "{}", line(&workspace, "孙新户"));
    assert!(line(&workspace, "王连福, 住").contains("人数: 3") && !text(&workspace).contains("1199"));
    page.ask("POST", &format!("v/{id}/undo"), &json!({}));
    assert_eq!(text(&workspace), before);
}

#[test]
fn single_values_of_an_import_are_kept_as_they_are() {
    let workspace = Workspace::of_examples();
    let page = Page::open(workspace.path());
    let id = page.id(VILLAGE);
    let csv = "户主,住址,人数,电话,怎么走\n王连福,北沟口5号,3,138 0000 1105,面包车\n厉纪顺,北沟口1号,5,138 0000 1101,面包车\n";
    let plan = page.send("POST", &format!("import?village={id}&name=转移清单.csv"), csv.as_bytes()).json();
    let changes = plan["villages"][0]["changes"].as_array().unwrap();
    let at = changes.iter().position(|change| change["who"].as_str().unwrap().contains("王连福")).unwrap();
    let items = changes[at]["items"].as_array().unwrap();
    let value = items.iter().position(|item| item["new"] == "面包车").unwrap();
    assert_eq!(items.len(), 2, "{plan}");
    let asked = json!({"without": {VILLAGE: [[at, value]]}});
    let done = page.ask("POST", &format!("import/{}/apply", plan["n"]), &asked);
    assert_eq!(done.status, 200, "{}", done.json());
    let kept = line(&workspace, "王连福, 住");
    assert!(kept.contains("人数: 3") && !kept.contains("面包车"), "{kept}");
    let all = line(&workspace, "厉纪顺, 住");
    assert!(all.contains("人数: 5") && all.contains("面包车"), "{all}");
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
    page.edit(&id, "先改", &json!([set("2", "members", "4", "5")]));
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
    // What cannot be taken back stands in nobody's way: the step before it is.
    let before = step("undo");
    assert_eq!(before.status, 200, "{}", before.json());
    assert!(line(&workspace, "厉成海, 住").contains("人数: 4") && text(&workspace).contains("面包车"));
}

fn enter(browser: &mut Browser) {
    browser.wait_for("document.activeElement.tagName === 'INPUT' && document.querySelectorAll('.list tbody tr').length === 2");
    browser.text("lx");
    browser.wait_for("document.querySelectorAll('.list tbody tr').length === 1");
    browser.key("Enter", 0);
    browser.wait_for("document.querySelector('.nav')");
}

fn choose(browser: &mut Browser, select: &str, label: &str) {
    browser.wait_for(&format!("!!({select})"));
    browser.eval(&format!(
        "(() => {{ const s = {select}; s.value = [...s.options].find(o => o.textContent.trim() === {label}).value; s.dispatchEvent(new Event('change', {{bubbles: true}})); return true; }})()",
        label = json!(label)
    ));
}

fn column(head: &str) -> String {
    format!(
        "([...document.querySelectorAll('.colmap')].find(l => l.querySelector('span').textContent === {}) || document.createElement('p')).querySelector('select')",
        json!(head)
    )
}

#[test]
fn on_the_page_columns_are_told_and_single_values_kept() {
    let workspace = Workspace::of_examples();
    let page = Page::open(workspace.path());
    let Some(mut browser) = open(&page) else { return };
    enter(&mut browser);
    browser.click("导入花名册");
    let elsewhere = tempfile::TempDir::new().unwrap();
    let roster = elsewhere.path().join("表.csv");
    fs::write(&roster, ODD).unwrap();
    browser.wait_for("!!document.querySelector('input[type=file]')");
    browser.choose("input[type=file]", &roster);
    choose(&mut browser, "document.querySelector('.side select')", "危险区人员转移清单");
    browser.wait_for("document.querySelector('.side').textContent.includes('哪一列是“户主”')");
    browser.picture("columns-asked");
    assert!(browser.audit().is_empty(), "{:?}", browser.audit());
    choose(&mut browser, &column("家长"), "户主");
    browser.wait_for("document.querySelectorAll('.tab input[type=checkbox]').length > 1");
    choose(&mut browser, &column("口数"), "居住人数");
    browser.wait_for("document.querySelectorAll('.alts').length === 1");
    browser.click("看要改什么");
    browser.picture("columns-told");
    assert!(browser.audit().is_empty(), "{:?}", browser.audit());
    // Old and new, one click each.
    browser.click(".alts .alt:first-child");
    browser.wait_for("document.querySelector('.foot .main').textContent.includes('改 0 处')");
    browser.picture("value-kept");
    browser.click(".foot .main");
    assert!(has(&workspace, "孙新户"));
    assert!(!line(&workspace, "王连福, 住").contains("人数: 3"), "{}", line(&workspace, "王连福, 住"));
    assert!(browser.complaints.is_empty(), "{:?}", browser.complaints);
}

#[test]
fn a_table_that_was_copied_is_told_column_by_column() {
    let workspace = Workspace::of_examples();
    let page = Page::open(workspace.path());
    let Some(mut browser) = open(&page) else { return };
    enter(&mut browser);
    section(&mut browser, "转移的户");
    browser.wait_for("document.activeElement.className.includes('ed')");
    browser.paste("户主\t住\t口数\n孙新户\t北沟口12号\t2\n");
    browser.wait_for("document.querySelector('.said') && document.querySelector('.said').textContent.includes('“口数”没认出来')");
    browser.click("一列一列对…");
    choose(&mut browser, &column("口数"), "居住人数");
    browser.wait_for(
        "document.querySelector('.tab') && document.querySelector('.tab').textContent.includes('北沟口12号')",
    );
    browser.click("看要改什么");
    browser.click(".foot .main");
    assert!(has(&workspace, "孙新户, 住: 北沟口12号, 人数: 2"), "{}", line(&workspace, "孙新户"));
    // Under a heading of names everybody is himself: nobody takes the row where the cursor is.
    section(&mut browser, "人员");
    browser.wait_for("document.activeElement.className.includes('ed')");
    let first = browser.eval("document.querySelector('.grid td.first').textContent");
    browser.paste("姓名\t电话\n孙新来\t138 0000 1178\n厉翠霞\t138 0000 1179\n");
    browser.click("照表头放");
    assert!(has(&workspace, "孙新来") && has(&workspace, "1179"));
    let person = |name: &str| line(&workspace, &format!("  {name}:"));
    assert!(person("孙新来").contains("1178") && person("厉翠霞").contains("1179"), "{}", person("厉翠霞"));
    assert!(!person(first.as_str().unwrap()).is_empty(), "{first}");
}

#[test]
fn on_the_page_another_print_is_chosen_and_a_step_is_taken_back_beside_others() {
    let workspace = Workspace::of_examples();
    let page = Page::open(workspace.path());
    let id = page.id(VILLAGE);
    let mut was = "138 0000 1105".to_owned();
    for to in ["138 0000 1195", "138 0000 1196"] {
        page.ask("POST", &format!("v/{id}/printed"), &json!({"families": ["household-cards"]}));
        page.edit(&id, "改", &json!([set("4", "phone", &was, to)]));
        to.clone_into(&mut was);
    }
    let Some(mut browser) = open(&page) else { return };
    enter(&mut browser);
    browser.click("改了什么");
    browser.wait_for("document.querySelector('.body') && document.querySelector('.body').textContent.includes('1196') && document.querySelectorAll('.ehead option').length > 1");
    assert!(browser.eval("document.querySelector('.body').textContent").as_str().unwrap().contains("1195"));
    browser.eval("(() => { const s = document.querySelector('.ehead select'); s.value = 'r0'; s.dispatchEvent(new Event('change', {bubbles: true})); return true; })()");
    browser.wait_for(
        "document.querySelector('.body') && document.querySelector('.body').textContent.includes('1105')",
    );
    browser.picture("earlier-print");
    assert!(browser.audit().is_empty(), "{:?}", browser.audit());
    browser.click("填写");
    section(&mut browser, "转移的户");
    browser.wait_for("document.activeElement.className.includes('ed') && document.querySelectorAll('.grid tbody tr').length > 19");
    let before = text(&workspace);
    browser.click(".grid td[data-r='2'][data-c='1']");
    browser.text("新地方");
    browser.key("Enter", 0);
    assert!(has(&workspace, "新地方"));
    // Above it a row comes, below it a value changes; then it is taken back with Ctrl+Z.
    let added = "转移对象:\n  - {户主: 外来户, 住: 外来1号, 人数: 2}\n";
    workspace.change(VILLAGE, "转移对象:\n", added);
    workspace.change(VILLAGE, "北沟口5号", "北沟口55号");
    browser
        .wait_for("[...document.querySelectorAll('.grid td')].some(td => td.textContent === '北沟口55号')");
    browser.key("z", 2);
    let whole = before.replace("转移对象:\n", added).replace("北沟口5号", "北沟口55号");
    wait(Duration::from_secs(20), || (text(&workspace) == whole).then_some(()))
        .unwrap_or_else(|| panic!("{}", text(&workspace)));
    browser.wait_for("document.querySelector('.grid tr.on td.first').textContent === '厉成海'");
    assert!(browser.complaints.is_empty(), "{:?}", browser.complaints);
}

#[test]
fn a_new_village_is_made_with_enter_and_what_it_lacks_is_where_it_belongs() {
    let workspace = Workspace::of_examples();
    let page = Page::open(workspace.path());
    let Some(mut browser) = open(&page) else { return };
    browser.wait_for("document.querySelectorAll('.list tbody tr').length === 2");
    browser.click("＋ 新建一个村");
    browser.wait_for("document.activeElement.closest('form')");
    browser.text("石门村");
    browser.key("Enter", 0);
    browser.wait_for("document.querySelector('select.town') && document.querySelector('select.town').selectedOptions[0].textContent === '石门村'");
    assert!(workspace.path().join("villages/石门村.yaml").is_file());
    let id = page.id("石门村");
    let faults = page.get(&format!("v/{id}"))["faults"].clone();
    let place = |field: &str| {
        let all = faults.as_array().unwrap().iter();
        let fault = all.clone().find(|fault| fault["message"].as_str().unwrap().ends_with(field));
        fault.map(|fault| [fault["block"].clone(), fault["key"].clone()])
    };
    assert_eq!(place("灾害"), Some([json!("hazards"), json!("")]), "{faults}");
    assert_eq!(place("没有总指挥；纸上留空，写明没人担任"), Some([json!("posts"), json!("")]), "{faults}");
    assert_eq!(place("版本.下次修订"), Some([json!("edition"), json!("review_by")]), "{faults}");
    // The first that must be mended, and the hand may go on at once.
    browser.wait_for("document.querySelector('.nav')");
    browser.key("F8", 0);
    browser.wait_for("document.querySelector('.ehead h2').textContent === '灾害' && document.activeElement.className.includes('ed')");
    browser.text("地震");
    browser.key("Enter", 0);
    let file = workspace.path().join("villages/石门村.yaml");
    wait(Duration::from_secs(20), || fs::read_to_string(&file).unwrap().contains("地震").then_some(()))
        .expect("written where the hand was");
    assert!(browser.complaints.is_empty(), "{:?}", browser.complaints);
}
