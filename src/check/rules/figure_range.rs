//! Figures that are never reached, or ways that nobody walks so fast: most often a figure too many.
//!
//! What is never reached stands in `plans/signals.yaml`.

use super::threshold_order::figures;
use crate::check::Context;
use crate::diag::Diagnostic;
use crate::model::plan::Limit;
use crate::yaml::Step;

/// Metres in a minute of people who flee: nobody is faster on foot, no way is set down slower.
const PACE: std::ops::RangeInclusive<f64> = 5.0..=200.0;
/// Most people on a square metre of a shelter.
const CROWD: u32 = 2;

pub(super) fn check(c: &Context, found: &mut Vec<Diagnostic>) {
    let at = |path: &[Step]| c.value_at(path);
    let mut texts: Vec<(String, [Step; 4])> = Vec::new();
    for (id, hazard) in &c.profile.hazards {
        let path = |what| ["hazards".into(), id.into(), "triggers".into(), Step::Key(what)];
        texts.extend(hazard.triggers.iter().map(|(what, t)| (format!("{what}{}", t.at), path(what))));
    }
    for (signal, levels) in &c.profile.thresholds {
        let path = |level| ["thresholds".into(), signal.into(), Step::Key(level), "text".into()];
        texts.extend(levels.iter().map(|(level, t)| (t.text.clone(), path(level.id()))));
    }
    for (text, path) in texts {
        if let Some(limit) = c.plans.signals.limits.iter().find(|limit| passed(&text, limit)) {
            let fault = Diagnostic::warning("figure-range").at(at(&path)).with("figure", &text);
            let most = format!("{}{}", limit.most, limit.unit);
            found.push(fault.word(
                "why",
                &format!("{}，没有过 {most}", limit.why),
                &format!("never above {most}"),
            ));
        }
    }
    pace(c, found);
    crowds(c, found);
}

/// Returns whether a text has a figure of this kind beyond what is ever reached in that time or a longer one.
fn passed(text: &str, limit: &Limit) -> bool {
    figures(text).iter().any(|figure| {
        let kind = if figure.kind.is_empty() {
            text.contains(limit.what.as_str())
        } else {
            figure.kind.contains(limit.what.as_str())
        };
        let within =
            limit.minutes.is_none_or(|minutes| figure.span.is_some_and(|span| span <= f64::from(minutes)));
        kind && within && figure.unit == limit.unit && figure.value > limit.most
    })
}

/// Lengths and minutes of a way that do not go together.
fn pace(c: &Context, found: &mut Vec<Diagnostic>) {
    for (name, route) in &c.profile.routes {
        let (Some(metres), Some(minutes)) = (route.length_m, route.minutes) else { continue };
        let fits = minutes > 0 && PACE.contains(&(f64::from(metres) / f64::from(minutes)));
        if metres > 0 && !fits {
            let at = c.at(&["routes".into(), name.into(), "minutes".into()]);
            let fault = Diagnostic::warning("figure-range").at(at);
            let fault = fault.word(
                "figure",
                &format!("{name} {metres}米{minutes}分钟"),
                &format!("{name}: {metres} m in {minutes} min"),
            );
            found.push(fault.word("why", "没有人这样走", "nobody walks so"));
        }
    }
}

/// More people than can stand in a shelter.
fn crowds(c: &Context, found: &mut Vec<Diagnostic>) {
    for (name, shelter) in &c.profile.shelters {
        let (Some(area), Some(seats)) = (shelter.area_m2, shelter.capacity) else { continue };
        if area > 0 && seats > area.saturating_mul(CROWD) {
            let at = c.at(&["shelters".into(), name.into(), "capacity".into()]);
            let fault = Diagnostic::warning("figure-range").at(at);
            let fault = fault.word(
                "figure",
                &format!("{name} {area}平方米容{seats}人"),
                &format!("{name}: {seats} people on {area} m²"),
            );
            found.push(fault.word("why", "站都站不下", "they cannot even stand there"));
        }
    }
}
