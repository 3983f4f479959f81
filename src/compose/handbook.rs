//! The handbook: the whole merged book, arranged for facing pages.

use serde_json::{Value, json};

use super::words::{self, Names};
use super::{Absent, Desk, Draft, escape, life, map, stamp};
use crate::model::document::Audience;
use crate::model::handbook::{
    Action, Chapter, CommonEntry, CompoundEntry, Handbook, PointEntry, RoleEntry, SignalEntry, Sum,
    SupplyEntry,
};
use crate::model::plan::{Phase, Station};

/// What the layout leaves out.
pub(super) const UNPRINTED: &[&str] = &[
    "/page",
    "/village/kind",
    "/edition/effective",
    "index/hazard",
    "index/sense",
    "roles/reports_to",
    "roles/held_at",
    "common/phase",
    "steps/level",
    // Stands where there is room for it, and says nothing that the steps do not say.
    "hazards/strip",
    "=common/from",
    "=matrix/level",
    "hazards/shelters/address",
    "hazards/shelters/keys",
    "compounds/shelters",
    "=households/points",
    "=roles/holders",
    "teams/leader/title",
    "teams/deputy/title",
    "teams/members/title",
    "=grids/officers/title",
    "=points/watchers/title",
    "=shelters/keepers/title",
    "keeper/title",
    "helpers/title",
    "=unfit_for/why",
    "=sources/issuer",
    "=sources/title",
    "sources/used_by",
    "supplies/hazards",
    "signals/levels",
    "shelters/crowd",
    "=shelters/coming",
];

/// Returns the handbook.
pub(super) fn compose(desk: &Desk) -> Result<Draft, Absent> {
    let title = format!("{}多案合一应急手册", desk.book.village.name);
    let mut data = data(desk.book, &desk.names, &title);
    data["audience"] = json!(desk.audience);
    data["map"] = map::whole(desk);
    if desk.audience == Audience::File {
        for (entry, shown) in
            desk.book.sources.iter().zip(data["sources"].as_array_mut().into_iter().flatten())
        {
            shown["state"] = json!(words::state(&entry.source));
        }
    }
    let mut assets = Vec::new();
    for (slot, picture) in [("map", &desk.book.pictures.map), ("logo", &desk.book.pictures.logo)] {
        if let Some(picture) = picture {
            let path = format!("pictures/{slot}.{}", picture.ending);
            data["pictures"][slot] =
                json!({"path": path, "hash": blake3::hash(&picture.bytes).to_hex().as_str()});
            assets.push((path, picture.bytes.clone()));
        }
    }
    Ok(Draft { title, data, cards: Vec::new(), assets })
}

