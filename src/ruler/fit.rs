//! Fitting: words into a seat of a card, by arithmetic, before anything is set.
//!
//! A seat is a place on a card with its measures, the sizes that its words may have, the largest first, and how
//! many lines. Seats stand in `templates/seats.json`, which layouts read as well. What comes out is a block:
//! lines of runs, each with its size, which a layout only draws. `check` asks the same question of a name and
//! a seat, so that what it passes can be set.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use super::{Line, Piece, Ruler, Style};
use crate::builtin;

/// Points in a millimetre.
pub const MM: f64 = 72.0 / 25.4;
/// What a sum of widths and heights may be off.
const NEAR: f64 = 0.01;
/// Weight of plain words, and of bold ones.
const WEIGHTS: [u16; 2] = [500, 700];
/// Words that hold together if they are no longer.
const HELD: usize = 12;
/// Stands in a paragraph for what is drawn.
const DRAWN: char = '\u{fffc}';
/// Holds two characters together.
const JOINER: char = '\u{2060}';
/// Units that stay with their figure.
const UNITS: [&str; 12] =
    ["毫米", "厘米", "公里", "分钟", "小时", "个月", "公分", "千米", "立方", "平方", "公斤", "千瓦"];
/// The same of one character.
const UNIT: &str = "%℃米户人岁个级台遍次天月日时点分秒度层步处名口头件把年号";
/// Behind these a name is best broken, and before those.
const BEHIND: &str = "·、，；：）村组路镇乡街区 ";
const BEFORE: &str = "第（";

/// A place on a card; lengths in millimetres, sizes in points, `lead` in ems between lines.
#[derive(Debug, Clone, Deserialize)]
#[expect(missing_docs, reason = "the measures are named as in the file")]
pub struct Seat {
    #[serde(default)]
    pub x: f64,
    #[serde(default)]
    pub y: f64,
    pub w: f64,
    pub h: f64,
    #[serde(default)]
    pub sizes: Vec<f64>,
    #[serde(default = "one")]
    pub lines: usize,
    #[serde(default = "usual")]
    pub lead: f64,
    #[serde(default)]
    pub gap: f64,
}

fn one() -> usize {
    99
}

fn usual() -> f64 {
    0.3
}

impl Seat {
    /// The same seat, so wide and so high.
    #[must_use]
    pub fn of(&self, w: f64, h: f64) -> Self {
        Self { w, h, ..self.clone() }
    }

    /// The same seat for one line.
    #[must_use]
    pub fn single(&self) -> Self {
        Self { lines: 1, ..self.clone() }
    }

    /// The same seat at one size.
    #[must_use]
    pub fn at(&self, size: f64) -> Self {
        Self { sizes: vec![size], ..self.clone() }
    }
}

static FORM: LazyLock<BTreeMap<String, BTreeMap<String, Seat>>> = LazyLock::new(|| {
    let text = builtin::text("templates/seats.json").expect("the form is built in");
    serde_json::from_str(text).expect("the form is read by the tests")
});

/// Returns a seat of a card.
///
/// # Panics
/// If the form has none of that name.
pub fn seat(card: &str, name: &str) -> &'static Seat {
    FORM.get(card).and_then(|seats| seats.get(name)).unwrap_or_else(|| panic!("no seat {card}.{name}"))
}

/// Returns the program's own faces as a ruler.
pub fn ruler() -> &'static Ruler<'static> {
    static OWN: LazyLock<Ruler> = LazyLock::new(|| {
        let file = |name: &str| builtin::FONTS.iter().find(|(own, _)| *own == name).map_or(&[][..], |f| f.1);
        let own = [file("DuoanSans-Regular.otf"), file("DuoanSans-Medium.otf"), file("DuoanSans-Bold.otf")];
        Ruler::new(&[&own, &[file("DuoanSansExt-Medium.otf")]])
    });
    &OWN
}

