//! The editions of a book: what each audience reads was merged from what it may see.

use std::sync::Arc;

use super::document::Audience;
use super::handbook::{Handbook, Household, PointEntry, Sum};

impl Handbook {
    /// Returns the households by name. In a public edition none has one: there they only count, and show by
    /// which way they go.
    pub fn homes(&self) -> impl Iterator<Item = &Household> {
        self.households.iter().filter(|home| !home.head.is_empty())
    }

    /// Returns how many households and people a risk point threatens: as the village counted them, or as its list has
    /// them, whichever are more; a list whose people are not all counted tells no number of them.
    pub fn threatened(&self, point: &PointEntry) -> (Option<u32>, Option<u32>) {
        let listed = Sum::of(self.households.iter().filter(|home| home.points.contains(&point.name)));
        listed.beside(point.households, point.people)
    }

    /// Returns the book as an audience may read it.
    pub fn seen_by(&self, audience: Audience) -> &Self {
        match audience {
            Audience::Duty | Audience::File => self,
            Audience::Public | Audience::Household => {
                self.editions.get(&audience).expect("the merge makes every edition")
            }
        }
    }

    /// Changes the book and every edition of it.
    pub fn each(&mut self, mut change: impl FnMut(&mut Self)) {
        self.editions.values_mut().for_each(|edition| change(Arc::make_mut(edition)));
        change(self);
    }
}

impl Sum {
    /// Returns how many households and people there are where so many were counted and these are listed: no count of
    /// the one stands beside the list's sum of the other unless the list has all of them.
    pub fn beside(self, homes: Option<u32>, people: Option<u32>) -> (Option<u32>, Option<u32>) {
        let listed = (self.homes > 0).then_some(self.homes);
        let known = listed.filter(|_| self.unsaid == 0).map(|_| self.known);
        match (homes, people) {
            (Some(homes), Some(people)) => (Some(homes.max(self.homes)), Some(people.max(self.known))),
            (Some(homes), None) => (Some(homes.max(self.homes)), known.filter(|_| homes <= self.homes)),
            (None, Some(people)) => {
                let whole = known.is_some_and(|known| people <= known);
                (listed.filter(|_| whole), Some(people.max(self.known)))
            }
            (None, None) => (listed, known),
        }
    }
}
