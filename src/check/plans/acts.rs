//! Acts that do not go with a danger: on each role's card the question stands before the act, and no step
//! orders what is forbidden where the hazard strikes.

use std::collections::{BTreeMap, BTreeSet};

use crate::diag::Diagnostic;
use crate::model::library::PlanFault;
use crate::model::plan::{Conflict, Phase, Plan, PlanSet, Station, Step};

/// One sentence as it stands on a card.
struct Sentence<'a> {
    /// Where it was written.
    key: String,
    text: &'a str,
    acts: &'a [String],
    safe: &'a [String],
    guards: &'a [String],
}

/// Pushes every act that stands on a card against its hazard, alone and with each other hazard of
/// the library.
pub(super) fn check(set: &PlanSet, found: &mut Vec<PlanFault>) {
    for plan in set.plans.values() {
        let together: Vec<&Plan> = set.plans.values().collect();
        let mut said: BTreeSet<(String, String, String)> = BTreeSet::new();
        for role in set.roles.keys() {
            for card in [short(plan, role, set), full(plan, role, set)] {
                for (sentence, act, condition) in clashes(&card, &dangers(plan, &together, set), plan, set) {
                    if said.insert((sentence.key.clone(), act.clone(), condition.clone())) {
                        found.push(fault(sentence, &act, &condition, (plan, role), set));
                    }
                }
            }
        }
        aloud(plan, set, found);
    }
}

/// Returns whether a plan has to do with a condition.
fn meets(plan: &Plan, condition: &String, set: &PlanSet) -> bool {
    let always = set.incompatible.conditions.get(condition).is_some_and(|c| c.always);
    always || plan.conditions.contains(condition)
}

/// Pushes what the black box, the levels and the loudspeaker tell all to do, and what a drill trains, that is
/// never done in the hazard's own dangers or that it bars itself.
fn aloud(plan: &Plan, set: &PlanSet, found: &mut Vec<PlanFault>) {
    let heads = [("act", &plan.act), ("then", &plan.then), ("sudden", &plan.sudden)];
    let heads = heads.into_iter().map(|(path, text)| (path.to_owned(), text));
    let rungs = plan.ladder.iter().map(|(level, rung)| (format!("ladder/{}/line", level.id()), &rung.line));
    let scripts =
        plan.broadcast.iter().enumerate().map(|(i, script)| (format!("broadcast/{i}/text"), &script.text));
    let beats = (plan.drill.timeline.iter().enumerate())
        .map(|(i, beat)| (format!("drill/timeline/{i}/text"), &beat.text));
    for (path, text) in heads.chain(rungs).chain(scripts).chain(beats) {
        for (id, act) in set.incompatible.acts.iter().filter(|(_, act)| act.is_told(text)) {
            let never = |(condition, but): &(&String, &String)| but.is_empty() && meets(plan, condition, set);
            let condition = act.forbidden.iter().find(never).map(|(condition, _)| condition.as_str());
            let barred = plan.forbid.iter().any(|item| act.barred_by(&item.text));
            let Some(condition) = condition.or(barred.then_some("")) else { continue };
            let key = format!("{}/{path}", plan.id);
            let sentence = Sentence { key, text, acts: &[], safe: &[], guards: &[] };
            found.push(fault(&sentence, id, condition, (plan, "everyone"), set));
        }
    }
}

/// Returns the conditions under which a plan's cards are read, each with the acts that a ruling squares with
/// it: its own, and those of other hazards that spread.
fn dangers(plan: &Plan, together: &[&Plan], set: &PlanSet) -> BTreeMap<String, BTreeSet<String>> {
    let mut dangers: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for other in together.iter().filter(|other| other.id != plan.id) {
        let settles = |c: &&Conflict| c.between(plan, other) && !c.ruling.is_empty();
        let settled: BTreeSet<String> =
            set.resolve.conflicts.iter().filter(settles).flat_map(|c| c.acts.clone()).collect();
        let spreads =
            |id: &&String| set.incompatible.conditions.get(*id).is_some_and(|condition| condition.spreads);
        for condition in other.conditions.iter().filter(spreads) {
            let mine = dangers.entry(condition.clone()).or_insert_with(|| settled.clone());
            mine.retain(|act| settled.contains(act));
        }
    }
    let own = set.incompatible.conditions.keys().filter(|id| meets(plan, id, set)).chain(&plan.conditions);
    own.for_each(|condition| drop(dangers.insert(condition.clone(), BTreeSet::new())));
    dangers
}

/// Returns the acts on a card that a condition forbids and that no earlier sentence asks about.
fn clashes<'a>(
    card: &'a [Sentence<'a>],
    dangers: &BTreeMap<String, BTreeSet<String>>,
    plan: &Plan,
    set: &PlanSet,
) -> Vec<(&'a Sentence<'a>, String, String)> {
    let table = &set.incompatible.acts;
    let said = table.iter().filter(|(_, act)| plan.forbid.iter().any(|f| act.barred_by(&f.text)));
    let barred: BTreeSet<&String> =
        plan.forbid.iter().flat_map(|f| &f.acts).chain(said.map(|(id, _)| id)).collect();
    let (mut asked, mut answered) = (BTreeSet::<&String>::new(), BTreeSet::<&String>::new());
    let mut found = Vec::new();
    for sentence in card {
        // What the words order is an act of the step whether it says so or not.
        let worded =
            table.iter().filter(|(id, act)| !sentence.acts.contains(id) && act.ordered_by(sentence.text));
        let worded: BTreeSet<&String> = worded.map(|(id, _)| id).collect();
        for act in sentence.acts.iter().chain(worded.iter().copied()) {
            let Some(rules) = table.get(act) else { continue };
            let open = |(condition, settled): &(&String, &BTreeSet<String>)| {
                let own = meets(plan, condition, set);
                // What is never done there no question before it opens.
                let never = own && rules.forbidden.get(*condition).is_some_and(String::is_empty);
                rules.forbidden.contains_key(*condition)
                    && (!worded.contains(act) || own)
                    && !settled.contains(act)
                    && !sentence.safe.contains(condition)
                    && (never || !asked.contains(condition))
            };
            found.extend(dangers.iter().filter(open).map(|(c, _)| (sentence, act.clone(), c.clone())));
            // The hazard's own prohibition holds whatever the table says.
            if barred.contains(act) && sentence.safe.is_empty() && !answered.contains(act) {
                found.push((sentence, act.clone(), String::new()));
            }
        }
        asked.extend(sentence.guards);
        // Who asks and says how to do it has answered for this act, and for no other.
        if !sentence.guards.is_empty() {
            answered.extend(sentence.acts);
        }
    }
    found
}

