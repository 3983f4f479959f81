//! The one sheet for the head of the village 出事先看这张: whom to ring in which order, what at which level,
//! where people go. The back of the one for a wall names nobody.

use serde_json::{Value, json};

use super::dangers::Ringing;
use super::fit::{self, BOLD, MEDIUM};
use super::{Absent, Desk, Draft, stamp, words};
use crate::model::document::Audience;
use crate::model::handbook::{Chapter, Handbook, Holder, Household, Sum};
use crate::model::phone::Phone;
use crate::model::plan::{Act, Level};
use crate::model::profile::{ContactKind, Grade, Kind, TeamKind};
use crate::model::records::PlaceEntry;
use crate::model::role::known;
use crate::model::ways::Way;

/// What the layout leaves out.
pub(super) const UNPRINTED: &[&str] = &["/title", "/code", "levels/numeral", "=levels", "=village", "=stamp"];

pub(super) fn sheet(desk: &Desk) -> Result<Draft, Absent> {
    compose(desk, false)
}

/// Both sides beside each other, for the wall of the office.
pub(super) fn wall(desk: &Desk) -> Result<Draft, Absent> {
    compose(desk, true)
}

fn compose(desk: &Desk, wall: bool) -> Result<Draft, Absent> {
    let book = desk.book;
    let form = fit::form("page");
    let heads = [known::COMMANDER, known::DEPUTY].into_iter().filter_map(|id| book.role(id)?.holders.first());
    let title = format!("{} 出事先看这张", book.village.name);
    let data = json!({
        "village": book.village.name, "stamp": stamp::stamp(book), "wall": wall,
        "named": desk.audience != Audience::Public, "heads": heads.map(|h| h.name.as_str()).collect::<Vec<_>>().join(" · "),
        "national": words::national(book), "calls": calls(desk, &form["calls"]),
        "ladder": ladder(book, &form["ladder"]), "sudden": sudden(book, &form["sudden"]), "strip": strip(desk, &form["strip"]),
        "alarms": book.alarms.iter().map(|a| json!({"id": a.id, "meaning": a.meaning, "text": a.text, "by": a.by})).collect::<Value>(),
        "moving": moving(book), "ways": ways(book, &form["ways"]), "shelters": shelters(desk, &form["shelters"]),
        "frail": frail(desk, &form["frail"]), "cuts": cuts(book, &form["cuts"]), "report": book.report_short,
    });
    Ok(Draft { title, data, cards: Vec::new(), assets: Vec::new() })
}

/// Returns whom to ring, in the order in which a village is alarmed.
fn calls(desk: &Desk, form: &Value) -> Value {
    let book = desk.book;
    let mut rows = Vec::new();
    let duty = book.phones.outside.iter().filter(|c| c.kind == ContactKind::TownDuty).collect::<Vec<_>>();
    let numbers = duty.iter().flat_map(|c| &c.phones).collect::<Vec<_>>();
    let who =
        duty.first().map_or("", |c| if c.person.is_empty() { c.name.as_str() } else { c.person.as_str() });
    rows.push(row(
        form,
        &desk.names.said("镇值班"),
        who,
        numbers.first().copied(),
        ("占线打", numbers.get(1).copied()),
    ));
    if book.village.kind == Kind::Community {
        let office = book.phones.outside.iter().find(|c| c.kind == ContactKind::Property);
        let who = office.map_or(words::BLANK, |c| c.name.as_str());
        let number = |nth: usize| office.and_then(|c| c.phones.get(nth));
        rows.push(row(form, "物业", who, number(0), ("占线打", number(1))));
    }
    let role = |id: &str| book.acting(id).map(|r| r.holders.as_slice()).unwrap_or_default();
    rows.push(pair(form, "发信号", "", role(known::WARNING)));
    if book.grids.is_empty() {
        rows.push(pair(form, "叫人走", "", role(known::GRID)));
    }
    let before = rows.len();
    let crowded = book.grids.len() > fit::count(form, "grids");
    for (i, grid) in book.grids.iter().enumerate() {
        // Two grids in a row leave no room for those who stand in.
        let officers = if crowded { &grid.officers[..grid.officers.len().min(1)] } else { &grid.officers };
        rows.push(pair(form, if i == 0 { "叫人走" } else { "" }, &grid.name, officers));
    }
    let after = rows.len();
    let team = book.teams.iter().find(|t| t.kind == TeamKind::Rescue);
    let team: Vec<Holder> = match team {
        Some(team) => team.leader.iter().chain(&team.deputy).cloned().collect(),
        None => role(known::RESCUE).to_vec(),
    };
    rows.push(pair(form, "救人", "", &team));
    let first = book.hazards.iter().find_map(|h| h.shelters.first());
    let shelter = book.shelters.iter().find(|s| Some(&s.name) == first).or(book.shelters.first());
    if let Some(shelter) = shelter {
        rows.push(pair(form, "开门", &shelter.name, &shelter.keepers));
    }
    json!({"before": rows[..before], "grids": rows[before..after], "after": rows[after..], "crowded": crowded})
}

