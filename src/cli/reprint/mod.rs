//! `duoan reprint`: which printed cards and books are stale since a revision or an edition, who holds them, how many sheets.

mod show;

use std::path::{Path, PathBuf};

use anyhow::bail;
use rayon::prelude::*;

use super::args::{ReprintArgs, ReprintFormat};
use super::diff::{choose, stem};
use super::messages::Lang;
use super::term::{Format, Term};
use super::{FAULTS, OK, Studio, build, date, show as show_faults};
use crate::batch::{self, Bench, Manifest, Options, Wanted};
use crate::compose::{FAMILIES, Order};
use crate::diag::Diagnostic;
use crate::diff;
use crate::git::Repository;
use crate::history::{Past, Then};
use crate::model::document::Document;
use crate::model::handbook::Handbook;
use crate::model::profile::Date;
use crate::project::{self, Project, VillageFiles};
use crate::reprint::{self, Stale, State};

/// Stem of the list, and folder of what is printed anew.
const NAME: &str = "reprint";

pub(super) fn run(args: &ReprintArgs, term: &Term) -> anyhow::Result<u8> {
    let repository = project::repository(&args.dir)?;
    let (since, until) = ends(args.since.as_deref(), &repository)?;
    let after = Studio::at(until.as_deref(), &repository, &args.dir)?;
    show_faults(&[&after.faults], Format::Human, term);
    let rows = match &since {
        Since::Revision(rev) => by_revision(&Studio::at(Some(rev), &repository, &args.dir)?, &after, args)?,
        Since::Edition(day) => by_edition(*day, &after, args, term)?,
    };
    let day = Date(repository.commit(repository.resolve(until.as_deref().unwrap_or("HEAD"))?)?.date);
    let report = Report { since, until, day, rows: rows.into_iter().filter(|row| !row.is_empty()).collect() };
    let home = if after.project.root.as_os_str().is_empty() { args.dir.clone() } else { after.project.root.clone() };
    show::show(&report, args, &after, &home, term)?;
    let unreadable = report.rows.iter().any(|row| row.fault.is_some());
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
        Some((since, until)) => (Some(since).filter(|s| !s.is_empty()), Some(until).filter(|u| !u.is_empty())),
        None => (None, None),
    };
    let until = until.or(repository.bare.then_some("HEAD")).map(str::to_owned);
    let since = match since {
        None => Since::Edition(None),
        Some(word) => date(Some(word)).map_or_else(|_| Since::Revision(word.to_owned()), Since::Edition),
    };
    Ok((since, until))
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

/// One village.
struct Row {
    /// Its path among the outputs; of one that is gone, its former one.
    path: PathBuf,
    name: String,
    /// What its paper is compared with.
    since: String,
    stale: Vec<Stale>,
    /// Sheets by family, in the order of the families.
    sheets: Vec<(&'static str, usize)>,
    /// Why: what changed for people.
    changes: Vec<diff::Change>,
    /// Why it cannot be compared, if it cannot.
    fault: Option<Box<Fault>>,
}

/// A village that has an error; at which revision, and the first.
struct Fault {
    at: Option<String>,
    first: Option<Diagnostic>,
}

impl Row {
    fn is_empty(&self) -> bool {
        self.stale.is_empty() && self.fault.is_none()
    }

    fn unreadable(village: &VillageFiles, at: Option<&str>, first: Option<Diagnostic>) -> Self {
        let fault = Some(Box::new(Fault { at: at.map(str::to_owned), first }));
        Self { fault, ..Self::of(village) }
    }

