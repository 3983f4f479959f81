//! The grids together do not have as many households as the village: somebody is in no grid, or in two.

use crate::check::Context;
use crate::diag::Diagnostic;

pub(super) fn check(c: &Context, found: &mut Vec<Diagnostic>) {
    let counts: Option<Vec<u32>> = c.profile.grids.values().map(|grid| grid.households).collect();
    let Some(counts) = counts.filter(|counts| !counts.is_empty()) else { return };
    let sum = counts.iter().fold(0, |sum: u32, n| sum.saturating_add(*n));
    if let Some(total) = c.profile.overview.households.filter(|total| *total != sum) {
        let fault = Diagnostic::warning("grid-coverage")
            .at(c.at(&["grids".into()]))
            .with("sum", sum)
            .with("total", total);
        found.push(fault.also(c.at(&["overview".into(), "households".into()])));
    }
}
