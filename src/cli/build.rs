//! `duoan build`: handbooks and cards of the villages asked for.

use std::path::PathBuf;

use anyhow::bail;
use unicode_width::UnicodeWidthStr;

use super::args::BuildArgs;
use super::term::{Format, Term};
use super::{FAULTS, Lang, OK, Studio, date, show};
use crate::batch::{self, Options, Outcome};
use crate::compose;
use crate::diag::{Diagnostic, nearest};
use crate::project;

pub(super) fn run(args: &BuildArgs, term: &Term) -> anyhow::Result<u8> {
    let mut studio = Studio::open(&args.paths)?;
    choose(&mut studio, &args.village)?;
    anyhow::ensure!(
        !studio.project.villages.is_empty(),
        term.lang.pick("没有找到村档案（villages/*.yaml）", "no village files (villages/*.yaml)")
    );
    let options = Options {
        out: args.out.clone().unwrap_or_else(|| studio.project.root.join("out")),
        only: families(&args.only)?,
        force: args.force,
        strict: args.strict,
        today: date(args.today.as_deref())?,
        jobs: args.jobs.filter(|jobs| *jobs > 0).unwrap_or_else(rayon::current_num_threads),
    };
    let bar = term.progress(studio.project.villages.len(), args.quiet);
    let done = |outcome: &Outcome| {
        bar.set_message(outcome.stem.display().to_string());
        bar.inc(1);
    };
    let outcomes = batch::run(&studio.project, &studio.library, &studio.press, &studio.stamp, &options, done)?;
    bar.finish_and_clear();
    let lists: Vec<&[Diagnostic]> =
        std::iter::once(studio.faults.as_slice()).chain(outcomes.iter().map(|o| o.diags.as_slice())).collect();
    show(&lists, Format::Human, term);
    if !args.quiet {
        summary(&outcomes, &options, term);
    }
    Ok(if outcomes.iter().any(|o| o.failed) || !studio.faults.is_empty() { FAULTS } else { OK })
}

/// Keeps only the villages named; an unknown name is refused with its nearest match.
fn choose(studio: &mut Studio, names: &[String]) -> anyhow::Result<()> {
    let stem = |v: &project::VillageFiles| v.stem.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let known: Vec<String> = studio.project.villages.iter().map(stem).collect();
    if let Some(name) = names.iter().find(|name| !known.contains(name)) {
        let near = nearest(name, known.iter().map(String::as_str)).map(|n| format!(" → {n}?")).unwrap_or_default();
        bail!("--village {name}{near}");
    }
    if !names.is_empty() {
        studio.project.villages.retain(|v| names.contains(&stem(v)));
    }
    Ok(())
}

fn families(names: &[String]) -> anyhow::Result<Vec<String>> {
    let known = || compose::FAMILIES.iter().map(|f| f.name);
    let find = |name: &String| match compose::family(name) {
        Some(family) => Ok(family.name.to_owned()),
        None => bail!("--only {name}: {}", known().collect::<Vec<_>>().join(", ")),
    };
    names.iter().map(find).collect()
}

fn summary(outcomes: &[Outcome], options: &Options, term: &Term) {
    let zh = term.lang == Lang::Zh;
    let width = outcomes.iter().map(|o| o.stem.display().to_string().width()).max().unwrap_or(4).max(6);
    for outcome in outcomes {
        let name = outcome.stem.display().to_string();
        let pad = " ".repeat(width - name.width());
        let pages: usize = outcome.made.iter().map(|m| m.entry.pages).sum();
        let made = outcome.made.iter().filter(|m| !m.reused).count();
        let kept = outcome.made.len() - made;
        let state = match (outcome.failed, zh) {
            (true, true) => "没做成，旧文件保留",
            (true, false) => "failed; old files kept",
            (false, true) => "好",
            (false, false) => "ok",
        };
        term.say(&match zh {
            true => format!("{name}{pad}  新做 {made:>2}  沿用 {kept:>2}  {pages:>4} 页  {state}"),
            false => format!("{name}{pad}  made {made:>2}  kept {kept:>2}  {pages:>4} pages  {state}"),
        });
    }
    let failed = outcomes.iter().filter(|o| o.failed).count();
    let out = project::shown(&options.out.canonicalize().unwrap_or_else(|_| PathBuf::from(&options.out)));
    term.say(&match zh {
        true => format!("{} 个村，{failed} 个没做成；文件在 {out}", outcomes.len()),
        false => format!("{} villages, {failed} failed; files in {out}", outcomes.len()),
    });
}
