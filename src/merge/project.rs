//! The one merged model, laid out by person, place, household, level and telephone. Adds no facts.

use std::collections::BTreeSet;

use indexmap::IndexMap;

use crate::model::cite::within;
use crate::model::grids;
use crate::model::handbook::{
    AlarmEntry, Chapter, ClusterEntry, CommonEntry, CompoundEntry, ContactEntry, DrillEntry, GridEntry,
    Handbook, HistoryEntry, Household, IndexEntry, InspectionEntry, Ledger, MatrixAction, MatrixCell,
    MatrixRow, Phones, PlaceEntry, PointEntry, PointSignEntry, Prints, Provenance, RoleEntry, ShelterEntry,
    SourceEntry, Sum, TeamEntry, TrainingEntry, Unfit, VehicleEntry, VillageEntry, WatchEntry,
};
use crate::model::life::Due;
use crate::model::phone::Phone;
use crate::model::plan::{Duty, Holders, Level, NationalNumber, Phase, Plan, PlanSet, Source, Status};
use crate::model::profile::{ALARMS, Team, TeamKind};
use crate::model::role::known;
use crate::model::signs::{self, Sign};
use crate::model::speech::Tongue;
use crate::model::village::{self, Village, sound, team_count};

/// What the earlier stages made.
pub(super) struct Parts {
    pub(super) chapters: Vec<Chapter>,
    pub(super) common: Vec<CommonEntry>,
    pub(super) compounds: Vec<CompoundEntry>,
    pub(super) ledger: Ledger,
    pub(super) report_formula: String,
    pub(super) report_short: String,
    /// How texts call the commander where somebody stands in for him.
    pub(super) stand_in: Tongue,
}

/// Returns the whole book.
pub(super) fn book(village: Village, selected: &[&Plan], parts: Parts) -> Handbook {
    let roles = roles(village, &parts.stand_in);
    let mut homes = village.households();
    homes.iter_mut().for_each(|home| home.from = earliest(village, home, &parts.chapters));
    Handbook {
        village: VillageEntry { meet: meet(village, homes.iter()), ..place(village) },
        edition: village.profile.edition.clone(),
        life: village.profile.plan_life.clone(),
        hand_in: hand_in(village),
        index: index(selected, &parts.chapters),
        phones: phones(village, selected),
        matrix: matrix(&parts.chapters),
        roles,
        grids: grids(village, &homes),
        clusters: clusters(village),
        teams: teams(village),
        points: points(village),
        shelters: shelters(village, selected, &homes),
        routes: village.routes(),
        households: homes,
        alarms: alarms(village),
        supplies: super::supplies::supplies(village, selected),
        vehicles: vehicles(village),
        places: places(village),
        rota: rota(village),
        inspections: inspections(village),
        drills: drills(village),
        training: training(village),
        history: history(village),
        sources: sources(village, selected, &parts.common),
        common: parts.common,
        report_formula: parts.report_formula,
        report_short: parts.report_short,
        bag: village.plans.common.bag.clone(),
        reading: village.plans.common.reading.clone(),
        handover: village.plans.common.handover.clone(),
        hazards: parts.chapters,
        compounds: parts.compounds,
        ledger: parts.ledger,
        provenance: Provenance::default(),
        sample: false,
        pictures: Prints::default(),
        layouts: String::new(),
        editions: std::collections::BTreeMap::new(),
        withheld: Vec::new(),
    }
}

/// Returns the lowest level at which the household leaves: that which the village set for its points, else that of
/// its hazards; the earliest trigger wins.
fn earliest(village: Village, home: &Household, chapters: &[Chapter]) -> Option<Level> {
    let points = home.points.iter().filter_map(|name| village.profile.points.get(name));
    let own = points.flat_map(|point| village.moves_at(point).into_values()).min();
    let moving = chapters.iter().filter(|c| home.hazards.contains(&c.id)).flat_map(|c| &c.actions);
    moving.filter(|a| a.phase == Phase::Move).filter_map(|a| a.from).chain(own).min()
}

