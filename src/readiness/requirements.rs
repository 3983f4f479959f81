//! Each requirement as a measure on a profile: a row, and what is to be done about it. Numbers only where a
//! text has them.

use jiff::ToSpan;

use super::{Requirement, Row, State, Task, What, When};
use crate::model::handbook::Sum;
use crate::model::plan::Role;
use crate::model::profile::{Date, Drill, TeamKind};
use crate::model::role::known;
use crate::model::village::{Village, sound, team_size};

/// A village on the scale; the tasks pile up as it is weighed.
pub(super) struct Scale<'a> {
    pub(super) village: Village<'a>,
    /// Errors that the checks found.
    pub(super) errors: u32,
    pub(super) today: Date,
    pub(super) tasks: Vec<Task>,
}

impl Scale<'_> {
    /// Returns when a thing with a date is to be done; `None` if there is time.
    pub(super) fn when(&self, due: Date) -> Option<When> {
        let soon = self.today.0.saturating_add(i64::from(self.village.plans.asked.soon_days).days());
        match due {
            due if due < self.today => Some(When::Late),
            due if due.0 <= soon => Some(When::Soon),
            _ => None,
        }
    }

    pub(super) fn weigh(&mut self, requirement: Requirement) -> Row {
        let (state, have, need, date) = match requirement {
            Requirement::Manager => self.manager(),
            Requirement::Team => self.team(),
            Requirement::Grids => self.grids(),
            Requirement::Handbook => self.handbook(),
            Requirement::Drill => self.drill(),
            Requirement::Training => self.training(),
            Requirement::Inspection => self.inspection(),
            Requirement::Supplies => self.supplies(),
            Requirement::Points => self.points(),
            Requirement::Alarm => self.alarm(),
            Requirement::Shelter => self.shelter(),
        };
        Row { requirement, state, have, need, date }
    }

    fn manager(&mut self) -> Measure {
        let have = number(self.village.holders(known::MANAGER).len());
        if have == 0 {
            self.lacking(Requirement::Manager, What::NameManager, known::COMMANDER);
        }
        (if have == 0 { State::Missing } else { State::Met }, Some(have), Some(1), None)
    }

    fn team(&mut self) -> Measure {
        let teams = self.village.profile.teams.values().filter(|team| team.kind == TeamKind::Rescue);
        let have = teams.map(team_size).max().unwrap_or(0);
        let least = self.village.plans.asked.village_team;
        if have < least {
            self.lacking(Requirement::Team, What::FillTeam(least - have), known::COMMANDER);
        }
        (of(have, least), Some(have), Some(least), None)
    }

    fn grids(&mut self) -> Measure {
        let grids = &self.village.profile.grids;
        let bare: Vec<String> =
            grids.iter().filter(|(_, g)| g.officer.is_empty()).map(|(name, _)| name.clone()).collect();
        let (have, need) = (number(grids.len() - bare.len()), number(grids.len()));
        if grids.is_empty() {
            self.lacking(Requirement::Grids, What::DrawGrids, known::COMMANDER);
        }
        bare.into_iter()
            .for_each(|grid| self.lacking(Requirement::Grids, What::NameOfficer(grid), known::MANAGER));
        (of(have, need.max(1)), Some(have), Some(need.max(1)), None)
    }

    fn handbook(&mut self) -> Measure {
        let edition = &self.village.profile.edition;
        let who = if edition.prepared_by.is_empty() {
            self.holder(known::MANAGER)
        } else {
            edition.prepared_by.clone()
        };
        let requirement = Requirement::Handbook;
        let approved = edition.approved.is_some_and(|date| date <= self.today);
        let review = edition.review_by;
        if self.errors > 0 {
            let what = What::MendErrors(self.errors);
            self.tasks.push(Task { when: When::Now, due: None, requirement, what, who: who.clone() });
        }
        if !approved {
            self.lacking(requirement, What::Approve, known::COMMANDER);
        }
        self.blanks();
        if let Some((due, when)) = review.and_then(|due| Some((due, self.when(due)?))) {
            self.tasks.push(Task { when, due: Some(due), requirement, what: What::Review, who });
        }
        self.clocks();
        let state = match () {
            () if !approved || self.errors > 0 => State::Missing,
            () if review.is_some_and(|due| due < self.today) => State::Overdue,
            () => State::Met,
        };
        (state, None, None, review)
    }

    /// Says what of filing and publication is not done, and how many working days are left.
    fn clocks(&mut self) {
        let plans = self.village.plans;
        let clocks = self.village.profile.plan_life.clocks(plans.asked.filing_days, &plans.holidays);
        for clock in clocks.into_iter().filter(|clock| clock.done.is_none()) {
            let left = clock.due.left(self.today, &plans.holidays);
            let task = Task {
                when: if left < 0 { When::Late } else { When::Soon },
                due: Some(clock.due.date),
                requirement: Requirement::Handbook,
                what: What::HandIn { zh: clock.zh, en: clock.en, left, due: clock.due },
                who: self.holder(known::MANAGER),
            };
            self.tasks.push(task);
        }
    }

    /// Says what the handbook prints a blank for though every village has it: its code, its edition, who
    /// holds the posts.
    fn blanks(&mut self) {
        let requirement = Requirement::Handbook;
        let profile = self.village.profile;
        let missing = [
            (profile.code.is_empty(), What::GiveCode),
            (profile.edition.number.is_none(), What::GiveEdition),
            (profile.edition.review_by.is_none(), What::GiveReview),
        ];
        missing
            .into_iter()
            .filter(|(lacks, _)| *lacks)
            .for_each(|(_, what)| self.lacking(requirement, what, known::MANAGER));
        let roles = &self.village.plans.roles;
        // The emergency manager has a row of his own.
        let vacant = |(id, role): &(&String, &Role)| {
            role.required && *id != known::MANAGER && self.village.holders(id).is_empty()
        };
        let vacant: Vec<String> = roles.iter().filter(vacant).map(|(_, role)| role.name.clone()).collect();
        vacant.into_iter().for_each(|post| self.lacking(requirement, What::NamePost(post), known::COMMANDER));
    }

    fn drill(&mut self) -> Measure {
        let held: Vec<&Drill> = self
            .village
            .profile
            .drills
            .iter()
            .filter(|d| d.date.is_some_and(|date| date <= self.today))
            .collect();
        let last = held.iter().filter_map(|drill| drill.date).max();
        let requirement = Requirement::Drill;
        let who = self.holder(known::MANAGER);
        let mut earliest = None;
        for drill in &self.village.profile.drills {
            let Some(due) = drill.next.filter(|_| !followed(drill, &held)) else { continue };
            let Some(when) = self.when(due) else { continue };
            let hazard = drill
                .hazard
                .as_deref()
                .map_or("", |id| self.village.plans.plans.get(id).map_or(id, |plan| &plan.name));
            let what = What::PlannedDrill(hazard.to_owned());
            self.tasks.push(Task { when, due: Some(due), requirement, what, who: who.clone() });
            earliest = earliest.into_iter().chain((when == When::Late).then_some(due)).min();
        }
        let stale = last
            .map(|date| {
                Date(date.0.saturating_add(i64::from(self.village.plans.asked.drill_months).months()))
            })
            .filter(|due| *due < self.today);
        if earliest.is_none() && (last.is_none() || stale.is_some()) {
            let when = if last.is_none() { When::Now } else { When::Late };
            self.tasks.push(Task { when, due: stale, requirement, what: What::Drill, who });
        }
        match (last, earliest.or(stale)) {
            (None, None) => (State::Missing, Some(0), Some(1), None),
            (_, Some(due)) => (State::Overdue, None, None, Some(due)),
            (Some(last), None) => (State::Met, Some(number(held.len())), None, Some(last)),
        }
    }

    fn training(&mut self) -> Measure {
        let held =
            self.village.profile.training.iter().filter_map(|t| t.date).filter(|date| *date <= self.today);
        let last = held.max();
        if last.is_none() {
            self.lacking(Requirement::Training, What::Train, known::MANAGER);
        }
        (if last.is_some() { State::Met } else { State::Missing }, None, None, last)
    }

    fn inspection(&mut self) -> Measure {
        let rounds = &self.village.profile.inspections;
        let requirement = Requirement::Inspection;
        if rounds.is_empty() {
            self.lacking(requirement, What::Inspect, known::MANAGER);
            return (State::Missing, Some(0), Some(1), None);
        }
        let mut late = Vec::new();
        for round in rounds.iter().filter(|round| !round.finding.is_empty() && round.closed.is_none()) {
            let Some((due, when)) = round.deadline.and_then(|due| Some((due, self.when(due)?))) else {
                continue;
            };
            late.extend((when == When::Late).then_some(due));
            let who = self.named(&round.who);
            self.tasks.push(Task {
                when,
                due: Some(due),
                requirement,
                what: What::MendFinding(round.finding.clone()),
                who,
            });
        }
        let (all, date) = (number(rounds.len()), late.iter().min().copied());
        let state = if late.is_empty() { State::Met } else { State::Overdue };
        (
            state,
            Some(all - number(late.len())),
            Some(all),
            date.or_else(|| rounds.iter().filter_map(|r| r.last).max()),
        )
    }

    fn supplies(&mut self) -> Measure {
        let supplies = &self.village.profile.supplies;
        let requirement = Requirement::Supplies;
        if supplies.is_empty() {
            self.lacking(requirement, What::ListSupplies, known::STORE);
            return (State::Missing, Some(0), Some(1), None);
        }
        let mut late = Vec::new();
        for supply in supplies {
            let Some((due, when)) = supply.expires.and_then(|due| Some((due, self.when(due)?))) else {
                continue;
            };
            late.extend((when == When::Late).then_some(due));
            let who = supply.keeper.clone().unwrap_or_else(|| self.holder(known::STORE));
            self.tasks.push(Task {
                when,
                due: Some(due),
                requirement,
                what: What::Replace(supply.item.clone()),
                who,
            });
        }
        let all = number(supplies.len());
        let state = if late.is_empty() { State::Met } else { State::Overdue };
        (state, Some(all - number(late.len())), Some(all), late.into_iter().min())
    }

    fn points(&mut self) -> Measure {
        let points = &self.village.profile.points;
        if points.is_empty() {
            return (State::Exempt, Some(0), None, None);
        }
        let bare: Vec<String> =
            points.iter().filter(|(_, p)| p.watcher.is_empty()).map(|(name, _)| name.clone()).collect();
        let (have, need) = (number(points.len() - bare.len()), number(points.len()));
        bare.into_iter()
            .for_each(|point| self.lacking(Requirement::Points, What::NameWatcher(point), known::MANAGER));
        (of(have, need), Some(have), Some(need), None)
    }

    fn alarm(&mut self) -> Measure {
        if !self.village.profile.hazards.keys().any(|id| self.village.sends(id)) {
            return (State::Exempt, None, None, None);
        }
        let said = self.village.profile.alarms.get("evacuate").is_some_and(|alarm| !sound(alarm).is_empty());
        if !said {
            self.lacking(Requirement::Alarm, What::SayAlarm, known::WARNING);
        }
        (if said { State::Met } else { State::Missing }, Some(u32::from(said)), Some(1), None)
    }

    /// Seats are counted as the check `shelter-seats` does: over all hazards that can come together.
    fn shelter(&mut self) -> Measure {
        let homes = self.village.households();
        let shelters = &self.village.profile.shelters;
        let comers = |name: &String| self.village.crowd(name, &homes).known;
        let coming: Vec<(String, Option<u32>, u32)> =
            shelters.iter().map(|(name, s)| (name.clone(), s.capacity, comers(name))).collect();
        // Those of points without a list come too.
        let crowd = coming.iter().fold(0, |sum: u32, (.., n)| sum.saturating_add(*n));
        let people = Sum::of(&homes).known.max(crowd);
        if homes.is_empty() && people == 0 {
            return (State::Exempt, Some(0), Some(0), None);
        }
        let lost = homes.iter().filter(|home| !shelters.contains_key(&home.shelter));
        let mut lacking = Sum::of(lost).known;
        // Nobody knows whether there is room where seats were not counted.
        let mut uncounted = 0_u32;
        for (name, seats, expected) in coming {
            match seats {
                Some(seats) => lacking = lacking.saturating_add(expected.saturating_sub(seats)),
                None if expected > 0 => {
                    uncounted = uncounted.saturating_add(expected);
                    self.lacking(Requirement::Shelter, What::CountSeats(name), known::MANAGER);
                }
                None => {}
            }
        }
        let bare: Vec<String> =
            shelters.iter().filter(|(_, s)| s.keeper.is_empty()).map(|(name, _)| name.clone()).collect();
        bare.into_iter().for_each(|shelter| {
            self.lacking(Requirement::Shelter, What::NameKeeper(shelter), known::MANAGER);
        });
        let have = people.saturating_sub(lacking).saturating_sub(uncounted);
        if lacking > 0 {
            self.lacking(Requirement::Shelter, What::FindSeats(lacking.min(people)), known::COMMANDER);
        }
        (of(have, people), Some(have), Some(people), None)
    }

    /// Something that should be there and is not: it is due now.
    fn lacking(&mut self, requirement: Requirement, what: What, role: &str) {
        let who = self.holder(role);
        self.tasks.push(Task { when: When::Now, due: None, requirement, what, who });
    }

    /// Returns the first person who really holds a role.
    fn holder(&self, role: &str) -> String {
        self.village.filled(role).0.into_iter().next().map(|holder| holder.name).unwrap_or_default()
    }

    /// Returns the person meant by a name or by a post.
    fn named(&self, who: &str) -> String {
        let roles = &self.village.plans.roles;
        let role = roles
            .iter()
            .find(|(id, role)| *id == who || role.name == who || role.aliases.iter().any(|a| a == who));
        let name = role.map(|(id, _)| self.holder(id)).filter(|name| !name.is_empty());
        name.unwrap_or_else(|| who.to_owned())
    }
}

/// State, what there is, what there should be, the day it rests on.
type Measure = (State, Option<u32>, Option<u32>, Option<Date>);

fn of(have: u32, need: u32) -> State {
    match have {
        0 => State::Missing,
        have if have < need => State::Short,
        _ => State::Met,
    }
}

fn number(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

/// Returns whether a later drill for the same hazard has taken the place of the one planned.
fn followed(drill: &Drill, held: &[&Drill]) -> bool {
    held.iter()
        .any(|later| later.date > drill.date && (drill.hazard.is_none() || later.hazard == drill.hazard))
}
