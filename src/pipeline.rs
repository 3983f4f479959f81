//! The chain for one village: layers of files to the merged book. Check, build, trace and report all call it.

mod room;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::check::{self, Context, Picture};
use crate::diag::{Diagnostic, Diagnostics, Place, Severity, Stop};
use crate::edition;
use crate::load::{self, Library, Loaded};
use crate::merge;
use crate::messages::{self, Lang};
use crate::model::document::Audience;
use crate::model::handbook::{Handbook, Print, Prints};
use crate::model::library::PlanFault;
use crate::model::plan::PlanSet;
use crate::model::profile::Date;
use crate::press::{self, Press};
use crate::project::{self, Files, VillageFiles};
use crate::scaffold;
use crate::source::{self, NotText, SourceFile};
use crate::yaml::{self, Node, Tree};

pub use room::{crowded, longest, refused};

/// Returns the library of a workspace: built-in plans and the workspace's own, which are linted as villages
/// are checked.
///
/// A file of the workspace that cannot be used as a whole is said once, and the built-in one is read in its
/// place, so that nothing follows from it; the villages that it concerns are not printed.
pub fn library(files: &Files, diags: &mut Diagnostics) -> Library {
    let mut found = Diagnostics::default();
    let mut sources = plan_files(files, &mut found);
    let mut library = load::library(&sources, &mut found);
    let mut faults = found.into_sorted();
    let spoilt: Vec<String> =
        plan_paths(files).filter(|path| unusable(path, files, &library, &faults)).collect();
    if !spoilt.is_empty() {
        let of_spoilt = |fault: &Diagnostic| spoilt.iter().any(|path| in_file(fault, path));
        sources.retain(|(path, _)| !spoilt.contains(path));
        let builtin = |path: &String| {
            Some((path.clone(), SourceFile::from_text(path.as_str(), crate::builtin::text(path)?)))
        };
        sources.extend(spoilt.iter().filter_map(builtin));
        let mut again = Diagnostics::default();
        library = load::library(&sources, &mut again);
        faults.retain(of_spoilt);
        faults.extend(again.into_sorted());
    }
    let mut all: Vec<PlanFault> = faults.into_iter().map(read_fault).collect();
    // Built-in plans have been linted by the tests.
    if plan_paths(files).any(|path| files.overrides(&path)) {
        all.extend(check::plans(&library.set, &icons(files)));
    }
    all.iter().for_each(|found| diags.push(found.fault.clone()));
    all.retain(|found| found.fault.severity == Severity::Error);
    library.faults = all;
    library.layouts = layout_words(files);
    library
}

/// Returns the words of the workspace's own layouts that the built-in ones do not have: on paper they stand in none of the
/// data.
fn layout_words(files: &Files) -> String {
    let own = files.list("templates").into_iter().filter(|path| files.overrides(path));
    let own = own.filter(|path| path.ends_with(".typ")).filter_map(|path| {
        let words = press::written(&String::from_utf8_lossy(files.get(&path)?.1));
        (words != crate::builtin::text(&path).map(press::written).unwrap_or_default()).then_some(words)
    });
    own.collect::<Vec<_>>().join("\n")
}

/// Returns everything that is wrong with the library of a workspace, its style included.
pub fn lint(files: &Files) -> Vec<Diagnostic> {
    let mut diags = Diagnostics::default();
    let library = library(files, &mut diags);
    check::plans(&library.set, &icons(files)).into_iter().for_each(|found| diags.push(found.fault));
    check::near_duplicates(&library.set, &mut diags);
    moved_on(files, &mut diags);
    diags.into_sorted()
}

/// Warns of every file of the workspace that was copied from a built-in one which has changed since.
pub fn moved_on(files: &Files, diags: &mut Diagnostics) {
    let own = ["plans", "templates"]
        .into_iter()
        .flat_map(|folder| files.list(folder))
        .filter(|path| files.overrides(path));
    for path in own {
        let (Some((name, bytes)), Some(builtin)) = (files.get(&path), crate::builtin::bytes(&path)) else {
            continue;
        };
        let first = bytes.split(|b| *b == b'\n').next().map(String::from_utf8_lossy).unwrap_or_default();
        let mark: Vec<&str> = first.trim_end().trim_start_matches(['#', '/', ' ']).split(' ').collect();
        let ["duoan", version, hash] = mark.as_slice() else { continue };
        if !crate::builtin::print(builtin).starts_with(hash) {
            let place = Place {
                file: SourceFile::from_text(name, String::from_utf8_lossy(bytes)),
                range: 0..first.len(),
            };
            let fault =
                Diagnostic::warning("ejected-old").at(place).with("file", &path).with("version", version);
            diags.push(fault);
        }
    }
}

