//! `duoan plans`: the library, its hazards and what of it awaits review.

use std::path::Path;

use unicode_width::UnicodeWidthStr;

use super::args::Plans;
use super::build::unknown;
use super::term::{Format, Term};
use super::{FAULTS, OK, library_at, show as show_faults, ward};
use crate::compose::words;
use crate::load::Library;
use crate::model::plan::{Plan, Source, Status};
use crate::pipeline;
use crate::project::{self, Files};

pub(super) fn run(args: Plans, term: &Term) -> anyhow::Result<u8> {
    match args {
        Plans::List { unverified: true, dir } => review(&library_at(&dir)?.0.set, term),
        Plans::List { dir, .. } => {
            library_at(&dir)?.0.set.plans.values().for_each(|plan| term.out(&row(plan)));
        }
        Plans::Lint { dir, format } => return lint(&dir, format, term),
        Plans::Fonts { dir, rev, font } => ward::font(&dir, rev.as_deref(), &font)?,
        Plans::Show { hazard, dir } => show(&hazard, &library_at(&dir)?.0, term)?,
    }
    Ok(OK)
}

fn lint(dir: &Path, format: Format, term: &Term) -> anyhow::Result<u8> {
    let faults = pipeline::lint(&Files::of(&project::open(&[dir.to_path_buf()])?.root)?);
    let (errors, _) = show_faults(&[&faults], format, term);
    Ok(if errors > 0 { FAULTS } else { OK })
}

fn row(plan: &Plan) -> String {
    let pad = |text: &str, width: usize| format!("{text}{}", " ".repeat(width.saturating_sub(text.width())));
    format!(
        "{}  {}  {}  {:>2}",
        pad(words::class(plan.class), 8),
        pad(&plan.id, 18),
        pad(&plan.name, 22),
        plan.steps.len()
    )
}

/// Lists what rests on sources that nobody has read or that are no longer in force, and the authors' open
/// points.
fn review(set: &crate::model::plan::PlanSet, term: &Term) {
    for (id, sources) in set.sources() {
        let open = |s: &&Source| s.status == Status::Unverified || !s.stands() || s.in_force.is_none();
        let open: Vec<&Source> = sources.iter().filter(open).collect();
        let notes = set.reviews().find(|(file, _)| *file == id).map(|(_, notes)| notes).unwrap_or_default();
        let asked = set.plans.get(id).into_iter().flat_map(Plan::open);
        let asked: Vec<&str> = asked.map(|(text, _)| text).collect();
        if open.is_empty() && notes.is_empty() {
            continue;
        }
        term.out(&format!("plans/{id}.yaml"));
        for s in open {
            term.out(&format!(
                "  [{}] {}《{}》{}{}：{}",
                words::state(s),
                s.issuer,
                s.title,
                s.number,
                s.article,
                s.supports
            ));
        }
        asked.iter().for_each(|text| term.out(&format!("  [待核] {text}")));
        notes.iter().for_each(|note| term.out(&format!("  * {note}")));
    }
}

fn show(name: &str, library: &Library, term: &Term) -> anyhow::Result<()> {
    let Some(plan) = library.words.id("hazard", name).and_then(|id| library.set.plans.get(id)) else {
        let near = library.words.near("hazard", name).join(" / ");
        return Err(unknown(name, &near));
    };
    let file = library.set.place(&plan.id).map(|p| p.file.text.as_str()).unwrap_or_default();
    term.out(file.trim_end());
    Ok(())
}
