//! The town's own: who commands, who is on duty, what watches, who helps; its duties and tasks as data
//! (`model::office`). People are those of the town's file.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::cite::{Source, Status};
use super::life::PlanLife;
use super::local::Watch;
use super::office::{TownFile, TownPost};
use super::phone::Phone;
use super::plan::Level;
use super::profile::{Date, Named};

/// 镇：镇街自己的，写在 town.yaml，村里不继承；the town's own block.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct TownBook {
    /// 村名册：应该有哪些村；the villages that there should be.
    #[schemars(extend("zh" = "村名册"))]
    pub roster: Vec<RosterRow>,
    /// 镇指挥：岗位 → [A角, B角]；who commands.
    #[schemars(extend("zh" = "镇指挥", "inner" = "person", "refers" = "people", "seen" = "duty"))]
    pub command: Named<Vec<String>>,
    /// 应急办.
    #[schemars(extend("zh" = "应急办"))]
    pub office: TownOffice,
    /// 驻村：村 → 谁；who goes to which village.
    #[schemars(extend("zh" = "驻村", "refers" = "villages"))]
    pub assigned: Named<Assigned>,
    /// 联防救援站.
    #[schemars(extend("zh" = "联防救援站"))]
    pub stations: Named<Station>,
    /// 综合队队员，一人一行.
    #[schemars(extend("zh" = "综合队员"))]
    pub members: Vec<Member>,
    /// 镇值班，一天一班一行.
    #[schemars(extend("zh" = "镇值班表"))]
    pub rota: Vec<Watch>,
    /// 监测：名 → 水位、雨量、摄像头、大喇叭.
    #[schemars(extend("zh" = "监测"))]
    pub monitors: Named<Monitor>,
    /// 邻镇：联防联治、应急协作.
    #[schemars(extend("zh" = "邻镇"))]
    pub neighbours: Named<NeighbourTown>,
    /// 级别：预警信号 → 级别 → 谁到岗.
    #[schemars(extend("zh" = "级别到岗", "names" = "signal", "inner" = "level"))]
    pub levels: Named<IndexMap<Level, Posture>>,
    /// 督导.
    #[schemars(extend("zh" = "督导"))]
    pub supervision: Vec<Supervised>,
    /// 任务：编号 → 做完没有.
    #[schemars(extend("zh" = "任务"))]
    pub tasks: Named<TaskDone>,
    /// 镇街预案走到哪一步；the life of the town's own plan.
    #[schemars(extend("zh" = "镇预案流程"))]
    pub plan: PlanLife,
    /// 镇演练.
    #[schemars(extend("zh" = "镇演练"))]
    pub exercises: Vec<super::local::Drill>,
}

/// 村名册的一行.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct RosterRow {
    /// 12 位编码.
    #[schemars(extend("zh" = "编码", "seen" = "duty"))]
    pub code: String,
    /// 村名.
    #[schemars(extend("zh" = "村名", "seen" = "duty"))]
    pub name: String,
    /// 片区.
    #[schemars(extend("zh" = "片区", "seen" = "duty"))]
    pub area: String,
}

/// 应急办.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct TownOffice {
    /// 主任.
    #[schemars(extend("zh" = "主任", "names" = "person", "refers" = "people", "seen" = "duty"))]
    pub head: Option<String>,
    /// 副主任.
    #[schemars(extend("zh" = "副主任", "names" = "person", "refers" = "people", "seen" = "duty"))]
    pub deputy: Option<String>,
    /// 值班电话.
    #[schemars(extend("zh" = "值班电话", "seen" = "duty"))]
    pub phone: Vec<Phone>,
    /// 地址.
    #[schemars(extend("zh" = "地址", "seen" = "duty"))]
    pub address: String,
}

/// 驻一个村的人.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Assigned {
    /// 联系这个村的镇领导.
    #[schemars(extend("zh" = "镇领导", "names" = "person", "refers" = "people", "seen" = "duty"))]
    pub leader: Option<String>,
    /// 驻村干部 [A角, B角].
    #[schemars(extend("zh" = "驻村干部", "names" = "person", "refers" = "people", "seen" = "duty"))]
    pub officers: Vec<String>,
    /// 到村几分钟.
    #[schemars(extend("zh" = "到村分钟", "seen" = "duty"))]
    pub minutes: Option<u32>,
}

