//! A file's lines with what a line-wise reader must know: open quotes and brackets, block text, where the
//! body begins. Reads what slips leave of YAML, so it guesses where the grammar would stop; it refuses
//! nothing.

/// Spaces that are no indent to YAML.
pub(super) const WIDE_SPACES: [char; 2] = ['\u{3000}', '\u{a0}'];
/// Full-width brackets and the bracket that is meant.
pub(super) const WIDE_BRACKETS: [(char, char); 6] =
    [('［', '['), ('【', '['), ('｛', '{'), ('］', ']'), ('】', ']'), ('｝', '}')];
/// Dashes that input methods and word processors write for `-`.
pub(super) const DASHES: [char; 7] = ['－', '—', '–', '‐', '−', '﹣', '―'];

/// One line and its state.
#[derive(Debug, Clone, Default)]
pub(super) struct Line<'a> {
    /// Byte offset in the file.
    pub start: usize,
    /// The line without its end.
    pub text: &'a str,
    /// Bytes of indent, of whatever spaces.
    pub indent: usize,
    /// Byte offset of the body in the line: behind indent and dashes.
    pub body: usize,
    /// Byte offset behind the content: before a comment and trailing spaces.
    pub end: usize,
    /// Whether the line begins inside a quote or block text.
    pub inside: bool,
    /// Byte offsets in the line that stand in brackets and outside quotes, with the bracket.
    pub flow: Vec<(usize, char)>,
    /// What is left open here though the next line does not go on: a quote or closing brackets.
    pub open: Option<Open>,
    /// Whether brackets or a quote go on in the next line.
    pub goes_on: bool,
}

/// What was left open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Open {
    /// A quote, with its offset in the line if it began there.
    Quote(char, usize),
    /// Brackets: what would close them.
    Brackets(String),
}

/// State carried from line to line.
#[derive(Default)]
struct State {
    /// Closing brackets still wanted.
    closers: Vec<char>,
    /// Open quote and its offset in the file.
    quote: Option<(char, usize)>,
    /// Block text goes on while lines are indented deeper than this.
    block: Option<usize>,
    /// Indent of the line on which the open quote or bracket began.
    indent: usize,
}

/// Returns the lines of a text.
pub(super) fn lines(text: &str) -> Vec<Line<'_>> {
    let mut state = State::default();
    let mut found: Vec<Line> = Vec::new();
    let mut start = 0;
    let raw: Vec<&str> = text.split_inclusive('\n').collect();
    let next = following_indents(&raw);
    for (raw, next) in raw.iter().zip(next) {
        let mut line = bare(start, raw.trim_end_matches(['\n', '\r']));
        state.read(&mut line, next);
        start += raw.len();
        found.push(line);
    }
    found
}

/// Returns for each line the indent of the next line that is not empty.
fn following_indents(lines: &[&str]) -> Vec<Option<usize>> {
    let mut next = None;
    let mut found: Vec<Option<usize>> = Vec::with_capacity(lines.len());
    for line in lines.iter().rev() {
        found.push(next);
        let content = line.trim();
        if !content.is_empty() && !content.starts_with('#') {
            next = Some(line.len() - line.trim_start_matches(space).len());
        }
    }
    found.reverse();
    found
}

/// Returns whether a character is a space of any kind that stands before a line's content.
pub(super) fn space(c: char) -> bool {
    c == ' ' || c == '\t' || WIDE_SPACES.contains(&c)
}

fn bare(start: usize, text: &str) -> Line<'_> {
    let indent = text.len() - text.trim_start_matches(space).len();
    let mut body = indent;
    while let Some(rest) = text[body..].strip_prefix("- ") {
        body = text.len() - rest.trim_start_matches(' ').len();
    }
    Line { start, text, indent, body, end: text.trim_end().len().max(body), ..Line::default() }
}

