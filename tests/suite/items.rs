//! Items of the score that ask what a card says rather than how it looks: route, signs, senses, doubles, copies,
//! names. Each is asked of every card of the example town, in usual and in large print, and each fails on an input
//! that is spoilt on purpose.

use std::collections::BTreeSet;

use duoan::compose::{self, FAMILIES, Job, Order, Sheet};
use duoan::model::document::Document;
use duoan::model::handbook::{Handbook, Household};
use duoan::model::plan::{Act, Sense};
use duoan::ruler::fit;
use serde_json::{Value, json};

use crate::samples::{books, thorough, town};
use crate::{amounts, pictures};

/// Families whose words are fitted before they are set.
const FITTED: [&str; 4] = ["fetch-cards", "duty-cards", "site-cards", "household-cards"];

type Judgement = Result<(), String>;

fn document(name: &str, book: &Handbook, large: bool) -> Option<Document> {
    let order = Order { sheet: Sheet { large, ..Sheet::default() }, ..Order::default() };
    compose::compose(compose::family(name).unwrap(), book, &town().library.set, &order).ok()
}

fn cards(document: &Document) -> impl Iterator<Item = &Value> {
    document.data["cards"].as_array().into_iter().flatten()
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn squeezed(text: &str) -> String {
    text.replace([' ', '\u{a0}'], "")
}

/// What fitted words say, without blanks.
fn said(value: &Value) -> String {
    let mut text = String::new();
    runs(value, &mut |run| text += &squeezed(run["t"].as_str().or(run["n"].as_str()).unwrap_or_default()));
    text
}

fn runs<'a>(value: &'a Value, each: &mut dyn FnMut(&'a Value)) {
    match value {
        Value::Array(list) => list.iter().for_each(|item| runs(item, each)),
        Value::Object(map) if map.contains_key("s") => each(value),
        Value::Object(map) => map.values().for_each(|item| runs(item, each)),
        _ => {}
    }
}

fn own_routes<'a>(home: &Household, book: &'a Handbook) -> BTreeSet<&'a str> {
    let own = book.routes.iter().filter(|r| home.points.contains(&r.from) || r.name == home.route);
    own.map(|r| r.name.as_str()).collect()
}

/// 29: under each home its own way, and no other route on that card.
fn route(document: &Document, book: &Handbook) -> Judgement {
    for card in cards(document) {
        if let Some(route) =
            book.routes.iter().find(|r| said(&card["front"]).contains(&format!("走{}", r.name)))
        {
            return Err(format!("{} says {} for all", card["number"], route.name));
        }
        for row in list(&card["back"]["homes"]).map(|h| said(&h["rows"])) {
            let here =
                |h: &&Household| row.starts_with(&squeezed(&h.head)) && row.contains(&squeezed(&h.address));
            let home = book.households.iter().find(here).ok_or_else(|| format!("nobody lives in {row}"))?;
            let shown = book.routes.iter().filter(|r| row.contains(&format!("走{}→", squeezed(&r.name))));
            if let Some(other) = shown.map(|r| r.name.as_str()).find(|r| !own_routes(home, book).contains(r))
            {
                return Err(format!("{} is sent by {other}", home.head));
            }
            if !row.contains('→') {
                return Err(format!("{} is sent nowhere", home.head));
            }
        }
    }
    Ok(())
}

/// 30: each sign in one row, every figure there, at 撤 only what asks for leaving.
fn signs(document: &Document, book: &Handbook) -> Judgement {
    for point in &book.points {
        let rows: Vec<&Value> =
            cards(document).filter(|c| c["name"] == *point.name).flat_map(|c| list(&c["rows"])).collect();
        let hazards = book.hazards.iter().filter(|h| point.hazards.contains(&h.id));
        let figures = hazards.flat_map(|h| &h.figures).map(|f| (&f.what, f.at.as_str()));
        let leaving = |text: &str| {
            let own = point.signs.iter().any(|s| s.act == Act::Leave && text.starts_with(&squeezed(&s.text)));
            let planned = book.hazards.iter().filter(|h| point.hazards.contains(&h.id));
            own || planned
                .clone()
                .flat_map(|h| &h.signs)
                .any(|s| s.act == Act::Leave && text.starts_with(&s.text))
                || planned
                    .flat_map(|h| &h.figures)
                    .any(|f| f.act == Act::Leave && text.starts_with(&squeezed(&f.what)))
        };
        if rows.is_empty() {
            continue;
        }
        for (what, at) in figures.chain(point.signs.iter().map(|s| (&s.text, ""))) {
            let (what, at) = (squeezed(what), squeezed(at));
            let here = |text: &String| {
                text.split("，或者").any(|one| one.starts_with(&what) && one[what.len()..].contains(&at))
            };
            let count = rows.iter().filter(|r| here(&said(&r["signs"]))).count();
            if count != 1 {
                return Err(format!("{}: {what} {at} stands in {count} rows", point.name));
            }
        }
        for row in rows.iter().filter(|r| r["act"] == "leave") {
            let text = said(&row["signs"]);
            if let Some(sign) = text.split("，或者").find(|s| !s.starts_with("看见什么撤") && !leaving(s))
            {
                return Err(format!("{}: 撤 at {sign}", point.name));
            }
        }
    }
    Ok(())
}

