//! What a printer does wrong, as measured on its test page: the back moved against the front, both drawn too
//! small or too large.

use std::fmt;

use serde::Serialize;

/// Columns of the grid behind the ring; the middle one is where the back should be.
const COLUMNS: &str = "ABCDEFGHIJK";
/// Rows of the grid.
const ROWS: i32 = 11;
/// What the lines of the test page measure if the printer does not scale, in millimetres.
const LINE: f64 = 200.0;
/// What is a setting of the print window rather than a fault of the printer.
const SCALES: std::ops::RangeInclusive<f64> = 0.96..=1.04;

/// What is to be done about it: how far backs move, and how much larger every page is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Correction {
    /// Millimetres to the right.
    pub right: f64,
    /// Millimetres down.
    pub down: f64,
    /// Across the page.
    pub across: f64,
    /// Along the page.
    pub along: f64,
}

/// Why what was read off a test page cannot be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unread {
    /// No cell of the grid.
    Hole,
    /// No two lengths.
    Line,
    /// So much smaller or larger that the print window was not set to the real size.
    Scaled,
}

impl Correction {
    /// Returns what undoes it: the cell that a pin through the ring meets, and how long the two lines are.
    ///
    /// # Errors
    /// If no test page can say that.
    pub fn read(hole: &str, line: &str) -> Result<Self, Unread> {
        let hole = hole.trim().to_ascii_uppercase();
        let column = hole.chars().next().and_then(|letter| COLUMNS.find(letter)).ok_or(Unread::Hole)?;
        let row: i32 = hole[1..].parse().ok().filter(|row| (1..=ROWS).contains(row)).ok_or(Unread::Hole)?;
        let lengths: Vec<f64> = line.split([',', '，']).filter_map(|part| part.trim().parse().ok()).collect();
        let [across, along] = lengths[..] else { return Err(Unread::Line) };
        let scale =
            |length: f64| Some(LINE / length).filter(|scale| SCALES.contains(scale)).ok_or(Unread::Scaled);
        let column = i32::try_from(column).unwrap_or_default();
        Ok(Self {
            right: f64::from(column - 5),
            down: f64::from(row - 6),
            across: scale(across)?,
            along: scale(along)?,
        })
    }
}

impl fmt::Display for Correction {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let way = |length: f64, words: [&str; 2]| {
            format!("{}{:.0}", words[usize::from(length < 0.0)], length.abs())
        };
        write!(
            f,
            "{} mm, {} mm, {:.1} %, {:.1} %",
            way(self.right, ["→ ", "← "]),
            way(self.down, ["↓ ", "↑ "]),
            self.across * 100.0,
            self.along * 100.0
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn backs_move_towards_the_cell_and_pages_grow_by_what_is_missing() {
        let one = Correction::read("D7", "197.2,197.0").unwrap();
        assert_eq!((one.right, one.down), (-2.0, 1.0));
        assert!((one.across - 200.0 / 197.2).abs() < 1e-9 && (one.along - 200.0 / 197.0).abs() < 1e-9);
        let none = Correction::read("f6", "200，200").unwrap();
        assert_eq!((none.right, none.down, none.across, none.along), (0.0, 0.0, 1.0, 1.0));
        for (hole, line, why) in [
            ("L3", "200,200", Unread::Hole),
            ("A12", "200,200", Unread::Hole),
            ("", "200,200", Unread::Hole),
            ("F6", "200", Unread::Line),
            ("F6", "186,200", Unread::Scaled),
            ("F6", "0,200", Unread::Scaled),
        ] {
            assert_eq!(Correction::read(hole, line), Err(why), "{hole} {line}");
        }
    }
}
