//! A workspace as every command works with it: villages, plan library and press, opened once, on the disk or
//! at a revision.
//!
//! It stands below `batch`, `verify` and `reprint`, so that what they decide is decided in one place for the
//! command line and for whatever else may come to ask.

use anyhow::Context;

use crate::diag::{Diagnostic, Diagnostics, Place, Severity};
use crate::diff::Side;
use crate::history::Today;
use crate::load::{Library, Loaded};
use crate::model::document::Audience;
use crate::model::handbook::Handbook;
use crate::pipeline;
use crate::press::{self, Press};
use crate::project::{Files, Project, VillageFiles};
use crate::roster::Known;
use crate::roster::table::Table;
use crate::source::SourceFile;

/// A workspace with its library and press.
pub struct Workspace {
    /// Its villages and where they lie.
    pub project: Project,
    /// Its plans, layouts and fonts over the built-in ones.
    pub files: Files,
    /// The plans, read.
    pub library: Library,
    /// Layouts and fonts, read.
    pub press: Press,
    /// Hash of layouts, fonts and program.
    pub stamp: String,
    /// Hash of the plan library.
    pub plans: String,
    /// Faults of the plan library itself.
    pub faults: Vec<Diagnostic>,
}

impl Workspace {
    /// Reads what a workspace prints with; faults of its own plans are kept beside it.
    ///
    /// # Errors
    /// If a file of it cannot be read.
    pub fn of(project: Project) -> anyhow::Result<Self> {
        let files = project.files()?;
        let mut diags = Diagnostics::default();
        project.faults.iter().for_each(|fault| diags.push(fault.clone()));
        let mut library = pipeline::library(&files, &mut diags);
        for (_, name, _) in files.own_fonts().filter(|(.., bytes)| !press::is_font(bytes)) {
            let file = name.rsplit('/').next().unwrap_or(name);
            diags.push(Diagnostic::warning("file-font").at(Place::top(name)).with("file", file));
        }
        let press = pipeline::press(&files);
        pipeline::plan_characters(&files, &press, &mut library, &mut diags);
        pipeline::moved_on(&files, &mut diags);
        let (stamp, plans) = (pipeline::print_stamp(&files), pipeline::plan_stamp(&files));
        Ok(Self { project, files, library, press, stamp, plans, faults: diags.into_sorted() })
    }

    /// Returns a village's book.
    ///
    /// # Errors
    /// Its first error; none if no file of it could be read.
    pub fn book(&self, village: &VillageFiles) -> Result<Handbook, Option<Diagnostic>> {
        let mut diags = Diagnostics::default();
        let book = pipeline::handbook(village, &self.library, &self.press, None, &mut diags);
        book.map_err(|_| diags.into_sorted().into_iter().find(|d| d.severity == Severity::Error))
    }

    /// Returns a village's book if what an audience may see of it can be told.
    ///
    /// # Errors
    /// Its first error; a text that this audience must not read is one.
    pub fn book_for(
        &self,
        village: &VillageFiles,
        audience: Option<Audience>,
    ) -> Result<Handbook, Option<Diagnostic>> {
        let book = self.book(village)?;
        let withheld = audience.and_then(|audience| book.seen_by(audience).withheld.first().cloned());
        withheld.map_or(Ok(book), |fault| Err(Some(fault)))
    }

    /// Returns what the past is held against.
    pub fn today(&self) -> Today<'_> {
        Today { project: &self.project, library: &self.library, press: &self.press }
    }

    /// Returns a book as one side of a comparison, as an audience may see it.
    pub fn side<'a>(&'a self, book: &'a Handbook, audience: Option<Audience>) -> Side<'a> {
        let seen = audience.map_or(book, |audience| book.seen_by(audience));
        Side { book: seen, plans: self.library.plans(&book.village) }
    }
}

/// Where the table of headings is.
const TABLE: &str = "plans/rosters.yaml";

/// Returns the table of headings of a workspace, or the built-in one.
///
/// # Errors
/// If it has an error.
pub fn table(files: &Files, library: &Library) -> anyhow::Result<Table> {
    let (name, bytes) = files.get(TABLE).context(TABLE)?;
    let file = SourceFile::decode(name, bytes).map_err(|_| anyhow::anyhow!("{TABLE}"))?;
    let mut diags = Diagnostics::default();
    let table = Table::read(&file, &library.words, &mut diags);
    let first = diags.into_sorted().into_iter().find(|fault| fault.severity == Severity::Error);
    let position = |place: &Place| {
        let (line, column) = place.line_column();
        format!("{}:{line}:{column}", place.file.name)
    };
    match first {
        Some(fault) => {
            anyhow::bail!("{}: {}", fault.at.as_ref().map_or_else(|| TABLE.to_owned(), position), fault.code)
        }
        None => Ok(table),
    }
}

/// Returns a village as rosters see it; faults that keep it from being read are pushed.
pub fn known(village: &VillageFiles, library: &Library, diags: &mut Diagnostics) -> Option<Known> {
    let Loaded { profile, tree, mut layers } = pipeline::load(village, library, diags).ok()?;
    let name = if profile.name.is_empty() { village.called() } else { profile.name };
    Some(Known { name, own: layers.pop()?, tree })
}
