//! Small pictures of every layout in the worst case: what changes is looked at, then taken with `DUOAN_UPDATE=1`.

use std::fs;
use std::path::Path;

use duoan::compose::{self, FAMILIES, Order, Sheet};
use duoan::diag::Diagnostics;
use duoan::press;
use duoan::project;

use crate::samples::town;

/// Dots an inch: enough to see a block that moved or grew.
const DPI: f64 = 40.0;
/// Pixels that may differ visibly: rounding on another machine.
const TOLERANCE: f64 = 0.004;

#[test]
fn every_layout_looks_as_it_did() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let project = project::open(&[root.join("worst")]).unwrap();
    let mut diags = Diagnostics::default();
    let book = duoan::pipeline::handbook(&project.villages[0], &town().library, &town().press, None, &mut diags).unwrap();
    let mut changed = Vec::new();
    for family in FAMILIES.iter().filter(|f| !f.name.ends_with("tiles")) {
        let order = Order { sheet: Sheet { single: true, ..Sheet::default() }, ..Order::default() };
        let mut document = compose::compose(family, &book, &town().library.set, &order).unwrap();
        // One card stands for its family.
        if let Some(cards) = document.data["cards"].as_array_mut() {
            cards.truncate(1);
            document.items.clear();
        }
        let pages = press::png(&town().press.lay_out(&document).unwrap(), DPI).unwrap();
        let shown = &pages[if document.cards.is_empty() { pages.len() / 2 } else { 0 }];
        let file = root.join("pictures").join(format!("{}.png", family.name));
        if std::env::var_os("DUOAN_UPDATE").is_some() {
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(&file, small(shown)).unwrap();
        } else if difference(&grey(shown), &grey(&fs::read(&file).unwrap_or_default())) > TOLERANCE {
            changed.push(family.name);
        }
    }
    assert!(changed.is_empty(), "look at {changed:?}, then run with DUOAN_UPDATE=1");
}

/// Width and grey values.
fn grey(bytes: &[u8]) -> (usize, Vec<u8>) {
    let mut decoder = png::Decoder::new(std::io::Cursor::new(bytes));
    decoder.set_transformations(png::Transformations::EXPAND);
    let Ok(mut reader) = decoder.read_info() else { return (0, Vec::new()) };
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut pixels).unwrap();
    let step = info.color_type.samples();
    (info.width as usize, pixels[..info.buffer_size()].chunks(step).map(|p| p[0] / 2 + p[step.min(2) - 1] / 2).collect())
}

/// Four shades of grey are enough to compare by and keep the files small.
fn small(bytes: &[u8]) -> Vec<u8> {
    let (width, pixels) = grey(bytes);
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, width as u32, (pixels.len() / width) as u32);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::Two);
    let line = |row: &[u8]| row.chunks(4).map(|four| four.iter().enumerate().fold(0, |byte, (i, p)| byte | (p >> 6) << (6 - 2 * i))).collect::<Vec<u8>>();
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
