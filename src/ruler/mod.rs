//! The ruler: how wide a text is and how many lines it takes, reckoned from the fonts' own advances.
//!
//! A card has a smallest legible size, so whether a name fits, and on how many lines, is a question of
//! content: it is asked by `check` (before anything is set), by `compose` (which size, which lines, a second
//! card) and by whoever types. The engine's `measure` answers it too, at the cost of laying out; here the
//! same answer is a sum. The rules are those of the typesetting engine's paragraphs with *simple* line
//! breaking: shaping by the same shaper, line break opportunities from the same tables, half a Chinese mark
//! given up at the ends of a line and between two marks, a quarter em between Han and Latin where a layout
//! asks for it. `tests/suite/ruler.rs` compares it with the engine, string by string, so that an update that
//! changes a rule is seen. Not covered: justification, hyphenation, addresses of the web (which the engine
//! breaks by rules of its own).
//!
//! Units: points for sizes and widths, bytes of the text for ranges.

mod breaks;
pub mod fit;
mod shape;

use std::ops::Range;

use rustybuzz::Face;

use shape::Glyph;

/// What is missing to be exact: two widths nearer than this are one, as in the engine.
const NEAR: f64 = 1e-6;

/// How a run of text is set.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Style {
    /// Weight of the face, 100–900.
    pub weight: u16,
    /// Size in points.
    pub size: f64,
    /// Whether all digits have one width.
    pub tabular: bool,
}

/// One piece of a paragraph.
#[derive(Clone, Copy, Debug)]
pub enum Piece<'t> {
    /// Text in one style.
    Text(&'t str, Style),
    /// A box that stands in the line as one character would, with its width in points.
    Block(f64),
    /// A space of this many points.
    Space(f64),
}

/// One line of a paragraph.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// The bytes of the paragraph's text (a block counts as U+FFFC, a space as a space), trailing blanks
    /// included.
    pub range: Range<usize>,
    /// Width in points, without trailing blanks.
    pub width: f64,
}

/// The faces of one family, by weight.
struct Family<'f>(Vec<(u16, Face<'f>)>);

/// Faces in the order in which they are asked for a character.
pub struct Ruler<'f> {
    families: Vec<Family<'f>>,
    /// Whether a quarter em stands between Han and Latin.
    spaced: bool,
}

