//! What a book says by its plans: hazards, signals, steps, prohibitions, scripts. Every text goes with the
//! plan's own words, so that a text in which only the village's facts are new is told apart from a plan that
//! was rewritten.

use super::facts::{list, number};
use super::{Fact, Kind, Side};
use crate::compose::words;
use crate::model::handbook::{Action, Chapter, CommonEntry, CompoundEntry, Forbidden};
use crate::model::plan::{Level, Plan, Prohibition, Step};
use crate::model::signs::figure;

/// Returns the facts of all chapters and of what they share.
pub(super) fn all(side: &Side) -> Vec<Fact> {
    let mut facts = Vec::new();
    for chapter in &side.book.hazards {
        let Some(plan) = side.plans.plans.get(&chapter.id) else { continue };
        facts.extend(hazard(chapter, plan));
        facts.extend(chapter.actions.iter().filter_map(|action| step(action, chapter, plan, side)));
        facts.extend(texts(chapter, plan));
    }
    facts.extend(signals(side));
    facts.extend(side.book.common.iter().filter_map(|entry| common(entry, side)));
    facts.extend(side.book.compounds.iter().map(|entry| compound(entry, side)));
    facts.extend(shared_words(side));
    let facts_of_hazards = |fact: Fact, hazards: &[String]| fact.of(hazards);
    let ledger = &side.book.ledger;
    facts.extend(ledger.rulings.iter().map(|r| {
        facts_of_hazards(Fact::new(Kind::Ruling, &r.id, &r.issue).with("text", &r.ruling), &r.hazards)
    }));
    facts.extend(
        ledger.numbers.iter().map(|n| Fact::new(Kind::Figure, &n.id, &n.what).with("text", &n.chosen)),
    );
    facts.extend(side.book.roles.iter().filter(|role| role.number.is_some()).map(|role| {
        let fact = Fact::new(Kind::Role, &role.id, &role.name)
            .with("name", &role.name)
            .with("mission", &role.mission);
        fact.with("reports_to", side.book.role_name(&role.reports_to))
            .with("routine", role.routine.join("；"))
    }));
    facts
}

fn hazard(chapter: &Chapter, plan: &Plan) -> [Fact; 2] {
    let own = std::slice::from_ref(&chapter.id);
    let threatened = words::threatened(chapter.households, chapter.people);
    let fact = Fact::new(Kind::Hazard, &chapter.id, &chapter.name)
        .with("name", &chapter.name)
        .with("likelihood", words::grade(chapter.likelihood))
        .with("impact", words::grade(chapter.impact))
        .with("trigger", figures(chapter))
        .with("threatened", threatened)
        .with("shelter", chapter.shelters.first().cloned().unwrap_or_default())
        .made("route", routes(chapter), "")
        .with("stance", [chapter.stance.as_str(), chapter.stance_text.as_str()].join(" ").trim())
        .with("unfit_shelters", chapter.unfit_shelters.join("；"))
        .made("summary", &chapter.summary, &plan.summary)
        .with("note", &chapter.note)
        .of(own);
    let version = Fact::new(Kind::Plan, &chapter.id, &chapter.name)
        .with("version", chapter.version.to_string())
        .of(own);
    [fact, version]
}

/// Returns a step as its plan has it; what it takes from a common step is told there.
fn step(action: &Action, chapter: &Chapter, plan: &Plan, side: &Side) -> Option<Fact> {
    let (_, id) = action.key.split_once('/')?;
    let step: &Step = plan.steps.iter().find(|s| s.id == id)?;
    let own = action.common.is_none();
    let names = words::Names::of(side.book, side.plans);
    let subject = format!("{} · {}", chapter.name, start(&action.card));
    let mut fact = Fact::new(Kind::Step, &action.key, subject).of(std::slice::from_ref(&chapter.id));
    fact = fact.made("text", &action.text, &step.text);
    if let Some(card) = &step.card {
        fact = fact.made("card", &action.card, card);
    }
    if own || !step.role.is_empty() {
        fact = fact.with("roles", names.roles(&action.roles));
    }
    if own || step.phase.is_some() {
        fact = fact.with("phase", words::phase(action.phase));
    }
    fact = fact.with("level", action.from.map(Level::name).unwrap_or_default());
    fact = fact.with("limit", number(step.minutes, "分钟"));
    Some(fact.with("first", if action.first { "先做" } else { "" }))
}

