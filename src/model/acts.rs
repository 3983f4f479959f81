//! Acts that do not go with conditions: no switch where gas is, no going near where a wire lies. Plans name
//! both by id.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::profile::Named;

/// incompatible.yaml：什么险情下不能做什么.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct IncompatibleFile {
    /// 险情标识 → 险情.
    #[schemars(extend("zh" = "险情"))]
    pub conditions: Named<Condition>,
    /// 动作标识 → 动作.
    #[schemars(extend("zh" = "动作"))]
    pub acts: Named<Act>,
}

/// 一种险情.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Condition {
    /// 叫什么.
    #[schemars(extend("zh" = "名称"))]
    pub name: String,
    /// 会蔓延：和别的灾一起来时，办别的事也会碰上；it spreads to where another hazard is dealt with.
    #[schemars(extend("zh" = "蔓延"))]
    pub spreads: bool,
}

/// 一种动作.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Act {
    /// 叫什么.
    #[schemars(extend("zh" = "名称"))]
    pub name: String,
    /// 险情标识 → 除非怎样（空着就是不能做）；forbidden there, but for what is said.
    #[schemars(extend("zh" = "不能", "names" = "condition"))]
    pub forbidden: Named<String>,
    /// 险情标识 → 怎样才可以.
    #[schemars(extend("zh" = "可以", "names" = "condition"))]
    pub allowed: Named<String>,
    /// 险情标识 → 一定要做，怎么做.
    #[schemars(extend("zh" = "必须", "names" = "condition"))]
    pub required: Named<String>,
}

/// 共同步骤里的一条：标识和动作.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Line {
    /// 标识，本步骤内不重.
    #[schemars(extend("zh" = "标识"))]
    pub id: String,
    /// 做的动作.
    #[schemars(extend("zh" = "动作", "names" = "act"))]
    pub acts: Vec<String>,
    /// 话里已经避开的险.
    #[schemars(extend("zh" = "已避开", "names" = "condition"))]
    pub safe: Vec<String>,
    /// 先问的险.
    #[schemars(extend("zh" = "先问", "names" = "condition"))]
    pub guards: Vec<String>,
}