fn place(village: Village) -> VillageEntry {
    VillageEntry {
        name: format!("{}{}", village.profile.name, village.profile.only_group),
        document: village.profile.plan_life.issued.number.clone(),
        flood_season: village.profile.flood_season.clone(),
        nearest_aed: village.profile.nearest_aed.clone(),
        code: village.profile.code.clone(),
        kind: village.profile.kind,
        kind_name: village.plans.words.tongue(village.profile).kind_name(village.profile.kind),
        town: village.profile.town.clone(),
        county: village.profile.county.clone(),
        city: village.profile.city.clone(),
        province: village::place(village.profile).first().copied().unwrap_or_default().to_owned(),
        overview: village.profile.overview.clone(),
        meet: String::new(),
    }
}

fn hand_in(village: Village) -> Option<Due> {
    let (plans, issued) = (village.plans, village.profile.plan_life.issued.date?);
    Some(Due::after(issued, plans.asked.filing_days, &plans.holidays))
}

/// Returns whether a sign leads to its chapter from the first page: another of the village's may list it.
fn listed(sign: &Sign, selected: &[&Plan]) -> bool {
    sign.index && !selected.iter().any(|other| sign.unless.contains(&other.id))
}

fn index(selected: &[&Plan], chapters: &[Chapter]) -> Vec<IndexEntry> {
    let mut entries: Vec<IndexEntry> = selected
        .iter()
        .zip(chapters)
        .flat_map(|(plan, chapter)| {
            let shown = plan.signs.iter().zip(&chapter.signs).filter(|(sign, _)| listed(sign, selected));
            shown.map(|(_, sign)| IndexEntry {
                sense: sign.sense,
                text: sign.text.clone(),
                hazard: plan.id.clone(),
            })
        })
        .collect();
    entries.sort_by_key(|e| e.sense);
    entries
}

fn phones(village: Village, selected: &[&Plan]) -> Phones {
    let here = |n: &&NationalNumber| {
        n.hazards.is_empty() || n.hazards.iter().any(|h| selected.iter().any(|p| p.id == *h))
    };
    let (emergency, advice) =
        village.plans.common.numbers.iter().filter(here).cloned().partition(|n| n.emergency);
    let mut outside: Vec<ContactEntry> = (village.profile.contacts.iter())
        .map(|(name, c)| ContactEntry {
            name: name.clone(),
            kind: c.kind,
            phones: c.phone.clone(),
            person: c.person.clone(),
            hours: c.hours.clone(),
            note: c.note.clone(),
        })
        .collect();
    outside.sort_by_key(|c| c.kind);
    Phones { emergency, advice, outside }
}

/// Returns the library's roles in its order, then posts of the village's own.
fn roles(village: Village, stand_in: &Tongue) -> Vec<RoleEntry> {
    let commanding = village.acting(known::COMMANDER);
    // Whoever does the work of a vacant post is reported to.
    let superior = |id: Option<&str>| id.map_or("", |role| village.acting(role)).to_owned();
    let library = village.plans.roles.iter().map(|(id, role)| {
        let own = village.holders(id);
        let at = village.acting(id);
        let duties: Vec<&Duty> =
            role.duties.iter().filter_map(|duty| village.plans.duties.get(duty)).collect();
        RoleEntry {
            id: id.clone(),
            name: role.name.clone(),
            short: if role.short.is_empty() { role.name.clone() } else { role.short.clone() },
            number: Some(role.number),
            // What the stand-in is for is said of the post that is vacant.
            mission: if id == commanding { role.mission.clone() } else { stand_in.said(&role.mission) },
            reports_to: superior(role.reports_to.as_deref()),
            routine: with_duties(&role.routine, &duties).iter().map(|line| stand_in.said(line)).collect(),
            deeds: duties.iter().flat_map(|duty| duty.deeds.clone()).collect(),
            area: String::new(),
            alternates: alternates(role.holders, village),
            cue: role.cue.clone(),
            held_at: role.holders,
            falls_to: (at != id).then(|| at.to_owned()),
            holders: own,
        }
    });
    let own = village.own_posts().into_iter().map(|id| {
        let post = village.profile.own_posts.get(id);
        let duties: Vec<&Duty> = post
            .into_iter()
            .flat_map(|p| &p.duties)
            .filter_map(|duty| village.plans.duties.get(duty))
            .collect();
        let mission = duties.iter().map(|duty| duty.name.as_str()).collect::<Vec<_>>().join("，");
        RoleEntry {
            id: id.clone(),
            name: id.clone(),
            short: id.clone(),
            number: None,
            mission,
            reports_to: superior(Some(known::COMMANDER)),
            routine: with_duties(post.map_or(&[], |p| &p.routine), &duties),
            deeds: duties.iter().flat_map(|duty| duty.deeds.clone()).collect(),
            area: post.map(|p| p.area.clone()).unwrap_or_default(),
            alternates: true,
            cue: String::new(),
            held_at: Holders::Posts,
            holders: village.own_post(id).iter().map(|p| village.holder(p)).collect(),
            falls_to: None,
        }
    });
    library.chain(own).collect()
}