fn data(book: &Handbook, names: &Names, title: &str) -> Value {
    // An edition without the list does not say its sum either.
    let moving = book.homes().next().map(|_| Sum::of(book.homes()));
    json!({
        "title": title,
        "village": {
            "name": book.village.name, "kind": book.village.kind_name, "town": book.village.town,
            "county": book.village.county, "city": book.village.city, "code": book.village.code,
            "document": book.village.document, "flood_season": book.village.flood_season, "aed": book.village.nearest_aed,
        },
        "edition": edition(book),
        "overview": overview(book),
        "index": book.index.iter().map(|e| json!({"sense": words::sense(e.sense), "text": e.text, "hazard": names.hazard(&e.hazard), "id": e.hazard})).collect::<Value>(),
        "phones": phones(book),
        "roles": book.roles.iter().filter(|r| !r.holders.is_empty()).map(role).collect::<Value>(),
        "vacant": book.vacant().map(|r| json!({"name": r.name, "by": book.call_for(&r.id).map(|(title, p)| json!({"title": title, "name": p.name, "phones": p.phones}))})).collect::<Value>(),
        "grids": book.grids.iter().map(|g| json!({"name": g.name, "area": g.area, "households": g.households, "officers": g.officers.iter().map(words::holder).collect::<Value>()})).collect::<Value>(),
        "clusters": book.clusters.iter().map(|c| json!({
            "name": c.name, "about": words::cluster(c), "hazards": names.hazards(&c.hazards), "people": c.leaders.iter().map(words::holder).collect::<Value>(),
        })).collect::<Value>(),
        "teams": book.teams.iter().map(|t| json!({
            "name": t.name, "kind": names.said(words::team(t.kind)), "size": words::number(t.size), "phones": t.phones, "gear": t.gear,
            "leader": t.leader.as_ref().map(words::holder), "deputy": t.deputy.as_ref().map(words::holder),
            "members": t.members.iter().map(words::holder).collect::<Value>(),
        })).collect::<Value>(),
        "alarms": book.alarms.iter().map(|a| json!({"id": a.id, "meaning": a.meaning, "text": a.text, "by": a.by})).collect::<Value>(),
        "common": book.common.iter().map(|c| common(c, names)).collect::<Value>(),
        "report_formula": book.report_formula,
        "matrix": matrix(book, names),
        "hazards": book.hazards.iter().map(|h| chapter(h, book, names)).collect::<Value>(),
        "compounds": book.compounds.iter().map(|c| compound(c, book, names)).collect::<Value>(),
        "points": points(book, names),
        "shelters": shelters(book, names),
        "routes": book.routes.iter().map(|r| json!({"name": r.name, "from": r.from, "to": r.to, "via": r.via, "length_m": r.length_m, "minutes": r.minutes, "avoid": r.avoid, "closed_when": r.closed_when})).collect::<Value>(),
        "households": households(book, names), "moving": moving.map_or(String::new(), words::people), "homes": moving.map_or(0, |sum| sum.homes),
        "supplies": supplies(book, names),
        "vehicles": book.vehicles.iter().map(|v| json!({"name": v.name, "plate": v.plate, "quantity": v.quantity, "contact": v.contact, "phones": v.phones, "place": v.place})).collect::<Value>(),
        "places": book.places.iter().map(|p| json!({"name": p.name, "kind": words::place(p.kind), "address": p.address, "person": p.person, "phones": p.phones, "people": p.people, "note": p.note})).collect::<Value>(),
        "inspections": book.inspections.iter().map(|i| json!({"what": i.what, "who": i.who, "cycle": i.cycle, "last": words::date(i.last), "finding": i.finding, "fixer": i.fixer, "deadline": words::date(i.deadline)})).collect::<Value>(),
        "drills": book.drills.iter().map(|d| json!({"date": words::date(d.date), "hazard": d.hazard, "time_of_day": words::time_of_day(d.time_of_day), "scenario": d.scenario, "participants": d.participants, "findings": d.findings, "next": words::date(d.next)})).collect::<Value>(),
        "training": book.training.iter().map(|t| json!({"date": words::date(t.date), "topic": t.topic, "participants": t.participants})).collect::<Value>(),
        "history": book.history.iter().map(|h| json!({"when": h.when, "hazard": h.hazard, "what": h.what, "losses": h.losses})).collect::<Value>(),
        "sources": book.sources.iter().map(|s| json!({"issuer": s.source.issuer, "title": s.source.title, "number": s.source.number, "article": s.source.article, "used_by": s.used_by})).collect::<Value>(),
        "ledger": ledger(book, names),
    })
}

fn edition(book: &Handbook) -> Value {
    let e = &book.edition;
    json!({
        "number": e.number, "mark": book.mark(), "date": words::date(book.issued()), "until": words::date(stamp::holds(book)), "approved": words::date(e.approved), "effective": words::date(e.effective),
        "life": life::rows(book),
        "review_by": words::date(e.review_by), "prepared_by": e.prepared_by, "approved_by": e.approved_by,
        "revisions": book.provenance.revisions.as_ref().unwrap_or(&e.revisions).iter().map(|r| json!({"date": words::date(r.date), "change": r.change, "approved_by": r.approved_by})).collect::<Value>(),
    })
}

fn overview(book: &Handbook) -> Value {
    let o = &book.village.overview;
    json!({
        "households": o.households, "population": o.population, "residents": o.residents, "away": o.away,
        "area_km2": o.area_km2, "terrain": o.terrain,
        "groups": o.groups.iter().map(|(name, g)| json!({"name": name, "households": g.households, "population": g.population, "head": g.head})).collect::<Value>(),
    })
}

