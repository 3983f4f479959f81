//! Workspaces in git repositories, their commits a day apart. Made with the git program where it is, as
//! people make them; else by writing the same objects, so that what reads them is tested on every computer.

use std::cell::Cell;
use std::fs;
use std::path::Path;
use std::process::Command;

use gix::objs::tree::{Entry, EntryKind};
use gix::objs::{Commit, Tree};
use tempfile::TempDir;

use crate::commands::Workspace;
use crate::readers;

/// Who commits.
const CLERK: (&str, &str) = ("周文书", "zhou@example.org");

/// Runs git with nobody's configuration; each commit is a day later than the one before.
pub fn git_in(dir: &Path, day: u32, args: &[&str]) -> String {
    let (month, day) = if day > 31 { (6, day - 31) } else { (5, day) };
    let date = format!("2026-{month:02}-{day:02}T23:30:00+0800");
    let output = Command::new("git")
        .args([
            "-c",
            "init.defaultBranch=main",
            "-c",
            "core.autocrlf=false",
            "-c",
            "protocol.file.allow=always",
        ])
        .args(args)
        .current_dir(dir)
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .env("HOME", dir)
        .envs([("GIT_CONFIG_NOSYSTEM", "1"), ("GIT_AUTHOR_NAME", CLERK.0), ("GIT_AUTHOR_EMAIL", CLERK.1)])
        .envs([("GIT_COMMITTER_NAME", CLERK.0), ("GIT_COMMITTER_EMAIL", CLERK.1)])
        .envs([("GIT_AUTHOR_DATE", &date), ("GIT_COMMITTER_DATE", &date)])
        .output()
        .unwrap();
    assert!(output.status.success(), "git {args:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

/// Makes an empty repository.
pub fn init(dir: &Path) {
    if readers::find("git").is_some() {
        git_in(dir, 1, &["init", "-q"]);
    } else {
        gix::init(dir).unwrap();
        fs::write(dir.join(".git/HEAD"), "ref: refs/heads/main\n").unwrap();
    }
}

/// A workspace in a repository, its first edition committed.
pub struct Repo {
    pub workspace: Workspace,
    pub day: Cell<u32>,
}

impl Repo {
    pub fn new() -> Self {
        let repo = Self { workspace: Workspace::new(), day: Cell::new(1) };
        repo.begin();
        repo
    }

    fn begin(&self) {
        init(self.path());
        self.commit("第一版");
    }

    pub fn path(&self) -> &Path {
        self.workspace.path()
    }

    /// Runs git; only in tests that left themselves out where there is none.
    pub fn git(&self, args: &[&str]) -> String {
        git_in(self.path(), self.day.get(), args)
    }

    /// Commits everything and returns the commit's id.
    pub fn commit(&self, message: &str) -> String {
        self.day.set(self.day.get() + 1);
        if readers::find("git").is_none() {
            return written(self.path(), self.day.get(), message);
        }
        self.git(&["add", "-A"]);
        self.git(&["commit", "-q", "--allow-empty", "-m", message]);
        self.git(&["rev-parse", "HEAD"])
    }

    /// Names the last commit.
    pub fn tag(&self, name: &str) {
        let id = gix::open(self.path()).unwrap().head_id().unwrap().to_string();
        let tags = self.path().join(".git/refs/tags");
        fs::create_dir_all(&tags).unwrap();
        fs::write(tags.join(name), id).unwrap();
    }

    pub fn clone_to(&self, args: &[&str]) -> TempDir {
        let dir = TempDir::new().unwrap();
        let from = format!("file://{}", self.path().display());
        git_in(dir.path(), 1, &[&["clone", "-q"], args, &[from.as_str(), "clone"]].concat());
        dir
    }
}

/// Writes a commit of everything on the only branch, as git would.
fn written(dir: &Path, day: u32, message: &str) -> String {
    let repository = gix::open(dir).unwrap();
    let branch = dir.join(".git/refs/heads/main");
    let parent = fs::read_to_string(&branch).ok();
    // Half past three in the afternoon at Greenwich is half past eleven in the evening here.
    let first = 1_777_649_400; // 2026-05-01T23:30:00+0800
    let time = gix::date::Time { seconds: first + i64::from(day - 1) * 86_400, offset: 8 * 3600 };
    let clerk = gix::actor::Signature { name: CLERK.0.into(), email: CLERK.1.into(), time };
    let commit = Commit {
        tree: tree(&repository, dir),
        parents: parent.iter().map(|id| id.trim().parse().unwrap()).collect(),
        author: clerk.clone(),
        committer: clerk,
        encoding: None,
        message: format!("{message}\n").into(),
        extra_headers: Vec::new(),
    };
    let id = repository.write_object(&commit).unwrap().to_string();
    fs::create_dir_all(branch.parent().unwrap()).unwrap();
    fs::write(branch, format!("{id}\n")).unwrap();
    id
}

/// Writes a folder but for what the scaffold's `.gitignore` leaves out.
fn tree(repository: &gix::Repository, dir: &Path) -> gix::ObjectId {
    let mut tree = Tree::empty();
    for entry in fs::read_dir(dir).unwrap().map(Result::unwrap) {
        let (name, kind) = (entry.file_name().into_string().unwrap(), entry.file_type().unwrap());
        let (mode, oid) = match () {
            () if [".git", "out", ".duoan"].contains(&name.as_str()) => continue,
            () if kind.is_dir() => (EntryKind::Tree, self::tree(repository, &entry.path())),
            () if kind.is_symlink() => {
                let target = fs::read_link(entry.path()).unwrap().into_os_string().into_string().unwrap();
                (EntryKind::Link, repository.write_blob(target).unwrap().detach())
            }
            () => (EntryKind::Blob, repository.write_blob(fs::read(entry.path()).unwrap()).unwrap().detach()),
        };
        if kind.is_dir() && oid.is_empty_tree() {
            continue;
        }
        tree.entries.push(Entry { mode: mode.into(), filename: name.into(), oid });
    }
    tree.entries.sort();
    repository.write_object(&tree).unwrap().detach()
}

/// A repository with the example town.
pub fn town() -> Repo {
    town_with(|_| ())
}

/// The same, changed before anything was committed.
pub fn town_with(change: impl Fn(&Repo)) -> Repo {
    let repo = Repo { workspace: Workspace::new(), day: Cell::new(1) };
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/hailing");
    fs::remove_file(repo.workspace.village("示例村")).unwrap();
    for name in ["county.yaml", "town.yaml", "villages/岭下村.yaml", "villages/东泊村.yaml"] {
        fs::copy(example.join(name), repo.path().join(name)).unwrap();
    }
    change(&repo);
    repo.begin();
    repo
}
