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
    [sheet.name.as_str(), title, sheet.file.as_str()].iter().find_map(|text| held(text, known))
}

/// What tells one village from another of nearly its name: 前石桥村 is not 石桥村.
const APART: &str = "前后东西南北上下大小新老旧中内外左右里";

fn held(text: &str, known: &[String]) -> Option<String> {
    let name = known.iter().filter(|name| text.contains(name.as_str())).max_by_key(|name| name.len())?;
    let apart = |(at, _): (usize, &str)| text[..at].chars().next_back().is_some_and(|c| APART.contains(c));
    let other = || named_in(text).filter(|other| other.ends_with(name.as_str()));
    let all = text.match_indices(name.as_str()).all(apart);
    Some(all.then(other).flatten().unwrap_or_else(|| name.clone()))
}

fn is_han(c: char) -> bool {
    ('\u{3400}'..='\u{9FFF}').contains(&c) || ('\u{20000}'..='\u{3FFFF}').contains(&c)
}

/// What ends like a village's name and is none: 全村应急物资, 行政村.
const NO_NAMES: [&str; 14] =
    ["全", "本", "各", "行政", "自然", "驻", "农", "乡", "包", "联", "我", "该", "每", "中心"];

/// Returns a village's name that a text holds, where none is known yet: 岭下村危险区人员转移清单.
pub fn new_village(sheet: &Sheet, title: &str) -> Option<String> {
    let file = sheet.file.rsplit(['/', '\\']).next().unwrap_or_default();
    [sheet.name.as_str(), title, file].iter().find_map(|text| named_in(text))
}

fn named_in(text: &str) -> Option<String> {
    let ends =
        ["社区", "村"].iter().flat_map(|word| text.match_indices(word).map(|(at, _)| (at, word.len())));
    let mut ends: Vec<(usize, usize)> = ends.collect();
    ends.sort_unstable();
    ends.into_iter().find_map(|(at, length)| {
        // Numbers and signs before it are not part of a name: 03 上柳村, 2026年上柳村.
        let before = &text[..at];
        let start = before.char_indices().rev().take_while(|(_, c)| is_han(*c)).last().map_or(at, |(i, _)| i);
        let stem = before[start..].rsplit(['镇', '乡', '年']).next().unwrap_or_default();
        let stem = stem.rsplit("街道").next().unwrap_or_default().trim_start_matches("关于");
        // 填报单位：上柳村, 村名：上柳村.
        let stem = ["单位", "村名"].iter().fold(stem, |stem, word| stem.rsplit(word).next().unwrap_or(stem));
        let name = format!("{stem}{}", &text[at..at + length]);
        let fits = (1..=6).contains(&stem.chars().count()) && !NO_NAMES.contains(&stem);
        fits.then_some(name)
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
        for (text, name) in [
            ("03 上柳村应急物资", Some("上柳村")),
            ("2026年上柳村防汛责任人", Some("上柳村")),
            ("前坪镇上柳村花名册", Some("上柳村")),
            ("城关街道东街社区.xlsx", Some("东街社区")),
            ("填报单位上柳村委会", Some("上柳村")),
            ("村名上柳村", Some("上柳村")),
            ("全村应急物资", None),
            ("行政村", None),
            ("村民通讯录", None),
        ] {
            assert_eq!(named_in(text).as_deref(), name, "{text}");
        }
        assert!(same_town("前坪", "某县前坪镇") && !same_town("前坪镇", "后坪镇"));
        let known = ["石桥村".to_owned()];
        for (text, name) in [
            ("前坪镇石桥村花名册", "石桥村"),
            ("附件：石桥村", "石桥村"),
            ("填报单位石桥村", "石桥村"),
            ("村名石桥村", "石桥村"),
            ("前石桥村花名册", "前石桥村"),
            ("前坪镇后石桥村", "后石桥村"),
        ] {
            assert_eq!(held(text, &known).as_deref(), Some(name), "{text}");
        }
    }
}
