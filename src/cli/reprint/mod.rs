//! `duoan reprint`: which printed cards and books are stale since a revision or an edition, who holds them,
//! how many sheets.

mod show;

pub(super) use show::lacking;

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use anyhow::{Context, anyhow, bail};
use clap::ValueEnum;

use super::args::{AudienceArg, ReprintArgs, ReprintFormat};
use super::term::{Format, Term};
use super::{Cap, FAULTS, OK, build, date, open_at, say_left_out, show as show_faults, ward};
use crate::batch::{self, Bench, Limits, Manifest, Options, Outcome, Wanted};
use crate::compose::Order;
use crate::diag::{Diagnostic, Refusal, Said};
use crate::disk::{self, Turn};
use crate::git::{Commit, Repository};
use crate::history::Past;
use crate::messages::Lang;
use crate::model::document::Audience;
use crate::model::profile::Date;
use crate::office;
use crate::project::{self, Project, VillageFiles};
use crate::reprint::{self, Made, Making, Row, Stale, TownRow, Wish};
use crate::town;
use crate::workspace::Workspace;

/// Stem of the list, and folder of what is printed anew.
const NAME: &str = "reprint";

pub(super) fn run(args: &ReprintArgs, term: &Term, cap: Cap) -> anyhow::Result<u8> {
    listed(args)?;
    let repository = project::repository(&args.dir)?;
    let (since, until) = ends(args.since.as_deref(), &repository)?;
    let mut after = open_at(until.as_deref(), &repository, &args.dir, term)?;
    let home =
        if after.project.root.as_os_str().is_empty() { args.dir.clone() } else { after.project.root.clone() };
    if let Some(family) = &args.pages {
        term.out(&pages(family, &after, args)?.to_string());
        return Ok(OK);
    }
    if args.worker {
        cap(Limits::default().memory);
        return serve(args, &after, &home);
    }
    let count = |village: &VillageFiles, making: Making| count(village, making, args, term.lang);
    let made = Manifest::read(&home.join("out").join(batch::MANIFEST)).ok().map(|list| Made::of(&list));
    let beside = |village: &VillageFiles| match &made {
        _ if args.papers => reprint::every(),
        Some(made) => made.village(&village.slashed()).to_vec(),
        None => Vec::new(),
    };
    let audience = args.audience.map(Into::into);
    let wish = Wish { names: &args.village, audience, pages: &count, beside: &beside };
    show_faults(&[&after.faults], Format::Human, term);
    let (rows, before) = match &since {
        Since::Revision(rev) => {
            let before = open_at(Some(rev), &repository, &args.dir, term)?;
            if until.is_some() {
                after.project.leave_moved_repositories(&before.project);
                say_left_out(&after.project, term);
            }
            (reprint::by_revision(&before, &after, &wish)?, Some((before, rev.clone())))
        }
        Since::Edition(day) => {
            let past = past(&after, term)?;
            let rows = reprint::by_edition(*day, &past, &after, &wish)?;
            // A town's paper is as old as the youngest edition of its villages.
            let then = past.newest(rows.iter().map(|row| row.since.as_str()));
            let open = |rev: String| -> anyhow::Result<_> {
                Ok((open_at(Some(&rev), &repository, &args.dir, term)?, short(&rev)))
            };
            (rows, then.map(open).transpose()?)
        }
    };
    let towns =
        before.as_ref().map(|(before, label)| reprint::towns(before, &after, label, args.papers, &wish));
    let towns = towns.unwrap_or_default().into_iter().filter(|town| !town.row.is_empty()).collect();
    let day = Date(repository.commit(repository.resolve(until.as_deref().unwrap_or("HEAD"))?)?.date);
    let named = |rev: &String| repository.commit(repository.resolve(rev)?);
    let commit = if let Since::Revision(rev) = &since { Some(named(rev)?) } else { None };
    shadowed(&since, args, &repository, term);
    let rows = rows.into_iter().filter(|row| !row.is_empty()).collect();
    let left_out = !after.project.inner.is_empty();
    let usual_only = made.is_none() && !args.papers && audience.is_none();
    let report = Report { since, commit, until, day, rows, towns, left_out, usual_only };
    show::show(&report, args, &after, &home, term)?;
    let unreadable = !report.is_whole();
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

/// Refuses a file for the list that has another ending than its kind: it may be a profile.
fn listed(args: &ReprintArgs) -> anyhow::Result<()> {
    let ending = match args.format {
        ReprintFormat::Csv => "csv",
        ReprintFormat::Json => "json",
        ReprintFormat::Human | ReprintFormat::Pdf => "pdf",
    };
    match &args.list {
        Some(list) if list.extension().is_none_or(|own| !own.eq_ignore_ascii_case(ending)) => {
            let why = Said::error(
                format!("清单要写到 .{ending} 文件里"),
                format!("the list goes into a file that ends in .{ending}"),
            );
            Err(why.context(format!("--list {}", list.display())))
        }
        _ => Ok(()),
    }
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

/// Says that a word is read as a day where there is a tag or a branch of that name too.
fn shadowed(since: &Since, args: &ReprintArgs, repository: &Repository, term: &Term) {
    let Since::Edition(Some(day)) = since else { return };
    let word = args.since.as_deref().and_then(|text| text.split("..").next()).unwrap_or_default();
    if repository.resolve(word).is_ok() {
        term.say(&match term.lang {
            Lang::Zh => format!("{word}：当作日期 {} 比的；要比同名的标签，写 refs/tags/{word}", day.0),
            Lang::En => {
                format!("{word}: taken for the day {}; the tag of that name is refs/tags/{word}", day.0)
            }
        });
    }
}

/// Returns the past of a workspace.
fn past<'a>(after: &'a Workspace, term: &Term) -> anyhow::Result<Past<'a>> {
    let past = Past::open(after.today())?.filter(|past| !past.tip().villages.is_empty());
    let Some(past) = past else {
        bail!(term.lang.pick(
            "还没有提交过村档案：先 git add、git commit",
            "no village was ever committed: git add, git commit"
        ));
    };
    Ok(past)
}

