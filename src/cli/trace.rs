//! `duoan trace`: every printed step, the plan file and line it came from, and what the merge did to it.

use std::path::PathBuf;

use anyhow::bail;
use serde_json::{Value, json};

use super::args::TraceArgs;
use super::term::{Format, Shown, Term};
use super::{FAULTS, OK, Workspace, machine, open, refuse_to_programs, show};
use crate::compose::{self, FAMILIES, Order, words};
use crate::diag::{Diagnostic, Diagnostics, Refusal, Severity};
use crate::messages::Lang;
use crate::model::handbook::{Action, Handbook, Origin};
use crate::model::role::known;
use crate::{pipeline, project};

pub(super) fn run(args: &TraceArgs, term: &Term) -> anyhow::Result<u8> {
    let path = PathBuf::from(&args.village);
    let file = path.is_file();
    let workspace = open(&[if file { path } else { args.dir.clone() }], term)?;
    let villages = &workspace.project.villages;
    let called: Vec<_> =
        villages.iter().filter(|village| file || village.answers_to(&args.village)).collect();
    let village = match called.as_slice() {
        [village] => *village,
        [] => return Err(Refusal::of(project::unknown_village(&args.village, villages))),
        several => {
            let stems: Vec<String> =
                several.iter().map(|village| village.stem.display().to_string()).collect();
            return Err(Refusal::of(
                Diagnostic::error("village-unclear")
                    .with("word", &args.village)
                    .with("stems", stems.join("、")),
            ));
        }
    };
    let mut diags = Diagnostics::default();
    let Ok(book) = pipeline::handbook(village, &workspace.library, &workspace.press, None, &mut diags) else {
        let faults = diags.into_sorted();
        let first = faults.iter().find(|fault| args.json && fault.severity == Severity::Error);
        first
            .iter()
            .for_each(|fault| refuse_to_programs(&machine::json(&Shown { fault, more: 0 }, term.lang), term));
        show(&[&faults], Format::Human, term);
        return Ok(FAULTS);
    };
    let scope = match &args.card {
        Some(card) => Scope::of_card(card, &book, &workspace, term)?,
        None => Scope { hazards: book.hazards.iter().map(|h| h.id.clone()).collect(), role: None },
    };
    let trace = trace(&book, &scope);
    if args.json {
        term.out(&serde_json::to_string_pretty(&trace)?);
    } else {
        print(&trace, term);
    }
    Ok(OK)
}

/// What of the book is traced.
struct Scope {
    hazards: Vec<String>,
    /// The role of a card; `None` for the whole book.
    role: Option<String>,
}

impl Scope {
    fn of_card(card: &str, book: &Handbook, workspace: &Workspace, term: &Term) -> anyhow::Result<Self> {
        let order = Order::default();
        let plans = workspace.library.plans(&book.village);
        for document in
            FAMILIES.iter().filter_map(|family| compose::compose(family, book, plans, &order).ok())
        {
            if let Some(found) = document.sealed().find(|c| c.number == card).cloned() {
                return Ok(Self { hazards: found.hazards, role: found.role });
            }
        }
        bail!("{card}: {}", term.lang.pick("没有这张卡", "no such card"))
    }

    /// Whether a step is done by the card's role, by one that it stands in for, or by everyone.
    fn holds(&self, action: &Action, book: &Handbook) -> bool {
        let Some(role) = &self.role else { return true };
        let stands_in =
            |id: &String| book.roles.iter().any(|r| r.id == *id && r.falls_to.as_ref() == Some(role));
        action.roles.iter().any(|id| id == role || id == known::EVERYONE || stands_in(id))
    }
}

/// Returns where a plan says something, in the form that all outputs have.
fn at(origin: &Origin) -> Value {
    json!({"file": origin.file, "line": origin.line})
}

