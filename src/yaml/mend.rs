//! Mends a text: puts in what faults say to write, and takes back whatever changes more than it says. Which
//! stretches are replaced is decided here; they are replaced by `edit`, as all that changes a profile is.
//!
//! A text that is no YAML is mended slip by slip; a slip counts only if the reader then gets further. A text
//! that is YAML is mended fault by fault, and the trees before and after must be the same but for what was
//! mended.

use std::cell::Cell;
use std::ops::Range;
use std::sync::Arc;

use super::edit::{Edited, Splice, spliced};
use super::parse::{Stuck, stuck};
use super::{Node, Tree, Vocabulary, conform, parse, slips};
use crate::diag::{Diagnostic, Diagnostics, Severity};
use crate::model::shape::Shape;
use crate::source::SourceFile;

/// Most slips that are tried one by one to get past one syntax error.
const MOST_TRIED: usize = 40;
/// Most bytes that are read over and over while slips are tried: about half a second.
const MOST_READ: usize = 16 << 20;

/// What became of a text.
#[derive(Debug, Clone)]
pub struct Mended {
    /// The file, mended.
    pub edited: Edited,
    /// Codes of what was mended, one for each place.
    pub done: Vec<&'static str>,
    /// Faults whose mend would have changed something else too.
    pub refused: Vec<Diagnostic>,
}

/// Replaces a stretch of the text.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Edit {
    range: Range<usize>,
    text: String,
    fault: Diagnostic,
}

/// Returns a file's text with its faults mended, as far as that is safe; `faults` may name other files too.
pub fn mend(file: &Arc<SourceFile>, faults: &[Diagnostic], shape: &Shape, words: &Vocabulary) -> Mended {
    if let Some(at) = stuck(&file.text) {
        return readable(file, at);
    }
    let mut edits = edits(file, faults);
    // An indent moves what stands below it, so it is mended by itself.
    if edits.iter().any(Edit::moves) {
        edits.retain(Edit::moves);
    }
    meant(file, &edits, shape, words)
}

impl Mended {
    fn new(file: &Arc<SourceFile>) -> Self {
        Self { edited: Edited::untouched(file), done: Vec::new(), refused: Vec::new() }
    }

    fn put(&mut self, edits: &[Edit]) {
        if !edits.is_empty() && self.edited.splice(splices(edits)).is_ok() {
            self.done.extend(edits.iter().map(|edit| edit.fault.code));
        }
    }
}

impl Edit {
    fn moves(&self) -> bool {
        self.fault.code.starts_with("indent")
    }
}

/// Returns the file with those slips mended that keep the reader from getting further.
fn readable(file: &Arc<SourceFile>, mut at: Stuck) -> Mended {
    let mut mended = Mended::new(file);
    let trials = Cell::new(MOST_READ / file.text.len().max(1));
    while let Some((edits, next)) = further(&mended.edited.text, at, &trials) {
        mended.put(&edits);
        match next {
            Some(next) => at = next,
            None => break,
        }
    }
    mended
}

/// Returns the fewest mends that bring the reader past where it is stuck, and where it is stuck then.
fn further(text: &str, at: Stuck, trials: &Cell<usize>) -> Option<(Vec<Edit>, Option<Stuck>)> {
    let file = SourceFile::from_text("", text);
    let mut slips = edits(&file, &slips::find(&file));
    // The reader may notice one line early: it names where the text began that goes wrong.
    slips.retain(|slip| {
        file.line_of(slip.range.start) <= at.line + 1 || slip.fault.code == "hidden-character"
    });
    slips.reverse();
    let past = |edits: &[Edit]| {
        trials.set(trials.get().checked_sub(1)?);
        let next = stuck(&apply(text, edits));
        let gained =
            next.is_none_or(|next| next.line > at.line || (next.line == at.line && next.left < at.left));
        gained.then_some(next)
    };
    for slip in slips.iter().take(MOST_TRIED) {
        let Some(next) = past(std::slice::from_ref(slip)) else { continue };
        // Whoever pasted one pasted many: they go together, or each costs a reading of the whole text.
        if slip.fault.code == "hidden-character" {
            let hidden: Vec<Edit> =
                slips.iter().rev().filter(|s| s.fault.code == slip.fault.code).cloned().collect();
            return past(&hidden).map(|next| (hidden, next));
        }
        return Some((vec![slip.clone()], next));
    }
    let mut size = 2;
    while size < slips.len() * 2 {
        let tried = &slips[..size.min(slips.len())];
        if past(tried).is_some() {
            return Some(fewest(tried, past));
        }
        size = if size < 16 { size + 1 } else { size * 2 };
    }
    None
}

