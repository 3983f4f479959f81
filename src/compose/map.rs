//! A schematic map from coordinates: shelters, danger points, critical places, routes. Metres east and north.

use serde_json::{Value, json};

use super::Desk;
use crate::model::handbook::RouteEntry;

/// Metres of one degree of latitude.
const DEGREE_M: f64 = 111_195.0;

/// Returns the map of some hazards, or null if fewer than two of its places have coordinates.
pub(super) fn of(desk: &Desk, hazards: &[&str]) -> Value {
    let book = desk.book;
    let here = |ids: &[String]| ids.iter().any(|h| hazards.contains(&h.as_str()));
    let icon = |ids: &[String]| {
        let first = book.hazards.iter().find(|h| ids.contains(&h.id) && hazards.contains(&h.id.as_str()));
        first.map(|h| h.icon.clone())
    };
    let points = book.points.iter().filter(|p| here(&p.hazards));
    let points = points.map(|p| ("point", &p.name, p.coordinates, p.radius_m, icon(&p.hazards)));
    let shelters = book
        .shelters
        .iter()
        .filter(|s| here(&s.fit_for))
        .map(|s| ("shelter", &s.name, s.coordinates, None, None));
    let places = book.places.iter().map(|p| ("place", &p.name, p.coordinates, None, None));
    let known: Vec<_> =
        points.chain(shelters).chain(places).filter_map(|(k, n, at, r, i)| Some((k, n, at?, r, i))).collect();
    if known.iter().filter(|(kind, ..)| *kind != "place").count() < 2 {
        return Value::Null;
    }
    let origin = centre(known.iter().map(|(_, _, at, ..)| *at));
    let items: Vec<Value> = (known.iter())
        .map(|(kind, name, at, radius, icon)| {
            let [x, y] = metres(*at, origin);
            json!({"kind": kind, "name": name, "x": x, "y": y, "radius": radius, "icon": icon})
        })
        .collect();
    let place =
        |name: &str| known.iter().find(|(_, n, ..)| *n == name).map(|(_, _, at, ..)| metres(*at, origin));
    let lines: Vec<Value> = book.routes.iter().filter_map(|route| line(route, &place)).collect();
    json!({"items": items, "lines": lines})
}

/// Returns the map of all hazards of the book.
pub(super) fn whole(desk: &Desk) -> Value {
    let all: Vec<&str> = desk.book.hazards.iter().map(|h| h.id.as_str()).collect();
    of(desk, &all)
}

/// Returns a route whose ends are known; `known` is whether all between is known too.
fn line(route: &RouteEntry, place: &impl Fn(&str) -> Option<[f64; 2]>) -> Option<Value> {
    let (from, to) = (place(&route.from)?, place(&route.to)?);
    let between: Vec<Option<[f64; 2]>> = route.via.iter().map(|name| place(name)).collect();
    let known = between.iter().all(Option::is_some);
    let points: Vec<[f64; 2]> =
        std::iter::once(from).chain(between.into_iter().flatten()).chain([to]).collect();
    Some(json!({"name": route.name, "closed": false, "points": points, "known": known}))
}

fn centre(all: impl Iterator<Item = [f64; 2]> + Clone) -> [f64; 2] {
    let count = all.clone().count().max(1) as f64;
    let [lat, lon] = all.fold([0.0, 0.0], |sum, at| [sum[0] + at[0], sum[1] + at[1]]);
    [lat / count, lon / count]
}

/// Returns metres east and north of the origin, to a tenth.
fn metres(at: [f64; 2], origin: [f64; 2]) -> [f64; 2] {
    let round = |m: f64| (m * 10.0).round() / 10.0;
    let east = (at[1] - origin[1]) * DEGREE_M * origin[0].to_radians().cos();
    [round(east), round((at[0] - origin[0]) * DEGREE_M)]
}
