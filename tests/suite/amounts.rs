//! How much is printed: what a village of that size would print, a copy for everybody who holds a card, what
//! somebody asks for and no more; and sheets for a printer that moves and shrinks what it prints.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::OnceLock;

use duoan::compose::{self, Copies, FAMILIES, Family, Job, Order};
use duoan::diag::Diagnostics;
use duoan::model::document::Document;
use duoan::model::handbook::Handbook;
use duoan::model::printer::Correction;
use duoan::{pipeline, press, project};
use serde_json::Value;

use crate::commands::{Workspace, code, said};
use crate::samples::{books, thorough, town};

fn book(name: &str) -> &'static Handbook {
    books().iter().find(|b| b.village.name == name).unwrap()
}

fn composed(family: &Family, book: &Handbook, order: &Order) -> Option<Document> {
    compose::compose(family, book, &town().library.set, order).ok()
}

fn usual(book: &Handbook) -> Vec<(&'static Family, Document)> {
    let all = FAMILIES.iter().filter(|f| f.is_usual(book));
    all.filter_map(|f| Some((f, composed(f, book, &Order::default())?))).collect()
}

/// A village of one hazard and six people with posts.
pub fn small() -> &'static Handbook {
    static SMALL: OnceLock<Handbook> = OnceLock::new();
    SMALL.get_or_init(|| {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/amounts/小沟村.yaml");
        let project = project::open(&[file]).unwrap();
        let mut diags = Diagnostics::default();
        pipeline::handbook(&project.villages[0], &town().library, &town().press, None, &mut diags).unwrap()
    })
}

#[test]
fn with_one_hazard_the_card_of_the_role_says_all() {
    let names = |book: &Handbook| usual(book).iter().map(|(f, _)| f.name).collect::<BTreeSet<_>>();
    let (small, large) = (names(small()), names(book("岭下村")));
    assert!(small.contains("role-cards") && !large.contains("role-cards"), "{small:?}");
    assert!(large.contains("duty-cards") && !small.contains("duty-cards"), "{small:?}");
    // One kind of poster, none in a village of two hazards; what is asked for by name is not printed unasked.
    let walls = |names: &BTreeSet<&'static str>| {
        let on_walls = FAMILIES.iter().filter(|f| f.group == compose::Group::Wall && names.contains(f.name));
        on_walls.map(|f| f.name).collect::<Vec<_>>()
    };
    assert_eq!((walls(&small), walls(&large)), (vec![], vec!["ladder-tiles"]));
    assert!(!large.contains("wallet-cards") && !large.contains("booklet"));
}

/// Sheets of A4 of everything that a village prints unasked, the print run with it.
fn sheets(book: &Handbook, with_book: bool) -> usize {
    let mut made = usual(book);
    made.retain(|(family, _)| with_book || family.name != "handbook");
    let paper = |(family, document): &(&'static Family, Document)| {
        let sheets = town().press.lay_out(document).unwrap_or_else(|e| panic!("{}: {e:?}", family.name));
        let (count, large) = family.paper(sheets.len(), document.audience);
        if large { 0 } else { count }
    };
    let jobs: Vec<Job> = made
        .iter()
        .map(|(family, document)| Job { family, document, file: family.name.to_owned(), pages: 9 })
        .collect();
    let run = compose::print_run(book, &town().library.set, &jobs);
    made.iter().map(paper).sum::<usize>() + town().press.lay_out(&run).unwrap().len().div_ceil(2)
}

#[test]
fn a_set_is_no_more_than_a_village_will_print() {
    // The book's pages are counted where it is laid out for more; before a release every village is.
    let beside = sheets(book("岭下村"), false);
    assert!(beside <= 70 - 24, "{beside} sheets beside the book");
    for book in books().iter().filter(|_| thorough()) {
        let count = sheets(book, true);
        assert!(count <= 70, "{}: {count} sheets", book.village.name);
    }
    let few = sheets(small(), true);
    assert!(few <= 12, "{few} sheets of a village of one hazard");
}

#[test]
fn the_test_page_comes_once_for_each_way_of_turning_the_paper() {
    for book in books() {
        let mut seen = BTreeMap::new();
        for (family, document) in usual(book).iter().filter(|(_, d)| !d.cards.is_empty()) {
            let tested = document.data["sheet"]["test"].as_bool().unwrap_or(true);
            let turned = family.has_backs(document).then(|| family.name == "duty-cards");
            if let Some(turned) = turned {
                *seen.entry(turned).or_insert(0) += usize::from(tested);
            }
        }
        assert!(seen.values().all(|count| *count == 1), "{}: {seen:?}", book.village.name);
    }
}

