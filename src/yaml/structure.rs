//! Faults of structure: what a merge of two versions left behind, a line that stands too deep or not deep
//! enough, a block that became part of another. Says the cause once, and reads on as it was meant, so that no
//! consequence of it is told as a fault.

use std::ops::Range;
use std::sync::Arc;

use super::lines::{Line, lines};
use super::parse::{Stuck, stuck};
use super::{Entry, Node, Tree};
use crate::diag::{Diagnostic, Diagnostics, Place};
use crate::model::shape::{self, Field, Shape};
use crate::source::SourceFile;

/// The lines by which git marks the two versions of a conflict, without what it writes behind them.
const MARKS: [&str; 4] = ["<<<<<<<", "|||||||", "=======", ">>>>>>>"];
/// How many lines before the one that cannot be read are tried.
const NEAR: usize = 12;
/// Most bytes that are read over and over while indents are tried.
const MOST_READ: usize = 8 << 20;
/// Most conflicts of a file that are told.
const MOST_CONFLICTS: usize = 100;
/// Longest stretch of a line that is shown.
const SHOWN: usize = 12;

/// Returns the fault of each stretch of lines that a merge of two versions left undecided.
pub(super) fn conflicts(file: &Arc<SourceFile>) -> Vec<Diagnostic> {
    if !MARKS.iter().any(|mark| file.text.contains(mark)) {
        return Vec::new();
    }
    let mark = |line: &str| {
        MARKS
            .iter()
            .position(|mark| line.strip_prefix(mark).is_some_and(|r| r.is_empty() || r.starts_with(' ')))
    };
    let mut found = Vec::new();
    let (mut at, mut open): (usize, Option<Range<usize>>) = (0, None);
    for raw in file.text.split_inclusive('\n') {
        let line = at..at + raw.trim_end_matches(['\n', '\r']).len();
        at += raw.len();
        let Some(mark) = mark(&file.text[line.clone()]) else { continue };
        let start = open.take().filter(|_| mark > 0);
        let first = start.clone().unwrap_or_else(|| line.clone());
        if mark + 1 < MARKS.len() {
            open = Some(first);
            continue;
        }
        found.push(conflict(file, &first, &line));
        if found.len() >= MOST_CONFLICTS {
            return found;
        }
    }
    found.extend(open.map(|first| conflict(file, &first, &first)));
    found
}

fn conflict(file: &Arc<SourceFile>, first: &Range<usize>, last: &Range<usize>) -> Diagnostic {
    let place = |range: &Range<usize>| Place { file: Arc::clone(file), range: range.clone() };
    let (from, to) = (file.line_column(first.start).0, file.line_column(last.start).0);
    Diagnostic::error("merge-conflict").at(place(first)).with("from", from).with("to", to)
}

/// Returns the fault of the line whose indent keeps the reader from going on: the one that, moved, brings it
/// farthest.
pub(super) fn indent(file: &Arc<SourceFile>, at: Stuck) -> Option<Diagnostic> {
    let all = lines(&file.text);
    let content =
        |line: &Line| !line.inside && line.end > line.indent && !line.text[line.indent..].starts_with('#');
    let told: Vec<usize> = (0..all.len()).filter(|i| content(&all[*i])).collect();
    let mut budget = MOST_READ / file.text.len().max(1);
    let strangers: Vec<usize> =
        told.iter().copied().filter(|i| is_stranger(&all[*i], all[*i].indent)).collect();
    let mut best: Option<(usize, usize, usize, usize)> = None;
    for (nth, &i) in told.iter().enumerate().rev().filter(|(_, i)| **i < at.line).take(NEAR) {
        for indent in indents(&all, &told[..nth], all[i].indent) {
            for last in [i, block_end(&all, &told, nth)] {
                budget = budget.checked_sub(1)?;
                let left = match stuck(&moved(&all, i..last + 1, indent)) {
                    None => 0,
                    Some(next) if next.line > at.line + 1 && next.left < at.left => next.left,
                    Some(_) => continue,
                };
                // Of two that bring the reader as far, the one that leaves fewer strangers at the top.
                let strange =
                    strangers.iter().filter(|s| **s != i).count() + usize::from(is_stranger(&all[i], indent));
                if best.is_none_or(|(least, fewest, ..)| (left, strange) < (least, fewest)) {
                    best = Some((left, strange, i, indent));
                }
            }
        }
    }
    let (.., i, indent) = best?;
    let line = &all[i];
    let text: String = line.text[line.indent..line.end].chars().take(SHOWN).collect();
    let place = Place { file: Arc::clone(file), range: line.start + line.indent..line.start + line.end };
    let fault = Diagnostic::error("indent-off")
        .at(place)
        .with("text", text.trim_end_matches(':'))
        .with("spaces", line.indent);
    Some(fault.with("meant", indent))
}

