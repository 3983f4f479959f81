//! A grid without an officer: nobody knocks at these doors.

use crate::check::Context;
use crate::diag::Diagnostic;

pub(super) fn check(c: &Context, found: &mut Vec<Diagnostic>) {
    for (name, _) in c.profile.grids.iter().filter(|(_, grid)| grid.officer.is_empty()) {
        found.push(
            Diagnostic::warning("grid-officer").at(c.at(&["grids".into(), name.into()])).with("grid", name),
        );
    }
}
