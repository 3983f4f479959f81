//! After layout: every planned item landed, no telephone number is broken over a line, nothing lies off the
//! paper, no page is nearly empty.

use typst::layout::{Abs, Frame, FrameItem, Point, Size, Transform};
use typst_layout::PagedDocument;

use super::{Misprint, export};
use crate::model::document::{Document, Finish};

/// Fewest characters on a page of a book, running head and foot counted, which are about twenty where a
/// village has no edition and no date yet; a page to write on says so.
const FEWEST: usize = 32;
/// What pages to write on say; the second is the running head of the forms.
const TO_WRITE_ON: [&str; 2] = ["此页留作记录", "记录表"];

/// Returns what is wrong with the pages of a document.
pub(super) fn audit(pages: &PagedDocument, document: &Document) -> Vec<Misprint> {
    let lines: Vec<Vec<String>> = pages
        .pages()
        .iter()
        .map(|page| export::lines(&page.frame).iter().map(|line| squeezed(line)).collect())
        .collect();
    let mut faults = lost(&lines, document);
    if document.finish != Finish::Plain {
        // The cover may be bare.
        let pages = lines.iter().zip(pages.pages()).enumerate().skip(1);
        let empty = pages.filter(|(_, (words, page))| bare(words) && !pictured(&page.frame));
        faults.extend(empty.map(|(i, _)| Misprint::Bare { page: i + 1 }));
    }
    for (i, page) in pages.pages().iter().enumerate() {
        outside(&page.frame, Transform::identity(), page.frame.size(), i + 1, &mut faults);
    }
    faults
}

/// Items of which no wording is on paper; numbers must stand on one line.
fn lost(lines: &[Vec<String>], document: &Document) -> Vec<Misprint> {
    let flow: String = lines.iter().flatten().map(String::as_str).collect();
    let there = |said: &str| {
        let wanted = squeezed(said);
        let broken = said.starts_with(|c: char| c.is_ascii_digit())
            && !lines.iter().flatten().any(|line| line.contains(&wanted));
        flow.contains(&wanted) && !broken
    };
    let gone = document.items.iter().filter(|item| !item.iter().any(|said| there(said)));
    gone.map(|item| Misprint::Lost { text: item.first().cloned().unwrap_or_default() }).collect()
}

fn bare(page: &[String]) -> bool {
    let count: usize = page.iter().map(|line| line.chars().count()).sum();
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

/// Without spaces and the joiners that tie figures to their units.
fn squeezed(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && *c != '\u{2060}').collect()
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
