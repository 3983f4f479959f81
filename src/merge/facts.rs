//! The facts that plan texts may name, gathered from a profile; and who and where they are for one hazard.

use std::collections::{BTreeMap, BTreeSet};

use minijinja::Value;
use minijinja::value::Serde;
use serde_json::{Map, Value as Json, json};

use crate::model::handbook::{Holder, UnfitReason};
use crate::model::phone;
use crate::model::plan::{CONTACT_NAMES, Choose, DisputedNumber, Holders, Plan, PlanSet};
use crate::model::profile::{Alarm, Contact, ContactKind, Evacuee, Hazard, Kind, Point, Profile, Route, Setting, Shelter, TeamKind};

/// Returns the facts that hold for the whole village.
pub(super) fn base(profile: &Profile, plans: &PlanSet) -> Value {
    let mut facts = Map::new();
    let mut put = |key: &str, value: Json| facts.insert(key.to_owned(), value);
    put("village", village(profile));
    put("post", posts(profile, plans));
    put("contact", contacts(profile));
    put("alarm", profile.alarms.iter().map(|(id, a)| (id.clone(), json!({"text": sound(a), "by": plans.role_name(&a.by)}))).collect());
    put("team", teams(profile));
    put("place", places(profile));
    put("number", plans.resolve.numbers.iter().map(|(id, n)| (id.clone(), Json::from(chosen(n)))).collect());
    Value::from(Serde(Json::Object(facts)))
}

/// Returns the base facts and those of one hazard.
pub(super) fn of_hazard(base: &Value, plan: &Plan, profile: &Profile, plans: &PlanSet) -> Value {
    let hazard = &profile.hazards[&plan.id];
    let (households, people) = threatened(&plan.id, profile);
    let mut own = Map::new();
    let trigger = trigger(hazard);
    own.insert("hazard".into(), defined([
        ("name", plan.name.clone().into()),
        ("trigger", if trigger.is_empty() { Json::Null } else { trigger.into() }),
        ("households", households.into()),
        ("people", people.into()),
    ]));
    let points: Vec<Json> = points_of(&plan.id, profile).map(|(name, p)| point(name, p, profile)).collect();
    if !points.is_empty() {
        let names: Vec<&str> = points_of(&plan.id, profile).map(|(name, _)| name.as_str()).collect();
        own.insert("point_names".into(), names.join("、").into());
        own.insert("points".into(), points.into());
    }
    let fit = shelters_for(&plan.id, profile, plans);
    if let Some(main) = fit.first() {
        own.insert("shelter".into(), shelter(main, &profile.shelters[main], profile));
        own.insert("shelters".into(), fit.iter().map(|name| shelter(name, &profile.shelters[name], profile)).collect());
        own.insert("shelter_names".into(), fit.join("、").into());
    }
    if let Some((name, route)) = main_route(&plan.id, profile, plans) {
        own.insert("route".into(), defined([
            ("name", name.clone().into()),
            ("from", route.from.clone().into()),
            ("to", route.to.clone().into()),
            ("via", text(route.via.join("、"))),
            ("minutes", route.minutes.into()),
            ("avoid", text(route.avoid.join("、"))),
        ]));
    }
    own.insert("evac".into(), evacuation(&plan.id, profile));
    let own = Value::from(Serde(Json::Object(own)));
    minijinja::context! { ..own, ..base.clone() }
}

/// Drops what is null, so that a text naming it fails instead of printing nothing.
fn defined<const N: usize>(pairs: [(&str, Json); N]) -> Json {
    pairs.into_iter().filter(|(_, v)| !v.is_null()).map(|(k, v)| (k.to_owned(), v)).collect()
}

fn text(text: String) -> Json {
    if text.is_empty() { Json::Null } else { text.into() }
}

