//! The main line that led to a commit, and what came into it by merges.

use std::collections::BTreeSet;

use super::home::is_home;
use super::trees::{self, descend};
use super::{Commit, Fault, Id, Repository, commit_id, fault, read_commit};

impl Repository {
    /// Returns the main line that led to a commit: of a merge only the first parent is followed, as those who
    /// merge see it.
    ///
    /// # Errors
    /// If a commit or a folder cannot be read.
    pub fn mainline(&self, from: Id) -> anyhow::Result<Mainline> {
        let local = self.inner.to_thread_local();
        let ends = local.shallow_commits().map_err(fault)?;
        let ends: BTreeSet<Id> = ends.iter().flat_map(|ids| ids.iter()).map(|id| Id(*id)).collect();
        let mut line = Mainline { steps: Vec::new(), cut: None, sides: Vec::new() };
        let mut seen = BTreeSet::new();
        let (mut times, mut merges) = (Vec::new(), Vec::new());
        let mut next = Some((read_commit(&local, from)?, None));
        let (mut prefix, mut begun) = (self.prefix.clone(), false);
        while let Some((commit, known)) = next.take() {
            // No honest commit follows itself, at whatever distance.
            if !seen.insert(commit.id) {
                return Err(Fault::Unreadable("a commit that follows itself".to_owned()).into());
            }
            times.push((commit.seconds, line.steps.len()));
            merges.extend(commit.parents.iter().skip(1).map(|id| (*id, seen.len())));
            let own = known.map_or_else(|| descend(&local, commit.tree, &prefix), Ok)?;
            if ends.contains(&commit.id) {
                line.cut = Some(commit);
                break;
            }
            let parent = commit.parents.first().map(|id| read_commit(&local, *id)).transpose()?;
            let former = parent.as_ref().map(|parent| descend(&local, parent.tree, &prefix)).transpose()?;
            let mut former = former.flatten();
            let was = former.map_or(Ok(false), |former| is_home(&local, former))?;
            if let (Some(parent), false, false) = (&parent, was, begun) {
                // Here it came to lie where it lies, or here it began.
                let home = own.map(|own| self.moved(&local, parent, Some(own))).transpose()?.flatten();
                begun = home.is_none();
                if let Some((folder, at)) = home {
                    (former, prefix) = (Some(folder), at);
                }
            }
            let changed = trees::changed(&local, own, former)?;
            next = parent.map(|parent| (parent, Some(former)));
            if !changed.is_empty() {
                line.steps.push(Step { commit, changed, astray: false, newer: seen.len() });
            }
        }
        let mut latest = i64::MIN;
        for (seconds, at) in times.into_iter().rev() {
            let step = line.steps.get_mut(at).filter(|step| step.commit.seconds == seconds);
            step.into_iter().for_each(|step| step.astray = seconds.saturating_add(DAY) < latest);
            latest = latest.max(seconds);
        }
        line.sides = self.sides(&local, merges, &mut seen, &ends, prefix != self.prefix)?;
        Ok(line)
    }

