//! A hazard that sends people to a shelter, and no shelter of the village is fit for it.

use crate::check::Context;
use crate::diag::Diagnostic;

pub(super) fn check(c: &Context, found: &mut Vec<Diagnostic>) {
    for hazard in c.profile.hazards.keys() {
        let Some(plan) = c.plans.plans.get(hazard) else { continue };
        if c.village().sends(hazard) && c.village().shelters_for(hazard).is_empty() {
            let at = c.at(&["hazards".into(), hazard.into()]);
            found.push(Diagnostic::warning("shelter-missing").at(at).with("hazard", &plan.name));
        }
    }
}
