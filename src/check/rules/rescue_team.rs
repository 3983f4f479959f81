//! A village rescue team of fewer than 10, or none: Jinan's 2023 task for every village and community.

use crate::check::Context;
use crate::diag::Diagnostic;
use crate::model::profile::TeamKind;
use crate::model::village::team_size;

/// 济南市2023年任务：村（社区）组建不少于10人的村级应急救援队伍.
const LEAST: u32 = 10;

pub(super) fn check(c: &Context, found: &mut Vec<Diagnostic>) {
    let team = c.profile.teams.iter().find(|(_, team)| team.kind == TeamKind::Rescue);
    let size = team.map_or(0, |(_, team)| team_size(team));
    if size < LEAST {
        let at = team.map_or_else(|| c.at(&["teams".into()]), |(name, _)| c.at(&["teams".into(), name.into()]));
        found.push(Diagnostic::warning("rescue-team").at(at).with("size", size).with("least", LEAST));
    }
}
