//! After layout: every planned item landed, no telephone number is broken over a line, nothing lies off the
//! paper, no page is nearly empty.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::ops::Range;

use typst::layout::{Abs, Frame, FrameItem, Point, Size, Transform};
use typst_layout::PagedDocument;

use super::{Misprint, export};
use crate::model::document::{Document, Finish, Item};

/// Fewest characters on a page of a book, running head and foot counted, which are about twenty where a
/// village has no edition and no date yet; a page to write on says so.
const FEWEST: usize = 32;
/// What pages to write on say; the second is the running head of the forms.
const TO_WRITE_ON: [&str; 2] = ["此页留作记录", "记录表"];

/// Returns what is wrong with the pages of a document.
pub(super) fn audit(pages: &PagedDocument, document: &Document) -> Vec<Misprint> {
    let raw: Vec<Vec<String>> = pages.pages().iter().map(|page| export::lines(&page.frame)).collect();
    let lines: Vec<Vec<String>> =
        raw.iter().map(|page| page.iter().map(|line| squeezed(line)).collect()).collect();
    let mut faults = lost(&lines, document);
    if document.finish != Finish::Plain {
        // The cover may be bare, and its inside where nothing is known that is seen or heard.
        let pages = raw.iter().zip(pages.pages()).enumerate().skip(2);
        let empty = pages.filter(|(_, (words, page))| bare(words) && !pictured(&page.frame));
        faults.extend(empty.map(|(i, _)| Misprint::Bare { page: i + 1 }));
    }
    for (i, page) in pages.pages().iter().enumerate() {
        outside(&page.frame, Transform::identity(), page.frame.size(), i + 1, &mut faults);
    }
    faults
}

/// Items that are not on paper, or not as often as in the data, each piece of paper counted once; telephone
/// numbers must stand on one line, but for an extension.
fn lost(lines: &[Vec<String>], document: &Document) -> Vec<Misprint> {
    let pages: Vec<String> = lines.iter().map(|page| page.concat()).collect();
    let missing = short(&Ink::of(lines), &document.items);
    let over = |texts: &Vec<String>| texts.iter().all(|text| turned(text, &pages));
    let gone = |(item, left): &(&Item, usize)| {
        let there = *left == 0 || item.wordings.iter().any(over);
        !there || !item.wordings.iter().any(|texts| texts.iter().all(|text| unbroken(text, lines)))
    };
    let said = |(item, _): (&Item, usize)| {
        let text = item.wordings.iter().flatten().next().cloned().unwrap_or_default();
        Misprint::Lost { text, at: item.at.clone() }
    };
    document.items.iter().zip(missing).filter(gone).map(said).collect()
}

/// How often items are sought anew, those that found no ink first.
const ROUNDS: usize = 4;

/// Returns how often each item is missing from the ink, if each piece of it is taken for one item only.
///
/// The longest take first: a short text must not take the paper of a long one that contains it. Where two texts
/// stand so close that a third is read over both, who takes what depends on the order: what is missing then has
/// its turn before the others. What finds its ink in any order is on paper.
fn short(ink: &Ink, items: &[Item]) -> Vec<usize> {
    let long = |wording: &[String]| wording.iter().map(|text| squeezed(text).len()).sum::<usize>();
    let all = items.iter().enumerate();
    let mut wordings: Vec<(usize, &Vec<String>)> =
        all.flat_map(|(i, item)| item.wordings.iter().map(move |wording| (i, wording))).collect();
    let mut first = vec![false; items.len()];
    let mut rounds = ROUNDS;
    loop {
        rounds -= 1;
        wordings.sort_by_key(|(i, wording)| (!first[*i], Reverse(long(wording))));
        let mut ink = ink.clone();
        let mut missing: Vec<usize> = items.iter().map(|item| item.times).collect();
        for (i, wording) in &wordings {
            while missing[*i] > 0 && ink.take(wording) {
                missing[*i] -= 1;
            }
        }
        let mut changed = false;
        for (first, _) in first.iter_mut().zip(&missing).filter(|(first, left)| !**first && **left > 0) {
            (*first, changed) = (true, true);
        }
        if !changed || rounds == 0 {
            return missing;
        }
    }
}

/// Fewest letters of a text that may go on over a page.
const TURNED: usize = 4;

/// Whether a text begins on a page and ends on the next, with running foot and head between.
fn turned(text: &str, pages: &[String]) -> bool {
    let wanted = squeezed(text);
    let both = |cut: usize| {
        let (first, second) = wanted.split_at(cut);
        pages.windows(2).any(|pair| pair[0].contains(first) && pair[1].contains(second))
    };
    wanted.chars().count() >= TURNED && wanted.char_indices().skip(1).any(|(cut, _)| both(cut))
}

