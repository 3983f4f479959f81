//! A village rescue team of fewer heads than `plans/requirements.yaml` asks for, or none.

use crate::check::Context;
use crate::diag::Diagnostic;
use crate::model::profile::TeamKind;
use crate::model::village::team_size;

pub(super) fn check(c: &Context, found: &mut Vec<Diagnostic>) {
    let least = c.plans.asked.village_team;
    let team = c.profile.teams.iter().find(|(_, team)| team.kind == TeamKind::Rescue);
    let size = team.map_or(0, |(_, team)| team_size(team));
    if size < least {
        let at =
            team.map_or_else(|| c.at(&["name".into()]), |(name, _)| c.at(&["teams".into(), name.into()]));
        found.push(Diagnostic::warning("rescue-team").at(at).with("size", size).with("least", least));
    }
}
