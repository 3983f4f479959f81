//! Papers of a town: what it would print today, then what it once printed, commit by commit. Of each commit only
//! the villages that it changed are read anew.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::rc::Rc;

use rayon::prelude::*;

use super::code::{self, Code};
use super::{Cause, State, TOLD, Verdict, Why, stands, unknown, words};
use crate::compose::Family;
use crate::diag::nearest;
use crate::diff::{self, Change, Kind, Side};
use crate::git;
use crate::history::{Lack, Past, Turn, Whole};
use crate::load::Library;
use crate::model::document::{CardEntry, Document};
use crate::model::handbook::Handbook;
use crate::pipeline;
use crate::press::Press;
use crate::project::{self, Inputs, Project, VillageFiles};
use crate::town::{self, Read, Town};
use crate::workspace::Workspace;

/// Figures behind a town's code, which its villages' have others in the place of.
const TAIL: &str = "000";

/// What a town prints at one time.
#[derive(Default)]
struct Print {
    name: String,
    pieces: Vec<(CardEntry, &'static Family)>,
    /// Why something may be missing of it.
    lack: Option<Lack>,
}

impl Print {
    fn numbered(&self, code: &Code) -> impl Iterator<Item = &(CardEntry, &'static Family)> {
        let number = code::fold(&code.number);
        self.pieces.iter().filter(move |(entry, _)| code::fold(&entry.number) == number)
    }

    fn piece(&self, code: &Code) -> Option<&(CardEntry, &'static Family)> {
        self.numbered(code).find(|(entry, _)| entry.print() == code.print)
    }

    fn has(&self, code: &Code) -> bool {
        self.numbered(code).next().is_some()
    }
}

/// A town's past, read as far back as was asked for.
#[derive(Default)]
struct Walk {
    /// The newest first.
    prints: Vec<Rc<Print>>,
    kept: Kept,
}

/// What was read last: it is read again only where it is another.
#[derive(Default)]
struct Kept {
    /// Books by their villages' paths, with what they were made from.
    books: BTreeMap<PathBuf, (Inputs, usize, Option<Handbook>)>,
    /// Villages' codes by their files.
    codes: BTreeMap<git::Id, Option<String>>,
}

impl Kept {
    /// Returns the villages that have the same files above them as one of a town.
    fn near(&mut self, project: &Project, prefix: &str) -> Vec<VillageFiles> {
        let above = |village: &VillageFiles| village.layers.split_last().map(|(_, above)| above.to_vec());
        let mut code = |village: &VillageFiles| {
            let id = village.layers.last().and_then(|file| village.store.id(file));
            match id {
                Some(id) => self.codes.entry(id).or_insert_with(|| project::code(village)).clone(),
                None => project::code(village),
            }
        };
        let own = project.villages.iter();
        let own = own.filter(|v| code(v).is_some_and(|code| code::fold(&code).starts_with(prefix)));
        let own: Vec<_> = own.map(above).collect();
        project.villages.iter().filter(|village| own.contains(&above(village))).cloned().collect()
    }

    /// Reads the books of villages that are not as they were.
    fn read(&mut self, villages: &[VillageFiles], shelf: &Shelf) {
        let inputs = villages.par_iter().map(|village| shelf.project.inputs(village)).collect::<Vec<_>>();
        let known = |village: &VillageFiles, inputs: &Inputs| {
            let kept = self.books.get(&village.stem);
            kept.is_some_and(|(own, plans, _)| own == inputs && *plans == shelf.plans)
        };
        let other: Vec<_> = villages.iter().zip(inputs).filter(|(v, inputs)| !known(v, inputs)).collect();
        let read = other.into_par_iter().map(|(village, inputs)| {
            let book = pipeline::book_as_it_is(village, shelf.library, shelf.press).map(|(book, _)| book);
            (village.stem.clone(), (inputs, shelf.plans, book))
        });
        self.books.extend(read.collect::<Vec<_>>());
    }
}

/// What towns printed; a sheet has many codes of one town.
#[derive(Default)]
pub(super) struct Towns {
    walks: RefCell<BTreeMap<String, Walk>>,
    today: RefCell<BTreeMap<String, Rc<Print>>>,
}

/// A workspace at one time.
struct Shelf<'a> {
    project: &'a Project,
    library: &'a Library,
    press: &'a Press,
    /// Books of the same number were merged from the same plans.
    plans: usize,
    /// The commit, in short.
    label: String,
}

