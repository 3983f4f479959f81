//! A household in two rows: it prints once, its hazards united. Two destinations are `household-destination`,
//! two counts `household-count`.

use std::collections::BTreeMap;

use crate::check::Context;
use crate::diag::Diagnostic;
use crate::model::village::home_key;

pub(super) fn check(c: &Context, found: &mut Vec<Diagnostic>) {
    let mut first: BTreeMap<(String, String), usize> = BTreeMap::new();
    for (i, home) in c.profile.evacuees.iter().enumerate() {
        let seen = *first.entry(home_key(home)).or_insert(i);
        let earlier = &c.profile.evacuees[seen];
        let counted_twice = earlier.members.zip(home.members).is_some_and(|(a, b)| a != b);
        let two_routes = earlier.route.as_ref().zip(home.route.as_ref()).is_some_and(|(a, b)| a != b);
        if seen != i && home.shelter == earlier.shelter && !counted_twice && !two_routes {
            let at = |i: usize| c.at(&["evacuees".into(), i.into(), "head".into()]);
            let fault = Diagnostic::note("household-twice").at(at(i)).also(at(seen));
            found.push(fault.with("head", &home.head).with("address", &home.address));
        }
    }
}
