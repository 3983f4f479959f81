//! Rosters: sheets of people, households and things ↔ the rows of profiles. Reads and plans; what is changed
//! is shown first.
//!
//! [`sheet::read`] → [`plan`] → [`Plan`], which is data for whoever asks people (terminal, browser) →
//! `VillagePlan::changes` for the editor of YAML. [`export::workbook`] writes the same sheets, so that what
//! goes out comes back.

mod ask;
mod blocks;
mod cell;
mod chosen;
pub mod comma;
mod existing;
pub mod export;
mod family;
mod gather;
mod homes;
mod pack;
mod page;
mod places;
pub mod plain;
mod planning;
mod recognise;
mod rows;
mod said;
pub mod sheet;
pub mod table;
mod twins;
mod values;
mod villages;

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::diag::Diagnostic;
use crate::yaml::{Node, edit};

pub use chosen::{Choice, OUT, choices};
pub use pack::{codes, packed};
pub use plain::Sheet;
pub use planning::plan;

/// A village whose profile is there.
#[derive(Debug, Clone)]
pub struct Known {
    /// Its name.
    pub name: String,
    /// Its own layer, keys canonical.
    pub own: Node,
    /// All its layers, laid over each other.
    pub tree: Node,
}

/// What people decide about a row that may be one that is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// It is this one of the candidates.
    Same(usize),
    /// It is another.
    New,
    /// Nobody knows yet: nothing is done with it.
    Leave,
}

/// How sheets are to be taken.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Villages without a profile get one.
    pub new: bool,
    /// What a sheet does not name any more is removed.
    pub prune: bool,
    /// What could not be read of something new is put down as it stands, where whoever imports sees it in red.
    pub faulty: bool,
    /// Village of sheets that name none.
    pub village: Option<String>,
    /// Villages that people chose for single sheets that name none, by `file!sheet`.
    pub villages: BTreeMap<String, String>,
    /// Answers, by the question's id.
    pub answers: BTreeMap<String, Answer>,
    /// Kinds that people chose, by `file!sheet`.
    pub kinds: BTreeMap<String, String>,
    /// What people said that columns are, by `file!sheet`, or of all sheets where that is empty: a column by its
    /// letters, its heading or both (`C 家长`) → one of [`choices`], or [`OUT`].
    pub columns: BTreeMap<String, BTreeMap<String, String>>,
}

/// What became of one sheet.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// The file.
    pub file: String,
    /// The sheet.
    pub sheet: String,
    /// What it was taken for.
    pub kind: Option<String>,
    /// Rows that were taken.
    pub rows: usize,
    /// Households that they were made into, where a row is a person.
    pub homes: usize,
    /// Rows that were not, for nobody knows of which village they are.
    pub homeless: usize,
    /// The village of rows that do not say theirs, if it is known.
    pub village: Option<String>,
    /// Rows of totals that were not.
    pub totals: usize,
    /// Rows that only part the others: 二、河口村.
    pub titles: usize,
    /// Whether the sheet is hidden.
    pub hidden: bool,
    /// Hidden rows, taken like the others.
    pub hidden_rows: usize,
    /// Cells with a formula that has no value stored.
    pub unreckoned: usize,
    /// Headings, and where they go; nowhere if they were not understood.
    pub columns: Vec<(String, Option<String>)>,
    /// Headings that are known to hold nothing of a profile.
    pub ignored: Vec<String>,
    /// Its columns, from the left.
    pub headings: Vec<Heading>,
    /// What it must have and has not; until somebody says which column that is, no row is taken.
    pub lacks: Vec<String>,
}

/// A column of a sheet.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Heading {
    /// Its letters.
    pub at: String,
    /// What stands above it; nothing if nothing does.
    pub head: String,
    /// What it is; nothing if that was not understood, or it is left out.
    pub to: Option<String>,
    /// It is left out.
    pub out: bool,
    /// Somebody said so.
    pub by_hand: bool,
}

/// What is done with a thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Doing {
    /// It is new.
    Add,
    /// Some of it changes.
    Change,
    /// It goes.
    Remove,
}

/// One value that changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Item {
    /// The field, in Chinese.
    pub field: String,
    /// What the profile has; empty if nothing.
    pub old: String,
    /// What it will have.
    pub new: String,
    /// The cell that says so.
    pub cell: String,
}

/// One thing that changes.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Change {
    /// What is done.
    pub doing: Doing,
    /// Section of the profile, in Chinese.
    pub section: String,
    /// Who or what it is.
    pub who: String,
    /// Where it stands first.
    pub cell: String,
    /// Its values.
    pub items: Vec<Item>,
    /// How the file is edited; where values change, each with its value.
    #[serde(skip)]
    edits: Vec<Vec<edit::Change>>,
}

/// What is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Asks {
    /// Whether a row is one of the candidates.
    Same,
    /// Whether what a remark tells is a special need.
    Needs,
}

/// What is not certain: a row that may be one that is known, a remark that may tell of a need.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Question {
    /// By which answers name it.
    pub id: String,
    /// What is asked.
    pub asks: Asks,
    /// Section of the profile, in Chinese.
    pub section: String,
    /// Its cell.
    pub cell: String,
    /// What the sheet says.
    pub given: String,
    /// What it may be.
    pub candidates: Vec<String>,
}

/// What happens to one village.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct VillagePlan {
    /// The village.
    pub name: String,
    /// It has no profile yet.
    pub new: bool,
    /// Its town, if a sheet says it.
    pub town: Option<String>,
    /// What is to be asked.
    pub questions: Vec<Question>,
    /// What changes.
    pub changes: Vec<Change>,
    /// Things that the sheets say nothing new about.
    pub same: usize,
    /// Things that no sheet names any more, by section; kept.
    pub gone: Vec<(String, String)>,
    /// Values that wait for an answer.
    pub waiting: usize,
}

/// What an import will do.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Plan {
    /// What became of the sheets.
    pub sheets: Vec<Report>,
    /// What happens to the villages.
    pub villages: Vec<VillagePlan>,
    /// Cells that were not taken, or mended.
    #[serde(skip)]
    pub faults: Vec<Diagnostic>,
}

impl VillagePlan {
    /// Returns the changes for the editor, without those that somebody unticked: a change by its number, or one
    /// value of it by both numbers.
    pub fn edits(&self, without: &BTreeSet<(usize, Option<usize>)>) -> Vec<edit::Change> {
        let mut places: BTreeSet<Vec<edit::At>> = BTreeSet::new();
        let changes = self.changes.iter().enumerate().filter(|(i, _)| !without.contains(&(*i, None)));
        let wanted = changes.flat_map(|(i, change)| {
            let single = change.doing == Doing::Change;
            let kept = move |k: &usize| !(single && without.contains(&(i, Some(*k))));
            change.edits.iter().enumerate().filter(move |(k, _)| kept(k)).flat_map(|(_, edits)| edits)
        });
        let fresh = |edit: &&edit::Change| match edit {
            edit::Change::Insert { .. } => true,
            // Two spellings of one name may be about one place.
            edit::Change::Set { path, .. }
            | edit::Change::Rename { path, .. }
            | edit::Change::Remove { path } => places.insert(path.clone()),
        };
        wanted.filter(fresh).cloned().collect()
    }

    /// Returns how many things are added, changed and removed.
    pub fn counts(&self) -> [usize; 3] {
        let count = |doing: Doing| self.changes.iter().filter(|change| change.doing == doing).count();
        [count(Doing::Add), count(Doing::Change), count(Doing::Remove)]
    }
}
