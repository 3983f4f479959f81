//! One item in one place in two rows: the book would count it twice.

use std::collections::BTreeMap;

use crate::check::Context;
use crate::diag::Diagnostic;

pub(super) fn check(c: &Context, found: &mut Vec<Diagnostic>) {
    let mut first: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for (i, supply) in c.profile.supplies.iter().enumerate() {
        let seen = *first.entry((&supply.item, &supply.place)).or_insert(i);
        if seen != i {
            let at = |i: usize| c.at(&["supplies".into(), i.into(), "item".into()]);
            let fault = Diagnostic::warning("supply-twice").at(at(i)).also(at(seen));
            found.push(fault.with("item", &supply.item).with("place", &supply.place));
        }
    }
}
