//! Household cards 避险明白卡: what to listen for, where to go, whom to ask; the official form on the back.

mod form;
mod wall;

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::escape::{self, Escape};
use super::{Absent, Card, Desk, Draft, stamp};
use crate::model::document::Audience;
use crate::model::handbook::{Handbook, Holder, Household};
use crate::model::ways::Way;
use form::Form;
use wall::View;

/// What the layout leaves out.
pub(super) const UNPRINTED: &[&str] =
    &["/title", "cards/code", "cards/stamp", "cards/number", "cards/head", "cards/address", "icons"];

/// Who keeps the three copies of the official form.
const COPIES: [&str; 3] = ["户主留存", "村委会留存", "发放单位留存"];

/// Returns one card for each household and each place it flees to; three copies with the form for the file.
pub(super) fn compose(desk: &Desk) -> Result<Draft, Absent> {
    let book = desk.book;
    let copies: &[&str] = if desk.audience == Audience::File { &COPIES } else { &[""] };
    let mut cards = Vec::new();
    for home in book.homes() {
        for (escape, way) in escape::household(home, book) {
            cards.extend(copies.iter().map(|copy| card(home, &escape, &way, &desk.names.said(copy), desk)));
        }
    }
    if cards.is_empty() {
        return Err(Absent::Households);
    }
    Ok(Draft {
        title: format!("{}避险明白卡", book.village.name),
        data: json!({}),
        cards,
        assets: Vec::new(),
    })
}

fn card(home: &Household, escape: &Escape, way: &Way, copy: &str, desk: &Desk) -> Card {
    let book = desk.book;
    let point = (book.points.iter()).find(|p| {
        home.points.contains(&p.name) && p.hazards.iter().any(|h| escape.ids().contains(&h.as_str()))
    });
    let number = number(home, escape);
    let filed = Form { home, point, escape, way, desk };
    let office = (desk.audience == Audience::File).then(|| filed.data(&number));
    let view = View { home, escape, way, point, book, names: &desk.names };
    Card {
        number,
        to: if home.count > 1 {
            format!("{}各户，共{}户", home.address, home.count)
        } else {
            format!("{} {}", home.address, home.head).trim().to_owned()
        },
        hazards: escape.hazards.iter().map(|h| h.id.clone()).collect(),
        data: view.data(copy, office.as_ref()),
        foot: Some(("household", "foot")),
        holders: if home.count > 1 { Vec::new() } else { vec![home.head.clone()] },
        count: usize::try_from(home.count).unwrap_or(1),
        ..Card::default()
    }
}

fn number(home: &Household, escape: &Escape) -> String {
    let first = escape.hazards.first().expect("a group has a hazard");
    format!("H-{}-{:03}", stamp::tag(&format!("{}/{}", home.head, home.address)), first.number)
}

/// Returns where each card sends its household and at which signals, by the number of the card.
pub fn ways(book: &Handbook) -> BTreeMap<String, Value> {
    let told = |home: &Household, escape: &Escape, way: &Way| {
        let route = way.route_in(&book.routes);
        let shelter = book.shelters.iter().find(|s| s.name == escape.shelter);
        let names: Vec<&str> = escape.hazards.iter().map(|h| h.short.as_str()).collect();
        let go = json!({
            "shelter": escape.shelter, "address": shelter.map(|s| s.address.as_str()).unwrap_or_default(),
            "route": route.map(|r| r.name.as_str()).unwrap_or_default(),
            "via": route.map(|r| r.via.clone()).unwrap_or_default(), "minutes": route.and_then(|r| r.minutes),
        });
        (number(home, escape), json!({"hazards": names, "go": go, "hear": hear(book)}))
    };
    let cards = book.homes().flat_map(|home| {
        escape::household(home, book).into_iter().map(move |(escape, way)| (home, escape, way))
    });
    cards.map(|(home, escape, way)| told(home, &escape, &way)).collect()
}

/// Returns the signals that concern a household: leave, get ready.
pub(super) fn hear(book: &Handbook) -> Value {
    let wanted = ["evacuate", "ready"].into_iter().filter_map(|id| book.alarms.iter().find(|a| a.id == id));
    wanted.map(|a| json!({"meaning": a.meaning, "text": a.text, "level": null})).collect()
}

/// Returns a row of a list of numbers.
pub(super) fn call(label: &str, person: &Holder) -> Value {
    json!({"label": label, "name": person.name, "number": person.phones.first()})
}