fn pair(form: &Value, word: &str, place: &str, people: &[Holder]) -> Value {
    let (first, second) = (people.first(), people.get(1));
    let number = |holder: Option<&Holder>| holder.and_then(|h| h.phones.first()).cloned();
    let name = first.map_or(words::BLANK, |h| h.name.as_str());
    let parts: Vec<&str> = [place, name].into_iter().filter(|part| !part.is_empty()).collect();
    // Nobody's name is cut: where both do not go on one line, the name has its own.
    let least = fit::sizes(form, "who-sizes").last().copied().unwrap_or_default();
    let fits = fit::lines(&parts.join(" "), least, MEDIUM, fit::number(form, "who")) <= 1;
    row(
        form,
        word,
        &parts.join(if fits { " " } else { "\n" }),
        number(first).as_ref(),
        (second.map_or("", |h| h.name.as_str()), number(second).as_ref()),
    )
}

fn row(
    form: &Value,
    word: &str,
    who: &str,
    number: Option<&Phone>,
    (second, other): (&str, Option<&Phone>),
) -> Value {
    let size = fit::size(who, &fit::sizes(form, "who-sizes"), MEDIUM, fit::number(form, "who"), 1);
    let second = if other.is_some() { second } else { "" };
    // 场部值班, 林业局值班: the offices of some places have long names.
    let word_size = fit::size(word, &fit::sizes(form, "word-sizes"), MEDIUM, fit::number(form, "word"), 1);
    let (number_size, beside) =
        number.map_or((NUMBERS[0], true), |phone| rung(phone, fit::number(form, "number")));
    json!({
        "word": word, "word_size": word_size, "who": who, "size": size, "second": second, "other": other,
        "number": number, "number_size": number_size, "beside": beside,
    })
}

/// Sizes of a number to ring.
const NUMBERS: [f64; 3] = [18.0, 16.0, 14.0];

/// Returns at which size a number has room, and whether what belongs to it stands beside it or under it.
fn rung(phone: &Phone, room: f64) -> (f64, bool) {
    let shown = serde_json::to_value(phone).unwrap_or_default();
    let part = |key: &str| shown[key].as_str().map(str::to_owned);
    let more = [part("extension").map(|e| format!("转{e}")), part("words"), part("country")];
    let more = more.into_iter().flatten().collect::<Vec<_>>().join("  ");
    let number = part("number").unwrap_or_else(|| shown.as_str().unwrap_or_default().to_owned());
    let wide = |size: f64| {
        let less = (size / 2.0).max(9.0);
        fit::width(&number, size, BOLD) + (size / 4.0) / crate::ruler::fit::MM + fit::width(&more, less, BOLD)
    };
    NUMBERS
        .into_iter()
        .find(|size| wide(*size) <= room)
        .map_or((NUMBERS[2], more.is_empty()), |size| (size, true))
}

/// Returns hazards in the order in which they are feared: those that move people, then the gravest.
fn feared(book: &Handbook) -> Vec<&Chapter> {
    let mut found: Vec<&Chapter> = book.hazards.iter().collect();
    let grade = |g: Option<Grade>| match g {
        Some(Grade::High) => 0,
        Some(Grade::Medium) => 1,
        Some(Grade::Low) => 3,
        None => 2,
    };
    let moves = |h: &Chapter| h.people.is_some_and(|n| n > 0) || h.ladder.iter().any(|r| r.leave);
    found.sort_by_key(|h| (!moves(h), grade(h.impact), grade(h.likelihood)));
    found
}

