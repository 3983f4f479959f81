//! The day by which this edition should have been reviewed is past.

use crate::check::Context;
use crate::diag::Diagnostic;

pub(super) fn check(c: &Context, found: &mut Vec<Diagnostic>) {
    let (Some(review), Some(today)) = (c.profile.edition.review_by, c.today) else { return };
    if review < today {
        let at = c.at(&["edition".into(), "review_by".into()]);
        found.push(
            Diagnostic::warning("review-overdue").at(at).with("review", review.0).with("today", today.0),
        );
    }
}