/// 一个应急联防救援站.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Station {
    /// 站长 [A角, B角].
    #[schemars(extend("zh" = "站长", "names" = "person", "refers" = "people", "seen" = "duty"))]
    pub leader: Vec<String>,
    /// 电话.
    #[schemars(extend("zh" = "电话", "seen" = "duty"))]
    pub phone: Vec<Phone>,
    /// 坐标 [北纬, 东经].
    #[schemars(extend("zh" = "坐标", "seen" = "duty"))]
    pub coordinates: Option<[f64; 2]>,
    /// 队员人数.
    #[schemars(extend("zh" = "人数", "seen" = "duty"))]
    pub size: Option<u32>,
    /// 车辆.
    #[schemars(extend("zh" = "车辆", "seen" = "duty"))]
    pub vehicles: Vec<String>,
    /// 几分钟出动.
    #[schemars(extend("zh" = "出动分钟", "seen" = "duty"))]
    pub minutes: Option<u32>,
    /// 管哪些村.
    #[schemars(extend("zh" = "责任村", "refers" = "villages", "seen" = "duty"))]
    pub villages: Vec<String>,
}

/// 综合队的一个人.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Member {
    /// 姓名.
    #[schemars(extend("zh" = "姓名", "names" = "person", "refers" = "people", "seen" = "duty"))]
    pub name: Option<String>,
    /// 分工，如 绳索、油锯.
    #[schemars(extend("zh" = "分工", "seen" = "duty"))]
    pub task: String,
    /// 装备.
    #[schemars(extend("zh" = "装备", "seen" = "duty"))]
    pub gear: Vec<String>,
    /// 证书.
    #[schemars(extend("zh" = "证书", "seen" = "duty"))]
    pub certificate: String,
    /// 证书到期.
    #[schemars(extend("zh" = "证书到期", "seen" = "duty"))]
    pub certificate_until: Option<Date>,
    /// 保险到期.
    #[schemars(extend("zh" = "保险到期", "seen" = "duty"))]
    pub insured_until: Option<Date>,
    /// 备勤组.
    #[schemars(extend("zh" = "备勤组", "seen" = "duty"))]
    pub group: String,
}

/// 一个监测点.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Monitor {
    /// 类别.
    #[schemars(extend("zh" = "类别", "seen" = "duty"))]
    pub kind: MonitorKind,
    /// 坐标 [北纬, 东经].
    #[schemars(extend("zh" = "坐标", "seen" = "duty"))]
    pub coordinates: Option<[f64; 2]>,
    /// 在哪个村.
    #[schemars(extend("zh" = "村", "refers" = "villages", "seen" = "duty"))]
    pub village: String,
    /// 看守 [A角, B角].
    #[schemars(extend("zh" = "看守", "names" = "person", "seen" = "duty"))]
    pub keeper: Vec<String>,
    /// 阈值.
    #[schemars(extend("zh" = "阈值", "seen" = "duty"))]
    pub threshold: String,
    /// 上次检测.
    #[schemars(extend("zh" = "上次检测", "seen" = "duty"))]
    pub tested: Option<Date>,
}

/// 监测点类别.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum MonitorKind {
    /// 雨量.
    #[default]
    #[schemars(extend("zh" = "雨量"))]
    Rain,
    /// 水位.
    #[schemars(extend("zh" = "水位"))]
    Water,
    /// 摄像头.
    #[schemars(extend("zh" = "摄像头"))]
    Camera,
    /// 大喇叭.
    #[schemars(extend("zh" = "大喇叭"))]
    Loudspeaker,
    /// 报警器.
    #[schemars(extend("zh" = "报警器"))]
    Siren,
}

impl MonitorKind {
    /// Returns the word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Rain => "雨量",
            Self::Water => "水位",
            Self::Camera => "摄像头",
            Self::Loudspeaker => "大喇叭",
            Self::Siren => "报警器",
        }
    }
}

/// 一个邻镇.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct NeighbourTown {
    /// 电话.
    #[schemars(extend("zh" = "电话", "seen" = "duty"))]
    pub phone: Vec<Phone>,
    /// 事项.
    #[schemars(extend("zh" = "事项", "seen" = "duty"))]
    pub matters: String,
    /// 协议日期.
    #[schemars(extend("zh" = "协议日期", "seen" = "duty"))]
    pub agreed: Option<Date>,
}

