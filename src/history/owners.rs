//! Whose a code was: villages may give theirs away, get another's, or have none for a time.

use crate::history::{Era, Past, slashed};
use crate::project::{self, VillageFiles};
use crate::source;

/// A village that has a code or once had it.
#[derive(Debug, Clone)]
pub struct Owner {
    /// Where it lies, or lay last.
    pub village: VillageFiles,
    /// The step of the line with which it went away.
    pub gone: Option<usize>,
}

impl Owner {
    /// Returns whether another is the same village.
    pub fn is(&self, other: &Self) -> bool {
        self.village.stem == other.village.stem && self.gone == other.gone
    }
}

/// What a village's file says, or said before a step that changed it.
pub(super) struct Held {
    /// None if it says it at the newest commit.
    step: Option<usize>,
    path: String,
    /// Its code; empty if it had none.
    code: String,
}

impl Past<'_> {
    /// Returns the villages that have or had a code of which this is true; that of one without is empty.
    pub fn owners(&self, is: impl Fn(&str) -> bool) -> Vec<Owner> {
        let mut owners: Vec<Owner> = Vec::new();
        for held in self.held.get_or_init(|| self.every_code()).iter().filter(|held| is(&held.code)) {
            let owner = match held.step {
                Some(step) => self.since(step, &held.path),
                None => self.today_at(&held.path),
            };
            let known = |owner: &Owner| owners.iter().any(|own| own.is(owner));
            owners.extend(owner.filter(|owner| !known(owner)));
        }
        owners
    }

    /// Returns the commits of an owner, the newest first; of one that went away that which took it first.
    pub fn eras_of(&self, owner: &Owner) -> Vec<Era<'_>> {
        self.eras_since(&owner.village, owner.gone)
    }

    /// Returns the paths at which a village ever lay.
    pub fn paths(&self, village: &VillageFiles) -> Vec<String> {
        self.eras(village).into_iter().map(|era| era.path).collect()
    }

    fn every_code(&self) -> Vec<Held> {
        let today = |village: &VillageFiles| Held {
            step: None,
            path: slashed(village),
            code: project::code(village).unwrap_or_default(),
        };
        let mut all: Vec<Held> = self.tip.villages.iter().map(today).collect();
        for (step, changed) in self.line.steps.iter().enumerate() {
            let Some(before) = self.before(step) else { continue };
            for path in changed.changed.iter().filter(|path| project::is_village(path.as_ref())) {
                // What cannot be read is told of where its book is.
                let Ok(Some(bytes)) = self.repository.read(before.id, path, source::MAX_BYTES) else {
                    continue;
                };
                let code = project::code_in(&bytes).unwrap_or_default();
                all.push(Held { step: Some(step), path: path.clone(), code });
            }
        }
        all
    }

    fn today_at(&self, path: &str) -> Option<Owner> {
        let village = self.tip.villages.iter().find(|village| slashed(village) == path)?;
        Some(Owner { village: self.here(village), gone: None })
    }

    /// Returns what became of the village that lay at a path before a step that changed its file.
    fn since(&self, mut step: usize, path: &str) -> Option<Owner> {
        let mut path = path.to_owned();
        loop {
            let (before, after) = self.around(step)?;
            let pairs = project::pairs(&before.project, &after.project);
            let Some((_, now)) = pairs.both.iter().find(|(former, _)| slashed(former) == path) else {
                let village = self.here(before.village(&path)?);
                return Some(Owner { village, gone: Some(step) });
            };
            path = slashed(now);
            let newer = self.touching.get(&path).and_then(|steps| steps.iter().rev().find(|at| **at < step));
            match newer {
                Some(newer) => step = *newer,
                None => return self.today_at(&path),
            }
        }
    }
}
