//! Which printed things are stale: what two books of one village print, compared by what people read, not by
//! edition or date. Comparing is pure; `since` brings the two books from a revision or from the edition that
//! was in force. Says nothing to anybody.

mod made;
mod since;
mod towns;

use std::collections::{BTreeMap, BTreeSet};

use crate::compose::{FAMILIES, Family, Group, Order};
use crate::model::document::{Audience, CardEntry, Document};
use crate::model::handbook::Handbook;
use crate::model::plan::PlanSet;
use crate::model::profile::Date;
use crate::office;

pub use made::{Made, Making, every, family};
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
    /// Of which edition it is, if that is not the usual one.
    pub audience: Option<Audience>,
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

/// Returns everything that a plain build prints for a village, or for one audience of it, and what else is
/// made of it.
pub fn documents(
    book: &Handbook,
    plans: &PlanSet,
    audience: Option<Audience>,
    made: &[Making],
) -> Vec<(&'static Family, Document)> {
    let usual = FAMILIES.iter().filter(|family| family.is_usual(book)).map(|family| (family, audience));
    let mut all: Vec<Making> = usual.collect();
    for (family, own) in made {
        let asked = audience.is_none_or(|asked| own.unwrap_or(family.audiences[0]) == asked);
        let making = (*family, audience.or(*own));
        if asked && all.iter().all(|known| made::name(known) != made::name(&making)) {
            all.push(making);
        }
    }
    let theirs = |(family, own): &Making| own.is_none_or(|own| family.audiences.contains(&own));
    let composed = |(family, audience): Making| {
        let order = Order { audience, ..Order::default() };
        Some((family, office::compose(family, book, plans, &order).ok()?))
    };
    all.into_iter().filter(theirs).filter_map(composed).collect()
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
        made.iter().map(|(family, cards)| (*family, None, cards.iter().collect())).collect();
    unlike(&before, &sealed(&after))
}

/// What of an edition of a family has a number and a check code.
type Sealings<'a> = (&'static Family, Option<Audience>, Vec<&'a CardEntry>);

fn sealed<'a>(documents: &'a [(&'static Family, Document)]) -> Vec<Sealings<'a>> {
    let one = |(family, document): &'a (&'static Family, Document)| {
        (*family, made::edition(family, document.audience), document.sealed().collect())
    };
    documents.iter().map(one).collect()
}

fn unlike(before: &[Sealings], after: &[Sealings]) -> Vec<Stale> {
    let mut told: BTreeSet<(Option<Audience>, String)> = BTreeSet::new();
    let mut stale = Vec::new();
    for making in every() {
        let (family, audience) = making;
        let (old, new) = (prints(&making, before), prints(&making, after));
        let mut numbers: Vec<&String> = order(&making, after);
        numbers.extend(order(&making, before).into_iter().filter(|number| !new.contains_key(*number)));
        for number in numbers {
            let (was, is) = (old.get(number), new.get(number));
            let state = match (was, is) {
                (Some(was), Some(is)) if was.stands_for(is) => continue,
                (Some(_), Some(_)) => State::Changed,
                (None, _) => State::New,
                (_, None) => State::Withdrawn,
            };
            if told.insert((audience, number.clone())) {
                let to = is.or(was).map(|sealed| sealed.to.clone()).unwrap_or_default();
                let cards = is.map_or(0, |is| is.prints.len());
                stale.push(Stale { family, audience, number: number.clone(), to, state, cards });
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

fn of<'a>(making: &Making, all: &'a [Sealings<'a>]) -> impl Iterator<Item = &'a CardEntry> {
    let name = made::name(making);
    let own = all.iter().filter(move |(family, audience, _)| (family.name, *audience) == name);
    own.flat_map(|(.., cards)| cards.iter().copied())
}

fn order<'a>(making: &Making, all: &'a [Sealings<'a>]) -> Vec<&'a String> {
    let mut seen = BTreeSet::new();
    of(making, all).map(|entry| &entry.number).filter(|number| seen.insert(*number)).collect()
}

fn prints(making: &Making, all: &[Sealings]) -> BTreeMap<String, Sealed> {
    let mut found: BTreeMap<String, Sealed> = BTreeMap::new();
    for entry in of(making, all) {
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
