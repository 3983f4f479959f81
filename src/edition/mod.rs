//! Who may see what. Each field says it (`model::seen`); what an audience reads is merged from the profile as
//! that audience may see it, so texts, revision record, files and their names hold nothing else, whatever is
//! derived from them later.

mod lists;
mod named;
mod numbers;
mod own;
mod people;
mod spelling;
mod words;

use std::collections::BTreeSet;
use std::sync::Arc;

use indexmap::IndexSet;
use serde_json::Value;

use crate::diag::{Diagnostic, Place};
use crate::model::document::Audience;
use crate::model::handbook::Handbook;
use crate::model::phone::{Kind, Phone};
use crate::model::profile::{Profile, TeamKind, Vehicle};
use crate::model::seen::Seen;
use crate::model::shape::{self, Shape};
use crate::model::village::{home_key, team_count};
use crate::yaml::{Node, Step, Tree};

pub use named::named;

/// Returns the profile as an audience may see it.
pub fn profile(whole: &Profile, audience: Audience) -> Profile {
    let value = serde_json::to_value(whole).expect("profiles serialise");
    let lens = Lens::new(whole, audience);
    let mut own: Profile = serde_json::from_value(lens.kept(value, shape::profile(), "", true))
        .expect("a part of a profile is a profile");
    // Head counts and destinations are public, names are not: what is counted is counted before they go.
    for (name, team) in &mut own.teams {
        team.size = team_count(&whole.teams[name]);
    }
    if audience == Audience::Public {
        counted(whole, &mut own);
        own.people.retain(|name, person| lens.posted.contains(name.as_str()) || !person.phone.is_empty());
        for (name, contact) in &mut own.contacts {
            let there = &whole.contacts[name];
            contact.phone =
                there.phone.iter().filter(|phone| there.public || office(phone)).cloned().collect();
        }
    }
    own
}

/// Takes out of an edition the numbers that stood for names, and what would be read otherwise than the whole
/// book has it: a role whose holders are hidden has not fallen to somebody else.
pub fn settle(part: &mut Handbook, whole: &Handbook, audience: Audience) {
    if audience == Audience::Public {
        for home in &mut part.households {
            home.head.clear();
            home.needs.clear();
        }
    }
    // Where one meets is public, which homes lie in which grid is not.
    part.village.meet.clone_from(&whole.village.meet);
    for (grid, there) in part.grids.iter_mut().zip(&whole.grids) {
        grid.meet.clone_from(&there.meet);
    }
    for (role, there) in part.roles.iter_mut().zip(&whole.roles) {
        role.falls_to.clone_from(&there.falls_to);
        role.holders.retain(|holder| there.holders.iter().any(|h| h.name == holder.name));
        // Held, by people who are not for these readers: not vacant, and nobody stands in.
        if role.holders.is_empty() && !there.holders.is_empty() {
            role.falls_to = Some(role.id.clone());
        }
    }
}

/// Returns why a public edition cannot be made: free texts that everybody would read hold a telephone number
/// or tell of somebody's health.
///
/// `stem` is the name of its file, and so that of a folder of outputs; `drawn` are the texts of its drawings.
pub fn faults(tree: &Node, whole: &Profile, stem: &str, drawn: &[(String, Place)]) -> Vec<Diagnostic> {
    let top = Place { file: Arc::clone(&tree.place.file), range: 0..0 };
    let mut found: Vec<Diagnostic> = words::fault(stem, &top).into_iter().collect();
    found.extend(drawn.iter().filter_map(|(text, place)| words::fault(text, place)));
    let tell = &mut |text: &str, place: &Place, _| found.extend(words::fault(text, place));
    Lens::new(whole, Audience::Public).look(tree, shape::profile(), "", true, tell);
    found
}

/// Returns whether everybody may read a text: it holds no number and no word about somebody's health.
pub fn is_for_everybody(text: &str) -> bool {
    words::is_clean(text)
}

/// Returns the faults of a plan's texts, which stand in every edition of many villages: nobody's own number
/// belongs there.
pub fn plan_faults(node: &Node) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    each_text(node, &mut |text, place| {
        let number = numbers::mobile(text);
        found.extend(
            number.map(|number| Diagnostic::error("public-number").at(place.clone()).with("value", number)),
        );
    });
    found
}

/// Tells of every name and text of a profile that any audience sees, and where it stands.
pub fn each_seen(node: &Node, tell: &mut dyn FnMut(&str, &Place)) {
    each_below(node, shape::profile(), "", tell);
}

fn each_below(node: &Node, shape: &Shape, path: &str, tell: &mut dyn FnMut(&str, &Place)) {
    match (shape, &node.value) {
        (Shape::Struct(fields), Tree::Map(entries)) => {
            for entry in entries {
                let Some(field) = fields.iter().find(|field| field.word.en == entry.key) else { continue };
                match field.seen {
                    Some(Seen::Nobody) => {}
                    Some(_) => each_text(&entry.node, tell),
                    None => each_below(&entry.node, &field.shape, &below(path, &entry.key), tell),
                }
            }
        }
        (Shape::Map { value, .. }, Tree::Map(entries)) if nested(value) => {
            for entry in entries {
                tell(&entry.key, &entry.key_place);
                each_below(&entry.node, value, path, tell);
            }
        }
        (Shape::List(inner), Tree::List(items)) => {
            items.iter().for_each(|item| each_below(item, inner, path, tell));
        }
        _ => {}
    }
}

