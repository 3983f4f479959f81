//! Files that somebody took for a part of the workspace and the program does not: copies, wrong endings,
//! wrong folders; and villages that cannot be told apart. Each is said with its mend, none is passed over.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

use super::{LAYERS, MARKER, OVERRIDES, Project, Store, VILLAGES, VillageFiles, hidden, is_yaml, shown};
use crate::diag::{Diagnostic, Place};
use crate::source::{self, SourceFile};
use crate::yaml;

/// Marks that programs and people put behind the name of a copy.
const COPIES: [&str; 9] = ["副本", "备份", "拷贝", "复件", "冲突", "copy", "bak", "backup", "conflict"];
/// The same before the name.
const COPY_HEADS: [&str; 4] = ["复件", "副本", "备份", "copy of"];
/// Endings of what a program keeps beside a file on purpose.
const BACKUPS: [&str; 6] = ["bak", "orig", "old", "tmp", "swp", "save"];
/// Slips in the ending itself.
const MISSPELT: [&str; 5] = ["yam", "ymal", "yal", "yaml1", "yaml_"];
/// Endings of texts and of what word processors make of them.
const TEXTS: [&str; 9] = ["txt", "md", "doc", "docx", "wps", "rtf", "json", "text", "conf"];
/// The folder of what was made, which nobody fills by hand.
const OUT: &str = "out";

/// What is wrong with the files of a workspace.
#[derive(Debug, Default)]
pub(super) struct Strays {
    /// Faults of files that were not read, with the file.
    pub faults: Vec<(PathBuf, Diagnostic)>,
    /// Copies of a village that lie beside it: the copy, the village.
    pub copies: Vec<(PathBuf, PathBuf)>,
}

impl Project {
    /// Leaves out what lies in repositories within that of the workspace, submodules: their past is their own.
    pub fn leave_inner_repositories(&mut self) {
        let root = self.root.clone();
        let inner = |village: &VillageFiles| {
            let own = village.layers.last()?.parent()?;
            let folders = own.ancestors().take_while(|folder| *folder != root && folder.starts_with(&root));
            folders.into_iter().find(|folder| folder.join(".git").exists()).map(Path::to_path_buf)
        };
        let (left, kept): (Vec<_>, Vec<_>) =
            std::mem::take(&mut self.villages).into_iter().partition(|village| inner(village).is_some());
        self.villages = kept;
        self.all.retain(|stem| left.iter().all(|village| village.stem != *stem));
        self.inner = left.iter().filter_map(inner).collect();
    }

    /// Leaves out the repositories within that of a revision which are at another commit than in an earlier one.
    pub fn leave_moved_repositories(&mut self, before: &Self) {
        if let (Store::Git(own), Store::Git(former)) = (&self.store, &before.store) {
            let moved = own.inner.iter().filter(|(path, id)| former.inner.get(*path) != Some(id));
            let gone = former.inner.iter().filter(|(path, _)| !own.inner.contains_key(*path));
            self.inner.extend(moved.chain(gone).map(|(path, _)| PathBuf::from(path)));
        }
    }
}

/// Returns what of a workspace is not read though somebody may believe so.
pub(super) fn strays(root: &Path) -> Strays {
    let mut found = Strays::default();
    let inside = |entry: &DirEntry| {
        let nested = entry.depth() > 0 && entry.file_type().is_dir() && entry.path().join(MARKER).is_file();
        !hidden(entry) && !nested && entry.path() != root.join(OUT)
    };
    for entry in WalkDir::new(root)
        .follow_links(false)
        .sort_by_file_name()
        .into_iter()
        .filter_entry(inside)
        .filter_map(Result::ok)
    {
        let path = entry.path();
        if !entry.file_type().is_file() {
            let folder = || misnamed(path, root).filter(|_| entry.file_type().is_dir());
            let fault =
                passed_over(&entry, root).or_else(folder).map(|fault| fault.at(Place::top(shown(path))));
            found.faults.extend(fault.map(|fault| (path.to_path_buf(), fault)));
            continue;
        }
        if let Some(original) = copied(path, root) {
            found.copies.push((path.to_path_buf(), original.clone()));
            let also = Place::top(shown(&original));
            let fault = Diagnostic::error("file-copy").at(Place::top(shown(path))).with("file", name(path));
            found.faults.push((path.to_path_buf(), fault.with("original", name(&original)).also(also)));
        } else if let Some(fault) = stray(path, root) {
            found
                .faults
                .push((path.to_path_buf(), fault.at(Place::top(shown(path))).with("file", name(path))));
        }
    }
    found
}

