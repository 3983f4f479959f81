//! Words about somebody's health, which a text that everybody reads must not hold, however they are written.

use std::sync::OnceLock;

use super::numbers::{self, is_plain};
use crate::diag::{Diagnostic, Place};
use crate::source::seen;

/// Words in which a word about health stands by chance, and what livestock and crops have.
const OTHERWISE: [&str; 30] = [
    "慢性病",
    "戒毒所",
    "戒毒康复",
    "羊角风电",
    "羊角风雨",
    "瘫倒",
    "抽风机",
    "first aids",
    "hearing aids",
    "吸毒烟",
    "吸毒气",
    "办理残疾人证",
    "办理残疾证",
    "双相钢",
    "双相不锈",
    "牛结核病",
    "禽结核病",
    "牛白血病",
    "禽白血病",
    "鸡肿瘤",
    "鹅痛风",
    "鸡痛风",
    "鸭肝炎",
    "兔肝炎",
    "传染性肝炎",
    "病毒性肝炎",
    "枣疯病",
    "根癌病",
    "冠癌",
    "癌肿病",
];
/// What stands behind a word about health where it is a house or an office: 糖尿病门诊, 残疾人托养中心.
const INSTITUTIONS: [&str; 22] = [
    "医院",
    "专科",
    "门诊",
    "科",
    "室",
    "中心",
    "防治",
    "筛查",
    "康复中心",
    "康复院",
    "康复机构",
    "康复站",
    "康复点",
    "康复训练",
    "托养",
    "照护中心",
    "照护站",
    "照护点",
    "学校",
    "办理",
    "服务",
    "窗口",
];
/// What may stand between the two.
const OF_THEM: [&str; 7] = ["症", "病", "儿童", "患者", "人", "证", "旧址"];
/// Words for people by which places are called too, and what such a place is: 哑巴沟.
const NICKNAMES: [&str; 8] = ["疯子", "哑巴", "聋子", "瞎子", "傻子", "瘸子", "跛子", "麻风"];
const PLACES: &str = "沟坡岭洞桥河湾坝山坪塘崖坑坳梁石泉瓜院村";
/// Kinds of disability, which a grade makes somebody's: 智力2级, 肢残二级, 一级残疾.
const KINDS: [&str; 12] =
    ["智力", "肢体", "视力", "听力", "言语", "精神", "多重", "残疾", "伤残", "残", "肢", "智"];
const GRADES: &str = "一二三四五六壹贰叁肆123456";
/// A word that is one only before these: 中风险 and 山中风大 are no stroke, 老李中风了 is. Before a sign it is none behind a
/// word for a place: 山中风，.
const STROKE: &str = "中风";
const STROKE_BEFORE: &str = "集空其林山途雨雪雾台";
const STROKE_BEHIND: [&str; 38] = [
    "了",
    "后",
    "过",
    "偏",
    "瘫",
    "卧",
    "病",
    "患",
    "史",
    "险些",
    "口吐",
    "口歪",
    "口眼",
    "住院",
    "半身",
    "多年",
    "两",
    "三",
    "几",
    "一年",
    "一次",
    "躺",
    "在床",
    "不能",
    "走不动",
    "要抬",
    "坐轮椅",
    "已",
    "四年",
    "五年",
    "未愈",
    "失语",
    "以后",
    "失",
    "行动",
    "留",
    "(",
    "！",
];
const SIGNS: [&str; 9] = ["的", "，", "。", "；", "、", ",", ";", ")", "!"];
/// A word that is none where something else stands still, so many characters before it: 公路一度瘫痪.
const PALSY: &str = "瘫";
const PALSY_WITHIN: usize = 8;
const STANDSTILL: [&str; 22] = [
    "公路", "道路", "交通", "通信", "通讯", "信号", "电力", "供电", "电网", "网络", "水厂", "泵站", "供水",
    "系统", "墙", "路基", "坝", "牛", "羊", "鸡", "猪", "铁路",
];
/// A house, unless somebody was in it.
const ASYLUM: &str = "精神病院";
const ASYLUM_OF: [&str; 7] = ["住", "进过", "送", "出来", "回来", "关过", "治"];

