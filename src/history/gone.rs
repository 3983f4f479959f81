//! Villages that went away.

use std::collections::BTreeSet;
use std::path::PathBuf;

use crate::git::Commit;
use crate::history::{Era, Lack, Past, Then, slashed};
use crate::model::profile::Date;
use crate::project::{self, Store, VillageFiles};

impl Past<'_> {
    /// Returns the villages that went away after a day, and without one since the oldest of some commits, each with its
    /// last book and the commit that still had it.
    pub fn withdrawn(
        &self,
        day: Option<Date>,
        since: &BTreeSet<&str>,
    ) -> Vec<(VillageFiles, String, Result<Then<'_>, Lack>)> {
        let steps = &self.line.steps;
        let oldest = match day {
            Some(day) => steps.iter().position(|step| step.commit.date <= day.0),
            // What went away when the edition came out is in people's hands, too.
            None => steps
                .iter()
                .rposition(|step| since.contains(step.commit.id.short().as_str()))
                .map(|at| at + 1),
        };
        let now: BTreeSet<String> = self.today.project.villages.iter().filter_map(project::code).collect();
        let mut found: Vec<(VillageFiles, String, Result<Then<'_>, Lack>)> = Vec::new();
        for (at, step) in steps.iter().enumerate().take(oldest.unwrap_or(steps.len())) {
            let yaml = |path: &String| path.ends_with(".yaml") || path.ends_with(".yml");
            let Some(commit) = self.before(at).filter(|_| step.changed.iter().any(yaml)) else { continue };
            let Some((before, after)) = self.around(at) else { continue };
            let may = |village: &&VillageFiles| step.changed.contains(&slashed(village));
            if !before.project.villages.iter().any(|village| may(&village)) {
                continue;
            }
            for village in project::pairs(&before.project, &after.project).removed.iter().filter(may) {
                let here = self.here(village);
                let known = found.iter().any(|(other, ..)| other.stem == here.stem);
                if known || project::code(village).is_some_and(|code| now.contains(&code)) {
                    continue;
                }
                let era =
                    Era { commit, path: slashed(village), whole: true, astray: false, newer: usize::MAX };
                let then = self.book(&era).transpose();
                found.extend(then.map(|then| (here, commit.id.short(), then)));
            }
        }
        found
    }

    pub(super) fn before(&self, at: usize) -> Option<&Commit> {
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
