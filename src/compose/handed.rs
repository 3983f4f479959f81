//! Families that are drawn up a floor higher, as a whole: what is handed in. They have a number and a check
//! code like any other.

use serde_json::{Value, json};

use super::families::{CARDS_A6, PLAIN};
use super::{Absent, Desk, Draft, Family, Group, Number, Usual, bare, stamp};
use crate::model::document::{Audience, CardEntry, Document, Finish};
use crate::model::handbook::Handbook;
use crate::model::profile::Date;

impl Family {
    /// Returns a family that is drawn up elsewhere; without a layout it is not typeset.
    pub const fn handed(
        name: &'static str,
        title: &'static str,
        number: &'static str,
        layout: &'static str,
        audiences: &'static [Audience],
        unprinted: &'static [&'static str],
    ) -> Self {
        Self {
            name,
            title,
            group: Group::Office,
            number: Number::Whole(number),
            also: None,
            layout,
            usual: Usual::Named,
            audiences,
            finish: Finish::Plain,
            paper: PLAIN,
            unprinted,
            compose: elsewhere,
        }
    }

    /// Returns the same family as cards, each with a number of its own that begins with the family's.
    #[must_use]
    pub const fn of_cards(self) -> Self {
        Self { group: Group::Role, paper: CARDS_A6, ..self }
    }

    /// Returns what a check code calls it as a whole; empty where cards have numbers.
    pub fn number(&self) -> &'static str {
        match self.number {
            Number::Whole(number) => number,
            Number::Cards(_) => "",
        }
    }

    /// Returns whether a number may be one of its own, however it is written.
    pub fn bears(&self, number: &str, fold: impl Fn(&str) -> String) -> bool {
        let number = fold(number);
        match self.number {
            Number::Whole(own) => fold(own) == number,
            Number::Cards(letters) => letters.chars().any(|own| number.starts_with(&fold(&own.to_string()))),
        }
    }

    /// Returns whether it is typeset here; else it is a text for another program.
    pub fn is_set(&self) -> bool {
        !self.layout.is_empty()
    }
}

fn elsewhere(_: &Desk) -> Result<Draft, Absent> {
    Err(Absent::Unmade)
}

/// Returns a document of words that were drawn up elsewhere, with its stamp and its check code. What does not
/// change what it says goes under `sheet`.
pub fn sealed(
    family: &'static Family,
    book: &Handbook,
    audience: Audience,
    title: String,
    mut data: Value,
) -> Document {
    data["title"] = json!(title);
    let sheet = data.as_object_mut().and_then(|data| data.remove("sheet"));
    let entry = stamp::seal_book(family.number(), family.title, &mut data, book);
    data["stamp"] = stamp::stamp(book);
    if let Some(sheet) = sheet {
        data["sheet"] = sheet;
    }
    Document { book: Some(entry), ..bare(family, book, audience, title, data) }
}

/// Returns the number of a card of a family: made of what it is for, whatever else there is.
pub fn card_number(family: &Family, what: &str) -> String {
    format!("{}-{}", family.number(), stamp::tag(what))
}

/// Returns the entry of something that is no village's, with a check code of its words.
pub fn entry(place: &str, number: &str, to: &str, date: Option<Date>, data: &Value) -> CardEntry {
    let day = date.map(|d| d.0.strftime("%y%m%d").to_string()).unwrap_or_default();
    CardEntry {
        number: number.to_owned(),
        code: format!("DA1-{place}-{number}-{day}-V0-{}", stamp::print(data)),
        to: to.to_owned(),
        hazards: Vec::new(),
        role: None,
        until: None,
        holders: Vec::new(),
        copies: 1,
    }
}
