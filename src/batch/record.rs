//! What is known of one village's files from earlier runs: a cache. Wrong or missing, it costs time, never
//! truth.

#![expect(clippy::disallowed_methods, reason = "how files lie on the disk is looked at here")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use serde::{Deserialize, Serialize};

use super::letter::Letter;
use super::manifest::{self, Entry};
use super::{Format, Options, Outcome, path};
use crate::disk::{self, FOLDER, Held};
use crate::source;

/// Folder of the records within the program's own folder.
pub(super) const VILLAGES: &str = "villages";
/// Largest record, in bytes; that of a big village has some hundred kilobytes.
const MAX_RECORD: u64 = 64 << 20;
/// Version of the format.
const FORMAT: u32 = 1;

/// Everything that the tool made for one village.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Record {
    format: u32,
    /// The village's code, for dealing villages to shards.
    pub(super) code: String,
    /// Files by path within the output folder.
    pub(super) files: BTreeMap<String, Entry>,
    /// What a run is about to write: named before it is there, so that a run that is killed leaves nothing that
    /// is nobody's.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    underway: BTreeMap<String, Entry>,
    /// How they lie on disk: bytes, and when they were written.
    stats: BTreeMap<String, Stat>,
    /// The last run that made everything it was asked for.
    run: Option<Run>,
}

/// A whole run, so that the next one with the same input need not read the profile.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Run {
    /// Hash of everything that the outcome comes from.
    input: String,
    /// Pictures that the profile names.
    pictures: Vec<String>,
    letter: Letter,
}

/// Bytes; seconds and nanoseconds since 1970.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct Stat(u64, u64, u32);

impl Record {
    /// Returns the record of a village; where there is none, what the manifest says of its files.
    pub(super) fn read(out: &Path, stem: &Path) -> Self {
        let bytes = disk::below(out, &place(stem))
            .and_then(|file| source::read_within(&file, MAX_RECORD))
            .unwrap_or_default();
        let known = serde_json::from_slice(&bytes).ok().filter(|r: &Self| r.format == FORMAT);
        let mut record = known.unwrap_or_else(|| Self {
            format: FORMAT,
            files: manifest::entries(out, stem),
            ..Self::default()
        });
        record.settle(out);
        record
    }

    /// Takes in what a run has written that did not come to its end.
    fn settle(&mut self, out: &Path) {
        let underway = std::mem::take(&mut self.underway);
        self.files.extend(underway.into_iter().filter(|(path, e)| disk::is_ours(out, path, &e.digest)));
    }

    /// Says which files are about to be written.
    pub(super) fn intend(
        &mut self,
        made: impl IntoIterator<Item = (String, Entry)>,
        stem: &Path,
        options: &Options,
    ) -> anyhow::Result<()> {
        self.underway.extend(made);
        self.run = None;
        self.write(stem, options)
    }

    /// Returns the records in an output folder whose villages the workspace no longer has.
    pub(super) fn orphans(out: &Path, here: &[PathBuf]) -> Vec<(PathBuf, Self)> {
        let mut stems = Vec::new();
        let top = disk::below(out, &format!("{FOLDER}/{VILLAGES}"));
        top.iter().for_each(|top| gather(top, Path::new(""), &mut stems));
        stems.retain(|stem| !here.contains(stem));
        stems.into_iter().map(|stem| (stem.clone(), Self::read(out, &stem))).collect()
    }

    /// Returns what a run with this input would come to, if it was made before and every file of it is still
    /// whole.
    pub(super) fn outcome(&self, input: impl Fn(&[String]) -> Option<String>, out: &Path) -> Option<Outcome> {
        let run = self.run.as_ref().filter(|run| input(&run.pictures).as_ref() == Some(&run.input))?;
        run.letter.made.iter().all(|made| self.intact(&made.path, out)).then(|| {
            let mut outcome = run.letter.clone().open();
            outcome.made.iter_mut().for_each(|made| made.reused = true);
            outcome
        })
    }

