//! Villages summed up: per town, per county, over all; the worst first.

use std::collections::BTreeMap;

use super::{Errand, REQUIREMENTS, Readiness, Requirement, State, Task, TownTask, What, When};
use crate::diag::Severity;
use crate::model::profile::Date;
use crate::model::requirement::RequirementFile;

/// How many villages stand how to one requirement.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// It is there.
    pub met: usize,
    /// Some of it is there.
    pub short: usize,
    /// It is not there.
    pub missing: usize,
    /// Its day is past.
    pub overdue: usize,
    /// Not needed.
    pub exempt: usize,
}

impl Counts {
    /// Returns how many villages are asked for it; those that cannot be read are.
    pub fn asked(&self, villages: usize) -> usize {
        villages - self.exempt
    }
}

/// Villages summed up.
#[derive(Debug, Clone, Default)]
pub struct Tally {
    /// How many.
    pub villages: usize,
    /// Those whose file cannot be read.
    pub unreadable: usize,
    /// Those that should be there and have no file.
    pub missing: usize,
    /// Those that have everything.
    pub complete: usize,
    /// Requirements not met, over all villages.
    pub gaps: usize,
    /// Things whose day is past.
    pub late: usize,
    /// Errors of the checks.
    pub errors: u32,
    /// Warnings of the checks.
    pub warnings: u32,
    /// By requirement.
    pub by: BTreeMap<Requirement, Counts>,
}

/// One town.
#[derive(Debug, Clone)]
pub struct Town {
    /// County.
    pub county: String,
    /// Name.
    pub name: String,
    /// Heads of its rescue team.
    pub team: u32,
    /// How many there should be.
    pub need: u32,
    /// Whether its rescue station stands among the telephone numbers.
    pub station: bool,
    /// What it has to do itself, by the days that it wrote down.
    pub tasks: Vec<TownTask>,
    /// Its villages summed up.
    pub tally: Tally,
    /// Its villages, the worst first.
    pub villages: Vec<Readiness>,
}

impl Town {
    /// Returns whether the town has its own two: the team and the station.
    pub fn complete(&self) -> bool {
        self.team >= self.need && self.station
    }

    /// Returns everything that is to be done in the town, the worst first: what is late, the oldest first;
    /// what is lacking, by what hangs on it; what is due soon. Of villages that cannot be read, that alone.
    pub fn errands(&self) -> Vec<Errand> {
        let errand = |village: Option<&Readiness>, task: Task| Errand {
            county: self.county.clone(),
            town: self.name.clone(),
            village: village.map(|village| village.name.clone()).unwrap_or_default(),
            code: village.map(|village| village.code.clone()).unwrap_or_default(),
            phone: village.and_then(|village| village.phones.get(&task.who).cloned()).unwrap_or_default(),
            task,
        };
        let own = |what: What| Task {
            when: When::Now,
            due: None,
            requirement: Requirement::Team,
            what,
            who: String::new(),
        };
        let lacks = self.need.saturating_sub(self.team);
        let own = [
            (lacks > 0).then(|| own(What::FillTownTeam(lacks))),
            (!self.station).then(|| own(What::NameStation)),
        ];
        let own = own.into_iter().flatten().map(|task| errand(None, task));
        let noted = self.tasks.iter().map(|noted| {
            let village = self.villages.iter().find(|village| village.name == noted.village);
            let (village_name, phone) = (noted.village.clone(), noted.phone.clone());
            Errand { village: village_name, phone, ..errand(village, noted.task.clone()) }
        });
        let of_villages = self
            .villages
            .iter()
            .flat_map(|village| village.tasks.iter().map(|task| errand(Some(village), task.clone())));
        let mut all: Vec<Errand> = own.chain(noted).chain(of_villages).collect();
        // The villages are in order already, the worst first.
        all.sort_by_key(Errand::rank);
        all
    }
}

impl Errand {
    /// Sorts the worst first.
    pub(super) fn rank(&self) -> (usize, Option<Date>, usize) {
        let weight = self.task.what.weight(self.task.requirement);
        match self.task.when {
            // Nothing is known of the village, so anything may be late in it.
            When::Now if weight == 0 => (0, None, 0),
            When::Late => (1, self.task.due, weight),
            When::Now => (2, None, weight),
            When::Soon => (3, self.task.due, weight),
        }
    }
}

/// One county.
#[derive(Debug, Clone)]
pub struct County {
    /// Name.
    pub name: String,
    /// Towns it has here.
    pub towns: usize,
    /// Its villages summed up.
    pub tally: Tally,
}

/// All villages on one day.
#[derive(Debug, Clone)]
pub struct Report {
    /// The day judged by.
    pub today: Date,
    /// All villages summed up.
    pub tally: Tally,
    /// Counties, the worst first.
    pub counties: Vec<County>,
    /// Towns, the worst first.
    pub towns: Vec<Town>,
    /// What was asked, and by which texts.
    pub asked: RequirementFile,
}

