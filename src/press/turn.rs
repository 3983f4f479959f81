//! Sheets as a printer needs them that moves or shrinks what it prints: the layout and its words stay, the ink
//! is moved back.

use typst::layout::{Abs, Point, Ratio, Transform};
use typst_layout::{Page, PagedDocument};

use super::{Misprint, Sheets, audit};
use crate::model::printer::Correction;

impl Sheets {
    /// Returns the same sheets drawn larger by what the printer shrinks, every second page moved by what it
    /// moves, if that is a back.
    ///
    /// # Errors
    /// If ink would come too near to the edge of the paper to be printed.
    pub fn corrected(mut self, printer: &Correction, backs: bool) -> Result<Self, Vec<Misprint>> {
        let mut faults = Vec::new();
        let moved = |(i, page): (usize, &Page)| {
            let mut page = page.clone();
            let size = page.frame.size();
            let centre = Point::new(size.x / 2.0, size.y / 2.0);
            let (right, down) = if backs && i % 2 == 1 { (printer.right, printer.down) } else { (0.0, 0.0) };
            let shift = Transform::translate(centre.x + Abs::mm(right), centre.y + Abs::mm(down));
            let scale = Transform::scale(Ratio::new(printer.across), Ratio::new(printer.along));
            let back = Transform::translate(-centre.x, -centre.y);
            let whole = shift.pre_concat(scale).pre_concat(back);
            let mut frame = typst::layout::Frame::hard(size);
            page.frame.transform(whole);
            frame.push_frame(Point::zero(), page.frame);
            page.frame = frame;
            audit::near(&page.frame, i + 1, &mut faults);
            page
        };
        let pages = self.pages.pages().iter().enumerate().map(moved).collect();
        let info = self.pages.info_mut().clone();
        self.pages = PagedDocument::new(pages, info);
        if faults.is_empty() { Ok(self) } else { Err(faults) }
    }
}
