//! New values as text, in the form of their neighbours: in brackets or line by line, quoted alike, broken
//! alike.

use unicode_width::UnicodeWidthStr;

use super::super::misread::raw;
use super::super::{Node, Tree};
use super::emit::is_flow;
use super::quote::{self, Kind};
use super::work::New;

/// Where a new value goes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Spot<'a> {
    /// A neighbour of the same kind.
    pub like: Option<&'a Node>,
    /// Inside brackets.
    pub flow: bool,
    /// Column of the key or dash before it.
    pub column: usize,
    /// Keys above it.
    pub depth: usize,
    /// Line end.
    pub eol: &'a str,
}

impl<'a> Spot<'a> {
    fn below(self, like: Option<&'a Node>, column: usize) -> Self {
        Self { like, column, depth: self.depth + 1, ..self }
    }
}

/// Returns `key: value`, without the indent of its first line.
pub(super) fn entry(key: &str, new: &New, spot: Spot) -> String {
    let key = quote::key(key, spot.flow);
    let value = value(new, spot);
    if value.is_empty() { format!("{key}:") } else { format!("{key}:{value}") }
}

/// Returns what stands behind a colon, with its leading space or line end.
pub(super) fn value(new: &New, spot: Spot) -> String {
    if block(new, spot) {
        let column = spot.column + 2;
        return format!("{}{}{}", spot.eol, " ".repeat(column), lines(new, Spot { column, ..spot }));
    }
    match inline(new, spot) {
        text if text.is_empty() => text,
        text => format!(" {text}"),
    }
}

/// Returns `- row`, without the indent of its first line.
pub(super) fn row(new: &New, spot: Spot) -> String {
    let inside = spot.below(spot.like, spot.column + 2);
    if matches!(new, New::Map(pairs) if !pairs.is_empty()) && spot.like.is_some_and(is_block) {
        return format!("- {}", lines(new, inside));
    }
    format!("- {}", inline(new, Spot { column: spot.column + 2, ..spot }))
}

/// Returns entries or rows line by line, without the indent of the first line.
pub(super) fn lines(new: &New, spot: Spot) -> String {
    let parts: Vec<String> = match new {
        New::Map(pairs) => pairs
            .iter()
            .map(|(key, new)| entry(key, new, spot.below(child(spot.like, key), spot.column)))
            .collect(),
        New::List(rows) => {
            rows.iter().map(|new| row(new, spot.below(last(spot.like), spot.column))).collect()
        }
        New::Scalar(..) | New::Null => vec![inline(new, spot)],
    };
    parts.join(&format!("{}{}", spot.eol, " ".repeat(spot.column)))
}

/// Returns whether a value is written line by line: as its neighbour is; without one, whatever has rows of
/// several values.
fn block(new: &New, spot: Spot) -> bool {
    let several = match new {
        New::Map(pairs) => !pairs.is_empty(),
        New::List(rows) => !rows.is_empty(),
        New::Scalar(..) | New::Null => false,
    };
    let rows = match new {
        New::List(rows) => rows.iter().any(|row| matches!(row, New::Map(_) | New::List(_))),
        _ => true,
    };
    several && !spot.flow && spot.like.map_or(spot.depth <= 1 && rows, is_block)
}

/// Returns a value in one piece, brackets where it has several parts.
pub(super) fn inline(new: &New, spot: Spot) -> String {
    match new {
        New::Null => String::new(),
        New::Scalar(text, kind) => scalar(text, *kind, spot),
        New::List(rows) => {
            if let ([New::Scalar(text, _)], Some(Node { value: Tree::Scalar { .. }, .. })) =
                (rows.as_slice(), spot.like)
                && !text.contains(['、', '，', ','])
            {
                return scalar(text, Kind::Item, spot);
            }
            let inside = Spot { flow: true, like: last(spot.like), ..spot };
            format!("[{}]", rows.iter().map(|row| inline(row, inside)).collect::<Vec<_>>().join(", "))
        }
        New::Map(pairs) => {
            let parts = pairs.iter().map(|(key, new)| {
                let inside = Spot { flow: true, like: child(spot.like, key), ..spot };
                entry(key, new, inside)
            });
            broken(&parts.collect::<Vec<_>>(), spot)
        }
    }
}

fn scalar(text: &str, kind: Kind, spot: Spot) -> String {
    let written = spot.like.filter(|like| matches!(like.value, Tree::Scalar { .. })).map(raw);
    let quote = written.and_then(|text| text.chars().next()).filter(|c| matches!(c, '"' | '\''));
    // Whoever wrote a number without quotes wants the next one so too.
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    let bare = quote.is_none() && digits(text) && written.is_some_and(digits);
    quote::scalar(text, if bare { Kind::Bare } else { kind }, spot.flow, quote)
}

/// Returns `{…}`, over several lines if the neighbour has several.
fn broken(parts: &[String], spot: Spot) -> String {
    let whole = format!("{{{}}}", parts.join(", "));
    let Some(like) = spot.like.filter(|like| is_flow(like)) else { return whole };
    let written: Vec<&str> = raw(like).split('\n').collect();
    let [_, second, ..] = written.as_slice() else { return whole };
    let before = like.place.line_column().1 - 1;
    let width = |(i, line): (usize, &&str)| line.trim_end().width() + if i == 0 { before } else { 0 };
    let most = written.iter().enumerate().map(width).max().unwrap_or(0).max(40);
    let indent = second.len() - second.trim_start().len();
    let (mut out, mut width) = (String::from("{"), spot.column);
    for (i, part) in parts.iter().enumerate() {
        let comma = if i == 0 { "" } else { ", " };
        if i > 0 && width + part.width() + 4 > most {
            out += &format!(",{}{}", spot.eol, " ".repeat(indent));
            width = indent;
        } else {
            out += comma;
        }
        out += part;
        width += part.width() + comma.len();
    }
    out + "}"
}

fn is_block(node: &Node) -> bool {
    matches!(node.value, Tree::Map(_) | Tree::List(_)) && !is_flow(node)
}

fn child<'a>(like: Option<&'a Node>, key: &str) -> Option<&'a Node> {
    let Tree::Map(entries) = &like?.value else { return None };
    entries.iter().find(|e| e.key == key).map(|e| &e.node)
}

fn last(like: Option<&Node>) -> Option<&Node> {
    match &like?.value {
        Tree::List(items) => items.last(),
        Tree::Scalar { .. } => like,
        _ => None,
    }
}
