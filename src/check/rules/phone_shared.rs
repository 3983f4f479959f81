//! One mobile number written for two people: one of them cannot be called. Landlines of an office may be
//! shared.

use crate::check::{Context, later_or_own};
use crate::diag::Diagnostic;
use crate::model::village::{SharedPhone, alike};

pub(super) fn check(c: &Context, found: &mut Vec<Diagnostic>) {
    // 找苏日娜 139…: the words beside the number say whose it is.
    let said = |one: &str, other: &str| {
        c.profile.people[one].phone.iter().any(|phone| phone.words().contains(other))
    };
    let told = |s: &SharedPhone| said(s.first, s.second) || said(s.second, s.first);
    for shared in c.village().shared_phones().into_iter().filter(|s| !alike(s.first, s.second) && !told(s)) {
        let second = c.at(&["people".into(), shared.second.into(), "phone".into(), shared.index.into()]);
        let (at, also) = later_or_own(c.at(&["people".into(), shared.first.into(), "phone".into()]), second);
        let fault =
            Diagnostic::warning("phone-shared").at(at).also(also).with("phone", shared.number.to_string());
        found.push(fault.with("one", shared.first).with("other", shared.second));
    }
}
