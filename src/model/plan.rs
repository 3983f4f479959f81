//! The plan library, typed: one hazard a file, plus what all plans share (roles, common steps, signals,
//! resolutions).
//!
//! Texts are still minijinja sources here; `merge::text` fills them with a village's facts.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::acts::Line;
use super::profile::{Date, Named, PlaceKind, Setting};

pub use super::cite::{Replaced, Source, Status};
pub use super::library::{CONTACT_NAMES, PlanSet};
pub use super::role::{Deed, Duty, Holders, Role, RoleFile};
pub use super::signs::{Act, Sense, Sign, Station};

/// 一个灾种的预案；the plan for one hazard.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Plan {
    /// 标识，小写英文；id in lower-case ASCII, the same as the file's name.
    #[schemars(extend("zh" = "标识"))]
    pub id: String,
    /// 灾种名.
    #[schemars(extend("zh" = "名称"))]
    pub name: String,
    /// 卡片标题用的短名，最多 4 个字；short name for card titles.
    #[schemars(extend("zh" = "短名"))]
    pub short: String,
    /// 别名；other names a clerk may write.
    #[schemars(extend("zh" = "别名"))]
    pub aliases: Vec<String>,
    /// 四大类.
    #[schemars(extend("zh" = "类"))]
    pub class: Class,
    /// 手册里的先后；order in the book.
    #[schemars(extend("zh" = "次序"))]
    pub order: u32,
    /// 图标名；pictogram, a file of templates/icons without its ending.
    #[schemars(extend("zh" = "图标"))]
    pub icon: String,
    /// 预案版本.
    #[schemars(extend("zh" = "版本"))]
    pub version: u32,
    /// 一句话：这个灾最要命的是什么；the one thing to remember.
    #[schemars(extend("zh" = "要点"))]
    pub summary: String,
    /// 依据；sources.
    #[schemars(extend("zh" = "依据"))]
    pub sources: Vec<Source>,
    /// 档案里有这些重点场所时，提示村里考虑这个灾种；places that imply this hazard.
    #[schemars(extend("zh" = "重点场所"))]
    pub implied_by: Vec<PlaceKind>,
    /// 风险与排查.
    #[schemars(extend("zh" = "风险"))]
    pub risk: Risk,
    /// 前兆；what a villager sees, hears, smells or feels.
    #[schemars(extend("zh" = "前兆"))]
    pub signs: Vec<Sign>,
    /// 到了本地触发的数做什么，档案没说时用；what is done at a local figure for which the profile does not say it.
    #[schemars(extend("zh" = "到数做"))]
    pub at_figure: Option<Act>,
    /// 挂图上的大字，不写就用去向的；headline of posters, the stance's if absent.
    #[schemars(extend("zh" = "大字"))]
    pub headline: Option<String>,
    /// 黑框里保命的一句话，最多 18 个字，不写就用去向的大字；the saving act, the stance's headline if absent.
    #[schemars(extend("zh" = "黑框"))]
    pub act: String,
    /// 黑框下面那行，人不去避难点的灾种用，最多 14 个字；what comes next where nobody goes to a shelter.
    #[schemars(extend("zh" = "接着"))]
    pub then: String,
    /// 没有预警、说来就来的时候头一句，最多 14 个字；the first words when it comes without a warning.
    #[schemars(extend("zh" = "没预警"))]
    pub sudden: String,
    /// 收到几级做到哪步；what each level asks for.
    #[schemars(extend("zh" = "几级", "names" = "level"))]
    pub ladder: IndexMap<Level, Rung>,
    /// 用哪些官方预警信号（signals.yaml 的标识）；official signals that trigger this plan.
    #[schemars(extend("zh" = "预警信号", "names" = "signal"))]
    pub signals: Vec<String>,
    /// 出这种事时可能有的险：气、尘、毒、水、带电……（incompatible.yaml 的标识）；conditions that may hold.
    #[schemars(extend("zh" = "险情条件", "names" = "condition"))]
    pub conditions: Vec<String>,
    /// 出在什么地方：路上、水边；on what ground it happens, for what is said at a risk point.
    #[schemars(extend("zh" = "地方"))]
    pub ground: Vec<Ground>,
    /// 往哪去（resolve.yaml 的标识）；where people go.
    #[schemars(extend("zh" = "去向"))]
    pub stance: String,
    /// 什么样的避难点不能用；what makes a shelter unfit, in words.
    #[schemars(extend("zh" = "避难点要求"))]
    pub unfit_shelters: Vec<String>,
    /// 步骤；the actions.
    #[schemars(extend("zh" = "步骤"))]
    pub steps: Vec<Step>,
    /// 不准；prohibitions.
    #[schemars(extend("zh" = "不准"))]
    pub forbid: Vec<Prohibition>,
    /// 需要的物资.
    #[schemars(extend("zh" = "物资"))]
    pub needs: Vec<Need>,
    /// 广播词.
    #[schemars(extend("zh" = "广播词"))]
    pub broadcast: Vec<Broadcast>,
    /// 30 分钟演练.
    #[schemars(extend("zh" = "演练"))]
    pub drill: DrillScript,
    /// 给专家看的待核事项；open points for a specialist's review, never printed.
    #[schemars(extend("zh" = "待核"))]
    pub review: Vec<String>,
}

