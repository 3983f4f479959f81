//! What this process reads of a print by itself, where no other program can: size of paper (5), fonts (3),
//! ink at the edges (6), words that must be there (2), check codes (17), the same bytes again (25).

use duoan::compose::{self, Order};
use duoan::model::document::Document;
use duoan::model::handbook::Handbook;
use duoan::{press, scan};
use hayro::hayro_interpret::InterpreterSettings;
use hayro::hayro_syntax::Pdf;
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{RenderCache, RenderSettings};
use lopdf::Object;

use super::families::{RULES, Rules};
use super::read::MM;
use super::{fewer, sides};
use crate::samples::{books, town};

/// Pages of which the edges are looked at.
const DRAWN: usize = 4;

/// Returns what is wrong with the print of a family of a village.
pub fn faults(rules: &'static Rules, book: &Handbook) -> Vec<String> {
    let family = compose::family(rules.family).unwrap();
    let Ok(document) = compose::compose(family, book, &town().library.set, &Order::default()) else {
        return Vec::new();
    };
    let document = fewer(document, rules.cards);
    let print = || {
        let sheets =
            town().press.lay_out(&document).unwrap_or_else(|faults| panic!("{}: {faults:?}", rules.family));
        (press::pdf(&sheets, &document).unwrap(), press::text(&sheets).concat())
    };
    let ((bytes, text), (again, _)) = (print(), print());
    let mut faults = of_print(rules, &document, bytes.clone(), &text);
    if bytes != again {
        faults.push("two builds differ".to_owned());
    }
    faults.into_iter().map(|fault| format!("{} {}: {fault}", rules.family, book.village.name)).collect()
}

fn of_print(rules: &Rules, document: &Document, bytes: Vec<u8>, text: &str) -> Vec<String> {
    let pdf = lopdf::Document::load_mem(&bytes).unwrap();
    let seen = [
        paper(&pdf, rules),
        fonts(&pdf),
        words(document, &sides::squeezed(text)),
        codes(document, &bytes),
        edges(bytes),
    ];
    seen.into_iter().flatten().collect()
}

#[test]
fn a_print_that_is_spoilt_is_seen_without_other_programs() {
    let rules = |family: &str| RULES.iter().find(|r| r.family == family).unwrap();
    let wallet = rules("wallet-cards");
    let family = compose::family(wallet.family).unwrap();
    let document =
        compose::compose(family, &books()[0], &town().library.set, &Order::default()).ok().unwrap();
    let sheets = town().press.lay_out(&document).unwrap();
    let (bytes, text) = (press::pdf(&sheets, &document).unwrap(), press::text(&sheets).concat());
    let seen = |rules: &Rules, document: &Document, bytes: &[u8], text: &str| {
        of_print(rules, document, bytes.to_vec(), text).join(" | ")
    };
    assert_eq!(seen(wallet, &document, &bytes, &text), "");
    assert!(seen(rules("poster"), &document, &bytes, &text).contains("points"));
    assert!(seen(wallet, &document, &bytes, "").contains("is not on paper"));
    let mut bare = bytes.clone();
    let (from, to) = (b"/FontFile3", b"/FontFileX");
    while let Some(at) = bare.windows(from.len()).position(|w| w == from) {
        bare[at..at + to.len()].copy_from_slice(to);
    }
    assert!(seen(wallet, &document, &bare, &text).contains("a font is not embedded"));
    let mut other = document.clone();
    other.cards[0].code = "DA1-0000".to_owned();
    assert!(seen(wallet, &other, &bytes, &text).contains("no code read"));
    let mut wide = document.clone();
    wide.cards.clear();
    let press = super::spoilt::press(Some((
        "sheet.typ",
        "set page(width: raster.paper.at(0),",
        "set page(background: rect(width: 99%, height: 99%, stroke: 2pt), width: raster.paper.at(0),",
    )));
    let sheets = press.lay_out(&document).unwrap();
    let framed = press::pdf(&sheets, &document).unwrap();
    assert!(seen(wallet, &wide, &framed, &text).contains("of the edge"));
}

