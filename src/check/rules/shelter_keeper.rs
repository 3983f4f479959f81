//! A shelter without a keeper: people stand before a locked door.

use crate::check::Context;
use crate::diag::Diagnostic;

pub(super) fn check(c: &Context, found: &mut Vec<Diagnostic>) {
    for (name, _) in c.profile.shelters.iter().filter(|(_, shelter)| shelter.keeper.is_empty()) {
        found.push(
            Diagnostic::warning("shelter-keeper")
                .at(c.at(&["shelters".into(), name.into()]))
                .with("shelter", name),
        );
    }
}
