//! A household's shelter is unfit for a hazard it moves for: declared so, of the wrong kind, or in a danger zone.

use crate::check::Context;
use crate::diag::Diagnostic;
use crate::model::handbook::UnfitReason;
use crate::model::village::{hazards_of, sends, unfit};

pub(super) fn check(c: &Context, found: &mut Vec<Diagnostic>) {
    for (i, home) in c.profile.evacuees.iter().enumerate() {
        let Some(name) = home.shelter.as_ref().filter(|s| c.profile.shelters.contains_key(*s)) else { continue };
        for hazard in hazards_of(home, c.profile) {
            let Some(plan) = c.plans.plans.get(hazard).filter(|_| sends(hazard, c.plans)) else { continue };
            let Some(why) = unfit(name, hazard, c.profile, c.plans) else { continue };
            let reason = match why {
                UnfitReason::Declared => "unsafe_for".to_owned(),
                UnfitReason::NotListed => "safe_for".to_owned(),
                UnfitReason::Setting => "setting".to_owned(),
                UnfitReason::InDangerZone(point) => point,
            };
            let fault = Diagnostic::error("shelter-fit").at(c.at(&["evacuees".into(), i.into(), "shelter".into()]));
            let fault = fault.with("head", &home.head).with("shelter", name).with("hazard", &plan.name).with("reason", reason);
            found.push(fault.also(c.at(&["shelters".into(), name.into()])));
        }
    }
}