/// Characters of a step's text that name it.
const START: usize = 16;

/// Returns the beginning of a text, to call it by.
fn start(text: &str) -> String {
    let mut start: String = text.chars().take(START).collect();
    if text.chars().count() > START {
        start.push('…');
    }
    start
}

/// Returns the local figures with what is done at them.
fn figures(chapter: &Chapter) -> String {
    let one = |f: &crate::model::handbook::FigureEntry| {
        format!("{}（{}）", figure(&f.what, &f.at), words::act(f.act))
    };
    chapter.figures.iter().map(one).collect::<Vec<_>>().join("；")
}

/// Returns the routes that people take, each once.
fn routes(chapter: &Chapter) -> String {
    let mut names: Vec<&str> =
        chapter.ways.iter().map(|way| way.route.as_str()).filter(|name| !name.is_empty()).collect();
    let mut seen = std::collections::BTreeSet::new();
    names.retain(|name| seen.insert(*name));
    names.join("、")
}

/// Returns the texts of a chapter that are no steps; each is called by the plan's words for it.
fn texts(chapter: &Chapter, plan: &Plan) -> Vec<Fact> {
    let of = |kind: Kind, name: &str| {
        Fact::new(kind, format!("{}/{name}", chapter.id), &chapter.name).of(std::slice::from_ref(&chapter.id))
    };
    let forbid = chapter
        .forbid
        .iter()
        .zip(&plan.forbid)
        .map(|(entry, item)| forbidden(entry, item, of(Kind::Forbid, key(item))));
    let signs = chapter.signs.iter().zip(&plan.signs).map(|(entry, item)| {
        of(Kind::Sign, &item.text)
            .made("text", &entry.text, &item.text)
            .with("sense", entry.sense.word())
            .with("act", words::act(entry.act))
    });
    let exposed = chapter.exposed.iter().zip(&plan.risk.exposed);
    let exposed = exposed.map(|(text, item)| of(Kind::Inspect, item).made("text", text, item));
    let inspect = chapter.inspect.iter().zip(&plan.risk.inspect).map(|(entry, item)| {
        of(Kind::Inspect, &item.look).made("text", &entry.look, &item.look).with("cycle", &entry.cycle)
    });
    let media = chapter.media.iter().map(|m| {
        of(Kind::Words, &m.fire).with("text", format!("{}：用{}", m.fire, m.good)).with("forbid", &m.bad)
    });
    let broadcast = chapter.broadcast.iter().zip(&plan.broadcast).map(|(entry, item)| {
        let fact =
            of(Kind::Broadcast, &item.text).made("text", &entry.text, &item.text).with("when", &entry.when);
        fact.with("level", entry.level.map(Level::name).unwrap_or_default())
    });
    let beats = |beats: &[(u32, &String)]| {
        beats.iter().map(|(m, text)| format!("{m} 分钟 {text}")).collect::<Vec<_>>().join("；")
    };
    let told: Vec<(u32, &String)> = chapter.drill.timeline.iter().map(|b| (b.minute, &b.text)).collect();
    let written: Vec<(u32, &String)> = plan.drill.timeline.iter().map(|b| (b.minute, &b.text)).collect();
    let drill = of(Kind::Drill, "drill")
        .made("scenario", &chapter.drill.scenario, &plan.drill.scenario)
        .made("timeline", beats(&told), beats(&written))
        .made("check", chapter.drill.check.join("；"), plan.drill.check.join("；"));
    forbid.chain(signs).chain(exposed).chain(inspect).chain(media).chain(broadcast).chain([drill]).collect()
}

fn key(item: &Prohibition) -> &str {
    if item.id.is_empty() { &item.text } else { &item.id }
}

