//! What is in the output folder and from which input it was made. Wrong or missing, it costs time, never truth.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::{Options, Outcome, digest, stem_name, whole};
use crate::model::document::Audience;

/// Name of the file in the output folder.
const NAME: &str = "manifest.json";

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
    /// Pages.
    pub pages: usize,
    /// Card numbers on it.
    pub cards: Vec<String>,
    /// Who may see it.
    pub audience: Audience,
    /// The village's path within the workspace.
    pub village: String,
}

impl Manifest {
    /// Returns the manifest of an output folder; an unreadable one counts as empty.
    pub fn read(out: &Path) -> Self {
        let bytes = crate::source::read(&out.join(NAME)).unwrap_or_default();
        serde_json::from_slice(&bytes).ok().filter(|m: &Self| m.format == 1).unwrap_or(Self { format: 1, files: BTreeMap::new() })
    }

    /// Returns the entry of a file that was made from the same input and still has the bytes it had.
    pub(super) fn good(&self, path: &str, key: &str, out: &Path) -> Option<&Entry> {
        let entry = self.files.get(path).filter(|entry| entry.key == key)?;
        let bytes = fs::read(out.join(path)).ok()?;
        (digest(&bytes) == entry.digest).then_some(entry)
    }

    /// Returns the manifest after a run: new entries in, those of failed or unasked documents kept, those of villages
    /// that the workspace no longer has dropped.
    pub(super) fn updated(&self, outcomes: &[Outcome], all: &[PathBuf], options: &Options) -> Self {
        let complete: BTreeSet<String> = outcomes.iter().filter(|o| !o.failed).map(|o| stem_name(&o.stem)).collect();
        let here: BTreeSet<String> = all.iter().map(|stem| stem_name(stem)).collect();
        let mut files = self.files.clone();
        files.retain(|_, entry| here.contains(&entry.village));
        if options.only.is_empty() {
            files.retain(|_, entry| !complete.contains(&entry.village));
        }
        files.extend(outcomes.iter().flat_map(|o| &o.made).map(|made| (made.path.clone(), made.entry.clone())));
        Self { format: 1, files }
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
