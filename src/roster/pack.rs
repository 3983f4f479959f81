//! Parts of a package into one file: the same parts make the same bytes. And back: the check codes in one.

use std::io::{Cursor, Read, Write};

use zip::ZipArchive;
use zip::write::{SimpleFileOptions, ZipWriter};

/// What check codes begin with.
const START: &str = "DA1-";
/// Most bytes that are looked at in a package, unpacked.
const MAX_UNPACKED: u64 = 64 << 20;
/// Most signs of a code.
const LONGEST: usize = 80;

/// Returns a package of parts, by name, in this order; no time of making stands in it.
///
/// # Errors
/// If a part is too large.
pub fn packed(parts: &[(String, Vec<u8>)]) -> anyhow::Result<Vec<u8>> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().last_modified_time(zip::DateTime::default());
    for (name, bytes) in parts {
        zip.start_file(name.as_str(), options)?;
        zip.write_all(bytes)?;
    }
    Ok(zip.finish()?.into_inner())
}

/// Returns the check codes that stand in a text or a workbook, each once; `None` if it is no package.
pub fn codes(bytes: &[u8]) -> Option<Vec<String>> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).ok()?;
    let mut left = MAX_UNPACKED;
    let mut found: Vec<String> = Vec::new();
    for i in 0..archive.len() {
        let Ok(part) = archive.by_index(i) else { continue };
        let name = part.name().map(std::borrow::Cow::into_owned).unwrap_or_default();
        let told = name == "word/document.xml" || name.starts_with("xl/worksheets/") || name == "content.xml";
        if !(told && name.ends_with(".xml")) {
            continue;
        }
        let mut text = Vec::new();
        part.take(left).read_to_end(&mut text).ok()?;
        left -= text.len() as u64;
        for code in in_text(&String::from_utf8_lossy(&text)) {
            if !found.contains(&code) {
                found.push(code);
            }
        }
    }
    Some(found)
}

/// Codes of a part: a word processor cuts a line into runs, so marks within a paragraph are left out.
fn in_text(xml: &str) -> Vec<String> {
    let mut plain = String::with_capacity(xml.len() / 2);
    let mut rest = xml;
    while let Some((text, more)) = rest.split_once('<') {
        plain.push_str(text);
        let Some((mark, after)) = more.split_once('>') else { break };
        if matches!(mark, "/w:p" | "/text:p" | "w:br/" | "/oddFooter") {
            plain.push('\n');
        }
        rest = after;
    }
    let sign = |c: &char| c.is_ascii_alphanumeric() || *c == '-';
    let code = |(at, _): (usize, &str)| plain[at..].chars().take_while(sign).take(LONGEST).collect();
    plain.match_indices(START).map(code).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_though_the_word_processor_cut_it() {
        let xml = "<w:p><w:r><w:t>验版码　DA1-370199001001-FILE</w:t></w:r><w:r><w:t>-01-260601-V3-9W55</w:t></w:r></w:p><w:p>A";
        let bytes = packed(&[("word/document.xml".to_owned(), xml.as_bytes().to_vec())]).unwrap();
        assert_eq!(codes(&bytes).unwrap(), ["DA1-370199001001-FILE-01-260601-V3-9W55"]);
        assert_eq!(codes(b"PK\x03\x04"), None);
    }
}