/// Characters of words about health as they are written elsewhere, each before the one that the words have.
const ELSEWHERE: &str = "愛爱癲癫癇痫腫肿壓压臟脏殘残證证結结瘋疯聾聋啞哑腦脑風风壞坏腎肾塵尘氣气礙碍經经鬱郁閉闭紅红瘡疮島岛絞绞\
                         癱瘫漸渐凍冻療疗爾尔體体視视聽听語语級级類类濕湿強强頭头縮缩銳锐問问題题過过雙双陽阳認认識识\
                         癡痴獨独兒儿痺痹癆痨換换醫医專专學学門门診诊復复雜杂傷伤";

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
    // Nor does a letter between them make another word of it.
    let joined: String = lower.chars().filter(|c| !is_within(*c) && !c.is_ascii_alphabetic()).collect();
    let joined = OTHERWISE.iter().fold(joined, |text, word| text.replace(word, "、"));
    let someones = ASYLUM_OF.iter().any(|word| joined.contains(word));
    let joined = if someones { joined } else { joined.replace(ASYLUM, "、") };
    let latin = latin(&lower);
    let has = |word: &str| match word {
        _ if word.is_ascii() => latin.iter().any(|own| own == word),
        STROKE => has_stroke(&joined),
        PALSY => has_palsy(&joined),
        _ => joined.match_indices(word).any(|(at, _)| !is_a_place(word, &joined[at + word.len()..])),
    };
    words.iter().find(|word| has(word)).copied().or_else(|| graded(&joined))
}

/// Returns whether a word about health is the name of a house, an office or a place by what stands behind it.
fn is_a_place(word: &str, behind: &str) -> bool {
    let mut rest = behind;
    while let Some(less) = OF_THEM.iter().find_map(|of| rest.strip_prefix(of)) {
        rest = less;
    }
    let called = NICKNAMES.contains(&word);
    [behind, rest].iter().any(|rest| {
        called && rest.starts_with(|c| PLACES.contains(c))
            || INSTITUTIONS.iter().any(|house| rest.starts_with(house))
    })
}

/// Returns a kind of disability with its grade, behind it or before it.
fn graded(text: &str) -> Option<&'static str> {
    let grade = |level: Option<char>, sign| level.is_some_and(|c| GRADES.contains(c)) && sign == Some('级');
    let is = |kind: &str, at: usize| {
        let rest = &text[at + kind.len()..];
        let own = ["残疾", "障碍", "残"].iter().find_map(|of| rest.strip_prefix(of)).unwrap_or(rest);
        let mut behind = own.trim_start_matches(['人', '证']).chars();
        let mut before = text[..at].chars().rev();
        let (level, sign) = (behind.next(), behind.next());
        let (former, ahead) = (before.next(), before.next());
        let named = kind.contains('残') || rest.starts_with('残');
        grade(level, sign) || named && grade(ahead, former)
    };
    KINDS.into_iter().find(|kind| text.match_indices(kind).any(|(at, _)| is(kind, at)))
}

fn has_stroke(text: &str) -> bool {
    text.match_indices(STROKE).any(|(at, _)| {
        let behind = &text[at + STROKE.len()..];
        let placed = text[..at].chars().next_back().is_some_and(|c| STROKE_BEFORE.contains(c));
        let begins = |words: &[&str]| words.iter().any(|word| behind.starts_with(word));
        begins(&STROKE_BEHIND) || !placed && (behind.is_empty() || begins(&SIGNS))
    })
}

fn has_palsy(text: &str) -> bool {
    text.match_indices(PALSY).any(|(at, _)| {
        let near: Vec<char> = text[..at].chars().rev().take(PALSY_WITHIN).collect();
        let near: String = near.into_iter().rev().collect();
        !STANDSTILL.iter().any(|word| near.contains(word))
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
    #[allow(clippy::too_many_lines, reason = "cases one after the other")]
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
            "王林中风卧床，周大山中风了，陈树林中风要抬",
            "王雪中风走不动",
            "老李瘫痪在床",
            "老陈肾移植，换过肾",
            "老李智力2级，老张肢残二级",
            "听力三级",
            "二级智残，一级残疾",
            "老李有残疾人证二级",
            "老李持残疾人证",
            "东头傻子，西头瞎子，沟口聋子",
            "哑巴家门口",
            "老李双相",
            "大三阳，小三阳",
            "老李腹透，夜里要接",
            "认知障碍",
            "老李癲癇，老年癡呆",
            "糖a尿b病",
            "老李·癫·痫",
            "聽力三級，智力障礙",
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
            "通信瘫痪，交通瘫痪，公路一度全部瘫痪3天",
            "吸毒烟，弯腰走",
            "哑巴沟水大，省癌症医院、血透室",
            "牛结核病每年两次检疫",
            "急性病送镇卫生院，突发性病虫害，结构性病害",
            "羊角风电场，羊角风雨桥，疯子沟，癫石坡，白血藤坡",
            "安康精神病院，荣军精神病院路口",
            "县医院血液透析室有备用电源，麻风病院旧址，戒毒康复中心",
            "first aids kit, hearing aids",
            "猪瘟、口蹄疫、禽流感、松材线虫病、枣疯病",
            "省糖尿病医院、镇精神障碍康复中心、残疾人托养中心",
            "残疾人证办理窗口",
            "智力竞赛，精神文明一级单位，风力三级",
            "傻子沟，瞎子坡",
        ] {
            assert_eq!(health(text), None, "{text}");
        }
    }
}
