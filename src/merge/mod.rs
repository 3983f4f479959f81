//! Many plans, one book: select, instantiate, unify, resolve, project. Pure; the same input gives the same
//! book.
//!
//! Nothing is dropped in silence: a step that is not on paper stands in the ledger with its reason.

mod blanks;
mod facts;
mod fold;
mod project;
mod resolve;
mod sooner;
mod supplies;
mod text;

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::sync::Arc;

use indexmap::IndexMap;

use crate::diag::{Diagnostic, Diagnostics, Stop};
use crate::edition;
use crate::model::acts::Line;
use crate::model::cite::within;
use crate::model::document::Audience;
use crate::model::handbook::{
    Action, BroadcastEntry, Chapter, DrillBeatEntry, DrillEntryScript, FigureEntry, Forbidden, Handbook,
    InspectEntry, Ledger, LeftOut, LeftOutReason, LevelEntry, MediumEntry, Origin, RungEntry, SignEntry,
    SignalEntry,
};
use crate::model::plan::{Duty, Level, Phase, Plan, PlanSet, Prohibition, Replacement, Station, Step};
use crate::model::profile::Profile;
use crate::model::signs;
use crate::model::speech::Tongue;
use crate::model::village::{self, Village};

use facts::Source;

pub use facts::{Scope, unknown_facts};
pub use text::{FillError, Filler, page, unreadable};

/// Returns the merged book of a village, with every edition of it.
///
/// # Errors
/// `Stop` if a plan's text cannot be read, or decides by a fact that the profile lacks; each is pushed with
/// its line.
pub fn merge(profile: &Profile, plans: &PlanSet, diags: &mut Diagnostics) -> Result<Handbook, Stop> {
    let whole = &edition::profile(profile, Audience::File);
    let whole = Village { profile: whole, plans };
    let mut book = one(Source { own: whole, whole }, diags)?;
    for audience in [Audience::Public, Audience::Household] {
        let own = &edition::profile(profile, audience);
        let own = Village { profile: own, plans };
        // What there is to say has been said of the whole book.
        let mut part = one(Source { own, whole }, &mut Diagnostics::default())?;
        edition::settle(&mut part, &book, audience);
        book.editions.insert(audience, Arc::new(part));
    }
    Ok(book)
}

/// Returns one edition.
fn one(source: Source, diags: &mut Diagnostics) -> Result<Handbook, Stop> {
    let village = source.own;
    let plans = village.plans;
    let before = diags.errors();
    let base = facts::base(&source);
    let selected = select(village);
    let rulings = resolve::rulings(&selected, plans);
    let mut ledger = Ledger::default();
    let texts = Texts {
        filler: Filler::new(),
        plans,
        tongue: plans.words.tongue(village.profile),
        stand_in: source.whole.stand_in(),
        blanks: RefCell::default(),
        sharers: village.sharers(),
    };
    let mut chapters = Vec::new();
    for plan in &selected {
        let facts = facts::of_hazard(&base, plan, &source);
        let mut desk = texts.desk(&facts, &plan.id, diags);
        chapters.push(desk.chapter(plan, village, &rulings, &mut ledger));
    }
    let common = fold::common(&chapters, plans, &mut texts.desk(&base, "common", diags));
    let compounds =
        resolve::compounds(&selected, village, &rulings, &mut texts.desk(&base, "resolve", diags));
    let mut common_desk = texts.desk(&base, "common", diags);
    let report_formula = common_desk.fill("report_formula", &plans.common.report_formula);
    let report_short = common_desk.fill("report_short", &plans.common.report_short);
    resolve::note(&rulings, &selected, village, &mut ledger);
    fold::note(&chapters, &common, &mut ledger);
    ledger.blanks = texts.blanks.take();
    let halves = village.profile.alarms.iter().filter(|(_, alarm)| village::half(alarm).is_some());
    for (id, _) in halves {
        *ledger.blanks.entry(blanks::what(&format!("alarm.{id}.text"), plans)).or_default() += 1;
    }
    if diags.errors() > before {
        return Err(Stop);
    }
    Ok(project::book(
        village,
        &selected,
        project::Parts {
            chapters,
            common,
            compounds,
            ledger,
            report_formula,
            report_short,
            stand_in: texts.stand_in,
        },
    ))
}

