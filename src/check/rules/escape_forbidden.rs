//! Where the people of a risk point are told to go is what a plan of this point forbids: down along the gully, up a tree.
//!
//! By which words it is known stands with the prohibition in its plan.

use crate::check::Context;
use crate::diag::Diagnostic;

/// Words of a clause that tells where not to go.
const NOT: [&str; 13] =
    ["不", "别", "莫", "勿", "禁", "离开", "避开", "绕开", "躲开", "远离", "离", "防", "免"];

pub(super) fn check(c: &Context, found: &mut Vec<Diagnostic>) {
    for (name, point) in &c.profile.points {
        let plans = point.hazards.iter().filter_map(|id| c.plans.plans.get(id));
        let forbidden = plans.flat_map(|plan| plan.forbid.iter().map(move |item| (plan, item)));
        for (plan, item) in forbidden {
            let Some(word) = item.known_by.iter().find(|word| says(&point.escape, word)) else { continue };
            let at = c.value_at(&["points".into(), name.into(), "escape".into()]);
            let fault = Diagnostic::warning("escape-forbidden").at(at).with("point", name).with("word", word);
            found.push(fault.with("plan", &plan.name).with("forbid", &item.text).with("why", &item.why));
            break;
        }
    }
}

/// Returns whether a clause of a text says to do this.
fn says(text: &str, word: &str) -> bool {
    text.split(['，', ',', '。', '；', ';', '、', ' ']).any(|clause| {
        let before = clause.find(word).map(|at| &clause[..at]);
        before.is_some_and(|before| !NOT.iter().any(|not| before.contains(not)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_told_not_to_be_done_is_not_said() {
        for text in ["顺沟往下跑", "往东坡，顺沟跑", "听到锣响就顺沟跑"] {
            assert!(says(text, "顺沟"), "{text}");
        }
        for text in ["往两边高处，别顺沟跑", "不准顺沟往下", "离开顺沟的路往上走"] {
            assert!(!says(text, "顺沟"), "{text}");
        }
    }
}
