//! Names that point at nothing: a person, risk point, shelter or route that is not in the profile.

use crate::check::Context;
use crate::diag::{Diagnostic, nearest};
use crate::model::profile::Profile;
use crate::yaml::Step;

/// Hears of each name: the kind of thing it names, the name, where it stands.
type Look<'a> = dyn FnMut(&str, &str, &[Step]) + 'a;

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
    organisation(p, &mut look);
    dangers(p, &mut look);
    households(p, &mut look);
}

/// Looks at each name of a list.
fn each(look: &mut Look, kind: &str, names: &[String], path: &[Step]) {
    for (i, name) in names.iter().enumerate() {
        look(kind, name, &[path, &[i.into()]].concat());
    }
}

fn organisation(p: &Profile, look: &mut Look) {
    for (post, people) in &p.posts {
        each(look, "人员", people, &["posts".into(), post.into()]);
    }
    for (grid, g) in &p.grids {
        each(look, "人员", &g.officer, &["grids".into(), grid.into(), "officer".into()]);
    }
    for (group, g) in &p.overview.groups {
        g.head.iter().for_each(|n| look("人员", n, &["overview".into(), "groups".into(), group.into(), "head".into()]));
    }
    for (team, t) in &p.teams {
        t.leader.iter().for_each(|n| look("人员", n, &["teams".into(), team.into(), "leader".into()]));
        t.deputy.iter().for_each(|n| look("人员", n, &["teams".into(), team.into(), "deputy".into()]));
        each(look, "人员", &t.members, &["teams".into(), team.into(), "members".into()]);
    }
}

fn dangers(p: &Profile, look: &mut Look) {
    for (point, x) in &p.points {
        each(look, "人员", &x.watcher, &["points".into(), point.into(), "watcher".into()]);
    }
    for (shelter, s) in &p.shelters {
        each(look, "人员", &s.keeper, &["shelters".into(), shelter.into(), "keeper".into()]);
    }
    for (name, r) in &p.routes {
        look("避难点", &r.to, &["routes".into(), name.into(), "to".into()]);
    }
    for (hazard, h) in &p.hazards {
        each(look, "避难点", &h.shelters, &["hazards".into(), hazard.into(), "shelters".into()]);
    }
    for (i, s) in p.supplies.iter().enumerate() {
        s.keeper.iter().for_each(|n| look("人员", n, &["supplies".into(), i.into(), "keeper".into()]));
    }
}

fn households(p: &Profile, look: &mut Look) {
    for (i, e) in p.evacuees.iter().enumerate() {
        let base: [Step; 2] = ["evacuees".into(), i.into()];
        each(look, "人员", &e.helper, &[base[0], base[1], "helper".into()]);
        e.point.iter().for_each(|n| look("风险点", n, &[base[0], base[1], "point".into()]));
        e.shelter.iter().for_each(|n| look("避难点", n, &[base[0], base[1], "shelter".into()]));
        e.route.iter().for_each(|n| look("路线", n, &[base[0], base[1], "route".into()]));
    }
    for (name, person) in &p.people {
        person.lives_in.iter().for_each(|n| look("风险点", n, &["people".into(), name.into(), "lives_in".into()]));
    }
}
