//! More people come to a shelter than it has room for, over all hazards that can come together: those who are
//! sent there, and those threatened at points that lead there.

use crate::check::Context;
use crate::diag::Diagnostic;

pub(super) fn check(c: &Context, found: &mut Vec<Diagnostic>) {
    let homes = c.village().households();
    for (name, shelter) in &c.profile.shelters {
        let Some(seats) = shelter.capacity else { continue };
        let most = c.village().crowd(name, &homes).known;
        if most > seats {
            let fault = Diagnostic::warning("shelter-seats").at(c.at(&[
                "shelters".into(),
                name.into(),
                "capacity".into(),
            ]));
            found.push(
                fault
                    .with("shelter", name)
                    .with("people", most)
                    .with("seats", seats)
                    .with("more", most - seats),
            );
        }
    }
}