/// 一级预警要做到哪步；one level of a hazard's ladder.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Rung {
    /// 大字，最多 4 个字，如 全撤；in one word.
    #[schemars(extend("zh" = "大字"))]
    pub word: String,
    /// 一句话，最多 16 个字；in one line.
    #[schemars(extend("zh" = "一句"))]
    pub line: String,
    /// 一页纸上的格子，最多 7 个字，不写就用大字；for the cell of the one-page sheet.
    #[schemars(extend("zh" = "格"))]
    pub cell: String,
    /// 从这一级起人都撤；from this level on everybody leaves.
    #[schemars(extend("zh" = "都撤"))]
    pub leave: bool,
}

/// 四大类突发事件.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Class {
    /// 自然灾害.
    #[default]
    #[schemars(extend("zh" = "自然灾害"))]
    Natural,
    /// 事故灾难.
    #[schemars(extend("zh" = "事故灾难"))]
    Accident,
    /// 公共卫生事件.
    #[schemars(extend("zh" = "公共卫生事件"))]
    Health,
    /// 社会安全事件.
    #[schemars(extend("zh" = "社会安全事件"))]
    Social,
}

/// 风险与排查.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Risk {
    /// 什么地方、什么人容易出事.
    #[schemars(extend("zh" = "易出事"))]
    pub exposed: Vec<String>,
    /// 排查要点.
    #[schemars(extend("zh" = "排查"))]
    pub inspect: Vec<Inspect>,
}

/// 一条排查要点.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Inspect {
    /// 查什么.
    #[schemars(extend("zh" = "查什么"))]
    pub look: String,
    /// 多久查一次.
    #[schemars(extend("zh" = "周期"))]
    pub cycle: String,
    /// 谁查（岗位标识）.
    #[schemars(extend("zh" = "谁查", "names" = "role"))]
    pub role: String,
}

/// 阶段.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Phase {
    /// 平时.
    #[schemars(extend("zh" = "平时"))]
    Prepare,
    /// 预警响应.
    #[schemars(extend("zh" = "预警"))]
    Warn,
    /// 先期处置.
    #[default]
    #[schemars(extend("zh" = "处置"))]
    Act,
    /// 转移避险.
    #[schemars(extend("zh" = "转移"))]
    Move,
    /// 善后.
    #[schemars(extend("zh" = "善后"))]
    Recover,
}

/// 预警级别，由低到高.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// 蓝色 Ⅳ 级.
    #[schemars(extend("zh" = "蓝色"))]
    Blue,
    /// 黄色 Ⅲ 级.
    #[schemars(extend("zh" = "黄色"))]
    Yellow,
    /// 橙色 Ⅱ 级.
    #[schemars(extend("zh" = "橙色"))]
    Orange,
    /// 红色 Ⅰ 级.
    #[schemars(extend("zh" = "红色"))]
    Red,
}

