//! A household in two rows: it prints once, its hazards united. Two destinations are `household-destination`.

use std::collections::BTreeMap;

use crate::check::Context;
use crate::diag::Diagnostic;

pub(super) fn check(c: &Context, found: &mut Vec<Diagnostic>) {
    let mut first: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for (i, home) in c.profile.evacuees.iter().enumerate() {
        let seen = *first.entry((&home.head, &home.address)).or_insert(i);
        if seen != i && home.shelter == c.profile.evacuees[seen].shelter {
            let at = |i: usize| c.at(&["evacuees".into(), i.into(), "head".into()]);
            let fault = Diagnostic::note("household-twice").at(at(i)).also(at(seen));
            found.push(fault.with("head", &home.head).with("address", &home.address));
        }
    }
}
