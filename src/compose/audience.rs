//! What whom may see: the public edition has no household's phone, no health note, no number of people without a post.

use std::borrow::Cow;
use std::collections::BTreeSet;

use crate::model::document::Audience;
use crate::model::handbook::{Handbook, Holder};

/// Returns the book as this audience may see it, with only these hazards (all if none is named).
pub(super) fn edition<'a>(book: &'a Handbook, audience: Audience, hazards: &[String]) -> Cow<'a, Handbook> {
    let mut book = Cow::Borrowed(book);
    if !hazards.is_empty() {
        book.to_mut().hazards.retain(|h| hazards.contains(&h.id));
    }
    match audience {
        Audience::Public => redact(book.to_mut()),
        // It knows its own number.
        Audience::Household => book.to_mut().households.iter_mut().for_each(|home| home.phones.clear()),
        Audience::Duty | Audience::File => {}
    }
    book
}

fn redact(book: &mut Handbook) {
    let posts: BTreeSet<String> = book.roles.iter().flat_map(|r| &r.holders).map(|h| h.name.clone()).collect();
    for home in &mut book.households {
        home.phones.clear();
        // A wheelchair or a stretcher tells what the needs would.
        if !home.needs.is_empty() {
            home.transport.clear();
        }
        home.needs.clear();
    }
    let veil = |person: &mut Holder| {
        if !posts.contains(&person.name) {
            person.phones.clear();
        }
    };
    for team in &mut book.teams {
        team.leader.iter_mut().chain(&mut team.deputy).chain(&mut team.members).for_each(veil);
        team.phones.clear();
    }
    book.vehicles.iter_mut().for_each(|v| v.phones.clear());
    book.places.iter_mut().filter(|p| !posts.contains(&p.person)).for_each(|p| p.phones.clear());
}
