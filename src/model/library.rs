//! The whole library: every plan and what plans share, with the place of each text.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use indexmap::IndexMap;

use super::acts::IncompatibleFile;
use super::filing::FilingFile;
use super::life::Holidays;
use super::office::{TaskFile, TownFile};
use super::plan::{CommonFile, CommonStep, Conflict, Duty, Plan, ResolveFile, Role, SignalFile, Source};
use super::profile::{ContactKind, Named};
use super::requirement::RequirementFile;
use super::speech::WordFile;
use super::stock::StockFile;
use crate::diag::{Diagnostic, Place};

/// The whole library, hazards sorted by class, order and id.
#[derive(Debug, Clone, Default)]
pub struct PlanSet {
    /// Hazard plans by id.
    pub plans: IndexMap<String, Plan>,
    /// Roles by id, in the library's order.
    pub roles: Named<Role>,
    /// Duties by id.
    pub duties: Named<Duty>,
    /// Common steps, numbers and the report formula.
    pub common: CommonFile,
    /// Warning signals.
    pub signals: SignalFile,
    /// Stances, conflicts, compound events.
    pub resolve: ResolveFile,
    /// What villages and towns are asked for.
    pub asked: RequirementFile,
    /// The plan that is filed: chapters, sentences, articles.
    pub filing: FilingFile,
    /// Published lists of supplies and abilities.
    pub stock: StockFile,
    /// Days off, by year.
    pub holidays: Holidays,
    /// Which acts do not go with which conditions.
    pub incompatible: IncompatibleFile,
    /// What a community says where a village says otherwise.
    pub words: WordFile,
    /// What the posts of a town do.
    pub town: TownFile,
    /// What a town is asked to get done.
    pub tasks: TaskFile,
    /// Where each text stands, by the stem of its file, for faults and for `trace`.
    pub origins: Arc<BTreeMap<String, Origin>>,
}

/// Where a value of the library stands, and what is in it.
#[derive(Debug, Clone)]
pub struct Origin {
    /// Its place.
    pub place: Place,
    /// The values in it: of a mapping with their keys, of a list without.
    pub parts: Vec<(Option<String>, Origin)>,
}

impl Origin {
    /// Returns where what a path below this value names stands.
    fn at<'a>(&'a self, path: &str) -> Option<&'a Place> {
        let part = |(index, (key, part)): (usize, &'a (Option<String>, Self))| {
            let rest = match key {
                Some(key) => path.strip_prefix(key.as_str()),
                None => path.strip_prefix(index.to_string().as_str()),
            }?;
            if rest.is_empty() { Some(&part.place) } else { part.at(rest.strip_prefix('/')?) }
        };
        self.parts.iter().enumerate().find_map(part)
    }
}

impl PlanSet {
    /// Returns where a text of the library stands, e.g. `flash-flood/steps/3`.
    pub fn place(&self, key: &str) -> Option<&Place> {
        match key.split_once('/') {
            Some((file, path)) => self.origins.get(file)?.at(path),
            None => self.origins.get(key).map(|origin| &origin.place),
        }
    }

    /// Returns a common step.
    pub fn common_step(&self, id: &str) -> Option<&CommonStep> {
        self.common.steps.iter().find(|step| step.id == id)
    }

    /// Returns every list of sources, with the stem of the file in which it stands.
    pub fn sources(&self) -> impl Iterator<Item = (&str, &[Source])> {
        let plans = self.plans.values().map(|plan| (plan.id.as_str(), plan.sources.as_slice()));
        plans.chain([
            ("common", self.common.sources.as_slice()),
            ("signals", self.signals.sources.as_slice()),
            ("resolve", self.resolve.sources.as_slice()),
            ("town", self.town.sources.as_slice()),
            ("tasks", self.tasks.sources.as_slice()),
        ])
    }

    /// Marks every source that the list of replaced documents names; what says so itself stays.
    pub fn retire(&mut self) {
        let replaced = &self.common.replaced;
        let old = |source: &Source| {
            let found = replaced.iter().find(|old| source.stands() && old.is(source))?;
            Some(found.by.clone())
        };
        let told: Vec<Vec<Option<String>>> =
            self.sources().map(|(_, list)| list.iter().map(old).collect()).collect();
        let plans = self.plans.values_mut().map(|plan| &mut plan.sources);
        let shared = [
            &mut self.common.sources,
            &mut self.signals.sources,
            &mut self.resolve.sources,
            &mut self.town.sources,
            &mut self.tasks.sources,
        ];
        for (list, told) in plans.chain(shared).zip(told) {
            for (source, by) in list.iter_mut().zip(told).filter_map(|(s, by)| Some((s, by?))) {
                source.superseded_by = by;
            }
        }
    }

    /// Returns every list of open points, with the stem of the file in which it stands.
    pub fn reviews(&self) -> impl Iterator<Item = (&str, &[String])> {
        let plans = self.plans.values().map(|plan| (plan.id.as_str(), plan.review.as_slice()));
        plans.chain([("common", self.common.review.as_slice())])
    }

    /// Returns the name of a role for people, or the id itself for a post of the village's own.
    pub fn role_name<'a>(&'a self, id: &'a str) -> &'a str {
        self.roles.get(id).map_or(id, |role| role.name.as_str())
    }
}

