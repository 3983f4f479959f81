//! What must hold stands before what is done: within a sentence, between the times of a step, and on cards,
//! where a prohibition that stands third for everybody is on none.

use std::collections::BTreeSet;

use super::{CONDITIONS, strip};
use crate::diag::Diagnostic;
use crate::model::library::PlanFault;
use crate::model::plan::{Phase, Plan, PlanSet, Prohibition, Step};

/// Prohibitions that one card holds.
const BARRED: usize = 2;
/// Words that lead an act done from a place that must be safe.
const FROM: &str = "看守断查打喊拉劝";

/// Pushes what stands in the wrong order in the plans and the common steps.
pub(super) fn check(set: &PlanSet, found: &mut Vec<PlanFault>) {
    for plan in set.plans.values() {
        let mut say = |path: String, fault: Diagnostic| {
            let fault = fault.at(set.place(&format!("{}/{path}", plan.id)).cloned());
            found.push(PlanFault::of(fault, [plan.id.clone()]));
        };
        for (i, step) in plan.steps.iter().enumerate() {
            let replaced = step.replaces.iter().map(|r| &r.text);
            for text in [Some(&step.text), step.card.as_ref()].into_iter().flatten().chain(replaced) {
                behind(text).into_iter().for_each(|part| say(format!("steps/{i}"), late(text, &part)));
            }
            if let Some(key) = untimely(step, set) {
                let fault = Diagnostic::error("plan-phase").with("value", &step.id).with("key", key);
                say(format!("steps/{i}"), fault);
            }
        }
        for (i, item) in unseen(plan, set) {
            let card = item.card.as_ref().unwrap_or(&item.text);
            say(format!("forbid/{i}"), Diagnostic::warning("plan-unseen").with("value", card));
        }
    }
    for (i, step) in set.common.steps.iter().enumerate() {
        for text in step.text.iter().chain([&step.card]) {
            if let Some(part) = behind(text) {
                let fault = late(text, &part).at(set.place(&format!("common/steps/{i}")).cloned());
                found.push(PlanFault::of_all(fault));
            }
        }
    }
}

fn late(text: &str, part: &str) -> Diagnostic {
    Diagnostic::warning("plan-behind").with("value", strip(text)).with("limit", part)
}

/// Returns the part of a sentence that says under what condition, or from where, what stands before it may
/// be done.
fn behind(text: &str) -> Option<String> {
    let plain = strip(text);
    let mut parts = plain.split('，');
    let first = parts.next().filter(|first| !CONDITIONS.iter().any(|word| first.starts_with(word)))?;
    let verb = first.chars().next()?;
    let again = |part: &str, word: &str| part.find(&format!("{word}{verb}")).is_some_and(|at| at > 0);
    let place =
        |part: &str| FROM.contains(verb) && ["站", "人站", "离远"].iter().any(|word| part.starts_with(word));
    parts
        .filter(|part| !part.starts_with([verb, '再', '就']))
        .find(|part| {
            part.starts_with('趁') || place(part) || ["再", "才", "先"].iter().any(|word| again(part, word))
        })
        .map(str::to_owned)
}

/// Returns the key that a step of quiet times or of afterwards cannot have.
fn untimely(step: &Step, set: &PlanSet) -> Option<&'static str> {
    let common = step.common.as_ref().and_then(|id| set.common_step(id));
    let phase = step.phase.or(common.map(|c| c.phase))?;
    let quiet = matches!(phase, Phase::Prepare | Phase::Recover);
    let keys = [
        ("first", step.first),
        ("from", step.from.is_some()),
        ("until", step.until.is_some()),
        ("at_sign", step.at_sign.is_some()),
    ];
    // Nothing ends before it begins.
    let short = step.until.is_some_and(|until| step.from.is_none_or(|from| until < from));
    keys.into_iter().find(|(key, there)| *there && (quiet || short && *key == "until")).map(|(key, _)| key)
}

/// Returns the prohibitions that are on no card: each card holds the first few that its role needs.
fn unseen<'a>(plan: &'a Plan, set: &PlanSet) -> Vec<(usize, &'a Prohibition)> {
    let common = |step: &Step| step.common.as_ref().and_then(|id| set.common_step(id));
    let urgent = |step: &&Step| {
        let phase = step.phase.or(common(step).map(|c| c.phase)).unwrap_or_default();
        !matches!(phase, Phase::Prepare | Phase::Recover)
    };
    let mut roles: BTreeSet<String> = BTreeSet::from(["everyone".to_owned()]);
    for step in plan.steps.iter().filter(urgent) {
        let mine = if step.role.is_empty() { common(step).map(|c| &c.role) } else { Some(&step.role) };
        roles.extend(mine.into_iter().flatten().cloned());
    }
    let mut carried: BTreeSet<usize> = BTreeSet::new();
    for role in &roles {
        let mut all: Vec<usize> = (0..plan.forbid.len()).collect();
        all.sort_by_key(|i| plan.forbid[*i].rank(role));
        carried.extend(all.into_iter().take(BARRED));
    }
    plan.forbid.iter().enumerate().filter(|(i, _)| !carried.contains(i)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_must_hold_stands_before_the_act() {
        for good in [
            "如果有燃气味就走远，再打119",
            "走到没味的地方再打119，再打燃气公司",
            "打119，再打总指挥",
            "站在高处，打手电看沟里的水",
            "穿好救生衣，站岸上伸杆抛绳",
            "敞开门窗，透了气再抬人出来",
            "听到镇街通知，再放人回家",
        ] {
            assert_eq!(behind(good), None, "{good}");
        }
        for (bad, part) in [
            ("打119和120，闻到燃气走远再打", "闻到燃气走远再打"),
            ("拉总闸，手脚干才拉", "手脚干才拉"),
            ("断坑边户的电，站在裂缝圈外断", "站在裂缝圈外断"),
            ("拔掉插头，雷没到先拔", "雷没到先拔"),
            ("抬人出来，透了气才抬", "透了气才抬"),
            ("拔掉低处插头，趁地上还干", "趁地上还干"),
        ] {
            assert_eq!(behind(bad).as_deref(), Some(part), "{bad}");
        }
    }
}