fn village(profile: &Profile) -> Json {
    defined([
        ("name", profile.name.clone().into()),
        ("kind_name", kind_name(profile.kind).into()),
        ("town", profile.town.clone().into()),
        ("county", profile.county.clone().into()),
        ("city", profile.city.clone().into()),
        ("households", profile.overview.households.into()),
        ("population", profile.overview.population.into()),
        ("residents", profile.overview.residents.or(profile.overview.population).into()),
    ])
}

/// Returns 村 or 社区.
pub(super) fn kind_name(kind: Kind) -> &'static str {
    match kind {
        Kind::Village => "村",
        Kind::Community => "社区",
    }
}

fn posts(profile: &Profile, plans: &PlanSet) -> Json {
    let post = |id: &String| {
        let (people, _) = filled(id, profile, plans);
        let names: Vec<&str> = people.iter().map(|p| p.name.as_str()).collect();
        let all = if names.is_empty() { Json::Null } else { names.join("、").into() };
        let single = !matches!(plans.roles[id].holders, Holders::Grids | Holders::Helpers | Holders::Watchers | Holders::Keepers);
        let nth = |n: usize| people.get(n).filter(|_| single);
        defined([
            ("name", nth(0).map_or(Json::Null, |p| p.name.clone().into())),
            ("phone", nth(0).and_then(|p| p.phones.first()).map_or(Json::Null, |p| p.clone().into())),
            ("deputy", nth(1).map_or(Json::Null, |p| p.name.clone().into())),
            ("deputy_phone", nth(1).and_then(|p| p.phones.first()).map_or(Json::Null, |p| p.clone().into())),
            ("all", all),
        ])
    };
    plans.roles.keys().map(|id| (id.clone(), post(id))).collect()
}

/// Returns the holders of a role and the role that really holds it, following `falls_to` while nobody does.
pub(super) fn filled<'a>(id: &'a str, profile: &Profile, plans: &'a PlanSet) -> (Vec<Holder>, &'a str) {
    let mut at = id;
    for _ in 0..plans.roles.len() {
        let people = holders(at, profile, plans);
        let next = plans.roles.get(at).and_then(|r| r.falls_to.as_deref());
        match next {
            Some(next) if people.is_empty() => at = next,
            _ => return (people, at),
        }
    }
    (Vec::new(), at)
}

/// Returns the people who hold a role in this village, in order, each once.
pub fn holders(id: &str, profile: &Profile, plans: &PlanSet) -> Vec<Holder> {
    let from = plans.roles.get(id).map_or(Holders::Posts, |role| role.holders);
    let mut names: Vec<&String> = match from {
        Holders::Posts => Vec::new(),
        Holders::Grids => profile.grids.values().flat_map(|g| &g.officer).collect(),
        Holders::Helpers => profile.evacuees.iter().flat_map(|e| &e.helper).collect(),
        Holders::Watchers => profile.points.values().flat_map(|p| &p.watcher).collect(),
        Holders::Keepers => profile.shelters.values().flat_map(|s| &s.keeper).collect(),
        Holders::Rescue => {
            let teams = profile.teams.values().filter(|t| t.kind == TeamKind::Rescue);
            teams.flat_map(|t| t.leader.iter().chain(&t.deputy)).collect()
        }
        Holders::Everyone => Vec::new(),
    };
    if let Some(posted) = profile.posts.get(id) {
        names.splice(0..0, posted);
    }
    let mut seen = BTreeSet::new();
    names.retain(|name| seen.insert(*name));
    names.into_iter().map(|name| holder(name, profile)).collect()
}

/// Returns a person as printed.
pub(super) fn holder(name: &str, profile: &Profile) -> Holder {
    let person = profile.people.get(name);
    Holder {
        name: name.to_owned(),
        phones: person.map(|p| p.phone.iter().map(|n| phone::grouped(n)).collect()).unwrap_or_default(),
        title: person.map(|p| p.title.clone()).unwrap_or_default(),
    }
}

