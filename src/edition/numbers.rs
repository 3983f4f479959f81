//! Numbers in a text that somebody could be rung at, or that stand in somebody's papers: in whatever digits, with
//! whatever signs between them. Days, figures and codes of things are none.

use super::{own, people, spelling};
use crate::model::phone::{Kind, Phone};
use crate::source::seen;

/// Digits of a mobile's number.
const MOBILE: usize = 11;
/// Fewest digits and numerals of one in which numerals count: 138 0013 八千零一.
const HIDDEN: usize = 8;
/// Most groups of digits of one number: that of an identity card, figure by figure.
const LONGEST: usize = 20;
/// Digits of numbers of bank cards and old identity cards.
const CARDS: std::ops::RangeInclusive<usize> = 15..=19;
/// Digits of an identity card, and of that of a disabled person, which begins with the same.
const IDENTITY: [usize; 2] = [18, 20];
/// What a code of a thing stands behind: 编码, SN, or the number of what stands there, 灯杆号.
const CODES: [&str; 19] = [
    "编号",
    "编码",
    "代码",
    "登记号",
    "注册号",
    "文号",
    "批号",
    "型号",
    "序号",
    "单号",
    "邮编",
    "信用代码",
    "备案号",
    "索引号",
    "站码",
    "条码",
    "机码",
    "终端号",
    "区站号",
];
/// Things that have numbers: a pole's, a well's, a meter's.
const THINGS: &str = "杆牌井表箱柜塔泵闸桩线栓站点器盖灯";
/// What somebody's own number stands behind, however short it is.
const OWN: [&str; 19] = [
    "电话",
    "座机",
    "短号",
    "手机",
    "号码",
    "拨打",
    "致电",
    "QQ",
    "qq",
    "微信",
    "护照",
    "社保卡",
    "医保卡",
    "医保号",
    "账号",
    "帐号",
    "账户",
    "折子",
    "存折",
];
/// Letters before a number that is rung all the same; others are those of a thing's code.
const RUNG: [&str; 9] = ["tel", "phone", "mobile", "call", "qq", "wechat", "vx", "wx", "mob"];
/// What stands behind a figure, and never behind somebody's number.
const UNITS: [&str; 34] = [
    "元", "块", "万", "亿", "千", "百", "米", "立方", "平方", "平米", "方", "亩", "吨", "斤", "公", "人",
    "户", "头", "只", "株", "棵", "条", "根", "台", "部", "袋", "个", "度", "升", "kw", "kg", "m", "%", "年",
];
/// What stands behind a sum of money or a measure, however it is grouped.
const SUMS: [&str; 6] = ["元", "万元", "亿元", "立方", "平方", "公里"];
/// Fewest digits of a number behind such a word; the short ones of services have fewer.
const OWN_DIGITS: usize = 6;

/// Returns a mobile's number in a text: it is always somebody's own.
pub(super) fn mobile(text: &str) -> Option<String> {
    found(text, false)
}

/// Returns a number in a text that somebody could be rung at, or that stands in somebody's papers.
pub(super) fn number(text: &str) -> Option<String> {
    found(text, true)
}

fn found(text: &str, every: bool) -> Option<String> {
    let text = without_days(&seen_plainly(text));
    // Digits may be written as words, all of them or some: 一三八…, 138零零零零…, or as letters that look like them.
    let spelt: String = text.chars().map(|c| word(c).unwrap_or(c)).collect();
    let all = within(&text, every).or_else(|| within(&spelt, every)).or_else(|| in_words(&text));
    let all = all.or_else(|| hidden(&text));
    let more = || {
        behind_a_word(&text)
            .or_else(|| behind_a_word(&spelt))
            .or_else(|| local(&text))
            .or_else(|| grouped(&text))
            .or_else(|| in_numerals(&text))
            .or_else(|| own::own(&text))
    };
    all.or_else(|| every.then(more).flatten())
}

/// Returns a text as it is seen, figures in circles as digits; such figures are no digits before they are known.
fn seen_plainly(text: &str) -> String {
    let text: String = text.chars().filter_map(spelling::plain).collect();
    seen(&text).collect()
}

