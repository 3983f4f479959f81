//! A book as facts for people: who, where, how to reach them. Counts and lists that follow from other facts
//! are left out.

use std::collections::{BTreeMap, BTreeSet};

use super::{Fact, Kind, Side, plan};
use crate::compose::words;
use crate::model::handbook::{
    ContactEntry, GridEntry, Handbook, Holder, Household, PlaceEntry, PointEntry, RoleEntry, RouteEntry,
    ShelterEntry, SupplyEntry, TeamEntry, VehicleEntry,
};
use crate::model::phone::{Phone, joined};
use crate::model::plan::{Holders, Level};
use crate::model::profile::Date;

/// Returns all facts of a book, each once; `shared` are the hazards that both books have.
pub(super) fn all(side: &Side, shared: &BTreeSet<String>) -> Vec<Fact> {
    let book = side.book;
    let people = people(book);
    let mut facts = vec![edition(book), village(book)];
    facts.extend(book.village.overview.groups.iter().map(|(name, group)| {
        let fact = Fact::new(Kind::Village, name, name);
        let fact = fact
            .with("households", number(group.households, "户"))
            .with("people", number(group.population, "人"));
        fact.with("leader", group.head.clone().unwrap_or_default())
    }));
    facts.extend(
        book.phones.emergency.iter().chain(&book.phones.advice).map(|n| {
            Fact::new(Kind::Number, &n.number, &n.number).with("purpose", &n.purpose).of(&n.hazards)
        }),
    );
    facts.extend(book.phones.outside.iter().map(contact));
    facts.extend(people.values().map(person));
    facts.extend(book.roles.iter().filter_map(|role| post(role, side)));
    facts.extend(book.teams.iter().map(team));
    facts.extend(book.grids.iter().map(grid));
    facts.extend(book.clusters.iter().map(|c| {
        let fact = Fact::new(Kind::Grid, format!("cluster/{}", c.name), &c.name)
            .with("leader", names(&c.leaders))
            .with("area", &c.area);
        fact.with("households", number(c.households, "户")).with("people", number(c.people, "人"))
    }));
    facts.extend(book.shelters.iter().map(|entry| shelter(entry, side, shared)));
    facts.extend(book.routes.iter().map(route));
    facts.extend(book.points.iter().map(|entry| point(entry, side, shared)));
    facts.extend(book.homes().map(|home| household(home, side, shared)));
    facts.extend(
        book.alarms
            .iter()
            .map(|a| Fact::new(Kind::Alarm, &a.id, &a.meaning).with("text", &a.text).with("by", &a.by)),
    );
    facts.extend(plan::all(side));
    facts.extend(book.supplies.iter().map(|entry| supply(entry, side)));
    facts.extend(book.vehicles.iter().map(|entry| vehicle(entry, &people)));
    facts.extend(book.places.iter().map(|entry| place(entry, &people)));
    facts.extend(records(book));
    facts.extend(pictures(book));
    distinct(facts)
}

/// Two facts of one kind and key would be taken for one: later ones get a number.
pub(super) fn distinct(mut facts: Vec<Fact>) -> Vec<Fact> {
    let mut seen: BTreeMap<(Kind, String), usize> = BTreeMap::new();
    for fact in &mut facts {
        let count = seen.entry((fact.kind, fact.key.clone())).or_default();
        *count += 1;
        if *count > 1 {
            fact.key = format!("{}#{count}", fact.key);
        }
    }
    facts
}

fn edition(book: &Handbook) -> Fact {
    let e = &book.edition;
    let revision = |r: &crate::model::profile::Revision| {
        [day(r.date), r.change.clone(), r.approved_by.clone()].join(" ").trim().to_owned()
    };
    Fact::new(Kind::Edition, "", "")
        .with("number", number(e.number, ""))
        .with("approved", day(e.approved))
        .with("effective", day(e.effective))
        .with("review_by", day(e.review_by))
        .with("prepared_by", &e.prepared_by)
        .with("approved_by", &e.approved_by)
        .with("revisions", e.revisions.iter().map(revision).collect::<Vec<_>>().join("；"))
}