fn phones(book: &Handbook) -> Value {
    let national = |numbers: &[crate::model::plan::NationalNumber]| -> Value {
        numbers.iter().map(|n| json!({"number": n.number, "purpose": n.purpose})).collect()
    };
    json!({
        "emergency": national(&book.phones.emergency),
        "advice": national(&book.phones.advice),
        "outside": book.phones.outside.iter().map(|c| json!({"name": c.name, "phones": c.phones, "person": c.person, "hours": c.hours, "note": c.note})).collect::<Value>(),
    })
}

fn role(role: &RoleEntry) -> Value {
    json!({
        "id": role.id, "held_at": role.held_at, "name": role.name, "mission": if role.area.is_empty() { role.mission.clone() } else { format!("{}：{}", role.area, role.mission) }, "reports_to": role.reports_to, "routine": role.routine,
        "holders": words::held(role.alternates, &role.holders), "alternates": role.alternates,
    })
}

fn common(entry: &CommonEntry, names: &Names) -> Value {
    json!({
        "number": entry.number, "id": entry.id, "name": entry.name, "phase": words::phase(entry.phase),
        "roles": names.roles(&entry.roles), "from": entry.from.map(words::level), "minutes": entry.minutes,
        "text": entry.text, "hazards": names.hazards(&entry.hazards),
    })
}

fn matrix(book: &Handbook, names: &Names) -> Value {
    let row = |row: &crate::model::handbook::MatrixRow| {
        let cells: Vec<Value> = (row.cells.iter())
            .map(|cell| json!({
                "role": names.roles(std::slice::from_ref(&cell.role)),
                "actions": cell.actions.iter().map(|a| json!({"text": a.text, "hazards": names.hazards(&a.hazards), "new": a.from == row.level})).collect::<Value>(),
            }))
            .collect();
        json!({"level": words::level(row.level), "cells": cells})
    };
    book.matrix.iter().map(row).collect()
}

fn chapter(chapter: &Chapter, book: &Handbook, names: &Names) -> Value {
    json!({
        "id": chapter.id, "name": chapter.name, "short": chapter.short, "icon": chapter.icon, "class": words::class(chapter.class),
        "likelihood": words::grade(chapter.likelihood), "impact": words::grade(chapter.impact), "note": chapter.note,
        "summary": chapter.summary, "trigger": chapter.trigger,
        "signals": chapter.signals.iter().map(signal).collect::<Value>(),
        "exposed": chapter.exposed,
        "signs": chapter.signs.iter().map(|s| json!({"sense": words::sense(s.sense), "text": s.text})).collect::<Value>(),
        "threatened": words::threatened(chapter.households, chapter.people),
        "points": chapter.points, "stance": chapter.stance, "stance_text": chapter.stance_text,
        "shelters": chapter.shelters.iter().take(2).map(|s| shelter_line(s, book)).collect::<Value>(),
        "unfit": chapter.unfit_shelters,
        "ways": chapter.ways.iter().filter(|w| !w.route.is_empty() || !chapter.shelters.iter().take(2).any(|s| *s == w.shelter)).map(|w| {
            let mut way = escape::way(w, book);
            way["threatened"] = json!(words::threatened(Some(w.households).filter(|n| *n > 0), w.people));
            way
        }).collect::<Value>(),
        "wind": chapter.wind, "strip": strip(chapter, book, names),
        "phases": Phase::ALL.into_iter().map(|p| phase(p, &chapter.actions, book, names)).filter(|p| p["steps"].as_array().is_some_and(|s| !s.is_empty())).collect::<Value>(),
        "forbid": chapter.forbid.iter().map(|f| json!({"text": f.text, "why": f.why})).collect::<Value>(),
        "rulings": chapter.rulings.iter().map(|r| json!({"issue": r.issue, "ruling": r.ruling, "decided": r.basis.is_some()})).collect::<Value>(),
        "media": chapter.media.iter().map(|m| json!({"fire": m.fire, "good": m.good, "bad": m.bad})).collect::<Value>(),
        "inspect": chapter.inspect.iter().map(|i| json!({"look": i.look, "cycle": i.cycle, "role": names.roles(std::slice::from_ref(&i.role))})).collect::<Value>(),
        "broadcast": chapter.broadcast.iter().map(|b| json!({"level": b.level.map(words::level), "when": b.when, "text": b.text})).collect::<Value>(),
        "drill": {
            "scenario": chapter.drill.scenario, "check": chapter.drill.check,
            "timeline": chapter.drill.timeline.iter().map(|b| json!({"minute": b.minute, "role": names.roles(std::slice::from_ref(&b.role)), "text": b.text})).collect::<Value>(),
        },
    })
}

