//! The annexes of the plan: lists, the flow of the response, the table of articles, the changes.

use super::blocks::{Block, Section, Table};
use super::facts::{self, Desk, formal};
use super::text::Text;
use crate::compose::words;
use crate::model::filing::Clause;
use crate::model::handbook::{Holder, Household, UnfitReason};

/// Columns of a table.
type Columns = &'static [(&'static str, u32)];

/// The table of articles: it says of the other annexes whether they are there.
const CONCORDANCE: &str = "concordance";

/// Returns the annexes of an edition, each on a page of its own.
pub(super) fn sections(desk: &Desk, text: &Text) -> Vec<Section> {
    let wanted = desk.plans.filing.annexes.iter().filter(|annex| annex.public || !desk.is_public());
    let titles: Vec<(&str, &str)> = wanted.map(|annex| (annex.id.as_str(), annex.title.as_str())).collect();
    let mut lists: Vec<List> = titles.iter().map(|(id, _)| list(id, desk)).collect();
    let bare = titles.iter().zip(&lists).filter(|(_, list)| list.rows.is_empty());
    let empty: Vec<&str> = bare.map(|((id, _), _)| *id).collect();
    if let Some(at) = titles.iter().position(|(id, _)| *id == CONCORDANCE) {
        lists[at].rows = concordance(desk, &Places { text, annexes: &titles, empty: &empty });
    }
    let section = |((i, (id, title)), List { wide, columns, rows }): ((usize, &(&str, &str)), List)| {
        let mut blocks =
            vec![Block::Label(format!("附件{}", i + 1)), Block::Gap, Block::Annex((*title).to_owned())];
        if rows.is_empty() {
            let said = if desk.lacks(id) { "none" } else { "missing" };
            blocks.push(Block::Body(desk.say(said, &[("what", title)])));
        } else {
            blocks.push(Block::Gap);
            blocks.push(Block::Table(Table::of(columns, rows)));
        }
        if *id == CONCORDANCE {
            blocks.push(Block::Body(desk.say("official", &[])));
        }
        Section { wide, even: false, blocks }
    };
    titles.iter().enumerate().zip(lists).map(section).collect()
}

/// What stands in an annex: whether it lies, its columns and its rows.
struct List {
    wide: bool,
    columns: Columns,
    rows: Vec<Vec<String>>,
}

fn list(id: &str, desk: &Desk) -> List {
    let book = desk.book;
    let (wide, columns, rows): (bool, Columns, Vec<Vec<String>>) = match id {
        "contacts" => (false, CONTACTS, contacts(desk)),
        "point-list" => (true, POINTS, book.points.iter().map(|p| facts::point(p, desk)).collect()),
        "evacuees" => {
            (true, EVACUEES, book.homes().enumerate().map(|(i, home)| evacuee(i, home, desk)).collect())
        }
        "special" => {
            let homes = book.homes().filter(|home| !home.needs.is_empty());
            (true, SPECIAL, homes.enumerate().map(|(i, home)| special(i, home, desk)).collect())
        }
        "shelter-list" => (false, SHELTERS, shelters(desk)),
        "team-list" => (false, TEAMS, book.teams.iter().map(|t| facts::team(t, desk)).collect()),
        "supply-list" => (false, SUPPLIES, facts::supplies(desk)),
        "flow" => (false, FLOW, flow(desk)),
        "map" => (false, MAP, map(desk)),
        "cards" => (false, CARDS, cards(desk)),
        CONCORDANCE => (false, ARTICLES, Vec::new()),
        "revisions" => (false, REVISIONS, revisions(desk)),
        _ => (false, &[("内容", 156)], Vec::new()),
    };
    List { wide, columns, rows }
}

// Widths in millimetres: a mobile number stands on one line where there are 31, in any font.
const CONTACTS: Columns = &[("单位、岗位", 48), ("姓名", 36), ("电话", 44), ("备注", 28)];
const POINTS: Columns =
    &[("风险点", 30), ("灾种", 24), ("位置", 40), ("户、人", 24), ("前兆", 50), ("盯守人", 32), ("撤向", 25)];