    fn of(village: &VillageFiles) -> Self {
        Self {
            path: village.stem.clone(),
            name: stem(village),
            since: String::new(),
            stale: Vec::new(),
            sheets: Vec::new(),
            changes: Vec::new(),
            fault: None,
        }
    }
}

type Documents = Vec<(&'static crate::compose::Family, Document)>;

/// Compares with a revision: only villages whose inputs differ are read.
fn by_revision(before: &Studio, after: &Studio, args: &ReprintArgs) -> anyhow::Result<Vec<Row>> {
    let mut pairs = project::pairs(&before.project, &after.project);
    choose(&mut pairs, &args.village)?;
    let same_plans = before.files.same(&after.files, "plans") && before.files.same(&after.files, "fonts");
    let label = before.project.store.label().unwrap_or_default().to_owned();
    let one = |(old, new): &(VillageFiles, VillageFiles)| {
        if same_plans && before.project.inputs(old) == after.project.inputs(new) {
            return Row::of(new);
        }
        let (was, is) = match (before.book(old), after.book(new)) {
            (Ok(was), Ok(is)) => (was, is),
            (_, Err(fault)) => return Row::unreadable(new, after.project.store.label(), fault),
            (Err(fault), _) => return Row::unreadable(new, Some(&label), fault),
        };
        let earlier = (reprint::documents(&was, &before.library.set), before.side(&was));
        row(new, &label, Some(earlier), &is, after)
    };
    let alone = |village: &VillageFiles| match after.book(village) {
        Ok(book) => row(village, &label, None, &book, after),
        Err(fault) => Row::unreadable(village, after.project.store.label(), fault),
    };
    let gone = |village: &VillageFiles| match before.book(village) {
        Ok(book) => {
            let stale = reprint::stale(&reprint::documents(&book, &before.library.set), &[]);
            Row { name: book.village.name.clone(), since: label.clone(), stale, ..Row::of(village) }
        }
        Err(fault) => Row::unreadable(village, Some(&label), fault),
    };
    let mut rows: Vec<Row> = pairs.both.par_iter().map(one).collect();
    rows.extend(pairs.added.par_iter().map(alone).collect::<Vec<_>>());
    rows.extend(pairs.removed.par_iter().map(gone).collect::<Vec<_>>());
    Ok(rows)
}

/// Compares with the edition that was in force on a day.
fn by_edition(day: Option<Date>, after: &Studio, args: &ReprintArgs, term: &Term) -> anyhow::Result<Vec<Row>> {
    let Some(past) = Past::open(after.today())? else {
        bail!(term.lang.pick("还没有提交过村档案：先 git add、git commit", "no village was ever committed: git add, git commit"));
    };
    if past.is_shallow() {
        term.say(term.lang.pick(
            "这份克隆不全：更早发的纸没有比；git fetch --unshallow 取回全部历史",
            "this clone is shallow: paper that is older was not compared; git fetch --unshallow gets the whole history",
        ));
    }
    let mut pairs = project::Pairs { added: after.project.villages.clone(), ..Default::default() };
    choose(&mut pairs, &args.village)?;
    let one = |village: &VillageFiles| {
        let book = match after.book(village) {
            Ok(book) => book,
            Err(fault) => return Row::unreadable(village, after.project.store.label(), fault),
        };
        let then: Option<(String, Then)> = past.in_force(village, day);
        let label = then.as_ref().map(|(label, _)| label.clone()).unwrap_or_default();
        let earlier = then.as_ref().map(|(_, then)| (reprint::documents(&then.book, &then.library().set), then.side()));
        row(village, &label, earlier, &book, after)
    };
    Ok(pairs.added.par_iter().map(one).collect())
}

/// Compares one village's paper then with its paper now.
fn row(village: &VillageFiles, since: &str, earlier: Option<(Documents, diff::Side)>, book: &Handbook, after: &Studio) -> Row {
    let now = reprint::documents(book, &after.library.set);
    let (then, side) = earlier.unzip();
    let stale = reprint::stale(&then.unwrap_or_default(), &now);
    let changes = side.filter(|_| !stale.is_empty()).map(|side| diff::changes(&side, &after.side(book)));
    let sheets = sheets(&stale, &now, village, after);
    let (name, since) = (book.village.name.clone(), since.to_owned());
    Row { name, since, stale, sheets, changes: changes.unwrap_or_default(), ..Row::of(village) }
}

/// Returns how many sheets each family takes. A book's pages are those of the last build, else it is laid out to count them.
fn sheets(stale: &[Stale], now: &Documents, village: &VillageFiles, after: &Studio) -> Vec<(&'static str, usize)> {
    let counted = |family: &'static crate::compose::Family| {
        let cards: usize = stale.iter().filter(|s| s.family.name == family.name).map(|s| s.cards).sum();
        let document = now.iter().find(|(f, _)| f.name == family.name).map(|(_, document)| document);
        let pages =
            |document: &Document| known(village, document, after).or_else(|| Some(after.press.lay_out(document).ok()?.len()));
        let pages = document.filter(|document| document.book.is_some()).and_then(pages).unwrap_or(0);
        (cards > 0).then(|| (family.name, family.sheets(cards, pages)))
    };
    FAMILIES.iter().filter_map(counted).collect()
}

/// Returns the pages of a book that lies in the output folder as it would be printed now.
fn known(village: &VillageFiles, document: &Document, after: &Studio) -> Option<usize> {
    let out = after.project.root.join("out");
    let manifest = Manifest::read(&out.join(batch::MANIFEST)).ok()?;
    let path = village.stem.join(format!("{}.pdf", document.family)).display().to_string().replace('\\', "/");
    let entry = manifest.files.get(&path)?;
    let same = entry.cards.iter().map(|c| &c.code).eq(document.sealed().map(|c| &c.code));
    same.then_some(entry.pages)
}

/// Builds exactly what is stale; says whether all of it could be built.
fn print(report: &Report, args: &ReprintArgs, after: &Studio, home: &Path, term: &Term) -> anyhow::Result<bool> {
    let wanted = wanted(report);
    let out = args.out.clone().unwrap_or_else(|| home.join("out").join(NAME));
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
    };
    let past = Past::open(after.today())?;
    let villages: Vec<VillageFiles> = (after.project.villages.iter())
        .filter(|village| options.cards.as_ref().is_some_and(|cards| cards.contains_key(&village.stem)))
        .cloned()
        .collect();
    let all: Vec<PathBuf> = villages.iter().map(|village| village.stem.clone()).collect();
    let project = Project { villages, all, ..after.project.clone() };
    let Studio { library, press, stamp, plans, .. } = after;
    let bench = Bench { library, press, stamp, plans, past: past.as_ref(), options: &options };
    let bar = term.progress(project.villages.len(), args.format == ReprintFormat::Json);
    let outcomes = batch::run(&project, &bench, None, |outcome| bar.step(&build::line(outcome, term)))?;
    let seconds = bar.finish();
    let lists: Vec<&[Diagnostic]> = outcomes.iter().map(|o| o.diags.as_slice()).collect();
    show_faults(&lists, Format::Human, term);
    build::summary(&outcomes, &options, seconds, term);
    past.iter().for_each(|past| build::remarks(past, &project, &options, term));
    Ok(outcomes.iter().all(|outcome| !outcome.failed))
}

/// Returns the cards to print; a stale poster is printed in tiles too, and one may choose.
fn wanted(report: &Report) -> Wanted {
    let mut wanted = Wanted::new();
    for row in &report.rows {
        for stale in row.stale.iter().filter(|stale| stale.state != State::Withdrawn) {
            let families = wanted.entry(row.path.clone()).or_default();
            for name in [Some(stale.family.name), (stale.family.name == "poster").then_some("poster-tiles")].into_iter().flatten()
            {
                families.entry(name).or_default().insert(stale.number.clone());
            }
        }
    }
    wanted
}

fn since(since: &Since, lang: Lang) -> String {
    match since {
        Since::Revision(rev) => rev.clone(),
        Since::Edition(Some(day)) => match lang {
            Lang::Zh => format!("{} 的版本", day.0),
            Lang::En => format!("the edition of {}", day.0),
        },
        Since::Edition(None) => lang.pick("现在这一版刚出的时候", "when the edition in force came out").to_owned(),
    }
}