#[test]
fn everybody_who_holds_a_card_gets_one_and_signs_for_it() {
    for book in books() {
        let made = usual(book);
        let jobs: Vec<Job> = made
            .iter()
            .map(|(family, document)| Job {
                family,
                document,
                file: format!("{}.pdf", family.name),
                pages: 9,
            })
            .collect();
        let run = compose::print_run(book, &town().library.set, &jobs);
        let copies: usize = made.iter().flat_map(|(_, d)| &d.cards).map(|c| c.copies).sum();
        let rows = run.data["recipients"].as_array().unwrap();
        let signed: u64 = rows.iter().map(|r| r["count"].as_u64().unwrap()).sum();
        assert_eq!(signed, copies as u64, "{}", book.village.name);
        let holders: BTreeSet<&String> =
            made.iter().flat_map(|(_, d)| &d.cards).flat_map(|c| &c.holders).collect();
        for name in &holders {
            let own = rows.iter().filter(|r| r["to"].as_str().unwrap().split(' ').any(|part| part == *name));
            assert!(own.count() >= 1, "{}: {name} signs nowhere", book.village.name);
        }
        // A line for each: nobody stands as 甲、乙等8人.
        let named = |r: &&Value| r["group"] == "岗位";
        assert!(rows.iter().filter(named).all(|r| !r["to"].as_str().unwrap().contains('等')));
        let each = Order { copies: Copies::Each, ..Order::default() };
        let printed = |order: &Order| -> usize {
            FAMILIES
                .iter()
                .filter(|f| f.is_usual(book))
                .filter_map(|f| composed(f, book, order))
                .map(|d| d.cards.len())
                .sum()
        };
        assert_eq!(printed(&each), copies, "{}", book.village.name);
        let twice = Order { copies: Copies::Of(2), ..Order::default() };
        assert_eq!(printed(&twice), 2 * printed(&Order::default()));
    }
}

#[test]
fn what_is_asked_for_is_printed_and_no_more() {
    let book = book("岭下村");
    let of = |order: Order| -> Vec<Document> {
        FAMILIES.iter().filter_map(|f| composed(f, book, &order)).collect()
    };
    let person = of(Order { people: vec!["王守信".into()], ..Order::default() });
    let holders: Vec<&Vec<String>> = person.iter().flat_map(|d| &d.cards).map(|c| &c.holders).collect();
    assert!(holders.len() > 2 && holders.iter().all(|h| h.contains(&"王守信".to_owned())), "{holders:?}");
    assert!(person.iter().all(|d| !d.cards.is_empty()), "a book is nobody's own");
    let home = of(Order { homes: vec!["厉成海".into()], ..Order::default() });
    let cards: Vec<&str> = home.iter().flat_map(|d| &d.cards).map(|c| c.to.as_str()).collect();
    assert!(!cards.is_empty() && cards.iter().all(|to| to.ends_with("厉成海")), "{cards:?}");
    let number = person.iter().flat_map(|d| &d.cards).next().unwrap().number.clone();
    let one = of(Order { cards: [number.clone()].into(), ..Order::default() });
    assert!(one.iter().flat_map(|d| &d.cards).all(|c| c.number == number));
    assert!(of(Order { people: vec!["没有这人".into()], ..Order::default() }).is_empty());
}

/// Where ink begins on a page, in tenths of a millimetre.
fn ink(sheets: &press::Sheets, page: usize) -> (usize, usize) {
    let bytes = press::png(sheets, 254.0).unwrap().swap_remove(page);
    let mut reader = png::Decoder::new(std::io::Cursor::new(bytes)).read_info().unwrap();
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut pixels).unwrap();
    let (width, wide) = (info.width as usize, info.line_size / info.width as usize);
    let dark = |i: &usize| pixels[i * wide] < 128;
    let all: Vec<usize> = (0..width * info.height as usize).filter(dark).collect();
    (all.iter().map(|i| i % width).min().unwrap(), all[0] / width)
}

#[test]
fn a_printer_that_moves_and_shrinks_is_made_up_for_on_backs_alone_and_on_all() {
    let family = compose::family("site-cards").unwrap();
    let document = composed(family, book("岭下村"), &Order::default()).unwrap();
    assert!(family.has_backs(&document));
    let laid = || town().press.lay_out(&document).unwrap();
    let before = laid();
    let moved = laid().corrected(&Correction::read("D7", "200,200").unwrap(), true).ok().unwrap();
    assert_eq!(ink(&moved, 0), ink(&before, 0));
    let ((x, y), (x0, y0)) = (ink(&moved, 1), ink(&before, 1));
    assert!(x0.abs_diff(x + 20) < 2 && y.abs_diff(y0 + 10) < 2, "{x0} {y0} → {x} {y}");
    let larger = laid().corrected(&Correction::read("F6", "196,200").unwrap(), true).ok().unwrap();
    let ((x, y), (x0, y0)) = (ink(&larger, 0), ink(&before, 0));
    // 2 % of what lies left of the middle of the page.
    assert!(
        x0 > x && x0.abs_diff(x + (1050 - x0) * 4 / 196) < 3 && y.abs_diff(y0) < 2,
        "{x0} {y0} → {x} {y}"
    );
    assert_eq!(press::text(&larger), press::text(&before));
}

