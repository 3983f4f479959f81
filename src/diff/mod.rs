//! What changed for people between two books of one village: facts compared by identity, each told once.
//!
//! A fact has a kind, a subject and lines of field and value. What only follows from another fact (a text
//! that shows a new phone, the matrix, counts) is not told beside it. Pure; knows no files, no git and no
//! terminal.

mod class;
mod facts;
mod plan;
mod told;
mod town;
mod words;

use std::collections::{BTreeMap, BTreeSet};

use crate::model::handbook::Handbook;
use crate::model::plan::PlanSet;

pub use class::class;
pub use told::{Told, told};
pub use town::town;
pub use words::{Pick, field, kind, sentence, value};

/// A book and the plans it was merged from.
#[derive(Debug, Clone, Copy)]
pub struct Side<'a> {
    /// The book.
    pub book: &'a Handbook,
    /// The plans.
    pub plans: &'a PlanSet,
}

/// What a fact is about, in the order in which changes are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "`words` names them all")]
pub enum Kind {
    Edition,
    Village,
    Number,
    Contact,
    Person,
    Post,
    Team,
    Grid,
    Shelter,
    Route,
    Point,
    Household,
    Alarm,
    Hazard,
    Plan,
    Signal,
    Step,
    Common,
    Forbid,
    Sign,
    Inspect,
    Broadcast,
    Drill,
    Compound,
    Ruling,
    Figure,
    Words,
    Role,
    Supply,
    Vehicle,
    Place,
    Inspection,
    Held,
    Training,
    Event,
    Picture,
    Town,
}

/// One fact of a book.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Fact {
    kind: Kind,
    /// The same in both books if the fact is the same.
    key: String,
    /// What people call it.
    subject: String,
    /// Hazards it belongs to: it comes and goes with them.
    hazards: Vec<String>,
    lines: Vec<Line>,
}

/// One field of a fact.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Line {
    /// Field id, such as `phone`.
    pub field: &'static str,
    /// What is printed.
    pub value: String,
    /// What it was made from, if not written as it stands: the plan's text before facts were put in.
    pub template: Option<String>,
}

/// One change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// What it is about.
    pub kind: Kind,
    /// Stable name of the subject: a person's name, `hazard/step`.
    pub key: String,
    /// What people call it.
    pub subject: String,
    /// What happened to it.
    pub what: What,
}

/// What happened to a fact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// It is new; what it says.
    Added(Vec<Line>),
    /// It is gone; what it said.
    Removed(Vec<Line>),
    /// One field says something else; an empty value: nothing.
    Changed(Line, Line),
}

impl Fact {
    fn new(kind: Kind, key: impl Into<String>, subject: impl Into<String>) -> Self {
        Self { kind, key: key.into(), subject: subject.into(), hazards: Vec::new(), lines: Vec::new() }
    }

    /// Adds a field; an empty one says nothing.
    fn with(self, field: &'static str, value: impl Into<String>) -> Self {
        self.line(field, value.into(), None)
    }

    /// Adds a field that is made from a text of a plan, or from other facts.
    fn made(self, field: &'static str, value: impl Into<String>, template: impl Into<String>) -> Self {
        self.line(field, value.into(), Some(template.into()))
    }

    fn line(mut self, field: &'static str, value: String, template: Option<String>) -> Self {
        if !value.is_empty() {
            self.lines.push(Line { field, value, template });
        }
        self
    }

    fn of(mut self, hazards: &[String]) -> Self {
        self.hazards = hazards.to_vec();
        self
    }

    fn says(&self, field: &str) -> Option<&Line> {
        self.lines.iter().find(|line| line.field == field)
    }
}

/// Returns what changed between facts that belong to no hazard.
fn changed_facts(old: Vec<Fact>, new: Vec<Fact>) -> Vec<Change> {
    let (gone, came, both) = sort(old, new);
    let mut changes: Vec<Change> = both.iter().flat_map(|(old, new)| fields(old, new)).collect();
    changes.extend(came.iter().map(|fact| change(fact, What::Added(fact.lines.clone()))));
    changes.extend(gone.iter().map(|fact| change(fact, What::Removed(fact.lines.clone()))));
    introduce(&mut changes);
    changes.sort_by_key(|change| change.kind);
    changes
}

