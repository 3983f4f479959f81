//! What others made and the program decodes (papers, layouts, fonts) may want all memory or go on for ever: it
//! ends one process, is named, and takes nothing else with it.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::commands::{Workspace, code, said};
use crate::repos::Repo;

/// A layout that wants more memory than there is.
const HUGE: &str = "#let x = range(1000000000)\n";

/// Returns a PDF of one page with these objects beside it; the first is the page's content.
fn pdf(resources: &str, objects: &[String]) -> Vec<u8> {
    let mut all = vec![
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        "<</Type/Pages/Kids[3 0 R]/Count 1>>".to_owned(),
        format!("<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Contents 4 0 R/Resources<<{resources}>>>>"),
    ];
    all.extend_from_slice(objects);
    let mut bytes = b"%PDF-1.7\n".to_vec();
    let mut places = Vec::new();
    for (at, object) in all.iter().enumerate() {
        places.push(bytes.len());
        bytes.extend_from_slice(format!("{} 0 obj\n{object}\nendobj\n", at + 1).as_bytes());
    }
    let table = bytes.len();
    let rows: String = places.iter().map(|place| format!("{place:010} 00000 n \n")).collect();
    let end = format!(
        "xref\n0 {}\n0000000000 65535 f \n{rows}trailer<</Size {}/Root 1 0 R>>\nstartxref\n{table}\n%%EOF",
        all.len() + 1,
        all.len() + 1
    );
    bytes.extend_from_slice(end.as_bytes());
    bytes
}

fn stream(dictionary: &str, data: &str) -> String {
    format!("<<{dictionary}/Length {}>>stream\n{data}\nendstream", data.len())
}

/// A paper whose only picture holds ten of the next, and so on: more than anybody can draw.
fn doubling() -> Vec<u8> {
    let depth = 24;
    let mut objects = vec![stream("", "/F0 Do")];
    for at in 0..depth {
        let data = if at + 1 == depth { "0 0 1 1 re f".to_owned() } else { "/F Do ".repeat(10) };
        let next = format!("/Resources<</XObject<</F {} 0 R>>>>", 6 + at);
        objects.push(stream(&format!("/Type/XObject/Subtype/Form/BBox[0 0 9 9]{next}"), &data));
    }
    pdf("/XObject<</F0 5 0 R>>", &objects)
}

#[test]
fn a_paper_without_end_is_named_and_the_others_are_read() {
    let w = Workspace::new();
    assert_eq!(code(&w.run(&["build", "--only", "wallet-cards", "-q"])), 0);
    fs::write(w.path().join("bomb.pdf"), doubling()).unwrap();
    let nested = "[".repeat(200_000);
    fs::write(w.path().join("deep.pdf"), pdf(&nested, &[stream("", "")])).unwrap();
    let start = Instant::now();
    let run = w.run(&[
        "verify",
        "bomb.pdf",
        "deep.pdf",
        "out/示例村/wallet-cards.pdf",
        "--file-seconds",
        "8",
        "--today",
        "2026-09-01",
    ]);
    let text = said(&run);
    assert_eq!(code(&run), 2, "{text}");
    assert!(start.elapsed() < Duration::from_secs(120), "{text}");
    assert!(text.contains("bomb.pdf") && text.contains("8 秒") && text.contains("deep.pdf"), "{text}");
    assert!(text.contains("有效") && !text.contains("panicked"), "the others are read: {text}");
}

#[test]
fn a_layout_that_fills_the_memory_takes_one_village_of_a_reprint_with_it() {
    let repo = Repo::new();
    let w = &repo.workspace;
    w.run(&["eject", "templates/handbook.typ"]);
    let layout = w.path().join("templates/handbook.typ");
    let text = fs::read_to_string(&layout).unwrap();
    fs::write(&layout, HUGE.to_owned() + &text).unwrap();
    repo.commit("版式");
    w.change("示例村", "138 0000 0001", "138 0000 0091");
    repo.commit("换号");
    let run = w.run(&["reprint", "HEAD~1", "--format", "json"]);
    let data: Value = serde_json::from_slice(&run.stdout).unwrap_or_else(|_| panic!("{}", said(&run)));
    assert_eq!((code(&run), &data["complete"]), (1, &false.into()), "{data}");
    let village = &data["villages"][0];
    assert!(village["unreadable"].as_str().is_some_and(|why| why.contains("示例村")), "{village}");
    assert!(!village["items"].as_array().unwrap().is_empty(), "what is stale is known all the same");
    let print = w.run(&["reprint", "HEAD~1", "--print"]);
    let text = said(&print);
    assert!(code(&print) == 1 && text.contains("village-large") && text.contains("示例村"), "{text}");
}

#[test]
fn a_layout_of_the_report_that_fills_the_memory_is_no_crash() {
    let w = Workspace::new();
    w.run(&["eject", "templates/report.typ"]);
    let layout = w.path().join("templates/report.typ");
    let text = fs::read_to_string(&layout).unwrap();
    fs::write(&layout, HUGE.to_owned() + &text).unwrap();
    let run = w.run(&["report", "--format", "pdf"]);
    let text = said(&run);
    assert!(code(&run) == 2 && text.contains("process-died") && text.contains("duoan report"), "{text}");
}

/// Makes a font say that it has every character there could be.
fn boastful(mut font: Vec<u8>) -> Vec<u8> {
    let number = |font: &[u8], at: usize, size: usize| {
        font[at..at + size].iter().fold(0_usize, |sum, byte| sum << 8 | usize::from(*byte))
    };
    let tables = number(&font, 4, 2);
    let cmap = (0..tables).map(|i| 12 + 16 * i).find(|at| &font[*at..at + 4] == b"cmap").unwrap();
    let cmap = number(&font, cmap + 8, 4);
    let wide = (0..number(&font, cmap + 2, 2))
        .map(|i| cmap + number(&font, cmap + 4 + 8 * i + 4, 4))
        .find(|at| number(&font, *at, 2) == 12)
        .expect("a font with a wide table");
    font[wide + 16 + 4..wide + 16 + 8].copy_from_slice(&0x7FFF_FFFF_u32.to_be_bytes());
    font
}

