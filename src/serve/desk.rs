//! The workspace as the page sees it: read from the disk each time it is asked for, so that an editor and git are
//! never behind the page; plans, layouts and fonts are kept warm. What changed is told to whoever waits.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, RwLock};
use std::time::{Duration, Instant};

use serde_json::{Map, Value, json};

use super::answer::{Answer, Failure};
use super::cells::{self, Spot};
use super::changes::Stacks;
use super::form::{self, Lie};
use super::{clock, mends, night, prints, rosters, told};
use crate::diag::{Diagnostic, Diagnostics, Severity};
use crate::messages::Lang;
use crate::model::handbook::Handbook;
use crate::pipeline;
use crate::project::{self, Project, Store, VillageFiles};
use crate::source::{self, SourceFile};
use crate::workspace::Workspace;
use crate::yaml::{self, Node};

/// Name of the layer that villages of a town share, as the page asks for it.
pub const TOWN: &str = "town";
/// How many texts that were shown are remembered, so that an edit of an older one finds its rows.
const BASES: usize = 64;
/// How often files are looked at.
const EVERY: Duration = Duration::from_millis(500);
/// How many tidings are kept.
const TIDINGS: usize = 256;

/// The workspace.
pub struct Desk {
    /// The folder that was opened; the workspace's top once there is one.
    pub folder: PathBuf,
    /// This program, to be started for what takes long.
    pub program: PathBuf,
    /// Language of the page.
    pub lang: Lang,
    kit: RwLock<Arc<Workspace>>,
    bases: Mutex<VecDeque<(String, Arc<SourceFile>)>>,
    /// What can be taken back, by file.
    pub stacks: Mutex<HashMap<PathBuf, Stacks>>,
    books: Mutex<HashMap<String, Bound>>,
    /// What the town's list says, by village.
    pub rows: Mutex<HashMap<PathBuf, super::start::Known>>,
    news: Mutex<News>,
    bell: Condvar,
    /// One writer at a time.
    pub writing: Mutex<()>,
    /// Nights of a folder that does not let itself be written.
    pub nights: Mutex<BTreeMap<String, night::Night>>,
    /// Imports under way.
    pub imports: Mutex<BTreeMap<u64, rosters::Import>>,
    /// Builds under way and done.
    pub builds: Mutex<BTreeMap<u64, Arc<prints::Build>>>,
    /// Proofs that were laid out.
    pub laid: super::paper::Shelf,
    /// Whether the program is to end.
    pub ending: AtomicBool,
    /// Whether the folder lets itself be written.
    pub writable: AtomicBool,
}

/// What a book was made from, and the book; none if its files cannot be read.
type Bound = (String, Option<Arc<Handbook>>);

#[derive(Default)]
struct News {
    count: u64,
    list: VecDeque<(u64, Value)>,
}

/// A file that the page edits, with the layers above it.
pub struct Open {
    /// As the page names it.
    pub id: String,
    /// The village, or the town's own file as one.
    pub files: VillageFiles,
    /// The bytes of its own file.
    pub bytes: Vec<u8>,
    /// The text of its own file.
    pub text: Arc<SourceFile>,
    /// Its own file's tree as written; `None` if it is no YAML.
    pub tree: Option<Node>,
}

impl Open {
    /// Returns its own file.
    pub fn path(&self) -> &Path {
        self.files.layers.last().map_or(Path::new(""), PathBuf::as_path)
    }

    /// Returns the hash of its bytes.
    pub fn version(&self) -> String {
        version(&self.bytes)
    }
}

/// Returns the version of a file: the hash of its bytes.
pub fn version(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex()[..24].to_owned()
}

/// Returns how the page names a village: no path.
pub fn id(stem: &Path) -> String {
    let slashed = stem.display().to_string().replace('\\', "/");
    blake3::hash(slashed.as_bytes()).to_hex()[..12].to_owned()
}

fn opened(folder: &Path) -> anyhow::Result<Workspace> {
    Workspace::of(project::open(&[folder.to_path_buf()])?)
}

