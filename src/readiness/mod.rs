//! How ready a village is: what the opinion and the laws ask against what its profile says on one day. Pure;
//! the pages and the clock are elsewhere, and nothing is asked for here that no text asks for: numbers, texts
//! and the words for them are data in `plans/requirements.yaml`.

mod requirements;
mod tally;
mod town;
mod view;
pub mod words;

use std::collections::BTreeMap;

use serde::Serialize;

use crate::diag::{Diagnostics, Severity};
use crate::load::Loaded;
use crate::model::life::Due;
use crate::model::phone::joined;
use crate::model::plan::PlanSet;
use crate::model::profile::{ContactKind, Date, TeamKind};
use crate::model::village::{Village, team_size};

pub use tally::{Counts, County, Report, Tally, Town, report};
pub use town::TownTask;
pub use view::{errands, view};

/// What a village is asked for; the texts that ask for it stand in the report itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Requirement {
    /// An emergency manager.
    Manager,
    /// A rescue team of ten.
    Team,
    /// Grids, each with its officer.
    Grids,
    /// A handbook: approved, without errors, in date.
    Handbook,
    /// Drills as routine.
    Drill,
    /// Training.
    Training,
    /// Rounds of inspection, and what they found mended in time.
    Inspection,
    /// Supplies, none past its date.
    Supplies,
    /// Risk points, each with its watcher.
    Points,
    /// The signal at which people leave.
    Alarm,
    /// A seat in a shelter for everybody who must move.
    Shelter,
}

/// Every requirement, in the order in which it is shown.
pub const REQUIREMENTS: [Requirement; 11] = [
    Requirement::Manager,
    Requirement::Team,
    Requirement::Grids,
    Requirement::Handbook,
    Requirement::Drill,
    Requirement::Training,
    Requirement::Inspection,
    Requirement::Supplies,
    Requirement::Points,
    Requirement::Alarm,
    Requirement::Shelter,
];

impl Requirement {
    /// Returns its id in `plans/requirements.yaml`.
    pub fn id(self) -> &'static str {
        match self {
            Self::Manager => "manager",
            Self::Team => "team",
            Self::Grids => "grids",
            Self::Handbook => "handbook",
            Self::Drill => "drill",
            Self::Training => "training",
            Self::Inspection => "inspection",
            Self::Supplies => "supplies",
            Self::Points => "points",
            Self::Alarm => "alarm",
            Self::Shelter => "shelter",
        }
    }
}

/// How a village stands to one requirement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// It is there.
    Met,
    /// Some of it is there.
    Short,
    /// It is not there.
    Missing,
    /// It was there, and its day is past.
    Overdue,
    /// This village does not need it.
    Exempt,
}

/// One requirement of one village.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Row {
    /// Which.
    pub requirement: Requirement,
    /// How it stands.
    pub state: State,
    /// How many or how much there is.
    pub have: Option<u32>,
    /// How many or how much there should be.
    pub need: Option<u32>,
    /// The day it rests on: the last drill, the end of the edition, the earliest day that is past.
    pub date: Option<Date>,
}

impl Row {
    /// Returns how much is lacking.
    pub fn lack(&self) -> u32 {
        self.need.unwrap_or(0).saturating_sub(self.have.unwrap_or(0))
    }
}

/// Something to be done in a village.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Task {
    /// When: what is late first, then what is lacking, then what is soon.
    pub when: When,
    /// By which day.
    pub due: Option<Date>,
    /// For which requirement.
    pub requirement: Requirement,
    /// What.
    pub what: What,
    /// By whom; empty if the profile names nobody.
    pub who: String,
}

/// Something to be done, and where: the list over all villages.
#[derive(Debug, Clone)]
pub struct Errand {
    /// County.
    pub county: String,
    /// Town.
    pub town: String,
    /// Village; empty if it is the town's own.
    pub village: String,
    /// Its division code.
    pub code: String,
    /// What is to be done.
    pub task: Task,
    /// Where whoever does it is rung.
    pub phone: String,
}

/// When a thing is to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum When {
    /// Its day is past.
    Late,
    /// It is lacking now.
    Now,
    /// Its day comes within a month.
    Soon,
}