fn trace(book: &Handbook, scope: &Scope) -> Value {
    let hazards = &scope.hazards;
    let chapters = book.hazards.iter().filter(|h| hazards.contains(&h.id));
    let actions = chapters.flat_map(|h| &h.actions).filter(|a| scope.holds(a, book));
    let steps: Vec<Value> = actions
        .map(|a| {
            json!({
                "step": a.key, "phase": words::phase(a.phase), "text": if a.text.is_empty() { &a.card } else { &a.text },
                "unified_in": a.common, "at": at(&a.origin),
            })
        })
        .collect();
    let about = |key: &str| hazards.iter().any(|h| key.split('/').next() == Some(h));
    let ledger = &book.ledger;
    json!({
        "village": book.village.name,
        "figures": {"planned": ledger.planned, "printed": ledger.printed, "left_out": ledger.left_out.len(), "rulings": ledger.rulings.len(), "undecided": ledger.undecided.len()},
        "steps": steps,
        "unified": ledger.unified.iter().map(|(id, of)| json!({"common": id, "steps": of})).collect::<Value>(),
        "left_out": ledger.left_out.iter().filter(|l| about(&l.step)).map(|l| json!({"step": l.step, "reason": words::left_out(&l.reason), "at": at(&l.origin)})).collect::<Value>(),
        "rulings": ledger.rulings.iter().filter(|r| r.hazards.iter().any(|h| hazards.contains(h))).map(|r| json!({"rule": r.id, "issue": r.issue, "ruling": r.ruling, "basis": r.basis.map(words::basis), "drops": r.drops, "at": at(&r.origin)})).collect::<Value>(),
        "undecided": ledger.undecided,
        "numbers": ledger.numbers.iter().map(|n| json!({"what": n.what, "chosen": n.chosen, "claims": n.claims})).collect::<Value>(),
    })
}

fn print(trace: &Value, term: &Term) {
    let zh = term.lang == Lang::Zh;
    // What holds a number together on paper would hide it from a search.
    let plain = |text: &str| text.replace('\u{a0}', " ").replace('\u{2060}', "");
    let text = |v: &Value| v.as_str().map_or_else(|| v.to_string(), plain);
    let figures = &trace["figures"];
    let [planned, printed, left, rulings, undecided] =
        ["planned", "printed", "left_out", "rulings", "undecided"].map(|k| text(&figures[k]));
    let name = text(&trace["village"]);
    term.out(&match zh {
        true => format!("{name}：预案共 {planned} 步，合并后印 {printed} 步，{left} 步不印，裁决 {rulings} 条，待村定 {undecided} 条"),
        false => format!("{name}: {planned} steps in plans, {printed} after unifying, {left} left out, {rulings} rulings, {undecided} undecided"),
    });
    let list = |key: &str| trace[key].as_array().cloned().unwrap_or_default();
    for s in list("steps") {
        let unified = s["unified_in"].as_str().map(|c| format!(" = {c}")).unwrap_or_default();
        term.out(&format!(
            "{}:{}  {}{unified}  {}",
            text(&s["at"]["file"]),
            s["at"]["line"],
            text(&s["step"]),
            text(&s["text"])
        ));
    }
    let head = |zh_text, en_text| term.out(&format!("\n{}", term.lang.pick(zh_text, en_text)));
    head("合成一步的", "unified");
    list("unified").iter().for_each(|u| {
        term.out(&format!("{} ← {}", text(&u["common"]), u["steps"].as_array().map_or(0, Vec::len)));
    });
    head("不印的", "left out");
    list("left_out").iter().for_each(|l| {
        term.out(&format!(
            "{}:{}  {}  {}",
            text(&l["at"]["file"]),
            l["at"]["line"],
            text(&l["step"]),
            text(&l["reason"])
        ));
    });
    head("裁决", "rulings");
    list("rulings").iter().for_each(|r| {
        term.out(&format!(
            "{}:{}  {}  {} → {}（{}）",
            text(&r["at"]["file"]),
            r["at"]["line"],
            text(&r["rule"]),
            text(&r["issue"]),
            text(&r["ruling"]),
            text(&r["basis"])
        ));
    });
    if !list("undecided").is_empty() {
        head("待村定", "for the village to decide");
        list("undecided").iter().for_each(|u| term.out(&text(u)));
    }
}