/// Returns what is done at which level, for the most feared hazards that have levels.
fn ladder(book: &Handbook, form: &Value) -> Value {
    let with: Vec<&Chapter> = feared(book).into_iter().filter(|h| !h.ladder.is_empty()).collect();
    let widths = fit::sizes(form, "widths");
    let cell = |h: &Chapter, level: Level| {
        let rung = h.ladder.iter().find(|r| r.level == level)?;
        let bold = level >= Level::Orange;
        let (sizes, weight) = if bold { ("bold-sizes", BOLD) } else { ("sizes", MEDIUM) };
        let room = widths[level as usize + 1] - 3.0;
        let fitted = fit::size(&rung.cell, &fit::sizes(form, sizes), weight, room, 1);
        Some(json!({"text": rung.cell, "size": fitted}))
    };
    let rows = with.iter().take(fit::count(form, "rows")).map(|h| {
        let name = fit::size(&h.short, &fit::sizes(form, "name-sizes"), BOLD, widths[0] - 11.0, 1);
        json!({"icon": h.icon, "name": h.short, "size": name, "cells": Level::ALL.map(|level| cell(h, level))})
    });
    let rows: Value = rows.collect();
    // Without a row there is no head either.
    let levels: Vec<Value> = Level::ALL.into_iter().filter(|_| !with.is_empty()).map(words::level).collect();
    json!({"rows": rows, "levels": levels, "more": with.len() > fit::count(form, "rows")})
}

/// Returns the first words for hazards of which nobody warns.
fn sudden(book: &Handbook, form: &Value) -> Value {
    let all: Vec<&Chapter> = feared(book)
        .into_iter()
        .filter(|h| h.ladder.is_empty())
        .filter(|h| !h.sudden.is_empty() || !h.act.is_empty())
        .collect();
    let rows = all.iter().take(fit::count(form, "rows")).map(|h| {
        let text = if h.sudden.is_empty() { &h.act } else { &h.sudden };
        let room = fit::number(form, "width") - 9.0 - fit::width(&h.short, 13.0, BOLD);
        json!({"icon": h.icon, "name": h.short, "text": text, "size": fit::size(text, &fit::sizes(form, "sizes"), MEDIUM, room, 1)})
    });
    let rows: Value = rows.collect();
    json!({"rows": rows, "more": all.len() > fit::count(form, "rows")})
}

/// Returns the line that tells when nobody waits to be told; none if no sign has a name short enough for it.
/// Signs at which one goes away before the signal are none of it.
fn strip(desk: &Desk, form: &Value) -> Value {
    let book = desk.book;
    let Some(alarm) = book.alarms.iter().find(|a| a.id == "evacuate") else { return Value::Null };
    let at_once = |h: &&Chapter| Ringing::of(&[*h], &alarm.text, desk.names.plans).at_once();
    let mut signs: Vec<&str> = Vec::new();
    for sign in
        feared(book).into_iter().filter(at_once).flat_map(|h| &h.signs).filter(|s| s.act == Act::Leave)
    {
        if !sign.short.is_empty() && !signs.contains(&sign.short.as_str()) && signs.len() < 4 {
            signs.push(&sign.short);
        }
    }
    if signs.is_empty() {
        return Value::Null;
    }
    let text = format!("有{}：不等通知，先{}撤人，再报", signs.join("、"), alarm.text);
    json!({"text": text, "size": fit::size(&text, &fit::sizes(form, "sizes"), BOLD, fit::number(form, "width"), 1)})
}

/// Returns the sums: who moves, how many of them need help.
fn moving(book: &Handbook) -> String {
    let sum = Sum::of(&book.households);
    let frail = Sum::of(book.households.iter().filter(|h| !h.needs.is_empty()));
    match (sum.homes, frail.homes) {
        (0, _) => String::new(),
        (homes, 0) => format!("要撤 {homes}户{}", words::people(sum)),
        (homes, help) => format!("要撤 {homes}户{} · 要人帮的 {help}户", words::people(sum)),
    }
}