fn plan_paths(files: &Files) -> impl Iterator<Item = String> {
    files.list("plans").into_iter().filter(|path| path.ends_with(".yaml"))
}

fn plan_files(files: &Files, diags: &mut Diagnostics) -> Vec<(String, Arc<SourceFile>)> {
    let read = |path: String| {
        let (name, bytes) = files.get(&path)?;
        Some((path, decode(name, bytes, diags)?))
    };
    plan_paths(files).filter_map(read).collect()
}

/// Returns the names of all pictograms, the workspace's own too.
fn icons(files: &Files) -> BTreeSet<String> {
    let name = |path: String| Some(path.strip_prefix("templates/icons/")?.strip_suffix(".svg")?.to_owned());
    files.list("templates/icons").into_iter().filter_map(name).collect()
}

/// Returns whether a file of the workspace has errors from which others would follow: all plans rest on a
/// shared file, and a plan that is not there is missed by every village that names it.
fn unusable(path: &str, files: &Files, library: &Library, faults: &[Diagnostic]) -> bool {
    let stem = stem(path);
    let wrong = || faults.iter().any(|fault| fault.severity == Severity::Error && in_file(fault, path));
    files.overrides(path)
        && wrong()
        && (load::SHARED.contains(&stem) || !library.set.plans.contains_key(stem))
}

fn in_file(fault: &Diagnostic, path: &str) -> bool {
    fault.at.as_ref().is_some_and(|place| stem(&place.file.name) == stem(path))
}

fn stem(path: &str) -> &str {
    path.rsplit(['/', ':']).next().unwrap_or(path).trim_end_matches(".yaml")
}

/// Returns a fault found while a plan file was read, with whom it concerns: everybody, if the file is shared;
/// nobody, if nothing of it is printed.
fn read_fault(fault: Diagnostic) -> PlanFault {
    let stem = fault.at.as_ref().map(|place| stem(&place.file.name).to_owned());
    if stem.as_deref().is_some_and(|stem| ["rosters", "tasks", "town"].contains(&stem)) {
        return PlanFault::of(fault, []);
    }
    match stem.filter(|stem| !load::SHARED.contains(&stem.as_str())) {
        Some(hazard) => PlanFault::of(fault, [hazard]),
        None => PlanFault::of_all(fault),
    }
}

/// Returns a press with the built-in layouts and fonts and those of the workspace.
pub fn press(files: &Files) -> Press {
    let layouts = files.list("templates").into_iter().filter_map(|path| {
        let bytes = files.get(&path)?.1;
        Some((path.trim_start_matches("templates/").to_owned(), bytes))
    });
    Press::new(layouts, files.fonts().into_iter().map(|(_, bytes)| bytes))
}

/// Returns a hash of all that printing needs beside the data: layouts, fonts, this build of the program.
pub fn print_stamp(files: &Files) -> String {
    let mut hasher = blake3::Hasher::new();
    hasher.update(env!("DUOAN_BUILD").as_bytes());
    for path in files.list("templates") {
        hasher.update(path.as_bytes()).update(files.get(&path).map(|(_, bytes)| bytes).unwrap_or_default());
    }
    for (name, bytes) in files.fonts() {
        hasher.update(name.as_bytes()).update(&bytes);
    }
    hasher.finalize().to_hex().to_string()
}

/// Returns a hash of the plan library.
pub fn plan_stamp(files: &Files) -> String {
    let mut hasher = blake3::Hasher::new();
    for path in files.list("plans") {
        let (name, bytes) = files.get(&path).unwrap_or_default();
        hasher.update(name.as_bytes()).update(&[0]).update(blake3::hash(bytes).as_bytes());
    }
    hasher.finalize().to_hex().to_string()
}