/// 一个步骤；one action.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Step {
    /// 本文件内的标识.
    #[schemars(extend("zh" = "标识"))]
    pub id: String,
    /// 引用 common.yaml 的共同步骤；then `text` says only what differs here and may be empty.
    #[serde(rename = "use")]
    #[schemars(extend("zh" = "共同步骤"))]
    pub common: Option<String>,
    /// 阶段；a common step brings its own.
    #[schemars(extend("zh" = "阶段"))]
    pub phase: Option<Phase>,
    /// 谁做（岗位标识，可多个）；a common step brings its own.
    #[schemars(extend("zh" = "谁做", "names" = "role"))]
    pub role: Vec<String>,
    /// 从哪一级预警起做.
    #[schemars(extend("zh" = "起始级别"))]
    pub from: Option<Level>,
    /// 做到哪一级为止，如风大以前绑棚：再高就不出去做了；the last level at which it is still done.
    #[schemars(extend("zh" = "截止级别"))]
    pub until: Option<Level>,
    /// 哪一环：喊、撤、点、报、守；a common step brings its own.
    #[schemars(extend("zh" = "环节"))]
    pub station: Option<Station>,
    /// 盯守人见了前兆的那一步：盯、报、撤；which row of the site card this step says.
    #[schemars(extend("zh" = "见兆做"))]
    pub at_sign: Option<Act>,
    /// 限时，分钟；only where a source gives one or the village sets it.
    #[schemars(extend("zh" = "限时"))]
    pub minutes: Option<u32>,
    /// 先做：卡上框起来的头一步；boxed on cards, at most 3 a role.
    #[schemars(extend("zh" = "先做"))]
    pub first: bool,
    /// 条件（minijinja 表达式），不成立就不印；condition under which it applies.
    #[schemars(extend("zh" = "条件"))]
    pub when: Option<String>,
    /// 手册里的话.
    #[schemars(extend("zh" = "做什么"))]
    pub text: String,
    /// 卡片上更短的话，不写就用上面的；目标 22 字，最多 28 字.
    #[schemars(extend("zh" = "卡片"))]
    pub card: Option<String>,
    /// 共同步骤里哪几条在这个灾种不能照做：换成什么话，不写话就是不做；lines of the common step replaced or dropped here.
    #[schemars(extend("zh" = "替换"))]
    pub replaces: Vec<Replacement>,
    /// 这一步做的动作（incompatible.yaml 的标识）；acts that it orders.
    #[schemars(extend("zh" = "动作", "names" = "act"))]
    pub acts: Vec<String>,
    /// 这句话自己已经避开的险，如“到屋外没味的地方再打”避开了气；conditions that its wording keeps clear of.
    #[schemars(extend("zh" = "已避开", "names" = "condition"))]
    pub safe: Vec<String>,
    /// 这句话先问的险，如“如果闻到燃气味，就…”；后面的动作由它管着；conditions asked about here, before later acts.
    #[schemars(extend("zh" = "先问", "names" = "condition"))]
    pub guards: Vec<String>,
    /// 依据（本文件 sources 的标识）.
    #[schemars(extend("zh" = "依据"))]
    pub source: Vec<String>,
    /// 这句话还要专家看，事由写在 review：它靠的依据不算核过；a specialist has still to see it.
    #[schemars(extend("zh" = "待核"))]
    pub open: bool,
}

/// 共同步骤的一条，在一个灾种里换成别的话；one line of a common step, said differently for one hazard.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Replacement {
    /// 哪一条（common.yaml 里 lines 的标识）.
    #[schemars(extend("zh" = "哪条"))]
    pub line: String,
    /// 换成的话；不写就是这一条不做.
    #[schemars(extend("zh" = "换成"))]
    pub text: String,
    /// 换成的话做的动作.
    #[schemars(extend("zh" = "动作", "names" = "act"))]
    pub acts: Vec<String>,
    /// 换成的话自己已经避开的险.
    #[schemars(extend("zh" = "已避开", "names" = "condition"))]
    pub safe: Vec<String>,
    /// 换成的话先问的险.
    #[schemars(extend("zh" = "先问", "names" = "condition"))]
    pub guards: Vec<String>,
}

