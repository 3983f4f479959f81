//! A town rescue team of fewer than 30, or none in the town's file: Jinan's 2023 task for every town and street.

use crate::check::Context;
use crate::diag::Diagnostic;
use crate::model::profile::TeamKind;
use crate::model::village::team_size;

/// 济南市2023年任务：镇（街）综合应急救援队伍不少于30人.
const LEAST: u32 = 30;

pub(super) fn check(c: &Context, found: &mut Vec<Diagnostic>) {
    let team = c.profile.teams.iter().find(|(_, team)| team.kind == TeamKind::TownRescue);
    let size = team.map_or(0, |(_, team)| team_size(team));
    if size < LEAST {
        let at = team.map_or_else(|| c.at(&["teams".into()]), |(name, _)| c.at(&["teams".into(), name.into()]));
        found.push(Diagnostic::warning("town-team").at(at).with("size", size).with("least", LEAST));
    }
}