impl<'f> Ruler<'f> {
    /// Makes a ruler from font files: a list of families, each with the files of its weights. A file that is
    /// no font is left out.
    pub fn new(families: &[&[&'f [u8]]]) -> Self {
        let face =
            |bytes: &&'f [u8]| Face::from_slice(bytes, 0).map(|face| (face.weight().to_number(), face));
        let families = families.iter().map(|files| Family(files.iter().filter_map(face).collect())).collect();
        Ruler { families, spaced: false }
    }

    /// The same ruler for layouts that put a quarter em between Han and Latin.
    #[must_use]
    pub fn spaced(mut self) -> Self {
        self.spaced = true;
        self
    }

    /// Returns the width of a text on one line, in points.
    pub fn width(&self, text: &str, style: Style) -> f64 {
        let paragraph = Paragraph::new(self, &[Piece::Text(text, style)]);
        paragraph.line(0..text.len(), 0..text.len()).width
    }

    /// Returns the characters that no face has, each once.
    pub fn unknown(&self, text: &str) -> Vec<char> {
        let mut unknown = Vec::new();
        for c in text.chars() {
            let known = self
                .families
                .iter()
                .flat_map(|family| &family.0)
                .any(|(_, face)| face.glyph_index(c).is_some());
            if !known && !shape::is_ignorable(c) && !c.is_control() && !unknown.contains(&c) {
                unknown.push(c);
            }
        }
        unknown
    }

    /// Returns the lines of a text in a column of `width` points.
    pub fn lines(&self, text: &str, style: Style, width: f64) -> Vec<Line> {
        self.paragraph(&[Piece::Text(text, style)], width)
    }

    /// Returns the lines of a paragraph in a column of `width` points: each as long as fits.
    pub fn paragraph(&self, pieces: &[Piece], width: f64) -> Vec<Line> {
        Paragraph::new(self, pieces).lines(width)
    }

    /// Returns the height of `lines` lines in ems: each one em high, with `leading` ems between.
    pub fn height(lines: usize, leading: f64) -> f64 {
        let lines = u32::try_from(lines).map_or(f64::INFINITY, f64::from);
        lines + (lines - 1.0).max(0.0) * leading
    }
}

/// A paragraph, shaped once.
struct Paragraph<'r, 'f> {
    ruler: &'r Ruler<'f>,
    text: String,
    items: Vec<(Range<usize>, Item)>,
}

/// What stands in a paragraph.
enum Item {
    /// Glyphs of one script in one style.
    Run(Vec<Glyph>, Style),
    /// A width in points.
    Fixed(f64),
}

impl<'r, 'f> Paragraph<'r, 'f> {
    fn new(ruler: &'r Ruler<'f>, pieces: &[Piece]) -> Self {
        let mut text = String::new();
        let mut items = Vec::new();
        let mut styled: Vec<(Range<usize>, Style)> = Vec::new();
        // Pieces of one style that stand beside each other are shaped as one.
        let flush =
            |text: &str, styled: &mut Vec<(Range<usize>, Style)>, items: &mut Vec<(Range<usize>, Item)>| {
                for (range, style) in styled.drain(..) {
                    for run in shape::runs(text, range) {
                        items.push((run.clone(), Item::Run(ruler.shape(text, run, style), style)));
                    }
                }
            };
        for piece in pieces {
            let start = text.len();
            match *piece {
                Piece::Text(part, style) => {
                    text.push_str(part);
                    match styled.last_mut() {
                        Some((range, last)) if *last == style => range.end = text.len(),
                        _ => styled.push((start..text.len(), style)),
                    }
                }
                Piece::Block(width) | Piece::Space(width) => {
                    flush(&text, &mut styled, &mut items);
                    text.push(if matches!(piece, Piece::Block(_)) { '\u{FFFC}' } else { ' ' });
                    items.push((start..text.len(), Item::Fixed(width)));
                }
            }
        }
        flush(&text, &mut styled, &mut items);
        if ruler.spaced {
            shape::space(items.iter_mut().map(|(_, item)| match item {
                Item::Run(glyphs, _) => Some(glyphs.as_mut_slice()),
                Item::Fixed(_) => None,
            }));
        }
        Paragraph { ruler, text, items }
    }

    /// Breaks into lines, each as long as fits.
    fn lines(&self, width: f64) -> Vec<Line> {
        let fits = |line: &Line| line.width <= width + NEAR;
        let mut lines = Vec::new();
        let mut start = 0;
        let mut last: Option<Line> = None;
        for (end, mandatory) in breaks::opportunities(&self.text) {
            let mut attempt = self.attempt(start..end, mandatory);
            if !fits(&attempt)
                && let Some(fitting) = last.take()
            {
                start = fitting.range.end;
                lines.push(fitting);
                attempt = self.attempt(start..end, mandatory);
            }
            if mandatory || !fits(&attempt) {
                lines.push(attempt);
                (start, last) = (end, None);
            } else {
                last = Some(attempt);
            }
        }
        lines.extend(last);
        lines
    }

    fn attempt(&self, range: Range<usize>, mandatory: bool) -> Line {
        let full = &self.text[range.clone()];
        let kept = if mandatory { breaks::without_newline(full) } else { breaks::without_blanks(full) };
        self.line(range.clone(), range.start..range.start + kept.len())
    }

    /// Measures the line that spans `range`, of which `kept` counts.
    fn line(&self, range: Range<usize>, kept: Range<usize>) -> Line {
        let mut parts: Vec<(Vec<Glyph>, f64)> = Vec::new();
        let mut width = 0.0;
        let (mut leads, mut trails) = (None, None);
        for (place, item) in &self.items {
            match item {
                // A space that a layout puts is no blank: it counts at the end of a line too.
                Item::Fixed(points) if range.contains(&place.start) => {
                    width += points;
                    leads = leads.or(Some(None));
                    trails = Some(None);
                }
                Item::Run(glyphs, style) => {
                    let part = place.start.max(kept.start)..place.end.min(kept.end);
                    if part.is_empty() {
                        continue;
                    }
                    let glyphs = if part == *place {
                        glyphs.clone()
                    } else {
                        shape::slice(glyphs, place, &part)
                            .unwrap_or_else(|| self.ruler.shape(&self.text, part, *style))
                    };
                    leads = leads.or(Some(Some(parts.len())));
                    trails = Some(Some(parts.len()));
                    parts.push((glyphs, style.size));
                }
                Item::Fixed(_) => {}
            }
        }
        let line = &self.text[kept];
        if let Some(Some(first)) = leads
            && let Some(glyph) = parts[first].0.first_mut()
        {
            shape::trim_start(line, glyph, self.ruler.spaced);
        }
        if let Some(Some(last)) = trails
            && let Some(glyph) = parts[last].0.last_mut()
        {
            shape::trim_end(line, glyph, self.ruler.spaced);
        }
        width += parts
            .iter()
            .map(|(glyphs, size)| glyphs.iter().map(|glyph| glyph.advance).sum::<f64>() * size)
            .sum::<f64>();
        Line { range, width }
    }
}
