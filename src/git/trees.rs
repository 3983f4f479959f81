//! Folders of a revision: what stands in them, and how two differ.

use std::collections::{BTreeMap, BTreeSet};

use super::{Entry, Fault, Id, MAX_DEPTH, fault};

/// Most files and folders that are looked at; a folder may hold itself many times over.
const MAX_LEAVES: usize = 100_000;

/// What a folder and those below hold, by path.
#[derive(Default)]
pub(super) struct Below {
    pub files: BTreeMap<String, Entry>,
    /// Commits of repositories within this one.
    pub inner: BTreeMap<String, Id>,
    seen: usize,
}

/// Returns what a folder and those below hold.
pub(super) fn below(local: &gix::Repository, top: Id) -> anyhow::Result<Below> {
    let mut all = Below::default();
    collect(local, top, "", &mut Vec::new(), &mut all)?;
    Ok(all)
}

/// Returns the paths of files that are new, gone or different.
pub(super) fn changed(
    local: &gix::Repository,
    own: Option<Id>,
    former: Option<Id>,
) -> anyhow::Result<BTreeSet<String>> {
    let mut changed = BTreeSet::new();
    let mut seen = 0;
    differing(local, [own, former], "", &mut [Vec::new(), Vec::new()], &mut changed, &mut seen)?;
    Ok(changed)
}

/// What stands in a folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Leaf {
    Folder(Id),
    File(Entry),
    /// Another repository, at a commit of its own.
    Other(Id),
}

fn collect(
    local: &gix::Repository,
    tree: Id,
    at: &str,
    above: &mut Vec<Id>,
    all: &mut Below,
) -> anyhow::Result<()> {
    enter(tree, above)?;
    for (name, leaf) in leaves(local, tree)? {
        spend(&mut all.seen)?;
        match leaf {
            Leaf::File(entry) => drop(all.files.insert(format!("{at}{name}"), entry)),
            Leaf::Other(id) => drop(all.inner.insert(format!("{at}{name}"), id)),
            Leaf::Folder(id) if above.len() <= MAX_DEPTH && !name.starts_with('.') => {
                collect(local, id, &format!("{at}{name}/"), above, all)?;
            }
            Leaf::Folder(_) => {}
        }
    }
    above.pop();
    Ok(())
}

/// Notes that a folder is gone into: no honest one stands in itself.
fn enter(tree: Id, above: &mut Vec<Id>) -> Result<(), Fault> {
    if above.contains(&tree) {
        return Err(Fault::Unreadable("a folder that stands in itself".to_owned()));
    }
    above.push(tree);
    Ok(())
}

/// Counts what is looked at, folders too: some that hold nothing but each other are never through.
fn spend(seen: &mut usize) -> Result<(), Fault> {
    *seen += 1;
    let fits = *seen <= MAX_LEAVES;
    fits.then_some(()).ok_or_else(|| Fault::Unreadable(format!("more than {MAX_LEAVES} files and folders")))
}

fn leaves(local: &gix::Repository, tree: Id) -> anyhow::Result<BTreeMap<String, Leaf>> {
    let tree = local.find_tree(tree.0).map_err(fault)?;
    let mut leaves = BTreeMap::new();
    for entry in tree.iter() {
        let entry = entry.map_err(fault)?;
        let (id, mode) = (Id(entry.object_id()), entry.mode());
        let leaf = if mode.is_tree() {
            Leaf::Folder(id)
        } else if mode.is_blob() || mode.is_link() {
            Leaf::File(Entry { id, link: mode.is_link() })
        } else {
            Leaf::Other(id)
        };
        leaves.insert(entry.filename().to_string(), leaf);
    }
    Ok(leaves)
}

/// Returns what stands in a folder, with the id of what is a folder itself.
pub(super) fn names(local: &gix::Repository, tree: Id) -> anyhow::Result<Vec<(String, Option<Id>)>> {
    let folder = |leaf: Leaf| if let Leaf::Folder(id) = leaf { Some(id) } else { None };
    Ok(leaves(local, tree)?.into_iter().map(|(name, leaf)| (name, folder(leaf))).collect())
}

/// Returns a file below a folder.
pub(super) fn file(local: &gix::Repository, top: Id, path: &str) -> anyhow::Result<Option<Entry>> {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let Some(folder) = descend(local, top, folder)? else { return Ok(None) };
    let entry = |leaf: &Leaf| if let Leaf::File(entry) = leaf { Some(*entry) } else { None };
    Ok(leaves(local, folder)?.get(name).and_then(entry))
}

pub(super) fn descend(local: &gix::Repository, tree: Id, prefix: &str) -> anyhow::Result<Option<Id>> {
    let mut at = tree;
    for name in prefix.split('/').filter(|name| !name.is_empty()) {
        match leaves(local, at)?.get(name) {
            Some(Leaf::Folder(id)) => at = *id,
            _ => return Ok(None),
        }
    }
    Ok(Some(at))
}

fn differing(
    local: &gix::Repository,
    [own, former]: [Option<Id>; 2],
    at: &str,
    above: &mut [Vec<Id>; 2],
    changed: &mut BTreeSet<String>,
    seen: &mut usize,
) -> anyhow::Result<()> {
    if own == former || above.iter().any(|above| above.len() > MAX_DEPTH) {
        return Ok(());
    }
    let both = [own, former];
    for (tree, above) in both.iter().zip(above.iter_mut()) {
        tree.map_or(Ok(()), |tree| enter(tree, above))?;
    }
    let read = |id: Option<Id>| id.map_or_else(|| Ok(BTreeMap::new()), |id| leaves(local, id));
    let (own, former) = (read(own)?, read(former)?);
    let folder = |leaf: Option<&Leaf>| if let Some(Leaf::Folder(id)) = leaf { Some(*id) } else { None };
    let file = |leaf: Option<&Leaf>| if let Some(Leaf::File(entry)) = leaf { Some(*entry) } else { None };
    for name in own.keys().chain(former.keys().filter(|name| !own.contains_key(*name))) {
        spend(seen)?;
        let (new, old) = (own.get(name), former.get(name));
        if file(new) != file(old) {
            changed.insert(format!("{at}{name}"));
        }
        if !name.starts_with('.') {
            differing(local, [folder(new), folder(old)], &format!("{at}{name}/"), above, changed, seen)?;
        }
    }
    for (tree, above) in both.iter().zip(above) {
        tree.is_some().then(|| above.pop());
    }
    Ok(())
}