/// Returns what a post does in quiet times: what it says itself, then what its duties say.
fn with_duties(own: &[String], duties: &[&Duty]) -> Vec<String> {
    let mut all = own.to_vec();
    all.extend(duties.iter().flat_map(|duty| &duty.routine).filter(|line| !own.contains(line)).cloned());
    all
}

/// Returns whether the holders of a post stand in for each other: where they come with places, only if it is
/// one place.
fn alternates(from: Holders, village: Village) -> bool {
    match from {
        Holders::Posts | Holders::Everyone => true,
        Holders::Rescue => village.profile.teams.values().filter(|t| t.kind == TeamKind::Rescue).count() < 2,
        Holders::Grids => village.profile.grids.len() < 2,
        Holders::Watchers => village.profile.points.len() < 2,
        Holders::Keepers => village.profile.shelters.len() < 2,
        Holders::Clusters => village.profile.clusters.len() < 2,
        Holders::Helpers | Holders::Warners => village.profile.evacuees.len() < 2,
    }
}

fn clusters(village: Village) -> Vec<ClusterEntry> {
    let entry = |(name, c): (&String, &crate::model::local::Cluster)| ClusterEntry {
        name: name.clone(),
        leaders: c.leader.iter().map(|p| village.holder(p)).collect(),
        area: c.area.clone(),
        households: c.households,
        people: c.people,
        hazards: c.hazards.clone(),
        grade: c.grade,
        point: c.point.clone(),
    };
    village.profile.clusters.iter().map(entry).collect()
}

fn grids(village: Village, homes: &[Household]) -> Vec<GridEntry> {
    let entry = |(name, g): (&String, &crate::model::profile::Grid)| GridEntry {
        name: name.clone(),
        area: g.area.clone(),
        households: g.households,
        officers: g.officer.iter().map(|p| village.holder(p)).collect(),
        meet: String::new(),
    };
    let mut grids: Vec<GridEntry> = village.profile.grids.iter().map(entry).collect();
    let lie = |grid: &GridEntry| {
        let here = |home: &&Household| grids::of_home(home, &grids).is_some_and(|g| g.name == grid.name);
        meet(village, homes.iter().filter(here))
    };
    let meets: Vec<String> = grids.iter().map(lie).collect();
    grids.iter_mut().zip(meets).for_each(|(grid, meet)| grid.meet = meet);
    grids
}

/// Returns the shelter to which all of these homes go; empty if they go to several, or nobody knows.
fn meet<'h>(village: Village, homes: impl Iterator<Item = &'h Household>) -> String {
    let goes = |home: &Household| {
        let main = || home.hazards.iter().find_map(|id| village.shelters_for(id).into_iter().next());
        Some(home.shelter.clone()).filter(|shelter| !shelter.is_empty()).or_else(main)
    };
    let mut to: BTreeSet<String> = homes.filter_map(goes).collect();
    if to.is_empty() {
        to.extend(village.profile.shelters.keys().cloned());
    }
    to.pop_first().filter(|_| to.is_empty()).unwrap_or_default()
}

fn teams(village: Village) -> Vec<TeamEntry> {
    let entry = |(name, t): (&String, &Team)| TeamEntry {
        name: name.clone(),
        kind: t.kind,
        leader: t.leader.as_ref().map(|p| village.holder(p)),
        deputy: t.deputy.as_ref().map(|p| village.holder(p)),
        members: t.members.iter().map(|p| village.holder(p)).collect(),
        size: team_count(t),
        phones: t.phone.clone(),
        gear: t.gear.clone(),
    };
    village.profile.teams.iter().map(entry).collect()
}

