//! Files as text: decodes what Chinese Windows writes (BOM, UTF-16, GB18030) and knows lines. Reads; never
//! writes.
#![expect(clippy::disallowed_methods, reason = "this is the door through which files are read")]

use std::io::Read;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use anyhow::Context;
use unicode_normalization::UnicodeNormalization;

use crate::diag::Said;

/// Largest file that is read, in bytes; a profile of a big village is about 60 kB.
pub const MAX_BYTES: u64 = 4 << 20;

/// Endings of the pictures that can be printed: what a profile may name, what the store looks for, what the
/// press draws.
pub const PICTURES: [&str; 6] = ["png", "jpg", "jpeg", "svg", "webp", "gif"];

/// What the encoding of a UTF-8 file is called that has lines of another one among its own.
pub const MIXED: &str = "UTF-8 + GB18030";

/// One file: its name for people, and its text.
#[derive(Debug, PartialEq, Eq)]
pub struct SourceFile {
    /// Path as the user would write it, or the built-in's name.
    pub name: String,
    /// Decoded text, without byte order mark.
    pub text: String,
    /// Encoding the bytes were in, if it was not plain UTF-8.
    pub encoding: Option<&'static str>,
    /// Byte ranges of the text's lines that were in GB18030 while the rest of the file is UTF-8.
    pub foreign: Vec<Range<usize>>,
    /// Byte offset at which each line starts.
    starts: Vec<usize>,
}

impl SourceFile {
    /// Returns a file from text that needs no decoding.
    pub fn from_text(name: impl Into<String>, text: impl Into<String>) -> Arc<Self> {
        Self::build(name.into(), Decoded { text: text.into(), ..Decoded::default() })
    }

    /// Returns a file from bytes: UTF-8, UTF-8 or UTF-16 with a mark, else GB18030.
    ///
    /// # Errors
    /// `NotText`, if the bytes are no text in any of these.
    pub fn decode(name: impl Into<String>, bytes: &[u8]) -> Result<Arc<Self>, NotText> {
        Ok(Self::build(name.into(), decode(bytes)?))
    }

    fn build(name: String, Decoded { text, encoding, foreign }: Decoded) -> Arc<Self> {
        let starts = std::iter::once(0).chain(text.match_indices('\n').map(|(i, _)| i + 1)).collect();
        Arc::new(Self { name, text, encoding, foreign, starts })
    }

    /// Returns the line of a byte offset, from 1.
    pub fn line_of(&self, offset: usize) -> usize {
        self.starts.partition_point(|start| *start <= offset.min(self.text.len()))
    }

    /// Returns line and column of a byte offset, both from 1, the column in characters.
    pub fn line_column(&self, offset: usize) -> (usize, usize) {
        let offset = offset.min(self.text.len());
        let line = self.line_of(offset);
        let start = self.starts[line - 1];
        (line, self.text[start..].char_indices().take_while(|(i, _)| start + i < offset).count() + 1)
    }

    /// Returns the text of a line (from 1), without its line end.
    pub fn line(&self, line: usize) -> &str {
        let Some(&start) = line.checked_sub(1).and_then(|l| self.starts.get(l)) else { return "" };
        self.text[start..].split('\n').next().unwrap_or_default().trim_end_matches('\r')
    }
}

/// The bytes are no text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotText {
    /// The line that spoils it, from 1, if all others are text.
    pub line: Option<usize>,
}

/// A file's text and how it was written.
#[derive(Debug, Default)]
struct Decoded {
    text: String,
    encoding: Option<&'static str>,
    foreign: Vec<Range<usize>>,
}

