//! Two names that differ by one character and have one telephone number: most likely one person, spelled two ways.

use crate::check::Context;
use crate::diag::Diagnostic;
use crate::model::village::{alike, shared_phones};

pub(super) fn check(c: &Context, found: &mut Vec<Diagnostic>) {
    for shared in shared_phones(c.profile).into_iter().filter(|s| alike(s.first, s.second)) {
        let fault = Diagnostic::warning("name-alike").at(c.at(&["people".into(), shared.second.into()]));
        let fault = fault.with("one", shared.first).with("other", shared.second).with("phone", shared.number);
        found.push(fault.also(c.at(&["people".into(), shared.first.into()])));
    }
}
