//! What is noticed, by which sense, and what it asks for: 盯, 报, 撤. A village's own word stands; else the
//! plan's for that sign.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::plan::{Plan, PlanSet};
use super::profile::{Hazard, Point};
use crate::source::same_writing;

/// 怎么发觉.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Sense {
    /// 看到.
    #[default]
    #[schemars(extend("zh" = "看到"))]
    See,
    /// 听到.
    #[schemars(extend("zh" = "听到"))]
    Hear,
    /// 闻到.
    #[schemars(extend("zh" = "闻到"))]
    Smell,
    /// 身上感觉.
    #[schemars(extend("zh" = "感觉"))]
    Feel,
}

/// 发觉了做什么，由轻到重；what a sign asks for.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Act {
    /// 盯紧，记下来.
    #[default]
    #[schemars(extend("zh" = "盯"))]
    Watch,
    /// 马上报.
    #[schemars(extend("zh" = "报"))]
    Report,
    /// 先发信号，人马上走.
    #[schemars(extend("zh" = "撤"))]
    Leave,
}

impl Act {
    /// Returns the id as written in YAML.
    pub fn id(self) -> &'static str {
        ["watch", "report", "leave"][self as usize]
    }

    /// Returns the word as written in a profile: 盯, 报, 撤.
    pub fn name(self) -> &'static str {
        ["盯", "报", "撤"][self as usize]
    }
}

/// 出事时一环扣一环，照这个次序；the order in which things are done when people leave.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Station {
    /// 喊人.
    #[schemars(extend("zh" = "喊"))]
    Call,
    /// 带人走.
    #[schemars(extend("zh" = "撤"))]
    Leave,
    /// 点人数.
    #[schemars(extend("zh" = "点"))]
    Count,
    /// 报上去.
    #[schemars(extend("zh" = "报"))]
    Report,
    /// 守路口.
    #[schemars(extend("zh" = "守"))]
    Guard,
}

/// 一个前兆.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Sign {
    /// 看到、听到、闻到、身上感觉.
    #[schemars(extend("zh" = "怎么发觉"))]
    pub sense: Sense,
    /// 是什么.
    #[schemars(extend("zh" = "是什么"))]
    pub text: String,
    /// 做什么：盯、报、撤，不写就是盯；what is done at it.
    #[schemars(extend("zh" = "做"))]
    pub act: Option<Act>,
    /// 档案里的前兆有这些字样，就当是这一条；words by which a profile's sign is known as this one.
    #[schemars(extend("zh" = "字样"))]
    pub known_by: Vec<String>,
    /// 最短的叫法，最多 4 个字，印在一页纸的黑条里；as short as it can be said.
    #[schemars(extend("zh" = "短名"))]
    pub short: String,
    /// 列入手册首页“看到什么翻哪页”；listed on the book's first page.
    #[schemars(extend("zh" = "上首页"))]
    pub index: bool,
    /// 村里也有这些灾种就不列：它们列着同样的前兆；not listed where these hazards list the same.
    #[schemars(extend("zh" = "让给"))]
    pub unless: Vec<String>,
    /// 依据.
    #[schemars(extend("zh" = "依据"))]
    pub source: Vec<String>,
}

/// 一条前兆；one sign. One word alone says what it is, not how it is noticed.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
#[schemars(extend("plain" = "text"))]
pub struct PointSign {
    /// 是什么，没说怎么发觉.
    #[schemars(extend("zh" = "是什么"))]
    pub text: String,
    /// 看到什么.
    #[schemars(extend("zh" = "看"))]
    pub see: String,
    /// 听到什么.
    #[schemars(extend("zh" = "听"))]
    pub hear: String,
    /// 闻到什么.
    #[schemars(extend("zh" = "闻"))]
    pub smell: String,
    /// 身上感觉到什么.
    #[schemars(extend("zh" = "感觉"))]
    pub feel: String,
    /// 做什么：盯、报、撤.
    #[schemars(extend("zh" = "做"))]
    pub act: Option<Act>,
}