/// Words in one weight.
#[derive(Debug, Clone)]
pub struct Word {
    text: String,
    bold: bool,
    /// Points more than the block's size.
    more: f64,
    /// Its own size, whatever the block's is.
    own: Option<f64>,
    /// Whether it is not broken.
    held: bool,
    /// Whether it is a number to ring.
    number: bool,
    /// What stands in the line instead of words, and how wide it is in millimetres.
    drawn: Option<(&'static str, f64)>,
}

/// Returns how many bytes of a text are the unit of a figure before it.
pub fn unit(text: &str) -> usize {
    let long = UNITS.iter().find(|word| text.starts_with(**word)).map(|word| word.len());
    let short = || text.chars().next().filter(|c| UNIT.contains(*c)).map(char::len_utf8);
    long.or_else(short).unwrap_or_default()
}

/// Returns a number to ring: bold and never broken.
pub fn number(text: impl Into<String>) -> Word {
    Word { number: true, held: true, ..bold(text) }
}

/// Returns plain words.
pub fn plain(text: impl Into<String>) -> Word {
    Word { text: text.into(), bold: false, more: 0.0, own: None, held: false, number: false, drawn: None }
}

/// Returns what a layout draws into the line, by its name, so many millimetres wide.
pub fn drawn(name: &'static str, width: f64) -> Word {
    Word { drawn: Some((name, width)), ..plain(DRAWN) }
}

/// Returns bold words.
pub fn bold(text: impl Into<String>) -> Word {
    Word { bold: true, ..plain(text) }
}

impl Word {
    /// The same words, so many points larger than the others.
    #[must_use]
    pub fn larger(self, more: f64) -> Self {
        Self { more, ..self }
    }

    /// The same words at this size, whatever the others have.
    #[must_use]
    pub fn sized(self, size: f64) -> Self {
        Self { own: Some(size), ..self }
    }

    /// The same words on one line, unless they are very long.
    #[must_use]
    pub fn held(self) -> Self {
        Self { held: true, ..self }
    }

    fn style(&self, size: f64) -> Style {
        Style {
            weight: WEIGHTS[usize::from(self.bold)],
            size: self.own.unwrap_or(size + self.more).max(9.0),
            tabular: true,
        }
    }

    /// The text with joiners where it must not break: figures and their units, names.
    fn tied(&self) -> String {
        let count = self.text.chars().count();
        let mut tied = String::new();
        let mut last: Option<char> = None;
        // Bytes up to which a unit goes on.
        let mut unit = 0;
        let digit = |c: char| c.is_ascii_digit() || c == '.';
        for (at, c) in self.text.char_indices() {
            let joins = last.is_some_and(|before| {
                (self.held && count <= HELD)
                    || at < unit
                    || (digit(before) && (c.is_alphabetic() || matches!(c, '%' | '℃')))
                    || (digit(c) && before == '-')
                    || before == '→'
            });
            if joins {
                tied.push(JOINER);
            }
            if last.is_some_and(digit)
                && let Some(word) = UNITS.iter().find(|word| self.text[at..].starts_with(**word))
            {
                unit = at + word.len();
            }
            // The groups of a number stay together.
            tied.push(if c == ' ' && last.is_some_and(digit) { '\u{a0}' } else { c });
            last = Some(c);
        }
        tied
    }
}

/// A run of a line as the layout sets it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Run {
    /// Words, or nothing.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub t: String,
    /// A number to ring, or nothing.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub n: String,
    /// Name of what is drawn here, or nothing.
    #[serde(skip_serializing_if = "str::is_empty")]
    pub g: &'static str,
    /// Its width in millimetres.
    #[serde(skip_serializing_if = "is_nothing")]
    pub w: f64,
    /// Size in points.
    pub s: f64,
    /// Whether they are bold.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub b: bool,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "as the serialiser asks it")]
fn is_nothing(width: &f64) -> bool {
    *width == 0.0
}

impl Run {
    fn words(text: String, size: f64, bold: bool) -> Self {
        Self { t: text, n: String::new(), g: "", w: 0.0, s: size, b: bold }
    }

