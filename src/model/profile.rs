//! The village profile: what a clerk writes, typed. Plain data; unknown keys are refused in `load`.
//!
//! Every field carries its Chinese key as `zh`; both spellings are accepted everywhere. The JSON Schema, the
//! key canonicaliser and the diagnostics all read these attributes, so a field is named once. `names` says
//! from which vocabulary its words are, `refers` which block of the profile it must point into.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::life::PlanLife;
use super::local::{Cluster, OwnPost, Relative, Zone};
pub use super::local::{Drill, Inspection, Training, Watch};
use super::phone::Phone;
pub use super::signs::{PointSign, Trigger};

/// A map keyed by the name the village uses; keeps the order of the file.
pub type Named<T> = IndexMap<String, T>;

/// 村（社区）档案；a village profile.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Profile {
    /// 村（社区）名；the village's name.
    #[schemars(extend("zh" = "村名", "seen" = "all"))]
    pub name: String,
    /// 12 位行政区划代码；12-digit administrative division code.
    #[schemars(extend("zh" = "编码", "seen" = "all"))]
    pub code: String,
    /// 村 或 社区；village or urban community.
    #[schemars(extend("zh" = "类型", "seen" = "all"))]
    pub kind: Kind,
    /// 镇（街道）；town or street.
    #[schemars(extend("zh" = "镇街", "seen" = "all"))]
    pub town: String,
    /// 县（市、区）；county.
    #[schemars(extend("zh" = "县区", "seen" = "all"))]
    pub county: String,
    /// 市；city.
    #[schemars(extend("zh" = "市", "seen" = "all"))]
    pub city: String,
    /// 省（自治区、直辖市），不写就看编码的头两位；province, from the code if it is not written.
    #[schemars(extend("zh" = "省", "seen" = "all"))]
    pub province: String,
    /// 版本；edition of this village's handbook.
    #[schemars(extend("zh" = "版本"))]
    pub edition: Edition,
    /// 预案流程；the life of the plan.
    #[schemars(extend("zh" = "预案流程"))]
    pub plan_life: PlanLife,
    /// 只管一个组的预案，写组名；the one group that this plan is for.
    #[schemars(extend("zh" = "只管小组", "seen" = "all"))]
    pub only_group: String,
    /// 汛期，如 4月1日到9月30日；flood season.
    #[schemars(extend("zh" = "汛期", "seen" = "all"))]
    pub flood_season: String,
    /// 最近的AED在哪；the nearest defibrillator.
    #[schemars(extend("zh" = "最近的AED", "seen" = "all"))]
    pub nearest_aed: String,
    /// 概况；population and land.
    #[schemars(extend("zh" = "概况"))]
    pub overview: Overview,
    /// 历史灾情；what happened before.
    #[schemars(extend("zh" = "历史灾情"))]
    pub history: Vec<PastEvent>,
    /// 人员：姓名 → 电话等；every person once.
    #[schemars(extend("zh" = "人员", "names" = "person"))]
    pub people: Named<Person>,
    /// 岗位：岗位名 → [A 角, B 角]；post → holder, deputy, …. Several names of one post stay apart: each is somebody's
    /// title.
    #[schemars(extend("zh" = "岗位", "names" = "post", "inner" = "person", "refers" = "people", "seen" = "all"))]
    pub posts: Named<Vec<String>>,
    /// 自设岗位：岗位名 → 人和职责；posts of the village's own, with duties.
    #[schemars(extend("zh" = "自设岗位"))]
    pub own_posts: Named<OwnPost>,
    /// 中心户：名 → 中心户长和范围；clusters of homes and their leaders.
    #[schemars(extend("zh" = "中心户"))]
    pub clusters: Named<Cluster>,
    /// 网格：名 → 网格员和范围；grids and their officers.
    #[schemars(extend("zh" = "网格"))]
    pub grids: Named<Grid>,
    /// 队伍：名 → 队长、队员；teams.
    #[schemars(extend("zh" = "队伍"))]
    pub teams: Named<Team>,
    /// 灾害：灾种 → 可能性、触发等；hazards the village is exposed to.
    #[schemars(extend("zh" = "灾害", "names" = "hazard"))]
    pub hazards: Named<Hazard>,
    /// 风险点：名 → 位置、盯守人等；risk points.
    #[schemars(extend("zh" = "风险点"))]
    pub points: Named<Point>,
    /// 转移对象：一户一行；households to move.
    #[schemars(extend("zh" = "转移对象"))]
    pub evacuees: Vec<Evacuee>,
    /// 避难点：名 → 容量、负责人等；shelters.
    #[schemars(extend("zh" = "避难点"))]
    pub shelters: Named<Shelter>,
    /// 路线：名 → 从、到、经过；routes.
    #[schemars(extend("zh" = "路线"))]
    pub routes: Named<Route>,
    /// 报警信号：含义 → 怎么响；alarm signals by meaning.
    #[schemars(extend("zh" = "报警信号", "names" = "alarm"))]
    pub alarms: Named<Alarm>,
    /// 物资；supplies.
    #[schemars(extend("zh" = "物资"))]
    pub supplies: Vec<Supply>,
    /// 车辆装备；vehicles and machines.
    #[schemars(extend("zh" = "车辆装备"))]
    pub vehicles: Vec<Vehicle>,
    /// 外部电话：名 → 电话；outside help.
    #[schemars(extend("zh" = "外部电话"))]
    pub contacts: Named<Contact>,
    /// 重点场所：名 → 类别、负责人；critical places.
    #[schemars(extend("zh" = "重点场所"))]
    pub places: Named<CriticalPlace>,
    /// 值班；who is on duty when.
    #[schemars(extend("zh" = "值班"))]
    pub rota: Vec<Watch>,
    /// 隐患排查；inspections.
    #[schemars(extend("zh" = "隐患排查"))]
    pub inspections: Vec<Inspection>,
    /// 演练；drills.
    #[schemars(extend("zh" = "演练"))]
    pub drills: Vec<Drill>,
    /// 培训；training.
    #[schemars(extend("zh" = "培训"))]
    pub training: Vec<Training>,
    /// 预警信号本地阈值：信号 → 级别 → 阈值；local thresholds that replace the library's.
    #[schemars(extend("zh" = "预警阈值", "names" = "signal", "inner" = "level"))]
    pub thresholds: Named<IndexMap<super::plan::Level, Threshold>>,
    /// 镇：镇街自己的，写在 town.yaml；the town's own, in town.yaml.
    #[schemars(extend("zh" = "镇"))]
    pub town_book: super::town::TownBook,
    /// 图片；pictures inside the workspace.
    #[schemars(extend("zh" = "图片"))]
    pub pictures: Pictures,
}