fn decode(bytes: &[u8]) -> Result<Decoded, NotText> {
    let whole = |text: String, encoding| Decoded { text, encoding, foreign: Vec::new() };
    if let Some((encoding, mark)) = encoding_rs::Encoding::for_bom(bytes) {
        let (text, failed) = encoding.decode_without_bom_handling(&bytes[mark..]);
        return match by_line(&bytes[mark..]) {
            _ if !failed => Ok(whole(text.into_owned(), Some(encoding.name()))),
            Some(lines) if encoding == encoding_rs::UTF_8 => lines,
            _ => Err(NotText { line: None }),
        };
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return if text.contains('\0') {
            Err(NotText { line: None })
        } else {
            Ok(whole(text.to_owned(), None))
        };
    }
    if let Some(lines) = by_line(bytes) {
        return lines;
    }
    let (text, _, failed) = encoding_rs::GB18030.decode(bytes);
    if failed || text.contains('\0') {
        Err(NotText { line: None })
    } else {
        Ok(whole(text.into_owned(), Some("GB18030")))
    }
}

/// Reads a UTF-8 file into which lines were pasted from a GB18030 one; `None` if it is no such file, which
/// has Chinese in UTF-8 in at least as many lines as it has lines that are none.
fn by_line(bytes: &[u8]) -> Option<Result<Decoded, NotText>> {
    let lines: Vec<&[u8]> = bytes.split_inclusive(|b| *b == b'\n').collect();
    // Two bytes of GB18030 may pass for one character of UTF-8 by chance, three in a row for a Chinese one
    // hardly.
    let chinese = |text: &str| text.chars().any(|c| c >= '\u{2E80}');
    let (mut own, mut other) = (0, 0);
    for line in &lines {
        match std::str::from_utf8(line) {
            Ok(text) => own += usize::from(chinese(text)),
            Err(_) => other += 1,
        }
    }
    if own == 0 || own < other {
        return None;
    }
    let mut read = Decoded { encoding: Some(MIXED), ..Decoded::default() };
    for (at, line) in lines.iter().enumerate() {
        let spoilt = Some(Err(NotText { line: Some(at + 1) }));
        if let Ok(text) = std::str::from_utf8(line) {
            read.text += text;
        } else {
            let (text, _, failed) = encoding_rs::GB18030.decode(line);
            if failed {
                return spoilt;
            }
            let start = read.text.len();
            read.text += &text;
            read.foreign.push(start..read.text.trim_end_matches(['\n', '\r']).len());
        }
        if read.text.ends_with('\0') || line.contains(&0) {
            return spoilt;
        }
    }
    Some(Ok(read))
}

/// Returns the bytes of a file with stretches of its text replaced, given in rising order: its mark, its
/// encoding and all other bytes stay. `None` if the bytes are not those of the text.
pub fn rewrite(bytes: &[u8], text: &str, splices: &[(Range<usize>, String)]) -> Option<Vec<u8>> {
    let Decoded { text: known, encoding, foreign } = decode(bytes).ok()?;
    if known != text || !foreign.is_empty() {
        return None;
    }
    let offsets = offsets(bytes, text, encoding)?;
    let at = |place: usize| Some(offsets[text.get(..place)?.chars().count()]);
    let (mut out, mut from) = (Vec::with_capacity(bytes.len()), 0);
    for (range, new) in splices {
        out.extend_from_slice(&bytes[from..at(range.start)?]);
        out.extend(encode(new, encoding));
        from = at(range.end)?;
    }
    out.extend_from_slice(&bytes[from..]);
    Some(out)
}

/// Returns the byte at which each character of a text stands, and where the last ends.
fn offsets(bytes: &[u8], text: &str, encoding: Option<&str>) -> Option<Vec<usize>> {
    let mut at = encoding_rs::Encoding::for_bom(bytes).map_or(0, |(_, mark)| mark);
    let mut offsets = Vec::with_capacity(text.len() + 1);
    for c in text.chars() {
        offsets.push(at);
        at += match encoding {
            Some("UTF-16LE" | "UTF-16BE") => 2 * c.len_utf16(),
            Some("GB18030") => match (bytes.get(at)?, bytes.get(at + 1)) {
                (0..=0x80, _) => 1,
                (_, Some(0x30..=0x39)) => 4,
                _ => 2,
            },
            _ => c.len_utf8(),
        };
    }
    offsets.push(at);
    (at == bytes.len()).then_some(offsets)
}

