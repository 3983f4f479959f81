//! A word that keeps a place free for another: 待定, ×××, 同上. On paper it would be read as a name.

use crate::check::Context;
use crate::diag::{Diagnostic, Place};
use crate::scaffold;
use crate::yaml::{Node, Tree};

/// What is written where nothing is known yet.
const UNKNOWN: [&str; 22] = [
    "待定",
    "待填",
    "待补",
    "待补充",
    "待完善",
    "待核实",
    "待核",
    "待确认",
    "待明确",
    "待录入",
    "待报",
    "未定",
    "未知",
    "不详",
    "暂缺",
    "暂定",
    "某某",
    "某某某",
    "某人",
    "TODO",
    "TBD",
    "N/A",
];
/// What is written for what stands above.
const ABOVE: [&str; 9] = ["同上", "同前", "同左", "同上一行", "〃", "々", "\"", "″", "ditto"];
/// The word for what is an example and no fact.
const EXAMPLE: &str = "示例";
/// Signs that are written for characters one does not have; 〇 is a figure (二〇〇九年).
const SIGNS: [char; 15] = ['×', 'x', 'X', 'Ｘ', 'ｘ', '✕', '✗', '*', '＊', '?', '？', '○', '□', '_', '＿'];

pub(super) fn check(c: &Context, found: &mut Vec<Diagnostic>) {
    // As long as the sample's people are in it, its words are what `sample-data` says.
    let sample = !scaffold::samples(c.tree).is_empty();
    walk(c.tree, sample, found);
}

fn walk(node: &Node, sample: bool, found: &mut Vec<Diagnostic>) {
    match &node.value {
        Tree::Map(entries) => entries.iter().for_each(|entry| {
            report(&entry.key, &entry.key_place, sample, found);
            walk(&entry.node, sample, found);
        }),
        Tree::List(items) => items.iter().for_each(|item| walk(item, sample, found)),
        Tree::Scalar { text, .. } => report(text, &node.place, sample, found),
        Tree::Null => {}
    }
}

fn report(text: &str, place: &Place, sample: bool, found: &mut Vec<Diagnostic>) {
    let Some(kind) = placeholder(text).filter(|kind| *kind != Kind::Example || !sample) else { return };
    let fault = Diagnostic::error("placeholder").at(place.clone()).with("text", text);
    found.push(match kind {
        Kind::Above => fault.word("hint", "把上面那一行的内容再写一遍", "write out what stands above"),
        Kind::Unknown => {
            fault.word("hint", "写上真的；还不知道，就把这一项删掉，印出来是空格，可以手填", FREE)
        }
        Kind::Example => fault.word("hint", "换成自己的", "write your own"),
    });
}

/// The mend for what is not known yet.
const FREE: &str =
    "write the real one; if it is not known yet, delete the item: a blank to write in is printed";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Unknown,
    Above,
    Example,
}

/// Returns what kind of placeholder a text is.
fn placeholder(text: &str) -> Option<Kind> {
    let bare = text.trim_matches(|c: char| c.is_whitespace() || "（）()[]【】<>《》.。…".contains(c));
    let is = |words: &[&str]| words.iter().any(|word| word.eq_ignore_ascii_case(bare));
    if is(&UNKNOWN) || blanked(text) || bare.is_empty() && !text.is_empty() {
        Some(Kind::Unknown)
    } else if is(&ABOVE) {
        Some(Kind::Above)
    } else {
        text.contains(EXAMPLE).then_some(Kind::Example)
    }
}

/// Returns whether signs stand for characters: ×××, 张×, XX路, 138XXXX0001; a size such as 3×4 or 3x4 is none.
fn blanked(text: &str) -> bool {
    let chars: Vec<char> = text.chars().collect();
    let word = |c: &char| c.is_ascii_alphanumeric() && !SIGNS.contains(c);
    let runs = chars.chunk_by(|a, b| SIGNS.contains(a) && SIGNS.contains(b));
    let mut at = 0_usize;
    runs.filter(|run| {
        let (before, after) = (at.checked_sub(1).and_then(|i| chars.get(i)), chars.get(at + run.len()));
        at += run.len();
        let letters = run.iter().all(char::is_ascii_alphabetic);
        let in_word = [before, after].into_iter().flatten().any(|c| word(c) && c.is_ascii_alphabetic());
        let between_figures =
            before.is_some_and(char::is_ascii_digit) && after.is_some_and(char::is_ascii_digit);
        let question = run.iter().all(|c| matches!(c, '?' | '？'));
        match run.len() {
            _ if !SIGNS.contains(&run[0]) || (letters && in_word) => false,
            1 if matches!(run[0], '×' | 'Ｘ' | '✕' | '✗') => !between_figures,
            1 => chars.len() == 1,
            _ => !(question && after.is_none() && before.is_some()),
        }
    })
    .count()
        > 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_places_kept_free() {
        for text in [
            "待定",
            "（待定）",
            "同上",
            "〃",
            "×××",
            "XXX",
            "xx",
            "张×",
            "张××",
            "XX路12号",
            "×村小学",
            "138XXXX0001",
            "138****0001",
            "某某",
            "？？？",
            "..",
            "\u{3000}",
            "（）",
            "__",
            "示例镇派出所",
            "ＸＸＸ",
            "□□",
            "tbd",
        ] {
            assert!(placeholder(text).is_some(), "{text}");
        }
        for text in [
            "待召乡",
            "未央路",
            "二〇〇九年",
            "3×4米",
            "200x300毫米",
            "X光机",
            "GX-12",
            "陈上",
            "同上村",
            "塑料布2*3",
            "谁来开门？",
            "SOS",
            "XL号雨衣",
            "上同村",
            "不详沟",
            "有没有电？？",
        ] {
            assert!(placeholder(text).is_none(), "{text}");
        }
    }
}
