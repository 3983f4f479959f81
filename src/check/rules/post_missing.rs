//! A post that every village must fill is empty: commander, emergency manager, information officer, warning officer.

use crate::check::Context;
use crate::diag::Diagnostic;
use crate::model::village::holders;

pub(super) fn check(c: &Context, found: &mut Vec<Diagnostic>) {
    for (id, role) in c.plans.roles.iter().filter(|(_, role)| role.required) {
        if holders(id, c.profile, c.plans).is_empty() {
            found.push(Diagnostic::error("post-missing").at(c.at(&["posts".into(), id.into()])).with("post", &role.name));
        }
    }
}
