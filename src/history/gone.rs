//! Villages that are no longer what they were: their file went away, or their code became another.

use std::path::{Path, PathBuf};

use crate::git::Commit;
use crate::history::{Past, slashed};
use crate::project::{self, Store, VillageFiles};

impl Past<'_> {
    /// Returns a village that once had a code, by the last path at which it had it.
    pub fn former_village(&self, code: &str) -> Option<VillageFiles> {
        let village = |path: &String| {
            let path = Path::new(path);
            let inside = path.parent().and_then(Path::file_name).is_some_and(|folder| folder == "villages");
            inside && path.extension().is_some_and(|ending| ending == "yaml" || ending == "yml")
        };
        for (at, step) in self.line.steps.iter().enumerate() {
            let touched: Vec<&String> = step.changed.iter().filter(|path| village(path)).collect();
            let Some(before) =
                self.before(at).filter(|_| !touched.is_empty()).and_then(|commit| self.shelf(commit.id))
            else {
                continue;
            };
            let mut there =
                before.project.villages.iter().filter(|village| touched.contains(&&slashed(village)));
            if let Some(found) = there.find(|village| project::code(village).as_deref() == Some(code)) {
                return Some(self.here(found));
            }
        }
        None
    }

    fn before(&self, at: usize) -> Option<&Commit> {
        self.line.steps.get(at + 1).map(|step| &step.commit).or(self.line.cut.as_ref())
    }

    /// Returns the files of a village of a commit as if they lay in the workspace of today.
    pub fn here(&self, village: &VillageFiles) -> VillageFiles {
        let root = &self.today.project.root;
        let layers: Vec<PathBuf> = village.layers.iter().map(|layer| root.join(layer)).collect();
        let store: Store = self.today.project.store.clone();
        VillageFiles { stem: village.stem.clone(), layers, store, rivals: Vec::new() }
    }
}
