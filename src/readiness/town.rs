//! What a town itself is to do by a day that it has written down: mends that its supervision asked for, certificates
//! and insurance of its team, its next exercise. Every village has its town's block; the report takes it once.

use super::{Requirement, Task, What, When};
use crate::model::phone::joined;
use crate::model::profile::{Date, Profile};

/// Something a town is to do or to see to.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct TownTask {
    /// What.
    pub task: Task,
    /// In which village; empty for the town itself.
    pub village: String,
    /// Where whoever does it is rung; empty where the town's file does not say.
    pub phone: String,
}

/// Returns what is to be done; `when` says whether a day is past or near.
pub(super) fn tasks(p: &Profile, when: impl Fn(Date) -> Option<When>) -> Vec<TownTask> {
    let own = &p.town_book;
    let entry = |due: Option<Date>, requirement, what, who: &str, village: &str| {
        let due = due?;
        let phone = p.people.get(who).map(|person| joined(&person.phone)).unwrap_or_default();
        let task = Task { when: when(due)?, due: Some(due), requirement, what, who: who.to_owned() };
        Some(TownTask { task, village: village.to_owned(), phone })
    };
    let open = own.supervision.iter().filter(|s| s.closed.is_none());
    let mends = open.map(|s| {
        let what = What::MendFinding(s.finding.clone());
        entry(s.deadline, Requirement::Inspection, what, &s.fixer, &s.village)
    });
    let members = own.members.iter().flat_map(|m| {
        let name = m.name.as_deref().unwrap_or_default();
        [
            entry(m.certificate_until, Requirement::Team, What::RenewCertificate(name.to_owned()), name, ""),
            entry(m.insured_until, Requirement::Team, What::RenewInsurance(name.to_owned()), name, ""),
        ]
    });
    let head = own.office.head.as_deref().unwrap_or_default();
    let next = own.exercises.iter().filter_map(|drill| drill.next).max();
    let held = own.exercises.iter().filter_map(|drill| drill.date).max();
    // What was planned and has been held since is no task.
    let planned = next.filter(|next| held.is_none_or(|held| held < *next));
    let drill = entry(planned, Requirement::Drill, What::PlannedDrill(String::new()), head, "");
    let mut found: Vec<TownTask> = mends.chain(members).chain([drill]).flatten().collect();
    found.sort();
    found.dedup();
    found
}
