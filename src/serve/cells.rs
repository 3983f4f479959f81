//! Cells of the page and values of a profile: what stands in a file as one text, and back. What was typed is
//! written as it was typed, faulty or not.

use serde_json::{Map, Value as Json};

use super::form::{self, Lie};
use crate::diag::{Diagnostic, EITHER};
use crate::model::shape::{Field, Shape};
use crate::yaml::edit::Value;
use crate::yaml::{Entry, Node, Tree};

/// Parts two values of a list on the page.
const COMMA: &str = "、";
/// Parts two rows that stand in one cell.
const ROWS: &str = "；";

/// Returns the entry of a key, in either language.
pub fn entry<'a>(node: &'a Node, shape: &Shape, key: &str) -> Option<&'a Entry> {
    let Tree::Map(entries) = &node.value else { return None };
    match shape {
        Shape::Map { .. } => entries.iter().find(|entry| entry.key == key),
        _ => {
            let field = form::fields(shape).iter().find(|field| field.word.en == key)?;
            entries.iter().find(|entry| is(field, &entry.key))
        }
    }
}

fn is(field: &Field, key: &str) -> bool {
    field.word.en == key.trim() || field.word.zh == key.trim()
}

/// Returns what stands at the path of a block.
pub fn at<'a>(tree: &'a Node, path: &str) -> Option<&'a Node> {
    let (mut node, mut shape) = (tree, crate::model::shape::profile());
    for key in path.split('.').filter(|key| !key.is_empty()) {
        node = &entry(node, shape, key)?.node;
        shape = &form::fields(shape).iter().find(|field| field.word.en == key)?.shape;
    }
    Some(node)
}

/// Returns a value as one text.
pub fn shown(node: &Node, shape: &Shape) -> String {
    match (&node.value, shape) {
        (Tree::Null, _) => String::new(),
        (Tree::Scalar { text, .. }, _) => text.clone(),
        (Tree::List(items), Shape::List(item)) if simple(item) => {
            items.iter().map(|node| shown(node, item)).collect::<Vec<_>>().join(COMMA)
        }
        (Tree::List(items), Shape::Pair(item)) => {
            items.iter().map(|node| shown(node, item)).collect::<Vec<_>>().join(", ")
        }
        (Tree::List(items), Shape::List(item)) => {
            items.iter().map(|node| pairs(node, item)).collect::<Vec<_>>().join(ROWS)
        }
        (Tree::List(items), other) => {
            items.iter().map(|node| shown(node, other)).collect::<Vec<_>>().join(COMMA)
        }
        (Tree::Map(entries), Shape::Map { value, .. }) => {
            let one = |entry: &Entry| format!("{}（{}）", entry.key, pairs(&entry.node, value));
            entries.iter().map(one).collect::<Vec<_>>().join(ROWS)
        }
        (Tree::Map(_), shape) => pairs(node, shape),
    }
}

fn simple(shape: &Shape) -> bool {
    !matches!(shape, Shape::Struct(_) | Shape::Plain { .. } | Shape::Map { .. } | Shape::List(_))
}

fn pairs(node: &Node, shape: &Shape) -> String {
    let Tree::Map(entries) = &node.value else { return shown(node, shape) };
    let one = |entry: &Entry| {
        let inner = form::fields(shape).iter().find(|field| is(field, &entry.key)).map(|field| &field.shape);
        format!("{}：{}", entry.key, shown(&entry.node, inner.unwrap_or(&Shape::Text { names: None })))
    };
    entries.iter().map(one).collect::<Vec<_>>().join("，")
}

