//! Days off that cannot be read.

use crate::diag::Diagnostic;
use crate::model::library::PlanFault;
use crate::model::plan::PlanSet;

/// Returns every entry of `plans/holidays.yaml` that is no day.
pub(super) fn check(set: &PlanSet) -> impl Iterator<Item = PlanFault> {
    set.holidays.iter().flat_map(move |(year, days)| {
        days.unreadable().map(move |text| {
            let place = set.place(&format!("holidays/{year}")).cloned();
            PlanFault::of_all(Diagnostic::error("holiday-date").at(place).with("text", text))
        })
    })
}