/// 一条不准；one prohibition.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Prohibition {
    /// 标识.
    #[schemars(extend("zh" = "标识"))]
    pub id: String,
    /// 不准后面的话，如 顺着沟往下跑（不带“不准”）.
    #[schemars(extend("zh" = "什么"))]
    pub text: String,
    /// 卡片上更短的话，最多 10 个字（不带“不准”）.
    #[schemars(extend("zh" = "卡片"))]
    pub card: Option<String>,
    /// 为什么.
    #[schemars(extend("zh" = "为什么"))]
    pub why: String,
    /// 最容易犯的岗位，他们的卡先印；不写就是谁都一样；roles tempted to it, whose cards carry it first.
    #[schemars(extend("zh" = "谁最容易犯", "names" = "role"))]
    pub roles: Vec<String>,
    /// 只在什么地方说：家里、路上、水边；不写就哪里都说；where alone it is said.
    #[schemars(extend("zh" = "在哪"))]
    pub at: Vec<Ground>,
    /// 不准的动作（incompatible.yaml 的标识）.
    #[schemars(extend("zh" = "动作", "names" = "act"))]
    pub acts: Vec<String>,
    /// 风险点的往哪撤有这些字样，就是叫人去做它；words by which a profile's way out is known as it.
    #[schemars(extend("zh" = "字样"))]
    pub known_by: Vec<String>,
    /// 依据.
    #[schemars(extend("zh" = "依据"))]
    pub source: Vec<String>,
    /// 这句话还要专家看，同步骤的；a specialist has still to see it.
    #[schemars(extend("zh" = "待核"))]
    pub open: bool,
}

/// 什么地方；a kind of ground that a risk point lies on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Ground {
    /// 有人住的.
    #[schemars(extend("zh" = "家里"))]
    Home,
    /// 路上.
    #[schemars(extend("zh" = "路上"))]
    Road,
    /// 水边、冰上.
    #[schemars(extend("zh" = "水边"))]
    Water,
}

/// 需要的物资.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Need {
    /// 品名.
    #[schemars(extend("zh" = "品名"))]
    pub item: String,
    /// 数量.
    #[schemars(extend("zh" = "数量"))]
    pub quantity: u32,
    /// 单位.
    #[schemars(extend("zh" = "单位"))]
    pub unit: String,
    /// 按什么算.
    #[schemars(extend("zh" = "按"))]
    pub per: Per,
}

/// 数量按什么算.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Per {
    /// 全村.
    #[default]
    #[schemars(extend("zh" = "全村"))]
    Village,
    /// 每个救援队员.
    #[schemars(extend("zh" = "队员"))]
    Member,
    /// 每个风险点.
    #[schemars(extend("zh" = "风险点"))]
    Point,
    /// 每个转移户.
    #[schemars(extend("zh" = "转移户"))]
    Household,
    /// 每个转移的人.
    #[schemars(extend("zh" = "转移人"))]
    Evacuee,
    /// 每个避难点.
    #[schemars(extend("zh" = "避难点"))]
    Shelter,
    /// 每个网格.
    #[schemars(extend("zh" = "网格"))]
    Grid,
}

/// 一段广播词；30–60 seconds when read at 4 characters a second.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Broadcast {
    /// 哪一级用；absent = when it happens.
    #[schemars(extend("zh" = "级别"))]
    pub level: Option<Level>,
    /// 什么时候念.
    #[schemars(extend("zh" = "什么时候念"))]
    pub when: String,
    /// 念什么.
    #[schemars(extend("zh" = "念什么"))]
    pub text: String,
}

/// 30 分钟演练.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct DrillScript {
    /// 情景.
    #[schemars(extend("zh" = "情景"))]
    pub scenario: String,
    /// 第几分钟 → 做什么；timeline.
    #[schemars(extend("zh" = "过程"))]
    pub timeline: Vec<DrillBeat>,
    /// 看什么算练成.
    #[schemars(extend("zh" = "评什么"))]
    pub check: Vec<String>,
}

