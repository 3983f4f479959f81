//! Many villages to files on disk: in parallel, whole or not at all, and nothing typeset that has not changed.
#![expect(clippy::disallowed_methods, reason = "this is the door through which outputs are written")]

mod manifest;
mod village;

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::Context;

pub use manifest::{Entry, Manifest};

use crate::compose::{Absent, Family, Order, PRINT_RUN};
use crate::diag::Diagnostic;
use crate::load::Library;
use crate::model::document::{Audience, Document};
use crate::model::profile::Date;
use crate::press::Press;
use crate::project::{Project, VillageFiles};
use village::Bench;

/// What to build and how.
#[derive(Debug, Clone)]
pub struct Options {
    /// Output folder.
    pub out: PathBuf,
    /// Families; empty means the usual ones.
    pub only: Vec<String>,
    /// Whom for, which hazards and roles, how on sheets.
    pub order: Order,
    /// Kinds of files.
    pub formats: Vec<Format>,
    /// Typeset even what has not changed.
    pub force: bool,
    /// Warnings fail a village too.
    pub strict: bool,
    /// Date to judge by; the edition's own if absent.
    pub today: Option<Date>,
    /// Threads, at least 1.
    pub jobs: usize,
}

impl Options {
    /// Returns whether a family is to be made.
    fn wants(&self, family: &Family) -> bool {
        let fits = self.order.audience.is_none_or(|audience| family.audiences.contains(&audience));
        fits && if self.only.is_empty() { family.usual } else { self.only.iter().any(|name| name == family.name) }
    }

    /// Returns whether the sheet that says what to print is to be made.
    fn wants_print_run(&self) -> bool {
        let fits = self.order.audience.is_none_or(|audience| audience == Audience::File);
        let asked = self.only.iter().any(|name| name == PRINT_RUN);
        fits && self.formats.contains(&Format::Pdf) && (asked || self.is_whole())
    }

    /// Returns whether this run makes everything that a village has: what it does not make is stale then.
    fn is_whole(&self) -> bool {
        let order = &self.order;
        self.only.is_empty()
            && order.audience.is_none()
            && order.hazards.is_empty()
            && order.roles.is_empty()
            && !order.sheet.large
    }

    /// Returns what tells the files of a part or another edition from the usual ones.
    fn suffix(&self, document: Option<&Document>) -> String {
        let usual = document.is_none_or(|d| crate::compose::family(d.family).is_none_or(|f| f.audiences[0] == d.audience));
        let audience = self.order.audience.filter(|_| !usual || document.is_none()).map(|audience| match audience {
            Audience::Public => "public".to_owned(),
            Audience::Duty => "duty".to_owned(),
            Audience::File => "file".to_owned(),
        });
        let parts = audience.into_iter().chain(self.order.hazards.clone()).chain(self.order.roles.clone());
        let large = self.order.sheet.large.then(|| "large".to_owned());
        parts.chain(large).map(|part| format!("-{part}")).collect()
    }
}

/// Kinds of files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// PDF/A for the printer.
    Pdf,
    /// One picture a card, to send by telephone.
    Png,
    /// Text for screen readers.
    Txt,
    /// The merged book for other programs.
    Json,
}

impl Format {
    fn ending(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Png => "png",
            Self::Txt => "txt",
            Self::Json => "json",
        }
    }
}

/// What became of one village.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// Path of the village within the workspace.
    pub stem: PathBuf,
    /// Faults found, in reading order.
    pub diags: Vec<Diagnostic>,
    /// Files made or reused.
    pub made: Vec<Made>,
    /// Families of which this village has nothing to print, and why.
    pub absent: Vec<(&'static str, Absent)>,
    /// Whether something of it could not be made.
    pub failed: bool,
}

impl Outcome {
    fn of(village: &VillageFiles) -> Self {
        Self { stem: village.stem.clone(), diags: Vec::new(), made: Vec::new(), absent: Vec::new(), failed: false }
    }
}

/// One file.
#[derive(Debug, Clone)]
pub struct Made {
    /// Path within the output folder, with forward slashes.
    pub path: String,
    /// What the manifest says of it.
    pub entry: Entry,
    /// Whether the file was still good.
    pub reused: bool,
}

/// Builds every village of the project; calls `done` as each is finished.
///
/// # Errors
/// If the output folder cannot be made or the manifest not written; a village's own faults are in its outcome.
pub fn run(
    project: &Project,
    library: &Library,
    press: &Press,
    stamp: &str,
    options: &Options,
    done: impl Fn(&Outcome) + Sync,
) -> anyhow::Result<Vec<Outcome>> {
    fs::create_dir_all(&options.out).with_context(|| options.out.display().to_string())?;
    let old = Manifest::read(&options.out);
    let build = |village: &VillageFiles| {
        let outcome = Bench { library, press, stamp, options, old: &old }.village(village);
        done(&outcome);
        outcome
    };
    let outcomes = spread(&project.villages, options.jobs, build)?;
    let fresh = old.updated(&outcomes, &project.all, options);
    fresh.drop_stale(&old, &options.out);
    fresh.write(&options.out)?;
    Ok(outcomes)
}

/// Does the work for every village on so many threads; the results are in the order of the villages.
///
/// Each worker has a thread pool of its own: in a shared one the engine, waiting for its own parts of one village, would
/// begin the next, and memory would grow with the villages that are open. One village alone gets all threads.
fn spread(
    villages: &[VillageFiles],
    jobs: usize,
    work: impl Fn(&VillageFiles) -> Outcome + Sync,
) -> anyhow::Result<Vec<Outcome>> {
    let workers = jobs.clamp(1, villages.len().max(1));
    let next = AtomicUsize::new(0);
    let slots: Vec<Mutex<Option<Outcome>>> = villages.iter().map(|_| Mutex::new(None)).collect();
    let run = || {
        while let Some((village, slot)) =
            Some(next.fetch_add(1, Ordering::Relaxed)).and_then(|i| villages.get(i).zip(slots.get(i)))
        {
            *slot.lock().expect("no worker panics while it holds a slot") = Some(work(village));
        }
    };
    let pools = (0..workers).map(|_| rayon::ThreadPoolBuilder::new().num_threads(jobs / workers).build());
    let pools = pools.collect::<Result<Vec<_>, _>>()?;
    std::thread::scope(|scope| pools.iter().for_each(|pool| drop(scope.spawn(|| pool.install(run)))));
    let outcome = |slot: Mutex<Option<Outcome>>| slot.into_inner().ok().flatten();
    Ok(slots.into_iter().filter_map(outcome).collect())
}

/// Returns a path with forward slashes on every machine.
fn path(path: &Path) -> String {
    path.display().to_string().replace('\\', "/")
}

fn digest(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex().to_string()
}

/// Writes a file whole or not at all: to a temporary neighbour, then renamed.
pub(crate) fn whole(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    let folder = path.parent().context("a file has a folder")?;
    fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
    let mut temp = tempfile::Builder::new().prefix(".duoan-").tempfile_in(folder)?;
    temp.write_all(bytes)?;
    set_readable(temp.as_file())?;
    temp.persist(path).with_context(|| path.display().to_string())?;
    Ok(())
}

/// Temporary files are private; what people open is not.
#[cfg(unix)]
fn set_readable(file: &fs::File) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    file.set_permissions(fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn set_readable(_: &fs::File) -> std::io::Result<()> {
    Ok(())
}
