//! Columns that somebody told what they are, and sheets that nobody would know without.

use std::cmp::Reverse;

use super::super::chosen::{OUT, choices};
use super::super::sheet::{Form, Row, Sheet, letters};
use super::super::table::Target;
use super::{DEEPEST, Head, Headings, LONGEST, Read, Recognised, TOP, heads};

/// What somebody said of a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Hand {
    /// It is left out.
    Out,
    /// It is this.
    Is(Read),
}

/// How much is known, in how few rows, how far up.
type Rank = (usize, Reverse<usize>, Reverse<usize>);

impl Headings<'_> {
    /// Returns what somebody said of a column, if a kind has that.
    pub(super) fn hand(&self, kind: usize, head: &Head) -> Option<Hand> {
        let said = self.chosen.said(head.column, &head.whole())?;
        if said == OUT {
            return Some(Hand::Out);
        }
        let choice = choices(self.table, kind).into_iter().find(|choice| choice.name == said)?;
        Some(Hand::Is(Read { column: choice.column, target: choice.target, rank: 0 }))
    }

    /// Returns the headings of one row or several, and columns without one of which somebody said what they are.
    pub(super) fn headed(&self, rows: &[Row]) -> Vec<Head> {
        let mut found = heads(rows);
        for column in self.chosen.lettered() {
            if found.iter().all(|head| head.column != column) {
                found.push(Head { column, levels: vec![letters(column)], plain: String::new(), bare: true });
            }
        }
        found
    }

    /// Returns what a sheet is most likely that is not known by itself: somebody said of which kind it is, or what
    /// one of its columns is. It may lack what it must have.
    pub fn guess(&self, sheet: &Sheet, wanted: Option<usize>) -> Option<Recognised> {
        if wanted.is_none() && self.chosen.is_empty() {
            return None;
        }
        let mut best: Option<(Rank, Recognised)> = None;
        for i in 0..sheet.rows.len().min(TOP) {
            for depth in 1..=DEEPEST {
                let Some(rows) = sheet.rows.get(i..i + depth) else { break };
                let known = self.may_end(&rows[depth - 1])
                    && rows.windows(2).all(|two| two[1].number == two[0].number + 1);
                if !(known || depth == 1 && is_words(&rows[0])) {
                    continue;
                }
                let heads = self.headed(rows);
                let named = (sheet.name.as_str(), sheet.file.as_str());
                for kind in (0..self.table.sheets.len()).filter(|kind| wanted.is_none_or(|w| w == *kind)) {
                    let Some(found) = self.score(kind, &heads, named, false) else { continue };
                    let rank = (found.score, Reverse(depth), Reverse(i));
                    let told = wanted.is_some() || !found.by_hand.is_empty();
                    if told && best.as_ref().is_none_or(|(known, _)| rank > *known) {
                        best = Some((rank, found.of(kind, i..i + depth, String::new(), wanted.is_some())));
                    }
                }
            }
        }
        let mut found = best?.1;
        found.reach = self.reach(sheet, &found);
        Some(found)
    }
}

/// Puts what somebody said in the place of what headings say; nothing else goes where that goes.
pub(super) fn overrule(hands: &[Option<Hand>], all: &mut [Option<Read>]) {
    let taken = |target: &Target| {
        hands.iter().flatten().any(|hand| matches!(hand, Hand::Is(read) if read.target == *target))
    };
    for (hand, read) in hands.iter().zip(all) {
        match hand {
            Some(Hand::Out) => *read = None,
            Some(Hand::Is(said)) => *read = Some(said.clone()),
            None if read.as_ref().is_some_and(|read| taken(&read.target)) => *read = None,
            None => {}
        }
    }
}

/// Returns whether a row holds words alone, and several.
fn is_words(row: &Row) -> bool {
    let filled = || row.cells.iter().filter(|cell| !cell.text.is_empty());
    filled().count() > 1
        && filled().all(|cell| cell.form == Form::Text && cell.text.chars().count() <= LONGEST)
}
