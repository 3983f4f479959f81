//! A household that has to move and nobody is responsible for it.

use crate::check::Context;
use crate::diag::Diagnostic;
use crate::model::profile::Evacuee;
use crate::model::village::home_name;

pub(super) fn check(c: &Context, found: &mut Vec<Diagnostic>) {
    // Nobody else is nobody: whoever must be fetched does not come to fetch himself.
    let alone = |home: &Evacuee| home.helper.iter().all(|helper| *helper == home.head);
    for (i, home) in c.profile.evacuees.iter().enumerate().filter(|(_, home)| alone(home)) {
        let fault = Diagnostic::warning("household-helper").at(c.at(&["evacuees".into(), i.into()]));
        found.push(fault.with("head", home_name(home)));
    }
}