fn village(book: &Handbook) -> Fact {
    let v = &book.village;
    let o = &v.overview;
    Fact::new(Kind::Village, "", "")
        .with("name", &v.name)
        .with("code", &v.code)
        .with("kind", &v.kind_name)
        .with("town", &v.town)
        .with("county", &v.county)
        .with("city", &v.city)
        .with("households", number(o.households, "户"))
        .with("population", number(o.population, "人"))
        .with("residents", number(o.residents, "人"))
        .with("away", number(o.away, "人"))
        .with("area", o.area_km2.map(|a| format!("{a} 平方千米")).unwrap_or_default())
        .with("terrain", &o.terrain)
        .with("document", &v.document)
        .with("flood_season", &v.flood_season)
        .with("aed", &v.nearest_aed)
}

fn contact(entry: &ContactEntry) -> Fact {
    Fact::new(Kind::Contact, &entry.name, &entry.name)
        .with("phone", joined(&entry.phones))
        .with("person", &entry.person)
        .with("hours", &entry.hours)
        .with("note", &entry.note)
}

/// Returns everybody whom the book names with a phone, by name.
fn people(book: &Handbook) -> BTreeMap<String, Holder> {
    let teams = book.teams.iter().flat_map(|t| t.leader.iter().chain(&t.deputy).chain(&t.members));
    let all = (book.roles.iter().flat_map(|r| &r.holders))
        .chain(book.grids.iter().flat_map(|g| &g.officers))
        .chain(teams)
        .chain(book.points.iter().flat_map(|p| &p.watchers))
        .chain(book.shelters.iter().flat_map(|s| &s.keepers))
        .chain(book.clusters.iter().flat_map(|c| &c.leaders))
        .chain(book.households.iter().flat_map(|h| h.helpers.iter().chain(&h.warners)));
    all.map(|holder| (holder.name.clone(), holder.clone())).collect()
}

fn person(holder: &Holder) -> Fact {
    Fact::new(Kind::Person, &holder.name, &holder.name)
        .with("phone", joined(&holder.phones))
        .with("title", &holder.title)
}

/// Returns who holds a post. Of posts that come with a grid, a shelter and so on only those whom the village
/// names beside.
fn post(role: &RoleEntry, side: &Side) -> Option<Fact> {
    let kind = side.plans.roles.get(&role.id).map_or(Holders::Posts, |r| r.holders);
    let elsewhere = by_their_place(kind, side.book);
    let holders: Vec<&str> =
        role.holders.iter().map(|h| h.name.as_str()).filter(|name| !elsewhere.contains(name)).collect();
    if holders.is_empty() {
        return None;
    }
    let at = |n: usize| holders.get(n).copied().unwrap_or_default();
    let others = holders.iter().skip(2).copied().collect::<Vec<_>>().join("、");
    let fact = Fact::new(Kind::Post, &role.id, &role.name)
        .with("holder", at(0))
        .with("deputy", at(1))
        .with("others", others);
    Some(if role.number.is_none() {
        fact.with("mission", &role.mission).with("area", &role.area)
    } else {
        fact
    })
}

/// Returns who holds a post by the place they look after. The rescue team's leaders are told as a post too,
/// for their order.
fn by_their_place(kind: Holders, book: &Handbook) -> BTreeSet<&str> {
    let people: Vec<&Holder> = match kind {
        Holders::Posts | Holders::Everyone | Holders::Rescue => Vec::new(),
        Holders::Grids => book.grids.iter().flat_map(|g| &g.officers).collect(),
        Holders::Helpers => book.households.iter().flat_map(|h| &h.helpers).collect(),
        Holders::Watchers => book.points.iter().flat_map(|p| &p.watchers).collect(),
        Holders::Keepers => book.shelters.iter().flat_map(|s| &s.keepers).collect(),
        Holders::Clusters => book.clusters.iter().flat_map(|c| &c.leaders).collect(),
        Holders::Warners => book.households.iter().flat_map(|h| &h.warners).collect(),
    };
    people.into_iter().map(|holder| holder.name.as_str()).collect()
}

fn team(entry: &TeamEntry) -> Fact {
    let name = |holder: &Option<Holder>| holder.as_ref().map(|h| h.name.clone()).unwrap_or_default();
    let named: BTreeSet<&String> =
        entry.members.iter().chain(&entry.leader).chain(&entry.deputy).map(|holder| &holder.name).collect();
    let counted = entry.size.is_some_and(|size| named.len() == size as usize);
    Fact::new(Kind::Team, &entry.name, &entry.name)
        .with("kind", words::team(entry.kind))
        .with("leader", name(&entry.leader))
        .with("vice", name(&entry.deputy))
        .with("members", names(&entry.members))
        .with("size", if counted { String::new() } else { number(entry.size, "人") })
        .with("phone", joined(&entry.phones))
        .with("gear", list(&entry.gear))
}

