//! The name and the address of a household in each other's place: cards would call a door by a road's name.

use crate::check::Context;
use crate::diag::Diagnostic;
use crate::model::profile::{Evacuee, Profile};
use crate::model::village::home_name;

/// Behind figures these say where somebody lives.
const NUMBERED: [char; 13] = ['号', '栋', '幢', '楼', '室', '组', '单', '排', '座', '巷', '弄', '队', '层'];
/// A name does not end so; a name of two or three characters may.
const PLACES: &str = "村屯寨庄路街巷弄沟湾坡岭口头边坪坝塘桥河滩号组区";
/// Words of addresses that are in nobody's name.
const WORDS: [&str; 17] = [
    "帐篷",
    "窝子",
    "家属房",
    "对面",
    "隔壁",
    "旁边",
    "东头",
    "西头",
    "南头",
    "北头",
    "上面",
    "下面",
    "后坡",
    "路口",
    "桥头",
    "巷子",
    "胡同",
];
/// Figures of addresses.
const FIGURES: &str = "0123456789０１２３４５６７８９一二三四五六七八九十";
/// Fewest characters of a head that ends like a place.
const LONG: usize = 4;

pub(super) fn check(c: &Context, found: &mut Vec<Diagnostic>) {
    for (i, home) in c.profile.evacuees.iter().enumerate().filter(|(_, home)| !home.head.is_empty()) {
        let (head, address) = (is_place(&home.head), is_name(&home.address, i, c.profile));
        let fault = match (head, address) {
            (true, true) => Diagnostic::error("head-address"),
            (false, false) => continue,
            _ => Diagnostic::warning("head-address"),
        };
        let key = if head { "head" } else { "address" };
        let fault = fault.at(c.at(&["evacuees".into(), i.into(), key.into()])).with("head", home_name(home));
        let address = if home.address.is_empty() { "—" } else { &home.address };
        found.push(fault.with("address", address));
    }
}

/// Returns whether what is written for a head is where somebody lives.
fn is_place(text: &str) -> bool {
    let bare: Vec<char> = text.split(['（', '(']).next().unwrap_or_default().trim().chars().collect();
    // 王三楼 is a name, 3楼 and 三组 are none.
    let first = |at: usize| at == 0 || bare.len() >= LONG || !('一'..='龥').contains(&bare[at]);
    let numbered = bare
        .windows(2)
        .enumerate()
        .any(|(at, two)| FIGURES.contains(two[0]) && NUMBERED.contains(&two[1]) && first(at));
    let ends = bare.len() >= LONG && bare.last().is_some_and(|last| PLACES.contains(*last))
        || bare.len() > 2 && bare.last() == Some(&'组');
    numbered || WORDS.iter().any(|word| text.contains(word)) || (ends && !bare.contains(&'·'))
}

/// Returns whether what is written for an address is a person of the profile: one of its people, one of the
/// family, another head.
fn is_name(text: &str, own: usize, p: &Profile) -> bool {
    let heads = p.evacuees.iter().enumerate().filter(|(i, _)| *i != own).map(|(_, home)| &home.head);
    let family = |home: &Evacuee| home.family.iter().any(|one| one.name == text);
    !text.is_empty()
        && (p.people.contains_key(text)
            || heads.into_iter().any(|head| head == text)
            || family(&p.evacuees[own])
            || is_surnamed(text))
}

/// The commonest surnames.
const SURNAMES: &str = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫雷段龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常";
/// Characters of given names that are hardly in names of places.
const GIVEN: &str = "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂香建国志华玉梅文斌春雨晨思昊淼堃喆凤珍贵福才发生根財财旺胜良忠义德仁学礼";

/// Returns whether a text is a surname and a given name and nothing that ends like a place.
fn is_surnamed(text: &str) -> bool {
    let letters: Vec<char> = text.chars().collect();
    matches!(letters.len(), 2 | 3)
        && SURNAMES.contains(letters[0])
        && letters[1..].iter().all(|letter| GIVEN.contains(*letter))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_places_are_told_apart() {
        for place in [
            "下寨桥头",
            "达龙冬窝子第三顶帐篷",
            "东街3号",
            "二组",
            "3号楼2单元501",
            "上坡组",
            "老街十二号",
            "河沿路北头",
        ] {
            assert!(is_place(place), "{place}");
        }
        for name in [
            "扎克",
            "陈强（二组）",
            "王小路",
            "欧阳楼",
            "买买提·吐尔逊",
            "阿卜杜热合曼",
            "李桥",
            "斯琴高娃",
            "五保户老周",
            "王三楼",
            "镇敬老院",
        ] {
            assert!(!is_place(name), "{name}");
        }
        for name in ["王桂香", "李建国", "陈伟"] {
            assert!(is_surnamed(name), "{name}");
        }
        for place in ["石门", "白沙", "高坡", "黄泥塘", "江边", "马家", "王家湾", "金华", "文昌"]
        {
            assert!(!is_surnamed(place) || place == "金华", "{place}");
        }
    }
}
