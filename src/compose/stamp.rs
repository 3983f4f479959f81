//! The stamp of every printed thing: stable numbers, expiry, and the check code that tells whether the paper
//! is current.

use std::collections::BTreeMap;

use jiff::ToSpan;
use serde_json::{Value, json};

use super::{Card, parts, words};
use crate::model::document::CardEntry;
use crate::model::handbook::Handbook;
use crate::model::profile::Date;
use crate::ruler::fit::{self, Seat};

/// Crockford's base 32: no I, L, O or U to misread.
const SIGNS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// Returns four signs that stand for a name, whatever else the village has: numbers of cards are made of
/// them.
pub(super) fn tag(name: &str) -> String {
    signs(blake3::hash(name.as_bytes()).as_bytes())
}

fn signs(hash: &[u8; 32]) -> String {
    hash[..4].iter().map(|byte| char::from(SIGNS[usize::from(byte % 32)])).collect()
}

/// Returns what stands at the foot of every side.
pub(super) fn stamp(book: &Handbook) -> Value {
    json!({
        "village": book.village.name, "edition": book.edition.number,
        "date": words::date(book.issued()), "until": words::date(holds(book)), "mark": book.mark(),
    })
}

/// Returns the last day as it is printed: what is marked a draft or a sample holds on no day.
pub(super) fn holds(book: &Handbook) -> Option<Date> {
    until(book).filter(|_| book.mark().is_none())
}

/// Returns the last day: the next review, else twelve months after the first day.
pub fn until(book: &Handbook) -> Option<Date> {
    let year_on = || book.issued().and_then(|d| d.0.checked_add(12.months()).ok()).map(Date);
    book.edition.review_by.or_else(year_on)
}

/// Returns how high the foot of a card of this number gets, whatever the edition and its days, a draft or not: where things
/// stand on a card then hangs on its words alone, and so does its print.
pub(super) fn foot_tall(book: &Handbook, number: &str, code: &str, seat: &Seat) -> f64 {
    let day = "2028-12-28";
    [None, Some("草稿")]
        .map(|mark| json!({"village": book.village.name, "edition": 999, "date": day, "until": day, "mark": mark}))
        .map(|stamp| parts::foot(&stamp, number, code, seat).tall)
        .into_iter()
        .fold(0.0, f64::max)
}

/// Returns the print of a card or a book: a hash of its words, without number, edition and dates. The same
/// words in a new edition have the same print.
pub(super) fn print(data: &Value) -> String {
    let said = |(key, _): &(&String, &Value)| !["edition", "stamp", "issued"].contains(&key.as_str());
    let words =
        data.as_object().into_iter().flatten().filter(said).map(|(key, value)| format!("{key}:{value}"));
    signs(blake3::hash(words.collect::<Vec<_>>().join(",").as_bytes()).as_bytes())
}

/// Returns the print of a card of several sides, each of which bears it.
pub(super) fn print_of(sides: &[Value]) -> String {
    signs(blake3::hash(json!(sides).to_string().as_bytes()).as_bytes())
}

/// Returns a card with its stamp and its check code `DA1-place-number-YYMMDD-Vn-print`; a card that goes on
/// two bears the print of the whole.
pub(super) fn seal(card: Card, book: &Handbook, whole: &BTreeMap<String, String>) -> (CardEntry, Value) {
    let copies = card.copies();
    let Card { number, to, hazards, role, mut data, print: own, holders, foot, bare_foot, .. } = card;
    let print = own.or_else(|| whole.get(&number).cloned()).unwrap_or_else(|| print(&data));
    let code = code(book, &number, &print);
    data["number"] = json!(number);
    data["stamp"] = stamp(book);
    if let Some((card, name)) = foot {
        let letters = if bare_foot { "" } else { &code };
        data["foot"] = json!(parts::foot(&data["stamp"], &number, letters, fit::seat(card, name)));
    }
    data["code"] = json!(code);
    (CardEntry { number, code, to, hazards, role, until: until(book), holders, copies }, data)
}

/// Returns the entry of a book, and puts its check code on it.
pub(super) fn seal_book(number: &str, to: &str, data: &mut Value, book: &Handbook) -> CardEntry {
    let code = code(book, number, &print(data));
    data["code"] = json!(code);
    CardEntry {
        number: number.to_owned(),
        code,
        to: to.to_owned(),
        hazards: Vec::new(),
        role: None,
        until: until(book),
        holders: Vec::new(),
        copies: 1,
    }
}

/// Returns the check code. Of what the layout adds the name at the foot and words of the workspace's own layouts are part
/// of the print too.
fn code(book: &Handbook, number: &str, print: &str) -> String {
    let added = format!("{print}\n{}\n{}", book.village.name, book.layouts);
    let print = signs(blake3::hash(added.as_bytes()).as_bytes());
    let date = book.issued().map(|d| d.0.strftime("%y%m%d").to_string()).unwrap_or_default();
    format!("DA1-{}-{number}-{date}-V{}-{print}", book.village.code, book.edition.number.unwrap_or(0))
}