/// Contact kinds that a plan text may ask for as `contact.<name>`.
pub const CONTACT_NAMES: &[(ContactKind, &str)] = &[
    (ContactKind::TownDuty, "town_duty"),
    (ContactKind::FireStation, "fire_station"),
    (ContactKind::Hospital, "hospital"),
    (ContactKind::Police, "police"),
    (ContactKind::Power, "power"),
    (ContactKind::Gas, "gas"),
    (ContactKind::Water, "water"),
    (ContactKind::Hydro, "hydro"),
    (ContactKind::Land, "land"),
    (ContactKind::Forestry, "forestry"),
    (ContactKind::Agriculture, "agriculture"),
    (ContactKind::DiseaseControl, "disease_control"),
    (ContactKind::Market, "market"),
    (ContactKind::Harbour, "harbour"),
];

/// A fault of the library, and whom it concerns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanFault {
    /// What is wrong, and where.
    pub fault: Diagnostic,
    /// Hazards whose villages would print it; `None`: every village would.
    pub hazards: Option<BTreeSet<String>>,
}

impl PlanFault {
    /// Returns a fault that concerns the villages with one of these hazards.
    pub fn of(fault: Diagnostic, hazards: impl IntoIterator<Item = String>) -> Self {
        Self { fault, hazards: Some(hazards.into_iter().collect()) }
    }

    /// Returns a fault that concerns every village.
    pub fn of_all(fault: Diagnostic) -> Self {
        Self { fault, hazards: None }
    }

    /// Returns whether it concerns a village with these hazards.
    pub fn concerns<'a>(&self, mut hazards: impl Iterator<Item = &'a String>) -> bool {
        self.hazards.as_ref().is_none_or(|mine| hazards.any(|hazard| mine.contains(hazard)))
    }
}

impl PlanSet {
    /// Returns the hazards that come with one in an event of several, with itself.
    pub fn coincident(&self, hazard: &str) -> BTreeSet<String> {
        let together = self.resolve.compounds.iter().filter_map(|c| {
            let all: BTreeSet<String> = c.trigger.iter().chain(&c.follows).cloned().collect();
            all.contains(hazard).then_some(all)
        });
        together.flatten().collect()
    }

    /// Returns what the dangers of a hazard ask before an act, 到没味的地方再响, an empty text where it is never
    /// done there; none if they do not mind it.
    pub fn provisos(&self, hazard: &str, act: &str) -> Vec<&str> {
        let met = self.plans.get(hazard).map_or(&[][..], |plan| plan.conditions.as_slice());
        let forbidden = self.incompatible.acts.get(act).map(|act| &act.forbidden);
        forbidden
            .into_iter()
            .flatten()
            .filter(|(id, _)| met.contains(id))
            .map(|(_, but)| but.as_str())
            .collect()
    }

    /// Returns whether a text orders an act that the dangers of a hazard forbid.
    pub fn bars(&self, hazard: &str, text: &str) -> bool {
        let told = self.incompatible.acts.iter().filter(|(_, act)| act.is_told(text));
        told.into_iter().any(|(id, _)| !self.provisos(hazard, id).is_empty())
    }

    /// Returns whether the ways in which two plans send people cannot both be taken.
    pub fn clash(&self, one: &Plan, other: &Plan) -> bool {
        let against = |a: &Plan, b: &Plan| {
            self.resolve.stances.get(&a.stance).is_some_and(|s| s.clashes.contains(&b.stance))
        };
        against(one, other) || against(other, one)
    }
}

impl Conflict {
    /// Returns whether this is a ruling between two plans.
    pub fn between(&self, one: &Plan, other: &Plan) -> bool {
        let on = |plan: &Plan, hazards: &[String], stances: &[String]| {
            hazards.contains(&plan.id) || stances.contains(&plan.stance)
        };
        let sides =
            |a: &Plan, b: &Plan| on(a, &self.one, &self.one_stance) && on(b, &self.other, &self.other_stance);
        self.basis.is_some() && one.id != other.id && (sides(one, other) || sides(other, one))
    }
}

impl Plan {
    /// Returns the sentences that a specialist has still to see, with what they rest on.
    pub fn open(&self) -> impl Iterator<Item = (&str, &[String])> {
        let steps = self.steps.iter().filter(|s| s.open).map(|s| (s.text.as_str(), s.source.as_slice()));
        let forbid = self.forbid.iter().filter(|f| f.open).map(|f| (f.text.as_str(), f.source.as_slice()));
        steps.chain(forbid)
    }

    /// Returns every source that the plan cites, with the path at which it does.
    pub fn cited(&self) -> Vec<(String, &String)> {
        let mut cited: Vec<(String, &String)> = Vec::new();
        let mut add =
            |path: String, ids| Vec::extend(&mut cited, <[String]>::iter(ids).map(|id| (path.clone(), id)));
        self.signs.iter().enumerate().for_each(|(i, sign)| add(format!("signs/{i}"), &sign.source));
        self.steps.iter().enumerate().for_each(|(i, step)| add(format!("steps/{i}"), &step.source));
        self.forbid.iter().enumerate().for_each(|(i, item)| add(format!("forbid/{i}"), &item.source));
        cited
    }
}
