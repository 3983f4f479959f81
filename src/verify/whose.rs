//! Of which village a paper is: a code may be another's now, and those without one share that.

use super::code::{self, Code};
use super::{Case, Prints, State, Verdict, Why, town};
use crate::diag::nearest;
use crate::history::{Lack, Owner, Past};
use crate::model::profile::Date;
use crate::project::{self, Store, VillageFiles};
use crate::workspace::Workspace;

/// Returns what is to be said of a code.
pub fn judge(
    code: &Code,
    workspace: &Workspace,
    past: Option<&Past>,
    prints: &Prints,
    today: Date,
) -> Verdict {
    let is = |known: &str| code::fold(known) == code.place;
    let here = prints.here.get_or_init(|| here(workspace, past)).iter().filter(|(_, code)| is(code));
    let here: Vec<Owner> = here.map(|(village, _)| Owner { village: village.clone(), gone: None }).collect();
    let mut owners = here.clone();
    for owner in past.map(|past| past.owners(is)).unwrap_or_default() {
        if !owners.iter().any(|own| own.is(&owner)) {
            owners.push(owner);
        }
    }
    if owners.is_empty()
        && let Some(verdict) = town::judge(code, workspace, past, &prints.towns)
    {
        let lack = past.and_then(Past::is_behind);
        return verdict.but_for(lack);
    }
    let verdict = |owner: &Owner| {
        let other = here.iter().find(|other| !other.is(owner)).map(|other| &other.village);
        let taken = other.filter(|_| !code.place.is_empty());
        let verdict = Case { code, workspace, past, prints, owner, taken: taken.is_some() }.verdict(today);
        let lack = past.and_then(|past| past.behind(&owner.village));
        Verdict { taken: taken.map(called), ..verdict.but_for(lack) }
    };
    let (mut unknown, mut known): (Vec<Verdict>, Vec<Verdict>) = owners
        .iter()
        .map(verdict)
        .partition(|verdict| verdict.states == [State::Unknown] && verdict.is_open());
    let names = || owners.iter().map(|owner| called(&owner.village)).collect();
    match (known.len(), unknown.len()) {
        (1, _) => known.remove(0),
        (0, 1) if !code.place.is_empty() => unknown.remove(0),
        (0, 0) => super::unknown(nowhere(code, workspace, past), past),
        _ => {
            let lack = unknown.into_iter().map(|verdict| verdict.why);
            let lack = lack.flatten().find(|why| matches!(why, Why::Lacking(_) | Why::Run | Why::Faulty));
            super::unknown(lack.unwrap_or_else(|| Why::Whose(names())), past)
        }
    }
}

impl Verdict {
    /// Returns whether nothing of the village is known to have borne it.
    fn is_open(&self) -> bool {
        !matches!(self.why, Some(Why::Stamp | Why::Ahead | Why::Lacking(Lack::Behind(_))))
    }

    /// Returns the verdict where what may have taken it back is not read.
    fn but_for(self, lack: Option<Lack>) -> Self {
        match lack {
            Some(lack) if self.states == [State::Current] => {
                Self { states: vec![State::Unknown], why: Some(Why::Lacking(lack)), ..self }
            }
            _ => self,
        }
    }
}

/// Returns the villages as they lie here, with their codes; one that lay elsewhere when it was committed, there.
fn here(workspace: &Workspace, past: Option<&Past>) -> Vec<(VillageFiles, String)> {
    let pairs = past.map(|past| project::pairs(past.tip(), &workspace.project)).unwrap_or_default();
    let place = |village: &VillageFiles| {
        let moved = pairs.both.iter().find(|(former, now)| now == village && former.stem != now.stem);
        past.zip(moved).map_or_else(|| village.clone(), |(past, (former, _))| past.here(former))
    };
    let code = |village: &VillageFiles| project::code(village).unwrap_or_default();
    workspace.project.villages.iter().map(|village| (place(village), code(village))).collect()
}

fn called(village: &VillageFiles) -> String {
    village.name().filter(|name| !name.is_empty()).unwrap_or_else(|| village.called())
}

/// Says why no village has a code: those of a repository within this one are not looked at.
fn nowhere(code: &Code, workspace: &Workspace, past: Option<&Past>) -> Why {
    let inner = workspace.project.inner.iter().map(|folder| project::shown(folder)).next();
    let committed = past.and_then(|past| match &past.tip().store {
        Store::Git(tip) => tip.inner.keys().next().cloned(),
        Store::Disk | Store::Held(_) => None,
    });
    if let Some(folder) = inner.or(committed) {
        return Why::Lacking(Lack::Inner(folder));
    }
    let known: Vec<String> = workspace.project.villages.iter().filter_map(project::code).collect();
    Why::Place(nearest(&code.place, known.iter().map(String::as_str)).map(str::to_owned))
}
