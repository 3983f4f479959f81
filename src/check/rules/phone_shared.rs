//! One mobile number written for two people: one of them cannot be called. Landlines of an office may be shared.

use crate::check::Context;
use crate::diag::Diagnostic;
use crate::model::phone::{Kind, kind};
use crate::model::village::{alike, shared_phones};

pub(super) fn check(c: &Context, found: &mut Vec<Diagnostic>) {
    let shared = shared_phones(c.profile).into_iter();
    for shared in shared.filter(|s| kind(s.number) == Some(Kind::Mobile) && !alike(s.first, s.second)) {
        let at = c.at(&["people".into(), shared.second.into(), "phone".into(), shared.index.into()]);
        let fault = Diagnostic::warning("phone-shared").at(at).with("phone", shared.number);
        let fault = fault.with("one", shared.first).with("other", shared.second);
        found.push(fault.also(c.at(&["people".into(), shared.first.into()])));
    }
}
