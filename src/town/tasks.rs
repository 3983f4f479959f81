//! The town's tasks against what stands in the profiles: what is done, what is lacking, in which villages,
//! whom to
//! ring. Nothing that was not read is counted as asked.

use super::Town;
use super::rows::Part;
use crate::model::handbook::{Handbook, Sum};
use crate::model::office::Task;
use crate::model::phone::joined;
use crate::model::profile::TeamKind;
use crate::model::role::known;

/// Tasks of the opinion's list, whether they are entered or not.
const LISTED: &str = "J";
/// Most villages that a row names.
const NAMED: usize = 4;

/// How a task stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// Its id.
    pub id: String,
    /// What is to be done.
    pub title: String,
    /// By whom; empty if the text that says it was not read.
    pub who: Vec<String>,
    /// By when, how often, as written.
    pub when: String,
    /// What it is judged by is there; `None` if no profile shows it.
    pub met: Option<bool>,
    /// Villages that lack it, the worst first.
    pub lacking: Vec<String>,
    /// People who have to move there.
    pub at_risk: u32,
}

/// Returns how many tasks of the opinion's list are entered, and how many there are.
pub fn entered(town: &Town) -> (usize, usize) {
    town.plans.tasks.known(LISTED)
}

/// Returns every task that is known, what is lacking first, where most people are at risk.
pub fn standings(town: &Town) -> Vec<Standing> {
    let known = town.plans.tasks.tasks.iter().filter(|(_, task)| !task.title.is_empty());
    let mut all: Vec<Standing> = known.map(|(id, task)| standing(town, id, task)).collect();
    let rank = |s: &Standing| match s.met {
        Some(false) => 0,
        None => 1,
        Some(true) => 2,
    };
    all.sort_by_key(|s| (rank(s), std::cmp::Reverse(s.at_risk)));
    all
}

fn standing(town: &Town, id: &str, task: &Task) -> Standing {
    let done = town.profile.town_book.tasks.get(id).is_some_and(|t| t.done.is_some());
    let own: Vec<bool> = task.seen.iter().filter_map(|key| of_town(town, key)).collect();
    let of_villages =
        task.seen.iter().any(|key| town.books.iter().any(|b| of_village(town, b, id, key).is_some()));
    let lacks = |b: &&&Handbook| task.seen.iter().any(|key| of_village(town, b, id, key) == Some(false));
    let lacking: Vec<&Handbook> = town.books.iter().filter(lacks).copied().collect();
    // A list of members or its length: either shows the team.
    let either = task.seen.iter().any(|key| key == "size");
    let town_met = if either { own.iter().any(|met| *met) } else { own.iter().all(|met| *met) };
    let met = match (own.is_empty() && !of_villages, done) {
        (_, true) => Some(true),
        (true, false) => None,
        (false, false) => Some(town_met && lacking.is_empty() && (!of_villages || town.missing().is_empty())),
    };
    let at_risk = lacking.iter().map(|b| Sum::of(&b.households).known).sum();
    let within = task.within.map(|n| format!("{n}个工作日内")).unwrap_or_default();
    let written = [task.due.clone(), Some(within), task.cycle.clone()].into_iter().flatten();
    let when: Vec<String> = written.filter(|text| !text.is_empty()).collect();
    Standing {
        id: id.to_owned(),
        title: task.title.clone(),
        who: task.who.clone(),
        when: when.join("，"),
        met,
        lacking: if done { Vec::new() } else { lacking.iter().map(|b| b.village.name.clone()).collect() },
        at_risk: if done { 0 } else { at_risk },
    }
}

/// Whether a village has what shows a task; `None` if a village does not show it.
fn of_village(town: &Town, b: &Handbook, id: &str, key: &str) -> Option<bool> {
    let least = town.plans.asked.village_team;
    Some(match key {
        "teams" => b.teams.iter().any(|t| t.kind == TeamKind::Rescue && t.size.is_some_and(|n| n >= least)),
        "posts" => b.role(known::MANAGER).is_some_and(|role| !role.holders.is_empty()),
        "grids" => !b.grids.is_empty() && b.grids.iter().all(|g| !g.officers.is_empty()),
        "inspections" => !b.inspections.is_empty(),
        "built" => b.edition.approved.is_some() && b.mark().is_none(),
        "drills" => !b.drills.is_empty(),
        "training" => !b.training.is_empty(),
        "supplies" => b.supplies.iter().any(|s| !s.stock.is_empty()),
        "chain" => !b.matrix.is_empty(),
        "filed" => b.life.handed_in().is_some(),
        "published" => b.life.published.date.is_some(),
        "evaluated" => !b.life.evaluated.is_empty(),
        "plan_life" => match id {
            "N01" => b.life.drafted.date.is_some(),
            "N02" => !b.life.consulted.is_empty(),
            _ => b.life.signed.date.is_some() && b.life.issued.date.is_some(),
        },
        _ => return None,
    })
}

/// Whether the town's own block shows a task; `None` if it is not shown there.
fn of_town(town: &Town, key: &str) -> Option<bool> {
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
        "rota" => !own.rota.is_empty(),
        "town_plan_life" => own.plan.handed_in().is_some() && own.plan.published.date.is_some(),
        "town_drills" => !own.exercises.is_empty(),
        _ => return None,
    })
}

/// Returns the list for the town's book.
pub(super) fn part(town: &Town) -> Part {
    let (known, all) = entered(town);
    let rows = standings(town).into_iter().map(|s| {
        let state = match s.met {
            Some(true) => "有",
            Some(false) => "缺",
            None => "看不出来",
        };
        let more = if s.lacking.len() > NAMED { format!("等{}村", s.lacking.len()) } else { String::new() };
        let lacking = s.lacking.iter().take(NAMED).cloned().collect::<Vec<_>>().join("、") + &more;
        let first = town.books.iter().find(|b| s.lacking.first() == Some(&b.village.name));
        let ring = first
            .and_then(|b| b.call_for(known::MANAGER))
            .map(|(_, p)| format!("{} {}", p.name, joined(&p.phones)));
        let who = if s.who.is_empty() { "待录入".to_owned() } else { s.who.join("、") };
        vec![s.id, s.title, who, s.when, state.to_owned(), lacking, ring.unwrap_or_default()]
    });
    Part {
        title: "任务清单",
        note: format!(
            "上级32项重点任务：已知{known}/{}。其余照公开的解读和法规列；只看档案里写没写。",
            all.max(32)
        ),
        columns: vec![
            ("编号", 8),
            ("任务", 30),
            ("责任", 10),
            ("时限", 16),
            ("有没有", 10),
            ("缺的村", 24),
            ("先打给谁", 24),
        ],
        rows: rows.collect(),
        none: "plans/tasks.yaml 里没有任务",
    }
}
