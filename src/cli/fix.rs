//! `duoan check --fix`: slips of writing mended in the village's own files, each said. Never touches plans;
//! never follows a link; mends nothing while plans or layers cannot be relied on.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context as _;
use rayon::prelude::*;

use super::Workspace;
use super::term::{Format, Term, position};
use crate::check::{self, Context};
use crate::diag::{Diagnostic, Diagnostics, Said, Severity};
use crate::disk::{self, Turn};
use crate::load::{self, Library, Loaded};
use crate::messages;
use crate::model::profile::Date;
use crate::model::shape;
use crate::project::{self, VillageFiles};
use crate::source::{self, SourceFile};
use crate::yaml::{self, edit::Edited};

/// Most rounds: a mend can bring the next fault to light.
const ROUNDS: usize = 5;

/// One file under way.
struct Work {
    /// The bytes on disk.
    bytes: Vec<u8>,
    /// The file as it was.
    before: Arc<SourceFile>,
    /// What was done to it.
    edited: Edited,
    /// The file as it is now.
    now: Arc<SourceFile>,
    /// Faults whose mend was not safe.
    refused: Vec<Diagnostic>,
}

type Works = BTreeMap<PathBuf, Work>;

/// What is asked of a mending.
pub(super) struct Order {
    /// The day to judge by.
    pub today: Option<Date>,
    /// Nothing is written.
    pub dry_run: bool,
    /// Formats for programs have the standard output to themselves.
    pub format: Format,
}

/// Mends what can be mended, shows it, and returns whether there was anything; a dry run writes nothing.
pub(super) fn run(workspace: &Workspace, order: &Order, term: &Term) -> anyhow::Result<bool> {
    let tell = |line: &str| if order.format == Format::Human { term.out(line) } else { term.say(line) };
    if let Some(fault) = unreliable(workspace) {
        stay(&fault, term);
        return Ok(false);
    }
    let _turn = (!order.dry_run).then(|| Turn::at(&workspace.project.root)).transpose()?;
    let mut works = open(workspace, term);
    // What villages inherit comes first: they are mended only once all of it can be read.
    let inherited: BTreeSet<&PathBuf> = workspace
        .project
        .villages
        .iter()
        .filter_map(|v| v.layers.split_last())
        .flat_map(|(_, above)| above)
        .collect();
    rounds(&mut works, workspace, order.today, |path| inherited.contains(path));
    match inherited.iter().find_map(|path| unread(path, &works, &workspace.library)) {
        Some(fault) => stay(&fault, term),
        None => rounds(&mut works, workspace, order.today, |_| true),
    }
    let mut found = false;
    for (path, work) in works.iter().filter(|(_, work)| work.changed()) {
        found = true;
        if !order.dry_run {
            write(path, work)?;
        }
        report(work, &tell);
    }
    for fault in works.values().flat_map(|work| &work.refused) {
        refuse(fault, term);
    }
    if order.dry_run {
        // What is mended in earnest is checked afterwards, which says the rest.
        left(&works, workspace, order.today, term);
    }
    term.say(match (found, order.dry_run) {
        (false, _) => term.lang.pick("没有能自动改的", "nothing to mend"),
        (true, false) => term.lang.pick("上面这些改好了，存盘了", "mended as listed, and saved"),
        (true, true) => {
            term.lang.pick("上面这些能自动改，现在没有写文件", "to be mended as listed; nothing was written")
        }
    });
    Ok(found)
}

impl Work {
    fn changed(&self) -> bool {
        self.before.text != self.now.text || self.before.encoding.is_some()
    }
}

/// Returns the first fault that makes the workspace's plans or layouts no ground to mend on.
fn unreliable(workspace: &Workspace) -> Option<Diagnostic> {
    let unread = || workspace.files.list("templates").into_iter().find_map(|path| not_text(workspace, &path));
    workspace.faults.iter().filter(|fault| fault.severity == Severity::Error).min().cloned().or_else(unread)
}

/// Returns the fault of a layout of the workspace that is no text.
fn not_text(workspace: &Workspace, path: &str) -> Option<Diagnostic> {
    let (name, bytes) = workspace.files.get(path).filter(|_| path.ends_with(".typ"))?;
    std::str::from_utf8(bytes)
        .is_err()
        .then(|| Diagnostic::error("not-text").at(crate::diag::Place::top(name)).with("where", ""))
}

/// Says why nothing is mended.
fn stay(fault: &Diagnostic, term: &Term) {
    let place = fault.at.as_ref().map(position).unwrap_or_default();
    let why = term.lang.pick(
        "先把它改好：它有错的时候，村档案一处都不自动改",
        "mend this first: while it is wrong, no village file is mended",
    );
    term.say(&format!("{place}: {} [{}] {why}", messages::words(fault, term.lang).0, fault.code));
}

/// Returns the fault by which an inherited file cannot be read.
fn unread(path: &Path, works: &Works, library: &Library) -> Option<Diagnostic> {
    let Some(work) = works.get(path) else {
        return Some(
            Diagnostic::error("unreadable")
                .at(crate::diag::Place::top(project::shown(path)))
                .with("detail", ""),
        );
    };
    let mut diags = Diagnostics::default();
    let read = load::layer(&work.now, &library.words, &mut diags);
    let errors = diags.into_sorted().into_iter().find(|fault| fault.severity == Severity::Error);
    errors.filter(|_| read.is_none())
}