fn grid(entry: &GridEntry) -> Fact {
    Fact::new(Kind::Grid, &entry.name, &entry.name)
        .with("officers", names(&entry.officers))
        .with("area", &entry.area)
        .with("households", number(entry.households, "户"))
}

fn shelter(entry: &ShelterEntry, side: &Side, shared: &BTreeSet<String>) -> Fact {
    Fact::new(Kind::Shelter, &entry.name, &entry.name)
        .with("setting", words::setting(entry.setting))
        .with("address", &entry.address)
        .with("coordinates", degrees(entry.coordinates))
        .with("capacity", number(entry.capacity, "人"))
        .with("keepers", names(&entry.keepers))
        .with("keys", &entry.keys)
        .with("fit_for", hazards(&entry.fit_for, side, shared))
        .with("facilities", list(&entry.facilities))
        .with("certified", day(entry.certified))
}

fn route(entry: &RouteEntry) -> Fact {
    Fact::new(Kind::Route, &entry.name, &entry.name)
        .with("from", &entry.from)
        .with("to", &entry.to)
        .with("via", list(&entry.via))
        .with("length", number(entry.length_m, "米"))
        .with("minutes", number(entry.minutes, "分钟"))
        .with("avoid", list(&entry.avoid))
        .with("closed_when", &entry.closed_when)
}

fn point(entry: &PointEntry, side: &Side, shared: &BTreeSet<String>) -> Fact {
    Fact::new(Kind::Point, &entry.name, &entry.name)
        .with("hazards", hazards(&entry.hazards, side, shared))
        .with("address", &entry.place)
        .with("coordinates", degrees(entry.coordinates))
        .with("radius", number(entry.radius_m, "米"))
        .with("scale", &entry.scale)
        .with("watchers", names(&entry.watchers))
        .with("cycle", &entry.cycle)
        .with(
            "signs",
            list(
                &entry
                    .signs
                    .iter()
                    .map(|s| format!("{}（{}）", s.text, words::act(s.act)))
                    .collect::<Vec<_>>(),
            ),
        )
        .with("zone", words::zone(entry.zone))
        .with("cause", &entry.cause)
        .with("households", number(entry.households, "户"))
        .with("people", number(entry.people, "人"))
        .with("escape", &entry.escape)
}

fn household(home: &Household, side: &Side, shared: &BTreeSet<String>) -> Fact {
    let subject = if home.address.is_empty() {
        home.head.clone()
    } else {
        format!("{}（{}）", home.head, home.address)
    };
    Fact::new(Kind::Household, format!("{}/{}", home.head, home.address), subject)
        .with("group", &home.group)
        .with("size", number(home.members, "人"))
        .with("needs", list(&home.needs))
        .with("phone", joined(&home.phones))
        .with("helpers", names(&home.helpers))
        .with("warners", names(&home.warners))
        .with("zone", words::zone(home.zone))
        .with("households", number(Some(home.count).filter(|count| *count > 1), "户"))
        .with("points", list(&home.points))
        .with("hazards", hazards(&home.hazards, side, shared))
        // It follows from the hazards and from the plans' steps.
        .made("level", home.from.map(Level::name).unwrap_or_default(), "")
        .with("shelter", &home.shelter)
        .with("route", &home.route)
        .with("transport", &home.transport)
}

fn supply(entry: &SupplyEntry, side: &Side) -> Fact {
    let needs = entry.hazards.iter().filter_map(|id| side.plans.plans.get(id));
    let asked = needs.flat_map(|p| {
        p.needs
            .iter()
            .filter(|n| n.item == entry.item)
            .map(|n| format!("{} {} {:?}", p.id, n.quantity, n.per))
    });
    let each = |of: &dyn Fn(&crate::model::handbook::Stock) -> String| {
        let parts: Vec<String> = entry.stock.iter().map(of).filter(|part| !part.is_empty()).collect();
        parts.join("、")
    };
    let fact = Fact::new(Kind::Supply, format!("{}/{}", entry.item, entry.unit), &entry.item)
        .with("have", number(Some(entry.have).filter(|have| *have > 0), &entry.unit))
        .made("need", number(entry.need, &entry.unit), asked.collect::<Vec<_>>().join("；"))
        .with("spec", each(&|s| s.spec.clone()))
        .with("place", each(&|s| s.place.clone()))
        .with("keeper", each(&|s| s.keeper.clone()))
        .with("checked", each(&|s| day(s.checked)))
        .with("expires", each(&|s| day(s.expires)));
    if entry.stock.is_empty() { fact.of(&entry.hazards) } else { fact }
}

