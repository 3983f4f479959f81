//! Slips that YAML reads without complaint, as something else than was meant: found by what the shape wants.
//! Proposes how to write it; never guesses where two readings are possible.

use super::lines::{DASHES, WIDE_SPACES, wide};
use super::{Entry, Node, Tree};
use crate::diag::{Diagnostic, Place};

/// Longest item, in characters, that is taken for one of several names and not for a sentence.
const SHORT: usize = 8;

/// Returns the text of a node as it stands in the file.
pub(super) fn raw(node: &Node) -> &str {
    node.place.file.text.get(node.place.range.clone()).unwrap_or_default()
}

/// Returns whether a reader cannot see a character: control and bidirectional signs, soft hyphens, variation
/// selectors.
pub fn hidden(c: char) -> bool {
    (c.is_control() && c != '\n')
        || matches!(
            c,
            '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}' | '\u{1160}' | '\u{180B}'..='\u{180F}' | '\u{3164}'
        )
        || matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FE00}'..='\u{FE0F}')
        || matches!(c, '\u{FEFF}' | '\u{FFA0}' | '\u{E0000}'..='\u{E0FFF}')
}

/// Returns how to write a text without its hidden characters, given how it stands in the file.
pub(super) fn unhidden(text: &str, raw: &str) -> String {
    // Only within one line: control characters of other kinds are line ends in some readers.
    if raw.contains(hidden) && !raw.contains(['\r', '\u{85}']) {
        return raw.replace(hidden, "");
    }
    quoted(&text.replace(hidden, ""))
}

/// Returns a text as a double-quoted scalar.
fn quoted(text: &str) -> String {
    serde_json::to_string(text).expect("text serialises")
}

/// Returns the fault of a plain value that has wide spaces or full-width quotes around it, and the value that
/// is meant.
pub(super) fn wrapped(text: &str, node: &Node) -> Option<(Diagnostic, String)> {
    let trimmed = text.trim_matches(|c: char| WIDE_SPACES.contains(&c) || c == ' ');
    if trimmed.is_empty() {
        return None;
    }
    if trimmed.len() < text.len() {
        let lead = raw(node).len() - raw(node).trim_start_matches(WIDE_SPACES).len();
        if lead > 0 && trimmed.starts_with("- ") {
            // An item of a list, as people read it.
            let range = node.place.range.start..node.place.range.start + lead;
            let place = Place { file: node.place.file.clone(), range };
            return Some((Diagnostic::error("indent-wide-space").at(place).mend(""), trimmed.to_owned()));
        }
        let fault = Diagnostic::warning("wide-space").at(node.place.clone()).with("value", trimmed);
        // Without its spaces a sign that means something in YAML would stand first.
        let bare = !trimmed.starts_with(|c: char| c.is_ascii_punctuation());
        let mend = if bare { trimmed.to_owned() } else { quoted(trimmed) };
        return Some((fault.mend(mend), trimmed.to_owned()));
    }
    let inner =
        text.strip_prefix(['“', '”', '‘', '’', '＂'])?.strip_suffix(['“', '”', '‘', '’', '＂', '"'])?;
    if inner.is_empty() || inner.contains(['“', '”', '‘', '’', '＂', '"', '\n']) {
        return None;
    }
    let fault = Diagnostic::warning("fullwidth-quote").at(node.place.clone()).with("value", text);
    Some((fault.mend(quoted(inner)), inner.to_owned()))
}

