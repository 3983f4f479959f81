//! Work as splices of the text: the least of it is replaced, comments beside it stay.

use std::ops::Range;

use super::super::misread::raw;
use super::super::{Node, Tree};
use super::render::{self, Spot};
use super::work::{New, Work};
use super::{Refused, Splice, quote};

/// One entry or row as it stands.
#[derive(Debug, Clone, Copy)]
struct Slot {
    /// Where its key, dash or value begins.
    start: usize,
    /// Behind its last character.
    end: usize,
}

/// What stands around a node.
#[derive(Debug, Clone, Copy)]
struct Around<'a> {
    /// Behind the colon or dash before it.
    anchor: usize,
    /// Inside brackets.
    flow: bool,
    /// Column of the key or dash before it.
    column: usize,
    /// Keys above it.
    depth: usize,
    /// A neighbour of the same kind.
    like: Option<&'a Node>,
}

/// What a collection is made of.
struct Parts<'a> {
    slots: Vec<Slot>,
    /// Which of them go.
    gone: Vec<bool>,
    /// What comes, before which slot, with its key if it is an entry.
    fresh: Vec<(usize, Option<&'a str>, &'a New)>,
}

struct Emitter<'a> {
    text: &'a str,
    eol: &'static str,
    splices: Vec<Splice>,
}

/// Returns the splices that do the work, sorted and apart.
pub(super) fn splices(text: &str, tree: &Node, work: &Work) -> Result<Vec<Splice>, Refused> {
    let eol = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let mut emitter = Emitter { text, eol, splices: Vec::new() };
    let around = Around { anchor: 0, flow: false, column: 0, depth: 0, like: None };
    emitter.node(tree, work, around)?;
    let mut splices = emitter.splices;
    // What comes at one place stays in the order in which it came.
    splices.sort_by_key(|(range, _)| (range.start, range.end));
    let apart = splices.windows(2).all(|pair| pair[0].0.end <= pair[1].0.start);
    if apart { Ok(splices) } else { Err(Refused::Twice) }
}

/// Returns whether a node is a collection in brackets.
pub(super) fn is_flow(node: &Node) -> bool {
    match node.value {
        Tree::Map(_) => raw(node).starts_with('{'),
        Tree::List(_) => raw(node).starts_with('['),
        Tree::Scalar { .. } | Tree::Null => false,
    }
}

impl<'a> Emitter<'a> {
    fn node(&mut self, node: &'a Node, work: &Work, around: Around<'a>) -> Result<(), Refused> {
        if let Some(whole) = &work.whole {
            self.replace(node, whole, around);
            return Ok(());
        }
        let parts = self.parts(node, work, around)?;
        for (i, below) in work.below.iter().filter(|(_, below)| !below.removed) {
            self.child(node, *i, below, &parts, around)?;
        }
        if parts.fresh.is_empty() && !parts.gone.contains(&true) {
            return Ok(());
        }
        match &node.value {
            Tree::Null => self.fill(around, &collected(&parts)),
            // A mapping of one pair in brackets that has none of its own.
            Tree::Map(_) if around.flow && !is_flow(node) => return Err(Refused::Form),
            _ if is_flow(node) && parts.slots.is_empty() && !around.flow && around.depth > 0 => {
                let end = node.place.range.end;
                let space = self.text[..node.place.range.start].ends_with(' ');
                let start = node.place.range.start - usize::from(space);
                let value = render::value(&collected(&parts), self.spot(around));
                self.splice(
                    start..end,
                    if around.anchor > start { value.trim_start_matches(' ').to_owned() } else { value },
                );
            }
            _ if is_flow(node) => self.brackets(node, work.named, &parts, around),
            _ if parts.slots.is_empty() => {
                for (_, key, new) in &parts.fresh {
                    let text = self.piece(node, work.named, *key, new, around);
                    self.line(self.text.len(), &text);
                }
            }
            _ if parts.gone.iter().all(|gone| *gone) && parts.fresh.is_empty() && around.depth > 0 => {
                let empty = if matches!(node.value, Tree::Map(_)) {
                    New::Map(Vec::new())
                } else {
                    New::List(Vec::new())
                };
                self.replace(node, &empty, around);
            }
            _ => self.lines(node, work.named, &parts, around),
        }
        Ok(())
    }

