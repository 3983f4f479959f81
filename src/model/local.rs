//! What villages have of their own: posts with duties, clusters, zones, families, what was inspected and
//! drilled. Parts of the profile.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::profile::{Date, Grade};

/// 自设岗位；a post of the village's own, with duties from the library's list.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct OwnPost {
    /// 谁担任 [A 角, B 角]；who holds it.
    #[schemars(extend("zh" = "人", "names" = "person", "refers" = "people", "seen" = "all"))]
    pub people: Vec<String>,
    /// 职责，从 roles.yaml 的职责里选；duties, names of the library's list.
    #[schemars(extend("zh" = "职责", "names" = "duty", "seen" = "all"))]
    pub duties: Vec<String>,
    /// 管哪里；what it covers.
    #[schemars(extend("zh" = "范围", "seen" = "all"))]
    pub area: String,
    /// 平时做什么；what it does in quiet times.
    #[schemars(extend("zh" = "平时", "seen" = "all"))]
    pub routine: Vec<String>,
}

/// 中心户；a cluster of homes round the home of its leader.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Cluster {
    /// 中心户长 [A 角, B 角].
    #[schemars(extend("zh" = "中心户长", "names" = "person", "refers" = "people", "seen" = "all"))]
    pub leader: Vec<String>,
    /// 范围.
    #[schemars(extend("zh" = "范围", "seen" = "all"))]
    pub area: String,
    /// 户数.
    #[schemars(extend("zh" = "户数", "seen" = "all"))]
    pub households: Option<u32>,
    /// 人数.
    #[schemars(extend("zh" = "人数", "seen" = "all"))]
    pub people: Option<u32>,
    /// 灾种.
    #[schemars(extend("zh" = "灾种", "names" = "hazard", "seen" = "all"))]
    pub hazards: Vec<String>,
    /// 危险级别：高 / 中 / 低.
    #[schemars(extend("zh" = "级别", "seen" = "all"))]
    pub grade: Option<Grade>,
    /// 哪个风险点.
    #[schemars(extend("zh" = "风险点", "refers" = "points", "seen" = "all"))]
    pub point: Option<String>,
}

/// 分区：什么时候走.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Zone {
    /// 危险区：听到信号马上走；leaves at once.
    #[schemars(extend("zh" = "危险区"))]
    Danger,
    /// 警戒区：下雨就走；leaves whenever it rains.
    #[schemars(extend("zh" = "警戒区"))]
    Alert,
}

/// 家里的一个人；one of a family.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Relative {
    /// 姓名.
    #[schemars(extend("zh" = "姓名", "seen" = "duty"))]
    pub name: String,
    /// 性别.
    #[schemars(extend("zh" = "性别", "seen" = "duty"))]
    pub sex: String,
    /// 年龄.
    #[schemars(extend("zh" = "年龄", "seen" = "duty"))]
    pub age: Option<u32>,
}

/// 白天 / 夜里.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum TimeOfDay {
    /// 白天.
    #[schemars(extend("zh" = "白天"))]
    Day,
    /// 夜里.
    #[schemars(extend("zh" = "夜里"))]
    Night,
}

/// 隐患排查；one inspection round.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Inspection {
    /// 查什么.
    #[schemars(extend("zh" = "查什么", "seen" = "all"))]
    pub what: String,
    /// 谁查（人名或岗位）.
    #[schemars(extend("zh" = "谁查", "names" = "person", "seen" = "duty"))]
    pub who: String,
    /// 多久一次.
    #[schemars(extend("zh" = "周期", "seen" = "all"))]
    pub cycle: String,
    /// 上次哪天查的.
    #[schemars(extend("zh" = "上次", "seen" = "all"))]
    pub last: Option<Date>,
    /// 查出的问题.
    #[schemars(extend("zh" = "问题", "seen" = "duty"))]
    pub finding: String,
    /// 整改责任人.
    #[schemars(extend("zh" = "整改责任人", "names" = "person", "seen" = "duty"))]
    pub fixer: String,
    /// 整改期限.
    #[schemars(extend("zh" = "期限", "seen" = "duty"))]
    pub deadline: Option<Date>,
    /// 级别：高 / 中 / 低.
    #[schemars(extend("zh" = "级别", "seen" = "all"))]
    pub grade: Option<Grade>,
    /// 发现人.
    #[schemars(extend("zh" = "发现人", "names" = "person", "seen" = "duty"))]
    pub finder: String,
    /// 整改完以前怎么办.
    #[schemars(extend("zh" = "临时措施", "seen" = "duty"))]
    pub meanwhile: String,
    /// 哪天改完的.
    #[schemars(extend("zh" = "完成", "seen" = "all"))]
    pub closed: Option<Date>,
}

/// 演练；one drill.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Drill {
    /// 日期.
    #[schemars(extend("zh" = "日期", "seen" = "all"))]
    pub date: Option<Date>,
    /// 灾种.
    #[schemars(extend("zh" = "灾种", "names" = "hazard", "seen" = "all"))]
    pub hazard: Option<String>,
    /// 昼夜：白天 / 夜里.
    #[schemars(extend("zh" = "昼夜", "seen" = "all"))]
    pub time_of_day: Option<TimeOfDay>,
    /// 练了什么.
    #[schemars(extend("zh" = "内容", "seen" = "all"))]
    pub scenario: String,
    /// 参加人数.
    #[schemars(extend("zh" = "人数", "seen" = "all"))]
    pub participants: Option<u32>,
    /// 发现的问题.
    #[schemars(extend("zh" = "问题", "seen" = "duty"))]
    pub findings: String,
    /// 下次日期.
    #[schemars(extend("zh" = "下次", "seen" = "all"))]
    pub next: Option<Date>,
    /// 从发令到最后一户叫应，分钟.
    #[schemars(extend("zh" = "叫应用时", "seen" = "all"))]
    pub called_minutes: Option<u32>,
    /// 从发令到最后一人到避难点，分钟.
    #[schemars(extend("zh" = "转移用时", "seen" = "all"))]
    pub moved_minutes: Option<u32>,
}

/// 值班：一天一班一行；one watch.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Watch {
    /// 日期.
    #[schemars(extend("zh" = "日期", "seen" = "duty"))]
    pub date: Option<Date>,
    /// 班次，如 8时至20时.
    #[schemars(extend("zh" = "班次", "seen" = "duty"))]
    pub shift: String,
    /// 带班.
    #[schemars(extend("zh" = "带班", "names" = "person", "refers" = "people", "seen" = "duty"))]
    pub lead: Option<String>,
    /// 值班员.
    #[schemars(extend("zh" = "值班员", "names" = "person", "refers" = "people", "seen" = "duty"))]
    pub officer: Vec<String>,
    /// 备勤.
    #[schemars(extend("zh" = "备勤", "names" = "person", "refers" = "people", "seen" = "duty"))]
    pub standby: Vec<String>,
}

/// 培训；one training.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Training {
    /// 日期.
    #[schemars(extend("zh" = "日期", "seen" = "all"))]
    pub date: Option<Date>,
    /// 内容.
    #[schemars(extend("zh" = "内容", "seen" = "all"))]
    pub topic: String,
    /// 参加人数.
    #[schemars(extend("zh" = "人数", "seen" = "all"))]
    pub participants: Option<u32>,
}
