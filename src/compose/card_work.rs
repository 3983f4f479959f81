//! Work cards 地质灾害防灾工作明白卡: every field of the official form, for those who answer for a geological risk
//! point.

use serde_json::json;

use super::card_household::office;
use super::card_site::hazards;
use super::{Absent, Card, Desk, Draft, escape, stamp, words};
use crate::model::handbook::{Chapter, Holder, PointEntry};
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
    let person =
        |holder: Option<&Holder>| holder.map(|h| json!({"name": h.name, "number": h.phones.first()}));
    let post = |id: &str| person(book.role(id).and_then(|r| r.holders.first()));
    let unit = |id: &str| {
        book.role(id).and_then(|r| {
            Some(json!({"unit": r.name, "name": r.holders.first()?.name, "number": r.holders.first()?.phones.first()}))
        })
    };
    let names: Vec<&str> = hazards.iter().map(|h| h.name.as_str()).collect();
    let scale = Some(point.scale.as_str()).filter(|scale| !scale.is_empty());
    let type_scale = std::iter::once(names.join("、").as_str()).chain(scale).collect::<Vec<_>>().join("；");
    let ways: Vec<Way> = escape::point(point, hazards, book).into_iter().flat_map(|(_, ways)| ways).collect();
    let distinct = |of: fn(&Way) -> &str| {
        let mut names: Vec<&str> = ways.iter().map(of).filter(|name| !name.is_empty()).collect();
        names.dedup();
        names
    };
    let shelters = distinct(|way| &way.shelter);
    // What nobody said is left to write in, but a hazard's main shelter is known.
    let shelter =
        if shelters.is_empty() { hazards[0].shelters.first().cloned() } else { Some(shelters.join("、")) };
    let routes =
        distinct(|way| &way.route).into_iter().filter_map(|name| book.routes.iter().find(|r| r.name == name));
    let routes: Vec<String> = routes.map(words::way).collect();
    let signs: Vec<&str> = point.signs.iter().map(|sign| sign.text.as_str()).collect();
    let criteria: Vec<String> = hazards
        .iter()
        .flat_map(|h| h.trigger.split('；'))
        .map(str::to_owned)
        .filter(|t| !t.is_empty())
        .collect();
    let team = book.role(known::RESCUE).and_then(|r| r.holders.first());
    let hospital =
        book.phones.outside.iter().find(|c| c.kind == crate::model::profile::ContactKind::Hospital);
    let methods: Vec<&str> =
        [point.methods.as_str(), &point.cycle].into_iter().filter(|words| !words.is_empty()).collect();
    let methods = methods.join("，");
    Card {
        number: format!("G-{}", stamp::tag(&point.name)),
        to: format!("盯守人 {}", words::names(&point.watchers)),
        hazards: hazards.iter().map(|h| h.id.clone()).collect(),
        role: None,
        data: json!({
            "page": 1, "pages": 1, "name": point.name, "field_number": point.field_number, "unified_number": point.unified_number, "location": point.place,
            "type_scale": type_scale,
            "cause": point.cause, "threatened": words::threatened(point.households, point.people),
            "monitor": person(point.watchers.first()), "signs": signs, "methods": methods, "criteria": criteria,
            "shelter": shelter, "route": routes.join("；"),
            "signal": book.alarms.iter().find(|a| a.id == "evacuate").map(|a| a.text.as_str()),
            "order_by": post(known::COMMANDER),
            "rescue": team.map(|h| json!({"unit": "救援队", "name": h.name, "number": h.phones.first()})),
            "security": unit(known::SECURITY),
            "medical": unit(known::DOCTOR).or_else(|| hospital.map(|c| json!({"unit": c.name, "name": c.person, "number": c.phones.first()}))),
            "issuer": office(book, here), "issuer_phone": book.role(known::MANAGER).and_then(|r| r.holders.first()).and_then(|h| h.phones.first()),
            "issued": words::date(book.issued()), "holder": person(point.watchers.first()),
        }),
        holders: point.watchers.first().map(|w| w.name.clone()).into_iter().collect(),
        ..Card::default()
    }
}