impl Desk {
    /// Opens a folder, whatever lies in it.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn open(folder: &Path, program: PathBuf, lang: Lang) -> anyhow::Result<Self> {
        let workspace = opened(folder)?;
        let folder = project::marked(folder).unwrap_or_else(|| workspace.project.root.clone());
        Ok(Self {
            folder,
            program,
            lang,
            kit: RwLock::new(Arc::new(workspace)),
            bases: Mutex::default(),
            stacks: Mutex::default(),
            books: Mutex::default(),
            rows: Mutex::default(),
            news: Mutex::default(),
            bell: Condvar::new(),
            writing: Mutex::default(),
            nights: Mutex::default(),
            imports: Mutex::default(),
            builds: Mutex::default(),
            laid: super::paper::Shelf::default(),
            ending: AtomicBool::new(false),
            writable: AtomicBool::new(true),
        })
    }

    /// Returns plans, layouts and fonts, as they were when they last changed; villages may have come since.
    pub fn kit(&self) -> Arc<Workspace> {
        Arc::clone(&self.kit.read().expect("nobody panics while it is held"))
    }

    /// Reads plans, layouts and fonts again.
    pub fn refresh(&self) {
        if let Ok(fresh) = opened(&self.folder) {
            *self.kit.write().expect("nobody panics while it is held") = Arc::new(fresh);
            self.books.lock().expect("nobody panics while it is held").clear();
            self.rows.lock().expect("nobody panics while it is held").clear();
            self.laid.clear();
        }
    }

    /// Returns the villages as they lie now.
    ///
    /// # Errors
    /// If the folder cannot be read.
    pub fn project(&self) -> Result<Project, Failure> {
        project::open(std::slice::from_ref(&self.folder)).map_err(|error| Failure::stuck(&error))
    }

    /// Returns whether the folder is a workspace.
    pub fn is_workspace(&self) -> bool {
        project::marked(&self.folder).is_some()
            || self.project().is_ok_and(|project| !project.villages.is_empty())
    }

    /// Returns the files that an id names.
    ///
    /// # Errors
    /// If it names none.
    pub fn files(&self, name: &str) -> Result<VillageFiles, Failure> {
        let project = self.project()?;
        if name == TOWN {
            let own = ["county.yaml", "town.yaml"].map(|layer| project.root.join(layer));
            let layers: Vec<PathBuf> = own.into_iter().filter(|path| path.is_file()).collect();
            let missing = layers.last().is_none_or(|last| !last.ends_with("town.yaml"));
            if missing {
                return Err(Failure::missing());
            }
            return Ok(VillageFiles {
                stem: PathBuf::from(TOWN),
                layers,
                store: Store::Disk,
                rivals: Vec::new(),
            });
        }
        project.villages.into_iter().find(|village| id(&village.stem) == name).ok_or_else(Failure::missing)
    }

    /// Reads a file.
    ///
    /// # Errors
    /// If there is no such file, it is a link, or no text.
    pub fn read(&self, name: &str) -> Result<Open, Failure> {
        let files = self.files(name)?;
        let path = files.layers.last().cloned().ok_or_else(Failure::missing)?;
        if path.is_symlink() {
            return Err(Failure::of(422, "linked-file", "这是个链接，不从这里改"));
        }
        let bytes = source::read(&path).map_err(|error| Failure::stuck(&error))?;
        let text = SourceFile::decode(project::shown(&path), &bytes)
            .map_err(|_| Failure::of(422, "not-text", "这个文件读不成文字"))?;
        let tree = yaml::parse(&text, &mut Diagnostics::default());
        Ok(Open { id: name.to_owned(), files, bytes, text, tree })
    }

    /// Remembers a text that was shown.
    pub fn remember(&self, open: &Open) {
        let mut bases = self.bases.lock().expect("nobody panics while it is held");
        let version = open.version();
        if bases.iter().all(|(known, _)| *known != version) {
            bases.push_back((version, Arc::clone(&open.text)));
            if bases.len() > BASES {
                bases.pop_front();
            }
        }
    }

    /// Returns a text that was shown.
    pub fn base(&self, version: &str) -> Option<Arc<SourceFile>> {
        let bases = self.bases.lock().expect("nobody panics while it is held");
        bases.iter().find(|(known, _)| known == version).map(|(_, text)| Arc::clone(text))
    }

    /// Returns what `duoan check` says of a file.
    pub fn faults(&self, open: &Open) -> Vec<Diagnostic> {
        let kit = self.kit();
        let mut diags = Diagnostics::default();
        if open.id == TOWN {
            crate::load::layer(&open.text, &kit.library.words, &mut diags);
        } else {
            let _ = pipeline::survey(&open.files, &kit.library, &kit.press, None, &mut diags);
        }
        diags.into_sorted()
    }

    /// Returns the book of a village as it is now, faulty or not; `None` if it cannot be read at all.
    pub fn book(&self, open: &Open) -> Option<Arc<Handbook>> {
        let stamp: String = open
            .files
            .layers
            .iter()
            .map(|path| source::read(path).map_or(String::new(), |bytes| version(&bytes)))
            .collect();
        let mut books = self.books.lock().expect("nobody panics while it is held");
        if let Some((_, book)) = books.get(&open.id).filter(|(known, _)| *known == stamp) {
            return book.clone();
        }
        let kit = self.kit();
        let book = pipeline::book_as_it_is(&open.files.held(), &kit.library, &kit.press);
        let book = book.map(|(book, _)| Arc::new(book));
        books.insert(open.id.clone(), (stamp, book.clone()));
        book
    }

    /// Returns a village for the page: blocks, faults, what can be taken back.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn village(&self, name: &str) -> Answer {
        let open = self.read(name)?;
        self.remember(&open);
        Ok(self.shown(&open))
    }

    /// Returns a file that was read, for the page.
    pub fn shown(&self, open: &Open) -> Value {
        let faults = self.faults(open);
        let above: Vec<(String, Node)> = open.files.layers[..open.files.layers.len().saturating_sub(1)]
            .iter()
            .filter_map(|path| {
                let text = SourceFile::decode(project::shown(path), &source::read(path).ok()?).ok()?;
                let file = path.file_name()?.to_string_lossy().into_owned();
                Some((file, yaml::parse(&text, &mut Diagnostics::default())?))
            })
            .collect();
        let blocks: Map<String, Value> =
            form::blocks().map(|path| (path.to_owned(), block(open.tree.as_ref(), &above, path))).collect();
        let stacks = self.stacks.lock().expect("nobody panics while it is held");
        let stack = stacks.get(open.path());
        let file = open.path().file_name().map(|name| name.to_string_lossy().into_owned());
        json!({
            "id": open.id, "name": open.files.name().unwrap_or_else(|| open.files.called()),
            "file": file, "version": open.version(), "readable": open.tree.is_some(),
            "blocks": blocks, "faults": faults.iter().map(|fault| self.fault(fault, open)).collect::<Value>(),
            "undo": stack.and_then(Stacks::undo_label), "redo": stack.and_then(Stacks::redo_label),
            "time": clock::now().time(),
        })
    }

    /// Returns a fault for the page, with the cell where it stands and what can be done about it there.
    pub fn fault(&self, fault: &Diagnostic, open: &Open) -> Value {
        let (message, hint) = told::words(fault, self.lang);
        let own = fault.at.as_ref().filter(|at| at.file.name == open.text.name);
        let spot = own.zip(open.tree.as_ref()).and_then(|(at, tree)| cells::of(fault, tree, at.range.start));
        let severity = match fault.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "note",
        };
        let place = fault
            .at
            .as_ref()
            .map(|at| (at.file.name.rsplit('/').next().unwrap_or_default().to_owned(), at.line_column()));
        let mends = mends::of(fault, own.is_some(), spot.as_ref(), open, self.lang);
        let Spot { block, row, key } = spot.unwrap_or_default();
        json!({
            "code": fault.code, "severity": severity, "message": message,
            "hint": if hint == "—" { "" } else { hint.as_str() }, "own": own.is_some(),
            "block": own.map(|_| block), "row": row, "key": key,
            "file": place.as_ref().map(|(file, _)| file), "line": place.map(|(_, (line, _))| line),
            "mends": mends,
        })
    }

    /// Tells whoever waits.
    pub fn tell(&self, what: Value) {
        let mut news = self.news.lock().expect("nobody panics while it is held");
        news.count += 1;
        let count = news.count;
        news.list.push_back((count, what));
        if news.list.len() > TIDINGS {
            news.list.pop_front();
        }
        self.bell.notify_all();
    }

    /// Waits for what came after a number, at most so long.
    pub fn wait(&self, after: Option<u64>, patience: Duration) -> Value {
        let start = Instant::now();
        let mut news = self.news.lock().expect("nobody panics while it is held");
        let after = after.unwrap_or(news.count);
        while news.count <= after && !self.ending.load(Ordering::Relaxed) {
            let Some(left) = patience.checked_sub(start.elapsed()) else { break };
            news = self.bell.wait_timeout(news, left).expect("nobody panics while it is held").0;
        }
        let list: Vec<&Value> =
            news.list.iter().filter(|(count, _)| *count > after).map(|(_, what)| what).collect();
        json!({"n": news.count, "list": list, "ending": self.ending.load(Ordering::Relaxed)})
    }

    /// Ends the program once nothing is being written.
    pub fn end(&self) {
        let _last = self.writing.lock();
        self.ending.store(true, Ordering::Relaxed);
        self.bell.notify_all();
    }

    /// Looks at the files again and again, and tells what changed.
    pub fn watch(&self) {
        let mut known: Option<BTreeMap<PathBuf, (u64, u128, String)>> = None;
        while !self.ending.load(Ordering::Relaxed) {
            let now = self.stats(known.as_ref());
            if let Some(before) = &known {
                self.told(before, &now);
            }
            known = Some(now);
            std::thread::sleep(EVERY);
        }
    }

    /// Tells what is different.
    fn told(
        &self,
        before: &BTreeMap<PathBuf, (u64, u128, String)>,
        now: &BTreeMap<PathBuf, (u64, u128, String)>,
    ) {
        let hash = |stats: &BTreeMap<PathBuf, (u64, u128, String)>, path: &PathBuf| {
            stats.get(path).map(|(_, _, hash)| hash.clone())
        };
        let paths: std::collections::BTreeSet<&PathBuf> = before.keys().chain(now.keys()).collect();
        let changed: Vec<&PathBuf> =
            paths.into_iter().filter(|path| hash(before, path) != hash(now, path)).collect();
        if changed.is_empty() {
            return;
        }
        let inside = |path: &&&PathBuf, folder: &str| path.starts_with(self.folder.join(folder));
        if ["plans", "templates", "fonts"]
            .iter()
            .any(|folder| changed.iter().any(|path| inside(&path, folder)))
        {
            self.refresh();
            self.tell(json!({"what": "plans"}));
        }
        let project = self.project().ok();
        for path in changed {
            let village = project.iter().flat_map(|p| &p.villages).find(|v| v.layers.last() == Some(path));
            let name = match village {
                Some(village) => id(&village.stem),
                None if path.ends_with("town.yaml") || path.ends_with("county.yaml") => TOWN.to_owned(),
                None => continue,
            };
            self.tell(json!({"what": "file", "id": name, "version": hash(now, path)}));
        }
        if before.len() != now.len() {
            self.tell(json!({"what": "town"}));
        }
    }

    /// Returns how the files lie: a file that has the size and time that it had is not read again.
    fn stats(
        &self,
        known: Option<&BTreeMap<PathBuf, (u64, u128, String)>>,
    ) -> BTreeMap<PathBuf, (u64, u128, String)> {
        let mut found = BTreeMap::new();
        for (path, size, time) in project::lying(&self.folder) {
            let same = known.and_then(|known| known.get(&path)).filter(|(s, t, _)| (*s, *t) == (size, time));
            let hash = match same {
                Some((_, _, hash)) => hash.clone(),
                None => source::read_within(&path, 64 << 20).map_or(String::new(), |bytes| version(&bytes)),
            };
            found.insert(path, (size, time, hash));
        }
        found
    }
}