/// Folders that people make for what the program reads from one of another name.
const FOLDERS: [(&str, &str); 9] = [
    ("预案", "plans"),
    ("预案库", "plans"),
    ("plan", "plans"),
    ("村", VILLAGES),
    ("各村", VILLAGES),
    ("村庄", VILLAGES),
    ("village", VILLAGES),
    ("字体", "fonts"),
    ("模板", "templates"),
];

/// Returns the fault of a folder at the top whose files are not read because of its name: `Plans`, `预案`.
fn misnamed(path: &Path, root: &Path) -> Option<Diagnostic> {
    let name = path.parent().filter(|parent| *parent == root).and(path.file_name())?.to_string_lossy();
    let lower = name.to_lowercase();
    let known = OVERRIDES.into_iter().chain([VILLAGES]);
    let meant = known.into_iter().find(|known| **known == lower && *known != name);
    let meant =
        meant.or_else(|| FOLDERS.iter().find(|(other, _)| *other == lower).map(|(_, meant)| *meant))?;
    // A disk that knows no capitals reads it under either name.
    let read = root.join(meant).canonicalize().ok().zip(path.canonicalize().ok());
    if read.is_some_and(|(one, other)| one == other) {
        return None;
    }
    let holds = |entry: DirEntry| {
        entry.file_type().is_file() && (meant != "plans" && meant != VILLAGES || is_yaml(entry.path()))
    };
    let any =
        WalkDir::new(path).max_depth(2).follow_links(false).into_iter().filter_map(Result::ok).any(holds);
    any.then(|| Diagnostic::error("folder-name").with("folder", &name).with("name", meant))
}

/// Returns the fault of a link, pipe or device in the place of a plan, layout or font, and of a link in that of
/// a folder of villages: what they lead to is not read. Of a village's own file reading says it.
fn passed_over(entry: &DirEntry, root: &Path) -> Option<Diagnostic> {
    let (kind, area) = (entry.file_type(), area(entry.path(), root));
    let own = matches!(area, Area::Override(_));
    if kind.is_symlink() && (own || area == Area::Villages && entry.path().is_dir()) {
        return Some(Diagnostic::error("linked-file"));
    }
    let odd = own && !kind.is_symlink() && !kind.is_dir();
    odd.then(|| Diagnostic::error("unreadable").word("detail", "不是普通文件", "not a plain file"))
}