/// Returns a plan's urgent steps of a role in the order of cards.
fn steps<'a>(plan: &'a Plan, role: &str, set: &'a PlanSet) -> Vec<(usize, &'a Step)> {
    let common = |step: &Step| step.common.as_ref().and_then(|id| set.common_step(id));
    let phase = |step: &Step| step.phase.or(common(step).map(|c| c.phase)).unwrap_or_default();
    let does = |step: &Step| match common(step) {
        Some(common) if step.role.is_empty() => common.role.iter().any(|r| r == role),
        _ => step.role.iter().any(|r| r == role),
    };
    let urgent = |step: &Step| !matches!(phase(step), Phase::Prepare | Phase::Recover);
    // As the merge orders them: while people leave, by link of the chain.
    let link = |step: &Step| {
        let station = step.station.or(common(step).and_then(|c| c.station)).unwrap_or(Station::Leave);
        (phase(step) == Phase::Move).then_some(station)
    };
    let mut steps: Vec<_> =
        plan.steps.iter().enumerate().filter(|(_, step)| does(step) && urgent(step)).collect();
    steps.sort_by_key(|(_, step)| (!step.first, phase(step), link(step), step.from));
    steps
}

fn own<'a>(plan: &Plan, i: usize, step: &'a Step, text: &'a str) -> Sentence<'a> {
    let key = format!("{}/steps/{i}", plan.id);
    Sentence { key, text, acts: &step.acts, safe: &step.safe, guards: &step.guards }
}

/// Returns a card of short sentences: a common step is said in its own short words unless the plan has
/// others.
fn short<'a>(plan: &'a Plan, role: &str, set: &'a PlanSet) -> Vec<Sentence<'a>> {
    let mut card = Vec::new();
    for (i, step) in steps(plan, role, set) {
        match step.common.as_ref().and_then(|id| set.common_step(id)).filter(|_| step.card.is_none()) {
            Some(common) => {
                let key = format!("{}/steps/{i}", plan.id);
                let (acts, safe, guards) = (&common.acts, &common.safe, &common.guards);
                card.push(Sentence { key, text: &common.card, acts, safe, guards });
            }
            None => card.push(own(plan, i, step, step.card.as_ref().unwrap_or(&step.text))),
        }
    }
    card
}

/// Returns a card of long sentences: of a common step all that is not replaced, behind what replaces it.
fn full<'a>(plan: &'a Plan, role: &str, set: &'a PlanSet) -> Vec<Sentence<'a>> {
    let mut card = Vec::new();
    for (i, step) in steps(plan, role, set) {
        for (k, item) in step.replaces.iter().enumerate().filter(|(_, item)| !item.text.is_empty()) {
            let key = format!("{}/steps/{i}/replaces/{k}", plan.id);
            card.push(Sentence {
                key,
                text: &item.text,
                acts: &item.acts,
                safe: &item.safe,
                guards: &item.guards,
            });
        }
        if let Some(common) = step.common.as_ref().and_then(|id| set.common_step(id)) {
            for (text, line) in common.text.iter().zip(&common.lines) {
                if step.replaces.iter().all(|item| item.line != line.id) {
                    let key = format!("{}/steps/{i}", plan.id);
                    card.push(Sentence {
                        key,
                        text,
                        acts: &line.acts,
                        safe: &line.safe,
                        guards: &line.guards,
                    });
                }
            }
        }
        if !step.text.is_empty() {
            card.push(own(plan, i, step, &step.text));
        }
    }
    card
}

fn fault(
    sentence: &Sentence,
    act: &str,
    condition: &str,
    (plan, role): (&Plan, &str),
    set: &PlanSet,
) -> PlanFault {
    let rules = &set.incompatible.acts[act];
    let named = set.incompatible.conditions.get(condition).map_or("", |condition| condition.name.as_str());
    let but = rules.forbidden.get(condition).filter(|but| !but.is_empty());
    // What only another hazard brings holds where both come together: said, but no village is stopped by it.
    let own = condition.is_empty() || meets(plan, &condition.to_owned(), set);
    let fault = if own { Diagnostic::error("plan-acts") } else { Diagnostic::warning("plan-acts") };
    let fault = fault
        .at(set.place(&sentence.key).cloned())
        .with("role", set.role_name(role))
        .with("hazard", &plan.name)
        .with("value", sentence.text)
        .with("act", &rules.name);
    let fault = match named {
        "" => fault.word("condition", "这个灾种自己不准", "the hazard's own prohibition"),
        named => fault.with("condition", named),
    };
    let fault = match but {
        Some(but) => fault.word("limit", &format!("除非{but}"), &format!("but for: {but}")),
        None => fault.word("limit", "不能做", "never"),
    };
    PlanFault::of(fault, [plan.id.clone()])
}
