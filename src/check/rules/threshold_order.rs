//! Local thresholds that are no higher than a lower level's, and local triggers above the red level of their
//! signal.
//!
//! Judges only figures of one unit and one length of time, each the only one of its kind in its text; a text
//! that speaks of falling below something (小于, 零下) is left alone.

use crate::check::Context;
use crate::diag::{Diagnostic, Place};
use crate::model::plan::Level;
use crate::yaml::Step;

/// Units that are compared, with their other spellings; a longer one before one that it begins with.
const UNITS: [(&str, &str); 9] = [
    ("毫米", "毫米"),
    ("mm", "毫米"),
    ("厘米", "厘米"),
    ("cm", "厘米"),
    ("公里", "公里"),
    ("米", "米"),
    ("℃", "度"),
    ("度", "度"),
    ("级", "级"),
];
/// Lengths of time in minutes.
const SPANS: [(&str, f64); 4] = [("小时", 60.0), ("分钟", 1.0), ("天", 1440.0), ("日", 1440.0)];
/// What is measured, a longer word before one that it holds.
const KINDS: [&str; 7] = ["阵风", "平均风", "雨", "雪", "气温", "水位", "水尺"];
/// Words of texts in which less is worse.
const FALLING: [&str; 7] = ["小于", "低于", "以下", "零下", "不足", "不到", "下降"];

/// One figure of a text.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Figure {
    /// What is measured, empty if the text does not say.
    pub(super) kind: &'static str,
    pub(super) unit: &'static str,
    /// Minutes.
    pub(super) span: Option<f64>,
    pub(super) value: f64,
}

/// One level of a signal as it holds here.
struct Rung<'a> {
    level: Level,
    text: &'a str,
    local: bool,
    at: Option<Place>,
}

pub(super) fn check(c: &Context, found: &mut Vec<Diagnostic>) {
    for signal in c.profile.thresholds.keys() {
        let levels = levels(c, signal);
        for (i, high) in levels.iter().enumerate() {
            // The nearest lower level that can be compared says it once.
            let clash = levels[..i].iter().rev().find(|low| not_above(low.text, high.text));
            found.extend(clash.filter(|low| low.local || high.local).map(|low| between(c, low, high)));
        }
    }
    triggers(c, found);
}

/// Returns the levels of a signal, low to high: the local text where there is one, else the library's.
fn levels<'a>(c: &Context<'a>, signal: &'a String) -> Vec<Rung<'a>> {
    let own = c.profile.thresholds.get(signal);
    let library = c.plans.signals.signals.get(signal);
    let rung = |level: Level| {
        let path: [Step; 4] = ["thresholds".into(), signal.into(), level.id().into(), "text".into()];
        match own.and_then(|levels| levels.get(&level)).filter(|own| !own.text.is_empty()) {
            Some(own) => Some(Rung { level, text: &own.text, local: true, at: Some(c.at(&path)) }),
            None => {
                let origin = format!("signals/signals/{signal}/levels/{}", level.id());
                let text = library?.levels.get(&level)?;
                Some(Rung { level, text, local: false, at: c.plans.place(&origin).cloned() })
            }
        }
    };
    Level::ALL.into_iter().filter_map(rung).collect()
}

fn between(c: &Context, low: &Rung, high: &Rung) -> Diagnostic {
    // The clerk's own to mend comes first: what stands in the nearest layer, else the higher level.
    let nearest = c.layers.last().map(|layer| layer.place.file.name.as_str());
    let own = |rung: &Rung| rung.local && rung.at.as_ref().map(|at| at.file.name.as_str()) == nearest;
    let high_first = own(high) || (high.local && !own(low));
    let (at, other) = if high_first { (&high.at, &low.at) } else { (&low.at, &high.at) };
    let fault = Diagnostic::warning("threshold-order").at(at.clone()).also(other.clone());
    let fault =
        fault.word("one", low.level.name(), low.level.id()).word("other", high.level.name(), high.level.id());
    fault.with("low", low.text).with("high", high.text)
}

/// Local triggers above the red level of a signal of their hazard.
fn triggers(c: &Context, found: &mut Vec<Diagnostic>) {
    for (hazard, h) in &c.profile.hazards {
        let Some(plan) = c.plans.plans.get(hazard) else { continue };
        for (what, amount) in &h.triggers {
            let path: [Step; 4] = ["hazards".into(), hazard.into(), "triggers".into(), what.into()];
            let written = format!("{what} {}", amount.at);
            let reds = plan
                .signals
                .iter()
                .filter_map(|signal| levels(c, signal).pop().filter(|rung| rung.level == Level::Red));
            let Some(red) = reds.into_iter().find(|red| above(&written, red.text)) else { continue };
            let place = c.value_at(&path);
            let fault = Diagnostic::warning("threshold-order").at(place).also(red.at.clone());
            let fault = fault.word("one", "本地触发", "the local trigger").word("other", "红色", "red");
            found.push(fault.with("low", written).with("high", red.text));
        }
    }
}

/// Returns whether two texts have a figure of one kind that does not rise from the first to the second.
fn not_above(low: &str, high: &str) -> bool {
    pairs(low, high).iter().any(|(low, high)| low.value >= high.value)
}

