//! What hazards and posts are often called, as written in `plans/names.yaml`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::profile::Named;

/// names.yaml：常见的叫法，只用来提示；what hazards and posts are often called, for hints alone.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct NameFile {
    /// 叫法 → 可能是哪几个灾种.
    #[schemars(extend("zh" = "灾种", "inner" = "hazard"))]
    pub hazards: Named<Vec<String>>,
    /// 叫法 → 可能是哪几个岗位.
    #[schemars(extend("zh" = "岗位", "inner" = "role"))]
    pub roles: Named<Vec<String>>,
    /// 去掉也不变的字；words that say nothing by themselves.
    #[schemars(extend("zh" = "通用词"))]
    pub generic: Vec<String>,
}
