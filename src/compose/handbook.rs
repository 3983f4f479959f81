//! The handbook: the whole merged book, arranged for facing pages.

mod carried;

use serde_json::{Value, json};

use super::spread::{Spread, Squeeze};
use super::words::{self, Names};
use super::{Absent, Desk, Draft, fit, ladder, life, map, spread, stamp};
use crate::model::document::Audience;
use crate::model::handbook::{
    Action, Chapter, CommonEntry, CompoundEntry, Handbook, PointEntry, RoleEntry, Sum, SupplyEntry,
};
use crate::model::plan::{NationalNumber, Phase};

/// What the layout leaves out.
pub(super) const UNPRINTED: &[&str] = &[
    "/page",
    "/village/kind",
    "/edition/effective",
    "index/hazard",
    "index/sense",
    "roles/reports_to",
    "roles/held_at",
    // Of a person; the chart alone says it, where there is room.
    "job",
    "letter",
    "common/phase",
    "=common/from",
    "compounds/shelters",
    "=households/points",
    "=households/from",
    "=roles/holders",
    "=unfit_for/why",
    "=sources/issuer",
    "=sources/title",
    "sources/used_by",
    "supplies/hazards",
    "shelters/crowd",
    "=shelters/coming",
    "rows/level",
    "=hazards/name",
    "=hazards/short",
    "=under/who",
    "=spread/ways",
    "ways/shelters/address",
    "=cells/level",
    "spread/likelihood",
    "spread/impact",
    "spread/threatened",
    // A word that is too wide for its tag stands there in two parts.
    "bands/word",
    "=bands/parts",
    "=bands/rows",
    "=bands/level",
    "=quiet",
    "compounds/hazards",
    // In the file's edition alone.
    "clusters/about",
    "clusters/hazards",
    "grids/area",
    "grids/households",
];

/// Returns the handbook.
pub(super) fn compose(desk: &Desk) -> Result<Draft, Absent> {
    made(desk, ["spread", "ladder"])
}

/// Returns the book with its hazards and levels fitted to these forms.
pub(super) fn made(desk: &Desk, forms: [&str; 2]) -> Result<Draft, Absent> {
    let title = format!("{}多案合一应急手册", desk.book.village.name);
    let mut data = data(desk.book, &desk.names, &title);
    chapters(&mut data, desk, forms.map(fit::form));
    data["audience"] = json!(desk.audience);
    data["map"] = map::whole(desk);
    if desk.audience != Audience::File {
        carried::taken(&mut data, &desk.book.edition.revisions);
    } else {
        filed(&mut data, desk);
        for (entry, shown) in
            desk.book.sources.iter().zip(data["sources"].as_array_mut().into_iter().flatten())
        {
            shown["state"] = json!(words::standing(entry));
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
        "index": book.index.iter().map(|e| json!({"sense": e.sense.word(), "text": e.text, "hazard": names.hazard(&e.hazard), "id": e.hazard})).collect::<Value>(),
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
        "compounds": book.compounds.iter().map(|c| compound(c, book, names)).collect::<Value>(),
        "points": points(book, names),
        "shelters": shelters(book, names),
        "routes": book.routes.iter().map(|r| json!({"name": r.name, "from": r.from, "to": r.to, "via": r.via, "length_m": r.length_m, "minutes": r.minutes, "avoid": r.avoid, "closed_when": r.closed_when})).collect::<Value>(),
        "households": households(book, names), "moving": moving.map_or(String::new(), words::people), "homes": moving.map_or(0, |sum| sum.homes),
        "supplies": supplies(book, names),
        "vehicles": book.vehicles.iter().map(|v| json!({"name": v.name, "plate": v.plate, "quantity": v.quantity, "contact": v.contact, "phones": v.phones, "place": v.place})).collect::<Value>(),
        "places": book.places.iter().map(|p| json!({"name": p.name, "kind": words::place(p.kind), "address": p.address, "person": p.person, "phones": p.phones, "people": p.people, "note": p.note, "cuts": words::cuts(p)})).collect::<Value>(),
        "inspections": book.inspections.iter().map(|i| json!({"what": i.what, "who": i.who, "cycle": i.cycle, "last": words::date(i.last), "finding": i.finding, "fixer": i.fixer, "deadline": words::date(i.deadline)})).collect::<Value>(),
        "drills": book.drills.iter().map(|d| json!({"date": words::date(d.date), "hazard": d.hazard, "time_of_day": words::time_of_day(d.time_of_day), "scenario": d.scenario, "participants": d.participants, "findings": d.findings, "next": words::date(d.next)})).collect::<Value>(),
        "training": book.training.iter().map(|t| json!({"date": words::date(t.date), "topic": t.topic, "participants": t.participants})).collect::<Value>(),
        "history": book.history.iter().map(|h| json!({"when": h.when, "hazard": h.hazard, "what": h.what, "losses": h.losses})).collect::<Value>(),
        "undecided": book.ledger.undecided, "disputes": disputes(book, names), "report_with_sounds": false, "media": media(book, names),
    })
}

