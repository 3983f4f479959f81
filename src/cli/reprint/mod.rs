//! `duoan reprint`: which printed cards and books are stale since a revision or an edition, who holds them,
//! how many sheets.

mod show;

pub(super) use show::lacking;

use std::path::{Path, PathBuf};

use anyhow::bail;

use super::args::{ReprintArgs, ReprintFormat};
use super::term::{Format, Term};
use super::{FAULTS, OK, build, date, show as show_faults};
use crate::batch::{self, Bench, Limits, Options};
use crate::compose::Order;
use crate::diag::Diagnostic;
use crate::disk;
use crate::git::Repository;
use crate::history::Past;
use crate::messages::Lang;
use crate::model::profile::Date;
use crate::project::{self, Project, VillageFiles};
use crate::reprint::{self, Row};
use crate::workspace::Workspace;

/// Stem of the list, and folder of what is printed anew.
const NAME: &str = "reprint";

pub(super) fn run(args: &ReprintArgs, term: &Term) -> anyhow::Result<u8> {
    let repository = project::repository(&args.dir)?;
    let (since, until) = ends(args.since.as_deref(), &repository)?;
    let after = Workspace::at(until.as_deref(), &repository, &args.dir)?;
    show_faults(&[&after.faults], Format::Human, term);
    let rows = match &since {
        Since::Revision(rev) => {
            reprint::by_revision(&Workspace::at(Some(rev), &repository, &args.dir)?, &after, &args.village)?
        }
        Since::Edition(day) => reprint::by_edition(*day, &past(&after, term)?, &after, &args.village)?,
    };
    let day = Date(repository.commit(repository.resolve(until.as_deref().unwrap_or("HEAD"))?)?.date);
    let report = Report { since, until, day, rows: rows.into_iter().filter(|row| !row.is_empty()).collect() };
    let home =
        if after.project.root.as_os_str().is_empty() { args.dir.clone() } else { after.project.root.clone() };
    show::show(&report, args, &after, &home, term)?;
    let unreadable = report.rows.iter().any(|row| !row.is_whole());
    let printed = if args.print { print(&report, args, &after, &home, term)? } else { true };
    Ok(if unreadable || !printed { FAULTS } else { OK })
}

/// Since when.
enum Since {
    /// A revision.
    Revision(String),
    /// What was in force on a day; without one, the first commit of the edition that is in force.
    Edition(Option<Date>),
}

/// Returns since when, and the revision to compare with; `None` stands for the working tree.
fn ends(written: Option<&str>, repository: &Repository) -> anyhow::Result<(Since, Option<String>)> {
    let (since, until) = match written.map(|text| text.split_once("..").unwrap_or((text, ""))) {
        Some((since, until)) => {
            (Some(since).filter(|s| !s.is_empty()), Some(until).filter(|u| !u.is_empty()))
        }
        None => (None, None),
    };
    let until = until.or(repository.bare.then_some("HEAD")).map(str::to_owned);
    let since = match since {
        None => Since::Edition(None),
        Some(word) => date(Some(word)).map_or_else(|_| Since::Revision(word.to_owned()), Since::Edition),
    };
    Ok((since, until))
}

/// Returns the past of a workspace.
fn past<'a>(after: &'a Workspace, term: &Term) -> anyhow::Result<Past<'a>> {
    let Some(past) = Past::open(after.today())? else {
        bail!(term.lang.pick(
            "还没有提交过村档案：先 git add、git commit",
            "no village was ever committed: git add, git commit"
        ));
    };
    Ok(past)
}

/// What is shown.
struct Report {
    since: Since,
    until: Option<String>,
    /// Day of the newest commit.
    day: Date,
    /// Villages of which something is stale, or that cannot be read.
    rows: Vec<Row>,
}

/// Builds exactly what is stale; says whether all of it could be built.
fn print(
    report: &Report,
    args: &ReprintArgs,
    after: &Workspace,
    home: &Path,
    term: &Term,
) -> anyhow::Result<bool> {
    let wanted = reprint::wanted(&report.rows);
    let out = args.out.clone().map_or_else(|| disk::below(&home.join("out"), NAME), Ok)?;
    let options = Options {
        out,
        only: Vec::new(),
        order: Order::default(),
        formats: vec![batch::Format::Pdf],
        force: false,
        strict: false,
        finished: false,
        today: None,
        jobs: rayon::current_num_threads(),
        shard: None,
        cards: Some(wanted),
        limits: Limits::default(),
    };
    let past = Past::open(after.today())?;
    let villages: Vec<VillageFiles> = (after.project.villages.iter())
        .filter(|village| options.cards.as_ref().is_some_and(|cards| cards.contains_key(&village.stem)))
        .cloned()
        .collect();
    let all: Vec<PathBuf> = villages.iter().map(|village| village.stem.clone()).collect();
    let project = Project { villages, all, ..after.project.clone() };
    let Workspace { library, press, stamp, plans, .. } = after;
    let bench = Bench { library, press, stamp, plans, past: past.as_ref(), unread: false, options: &options };
    let bar = term.progress(project.villages.len(), args.format == ReprintFormat::Json);
    let outcomes = batch::run(&project, &bench, None, |outcome| bar.step(&build::line(outcome, term)))?;
    let seconds = bar.finish();
    let lists: Vec<&[Diagnostic]> = outcomes.iter().map(|o| o.diags.as_slice()).collect();
    show_faults(&lists, Format::Human, term);
    build::summary(&outcomes, &options, seconds, term);
    past.iter().for_each(|past| build::remarks(past, &project, &options, term));
    Ok(outcomes.iter().all(|outcome| !outcome.failed))
}

fn since(since: &Since, lang: Lang) -> String {
    match since {
        Since::Revision(rev) => rev.clone(),
        Since::Edition(Some(day)) => match lang {
            Lang::Zh => format!("{} 的版本", day.0),
            Lang::En => format!("the edition of {}", day.0),
        },
        Since::Edition(None) => {
            lang.pick("现在这一版刚出的时候", "when the edition in force came out").to_owned()
        }
    }
}
