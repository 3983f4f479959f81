//! A local figure without its figure: on paper it would be an order that nobody can tell when to follow.

use crate::check::Context;
use crate::diag::Diagnostic;
use crate::model::signs::unfigured;
use crate::yaml::Step;

pub(super) fn check(c: &Context, found: &mut Vec<Diagnostic>) {
    for (id, hazard) in &c.profile.hazards {
        for (what, _) in hazard.triggers.iter().filter(|(what, trigger)| unfigured(what, &trigger.at)) {
            let path: [Step; 4] = ["hazards".into(), id.into(), "triggers".into(), what.into()];
            found.push(Diagnostic::warning("figure-missing").at(c.at(&path)).with("what", what));
        }
    }
}