/// Returns the ways from each place, those that most people take first if there are too many.
fn ways(book: &Handbook, form: &Value) -> Value {
    let mut found: Vec<Way> = Vec::new();
    for way in book.hazards.iter().flat_map(|h| &h.ways).filter(|w| !w.from.is_empty()) {
        match found
            .iter_mut()
            .find(|w| (&w.from, &w.route, &w.shelter) == (&way.from, &way.route, &way.shelter))
        {
            // The same homes under another hazard.
            Some(seen) if way.households > seen.households => *seen = way.clone(),
            Some(_) => {}
            None => found.push(way.clone()),
        }
    }
    let most = fit::count(form, "rows");
    let more = found.len().saturating_sub(most);
    if more > 0 {
        found.sort_by_key(|w| (std::cmp::Reverse(w.people), std::cmp::Reverse(w.households)));
        found.truncate(most);
    }
    let full: Vec<Value> = found.iter().map(|way| one_way(way, book, form, true)).collect();
    let tall: f64 = full.iter().filter_map(|row| row["tall"].as_f64()).sum();
    if tall <= fit::number(form, "tall") {
        return json!({"rows": full, "more": more});
    }
    let short: Value = found.iter().map(|way| one_way(way, book, form, false)).collect();
    json!({"rows": short, "more": more})
}

fn one_way(way: &Way, book: &Handbook, form: &Value, full: bool) -> Value {
    let route = way.route_in(&book.routes);
    let point = book.points.iter().find(|p| p.name == way.from);
    let watcher = point.and_then(|p| p.watchers.first());
    let go = if way.route.is_empty() {
        way.shelter.clone()
    } else {
        format!("走{} → {}", way.route, way.shelter)
    };
    let via = route.map(|r| r.via.join("→")).unwrap_or_default();
    let closed = route.map_or("", |r| r.closed_when.as_str());
    let note =
        [via.as_str(), closed].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("。");
    let note = if full { note } else { String::new() };
    let column = fit::number(form, "width");
    let note_size = fit::size(&note, &fit::sizes(form, "notes"), MEDIUM, column, 1);
    let lines = if note.is_empty() { 0 } else { fit::lines(&note, note_size, MEDIUM, column) };
    let tall = fit::number(form, "row") + fit::number(form, "line") * lines as f64;
    let known = (way.households > 0).then_some(way.households);
    json!({
        "from": way.from, "homes": words::threatened(known.or(point.and_then(|p| p.households)), if known.is_some() { way.people } else { point.and_then(|p| p.people) }),
        "go": go, "size": fit::size(&go, &fit::sizes(form, "sizes"), BOLD, fit::number(form, "width"), 1),
        "note": note, "note_size": note_size, "tall": tall, "minutes": route.and_then(|r| r.minutes),
        "watcher": watcher.map(|h| json!({"name": h.name, "number": h.phones.first()})),
    })
}

fn shelters(desk: &Desk, form: &Value) -> Value {
    let book = desk.book;
    let few = book.shelters.len() < fit::count(form, "rows");
    let rows = book.shelters.iter().take(fit::count(form, "rows")).map(|s| {
        let unfit: Vec<String> = s.unfit_for.iter().map(|u| u.hazard.clone()).collect();
        let fit = if few { desk.names.hazards(&s.fit_for) } else { String::new() };
        let unfit = desk.names.hazards(&unfit);
        let size = fit::size(
            &format!("{fit} {unfit}不去"),
            &fit::sizes(form, "sizes"),
            BOLD,
            fit::number(form, "width"),
            2,
        );
        json!({
            "name": s.name, "capacity": s.capacity, "fit": fit, "unfit": unfit, "size": size,
            "keeper": s.keepers.first().map(|h| json!({"name": h.name, "number": h.phones.first()})),
        })
    });
    let rows: Value = rows.collect();
    json!({"rows": rows, "more": book.shelters.len() > fit::count(form, "rows")})
}

/// Returns homes two in a row, as high as what is said of them; where that is too much without where they live,
/// then without what ails them.
fn fetched(homes: &[&Household], form: &Value) -> Value {
    let said = |home: &Household, less: usize| match less {
        0 => format!("{} {}", home.address, home.needs.join("、")).trim().to_owned(),
        1 => home.needs.join("、"),
        _ => String::new(),
    };
    let count = u32::try_from(homes.len().div_ceil(2)).map_or(1.0, f64::from);
    let least = fit::number(form, "row").min(fit::number(form, "tall") / count);
    for less in 0..3 {
        let rows: Vec<f64> = homes
            .chunks(2)
            .map(|pair| {
                pair.iter().map(|home| tall(home, &said(home, less), form).max(least)).fold(0.0, f64::max)
            })
            .collect();
        if less < 2 && rows.iter().sum::<f64>() > fit::number(form, "tall") {
            continue;
        }
        let one = |(i, home): (usize, &&Household)| {
            let helper = home.helpers.first();
            json!({
                "head": home.head, "about": said(home, less), "tall": rows[i / 2],
                "helper": helper.map_or(words::BLANK, |h| h.name.as_str()), "number": helper.and_then(|h| h.phones.first()),
            })
        };
        return homes.iter().enumerate().map(one).collect();
    }
    Value::Null
}