fn points(village: Village) -> Vec<PointEntry> {
    let sign = |n: signs::Noticed| PointSignEntry { sense: n.sense, text: n.text, act: n.act };
    let entry = |(name, p): (&String, &crate::model::profile::Point)| PointEntry {
        name: name.clone(),
        hazards: p.hazards.clone(),
        place: p.place.clone(),
        coordinates: p.coordinates,
        radius_m: p.radius_m,
        scale: p.scale.clone(),
        watchers: p.watcher.iter().map(|w| village.holder(w)).collect(),
        cycle: p.cycle.clone(),
        signs: signs::at_point(p, village.plans).into_iter().map(sign).collect(),
        zone: p.zone,
        unified_number: p.unified_number.clone(),
        field_number: p.field_number.clone(),
        cause: p.cause.clone(),
        methods: p.methods.clone(),
        households: p.households,
        people: p.people,
        escape: p.escape.clone(),
        moves_at: village.moves_at(p),
    };
    village.profile.points.iter().map(entry).collect()
}

fn shelters(village: Village, selected: &[&Plan], homes: &[Household]) -> Vec<ShelterEntry> {
    let sends = |p: &&&Plan| village.plans.resolve.stances.get(&p.stance).is_some_and(|s| s.shelter);
    let entry = |(name, s): (&String, &crate::model::profile::Shelter)| {
        let (mut fit_for, mut unfit_for) = (Vec::new(), Vec::new());
        for plan in selected.iter().filter(sends) {
            match village.unfit(name, &plan.id) {
                None => fit_for.push(plan.id.clone()),
                Some(why) => unfit_for.push(Unfit { hazard: plan.id.clone(), why }),
            }
        }
        let known = |id: &&String| fit_for.contains(id) || unfit_for.iter().any(|u| u.hazard == **id);
        let also_for = s.safe_for.iter().filter(|id| !known(id)).cloned().collect();
        ShelterEntry {
            name: name.clone(),
            setting: s.setting,
            address: s.address.clone(),
            coordinates: s.coordinates,
            kind: s.kind.clone(),
            area_m2: s.area_m2,
            capacity: s.capacity,
            keepers: s.keeper.iter().map(|k| village.holder(k)).collect(),
            keys: s.keys.clone(),
            fit_for,
            also_for,
            unfit_for,
            facilities: s.facilities.clone(),
            certified: s.certified,
            expected: Sum::of(homes.iter().filter(|h| h.shelter == *name)),
            crowd: village.crowd(name, homes),
        }
    };
    village.profile.shelters.iter().map(entry).collect()
}

fn alarms(village: Village) -> Vec<AlarmEntry> {
    let entry = |(id, a): (&String, &crate::model::profile::Alarm)| AlarmEntry {
        id: id.clone(),
        meaning: ALARMS.iter().find(|(a, _)| a == id).map_or(id.as_str(), |(_, name)| name).to_owned(),
        tool: a.tool.clone(),
        text: sound(a),
        by: given_by(village, &a.by),
    };
    let mut entries: Vec<AlarmEntry> = village.profile.alarms.iter().map(entry).collect();
    entries.sort_by_key(|e| ALARMS.iter().position(|(a, _)| *a == e.id).unwrap_or(ALARMS.len()));
    entries
}

/// Returns who gives a signal: a post, or people with their numbers.
fn given_by(village: Village, by: &str) -> String {
    if village.role_of(by).is_some() || village.plans.roles.contains_key(by) {
        return village.called(village.acting(by));
    }
    let one = |name: &str| match village.holder(name).phones.first() {
        Some(phone) => format!("{name} {phone}"),
        None => name.to_owned(),
    };
    by.split('、').map(|name| one(name.trim())).collect::<Vec<_>>().join("、")
}

