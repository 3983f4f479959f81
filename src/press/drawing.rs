//! What is written in a drawing (SVG): the engine sets it as text, so it is read as all other text of a village.

use roxmltree::{Document, Node, ParsingOptions};

/// Returns the texts of a drawing; one that cannot be read has none, and is not printed.
pub fn texts(bytes: &[u8]) -> Vec<String> {
    let options = ParsingOptions { allow_dtd: true, ..ParsingOptions::default() };
    let Ok(Ok(drawing)) = std::str::from_utf8(bytes).map(|text| Document::parse_with_options(text, options))
    else {
        return Vec::new();
    };
    let written =
        |node: Node| node.descendants().filter_map(|node| node.text().filter(|_| node.is_text())).collect();
    drawing.descendants().filter(|node| node.tag_name().name() == "text").map(written).collect()
}
