//! Changes gathered by the place they are about, spelt as the file spells, and what the file shall say
//! afterwards.

use std::collections::BTreeMap;

use super::super::{Entry, Node, Tree, Vocabulary};
use super::quote::Kind;
use super::{At, Change, Refused, Value};
use crate::model::shape::{Field, Shape, Word};

/// A value spelt as it will be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum New {
    /// Nothing is written.
    Null,
    /// A scalar.
    Scalar(String, Kind),
    /// A list.
    List(Vec<New>),
    /// A mapping.
    Map(Vec<(String, New)>),
}

/// What is to be done at a node and below.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Work {
    /// The node becomes this.
    pub whole: Option<New>,
    /// Its key becomes this.
    pub rename: Option<String>,
    /// It is gone.
    pub removed: bool,
    /// New rows, each before an index.
    pub rows: Vec<(usize, New)>,
    /// New entries, behind the others.
    pub entries: Vec<(String, New)>,
    /// What comes stands among others of its kind: under names, or as a row.
    pub named: bool,
    /// Work below, by index of entry or row.
    pub below: BTreeMap<usize, Work>,
    /// Entries or rows go and come in brackets: they come in the next pass.
    pub later: bool,
}

/// Which spelling keys and fixed words have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Spelling {
    Zh,
    En,
}

struct Guide<'a> {
    words: &'a Vocabulary,
}

static ANY: Shape = Shape::Text { names: None };

impl Work {
    /// Returns the work that the changes are.
    pub fn gather(
        tree: &Node,
        changes: &[Change],
        shape: &Shape,
        words: &Vocabulary,
    ) -> Result<Self, Refused> {
        let guide = Guide { words };
        let spelling = spelling(&tree.value, shape, Spelling::Zh);
        let mut top = Self::default();
        for change in changes {
            let path = match change {
                Change::Set { path, .. } | Change::Insert { path, .. } => path,
                Change::Rename { path, .. } | Change::Remove { path } => path,
            };
            top.add(tree, shape, spelling, path, change, &guide)?;
        }
        top.mark(tree, false);
        Ok(top)
    }

    fn add(
        &mut self,
        node: &Node,
        shape: &Shape,
        spelling: Spelling,
        path: &[At],
        change: &Change,
        guide: &Guide,
    ) -> Result<(), Refused> {
        let spelling = self::spelling(&node.value, shape, spelling);
        let Some((step, rest)) = path.split_first() else {
            return self.here(node, shape, spelling, change, guide);
        };
        if self.whole.is_some() || self.removed {
            return Err(Refused::Twice);
        }
        match (&node.value, step) {
            (Tree::Map(known), At::Key(key)) => match known
                .iter()
                .position(|e| guide.same(&e.key, key, shape))
            {
                Some(i) => {
                    let (_, inner) = guide.inner(shape, key, spelling);
                    self.below.entry(i).or_default().add(&known[i].node, inner, spelling, rest, change, guide)
                }
                None => self.missing(shape, spelling, path, change, guide),
            },
            (Tree::Null, At::Key(_)) => self.missing(shape, spelling, path, change, guide),
            (Tree::List(items), At::Row(i)) if *i < items.len() => {
                self.below.entry(*i).or_default().add(&items[*i], item(shape), spelling, rest, change, guide)
            }
            // One value stands for a list of one.
            (Tree::Scalar { .. }, At::Row(0)) if rest.is_empty() => {
                self.here(node, shape, spelling, change, guide)
            }
            _ => Err(Refused::NoSuchPlace),
        }
    }

    /// Adds entries where a path leads to nothing yet.
    fn missing(
        &mut self,
        shape: &Shape,
        spelling: Spelling,
        path: &[At],
        change: &Change,
        guide: &Guide,
    ) -> Result<(), Refused> {
        let value = match change {
            Change::Set { value, .. } => value.clone(),
            Change::Insert { value, .. } => Value::List(vec![value.clone()]),
            Change::Rename { .. } | Change::Remove { .. } => return Err(Refused::NoSuchPlace),
        };
        self.named = matches!(shape, Shape::Map { .. });
        nest(&mut self.entries, shape, spelling, path, &value, matches!(change, Change::Insert { .. }), guide)
    }