fn name(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

/// Where in the workspace a file lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Area {
    Villages,
    Override(&'static str),
    Elsewhere,
}

fn area(path: &Path, root: &Path) -> Area {
    let folders = path.strip_prefix(root).ok().and_then(Path::parent).unwrap_or(Path::new(""));
    let parts: Vec<_> = folders.iter().map(|part| part.to_string_lossy()).collect();
    if parts.iter().any(|part| part == VILLAGES) {
        return Area::Villages;
    }
    let over = OVERRIDES.into_iter().find(|over| parts.first().is_some_and(|part| part == over));
    over.map_or(Area::Elsewhere, Area::Override)
}

/// Returns the village file that a file is a copy of, if that is there.
fn copied(path: &Path, root: &Path) -> Option<PathBuf> {
    let readable = area(path, root) == Area::Villages && is_yaml(path) && !temporary(&name(path));
    let original = original(&path.file_stem().filter(|_| readable)?.to_string_lossy())?;
    ["yaml", "yml", "YAML", "YML"]
        .iter()
        .map(|ending| path.with_file_name(format!("{original}.{ending}")))
        .find(|path| path.is_file())
}

/// Returns the name without the marks of a copy: `石门村(1)`, `石门村 - 副本`; `None` if there is none.
fn original(stem: &str) -> Option<String> {
    let mut rest = stem.trim();
    let separators = |c: char| matches!(c, ' ' | '-' | '_' | '.' | '—' | '的' | '\u{3000}');
    loop {
        let lower = rest.to_lowercase();
        let numbered = rest.strip_suffix([')', '）']).and_then(|text| text.rsplit_once(['(', '（'])).filter(
            |(_, inner)| {
                let inner = inner.to_lowercase();
                !inner.is_empty()
                    && (inner.bytes().all(|b| b.is_ascii_digit())
                        || COPIES.iter().any(|copy| inner.contains(copy)))
            },
        );
        let tail = COPIES
            .iter()
            .filter(|copy| lower.ends_with(**copy) && lower.len() == rest.len())
            .find_map(|copy| {
                let before = &rest[..rest.len() - copy.len()];
                // An English name may end in the same letters.
                (!copy.is_ascii() || before.ends_with(separators)).then_some(before)
            });
        let head = COPY_HEADS
            .iter()
            .find(|head| lower.starts_with(*head) && lower.len() == rest.len())
            .map(|head| &rest[head.len()..]);
        match numbered.map(|(before, _)| before).or(tail).or(head) {
            Some(before) => rest = before.trim_matches(separators),
            None => break,
        }
    }
    (!rest.is_empty() && rest != stem.trim()).then(|| rest.to_owned())
}

/// Returns whether a file is one that an editor keeps while it is open.
fn temporary(name: &str) -> bool {
    name.starts_with("~$") || name.starts_with('#') && name.ends_with('#')
}

/// Returns the fault of a file that is not read, or is read under a name that nobody meant.
fn stray(path: &Path, root: &Path) -> Option<Diagnostic> {
    let (name, area) = (name(path), area(path, root));
    if temporary(&name) {
        return (area != Area::Elsewhere || yamlish(&name).is_some())
            .then(|| Diagnostic::note("file-temporary"));
    }
    if let Some(fault) = layer(path, &name, area) {
        return Some(fault);
    }
    match area {
        Area::Villages => village(path, &name),
        Area::Override("plans") => {
            let ending = path.extension().is_some_and(|ending| ending == "yaml");
            yamlish(&name)
                .filter(|_| !ending || name.ends_with(".yaml.yaml"))
                .map(|meant| ending_fault(&meant))
        }
        Area::Override("fonts") => {
            let ending = path.extension()?.to_string_lossy().to_lowercase();
            ["woff", "woff2", "eot"].contains(&ending.as_str()).then(|| Diagnostic::warning("file-font"))
        }
        Area::Override(_) => None,
        Area::Elsewhere => (is_yaml(path) && describes(path, true)).then(|| {
            let folder = path.parent().unwrap_or(root).join(VILLAGES);
            Diagnostic::error("file-outside").with("folder", shown(&folder))
        }),
    }
}

fn ending_fault(meant: &str) -> Diagnostic {
    Diagnostic::error("file-ending").with("name", meant)
}

/// Returns the fault of a file below `villages` that is not read as a village of its name.
fn village(path: &Path, name: &str) -> Option<Diagnostic> {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    if is_yaml(path) && yamlish(&stem).is_none() {
        return original(&stem)
            .map(|original| Diagnostic::warning("file-copy-alone").with("name", format!("{original}.yaml")));
    }
    if let Some(meant) = yamlish(name) {
        let ending = path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
        let kept = name.ends_with('~') || BACKUPS.contains(&ending.as_str());
        let beside = path.with_file_name(&meant).is_file();
        return Some(if kept && beside {
            Diagnostic::note("file-backup").with("name", meant)
        } else {
            ending_fault(&meant)
        });
    }
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase()).unwrap_or_default();
    let text = ending.is_empty() || TEXTS.contains(&ending.as_str());
    (text && describes(path, false)).then(|| ending_fault(&format!("{stem}.yaml")))
}

