//! A public number written for a person or a household, or one of another service for an office: whoever rings
//! 119 for them gets somebody else.

use crate::check::Context;
use crate::diag::Diagnostic;
use crate::model::phone::{Kind, Phone};
use crate::model::profile::ContactKind;
use crate::yaml::Step;

/// Numbers that the whole country dials, and who answers.
const EMERGENCY: [(&str, ContactKind); 4] = [
    ("110", ContactKind::Police),
    ("122", ContactKind::Police),
    ("119", ContactKind::FireStation),
    ("120", ContactKind::Hospital),
];

pub(super) fn check(c: &Context, found: &mut Vec<Diagnostic>) {
    let p = c.profile;
    let mut look = |name: &str, phones: &[Phone], path: &[Step]| {
        let public = phones.iter().enumerate().filter(|(_, phone)| phone.kind() == Kind::Service);
        found.extend(public.map(|(i, phone)| {
            let at = c.at(&[path, &["phone".into(), i.into()]].concat());
            Diagnostic::error("phone-service").at(at).with("value", phone).with("name", name)
        }));
    };
    p.people.iter().for_each(|(name, person)| look(name, &person.phone, &["people".into(), name.into()]));
    p.evacuees.iter().enumerate().for_each(|(i, e)| look(&e.head, &e.phone, &["evacuees".into(), i.into()]));
    p.vehicles.iter().enumerate().for_each(|(i, v)| look(&v.name, &v.phone, &["vehicles".into(), i.into()]));
    for (name, contact) in &p.contacts {
        for (i, phone) in contact.phone.iter().enumerate() {
            let dialled = phone.dialled();
            let theirs = EMERGENCY.iter().find(|(number, _)| *number == dialled);
            if theirs.is_some_and(|(_, kind)| ![*kind, ContactKind::Other].contains(&contact.kind)) {
                let at = c.at(&["contacts".into(), name.into(), "phone".into(), i.into()]);
                found.push(Diagnostic::error("phone-service").at(at).with("value", phone).with("name", name));
            }
        }
    }
}