/// Returns how high a home is: who it is and what is said of it, and on the next line who fetches it.
fn tall(home: &Household, about: &str, form: &Value) -> f64 {
    let room = fit::number(form, "width") - fit::number(form, "tick");
    let sizes = fit::sizes(form, "sizes");
    let (large, small) = (sizes[0], sizes[1]);
    let lines = |first: f64, then: f64| {
        if first + then <= room { 1.0 } else { 1.0 + ((first + then - room) / room).ceil() }
    };
    let head = fit::width(&home.head, large, BOLD) + if about.is_empty() { 0.0 } else { 2.0 };
    let helper = home.helpers.first();
    let number = helper.and_then(|h| h.phones.first()).map_or(String::new(), Phone::unbroken);
    let name = helper.map_or(words::BLANK, |h| h.name.as_str());
    let call = fit::width(&format!("→ {name} "), large, BOLD);
    let count = lines(head, fit::width(about, small, MEDIUM)) + lines(call, fit::width(&number, large, BOLD));
    count * fit::number(form, "line") + 0.4
}

/// Returns where gas and power of each building are cut off, and who frees people from lifts, as far as there is room;
/// `None` where nothing is known of it.
fn cuts(book: &Handbook, form: &Value) -> Value {
    let lifts = book.phones.outside.iter().find(|c| c.kind == ContactKind::Lifts);
    let all: Vec<&PlaceEntry> = book.places.iter().filter(|place| place.cuts().next().is_some()).collect();
    if all.is_empty() && lifts.is_none() {
        return Value::Null;
    }
    let (size, column) = (fit::number(form, "size"), fit::number(form, "width"));
    let mut left = fit::number(form, "tall");
    let mut rows: Vec<Value> = Vec::new();
    if let Some(lifts) = lifts {
        rows.push(json!({"name": "电梯困人", "text": lifts.name, "who": lifts.person, "number": lifts.phones.first()}));
        left -= fit::number(form, "row");
    }
    let mut more = all.len();
    for place in all {
        let text = words::cuts(place).join("；");
        let number = place.phones.first();
        let whole = format!(
            "{} {text} {} {}",
            place.name,
            place.person,
            number.map_or(String::new(), Phone::unbroken)
        );
        let lines = fit::lines(&whole, size, BOLD, column);
        left -= fit::number(form, "row") + fit::number(form, "line") * lines.saturating_sub(1) as f64;
        if left < 0.0 {
            break;
        }
        more -= 1;
        rows.push(json!({"name": place.name, "text": text, "who": place.person, "number": number}));
    }
    json!({"rows": rows, "more": more})
}

/// Returns who cannot walk and who fetches them; without names, or where they are too many, how many there are.
fn frail(desk: &Desk, form: &Value) -> Value {
    let book = desk.book;
    let needing: Vec<&Household> = book.households.iter().filter(|h| !h.needs.is_empty()).collect();
    let named = desk.audience != Audience::Public && needing.len() <= fit::count(form, "rows");
    if named {
        return json!({"homes": fetched(&needing, form), "counts": []});
    }
    let mut groups: Vec<(&str, u32, u32)> = Vec::new();
    for home in needing {
        let people = home.members.unwrap_or(0);
        match groups.iter_mut().find(|(name, ..)| *name == home.group) {
            Some((_, homes, sum)) => (*homes, *sum) = (*homes + home.count, *sum + people),
            None => groups.push((&home.group, home.count, people)),
        }
    }
    let counts = groups.iter().map(|(name, homes, _)| json!({"group": name, "homes": format!("{homes}户")}));
    json!({"homes": [], "counts": counts.collect::<Value>()})
}
