//! No drill within the months that `plans/requirements.yaml` says: the paper was never walked.

use jiff::ToSpan;

use crate::check::Context;
use crate::diag::Diagnostic;

pub(super) fn check(c: &Context, found: &mut Vec<Diagnostic>) {
    let Some(today) = c.today else { return };
    let months = c.plans.asked.drill_months;
    let past = c.profile.drills.iter().filter_map(|drill| drill.date).filter(|date| *date <= today);
    let last = past.max();
    if last.is_none_or(|date| date.0 < today.0.saturating_sub(i64::from(months).months())) {
        let fault = Diagnostic::warning("drill-overdue").at(c.at(&["drills".into()])).with("months", months);
        found.push(fault.with("last", last.map_or("—".to_owned(), |date| date.0.to_string())));
    }
}