/// Returns what of these mends is needed: each that can be left out is left out, the farthest first.
fn fewest(tried: &[Edit], past: impl Fn(&[Edit]) -> Option<Option<Stuck>>) -> (Vec<Edit>, Option<Stuck>) {
    let mut kept = tried.to_vec();
    let mut next = past(&kept).flatten();
    if kept.len() <= MOST_TRIED {
        for at in (0..kept.len()).rev() {
            let mut fewer = kept.clone();
            fewer.remove(at);
            if let Some(found) = past(&fewer)
                && found.map_or(0, |f| f.left) <= next.map_or(0, |n| n.left)
            {
                (kept, next) = (fewer, found);
            }
        }
    }
    kept.reverse();
    (kept, next)
}

/// Returns the mends of a file's faults in the order of the text; where two overlap, the first.
fn edits(file: &SourceFile, faults: &[Diagnostic]) -> Vec<Edit> {
    let mut edits: Vec<Edit> = (faults.iter())
        .filter_map(|fault| {
            let place = fault
                .at
                .as_ref()
                .filter(|place| place.file.name == file.name && place.file.text == file.text)?;
            let text = fault.mend.clone().filter(|mend| names_what_it_mends(fault, mend))?;
            Some(Edit { range: place.range.clone(), text: with_ends_of(file, text), fault: fault.clone() })
        })
        .filter(|edit| file.text.get(edit.range.clone()).is_some_and(|old| old != edit.text))
        .collect();
    edits.sort_by_key(|edit| (edit.range.start, edit.range.end));
    let mut end = 0;
    edits.retain(|edit| {
        let apart = edit.range.start >= end;
        end = if apart { edit.range.end.max(edit.range.start + 1) } else { end };
        apart
    });
    edits
}

/// Returns whether a fault on a name stands on that name alone and not on a list that holds it; hints are no
/// mends.
fn names_what_it_mends(fault: &Diagnostic, mend: &str) -> bool {
    let word = match fault.code {
        "odd-name" => return false,
        "unknown-key" => "key",
        "unknown-name" | "unknown-reference" => "name",
        "unknown-value" => "value",
        _ => return !mend.is_empty() || fault.code.starts_with("indent") || fault.code == "hidden-character",
    };
    let written =
        fault.at.as_ref().map(|place| place.file.text[place.range.clone()].trim_matches(['"', '\'', ' ']));
    fault.values.iter().any(|(name, value)| *name == word && written == Some(value.trim()))
}

/// Returns a mend of several lines with the line ends of the file.
fn with_ends_of(file: &SourceFile, text: String) -> String {
    if file.text.contains("\r\n") && text.contains('\n') {
        text.replace("\r\n", "\n").replace('\n', "\r\n")
    } else {
        text
    }
}

fn splices(edits: &[Edit]) -> Vec<Splice> {
    let mut sorted: Vec<Splice> = edits.iter().map(|edit| (edit.range.clone(), edit.text.clone())).collect();
    sorted.sort_by_key(|(range, _)| range.start);
    sorted
}

fn apply(text: &str, edits: &[Edit]) -> String {
    spliced(text, &splices(edits))
}

