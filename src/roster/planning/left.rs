//! What is left when the rows are planned: what does not agree, what a new village is in danger of, what the
//! sheets name no more.

use std::collections::{BTreeMap, BTreeSet};

use super::super::cell;
use super::super::existing::{at, is_named, texts, things};
use super::super::gather::Village;
use super::super::said::{Given, Record, Said};
use super::super::{Change, Doing};
use super::{Desk, label_of};
use crate::diag::Diagnostic;
use crate::yaml::edit::{At, Change as Edit, Value};
use crate::yaml::{Node, Tree};

/// Returns the dangers that places and households have, with their cells.
pub(super) fn dangers(gathered: &Village) -> BTreeMap<String, String> {
    let mut seen: BTreeMap<String, String> = BTreeMap::new();
    for record in
        gathered.records.iter().filter(|record| matches!(record.section.as_str(), "points" | "evacuees"))
    {
        if let Some(Said::Whole(given)) = record.fields.get("hazards") {
            given.texts.iter().for_each(|name| {
                seen.entry(name.clone()).or_insert_with(|| given.cell.clone());
            });
        }
    }
    seen
}

/// Says how many households a register names that the profile does not have.
pub(super) fn register(unsaid: &[String]) -> Option<Diagnostic> {
    let fault = Diagnostic::warning("sheet-register").with("cell", unsaid.first()?);
    Some(fault.with("count", unsaid.len()))
}

impl Desk<'_> {
    /// 有无安全鉴定 says nothing of the day: what does not agree is named.
    pub(super) fn certified(&mut self, record: &Record, said: &Said, node: Option<&Node>) {
        let Said::Hint(given) = said else { return };
        let known = record.fields.contains_key("certified")
            || !texts(node.and_then(|node| at(node, "certified"))).is_empty();
        let says = given.texts.first().is_some_and(|text| text.starts_with(['有', '是', '√', '✓']));
        if says != known {
            self.faults.push(
                Diagnostic::note("sheet-certified")
                    .with("cell", &given.cell)
                    .with("value", given.texts.join("")),
            );
        }
    }

    /// 已整改 says nothing of the day: what does not agree is named.
    pub(super) fn closed(&mut self, record: &Record, given: &Given, node: Option<&Node>) {
        let known = record.fields.contains_key("closed")
            || !texts(node.and_then(|node| at(node, "closed"))).is_empty();
        let text = given.texts.concat();
        if cell::is_mended(&text) != known {
            let fault = Diagnostic::note("sheet-mended").with("cell", &given.cell);
            self.faults.push(fault.with("value", text));
        }
    }

    /// In a new village a danger that a place has is one that the village has.
    pub(super) fn hazards(&mut self, dangers: BTreeMap<String, String>) {
        for (name, cell) in dangers {
            let path = vec![At::from("hazards"), At::from(name.as_str())];
            let edits = vec![vec![Edit::Set { path, value: Value::Map(Vec::new()) }]];
            let section = label_of("hazards");
            self.plan.changes.push(Change {
                doing: Doing::Add,
                section,
                who: name,
                cell,
                items: Vec::new(),
                edits,
            });
        }
    }

    /// Finds what the sheets do not name any more.
    pub(super) fn gone(&mut self, section: &str, met: &BTreeSet<(String, String)>) {
        for (key, node) in things(self.own, section) {
            if met.contains(&(section.to_owned(), key.clone())) {
                continue;
            }
            let named = is_named(section);
            let who = if named { key.clone() } else { listed_name(node) };
            if self.options.prune && !(named && self.is_named_elsewhere(section, &key)) {
                let step = if named { At::Key(key.clone()) } else { At::Row(key.parse().unwrap_or(0)) };
                let edits = vec![vec![Edit::Remove { path: vec![At::from(section), step] }]];
                let change = Change {
                    doing: Doing::Remove,
                    section: label_of(section),
                    who,
                    cell: String::new(),
                    items: Vec::new(),
                    edits,
                };
                self.plan.changes.push(change);
            } else {
                self.plan.gone.push((label_of(section), who));
            }
        }
    }

    /// Returns whether another part of the profile names somebody.
    fn is_named_elsewhere(&self, section: &str, name: &str) -> bool {
        let Tree::Map(sections) = &self.tree.value else { return false };
        sections.iter().filter(|entry| entry.key != section).any(|entry| says(&entry.node, name))
    }
}

fn says(node: &Node, name: &str) -> bool {
    match &node.value {
        Tree::Scalar { text, .. } => text == name,
        Tree::List(items) => items.iter().any(|item| says(item, name)),
        Tree::Map(entries) => entries.iter().any(|entry| says(&entry.node, name)),
        Tree::Null => false,
    }
}

fn listed_name(node: &Node) -> String {
    let first = |path: &&str| texts(at(node, path)).first().cloned();
    let parts = ["head", "item", "name", "what", "date", "address", "place", "contact", "scenario", "topic"];
    parts.iter().filter_map(first).take(2).collect::<Vec<_>>().join("，")
}