    /// Goes into an entry or a row.
    fn child(
        &mut self,
        node: &'a Node,
        i: usize,
        work: &Work,
        parts: &Parts,
        around: Around<'a>,
    ) -> Result<(), Refused> {
        let flow = around.flow || is_flow(node);
        let slot = parts.slots[i];
        let column = self.column(slot.start);
        match &node.value {
            Tree::Map(entries) => {
                let entry = &entries[i];
                if let Some(key) = &work.rename {
                    self.splice(entry.key_place.range.clone(), quote::key(key, flow));
                }
                let anchor = self.colon(entry.key_place.range.end);
                self.node(
                    &entry.node,
                    work,
                    Around { anchor, flow, column, depth: around.depth + 1, like: None },
                )
            }
            Tree::List(items) => {
                let anchor = if is_flow(node) { slot.start } else { slot.start + 1 };
                let like = None;
                self.node(&items[i], work, Around { anchor, flow, column, depth: around.depth + 1, like })
            }
            Tree::Scalar { .. } | Tree::Null => Err(Refused::NoSuchPlace),
        }
    }

    fn parts<'w>(&self, node: &'a Node, work: &'w Work, around: Around) -> Result<Parts<'w>, Refused> {
        let slots = self.slots(node, around.anchor).ok_or(Refused::Form)?;
        let gone = (0..slots.len()).map(|i| work.below.get(&i).is_some_and(|below| below.removed)).collect();
        let mut fresh: Vec<(usize, Option<&str>, &New)> = Vec::new();
        if !work.later {
            let mut rows: Vec<&(usize, New)> = work.rows.iter().collect();
            rows.sort_by_key(|(before, _)| *before);
            fresh.extend(rows.into_iter().map(|(before, new)| (*before, None, new)));
            fresh.extend(work.entries.iter().map(|(key, new)| (slots.len(), Some(key.as_str()), new)));
        }
        Ok(Parts { slots, gone, fresh })
    }

    /// Returns where the entries or rows of a node stand.
    fn slots(&self, node: &Node, anchor: usize) -> Option<Vec<Slot>> {
        match &node.value {
            Tree::Map(entries) => (entries.iter())
                .map(|e| {
                    let colon = self.colon(e.key_place.range.end);
                    Some(Slot { start: e.key_place.range.start, end: self.end(&e.node, colon)? })
                })
                .collect(),
            Tree::List(items) if is_flow(node) => (items.iter())
                .map(|item| {
                    Some(Slot { start: item.place.range.start, end: self.end(item, item.place.range.end)? })
                })
                .collect(),
            Tree::List(items) => {
                let mut from = anchor.min(node.place.range.start);
                let mut slots = Vec::new();
                for item in items {
                    let start = self.skip(from);
                    self.text[start..].starts_with('-').then_some(())?;
                    let end = self.end(item, start + 1)?;
                    slots.push(Slot { start, end });
                    from = end;
                }
                Some(slots)
            }
            Tree::Scalar { .. } | Tree::Null => Some(Vec::new()),
        }
    }

    /// Returns where a node ends, `anchor` if nothing is written.
    fn end(&self, node: &Node, anchor: usize) -> Option<usize> {
        match &node.value {
            Tree::Null if raw(node).is_empty() => Some(anchor),
            Tree::Null | Tree::Scalar { .. } => Some(node.place.range.end),
            _ if is_flow(node) => Some(node.place.range.end),
            _ => self.slots(node, anchor)?.last().map(|slot| slot.end),
        }
    }

