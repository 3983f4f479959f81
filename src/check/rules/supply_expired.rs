//! Supplies past their date: counted on paper, of no use at night.

use crate::check::Context;
use crate::diag::Diagnostic;

pub(super) fn check(c: &Context, found: &mut Vec<Diagnostic>) {
    for (i, supply) in c.profile.supplies.iter().enumerate() {
        let (Some(expires), Some(today)) = (supply.expires, c.today) else { continue };
        if expires < today {
            let fault = Diagnostic::warning("supply-expired").at(c.at(&[
                "supplies".into(),
                i.into(),
                "expires".into(),
            ]));
            found.push(fault.with("item", &supply.item).with("expires", expires.0).with("today", today.0));
        }
    }
}