/// 一个本地触发；a local figure. One word alone is the figure.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
#[schemars(extend("plain" = "at"))]
pub struct Trigger {
    /// 到多少.
    #[schemars(extend("zh" = "到"))]
    pub at: String,
    /// 到了做什么：盯、报、撤.
    #[schemars(extend("zh" = "做"))]
    pub act: Option<Act>,
}

/// A sign or a figure as it holds at one place.
#[derive(Debug, Clone, PartialEq)]
pub struct Noticed {
    /// By which sense; `None` if nobody said.
    pub sense: Option<Sense>,
    /// What is noticed, or what is measured.
    pub text: String,
    /// The figure at which it counts; empty for a sign.
    pub at: String,
    /// What it asks for.
    pub act: Act,
    /// Whether the profile or the plan says so; else it is only watched.
    pub said: bool,
    /// Which of the written ones it is, from 0.
    pub index: usize,
}

/// Words that tell by which sense a sign is noticed, before the sign itself.
const SAID: [(&str, Sense); 9] = [
    ("看到", Sense::See),
    ("看见", Sense::See),
    ("听到", Sense::Hear),
    ("听见", Sense::Hear),
    ("闻到", Sense::Smell),
    ("闻见", Sense::Smell),
    ("闻着", Sense::Smell),
    ("感觉到", Sense::Feel),
    ("感觉", Sense::Feel),
];

impl Sense {
    /// Returns the word that paper puts before what is noticed.
    pub fn word(self) -> &'static str {
        match self {
            Self::See => "看到",
            Self::Hear => "听到",
            Self::Smell => "闻到",
            Self::Feel => "感觉",
        }
    }
}

/// Returns a sign without the word for its sense, and that sense.
pub fn sensed(text: &str) -> (Option<Sense>, &str) {
    let found =
        SAID.iter().find_map(|(word, sense)| Some((Some(*sense), text.strip_prefix(word)?.trim_start())));
    found.filter(|(_, rest)| rest.chars().count() > 1).unwrap_or((None, text))
}

impl PointSign {
    /// Returns each thing that this row says is noticed, with its sense.
    pub fn noticed(&self) -> impl Iterator<Item = (Option<Sense>, &str)> {
        let by = [
            (&self.see, Sense::See),
            (&self.hear, Sense::Hear),
            (&self.smell, Sense::Smell),
            (&self.feel, Sense::Feel),
        ];
        let bare = Some(self.text.trim()).filter(|text| !text.is_empty()).map(sensed);
        let told = by.into_iter().filter(|(text, _)| !text.trim().is_empty()).map(|(text, sense)| {
            // 听: 听到轰响 says its sense twice.
            let (twice, rest) = sensed(text.trim());
            (Some(sense), if twice == Some(sense) { rest } else { text.trim() })
        });
        bare.into_iter().chain(told)
    }
}

/// Returns the signs of a risk point, each with what it asks for: by the profile, else by the plan of one of
/// its hazards that knows this sign, the gravest; else it is watched.
pub fn at_point(point: &Point, plans: &PlanSet) -> Vec<Noticed> {
    let mut found: Vec<Noticed> = Vec::new();
    for (index, row) in point.signs.iter().enumerate() {
        for (sense, text) in row.noticed() {
            let known = point
                .hazards
                .iter()
                .filter_map(|id| plans.plans.get(id))
                .filter_map(|plan| known(text, plan));
            let known = known.max_by_key(|sign| sign.act.unwrap_or_default());
            let act = row.act.or(known.map(|sign| sign.act.unwrap_or_default()));
            // One sign has one order, the gravest.
            if let Some(seen) = found.iter_mut().find(|seen| same_writing(&seen.text, text)) {
                seen.act = seen.act.max(act.unwrap_or_default());
                seen.said |= act.is_some();
                continue;
            }
            found.push(Noticed {
                sense: sense.or(known.map(|sign| sign.sense)),
                text: text.to_owned(),
                at: String::new(),
                act: act.unwrap_or_default(),
                said: act.is_some(),
                index,
            });
        }
    }
    found
}

