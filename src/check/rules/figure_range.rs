//! Figures that are never reached, or ways that nobody walks so fast: most often a figure too many.
//!
//! What is never reached stands in `plans/signals.yaml`.

use super::threshold_order::{Figure, figures};
use crate::check::Context;
use crate::diag::Diagnostic;
use crate::model::plan::Limit;
use crate::yaml::Step;

/// Metres in a minute of people who flee: nobody is faster on foot, no way is set down slower.
const PACE: std::ops::RangeInclusive<f64> = 5.0..=200.0;
/// Words that say in which time rain falls, whatever the figure before them is.
const SPANS: [&str; 12] = ["时", "天", "日", "分钟", "夜", "累计", "过程", "场", "次", "一共", "总", "年"];
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
        if let Some((zh, en)) = odd(&text) {
            let fault = Diagnostic::warning("figure-range").at(at(&path)).with("figure", &text);
            found.push(fault.word("why", zh, en));
        } else if let Some(limit) = c.plans.signals.limits.iter().find(|limit| passed(&text, limit)) {
            let fault = Diagnostic::warning("figure-range").at(at(&path)).with("figure", &text);
            let most = format!("{}{}", limit.most, limit.unit);
            found.push(fault.word(
                "why",
                &format!("{}，没有过 {most}", limit.why),
                &format!("never above {most}"),
            ));
        }
    }
    let season = &c.profile.flood_season;
    if no_such_day(season) {
        let fault = Diagnostic::warning("figure-range").at(at(&["flood_season".into()]));
        found.push(fault.with("figure", season).word("why", "没有这一天", "there is no such day"));
    }
    pace(c, found);
    crowds(c, found);
}

/// Returns what is odd in the figures of a text: a letter for a digit, rain of nothing.
fn odd(text: &str) -> Option<(&'static str, &'static str)> {
    let chars: Vec<char> = text.chars().collect();
    let letter = |at: usize| {
        let beside = [at.checked_sub(1), Some(at + 1)].into_iter().flatten().filter_map(|i| chars.get(i));
        let beside: Vec<&char> = beside.collect();
        "OoIl".contains(chars[at])
            && beside.iter().any(|c| c.is_ascii_digit())
            && !beside.iter().any(|c| c.is_ascii_alphabetic())
    };
    if (0..chars.len()).any(letter) {
        return Some(("数里有字母，不是数字", "a letter stands among the digits"));
    }
    let told = figures(text);
    if told.iter().any(|figure| figure.unit == "毫米" && figure.value.abs() < f64::EPSILON) {
        return Some(("没下雨也到了", "it is reached without any rain"));
    }
    let rain = |figure: &&Figure| figure.unit == "毫米" && text.contains('雨');
    let mut falls = told.iter().filter(rain);
    if falls.clone().any(|figure| figure.span.is_none()) && !SPANS.iter().any(|span| text.contains(span)) {
        return Some(("没说多长时间下的", "it does not say in what time"));
    }
    // What falls in one hour has fallen in three.
    let less = |short: &Figure| {
        let longer = |long: &&Figure| long.span > short.span && short.span.is_some() && long.value <= short.value;
        told.iter().filter(rain).any(|long| longer(&long))
    };
    falls.any(less).then_some(("时间长了，雨反而不多", "there is no more rain in the longer time"))
}

/// Returns whether a text names a day that no year has: 13月40日, 2月30日.
fn no_such_day(text: &str) -> bool {
    text.match_indices('月').any(|(at, sign)| {
        let before = &text[..at];
        let month = &before[before.trim_end_matches(|c: char| c.is_ascii_digit()).len()..];
        let behind = &text[at + sign.len()..];
        let day = &behind[..behind.find(|c: char| !c.is_ascii_digit()).unwrap_or(behind.len())];
        let Ok(month) = month.parse::<u32>() else { return false };
        let most = match month {
            2 => 29,
            4 | 6 | 9 | 11 => 30,
            1..=12 => 31,
            _ => return true,
        };
        day.parse::<u32>().is_ok_and(|day| day == 0 || day > most)
    })
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
