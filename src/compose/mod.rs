//! The merged book to documents: one family a file. Chooses, orders and names; adds no facts, knows no millimetres.

mod card_role;
mod handbook;
pub(crate) mod words;

use crate::model::document::Document;
use crate::model::handbook::Handbook;
use crate::model::plan::PlanSet;

/// A family of printed things.
pub struct Family {
    /// Name on the command line and stem of the file.
    pub name: &'static str,
    /// Name for people.
    pub title: &'static str,
    /// Makes the document; `None` if this village has nothing to put in it.
    pub compose: fn(&Handbook, &PlanSet) -> Option<Document>,
}

/// All families, in the order of the summary.
pub const FAMILIES: &[Family] = &[
    Family { name: "handbook", title: "应急手册", compose: handbook::compose },
    Family { name: "role-cards", title: "岗位处置卡", compose: card_role::compose },
];

/// Returns the family of a name.
pub fn family(name: &str) -> Option<&'static Family> {
    FAMILIES.iter().find(|f| f.name == name || f.title == name)
}
