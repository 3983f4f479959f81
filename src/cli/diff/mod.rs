//! `duoan diff`: what changed for people between two revisions, or between one and the files as they lie
//! here.

mod show;

pub(super) use show::reason;

use std::path::PathBuf;

use rayon::prelude::*;

use super::args::DiffArgs;
use super::term::{Format, Term};
use super::{FAULTS, OK, Workspace, open_at, say_left_out, show as show_faults};
use crate::diag::Diagnostic;
use crate::diff::{self, Change, Told};
use crate::git::Repository;
use crate::model::document::Audience;
use crate::model::profile::Profile;
use crate::project::{self, Pairs, Store, VillageFiles};
use crate::town;

pub(super) fn run(args: &DiffArgs, term: &Term) -> anyhow::Result<u8> {
    let repository = project::repository(&args.dir)?;
    let (before, after) = ends(args.revisions.as_deref(), &repository, term)?;
    let before = open_at(before.as_deref(), &repository, &args.dir, term)?;
    let mut after = open_at(after.as_deref(), &repository, &args.dir, term)?;
    if matches!(after.project.store, Store::Git(_)) {
        after.project.leave_moved_repositories(&before.project);
        say_left_out(&after.project, term);
    }
    let mut pairs = project::pairs(&before.project, &after.project);
    pairs.keep(&args.village)?;
    for shelf in [&before, &after] {
        show_faults(&[&shelf.faults], Format::Human, term);
    }
    let audience = args.audience.map(Into::into);
    let mut report = compare(&before, &after, &pairs, audience);
    if args.village.is_empty() && audience.is_none_or(|audience| audience == Audience::Duty) {
        report.towns = towns(&before, &after);
    }
    show::show(&report, args.format, term);
    // What could not be compared is not the same as nothing.
    report.left_out = [&before, &after].iter().any(|side| !side.project.inner.is_empty());
    let found = report.left_out || !report.unreadable.is_empty() || (args.exit_code && !report.is_empty());
    Ok(if found { FAULTS } else { OK })
}

/// Returns the two revisions to compare; `None` stands for the working tree.
fn ends(
    written: Option<&str>,
    repository: &Repository,
    term: &Term,
) -> anyhow::Result<(Option<String>, Option<String>)> {
    let or_head = |rev: &str| if rev.is_empty() { "HEAD".to_owned() } else { rev.to_owned() };
    if let Some((a, b)) = written.and_then(|text| text.split_once("...")) {
        let (a, b) = (or_head(a), or_head(b));
        return Ok((Some(repository.fork(&a, &b)?.to_string()), Some(b)));
    }
    if let Some((a, b)) = written.and_then(|text| text.split_once("..")) {
        return Ok((Some(or_head(a)), Some(or_head(b))));
    }
    if !repository.bare {
        return Ok((Some(or_head(written.unwrap_or_default())), None));
    }
    let before = written.unwrap_or("HEAD~1").to_owned();
    term.say(&format!(
        "{} {before}..HEAD",
        term.lang.pick("裸库没有工作区，比较", "a bare repository has no working tree; comparing")
    ));
    Ok((Some(before), Some("HEAD".to_owned())))
}

/// What is shown.
struct Report {
    before: End,
    after: End,
    /// What several villages share; places are those of `villages`.
    told: Vec<Told>,
    /// Villages in which something changed for people, or that have another path.
    villages: Vec<Row>,
    added: Vec<PathBuf>,
    removed: Vec<PathBuf>,
    unreadable: Vec<Unreadable>,
    /// Whether repositories within this one were left out.
    left_out: bool,
    /// Towns in whose own file something changed.
    towns: Vec<TownRow>,
    /// Villages in which nothing changed for people.
    unchanged: usize,
    /// Villages that had to be read.
    read: usize,
}

/// A revision, or the working tree.
struct End {
    label: Option<String>,
    commit: Option<String>,
}

impl End {
    fn of(store: &Store) -> Self {
        let commit = if let Store::Git(snapshot) = store { Some(snapshot.commit.to_string()) } else { None };
        Self { label: store.label().map(str::to_owned), commit }
    }
}

/// One village.
struct Row {
    path: PathBuf,
    name: String,
    /// Its former path, if it has another now.
    former: Option<PathBuf>,
    /// What changed in it alone.
    changes: Vec<Change>,
}

/// One town.
struct TownRow {
    name: String,
    changes: Vec<Change>,
}

/// A village of which one end cannot be read.
struct Unreadable {
    path: PathBuf,
    /// Which end: the revision, or nothing for the working tree.
    label: Option<String>,
    fault: Option<Diagnostic>,
}

