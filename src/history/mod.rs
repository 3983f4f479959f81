//! A village's past under git: the commits of the main line that changed what it is made from, its book at
//! each, and what the paper says of them: the day of the last change, the revision record, the draft mark.
//!
//! Plans and layouts that the program brings are today's at every commit; those of the workspace are of their
//! time.

mod gone;
mod line;
mod owners;
mod record;

pub use line::{Turn, Whole};
pub use owners::Owner;
pub use record::Outgrown;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock};

use crate::compose;
use crate::diag::Diagnostics;
use crate::diff::Side;
use crate::git::{self, Commit, Mainline, Repository};
use crate::load::Library;
use crate::model::document::Audience;
use crate::model::handbook::Handbook;
use crate::model::plan::PlanSet;
use crate::model::profile::Date;
use crate::pipeline;
use crate::press::Press;
use crate::project::{self, Files, Inputs, LAYERS, OVERRIDES, Project, Store, VillageFiles};

/// Commits whose workspace is kept at hand; a county's has megabytes.
const SHELVES: usize = 32;

/// The past of a workspace.
pub struct Past<'a> {
    repository: Repository,
    line: Mainline,
    /// Steps of the line that changed a path, the newest first.
    touching: BTreeMap<String, Vec<usize>>,
    /// Steps that changed the workspace's own plans or layouts.
    plans: Vec<usize>,
    /// The workspace at the newest commit.
    tip: Project,
    /// Whether the workspace's own plans, layouts or fonts differ from those committed.
    draft: bool,
    today: Today<'a>,
    /// What of the workspace's own stands in the place of built-in files today.
    files: Files,
    shelves: Mutex<BTreeMap<git::Id, Arc<Shelf>>>,
    held: OnceLock<Vec<owners::Held>>,
    /// What was fetched and is not merged: branches and the paths that they changed.
    ahead: Vec<(String, BTreeSet<String>)>,
}

/// What reading a book needs now; most of it is what it was.
#[derive(Clone, Copy)]
pub struct Today<'a> {
    /// The workspace.
    pub project: &'a Project,
    /// Its plans.
    pub library: &'a Library,
    /// Its fonts.
    pub press: &'a Press,
}

/// The workspace at a commit.
struct Shelf {
    project: Project,
    /// Its plans, if they are not today's.
    library: Option<Library>,
}

/// A commit that changed what a village is made from.
#[derive(Debug, Clone)]
pub struct Era<'a> {
    /// The commit.
    pub commit: &'a Commit,
    /// Where the village's file lay then, from the workspace's top.
    pub path: String,
    /// Whether what it changed is known; not where a shallow clone ends.
    pub whole: bool,
    /// Whether it is dated before a commit that it follows.
    astray: bool,
    /// How many commits of the line are newer.
    newer: usize,
}

/// What of a village's past cannot be known, and so may hide that its paper is stale.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Lack {
    /// The clone does not go back to the beginning.
    Shallow,
    /// Something of a commit is missing from the clone, or damaged: the commit and what.
    Missing(String, String),
    /// A commit says that it is older than those before it: the clock was wrong, and which version was in force on
    /// a day is not known.
    Clock(String),
    /// The village of a commit has an error by today's rules, so what it printed then is not known.
    Rules(String),
    /// A commit lay beside the main line on that day, and paper may have been printed of it.
    Merged(String),
    /// A commit is the first of all, and later than the edition that is asked for.
    Begun(String),
    /// What was fetched changed the village, and is not merged yet: what git calls that branch.
    Behind(String),
    /// A folder is a repository of its own, which is not looked into.
    Inner(String),
}

/// A village's book as it was in force.
pub struct InForce<'a> {
    /// The commit, in short.
    pub label: String,
    /// The book.
    pub then: Then<'a>,
    /// The latest last day that paper of its edition may bear; none if some bears none.
    pub until: Option<Date>,
}

/// A village's book at a commit, and the plans it was merged from.
#[derive(Clone)]
pub struct Then<'a> {
    /// The book.
    pub book: Handbook,
    shelf: Arc<Shelf>,
    today: Today<'a>,
}