/// 演练的一步.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct DrillBeat {
    /// 第几分钟（0–30）.
    #[schemars(extend("zh" = "分钟"))]
    pub minute: u32,
    /// 谁.
    #[schemars(extend("zh" = "谁做", "names" = "role"))]
    pub role: String,
    /// 做什么.
    #[schemars(extend("zh" = "做什么"))]
    pub text: String,
}

/// common.yaml：共同步骤.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct CommonFile {
    /// 依据.
    #[schemars(extend("zh" = "依据"))]
    pub sources: Vec<Source>,
    /// 共同步骤，按先后.
    #[schemars(extend("zh" = "步骤"))]
    pub steps: Vec<CommonStep>,
    /// 全国统一号码；national numbers.
    #[schemars(extend("zh" = "统一号码"))]
    pub numbers: Vec<NationalNumber>,
    /// 信息报告的话怎么说；the report formula.
    #[schemars(extend("zh" = "报告词"))]
    pub report_formula: String,
    /// 卡片上的短报告词；the same, short enough for a card.
    #[schemars(extend("zh" = "短报告词"))]
    pub report_short: String,
    /// 转移时随手带上的东西，最多 5 样；what to take along.
    #[schemars(extend("zh" = "带上"))]
    pub bag: Vec<String>,
    /// 广播词怎么念；how to read a script aloud.
    #[schemars(extend("zh" = "怎么念"))]
    pub reading: Vec<String>,
    /// 交班说什么；what to say when handing over.
    #[schemars(extend("zh" = "交班"))]
    pub handover: String,
    /// 给专家看的待核事项；open points of the common steps, never printed.
    #[schemars(extend("zh" = "待核"))]
    pub review: Vec<String>,
    /// 换了的文件：哪份预案引了，就当已被代替；documents that were replaced, for all plans.
    #[schemars(extend("zh" = "换了的文件"))]
    pub replaced: Vec<Replaced>,
}

/// 一个共同步骤.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct CommonStep {
    /// 标识.
    #[schemars(extend("zh" = "标识"))]
    pub id: String,
    /// 名称，如 报告.
    #[schemars(extend("zh" = "名称"))]
    pub name: String,
    /// 阶段.
    #[schemars(extend("zh" = "阶段"))]
    pub phase: Phase,
    /// 哪一环：喊、撤、点、报、守.
    #[schemars(extend("zh" = "环节"))]
    pub station: Option<Station>,
    /// 谁做.
    #[schemars(extend("zh" = "谁做", "names" = "role"))]
    pub role: Vec<String>,
    /// 限时，分钟.
    #[schemars(extend("zh" = "限时"))]
    pub minutes: Option<u32>,
    /// 条件.
    #[schemars(extend("zh" = "条件"))]
    pub when: Option<String>,
    /// 手册里的话：一条一句.
    #[schemars(extend("zh" = "做什么"))]
    pub text: Vec<String>,
    /// 上面每一条的标识和动作，一条对一条；id and acts of each sentence above, in their order.
    #[schemars(extend("zh" = "各条"))]
    pub lines: Vec<Line>,
    /// 卡片上的一句话.
    #[schemars(extend("zh" = "卡片"))]
    pub card: String,
    /// 卡片那句话做的动作.
    #[schemars(extend("zh" = "动作", "names" = "act"))]
    pub acts: Vec<String>,
    /// 卡片那句话自己已经避开的险.
    #[schemars(extend("zh" = "已避开", "names" = "condition"))]
    pub safe: Vec<String>,
    /// 卡片那句话先问的险.
    #[schemars(extend("zh" = "先问", "names" = "condition"))]
    pub guards: Vec<String>,
    /// 依据.
    #[schemars(extend("zh" = "依据"))]
    pub source: Vec<String>,
}

