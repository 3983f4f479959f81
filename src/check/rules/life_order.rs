//! Steps in the life of the plan out of order: filed before it was issued, issued before it was signed.

use crate::check::Context;
use crate::diag::Diagnostic;
use crate::yaml::Step;

pub(super) fn check(c: &Context, found: &mut Vec<Diagnostic>) {
    let steps = c.profile.plan_life.dated();
    let public = c.profile.plan_life.published.date.map(|date| ("公开", "published.date", date));
    let issued = steps.iter().find(|(zh, ..)| *zh == "印发").copied();
    let pairs = steps.windows(2).map(|pair| (pair[0], pair[1])).chain(issued.zip(public));
    for ((one, key_one, early), (other, key, late)) in pairs.filter(|((.., early), (.., late))| early > late)
    {
        let path: Vec<Step> = std::iter::once("plan_life").chain(key.split('.')).map(Step::Key).collect();
        let fault = Diagnostic::error("life-order").at(c.at(&path));
        let fault = fault.word("first", &format!("{one} {}", early.0), &format!("{key_one} {}", early.0));
        found.push(fault.word("second", &format!("{other} {}", late.0), &format!("{key} {}", late.0)));
    }
}