/// 村 / 社区.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// 村.
    #[default]
    #[schemars(extend("zh" = "村"))]
    Village,
    /// 社区.
    #[schemars(extend("zh" = "社区"))]
    Community,
}

/// 版本；edition, approval and validity.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Edition {
    /// 版本号；edition number.
    #[schemars(extend("zh" = "号", "seen" = "all"))]
    pub number: Option<u32>,
    /// 审定日期；approved on.
    #[schemars(extend("zh" = "审定", "seen" = "all"))]
    pub approved: Option<Date>,
    /// 施行日期；in effect from.
    #[schemars(extend("zh" = "施行", "seen" = "all"))]
    pub effective: Option<Date>,
    /// 下次修订期限；review by.
    #[schemars(extend("zh" = "下次修订", "seen" = "all"))]
    pub review_by: Option<Date>,
    /// 编制人；prepared by.
    #[schemars(extend("zh" = "编制人", "names" = "person", "seen" = "all"))]
    pub prepared_by: String,
    /// 审定人；approved by.
    #[schemars(extend("zh" = "审定人", "names" = "person", "seen" = "all"))]
    pub approved_by: String,
    /// 修订记录；revision notes.
    #[schemars(extend("zh" = "修订记录"))]
    pub revisions: Vec<Revision>,
}

/// 一次修订；one revision.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Revision {
    /// 日期.
    #[schemars(extend("zh" = "日期", "seen" = "all"))]
    pub date: Option<Date>,
    /// 改了什么.
    #[schemars(extend("zh" = "内容", "seen" = "all"))]
    pub change: String,
    /// 谁批准.
    #[schemars(extend("zh" = "批准人", "names" = "person", "seen" = "all"))]
    pub approved_by: String,
}

/// A calendar date, written 2026-06-01.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct Date(#[schemars(with = "String", extend("format" = "date"))] pub jiff::civil::Date);

