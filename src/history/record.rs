//! What the paper says of a village's past: the day of the last change and the revision record.

use crate::diff::{self, Change, Kind};
use crate::edition;
use crate::history::{Era, Past, Then};
use crate::model::document::Audience;
use crate::model::handbook::{Handbook, Provenance};
use crate::model::profile::{Date, Revision};
use crate::project::VillageFiles;

/// Lines of the revision record; with two lines of text each they are half a page.
const LINES: usize = 12;
/// Characters of one line of the record that is made from changes.
const CHARACTERS: usize = 84;

impl Past<'_> {
    /// Returns whether a book then, by today's plans, says the same as one now, its edition left aside: then
    /// nothing of it can be stale.
    pub fn prints_the_same(&self, then: &Then, now: &Handbook) -> bool {
        then.has_todays_plans() && same(&then.book, now)
    }

    /// Puts into a village's book, and each edition of it, what it is to say of its past.
    ///
    /// The day is that of the newest commit after which another book is printed. The record has a line for
    /// each commit that changed something for people, approved by those whom its trailers name: who did not
    /// see it is not said to have approved it. A note that the village wrote by hand stands for the commit
    /// that brought it and is never left out. An edition is told of what its readers may see, then and now.
    ///
    /// Returns the first change since the edition whose number and date still stand in the profile came out,
    /// if there is one.
    pub fn tell(&self, village: &VillageFiles, book: &mut Handbook) -> Option<Outgrown> {
        let mut changed = None;
        let mut records = [Audience::File, Audience::Public].map(|readers| Told::of(readers, book));
        let eras = self.eras(village);
        let mut books = eras.iter().filter_map(|era| Some((era, self.book(era).ok().flatten()?)));
        let mut now = books.next();
        // The edition as it came out: the oldest book in a row that bears its number and date.
        let (edition, mut first, mut open) = (edition(book), None, true);
        while let Some((era, after)) = now.take() {
            now = books.next();
            open &= self::edition(&after.book) == edition;
            if open && edition.is_some() {
                first = Some((Date(era.commit.date), after.clone()));
            }
            let before = now.as_ref().map(|(_, before)| before);
            let other = before.is_none_or(|before| !same(&before.book, &after.book));
            changed = changed.or(Some(Date(era.commit.date)).filter(|_| era.whole && other));
            records.iter_mut().for_each(|told| told.tell(era, &after, before));
            if !(open && edition.is_some())
                && changed.is_some()
                && records.iter().all(|told| told.rows.len() >= LINES)
            {
                break;
            }
        }
        let draft = self.is_draft(village);
        let [whole, public] =
            records.map(|told| Provenance { draft, changed, revisions: Some(told.into_rows()) });
        let outgrown = first.and_then(|(date, then)| {
            let now = diff::Side { book, plans: then.side().plans };
            let changes =
                if words(&then.book) == words(book) { Vec::new() } else { diff::changes(&then.side(), &now) };
            let told: Vec<&Change> = changes.iter().filter(|change| change.kind != Kind::Edition).collect();
            (!told.is_empty()).then_some(Outgrown { since: date, count: told.len() })
        });
        book.each(|edition| edition.provenance = public.clone());
        book.provenance = whole;
        outgrown
    }
}

/// What changed under an edition's number and date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outgrown {
    /// Day of the commit that brought the edition.
    pub since: Date,
    /// How many changes there are.
    pub count: usize,
}

/// Returns number and date of a book's edition, if both are written by hand.
fn edition(book: &Handbook) -> Option<(u32, Date)> {
    book.edition.number.zip(book.edition.effective.or(book.edition.approved))
}

/// The record while it is drawn up, the newest commit first.
struct Told {
    readers: Audience,
    /// Notes written by hand whose commit is not reached yet.
    notes: Vec<Revision>,
    rows: Vec<Row>,
}

/// A line of the record.
struct Row {
    revision: Revision,
    /// Whether the village wrote it.
    by_hand: bool,
}

impl Told {
    fn of(readers: Audience, book: &Handbook) -> Self {
        Self { readers, notes: book.seen_by(readers).edition.revisions.clone(), rows: Vec::new() }
    }

    fn tell(&mut self, era: &Era, after: &Then, before: Option<&Then>) {
        let date = Some(Date(era.commit.date));
        let [before, after] = [before, Some(after)].map(|then| then.map(|then| then.seen_by(self.readers)));
        let after = after.expect("there is a book after");
        let written = before.map(|before| before.book.edition.revisions.as_slice()).unwrap_or_default();
        let (old, new): (Vec<Revision>, Vec<Revision>) =
            self.notes.drain(..).partition(|note| written.contains(note));
        self.notes = old;
        let change = match before {
            None if !era.whole || !new.is_empty() => String::new(),
            None => "第一次编成".to_owned(),
            Some(before) => sentences(&diff::changes(&before, &after)),
        };
        // A message that was written for colleagues becomes paper; it cannot be mended any more.
        let mut approvers = era.commit.approvers();
        approvers.retain(|name| edition::is_for_everybody(name));
        let approved_by = approvers.join("、");
        if new.is_empty() {
            let row = || Row {
                revision: Revision { date, change: change.clone(), approved_by: approved_by.clone() },
                by_hand: false,
            };
            self.rows.extend((!change.is_empty()).then(row));
            return;
        }
        // The newest note first, as the rows are.
        for mut note in new.into_iter().rev() {
            note.date = note.date.or(date);
            if note.approved_by.is_empty() {
                note.approved_by.clone_from(&approved_by);
            }
            self.rows.push(Row { revision: note, by_hand: true });
        }
    }

    /// Returns the rows, the oldest first: all that are written by hand, and of the others no more than there
    /// is room for.
    fn into_rows(self) -> Vec<Revision> {
        let notes = self.notes.into_iter().map(|revision| Row { revision, by_hand: true });
        let mut rows: Vec<Row> = notes.chain(self.rows.into_iter().rev()).collect();
        rows.sort_by_key(|row| row.revision.date.map(|date| date.0));
        let mut over = rows.len().saturating_sub(LINES);
        rows.retain(|row| {
            let goes = over > 0 && !row.by_hand;
            over -= usize::from(goes);
            !goes
        });
        rows.into_iter().map(|row| row.revision).collect()
    }
}

/// Returns changes in one line, and how many more there are.
fn sentences(changes: &[Change]) -> String {
    let told: Vec<String> = (changes.iter())
        .filter(|change| change.kind != Kind::Edition)
        .map(|change| diff::sentence(change, &|zh, _| zh))
        .collect();
    let mut line = String::new();
    for (at, sentence) in told.iter().enumerate() {
        let more = told.len() - at;
        if at > 0 && line.chars().count() + sentence.chars().count() > CHARACTERS {
            return format!("{line}；另有 {more} 处");
        }
        line = if at == 0 {
            sentence.chars().take(CHARACTERS).collect()
        } else {
            format!("{line}；{sentence}")
        };
    }
    line
}

/// Returns whether two books are the same on paper.
fn same(one: &Handbook, other: &Handbook) -> bool {
    one.pictures == other.pictures && one.layouts == other.layouts && words(one) == words(other)
}

/// Returns what a book says, without the places at which its texts are written.
fn words(book: &Handbook) -> serde_json::Value {
    fn strip(value: &mut serde_json::Value) {
        match value {
            serde_json::Value::Object(map) => {
                map.remove("origin");
                map.values_mut().for_each(strip);
            }
            serde_json::Value::Array(items) => items.iter_mut().for_each(strip),
            _ => {}
        }
    }
    let mut value = serde_json::to_value(book).unwrap_or_default();
    strip(&mut value);
    value
}
