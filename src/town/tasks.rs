//! The town's tasks against what stands in the profiles: what is done, what is lacking or late, in which
//! villages, whom to ring. Nothing that was not read is counted as asked.

use serde::Serialize;
use serde_json::{Value, json};

use super::Town;
use super::rows::Part;
use crate::model::cite::within;
use crate::model::handbook::{Handbook, Sum};
use crate::model::life::Due;
use crate::model::local::Drill;
use crate::model::office::Task;
use crate::model::phone::joined;
use crate::model::plan::Class;
use crate::model::profile::{ContactKind, Date, TeamKind};
use crate::model::role::known;

/// Tasks of the opinion's list, whether they are entered or not.
const LISTED: &str = "J";
/// Most villages that a row names.
const NAMED: usize = 4;

/// How a task stands, the worst first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// Its day is past.
    Late,
    /// It is not there.
    Lacking,
    /// No profile shows it.
    Unseen,
    /// It is there.
    Met,
}

impl State {
    /// Returns it in words, Chinese and English.
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Late => ("逾期", "late"),
            Self::Lacking => ("缺", "lacking"),
            Self::Unseen => ("看不出来", "not shown"),
            Self::Met => ("有", "met"),
        }
    }
}

/// A village that lacks something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lack {
    /// Its name.
    pub village: String,
    /// Its code.
    pub code: String,
    /// By which day, if one follows from its own plan or the task.
    pub due: Option<Date>,
    /// How many days that is past.
    pub days_late: u32,
    /// People who have to move there.
    pub at_risk: u32,
    /// Whom to ring: name, numbers.
    pub ring: Option<(String, String)>,
}

/// How a task stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// Its id.
    pub id: String,
    /// What is to be done.
    pub title: String,
    /// By whom; empty if the text that says it was not read.
    pub who: Vec<String>,
    /// The department in charge; empty if it was not read.
    pub department: String,
    /// By when, how often, as written.
    pub when: String,
    /// What it is judged by is there or not.
    pub state: State,
    /// The most days by which it is late.
    pub days_late: u32,
    /// The town itself lacks it.
    pub own: bool,
    /// Villages that lack it, the worst first.
    pub lacking: Vec<Lack>,
    /// People who have to move where it is lacking.
    pub at_risk: u32,
    /// Whom to ring first.
    pub ring: Option<(String, String)>,
    /// What shows that it was done, as the town wrote it.
    pub proof: String,
    /// When it was done, as the town wrote it.
    pub done: Option<Date>,
}

/// Returns how many tasks of the opinion's list are entered, and how many there are; none where that opinion
/// is another province's.
pub fn entered(town: &Town) -> (usize, usize) {
    let listed =
        town.plans.tasks.tasks.iter().filter(|(id, task)| id.starts_with(LISTED) && binds(town, task));
    (listed.clone().filter(|(_, task)| !task.title.is_empty()).count(), listed.count())
}

/// Returns every task that is known: what is late first, by days and people at risk; then what is lacking.
/// Without a day nothing is late.
pub fn standings(town: &Town, today: Option<Date>) -> Vec<Standing> {
    let all = town.plans.tasks.tasks.iter();
    let known = all.filter(|(_, task)| !task.title.is_empty() && binds(town, task));
    let mut all: Vec<Standing> = known.map(|(id, task)| standing(town, (id, task), today)).collect();
    all.sort_by_key(|s| {
        let weight = u64::from(s.days_late) * u64::from(s.at_risk.max(1));
        (s.state, std::cmp::Reverse(weight), std::cmp::Reverse(s.at_risk))
    });
    all
}

/// Whether a task is asked for here: what only texts of another province say is none of this town's.
fn binds(town: &Town, task: &Task) -> bool {
    let (place, sources) = (town.place(), &town.plans.tasks.sources);
    let holds = |id: &String| sources.iter().any(|source| source.id == *id && source.holds_in(&place));
    task.source.is_empty() || task.source.iter().any(holds)
}

