//! The facts that plan texts may name, gathered from a profile; and who and where they are for one hazard.

use std::collections::BTreeMap;

use minijinja::Value;
use minijinja::value::Serde;
use serde_json::{Map, Value as Json};

use crate::model::handbook::{Holder, Sum};
use crate::model::phone::Phone;
use crate::model::plan::{Act, CONTACT_NAMES, Choose, DisputedNumber, Holders, Plan, PlanSet};
use crate::model::profile::{Contact, ContactKind, Point, Setting, Shelter, TeamKind};
use crate::model::role::known;
use crate::model::signs;
use crate::model::village::{Village, sound, team_count};

/// Facts that a text may name; `*` stands for one of the ids that the comment beside it says.
const FACTS: &[&str] = &[
    "village.name",
    "village.kind_name",
    "village.town",
    "village.county",
    "village.city",
    "village.households",
    "village.population",
    "village.residents",
    "village.flood_season",
    "village.nearest_aed",
    // * = role
    "post.*.name",
    "post.*.phone",
    "post.*.deputy",
    "post.*.deputy_phone",
    "post.*.all",
    "post.*.who",
    "post.*.who_phone",
    "hazard.name",
    "hazard.trigger",
    "hazard.reports",
    "hazard.leaves",
    "hazard.households",
    "hazard.people",
    "points",
    "point_names",
    "shelter",
    "shelter.name",
    "shelter.address",
    "shelter.capacity",
    "shelter.keeper",
    "shelter.keeper_phone",
    "shelter.keys",
    "shelter.setting",
    "shelters",
    "shelter_names",
    "route",
    "route.name",
    "route.from",
    "route.to",
    "route.via",
    "route.minutes",
    "route.avoid",
    "evac.households",
    "evac.people",
    "evac.frail",
    // * = evacuate, ready, muster, clear
    "alarm.*.text",
    "alarm.*.by",
    // * = kind of contact
    "contact.*",
    "contact.*.name",
    "contact.*.phone",
    "contact.*.person",
    // * = rescue, town_rescue, watch, volunteer
    "team.*.name",
    "team.*.leader",
    "team.*.leader_phone",
    "team.*.size",
    // * = kind of critical place
    "place.*",
    "place.*.name",
    "place.*.names",
    "place.*.person",
    "place.*.phone",
    // * = number of resolve.yaml
    "number.*",
];

/// What stands for a fact that these readers may not see.
const BLANK: &str = "____";

/// What a book is merged from.
#[derive(Clone, Copy)]
pub(super) struct Source<'a> {
    /// The profile as the readers of this edition may see it.
    pub(super) own: Village<'a>,
    /// All of it: the same steps apply, whoever reads of them.
    pub(super) whole: Village<'a>,
}

impl Source<'_> {
    fn read(&self, facts: impl Fn(Village) -> Json) -> Json {
        if std::ptr::eq(self.own.profile, self.whole.profile) {
            facts(self.own)
        } else {
            veiled(facts(self.own), facts(self.whole))
        }
    }
}

/// Where a text stands: in a hazard's plan, or in a file that all hazards share.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// It may name the facts of its hazard.
    Hazard,
    /// It may name only those of the village.
    Village,
}

/// Facts of one hazard, by their first part.
const OF_HAZARD: [&str; 8] =
    ["hazard", "points", "point_names", "shelter", "shelters", "shelter_names", "route", "evac"];

/// Returns the facts named by a text that no profile can give there.
pub fn unknown_facts(template: &str, plans: &PlanSet, scope: Scope) -> Vec<String> {
    let known = |fact: &String| {
        let parts: Vec<&str> = fact.split('.').collect();
        let fits = |pattern: &&str| {
            pattern.split('.').count() == parts.len()
                && pattern.split('.').zip(&parts).all(|(p, f)| p == "*" || p == *f)
        };
        let id = match parts.as_slice() {
            ["post", role, _] => plans.roles.contains_key(*role),
            ["number", id] => plans.resolve.numbers.contains_key(*id),
            ["alarm", id, _] => crate::model::profile::ALARMS.iter().any(|(a, _)| a == id),
            ["contact", kind, ..] => {
                CONTACT_NAMES.iter().any(|(_, name)| name == kind)
                    || ["neighbour", "enterprise"].contains(kind)
            }
            _ => true,
        };
        let here = scope == Scope::Hazard || !OF_HAZARD.contains(&parts[0]);
        FACTS.iter().any(fits) && id && here
    };
    super::text::named_facts(template).into_iter().filter(|fact| !known(fact)).collect()
}