/// Returns whether a line with this indent stands at the top of a profile, where no key is called like it.
fn is_stranger(line: &Line, indent: usize) -> bool {
    let Shape::Struct(blocks) = shape::profile() else { return false };
    let key = line.text[line.indent..].split(':').next().unwrap_or_default();
    indent == 0 && field(blocks, key.trim()).is_none()
}

/// Returns the indents that a line may have meant: those of the lines above up to its block, and one level
/// deeper than the last.
fn indents(all: &[Line], above: &[usize], own: usize) -> Vec<usize> {
    let mut found: Vec<usize> = Vec::new();
    for &i in above.iter().rev() {
        found.push(all[i].indent);
        if all[i].indent == 0 {
            break;
        }
    }
    found.extend(above.last().map(|&i| all[i].indent + 2));
    found.sort_unstable();
    found.dedup();
    found.retain(|indent| *indent != own);
    found
}

/// Returns the last line that stands deeper than a line and below it.
fn block_end(all: &[Line], told: &[usize], nth: usize) -> usize {
    let own = all[told[nth]].indent;
    told[nth + 1..].iter().take_while(|i| all[**i].indent > own).last().copied().unwrap_or(told[nth])
}

/// Returns the text with some lines moved so that the first has this indent.
fn moved(all: &[Line], some: Range<usize>, indent: usize) -> String {
    let own = all[some.start].indent;
    let mut text = String::new();
    for (i, line) in all.iter().enumerate() {
        if some.contains(&i) && line.indent >= own {
            text += &" ".repeat(line.indent - own + indent);
            text += &line.text[line.indent..];
        } else {
            text += line.text;
        }
        text.push('\n');
    }
    text
}

/// Puts each block that stands inside another, or beside the one that it belongs to, where it belongs, and
/// says so.
pub fn settle(root: &mut Node, shape: &Shape, diags: &mut Diagnostics) {
    let Shape::Struct(blocks) = shape else { return };
    let Tree::Map(entries) = &mut root.value else { return };
    let mut lifted = Vec::new();
    for entry in entries.iter_mut() {
        let Some(block) = field(blocks, &entry.key) else { continue };
        lift(&mut entry.node, &block.shape, &(blocks, &entry.key), &mut lifted, diags);
    }
    for entry in lifted {
        if entries.iter().all(|known| {
            field(blocks, &known.key).map(|f| &f.word) != field(blocks, &entry.key).map(|f| &f.word)
        }) {
            entries.push(entry);
        }
    }
    let mut kept: Vec<Entry> = Vec::new();
    for entry in std::mem::take(entries) {
        let known = field(blocks, &entry.key).is_some();
        let fault = kept.last_mut().filter(|_| !known).and_then(|above| sink(above, &entry, blocks));
        match fault {
            Some(fault) => diags.push(fault),
            None => kept.push(entry),
        }
    }
    *entries = kept;
}

fn field<'a>(fields: &'a [Field], key: &str) -> Option<&'a Field> {
    fields.iter().find(|field| field.word.en == key || field.word.zh == key)
}

