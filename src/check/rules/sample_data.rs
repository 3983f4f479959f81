//! People of the sample that `duoan new` writes are still in the profile: every page bears 样例 until they are
//! gone.

use crate::check::Context;
use crate::diag::Diagnostic;
use crate::scaffold;

/// How many more places are shown beside the first.
const SHOWN: usize = 3;

pub(super) fn check(c: &Context, found: &mut Vec<Diagnostic>) {
    let samples = scaffold::samples(c.tree);
    let Some((first, rest)) = samples.split_first() else { return };
    let fault = Diagnostic::warning("sample-data").at(first.place.clone()).with("name", &first.name);
    let fault = fault.with("number", &first.number).with("count", samples.len());
    found.push(rest.iter().take(SHOWN).fold(fault, |fault, one| fault.also(one.place.clone())));
}
