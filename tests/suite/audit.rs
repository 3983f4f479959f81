//! Every text of a document lands on paper: over the example town, and with blocks of the layouts blanked one
//! by one.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use duoan::builtin;
use duoan::compose::{self, FAMILIES, Family, Order};
use duoan::model::document::{Audience, Document};
use duoan::model::handbook::Handbook;
use duoan::press::{Misprint, Press};

use crate::samples::{books, laid_out, town};

/// Cards of a document that blocks are blanked on.
const CARDS: usize = 3;

/// Blocks of every layout: family, file, function at its top.
const BLOCKS: [(&str, &str, &str); 25] = [
    ("handbook", "handbook/front.typ", "outside-table"),
    ("handbook", "handbook/spread.typ", "forbid-block"),
    ("handbook", "handbook/stock.typ", "vehicle-table"),
    ("handbook", "handbook/places.typ", "route-block"),
    ("handbook", "handbook/quiet.typ", "line-of"),
    ("booklet", "handbook/places.typ", "household-small"),
    ("role-cards", "card-role/front.typ", "forbid"),
    ("role-cards", "card-role/phones.typ", "phones"),
    ("fetch-cards", "card-fetch/back.typ", "home"),
    ("duty-cards", "card-duty/front.typ", "row"),
    ("duty-cards", "card-duty/back.typ", "back"),
    ("site-cards", "card-site/front.typ", "below"),
    ("site-cards", "card-site/back.typ", "home"),
    ("work-cards", "card-work/form.typ", "draw-row"),
    ("household-cards", "card-household/front.typ", "part"),
    ("household-cards", "card-household/front.typ", "band"),
    ("wallet-cards", "card-wallet/numbers.typ", "national"),
    ("wallet-cards", "card-wallet/kit.typ", "row-of"),
    ("poster", "poster/blocks.typ", "lined"),
    ("broadcast", "broadcast/kit.typ", "item-block"),
    ("broadcast", "broadcast/front.typ", "rules"),
    ("broadcast-leave", "broadcast/kit.typ", "item-block"),
    ("page", "page/back.typ", "person"),
    ("page-wall", "page/kit.typ", "number"),
    ("ladder", "handbook/ladder.typ", "row"),
];

fn composed(family: &Family, book: &Handbook, order: &Order) -> Option<Document> {
    compose::compose(family, book, &town().library.set, order).ok()
}

/// What is wrong with a document once its crowded cards stand on two.
fn faults(family: &Family, book: &Handbook, audience: Audience) -> Vec<Misprint> {
    let order = Order { audience: Some(audience), ..Order::default() };
    laid_out(family, book, order).and_then(|(_, sheets)| sheets.err()).unwrap_or_default()
}

#[test]
fn what_is_marked_a_sample_or_a_draft_bears_no_last_day_and_lands() {
    for mark in ["sample", "draft"] {
        let mut book = books()[0].clone();
        if mark == "sample" {
            book.sample = true;
        } else {
            book.provenance.draft = true;
        }
        for name in ["household-cards", "wallet-cards", "broadcast"] {
            let faults = faults(compose::family(name).unwrap(), &book, Audience::Duty);
            assert!(faults.is_empty(), "{mark} {name}: {faults:?}");
        }
    }
}

#[test]
fn every_text_of_the_example_town_is_on_paper() {
    let mut lost: BTreeMap<(String, String), (usize, String)> = BTreeMap::new();
    for book in books().iter().filter(|book| book.village.name == "沙嘴村") {
        for family in FAMILIES {
            for audience in family.audiences {
                for fault in faults(family, book, *audience) {
                    let (at, text) = match fault {
                        Misprint::Lost { text, at } => (at, text),
                        fault => (format!("{fault:?}"), book.village.name.clone()),
                    };
                    lost.entry((family.name.to_owned(), at)).or_insert((0, text)).0 += 1;
                }
            }
        }
    }
    assert!(lost.is_empty(), "{lost:#?}");
}

