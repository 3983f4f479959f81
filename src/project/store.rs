//! Where a workspace's files are read from: the disk, or a revision in memory. Writes nothing.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use super::{MARKER, find_root, shown};
use crate::diag::Said;
use crate::git;
use crate::messages::{self, Lang};
use crate::source;

/// Where files are read from.
#[derive(Debug, Clone)]
pub enum Store {
    /// The disk.
    Disk,
    /// The disk as it was when each file was first asked for: what is read twice is the same twice.
    Held(Arc<Held>),
    /// A revision of a git repository.
    Git(Arc<git::Snapshot>),
}

/// What was read of the disk, or why it could not be.
#[derive(Debug, Default)]
pub struct Held(Mutex<BTreeMap<PathBuf, Read>>);

type Read = Result<Arc<[u8]>, [String; 2]>;

impl Held {
    fn read(&self, path: &Path, most: u64) -> anyhow::Result<Vec<u8>> {
        let mut known = self.0.lock().expect("no panic while it is held");
        let first = || {
            source::read_within(path, super::MAX_OVERRIDE)
                .map(Arc::from)
                .map_err(|error| [Lang::Zh, Lang::En].map(|lang| messages::causes(&error, lang)))
        };
        let bytes = known
            .entry(path.to_path_buf())
            .or_insert_with(first)
            .clone()
            .map_err(|[zh, en]| Said::error(zh, en))?;
        if bytes.len() as u64 > most {
            return Err(Said::too_large(bytes.len() as u64, most).context(path.display().to_string()));
        }
        Ok(bytes.to_vec())
    }
}

impl PartialEq for Store {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Disk | Self::Held(_), Self::Disk | Self::Held(_)) => true,
            (Self::Git(a), Self::Git(b)) => {
                a.commit == b.commit && a.repository.prefix == b.repository.prefix
            }
            _ => false,
        }
    }
}

impl Eq for Store {}

/// Returns the repository that holds the workspace of a folder.
///
/// # Errors
/// [`git::Fault::Outside`] if none does.
pub fn repository(dir: &Path) -> anyhow::Result<git::Repository> {
    let repository = git::open(dir)?;
    if repository.bare || !dir.is_dir() {
        return Ok(repository);
    }
    git::open(&find_root(dir)?)
}

impl Store {
    /// Returns the workspace at a revision. In a bare repository it is the highest folder that bears the
    /// marker.
    ///
    /// # Errors
    /// [`git::Fault`] if there is no such revision; otherwise if its folders cannot be read.
    pub fn at(repository: &git::Repository, rev: &str) -> anyhow::Result<Self> {
        Self::of(repository.snapshot(rev)?)
    }

    /// The same for a commit whose id is known.
    ///
    /// # Errors
    /// If its folders cannot be read.
    pub fn at_commit(repository: &git::Repository, commit: git::Id) -> anyhow::Result<Self> {
        Self::of(repository.snapshot_of(commit, &commit.short())?)
    }

    fn of(snapshot: git::Snapshot) -> anyhow::Result<Self> {
        if !snapshot.repository.bare {
            return Ok(Self::Git(Arc::new(snapshot)));
        }
        let marked = snapshot.files.keys().filter(|path| path.rsplit('/').next() == Some(MARKER));
        let top = marked.min_by_key(|path| (path.matches('/').count(), *path));
        let folder = top
            .and_then(|path| path.rsplit_once('/'))
            .map(|(folder, _)| folder.to_owned())
            .unwrap_or_default();
        Ok(Self::Git(Arc::new(snapshot.within(&folder))))
    }

    /// Returns the bytes of a text file, bounded in size.
    ///
    /// # Errors
    /// If it cannot be read, or is larger than a text may be.
    pub fn read(&self, path: &Path) -> anyhow::Result<Vec<u8>> {
        self.read_within(path, source::MAX_BYTES)
    }

    /// Returns the bytes of a file of at most so many bytes.
    ///
    /// # Errors
    /// If it cannot be read, or is larger.
    pub fn read_within(&self, path: &Path, most: u64) -> anyhow::Result<Vec<u8>> {
        match self {
            Self::Disk => source::read_within(path, most),
            Self::Held(held) => held.read(path, most),
            Self::Git(snapshot) => snapshot.read(&slashed(path), most),
        }
    }

    /// Returns whether something is there that is no folder: what is no file either is refused when it is read.
    pub fn has(&self, path: &Path) -> bool {
        match self {
            Self::Disk | Self::Held(_) => path.symlink_metadata().is_ok_and(|stat| !stat.is_dir()),
            Self::Git(snapshot) => snapshot.files.contains_key(&slashed(path)),
        }
    }

    /// Returns whether a path only points elsewhere.
    pub fn links(&self, path: &Path) -> bool {
        match self {
            Self::Disk | Self::Held(_) => path.is_symlink(),
            Self::Git(snapshot) => snapshot.files.get(&slashed(path)).is_some_and(|entry| entry.link),
        }
    }

    /// Returns the id of a file's content, the same on disk and in git; `None` if it cannot be read.
    pub fn id(&self, path: &Path) -> Option<git::Id> {
        match self {
            Self::Disk | Self::Held(_) => {
                git::content_id(&self.read_within(path, super::MAX_OVERRIDE).ok()?).ok()
            }
            Self::Git(snapshot) => snapshot.files.get(&slashed(path)).map(|entry| entry.id),
        }
    }

    /// The same for the content with the line ends that git keeps.
    pub fn unix_id(&self, path: &Path) -> Option<git::Id> {
        git::content_id(&unix(&self.read_within(path, super::MAX_OVERRIDE).ok()?)).ok()
    }

    /// Returns how a path is shown: on disk near to where one stands, at a revision `HEAD~1:path`.
    pub fn shown(&self, path: &Path) -> String {
        match self {
            Self::Disk | Self::Held(_) => shown(path),
            Self::Git(snapshot) => snapshot.shown(&slashed(path)),
        }
    }

    /// Returns the revision as people call it; `None` for the disk.
    pub fn label(&self) -> Option<&str> {
        match self {
            Self::Disk | Self::Held(_) => None,
            Self::Git(snapshot) => Some(&snapshot.label),
        }
    }
}

fn slashed(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}

/// Returns bytes with the line ends of Unix.
pub(super) fn unix(bytes: &[u8]) -> Vec<u8> {
    let kept = |at: &usize| bytes[*at] != b'\r' || bytes.get(at + 1) != Some(&b'\n');
    (0..bytes.len()).filter(kept).map(|at| bytes[at]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_held_stays_as_it_was_first_read() {
        let dir = tempfile::TempDir::new().unwrap();
        let file = dir.path().join("a.yaml");
        std::fs::write(&file, "old").unwrap();
        let store = Store::Held(Arc::default());
        assert_eq!(store.read(&file).unwrap(), b"old");
        std::fs::write(&file, "new").unwrap();
        assert_eq!(store.read(&file).unwrap(), b"old");
        assert_eq!(store.id(&file), git::content_id(b"old").ok());
        let absent = dir.path().join("b.yaml");
        assert!(store.read(&absent).is_err());
        std::fs::write(&absent, "new").unwrap();
        assert!(store.read(&absent).is_err(), "absent stays absent");
    }
}
