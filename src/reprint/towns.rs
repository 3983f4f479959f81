//! What a town prints of all its villages, held against what it printed. Prints nothing.

use std::collections::BTreeSet;
use std::path::PathBuf;

use serde_json::Value;

use super::since::{Fault, Row, Wish};
use super::{Stale, State};
use crate::compose::{self, Family};
use crate::diff;
use crate::history::Lack;
use crate::model::document::{Audience, Document};
use crate::project::VillageFiles;
use crate::town::{self, FAMILIES, Group, Read};
use crate::workspace::Workspace;

/// The folder of the outputs in which a town's papers lie.
pub const FOLDER: &str = "镇";
/// Characters that are kept of a long name of a file, of its head and of its end: no file system takes more than
/// 255 bytes.
const LONGEST: usize = 50;
const TAIL: usize = 12;

type Paper = (&'static Family, Document);
/// A number, who holds it, what it says.
type Said = (String, String, Value);

/// A town of which a paper is stale, or that cannot be compared.
pub struct TownRow<'a> {
    /// As of a village.
    pub row: Row,
    /// Its villages now.
    pub villages: Vec<&'a VillageFiles>,
    /// Those of its papers that are to be printed.
    pub papers: Vec<Paper>,
}

/// Returns the name of a town's paper as a file: what a name must not hold on some computer is an underscore.
pub fn file(document: &Document) -> String {
    let plain = |c: char| if c.is_control() || "/\\:*?\"<>|".contains(c) { '_' } else { c };
    let name: Vec<char> = document.title.chars().map(plain).collect();
    // The end says which paper it is.
    let (head, tail) = name.split_at(name.len().min(LONGEST));
    let tail = &tail[tail.len().saturating_sub(TAIL)..];
    let name: String = head.iter().chain(tail).collect();
    format!("{}.pdf", name.trim_start_matches('.'))
}

/// Compares the towns of two workspaces. A town that has written nothing of its own is looked at only where
/// `every` is said: it has a book, but hardly in anybody's hands.
pub fn towns<'a>(
    before: &'a Workspace,
    after: &'a Workspace,
    label: &str,
    every: bool,
    wish: &Wish,
) -> Vec<TownRow<'a>> {
    if !wish.names.is_empty() || wish.audience.is_some_and(|audience| audience != Audience::Duty) {
        return Vec::new();
    }
    let of = |shelf: &'a Workspace| town::groups(&shelf.project.villages, &shelf.library);
    let own = |group: &Option<Group>| {
        let profile = group.as_ref().and_then(|group| group.profile.as_ref().ok());
        profile.is_some_and(|profile| !profile.town_book.is_empty())
    };
    let same_plans = before.files.same(&after.files, "plans") && before.files.same(&after.files, "fonts");
    let untouched = |old: &Option<Group>, new: &Option<Group>| {
        let inputs = |shelf: &Workspace, group: &Option<Group>| {
            let villages = group.iter().flat_map(|group| &group.villages);
            villages.map(|village| shelf.project.inputs(village)).collect::<Vec<_>>()
        };
        same_plans && inputs(before, old) == inputs(after, new)
    };
    let pairs = town::pairs(of(before), of(after)).into_iter();
    let pairs = pairs.filter(|(old, new)| (every || own(old) || own(new)) && !untouched(old, new));
    pairs.map(|(old, new)| pair((before, old), (after, new), label, wish)).collect()
}

