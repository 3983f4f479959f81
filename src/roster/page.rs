//! How the columns of a sheet share the width of a page, so that what is printed can be read.
//!
//! Reckoned from characters: a Chinese one is as wide as its size, a digit half of that.

use unicode_width::UnicodeWidthStr;

/// Between the margins of A4, broadside: left 18, right 12.
pub(super) const WIDTH_MM: f64 = 267.0;
/// Lowest row, and lowest row that is filled in by hand.
pub(super) const ROW_MM: (f64, f64) = (9.0, 11.0);
/// Sizes of text: the first at which everything fits, never less than the last.
const SIZES_PT: [f64; 2] = [10.5, 9.0];
/// Points in a millimetre.
pub(super) const PT: f64 = 72.0 / 25.4;
/// What a cell keeps free at its sides.
const PADDING_MM: f64 = 1.8;
/// Height of a line, in sizes of its text.
const LEADING: f64 = 1.3;
/// Lines of a heading at most.
const HEAD_LINES: usize = 4;

/// The columns of a sheet on its page.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Page {
    /// Size of text.
    pub size_pt: f64,
    /// Widths of columns; together [`WIDTH_MM`].
    pub widths_mm: Vec<f64>,
}

impl Page {
    /// Returns the page of columns, given by their headings and cells.
    pub fn of(columns: &[Vec<&str>]) -> Self {
        let sizes = SIZES_PT.map(|size_pt| {
            let em = size_pt / PT;
            let wide = |units: usize| half(units) * em + PADDING_MM;
            let least: Vec<f64> = columns.iter().map(|column| wide(least(column))).collect();
            // What stands on two lines reads well, on one best.
            let two: Vec<f64> = columns.iter().map(|column| wide(longest(column).div_ceil(2) + 1)).collect();
            let one: Vec<f64> = columns.iter().map(|column| wide(longest(column))).collect();
            let fits = least.iter().zip(&two).map(|(a, b)| a.max(*b)).sum::<f64>() <= WIDTH_MM;
            (size_pt, fits, shared(&least, &[two, one]))
        });
        let last = sizes.len() - 1;
        let (size_pt, _, widths_mm) = sizes
            .into_iter()
            .enumerate()
            .find(|(i, (_, fits, _))| *fits || *i == last)
            .map_or_else(|| (SIZES_PT[last], true, Vec::new()), |(_, found)| found);
        Self { size_pt, widths_mm }
    }

    /// Returns the height of a row in millimetres, at least `lowest`.
    pub fn height_mm(&self, cells: &[&str], lowest: f64) -> f64 {
        let em = self.size_pt / PT;
        let lines = cells.iter().zip(&self.widths_mm).map(|(text, width)| {
            let room = ((width - PADDING_MM) / em * 2.0).floor().max(2.0);
            text.split('\n').map(|line| lines(line, room)).sum::<usize>()
        });
        let lines = count(lines.max().unwrap_or(1));
        (lines * LEADING * em + 1.0).max(lowest)
    }
}

/// Returns widths that begin with the least and grow towards each goal in turn, as far as the page goes; what
/// is left over goes to all.
fn shared(least: &[f64], goals: &[Vec<f64>]) -> Vec<f64> {
    let mut widths = least.to_vec();
    for goal in goals {
        let room = WIDTH_MM - widths.iter().sum::<f64>();
        let wants: Vec<f64> = widths.iter().zip(goal).map(|(width, goal)| (goal - width).max(0.0)).collect();
        let all: f64 = wants.iter().sum();
        let part = if all > room { (room / all).max(0.0) } else { 1.0 };
        widths.iter_mut().zip(wants).for_each(|(width, want)| *width += want * part);
    }
    let all: f64 = widths.iter().sum();
    widths.iter().map(|width| width * WIDTH_MM / all.max(1.0)).collect()
}

/// Returns how wide a column must be for its longest word and its heading, in halves of a character.
fn least(column: &[&str]) -> usize {
    let word = column.iter().skip(1).flat_map(|text| words(text)).map(UnicodeWidthStr::width).max();
    let head = column.first().map_or(0, |head| head.width().div_ceil(HEAD_LINES) + 1);
    // What is empty is to be filled in by hand.
    let hand = if longest(column) == 0 { 10 } else { 4 };
    word.unwrap_or(0).max(head).max(hand)
}

fn longest(column: &[&str]) -> usize {
    column.iter().skip(1).flat_map(|text| text.split('\n')).map(UnicodeWidthStr::width).max().unwrap_or(0)
}

/// Returns the parts of a text that are not broken: numbers, Latin words; Chinese breaks anywhere.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| c.is_whitespace() || !c.is_ascii()).filter(|word| !word.is_empty())
}

/// Returns how many lines a text takes of so many halves of a character each.
fn lines(text: &str, room: f64) -> usize {
    let (mut lines, mut used) = (1, 0.0);
    for word in text.split_inclusive(|c: char| c.is_whitespace() || !c.is_ascii()) {
        let wide = count(word.trim_end().width());
        if used + wide > room && used > 0.0 {
            (lines, used) = (lines + 1, 0.0);
        }
        used += count(word.width());
    }
    lines
}

fn half(units: usize) -> f64 {
    count(units) / 2.0
}

fn count(number: usize) -> f64 {
    u32::try_from(number).map_or(f64::from(u32::MAX), f64::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_share_the_page_and_no_number_is_broken() {
        let phone = vec!["户主手机", "138 0000 7001"];
        let narrow = Page::of(&vec![phone.clone(); 20]);
        assert!((narrow.widths_mm.iter().sum::<f64>() - WIDTH_MM).abs() < 0.01);
        assert_eq!(narrow.size_pt.to_string(), "9");
        let wide = Page::of(&vec![phone; 6]);
        assert_eq!(wide.size_pt.to_string(), "10.5");
        // Four digits and a space are never parted.
        assert!(narrow.widths_mm.iter().all(|mm| *mm > 4.5 * 9.0 / PT / 2.0 + PADDING_MM));
        let page = Page { size_pt: 9.0, widths_mm: vec![15.0] };
        assert!(page.height_mm(&["138 0000 7001"], 9.0) > 8.9);
        assert!(page.height_mm(&["一二三四五六七八九十一二三四五六"], 9.0) > 15.0);
    }
}
