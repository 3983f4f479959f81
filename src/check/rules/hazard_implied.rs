//! Critical places whose dangers the profile says nothing about.
//!
//! A kind of place none of whose hazards is declared is a warning; where only some are, a note. Where people
//! gather nearly every hazard applies, so one that is declared is enough there.

use crate::check::Context;
use crate::diag::Diagnostic;
use crate::model::profile::PlaceKind;

/// Places that are exposed to hazards rather than their source.
const GATHERING: [PlaceKind; 4] =
    [PlaceKind::School, PlaceKind::Kindergarten, PlaceKind::CareHome, PlaceKind::Gathering];

pub(super) fn check(c: &Context, found: &mut Vec<Diagnostic>) {
    let mut kinds: Vec<PlaceKind> = Vec::new();
    for place in c.profile.places.values().filter(|place| place.kind != PlaceKind::Other) {
        if kinds.contains(&place.kind) {
            continue;
        }
        kinds.push(place.kind);
        let implied = c.village().implied(place.kind).into_iter();
        let (declared, silent): (Vec<_>, Vec<_>) =
            implied.partition(|plan| c.profile.hazards.contains_key(&plan.id));
        if silent.is_empty() || (!declared.is_empty() && GATHERING.contains(&place.kind)) {
            continue;
        }
        let fault = if declared.is_empty() {
            Diagnostic::warning("hazard-implied")
        } else {
            Diagnostic::note("hazard-implied")
        };
        let names: Vec<&String> =
            c.profile.places.iter().filter(|(_, p)| p.kind == place.kind).map(|(name, _)| name).collect();
        let hazards: Vec<&str> = silent.iter().map(|plan| plan.name.as_str()).collect();
        let shown: Vec<&str> = names.iter().map(|name| name.as_str()).collect();
        let fault = fault.at(c.at(&["places".into(), names[0].into()])).word(
            "place",
            &shown.join("、"),
            &shown.join(", "),
        );
        let fault = fault.word("hazards", &hazards.join("、"), &hazards.join(", "));
        found.push(
            names[1..].iter().fold(fault, |fault, name| fault.also(c.at(&["places".into(), (*name).into()]))),
        );
    }
}
