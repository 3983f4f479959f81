//! The workspace, on disk or at a revision: where it begins, which villages it holds, the layers of each,
//! what it overrides.
#![expect(clippy::disallowed_methods, reason = "this is the door through which folders are read")]

mod pair;
mod store;
mod strays;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context;
use walkdir::WalkDir;

use crate::builtin;
use crate::check::Picture;
use crate::diag::{Diagnostic, Place, Refusal, nearest};
use crate::git;
use crate::source::{PICTURES, SourceFile, same_writing};
use crate::yaml;

pub use crate::disk::MARKER;
pub use pair::{Pairs, code, code_in, pairs};
pub use store::{Store, repository};

/// Layer files, from the highest to the lowest.
pub(crate) const LAYERS: [&str; 2] = ["county.yaml", "town.yaml"];
/// The folder that holds village files.
const VILLAGES: &str = "villages";
/// The folders whose built-in files a workspace may override.
pub(crate) const OVERRIDES: [&str; 3] = ["plans", "templates", "fonts"];
/// Largest file that overrides a built-in one, in bytes; a full Chinese font has about 20 MB.
const MAX_OVERRIDE: u64 = 64 << 20;
/// Most dots of a picture that is printed; telephones take up to about 50 million.
const MAX_PIXELS: usize = 120_000_000;
/// Endings of font files, in small letters.
const FONT_ENDINGS: [&str; 4] = ["otf", "ttf", "ttc", "otc"];

/// A workspace and what of it was asked for.
#[derive(Debug, Clone)]
pub struct Project {
    /// Top folder; empty at a revision.
    pub root: PathBuf,
    /// Where its files are read from.
    pub store: Store,
    /// Villages asked for, sorted by path.
    pub villages: Vec<VillageFiles>,
    /// Stems of all villages of the workspace and of files that were named, sorted.
    pub all: Vec<PathBuf>,
    /// Files below what was asked for that are not read though somebody may believe so.
    pub faults: Vec<Diagnostic>,
    /// Folders left out that are repositories of their own.
    pub inner: BTreeSet<PathBuf>,
}

/// The files that make one village.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VillageFiles {
    /// Path relative to the workspace, without `villages/` and the ending; names the output folder.
    pub stem: PathBuf,
    /// Files from the highest layer to the village's own: on disk full paths, at a revision paths from the
    /// workspace.
    pub layers: Vec<PathBuf>,
    /// Where they are read from.
    pub store: Store,
    /// What stands against making it: a copy beside it, another village with its output, its code or its
    /// name.
    pub rivals: Vec<Diagnostic>,
}

/// What a village is made from, by content: equal inputs and equal plans make an equal book.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inputs {
    /// Its layers, the highest first; `None` for one that cannot be read.
    pub layers: Vec<Option<git::Id>>,
    /// Pictures of the workspace that its layers name, by path.
    pub pictures: Vec<(String, git::Id)>,
}

impl VillageFiles {
    /// Returns the village with files that stay as they are when they are first read.
    #[must_use]
    pub fn held(&self) -> Self {
        let store = match &self.store {
            Store::Disk => Store::Held(Arc::default()),
            other => other.clone(),
        };
        Self { store, ..self.clone() }
    }

    /// Returns the name of its file, without the ending.
    pub fn called(&self) -> String {
        self.stem.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
    }

    /// Returns its path within the workspace, with forward slashes.
    pub fn slashed(&self) -> String {
        self.stem.display().to_string().replace('\\', "/")
    }

    /// Returns whether a word names it: its file, its path in the workspace, or its 村名.
    pub fn answers_to(&self, word: &str) -> bool {
        let file = word.strip_suffix(".yaml").unwrap_or(word);
        self.called() == file
            || self.stem == Path::new(file)
            || self.name().is_some_and(|name| same_writing(&name, word))
    }

    /// Returns the name that its own file gives it, without reading the rest of the file.
    pub fn name(&self) -> Option<String> {
        let own = self.layers.last().filter(|own| !self.store.links(own))?;
        let file = SourceFile::decode("", &self.store.read(own).ok()?).ok()?;
        yaml::peek(&file.text, &["村名", "name"]).map(|(name, _)| name.trim().to_owned())
    }
}

