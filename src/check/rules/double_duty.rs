//! One person who must walk households out and be somewhere else at the same time: at a point, a shelter, the
//! command.
//!
//! Only first names (A roles) count: a deputy steps in when the first is away, not beside him.

use std::collections::BTreeSet;

use crate::check::Context;
use crate::diag::{Diagnostic, Place};
use crate::model::role::known;

/// Posts whose holder stays where he can be reached.
const STAYING: [&str; 2] = [known::COMMANDER, known::INFO];

/// Something that ties a person to a place.
struct Duty<'a> {
    person: &'a String,
    what: &'a str,
    hazards: BTreeSet<&'a String>,
    at: Place,
}

pub(super) fn check(c: &Context, found: &mut Vec<Diagnostic>) {
    let walks = walks(c);
    for duty in stays(c) {
        let Some(walk) = walks.iter().find(|walk| walk.person == duty.person) else { continue };
        let pairs =
            || walk.hazards.iter().flat_map(|one| duty.hazards.iter().map(move |other| (*one, *other)));
        let same = pairs().find(|(one, other)| one == other);
        let clash = same.or_else(|| pairs().find(|(one, other)| c.village().together(one, other)));
        let fault = if clash.is_some() {
            Diagnostic::warning("double-duty")
        } else {
            Diagnostic::note("double-duty")
        };
        let Some((one, other)) = clash.or_else(|| pairs().next()) else { continue };
        let name = |id: &String| c.plans.plans.get(id).map_or(id.clone(), |plan| plan.name.clone());
        let fault =
            fault.at(duty.at.clone()).also(walk.at.clone()).with("name", duty.person).with("duty", duty.what);
        found.push(fault.with("one", name(one)).with("other", name(other)));
    }
}

/// Who walks households out, each person once, at the first household.
fn walks<'a>(c: &Context<'a>) -> Vec<Duty<'a>> {
    let mut walks: Vec<Duty> = Vec::new();
    for (i, home) in c.profile.evacuees.iter().enumerate() {
        let Some(person) = home.helper.first() else { continue };
        let hazards = c.village().hazards_of(home).iter().filter(|h| c.profile.hazards.contains_key(*h));
        match walks.iter_mut().find(|walk| walk.person == person) {
            Some(walk) => walk.hazards.extend(hazards),
            None => {
                let at = c.at(&["evacuees".into(), i.into(), "helper".into(), 0.into()]);
                walks.push(Duty { person, what: &home.head, hazards: hazards.collect(), at });
            }
        }
    }
    walks
}

/// Who watches a point, keeps a shelter, commands or reports.
fn stays<'a>(c: &Context<'a>) -> Vec<Duty<'a>> {
    let p = c.profile;
    let mut stays = Vec::new();
    for (what, point) in &p.points {
        let hazards = point.hazards.iter().filter(|h| p.hazards.contains_key(*h)).collect();
        let at = c.at(&["points".into(), what.into(), "watcher".into(), 0.into()]);
        stays.extend(point.watcher.first().map(|person| Duty { person, what, hazards, at }));
    }
    for (what, shelter) in &p.shelters {
        let hazards = p.hazards.keys().filter(|h| c.village().shelters_for(h).contains(what)).collect();
        let at = c.at(&["shelters".into(), what.into(), "keeper".into(), 0.into()]);
        stays.extend(shelter.keeper.first().map(|person| Duty { person, what, hazards, at }));
    }
    for post in STAYING {
        let Some((title, person)) = c.village().posted(post).next() else { continue };
        let at = c.at(&["posts".into(), title.into(), 0.into()]);
        stays.push(Duty { person, what: c.plans.role_name(post), hazards: p.hazards.keys().collect(), at });
    }
    stays
}
