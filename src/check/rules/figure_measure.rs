//! An amount in a unit in which nobody tells it: rain in centimetres. What was meant is left to the reader.
//!
//! Which things are told in which unit stands in `plans/signals.yaml`.

use crate::check::Context;
use crate::diag::Diagnostic;
use crate::model::plan::Measure;
use crate::yaml::Step;

/// What may stand between a thing and its figure, besides figures and spans of time: 降雨量将达到.
const BETWEEN: &str = "量将已会可能到达超过大于多至不少约在内以≥>＞=＝：:、个小时分钟天日";

pub(super) fn check(c: &Context, found: &mut Vec<Diagnostic>) {
    let mut texts: Vec<(String, Vec<Step>)> = Vec::new();
    for (id, hazard) in &c.profile.hazards {
        let path = |what| vec!["hazards".into(), id.into(), "triggers".into(), Step::Key(what)];
        texts.extend(hazard.triggers.iter().map(|(what, t)| (format!("{what}{}", t.at), path(what))));
    }
    for (signal, levels) in &c.profile.thresholds {
        let path = |level| vec!["thresholds".into(), signal.into(), Step::Key(level), "text".into()];
        texts.extend(levels.iter().map(|(level, t)| (t.text.clone(), path(level.id()))));
    }
    for (name, point) in &c.profile.points {
        for (index, row) in point.signs.iter().enumerate() {
            let path: [Step; 4] = ["points".into(), name.into(), "signs".into(), index.into()];
            texts.extend(row.noticed().map(|(_, text)| (text.to_owned(), path.to_vec())));
        }
    }
    for (text, path) in texts {
        for measure in &c.plans.signals.measures {
            let Some(unit) = amiss(&text, measure) else { continue };
            let fault = Diagnostic::warning("figure-measure").at(c.value_at(&path)).with("figure", &text);
            found.push(fault.with("written", unit).with("unit", &measure.unit));
        }
    }
}

/// Returns the unit in which a text tells this, if nobody does.
fn amiss<'m>(text: &str, measure: &'m Measure) -> Option<&'m str> {
    let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    measure.what.iter().flat_map(|what| text.match_indices(what.as_str()).map(|(at, _)| at + what.len())).find_map(
        |end| {
            let rest = &text[end..];
            let told = |c: char| BETWEEN.contains(c) || c.is_ascii_digit() || c == '.';
            let stop = rest.find(|c: char| !told(c)).unwrap_or(rest.len());
            let figure = rest[..stop].ends_with(|c: char| c.is_ascii_digit());
            measure.never.iter().find(|unit| figure && rest[stop..].starts_with(unit.as_str()))
        },
    )
    .map(String::as_str)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rain_is_told_in_millimetres_and_the_level_of_water_is_not_rain() {
        let rain = Measure {
            what: vec!["雨量".into(), "降雨".into()],
            unit: "毫米".into(),
            never: ["厘米", "公分", "米"].map(String::from).to_vec(),
        };
        for (text, unit) in [
            ("1小时雨量5公分", "公分"),
            ("24小时降雨量将达到 12.5 厘米", "厘米"),
            ("雨量1小时0.05米", "米"),
            ("降雨超过8厘米或者河水上了桥", "厘米"),
        ] {
            assert_eq!(amiss(text, &rain), Some(unit), "{text}");
        }
        for text in ["1小时雨量50毫米", "降雨时河水涨到1米", "雨量站前水位到2米", "积雪15厘米", "降雨，水深30厘米"]
        {
            assert_eq!(amiss(text, &rain), None, "{text}");
        }
    }
}