impl Then<'_> {
    /// Returns the plans that the book was merged from, as they were said to it.
    pub fn plans(&self) -> &PlanSet {
        self.library().plans(&self.book.village)
    }

    /// Returns the book with its plans, to be compared.
    pub fn side(&self) -> Side<'_> {
        Side { book: &self.book, plans: self.plans() }
    }

    /// Returns the same as an audience may see it.
    pub fn seen_by(&self, audience: Audience) -> Side<'_> {
        Side { book: self.book.seen_by(audience), plans: self.plans() }
    }

    /// Returns whether its plans are those of today.
    fn has_todays_plans(&self) -> bool {
        self.shelf.library.is_none()
    }

    /// Returns the plans and the words that stand for them.
    pub fn library(&self) -> &Library {
        self.shelf.library.as_ref().unwrap_or(self.today.library)
    }
}

impl<'a> Past<'a> {
    /// Returns the past of a workspace; `None` if it is not under git: in no repository, or in one that has nothing
    /// of its folder.
    ///
    /// # Errors
    /// If the repository cannot be read.
    pub fn open(today: Today<'a>) -> anyhow::Result<Option<Self>> {
        let (repository, commit) = match &today.project.store {
            Store::Git(snapshot) => (snapshot.repository.clone(), snapshot.commit),
            Store::Disk | Store::Held(_) => {
                let found = project::repository(&today.project.root).and_then(|repository| {
                    let commit = repository.resolve("HEAD")?;
                    Ok((repository, commit))
                });
                match found {
                    Ok(found) => found,
                    // Nothing to read is not the same as not being able to.
                    Err(error) => match error.downcast_ref() {
                        Some(git::Fault::Outside(_) | git::Fault::Empty | git::Fault::Unknown(..)) => {
                            return Ok(None);
                        }
                        _ => return Err(error),
                    },
                }
            }
        };
        let tip = project::open_at(&Store::at_commit(&repository, commit)?)?;
        // A branch of something else, or a repository within this one: nothing that lies here is committed.
        if tip.villages.is_empty() && repository.is_without_folder(commit)? {
            return Ok(None);
        }
        let line = repository.mainline(commit)?;
        let asked = matches!(&today.project.store, Store::Git(snapshot) if snapshot.label != "HEAD");
        let ahead = if asked { Vec::new() } else { repository.ahead()? };
        let mut touching: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        let mut plans = Vec::new();
        for (at, step) in line.steps.iter().enumerate() {
            step.changed.iter().for_each(|path| touching.entry(path.clone()).or_default().push(at));
            if step
                .changed
                .iter()
                .any(|path| ["plans/", "templates/"].iter().any(|own| path.starts_with(own)))
            {
                plans.push(at);
            }
        }
        let (now, then) = (today.project.files()?, tip.files()?);
        let draft = !OVERRIDES.iter().all(|folder| now.same(&then, folder));
        Ok(Some(Self {
            repository,
            line,
            touching,
            plans,
            tip,
            draft,
            today,
            files: now,
            shelves: Mutex::default(),
            held: OnceLock::new(),
            ahead,
        }))
    }

    /// Returns whether the clone does not go back to the beginning.
    pub fn is_shallow(&self) -> bool {
        self.line.cut.is_some()
    }

    /// Returns a commit that is dated before the one that it follows: a clock was wrong then, and days that come
    /// from commits are not to be relied on.
    pub fn misdated(&self) -> Option<&Commit> {
        self.line.steps.iter().find(|step| step.astray).map(|step| &step.commit)
    }

    /// Returns the latest day of a commit.
    pub fn last_day(&self) -> Option<Date> {
        self.line.steps.iter().map(|step| Date(step.commit.date)).max()
    }

    /// Returns the newest commit.
    pub fn tip(&self) -> &Project {
        &self.tip
    }

    /// Returns whether a file that the village is made from is not as it was committed; line ends do not
    /// count.
    pub fn is_draft(&self, village: &VillageFiles) -> bool {
        let Store::Git(tip) = &self.tip.store else { return false };
        let project = self.today.project;
        let differs = |path: &String| {
            let there = tip.files.get(path).map(|entry| entry.id);
            let full = project.root.join(path);
            there != village.store.id(&full) && (there.is_none() || there != village.store.unix_id(&full))
        };
        let pictures = project.inputs(village).pictures.into_iter().map(|(path, _)| path);
        self.draft || layers(&self.path(village)).into_iter().chain(pictures).any(|path| differs(&path))
    }

