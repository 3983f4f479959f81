//! Households that do not say how many they are: sums on paper leave them out and say so.

use crate::check::Context;
use crate::diag::Diagnostic;
use crate::model::village::home_name;

/// Most heads that are named.
const NAMED: usize = 3;

pub(super) fn check(c: &Context, found: &mut Vec<Diagnostic>) {
    let silent: Vec<usize> =
        (0..c.profile.evacuees.len()).filter(|i| c.profile.evacuees[*i].members.unwrap_or(0) == 0).collect();
    let Some(first) = silent.first() else { return };
    let heads: Vec<String> = silent.iter().take(NAMED).map(|i| home_name(&c.profile.evacuees[*i])).collect();
    let (zh, en) = if silent.len() > NAMED { ("等", " and others") } else { ("", "") };
    let fault = Diagnostic::warning("household-members")
        .at(c.at(&["evacuees".into(), (*first).into()]))
        .with("count", silent.len());
    found.push(fault.word(
        "heads",
        &format!("{}{zh}", heads.join("、")),
        &format!("{}{en}", heads.join(", ")),
    ));
}
