//! What a town's block names that is not there: villages without a file or a line of the roster, people of no file,
//! tasks of no list; and lines of the roster that are not those of the villages' own files.

use std::collections::{BTreeMap, BTreeSet};

use super::Group;
use crate::check::{Kind, names, unknown};
use crate::diag::Diagnostic;
use crate::load::Library;
use crate::model::town::RosterRow;
use crate::project::{self, VillageFiles};
use crate::yaml::{Node, Step};

/// The block of a town's own.
const BLOCK: &str = "town_book";

/// A village as its own file has it.
struct Own {
    name: String,
    code: Option<String>,
}

impl Own {
    fn of(village: &VillageFiles) -> Self {
        let name = village.name().filter(|name| !name.is_empty()).unwrap_or_else(|| village.called());
        Self { name, code: project::code(village) }
    }
}

/// Returns the faults of a town's block; its group has to hold all its villages. People are looked for where
/// `people` says so: `check` tells of them through the villages.
pub fn astray(group: &Group, library: &Library, people: bool) -> Vec<Diagnostic> {
    let (Ok(profile), Some(tree)) = (&group.profile, &group.tree) else { return Vec::new() };
    let villages: Vec<Own> = group.villages.iter().map(|village| Own::of(village)).collect();
    let roster = &profile.town_book.roster;
    let named = villages.iter().map(|village| village.name.as_str());
    let known: BTreeSet<&str> = named.chain(roster.iter().map(|row| row.name.as_str())).collect();
    let known: Vec<&str> = known.into_iter().collect();
    let staff: Vec<&str> = profile.people.keys().map(String::as_str).collect();
    let mut found = Vec::new();
    names(tree, &mut |kind, name, path| {
        let (code, known) = match kind {
            Kind::Village => ("village-unknown", &known),
            Kind::Person if people => ("unknown-reference", &staff),
            _ => return,
        };
        if matches!(path.first(), Some(Step::Key(BLOCK))) && !known.contains(&name) {
            found.push(unknown(code, kind, (name, tree.place_at(path)), known));
        }
    });
    found.extend(rows(tree, roster, &villages));
    // A roster is there to be complete.
    let on = |own: &&Own| roster.iter().any(|row| row.is(own.code.as_deref().unwrap_or_default(), &own.name));
    for own in villages.iter().filter(|_| !roster.is_empty()).filter(|own| !on(own)) {
        let at = tree.place_at(&[BLOCK.into(), "roster".into()]);
        found.push(Diagnostic::warning("roster-lacks").at(at).with("name", &own.name));
    }
    let tasks = profile.town_book.tasks.keys().filter(|id| !library.set.tasks.tasks.contains_key(*id));
    found.extend(tasks.map(|id| {
        let at = tree.place_at(&[BLOCK.into(), "tasks".into(), Step::Key(id)]);
        let fault = Diagnostic::warning("task-unknown").at(at).with("id", id);
        let ids: Vec<&str> = library.set.tasks.tasks.keys().map(String::as_str).collect();
        fault.with("list", ids.join("、"))
    }));
    found
}

/// Returns what is wrong with the lines of the roster: one village twice, a name or a code that its own file does
/// not have.
fn rows(tree: &Node, roster: &[RosterRow], villages: &[Own]) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    for (i, row) in roster.iter().enumerate() {
        let at = |field: &'static str| {
            tree.place_at(&[BLOCK.into(), "roster".into(), Step::Index(i), Step::Key(field)])
        };
        for (field, value) in [("name", &row.name), ("code", &row.code)] {
            if value.is_empty() {
                continue;
            }
            match seen.get(value.as_str()) {
                Some(first) => {
                    let fault = Diagnostic::warning("roster-twice").at(at(field)).with("value", value);
                    let first = [BLOCK.into(), "roster".into(), Step::Index(*first), Step::Key(field)];
                    found.push(fault.also(tree.place_at(&first)));
                }
                None => drop(seen.insert(value, i)),
            }
        }
        let same_code = |own: &&Own| own.code.as_ref().is_some_and(|code| *code == row.code);
        let same_name = |own: &&Own| own.name == row.name;
        let differs = |field, written: &str, own: &str| {
            Diagnostic::warning("roster-differs").at(at(field)).with("written", written).with("own", own)
        };
        match (villages.iter().find(same_code), villages.iter().find(same_name)) {
            (Some(own), _) if own.name != row.name => found.push(differs("name", &row.name, &own.name)),
            (None, Some(Own { code: Some(own), .. })) if !row.code.is_empty() => {
                found.push(differs("code", &row.code, own));
            }
            _ => {}
        }
    }
    found
}
