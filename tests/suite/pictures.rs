//! Small pictures of every layout in the worst case: what changes is looked at, then taken with
//! `DUOAN_UPDATE=1`.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::sync::OnceLock;

use duoan::compose::{self, FAMILIES, Family, Order, Sheet};
use duoan::diag::Diagnostics;
use duoan::model::document::{Audience, Document};
use duoan::model::handbook::Handbook;
use duoan::press::{Misprint, Sheets};
use duoan::{pipeline, press, project};

use crate::samples::town;

/// Dots an inch: enough to see a block that moved or grew.
const DPI: f64 = 50.0;
/// Points from which on words are the title of a chapter.
const TITLE: f64 = 26.0;
/// Pixels that may differ visibly: rounding on another machine.
const TOLERANCE: f64 = 0.004;

/// What the village of the example becomes: names as long and as rare as they come and landlines.
const WORST: [(&str, &str); 11] = [
    ("村名: 岭下村", "村名: 欧阳䶮家洼村"),
    ("厉守业", "欧阳䶮堃"),
    ("王延堃", "司马㛃儒"),
    ("厉翠霞", "上官翠霞"),
    ("厉纪海", "尉迟纪海"),
    ("厉德忠", "诸葛德忠"),
    ("村小学", "岭下联办中心完小校"),
    ("北沟口", "北沟老磨坊泄洪口"),
    ("北沟路", "北沟口到学校的路"),
    ("138 0000 1002", "0633-0000 1082"),
    ("138 0000 1019", "0633-0000 1083"),
];

/// Returns the merged book of the worst village.
pub fn worst() -> &'static Handbook {
    static WORST: OnceLock<Handbook> = OnceLock::new();
    WORST.get_or_init(made)
}

fn made() -> Handbook {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/hailing");
    let dir = tempfile::TempDir::new().unwrap();
    fs::create_dir(dir.path().join("villages")).unwrap();
    for file in ["duoan.yaml", "county.yaml", "town.yaml"].iter().filter(|file| root.join(file).exists()) {
        fs::copy(root.join(file), dir.path().join(file)).unwrap();
    }
    let mut text = fs::read_to_string(root.join("villages/岭下村.yaml")).unwrap();
    for (from, to) in WORST {
        assert!(text.contains(from), "{from}");
        text = text.replace(from, to);
    }
    fs::write(dir.path().join("villages/worst.yaml"), text).unwrap();
    let project = project::open(&[dir.path().to_path_buf()]).unwrap();
    let mut diags = Diagnostics::default();
    let book = pipeline::handbook(&project.villages[0], &town().library, &town().press, None, &mut diags);
    book.unwrap_or_else(|_| {
        panic!("{:?}", diags.into_sorted().iter().map(|d| (d.code, &d.values)).collect::<Vec<_>>())
    })
}

#[test]
fn every_layout_looks_as_it_did_in_the_worst_case() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pictures");
    let book = worst();
    let mut changed = Vec::new();
    for family in FAMILIES.iter().filter(|f| !f.name.ends_with("tiles")) {
        let sheet = Sheet { single: true, ..Sheet::default() };
        // The file's edition has every chapter.
        let mut order = Order { sheet, ..Order::default() };
        if family.name == "handbook" {
            order.audience = Some(Audience::File);
        }
        let document = compose::compose(family, book, &town().library.set, &order).unwrap();
        let (document, sheets) = laid_out(document, family, book, order);
        let shown: Vec<_> =
            kinds(&sheets, &document, book).into_iter().map(|page| picture(&sheets, page)).collect();
        let file = folder.join(format!("{}.png", family.name));
        if std::env::var_os("DUOAN_UPDATE").is_some() {
            fs::create_dir_all(&folder).unwrap();
            fs::write(&file, small(&shown)).unwrap();
        } else if difference(&shown, &grey(&fs::read(&file).unwrap_or_default())) > TOLERANCE {
            changed.push(family.name);
        }
    }
    assert!(changed.is_empty(), "look at {changed:?}, then run with DUOAN_UPDATE=1");
}

