//! What a short profile would gain most from next: whole parts that are still empty, in the order in which
//! they help.

use crate::check::Context;
use crate::diag::Diagnostic;
use crate::model::profile::Profile;

/// One part of a profile.
struct Part {
    zh: &'static str,
    en: &'static str,
    empty: fn(&Profile) -> bool,
}

/// Parts in order of use: whom to ring, how to warn, where to go, who must go, then what makes it easier.
const PARTS: [Part; 14] = [
    part("人员（有任务的人和电话）", "people (who has a task, with numbers)", |p| {
        p.people.is_empty()
    }),
    part("岗位（谁说了算、谁报警）", "posts (who decides, who sounds the alarm)", |p| {
        p.posts.is_empty()
    }),
    part("灾害（村里会遇到什么）", "hazards (what can happen here)", |p| p.hazards.is_empty()),
    part("外部电话（镇值班、医院）", "contacts (town duty office, hospital)", |p| {
        p.contacts.is_empty()
    }),
    part("报警信号（听到什么就走）", "alarms (at which sound people leave)", |p| {
        p.alarms.is_empty()
    }),
    part("避难点（往哪去、谁开门）", "shelters (where to go, who opens)", |p| {
        p.shelters.is_empty()
    }),
    part(
        "转移对象（哪几户要走、谁去叫）",
        "evacuees (who must leave, who fetches them)",
        |p| p.evacuees.is_empty(),
    ),
    part("风险点（哪里危险、谁盯着）", "points (where it is dangerous, who watches)", |p| {
        p.points.is_empty()
    }),
    part("路线（走哪条路、避开哪里）", "routes (which way, what to avoid)", |p| {
        p.routes.is_empty()
    }),
    part("网格（谁管哪一片）", "grids (who is in charge of which part)", |p| p.grids.is_empty()),
    part("队伍（村应急救援队）", "teams (the village's rescue team)", |p| p.teams.is_empty()),
    part("物资（有什么、放在哪）", "supplies (what there is, and where)", |p| {
        p.supplies.is_empty()
    }),
    part("隐患排查（谁查什么）", "inspections (who looks at what)", |p| p.inspections.is_empty()),
    part("演练（练过什么）", "drills (what was practised)", |p| p.drills.is_empty()),
];

/// How each part is written, in its shortest form: by its key.
const FORMS: [(&str, &str, &str); 14] = [
    ("people", "人员: {姓名: {电话: 照抄的号码}}", "people: {name: {phone: as dialled}}"),
    (
        "posts",
        "岗位: {总指挥: [姓名, 姓名], 预警员: [姓名, 姓名]}",
        "posts: {commander: [name, name], warning: [name, name]}",
    ),
    (
        "hazards",
        "灾害: {山洪: {可能性: 高, 影响: 高}}",
        "hazards: {flash-flood: {likelihood: high, impact: high}}",
    ),
    (
        "contacts",
        "外部电话: {镇应急值班室: {类别: 镇值班, 电话: 照抄的号码}}",
        "contacts: {town duty office: {kind: town-duty, phone: as dialled}}",
    ),
    (
        "alarms",
        "报警信号: {立即转移: {用什么: 铜锣, 怎么响: 连续急敲, 谁发: 预警员}}",
        "alarms: {evacuate: {tool: gong, pattern: without a break, by: warning}}",
    ),
    (
        "shelters",
        "避难点: {村小学: {容量: 人数, 负责人: [姓名, 姓名]}}",
        "shelters: {school: {capacity: number, keeper: [name, name]}}",
    ),
    (
        "evacuees",
        "转移对象: [{户主: 姓名, 住: 住址, 人数: 几口人, 帮扶: [姓名, 姓名], 去: 避难点的名字}]",
        "evacuees: [{head: name, address: where, members: number, helper: [name, name], shelter: name of a shelter}]",
    ),
    (
        "points",
        "风险点: {北沟口: {灾种: [山洪], 盯守: [姓名, 姓名], 往哪撤: 避难点的名字}}",
        "points: {north gully: {hazards: [flash-flood], watcher: [name, name], escape: name of a shelter}}",
    ),
    (
        "routes",
        "路线: {北沟路: {从: 风险点的名字, 到: 避难点的名字, 经过: [地名], 分钟: 几分钟}}",
        "routes: {north road: {from: name of a point, to: name of a shelter, via: [place], minutes: number}}",
    ),
    (
        "grids",
        "网格: {一网格: {网格员: [姓名, 姓名], 范围: 哪一片, 户数: 几户}}",
        "grids: {first: {officer: [name, name], area: which part, households: number}}",
    ),
    (
        "teams",
        "队伍: {村应急救援队: {类别: 救援队, 队长: 姓名, 队员: [姓名, 姓名]}}",
        "teams: {rescue team: {kind: rescue, leader: name, members: [name, name]}}",
    ),
    (
        "supplies",
        "物资: [{品名: 铜锣, 数量: 几面, 单位: 面, 存放: 哪里, 保管: 姓名}]",
        "supplies: [{item: gong, quantity: number, unit: piece, place: where, keeper: name}]",
    ),
    (
        "inspections",
        "隐患排查: [{查什么: 哪里, 谁查: 姓名, 周期: 多久一次}]",
        "inspections: [{what: where, who: name, cycle: how often}]",
    ),
    (
        "drills",
        "演练: [{日期: 2026-05-08, 灾种: 山洪, 内容: 练了什么, 人数: 几人}]",
        "drills: [{date: 2026-05-08, hazard: flash-flood, scenario: what, participants: number}]",
    ),
];

/// How many parts are named at once.
const AT_ONCE: usize = 3;

impl Part {
    /// Returns the key of the block, by which the English begins.
    fn key(&self) -> &'static str {
        self.en.split(' ').next().unwrap_or_default()
    }
}

const fn part(zh: &'static str, en: &'static str, empty: fn(&Profile) -> bool) -> Part {
    Part { zh, en, empty }
}

pub(super) fn check(c: &Context, found: &mut Vec<Diagnostic>) {
    let empty: Vec<&Part> =
        PARTS.iter().filter(|part| (part.empty)(c.profile) && !c.unread(&[part.key().into()])).collect();
    if empty.is_empty() {
        return;
    }
    let named = |word: fn(&&Part) -> &'static str| empty.iter().take(AT_ONCE).map(word).collect::<Vec<_>>();
    let (zh, en) = (named(|part| part.zh).join("、"), named(|part| part.en).join(", "));
    let fault = Diagnostic::note("next-to-add").at(c.at(&["name".into()])).word("parts", &zh, &en);
    let form = FORMS.iter().find(|(key, ..)| *key == empty[0].key());
    let (zh, en) = form.map_or_else(Default::default, |(_, zh, en)| (*zh, *en));
    found.push(fault.with("count", empty.len()).word("form", zh, en));
}
