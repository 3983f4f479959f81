//! The workspace on disk: where it begins, which villages it holds, the layers of each, and what it overrides.
#![expect(clippy::disallowed_methods, reason = "this is the door through which folders are read")]

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use walkdir::WalkDir;

use crate::builtin;
use crate::check::Picture;

/// Marks the top of a workspace.
pub const MARKER: &str = "duoan.yaml";
/// Layer files, from the highest to the lowest.
const LAYERS: [&str; 2] = ["county.yaml", "town.yaml"];
/// The folder that holds village files.
const VILLAGES: &str = "villages";
/// The folders whose built-in files a workspace may override.
const OVERRIDES: [&str; 3] = ["plans", "templates", "fonts"];
/// Largest file that overrides a built-in one, in bytes; a full Chinese font has about 20 MB.
const MAX_OVERRIDE: u64 = 64 << 20;

/// A workspace and what of it was asked for.
#[derive(Debug, Clone)]
pub struct Project {
    /// Top folder.
    pub root: PathBuf,
    /// Villages asked for, sorted by path.
    pub villages: Vec<VillageFiles>,
    /// Stems of all villages of the workspace, sorted.
    pub all: Vec<PathBuf>,
}

/// The files that make one village.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VillageFiles {
    /// Path relative to the workspace, without `villages/` and the ending; names the output folder.
    pub stem: PathBuf,
    /// Files from the highest layer to the village's own.
    pub layers: Vec<PathBuf>,
}

/// Returns the workspace that holds the paths, with the villages below them.
///
/// # Errors
/// If a path does not exist, paths lie in different workspaces, or no village is found.
pub fn open(paths: &[PathBuf]) -> anyhow::Result<Project> {
    let here = PathBuf::from(".");
    let paths = if paths.is_empty() { std::slice::from_ref(&here) } else { paths };
    let root = find_root(&paths[0])?;
    let mut villages = Vec::new();
    for path in paths {
        if find_root(path)? != root {
            bail!("{}: not in the workspace {}", path.display(), root.display());
        }
        villages.extend(village_files(path, &root)?);
    }
    villages.sort_by(|a, b| a.stem.cmp(&b.stem));
    villages.dedup();
    let mut all: Vec<PathBuf> = village_files(&root, &root)?.into_iter().map(|v| v.stem).collect();
    all.sort();
    Ok(Project { root, villages, all })
}

/// Returns the workspaces that the paths lie in or hold, each with the villages asked for.
///
/// # Errors
/// As [`open`].
pub fn open_all(paths: &[PathBuf]) -> anyhow::Result<Vec<Project>> {
    let here = PathBuf::from(".");
    let paths = if paths.is_empty() { std::slice::from_ref(&here) } else { paths };
    let mut asked: BTreeMap<PathBuf, Vec<PathBuf>> = BTreeMap::new();
    for path in paths {
        for top in below(path) {
            asked.entry(find_root(&top)?).or_default().push(top);
        }
    }
    asked.values().map(|paths| open(paths)).collect()
}

/// Returns the workspaces below a folder that is in none; else the path itself.
fn below(path: &Path) -> Vec<PathBuf> {
    let inside = path.is_file() || marked(path).is_some();
    let entries = WalkDir::new(path).follow_links(false).sort_by_file_name().into_iter().filter_entry(|e| !hidden(e));
    let marker = |entry: &walkdir::DirEntry| entry.file_type().is_file() && entry.file_name() == MARKER;
    let tops = entries.filter_map(Result::ok).filter(|_| !inside).filter(marker);
    let found: Vec<PathBuf> = tops.filter_map(|entry| entry.path().parent().map(Path::to_path_buf)).collect();
    if found.is_empty() { vec![path.to_path_buf()] } else { found }
}

/// Returns the nearest folder at or above a folder that holds the marker.
pub fn marked(dir: &Path) -> Option<PathBuf> {
    let full = dir.canonicalize().ok()?;
    full.ancestors().find(|dir| dir.join(MARKER).is_file()).map(Path::to_path_buf)
}

/// Returns the nearest folder above with a marker, else the highest one that still holds a layer file.
fn find_root(path: &Path) -> anyhow::Result<PathBuf> {
    let full = path.canonicalize().with_context(|| path.display().to_string())?;
    let start = if full.is_dir() { full.clone() } else { full.parent().map(Path::to_path_buf).unwrap_or_default() };
    if let Some(marked) = marked(&start) {
        return Ok(marked);
    }
    let layered = start.ancestors().take(4).filter(|dir| LAYERS.iter().any(|layer| dir.join(layer).is_file())).last();
    Ok(layered.map_or(start.clone(), Path::to_path_buf))
}

fn village_files(path: &Path, root: &Path) -> anyhow::Result<Vec<VillageFiles>> {
    let full = path.canonicalize().with_context(|| path.display().to_string())?;
    if full.is_file() {
        return Ok(vec![layered(&full, root)]);
    }
    let mut found = Vec::new();
    for entry in WalkDir::new(&full).follow_links(false).sort_by_file_name().into_iter().filter_entry(|e| !hidden(e)) {
        let entry = entry?;
        let inside = entry.path().parent().and_then(Path::file_name).is_some_and(|name| name == VILLAGES);
        // A link is kept, so that reading it can refuse it by name.
        let file = entry.file_type().is_file() || entry.path_is_symlink();
        if file && inside && is_yaml(entry.path()) {
            found.push(layered(entry.path(), root));
        }
    }
    Ok(found)
}

