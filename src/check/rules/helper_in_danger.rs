//! A helper who lives in a danger zone when the household has to move: he has a family of his own to bring
//! out.

use std::collections::BTreeSet;

use crate::check::Context;
use crate::diag::{Diagnostic, Place};
use crate::model::village::home_name;

pub(super) fn check(c: &Context, found: &mut Vec<Diagnostic>) {
    let mut said: BTreeSet<&String> = BTreeSet::new();
    for (i, home) in c.profile.evacuees.iter().enumerate() {
        let moving = c.village().hazards_of(home);
        for (j, name) in home.helper.iter().enumerate() {
            let Some((point, hazards, also)) = lives(c, name) else { continue };
            let clash = hazards.iter().any(|own| moving.iter().any(|other| c.village().together(own, other)));
            if clash && home.head != *name && said.insert(name) {
                let at = c.at(&["evacuees".into(), i.into(), "helper".into(), j.into()]);
                let fault =
                    Diagnostic::warning("helper-in-danger").at(at).with("name", name).with("point", point);
                found.push(fault.with("head", home_name(home)).also(also));
            }
        }
    }
}

/// Returns where a helper lives, the hazards that drive his family out, and where that is written: with him, or with his
/// own household among those to move.
fn lives<'a>(c: &Context<'a>, name: &String) -> Option<(&'a str, &'a [String], Place)> {
    let own = c.profile.people.get(name).and_then(|person| person.lives_in.as_ref());
    if let Some((point, zone)) = own.and_then(|point| c.profile.points.get_key_value(point)) {
        return Some((point, &zone.hazards, c.at(&["people".into(), name.into(), "lives_in".into()])));
    }
    let i = c.profile.evacuees.iter().position(|home| home.head == *name)?;
    let home = &c.profile.evacuees[i];
    let place = home.point.as_deref().unwrap_or(&home.address);
    Some((place, c.village().hazards_of(home), c.at(&["evacuees".into(), i.into(), "head".into()])))
}
