//! Words that people write where there is nothing to write: 无, 没有. On paper they would be read as a fact.

/// Words for nothing, wherever they stand alone.
pub const NOTHING: [&str; 9] = ["无", "没有", "暂无", "空", "/", "—", "——", "－", "none"];
/// Words for a date that never comes.
const ENDLESS: [&str; 7] = ["长期", "长期有效", "永久", "永久有效", "不限", "无限期", "无期限"];
/// How it ends when somebody is said to lack nothing: 听力正常, 身体健康.
const WELL: [&str; 6] = ["正常", "健康", "良好", "没问题", "无障碍", "没毛病"];
/// Ends of what somebody has not, behind 无 or 没有: 无残疾.
const ILLS: [&str; 8] = ["障碍", "问题", "残疾", "疾病", "异常", "毛病", "情况", "特殊"];

/// Returns whether a text is a word for nothing.
pub fn said(text: &str) -> bool {
    let text = text.trim().trim_matches(['（', '）', '(', ')', '。']);
    NOTHING.iter().any(|word| word.eq_ignore_ascii_case(text))
}

/// Returns whether a text says that there is no such day.
pub fn endless(text: &str) -> bool {
    ENDLESS.contains(&text.trim())
}

/// Returns whether a need says that there is none: 健康, 听力正常, 无残疾.
pub fn well(need: &str) -> bool {
    let need = need.trim();
    let lacks = need.strip_prefix("没有").or_else(|| need.strip_prefix('无'));
    WELL.iter().any(|end| need.ends_with(end)) && !need.contains('不')
        || lacks.is_some_and(|ill| ILLS.iter().any(|end| ill.ends_with(end)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_lacks_nothing_needs_nothing() {
        for need in ["健康", "正常", "听力正常", "身体健康", "无残疾", "没有特殊情况", "无障碍"]
        {
            assert!(well(need), "{need}");
        }
        for need in ["听力不正常", "无法行走", "不健康", "耳聋", "无人照看", "无听力"] {
            assert!(!well(need), "{need}");
        }
    }

    #[test]
    fn words_for_nothing_are_those_of_sheets() {
        let sheets = crate::builtin::text("plans/rosters.yaml").expect("built in");
        let none = sheets.lines().find(|line| line.starts_with("none:")).expect("has words for nothing");
        let kept: Vec<&str> = none.split(['[', ']', ',', ' ', '"']).collect();
        for word in NOTHING {
            assert!(kept.contains(&word), "{word}");
        }
    }
}
