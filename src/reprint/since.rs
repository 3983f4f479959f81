//! What is stale since a revision or an edition, village by village, and how many sheets it takes. Prints
//! nothing.

use std::collections::BTreeSet;
use std::path::PathBuf;

use rayon::prelude::*;

use super::made::edition;
use super::{Making, Stale, State, documents, ends_within, every, stale};
use crate::batch::{self, Manifest, Wanted};
use crate::compose::{self, Family};
use crate::diag::Diagnostic;
use crate::diff;
use crate::history::{Lack, Past};
use crate::model::document::{Audience, Document};
use crate::model::handbook::Handbook;
use crate::model::profile::Date;
use crate::project::{self, Pairs, VillageFiles};
use crate::workspace::Workspace;

/// One village.
pub struct Row {
    /// Its path among the outputs; of one that is gone, its former one.
    pub path: PathBuf,
    /// Its name.
    pub name: String,
    /// What its paper is compared with.
    pub since: String,
    /// What is stale.
    pub stale: Vec<Stale>,
    /// Sheets by family, in the order of the families.
    pub sheets: Vec<(&'static str, usize)>,
    /// Why: what changed for people.
    pub changes: Vec<diff::Change>,
    /// Why it cannot be compared, if it cannot.
    pub fault: Option<Box<Fault>>,
    /// What of its past is not known, so that more may be stale than is listed.
    pub lacks: Vec<Lack>,
}

/// A village that has an error; at which revision, and the first.
pub struct Fault {
    /// The revision; none for the working tree.
    pub at: Option<String>,
    /// The first error.
    pub first: Option<Diagnostic>,
}

impl Row {
    /// Returns whether there is nothing to say of it.
    pub fn is_empty(&self) -> bool {
        self.stale.is_empty() && self.is_whole()
    }

    /// Returns whether everything was compared that had to be.
    pub fn is_whole(&self) -> bool {
        self.fault.is_none() && self.lacks.is_empty()
    }

    fn unreadable(village: &VillageFiles, at: Option<&str>, first: Option<Diagnostic>) -> Self {
        let fault = Some(Box::new(Fault { at: at.map(str::to_owned), first }));
        Self { fault, ..Self::of(village) }
    }

    fn of(village: &VillageFiles) -> Self {
        Self {
            path: village.stem.clone(),
            name: village.called(),
            since: String::new(),
            stale: Vec::new(),
            sheets: Vec::new(),
            changes: Vec::new(),
            fault: None,
            lacks: Vec::new(),
        }
    }
}

/// Counts the pages of a village's book, or says why it has none.
pub type Pages<'a> = dyn Fn(&VillageFiles, Making) -> Result<usize, Diagnostic> + Sync + 'a;

/// Returns what was made of a village, or may have been, beside what a plain build makes.
pub type Beside<'a> = dyn Fn(&VillageFiles) -> Vec<Making> + Sync + 'a;

/// What is asked for.
pub struct Wish<'a> {
    /// Villages, by name; all if there is none.
    pub names: &'a [String],
    /// As whom; all editions that a plain build makes, and what was made beside, if nobody is named.
    pub audience: Option<Audience>,
    /// How pages are counted.
    pub pages: &'a Pages<'a>,
    /// What is looked at of a village beside what a plain build makes.
    pub beside: &'a Beside<'a>,
}