fn standing(town: &Town, (id, task): (&str, &Task), today: Option<Date>) -> Standing {
    let record = town.profile.town_book.tasks.get(id);
    let done = record.is_some_and(|t| t.done.is_some());
    let shown: Vec<bool> = task.seen.iter().filter_map(|key| of_town(town, key, today)).collect();
    let of_villages = town.books.iter().any(|b| village_has(town, b, (id, task), today).is_some());
    // A list of members or its length: either shows the team.
    let either = task.seen.iter().any(|key| key == "size");
    let town_met = if either { shown.contains(&true) } else { !shown.contains(&false) };
    let lacks = |b: &&&Handbook| !done && village_has(town, b, (id, task), today) == Some(false);
    let mut lacking: Vec<Lack> =
        town.books.iter().filter(lacks).map(|b| lack(town, b, task, today)).collect();
    // A village of which there is no file shows nothing.
    if !done && of_villages {
        lacking.extend(town.missing().into_iter().map(|village| Lack {
            village,
            code: String::new(),
            due: last_day(town, task),
            days_late: late(last_day(town, task), today),
            at_risk: 0,
            ring: None,
        }));
    }
    lacking.sort_by_key(|lack| std::cmp::Reverse((lack.days_late, lack.at_risk)));
    let own = !done && !shown.is_empty() && !town_met;
    // So many working days after the town's own plan was issued.
    let issued = task.within.zip(town.profile.town_book.plan.issued.date);
    let own_due = issued.map(|(days, issued)| Due::after(issued, days, &town.plans.holidays).date);
    let own_late = if own { late(own_due.or_else(|| last_day(town, task)), today) } else { 0 };
    let days_late = lacking.iter().map(|l| l.days_late).max().unwrap_or(0).max(own_late);
    let state = match () {
        () if done => State::Met,
        () if shown.is_empty() && !of_villages => State::Unseen,
        () if days_late > 0 => State::Late,
        () if own || !lacking.is_empty() => State::Lacking,
        () => State::Met,
    };
    let everybody = || town.books.iter().map(|b| Sum::of(&b.households).known).sum();
    let at_risk = if own { everybody() } else { lacking.iter().map(|l| l.at_risk).sum() };
    let first = lacking.first().and_then(|lack| lack.ring.clone());
    Standing {
        id: id.to_owned(),
        title: task.title.clone(),
        who: task.who.clone(),
        department: task.department.clone(),
        when: when(town, task),
        state,
        days_late,
        own,
        ring: if own { office(town) } else { first },
        lacking,
        at_risk,
        proof: record.map(|record| record.proof.clone()).unwrap_or_default(),
        done: record.and_then(|record| record.done),
    }
}

fn lack(town: &Town, b: &Handbook, task: &Task, today: Option<Date>) -> Lack {
    // So many working days after the village's own plan was issued.
    let within = task.within.zip(b.life.issued.date);
    let own = within.map(|(days, issued)| Due::after(issued, days, &town.plans.holidays).date);
    let due = own.or_else(|| last_day(town, task));
    Lack {
        village: b.village.name.clone(),
        code: b.village.code.clone(),
        due,
        days_late: late(due, today),
        at_risk: Sum::of(&b.households).known,
        ring: b.call_for(known::MANAGER).map(|(_, p)| (p.name.clone(), joined(&p.phones))),
    }
}

/// Whether a task's time limit binds here; elsewhere it is for reference.
fn due_here(town: &Town, task: &Task) -> bool {
    within(&task.due_in, &town.place())
}

/// By when, how often, as written.
fn when(town: &Town, task: &Task) -> String {
    let days = task.within.map(|n| format!("{n}个工作日内")).unwrap_or_default();
    let due = task.due.as_ref().map(|due| match due_here(town, task) {
        true => due.clone(),
        false => format!("{due}（{}的，参考）", task.due_in),
    });
    let written = [due, Some(days), task.cycle.clone()].into_iter().flatten();
    written.filter(|text| !text.is_empty()).collect::<Vec<_>>().join("，")
}