/// 概况；figures of the village.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Overview {
    /// 户数；households.
    #[schemars(extend("zh" = "户数", "seen" = "all"))]
    pub households: Option<u32>,
    /// 户籍人口；registered population.
    #[schemars(extend("zh" = "户籍人口", "seen" = "all"))]
    pub population: Option<u32>,
    /// 常住人口；people who live here.
    #[schemars(extend("zh" = "常住人口", "seen" = "all"))]
    pub residents: Option<u32>,
    /// 外出人口；people away.
    #[schemars(extend("zh" = "外出人口", "seen" = "all"))]
    pub away: Option<u32>,
    /// 面积，平方千米；area in km².
    #[schemars(extend("zh" = "面积", "seen" = "all"))]
    pub area_km2: Option<f64>,
    /// 地形概况；terrain in words.
    #[schemars(extend("zh" = "地形", "seen" = "all"))]
    pub terrain: String,
    /// 村民小组或自然村；groups or hamlets.
    #[schemars(extend("zh" = "村民小组"))]
    pub groups: Named<Group>,
}

/// 村民小组；one group of the village.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Group {
    /// 户数.
    #[schemars(extend("zh" = "户数", "seen" = "all"))]
    pub households: Option<u32>,
    /// 人口.
    #[schemars(extend("zh" = "人口", "seen" = "all"))]
    pub population: Option<u32>,
    /// 组长（人员里的姓名）.
    #[schemars(extend("zh" = "组长", "names" = "person", "refers" = "people", "seen" = "all"))]
    pub head: Option<String>,
}

/// 历史灾情；one past event.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct PastEvent {
    /// 什么时候，如 2012-07 或 2012年7月；when, as remembered.
    #[schemars(extend("zh" = "时间", "seen" = "all"))]
    pub when: String,
    /// 灾种.
    #[schemars(extend("zh" = "灾种", "names" = "hazard", "seen" = "all"))]
    pub hazard: Option<String>,
    /// 发生了什么.
    #[schemars(extend("zh" = "经过", "seen" = "all"))]
    pub what: String,
    /// 损失.
    #[schemars(extend("zh" = "损失", "seen" = "all"))]
    pub losses: String,
}

/// 一个人；one person, written once.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Person {
    /// 电话，可写多个；phone numbers, kept as text.
    #[schemars(extend("zh" = "电话", "seen" = "open"))]
    pub phone: Vec<Phone>,
    /// 号码可以公开，印在谁都能看的纸上；the number may be on paper that everybody reads.
    #[schemars(extend("zh" = "公开", "seen" = "nobody"))]
    pub public: bool,
    /// 村民小组.
    #[schemars(extend("zh" = "小组", "seen" = "nobody"))]
    pub group: Option<String>,
    /// 职务，如 村党支部书记；title in the village.
    #[schemars(extend("zh" = "职务", "seen" = "open"))]
    pub title: String,
    /// 住在哪个风险点里（风险点名）；the risk point this person lives in.
    #[schemars(extend("zh" = "住处风险点", "refers" = "points", "seen" = "nobody"))]
    pub lives_in: Option<String>,
    /// 技能.
    #[schemars(extend("zh" = "技能", "seen" = "nobody"))]
    pub skills: Vec<String>,
    /// 备注.
    #[schemars(extend("zh" = "备注", "seen" = "nobody"))]
    pub note: String,
}

/// 网格；one grid.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Grid {
    /// 网格员 [A 角, B 角].
    #[schemars(extend("zh" = "网格员", "names" = "person", "refers" = "people", "seen" = "all"))]
    pub officer: Vec<String>,
    /// 范围.
    #[schemars(extend("zh" = "范围", "seen" = "all"))]
    pub area: String,
    /// 户数.
    #[schemars(extend("zh" = "户数", "seen" = "all"))]
    pub households: Option<u32>,
}

/// 队伍；one team.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Team {
    /// 队伍类别.
    #[schemars(extend("zh" = "类别", "seen" = "all"))]
    pub kind: TeamKind,
    /// 队长.
    #[schemars(extend("zh" = "队长", "names" = "person", "refers" = "people", "seen" = "all"))]
    pub leader: Option<String>,
    /// 副队长.
    #[schemars(extend("zh" = "副队长", "names" = "person", "refers" = "people", "seen" = "all"))]
    pub deputy: Option<String>,
    /// 队员（人员里的姓名）.
    #[schemars(extend("zh" = "队员", "names" = "person", "refers" = "people", "seen" = "duty"))]
    pub members: Vec<String>,
    /// 人数，队员没有逐个写名时用；head count where members are not named one by one.
    #[schemars(extend("zh" = "人数", "seen" = "all"))]
    pub size: Option<u32>,
    /// 值班电话.
    #[schemars(extend("zh" = "电话", "seen" = "open"))]
    pub phone: Vec<Phone>,
    /// 号码可以公开，印在谁都能看的纸上；the number may be on paper that everybody reads.
    #[schemars(extend("zh" = "公开", "seen" = "nobody"))]
    pub public: bool,
    /// 装备.
    #[schemars(extend("zh" = "装备", "seen" = "all"))]
    pub gear: Vec<String>,
}