/// 一个全国统一号码.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct NationalNumber {
    /// 号码.
    #[schemars(extend("zh" = "号码"))]
    pub number: String,
    /// 用途.
    #[schemars(extend("zh" = "用途"))]
    pub purpose: String,
    /// 卡片上的两个字，如 火警；short name on cards (empty: not on cards).
    #[schemars(extend("zh" = "短名"))]
    pub short: String,
    /// 紧急求救用；emergency, as against advice and reports.
    #[schemars(extend("zh" = "紧急"))]
    pub emergency: bool,
    /// 只给有这些灾种的村；only for villages with one of these hazards.
    #[schemars(extend("zh" = "灾种", "names" = "hazard"))]
    pub hazards: Vec<String>,
    /// 依据.
    #[schemars(extend("zh" = "依据"))]
    pub source: Vec<String>,
}

/// signals.yaml：预警信号.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct SignalFile {
    /// 依据.
    #[schemars(extend("zh" = "依据"))]
    pub sources: Vec<Source>,
    /// 信号标识 → 信号.
    #[schemars(extend("zh" = "信号"))]
    pub signals: Named<Signal>,
    /// 到不了的数：本地触发和阈值超过它，多半多写了一位.
    #[schemars(extend("zh" = "到不了的数"))]
    pub limits: Vec<Limit>,
    /// 拿什么单位报；in which units things are told.
    #[schemars(extend("zh" = "计量"))]
    pub measures: Vec<Measure>,
}

/// 一样东西拿什么单位报；in which unit a thing is told, for the check alone.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Measure {
    /// 量什么的字样，如 雨量.
    #[schemars(extend("zh" = "量什么"))]
    pub what: Vec<String>,
    /// 单位，如 毫米.
    #[schemars(extend("zh" = "单位"))]
    pub unit: String,
    /// 没有人拿它报的单位，如 公分；units in which nobody tells it.
    #[schemars(extend("zh" = "不用"))]
    pub never: Vec<String>,
}

/// 一个到不了的数；a figure that is never reached, for the check alone.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Limit {
    /// 量什么，如 雨.
    #[schemars(extend("zh" = "量什么"))]
    pub what: String,
    /// 单位，如 毫米.
    #[schemars(extend("zh" = "单位"))]
    pub unit: String,
    /// 多少分钟以内；不写就不管多久；within so many minutes.
    #[schemars(extend("zh" = "分钟"))]
    pub minutes: Option<u32>,
    /// 最多多少.
    #[schemars(extend("zh" = "最多"))]
    pub most: f64,
    /// 说的是什么，给人看的.
    #[schemars(extend("zh" = "说明"))]
    pub why: String,
}

/// 一种预警信号.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Signal {
    /// 名称，如 暴雨预警信号.
    #[schemars(extend("zh" = "名称"))]
    pub name: String,
    /// 谁发布.
    #[schemars(extend("zh" = "发布"))]
    pub issuer: String,
    /// 适用地区.
    #[schemars(extend("zh" = "地区"))]
    pub region: String,
    /// 核实日期.
    #[schemars(extend("zh" = "核实日期"))]
    pub checked: Option<Date>,
    /// 依据.
    #[schemars(extend("zh" = "依据"))]
    pub source: Vec<String>,
    /// 级别 → 阈值原话；only the levels that exist.
    #[schemars(extend("zh" = "级别", "names" = "level"))]
    pub levels: IndexMap<Level, String>,
}

/// resolve.yaml：裁决规则.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct ResolveFile {
    /// 依据.
    #[schemars(extend("zh" = "依据"))]
    pub sources: Vec<Source>,
    /// 裁决次序，先者为大；the ruling order, first wins.
    #[schemars(extend("zh" = "裁决次序"))]
    pub order: Vec<Basis>,
    /// 去向标识 → 去向.
    #[schemars(extend("zh" = "去向"))]
    pub stances: Named<Stance>,
    /// 冲突裁决.
    #[schemars(extend("zh" = "冲突"))]
    pub conflicts: Vec<Conflict>,
    /// 会一起来的灾；compound events.
    #[schemars(extend("zh" = "叠加"))]
    pub compounds: Vec<Compound>,
    /// 灭火用什么.
    #[schemars(extend("zh" = "灭火"))]
    pub media: Vec<Medium>,
    /// 来源不一的数.
    #[schemars(extend("zh" = "数"))]
    pub numbers: Named<DisputedNumber>,
}