/// 一级预警时谁在哪.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Posture {
    /// 带班.
    #[schemars(extend("zh" = "带班", "seen" = "duty"))]
    pub lead: String,
    /// 到岗.
    #[schemars(extend("zh" = "到岗", "seen" = "duty"))]
    pub on_duty: String,
    /// 备勤.
    #[schemars(extend("zh" = "备勤", "seen" = "duty"))]
    pub standby: String,
    /// 驻村到村.
    #[schemars(extend("zh" = "驻村到村", "seen" = "duty"))]
    pub in_villages: String,
}

/// 一次督导.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Supervised {
    /// 日期.
    #[schemars(extend("zh" = "日期", "seen" = "duty"))]
    pub date: Option<Date>,
    /// 村.
    #[schemars(extend("zh" = "村", "refers" = "villages", "seen" = "duty"))]
    pub village: String,
    /// 查的人.
    #[schemars(extend("zh" = "查的人", "names" = "person", "seen" = "duty"))]
    pub by: String,
    /// 问题.
    #[schemars(extend("zh" = "问题", "seen" = "duty"))]
    pub finding: String,
    /// 责任人.
    #[schemars(extend("zh" = "责任人", "names" = "person", "seen" = "duty"))]
    pub fixer: String,
    /// 期限.
    #[schemars(extend("zh" = "期限", "seen" = "duty"))]
    pub deadline: Option<Date>,
    /// 完成.
    #[schemars(extend("zh" = "完成", "seen" = "duty"))]
    pub closed: Option<Date>,
    /// 复查人.
    #[schemars(extend("zh" = "复查人", "names" = "person", "seen" = "duty"))]
    pub checked_by: String,
}

/// 一项任务做完没有.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct TaskDone {
    /// 完成日期.
    #[schemars(extend("zh" = "完成日期", "seen" = "duty"))]
    pub done: Option<Date>,
    /// 证明.
    #[schemars(extend("zh" = "证明", "seen" = "duty"))]
    pub proof: String,
}

/// Words before the name of a post that say which part of its work somebody has: 分管农业副镇长, 常务副镇长.
const PARTS: [&str; 5] = ["分管", "常务", "挂职", "专职", "代"];

impl RosterRow {
    /// Returns whether it is that of a village.
    pub fn is(&self, code: &str, name: &str) -> bool {
        (!self.code.is_empty() && self.code == code) || self.name == name
    }
}

impl TownBook {
    /// Returns whether the town has written anything of its own.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

impl TownFile {
    /// Returns the duties of a post as its town calls it: its own name, an alias, or one of them behind the town's
    /// name or a word for the part of the work that it has. 消防救援站站长 heads another station than 救援站站长.
    pub fn post(&self, called: &str, town: &str) -> Option<&TownPost> {
        let names = |post: &'_ TownPost| -> Vec<String> {
            std::iter::once(post.name.clone()).chain(post.aliases.clone()).collect()
        };
        let before = |rest: &str| {
            rest.is_empty()
                || rest == town
                || PARTS.iter().any(|part| rest.strip_prefix(town).unwrap_or(rest).starts_with(part))
        };
        let ending = self.posts.values().filter_map(|post| {
            let all = names(post).into_iter();
            let fits = all.filter(|name| called.strip_suffix(name.as_str()).is_some_and(before));
            Some((fits.map(|name| name.chars().count()).max()?, post))
        });
        ending.max_by_key(|(length, _)| *length).map(|(_, post)| post)
    }

    /// Returns the sources of a post that were read and hold in a place; without any its acts are this book's own.
    /// What binds a people's government binds no office that one sends out.
    pub fn read(&self, post: &TownPost, place: &[&str], government: bool) -> Vec<&Source> {
        let own = |id: &String| post.source.contains(id) || (government && post.government.contains(id));
        self.cited(place).filter(|source| own(&source.id)).collect()
    }

    /// Returns every source that may be cited in a place.
    pub fn cited(&self, place: &[&str]) -> impl Iterator<Item = &Source> {
        let stands = |source: &&Source| source.status == Status::Verified && source.stands();
        self.sources.iter().filter(stands).filter(move |source| source.holds_in(place))
    }
}
