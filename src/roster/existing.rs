//! What a profile has, as sheets would say it.

use super::gather::field;
use crate::model::phone::{self, Phone};
use crate::model::shape::{self, PERSON, Shape};
use crate::yaml::{self, Node, Tree, Vocabulary};

/// Returns what stands under a key of a mapping.
pub fn child<'n>(node: &'n Node, key: &str) -> Option<&'n Node> {
    let Tree::Map(entries) = &node.value else { return None };
    entries.iter().find(|entry| entry.key == key).map(|entry| &entry.node)
}

/// Returns what stands at a path of keys; the empty path is the node itself.
pub fn at<'n>(node: &'n Node, path: &str) -> Option<&'n Node> {
    path.split('.').filter(|step| !step.is_empty()).try_fold(node, child)
}

/// Returns the texts of a value, one or several.
pub fn texts(node: Option<&Node>) -> Vec<String> {
    match node.map(|node| &node.value) {
        Some(Tree::Scalar { text, .. }) => vec![text.clone()],
        Some(Tree::List(items)) => items.iter().flat_map(|item| texts(Some(item))).collect(),
        Some(Tree::Map(_) | Tree::Null) | None => Vec::new(),
    }
}

/// Returns the entries of a section: name or number, and what it holds.
pub fn things<'n>(tree: &'n Node, section: &str) -> Vec<(String, &'n Node)> {
    match child(tree, section).map(|node| &node.value) {
        Some(Tree::Map(entries)) => entries.iter().map(|entry| (entry.key.clone(), &entry.node)).collect(),
        Some(Tree::List(items)) => items.iter().enumerate().map(|(i, item)| (i.to_string(), item)).collect(),
        _ => Vec::new(),
    }
}

/// Returns the shape of one value of a field.
pub fn shape_of(section: &str, path: &str) -> Option<&'static Shape> {
    let steps: Vec<String> = path.split('.').filter(|step| !step.is_empty()).map(str::to_owned).collect();
    let shape = field(section, &steps)?;
    Some(match shape {
        Shape::List(inner) | Shape::Pair(inner) => inner,
        other => other,
    })
}

/// Returns whether a section's things have names.
pub fn is_named(section: &str) -> bool {
    let Shape::Struct(fields) = shape::profile() else { return false };
    fields.iter().any(|field| field.word.en == section && matches!(field.shape, Shape::Map { .. }))
}

/// Returns a text as it is compared.
pub fn compared(text: &str, section: &str, path: &str, words: &Vocabulary) -> String {
    match shape_of(section, path) {
        Some(Shape::Phone) => dialled(text),
        Some(Shape::Choice(known)) => known
            .iter()
            .find(|word| word.zh == text || word.en == text)
            .map_or_else(|| text.to_owned(), |word| word.en.clone()),
        // Where somebody is named, a post may stand: 村电工.
        Some(Shape::Text { names: Some(kind) }) => words.id_of(named(kind), text).unwrap_or(text).to_owned(),
        Some(Shape::Count) => yaml::count(text).map_or_else(|| text.to_owned(), |(n, _)| n.to_string()),
        Some(Shape::Number) => yaml::number(text).map_or_else(|| text.to_owned(), |(n, _)| n.to_string()),
        Some(Shape::Date) => yaml::date(text).map_or_else(|| text.to_owned(), |(date, _)| date.to_string()),
        Some(Shape::Flag) => yaml::flag(text).map_or_else(|| text.to_owned(), |flag| flag.to_string()),
        _ => text.chars().filter(|c| !c.is_whitespace()).map(narrow).collect(),
    }
}

/// Returns the kind of names that a field holds, beside people's.
fn named(kind: &str) -> &str {
    if kind == PERSON { "role" } else { kind }
}

/// Returns a telephone number as it is dialled, to tell whether two are the same.
pub fn dialled(text: &str) -> String {
    Phone::read(text).map_or_else(|_| phone::digits(text), |phone| phone.dialled())
}

/// Returns a full-width sign as a plain one.
pub(super) fn narrow(c: char) -> char {
    match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        c => c,
    }
}

/// Returns a text as people read it.
pub fn shown(text: &str, section: &str, path: &str, words: &Vocabulary) -> String {
    match shape_of(section, path) {
        Some(Shape::Phone) => Phone::read(text).map_or_else(|_| text.to_owned(), |phone| phone.to_string()),
        Some(Shape::Choice(known)) => {
            known.iter().find(|word| word.en == text).map_or_else(|| text.to_owned(), |word| word.zh.clone())
        }
        Some(Shape::Text { names: Some(kind) }) => {
            words.name_of(named(kind), text).unwrap_or(text).to_owned()
        }
        Some(Shape::Date) => yaml::date(text).map_or_else(|| text.to_owned(), |(date, _)| date.to_string()),
        _ => text.to_owned(),
    }
}

/// Returns the Chinese name of a section or of a field; parts of a list have numbers.
pub fn label(section: &str, path: &str) -> String {
    let (mut shape, mut label) = (shape::profile(), String::new());
    for step in [section].into_iter().chain(path.split('.')).filter(|step| !step.is_empty()) {
        let Shape::Struct(fields) = shape else { return step.to_owned() };
        let Some(found) = fields.iter().find(|field| field.word.en == step) else { return step.to_owned() };
        label.clone_from(&found.word.zh);
        shape = match &found.shape {
            Shape::Map { value, .. } => value,
            Shape::List(item) => item,
            other => other,
        };
    }
    label
}

/// Returns the order of a section in a profile.
pub fn order(section: &str) -> usize {
    let Shape::Struct(fields) = shape::profile() else { return 0 };
    fields.iter().position(|field| field.word.en == section).unwrap_or(0)
}
