//! What of a chapter is said to whom: sentences of a common step as they hold here, prohibitions by role.

use super::handbook::{Action, Chapter, CommonEntry, Forbidden};

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
        let rank = |f: &Forbidden| match f.roles.iter().any(|r| r == role) {
            true => 0,
            false if f.roles.is_empty() => 1,
            false => 2,
        };
        all.sort_by_key(|f| rank(f));
        all
    }
}
