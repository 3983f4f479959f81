//! Which villages move at which level: worst first, 蓝黄橙红.

use serde_json::{Value, json};

use super::Town;
use crate::compose::words;
use crate::model::document::Document;
use crate::model::handbook::{Handbook, Household, Sum};
use crate::model::plan::Level;

/// What stands under the table: who decides, and what a village does by itself.
const FOOT: &str = "转移由县级以上政府决定（应对法67、73），镇村照办；地质灾害险情、洪水威胁群众安全时，当地政府及时组织转移撤离（地质灾害防治条例29、防汛条例34）；情况紧急，村先期处置（应对法77）。";

/// The level at which a household moves, and whether the village said so itself.
fn level_of(home: &Household, book: &Handbook) -> Option<(Level, bool)> {
    let points = book.points.iter().filter(|p| home.points.contains(&p.name));
    let own = points.flat_map(|p| p.moves_at.values().copied()).min();
    own.map(|level| (level, true)).or(home.from.map(|level| (level, false)))
}

/// Returns the level page's data.
pub(super) fn data(town: &Town) -> Value {
    let own = &town.profile.town_book;
    let posture = |level: Level| {
        let rows = own.levels.iter().filter_map(|(signal, levels)| {
            let p = levels.get(&level)?;
            let named = town.plans.signals.signals.get(signal).map_or(signal, |s| &s.name);
            Some(json!({"signal": named, "lead": p.lead, "on_duty": p.on_duty, "standby": p.standby,
                "in_villages": p.in_villages}))
        });
        json!({"level": words::level(level), "rows": rows.collect::<Value>()})
    };
    let mut defaults = 0;
    let rows: Vec<Value> = town
        .books
        .iter()
        .map(|book| {
            let cells = Level::ALL.map(|level| cell(book, level, &mut defaults));
            let assigned = own.assigned.get(&book.village.name);
            json!({
                "village": book.village.name, "cells": cells,
                "assigned": assigned.and_then(|a| a.minutes).map(|n| format!("{n}分")),
                "seats": free(book),
            })
        })
        .collect();
    json!({"postures": Level::ALL.map(posture), "absent": town.absent(), "rows": rows, "foot": town.said(FOOT),
        "defaults": defaults})
}

/// Seats left once a village's own people are in: those of the hazard of which fewest are left, in shelters that are
/// fit for it.
fn free(book: &Handbook) -> String {
    if book.shelters.iter().all(|s| s.capacity.is_none()) {
        return "没写".to_owned();
    }
    let left = |hazard: &String| {
        let fit = book.shelters.iter().filter(|s| s.fit_for.contains(hazard));
        let seats: u32 = fit.filter_map(|s| s.capacity).sum();
        let moving = Sum::of(book.households.iter().filter(|home| home.hazards.contains(hazard)));
        (i64::from(seats) - i64::from(moving.known), moving.unsaid > 0)
    };
    let hazards = book.households.iter().flat_map(|home| &home.hazards);
    let all = || (book.shelters.iter().filter_map(|s| s.capacity).map(i64::from).sum(), false);
    let (seats, open): (i64, bool) = hazards.map(left).min().unwrap_or_else(all);
    if open { format!("至多{seats}") } else { seats.to_string() }
}

/// 户/人·点 of those who have to be gone at a level, those of lower levels among them; 守 where something is
/// to be
/// done at it; — for nothing.
fn cell(book: &Handbook, level: Level, defaults: &mut usize) -> Value {
    let gone: Vec<(&Household, bool)> = (book.households.iter())
        .filter_map(|home| level_of(home, book).filter(|(at, _)| *at <= level).map(|(_, own)| (home, own)))
        .collect();
    if gone.is_empty() {
        let watched = book.matrix.iter().any(|row| row.level == level && !row.cells.is_empty());
        return json!({"text": if watched { "守" } else { "—" }, "default": false});
    }
    let sum = Sum::of(gone.iter().map(|(home, _)| *home));
    let mut points: Vec<&str> =
        gone.iter().flat_map(|(home, _)| home.points.iter().map(String::as_str)).collect();
    points.sort_unstable();
    points.dedup();
    let default = gone.iter().any(|(_, own)| !own);
    *defaults += usize::from(default);
    json!({"text": format!("{}户/{}·{}点", sum.homes, words::people(sum), points.len()), "default": default})
}

/// Returns the level page by itself.
pub fn level_page(town: &Town) -> Document {
    town.document(super::LEVELS, format!("{}级别页", town.called()), json!({"levels": data(town)}))
}
