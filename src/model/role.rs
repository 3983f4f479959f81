//! Roles of the library, and the duties that posts of a village's own can be given. Part of the plan library.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::plan::Phase;
use super::profile::Named;

/// roles.yaml：岗位.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct RoleFile {
    /// 职责标识 → 职责：村里自己的岗位从这里选；duties that posts of a village's own can be given.
    #[schemars(extend("zh" = "职责"))]
    pub duties: Named<Duty>,
    /// 岗位标识 → 岗位.
    #[schemars(extend("zh" = "岗位"))]
    pub roles: Named<Role>,
}

/// 一项职责：哪些岗位、哪些共同步骤的事归它做，另外做什么.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Duty {
    /// 名称，如 叫门.
    #[schemars(extend("zh" = "名称"))]
    pub name: String,
    /// 别名.
    #[schemars(extend("zh" = "别名"))]
    pub aliases: Vec<String>,
    /// 跟这些岗位一起做；roles whose steps it shares.
    #[schemars(extend("zh" = "岗位", "names" = "role"))]
    pub roles: Vec<String>,
    /// 跟着做的共同步骤；common steps that it shares.
    #[schemars(extend("zh" = "共同步骤"))]
    pub steps: Vec<String>,
    /// 预案里没有、另外要做的；what it does beside the plans' steps.
    #[schemars(extend("zh" = "另外"))]
    pub deeds: Vec<Deed>,
    /// 平时做什么.
    #[schemars(extend("zh" = "平时"))]
    pub routine: Vec<String>,
}

/// 一件另外要做的事.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Deed {
    /// 阶段.
    #[schemars(extend("zh" = "阶段"))]
    pub phase: Phase,
    /// 做什么.
    #[schemars(extend("zh" = "做什么"))]
    pub text: String,
}

/// 一个岗位.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Role {
    /// 岗位名.
    #[schemars(extend("zh" = "名称"))]
    pub name: String,
    /// 卡片标题用的短名，最多 5 个字.
    #[schemars(extend("zh" = "短名"))]
    pub short: String,
    /// 卡号里的岗位号，定了就不改；number on cards, never changed.
    #[schemars(extend("zh" = "卡号"))]
    pub number: u32,
    /// 别名.
    #[schemars(extend("zh" = "别名"))]
    pub aliases: Vec<String>,
    /// 档案里没有别的叫法时，也指这个岗位，如 组长；names that mean this role where no other name of it is written.
    #[schemars(extend("zh" = "单写也指"))]
    pub alone: Vec<String>,
    /// 这样结尾的叫法也指这个岗位，如 党委书记；names that end so mean this role.
    #[schemars(extend("zh" = "结尾"))]
    pub ends: Vec<String>,
    /// 人从档案的哪里来.
    #[schemars(extend("zh" = "人从哪来"))]
    pub holders: Holders,
    /// 每个村必须有.
    #[schemars(extend("zh" = "必设"))]
    pub required: bool,
    /// 职责；有了就是可设可不设的岗位，预案不点它的名；duties: a role that villages may have or not.
    #[schemars(extend("zh" = "分担", "names" = "duty"))]
    pub duties: Vec<String>,
    /// 没设这个岗位时谁来做；role that stands in.
    #[schemars(extend("zh" = "没设时", "names" = "role"))]
    pub falls_to: Option<String>,
    /// 归谁管.
    #[schemars(extend("zh" = "归谁管", "names" = "role"))]
    pub reports_to: Option<String>,
    /// 一句话职责.
    #[schemars(extend("zh" = "职责"))]
    pub mission: String,
    /// 什么时候动，不写就是看到前兆动；what starts this role, the hazard's signs if absent.
    #[schemars(extend("zh" = "什么时候动"))]
    pub cue: String,
    /// 平时做什么.
    #[schemars(extend("zh" = "平时"))]
    pub routine: Vec<String>,
}

/// 岗位的人从档案的哪里来.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Holders {
    /// 岗位表；the profile's posts.
    #[default]
    #[schemars(extend("zh" = "岗位表"))]
    Posts,
    /// 网格员；officers of the grids.
    #[schemars(extend("zh" = "网格"))]
    Grids,
    /// 结对责任人；helpers of the evacuees.
    #[schemars(extend("zh" = "转移对象"))]
    Helpers,
    /// 风险点盯守人.
    #[schemars(extend("zh" = "风险点"))]
    Watchers,
    /// 避难点负责人.
    #[schemars(extend("zh" = "避难点"))]
    Keepers,
    /// 中心户长.
    #[schemars(extend("zh" = "中心户"))]
    Clusters,
    /// 预警责任人；who warns the evacuees.
    #[schemars(extend("zh" = "预警责任人"))]
    Warners,
    /// 救援队.
    #[schemars(extend("zh" = "救援队"))]
    Rescue,
    /// 全体村民；nobody in particular.
    #[schemars(extend("zh" = "全体"))]
    Everyone,
}

/// Roles that the program itself speaks of, by id; a test finds each of them in `plans/roles.yaml`. All
/// others are data alone.
pub mod known {
    /// 总指挥：喊撤的人.
    pub const COMMANDER: &str = "commander";
    /// 副总指挥.
    pub const DEPUTY: &str = "deputy";
    /// 应急管理员.
    pub const MANAGER: &str = "manager";
    /// 信息报告员.
    pub const INFO: &str = "info";
    /// 预警员.
    pub const WARNING: &str = "warning";
    /// 网格员.
    pub const GRID: &str = "grid";
    /// 包户责任人.
    pub const HELPER: &str = "helper";
    /// 盯守人.
    pub const WATCHER: &str = "watcher";
    /// 救援队.
    pub const RESCUE: &str = "rescue";
    /// 村医.
    pub const DOCTOR: &str = "doctor";
    /// 治安.
    pub const SECURITY: &str = "security";
    /// 物资.
    pub const STORE: &str = "store";
    /// 电工.
    pub const ELECTRICIAN: &str = "electrician";
    /// 中心户长.
    pub const CLUSTER: &str = "cluster";
    /// 预警责任人.
    pub const WARNER: &str = "warner";
    /// 全体村民.
    pub const EVERYONE: &str = "everyone";
    /// All of them.
    pub const ALL: &[&str] = &[
        COMMANDER,
        DEPUTY,
        MANAGER,
        INFO,
        WARNING,
        GRID,
        HELPER,
        WATCHER,
        RESCUE,
        DOCTOR,
        SECURITY,
        STORE,
        ELECTRICIAN,
        CLUSTER,
        WARNER,
        EVERYONE,
    ];
}
