//! Many villages to files on disk: in parallel, whole or not at all, and nothing typeset that has not changed.
#![expect(clippy::disallowed_methods, reason = "this is the door through which outputs are written")]

mod manifest;

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::Context;

pub use manifest::{Entry, Manifest};

use crate::compose::{FAMILIES, Family};
use crate::diag::{Diagnostic, Diagnostics, Severity};
use crate::load::Library;
use crate::model::document::Document;
use crate::model::profile::Date;
use crate::pipeline;
use crate::press::{self, Misprint, Press};
use crate::project::{Project, VillageFiles};

/// What to build and how.
#[derive(Debug, Clone)]
pub struct Options {
    /// Output folder.
    pub out: PathBuf,
    /// Families; empty means all.
    pub only: Vec<String>,
    /// Typeset even what has not changed.
    pub force: bool,
    /// Warnings fail a village too.
    pub strict: bool,
    /// Date to judge by; the edition's own if absent.
    pub today: Option<Date>,
    /// Threads, at least 1.
    pub jobs: usize,
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
    /// Whether something of it could not be made.
    pub failed: bool,
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

struct Bench<'a> {
    library: &'a Library,
    press: &'a Press,
    /// Hash of layouts, fonts and program; part of every key.
    stamp: &'a str,
    options: &'a Options,
    old: &'a Manifest,
}

impl Bench<'_> {
    fn village(&self, village: &VillageFiles) -> Outcome {
        let mut diags = Diagnostics::default();
        let mut outcome = Outcome { stem: village.stem.clone(), diags: Vec::new(), made: Vec::new(), failed: false };
        let book = pipeline::handbook(village, self.library, self.press, self.options.today, &mut diags);
        match book {
            Ok(book) if !(self.options.strict && diags.iter().any(|d| d.severity == Severity::Warning)) => {
                for family in FAMILIES.iter().filter(|f| self.wants(f)) {
                    if let Some(document) = (family.compose)(&book, &self.library.set) {
                        self.print(&document, village, &mut outcome, &mut diags);
                    }
                }
            }
            _ => outcome.failed = true,
        }
        outcome.diags = diags.into_sorted();
        outcome
    }

    fn wants(&self, family: &Family) -> bool {
        self.options.only.is_empty() || self.options.only.iter().any(|name| name == family.name)
    }

    fn print(&self, document: &Document, village: &VillageFiles, outcome: &mut Outcome, diags: &mut Diagnostics) {
        let path = village.stem.join(format!("{}.pdf", document.family)).display().to_string().replace('\\', "/");
        let key = key(document, self.stamp);
        if let Some(entry) = self.old.good(&path, &key, &self.options.out).filter(|_| !self.options.force) {
            return outcome.made.push(Made { path, entry: entry.clone(), reused: true });
        }
        let printed =
            self.press.lay_out(document).map_err(|faults| faults.iter().map(misprint).collect::<Vec<_>>()).and_then(|sheets| {
                let bytes = press::pdf(&sheets, document).map_err(|e| vec![failed("layout", &e)])?;
                whole(&self.options.out.join(&path), &bytes).map_err(|e| vec![failed("write-failed", &e)])?;
                Ok(Entry {
                    key,
                    digest: digest(&bytes),
                    pages: sheets.len(),
                    cards: document.cards.clone(),
                    audience: document.audience,
                    village: stem_name(&village.stem),
                })
            });
        match printed {
            Ok(entry) => outcome.made.push(Made { path, entry, reused: false }),
            Err(faults) => {
                outcome.failed = true;
                faults.into_iter().for_each(|fault| diags.push(fault));
            }
        }
    }
}

fn stem_name(stem: &Path) -> String {
    stem.display().to_string().replace('\\', "/")
}

/// The key is the whole input of printing: data, layouts, fonts, program.
fn key(document: &Document, stamp: &str) -> String {
    let data = serde_json::to_vec(document).expect("documents serialise");
    blake3::Hasher::new().update(stamp.as_bytes()).update(&data).finalize().to_hex().to_string()
}

fn digest(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex().to_string()
}

fn failed(code: &'static str, error: &anyhow::Error) -> Diagnostic {
    Diagnostic::error(code).with("detail", format!("{error:#}")).with("message", format!("{error:#}"))
}

fn misprint(fault: &Misprint) -> Diagnostic {
    match fault {
        Misprint::Layout { file, line, message } => {
            Diagnostic::error("layout").with("file", file).with("line", line).with("message", message)
        }
        Misprint::Glyph { text } => Diagnostic::error("glyph-zero").with("text", text),
        Misprint::Overflow { what, side, need, have } => Diagnostic::error("overflow")
            .with("card", what)
            .with("side", side)
            .with("need", format!("{need:.1}"))
            .with("have", format!("{have:.1}")),
    }
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
