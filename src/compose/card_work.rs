//! Work cards 地质灾害防灾工作明白卡: every field of the official form, for those who answer for a geological risk
//! point.

use serde_json::{Value, json};

use super::card_site::hazards;
use super::{Absent, Card, Desk, Draft, escape, stamp, words};
use crate::model::handbook::{Chapter, Handbook, Holder, PointEntry};
use crate::model::profile::ContactKind;
use crate::model::role::known;
use crate::model::ways::Way;

/// What the layout leaves out.
pub(super) const UNPRINTED: &[&str] = &["/title", "cards/code"];

/// The warning signal that geological hazards share.
const SIGNAL: &str = "geology";

pub(super) fn compose(desk: &Desk) -> Result<Draft, Absent> {
    let book = desk.book;
    let geological = |chapter: &&Chapter| chapter.signals.iter().any(|s| s.id == SIGNAL);
    let mut cards = Vec::new();
    for point in &book.points {
        let hazards: Vec<&Chapter> = hazards(point, book).into_iter().filter(geological).collect();
        if !hazards.is_empty() {
            cards.push(card(point, &hazards, desk));
        }
    }
    if cards.is_empty() {
        return Err(Absent::Geology);
    }
    Ok(Draft {
        title: format!("{}地质灾害防灾工作明白卡", book.village.name),
        data: json!({}),
        cards,
        assets: Vec::new(),
    })
}

fn card(point: &PointEntry, hazards: &[&Chapter], Desk { book, names: here, .. }: &Desk) -> Card {
    let watcher = point.watchers.first();
    let names: Vec<&str> = hazards.iter().map(|h| h.name.as_str()).collect();
    let (shelter, routes) = refuge(point, hazards, book);
    Card {
        number: format!("G-{}", stamp::tag(&point.name)),
        to: format!("盯守人 {}", words::names(&point.watchers)),
        hazards: hazards.iter().map(|h| h.id.clone()).collect(),
        role: None,
        data: json!({
            "page": 1, "pages": 1, "name": point.name,
            "field_number": point.field_number, "unified_number": point.unified_number, "location": point.place,
            "type_scale": told([names.join("、").as_str(), &point.scale], "；"), "cause": point.cause,
            "threatened": words::threatened(point.households, point.people),
            "monitor": watcher.map(person), "methods": told([point.methods.as_str(), &point.cycle], "，"),
            "signs": point.signs.iter().map(|sign| sign.text.as_str()).collect::<Value>(), "criteria": criteria(hazards),
            "shelter": shelter, "route": routes.join("；"),
            "signal": book.alarms.iter().find(|a| a.id == "evacuate").map(|a| a.text.as_str()),
            "order_by": first(known::COMMANDER, book).map(|(_, holder)| person(holder)),
            "rescue": first(known::RESCUE, book).map(|(_, holder)| unit("救援队", holder)),
            "security": post(known::SECURITY, book),
            "medical": post(known::DOCTOR, book).or_else(|| hospital(book)),
            "issuer": here.committee(),
            "issuer_phone": first(known::MANAGER, book).and_then(|(_, holder)| holder.phones.first()),
            "issued": words::date(book.issued()), "holder": watcher.map(person),
        }),
        holders: watcher.map(|w| w.name.clone()).into_iter().collect(),
        ..Card::default()
    }
}

/// Returns what was said of two facts, one behind the other.
fn told(facts: [&str; 2], mark: &str) -> String {
    facts.into_iter().filter(|fact| !fact.is_empty()).collect::<Vec<_>>().join(mark)
}

fn person(holder: &Holder) -> Value {
    json!({"name": holder.name, "number": holder.phones.first()})
}

fn unit(name: &str, holder: &Holder) -> Value {
    json!({"unit": name, "name": holder.name, "number": holder.phones.first()})
}

/// Returns a post and who holds it first.
fn first<'b>(id: &str, book: &'b Handbook) -> Option<(&'b str, &'b Holder)> {
    let role = book.role(id)?;
    Some((&role.name, role.holders.first()?))
}

fn post(id: &str, book: &Handbook) -> Option<Value> {
    first(id, book).map(|(name, holder)| unit(name, holder))
}

fn hospital(book: &Handbook) -> Option<Value> {
    let contact = book.phones.outside.iter().find(|c| c.kind == ContactKind::Hospital)?;
    Some(json!({"unit": contact.name, "name": contact.person, "number": contact.phones.first()}))
}

/// Returns at what figures people leave.
fn criteria<'h>(hazards: &[&'h Chapter]) -> Vec<&'h str> {
    hazards.iter().flat_map(|h| h.trigger.split('；')).filter(|trigger| !trigger.is_empty()).collect()
}

/// Returns where people of a point go and by which ways. What nobody said is left to write in, but a hazard's
/// main shelter is known.
fn refuge(point: &PointEntry, hazards: &[&Chapter], book: &Handbook) -> (Option<String>, Vec<String>) {
    let ways: Vec<Way> = escape::point(point, hazards, book).into_iter().flat_map(|(_, ways)| ways).collect();
    let shelters = distinct(&ways, |way| &way.shelter);
    let shelter =
        if shelters.is_empty() { hazards[0].shelters.first().cloned() } else { Some(shelters.join("、")) };
    let known = |name: &str| book.routes.iter().find(|route| route.name == name).map(words::way);
    (shelter, distinct(&ways, |way| &way.route).into_iter().filter_map(known).collect())
}

fn distinct(ways: &[Way], of: fn(&Way) -> &str) -> Vec<&str> {
    let mut names: Vec<&str> = ways.iter().map(of).filter(|name| !name.is_empty()).collect();
    names.dedup();
    names
}