impl Shelf<'_> {
    /// Returns what a town prints of it.
    fn print(&self, prefix: &str, kept: &mut Kept) -> Print {
        let villages = kept.near(self.project, prefix);
        kept.read(&villages, self);
        let mut print = Print::default();
        for group in town::groups(&villages, self.library) {
            let Ok(profile) = &group.profile else {
                print.lack = Some(Lack::Rules(self.label.clone()));
                continue;
            };
            let book = |village: &&VillageFiles| kept.books.get(&village.stem)?.2.as_ref();
            let lost = group.villages.iter().filter(|v| book(v).is_none()).map(|v| v.slashed());
            let lost: Vec<String> = lost.collect();
            if !lost.is_empty() {
                print.lack = Some(Lack::Missing(self.label.clone(), lost.join("、")));
            }
            let town = Town::of(profile, &self.library.set, group.villages.iter().filter_map(book), lost);
            if town.code() != Some(format!("{prefix}{TAIL}")) {
                continue;
            }
            town.called().clone_into(&mut print.name);
            for (family, document) in town::papers(&town) {
                print.pieces.extend(document.sealed().map(|entry| (entry.clone(), family)));
            }
        }
        print
    }
}

/// Returns what is to be said of a paper of a town; `None` if there is no such town and never was.
pub(super) fn judge(
    code: &Code,
    workspace: &Workspace,
    past: Option<&Past>,
    towns: &Towns,
) -> Option<Verdict> {
    let prefix = code.place.strip_suffix(TAIL)?;
    let here = || {
        let mut known = towns.today.borrow_mut();
        let Workspace { project, library, press, .. } = workspace;
        let shelf = Shelf { project, library, press, plans: 0, label: String::new() };
        let print = known
            .entry(prefix.to_owned())
            .or_insert_with(|| Rc::new(shelf.print(prefix, &mut Kept::default())));
        Rc::clone(print)
    };
    let Some(past) = past else {
        let now = here();
        let current = now.piece(code).map(|piece| found(State::Current, piece, &now, Some(&now), code));
        return (!now.pieces.is_empty())
            .then(|| current.unwrap_or_else(|| strange(code, &now, &[], Some(Why::Outside))));
    };
    Case { code, prefix, workspace, past, turns: past.turns(), towns }.through(&here)
}

/// One code of a town, and the town's past.
struct Case<'a> {
    code: &'a Code,
    prefix: &'a str,
    workspace: &'a Workspace,
    past: &'a Past<'a>,
    turns: Vec<Turn<'a>>,
    towns: &'a Towns,
}

impl Case<'_> {
    fn through(&self, here: &dyn Fn() -> Rc<Print>) -> Option<Verdict> {
        let code = self.code;
        let tip = self.then(0).unwrap_or_default();
        let here = here();
        if let Some(piece) = tip.piece(code) {
            let pending = here.piece(code).is_none();
            return Some(Verdict { pending, ..found(State::Current, piece, &tip, Some(&tip), code) });
        }
        if let Some(piece) = here.piece(code) {
            return Some(found(State::Draft, piece, &here, Some(&tip), code));
        }
        let mut seen = vec![Rc::clone(&tip)];
        let mut withdrawn = (!tip.has(code)).then_some(0);
        while let Some(print) = self.then(seen.len()) {
            let at = seen.len();
            if let Some(piece) = print.piece(code) {
                let state = if withdrawn.is_some() { State::Withdrawn } else { State::Superseded };
                let mut verdict = found(state, piece, &print, Some(&tip), code);
                self.blame(&mut verdict, withdrawn.map_or(at, |last| last + 1));
                return Some(verdict);
            }
            if !print.has(code) && withdrawn == Some(at - 1) {
                withdrawn = Some(at);
            }
            seen.push(print);
        }
        let lack = seen.iter().find_map(|print| print.lack.clone());
        let shallow = self.past.is_shallow();
        let lack = lack.or(shallow.then_some(Lack::Shallow));
        let none = here.pieces.is_empty() && seen.iter().all(|print| print.pieces.is_empty());
        if none && seen.iter().all(|print| print.lack.is_none()) {
            return None;
        }
        let now = if here.pieces.is_empty() { tip } else { here };
        Some(Verdict { shallow, ..strange(code, &now, &seen, lack.map(Why::Lacking)) })
    }

    /// Returns what the town printed after a turn; none behind the oldest.
    fn then(&self, at: usize) -> Option<Rc<Print>> {
        let mut walks = self.towns.walks.borrow_mut();
        let walk = walks.entry(self.prefix.to_owned()).or_default();
        while walk.prints.len() <= at {
            let turn = self.turns.get(walk.prints.len())?;
            let print = match self.past.at(turn.commit) {
                Ok(whole) => self.shelf(&whole, turn).print(self.prefix, &mut walk.kept),
                Err(lack) => Print { lack: Some(lack), ..Print::default() },
            };
            walk.prints.push(Rc::new(print));
        }
        walk.prints.get(at).cloned()
    }

    fn shelf<'s>(&'s self, whole: &'s Whole, turn: &Turn) -> Shelf<'s> {
        let (project, library, press) = (whole.project(), whole.library(), &self.workspace.press);
        Shelf { project, library, press, plans: turn.plans, label: turn.commit.id.short() }
    }

    /// Says which commit made a paper stale that was printed before it, and what of it is for people.
    fn blame(&self, verdict: &mut Verdict, at: usize) {
        let Some(newer) = at.checked_sub(1).and_then(|newer| self.turns.get(newer)) else { return };
        verdict.commit = Some(Cause::of(newer.commit));
        let (Ok(before), Ok(after)) = (self.past.at(self.turns[at].commit), self.past.at(newer.commit))
        else {
            return;
        };
        let (before, after) = (self.read(&before), self.read(&after));
        let [old, new] = [&before, &after].map(|sheets| sheets.words(self.code));
        let changes = before.changes(&after);
        let near = changes.iter().filter(|(_, change)| stands(change, &old, &new));
        let near: Vec<(String, Change)> = near.cloned().collect();
        verdict.loose = near.is_empty();
        let told = if near.is_empty() { changes } else { near };
        // In a town it has to be said of which village it is told.
        let told = told.into_iter().map(|(village, change)| {
            let subject = format!("{village} {}", change.subject).trim().to_owned();
            Change { subject, ..change }
        });
        verdict.changes = told.take(TOLD).collect();
    }

    fn read<'s>(&self, whole: &'s Whole) -> Sheets<'s> {
        let villages = Kept::default().near(whole.project(), self.prefix);
        let near: Vec<&VillageFiles> = villages.iter().collect();
        let read = Read::of(&near, whole.library(), &self.workspace.press);
        let papers = town::papers(&read.town(&whole.library().set));
        Sheets { read, papers, library: whole.library() }
    }
}