/// 队伍类别.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum TeamKind {
    /// 村级应急救援队；village rescue team.
    #[default]
    #[schemars(extend("zh" = "救援队"))]
    Rescue,
    /// 镇街综合应急救援队；town rescue team.
    #[schemars(extend("zh" = "镇救援队"))]
    TownRescue,
    /// 夜间巡查；night watch.
    #[schemars(extend("zh" = "巡查队"))]
    Watch,
    /// 志愿者；volunteers.
    #[schemars(extend("zh" = "志愿队"))]
    Volunteer,
}

/// 灾害；one hazard as this village knows it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Hazard {
    /// 可能性：高 / 中 / 低.
    #[schemars(extend("zh" = "可能性", "seen" = "all"))]
    pub likelihood: Option<Grade>,
    /// 影响：高 / 中 / 低.
    #[schemars(extend("zh" = "影响", "seen" = "all"))]
    pub impact: Option<Grade>,
    /// 受威胁户数.
    #[schemars(extend("zh" = "户数", "seen" = "all"))]
    pub households: Option<u32>,
    /// 受威胁人数.
    #[schemars(extend("zh" = "人数", "seen" = "all"))]
    pub people: Option<u32>,
    /// 本地触发：看什么 → 到多少、做什么，如 1小时雨量: {到: 50毫米, 做: 报}；local figures and what is done at them.
    #[schemars(extend("zh" = "触发", "seen" = "all"))]
    pub triggers: Named<Trigger>,
    /// 这个灾种专用的避难点，不写就由合并来选；shelters for this hazard, chosen by the merge if absent.
    #[schemars(extend("zh" = "避难点", "refers" = "shelters", "seen" = "all"))]
    pub shelters: Vec<String>,
    /// 说明.
    #[schemars(extend("zh" = "说明", "seen" = "all"))]
    pub note: String,
}

/// 高 / 中 / 低.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Grade {
    /// 低.
    #[schemars(extend("zh" = "低"))]
    Low,
    /// 中.
    #[schemars(extend("zh" = "中"))]
    Medium,
    /// 高.
    #[schemars(extend("zh" = "高"))]
    High,
}

/// 风险点；one risk point.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Point {
    /// 灾种.
    #[schemars(extend("zh" = "灾种", "names" = "hazard", "seen" = "all"))]
    pub hazards: Vec<String>,
    /// 在哪里（村里人的叫法）.
    #[schemars(extend("zh" = "地点", "seen" = "all"))]
    pub place: String,
    /// 坐标 [北纬, 东经]，度；WGS 84 latitude and longitude in degrees.
    #[schemars(extend("zh" = "坐标", "seen" = "all"))]
    pub coordinates: Option<[f64; 2]>,
    /// 危险半径，米；radius of the danger zone in metres.
    #[schemars(extend("zh" = "危险半径", "seen" = "all"))]
    pub radius_m: Option<u32>,
    /// 规模和危险在哪.
    #[schemars(extend("zh" = "情况", "seen" = "all"))]
    pub scale: String,
    /// 盯守人 [A 角, B 角].
    #[schemars(extend("zh" = "盯守", "names" = "person", "refers" = "people", "seen" = "all"))]
    pub watcher: Vec<String>,
    /// 多久看一次.
    #[schemars(extend("zh" = "多久看一次", "seen" = "all"))]
    pub cycle: String,
    /// 前兆和判据，如 {听: 沟里有轰响, 做: 撤}；signs, each with what is done at it.
    #[schemars(extend("zh" = "前兆", "single" = "text", "seen" = "all"))]
    pub signs: Vec<PointSign>,
    /// 分区：危险区马上走，警戒区下雨就走；zone.
    #[schemars(extend("zh" = "分区", "seen" = "all"))]
    pub zone: Option<Zone>,
    /// 统一编号.
    #[schemars(extend("zh" = "统一编号", "seen" = "all"))]
    pub unified_number: String,
    /// 野外编号.
    #[schemars(extend("zh" = "野外编号", "seen" = "all"))]
    pub field_number: String,
    /// 诱发因素.
    #[schemars(extend("zh" = "诱发因素", "seen" = "all"))]
    pub cause: String,
    /// 监测手段.
    #[schemars(extend("zh" = "监测手段", "seen" = "all"))]
    pub methods: String,
    /// 威胁户数.
    #[schemars(extend("zh" = "威胁户数", "seen" = "all"))]
    pub households: Option<u32>,
    /// 威胁人数.
    #[schemars(extend("zh" = "威胁人数", "seen" = "all"))]
    pub people: Option<u32>,
    /// 往哪撤（方向或避难点）.
    #[schemars(extend("zh" = "往哪撤", "seen" = "all"))]
    pub escape: String,
    /// 转移级别：预警信号 → 到哪一级就转移；at which level of which signal people leave.
    #[schemars(extend("zh" = "转移级别", "names" = "signal", "seen" = "all"))]
    pub moves_at: Named<super::plan::Level>,
}

