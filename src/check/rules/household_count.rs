//! A household in two rows with two counts of people: the larger is printed, and that is said.

use std::collections::BTreeMap;

use crate::check::Context;
use crate::diag::Diagnostic;
use crate::model::village::home_key;

pub(super) fn check(c: &Context, found: &mut Vec<Diagnostic>) {
    let mut first: BTreeMap<(String, String), (usize, u32)> = BTreeMap::new();
    for (i, home) in c.profile.evacuees.iter().enumerate() {
        let Some(members) = home.members else { continue };
        let (seen, counted) = *first.entry(home_key(home)).or_insert((i, members));
        if counted != members {
            let at = |i: usize| c.at(&["evacuees".into(), i.into(), "members".into()]);
            let fault =
                Diagnostic::warning("household-count").at(at(i)).also(at(seen)).with("head", &home.head);
            let fault = fault.with("one", counted).with("other", members);
            found.push(fault.with("printed", counted.max(members)));
        }
    }
}
