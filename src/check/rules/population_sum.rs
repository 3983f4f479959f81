//! Figures that cannot be true together: parts that do not make the whole, more people threatened than there
//! are.

use crate::check::Context;
use crate::diag::Diagnostic;
use crate::model::handbook::Sum;
use crate::model::profile::Group;
use crate::yaml::Step;

pub(super) fn check(c: &Context, found: &mut Vec<Diagnostic>) {
    groups(c, found);
    let (homes, people) = totals(c);
    let mut exceeds = |what: (&str, &str), part: Option<u32>, whole: Option<u32>, path: &[Step]| {
        let (Some(sum), Some(total)) = (part, whole) else { return };
        if sum > total {
            let fault = Diagnostic::warning("population-sum").at(c.at(path));
            found.push(fault.word("what", what.0, what.1).with("sum", sum).with("total", total));
        }
    };
    for (name, hazard) in &c.profile.hazards {
        let at = |key: &'static str| ["hazards".into(), name.into(), key.into()];
        exceeds(("受威胁户数", "households threatened"), hazard.households, homes, &at("households"));
        exceeds(("受威胁人数", "people threatened"), hazard.people, people, &at("people"));
    }
    let all = c.village().households();
    for (name, point) in &c.profile.points {
        let listed = Sum::of(all.iter().filter(|home| home.points.contains(name)));
        let at = |key: &'static str| ["points".into(), name.into(), key.into()];
        exceeds(("威胁户数", "households threatened"), point.households, homes, &at("households"));
        exceeds(("威胁人数", "people threatened"), point.people, people, &at("people"));
        exceeds(
            ("转移名单上这里的人数", "people on the list from here"),
            Some(listed.known),
            point.people,
            &at("people"),
        );
    }
    let moving = Sum::of(&all).known;
    exceeds(("转移人数", "people to move"), Some(moving), people, &["evacuees".into()]);
}

/// Returns how many households and people the village has at most: tenants from elsewhere live here
/// unregistered, registered people may be away, so the larger figure bounds.
fn totals(c: &Context) -> (Option<u32>, Option<u32>) {
    let overview = &c.profile.overview;
    (overview.households, overview.population.max(overview.residents))
}

/// The groups make the village, where each says its figure; else they are at least not more than it.
fn groups(c: &Context, found: &mut Vec<Diagnostic>) {
    let overview = &c.profile.overview;
    let known =
        |figure: fn(&Group) -> Option<u32>| overview.groups.values().filter_map(figure).collect::<Vec<u32>>();
    let of = [
        (("各组户数", "households of the groups"), known(|group| group.households), overview.households),
        (("各组人口", "people of the groups"), known(|group| group.population), overview.population),
    ];
    for (what, known, total) in of {
        let sum = known.iter().fold(0, |sum: u32, n| sum.saturating_add(*n));
        let complete = !known.is_empty() && known.len() == overview.groups.len();
        let Some(total) = total.filter(|total| sum > *total || (complete && sum != *total)) else { continue };
        let fault = Diagnostic::warning("population-sum").at(c.at(&["overview".into(), "groups".into()]));
        found.push(fault.word("what", what.0, what.1).with("sum", sum).with("total", total));
    }
}