/// 转移对象；one household to move.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Evacuee {
    /// 户主；只知道几户的，不写户主，写户数.
    #[schemars(extend("zh" = "户主", "names" = "person", "seen" = "home"))]
    pub head: String,
    /// 这一行是几户；how many households one row stands for, where they are known by number only.
    #[schemars(extend("zh" = "户数", "seen" = "all"))]
    pub households: Option<u32>,
    /// 住址.
    #[schemars(extend("zh" = "住", "seen" = "home"))]
    pub address: String,
    /// 小组.
    #[schemars(extend("zh" = "小组", "seen" = "home"))]
    pub group: Option<String>,
    /// 人数.
    #[schemars(extend("zh" = "人数", "seen" = "all"))]
    pub members: Option<u32>,
    /// 特殊情况：独居、卧床、行动不便、孕妇 ….
    #[schemars(extend("zh" = "特殊", "seen" = "home"))]
    pub needs: Vec<String>,
    /// 电话.
    #[schemars(extend("zh" = "电话", "seen" = "duty"))]
    pub phone: Vec<Phone>,
    /// 家里人：姓名、性别、年龄；the family.
    #[schemars(extend("zh" = "家里人"))]
    pub family: Vec<Relative>,
    /// 房屋类别，如 砖木两层；the house.
    #[schemars(extend("zh" = "房屋", "seen" = "home"))]
    pub house: String,
    /// 分区；不写就取风险点的；zone (default: that of its point).
    #[schemars(extend("zh" = "分区", "seen" = "all"))]
    pub zone: Option<Zone>,
    /// 结对（转移）责任人 [A 角, B 角].
    #[schemars(extend("zh" = "帮扶", "names" = "person", "refers" = "people", "seen" = "home"))]
    pub helper: Vec<String>,
    /// 预警责任人，和带人走的不是一个人时写；who warns it, where that is not who moves it.
    #[schemars(extend("zh" = "预警责任人", "names" = "person", "refers" = "people", "seen" = "home"))]
    pub warner: Vec<String>,
    /// 因哪个风险点转移；the risk point this household is under.
    #[schemars(extend("zh" = "风险点", "refers" = "points", "seen" = "all"))]
    pub point: Option<String>,
    /// 因哪些灾种转移；不写就取风险点的灾种；hazards it moves for (default: those of its point).
    #[schemars(extend("zh" = "灾种", "names" = "hazard", "seen" = "all"))]
    pub hazards: Vec<String>,
    /// 去哪个避难点.
    #[schemars(extend("zh" = "去", "refers" = "shelters", "seen" = "all"))]
    pub shelter: Option<String>,
    /// 走哪条路线.
    #[schemars(extend("zh" = "走", "refers" = "routes", "seen" = "all"))]
    pub route: Option<String>,
    /// 怎么走：步行、三轮车 ….
    #[schemars(extend("zh" = "用车", "seen" = "home"))]
    pub transport: String,
    /// 备注，办公室自己看，哪张纸上都不印；a remark for the office, on no paper.
    #[schemars(extend("zh" = "备注", "seen" = "nobody"))]
    pub note: String,
}