/// Returns the villages summed up; every inner list is one workspace, so that what cannot be read has
/// neighbours.
pub fn report(workspaces: Vec<Vec<Readiness>>, today: Date, asked: RequirementFile) -> Report {
    let mut towns: BTreeMap<(String, String), Vec<Readiness>> = BTreeMap::new();
    for mut villages in workspaces {
        settle(&mut villages);
        for village in villages {
            towns.entry((village.county.clone(), village.town.clone())).or_default().push(village);
        }
    }
    let mut towns: Vec<Town> = towns
        .into_iter()
        .map(|((county, name), villages)| town(county, name, asked.town_team, villages))
        .collect();
    towns.sort_by_cached_key(|town| (worst(&town.tally), town.county.clone(), town.name.clone()));
    let mut counties: BTreeMap<&str, Vec<&Town>> = BTreeMap::new();
    for town in &towns {
        counties.entry(&town.county).or_default().push(town);
    }
    let county = |(name, towns): (&str, Vec<&Town>)| County {
        name: name.to_owned(),
        towns: towns.len(),
        tally: summed(&towns),
    };
    let mut counties: Vec<County> = counties.into_iter().map(county).collect();
    counties.sort_by_cached_key(|county| (worst(&county.tally), county.name.clone()));
    let all: Vec<&Town> = towns.iter().collect();
    Report { today, tally: summed(&all), counties, towns, asked }
}

/// Returns the villages of towns summed up, and what the towns themselves are late with.
fn summed(towns: &[&Town]) -> Tally {
    let mut sum = tally(towns.iter().flat_map(|town| &town.villages));
    sum.late += towns.iter().map(|town| late(&town.tasks)).sum::<usize>();
    sum
}

fn late(tasks: &[TownTask]) -> usize {
    tasks.iter().filter(|noted| noted.task.when == When::Late).count()
}

/// A village that cannot be read belongs where its neighbours do: those of its folder, else those of its
/// workspace.
fn settle(villages: &mut [Readiness]) {
    let folder = |village: &Readiness| village.file.rsplit_once('/').map(|(folder, _)| folder.to_owned());
    let homes: Vec<_> = (villages.iter().filter(|v| v.unreadable.is_none()))
        .map(|v| (folder(v), v.county.clone(), v.town.clone()))
        .collect();
    for lost in villages.iter_mut().filter(|v| v.unreadable.is_some()) {
        let near = homes.iter().find(|(near, ..)| *near == folder(lost)).or(homes.first());
        if let Some((_, county, town)) = near {
            (lost.county, lost.town) = (county.clone(), town.clone());
        }
    }
}

fn town(county: String, name: String, need: u32, mut villages: Vec<Readiness>) -> Town {
    villages.sort_by_cached_key(Readiness::badness);
    let team = villages.iter().map(|v| v.town_team).max().unwrap_or(0);
    let station = villages.iter().any(|v| v.station);
    let tasks = town_tasks(&villages);
    let mut tally = tally(&villages);
    tally.late += late(&tasks);
    Town { county, name, team, need, station, tasks, tally, villages }
}

/// Returns what the town's block asks for, once. A number is that which the village concerned has for the name; one
/// of the town's own stands only where no village has another under that name.
fn town_tasks(villages: &[Readiness]) -> Vec<TownTask> {
    let mut tasks: BTreeMap<(Task, String), Option<String>> = BTreeMap::new();
    for village in villages {
        for TownTask { task, village: of, phone } in &village.town_tasks {
            let known = tasks.entry((task.clone(), of.clone())).or_default();
            match known {
                _ if *of == village.name => *known = Some(phone.clone()),
                _ if !of.is_empty() => {}
                Some(other) if other != phone => other.clear(),
                Some(_) => {}
                None => *known = Some(phone.clone()),
            }
        }
    }
    let made = |((task, village), phone): ((Task, String), Option<String>)| TownTask {
        task,
        village,
        phone: phone.unwrap_or_default(),
    };
    tasks.into_iter().map(made).collect()
}

fn tally<'a>(villages: impl IntoIterator<Item = &'a Readiness>) -> Tally {
    let mut sum =
        Tally { by: REQUIREMENTS.iter().map(|r| (*r, Counts::default())).collect(), ..Tally::default() };
    for village in villages {
        let (met, asked) = village.met();
        sum.villages += 1;
        sum.missing += usize::from(village.missing);
        sum.unreadable += usize::from(village.unreadable.is_some() && !village.missing);
        sum.complete += usize::from(village.complete());
        sum.gaps += asked - met;
        sum.late += village.late();
        sum.errors += village.count(Severity::Error);
        sum.warnings += village.count(Severity::Warning);
        for row in &village.rows {
            let counts = sum.by.entry(row.requirement).or_default();
            *match row.state {
                State::Met => &mut counts.met,
                State::Short => &mut counts.short,
                State::Missing => &mut counts.missing,
                State::Overdue => &mut counts.overdue,
                State::Exempt => &mut counts.exempt,
            } += 1;
        }
    }
    sum
}

/// Sorts by gaps a village, in thousandths, a village that cannot be read counting as all gaps; the most
/// first.
fn worst(tally: &Tally) -> std::cmp::Reverse<usize> {
    let gaps = tally.gaps + (tally.unreadable + tally.missing) * REQUIREMENTS.len();
    std::cmp::Reverse(gaps * 1000 / tally.villages.max(1))
}