/// Returns the workspace that holds the paths, with the villages below them; a path may be a village's name
/// instead.
///
/// # Errors
/// If a path does not exist, paths lie in different workspaces, or no village is found.
pub fn open(paths: &[PathBuf]) -> anyhow::Result<Project> {
    let here = PathBuf::from(".");
    let paths = if paths.is_empty() { std::slice::from_ref(&here) } else { paths };
    let root = find_root(if paths[0].exists() { &paths[0] } else { &here })?;
    let strays = strays::strays(&root);
    let mut whole = village_files(&root, &root)?;
    whole.retain(|village| strays.copies.iter().all(|(copy, _)| village.layers.last() != Some(copy)));
    let mut rivals = strays::rivals(&whole, &strays.copies);
    whole.iter_mut().for_each(|village| {
        village.rivals = village.layers.last().and_then(|own| rivals.remove(own)).unwrap_or_default();
    });
    let mut villages = Vec::new();
    let mut asked = Vec::new();
    for path in paths {
        if !path.exists() {
            villages.extend(named(path, &whole)?);
            continue;
        }
        if find_root(path)? != root {
            return Err(Refusal::of(
                Diagnostic::error("other-workspace").with("path", shown(path)).with("root", shown(&root)),
            ));
        }
        let own = village_files(path, &root)?;
        let known = |village: VillageFiles| {
            whole.iter().find(|known| known.layers == village.layers).cloned().or(Some(village))
        };
        villages.extend(
            own.into_iter()
                .filter(|v| strays.copies.iter().all(|(copy, _)| v.layers.last() != Some(copy)))
                .filter_map(known),
        );
        asked.extend(path.canonicalize());
    }
    villages.sort_by(|a, b| (&a.stem, &a.layers).cmp(&(&b.stem, &b.layers)));
    villages.dedup();
    // A file that is named may lie anywhere: what is made of it is nobody's leavings.
    let mut all: Vec<PathBuf> = whole.iter().chain(&villages).map(|v| v.stem.clone()).collect();
    all.sort();
    all.dedup();
    let below = |path: &Path| asked.iter().any(|asked| path.starts_with(asked));
    let read = |path: &Path, fault: &Diagnostic| {
        fault.code == "file-outside" && path.is_file() && asked.iter().any(|asked| asked == path)
    };
    let strays = strays.faults.into_iter().filter(|(path, fault)| below(path) && !read(path, fault));
    let faults = strays.map(|(_, fault)| fault).collect();
    Ok(Project { root, store: Store::Disk, villages, all, faults, inner: BTreeSet::new() })
}

/// Returns the villages of a workspace that a word names.
fn named(word: &Path, villages: &[VillageFiles]) -> anyhow::Result<Vec<VillageFiles>> {
    let word = word.to_string_lossy();
    let found: Vec<VillageFiles> =
        villages.iter().filter(|village| village.answers_to(&word)).cloned().collect();
    if !found.is_empty() {
        return Ok(found);
    }
    Err(Refusal::of(unknown_village(&word, villages)))
}

/// Returns the fault of a word that names no village.
pub fn unknown_village<'a>(word: &str, villages: impl IntoIterator<Item = &'a VillageFiles>) -> Diagnostic {
    let mut known: Vec<String> = villages
        .into_iter()
        .flat_map(|village| village.name().into_iter().chain([village.called()]))
        .collect();
    known.sort();
    known.dedup();
    let fault = Diagnostic::error("unknown-village").with("word", word);
    let some = known.iter().take(6).cloned().collect::<Vec<_>>().join("、");
    match nearest(word, known.iter().map(String::as_str)) {
        Some(near) => fault.word("hint", &format!("是不是“{near}”"), &format!("did you mean “{near}”")),
        None if some.is_empty() => fault.word("hint", "进到工作区里再做", "run it inside the workspace"),
        None => fault.word("hint", &format!("这里有：{some}"), &format!("there are: {some}")),
    }
}

