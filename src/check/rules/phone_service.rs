//! A public number written for a person or a household: whoever rings 119 for them gets somebody else.

use crate::check::Context;
use crate::diag::Diagnostic;
use crate::model::phone::{Kind, Phone};
use crate::yaml::Step;

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
}