/// Returns the facts that hold for the whole village.
pub(super) fn base(source: &Source) -> Value {
    Value::from(Serde(source.read(general)))
}

fn general(village: Village) -> Json {
    let mut facts = Map::new();
    let mut put = |key: &str, value: Json| facts.insert(key.to_owned(), value);
    put("village", own(village));
    put("post", posts(village));
    put("contact", contacts(village));
    put(
        "alarm",
        village
            .profile
            .alarms
            .iter()
            .map(|(id, a)| {
                (
                    id.clone(),
                    defined([("text", text(sound(a))), ("by", text(village.called(village.acting(&a.by))))]),
                )
            })
            .collect(),
    );
    put("team", teams(village));
    put("place", places(village));
    put(
        "number",
        village.plans.resolve.numbers.iter().map(|(id, n)| (id.clone(), Json::from(chosen(n)))).collect(),
    );
    Json::Object(facts)
}

/// Returns the base facts and those of one hazard.
pub(super) fn of_hazard(base: &Value, plan: &Plan, source: &Source) -> Value {
    let own = Value::from(Serde(source.read(|village| special(plan, village))));
    minijinja::context! { ..own, ..base.clone() }
}

fn special(plan: &Plan, village: Village) -> Json {
    let hazard = &village.profile.hazards[&plan.id];
    let (households, people) = village.threatened(&plan.id);
    let mut own = Map::new();
    let trigger = signs::trigger(hazard);
    // Either is enough.
    let figures = signs::figures(hazard, Some(plan));
    let at = |act: Act| {
        let here = figures.iter().filter(|f| f.act == act);
        text(here.map(|f| signs::figure(&f.text, &f.at)).collect::<Vec<_>>().join("，或者"))
    };
    own.insert(
        "hazard".into(),
        defined([
            ("name", plan.name.clone().into()),
            ("trigger", if trigger.is_empty() { Json::Null } else { trigger.into() }),
            ("reports", at(Act::Report)),
            ("leaves", at(Act::Leave)),
            ("households", households.into()),
            ("people", people.into()),
        ]),
    );
    let points: Vec<Json> = village.points_of(&plan.id).map(|(name, p)| point(name, p, village)).collect();
    if !points.is_empty() {
        let names: Vec<&str> = village.points_of(&plan.id).map(|(name, _)| name.as_str()).collect();
        own.insert("point_names".into(), names.join("、").into());
        own.insert("points".into(), points.into());
    }
    let fit = village.shelters_for(&plan.id);
    if let Some(main) = fit.first() {
        own.insert("shelter".into(), shelter(main, &village.profile.shelters[main], village));
        own.insert(
            "shelters".into(),
            fit.iter().map(|name| shelter(name, &village.profile.shelters[name], village)).collect(),
        );
        own.insert("shelter_names".into(), fit.join("、").into());
    }
    // A route may be named only where all take the same.
    let ways = village.ways(&plan.id);
    let only = ways.first().filter(|first| ways.iter().all(|way| way.route == first.route));
    if let Some((name, route)) = only.and_then(|way| village.profile.routes.get_key_value(&way.route)) {
        own.insert(
            "route".into(),
            defined([
                ("name", name.clone().into()),
                ("from", route.from.clone().into()),
                ("to", route.to.clone().into()),
                ("via", text(route.via.join("、"))),
                ("minutes", route.minutes.into()),
                ("avoid", text(route.avoid.join("、"))),
            ]),
        );
    }
    own.insert("evac".into(), evacuation(&plan.id, village));
    Json::Object(own)
}

