//! Which towns a workspace has, and which is which of another revision: the same name, else the only one.

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::diag::Diagnostic;
use crate::load::Library;
use crate::model::profile::Profile;
use crate::pipeline;
use crate::project::VillageFiles;
use crate::yaml::Node;

/// Villages with the same files above them.
pub struct Group<'a> {
    /// What stands above them, or what keeps it from being read.
    pub profile: Result<Profile, Vec<Diagnostic>>,
    /// The same as a tree, for places; none where there is no file or none that can be read.
    pub tree: Option<Node>,
    /// The villages.
    pub villages: Vec<&'a VillageFiles>,
}

impl Group<'_> {
    /// Returns the town's name; empty where nothing above the villages says it.
    pub fn name(&self) -> &str {
        self.profile.as_ref().map_or("", |profile| profile.town.as_str())
    }

    /// Returns the folder of its villages among the outputs.
    pub fn folder(&self) -> PathBuf {
        let first = self.villages.first().and_then(|village| village.stem.parent());
        first.map(PathBuf::from).unwrap_or_default()
    }
}

/// A town at two revisions; at one of them it may not have been there.
pub type Pair<'a> = (Option<Group<'a>>, Option<Group<'a>>);

/// Returns the towns of a workspace, in the order of their files.
pub fn groups<'a>(villages: &'a [VillageFiles], library: &Library) -> Vec<Group<'a>> {
    let mut towns: BTreeMap<Vec<PathBuf>, Vec<&VillageFiles>> = BTreeMap::new();
    for village in villages {
        let above = village.layers.split_last().map(|(_, above)| above.to_vec()).unwrap_or_default();
        towns.entry(above).or_default().push(village);
    }
    let group = |villages: Vec<&'a VillageFiles>| match pipeline::town(villages[0], library) {
        Ok(Some(loaded)) => Group { profile: Ok(loaded.profile), tree: Some(loaded.tree), villages },
        Ok(None) => Group { profile: Ok(Profile::default()), tree: None, villages },
        Err(faults) => Group { profile: Err(faults), tree: None, villages },
    };
    towns.into_values().map(group).collect()
}

/// Returns the towns of two revisions, each beside what it was.
pub fn pairs<'a>(mut old: Vec<Group<'a>>, new: Vec<Group<'a>>) -> Vec<Pair<'a>> {
    if let ([_], [_]) = (old.as_slice(), new.as_slice()) {
        return vec![(old.pop(), new.into_iter().next())];
    }
    let mut pairs: Vec<Pair> = Vec::new();
    for group in new {
        let same = |other: &Group| other.name() == group.name() && other.folder() == group.folder();
        let alike = |other: &Group| !group.name().is_empty() && other.name() == group.name();
        let at = old.iter().position(same).or_else(|| old.iter().position(alike));
        pairs.push((at.map(|at| old.remove(at)), Some(group)));
    }
    pairs.extend(old.into_iter().map(|group| (Some(group), None)));
    pairs
}
