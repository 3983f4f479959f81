//! Somebody must be called and has no telephone number.

use std::collections::BTreeSet;

use crate::check::{Context, look};
use crate::diag::Diagnostic;

pub(super) fn check(c: &Context, found: &mut Vec<Diagnostic>) {
    let p = c.profile;
    let own =
        p.own_posts.values().flat_map(|post| &post.people).chain(p.clusters.values().flat_map(|c| &c.leader));
    let posted = p.posts.values().flatten().chain(own);
    let grids = p.grids.values().flat_map(|g| &g.officer);
    let watchers = p.points.values().flat_map(|x| &x.watcher);
    let keepers = p.shelters.values().flat_map(|s| &s.keeper);
    let helpers = p.evacuees.iter().flat_map(|e| e.helper.iter().chain(&e.warner));
    let leaders = p.teams.values().flat_map(|t| &t.leader);
    let called: BTreeSet<&String> =
        posted.chain(grids).chain(watchers).chain(keepers).chain(helpers).chain(leaders).collect();
    // A number that cannot be read has been told as such.
    let written =
        |block: &str, name: &str| look(c.tree, &[block.into(), name.into(), "phone".into()]).is_some();
    for name in called {
        if p.people.get(name).is_some_and(|person| person.phone.is_empty()) && !written("people", name) {
            found.push(
                Diagnostic::warning("phone-missing")
                    .at(c.at(&["people".into(), name.into()]))
                    .with("name", name),
            );
        }
    }
    for (name, _) in
        p.contacts.iter().filter(|(name, contact)| contact.phone.is_empty() && !written("contacts", name))
    {
        found.push(
            Diagnostic::warning("phone-missing")
                .at(c.at(&["contacts".into(), name.into()]))
                .with("name", name),
        );
    }
}