/// Returns the plans of the hazards that the profile declares, in the library's order.
fn select(village: Village<'_>) -> Vec<&Plan> {
    village.plans.plans.values().filter(|plan| village.profile.hazards.contains_key(&plan.id)).collect()
}

/// What all texts of an edition are filled with, and the blanks that they left.
struct Texts<'a> {
    filler: Filler,
    plans: &'a PlanSet,
    /// How things are called here.
    tongue: Tongue,
    /// How texts call the commander where somebody stands in for him.
    stand_in: Tongue,
    blanks: RefCell<IndexMap<String, usize>>,
    /// Posts that share steps by duty.
    sharers: Vec<(String, Vec<&'a Duty>)>,
}

impl Texts<'_> {
    /// Returns the desk for one file's texts.
    fn desk<'d>(
        &'d self,
        facts: &'d minijinja::Value,
        file: &'d str,
        diags: &'d mut Diagnostics,
    ) -> Desk<'d> {
        let Self { filler, plans, tongue, stand_in, blanks, sharers } = self;
        Desk { filler, facts, plans, tongue, stand_in, file, diags, blanks, sharers }
    }
}

/// Where texts of one file are filled with one set of facts, and faults are said with that file's lines.
pub(crate) struct Desk<'a> {
    filler: &'a Filler,
    facts: &'a minijinja::Value,
    plans: &'a PlanSet,
    tongue: &'a Tongue,
    stand_in: &'a Tongue,
    file: &'a str,
    diags: &'a mut Diagnostics,
    blanks: &'a RefCell<IndexMap<String, usize>>,
    /// Posts that share steps by duty.
    sharers: &'a [(String, Vec<&'a Duty>)],
}

