//! The annexes of the plan: lists, the flow of the response, the table of articles, the changes.

use super::blocks::{Block, Section, Table};
use super::facts::{self, Desk, formal};
use super::text::Text;
use crate::compose::words;
use crate::model::filing::Clause;
use crate::model::handbook::{Holder, Household, UnfitReason};

/// Columns of a table.
type Columns = &'static [(&'static str, u32)];

/// Returns the annexes of an edition, each on a page of its own.
pub(super) fn sections(desk: &Desk, text: &Text) -> Vec<Section> {
    let wanted = desk.plans.filing.annexes.iter().filter(|annex| annex.public || !desk.is_public());
    let titles: Vec<(&str, &str)> = wanted.map(|annex| (annex.id.as_str(), annex.title.as_str())).collect();
    let mut found = Vec::new();
    for (i, (id, title)) in titles.iter().enumerate() {
        let (wide, columns, rows) = list(id, desk, text, &titles);
        let mut blocks =
            vec![Block::Label(format!("附件{}", i + 1)), Block::Gap, Block::Annex((*title).to_owned())];
        if rows.is_empty() {
            let none = desk.book.life.none.iter().any(|none| none == id || none == title);
            let id = if none { "none" } else { "missing" };
            blocks.push(Block::Body(desk.say(id, &[("what", title)])));
        } else {
            blocks.push(Block::Gap);
            blocks.push(Block::Table(Table::of(columns, rows)));
        }
        if *id == "concordance" {
            blocks.push(Block::Body(desk.say("official", &[])));
        }
        found.push(Section { wide, even: false, blocks });
    }
    found
}

/// Returns whether an annex lies, its columns and its rows.
fn list(id: &str, desk: &Desk, text: &Text, annexes: &[(&str, &str)]) -> (bool, Columns, Vec<Vec<String>>) {
    match id {
        "contacts" => {
            (false, &[("单位、岗位", 48), ("姓名", 36), ("电话", 44), ("备注", 28)], contacts(desk))
        }
        "point-list" => {
            let rows = desk.book.points.iter().map(|p| facts::point(p, desk)).collect();
            (
                true,
                &[
                    ("风险点", 30),
                    ("灾种", 24),
                    ("位置", 40),
                    ("户、人", 24),
                    ("前兆", 50),
                    ("盯守人", 32),
                    ("撤向", 25),
                ],
                rows,
            )
        }
        "evacuees" => {
            (true, EVACUEES, desk.book.homes().enumerate().map(|(i, home)| evacuee(i, home, desk)).collect())
        }
        "special" => {
            let homes = desk.book.homes().filter(|home| !home.needs.is_empty());
            (true, SPECIAL, homes.enumerate().map(|(i, home)| special(i, home, desk)).collect())
        }
        "shelter-list" => (
            false,
            &[
                ("场所、路线", 30),
                ("在哪、经过", 42),
                ("室内外", 14),
                ("容量、分钟", 16),
                ("负责人", 24),
                ("能去、不能去、不能走", 30),
            ],
            shelters(desk),
        ),
        "team-list" => {
            let rows = desk.book.teams.iter().map(|t| facts::team(t, desk)).collect();
            (false, &[("队伍", 40), ("人数", 14), ("队长", 30), ("电话", 36), ("装备", 36)], rows)
        }
        "supply-list" => (
            false,
            &[("品名", 36), ("规格型号", 28), ("单位", 14), ("数量", 14), ("存放处", 38), ("保管人", 26)],
            facts::supplies(desk),
        ),
        "flow" => (false, &[("步骤", 18), ("做什么", 74), ("谁、电话", 64)], flow(desk)),
        "map" => (false, &[("图", 60), ("说明", 96)], map(desk)),
        "cards" => (false, &[("岗位", 44), ("A角、B角", 44), ("灾种", 68)], cards(desk)),
        "concordance" => (
            false,
            &[("依据", 52), ("要求", 44), ("在哪", 44), ("有、缺", 16)],
            concordance(desk, text, annexes),
        ),
        "revisions" => (false, &[("日期", 28), ("内容", 96), ("批准人", 32)], revisions(desk)),
        _ => (false, &[("内容", 156)], Vec::new()),
    }
}

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
    ("危险区、类型", 30),
    ("住址", 26),
    ("户主、手机", 32),
    ("人数", 12),
    ("特殊情况", 24),
    ("转移责任人", 32),
    ("预警责任人", 32),
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
        first(desk, &home.helpers),
        first(desk, warners(home)),
        home.shelter.clone(),
    ]
}

