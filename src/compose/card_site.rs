//! Site cards 隐患点卡: one risk point, what to watch there, when to shout, where to run.

use serde_json::{Value, json};

use super::card_household::call;
use super::escape::Escape;
use super::{Absent, Card, Desk, Draft, map, stamp, words};
use crate::model::document::Audience;
use crate::model::handbook::{Chapter, Handbook, PointEntry};
use crate::model::plan::Phase;

/// Most rows of what to watch.
const WATCH: usize = 4;
/// Most boxed steps.
const FIRST: usize = 3;

pub(super) fn compose(desk: &Desk) -> Result<Draft, Absent> {
    let cards: Vec<Card> = desk.book.points.iter().flat_map(|point| site_cards(point, desk)).collect();
    if cards.is_empty() {
        return Err(Absent::Points);
    }
    Ok(Draft { title: format!("{}隐患点卡", desk.book.village.name), data: json!({}), cards, assets: Vec::new() })
}

/// Returns the hazards of a point that the book has, in its order.
pub(super) fn hazards<'a>(point: &PointEntry, book: &'a Handbook) -> Vec<&'a Chapter> {
    book.hazards.iter().filter(|h| point.hazards.contains(&h.id)).collect()
}

/// Returns the card of a point; two if its signs and steps did not fit on one.
fn site_cards(point: &PointEntry, desk: &Desk) -> Vec<Card> {
    let Some(whole) = card(point, desk) else { return Vec::new() };
    let rows = |key: &str| whole.data[key].as_array().cloned().unwrap_or_default();
    let (watch, steps) = (rows("watch"), rows("first"));
    if !desk.order.split.contains(&whole.number) || watch.len() + steps.len() < 2 {
        return vec![whole];
    }
    let (signs, firsts) = (watch.len().div_ceil(2), steps.len().div_ceil(2));
    let half = |page: usize, watch: &[Value], steps: &[Value], offset: usize| {
        let mut data = whole.data.clone();
        data["page"] = json!(page);
        data["pages"] = json!(2);
        data["watch"] = json!(watch);
        data["first"] = json!(steps);
        data["offset"] = json!(offset);
        Card { number: whole.number.clone(), to: whole.to.clone(), hazards: whole.hazards.clone(), role: None, data }
    };
    vec![half(1, &watch[..signs], &steps[..firsts], 0), half(2, &watch[signs..], &steps[firsts..], firsts)]
}

fn card(point: &PointEntry, desk: &Desk) -> Option<Card> {
    let book = desk.book;
    let hazards = hazards(point, book);
    let main = *hazards.first()?;
    let escape = Escape { shelter: main.shelters.first().map(String::as_str).unwrap_or_default(), hazards: hazards.clone() };
    let route = book.routes.iter().find(|r| r.from == point.name).or_else(|| escape.route("", book));
    let shelter = route.map(|r| r.to.as_str()).or(main.shelters.first().map(String::as_str)).filter(|_| inhabited(point));
    let homes = book.households.iter().filter(|h| desk.audience != Audience::Public && h.points.contains(&point.name));
    let watchers = point.watchers.iter().take(2).map(|w| ("盯守人", w));
    let calls = watchers.chain(book.call_for("commander")).chain(book.call_for("manager")).take(3);
    let phones: Vec<Value> = calls.map(|(label, person)| call(label, person)).collect();
    let ids: Vec<&str> = hazards.iter().map(|h| h.id.as_str()).collect();
    Some(Card {
        number: format!("P-{}", stamp::tag(&point.name)),
        to: format!("盯守人 {}", words::names(&point.watchers)),
        hazards: hazards.iter().map(|h| h.id.clone()).collect(),
        role: None,
        data: json!({
            "page": 1, "pages": 1, "name": point.name, "icon": main.icon, "danger": point.scale, "place": point.place,
            "kind": hazards.iter().map(|h| h.short.as_str()).collect::<Vec<_>>().join("、"),
            "households": point.households, "people": point.people, "cycle": point.cycle,
            "watch": watch(point, &hazards, book), "first": first(point, main, book), "escape": point.escape,
            "shelter": shelter, "minutes": route.filter(|_| inhabited(point)).and_then(|r| r.minutes), "forbid": escape.forbid(), "phones": phones,
            "homes": homes.map(|h| json!({"head": h.head, "members": words::number(h.members), "address": h.address})).collect::<Value>(),
            "sketch": map::of(desk, &ids),
        }),
    })
}

/// Returns what to watch, at which value, and what to do then: the measured first.
fn watch(point: &PointEntry, hazards: &[&Chapter], book: &Handbook) -> Vec<Value> {
    let act = |chapter: &Chapter| alarm(point, chapter, book);
    let mut rows: Vec<Value> = Vec::new();
    for chapter in hazards {
        for (what, value) in &chapter.triggers {
            // Two hazards may start at different values of one measure: the first in the book's order stands.
            if rows.iter().all(|row| row["sign"] != json!(what)) {
                rows.push(json!({"sign": what, "value": value, "act": act(chapter)}));
            }
        }
    }
    // What one sees must not be crowded out by what one measures.
    rows.truncate(WATCH - point.signs.len().min(2));
    let signs = point.signs.iter().map(|sign| json!({"sign": sign, "value": "", "act": act(hazards[0])}));
    rows.extend(signs);
    rows.truncate(WATCH);
    rows
}

/// Returns what is done when a sign is there: the signal to leave where people live in danger, else a report.
fn alarm(point: &PointEntry, chapter: &Chapter, book: &Handbook) -> String {
    let signal = book.alarms.iter().find(|a| a.id == "evacuate").map(|a| format!("{}，喊撤", a.text));
    let leave = signal.filter(|_| inhabited(point) && !chapter.shelters.is_empty());
    leave.or_else(|| look(book).map(str::to_owned)).unwrap_or_else(|| "喊人，报总指挥".to_owned())
}

/// Returns whether people live in the danger of a point; else nobody is sent to a shelter from there.
fn inhabited(point: &PointEntry) -> bool {
    point.households.is_some_and(|n| n > 0)
}

/// Returns the common step of looking from a safe place and reporting.
fn look(book: &Handbook) -> Option<&str> {
    book.common.iter().find(|c| c.id == "verify").map(|c| c.card.as_str())
}

/// Returns the steps to do first: the watcher's; where people live, everybody's; else to look and report.
fn first<'a>(point: &PointEntry, chapter: &'a Chapter, book: &'a Handbook) -> Vec<&'a str> {
    let of = |role: &'static str| {
        let urgent =
            chapter.actions.iter().filter(|a| matches!(a.phase, Phase::Warn | Phase::Act | Phase::Move) && !a.card.is_empty());
        urgent.filter(move |a| a.roles.iter().any(|r| r == role)).map(|a| a.card.as_str())
    };
    let mut steps: Vec<&str> = of("watcher").collect();
    if steps.is_empty() {
        steps = if inhabited(point) { of("everyone").collect() } else { look(book).into_iter().collect() };
    }
    steps.truncate(FIRST);
    steps
}
