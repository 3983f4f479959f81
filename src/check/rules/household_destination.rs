//! A household that has to move and has no shelter, or two rows of one household name different ones.

use std::collections::BTreeMap;

use crate::check::Context;
use crate::diag::Diagnostic;
use crate::model::village::{home_key, home_name};

pub(super) fn check(c: &Context, found: &mut Vec<Diagnostic>) {
    let mut first: BTreeMap<(String, String), usize> = BTreeMap::new();
    for (i, home) in c.profile.evacuees.iter().enumerate() {
        let at = |i: usize| c.at(&["evacuees".into(), i.into(), "shelter".into()]);
        if home.shelter.is_none() && !c.unread(&["evacuees".into(), i.into(), "shelter".into()]) {
            found.push(
                Diagnostic::warning("household-destination")
                    .at(at(i))
                    .with("head", home_name(home))
                    .with("shelter", "—"),
            );
        }
        let seen = *first.entry(home_key(home)).or_insert(i);
        let other = &c.profile.evacuees[seen];
        if seen != i && home.shelter.is_some() && other.shelter.is_some() && home.shelter != other.shelter {
            let both = [&other.shelter, &home.shelter]
                .into_iter()
                .flatten()
                .cloned()
                .collect::<Vec<_>>()
                .join(" / ");
            // One of the two would be printed, perhaps the wrong one.
            let fault = Diagnostic::error("household-destination").at(at(i)).with("head", home_name(home));
            found.push(fault.with("shelter", both).also(at(seen)));
        }
    }
}
