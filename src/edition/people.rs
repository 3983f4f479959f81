//! Whether a text speaks of somebody whom neighbours would know: a family, one of a household, a house, a name. What
//! an illness is said of decides whether it is somebody's.

use super::lists;

/// Returns whether a text speaks of somebody: of a household or by a name.
pub(super) fn is_somebody(text: &str) -> bool {
    is_home(text) || is_named(text)
}

/// Returns whether a text speaks of a household or one of it: 李家, 老张, 刘婶, 6号, 王家儿子.
pub(super) fn is_home(text: &str) -> bool {
    let text = lists::without(text, "nobody-of-it");
    if lists::within(&text, "kin").is_some() {
        return true;
    }
    let chars: Vec<char> = text.chars().collect();
    (0..chars.len()).any(|at| {
        is_familiar(&chars, at) || is_family(&chars, at) || is_addressed(&chars, at) || is_house(&chars, at)
    })
}

/// Returns whether a sentence says where or how many they are of whom it tells: 二组, 东头, 一户, 3人.
pub(super) fn is_near(sentence: &str) -> bool {
    let sentence = lists::without(sentence, "near-nobody");
    let chars: Vec<char> = sentence.chars().collect();
    let counted = |at: usize| {
        let behind = chars.get(at + 1).is_some_and(|c| "人名位户组队社巷栋例排".contains(*c));
        (chars[at].is_ascii_digit() || "一二两三四五六七八九十几数".contains(chars[at])) && behind
    };
    let aside = |at: usize| {
        let behind = chars.get(at + 1).is_some_and(|c| "头边坡屋院街巷沟侧村".contains(*c));
        let there = chars.get(at + 1).is_some_and(|c| "的那有".contains(*c));
        "东西南北前后".contains(chars[at]) && behind || "东西南北".contains(chars[at]) && there
    };
    lists::within(&sentence, "near").is_some()
        || (0..chars.len()).any(|at| counted(at) || aside(at))
        || is_somebody(&sentence)
}

fn is_surname(c: Option<&char>) -> bool {
    c.is_some_and(|c| lists::words("surnames").iter().any(|names| names.contains(*c)))
}

fn is_given(c: Option<&char>) -> bool {
    c.is_some_and(|c| lists::words("given").iter().any(|names| names.contains(*c)))
}

fn rest(chars: &[char], at: usize) -> String {
    chars.iter().skip(at).take(4).collect()
}

/// 老李, 小王; but no 老林场, 老石桥.
fn is_familiar(chars: &[char], at: usize) -> bool {
    let before = at.checked_sub(1).map_or('、', |at| chars[at]);
    let called = match chars[at] {
        '老' => !"养元古长苍衰最".contains(before),
        '小' => !"大中最较很太不缩减多".contains(before),
        '阿' | '亚' => true,
        _ => false,
    };
    called
        && (is_surname(chars.get(at + 1)) || "阿亚".contains(chars[at]) && is_given(chars.get(at + 1)))
        && !lists::begins(&rest(chars, at + 2), "things")
}

/// 李家, 马三家; but no 李家沟, 国家.
fn is_family(chars: &[char], at: usize) -> bool {
    let numbered = chars.get(at + 1).is_some_and(|c| "大二三四五六七八九".contains(*c));
    // Dai names begin with what a child is.
    let dai = chars.get(at).is_some_and(|c| "岩玉依".contains(*c)) && chars.get(at + 2) == Some(&'家');
    let home = at + if numbered || dai { 2 } else { 1 };
    (dai || is_surname(chars.get(at)))
        && chars.get(home) == Some(&'家')
        && !lists::begins(&rest(chars, home + 1), "places-of-families")
}

/// 刘婶, 王大爷, 孙老四, 李某.
fn is_addressed(chars: &[char], at: usize) -> bool {
    is_surname(chars.get(at)) && lists::begins(&rest(chars, at + 1), "addresses")
}

/// 6号住着, 101室; but no 6号泵, 5月6号.
fn is_house(chars: &[char], at: usize) -> bool {
    if !chars[at].is_ascii_digit() || at > 0 && chars[at - 1].is_ascii_digit() {
        return false;
    }
    let digits = chars[at..].iter().take_while(|c| c.is_ascii_digit()).count();
    let before = at.checked_sub(1).map_or('、', |at| chars[at]);
    let behind = rest(chars, at + digits + 1);
    match chars.get(at + digits) {
        Some('号') => {
            digits < 5
                && !"月第编杆".contains(before)
                && (behind.is_empty() || lists::begins(&behind, "behind-a-house"))
        }
        Some('室') => digits > 2,
        _ => false,
    }
}

/// Returns whether somebody's whole name stands in a text, without a post: 李桂香, but no 村医李桂香. One that is short
/// is one only where something begins.
fn is_named(text: &str) -> bool {
    let text = lists::without(text, "nobody-of-it");
    let chars: Vec<char> = text.chars().collect();
    let given = |at: usize| is_given(chars.get(at));
    (0..chars.len()).filter(|at| is_surname(chars.get(*at))).any(|at| {
        let before: String = chars[..at].iter().collect();
        let begins = before.is_empty() || before.ends_with(|c: char| ",;。!:、组头号户边口".contains(c));
        let length = match (given(at + 1), given(at + 2)) {
            (true, true) => 3,
            (true, false) if begins => 2,
            _ => return false,
        };
        !lists::ends(&before, "posts") && !lists::begins(&rest(&chars, at + length), "posts")
    }) || lists::within(&text, "names-of-peoples").is_some()
}
