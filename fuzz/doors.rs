//! What the fuzz targets do with bytes. The suite runs the same over the kept corpus, so no nightly compiler
//! is needed there.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use duoan::check::{self, Context};
use duoan::compose;
use duoan::diag::{Diagnostic, Diagnostics, Severity};
use duoan::load::{self, Library, Loaded};
use duoan::merge;
use duoan::messages::Lang;
use duoan::model::document::Document;
use duoan::model::shape;
use duoan::pipeline;
use duoan::press::{Misprint, Press};
use duoan::project::Files;
use duoan::roster::sheet;
use duoan::roster::table::Table;
use duoan::roster::{Known, Options};
use duoan::source::SourceFile;
use duoan::verify::code;
use duoan::yaml::edit::{At, Change, Refused, Value, edit as edit_in_place};
use duoan::yaml::{self, Node, Tree};
use serde_json::Value as Json;

/// Longest input in bytes; the biggest example village has 25 kB.
const MOST: usize = 32 << 10;
/// Most rounds of mending, as `check --fix` has.
const ROUNDS: usize = 5;

/// Reads bytes as one file and mends it: no panic, no new error, and what had no error says the same
/// afterwards.
pub fn yaml(bytes: &[u8]) {
    let Some(file) = decoded(bytes) else { return };
    let (before, faults) = read(&file);
    let (mut now, mut left, mut done) = (Arc::clone(&file), faults.clone(), Vec::new());
    for _ in 0..ROUNDS {
        let mended = yaml::mend(&now, &left, shape::profile(), &library().words);
        if mended.edited.text == now.text {
            break;
        }
        done.extend(mended.done);
        now = SourceFile::from_text("village.yaml", mended.edited.text);
        left = read(&now).1;
    }
    assert!(done.is_empty() == (now.text == file.text), "what was mended is said: {done:?}");
    if errors(&faults) > 0 {
        return;
    }
    assert_eq!(errors(&left), 0, "mending made an error: {left:?}");
    let after = read(&now).0;
    assert!(
        before.map(|l| l.profile) == after.map(|l| l.profile),
        "mending changed a value: {done:?}\n{}",
        now.text
    );
}

/// Checks bytes as a village file against the built-in plans and merges what has no error: no panic.
pub fn check(bytes: &[u8]) {
    let Some(file) = decoded(bytes) else { return };
    let (Some(Loaded { profile, tree, layers }), _) = read(&file) else { return };
    let mut diags = Diagnostics::default();
    let (plans, today) = (&library().set, profile.edition.effective);
    check::profile(
        &Context {
            profile: &profile,
            tree: &tree,
            layers: &layers,
            plans,
            pictures: &[],
            today,
            dated: false,
        },
        &mut diags,
    );
    // What has errors is never merged in earnest; here it is, for the merge may not trust its callers.
    let _ = merge::merge(&profile, plans, &mut diags);
    for fault in diags.into_sorted() {
        let Some(at) = fault.at else { continue };
        assert!(at.file.text.get(at.range).is_some(), "{} points beside the text", fault.code);
    }
}

/// Edits bytes as a file, at places and with texts that the first bytes choose: no panic; what is done keeps
/// all other bytes and is done once and for all.
pub fn edit(bytes: &[u8]) {
    let Some((&[at, kind, from, length], bytes)) = bytes.split_first_chunk::<4>() else { return };
    let bytes = bytes.get(..MOST).unwrap_or(bytes);
    let Some(file) = decoded(bytes) else { return };
    let Some(tree) = yaml::parse(&file, &mut Diagnostics::default()) else { return };
    let mut paths = Vec::new();
    places(&tree, &[], &mut paths);
    let (path, node) = paths.swap_remove(usize::from(at) * paths.len() / 256);
    let text: String = file.text.chars().skip(usize::from(from)).take(usize::from(length) % 24).collect();
    let value = match kind & 0x30 {
        0x10 => Value::List(vec![Value::Text(text.clone()), "乙".into()]),
        0x20 => Value::Map(vec![
            ("phone".into(), Value::Text(text.clone())),
            (text.clone(), Value::List(Vec::new())),
        ]),
        _ => Value::Text(text.clone()),
    };
    let last = path.last().cloned();
    let change = match (kind & 3, &node.value, last) {
        (0, Tree::List(_), _) => Change::Insert { path, before: None, value },
        (0, _, _) => Change::Set { path: [path, vec![At::Key(text)]].concat(), value },
        (1, _, Some(_)) => Change::Remove { path },
        (2, _, Some(At::Key(_))) => Change::Rename { path, key: text },
        _ => Change::Set { path, value },
    };
    let words = &library().words;
    let edited = match edit_in_place(&file, std::slice::from_ref(&change), shape::profile(), words) {
        Ok(edited) => edited,
        Err(refused) => {
            assert!(refused != Refused::Unreadable, "it was read above");
            return;
        }
    };
    let Ok(now) = edited.bytes(bytes) else {
        let other = ["GB18030", duoan::source::MIXED].map(Some).contains(&file.encoding);
        let mark = edited.text.starts_with('\u{FEFF}');
        assert!(
            other || mark,
            "only what was taken for GB18030 may turn into UTF-8, or a mark come to the front"
        );
        return;
    };
    let again = SourceFile::decode("village.yaml", &now).expect("text stays text");
    assert_eq!(again.text, edited.text);
    if let Change::Set { .. } = change {
        let twice = edit_in_place(&again, &[change], shape::profile(), words).expect("it was done once");
        assert_eq!(twice.text, edited.text);
    }
}

