//! A risk point that nobody watches.

use crate::check::Context;
use crate::diag::Diagnostic;

pub(super) fn check(c: &Context, found: &mut Vec<Diagnostic>) {
    for (name, _) in c.profile.points.iter().filter(|(_, point)| point.watcher.is_empty()) {
        found.push(
            Diagnostic::warning("point-watcher")
                .at(c.at(&["points".into(), name.into()]))
                .with("point", name),
        );
    }
}