/// Returns what the plans of a point ask at a sign that they know, and the name of the plan; the gravest.
pub fn planned<'a>(text: &str, point: &Point, plans: &'a PlanSet) -> Option<(&'a str, Act)> {
    let plans = point.hazards.iter().filter_map(|id| plans.plans.get(id));
    let asked =
        plans.filter_map(|plan| Some((plan.name.as_str(), known(text, plan)?.act.unwrap_or_default())));
    asked.max_by_key(|(_, act)| *act)
}

/// Returns the sign of a plan that a profile's words mean.
fn known<'a>(text: &str, plan: &'a Plan) -> Option<&'a Sign> {
    let same =
        |sign: &&Sign| sign.text == text || sign.known_by.iter().any(|word| text.contains(word.as_str()));
    plan.signs.iter().filter(same).max_by_key(|sign| sign.act.unwrap_or_default())
}

/// Returns the local figures of a hazard, each with what it asks for: by the profile, else by the plan; else
/// it is watched.
pub fn figures(hazard: &Hazard, plan: Option<&Plan>) -> Vec<Noticed> {
    let default = plan.and_then(|plan| plan.at_figure);
    let one = |(index, (what, trigger)): (usize, (&String, &Trigger))| {
        let act = trigger.act.or(default);
        Noticed {
            sense: None,
            text: what.clone(),
            at: at(what, trigger),
            act: act.unwrap_or_default(),
            said: act.is_some(),
            index,
        }
    };
    hazard.triggers.iter().enumerate().map(one).collect()
}

/// Room to write a figure in.
const BLANK: &str = "＿＿＿";
/// How what is measured ends; 裂缝变宽, 溪水断流 happen and are not measured.
const MEASURED: [&str; 26] = [
    "量", "水位", "潮位", "库位", "深度", "水深", "雪深", "积深", "浪高", "高度", "高程", "宽度", "缝宽",
    "级", "温度", "湿度", "烈度", "浓度", "气温", "风速", "流速", "风力", "降雨", "降水", "降雪", "水尺",
];

/// Returns whether a local figure was written without its figure; what happens, as 河水漫桥, has none.
pub fn unfigured(what: &str, at: &str) -> bool {
    let bare = what.split(['（', '(']).next().unwrap_or_default();
    at.trim().is_empty() && MEASURED.iter().any(|end| bare.trim().ends_with(end))
}

/// Returns the figure at which something counts: what is written, or room to write it in.
fn at(what: &str, trigger: &Trigger) -> String {
    if unfigured(what, &trigger.at) { BLANK.to_owned() } else { trigger.at.trim().to_owned() }
}

/// Returns the local triggers in words: 1小时雨量到50毫米；北沟水位到红线.
pub fn trigger(hazard: &Hazard) -> String {
    hazard.triggers.iter().map(|(what, t)| figure(what, &at(what, t))).collect::<Vec<_>>().join("；")
}

/// Returns a figure in words: 1小时雨量到50毫米; 南台机井水位低于18米.
pub fn figure(what: &str, at: &str) -> String {
    if at.is_empty() || at.starts_with(['到', '超', '达', '低']) {
        format!("{what}{at}")
    } else {
        format!("{what}到{at}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sign_s_own_word_for_its_sense_is_taken_off_once() {
        assert_eq!(sensed("闻到焦糊味"), (Some(Sense::Smell), "焦糊味"));
        assert_eq!(sensed("听到轰响"), (Some(Sense::Hear), "轰响"));
        assert_eq!(sensed("看门狗乱叫"), (None, "看门狗乱叫"));
        let both = PointSign { see: "水变浑".into(), hear: "听见轰响".into(), ..PointSign::default() };
        let told: Vec<_> = both.noticed().collect();
        assert_eq!(told, [(Some(Sense::See), "水变浑"), (Some(Sense::Hear), "轰响")]);
    }

    #[test]
    fn figures_read_as_a_sentence() {
        assert_eq!(figure("1小时雨量", "45毫米"), "1小时雨量到45毫米");
        assert_eq!(figure("机井水位", "低于18米"), "机井水位低于18米");
    }
}
