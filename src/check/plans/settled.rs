//! What is called read was read, and what nobody has read is listed for a specialist: open points against
//! sources, figures and claims of law against what they rest on.

use crate::diag::Diagnostic;
use crate::model::library::PlanFault;
use crate::model::plan::{Plan, PlanSet, Source, Status};

use super::figures;

/// Words by which a note says that a text was not read.
const DOUBTS: [&str; 9] =
    ["没有读到", "没读到", "没有看到", "没有核到", "只据转", "只见转", "须对", "印前核对", "不在手边"];
/// Words that claim a law.
const CLAIMS: [&str; 6] = ["犯法", "违法", "依法", "法律", "条例", "法规"];

/// Pushes every contradiction between what is called read and what is noted as open.
pub(super) fn check(set: &PlanSet, found: &mut Vec<PlanFault>) {
    contradicted(set, found);
    for plan in set.plans.values() {
        unlisted(plan, set, found);
    }
    let sources: Vec<&Source> = set.common.sources.iter().collect();
    for (i, step) in set.common.steps.iter().enumerate().filter(|(_, step)| !read(&step.source, &sources)) {
        for text in step.text.iter().chain([&step.card]) {
            for what in claims(text, &set.common.review) {
                let fault = said(text, &what).at(set.place(&format!("common/steps/{i}")).cloned());
                found.push(PlanFault::of_all(fault));
            }
        }
    }
}

/// A note says of a text that it was not read, a source that it was.
fn contradicted(set: &PlanSet, found: &mut Vec<PlanFault>) {
    let verified = || {
        let all = set.sources().flat_map(|(file, sources)| sources.iter().map(move |source| (file, source)));
        all.filter(|(_, source)| source.status == Status::Verified && !source.title.is_empty())
    };
    for (file, notes) in set.reviews() {
        for (i, note) in notes.iter().enumerate() {
            let doubted = DOUBTS.iter().any(|doubt| note.contains(doubt)) && !note.contains("只读到");
            // Without an article a note speaks of what its own file calls read.
            let named = |(cited, source): &(&str, &Source)| {
                let article = source.article.split('、').any(|a| !a.is_empty() && note.contains(a));
                note.contains(&source.title) && (article || *cited == file && !note.contains('第'))
            };
            let Some((_, source)) = verified().find(named).filter(|_| doubted) else { continue };
            let fault = Diagnostic::error("plan-open").with("value", note).with("limit", &source.title);
            let fault =
                fault.at(set.place(&format!("{file}/review/{i}")).or_else(|| set.place(file)).cloned());
            found.push(match set.plans.contains_key(file) {
                true => PlanFault::of(fault, [file.to_owned()]),
                false => PlanFault::of_all(fault),
            });
        }
    }
}

/// Figures and claims that no text that was read bears out are among the open points; so is what a plan
/// itself calls open.
fn unlisted(plan: &Plan, set: &PlanSet, found: &mut Vec<PlanFault>) {
    let sources: Vec<&Source> = plan.sources.iter().collect();
    let mut say = |path: String, text: &str, what: &str| {
        let place = set.place(&format!("{}/{path}", plan.id)).cloned();
        found.push(PlanFault::of(said(text, what).at(place), [plan.id.clone()]));
    };
    for (i, step) in plan.steps.iter().enumerate().filter(|(_, step)| !read(&step.source, &sources)) {
        for text in [Some(&step.text), step.card.as_ref()].into_iter().flatten() {
            claims(text, &plan.review).iter().for_each(|what| say(format!("steps/{i}"), text, what));
        }
    }
    for (i, item) in plan.forbid.iter().enumerate().filter(|(_, item)| !read(&item.source, &sources)) {
        for text in [Some(&item.text), item.card.as_ref(), Some(&item.why)].into_iter().flatten() {
            claims(text, &plan.review).iter().for_each(|what| say(format!("forbid/{i}"), text, what));
        }
    }
    if plan.review.is_empty() {
        plan.open().for_each(|(text, _)| say(String::new(), text, "待核"));
    }
}

fn said(text: &str, what: &str) -> Diagnostic {
    Diagnostic::warning("plan-unlisted").with("value", super::strip(text)).with("limit", what)
}

/// Returns whether one of the cited sources was read.
fn read(cited: &[String], sources: &[&Source]) -> bool {
    let read = |source: &&&Source| source.status == Status::Verified && source.stands();
    sources.iter().filter(read).any(|source| cited.contains(&source.id))
}

/// Returns the figures of a text that no note names, and its claims of law.
fn claims(text: &str, notes: &[String]) -> Vec<String> {
    let open = |figure: &String| !notes.iter().any(|note| note.contains(figure.as_str()));
    let law = CLAIMS.iter().find(|word| text.contains(**word)).map(|word| (*word).to_owned());
    figures(text).into_iter().filter(open).chain(law).collect()
}
