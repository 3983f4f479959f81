//! What is asked for: which cards, for whom, how many of each, and how they lie on sheets.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use serde_json::{Value, json};

use super::{Card, CardSize, Desk, FAMILIES, Family, Group, Paper, stamp};
use crate::model::document::Audience;
use crate::model::handbook::Handbook;

/// What to compose and how it is to be printed.
#[derive(Debug, Clone, Default)]
pub struct Order {
    /// Whom for; `None`: whom the family is usually for.
    pub audience: Option<Audience>,
    /// Hazards by id; empty means all.
    pub hazards: Vec<String>,
    /// Roles by id; empty means all.
    pub roles: Vec<String>,
    /// Numbers of cards; empty means all.
    pub cards: BTreeSet<String>,
    /// People by name whose cards are wanted; empty means all.
    pub people: Vec<String>,
    /// Households by their head whose cards are wanted; empty means all.
    pub homes: Vec<String>,
    /// How many of each card.
    pub copies: Copies,
    /// How cards lie on sheets.
    pub sheet: Sheet,
    /// Cards that did not fit on one and go on two.
    pub split: BTreeSet<String>,
    /// Cards that cannot be printed.
    pub refused: BTreeSet<String>,
}

/// How many of each card.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Copies {
    /// One.
    #[default]
    One,
    /// One for everybody who holds it.
    Each,
    /// So many.
    Of(usize),
}

impl Order {
    /// Returns whether only part of the cards is asked for, or more than one of each.
    pub fn is_part(&self) -> bool {
        !self.cards.is_empty()
            || !self.people.is_empty()
            || !self.homes.is_empty()
            || self.copies != Copies::One
    }

    /// Returns whether a card is asked for.
    pub(super) fn wants(&self, card: &Card, group: Group) -> bool {
        let held = |names: &[String]| names.iter().any(|name| card.holders.contains(name));
        let whose = match (self.people.is_empty(), self.homes.is_empty()) {
            (true, true) => true,
            _ if group == Group::Household => held(&self.homes),
            _ => held(&self.people),
        };
        whose
            && (self.cards.is_empty() || self.cards.contains(&card.number))
            && !self.refused.contains(&card.number)
    }

    /// Returns whether a book of this number is asked for: it is nobody's own.
    pub(super) fn wants_book(&self, number: &str) -> bool {
        if self.cards.is_empty() {
            self.people.is_empty() && self.homes.is_empty()
        } else {
            self.cards.contains(number)
        }
    }

    /// Returns how many of a card are printed.
    pub(super) fn times(&self, card: &Card) -> usize {
        match self.copies {
            Copies::One => 1,
            Copies::Each => card.copies(),
            Copies::Of(count) => count,
        }
    }
}

/// How cards lie on sheets; what is not said is up to the layout.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Sheet {
    /// `stack`, `row` or `same`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub order: Option<&'static str>,
    /// First seat used on the first sheet, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start: Option<usize>,
    /// Edge over which the printer turns the paper: `long` or `short`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub flip: Option<&'static str>,
    /// Front and back side by side, to be folded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fold: Option<bool>,
    /// Whether the test page comes first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub test: Option<bool>,
    /// One card a page, without marks: for pictures.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub single: bool,
    /// The same cards one paper size larger.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub large: bool,
}

impl Sheet {
    /// Returns what the layout reads: the edge as the axis about which the paper is turned.
    pub(super) fn settings(&self, paper: Paper) -> Value {
        let mut settings = json!(self);
        if let Some(edge) = self.flip {
            // A larger A6 card is A5, and two of those lie on a lying sheet; a larger A5 fills an upright
            // one.
            let lying = if self.large { paper.card == Some(CardSize::A6) } else { paper.lying };
            settings["flip"] = json!(if (edge == "long") == lying { "horizontal" } else { "vertical" });
        }
        settings
    }
}

/// Returns whether the test page comes with this family: once for each way in which the paper is turned, with the
/// first family that the village prints; a family that is made by name has its own.
pub(super) fn tested(family: &Family, desk: &Desk) -> bool {
    let Some(turned) = family.turned() else { return true };
    if !family.is_usual(desk.book) {
        return true;
    }
    let like = |other: &&Family| {
        other.is_usual(desk.book) && other.turned().is_some_and(|t| t == turned || (!turned.0 && t.0))
    };
    let there = |other: &&Family| {
        other.name == family.name || {
            let order = Order::default();
            let audience = other.audiences[0];
            let book = desk.book.seen_by(audience);
            let names = desk.names.clone();
            (other.compose)(&Desk { book, names, audience, order: &order }).is_ok()
        }
    };
    FAMILIES.iter().filter(like).find(there).is_none_or(|first| first.name == family.name)
}

/// Leaves of a book only these hazards.
pub(super) fn narrow(book: &mut Handbook, hazards: &[String]) {
    book.hazards.retain(|hazard| hazards.contains(&hazard.id));
    book.index.retain(|entry| hazards.contains(&entry.hazard));
    // An event of several hazards needs two of them.
    for compound in &mut book.compounds {
        compound.hazards.retain(|hazard| hazards.contains(hazard));
        compound.rules.retain(|hazard| hazards.contains(hazard));
    }
    book.compounds.retain(|compound| compound.hazards.len() > 1);
}

/// Returns the print of each card that is split, as it was before.
pub(super) fn prints(family: &Family, desk: &Desk) -> BTreeMap<String, String> {
    let order = Order { split: BTreeSet::new(), ..desk.order.clone() };
    let draft = (family.compose)(&Desk {
        book: desk.book,
        names: desk.names.clone(),
        audience: desk.audience,
        order: &order,
    });
    let cards = draft.map(|draft| draft.cards).unwrap_or_default();
    let split = cards.into_iter().filter(|card| desk.order.split.contains(&card.number));
    split.map(|card| (card.number, stamp::print(&card.data))).collect()
}
