//! No drill within a year: the paper was never walked.

use jiff::ToSpan;

use crate::check::Context;
use crate::diag::Diagnostic;

/// 山洪灾害防御村级“六个一”：每年至少演练一次；山东省突发事件应对条例 asks for drills without a number.
const MONTHS: i32 = 12;

pub(super) fn check(c: &Context, found: &mut Vec<Diagnostic>) {
    let Some(today) = c.today else { return };
    let past = c.profile.drills.iter().filter_map(|drill| drill.date).filter(|date| *date <= today);
    let last = past.max();
    if last.is_none_or(|date| date.0 < today.0.saturating_sub(MONTHS.months())) {
        let fault = Diagnostic::warning("drill-overdue").at(c.at(&["drills".into()])).with("months", MONTHS);
        found.push(fault.with("last", last.map_or("—".to_owned(), |date| date.0.to_string())));
    }
}