    /// Returns what is newer than what is checked out: fetched of its branch or of the one that the remote takes for
    /// its own; on any branch, where none is checked out. What git calls it, and the paths from the folder of the
    /// files that it changed.
    ///
    /// # Errors
    /// If a commit or a folder cannot be read.
    pub fn ahead(&self) -> anyhow::Result<Vec<(String, BTreeSet<String>)>> {
        let local = self.inner.to_thread_local();
        let Some(head) = commit_id(&local, "HEAD") else { return Ok(Vec::new()) };
        let branch = local.head_name().map_err(fault)?;
        let upstream = branch.as_ref().and_then(|branch| {
            local.branch_remote_tracking_ref_name(branch.as_ref(), gix::remote::Direction::Fetch)
        });
        let upstream = upstream.and_then(Result::ok).map(|name| name.as_bstr().to_string());
        let same = branch.map(|branch| branch.shorten().to_string());
        // What a remote itself takes for its own is its word, whatever the branch here is called.
        let is_theirs = |name: &str| {
            let short = name.strip_prefix("refs/remotes/").and_then(|name| name.split_once('/'));
            short.is_some_and(|(_, own)| own == "HEAD" || Some(own) == same.as_deref())
        };
        let references = local.references().map_err(fault)?;
        let names = references.all().map_err(fault)?.filter_map(Result::ok);
        let mut names: Vec<String> = names.map(|name| name.name().as_bstr().to_string()).collect();
        names.retain(|name| name.starts_with("refs/remotes/") || name.starts_with("refs/heads/"));
        names.push("FETCH_HEAD".to_owned());
        // Where no branch is checked out, and of what was fetched without a name, whatever follows is newer.
        let follows = |name: &str| {
            let loose = same.is_none() || name == "FETCH_HEAD";
            let tip = loose.then(|| commit_id(&local, name)).flatten();
            tip.is_some_and(|tip| tip != head && base_of(&local, head, tip) == Some(head))
        };
        names.retain(|name| is_theirs(name) || Some(name) == upstream.as_ref() || follows(name));
        // What has a name of its own is told by it.
        names.sort_by_key(|name| name.ends_with("HEAD"));
        let mut seen = BTreeSet::new();
        let mut ahead = Vec::new();
        for name in names {
            let Some(theirs) = commit_id(&local, &name) else { continue };
            let base = base_of(&local, head, theirs);
            if base == Some(theirs) || !seen.insert(theirs) {
                continue;
            }
            let top = |id: Id| -> anyhow::Result<Option<Id>> {
                Ok(self.top(&local, &read_commit(&local, id)?)?.map(|(top, _)| top))
            };
            let base: Option<Id> = base.map(top).transpose()?.flatten();
            let changed = trees::changed(&local, top(theirs)?, base)?;
            let short = name.replacen("refs/remotes/", "", 1).replacen("refs/heads/", "", 1);
            ahead.extend((!changed.is_empty()).then_some((short, changed)));
        }
        Ok(ahead)
    }

    /// Returns the commits that merges brought, the newest first by date. Of the oldest merge those are looked for first:
    /// what it brought was there for later ones.
    fn sides(
        &self,
        local: &gix::Repository,
        merges: Vec<(Id, usize)>,
        seen: &mut BTreeSet<Id>,
        ends: &BTreeSet<Id>,
        moved: bool,
    ) -> anyhow::Result<Vec<Step>> {
        let top = |commit: &Commit| match moved {
            true => Ok(self.top(local, commit)?.map(|(top, _)| top)),
            false => descend(local, commit.tree, &self.prefix),
        };
        let mut sides = Vec::new();
        for (id, merged) in merges.into_iter().rev() {
            let mut left = vec![id];
            while let Some(id) = left.pop() {
                if !seen.insert(id) || ends.contains(&id) {
                    continue;
                }
                let commit = read_commit(local, id)?;
                let parent = commit.parents.first().map(|id| read_commit(local, *id)).transpose()?;
                let former = parent.map(|parent| top(&parent)).transpose()?;
                let changed = trees::changed(local, top(&commit)?, former.flatten())?;
                left.extend(&commit.parents);
                if !changed.is_empty() {
                    sides.push(Step { commit, changed, astray: false, newer: merged });
                }
            }
        }
        sides.sort_by_key(|side| std::cmp::Reverse(side.commit.seconds));
        Ok(sides)
    }
}

/// Seconds of a day: places have their own time.
const DAY: i64 = 86_400;

/// The commits of a main line that changed a file of the repository's folder.
#[derive(Debug, Default)]
pub struct Mainline {
    /// Newest first.
    pub steps: Vec<Step>,
    /// Where a shallow clone ends: its files are known, what it changed is not.
    pub cut: Option<Commit>,
    /// Commits beside the line, that came into it by a merge: the newest first by date.
    pub sides: Vec<Step>,
}

/// A commit and what it changed.
#[derive(Debug)]
pub struct Step {
    /// The commit.
    pub commit: Commit,
    /// Paths from the folder of files that are new, gone or different, against its first parent.
    pub changed: BTreeSet<String>,
    /// Whether it is dated before a commit that it follows: a clock was wrong then.
    pub astray: bool,
    /// How many commits of the line are newer, or of one beside it than the merge that brought it.
    pub newer: usize,
}

/// Returns the newest commit that two have in common.
fn base_of(local: &gix::Repository, one: Id, other: Id) -> Option<Id> {
    local.merge_base(one.0, other.0).ok().flatten().map(|id| Id(id.detach()))
}