/// Reads bytes as a workbook or CSV, plans what they would do to a village, and does it: no panic, no new
/// error.
pub fn roster(bytes: &[u8]) {
    static TABLE: OnceLock<Table> = OnceLock::new();
    let Ok(sheets) = sheet::read("a", bytes) else { return };
    let words = &library().words;
    let table = TABLE.get_or_init(|| {
        let text = duoan::builtin::text("plans/rosters.yaml").expect("it is built in");
        Table::read(&SourceFile::from_text("plans/rosters.yaml", text), words, &mut Diagnostics::default())
    });
    let file = SourceFile::from_text("village.yaml", VILLAGE);
    let layer = |file: &Arc<SourceFile>| {
        let mut diags = Diagnostics::default();
        (load::layer(file, words, &mut diags), diags.errors())
    };
    let (Some(own), _) = layer(&file) else { return };
    let known = [Known { name: "上柳村".into(), tree: own.clone(), own }];
    let plan =
        duoan::roster::plan(&sheets, &known, table, words, &Options { prune: true, ..Options::default() });
    for village in &plan.villages {
        let edits = village.edits(&BTreeSet::new());
        match edit_in_place(&file, &edits, shape::profile(), words) {
            Ok(edited) => {
                let (_, errors) = layer(&SourceFile::from_text("village.yaml", edited.text.as_str()));
                assert_eq!(errors, 0, "an import made an error\n{}", edited.text);
            }
            Err(refused) => assert!(edits.len() > 1_000, "{refused:?}: {edits:?}"),
        }
    }
}

/// Looks for codes on a paper, of whatever kind the bytes are: no panic, and an end.
pub fn scan(bytes: &[u8]) {
    drop(duoan::scan::codes(bytes));
}

/// Reads bytes as a check code: no panic, and what is shown of it is short.
pub fn code(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    for lang in [Lang::Zh, Lang::En] {
        let read = code::parse(&text, lang);
        assert!(code::shown(&text).chars().count() <= 200 || read.is_err(), "what is shown is short");
    }
    let _ = code::fold(&text);
}

/// Puts bytes into a repository in a folder of its own for each process, see [`git_in`].
pub fn git(bytes: &[u8]) {
    static DIR: OnceLock<PathBuf> = OnceLock::new();
    let dir = DIR.get_or_init(|| std::env::temp_dir().join(format!("duoan-fuzz-{}", std::process::id())));
    git_in(dir, bytes);
}

/// Puts bytes in the place of the newest commit of a repository, or of the folder that it has, as the first byte
/// says, and reads it: no panic, and an end.
pub fn git_in(dir: &Path, bytes: &[u8]) {
    let Some((kind, bytes)) = bytes.get(..MOST).unwrap_or(bytes).split_first() else { return };
    let top = dir.join(".git");
    if !top.join("HEAD").exists() {
        fs::create_dir_all(top.join("refs/heads")).unwrap();
        fs::write(top.join("HEAD"), "ref: refs/heads/main\n").unwrap();
        fs::write(top.join("config"), "[core]\n\trepositoryformatversion = 0\n\tbare = false\n").unwrap();
        fs::write(top.join("refs/heads/main"), format!("{}\n", "aa".repeat(20))).unwrap();
        object(&top, "bb", "blob", b"x: 1\n");
    }
    let commit = format!(
        "tree {}\nauthor a <a@example.org> 1777649400 +0800\ncommitter a <a@example.org> 1777649400 +0800\n\na\n",
        "cc".repeat(20)
    );
    let folder = [b"100644 town.yaml\0".as_slice(), &[0xBB; 20]].concat();
    let (commit, folder) =
        if kind % 2 == 0 { (bytes, folder.as_slice()) } else { (commit.as_bytes(), bytes) };
    object(&top, "aa", "commit", commit);
    object(&top, "cc", "tree", folder);
    let Ok(open) = duoan::git::open(dir) else { return };
    let Ok(head) = open.resolve("HEAD") else { return };
    if let Ok(commit) = open.commit(head) {
        let _ = (commit.approvers(), commit.trailers());
    }
    if let Ok(files) = open.snapshot("HEAD") {
        files.files.keys().for_each(|path| drop(files.read(path, 1 << 20)));
    }
    drop(open.mainline(head));
}