/// The last day of a time limit that binds here, as texts write it: 2023年底, 2024年6月底, 2024-06-30; none of others.
fn last_day(town: &Town, task: &Task) -> Option<Date> {
    let text = task.due.as_deref().filter(|_| due_here(town, task))?;
    if let Ok(date) = text.parse() {
        return Some(Date(date));
    }
    let (year, rest) = text.split_once('年')?;
    let rest = rest.trim_end_matches(['底', '末', '前', '以']);
    let month = if rest.is_empty() { Some(12) } else { rest.strip_suffix('月')?.parse().ok() };
    let first = jiff::civil::Date::new(year.parse().ok()?, month?, 1).ok()?;
    Some(Date(first.last_of_month()))
}

fn late(due: Option<Date>, today: Option<Date>) -> u32 {
    let days = due.zip(today).and_then(|(due, today)| due.0.until(today.0).ok()).map(|span| span.get_days());
    days.and_then(|days| u32::try_from(days).ok()).unwrap_or(0)
}

/// Whom to ring for what is the town's own: who heads its office, else the duty room.
fn office(town: &Town) -> Option<(String, String)> {
    let own = &town.profile.town_book.office;
    let person = |name: &String| Some((name.clone(), joined(&town.profile.people.get(name)?.phone)));
    let head = own.head.iter().chain(&own.deputy).find_map(person);
    let duty = town.profile.contacts.iter().find(|(_, c)| c.kind == ContactKind::TownDuty);
    head.or_else(|| duty.map(|(name, c)| (name.clone(), joined(&c.phone))))
}

/// Whether a village has everything that shows a task; `None` if villages do not show it.
fn village_has(town: &Town, b: &Handbook, (id, task): (&str, &Task), today: Option<Date>) -> Option<bool> {
    let shown = task.seen.iter().filter_map(|key| of_village(town, b, (id, key), today));
    shown.reduce(|all, one| all && one)
}

/// Whether a village has what shows a task; `None` if a village does not show it. A day to come shows nothing yet.
fn of_village(town: &Town, b: &Handbook, (id, key): (&str, &str), today: Option<Date>) -> Option<bool> {
    let least = town.plans.asked.village_team;
    let been = |day: Option<Date>| been(day, today);
    let holds = |until: Option<Date>| until.zip(today).is_none_or(|(until, today)| until >= today);
    Some(match key {
        "teams" => b.teams.iter().any(|t| t.kind == TeamKind::Rescue && t.size.is_some_and(|n| n >= least)),
        "posts" => b.role(known::MANAGER).is_some_and(|role| !role.holders.is_empty()),
        "grids" => !b.grids.is_empty() && b.grids.iter().all(|g| !g.officers.is_empty()),
        "inspections" => !b.inspections.is_empty(),
        "built" => been(b.edition.approved) && b.mark().is_none() && !town.faulty.contains(&b.village.name),
        "drills" => b.drills.iter().any(|drill| been(drill.date)),
        "training" => b.training.iter().any(|training| been(training.date)),
        "supplies" => {
            let stock = || b.supplies.iter().flat_map(|s| &s.stock).filter(|stock| !stock.of_team);
            stock().next().is_some() && stock().all(|stock| holds(stock.expires))
        }
        "chain" => !b.matrix.is_empty(),
        "filed" => been(b.life.handed_in()),
        "published" => been(b.life.published.date),
        "evaluated" => !b.life.evaluated.is_empty(),
        "plan_life" => match id {
            "N01" => been(b.life.drafted.date),
            "N02" => !b.life.consulted.is_empty(),
            _ => been(b.life.signed.date) && been(b.life.issued.date),
        },
        _ => return None,
    })
}

/// Whether a day is written and is no day to come.
fn been(day: Option<Date>, today: Option<Date>) -> bool {
    day.is_some_and(|day| today.is_none_or(|today| day <= today))
}

