//! Whether a paper is current: the print of its check code is looked for in what would be printed today, then
//! in what once was.
//!
//! The answer needs the repository alone, no list of what was printed: equal words give an equal code. Says
//! nothing to anybody; `cli` finds the words.

pub mod code;
mod town;
mod whose;

use std::cell::{OnceCell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use crate::compose::{self, Family, Order};
use crate::diag::{Diagnostics, nearest};
use crate::diff::{self, Change, Kind, Line, Side, What};
use crate::git::Commit;
use crate::history::{Era, Lack, Owner, Past};
use crate::model::document::{Audience, CardEntry};
use crate::model::handbook::Handbook;
use crate::model::plan::PlanSet;
use crate::model::profile::Date;
use crate::office;
use crate::pipeline;
use crate::project::VillageFiles;
use crate::workspace::Workspace;

use code::Code;
pub use whose::judge;

/// Most changes that are told of one card.
const TOLD: usize = 5;

/// What a code stands for; the worst is told first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// It is what would be printed today.
    Current,
    /// Its last day is over.
    Expired,
    /// It is what would be printed of changes that are not committed.
    Draft,
    /// It once was printed, or may have been: outside git nobody knows.
    Superseded,
    /// The village or the card is no more.
    Withdrawn,
    /// It is not known.
    Unknown,
}

/// Why a code is not known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Why {
    /// No village has this code; the nearest that one has.
    Place(Option<String>),
    /// Several villages have or had this code, or none of their own, and which of them it is of is not known: their names.
    Whose(Vec<String>),
    /// The village never printed this number; the nearest that it prints.
    Number(Option<String>),
    /// It printed this number, but never these words; a print that differs in one sign.
    Print(Option<String>),
    /// The sheet counts what was printed then: only its date can be looked at.
    Run,
    /// The village cannot be read now.
    Faulty,
    /// There is no history to look into.
    Outside,
    /// Not all of the history can be read: what cannot.
    Lacking(Lack),
    /// The words are known, but never bore this date and edition.
    Stamp,
    /// Its date, that of a commit, is still to come: a clock was wrong, and until when it holds is not known.
    Ahead,
    /// Today, as this computer has it, is before the last commit of that day: whether its last day is over is not known.
    Clock(Date),
}

/// What is found about one code.
#[derive(Debug, Clone, Default)]
pub struct Verdict {
    /// The worst first.
    pub states: Vec<State>,
    /// Why it is not known.
    pub why: Option<Why>,
    /// Name of the village.
    pub village: String,
    /// Its path within the workspace.
    pub path: String,
    /// Name of the family.
    pub family: Option<&'static str>,
    /// Its title for people.
    pub title: &'static str,
    /// Who holds it.
    pub to: String,
    /// Last day on the paper.
    pub until: Option<Date>,
    /// A later one that may stand on it, if the last day was brought forward within its edition.
    pub later: Option<Date>,
    /// The village that has its code today, if that is another.
    pub taken: Option<String>,
    /// What made it stale.
    pub commit: Option<Cause>,
    /// What changed for people.
    pub changes: Vec<Change>,
    /// Whether the changes are those of the whole village, since none stands on the card itself.
    pub loose: bool,
    /// The code that is printed today under its number.
    pub now: Option<Code>,
    /// Whether people of the sample are still among those of the village: nobody is to act by it.
    pub sample: bool,
    /// Whether what is not committed would print something else.
    pub pending: bool,
    /// Whether older commits are missing from the clone.
    pub shallow: bool,
}

impl Verdict {
    /// Returns the verdict where this computer's day cannot be right: the last commit is of a later one.
    #[must_use]
    pub fn with_clock_behind(self, last: Date) -> Self {
        if self.states != [State::Current] {
            return self;
        }
        Self { states: vec![State::Unknown], why: Some(Why::Clock(last)), ..self }
    }

