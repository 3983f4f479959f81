//! One sign of a point, or one figure of a hazard, written twice with two orders: the graver is printed.

use crate::check::Context;
use crate::diag::Diagnostic;
use crate::model::signs::Act;
use crate::source::same_writing;
use crate::yaml::Step;

pub(super) fn check(c: &Context, found: &mut Vec<Diagnostic>) {
    for (name, point) in &c.profile.points {
        let rows = point.signs.iter().enumerate();
        let told: Vec<(usize, &str, Act)> = rows
            .flat_map(|(i, row)| row.noticed().filter_map(move |(_, text)| Some((i, text, row.act?))))
            .collect();
        for (n, (i, text, act)) in told.iter().enumerate() {
            let Some((j, _, other)) =
                told[..n].iter().find(|(_, seen, other)| same_writing(seen, text) && other != act)
            else {
                continue;
            };
            let at = |index: usize| {
                let path: [Step; 4] = ["points".into(), name.into(), "signs".into(), index.into()];
                c.value_at(&path)
            };
            let fault = Diagnostic::warning("sign-twice").at(at(*i)).also(at(*j)).with("sign", text);
            let (zh, en) = words(*act.max(other));
            found.push(fault.word("act", zh, en));
        }
    }
}

fn words(act: Act) -> (&'static str, &'static str) {
    match act {
        Act::Watch => ("盯", "watch"),
        Act::Report => ("报", "report"),
        Act::Leave => ("撤", "leave"),
    }
}
