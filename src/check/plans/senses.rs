//! What is noticed goes with the sense that notices it: smells are not seen, cracks are not heard.

use crate::diag::Diagnostic;
use crate::model::library::PlanFault;
use crate::model::plan::{PlanSet, Sense};

const SMELLS: &[&str] = &["味", "刺鼻", "臭", "呛人"];
const SOUNDS: &[&str] = &[
    "响声",
    "轰响",
    "声响",
    "异响",
    "轰鸣",
    "轰隆",
    "喊声",
    "哭声",
    "嘶嘶",
    "叫声",
    "锣声",
    "警报声",
    "爆炸声",
    "水声",
    "雷声",
    "乱叫",
];
const SIGHTS: &[&str] = &[
    "裂缝",
    "白雾",
    "黑烟",
    "浓烟",
    "白烟",
    "火光",
    "冒烟",
    "变浑",
    "火苗",
    "裂开",
    "飞出来",
    "起雾",
    "岩壁",
];

/// Words for noticing, with what cannot be noticed so.
const SENSES: [(&str, &[&[&str]]); 7] = [
    ("看到", &[SMELLS, SOUNDS]),
    ("看见", &[SMELLS, SOUNDS]),
    ("听到", &[SMELLS, SIGHTS]),
    ("听见", &[SMELLS, SIGHTS]),
    ("闻到", &[SOUNDS, SIGHTS]),
    ("感到", &[SMELLS, SOUNDS, SIGHTS]),
    ("感觉", &[SMELLS, SOUNDS, SIGHTS]),
];
/// Where another way of noticing begins, or what is noticed ends.
const ENDS: [&str; 15] = [
    "看到", "看见", "听到", "听见", "闻到", "感到", "感觉", "觉得", "发现", "，", "。", "；", "：", "”", "就",
];

/// Returns what a text notices by the wrong sense: the word for it and the thing.
pub(in crate::check) fn amiss(text: &str) -> Option<(&'static str, &'static str)> {
    for (word, others) in SENSES {
        for (at, _) in text.match_indices(word) {
            let rest = &text[at + word.len()..];
            let end = ENDS.iter().filter_map(|end| rest.find(end)).min().unwrap_or(rest.len());
            if let Some(thing) = others.iter().copied().flatten().find(|thing| rest[..end].contains(**thing))
            {
                return Some((word, thing));
            }
        }
    }
    None
}

/// Returns whether a text names something that this sense notices.
pub(in crate::check) fn noticed(sense: Sense, text: &str) -> bool {
    let own = match sense {
        Sense::See => SIGHTS,
        Sense::Hear => SOUNDS,
        Sense::Smell => SMELLS,
        Sense::Feel => &[],
    };
    own.iter().any(|thing| text.contains(thing))
}

/// Pushes every sign that is noticed by another sense than it says; paper puts the word for the sense before
/// it.
pub(super) fn check(set: &PlanSet, found: &mut Vec<PlanFault>) {
    for plan in set.plans.values() {
        for (i, sign) in plan.signs.iter().enumerate() {
            // Paper joins signs and figures with 或者.
            if sign.text.contains("或者") {
                let place = set.place(&format!("{}/signs/{i}", plan.id)).cloned();
                let fault = Diagnostic::warning("plan-joined").at(place);
                let fault = fault.with("value", &sign.text).with("limit", "或者");
                found.push(PlanFault::of(fault, [plan.id.clone()]));
            }
            let word = sign.sense.word();
            if let Some((word, thing)) = amiss(&format!("{word}{}", sign.text)) {
                let place = set.place(&format!("{}/signs/{i}", plan.id)).cloned();
                let fault =
                    Diagnostic::warning("plan-sense").at(place).with("value", word).with("limit", thing);
                found.push(PlanFault::of(fault, [plan.id.clone()]));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_thing_has_its_sense() {
        for good in [
            "看到白雾、闻到刺鼻味就走",
            "听到沟里轰响",
            "看到水变浑，有怪味",
            "闻到煤气味、听到嘶嘶响",
            "看到预警响应",
        ] {
            assert_eq!(amiss(good), None, "{good}");
        }
        let bad = [
            ("看到臭味", ("看到", "味")),
            ("看见塘边有轰响", ("看见", "轰响")),
            ("闻到墙上裂缝", ("闻到", "裂缝")),
            ("感到井下岩壁出汗", ("感到", "岩壁")),
            ("感觉井里冒烟", ("感觉", "冒烟")),
        ];
        for (text, what) in bad {
            assert_eq!(amiss(text), Some(what), "{text}");
        }
        assert_eq!(amiss("如果听到白雾过来"), Some(("听到", "白雾")));
    }
}