/// 裁决理由.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Basis {
    /// 人命第一.
    #[default]
    #[schemars(extend("zh" = "人命"))]
    Life,
    /// 不准的先算.
    #[schemars(extend("zh" = "不准"))]
    Prohibition,
    /// 上级指令和预警级别.
    #[schemars(extend("zh" = "上级指令"))]
    Order,
    /// 先到的先做.
    #[schemars(extend("zh" = "更早触发"))]
    Earlier,
    /// 取更保守的数.
    #[schemars(extend("zh" = "更保守"))]
    Conservative,
    /// 本地核定.
    #[schemars(extend("zh" = "本地"))]
    Local,
    /// 全国通用.
    #[schemars(extend("zh" = "全国"))]
    National,
}

/// 一种去向.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Stance {
    /// 名称，如 上高处.
    #[schemars(extend("zh" = "名称"))]
    pub name: String,
    /// 对村民怎么说.
    #[schemars(extend("zh" = "怎么说"))]
    pub text: String,
    /// 挂图上的大字，最多 10 个字；headline of posters.
    #[schemars(extend("zh" = "大字"))]
    pub headline: String,
    /// 要不要去避难点；whether people go to a shelter at all.
    #[schemars(extend("zh" = "去避难点"))]
    pub shelter: bool,
    /// 先看风再定往哪走；whether the wind decides which way is safe.
    #[schemars(extend("zh" = "看风"))]
    pub wind: bool,
    /// 和哪些去向顶牛：两样都有就要有裁决；stances that cannot both be followed.
    #[schemars(extend("zh" = "顶牛"))]
    pub clashes: Vec<String>,
    /// 能用的避难点：室内、室外；settings that fit (empty: both).
    #[schemars(extend("zh" = "室内外"))]
    pub settings: Vec<Setting>,
}

/// 一条冲突裁决；one ruling between hazards.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Conflict {
    /// 标识.
    #[schemars(extend("zh" = "标识"))]
    pub id: String,
    /// 一句话说冲突在哪.
    #[schemars(extend("zh" = "冲突"))]
    pub issue: String,
    /// 甲方灾种（任一）.
    #[schemars(extend("zh" = "甲", "names" = "hazard"))]
    pub one: Vec<String>,
    /// 乙方灾种（任一）；empty: the conflict lies within one hazard.
    #[schemars(extend("zh" = "乙", "names" = "hazard"))]
    pub other: Vec<String>,
    /// 甲方去向（任一），与灾种二选一；stances instead of hazards.
    #[schemars(extend("zh" = "甲去向"))]
    pub one_stance: Vec<String>,
    /// 乙方去向（任一）.
    #[schemars(extend("zh" = "乙去向"))]
    pub other_stance: Vec<String>,
    /// 通则：两个灾种没有自己的裁决时才用；for pairs without a ruling of their own.
    #[schemars(extend("zh" = "通则"))]
    pub general: bool,
    /// 裁决：印在两边的跨页上；printed on the spreads of both.
    #[schemars(extend("zh" = "裁决"))]
    pub ruling: String,
    /// 裁决理由；absent = 待村定.
    #[schemars(extend("zh" = "理由"))]
    pub basis: Option<Basis>,
    /// 因此不印的步骤（灾种/步骤）；steps this ruling takes off paper.
    #[schemars(extend("zh" = "取消"))]
    pub drops: Vec<String>,
    /// 这条裁决说清了的动作（incompatible.yaml 的标识）；acts of one that it squares with the conditions of the other.
    #[schemars(extend("zh" = "动作", "names" = "act"))]
    pub acts: Vec<String>,
    /// 依据.
    #[schemars(extend("zh" = "依据"))]
    pub source: Vec<String>,
}