/// A block of a layout: a function at the top of a file.
#[derive(Debug, Clone, PartialEq)]
struct Block {
    file: String,
    name: String,
    start: usize,
    end: usize,
}

/// Returns the functions at the top of a layout's file that do not call themselves.
fn blocks(file: &str, text: &str) -> Vec<Block> {
    let mut found = Vec::new();
    let starts: Vec<usize> = text.match_indices("\n#let ").map(|(at, _)| at + 1).collect();
    for start in starts {
        let rest = &text[start + 5..];
        let name: String = rest.chars().take_while(|c| c.is_alphanumeric() || *c == '-').collect();
        if !rest[name.len()..].starts_with('(') {
            continue;
        }
        let end = rest
            .match_indices('\n')
            .map(|(at, _)| start + 5 + at + 1)
            .find(|at| text[*at..].starts_with(['#', '/']))
            .unwrap_or(text.len());
        let calls = |text: &str| {
            text.match_indices(&name).filter(|(at, _)| text[at + name.len()..].starts_with('(')).count()
        };
        if calls(&text[start..end]) == 1 {
            found.push(Block { file: file.to_owned(), name, start, end });
        }
    }
    found
}

/// Returns a layout's text with what a block returns blanked.
fn blanked(text: &str, block: &Block) -> String {
    let Block { name, start, end, .. } = block;
    let body = text[*start..*end].replacen(&format!("#let {name}("), &format!("#let {name}-whole("), 1);
    let wrapped = format!(
        "#let {name}(..args) = {{\n  let made = {name}-whole(..args)\n  if type(made) == content {{ [] }} else if type(made) == array {{ made.map(x => if type(x) == content {{ [] }} else {{ x }}) }} \
         else if type(made) == dictionary and type(made.at(\"body\", default: none)) == content {{ (..made, body: []) }} else {{ made }}\n}}\n"
    );
    [&text[..*start], &body, "\n", &wrapped, &text[*end..]].concat()
}

/// Returns a press with the built-in layouts, one of them changed.
fn press(file: &str, text: &str) -> Press {
    let paths: Vec<String> =
        builtin::paths().into_iter().filter(|path| path.starts_with("templates/")).collect();
    let files = paths.iter().map(|path| {
        let short = path.trim_start_matches("templates/").to_owned();
        let bytes = if short == file { text.as_bytes() } else { builtin::bytes(path).unwrap() };
        (short, bytes)
    });
    Press::new(files, builtin::FONTS.iter().map(|(_, bytes)| Cow::Borrowed(*bytes)))
}

#[test]
fn a_blanked_block_of_any_layout_is_lost_by_name() {
    let book = books().iter().find(|book| book.village.name == "岭下村").unwrap();
    let families: BTreeSet<&str> = BLOCKS.iter().map(|block| block.0).collect();
    assert!(
        FAMILIES.iter().all(|f| f.name.starts_with("poster") || families.contains(f.name)),
        "a family has no block here"
    );
    let mut silent = Vec::new();
    for (name, file, function) in BLOCKS {
        let family = compose::family(name).unwrap();
        let whole = composed(family, book, &Order::default()).unwrap();
        let cards = whole
            .cards
            .iter()
            .step_by(1 + whole.cards.len() / CARDS)
            .map(|card| card.number.clone())
            .collect();
        let document = composed(family, book, &Order { cards, ..Order::default() }).unwrap();
        let text = builtin::text(&format!("templates/{file}")).unwrap();
        let block = blocks(file, text)
            .into_iter()
            .find(|block| block.name == function)
            .unwrap_or_else(|| panic!("{file}: no {function}"));
        let faults = press(file, &blanked(text, &block)).lay_out(&document).err().unwrap_or_default();
        if !faults.iter().any(|fault| matches!(fault, Misprint::Lost { .. })) {
            silent.push(format!("{name} {file} {function}: {faults:?}"));
        }
    }
    assert!(silent.is_empty(), "blanked, and nobody said so: {silent:#?}");
}
