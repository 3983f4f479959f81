//! A household that moves for hazards of which its risk point has none: one of the two is another place's.

use crate::check::Context;
use crate::diag::Diagnostic;
use crate::model::village::home_name;

pub(super) fn check(c: &Context, found: &mut Vec<Diagnostic>) {
    let names = |ids: &[String]| {
        let name = |id: &String| c.plans.plans.get(id).map_or(id.clone(), |plan| plan.name.clone());
        ids.iter().map(name).collect::<Vec<_>>().join("、")
    };
    for (i, home) in c.profile.evacuees.iter().enumerate() {
        let Some((name, point)) = home.point.as_ref().and_then(|name| c.profile.points.get_key_value(name)) else {
            continue;
        };
        let (own, there) = (&home.hazards, &point.hazards);
        if own.is_empty() || there.is_empty() || own.iter().any(|id| there.contains(id)) {
            continue;
        }
        let at = c.at(&["evacuees".into(), i.into(), "hazards".into()]);
        let fault = Diagnostic::warning("household-point").at(at).with("head", home_name(home));
        let fault = fault.with("own", names(own)).with("point", name).with("there", names(there));
        found.push(fault.also(c.at(&["points".into(), name.into(), "hazards".into()])));
    }
}
