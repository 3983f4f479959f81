//! Which printed things are stale: what two books of one village print, compared by what people read, not by
//! edition or date. Comparing is pure; `since` brings the two books from a revision or from the edition that
//! was in force. Says nothing to anybody.

mod since;
mod towns;

use std::collections::{BTreeMap, BTreeSet};

use crate::compose::{FAMILIES, Family, Group, Order};
use crate::model::document::{Audience, CardEntry, Document};
use crate::model::handbook::Handbook;
use crate::model::plan::PlanSet;
use crate::model::profile::Date;
use crate::office::{self, HANDED};

pub use since::{Fault, Pages, Row, Wish, by_edition, by_revision, wanted};
pub use towns::{FOLDER, TownRow, file, towns};

/// What became of a printed thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// It was not there before.
    New,
    /// It says something else now.
    Changed,
    /// It is no longer printed: those in hand are to be collected.
    Withdrawn,
}

/// A card or a book that is no longer as it was printed.
#[derive(Clone)]
pub struct Stale {
    /// Its family.
    pub family: &'static Family,
    /// Its number.
    pub number: String,
    /// Who holds it.
    pub to: String,
    /// What became of it.
    pub state: State,
    /// How many cards of this number are to be printed; none of one that is withdrawn.
    pub cards: usize,
}

impl Stale {
    /// Returns by whom it is held.
    pub fn group(&self) -> Group {
        self.family.group
    }
}

/// Returns everything that a plain build prints for a village, or for one audience of it, and those of what
/// is handed in that have these numbers.
pub fn documents(
    book: &Handbook,
    plans: &PlanSet,
    audience: Option<Audience>,
    handed: &BTreeSet<String>,
) -> Vec<(&'static Family, Document)> {
    let order = Order { audience, ..Order::default() };
    let composed =
        |family: &'static Family| Some((family, office::compose(family, book, plans, &order).ok()?));
    let theirs = |family: &&Family| audience.is_none_or(|audience| family.audiences.contains(&audience));
    let usual = FAMILIES.iter().filter(|family| family.is_usual(book));
    let made = HANDED.iter().map(|handed| &handed.family).filter(|f| handed.contains(f.number()));
    usual.chain(made).filter(theirs).filter_map(composed).collect()
}

/// Returns what is stale of the earlier documents, in the order of the families, then of the cards.
///
/// The same thing in two families (a poster whole and in tiles) is told of the first.
pub fn stale(before: &[(&'static Family, Document)], after: &[(&'static Family, Document)]) -> Vec<Stale> {
    unlike(&sealed(before), &sealed(after))
}

/// Returns what is no longer as files have it that were made before, of the families of which there are some.
pub fn since_made(
    made: &[(&'static Family, Vec<CardEntry>)],
    book: &Handbook,
    plans: &PlanSet,
) -> Vec<Stale> {
    let mine = office::families().filter(|family| made.iter().any(|(known, _)| known.name == family.name));
    let composed = |family: &'static Family| {
        Some((family, office::compose(family, book, plans, &Order::default()).ok()?))
    };
    let after: Vec<(&'static Family, Document)> = mine.filter_map(composed).collect();
    let before: Vec<Sealings> =
        made.iter().map(|(family, cards)| (*family, cards.iter().collect())).collect();
    unlike(&before, &sealed(&after))
}

/// What of a family has a number and a check code.
type Sealings<'a> = (&'static Family, Vec<&'a CardEntry>);

fn sealed<'a>(documents: &'a [(&'static Family, Document)]) -> Vec<Sealings<'a>> {
    documents.iter().map(|(family, document)| (*family, document.sealed().collect())).collect()
}

fn unlike(before: &[Sealings], after: &[Sealings]) -> Vec<Stale> {
    let mut told: BTreeSet<String> = BTreeSet::new();
    let mut stale = Vec::new();
    for family in office::families() {
        let (old, new) = (prints(family, before), prints(family, after));
        let mut numbers: Vec<&String> = order(family, after);
        numbers.extend(order(family, before).into_iter().filter(|number| !new.contains_key(*number)));
        for number in numbers {
            let (was, is) = (old.get(number), new.get(number));
            let state = match (was, is) {
                (Some(was), Some(is)) if was.stands_for(is) => continue,
                (Some(_), Some(_)) => State::Changed,
                (None, _) => State::New,
                (_, None) => State::Withdrawn,
            };
            if told.insert(number.clone()) {
                let to = is.or(was).map(|sealed| sealed.to.clone()).unwrap_or_default();
                let cards = is.map_or(0, |is| is.prints.len());
                stale.push(Stale { family, number: number.clone(), to, state, cards });
            }
        }
    }
    stale
}

/// All cards of one number.
struct Sealed {
    to: String,
    /// What is printed on each.
    prints: Vec<String>,
    /// Last day on them.
    until: Option<Date>,
}

impl Sealed {
    /// Returns whether what is in hand is good: it says the same, and no later last day, nor none.
    fn stands_for(&self, is: &Self) -> bool {
        self.prints == is.prints && ends_within(self.until, is.until)
    }
}

/// Returns whether paper with a last day ends on another at the latest; without one it never does.
fn ends_within(own: Option<Date>, last: Option<Date>) -> bool {
    last.is_none_or(|last| own.is_some_and(|own| own <= last))
}

fn of<'a>(family: &Family, all: &'a [Sealings<'a>]) -> impl Iterator<Item = &'a CardEntry> {
    let name = family.name;
    all.iter().filter(move |(family, _)| family.name == name).flat_map(|(_, cards)| cards.iter().copied())
}

fn order<'a>(family: &Family, all: &'a [Sealings<'a>]) -> Vec<&'a String> {
    let mut seen = BTreeSet::new();
    of(family, all).map(|entry| &entry.number).filter(|number| seen.insert(*number)).collect()
}

fn prints(family: &Family, all: &[Sealings]) -> BTreeMap<String, Sealed> {
    let mut found: BTreeMap<String, Sealed> = BTreeMap::new();
    for entry in of(family, all) {
        let sealed = found.entry(entry.number.clone()).or_insert_with(|| Sealed {
            to: entry.to.clone(),
            prints: Vec::new(),
            until: entry.until,
        });
        sealed.prints.push(entry.print().to_owned());
    }
    found.values_mut().for_each(|sealed| sealed.prints.sort());
    found
}
