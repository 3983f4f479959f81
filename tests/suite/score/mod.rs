//! The real PDFs of the example town, read back and graded: 25 items a family, 22 to pass, the starred ones
//! without fail. Asks the paper, never the layouts. Shows what a family has no use for, and why, in
//! `families`. Where the readers are not installed, `inside` holds the same prints to what this process can
//! read of them.

mod families;
mod ink;
mod inside;
mod pairing;
mod read;
mod ringing;
mod sides;
mod spoilt;
mod tools;
mod wording;

use std::path::{Path, PathBuf};

use duoan::compose::{self, Order};
use duoan::model::document::Document;
use duoan::model::handbook::Handbook;
use duoan::press::{self, Press};
use serde_json::Value;

use crate::readers;
use crate::samples::{books, laid_out, thorough, town};
use crate::{amounts, pictures};
use families::{RULES, Rules, SILENT};
use read::{Print, Word};
use sides::{Entry, Side};

/// What an item says of a family: nothing, or the first fault.
type Judgement = Result<(), String>;

/// An item: number, whether it must be met, name, judge.
type Item = (usize, bool, &'static str, fn(&Case) -> Judgement);

const ITEMS: [Item; 25] = [
    (1, true, "smallest text", ink::type_size),
    (2, true, "nothing clipped, lost or overlapping", wording::whole),
    (3, true, "fonts embedded", ink::fonts),
    (4, true, "no missing glyph", wording::characters),
    (5, true, "page size and scale", ink::paper),
    (6, true, "margins", ink::margins),
    (7, false, "first action high", wording::first_high),
    (8, false, "number of steps", wording::count),
    (9, false, "length of steps", wording::length),
    (10, true, "phones", ringing::phones),
    (11, false, "phone beside its name", ringing::beside),
    (12, true, "works in grey", ink::greys),
    (13, false, "colour not alone", ink::colour),
    (14, false, "punctuation", wording::punctuation),
    (15, false, "no lone character, no cut number", wording::lone),
    (16, true, "stamp", pairing::stamp),
    (17, false, "check code reads", pairing::code),
    (18, true, "front and back pair", pairing::pairs),
    (19, false, "prohibitions apart", wording::forbidden),
    (20, false, "no empty words", wording::plain),
    (21, false, "figures bold, with unit", ringing::figures),
    (22, false, "blanks usable", ink::blanks),
    (23, false, "ink", ink::cover),
    (24, false, "book finds fast", pairing::index),
    (25, true, "same input, same PDF", pairing::same),
];

/// Villages that are scored by turns, a family by one of them on each run; `DUOAN_ALL` asks for every village
/// of the town.
const VILLAGES: [&str; 2] = ["岭下村", "海岭社区"];
/// Fewest items to pass.
const PASS: usize = 22;

/// One printed document and what it is held to.
struct Case<'a> {
    rules: &'static Rules,
    document: &'a Document,
    print: &'a Print,
    sides: Vec<Side<'a>>,
    entries: Vec<Entry>,
    /// Whether a second build gave the same bytes.
    twin: bool,
}

/// A text of an action or a number to ring where it stands: what says it, on which side, in which words.
type Place<'a> = (&'a Entry, &'a Side<'a>, &'a str, Vec<&'a Word>);