    /// Returns what it says.
    pub fn said(&self) -> &str {
        if self.n.is_empty() { &self.t } else { &self.n }
    }

    fn piece(&self) -> Piece<'_> {
        if self.g.is_empty() {
            let style = Style { weight: WEIGHTS[usize::from(self.b)], size: self.s, tabular: true };
            Piece::Text(self.said(), style)
        } else {
            Piece::Block(self.w * MM)
        }
    }
}

/// Words as they are broken: the text with its joiners, its style, what is drawn instead.
struct Tied {
    text: String,
    style: Style,
    drawn: Option<(&'static str, f64)>,
    number: bool,
}

impl Tied {
    fn piece(&self) -> Piece<'_> {
        self.drawn.map_or(Piece::Text(&self.text, self.style), |(_, width)| Piece::Block(width * MM))
    }
}

/// Words as they stand in their seat.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Block {
    /// Lines.
    pub lines: Vec<Vec<Run>>,
    /// Points between lines.
    pub lead: f64,
    /// Millimetres needed and had, where it does not fit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub over: Option<Over>,
    /// Height in millimetres.
    #[serde(skip)]
    pub tall: f64,
    /// Width of the widest line in millimetres.
    #[serde(skip)]
    pub wide: f64,
}

/// By how much words are too many for their seat.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Over {
    /// Millimetres needed.
    pub need: f64,
    /// Millimetres there.
    pub have: f64,
}

impl Block {
    /// Returns whether it fits.
    pub fn fits(&self) -> bool {
        self.over.is_none()
    }

    /// Puts another below it.
    #[must_use]
    pub fn above(mut self, other: Self) -> Self {
        self.tall += self.lead / MM + other.tall;
        self.wide = self.wide.max(other.wide);
        self.lines.extend(other.lines);
        self.over = self.over.or(other.over);
        self
    }
}

/// Returns these words in a seat: at the largest of its sizes at which they fit, else at the smallest, with what
/// is missing.
pub fn fit(words: &[Word], seat: &Seat) -> Block {
    let mut last = None;
    for &size in &seat.sizes {
        let block = measured(broken(words, size, seat), size, seat);
        if block.fits() {
            return block;
        }
        last = Some(block);
    }
    last.expect("a seat of words has a size")
}

/// Returns a name in a seat: on one line at the largest size that goes, then on more, broken where a name may be.
pub fn name(text: &str, seat: &Seat) -> Block {
    let letters: Vec<char> = text.chars().collect();
    let most = seat.lines.min((letters.len() / 2).max(1));
    let style = Style { size: 1.0, ..bold("").style(9.0) };
    let mut wide = vec![0.0];
    for letter in &letters {
        wide.push(wide[wide.len() - 1] + ruler().width(letter.encode_utf8(&mut [0; 4]), style));
    }
    let mut last = None;
    for count in 1..=most {
        for &size in &seat.sizes {
            // Names have no marks that give way: what their letters are wide is what they are.
            let fits = |from: usize, to: usize| (wide[to] - wide[from]) * size <= seat.w * MM + NEAR;
            let ends = line_ends(&letters, &fits, 0, count);
            let whole = ends.is_some();
            let ends = ends.unwrap_or_else(|| vec![letters.len()]);
            let starts = std::iter::once(0).chain(ends.iter().copied());
            let lines = starts.zip(&ends).map(|(from, to)| {
                let part: String = letters[from..*to].iter().collect();
                vec![Run::words(part.trim().to_owned(), size, true)]
            });
            let block = measured(lines.collect(), size, seat);
            if whole && block.fits() {
                return block;
            }
            last = Some(block);
        }
    }
    last.expect("a seat of words has a size")
}

/// Returns the width of a bold name on one line at the smallest size of a seat, in millimetres.
pub fn width(text: &str, seat: &Seat) -> f64 {
    let size = seat.sizes.last().copied().unwrap_or_default();
    ruler().width(text, bold(text).style(size)) / MM
}

