//! The wall map of the town: points, shelters, stations and gauges where their coordinates are, numbered; a
//! village whose places lie too close for that has a map of its own beside it. With each village whom to ring
//! and when which road is closed. A sketch, no survey; for the office's wall alone.

use serde_json::{Value, json};

use super::Town;
use crate::compose::words;
use crate::model::document::Document;
use crate::model::handbook::Handbook;
use crate::model::role::known;

/// Metres of a degree of latitude.
const DEGREE_M: f64 = 111_195.0;
/// The town's map on A1 and on four A4 sheets, and ground around its outermost places: millimetres, metres.
const WHOLE: [f64; 2] = [554.0, 360.0];
const TILED: [f64; 2] = [556.0, 350.0];
const AROUND_M: f64 = 300.0;
/// Nearer than this, in millimetres, two signs cannot both bear a number.
const CLOSE: f64 = 7.0;

/// What stands on the map: sign, name, where, radius in metres, what is said of it in the list.
struct Mark {
    kind: &'static str,
    name: String,
    at: Option<[f64; 2]>,
    radius: Option<u32>,
    note: String,
}

fn of_village(b: &Handbook) -> Vec<Mark> {
    let points = b.points.iter().map(|p| {
        let watcher = p.watchers.first().map(|w| w.name.clone()).unwrap_or_default();
        let note = format!("{} {watcher}", words::endangered(b, p)).trim().to_owned();
        Mark { kind: "point", name: p.name.clone(), at: p.coordinates, radius: p.radius_m, note }
    });
    let shelters = b.shelters.iter().map(|s| {
        let note = s.capacity.map(|n| format!("{n}人")).unwrap_or_default();
        Mark { kind: "shelter", name: s.name.clone(), at: s.coordinates, radius: None, note }
    });
    points.chain(shelters).collect()
}

fn of_town(town: &Town) -> Vec<Mark> {
    let own = &town.profile.town_book;
    let stations = own.stations.iter().map(|(name, s)| {
        let note = crate::model::phone::joined(&s.phone);
        Mark { kind: "station", name: name.clone(), at: s.coordinates, radius: None, note }
    });
    let monitors = own.monitors.iter().map(|(name, m)| {
        let note = m.kind.word().to_owned();
        Mark { kind: "monitor", name: name.clone(), at: m.coordinates, radius: None, note }
    });
    stations.chain(monitors).collect()
}

/// Places of the ground in metres from the middle of the map.
struct Ground {
    middle: [f64; 2],
    /// Millimetres of paper for a metre.
    scale: f64,
}

impl Ground {
    /// Returns the ground that holds these places; `None` where fewer than two have coordinates.
    fn of(places: &[[f64; 2]], paper: [f64; 2]) -> Option<Self> {
        if places.len() < 2 {
            return None;
        }
        let count = places.len() as f64;
        let middle =
            places.iter().fold([0.0, 0.0], |sum, at| [sum[0] + at[0] / count, sum[1] + at[1] / count]);
        let ground = Self { middle, scale: 1.0 };
        let span = |axis: usize| {
            let all = || places.iter().map(|at| ground.metres(*at)[axis]);
            all().fold(f64::MIN, f64::max) - all().fold(f64::MAX, f64::min) + 2.0 * AROUND_M
        };
        Some(Self { scale: (paper[0] / span(0)).min(paper[1] / span(1)), ..ground })
    }

    fn metres(&self, at: [f64; 2]) -> [f64; 2] {
        let east = (at[1] - self.middle[1]) * DEGREE_M * self.middle[0].to_radians().cos();
        [east.round(), ((at[0] - self.middle[0]) * DEGREE_M).round()]
    }

    /// Returns whether some of these places lie so close to another on the map that numbers would not be read.
    fn is_crowded(&self, own: &[[f64; 2]], all: &[[f64; 2]]) -> bool {
        let near = |a: &[f64; 2], b: &[f64; 2]| {
            let (a, b) = (self.metres(*a), self.metres(*b));
            (a[0] - b[0]).hypot(a[1] - b[1]) * self.scale < CLOSE
        };
        // Each is near itself.
        own.iter().any(|at| all.iter().filter(|other| near(at, other)).count() > 1)
    }

    fn mark(&self, n: usize, mark: &Mark) -> Value {
        let at = mark.at.map(|at| self.metres(at));
        let [x, y] = [0, 1].map(|axis| at.map(|at| at[axis]));
        json!({"n": at.map(|_| n), "kind": mark.kind, "name": mark.name, "x": x, "y": y,
            "radius": mark.radius, "note": mark.note})
    }
}

/// Returns the map on one sheet of A1; `None` where fewer than two places have coordinates.
pub fn map(town: &Town) -> Option<Document> {
    Some(town.document(super::MAP, format!("{}风险和避难图", town.called()), data(town, WHOLE)?))
}

/// Returns the map on four sheets of A4 to be glued, its list of villages beside it.
pub fn map_tiles(town: &Town) -> Option<Document> {
    let title = format!("{}风险和避难图（A4 拼）", town.called());
    Some(town.document(super::MAP_TILES, title, data(town, TILED)?))
}

fn data(town: &Town, paper: [f64; 2]) -> Option<Value> {
    let groups: Vec<(Option<&Handbook>, Vec<Mark>)> = town
        .books
        .iter()
        .map(|book| (Some(*book), of_village(book)))
        .chain([(None, of_town(town))])
        .collect();
    let placed = |marks: &[Mark]| marks.iter().filter_map(|mark| mark.at).collect::<Vec<_>>();
    let all: Vec<[f64; 2]> = groups.iter().flat_map(|(_, marks)| placed(marks)).collect();
    let ground = Ground::of(&all, paper)?;
    let mut n = 0;
    let mut group = |(book, marks): &(Option<&Handbook>, Vec<Mark>)| {
        let own = placed(marks);
        let marks: Vec<Value> = marks
            .iter()
            .map(|mark| {
                n += usize::from(mark.at.is_some());
                ground.mark(n, mark)
            })
            .collect();
        let leader = book.and_then(|book| book.call_for(known::COMMANDER));
        let routes = book.iter().flat_map(|book| &book.routes).filter(|r| !r.closed_when.is_empty());
        json!({
            "name": book.map(|book| &book.village.name), "marks": marks,
            "inset": own.len() > 1 && book.is_some() && ground.is_crowded(&own, &all),
            "leader": leader.map(|(_, p)| json!({"name": p.name, "phones": p.phones.iter().take(1).collect::<Vec<_>>()})),
            "closed": routes.map(|r| format!("{}：{}", r.name, r.closed_when)).collect::<Vec<_>>(),
        })
    };
    Some(json!({
        "groups": groups.iter().map(&mut group).collect::<Value>(), "wide": paper[0], "high": paper[1],
        "around": AROUND_M, "scale": ground.scale, "tiled": paper == TILED,
    }))
}