fn contacts(profile: &Profile) -> Json {
    let names = CONTACT_NAMES.iter().copied().chain([(ContactKind::Neighbour, "neighbour"), (ContactKind::Enterprise, "enterprise")]);
    names
        .filter_map(|(kind, key)| {
            let (name, contact) = profile.contacts.iter().find(|(_, c)| c.kind == kind)?;
            Some((key.to_owned(), contact_facts(name, contact)))
        })
        .collect()
}

fn contact_facts(name: &str, contact: &Contact) -> Json {
    defined([
        ("name", name.into()),
        ("phone", contact.phone.first().map_or(Json::Null, |p| p.clone().into())),
        ("person", text(contact.person.clone())),
    ])
}

/// Returns how an alarm sounds, e.g. 连续急敲铜锣.
pub(super) fn sound(alarm: &Alarm) -> String {
    format!("{}{}", alarm.pattern, alarm.tool)
}

fn teams(profile: &Profile) -> Json {
    let kinds = [(TeamKind::Rescue, "rescue"), (TeamKind::TownRescue, "town_rescue"), (TeamKind::Watch, "watch"), (TeamKind::Volunteer, "volunteer")];
    kinds
        .into_iter()
        .filter_map(|(kind, key)| {
            let (name, team) = profile.teams.iter().find(|(_, t)| t.kind == kind)?;
            let phone = team.leader.as_ref().and_then(|l| profile.people.get(l)).and_then(|p| p.phone.first()).or(team.phone.first());
            Some((key.to_owned(), defined([
                ("name", name.clone().into()),
                ("leader", team.leader.clone().map_or(Json::Null, Json::from)),
                ("leader_phone", phone.map_or(Json::Null, |p| p.clone().into())),
                ("size", team_size(team).into()),
            ])))
        })
        .collect()
}

/// Returns the head count of a team, each person once.
pub(super) fn team_size(team: &crate::model::profile::Team) -> u32 {
    let named: BTreeSet<&String> = team.members.iter().chain(&team.leader).chain(&team.deputy).collect();
    team.size.unwrap_or(0).max(u32::try_from(named.len()).unwrap_or(u32::MAX))
}

fn places(profile: &Profile) -> Json {
    let mut by_kind: BTreeMap<String, Vec<&String>> = BTreeMap::new();
    for (name, place) in &profile.places {
        let kind = serde_json::to_value(place.kind).ok().and_then(|k| k.as_str().map(|k| k.replace('-', "_")));
        by_kind.entry(kind.unwrap_or_default()).or_default().push(name);
    }
    let facts = |names: &[&String]| {
        let first = &profile.places[names[0]];
        let all: Vec<&str> = names.iter().map(|n| n.as_str()).collect();
        let phone = first.phone.first().or_else(|| profile.people.get(&first.person).and_then(|p| p.phone.first()));
        defined([
            ("name", names[0].as_str().into()),
            ("names", all.join("、").into()),
            ("person", text(first.person.clone())),
            ("phone", phone.map_or(Json::Null, |p| p.clone().into())),
        ])
    };
    by_kind.iter().map(|(kind, names)| (kind.clone(), facts(names))).collect()
}

/// Returns the more conservative of the claimed values.
pub(super) fn chosen(number: &DisputedNumber) -> u32 {
    let values = number.values.iter().map(|v| v.value);
    match number.choose {
        Choose::Largest => values.max(),
        Choose::Smallest => values.min(),
    }
    .unwrap_or(0)
}

/// Returns the local triggers in words: 1小时雨量到50毫米；北沟水位到红线.
pub(super) fn trigger(hazard: &Hazard) -> String {
    let one = |(what, value): (&String, &String)| {
        let joined = if value.starts_with(['到', '超', '达', '低']) { format!("{what}{value}") } else { format!("{what}到{value}") };
        joined
    };
    hazard.triggers.iter().map(one).collect::<Vec<_>>().join("；")
}