/// Returns a mobile's number that is written in another way than numbers are.
fn hidden(text: &str) -> Option<String> {
    let digits = text.chars().filter(|c| c.is_ascii_digit() || word(*c).is_some()).count();
    if digits < HIDDEN {
        return None;
    }
    let counted = spelling::counted(text);
    let signed = spelling::signed(&counted);
    let spelt: String = signed.chars().map(|c| word(c).unwrap_or(c)).collect();
    let spelt = spelling::signed(&spelt);
    let apart = || {
        let figure = |behind: &str| UNITS.iter().any(|unit| behind.trim_start().starts_with(unit));
        let told = spelling::apart(text, people::is_somebody(text));
        told.into_iter()
            .find(|(digits, behind)| is_mobile(digits) && !figure(behind))
            .map(|(digits, _)| digits)
    };
    let of_another = |text: &str| within(text, false);
    of_another(&counted)
        .or_else(|| of_another(&signed))
        .or_else(|| of_another(&spelt))
        .or_else(apart)
        .or_else(|| scattered(text))
        .or_else(|| scattered(&spelt))
}

/// Returns a mobile's number among whose groups words stand, where a text about somebody has no other figures.
fn scattered(text: &str) -> Option<String> {
    let lengths: Vec<usize> = spelling::groups(text).iter().map(|(_, part)| part.len()).collect();
    let joined: String = text.chars().filter(char::is_ascii_digit).collect();
    let figures = spelling::groups(text).into_iter().any(|(at, part)| {
        let behind = text[at + part.len()..].trim_start();
        UNITS.iter().chain(&["间", "次", "日", "月", "号", "组"]).any(|unit| behind.starts_with(unit))
    });
    let shaped = spelling::SHAPES.iter().any(|shape| **shape == lengths);
    (shaped && !figures && is_mobile(&joined) && people::is_somebody(text)).then_some(joined)
}

/// Returns a number in groups without the code of its area, where it is somebody's or is rung: 老王家 826-6123.
fn grouped(text: &str) -> Option<String> {
    let of_run = |c: char| c.is_ascii_digit() || is_plain(c);
    let mut at = 0;
    for run in text.split(|c: char| !of_run(c)) {
        let (before, behind) = (&text[..at], &text[at + run.len()..]);
        at += run.len() + behind.chars().next().map_or(0, char::len_utf8);
        let dashed = run.trim().matches('-').count() > 1;
        let lengths: Vec<usize> = run.split(is_plain).filter(|part| !part.is_empty()).map(str::len).collect();
        let shape = matches!(
            lengths.as_slice(),
            [3 | 4, 4] | [4, 3] | [2, 2, 3 | 4] | [3, 2, 2] | [2, 3, 3] | [2, 2, 2, 2] | [1, 3, 3]
        ) || dashed && (7..=8).contains(&lengths.iter().sum::<usize>()) && lengths.len() <= 4
            || (7..=8).contains(&lengths.len()) && lengths.iter().all(|length| *length == 1);
        let digits: String = run.chars().filter(char::is_ascii_digit).collect();
        let figure = UNITS.iter().any(|unit| behind.starts_with(unit)) || is_coded(before);
        let joined = |c: char| ".,/+~*=_%".contains(c) || c.is_ascii_alphanumeric();
        let alone = !before.trim_end_matches([' ', ',']).ends_with(joined) && !behind.starts_with(joined);
        let rung =
            before.trim_end_matches([' ', ':']).ends_with(['家', '打', '找', '叫', '拨', '话', '机', '号'])
                || people::is_somebody(before);
        if shape && rung && alone && !figure && digits.starts_with(|c: char| ('2'..='8').contains(&c)) {
            return Some(digits);
        }
    }
    None
}

