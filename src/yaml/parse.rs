//! Bytes of YAML to a tree with places; refuses what hides meaning (anchors, tags, second documents,
//! duplicate keys).

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use saphyr_parser::{Event, Parser, ScalarStyle, ScanError, Span, StrInput};

use super::{Entry, Node, Tree};
use super::{slips, structure};
use crate::diag::{Diagnostic, Diagnostics, Place, Stop};
use crate::source::SourceFile;

/// Deepest nesting that is read; the profile needs 6.
const MAX_DEPTH: usize = 24;
/// Most keys and values in one file; the profile of a big village has about 5,000.
const MAX_NODES: usize = 40_000;
/// Longest text of one key or value, in characters: a page and a half of A4. What is longer is no name and no
/// sentence, and would be measured, broken into lines and looked up all the same.
const MAX_TEXT: usize = 2_000;

/// Most keys that stand twice of which it is said.
const MAX_TWICE: usize = 100;

/// What the reader of YAML says, in plain words; the first that fits.
const PLAINLY: [(&str, &str); 16] = [
    ("simple key expect", "这一行少了冒号，或者冒号后面少了空格"),
    ("block mapping, did not find", "这里应该是“键: 值”，跟上面的缩进对不上"),
    ("block collection, did not find", "列表里夹了别的行，这里应该以“- ”开头"),
    ("mapping values are not allowed", "一行里有两个冒号，或者跟上面的缩进对不上"),
    ("mapping keys are not allowed", "这里不能写问号开头的键"),
    ("block sequence entries are not allowed", "“- ”要另起一行写，不能跟在别的内容后面"),
    ("flow mapping", "花括号里少了逗号，或者没有配对"),
    ("flow sequence", "方括号里少了逗号，或者没有配对"),
    ("misplaced bracket", "括号没有配对"),
    ("in flow construct", "括号里的下一行要多缩进几格"),
    ("escape", "双引号里不能写反斜杠；去掉它，或者换成单引号"),
    ("quoted scalar", "引号没有写全，或者引号后面还有字"),
    ("tab", "有制表符（Tab），换成空格"),
    ("unexpected character", "值不能用这个符号开头；整个值放进英文双引号"),
    ("block scalar", "竖线或大于号下面几行的缩进对不上"),
    ("node content", "这里少了内容"),
];

/// Returns the tree of a file, an empty mapping if nothing is written, `None` if it cannot be read; faults
/// are pushed.
pub fn parse(file: &Arc<SourceFile>, diags: &mut Diagnostics) -> Option<Node> {
    let conflicts = structure::conflicts(file);
    if !conflicts.is_empty() {
        // Two versions in one file: what the reader makes of them is not worth saying.
        conflicts.into_iter().for_each(|fault| diags.push(fault));
        return None;
    }
    slips::swallowed_tails(file, diags);
    let offsets: Vec<usize> = file.text.char_indices().map(|(i, _)| i).chain([file.text.len()]).collect();
    let mut reader = Reader {
        file,
        offsets,
        parser: Parser::new_from_str(&file.text),
        nodes: 0,
        twice: 0,
        diags,
        failed: false,
    };
    let root = reader.document().ok()?;
    let nothing =
        || Node { place: Place { file: Arc::clone(file), range: 0..0 }, value: Tree::Map(Vec::new()) };
    Some(root.unwrap_or_else(nothing))
}

/// Returns the first value of a top-level key that is spelt in one of these ways and where it stands, without
/// reading on; `None` if there is none before the text stops being YAML.
pub fn peek(text: &str, spellings: &[&str]) -> Option<(String, Range<usize>)> {
    let mut parser = Parser::new_from_str(text);
    let (mut depth, mut is_key, mut wanted) = (0, true, false);
    loop {
        let (event, span) = parser.next_event()?.ok()?;
        match event {
            Event::MappingStart(..) | Event::SequenceStart(..) => depth += 1,
            Event::MappingEnd | Event::SequenceEnd => {
                depth -= 1;
                is_key = depth == 1;
            }
            Event::Scalar(value, ..) if depth == 1 => {
                if wanted && !is_key {
                    if value.chars().count() > MAX_TEXT {
                        return None;
                    }
                    let offset =
                        |index: usize| text.char_indices().nth(index).map_or(text.len(), |(at, _)| at);
                    return Some((value.into_owned(), offset(span.start.index())..offset(span.end.index())));
                }
                wanted = is_key && spellings.contains(&value.as_ref());
                is_key = !is_key;
            }
            Event::StreamEnd => return None,
            _ => {}
        }
    }
}