    fn here(
        &mut self,
        node: &Node,
        shape: &Shape,
        spelling: Spelling,
        change: &Change,
        guide: &Guide,
    ) -> Result<(), Refused> {
        let again = self.removed || self.whole.is_some();
        match change {
            Change::Remove { .. } => {
                let fresh = *self == Self::default();
                self.removed = true;
                fresh.then_some(()).ok_or(Refused::Twice)
            }
            Change::Rename { key, .. } => {
                let again = again || self.rename.is_some();
                self.rename = Some(key.clone());
                (!again).then_some(()).ok_or(Refused::Twice)
            }
            Change::Set { value, .. } => {
                let touched =
                    again || !self.below.is_empty() || !self.rows.is_empty() || !self.entries.is_empty();
                self.say(node, shape, spelling, value, guide);
                (!touched).then_some(()).ok_or(Refused::Twice)
            }
            Change::Insert { before, value, .. } => {
                let new = guide.written(value, item(shape), spelling, true);
                match &node.value {
                    _ if again => return Err(Refused::Twice),
                    Tree::Null => self.rows.push((0, new)),
                    Tree::List(items) if before.is_none_or(|i| i < items.len()) => {
                        self.rows.push((before.unwrap_or(items.len()), new));
                    }
                    Tree::Scalar { text, .. } => {
                        let old = New::Scalar(text.clone(), Kind::Item);
                        self.whole =
                            Some(New::List(if before.is_some() { vec![new, old] } else { vec![old, new] }));
                    }
                    _ => return Err(Refused::NoSuchPlace),
                }
                Ok(())
            }
        }
    }

    /// Makes the node say a value, touching only what differs.
    fn say(&mut self, node: &Node, shape: &Shape, spelling: Spelling, value: &Value, guide: &Guide) {
        let spelling = self::spelling(&node.value, shape, spelling);
        match (&node.value, value) {
            (Tree::List(_), Value::Text(text)) if matches!(shape, Shape::List(_)) => {
                self.say(node, shape, spelling, &Value::List(vec![Value::Text(text.clone())]), guide);
            }
            (Tree::List(items), Value::List(values)) if !values.is_empty() || items.is_empty() => {
                for (i, (item_node, value)) in items.iter().zip(values).enumerate() {
                    self.below.entry(i).or_default().say(item_node, item(shape), spelling, value, guide);
                }
                (values.len()..items.len()).for_each(|i| self.below.entry(i).or_default().removed = true);
                let more = values.iter().skip(items.len());
                self.rows.extend(
                    more.map(|value| (items.len(), guide.written(value, item(shape), spelling, true))),
                );
            }
            (Tree::Map(entries), Value::Map(pairs)) => self.say_map(entries, shape, spelling, pairs, guide),
            (Tree::Scalar { text, .. }, Value::List(values)) => match values.as_slice() {
                [Value::Text(one)] if one == text => {}
                _ => self.whole = Some(guide.written(value, shape, spelling, false)),
            },
            _ => {
                let new = guide.written(value, shape, spelling, false);
                let same = matches!((&node.value, &new), (Tree::Scalar { text, .. }, New::Scalar(now, _)) if text == now);
                if !same {
                    self.whole = Some(new);
                }
            }
        }
        self.below.retain(|_, work| *work != Self::default());
    }

    fn say_map(
        &mut self,
        known: &[Entry],
        shape: &Shape,
        spelling: Spelling,
        pairs: &[(String, Value)],
        guide: &Guide,
    ) {
        for (key, value) in pairs {
            let (spelt, inner) = guide.inner(shape, key, spelling);
            match known.iter().position(|e| guide.same(&e.key, key, shape)) {
                Some(i) => {
                    self.below.entry(i).or_default().say(&known[i].node, inner, spelling, value, guide);
                }
                None => {
                    self.named = matches!(shape, Shape::Map { .. });
                    self.entries.push((spelt, guide.written(value, inner, spelling, false)));
                }
            }
        }
        for (i, entry) in known.iter().enumerate() {
            if !pairs.iter().any(|(key, _)| guide.same(&entry.key, key, shape)) {
                self.below.entry(i).or_default().removed = true;
            }
        }
    }

    /// Marks collections in brackets in which something goes and something comes.
    fn mark(&mut self, node: &Node, inside: bool) {
        let flow = inside || super::emit::is_flow(node);
        let goes = self.below.values().any(|work| work.removed);
        self.later = flow && goes && !(self.rows.is_empty() && self.entries.is_empty());
        for (i, work) in &mut self.below {
            match &node.value {
                Tree::Map(entries) => work.mark(&entries[*i].node, flow),
                Tree::List(items) => work.mark(&items[*i], flow),
                _ => {}
            }
        }
    }

