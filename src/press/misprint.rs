//! What can be wrong with laid-out pages, and how it is told.

use crate::diag::Diagnostic;

/// Why a document was not printed.
#[derive(Debug, Clone, PartialEq)]
pub enum Misprint {
    /// A layout does not compile: file, line, what Typst said.
    Layout {
        /// File under `templates/`.
        file: String,
        /// Line from 1; 0 if unknown.
        line: usize,
        /// What Typst said.
        message: String,
    },
    /// A character that no font has reached the paper.
    Glyph {
        /// The run it stands in.
        text: String,
    },
    /// Something does not fit where it must: which card, which side, millimetres needed and had.
    Overflow {
        /// Card number or block.
        what: String,
        /// Side or place on it.
        side: String,
        /// Millimetres needed.
        need: f64,
        /// Millimetres there.
        have: f64,
    },
    /// Something that was planned is not on paper, or a number is broken over a line.
    Lost {
        /// What.
        text: String,
        /// Where it stands in the document's data.
        at: String,
    },
    /// Text lies off the paper.
    Outside {
        /// The run.
        text: String,
        /// Page from 1.
        page: usize,
    },
    /// A page of a book is nearly empty.
    Bare {
        /// Page from 1.
        page: usize,
    },
}

impl Misprint {
    /// Returns it as a fault that people are told.
    pub fn told(&self) -> Diagnostic {
        match self {
            Self::Layout { file, line, message } => {
                Diagnostic::error("layout").with("file", file).with("line", line).with("message", message)
            }
            Self::Glyph { text } => Diagnostic::error("glyph-zero").with("text", text),
            Self::Lost { text, at } => Diagnostic::error("lost-item").with("text", text).with("at", at),
            Self::Outside { text, page } => {
                Diagnostic::error("off-paper").with("text", text).with("page", page)
            }
            Self::Bare { page } => Diagnostic::error("bare-page").with("page", page),
            Self::Overflow { what, side, need, have } => {
                overflow(what, (&side_in_chinese(side), side), *need, *have)
            }
        }
    }
}

/// Says by how much a place has too much on it; a side in Chinese and in English.
pub fn overflow(card: &str, side: (&str, &str), need: f64, have: f64) -> Diagnostic {
    Diagnostic::error("overflow")
        .with("card", card)
        .word("side", side.0, side.1)
        .with("need", format!("{need:.1}"))
        .with("have", format!("{have:.1}"))
        .with("over", format!("{:.1}", need - have))
}

/// Returns a place on a card in Chinese; layouts name them in English, and some parts in Chinese already.
fn side_in_chinese(place: &str) -> String {
    const WORDS: [(&str, &str); 7] = [
        ("front", "正面"),
        ("back", "背面"),
        ("title", "标题"),
        ("names", "姓名"),
        ("phones", "电话"),
        ("stamp", "落款"),
        ("tag", "大字"),
    ];
    let word = |part: &str| {
        WORDS.iter().find(|(en, _)| *en == part).map_or_else(|| part.to_owned(), |(_, zh)| (*zh).to_owned())
    };
    place.split(' ').map(word).collect()
}