/// Returns what an edition sees of facts; where there is one that it may not see, a blank to ask for.
fn veiled(own: Json, whole: Json) -> Json {
    match (own, whole) {
        (Json::Object(mut own), Json::Object(whole)) => {
            let both = whole.into_iter().map(|(key, theirs)| {
                let mine = own.remove(&key).unwrap_or(Json::Null);
                (key, veiled(mine, theirs))
            });
            both.collect()
        }
        (Json::Array(own), Json::Array(whole)) => {
            own.into_iter().zip(whole).map(|(mine, theirs)| veiled(mine, theirs)).collect()
        }
        // Another word than the true one follows from what is hidden, and would be taken for the truth.
        (own, Json::String(whole)) if own != *whole => BLANK.into(),
        (own, _) => own,
    }
}

/// Drops what is null, so that a text naming it fails instead of printing nothing.
fn defined<const N: usize>(pairs: [(&str, Json); N]) -> Json {
    pairs.into_iter().filter(|(_, v)| !v.is_null()).map(|(k, v)| (k.to_owned(), v)).collect()
}

fn text(text: String) -> Json {
    if text.is_empty() { Json::Null } else { text.into() }
}

/// Returns a number as sentences print it.
fn phone(phone: Option<&Phone>) -> Json {
    phone.map_or(Json::Null, |phone| phone.unbroken().into())
}

fn own(village: Village) -> Json {
    defined([
        ("name", text(format!("{}{}", village.profile.name, village.profile.only_group))),
        ("flood_season", text(village.profile.flood_season.clone())),
        ("nearest_aed", text(village.profile.nearest_aed.clone())),
        ("kind_name", village.plans.words.tongue(village.profile).kind_name(village.profile.kind).into()),
        ("town", text(village.profile.town.clone())),
        ("county", text(village.profile.county.clone())),
        ("city", text(village.profile.city.clone())),
        ("households", village.profile.overview.households.into()),
        ("population", village.profile.overview.population.into()),
        ("residents", village.profile.overview.residents.or(village.profile.overview.population).into()),
    ])
}

fn posts(village: Village) -> Json {
    let post = |id: &String| {
        let people = village.holders(id);
        let names: Vec<&str> = people.iter().map(|p| p.name.as_str()).collect();
        let all = if names.is_empty() { Json::Null } else { names.join("、").into() };
        let single = !matches!(
            village.plans.roles[id].holders,
            Holders::Grids
                | Holders::Helpers
                | Holders::Watchers
                | Holders::Keepers
                | Holders::Clusters
                | Holders::Warners
        );
        let nth = |n: usize| people.get(n).filter(|_| single);
        // Whoever does it, under his own title: a stand-in never stands behind the name of a vacant post.
        let (doing, at) = village.filled(id);
        // Texts call the stand-in of the commander by his own title.
        let first = nth(0).or_else(|| doing.first().filter(|_| id == known::COMMANDER));
        let title = |p: &Holder| {
            if p.post.is_empty() { village.plans.role_name(at).to_owned() } else { p.post.clone() }
        };
        let who = doing.first().cloned().map(|p| (title(&p), p));
        defined([
            ("name", first.map_or(Json::Null, |p| p.name.clone().into())),
            ("phone", phone(first.and_then(|p| p.phones.first()))),
            ("deputy", nth(1).map_or(Json::Null, |p| p.name.clone().into())),
            ("deputy_phone", phone(nth(1).and_then(|p| p.phones.first()))),
            ("all", all),
            ("who", who.as_ref().map_or(Json::Null, |(title, p)| format!("{title}{}", p.name).into())),
            ("who_phone", phone(who.as_ref().and_then(|(_, p)| p.phones.first()))),
        ])
    };
    village.plans.roles.keys().map(|id| (id.clone(), post(id))).collect()
}

fn contacts(village: Village) -> Json {
    let names = CONTACT_NAMES
        .iter()
        .copied()
        .chain([(ContactKind::Neighbour, "neighbour"), (ContactKind::Enterprise, "enterprise")]);
    names
        .filter_map(|(kind, key)| {
            let (name, contact) = village.profile.contacts.iter().find(|(_, c)| c.kind == kind)?;
            Some((key.to_owned(), contact_facts(name, contact)))
        })
        .collect()
}

