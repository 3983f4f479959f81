//! A helper who lives in a danger zone when the household has to move: he has a family of his own to bring
//! out.

use std::collections::BTreeSet;

use crate::check::Context;
use crate::diag::Diagnostic;

pub(super) fn check(c: &Context, found: &mut Vec<Diagnostic>) {
    let mut said: BTreeSet<&String> = BTreeSet::new();
    for (i, home) in c.profile.evacuees.iter().enumerate() {
        let moving = c.village().hazards_of(home);
        for (j, name) in home.helper.iter().enumerate() {
            let Some(point) = c.profile.people.get(name).and_then(|person| person.lives_in.as_ref()) else {
                continue;
            };
            let Some(zone) = c.profile.points.get(point) else { continue };
            let clash =
                zone.hazards.iter().any(|own| moving.iter().any(|other| c.village().together(own, other)));
            if clash && said.insert(name) {
                let at = c.at(&["evacuees".into(), i.into(), "helper".into(), j.into()]);
                let fault =
                    Diagnostic::warning("helper-in-danger").at(at).with("name", name).with("point", point);
                found.push(fault.with("head", &home.head).also(c.at(&[
                    "people".into(),
                    name.into(),
                    "lives_in".into(),
                ])));
            }
        }
    }
}
