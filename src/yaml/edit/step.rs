//! One edit of a file as bytes, done and taken back, also where somebody else has changed the file meanwhile.

use std::ops::Range;

use super::{Change, Refused, edit};
use crate::model::shape::Shape;
use crate::source::{self, SourceFile};
use crate::yaml::Vocabulary;

/// A file before and after an edit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    before: Vec<u8>,
    after: Vec<u8>,
}

/// Returns what changes make of a file's bytes.
///
/// # Errors
/// Why not, if it cannot be done.
pub fn apply(
    name: &str,
    bytes: &[u8],
    changes: &[Change],
    shape: &Shape,
    words: &Vocabulary,
) -> Result<Step, Refused> {
    let file = SourceFile::decode(name, bytes).map_err(|_| Refused::Unreadable)?;
    let after = edit(&file, changes, shape, words)?.bytes(bytes)?;
    Ok(Step { before: bytes.to_vec(), after })
}

impl Step {
    /// Returns the step that makes one content of a file into another.
    pub fn new(before: Vec<u8>, after: Vec<u8>) -> Self {
        Self { before, after }
    }

    /// Returns the bytes before.
    pub fn before(&self) -> &[u8] {
        &self.before
    }

    /// Returns the bytes after.
    pub fn after(&self) -> &[u8] {
        &self.after
    }

    /// Returns the step that takes this one back; taken back again it is done anew.
    #[must_use]
    pub fn back(&self) -> Self {
        Self { before: self.after.clone(), after: self.before.clone() }
    }

    /// Returns the step on a file as it is now: what somebody else has changed in another place stays.
    ///
    /// # Errors
    /// [`Refused::Changed`] if the same place has been changed, or the two do not go together.
    pub fn onto(&self, now: &[u8]) -> Result<Self, Refused> {
        if now == self.before {
            return Ok(self.clone());
        }
        let after = self.stretch_onto(now).or_else(|| lines_onto(&self.before, &self.after, now));
        let after = after.ok_or(Refused::Changed)?;
        // Bytes put together may be read as another text than either.
        match SourceFile::decode("", &after) {
            Ok(_) => Ok(Self { before: now.to_vec(), after }),
            Err(_) => Err(Refused::Changed),
        }
    }

    /// Puts the one stretch that the step changes into other bytes, if theirs lies apart from it.
    fn stretch_onto(&self, now: &[u8]) -> Option<Vec<u8>> {
        let (own, other) = (changed(&self.before, &self.after), changed(&self.before, now));
        let apart = own.end() < other.start || other.end() < own.start;
        // A place moves by as much as what stands before it has grown.
        let moved = |at: usize| match other.start < own.start {
            true => (at + now.len()).checked_sub(self.before.len()),
            false => Some(at),
        };
        let (start, end) = (moved(own.start)?, moved(own.end())?);
        let new = &self.after[own.start..self.after.len() - own.same_end];
        apart.then_some(())?;
        Some([now.get(..start)?, new, now.get(end..)?].concat())
    }
}

/// The stretch of some bytes that others have changed.
struct Changed {
    start: usize,
    /// How many bytes behind it are the same.
    same_end: usize,
    whole: usize,
}

impl Changed {
    fn end(&self) -> usize {
        self.whole - self.same_end
    }
}

fn changed(before: &[u8], after: &[u8]) -> Changed {
    let start = before.iter().zip(after).take_while(|(a, b)| a == b).count();
    let most = before.len().min(after.len()) - start;
    let same_end = before.iter().rev().zip(after.iter().rev()).take(most).take_while(|(a, b)| a == b).count();
    Changed { start, same_end, whole: before.len() }
}

