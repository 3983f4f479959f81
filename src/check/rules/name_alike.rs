//! Two names that differ by one character and have one telephone number: most likely one person, spelled two
//! ways.

use crate::check::{Context, later_or_own};
use crate::diag::Diagnostic;
use crate::model::village::alike;

pub(super) fn check(c: &Context, found: &mut Vec<Diagnostic>) {
    for shared in c.village().shared_phones().into_iter().filter(|s| alike(s.first, s.second)) {
        let place = |name: &str| c.at(&["people".into(), name.into()]);
        let (at, also) = later_or_own(place(shared.first), place(shared.second));
        let fault = Diagnostic::warning("name-alike").at(at).also(also).with("one", shared.first);
        found.push(fault.with("other", shared.second).with("phone", shared.number.to_string()));
    }
}
