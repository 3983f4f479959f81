//! Words about somebody's health, which a text that everybody reads must not hold, however they are written.
//!
//! Some are refused wherever they stand, unless the sentence is about nobody: a rule for whoever has an illness, what
//! happens to anybody, what is taught, livestock, places. Others are refused only where somebody is spoken of. Where
//! it is not clear they are refused: a sentence can be said otherwise, a diagnosis cannot be taken back.

use std::cell::OnceCell;

use super::numbers::{self, is_plain};
use super::{lists, people};
use crate::diag::{Diagnostic, Place};
use crate::source::seen;

/// Kinds of disability, which a grade makes somebody's: 智力2级, 肢残二级, 一级残疾.
const KINDS: [&str; 12] =
    ["智力", "肢体", "视力", "听力", "言语", "精神", "多重", "残疾", "伤残", "残", "肢", "智"];
const GRADES: &str = "一二三四五六壹贰叁肆123456";
/// A word that is one only before some others. Before a sign it is none behind a word for a place: 山中风，.
const STROKE: &str = "中风";
const STROKE_BEFORE: &str = "集空其林山途雨雪雾台";
const SIGNS: [&str; 9] = ["的", "，", "。", "；", "、", ",", ";", ")", "!"];
/// A word that is none where something else stands still, so many characters before it: 公路一度瘫痪.
const PALSY: &str = "瘫";
const PALSY_WITHIN: usize = 8;
/// A house, unless somebody was in it.
const ASYLUM: &str = "精神病院";
const ASYLUM_OF: [&str; 7] = ["住", "进过", "送", "出来", "回来", "关过", "治"];
/// How far from an organ stands what it lacks, behind it and before it.
const FAILING_WITHIN: usize = 7;
const LOST_WITHIN: usize = 5;
/// How far behind a word stands the tree that has it.
const LIVING_WITHIN: usize = 6;
/// Most characters of illnesses told together.
const TOGETHER: usize = 12;
const SENTENCE: [char; 5] = ['。', ';', '!', '?', '\n'];
const CLAUSE: [char; 6] = [',', '。', ';', '!', '?', '\n'];

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

/// A text as it is looked through.
struct Text {
    /// Without signs and letters that may hide a word.
    whole: String,
    /// The same without words in which one stands by chance.
    plain: String,
    latin: Vec<String>,
    somebody: OnceCell<bool>,
}

impl Text {
    fn read(text: &str) -> Self {
        let lower: String = seen(text).flat_map(char::to_lowercase).map(here).collect();
        // Nor does a letter between them make another word of it.
        let joined = |text: &str| -> String {
            text.chars().filter(|c| !is_within(*c) && !c.is_ascii_alphabetic()).collect()
        };
        let less = lists::without(&lower, "otherwise");
        let mut plain = lists::without(&joined(&less), "otherwise");
        if !ASYLUM_OF.iter().any(|word| plain.contains(word)) {
            plain = plain.replace(ASYLUM, "、");
        }
        Self { whole: joined(&lower), plain, latin: latin(&less), somebody: OnceCell::new() }
    }

    fn is_of_somebody(&self) -> bool {
        *self.somebody.get_or_init(|| people::is_somebody(&self.whole))
    }
}

/// Returns a word about somebody's health in a text.
fn health(text: &str) -> Option<&'static str> {
    let text = &Text::read(text);
    let is = |at: usize, word: &str| match word {
        STROKE => is_stroke(text, at),
        PALSY if stands_still(text, at) => false,
        _ => !is_nobodys(text, at, word),
    };
    let illness = lists::all(&text.plain, "illnesses").find(|(at, word)| is(*at, word)).map(|(_, word)| word);
    illness
        .or_else(|| in_latin(text, "illnesses"))
        .or_else(|| graded(&text.plain))
        .or_else(|| somebodys(text))
}

/// Returns a word in Latin letters.
fn in_latin(text: &Text, section: &str) -> Option<&'static str> {
    let mut words = lists::words(section).iter().filter(|_| !text.latin.is_empty());
    words.find(|word| text.latin.contains(word)).map(String::as_str)
}