const SHELTERS: Columns = &[
    ("场所、路线", 24),
    ("在哪、经过", 34),
    ("室内外", 14),
    ("容量、分钟", 15),
    ("负责人", 31),
    ("能去、不能去、不能走", 38),
];
const TEAMS: Columns = &[("队伍", 40), ("人数", 14), ("队长", 30), ("电话", 36), ("装备", 36)];
const SUPPLIES: Columns =
    &[("品名", 36), ("规格型号", 28), ("单位", 14), ("数量", 14), ("存放处", 38), ("保管人", 26)];
const FLOW: Columns = &[("步骤", 18), ("做什么", 74), ("谁、电话", 64)];
const MAP: Columns = &[("图", 60), ("说明", 96)];
const CARDS: Columns = &[("岗位", 44), ("A角、B角", 44), ("灾种", 68)];
const ARTICLES: Columns = &[("依据", 52), ("要求", 44), ("在哪", 44), ("有、缺", 16)];
const REVISIONS: Columns = &[("日期", 28), ("内容", 96), ("批准人", 32)];

fn map(desk: &Desk) -> Vec<Vec<String>> {
    let picture = desk.book.pictures.map.is_some();
    let row = vec!["村风险和转移路线图".to_owned(), "另附；与应急手册中的图一致".to_owned()];
    let points = desk.book.points.iter().filter_map(|p| {
        let radius = p.radius_m.map(|m| format!("，威胁半径{m}米")).unwrap_or_default();
        Some(vec![format!("△{}", p.name), format!("{}{radius}", position(p.coordinates?))])
    });
    let shelters = desk.book.shelters.iter().filter_map(|s| {
        let seats = s.capacity.map(|n| format!("，可容纳{n}人")).unwrap_or_default();
        Some(vec![format!("□{}", s.name), format!("{}{seats}", position(s.coordinates?))])
    });
    picture.then_some(row).into_iter().chain(points).chain(shelters).collect()
}

/// Where a place is on any map: 东经、北纬, WGS 84.
fn position([north, east]: [f64; 2]) -> String {
    format!("东经{east}°，北纬{north}°（WGS 84）")
}

fn revisions(desk: &Desk) -> Vec<Vec<String>> {
    let row = |r: &crate::model::profile::Revision| {
        vec![words::date(r.date), formal(&r.change), r.approved_by.clone()]
    };
    desk.revisions().iter().map(row).collect()
}

fn contacts(desk: &Desk) -> Vec<Vec<String>> {
    let mut rows: Vec<Vec<String>> = Vec::new();
    for number in &desk.book.phones.emergency {
        rows.push(vec![number.purpose.clone(), String::new(), number.number.clone(), String::new()]);
    }
    // Everybody once, with all his posts; who is A and who B stands in the table of posts.
    let mut people: Vec<(Vec<&str>, &Holder)> = Vec::new();
    for role in &desk.book.roles {
        for person in &role.holders {
            match people.iter_mut().find(|(_, own)| own.name == person.name && own.phones == person.phones) {
                Some((posts, _)) => posts.push(&role.name),
                None => people.push((vec![&role.name], person)),
            }
        }
    }
    let row = |(posts, person): &(Vec<&str>, &Holder)| {
        vec![posts.join("、"), person.name.clone(), desk.phones(&person.phones), String::new()]
    };
    rows.extend(people.iter().map(row));
    for contact in &desk.book.phones.outside {
        rows.push(vec![
            contact.name.clone(),
            contact.person.clone(),
            desk.phones(&contact.phones),
            contact.hours.clone(),
        ]);
    }
    rows
}

const EVACUEES: Columns = &[
    ("序号", 10),
    ("危险区、类型", 36),
    ("住址", 26),
    ("户主、手机", 33),
    ("人数", 10),
    ("特殊情况", 21),
    ("转移责任人", 31),
    ("预警责任人", 31),
    ("避难场所", 27),
];

fn evacuee(i: usize, home: &Household, desk: &Desk) -> Vec<String> {
    let head = format!("{}\n{}", home.head, desk.phones(&home.phones));
    let members = home.members.map(|n| n.to_string()).unwrap_or_default();
    vec![
        (i + 1).to_string(),
        format!("{}\n{}", home.points.join("、"), desk.names.hazards(&home.hazards)),
        home.address.clone(),
        head.trim().to_owned(),
        members,
        home.needs.join("、"),
        person(desk, &home.helpers, 0),
        person(desk, warners(home), 0),
        home.shelter.clone(),
    ]
}

