//! Git repositories: the files of a revision, and the commits that changed them. Only reads; runs no program,
//! asks no network.
//!
//! A library and not the git program: villages' computers have no git, files of a thousand revisions are read
//! in one process, and nothing in a user's configuration (pagers, aliases, hooks) can change what is read.

mod home;
mod line;
mod ordinary;
mod trees;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::{Component, Path, PathBuf};

use anyhow::Context;

pub use line::{Mainline, Step};

use crate::diag::Said;
use trees::descend;

/// Deepest folder that is looked into; workspaces have about four levels.
const MAX_DEPTH: usize = 64;
/// What a repository may have beyond the first format that changes nothing of what is read, or is looked at.
const EXTENSIONS: [&str; 8] = [
    "noop",
    "preciousObjects",
    "partialClone",
    "worktreeConfig",
    "objectFormat",
    "refStorage",
    "relativeWorktrees",
    "compatObjectFormat",
];
/// Tokens of trailers that name who approved, in lower case.
const APPROVALS: [&str; 6] = ["approved-by", "reviewed-by", "批准人", "批准", "审定人", "审批人"];

/// Name of a commit, folder or file content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Id(gix::ObjectId);

impl Id {
    /// Returns the first characters, enough for people.
    pub fn short(&self) -> String {
        self.0.to_hex_with_len(8).to_string()
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

/// Returns the id that these bytes would have as a file, whether or not they are in any repository.
///
/// # Errors
/// If the bytes collide with others on purpose.
pub fn content_id(bytes: &[u8]) -> anyhow::Result<Id> {
    let id = gix::objs::compute_hash(gix::hash::Kind::Sha1, gix::objs::Kind::Blob, bytes);
    id.map(Id).map_err(|error| anyhow::anyhow!("{error}"))
}

/// Why a repository or a revision of it cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// No repository holds this folder.
    Outside(PathBuf),
    /// There is no commit yet.
    Empty,
    /// No revision has this name; the branches and tags that exist.
    Unknown(String, Vec<String>),
    /// The clone does not go back that far.
    Shallow(String),
    /// There is a repository, but it cannot be read: damaged, or of a format that is not known; why.
    Unreadable(String),
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Self::Outside(dir) => write!(f, "{}: not in a git repository", dir.display()),
            Self::Empty => write!(f, "the repository has no commit yet"),
            Self::Unknown(rev, _) => write!(f, "{rev}: no such revision"),
            Self::Shallow(rev) => write!(f, "{rev}: the clone does not go back that far"),
            Self::Unreadable(why) => write!(f, "the repository cannot be read: {why}"),
        }
    }
}

impl std::error::Error for Fault {}

/// A repository and the folder of it that is looked at.
#[derive(Clone)]
pub struct Repository {
    inner: gix::ThreadSafeRepository,
    /// Path of the folder within the repository: empty, or ending in a slash.
    pub prefix: String,
    /// Whether it has no working tree.
    pub bare: bool,
}

impl fmt::Debug for Repository {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{}:{}", self.inner.git_dir().display(), self.prefix)
    }
}

/// Returns the repository that holds a folder; in a bare one the rest of a path that is not on disk is a
/// folder of it.
///
/// # Errors
/// [`Fault::Outside`] if there is none; otherwise if it cannot be read.
pub fn open(dir: &Path) -> anyhow::Result<Repository> {
    let outside = || Fault::Outside(dir.to_path_buf());
    let mut rest = Vec::new();
    let mut there = dir;
    while !there.is_dir() {
        rest.push(there.file_name().ok_or_else(outside)?);
        there = there.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    }
    let there = there.canonicalize().with_context(|| dir.display().to_string())?;
    ordinary::look(&there)?;
    // What a repository calls by an id is what has that id: a replacement would hide a part of the past.
    let options = gix::open::Options::isolated()
        .config_overrides(["core.useReplaceRefs=false", "gitoxide.objects.noReplace=true"]);
    let trust = gix::sec::trust::Mapping { full: options.clone(), reduced: options };
    let inner =
        gix::ThreadSafeRepository::discover_opts(&there, Default::default(), trust).map_err(|error| {
            // Where git keeps something and it cannot be read, that is not nothing.
            let kept = there.ancestors().any(|folder| folder.join(".git").symlink_metadata().is_ok());
            if kept { Fault::Unreadable(causes(&error)) } else { outside() }
        })?;
    readable(&inner.to_thread_local())?;
    let mut folder = match inner.work_dir() {
        None => PathBuf::new(),
        Some(top) => {
            let elsewhere = || Fault::Unreadable(format!("core.worktree = {}", top.display()));
            let top = top.canonicalize().map_err(|_| elsewhere())?;
            there.strip_prefix(&top).map_err(|_| elsewhere())?.to_path_buf()
        }
    };
    folder.extend(rest.iter().rev());
    Ok(Repository { bare: inner.work_dir().is_none(), inner, prefix: prefix(&folder) })
}