impl State {
    fn read(&mut self, line: &mut Line, next: Option<usize>) {
        if let Some(block) = self.block {
            if line.text.trim().is_empty() || line.indent > block {
                line.inside = true;
                return;
            }
            self.block = None;
        }
        line.inside = self.quote.is_some();
        let fresh = self.quote.is_none() && self.closers.is_empty();
        if fresh {
            self.indent = line.indent;
        }
        self.walk(line);
        if fresh && self.quote.is_none() && self.closers.is_empty() {
            self.block = block_text(line);
        }
        self.close(line, next);
    }

    /// Walks the characters of a line, into and out of quotes and brackets.
    fn walk(&mut self, line: &mut Line) {
        let mut before = ' ';
        let mut token = true;
        let mut skip = false;
        let (text, indent) = (line.text, line.indent);
        for (at, c) in text.char_indices().skip_while(|(at, _)| *at < indent) {
            if std::mem::take(&mut skip) {
                continue;
            }
            if let Some((quote, _)) = self.quote {
                skip = (quote == '"' && c == '\\')
                    || (quote == '\'' && c == '\'' && line.text[at + 1..].starts_with('\''));
                if c == quote && !skip {
                    self.quote = None;
                }
            } else if c == '#' && (before == ' ' || before == '\t') {
                line.end = line.text[..at].trim_end().len();
                // `- # ...`: behind the dash nothing is left.
                line.body = line.body.min(line.end);
                break;
            } else {
                self.mark(line, at, c, token);
            }
            token = self.quote.is_none() && (self.separates(c) || spaces(before, c, token));
            before = c;
        }
    }

    fn mark(&mut self, line: &mut Line, at: usize, c: char, token: bool) {
        let plain = wide(c).unwrap_or(c);
        if !self.closers.is_empty() || (token && "[{".contains(plain)) {
            line.flow.push((at, self.closers.last().copied().unwrap_or(' ')));
        }
        match plain {
            '"' | '\'' if token => self.quote = Some((c, line.start + at)),
            '[' if token => self.closers.push(']'),
            '{' if token => self.closers.push('}'),
            ']' | '}' if self.closers.last() == Some(&plain) => drop(self.closers.pop()),
            _ => {}
        }
    }

    /// Returns whether a new token begins right behind `c`.
    fn separates(&self, c: char) -> bool {
        let inner = !self.closers.is_empty();
        c == '：'
            || (inner && matches!(c, ',' | '，'))
            || (inner && matches!(wide(c).unwrap_or(c), '[' | '{'))
    }

    /// Ends the line: what is open goes on only if the next line is indented deeper, or closes it.
    fn close(&mut self, line: &mut Line, next: Option<usize>) {
        if self.quote.is_none() && self.closers.is_empty() {
            return;
        }
        if next.is_some_and(|next| next > self.indent) {
            line.goes_on = true;
            return;
        }
        line.open = Some(match self.quote.take() {
            Some((quote, at)) => Open::Quote(quote, at.saturating_sub(line.start)),
            None => Open::Brackets(self.closers.iter().rev().collect()),
        });
        self.closers.clear();
    }
}

/// Returns whether a token may still begin behind the space or dash `c`, which follows `before`.
fn spaces(before: char, c: char, token: bool) -> bool {
    match c {
        ' ' | '\t' => token || before == ':',
        c => token && (c == '-' || DASHES.contains(&c) || WIDE_SPACES.contains(&c)),
    }
}

/// Returns the ASCII bracket that a full-width one stands for.
pub(super) fn wide(c: char) -> Option<char> {
    WIDE_BRACKETS.iter().find(|(wide, _)| *wide == c).map(|(_, ascii)| *ascii)
}

/// Returns the indent that block text under this line must exceed, if the line opens one.
fn block_text(line: &Line) -> Option<usize> {
    let content = &line.text[line.body..line.end.max(line.body)];
    let header = content.rsplit(' ').next()?;
    let opens = header.starts_with(['|', '>']) && header[1..].chars().all(|c| "+-0123456789".contains(c));
    let behind = content[..content.len() - header.len()].trim_end();
    if !opens || !(behind.is_empty() || behind.ends_with(':')) {
        return None;
    }
    let dash = line.text[..line.body].rfind('-');
    Some(if behind.is_empty() { dash.unwrap_or(line.indent) } else { line.body })
}
