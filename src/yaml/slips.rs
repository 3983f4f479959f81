//! The slips that Chinese Windows and input methods make in YAML, met by name instead of by the parser's words.

use std::sync::Arc;

use crate::diag::{Diagnostic, Diagnostics, Place};
use crate::source::SourceFile;

/// Pushes a fault for every line that holds a known slip; returns whether one explains a syntax error at `line`.
pub fn explain(file: &Arc<SourceFile>, line: usize, diags: &mut Diagnostics) -> bool {
    let mut explained = false;
    let mut start = 0;
    for (index, text) in file.text.split_inclusive('\n').enumerate() {
        if let Some(fault) = slip(file, start, text.trim_end_matches(['\n', '\r'])) {
            explained |= index < line + 1;
            diags.push(fault);
        }
        start += text.len();
    }
    explained
}

fn slip(file: &Arc<SourceFile>, start: usize, line: &str) -> Option<Diagnostic> {
    let content = line.trim_start_matches([' ', '\t', '\u{3000}', '\u{a0}']);
    let indent = &line[..line.len() - content.len()];
    let body = content.strip_prefix("- ").unwrap_or(content).trim_start();
    if body.is_empty() || body.starts_with(['#', '"', '\'']) {
        return None;
    }
    let at = |from: usize, len: usize| Place { file: Arc::clone(file), range: start + from..start + from + len };
    if let Some(bad) = indent.find(['\t', '\u{3000}', '\u{a0}']) {
        let code = if indent[bad..].starts_with('\t') { "indent-tab" } else { "indent-wide-space" };
        return Some(Diagnostic::error(code).at(at(0, indent.len())).mend("  ".repeat(indent.chars().count())));
    }
    let offset = line.len() - body.len();
    let colon = body.find([':', '：'])?;
    if body[..colon].contains(['{', '[', '"', ' ']) {
        let wide = body.find('：').filter(|_| body.starts_with(['{', '[']))?;
        return Some(
            Diagnostic::error("fullwidth-colon")
                .at(at(offset + wide, '：'.len_utf8()))
                .with("key", body[1..wide].trim())
                .mend(": "),
        );
    }
    let key = &body[..colon];
    if body[colon..].starts_with('：') {
        return Some(Diagnostic::error("fullwidth-colon").at(at(offset + colon, '：'.len_utf8())).with("key", key).mend(": "));
    }
    let behind = body[colon + 1..].chars().next()?;
    (!behind.is_whitespace() && behind != '/')
        .then(|| Diagnostic::error("colon-without-space").at(at(offset + colon, 1)).with("key", key).mend(": "))
}

/// Warns of ` #` glued to text, which swallows the rest of a value without a word.
pub fn swallowed_tails(file: &Arc<SourceFile>, diags: &mut Diagnostics) {
    let mut start = 0;
    for text in file.text.split_inclusive('\n') {
        let line = text.trim_end();
        let value = line.find(": ").map_or(line.len(), |i| i + 2);
        let glued = line[value..].find(" #").map(|i| value + i).filter(|i| {
            let quoted = line[..*i].matches(['"', '\'']).count() % 2 == 1;
            !quoted && !line[value..*i].trim().is_empty() && line[i + 2..].starts_with(|c: char| !c.is_whitespace() && c != '#')
        });
        if let Some(at) = glued {
            let place = Place { file: Arc::clone(file), range: start + at + 1..start + line.len() };
            diags.push(Diagnostic::warning("comment-swallows").at(place).with("tail", &line[at + 1..]));
        }
        start += text.len();
    }
}
