//! Site cards 隐患点卡: one risk point, a ladder of what to watch, when to report, when to leave; where to run.

use serde_json::{Value, json};

use super::card_household::call;
use super::escape::{self, Escape};
use super::{Absent, Card, Desk, Draft, map, stamp, words};
use crate::model::handbook::{Chapter, FigureEntry, Handbook, Holder, PointEntry};
use crate::model::local::Zone;
use crate::model::phone::Phone;
use crate::model::plan::Act;
use crate::model::role::known;
use crate::model::ways::Way;

/// What the layout leaves out.
pub(super) const UNPRINTED: &[&str] = &["cards/code", "homes/address", "ladder/act", "=ways/from", "via"];

/// Rungs of the ladder, the lowest first.
const RUNGS: [Act; 3] = [Act::Watch, Act::Report, Act::Leave];

pub(super) fn compose(desk: &Desk) -> Result<Draft, Absent> {
    let cards: Vec<Card> = desk.book.points.iter().flat_map(|point| site_cards(point, desk)).collect();
    if cards.is_empty() {
        return Err(Absent::Points);
    }
    Ok(Draft {
        title: format!("{}隐患点卡", desk.book.village.name),
        data: json!({}),
        cards,
        assets: Vec::new(),
    })
}

/// Returns the hazards of a point that the book has, in its order.
pub(super) fn hazards<'a>(point: &PointEntry, book: &'a Handbook) -> Vec<&'a Chapter> {
    book.hazards.iter().filter(|h| point.hazards.contains(&h.id)).collect()
}

/// Returns the card of a point; two if its signs did not fit on one: those at which something is done on the
/// first.
fn site_cards(point: &PointEntry, desk: &Desk) -> Vec<Card> {
    let Some(whole) = card(point, desk) else { return Vec::new() };
    let rungs = whole.data["ladder"].as_array().cloned().unwrap_or_default();
    if !desk.order.split.contains(&whole.number) {
        return vec![whole];
    }
    let [first, second] = halves(&rungs);
    if second.is_empty() {
        return vec![whole];
    }
    let half = |page: usize, ladder: Vec<Value>| {
        let mut data = whole.data.clone();
        data["page"] = json!(page);
        data["pages"] = json!(2);
        data["ladder"] = json!(ladder);
        Card {
            number: whole.number.clone(),
            to: whole.to.clone(),
            hazards: whole.hazards.clone(),
            role: None,
            data,
        }
    };
    vec![half(1, first), half(2, second)]
}

/// Parts the ladder at about half its signs, the gravest first: at what people leave always stands on the
/// first card.
fn halves(rungs: &[Value]) -> [Vec<Value>; 2] {
    let signs = |rung: &Value| rung["signs"].as_array().cloned().unwrap_or_default();
    let mut room = rungs.iter().map(|rung| signs(rung).len()).sum::<usize>().div_ceil(2);
    let (mut first, mut second) = (Vec::new(), Vec::new());
    for rung in rungs.iter().rev() {
        let all = signs(rung);
        let here = if rung["act"] == json!(Act::Leave) { all.len() } else { all.len().min(room) };
        room = room.saturating_sub(here);
        // A rung to be written by hand stands on the first card.
        for (side, part, blank) in
            [(&mut first, &all[..here], all.is_empty()), (&mut second, &all[here..], false)]
        {
            if blank || !part.is_empty() {
                let mut rung = rung.clone();
                rung["signs"] = json!(part);
                side.insert(0, rung);
            }
        }
    }
    [first, second]
}

fn card(point: &PointEntry, desk: &Desk) -> Option<Card> {
    let book = desk.book;
    let hazards = hazards(point, book);
    let main = *hazards.first()?;
    let escape = Escape { shelter: "", hazards: hazards.clone() };
    let homes = book.homes().filter(|h| h.points.contains(&point.name));
    let watchers = point.watchers.iter().take(2).map(|w| ("盯守人", w));
    let calls = watchers.chain(book.call_for(known::COMMANDER)).chain(book.call_for(known::MANAGER)).take(3);
    let phones: Vec<Value> = calls.map(|(label, person)| call(label, person)).collect();
    let ids: Vec<&str> = hazards.iter().map(|h| h.id.as_str()).collect();
    Some(Card {
        number: format!("P-{}", stamp::tag(&point.name)),
        to: format!("盯守人 {}", words::names(&point.watchers)),
        hazards: hazards.iter().map(|h| h.id.clone()).collect(),
        role: None,
        data: json!({
            "page": 1, "pages": 1, "name": point.name, "icon": main.icon, "danger": point.scale, "place": point.place,
            "kind": hazards.iter().map(|h| h.short.as_str()).collect::<Vec<_>>().join("、") + point.zone.map_or("", |zone| if zone == Zone::Danger { " · 危险区" } else { " · 警戒区" }),
            "households": point.households, "people": point.people, "cycle": point.cycle,
            "ladder": ladder(point, &hazards, book), "escape": point.escape, "wind": escape.wind(),
            "ways": if inhabited(point, book) { ways(point, &hazards, book) } else { Vec::new() },
            "forbid": escape.forbid(), "phones": phones,
            "homes": homes.map(|h| json!({"head": h.head, "members": words::number(h.members), "address": h.address})).collect::<Value>(),
            "sketch": map::of(desk, &ids),
        }),
    })
}