/// Makes sure that what the library takes for granted can be read, and that nothing is kept where it does not
/// look.
fn readable(local: &gix::Repository) -> Result<(), Fault> {
    local.shallow_commits().map_err(|error| Fault::Unreadable(causes(&error)))?;
    let config = local.config_snapshot();
    if config.integer("core.repositoryFormatVersion").is_some_and(|version| version > 0) {
        let sections = config.plumbing().sections_by_name("extensions").into_iter().flatten();
        let names = sections.flat_map(|section| section.body().value_names().collect::<Vec<_>>());
        let known = |name: &String| EXTENSIONS.iter().any(|known| known.eq_ignore_ascii_case(name));
        if let Some(name) = names.into_iter().find(|name| !known(name)) {
            return Err(Fault::Unreadable(format!("extensions.{name}")));
        }
    }
    match local.config_snapshot().string("extensions.refStorage") {
        Some(kind) if AsRef::<[u8]>::as_ref(&*kind) != b"files" => {
            Err(Fault::Unreadable(format!("refstorage {kind}")))
        }
        _ => Ok(()),
    }
}

/// Returns an error with what it comes from, in one line.
fn causes(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        text += &format!(": {cause}");
        next = cause.source();
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn prefix(folder: &Path) -> String {
    let parts = folder.components().filter_map(|part| match part {
        Component::Normal(name) => Some(format!("{}/", name.to_string_lossy())),
        _ => None,
    });
    parts.collect()
}

impl Repository {
    /// Returns the commit that a revision names: `HEAD~1`, a branch, a tag, the start of an id.
    ///
    /// # Errors
    /// [`Fault`] if there is no such revision, or none at all yet.
    pub fn resolve(&self, rev: &str) -> anyhow::Result<Id> {
        let local = self.inner.to_thread_local();
        match commit_id(&local, rev) {
            Some(id) => Ok(id),
            None => Err(self.unresolved(rev, &local).into()),
        }
    }

    /// Returns a setting that the repository brings by which git itself would run a program, ask a network or read
    /// other settings when files are recorded.
    pub fn runs(&self) -> Option<String> {
        ordinary::runs(&self.inner.to_thread_local())
    }

    /// Returns a commit.
    ///
    /// # Errors
    /// If it is not in this clone.
    pub fn commit(&self, id: Id) -> anyhow::Result<Commit> {
        read_commit(&self.inner.to_thread_local(), id)
    }

    fn unresolved(&self, rev: &str, local: &gix::Repository) -> Fault {
        let names = match names(local) {
            Ok(names) => names,
            Err(why) => return Fault::Unreadable(why),
        };
        match local.head() {
            // Where there were commits, a branch without any has lost them, or is not the one that people work on.
            Ok(head) if head.is_unborn() && (!names.is_empty() || remembers(local)) => {
                if ["HEAD", "@", "~", "^"].iter().any(|start| rev.starts_with(start)) {
                    let branch = head.referent_name().map(|name| name.as_bstr().to_string());
                    return Fault::Unreadable(format!("HEAD → {}", branch.unwrap_or_default()));
                }
            }
            Ok(head) if head.is_unborn() => return Fault::Empty,
            // It names a commit, and there is none.
            Ok(_) if commit_id(local, "HEAD").is_none() => return Fault::Unreadable("HEAD".to_owned()),
            Ok(_) => {}
            Err(error) => return Fault::Unreadable(causes(&error)),
        }
        let start = rev.split(['~', '^', '@']).next().unwrap_or_default();
        let from = commit_id(local, if start.is_empty() { "HEAD" } else { start }).filter(|_| start != rev);
        let hex = rev.len() >= 7 && rev.chars().all(|c| c.is_ascii_hexdigit());
        if local.is_shallow().unwrap_or(false) && (from.is_some() || hex) {
            return Fault::Shallow(rev.to_owned());
        }
        from.and_then(|from| lost(local, from)).unwrap_or_else(|| Fault::Unknown(rev.to_owned(), names))
    }

    /// Returns the bytes of a file of a commit, at most so many; `None` if it is not there.
    ///
    /// # Errors
    /// If it is larger, or is missing from the clone.
    pub fn read(&self, commit: Id, path: &str, most: u64) -> anyhow::Result<Option<Vec<u8>>> {
        let local = self.inner.to_thread_local();
        let Some(top) = self.top(&local, &read_commit(&local, commit)?)? else { return Ok(None) };
        match trees::file(&local, top.0, path)? {
            Some(entry) => blob(&local, entry, path, most).map(Some),
            None => Ok(None),
        }
    }

    /// Returns where two revisions parted: the newest commit that both follow.
    ///
    /// # Errors
    /// [`Fault`] if there is no such revision, or they have nothing in common that this clone knows.
    pub fn fork(&self, one: &str, other: &str) -> anyhow::Result<Id> {
        let (a, b) = (self.resolve(one)?, self.resolve(other)?);
        let local = self.inner.to_thread_local();
        let range = || format!("{one}...{other}");
        match local.merge_base(a.0, b.0).map_err(fault).with_context(range)? {
            Some(id) => Ok(Id(id.detach())),
            None if local.is_shallow().unwrap_or(false) => Err(Fault::Shallow(range()).into()),
            None => anyhow::bail!("{}: the two have nothing in common", range()),
        }
    }

    /// Returns the files of a revision; faults call them `label:path`.
    ///
    /// # Errors
    /// [`Fault`] if there is no such revision; otherwise if its folders cannot be read.
    pub fn snapshot(&self, rev: &str) -> anyhow::Result<Snapshot> {
        self.snapshot_of(self.resolve(rev)?, rev)
    }

    /// The same for a commit whose id is known.
    ///
    /// # Errors
    /// If its folders cannot be read.
    pub fn snapshot_of(&self, commit: Id, label: &str) -> anyhow::Result<Snapshot> {
        let local = self.inner.to_thread_local();
        let top = self.top(&local, &read_commit(&local, commit)?)?;
        let all = top.as_ref().map(|(top, _)| trees::below(&local, *top)).transpose()?.unwrap_or_default();
        let prefix = top.map_or_else(|| self.prefix.clone(), |(_, prefix)| prefix);
        let repository = Self { prefix, ..self.clone() };
        Ok(Snapshot { repository, commit, label: label.to_owned(), files: all.files, inner: all.inner })
    }

    /// Returns whether a commit has nothing of the repository's folder that is looked at.
    ///
    /// # Errors
    /// If its folders cannot be read.
    pub fn is_without_folder(&self, commit: Id) -> anyhow::Result<bool> {
        let local = self.inner.to_thread_local();
        let tree = read_commit(&local, commit)?.tree;
        Ok(descend(&local, tree, &self.prefix)?.is_none())
    }
}

/// Returns why a commit that led to this one cannot be read, if one cannot.
fn lost(local: &gix::Repository, from: Id) -> Option<Fault> {
    let (mut seen, mut left) = (BTreeSet::from([from]), vec![from]);
    while let Some(id) = left.pop() {
        match read_commit(local, id) {
            Ok(commit) => left.extend(commit.parents.into_iter().filter(|parent| seen.insert(*parent))),
            Err(error) => return Some(error.downcast().unwrap_or_else(|e| Fault::Unreadable(e.to_string()))),
        }
    }
    None
}

/// Returns the branches and tags, sorted, or why they cannot be read.
fn names(local: &gix::Repository) -> Result<Vec<String>, String> {
    let references = local.references().map_err(|error| causes(&error))?;
    let all = references.all().map_err(|error| causes(&error))?;
    let mut names: Vec<String> = all
        .filter_map(Result::ok)
        .map(|reference| reference.name().as_bstr().to_string())
        .filter_map(|name| {
            ["refs/heads/", "refs/tags/", "refs/remotes/"]
                .iter()
                .find_map(|top| name.strip_prefix(top))
                .map(str::to_owned)
        })
        .collect();
    names.sort();
    names.dedup();
    Ok(names)
}

/// Returns whether a repository remembers that its `HEAD` once was a commit.
fn remembers(local: &gix::Repository) -> bool {
    local.git_dir().join("logs/HEAD").metadata().is_ok_and(|log| log.len() > 0)
}

fn commit_id(local: &gix::Repository, rev: &str) -> Option<Id> {
    let object = local.rev_parse_single(rev).ok()?.object().ok()?;
    Some(Id(object.peel_to_commit().ok()?.id))
}

fn fault(error: impl std::error::Error) -> anyhow::Error {
    Fault::Unreadable(causes(&error)).into()
}

/// The files of one revision below the repository's folder.
#[derive(Debug, Clone)]
pub struct Snapshot {
    /// The repository.
    pub repository: Repository,
    /// The commit.
    pub commit: Id,
    /// What people call it.
    pub label: String,
    /// Files by path from the folder, without those in folders that begin with a dot.
    pub files: BTreeMap<String, Entry>,
    /// Repositories within this one, by path, at their commits.
    pub inner: BTreeMap<String, Id>,
}

/// One file of a revision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    /// Its content.
    pub id: Id,
    /// Whether it only points to another.
    pub link: bool,
}

