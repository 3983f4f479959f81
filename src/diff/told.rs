//! Changes of many villages: what is the same in several is told once, with the villages it touches.

use std::collections::BTreeMap;

use super::{Change, Kind, Line, What};

/// A change that several villages share.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// The change as the first of them has it.
    pub change: Change,
    /// Places of the villages in the list that was given.
    pub villages: Vec<usize>,
    /// Whether the others print other words, because the plan puts each village's own facts in.
    pub varies: bool,
}

/// Returns the changes that several villages share, and what is left of each.
pub fn told(villages: Vec<Vec<Change>>) -> (Vec<Told>, Vec<Vec<Change>>) {
    let mut folded: BTreeMap<Same, Told> = BTreeMap::new();
    let mut order: Vec<Same> = Vec::new();
    for (place, changes) in villages.iter().enumerate() {
        for change in changes {
            let same = Same::of(change);
            match folded.get_mut(&same) {
                Some(told) => {
                    told.villages.push(place);
                    told.varies |= told.change.what != change.what;
                }
                None => {
                    order.push(same.clone());
                    folded
                        .insert(same, Told { change: change.clone(), villages: vec![place], varies: false });
                }
            }
        }
    }
    let shared = |change: &Change| folded.get(&Same::of(change)).is_some_and(|told| told.villages.len() > 1);
    let rest =
        villages.into_iter().map(|changes| changes.into_iter().filter(|c| !shared(c)).collect()).collect();
    let mut told: Vec<Told> =
        order.iter().filter_map(|same| folded.remove(same)).filter(|t| t.villages.len() > 1).collect();
    // Those that touch the same villages stand together, the most widely felt first.
    told.sort_by_key(|told| {
        (std::cmp::Reverse(told.villages.len()), told.villages.clone(), told.change.kind)
    });
    (told, rest)
}

/// What two equal changes have in common: of a text made from a plan its words there, else what is printed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Same {
    kind: Kind,
    key: String,
    what: u8,
    lines: Vec<(&'static str, String)>,
}

impl Same {
    fn of(change: &Change) -> Self {
        let (what, lines): (u8, Vec<&Line>) = match &change.what {
            What::Added(lines) => (0, lines.iter().collect()),
            What::Removed(lines) => (1, lines.iter().collect()),
            What::Changed(before, after) => (2, vec![before, after]),
        };
        let words = |line: &Line| (line.field, line.template.clone().unwrap_or_else(|| line.value.clone()));
        Self {
            kind: change.kind,
            key: change.key.clone(),
            what,
            lines: lines.into_iter().map(words).collect(),
        }
    }
}
