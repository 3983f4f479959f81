//! More people are sent to a shelter than it has room for, over all hazards that can come together.

use crate::check::Context;
use crate::diag::Diagnostic;
use crate::model::village::{coincident, households};

pub(super) fn check(c: &Context, found: &mut Vec<Diagnostic>) {
    let homes = households(c.profile);
    for (name, shelter) in &c.profile.shelters {
        let Some(seats) = shelter.capacity else { continue };
        let together = |hazard: &String| -> u32 {
            let mut group = coincident(hazard, c.plans);
            group.insert(hazard.clone());
            let here = homes.iter().filter(|h| h.shelter == *name && h.hazards.iter().any(|x| group.contains(x)));
            here.fold(0, |sum: u32, h| sum.saturating_add(h.members))
        };
        let most = c.profile.hazards.keys().map(together).max().unwrap_or(0);
        if most > seats {
            let fault = Diagnostic::error("shelter-seats").at(c.at(&["shelters".into(), name.into(), "capacity".into()]));
            found.push(fault.with("shelter", name).with("people", most).with("seats", seats).with("more", most - seats));
        }
    }
}
