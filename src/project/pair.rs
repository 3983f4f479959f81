//! Which village of one revision is which of another: the same code, else the same path. Knows nothing of
//! what changed.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::{Project, VillageFiles};
use crate::diag::Refusal;
use crate::git;
use crate::source::SourceFile;
use crate::yaml;

/// Villages of two revisions.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pairs {
    /// Those of both, before and after, sorted by the later path.
    pub both: Vec<(VillageFiles, VillageFiles)>,
    /// Those of the later alone.
    pub added: Vec<VillageFiles>,
    /// Those of the earlier alone.
    pub removed: Vec<VillageFiles>,
}

impl Pairs {
    /// Keeps only the villages named; none named keeps all.
    ///
    /// # Errors
    /// If a name is unknown, with its nearest match.
    pub fn keep(&mut self, names: &[String]) -> anyhow::Result<()> {
        let alone = || self.added.iter().chain(&self.removed);
        let known = || self.both.iter().flat_map(|(a, b)| [a, b]).chain(alone());
        if let Some(name) = names.iter().find(|name| !known().any(|village| village.answers_to(name))) {
            return Err(Refusal::of(super::unknown_village(name, known())));
        }
        if !names.is_empty() {
            let wanted = |village: &VillageFiles| names.iter().any(|name| village.answers_to(name));
            self.both.retain(|(before, after)| wanted(before) || wanted(after));
            self.added.retain(wanted);
            self.removed.retain(wanted);
        }
        Ok(())
    }
}

/// Returns which villages are the same: by code, where it is one village's alone, else by path.
pub fn pairs(before: &Project, after: &Project) -> Pairs {
    let mut pairs = Pairs::default();
    let mut old: BTreeMap<&Path, &VillageFiles> =
        before.villages.iter().map(|v| (v.stem.as_path(), v)).collect();
    let mut new: BTreeMap<&Path, &VillageFiles> =
        after.villages.iter().map(|v| (v.stem.as_path(), v)).collect();
    // A file that nobody touched is what it was; only the others are opened.
    let untouched =
        |stem: &&Path| old.get(stem).and_then(|v| own_id(v)).is_some_and(|id| Some(id) == own_id(new[stem]));
    let same: Vec<&Path> = new.keys().copied().filter(untouched).collect();
    for stem in same {
        pairs.both.extend(old.remove(stem).zip(new.remove(stem)).map(owned));
    }
    let (old_codes, new_codes) = (codes(&old), codes(&new));
    for (code, stem) in &new_codes {
        let Some(former) = old_codes.get(code) else { continue };
        pairs.both.extend(old.remove(former.as_path()).zip(new.remove(stem.as_path())).map(owned));
    }
    let same: Vec<&Path> = new.keys().copied().filter(|stem| old.contains_key(stem)).collect();
    for stem in same {
        pairs.both.extend(old.remove(stem).zip(new.remove(stem)).map(owned));
    }
    pairs.both.sort_by(|a, b| a.1.stem.cmp(&b.1.stem));
    pairs.added = new.into_values().cloned().collect();
    pairs.removed = old.into_values().cloned().collect();
    pairs
}

fn owned((before, after): (&VillageFiles, &VillageFiles)) -> (VillageFiles, VillageFiles) {
    (before.clone(), after.clone())
}

fn own_id(village: &VillageFiles) -> Option<git::Id> {
    village.layers.last().and_then(|file| village.store.id(file))
}

/// Returns the codes that one village alone has, with its path.
fn codes(villages: &BTreeMap<&Path, &VillageFiles>) -> BTreeMap<String, PathBuf> {
    let mut found: BTreeMap<String, Vec<PathBuf>> = BTreeMap::new();
    for village in villages.values() {
        code(village).into_iter().for_each(|code| found.entry(code).or_default().push(village.stem.clone()));
    }
    found
        .into_iter()
        .filter_map(|(code, stems)| Some((code, <[PathBuf; 1]>::try_from(stems).ok()?.into_iter().next()?)))
        .collect()
}

/// Returns the administrative code that a village's own file gives, without reading the rest of the file.
pub fn code(village: &VillageFiles) -> Option<String> {
    let bytes = village.store.read(village.layers.last()?).ok()?;
    let file = SourceFile::decode("", &bytes).ok()?;
    yaml::peek(&file.text, &["code", "编码"])
        .map(|(code, _)| code.trim().to_owned())
        .filter(|code| !code.is_empty())
}