/// Puts in what only the file's edition has: scripts, drills, exposure, sources, what the merge did.
fn filed(data: &mut Value, desk: &Desk) {
    let (book, names) = (desk.book, &desk.names);
    data["sources"] = book.sources.iter().map(|s| json!({"issuer": s.source.issuer, "title": s.source.title, "number": s.source.number, "article": s.source.article, "used_by": s.used_by})).collect();
    data["ledger"] = ledger(book, names);
    for shown in data["hazards"].as_array_mut().into_iter().flatten() {
        let Some(chapter) = book.hazards.iter().find(|h| shown["id"] == h.id.as_str()) else { continue };
        shown["summary"] = json!(chapter.summary);
        shown["exposed"] = json!(chapter.exposed);
        shown["broadcast"] = chapter
            .broadcast
            .iter()
            .map(|b| json!({"level": b.level.map(words::level), "when": b.when, "text": b.text}))
            .collect();
        shown["drill"] = json!({
            "scenario": chapter.drill.scenario, "check": chapter.drill.check,
            "timeline": chapter.drill.timeline.iter().map(|b| json!({"minute": b.minute, "role": names.roles(std::slice::from_ref(&b.role)), "text": b.text})).collect::<Value>(),
        });
    }
}

/// Puts in the hazards, the levels, and what is done in quiet times.
fn chapters(data: &mut Value, desk: &Desk, [spreads, ladders]: [&Value; 2]) {
    let (book, names) = (desk.book, &desk.names);
    let filed = desk.audience == Audience::File;
    let ladders = ladder::pages(book, names, ladders, !filed);
    // The file's edition has all of a hazard on its spread.
    let told = |chapter: &Chapter| if filed { Vec::new() } else { ladder::acts(&ladders, &chapter.id) };
    let of = |chapter: &Chapter, squeeze| spread::of(chapter, desk, spreads, squeeze, &told(chapter));
    let mut all: Vec<Spread> = book.hazards.iter().map(|chapter| of(chapter, Squeeze::No)).collect();
    let notes = book.hazards.iter().filter(|chapter| !chapter.note.is_empty());
    data["notes"] = notes.map(|chapter| json!({"hazard": chapter.short, "text": chapter.note})).collect();
    data["quiet"] = quiet(book, names, &[]);
    let lasting = filed || carried::fitted(data, &mut all, book, ladders.len(), of);
    let (mut hazards, mut left) = (Vec::new(), Vec::new());
    for (chapter, pages) in book.hazards.iter().zip(all) {
        let mut shown = json!({"id": chapter.id, "name": chapter.name, "short": chapter.short, "icon": chapter.icon, "class": words::class(chapter.class), "spread": pages.data});
        if filed && !pages.forbid.is_empty() {
            shown["forbid"] = json!(pages.forbid);
        }
        left.extend(pages.signs.iter().map(|s| (chapter, words::sensed(Some(s.sense), &s.text))));
        hazards.push(shown);
    }
    // Spreads begin on the left; single pages after them need no such place.
    hazards.sort_by_key(|shown| shown["spread"]["single"] == json!(true));
    data["hazards"] = json!(hazards);
    if lasting {
        data["quiet"] = quiet(book, names, &left);
    } else {
        carried::unnumbered(data);
    }
    data["ladders"] = json!(ladders);
}

/// How often something is looked at, in words that say so, and the heading it stands under.
const ROUNDS: [(&[&str], &str); 4] = [
    (&["天", "早", "晚", "夜", "周", "次日"], "每天、每周"),
    (&["月", "旬"], "每半月、每月"),
    (&["雨", "雪", "风", "汛", "灾", "节", "季", "期"], "汛前、雨前雨后、换季"),
    (&[""], "每年、有变化就做"),
];