/// Returns the links of the chain that this hazard has, in the order in which they are done, each by its last
/// step: what is done while people leave comes after what is done at a warning.
fn strip(chapter: &Chapter, book: &Handbook, names: &Names) -> Value {
    let link = |station: Station| {
        let timely =
            |a: &&Action| a.station == Some(station) && !matches!(a.phase, Phase::Prepare | Phase::Recover);
        let action = chapter.actions.iter().rfind(timely)?;
        let common = action.common.as_ref().and_then(|id| book.common.iter().find(|c| c.id == *id));
        Some(
            json!({"word": words::station(station), "number": common.map(|c| c.number), "roles": names.roles(&action.roles)}),
        )
    };
    [Station::Call, Station::Leave, Station::Count, Station::Report, Station::Guard]
        .into_iter()
        .filter_map(link)
        .collect()
}

fn signal(signal: &SignalEntry) -> Value {
    json!({
        "name": signal.name, "issuer": signal.issuer,
        "levels": signal.levels.iter().map(|l| json!({"level": words::level(l.level), "text": l.text, "local": l.local})).collect::<Value>(),
    })
}

fn shelter_line(name: &str, book: &Handbook) -> Value {
    let Some(s) = book.shelters.iter().find(|s| s.name == name) else { return json!({"name": name}) };
    json!({
        "name": name, "address": s.address, "setting": words::setting(s.setting), "capacity": s.capacity,
        "keeper": s.keepers.first().map(words::holder), "keys": s.keys,
    })
}

fn phase(phase: Phase, actions: &[Action], book: &Handbook, names: &Names) -> Value {
    let steps: Vec<Value> =
        actions.iter().filter(|a| a.phase == phase).map(|a| step(a, book, names)).collect();
    json!({"name": words::phase(phase), "steps": steps})
}

/// A common step is named with its number and says only what differs here.
fn step(action: &Action, book: &Handbook, names: &Names) -> Value {
    let common = action.common.as_ref().and_then(|id| book.common.iter().find(|c| c.id == *id));
    json!({
        "roles": names.roles(&action.roles), "text": here(action, common),
        "common": common.map(|c| json!({"number": c.number, "name": c.name})),
        "level": action.from.map(words::level), "minutes": action.minutes, "first": action.first,
    })
}

/// Returns what a step says here: first what it says in the place of the common step's sentences, then which
/// it leaves out.
fn here(action: &Action, common: Option<&CommonEntry>) -> String {
    let left = action.dropped.iter().filter_map(|i| common?.text.get(*i));
    let left = left.map(|text| format!("这里不做“{text}”"));
    let own = Some(action.text.clone()).filter(|text| !text.is_empty());
    action.instead.iter().cloned().chain(left).chain(own).collect::<Vec<_>>().join("；")
}

fn compound(entry: &CompoundEntry, book: &Handbook, names: &Names) -> Value {
    json!({
        "id": entry.id, "name": entry.name, "summary": entry.summary, "go": entry.go,
        "hazards": entry.hazards.iter().map(|h| {
            let icon = book.hazards.iter().find(|c| c.id == *h).map(|c| c.icon.as_str()).unwrap_or_default();
            json!({"id": h, "name": names.short(h), "icon": icon})
        }).collect::<Value>(),
        "rules": entry.rules.iter().map(|h| names.short(h)).collect::<Value>(),
        "shelters": entry.shelters.iter().map(|s| shelter_line(s, book)).collect::<Value>(),
        "steps": entry.steps.iter().map(|s| json!({"roles": names.roles(&s.roles), "text": s.text})).collect::<Value>(),
        "forbid": entry.forbid.iter().map(|f| json!({"text": f.text, "why": f.why})).collect::<Value>(),
        "rulings": entry.rulings,
    })
}

