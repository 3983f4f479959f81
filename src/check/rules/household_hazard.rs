//! Households to move of which nobody wrote for what they leave: neither hazards nor a risk point. No card is made for them.

use crate::check::Context;
use crate::diag::Diagnostic;
use crate::model::village::home_name;

pub(super) fn check(c: &Context, found: &mut Vec<Diagnostic>) {
    let village = c.village();
    let rows = c.profile.evacuees.iter().enumerate();
    let mut unsaid = rows.filter(|(i, home)| {
        let unread = |key: &str| c.unread(&["evacuees".into(), (*i).into(), key.into()]);
        home.hazards.is_empty() && village.hazards_of(home).is_empty() && !unread("hazards") && !unread("point")
    });
    // A roster without that column lacks it in every row: it is said once.
    let Some((i, home)) = unsaid.next() else { return };
    let fault = Diagnostic::warning("household-hazard").at(c.at(&["evacuees".into(), i.into(), "head".into()]));
    found.push(fault.with("head", home_name(home)).with("count", unsaid.count() + 1));
}
