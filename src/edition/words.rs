//! What a text that everybody reads must not hold: a telephone number, a number of somebody's papers, a word
//! about somebody's health. However it is written: in other digits, with other signs between them.

use std::sync::OnceLock;

use crate::diag::{Diagnostic, Place};
use crate::model::phone::{Kind, Phone};
use crate::source::seen;

/// Digits of a mobile's number.
const MOBILE: usize = 11;
/// Most groups that one number is written in: a digit each.
const GROUPS: usize = MOBILE;
/// Most groups of a number whose groups have several digits.
const FEW: usize = 5;
/// Digits of numbers of identity cards and bank cards; the last of an identity card may be an X.
const PAPERS: [usize; 4] = [15, 16, 18, 19];

/// Words in which a word about health stands by chance, or for a house: 中风险 is no stroke.
const OTHERWISE: [&str; 19] = [
    "慢性病",
    "中风险",
    "中风力",
    "中风向",
    "中风口",
    "中风化",
    "戒毒所",
    "聋哑学校",
    "省精神病院",
    "市精神病院",
    "县精神病院",
    "区精神病院",
    "镇精神病院",
    "精神病医院",
    "精神病防治",
    "肿瘤医院",
    "肿瘤防治",
    "结核病防治",
    "癌症中心",
];
/// Words that begin with the end of such a one: 中风险些没救 is a stroke.
const BEHIND: [&str; 6] = ["险些", "口吐", "口歪", "口眼", "化疗", "力气"];

/// Characters of words about health as they are written elsewhere, each before the one that the words have.
const ELSEWHERE: &str = "愛爱癲癫癇痫腫肿壓压臟脏殘残證证結结瘋疯聾聋啞哑腦脑風风壞坏腎肾塵尘氣气礙碍經经鬱郁閉闭紅红瘡疮島岛絞绞\
                         癱瘫漸渐凍冻療疗爾尔體体視视聽听語语級级類类濕湿強强頭头縮缩銳锐問问題题過过";

/// Returns the fault of a free text that everybody would read.
pub(super) fn fault(text: &str, place: &Place) -> Option<Diagnostic> {
    let number = number(text).map(|number| Diagnostic::error("public-number").with("value", number));
    let health = || health(text).map(|word| Diagnostic::error("public-health").with("value", word));
    number.or_else(health).map(|fault| fault.at(place.clone()))
}

/// Returns whether everybody may read a text.
pub(super) fn is_clean(text: &str) -> bool {
    number(text).is_none() && health(text).is_none()
}

/// Returns a mobile's number in a text: it is always somebody's own.
pub(super) fn mobile(text: &str) -> Option<String> {
    found(text, false)
}

/// Returns a number in a text that somebody could be rung at, or that stands in somebody's papers.
fn number(text: &str) -> Option<String> {
    found(text, true)
}

fn found(text: &str, every: bool) -> Option<String> {
    let text: String = seen(text).collect();
    // Digits may be written as words, all of them or some: 一三八…, 138零零….
    let spelt: String = text.chars().map(|c| word(c).unwrap_or(c)).collect();
    let within = |text: &str, every| {
        let mut runs = text.split(|c: char| !(c.is_ascii_digit() || is_between(c) || "Xx".contains(c)));
        runs.find_map(|run| in_run(run, every))
    };
    within(&text, every).or_else(|| within(&spelt, every)).or_else(|| in_words(&text))
}

/// Returns a mobile's number in a row of digits that are all written as words, whatever numeral stands beside it.
fn in_words(text: &str) -> Option<String> {
    let digits = |run: &str| run.chars().filter_map(word).collect::<String>();
    let rows = text.split(|c: char| word(c).is_none() && !is_plain(c)).map(digits);
    let windows = |row: String| {
        let starts = 0..(row.len() + 1).saturating_sub(MOBILE);
        starts.map(|at| row[at..at + MOBILE].to_owned()).find(|digits| is_mobile(digits))
    };
    rows.into_iter().find_map(windows)
}

fn is_mobile(digits: &str) -> bool {
    digits.len() == MOBILE && Phone::read(digits).is_ok_and(|phone| phone.kind() == Kind::Mobile)
}

/// Signs within a number. Behind a full stop, a comma or a stroke the rest of a figure may stand: with them
/// only mobiles are read.
fn is_between(c: char) -> bool {
    is_plain(c) || ".,/_·•*~、:|#=・‧".contains(c)
}

/// Signs that stand within a word to hide it.
fn is_within(c: char) -> bool {
    c.is_whitespace() || is_plain(c) || ".·•*~_・‧".contains(c)
}

fn is_plain(c: char) -> bool {
    " -()+−－".contains(c) || ('\u{2010}'..='\u{2015}').contains(&c)
}

