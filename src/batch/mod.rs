//! Many villages to files on disk: side by side, whole or not at all, and nothing typeset that has not
//! changed.

mod crew;
mod letter;
mod manifest;
mod record;
mod shard;
mod village;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use serde::{Deserialize, Serialize};

pub use crew::{Crew, NO_MEMORY, serve};
pub use manifest::{Entry, Manifest, NAME as MANIFEST};
pub use shard::Shard;

use crate::compose::{Absent, Copies, Family, Order, PRINT_RUN};
use crate::diag::{Diagnostic, Refusal, Said};
use crate::disk::{self, Held, Part, Scratch};
use crate::messages::{self, Lang};
use crate::model::document::{Audience, Document};
use crate::model::handbook::Handbook;
use crate::model::printer::Correction;
use crate::model::profile::Date;
use crate::office;
use crate::project::{Project, VillageFiles};
use record::Record;
pub use village::Bench;

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
    /// Print no draft mark on what is not committed.
    pub finished: bool,
    /// Date to judge by; the edition's own if absent.
    pub today: Option<Date>,
    /// Villages at a time, at least 1.
    pub jobs: usize,
    /// Only this part of the villages.
    pub shard: Option<Shard>,
    /// Only these cards of these families, by village; what else lies in the output folder is swept.
    pub cards: Option<Wanted>,
    /// What the printer does wrong.
    pub printer: Option<Correction>,
    /// What one village may take.
    pub limits: Limits,
}

/// What making one village may take; more is a fault of that village.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes that a process may hold.
    pub memory: usize,
    /// Time, by the wall.
    pub time: Duration,
}

impl Default for Limits {
    /// Ten times what the biggest village of the examples takes.
    fn default() -> Self {
        Self { memory: 3 << 30, time: Duration::from_secs(900) }
    }
}

/// Numbers of cards by family by village.
pub type Wanted = BTreeMap<PathBuf, BTreeMap<&'static str, BTreeSet<String>>>;

impl Options {
    /// Returns whether a family is to be made.
    fn wants(&self, stem: &Path, family: &Family, book: &Handbook) -> bool {
        let fits = self.order.audience.is_none_or(|audience| family.audiences.contains(&audience));
        fits && if self.cards.is_some() {
            self.cards_of(stem, family).is_some()
        } else if self.only.is_empty() {
            family.is_usual(book)
        } else {
            self.only.iter().any(|name| name == family.name)
        }
    }

    /// Returns the cards of a family that are wanted of a village, if not all are.
    fn cards_of(&self, stem: &Path, family: &Family) -> Option<&BTreeSet<String>> {
        self.cards.as_ref()?.get(stem)?.get(family.name)
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
            && !order.is_part()
            && !order.sheet.large
    }

    /// Returns a hash of what is asked for of a village.
    fn hash(&self, stem: &Path) -> String {
        let cards = self.cards.as_ref().map(|cards| cards.get(stem));
        let asked = format!(
            "{:?}",
            (
                &self.only,
                &self.order,
                &self.formats,
                self.strict,
                self.finished,
                self.today,
                cards,
                &self.printer
            )
        );
        digest(asked.as_bytes())
    }

    /// Returns the part of a run that this is.
    fn part(&self) -> Option<Part> {
        self.shard.map(|Shard { index, count }| Part { index, count })
    }

    /// Writes an output, by its path within the output folder, whole or not at all.
    fn put(&self, path: &str, bytes: &[u8]) -> anyhow::Result<()> {
        Scratch::of(&self.out, self.part()).put(path, bytes)
    }

