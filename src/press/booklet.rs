//! Pages of a booklet: two on a lying sheet, in such order that the folded sheets read on. Short-edge flip.

use typst::foundations::{Content, Smart};
use typst::layout::{Abs, Frame, FrameItem, Point, Size};
use typst::visualize::{Geometry, Stroke};
use typst_layout::{Page, PagedDocument};

/// Most sheets that fold and staple well; more go into a second signature.
const SHEETS: usize = 10;

/// Returns the sheets. Sheet k of n pages: front [n−2k, 1+2k], back [2+2k, n−1−2k], counted from 1; a missing
/// page is blank.
pub(super) fn impose(pages: &PagedDocument) -> PagedDocument {
    let count = pages.pages().len();
    let mut sides: Vec<Page> = Vec::new();
    for (first, last) in signatures(count) {
        let n = (last - first).next_multiple_of(4);
        for k in 0..n / 4 {
            for (left, right) in [(n - 2 * k, 1 + 2 * k), (2 + 2 * k, n - 1 - 2 * k)] {
                let page = |number: usize| pages.pages()[..last].get(first + number - 1);
                sides.push(spread(page(left), page(right), &pages.pages()[0], sides.len()));
            }
        }
    }
    PagedDocument::new(sides.into(), typst::model::DocumentInfo::default())
}

/// Runs of pages that are stapled together, about equally thick.
fn signatures(count: usize) -> Vec<(usize, usize)> {
    let sheets = count.div_ceil(4);
    let runs = sheets.div_ceil(SHEETS).max(1);
    let size = sheets.div_ceil(runs) * 4;
    (0..runs).map(|i| (i * size, ((i + 1) * size).min(count))).filter(|(first, last)| first < last).collect()
}

fn spread(left: Option<&Page>, right: Option<&Page>, model: &Page, index: usize) -> Page {
    let size = model.frame.size();
    let mut frame = Frame::hard(Size::new(size.x * 2.0, size.y));
    for (page, x) in [(left, Abs::zero()), (right, size.x)] {
        if let Some(page) = page {
            frame.push_frame(Point::with_x(x), bare(&page.frame));
        }
    }
    // Where to fold: 4 mm at both ends.
    for y in [Abs::mm(5.0), size.y - Abs::mm(9.0)] {
        let line = Geometry::Line(Point::with_y(Abs::mm(4.0))).stroked(
            Stroke { thickness: Smart::Custom(Abs::pt(0.25)), ..Stroke::default() }.unwrap_or_default(),
        );
        frame.push(Point::new(size.x, y), FrameItem::Shape(line, typst::syntax::Span::detached()));
    }
    Page {
        frame,
        bleed: model.bleed,
        fill: model.fill.clone(),
        numbering: None,
        supplement: Content::empty(),
        number: index as u64 + 1,
    }
}

/// Without links and tags: their goals are pages of the book, not sheets.
fn bare(frame: &Frame) -> Frame {
    let mut copy = Frame::hard(frame.size());
    for (point, item) in frame.items() {
        match item {
            FrameItem::Link(..) | FrameItem::Tag(_) => {}
            FrameItem::Group(group) => {
                let mut group = group.clone();
                group.frame = bare(&group.frame);
                copy.push(*point, FrameItem::Group(group));
            }
            other => copy.push(*point, other.clone()),
        }
    }
    copy
}

#[cfg(test)]
mod tests {
    use super::signatures;

    #[test]
    fn signatures_cover_every_page_once_and_hold_at_most_ten_sheets() {
        for count in 1..300 {
            let runs = signatures(count);
            assert_eq!(runs.first().map(|r| r.0), Some(0));
            assert_eq!(runs.last().map(|r| r.1), Some(count));
            assert!(runs.windows(2).all(|w| w[0].1 == w[1].0));
            assert!(runs.iter().all(|(a, b)| (b - a).div_ceil(4) <= super::SHEETS));
        }
    }
}