impl Desk<'_> {
    /// Returns the text filled with the village's facts; a missing one is a blank with its name, to be
    /// written in by hand.
    fn fill(&mut self, path: &str, template: &str) -> String {
        let mut blank = |fact: &str, before: &str| {
            let what = self.tongue.said(&blanks::what(fact, self.plans));
            let words = blanks::words(&what, before);
            *self.blanks.borrow_mut().entry(what).or_default() += 1;
            words
        };
        match self.filler.fill_or(&self.stand_in.said(template), self.facts, &mut blank) {
            Ok(text) => text,
            Err(error) => {
                self.fault(path, &error);
                String::new()
            }
        }
    }

    fn fill_all(&mut self, path: &str, templates: &[String]) -> Vec<String> {
        templates.iter().enumerate().map(|(i, t)| self.fill(&format!("{path}/{i}"), t)).collect()
    }

    fn holds(&mut self, path: &str, condition: Option<&str>) -> bool {
        let Some(condition) = condition else { return true };
        self.filler.holds(condition, self.facts).unwrap_or_else(|error| {
            self.fault(path, &error);
            false
        })
    }

    fn fault(&mut self, path: &str, error: &FillError) {
        let place = self.plans.place(&format!("{}/{path}", self.file)).cloned();
        let fault = match &error.missing {
            Some(missing) => Diagnostic::error("missing-fact").with("fact", missing),
            None => Diagnostic::error("plan-text").with("detail", &error.detail),
        };
        self.diags.push(fault.at(place));
    }

    fn origin(&self, path: &str) -> Origin {
        self.plans.place(&format!("{}/{path}", self.file)).map_or_else(Origin::default, |place| Origin {
            file: place.file.name.clone(),
            line: place.line_column().0,
        })
    }

    fn chapter(
        &mut self,
        plan: &Plan,
        village: Village,
        rulings: &[resolve::Ruling],
        ledger: &mut Ledger,
    ) -> Chapter {
        let hazard = &village.profile.hazards[&plan.id];
        let (households, people) = village.threatened(&plan.id);
        let stance = self.plans.resolve.stances.get(&plan.stance);
        let headline = plan.headline.clone().or(stance.map(|s| s.headline.clone())).unwrap_or_default();
        let (signals, mut actions) = (signals(plan, village), self.actions(plan, rulings, ledger));
        actions.iter_mut().for_each(|action| action.from = action.from.map(|from| issued(from, &signals)));
        let (ladder, broadcast) = self.levels(plan, village, &signals, &mut actions);
        Chapter {
            id: plan.id.clone(),
            number: plan.order,
            version: plan.version,
            name: plan.name.clone(),
            short: if plan.short.is_empty() { plan.name.clone() } else { plan.short.clone() },
            icon: plan.icon.clone(),
            class: plan.class,
            likelihood: hazard.likelihood,
            impact: hazard.impact,
            note: hazard.note.clone(),
            summary: self.fill("summary", &plan.summary),
            trigger: signs::trigger(hazard),
            figures: signs::figures(hazard, Some(plan)).into_iter().map(figure).collect(),
            act: Some(self.fill("act", &plan.act)).filter(|act| !act.is_empty()).unwrap_or(headline.clone()),
            then: self.fill("then", &plan.then),
            sudden: self.fill("sudden", &plan.sudden),
            ladder,
            signals,
            exposed: self.fill_all("risk/exposed", &plan.risk.exposed),
            inspect: self.inspect(plan),
            signs: self.signs(plan),
            households,
            people,
            points: village.points_of(&plan.id).map(|(name, _)| name.clone()).collect(),
            ground: plan.ground.clone(),
            stance: stance.map(|s| s.name.clone()).unwrap_or_default(),
            headline,
            stance_text: stance.map(|s| s.text.clone()).unwrap_or_default(),
            shelters: village.shelters_for(&plan.id),
            unfit_shelters: plan.unfit_shelters.clone(),
            ways: village.ways(&plan.id),
            wind: stance.is_some_and(|s| s.wind),
            actions,
            forbid: plan
                .forbid
                .iter()
                .enumerate()
                .map(|(i, f)| self.forbidden(&format!("forbid/{i}"), f))
                .collect(),
            rulings: rulings
                .iter()
                .filter(|r| r.hazards.contains(&plan.id))
                .map(resolve::Ruling::entry)
                .collect(),
            media: media(&plan.id, self.plans),
            broadcast,
            drill: self.drill(plan),
        }
    }

    fn actions(&mut self, plan: &Plan, rulings: &[resolve::Ruling], ledger: &mut Ledger) -> Vec<Action> {
        let mut actions = Vec::new();
        for (i, step) in plan.steps.iter().enumerate() {
            ledger.planned += 1;
            let path = format!("steps/{i}");
            let key = format!("{}/{}", plan.id, step.id);
            let reason = if let Some(ruling) = rulings.iter().find(|r| r.drops.contains(&key)) {
                Some(LeftOutReason::Ruling(ruling.id.clone()))
            } else if self.holds(&format!("{path}/when"), step.when.as_deref()) && self.common_holds(step) {
                None
            } else {
                Some(LeftOutReason::Condition(step.when.clone().unwrap_or_default()))
            };
            match reason {
                Some(reason) => {
                    ledger.left_out.push(LeftOut { step: key, reason, origin: self.origin(&path) });
                }
                None => actions.push(self.action(step, key, &path)),
            }
        }
        in_order(&mut actions);
        actions
    }

    fn common_holds(&mut self, step: &Step) -> bool {
        let common = step.common.as_ref().and_then(|id| self.plans.common.steps.iter().find(|c| c.id == *id));
        common.is_none_or(|c| {
            self.filler.holds(c.when.as_deref().unwrap_or("true"), self.facts).unwrap_or(true)
        })
    }

    fn action(&mut self, step: &Step, key: String, path: &str) -> Action {
        let common = step.common.as_ref().and_then(|id| self.plans.common.steps.iter().find(|c| c.id == *id));
        let text = self.fill(&format!("{path}/text"), &step.text);
        let (instead, [skips, dropped]) = self.replaced(step, path);
        let card = match (&step.card, common) {
            (Some(card), _) => self.fill(&format!("{path}/card"), card),
            (None, Some(common)) => self.fill(&format!("{path}/use"), &common.card),
            (None, None) => text.clone(),
        };
        Action {
            key,
            common: step.common.clone(),
            phase: step.phase.or(common.map(|c| c.phase)).unwrap_or_default(),
            roles: self.shared(
                if step.role.is_empty() {
                    common.map(|c| c.role.clone()).unwrap_or_default()
                } else {
                    step.role.clone()
                },
                step.common.as_ref(),
            ),
            from: step.from,
            until: step.until,
            only_at: Vec::new(),
            station: step.station.or(common.and_then(|c| c.station)),
            at_sign: step.at_sign,
            minutes: step.minutes.into_iter().chain(common.and_then(|c| c.minutes)).min(),
            first: step.first,
            text,
            card,
            instead,
            skips,
            dropped,
            origin: self.origin(path),
        }
    }

    /// Returns the roles of a step and the posts that share it by one of their duties.
    fn shared(&self, mut roles: Vec<String>, common: Option<&String>) -> Vec<String> {
        let does = |duty: &&Duty| {
            duty.roles.iter().any(|role| roles.contains(role))
                || common.is_some_and(|id| duty.steps.contains(id))
        };
        let more: Vec<String> = self
            .sharers
            .iter()
            .filter(|(_, duties)| duties.iter().any(does))
            .map(|(id, _)| id.clone())
            .collect();
        roles.extend(more);
        roles
    }

    /// Returns what is said in the place of lines of the common step, and which of its lines are not said:
    /// all, and those without anything in their place.
    fn replaced(&mut self, step: &Step, path: &str) -> (Vec<String>, [Vec<usize>; 2]) {
        let lines = step
            .common
            .as_ref()
            .and_then(|id| self.plans.common_step(id))
            .map_or(&[][..], |c| c.lines.as_slice());
        let of = |wanted: fn(&Replacement) -> bool| {
            let here =
                |(_, line): &(usize, &Line)| step.replaces.iter().any(|r| r.line == line.id && wanted(r));
            lines.iter().enumerate().filter(here).map(|(i, _)| i).collect()
        };
        let skips = [of(|_| true), of(|r| r.text.is_empty())];
        let said = step.replaces.iter().enumerate().filter(|(_, r)| !r.text.is_empty());
        (said.map(|(k, r)| self.fill(&format!("{path}/replaces/{k}/text"), &r.text)).collect(), skips)
    }

    fn forbidden(&mut self, path: &str, item: &Prohibition) -> Forbidden {
        let text = self.fill(&format!("{path}/text"), &item.text);
        Forbidden {
            card: item.card.clone().unwrap_or_else(|| text.clone()),
            text,
            why: item.why.clone(),
            roles: item.roles.clone(),
            at: item.at.clone(),
        }
    }

    fn inspect(&mut self, plan: &Plan) -> Vec<InspectEntry> {
        let item = |(i, item): (usize, &crate::model::plan::Inspect)| InspectEntry {
            look: self.fill(&format!("risk/inspect/{i}/look"), &item.look),
            cycle: item.cycle.clone(),
            role: item.role.clone(),
        };
        plan.risk.inspect.iter().enumerate().map(item).collect()
    }

    fn signs(&mut self, plan: &Plan) -> Vec<SignEntry> {
        let sign = |(i, s): (usize, &crate::model::plan::Sign)| SignEntry {
            sense: s.sense,
            text: self.fill(&format!("signs/{i}/text"), &s.text),
            short: s.short.clone(),
            act: s.act.unwrap_or_default(),
        };
        plan.signs.iter().enumerate().map(sign).collect()
    }

    /// Returns what the levels of a plan's signals ask for; where the plan has no word for one, what its steps
    /// come to.
    fn ladder(&mut self, plan: &Plan, signals: &[SignalEntry], actions: &[Action]) -> Vec<RungEntry> {
        let levels: BTreeSet<Level> = signals.iter().flat_map(|s| s.levels.iter().map(|l| l.level)).collect();
        let said = plan.ladder.iter().filter(|(_, rung)| rung.leave).map(|(level, _)| *level).min();
        let leads = |a: &&Action| a.phase == Phase::Move && a.station == Some(Station::Leave);
        let moves = said.or(actions.iter().filter(leads).filter_map(|a| a.from).min());
        let mut rungs = Vec::new();
        for level in levels {
            let rung = plan.ladder.get(&level).cloned().unwrap_or_default();
            let mut fill = |field, text: &String| self.fill(&format!("ladder/{}/{field}", level.id()), text);
            let (word, line, cell) =
                (fill("word", &rung.word), fill("line", &rung.line), fill("cell", &rung.cell));
            let leave = moves.is_some_and(|from| level >= from);
            let word =
                if word.is_empty() { if leave { "撤" } else { "照着做" }.to_owned() } else { word };
            let cell = if cell.is_empty() { word.clone() } else { cell };
            rungs.push(RungEntry { level, word, line, cell, leave });
        }
        rungs
    }

    /// Returns what is asked and read aloud at each level; what the village does sooner is put among the actions.
    fn levels(
        &mut self,
        plan: &Plan,
        village: Village,
        signals: &[SignalEntry],
        actions: &mut Vec<Action>,
    ) -> (Vec<RungEntry>, Vec<BroadcastEntry>) {
        let (mut ladder, mut broadcast) = (self.ladder(plan, signals, actions), self.broadcast(plan));
        let sooner = sooner::points(plan, village, signals, &ladder);
        sooner::mark(&mut ladder, &sooner);
        sooner::act(actions, plan, &sooner);
        in_order(actions);
        sooner::say(&mut broadcast, &sooner, plan, village);
        (ladder, broadcast)
    }

    fn broadcast(&mut self, plan: &Plan) -> Vec<BroadcastEntry> {
        let item = |(i, b): (usize, &crate::model::plan::Broadcast)| BroadcastEntry {
            level: b.level,
            when: self.stand_in.said(&b.when),
            text: self.fill(&format!("broadcast/{i}/text"), &b.text),
        };
        plan.broadcast.iter().enumerate().map(item).collect()
    }

    fn drill(&mut self, plan: &Plan) -> DrillEntryScript {
        DrillEntryScript {
            scenario: self.fill("drill/scenario", &plan.drill.scenario),
            timeline: (plan.drill.timeline.iter().enumerate())
                .map(|(i, beat)| DrillBeatEntry {
                    minute: beat.minute,
                    role: beat.role.clone(),
                    text: self.fill(&format!("drill/timeline/{i}/text"), &beat.text),
                })
                .collect(),
            check: self.fill_all("drill/check", &plan.drill.check),
        }
    }
}