/// Returns the workspace at a revision with all its villages; on disk the one one stands in.
///
/// # Errors
/// As [`open`]; at a revision never, which may hold no village.
pub fn open_at(store: &Store) -> anyhow::Result<Project> {
    let Store::Git(snapshot) = store else { return open(&[]) };
    let mut villages: Vec<VillageFiles> = (snapshot.files.keys().map(Path::new))
        .filter(|path| is_village(path))
        .map(|path| layered(path, Path::new(""), store))
        .collect();
    villages.sort_by(|a, b| a.stem.cmp(&b.stem));
    let all = villages.iter().map(|village| village.stem.clone()).collect();
    let (root, faults, inner) = Default::default();
    Ok(Project { root, store: store.clone(), villages, all, faults, inner })
}

impl Project {
    /// Returns the built-in files and those that the workspace has in their place.
    ///
    /// # Errors
    /// If a file cannot be read.
    pub fn files(&self) -> anyhow::Result<Files> {
        match &self.store {
            Store::Disk | Store::Held(_) => Files::of(&self.root),
            Store::Git(snapshot) => Files::at(snapshot),
        }
    }

    /// Returns what a village is made from, without reading its profile.
    pub fn inputs(&self, village: &VillageFiles) -> Inputs {
        let texts: Vec<Vec<u8>> =
            village.layers.iter().map(|layer| village.store.read(layer).unwrap_or_default()).collect();
        let id = |(layer, bytes): (&PathBuf, &Vec<u8>)| match &village.store {
            Store::Disk | Store::Held(_) => {
                (!layer.is_symlink()).then(|| git::content_id(bytes).ok()).flatten()
            }
            Store::Git(_) => village.store.id(layer),
        };
        let layers = village.layers.iter().zip(&texts).map(id).collect();
        let mut named: BTreeSet<String> = BTreeSet::new();
        for bytes in &texts {
            let Ok(file) = SourceFile::decode("", bytes) else { continue };
            named.extend(PICTURES.iter().flat_map(|ending| words_ending(&file.text, &format!(".{ending}"))));
        }
        let id = |path: String| {
            let id = village.store.id(&self.root.join(&path))?;
            Some((path, id))
        };
        Inputs { layers, pictures: named.into_iter().filter_map(id).collect() }
    }
}

/// Returns the words of a YAML text with this ending, in any case; some of them may be no path.
fn words_ending(text: &str, ending: &str) -> Vec<String> {
    let lower = text.to_ascii_lowercase();
    let bounds = |c: char| matches!(c, '\n' | '\r' | '"' | '\'' | ',' | '{' | '}' | '[' | ']');
    let word = |at: usize| {
        let before = &text[..at + ending.len()];
        let start = before.rfind(bounds).map_or(0, |i| i + 1);
        let word = &before[start..];
        word.rsplit_once(": ").map_or(word, |(_, word)| word).trim().to_owned()
    };
    lower.match_indices(ending).map(|(at, _)| word(at)).collect()
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
    let entries =
        WalkDir::new(path).follow_links(false).sort_by_file_name().into_iter().filter_entry(|e| !hidden(e));
    let marker = |entry: &walkdir::DirEntry| entry.file_type().is_file() && entry.file_name() == MARKER;
    let tops = entries.filter_map(Result::ok).filter(|_| !inside).filter(marker);
    let found: Vec<PathBuf> = tops.filter_map(|entry| entry.path().parent().map(Path::to_path_buf)).collect();
    if found.is_empty() { vec![path.to_path_buf()] } else { found }
}

/// Returns whether a village's file lies in a git repository, committed or not.
pub fn is_under_git(village: &VillageFiles) -> bool {
    let above = |file: &PathBuf| file.ancestors().any(|folder| folder.join(".git").exists());
    matches!(village.store, Store::Git(_)) || village.layers.last().is_some_and(above)
}

/// Returns the nearest folder at or above a folder that holds the marker.
pub fn marked(dir: &Path) -> Option<PathBuf> {
    let full = dir.canonicalize().ok()?;
    full.ancestors().find(|dir| dir.join(MARKER).is_file()).map(Path::to_path_buf)
}

