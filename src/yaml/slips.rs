//! The slips that Chinese Windows and input methods make in YAML, met by name instead of by the parser's
//! words. Looks at lines, because a slip leaves no tree; what YAML reads without complaint is in `misread`.

use std::sync::Arc;

use super::lines::{DASHES, Line, Open, WIDE_SPACES, lines, wide};
use crate::diag::{Diagnostic, Diagnostics, Place};
use crate::source::SourceFile;

/// Most slips of a file that are told at a time; nobody reads more, and those that come after are mended in the
/// next round.
const MOST_SLIPS: usize = 2_000;

/// Pushes a fault for every known slip; returns whether one of them explains a syntax error at `line`.
pub fn explain(file: &Arc<SourceFile>, line: usize, diags: &mut Diagnostics) -> bool {
    let mut explained = false;
    for fault in find(file) {
        explained |= fault.at.as_ref().is_some_and(|at| at.file.line_of(at.range.start) <= line + 1);
        diags.push(fault);
    }
    explained
}

/// Returns every known slip of a file, in reading order, each with its mend where there is one.
pub fn find(file: &Arc<SourceFile>) -> Vec<Diagnostic> {
    let all = lines(&file.text);
    let mut found = Vec::new();
    let mut above: Vec<&Line> = Vec::new();
    for line in &all {
        if found.len() > MOST_SLIPS {
            break;
        }
        if line.inside || line.end <= line.indent {
            found.extend(left_open(file, line));
            continue;
        }
        found.extend(indent(file, line, &above));
        found.extend(dash(file, line));
        found.extend(key(file, line));
        found.extend(brackets(file, line));
        found.extend(unseen(file, line));
        found.extend(left_open(file, line));
        while above.last().is_some_and(|last| last.indent >= line.indent) {
            above.pop();
        }
        above.push(line);
    }
    found.sort_by_key(|fault| fault.at.as_ref().map(|place| place.range.start));
    found
}

fn place(file: &Arc<SourceFile>, line: &Line, from: usize, to: usize) -> Place {
    Place { file: Arc::clone(file), range: line.start + from..line.start + to }
}

/// Tabs and wide spaces before the content, and an indent that is one off.
fn indent(file: &Arc<SourceFile>, line: &Line, above: &[&Line]) -> Option<Diagnostic> {
    let written = &line.text[..line.indent];
    let at = place(file, line, 0, line.indent);
    if let Some(bad) = written.find(|c| c != ' ') {
        let code = if written[bad..].starts_with('\t') { "indent-tab" } else { "indent-wide-space" };
        return Some(Diagnostic::error(code).at(at).mend(" ".repeat(width(written, above))));
    }
    let last = above.last()?;
    if last.goes_on || written.is_empty() || above.iter().any(|l| l.indent == line.indent) {
        return None;
    }
    let near = above
        .iter()
        .rev()
        .find(|l| l.indent.abs_diff(line.indent) == 1 && !l.text[..l.indent].contains('\t'))?;
    // Below a key that holds nothing yet, any deeper indent is a new level.
    let opens = line.indent > last.indent && matches!(last.text[..last.end].chars().last(), Some(':' | '：'));
    (!opens).then(|| {
        Diagnostic::error("indent-uneven").at(at).with("spaces", line.indent).mend(" ".repeat(near.indent))
    })
}

/// Returns how many spaces an indent of tabs and wide spaces stands for: what fits a line above, else two
/// each.
fn width(written: &str, above: &[&Line]) -> usize {
    let count = |tab: usize| {
        written.chars().map(|c| if c == '\t' { tab } else { 1 + usize::from(c == '\u{3000}') }).sum()
    };
    let fits = |spaces: &usize| {
        above.iter().any(|l| l.indent == *spaces && l.text[..l.indent].chars().all(|c| c == ' '))
    };
    let twos: usize = count(2);
    [twos, count(4), count(8), written.chars().count()].into_iter().find(fits).unwrap_or(twos)
}

/// A list item whose dash is full-width, or glued to the item.
fn dash(file: &Arc<SourceFile>, line: &Line) -> Option<Diagnostic> {
    let body = &line.text[line.body..line.end];
    let item = body.trim_start_matches(|c| DASHES.contains(&c));
    if item.len() < body.len() {
        let content = item.trim_start_matches(super::lines::space);
        let at = place(file, line, line.body, line.end - content.len());
        return Some(Diagnostic::error("fullwidth-dash").at(at).with("item", content).mend("- "));
    }
    let item = body.strip_prefix('-')?;
    let content = item.trim_start_matches(WIDE_SPACES);
    let glued =
        content.starts_with(|c: char| !c.is_ascii() || c.is_ascii_alphabetic() || "\"'[{".contains(c));
    let at = place(file, line, line.body, line.end - content.len());
    glued.then(|| Diagnostic::error("dash-without-space").at(at).with("item", content).mend("- "))
}

