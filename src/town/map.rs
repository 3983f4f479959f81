//! The wall map of the town: points, shelters, stations and gauges where their coordinates are, numbered,
//! with
//! whom to ring beside it. A sketch, no survey; for the office's wall alone.

use serde_json::{Value, json};

use super::Town;
use crate::compose::words;
use crate::model::document::Document;
use crate::model::handbook::Sum;
use crate::model::role::known;

/// Metres of a degree of latitude.
const DEGREE_M: f64 = 111_195.0;

/// What stands on the map: sign, name, where, radius in metres, what is said of it in the list.
struct Mark {
    kind: &'static str,
    name: String,
    at: [f64; 2],
    radius: Option<u32>,
    note: String,
}

fn marks(town: &Town) -> Vec<Mark> {
    let mut found = Vec::new();
    for b in &town.books {
        let village = &b.village.name;
        for p in &b.points {
            let Some(at) = p.coordinates else { continue };
            let sum = Sum::of(b.households.iter().filter(|home| home.points.contains(&p.name)));
            let watcher = p.watchers.first().map(|w| w.name.clone()).unwrap_or_default();
            let note = format!("{}户{} {watcher}", sum.homes, words::people(sum));
            found.push(Mark {
                kind: "point",
                name: format!("{village} {}", p.name),
                at,
                radius: p.radius_m,
                note,
            });
        }
        for s in &b.shelters {
            let Some(at) = s.coordinates else { continue };
            let seats = s.capacity.map(|n| format!("{n}人")).unwrap_or_default();
            found.push(Mark {
                kind: "shelter",
                name: format!("{village} {}", s.name),
                at,
                radius: None,
                note: seats,
            });
        }
    }
    let own = &town.profile.town_book;
    for (name, s) in &own.stations {
        let Some(at) = s.coordinates else { continue };
        let note = crate::model::phone::joined(&s.phone);
        found.push(Mark { kind: "station", name: name.clone(), at, radius: None, note });
    }
    for (name, m) in &own.monitors {
        let Some(at) = m.coordinates else { continue };
        found.push(Mark {
            kind: "monitor",
            name: name.clone(),
            at,
            radius: None,
            note: m.kind.word().to_owned(),
        });
    }
    found
}

/// Returns the map; `None` where fewer than two places have coordinates.
pub fn map(town: &Town) -> Option<Document> {
    let marks = marks(town);
    if marks.len() < 2 {
        return None;
    }
    let count = marks.len() as f64;
    let [lat, lon] =
        marks.iter().fold([0.0, 0.0], |sum, m| [sum[0] + m.at[0] / count, sum[1] + m.at[1] / count]);
    let metres = |at: [f64; 2]| {
        let east = (at[1] - lon) * DEGREE_M * lat.to_radians().cos();
        [east.round(), ((at[0] - lat) * DEGREE_M).round()]
    };
    let mark = |(i, m): (usize, &Mark)| {
        let [x, y] = metres(m.at);
        json!({"n": i + 1, "kind": m.kind, "name": m.name, "x": x, "y": y, "radius": m.radius,
            "note": m.note})
    };
    let phones = town.books.iter().filter_map(|b| {
        let (_, p) = b.call_for(known::COMMANDER)?;
        Some(json!({"village": b.village.name, "name": p.name, "phones": p.phones}))
    });
    let closed = town.books.iter().flat_map(|b| {
        let shut = b.routes.iter().filter(|r| !r.closed_when.is_empty());
        shut.map(move |r| format!("{} {}：{}", b.village.name, r.name, r.closed_when))
    });
    let data = json!({
        "marks": marks.iter().enumerate().map(mark).collect::<Value>(), "phones": phones.collect::<Value>(),
        "closed": closed.collect::<Vec<_>>(),
    });
    Some(town.document(
        ("town-map", "TOWN-MAP"),
        "town-map.typ",
        format!("{}风险和避难图", town.called()),
        data,
    ))
}
