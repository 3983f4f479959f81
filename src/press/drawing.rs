//! What is written in a drawing (SVG): the engine sets it as text, so it is read as all other text of a village.

use roxmltree::{Document, Node, ParsingOptions};

/// Returns the texts of a drawing; one that cannot be read has none, and is not printed.
pub fn texts(bytes: &[u8]) -> Vec<String> {
    let options = ParsingOptions { allow_dtd: true, ..ParsingOptions::default() };
    let Ok(Ok(drawing)) = std::str::from_utf8(bytes).map(|text| Document::parse_with_options(text, options))
    else {
        return Vec::new();
    };
    let written = |node: Node| {
        node.descendants().filter_map(|node| node.text().filter(|_| node.is_text())).collect::<String>()
    };
    let all = drawing.descendants().filter(|node| node.tag_name().name() == "text").map(written);
    // Programs that draw write a text a sign: signs in a row are one.
    let mut texts: Vec<(String, bool)> = Vec::new();
    for text in all {
        let single = text.trim().chars().count() == 1;
        match texts.last_mut().filter(|(_, signs)| single && *signs) {
            Some((last, _)) => last.push_str(text.trim()),
            None => texts.push((text, single)),
        }
    }
    texts.into_iter().map(|(text, _)| text).collect()
}
