//! Somebody who cannot walk alone, and nothing to carry him. Without a helper it is `household-helper`.

use crate::check::Context;
use crate::diag::Diagnostic;
use crate::model::needs;
use crate::model::village::home_name;

pub(super) fn check(c: &Context, found: &mut Vec<Diagnostic>) {
    let frail = c.profile.evacuees.iter().enumerate().filter(|(_, home)| !needs::told_otherwise(&home.needs));
    for (i, home) in frail.filter(|(_, home)| home.transport.is_empty()) {
        let fault =
            Diagnostic::warning("frail-transport").at(c.at(&["evacuees".into(), i.into(), "needs".into()]));
        found.push(fault.with("head", home_name(home)).with("needs", home.needs.join("、")));
    }
}
