//! What is in the output folder and from which input it was made. Wrong or missing, it costs time, never truth.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::{Options, Outcome, digest, path, whole};
use crate::model::document::{Audience, CardEntry};

/// Name of the file in the output folder.
const NAME: &str = "manifest.json";
/// Version of the format.
const FORMAT: u32 = 2;

/// Every file that the tool made, by path within the output folder.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// Version of this format.
    pub format: u32,
    /// Files by path.
    pub files: BTreeMap<String, Entry>,
}

/// One file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// Hash of everything it was made from.
    pub key: String,
    /// Hash of its bytes.
    pub digest: String,
    /// Files that were made together with it, itself counted.
    pub parts: usize,
    /// Pages.
    pub pages: usize,
    /// Cards on it.
    pub cards: Vec<CardEntry>,
    /// Who may see it.
    pub audience: Audience,
    /// The village's path within the workspace.
    pub village: String,
}

impl Manifest {
    /// Returns the manifest of an output folder; an unreadable one counts as empty.
    pub fn read(out: &Path) -> Self {
        let bytes = crate::source::read(&out.join(NAME)).unwrap_or_default();
        serde_json::from_slice(&bytes)
            .ok()
            .filter(|m: &Self| m.format == FORMAT)
            .unwrap_or(Self { format: FORMAT, files: BTreeMap::new() })
    }

    /// Returns the files that were made from this key, if all of them are there and still have the bytes they had.
    pub(super) fn good(&self, key: &str, out: &Path) -> Option<Vec<(&String, &Entry)>> {
        let found: Vec<(&String, &Entry)> = self.files.iter().filter(|(_, entry)| entry.key == key).collect();
        let intact =
            |(path, entry): &(&String, &Entry)| fs::read(out.join(path)).is_ok_and(|bytes| digest(&bytes) == entry.digest);
        let complete = found.first().is_some_and(|(_, entry)| !key.is_empty() && entry.parts == found.len());
        (complete && found.iter().all(intact)).then_some(found)
    }

    /// Returns the manifest after a run: new entries in, those of failed or unasked documents kept, those of villages
    /// that the workspace no longer has dropped.
    pub(super) fn updated(&self, outcomes: &[Outcome], all: &[PathBuf], options: &Options) -> Self {
        let complete: BTreeSet<String> = outcomes.iter().filter(|o| !o.failed).map(|o| path(&o.stem)).collect();
        let here: BTreeSet<String> = all.iter().map(|stem| path(stem)).collect();
        let mut files = self.files.clone();
        files.retain(|_, entry| here.contains(&entry.village));
        if options.is_whole() {
            files.retain(|_, entry| !complete.contains(&entry.village));
        }
        files.extend(outcomes.iter().flat_map(|o| &o.made).map(|made| (made.path.clone(), made.entry.clone())));
        Self { format: FORMAT, files }
    }

    /// Removes files that an earlier run made and that no village makes any more.
    pub(super) fn drop_stale(&self, old: &Self, out: &Path) {
        for path in old.files.keys().filter(|path| !self.files.contains_key(*path)) {
            // Only inside the output folder, whatever a tampered manifest says.
            let plain = !Path::new(path).is_absolute() && !path.split('/').any(|part| part == "..");
            if plain {
                let _ = fs::remove_file(out.join(path));
            }
        }
    }

    pub(super) fn write(&self, out: &Path) -> anyhow::Result<()> {
        let mut text = serde_json::to_string_pretty(self)?;
        text.push('\n');
        whole(&out.join(NAME), text.as_bytes())
    }
}