/// Ends of `count` lines of letters from `at` on, at least two on each: at good places first, then about even.
fn line_ends(
    letters: &[char],
    fits: &dyn Fn(usize, usize) -> bool,
    at: usize,
    count: usize,
) -> Option<Vec<usize>> {
    let all = letters.len();
    if count == 1 {
        return fits(at, all).then(|| vec![all]);
    }
    let even = at + (all - at) / count;
    let good = |j: usize| BEHIND.contains(letters[j - 1]) || BEFORE.contains(letters[j]);
    let mut ends: Vec<usize> =
        (at + 2..(all + 3).saturating_sub(2 * count)).filter(|&j| fits(at, j)).collect();
    ends.sort_by_key(|&j| j.abs_diff(even) + if good(j) { 0 } else { all });
    ends.into_iter().find_map(|j| {
        let rest = line_ends(letters, fits, j, count - 1)?;
        Some(std::iter::once(j).chain(rest).collect())
    })
}

/// Returns whether the last line is a single character.
fn lone(tied: &[Tied], lines: &[Line]) -> bool {
    let text: String = tied.iter().map(|word| word.text.as_str()).collect();
    let letters = |line: &Line| text[line.range.clone()].chars().filter(|c| c.is_alphanumeric()).count();
    lines.len() > 1 && lines.last().is_some_and(|line| letters(line) < 2)
}

/// Returns the lines of texts, a little narrower where that saves a last line of one character.
fn even(tied: &[Tied], size: f64, seat: &Seat) -> Vec<Line> {
    let pieces: Vec<Piece> = tied.iter().map(Tied::piece).collect();
    let width = seat.w * MM;
    let lines = ruler().paragraph(&pieces, width);
    if !lone(tied, &lines) {
        return lines;
    }
    let narrower = (1..=8).map(|half| ruler().paragraph(&pieces, width - f64::from(half) * size / 2.0));
    let better = narrower.into_iter().find(|other| other.len() == lines.len() && !lone(tied, other));
    better.unwrap_or(lines)
}

/// Breaks words into lines of runs; no last line is a single character.
fn broken(words: &[Word], size: f64, seat: &Seat) -> Vec<Vec<Run>> {
    let tie = |word: &Word| Tied {
        text: word.tied(),
        style: word.style(size),
        drawn: word.drawn,
        number: word.number,
    };
    let mut tied: Vec<Tied> = words.iter().map(tie).collect();
    let mut lines = even(&tied, size, seat);
    if lone(&tied, &lines) {
        // No width a little narrower helps: the last character takes the one before it along.
        if let Some(word) = tied.last_mut()
            && let Some((last, _)) = word.text.char_indices().next_back()
        {
            word.text.insert(last, JOINER);
        }
        lines = even(&tied, size, seat);
    }
    let text: String = tied.iter().map(|word| word.text.as_str()).collect();
    let mut starts = Vec::new();
    let mut at = 0;
    for word in &tied {
        starts.push((at..at + word.text.len(), word));
        at += word.text.len();
    }
    let runs = |(i, line): (usize, Line)| -> Vec<Run> {
        let mut runs: Vec<(String, &Tied)> = Vec::new();
        for (range, word) in &starts {
            let (from, to) = (range.start.max(line.range.start), range.end.min(line.range.end));
            if from < to {
                runs.push((text[from..to].replace(JOINER, ""), word));
            }
        }
        if let Some((last, ..)) = runs.last_mut() {
            last.truncate(last.trim_end().len());
        }
        if let Some((first, ..)) = runs.first_mut().filter(|_| i > 0) {
            *first = first.trim_start().to_owned();
        }
        runs.retain(|(text, ..)| !text.is_empty());
        runs.into_iter().map(|(text, word)| run(text, word)).collect()
    };
    lines.into_iter().enumerate().map(runs).collect()
}

/// Returns a part of words as a run.
fn run(text: String, word: &Tied) -> Run {
    let words = Run::words(text, word.style.size, word.style.weight == WEIGHTS[1]);
    match word.drawn {
        Some((g, w)) => Run { t: String::new(), g, w, ..words },
        None if word.number => Run { n: words.t, t: String::new(), ..words },
        None => words,
    }
}