impl<'a> Case<'a> {
    /// Returns the sides of a card, all for a book.
    fn sides_of(&self, number: &str) -> impl Iterator<Item = &Side<'a>> {
        self.sides.iter().filter(move |s| number.is_empty() || s.number.as_deref() == Some(number))
    }

    /// Returns the pages of a book in reading order; a booklet's sheets hold them folded.
    fn order(&self) -> impl Iterator<Item = &Side<'a>> {
        let count = self.sides.iter().map(|s| s.page + 1).max().unwrap_or(0) * 2;
        let folded = self.rules.family == "booklet";
        let page = move |s: &Side| match (folded, s.page % 2, s.seat.1) {
            (false, ..) => s.page,
            (true, 0, 1) | (true, 1, 0) => s.page,
            _ => count - 1 - s.page,
        };
        let mut sides: Vec<&Side> = self.sides.iter().collect();
        sides.sort_by_key(|s| page(s));
        sides.into_iter()
    }

    /// Returns whether a card is cut into sheets that are glued: each shows a part, and its words may lie on
    /// the joint.
    fn tiled(&self) -> bool {
        self.rules.family.ends_with("tiles")
    }

    fn text(&self) -> String {
        self.sides.iter().map(|s| s.text.as_str()).collect()
    }

    /// Returns what must be on paper.
    fn wanted(&self) -> impl Iterator<Item = &Entry> {
        let silent = |e: &&Entry| !e.path.split('.').any(|key| SILENT.contains(&key));
        let free = |e: &&Entry| {
            !self.rules.unprinted.iter().any(|p| e.path == *p || e.path.starts_with(&format!("{p}.")))
        };
        self.entries.iter().filter(silent).filter(free).filter(|e| e.path != "number")
    }

    /// Returns whether this may give way on a side that is short of room.
    fn roomy(&self, path: &str) -> bool {
        self.rules.roomy.iter().any(|p| path == *p || path.starts_with(&format!("{p}.")))
    }

    fn floor(&self, path: &str) -> f64 {
        self.rules.actions.iter().find(|(p, ..)| *p == path).map_or(0.0, |a| a.1)
    }

    fn actions(&self) -> Vec<Place<'_>> {
        self.places(|path| self.rules.actions.iter().any(|(p, ..)| *p == path))
    }

    fn numbers(&self) -> Vec<Place<'_>> {
        self.places(|path| self.rules.phones.iter().any(|(p, ..)| *p == path))
    }

    fn places(&self, wanted: impl Fn(&str) -> bool) -> Vec<Place<'_>> {
        let mut found = Vec::new();
        for entry in self.entries.iter().filter(|e| wanted(&e.path)) {
            for side in self.sides_of(&entry.number) {
                for part in entry.on(side).into_iter().flatten() {
                    found.extend(
                        side.find(part).map(|(words, _)| (entry, side, part.as_str(), words.to_vec())),
                    );
                }
            }
        }
        found
    }

    /// Returns what these items say; `None` for an item that the family has no use for.
    fn judge(&self, items: &[&Item]) -> Vec<Option<Judgement>> {
        let useless = |n: usize| self.rules.without.iter().any(|(m, _)| *m == n);
        items.iter().map(|(n, .., judge)| (!useless(*n)).then(|| judge(self))).collect()
    }
}

/// Returns the document with about so many cards, taken evenly; cards of one number stay together.
fn fewer(mut document: Document, most: usize) -> Document {
    if document.cards.len() <= most || most == 0 {
        return document;
    }
    let step = document.cards.len().div_ceil(most);
    let mut numbers: Vec<String> = document.cards.iter().map(|c| c.number.clone()).collect();
    numbers.dedup();
    let kept: Vec<String> = numbers.into_iter().step_by(step).collect();
    document.cards.retain(|c| kept.contains(&c.number));
    if let Some(Value::Array(cards)) = document.data.get_mut("cards") {
        cards.retain(|c| c["number"].as_str().is_some_and(|n| kept.iter().any(|k| k == n)));
    }
    // What the press looks for in a whole document; the scorer looks for what the cards that are left say.
    document.items.clear();
    document
}

/// One print that is to be judged.
struct Job<'a> {
    rules: &'static Rules,
    press: &'a Press,
    document: &'a Document,
    /// What is built the second time.
    second: &'a Document,
    /// Bytes of the finished file that are replaced by others of the same length.
    spoilt: Option<(&'a str, &'a str)>,
    file: PathBuf,
}

/// Lays a document out and prints it twice; reads the first print back and asks these items.
fn score(job: &Job, items: &[&Item]) -> Result<Vec<Option<Judgement>>, String> {
    let Job { rules, press, document, .. } = *job;
    let build = |d: &Document| {
        let sheets =
            press.lay_out(d).map_err(|faults| format!("{faults:?}").chars().take(400).collect::<String>())?;
        press::pdf(&sheets, d).map_err(|e| format!("{e:#}"))
    };
    let mut bytes = build(document)?;
    let twin = build(job.second)? == bytes;
    for (from, to) in job.spoilt.into_iter().map(|(from, to)| (from.as_bytes(), to.as_bytes())) {
        while let Some(at) = bytes.windows(from.len()).position(|w| w == from) {
            bytes[at..at + from.len()].copy_from_slice(to);
        }
    }
    std::fs::write(&job.file, &bytes).unwrap();
    let print = read::read(&job.file, rules.dpi);
    let (sides, entries) = (sides::sides(&print, document, rules), sides::entries(document));
    Ok(Case { rules, document, sides, entries, print: &print, twin }.judge(items))
}