/// Returns a number without the code of its area that is all in numerals: 八二六六一二三.
fn in_numerals(text: &str) -> Option<String> {
    let rows = text.split(|c: char| spelling::numeral(c).is_none() && c != '-' && c != ' ');
    let digits = rows.map(|row| -> String {
        row.chars().filter_map(spelling::numeral).filter_map(|digit| char::from_digit(digit, 10)).collect()
    });
    let counting = |digits: &str| "23456789".contains(digits);
    digits
        .filter(|digits| (7..=8).contains(&digits.len()) && !counting(digits))
        .find(|digits| digits.starts_with(|c: char| ('2'..='8').contains(&c)) && !day_of(digits))
}

/// Returns a text without its days and spans of years: 1998-07-23, 1976-1998.
fn without_days(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let (mut out, mut at) = (String::new(), 0);
    while at < chars.len() {
        let before = |back: usize| at.checked_sub(back).map(|at| chars[at]);
        let begins = !before(1).is_some_and(|c| {
            c.is_ascii_digit() || is_plain(c) && c != ' ' && before(2).is_some_and(|c| c.is_ascii_digit())
        });
        match day(&chars[at..]).filter(|_| begins) {
            Some(length) => {
                out.push('日');
                at += length;
            }
            None => {
                out.push(chars[at]);
                at += 1;
            }
        }
    }
    out
}

/// Returns how many characters at the beginning are a day or a span of years.
fn day(chars: &[char]) -> Option<usize> {
    let digits = |from: usize, most: usize| -> (u32, usize) {
        let run = chars.iter().skip(from).take(most).take_while(|c| c.is_ascii_digit());
        run.fold((0, 0), |(n, length), c| (n * 10 + c.to_digit(10).unwrap_or(0), length + 1))
    };
    let ends = |at: usize| chars.get(at).is_none_or(|c| !c.is_ascii_digit());
    let year = |from: usize| {
        let (n, length) = digits(from, 4);
        length == 4 && (1900..2100).contains(&n)
    };
    let between = *chars.get(4).filter(|_| year(0))?;
    let to = "-~—–至到".contains(between) && year(5) && ends(9);
    if to {
        return Some(9);
    }
    let (month, long) = digits(5, 2);
    let second = 5 + long;
    let (date, last) = digits(second + 1, 2);
    let same = chars.get(second) == Some(&between) && "-./".contains(between);
    let is_day = same && (1..=12).contains(&month) && (1..=31).contains(&date) && ends(second + 1 + last);
    is_day.then_some(second + 1 + last)
}

fn within(text: &str, every: bool) -> Option<String> {
    let mut start = 0;
    let is_of_run = |c: char| c.is_ascii_digit() || is_between(c) || "Xx".contains(c);
    text.split(|c: char| !is_of_run(c)).find_map(|run| {
        let at = start;
        let end = at + run.len();
        start = end + text[end..].chars().next().map_or(0, char::len_utf8);
        in_run((&text[..at], &text[end..]), run, every)
    })
}

/// Signs within a number. Behind most the rest of a figure may stand.
fn is_between(c: char) -> bool {
    is_plain(c) || ".,/_·•*~、:;|#=・‧\\。".contains(c)
}

pub(super) fn is_plain(c: char) -> bool {
    " -()−－".contains(c) || ('\u{2010}'..='\u{2015}').contains(&c)
}

/// Digits without anything between them, and what stands before them.
struct Group {
    digits: String,
    before: String,
    at: usize,
}