/// 避难点；one shelter.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Shelter {
    /// 室内 / 室外.
    #[schemars(extend("zh" = "室内外", "seen" = "all"))]
    pub setting: Setting,
    /// 地点.
    #[schemars(extend("zh" = "地点", "seen" = "all"))]
    pub address: String,
    /// 坐标 [北纬, 东经]，度.
    #[schemars(extend("zh" = "坐标", "seen" = "all"))]
    pub coordinates: Option<[f64; 2]>,
    /// 类型，如 学校、村委.
    #[schemars(extend("zh" = "类型", "seen" = "all"))]
    pub kind: String,
    /// 面积，平方米.
    #[schemars(extend("zh" = "面积", "seen" = "all"))]
    pub area_m2: Option<u32>,
    /// 容量，人；seats.
    #[schemars(extend("zh" = "容量", "seen" = "all"))]
    pub capacity: Option<u32>,
    /// 负责人 [A 角, B 角].
    #[schemars(extend("zh" = "负责人", "names" = "person", "refers" = "people", "seen" = "all"))]
    pub keeper: Vec<String>,
    /// 钥匙在谁那里.
    #[schemars(extend("zh" = "钥匙", "seen" = "duty"))]
    pub keys: String,
    /// 适用灾种；不写就按安置方式判断；hazards it is safe for (default: by stance).
    #[schemars(extend("zh" = "适用", "names" = "hazard", "seen" = "all"))]
    pub safe_for: Vec<String>,
    /// 不适用灾种.
    #[schemars(extend("zh" = "不适用", "names" = "hazard", "seen" = "all"))]
    pub unsafe_for: Vec<String>,
    /// 设施.
    #[schemars(extend("zh" = "设施", "seen" = "all"))]
    pub facilities: Vec<String>,
    /// 安全鉴定日期；date of the safety appraisal.
    #[schemars(extend("zh" = "安全鉴定", "seen" = "all"))]
    pub certified: Option<Date>,
}

/// 室内 / 室外.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Setting {
    /// 室内；a building.
    #[default]
    #[schemars(extend("zh" = "室内"))]
    Indoor,
    /// 室外；open ground.
    #[schemars(extend("zh" = "室外"))]
    Outdoor,
}

/// 路线；one route.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Route {
    /// 从哪里（风险点或地名）.
    #[schemars(extend("zh" = "从", "seen" = "all"))]
    pub from: String,
    /// 到哪个避难点.
    #[schemars(extend("zh" = "到", "refers" = "shelters", "seen" = "all"))]
    pub to: String,
    /// 经过的地方.
    #[schemars(extend("zh" = "经过", "seen" = "all"))]
    pub via: Vec<String>,
    /// 长度，米.
    #[schemars(extend("zh" = "米", "seen" = "all"))]
    pub length_m: Option<u32>,
    /// 步行几分钟.
    #[schemars(extend("zh" = "分钟", "seen" = "all"))]
    pub minutes: Option<u32>,
    /// 要避开的地方.
    #[schemars(extend("zh" = "避开", "seen" = "all"))]
    pub avoid: Vec<String>,
    /// 什么时候不能走.
    #[schemars(extend("zh" = "不能走", "seen" = "all"))]
    pub closed_when: String,
}

/// 报警信号；one alarm.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Alarm {
    /// 用什么：锣、大喇叭、警报器、哨.
    #[schemars(extend("zh" = "用什么", "seen" = "all"))]
    pub tool: String,
    /// 怎么响.
    #[schemars(extend("zh" = "怎么响", "seen" = "all"))]
    pub pattern: String,
    /// 谁来发（岗位）.
    #[schemars(extend("zh" = "谁发", "names" = "role", "seen" = "all"))]
    pub by: String,
}

/// 物资；one kind of supplies in one place.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Supply {
    /// 品名.
    #[schemars(extend("zh" = "品名", "seen" = "all"))]
    pub item: String,
    /// 规格型号.
    #[schemars(extend("zh" = "规格型号", "seen" = "all"))]
    pub spec: String,
    /// 数量.
    #[schemars(extend("zh" = "数量", "seen" = "all"))]
    pub quantity: Option<u32>,
    /// 单位.
    #[schemars(extend("zh" = "单位", "seen" = "all"))]
    pub unit: String,
    /// 存放地点.
    #[schemars(extend("zh" = "存放", "seen" = "duty"))]
    pub place: String,
    /// 保管人.
    #[schemars(extend("zh" = "保管", "names" = "person", "refers" = "people", "seen" = "duty"))]
    pub keeper: Option<String>,
    /// 盘点日期.
    #[schemars(extend("zh" = "盘点", "seen" = "all"))]
    pub checked: Option<Date>,
    /// 有效期至.
    #[schemars(extend("zh" = "有效期", "seen" = "all"))]
    pub expires: Option<Date>,
    /// 物资编码.
    #[schemars(extend("zh" = "编码", "seen" = "all"))]
    pub code: String,
    /// 生产日期.
    #[schemars(extend("zh" = "生产日期", "seen" = "all"))]
    pub made: Option<Date>,
    /// 入库日期，办公室自己看，哪张纸上都不印；taken into stock on, for the office, on no paper.
    #[schemars(extend("zh" = "入库", "seen" = "nobody"))]
    pub received: Option<Date>,
    /// 应有多少.
    #[schemars(extend("zh" = "应有", "seen" = "all"))]
    pub required: Option<u32>,
    /// 备注，办公室自己看，哪张纸上都不印；a remark for the office, on no paper.
    #[schemars(extend("zh" = "备注", "seen" = "nobody"))]
    pub note: String,
}