/// Where the reader of YAML gives up: line from 1, and how many characters are left behind that point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stuck {
    pub line: usize,
    pub left: usize,
}

/// Returns where a text stops being YAML, `None` if it is well-formed.
pub(super) fn stuck(text: &str) -> Option<Stuck> {
    let mut parser = Parser::new_from_str(text);
    let mut depth = 0;
    while let Some(event) = parser.next_event() {
        match event {
            Ok((Event::SequenceStart(..) | Event::MappingStart(..), _)) => depth += 1,
            Ok((Event::SequenceEnd | Event::MappingEnd, _)) => depth -= 1,
            Ok(_) => {}
            Err(error) => {
                let left = text.chars().count().saturating_sub(error.marker().index());
                return Some(Stuck { line: error.marker().line(), left });
            }
        }
        if depth > MAX_DEPTH {
            return None;
        }
    }
    None
}

struct Reader<'a> {
    file: &'a Arc<SourceFile>,
    /// Byte offset of each character: the parser counts characters.
    offsets: Vec<usize>,
    parser: Parser<'a, StrInput<'a>>,
    nodes: usize,
    /// Keys that stand twice.
    twice: usize,
    diags: &'a mut Diagnostics,
    failed: bool,
}

impl<'a> Reader<'a> {
    fn document(&mut self) -> Result<Option<Node>, Stop> {
        let mut root = None;
        loop {
            let (event, span) = self.next()?;
            match event {
                Event::StreamEnd => return if self.failed { Err(Stop) } else { Ok(root) },
                Event::StreamStart | Event::DocumentStart(_) | Event::DocumentEnd | Event::Nothing => {}
                event if root.is_none() => root = Some(self.node(event, span, 0)?),
                _ => return Err(self.fail("yaml-second-document", span)),
            }
        }
    }

    fn next(&mut self) -> Result<(Event<'a>, Span), Stop> {
        match self.parser.next_event() {
            Some(Ok(found)) => Ok(found),
            None => Err(Stop),
            Some(Err(error)) => {
                if !slips::explain(self.file, error.marker().line(), self.diags) {
                    let left = self.offsets.len().saturating_sub(error.marker().index() + 1);
                    let at = Stuck { line: error.marker().line(), left };
                    let fault = structure::indent(self.file, at).unwrap_or_else(|| self.unread(&error));
                    self.diags.push(fault);
                }
                Err(Stop)
            }
        }
    }

    /// Returns the fault of a line of which nothing more is known than where the reader gives up.
    fn unread(&self, error: &ScanError) -> Diagnostic {
        let start = self.offset(error.marker().index());
        let place = Place { file: Arc::clone(self.file), range: start..start };
        let known = PLAINLY.iter().find(|(words, _)| error.info().contains(words));
        let zh = known.map_or("不合 YAML 的写法", |(_, plain)| plain);
        Diagnostic::error("yaml-syntax").at(place).word("detail", zh, error.info())
    }

