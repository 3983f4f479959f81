//! What is looked at beside what a plain build makes: families that are made by name and editions for other readers, as
//! far as they lie in an output folder; files there say of what they are made.

use std::collections::BTreeMap;

use crate::batch::Manifest;
use crate::compose::Family;
use crate::model::document::{Audience, CardEntry};
use crate::office;

/// A family, and whom it is made for; nobody is named where it is the usual one.
pub type Making = (&'static Family, Option<Audience>);

/// What lies made in an output folder, by village.
pub struct Made(BTreeMap<String, Vec<Making>>);

impl Made {
    /// Returns what a list of files says was made.
    pub fn of(manifest: &Manifest) -> Self {
        let mut made: BTreeMap<String, Vec<Making>> = BTreeMap::new();
        for (path, entry) in &manifest.files {
            let Some((family, _)) = family(path, &entry.village, &entry.cards) else { continue };
            let making = (family, edition(family, entry.audience));
            let known = made.entry(entry.village.clone()).or_default();
            if known.iter().all(|known| name(known) != name(&making)) {
                known.push(making);
            }
        }
        Self(made)
    }

    /// Returns what of it is a village's, by its path with forward slashes.
    pub fn village(&self, path: &str) -> &[Making] {
        self.0.get(path).map_or(&[], Vec::as_slice)
    }
}

/// Returns everything that can be made.
pub fn every() -> Vec<Making> {
    let of = |family: &'static Family| {
        family.audiences.iter().map(move |audience| (family, edition(family, *audience)))
    };
    office::families().flat_map(of).collect()
}

/// Returns the family of which a file of a village is made, and whether all of it is there.
pub fn family(path: &str, village: &str, cards: &[CardEntry]) -> Option<(&'static Family, bool)> {
    if cards.is_empty() {
        return None;
    }
    let rest = path.strip_prefix(village)?.strip_prefix('/')?;
    let stem = rest.split(['/', '.']).next().unwrap_or_default();
    let own = office::families().filter(|family| {
        stem.strip_prefix(family.name).is_some_and(|part| part.is_empty() || part.starts_with('-'))
    });
    let own = own.max_by_key(|family| family.name.len());
    // What is handed in is called in Chinese; it bears the number of its family.
    let handed = || {
        let all = office::HANDED.iter().map(|handed| &handed.family);
        all.into_iter().find(|family| cards.iter().any(|card| card.number == family.number()))
    };
    Some((own.or_else(handed)?, own.is_none_or(|own| own.name == stem)))
}

/// Returns whom an edition is for, if that is not whom its family is usually for.
pub(super) fn edition(family: &Family, audience: Audience) -> Option<Audience> {
    Some(audience).filter(|own| family.audiences.first() != Some(own))
}

/// Returns what tells makings apart.
pub(super) fn name(making: &Making) -> (&'static str, Option<Audience>) {
    (making.0.name, making.1)
}
