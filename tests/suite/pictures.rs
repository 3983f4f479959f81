//! Small pictures of every layout in the worst case: what changes is looked at, then taken with
//! `DUOAN_UPDATE=1`.

use std::fs;
use std::path::Path;

use duoan::compose::{self, FAMILIES, Family, Order, Sheet};
use duoan::diag::Diagnostics;
use duoan::model::document::Document;
use duoan::model::handbook::Handbook;
use duoan::press::{Misprint, Sheets};
use duoan::{pipeline, press, project};

use crate::samples::town;

/// Dots an inch: enough to see a block that moved or grew.
const DPI: f64 = 40.0;
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
fn worst() -> Handbook {
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
        let order = Order { sheet: Sheet { single: true, ..Sheet::default() }, ..Order::default() };
        let document = compose::compose(family, &book, &town().library.set, &order).unwrap();
        let (document, sheets) = laid_out(document, family, &book, order);
        let pages = press::png(&sheets, DPI).unwrap();
        // One card stands for its family, a page from the middle for a book.
        let shown = &pages[if document.cards.is_empty() { pages.len() / 2 } else { 0 }];
        let file = folder.join(format!("{}.png", family.name));
        if std::env::var_os("DUOAN_UPDATE").is_some() {
            fs::create_dir_all(&folder).unwrap();
            fs::write(&file, small(shown)).unwrap();
        } else if difference(&grey(shown), &grey(&fs::read(&file).unwrap_or_default())) > TOLERANCE {
            changed.push(family.name);
        }
    }
    assert!(changed.is_empty(), "look at {changed:?}, then run with DUOAN_UPDATE=1");
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

/// Four shades of grey are enough to compare by and keep the files small.
fn small(bytes: &[u8]) -> Vec<u8> {
    let (width, pixels) = grey(bytes);
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

/// The share of pixels that are two shades or more apart; 1 if the sizes differ.
fn difference(now: &(usize, Vec<u8>), then: &(usize, Vec<u8>)) -> f64 {
    if now.0 != then.0 || now.1.len() != then.1.len() {
        return 1.0;
    }
    let apart = now.1.iter().zip(&then.1).filter(|(a, b)| (**a >> 6).abs_diff(**b >> 6) > 1).count();
    apart as f64 / now.1.len() as f64
}
