//! A route that runs into a risk point of a hazard one flees from on it: by name, or by where a place on it
//! stands.
//!
//! The point it starts from is left out: one has to get out of it somehow.

use std::collections::BTreeSet;

use crate::check::Context;
use crate::diag::Diagnostic;
use crate::model::profile::{Point, Route};
use crate::model::village::Village;

pub(super) fn check(c: &Context, found: &mut Vec<Diagnostic>) {
    for (name, route) in &c.profile.routes {
        let fled = fled(name, route, c.village());
        for (i, via) in route.via.iter().enumerate() {
            let named = c.profile.points.get_key_value(via).into_iter();
            let near = c.village().place_of(via).into_iter().flat_map(|here| c.village().zones_at(here));
            let hit = named.chain(near).filter(|(point, _)| **point != route.from);
            let deadly = |hazards: &[String]| {
                hazards.iter().any(|h| fled.iter().any(|own| c.village().together(h, own)))
            };
            if let Some((point, _)) = hit.into_iter().find(|(_, point)| deadly(&point.hazards)) {
                let fault = Diagnostic::error("route-danger").at(c.at(&[
                    "routes".into(),
                    name.into(),
                    "via".into(),
                    i.into(),
                ]));
                let fault = fault.with("route", name).with("via", via).with("point", point);
                found.push(fault.also(c.at(&["points".into(), point.into()])));
                continue;
            }
            // A place that is called by a point's name lies there, as far as one can tell: 河滩上, 北沟口桥.
            let called = |(point, zone): &(&String, &Point)| {
                point.chars().count() > 1 && via.contains(point.as_str()) && **point != route.from && deadly(&zone.hazards)
            };
            if let Some((point, _)) = c.profile.points.iter().find(called) {
                let at = c.at(&["routes".into(), name.into(), "via".into(), i.into()]);
                let fault = Diagnostic::warning("route-danger").at(at).with("route", name).with("via", via);
                found.push(fault.with("point", point).also(c.at(&["points".into(), point.into()])));
            }
        }
    }
}

/// Returns the hazards one flees from on a route: those of where it starts and of the households that take
/// it.
fn fled<'a>(name: &str, route: &Route, village: Village<'a>) -> BTreeSet<&'a String> {
    let start = village.profile.points.get(&route.from).into_iter().flat_map(|point| &point.hazards);
    let taking = village.profile.evacuees.iter().filter(|home| home.route.as_deref() == Some(name));
    start.chain(taking.flat_map(|home| village.hazards_of(home))).collect()
}