/// What is to be done; the words are put in where it is shown.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum What {
    /// Name an emergency manager.
    NameManager,
    /// Find so many more for the rescue team.
    FillTeam(u32),
    /// Draw grids and name their officers.
    DrawGrids,
    /// Name an officer for this grid.
    NameOfficer(String),
    /// Have the handbook approved.
    Approve,
    /// Mend so many errors, without which nothing is printed.
    MendErrors(u32),
    /// Review the handbook.
    Review,
    /// File the plan with the town, or make it public.
    HandIn {
        /// In Chinese.
        zh: &'static str,
        /// In English.
        en: &'static str,
        /// Working days left; less than none: so many too late.
        left: i32,
        /// By which day.
        due: Due,
    },
    /// Hold a drill and write it down.
    Drill,
    /// Hold the drill that the village has planned: what for.
    PlannedDrill(String),
    /// Train, and write it down.
    Train,
    /// Write down who inspects what.
    Inspect,
    /// Mend what an inspection found.
    MendFinding(String),
    /// Write down what supplies there are.
    ListSupplies,
    /// Replace these supplies.
    Replace(String),
    /// Name a watcher for this risk point.
    NameWatcher(String),
    /// Say how the signal to leave sounds.
    SayAlarm,
    /// Find seats for so many more.
    FindSeats(u32),
    /// Write down how many a shelter holds.
    CountSeats(String),
    /// Name who opens a shelter.
    NameKeeper(String),
    /// Name who holds this post.
    NamePost(String),
    /// Write down the division code.
    GiveCode,
    /// Write down the number of the edition.
    GiveEdition,
    /// Write down by when the handbook is to be revised.
    GiveReview,
    /// Mend a profile that cannot be read; why it cannot.
    MendFile(String),
    /// Make a profile: there should be a village, and there is none.
    MakeProfile,
    /// The town: find so many more for its rescue team.
    FillTownTeam(u32),
    /// The town: write down its rescue station, with telephone.
    NameStation,
    /// The town: renew the certificate of this member of its team.
    RenewCertificate(String),
    /// The town: renew the insurance of this member of its team.
    RenewInsurance(String),
}

impl What {
    /// Returns how much hangs on it, the most first: what is unknown, what is late to leave, who leads, the
    /// rest.
    fn weight(&self, requirement: Requirement) -> usize {
        const ORDER: [Requirement; 11] = [
            Requirement::Alarm,
            Requirement::Shelter,
            Requirement::Points,
            Requirement::Manager,
            Requirement::Grids,
            Requirement::Team,
            Requirement::Handbook,
            Requirement::Inspection,
            Requirement::Supplies,
            Requirement::Drill,
            Requirement::Training,
        ];
        match self {
            Self::MakeProfile | Self::MendFile(_) => 0,
            Self::MendErrors(_) => 1,
            _ => 2 + ORDER.iter().position(|known| *known == requirement).unwrap_or(ORDER.len()),
        }
    }
}

/// Faults of one kind in one village.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Its code in the catalogue.
    pub code: &'static str,
    /// How bad.
    pub severity: Severity,
    /// How many.
    pub count: u32,
}

/// One village on one day.
#[derive(Debug, Clone)]
pub struct Readiness {
    /// The village's file, as shown.
    pub file: String,
    /// Division code.
    pub code: String,
    /// Name; the file's if it has none.
    pub name: String,
    /// Town or street.
    pub town: String,
    /// County.
    pub county: String,
    /// Why the file cannot be read; then there are no rows.
    pub unreadable: Option<String>,
    /// Whether there should be a file, and there is none.
    pub missing: bool,
    /// One for each requirement.
    pub rows: Vec<Row>,
    /// Faults by code.
    pub faults: Vec<Fault>,
    /// What is to be done, first what is late.
    pub tasks: Vec<Task>,
    /// Telephones of those who are to do it.
    pub phones: BTreeMap<String, String>,
    /// Heads of the town's team, as the village has it from its town.
    pub town_team: u32,
    /// Whether the town's rescue station stands among the telephone numbers.
    pub station: bool,
    /// What the town itself is to do, as the village has it from its town.
    pub town_tasks: Vec<TownTask>,
}

impl Readiness {
    /// Returns a village whose file cannot be read.
    pub fn unreadable(file: String, name: String, reason: String, diags: &Diagnostics) -> Self {
        let task = errand(What::MendFile(reason.clone()));
        Self { tasks: vec![task], ..Self::unknown(file, name, reason, diags) }
    }

    /// Returns a village that the workspace should have, and of which there is no file.
    pub fn missing(name: String, code: String, reason: String) -> Self {
        let tasks = vec![errand(What::MakeProfile)];
        let unknown = Self::unknown(String::new(), name, reason, &Diagnostics::default());
        Self { code, missing: true, tasks, ..unknown }
    }

