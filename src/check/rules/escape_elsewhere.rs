//! A risk point's words say to go up to a shelter, and its households go to another: in the night both are read.

use crate::check::Context;
use crate::diag::Diagnostic;
use crate::model::village::home_name;

pub(super) fn check(c: &Context, found: &mut Vec<Diagnostic>) {
    for (name, point) in &c.profile.points {
        let Some(named) = c.profile.shelters.keys().find(|shelter| point.escape.contains(shelter.as_str()))
        else {
            continue;
        };
        let here = c.profile.evacuees.iter().filter(|home| home.point.as_ref() == Some(name));
        let other = here.filter_map(|home| Some((home, home.shelter.as_ref().filter(|to| *to != named)?)));
        let Some((home, to)) = other.into_iter().next() else { continue };
        let at = c.value_at(&["points".into(), name.into(), "escape".into()]);
        let fault = Diagnostic::warning("escape-elsewhere").at(at).with("text", &point.escape);
        found.push(fault.with("home", home_name(home)).with("shelter", to));
    }
}