fn vehicles(village: Village) -> Vec<VehicleEntry> {
    let entry = |v: &crate::model::profile::Vehicle| VehicleEntry {
        name: v.name.clone(),
        plate: v.plate.clone(),
        quantity: v.quantity,
        contact: v.contact.clone(),
        phones: phones_of(&v.phone, &v.contact, village),
        place: v.place.clone(),
    };
    village.profile.vehicles.iter().map(entry).collect()
}

/// Returns the phones written here, else those of the person named.
fn phones_of(own: &[Phone], person: &str, village: Village) -> Vec<Phone> {
    if own.is_empty() { village.holder(person).phones } else { own.to_vec() }
}

fn places(village: Village) -> Vec<PlaceEntry> {
    let entry = |(name, p): (&String, &crate::model::profile::CriticalPlace)| PlaceEntry {
        name: name.clone(),
        kind: p.kind,
        address: p.address.clone(),
        coordinates: p.coordinates,
        person: p.person.clone(),
        phones: phones_of(&p.phone, &p.person, village),
        people: p.people,
        note: p.note.clone(),
        gas_valve: p.gas_valve.clone(),
        power_switch: p.power_switch.clone(),
        lifts: p.lifts.clone(),
    };
    village.profile.places.iter().map(entry).collect()
}

fn rota(village: Village) -> Vec<WatchEntry> {
    let all = |names: &[String]| names.iter().map(|name| village.holder(name)).collect();
    let entry = |w: &crate::model::profile::Watch| WatchEntry {
        date: w.date,
        shift: w.shift.clone(),
        lead: w.lead.as_ref().map(|name| village.holder(name)),
        officers: all(&w.officer),
        standby: all(&w.standby),
    };
    village.profile.rota.iter().map(entry).collect()
}

fn inspections(village: Village) -> Vec<InspectionEntry> {
    let entry = |i: &crate::model::profile::Inspection| InspectionEntry {
        what: i.what.clone(),
        who: village.plans.role_name(&i.who).to_owned(),
        cycle: i.cycle.clone(),
        last: i.last,
        finding: i.finding.clone(),
        fixer: i.fixer.clone(),
        deadline: i.deadline,
        grade: i.grade,
        finder: i.finder.clone(),
        meanwhile: i.meanwhile.clone(),
        closed: i.closed,
    };
    village.profile.inspections.iter().map(entry).collect()
}

fn hazard_name(id: &Option<String>, plans: &PlanSet) -> String {
    id.as_ref().map(|h| plans.plans.get(h).map_or(h.clone(), |p| p.name.clone())).unwrap_or_default()
}

fn drills(village: Village) -> Vec<DrillEntry> {
    let entry = |d: &crate::model::profile::Drill| DrillEntry {
        date: d.date,
        hazard: hazard_name(&d.hazard, village.plans),
        time_of_day: d.time_of_day,
        scenario: d.scenario.clone(),
        participants: d.participants,
        findings: d.findings.clone(),
        next: d.next,
        called_minutes: d.called_minutes,
        moved_minutes: d.moved_minutes,
    };
    village.profile.drills.iter().map(entry).collect()
}

fn training(village: Village) -> Vec<TrainingEntry> {
    let entry = |t: &crate::model::profile::Training| TrainingEntry {
        date: t.date,
        topic: t.topic.clone(),
        participants: t.participants,
    };
    village.profile.training.iter().map(entry).collect()
}

fn history(village: Village) -> Vec<HistoryEntry> {
    let entry = |h: &crate::model::profile::PastEvent| HistoryEntry {
        when: h.when.clone(),
        hazard: hazard_name(&h.hazard, village.plans),
        what: h.what.clone(),
        losses: h.losses.clone(),
    };
    village.profile.history.iter().map(entry).collect()
}