/// Returns a commit's name as lists have it.
fn short(id: &str) -> String {
    id.chars().take(8).collect()
}

/// What is shown.
struct Report<'a> {
    since: Since,
    /// The commit that a revision stands for today: a tag may have been moved since paper was printed of it.
    commit: Option<Commit>,
    until: Option<String>,
    /// Day of the newest commit.
    day: Date,
    /// Villages of which something is stale, or that cannot be read.
    rows: Vec<Row>,
    /// Towns likewise.
    towns: Vec<TownRow<'a>>,
    /// Whether repositories within this one were left out.
    left_out: bool,
    /// Whether nothing is known of what was made by name: only what a plain build makes was looked at.
    usual_only: bool,
}

impl Report<'_> {
    /// Returns whether everything was compared that had to be.
    fn is_whole(&self) -> bool {
        !self.left_out && self.all().all(Row::is_whole)
    }

    /// Returns towns and villages.
    fn all(&self) -> impl Iterator<Item = &Row> + Clone {
        self.towns.iter().map(|town| &town.row).chain(&self.rows)
    }
}

/// Counts the pages of a book in another process: layouts and pictures are the workspace's.
fn count(
    village: &VillageFiles,
    (family, audience): Making,
    args: &ReprintArgs,
    lang: Lang,
) -> Result<usize, Diagnostic> {
    let (name, dir) = (village.slashed(), args.dir.clone());
    let words = ["reprint", "--pages", family.name, "--village", &name].map(OsString::from);
    let rest = ["--dir".into(), dir.into()].into_iter().chain(seen_by(audience));
    let rest = rest.chain(args.since.as_ref().map(OsString::from));
    let said = ward::ask(&name, words.into_iter().chain(rest), Limits::default().time, lang)?;
    let said = String::from_utf8_lossy(&said).trim().to_owned();
    said.parse().map_err(|_| Diagnostic::error("process-died").with("what", &name).with("detail", said))
}