/// Returns what a text of the page says, for the editor of files; nothing if it is empty.
pub fn read(text: &str, shape: &Shape) -> Option<Value> {
    let text = text.trim();
    if text.is_empty() {
        return None;
    }
    let parts = |signs: &[char]| {
        let parts = text.split(|c| signs.contains(&c)).map(str::trim).filter(|part| !part.is_empty());
        parts.map(str::to_owned).collect::<Vec<_>>()
    };
    Some(match shape {
        Shape::List(item) if simple(item) => {
            // A comma may stand within a number's own words, never between two households' needs.
            let parts = parts(&['、', '，', ',', ';', '；', '\n']);
            match parts.as_slice() {
                [one] => Value::Text(one.clone()),
                _ => Value::List(parts.into_iter().map(Value::Text).collect()),
            }
        }
        Shape::Pair(_) => {
            let parts = parts(&[',', '，', ' ', '、', '[', ']']);
            if parts.len() == 2 {
                Value::List(parts.into_iter().map(Value::Text).collect())
            } else {
                Value::Text(text.to_owned())
            }
        }
        Shape::List(item) => {
            Value::List(parts(&['；', ';', '\n']).iter().filter_map(|row| mapped(row, item)).collect())
        }
        Shape::Map { value, .. } => {
            let one = |row: &String| {
                let (name, rest) = row.split_once(['（', '(']).unwrap_or((row, ""));
                let inside = rest.trim_end_matches(['）', ')']);
                Some((name.trim().to_owned(), mapped(inside, value).unwrap_or(Value::Map(Vec::new()))))
            };
            Value::Map(parts(&['；', ';', '\n']).iter().filter_map(one).collect())
        }
        Shape::Struct(_) | Shape::Plain { .. } => mapped(text, shape)?,
        _ => Value::Text(text.to_owned()),
    })
}

fn mapped(text: &str, shape: &Shape) -> Option<Value> {
    let mut found: Vec<(String, Value)> = Vec::new();
    for part in text.split(['，', ',']).map(str::trim).filter(|part| !part.is_empty()) {
        let (key, value) =
            part.split_once(['：', ':']).map_or((None, part), |(key, value)| (Some(key), value));
        let field = key.and_then(|key| form::fields(shape).iter().find(|field| is(field, key)));
        match (field, found.last_mut()) {
            (Some(field), _) => {
                found.push((field.word.en.clone(), read(value, &field.shape).unwrap_or_else(|| "".into())));
            }
            // A comma within a text.
            (None, Some((_, Value::Text(before)))) => *before = format!("{before}，{part}"),
            (None, _) => return Some(Value::Text(text.to_owned())),
        }
    }
    (!found.is_empty()).then_some(Value::Map(found))
}

/// Returns the cells of a row: what is written, by the key of its column.
pub fn cells(node: &Node, path: &str) -> Map<String, Json> {
    let Some((_, row)) = form::rows(path) else { return Map::new() };
    let mut found = Map::new();
    for column in form::columns(path) {
        if let Some(text) = cell(node, row, &column.key).filter(|text| !text.is_empty()) {
            found.insert(column.key.clone(), text.into());
        }
    }
    found
}

/// Returns the text of a cell of a row; `None` if nothing is written there.
pub fn cell(node: &Node, row: &Shape, key: &str) -> Option<String> {
    if key.is_empty() {
        return Some(shown(node, row));
    }
    let (name, nth) = match key.rsplit_once('.') {
        Some((name, nth)) => (name, nth.parse::<usize>().ok()),
        None => (key, None),
    };
    if let (Shape::List(item), Ok(nth)) = (row, key.parse::<usize>()) {
        return pick(node, nth).map(|node| shown(node, item));
    }
    let found = entry(node, row, name);
    let field = form::fields(row).iter().find(|field| field.word.en == name)?;
    match (found, nth) {
        (Some(entry), Some(nth)) => pick(&entry.node, nth).map(|node| shown(node, &field.shape)),
        (Some(entry), None) => Some(shown(&entry.node, &field.shape)),
        // A word alone stands for one field.
        (None, _) => match (row, &node.value) {
            (Shape::Plain { field, .. }, Tree::Scalar { text, .. }) if field == name => Some(text.clone()),
            _ => None,
        },
    }
}