/// Returns a word that is about somebody's health because somebody is spoken of.
fn somebodys(text: &Text) -> Option<&'static str> {
    let told = lists::within(&text.whole, "of-somebody")
        .or_else(|| in_latin(text, "latin-of-somebody"))
        .or_else(|| failing(&text.whole, "organs"))
        .filter(|_| text.is_of_somebody());
    told.or_else(|| {
        let rest = lists::without(&text.whole, "ills-of-things");
        let told = lists::within(&rest, "of-a-household").or_else(|| failing(&rest, "body"));
        told.filter(|_| people::is_home(&text.whole))
    })
}

/// Returns an organ that fails or is lost: 肺不好, 耳朵背, 没有右腿, 截了一条腿.
fn failing(text: &str, section: &str) -> Option<&'static str> {
    let fails = |organ: &str, at: usize| {
        let behind: String = text[at + organ.len()..].chars().take(FAILING_WITHIN).collect();
        let behind = behind.split(CLAUSE).next().unwrap_or_default();
        let before = last(&text[..at], LOST_WITHIN);
        let before = before.rsplit(CLAUSE).next().unwrap_or_default();
        lists::within(behind, "failing").or_else(|| lists::within(before, "lost")).is_some()
    };
    lists::all(text, section).find(|(at, organ)| fails(organ, *at)).map(|(_, organ)| organ)
}

/// Returns the last characters of a text.
fn last(text: &str, length: usize) -> String {
    let near: Vec<char> = text.chars().rev().take(length).collect();
    near.into_iter().rev().collect()
}

/// Returns whether a word about health is nobody's by what stands around it.
fn is_nobodys(text: &Text, at: usize, word: &str) -> bool {
    let behind = &text.plain[at + word.len()..];
    if lists::begins(word, "nicknames") && lists::begins(behind, "called") {
        return true;
    }
    if text.is_of_somebody() {
        return false;
    }
    let mut rest = behind;
    while let Some(less) = lists::words("of-them").iter().find_map(|of| rest.strip_prefix(of.as_str())) {
        rest = less;
    }
    [behind, rest].iter().any(|rest| lists::begins(rest, "houses"))
        || lists::begins(behind, "like")
        || lists::begins(behind, "called-too") && !lists::begins(behind, "near")
        || is_general(&text.plain, at, word)
}

/// Returns whether a sentence is about whoever has an illness, about what happens to anybody, about what is taught,
/// about livestock or things, and says neither where nor how many they are.
fn is_general(text: &str, at: usize, word: &str) -> bool {
    let part = |ends: &[char]| {
        let begin = text[..at].char_indices().rev().find(|(_, c)| ends.contains(c));
        let end = text[at..].find(ends).map_or(text.len(), |to| at + to);
        begin.map_or(0, |(at, c)| at + c.len_utf8())..end
    };
    let (sentence, clause) = (part(&SENTENCE), part(&CLAUSE));
    if people::is_near(&text[sentence.clone()]) {
        return false;
    }
    let (before, behind) = (&text[clause.start..at], &text[at + word.len()..clause.end]);
    // What only says of whom is said what follows: 有哮喘的，烟大先撤.
    let next = match behind.chars().next_back() {
        Some('的' | '者' | '人' | '时' | '后') => &text[clause.end..sentence.end],
        _ => "",
    };
    let any = |section: &str| [before, behind].iter().any(|part| lists::within(part, section).is_some());
    let happens =
        lists::within(before, "happens-before").or_else(|| lists::within(behind, "happens-behind")).is_some();
    let general =
        any("rules") || lists::within(next, "rules").is_some() || happens && !is_past(&text[sentence]);
    any("anywhere")
        || general && lists::within(before, "holders").is_none()
        || is_denied(before)
        || is_living(before, behind)
}

/// Returns whether nobody has it, or it is asked who has: 没有高血压、心脏病.
fn is_denied(before: &str) -> bool {
    // One behind another, of those that are told together.
    let first = lists::all(before, "directly-before").last();
    let together = first.is_some_and(|(at, word)| {
        let more = &before[at + word.len()..];
        more.ends_with('、') && more.chars().count() <= TOGETHER
    });
    together || lists::ends(before, "directly-before")
}