/// Pages of which each stands for its kind: the first two, both sides of a card; of the handbook those on which a
/// chapter begins and of one hazard both pages.
fn kinds(sheets: &Sheets, document: &Document, book: &Handbook) -> Vec<usize> {
    let mut pages: BTreeSet<usize> = (0..sheets.len().min(2)).collect();
    if document.family == "handbook" {
        let mut seen = BTreeSet::new();
        for (at, page) in press::words(sheets).iter().enumerate() {
            let titles = page.runs.iter().filter(|run| run.h > TITLE);
            let Some(title) = titles.max_by(|a, b| a.h.total_cmp(&b.h)) else { continue };
            let is_hazard = book.hazards.iter().any(|hazard| title.text.contains(&hazard.name));
            if seen.insert(if is_hazard { "" } else { title.text.as_str() }.to_owned()) {
                pages.extend(at..=at + usize::from(is_hazard));
            }
        }
    }
    pages.into_iter().collect()
}

fn picture(sheets: &Sheets, page: usize) -> (usize, Vec<u8>) {
    grey(&press::page_png(sheets, page, DPI).unwrap().unwrap())
}

/// Lays a document out; what does not fit on one card goes on two, as in a build.
fn laid_out(document: Document, family: &Family, book: &Handbook, mut order: Order) -> (Document, Sheets) {
    let faults = match town().press.lay_out(&document) {
        Ok(sheets) => return (document, sheets),
        Err(faults) => faults,
    };
    order.split.extend(faults.iter().filter_map(|fault| match fault {
        Misprint::Overflow { what, .. } => Some(what.clone()),
        _ => None,
    }));
    let document = compose::compose(family, book, &town().library.set, &order).unwrap();
    let sheets =
        town().press.lay_out(&document).unwrap_or_else(|faults| panic!("{}: {faults:?}", family.name));
    (document, sheets)
}

/// Width and grey values.
fn grey(bytes: &[u8]) -> (usize, Vec<u8>) {
    let mut decoder = png::Decoder::new(std::io::Cursor::new(bytes));
    decoder.set_transformations(png::Transformations::EXPAND);
    let Ok(mut reader) = decoder.read_info() else { return (0, Vec::new()) };
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut pixels).unwrap();
    let step = info.color_type.samples();
    (
        info.width as usize,
        pixels[..info.buffer_size()].chunks(step).map(|p| p[0] / 2 + p[step.min(2) - 1] / 2).collect(),
    )
}

/// Pages under each other; four shades of grey are enough to compare by and keep the files small.
fn small(pages: &[(usize, Vec<u8>)]) -> Vec<u8> {
    let width = pages[0].0;
    let pixels: Vec<u8> = pages.iter().flat_map(|page| page.1.iter().copied()).collect();
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, width as u32, (pixels.len() / width) as u32);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::Two);
    let line = |row: &[u8]| {
        row.chunks(4)
            .map(|four| four.iter().enumerate().fold(0, |byte, (i, p)| byte | (p >> 6) << (6 - 2 * i)))
            .collect::<Vec<u8>>()
    };
    let packed: Vec<u8> = pixels.chunks(width).flat_map(line).collect();
    encoder.write_header().unwrap().write_image_data(&packed).unwrap();
    file
}

/// The greatest share of a page's pixels that are two shades or more apart; 1 if the sizes differ.
fn difference(now: &[(usize, Vec<u8>)], then: &(usize, Vec<u8>)) -> f64 {
    let all: usize = now.iter().map(|page| page.1.len()).sum();
    if now.iter().any(|page| page.0 != then.0) || all != then.1.len() {
        return 1.0;
    }
    let mut rest = then.1.as_slice();
    let share = |(_, page): &(usize, Vec<u8>)| {
        let (before, after) = rest.split_at(page.len());
        rest = after;
        let apart = page.iter().zip(before).filter(|(a, b)| (**a >> 6).abs_diff(**b >> 6) > 1).count();
        apart as f64 / page.len() as f64
    };
    now.iter().map(share).fold(0.0, f64::max)
}

#[test]
fn a_block_that_moved_by_a_line_is_seen() {
    let (width, tall) = (413, 585);
    let blank = vec![255; width * tall];
    let with_block_at = |y: usize| {
        let mut page = blank.clone();
        for row in y..y + 60 {
            for x in (50..360).filter(|x| x % 8 < 5 && row % 12 < 8) {
                page[row * width + x] = 0;
            }
        }
        vec![(width, page)]
    };
    let then = (width, with_block_at(100)[0].1.clone());
    assert!(difference(&with_block_at(100), &then) == 0.0);
    assert!(difference(&with_block_at(106), &then) > TOLERANCE);
}