/// Whether the town's own block shows a task; `None` if it is not shown there.
fn of_town(town: &Town, key: &str, today: Option<Date>) -> Option<bool> {
    let own = &town.profile.town_book;
    let team = town.profile.teams.values().filter(|t| t.kind == TeamKind::TownRescue);
    let size = team.map(crate::model::village::team_size).max().unwrap_or(0);
    let need = town.plans.asked.town_team;
    Some(match key {
        "stations" => !own.stations.is_empty(),
        "members" => u32::try_from(own.members.len()).unwrap_or(u32::MAX) >= need,
        "size" => size >= need,
        "command" => !own.command.is_empty(),
        "duties" => !own.command.is_empty() && !town.plans.town.posts.is_empty(),
        "monitors" => !own.monitors.is_empty(),
        "neighbours" => !own.neighbours.is_empty(),
        "supervision" => !own.supervision.is_empty(),
        "levels" => !own.levels.is_empty(),
        "gear" => own.members.iter().any(|m| !m.gear.is_empty()),
        // Whoever is on duty has to be known for today.
        "rota" => {
            own.rota.iter().any(|watch| today.is_none_or(|today| watch.date.is_some_and(|day| day >= today)))
        }
        "town_plan_life" => been(own.plan.handed_in(), today) && been(own.plan.published.date, today),
        "town_drills" => {
            own.exercises.iter().any(|drill| of_safety(town, drill) && this_year(drill.date, today))
        }
        _ => return None,
    })
}

/// Whether an exercise is one of work safety, as far as it says.
fn of_safety(town: &Town, drill: &Drill) -> bool {
    let plan = drill.hazard.as_ref().and_then(|id| town.plans.plans.get(id));
    plan.is_some_and(|plan| plan.class == Class::Accident) || drill.scenario.contains("安全生产")
}

/// Whether a day lies within the year before another.
fn this_year(day: Option<Date>, today: Option<Date>) -> bool {
    let ended = |day: Date| day.0.checked_add(jiff::Span::new().years(1)).ok().map(Date);
    been(day, today) && today.is_none_or(|today| day.and_then(ended).is_some_and(|end| end >= today))
}

/// Returns the tasks of a town, its villages against them, and what supervision found, as data in final words;
/// `pick` takes Chinese or English.
pub fn view(town: &Town, today: Date, pick: &dyn Fn(&'static str, &'static str) -> &'static str) -> Value {
    let all = standings(town, Some(today));
    let count = |state: State| all.iter().filter(|s| s.state == state).count();
    let (known, listed) = entered(town);
    json!({
        "listed": {"known": known, "all": listed},
        "counts": {"late": count(State::Late), "lacking": count(State::Lacking),
            "unseen": count(State::Unseen), "met": count(State::Met)},
        "rows": all.iter().map(|s| row(s, pick)).collect::<Value>(),
        "villages": villages(town, &all, pick),
        "missing": town.missing(), "unreadable": town.unreadable,
        "supervision": supervision(town, today),
    })
}

fn cell(state: State, pick: &dyn Fn(&'static str, &'static str) -> &'static str) -> Value {
    let (zh, en) = state.words();
    json!({"state": state, "word": pick(zh, en)})
}

fn row(s: &Standing, pick: &dyn Fn(&'static str, &'static str) -> &'static str) -> Value {
    let person = |ring: &Option<(String, String)>| {
        let (who, phone) = ring.clone().unwrap_or_default();
        json!({"who": who, "phone": phone})
    };
    let lack = |l: &Lack| {
        json!({"village": l.village, "code": l.code, "due": l.due, "days_late": l.days_late,
            "at_risk": l.at_risk, "ring": person(&l.ring)})
    };
    let (zh, en) = s.state.words();
    json!({
        "id": s.id, "title": s.title, "who": s.who, "department": s.department, "when": s.when,
        "state": s.state, "word": pick(zh, en), "days_late": s.days_late, "town": s.own,
        "at_risk": s.at_risk, "ring": person(&s.ring), "proof": s.proof,
        "lacking": s.lacking.iter().map(lack).collect::<Value>(),
    })
}