/// Returns what is done in quiet times, by how often: what is looked at, what is made ready, which signs are
/// watched for beside those on the hazards' pages.
fn quiet(book: &Handbook, names: &Names, left: &[(&Chapter, String)]) -> Value {
    let mut rounds: Vec<(&str, Vec<Value>)> = ROUNDS.iter().map(|(_, title)| (*title, Vec::new())).collect();
    for chapter in &book.hazards {
        for item in &chapter.inspect {
            let found = ROUNDS.iter().position(|(words, _)| words.iter().any(|w| item.cycle.contains(w)));
            let row = json!({"look": item.look, "cycle": item.cycle, "role": names.roles(std::slice::from_ref(&item.role)), "hazard": chapter.short});
            rounds[found.unwrap_or(ROUNDS.len() - 1)].1.push(row);
        }
        for action in chapter.actions.iter().filter(|a| a.phase == Phase::Prepare) {
            let common = action.common.as_ref().and_then(|id| book.common.iter().find(|c| c.id == *id));
            let text = Some(here(action, common)).filter(|t| !t.is_empty()).unwrap_or(action.card.clone());
            rounds[ROUNDS.len() - 1].1.push(json!({"look": text, "cycle": "", "role": names.roles(&action.roles), "hazard": chapter.short}));
        }
    }
    let signs: Vec<Value> = left
        .iter()
        .map(|(chapter, text)| json!({"look": text, "cycle": "", "role": "", "hazard": chapter.short}))
        .collect();
    rounds.push(("还有这些要留心", signs));
    rounds.retain(|(_, rows)| !rows.is_empty());
    rounds.iter().map(|(title, rows)| json!({"title": title, "rows": rows})).collect()
}

/// Returns where plans disagree and what holds, each once, with the hazards that it is about.
fn disputes(book: &Handbook, names: &Names) -> Value {
    let mut seen: Vec<&str> = Vec::new();
    let all = book.hazards.iter().flat_map(|h| &h.rulings);
    let once: Vec<_> = all
        .filter(|r| {
            !seen.contains(&r.id.as_str()) && {
                seen.push(&r.id);
                true
            }
        })
        .collect();
    once.iter().map(|r| json!({"hazards": names.hazards(&r.hazards), "issue": r.issue, "ruling": r.ruling, "decided": r.basis.is_some()})).collect()
}

/// Returns what to put which fire out with, each once.
fn media(book: &Handbook, names: &Names) -> Value {
    let mut found: Vec<(&crate::model::handbook::MediumEntry, Vec<String>)> = Vec::new();
    for (chapter, medium) in book.hazards.iter().flat_map(|h| h.media.iter().map(move |m| (h, m))) {
        match found.iter_mut().find(|(seen, _)| *seen == medium) {
            Some((_, hazards)) => hazards.push(chapter.id.clone()),
            None => found.push((medium, vec![chapter.id.clone()])),
        }
    }
    found.iter().map(|(m, hazards)| json!({"fire": m.fire, "good": m.good, "bad": m.bad, "hazards": names.hazards(hazards)})).collect()
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
    let number = |n: &NationalNumber| json!({"number": n.number, "purpose": n.purpose});
    let national = |numbers: &[NationalNumber]| -> Value { numbers.iter().map(number).collect() };
    json!({
        // Those that bring help at once stand on the cover and before who rings whom.
        "first": book.phones.emergency.iter().filter(|n| !n.short.is_empty()).map(number).collect::<Value>(),
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

pub(super) fn shelter_line(name: &str, book: &Handbook) -> Value {
    let Some(s) = book.shelters.iter().find(|s| s.name == name) else { return json!({"name": name}) };
    json!({
        "name": name, "address": s.address, "setting": words::setting(s.setting), "capacity": s.capacity,
        "keeper": s.keepers.first().map(words::caller), "keys": s.keys,
    })
}

/// Returns what a step says here: first what it says in the place of the common step's sentences, then which
/// it leaves out.
pub(super) fn here(action: &Action, common: Option<&CommonEntry>) -> String {
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
    let threatened = |p| {
        let (homes, people) = book.threatened(p);
        words::threatened(homes, people)
    };
    (book.points.iter())
        .map(|p| json!({
            "name": p.name, "hazards": names.hazards(&p.hazards), "place": p.place, "coordinates": p.coordinates, "radius_m": p.radius_m,
            "scale": p.scale, "watchers": p.watchers.iter().map(words::holder).collect::<Value>(), "cycle": p.cycle, "signs": p.signs.iter().map(|s| s.text.as_str()).collect::<Value>(),
            "threatened": threatened(p), "escape": p.escape, "zone": words::zone(p.zone),
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
            "unfit_for": s.unfit_for.iter().map(|u| json!({"hazard": names.short(&u.hazard), "why": words::unfit(&u.why, names)})).collect::<Value>(),
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
