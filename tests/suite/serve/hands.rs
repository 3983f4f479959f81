//! What is typed lands where it was typed, or is shown: rows that come, go and change names under an open cell,
//! answers that are late, input methods that are in the middle of a word, screens that are left.

use std::fs;
use std::time::Duration;

use serde_json::json;

use super::browser::{Browser, wait};
use super::walk::{open, section};
use super::{Page, VILLAGE, text};
use crate::commands::Workspace;

fn has(workspace: &Workspace, what: &str) -> bool {
    wait(Duration::from_secs(20), || text(workspace).contains(what).then_some(())).is_some()
}

fn line(workspace: &Workspace, what: &str) -> String {
    text(workspace).lines().find(|line| line.contains(what)).unwrap_or_default().to_owned()
}

/// Answers come so late.
fn slow(browser: &mut Browser, ms: u32) {
    browser.eval(&format!(
        "window.swift = window.swift || fetch, window.fetch = (...a) => new Promise(r => setTimeout(r, {ms})).then(() => swift(...a)), true"
    ));
}

fn at_once(browser: &mut Browser) {
    browser.eval("window.fetch = window.swift || fetch, true");
}

/// Goes to a cell by its row and column, as they stand on the screen.
fn cell(browser: &mut Browser, row: usize, column: usize) {
    browser.click(&format!(".grid td[data-r='{row}'][data-c='{column}']"));
    browser.wait_for(&format!(
        "document.querySelector('.ed').getAttribute('aria-activedescendant') === 'gevacuees-{row}-{column}'"
    ));
}

fn homes(browser: &mut Browser, village: &str) {
    browser.wait_for("document.activeElement.tagName === 'INPUT' && document.querySelectorAll('.list tbody tr').length === 2");
    browser.text(village);
    browser.wait_for("document.querySelectorAll('.list tbody tr').length === 1");
    browser.key("Enter", 0);
    browser.wait_for("document.querySelector('.nav')");
    section(browser, "转移的户");
    browser.wait_for("document.activeElement.className.includes('ed') && document.querySelector('.grid td.first').textContent.length > 1");
}

/// Waits until a name is in the grid, or gone from it.
fn shown(browser: &mut Browser, name: &str, there: bool) {
    browser.wait_for(&format!(
        "[...document.querySelectorAll('.grid td.first')].some(td => td.textContent === {}) === {there}",
        json!(name)
    ));
}

#[test]
fn rows_that_come_and_go_under_an_open_cell_take_nothing_of_it() {
    let workspace = Workspace::of_examples();
    let page = Page::open(workspace.path());
    let Some(mut browser) = open(&page) else { return };
    homes(&mut browser, "lx");
    // Somebody writes a household above the one that is being typed into.
    cell(&mut browser, 1, 1);
    browser.text("甲乙");
    workspace.change(VILLAGE, "转移对象:\n", "转移对象:\n  - {户主: 外来户, 住: 外来1号, 人数: 2}\n");
    shown(&mut browser, "外来户", true);
    browser.text("丙");
    browser.key("Enter", 0);
    assert!(has(&workspace, "住: 甲乙丙") && line(&workspace, "住: 甲乙丙").contains("马凤兰"));
    // Takes the one away that is being typed into: it is nobody else's, and is shown.
    cell(&mut browser, 2, 1);
    browser.text("没处放的");
    let row = line(&workspace, "马凤兰, 住") + "\n";
    workspace.change(VILLAGE, &row, "");
    shown(&mut browser, "马凤兰", false);
    browser.key("Enter", 0);
    browser.wait_for("document.querySelector('.said') && document.body.innerText.includes('没处放的')");
    assert!(!text(&workspace).contains("没处放的"), "{}", line(&workspace, "没处放的"));
    browser.click("知道了");
    // A file that cannot be read for a while: what is typed waits.
    cell(&mut browser, 3, 1);
    let name = browser.eval("document.querySelector('.grid tr.on td.first').textContent");
    browser.text("等着的");
    let whole = text(&workspace);
    fs::write(workspace.village(VILLAGE), format!("{whole}\n坏: [\n")).unwrap();
    browser.key("Enter", 0);
    browser.wait_for("document.querySelector('.state').textContent.includes('先留着')");
    fs::write(workspace.village(VILLAGE), &whole).unwrap();
    assert!(has(&workspace, "住: 等着的"));
    assert!(line(&workspace, "等着的").contains(name.as_str().unwrap()), "{name}");
}

#[test]
fn what_an_input_method_has_begun_is_kept_when_the_hand_goes_elsewhere() {
    let workspace = Workspace::of_examples();
    let page = Page::open(workspace.path());
    let Some(mut browser) = open(&page) else { return };
    homes(&mut browser, "lx");
    let begin = |browser: &mut Browser, text: &str| {
        browser
            .call("Input.imeSetComposition", json!({"text": text, "selectionStart": 2, "selectionEnd": 2}));
    };
    cell(&mut browser, 2, 1);
    begin(&mut browser, "一半");
    cell(&mut browser, 4, 1);
    assert!(has(&workspace, "住: 一半") && line(&workspace, "住: 一半").contains("厉成海"));
    browser.text("另一半");
    browser.key("Enter", 0);
    assert!(has(&workspace, "住: 另一半") && line(&workspace, "住: 另一半").contains("王连福"));
    cell(&mut browser, 0, 1);
    begin(&mut browser, "走了");
    section(&mut browser, "人员");
    assert!(has(&workspace, "住: 走了") && line(&workspace, "住: 走了").contains("厉纪顺"));
}

#[test]
fn a_late_answer_and_another_village_take_nothing_of_what_is_typed() {
    let workspace = Workspace::of_examples();
    let page = Page::open(workspace.path());
    let Some(mut browser) = open(&page) else { return };
    homes(&mut browser, "lx");
    let other = |name: &str| {
        format!(
            "(() => {{ const s = document.querySelector('select.town'); s.value = [...s.options].find(o => (o.textContent === '{VILLAGE}') === {}).value; s.dispatchEvent(new Event('change', {{bubbles: true}})); return true; }})()",
            name == VILLAGE
        )
    };
    // Three cells are on their way or open when another village is chosen.
    cell(&mut browser, 2, 1);
    slow(&mut browser, 500);
    for address in ["一号改", "二号改"] {
        browser.text(address);
        browser.key("Enter", 0);
    }
    browser.text("三号改");
    browser.eval(&other(""));
    for (address, head) in [("一号改", "厉成海"), ("二号改", "厉成河"), ("三号改", "王连福")]
    {
        assert!(has(&workspace, address) && line(&workspace, address).contains(head), "{address}");
    }
    at_once(&mut browser);
    for file in fs::read_dir(workspace.path().join("villages")).unwrap() {
        let path = file.unwrap().path();
        let own = path == workspace.village(VILLAGE);
        assert!(own || !fs::read_to_string(path).unwrap().contains("号改"));
    }
    // A field of a form keeps what is being typed while the answer of another comes.
    browser.eval(&other(VILLAGE));
    section(&mut browser, "村和版本");
    slow(&mut browser, 500);
    browser.click("[id='f--flood_season']");
    browser.text("甲");
    browser.key("Enter", 0);
    browser.eval("document.getElementById('f--province').focus(), true");
    browser.text("写到一半");
    std::thread::sleep(Duration::from_millis(1200));
    assert_eq!(browser.eval("document.getElementById('f--province').value"), json!("写到一半"));
    browser.eval("document.activeElement.blur(), true");
    assert!(has(&workspace, "写到一半"));
}
