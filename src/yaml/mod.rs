//! YAML as a tree that remembers where every value stands. The only door to the YAML reader.
//!
//! `parse` keeps scalars as written; `conform` turns both languages into canonical keys and says every slip;
//! `overlay` lays one layer over another. Anchors, tags, duplicate keys and several documents are refused.

mod conform;
pub mod edit;
mod figures;
mod lines;
mod mend;
mod misread;
mod parse;
mod phone;
mod slips;
mod structure;
mod vocabulary;

pub use conform::conform;
pub use mend::{Mended, mend};
pub use misread::hidden as is_hidden;
pub use parse::{parse, peek};
pub use structure::settle;
pub use vocabulary::Vocabulary;

use serde_json::{Number, Value};

use crate::diag::Place;
use crate::model::phone::Phone;
use crate::model::shape::Shape;

/// One YAML value and its place.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// Where it stands.
    pub place: Place,
    /// What it is.
    pub value: Tree,
}

/// What a YAML value is.
#[derive(Debug, Clone, PartialEq)]
pub enum Tree {
    /// Nothing was written.
    Null,
    /// A scalar, as written; `plain` if it stood without quotes.
    Scalar {
        /// The text.
        text: String,
        /// Whether it stood without quotes.
        plain: bool,
    },
    /// A list.
    List(Vec<Node>),
    /// A mapping, in the order of the file.
    Map(Vec<Entry>),
}

/// One key and its value.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// The key; canonical after `conform`.
    pub key: String,
    /// Where the key stands.
    pub key_place: Place,
    /// The value.
    pub node: Node,
}

/// One step of a path into a tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step<'a> {
    /// A key of a mapping.
    Key(&'a str),
    /// An index of a list.
    Index(usize),
}

impl<'a> From<&'a str> for Step<'a> {
    fn from(key: &'a str) -> Self {
        Step::Key(key)
    }
}

impl<'a> From<&'a String> for Step<'a> {
    fn from(key: &'a String) -> Self {
        Step::Key(key)
    }
}

impl From<usize> for Step<'_> {
    fn from(index: usize) -> Self {
        Step::Index(index)
    }
}

impl Node {
    /// Returns the place of what stands at the path, or of its nearest parent that exists.
    pub fn place_at(&self, path: &[Step]) -> Place {
        let Some((step, rest)) = path.split_first() else { return self.place.clone() };
        match (&self.value, step) {
            (Tree::Map(entries), Step::Key(key)) => match entries.iter().find(|e| e.key == *key) {
                Some(entry) if matches!(entry.node.value, Tree::Null) => entry.key_place.clone(),
                Some(entry) if rest.is_empty() && !matches!(entry.node.value, Tree::Scalar { .. }) => {
                    entry.key_place.clone()
                }
                Some(entry) => match entry.node.place_at(rest) {
                    place
                        if place == entry.node.place
                            && !rest.is_empty()
                            && !matches!(entry.node.value, Tree::Scalar { .. }) =>
                    {
                        entry.key_place.clone()
                    }
                    place => place,
                },
                None => self.place.clone(),
            },
            (Tree::List(items), Step::Index(index)) => match items.get(*index) {
                Some(item) => item.place_at(rest),
                None => self.place.clone(),
            },
            (_, Step::Index(0)) => self.place_at(rest),
            _ => self.place.clone(),
        }
    }

    /// Returns the place of a key, if it was written here.
    pub fn key_place(&self, key: &str) -> Option<Place> {
        let Tree::Map(entries) = &self.value else { return None };
        entries.iter().find(|e| e.key == key).map(|e| e.key_place.clone())
    }
}

/// Lays `top` over `base`: mappings key by key, everything else replaced; an empty value removes.
pub fn overlay(base: Node, top: Node) -> Node {
    let Node { place, value } = top;
    match (base.value, value) {
        (Tree::Map(mut below), Tree::Map(above)) => {
            let mut entries: Vec<Entry> = Vec::new();
            for mut entry in above {
                if let Some(at) = below.iter().position(|e| e.key == entry.key) {
                    entry.node = overlay(below.remove(at).node, entry.node);
                }
                entries.push(entry);
            }
            // The nearest layer comes first: its hospital is the one to call.
            entries.append(&mut below);
            entries.retain(|e| !matches!(e.node.value, Tree::Null));
            Node { place, value: Tree::Map(entries) }
        }
        (_, value) => Node { place, value },
    }
}