    /// Writes a value where another stands.
    fn replace(&mut self, node: &'a Node, new: &New, around: Around<'a>) {
        let range = node.place.range.clone();
        let block = matches!(node.value, Tree::Map(_) | Tree::List(_)) && !is_flow(node);
        if matches!(node.value, Tree::Null) && raw(node).is_empty() {
            self.fill(around, new);
        } else if !block {
            let spot = Spot { like: Some(node), ..self.spot(around) };
            self.splice(range, render::inline(new, spot));
        } else if let Some(end) = self.end(node, around.anchor) {
            let start = self
                .slots(node, around.anchor)
                .and_then(|slots| slots.first().map(|s| s.start))
                .unwrap_or(range.start);
            let spot = self.spot(around);
            if self.line_start(start) > self.line_start(around.anchor) || around.depth == 0 {
                self.splice(self.line_start(start)..self.line_after(end), String::new());
                let text = format!(" {}", render::inline(new, spot));
                self.splice(around.anchor..around.anchor, text);
            } else {
                self.splice(start..end, render::inline(new, spot));
            }
        }
    }

    /// Writes a value where a key or dash has none.
    fn fill(&mut self, around: Around<'a>, new: &New) {
        let text = render::value(new, self.spot(around));
        if !text.starts_with(self.eol) {
            // A bare key in brackets has no colon yet.
            let colon = if around.flow && !self.text[..around.anchor].ends_with(':') { ":" } else { "" };
            self.splice(around.anchor..around.anchor, format!("{colon}{text}"));
            return;
        }
        // A comment behind the colon stays where it is.
        let body = text.trim_start_matches(['\r', '\n']);
        self.line(self.line_after(around.anchor), body);
    }

    /// Takes from and adds to a collection in brackets.
    fn brackets(&mut self, node: &'a Node, named: bool, parts: &Parts, around: Around<'a>) {
        let Parts { slots, gone, fresh } = parts;
        let mut i = 0;
        while i < slots.len() {
            if !gone[i] {
                i += 1;
                continue;
            }
            let next = (i..slots.len()).find(|k| !gone[*k]).unwrap_or(slots.len());
            self.cut(slots, i..next);
            i = next;
        }
        let flow = Around { flow: true, ..around };
        for (n, (before, key, new)) in fresh.iter().enumerate() {
            let text = self.piece(node, named, *key, new, flow);
            if slots.is_empty() {
                let comma = if n > 0 { ", " } else { "" };
                let at = node.place.range.start + 1;
                self.splice(at..at, format!("{comma}{text}"));
            } else if *before == 0 {
                self.splice(slots[0].start..slots[0].start, format!("{text}, "));
            } else {
                self.splice(slots[before - 1].end..slots[before - 1].end, format!(", {text}"));
            }
        }
    }

    /// Cuts a run out of a collection in brackets, with a comma.
    fn cut(&mut self, slots: &[Slot], run: Range<usize>) {
        let (first, last) = (slots[run.start], slots[run.end - 1]);
        let range = match (slots.get(run.end), run.start.checked_sub(1)) {
            (Some(next), _) => first.start..next.start,
            (None, Some(before)) => slots[before].end..last.end,
            (None, None) => first.start..self.comma(last.end).unwrap_or(last.end),
        };
        let gaps = (run.start.saturating_sub(1)..run.end)
            .filter_map(|k| Some((slots[k].end, slots.get(k + 1)?.start)));
        let mut gaps = gaps.filter(|(from, to)| range.start <= *from && *to <= range.end.max(last.end));
        if !gaps.any(|(from, to)| self.text[from..to].contains('#')) {
            self.splice(range, String::new());
            return;
        }
        for slot in &slots[run] {
            self.splice(slot.start..self.comma(slot.end).unwrap_or(slot.end), String::new());
        }
    }

