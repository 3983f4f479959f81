//! One printed thing before typesetting: layout name, data, and what it is called. The whole input of
//! printing.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::profile::Date;

/// The whole input of printing one file.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Document {
    /// Family, such as `handbook` or `role-cards`; also the file's stem.
    pub family: &'static str,
    /// Layout file under `templates/`.
    pub layout: &'static str,
    /// Title for the PDF's metadata.
    pub title: String,
    /// Who may see it.
    pub audience: Audience,
    /// Date of the edition.
    pub date: Option<Date>,
    /// Stable name of this document, for the PDF's identifier.
    pub ident: String,
    /// What is done with the pages once they are laid out.
    pub finish: Finish,
    /// Data the layout shows, already in final words.
    pub data: serde_json::Value,
    /// Pictures that the data names, by path; `data` holds their hash.
    #[serde(skip)]
    pub assets: Vec<(String, Arc<[u8]>)>,
    /// Cards on it, in order; empty for a book.
    pub cards: Vec<CardEntry>,
    /// A book as a whole; `None` where each card has its own number and code.
    pub book: Option<CardEntry>,
    /// What must be on paper; drawn from `data`, so no part of the key.
    #[serde(skip)]
    pub items: Vec<Item>,
}

/// A text that must be on paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Wordings of which one must be there, each made of texts that must all be there.
    pub wordings: Vec<Vec<String>>,
    /// How often.
    pub times: usize,
    /// Where in the data it first stands.
    pub at: String,
}

impl Document {
    /// Returns everything of it that has a number and a check code.
    pub fn sealed(&self) -> impl Iterator<Item = &CardEntry> {
        self.cards.iter().chain(&self.book)
    }
}

/// One card of a document, or a book.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CardEntry {
    /// Number, the same in every edition.
    pub number: String,
    /// Check code: place, number, date, edition and a hash of what is printed.
    pub code: String,
    /// Who holds it: a person, a household, a wall.
    pub to: String,
    /// Hazards it is about, by id.
    pub hazards: Vec<String>,
    /// Role it is for, by id.
    pub role: Option<String>,
    /// Last day on it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Date>,
    /// People who get one, each by name; a wall and a household known by number have none.
    #[serde(skip)]
    pub holders: Vec<String>,
    /// How many are handed out.
    #[serde(skip)]
    pub copies: usize,
}

impl CardEntry {
    /// Returns the part of the check code that stands for what is printed, without edition and date.
    pub fn print(&self) -> &str {
        self.code.rsplit('-').next().unwrap_or_default()
    }
}

/// What is done with pages once they are laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Finish {
    /// As they are.
    Plain,
    /// With structure tags for screen readers.
    Tagged,
    /// Two on a sheet, to be folded and stapled.
    Booklet,
}

/// Who may see a printed thing; what each may see is decided in `edition`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Audience {
    /// Anybody: no private phones, no health notes.
    Public,
    /// One household: its own needs and helper; hangs in its home.
    Household,
    /// Those who hold a post.
    Duty,
    /// The office's own copy.
    File,
}
