//! Ways that people really take: whence, by which route, to which shelter. A household's own comes before
//! everything else; what nobody said is left open.

use serde::Serialize;

use super::handbook::{Household, RouteEntry};

/// One way, and who takes it.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Way {
    /// Risk point or place where it begins; empty if nobody said.
    pub from: String,
    /// Route; empty if none is known to lead there.
    pub route: String,
    /// Shelter; empty if the hazard sends nobody to one.
    pub shelter: String,
    /// Households on the list that take it.
    pub households: u32,
    /// People on the list that take it; `None` if not every household says how many it is.
    pub people: Option<u32>,
}

impl Way {
    /// Returns the route of this way.
    pub fn route_in<'a>(&self, routes: &'a [RouteEntry]) -> Option<&'a RouteEntry> {
        routes.iter().find(|route| !self.route.is_empty() && route.name == self.route)
    }
}

/// Returns the only route from one of these places to a shelter.
fn only<'a>(from: &[String], shelter: &str, routes: &'a [RouteEntry]) -> Option<&'a RouteEntry> {
    let mut leading = routes.iter().filter(|route| route.to == shelter && from.contains(&route.from));
    leading.next().filter(|_| leading.next().is_none())
}

/// Returns the way of one household, where these shelters are fit: its own shelter if it is one of them, its
/// own route if that leads there.
pub fn of_home(home: &Household, fit: &[String], routes: &[RouteEntry]) -> Way {
    let Some(shelter) = fit.iter().find(|name| **name == home.shelter).or(fit.first()) else {
        return Way::default();
    };
    let own = routes.iter().find(|route| route.name == home.route && route.to == *shelter);
    let route = own.or_else(|| only(&home.points, shelter, routes));
    let from = route
        .map(|route| route.from.clone())
        .filter(|from| home.points.is_empty() || home.points.contains(from));
    Way {
        from: from.or_else(|| home.points.first().cloned()).unwrap_or_default(),
        route: route.map(|route| route.name.clone()).unwrap_or_default(),
        shelter: shelter.clone(),
        households: home.count,
        people: home.members,
    }
}

/// Returns the ways of a hazard: those of the households that move for it, then those of its points from
/// which no household on the list moves.
pub fn of_hazard(
    hazard: &str,
    points: &[String],
    fit: &[String],
    homes: &[Household],
    routes: &[RouteEntry],
) -> Vec<Way> {
    let mut ways: Vec<Way> = Vec::new();
    for home in homes.iter().filter(|home| home.hazards.iter().any(|id| id == hazard)) {
        let way = of_home(home, fit, routes);
        if way.shelter.is_empty() {
            continue;
        }
        match ways
            .iter_mut()
            .find(|w| (&w.from, &w.route, &w.shelter) == (&way.from, &way.route, &way.shelter))
        {
            Some(seen) => {
                seen.households = seen.households.saturating_add(way.households);
                seen.people = seen.people.zip(way.people).map(|(one, other)| one.saturating_add(other));
            }
            None => ways.push(way),
        }
    }
    for point in points {
        if ways.iter().all(|way| way.from != *point) {
            ways.extend(from_point(point, fit, routes));
        }
    }
    ways
}

/// Returns the ways from a point to the best shelter that a route leads to from there.
fn from_point(point: &String, fit: &[String], routes: &[RouteEntry]) -> Vec<Way> {
    let leading =
        |shelter: &String| routes.iter().filter(|r| r.from == *point && r.to == *shelter).collect::<Vec<_>>();
    let best = fit.iter().map(leading).find(|found| !found.is_empty()).unwrap_or_default();
    let way = |r: &RouteEntry| Way {
        from: point.clone(),
        route: r.name.clone(),
        shelter: r.to.clone(),
        ..Way::default()
    };
    best.into_iter().map(way).collect()
}

/// Returns the ways of those who are at a point when a hazard comes: of the households under it, else from
/// the point itself.
pub fn at_point(
    point: &str,
    hazard: &str,
    fit: &[String],
    homes: &[Household],
    routes: &[RouteEntry],
) -> Vec<Way> {
    let here: Vec<Household> =
        homes.iter().filter(|home| home.points.iter().any(|p| p == point)).cloned().collect();
    of_hazard(hazard, &[point.to_owned()], fit, &here, routes)
}