/// Returns a hash of a village's own input: its layers with the names by which they are shown, and these
/// pictures.
///
/// # Errors
/// If a layer cannot be read; what is wrong with it is said by reading it in earnest.
pub fn input(village: &VillageFiles, pictures: &[String]) -> anyhow::Result<blake3::Hash> {
    let mut hasher = blake3::Hasher::new();
    anyhow::ensure!(village.rivals.is_empty(), "another village stands against it");
    for path in &village.layers {
        anyhow::ensure!(!village.store.links(path), "a link");
        let hash = blake3::hash(&village.store.read(path)?);
        hasher.update(village.store.shown(path).as_bytes()).update(&[0]).update(hash.as_bytes());
    }
    for path in pictures {
        let (picture, bytes) = project::picture(village, path);
        hasher.update(format!("{path}\0{picture:?}\0").as_bytes()).update(blake3::hash(&bytes).as_bytes());
    }
    Ok(hasher.finalize())
}

/// Returns the paths of the pictures that a profile names.
pub fn named_pictures(tree: &Node) -> Vec<String> {
    pictures_of(tree).map(|(path, _)| path.clone()).collect()
}

/// Returns where a profile names its pictures.
pub fn picture_places(tree: &Node) -> Vec<Place> {
    pictures_of(tree).map(|(_, place)| place.clone()).collect()
}

fn pictures_of(tree: &Node) -> impl Iterator<Item = (&String, &Place)> {
    fn entries(node: &Tree) -> &[yaml::Entry] {
        if let Tree::Map(entries) = node { entries } else { &[] }
    }
    let pictures = entries(&tree.value).iter().find(|entry| entry.key == "pictures");
    let named = pictures.into_iter().flat_map(|pictures| entries(&pictures.node.value));
    named.filter_map(|entry| match &entry.node.value {
        Tree::Scalar { text, .. } => Some((text, &entry.node.place)),
        _ => None,
    })
}

/// Returns the profile of a village; every fault of its files is pushed.
///
/// # Errors
/// `Stop` if no file of it can be read as a profile.
pub fn load(village: &VillageFiles, library: &Library, diags: &mut Diagnostics) -> Result<Loaded, Stop> {
    village.rivals.iter().for_each(|fault| diags.push(fault.clone()));
    let mut read = |path: &PathBuf| load::layer(&open(village, path, diags)?, &library.words, diags);
    // Read them all before giving up: faults of every layer belong in one report.
    let layers: Vec<_> = village.layers.iter().map(&mut read).collect();
    let layers: Option<Vec<_>> = layers.into_iter().collect();
    layers.iter().flat_map(|layers| load::replaced(layers)).for_each(|note| diags.push(note));
    layers.and_then(load::village).ok_or(Stop)
}

/// Returns the profile that stands above a village: its county's and its town's files; an empty one where
/// there are none.
///
/// # Errors
/// What keeps one of the files from being read; nothing is printed of half of them.
pub fn town(village: &VillageFiles, library: &Library) -> Result<Option<Loaded>, Vec<Diagnostic>> {
    let mut diags = Diagnostics::default();
    let Some((_, above)) = village.layers.split_last().filter(|(_, above)| !above.is_empty()) else {
        return Ok(None);
    };
    let mut read =
        |path: &PathBuf| load::layer(&open(village, path, &mut diags)?, &library.words, &mut diags);
    let layers: Option<Vec<Node>> = above.iter().map(&mut read).collect();
    match layers.and_then(load::village) {
        Some(loaded) => Ok(Some(loaded)),
        None => Err(diags.into_sorted().into_iter().filter(|d| d.severity == Severity::Error).collect()),
    }
}

/// Returns the merged book of a village, its profile checked and every character found in the fonts.
///
/// # Errors
/// `Stop` if there is an error in the profile or in a plan it selects; all are pushed.
pub fn handbook(
    village: &VillageFiles,
    library: &Library,
    press: &Press,
    today: Option<Date>,
    diags: &mut Diagnostics,
) -> Result<Handbook, Stop> {
    handbook_and_tree(village, library, press, today, diags).map(|(book, _)| book)
}

