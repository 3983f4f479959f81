//! A household that has to move and nobody is responsible for it.

use crate::check::Context;
use crate::diag::Diagnostic;
use crate::model::village::home_name;

pub(super) fn check(c: &Context, found: &mut Vec<Diagnostic>) {
    for (i, home) in c.profile.evacuees.iter().enumerate().filter(|(_, home)| home.helper.is_empty()) {
        let fault = Diagnostic::warning("household-helper").at(c.at(&["evacuees".into(), i.into()]));
        found.push(fault.with("head", home_name(home)));
    }
}
