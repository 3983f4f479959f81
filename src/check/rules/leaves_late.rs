//! A point that is to be left at a later level than its plan says: papers follow the plan, which is the earlier.

use crate::check::Context;
use crate::diag::Diagnostic;

pub(super) fn check(c: &Context, found: &mut Vec<Diagnostic>) {
    for (name, point) in &c.profile.points {
        for (signal, own) in &point.moves_at {
            let Some(plan) = c.village().planned(point, signal).filter(|plan| plan < own) else { continue };
            let at = c.value_at(&["points".into(), name.into(), "moves_at".into(), signal.as_str().into()]);
            let fault = Diagnostic::warning("leaves-late").at(at).with("point", name);
            let signal = c.plans.signals.signals.get(signal).map_or(signal.as_str(), |known| known.name.as_str());
            let fault = fault.with("signal", signal).with("own", own.name());
            found.push(fault.with("level", plan.name()));
        }
    }
}
