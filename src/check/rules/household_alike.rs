//! Two rows that look like one household under two spellings: two cards, seats counted twice. Never united,
//! only said.

use std::collections::{BTreeMap, BTreeSet};

use crate::check::Context;
use crate::diag::Diagnostic;
use crate::model::profile::Evacuee;
use crate::model::village::{alike, home_key, phone_keys};

pub(super) fn check(c: &Context, found: &mut Vec<Diagnostic>) {
    let homes = &c.profile.evacuees;
    let mut near: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (i, home) in homes.iter().enumerate() {
        let (head, address) = home_key(home);
        let phones = phone_keys(home).into_iter().map(|phone| format!("p{phone}"));
        for key in [format!("h{head}"), format!("a{address}")].into_iter().chain(phones) {
            near.entry(key).or_default().push(i);
        }
    }
    let pairs = |list: Vec<usize>| -> Vec<(usize, usize)> {
        let mut pairs = Vec::new();
        for (n, i) in list.iter().enumerate() {
            pairs.extend(list[n + 1..].iter().map(|j| (*i, *j)));
        }
        pairs
    };
    let candidates: BTreeSet<(usize, usize)> = near.into_values().flat_map(pairs).collect();
    for (i, j) in candidates.into_iter().filter(|(i, j)| may_be_one(&homes[*i], &homes[*j])) {
        let at = |i: usize| c.at(&["evacuees".into(), i.into(), "head".into()]);
        let said = |home: &Evacuee| format!("{}（{}）", home.head, home.address);
        let fault = Diagnostic::warning("household-alike").at(at(j)).also(at(i));
        found.push(fault.with("one", said(&homes[i])).with("other", said(&homes[j])));
    }
}

/// Returns whether two rows are not one household for certain, but agree in two of name, address and number,
/// one of the first two at most a character off.
fn may_be_one(one: &Evacuee, other: &Evacuee) -> bool {
    let (mine, theirs) = (home_key(one), home_key(other));
    if mine == theirs {
        return false;
    }
    let (my_phones, their_phones) = (phone_keys(one), phone_keys(other));
    let phone = my_phones.intersection(&their_phones).next().is_some();
    let unknown = my_phones.is_empty() || their_phones.is_empty();
    let head = mine.0 == theirs.0;
    let address = mine.1 == theirs.1 && !mine.1.is_empty();
    let figures = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    let near_address = alike(&mine.1, &theirs.1) && figures(&mine.1) == figures(&theirs.1);
    match (head, address) {
        (true, _) => phone || near_address,
        (false, true) => phone || (unknown && alike(&mine.0, &theirs.0)),
        (false, false) => phone && near_address && alike(&mine.0, &theirs.0),
    }
}