/// Who warns a household: who is named for it, else who moves it.
fn warners(home: &Household) -> &[Holder] {
    if home.warners.is_empty() { &home.helpers } else { &home.warners }
}

fn first(desk: &Desk, people: &[Holder]) -> String {
    facts::called(desk, &people[..people.len().min(1)]).replace(' ', "\n")
}

const SPECIAL: Columns = &[
    ("序号", 10),
    ("户主、小组", 28),
    ("住址", 30),
    ("情况", 34),
    ("人数", 12),
    ("怎么走", 30),
    ("帮扶A", 34),
    ("帮扶B", 34),
    ("签名", 13),
];

fn special(i: usize, home: &Household, desk: &Desk) -> Vec<String> {
    let helper = |n: usize| {
        home.helpers.get(n).map(|p| facts::called(desk, std::slice::from_ref(p))).unwrap_or_default()
    };
    let members = home.members.map(|n| n.to_string()).unwrap_or_default();
    vec![
        (i + 1).to_string(),
        format!("{}\n{}", home.head, home.group),
        home.address.clone(),
        home.needs.join("、"),
        members,
        home.transport.clone(),
        helper(0),
        helper(1),
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
        let (inside, keepers) = (words::setting(s.setting).to_owned(), facts::called(desk, &s.keepers));
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

/// Which article asks for what, where it stands, and whether it is there.
fn concordance(desk: &Desk, text: &Text, annexes: &[(&str, &str)]) -> Vec<Vec<String>> {
    let book = desk.book;
    let applies = |clause: &&Clause| {
        let hazard = clause.hazards.is_empty() || book.hazards.iter().any(|h| clause.hazards.contains(&h.id));
        let place = clause.places.is_empty() || book.places.iter().any(|p| clause.places.contains(&p.kind));
        desk.here(&clause.region) && hazard && place
    };
    let named = |id: &String| desk.plans.filing.blocks.get(id).cloned().unwrap_or_default();
    let mut last = String::new();
    let row = |clause: &Clause| {
        let at: Vec<String> = clause.at.iter().map(|id| place(id, text, annexes)).collect();
        let lacks = clause.at.iter().any(|id| text.missing.contains(&named(id)));
        let there = !lacks && done(desk, &clause.fact);
        // An act is named where its articles begin.
        let again = last == clause.act;
        last.clone_from(&clause.act);
        let act = if again { clause.article.clone() } else { format!("{}{}", clause.act, clause.article) };
        vec![act, clause.asks.clone(), at.join("；"), if there { "有" } else { "缺" }.to_owned()]
    };
    desk.plans.filing.clauses.iter().filter(applies).map(row).collect()
}

/// Where a block, an annex or another paper is.
fn place(id: &str, text: &Text, annexes: &[(&str, &str)]) -> String {
    if let Some(place) = text.places.get(id) {
        return format!("第{place}");
    }
    if let Some(i) = annexes.iter().position(|(annex, _)| *annex == id) {
        return format!("附件{}", i + 1);
    }
    super::find(id).map_or_else(String::new, |handed| handed.file.to_owned())
}

/// Returns whether a step of the plan's life is written down; what asks for no step is not decided by one.
fn done(desk: &Desk, fact: &str) -> bool {
    // The public edition does not tell who was asked; whether somebody was is no secret.
    let life = &desk.book.life;
    match fact {
        "drafted" => life.drafted.date.is_some(),
        "consulted" => !life.consulted.is_empty() || desk.is_public() && life.issued.date.is_some(),
        "reviewed" => life.reviewed.date.is_some(),
        "issued" => life.signed.date.is_some() && life.issued.date.is_some(),
        "filed" => life.handed_in().is_some(),
        "published" => life.published.date.is_some(),
        _ => true,
    }
}
