//! A route that does not go where a home goes, or not from where it lives: the card leaves it out. And one that
//! begins at a name one character off a risk point's: nobody there is sent along it.

use crate::check::Context;
use crate::diag::Diagnostic;
use crate::model::village::{Astray, alike, home_name};

pub(super) fn check(c: &Context, found: &mut Vec<Diagnostic>) {
    let points = &c.profile.points;
    let fault = |at, route: &str, zh: String, en: String| {
        Diagnostic::warning("route-ends").at(at).with("route", route).word("why", &zh, &en)
    };
    for (i, home) in c.profile.evacuees.iter().enumerate() {
        let (Some(name), Some(astray)) = (&home.route, c.village().astray(home)) else { continue };
        let at = c.at(&["evacuees".into(), i.into(), "route".into()]);
        let head = home_name(home);
        let (zh, en) = match astray {
            Astray::To { route, shelter } => (
                format!("通到{}，{head} 家去的是{shelter}", route.to),
                format!("leads to {}, {head} goes to {shelter}", route.to),
            ),
            Astray::From { route, point } => (
                format!("从{}走，{head} 家在{point}", route.from),
                format!("begins at {}, {head} lives at {point}", route.from),
            ),
        };
        found.push(fault(at, name, zh, en));
    }
    for (name, route) in c.profile.routes.iter().filter(|(_, route)| !points.contains_key(&route.from)) {
        let near = points.keys().find(|point| point.chars().count() > 2 && alike(point, &route.from));
        if let Some(point) = near {
            let at = c.at(&["routes".into(), name.into(), "from".into()]);
            let zh = format!("从“{}”走，风险点里没有，有一个“{point}”", route.from);
            found.push(fault(at, name, zh, format!("begins at “{}”, the risk point is “{point}”", route.from)));
        }
    }
}
