//! A helper with more households than one can knock at in time. Only first names count; deputies step in.

use indexmap::IndexMap;

use crate::check::Context;
use crate::diag::Diagnostic;

/// Our advice, from no document.
const MOST: usize = 5;

pub(super) fn check(c: &Context, found: &mut Vec<Diagnostic>) {
    let mut load: IndexMap<&String, Vec<(usize, &str, &str)>> = IndexMap::new();
    for (i, home) in c.profile.evacuees.iter().enumerate() {
        let Some(helper) = home.helper.first() else { continue };
        let homes = load.entry(helper).or_default();
        if !homes
            .iter()
            .any(|(_, head, address)| (*head, *address) == (home.head.as_str(), home.address.as_str()))
        {
            homes.push((i, &home.head, &home.address));
        }
    }
    for (name, homes) in load.into_iter().filter(|(_, homes)| homes.len() > MOST) {
        let at = c.at(&["evacuees".into(), homes[MOST].0.into(), "helper".into(), 0.into()]);
        found.push(
            Diagnostic::warning("helper-load")
                .at(at)
                .with("name", name)
                .with("homes", homes.len())
                .with("most", MOST),
        );
    }
}