/// Every village against the tasks that villages show, and the town itself against its own.
fn villages(
    town: &Town,
    all: &[Standing],
    pick: &dyn Fn(&'static str, &'static str) -> &'static str,
) -> Value {
    let tasks = &town.plans.tasks.tasks;
    let shown = |s: &&Standing| {
        tasks
            .get(&s.id)
            .is_some_and(|t| town.books.iter().any(|b| village_has(town, b, (&s.id, t), None).is_some()))
    };
    let mut columns: Vec<&Standing> = all.iter().filter(shown).collect();
    columns.sort_by(|a, b| a.id.cmp(&b.id));
    let of = |b: &&Handbook| {
        let state = |s: &&Standing| match s.lacking.iter().find(|l| l.village == b.village.name) {
            Some(lack) if lack.days_late > 0 => State::Late,
            Some(_) => State::Lacking,
            None => State::Met,
        };
        json!({
            "village": b.village.name, "code": b.village.code,
            "cells": columns.iter().map(|s| cell(state(s), pick)).collect::<Value>(),
        })
    };
    json!({
        "columns": columns.iter().map(|s| json!({"id": s.id, "title": s.title})).collect::<Value>(),
        "rows": town.books.iter().map(of).collect::<Value>(),
    })
}

/// What was found and is not mended first, the longest overdue before all; then what is mended.
fn supervision(town: &Town, today: Date) -> Value {
    let mut all: Vec<_> = town.profile.town_book.supervision.iter().collect();
    let days = |s: &crate::model::town::Supervised| {
        if s.closed.is_none() { late(s.deadline, Some(today)) } else { 0 }
    };
    all.sort_by_key(|s| (s.closed.is_some(), std::cmp::Reverse(days(s)), s.deadline, s.date));
    let phone = |name: &str| {
        let own = town.profile.people.get(name).map(|p| joined(&p.phone));
        let holders = town.books.iter().flat_map(|b| b.roles.iter().flat_map(|role| &role.holders));
        own.or_else(|| holders.clone().find(|p| p.name == name).map(|p| joined(&p.phones)))
    };
    let row = |s: &&crate::model::town::Supervised| {
        json!({
            "date": s.date, "village": s.village, "by": s.by, "finding": s.finding, "fixer": s.fixer,
            "phone": phone(&s.fixer).unwrap_or_default(), "deadline": s.deadline, "closed": s.closed,
            "checked_by": s.checked_by, "days_late": days(s),
        })
    };
    all.iter().map(row).collect()
}

/// Returns the list for the town's book; a book has no clock, so nothing in it is late.
pub(super) fn part(town: &Town) -> Part {
    let (known, all) = entered(town);
    let rows = standings(town, None).into_iter().map(|s| {
        let more = if s.lacking.len() > NAMED { format!("等{}村", s.lacking.len()) } else { String::new() };
        let names: Vec<&str> = s.lacking.iter().take(NAMED).map(|l| l.village.as_str()).collect();
        let own = s.own.then(|| town.said("镇街"));
        let lacking = own.as_deref().into_iter().chain(names).collect::<Vec<_>>().join("、") + &more;
        let done = s.done.map(|day| format!("{}做完", day.0)).unwrap_or_default();
        let told = [lacking, done, s.proof]
            .into_iter()
            .filter(|text| !text.is_empty())
            .collect::<Vec<_>>()
            .join("\n");
        let ring = s.ring.map(|(name, phone)| format!("{name} {phone}")).unwrap_or_default();
        let who = if s.who.is_empty() { "待录入".to_owned() } else { town.all_said(&s.who).join("、") };
        vec![s.id, town.said(&s.title), who, s.when, s.state.words().0.to_owned(), told, ring]
    });
    Part {
        title: "任务清单",
        note: match all {
            0 => "照法规列；只看档案里写没写。".to_owned(),
            all => format!(
                "上级{all}项重点任务：已知{known}/{all}。其余照公开的解读和法规列；只看档案里写没写。"
            ),
        },
        columns: vec![
            ("编号", 8),
            ("任务", 30),
            ("责任", 10),
            ("时限", 16),
            ("有没有", 10),
            ("缺的村、证明", 24),
            ("先打给谁", 24),
        ],
        rows: rows.collect(),
        none: "没有写",
    }
}