fn pick(node: &Node, nth: usize) -> Option<&Node> {
    match &node.value {
        Tree::List(items) => items.get(nth),
        Tree::Scalar { .. } if nth == 0 => Some(node),
        _ => None,
    }
}

/// Returns the rows of a block in one layer: name or number, cells, line.
pub fn rows(tree: &Node, path: &str) -> Vec<(String, Map<String, Json>, usize)> {
    let Some((lie, _)) = form::rows(path) else { return Vec::new() };
    let Some(node) = at(tree, path) else { return Vec::new() };
    let line = |node: &Node| node.place.line_column().0;
    match (lie, &node.value) {
        (Lie::Form, Tree::Map(_)) => vec![(String::new(), cells(node, path), line(node))],
        (Lie::Named, Tree::Map(entries)) => (entries.iter())
            .map(|e| (e.key.clone(), cells(&e.node, path), e.key_place.line_column().0))
            .collect(),
        (Lie::List, Tree::List(items)) => {
            let row = |(i, node): (usize, &Node)| (i.to_string(), cells(node, path), line(node));
            items.iter().enumerate().map(row).collect()
        }
        _ => Vec::new(),
    }
}

/// A cell of the page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Spot {
    /// The block.
    pub block: String,
    /// Name or number of the row.
    pub row: String,
    /// The column; empty: the row as a whole.
    pub key: String,
}

/// Where a fault is mended, by the code: block and column. What is not there stands nowhere in the file, so that it is
/// said beside it, or at the head of the file.
const MENDED: [(&str, &str, &str); 20] = [
    ("alarm-missing", "alarms", "pattern"),
    ("drill-overdue", "drills", "date"),
    ("frail-transport", "evacuees", "transport"),
    ("grid-coverage", "grids", "households"),
    ("grid-officer", "grids", "officer.0"),
    ("group-head", "overview.groups", "head"),
    ("household-helper", "evacuees", "helper.0"),
    ("household-hazard", "evacuees", "hazards"),
    ("household-members", "evacuees", "members"),
    ("life-due", "plan_life", ""),
    ("phone-missing", "people", "phone"),
    ("phone-missing", "contacts", "phone"),
    ("point-watcher", "points", "watcher.0"),
    ("post-deputy", "posts", "1"),
    ("post-missing", "posts", "0"),
    ("post-vacant", "posts", "0"),
    ("rescue-team", "teams", "size"),
    ("shelter-keeper", "shelters", "keeper.0"),
    ("shelter-missing", "shelters", ""),
    ("town-team", "teams", "size"),
];

/// What is said of the village as a whole, and stands at its name for want of another place.
const WHOLE: [&str; 2] = ["blank-left", "next-to-add"];

/// Returns the cell that a fault is about, by where it stands in the file; what is not there stands nowhere.
pub fn of(fault: &Diagnostic, tree: &Node, offset: usize) -> Option<Spot> {
    let field = fault.value("field").filter(|_| fault.code == "profile-field");
    if let Some(spot) = field.and_then(|field| named(field.split(EITHER).next().unwrap_or_default())) {
        return Some(spot);
    }
    if WHOLE.contains(&fault.code) {
        return Some(Spot::default());
    }
    let found = spot(tree, offset);
    let mended = || MENDED.iter().filter(|(code, ..)| *code == fault.code);
    let within = |spot: &Spot| mended().find(|(_, block, _)| *block == spot.block);
    match (found, mended().next()) {
        // A whole row is said where its column is to be filled in.
        (Some(spot), _) if within(&spot).is_some() => {
            let key = within(&spot).map_or("", |(_, _, key)| key).to_owned();
            let listed = form::rows(&spot.block).is_some_and(|(lie, _)| lie != Lie::Form);
            Some(if listed && spot.row.is_empty() { spot } else { Spot { key, ..spot } })
        }
        (_, Some((_, block, _))) => Some(Spot { block: (*block).to_owned(), ..Spot::default() }),
        (found, None) => found,
    }
}

