//! Which village a sheet is about, where no column says so: its name stands in a title or in a file's name.

use super::sheet::Sheet;

/// Returns a village's name without what its committee adds to it.
pub fn village_name(text: &str) -> String {
    let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    for (tail, kept) in [("村民委员会", "村"), ("村委会", "村"), ("居民委员会", ""), ("居委会", "")]
    {
        if let Some(stem) = text.strip_suffix(tail) {
            return format!("{stem}{kept}");
        }
    }
    text
}

/// Finds the village that a sheet without a column for it is about: its name stands in a title, a sheet's or
/// a file's name.
pub fn village_of(sheet: &Sheet, title: &str, known: &[String]) -> Option<String> {
    let texts = [sheet.name.as_str(), title, sheet.file.as_str()];
    let held =
        |text: &&str| known.iter().filter(|name| text.contains(name.as_str())).max_by_key(|name| name.len());
    texts.iter().find_map(held).cloned()
}

/// Returns a village's name that a text begins with, where none is known yet: 岭下村危险区人员转移清单.
pub fn new_village(sheet: &Sheet, title: &str) -> Option<String> {
    let file = sheet.file.rsplit(['/', '\\']).next().unwrap_or_default();
    [sheet.name.as_str(), title, file].iter().find_map(|text| {
        let text = text.rsplit(['镇', '乡']).next().unwrap_or(text);
        let text = text.rsplit_once("街道").map_or(text, |(_, rest)| rest);
        let end = ["社区", "村"].iter().filter_map(|word| text.find(word).map(|at| at + word.len())).min()?;
        let name = &text[..end];
        (2..=8).contains(&name.chars().count()).then(|| name.to_owned())
    })
}