/// Whether a text, if it is a telephone number, stands on one line somewhere.
fn unbroken(text: &str, lines: &[Vec<String>]) -> bool {
    let number = text.split('转').next().unwrap_or_default();
    let dialled = number.chars().filter(char::is_ascii_digit).count() > 6;
    let is_number =
        dialled && number.chars().all(|c| c.is_ascii_digit() || c.is_whitespace() || matches!(c, '-' | '+'));
    let wanted = squeezed(number);
    !is_number || lines.iter().flatten().any(|line| line.contains(&wanted))
}

/// Most letters and figures, in bytes, between two sentences of one wording: the number of a step and what
/// stands before it.
const BETWEEN: usize = 60;

/// All letters and figures of the pages in a row, and which of them have been taken for an item.
#[derive(Clone)]
struct Ink {
    text: String,
    taken: Vec<bool>,
    /// Where the next search for a text starts.
    from: HashMap<String, usize>,
}

impl Ink {
    fn of(lines: &[Vec<String>]) -> Self {
        let text: String = lines.iter().flatten().map(String::as_str).collect();
        Self { taken: vec![false; text.len()], from: HashMap::new(), text }
    }

    /// Takes these texts if all of them are there, one close behind the other; else none.
    fn take(&mut self, texts: &[String]) -> bool {
        let wanted: Vec<String> = texts.iter().map(|text| squeezed(text)).collect();
        let [first, rest @ ..] = wanted.as_slice() else { return true };
        let mut from = self.from.get(first).copied().filter(|_| rest.is_empty()).unwrap_or(0);
        while let Some(start) = self.find(first, from, self.text.len()) {
            from = start + first.chars().next().map_or(1, char::len_utf8);
            if let Some(runs) = self.behind(start + first.len(), rest) {
                if rest.is_empty() {
                    self.from.insert(first.clone(), from);
                }
                for run in std::iter::once(start..start + first.len()).chain(runs) {
                    self.taken[run].fill(true);
                }
                return true;
            }
        }
        false
    }

    /// Where these texts stand behind each other from here on.
    fn behind(&self, mut end: usize, texts: &[String]) -> Option<Vec<Range<usize>>> {
        let mut runs = Vec::new();
        for text in texts {
            let start = self.find(text, end, end + BETWEEN)?;
            end = start + text.len();
            runs.push(start..end);
        }
        Some(runs)
    }

    /// The first place of a text from here on that is not taken and begins before that.
    fn find(&self, wanted: &str, mut from: usize, before: usize) -> Option<usize> {
        loop {
            let start = from + self.text.get(from..)?.find(wanted).filter(|start| from + start < before)?;
            if !self.taken[start..start + wanted.len()].contains(&true) {
                return Some(start);
            }
            from = start + wanted.chars().next().map_or(1, char::len_utf8);
        }
    }
}

fn bare(page: &[String]) -> bool {
    let count = page.iter().flat_map(|line| line.chars()).filter(|c| !c.is_whitespace()).count();
    count < FEWEST && !page.iter().any(|line| TO_WRITE_ON.iter().any(|words| line.contains(words)))
}

/// Whether a picture is as wide as a column.
fn pictured(frame: &Frame) -> bool {
    frame.items().any(|(_, item)| match item {
        FrameItem::Group(group) => pictured(&group.frame),
        FrameItem::Image(_, size, _) => size.x > Abs::mm(60.0),
        _ => false,
    })
}

/// Letters and figures only: layouts break lines at marks, tie figures to their units with joiners and draw
/// blanks as lines.
fn squeezed(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// How near to the edge of the paper printers print, in millimetres.
const EDGE: f64 = 4.0;

/// Collects text that a page which was moved brings too near to the edge of its paper.
pub(super) fn near(frame: &Frame, page: usize, faults: &mut Vec<Misprint>) {
    let size = frame.size();
    let inner = Size::new(size.x - Abs::mm(2.0 * EDGE), size.y - Abs::mm(2.0 * EDGE));
    outside(frame, Transform::translate(-Abs::mm(EDGE), -Abs::mm(EDGE)), inner, page, faults);
}

/// Collects text whose base line begins off the paper. What a layout cuts on purpose, as a tile of a poster,
/// is not counted.
fn outside(frame: &Frame, ts: Transform, paper: Size, page: usize, faults: &mut Vec<Misprint>) {
    for (at, item) in frame.items() {
        let here = ts.pre_concat(Transform::translate(at.x, at.y));
        match item {
            FrameItem::Group(group) if group.clip.is_none() => {
                outside(&group.frame, here.pre_concat(group.transform), paper, page, faults);
            }
            FrameItem::Text(run) => {
                let ends = [Point::zero(), Point::with_x(run.width())].map(|point| point.transform(here));
                let off = |p: &Point| {
                    p.x < Abs::pt(-0.5)
                        || p.y < Abs::pt(-0.5)
                        || p.x > paper.x + Abs::pt(0.5)
                        || p.y > paper.y + Abs::pt(0.5)
                };
                if ends.iter().any(off) {
                    faults.push(Misprint::Outside { text: run.text.to_string(), page });
                }
            }
            _ => {}
        }
    }
}