fn pair<'a>(
    (before, old): (&Workspace, Option<Group>),
    (after, new): (&Workspace, Option<Group<'a>>),
    label: &str,
    wish: &Wish,
) -> TownRow<'a> {
    let folder = new.as_ref().or(old.as_ref()).map(Group::folder).unwrap_or_default().join(FOLDER);
    let name = new.as_ref().map(Group::name).filter(|name| !name.is_empty());
    let name = name.or(old.as_ref().map(Group::name)).unwrap_or_default().to_owned();
    let mut row = blank(folder, name, label);
    let mut villages = Vec::new();
    let (mut was, mut is) = (Vec::new(), Vec::new());
    if let Some(group) = &old {
        was = match papers(before, group) {
            Ok((papers, lost)) => {
                row.lacks.extend(lost.into_iter().map(|name| Lack::Missing(label.to_owned(), name)));
                papers
            }
            Err(fault) => return refused(row, Some(label), fault),
        };
    }
    if let Some(group) = new {
        is = match papers(after, &group) {
            Ok((papers, _)) => papers,
            Err(fault) => return refused(row, after.project.store.label(), fault),
        };
        if let (Some(Ok(old)), Ok(new)) = (old.as_ref().map(|group| &group.profile), &group.profile) {
            row.changes = diff::town(old, new);
        }
        villages = group.villages;
    }
    row.stale = stale(&was, &is);
    is.retain_mut(|(family, document)| {
        let stale = row.stale.iter().filter(|stale| stale.family.name == family.name && stale.cards > 0);
        keep(document, family, &stale.map(|stale| stale.number.as_str()).collect())
    });
    for (family, document) in &is {
        let family: &'static Family = family;
        let pages = match villages.first().filter(|_| document.book.is_some() || document.cards.is_empty()) {
            Some(village) => (wish.pages)(village, (family, None)),
            None => Ok(0),
        };
        let cards = document.data["cards"].as_array().map_or(1, Vec::len);
        match pages {
            Ok(pages) => row.sheets.push((family.name, family.sheets(cards, pages))),
            Err(first) => row.fault = Some(Box::new(Fault { at: None, first: Some(first) })),
        }
    }
    if row.stale.is_empty() {
        row.changes.clear();
    }
    TownRow { row, villages, papers: is }
}

fn blank(path: PathBuf, name: String, label: &str) -> Row {
    let since = label.to_owned();
    let (stale, sheets, changes, lacks) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    Row { path, name, since, stale, sheets, changes, fault: None, lacks }
}

fn refused<'a>(row: Row, at: Option<&str>, first: Option<crate::diag::Diagnostic>) -> TownRow<'a> {
    let fault = Some(Box::new(Fault { at: at.map(str::to_owned), first }));
    TownRow { row: Row { fault, ..row }, villages: Vec::new(), papers: Vec::new() }
}

/// Returns a town's papers, and the villages that are only named in them because they cannot be read.
fn papers(
    shelf: &Workspace,
    group: &Group,
) -> Result<(Vec<Paper>, Vec<String>), Option<crate::diag::Diagnostic>> {
    if let Err(faults) = &group.profile {
        return Err(faults.first().cloned());
    }
    let read = Read::of(&group.villages, &shelf.library, &shelf.press);
    Ok((town::papers(&read.town(&shelf.library.set)), read.lost))
}

/// Keeps of a document what has one of these numbers; returns whether anything is left.
fn keep(document: &mut Document, family: &Family, numbers: &BTreeSet<&str>) -> bool {
    let Some(cards) = document.data.get_mut("cards").and_then(Value::as_array_mut) else {
        return !numbers.is_empty();
    };
    cards.retain(|card| card["number"].as_str().is_some_and(|number| numbers.contains(number)));
    let left = !cards.is_empty();
    document.cards.retain(|entry| numbers.contains(entry.number.as_str()));
    document.items = compose::items(&document.data, family.unprinted);
    left
}

/// Returns what is stale, by what people read: of cards each by its number.
fn stale(before: &[Paper], after: &[Paper]) -> Vec<Stale> {
    let of = |papers: &[Paper], family: &Family| {
        let own = papers.iter().find(|(own, _)| own.name == family.name);
        own.map(|(_, document)| town::said(document, family)).unwrap_or_default()
    };
    let family = |family: &'static Family| {
        let (was, is) = (of(before, family), of(after, family));
        let find = |list: &[Said], number: &str| -> Vec<Said> {
            list.iter().filter(|(own, ..)| own == number).cloned().collect()
        };
        let mut told = BTreeSet::new();
        let all: Vec<Said> =
            is.iter().chain(&was).filter(|(number, ..)| told.insert(number)).cloned().collect();
        let one = |(number, to, _): Said| {
            let (old, new) = (find(&was, &number), find(&is, &number));
            let state = match (old.is_empty(), new.is_empty()) {
                _ if old == new => return None,
                (true, _) => State::New,
                (_, true) => State::Withdrawn,
                _ => State::Changed,
            };
            Some(Stale { family, audience: None, number, to, state, cards: new.len() })
        };
        all.into_iter().filter_map(one).collect::<Vec<_>>()
    };
    FAMILIES.iter().flat_map(family).collect()
}
