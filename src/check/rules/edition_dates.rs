//! Dates of the edition out of order: approved, then in effect, then reviewed.

use crate::check::Context;
use crate::diag::Diagnostic;

pub(super) fn check(c: &Context, found: &mut Vec<Diagnostic>) {
    let edition = &c.profile.edition;
    let approved = edition.approved.map(|date| (date, "审定", "approved"));
    let effective = edition.effective.map(|date| (date, "施行", "effective"));
    let review = edition.review_by.map(|date| (date, "下次修订", "review_by"));
    // Approved and in effect on one day is common; reviewed on the day it takes effect is a slip.
    let pairs = [(approved, effective, false), (effective.or(approved), review, true)];
    for (first, second, strictly) in pairs {
        let (Some((early, one, key_one)), Some((late, other, key))) = (first, second) else { continue };
        if early > late || (strictly && early == late) {
            let fault = Diagnostic::error("edition-dates").at(c.at(&["edition".into(), key.into()]));
            let fault = fault.word("first", &format!("{one} {}", early.0), &format!("{key_one} {}", early.0));
            found.push(fault.word("second", &format!("{other} {}", late.0), &format!("{key} {}", late.0)));
        }
    }
}