    fn unknown(file: String, name: String, reason: String, diags: &Diagnostics) -> Self {
        Self {
            file,
            name,
            code: String::new(),
            town: String::new(),
            county: String::new(),
            unreadable: Some(reason),
            missing: false,
            rows: Vec::new(),
            faults: faults(diags),
            tasks: Vec::new(),
            phones: BTreeMap::new(),
            town_team: 0,
            station: false,
            town_tasks: Vec::new(),
        }
    }

    /// Returns how many requirements are met, and how many there are for this village.
    pub fn met(&self) -> (usize, usize) {
        let count = |pick: fn(&Row) -> bool| self.rows.iter().filter(|row| pick(row)).count();
        (count(|row| row.state == State::Met), count(|row| row.state != State::Exempt))
    }

    /// Returns whether everything asked for is there.
    pub fn complete(&self) -> bool {
        let (met, asked) = self.met();
        self.unreadable.is_none() && met == asked
    }

    /// Returns the number of faults of this severity.
    pub fn count(&self, severity: Severity) -> u32 {
        self.faults.iter().filter(|f| f.severity == severity).map(|f| f.count).sum()
    }

    /// Returns the number of things whose day is past.
    pub fn late(&self) -> usize {
        self.tasks.iter().filter(|task| task.when == When::Late).count()
    }

    /// Sorts the worst first: what cannot be read, what lacks most, what has most errors, what is latest.
    fn badness(&self) -> impl Ord + use<> {
        let (met, asked) = self.met();
        let worst = |n: usize| std::cmp::Reverse(n);
        let errors = self.count(Severity::Error) as usize;
        (
            !self.missing,
            self.unreadable.is_none(),
            worst(asked - met),
            worst(errors),
            worst(self.late()),
            self.code.clone(),
            self.name.clone(),
        )
    }
}

/// Something to be done about a village of which nothing is known.
fn errand(what: What) -> Task {
    Task { when: When::Now, due: None, requirement: Requirement::Handbook, what, who: String::new() }
}

/// Returns how a village stands on a day; `diags` holds what the checks found in it.
pub fn score(
    file: String,
    stem: &str,
    loaded: &Loaded,
    plans: &PlanSet,
    diags: &Diagnostics,
    today: Date,
) -> Readiness {
    let profile = &loaded.profile;
    let faults = faults(diags);
    let errors = faults.iter().filter(|f| f.severity == Severity::Error).map(|f| f.count).sum();
    let mut scale =
        requirements::Scale { village: Village { profile, plans }, errors, today, tasks: Vec::new() };
    let rows = REQUIREMENTS.iter().map(|requirement| scale.weigh(*requirement)).collect();
    let town_tasks = town::tasks(profile, |due| scale.when(due));
    let mut tasks = scale.tasks;
    tasks.sort();
    tasks.dedup();
    let phone = |task: &Task| {
        let phones = joined(&profile.people.get(&task.who)?.phone);
        (!phones.is_empty()).then(|| (task.who.clone(), phones))
    };
    let phones = tasks.iter().filter_map(phone).collect();
    let or_stem = |name: &str| if name.is_empty() { stem.to_owned() } else { name.to_owned() };
    let town_teams = profile.teams.values().filter(|team| team.kind == TeamKind::TownRescue);
    Readiness {
        file,
        code: profile.code.clone(),
        name: or_stem(&profile.name),
        town: profile.town.clone(),
        county: profile.county.clone(),
        unreadable: None,
        missing: false,
        rows,
        faults,
        tasks,
        phones,
        town_tasks,
        town_team: town_teams.map(team_size).max().unwrap_or(0),
        station: profile.contacts.iter().any(|(name, contact)| {
            // An office of the same name answers no alarm.
            let station = [ContactKind::FireStation, ContactKind::Other].contains(&contact.kind);
            station && name.contains(&plans.asked.station) && !contact.phone.is_empty()
        }),
    }
}

fn faults(diags: &Diagnostics) -> Vec<Fault> {
    let mut counts: BTreeMap<(Severity, &'static str), u32> = BTreeMap::new();
    for fault in diags.clone().into_sorted() {
        *counts.entry((fault.severity, fault.code)).or_default() += 1;
    }
    counts.into_iter().map(|((severity, code), count)| Fault { code, severity, count }).collect()
}
