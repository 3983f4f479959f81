//! Which village a sheet is about, where no column says so: its name stands in a title or in a file's name.

use super::sheet::Sheet;

/// Words in which the name of a town ends.
const TOWNS: [&str; 4] = ["街道办事处", "街道", "镇", "乡"];

/// Returns a text as the name of a town and of what belongs to it: 前坪镇上柳村.
fn parted(text: &str) -> Option<(&str, &str)> {
    let at = TOWNS.iter().find_map(|word| Some(text.rfind(word)? + word.len()))?;
    let (town, rest) = text.split_at(at);
    // 梦乡村, 古镇头村 are villages.
    let whole = town.chars().count() > 2 && rest.chars().count() > 1;
    (whole && ["村", "社区", "嘎查"].iter().any(|end| rest.ends_with(end))).then_some((town, rest))
}

/// Returns the town that stands before a village's name.
pub fn town_of(text: &str) -> Option<String> {
    let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    parted(&text).map(|(town, _)| town.to_owned())
}

/// Returns whether two names are of one town: 前坪, 前坪镇, 某县前坪镇.
pub fn same_town(one: &str, other: &str) -> bool {
    let plain = |text: &str| -> String {
        let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        let text = text.rsplit(['县', '区', '市']).next().unwrap_or_default();
        let end = TOWNS.iter().find_map(|word| text.strip_suffix(word));
        end.unwrap_or(text).to_owned()
    };
    plain(one) == plain(other)
}

/// Returns a village's name without its town before it and what its committee adds to it.
pub fn village_name(text: &str) -> String {
    let text = committees(text);
    parted(&text).map_or(text.clone(), |(_, rest)| rest.to_owned())
}

fn committees(text: &str) -> String {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn villages_are_named_without_town_and_committee() {
        for (text, name) in [
            ("前坪镇上柳村", "上柳村"),
            ("某县前坪镇上柳村民委员会", "上柳村"),
            ("城关街道办事处东街社区居委会", "东街社区"),
            ("梦乡村", "梦乡村"),
            ("古镇头村", "古镇头村"),
            ("上 柳村", "上柳村"),
        ] {
            assert_eq!(village_name(text), name);
        }
        assert!(same_town("前坪", "某县前坪镇") && !same_town("前坪镇", "后坪镇"));
    }
}