/// 车辆装备；a vehicle or machine one can call.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Vehicle {
    /// 名称.
    #[schemars(extend("zh" = "名称", "seen" = "all"))]
    pub name: String,
    /// 车牌号；number plate.
    #[schemars(extend("zh" = "车牌号", "seen" = "duty"))]
    pub plate: String,
    /// 数量.
    #[schemars(extend("zh" = "数量", "seen" = "all"))]
    pub quantity: Option<u32>,
    /// 谁的、谁开.
    #[schemars(extend("zh" = "联系人", "names" = "person", "seen" = "open"))]
    pub contact: String,
    /// 电话；联系人在人员里时不用写.
    #[schemars(extend("zh" = "电话", "seen" = "open"))]
    pub phone: Vec<Phone>,
    /// 号码可以公开，印在谁都能看的纸上；the number may be on paper that everybody reads.
    #[schemars(extend("zh" = "公开", "seen" = "nobody"))]
    pub public: bool,
    /// 停放地点.
    #[schemars(extend("zh" = "停放", "seen" = "duty"))]
    pub place: String,
}

/// 外部电话；someone outside the village.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Contact {
    /// 类别，模板按它取电话.
    #[schemars(extend("zh" = "类别", "seen" = "all"))]
    pub kind: ContactKind,
    /// 电话.
    #[schemars(extend("zh" = "电话", "seen" = "open"))]
    pub phone: Vec<Phone>,
    /// 号码可以公开，印在谁都能看的纸上；the number may be on paper that everybody reads.
    #[schemars(extend("zh" = "公开", "seen" = "nobody"))]
    pub public: bool,
    /// 联系人.
    #[schemars(extend("zh" = "联系人", "names" = "person", "seen" = "open"))]
    pub person: String,
    /// 值班时段，如 24小时.
    #[schemars(extend("zh" = "时段", "seen" = "all"))]
    pub hours: String,
    /// 离村多远、几分钟到.
    #[schemars(extend("zh" = "备注", "seen" = "all"))]
    pub note: String,
}

/// 外部电话类别.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum ContactKind {
    /// 镇街应急值班室；town duty office.
    #[schemars(extend("zh" = "镇值班"))]
    TownDuty,
    /// 消防救援站、应急联防救援站；fire and rescue station.
    #[schemars(extend("zh" = "消防救援"))]
    FireStation,
    /// 卫生院、医院；hospital.
    #[schemars(extend("zh" = "医院"))]
    Hospital,
    /// 派出所；police station.
    #[schemars(extend("zh" = "派出所"))]
    Police,
    /// 供电所.
    #[schemars(extend("zh" = "供电"))]
    Power,
    /// 燃气公司.
    #[schemars(extend("zh" = "燃气"))]
    Gas,
    /// 供水.
    #[schemars(extend("zh" = "供水"))]
    Water,
    /// 水利、水库管理.
    #[schemars(extend("zh" = "水利"))]
    Hydro,
    /// 自然资源所（地质灾害）.
    #[schemars(extend("zh" = "自然资源"))]
    Land,
    /// 林业、护林防火.
    #[schemars(extend("zh" = "林业"))]
    Forestry,
    /// 农业农村、畜牧兽医站.
    #[schemars(extend("zh" = "畜牧农业"))]
    Agriculture,
    /// 疾控.
    #[schemars(extend("zh" = "疾控"))]
    DiseaseControl,
    /// 市场监管所.
    #[schemars(extend("zh" = "市场监管"))]
    Market,
    /// 海事、渔港.
    #[schemars(extend("zh" = "渔港海事"))]
    Harbour,
    /// 物业值班室、中控室；a property office.
    #[schemars(extend("zh" = "物业"))]
    Property,
    /// 电梯维保、电梯应急；who frees people from lifts.
    #[schemars(extend("zh" = "电梯"))]
    Lifts,
    /// 企业；an enterprise with its own duty phone.
    #[schemars(extend("zh" = "企业"))]
    Enterprise,
    /// 联防联治的邻村；a neighbour under a mutual-aid agreement.
    #[schemars(extend("zh" = "邻村"))]
    Neighbour,
    /// 其他.
    #[default]
    #[schemars(extend("zh" = "其他"))]
    Other,
}