/// Returns the cell of a field by its name in either language: 版本.下次修订; of a block the block.
fn named(name: &str) -> Option<Spot> {
    let (mut shape, mut path) = (crate::model::shape::profile(), Vec::new());
    for word in name.split('.') {
        let field = form::fields(shape).iter().find(|field| is(field, word))?;
        path.push(field.word.en.clone());
        shape = &field.shape;
    }
    let known = |path: &str| form::blocks().any(|block| block == path);
    let whole = path.join(".");
    if known(&whole) {
        return Some(Spot { block: whole, ..Spot::default() });
    }
    let key = path.pop()?;
    let block = path.join(".");
    known(&block).then(|| Spot { block, row: String::new(), key })
}

/// Returns the cell in which a place of the file stands.
pub fn spot(tree: &Node, offset: usize) -> Option<Spot> {
    let mut best: Option<(usize, Spot)> = None;
    for path in form::blocks() {
        let Some((lie, row)) = form::rows(path) else { continue };
        let Some(node) = at(tree, path) else { continue };
        let mut take = |depth: usize, spot: Spot| {
            if best.as_ref().is_none_or(|(known, _)| depth > *known) {
                best = Some((depth, spot));
            }
        };
        let depth = path.split('.').filter(|key| !key.is_empty()).count();
        let of = |row: &str, key: String| Spot { block: path.to_owned(), row: row.to_owned(), key };
        match (lie, &node.value) {
            (Lie::Form, _) => {
                let Some(key) = within(node, row, offset) else { continue };
                let inner = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                // The name of a block is no field of the one around it.
                match form::blocks().find(|block| *block == inner) {
                    Some(block) => take(depth + 1, Spot { block: block.to_owned(), ..Spot::default() }),
                    None => take(depth + 1, of("", key)),
                }
            }
            (Lie::Named, Tree::Map(entries)) => {
                for entry in entries {
                    let key = within(&entry.node, row, offset);
                    if key.is_some() || holds(entry, offset) {
                        take(depth + 1 + usize::from(key.is_some()), of(&entry.key, key.unwrap_or_default()));
                    }
                }
            }
            (Lie::List, Tree::List(items)) => {
                for (i, item) in items.iter().enumerate() {
                    if item.place.range.contains(&offset) || item.place.range.start == offset {
                        let key = within(item, row, offset).unwrap_or_default();
                        take(depth + 2, of(&i.to_string(), key));
                    }
                }
            }
            _ => {}
        }
    }
    best.map(|(_, spot)| spot)
}

fn holds(entry: &Entry, offset: usize) -> bool {
    let end = entry.node.place.range.end.max(entry.key_place.range.end);
    (entry.key_place.range.start..=end).contains(&offset)
}

/// Returns the column of a row in which a place stands.
fn within(node: &Node, row: &Shape, offset: usize) -> Option<String> {
    let nth = |node: &Node| match &node.value {
        Tree::List(items) => items
            .iter()
            .position(|item| item.place.range.contains(&offset) || item.place.range.start == offset)
            .unwrap_or(0),
        _ => 0,
    };
    if let Shape::List(_) = row {
        return (node.place.range.contains(&offset)).then(|| nth(node).min(2).to_string());
    }
    let Tree::Map(entries) = &node.value else { return None };
    let entry = entries.iter().find(|entry| holds(entry, offset))?;
    let field = form::fields(row).iter().find(|field| is(field, &entry.key))?;
    let paired = matches!(field.shape, Shape::List(_))
        && field.refers.as_deref() == Some("people")
        && field.word.en != "members";
    Some(if paired {
        format!("{}.{}", field.word.en, nth(&entry.node).min(1))
    } else {
        field.word.en.clone()
    })
}