/// Returns what changed for people, in the order of kinds and of the later book.
pub fn changes(before: &Side, after: &Side) -> Vec<Change> {
    let ids = |side: &Side| -> BTreeSet<String> { side.book.hazards.iter().map(|h| h.id.clone()).collect() };
    let (old_ids, new_ids) = (ids(before), ids(after));
    let shared: BTreeSet<String> = old_ids.intersection(&new_ids).cloned().collect();
    let (old, new) = (facts::all(before, &shared), facts::all(after, &shared));
    let (gone, came, both) = sort(old, new);
    let (gone, came, renamed) = rename(gone, came);
    let mut changes: Vec<Change> = Vec::new();
    for (old, new) in both.iter().chain(&renamed) {
        if old.subject != new.subject && NAMED.contains(&old.kind) {
            changes.push(changed(new, line("name", &old.subject), line("name", &new.subject)));
        }
        changes.extend(fields(old, new));
    }
    let follows = |fact: &Fact| fact.kind != Kind::Hazard && !fact.hazards.is_empty();
    let with = |fact: &Fact| follows(fact) && fact.hazards.iter().all(|h| !shared.contains(h));
    changes.extend(came.iter().filter(|f| !with(f)).map(|f| change(f, What::Added(f.lines.clone()))));
    changes.extend(gone.iter().filter(|f| !with(f)).map(|f| change(f, What::Removed(f.lines.clone()))));
    let mut changes = told_once(changes);
    introduce(&mut changes);
    changes.sort_by_key(|change| change.kind);
    changes
}

fn line(field: &'static str, value: &str) -> Line {
    Line { field, value: value.to_owned(), template: None }
}

fn change(fact: &Fact, what: What) -> Change {
    Change { kind: fact.kind, key: fact.key.clone(), subject: fact.subject.clone(), what }
}

fn changed(fact: &Fact, before: Line, after: Line) -> Change {
    change(fact, What::Changed(before, after))
}

/// Facts of the earlier book alone, of the later alone, and of both.
type Sorted = (Vec<Fact>, Vec<Fact>, Vec<(Fact, Fact)>);

fn sort(old: Vec<Fact>, new: Vec<Fact>) -> Sorted {
    let mut before: BTreeMap<(Kind, String), Fact> = BTreeMap::new();
    let mut order = Vec::new();
    for fact in old {
        let key = (fact.kind, fact.key.clone());
        order.push(key.clone());
        before.insert(key, fact);
    }
    let (mut came, mut both) = (Vec::new(), Vec::new());
    for fact in new {
        match before.remove(&(fact.kind, fact.key.clone())) {
            Some(old) => both.push((old, fact)),
            None => came.push(fact),
        }
    }
    (order.into_iter().filter_map(|key| before.remove(&key)).collect(), came, both)
}

/// Kinds whose subject is a name that may change while the thing stays.
const NAMED: [Kind; 9] = [
    Kind::Contact,
    Kind::Team,
    Kind::Grid,
    Kind::Shelter,
    Kind::Route,
    Kind::Point,
    Kind::Household,
    Kind::Place,
    Kind::Vehicle,
];
/// Kinds without a name: a text that is nearly the same is the same, rewritten.
const WORDED: [Kind; 4] = [Kind::Forbid, Kind::Sign, Kind::Inspect, Kind::Broadcast];

/// Pairs what went with what came where it is one thing under a new name, or one text in new words.
fn rename(mut gone: Vec<Fact>, came: Vec<Fact>) -> Sorted {
    let (mut fresh, mut renamed) = (Vec::new(), Vec::new());
    for fact in came {
        let nearest = gone
            .iter()
            .enumerate()
            .map(|(i, old)| (likeness(old, &fact), i))
            .max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)));
        match nearest {
            Some((score, i)) if score > 0.5 => renamed.push((gone.remove(i), fact)),
            _ => fresh.push(fact),
        }
    }
    (gone, fresh, renamed)
}

/// Returns how much of one fact is in another, from 0 to 1.
fn likeness(old: &Fact, new: &Fact) -> f64 {
    if old.kind != new.kind || old.hazards != new.hazards {
        return 0.0;
    }
    if WORDED.contains(&old.kind) {
        let text = |fact: &Fact| {
            fact.lines.first().map(|l| l.template.clone().unwrap_or(l.value.clone())).unwrap_or_default()
        };
        return strsim::normalized_levenshtein(&text(old), &text(new));
    }
    if !NAMED.contains(&old.kind) {
        return 0.0;
    }
    let same = old
        .lines
        .iter()
        .filter(|line| new.says(line.field).is_some_and(|theirs| theirs.value == line.value))
        .count();
    let all = old.lines.len().max(new.lines.len());
    // One field in common may be chance: two rooms with the same keeper.
    if same < 2 && all > 1 {
        0.0
    } else {
        f64::from(u32::try_from(same).unwrap_or(0)) / f64::from(u32::try_from(all).unwrap_or(1).max(1))
    }
}