/// The same with the profile's tree, for faults found only on paper.
///
/// # Errors
/// As [`handbook`].
pub fn handbook_and_tree(
    village: &VillageFiles,
    library: &Library,
    press: &Press,
    today: Option<Date>,
    diags: &mut Diagnostics,
) -> Result<(Handbook, Node), Stop> {
    let (loaded, found) = checked(village, library, press, today, diags)?;
    let mut withheld =
        edition::faults(&loaded.tree, &loaded.profile, &village.slashed(), &drawn(&loaded.tree, &found));
    let hiding = drawings(&loaded.tree, &found).filter(|(.., bytes)| press::hides(bytes));
    let hiding = hiding
        .map(|(path, place, _)| Diagnostic::error("public-drawing").at(place.clone()).with("path", path));
    withheld.extend(hiding);
    if diags.errors() > 0 {
        // Nothing is printed: then all is said at once.
        withheld.iter().for_each(|fault| diags.push(fault.clone()));
    }
    diags.stop_on_error()?;
    let mut book = merged(&loaded, library, diags)?;
    let bytes = |path: &Option<String>| {
        let (path, (_, bytes)) = found.iter().find(|(known, _)| Some(known) == path.as_ref())?;
        let ending = path.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
        (!bytes.is_empty()).then(|| Print { ending, bytes: press::bare(bytes).into() })
    };
    let pictures =
        Prints { map: bytes(&loaded.profile.pictures.map), logo: bytes(&loaded.profile.pictures.logo) };
    let sample = !scaffold::samples(&loaded.tree).is_empty();
    book.each(|edition| {
        edition.pictures = pictures.clone();
        edition.layouts.clone_from(&library.layouts);
        edition.sample = sample;
    });
    book.editions
        .get_mut(&Audience::Public)
        .into_iter()
        .for_each(|public| Arc::make_mut(public).withheld = withheld.clone());
    Ok((book, loaded.tree))
}

/// Returns the book of a village whatever `check` says of it, for the night on which it is needed as it is;
/// `None` if it cannot be read at all. Beside it: whether `check` has errors.
pub fn book_as_it_is(village: &VillageFiles, library: &Library, press: &Press) -> Option<(Handbook, bool)> {
    let mut diags = Diagnostics::default();
    let (loaded, _) = checked(village, library, press, None, &mut diags).ok()?;
    let mut book = merge::merge(&loaded.profile, &library.set, &mut diags).ok()?;
    let sample = !scaffold::samples(&loaded.tree).is_empty();
    book.each(|edition| edition.sample = sample);
    Some((book, diags.errors() > 0))
}

/// Returns the profile of a village as written, with errors or without; `diags` then holds what `duoan check`
/// says of it.
///
/// # Errors
/// `Stop` if no file of it can be read as a profile.
pub fn survey(
    village: &VillageFiles,
    library: &Library,
    press: &Press,
    today: Option<Date>,
    diags: &mut Diagnostics,
) -> Result<Loaded, Stop> {
    let (loaded, _) = checked(village, library, press, today, diags)?;
    if diags.errors() == 0 {
        // The book is thrown away; what the merge finds is kept.
        let _ = merged(&loaded, library, diags);
    }
    Ok(loaded)
}

/// Most blanks that are named.
const NAMED: usize = 8;

/// Returns the merged book, and says what is left open in it.
fn merged(loaded: &Loaded, library: &Library, diags: &mut Diagnostics) -> Result<Handbook, Stop> {
    let book = merge::merge(&loaded.profile, library.plans(&loaded.profile), diags)?;
    let blanks = &book.ledger.blanks;
    if !blanks.is_empty() {
        let mut names: Vec<&str> = blanks.keys().take(NAMED).map(String::as_str).collect();
        names.extend((blanks.len() > NAMED).then_some("…"));
        let fault = Diagnostic::warning("blank-left")
            .at(loaded.tree.place.clone())
            .with("count", blanks.values().sum::<usize>());
        diags.push(fault.with("list", names.join("、")));
    }
    Ok(book)
}

/// A picture's path, what the disk has of it, its bytes.
type Found = (String, (Picture, Vec<u8>));

/// Reads and checks a village.
fn checked(
    village: &VillageFiles,
    library: &Library,
    press: &Press,
    today: Option<Date>,
    diags: &mut Diagnostics,
) -> Result<(Loaded, Vec<Found>), Stop> {
    let loaded = load(village, library, diags)?;
    // What is wrong with a plan is wrong with every village that would print it.
    let concerned = library.faults.iter().filter(|found| found.concerns(loaded.profile.hazards.keys()));
    concerned.for_each(|found| diags.push(found.fault.clone()));
    // A sign in a note that nobody prints stops nothing.
    edition::each_seen(&loaded.tree, &mut |text, place| lacking(text, place, press, diags));
    let today = today.or(loaded.profile.edition.effective);
    let found = pictures(village, &loaded);
    edition::named(&loaded.tree, &loaded.profile).into_iter().for_each(|found| diags.push(found));
    drawn(&loaded.tree, &found).iter().for_each(|(text, place)| lacking(text, place, press, diags));
    let pictures: Vec<(String, Picture)> =
        found.iter().map(|(path, (picture, _))| (path.clone(), *picture)).collect();
    let Loaded { profile, tree, layers } = &loaded;
    let dated = project::is_under_git(village);
    let context =
        Context { profile, tree, layers, plans: library.plans(profile), pictures: &pictures, today, dated };
    check::profile(&context, diags);
    Ok((loaded, found))
}