/// Returns level × role × action. Blue and yellow say what each role starts to do there; orange and red say
/// all that holds there, also what began lower down, in the order in which it is done; the same words for
/// several hazards once.
fn matrix(chapters: &[Chapter]) -> Vec<MatrixRow> {
    let rows = Level::ALL.into_iter().filter_map(|level| {
        let mut cells: IndexMap<String, IndexMap<(String, Level), Vec<String>>> = IndexMap::new();
        for chapter in chapters {
            for (action, from) in chapter.actions.iter().filter_map(|a| Some((a, a.from?))) {
                let timely = !matches!(action.phase, Phase::Prepare | Phase::Recover);
                let timely = timely && action.until.is_none_or(|until| level <= until);
                let Some(role) = action.roles.first().filter(|_| timely && holds(chapter, from, level))
                else {
                    continue;
                };
                let hazards =
                    cells.entry(role.clone()).or_default().entry((action.card.clone(), from)).or_default();
                if !hazards.contains(&chapter.id) {
                    hazards.push(chapter.id.clone());
                }
            }
        }
        let action =
            |((text, from), hazards): ((String, Level), Vec<String>)| MatrixAction { text, hazards, from };
        let cell = |(role, actions): (String, IndexMap<_, _>)| MatrixCell {
            role,
            actions: actions.into_iter().map(action).collect(),
        };
        (!cells.is_empty()).then(|| MatrixRow { level, cells: cells.into_iter().map(cell).collect() })
    });
    rows.collect()
}

/// Returns whether an action that starts at one level is said at another.
fn holds(chapter: &Chapter, from: Level, level: Level) -> bool {
    let there = || chapter.signals.iter().any(|s| s.levels.iter().any(|l| l.level == level));
    from == level || (from < level && level >= Level::Orange && there())
}

/// Returns every source that the selected plans and the shared files rest on, once, articles joined: those in
/// force that hold where the village lies.
fn sources(village: Village, selected: &[&Plan], common: &[CommonEntry]) -> Vec<SourceEntry> {
    let plans = village.plans;
    let place = village::place(village.profile);
    let cited: Vec<&String> = (plans.common.steps.iter())
        .filter(|s| common.iter().any(|c| c.id == s.id))
        .flat_map(|s| &s.source)
        .chain(plans.common.numbers.iter().flat_map(|n| &n.source))
        .collect();
    let shared = plans.common.sources.iter().filter(|s| cited.contains(&&s.id)).map(|s| (s, "通用步骤"));
    let signals: Vec<&String> = (plans.signals.signals.iter())
        .filter(|(id, signal)| {
            within(&signal.region, &place) && selected.iter().any(|p| p.signals.contains(id))
        })
        .flat_map(|(_, s)| &s.source)
        .collect();
    let levels = plans.signals.sources.iter().filter(|s| signals.contains(&&s.id)).map(|s| (s, "预警信号"));
    let hazards = selected.iter().flat_map(|p| p.sources.iter().map(|s| (s, p.name.as_str())));
    let mut entries: IndexMap<(&str, &str, &str), SourceEntry> = IndexMap::new();
    let printed = |(source, _): &(&Source, &str)| source.stands() && source.holds_in(&place);
    for (source, user) in shared.chain(levels).chain(hazards).filter(printed) {
        let entry = entries.entry((&source.issuer, &source.title, &source.number)).or_insert_with(|| {
            let source = Source { article: String::new(), ..source.clone() };
            SourceEntry { source, used_by: Vec::new(), open: Vec::new() }
        });
        join_articles(&mut entry.source.article, &source.article);
        // Of several readings of one document the least is claimed.
        if source.status == Status::Unverified {
            entry.source.status = Status::Unverified;
        }
        entry.source.in_force = entry.source.in_force.min(source.in_force);
        if !entry.used_by.iter().any(|u| u == user) {
            entry.used_by.push(user.to_owned());
        }
        let asked = selected.iter().find(|p| p.name == user).into_iter().flat_map(|p| p.open());
        if asked.flat_map(|(_, ids)| ids).any(|id| *id == source.id) && !entry.open.iter().any(|u| u == user)
        {
            entry.open.push(user.to_owned());
        }
    }
    let mut entries: Vec<SourceEntry> = entries.into_values().collect();
    // Documents with a number first: laws and standards before popular-science pages.
    entries.sort_by_key(|e| (e.source.number.is_empty(), e.source.issuer.clone(), e.source.title.clone()));
    entries
}

fn join_articles(have: &mut String, more: &str) {
    for article in more.split('、').filter(|a| !a.is_empty()) {
        if !have.split('、').any(|a| a == article) {
            have.push_str(if have.is_empty() { "" } else { "、" });
            have.push_str(article);
        }
    }
}
