//! A household's shelter is unfit for a hazard it moves for: declared so, of the wrong kind, or in a danger
//! zone.

use crate::check::Context;
use crate::diag::Diagnostic;
use crate::model::handbook::UnfitReason;
use crate::model::village::home_name;

pub(super) fn check(c: &Context, found: &mut Vec<Diagnostic>) {
    for (i, home) in c.profile.evacuees.iter().enumerate() {
        let Some(name) = home.shelter.as_ref().filter(|s| c.profile.shelters.contains_key(*s)) else {
            continue;
        };
        for hazard in c.village().hazards_of(home) {
            let Some(plan) = c.plans.plans.get(hazard).filter(|_| c.village().sends(hazard)) else {
                continue;
            };
            let Some(why) = c.village().unfit(name, hazard) else { continue };
            let reason = match why {
                UnfitReason::Declared => ("写明不适用".to_owned(), "declared unsafe".to_owned()),
                UnfitReason::NotListed => {
                    ("适用里没有写".to_owned(), "not among what it is safe for".to_owned())
                }
                UnfitReason::Setting => {
                    ("室内外不合".to_owned(), "indoors or outdoors does not suit".to_owned())
                }
                UnfitReason::InDangerZone(point) => {
                    (format!("在{point}的危险区里"), format!("in the danger zone of {point}"))
                }
            };
            let fault =
                Diagnostic::error("shelter-fit").at(c.at(&["evacuees".into(), i.into(), "shelter".into()]));
            let fault = fault
                .with("head", home_name(home))
                .with("shelter", name)
                .with("hazard", &plan.name)
                .word("reason", &reason.0, &reason.1);
            found.push(fault.also(c.at(&["shelters".into(), name.into()])));
        }
    }
}