    /// Returns whether what was fetched of a village is not merged yet.
    pub fn behind(&self, village: &VillageFiles) -> Option<Lack> {
        let pictures = self.today.project.inputs(village).pictures.into_iter().map(|(path, _)| path);
        let own: Vec<String> = layers(&self.path(village)).into_iter().chain(pictures).collect();
        let concerns = |path: &String| own.contains(path) || path.starts_with("plans/");
        let ahead = self.ahead.iter().find(|(_, changed)| changed.iter().any(concerns));
        ahead.map(|(name, _)| Lack::Behind(name.clone()))
    }

    /// Returns whether anything that was fetched is not merged yet.
    pub fn is_behind(&self) -> Option<Lack> {
        self.ahead.first().map(|(name, _)| Lack::Behind(name.clone()))
    }

    /// Returns a hash of all that the paper may say of a village's past.
    pub fn stamp(&self, village: &VillageFiles) -> String {
        let mut words = format!("{} {}", self.is_draft(village), self.is_shallow());
        self.eras(village).iter().for_each(|era| words += &format!(" {}", era.commit.id));
        words
    }

    /// Returns the commits that changed what a village is made from, the newest first.
    pub fn eras(&self, village: &VillageFiles) -> Vec<Era<'_>> {
        self.eras_since(village, None)
    }

    /// Returns the same of a village that went away with a step: another may lie in its place.
    fn eras_since(&self, village: &VillageFiles, gone: Option<usize>) -> Vec<Era<'_>> {
        let mut path = self.path(village);
        let mut pictures = paths(self.today.project.inputs(village));
        let mut eras = Vec::new();
        let mut next = gone.unwrap_or(0);
        while let Some(at) = self.last_change(&path, &pictures, next) {
            let step = &self.line.steps[at];
            eras.push(Era {
                commit: &step.commit,
                path: path.clone(),
                whole: true,
                astray: step.astray,
                newer: step.newer,
            });
            if step.changed.contains(&path) && gone != Some(at) {
                match self.former(at, &path) {
                    Some(former) => path = former,
                    None => return eras,
                }
            }
            // What the village was made from before may name other pictures.
            if layers(&path).iter().any(|layer| step.changed.contains(layer)) {
                pictures.extend(self.pictures(at, &path));
            }
            next = at + 1;
        }
        // Nothing is known before the end of a shallow clone but that the village was there.
        let there =
            |commit: &&Commit| self.shelf(commit.id).is_some_and(|shelf| shelf.village(&path).is_some());
        eras.extend(self.line.cut.iter().filter(there).map(|commit| Era {
            commit,
            path: path.clone(),
            whole: false,
            astray: false,
            newer: usize::MAX,
        }));
        eras
    }

    /// Returns the pictures that a village named before a step.
    fn pictures(&self, at: usize, path: &str) -> BTreeSet<String> {
        let before = self.before(at).and_then(|before| self.shelf(before.id));
        let inputs = before.as_ref().and_then(|shelf| Some(shelf.project.inputs(shelf.village(path)?)));
        inputs.map(paths).unwrap_or_default()
    }

    /// Returns the commits beside the line that changed what a village is made from, by any of its paths, the newest
    /// first: others worked on them, and may have printed them, before a merge brought them together.
    pub fn beside(&self, village: &VillageFiles) -> Vec<Era<'_>> {
        let paths: BTreeSet<String> =
            self.eras(village).into_iter().map(|era| era.path).chain([self.path(village)]).collect();
        let mut own: BTreeSet<String> = paths.iter().flat_map(|path| layers(path)).collect();
        own.extend(self::paths(self.today.project.inputs(village)));
        let touched =
            self.line.sides.iter().filter(|side| {
                side.changed.iter().any(|path| own.contains(path) || path.starts_with("plans/"))
            });
        let eras = touched.flat_map(|side| {
            let there = |path: &&String| {
                self.shelf(side.commit.id).is_some_and(|shelf| shelf.village(path).is_some())
            };
            let era = |path: &String| Era {
                commit: &side.commit,
                path: path.clone(),
                whole: true,
                astray: false,
                newer: side.newer,
            };
            paths.iter().filter(there).map(era).collect::<Vec<_>>()
        });
        eras.collect()
    }

    /// Returns the first step from `next` on that changed a layer, a picture or the plans of the village at a
    /// path.
    fn last_change(&self, path: &str, pictures: &BTreeSet<String>, next: usize) -> Option<usize> {
        let first = |steps: &Vec<usize>| steps.get(steps.partition_point(|at| *at < next)).copied();
        let layers = layers(path);
        let paths = layers.iter().chain(pictures);
        let changes = paths.filter_map(|path| self.touching.get(path).and_then(first));
        changes.chain(first(&self.plans)).min()
    }

    /// Returns where a village lay before a step that changed its file; `None` if another village lay there.
    fn former(&self, at: usize, path: &str) -> Option<String> {
        let Some((before, after)) = self.around(at) else { return Some(path.to_owned()) };
        if after.village(path).is_none() {
            return Some(path.to_owned());
        }
        let pairs = project::pairs(&before.project, &after.project);
        let own = pairs.both.iter().find(|(_, now)| slashed(now) == path).map(|(former, _)| slashed(former));
        own.or_else(|| before.village(path).is_none().then(|| path.to_owned()))
    }

    /// Returns the workspace before a step and after it.
    fn around(&self, at: usize) -> Option<(Arc<Shelf>, Arc<Shelf>)> {
        Some((self.shelf(self.before(at)?.id)?, self.shelf(self.line.steps[at].commit.id)?))
    }

    /// Returns a village's book at a commit; `None` if it was not there.
    ///
    /// # Errors
    /// What cannot be known of it.
    pub fn book(&self, era: &Era) -> Result<Option<Then<'a>>, Lack> {
        let label = || era.commit.id.short();
        let shelf =
            self.opened(era.commit.id).map_err(|error| Lack::Missing(label(), format!("{error:#}")))?;
        let library = shelf.library.as_ref().unwrap_or(self.today.library);
        let Some(village) = shelf.village(&era.path) else { return Ok(None) };
        let mut diags = Diagnostics::default();
        match pipeline::handbook(village, library, self.today.press, None, &mut diags) {
            Ok(book) => Ok(Some(Then { book, shelf, today: self.today })),
            Err(_) => {
                let faults = diags.into_sorted();
                let missing = faults
                    .iter()
                    .find(|fault| fault.code == "unreadable")
                    .and_then(|fault| fault.value("detail"));
                Err(missing
                    .map_or_else(|| Lack::Rules(label()), |detail| Lack::Missing(label(), detail.to_owned())))
            }
        }
    }

    /// Returns a village's book as it was in force, and the commit: when the edition of that day came out,
    /// else at the last commit up to that day; without a day, when the edition that is in force came out.
    /// Beside it what had to be known for that and is not.
    pub fn in_force(&self, village: &VillageFiles, day: Option<Date>) -> (Option<InForce<'a>>, Vec<Lack>) {
        let mut found: Option<(&Commit, Then<'a>)> = None;
        let mut day = day;
        let mut until: Option<(&Commit, Then<'a>)> = None;
        let mut lacks: Vec<Lack> = self.behind(village).into_iter().collect();
        let eras = self.eras(village);
        let (mut known, mut newer, mut last) = (false, usize::MAX, Vec::new());
        for era in &eras {
            let then = match self.book(era) {
                Ok(Some(then)) => then,
                Ok(None) => continue,
                Err(lack) => {
                    lacks.push(lack);
                    continue;
                }
            };
            let issued = then.book.edition.effective.or(then.book.edition.approved);
            // Without an edition's date it is the newest commit.
            let Some(wanted) = day.or(issued) else {
                let until = compose::until(&then.book);
                return (Some(InForce { label: era.commit.id.short(), then, until }), lacks);
            };
            day = Some(wanted);
            if issued == day {
                last.push(compose::until(&then.book));
                found = Some((era.commit, then));
                newer = era.newer;
            } else if found.is_some() {
                known = true;
                break;
            } else if until.as_ref().is_some_and(|(newer, _)| newer.date == wanted.0)
                && era.commit.date == wanted.0
            {
                // Of several on one day paper may have been printed of the first.
                until = Some((era.commit, then));
            } else if until.as_ref().is_none_or(|(newer, _)| newer.date < era.commit.date) {
                // Older in the line and yet later by its date: then the newer one may be of any day.
                lacks.extend(until.take().map(|(newer, _)| Lack::Clock(newer.id.short())));
                until = (era.commit.date <= wanted.0).then_some((era.commit, then));
                newer = era.newer;
            }
        }
        if found.is_none() {
            let astray = eras.iter().filter(|era| era.astray).map(|era| Lack::Clock(era.commit.id.short()));
            lacks.extend(astray.filter(|lack| !lacks.contains(lack)).collect::<Vec<_>>());
        }
        // Others had their own version until a merge brought it.
        let by = |era: &Era| era.newer < newer && day.is_some_and(|day| era.commit.date <= day.0);
        lacks.extend(
            self.beside(village).iter().find(|era| by(era)).map(|era| Lack::Merged(era.commit.id.short())),
        );
        // The edition may have begun before the end of the clone, and before anything was committed.
        if !known && (found.is_some() || until.is_none()) {
            if self.is_shallow() {
                lacks.push(Lack::Shallow);
            } else if let Some(first) = self.late(&eras, day, found.is_some()) {
                lacks.push(Lack::Begun(first));
            }
        }
        let force = found.or(until).map(|(commit, then)| {
            let until = compose::until(&then.book);
            let until = last.into_iter().chain([until]).max_by_key(|day| (day.is_none(), *day)).flatten();
            InForce { label: commit.id.short(), then, until }
        });
        (force, lacks)
    }

    /// Returns a village's first commit if that is later than a day on which the village was there: its edition
    /// says so, or nothing is known of any day before.
    fn late(&self, eras: &[Era], day: Option<Date>, was_there: bool) -> Option<String> {
        let first = eras.last()?.commit;
        let beginning = self.line.steps.last().is_some_and(|step| step.commit.id == first.id);
        (first.date > day?.0 && (was_there || beginning)).then(|| first.id.short())
    }

    /// Returns the newest of commits that are named in short.
    pub fn newest<'n>(&self, names: impl IntoIterator<Item = &'n str>) -> Option<String> {
        let named: BTreeSet<&str> = names.into_iter().collect();
        let line = self.line.steps.iter().map(|step| &step.commit).chain(&self.line.cut);
        line.map(|commit| commit.id).find(|id| named.contains(id.short().as_str())).map(|id| id.to_string())
    }

    fn shelf(&self, commit: git::Id) -> Option<Arc<Shelf>> {
        self.opened(commit).ok()
    }

    fn opened(&self, commit: git::Id) -> anyhow::Result<Arc<Shelf>> {
        if let Some(known) = self.shelves.lock().expect("no panic while it is held").get(&commit) {
            return Ok(Arc::clone(known));
        }
        let project = project::open_at(&Store::at_commit(&self.repository, commit)?)?;
        let files = project.files()?;
        let same = ["plans", "templates"].iter().all(|folder| self.files.same(&files, folder));
        let library = (!same).then(|| pipeline::library(&files, &mut Diagnostics::default()));
        let shelf = Arc::new(Shelf { project, library });
        let mut shelves = self.shelves.lock().expect("no panic while it is held");
        if shelves.len() >= SHELVES {
            shelves.clear();
        }
        shelves.insert(commit, Arc::clone(&shelf));
        Ok(shelf)
    }

    /// Returns a village's path from the workspace's top.
    fn path(&self, village: &VillageFiles) -> String {
        let file = village.layers.last().map(PathBuf::as_path).unwrap_or(Path::new(""));
        file.strip_prefix(&self.today.project.root).unwrap_or(file).to_string_lossy().replace('\\', "/")
    }
}

impl Shelf {
    fn village(&self, path: &str) -> Option<&VillageFiles> {
        self.project.villages.iter().find(|village| slashed(village) == path)
    }
}

/// Returns the paths of the pictures that a village is made from.
fn paths(inputs: Inputs) -> BTreeSet<String> {
    inputs.pictures.into_iter().map(|(path, _)| path).collect()
}

/// Returns the path of a village at a commit.
fn slashed(village: &VillageFiles) -> String {
    village.layers.last().map(|file| file.to_string_lossy().replace('\\', "/")).unwrap_or_default()
}

/// Returns every path at which a layer of a village may lie, its own file the last.
fn layers(path: &str) -> Vec<String> {
    let folders = Path::new(path).ancestors().skip(1);
    let layer = |folder: &Path| LAYERS.map(|layer| folder.join(layer).to_string_lossy().replace('\\', "/"));
    folders.flat_map(layer).chain([path.to_owned()]).collect()
}