/// 32: nobody is told by a sense that he lacks.
fn sense(document: &Document, book: &Handbook) -> Judgement {
    for card in cards(document) {
        let home = book.households.iter().find(|h| h.head == card["head"] && h.address == card["address"]);
        let Some(home) = home else { continue };
        let needs = home.needs.join(" ");
        let text = said(&card["columns"][0]) + &said(&card["strip"]);
        let lacks = |words: &[&str]| words.iter().any(|word| needs.contains(word));
        let alone = home.members == Some(1);
        if lacks(&["聋", "听力", "听不见", "听不清", "耳背"]) {
            let heard = book.points.iter().flat_map(|p| &p.signs).filter(|s| s.sense == Some(Sense::Hear));
            let alarms = book.alarms.iter().map(|a| squeezed(&a.text)).filter(|_| alone);
            if let Some(word) = heard.map(|s| squeezed(&s.text)).chain(alarms).find(|w| text.contains(w)) {
                return Err(format!("{} does not hear {word}", home.head));
            }
            if card["heads"][0] == "听到" {
                return Err(format!("the card of {} begins with hearing", home.head));
            }
        }
        if lacks(&["盲", "视力", "失明", "看不见"]) && said(&card["strip"]).contains("看") {
            return Err(format!("{} does not see", home.head));
        }
    }
    Ok(())
}

/// 33: no sentence twice on a side, a hazard in every line.
fn doubles(document: &Document, book: &Handbook) -> Judgement {
    for card in cards(document) {
        let mut seen = BTreeSet::new();
        for row in list(&card["rows"]) {
            let (names, act) = (said(&row["names"]), said(&row["do"]));
            if !book.hazards.iter().any(|h| names.contains(&h.short)) {
                return Err(format!("{}: no hazard beside {act}", card["number"]));
            }
            if !seen.insert((names.clone(), act)) {
                return Err(format!("{}: {names} stands twice", card["number"]));
            }
        }
    }
    Ok(())
}

/// 34: as many cards as receipts as holders.
fn copies(run: &Document, jobs: &[Job]) -> Judgement {
    let held: usize = jobs.iter().flat_map(|j| &j.document.cards).map(|c| c.copies).sum();
    let signed: u64 = list(&run.data["recipients"]).filter_map(|r| r["count"].as_u64()).sum();
    let listed: u64 = list(&run.data["jobs"]).filter_map(|j| j["copies"].as_u64()).sum();
    if (signed, listed) == (held as u64, held as u64) {
        Ok(())
    } else {
        Err(format!("{held} held, {signed} signed for, {listed} to print"))
    }
}

/// 36: every run as large as its kind must be, and nothing over its seat.
fn names(document: &Document) -> Judgement {
    let floors = |path: &str| match path {
        "phones" if document.family == "household-cards" => 20.0,
        "phones" if document.family == "site-cards" => 9.0,
        "phones" => 14.0,
        _ => 9.0,
    };
    for card in cards(document) {
        let mut fault = None;
        runs(card, &mut |run| {
            let floor = floors(if run.get("n").is_some() { "phones" } else { "" });
            if run["s"].as_f64().unwrap() < floor {
                fault = Some(format!("{}: {run} is under {floor} points", card["number"]));
            }
        });
        if let Some(fault) = fault {
            return Err(fault);
        }
        if card.to_string().contains("\"over\":") {
            return Err(format!("{}: something does not fit", card["number"]));
        }
    }
    Ok(())
}