/// Returns the tree as data, scalars typed by the shape. Call after `conform`, which has reported what does
/// not fit.
pub fn to_value(node: &Node, shape: &Shape) -> Value {
    match (shape, &node.value) {
        (Shape::Struct(fields), Tree::Map(entries)) => Value::Object(
            entries
                .iter()
                .filter_map(|e| fields.iter().find(|f| f.word.en == e.key).map(|f| (e, f)))
                .filter(|(e, _)| !matches!(e.node.value, Tree::Null))
                .map(|(e, f)| (e.key.clone(), to_value(&e.node, &f.shape)))
                .filter(|(_, value)| !value.is_null())
                .collect(),
        ),
        (Shape::Plain { shape, .. }, Tree::Map(_)) => to_value(node, shape),
        (Shape::Map { value, .. }, Tree::Map(entries)) => Value::Object(
            // What has no empty value and could not be read is not there; why has been said.
            entries
                .iter()
                .map(|e| (e.key.clone(), or_empty(to_value(&e.node, value), value)))
                .filter(|(_, value)| !value.is_null())
                .collect(),
        ),
        (Shape::List(item) | Shape::Pair(item), Tree::List(nodes)) => {
            Value::Array(nodes.iter().map(|n| to_value(n, item)).filter(|v| !v.is_null()).collect())
        }
        (Shape::List(item), Tree::Scalar { .. }) => {
            Value::Array(Some(to_value(node, item)).into_iter().filter(|v| !v.is_null()).collect())
        }
        (shape, Tree::Scalar { text, .. }) => scalar(text, shape),
        _ => Value::Null,
    }
}

/// Returns an empty value of the shape where a name was written with nothing behind it.
fn or_empty(value: Value, shape: &Shape) -> Value {
    match (value, shape) {
        (Value::Null, Shape::Struct(_) | Shape::Plain { .. } | Shape::Map { .. }) => {
            Value::Object(Default::default())
        }
        (Value::Null, Shape::List(_)) => Value::Array(Vec::new()),
        (Value::Null, Shape::Text { .. }) => Value::String(String::new()),
        (value, _) => value,
    }
}

fn scalar(text: &str, shape: &Shape) -> Value {
    match shape {
        Shape::Count => figures::count(text).value().map_or(Value::Null, Into::into),
        Shape::Number => {
            figures::number(text).value().and_then(Number::from_f64).map_or(Value::Null, Value::Number)
        }
        Shape::Flag => figures::flag(text).map_or(Value::Null, Value::Bool),
        Shape::Date => figures::date(text).value().map_or(Value::Null, |date| date.to_string().into()),
        Shape::Text { .. } | Shape::Choice(_) => text.into(),
        // One that cannot be read has been reported; it stays in the tree, so that nobody takes it for not
        // written.
        Shape::Phone => Phone::read(text).map_or(Value::Null, |_| text.into()),
        Shape::Struct(_) | Shape::Plain { .. } | Shape::Map { .. } | Shape::List(_) | Shape::Pair(_) => {
            Value::Null
        }
    }
}

/// Returns a whole number, and whether it is written in another way than it should be.
pub fn count(text: &str) -> Option<(u32, bool)> {
    figures::count(text).read()
}

/// Returns a number, and whether it is written in another way than it should be.
pub fn number(text: &str) -> Option<(f64, bool)> {
    figures::number(text).read()
}

/// Returns one coordinate in degrees, however it is written.
pub fn degrees(text: &str) -> Option<String> {
    figures::degrees(text)
}

/// Returns a date, and whether it is written in another way than it should be.
pub fn date(text: &str) -> Option<(jiff::civil::Date, bool)> {
    figures::date(text).read()
}

/// Returns yes or no as people write it.
pub fn flag(text: &str) -> Option<bool> {
    figures::flag(text)
}