/// Puts actions into the order in which they are done: by phase; while people leave, by link of the chain:
/// call, lead out, count, report; then by the level at which a step starts; the author's order within.
fn in_order(actions: &mut [Action]) {
    let link = |a: &Action| (a.phase == Phase::Move).then(|| a.station.unwrap_or(Station::Leave));
    actions.sort_by_key(|a| (a.phase, link(a), a.from));
    // A call that comes before a boxed step of the way out is as urgent as that.
    let boxed = actions.iter().any(|a| a.first && link(a) == Some(Station::Leave));
    actions.iter_mut().filter(|a| link(a) == Some(Station::Call)).for_each(|a| a.first |= boxed);
}

fn figure(noticed: signs::Noticed) -> FigureEntry {
    FigureEntry { what: noticed.text, at: noticed.at, act: noticed.act }
}

/// Returns the lowest level from this one on that is issued where the village lies: blue is no level of the
/// lightning signal where no signal of storms with lightning is.
fn issued(from: Level, signals: &[SignalEntry]) -> Level {
    let levels = signals.iter().flat_map(|signal| &signal.levels).map(|entry| entry.level);
    levels.filter(|level| *level >= from).min().unwrap_or(from)
}

/// Returns the plan's signals with local thresholds in place of the library's, low levels first; one that is
/// given in another province only is not the village's.
fn signals(plan: &Plan, village: Village) -> Vec<SignalEntry> {
    let place = village::place(village.profile);
    let entry = |id: &String| {
        let signal = village.plans.signals.signals.get(id).filter(|signal| within(&signal.region, &place))?;
        let local = village.profile.thresholds.get(id);
        let mut levels: Vec<LevelEntry> = (signal.levels.iter())
            .map(|(level, text)| match local.and_then(|l| l.get(level)) {
                Some(here) => {
                    LevelEntry { level: *level, text: here.text.clone(), local: here.source.clone() }
                }
                None => LevelEntry { level: *level, text: text.clone(), local: String::new() },
            })
            .collect();
        let added = local.into_iter().flatten().filter(|(level, _)| !signal.levels.contains_key(*level));
        levels.extend(added.map(|(level, here)| LevelEntry {
            level: *level,
            text: here.text.clone(),
            local: here.source.clone(),
        }));
        levels.sort_by_key(|l| l.level);
        Some(SignalEntry { id: id.clone(), name: signal.name.clone(), issuer: signal.issuer.clone(), levels })
    };
    plan.signals.iter().filter_map(entry).collect()
}

fn media(hazard: &str, plans: &PlanSet) -> Vec<MediumEntry> {
    (plans.resolve.media.iter())
        .filter(|m| m.hazards.iter().any(|h| h == hazard))
        .map(|m| MediumEntry { fire: m.fire.clone(), good: m.good.clone(), bad: m.bad.clone() })
        .collect()
}

/// Returns the ids of the selected hazards.
fn ids(selected: &[&Plan]) -> BTreeSet<String> {
    selected.iter().map(|plan| plan.id.clone()).collect()
}
