//! One mobile number written for two people: one of them cannot be called. Landlines of an office may be shared.

use crate::check::{Context, later_or_own};
use crate::diag::Diagnostic;
use crate::model::village::alike;

pub(super) fn check(c: &Context, found: &mut Vec<Diagnostic>) {
    for shared in c.village().shared_phones().into_iter().filter(|s| !alike(s.first, s.second)) {
        let second = c.at(&["people".into(), shared.second.into(), "phone".into(), shared.index.into()]);
        let (at, also) = later_or_own(c.at(&["people".into(), shared.first.into(), "phone".into()]), second);
        let fault = Diagnostic::warning("phone-shared").at(at).also(also).with("phone", shared.number.to_string());
        found.push(fault.with("one", shared.first).with("other", shared.second));
    }
}
