//! A name that ends as those of communities do, and nobody says which it is: its papers would speak of a village.

use crate::check::Context;
use crate::diag::Diagnostic;
use crate::model::profile::Kind;

/// How names of communities end.
const ENDS: [&str; 4] = ["社区", "社区居委会", "居委会", "居民委员会"];

pub(super) fn check(c: &Context, found: &mut Vec<Diagnostic>) {
    let named = ENDS.iter().any(|end| c.profile.name.trim().ends_with(end));
    if named && c.profile.kind == Kind::Village && c.tree.key_place("kind").is_none() {
        let fault = Diagnostic::warning("village-kind").at(c.value_at(&["name".into()]));
        found.push(fault.with("name", &c.profile.name));
    }
}
