//! The page in a real browser: the walk of somebody who has only used a spreadsheet, a day of edits, hostile texts.

use std::fs;
use std::time::{Duration, Instant};

use serde_json::json;

use super::browser::{Browser, chromium, wait};
use super::{Page, VILLAGE, text};
use crate::commands::Workspace;
use crate::readers;

/// Seconds that a click, a keystroke and looking at a screen take somebody who is not used to it: the model by which
/// the walk is judged, beside what the program itself takes.
const CLICK: f64 = 3.0;
const KEY: f64 = 0.5;
const LOOK: f64 = 12.0;
/// Sizes of windows: what a browser leaves of 1366 × 768, and of the same at 125 %.
const SIZES: [(u32, u32); 2] = [(1366, 625), (1093, 500)];

pub fn open(page: &Page) -> Option<Browser> {
    if chromium().is_none() {
        readers::skip("the page in a real browser (chromium is not here)");
        return None;
    }
    Browser::open(&page.address(), 1366, 625)
}

/// Looks at what is shown in both sizes.
fn seen(browser: &mut Browser, name: &str) {
    for (width, height) in SIZES {
        browser.size(width, height);
        std::thread::sleep(Duration::from_millis(250));
        browser.picture(&format!("{name}-{width}"));
        let faults = browser.audit();
        assert!(faults.is_empty(), "{name} at {width}: {faults:#?}");
    }
    browser.size(1366, 625);
}

fn ends(browser: &Browser) {
    assert!(browser.foreign.is_empty(), "asked elsewhere: {:?}", browser.foreign);
    assert!(browser.complaints.is_empty(), "{:?}", browser.complaints);
}

/// Goes to a section of a village.
pub fn section(browser: &mut Browser, name: &str) {
    browser.click(name);
    browser.wait_for(&format!("document.querySelector('.ehead h2') && document.querySelector('.ehead h2').textContent.includes({}) && !!document.querySelector('.ed,.f')", json!(name)));
    std::thread::sleep(Duration::from_millis(200));
}

const ROSTER: &str = "村名,户主姓名,住址,人数,电话,转移责任人,责任人电话,危险区名称,避灾场所,灾种
石门村,厉纪顺,北沟口1号,2,138 0000 1101,厉翠霞,138 0000 1025,北沟口,村小学,山洪
石门村,马凤兰,北沟口2号,1,138 0000 1102,厉翠霞,138 0000 1025,北沟口,村小学,山洪
石门村,王连福,北沟口5号,1,138 0000 1105,王守信,138 0000 1026,北沟口,村小学,山洪
";

#[test]
#[expect(clippy::too_many_lines, reason = "one walk, told in its order")]
fn from_an_empty_folder_and_a_roster_to_a_printed_card_in_ten_minutes() {
    let dir = tempfile::TempDir::new().unwrap();
    let page = Page::open(dir.path());
    let Some(mut browser) = open(&page) else { return };
    let start = Instant::now();
    let mut looks = 1;
    browser.clicks.set(2); // The double click that opened it.
    browser.wait_for("document.body.innerText.includes('先从哪里开始')");
    seen(&mut browser, "start");
    let elsewhere = tempfile::TempDir::new().unwrap();
    let roster = elsewhere.path().join("石门村花名册.csv");
    fs::write(&roster, ROSTER).unwrap();
    browser.choose("input[type=file]", &roster);
    browser.clicks.set(browser.clicks.get() + 1); // Dropped, or chosen.
    browser.click("看要改什么");
    looks += 2;
    seen(&mut browser, "walk-import");
    assert!(!dir.path().join("villages").exists(), "nothing is changed yet");
    browser.click(".foot .main");
    let file = dir.path().join("villages/石门村.yaml");
    wait(Duration::from_secs(30), || file.is_file().then_some(())).expect("the village is made");
    browser.wait_for("document.querySelector('.nav') && document.querySelector('#f--code') && true");
    // What is missing: code and edition, by the keyboard from field to field.
    browser.click("[id='f--code']");
    browser.text("379900000101");
    browser.key("Enter", 0);
    for (field, value) in [
        ("f-edition-number", "1"),
        ("f-edition-effective", "2026-06-01"),
        ("f-edition-review_by", "2027-05-31"),
    ] {
        browser.click(&format!("[id='{field}']"));
        browser.text(value);
        browser.key("Enter", 0);
    }
    // A post, its holder by initials.
    section(&mut browser, "岗位");
    browser.wait_for("document.activeElement.className.includes('ed')");
    browser.text("总指挥");
    browser.key("ArrowDown", 0);
    browser.key("Enter", 0);
    browser.wait_for("document.querySelector('.grid tbody tr td.first').textContent === '总指挥'");
    browser.key("ArrowUp", 0);
    browser.key("ArrowRight", 0);
    browser.text("lcx");
    browser.wait_for("document.querySelector('.menu button') && document.querySelector('.menu').textContent.includes('厉翠霞')");
    browser.key("ArrowDown", 0);
    browser.key("Enter", 0);
    wait(Duration::from_secs(20), || {
        fs::read_to_string(&file).unwrap().contains("总指挥: [厉翠霞]").then_some(())
    })
    .unwrap_or_else(|| panic!("{}", fs::read_to_string(&file).unwrap()));
    section(&mut browser, "避难点");
    looks += 3;
    browser.key("ArrowRight", 0);
    browser.text("南台西侧");
    browser.key("Enter", 0);
    // The card, beside it.
    section(&mut browser, "转移的户");
    browser.wait_for(
        "document.querySelector('.sheet img') && document.querySelector('.sheet img').naturalWidth",
    );
    looks += 2;
    seen(&mut browser, "walk-card");
    browser.click("打印");
    browser.click("input[aria-label='避险明白卡']");
    browser.click(".foot .main");
    browser.wait_for("document.querySelector('.foot').textContent.includes('打开来印')");
    looks += 2;
    seen(&mut browser, "walk-print");
    browser.clicks.set(browser.clicks.get() + 1); // 打开来印: a viewer that is not here.
    assert!(dir.path().join("out/石门村/household-cards.pdf").is_file());
    let (clicks, keys) = (browser.clicks.get(), browser.keys.get());
    let machine = start.elapsed().as_secs_f64();
    let seconds = f64::from(clicks) * CLICK + f64::from(keys) * KEY + f64::from(looks) * LOOK + machine;
    assert!(clicks <= 27, "{clicks} clicks");
    assert!(
        seconds <= 600.0,
        "{clicks} clicks, {keys} keys, {looks} looks, {machine:.0} s of the machine: {seconds:.0} s"
    );
    ends(&browser);
}

