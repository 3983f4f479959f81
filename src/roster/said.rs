//! What rows say of one thing, each value with its cell; two rows that say different things are named.

use std::collections::BTreeMap;

use indexmap::IndexMap;

use crate::diag::Diagnostic;

/// A value and the cell it stands in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given {
    /// Texts as a profile has them.
    pub texts: Vec<String>,
    /// The cell.
    pub cell: String,
}

/// What rows say of one field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Said {
    /// All of it.
    Whole(Given),
    /// What is taken only where nothing is known yet.
    Hint(Given),
    /// Some of its list, by place.
    Places(BTreeMap<usize, Given>),
    /// Those who belong to it.
    Members(Vec<Given>),
    /// Who lives in a household.
    Family(Vec<Relative>),
}

/// One of a household.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Relative {
    /// Their name.
    pub name: String,
    /// 男 or 女; empty if it is not said.
    pub sex: String,
    /// Their age, if it is said.
    pub age: Option<String>,
    /// Where their name stands.
    pub cell: String,
}

/// A value of a thing that could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spoilt {
    /// Its field.
    pub path: String,
    /// As it stands, and where.
    pub given: Given,
    /// Nothing of it is lost: whoever knows better can mend it.
    pub whole: bool,
}

/// What rows say of one thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// Section of the profile.
    pub section: String,
    /// Its name, if its section is a mapping.
    pub name: Option<String>,
    /// Fields by their English paths.
    pub fields: IndexMap<String, Said>,
    /// Where it stands first.
    pub cell: String,
    /// A row of its own is about it; else it is only named.
    pub own: bool,
    /// The kind of sheet, by index.
    pub kind: usize,
    /// It is taken only where the profile has it already: a register does not say who has to move.
    pub only_known: bool,
    /// What could not be read of it.
    pub spoilt: Vec<Spoilt>,
    /// Next places of its lists.
    pub(super) next: BTreeMap<String, usize>,
}

/// Says something of a field; two rows that say different things of it are named, and the first holds.
pub(super) fn whole(record: &mut Record, path: &str, said: Said, faults: &mut Vec<Diagnostic>) {
    let Said::Whole(given) = &said else { return };
    match record.fields.get_mut(path) {
        Some(Said::Whole(known)) if known.texts != given.texts => {
            if path == "phone" && given.texts.iter().any(|number| known.texts.contains(number)) {
                known.texts.extend(
                    given.texts.iter().filter(|n| !known.texts.contains(n)).cloned().collect::<Vec<_>>(),
                );
                return;
            }
            disagree(known, given, record.name.as_deref(), faults);
        }
        Some(Said::Whole(_)) => {}
        _ => {
            record.fields.insert(path.to_owned(), said);
        }
    }
}

/// Says who or what stands at a place of a list.
pub(super) fn place(
    record: &mut Record,
    path: &str,
    index: usize,
    given: Given,
    faults: &mut Vec<Diagnostic>,
) {
    let said = record.fields.entry(path.to_owned()).or_insert_with(|| Said::Places(BTreeMap::new()));
    let Said::Places(places) = said else { return };
    match places.get(&index) {
        Some(known) if known.texts != given.texts => disagree(known, &given, record.name.as_deref(), faults),
        Some(_) => {}
        None => {
            places.insert(index, given);
        }
    }
}

fn disagree(known: &Given, given: &Given, name: Option<&str>, faults: &mut Vec<Diagnostic>) {
    let fault =
        Diagnostic::warning("sheet-disagree").with("cell", &given.cell).with("value", given.texts.join("、"));
    faults.push(
        fault.with("other", &known.cell).with("old", known.texts.join("、")).with("name", name.unwrap_or("")),
    );
}