/// Does what makes one content another on a third, line by line; nothing if both changed the same lines.
fn lines_onto(before: &[u8], after: &[u8], now: &[u8]) -> Option<Vec<u8>> {
    let [old, own, other] = [before, after, now].map(lines);
    let (mine, theirs) = (source::apart(&old, &own), source::apart(&old, &other));
    if mine.iter().any(|(one, _)| theirs.iter().any(|(two, _)| meet(one, two))) {
        return None;
    }
    let mut all: Vec<(Range<usize>, &[&[u8]])> = Vec::new();
    all.extend(mine.into_iter().map(|(at, from)| (at, &own[from])));
    all.extend(theirs.into_iter().map(|(at, from)| (at, &other[from])));
    // Lines that come stand before those that others change at the same place.
    all.sort_by_key(|(at, _)| (at.start, at.end));
    let (mut out, mut done) = (Vec::new(), 0);
    for (at, new) in all {
        out.extend_from_slice(&old[done..at.start]);
        out.extend_from_slice(new);
        done = at.end;
    }
    out.extend_from_slice(&old[done..]);
    Some(out.concat())
}

/// Returns whether two may not be done both: they change the same lines, or put others at the same place.
fn meet(one: &Range<usize>, two: &Range<usize>) -> bool {
    one.start < two.end && two.start < one.end || one.is_empty() && two.is_empty() && one.start == two.start
}

fn lines(bytes: &[u8]) -> Vec<&[u8]> {
    bytes.split_inclusive(|byte| *byte == b'\n').collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn step(before: &str, after: &str) -> Step {
        Step::new(before.into(), after.into())
    }

    fn onto(step: &Step, now: &str) -> Result<String, Refused> {
        step.onto(now.as_bytes()).map(|step| String::from_utf8(step.after).unwrap())
    }

    #[test]
    fn a_step_is_taken_back_also_where_another_place_has_changed() {
        let done = step("甲: 1\n乙: 2\n丙: 3\n", "甲: 1\n乙: 22\n丙: 3\n");
        let back = done.back();
        assert_eq!(onto(&back, "甲: 1\n乙: 22\n丙: 3\n"), Ok("甲: 1\n乙: 2\n丙: 3\n".to_owned()));
        assert_eq!(back.back(), done);
        assert_eq!(onto(&back, "甲: 100\n乙: 22\n丙: 3\n"), Ok("甲: 100\n乙: 2\n丙: 3\n".to_owned()));
        assert_eq!(
            onto(&back, "甲: 1\n乙: 22\n丙: 3\n丁: 4\n"),
            Ok("甲: 1\n乙: 2\n丙: 3\n丁: 4\n".to_owned())
        );
        assert_eq!(onto(&back, "甲: 1\n乙: 29\n丙: 3\n"), Err(Refused::Changed));
        assert_eq!(onto(&back, "乙: 7\n"), Err(Refused::Changed));
    }

    #[test]
    fn a_step_is_taken_back_between_two_places_that_others_changed() {
        let whole = "甲: 1\n乙: 2\n丙: 3\n丁: 4\n戊: 5\n";
        let done = step(whole, "甲: 1\n乙: 22\n丙: 3\n丁: 44\n戊: 5\n");
        let now = "零: 0\n甲: 1\n乙: 22\n丙: 33\n丁: 44\n戊: 55\n";
        let then = "零: 0\n甲: 1\n乙: 2\n丙: 33\n丁: 4\n戊: 55\n";
        assert_eq!(onto(&done.back(), now), Ok(then.to_owned()));
        assert_eq!(onto(&done, then), Ok(now.to_owned()), "and done again");
        assert_eq!(onto(&done.back(), "甲: 11\n乙: 29\n丙: 3\n丁: 44\n戊: 55\n"), Err(Refused::Changed));
        // A row of one's own goes, one of somebody else's behind it stays.
        let added = step("- a\n- b\n", "- a\n- b\n- c\n");
        assert_eq!(onto(&added.back(), "- 0\n- a\n- b\n- c\n- d\n"), Ok("- 0\n- a\n- b\n- d\n".to_owned()));
        // Which of two rows at one place comes first nobody knows.
        let removed = step("- a\n- c\n- b\n", "- a\n- b\n");
        assert_eq!(onto(&removed.back(), "- x\n- a\n- d\n- b\n- y\n"), Err(Refused::Changed));
    }
}
