//! What there is to work with, and what the plans ask for.

use indexmap::IndexMap;

use crate::model::handbook::{Stock, Sum, SupplyEntry};
use crate::model::plan::{Per, Plan};
use crate::model::profile::{Supply, Team, TeamKind};
use crate::model::village::{Village, team_size};

/// Returns supplies by item and unit: what is there, and the most that any one hazard asks for.
pub(super) fn supplies(village: Village, selected: &[&Plan]) -> Vec<SupplyEntry> {
    let mut entries: IndexMap<(String, String), SupplyEntry> = IndexMap::new();
    let blank = |item: &str, unit: &str| SupplyEntry {
        item: item.to_owned(),
        unit: unit.to_owned(),
        have: 0,
        unsaid: 0,
        need: None,
        hazards: Vec::new(),
        stock: Vec::new(),
    };
    for row in &village.profile.supplies {
        let entry = entries
            .entry((row.item.clone(), row.unit.clone()))
            .or_insert_with(|| blank(&row.item, &row.unit));
        entry.have = entry.have.saturating_add(row.quantity.unwrap_or(0));
        entry.unsaid += u32::from(row.quantity.is_none());
        entry.stock.push(stock(row));
    }
    for plan in selected {
        for need in &plan.needs {
            let quantity = need.quantity * count_of(need.per, &plan.id, village);
            if quantity == 0 {
                continue;
            }
            let entry = entries
                .entry((need.item.clone(), need.unit.clone()))
                .or_insert_with(|| blank(&need.item, &need.unit));
            entry.need = entry.need.max(Some(quantity));
            if !entry.hazards.contains(&plan.id) {
                entry.hazards.push(plan.id.clone());
            }
        }
    }
    for entry in entries.values_mut().filter(|entry| entry.stock.is_empty()) {
        let teams = village.profile.teams.iter();
        let held: Vec<Stock> = teams.flat_map(|(name, team)| geared(name, team, entry)).collect();
        for stock in held {
            entry.have = entry.have.saturating_add(stock.quantity.unwrap_or(0));
            entry.unsaid += u32::from(stock.quantity.is_none());
            entry.stock.push(stock);
        }
    }
    entries.into_values().collect()
}

/// Returns what the gear of a team of the village's own has of a thing that is in no store: 安全帽12顶.
fn geared(name: &str, team: &Team, entry: &SupplyEntry) -> Vec<Stock> {
    let own = team.kind != TeamKind::TownRescue;
    let held = |gear: &&String| {
        let (item, rest) = gear.split_at(gear.find(|c: char| c.is_ascii_digit()).unwrap_or(gear.len()));
        let unit = rest.trim_start_matches(|c: char| c.is_ascii_digit());
        let quantity = rest[..rest.len() - unit.len()].parse().ok();
        (item.trim() == entry.item && (quantity.is_none() || unit.trim() == entry.unit)).then_some(quantity)
    };
    let stock = |quantity| Stock {
        quantity,
        of_team: true,
        place: format!("{name}装备"),
        keeper: team.leader.clone().unwrap_or_default(),
        ..Stock::default()
    };
    team.gear.iter().filter(|_| own).filter_map(|gear| held(&gear)).map(stock).collect()
}

fn stock(row: &Supply) -> Stock {
    Stock {
        spec: row.spec.clone(),
        quantity: row.quantity,
        place: row.place.clone(),
        keeper: row.keeper.clone().unwrap_or_default(),
        checked: row.checked,
        expires: row.expires,
        code: row.code.clone(),
        made: row.made,
        required: row.required,
        of_team: false,
    }
}

/// Returns how many of what a quantity is counted by this village has for a hazard.
fn count_of(per: Per, hazard: &str, village: Village) -> u32 {
    let homes = || village.households().into_iter().filter(|h| h.hazards.iter().any(|x| x == hazard));
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    match per {
        Per::Village => 1,
        Per::Member => village
            .profile
            .teams
            .values()
            .filter(|t| t.kind == TeamKind::Rescue)
            .map(team_size)
            .max()
            .unwrap_or(0),
        Per::Point => count(village.points_of(hazard).count()),
        Per::Household => Sum::of(&homes().collect::<Vec<_>>()).homes,
        Per::Evacuee => Sum::of(&homes().collect::<Vec<_>>()).known,
        Per::Shelter => count(village.profile.shelters.len()),
        Per::Grid => count(village.profile.grids.len()),
    }
}
