//! A telephone number that nobody can dial: too short, too long, or no number at all.

use crate::check::Context;
use crate::diag::Diagnostic;
use crate::model::phone;
use crate::yaml::Step;

pub(super) fn check(c: &Context, found: &mut Vec<Diagnostic>) {
    let p = c.profile;
    let mut look = |number: &str, path: &[Step]| {
        if phone::kind(number).is_none() {
            let digits = phone::digits(number).len();
            found.push(Diagnostic::error("phone-format").at(c.at(path)).with("value", number).with("digits", digits));
        }
    };
    for (name, person) in &p.people {
        person.phone.iter().enumerate().for_each(|(i, n)| look(n, &["people".into(), name.into(), "phone".into(), i.into()]));
    }
    for (name, contact) in &p.contacts {
        contact.phone.iter().enumerate().for_each(|(i, n)| look(n, &["contacts".into(), name.into(), "phone".into(), i.into()]));
    }
    for (i, e) in p.evacuees.iter().enumerate() {
        e.phone.iter().enumerate().for_each(|(j, n)| look(n, &["evacuees".into(), i.into(), "phone".into(), j.into()]));
    }
    for (name, team) in &p.teams {
        team.phone.iter().enumerate().for_each(|(i, n)| look(n, &["teams".into(), name.into(), "phone".into(), i.into()]));
    }
    for (name, place) in &p.places {
        place.phone.iter().enumerate().for_each(|(i, n)| look(n, &["places".into(), name.into(), "phone".into(), i.into()]));
    }
    for (i, v) in p.vehicles.iter().enumerate() {
        v.phone.iter().enumerate().for_each(|(j, n)| look(n, &["vehicles".into(), i.into(), "phone".into(), j.into()]));
    }
}
