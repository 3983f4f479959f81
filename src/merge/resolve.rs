//! Where plans disagree: rulings by rules that are data, and the events that come together.

use super::{Desk, ids};
use crate::model::handbook::{ChosenNumber, CompoundAction, CompoundEntry, Ledger, Origin, RulingEntry};
use crate::model::plan::{Basis, Compound, Conflict, Plan, PlanSet};
use crate::model::village::{Village, place};

use super::facts::chosen;

/// A ruling that applies to this village.
#[derive(Debug, Clone)]
pub(super) struct Ruling {
    pub(super) id: String,
    issue: String,
    pub(super) ruling: String,
    basis: Option<Basis>,
    pub(super) hazards: Vec<String>,
    pub(super) drops: Vec<String>,
    origin: Origin,
}

impl Ruling {
    /// Returns the ruling as printed.
    pub(super) fn entry(&self) -> RulingEntry {
        RulingEntry {
            id: self.id.clone(),
            issue: self.issue.clone(),
            ruling: self.ruling.clone(),
            basis: self.basis,
            hazards: self.hazards.clone(),
            drops: self.drops.clone(),
            origin: self.origin.clone(),
        }
    }
}

/// Returns the rulings that the selected plans call for, in the ruling order; undecided ones last.
pub(super) fn rulings(selected: &[&Plan], plans: &PlanSet) -> Vec<Ruling> {
    let mut rulings: Vec<Ruling> = (plans.resolve.conflicts.iter().enumerate())
        .filter_map(|(i, conflict)| {
            let hazards = parties(conflict, selected, plans)?;
            let place = plans.place(&format!("resolve/conflicts/{i}"));
            Some(Ruling {
                id: conflict.id.clone(),
                issue: conflict.issue.clone(),
                ruling: conflict.ruling.clone(),
                basis: conflict.basis,
                hazards,
                drops: conflict.drops.clone(),
                origin: place.map_or_else(Origin::default, |p| Origin {
                    file: p.file.name.clone(),
                    line: p.line_column().0,
                }),
            })
        })
        .collect();
    let rank = |basis: Option<Basis>| {
        basis.map_or(usize::MAX, |b| {
            plans.resolve.order.iter().position(|o| *o == b).unwrap_or(usize::MAX - 1)
        })
    };
    rulings.sort_by_key(|r| rank(r.basis));
    rulings
}

/// Returns the selected hazards that disagree by this rule, or `None` if it does not apply here. A general
/// rule leaves pairs alone that have a ruling of their own.
fn parties(conflict: &Conflict, selected: &[&Plan], plans: &PlanSet) -> Option<Vec<String>> {
    if conflict.general {
        let own = |a: &Plan, b: &Plan| plans.resolve.conflicts.iter().any(|c| !c.general && c.between(a, b));
        let bound =
            |a: &Plan| selected.iter().any(|b| conflict.between(a, b) && plans.clash(a, b) && !own(a, b));
        let bound: Vec<String> = selected.iter().filter(|a| bound(a)).map(|plan| plan.id.clone()).collect();
        return (!bound.is_empty()).then_some(bound);
    }
    let side = |hazards: &[String], stances: &[String]| -> Vec<&str> {
        let on = |plan: &&&Plan| hazards.contains(&plan.id) || stances.contains(&plan.stance);
        selected.iter().filter(on).map(|plan| plan.id.as_str()).collect()
    };
    let one = side(&conflict.one, &conflict.one_stance);
    let within = conflict.other.is_empty() && conflict.other_stance.is_empty();
    let other = if within { one.clone() } else { side(&conflict.other, &conflict.other_stance) };
    let disagree = one.iter().any(|a| other.iter().any(|b| within || a != b));
    disagree.then(|| {
        let both = |plan: &&&Plan| one.contains(&plan.id.as_str()) || other.contains(&plan.id.as_str());
        selected.iter().filter(both).map(|plan| plan.id.clone()).collect()
    })
}

/// Returns the compound events that this village can really have: a trigger and something that follows.
pub(super) fn compounds(
    selected: &[&Plan],
    village: Village,
    rulings: &[Ruling],
    desk: &mut Desk,
) -> Vec<CompoundEntry> {
    let mut found = Vec::new();
    for (i, compound) in village.plans.resolve.compounds.iter().enumerate() {
        if let Some(hazards) = members(compound, selected) {
            found.push(entry(compound, i, hazards, village, rulings, desk));
        }
    }
    found
}

fn members(compound: &Compound, selected: &[&Plan]) -> Option<Vec<String>> {
    let here = ids(selected);
    let triggers: Vec<&String> = compound.trigger.iter().filter(|h| here.contains(*h)).collect();
    let follows: Vec<&String> =
        compound.follows.iter().filter(|h| here.contains(*h) && !triggers.contains(h)).collect();
    (!triggers.is_empty() && !follows.is_empty())
        .then(|| triggers.into_iter().chain(follows).cloned().collect())
}