    /// Returns the verdict where the history cannot be read, and why it cannot.
    #[must_use]
    pub fn without_history(self, why: &str) -> Self {
        let why = Some(Why::Lacking(Lack::Missing("HEAD".to_owned(), why.to_owned())));
        Self { states: vec![State::Unknown], why, ..self }
    }
}

/// A commit that made a paper stale.
#[derive(Debug, Clone)]
pub struct Cause {
    /// Id of the commit.
    pub id: String,
    /// Its day.
    pub date: Date,
    /// Who made it.
    pub author: String,
    /// First line of what it says.
    pub subject: String,
}

impl Cause {
    fn of(commit: &Commit) -> Self {
        let (author, subject) = (commit.author.clone(), commit.subject.clone());
        Self { id: commit.id.to_string(), date: Date(commit.date), author, subject }
    }
}

/// A printed thing of the number that is looked for.
struct Piece {
    entry: CardEntry,
    family: &'static Family,
    print: String,
    /// Which of those with its number and holder it is, and whom for.
    seat: (Audience, usize),
    /// All its words, without spaces.
    words: String,
}

/// Returns what a book prints for every audience, of the families that bear a number; of all where none is named.
fn pieces(book: &Handbook, plans: &PlanSet, number: Option<&str>) -> Vec<Piece> {
    let mut found = Vec::new();
    let bears = |family: &&Family| number.is_none_or(|number| family.bears(number, code::fold));
    for family in office::families().filter(bears) {
        for audience in family.audiences {
            let order = Order { audience: Some(*audience), ..Order::default() };
            let Ok(document) = office::compose(family, book, plans, &order) else { continue };
            let mut seats: BTreeMap<(&str, &str), usize> = BTreeMap::new();
            for (at, entry) in document.sealed().enumerate() {
                let data = if document.book.is_some() { &document.data } else { &document.data["cards"][at] };
                debug_assert!(family.bears(&entry.number, code::fold), "{}: {}", family.name, entry.number);
                let print = entry.code.rsplit('-').next().unwrap_or_default().to_owned();
                let seat = seats.entry((&entry.number, &entry.to)).and_modify(|seat| *seat += 1).or_default();
                let seat = (*audience, *seat);
                found.push(Piece { entry: entry.clone(), family, print, seat, words: words(data) });
            }
        }
    }
    found
}

fn words(value: &serde_json::Value) -> String {
    match value {
        serde_json::Value::String(text) => close(text) + "\n",
        serde_json::Value::Array(items) => items.iter().map(words).collect(),
        serde_json::Value::Object(map) => map.values().map(words).collect(),
        serde_json::Value::Number(number) => format!("{number}\n"),
        _ => String::new(),
    }
}

fn close(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_whitespace() && !('\u{200B}'..='\u{200F}').contains(c) && *c != '\u{2060}')
        .collect()
}

fn unknown(why: Why, past: Option<&Past>) -> Verdict {
    Verdict {
        states: vec![State::Unknown],
        why: Some(why),
        shallow: past.is_some_and(Past::is_shallow),
        ..Verdict::default()
    }
}

/// One code and the village it may be of.
struct Case<'a> {
    code: &'a Code,
    workspace: &'a Workspace,
    past: Option<&'a Past<'a>>,
    prints: &'a Prints,
    owner: &'a Owner,
    /// Whether another village has the code today.
    taken: bool,
}

/// What a village prints at one time.
struct Print {
    book: Handbook,
    pieces: Vec<Piece>,
}

impl Print {
    /// Returns all that is printed under the number of a code.
    fn numbered(&self, code: &Code) -> impl Iterator<Item = &Piece> {
        let number = code::fold(&code.number);
        self.pieces.iter().filter(move |piece| code::fold(&piece.entry.number) == number)
    }

    /// Returns what bears a code.
    fn piece(&self, code: &Code) -> Option<&Piece> {
        self.said(code).filter(|_| code::fold(&self.book.village.code) == code.place)
    }