/// Returns the first number in digits and signs between them.
fn in_run(run: &str, every: bool) -> Option<String> {
    let mut groups: Vec<(String, bool)> = Vec::new();
    let (mut digits, mut plain) = (String::new(), true);
    for c in run.chars().chain([' ']) {
        if c.is_ascii_digit() || ("Xx".contains(c) && digits.len() == 17) {
            digits.push(c);
        } else {
            if !digits.is_empty() {
                groups.push((std::mem::take(&mut digits), plain));
                plain = true;
            }
            plain &= is_plain(c);
        }
    }
    let last = |from: usize| (from + GROUPS).min(groups.len());
    let spans = (0..groups.len()).flat_map(|from| (from + 1..=last(from)).map(move |to| (from, to)));
    spans.map(|(from, to)| &groups[from..to]).find_map(|groups| {
        let joined: String = groups.iter().map(|(digits, _)| digits.as_str()).collect();
        let plain = groups.iter().skip(1).all(|(_, plain)| *plain);
        let alone = groups.len() == 1;
        // Several without anything between them, and what the country's code stands before.
        let mobiles =
            || joined.len() > MOBILE && joined.len().is_multiple_of(MOBILE) && chunks(&joined).all(is_mobile);
        let abroad =
            || ["86", "0086", "0"].iter().any(|code| joined.strip_prefix(code).is_some_and(is_mobile));
        let single = || groups.iter().all(|(digits, _)| digits.len() == 1);
        let few = groups.len() <= FEW && groups[0].0.len() > 2;
        let one = (few || single()) && is_mobile(&joined) || alone && (mobiles() || abroad());
        let apart = || format!("{}-{}", groups[0].0, &joined[groups[0].0.len()..]);
        let is_landline = |text: &str| Phone::read(text).is_ok_and(|phone| phone.kind() == Kind::Landline);
        let landline = || plain && (is_landline(&joined) || is_landline(&apart()));
        // A card of a bank has its figures in fours.
        let fours = || groups.iter().rev().skip(1).all(|(digits, _)| digits.len() == 4);
        let papers = || (alone || plain && fours()) && PAPERS.contains(&joined.len());
        (one || every && (landline() || papers())).then_some(joined)
    })
}

fn chunks(digits: &str) -> impl Iterator<Item = &str> {
    (0..digits.len()).step_by(MOBILE).filter_map(|at| digits.get(at..at + MOBILE))
}

/// Returns the digit that a word stands for.
fn word(c: char) -> Option<char> {
    const WORDS: [&str; 10] =
        ["〇零○oO", "一壹幺lI", "二贰两", "三叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖"];
    let digit = WORDS.iter().position(|words| words.contains(c))?;
    char::from_digit(u32::try_from(digit).ok()?, 10)
}

/// Returns a word about somebody's health in a text.
fn health(text: &str) -> Option<&'static str> {
    static WORDS: OnceLock<Vec<&str>> = OnceLock::new();
    let words = WORDS.get_or_init(|| {
        let lines = include_str!("health.txt").lines().filter(|line| !line.starts_with('#'));
        lines.flat_map(str::split_whitespace).collect()
    });
    let lower: String = seen(text).flat_map(char::to_lowercase).map(here).collect();
    let joined: String = lower.chars().filter(|c| !is_within(*c)).collect();
    let joined = BEHIND.iter().fold(joined, |text, word| text.replace(word, "、"));
    let joined = OTHERWISE.iter().fold(joined, |text, word| text.replace(word, "、"));
    let latin = latin(&lower);
    let has = |word: &str| {
        if word.is_ascii() { latin.iter().any(|own| own == word) } else { joined.contains(word) }
    };
    words.iter().find(|word| has(word)).copied()
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
    fn numbers_are_found_in_sentences() {
        for text in [
            "钥匙在老王（138 0000 0001）手里",
            "找王婶１３８００００００２１",
            "值班室0531-0000 0021，夜里有人",
            "老王138.0000.0001",
            "老王138、0000、0001",
            "老王138：0000：0001|",
            "老王1 3 8 0 0 0 0 0 0 0 1",
            "老王1-3-8-0-0-0-0-0-0-0-1",
            "卡号6222 0000 0000 0000",
            "老王138–0000–0001、138/0000/0001、老李",
            "老王1 3 8 0000 0001、138\u{200b}0000\u{200b}0001",
            "一户3 138 0000 0001",
            "138 0000 0001 138 0000 0002",
            "1380000000113800000002",
            "+86 138 0000 0001",
            "8613800000001",
            "①③⑧ 138 0000 0001",
            "一三八零零零零零零零一",
            "打幺三八 零零零零 零零零幺",
            "老王138零零零零0001",
            "1三8零000零00一",
            "老王138oooo0001",
            "老王l38 OOOO 000l",
            "东头之一一三八零零零零零零零一",
            "值班零五三一零零零零零零二一",
            "(0531)00000021",
            "身份证370102195001010017",
            "37010219500101001X",
            "卡号6222000000000000000",
        ] {
            assert!(number(text).is_some(), "{text}");
        }
        for text in [
            "2026年5月20日水到1.2米",
            "打12345或者119",
            "编号 379900000001",
            "编码513221000001",
            "400 000 0001",
            "坐标36.4123, 119.123456",
            "1.5、3.0、13.8、0.5米",
            "2026-06-01 13:00到2026-06-02 18:00",
            "一组138户，二组1 000人",
            "一二三组、四五组，六七八号楼",
            "二〇二六年五月一日水位1.2米，三组12户、四组30户",
            "三八妇女节、五一，二零二六版2026-05-01",
        ] {
            assert_eq!(number(text), None, "{text}");
        }
        assert_eq!((mobile("镇值班室0531-0000 0021"), mobile("老王13800000001").is_some()), (None, true));
    }

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
        ] {
            assert_eq!(health(text), None, "{text}");
        }
    }
}