impl Report {
    /// Returns how many villages say something else to people; one that only lies elsewhere does not.
    fn changed(&self) -> usize {
        let told = |at: usize| self.told.iter().any(|told| told.villages.contains(&at));
        let rows = self.villages.iter().enumerate();
        rows.filter(|(at, row)| !row.changes.is_empty() || told(*at)).count()
    }

    fn is_empty(&self) -> bool {
        let (added, removed) = (self.added.len(), self.removed.len());
        let lists =
            [self.changed(), added, removed, self.unreadable.len(), self.told.len(), self.towns.len()];
        lists.iter().all(|count| *count == 0)
    }
}

/// What became of one pair of villages.
enum Compared {
    /// Not even read: nothing of it has changed.
    Equal,
    /// Read.
    Changes(String, Vec<Change>),
    /// Not to be read.
    Unreadable(Box<Unreadable>),
}

fn compare(before: &Workspace, after: &Workspace, pairs: &Pairs, audience: Option<Audience>) -> Report {
    let same_plans = before.files.same(&after.files, "plans") && before.files.same(&after.files, "fonts");
    let one = |pair: &(VillageFiles, VillageFiles)| {
        if same_plans && before.project.inputs(&pair.0) == after.project.inputs(&pair.1) {
            return Compared::Equal;
        }
        both(before, after, pair, audience)
    };
    let compared: Vec<Compared> = pairs.both.par_iter().map(one).collect();
    let mut report = Report {
        before: End::of(&before.project.store),
        after: End::of(&after.project.store),
        told: Vec::new(),
        villages: Vec::new(),
        added: pairs.added.iter().map(|v| v.stem.clone()).collect(),
        removed: pairs.removed.iter().map(|v| v.stem.clone()).collect(),
        unreadable: Vec::new(),
        left_out: false,
        towns: Vec::new(),
        unchanged: 0,
        read: compared.iter().filter(|c| !matches!(c, Compared::Equal)).count(),
    };
    for ((old, new), compared) in pairs.both.iter().zip(compared) {
        let former = (old.stem != new.stem).then(|| old.stem.clone());
        let (name, changes) = match compared {
            Compared::Equal => (new.called(), Vec::new()),
            Compared::Changes(name, changes) => (name, changes),
            Compared::Unreadable(unreadable) => {
                report.unreadable.push(*unreadable);
                continue;
            }
        };
        if changes.is_empty() && former.is_none() {
            report.unchanged += 1;
        } else {
            report.villages.push(Row { path: new.stem.clone(), name, former, changes });
        }
    }
    let lists = report.villages.iter_mut().map(|row| std::mem::take(&mut row.changes)).collect();
    let (told, rest) = diff::told(lists);
    report.told = told;
    report.villages.iter_mut().zip(rest).for_each(|(row, changes)| row.changes = changes);
    report
}

/// Returns what changed in the towns' own files; one that cannot be read is told with its villages.
fn towns(before: &Workspace, after: &Workspace) -> Vec<TownRow> {
    let old = town::groups(&before.project.villages, &before.library);
    let new = town::groups(&after.project.villages, &after.library);
    let row = |(old, new): town::Pair| {
        let profile = |group: Option<town::Group>| group.map_or(Ok(Profile::default()), |g| g.profile);
        let (old, new) = (profile(old).ok()?, profile(new).ok()?);
        let changes = diff::town(&old, &new);
        let name = if new.town.is_empty() { old.town } else { new.town };
        (!changes.is_empty()).then_some(TownRow { name, changes })
    };
    town::pairs(old, new).into_iter().filter_map(row).collect()
}

fn both(
    before: &Workspace,
    after: &Workspace,
    (old, new): &(VillageFiles, VillageFiles),
    audience: Option<Audience>,
) -> Compared {
    let read = |shelf: &Workspace, village: &VillageFiles| {
        let label = || shelf.project.store.label().map(str::to_owned);
        shelf
            .book_for(village, audience)
            .map_err(|fault| Box::new(Unreadable { path: new.stem.clone(), label: label(), fault }))
    };
    match (read(before, old), read(after, new)) {
        (Ok(old), Ok(new)) => {
            let changes = diff::changes(&before.side(&old, audience), &after.side(&new, audience));
            Compared::Changes(new.village.name.clone(), changes)
        }
        // What lies here is what can still be mended.
        (_, Err(unreadable)) | (Err(unreadable), Ok(_)) => Compared::Unreadable(unreadable),
    }
}