/// Returns the file with all mends in, or, if together they change something else, with those that alone do
/// not.
fn meant(file: &Arc<SourceFile>, edits: &[Edit], shape: &Shape, words: &Vocabulary) -> Mended {
    let mut mended = Mended::new(file);
    let Some(old) = parse(file, &mut Diagnostics::default()).filter(|_| !edits.is_empty()) else {
        return mended;
    };
    let errors = errors(file, &[], shape, words);
    let mut kept: Vec<Edit> = edits.to_vec();
    if !holds(file, &old, &kept, errors, shape, words) {
        kept.clear();
        for edit in edits {
            kept.push(edit.clone());
            if !holds(file, &old, &kept, errors, shape, words) {
                mended.refused.extend(kept.pop().map(|edit| edit.fault));
            }
        }
    }
    mended.put(&kept);
    mended
}

/// Returns whether the mended text says the same but for what was mended, and holds no new error.
fn holds(
    file: &Arc<SourceFile>,
    old: &Node,
    edits: &[Edit],
    errors_before: usize,
    shape: &Shape,
    words: &Vocabulary,
) -> bool {
    let new = SourceFile::from_text(file.name.as_str(), apply(&file.text, edits));
    let mut quiet = Diagnostics::default();
    let Some(tree) = parse(&new, &mut quiet) else { return false };
    if edits.iter().any(Edit::moves) {
        let (mut before, mut after) = (Vec::new(), Vec::new());
        said(old, &mut before);
        said(&tree, &mut after);
        return before == after && errors(&new, &[], shape, words) <= errors_before;
    }
    let mut opened = Vec::new();
    same(old, &tree, edits, &mut opened) && errors(&new, &opened, shape, words) <= errors_before
}

/// Counts the errors of a file, without those inside what could not be read before.
fn errors(file: &Arc<SourceFile>, opened: &[Range<usize>], shape: &Shape, words: &Vocabulary) -> usize {
    let mut diags = Diagnostics::default();
    if let Some(mut tree) = parse(file, &mut diags) {
        conform(&mut tree, shape, words, &mut diags);
    }
    let fresh =
        |d: &Diagnostic| d.at.as_ref().is_some_and(|at| opened.iter().any(|o| o.contains(&at.range.start)));
    diags.iter().filter(|d| d.severity == Severity::Error && !fresh(d)).count()
}

/// Returns the mend of exactly this stretch.
fn exactly<'a>(range: &Range<usize>, edits: &'a [Edit]) -> Option<&'a Edit> {
    edits.iter().find(|edit| edit.range == *range)
}

fn touched(range: &Range<usize>, edits: &[Edit]) -> bool {
    edits.iter().any(|edit| edit.range.start < range.end && range.start < edit.range.end)
}

/// Returns whether two trees are the same but for the mends; notes in `opened` what of the new one is read
/// anew.
fn same(old: &Node, new: &Node, edits: &[Edit], opened: &mut Vec<Range<usize>>) -> bool {
    if let Some(edit) = exactly(&old.place.range, edits) {
        opened.push(new.place.range.clone());
        let column = old.place.line_column().1 - 1;
        return fragment(&format!("{}{}", " ".repeat(column), edit.text))
            .is_some_and(|wanted| alike(&wanted, new));
    }
    match (&old.value, &new.value) {
        (Tree::Null, Tree::Null) => true,
        (Tree::Scalar { text: before, .. }, Tree::Scalar { text: after, .. }) => before == after,
        (Tree::List(before), Tree::List(after)) => same_items(before, after, edits, opened),
        (Tree::Map(before), Tree::Map(after)) => same_entries(before, after, edits, opened),
        _ => false,
    }
}

fn same_items(before: &[Node], after: &[Node], edits: &[Edit], opened: &mut Vec<Range<usize>>) -> bool {
    let mut rest = after;
    for old in before {
        let several = exactly(&old.place.range, edits).and_then(|edit| fragment(&format!("[{}]", edit.text)));
        if let Some(Node { value: Tree::List(wanted), .. }) = several
            && wanted.len() > 1
        {
            let Some((now, more)) = rest.split_at_checked(wanted.len()) else { return false };
            opened.extend(now.iter().map(|node| node.place.range.clone()));
            if !wanted.iter().zip(now).all(|(wanted, now)| alike(wanted, now)) {
                return false;
            }
            rest = more;
            continue;
        }
        let Some((now, more)) = rest.split_first() else { return false };
        if !same(old, now, edits, opened) {
            return false;
        }
        rest = more;
    }
    rest.is_empty()
}