/// What a town read and printed then.
struct Sheets<'a> {
    read: Read,
    papers: Vec<(&'static Family, Document)>,
    library: &'a Library,
}

impl Sheets<'_> {
    /// Returns the words of what has the number of a code.
    fn words(&self, code: &Code) -> String {
        let number = code::fold(&code.number);
        let all = self.papers.iter().flat_map(|(family, document)| town::said(document, family));
        all.filter(|(own, ..)| code::fold(own) == number).map(|(.., data)| words(&data)).collect()
    }

    /// Returns what changed for people, each with the village in which it did.
    fn changes(&self, after: &Sheets) -> Vec<(String, Change)> {
        let own = diff::town(&self.read.profile, &after.read.profile);
        let own = own.into_iter().map(|change| (String::new(), change));
        let of = |book: &Handbook| book.village.code.clone();
        let pairs = self.read.books.iter().filter_map(|old| {
            Some((old, after.read.books.iter().find(|new| of(new) == of(old) && !of(old).is_empty())?))
        });
        let villages = pairs.flat_map(|(old, new)| {
            let sides = [(old, self.library), (new, after.library)]
                .map(|(book, library)| Side { book, plans: library.plans(&book.village) });
            let changes = diff::changes(&sides[0], &sides[1]).into_iter();
            let changes = changes.filter(|change| change.kind != Kind::Edition);
            changes.map(|change| (new.village.name.clone(), change)).collect::<Vec<_>>()
        });
        own.chain(villages).collect()
    }
}

fn found(
    state: State,
    (entry, family): &(CardEntry, &'static Family),
    print: &Print,
    now: Option<&Print>,
    code: &Code,
) -> Verdict {
    Verdict {
        states: vec![state],
        village: print.name.clone(),
        family: Some(family.name),
        title: family.title,
        to: entry.to.clone(),
        now: now.and_then(|now| today(now, code)),
        ..Verdict::default()
    }
}

/// Returns the code that stands on the same paper today.
fn today(now: &Print, code: &Code) -> Option<Code> {
    let piece = now.piece(code).or_else(|| now.numbered(code).next());
    code::parse(&piece?.0.code, crate::messages::Lang::Zh).ok()
}

/// A code of a town that is known, but that none of its papers ever bore, as far as that is known.
fn strange(code: &Code, now: &Print, seen: &[Rc<Print>], why: Option<Why>) -> Verdict {
    let differs = |print: &str| print.chars().zip(code.print.chars()).filter(|(a, b)| a != b).count();
    let all = || seen.iter().map(Rc::as_ref).chain([now]).flat_map(|print| print.numbered(code));
    let near = || all().map(|(entry, _)| entry.print()).find(|print| differs(print) == 1).map(str::to_owned);
    let number = || {
        let known = now.pieces.iter().map(|(entry, _)| entry.number.as_str());
        nearest(&code.number, known).map(str::to_owned)
    };
    let why = why.unwrap_or_else(|| match all().next() {
        None => Why::Number(number()),
        Some(_) => Why::Print(near()),
    });
    let piece = now.numbered(code).next();
    Verdict {
        village: now.name.clone(),
        family: piece.map(|(_, family)| family.name),
        title: piece.map(|(_, family)| family.title).unwrap_or_default(),
        to: piece.map(|(entry, _)| entry.to.clone()).unwrap_or_default(),
        now: today(now, code),
        ..unknown(why, None)
    }
}