type Documents = Vec<(&'static Family, Document)>;

/// Compares with a revision: only villages whose inputs differ are read.
///
/// # Errors
/// If a village named is unknown.
pub fn by_revision(before: &Workspace, after: &Workspace, wish: &Wish) -> anyhow::Result<Vec<Row>> {
    let past = Past::open(after.today())?;
    let mut pairs = project::pairs(&before.project, &after.project);
    past.iter().for_each(|past| follow(&mut pairs, past));
    pairs.keep(wish.names)?;
    let same_plans = ["plans", "templates", "fonts"].iter().all(|own| before.files.same(&after.files, own));
    let label = before.project.store.label().unwrap_or_default().to_owned();
    let one = |(old, new): &(VillageFiles, VillageFiles)| {
        if same_plans && before.project.inputs(old) == after.project.inputs(new) {
            return Row::of(new);
        }
        let (was, is) = match (before.book_for(old, wish.audience), after.book_for(new, wish.audience)) {
            (Ok(was), Ok(is)) => (was, is),
            (_, Err(fault)) => return Row::unreadable(new, after.project.store.label(), fault),
            (Err(fault), _) => return Row::unreadable(new, Some(&label), fault),
        };
        let plans = before.library.plans(&was.village);
        let earlier =
            (documents(&was, plans, wish.audience, &(wish.beside)(new)), before.side(&was, wish.audience));
        row(new, &label, Some(earlier), &is, (after, wish))
    };
    let alone = |village: &VillageFiles| match after.book_for(village, wish.audience) {
        Ok(book) => row(village, &label, None, &book, (after, wish)),
        Err(fault) => Row::unreadable(village, after.project.store.label(), fault),
    };
    let gone = |village: &VillageFiles| match before.book_for(village, wish.audience) {
        Ok(book) => {
            let plans = before.library.plans(&book.village);
            let stale = stale(&documents(&book, plans, wish.audience, &(wish.beside)(village)), &[]);
            Row { name: book.village.name.clone(), since: label.clone(), stale, ..Row::of(village) }
        }
        Err(fault) => Row::unreadable(village, Some(&label), fault),
    };
    let behind = |village: &VillageFiles| past.as_ref().and_then(|past| past.behind(village));
    let known =
        |village: &VillageFiles, row: Row| Row { lacks: behind(village).into_iter().collect(), ..row };
    let mut rows: Vec<Row> = pairs.both.par_iter().map(|pair| known(&pair.1, one(pair))).collect();
    rows.extend(pairs.added.par_iter().map(|village| known(village, alone(village))).collect::<Vec<_>>());
    rows.extend(pairs.removed.par_iter().map(gone).collect::<Vec<_>>());
    Ok(rows)
}

/// Finds of villages that seem new where they lay before, step by step: one may have got another file first, another
/// name later.
fn follow(pairs: &mut Pairs, past: &Past) {
    let slashed = |village: &VillageFiles| {
        village.layers.last().map(|file| file.display().to_string().replace('\\', "/")).unwrap_or_default()
    };
    for village in std::mem::take(&mut pairs.added) {
        let paths = if pairs.removed.is_empty() { Vec::new() } else { past.paths(&village) };
        match pairs.removed.iter().position(|old| paths.contains(&slashed(old))) {
            Some(at) => pairs.both.push((pairs.removed.remove(at), village)),
            None => pairs.added.push(village),
        }
    }
}

/// Compares with the edition that was in force on a day; without one, with the first commit of the edition in
/// force.
///
/// # Errors
/// If a village named is unknown.
pub fn by_edition(
    day: Option<Date>,
    past: &Past,
    after: &Workspace,
    wish: &Wish,
) -> anyhow::Result<Vec<Row>> {
    let mut pairs = Pairs { added: after.project.villages.clone(), ..Pairs::default() };
    pairs.keep(wish.names)?;
    let one = |village: &VillageFiles| {
        let book = match after.book_for(village, wish.audience) {
            Ok(book) => book,
            Err(fault) => return Row::unreadable(village, after.project.store.label(), fault),
        };
        let (then, lacks) = past.in_force(village, day);
        let label = then.as_ref().map(|force| force.label.clone()).unwrap_or_default();
        let same = then.as_ref().is_some_and(|force| {
            ends_within(force.until, compose::until(&book)) && past.prints_the_same(&force.then, &book)
        });
        if same {
            return Row { lacks, since: label, ..Row::of(village) };
        }
        let earlier = then.as_ref().map(|force| {
            let then = &force.then;
            let side = wish.audience.map_or_else(|| then.side(), |audience| then.seen_by(audience));
            let mut papers = documents(&then.book, then.plans(), wish.audience, &(wish.beside)(village));
            // Its last day may have been put off for a time, and paper printed then.
            let entries =
                papers.iter_mut().flat_map(|(_, paper)| paper.cards.iter_mut().chain(&mut paper.book));
            entries.for_each(|entry| entry.until = force.until);
            (papers, side)
        });
        Row { lacks, ..row(village, &label, earlier, &book, (after, wish)) }
    };
    let mut rows: Vec<Row> = pairs.added.par_iter().map(one).collect();
    let labels: BTreeSet<&str> = rows.iter().map(|row| row.since.as_str()).collect();
    let gone = past.withdrawn(day, &labels);
    let wanted = |village: &VillageFiles| {
        wish.names.is_empty() || wish.names.iter().any(|name| village.answers_to(name))
    };
    let gone = gone.into_iter().filter(|(village, ..)| wanted(village));
    let gone = gone.map(|(village, since, then)| match then {
        Ok(then) => {
            let beside = (wish.beside)(&village);
            let stale = stale(&documents(&then.book, then.plans(), wish.audience, &beside), &[]);
            Row { name: then.book.village.name.clone(), since, stale, ..Row::of(&village) }
        }
        Err(lack) => Row { lacks: vec![lack], since, ..Row::of(&village) },
    });
    let gone: Vec<Row> = gone.collect();
    rows.extend(gone);
    Ok(rows)
}

/// Compares one village's paper then with its paper now.
fn row(
    village: &VillageFiles,
    since: &str,
    earlier: Option<(Documents, diff::Side)>,
    book: &Handbook,
    (after, wish): (&Workspace, &Wish),
) -> Row {
    let plans = after.library.plans(&book.village);
    let now = documents(book, plans, wish.audience, &(wish.beside)(village));
    let (then, side) = earlier.unzip();
    let stale = stale(&then.unwrap_or_default(), &now);
    let changes =
        side.filter(|_| !stale.is_empty()).map(|side| diff::changes(&side, &after.side(book, wish.audience)));
    let (sheets, fault) = match sheets(&stale, &now, village, (after, wish)) {
        Ok(sheets) => (sheets, None),
        Err(first) => (Vec::new(), Some(Box::new(Fault { at: None, first: Some(first) }))),
    };
    let (name, since) = (book.village.name.clone(), since.to_owned());
    Row { name, since, stale, sheets, fault, changes: changes.unwrap_or_default(), ..Row::of(village) }
}

/// Returns how many sheets each family takes, in all its editions. A book's pages are those of the last build, else it is
/// laid out to count them, which takes seconds: only one that is to be printed is.
fn sheets(
    stale: &[Stale],
    now: &Documents,
    village: &VillageFiles,
    (after, wish): (&Workspace, &Wish),
) -> Result<Vec<(&'static str, usize)>, Diagnostic> {
    let mut sheets: Vec<(&'static str, usize)> = Vec::new();
    for (family, audience) in every().into_iter().filter(|(family, _)| family.is_set()) {
        let own = |s: &&Stale| s.family.name == family.name && s.audience == audience;
        let cards: usize = stale.iter().filter(own).map(|s| s.cards).sum();
        if cards == 0 {
            continue;
        }
        let own = |(f, document): &&(&Family, Document)| {
            f.name == family.name && edition(f, document.audience) == audience
        };
        let document = now.iter().find(own).map(|(_, document)| document);
        let pages = match document.filter(|document| document.book.is_some()) {
            Some(book) => {
                let count = || (wish.pages)(village, (family, wish.audience.or(audience)));
                known(village, book, after).map_or_else(count, Ok)?
            }
            None => 0,
        };
        let more = family.sheets(cards, pages);
        match sheets.iter_mut().find(|(name, _)| *name == family.name) {
            Some((_, sheets)) => *sheets += more,
            None => sheets.push((family.name, more)),
        }
    }
    Ok(sheets)
}

/// Returns the pages of a book that lies in the output folder as it would be printed now.
fn known(village: &VillageFiles, document: &Document, after: &Workspace) -> Option<usize> {
    let out = after.project.root.join("out");
    let manifest = Manifest::read(&out.join(batch::MANIFEST)).ok()?;
    let own = village.slashed();
    let same = |entry: &&batch::Entry| {
        entry.village == own
            && entry.pages > 0
            && entry.cards.iter().map(|c| &c.code).eq(document.sealed().map(|c| &c.code))
    };
    manifest.files.values().find(same).map(|entry| entry.pages)
}

/// Returns the cards to print of those that are asked for; a stale poster is printed in tiles too, and one may choose.
pub fn wanted(rows: &[Row], asked: impl Fn(&Stale) -> bool) -> Wanted {
    let mut wanted = Wanted::new();
    for row in rows {
        for stale in row.stale.iter().filter(|stale| stale.state != State::Withdrawn && asked(stale)) {
            let families = wanted.entry(row.path.clone()).or_default();
            for name in std::iter::once(stale.family.name).chain(stale.family.also) {
                families.entry(name).or_default().insert(stale.number.clone());
            }
        }
    }
    wanted
}