fn vehicle(entry: &VehicleEntry, people: &BTreeMap<String, Holder>) -> Fact {
    Fact::new(Kind::Vehicle, format!("{}/{}", entry.name, entry.contact), &entry.name)
        .with("plate", &entry.plate)
        .with("quantity", number(entry.quantity, ""))
        .with("person", &entry.contact)
        .with("phone", own_phones(&entry.phones, &entry.contact, people))
        .with("place", &entry.place)
}

fn place(entry: &PlaceEntry, people: &BTreeMap<String, Holder>) -> Fact {
    Fact::new(Kind::Place, &entry.name, &entry.name)
        .with("kind", words::place(entry.kind))
        .with("address", &entry.address)
        .with("coordinates", degrees(entry.coordinates))
        .with("person", &entry.person)
        .with("phone", own_phones(&entry.phones, &entry.person, people))
        .with("people", number(entry.people, "人"))
        .with("note", &entry.note)
}

/// Returns phones unless they are those of a person of whom they are told anyway.
fn own_phones(phones: &[Phone], person: &str, people: &BTreeMap<String, Holder>) -> String {
    if people.get(person).is_some_and(|p| p.phones == phones) { String::new() } else { joined(phones) }
}

/// Returns what was done and what happened, as the book records it.
fn records(book: &Handbook) -> Vec<Fact> {
    let inspections = book.inspections.iter().map(|i| {
        let fact =
            Fact::new(Kind::Inspection, &i.what, &i.what).with("person", &i.who).with("cycle", &i.cycle);
        fact.with("last", day(i.last))
            .with("finding", &i.finding)
            .with("fixer", &i.fixer)
            .with("deadline", day(i.deadline))
    });
    let drills = book.drills.iter().map(|d| {
        let subject = format!("{} {}{}", day(d.date), d.hazard, d.scenario).trim().to_owned();
        let fact = Fact::new(Kind::Held, &subject, &subject).with("people", number(d.participants, "人"));
        fact.with("finding", &d.findings).with("next", day(d.next))
    });
    let training = book.training.iter().map(|t| {
        let subject = format!("{} {}", day(t.date), t.topic).trim().to_owned();
        Fact::new(Kind::Training, &subject, &subject).with("people", number(t.participants, "人"))
    });
    let events = book.history.iter().map(|e| {
        let subject = format!("{} {}", e.when, e.hazard).trim().to_owned();
        Fact::new(Kind::Event, &subject, &subject).with("text", &e.what).with("losses", &e.losses)
    });
    inspections.chain(drills).chain(training).chain(events).collect()
}

fn pictures(book: &Handbook) -> Vec<Fact> {
    let of = |id: &str, name: &str, print: &Option<crate::model::handbook::Print>| {
        let print = print.as_ref()?;
        Some(Fact::new(Kind::Picture, id, name).with("content", &blake3::hash(&print.bytes).to_hex()[..8]))
    };
    of("map", "村图", &book.pictures.map).into_iter().chain(of("logo", "标志", &book.pictures.logo)).collect()
}

/// Returns the names of those hazards that both books have: that a new one is on a list follows from its
/// being new.
fn hazards(ids: &[String], side: &Side, shared: &BTreeSet<String>) -> String {
    let names = words::Names::of(side.book, side.plans);
    let known: Vec<&str> = ids.iter().filter(|id| shared.contains(*id)).map(|id| names.hazard(id)).collect();
    known.join("、")
}

fn names(people: &[Holder]) -> String {
    people.iter().map(|p| p.name.as_str()).collect::<Vec<_>>().join("、")
}

pub(super) fn list(items: &[String]) -> String {
    items.join("、")
}

pub(super) fn number(number: Option<u32>, unit: &str) -> String {
    number.map(|n| if unit.is_empty() { n.to_string() } else { format!("{n} {unit}") }).unwrap_or_default()
}

fn day(date: Option<Date>) -> String {
    words::date(date)
}

fn degrees(coordinates: Option<[f64; 2]>) -> String {
    coordinates.map(|[lat, lon]| format!("{lat}, {lon}")).unwrap_or_default()
}
