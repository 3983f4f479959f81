//! Faults for other programs: our own JSON, GitHub workflow commands, SARIF 2.1.0. Shapes only; prints
//! nothing.

use serde_json::{Value, json};

use super::term::Shown;
use crate::diag::{Place, Severity};
use crate::messages::{self, Lang};

/// Returns one fault as docs/check.md describes it.
pub(super) fn json(shown: &Shown, lang: Lang) -> Value {
    let fault = shown.fault;
    let (message, hint) = messages::words(fault, lang);
    let at = fault.at.as_ref().map(place);
    json!({
        "code": fault.code, "severity": fault.severity.name(), "message": message, "hint": hint,
        "at": at, "mend": fault.mend, "villages": shown.more + 1,
    })
}

/// Returns a place, in the one form that all outputs have.
pub(super) fn place(place: &Place) -> Value {
    let (line, column) = place.line_column();
    json!({"file": place.file.name, "line": line, "column": column, "start": place.range.start, "end": place.range.end})
}

/// Returns one fault as a GitHub workflow command.
pub(super) fn github(shown: &Shown, lang: Lang) -> String {
    let fault = shown.fault;
    let command = match fault.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "notice",
    };
    let place = fault.at.as_ref().map_or_else(String::new, |place| {
        let (line, column) = place.line_column();
        format!("file={},line={line},col={column},", property(&place.file.name))
    });
    format!("::{command} {place}title={}::{}", property(fault.code), data(&sentence(shown, lang)))
}

fn sentence(shown: &Shown, lang: Lang) -> String {
    let (message, hint) = messages::words(shown.fault, lang);
    let hint = if hint.is_empty() || hint == "—" { String::new() } else { format!("; {hint}") };
    let more = if shown.more > 0 { format!(" (+{})", shown.more) } else { String::new() };
    format!("{message}{hint}{more}")
}

/// Escapes as <https://github.com/actions/toolkit/blob/main/packages/core/src/command.ts> reads it.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

/// Returns all faults as one SARIF 2.1.0 log.
pub(super) fn sarif(faults: &[Shown], lang: Lang) -> Value {
    let mut codes: Vec<&str> = faults.iter().map(|shown| shown.fault.code).collect();
    codes.sort_unstable();
    codes.dedup();
    let results: Vec<Value> = faults.iter().map(|shown| result(shown, &codes, lang)).collect();
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": "duoan", "version": env!("CARGO_PKG_VERSION"), "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": codes.iter().map(|code| rule(code, lang)).collect::<Vec<_>>(),
            }},
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    })
}

fn rule(code: &str, lang: Lang) -> Value {
    match messages::catalogue(lang).get(code) {
        Some(entry) => json!({
            "id": code, "shortDescription": {"text": entry.message}, "fullDescription": {"text": entry.explain},
            "help": {"text": entry.hint},
        }),
        None => json!({"id": code}),
    }
}

fn result(shown: &Shown, codes: &[&str], lang: Lang) -> Value {
    let fault = shown.fault;
    let mut result = json!({
        "ruleId": fault.code,
        "ruleIndex": codes.binary_search(&fault.code).unwrap_or_default(),
        "level": fault.severity.name(),
        "message": {"text": sentence(shown, lang)},
        "locations": fault.at.iter().map(location).collect::<Vec<_>>(),
    });
    if !fault.also.is_empty() {
        result["relatedLocations"] = fault.also.iter().map(location).collect();
    }
    if let (Some(place), Some(mend)) = (&fault.at, &fault.mend) {
        result["fixes"] = json!([{
            "artifactChanges": [{
                "artifactLocation": {"uri": uri(&place.file.name)},
                "replacements": [{"deletedRegion": region(place), "insertedContent": {"text": mend}}],
            }],
        }]);
    }
    result
}

fn location(place: &Place) -> Value {
    json!({"physicalLocation": {"artifactLocation": {"uri": uri(&place.file.name)}, "region": region(place)}})
}

fn region(place: &Place) -> Value {
    let (line, column) = place.line_column();
    let (end_line, end_column) = place.file.line_column(place.range.end);
    json!({"startLine": line, "startColumn": column, "endLine": end_line, "endColumn": end_column})
}

/// Returns a path as a URI reference (RFC 3986): what is not unreserved is percent-encoded.
fn uri(path: &str) -> String {
    let mut uri = String::from(if path.starts_with('/') { "file://" } else { "" });
    for byte in path.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                uri.push(char::from(byte));
            }
            _ => uri += &format!("%{byte:02X}"),
        }
    }
    uri
}