/// Returns a text without the spaces that YAML puts between Chinese where a value goes on in the next line,
/// and without line breaks, with the fault of these. A block text (`|`) keeps its lines: whoever writes one
/// wants them.
pub(super) fn one_line(text: &str, node: &Node) -> (String, Option<Diagnostic>) {
    let raw = raw(node);
    if !raw.contains('\n') && !text.contains('\n') {
        return (text.to_owned(), None);
    }
    let lines: Vec<&str> = raw.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let ends = |pair: &[&str]| Some((pair[0].chars().last()?, pair[1].chars().next()?));
    let breaks: Vec<(char, char)> = lines.windows(2).filter_map(ends).collect();
    let chars: Vec<char> = text.trim_end_matches('\n').chars().collect();
    let before = node.place.file.text[..node.place.range.start]
        .trim_end()
        .trim_end_matches(|c: char| "+-123456789".contains(c));
    let block = raw.contains('\n') && before.ends_with(['|', '>']);
    let mut read = String::with_capacity(text.len());
    let mut broken = false;
    for (at, &c) in chars.iter().enumerate() {
        let around =
            at.checked_sub(1).and_then(|i| chars.get(i)).zip(chars.get(at + 1)).map(|(a, b)| (*a, *b));
        let wide = around.is_some_and(|(a, b)| chinese(a) || chinese(b) || a == '\n' || b == '\n');
        match c {
            ' ' if wide && around.is_some_and(|pair| breaks.contains(&pair)) => {}
            '\n' if !block => {
                broken = true;
                if !wide {
                    read.push(' ');
                }
            }
            c => read.push(c),
        }
    }
    let fault = broken.then(|| {
        let fault = Diagnostic::warning("line-break").at(node.place.clone()).with("value", &read);
        if raw.contains('\n') { fault } else { fault.mend(quoted(&read)) }
    });
    (read, fault)
}

/// Returns whether a character is written without spaces beside it.
fn chinese(c: char) -> bool {
    matches!(c, '\u{2E80}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{FE30}'..='\u{FE4F}' | '\u{FF00}'..='\u{FFEF}')
        || matches!(c, '“' | '”' | '‘' | '’' | '…' | '—' | '·')
        || c >= '\u{20000}'
}

/// Most characters of a name that is spread out by spaces.
const SPREAD: usize = 4;

/// Returns the fault of a person's name that is spread out by spaces to the width of others, and the name:
/// `张　三`.
pub(super) fn padded(name: &str, place: &Place) -> Option<(Diagnostic, String)> {
    let parts: Vec<&str> = name.split_whitespace().collect();
    let han = |c: char| ('\u{3400}'..'\u{A000}').contains(&c) || c >= '\u{20000}';
    let name = parts.concat();
    // 张　三, 欧　阳　娜, 陈　守田; but 张三 李四 may be two.
    let short = parts.len() > 1 && name.chars().count() <= SPREAD && parts[0].chars().count() == 1;
    let spread = short && name.chars().all(han);
    spread.then(|| {
        (Diagnostic::warning("name-spread").at(place.clone()).with("name", &name).mend(name.clone()), name)
    })
}

/// Returns the fault of a plain scalar that stands where a list is wanted, and its items; `texts` if they are
/// free texts.
pub(super) fn list(node: &Node, texts: bool) -> Option<(Diagnostic, Vec<String>)> {
    let Tree::Scalar { text, .. } = &node.value else { return None };
    let raw = raw(node);
    let (code, items) = if raw.starts_with(|c| wide(c) == Some('[')) || raw.starts_with('[') {
        let inner = text.strip_prefix(['［', '【', '['])?.strip_suffix(['］', '】', ']'])?;
        // Whoever wrote one kind of comma between items may have the others within them.
        let comma = [',', '，'].into_iter().find(|comma| inner.contains(*comma)).unwrap_or('、');
        ("fullwidth-bracket", parts(inner, &[comma]))
    } else if let Some(fault) = dashes(raw, node) {
        return Some(fault);
    } else {
        let items = phrases(text, if texts { &['、', '，'] } else { &['、', '，', ','] });
        if items.len() < 2 || items.iter().any(|item| item.chars().count() > SHORT) {
            return None;
        }
        ("list-as-text", items)
    };
    // In brackets a comma within an item would make two of it.
    let item = |item: &String| {
        if item.contains(',') { format!("'{}'", item.replace('\'', "''")) } else { item.clone() }
    };
    let list = format!("[{}]", items.iter().map(item).collect::<Vec<_>>().join(", "));
    let bare = items.iter().all(|item| !item.contains(['[', ']', '{', '}', '"', '#', ':', '：']));
    let fault = Diagnostic::warning(code).at(node.place.clone());
    let fault = if code == "list-as-text" { fault.with("list", &list) } else { fault.with("value", raw) };
    (bare && !items.is_empty()).then(|| (fault.mend(list), items))
}