    /// Returns what is left for the next pass, by the indexes it will find.
    pub fn left(&self) -> Option<Self> {
        let gone = |i: usize| self.below.range(..i).filter(|(_, work)| work.removed).count();
        let mut left = Self::default();
        if self.later {
            left.rows = self.rows.iter().map(|(i, new)| (i - gone(*i), new.clone())).collect();
            left.entries.clone_from(&self.entries);
            left.named = self.named;
        }
        let below = self.below.iter().filter(|(_, work)| !work.removed);
        left.below = below.filter_map(|(i, work)| Some((i - gone(*i), work.left()?))).collect();
        (left != Self::default()).then_some(left)
    }

    /// Returns what a node says once the work is done.
    pub fn applied(&self, node: &Node) -> New {
        if let Some(whole) = &self.whole {
            return whole.clone();
        }
        match &node.value {
            Tree::Scalar { text, .. } => New::Scalar(text.clone(), Kind::Words),
            Tree::Null if !self.rows.is_empty() => {
                New::List(self.rows.iter().map(|(_, new)| new.clone()).collect())
            }
            Tree::Null if !self.entries.is_empty() => New::Map(self.entries.clone()),
            Tree::Null => New::Null,
            Tree::List(items) => {
                let mut rows = Vec::new();
                for i in 0..=items.len() {
                    rows.extend(
                        self.rows.iter().filter(|(before, _)| *before == i).map(|(_, new)| new.clone()),
                    );
                    rows.extend(items.get(i).and_then(|item| self.child(i, item)));
                }
                New::List(rows)
            }
            Tree::Map(known) => {
                let kept = known.iter().enumerate().filter_map(|(i, entry)| {
                    let key = self.below.get(&i).and_then(|work| work.rename.as_ref()).unwrap_or(&entry.key);
                    Some((key.clone(), self.child(i, &entry.node)?))
                });
                New::Map(kept.chain(self.entries.iter().cloned()).collect())
            }
        }
    }

    fn child(&self, i: usize, node: &Node) -> Option<New> {
        match self.below.get(&i) {
            Some(work) if work.removed => None,
            Some(work) => Some(work.applied(node)),
            None => Some(Self::default().applied(node)),
        }
    }
}

impl New {
    /// Returns whether a tree says this. A list of one may stand as its one value.
    pub fn says(&self, node: &Node) -> bool {
        match (self, &node.value) {
            (Self::Null, Tree::Null) => true,
            (Self::Scalar(wanted, _), Tree::Scalar { text, .. }) => wanted == text,
            (Self::List(wanted), Tree::List(items)) => {
                wanted.len() == items.len()
                    && wanted.iter().zip(items).all(|(wanted, node)| wanted.says(node))
            }
            (Self::List(wanted), Tree::Scalar { .. }) => wanted.len() == 1 && wanted[0].says(node),
            (Self::Map(wanted), Tree::Map(entries)) => {
                wanted.len() == entries.len()
                    && wanted
                        .iter()
                        .zip(entries)
                        .all(|((key, wanted), entry)| *key == entry.key && wanted.says(&entry.node))
            }
            _ => false,
        }
    }
}

