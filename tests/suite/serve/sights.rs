//! Screens beside the form, in a real browser: the village on its own picture, single cards, a plan that is written
//! beside its paper, the page at twice the size.

use std::fs;
use std::time::Duration;

use serde_json::json;

use super::browser::{Browser, wait};
use super::walk::{open, section};
use super::{Page, VILLAGE, text};
use crate::commands::Workspace;

fn enter(browser: &mut Browser) {
    browser.wait_for("document.activeElement.tagName === 'INPUT' && document.querySelectorAll('.list tbody tr').length === 2");
    browser.text("lx");
    browser.wait_for("document.querySelectorAll('.list tbody tr').length === 1");
    browser.key("Enter", 0);
    browser.wait_for("document.querySelector('.nav')");
}

#[test]
fn the_village_lies_on_its_own_picture_after_two_clicks() {
    let workspace = Workspace::of_examples();
    let picture = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/pictures/page-fill.png");
    fs::copy(picture, workspace.path().join("map.png")).unwrap();
    let bare = text(&workspace);
    fs::write(workspace.village(VILLAGE), format!("{bare}\n图片: {{村图: map.png}}\n")).unwrap();
    let page = Page::open(workspace.path());
    let Some(mut browser) = open(&page) else { return };
    enter(&mut browser);
    section(&mut browser, "风险点");
    browser.click("地图");
    browser.click("在图上点两个知道坐标的地方");
    let corner = browser.eval("(() => { const r = document.querySelector('svg.map').getBoundingClientRect(); return [r.left, r.top]; })()");
    let (left, top) = (corner[0].as_f64().unwrap(), corner[1].as_f64().unwrap());
    for (x, y, place) in [(80.0, 60.0, "35.6420,119.5480"), (380.0, 180.0, "35.6380,119.5560")] {
        browser.press(left + x, top + y);
        browser.click("input[name=where]");
        browser.text(place);
        browser.key("Enter", 0);
    }
    browser.wait_for("document.querySelector('.mapped').innerText.includes('误差约')");
    browser.wait_for("document.querySelectorAll('.map image').length === 1 && document.querySelectorAll('.map g[role=button]').length > 2");
    assert!(browser.audit().is_empty(), "{:?}", browser.audit());
    // An arrow moves a point by a metre: the last figure of its latitude; one undo takes it back.
    let before = text(&workspace);
    let step = "(() => { const g = document.querySelector('.map g[role=button]'); g.focus(); return g.getAttribute('aria-label'); })()";
    browser.eval(step);
    browser.key("ArrowUp", 0);
    let moved = || wait(Duration::from_secs(20), || (text(&workspace) != before).then_some(()));
    moved().expect("moved");
    let now = text(&workspace);
    let other: Vec<&str> = now.lines().filter(|line| !before.lines().any(|old| old == *line)).collect();
    assert_eq!(other.len(), 1, "{other:?}");
    browser.eval("document.activeElement.blur(), true");
    browser.key("z", 2);
    wait(Duration::from_secs(20), || (text(&workspace) == before).then_some(())).expect("taken back");
}

#[test]
fn single_cards_are_found_by_initials_and_ticked_one_by_one() {
    let workspace = Workspace::of_examples();
    let page = Page::open(workspace.path());
    let Some(mut browser) = open(&page) else { return };
    enter(&mut browser);
    browser.click("打印");
    let row = "[...document.querySelectorAll('.plist tr')].find(r => r.textContent.includes('避险明白卡'))";
    browser.wait_for(&format!("!!{row}"));
    browser.eval(&format!("{row}.querySelector('button').click(), true"));
    browser.wait_for("document.querySelectorAll('.pick li').length === 19");
    browser.click(".singles input:not([type=checkbox])");
    browser.text("wlf");
    browser.wait_for("document.querySelectorAll('.pick li').length === 1 && document.querySelector('.pick').textContent.includes('王连福')");
    browser.click(".pick input");
    browser.wait_for("document.querySelector('.foot .main').textContent.includes('1 份，1 张纸')");
    assert!(browser.audit().is_empty(), "{:?}", browser.audit());
    browser.click(".foot .main");
    browser.wait_for("document.querySelector('.foot').textContent.includes('打开来印')");
    assert!(browser.eval(&format!("{row}.textContent")).as_str().unwrap().contains("1/19 张"));
    assert!(
        !workspace.path().join("out/岭下村/household-cards.pdf").exists(),
        "no card more than was ticked"
    );
}

