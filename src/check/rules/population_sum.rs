//! Figures that cannot be true together: parts that do not make the whole, more people threatened than there are.

use crate::check::Context;
use crate::diag::Diagnostic;
use crate::model::profile::Group;
use crate::model::village::households;
use crate::yaml::Step;

pub(super) fn check(c: &Context, found: &mut Vec<Diagnostic>) {
    groups(c, found);
    let overview = &c.profile.overview;
    let homes = overview.households;
    // Tenants from elsewhere live here unregistered, and registered people may be away: the larger figure bounds.
    let people = overview.population.max(overview.residents);
    for (name, hazard) in &c.profile.hazards {
        exceeds(c, "受威胁户数/households", hazard.households, homes, &["hazards".into(), name.into(), "households".into()], found);
        exceeds(c, "受威胁人数/people", hazard.people, people, &["hazards".into(), name.into(), "people".into()], found);
    }
    for (name, point) in &c.profile.points {
        exceeds(c, "威胁户数/households", point.households, homes, &["points".into(), name.into(), "households".into()], found);
        exceeds(c, "威胁人数/people", point.people, people, &["points".into(), name.into(), "people".into()], found);
    }
    let moving = households(c.profile).iter().map(|home| home.members).sum();
    exceeds(c, "转移人数/evacuees", Some(moving), people, &["evacuees".into()], found);
}

/// The groups make the village, where each says its figure; else they are at least not more than it.
fn groups(c: &Context, found: &mut Vec<Diagnostic>) {
    let overview = &c.profile.overview;
    let of: [(&str, fn(&Group) -> Option<u32>, Option<u32>); 2] = [
        ("各组户数/groups.households", |group| group.households, overview.households),
        ("各组人口/groups.population", |group| group.population, overview.population),
    ];
    for (what, figure, total) in of {
        let known: Vec<u32> = overview.groups.values().filter_map(figure).collect();
        let sum: u32 = known.iter().sum();
        let complete = !known.is_empty() && known.len() == overview.groups.len();
        let Some(total) = total.filter(|total| sum > *total || (complete && sum != *total)) else { continue };
        let fault = Diagnostic::warning("population-sum").at(c.at(&["overview".into(), "groups".into()]));
        found.push(fault.with("what", what).with("sum", sum).with("total", total));
    }
}

fn exceeds(c: &Context, what: &str, part: Option<u32>, whole: Option<u32>, path: &[Step], found: &mut Vec<Diagnostic>) {
    let (Some(sum), Some(total)) = (part, whole) else { return };
    if sum > total {
        let fault = Diagnostic::warning("population-sum").at(c.at(path));
        found.push(fault.with("what", what).with("sum", sum).with("total", total));
    }
}
