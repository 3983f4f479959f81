//! Which village of one revision is which of another: by path and name, else by code, by name, by path. Knows nothing
//! of what changed.

use std::collections::BTreeMap;
use std::path::Path;

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

/// Returns which villages are the same.
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
    let [mut was, mut is] = [&old, &new].map(called);
    for rule in [unmoved, coded, named, there] {
        for (former, stem) in rule(&was, &is) {
            pairs.both.extend(old.remove(former).zip(new.remove(stem)).map(owned));
            was.remove(former);
            is.remove(stem);
        }
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

/// What villages are called in their own files, by path.
type Calls<'a> = BTreeMap<&'a Path, Called>;
/// Former and later paths.
type Met<'a> = Vec<(&'a Path, &'a Path)>;

struct Called {
    code: Option<String>,
    name: Option<String>,
}

impl Called {
    /// Returns whether no code says that it is another village.
    fn may_be(&self, other: &Self) -> bool {
        self.code.is_none() || other.code.is_none() || self.code == other.code
    }
}

fn called<'a>(villages: &BTreeMap<&'a Path, &VillageFiles>) -> Calls<'a> {
    let name = |village: &VillageFiles| village.name().filter(|name| !name.is_empty());
    let of = |(stem, village): (&&'a Path, &&VillageFiles)| {
        (*stem, Called { code: code(village), name: name(village) })
    };
    villages.iter().map(of).collect()
}

/// Neither file nor name is another, whatever the code is now: two may have got each other's.
fn unmoved<'a>(was: &Calls<'a>, is: &Calls<'a>) -> Met<'a> {
    at_one_place(was, is, |was, is| was.name.is_some() && was.name == is.name)
}

/// One village alone has the code.
fn coded<'a>(was: &Calls<'a>, is: &Calls<'a>) -> Met<'a> {
    shared(was, is, |own| own.code.as_ref())
}

/// One village alone has the name, and no code says that it is another.
fn named<'a>(was: &Calls<'a>, is: &Calls<'a>) -> Met<'a> {
    let mut met = shared(was, is, |own| own.name.as_ref());
    met.retain(|(former, stem)| was[former].may_be(&is[stem]));
    met
}

/// The file is the same, unless both name and code say that it is another's now.
fn there<'a>(was: &Calls<'a>, is: &Calls<'a>) -> Met<'a> {
    at_one_place(was, is, Called::may_be)
}

fn at_one_place<'a>(was: &Calls<'a>, is: &Calls<'a>, same: fn(&Called, &Called) -> bool) -> Met<'a> {
    let both = is.iter().filter(|(stem, is)| was.get(*stem).is_some_and(|was| same(was, is)));
    both.map(|(stem, _)| (*stem, *stem)).collect()
}

fn shared<'a>(was: &Calls<'a>, is: &Calls<'a>, what: fn(&Called) -> Option<&String>) -> Met<'a> {
    let alone = |calls: &Calls<'a>| -> BTreeMap<String, Option<&'a Path>> {
        let mut found = BTreeMap::new();
        for (stem, own) in calls {
            let Some(own) = what(own) else { continue };
            found.entry(own.clone()).and_modify(|known| *known = None).or_insert(Some(*stem));
        }
        found
    };
    let old = alone(was);
    let pair = |(own, stem): (String, Option<&'a Path>)| (*old.get(&own)?).zip(stem);
    alone(is).into_iter().filter_map(pair).collect()
}

/// Returns the administrative code that a village's own file gives, without reading the rest of the file.
pub fn code(village: &VillageFiles) -> Option<String> {
    code_in(&village.store.read(village.layers.last()?).ok()?)
}

/// Returns the same of the bytes of such a file.
pub fn code_in(bytes: &[u8]) -> Option<String> {
    let file = SourceFile::decode("", bytes).ok()?;
    yaml::peek(&file.text, &["code", "编码"])
        .map(|(code, _)| code.trim().to_owned())
        .filter(|code| !code.is_empty())
}