/// 重点场所；one critical place.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct CriticalPlace {
    /// 类别.
    #[schemars(extend("zh" = "类别", "seen" = "all"))]
    pub kind: PlaceKind,
    /// 地点.
    #[schemars(extend("zh" = "地点", "seen" = "all"))]
    pub address: String,
    /// 坐标 [北纬, 东经]，度.
    #[schemars(extend("zh" = "坐标", "seen" = "all"))]
    pub coordinates: Option<[f64; 2]>,
    /// 负责人.
    #[schemars(extend("zh" = "负责人", "names" = "person", "seen" = "open"))]
    pub person: String,
    /// 电话.
    #[schemars(extend("zh" = "电话", "seen" = "open"))]
    pub phone: Vec<Phone>,
    /// 号码可以公开，印在谁都能看的纸上；the number may be on paper that everybody reads.
    #[schemars(extend("zh" = "公开", "seen" = "nobody"))]
    pub public: bool,
    /// 人数.
    #[schemars(extend("zh" = "人数", "seen" = "all"))]
    pub people: Option<u32>,
    /// 危险在哪.
    #[schemars(extend("zh" = "说明", "seen" = "all"))]
    pub note: String,
    /// 关气的阀在哪、谁有钥匙；where gas is cut off, and who has the key.
    #[schemars(extend("zh" = "气阀", "seen" = "duty"))]
    pub gas_valve: String,
    /// 断电的闸在哪、谁有钥匙；where power is cut off, and who has the key.
    #[schemars(extend("zh" = "电闸", "seen" = "duty"))]
    pub power_switch: String,
    /// 电梯几部、在哪，困了人找谁；lifts, and who frees people from them.
    #[schemars(extend("zh" = "电梯", "seen" = "all"))]
    pub lifts: String,
}

/// 重点场所类别.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum PlaceKind {
    /// 学校.
    #[schemars(extend("zh" = "学校"))]
    School,
    /// 幼儿园.
    #[schemars(extend("zh" = "幼儿园"))]
    Kindergarten,
    /// 养老院、幸福院.
    #[schemars(extend("zh" = "养老院"))]
    CareHome,
    /// 企业.
    #[schemars(extend("zh" = "企业"))]
    Enterprise,
    /// 水库.
    #[schemars(extend("zh" = "水库"))]
    Reservoir,
    /// 塘坝、坑塘.
    #[schemars(extend("zh" = "塘坝"))]
    Pond,
    /// 桥、漫水路.
    #[schemars(extend("zh" = "桥涵"))]
    Bridge,
    /// 加油站.
    #[schemars(extend("zh" = "加油站"))]
    GasStation,
    /// 液化气站、燃气调压站.
    #[schemars(extend("zh" = "燃气站"))]
    LpgStation,
    /// 危险化学品.
    #[schemars(extend("zh" = "危化品"))]
    Chemical,
    /// 氨冷库.
    #[schemars(extend("zh" = "冷库"))]
    ColdStore,
    /// 经营性自建房、出租房.
    #[schemars(extend("zh" = "自建房"))]
    RentalHouse,
    /// 高层住宅.
    #[schemars(extend("zh" = "高层住宅"))]
    HighRise,
    /// 采空区、矿.
    #[schemars(extend("zh" = "采空区"))]
    Mine,
    /// 粪池、沼气池、窖、井.
    #[schemars(extend("zh" = "有限空间"))]
    ConfinedSpace,
    /// 庙会、集市等聚集场所.
    #[schemars(extend("zh" = "聚集场所"))]
    Gathering,
    /// 其他.
    #[default]
    #[schemars(extend("zh" = "其他"))]
    Other,
}

/// 一级预警的本地阈值；a local threshold for one level.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Threshold {
    /// 阈值原话.
    #[schemars(extend("zh" = "阈值", "seen" = "all"))]
    pub text: String,
    /// 来源：机关、文件、文号.
    #[schemars(extend("zh" = "来源", "seen" = "all"))]
    pub source: String,
}

/// 图片；pictures, paths relative to the workspace.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Pictures {
    /// 村风险和转移路线图.
    #[schemars(extend("zh" = "村图", "seen" = "all"))]
    pub map: Option<String>,
    /// 标志.
    #[schemars(extend("zh" = "标志", "seen" = "all"))]
    pub logo: Option<String>,
}

/// Meanings of alarms that plans speak of: id and name.
pub const ALARMS: [(&str, &str); 4] =
    [("ready", "准备转移"), ("evacuate", "立即转移"), ("muster", "集合"), ("clear", "解除")];
