//! Each starred item can fail: a layout or a document is spoilt in one place, and that item says so, no other
//! starred one.

use std::borrow::Cow;
use std::collections::BTreeMap;

use duoan::builtin;
use duoan::model::document::Document;
use duoan::model::profile::Date;
use duoan::press::Press;

use super::families::RULES;
use super::*;
use crate::readers;

/// What is spoilt.
enum Spoil {
    /// In this layout file, these words by those.
    Layout(&'static str, &'static str, &'static str),
    /// The finished bytes: these by those of the same length.
    Bytes(&'static str, &'static str),
    /// The second build has another date.
    Later,
}
use Spoil::{Bytes, Later, Layout};

const FAMILY: &str = "role-cards";

/// Item, and what makes it fail.
const SPOILS: [(usize, Spoil); 11] = [
    (
        1,
        Layout(
            "form.typ",
            "text(size: run.s * 1pt,",
            "text(size: (if run.s < 9.5 { 7 } else { run.s }) * 1pt,",
        ),
    ),
    (
        2,
        Layout(
            "card-role/front.typ",
            "draw(card, \"front\", s.text, drawn: (",
            "draw(card, \"front\", if s.n > 1 { s.text }, drawn: (",
        ),
    ),
    (3, Bytes("/FontFile3", "/FontFileX")),
    (
        4,
        Layout(
            "paper.typ",
            "  set par(leading: 0.5em, spacing: 0.75em)\n",
            "  set par(leading: 0.5em, spacing: 0.75em)\n  show \"锣\": \"口\"\n",
        ),
    ),
    (
        5,
        Layout(
            "sheet.typ",
            "set page(width: raster.paper.at(0),",
            "set page(width: raster.paper.at(0) + 1mm,",
        ),
    ),
    (
        6,
        Layout(
            "form.typ",
            "  set block(spacing: 0pt, breakable: false)\n  body\n",
            "  set block(spacing: 0pt, breakable: false)\n  place(top + left, dx: -4.5mm, dy: 30mm, line(length: 3mm))\n  body\n",
        ),
    ),
    (10, Layout("form.typ", "weight: if run.at(", "weight: if \"n\" in run { 400 } else if run.at(")),
    (
        12,
        Layout(
            "card-role/front.typ",
            "draw(card, \"front\", s.text, drawn: (",
            "draw(card, \"front\", s.text, fill: luma(170), drawn: (",
        ),
    ),
    (
        16,
        Layout(
            "form.typ",
            "run.at(\"t\", default: \"\") +",
            "run.at(\"t\", default: \"\").replace(\"用到\", \"印于\") +",
        ),
    ),
    (18, Layout("sheet/raster.typ", "raster.columns - 1 - c", "c")),
    (25, Later),
];

/// Returns a press with the program's own layouts, of which one is changed.
pub fn press(changed: Option<(&str, &str, &str)>) -> Press {
    let mut files: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    for path in builtin::paths().iter().filter(|p| p.starts_with("templates/")) {
        files.insert(path["templates/".len()..].to_owned(), builtin::bytes(path).unwrap().to_vec());
    }
    if let Some((file, from, to)) = changed {
        let text = String::from_utf8(files[file].clone()).unwrap();
        assert!(text.contains(from), "{file} no longer has: {from}");
        files.insert(file.to_owned(), text.replace(from, to).into_bytes());
    }
    Press::new(
        files.iter().map(|(path, bytes)| (path.clone(), bytes.as_slice())),
        builtin::FONTS.iter().map(|(_, bytes)| Cow::Borrowed(*bytes)),
    )
}

/// Returns the starred items that fail.
fn failures(
    press: &Press,
    document: &Document,
    second: &Document,
    spoilt: Option<(&str, &str)>,
    file: PathBuf,
) -> Vec<usize> {
    let rules = RULES.iter().find(|r| r.family == FAMILY).unwrap();
    let starred: Vec<&Item> = ITEMS.iter().filter(|i| i.1).collect();
    let judged = score(&Job { rules, press, document, second, spoilt, file }, &starred)
        .unwrap_or_else(|fault| panic!("{fault}"));
    starred.iter().zip(judged).filter(|(_, j)| matches!(j, Some(Err(_)))).map(|(item, _)| item.0).collect()
}

#[test]
fn score_falls_for_every_starred_item_that_is_spoilt() {
    if tools::skipped() || !readers::there(&tools::NEEDED, "that each starred item of the score can fail") {
        return;
    }
    assert!(
        ITEMS.iter().filter(|i| i.1).all(|i| SPOILS.iter().any(|s| s.0 == i.0)),
        "a starred item is not spoilt"
    );
    let folder = tempfile::tempdir().unwrap();
    let book = books().iter().find(|b| b.village.name == VILLAGES[0]).unwrap();
    let document =
        compose::compose(compose::family(FAMILY).unwrap(), book, &town().library.set, &Order::default())
            .ok()
            .unwrap();
    // What is lost on purpose is for the scorer to find, not for the press.
    let document = Document { items: Vec::new(), ..fewer(document, 4) };
    let before = failures(&press(None), &document, &document, None, folder.path().join("whole.pdf"));
    assert_eq!(before, [0; 0], "unspoilt");
    let spoilt: Vec<(usize, Vec<usize>)> = shared(&SPOILS, |(item, spoil)| {
        let tomorrow = document.date.map(|d| Date(d.0.tomorrow().unwrap()));
        let later = Document { date: tomorrow, ..document.clone() };
        let (changed, bytes, second) = match spoil {
            Layout(file, from, to) => (Some((*file, *from, *to)), None, &document),
            Bytes(from, to) => (None, Some((*from, *to)), &document),
            Later => (None, None, &later),
        };
        (
            *item,
            failures(&press(changed), &document, second, bytes, folder.path().join(format!("{item}.pdf"))),
        )
    });
    let wrong: Vec<_> = spoilt.iter().filter(|(item, failed)| *failed != [*item]).collect();
    assert!(wrong.is_empty(), "item, starred items that fail: {wrong:?}");
}
