//! A local threshold that nobody stands for: it replaces the library's, which has its source.

use crate::check::Context;
use crate::diag::Diagnostic;

pub(super) fn check(c: &Context, found: &mut Vec<Diagnostic>) {
    for (signal, levels) in &c.profile.thresholds {
        for (level, threshold) in levels.iter().filter(|(_, t)| !t.text.is_empty() && t.source.is_empty()) {
            let at = c.at(&["thresholds".into(), signal.into(), level.id().into(), "text".into()]);
            let name = c.plans.signals.signals.get(signal).map_or(signal, |s| &s.name);
            let fault = Diagnostic::warning("threshold-source").at(at).with("signal", name).word(
                "level",
                level.name(),
                level.id(),
            );
            found.push(fault.with("text", &threshold.text));
        }
    }
}
