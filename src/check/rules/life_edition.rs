//! The edition that is printed and the plan that is filed say different days.

use crate::check::Context;
use crate::diag::Diagnostic;

pub(super) fn check(c: &Context, found: &mut Vec<Diagnostic>) {
    let (edition, life) = (&c.profile.edition, &c.profile.plan_life);
    let pairs = [
        (edition.approved, life.signed.date, "审定", "签发", "approved", "signed", false),
        (edition.effective, life.issued.date, "施行", "印发", "effective", "issued", true),
    ];
    for (printed, filed, zh, of, en, key, later) in pairs {
        let (Some(printed), Some(filed)) = (printed, filed) else { continue };
        // A plan may come into force some time after it was issued.
        if printed == filed || (later && printed > filed) {
            continue;
        }
        let fault = Diagnostic::warning("life-edition").at(c.at(&["plan_life".into(), key.into()]));
        let fault =
            fault.word("first", &format!("版本.{zh} {}", printed.0), &format!("edition.{en} {}", printed.0));
        found.push(fault.word(
            "second",
            &format!("预案流程.{of} {}", filed.0),
            &format!("plan_life.{key} {}", filed.0),
        ));
    }
}
