//! Words about somebody's health, which a text that everybody reads must not hold, however they are written.

use std::sync::OnceLock;

use super::numbers::{self, is_plain};
use crate::diag::{Diagnostic, Place};
use crate::source::seen;

/// Words in which a word about health stands by chance, for a house or of no person.
const OTHERWISE: [&str; 34] = [
    "慢性病",
    "戒毒所",
    "戒毒康复",
    "聋哑学校",
    "精神病医院",
    "精神病防治",
    "肿瘤医院",
    "肿瘤防治",
    "结核病防治",
    "癌症中心",
    "透析室",
    "透析中心",
    "麻风病院",
    "麻风村",
    "羊角风电",
    "羊角风雨",
    "疯子沟",
    "疯子坡",
    "疯子岭",
    "疯子洞",
    "疯子桥",
    "瘫倒",
    "抽风机",
    "交通瘫痪",
    "通信瘫痪",
    "通讯瘫痪",
    "电网瘫痪",
    "网络瘫痪",
    "供电瘫痪",
    "供水瘫痪",
    "道路瘫痪",
    "系统瘫痪",
    "first aids",
    "hearing aids",
];
/// A word that is none behind and before most others: 山中风大, 中风险 is no stroke, 老李中风了 is.
const STROKE: &str = "中风";
const STROKE_BEFORE: &str = "集空其林山途雨雪雾台高";
const STROKE_BEHIND: [&str; 30] = [
    "了", "后", "过", "偏", "瘫", "卧", "病", "患", "史", "的", "险些", "口吐", "口歪", "口眼", "住院",
    "半身", "多年", "两", "三", "几", "一年", "一次", "，", "。", "；", "、", ",", ";", ")", "）",
];
/// A house, unless somebody was in it.
const ASYLUM: &str = "精神病院";
const ASYLUM_OF: [&str; 7] = ["住", "进过", "送", "出来", "回来", "关过", "治"];

/// Characters of words about health as they are written elsewhere, each before the one that the words have.
const ELSEWHERE: &str = "愛爱癲癫癇痫腫肿壓压臟脏殘残證证結结瘋疯聾聋啞哑腦脑風风壞坏腎肾塵尘氣气礙碍經经鬱郁閉闭紅红瘡疮島岛絞绞\
                         癱瘫漸渐凍冻療疗爾尔體体視视聽听語语級级類类濕湿強强頭头縮缩銳锐問问題题過过";

/// Returns the fault of a free text that everybody would read.
pub(super) fn fault(text: &str, place: &Place) -> Option<Diagnostic> {
    let number = numbers::number(text).map(|number| Diagnostic::error("public-number").with("value", number));
    let health = || health(text).map(|word| Diagnostic::error("public-health").with("value", word));
    number.or_else(health).map(|fault| fault.at(place.clone()))
}

/// Returns whether everybody may read a text.
pub(super) fn is_clean(text: &str) -> bool {
    numbers::number(text).is_none() && health(text).is_none()
}

/// Signs that stand within a word to hide it.
fn is_within(c: char) -> bool {
    c.is_whitespace() || is_plain(c) || ".+·•*~_・‧".contains(c)
}

/// Returns a word about somebody's health in a text.
fn health(text: &str) -> Option<&'static str> {
    static WORDS: OnceLock<Vec<&str>> = OnceLock::new();
    let words = WORDS.get_or_init(|| {
        let lines = include_str!("health.txt").lines().filter(|line| !line.starts_with('#'));
        lines.flat_map(str::split_whitespace).collect()
    });
    let lower: String = seen(text).flat_map(char::to_lowercase).map(here).collect();
    let lower = OTHERWISE.iter().fold(lower, |text, word| text.replace(word, "、"));
    let joined: String = lower.chars().filter(|c| !is_within(*c)).collect();
    let joined = OTHERWISE.iter().fold(joined, |text, word| text.replace(word, "、"));
    let someones = ASYLUM_OF.iter().any(|word| joined.contains(word));
    let joined = if someones { joined } else { joined.replace(ASYLUM, "、") };
    let latin = latin(&lower);
    let has = |word: &str| match word {
        _ if word.is_ascii() => latin.iter().any(|own| own == word),
        STROKE => has_stroke(&joined),
        _ => joined.contains(word),
    };
    words.iter().find(|word| has(word)).copied()
}

fn has_stroke(text: &str) -> bool {
    text.match_indices(STROKE).any(|(at, _)| {
        let behind = &text[at + STROKE.len()..];
        let before = text[..at].chars().next_back();
        !before.is_some_and(|c| STROKE_BEFORE.contains(c))
            && (behind.is_empty() || STROKE_BEHIND.iter().any(|word| behind.starts_with(word)))
    })
}

/// Returns a character as it is written here.
fn here(c: char) -> char {
    let mut pairs = ELSEWHERE.chars();
    while let (Some(other), Some(own)) = (pairs.next(), pairs.next()) {
        if other == c {
            return own;
        }
    }
    c
}

/// Returns the words in Latin letters, letters that stand alone joined to one: h.i.v.
fn latin(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut spaced = false;
    for part in text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|part| !part.is_empty()) {
        match words.last_mut().filter(|_| spaced && part.len() == 1) {
            Some(word) => word.push_str(part),
            None => words.push(part.to_owned()),
        }
        spaced = part.len() == 1;
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn illnesses_are_found_in_sentences() {
        for text in [
            "东头老李有哮喘",
            "有糖 尿 病",
            "他是HIV",
            "ｈｉｖ阳性",
            "老李乙肝",
            "两户瘫在床上",
            "has Diabetes",
            "他是h.i.v",
            "他是H I V阳性",
            "老李得過肺結核",
            "东头精神病院里住过",
            "老李中风险些没救过来",
            "中风口吐白沫",
            "老李糖尿，打针",
            "沟口老李做化疗，夜里先接",
            "老张肢体二级，老李精神二级",
            "血压高，双目失明",
            "老李中风",
            "老陈肾移植，换过肾",
        ] {
            assert!(health(text).is_some(), "{text}");
        }
        for text in [
            "心肺复苏和抬卧床老人",
            "独居老人9户",
            "一氧化碳中毒，送医院",
            "shiver, first aid",
            "慢性病9户",
            "中风险区2处",
            "集中风口",
            "镇戒毒所院里",
            "县精神病院北侧",
            "A I 喇叭",
            "山中风大，林中风大火快，集中风干粮食",
            "台风中风速，空中风筝缠线",
            "通信瘫痪，交通瘫痪",
            "急性病送镇卫生院，突发性病虫害，结构性病害",
            "羊角风电场，羊角风雨桥，疯子沟，癫石坡，白血藤坡",
            "安康精神病院，荣军精神病院路口",
            "县医院血液透析室有备用电源，麻风病院旧址，戒毒康复中心",
            "first aids kit, hearing aids",
        ] {
            assert_eq!(health(text), None, "{text}");
        }
    }
}