/// Returns whether livestock or crops have it: 鸭肝病, 癌变的老槐树; but no 养鸡得了肺病.
fn is_living(before: &str, behind: &str) -> bool {
    let mut rest = before;
    while let Some(less) = lists::words("have").iter().find_map(|word| rest.strip_suffix(word.as_str())) {
        rest = less;
    }
    let kept = |word: &str| rest.strip_suffix(word).is_some_and(|rest| !lists::ends(rest, "kept"));
    let near: String = behind.chars().take(LIVING_WITHIN).collect();
    lists::words("living").iter().any(|word| kept(word)) || lists::within(&near, "wood").is_some()
}

/// Returns whether a sentence tells of a day that was.
fn is_past(sentence: &str) -> bool {
    let years = sentence.match_indices('年');
    let dated =
        |at: usize| sentence[..at].ends_with(|c: char| c.is_ascii_digit() || "〇零前去今那当".contains(c));
    years.into_iter().any(|(at, _)| dated(at)) || lists::within(sentence, "past").is_some()
}

/// Returns whether a thing of a section stands in a text, and not only a place at it: 牛, but no 牛棚边.
fn has_thing(text: &str, section: &str) -> bool {
    let is = |word: &str, at: usize| !lists::begins(&text[at + word.len()..], "not-it");
    lists::all(text, section).any(|(at, word)| is(word, at))
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
        let things = lists::begins(behind.as_str(), "grades");
        grade(level, sign) && !things || named && grade(ahead, former)
    };
    KINDS.into_iter().find(|kind| text.match_indices(kind).any(|(at, _)| is(kind, at)))
}

fn is_stroke(text: &Text, at: usize) -> bool {
    let (before, behind) = (&text.plain[..at], &text.plain[at + STROKE.len()..]);
    let placed = before.ends_with(|c| STROKE_BEFORE.contains(c));
    let ends = behind.is_empty() || SIGNS.iter().any(|sign| behind.starts_with(sign));
    let wind = || lists::within(&text.plain, "wind").is_some() && !text.is_of_somebody();
    (lists::begins(behind, "stroke-behind") || !placed && ends) && !wind() && !is_nobodys(text, at, STROKE)
}

/// Returns whether it is a thing that stands still, and not somebody at it: 桥瘫了一半, but no 桥头瘫了一个.
fn stands_still(text: &Text, at: usize) -> bool {
    let near = last(&text.plain[..at], PALSY_WITHIN);
    if lists::ends(&near, "hurt") {
        return false;
    }
    lists::ends(&near, "standstill") || !text.is_of_somebody() && has_thing(&near, "standstill")
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

    /// Sentences of villages, told of somebody and of nobody.
    const TOLD: &str = include_str!("cases/told.txt");
    const UNTOLD: &str = include_str!("cases/untold.txt");

    fn cases(text: &str) -> impl Iterator<Item = &str> {
        text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'))
    }

    #[test]
    fn what_is_told_of_somebody_is_refused_and_what_is_told_of_nobody_is_not() {
        let missed: Vec<&str> = cases(TOLD).filter(|text| is_clean(text)).collect();
        assert_eq!(missed, [""; 0], "about somebody, and not found");
        let of = |text: &str| numbers::number(text).or_else(|| health(text).map(str::to_owned));
        let refused: Vec<_> = cases(UNTOLD).filter_map(|text| Some((text, of(text)?))).collect();
        assert_eq!(refused, [], "about nobody, and refused");
    }

    #[test]
    fn a_rule_for_whoever_has_it_is_one_until_it_says_who_or_where() {
        for text in ["有哮喘的先撤", "高血压的不上山", "一氧化碳中毒会引起偏瘫", "药店有胰岛素", "机组瘫痪"]
        {
            assert_eq!(health(text), None, "{text}");
            for somebody in ["李家", "老张", "三组刘家老人", "东头王家", "6号那家", "刘桂兰家", "孙老四"]
            {
                let text = format!("{somebody}，{text}");
                assert!(health(&text).is_some() || text.contains("机组"), "{text}");
            }
        }
    }

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
