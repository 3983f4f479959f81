//! What a sheet spoilt. Of a thing that has nothing there yet it is put down as it stands, for whoever knows better to
//! mend; what a profile has stays. Which of both it was is said beside the cell.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::super::existing::{at, texts};
use super::super::said::{Record, Said};
use super::Desk;
use crate::diag::{Diagnostic, EITHER};
use crate::yaml::Node;

/// What became of spoilt cells, by the cell.
pub(super) type Fates = BTreeMap<String, [&'static str; 2]>;

const STAYS: [&str; 2] = ["档案里的留着", "what is on file stays"];
const ELSEWHERE: [&str; 2] = ["别处写的照读", "what another cell says is read"];
const AS_IT_STANDS: [&str; 2] = [
    "档案里还没有，先照这样记着，标红等改",
    "nothing is on file yet: it is put down as it stands, to be mended",
];
const EMPTY: [&str; 2] = ["档案里还没有，先空着", "nothing is on file yet: it is left empty"];

impl Desk<'_> {
    /// Returns a record with what could not be read of it, where nothing else is known.
    pub(super) fn kept<'r>(&mut self, record: &'r Record, node: Option<&Node>) -> Cow<'r, Record> {
        let mut kept = Cow::Borrowed(record);
        for spoilt in &record.spoilt {
            let known = !texts(node.and_then(|node| at(node, &spoilt.path))).is_empty();
            let fate = if known {
                STAYS
            } else if kept.fields.contains_key(&spoilt.path) {
                ELSEWHERE
            } else if spoilt.whole && node.is_none() && self.options.faulty {
                kept.to_mut().fields.insert(spoilt.path.clone(), Said::Whole(spoilt.given.clone()));
                AS_IT_STANDS
            } else {
                EMPTY
            };
            self.fates.insert(spoilt.given.cell.clone(), fate);
        }
        kept
    }
}

/// Says beside spoilt cells what became of them.
pub(super) fn tell(faults: &mut [Diagnostic], fates: &Fates) {
    for fault in faults {
        let Some([zh, en]) = fault.value("cell").and_then(|cell| fates.get(cell)) else { continue };
        if let Some((_, words)) = fault.values.iter_mut().find(|(name, _)| *name == "kept") {
            *words = format!("{zh}{EITHER}{en}");
        }
    }
}
