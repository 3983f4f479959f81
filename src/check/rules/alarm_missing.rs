//! People have to move, and the alarm for moving is not said: they would wait for a sound that nobody knows.

use crate::check::Context;
use crate::diag::Diagnostic;
use crate::model::profile::ALARMS;
use crate::model::village::sound;

/// The meaning without which nobody leaves.
const EVACUATE: &str = "evacuate";

pub(super) fn check(c: &Context, found: &mut Vec<Diagnostic>) {
    let moved =
        c.profile.hazards.keys().find_map(|id| c.plans.plans.get(id).filter(|_| c.village().sends(id)));
    let said = c.profile.alarms.get(EVACUATE).is_some_and(|alarm| !sound(alarm).is_empty());
    if let Some(plan) = moved.filter(|_| !said) {
        let meaning = ALARMS.iter().find(|(id, _)| *id == EVACUATE).map_or(EVACUATE, |(_, name)| name);
        let fault = Diagnostic::warning("alarm-missing").at(c.at(&["alarms".into(), EVACUATE.into()]));
        found.push(fault.with("hazard", &plan.name).with("meaning", meaning));
    }
}