#[test]
fn the_cursor_stays_on_its_row_when_rows_are_sorted_and_new_ones_come() {
    let workspace = Workspace::of_examples();
    let page = Page::open(workspace.path());
    let Some(mut browser) = open(&page) else { return };
    enter(&mut browser);
    section(&mut browser, "转移的户");
    browser.wait_for("document.activeElement.className.includes('ed') && document.querySelectorAll('.grid tbody tr').length > 19");
    browser.key("ArrowRight", 0);
    browser.eval("document.querySelector('.grid').dispatchEvent(new MouseEvent('contextmenu', {bubbles: true, clientX: 400, clientY: 150})), true");
    browser.wait_for("document.querySelector('.menu')");
    browser.eval("[...document.querySelectorAll('.menu button')].find(b => b.textContent.includes('从小到大')).dispatchEvent(new MouseEvent('mousedown', {bubbles: true})), true");
    browser.wait_for(
        "[...document.querySelectorAll('.ehead button')].some(b => b.textContent === '照这个次序存')",
    );
    let on = "document.querySelector('.grid tr.on td.first').textContent";
    let name = browser.eval(on);
    browser.text("最后的巷子");
    browser.key("Tab", 0);
    browser.wait_for("document.querySelector('.grid').textContent.includes('最后的巷子')");
    assert_eq!(browser.eval(on), name);
    browser.text("9");
    browser.key("Enter", 0);
    browser.click("＋ 加一户");
    browser.wait_for("document.querySelector('.grid tr.on td.first').textContent === ''");
    for value in ["阿新", "新巷1号", "3"] {
        browser.text(value);
        browser.key("Tab", 0);
    }
    let has = |what: &str| {
        wait(Duration::from_secs(20), || text(&workspace).contains(what).then_some(())).is_some()
    };
    assert!(has("{户主: 阿新, 住: 新巷1号, 人数: 3}"), "one row and no other");
    let line = text(&workspace).lines().find(|line| line.contains("最后的巷子")).unwrap().to_owned();
    assert!(line.contains(name.as_str().unwrap()) && line.contains("人数: 9,"), "{line}");
    // The order that is seen is written.
    browser.click("照这个次序存");
    wait(Duration::from_secs(20), || {
        let now = text(&workspace);
        let (new, last) = (now.find("阿新")?, now.find("最后的巷子")?);
        (now.find("老磨坊东1号")? < new && new < last).then_some(())
    })
    .unwrap_or_else(|| panic!("{}", text(&workspace)));
    assert!(browser.complaints.is_empty(), "{:?}", browser.complaints);
}

#[test]
fn at_twice_the_size_nothing_is_lost_and_the_keyboard_goes_on_after_a_tick() {
    let workspace = Workspace::of_examples();
    let page = Page::open(workspace.path());
    let Some(mut browser) = open(&page) else { return };
    enter(&mut browser);
    browser.click("今晚");
    browser.wait_for("document.querySelectorAll('.choice option').length > 3");
    browser.eval("(() => { const s = document.querySelector('.choice select'); s.value = 'flash-flood'; s.dispatchEvent(new Event('change', {bubbles: true})); return true; })()");
    browser.click("橙色");
    browser.wait_for("document.querySelector('.call.next')");
    browser.eval("document.querySelector('.call.next [data-do]').focus(), true");
    for done in 1..4 {
        browser.key("Enter", 0);
        browser.wait_for(&format!("document.querySelectorAll('.call.done').length === {done} && document.activeElement.closest('.call.next')"));
    }
    browser.size(683, 312);
    for tab in ["今晚", "填写", "打印", "改了什么", "源文件", "导入花名册"] {
        browser.eval(&format!("[...document.querySelectorAll('.bar nav a')].find(a => a.textContent.includes({})).click(), true", json!(tab)));
        std::thread::sleep(Duration::from_millis(600));
        // What lies below is reached by scrolling the page; nothing lies beside it.
        let beside = browser.eval("[...document.querySelectorAll('button,a,input,select')].filter(e => { const r = e.getBoundingClientRect(); let p = e; while (p = p.parentElement) if (/(auto|scroll)/.test(getComputedStyle(p).overflowX) && p !== document.body) return false; return r.width && !e.hidden && (r.left < -1 || r.right > innerWidth + 1); }).map(e => e.className + e.textContent)");
        assert_eq!(beside, json!([]), "{tab}");
    }
}

#[test]
fn a_plan_is_written_beside_its_paper_with_its_faults_at_their_lines() {
    let workspace = Workspace::of_examples();
    fs::create_dir(workspace.path().join("plans")).unwrap();
    let plan = workspace.path().join("plans/wasps.yaml");
    fs::copy(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/examples/wasps.yaml"), &plan).unwrap();
    let page = Page::open(workspace.path());
    let Some(mut browser) = open(&page) else { return };
    enter(&mut browser);
    browser.click("源文件");
    browser.wait_for("document.querySelectorAll('.ehead select option').length === 2");
    // Numbers and lines scroll together.
    assert_eq!(
        browser.eval("(() => { const a = document.querySelector('.src textarea'); return a.scrollHeight <= a.clientHeight + 24; })()"),
        json!(true)
    );
    browser.eval("(() => { const s = document.querySelector('.ehead select'); s.value = s.options[1].value; s.dispatchEvent(new Event('change', {bubbles: true})); return true; })()");
    browser.wait_for("document.querySelector('.ehead h2').textContent === 'plans/wasps.yaml'");
    browser.eval("(() => { const a = document.querySelector('.src textarea'); a.focus(); a.setSelectionRange(a.value.length, a.value.length); return true; })()");
    browser.text("no_such_key: 1");
    assert!(browser.audit().is_empty(), "{:?}", browser.audit());
    browser.key("s", 2);
    browser.wait_for("document.querySelector('.strip').innerText.includes('no_such_key')");
    assert!(fs::read_to_string(&plan).unwrap().contains("no_such_key"));
    assert!(browser.eval("document.querySelectorAll('.nums b,.nums u').length").as_u64().unwrap() > 0);
    // An editor mends it: the page shows what is on the disk.
    let mended = fs::read_to_string(&plan).unwrap().replace("no_such_key: 1", "# 说明");
    fs::write(&plan, mended).unwrap();
    browser.wait_for("document.querySelector('.src textarea').value.includes('# 说明') && !document.querySelector('.strip').innerText.includes('no_such_key')");
}