/// Writes an object under the name of so many of these two signs, in the form that needs no packing.
fn object(top: &Path, sign: &str, kind: &str, bytes: &[u8]) {
    let bytes = [format!("{kind} {}\0", bytes.len()).as_bytes(), bytes].concat();
    let size = u16::try_from(bytes.len()).expect("it is short");
    let (low, high) = bytes.iter().fold((1_u32, 0_u32), |(low, high), byte| {
        let low = (low + u32::from(*byte)) % 65_521;
        (low, (high + low) % 65_521)
    });
    let head = [&[0x78, 0x01, 0x01][..], &size.to_le_bytes(), &(!size).to_le_bytes()].concat();
    let whole = [head.as_slice(), &bytes, &(high << 16 | low).to_be_bytes()].concat();
    let folder = top.join("objects").join(sign);
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join(sign.repeat(19)), whole).unwrap();
}

/// Puts bytes as text into the data of a laid-out document, at places that the first bytes choose: no panic, and
/// nothing of it is run.
pub fn layout(bytes: &[u8]) {
    static LAID: OnceLock<(Press, Vec<Document>)> = OnceLock::new();
    let Some((&[which, places @ ..], bytes)) = bytes.split_first_chunk::<5>() else { return };
    let (press, documents) = LAID.get_or_init(|| {
        let file = SourceFile::from_text("village.yaml", include_str!("../tests/faults/good.yaml"));
        let (loaded, _) = read(&file);
        let plans = &library().set;
        let profile = loaded.expect("it is the good one").profile;
        let book = merge::merge(&profile, plans, &mut Diagnostics::default()).expect("it is the good one");
        let families = ["wallet-cards", "duty-cards", "household-cards", "broadcast"];
        let document = |name: &&str| {
            compose::compose(compose::family(name)?, &book, plans, &compose::Order::default()).ok()
        };
        (pipeline::press(&Files::default()), families.iter().filter_map(document).collect())
    });
    let mut document = documents[usize::from(which) % documents.len()].clone();
    let text = String::from_utf8_lossy(bytes.get(..400).unwrap_or(bytes)).into_owned();
    for place in places {
        let mut left = usize::from(place);
        while left > 0 && replace(&mut document.data, &mut left, &text).is_none() {}
    }
    if let Err(misprints) = press.lay_out(&document) {
        let ran = |fault: &Misprint| matches!(fault, Misprint::Layout { message, .. } if message.contains("panicked"));
        assert!(!misprints.iter().any(ran), "{misprints:?}");
    }
}

/// Puts a text in the place of one of those in a value, counted down.
fn replace(value: &mut Json, left: &mut usize, text: &str) -> Option<()> {
    match value {
        Json::String(old) => {
            *left = left.checked_sub(1).filter(|left| *left > 0).unwrap_or_default();
            (*left == 0).then(|| text.clone_into(old))
        }
        Json::Array(items) => items.iter_mut().find_map(|item| replace(item, left, text)),
        Json::Object(map) => map.values_mut().find_map(|item| replace(item, left, text)),
        _ => None,
    }
}

/// A village for sheets to fall on.
const VILLAGE: &str =
    "村名: 上柳村\n人员:\n  田守信: {电话: 138 0000 7003}\n转移对象:\n  - {户主: 周福来, 住: 河东1号}\n";

/// Every place of a tree: its path, and the node.
fn places<'a>(node: &'a Node, path: &[At], found: &mut Vec<(Vec<At>, &'a Node)>) {
    found.push((path.to_vec(), node));
    match &node.value {
        Tree::List(items) => items
            .iter()
            .enumerate()
            .for_each(|(i, item)| places(item, &[path, &[At::Row(i)]].concat(), found)),
        Tree::Map(entries) => {
            entries.iter().for_each(|e| places(&e.node, &[path, &[At::Key(e.key.clone())]].concat(), found));
        }
        Tree::Null | Tree::Scalar { .. } => {}
    }
}

fn decoded(bytes: &[u8]) -> Option<Arc<SourceFile>> {
    SourceFile::decode("village.yaml", bytes.get(..MOST).unwrap_or(bytes)).ok()
}

fn read(file: &Arc<SourceFile>) -> (Option<Loaded>, Vec<Diagnostic>) {
    let mut diags = Diagnostics::default();
    let node = load::layer(file, &library().words, &mut diags);
    (node.and_then(|node| load::village([node])), diags.into_sorted())
}

fn errors(faults: &[Diagnostic]) -> usize {
    faults.iter().filter(|fault| fault.severity == Severity::Error).count()
}

/// Returns the built-in plans, read once.
fn library() -> &'static Library {
    static LIBRARY: OnceLock<Library> = OnceLock::new();
    LIBRARY.get_or_init(|| pipeline::library(&Files::default(), &mut Diagnostics::default()))
}