/// Returns the first number in digits and signs between them.
fn in_run((before, behind): (&str, &str), run: &str, every: bool) -> Option<String> {
    let mut groups: Vec<Group> = Vec::new();
    let (mut digits, mut between) = (String::new(), String::new());
    for (at, c) in run.char_indices().chain([(run.len(), ' ')]) {
        let told = digits.len() + groups.iter().map(|group: &Group| group.digits.len()).sum::<usize>();
        if c.is_ascii_digit() || ("Xx".contains(c) && !digits.is_empty() && told >= 17) {
            digits.push(c);
            continue;
        }
        if !digits.is_empty() {
            let (digits, before) = (std::mem::take(&mut digits), std::mem::take(&mut between));
            groups.push(Group { at: at - digits.len(), digits, before });
        }
        between.push(c);
    }
    let last = |from: usize| (from + LONGEST).min(groups.len());
    let spans = (0..groups.len()).flat_map(|from| (from + 1..=last(from)).map(move |to| (from, to)));
    spans.map(|(from, to)| (&groups[from..to], to == groups.len())).find_map(|(span, ends)| {
        let joined: String = span.iter().map(|group| group.digits.as_str()).collect();
        let told = [before, &run[..span[0].at]].concat();
        let is_code = (span.len() == 1 || span[0].digits.len() > 4) && is_coded(&told);
        // Fours are the figures of a row more often than those of a number.
        let units: &[&str] = if span[0].digits.len() == 4 { &UNITS } else { &SUMS };
        let is_sum = ends && units.iter().any(|unit| behind.starts_with(unit));
        let one = !is_code
            && !is_sum
            && (is_mobile(&joined) && is_said(span) || span.len() == 1 && several(&joined));
        (one || every && (is_landline(span, &joined) || is_of_papers(span, &joined, is_code)))
            .then_some(joined)
    })
}

/// Returns whether what stands before a number says that it is a thing's: 编号, 灯杆号, SN.
fn is_coded(before: &str) -> bool {
    let told = before.trim_end_matches([' ', ':', '#']);
    let head = told.strip_suffix('号').and_then(|head| head.chars().next_back());
    let letters: String = told.chars().rev().take_while(char::is_ascii_alphabetic).collect();
    let letters: String = letters.to_ascii_lowercase().chars().rev().collect();
    CODES.iter().any(|word| told.ends_with(word))
        || head.is_some_and(|head| THINGS.contains(head))
        || letters.len() > 1 && !RUNG.contains(&letters.as_str())
}

/// Returns a number of seven or eight digits that is rung without the code of its area: 值班室8266123. It begins with 2
/// to 8, and is no day, no figure with what is counted behind it, and no code of a thing.
fn local(text: &str) -> Option<String> {
    let mut at = 0;
    for run in text.split_inclusive(|c: char| !c.is_ascii_digit()) {
        let digits = run.trim_end_matches(|c: char| !c.is_ascii_digit());
        let (before, behind) = (&text[..at], text[at + digits.len()..].trim_start().to_lowercase());
        at += run.len();
        let joined = |c: char| ".,/+~*=_".contains(c) || is_plain(c) && c != ' ' && c != '(' && c != ')';
        let alone = !before.ends_with(|c: char| joined(c) || c == '第') && !behind.starts_with(joined);
        let counted = UNITS.iter().any(|unit| behind.starts_with(unit)) || behind.starts_with('号');
        let lettered = before.ends_with(|c: char| c.is_ascii_alphabetic());
        let day = digits.len() == 8 && day_of(digits);
        let rung = (7..=8).contains(&digits.len()) && digits.starts_with(|c: char| ('2'..='8').contains(&c));
        if rung && alone && !counted && !lettered && !day && !is_coded(before) {
            return Some(digits.to_owned());
        }
    }
    None
}

fn is_year(digits: &str) -> bool {
    digits.len() == 4 && digits.parse().is_ok_and(|year: u32| (1900..2100).contains(&year))
}

/// Returns whether eight digits are a day: 20260520.
fn day_of(digits: &str) -> bool {
    let part = |range: std::ops::Range<usize>| digits.get(range).and_then(|text| text.parse::<u32>().ok());
    part(0..4).is_some_and(|year| (1900..2100).contains(&year))
        && part(4..6).is_some_and(|month| (1..=12).contains(&month))
        && part(6..8).is_some_and(|day| (1..=31).contains(&day))
}