/// Returns lines as a block, with what is missing in its seat.
fn measured(lines: Vec<Vec<Run>>, size: f64, seat: &Seat) -> Block {
    let wide = |line: &Vec<Run>| {
        let pieces: Vec<Piece> = line.iter().map(Run::piece).collect();
        ruler().paragraph(&pieces, f64::INFINITY).iter().map(|line| line.width).fold(0.0, f64::max)
    };
    let high = |line: &Vec<Run>| line.iter().map(|run| run.s).fold(0.0, f64::max);
    let lead = seat.lead * size;
    let gaps = u32::try_from(lines.len().saturating_sub(1)).map_or(0.0, f64::from);
    let tall = (lines.iter().map(high).sum::<f64>() + gaps * lead) / MM;
    let wide = lines.iter().map(wide).fold(0.0, f64::max) / MM;
    let over = if wide > seat.w + NEAR {
        Some(Over { need: wide, have: seat.w })
    } else if tall > seat.h + NEAR || lines.len() > seat.lines {
        let one = (lead + size) / MM;
        let lines = u32::try_from(lines.len().saturating_sub(seat.lines)).map_or(0.0, f64::from);
        Some(Over { need: tall.max(seat.h + lines * one), have: seat.h })
    } else {
        None
    };
    Block { lines, lead, over, tall, wide }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seat(w: f64, h: f64, sizes: &[f64], lines: usize) -> Seat {
        Seat { x: 0.0, y: 0.0, w, h, sizes: sizes.to_vec(), lines, lead: 0.2, gap: 0.0 }
    }

    fn texts(block: &Block) -> Vec<String> {
        block.lines.iter().map(|line| line.iter().map(Run::said).collect()).collect()
    }

    #[test]
    fn a_name_goes_on_one_line_then_smaller_then_on_two() {
        let place = seat(40.0, 12.0, &[16.0, 14.0], 2);
        assert_eq!(texts(&name("村小学", &place)), ["村小学"]);
        let long = name("阿卜杜热合曼·买买提江", &place);
        assert_eq!(texts(&long), ["阿卜杜热合曼·", "买买提江"]);
        assert!(long.fits() && long.lines[0][0].s > 13.9);
        assert!(!name(&"长".repeat(60), &place).fits());
    }

    #[test]
    fn figures_keep_their_units_and_no_line_is_one_character() {
        for ems in 4..14 {
            let place = seat(f64::from(ems) * 12.0 / MM, 99.0, &[12.0], 99);
            let words =
                [plain("一小时雨量到了45毫米，或者"), bold("138 0000 0001"), plain("水面漂来整棵的树枝")];
            let lines = texts(&fit(&words, &place));
            assert!(lines.iter().any(|line| line.contains("45毫米")), "{lines:?}");
            if ems > 8 {
                assert!(lines.iter().any(|line| line.contains("138\u{a0}0000\u{a0}0001")), "{lines:?}");
            }
            assert!(lines.last().unwrap().chars().count() > 1, "{lines:?}");
        }
    }

    #[test]
    fn what_is_drawn_takes_its_room_in_the_line() {
        let place = seat(30.0, 99.0, &[12.0], 99);
        let block = fit(&[drawn("level", 20.0), plain("敲锣喊人往坡上走")], &place);
        assert_eq!(texts(&block), ["敲锣", "喊人往坡上走"]);
        assert_eq!((block.lines[0][0].g, block.lines[0][0].w), ("level", 20.0));
        assert!(block.fits() && block.wide > 28.0);
    }

    #[test]
    fn every_seat_of_words_has_sizes_that_can_be_read() {
        for (card, seats) in FORM.iter() {
            for (name, seat) in seats {
                assert!(seat.sizes.iter().all(|size| *size >= 9.0), "{card}.{name}");
                assert!(seat.sizes.is_sorted_by(|a, b| a > b), "{card}.{name}");
            }
        }
    }
}
