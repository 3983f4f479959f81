//! What is handed in: the plan as Word in the official layout, lists to be signed, the flow chart, from the
//! merged book. Facts are the book's, chapters and sentences are data; each has a number and a check code.

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
mod withheld;

use serde_json::{Value, json};

use crate::compose::words::Names;
use crate::compose::{self, Absent, Family, Order};
use crate::model::document::{Audience, CardEntry, Document};
use crate::model::handbook::{Handbook, Provenance};
use crate::model::plan::PlanSet;
use crate::roster;
use blocks::Paper;
use facts::Desk;

pub use columns::WIDTH;
pub use lists::{List, lists, sheets};

/// The folder of a village in which the texts lie.
pub const FOLDER: &str = "备案";

/// A family of what is handed in.
pub struct Handed {
    /// What is said of it as of any other.
    pub family: Family,
    /// The name of its file, without its ending.
    pub file: &'static str,
    draw: Draw,
}

/// How it is drawn up.
enum Draw {
    /// As title and data of a layout.
    Set(fn(&Desk) -> (String, Value)),
    /// As a text for a word processor.
    Word(fn(&Desk) -> Paper),
}

const fn set(family: Family, file: &'static str, draw: fn(&Desk) -> (String, Value)) -> Handed {
    Handed { family, file, draw: Draw::Set(draw) }
}

const fn word(
    name: &'static str,
    title: &'static str,
    number: &'static str,
    file: &'static str,
    draw: fn(&Desk) -> Paper,
) -> Handed {
    Handed { family: Family::handed(name, title, number, "", FILE, &[]), file, draw: Draw::Word(draw) }
}

const DUTY: &[Audience] = &[Audience::Duty];
const FILE: &[Audience] = &[Audience::File];
const LISTS: Family = Family::handed("lists", "表册", "LISTS", "lists.typ", DUTY, lists::UNPRINTED);
const FLOW: Family = Family::handed("flow", "响应流程图", "FLOW", "flow.typ", DUTY, flow::UNPRINTED);
const FLOW_A3: Family =
    Family::handed("flow-a3", "响应流程图（A3）", "FLOW", "flow.typ", DUTY, flow::UNPRINTED);
const PUBLIC: Family = Family::handed("paper-06", "预案公开版", "FILE-06", "", &[Audience::Public], &[]);

/// Everything that is handed in, in the order of the files.
pub static HANDED: [Handed; 10] = [
    set(LISTS, "表册", lists::data),
    set(FLOW, "响应流程图", flow::small),
    set(FLOW_A3, "响应流程图（A3）", flow::large),
    word("paper-01", "预案", "FILE-01", "01预案", papers::plan),
    word("paper-02", "编制说明", "FILE-02", "02编制说明", papers::notes),
    word("paper-03", "备案登记表", "FILE-03", "03备案登记表", papers::form),
    word("paper-04", "征求意见情况表", "FILE-04", "04征求意见情况表", papers::consulted),
    word("paper-05", "审核签发单", "FILE-05", "05审核签发单", papers::review),
    Handed { family: PUBLIC, file: "06公开版", draw: Draw::Word(papers::plan) },
    word("paper-07", "发布令", "FILE-07", "07发布令", papers::order),
];

/// Returns everything that bears a check code: what is printed, then what is handed in.
pub fn families() -> impl Iterator<Item = &'static Family> {
    compose::FAMILIES.iter().chain(HANDED.iter().map(|handed| &handed.family))
}

/// Returns the family of a name.
pub fn family(name: &str) -> Option<&'static Family> {
    compose::family(name).or_else(|| find(name).map(|handed| &handed.family))
}

fn find(name: &str) -> Option<&'static Handed> {
    HANDED.iter().find(|handed| handed.family.name == name)
}

/// Returns the document of any family.
///
/// # Errors
/// Why there is nothing to print.
pub fn compose(family: &Family, book: &Handbook, plans: &PlanSet, order: &Order) -> Result<Document, Absent> {
    let Some(handed) = find(family.name) else { return compose::compose(family, book, plans, order) };
    let own = handed.family.audiences[0];
    if order.audience.is_some_and(|audience| audience != own) {
        return Err(Absent::Unchosen);
    }
    Ok(handed.drawn(book, plans).0)
}

/// One file to be handed in.
#[derive(Debug, Clone, PartialEq)]
pub struct Filed {
    /// Its name, without folder.
    pub name: String,
    /// Who may see it.
    pub audience: Audience,
    /// Its number and its check code.
    pub entry: Option<CardEntry>,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

impl Handed {
    /// Returns who may see it: each is for one.
    pub fn audience(&self) -> Audience {
        self.family.audiences[0]
    }

    /// Draws it up: what bears the code, and the text if it is one.
    fn drawn(&'static self, book: &Handbook, plans: &PlanSet) -> (Document, Option<Paper>) {
        let desk = Desk::of(book, plans, self.audience());
        let seal = |title, data| compose::sealed(&self.family, desk.book, self.audience(), title, data);
        match self.draw {
            Draw::Set(draw) => {
                let (title, data) = draw(&desk);
                (seal(title, data), None)
            }
            Draw::Word(draw) => {
                let paper = draw(&desk);
                // What was changed when is no part of what it says now, and is known in a repository alone.
                let mut plain = desk.book.clone();
                plain.provenance = Provenance::default();
                plain.edition.revisions.clear();
                let said = draw(&Desk { book: &plain, names: Names::of(&plain, plans), ..desk });
                (seal(paper.title.clone(), json!({"sections": said.sections})), Some(paper))
            }
        }
    }

    /// Returns the text as a file; none for what is typeset.
    ///
    /// # Errors
    /// If the package cannot be written.
    pub fn filed(&'static self, book: &Handbook, plans: &PlanSet) -> anyhow::Result<Option<Filed>> {
        let (document, Some(paper)) = self.drawn(book, plans) else { return Ok(None) };
        let code = document.book.as_ref().map_or("", |entry| entry.code.as_str());
        let fonts = book.seen_by(self.audience()).life.fonts;
        let bytes = roster::packed(&docx::parts(&paper.finished(code), fonts))?;
        let name = format!("{}.docx", self.file);
        Ok(Some(Filed { name, audience: self.audience(), entry: document.book, bytes }))
    }
}

/// Returns the texts of a village that an audience may see, all of them where none is named.
///
/// # Errors
/// If a package cannot be written.
pub fn papers(book: &Handbook, plans: &PlanSet, audience: Option<Audience>) -> anyhow::Result<Vec<Filed>> {
    let theirs =
        |own: Audience| audience.is_none_or(|asked| (asked == Audience::Public) == (own == Audience::Public));
    let all = HANDED.iter().filter(|handed| theirs(handed.audience()));
    all.filter_map(|handed| handed.filed(book, plans).transpose()).collect()
}
