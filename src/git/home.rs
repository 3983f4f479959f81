//! Where a workspace lay at a commit: a folder may be moved as a whole, into another or out of it.

use std::collections::BTreeSet;

use super::trees::{self, descend};
use super::{Commit, Id, Repository, commit_id, read_commit};

/// What a folder holds that is a workspace.
const MARKS: [&str; 2] = ["duoan.yaml", "villages"];
/// Deepest folder in which one is looked for.
const DEEP: usize = 4;

/// A folder of a commit and its path: empty, or ending in a slash.
pub(super) type Home = (Id, String);

impl Repository {
    /// Returns the folder that is looked at as it was at a commit, wherever it lay.
    pub(super) fn top(&self, local: &gix::Repository, commit: &Commit) -> anyhow::Result<Option<Home>> {
        let own = descend(local, commit.tree, &self.prefix)?;
        if own.map_or(Ok(false), |own| is_home(local, own))? {
            return Ok(own.map(|own| (own, self.prefix.clone())));
        }
        let today = commit_id(local, "HEAD").map(|id| read_commit(local, id)).transpose()?;
        let like = today.map(|today| descend(local, today.tree, &self.prefix)).transpose()?.flatten();
        let moved = self.moved(local, commit, like)?;
        Ok(moved.or(own.map(|own| (own, self.prefix.clone()))))
    }

    /// Returns the folder of a commit that was moved since: no workspace lies there any more, and it has most of what
    /// this one has.
    pub(super) fn moved(
        &self,
        local: &gix::Repository,
        commit: &Commit,
        like: Option<Id>,
    ) -> anyhow::Result<Option<Home>> {
        let Some(work) = self.inner.work_dir() else { return Ok(None) };
        let lies =
            |prefix: &str| MARKS.iter().any(|mark| work.join(prefix).join(mark).symlink_metadata().is_ok());
        if !lies(&self.prefix) {
            return Ok(None);
        }
        let mut homes = Vec::new();
        look(local, commit.tree, "", DEEP, &mut homes)?;
        homes.retain(|(_, prefix)| !lies(prefix));
        let names = |id: Id| -> anyhow::Result<BTreeSet<String>> {
            let files = trees::below(local, id)?.files.into_keys();
            Ok(files.filter(|path| path.starts_with("villages/") || path.contains("/villages/")).collect())
        };
        let own = like.map(names).transpose()?;
        let mut best: Option<(usize, Home)> = None;
        let alone = homes.len() == 1;
        for home in homes {
            let shared = match &own {
                Some(own) => own.intersection(&names(home.0)?).count(),
                None => usize::from(alone),
            };
            if shared > best.as_ref().map_or(0, |(most, _)| *most) {
                best = Some((shared, home));
            }
        }
        Ok(best.map(|(_, home)| home))
    }
}

/// Returns whether a folder is a workspace by what it holds.
pub(super) fn is_home(local: &gix::Repository, folder: Id) -> anyhow::Result<bool> {
    let names = trees::names(local, folder)?;
    Ok(MARKS.iter().any(|mark| names.iter().any(|(name, _)| name == mark)))
}

fn look(
    local: &gix::Repository,
    folder: Id,
    at: &str,
    deep: usize,
    homes: &mut Vec<Home>,
) -> anyhow::Result<()> {
    let names = trees::names(local, folder)?;
    if MARKS.iter().any(|mark| names.iter().any(|(name, _)| name == mark)) {
        homes.push((folder, at.to_owned()));
        return Ok(());
    }
    for (name, below) in names {
        let below = below.filter(|_| deep > 0 && !name.starts_with('.'));
        below.map_or(Ok(()), |below| look(local, below, &format!("{at}{name}/"), deep - 1, homes))?;
    }
    Ok(())
}