fn contact_facts(name: &str, contact: &Contact) -> Json {
    defined([
        ("name", name.into()),
        ("phone", phone(contact.phone.first())),
        ("person", text(contact.person.clone())),
    ])
}

fn teams(village: Village) -> Json {
    let kinds = [
        (TeamKind::Rescue, "rescue"),
        (TeamKind::TownRescue, "town_rescue"),
        (TeamKind::Watch, "watch"),
        (TeamKind::Volunteer, "volunteer"),
    ];
    kinds
        .into_iter()
        .filter_map(|(kind, key)| {
            let (name, team) = village.profile.teams.iter().find(|(_, t)| t.kind == kind)?;
            let number = team
                .leader
                .as_ref()
                .and_then(|l| village.profile.people.get(l))
                .and_then(|p| p.phone.first())
                .or(team.phone.first());
            Some((
                key.to_owned(),
                defined([
                    ("name", name.clone().into()),
                    ("leader", team.leader.clone().map_or(Json::Null, Json::from)),
                    ("leader_phone", phone(number)),
                    ("size", team_count(team).into()),
                ]),
            ))
        })
        .collect()
}

fn places(village: Village) -> Json {
    let mut by_kind: BTreeMap<String, Vec<&String>> = BTreeMap::new();
    for (name, place) in &village.profile.places {
        let kind =
            serde_json::to_value(place.kind).ok().and_then(|k| k.as_str().map(|k| k.replace('-', "_")));
        by_kind.entry(kind.unwrap_or_default()).or_default().push(name);
    }
    let facts = |names: &[&String]| {
        let first = &village.profile.places[names[0]];
        let all: Vec<&str> = names.iter().map(|n| n.as_str()).collect();
        let number = first
            .phone
            .first()
            .or_else(|| village.profile.people.get(&first.person).and_then(|p| p.phone.first()));
        defined([
            ("name", names[0].as_str().into()),
            ("names", all.join("、").into()),
            ("person", text(first.person.clone())),
            ("phone", phone(number)),
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

fn point(name: &str, point: &Point, village: Village) -> Json {
    let watcher = point.watcher.first();
    defined([
        ("name", name.into()),
        ("place", text(point.place.clone())),
        ("watcher", watcher.map_or(Json::Null, |w| w.clone().into())),
        (
            "watcher_phone",
            phone(watcher.and_then(|w| village.profile.people.get(w)).and_then(|p| p.phone.first())),
        ),
        ("households", point.households.into()),
        ("people", point.people.into()),
        ("escape", text(point.escape.clone())),
        ("cycle", text(point.cycle.clone())),
    ])
}

fn shelter(name: &str, shelter: &Shelter, village: Village) -> Json {
    let keeper = shelter.keeper.first();
    defined([
        ("name", name.into()),
        ("address", text(shelter.address.clone())),
        ("capacity", shelter.capacity.into()),
        ("keeper", keeper.map_or(Json::Null, |k| k.clone().into())),
        (
            "keeper_phone",
            phone(keeper.and_then(|k| village.profile.people.get(k)).and_then(|p| p.phone.first())),
        ),
        ("keys", text(shelter.keys.clone())),
        ("setting", if shelter.setting == Setting::Indoor { "室内" } else { "室外" }.into()),
    ])
}

fn evacuation(hazard: &str, village: Village) -> Json {
    let homes = village.households();
    let moving: Vec<_> = homes.iter().filter(|h| h.hazards.iter().any(|x| x == hazard)).collect();
    let people = Sum::of(moving.iter().copied());
    defined([
        ("households", people.homes.into()),
        // Part of a sum is not the sum: where a household does not say its number it is written in by hand.
        ("people", if people.unsaid == 0 { people.known.into() } else { Json::Null }),
        ("frail", moving.iter().filter(|h| !h.needs.is_empty()).count().into()),
    ])
}
