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

#[test]
fn a_drawing_that_shows_another_file_is_refused_before_anything_is_made() {
    let w = Workspace::new();
    fs::create_dir_all(w.path().join("pictures")).unwrap();
    let text = fs::read_to_string(w.village("示例村")).unwrap();
    fs::write(w.village("示例村"), format!("{text}\n图片: {{村图: pictures/a.svg}}\n")).unwrap();
    let drawing = |inner: &str| {
        let head = "<svg xmlns='http://www.w3.org/2000/svg' xmlns:xlink='http://www.w3.org/1999/xlink' width='60' height='40'>";
        fs::write(w.path().join("pictures/a.svg"), format!("{head}{inner}</svg>")).unwrap();
        w.run(&["check"])
    };
    for inner in [
        "<image xlink:href='foto.png' width='9' height='9'/>",
        "<g><image href=' http://example.org/x.png ' width='9' height='9'/></g>",
        "<image href='file:///etc/hostname' width='9' height='9'/>",
        "<use href='other.svg#a'/>",
    ] {
        let said = said(&drawing(inner));
        assert!(said.contains("[picture-missing]") && said.contains("嵌入"), "{inner}: {said}");
    }
    for inner in [
        "<defs><g id='a'/></defs><use href='#a'/>",
        "<a href='https://example.org'><rect width='9' height='9'/></a>",
    ] {
        let run = drawing(inner);
        assert_eq!(code(&run), 0, "{inner}: {}", said(&run));
    }
}

/// Returns a font with one more table.
fn with_table(font: &[u8], tag: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let number = |at: usize, size: usize| {
        font[at..at + size].iter().fold(0_usize, |sum, byte| sum << 8 | usize::from(*byte))
    };
    let record = |at: usize| (font[at..at + 4].to_vec(), &font[number(at + 8, 4)..][..number(at + 12, 4)]);
    let mut tables: Vec<(Vec<u8>, &[u8])> = (0..number(4, 2)).map(|i| record(12 + 16 * i)).collect();
    tables.push((tag.to_vec(), data));
    tables.sort();
    let mut head = [&font[..4], &u16::try_from(tables.len()).unwrap().to_be_bytes(), &[0; 6]].concat();
    let mut body = Vec::new();
    let start = head.len() + 16 * tables.len();
    for (tag, data) in tables {
        let place = [start + body.len(), data.len()].map(|n| u32::try_from(n).unwrap().to_be_bytes());
        head.extend([tag.as_slice(), &[0; 4], &place[0], &place[1]].concat());
        body.extend_from_slice(data);
        body.resize(body.len().next_multiple_of(4), 0);
    }
    [head, body].concat()
}

/// A drawing that holds a picture which says that it has so many dots, and a table of a font that draws one of its
/// signs with it.
fn drawing(inner: &[u8], kind: &str) -> String {
    use base64::Engine as _;
    let data = base64::engine::general_purpose::STANDARD.encode(inner);
    format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="600" height="400"><g id="glyphID"><image width="600" height="400" xlink:href="data:image/{kind};base64,{data}"/></g></svg>"#
    )
}

/// A JPEG that says that it is 65,500 dots wide and high, and holds nothing.
fn hollow_jpeg() -> Vec<u8> {
    let mut bytes = Vec::new();
    image::DynamicImage::new_luma8(8, 8)
        .write_to(&mut std::io::Cursor::new(&mut bytes), image::ImageFormat::Jpeg)
        .unwrap();
    let at = bytes.windows(2).position(|two| two == [0xFF, 0xC0]).unwrap();
    bytes[at + 5..at + 9].copy_from_slice(&[0xFF, 0xDC, 0xFF, 0xDC]);
    bytes
}

#[test]
fn a_picture_within_a_picture_takes_one_village_with_it() {
    let w = Workspace::new();
    w.run(&["new", "village", "石门村"]);
    w.own();
    fs::create_dir_all(w.path().join("pictures")).unwrap();
    let text = fs::read_to_string(w.village("石门村")).unwrap();
    let png = crate::untrusted::hollow(60_000, 60_000);
    for (inner, kind, formats) in [(png, "png", &["pdf"][..]), (hollow_jpeg(), "jpeg", &["pdf", "png"])] {
        fs::write(w.path().join("pictures/a.svg"), drawing(&inner, kind)).unwrap();
        fs::write(w.village("石门村"), format!("{text}\n图片: {{村图: pictures/a.svg}}\n")).unwrap();
        for format in formats {
            let start = Instant::now();
            let run = w.run(&[
                "build",
                "--only",
                "handbook,broadcast",
                "--format",
                format,
                "--force",
                "--village-memory",
                "700",
                "--village-seconds",
                "60",
            ]);
            let text = said(&run);
            assert!(start.elapsed() < Duration::from_secs(150), "{kind} {format}: {text}");
            assert!(
                !text.contains("示例村: 没做成") && !text.contains("panicked"),
                "{kind} {format}: {text}"
            );
            // What needs no decoding does no harm; what does is the fault of one village.
            assert!(code(&run) == 0 || text.contains("石门村: 没做成"), "{kind} {format}: {text}");
            assert!(kind != "png" || code(&run) == 1, "{kind} {format}: {text}");
        }
    }
}

#[test]
fn a_picture_within_a_font_fails_by_name_and_at_night_there_is_a_list_all_the_same() {
    let w = Workspace::new();
    w.own();
    let fonts = Path::new(env!("CARGO_MANIFEST_DIR")).join("fonts");
    let font = fs::read(fonts.join("DuoanSans-Bold.otf")).unwrap();
    let face = rustybuzz::ttf_parser::Face::parse(&font, 0).unwrap();
    let mut signs: Vec<u16> =
        "村户人打电话山洪".chars().filter_map(|c| Some(face.glyph_index(c)?.0)).collect();
    signs.sort_unstable();
    let picture = drawing(&crate::untrusted::hollow(60_000, 60_000), "png");
    let drawings: Vec<String> =
        signs.iter().map(|sign| picture.replace("glyphID", &format!("glyph{sign}"))).collect();
    let mut table = [&[0; 2][..], &10_u32.to_be_bytes(), &[0; 4]].concat();
    table.extend(u16::try_from(signs.len()).unwrap().to_be_bytes());
    let mut at = 2 + 12 * signs.len();
    for (sign, drawing) in signs.iter().zip(&drawings) {
        let place = [at, drawing.len()].map(|n| u32::try_from(n).unwrap().to_be_bytes()).concat();
        table.extend([&sign.to_be_bytes()[..], &sign.to_be_bytes(), &place].concat());
        at += drawing.len();
    }
    table.extend(drawings.concat().as_bytes());
    fs::create_dir_all(w.path().join("fonts")).unwrap();
    fs::write(w.path().join("fonts/DuoanSans-Bold.otf"), with_table(&font, b"SVG ", &table)).unwrap();
    let run = w.run(&["build", "--only", "duty-cards", "--village-memory", "700"]);
    let text = said(&run);
    assert!(code(&run) == 1 && text.contains("village-large") && text.contains("示例村"), "{text}");
    let run = w.run(&["now", "暴雨内涝", "橙色", "--format", "pdf"]);
    let text = said(&run);
    assert!(code(&run) == 2 && text.contains("process-died"), "{text}");
    assert!(text.contains("先打电话") && text.contains("138 0000"), "the list is said: {text}");
}