/// Returns a text in an encoding of those that are read.
fn encode(text: &str, encoding: Option<&str>) -> Vec<u8> {
    match encoding {
        Some("UTF-16LE") => text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        Some("UTF-16BE") => text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
        Some("GB18030") => encoding_rs::GB18030.encode(text).0.into_owned(),
        _ => text.as_bytes().to_vec(),
    }
}

/// Returns the standard character that a private or compatibility one stands for, if there is one.
///
/// Private characters are those of GBK and GB 18030-2000 that later editions gave a code point (GB 18030-2005
/// and -2022, table by `encoding_rs`); compatibility ideographs and radicals are told by Unicode
/// (`unicode-normalization`, NFKC).
pub fn standard_form(c: char) -> Option<char> {
    let near = private_bytes(c)
        .map_or_else(|| composed(c), |bytes| single(&encoding_rs::GB18030.decode(&bytes).0))?;
    (near != c && !('\u{E000}'..='\u{F8FF}').contains(&near)).then_some(near)
}

/// Returns the characters that are seen, in one width.
pub fn seen(text: &str) -> impl Iterator<Item = char> {
    text.nfkc()
        .filter(|c| !matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{2064}' | '\u{feff}'))
}

/// Returns what is the same for all paths that some disk takes for one: capitals, signs written as one or as two
/// characters, dots and spaces at the end of a name.
pub fn one_path(path: &str) -> String {
    let plain: String = path.replace('\\', "/").to_lowercase().nfc().collect();
    plain.split('/').map(|name| name.trim_end_matches(['.', ' '])).collect::<Vec<_>>().join("/")
}

/// Returns which lines of one text stand where others stand in another.
pub fn apart<T: std::hash::Hash + Eq + Ord>(old: &[T], new: &[T]) -> Vec<(Range<usize>, Range<usize>)> {
    let ops = similar::capture_diff_slices(similar::Algorithm::Myers, old, new);
    let changed = ops.iter().filter(|op| op.tag() != similar::DiffTag::Equal);
    changed.map(|op| (op.old_range(), op.new_range())).collect()
}

/// Returns whether two words are one word, written with other widths, spaces or capitals.
pub fn same_writing(one: &str, other: &str) -> bool {
    let plain = |text: &str| -> String {
        text.nfkc().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect()
    };
    plain(one) == plain(other)
}

fn composed(c: char) -> Option<char> {
    single(&c.to_string().nfkc().collect::<String>())
}

fn single(text: &str) -> Option<char> {
    let mut chars = text.chars();
    chars.next().filter(|_| chars.next().is_none())
}

/// Returns the two bytes of GBK at which old fonts put a private character.
fn private_bytes(c: char) -> Option<[u8; 2]> {
    let at =
        |first: char, lead: u8, trail: u8| [lead, trail + u8::try_from(c as u32 - first as u32).unwrap_or(0)];
    match c {
        '\u{E78D}'..='\u{E793}' => Some(at('\u{E78D}', 0xA6, 0xD9)),
        '\u{E794}'..='\u{E795}' => Some(at('\u{E794}', 0xA6, 0xEC)),
        '\u{E796}' => Some([0xA6, 0xF3]),
        // No byte 7F.
        '\u{E815}'..='\u{E843}' => Some(at('\u{E815}', 0xFE, 0x50)),
        '\u{E844}'..='\u{E864}' => Some(at('\u{E844}', 0xFE, 0x80)),
        _ => None,
    }
}

/// Returns the bytes of a file, bounded in size.
///
/// # Errors
/// If the file cannot be read, or is larger than 4 MiB.
pub fn read(path: &Path) -> anyhow::Result<Vec<u8>> {
    read_within(path, MAX_BYTES)
}

/// Returns the bytes of a file of at most so many bytes.
///
/// # Errors
/// If the file cannot be read, or is larger.
pub fn read_within(path: &Path, most: u64) -> anyhow::Result<Vec<u8>> {
    let name = || path.display().to_string();
    // Opening a pipe would wait for somebody to write; a device may never end.
    let stat = std::fs::metadata(path).with_context(name)?;
    if !stat.is_file() {
        return Err(Said::error("不是普通文件", "not a plain file").context(name()));
    }
    let refused = |size: u64| Said::too_large(size, most).context(name());
    if stat.len() > most {
        return Err(refused(stat.len()));
    }
    let mut bytes = Vec::new();
    let file = std::fs::File::open(path).with_context(name)?;
    // It may grow while it is read.
    file.take(most.saturating_add(1)).read_to_end(&mut bytes).with_context(name)?;
    if bytes.len() as u64 > most { Err(refused(bytes.len() as u64)) } else { Ok(bytes) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decodes_what_windows_writes() {
        let gbk = encoding_rs::GB18030.encode("村名: 岭下村").0.into_owned();
        let utf16: Vec<u8> = [0xFF, 0xFE]
            .into_iter()
            .chain("村名: 岭下村".encode_utf16().flat_map(u16::to_le_bytes))
            .collect();
        for bytes in [gbk, utf16, "\u{feff}村名: 岭下村".as_bytes().to_vec()] {
            let file = SourceFile::decode("a.yaml", &bytes).unwrap();
            assert_eq!(file.text, "村名: 岭下村");
            assert!(file.encoding.is_some());
        }
        assert_eq!(SourceFile::decode("a.yaml", &[0, 159, 146, 150, 0]).err(), Some(NotText { line: None }));
    }

    #[test]
    fn reads_lines_of_another_encoding_among_its_own() {
        let gbk = |text: &str| encoding_rs::GB18030.encode(text).0.into_owned();
        let utf8 = |text: &str| text.as_bytes().to_vec();
        let file = SourceFile::decode(
            "a.yaml",
            &[utf8("村名: 岭下村\n"), gbk("地点: 老街\r\n"), utf8("市: 日照市\n")].concat(),
        )
        .unwrap();
        assert_eq!(
            (file.text.as_str(), file.encoding),
            ("村名: 岭下村\n地点: 老街\r\n市: 日照市\n", Some(MIXED))
        );
        assert_eq!(file.foreign.iter().map(|r| &file.text[r.clone()]).collect::<Vec<_>>(), ["地点: 老街"]);
        // A whole file of the other encoding is one, even with a line that passes for UTF-8.
        let file = SourceFile::decode("a.yaml", &gbk("村名: 岭下村\n地点: 老街\n序号: 一\n")).unwrap();
        assert_eq!((file.encoding, file.foreign.len()), (Some("GB18030"), 0));
        let broken = [utf8("村名: 岭下村\n市: 日照市\n地点: "), vec![0xFF, 0xFF], utf8("\n")].concat();
        assert_eq!(SourceFile::decode("a.yaml", &broken).err(), Some(NotText { line: Some(3) }));
    }

    #[test]
    fn private_and_compatibility_characters_have_a_standard_form() {
        // GB 18030-2022, annex D, and Unicode's compatibility ideographs and Kangxi radicals.
        for (old, now) in [
            ('\u{E81E}', '\u{9FB4}'),
            ('\u{E843}', '\u{9FB9}'),
            ('\u{E854}', '\u{9FBA}'),
            ('\u{E864}', '\u{9FBB}'),
            ('\u{E81A}', '\u{3473}'),
            ('\u{E815}', '\u{2E81}'),
            ('\u{F9D0}', '類'),
            ('\u{2F08}', '人'),
        ] {
            assert_eq!(standard_form(old), Some(now), "{:04X}", old as u32);
        }
        assert_eq!(
            (standard_form('人'), standard_form('\u{E000}'), standard_form('\u{F8FF}')),
            (None, None, None)
        );
    }

    #[test]
    fn counts_columns_in_characters() {
        let file = SourceFile::from_text("a.yaml", "a: 1\r\n村名: 岭下\n");
        assert_eq!(file.line_column("a: 1\r\n村名: ".len()), (2, 5));
        assert_eq!(file.line(2), "村名: 岭下");
        assert_eq!(file.line(1), "a: 1");
    }
}
