//! Wall posters 挂图: one for each place to flee to, for A3, A2, or A4 sheets to be glued.

use serde_json::{Value, json};

use super::card_household::{call, hear};
use super::escape::{self, Escape};
use super::{Absent, Card, Desk, Draft, dangers, map, words};
use crate::model::handbook::Chapter;
use crate::model::plan::Phase;
use crate::model::profile::Setting;
use crate::model::role::known;

/// What the layout leaves out.
pub(super) const UNPRINTED: &[&str] = &[
    "/title",
    "/size",
    "cards/code",
    "+不准 forbid",
    "go/address",
    // One word a sense stands before all its signs.
    "=see/sense",
    // A way is told by its landmarks, or in short by its name.
    "ways/via",
    "ways/route",
    "=ways/shelter",
    "=ways/from",
];

/// Most actions on a poster, and their longest.
const ACTIONS: (usize, usize) = (5, 18);

pub(super) fn a3(desk: &Desk) -> Result<Draft, Absent> {
    compose(desk, "a3", false)
}

pub(super) fn a3_tiles(desk: &Desk) -> Result<Draft, Absent> {
    compose(desk, "a3", true)
}

pub(super) fn a2(desk: &Desk) -> Result<Draft, Absent> {
    compose(desk, "a2", false)
}

pub(super) fn a2_tiles(desk: &Desk) -> Result<Draft, Absent> {
    compose(desk, "a2", true)
}

fn compose(desk: &Desk, size: &str, tiles: bool) -> Result<Draft, Absent> {
    let groups = escape::village(desk.book);
    let cards: Vec<Card> = groups
        .iter()
        .flat_map(|group| group.hazards.chunks(5).map(|part| poster(group.shelter, part, desk)))
        .collect();
    if cards.is_empty() {
        return Err(Absent::Shelters);
    }
    Ok(Draft {
        title: format!("{}避险挂图", desk.book.village.name),
        data: json!({"size": size, "tiles": tiles}),
        cards,
        assets: Vec::new(),
    })
}

fn poster(shelter: &str, hazards: &[&crate::model::handbook::Chapter], desk: &Desk) -> Card {
    let book = desk.book;
    let group = Escape { shelter, hazards: hazards.to_vec() };
    let first = group.hazards[0];
    let entry = book.shelters.iter().find(|s| s.name == shelter);
    let ways: Vec<Value> =
        group.ways().into_iter().filter(|w| !w.route.is_empty()).map(|w| escape::way(w, book)).collect();
    let see = group
        .signs()
        .into_iter()
        .map(|(sense, text)| json!({"sense": sense.word(), "icon": words::sense_icon(sense), "text": text}));
    let role = |id: &str| book.call_for(id).map(|(title, person)| call(title, person));
    let phones: Value = [role(known::COMMANDER), role(known::MANAGER)].into_iter().flatten().collect();
    Card {
        number: format!("T-{:03}", first.number),
        to: format!("挂图 {}", group.hazards.iter().map(|h| h.short.as_str()).collect::<Vec<_>>().join("、")),
        hazards: group.hazards.iter().map(|h| h.id.clone()).collect(),
        role: None,
        data: json!({
            "page": 1, "pages": 1, "village": book.village.name, "headline": first.headline,
            "hazards": group.hazards.iter().map(|h| json!({"name": h.short, "icon": h.icon})).collect::<Value>(),
            "tag": group.hazards.iter().map(|h| h.short.as_str()).collect::<Vec<_>>().join("、"),
            "signals": hear(book), "see": see.collect::<Value>(), "actions": actions(&group, desk),
            "go": {
                "shelter": shelter, "address": entry.map(|s| s.address.as_str()), "second": group.second(),
                "ways": ways, "wind": group.wind(),
                "outdoor": entry.is_some_and(|s| s.setting == Setting::Outdoor),
            },
            "forbid": group.forbid(), "phones": phones,
            "national": words::national(book),
            "map": map::of(desk, &group.ids()),
        }),
        ..Card::default()
    }
}

/// Returns what everybody does, in turn from each hazard, boxed actions first; nothing that is deadly in another
/// hazard of the same poster.
fn actions<'a>(group: &'a Escape, desk: &Desk) -> Vec<&'a str> {
    let clashes = |h: &Chapter, text: &str| dangers::clashes(text, h, &group.hazards, desk.names.plans);
    let of = |first: bool| {
        let all = group.hazards.iter().flat_map(|h| h.actions.iter().map(move |a| (*h, a)));
        let urgent =
            all.filter(move |(_, a)| a.first == first && matches!(a.phase, Phase::Act | Phase::Move));
        urgent
            .filter(|(_, a)| a.roles.iter().any(|r| r == known::EVERYONE))
            .filter(|(h, a)| !clashes(h, &a.card))
            .map(|(_, a)| a.card.as_str())
    };
    let mut found: Vec<&'a str> = Vec::new();
    for text in of(true).chain(of(false)) {
        if found.len() < ACTIONS.0
            && text.chars().count() <= ACTIONS.1
            && !text.is_empty()
            && !found.contains(&text)
        {
            found.push(text);
        }
    }
    found
}