/// The colon behind a line's key: full-width, or without its space.
fn key(file: &Arc<SourceFile>, line: &Line) -> Option<Diagnostic> {
    let glued = line.text[line.body..line.end].trim_start_matches(|c| c == '-' || DASHES.contains(&c));
    let offset = line.end - glued.trim_start_matches(super::lines::space).len();
    let body = &line.text[offset..line.end];
    if body.starts_with(['#', '"', '\'', '[', '{']) || body.starts_with(|c| wide(c).is_some()) {
        return None;
    }
    let colon = body.find([':', '：'])?;
    let name = &body[..colon];
    (!name.is_empty() && !name.contains(['{', '[', '"', ' '])).then_some(())?;
    colon_at(file, line, offset + colon, name)
}

/// Returns the slip of a colon at an offset of the line, behind `name`.
fn colon_at(file: &Arc<SourceFile>, line: &Line, at: usize, name: &str) -> Option<Diagnostic> {
    let colon = line.text[at..].chars().next()?;
    let behind = &line.text[at + colon.len_utf8()..line.end];
    let value = behind.trim_start_matches(super::lines::space);
    let spaced = behind.starts_with([' ', '\t']) || behind.is_empty();
    let clock =
        name.ends_with(|c: char| c.is_ascii_digit()) && behind.starts_with(|c: char| c.is_ascii_digit());
    if colon == ':' && (spaced || behind.starts_with('/') || clock) {
        return None;
    }
    let code = if colon == ':' { "colon-without-space" } else { "fullwidth-colon" };
    let mend = if value.is_empty() { ":" } else { ": " };
    let range = place(file, line, at, line.end - value.len());
    Some(Diagnostic::error(code).at(range).with("key", name).mend(mend))
}

/// Characters that nobody sees, some of which the reader of YAML does not take.
fn unseen(file: &Arc<SourceFile>, line: &Line) -> Vec<Diagnostic> {
    let bad = line.text[..line.end]
        .char_indices()
        .filter(|(at, c)| *at >= line.indent && *c != '\t' && super::misread::hidden(*c));
    let fault = |(at, c): (usize, char)| {
        let place = place(file, line, at, at + c.len_utf8());
        Diagnostic::error("hidden-character").at(place).with("code", format!("U+{:04X}", c as u32)).mend("")
    };
    bad.take(MOST_SLIPS).map(fault).collect()
}

/// Full-width signs inside brackets, and keys there whose colon has no space.
fn brackets(file: &Arc<SourceFile>, line: &Line) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (at, closer) in &line.flow {
        if found.len() > MOST_SLIPS {
            break;
        }
        let Some(c) = line.text[*at..].chars().next() else { continue };
        let sign = || place(file, line, *at, *at + c.len_utf8());
        match c {
            '：' | ':' if *closer == '}' => {
                let name = key_before(&line.text[..*at]);
                found.extend(name.and_then(|name| colon_at(file, line, *at, name)));
            }
            '，' if *closer == '}' && begins_pair(&line.text[*at + c.len_utf8()..line.end]) => {
                found.push(
                    Diagnostic::error("fullwidth-comma")
                        .at(sign())
                        .with("value", &line.text[line.body..line.end])
                        .mend(", "),
                );
            }
            c => {
                let Some(ascii) = wide(c) else { continue };
                found.push(Diagnostic::error("fullwidth-bracket").at(sign()).with("value", c).mend(ascii));
            }
        }
    }
    found
}

/// Returns the key in braces that ends where a colon stands. No further back is looked than the sign before it,
/// for a line may have a million of them.
fn key_before(text: &str) -> Option<&str> {
    let text = text.trim_end();
    let from = text.rfind([',', '，', '{', '[', '｛', '［', '【', ' ', ':', '：', '"']);
    let name = from.map_or(text, |from| &text[from..]);
    let begins = |c: char| ",，{[｛［【".contains(c);
    let key = name.strip_prefix(begins).or(from.is_none().then_some(name));
    // Behind a space only other spaces may stand before the sign that begins the key.
    let key = key.or_else(|| {
        let before = text[..from?].trim_end();
        name.strip_prefix(' ').filter(|_| before.ends_with(begins) || before.is_empty())
    });
    key.map(str::trim).filter(|key| !key.is_empty())
}

/// Returns whether a text goes on with a key and its colon.
fn begins_pair(text: &str) -> bool {
    let end = text.find([':', '：', ',', '，', '}', '｝', '{', '[']).unwrap_or(text.len());
    text[end..].starts_with([':', '：'])
        && !text[..end].trim().is_empty()
        && !text[..end].trim().contains(' ')
}

