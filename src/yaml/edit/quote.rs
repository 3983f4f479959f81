//! Scalars as text: quoted only where they must be, so that they load as exactly what they are.

use super::super::lines::DASHES;

/// What a scalar is, for its quotes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A number, date, flag or fixed word.
    Bare,
    /// A text.
    Words,
    /// One of several texts: a comma inside would make two of it.
    Item,
}

/// Words that other readers of YAML take for something else than text.
const TYPED: [&str; 10] = ["true", "false", "yes", "no", "on", "off", "y", "n", "null", "~"];

/// Returns a scalar as it is written in brackets (`flow`) or outside; `quote` is the quote its neighbour has.
pub(super) fn scalar(text: &str, kind: Kind, flow: bool, quote: Option<char>) -> String {
    match quote {
        Some('\'') if !text.contains(|c: char| c.is_control() || unprintable(c)) => {
            format!("'{}'", text.replace('\'', "''"))
        }
        Some('"') => double(text),
        _ if plain(text, kind, flow) => text.to_owned(),
        _ => double(text),
    }
}

/// Returns a key as it is written.
pub(super) fn key(text: &str, flow: bool) -> String {
    let odd = text.contains([':', '：', '\u{3000}', '\u{a0}']) || matches!(text, "<<" | "=");
    if !odd && plain(text, Kind::Item, flow) { text.to_owned() } else { double(text) }
}

fn plain(text: &str, kind: Kind, flow: bool) -> bool {
    let Some(first) = text.chars().next() else { return false };
    let bare = kind == Kind::Bare;
    let opens = ",[]{}#&*!|>'\"%@`?:".contains(first)
        || "“”‘’＂［【｛］】｝".contains(first)
        || (first == '-' && !(bare && text.len() > 1))
        || (first != '-' && DASHES.contains(&first));
    !opens
        && text.trim() == text
        && !text.contains(|c: char| c.is_control() || unprintable(c))
        && !text.contains(" #")
        && !(text.contains(": ") || text.ends_with(':') || (flow && text.contains(':')))
        && !(flow && text.contains([',', '[', ']', '{', '}']))
        && !text.starts_with("...")
        && !(kind == Kind::Item && text.contains(['、', '，', ',', '；']))
        && !(text.contains('，') && text.contains(['：', ':']))
        && (bare || !typed(text))
        && !matches!(text, "~" | "null" | "Null" | "NULL")
}

/// Returns whether a reader that knows types takes a plain text for a number or a truth value.
fn typed(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    let number = lower.replace('_', "");
    TYPED.contains(&lower.as_str())
        || number.parse::<f64>().is_ok()
        || [".inf", "-.inf", "+.inf", ".nan"].contains(&number.as_str())
        || number
            .strip_prefix("0x")
            .or(number.strip_prefix("0o"))
            .is_some_and(|rest| u64::from_str_radix(rest, 16).is_ok())
}

fn unprintable(c: char) -> bool {
    matches!(c, '\u{80}'..='\u{9F}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}' | '\u{FFFE}'..='\u{FFFF}')
}

fn double(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out += "\\\"",
            '\\' => out += "\\\\",
            '\n' => out += "\\n",
            '\r' => out += "\\r",
            '\t' => out += "\\t",
            c if c.is_control() || unprintable(c) => out += &format!("\\u{:04X}", c as u32),
            c => out.push(c),
        }
    }
    out + "\""
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_stand_only_where_they_must() {
        let words = |text| scalar(text, Kind::Words, true, None);
        assert_eq!(words("138 0000 0001"), "138 0000 0001");
        assert_eq!(words("13800000001"), "\"13800000001\"");
        assert_eq!(words("一组，泊沟桥以西到果园"), "一组，泊沟桥以西到果园");
        assert_eq!(words("乙, 丙"), "\"乙, 丙\"");
        assert_eq!(words("no"), "\"no\"");
        assert_eq!(words(""), "\"\"");
        assert_eq!(scalar("乙, 丙", Kind::Words, false, None), "乙, 丙");
        assert_eq!(scalar("甲、乙", Kind::Item, true, None), "\"甲、乙\"");
        assert_eq!(scalar("2026-05-01", Kind::Bare, true, None), "2026-05-01");
        assert_eq!(scalar("它's", Kind::Words, false, Some('\'')), "'它''s'");
        assert_eq!(
            (key("甲：乙", true), key("陈强（二组）", true)),
            ("\"甲：乙\"".to_owned(), "陈强（二组）".to_owned())
        );
    }
}
