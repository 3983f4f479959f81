//! Somebody who cannot walk alone, and nothing to carry him. Without a helper it is `household-helper`.

use crate::check::Context;
use crate::diag::Diagnostic;
use crate::model::needs;
use crate::model::profile::Evacuee;
use crate::model::village::home_name;

pub(super) fn check(c: &Context, found: &mut Vec<Diagnostic>) {
    let frail = c.profile.evacuees.iter().enumerate().filter(|(_, home)| !needs::told_otherwise(&home.needs));
    let afoot = |home: &Evacuee| needs::afoot(&home.transport) && !needs::walks(&home.needs, "");
    for (i, home) in frail.filter(|(_, home)| home.transport.is_empty() || afoot(home)) {
        let key = if home.transport.is_empty() { "needs" } else { "transport" };
        let fault =
            Diagnostic::warning("frail-transport").at(c.at(&["evacuees".into(), i.into(), key.into()]));
        found.push(fault.with("head", home_name(home)).with("needs", home.needs.join("、")));
    }
}