/// Returns where people go from here; a way is for all hazards of the point unless it names some.
fn ways(point: &PointEntry, hazards: &[&Chapter], book: &Handbook) -> Vec<Value> {
    let groups = escape::point(point, hazards, book);
    let several = groups.iter().filter(|(_, ways)| !ways.is_empty()).count() > 1;
    let mut rows = Vec::new();
    for (of, ways) in &groups {
        let names = of.iter().map(|h| h.short.as_str()).collect::<Vec<_>>().join("、");
        // The village's own words say it, or the hazard's main shelter is all that is known.
        let known = of[0]
            .shelters
            .first()
            .filter(|_| ways.is_empty() && point.escape.is_empty() && groups.len() == 1);
        let main = known.map(|shelter| Way { shelter: shelter.clone(), ..Way::default() });
        for way in ways.iter().chain(&main) {
            let mut row = escape::way(way, book);
            row["hazards"] = json!(if several { names.as_str() } else { "" });
            rows.push(row);
        }
    }
    rows
}

/// Returns the rungs that have a sign or a figure, each of which stands in one of them: what is done at it,
/// by its own act.
fn ladder(point: &PointEntry, hazards: &[&Chapter], book: &Handbook) -> Vec<Value> {
    let signs = signs(point, hazards);
    let inhabited = inhabited(point, book);
    let rung = |act: Act| {
        let mut here: Vec<&Sign> = signs.iter().filter(|s| s.act == act).collect();
        // The gauge first.
        here.sort_by_key(|s| s.value.is_empty());
        // Where people live somebody must say at what they leave.
        if here.is_empty() && !(act == Act::Leave && inhabited) {
            return None;
        }
        let signs: Vec<Value> = here.iter().map(|s| json!({"sign": s.text, "value": s.value})).collect();
        Some(
            json!({"act": act, "word": words::act(act), "signs": signs, "do": deed(act, inhabited, hazards, book)}),
        )
    };
    RUNGS.into_iter().filter_map(rung).collect()
}

/// A sign or a figure on the ladder.
struct Sign {
    text: String,
    value: String,
    act: Act,
}

/// Returns everything that is noticed or measured here, each once, at the gravest act that is asked for it. A
/// measure with several figures at one rung shows each with its hazard.
fn signs(point: &PointEntry, hazards: &[&Chapter]) -> Vec<Sign> {
    let mut figures: Vec<(&FigureEntry, Act, &str)> = Vec::new();
    for (chapter, figure) in hazards.iter().flat_map(|h| h.figures.iter().map(move |f| (h, f))) {
        match figures.iter_mut().find(|(seen, ..)| (&seen.what, &seen.at) == (&figure.what, &figure.at)) {
            Some((_, act, _)) => *act = figure.act.max(*act),
            None => figures.push((figure, figure.act, &chapter.short)),
        }
    }
    let mut all: Vec<Sign> = Vec::new();
    for (figure, act, _) in &figures {
        if all.iter().any(|s| s.text == figure.what && s.act == *act) {
            continue;
        }
        let here: Vec<_> = figures.iter().filter(|(f, a, _)| f.what == figure.what && a == act).collect();
        let value = match here.as_slice() {
            [one] => one.0.at.clone(),
            several => {
                several.iter().map(|(f, _, short)| format!("{short}{}", f.at)).collect::<Vec<_>>().join("、")
            }
        };
        all.push(Sign { text: figure.what.clone(), value, act: *act });
    }
    // A point that names no sign has those of its hazards.
    let planned =
        hazards.iter().flat_map(|h| &h.signs).filter(|_| point.signs.is_empty()).map(|s| (&s.text, s.act));
    for (text, act) in point.signs.iter().map(|s| (&s.text, s.act)).chain(planned) {
        match all.iter_mut().find(|seen| seen.text == *text && seen.value.is_empty()) {
            Some(seen) => seen.act = seen.act.max(act),
            None => all.push(Sign { text: text.clone(), value: String::new(), act }),
        }
    }
    all
}

/// Returns what is done at a rung.
fn deed(act: Act, inhabited: bool, hazards: &[&Chapter], book: &Handbook) -> String {
    let step = || {
        let of = |h: &&Chapter| {
            h.actions.iter().find(|a| a.at_sign == Some(act) && !a.card.is_empty()).map(|a| a.card.clone())
        };
        hazards.iter().find_map(of)
    };
    let commander = book.call_for(known::COMMANDER);
    let number = |h: &Holder| h.phones.first().map(Phone::unbroken).unwrap_or_default();
    let report = commander.map(|(title, h)| format!("打{title}{} {}", h.name, number(h)));
    let report = || {
        report.clone().map(|text| text.trim_end().to_owned()).unwrap_or_else(|| "喊人，报村委会".to_owned())
    };
    let alarm = book.alarms.iter().find(|a| a.id == "evacuate").filter(|_| inhabited);
    match (act, alarm) {
        (Act::Watch, _) => step().unwrap_or_else(|| "盯紧，记下几点、看到什么".to_owned()),
        (Act::Report, _) => report(),
        (Act::Leave, Some(alarm)) => format!("先{}，人再走", alarm.text),
        (Act::Leave, None) => "人先离开，再报总指挥".to_owned(),
    }
}

/// Returns whether people live in the danger of a point; else nobody is called out from there.
fn inhabited(point: &PointEntry, book: &Handbook) -> bool {
    point.households.is_some_and(|n| n > 0) || book.households.iter().any(|h| h.points.contains(&point.name))
}
