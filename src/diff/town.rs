//! A town as facts: every entry of its own block, read off the model's shape, and the people it names.

use serde_json::Value;

use super::{Change, Fact, Kind, changed_facts};
use crate::model::phone::{Phone, joined};
use crate::model::plan::Level;
use crate::model::profile::Profile;
use crate::model::shape::{self, Field, Shape, Word};

/// The key of the town's block in the profile.
const BLOCK: &str = "town_book";
/// What stands behind a post, in order.
const PLACES: [&str; 3] = ["holder", "deputy", "others"];

/// Returns what changed in a town's own file for those who hold its papers.
pub fn town(before: &Profile, after: &Profile) -> Vec<Change> {
    changed_facts(facts(before), facts(after))
}

/// Returns the fields of the town's block.
fn fields() -> &'static [Field] {
    let Shape::Struct(blocks) = shape::profile() else { return &[] };
    match blocks.iter().find(|field| field.word.en == BLOCK).map(|field| &field.shape) {
        Some(Shape::Struct(fields)) => fields,
        _ => &[],
    }
}

fn facts(profile: &Profile) -> Vec<Fact> {
    let data = serde_json::to_value(&profile.town_book).unwrap_or_default();
    let mut found = Vec::new();
    for field in fields() {
        entries(&field.word.en, &field.word.zh, &data[&field.word.en], &field.shape, &mut found);
    }
    let said = data.to_string();
    let named = profile.people.iter().filter(|(name, _)| said.contains(&format!("\"{name}\"")));
    found.extend(named.map(|(name, person)| {
        let fact = Fact::new(Kind::Person, name, name).with("phone", joined(&person.phone));
        fact.with("title", &person.title)
    }));
    super::facts::distinct(found)
}

/// Puts the entries of a block among the facts; `subject` is what they are called together.
fn entries(key: &str, subject: &str, value: &Value, shape: &'static Shape, found: &mut Vec<Fact>) {
    match (shape, value) {
        (Shape::Struct(fields), _) => {
            let fact = fields.iter().fold(Fact::new(Kind::Town, key, subject), |fact, field| {
                fact.with(&field.word.en, text(&value[&field.word.en], &field.shape))
            });
            found.extend((!fact.lines.is_empty()).then_some(fact));
        }
        (Shape::Map { value: inner, .. }, Value::Object(map)) => {
            for (name, value) in map {
                entries(
                    &format!("{key}/{name}"),
                    &format!("{subject} {}", called(name)),
                    value,
                    inner,
                    found,
                );
            }
        }
        (Shape::List(inner), Value::Array(list)) if matches!(**inner, Shape::Struct(_)) => {
            for row in list {
                // A row has no name: its day and who or what it is about are one.
                let text = |value: &Value| value.as_str().map(str::to_owned);
                let name = ["date", "name", "village", "shift"].iter().filter_map(|key| text(&row[key]));
                let name = name.filter(|name| !name.is_empty()).collect::<Vec<_>>().join(" ");
                entries(&format!("{key}/{name}"), &format!("{subject} {name}"), row, inner, found);
            }
        }
        (Shape::List(inner), Value::Array(people)) => {
            let last = PLACES.len() - 1;
            let mut fact = Fact::new(Kind::Town, key, subject);
            for (at, field) in PLACES.into_iter().enumerate() {
                let rest = people.get(at..).unwrap_or_default();
                let own = if at < last { rest.get(..1).unwrap_or_default() } else { rest };
                fact = fact.with(field, listed(own, inner));
            }
            found.push(fact);
        }
        _ => {}
    }
}

/// Returns the Chinese word of a level, or a name as it stands.
fn called(name: &str) -> &str {
    match Level::ALL.into_iter().find(|level| level.id() == name) {
        Some(level) => level.name(),
        None => name,
    }
}

/// Returns the words of a field of a town, however deep it lies.
pub(super) fn word(id: &str) -> Option<&'static Word> {
    fn within(shape: &'static Shape, id: &str) -> Option<&'static Word> {
        match shape {
            Shape::Struct(fields) => among(fields, id),
            Shape::Map { value: inner, .. } | Shape::List(inner) => within(inner, id),
            _ => None,
        }
    }
    fn among(fields: &'static [Field], id: &str) -> Option<&'static Word> {
        let own = fields.iter().find(|field| field.word.en == id).map(|field| &field.word);
        own.or_else(|| fields.iter().find_map(|field| within(&field.shape, id)))
    }
    among(fields(), id)
}

fn listed(values: &[Value], shape: &Shape) -> String {
    values.iter().map(|value| text(value, shape)).collect::<Vec<_>>().join("、")
}

/// Returns a value as people read it.
fn text(value: &Value, shape: &Shape) -> String {
    match (value, shape) {
        (_, Shape::Phone) => {
            serde_json::from_value(value.clone()).map(|phone: Phone| joined(&[phone])).unwrap_or_default()
        }
        (Value::String(word), Shape::Choice(words)) => {
            words.iter().find(|known| known.en == *word).map_or(word, |known| &known.zh).clone()
        }
        (Value::String(text), _) => text.clone(),
        (Value::Number(number), _) => number.to_string(),
        (Value::Bool(yes), _) => (if *yes { "是" } else { "否" }).to_owned(),
        (Value::Array(list), Shape::List(inner) | Shape::Pair(inner)) => listed(list, inner),
        (Value::Object(map), Shape::Struct(fields)) => {
            let said = fields.iter().map(|field| (field, text(&value[&field.word.en], &field.shape)));
            let said = said.filter(|(_, text)| !text.is_empty() && !map.is_empty());
            said.map(|(field, text)| format!("{}{text}", field.word.zh)).collect::<Vec<_>>().join(" ")
        }
        _ => String::new(),
    }
}
