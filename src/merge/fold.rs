//! The same step once: what several plans share becomes one entry of the common chapter.

use std::collections::BTreeSet;

use super::Desk;
use crate::model::handbook::{Chapter, CommonEntry, Ledger};
use crate::model::plan::PlanSet;

/// Returns the common steps that the chapters use, each once: union of roles, lowest level, strictest time
/// limit.
pub(super) fn common(chapters: &[Chapter], plans: &PlanSet, desk: &mut Desk) -> Vec<CommonEntry> {
    let mut entries = Vec::new();
    for (i, step) in plans.common.steps.iter().enumerate() {
        let uses: Vec<_> = chapters
            .iter()
            .flat_map(|c| c.actions.iter().map(move |a| (c, a)))
            .filter(|(_, a)| a.common.as_deref() == Some(step.id.as_str()))
            .collect();
        if uses.is_empty() {
            continue;
        }
        let mut roles = step.role.clone();
        let extra: BTreeSet<&String> =
            uses.iter().flat_map(|(_, a)| &a.roles).filter(|r| !step.role.contains(r)).collect();
        roles.extend(extra.into_iter().cloned());
        let mut hazards: Vec<String> = uses.iter().map(|(c, _)| c.id.clone()).collect();
        hazards.dedup();
        let path = format!("steps/{i}");
        entries.push(CommonEntry {
            number: entries.len() + 1,
            id: step.id.clone(),
            name: step.name.clone(),
            phase: step.phase,
            roles,
            // Some use starts without waiting for a warning: then so does the common step.
            from: if uses.iter().any(|(_, a)| a.from.is_none()) {
                None
            } else {
                uses.iter().filter_map(|(_, a)| a.from).min()
            },
            minutes: uses.iter().filter_map(|(_, a)| a.minutes).chain(step.minutes).min(),
            text: desk.fill_all(&format!("{path}/text"), &step.text),
            card: desk.fill(&format!("{path}/card"), &step.card),
            hazards,
            origin: desk.origin(&path),
        });
    }
    entries
}

/// Notes the figures of unifying in the ledger.
pub(super) fn note(chapters: &[Chapter], common: &[CommonEntry], ledger: &mut Ledger) {
    for entry in common {
        let uses = chapters.iter().flat_map(|c| &c.actions).filter(|a| a.common.as_ref() == Some(&entry.id));
        ledger.unified.insert(entry.id.clone(), uses.map(|a| a.key.clone()).collect());
    }
    let special = chapters.iter().flat_map(|c| &c.actions).filter(|a| a.common.is_none()).count();
    ledger.printed = special + common.len();
}
