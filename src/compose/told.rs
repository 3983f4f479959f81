//! What people are told of a family's paper: which, how many sides, how many cuts, what then.

use super::{CardSize, Family};

impl Family {
    /// Returns the paper in words.
    pub fn paper_name(&self) -> &'static str {
        self.paper.name
    }

    /// Returns whether both sides are printed.
    pub fn is_duplex(&self) -> bool {
        self.paper.duplex
    }

    /// Returns how many cuts part the cards of a sheet; none if they are not cut.
    pub fn cuts(&self) -> usize {
        let fold = self.paper.card == Some(CardSize::Id1);
        self.paper.card.map_or(0, |card| card.grid(false, fold).1)
    }

    /// Returns what to do after printing, in words.
    pub fn then(&self) -> &'static str {
        self.paper.then
    }
}