/// Pages have the size of the paper.
fn paper(pdf: &lopdf::Document, rules: &Rules) -> Option<String> {
    let want = [rules.paper.0 * MM, rules.paper.1 * MM];
    let size = |id| {
        let media = pdf.get_dictionary(id).and_then(|page| page.get(b"MediaBox")?.as_array()).unwrap();
        let number = |at: usize| f64::from(media[at].as_float().unwrap());
        [number(2) - number(0), number(3) - number(1)]
    };
    let pages = pdf.get_pages();
    let wrong = pages
        .iter()
        .find(|(_, id)| size(**id).iter().zip(want).any(|(is, should)| (is - should).abs() > 0.2 * MM));
    wrong.map(|(number, id)| format!("page {number}: {:?} points", size(*id)))
}

/// Faces are embedded with a way back to characters, four at most.
fn fonts(pdf: &lopdf::Document) -> Option<String> {
    let dictionaries = || pdf.objects.values().filter_map(|object| object.as_dict().ok());
    let of = |kind: &'static [u8]| dictionaries().filter(move |d| d.has_type(kind)).collect::<Vec<_>>();
    let whole =
        |d: &&lopdf::Dictionary| [&b"FontFile"[..], b"FontFile2", b"FontFile3"].iter().any(|key| d.has(key));
    let (files, faces) = (of(b"FontDescriptor"), of(b"Font"));
    let subtype = |d: &lopdf::Dictionary| {
        d.get(b"Subtype").and_then(Object::as_name).map(<[u8]>::to_vec).unwrap_or_default()
    };
    let top = || faces.iter().filter(|d| !subtype(d).starts_with(b"CIDFont"));
    match () {
        () if !files.iter().all(whole) => Some("a font is not embedded".to_owned()),
        () if !top().all(|face| face.has(b"ToUnicode")) => {
            Some("a font has no way back to characters".to_owned())
        }
        () if !(1..=4).contains(&top().count()) => Some(format!("{} faces", top().count())),
        () => None,
    }
}

/// Ink stays 5 mm from the paper's edge.
fn edges(bytes: Vec<u8>) -> Option<String> {
    let pdf = Pdf::new(bytes).ok().unwrap();
    let edge = (4.85 * MM) as usize;
    (0..pdf.pages().len().min(DRAWN)).find_map(|number| {
        let settings = RenderSettings { bg_color: WHITE, ..RenderSettings::default() };
        let drawn = hayro::render(
            &pdf.pages()[number],
            &RenderCache::new(),
            &InterpreterSettings::default(),
            &settings,
        );
        let (width, height) = (usize::from(drawn.width()), usize::from(drawn.height()));
        let near = |at: usize| {
            let (x, y) = (at % width, at / width);
            x < edge || y < edge || x >= width - edge || y >= height - edge
        };
        let dark = |pixel: &[u8]| pixel[..3].iter().all(|v| *v < 160);
        let mut pixels = drawn.data_as_u8_slice().chunks_exact(4).enumerate();
        pixels
            .any(|(at, pixel)| near(at) && dark(pixel))
            .then(|| format!("page {}: ink within 5 mm of the edge", number + 1))
    })
}

/// Every card says its number, every word the press is told of is on paper.
fn words(document: &Document, text: &str) -> Option<String> {
    let numbers = document.cards.iter().map(|card| card.number.as_str());
    numbers
        .map(sides::squeezed)
        .find(|number| !text.contains(number))
        .map(|number| format!("{number} is not on paper"))
}

/// Every card's check code reads.
fn codes(document: &Document, bytes: &[u8]) -> Option<String> {
    if document.cards.is_empty() {
        return None;
    }
    let found = scan::codes(bytes).unwrap();
    let read = |code: &str| found.iter().any(|f| f.eq_ignore_ascii_case(code));
    document.cards.iter().find(|card| !read(&card.code)).map(|card| format!("{}: no code read", card.number))
}
