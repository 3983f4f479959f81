//! What the dangers of a place ask before an act: in gas one goes away first, and rings and telephones then. Of
//! several hazards the most careful order holds wherever it is not clear which of them a sign is of.

use crate::model::handbook::Chapter;
use crate::model::plan::{Act, PlanSet};

/// Acts of `incompatible.yaml`.
pub(super) const BELL: &str = "bell";
pub(super) const PHONE: &str = "phone";
pub(super) const SHOUT: &str = "shout";

/// Where one goes before the signal if the table of dangers does not say it.
const AWAY: &str = "到没味没烟处";

/// In which order the signal is given and people go.
pub(super) struct Ringing<'a> {
    /// Hazards of which people are called out at once.
    first: Vec<&'a Chapter>,
    /// Those in which one goes away before.
    away: Vec<&'a Chapter>,
    /// Where to.
    place: String,
}

impl<'a> Ringing<'a> {
    /// Returns the order in which a signal is given: at once for what people leave before it is there, from a
    /// distance in gas, smoke and what falls on whoever waits.
    pub(super) fn of(hazards: &[&'a Chapter], signal: &str, plans: &PlanSet) -> Self {
        let barred = |h: &Chapter| !plans.provisos(&h.id, BELL).is_empty() || plans.bars(&h.id, signal);
        let dangerous = |h: &Chapter| plans.plans.get(&h.id).is_some_and(|plan| !plan.conditions.is_empty());
        let place = before(hazards, &[BELL], plans);
        Self {
            first: hazards.iter().copied().filter(|h| leaves(h) && !barred(h)).collect(),
            away: hazards.iter().copied().filter(|h| barred(h) || (!leaves(h) && dangerous(h))).collect(),
            place: if place.is_empty() { AWAY.to_owned() } else { place },
        }
    }

    /// Returns whether the signal comes first, whatever the sign is of.
    pub(super) fn at_once(&self) -> bool {
        self.away.is_empty() && !self.first.is_empty()
    }

    /// Returns what is done where people leave.
    pub(super) fn said(&self, signal: &str) -> String {
        let go = format!("人先走远，{}再{signal}", self.place);
        if self.at_once() {
            format!("先{signal}，人再走")
        } else if self.first.is_empty() {
            go
        } else {
            let names: Vec<&str> = self.away.iter().map(|h| h.short.as_str()).collect();
            format!("{}，或者分不清：{go}。别的：先{signal}，人再走", names.join("、"))
        }
    }
}

fn leaves(hazard: &Chapter) -> bool {
    hazard.ladder.iter().any(|rung| rung.leave)
        || hazard.actions.iter().any(|a| a.at_sign == Some(Act::Leave))
}

/// Returns where one goes before one of these acts, 到没味的地方; empty where no danger asks for it.
pub(super) fn before(hazards: &[&Chapter], acts: &[&str], plans: &PlanSet) -> String {
    let mut places: Vec<&str> = Vec::new();
    for proviso in hazards.iter().flat_map(|h| acts.iter().flat_map(|act| plans.provisos(&h.id, act))) {
        let place = proviso.rsplit_once(['再', '才']).map_or(proviso, |(place, _)| place);
        let place = place.trim_end_matches('喊');
        if !place.is_empty() && !places.contains(&place) {
            places.push(place);
        }
    }
    places.join("、")
}

/// Returns from where one telephones about a hazard, 走到没味的地方; empty where it does not matter.
pub fn call_from(hazard: &Chapter, plans: &PlanSet) -> String {
    before(&[hazard], &[PHONE], plans)
}

/// Returns whether what one hazard asks for must not be done in the dangers of another beside it.
pub(super) fn clashes(text: &str, of: &Chapter, beside: &[&Chapter], plans: &PlanSet) -> bool {
    let own = plans.plans.get(&of.id).map_or(&[][..], |plan| plan.conditions.as_slice());
    let told = || plans.incompatible.acts.values().filter(|act| act.is_told(text));
    let others = beside.iter().filter(|h| h.id != of.id).filter_map(|h| plans.plans.get(&h.id));
    let mut met = others.flat_map(|plan| &plan.conditions).filter(|id| !own.contains(id));
    // Its own dangers its plan has answered.
    met.any(|id| told().any(|act| act.forbidden.contains_key(id)))
}