/// Fewest characters of a text that a village can be asked to shorten before a sentence of a plan is.
const LONG: usize = 10;

/// Returns where one of these texts was written, the longest first: a long one of the profile, else one of a
/// plan, else any of the profile.
pub fn written(texts: &[&str], tree: &Node, book: &Handbook, plans: &PlanSet) -> Option<(String, Place)> {
    let mut texts: Vec<&str> =
        texts.iter().copied().filter(|t| t.chars().count() > 3 && !t.is_ascii()).collect();
    texts.sort_by_key(|t| std::cmp::Reverse(t.chars().count()));
    let in_plan = |text: &str| {
        let action =
            book.hazards.iter().flat_map(|h| &h.actions).find(|a| a.card == text || a.text == text)?;
        let (hazard, step) = action.key.split_once('/')?;
        let index = plans.plans.get(hazard)?.steps.iter().position(|s| s.id == step)?;
        plans.place(&format!("{hazard}/steps/{index}")).cloned()
    };
    let own = |text: &&str| Some(((*text).to_owned(), in_profile(text, tree)?));
    let planned = |text: &&str| Some(((*text).to_owned(), in_plan(text)?));
    let long = texts.iter().take_while(|text| text.chars().count() >= LONG);
    long.clone()
        .find_map(own)
        .or_else(|| texts.iter().find_map(planned))
        .or_else(|| texts.iter().find_map(own))
}

fn in_profile(wanted: &str, node: &Node) -> Option<Place> {
    match &node.value {
        Tree::Map(entries) => entries.iter().find_map(|e| {
            (e.key == wanted).then(|| e.key_place.clone()).or_else(|| in_profile(wanted, &e.node))
        }),
        Tree::List(items) => items.iter().find_map(|item| in_profile(wanted, item)),
        Tree::Scalar { text, .. } => (text == wanted).then(|| node.place.clone()),
        Tree::Null => None,
    }
}

/// Looks for the pictures that a profile names.
fn pictures(village: &VillageFiles, loaded: &Loaded) -> Vec<Found> {
    let written = &loaded.profile.pictures;
    written
        .map
        .iter()
        .chain(&written.logo)
        .map(|path| (path.clone(), seen(project::picture(village, path))))
        .collect()
}

/// Returns a picture as it will be printed: what a drawing only links to is not.
fn seen((kind, bytes): (Picture, Vec<u8>)) -> (Picture, Vec<u8>) {
    let links = kind == Picture::Lines && press::links(&bytes);
    (if links { Picture::Links } else { kind }, bytes)
}

/// Returns the drawings of a village: the path, where the profile names it, the bytes.
fn drawings<'a>(tree: &'a Node, found: &'a [Found]) -> impl Iterator<Item = (&'a str, &'a Place, &'a [u8])> {
    pictures_of(tree).filter_map(|(path, place)| {
        let drawing = |(known, (kind, _)): &&Found| known == path && *kind == Picture::Lines;
        let (_, (_, bytes)) = found.iter().find(drawing)?;
        Some((path.as_str(), place, bytes.as_slice()))
    })
}

/// Returns what is written in the drawings of a village, and where the profile names each.
fn drawn(tree: &Node, found: &[Found]) -> Vec<(String, Place)> {
    let texts = |(_, place, bytes): (&str, &Place, &[u8])| {
        press::texts(bytes).into_iter().map(|text| (text, place.clone())).collect::<Vec<_>>()
    };
    drawings(tree, found).flat_map(texts).collect()
}

