//! `duoan check --fix`: slips of writing mended in the village's own files. Never touches plans; never follows a link.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::ensure;
use rayon::prelude::*;
use similar::TextDiff;

use super::term::{Term, position};
use super::{Lang, Studio, messages};
use crate::batch;
use crate::check::{self, Context};
use crate::diag::{Diagnostic, Diagnostics, EITHER, only_near};
use crate::load::{self, Library, Loaded};
use crate::model::profile::{Date, Profile};
use crate::model::shape;
use crate::project::{self, VillageFiles};
use crate::source::{self, SourceFile};
use crate::yaml;

/// Most rounds: a mend can bring the next fault to light.
const ROUNDS: usize = 5;

/// One file under way.
struct Work {
    /// The bytes on disk.
    bytes: Vec<u8>,
    /// The file as it was.
    before: Arc<SourceFile>,
    /// The file as it is now.
    now: Arc<SourceFile>,
    /// Codes of what was mended.
    done: Vec<&'static str>,
    /// Faults whose mend was not safe.
    refused: Vec<Diagnostic>,
}

type Works = BTreeMap<PathBuf, Work>;

/// Mends what can be mended, shows it, and returns whether there was anything; a dry run writes nothing.
pub(super) fn run(studio: &Studio, today: Option<Date>, dry_run: bool, term: &Term) -> anyhow::Result<bool> {
    let mut works = open(studio, term);
    for _ in 0..ROUNDS {
        if !round(&mut works, studio, today) {
            break;
        }
    }
    let mut found = false;
    for (path, work) in works.iter().filter(|(_, work)| work.changed()) {
        found = true;
        if dry_run {
            show(work, term);
        } else {
            write(path, work)?;
        }
        report(work, dry_run, term);
    }
    for fault in works.values().flat_map(|work| &work.refused) {
        refuse(fault, term);
    }
    if !found {
        term.say(term.lang.pick("没有能自动改的", "nothing to mend"));
    }
    Ok(found)
}

impl Work {
    fn changed(&self) -> bool {
        self.before.text != self.now.text || self.before.encoding.is_some()
    }
}

/// Reads the files of all villages; one that is no text or a link is left to the check.
fn open(studio: &Studio, term: &Term) -> Works {
    let paths: std::collections::BTreeSet<&PathBuf> = studio.project.villages.iter().flat_map(|v| &v.layers).collect();
    let mut works = Works::new();
    for path in paths {
        let name = project::shown(path);
        if path.is_symlink() {
            term.say(&format!("{name}: {}", term.lang.pick("是链接，不改", "a link, left as it is")));
            continue;
        }
        let Ok(bytes) = source::read(path) else { continue };
        let Ok(before) = SourceFile::decode(name, &bytes) else { continue };
        let now = Arc::clone(&before);
        works.insert(path.clone(), Work { bytes, before, now, done: Vec::new(), refused: Vec::new() });
    }
    works
}

/// Mends once all that is known now; returns whether a text changed.
fn round(works: &mut Works, studio: &Studio, today: Option<Date>) -> bool {
    let faults: Vec<Diagnostic> =
        studio.project.villages.par_iter().flat_map(|village| faults(village, works, &studio.library, today)).collect();
    let mut changed = false;
    for work in works.values_mut() {
        let mended = yaml::mend(&work.now, &faults, shape::profile(), &studio.library.words);
        changed |= mended.text != work.now.text;
        work.done.extend(mended.done);
        work.refused = mended.refused;
        work.now = SourceFile::from_text(work.now.name.as_str(), mended.text);
    }
    changed
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
        &Context { profile: &profile, tree: &tree, layers: &layers, plans: &library.set, today, pictures: &[], dated: true },
        &mut diags,
    );
    let mut found = diags.into_sorted();
    found.iter_mut().filter(|fault| fault.code == "unknown-reference").for_each(|fault| fault.mend = referred(fault, &profile));
    found
}

/// Returns the one name that an unknown one can be a slip of.
fn referred(fault: &Diagnostic, profile: &Profile) -> Option<String> {
    let value = |name: &str| fault.values.iter().find(|(key, _)| *key == name).map(|(_, value)| value.as_str());
    let name = value("name")?;
    let known: Vec<&str> = match value("kind")?.split(EITHER).next()? {
        "人员" => profile.people.keys().map(String::as_str).collect(),
        "风险点" => profile.points.keys().map(String::as_str).collect(),
        "避难点" => profile.shelters.keys().map(String::as_str).collect(),
        "路线" => profile.routes.keys().map(String::as_str).collect(),
        _ => return None,
    };
    only_near(name, known).map(str::to_owned)
}

fn write(path: &Path, work: &Work) -> anyhow::Result<()> {
    let now = source::read(path)?;
    ensure!(now == work.bytes, "{}: changed meanwhile", work.before.name);
    batch::whole(path, work.now.text.as_bytes())
}

/// Shows the difference as `diff -u` does.
fn show(work: &Work, term: &Term) {
    let diff = TextDiff::from_lines(&work.before.text, &work.now.text);
    let name = &work.before.name;
    let text = diff.unified_diff().header(&format!("a/{name}"), &format!("b/{name}")).to_string();
    if !text.is_empty() {
        term.out(text.trim_end_matches('\n'));
    }
}

/// Says how much of what was mended.
fn report(work: &Work, dry_run: bool, term: &Term) {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    work.done.iter().for_each(|code| *counts.entry(code).or_default() += 1);
    let mut parts: Vec<String> = counts.iter().map(|(code, count)| format!("{code} {count}")).collect();
    parts.extend(work.before.encoding.map(|encoding| format!("{encoding} → UTF-8")));
    let verb = if dry_run { term.lang.pick("要改", "to mend") } else { term.lang.pick("改好", "mended") };
    let (open, comma) = (term.lang.pick("：", ": "), term.lang.pick("，", ", "));
    let total = work.done.len() + usize::from(work.before.encoding.is_some());
    term.say(&match term.lang {
        Lang::Zh => format!("{}{open}{verb} {total} 处（{}）", work.before.name, parts.join(comma)),
        Lang::En => format!("{}{open}{verb} {total} ({})", work.before.name, parts.join(comma)),
    });
}

/// Says what was left alone, because its mend would have changed something else.
fn refuse(fault: &Diagnostic, term: &Term) {
    let place = fault.at.as_ref().map(position).unwrap_or_default();
    let why =
        term.lang.pick("这一处没有改：改了会动到别的内容，请自己改", "not mended, other values would change; please mend it");
    term.say(&format!("{place}: {} [{}] {why}", messages::words(fault, term.lang).0, fault.code));
}