/// A quote or bracket that the line leaves open though the next does not go on.
fn left_open(file: &Arc<SourceFile>, line: &Line) -> Option<Diagnostic> {
    match line.open.as_ref()? {
        Open::Brackets(closers) => {
            if let Some(tail) = swallowed(line) {
                let at = place(file, line, line.text.len() - tail.len(), line.text.len());
                return Some(Diagnostic::error("comment-swallows").at(at).with("tail", tail.trim_end()));
            }
            let fault = Diagnostic::error("unclosed-bracket").at(place(
                file,
                line,
                line.indent.min(line.end),
                line.end,
            ));
            Some(
                fault
                    .with("value", &line.text[line.indent.min(line.end)..line.end])
                    .with("closer", closers)
                    .mend(format!(
                        "{}{closers}",
                        line.text[line.indent.min(line.end)..line.end].trim_end_matches([',', '，'])
                    )),
            )
        }
        Open::Quote(quote, at) => Some(open_quote(file, line, *quote, *at)),
    }
}

/// Returns the remark behind a line with an open bracket if it may be text: glued to its sign, or with what
/// closes a bracket. Where the bracket ends is then known to its writer alone.
fn swallowed<'a>(line: &Line<'a>) -> Option<&'a str> {
    let tail = line.text.get(line.end..)?.trim_start();
    let glued = tail.strip_prefix('#')?.starts_with(|c: char| !c.is_whitespace() && c != '#');
    (glued || tail.contains(|c| wide(c).unwrap_or(c) == ']' || wide(c).unwrap_or(c) == '}')).then_some(tail)
}

fn open_quote(file: &Arc<SourceFile>, line: &Line, quote: char, at: usize) -> Diagnostic {
    let end = line.text.trim_end().len();
    let at = at.min(end);
    let text = &line.text[at..end];
    let fault = Diagnostic::error("unclosed-quote")
        .at(place(file, line, at, end))
        .with("value", text)
        .with("closer", quote);
    let inner = &text[text.chars().next().map_or(0, char::len_utf8)..];
    if let Some(wide) =
        inner.find(['”', '’', '“', '‘']).filter(|_| inner.matches(['”', '’', '“', '‘']).count() == 1)
    {
        let len = '”'.len_utf8();
        let rest = &inner[wide + len..];
        let ends = rest.is_empty() || rest.starts_with([',', ']', '}', '，', ' ']);
        return if ends { fault.mend(format!("{quote}{}{quote}{rest}", &inner[..wide])) } else { fault };
    }
    let flow =
        line.flow.last().is_some_and(|(offset, _)| *offset < at || line.text[..at].ends_with(['[', '{']));
    let content = inner.trim_end_matches([']', '}']);
    if inner.is_empty()
        || inner.contains(" #")
        || (flow && (content.contains([',', '，', ':', '：']) || content.is_empty()))
    {
        return fault;
    }
    let closers = if flow { &inner[content.len()..] } else { "" };
    let body = &inner[..inner.len() - closers.len()];
    fault.mend(format!("{quote}{body}{quote}{closers}"))
}

/// Warns of ` #` glued to text, which swallows the rest of a value without a word. Whether it is a remark
/// only its writer knows.
pub fn swallowed_tails(file: &Arc<SourceFile>, diags: &mut Diagnostics) {
    let glued = |at: usize| file.text[at + 2..].starts_with(|c: char| !c.is_whitespace() && c != '#');
    // Most files have none, and to know which lines are inside a text costs as much as to read the file.
    if !file.text.match_indices(" #").any(|(at, _)| glued(at)) {
        return;
    }
    // Of a bracket that stays open it has been said why.
    let told = |line: &Line| matches!(line.open, Some(Open::Brackets(_))) && swallowed(line).is_some();
    for line in lines(&file.text).iter().filter(|line| !line.inside && !told(line)) {
        let text = line.text.trim_end();
        let value = text.find(": ").map_or(text.len(), |i| i + 2);
        let glued = text[value..].find(" #").map(|i| value + i).filter(|i| {
            let quoted = text[..*i].matches(['"', '\'']).count() % 2 == 1;
            !quoted
                && !text[value..*i].trim().is_empty()
                && text[i + 2..].starts_with(|c: char| !c.is_whitespace() && c != '#')
        });
        let Some(at) = glued else { continue };
        let fault = Diagnostic::warning("comment-swallows").with("tail", &text[at + 1..]);
        diags.push(fault.at(place(file, line, at + 1, text.len())));
    }
}
