//! The words that a layout itself puts on paper, beside those of the data.

use typst::syntax::{SyntaxKind, SyntaxNode, parse};

/// Returns the words of a layout: its texts that are Chinese or hold a number that may be one to ring, not the names of
/// fonts, colours and sides. Remarks are none.
pub fn written(layout: &str) -> String {
    let mut found = Vec::new();
    gather(&parse(layout), &mut found);
    found.join("\n")
}

fn gather(node: &SyntaxNode, found: &mut Vec<String>) {
    let said = matches!(node.kind(), SyntaxKind::Text | SyntaxKind::Str | SyntaxKind::Raw);
    let text = node.leaf_text();
    if said && (text.chars().any(is_han) || rings(text)) {
        found.push(text.to_string());
    }
    node.children().for_each(|child| gather(child, found));
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9FFF}' | '\u{20000}'..='\u{3FFFF}')
}

/// Returns whether a text holds three figures in a row and is no colour.
fn rings(text: &str) -> bool {
    let figures = text.split(|c: char| !c.is_ascii_digit()).any(|run| run.len() > 2);
    figures && !text.trim_matches('"').starts_with('#')
}