/// Returns whether groups of digits stand as those of a mobile do, and not as figures beside one another: signs of
/// several kinds are those of figures, 138.00、138.50.
fn is_said(span: &[Group]) -> bool {
    let lengths: Vec<usize> = span.iter().map(|group| group.digits.len()).collect();
    let plain = span[1..].iter().all(|group| group.before.chars().all(is_plain));
    let spaced = span[1..].iter().all(|group| group.before.chars().all(|c| c == ' '));
    let alike = span[1..].iter().all(|group| group.before.trim() == span[1].before.trim());
    let zero = alike && span[1..].iter().any(|group| group.digits.starts_with('0'));
    let dots = span[1..].iter().all(|group| [".", "·", "•", "・", "*", "_"].contains(&group.before.as_str()));
    match lengths.as_slice() {
        [_] | [1, 1, 1, ..] => true,
        [3, 4, 4] if dots => true,
        [3, ..] => span.len() <= 5 && (plain || zero),
        [4, 4, ..] => spaced,
        [5..=10, ..] if span.len() <= 3 => plain,
        [4, 3, 4] | [2, 3, 3, 3] | [2, 9] | [2, 4, 5] => plain,
        _ => false,
    }
}

fn is_mobile(digits: &str) -> bool {
    digits.len() == MOBILE && Phone::read(digits).is_ok_and(|phone| phone.kind() == Kind::Mobile)
}

/// Returns whether digits are mobiles without anything between them, or one behind the country's code.
fn several(digits: &str) -> bool {
    let mut each = (0..digits.len()).step_by(MOBILE).filter_map(|at| digits.get(at..at + MOBILE));
    let mobiles = digits.len() > MOBILE && digits.len().is_multiple_of(MOBILE) && each.all(is_mobile);
    mobiles || ["86", "0086", "0"].iter().any(|code| digits.strip_prefix(code).is_some_and(is_mobile))
}

fn is_landline(span: &[Group], joined: &str) -> bool {
    let is = |text: &str, kind: Kind| Phone::read(text).is_ok_and(|phone| phone.kind() == kind);
    let area = &span[0].digits;
    let alike = span[1..]
        .iter()
        .all(|group| group.before.chars().all(is_plain) || group.before == "." && span[1].before == ".");
    let two = span.len() == 2 && area.starts_with('0') && (7..=8).contains(&span[1].digits.len());
    let apart = format!("{area}-{}", &joined[area.len()..]);
    // What is a service everywhere is one behind the code of an area, too.
    let service = [3, 4].iter().any(|code| joined.get(*code..).is_some_and(|own| is(own, Kind::Service)));
    (alike && span.len() <= 4 || two)
        && (is(joined, Kind::Landline) || is(&apart, Kind::Landline))
        && !service
}

