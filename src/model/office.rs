//! What the posts of a town do and what a town is asked to get done: `plans/town.yaml`, `plans/tasks.yaml`.
//!
//! The duty is the source's, how it is done is this book's own practice; what nobody has read stays empty.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::cite::Source;
use super::profile::Named;

/// town.yaml：镇街岗位职责；what each post of a town does.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct TownFile {
    /// 依据.
    #[schemars(extend("zh" = "依据"))]
    pub sources: Vec<Source>,
    /// 岗位标识 → 职责；duties by post.
    #[schemars(extend("zh" = "岗位"))]
    pub posts: Named<TownPost>,
}

/// 一个镇街岗位；one post, its acts by the time at which they are done.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct TownPost {
    /// 名称.
    #[schemars(extend("zh" = "名称"))]
    pub name: String,
    /// 别名；other titles a clerk may write.
    #[schemars(extend("zh" = "别名"))]
    pub aliases: Vec<String>,
    /// 依据：只说明有这项职责；sources that name the duty, not the act.
    #[schemars(extend("zh" = "依据"))]
    pub source: Vec<String>,
    /// 只管人民政府的依据；街道办事处是派出机关，不引；sources that bind people's governments alone.
    #[schemars(extend("zh" = "政府依据"))]
    pub government: Vec<String>,
    /// 铁规矩，印在卡上；rules that hold whatever is ordered.
    #[schemars(extend("zh" = "规矩"))]
    pub rules: Vec<String>,
    /// 平时.
    #[schemars(extend("zh" = "平时"))]
    pub normal: Vec<String>,
    /// 接到预警.
    #[schemars(extend("zh" = "预警"))]
    pub warning: Vec<String>,
    /// 出事头 30 分钟；the book's column, no legal limit.
    #[schemars(extend("zh" = "头30分钟"))]
    pub first: Vec<String>,
    /// 2 小时内.
    #[schemars(extend("zh" = "2小时内"))]
    pub soon: Vec<String>,
    /// 之后.
    #[schemars(extend("zh" = "之后"))]
    pub after: Vec<String>,
}

impl TownPost {
    /// Returns the acts of each time, in order, with what the time is called.
    pub fn times(&self) -> [(&'static str, &[String]); 5] {
        [
            ("平时", &self.normal),
            ("预警", &self.warning),
            ("头30分钟", &self.first),
            ("2小时内", &self.soon),
            ("之后", &self.after),
        ]
    }
}

/// tasks.yaml：镇街任务清单；what a town is asked to get done.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct TaskFile {
    /// 依据.
    #[schemars(extend("zh" = "依据"))]
    pub sources: Vec<Source>,
    /// 任务标识 → 任务；tasks by id.
    #[schemars(extend("zh" = "任务"))]
    pub tasks: Named<Task>,
}

/// 一项任务.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Task {
    /// 什么任务；空的是清单里有、还没录入的；empty: not entered yet.
    #[schemars(extend("zh" = "任务"))]
    pub title: String,
    /// 哪一级做：镇街、村；空的是没有读到；whose it is, empty where nobody has read it.
    #[schemars(extend("zh" = "谁"))]
    pub who: Vec<String>,
    /// 责任部门；the department in charge.
    #[schemars(extend("zh" = "部门"))]
    pub department: String,
    /// 什么时候完成；没有读到就不写.
    #[schemars(extend("zh" = "期限"))]
    pub due: Option<String>,
    /// 期限管哪里；空的是哪里都管；where the time limit binds, everywhere if empty: elsewhere it is for reference.
    #[schemars(extend("zh" = "期限管"))]
    pub due_in: String,
    /// 多久一次.
    #[schemars(extend("zh" = "周期"))]
    pub cycle: Option<String>,
    /// 排在哪项后面；the task that comes before it.
    #[schemars(extend("zh" = "在后"))]
    pub after: Option<String>,
    /// 几个工作日内；working days.
    #[schemars(extend("zh" = "工作日"))]
    pub within: Option<u32>,
    /// 从档案哪里看得出来；the data from which it is seen.
    #[schemars(extend("zh" = "看"))]
    pub seen: Vec<String>,
    /// 依据.
    #[schemars(extend("zh" = "依据"))]
    pub source: Vec<String>,
}

impl TaskFile {
    /// Returns how many of the tasks whose ids begin so are known, and how many there are.
    pub fn known(&self, prefix: &str) -> (usize, usize) {
        let mine = || self.tasks.iter().filter(|(id, _)| id.starts_with(prefix));
        (mine().filter(|(_, task)| !task.title.is_empty()).count(), mine().count())
    }
}