fn each_text(node: &Node, tell: &mut dyn FnMut(&str, &Place)) {
    match &node.value {
        Tree::Map(entries) => entries.iter().for_each(|entry| {
            tell(&entry.key, &entry.key_place);
            each_text(&entry.node, tell);
        }),
        Tree::List(items) => items.iter().for_each(|item| each_text(item, tell)),
        Tree::Scalar { text, .. } => tell(text, &node.place),
        Tree::Null => {}
    }
}

/// Gives the rows numbers for names: one household has one number, and those who need help are still counted.
fn counted(whole: &Profile, own: &mut Profile) {
    let mut homes: IndexSet<(String, String)> = IndexSet::new();
    for (row, own) in whole.evacuees.iter().zip(&mut own.evacuees) {
        let (at, _) = homes.insert_full(home_key(row));
        own.head = (at + 1).to_string();
        if !row.needs.is_empty() {
            own.needs = vec!["要帮忙".to_owned()];
        }
    }
}

/// Returns whether a number is an office's; a mobile is somebody's own.
fn office(phone: &Phone) -> bool {
    matches!(phone.kind(), Kind::Landline | Kind::Free | Kind::Service)
}

/// Returns those whose number anybody may ring: holders of posts, but not those who look after a household.
fn posted(profile: &Profile) -> BTreeSet<&str> {
    let posts = profile.posts.values().flatten();
    let grids = profile.grids.values().flat_map(|grid| &grid.officer);
    let watchers = profile.points.values().flat_map(|point| &point.watcher);
    let keepers = profile.shelters.values().flat_map(|shelter| &shelter.keeper);
    let rescue = profile.teams.values().filter(|team| team.kind == TeamKind::Rescue);
    let rescue = rescue.flat_map(|team| team.leader.iter().chain(&team.deputy));
    posts.chain(grids).chain(watchers).chain(keepers).chain(rescue).map(String::as_str).collect()
}

/// A profile as one audience sees it.
struct Lens<'a> {
    whole: &'a Profile,
    posted: BTreeSet<&'a str>,
    audience: Audience,
}

impl<'a> Lens<'a> {
    fn new(whole: &'a Profile, audience: Audience) -> Self {
        Self { whole, posted: posted(whole), audience }
    }

    /// Returns whether an entry is public as a whole: it says so, or who is named there holds a post and is
    /// rung under the same number.
    fn open(&self, path: &str, entry: Step) -> bool {
        let p = self.whole;
        match (path, entry) {
            ("people", Step::Key(name)) => {
                self.posted.contains(name) || p.people.get(name).is_some_and(|person| person.public)
            }
            ("teams", Step::Key(name)) => p.teams.get(name).is_some_and(|team| team.public),
            ("contacts", Step::Key(name)) => p.contacts.get(name).is_some_and(|contact| contact.public),
            ("places", Step::Key(name)) => p.places.get(name).is_some_and(|place| {
                place.public || place.phone.is_empty() && self.posted.contains(place.person.as_str())
            }),
            ("vehicles", Step::Index(at)) => {
                let posted = |vehicle: &Vehicle| {
                    vehicle.phone.is_empty() && self.posted.contains(vehicle.contact.as_str())
                };
                p.vehicles.get(at).is_some_and(|vehicle| vehicle.public || posted(vehicle))
            }
            _ => true,
        }
    }

    /// Returns what of a value is seen.
    fn kept(&self, value: Value, shape: &Shape, path: &str, open: bool) -> Value {
        match (shape, value) {
            (Shape::Struct(fields), Value::Object(map)) => {
                let kept = map.into_iter().filter_map(|(key, value)| {
                    let field = fields.iter().find(|field| field.word.en == key)?;
                    match field.seen {
                        Some(seen) => seen.by(self.audience, open).then_some((key, value)),
                        None if nested(&field.shape) => {
                            let value = self.kept(value, &field.shape, &below(path, &key), open);
                            Some((key, value))
                        }
                        None => None,
                    }
                });
                Value::Object(kept.collect())
            }
            (Shape::Map { value: inner, .. }, Value::Object(map)) => {
                let kept = map.into_iter().map(|(name, value)| {
                    let open = self.open(path, name.as_str().into());
                    (name, self.kept(value, inner, path, open))
                });
                Value::Object(kept.collect())
            }
            (Shape::List(inner), Value::Array(items)) => {
                let kept = items
                    .into_iter()
                    .enumerate()
                    .map(|(at, value)| self.kept(value, inner, path, self.open(path, at.into())));
                Value::Array(kept.collect())
            }
            (_, value) => value,
        }
    }

