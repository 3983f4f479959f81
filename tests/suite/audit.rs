//! Every text of a document lands on paper: over the example town, and with blocks of the layouts blanked one
//! by one.

use std::borrow::Cow;
use std::collections::BTreeMap;

use duoan::builtin;
use duoan::compose::{self, FAMILIES, Family, Order};
use duoan::model::document::{Audience, Document};
use duoan::model::handbook::Handbook;
use duoan::office;
use duoan::press::{Misprint, Press, text};
use duoan::project::VillageFiles;
use duoan::town::Read;

use crate::samples::{books, laid_out, thorough, town};

/// Cards of a document that blocks are blanked on.
const CARDS: usize = 3;

/// Of so many blocks one is blanked on each run; all of them before a release.
const EACH: usize = 61;

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

#[test]
fn every_text_of_a_town_and_of_what_is_handed_in_is_on_paper() {
    let book = books().iter().find(|book| book.village.name == "岭下村").unwrap();
    let mut faults = Vec::new();
    for (name, document) in handed(book) {
        assert!(!document.items.is_empty(), "{name}");
        faults.extend(town().press.lay_out(&document).err().into_iter().flatten().map(|fault| (name, fault)));
    }
    assert!(faults.is_empty(), "{faults:#?}");
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

/// Returns the files that a layout is made of, itself first.
fn files(layout: &str) -> Vec<String> {
    let mut found = vec![layout.to_owned()];
    let mut at = 0;
    while let Some(file) = found.get(at).cloned() {
        at += 1;
        let folder = file.rsplit_once('/').map_or("", |(folder, _)| folder);
        let text = builtin::text(&format!("templates/{file}")).unwrap();
        for line in text.lines() {
            let Some(path) = line.trim_start_matches('#').strip_prefix("import \"") else { continue };
            let path = path.split('"').next().unwrap();
            let path = match path.strip_prefix('/') {
                Some(whole) => whole.to_owned(),
                None if folder.is_empty() => path.to_owned(),
                None => format!("{folder}/{path}"),
            };
            if path.ends_with(".typ") && !found.contains(&path) {
                found.push(path);
            }
        }
    }
    found
}

/// What a town prints, and what is handed in of a village.
fn handed(book: &Handbook) -> Vec<(&'static str, Document)> {
    let plans = &town().library.set;
    let villages: Vec<&VillageFiles> = town().project.villages.iter().collect();
    let read = Read::of(&villages, &town().library, &town().press);
    let of_town = duoan::town::papers(&read.town(plans));
    let of_village =
        office::HANDED.iter().map(|handed| &handed.family).filter(|family| !family.layout.is_empty());
    let of_village = of_village
        .filter_map(|family| Some((family, office::compose(family, book, plans, &Order::default()).ok()?)));
    let all = of_town.into_iter().chain(of_village);
    all.map(|(family, document)| (family.name, document)).collect()
}

/// A document of few cards or of one hazard, and what stands on its paper.
fn sample(family: &'static Family, book: &Handbook) -> Option<(Document, Vec<String>)> {
    let whole = composed(family, book, &Order::default())?;
    let order = if whole.cards.is_empty() {
        Order { hazards: vec!["flash-flood".to_owned()], ..Order::default() }
    } else {
        let cards = whole.cards.iter().step_by(1 + whole.cards.len() / CARDS).map(|card| card.number.clone());
        Order { cards: cards.collect(), ..Order::default() }
    };
    let (document, sheets) = laid_out(family, book, order)?;
    Some((document, text(&sheets.unwrap())))
}

/// What becomes of a document with a block of its layout blanked.
#[derive(Debug, PartialEq)]
enum Fate {
    /// Its build fails, and says what was lost.
    Lost,
    /// Its build fails for another reason.
    Refused,
    /// Nothing of it bore the block.
    Same,
    /// Ink is gone from the paper and nobody said so: words of the layout's own, what the family names as not
    /// printed, or one of two places of a text. The texts of the data that stand nowhere any more.
    Silent(Vec<String>),
}

fn fate(document: &Document, whole: &[String], block: &Block) -> Fate {
    let layout = builtin::text(&format!("templates/{}", block.file)).unwrap();
    match press(&block.file, &blanked(layout, block)).lay_out(document) {
        Err(faults) if faults.iter().any(|fault| matches!(fault, Misprint::Lost { .. })) => Fate::Lost,
        Err(_) => Fate::Refused,
        Ok(sheets) => {
            let letters = |pages: &[String]| {
                let mut letters: Vec<char> =
                    pages.iter().flat_map(|page| page.chars()).filter(|c| c.is_alphanumeric()).collect();
                letters.sort_unstable();
                letters
            };
            let now = text(&sheets);
            if letters(&now) == letters(whole) {
                return Fate::Same;
            }
            let squeezed = |pages: &[String]| -> String {
                pages.iter().flat_map(|page| page.chars()).filter(|c| c.is_alphanumeric()).collect()
            };
            let (before, after) = (squeezed(whole), squeezed(&now));
            let texts = document.items.iter().flat_map(|item| item.wordings.first()).flatten();
            let texts = texts.map(|text| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>());
            Fate::Silent(texts.filter(|text| before.contains(text) && !after.contains(text)).collect())
        }
    }
}

/// Every block of every layout, with the families whose layouts are made of its file.
fn every_block(book: &Handbook, handed: &[(&'static str, Document)]) -> Vec<(Block, Vec<&'static str>)> {
    let mut families: BTreeMap<String, Vec<&'static str>> = BTreeMap::new();
    let own = FAMILIES
        .iter()
        .filter_map(|family| Some((family.name, composed(family, book, &Order::default())?.layout)));
    for (name, layout) in own.chain(handed.iter().map(|(name, document)| (*name, document.layout))) {
        for file in files(layout) {
            families.entry(file).or_default().push(name);
        }
    }
    let blocks = families.into_iter().flat_map(|(file, families)| {
        let text = builtin::text(&format!("templates/{file}")).unwrap();
        blocks(&file, text).into_iter().map(move |block| (block, families.clone()))
    });
    blocks.filter(|(block, _)| !block.name.is_empty()).collect()
}

#[test]
fn whatever_block_of_any_layout_is_blanked_the_build_says_what_is_lost() {
    let book = books().iter().find(|book| book.village.name == "岭下村").unwrap();
    let handed = handed(book);
    let all = every_block(book, &handed);
    assert!(all.len() > 400, "{}", all.len());
    let whole = |(name, document): &(&'static str, Document)| {
        let paper = text(&town().press.lay_out(document).unwrap());
        (*name, Some((document.clone(), paper)))
    };
    let mut samples: BTreeMap<&str, Option<(Document, Vec<String>)>> = handed.iter().map(whole).collect();
    let (mut wrong, mut bare, mut lost) = (Vec::new(), 0, 0);
    let each = if thorough() { 1 } else { EACH };
    for (block, families) in all.iter().step_by(each) {
        for family in families {
            let own = samples.entry(family).or_insert_with(|| sample(compose::family(family).unwrap(), book));
            let Some((document, whole)) = own else { continue };
            match fate(document, whole, block) {
                // Another family may bear it.
                Fate::Same => continue,
                Fate::Lost => lost += 1,
                Fate::Refused => {}
                Fate::Silent(texts) if texts.is_empty() => bare += 1,
                fate => wrong.push(format!("{family} {} {}: {fate:?}", block.file, block.name)),
            }
            break;
        }
    }
    assert!(wrong.is_empty(), "blanked, and nobody said what was lost: {wrong:#?}");
    // Most blocks bear what the village says.
    assert!(lost * each > 100, "{lost} are missed, {bare} bear only words of the layout's own");
}

/// Words of a layout's own without which what stands behind them would be an order.
#[test]
fn a_prohibition_without_its_not_is_lost() {
    let book = books().iter().find(|book| book.village.name == "岭下村").unwrap();
    for (family, file, bare) in
        [("role-cards", "card-role/front.typ", "card.forbid.join()"), ("poster", "poster/blocks.typ", "")]
    {
        let (document, _) = sample(compose::family(family).unwrap(), book).unwrap();
        let layout = builtin::text(&format!("templates/{file}")).unwrap();
        let spoilt = if bare.is_empty() {
            layout.replace("[不准#h(0.15em)#words]", "[#words]")
        } else {
            layout.replace("draw(card, \"front 不准\", b.text)", bare)
        };
        assert_ne!(spoilt, layout, "{file}");
        let faults = press(file, &spoilt).lay_out(&document).err().unwrap_or_default();
        let lost =
            faults.iter().any(|f| matches!(f, Misprint::Lost { text, .. } if text.starts_with("不准")));
        assert!(lost, "{family}: {faults:?}");
    }
}