    /// Returns what says the same under the same number, whatever code the village has.
    fn said(&self, code: &Code) -> Option<&Piece> {
        self.numbered(code).find(|piece| piece.print == code.print)
    }

    fn has(&self, code: &Code) -> bool {
        self.numbered(code).next().is_some()
    }
}

/// Most books that are kept at hand; what a village prints has about a megabyte.
const KEPT: usize = 64;

/// What villages print, at several times; a sheet has many codes of one village.
#[derive(Default)]
pub struct Prints {
    villages: RefCell<BTreeMap<At, Option<Rc<Print>>>>,
    towns: town::Towns,
    /// Villages as they lie here, with their codes.
    here: OnceCell<Vec<(VillageFiles, String)>>,
}

/// Where a village lay, a commit (no commit: what lies on the disk), and what the number begins with.
type At = (String, Option<String>, String);

impl Prints {
    fn get(&self, key: At, make: impl FnOnce() -> Option<Print>) -> Option<Rc<Print>> {
        if let Some(known) = self.villages.borrow().get(&key) {
            return known.clone();
        }
        let print = make().map(Rc::new);
        let mut kept = self.villages.borrow_mut();
        if kept.len() >= KEPT {
            kept.clear();
        }
        kept.insert(key, print.clone());
        print
    }
}