/// Returns a block of all layers: own rows first, those from above with the file that they come from.
fn block(own: Option<&Node>, above: &[(String, Node)], path: &str) -> Value {
    let lie = form::rows(path).map_or(Lie::Form, |(lie, _)| lie);
    let mine = own.map(|tree| cells::rows(tree, path)).unwrap_or_default();
    let has = own.is_some_and(|tree| cells::at(tree, path).is_some());
    let mut rows: Vec<Value> = Vec::new();
    let inherited: Vec<(&String, Vec<_>)> =
        above.iter().rev().map(|(file, tree)| (file, cells::rows(tree, path))).collect();
    for (row, found, line) in &mine {
        let mut grey = Map::new();
        if lie != Lie::List {
            for (file, theirs) in &inherited {
                for (_, cells, _) in theirs.iter().filter(|(name, ..)| name == row) {
                    for (key, text) in cells.iter().filter(|(key, _)| !found.contains_key(*key)) {
                        grey.entry(key.clone()).or_insert_with(|| json!({"text": text, "from": file}));
                    }
                }
            }
        }
        rows.push(json!({"row": row, "cells": found, "line": line, "grey": grey}));
    }
    for (file, theirs) in &inherited {
        let hidden = lie == Lie::List && (has || !rows.is_empty());
        for (row, found, _) in theirs.iter().filter(|_| !hidden) {
            if rows.iter().any(|known| known["row"] == json!(row)) {
                continue;
            }
            let grey: Map<String, Value> =
                found.iter().map(|(key, text)| (key.clone(), json!({"text": text, "from": file}))).collect();
            rows.push(json!({"row": row, "cells": {}, "grey": grey, "from": file}));
        }
    }
    json!({"rows": rows, "own": has})
}