    /// Tells of all texts that are seen, and whether each is no name of somebody by what it is for.
    fn look(&self, node: &Node, shape: &Shape, path: &str, open: bool, tell: Tell) {
        match (shape, &node.value) {
            (Shape::Struct(fields), Tree::Map(entries)) => {
                for entry in entries {
                    let Some(field) = fields.iter().find(|field| field.word.en == entry.key) else {
                        continue;
                    };
                    // Offices are rung whoever is named there.
                    let office = path == "contacts" && entry.key == "phone";
                    match field.seen {
                        Some(seen) if office || seen.by(self.audience, open) => {
                            texts(&entry.node, &field.shape, tell);
                        }
                        None if nested(&field.shape) => {
                            self.look(&entry.node, &field.shape, &below(path, &entry.key), open, tell);
                        }
                        _ => {}
                    }
                }
            }
            (Shape::Map { value, .. }, Tree::Map(entries)) => {
                for entry in entries {
                    let open = self.open(path, (&entry.key).into());
                    // The name of a person without a post is not printed.
                    if open || path != "people" {
                        tell(&entry.key, &entry.key_place, path != "people");
                    }
                    self.look(&entry.node, value, path, open, tell);
                }
            }
            (Shape::List(inner), Tree::List(items)) => {
                items
                    .iter()
                    .enumerate()
                    .for_each(|(at, item)| self.look(item, inner, path, self.open(path, at.into()), tell));
            }
            _ => {}
        }
    }
}

/// What is told of a text, where it stands, and whether it is no name of somebody by what it is for.
type Tell<'a> = &'a mut dyn FnMut(&str, &Place, bool);

/// Tells of the texts of a field, whatever shape it has; a name may hold what a sentence may not.
fn texts(node: &Node, shape: &Shape, tell: Tell) {
    match (shape, &node.value) {
        (Shape::Text { names }, Tree::Scalar { text, .. }) => tell(text, &node.place, names.is_none()),
        // The number is for everybody, the words beside it are a text.
        (Shape::Phone, Tree::Scalar { text, .. }) => {
            if let Ok(phone) = Phone::read(text) {
                tell(phone.words(), &node.place, true);
            }
        }
        (Shape::List(inner) | Shape::Pair(inner), Tree::List(items)) => {
            items.iter().for_each(|item| texts(item, inner, tell));
        }
        (Shape::List(inner), Tree::Scalar { .. }) => texts(node, inner, tell),
        (Shape::Map { value, .. }, Tree::Map(entries)) => entries.iter().for_each(|entry| {
            tell(&entry.key, &entry.key_place, true);
            texts(&entry.node, value, tell);
        }),
        (Shape::Struct(fields), Tree::Map(entries)) => {
            let of = |key: &str| fields.iter().find(|field| field.word.en == key);
            let known = entries.iter().filter_map(|entry| Some((entry, of(&entry.key)?)));
            known.for_each(|(entry, field)| texts(&entry.node, &field.shape, tell));
        }
        (Shape::Plain { shape, .. }, Tree::Map(_)) => texts(node, shape, tell),
        (Shape::Plain { field, shape }, _) => {
            if let Shape::Struct(fields) = &**shape
                && let Some(own) = fields.iter().find(|own| own.word.en == *field)
            {
                texts(node, &own.shape, tell);
            }
        }
        (Shape::Choice(_) | Shape::Count | Shape::Number | Shape::Flag | Shape::Date, _)
        | (_, Tree::Null) => {}
        // Of another form than it should have: `check` says so, and nothing of it is printed.
        (
            Shape::Text { .. }
            | Shape::Phone
            | Shape::List(_)
            | Shape::Pair(_)
            | Shape::Map { .. }
            | Shape::Struct(_),
            _,
        ) => {}
    }
}

/// Returns whether a field holds fields of its own.
fn nested(shape: &Shape) -> bool {
    match shape {
        Shape::Struct(_) => true,
        Shape::Map { value, .. } | Shape::List(value) => nested(value),
        _ => false,
    }
}

fn below(path: &str, key: &str) -> String {
    if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Tells of every field, whether it is said who sees it, and whether anybody need say.
    fn undecided(shape: &Shape, path: &str, found: &mut Vec<String>) {
        match shape {
            Shape::Struct(fields) => {
                for field in fields {
                    let path = below(path, &field.word.en);
                    match field.seen {
                        Some(_) => {}
                        None if nested(&field.shape) => undecided(&field.shape, &path, found),
                        None => found.push(path),
                    }
                }
            }
            Shape::Map { value, .. } | Shape::List(value) => undecided(value, path, found),
            _ => {}
        }
    }

    #[test]
    fn each_field_says_who_sees_it() {
        let mut found = Vec::new();
        undecided(shape::profile(), "", &mut found);
        assert_eq!(found, [""; 0], "who may see them? Write it on the field: \"seen\"");
    }
}
