//! A number that is said to be of a fax machine: nobody answers there, and it is printed to be rung.

use crate::check::Context;
use crate::diag::{Diagnostic, Place};
use crate::model::phone::Phone;

/// Words beside a number by which it is known as that of a machine.
const FAX: [&str; 3] = ["传真", "传 真", "fax"];

/// Words by which somebody answers there as well.
const BOTH: [&str; 4] = ["兼", "电话", "同号", "也接"];

pub(super) fn check(c: &Context, found: &mut Vec<Diagnostic>) {
    let mut look = |phones: &[Phone], at: Place| {
        let fax = |phone: &&Phone| {
            let said = phone.to_string().to_lowercase();
            FAX.iter().any(|word| said.contains(word)) && !BOTH.iter().any(|word| said.contains(word))
        };
        if let Some(phone) = phones.iter().find(fax) {
            found.push(Diagnostic::warning("phone-fax").at(at).with("phone", phone.to_string()));
        }
    };
    for (name, person) in &c.profile.people {
        look(&person.phone, c.at(&["people".into(), name.into(), "phone".into()]));
    }
    for (name, contact) in &c.profile.contacts {
        look(&contact.phone, c.at(&["contacts".into(), name.into(), "phone".into()]));
    }
    for (name, team) in &c.profile.teams {
        look(&team.phone, c.at(&["teams".into(), name.into(), "phone".into()]));
    }
    for (i, home) in c.profile.evacuees.iter().enumerate() {
        look(&home.phone, c.at(&["evacuees".into(), i.into(), "phone".into()]));
    }
}
