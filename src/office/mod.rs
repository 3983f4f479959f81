//! The plan as it is handed to the town: Word texts in the official layout, from the merged book. Facts
//! are the
//! book's, chapters and sentences are data.

mod annexes;
mod blocks;
mod columns;
mod docx;
mod facts;
mod flow;
mod grid;
mod lists;
mod papers;
mod text;

use crate::model::document::Audience;
use crate::model::handbook::Handbook;
use crate::model::plan::PlanSet;
use crate::roster;
use blocks::Paper;
use facts::Desk;

pub use columns::WIDTH;
pub use flow::flow;
pub use lists::{List, document as sheet_document, lists, sheets};

/// The papers: id, file name without its ending.
pub const PAPERS: [(&str, &str); 7] = [
    ("paper-01", "01预案"),
    ("paper-02", "02编制说明"),
    ("paper-03", "03备案登记表"),
    ("paper-04", "04征求意见情况表"),
    ("paper-05", "05审核签发单"),
    ("paper-06", "06公开版"),
    ("paper-07", "07发布令"),
];
/// The folder of a village in which they lie.
pub const FOLDER: &str = "备案";

/// One file to be handed in.
#[derive(Debug, Clone, PartialEq)]
pub struct Filed {
    /// Its name, without folder.
    pub name: String,
    /// Who may see it.
    pub audience: Audience,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// Returns the papers of a village that an audience may see, all of them where none is named.
///
/// # Errors
/// If a package cannot be written.
pub fn papers(book: &Handbook, plans: &PlanSet, audience: Option<Audience>) -> anyhow::Result<Vec<Filed>> {
    let made: [fn(&Desk) -> Paper; 7] = [
        papers::plan,
        papers::notes,
        papers::form,
        papers::consulted,
        papers::review,
        papers::plan,
        papers::order,
    ];
    let mut found = Vec::new();
    for ((id, name), paper) in PAPERS.iter().zip(made) {
        let own = if *id == "paper-06" { Audience::Public } else { Audience::File };
        if audience.is_some_and(|asked| (asked == Audience::Public) != (own == Audience::Public)) {
            continue;
        }
        let desk = Desk::of(book, plans, own);
        let paper = paper(&desk);
        let bytes = roster::packed(&docx::parts(&paper, desk.book.life.fonts))?;
        found.push(Filed { name: format!("{name}.docx"), audience: own, bytes });
    }
    Ok(found)
}