    /// Returns what tells the files of a part or another edition from the usual ones.
    fn suffix(&self, document: Option<&Document>) -> String {
        let usual = document
            .is_none_or(|d| crate::compose::family(d.family).is_none_or(|f| f.audiences[0] == d.audience));
        let audience =
            self.order.audience.filter(|_| !usual || document.is_none()).map(|audience| match audience {
                Audience::Public => "public".to_owned(),
                Audience::Household => "household".to_owned(),
                Audience::Duty => "duty".to_owned(),
                Audience::File => "file".to_owned(),
            });
        let parts = audience.into_iter().chain(self.order.hazards.clone()).chain(self.order.roles.clone());
        let order = &self.order;
        // Names become parts of paths.
        let named = order.cards.iter().chain(&order.people).chain(&order.homes);
        let named = named.map(|name| name.replace(['/', '\\', ':', ' '], "_"));
        let copies = (order.copies != Copies::One).then(|| "copies".to_owned());
        let large = order.sheet.large.then(|| "large".to_owned());
        parts.chain(named).chain(copies).chain(large).map(|part| format!("-{part}")).collect()
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
    /// The merged book and the village's data for other programs.
    Json,
    /// The village's data for maps.
    Geojson,
    /// The page for telephones.
    Html,
    /// The plan for filing.
    Docx,
    /// Lists and the flow chart on paper.
    Sheets,
    /// The lists as a workbook.
    Xlsx,
}

impl Format {
    /// Returns whether it is made of laid-out sheets.
    fn typeset(self) -> bool {
        matches!(self, Self::Pdf | Self::Png | Self::Txt)
    }

    /// Returns whether a file is one of those of which a run may come to make fewer: cards and families. Of what is not
    /// typeset each run makes the same files, of those who ask for them, and what another format or another audience
    /// was made is no matter of its.
    fn sweeps(self, path: &str) -> bool {
        let stem = path.rsplit('/').next().and_then(|name| name.strip_suffix(".pdf"));
        let handed = stem.is_some_and(|stem| office::HANDED.iter().any(|handed| handed.file == stem));
        self.typeset() && !handed && path.ends_with(&format!(".{}", self.ending()))
    }

    fn ending(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Png => "png",
            Self::Txt => "txt",
            Self::Json => "json",
            Self::Geojson => "geojson",
            Self::Html => "html",
            Self::Docx => "docx",
            Self::Sheets => "sheets",
            Self::Xlsx => "xlsx",
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
        Self {
            stem: village.stem.clone(),
            diags: Vec::new(),
            made: Vec::new(),
            absent: Vec::new(),
            failed: false,
        }
    }
}

/// One file.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Made {
    /// Path within the output folder, with forward slashes.
    pub path: String,
    /// Pages of the document.
    pub pages: usize,
    /// Whether the file was still good.
    pub reused: bool,
}

/// What became of all villages.
#[derive(Debug)]
pub struct Ran {
    /// Of each, in their order.
    pub outcomes: Vec<Outcome>,
    /// Why there is no list of the files made, if there is none.
    pub unlisted: Option<Diagnostic>,
}

/// Builds every village of the project; calls `done` as each is finished.
///
/// With a crew, villages that have changed are done by worker processes; else by threads of this one.
///
/// # Errors
/// If the output folder cannot be used; a village's own faults are in its outcome.
pub fn run(
    project: &Project,
    bench: &Bench,
    crew: Option<&Crew>,
    done: impl Fn(&Outcome) + Sync,
) -> anyhow::Result<Ran> {
    let options = bench.options;
    let held = Held::take(&options.out, options.part())?;
    let mine = deal(project, bench);
    let known = spread(&mine, options.jobs, |village| {
        let outcome = bench.unchanged(village);
        outcome.iter().for_each(&done);
        outcome
    })?;
    let changed: Vec<&VillageFiles> =
        mine.iter().zip(&known).filter(|(_, known)| known.is_none()).map(|(v, _)| *v).collect();
    let fresh = match crew {
        Some(crew) => crew.build(&changed, options, done),
        None => spread(&changed, options.jobs, |village| {
            let outcome = bench.village(village);
            done(&outcome);
            outcome
        })?,
    };
    let mut fresh = fresh.into_iter();
    let outcomes = known.into_iter().filter_map(|known| known.or_else(|| fresh.next())).collect();
    for (stem, record) in Record::orphans(&options.out, &project.all) {
        if options.shard.is_none_or(|shard| shard.has(&record.code)) {
            record.erase(&options.out);
            Record::forget(&options.out, &stem);
        }
    }
    let of_shard =
        |stem: &&PathBuf| options.shard.is_none_or(|shard| shard.has(&Record::read(&options.out, stem).code));
    let stems: Vec<PathBuf> = project.all.iter().filter(of_shard).cloned().collect();
    let unlisted = manifest::write(&stems, options, &held).err().map(|error| unwritten(&error));
    Ok(Ran { outcomes, unlisted })
}

