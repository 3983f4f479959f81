//! What of a chapter is said to whom: sentences of a common step as they hold here, prohibitions by role.

use super::handbook::{Action, Chapter, CommonEntry, Forbidden};
use super::plan::Prohibition;

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
