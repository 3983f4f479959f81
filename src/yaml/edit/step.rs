//! One edit of a file as bytes, done and taken back, also where somebody else has changed the file meanwhile.

use super::{Change, Refused, edit};
use crate::model::shape::Shape;
use crate::source::SourceFile;
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
        let (own, other) = (changed(&self.before, &self.after), changed(&self.before, now));
        let apart = own.end() < other.start || other.end() < own.start;
        // A place moves by as much as what stands before it has grown.
        let moved = |at: usize| match other.start < own.start {
            true => (at + now.len()).checked_sub(self.before.len()),
            false => Some(at),
        };
        let (Some(start), Some(end)) = (moved(own.start), moved(own.end())) else {
            return Err(Refused::Changed);
        };
        let new = &self.after[own.start..self.after.len() - own.same_end];
        let after = match (now.get(..start), now.get(end..)) {
            (Some(head), Some(tail)) if apart => [head, new, tail].concat(),
            _ => return Err(Refused::Changed),
        };
        // Bytes put together may be read as another text than either.
        match SourceFile::decode("", &after) {
            Ok(_) => Ok(Self { before: now.to_vec(), after }),
            Err(_) => Err(Refused::Changed),
        }
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
}
