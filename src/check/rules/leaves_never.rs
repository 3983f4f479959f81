//! A level at which a point is to be left and that never comes for it: the signal is none of its hazards', or has no such level.

use crate::check::Context;
use crate::diag::Diagnostic;

pub(super) fn check(c: &Context, found: &mut Vec<Diagnostic>) {
    for (name, point) in &c.profile.points {
        for (signal, own) in &point.moves_at {
            let plans = point.hazards.iter().filter_map(|id| c.plans.plans.get(id));
            let heard = point.hazards.is_empty() || plans.flat_map(|plan| &plan.signals).any(|id| id == signal);
            let printed = c.village().issued(signal, *own);
            let why = match (heard, printed == *own) {
                (true, true) => continue,
                (false, _) => (
                    "它防的灾种没有一种看这个信号，村民卡、总指挥的卡上没有".to_owned(),
                    "none of its hazards listens to that signal, so no card but its own tells it".to_owned(),
                ),
                (true, false) => (
                    format!("这个信号没有这一级，照{}印", printed.name()),
                    format!("the signal has no such level, {} is printed", printed.id()),
                ),
            };
            let at = c.value_at(&["points".into(), name.into(), "moves_at".into(), signal.as_str().into()]);
            let fault = Diagnostic::warning("leaves-never").at(at).with("point", name);
            let known = c.plans.signals.signals.get(signal).map_or(signal.as_str(), |known| known.name.as_str());
            let fault = fault.with("signal", known).word("level", own.name(), own.id());
            found.push(fault.word("why", &why.0, &why.1));
        }
    }
}