fn forbidden(entry: &Forbidden, item: &Prohibition, fact: Fact) -> Fact {
    let fact = fact.made("text", &entry.text, &item.text);
    let fact = if item.card.is_some() { fact.with("card", &entry.card) } else { fact };
    fact.with("why", &entry.why)
}

/// Returns warning signals, each level once however many hazards heed it.
fn signals(side: &Side) -> Vec<Fact> {
    let mut facts: Vec<Fact> = Vec::new();
    for chapter in &side.book.hazards {
        for signal in &chapter.signals {
            for level in &signal.levels {
                let key = format!("{}/{}", signal.id, level.level.id());
                if let Some(known) = facts.iter_mut().find(|fact| fact.key == key) {
                    known.hazards.push(chapter.id.clone());
                    continue;
                }
                let subject = format!("{} {}", signal.name, level.level.name());
                let fact = Fact::new(Kind::Signal, key, subject)
                    .with("threshold", &level.text)
                    .with("source", &level.local);
                facts.push(fact.with("issuer", &signal.issuer).of(std::slice::from_ref(&chapter.id)));
            }
        }
    }
    facts
}

fn common(entry: &CommonEntry, side: &Side) -> Option<Fact> {
    let step = side.plans.common.steps.iter().find(|s| s.id == entry.id)?;
    let names = words::Names::of(side.book, side.plans);
    let fact = Fact::new(Kind::Common, &entry.id, &entry.name).with("name", &entry.name);
    let fact =
        fact.made("text", entry.text.join("；"), step.text.join("；")).made("card", &entry.card, &step.card);
    let fact = fact.with("roles", names.roles(&step.role)).with("phase", words::phase(entry.phase));
    Some(fact.with("limit", number(step.minutes, "分钟")).of(&entry.hazards))
}

fn compound(entry: &CompoundEntry, side: &Side) -> Fact {
    let names = words::Names::of(side.book, side.plans);
    let written = side.plans.resolve.compounds.iter().find(|c| c.id == entry.id);
    let joined = |texts: Vec<&str>| texts.join("；");
    let template = |of: &dyn Fn(&crate::model::plan::Compound) -> String| written.map(of).unwrap_or_default();
    let steps = entry.steps.iter().map(|s| format!("{} {}", names.roles(&s.roles), s.text).trim().to_owned());
    // Which steps hold here follows from the hazards, which are told themselves.
    let written_steps = template(&|c| joined(c.steps.iter().map(|s| s.text.as_str()).collect()));
    Fact::new(Kind::Compound, &entry.id, &entry.name)
        .with("hazards", entry.hazards.iter().map(|h| names.hazard(h)).collect::<Vec<_>>().join("、"))
        .with("rules", entry.rules.iter().map(|h| names.hazard(h)).collect::<Vec<_>>().join("、"))
        .made("summary", &entry.summary, template(&|c| c.summary.clone()))
        .made("go", &entry.go, template(&|c| c.go.clone()))
        .with("shelter", list(&entry.shelters))
        .made("steps", steps.collect::<Vec<_>>().join("；"), written_steps)
        .made(
            "forbid",
            joined(entry.forbid.iter().map(|f| f.text.as_str()).collect()),
            template(&|c| joined(c.forbid.iter().map(|f| f.text.as_str()).collect())),
        )
}

/// Returns the words that every book has: how to report, what to take along, how to read aloud, how to hand
/// over.
fn shared_words(side: &Side) -> Vec<Fact> {
    let (book, common) = (side.book, &side.plans.common);
    let of = |id: &str, name: &str| Fact::new(Kind::Words, id, name);
    vec![
        of("report", "报告词").made("text", &book.report_formula, &common.report_formula),
        of("report-short", "短报告词").made("text", &book.report_short, &common.report_short),
        of("bag", "随手带上").with("text", list(&book.bag)),
        of("reading", "广播词怎么念").with("text", book.reading.join("；")),
        of("handover", "交班").with("text", &book.handover),
    ]
}