/// Who warns a household: who is named for it, else who moves it.
fn warners(home: &Household) -> &[Holder] {
    if home.warners.is_empty() { &home.helpers } else { &home.warners }
}

/// Somebody over his numbers, nothing where there are not so many.
fn person(desk: &Desk, people: &[Holder], n: usize) -> String {
    facts::under(desk, &people[n.min(people.len())..people.len().min(n + 1)])
}

const SPECIAL: Columns = &[
    ("序号", 10),
    ("户主、小组", 28),
    ("住址", 30),
    ("情况", 34),
    ("人数", 12),
    ("怎么走", 32),
    ("帮扶A", 31),
    ("帮扶B", 31),
    ("签名", 17),
];

fn special(i: usize, home: &Household, desk: &Desk) -> Vec<String> {
    let members = home.members.map(|n| n.to_string()).unwrap_or_default();
    vec![
        (i + 1).to_string(),
        format!("{}\n{}", home.head, home.group),
        home.address.clone(),
        home.needs.join("、"),
        members,
        home.transport.clone(),
        person(desk, &home.helpers, 0),
        person(desk, &home.helpers, 1),
        String::new(),
    ]
}

fn shelters(desk: &Desk) -> Vec<Vec<String>> {
    let book = desk.book;
    let unfit = |s: &crate::model::handbook::ShelterEntry| {
        // What the village has not listed is not offered; that nobody may go there nobody has said.
        let of = |listed: bool| {
            let them = s.unfit_for.iter().filter(|u| (u.why == UnfitReason::NotListed) != listed);
            them.map(|u| desk.names.short(&u.hazard)).collect::<Vec<_>>().join("、")
        };
        let said = |hazards: String, before: &str, behind: &str| {
            (!hazards.is_empty()).then(|| format!("{before}{hazards}{behind}"))
        };
        [said(of(true), "", "时不能去"), said(of(false), "没有写适用于：", "")]
    };
    let shelters = book.shelters.iter().map(|s| {
        let seats = s.capacity.map(|n| format!("{n}人")).unwrap_or_default();
        let all: Vec<String> = s.fit_for.iter().chain(&s.also_for).cloned().collect();
        let fit = desk.names.hazards(&all);
        let fit = (!fit.is_empty()).then(|| format!("适用：{fit}"));
        let when = [fit].into_iter().chain(unfit(s)).flatten().collect::<Vec<_>>();
        let (inside, keepers) = (words::setting(s.setting).to_owned(), facts::under(desk, &s.keepers));
        vec![s.name.clone(), s.address.clone(), inside, seats, keepers, when.join("；")]
    });
    let routes = book.routes.iter().map(|r| {
        let minutes = r.minutes.map(|n| format!("{n}分钟")).unwrap_or_default();
        let way =
            [r.from.as_str()].into_iter().chain(r.via.iter().map(String::as_str)).chain([r.to.as_str()]);
        vec![
            r.name.clone(),
            way.filter(|s| !s.is_empty()).collect::<Vec<_>>().join("→"),
            String::new(),
            minutes,
            String::new(),
            r.closed_when.clone(),
        ]
    });
    shelters.chain(routes).collect()
}

/// 接警→研判→响应→报告→转移→处置→解除, with this village's names.
fn flow(desk: &Desk) -> Vec<Vec<String>> {
    let steps: Vec<_> = super::flow::STEPS
        .iter()
        .map(|(step, act, ids, _)| (*step, formal(&desk.names.said(act)), *ids))
        .collect();
    let who = |ids: &[&str]| {
        let called = ids.iter().filter_map(|id| desk.book.acting(id)).map(|role| {
            format!("{}：{}", role.name, facts::called(desk, &role.holders[..role.holders.len().min(2)]))
        });
        called.collect::<Vec<_>>().join("\n")
    };
    steps.into_iter().map(|(step, act, ids)| vec![step.to_owned(), act, who(ids)]).collect()
}