fn entry(
    compound: &Compound,
    index: usize,
    hazards: Vec<String>,
    village: Village,
    rulings: &[Ruling],
    desk: &mut Desk,
) -> CompoundEntry {
    let path = format!("compounds/{index}");
    let steps = compound.steps.iter().enumerate().filter_map(|(i, step)| {
        let here = step.hazard.as_ref().is_none_or(|h| hazards.contains(h));
        let at = format!("{path}/steps/{i}");
        (here && desk.holds(&format!("{at}/when"), step.when.as_deref())).then(|| CompoundAction {
            roles: desk.shared(step.role.clone(), None),
            text: desk.fill(&format!("{at}/text"), &step.text),
            origin: desk.origin(&at),
        })
    });
    let steps = steps.collect();
    let rules: Vec<String> = compound.rules.iter().filter(|h| hazards.contains(h)).cloned().collect();
    let touching = rulings.iter().filter(|r| r.hazards.iter().filter(|h| hazards.contains(h)).count() > 1);
    CompoundEntry {
        id: compound.id.clone(),
        name: name(compound, &hazards, village),
        summary: desk.fill(&format!("{path}/summary"), &compound.summary),
        go: desk.fill(&format!("{path}/go"), &compound.go),
        shelters: shelters(&hazards, village),
        steps,
        forbid: compound
            .forbid
            .iter()
            .enumerate()
            .map(|(i, f)| desk.forbidden(&format!("{path}/forbid/{i}"), f))
            .collect(),
        rulings: touching.map(|r| r.ruling.clone()).collect(),
        rules,
        hazards,
    }
}

/// Hazards that a compound's own name speaks of: those that follow first.
const NAMED: usize = 2;
/// Most hazards in a made-up name.
const LISTED: usize = 3;

/// Returns the plan's name for the event if the village has what it speaks of, else its hazards joined.
fn name(compound: &Compound, hazards: &[String], village: Village) -> String {
    if compound.follows.iter().take(NAMED).all(|h| hazards.contains(h)) {
        return compound.name.clone();
    }
    let short = |h: &String| {
        village
            .plans
            .plans
            .get(h)
            .map_or(h.clone(), |p| if p.short.is_empty() { p.name.clone() } else { p.short.clone() })
    };
    let listed: Vec<String> = hazards.iter().take(LISTED).map(short).collect();
    format!("{}{}", listed.join("、"), if hazards.len() > LISTED { "等" } else { "" })
}

/// Returns the shelters fit for every hazard that sends people to one.
fn shelters(hazards: &[String], village: Village) -> Vec<String> {
    let sends = |h: &&String| {
        village
            .plans
            .plans
            .get(*h)
            .and_then(|p| village.plans.resolve.stances.get(&p.stance))
            .is_some_and(|s| s.shelter)
    };
    let sending: Vec<&String> = hazards.iter().filter(sends).collect();
    if sending.is_empty() {
        return Vec::new();
    }
    let fit = |name: &&String| sending.iter().all(|h| village.unfit(name, h).is_none());
    village.profile.shelters.keys().filter(fit).cloned().collect()
}

/// Notes rulings, undecided ones and chosen numbers in the ledger.
pub(super) fn note(rulings: &[Ruling], selected: &[&Plan], village: Village, ledger: &mut Ledger) {
    let plans = village.plans;
    ledger.rulings = rulings.iter().filter(|r| r.basis.is_some()).map(Ruling::entry).collect();
    ledger.undecided = rulings.iter().filter(|r| r.basis.is_none()).map(|r| r.issue.clone()).collect();
    let asked = |id: &str| {
        let mark = format!("number.{id}");
        selected.iter().any(|p| {
            p.steps
                .iter()
                .any(|s| s.text.contains(&mark) || s.card.as_ref().is_some_and(|c| c.contains(&mark)))
        })
    };
    let place = place(village.profile);
    let source = |id: &String| {
        let found = plans.resolve.sources.iter().find(|s| s.id == *id && s.stands() && s.holds_in(&place))?;
        Some(format!("{}《{}》", found.issuer, found.title))
    };
    let said = |ids: &[String]| ids.iter().filter_map(source).collect::<Vec<_>>().join("、");
    ledger.numbers = (plans.resolve.numbers.iter())
        .filter(|(id, _)| asked(id))
        .map(|(id, number)| ChosenNumber {
            id: id.clone(),
            what: number.what.clone(),
            chosen: format!("{}{}", chosen(number), number.unit),
            claims: (number.values.iter())
                .map(|v| (v.value, said(&v.source)))
                .map(|(value, who)| {
                    if who.is_empty() {
                        format!("{value}{}", number.unit)
                    } else {
                        format!("{value}{}（{who}）", number.unit)
                    }
                })
                .collect(),
        })
        .collect();
}