#[test]
fn a_printer_is_kept_in_the_workspace_and_changes_no_check_code() {
    let w = Workspace::new();
    let codes = |w: &Workspace| w.manifest()["files"]["示例村/duty-cards.pdf"]["cards"].to_string();
    assert_eq!(code(&w.run(&["build", "--only", "duty-cards", "--village", "示例村"])), 0);
    let (old, before) = (w.pdf("示例村", "duty-cards"), codes(&w));
    for wrong in [["--hole", "Z9"], ["--line", "180,200"]] {
        assert_eq!(code(&w.run(&[&["printer", "村委惠普"], &wrong[..]].concat())), 2);
    }
    assert_eq!(code(&w.run(&["build", "--only", "duty-cards", "--printer", "村委惠普"])), 2);
    assert_eq!(code(&w.run(&["printer", "村委惠普", "--hole", "d7", "--line", "199.2,199.0"])), 0);
    let build = w.run(&["build", "--only", "duty-cards", "--village", "示例村", "--printer", "村委惠普"]);
    assert_eq!(code(&build), 0, "{}", said(&build));
    assert!(w.pdf("示例村", "duty-cards") != old);
    assert_eq!(codes(&w), before);
    let near = w.run(&["build", "--printer", "村委惠谱"]);
    assert!(code(&near) == 2 && said(&near).contains("村委惠普"), "{}", said(&near));
}

/// A picture turned by an angle, white around it.
fn turned(pixels: &[u8], width: usize, height: usize, degrees: f64) -> Vec<u8> {
    let (sin, cos) = degrees.to_radians().sin_cos();
    let (cx, cy) = (width as f64 / 2.0, height as f64 / 2.0);
    let at = |x: f64, y: f64| -> f64 {
        let inside = x >= 0.0 && y >= 0.0 && x < width as f64 && y < height as f64;
        if inside { f64::from(pixels[y as usize * width + x as usize]) } else { 255.0 }
    };
    let sample = |i: usize| {
        let (dx, dy) = ((i % width) as f64 - cx, (i / width) as f64 - cy);
        let (x, y) = (cos * dx + sin * dy + cx, -sin * dx + cos * dy + cy);
        let (fx, fy) = (x - x.floor(), y - y.floor());
        let (x, y) = (x.floor(), y.floor());
        let top = at(x, y) * (1.0 - fx) + at(x + 1.0, y) * fx;
        let below = at(x, y + 1.0) * (1.0 - fx) + at(x + 1.0, y + 1.0) * fx;
        (top * (1.0 - fy) + below * fy) as u8
    };
    (0..width * height).map(sample).collect()
}

fn grey(bytes: &[u8]) -> (Vec<u8>, usize, usize) {
    let mut reader = png::Decoder::new(std::io::Cursor::new(bytes)).read_info().unwrap();
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut pixels).unwrap();
    let step = info.line_size / info.width as usize;
    let grey = pixels.chunks(step).map(|p| p[0]).collect();
    (grey, info.width as usize, info.height as usize)
}

fn picture(pixels: &[u8], width: usize, height: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width as u32, height as u32);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.write_header().unwrap().write_image_data(pixels).unwrap();
    bytes
}

#[test]
fn the_letters_of_its_code_stand_on_every_card() {
    let book = book("岭下村");
    for family in FAMILIES {
        let Some(whole) = composed(family, book, &Order::default()).filter(|d| !d.cards.is_empty()) else {
            continue;
        };
        let number = whole.cards[0].number.clone();
        let document = composed(family, book, &Order { cards: [number].into(), ..Order::default() }).unwrap();
        let sheets = town().press.lay_out(&document).unwrap_or_else(|e| panic!("{}: {e:?}", family.name));
        let text = press::text(&sheets).concat().replace(char::is_whitespace, "");
        assert!(text.contains(&format!("验{}", document.cards[0].print())), "{}", family.name);
    }
}

#[test]
fn check_blocks_read_from_a_coarse_scan_and_from_a_turned_picture() {
    let book = book("岭下村");
    for name in ["site-cards", "fetch-cards", "duty-cards", "household-cards"] {
        let sheet = compose::Sheet { single: true, ..compose::Sheet::default() };
        let whole =
            composed(compose::family(name).unwrap(), book, &Order { sheet, ..Order::default() }).unwrap();
        let number = whole.cards[0].number.clone();
        let order = Order {
            cards: [number].into(),
            sheet: compose::Sheet { single: true, ..compose::Sheet::default() },
            ..Order::default()
        };
        let document = composed(compose::family(name).unwrap(), book, &order).unwrap();
        let sheets = town().press.lay_out(&document).unwrap();
        let text = press::text(&sheets).concat().replace(char::is_whitespace, "");
        let letters = document.cards[0].print();
        assert!(text.contains(&format!("验{letters}")), "{name}: no letters {letters}");
        let read = |bytes: &[u8]| {
            duoan::scan::codes(bytes).unwrap().iter().any(|c| c.eq_ignore_ascii_case(&document.cards[0].code))
        };
        let coarse = press::png(&sheets, 150.0).unwrap().swap_remove(0);
        assert!(read(&coarse), "{name}: 150 dots");
        let (pixels, width, height) = grey(&press::png(&sheets, 200.0).unwrap()[0]);
        let turned = turned(&pixels, width, height, 5.0);
        assert!(read(&picture(&turned, width, height)), "{name}: turned by 5°");
    }
}