/// Returns how many households and people a hazard threatens: as declared, else the sum over its points.
pub(super) fn threatened(hazard: &str, profile: &Profile) -> (Option<u32>, Option<u32>) {
    let declared = &profile.hazards[hazard];
    let sum = |of: fn(&Point) -> Option<u32>| {
        let known: Vec<u32> = points_of(hazard, profile).filter_map(|(_, p)| of(p)).collect();
        (!known.is_empty()).then(|| known.iter().sum())
    };
    (declared.households.or_else(|| sum(|p| p.households)), declared.people.or_else(|| sum(|p| p.people)))
}

/// Returns the risk points of a hazard, in the profile's order.
pub(super) fn points_of<'a>(hazard: &str, profile: &'a Profile) -> impl Iterator<Item = (&'a String, &'a Point)> {
    profile.points.iter().filter(move |(_, p)| p.hazards.iter().any(|h| h == hazard))
}

fn point(name: &str, point: &Point, profile: &Profile) -> Json {
    let watcher = point.watcher.first();
    defined([
        ("name", name.into()),
        ("place", text(point.place.clone())),
        ("watcher", watcher.map_or(Json::Null, |w| w.clone().into())),
        ("watcher_phone", watcher.and_then(|w| profile.people.get(w)).and_then(|p| p.phone.first()).map_or(Json::Null, |p| p.clone().into())),
        ("households", point.households.into()),
        ("people", point.people.into()),
        ("escape", text(point.escape.clone())),
        ("cycle", text(point.cycle.clone())),
    ])
}

fn shelter(name: &str, shelter: &Shelter, profile: &Profile) -> Json {
    let keeper = shelter.keeper.first();
    defined([
        ("name", name.into()),
        ("address", text(shelter.address.clone())),
        ("capacity", shelter.capacity.into()),
        ("keeper", keeper.map_or(Json::Null, |k| k.clone().into())),
        ("keeper_phone", keeper.and_then(|k| profile.people.get(k)).and_then(|p| p.phone.first()).map_or(Json::Null, |p| p.clone().into())),
        ("keys", text(shelter.keys.clone())),
        ("setting", if shelter.setting == Setting::Indoor { "室内" } else { "室外" }.into()),
    ])
}

/// Returns the hazards a household moves for: its own list, else those of its risk point.
pub(super) fn hazards_of<'a>(evacuee: &'a Evacuee, profile: &'a Profile) -> &'a [String] {
    if !evacuee.hazards.is_empty() {
        return &evacuee.hazards;
    }
    evacuee.point.as_ref().and_then(|p| profile.points.get(p)).map_or(&[], |p| p.hazards.as_slice())
}

fn evacuation(hazard: &str, profile: &Profile) -> Json {
    let homes = super::project::households(profile);
    let moving: Vec<_> = homes.iter().filter(|h| h.hazards.iter().any(|x| x == hazard)).collect();
    json!({
        "households": moving.len(),
        "people": moving.iter().map(|h| h.members).sum::<u32>(),
        "frail": moving.iter().filter(|h| !h.needs.is_empty()).count(),
    })
}

/// Returns the hazards that can come together with this one, by the library's compound events.
pub fn coincident(hazard: &str, plans: &PlanSet) -> BTreeSet<String> {
    let together = plans.resolve.compounds.iter().filter_map(|c| {
        let all: BTreeSet<String> = c.trigger.iter().chain(&c.follows).cloned().collect();
        all.contains(hazard).then_some(all)
    });
    together.flatten().collect()
}

/// Returns why a shelter may not be offered for a hazard, or `None` if it may.
pub(super) fn unfit(name: &str, hazard: &str, profile: &Profile, plans: &PlanSet) -> Option<UnfitReason> {
    let shelter = &profile.shelters[name];
    if shelter.unsafe_for.iter().any(|h| h == hazard) {
        return Some(UnfitReason::Declared);
    }
    if !shelter.safe_for.is_empty() && !shelter.safe_for.iter().any(|h| h == hazard) {
        return Some(UnfitReason::NotListed);
    }
    let stance = plans.plans.get(hazard).and_then(|p| plans.resolve.stances.get(&p.stance));
    if stance.is_some_and(|s| !s.settings.is_empty() && !s.settings.contains(&shelter.setting)) {
        return Some(UnfitReason::Setting);
    }
    danger_zone(shelter, hazard, profile, plans).map(UnfitReason::InDangerZone)
}

