//! Coordinates that lie outside China, most often latitude and longitude in each other's place.

use crate::check::Context;
use crate::diag::Diagnostic;
use crate::yaml::Step;

/// Latitudes of China, degrees: 曾母暗沙 to 漠河, rounded outward.
const LATITUDE: std::ops::RangeInclusive<f64> = 3.0..=54.0;
/// Longitudes of China, degrees: 帕米尔 to 乌苏里江口, rounded outward.
const LONGITUDE: std::ops::RangeInclusive<f64> = 73.0..=136.0;

pub(super) fn check(c: &Context, found: &mut Vec<Diagnostic>) {
    let points = c.profile.points.iter().map(|(name, p)| ("points", name, p.coordinates));
    let shelters = c.profile.shelters.iter().map(|(name, s)| ("shelters", name, s.coordinates));
    let places = c.profile.places.iter().map(|(name, p)| ("places", name, p.coordinates));
    for (block, name, written) in points.chain(shelters).chain(places) {
        let Some([one, other]) = written.filter(|[lat, lon]| !in_china(*lat, *lon)) else { continue };
        let path: [Step; 3] = [block.into(), name.into(), "coordinates".into()];
        let place = c.value_at(&path);
        let fault = Diagnostic::error("coordinates")
            .at(place)
            .with("name", name)
            .with("value", format!("[{one}, {other}]"));
        found.push(match in_china(other, one) {
            true => fault.with("hint", format!("[{other}, {one}]")).mend(format!("[{other}, {one}]")),
            false => fault.with("hint", "[36.40, 117.20]"),
        });
    }
}

fn in_china(latitude: f64, longitude: f64) -> bool {
    LATITUDE.contains(&latitude) && LONGITUDE.contains(&longitude)
}
