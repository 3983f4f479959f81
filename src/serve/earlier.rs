//! Any earlier print beside the last: records of earlier prints, what lies in the output folder, versions that were
//! recorded in git. Each has a name by which the page asks for it; no path comes from a request.

use std::path::PathBuf;

use serde_json::{Value, json};

use super::answer::{Answer, Failure};
use super::desk::{Desk, Open};
use super::past::{self, compared, day};
use crate::batch::{self, Manifest};
use crate::compose;
use crate::history::{Era, Past};
use crate::model::document::CardEntry;
use crate::model::handbook::Handbook;
use crate::project;
use crate::reprint::{self, Made, Making};
use crate::workspace::Workspace;

/// Most records of prints that are kept beside the last.
const KEPT: usize = 40;
/// Most versions of git that are offered.
const OFFERED: usize = 40;
/// Folder of earlier records, beside the last.
const BEFORE: &str = "before";
/// What the page calls that which lies in the output folder.
const MADE: &str = "made";

fn slot(desk: &Desk, id: &str, nth: usize) -> PathBuf {
    past::folder(desk, id).join(BEFORE).join(nth.to_string())
}

/// Returns the earlier records of prints, the newest first, with their places.
fn records(desk: &Desk, id: &str) -> Vec<(usize, past::Record)> {
    let mut all: Vec<(usize, past::Record)> =
        (0..KEPT).filter_map(|nth| Some((nth, past::record(&slot(desk, id, nth))?))).collect();
    all.sort_by(|(one, a), (other, b)| b.at.cmp(&a.at).then(other.cmp(one)));
    all
}

/// Moves the record of the last print among the earlier ones; the oldest gives way where there is no place.
///
/// # Errors
/// If it cannot be written.
pub fn keep(desk: &Desk, id: &str) -> anyhow::Result<()> {
    let last = past::folder(desk, id);
    let Some(record) = past::record(&last) else { return Ok(()) };
    let known = records(desk, id);
    let free = (0..KEPT).find(|nth| known.iter().all(|(taken, _)| taken != nth));
    let Some(nth) = free.or_else(|| known.last().map(|(nth, _)| *nth)) else { return Ok(()) };
    past::copy(&last, &slot(desk, id, nth), &record)
}

/// What was made and lies in the output folder: families with their cards.
type Lying = Vec<(&'static compose::Family, Vec<CardEntry>)>;

impl Desk {
    fn manifest(&self) -> Option<Manifest> {
        Manifest::read(&self.folder.join("out").join(batch::MANIFEST)).ok()
    }

    fn lying(&self, open: &Open) -> Lying {
        let stem = open.files.slashed();
        let files = self.manifest().into_iter().flat_map(|manifest| manifest.files);
        let made = files.filter(|(path, entry)| entry.village == stem && path.ends_with(".pdf"));
        let made = made.filter_map(|(path, entry)| {
            let (family, whole) = reprint::family(&path, &stem, &entry.cards)?;
            whole.then_some((family, entry.cards))
        });
        made.collect()
    }

    /// Returns what was made of a village beside what a plain build makes; editions for other readers are made and
    /// printed elsewhere.
    pub(super) fn beside(&self, open: &Open) -> Vec<Making> {
        let made = self.manifest().map(|manifest| Made::of(&manifest));
        let own = made.as_ref().map_or(&[][..], |made| made.village(&open.files.slashed()));
        own.iter().filter(|(_, audience)| audience.is_none()).copied().collect()
    }

    /// Returns the earlier prints of a village that are known, the newest first of each sort.
    ///
    /// # Errors
    /// If the village is unknown.
    pub fn earlier(&self, name: &str) -> Answer {
        let open = self.read(name)?;
        let mut all = Vec::new();
        for (nth, record) in records(self, name) {
            let label = format!("{} {}", past::label(&record), record.at.get(11..).unwrap_or_default());
            all.push(json!({"id": format!("r{nth}"), "sort": "printed", "label": label}));
        }
        if !self.lying(&open).is_empty() {
            all.push(json!({"id": MADE, "sort": "made", "label": ""}));
        }
        let kit = self.kit();
        if let Some(past) = Self::past(&open, &kit) {
            for era in past.eras(&open.files).iter().filter(|era| era.whole).take(OFFERED) {
                let label = format!("{} {}", day(era.commit.date), era.commit.subject);
                all.push(
                    json!({"id": format!("g{}", era.commit.id.short()), "sort": "recorded", "label": label}),
                );
            }
        }
        Ok(json!(all))
    }

    /// Returns the past of the workspace, if it has one that can be read.
    fn past<'k>(open: &Open, kit: &'k Workspace) -> Option<Past<'k>> {
        project::is_under_git(&open.files).then(|| Past::open(kit.today()).ok().flatten()).flatten()
    }

    /// Returns what changed since an earlier print.
    ///
    /// # Errors
    /// If there is none of that name, or the village cannot be read.
    pub fn changed_since(&self, name: &str, which: &str) -> Answer {
        let open = self.read(name)?;
        let Some(now) = self.book(&open) else {
            return Ok(json!({"known": false, "why": "先改好才知道"}));
        };
        if which == MADE {
            return self.since_made(&open, &now);
        }
        let kit = self.kit();
        if let Some(nth) = which.strip_prefix('r').and_then(|nth| nth.parse().ok()) {
            let folder = slot(self, name, nth);
            let then = past::printed_in(self, &open, &folder).ok_or_else(Failure::missing)?;
            let mut answer = compared(&then.side(), &now, &kit, (self, &open));
            answer["since"] = json!(then.label);
            return Ok(answer);
        }
        let past = Self::past(&open, &kit).ok_or_else(Failure::missing)?;
        let named = |era: &Era| which.strip_prefix('g').is_some_and(|id| era.commit.id.short() == id);
        let eras = past.eras(&open.files);
        let era = eras.iter().find(|era| named(era)).ok_or_else(Failure::missing)?;
        let then = match past.book(era) {
            Ok(Some(then)) => then,
            Ok(None) => return Err(Failure::missing()),
            Err(_) => {
                return Ok(json!({"known": false, "why": self.lang.pick(
                    "查不全：那时候的档案现在读不全", "not all is known: that version cannot be read whole today")}));
            }
        };
        let mut answer = compared(&then.side(), &now, &kit, (self, &open));
        answer["since"] = json!(format!("{} {}", day(era.commit.date), era.commit.subject));
        Ok(answer)
    }

    /// Returns which cards are no longer as they lie in the output folder; files don't say what their words were.
    fn since_made(&self, open: &Open, now: &Handbook) -> Answer {
        let made = self.lying(open);
        if made.is_empty() {
            return Err(Failure::missing());
        }
        let kit = self.kit();
        let stale = reprint::since_made(&made, now, kit.library.plans(&now.village));
        Ok(json!({
            "known": true, "told": false, "changes": [], "edition": now.edition.number, "outgrown": false,
            "since": "", "stale": stale.iter().map(past::row).collect::<Value>(),
        }))
    }
}