    /// Returns the files that were made from this key, if all of them are there and whole.
    pub(super) fn good(&self, key: &str, out: &Path) -> Option<Vec<(&String, &Entry)>> {
        let found: Vec<(&String, &Entry)> = self.files.iter().filter(|(_, entry)| entry.key == key).collect();
        let complete = found.first().is_some_and(|(_, entry)| !key.is_empty() && entry.parts == found.len());
        (complete && found.iter().all(|(path, _)| self.intact(path, out))).then_some(found)
    }

    /// A file that lies as it was left is whole; any other is read.
    fn intact(&self, path: &str, out: &Path) -> bool {
        let Some(entry) = self.files.get(path) else { return false };
        let stat = disk::below(out, path).ok().and_then(|full| stat(&full));
        let lies = stat.is_some() && stat.as_ref() == self.stats.get(path);
        lies || disk::is_ours(out, path, &entry.digest)
    }

    /// Takes in what a run made: entries of failed or unasked documents stay; of the formats that a whole run made, those
    /// that it no longer makes go with their files.
    pub(super) fn take(&mut self, made: Vec<(String, Entry)>, whole: &[Format], out: &Path) {
        made.iter().for_each(|(path, _)| drop(self.underway.remove(path)));
        self.settle(out);
        let mut files = std::mem::take(&mut self.files);
        let old = files.clone();
        files.retain(|path, _| !whole.iter().any(|format| format.sweeps(path)));
        files.extend(made);
        files.retain(|path, _| out.join(path).exists());
        for (path, entry) in old.iter().filter(|(path, _)| !files.contains_key(*path)) {
            disk::remove(out, path, &entry.digest);
        }
        self.stats = files.keys().filter_map(|path| Some((path.clone(), stat(&out.join(path))?))).collect();
        self.files = files;
        self.run = None;
    }

    /// Notes a run of which nothing is missing.
    pub(super) fn note(&mut self, input: String, pictures: Vec<String>, outcome: &Outcome) {
        self.run = Some(Run { input, pictures, letter: Letter::of(outcome) });
    }

    pub(super) fn write(&self, stem: &Path, options: &Options) -> anyhow::Result<()> {
        options.put(&place(stem), &serde_json::to_vec(self)?)
    }

    /// Forgets everything but which files are ours: what is not known to be would never be removed.
    ///
    /// # Errors
    /// If it cannot be written.
    pub(super) fn fade(self, stem: &Path, held: &Held) -> anyhow::Result<()> {
        let kept = Self { stats: BTreeMap::new(), run: None, ..self };
        held.put(&place(stem), &serde_json::to_vec(&kept)?)
    }

    /// Removes the village's files that are as they were written; returns how many.
    pub(super) fn erase(&self, out: &Path) -> usize {
        self.files.iter().filter(|(path, entry)| disk::remove(out, path, &entry.digest)).count()
    }

    /// Removes what is known of a village.
    pub(super) fn forget(out: &Path, stem: &Path) {
        disk::forget(out, &place(stem));
    }
}

fn place(stem: &Path) -> String {
    format!("{FOLDER}/{VILLAGES}/{}.json", path(stem))
}

fn gather(dir: &Path, stem: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(dir).into_iter().flatten().flatten() {
        let inner = stem.join(entry.file_name());
        match entry.file_type() {
            Ok(kind) if kind.is_dir() => gather(&entry.path(), &inner, found),
            Ok(kind) if kind.is_file() => {
                found.extend(inner.to_string_lossy().strip_suffix(".json").map(PathBuf::from));
            }
            _ => {}
        }
    }
    found.sort();
}

fn stat(path: &Path) -> Option<Stat> {
    let stat = fs::metadata(path).ok()?;
    let time = stat.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
    Some(Stat(stat.len(), time.as_secs(), time.subsec_nanos()))
}