/// Returns the bytes of a file.
fn blob(local: &gix::Repository, entry: Entry, name: &str, most: u64) -> anyhow::Result<Vec<u8>> {
    let size = local.find_header(entry.id.0).map_err(fault).with_context(|| name.to_owned())?.size();
    if size > most {
        return Err(Said::too_large(size, most).context(name.to_owned()));
    }
    let mut object = local.find_object(entry.id.0).map_err(fault).with_context(|| name.to_owned())?;
    Ok(std::mem::take(&mut object.data))
}

impl Snapshot {
    /// Returns the bytes of a file of at most so many bytes.
    ///
    /// # Errors
    /// If there is no such file, it is larger, or it is missing from the clone.
    pub fn read(&self, path: &str, most: u64) -> anyhow::Result<Vec<u8>> {
        let name = self.shown(path);
        let entry = self.files.get(path).with_context(|| format!("{name}: no such file"))?;
        blob(&self.repository.inner.to_thread_local(), *entry, &name, most)
    }

    /// Returns how git calls a file of this revision: `HEAD~1:town/villages/a.yaml`.
    pub fn shown(&self, path: &str) -> String {
        format!("{}:{}{path}", self.label, self.repository.prefix)
    }

    /// Returns the files of one folder of it, as if the repository began there.
    #[must_use]
    pub fn within(self, folder: &str) -> Self {
        if folder.is_empty() {
            return self;
        }
        let folder = format!("{folder}/");
        let own = |path: &String| path.strip_prefix(&folder).map(str::to_owned);
        let files = self.files.iter().filter_map(|(path, entry)| Some((own(path)?, *entry))).collect();
        let inner = self.inner.iter().filter_map(|(path, id)| Some((own(path)?, *id))).collect();
        let repository = Repository { prefix: self.repository.prefix.clone() + &folder, ..self.repository };
        Self { repository, files, inner, ..self }
    }
}