/// Returns what stands between separators; one in brackets, or between two numerals (一、二组交界), parts nothing.
fn phrases(text: &str, separators: &[char]) -> Vec<String> {
    const NUMERALS: &str = "〇零一二三四五六七八九十两";
    let numeral = |c: Option<&char>| c.is_some_and(|c| c.is_numeric() || NUMERALS.contains(*c));
    let letters: Vec<char> = text.chars().collect();
    let (mut found, mut depth) = (vec![String::new()], 0_usize);
    for (at, c) in letters.iter().enumerate() {
        match c {
            '（' | '(' | '【' | '《' | '“' => depth += 1,
            '）' | ')' | '】' | '》' | '”' => depth = depth.saturating_sub(1),
            _ => {}
        }
        let between = at > 0 && numeral(letters.get(at - 1)) && numeral(letters.get(at + 1));
        if depth == 0 && separators.contains(c) && !between {
            found.push(String::new());
        } else if let Some(last) = found.last_mut() {
            last.push(*c);
        }
    }
    found.into_iter().map(|part| part.trim().to_owned()).filter(|part| !part.is_empty()).collect()
}

fn parts(text: &str, separators: &[char]) -> Vec<String> {
    text.split(separators).map(|part| part.trim().to_owned()).filter(|part| !part.is_empty()).collect()
}

/// Lines that each begin with a dash glued to its item: YAML reads them as one text.
fn dashes(raw: &str, node: &Node) -> Option<(Diagnostic, Vec<String>)> {
    let dash = |c: char| c == '-' || DASHES.contains(&c);
    let mut items = Vec::new();
    let mut mend = String::new();
    for line in raw.split_inclusive('\n') {
        let indent = line.len() - line.trim_start_matches([' ', '\t']).len();
        let item = line[indent..].trim_start_matches(dash);
        let content = item.trim();
        if item.len() == line.len() - indent || content.is_empty() || content.contains([':', '：', '#', '"'])
        {
            return None;
        }
        items.push(content.to_owned());
        mend += &format!("{}- {}", &line[..indent], item.trim_start());
    }
    let first = raw.chars().next()?;
    let number = items.len() == 1 && items[0].starts_with(|c: char| c.is_ascii_digit());
    // Behind a key on its own line there is no room for a block list.
    let alone = line_before(node).trim().is_empty();
    let code = if first == '-' { "dash-without-space" } else { "fullwidth-dash" };
    let fault = Diagnostic::error(code).at(node.place.clone()).with("item", &items[0]);
    (!number && alone).then(|| (fault.mend(mend), items))
}

/// Returns what stands before a node on its line.
fn line_before(node: &Node) -> &str {
    let before = &node.place.file.text[..node.place.range.start];
    before.rsplit('\n').next().unwrap_or_default()
}

/// Returns the fault of a list item that holds several short items joined by full-width commas, and the
/// items.
pub(super) fn joined(item: &Node) -> Option<(Diagnostic, Vec<String>)> {
    let Tree::Scalar { text, plain: true } = &item.value else { return None };
    let items = parts(text, &['，', '、']);
    let short = |part: &String| {
        part.chars().count() <= SHORT && !part.contains(['“', '”', '（', '）', '(', '"', ':', '：'])
    };
    if items.len() < 2 || !items.iter().all(short) {
        return None;
    }
    let fault = Diagnostic::warning("fullwidth-comma").at(item.place.clone()).with("value", text);
    Some((fault.mend(items.join(", ")), items))
}

/// Returns the fault of a key that is really a key and its value, the colon being no YAML colon.
pub(super) fn key(entry: &Entry, known: &[&str]) -> Option<Diagnostic> {
    let text = &entry.key_place.file.text;
    let raw = text.get(entry.key_place.range.clone())?;
    let indent = raw.len() - raw.trim_start_matches(WIDE_SPACES).len();
    if indent > 0 {
        let range = entry.key_place.range.start..entry.key_place.range.start + indent;
        let place = Place { file: entry.key_place.file.clone(), range };
        let alone = entry.key_place.line_column().1 == 1;
        let fault = Diagnostic::error("indent-wide-space").at(place);
        return Some(if alone {
            fault.mend(" ".repeat(raw[..indent].chars().map(|c| 1 + usize::from(c == '\u{3000}')).sum()))
        } else {
            fault.mend(" ")
        });
    }
    if raw.starts_with(['"', '\'']) || raw.contains('\n') {
        return None;
    }
    let colon = raw.find(['：', ':'])?;
    let name = raw[..colon].trim();
    let code = if raw[colon..].starts_with('：') { "fullwidth-colon" } else { "colon-without-space" };
    let fault = Diagnostic::error(code).with("key", name);
    if name.is_empty() || raw[colon..].starts_with("://") {
        return None;
    }
    if matches!(entry.node.value, Tree::Null) {
        let fault = fault.at(entry.key_place.clone());
        return Some(match pairs(raw, known) {
            Some(mend) => fault.mend(mend),
            None => fault,
        });
    }
    let sign = raw[colon..].chars().next().map_or(1, char::len_utf8);
    let range = entry.key_place.range.start + colon..entry.key_place.range.start + colon + sign;
    let fault = fault.at(Place { file: entry.key_place.file.clone(), range });
    let opens = raw[colon + sign..].trim_start().starts_with(['[', '{']);
    Some(if opens { fault.mend(": ") } else { fault })
}

