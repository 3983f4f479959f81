//! A local figure or threshold that is a bare number: 30 of what is left to the reader.

use crate::check::Context;
use crate::diag::{Diagnostic, Place};
use crate::yaml::Step;

/// Units that may stand with what is measured instead: 风力几级, 雨量（毫米）.
const UNITS: [&str; 13] =
    ["级", "毫米", "厘米", "mm", "cm", "米数", "（米）", "(米)", "℃", "%", "％", "人数", "次数"];

pub(super) fn check(c: &Context, found: &mut Vec<Diagnostic>) {
    let at = |path: &[Step]| c.value_at(path);
    for (id, hazard) in &c.profile.hazards {
        for (what, trigger) in hazard.triggers.iter().filter(|(what, trigger)| bare(what, &trigger.at)) {
            let path: [Step; 4] = ["hazards".into(), id.into(), "triggers".into(), what.into()];
            found.push(said(at(&path), what, &trigger.at));
        }
    }
    for (signal, levels) in &c.profile.thresholds {
        let name = c.plans.signals.signals.get(signal).map_or(signal, |signal| &signal.name);
        for (level, threshold) in levels.iter().filter(|(_, threshold)| bare("", &threshold.text)) {
            let path: [Step; 4] = ["thresholds".into(), signal.into(), level.id().into(), "text".into()];
            found.push(said(at(&path), name, &threshold.text));
        }
    }
}

fn said(at: Place, what: &str, value: &str) -> Diagnostic {
    Diagnostic::warning("figure-unit").at(at).with("what", what).with("value", value.trim())
}

/// Returns whether a figure has no unit, and what it measures has none either.
fn bare(what: &str, value: &str) -> bool {
    let sign = |c: char| c.is_whitespace() || ".,、-~～至到超过达≥≤>以上".contains(c);
    let figures = value.chars().filter(char::is_ascii_digit).count();
    figures > 0
        && value.chars().all(|c| c.is_ascii_digit() || sign(c))
        && !UNITS.iter().any(|unit| what.contains(unit))
}

#[cfg(test)]
mod tests {
    use super::bare;

    #[test]
    fn a_figure_needs_a_unit_somewhere() {
        for (what, value) in [
            ("1小时雨量", "30"),
            ("库水位", "到12.5"),
            ("库水位", "超过 12"),
            ("裂缝宽", "3-5"),
            ("积雪深度", "15"),
        ] {
            assert!(bare(what, value), "{what} {value}");
        }
        for (what, value) in [
            ("1小时雨量", "30毫米"),
            ("风级", "8"),
            ("雨量（毫米）", "30"),
            ("裂缝宽", "两指宽"),
            ("河水", "到红线"),
            ("水位", ""),
        ] {
            assert!(!bare(what, value), "{what} {value}");
        }
    }
}
