//! From characters to advances: runs of one script, the shaper, faces in turn, and what Chinese marks may
//! give up.

use std::ops::Range;

use rustybuzz::ttf_parser::Tag;
use rustybuzz::{BufferFlags, Direction, Face, Feature, Language, UnicodeBuffer};
use unicode_script::{Script, UnicodeScript};

use super::{Ruler, Style};

/// One glyph; all measures in ems of its run.
#[derive(Clone, Copy, Debug)]
pub(super) struct Glyph {
    /// First byte in the paragraph.
    start: usize,
    pub(super) advance: f64,
    /// How far it was moved to the right within its advance.
    offset: f64,
    /// What it can give up on its left and on its right.
    give: (f64, f64),
    c: char,
    script: Script,
    /// Whether a line may begin with it without shaping anew.
    safe: bool,
}

/// Splits a range into runs of one script.
pub(super) fn runs(text: &str, range: Range<usize>) -> Vec<Range<usize>> {
    let generic = |script| matches!(script, Script::Unknown | Script::Common | Script::Inherited);
    let mut runs = Vec::new();
    let (mut from, mut script) = (range.start, Script::Unknown);
    for (at, c) in text[range.clone()].char_indices() {
        let (at, own) = (range.start + at, c.script());
        if !generic(own) && !generic(script) && own != script {
            if from < at {
                runs.push(from..at);
            }
            (from, script) = (at, own);
        } else if generic(script) {
            script = own;
        }
    }
    runs.push(from..range.end);
    runs
}

impl Ruler<'_> {
    /// Shapes a run.
    pub(super) fn shape(&self, text: &str, run: Range<usize>, style: Style) -> Vec<Glyph> {
        let faces: Vec<&Face> = self
            .families
            .iter()
            .filter_map(|family| family.0.iter().min_by_key(|(weight, _)| weight.abs_diff(style.weight)))
            .map(|(_, face)| face)
            .collect();
        let mut features = Vec::new();
        if style.tabular {
            features.push(Feature::new(Tag::from_bytes(b"tnum"), 1, ..));
        }
        let mut glyphs = Vec::with_capacity(run.len() / 2);
        // Han stands side by side as it is; only what is between needs a shaper, with the script that the
        // whole run has.
        let specific = |c: &char| !matches!(c.script(), Script::Unknown | Script::Common | Script::Inherited);
        let script = text[run.clone()].chars().find(specific).map(|c| c.script());
        let mut start = run.start;
        while start < run.end {
            let rest = &text[start..run.end];
            let han = is_plain(rest.chars().next().unwrap_or(' '));
            let end = start + rest.find(|c| is_plain(c) != han).unwrap_or(rest.len());
            let done = han && plain(&mut glyphs, start, &text[start..end], faces[0]);
            if !done {
                with_fallback(&mut glyphs, start, &text[start..end], &faces, 0, &features, script);
            }
            start = end;
        }
        compress(&mut glyphs);
        glyphs
    }
}

/// Whether a character neither joins nor kerns with what is beside it.
fn is_plain(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}')
}

/// Sets characters side by side; says no, and leaves nothing, if the face lacks one.
fn plain(glyphs: &mut Vec<Glyph>, base: usize, text: &str, face: &Face) -> bool {
    let (before, em) = (glyphs.len(), f64::from(face.units_per_em()));
    for (at, c) in text.char_indices() {
        let Some(advance) = face.glyph_index(c).and_then(|glyph| face.glyph_hor_advance(glyph)) else {
            glyphs.truncate(before);
            return false;
        };
        let (advance, script) = (f64::from(advance) / em, c.script());
        glyphs.push(Glyph {
            start: base + at,
            advance,
            offset: 0.0,
            give: (0.0, 0.0),
            c,
            script,
            safe: true,
        });
    }
    true
}