/// Takes whole blocks of the top out of a value, where no key of its own is called so.
fn lift(
    node: &mut Node,
    shape: &Shape,
    top: &(&[Field], &String),
    lifted: &mut Vec<Entry>,
    diags: &mut Diagnostics,
) {
    let (fields, below): (&[Field], Option<&Shape>) = match shape {
        Shape::Struct(fields) => (fields, None),
        Shape::Map { value, .. } => (&[], Some(value)),
        Shape::Plain { shape, .. } => return lift(node, shape, top, lifted, diags),
        Shape::List(item) => {
            let Tree::List(items) = &mut node.value else { return };
            return items.iter_mut().for_each(|n| lift(n, item, top, lifted, diags));
        }
        _ => return,
    };
    let Tree::Map(entries) = &mut node.value else { return };
    let mut all = std::mem::take(entries).into_iter();
    while let Some(mut entry) = all.next() {
        let own = field(fields, &entry.key);
        if own.is_none() && is_block(top.0, &entry) {
            let fault = Diagnostic::error("block-deep").at(entry.key_place.clone()).with("key", &entry.key);
            diags.push(fault.with("block", top.1));
            if matches!(entry.node.value, Tree::Null) {
                // What it holds stands no deeper than itself.
                entry.node.value = Tree::Map(all.by_ref().collect());
            }
            lifted.push(entry);
            continue;
        }
        if let Some(shape) = own.map(|field| &field.shape).or(below) {
            lift(&mut entry.node, shape, top, lifted, diags);
        }
        entries.push(entry);
    }
}

/// Signs by which a text is a list that is written in one.
const LISTED: [char; 5] = ['、', '，', ',', '；', ';'];

/// Returns whether an entry is a whole block of the top: called so, and no single value.
fn is_block(blocks: &[Field], entry: &Entry) -> bool {
    let block = field(blocks, &entry.key)
        .is_some_and(|f| matches!(f.shape, Shape::Struct(_) | Shape::Map { .. } | Shape::List(_)));
    block && !matches!(&entry.node.value, Tree::Scalar { text, .. } if !text.contains(LISTED))
}

/// Puts an entry that is no block of the top into the block above it, if it is one of its items or one of
/// their values.
fn sink(above: &mut Entry, entry: &Entry, blocks: &[Field]) -> Option<Diagnostic> {
    let block = field(blocks, &above.key)?;
    let says = |fields: &[Field]| field(fields, &entry.key).is_some();
    let is_item = |fields: &[Field]| match &entry.node.value {
        Tree::Map(inner) => !inner.is_empty() && inner.iter().all(|e| field(fields, &e.key).is_some()),
        _ => false,
    };
    let last = match (&block.shape, &mut above.node.value) {
        (Shape::Struct(fields), _) if says(fields) => &mut above.node,
        (Shape::Map { value, .. }, Tree::Map(items)) => {
            let fields = fields_of(value)?;
            if says(fields) {
                &mut items.last_mut()?.node
            } else if is_item(fields) {
                &mut above.node
            } else {
                return None;
            }
        }
        (Shape::List(item), Tree::List(items)) if says(fields_of(item)?) => items.last_mut()?,
        (Shape::Map { value, .. }, Tree::Null) if is_item(fields_of(value)?) => &mut above.node,
        _ => return None,
    };
    if matches!(last.value, Tree::Null) {
        last.value = Tree::Map(Vec::new());
    }
    if let Tree::Map(entries) = &mut last.value
        && entries.iter().all(|known| known.key != entry.key)
    {
        entries.push(entry.clone());
    }
    let fault = Diagnostic::error("block-shallow").at(entry.key_place.clone()).with("key", &entry.key);
    Some(fault.with("block", &above.key))
}

fn fields_of(shape: &Shape) -> Option<&[Field]> {
    match shape {
        Shape::Struct(fields) => Some(fields),
        Shape::Plain { shape, .. } => fields_of(shape),
        _ => None,
    }
}
