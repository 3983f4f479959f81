//! Strange things in a real browser: a roster let go anywhere, names that stretch or turn the page, rows that say
//! nothing, a night in a folder that cannot be written; and what is always in sight.

use std::fs;
use std::time::Duration;

use serde_json::json;

use super::browser::Browser;
use super::walk::{open, section};
use super::{Page, VILLAGE, set, text};
use crate::commands::Workspace;

fn enter(browser: &mut Browser) {
    browser.wait_for("document.activeElement.tagName === 'INPUT' && document.querySelectorAll('.list tbody tr').length === 2");
    browser.text("lx");
    browser.wait_for("document.querySelectorAll('.list tbody tr').length === 1");
    browser.key("Enter", 0);
    browser.wait_for("document.querySelector('.nav')");
}

/// Lets a file go over what a selector names; returns whether the browser would have left the page for it.
fn drop(browser: &mut Browser, over: &str, name: &str, text: &str) -> bool {
    let script = format!(
        "(() => {{ const d = new DataTransfer(); d.items.add(new File([{}], {})); const e = document.querySelector({});
           e.dispatchEvent(new DragEvent('dragover', {{dataTransfer: d, bubbles: true, cancelable: true}}));
           return e.dispatchEvent(new DragEvent('drop', {{dataTransfer: d, bubbles: true, cancelable: true}})); }})()",
        json!(text),
        json!(name),
        json!(over)
    );
    browser.eval(&script) == json!(true)
}

fn looked(browser: &mut Browser, name: &str) {
    for (width, height) in [(1366, 625), (1093, 500)] {
        browser.size(width, height);
        std::thread::sleep(Duration::from_millis(250));
        browser.picture(&format!("{name}-{width}"));
        let faults = browser.audit();
        assert!(faults.is_empty(), "{name} at {width}: {faults:#?}");
    }
    browser.size(1366, 625);
}

/// Begins a night of floods.
fn flood(browser: &mut Browser) {
    browser.wait_for("document.querySelectorAll('.choice option').length > 3");
    browser.eval("(() => { const s = document.querySelector('.choice select'); s.value = 'flash-flood'; s.dispatchEvent(new Event('change', {bubbles: true})); return true; })()");
    browser.click("橙色");
    browser.wait_for("document.querySelector('.call.next')");
}

const PEOPLE: &str = "姓名,职务,手机\n厉翠霞,妇女主任,138 0000 1025\n";

#[test]
fn a_roster_is_taken_wherever_it_is_let_go_and_told_its_village() {
    let dir = tempfile::TempDir::new().unwrap();
    let page = Page::open(dir.path());
    let Some(mut browser) = open(&page) else { return };
    browser.wait_for("document.body.innerText.includes('先从哪里开始')");
    // Beside the box.
    assert!(!drop(&mut browser, ".bar", "人员.csv", PEOPLE));
    browser.wait_for("document.querySelector('.side') && document.querySelector('.side').textContent.includes('不知道是哪个村的')");
    looked(&mut browser, "homeless");
    browser.click(".side input[name=v]");
    browser.text("石门村");
    browser.key("Enter", 0);
    browser.wait_for(
        "document.querySelector('.tab') && document.querySelector('.tab').textContent.includes('厉翠霞')",
    );
    browser.click("看要改什么");
    looked(&mut browser, "told-village");
    browser.click(".foot .main");
    browser.wait_for("document.querySelector('.nav')");
    assert!(fs::read_to_string(dir.path().join("villages/石门村.yaml")).unwrap().contains("厉翠霞"));
    // Where no roster is taken it is asked what is meant, and one click takes it.
    assert!(!drop(&mut browser, ".edit", "更多.csv", "姓名,手机\n王守信,138 0000 1026\n"));
    browser.wait_for(
        "document.querySelector('.said') && document.querySelector('.said').textContent.includes('更多.csv')",
    );
    browser.click(".said button");
    browser.wait_for(
        "document.querySelector('.tab') && document.querySelector('.tab').textContent.includes('王守信')",
    );
    assert!(!drop(&mut browser, ".bar", "图.png", "x"));
    browser.wait_for("document.querySelector('.steps').textContent.includes('图.png')");
    assert!(browser.complaints.is_empty(), "{:?}", browser.complaints);
}

#[test]
fn empty_rows_are_still_missing_red_comes_first_and_words_are_found_by_their_sounds() {
    let dir = tempfile::TempDir::new().unwrap();
    fs::create_dir(dir.path().join("villages")).unwrap();
    fs::write(dir.path().join("duoan.yaml"), "").unwrap();
    let bare = "村名: 石门村\n灾害: {山洪: {}}\n人员:\n  厉翠霞: {电话: 138 0000 102}\n岗位:\n  总指挥:\n外部电话:\n  镇值班室: {}\n报警信号:\n  立即转移: {}\n";
    fs::write(dir.path().join("villages/石门村.yaml"), bare).unwrap();
    let page = Page::open(dir.path());
    let Some(mut browser) = open(&page) else { return };
    browser.wait_for("document.querySelector('.lacks')");
    let lacks = browser.eval("document.querySelector('.lacks').textContent");
    for what in ["还差 6 样", "总指挥", "镇值班电话", "报警信号"] {
        assert!(lacks.as_str().unwrap().contains(what), "{what}: {lacks}");
    }
    // Here everything is amber; the red one is elsewhere and first all the same.
    let first = browser.eval("document.querySelector('.strip .ln').textContent");
    assert!(first.as_str().unwrap().contains("138 0000 102"), "{first}");
    browser.click("镇值班电话");
    browser.wait_for("document.activeElement.className.includes('ed') && document.querySelector('.grid tr.on td.first').textContent === '镇值班室' && document.activeElement.getAttribute('aria-activedescendant').endsWith('-0-2')");
    browser.key("ArrowLeft", 0);
    browser.text("yy");
    browser.wait_for("document.querySelector('.menu button') && document.querySelector('.menu').textContent.includes('医院')");
    browser.picture("kind-by-sound");
    browser.key("Escape", 0);
    assert!(browser.complaints.is_empty(), "{:?}", browser.complaints);
}