fn hidden(entry: &walkdir::DirEntry) -> bool {
    entry.depth() > 0 && entry.file_name().to_string_lossy().starts_with('.')
}

fn is_yaml(path: &Path) -> bool {
    path.extension().is_some_and(|e| e == "yaml" || e == "yml")
}

fn layered(village: &Path, root: &Path) -> VillageFiles {
    let mut layers: Vec<PathBuf> = Vec::new();
    let inside: Vec<&Path> = village.ancestors().skip(1).take_while(|dir| dir.starts_with(root)).collect();
    for dir in inside.iter().rev() {
        layers.extend(LAYERS.iter().map(|layer| dir.join(layer)).filter(|file| file.is_file()));
    }
    layers.push(village.to_path_buf());
    let relative = village.strip_prefix(root).unwrap_or(village).with_extension("");
    let stem = relative.components().filter(|c| c.as_os_str() != VILLAGES).collect();
    VillageFiles { stem, layers }
}

/// Returns what the workspace of a file has under a path that the file names, with its bytes if it can be printed; a path
/// that leads out of it is absent.
pub fn picture(file: &Path, path: &str) -> (Picture, Vec<u8>) {
    let (picture, bytes) = seen(file, path);
    (picture, bytes.unwrap_or_default())
}

fn seen(file: &Path, path: &str) -> (Picture, Option<Vec<u8>>) {
    let Ok(root) = find_root(file) else { return (Picture::Absent, None) };
    let parts: Vec<&str> = path.split('/').collect();
    if path.starts_with('/') || parts.iter().any(|part| *part == ".." || part.contains(['\\', ':'])) {
        return (Picture::Absent, None);
    }
    let mut full = root;
    for part in parts {
        full.push(part);
        if full.is_symlink() {
            return (Picture::Link, None);
        }
    }
    if !full.is_file() {
        return (Picture::Absent, None);
    }
    let Ok(bytes) = crate::source::read_within(&full, MAX_OVERRIDE) else { return (Picture::Unreadable, None) };
    match imagesize::blob_size(&bytes) {
        Ok(size) => (Picture::Dots { width: size.width }, Some(bytes)),
        Err(_) if String::from_utf8_lossy(&bytes[..bytes.len().min(4096)]).contains("<svg") => (Picture::Lines, Some(bytes)),
        Err(_) => (Picture::Unreadable, None),
    }
}

/// Returns how a path is shown: relative to the folder one stands in where that is shorter, with forward slashes.
pub fn shown(path: &Path) -> String {
    let here = std::env::current_dir().ok().and_then(|d| d.canonicalize().ok());
    let near = here.as_deref().and_then(|here| path.strip_prefix(here).ok()).unwrap_or(path);
    near.display().to_string().replace('\\', "/")
}

/// Built-in files and the workspace's own, the workspace winning, by the path of the built-in.
#[derive(Debug, Clone, Default)]
pub struct Files {
    own: BTreeMap<String, (PathBuf, Vec<u8>)>,
}

impl Files {
    /// Reads what the workspace overrides or adds under `plans/`, `templates/` and `fonts/`.
    ///
    /// # Errors
    /// If a file cannot be read.
    pub fn of(root: &Path) -> anyhow::Result<Self> {
        let mut own = BTreeMap::new();
        for folder in OVERRIDES {
            let top = root.join(folder);
            for entry in WalkDir::new(&top).follow_links(false).sort_by_file_name().into_iter().filter_map(Result::ok) {
                if entry.file_type().is_file() {
                    let name = entry.path().strip_prefix(root)?.display().to_string().replace('\\', "/");
                    own.insert(name, (entry.path().to_path_buf(), crate::source::read_within(entry.path(), MAX_OVERRIDE)?));
                }
            }
        }
        Ok(Self { own })
    }

    /// Returns the paths of all files under a folder, sorted.
    pub fn list(&self, folder: &str) -> Vec<String> {
        let mut paths: Vec<String> = builtin::paths().into_iter().chain(self.own.keys().cloned()).collect();
        paths.retain(|p| p.starts_with(folder) && p[folder.len()..].starts_with('/'));
        paths.sort();
        paths.dedup();
        paths
    }

    /// Returns whether a file is the workspace's own.
    pub fn overrides(&self, path: &str) -> bool {
        self.own.contains_key(path)
    }

    /// Returns the name to show and the bytes of a file.
    pub fn get(&self, path: &str) -> Option<(String, &[u8])> {
        match self.own.get(path) {
            Some((disk, bytes)) => Some((shown(disk), bytes)),
            None => builtin::bytes(path).map(|bytes| (format!("builtin:{path}"), bytes)),
        }
    }

    /// Returns the fonts: the built-in ones, those of the workspace in their place or beside them.
    pub fn fonts(&self) -> Vec<(String, Cow<'static, [u8]>)> {
        let own = |name: &str| self.own.get(&format!("fonts/{name}")).map(|(_, bytes)| Cow::Owned(bytes.clone()));
        let builtin = builtin::FONTS.iter().map(|(name, bytes)| ((*name).to_owned(), own(name).unwrap_or(Cow::Borrowed(*bytes))));
        let font = |name: &&str| name.ends_with(".otf") || name.ends_with(".ttf");
        let more = (self.own.keys())
            .filter_map(|path| path.strip_prefix("fonts/"))
            .filter(font)
            .filter(|name| builtin::FONTS.iter().all(|(known, _)| known != name))
            .filter_map(|name| Some((name.to_owned(), own(name)?)));
        builtin.chain(more).collect()
    }
}