#[test]
fn a_font_that_fills_the_memory_is_named() {
    let w = Workspace::new();
    let fonts = Path::new(env!("CARGO_MANIFEST_DIR")).join("fonts");
    let font = fs::read_dir(fonts).unwrap().map(|entry| entry.unwrap().path());
    let font = font.filter(|path| path.extension().is_some_and(|e| e == "otf" || e == "ttf")).min().unwrap();
    fs::create_dir_all(w.path().join("fonts")).unwrap();
    fs::write(w.path().join("fonts/Boast.otf"), boastful(fs::read(font).unwrap())).unwrap();
    crate::repos::init(w.path());
    let commands = [
        &["check"][..],
        &["build", "--only", "duty-cards"],
        &["report"],
        &["report", "--format", "pdf"],
        &["trace", "示例村"],
        &["now", "暴雨内涝"],
        &["town"],
        &["verify", "DA1-379900000001-BOOK-260601-V1-90H1"],
        &["serve", "."],
    ];
    for args in commands {
        let run = w.run(args);
        let text = said(&run);
        assert!(code(&run) == 2 && text.contains("[process-"), "{args:?}: {text}");
        assert!(text.contains("fonts/Boast.otf"), "{args:?}: the file is named: {text}");
    }
}

#[test]
fn a_font_of_a_revision_that_fills_the_memory_is_named() {
    let repo = Repo::new();
    let w = &repo.workspace;
    let fonts = Path::new(env!("CARGO_MANIFEST_DIR")).join("fonts");
    let font = fs::read_dir(fonts).unwrap().map(|entry| entry.unwrap().path());
    let font = font.filter(|path| path.extension().is_some_and(|e| e == "otf" || e == "ttf")).min().unwrap();
    fs::create_dir_all(w.path().join("fonts")).unwrap();
    let own = w.path().join("fonts/Boast.otf");
    fs::write(&own, boastful(fs::read(font).unwrap())).unwrap();
    repo.commit("字库");
    fs::write(&own, "no font at all").unwrap();
    repo.commit("换字库");
    for args in [&["diff", "HEAD~1"][..], &["reprint", "HEAD~1"], &["diff", "HEAD~1..HEAD"]] {
        let run = w.run(args);
        let text = said(&run);
        assert!(code(&run) == 2 && text.contains("fonts/Boast.otf"), "{args:?}: {text}");
    }
    let run = w.run(&["check"]);
    assert!(said(&run).contains("[file-font]") && said(&run).contains("Boast.otf"), "{}", said(&run));
}

#[test]
fn what_is_watched_ends_with_its_watcher() {
    if !Path::new("/proc/self/task").exists() {
        return crate::readers::skip("processes that are killed (they are not in /proc here)");
    }
    let w = Workspace::new();
    w.run(&["eject", "templates/report.typ"]);
    let layout = w.path().join("templates/report.typ");
    let text = fs::read_to_string(&layout).unwrap();
    fs::write(
        &layout,
        "#let n = 0\n#for a in range(99999) { for b in range(99999) { n += 1 } }\n".to_owned() + &text,
    )
    .unwrap();
    let mut outer = std::process::Command::new(env!("CARGO_BIN_EXE_duoan"))
        .args(["report", "--format", "pdf"])
        .current_dir(w.path())
        .stderr(std::process::Stdio::null())
        .spawn()
        .unwrap();
    let children = format!("/proc/{0}/task/{0}/children", outer.id());
    let until = Instant::now() + Duration::from_secs(60);
    let inner = loop {
        let found = fs::read_to_string(&children).unwrap_or_default();
        if let Some(found) = found.split_whitespace().next() {
            break found.to_owned();
        }
        assert!(Instant::now() < until, "it never began");
        std::thread::sleep(Duration::from_millis(5));
    };
    std::thread::sleep(Duration::from_millis(500));
    assert!(Path::new("/proc").join(&inner).exists());
    outer.kill().unwrap();
    outer.wait().unwrap();
    while fs::read_to_string(format!("/proc/{inner}/stat")).is_ok_and(|stat| !stat.contains(") Z ")) {
        assert!(Instant::now() < until, "it goes on for nobody");
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn a_picture_that_is_broken_is_named_by_its_line() {
    let w = Workspace::new();
    fs::create_dir_all(w.path().join("pictures")).unwrap();
    let mut bytes = Vec::new();
    let mut writer = png::Encoder::new(&mut bytes, 1200, 800);
    writer.set_color(png::ColorType::Grayscale);
    writer.write_header().unwrap().write_image_data(&vec![0; 960_000]).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle..].fill(0x55);
    fs::write(w.path().join("pictures/a.png"), &bytes).unwrap();
    fs::write(w.path().join("pictures/b.svg"), "<svg xmlns='http://www.w3.org/2000/svg'><g></svg>").unwrap();
    let text = fs::read_to_string(w.village("示例村")).unwrap();
    for name in ["a.png", "b.svg"] {
        fs::write(w.village("示例村"), format!("{text}\n图片: {{村图: pictures/{name}}}\n")).unwrap();
        let run = w.run(&["build", "--only", "handbook"]);
        let text = said(&run);
        assert_eq!(code(&run), 1, "{name}: {text}");
        assert!(text.contains("[picture-broken]") && text.contains("示例村.yaml:"), "{name}: {text}");
    }
}
