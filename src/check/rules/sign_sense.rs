//! A sign of a risk point that is noticed by another sense than the profile says: a sound is not smelled.

use crate::check::Context;
use crate::check::plans::senses;
use crate::diag::Diagnostic;
use crate::model::signs::{Sense, sensed};
use crate::yaml::Step;

pub(super) fn check(c: &Context, found: &mut Vec<Diagnostic>) {
    for (name, point) in &c.profile.points {
        for (index, row) in point.signs.iter().enumerate() {
            for (sense, text) in row.noticed() {
                let Some((word, thing)) = sense.and_then(|sense| amiss(sense, text)) else { continue };
                let path: [Step; 4] = ["points".into(), name.into(), "signs".into(), index.into()];
                let at = c.value_at(&path);
                found.push(Diagnostic::warning("sign-sense").at(at).with("word", word).with("thing", thing));
            }
        }
    }
}

/// Returns the word for a sense and what is not noticed by it, if a sign says another.
fn amiss(sense: Sense, text: &str) -> Option<(&'static str, String)> {
    let word = sense.word();
    // 看: 听到轰响.
    if sensed(text).0.is_some_and(|other| other != sense) {
        return Some((word, text.to_owned()));
    }
    // 闻: 焦味异响 is smelled as well.
    let amiss = senses::amiss(&format!("{word}{text}")).filter(|_| !senses::noticed(sense, text));
    amiss.map(|(word, thing)| (word, thing.to_owned()))
}
