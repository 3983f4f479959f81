//! What Typst may see of the world: layouts, pictures, fonts, and the data of one document. Nothing else
//! exists.

use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, Source};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, World};

use super::Press;

/// One document on the press.
pub(super) struct Job<'a> {
    pub(super) press: &'a Press,
    pub(super) main: FileId,
    pub(super) data: Bytes,
    /// Pictures of this document.
    pub(super) assets: Vec<(FileId, Bytes)>,
}

impl World for Job<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &self.press.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.press.book
    }

    fn main(&self) -> FileId {
        self.main
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        self.press.sources.get(&id).cloned().ok_or_else(|| missing(id))
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        if id == self.press.data {
            return Ok(self.data.clone());
        }
        if let Some((_, bytes)) = self.assets.iter().find(|(own, _)| *own == id) {
            return Ok(bytes.clone());
        }
        self.press.assets.get(&id).cloned().ok_or_else(|| missing(id))
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.press.fonts.get(index).cloned()
    }

    /// Dates come from the edition, never from the clock.
    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}

fn missing(id: FileId) -> FileError {
    FileError::NotFound(id.vpath().get_without_slash().to_string().into())
}
