//! A sign of a point for which less is done than its plan asks at that sign: the card says what the village wrote.

use crate::check::Context;
use crate::diag::Diagnostic;
use crate::model::signs::{self, Act};
use crate::yaml::Step;

pub(super) fn check(c: &Context, found: &mut Vec<Diagnostic>) {
    for (name, point) in &c.profile.points {
        for (index, row) in point.signs.iter().enumerate() {
            let Some(own) = row.act else { continue };
            for (_, text) in row.noticed() {
                let Some((plan, asked)) = signs::planned(text, point, c.plans).filter(|(_, asked)| *asked > own) else {
                    continue;
                };
                let path: [Step; 5] =
                    ["points".into(), name.into(), "signs".into(), index.into(), "act".into()];
                let fault = Diagnostic::warning("sign-weaker").at(c.value_at(&path)).with("sign", text);
                let word = |act: Act| (act.name(), act.id());
                let ((own, own_en), (asked, asked_en)) = (word(own), word(asked));
                found.push(fault.with("plan", plan).word("own", own, own_en).word("asked", asked, asked_en));
            }
        }
    }
}