/// 一种叠加；a compound event.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Compound {
    /// 标识.
    #[schemars(extend("zh" = "标识"))]
    pub id: String,
    /// 名称，如 暴雨、山洪、滑坡一起来.
    #[schemars(extend("zh" = "名称"))]
    pub name: String,
    /// 起头的灾（任一）.
    #[schemars(extend("zh" = "起头", "names" = "hazard"))]
    pub trigger: Vec<String>,
    /// 跟着来的灾：村里有几样算几样，至少一样.
    #[schemars(extend("zh" = "跟着来", "names" = "hazard"))]
    pub follows: Vec<String>,
    /// 听谁的：先后次序（灾种标识）；which danger rules, first first.
    #[schemars(extend("zh" = "听谁的", "names" = "hazard"))]
    pub rules: Vec<String>,
    /// 一句话.
    #[schemars(extend("zh" = "要点"))]
    pub summary: String,
    /// 往哪走.
    #[schemars(extend("zh" = "往哪走"))]
    pub go: String,
    /// 先后做什么.
    #[schemars(extend("zh" = "先后"))]
    pub steps: Vec<CompoundStep>,
    /// 不准.
    #[schemars(extend("zh" = "不准"))]
    pub forbid: Vec<Prohibition>,
    /// 依据.
    #[schemars(extend("zh" = "依据"))]
    pub source: Vec<String>,
}

/// 叠加事件里的一步.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct CompoundStep {
    /// 谁做（岗位标识）.
    #[schemars(extend("zh" = "谁做", "names" = "role"))]
    pub role: Vec<String>,
    /// 做什么.
    #[schemars(extend("zh" = "做什么"))]
    pub text: String,
    /// 只在有这个灾种时印；printed only if the village has this hazard.
    #[schemars(extend("zh" = "灾种", "names" = "hazard"))]
    pub hazard: Option<String>,
    /// 条件.
    #[schemars(extend("zh" = "条件"))]
    pub when: Option<String>,
}

/// 一种火用什么灭.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Medium {
    /// 什么着火.
    #[schemars(extend("zh" = "什么着火"))]
    pub fire: String,
    /// 用什么.
    #[schemars(extend("zh" = "用什么"))]
    pub good: String,
    /// 不准用什么.
    #[schemars(extend("zh" = "不准用"))]
    pub bad: String,
    /// 印在哪些灾种页.
    #[schemars(extend("zh" = "灾种", "names" = "hazard"))]
    pub hazards: Vec<String>,
    /// 依据.
    #[schemars(extend("zh" = "依据"))]
    pub source: Vec<String>,
}

/// 来源不一的数：取更保守的一个，两个来源都留着.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct DisputedNumber {
    /// 是什么数.
    #[schemars(extend("zh" = "是什么"))]
    pub what: String,
    /// 单位.
    #[schemars(extend("zh" = "单位"))]
    pub unit: String,
    /// 大的保守还是小的保守.
    #[schemars(extend("zh" = "取"))]
    pub choose: Choose,
    /// 各来源的数.
    #[schemars(extend("zh" = "各说"))]
    pub values: Vec<ClaimedValue>,
}

/// 取大还是取小.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Choose {
    /// 取大.
    #[default]
    #[schemars(extend("zh" = "取大"))]
    Largest,
    /// 取小.
    #[schemars(extend("zh" = "取小"))]
    Smallest,
}

/// 一个来源的数.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct ClaimedValue {
    /// 数.
    #[schemars(extend("zh" = "数"))]
    pub value: u32,
    /// 来源（sources 的标识）.
    #[schemars(extend("zh" = "依据"))]
    pub source: Vec<String>,
}

impl Level {
    /// All levels, low to high.
    pub const ALL: [Level; 4] = [Level::Blue, Level::Yellow, Level::Orange, Level::Red];

    /// Returns the id as written in YAML.
    pub fn id(self) -> &'static str {
        ["blue", "yellow", "orange", "red"][self as usize]
    }

    /// Returns the name as said: 蓝色, 黄色, 橙色, 红色.
    pub fn name(self) -> &'static str {
        ["蓝色", "黄色", "橙色", "红色"][self as usize]
    }
}

impl Phase {
    /// All phases in time order.
    pub const ALL: [Phase; 5] = [Phase::Prepare, Phase::Warn, Phase::Act, Phase::Move, Phase::Recover];
}