/// Returns the name that a file of a wrong ending was to have: `石门村.yaml.txt`, `石门村.yam`, `石门村.yaml~`.
fn yamlish(name: &str) -> Option<String> {
    let lower = name.to_lowercase();
    if lower.len() != name.len() {
        return None;
    }
    let within = [".yaml", ".yml"].iter().filter_map(|ending| lower.find(ending)).min();
    let misspelt =
        || MISSPELT.iter().find_map(|ending| lower.strip_suffix(ending)?.strip_suffix('.').map(str::len));
    let end = within.or_else(misspelt).filter(|end| *end > 0)?;
    Some(format!("{}.yaml", &name[..end]))
}

/// Returns the fault of a town's, a county's or the workspace's own file under another name.
fn layer(path: &Path, name: &str, area: Area) -> Option<Diagnostic> {
    if matches!(area, Area::Override(_)) || LAYERS.contains(&name) || name == MARKER {
        return None;
    }
    let meant = yamlish(name)?;
    let stem = meant.trim_end_matches(".yaml");
    let stem = original(stem).unwrap_or_else(|| stem.to_owned()).to_lowercase();
    let known = LAYERS.into_iter().chain([MARKER]).find(|layer| layer.trim_end_matches(".yaml") == stem)?;
    let beside = path.with_file_name(known);
    // A disk that knows no capitals shows one file under both names.
    let same =
        beside.canonicalize().ok().zip(path.canonicalize().ok()).is_some_and(|(one, other)| one == other);
    let other = if beside.is_file() {
        Diagnostic::error("file-copy").with("original", known)
    } else {
        Diagnostic::error("file-layer").with("name", known)
    };
    (!same).then_some(other)
}

/// Returns whether a text describes a village, by the keys that every village has.
fn describes(path: &Path, both: bool) -> bool {
    let Some(file) = source::read(path).ok().and_then(|bytes| SourceFile::decode("", &bytes).ok()) else {
        return false;
    };
    let has = |keys: &[&str]| yaml::peek(&file.text, keys).is_some();
    if both {
        has(&["村名"]) || (has(&["name"]) && has(&["code"])) && has(&["edition"])
    } else {
        has(&["村名", "编码", "code"])
    }
}

/// What tells one village from another.
struct Told {
    own: PathBuf,
    stem: PathBuf,
    file: Place,
    code: Option<(String, Place)>,
    /// Town and name, and where the name stands.
    name: Option<(String, Place)>,
}

/// Returns for each village's own file what stands against making it: another that has its output, its code
/// or its name.
pub(super) fn rivals(
    villages: &[VillageFiles],
    copies: &[(PathBuf, PathBuf)],
) -> BTreeMap<PathBuf, Vec<Diagnostic>> {
    let told: Vec<Told> = villages.iter().map(told).collect();
    let mut found: BTreeMap<PathBuf, Vec<Diagnostic>> = BTreeMap::new();
    let mut push = |own: &Path, fault| found.entry(own.to_path_buf()).or_default().push(fault);
    let output = |told: &Told| Some((source::one_path(&told.stem.to_string_lossy()), told.file.clone()));
    for (one, other) in twins(&told, output) {
        let fault = Diagnostic::error("file-rivals").at(one.file.clone()).with("file", &one.file.file.name);
        push(&one.own, fault.with("other", &other.file.file.name).also(other.file.clone()));
    }
    for (one, other) in twins(&told, |told| told.code.clone()) {
        let (Some((code, at)), Some((_, also))) = (&one.code, &other.code) else { continue };
        let fault = Diagnostic::error("village-twice")
            .at(at.clone())
            .word("what", "编码", "code")
            .with("value", code);
        push(&one.own, fault.with("other", &other.file.file.name).also(also.clone()));
    }
    for (one, other) in twins(&told, |told| told.name.clone()) {
        let (Some((_, at)), Some((_, also))) = (&one.name, &other.name) else { continue };
        let value = at.file.text.get(at.range.clone()).unwrap_or_default().trim_matches(['"', '\'']);
        let fault = Diagnostic::error("village-twice")
            .at(at.clone())
            .word("what", "村名", "name")
            .with("value", value);
        push(&one.own, fault.with("other", &other.file.file.name).also(also.clone()));
    }
    for (copy, original) in copies {
        let fault = Diagnostic::error("file-copy").at(Place::top(shown(copy))).with("file", name(copy));
        push(original, fault.with("original", name(original)).also(Place::top(shown(original))));
    }
    found
}