/// Shapes with the `nth` face, and what it lacks with those after it.
fn with_fallback(
    glyphs: &mut Vec<Glyph>,
    base: usize,
    text: &str,
    faces: &[&Face],
    nth: usize,
    features: &[Feature],
    script: Option<Script>,
) {
    if text.chars().all(|c| c == '\n' || c == '\t' || is_ignorable(c)) {
        return;
    }
    let Some(face) = faces.get(nth) else { return };
    let em = f64::from(face.units_per_em());
    let shaped = rustybuzz::shape(face, features, buffer(text, script));
    let (infos, positions) = (shaped.glyph_infos(), shaped.glyph_positions());
    let at = |index: usize| infos[index].cluster as usize;
    let mut i = 0;
    while i < infos.len() {
        let start = at(i);
        if infos[i].glyph_id != 0 {
            let c = text[start..].chars().next().unwrap_or(' ');
            let mut advance = f64::from(positions[i].x_advance) / em;
            if c == '\u{A0}' {
                advance -= no_break_excess(face).unwrap_or_default() / em;
            }
            glyphs.push(Glyph {
                start: base + start,
                advance,
                offset: f64::from(positions[i].x_offset) / em,
                give: (0.0, 0.0),
                c,
                script: c.script(),
                safe: !infos[i].unsafe_to_break(),
            });
            i += 1;
            continue;
        }
        while i + 1 < infos.len() && infos[i + 1].glyph_id == 0 {
            i += 1;
        }
        let end = if i + 1 < infos.len() { at(i + 1) } else { text.len() };
        while glyphs.last().is_some_and(|glyph| (base + start..base + end).contains(&glyph.start)) {
            glyphs.pop();
        }
        if nth + 1 == faces.len() {
            boxes(glyphs, base + start, &text[start..end], faces[0]);
        } else {
            with_fallback(glyphs, base + start, &text[start..end], faces, nth + 1, features, None);
        }
        i += 1;
    }
}

fn iso_15924(script: Script) -> Option<rustybuzz::Script> {
    rustybuzz::Script::from_iso15924_tag(Tag::from_bytes_lossy(script.short_name().as_bytes()))
}

/// Returns a text as the engine gives it to the shaper.
fn buffer(text: &str, script: Option<Script>) -> UnicodeBuffer {
    let mut buffer = UnicodeBuffer::new();
    buffer.push_str(text);
    if let Ok(language) = "zh-cn".parse::<Language>() {
        buffer.set_language(language);
    }
    if let Some(script) = script.and_then(iso_15924) {
        buffer.set_script(script);
    }
    buffer.set_direction(Direction::LeftToRight);
    buffer.guess_segment_properties();
    buffer.set_flags(BufferFlags::REMOVE_DEFAULT_IGNORABLES);
    buffer
}

/// What no face has is as wide as the first face's own box.
fn boxes(glyphs: &mut Vec<Glyph>, base: usize, text: &str, face: &Face) {
    let advance = face.glyph_hor_advance(rustybuzz::ttf_parser::GlyphId(0)).map_or(0.0, f64::from)
        / f64::from(face.units_per_em());
    glyphs.extend(text.char_indices().map(|(at, c)| Glyph {
        start: base + at,
        advance,
        offset: 0.0,
        give: (0.0, 0.0),
        c,
        script: c.script(),
        safe: true,
    }));
}

/// By how much a no-break space is wider than a space, in units of the face.
fn no_break_excess(face: &Face) -> Option<f64> {
    let advance = |c| face.glyph_hor_advance(face.glyph_index(c)?).map(f64::from);
    Some(advance('\u{A0}')? - advance(' ')?)
}

/// What each mark may give up; two marks beside each other give up half an em.
fn compress(glyphs: &mut [Glyph]) {
    for glyph in glyphs.iter_mut() {
        let width = glyph.advance;
        glyph.give = if glyph.closes() {
            (0.0, width / 2.0)
        } else if glyph.opens() {
            (width / 2.0, 0.0)
        } else if glyph.is_dot() {
            (width / 4.0, width / 4.0)
        } else if is_space(glyph.c) {
            (0.0, width / 3.0)
        } else {
            (0.0, 0.0)
        };
    }
    for i in 1..glyphs.len() {
        let need = glyphs[i - 1].advance / 2.0;
        if glyphs[i - 1].is_mark() && glyphs[i].is_mark() && glyphs[i - 1].give.1 + glyphs[i].give.0 >= need {
            let left = glyphs[i - 1].give.1.min(need);
            glyphs[i - 1].give_right(left);
            glyphs[i].give_left(need - left);
        }
    }
}

/// A quarter em between Han and Latin.
pub(super) fn space<'g>(items: impl Iterator<Item = Option<&'g mut [Glyph]>>) {
    let mut glyphs: Vec<Option<&mut Glyph>> = Vec::new();
    for item in items {
        match item {
            Some(run) => glyphs.extend(run.iter_mut().map(Some)),
            None => glyphs.push(None),
        }
    }
    let is = |glyph: Option<&Option<&mut Glyph>>, wanted: fn(&Glyph) -> bool| {
        glyph.is_some_and(|g| g.as_ref().is_some_and(|g| wanted(g)))
    };
    for i in 0..glyphs.len() {
        let before = i.checked_sub(1).is_some_and(|left| is(glyphs.get(left), Glyph::is_latin));
        let after = is(glyphs.get(i + 1), Glyph::is_latin);
        if let Some(glyph) = &mut glyphs[i]
            && glyph.is_chinese()
        {
            if after {
                glyph.advance += 0.25;
            }
            if before {
                glyph.advance += 0.25;
                glyph.offset += 0.25;
            }
        }
    }
}