#[test]
fn a_day_of_edits_by_keyboard_paste_mend_and_changes_from_outside() {
    let workspace = Workspace::of_examples();
    let page = Page::open(workspace.path());
    let Some(mut browser) = open(&page) else { return };
    browser.wait_for("document.querySelectorAll('.list tbody tr').length === 2");
    seen(&mut browser, "town");
    // By name's initials and Enter, without a mouse.
    browser.text("lx");
    browser.key("Enter", 0);
    browser.wait_for("document.querySelector('.nav')");
    section(&mut browser, "转移的户");
    browser.wait_for("document.activeElement.className.includes('ed')");
    let before = text(&workspace);
    // The first syllable of an input method arrives.
    browser.key("ArrowRight", 0);
    browser.compose("bei", "北沟口甲1号");
    browser.key("Enter", 0);
    let has = |what: &str| {
        wait(Duration::from_secs(20), || text(&workspace).contains(what).then_some(())).is_some()
    };
    assert!(has("住: 北沟口甲1号"), "{}", text(&workspace));
    late(&mut browser, &workspace, &before);
    // A slip, and its mend by a click; no name changes before.
    for _ in 0..4 {
        browser.key("ArrowRight", 0);
    }
    browser.key("ArrowUp", 0);
    browser.text("厉翠侠");
    browser.key("Enter", 0);
    assert!(has("厉翠侠"));
    browser.wait_for("document.querySelector('.strip .ln') && document.querySelector('.strip').textContent.includes('人员里没有')");
    browser.key("F8", 0);
    browser.wait_for("document.querySelector('.card')");
    seen(&mut browser, "slip");
    browser.wait_for("document.querySelector('.sheet i.wait')");
    assert!(text(&workspace).contains("厉翠侠"), "nobody is put in another's place");
    browser.click("是他");
    wait(Duration::from_secs(20), || (text(&workspace) == before).then_some(())).expect("mended");
    paste(&mut browser, &workspace, &before);
    outside(&mut browser, &workspace);
    for tab in [
        "村和版本",
        "人员",
        "岗位",
        "灾害",
        "避难点",
        "外部电话",
        "风险点",
        "网格和队伍",
        "检查演练培训",
        "图片",
    ] {
        section(&mut browser, tab);
        seen(&mut browser, tab);
    }
    for tab in ["导入花名册", "打印", "改了什么", "源文件"] {
        browser.click(tab);
        std::thread::sleep(Duration::from_millis(1500));
        seen(&mut browser, tab);
    }
    tonight(&mut browser, &workspace);
    ends(&browser);
}