/// Asks an item of every village in both prints.
fn asked(name: &str, item: fn(&Document, &Handbook) -> Judgement) {
    let mut seen = 0;
    // The least village always, that of the longest and rarest names before a release.
    let worst = thorough().then(pictures::worst);
    for book in books().iter().chain([amounts::small()]).chain(worst) {
        for large in [false, true] {
            let Some(document) = document(name, book, large) else { continue };
            item(&document, book).unwrap_or_else(|fault| panic!("{}: {fault}", book.village.name));
            seen += 1;
        }
    }
    assert!(seen > 4, "{name}");
}

/// Returns a document of the first example village, spoilt.
fn spoilt(name: &str, spoil: impl Fn(&mut Vec<Value>)) -> (Document, &'static Handbook) {
    let book = books().iter().find(|b| b.village.name == "岭下村").unwrap();
    let mut document = document(name, book, false).unwrap();
    spoil(document.data["cards"].as_array_mut().unwrap());
    (document, book)
}

#[test]
fn item_29_each_home_is_sent_its_own_way() {
    asked("fetch-cards", route);
    let (document, book) = spoilt("fetch-cards", |cards| {
        let text = serde_json::to_string(cards).unwrap().replace("走北沟路", "走西坡路");
        *cards = serde_json::from_str(&text).unwrap();
    });
    assert!(route(&document, book).is_err());
}

#[test]
fn item_30_each_sign_stands_in_one_row_of_a_site_card() {
    asked("site-cards", signs);
    let act = |cards: &mut Vec<Value>| {
        for row in cards.iter_mut().flat_map(|c| c["rows"].as_array_mut().unwrap()) {
            row["act"] = json!("leave");
        }
    };
    let gone = |cards: &mut Vec<Value>| {
        cards.iter_mut().for_each(|c| drop(c["rows"].as_array_mut().unwrap().pop()));
    };
    for spoil in [act as fn(&mut Vec<Value>), gone] {
        let (document, book) = spoilt("site-cards", spoil);
        assert!(signs(&document, book).is_err());
    }
}

#[test]
fn item_32_nobody_is_told_by_a_sense_that_he_lacks() {
    asked("household-cards", sense);
    let (document, book) = spoilt("household-cards", |cards| {
        cards.iter_mut().for_each(|c| c["heads"][0] = json!("听到"));
    });
    assert!(sense(&document, book).is_err());
}

#[test]
fn item_33_no_line_of_a_duty_card_stands_twice_or_without_its_hazard() {
    asked("duty-cards", doubles);
    let twice = |cards: &mut Vec<Value>| {
        let rows = cards[0]["rows"].as_array_mut().unwrap();
        rows.push(rows[0].clone());
    };
    let bare = |cards: &mut Vec<Value>| cards[0]["rows"][0]["names"] = json!({"lines": [], "lead": 1});
    for spoil in [twice as fn(&mut Vec<Value>), bare] {
        let (document, book) = spoilt("duty-cards", spoil);
        assert!(doubles(&document, book).is_err());
    }
}

#[test]
fn item_34_cards_receipts_and_holders_are_equally_many() {
    for book in books() {
        let usual = FAMILIES.iter().filter(|f| f.is_usual(book));
        let made: Vec<_> = usual.filter_map(|f| Some((f, document(f.name, book, false)?))).collect();
        let job = |(family, document)| Job { family, document, file: String::new(), pages: 8 };
        let jobs: Vec<Job> = made.iter().map(|(family, document)| job((*family, document))).collect();
        let mut run = compose::print_run(book, &town().library.set, &jobs);
        copies(&run, &jobs).unwrap_or_else(|fault| panic!("{}: {fault}", book.village.name));
        run.data["recipients"].as_array_mut().unwrap().pop();
        assert!(copies(&run, &jobs).is_err());
    }
}

#[test]
fn item_36_names_and_numbers_are_never_under_their_floor() {
    for name in FITTED {
        asked(name, |document, _| names(document));
    }
    let small = |cards: &mut Vec<Value>| {
        let text = serde_json::to_string(cards).unwrap().replace("\"s\":16.0", "\"s\":8.0");
        *cards = serde_json::from_str(&text).unwrap();
    };
    assert!(names(&spoilt("site-cards", small).0).is_err());
    // The longest legal names, and one that is longer.
    let longest = [("person", 15), ("village", 12), ("point", 12), ("place", 40), ("route", 12)];
    for (kind, length) in longest {
        let word = |length: usize| "阿".repeat(length);
        let seat = fit::seat("names", kind);
        assert!(fit::name(&word(length), seat).fits(), "{kind}");
        assert!(!fit::name(&word(4 * length), seat).fits(), "{kind}");
    }
}
