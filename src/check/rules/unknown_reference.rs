//! Names that point at nothing: a person, risk point, shelter or route that is not in the profile.

use super::names_joined;
use crate::check::Context;
use crate::diag::{Diagnostic, nearest};
use crate::model::profile::Profile;
use crate::source::same_writing;
use crate::yaml::Step;

/// What a name names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// One of the people.
    Person,
    /// A risk point.
    Point,
    /// A shelter.
    Shelter,
    /// A route.
    Route,
}

/// Hears of each name: the kind of thing it names, the name, where it stands.
type Look<'a> = dyn FnMut(Kind, &str, &[Step]) + 'a;

pub(super) fn check(c: &Context, found: &mut Vec<Diagnostic>) {
    let p = c.profile;
    names(p, &mut |kind, name, path| {
        let known = known(kind, p);
        if known.contains(&name) || names_joined::parts(kind, name, path, p).is_some() {
            return;
        }
        let (zh, en) = match kind {
            Kind::Person => ("人员", "the people"),
            Kind::Point => ("风险点", "the risk points"),
            Kind::Shelter => ("避难点", "the shelters"),
            Kind::Route => ("路线", "the routes"),
        };
        let fault = Diagnostic::error("unknown-reference").at(c.at(path)).with("name", name).word("kind", zh, en);
        // A name is mended only where it is the very name, written with other widths or spaces.
        let same: Vec<&str> = known.iter().copied().filter(|known| same_writing(name, known)).collect();
        let fault = if let [only] = same.as_slice() { fault.mend(*only) } else { fault };
        found.push(match nearest(name, known) {
            Some(near) => fault.word("hint", &format!("是不是“{near}”"), &format!("did you mean “{near}”")),
            None => fault.word("hint", &format!("先在{zh}里写上一条，或者改成已有的名字"), &format!("add it to {en} first, or write a name that is there")),
        });
    });
}

/// Returns the names of a kind that the profile has.
pub(super) fn known(kind: Kind, p: &Profile) -> Vec<&str> {
    match kind {
        Kind::Person => p.people.keys().map(String::as_str).collect(),
        Kind::Point => p.points.keys().map(String::as_str).collect(),
        Kind::Shelter => p.shelters.keys().map(String::as_str).collect(),
        Kind::Route => p.routes.keys().map(String::as_str).collect(),
    }
}

/// Tells of every name that points at something.
pub(super) fn names(p: &Profile, look: &mut Look) {
    organisation(p, look);
    dangers(p, look);
    households(p, look);
}

/// Looks at each name of a list.
fn each(look: &mut Look, kind: Kind, names: &[String], path: &[Step]) {
    for (i, name) in names.iter().enumerate() {
        look(kind, name, &[path, &[i.into()]].concat());
    }
}

fn organisation(p: &Profile, look: &mut Look) {
    for (post, people) in &p.posts {
        each(look, Kind::Person, people, &["posts".into(), post.into()]);
    }
    for (post, x) in &p.own_posts {
        each(look, Kind::Person, &x.people, &["own_posts".into(), post.into(), "people".into()]);
    }
    for (name, x) in &p.clusters {
        each(look, Kind::Person, &x.leader, &["clusters".into(), name.into(), "leader".into()]);
        x.point.iter().for_each(|n| look(Kind::Point, n, &["clusters".into(), name.into(), "point".into()]));
    }
    for (grid, g) in &p.grids {
        each(look, Kind::Person, &g.officer, &["grids".into(), grid.into(), "officer".into()]);
    }
    for (group, g) in &p.overview.groups {
        g.head.iter().for_each(|n| look(Kind::Person, n, &["overview".into(), "groups".into(), group.into(), "head".into()]));
    }
    for (team, t) in &p.teams {
        t.leader.iter().for_each(|n| look(Kind::Person, n, &["teams".into(), team.into(), "leader".into()]));
        t.deputy.iter().for_each(|n| look(Kind::Person, n, &["teams".into(), team.into(), "deputy".into()]));
        each(look, Kind::Person, &t.members, &["teams".into(), team.into(), "members".into()]);
    }
}

fn dangers(p: &Profile, look: &mut Look) {
    for (point, x) in &p.points {
        each(look, Kind::Person, &x.watcher, &["points".into(), point.into(), "watcher".into()]);
    }
    for (shelter, s) in &p.shelters {
        each(look, Kind::Person, &s.keeper, &["shelters".into(), shelter.into(), "keeper".into()]);
    }
    for (name, r) in &p.routes {
        look(Kind::Shelter, &r.to, &["routes".into(), name.into(), "to".into()]);
    }
    for (hazard, h) in &p.hazards {
        each(look, Kind::Shelter, &h.shelters, &["hazards".into(), hazard.into(), "shelters".into()]);
    }
    for (i, s) in p.supplies.iter().enumerate() {
        s.keeper.iter().for_each(|n| look(Kind::Person, n, &["supplies".into(), i.into(), "keeper".into()]));
    }
}

fn households(p: &Profile, look: &mut Look) {
    for (i, e) in p.evacuees.iter().enumerate() {
        let base: [Step; 2] = ["evacuees".into(), i.into()];
        each(look, Kind::Person, &e.helper, &[base[0], base[1], "helper".into()]);
        each(look, Kind::Person, &e.warner, &[base[0], base[1], "warner".into()]);
        e.point.iter().for_each(|n| look(Kind::Point, n, &[base[0], base[1], "point".into()]));
        e.shelter.iter().for_each(|n| look(Kind::Shelter, n, &[base[0], base[1], "shelter".into()]));
        e.route.iter().for_each(|n| look(Kind::Route, n, &[base[0], base[1], "route".into()]));
    }
    for (name, person) in &p.people {
        person.lives_in.iter().for_each(|n| look(Kind::Point, n, &["people".into(), name.into(), "lives_in".into()]));
    }
}