/// The answer of a slow disk comes when the hand is elsewhere: what is typed next belongs where the hand is.
fn late(browser: &mut Browser, workspace: &Workspace, before: &str) {
    browser.eval("window.swift = fetch, window.fetch = (...a) => new Promise(r => setTimeout(r, 700)).then(() => swift(...a)), true");
    browser.key("z", 2);
    browser.key("ArrowRight", 0);
    wait(Duration::from_secs(20), || (text(workspace) == before).then_some(()))
        .expect("other bytes are as they were");
    browser.wait_for("[...document.querySelectorAll('td')].some(td => td.textContent === '北沟口1号')");
    std::thread::sleep(Duration::from_millis(200));
    assert_eq!(
        browser.eval("document.querySelector('.ed').getAttribute('aria-activedescendant')"),
        json!("gevacuees-1-2")
    );
    browser.eval("window.fetch = swift, true");
    for key in ["ArrowUp", "ArrowLeft"] {
        browser.key(key, 0);
    }
}

/// 300 rows of eight cells, and one undo.
fn paste(browser: &mut Browser, workspace: &Workspace, before: &str) {
    browser.click("button[aria-current='true']");
    let rows = (0..300).map(|i| {
        format!("王试{i}\t试巷{i}号\t3\t138 0000 {:04}\t独居\t厉翠霞\t王守信\t村小学\r\n", 2000 + i)
    });
    browser.wait_for("document.activeElement.className.includes('ed')");
    browser.eval("document.querySelector('.ehead button').click(), true");
    browser.wait_for("document.querySelector('.grid tr.on .no').textContent === ''");
    browser.paste(&rows.collect::<String>());
    wait(Duration::from_secs(40), || (text(workspace).matches("王试").count() == 300).then_some(()))
        .expect("pasted");
    browser.wait_for("document.querySelector('.said') && document.querySelector('.said').textContent.includes('粘了 300 行')");
    browser.key("z", 2);
    wait(Duration::from_secs(40), || (text(workspace) == before).then_some(())).expect("one undo");
}

/// A file that an editor changes meanwhile.
fn outside(browser: &mut Browser, workspace: &Workspace) {
    browser.wait_for("!document.querySelector('.state').textContent.includes('正在存')");
    workspace.change(VILLAGE, "北沟口2号", "北沟口22号");
    browser.wait_for(
        "document.querySelector('.said') && document.querySelector('.said').textContent.includes('别处改了')",
    );
    browser
        .wait_for("[...document.querySelectorAll('.grid td')].some(td => td.textContent === '北沟口22号')");
}

fn tonight(browser: &mut Browser, workspace: &Workspace) {
    browser.click("今晚");
    browser.wait_for("document.querySelectorAll('.choice option').length > 3");
    browser.eval("(() => { const s = document.querySelector('.choice select'); s.value = 'flash-flood'; s.dispatchEvent(new Event('change', {bubbles: true})); return true; })()");
    browser.click("橙色");
    browser.wait_for("document.querySelector('.call.next')");
    browser.click(".call.next [data-do]");
    browser.wait_for("document.querySelector('.call.done')");
    browser.click(".call.next [data-no]");
    browser.wait_for("document.querySelectorAll('.call.done').length === 2");
    browser.click(".home [data-do]");
    browser.wait_for("document.querySelector('.homes').textContent.includes('人到了')");
    seen(browser, "tonight");
    let nights = workspace.path().join(".duoan/tonight");
    let kept = fs::read_dir(nights).unwrap().next().unwrap().unwrap().path();
    assert!(fs::read_to_string(kept).unwrap().contains("\"reached\""));
}

#[test]
fn hostile_texts_are_texts_in_every_view() {
    let workspace = Workspace::of_examples();
    let evil = [
        "<img src=x onerror=alert(1)>",
        "<script>alert(1)</script>",
        "javascript:alert(1)",
        "{{7*7}} ${7*7} #eval(\"1\")",
        "\u{202e}倒过来",
    ];
    for (i, evil) in evil.iter().enumerate() {
        let from = ["北沟口1号", "北沟口2号", "北沟口3号", "北沟口4号", "北沟口5号"][i];
        workspace.change(VILLAGE, &format!("住: {from}"), &format!("住: {}", json!(evil)));
    }
    let page = Page::open(workspace.path());
    let Some(mut browser) = open(&page) else { return };
    browser.eval("window.alert = () => { window.hit = true; }");
    browser.wait_for("document.querySelectorAll('.list tbody tr').length === 2");
    browser.text("lx");
    browser.key("Enter", 0);
    browser.wait_for("document.querySelector('.nav')");
    section(&mut browser, "转移的户");
    browser.wait_for("[...document.querySelectorAll('.grid td')].some(td => td.textContent === '<img src=x onerror=alert(1)>')");
    for tab in ["导入花名册", "打印", "今晚", "改了什么", "源文件", "填写"] {
        browser.click(tab);
        std::thread::sleep(Duration::from_millis(700));
        assert_eq!(
            browser
                .eval("!!window.hit || document.querySelectorAll('img[src=x],script:not([src])').length > 0"),
            json!(false),
            "{tab}"
        );
    }
    ends(&browser);
}
