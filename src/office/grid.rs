//! On which page a heading will stand: the page is a grid of 22 lines of 28 characters, so that can be
//! counted. Readers lay out a little differently; a page more or less is allowed for.

use unicode_width::UnicodeWidthStr;

use super::blocks::{Block, Paper, Section, Table};

/// Height of a line, points.
pub(super) const LINE: f64 = 28.95;
/// Height of a line of the contents: they are no running text.
pub(super) const ENTRY: f64 = 24.0;
/// Height of the type area upright and lying, points.
pub(super) const HIGH: [f64; 2] = [637.8, 442.2];
/// Width of the type area upright and lying, in halves of a character of 15.75 points.
const WIDE: [usize; 2] = [56, 80];
/// Line of a table and what is above and below it, points.
pub(super) const TABLE_LINE: f64 = 16.0;
pub(super) const CELL: f64 = 2.8;
/// A millimetre, points.
pub(super) const MM: f64 = 72.0 / 25.4;

/// Returns the headings of the two highest levels and the titles of annexes, each with its page.
pub(super) fn contents(paper: &Paper) -> Vec<(u8, String, usize)> {
    let entries = paper.sections.iter().flat_map(|s| &s.blocks).filter_map(entry).count();
    let mut pen = Pen { page: 0, y: 0.0, tall: HIGH[0] };
    let mut found = Vec::new();
    for section in &paper.sections {
        pen.turn(section);
        for (i, block) in section.blocks.iter().enumerate() {
            // A heading stays with what follows it.
            let keep = if matches!(block, Block::Heading(..) | Block::Caption(_)) { LINE } else { 0.0 };
            match block {
                Block::Table(table) => pen.table(table),
                block => {
                    let high = height(block, section.wide, entries);
                    pen.fit(high, if i + 1 < section.blocks.len() { keep } else { 0.0 });
                }
            }
            if let Some((level, text)) = entry(block) {
                found.push((level, text.to_owned(), pen.page));
            }
        }
    }
    found
}

fn entry(block: &Block) -> Option<(u8, &str)> {
    match block {
        Block::Heading(level @ 1..=2, text) => Some((*level, text)),
        Block::Annex(text) => Some((1, text)),
        _ => None,
    }
}

struct Pen {
    page: usize,
    y: f64,
    tall: f64,
}

impl Pen {
    fn turn(&mut self, section: &Section) {
        self.page += 1;
        if section.even && self.page % 2 == 1 {
            self.page += 1;
        }
        (self.y, self.tall) = (0.0, HIGH[usize::from(section.wide)]);
    }

    /// Puts something down: line by line, but not its first without what has to stay with it.
    fn fit(&mut self, high: f64, keep: f64) {
        if self.y + high.min(LINE) + keep > self.tall + 0.5 {
            self.page += 1;
            self.y = 0.0;
        }
        self.y += high;
        while self.y > self.tall + 0.5 {
            self.page += 1;
            self.y -= (self.tall / LINE).floor() * LINE;
        }
    }

    fn table(&mut self, table: &Table) {
        let head = if table.head.is_empty() { 0.0 } else { row(&table.head, table) };
        let mut heads = head;
        for cells in &table.rows {
            let high = row(cells, table);
            if self.y + heads + high > self.tall + 0.5 {
                self.page += 1;
                self.y = 0.0;
                heads = head;
            }
            self.y += heads + high;
            heads = 0.0;
        }
    }
}

fn row(cells: &[String], table: &Table) -> f64 {
    let lines = cells.iter().zip(&table.widths).map(|(text, width)| {
        let room = (((f64::from(*width) - 2.0) * MM / 5.25) as usize).max(2);
        text.split('\n').map(|line| line.width().div_ceil(room).max(1)).sum::<usize>()
    });
    let lines = lines.max().unwrap_or(1) as f64;
    (lines * TABLE_LINE + CELL).max(f64::from(table.least) * MM)
}

fn height(block: &Block, wide: bool, entries: usize) -> f64 {
    let room = WIDE[usize::from(wide)];
    let lines = |text: &str, indent: usize| {
        // A line ends a little early where no mark may begin the next.
        let wide = |line: &str| line.width() + line.width() / 100 + indent;
        text.split('\n').map(|line| wide(line).div_ceil(room).max(1)).sum::<usize>() as f64
    };
    match block {
        Block::Title(text) | Block::Annex(text) => {
            (text.width() * 22).div_ceil(room * 16).max(1) as f64 * 36.0
        }
        Block::Heading(_, text) | Block::Body(text) => lines(text, 4) * LINE,
        Block::Line(text) | Block::Right(text, _) | Block::Centre(text) => lines(text, 0) * LINE,
        Block::Label(_) | Block::Gap => LINE,
        Block::Caption(_) => TABLE_LINE + CELL,
        Block::Small(_) => TABLE_LINE,
        Block::Contents => entries as f64 * ENTRY,
        Block::Seal(_) => 50.0 * MM,
        Block::Imprint(_) | Block::Table(_) => 0.0,
    }
}