fn points(book: &Handbook, names: &Names) -> Value {
    (book.points.iter())
        .map(|p| json!({
            "name": p.name, "hazards": names.hazards(&p.hazards), "place": p.place, "coordinates": p.coordinates, "radius_m": p.radius_m,
            "scale": p.scale, "watchers": p.watchers.iter().map(words::holder).collect::<Value>(), "cycle": p.cycle, "signs": p.signs.iter().map(|s| s.text.as_str()).collect::<Value>(),
            "threatened": words::threatened(p.households, p.people), "escape": p.escape, "zone": words::zone(p.zone),
            "numbers": form_numbers(p), "cause": p.cause, "methods": p.methods,
        }))
        .collect()
}

/// Returns the numbers of a point on the official forms.
fn form_numbers(point: &PointEntry) -> Vec<String> {
    let numbers = [("统一编号", &point.unified_number), ("野外编号", &point.field_number)];
    numbers
        .into_iter()
        .filter(|(_, number)| !number.is_empty())
        .map(|(what, number)| format!("{what} {number}"))
        .collect()
}

fn shelters(book: &Handbook, names: &Names) -> Value {
    (book.shelters.iter())
        .map(|s| json!({
            "name": s.name, "setting": words::setting(s.setting), "kind": s.kind, "area_m2": s.area_m2, "address": s.address, "capacity": s.capacity, "expected": s.expected.known, "coming": words::people(s.expected), "crowd": words::people(s.crowd), "over": s.capacity.map_or(0, |seats| s.crowd.known.saturating_sub(seats)),
            "keepers": s.keepers.iter().map(words::holder).collect::<Value>(), "keys": s.keys, "facilities": s.facilities,
            "certified": words::date(s.certified), "fit_for": names.hazards(&s.fit_for),
            "unfit_for": s.unfit_for.iter().map(|u| json!({"hazard": names.short(&u.hazard), "why": names.said(&words::unfit(&u.why))})).collect::<Value>(),
        }))
        .collect()
}

fn households(book: &Handbook, names: &Names) -> Value {
    book.homes()
        .map(|h| json!({
            "head": h.head, "address": h.address, "group": h.group, "members": words::number(h.members), "needs": h.needs, "phones": h.phones,
            "helpers": h.helpers.iter().map(words::holder).collect::<Value>(), "warners": h.warners.iter().map(words::holder).collect::<Value>(), "zone": words::zone(h.zone), "house": h.house, "points": h.points, "from": h.from.map(words::level), "hazards": names.hazards(&h.hazards),
            "shelter": h.shelter, "route": h.route, "transport": h.transport,
        }))
        .collect()
}

fn supplies(book: &Handbook, names: &Names) -> Value {
    (book.supplies.iter())
        .map(|s| json!({
            "item": s.item, "unit": s.unit, "have": have(s), "need": s.need, "short": s.need.filter(|_| s.unsaid == 0).map_or(0, |n| n.saturating_sub(s.have)),
            "hazards": names.hazards(&s.hazards),
            "stock": s.stock.iter().map(|k| json!({"quantity": k.quantity, "spec": k.spec, "place": k.place, "keeper": k.keeper, "checked": words::date(k.checked), "expires": words::date(k.expires)})).collect::<Value>(),
        }))
        .collect()
}

/// Returns what there is of a thing: 12, 已知12, or room to write it in.
fn have(entry: &SupplyEntry) -> Value {
    match (entry.have, entry.unsaid) {
        (have, 0) => json!(have),
        (0, _) => words::number(None),
        (have, _) => json!(format!("已知{have}")),
    }
}

fn ledger(book: &Handbook, names: &Names) -> Value {
    let l = &book.ledger;
    let common =
        |id: &String| book.common.iter().find(|c| c.id == *id).map_or(id.clone(), |c| c.name.clone());
    json!({
        "hazards": book.hazards.len(), "planned": l.planned, "printed": l.printed, "left_out": l.left_out.len(),
        "unified": l.unified.iter().map(|(id, steps)| json!({"name": common(id), "count": steps.len()})).collect::<Value>(),
        "rulings": l.rulings.iter().map(|r| json!({"issue": r.issue, "ruling": r.ruling, "basis": r.basis.map(words::basis), "hazards": names.hazards(&r.hazards)})).collect::<Value>(),
        "undecided": l.undecided,
        "numbers": l.numbers.iter().map(|n| json!({"what": n.what, "chosen": n.chosen, "claims": n.claims})).collect::<Value>(),
    })
}