/// Returns the villages of this shard.
fn deal<'a>(project: &'a Project, bench: &Bench) -> Vec<&'a VillageFiles> {
    let shard = bench.options.shard;
    project
        .villages
        .iter()
        .filter(|village| shard.is_none_or(|shard| shard.has(&bench.code(village))))
        .collect()
}

/// Removes every file that the tool made in an output folder and what it knows of them; with `cache`, only
/// the latter. What somebody has changed since stays.
///
/// # Errors
/// If the folder is none of the tool's, or is in use.
pub fn clean(out: &Path, cache: bool) -> anyhow::Result<usize> {
    let own = disk::below(out, disk::FOLDER)?;
    let ours = own.is_dir() || out.join(MANIFEST).is_file();
    if !ours {
        let nothing = Said::error("这里没有做过东西", "nothing was built here");
        return Err(nothing.context(out.display().to_string()));
    }
    let held = Held::take(out, None)?;
    let mut count = 0;
    for (stem, record) in Record::orphans(out, &[]) {
        if cache {
            record.fade(&stem, &held)?;
            continue;
        }
        count += record.erase(out);
        Record::forget(out, &stem);
    }
    if !cache {
        count += manifest::erase(out);
    }
    held.tidy();
    Ok(count)
}

/// Does the work for every village on so many threads; the results are in the order of the villages.
///
/// Each worker has a thread pool of its own: in a shared one the engine, waiting for its own parts of one
/// village, would begin the next, and memory would grow with the villages that are open. One village alone
/// gets all threads.
fn spread<T: Send>(
    villages: &[&VillageFiles],
    jobs: usize,
    work: impl Fn(&VillageFiles) -> T + Sync,
) -> anyhow::Result<Vec<T>> {
    let workers = jobs.clamp(1, villages.len().max(1));
    let next = AtomicUsize::new(0);
    let slots: Vec<Mutex<Option<T>>> = villages.iter().map(|_| Mutex::new(None)).collect();
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
    Ok(slots.into_iter().filter_map(|slot| slot.into_inner().ok().flatten()).collect())
}

/// Returns a path with forward slashes on every machine.
fn path(path: &Path) -> String {
    path.display().to_string().replace('\\', "/")
}

fn digest(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex().to_string()
}

/// Says what could not be written, and why.
fn unwritten(error: &anyhow::Error) -> Diagnostic {
    let detail = || {
        let [zh, en] = [Lang::Zh, Lang::En].map(|lang| messages::causes(error, lang));
        Diagnostic::error("write-failed").word("detail", &zh, &en).word("message", &zh, &en)
    };
    error.downcast_ref().map_or_else(detail, |Refusal(fault)| (**fault).clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_sweeps_what_it_typesets_and_nothing_of_other_formats() {
        assert!(Format::Pdf.sweeps("村/handbook.pdf") && Format::Png.sweeps("村/household-cards/H-1.png"));
        assert!(!Format::Pdf.sweeps("村/handbook.txt") && !Format::Txt.sweeps("村/handbook.pdf"));
        for path in ["村/表册.pdf", "村/响应流程图（A3）.pdf", "村/village.json", "村/备案/01预案.docx"]
        {
            let all = [Format::Pdf, Format::Png, Format::Json, Format::Docx, Format::Sheets, Format::Html];
            assert!(all.iter().all(|format| !format.sweeps(path)), "{path}");
        }
    }
}