/// Returns `key: value, key: value` for text that joins pairs with full-width signs; `None` if a value may
/// hold a comma.
pub(super) fn pairs(raw: &str, known: &[&str]) -> Option<String> {
    let mut found: Vec<String> = Vec::new();
    for part in raw.split('，') {
        let pair = part.split_once(['：', ':']).map(|(key, value)| (key.trim(), value.trim()));
        match pair.filter(|(key, _)| found.is_empty() || known.contains(key)) {
            Some((key, value)) => {
                let plain =
                    !value.is_empty() && !value.contains([':', '：', '#', '"', '[', ']', '{', '}', ',']);
                (plain && !key.is_empty() && !key.contains([' ', '"'])).then_some(())?;
                found.push(format!("{key}: {value}"));
            }
            None => return None,
        }
    }
    Some(found.join(", "))
}

/// Returns the fault of a value that runs on into the next pair behind a full-width comma.
pub(super) fn runs_on(entry: &Entry, known: &[&str]) -> Option<Diagnostic> {
    let Tree::Scalar { text, plain: true } = &entry.node.value else { return None };
    let (first, rest) = text.split_once('，')?;
    let next = rest.split_once(['：', ':']).map(|(key, _)| key.trim())?;
    known.iter().find(|key| **key == next)?;
    let mend = pairs(rest, known)
        .filter(|_| !first.trim().is_empty() && in_braces(entry) && !first.contains(['"', '[', '{']))?;
    let fault = Diagnostic::error("fullwidth-comma").at(entry.node.place.clone()).with("value", text);
    Some(fault.mend(format!("{}, {mend}", first.trim())))
}

/// Returns whether a pair stands in braces, as far as its line shows.
fn in_braces(entry: &Entry) -> bool {
    let before = &entry.key_place.file.text[..entry.key_place.range.start];
    matches!(before.trim_end().chars().last(), Some('{' | ','))
}

/// Returns the mend of a plain scalar that stands where a mapping is wanted.
pub(super) fn mapping(node: &Node, known: &[&str]) -> Option<String> {
    let Tree::Scalar { plain: true, .. } = &node.value else { return None };
    let raw = raw(node);
    if raw.starts_with(|c| wide(c) == Some('{')) {
        let inner = &raw[raw.chars().next()?.len_utf8()..];
        return Some(format!("{{{}}}", pairs(inner.strip_suffix(['｝', '}'])?, known)?));
    }
    let before = line_before(node).trim_start();
    if before.chars().all(|c| c == ' ' || c == '-') {
        return raw.split_inclusive('\n').map(respelt).collect();
    }
    (!raw.contains('\n')).then(|| pairs(raw, known)).flatten().map(|pairs| format!("{{{pairs}}}"))
}

/// Returns a line with the colon behind its key as YAML wants it.
fn respelt(line: &str) -> Option<String> {
    let content = line.trim();
    let colon = line.find(['：', ':'])?;
    let (key, sign) = (line[..colon].trim(), line[colon..].chars().next()?);
    let value = line[colon + sign.len_utf8()..].trim_start_matches(super::lines::space);
    let bad = key.is_empty()
        || key.contains([' ', '"', '{', '[', '，'])
        || content.starts_with(['#', '-'])
        || value.starts_with("//");
    if bad || value.trim().contains([':', '：']) && value.trim().contains('，') {
        return None;
    }
    Some(if value.trim().is_empty() {
        format!("{}:{value}", &line[..colon])
    } else {
        format!("{}: {value}", &line[..colon])
    })
}
