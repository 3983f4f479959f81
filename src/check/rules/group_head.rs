//! A group without a head. The grid officers act; the head is whom they ask who is at home.

use crate::check::Context;
use crate::diag::Diagnostic;

pub(super) fn check(c: &Context, found: &mut Vec<Diagnostic>) {
    for (name, _) in c.profile.overview.groups.iter().filter(|(_, group)| group.head.is_none()) {
        let at = c.at(&["overview".into(), "groups".into(), name.into()]);
        found.push(Diagnostic::note("group-head").at(at).with("group", name));
    }
}