/// Returns every village that shares a mark with another, with the first of the others.
fn twins<'a>(told: &'a [Told], mark: impl Fn(&Told) -> Option<(String, Place)>) -> Vec<(&'a Told, &'a Told)> {
    let mut groups: BTreeMap<String, Vec<&Told>> = BTreeMap::new();
    for village in told {
        mark(village).into_iter().for_each(|(mark, _)| groups.entry(mark).or_default().push(village));
    }
    let others = |group: &Vec<&'a Told>| -> Vec<(&'a Told, &'a Told)> {
        let [first, second, ..] = group.as_slice() else { return Vec::new() };
        let other = |one: &'a Told| (one, if std::ptr::eq(one, *first) { *second } else { *first });
        group.iter().map(|one| other(one)).collect()
    };
    groups.values().flat_map(others).collect()
}

fn told(village: &VillageFiles) -> Told {
    let own = village.layers.last().expect("a village has a file of its own");
    let top = Place::top(village.store.shown(own));
    let read = |path: &PathBuf| {
        let bytes = (!village.store.links(path)).then(|| village.store.read(path).ok())??;
        SourceFile::decode(village.store.shown(path), &bytes).ok()
    };
    let Some(file) = read(own) else {
        return Told { own: own.clone(), stem: village.stem.clone(), file: top, code: None, name: None };
    };
    let look = |keys: &[&str]| {
        let (value, range) = yaml::peek(&file.text, keys)?;
        let value: String = value.chars().filter(|c| !c.is_whitespace()).collect();
        (!value.is_empty()).then(|| (value, Place { file: file.clone(), range }))
    };
    let town = || {
        let above = village.layers.iter().rev().skip(1).filter_map(read);
        let town = |file: std::sync::Arc<SourceFile>| {
            yaml::peek(&file.text, &["镇街", "town"]).map(|(town, _)| town)
        };
        look(&["镇街", "town"])
            .map(|(town, _)| town)
            .or_else(|| above.filter_map(town).next())
            .unwrap_or_default()
    };
    let name = look(&["村名", "name"]).map(|(name, place)| (format!("{} {name}", town().trim()), place));
    Told { own: own.clone(), stem: village.stem.clone(), file: top, code: look(&["编码", "code"]), name }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copies_are_known_by_their_names() {
        for (copy, of) in [
            ("石门村(1)", "石门村"),
            ("石门村 (2)", "石门村"),
            ("石门村（1）", "石门村"),
            ("石门村 - 副本", "石门村"),
            ("石门村 - 副本 (3)", "石门村"),
            ("石门村_备份", "石门村"),
            ("石门村的副本", "石门村"),
            ("石门村 - Copy", "石门村"),
            ("Copy of shimen", "shimen"),
            ("复件 石门村", "石门村"),
            ("石门村(1)(1)", "石门村"),
            ("石门村 (王某的冲突副本 2026-05-01)", "石门村"),
            ("shimen.bak", "shimen"),
        ] {
            assert_eq!(original(copy).as_deref(), Some(of), "{copy}");
        }
        for own in ["石门村", "石门村（二组）", "石门村2", "(1)", "副本"] {
            assert_eq!(original(own), None, "{own}");
        }
    }

    #[test]
    fn wrong_endings_are_known() {
        for (name, meant) in [
            ("石门村.yaml.txt", "石门村.yaml"),
            ("石门村.YAML.TXT", "石门村.yaml"),
            ("石门村.yml.docx", "石门村.yaml"),
            ("石门村.yam", "石门村.yaml"),
            ("石门村.yaml~", "石门村.yaml"),
            ("石门村.yaml.bak", "石门村.yaml"),
        ] {
            assert_eq!(yamlish(name).as_deref(), Some(meant), "{name}");
        }
        assert_eq!((yamlish("石门村.xlsx"), yamlish(".yaml"), yamlish("村图.png")), (None, None, None));
    }
}
