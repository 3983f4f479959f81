//! One printed thing before typesetting: layout name, data, and what it is called. The whole input of printing.

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
    /// Whether the PDF carries structure tags.
    pub tagged: bool,
    /// Data the layout shows, already in final words.
    pub data: serde_json::Value,
    /// Card numbers in it, in order; empty for a book.
    pub cards: Vec<String>,
}

/// Who may see a printed thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Audience {
    /// Anybody: no private phones, no health notes.
    Public,
    /// Those who hold a post.
    Duty,
    /// The office's own copy.
    File,
}