/// Returns the words that ask another process for an edition.
fn seen_by(audience: Option<Audience>) -> impl Iterator<Item = OsString> {
    let name = audience.and_then(|audience| {
        let all = AudienceArg::value_variants().iter();
        let own = all.into_iter().find(|own| Audience::from(**own) == audience)?;
        Some(own.to_possible_value()?.get_name().to_owned())
    });
    name.into_iter().flat_map(|name| ["--audience".to_owned(), name]).map(OsString::from)
}

/// Returns the pages of the book of the only village that is asked for.
fn pages(family: &str, after: &Workspace, args: &ReprintArgs) -> anyhow::Result<usize> {
    let asked = |village: &&VillageFiles| args.village.contains(&village.slashed());
    let village = after.project.villages.iter().find(asked).context("it was there")?;
    if town::FAMILIES.iter().any(|own| own.name == family) {
        return pages_of_town(family, village, after);
    }
    let family = office::family(family).context("it is one of ours")?;
    let book = after.book(village).map_err(|fault| fault.map_or_else(|| anyhow!("empty"), Refusal::of))?;
    let plans = after.library.plans(&book.village);
    let document = office::compose(family, &book, plans, &order(args.audience.map(Into::into)))
        .map_err(|_| anyhow!("empty"))?;
    let sheets = after.press.lay_out(&document).map_err(|faults| anyhow!("{:?}", faults.first()))?;
    Ok(sheets.len())
}

/// Returns the pages of a paper of the town in which a village lies.
fn pages_of_town(family: &str, village: &VillageFiles, after: &Workspace) -> anyhow::Result<usize> {
    let groups = town::groups(&after.project.villages, &after.library);
    let within = |group: &&town::Group| group.villages.iter().any(|own| own.stem == village.stem);
    let group = groups.iter().find(within).context("it was there")?;
    let read = town::Read::of(&group.villages, &after.library, &after.press);
    let mut papers = town::papers(&read.town(&after.library.set)).into_iter();
    let (_, document) = papers.find(|(own, _)| own.name == family).context("it was there")?;
    let sheets = after.press.lay_out(&document).map_err(|faults| anyhow!("{:?}", faults.first()))?;
    Ok(sheets.len())
}

fn order(audience: Option<Audience>) -> Order {
    Order { audience, ..Order::default() }
}

/// What is made of the cards that are to be printed.
fn options(
    args: &ReprintArgs,
    home: &Path,
    audience: Option<Audience>,
    cards: Option<Wanted>,
) -> anyhow::Result<Options> {
    Ok(Options {
        out: args.out.clone().map_or_else(|| disk::below(&home.join("out"), NAME), Ok)?,
        only: Vec::new(),
        order: order(audience),
        // Of what is not typeset only what is stale is made.
        formats: vec![batch::Format::Pdf, batch::Format::Sheets, batch::Format::Docx],
        force: false,
        strict: false,
        finished: false,
        today: None,
        jobs: rayon::current_num_threads(),
        shard: None,
        cards,
        printer: None,
        limits: Limits::default(),
    })
}

fn bench<'a>(after: &'a Workspace, past: Option<&'a Past<'a>>, options: &'a Options) -> Bench<'a> {
    let Workspace { library, press, stamp, plans, .. } = after;
    Bench { library, press, stamp, plans, past, unread: false, options }
}

/// Makes cards for the process that asks.
fn serve(args: &ReprintArgs, after: &Workspace, home: &Path) -> anyhow::Result<u8> {
    let (past, options) =
        (Past::open(after.today())?, options(args, home, args.audience.map(Into::into), None)?);
    batch::serve(&after.project.villages, &options, |village, options| {
        bench(after, past.as_ref(), options).village(village)
    })?;
    Ok(OK)
}