/// Returns the nearest folder above with a marker, else the highest one that still holds a layer file, else that
/// of the folder of villages.
fn find_root(path: &Path) -> anyhow::Result<PathBuf> {
    let full = path.canonicalize().with_context(|| path.display().to_string())?;
    let start =
        if full.is_dir() { full.clone() } else { full.parent().map(Path::to_path_buf).unwrap_or_default() };
    if let Some(marked) = marked(&start) {
        return Ok(marked);
    }
    let villages = |dir: &&Path| dir.file_name().is_some_and(|name| name == VILLAGES);
    let holding = start.ancestors().take(4).filter(villages).last().and_then(Path::parent);
    let layered =
        start.ancestors().take(4).filter(|dir| LAYERS.iter().any(|layer| dir.join(layer).is_file())).last();
    Ok(layered.or(holding).map_or(start.clone(), Path::to_path_buf))
}

fn village_files(path: &Path, root: &Path) -> anyhow::Result<Vec<VillageFiles>> {
    let full = path.canonicalize().with_context(|| path.display().to_string())?;
    // What villages inherit is looked at through them.
    let inherited =
        full.file_name().is_some_and(|name| LAYERS.iter().chain([&MARKER]).any(|layer| name == *layer));
    let full = if full.is_file() && inherited {
        full.parent().map(Path::to_path_buf).unwrap_or_default()
    } else {
        full
    };
    if full.is_file() {
        if !is_yaml(&full)
            || full.file_name().is_some_and(|name| name.to_string_lossy().starts_with(['.', '~']))
        {
            return Err(Refusal::of(
                Diagnostic::error("no-village-file").at(Place::top(shown(&full))).with("file", shown(&full)),
            ));
        }
        return Ok(vec![layered(&full, root, &Store::Disk)]);
    }
    let mut found = Vec::new();
    for entry in
        WalkDir::new(&full).follow_links(false).sort_by_file_name().into_iter().filter_entry(|e| !hidden(e))
    {
        let entry = entry?;
        // A link and a pipe are kept, so that reading can refuse them by name.
        if !entry.file_type().is_dir() && is_village(entry.path().strip_prefix(root).unwrap_or(entry.path()))
        {
            found.push(layered(entry.path(), root, &Store::Disk));
        }
    }
    Ok(found)
}

/// Endings of sheets.
const SHEETS: [&str; 6] = ["xlsx", "xlsm", "xls", "et", "ods", "csv"];

/// Returns a file itself, or the sheets in a folder and below, in order; what a program left while a sheet is
/// open is none.
pub fn sheets_below(path: &Path) -> Vec<PathBuf> {
    if !path.is_dir() {
        return vec![path.to_path_buf()];
    }
    let sheet = |path: &Path| {
        path.extension().is_some_and(|e| SHEETS.contains(&e.to_string_lossy().to_lowercase().as_str()))
    };
    let whole =
        |path: &Path| path.file_name().is_some_and(|name| !name.to_string_lossy().starts_with(['~', '.']));
    let entries =
        WalkDir::new(path).follow_links(false).sort_by_file_name().into_iter().filter_entry(|e| !hidden(e));
    let files = entries
        .filter_map(Result::ok)
        .filter(|entry| entry.file_type().is_file())
        .map(walkdir::DirEntry::into_path);
    files.filter(|path| sheet(path) && whole(path)).collect()
}

/// Returns the files of a workspace that villages are made from and printed with, each with its size and when
/// it was written, in nanoseconds since 1970; what the program makes is none.
pub fn lying(root: &Path) -> Vec<(PathBuf, u64, u128)> {
    let out = root.join("out");
    let walk = WalkDir::new(root).follow_links(false).sort_by_file_name().into_iter();
    let files = walk.filter_entry(move |e| !hidden(e) && e.path() != out).filter_map(Result::ok);
    let stat = |entry: walkdir::DirEntry| {
        let meta = entry.metadata().ok().filter(std::fs::Metadata::is_file)?;
        let since = meta.modified().ok()?.duration_since(std::time::UNIX_EPOCH).ok()?;
        Some((entry.into_path(), meta.len(), since.as_nanos()))
    };
    files.filter_map(stat).collect()
}