impl Guide<'_> {
    /// Returns whether a written key is meant.
    fn same(&self, written: &str, meant: &str, shape: &Shape) -> bool {
        match shape {
            _ if written == meant => true,
            Shape::Plain { shape, .. } => self.same(written, meant, shape),
            Shape::Struct(fields) => fields.iter().any(|f| is(&f.word, written) && is(&f.word, meant)),
            Shape::Map { names: Some(kind), .. } => {
                let id = |word| self.words.id(kind, word);
                id(written.trim()).is_some_and(|known| id(meant.trim()) == Some(known))
            }
            _ => false,
        }
    }

    /// Returns a key as it is spelt here, and the shape of what it holds.
    fn inner<'s>(&self, shape: &'s Shape, key: &str, spelling: Spelling) -> (String, &'s Shape) {
        match shape {
            Shape::Struct(fields) => match fields.iter().find(|f| is(&f.word, key)) {
                Some(Field { word, shape, .. }) => (spelt(word, spelling), shape),
                None => (key.to_owned(), &ANY),
            },
            Shape::Plain { shape, .. } => self.inner(shape, key, spelling),
            Shape::Map { value, .. } => (key.to_owned(), value),
            _ => (key.to_owned(), &ANY),
        }
    }

    /// Returns a value spelt for its shape; `one` if it is one of several.
    fn written(&self, value: &Value, shape: &Shape, spelling: Spelling, one: bool) -> New {
        match (value, shape) {
            (Value::Text(text), Shape::Choice(words)) => {
                let word = words.iter().find(|word| is(word, text));
                New::Scalar(word.map_or_else(|| text.clone(), |word| spelt(word, spelling)), Kind::Bare)
            }
            (Value::Text(text), Shape::Count | Shape::Number | Shape::Flag | Shape::Date) => {
                New::Scalar(text.clone(), Kind::Bare)
            }
            (Value::Text(text), Shape::List(inner) | Shape::Pair(inner)) => {
                self.written(&Value::Text(text.clone()), inner, spelling, true)
            }
            (Value::Text(text), _) => New::Scalar(text.clone(), if one { Kind::Item } else { Kind::Words }),
            (Value::List(values), _) => {
                New::List(values.iter().map(|v| self.written(v, item(shape), spelling, true)).collect())
            }
            (Value::Map(pairs), _) => New::Map(
                (pairs.iter())
                    .map(|(key, value)| {
                        let (spelt, inner) = self.inner(shape, key, spelling);
                        (spelt, self.written(value, inner, spelling, false))
                    })
                    .collect(),
            ),
        }
    }
}

/// Puts a value under a path that does not exist, beside what other changes put there.
fn nest(
    entries: &mut Vec<(String, New)>,
    shape: &Shape,
    spelling: Spelling,
    path: &[At],
    value: &Value,
    row: bool,
    guide: &Guide,
) -> Result<(), Refused> {
    let (At::Key(key), rest) = path.split_first().ok_or(Refused::NoSuchPlace)? else {
        return Err(Refused::NoSuchPlace);
    };
    let (spelt, inner) = guide.inner(shape, key, spelling);
    let known = entries.iter().position(|(k, _)| *k == spelt || guide.same(k, key, shape));
    if rest.is_empty() {
        let new = guide.written(value, inner, spelling, false);
        match (known.map(|i| &mut entries[i].1), new) {
            (None, new) => entries.push((spelt, new)),
            (Some(New::List(rows)), New::List(more)) if row => rows.extend(more),
            _ => return Err(Refused::Twice),
        }
        return Ok(());
    }
    let at = known.unwrap_or_else(|| {
        entries.push((spelt, New::Map(Vec::new())));
        entries.len() - 1
    });
    match &mut entries[at].1 {
        New::Map(inside) => nest(inside, inner, spelling, rest, value, row, guide),
        _ => Err(Refused::Twice),
    }
}

fn is(word: &Word, text: &str) -> bool {
    word.en == text.trim() || word.zh == text.trim()
}

fn spelt(word: &Word, spelling: Spelling) -> String {
    match spelling {
        Spelling::Zh => word.zh.clone(),
        Spelling::En => word.en.clone(),
    }
}

/// Returns the shape of a row.
fn item(shape: &Shape) -> &Shape {
    match shape {
        Shape::List(item) | Shape::Pair(item) => item,
        other => other,
    }
}

/// Returns how the keys of a mapping are spelt, or those of the rows of a list; else `above`.
fn spelling(value: &Tree, shape: &Shape, above: Spelling) -> Spelling {
    let mut count = [0_usize; 2];
    tally(value, shape, 2, &mut count);
    match count {
        [0, 0] => above,
        [zh, en] if en > zh => Spelling::En,
        [zh, en] if zh > en => Spelling::Zh,
        _ => above,
    }
}

fn tally(value: &Tree, shape: &Shape, depth: usize, count: &mut [usize; 2]) {
    if depth == 0 {
        return;
    }
    match (value, shape) {
        (_, Shape::Plain { shape, .. }) => tally(value, shape, depth, count),
        (Tree::Map(entries), Shape::Struct(fields)) => {
            for entry in entries {
                count[0] += usize::from(fields.iter().any(|f| f.word.zh == entry.key));
                count[1] += usize::from(fields.iter().any(|f| f.word.en == entry.key));
            }
        }
        (Tree::Map(entries), Shape::Map { value: inner, .. }) => {
            entries.iter().rev().take(3).for_each(|e| tally(&e.node.value, inner, depth - 1, count));
        }
        (Tree::List(items), Shape::List(inner)) => {
            items.iter().rev().take(3).for_each(|n| tally(&n.value, inner, depth - 1, count));
        }
        _ => {}
    }
}
