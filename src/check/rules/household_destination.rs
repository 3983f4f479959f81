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
                    .word("shelter", "没写去哪", "none is written"),
            );
        }
        let seen = *first.entry(home_key(home)).or_insert(i);
        let other = &c.profile.evacuees[seen];
        let pairs = [("shelter", &other.shelter, &home.shelter), ("route", &other.route, &home.route)];
        let two = |(_, one, own): &(&str, &Option<String>, &Option<String>)| {
            one.is_some() && own.is_some() && one != own
        };
        // One of the two would be printed, perhaps the wrong one.
        if let Some((key, one, own)) = pairs.into_iter().find(|pair| seen != i && two(pair)) {
            let both = [one, own].into_iter().flatten().cloned().collect::<Vec<_>>().join(" / ");
            let at = |i: usize| c.at(&["evacuees".into(), i.into(), key.into()]);
            let fault = Diagnostic::error("household-destination").at(at(i)).with("head", home_name(home));
            found.push(fault.with("shelter", both).also(at(seen)));
        }
    }
}
