//! Which hazards drive people to the same place: one card, one poster for each such group; and by which way.

use serde_json::{Value, json};

use crate::model::handbook::{Chapter, Forbidden, Handbook, Household, PointEntry};
use crate::model::needs;
use crate::model::plan::{Act, Ground, Sense};
use crate::model::ways::{self, Way};

/// Most characters of a sign on a wall.
const SIGN: usize = 12;
/// Most signs on a wall.
const SIGNS: usize = 3;

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
        let fit =
            |name: &&String| **name != self.shelter && self.hazards.iter().all(|h| h.shelters.contains(name));
        first.shelters.iter().find(fit).map(String::as_str)
    }

    /// Returns the ways that people take, each once.
    pub(super) fn ways(&self) -> Vec<&'a Way> {
        let mut found: Vec<&Way> = Vec::new();
        for way in self.hazards.iter().flat_map(|h| &h.ways) {
            if found.iter().all(|w| (&w.from, &w.route, &w.shelter) != (&way.from, &way.route, &way.shelter))
            {
                found.push(way);
            }
        }
        found
    }

    /// Returns whether the wind decides which way is safe.
    pub(super) fn wind(&self) -> bool {
        self.hazards.iter().any(|h| h.wind)
    }

    /// Returns up to two things not to do, in turn from each hazard.
    pub(super) fn forbid(&self) -> Vec<&'a str> {
        self.two_of(|h| h.forbidden_to("everyone"))
    }

    /// Returns up to two things not to do at a point on such ground, and on that of its hazards.
    pub(super) fn forbid_at(&self, mut ground: Vec<Ground>) -> Vec<&'a str> {
        ground.extend(self.hazards.iter().flat_map(|h| &h.ground));
        self.two_of(|h| h.forbidden_at(&ground))
    }

    fn two_of(&self, of: impl Fn(&'a Chapter) -> Vec<&'a Forbidden>) -> Vec<&'a str> {
        let all: Vec<Vec<&Forbidden>> = self.hazards.iter().map(|h| of(h)).collect();
        let nth = |n: usize| all.iter().filter_map(move |list| list.get(n)).map(|f| f.card.as_str());
        let mut found: Vec<&str> = Vec::new();
        for text in nth(0).chain(nth(1)) {
            if found.len() < 2 && !found.contains(&text) {
                found.push(text);
            }
        }
        found
    }

    /// Returns up to three things that one notices, the gravest and shortest of each hazard.
    pub(super) fn signs(&self) -> Vec<(Sense, &'a str)> {
        let short = |h: &&'a Chapter| {
            let fits = h.signs.iter().filter(|s| s.text.chars().count() <= SIGN);
            fits.rev().max_by_key(|s| s.act).map(|s| (s.sense, s.text.as_str()))
        };
        let mut found: Vec<(Sense, &str)> = Vec::new();
        for sign in self.hazards.iter().filter_map(short) {
            if found.len() < SIGNS && !found.contains(&sign) {
                found.push(sign);
            }
        }
        found
    }

    /// Returns up to three signs at which a household leaves without being called: those of its own point,
    /// else the plans'.
    pub(super) fn leave_signs(&self, point: Option<&PointEntry>, needs: &[String]) -> Vec<String> {
        let noticed = |sense: Option<Sense>| sense.is_none_or(|sense| needs::notices(sense, needs));
        let own = point
            .into_iter()
            .flat_map(|p| &p.signs)
            .filter(|s| s.act == Act::Leave)
            .map(|s| (s.sense, s.text.as_str()));
        let mut found: Vec<(Option<Sense>, &str)> = own.collect();
        if found.is_empty() {
            let planned = self.hazards.iter().flat_map(|h| &h.signs).filter(|s| s.act == Act::Leave);
            found = planned.map(|s| (Some(s.sense), s.text.as_str())).collect();
        }
        found.retain(|(sense, text)| noticed(*sense) && text.chars().count() <= SIGN);
        found.dedup();
        found.iter().take(SIGNS).map(|(_, text)| (*text).to_owned()).collect()
    }
}

/// Returns a way for the layout: whence, by which route and landmarks, whither, how long.
pub(super) fn way(way: &Way, book: &Handbook) -> Value {
    let route = way.route_in(&book.routes);
    json!({
        "from": way.from, "route": way.route, "shelter": way.shelter,
        "via": route.map(|r| r.via.as_slice()).unwrap_or_default(), "minutes": route.and_then(|r| r.minutes),
    })
}

/// Returns the groups of a whole village: the same main shelter, and the same words to be read from afar.
pub(super) fn village(book: &Handbook) -> Vec<Escape<'_>> {
    let mut groups: Vec<Escape> = Vec::new();
    for chapter in &book.hazards {
        let Some(shelter) = chapter.shelters.first() else { continue };
        match groups.iter_mut().find(|g| g.shelter == shelter && g.hazards[0].headline == chapter.headline) {
            Some(group) => group.hazards.push(chapter),
            None => groups.push(Escape { shelter, hazards: vec![chapter] }),
        }
    }
    groups
}

/// Returns the groups of one household: where it goes, its own shelter wherever that is fit.
pub(super) fn household<'a>(home: &'a Household, book: &'a Handbook) -> Vec<(Escape<'a>, Way)> {
    let mut groups: Vec<(Escape, Way)> = Vec::new();
    for chapter in book.hazards.iter().filter(|h| home.hazards.contains(&h.id)) {
        let way = ways::of_home(home, &chapter.shelters, &book.routes);
        let Some(shelter) = chapter.shelters.iter().find(|s| **s == way.shelter) else { continue };
        match groups.iter_mut().find(|(g, _)| g.shelter == shelter && g.wind() == chapter.wind) {
            Some((group, _)) => group.hazards.push(chapter),
            None => groups.push((Escape { shelter, hazards: vec![chapter] }, way)),
        }
    }
    groups
}

/// Returns where one goes from a point, hazards with the same ways together.
pub(super) fn point<'a>(
    point: &PointEntry,
    hazards: &[&'a Chapter],
    book: &Handbook,
) -> Vec<(Vec<&'a Chapter>, Vec<Way>)> {
    let mut groups: Vec<(Vec<&Chapter>, Vec<Way>)> = Vec::new();
    for chapter in hazards {
        let mut ways =
            ways::at_point(&point.name, &chapter.id, &chapter.shelters, &book.households, &book.routes);
        ways.iter_mut().for_each(|way| (way.households, way.people) = (0, None));
        match groups.iter_mut().find(|(with, seen)| *seen == ways && with[0].wind == chapter.wind) {
            Some((with, _)) => with.push(chapter),
            None => groups.push((vec![chapter], ways)),
        }
    }
    groups
}