    /// Takes from and adds to a collection that stands line by line.
    fn lines(&mut self, node: &'a Node, named: bool, parts: &Parts, around: Around<'a>) {
        let Parts { slots, gone, fresh } = parts;
        let alone = |at: usize| self.text[self.line_start(at)..at].chars().all(|c| c == ' ');
        let first_alone = alone(slots[0].start);
        let column = self.column(slots[0].start);
        let leading = gone.iter().take_while(|gone| **gone).count();
        for (i, slot) in slots.iter().enumerate().filter(|(i, _)| gone[*i]) {
            let range = match slots.get(leading) {
                _ if first_alone || i >= leading.max(1) => {
                    self.line_start(slot.start)..self.line_after(slot.end)
                }
                Some(next) if !self.text[slots[0].end..next.start].contains('#') => {
                    if i > 0 {
                        continue;
                    }
                    slot.start..next.start
                }
                _ if i == 0 => slot.start..slot.end,
                _ => self.line_start(slot.start)..self.line_after(slot.end),
            };
            self.splice(range, String::new());
        }
        for (before, key, new) in fresh {
            let text = self.piece(node, named, *key, new, Around { column, ..around });
            if *before > 0 {
                self.line(self.line_after(slots[before - 1].end), &format!("{}{text}", " ".repeat(column)));
            } else if first_alone {
                self.line(self.line_start(slots[0].start), &format!("{}{text}", " ".repeat(column)));
            } else {
                self.splice(
                    slots[0].start..slots[0].start,
                    format!("{text}{}{}", self.eol, " ".repeat(column)),
                );
            }
        }
    }

    /// Returns a new entry or row as text, like its last neighbour.
    fn piece(&self, node: &'a Node, named: bool, key: Option<&str>, new: &New, around: Around<'a>) -> String {
        let like = match &node.value {
            Tree::Map(entries) => entries.last().filter(|_| named).map(|e| &e.node),
            Tree::List(items) => items.last(),
            Tree::Scalar { .. } | Tree::Null => None,
        };
        let depth = around.depth + 1;
        let spot = Spot { like, depth, ..self.spot(around) };
        match key {
            Some(key) => render::entry(key, new, spot),
            None if around.flow => render::inline(new, spot),
            None => render::row(new, spot),
        }
    }

    fn spot(&self, around: Around<'a>) -> Spot<'a> {
        Spot {
            like: around.like,
            flow: around.flow,
            column: around.column,
            depth: around.depth,
            eol: self.eol,
        }
    }

    fn splice(&mut self, range: Range<usize>, text: String) {
        self.splices.push((range, text));
    }

    /// Puts in a line of its own.
    fn line(&mut self, at: usize, text: &str) {
        let eol = self.eol;
        let open = at == self.text.len() && !self.text.is_empty() && !self.text.ends_with('\n');
        self.splice(at..at, if open { format!("{eol}{text}") } else { format!("{text}{eol}") });
    }

    fn line_start(&self, at: usize) -> usize {
        self.text[..at].rfind('\n').map_or(0, |i| i + 1)
    }

    fn line_after(&self, at: usize) -> usize {
        self.text[at..].find('\n').map_or(self.text.len(), |i| at + i + 1)
    }

    fn column(&self, at: usize) -> usize {
        self.text[self.line_start(at)..at].chars().count()
    }

    /// Returns the place behind the colon that follows a key, or the key's end if none does.
    fn colon(&self, key_end: usize) -> usize {
        let at = self.skip(key_end);
        if self.text[at..].starts_with(':') { at + 1 } else { key_end }
    }

    /// Returns the place behind the comma that follows.
    fn comma(&self, from: usize) -> Option<usize> {
        let at = self.skip(from);
        self.text[at..].starts_with(',').then_some(at + 1)
    }

    /// Returns the place of what comes next that is neither space nor comment.
    fn skip(&self, mut at: usize) -> usize {
        loop {
            let rest = &self.text[at..];
            at += rest.len() - rest.trim_start_matches([' ', '\t', '\r', '\n']).len();
            if !self.text[at..].starts_with('#') {
                return at;
            }
            at = self.line_after(at);
        }
    }
}

/// Returns what comes into an empty collection as one value.
fn collected(parts: &Parts) -> New {
    let keyed = parts.fresh.iter().any(|(_, key, _)| key.is_some());
    let fresh = parts.fresh.iter();
    if keyed {
        New::Map(fresh.filter_map(|(_, key, new)| Some(((*key)?.to_owned(), (*new).clone()))).collect())
    } else {
        New::List(fresh.map(|(_, _, new)| (*new).clone()).collect())
    }
}
