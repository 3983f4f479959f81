//! What is somebody's own besides a number that everybody could ring: short numbers, names in chats, mail, keys in
//! digits, parts of a number told one by one, papers, cars, where a house stands.

use super::people;
use crate::model::phone::{Kind, Phone};

/// Words before a short number of somebody's own, and fewest digits of it.
const SHORT: [&str; 8] = ["短号", "小号", "虚拟网", "虚拟号", "集群号", "集群网", "亲情号", "v网"];
const SHORTEST: usize = 4;
/// Words before a name in a chat.
const CHATS: [&str; 14] = [
    "微信", "wechat", "weixin", "vx", "wx", "qq", "钉钉", "抖音", "快手", "v信", "威信", "薇信", "扣扣",
    "企鹅",
];
/// Fewest signs of such a name, with a digit in it and without.
const NAME: [usize; 2] = [5, 6];
/// What stands behind the name of an office's own channel.
const CHANNELS: [&str; 4] = ["公众号", "小程序", "服务号", "app"];
/// Words before what opens something.
const KEYS: [&str; 5] = ["密码", "口令", "验证码", "解锁码", "开锁码"];
/// Papers of somebody, and fewest digits of their numbers.
const PAPERS: [&str; 13] =
    ["低保", "残疾", "残联", "医保", "社保", "身份", "五保", "特困", "优抚", "军人", "退役", "户口", "驾驶"];
const PAPER: usize = 6;
/// Words for a part of a number.
const PARTS: [&str; 15] = [
    "尾号",
    "末四位",
    "后四位",
    "后两位",
    "末两位",
    "末位",
    "前三位",
    "前七位",
    "后八位",
    "后三位",
    "前四位",
    "末尾",
    "后六位",
    "前六位",
    "中间四位",
];
/// Words of offices, whose mail is everybody's.
const OFFICES: [&str; 9] = ["村委", "镇", "办公室", "局", "中心", "街道", "乡", "县", "社区"];
/// Letters before the number of a car.
const PROVINCES: &str = "京津沪渝冀晋辽吉黑苏浙皖闽赣鲁豫鄂湘粤琼川贵云陕甘青蒙桂宁新藏";

/// Returns what is somebody's own in a text.
pub(super) fn own(text: &str) -> Option<String> {
    if !text.contains(|c: char| c.is_ascii_alphanumeric()) {
        return None;
    }
    let lower = text.to_lowercase();
    short(&lower)
        .or_else(|| chat(&lower))
        .or_else(|| mail(&lower))
        .or_else(|| key(&lower))
        .or_else(|| paper(&lower))
        .or_else(|| part(&lower))
        .or_else(|| car(text))
        .or_else(|| house(text))
}

/// Returns what stands behind each of some words, without the words and signs that join them.
fn behind<'a>(text: &'a str, words: &'a [&str]) -> impl Iterator<Item = &'a str> {
    words.iter().flat_map(move |word| {
        let begins =
            |at: usize| !word.is_ascii() || !text[..at].ends_with(|c: char| c.is_ascii_alphanumeric());
        text.match_indices(word).filter(move |(at, _)| begins(*at)).map(move |(at, _)| {
            text[at + word.len()..].trim_start_matches([
                '号', '码', '证', '卡', '本', ':', '是', '为', ' ', '(', '-', '加', '叫',
            ])
        })
    })
}

fn digits(text: &str) -> String {
    text.chars().take_while(char::is_ascii_digit).collect()
}

fn short(text: &str) -> Option<String> {
    behind(text, &SHORT).find_map(|rest| {
        let run: String = rest.chars().take_while(|c| c.is_ascii_digit() || " -".contains(*c)).collect();
        let own: String = run.chars().filter(char::is_ascii_digit).collect();
        let counted =
            rest[run.len()..].starts_with(['件', '个', '双', '套', '元', '台', '人', '户', '米', '年']);
        let service = Phone::read(&own).is_ok_and(|phone| phone.kind() == Kind::Service);
        (own.len() >= SHORTEST && !counted && !service).then_some(own)
    })
}

fn chat(text: &str) -> Option<String> {
    behind(text, &CHATS).find_map(|rest| {
        let name: String =
            rest.chars().take_while(|c| c.is_ascii_alphanumeric() || "_-".contains(*c)).collect();
        let channel = CHANNELS.iter().any(|word| rest[name.len()..].trim_start().starts_with(word));
        let numbered = name.chars().any(|c| c.is_ascii_digit());
        let long = name.len() >= if numbered { NAME[0] } else { NAME[1] };
        (long && !channel).then_some(name)
    })
}

fn mail(text: &str) -> Option<String> {
    let at = text.find('@')?;
    let letter = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
    let name = text[..at].rsplit(|c| !letter(c)).next().unwrap_or_default();
    let house = text[at + 1..].split(|c| !letter(c)).next().unwrap_or_default();
    let office = house.ends_with("gov.cn") || OFFICES.iter().any(|word| text.contains(word));
    (!name.is_empty() && house.contains('.') && !office).then(|| format!("{name}@{house}"))
}

fn key(text: &str) -> Option<String> {
    let own = |rest: &str| rest.chars().take_while(char::is_ascii_alphanumeric).collect::<String>();
    behind(text, &KEYS).map(own).find(|own| own.chars().filter(char::is_ascii_digit).count() >= SHORTEST)
}

fn paper(text: &str) -> Option<String> {
    behind(text, &PAPERS).map(digits).find(|own| own.len() >= PAPER)
}

/// A part of a number, with the rest of it or with whose it is: 尾号8001，前面1380013.
fn part(text: &str) -> Option<String> {
    if !PARTS.iter().any(|word| text.contains(word)) {
        return None;
    }
    let own = behind(text, &PARTS).map(digits).find(|own| own.len() >= 2);
    let mut runs = text.split(|c: char| !c.is_ascii_digit());
    let long = runs.find(|run| run.len() >= PAPER);
    let told = text.contains("身份证") || text.contains("证号") || people::is_somebody(text);
    long.map(str::to_owned).or(own.filter(|_| told))
}

/// The number of a car whose owner is spoken of; others drive past.
fn car(text: &str) -> Option<String> {
    let chars: Vec<char> = text.chars().collect();
    let plate = |at: usize| {
        let own: String =
            chars[at + 1..].iter().take_while(|c| c.is_ascii_alphanumeric() || **c == '·').collect();
        let letter = own.starts_with(|c: char| c.is_ascii_uppercase());
        let digits = own.chars().filter(char::is_ascii_digit).count();
        (letter && (6..=8).contains(&own.len()) && digits > 2).then(|| format!("{}{own}", chars[at]))
    };
    let found = (0..chars.len()).filter(|at| PROVINCES.contains(chars[*at])).find_map(plate)?;
    (text.contains("车主") || people::is_somebody(text)).then_some(found)
}

/// Where a family's house stands.
fn house(text: &str) -> Option<String> {
    let words = ["家经纬度", "家坐标", "家定位", "家的坐标", "家的经纬度", "家经度", "家位置"];
    let own = |rest: &str| -> String {
        rest.chars().take_while(|c| c.is_ascii_digit() || ".,".contains(*c)).collect()
    };
    behind(text, &words).map(own).find(|own| own.len() >= PAPER)
}