/// Returns the glyphs of a part of a run if it can be cut there without shaping anew.
pub(super) fn slice(glyphs: &[Glyph], run: &Range<usize>, part: &Range<usize>) -> Option<Vec<Glyph>> {
    let cut = |at: usize| {
        if at == run.start {
            return Some(0);
        }
        if at == run.end {
            return Some(glyphs.len());
        }
        let found = glyphs.partition_point(|glyph| glyph.start < at);
        glyphs.get(found).filter(|glyph| glyph.start == at && glyph.safe).map(|_| found)
    };
    Some(glyphs[cut(part.start)?..cut(part.end)?].to_vec())
}

/// What the first glyph of a line gives up.
pub(super) fn trim_start(line: &str, glyph: &mut Glyph, spaced: bool) {
    let chinese = line.chars().next().is_some_and(|c| is_chinese(c, c.script()));
    if !(line.starts_with(OPENING) || spaced && chinese) {
        return;
    }
    if glyph.opens() {
        glyph.give_left(glyph.give.0);
    } else if spaced && glyph.is_chinese() && glyph.offset > 0.0 {
        glyph.advance -= glyph.offset;
    }
}

/// What the last glyph of a line gives up.
pub(super) fn trim_end(line: &str, glyph: &mut Glyph, spaced: bool) {
    let chinese = line.chars().next_back().is_some_and(|c| is_chinese(c, c.script()));
    if !(line.ends_with(CLOSING) || spaced && chinese) {
        return;
    }
    if glyph.closes() {
        glyph.give_right(glyph.give.1);
    } else if spaced && glyph.is_chinese() && glyph.advance - glyph.offset > 1.0 {
        glyph.advance -= glyph.advance - glyph.offset - 1.0;
    }
}

const OPENING: &[char] = &['“', '‘', '《', '〈', '（', '『', '「', '【', '〖', '〔', '［', '｛'];
const CLOSING: &[char] = &[
    '”', '’', '，', '．', '。', '、', '：', '；', '》', '〉', '）', '』', '」', '】', '〗', '〕', '］', '｝',
    '？', '！',
];

impl Glyph {
    /// Whether it is a mark with its ink on the left, such as ，or 》. “ and ” are Chinese where they are a
    /// whole em wide.
    fn closes(&self) -> bool {
        if matches!(self.c, '”' | '’') { self.is_wide() } else { CLOSING.contains(&self.c) }
    }

    fn opens(&self) -> bool {
        if matches!(self.c, '“' | '‘') { self.is_wide() } else { OPENING.contains(&self.c) }
    }

    fn is_wide(&self) -> bool {
        (self.advance - 1.0).abs() < f64::EPSILON
    }

    fn is_dot(&self) -> bool {
        matches!(self.c, '\u{30FB}' | '\u{B7}')
    }

    fn is_mark(&self) -> bool {
        self.closes() || self.opens() || self.is_dot()
    }

    fn is_chinese(&self) -> bool {
        is_chinese(self.c, self.script)
    }

    fn is_latin(&self) -> bool {
        matches!(self.script, Script::Latin | Script::Greek | Script::Cyrillic)
            || matches!(self.c, '#' | '$' | '%' | '&')
            || self.c.is_ascii_digit()
    }

    fn give_left(&mut self, amount: f64) {
        self.offset -= amount;
        self.advance -= amount;
        self.give.0 -= amount;
    }

    fn give_right(&mut self, amount: f64) {
        self.advance -= amount;
        self.give.1 -= amount;
    }
}

fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\u{A0}' | '　')
}

fn is_chinese(c: char, script: Script) -> bool {
    matches!(script, Script::Hiragana | Script::Katakana | Script::Han) || c == '\u{30FC}'
}

/// Whether a character is not shown at all unless a font insists (joiners, marks of direction, variation
/// selectors).
pub(super) fn is_ignorable(c: char) -> bool {
    use icu_properties::CodePointSetData;
    use icu_properties::props::DefaultIgnorableCodePoint;
    CodePointSetData::new::<DefaultIgnorableCodePoint>().contains(c)
}