fn cards(desk: &Desk) -> Vec<Vec<String>> {
    let book = desk.book;
    let held = book.roles.iter().filter(|role| !role.holders.is_empty());
    let rows = held.filter_map(|role| {
        let hazards: Vec<String> = (book.hazards.iter())
            .filter(|h| h.actions.iter().any(|a| a.roles.contains(&role.id)))
            .map(|h| h.id.clone())
            .collect();
        let people = role.holders.iter().take(2).map(|p| p.name.as_str()).collect::<Vec<_>>().join("、");
        (!hazards.is_empty()).then(|| vec![role.name.clone(), people, facts::hazards(desk, &hazards)])
    });
    rows.collect()
}

/// What the table of articles looks at.
struct Places<'a> {
    text: &'a Text<'a>,
    annexes: &'a [(&'a str, &'a str)],
    /// Annexes that have nothing.
    empty: &'a [&'a str],
}

/// Which article asks for what, where it stands, and whether it is there.
fn concordance(desk: &Desk, places: &Places) -> Vec<Vec<String>> {
    let book = desk.book;
    let applies = |clause: &&Clause| {
        let hazard = clause.hazards.is_empty() || book.hazards.iter().any(|h| clause.hazards.contains(&h.id));
        let place = clause.places.is_empty() || book.places.iter().any(|p| clause.places.contains(&p.kind));
        desk.here(&clause.region) && hazard && place
    };
    let named = |id: &String| desk.plans.filing.blocks.get(id).cloned().unwrap_or_default();
    let mut last = String::new();
    let row = |clause: &Clause| {
        let mut at: Vec<String> = Vec::new();
        for place in clause.at.iter().map(|id| places.of(id)).filter(|place| !place.is_empty()) {
            if !at.contains(&place) {
                at.push(place);
            }
        }
        let bare = |id: &String| places.empty.contains(&id.as_str()) && !desk.lacks(id);
        let lacks = clause.at.iter().any(|id| places.text.missing.contains(&named(id)) || bare(id));
        let mut asked = clause.fact.split([',', ' ']).filter(|fact| !fact.is_empty());
        let there = !lacks && asked.all(|fact| done(desk, fact));
        // An act is named where its articles begin.
        let again = last == clause.act;
        last.clone_from(&clause.act);
        let act = if again { clause.article.clone() } else { format!("{}{}", clause.act, clause.article) };
        let asks = desk.names.said(&clause.asks);
        vec![act, asks, at.join("；"), if there { "有" } else { "缺" }.to_owned()]
    };
    desk.plans.filing.clauses.iter().filter(applies).map(row).collect()
}

impl Places<'_> {
    /// Where a block, an annex or another paper is.
    fn of(&self, id: &str) -> String {
        if let Some(place) = self.text.places.get(id) {
            return format!("第{place}");
        }
        if let Some(i) = self.annexes.iter().position(|(annex, _)| *annex == id) {
            return format!("附件{}", i + 1);
        }
        super::find(id).map_or_else(String::new, |handed| handed.file.to_owned())
    }
}

/// Returns whether what an article asks to be done was, as far as it is written down; whether it was is no secret, so
/// every edition says the same.
fn done(desk: &Desk, fact: &str) -> bool {
    let (book, life) = (desk.whole, &desk.whole.life);
    match fact {
        "drafted" => life.drafted.date.is_some(),
        "surveyed" => {
            let resources = book.teams.len() + book.shelters.len() + facts::stocks(book).count();
            !book.hazards.is_empty() && resources > 0 && !book.history.is_empty()
        }
        "consulted" => !life.consulted.is_empty(),
        "reviewed" => life.reviewed.date.is_some(),
        "issued" => life.signed.date.is_some() && life.issued.date.is_some(),
        "filed" => life.handed_in().is_some(),
        "published" => life.published.date.is_some(),
        "trained" => book.training.iter().any(|training| training.date.is_some()),
        "drilled" => book.drills.iter().any(|drill| drill.date.is_some()),
        // What was found in a drill is what its evaluation comes to.
        "drills-evaluated" => {
            book.drills.iter().any(|drill| drill.date.is_some() && !drill.findings.is_empty())
        }
        "evaluated" => !life.evaluated.is_empty(),
        "inspected" => book.inspections.iter().any(|round| round.last.is_some()),
        _ => true,
    }
}