/// Reports every character that no font has in the plans of the workspace's own; they concern those who would
/// print them.
pub fn plan_characters(files: &Files, press: &Press, library: &mut Library, diags: &mut Diagnostics) {
    for path in
        files.list("plans").into_iter().filter(|path| path.ends_with(".yaml") && files.overrides(path))
    {
        let Some((name, bytes)) = files.get(&path) else { continue };
        // What cannot be read has been said by the library.
        let quiet = &mut Diagnostics::default();
        let tree = decode(name, bytes, quiet).and_then(|file| yaml::parse(&file, quiet));
        let mut lacking = Diagnostics::default();
        tree.iter().for_each(|tree| characters(tree, press, &mut lacking));
        tree.iter().flat_map(edition::plan_faults).for_each(|fault| lacking.push(fault));
        library.faults.extend(lacking.iter().cloned().map(read_fault));
        diags.extend(lacking);
    }
}

/// Reports every character of a tree that no font has, before anything is typeset.
fn characters(node: &Node, press: &Press, diags: &mut Diagnostics) {
    match &node.value {
        Tree::Map(entries) => entries.iter().for_each(|e| {
            lacking(&e.key, &e.key_place, press, diags);
            characters(&e.node, press, diags);
        }),
        Tree::List(items) => items.iter().for_each(|item| characters(item, press, diags)),
        Tree::Scalar { text, .. } => lacking(text, &node.place, press, diags),
        Tree::Null => {}
    }
}

fn lacking(text: &str, place: &Place, press: &Press, diags: &mut Diagnostics) {
    for c in text.chars().filter(|c| !press.has(*c)) {
        let near = source::standard_form(c).filter(|near| press.has(*near));
        let fault = Diagnostic::error("missing-glyph").at(narrowed(place, c)).with("char", c);
        let fault = fault.with("code", format!("U+{:04X}", c as u32));
        diags.push(match near {
            Some(near) => {
                let fault = fault.word("hint", &format!("换成“{near}”"), &format!("write “{near}” instead"));
                // Only where the character itself stands is it replaced.
                if narrowed(place, c) == *place && place.range.len() != c.len_utf8() {
                    fault
                } else {
                    fault.mend(near)
                }
            }
            None if ('\u{E000}'..='\u{F8FF}').contains(&c) => fault.word(
                "hint",
                "这是旧字库的造字，别的电脑上也看不到；用拼音或部首重打这个字",
                "a private character of an old font, which other computers lack too; type it anew",
            ),
            None => fault.word(
                "hint",
                "核对这个字；没有写错，就把有这个字的字库放进工作区的 fonts 文件夹",
                "check it; if it is right, put a font that has it into the workspace's fonts folder",
            ),
        });
    }
}

/// Returns the place of a character within a place, if it is written there as itself.
fn narrowed(place: &Place, c: char) -> Place {
    let at = place.file.text.get(place.range.clone()).and_then(|text| text.find(c));
    let start = at.map(|at| place.range.start + at);
    start.map_or_else(
        || place.clone(),
        |start| Place { file: Arc::clone(&place.file), range: start..start + c.len_utf8() },
    )
}

fn open(village: &VillageFiles, path: &Path, diags: &mut Diagnostics) -> Option<Arc<SourceFile>> {
    let name = village.store.shown(path);
    // A link may lead out of the workspace, and mending would put a file in its place.
    if village.store.links(path) {
        let place = Place { file: SourceFile::from_text(name, ""), range: 0..0 };
        diags.push(Diagnostic::error("linked-file").at(place));
        return None;
    }
    match village.store.read(path) {
        Ok(bytes) => decode(name, &bytes, diags),
        Err(error) => {
            let place = Place { file: SourceFile::from_text(name, ""), range: 0..0 };
            let [zh, en] = [Lang::Zh, Lang::En].map(|lang| messages::causes(&error, lang));
            diags.push(Diagnostic::error("unreadable").at(place).word("detail", &zh, &en));
            None
        }
    }
}

fn decode(name: String, bytes: &[u8], diags: &mut Diagnostics) -> Option<Arc<SourceFile>> {
    SourceFile::decode(name.clone(), bytes)
        .map_err(|NotText { line }| {
            let place = Place { file: SourceFile::from_text(name, ""), range: 0..0 };
            let (zh, en) = line.map_or_else(Default::default, |line| {
                (format!("，第 {line} 行读不出"), format!(", line {line} cannot be read"))
            });
            diags.push(Diagnostic::error("not-text").at(place).word("where", &zh, &en));
        })
        .ok()
}
