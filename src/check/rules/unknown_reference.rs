//! Names that point at nothing: a person, risk point, shelter or route that is not in the profile.

use crate::check::Context;
use crate::diag::{Diagnostic, nearest};
use crate::yaml::Step;

pub(super) fn check(c: &Context, found: &mut Vec<Diagnostic>) {
    let p = c.profile;
    let mut look = |kind: &str, name: &str, path: &[Step]| {
        let near = match kind {
            "人员" if !p.people.contains_key(name) => nearest(name, p.people.keys().map(String::as_str)),
            "风险点" if !p.points.contains_key(name) => nearest(name, p.points.keys().map(String::as_str)),
            "避难点" if !p.shelters.contains_key(name) => nearest(name, p.shelters.keys().map(String::as_str)),
            "路线" if !p.routes.contains_key(name) => nearest(name, p.routes.keys().map(String::as_str)),
            _ => return,
        };
        let fault = Diagnostic::error("unknown-reference").at(c.at(path)).with("name", name).with("kind", kind);
        found.push(match near {
            Some(near) => fault.with("hint", near).mend(near),
            None => fault.with("hint", "—"),
        });
    };
    for (post, people) in &p.posts {
        people.iter().enumerate().for_each(|(i, name)| look("人员", name, &["posts".into(), post.into(), i.into()]));
    }
    for (grid, g) in &p.grids {
        g.officer
            .iter()
            .enumerate()
            .for_each(|(i, n)| look("人员", n, &["grids".into(), grid.into(), "officer".into(), i.into()]));
    }
    for (group, g) in &p.overview.groups {
        g.head.iter().for_each(|n| look("人员", n, &["overview".into(), "groups".into(), group.into(), "head".into()]));
    }
    for (team, t) in &p.teams {
        let base: [Step; 2] = ["teams".into(), team.into()];
        t.leader.iter().for_each(|n| look("人员", n, &[base[0], base[1], "leader".into()]));
        t.deputy.iter().for_each(|n| look("人员", n, &[base[0], base[1], "deputy".into()]));
        t.members.iter().enumerate().for_each(|(i, n)| look("人员", n, &[base[0], base[1], "members".into(), i.into()]));
    }
    for (point, x) in &p.points {
        x.watcher
            .iter()
            .enumerate()
            .for_each(|(i, n)| look("人员", n, &["points".into(), point.into(), "watcher".into(), i.into()]));
    }
    for (shelter, s) in &p.shelters {
        s.keeper
            .iter()
            .enumerate()
            .for_each(|(i, n)| look("人员", n, &["shelters".into(), shelter.into(), "keeper".into(), i.into()]));
    }
    for (i, e) in p.evacuees.iter().enumerate() {
        let base: [Step; 2] = ["evacuees".into(), i.into()];
        e.helper.iter().enumerate().for_each(|(j, n)| look("人员", n, &[base[0], base[1], "helper".into(), j.into()]));
        e.point.iter().for_each(|n| look("风险点", n, &[base[0], base[1], "point".into()]));
        e.shelter.iter().for_each(|n| look("避难点", n, &[base[0], base[1], "shelter".into()]));
        e.route.iter().for_each(|n| look("路线", n, &[base[0], base[1], "route".into()]));
    }
    for (name, r) in p.routes.iter().filter(|(_, r)| !r.to.is_empty()) {
        look("避难点", &r.to, &["routes".into(), name.into(), "to".into()]);
    }
    for (name, person) in &p.people {
        person.lives_in.iter().for_each(|n| look("风险点", n, &["people".into(), name.into(), "lives_in".into()]));
    }
    for (hazard, h) in &p.hazards {
        h.shelters
            .iter()
            .enumerate()
            .for_each(|(i, n)| look("避难点", n, &["hazards".into(), hazard.into(), "shelters".into(), i.into()]));
    }
    for (i, s) in p.supplies.iter().enumerate() {
        s.keeper.iter().for_each(|n| look("人员", n, &["supplies".into(), i.into(), "keeper".into()]));
    }
}