/// One commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commit {
    /// Its id.
    pub id: Id,
    /// Those it follows: several for a merge, none for the first.
    pub parents: Vec<Id>,
    /// Day it was committed, where the committer was.
    pub date: jiff::civil::Date,
    /// Seconds since 1970, UTC.
    pub seconds: i64,
    /// Who wrote it.
    pub author: String,
    /// First line of its message.
    pub subject: String,
    /// Whole message.
    pub message: String,
    tree: Id,
}

impl Commit {
    /// Returns the trailers of the message, `Reviewed-by: 张三`, in order; a Chinese colon is as good.
    pub fn trailers(&self) -> Vec<(String, String)> {
        let lines = self.message.lines().map(str::trim).skip(1);
        let pair = |line: &str| {
            let (token, value) = line.split_once([':', '：'])?;
            let named = !token.is_empty() && token.chars().all(|c| c.is_alphanumeric() || c == '-');
            (named && !value.trim().is_empty()).then(|| (token.to_owned(), value.trim().to_owned()))
        };
        let mut last = Vec::new();
        for line in lines {
            if line.is_empty() {
                last.clear();
            } else {
                last.push(line);
            }
        }
        // A wrapped sentence may end the message; only a paragraph that begins as a trailer is one.
        if last.first().is_some_and(|line| pair(line).is_some()) {
            last.into_iter().filter_map(pair).collect()
        } else {
            Vec::new()
        }
    }

    /// Returns who approved it by its trailers, without mail addresses, each once.
    pub fn approvers(&self) -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        for (token, value) in self.trailers() {
            let name = value.split('<').next().unwrap_or_default().trim().to_owned();
            if APPROVALS.contains(&token.to_lowercase().as_str())
                && !name.is_empty()
                && !names.contains(&name)
            {
                names.push(name);
            }
        }
        names
    }
}

fn read_commit(local: &gix::Repository, id: Id) -> anyhow::Result<Commit> {
    let commit = local.find_commit(id.0).map_err(fault)?;
    let time = commit.time().map_err(fault)?;
    let message = commit.message_raw_sloppy().to_string();
    Ok(Commit {
        id,
        tree: Id(commit.tree_id().map_err(fault)?.detach()),
        parents: commit.parent_ids().map(|parent| Id(parent.detach())).collect(),
        date: day(time.seconds, time.offset),
        seconds: time.seconds,
        author: commit.author().map_err(fault)?.name.to_string(),
        subject: message.lines().next().unwrap_or_default().trim().to_owned(),
        message,
    })
}

/// Returns the day at a place so many seconds east of Greenwich.
fn day(seconds: i64, offset: i32) -> jiff::civil::Date {
    let offset = jiff::tz::Offset::from_seconds(offset).unwrap_or(jiff::tz::Offset::UTC);
    let time = jiff::Timestamp::from_second(seconds).unwrap_or_default();
    offset.to_datetime(time).date()
}
