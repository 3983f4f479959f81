//! Which hazards drive people to the same place: one card, one poster for each such group.

use crate::model::handbook::{Chapter, Handbook, Household, RouteEntry};

/// Hazards that send people to the same shelter.
pub(super) struct Escape<'a> {
    /// Main shelter.
    pub(super) shelter: &'a str,
    /// Hazards, in the book's order.
    pub(super) hazards: Vec<&'a Chapter>,
}

impl<'a> Escape<'a> {
    /// Returns the hazards' ids.
    pub(super) fn ids(&self) -> Vec<&'a str> {
        self.hazards.iter().map(|h| h.id.as_str()).collect()
    }

    /// Returns another shelter that is fit for every hazard of the group.
    pub(super) fn second(&self) -> Option<&'a str> {
        let first = self.hazards.first()?;
        let fit = |name: &&String| **name != self.shelter && self.hazards.iter().all(|h| h.shelters.contains(name));
        first.shelters.iter().find(fit).map(String::as_str)
    }

    /// Returns how one gets there: this route if it leads there, else the main one of a hazard.
    pub(super) fn route(&self, own: &str, book: &'a Handbook) -> Option<&'a RouteEntry> {
        let main = self.hazards.iter().filter_map(|h| h.route.as_deref());
        let names = std::iter::once(own).chain(main);
        names.filter_map(|name| book.routes.iter().find(|r| r.name == name)).find(|r| r.to == self.shelter)
    }

    /// Returns up to two things not to do, in turn from each hazard.
    pub(super) fn forbid(&self) -> Vec<&'a str> {
        let nth = |n: usize| self.hazards.iter().filter_map(move |h| h.forbid.get(n)).map(|f| f.card.as_str());
        let mut found: Vec<&str> = Vec::new();
        for text in nth(0).chain(nth(1)) {
            if found.len() < 2 && !found.contains(&text) {
                found.push(text);
            }
        }
        found
    }

    /// Returns up to three things that one sees or hears, the shortest sentences, in turn from each hazard.
    pub(super) fn signs(&self) -> Vec<&'a str> {
        let short = |h: &&'a Chapter| h.signs.iter().map(|s| s.text.as_str()).find(|s| s.chars().count() <= 12);
        let mut found: Vec<&str> = self.hazards.iter().filter_map(short).collect();
        found.dedup();
        found.truncate(3);
        found
    }
}

/// Returns the groups of a whole village: the same main shelter and the same stance.
pub(super) fn village(book: &Handbook) -> Vec<Escape<'_>> {
    let mut groups: Vec<Escape> = Vec::new();
    for chapter in &book.hazards {
        let Some(shelter) = chapter.shelters.first() else { continue };
        match groups.iter_mut().find(|g| g.shelter == shelter && g.hazards[0].stance == chapter.stance) {
            Some(group) => group.hazards.push(chapter),
            None => groups.push(Escape { shelter, hazards: vec![chapter] }),
        }
    }
    groups
}

/// Returns the groups of one household: where it goes, its own shelter wherever that is fit.
pub(super) fn household<'a>(home: &'a Household, book: &'a Handbook) -> Vec<Escape<'a>> {
    let mut groups: Vec<Escape> = Vec::new();
    for chapter in book.hazards.iter().filter(|h| home.hazards.contains(&h.id)) {
        let own = chapter.shelters.iter().find(|s| **s == home.shelter);
        let Some(shelter) = own.or(chapter.shelters.first()) else { continue };
        match groups.iter_mut().find(|g| g.shelter == shelter) {
            Some(group) => group.hazards.push(chapter),
            None => groups.push(Escape { shelter, hazards: vec![chapter] }),
        }
    }
    groups
}