/// Builds exactly what is stale; says whether all of it could be built.
fn print(
    report: &Report,
    args: &ReprintArgs,
    after: &Workspace,
    home: &Path,
    term: &Term,
) -> anyhow::Result<bool> {
    let asked: Option<Audience> = args.audience.map(Into::into);
    let mut whole = run_of(
        report,
        asked,
        |stale| asked.is_some() || stale.audience.is_none(),
        after,
        (args, home, term),
    )?;
    if asked.is_none() {
        // Editions for other readers are made beside the usual ones.
        let rest = report.rows.iter().flat_map(|row| &row.stale).filter_map(|stale| stale.audience);
        for audience in rest.collect::<BTreeSet<Audience>>() {
            let own = |stale: &Stale| stale.audience == Some(audience);
            whole &= run_of(report, Some(audience), own, after, (args, home, term))?;
        }
    }
    towns(report, &options(args, home, None, None)?, after, term)?;
    Ok(whole)
}

/// Builds what is stale of one edition.
fn run_of(
    report: &Report,
    audience: Option<Audience>,
    own: impl Fn(&Stale) -> bool,
    after: &Workspace,
    (args, home, term): (&ReprintArgs, &Path, &Term),
) -> anyhow::Result<bool> {
    let options = options(args, home, audience, Some(reprint::wanted(&report.rows, own)))?;
    let past = Past::open(after.today())?;
    let villages: Vec<VillageFiles> = (after.project.villages.iter())
        .filter(|village| options.cards.as_ref().is_some_and(|cards| cards.contains_key(&village.stem)))
        .cloned()
        .collect();
    let all: Vec<PathBuf> = match audience {
        Some(_) if args.audience.is_none() => after.project.villages.iter().map(|v| v.stem.clone()).collect(),
        _ => villages.iter().map(|village| village.stem.clone()).collect(),
    };
    let project = Project { villages, all, ..after.project.clone() };
    let bench = bench(after, past.as_ref(), &options);
    let bar = term.progress(project.villages.len(), args.format == ReprintFormat::Json);
    let done = |outcome: &Outcome| bar.step(&build::line(outcome, term));
    let mut crew = ward::crew();
    if let Some(crew) = crew.as_mut().filter(|_| args.audience.is_none()) {
        crew.arguments.extend(seen_by(audience));
    }
    let batch::Ran { outcomes, unlisted } = batch::run(&project, &bench, crew.as_ref(), done)?;
    let seconds = bar.finish();
    let own: Vec<Diagnostic> = unlisted.into_iter().collect();
    let lists = outcomes.iter().map(|o| o.diags.as_slice());
    let lists: Vec<&[Diagnostic]> = std::iter::once(own.as_slice()).chain(lists).collect();
    show_faults(&lists, Format::Human, term);
    build::summary(&outcomes, &options, seconds, term);
    past.iter().for_each(|past| build::remarks(past, &project, &options, term));
    Ok(own.is_empty() && outcomes.iter().all(|outcome| !outcome.failed))
}

/// Returns the folder of a town's papers, with forward slashes.
fn folder(row: &Row) -> String {
    row.path.display().to_string().replace('\\', "/")
}

/// Prints what is stale of the towns' papers and takes away what was printed of them before.
fn towns(report: &Report, options: &Options, after: &Workspace, term: &Term) -> anyhow::Result<()> {
    let turn = Turn::take(&options.out)?;
    disk::forget_all(&options.out, reprint::FOLDER, "pdf");
    for town in &report.towns {
        disk::forget_all(&options.out, &folder(&town.row), "pdf");
        for (_, document) in &town.papers {
            let bytes = ward::printed(&after.press, document, term)?;
            let path = turn.put(&format!("{}/{}", folder(&town.row), reprint::file(document)), &bytes)?;
            term.say(&project::shown(&path));
        }
    }
    Ok(())
}

fn since(report: &Report, lang: Lang) -> String {
    match &report.since {
        Since::Revision(rev) => match &report.commit {
            Some(commit) if lang == Lang::Zh => {
                format!("{rev}（提交 {}，{}）", commit.id.short(), commit.date)
            }
            Some(commit) => format!("{rev} (commit {}, {})", commit.id.short(), commit.date),
            None => rev.clone(),
        },
        Since::Edition(Some(day)) => match lang {
            Lang::Zh => format!("{} 的版本", day.0),
            Lang::En => format!("the edition of {}", day.0),
        },
        Since::Edition(None) => {
            lang.pick("现在这一版刚出的时候", "when the edition in force came out").to_owned()
        }
    }
}