/// Reads the files of all villages; one that is no text or a link is left to the check.
fn open(workspace: &Workspace, term: &Term) -> Works {
    let paths: BTreeSet<&PathBuf> = workspace.project.villages.iter().flat_map(|v| &v.layers).collect();
    let mut works = Works::new();
    for path in paths {
        let name = project::shown(path);
        if path.is_symlink() {
            term.say(&format!("{name}: {}", term.lang.pick("是链接，不改", "a link, left as it is")));
            continue;
        }
        let Ok(bytes) = source::read(path) else { continue };
        let Ok(before) = SourceFile::decode(name, &bytes) else { continue };
        let (now, edited) = (Arc::clone(&before), Edited::untouched(&before));
        works.insert(path.clone(), Work { bytes, before, edited, now, refused: Vec::new() });
    }
    works
}

/// Mends some of the files until nothing changes any more.
fn rounds(works: &mut Works, workspace: &Workspace, today: Option<Date>, some: impl Fn(&PathBuf) -> bool) {
    for _ in 0..ROUNDS {
        let faults: Vec<Diagnostic> = workspace
            .project
            .villages
            .par_iter()
            .flat_map(|village| faults(village, works, &workspace.library, today))
            .collect();
        let mut changed = false;
        for (_, work) in works.iter_mut().filter(|(path, _)| some(path)) {
            let mended = yaml::mend(&work.now, &faults, shape::profile(), &workspace.library.words);
            changed |= mended.edited.text != work.now.text;
            work.refused = mended.refused;
            work.edited.follow(mended.edited);
            work.now = SourceFile::from_text(work.now.name.as_str(), work.edited.text.as_str());
        }
        if !changed {
            return;
        }
    }
}

/// Returns the faults of a village's files as they are now.
fn faults(village: &VillageFiles, works: &Works, library: &Library, today: Option<Date>) -> Vec<Diagnostic> {
    let mut diags = Diagnostics::default();
    let mut layer = |path: &PathBuf| load::layer(&works.get(path)?.now, &library.words, &mut diags);
    let layers: Vec<_> = village.layers.iter().map(&mut layer).collect();
    let loaded = layers.into_iter().collect::<Option<Vec<_>>>().and_then(load::village);
    let Some(Loaded { profile, tree, layers }) = loaded else { return diags.into_sorted() };
    let today = today.or(profile.edition.effective);
    check::profile(
        &Context {
            profile: &profile,
            tree: &tree,
            layers: &layers,
            plans: library.plans(&profile),
            today,
            pictures: &[],
            dated: true,
        },
        &mut diags,
    );
    diags.into_sorted()
}

/// Says every error that is left when all is mended that can be.
fn left(works: &Works, workspace: &Workspace, today: Option<Date>, term: &Term) {
    let villages = workspace.project.villages.par_iter();
    let faults: BTreeSet<Diagnostic> =
        villages.flat_map(|village| faults(village, works, &workspace.library, today)).collect();
    for fault in faults.iter().filter(|fault| fault.severity == Severity::Error) {
        let place = fault.at.as_ref().map(position).unwrap_or_default();
        let (message, hint) = messages::words(fault, term.lang);
        term.say(&format!(
            "{place}: {message} [{}] {}{hint}",
            fault.code,
            term.lang.pick("要自己改：", "yours to mend: ")
        ));
    }
}

fn write(path: &Path, work: &Work) -> anyhow::Result<()> {
    let now = source::read(path)?;
    if now != work.bytes {
        let why = Said::error("刚才被别人改过了，没有动它", "changed meanwhile, left as it is");
        return Err(why.context(work.before.name.clone()));
    }
    let after = match work.before.encoding {
        None => work.edited.bytes(&work.bytes).with_context(|| work.before.name.clone())?,
        // Another encoding is a fault itself, and this is its mend.
        Some(_) => work.edited.text.clone().into_bytes(),
    };
    disk::whole(path, &after)
}

/// Says every line that was mended: file, line, old, new.
fn report(work: &Work, tell: &dyn Fn(&str)) {
    let name = &work.before.name;
    if let Some(encoding) = work.before.encoding {
        let mark = if encoding == "UTF-8" { " BOM" } else { "" };
        tell(&format!("{name}: {encoding}{mark} → UTF-8"));
    }
    let (old, new): (Vec<&str>, Vec<&str>) =
        (work.before.text.lines().collect(), work.now.text.lines().collect());
    for (from, to) in source::apart(&old, &new) {
        for at in 0..from.len().max(to.len()) {
            let line = |lines: &[&str], range: &std::ops::Range<usize>| {
                range.clone().nth(at).map(|at| visible(lines[at])).unwrap_or_default()
            };
            tell(&format!("{name}:{}: {} → {}", from.start + at + 1, line(&old, &from), line(&new, &to)));
        }
    }
}

/// Returns a line as it can be told apart: what cannot be seen is named, an indent stands between quotes.
fn visible(line: &str) -> String {
    let named = |c: char| c == '\t' || c == '\u{3000}' || c == '\u{a0}' || yaml::is_hidden(c);
    let mut shown = String::new();
    for c in line.trim_end_matches('\r').chars() {
        if named(c) {
            shown += &format!("<U+{:04X}>", c as u32);
        } else {
            shown.push(c);
        }
    }
    format!("“{shown}”")
}

/// Says what was left alone, because its mend would have changed something else.
fn refuse(fault: &Diagnostic, term: &Term) {
    let place = fault.at.as_ref().map(position).unwrap_or_default();
    let why = term.lang.pick(
        "这一处没有改：改了会动到别的内容，请自己改",
        "not mended, other values would change; please mend it",
    );
    term.say(&format!("{place}: {} [{}] {why}", messages::words(fault, term.lang).0, fault.code));
}