impl Case<'_> {
    fn verdict(&self, today: Date) -> Verdict {
        let mut verdict = match self.past {
            Some(past) => self.through(past, today),
            None => self.outside(today),
        };
        if code::fold("RUN") == code::fold(&self.code.number) {
            verdict.why = Some(Why::Run);
        }
        verdict.path = self.owner.village.slashed();
        verdict
    }

    /// Where there is no history the files alone can say whether a paper is current.
    fn outside(&self, today: Date) -> Verdict {
        let Some(now) = self.on_disk() else { return unknown(Why::Faulty, None) };
        match now.piece(self.code) {
            Some(piece) => self.found(State::Current, piece, &self.draft(&now), Some(&now), today),
            None => self.named(unknown(Why::Outside, None), &now),
        }
    }

    /// Returns the book that lies on the disk, if its edition is that of the paper.
    fn draft(&self, print: &Print) -> Vec<Handbook> {
        self.is_of_edition(&print.book, &[]).then(|| print.book.clone()).into_iter().collect()
    }

    fn through(&self, past: &Past, today: Date) -> Verdict {
        let eras = past.eras_of(self.owner);
        let gone = self.owner.gone.is_some();
        let drafted = !gone && past.is_draft(&self.owner.village);
        let disk = if drafted || (!gone && eras.is_empty()) { self.on_disk() } else { None };
        let now = eras.first().filter(|_| !gone).and_then(|era| self.then(past, era));
        // A village that alone got another code has not changed; where another got its code its paper misleads.
        let bore = |era: &Era| self.then(past, era).is_some_and(|print| print.piece(self.code).is_some());
        let same = |print: &Print| !self.taken && print.said(self.code).is_some() && eras.iter().any(bore);
        if let Some(print) = now.as_deref().filter(|print| print.piece(self.code).is_some() || same(print))
            && let Some(piece) = print.said(self.code)
        {
            let own = self.own(past, &eras, 0, print);
            let mut verdict = self.found(State::Current, piece, &own, Some(print), today);
            // A file that cannot be read may say anything.
            verdict.pending = drafted && disk.is_none_or(|disk| disk.said(self.code).is_none());
            return verdict;
        }
        if let Some((print, piece)) = disk.as_deref().and_then(|print| Some((print, print.piece(self.code)?)))
        {
            return self.found(State::Draft, piece, &self.draft(print), now.as_deref(), today);
        }
        // What cannot be read now has taken nothing back.
        if now.is_none() && !gone && eras.first().is_some_and(|era| past.book(era).is_err()) {
            return unknown(Why::Faulty, Some(past));
        }
        let mut prints = BTreeSet::new();
        let mut withdrawn = now.as_ref().is_none_or(|now| !now.has(self.code)).then_some(0);
        for (at, era) in eras.iter().enumerate().skip(1) {
            let Some(print) = self.then(past, era) else { continue };
            if let Some(piece) = print.piece(self.code) {
                let state = if withdrawn.is_some() { State::Withdrawn } else { State::Superseded };
                let own = self.own(past, &eras, at, &print);
                let mut verdict = self.found(state, piece, &own, now.as_deref(), today);
                self.blame(&mut verdict, past, &eras, (withdrawn, at), piece);
                return verdict;
            }
            if !print.has(self.code) && withdrawn == Some(at - 1) {
                withdrawn = Some(at);
            }
            prints.extend(print.numbered(self.code).map(|piece| piece.print.clone()));
        }
        // Others may have printed their own version before a merge brought it.
        for era in past.beside(&self.owner.village) {
            let Some(print) = self.then(past, &era) else { continue };
            if let Some(piece) = print.piece(self.code) {
                let state = if withdrawn.is_some() { State::Withdrawn } else { State::Superseded };
                return self.found(state, piece, std::slice::from_ref(&print.book), now.as_deref(), today);
            }
        }
        let there = now.or(disk);
        self.strange(past, there.as_deref(), &prints, &eras)
    }

    /// A code of a village that is known, but that none of its books ever bore.
    fn strange(&self, past: &Past, now: Option<&Print>, prints: &BTreeSet<String>, eras: &[Era]) -> Verdict {
        if now.is_none() && self.owner.gone.is_none() {
            return unknown(Why::Faulty, Some(past));
        }
        let today = now.into_iter().flat_map(|now| now.numbered(self.code)).map(|piece| &piece.print);
        let all: BTreeSet<&String> = prints.iter().chain(today).collect();
        let differs =
            |print: &str| print.chars().zip(self.code.print.chars()).filter(|(a, b)| a != b).count();
        let near = all.iter().find(|print| differs(print) == 1).map(|print| (*print).clone());
        // What cannot be read may have borne it.
        let lack = eras.iter().find_map(|era| past.book(era).err());
        let lack = lack.or_else(|| past.is_shallow().then_some(Lack::Shallow)).map(Why::Lacking);
        let why = lack.unwrap_or_else(|| match all.is_empty() {
            true => Why::Number(now.and_then(|now| self.near_number(now))),
            false => Why::Print(near),
        });
        let verdict = unknown(why, Some(past));
        match now {
            Some(now) => self.named(verdict, now),
            None => verdict,
        }
    }

    /// Returns which families bear the number: what one of them prints is kept for the next code.
    fn kind(&self) -> String {
        let bears = |family: &&Family| family.bears(&self.code.number, code::fold);
        office::families().filter(bears).map(|family| family.name).collect::<Vec<_>>().join(" ")
    }

    fn near_number(&self, now: &Print) -> Option<String> {
        let all = pieces(&now.book, self.workspace.library.plans(&now.book.village), None);
        nearest(&self.code.number, all.iter().map(|piece| piece.entry.number.as_str())).map(str::to_owned)
    }

    fn on_disk(&self) -> Option<Rc<Print>> {
        let Workspace { library, press, .. } = self.workspace;
        self.prints.get((self.owner.village.slashed(), None, self.kind()), || {
            let book =
                pipeline::handbook(&self.owner.village, library, press, None, &mut Diagnostics::default())
                    .ok()?;
            let plans = library.plans(&book.village);
            Some(Print { pieces: pieces(&book, plans, Some(&self.code.number)), book })
        })
    }

    fn then(&self, past: &Past, era: &Era) -> Option<Rc<Print>> {
        self.prints.get((era.path.clone(), Some(era.commit.id.to_string()), self.kind()), || {
            let then = past.book(era).ok().flatten()?;
            let pieces = pieces(&then.book, then.plans(), Some(&self.code.number));
            Some(Print { pieces, book: then.book })
        })
    }

    /// Returns whether a book has the edition that stands on the paper. Where only git knows its day it is that of a
    /// commit.
    fn is_of_edition(&self, book: &Handbook, eras: &[Era]) -> bool {
        let is_day = |day: Date| eras.iter().any(|era| era.commit.date == day.0);
        let dated = match book.issued() {
            Some(date) => self.code.date == Some(date),
            None => eras.is_empty() || self.code.date.is_some_and(is_day),
        };
        dated && book.edition.number.unwrap_or(0) == self.code.edition.unwrap_or(0)
    }

    /// Returns the books whose edition stands on the paper: the same words may have been printed in several, and the last
    /// day may have been moved within one. None if no edition with these words had that day and number.
    fn own(&self, past: &Past, eras: &[Era], at: usize, print: &Print) -> Vec<Handbook> {
        let edition = |book: &Handbook| self.is_of_edition(book, eras);
        let older = eras[at + 1..]
            .iter()
            .filter_map(|era| self.then(past, era).filter(|then| then.piece(self.code).is_some()));
        let all = std::iter::once(print.book.clone()).chain(older.map(|then| then.book.clone()));
        all.skip_while(|book| !edition(book)).take_while(edition).collect()
    }

    /// Returns the verdict on a piece that was found, expired or not: of several books of its edition that which ends
    /// first, for the paper may be of any.
    fn found(
        &self,
        state: State,
        piece: &Piece,
        books: &[Handbook],
        now: Option<&Print>,
        today: Date,
    ) -> Verdict {
        let named = Verdict {
            family: Some(piece.family.name),
            title: piece.family.title,
            to: piece.entry.to.clone(),
            now: now.and_then(|now| self.today(now, piece)),
            village: now.map(|now| now.book.village.name.clone()).unwrap_or_default(),
            ..Verdict::default()
        };
        // What is stale is so in whatever edition.
        let stale = matches!(state, State::Superseded | State::Withdrawn);
        let last = |book: &Handbook| match book.issued() {
            Some(_) => compose::until(book),
            // Then it stands on the paper alone.
            None => compose::until(&self.dated(book)),
        };
        let Some(book) =
            books.iter().min_by_key(|book| last(book).map_or((true, None), |day| (false, Some(day))))
        else {
            let (states, why) =
                if stale { (vec![state], None) } else { (vec![State::Unknown], Some(Why::Stamp)) };
            return Verdict { states, why, ..named };
        };
        // East of here it may be tomorrow already.
        let soon = today.0.tomorrow().unwrap_or(today.0);
        let ahead = book.issued().is_none() && self.code.date.is_some_and(|date| date.0 > soon);
        let until = last(book);
        let later = books.iter().filter_map(last).max().filter(|later| Some(*later) > until);
        let expired = until.is_some_and(|until| until.0 < today.0);
        let mut states: Vec<State> = if expired { vec![State::Expired, state] } else { vec![state] };
        states.sort_by(|a, b| b.cmp(a));
        states.retain(|state| !expired || *state != State::Current);
        if ahead {
            states = vec![State::Unknown];
        }
        Verdict {
            states,
            why: ahead.then_some(Why::Ahead),
            sample: book.sample,
            village: book.village.name.clone(),
            until,
            later,
            ..named
        }
    }

    /// Returns a book with the day of the paper.
    fn dated(&self, book: &Handbook) -> Handbook {
        let mut book = book.clone();
        book.provenance.changed = self.code.date;
        book
    }

    /// Returns the code that stands on the same card today; undated if only git knows the date.
    fn today(&self, now: &Print, piece: &Piece) -> Option<Code> {
        let same = |one: &&Piece| one.family.name == piece.family.name && one.seat == piece.seat;
        let exact = now
            .said(self.code)
            .or_else(|| now.numbered(self.code).find(same))
            .or_else(|| now.numbered(self.code).next());
        code::parse(&exact?.entry.code, crate::messages::Lang::Zh).ok()
    }

    fn named(&self, mut verdict: Verdict, now: &Print) -> Verdict {
        verdict.village.clone_from(&now.book.village.name);
        let piece = now.numbered(self.code).next();
        verdict.family = piece.map(|piece| piece.family.name);
        verdict.title = piece.map(|piece| piece.family.title).unwrap_or_default();
        verdict.to = piece.map(|piece| piece.entry.to.clone()).unwrap_or_default();
        verdict.now = piece.and_then(|piece| self.today(now, piece));
        verdict
    }

    /// Says which commit made a piece stale, and what of it is for people.
    fn blame(
        &self,
        verdict: &mut Verdict,
        past: &Past,
        eras: &[Era],
        (withdrawn, at): (Option<usize>, usize),
        old: &Piece,
    ) {
        verdict.commit = Some(Cause::of(eras[withdrawn.unwrap_or(at - 1)].commit));
        // A commit between may hold a village that cannot be read: then the next that can be tells.
        // What withdrew it came after what had last changed it.
        let from = withdrawn.map_or(at, |last| last + 1);
        // Another may lie in the place of one that went away.
        let gone = usize::from(self.owner.gone.is_some());
        let Some(before) = eras[from..].iter().find_map(|era| past.book(era).ok().flatten()) else { return };
        let Some((newer, after)) =
            eras[gone..from].iter().rev().find_map(|era| Some((era, past.book(era).ok().flatten()?)))
        else {
            return;
        };
        if withdrawn.is_none() {
            verdict.commit = Some(Cause::of(newer.commit));
        }
        let sides = [&before, &after].map(|past| Side { book: &past.book, plans: past.plans() });
        let mut changes = diff::changes(&sides[0], &sides[1]);
        changes.retain(|change| change.kind != Kind::Edition);
        let new = self.then(past, newer);
        let same = |piece: &&Piece| piece.family.name == old.family.name;
        let last = eras.get(from).and_then(|era| self.then(past, era));
        let old = last.as_ref().and_then(|last| last.numbered(self.code).find(same)).unwrap_or(old);
        let new: String = new
            .iter()
            .flat_map(|new| new.numbered(self.code))
            .filter(same)
            .map(|p| p.words.as_str())
            .collect();
        let on_card = |on: &dyn Fn(&Change) -> bool| -> Vec<Change> {
            changes.iter().filter(|change| on(change)).cloned().collect()
        };
        let mut near = on_card(&|change| stands(change, &old.words, &new));
        if near.is_empty() {
            // A script says a phone digit by digit.
            let named = |change: &Change| {
                change.subject.chars().count() > 1 && old.words.contains(&close(&change.subject))
            };
            near = on_card(&named);
        }
        verdict.loose = near.is_empty();
        verdict.changes = if near.is_empty() { changes } else { near };
        verdict.changes.truncate(TOLD);
    }
}

/// Returns whether what a change says stands on the card as it was or as it is.
fn stands(change: &Change, old: &str, new: &str) -> bool {
    let parts = |line: &Line| -> BTreeSet<String> {
        let parts = line.value.split(['、', '（', '）', '；']).map(close);
        parts.filter(|part| part.chars().count() > 1).collect()
    };
    let on = |parts: &BTreeSet<String>, words: &str| parts.iter().any(|part| words.contains(part.as_str()));
    match &change.what {
        What::Added(lines) => {
            lines.iter().any(|line| on(&parts(line), new)) && new.contains(&close(&change.subject))
        }
        What::Removed(lines) => {
            lines.iter().any(|line| on(&parts(line), old)) && old.contains(&close(&change.subject))
        }
        What::Changed(before, after) => {
            let (before, after) = (parts(before), parts(after));
            let gone: BTreeSet<String> = before.difference(&after).cloned().collect();
            let came: BTreeSet<String> = after.difference(&before).cloned().collect();
            on(&gone, old) || on(&came, new)
        }
    }
}