/// Returns whether whoever waits for the first figure waits beyond the second: it is more, in no longer a time.
fn above(one: &str, other: &str) -> bool {
    let (all, others) = (figures(one), figures(other));
    let kind = |a: &Figure, b: &Figure| {
        a.unit == b.unit && (a.kind == b.kind || a.kind.is_empty() || b.kind.is_empty())
    };
    let beyond = |a: &Figure, b: &Figure| {
        let sooner = a.span.zip(b.span).is_some_and(|(mine, theirs)| mine <= theirs);
        kind(a, b) && sooner && a.value > b.value
    };
    // Of several figures of one kind nobody knows which is meant.
    let [mine] = all.as_slice() else { return pairs(one, other).iter().any(|(a, b)| beyond(a, b)) };
    let theirs: Vec<&Figure> = others.iter().filter(|theirs| kind(mine, theirs)).collect();
    matches!(theirs.as_slice(), [theirs] if beyond(mine, theirs))
}

/// Returns the figures of two texts that can be compared.
fn pairs(one: &str, other: &str) -> Vec<(Figure, Figure)> {
    let (one, other) = (figures(one), figures(other));
    let alike = |a: &Figure, b: &Figure| {
        a.unit == b.unit && a.span == b.span && (a.kind == b.kind || a.kind.is_empty() || b.kind.is_empty())
    };
    let only = |a: &Figure, all: &[Figure]| all.iter().filter(|b| alike(a, b)).count() == 1;
    let found = one.iter().flat_map(|a| other.iter().filter(|b| alike(a, b)).map(move |b| (*a, *b)));
    found.filter(|(a, b)| only(a, &other) && only(b, &one) && only(a, &one) && only(b, &other)).collect()
}

/// Returns the figures of a text, each once; none if less is worse in it.
pub(super) fn figures(text: &str) -> Vec<Figure> {
    if FALLING.iter().any(|word| text.contains(word)) {
        return Vec::new();
    }
    let text: String = text.chars().map(narrow).collect();
    let mut found: Vec<Figure> = Vec::new();
    let (mut span, mut from) = (None, 0);
    while let Some(start) = text[from..].find(|c: char| c.is_ascii_digit()).map(|at| from + at) {
        let digits =
            text[start..].find(|c: char| !c.is_ascii_digit() && c != '.').map_or(text.len(), |at| start + at);
        let rest = text[digits..].trim_start().trim_start_matches('个');
        if let Ok(value) = text[start..digits].parse::<f64>() {
            if let Some((_, minutes)) = SPANS.iter().find(|(word, _)| rest.starts_with(word)) {
                span = Some(value * minutes);
            } else if let Some((_, unit)) = UNITS.iter().find(|(word, _)| rest.starts_with(word)) {
                let figure = Figure { kind: kind(&text[..start]), unit, span, value };
                if !found.contains(&figure) {
                    found.push(figure);
                }
            }
        }
        from = digits;
    }
    found
}

/// Returns what the last word of measuring in a text is.
fn kind(before: &str) -> &'static str {
    let last =
        KINDS.iter().filter_map(|word| before.rfind(word).map(|at| (at, *word))).max_by_key(|(at, _)| *at);
    last.map_or("", |(_, word)| word)
}

fn narrow(c: char) -> char {
    match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        c => c.to_ascii_lowercase(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn compares_only_what_is_measured_alike() {
        for (low, high) in [
            ("3小时50毫米", "3小时内降雨量将到50毫米，或者已到50毫米、雨可能还下"),
            ("３小时１２０毫米", "3小时100毫米"),
            ("1小时雨量 60mm", "1小时50毫米"),
            ("180分钟雨量将到120毫米", "3个小时雨量100毫米"),
        ] {
            assert!(not_above(low, high), "{low} / {high}");
        }
        for (low, high) in [
            ("3小时50毫米", "3小时100毫米"),
            ("6小时100毫米", "3小时50毫米"),
            ("12小时内降雪量将到60毫米", "12小时内降雨量将到50毫米"),
            ("平均风力将到8级或者阵风10级", "平均风力将到10级或者阵风12级"),
            ("看得清的距离小于1000米", "看得清的距离小于500米"),
            ("3小时50至80毫米，山区3小时60毫米", "3小时55毫米"),
            ("24小时内最低气温将降到零下3℃以下", "24小时内最低气温将降到零下5℃以下"),
        ] {
            assert!(!not_above(low, high), "{low} / {high}");
        }
        assert!(above("3小时雨量 150毫米", "3小时内降雨量将到100毫米"));
        // What falls in one hour has fallen in three.
        assert!(above("1小时雨量 120毫米", "3小时内降雨量将到100毫米，或者已到100毫米"));
        assert!(!above("24小时雨量 150毫米", "3小时内降雨量将到100毫米"));
        assert!(!above("1小时雨量 60毫米", "3小时内降雨量将到100毫米"));
        assert!(!above("阵风 15级", "6小时内平均风力将到12级或者阵风13级"));
    }

    #[test]
    fn the_library_s_own_levels_rise() {
        let text = std::str::from_utf8(crate::builtin::bytes("plans/signals.yaml").unwrap()).unwrap();
        let file: crate::model::plan::SignalFile = serde_yaml::from_str(text).unwrap();
        for signal in file.signals.values() {
            let texts: Vec<&String> =
                Level::ALL.iter().filter_map(|level| signal.levels.get(level)).collect();
            assert!(texts.windows(2).all(|two| !not_above(two[0], two[1])), "{texts:?}");
        }
    }
}