#[test]
fn hostile_names_stretch_and_turn_no_screen() {
    let workspace = Workspace::of_examples();
    let long = "长".repeat(90) + &"W".repeat(90);
    let evil = format!("\u{202e}{long}\u{5d0}\u{5d1}");
    workspace.change(VILLAGE, "  厉翠霞: {", &format!("  {}: {{", json!(evil)));
    let whole = text(&workspace).replace("村名: 岭下村", &format!("村名: {}", json!(format!("岭下{evil}"))));
    let whole =
        whole.replace("北沟口2号", &json!(evil).to_string()).replace("村小学", &format!("村小学{long}"));
    fs::write(workspace.village(VILLAGE), whole).unwrap();
    let page = Page::open(workspace.path());
    let Some(mut browser) = open(&page) else { return };
    browser.wait_for("document.querySelectorAll('.list tbody tr').length === 2");
    looked(&mut browser, "evil-town");
    enter(&mut browser);
    for name in ["人员", "转移的户", "岗位", "避难点"] {
        section(&mut browser, name);
        if name == "转移的户" {
            browser.key("F8", 0);
        }
        looked(&mut browser, &format!("evil-{name}"));
    }
    for tab in ["导入花名册", "打印", "今晚", "改了什么", "源文件"] {
        browser.click(tab);
        std::thread::sleep(Duration::from_millis(700));
        if tab == "今晚" {
            flood(&mut browser);
        }
        looked(&mut browser, &format!("evil-{tab}"));
    }
    // What is under way is told behind such a name, the other way round as ever.
    let told = browser.eval("(() => { const s = document.querySelector('.night > span'); return s.getBoundingClientRect().width > 60 ? s.textContent : ''; })()");
    assert!(told.as_str().unwrap().starts_with("山洪橙色 正在进行"), "{told}");
    // Signs after such a name stand where they would stand.
    let turned = "(() => { const e = document.querySelector('.bar .town.up'), r = document.createRange(); return e ? getComputedStyle(e).unicodeBidi : ''; })()";
    assert_eq!(browser.eval(turned), json!("isolate"));
    assert!(browser.complaints.is_empty(), "{:?}", browser.complaints);
}

#[test]
fn a_night_has_one_blue_button_and_says_where_its_ticks_are() {
    let workspace = Workspace::of_examples();
    fs::write(workspace.path().join(".duoan"), "").unwrap();
    let page = Page::open(workspace.path());
    let Some(mut browser) = open(&page) else { return };
    enter(&mut browser);
    browser.click("今晚");
    flood(&mut browser);
    browser.wait_for(
        "document.querySelector('.call.next') && document.body.innerText.includes('只在程序开着时记着')",
    );
    browser.click(".call.next [data-do]");
    browser.wait_for("document.querySelector('.call.done')");
    looked(&mut browser, "night-loose");
    browser.click("结束…");
    browser.wait_for("document.body.innerText.includes('结束今晚？')");
    assert_eq!(browser.eval("document.querySelectorAll('button.main').length"), json!(1));
    looked(&mut browser, "night-ending");
    browser.click("不了");
    browser.click("帮助");
    looked(&mut browser, "help");
    browser.key("Escape", 0);
    assert!(browser.complaints.is_empty(), "{:?}", browser.complaints);
}

#[test]
fn on_the_page_of_all_villages_a_roster_is_taken_too_and_one_button_is_blue() {
    let workspace = Workspace::of_examples();
    let page = Page::open_in(workspace.path(), "en");
    let id = page.id(VILLAGE);
    page.ask("POST", &format!("v/{id}/printed"), &json!({"families": ["household-cards"]}));
    page.edit(&id, "edit", &json!([set("4", "phone", "138 0000 1105", "138 0000 1195")]));
    let Some(mut browser) = open(&page) else { return };
    browser.wait_for("document.querySelector('.head .main') && document.querySelector('.head .main').textContent.includes('stale')");
    looked(&mut browser, "town-en");
    browser.click("+ New village");
    looked(&mut browser, "town-fresh-en");
    assert!(!drop(&mut browser, ".list", "人员.csv", PEOPLE));
    browser.wait_for("document.querySelector('.side') && document.querySelector('.side').textContent.includes('no known village')");
    looked(&mut browser, "town-import-en");
    let told = format!(
        "(() => {{ const v = document.querySelector('.side input[name=v]'); v.value = {}; v.dispatchEvent(new Event('change', {{bubbles: true}})); return [...document.querySelectorAll('#i-names option')].map(o => o.value); }})()",
        json!(VILLAGE)
    );
    assert!(browser.eval(&told).as_array().unwrap().contains(&json!(VILLAGE)), "villages are offered");
    browser.wait_for("document.querySelector('.foot .main')");
    looked(&mut browser, "town-told-en");
    assert!(browser.complaints.is_empty(), "{:?}", browser.complaints);
}
