//! What people say that a column is, where its heading does not say it or says something else.

use std::collections::BTreeMap;

use super::Options;
use super::existing::label;
use super::planning::is_there;
use super::sheet::{Sheet, letters};
use super::table::{Column, Table, Target, plain};

/// Said of a column that is left out.
pub const OUT: &str = "不要";

/// What a column may be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// What it is called.
    pub name: String,
    /// The column of the kind, by index.
    pub(super) column: usize,
    /// Where its cells go.
    pub(super) target: Target,
}

/// Returns what the columns of a kind may be, in the order in which they are written; of people also what they do
/// and their telephones.
pub fn choices(table: &Table, kind: usize) -> Vec<Choice> {
    let Some(kind) = table.sheets.get(kind) else { return Vec::new() };
    let own = |to: &str| kind.columns.iter().any(|column| column.to == to);
    let mut all: Vec<Choice> = Vec::new();
    for (at, column) in kind.columns.iter().enumerate() {
        let target = Target::parse(&column.to);
        let parts = ["phone", "title"].into_iter().filter(|part| !own(&format!("{}:{part}", column.to)));
        let parts = parts.map(|part| Target::Attr(Box::new(target.clone()), part.to_owned()));
        let parts: Vec<Target> = parts.filter(|_| table.is_person(&target)).collect();
        for target in std::iter::once(target).chain(parts) {
            let name = called(column, &target);
            let fits = target != Target::Skip && is_there(&kind.section, &target);
            if fits && all.iter().all(|known| known.name != name && known.target != target) {
                all.push(Choice { name, column: at, target });
            }
        }
    }
    all
}

/// Returns what a column is called by whom it tells of, and what of them: 预警员电话.
pub(super) fn called(column: &Column, target: &Target) -> String {
    let part = match target {
        Target::Attr(_, attr) if !column.to.contains(':') => label("people", attr),
        _ => String::new(),
    };
    format!("{}{part}", column.head)
}

/// What was said of the columns of one sheet: a column by its letters, its heading, or both (`C 家长`) → what it is.
#[derive(Debug, Clone, Default)]
pub struct Chosen(BTreeMap<String, String>);

impl Chosen {
    /// Returns what was said of a sheet's columns, and of those of all sheets.
    pub fn of(options: &Options, sheet: &Sheet) -> Self {
        let own = format!("{}!{}", sheet.file, sheet.name);
        let both = ["", own.as_str()].into_iter().filter_map(|key| options.columns.get(key));
        Self(both.flatten().map(|(column, said)| (column.clone(), said.clone())).collect())
    }

    /// Returns whether nothing was said.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns what was said of a column.
    pub fn said(&self, at: usize, head: &str) -> Option<&str> {
        let found = self.0.iter().filter(|(column, _)| names(column, at, head));
        // Whoever says both means this very column.
        found.max_by_key(|(column, _)| column.len()).map(|(_, said)| said.as_str())
    }

    /// Returns the columns that are named by their letters alone.
    pub fn lettered(&self) -> Vec<usize> {
        let place = |text: &String| {
            let own = (1..=3).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_uppercase());
            own.then(|| text.bytes().fold(0, |all, byte| all * 26 + usize::from(byte - b'A') + 1) - 1)
        };
        self.0.keys().filter_map(place).collect()
    }

    /// Returns the headings that are named, as they are compared.
    pub fn heads(&self) -> impl Iterator<Item = String> {
        let head = |column: &String| {
            let (before, behind) = column.split_once(' ').unwrap_or(("", column));
            let lettered = !before.is_empty() && before.chars().all(|c| c.is_ascii_uppercase());
            plain(if lettered { behind } else { column })
        };
        let last = |head: String| head.rsplit('/').next().unwrap_or_default().to_owned();
        // Of several rows of headings the last one ends them.
        self.0
            .keys()
            .flat_map(move |column| [head(column), last(head(column))])
            .filter(|head| !head.is_empty())
    }
}

/// Returns whether a word names a column: `C`, `家长`, `C 家长`.
fn names(word: &str, at: usize, head: &str) -> bool {
    let letters = letters(at);
    word == letters || plain(word) == plain(head) || plain(word) == plain(&format!("{letters}{head}"))
}