fn fields(old: &Fact, new: &Fact) -> Vec<Change> {
    let mut names: Vec<&'static str> = new.lines.iter().chain(&old.lines).map(|line| line.field).collect();
    let mut seen = BTreeSet::new();
    names.retain(|name| seen.insert(*name));
    let of = |fact: &Fact, name: &'static str| fact.says(name).cloned().unwrap_or_else(|| line(name, ""));
    let pairs = names.into_iter().map(|name| (of(old, name), of(new, name)));
    pairs.filter(|(a, b)| a.value != b.value).map(|(a, b)| changed(new, a, b)).collect()
}

/// Drops what only follows from another change: a new name where a thing is named, a plan's text with new
/// facts in it.
fn told_once(changes: Vec<Change>) -> Vec<Change> {
    let renames: Vec<(String, String)> = (changes.iter())
        .filter_map(|change| match &change.what {
            What::Changed(a, b) if a.field == "name" => Some((a.value.clone(), b.value.clone())),
            _ => None,
        })
        .collect();
    let renamed =
        |value: &str| renames.iter().fold(value.to_owned(), |value, (old, new)| value.replace(old, new));
    // The rescue team's leaders hold a post by leading it.
    let of_teams: BTreeSet<(String, String)> = (changes.iter().filter(|change| change.kind == Kind::Team))
        .filter_map(|change| {
            if let What::Changed(a, b) = &change.what {
                Some((a.value.clone(), b.value.clone()))
            } else {
                None
            }
        })
        .collect();
    let echoes = |change: &Change| match &change.what {
        What::Changed(a, b) if change.kind == Kind::Post => {
            of_teams.contains(&(a.value.clone(), b.value.clone()))
        }
        What::Changed(a, b) => a.field != "name" && renamed(&a.value) == b.value,
        _ => false,
    };
    let follows = |change: &Change| match &change.what {
        What::Changed(a, b) => a.template.is_some() && a.template == b.template,
        // Who has no post any more, or a first one, is told with the post.
        What::Added(_) | What::Removed(_) => change.kind == Kind::Person,
    };
    let (rest, told): (Vec<Change>, Vec<Change>) =
        changes.into_iter().filter(|change| !echoes(change)).partition(|change| follows(change));
    // Nothing else says why a text is another: then it is told itself.
    if told.is_empty() {
        rest
    } else {
        told.into_iter().chain(rest.into_iter().filter(|c| c.kind == Kind::Person)).collect()
    }
}

/// Fields that name people.
const PEOPLE: [&str; 10] =
    ["holder", "deputy", "others", "leader", "vice", "members", "officers", "watchers", "keepers", "helpers"];

/// Puts the phone of a person who is new in the book behind the first mention, in place of a change of its
/// own.
fn introduce(changes: &mut Vec<Change>) {
    let mut phones: BTreeMap<String, String> = BTreeMap::new();
    for change in changes.iter().filter(|change| change.kind == Kind::Person) {
        let What::Added(lines) = &change.what else { continue };
        phones
            .extend(lines.iter().find(|l| l.field == "phone").map(|l| (change.key.clone(), l.value.clone())));
    }
    changes.retain(|change| change.kind != Kind::Person || matches!(change.what, What::Changed(..)));
    changes.sort_by_key(|change| change.kind);
    for change in changes {
        let lines = match &mut change.what {
            What::Added(lines) => lines.as_mut_slice(),
            What::Changed(_, after) => std::slice::from_mut(after),
            What::Removed(_) => continue,
        };
        for line in lines.iter_mut().filter(|line| PEOPLE.contains(&line.field)) {
            let known = |name: &str| match phones.remove(name) {
                Some(phone) => format!("{name}（{phone}）"),
                None => name.to_owned(),
            };
            line.value = line.value.split('、').map(known).collect::<Vec<_>>().join("、");
        }
    }
}
