//! Edits in place: a value set, an entry or a row added, renamed or removed, and every other byte of the file
//! kept.
//!
//! Changes name paths in the file as it stands; keys may be given in either language, new ones are written in
//! that of their neighbours. What comes out is read again before it is handed on: it says exactly what was
//! wanted, or nothing is done.

mod emit;
mod quote;
mod render;
mod step;
mod work;

use std::ops::Range;
use std::sync::Arc;

use super::{Vocabulary, parse};
use crate::diag::Diagnostics;
use crate::model::shape::Shape;
use crate::source::{self, SourceFile};
use work::Work;

pub use step::{Step, apply};

/// A value to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// A text, number, date or fixed word; how it is quoted follows from the shape.
    Text(String),
    /// A list.
    List(Vec<Value>),
    /// A mapping; keys of the model in either language.
    Map(Vec<(String, Value)>),
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

/// One step of a path into a file.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum At {
    /// A key of a mapping.
    Key(String),
    /// A row of a list, from 0.
    Row(usize),
}

impl From<&str> for At {
    fn from(key: &str) -> Self {
        Self::Key(key.to_owned())
    }
}

impl From<usize> for At {
    fn from(row: usize) -> Self {
        Self::Row(row)
    }
}

/// One change. All paths mean the file as it stands, whatever the other changes of the same call do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// What stands at the path is this; keys that are missing are added.
    Set {
        /// Where.
        path: Vec<At>,
        /// What.
        value: Value,
    },
    /// A new row of the list at the path; a list that is missing is added.
    Insert {
        /// The list.
        path: Vec<At>,
        /// Before which row; behind the last if absent.
        before: Option<usize>,
        /// The row.
        value: Value,
    },
    /// The key at the end of the path is spelt like this.
    Rename {
        /// The entry.
        path: Vec<At>,
        /// Its new key.
        key: String,
    },
    /// The entry or row at the path is gone.
    Remove {
        /// The entry or row.
        path: Vec<At>,
    },
}

/// Why nothing was changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// The file is not YAML as it is read here.
    Unreadable,
    /// A path leads to nothing that can be changed so.
    NoSuchPlace,
    /// Two changes are about the same place.
    Twice,
    /// The form in which the file is written does not allow it.
    Form,
    /// The encoding of the file cannot be kept.
    Encoding,
    /// The same stretch has been changed by somebody else.
    Changed,
}

impl std::fmt::Display for Refused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Unreadable => "读不懂这个文件 (not readable)",
            Self::NoSuchPlace => "没有这个地方 (no such place)",
            Self::Twice => "同一处要改两次 (changed twice)",
            Self::Form => "这种写法没法就地改 (this form cannot be edited in place)",
            Self::Encoding => "存不回原来的编码 (encoding cannot be kept)",
            Self::Changed => "同一处别处也改过 (changed meanwhile at the same place)",
        })
    }
}

impl std::error::Error for Refused {}

/// A stretch of the text and what stands there instead.
pub type Splice = (Range<usize>, String);

/// An edited file. Whoever changes a profile's text has one: the import, the page, the mending of slips.
#[derive(Debug, Clone)]
pub struct Edited {
    /// The text.
    pub text: String,
    /// The splices that make it of the text before, one list after the other, each by rising place.
    pub passes: Vec<Vec<Splice>>,
    before: Arc<SourceFile>,
}

impl Edited {
    /// Returns a file that nobody has edited yet.
    pub fn untouched(file: &Arc<SourceFile>) -> Self {
        Self { text: file.text.clone(), passes: Vec::new(), before: Arc::clone(file) }
    }

    /// Replaces stretches of the text, given by rising place: for whoever mends how a thing is written. What
    /// it says afterwards is for the caller to look at.
    ///
    /// # Errors
    /// [`Refused::Twice`] if two overlap, [`Refused::NoSuchPlace`] if one is none of the text.
    pub fn splice(&mut self, pass: Vec<Splice>) -> Result<(), Refused> {
        if pass.windows(2).any(|pair| pair[0].0.end > pair[1].0.start) {
            return Err(Refused::Twice);
        }
        if pass.iter().any(|(range, _)| self.text.get(range.clone()).is_none()) {
            return Err(Refused::NoSuchPlace);
        }
        self.text = spliced(&self.text, &pass);
        self.passes.push(pass);
        Ok(())
    }

    /// Adds what was done to this text afterwards.
    pub fn follow(&mut self, next: Self) {
        debug_assert_eq!(self.text, next.before.text, "it edits what this one has made");
        self.passes.extend(next.passes);
        self.text = next.text;
    }

    /// Returns the bytes of the file, given those before: mark, encoding and all that was not touched are the
    /// same.
    ///
    /// # Errors
    /// [`Refused::Encoding`] if the bytes are not those of the text that was edited, or would not be read as
    /// the new one.
    pub fn bytes(&self, before: &[u8]) -> Result<Vec<u8>, Refused> {
        let (mut bytes, mut text) = (before.to_vec(), self.before.text.clone());
        for pass in &self.passes {
            bytes = source::rewrite(&bytes, &text, pass).ok_or(Refused::Encoding)?;
            text = spliced(&text, pass);
        }
        // Bytes that were no UTF-8 may have become some, and would be read as another text.
        match SourceFile::decode("", &bytes) {
            Ok(file) if file.text == self.text => Ok(bytes),
            _ => Err(Refused::Encoding),
        }
    }
}

/// Returns the file with the changes, every other byte as it was.
///
/// # Errors
/// Why not, if it cannot be done; nothing is done then.
pub fn edit(
    file: &Arc<SourceFile>,
    changes: &[Change],
    shape: &Shape,
    words: &Vocabulary,
) -> Result<Edited, Refused> {
    let mut tree = parse(file, &mut Diagnostics::default()).ok_or(Refused::Unreadable)?;
    let mut work = Work::gather(&tree, changes, shape, words)?;
    let wanted = work.applied(&tree);
    let mut edited = Edited::untouched(file);
    loop {
        edited.splice(emit::splices(&edited.text, &tree, &work)?)?;
        let now = SourceFile::from_text(file.name.as_str(), edited.text.as_str());
        tree = parse(&now, &mut Diagnostics::default()).ok_or(Refused::Form)?;
        match work.left() {
            Some(left) => work = left,
            None => break,
        }
    }
    if wanted.says(&tree) { Ok(edited) } else { Err(Refused::Form) }
}

/// Returns a text with splices that are sorted and apart.
pub(super) fn spliced(text: &str, splices: &[Splice]) -> String {
    let mut out = String::with_capacity(text.len() + splices.iter().map(|(_, new)| new.len()).sum::<usize>());
    let mut from = 0;
    for (range, new) in splices {
        out += &text[from..range.start];
        out += new;
        from = range.end;
    }
    out + &text[from..]
}

#[cfg(test)]
mod tests;