/// Returns the row of a family of a village, and what is wrong with it.
fn row(rules: &'static Rules, book: &Handbook, folder: &Path) -> (String, Vec<String>, bool) {
    let name = format!("{} {}", rules.family, book.village.name);
    let family = compose::family(rules.family).unwrap();
    let Some((document, _)) = laid_out(family, book, Order::default()) else {
        return (format!("{name:<28} has nothing to print"), Vec::new(), true);
    };
    let document = fewer(document, rules.cards);
    let file = folder.join(format!("{}-{}.pdf", rules.family, book.village.code));
    let job = Job { rules, press: &town().press, document: &document, second: &document, spoilt: None, file };
    let judged = match score(&job, &ITEMS.iter().collect::<Vec<_>>()) {
        Ok(judged) => judged,
        Err(fault) => return (format!("{name:<28} is not printed: {fault}"), Vec::new(), false),
    };
    let sign = |j: &Option<Judgement>| match j {
        None => " –",
        Some(Ok(())) => " 1",
        Some(Err(_)) => " 0",
    };
    let met = judged.iter().filter(|j| !matches!(j, Some(Err(_)))).count();
    let missed = ITEMS.iter().zip(&judged).filter_map(|(item, j)| Some((item, j.as_ref()?.as_ref().err()?)));
    let faults: Vec<String> = missed
        .clone()
        .map(|(i, why)| format!("  {}{} {}: {why}", i.0, if i.1 { "★" } else { "" }, i.2))
        .collect();
    let passed = met >= PASS && missed.clone().all(|(item, _)| !item.1);
    let signs: String = judged
        .iter()
        .zip(&ITEMS)
        .map(|(j, (n, ..))| format!("{:>1$}", sign(j), if *n > 9 { 3 } else { 2 }))
        .collect();
    (format!("{name:<28}{signs} {met:>3}{}", if passed { "" } else { " ✗" }), faults, passed)
}

/// Does this for each item on two threads of its own: typesetting has a pool that must not wait for itself.
/// Keeps the order.
fn shared<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let next = std::sync::atomic::AtomicUsize::new(0);
    let take = || {
        let mut done = Vec::new();
        while let Some((i, item)) = Some(next.fetch_add(1, std::sync::atomic::Ordering::Relaxed))
            .and_then(|i| Some((i, items.get(i)?)))
        {
            done.push((i, work(item)));
        }
        done
    };
    let mut all = std::thread::scope(|scope| {
        let other = scope.spawn(take);
        let mut all = take();
        all.extend(other.join().unwrap());
        all
    });
    all.sort_by_key(|(i, _)| *i);
    all.into_iter().map(|(_, result)| result).collect()
}

#[test]
#[allow(clippy::print_stdout, reason = "the table is what one runs this for")]
fn score_every_family_of_the_example_town() {
    if tools::skipped() {
        return;
    }
    assert!(
        compose::FAMILIES.iter().all(|f| RULES.iter().any(|r| r.family == f.name)),
        "a family has no rules"
    );
    let only = std::env::var("DUOAN_SCORE").unwrap_or_default();
    let folder = tempfile::tempdir().unwrap();
    let village = |name: &str| books().iter().find(|b| b.village.name == name).unwrap();
    let scored = |n: usize, rules: &Rules| -> Vec<&'static Handbook> {
        match (rules.villages, thorough()) {
            (1, _) => vec![village(VILLAGES[0])],
            (_, true) => books().iter().chain([amounts::small(), pictures::worst()]).collect(),
            (_, false) => vec![village(VILLAGES[n % VILLAGES.len()])],
        }
    };
    let cases: Vec<(&'static Rules, &Handbook)> = RULES
        .iter()
        .enumerate()
        .filter(|(_, r)| only.is_empty() || only.split(',').any(|o| o == r.family))
        .flat_map(|(n, r)| scored(n, r).into_iter().map(move |book| (r, book)))
        .collect();
    if !readers::there(
        &tools::NEEDED,
        "most items of the score; sizes, fonts, edges, codes and words are held to their rules",
    ) {
        let faults: Vec<String> =
            shared(&cases, |(rules, book)| inside::faults(rules, book)).into_iter().flatten().collect();
        assert!(faults.is_empty(), "{faults:#?}");
        return;
    }
    let rows = shared(&cases, |(rules, book)| row(rules, book, folder.path()));
    let head: String = ITEMS.iter().map(|(n, ..)| format!("{n:>0$}", if *n > 9 { 3 } else { 2 })).collect();
    println!("{:<28}{head} sum", "");
    for (line, faults, _) in &rows {
        println!("{line}");
        faults.iter().for_each(|f| println!("{f}"));
    }
    let failed: Vec<&String> = rows.iter().filter(|r| !r.2).map(|r| &r.0).collect();
    assert!(failed.is_empty(), "{} rows fail", failed.len());
}
