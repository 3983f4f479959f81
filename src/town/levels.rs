//! Which villages move at which level: worst first, 蓝黄橙红.

use serde_json::{Value, json};

use super::{Town, rows};
use crate::compose::words;
use crate::model::document::Document;
use crate::model::handbook::{Handbook, Household, Sum};
use crate::model::plan::Level;

/// What stands under the table: who decides, and what a village does by itself.
const FOOT: &str = "转移由县级以上政府决定（应对法67、73），镇村照办；地质灾害险情、洪水威胁群众安全时，当地政府及时组织转移撤离（地质灾害防治条例29、防汛条例34）；情况紧急，村先期处置（应对法77）。";

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
            let assigned = town.assigned(book);
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

/// Seats left once a village's own people are in, of the hazard of which fewest are left: those of shelters that are
/// fit for it, less all that come to them. A shelter without a count adds none, and is said.
fn free(book: &Handbook) -> String {
    if book.shelters.iter().all(|s| s.capacity.is_none()) {
        return "没写".to_owned();
    }
    let left = |hazard: &String| -> i64 {
        let fit = book.shelters.iter().filter(|s| s.fit_for.contains(hazard));
        fit.filter_map(|s| Some(i64::from(s.capacity?) - i64::from(s.crowd.known))).sum()
    };
    let hazards = book.households.iter().flat_map(|home| &home.hazards);
    let hazards = hazards.chain(book.points.iter().filter(|p| p.people.is_some()).flat_map(|p| &p.hazards));
    let used = hazards.filter(|id| book.shelters.iter().any(|s| s.fit_for.contains(id)));
    let all = || book.shelters.iter().filter_map(|s| s.capacity).map(i64::from).sum();
    let seats = used.map(left).min().unwrap_or_else(all);
    let most = if book.households.iter().any(|home| home.members.is_none()) { "至多" } else { "" };
    match book.shelters.iter().filter(|s| s.capacity.is_none()).count() {
        0 => format!("{most}{seats}"),
        n => format!("{most}{seats}，{n}处没写"),
    }
}

/// 户/人·点 of those who have to be gone at a level, those of lower levels among them; 守 where something is
/// to be
/// done at it; — for nothing.
fn cell(book: &Handbook, level: Level, defaults: &mut usize) -> Value {
    let gone: Vec<(&Household, bool)> = (book.households.iter())
        .filter_map(|home| {
            words::leaves_at(book, home).filter(|(at, _)| *at <= level).map(|(_, own)| (home, own))
        })
        .collect();
    let (homes, people, blank) = rows::unlisted(book, |p| p.moves_at.values().any(|at| *at <= level));
    if gone.is_empty() && blank == 0 {
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
    let listed = format!("{}户/{}·{}点", sum.homes, words::people(sum), points.len());
    let unlisted = format!("{}·{blank}点，没有名单", words::threatened(homes, people));
    let text = match (gone.is_empty(), blank) {
        (_, 0) => listed,
        (true, _) => unlisted,
        (false, _) => format!("{listed}；另{unlisted}"),
    };
    json!({"text": text, "default": default})
}

/// Returns the level page by itself.
pub fn level_page(town: &Town) -> Document {
    town.document(super::LEVELS, format!("{}级别页", town.called()), json!({"levels": data(town)}))
}
