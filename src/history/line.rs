//! A whole workspace step by step: for what is printed of many villages together.

use std::sync::Arc;

use super::{Lack, Past, Shelf};
use crate::git::Commit;
use crate::load::Library;
use crate::project::Project;

/// A commit after which the workspace's YAML is another than before.
#[derive(Clone, Copy)]
pub struct Turn<'a> {
    /// The commit.
    pub commit: &'a Commit,
    /// How often the workspace's own plans have been changed since: those of one number are the same.
    pub plans: usize,
}

/// The workspace as it was at a commit.
pub struct Whole<'a> {
    shelf: Arc<Shelf>,
    today: &'a Library,
}

impl Whole<'_> {
    /// Returns its villages and where they lay.
    pub fn project(&self) -> &Project {
        &self.shelf.project
    }

    /// Returns its plans.
    pub fn library(&self) -> &Library {
        self.shelf.library.as_ref().unwrap_or(self.today)
    }
}

impl<'a> Past<'a> {
    /// Returns the commits that changed any YAML, the newest first, and the last that is known of a clone that does
    /// not go back to the beginning.
    pub fn turns(&self) -> Vec<Turn<'_>> {
        let yaml = |path: &String| path.ends_with(".yaml") || path.ends_with(".yml");
        let steps = self.line.steps.iter().enumerate().filter(|(_, step)| step.changed.iter().any(yaml));
        let plans = |at: usize| self.plans.partition_point(|step| *step < at);
        let turns = steps.map(|(at, step)| Turn { commit: &step.commit, plans: plans(at) });
        let cut = self.line.cut.iter().map(|commit| Turn { commit, plans: self.plans.len() });
        turns.chain(cut).collect()
    }

    /// Returns the workspace at a commit.
    ///
    /// # Errors
    /// What of it is missing.
    pub fn at(&self, commit: &Commit) -> Result<Whole<'a>, Lack> {
        let missing = |error: anyhow::Error| Lack::Missing(commit.id.short(), format!("{error:#}"));
        Ok(Whole { shelf: self.opened(commit.id).map_err(missing)?, today: self.today.library })
    }
}
