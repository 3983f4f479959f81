//! A supply counted in another unit than the plans ask for: the book cannot say whether it is enough.

use std::collections::BTreeSet;

use crate::check::Context;
use crate::diag::Diagnostic;

pub(super) fn check(c: &Context, found: &mut Vec<Diagnostic>) {
    for (i, supply) in c.profile.supplies.iter().enumerate().filter(|(_, supply)| !supply.unit.is_empty()) {
        let plans = c.profile.hazards.keys().filter_map(|id| c.plans.plans.get(id));
        let needs = plans.flat_map(|plan| &plan.needs).filter(|need| need.item == supply.item);
        let units: BTreeSet<&str> = needs.map(|need| need.unit.as_str()).collect();
        if !units.is_empty() && !units.contains(supply.unit.as_str()) {
            let fault =
                Diagnostic::note("supply-unit").at(c.at(&["supplies".into(), i.into(), "unit".into()]));
            let asked = units.into_iter().collect::<Vec<_>>().join("、");
            found.push(fault.with("item", &supply.item).with("unit", &supply.unit).with("asked", asked));
        }
    }
}