/// Returns the risk point in whose danger zone a shelter stands, among the hazards that can come together.
fn danger_zone(shelter: &Shelter, hazard: &str, profile: &Profile, plans: &PlanSet) -> Option<String> {
    let here = shelter.coordinates?;
    let mut together = coincident(hazard, plans);
    together.insert(hazard.to_owned());
    let inside = |(_, point): &(&String, &Point)| {
        let (Some(there), Some(radius)) = (point.coordinates, point.radius_m) else { return false };
        point.hazards.iter().any(|h| together.contains(h)) && distance_m(here, there) < f64::from(radius)
    };
    profile.points.iter().find(inside).map(|(name, _)| name.clone())
}

/// Returns the distance between two places in metres, on a sphere of 6,371 km.
pub(crate) fn distance_m(a: [f64; 2], b: [f64; 2]) -> f64 {
    let [lat1, lon1, lat2, lon2] = [a[0], a[1], b[0], b[1]].map(f64::to_radians);
    let h = ((lat2 - lat1) / 2.0).sin().powi(2) + lat1.cos() * lat2.cos() * ((lon2 - lon1) / 2.0).sin().powi(2);
    2.0 * 6_371_000.0 * h.sqrt().asin()
}

/// Returns the shelters fit for a hazard, the main one first; empty if its stance sends nobody to a shelter.
///
/// Main is the one the village named for this hazard, else the one most of its households go to, else the largest.
pub(super) fn shelters_for(hazard: &str, profile: &Profile, plans: &PlanSet) -> Vec<String> {
    let stance = plans.plans.get(hazard).and_then(|p| plans.resolve.stances.get(&p.stance));
    if stance.is_some_and(|s| !s.shelter) {
        return Vec::new();
    }
    let declared = profile.hazards.get(hazard).map(|h| h.shelters.as_slice()).unwrap_or_default();
    let expected = |name: &String| -> u32 {
        let here = profile.evacuees.iter().filter(|e| e.shelter.as_ref() == Some(name));
        here.filter(|e| hazards_of(e, profile).iter().any(|h| h == hazard)).filter_map(|e| e.members).sum()
    };
    let mut fit: Vec<(usize, u32, u32, usize, &String)> = (profile.shelters.keys().enumerate())
        .filter(|(_, name)| unfit(name, hazard, profile, plans).is_none())
        .map(|(i, name)| {
            let rank = declared.iter().position(|d| d == name).unwrap_or(declared.len());
            (rank, u32::MAX - expected(name), u32::MAX - profile.shelters[name].capacity.unwrap_or(0), i, name)
        })
        .collect();
    fit.sort();
    fit.into_iter().map(|(.., name)| name.clone()).collect()
}

/// Returns the main route of a hazard: the one most of its households take, else one that leads to its main shelter.
pub(super) fn main_route<'a>(hazard: &str, profile: &'a Profile, plans: &PlanSet) -> Option<(&'a String, &'a Route)> {
    let shelters = shelters_for(hazard, profile, plans);
    let main = shelters.first()?;
    let taken = |name: &String| {
        let on = profile.evacuees.iter().filter(|e| e.route.as_ref() == Some(name));
        on.filter(|e| hazards_of(e, profile).iter().any(|h| h == hazard)).filter_map(|e| e.members).sum::<u32>()
    };
    let mut leading: Vec<_> = profile.routes.iter().filter(|(_, r)| r.to == *main).collect();
    // Stable: the first written wins among equals.
    leading.sort_by_key(|(name, _)| u32::MAX - taken(name));
    leading.into_iter().next()
}