fn same_entries(
    before: &[super::Entry],
    after: &[super::Entry],
    edits: &[Edit],
    opened: &mut Vec<Range<usize>>,
) -> bool {
    let mut rest = after;
    for old in before {
        let braces = |edit: &Edit, inner: String| fragment(&inner).filter(|_| !edit.text.contains('\n'));
        let key =
            exactly(&old.key_place.range, edits).and_then(|edit| braces(edit, format!("{{{}}}", edit.text)));
        let value = exactly(&old.node.place.range, edits)
            .and_then(|edit| braces(edit, format!("{{k: {}}}", edit.text)));
        let wanted = match (key, value) {
            (Some(Node { value: Tree::Map(wanted), .. }), _) => Some(wanted),
            (None, Some(Node { value: Tree::Map(mut wanted), .. })) if wanted.len() > 1 => {
                wanted[0].key.clone_from(&old.key);
                Some(wanted)
            }
            _ => None,
        };
        let count = wanted.as_ref().map_or(1, Vec::len);
        let Some((now, more)) = rest.split_at_checked(count) else { return false };
        if !same_entry(old, now, wanted.as_deref(), edits, opened) {
            return false;
        }
        rest = more;
    }
    rest.is_empty()
}

/// Returns whether the entries that stand for an old one are it, mended.
fn same_entry(
    old: &super::Entry,
    now: &[super::Entry],
    wanted: Option<&[super::Entry]>,
    edits: &[Edit],
    opened: &mut Vec<Range<usize>>,
) -> bool {
    let all = |now: &[super::Entry]| {
        now.first().zip(now.last()).map(|(a, b)| a.key_place.range.start..b.node.place.range.end)
    };
    match (wanted, now) {
        // A key spelt anew: its value is as it was, but only now anybody looks at it.
        (Some([key]), [entry]) if matches!(key.node.value, Tree::Null) => {
            opened.extend(all(now));
            entry.key == key.key && same(&old.node, &entry.node, edits, opened)
        }
        (Some(wanted), _) => {
            opened.extend(all(now));
            wanted
                .iter()
                .zip(now)
                .all(|(wanted, now)| wanted.key == now.key && alike(&wanted.node, &now.node))
        }
        // A colon put into a key: what stood behind it belongs to the value.
        (None, [entry]) if touched(&old.key_place.range, edits) => {
            opened.extend(all(now));
            matches!(old.node.value, Tree::Null | Tree::Scalar { .. }) && old.key.starts_with(&entry.key)
        }
        (None, [entry]) => entry.key == old.key && same(&old.node, &entry.node, edits, opened),
        (None, _) => false,
    }
}

/// Collects all that a tree says, in order, whatever stands below what.
fn said<'a>(node: &'a Node, words: &mut Vec<&'a str>) {
    match &node.value {
        Tree::Null => {}
        Tree::Scalar { text, .. } => words.push(text.trim()),
        Tree::List(items) => items.iter().for_each(|item| said(item, words)),
        Tree::Map(entries) => entries.iter().for_each(|entry| {
            words.push(entry.key.trim());
            said(&entry.node, words);
        }),
    }
}

fn alike(one: &Node, other: &Node) -> bool {
    match (&one.value, &other.value) {
        (Tree::Null, Tree::Null) => true,
        (Tree::Scalar { text: a, .. }, Tree::Scalar { text: b, .. }) => a == b,
        (Tree::List(a), Tree::List(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| alike(a, b)),
        (Tree::Map(a), Tree::Map(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.key == b.key && alike(&a.node, &b.node))
        }
        _ => false,
    }
}

/// Returns the value of a piece of YAML.
fn fragment(text: &str) -> Option<Node> {
    parse(&SourceFile::from_text("", text), &mut Diagnostics::default())
}