/// Returns whether digits are those of somebody's papers.
fn is_of_papers(span: &[Group], joined: &str, is_code: bool) -> bool {
    let plain = span[1..].iter().all(|group| group.before.chars().all(is_plain));
    let dots = span[1..].iter().all(|group| group.before == ".");
    // A card of a bank has its figures in fours.
    let fours = span.iter().rev().skip(1).all(|group| group.digits.len() == 4);
    let card = plain && CARDS.contains(&joined.len()) && (span.len() == 1 || fours) && !is_code;
    let years = span.len() > 1 && span.iter().all(|group| is_year(&group.digits));
    let born = joined.get(6..14).is_some_and(day_of);
    // No bank's card begins so; heights and years do.
    let figures = span.len() > 1 && joined.len() == 16 && joined.starts_with(['1', '2']);
    card && !years && !figures || (plain || dots) && IDENTITY.contains(&joined.len()) && born
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

/// Returns a number that stands behind a word for one's own: 座机8826 2345, 短号661234; those of services are everybody's.
fn behind_a_word(text: &str) -> Option<String> {
    OWN.iter().flat_map(|word| text.match_indices(word).map(|(at, word)| &text[at + word.len()..])).find_map(
        |rest| {
            let rest = rest.trim_start_matches([' ', ':', '是', '为', '打', '(', '号', '码']);
            let rest = rest.strip_prefix(|c: char| c.is_ascii_alphabetic()).unwrap_or(rest);
            let run =
                rest.split(|c: char| !c.is_ascii_digit() && c != ' ' && c != '-').next().unwrap_or_default();
            let digits: String = run.chars().filter(char::is_ascii_digit).collect();
            let is_service = |text: &str| {
                text.len() < OWN_DIGITS
                    || Phone::read(text).is_ok_and(|phone| matches!(phone.kind(), Kind::Free | Kind::Service))
            };
            let parts: Vec<&str> = run.split([' ', '-']).filter(|part| !part.is_empty()).collect();
            // One service behind another, or behind the code of its area.
            let short = parts.len() > 1
                && parts.last().is_some_and(|part| part.len() < OWN_DIGITS && is_service(part))
                && parts.iter().all(|part| part.len() < OWN_DIGITS)
                && parts.iter().all(|part| Phone::read(part).is_ok() || part.starts_with('0'));
            let counted = rest[run.len()..].starts_with(['元', '台', '部', '人', '户', '个']);
            let service = counted || short || is_service(&digits);
            (digits.len() >= OWN_DIGITS && !service).then_some(digits)
        },
    )
}

/// Returns the digit that a word or a letter stands for.
fn word(c: char) -> Option<char> {
    const WORDS: [&str; 10] =
        ["〇零○oO", "一壹幺lI", "二贰两", "三叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖"];
    let digit = WORDS.iter().position(|words| words.contains(c))?;
    char::from_digit(u32::try_from(digit).ok()?, 10)
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
            "370102-19500101-0017",
            "残证号37010219500101001743",
            "座机8826 2345",
            "短号661234",
            "0633/8212345",
            "138;0013;8001",
            "13 800 138 001",
            "护照E12345678",
            "卡号6222000000000000000",
            "医保卡号12345678",
            "账号62170000",
            "折子0123456",
            "护照号E12345678",
            "打8266123找老王",
            "值班室8266123",
            "夜里找88261234",
            "0531.8266.1234",
            "1380 0000 234",
            "1380 0000 23 4",
            "621700000000000000",
            "6217 0000 0000 0000 00",
            "3 7 0 1 0 2 1 9 5 0 0 1 0 1 0 0 1 7",
            "370102.19500101.0017",
            "tel13800000001",
        ] {
            assert!(number(text).is_some(), "{text}");
        }
    }

    #[test]
    fn days_figures_and_codes_of_things_are_none() {
        for text in [
            "2026年5月20日水到1.2米",
            "打12345或者119",
            "编号 379900000001",
            "编码513221000001",
            "400 000 0001",
            "拨打400 000 0001、电话95598",
            "拨打12345 95598，拨打110 119 120",
            "座机300000元",
            "电话2026-05-31前核对，手机6部",
            "1998-07-23，136户进水",
            "1998-08-05 3:40溃过口",
            "2026-05-31 - 2026-06-30整修",
            "2026-05-15—2026-09-30汛期值班",
            "1987.5.12 14:30起火，1976-1998 120户",
            "崖顶高程1380.5-1402.33米",
            "海拔1385.2～1520.45米",
            "水位1352.0/1385.60",
            "水库注册登记号13012540011-A4",
            "水库编码15010400012，编号 140525-00012",
            "S135 2+300-3+100路段塌方",
            "桩号0+531-0+860 1+200-1+300，G1522 1350+300",
            "容量150、2000、1800",
            "编织袋1350、1152、480条，面积1500/1200/300亩",
            "1500、1200、300，1300-1500-380",
            "坐标36.4123, 119.123456",
            "1.5、3.0、13.8、0.5米",
            "2026-06-01 13:00到2026-06-02 18:00",
            "一组138户，二组1 000人",
            "一二三组、四五组，六七八号楼",
            "二〇二六年五月一日水位1.2米，三组12户、四组30户",
            "三八妇女节、五一，二零二六版2026-05-01",
            "高程138.00、138.50、139.00",
            "高程138.00、138.50、1号泵",
            "总投资138 0000 0000元",
            "编织袋1350 1152 380条",
            "SN13800138000",
            "灯杆号13800138000，表号 13800138001",
            "电话0531-95598",
            "停电打053195598",
            "面积8266123平方米，投资8266123元",
            "日期20260520，编号8266123",
            "坐标36.8266123，119.8266123",
            "Y8266123线",
        ] {
            assert_eq!(number(text), None, "{text}");
        }
        assert_eq!((mobile("镇值班室0531-0000 0021"), mobile("老王13800000001").is_some()), (None, true));
    }
}