/// Returns the names in a folder, sorted; none if it is not there.
pub fn names_in(dir: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(dir).into_iter().flatten().flatten();
    let mut names: Vec<String> =
        entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

/// Removes the oldest folders of copies, by day, so that so many stay.
pub fn prune_days(top: &Path, most: usize) {
    let day = |entry: std::fs::DirEntry| entry.file_name().to_str()?.parse::<jiff::civil::Date>().ok();
    let mut days: Vec<jiff::civil::Date> =
        std::fs::read_dir(top).into_iter().flatten().flatten().filter_map(day).collect();
    days.sort();
    for day in days.iter().take(days.len().saturating_sub(most)) {
        crate::disk::drop_day(&top.join(day.to_string()));
    }
}

fn hidden(entry: &walkdir::DirEntry) -> bool {
    entry.depth() > 0 && entry.file_name().to_string_lossy().starts_with('.')
}

/// Returns whether a path of a workspace is a village's file: below a folder `villages`, however deep.
pub(crate) fn is_village(path: &Path) -> bool {
    let below = path.parent().is_some_and(|folder| folder.iter().any(|part| part == VILLAGES));
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    // `石门村.yaml.yaml` and what an editor keeps open are named by `strays`.
    let own = !LAYERS.contains(&name.as_ref())
        && !name.starts_with(['.', '~', '#'])
        && !is_yaml(&path.with_extension(""));
    below && own && is_yaml(path)
}

fn is_yaml(path: &Path) -> bool {
    path.extension().is_some_and(|e| e.eq_ignore_ascii_case("yaml") || e.eq_ignore_ascii_case("yml"))
}

fn layered(village: &Path, root: &Path, store: &Store) -> VillageFiles {
    let mut layers: Vec<PathBuf> = Vec::new();
    let inside: Vec<&Path> = village.ancestors().skip(1).take_while(|dir| dir.starts_with(root)).collect();
    for dir in inside.iter().rev() {
        layers.extend(LAYERS.iter().map(|layer| dir.join(layer)).filter(|file| store.has(file)));
    }
    layers.push(village.to_path_buf());
    let relative = village.strip_prefix(root).unwrap_or(village).with_extension("");
    let folders =
        relative.parent().into_iter().flat_map(Path::components).filter(|c| c.as_os_str() != VILLAGES);
    let stem = folders.collect::<PathBuf>().join(relative.file_name().unwrap_or_default());
    VillageFiles { stem, layers, store: store.clone(), rivals: Vec::new() }
}

/// Returns what the workspace of a village has under a path that its file names, with its bytes if it can be
/// printed; a path that leads out of the workspace is absent.
pub fn picture(village: &VillageFiles, path: &str) -> (Picture, Vec<u8>) {
    let (picture, bytes) = seen(village, path);
    (picture, bytes.unwrap_or_default())
}

fn seen(village: &VillageFiles, path: &str) -> (Picture, Option<Vec<u8>>) {
    let parts: Vec<&str> = path.split('/').collect();
    if path.starts_with('/') || parts.iter().any(|part| *part == ".." || part.contains(['\\', ':'])) {
        return (Picture::Absent, None);
    }
    let root = match (&village.store, village.layers.last().map(|file| find_root(file))) {
        (Store::Git(_), _) => PathBuf::new(),
        (Store::Disk | Store::Held(_), Some(Ok(root))) => root,
        _ => return (Picture::Absent, None),
    };
    let mut full = root;
    for part in parts {
        full.push(part);
        if village.store.links(&full) {
            return (Picture::Link, None);
        }
    }
    if !village.store.has(&full) {
        return (Picture::Absent, None);
    }
    let Ok(bytes) = village.store.read_within(&full, MAX_OVERRIDE) else {
        return (Picture::Unreadable, None);
    };
    match imagesize::blob_size(&bytes) {
        // Each dot takes four bytes, and twice that while it is decoded.
        Ok(size) if size.width.saturating_mul(size.height) > MAX_PIXELS => (Picture::Large, None),
        Ok(size) => (Picture::Dots { width: size.width }, Some(bytes)),
        Err(_) if String::from_utf8_lossy(&bytes[..bytes.len().min(4096)]).contains("<svg") => {
            (Picture::Lines, Some(bytes))
        }
        Err(_) => (Picture::Unreadable, None),
    }
}

/// Returns how a path is shown: relative to the folder one stands in where that is shorter, with forward
/// slashes.
pub fn shown(path: &Path) -> String {
    let here = std::env::current_dir().ok().and_then(|d| d.canonicalize().ok());
    let near = here.as_deref().and_then(|here| path.strip_prefix(here).ok()).unwrap_or(path);
    near.display().to_string().replace('\\', "/")
}

/// Built-in files and the workspace's own, the workspace winning, by the path of the built-in.
#[derive(Debug, Clone, Default)]
pub struct Files {
    /// Name to show and bytes.
    own: BTreeMap<String, (String, Vec<u8>)>,
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
            if top.is_symlink() {
                // It may lead to the whole disk.
                return Err(Refusal::of(Diagnostic::error("linked-file").at(Place::top(shown(&top)))));
            }
            for entry in
                WalkDir::new(&top).follow_links(false).sort_by_file_name().into_iter().filter_map(Result::ok)
            {
                if entry.file_type().is_file() {
                    let name = entry.path().strip_prefix(root)?.display().to_string().replace('\\', "/");
                    own.insert(
                        name,
                        (shown(entry.path()), crate::source::read_within(entry.path(), MAX_OVERRIDE)?),
                    );
                }
            }
        }
        Ok(Self { own })
    }

    /// The same at a revision; a link counts as absent, as on disk.
    fn at(snapshot: &git::Snapshot) -> anyhow::Result<Self> {
        let over = |path: &str| {
            OVERRIDES.iter().any(|folder| path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/')))
        };
        let own = snapshot.files.iter().filter(|(path, entry)| !entry.link && over(path));
        let read =
            |path: &String| Ok((path.clone(), (snapshot.shown(path), snapshot.read(path, MAX_OVERRIDE)?)));
        Ok(Self { own: own.map(|(path, _)| read(path)).collect::<anyhow::Result<_>>()? })
    }

    /// Returns whether another workspace has the same files of its own in a folder; line ends do not count.
    pub fn same(&self, other: &Self, folder: &str) -> bool {
        let within = |files: &Self| -> Vec<(String, Vec<u8>)> {
            let own = files
                .own
                .iter()
                .filter(|(path, _)| path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/')));
            own.map(|(path, (_, bytes))| (path.clone(), store::unix(bytes))).collect()
        };
        within(self) == within(other)
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
            Some((name, bytes)) => Some((name.clone(), bytes)),
            None => builtin::bytes(path).map(|bytes| (format!("builtin:{path}"), bytes)),
        }
    }

    /// Returns the fonts: the built-in ones, those of the workspace in their place or beside them.
    pub fn fonts(&self) -> Vec<(String, Cow<'static, [u8]>)> {
        let own =
            |name: &str| self.own.get(&format!("fonts/{name}")).map(|(_, bytes)| Cow::Owned(bytes.clone()));
        let builtin = builtin::FONTS
            .iter()
            .map(|(name, bytes)| ((*name).to_owned(), own(name).unwrap_or(Cow::Borrowed(*bytes))));
        let more = (self.own_fonts())
            .filter_map(|(path, ..)| path.strip_prefix("fonts/"))
            .filter(|name| builtin::FONTS.iter().all(|(known, _)| known != name))
            .filter_map(|name| Some((name.to_owned(), own(name)?)));
        builtin.chain(more).collect()
    }

    /// Returns the fonts that the workspace brings: path, name to show, bytes.
    pub fn own_fonts(&self) -> impl Iterator<Item = (&str, &str, &[u8])> {
        let ending = |path: &str| path.rsplit('.').next().map(str::to_lowercase);
        let is_font = move |path: &&String| {
            path.starts_with("fonts/")
                && ending(path).is_some_and(|ending| FONT_ENDINGS.contains(&ending.as_str()))
        };
        let paths = self.own.keys().filter(is_font);
        paths.filter_map(|path| {
            self.own.get(path).map(|(name, bytes)| (path.as_str(), name.as_str(), &bytes[..]))
        })
    }
}
