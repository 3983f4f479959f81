//! Signs and local figures of which nobody says what is done at them: they are only watched.

use crate::check::Context;
use crate::diag::{Diagnostic, Place};
use crate::model::signs;
use crate::yaml::Step;

pub(super) fn check(c: &Context, found: &mut Vec<Diagnostic>) {
    let unsaid = |at: Place, sign: String| Diagnostic::warning("sign-act").at(at).with("sign", sign);
    for (name, point) in &c.profile.points {
        for sign in signs::at_point(point, c.plans).into_iter().filter(|sign| !sign.said) {
            let path: [Step; 4] = ["points".into(), name.into(), "signs".into(), sign.index.into()];
            found.push(unsaid(c.value_at(&path), sign.text));
        }
    }
    for (id, hazard) in &c.profile.hazards {
        for figure in signs::figures(hazard, c.plans.plans.get(id)).into_iter().filter(|figure| !figure.said)
        {
            let path: [Step; 4] = ["hazards".into(), id.into(), "triggers".into(), (&figure.text).into()];
            let at = c.value_at(&path);
            found.push(unsaid(at, signs::figure(&figure.text, &figure.at)));
        }
    }
}
