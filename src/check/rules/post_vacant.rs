//! A post that plans of the village ask for and that nobody holds, though no text asks every village to fill
//! it.

use std::collections::BTreeSet;

use super::post_missing::instead;
use crate::check::Context;
use crate::diag::Diagnostic;
use crate::model::plan::Holders;

pub(super) fn check(c: &Context, found: &mut Vec<Diagnostic>) {
    let asked = asked(c);
    let vacant = |(id, role): &(&String, &crate::model::plan::Role)| {
        !role.required
            && asked.contains(*id)
            && !told_elsewhere(role.holders, c)
            && c.village().holders(id).is_empty()
    };
    for (id, role) in c.plans.roles.iter().filter(vacant) {
        // Somebody known does it: worth knowing. Nobody does: the blank has to be filled.
        let nobody = c.village().filled(id).0.is_empty();
        let fault = if nobody { Diagnostic::warning("post-vacant") } else { Diagnostic::note("post-vacant") };
        found.push(instead(fault.at(c.at(&["posts".into()])).with("post", &role.name), id, c));
    }
}

/// Returns whether those who should hold a post are told of one by one: `grid-officer`, `point-watcher` and
/// their like.
fn told_elsewhere(from: Holders, c: &Context) -> bool {
    match from {
        Holders::Everyone | Holders::Helpers | Holders::Warners | Holders::Clusters => true,
        Holders::Grids => !c.profile.grids.is_empty(),
        Holders::Watchers => !c.profile.points.is_empty(),
        Holders::Keepers => !c.profile.shelters.is_empty(),
        Holders::Posts | Holders::Rescue => false,
    }
}

/// Returns the roles that some step of the declared hazards names.
fn asked<'a>(c: &Context<'a>) -> BTreeSet<&'a String> {
    let plans = c.profile.hazards.keys().filter_map(|id| c.plans.plans.get(id));
    let common = |id: &String| c.plans.common.steps.iter().find(|step| step.id == *id);
    let roles = |step: &'a crate::model::plan::Step| match step.common.as_ref().and_then(common) {
        Some(shared) if step.role.is_empty() => &shared.role,
        _ => &step.role,
    };
    plans.flat_map(|plan| &plan.steps).flat_map(roles).collect()
}
