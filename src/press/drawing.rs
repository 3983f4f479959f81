//! What is written in a drawing (SVG): the engine sets it as text, so it is read as all other text of a village.

use roxmltree::{Document, Node, ParsingOptions};

/// Pictures within a drawing of which only the dots reach the paper.
const DOTS: [&str; 3] = ["data:image/png", "data:image/gif", "data:image/webp"];

/// How many figures a mobile number has.
const MOBILE: usize = 11;

fn read(bytes: &[u8]) -> Option<Document<'_>> {
    let options = ParsingOptions { allow_dtd: true, ..ParsingOptions::default() };
    Document::parse_with_options(std::str::from_utf8(bytes).ok()?, options).ok()
}

/// Returns whether a picture within a drawing may say what nobody sees: another drawing has texts of its own, a
/// photograph says where it was taken.
pub fn hides(bytes: &[u8]) -> bool {
    let data = |value: &str| {
        let value = value.trim().to_ascii_lowercase();
        value.starts_with("data:") && !DOTS.iter().any(|dots| value.starts_with(dots))
    };
    read(bytes).is_some_and(|drawing| {
        let mut attributes = drawing.descendants().flat_map(|node| node.attributes());
        attributes.any(|attribute| attribute.name() == "href" && data(attribute.value()))
    })
}

/// Returns whether a drawing shows a picture that is a file of its own: it is not in the workspace's picture, and is not
/// printed.
pub fn links(bytes: &[u8]) -> bool {
    let shows = |node: &Node| ["image", "feImage", "use"].contains(&node.tag_name().name());
    let elsewhere = |value: &str| {
        let value = value.trim().to_ascii_lowercase();
        !value.is_empty() && !value.starts_with('#') && !value.starts_with("data:")
    };
    read(bytes).is_some_and(|drawing| {
        let mut attributes = drawing.descendants().filter(shows).flat_map(|node| node.attributes());
        attributes.any(|attribute| attribute.name() == "href" && elsewhere(attribute.value()))
    })
}

/// Returns the texts of a drawing; one that cannot be read has none, and is not printed.
pub fn texts(bytes: &[u8]) -> Vec<String> {
    let Some(drawing) = read(bytes) else { return Vec::new() };
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
    // A number may stand in two texts side by side.
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).count();
    let bare = |text: &str| text.trim().chars().all(|c| c.is_ascii_digit() || matches!(c, ' ' | '-'));
    let joined = texts.windows(2).filter_map(|pair| {
        let [(one, _), (other, _)] = pair else { return None };
        let both = bare(one) && bare(other) && digits(one) + digits(other) == MOBILE;
        both.then(|| (format!("{}{}", one.trim(), other.trim()), false))
    });
    let joined: Vec<_> = joined.collect();
    texts.into_iter().chain(joined).map(|(text, _)| text).collect()
}
