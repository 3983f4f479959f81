//! What of a text everybody reads is not for everybody: mobile numbers, which the public edition of the plan has
//! none of. A sentence that had one says where it is to be found, and stays whole.

use crate::model::phone::{Kind, Phone};

/// Digits of a mobile's number.
const DIGITS: usize = 11;
/// What may stand between two groups of its digits.
const WITHIN: [char; 4] = [' ', '\u{a0}', '-', '\u{2011}'];
/// What may stand between one number and the next.
const BETWEEN: [char; 5] = ['、', '，', '或', '/', '；'];

/// Returns a text with something said instead of every mobile number, once where several stand side by side.
pub(super) fn mobiles(text: &str, instead: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let (mut out, mut at) = (String::with_capacity(text.len()), 0);
    while let Some(c) = chars.get(at) {
        let begins = at == 0 || !chars[at - 1].is_ascii_digit();
        let Some(mut end) = begins.then(|| mobile(&chars[at..])).flatten().map(|length| at + length) else {
            out.push(*c);
            at += 1;
            continue;
        };
        while let Some(next) =
            chars.get(end).filter(|c| BETWEEN.contains(c)).and_then(|_| mobile(&chars[end + 1..]))
        {
            end += 1 + next;
        }
        // The code of the country goes with it.
        for before in ["", "+86", "0086"] {
            let rest = out.trim_end_matches(WITHIN).len();
            out.truncate(rest);
            out.truncate(out.strip_suffix(before).map_or(rest, str::len));
        }
        out.truncate(out.trim_end_matches(WITHIN).len());
        // Where it stood in brackets of its own there are some already.
        let bracketed = out.ends_with(['（', '(']) && chars.get(end).is_some_and(|c| ['）', ')'].contains(c));
        out += &if bracketed { instead.to_owned() } else { format!("（{instead}）") };
        at = end;
    }
    out
}

/// Returns how many characters at the beginning are a mobile's number.
fn mobile(chars: &[char]) -> Option<usize> {
    let (mut digits, mut at) = (String::new(), 0);
    while digits.len() < DIGITS {
        let c = chars.get(at)?;
        let joined = WITHIN.contains(c) && !digits.is_empty() && chars.get(at + 1)?.is_ascii_digit();
        if c.is_ascii_digit() {
            digits.push(*c);
        } else if !joined {
            return None;
        }
        at += 1;
    }
    let ends = chars.get(at).is_none_or(|c| !c.is_ascii_digit());
    let is_one = ends && Phone::read(&digits).is_ok_and(|phone| phone.kind() == Kind::Mobile);
    is_one.then_some(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_stays_whole_without_the_number() {
        for (text, wanted) in [
            (
                "打总指挥章田守电话138\u{a0}0000\u{a0}7101，说看到了什么",
                "打总指挥章田守电话（号码见卡），说看到了什么",
            ),
            ("找王婶（138 0000 0021）开门", "找王婶（号码见卡）开门"),
            ("13800000001", "（号码见卡）"),
            ("打138 0000 0001、139-0000-0002或者119", "打（号码见卡）或者119"),
            ("电话 +86 138 0000 0001（家）", "电话（号码见卡）（家）"),
            ("值班室0531-0000 0021，编码3799000000011", "值班室0531-0000 0021，编码3799000000011"),
            ("雨量筒1 380 0000毫米，120、119", "雨量筒1 380 0000毫米，120、119"),
            ("", ""),
        ] {
            assert_eq!(mobiles(text, "号码见卡"), wanted);
        }
    }
}
