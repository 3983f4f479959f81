//! What villages and towns are asked for, and by which text: `plans/requirements.yaml`. Part of the plan
//! library, because another province asks for other numbers and cites other texts, and needs no Rust for
//! that.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::profile::Named;

/// requirements.yaml：要村和镇街做到什么；what villages and towns are asked for.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct RequirementFile {
    /// 村级救援队至少几人；fewest heads of a village's rescue team.
    #[schemars(extend("zh" = "村救援队人数"))]
    pub village_team: u32,
    /// 镇街救援队至少几人；fewest heads of a town's rescue team.
    #[schemars(extend("zh" = "镇救援队人数"))]
    pub town_team: u32,
    /// 多少个月内要演练过一次；months within which there should be a drill.
    #[schemars(extend("zh" = "演练月数"))]
    pub drill_months: u32,
    /// 到期前多少天提醒；days before its date at which a thing is soon due.
    #[schemars(extend("zh" = "提前天数"))]
    pub soon_days: u32,
    /// 印发以后多少个工作日内备案、公开；working days after a plan was issued in which it is filed and made public.
    #[schemars(extend("zh" = "备案工作日"))]
    pub filing_days: u32,
    /// 镇街救援站名称里的字；what the name of the town's station contains.
    #[schemars(extend("zh" = "救援站"))]
    pub station: String,
    /// 依据，报告里按①②③编号；the texts that ask, numbered in the report.
    #[schemars(extend("zh" = "依据"))]
    pub sources: Vec<Asking>,
    /// 要求标识 → 叫什么、要什么；what is asked, by id.
    #[schemars(extend("zh" = "要求"))]
    pub requirements: Named<Asked>,
    /// 怎么读这些数；how the figures are to be read.
    #[schemars(extend("zh" = "口径"))]
    pub notes: Vec<Note>,
}

/// 一份文件；a text that asks for something.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Asking {
    /// 发文机关.
    #[schemars(extend("zh" = "机关"))]
    pub issuer: String,
    /// 标题.
    #[schemars(extend("zh" = "标题"))]
    pub title: String,
    /// 文号.
    #[schemars(extend("zh" = "文号"))]
    pub number: String,
    /// 条款.
    #[schemars(extend("zh" = "条款"))]
    pub article: String,
}

/// 一项要求；one requirement in words.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Asked {
    /// 中文名.
    #[schemars(extend("zh" = "中文"))]
    pub zh: String,
    /// 英文名.
    #[schemars(extend("zh" = "英文"))]
    pub en: String,
    /// 要什么，中文.
    #[schemars(extend("zh" = "要什么"))]
    pub asks_zh: String,
    /// 要什么，英文.
    #[schemars(extend("zh" = "英文要什么"))]
    pub asks_en: String,
    /// 哪份文件哪一条.
    #[schemars(extend("zh" = "出处"))]
    pub by: String,
}

/// 一条口径；one note.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Note {
    /// 中文.
    #[schemars(extend("zh" = "中文"))]
    pub zh: String,
    /// 英文.
    #[schemars(extend("zh" = "英文"))]
    pub en: String,
}

impl RequirementFile {
    /// Returns a text of this file with its numbers in place.
    pub fn filled(&self, text: &str) -> String {
        let numbers = [
            ("{village_team}", self.village_team),
            ("{town_team}", self.town_team),
            ("{drill_months}", self.drill_months),
        ];
        numbers.iter().fold(text.to_owned(), |text, (name, number)| text.replace(name, &number.to_string()))
    }
}
