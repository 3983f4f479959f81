//! What of a chapter is said to whom: sentences of a common step as they hold here, prohibitions by role.

use serde::Serialize;

use super::handbook::{Action, Chapter, CommonEntry};
use super::plan::{Ground, Prohibition};
use super::role::known;

/// A prohibition.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Forbidden {
    /// What, without 不准.
    pub text: String,
    /// Shorter, for cards.
    pub card: String,
    /// Why.
    pub why: String,
    /// Roles that are tempted to it; empty: everybody alike.
    pub roles: Vec<String>,
    /// Where alone it is said at a risk point; empty: everywhere.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub at: Vec<Ground>,
}

impl Action {
    /// Returns what is said of a common step here: what replaces some of its sentences first, then the
    /// others.
    pub fn sentences<'a>(&'a self, common: &'a CommonEntry) -> impl Iterator<Item = &'a String> {
        let kept =
            common.text.iter().enumerate().filter(|(i, _)| !self.skips.contains(i)).map(|(_, text)| text);
        self.instead.iter().chain(kept)
    }
}

impl Chapter {
    /// Returns the prohibitions in the order in which a role needs them: its own temptations, those of
    /// everybody, the rest.
    pub fn forbidden_to(&self, role: &str) -> Vec<&Forbidden> {
        let mut all: Vec<&Forbidden> = self.forbid.iter().collect();
        all.sort_by_key(|f| rank(&f.roles, role));
        all
    }

    /// Returns those that are said to everybody at a risk point on such ground: what is about that ground first,
    /// nothing that is about another.
    pub fn forbidden_at(&self, ground: &[Ground]) -> Vec<&Forbidden> {
        let here = |f: &Forbidden| f.at.iter().any(|at| ground.contains(at));
        let mut all = self.forbidden_to(known::EVERYONE);
        all.retain(|f| f.at.is_empty() || here(f));
        // Where people live is everywhere else on the paper too.
        all.sort_by_key(|f| !f.at.iter().any(|at| *at != Ground::Home && ground.contains(at)));
        all
    }
}

impl Prohibition {
    /// Returns how early a role's card carries it.
    pub fn rank(&self, role: &str) -> u8 {
        rank(&self.roles, role)
    }
}

/// What a role is tempted to comes first, what everybody is second.
fn rank(roles: &[String], role: &str) -> u8 {
    match roles.iter().any(|r| r == role) {
        true => 0,
        false if roles.is_empty() => 1,
        false => 2,
    }
}