    fn node(&mut self, event: Event<'a>, span: Span, depth: usize) -> Result<Node, Stop> {
        self.nodes += 1;
        if depth > MAX_DEPTH || self.nodes > MAX_NODES {
            return Err(self.fail("yaml-too-big", span));
        }
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                self.refuse(anchor, tag.is_some(), span);
                let length = text.chars().count();
                // A file that is one text is no profile, which is said with what makes it one.
                if depth > 0 && length > MAX_TEXT {
                    return Err(self.long(length, span));
                }
                Ok(self.scalar(text.into_owned(), style, span))
            }
            Event::SequenceStart(anchor, tag) => {
                self.refuse(anchor, tag.is_some(), span);
                self.list(span, depth)
            }
            Event::MappingStart(anchor, tag) => {
                self.refuse(anchor, tag.is_some(), span);
                self.map(span, depth)
            }
            Event::Alias(_) => Err(self.fail("yaml-anchor", span)),
            _ => Err(self.fail("yaml-syntax", span)),
        }
    }

    fn scalar(&self, text: String, style: ScalarStyle, span: Span) -> Node {
        let plain = style == ScalarStyle::Plain;
        let empty = plain && matches!(text.as_str(), "" | "~" | "null");
        Node { place: self.place(span), value: if empty { Tree::Null } else { Tree::Scalar { text, plain } } }
    }

    fn list(&mut self, start: Span, depth: usize) -> Result<Node, Stop> {
        let mut items = Vec::new();
        loop {
            match self.next()? {
                (Event::SequenceEnd, end) => {
                    return Ok(Node { place: self.closed(start, end), value: Tree::List(items) });
                }
                (event, span) => items.push(self.node(event, span, depth + 1)?),
            }
        }
    }

    fn map(&mut self, start: Span, depth: usize) -> Result<Node, Stop> {
        let mut entries: Vec<Entry> = Vec::new();
        let mut first: BTreeMap<String, Place> = BTreeMap::new();
        loop {
            let (event, span) = self.next()?;
            if event == Event::MappingEnd {
                return Ok(Node { place: self.closed(start, span), value: Tree::Map(entries) });
            }
            let Node { place: key_place, value: Tree::Scalar { text: key, .. } } =
                self.node(event, span, depth + 1)?
            else {
                return Err(self.fail("yaml-key", span));
            };
            let (event, span) = self.next()?;
            let node = self.node(event, span, depth + 1)?;
            if let Some(first) = first.get(&key) {
                let fault =
                    Diagnostic::error("duplicate-key").at(key_place).with("key", &key).also(first.clone());
                self.diags.push(fault);
                self.failed = true;
                self.twice += 1;
                if self.twice >= MAX_TWICE {
                    return Err(Stop);
                }
            } else {
                first.insert(key.clone(), key_place.clone());
                entries.push(Entry { key, key_place, node });
            }
        }
    }

    /// Reports an anchor or a tag; reading goes on so that later faults are found too.
    fn refuse(&mut self, anchor: usize, tagged: bool, span: Span) {
        if anchor != 0 {
            let _ = self.fail("yaml-anchor", span);
        }
        if tagged {
            let _ = self.fail("yaml-tag", span);
        }
    }

    fn fail(&mut self, code: &'static str, span: Span) -> Stop {
        self.failed = true;
        self.diags.push(Diagnostic::error(code).at(self.place(span)).with("detail", ""));
        Stop
    }

    /// Reports a text that is too long; its first line is shown, for the rest fills the screen.
    fn long(&mut self, length: usize, span: Span) -> Stop {
        self.failed = true;
        let start = self.place(span).range.start;
        let fault =
            Diagnostic::error("yaml-too-long").at(Place { file: Arc::clone(self.file), range: start..start });
        self.diags.push(fault.with("count", length).with("limit", MAX_TEXT));
        Stop
    }

    /// Returns the place of a collection; one in brackets ends with its bracket, though the reader goes on
    /// over a comment behind it.
    fn closed(&self, start: Span, end: Span) -> Place {
        let bracket = self.offset(end.start.index());
        // A pair without braces inside brackets ends before theirs, with nothing of its own.
        let own = end.end.index() > end.start.index();
        if own && self.file.text[bracket..].starts_with([']', '}']) {
            let start = self.offset(start.start.index());
            return Place { file: Arc::clone(self.file), range: start..(bracket + 1).max(start) };
        }
        self.place(Span::new(start.start, end.end))
    }

    fn place(&self, span: Span) -> Place {
        let start = self.offset(span.start.index());
        let end = self.offset(span.end.index()).max(start);
        // Only what YAML takes for space: a full-width space at the end belongs to the text.
        let end = start + self.file.text[start..end].trim_end_matches([' ', '\t', '\n', '\r']).len();
        Place { file: Arc::clone(self.file), range: start..end }
    }

    fn offset(&self, index: usize) -> usize {
        self.offsets.get(index).copied().unwrap_or(self.file.text.len())
    }
}
