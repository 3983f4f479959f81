//! A plan that was issued is filed and made public within so many working days.

use crate::check::Context;
use crate::diag::Diagnostic;

pub(super) fn check(c: &Context, found: &mut Vec<Diagnostic>) {
    let (life, plans) = (&c.profile.plan_life, c.plans);
    let days = plans.asked.filing_days;
    for clock in life.clocks(days, &plans.holidays) {
        let by = clock.due.date;
        let (zh, en) = match (clock.done, c.today) {
            (Some(done), _) if done <= by => continue,
            (Some(_), _) => ("办晚了", "it was done later"),
            (None, Some(today)) if today > by => {
                ("还没写办了没有，日子过了", "it is not said to be done, and the day is past")
            }
            (None, _) => ("还没写办了没有", "it is not said to be done"),
        };
        let fault = Diagnostic::warning("life-due").at(c.at(&["plan_life".into(), "issued".into()]));
        let fault = fault.word("what", clock.zh, clock.en).word("state", zh, en).with("days", days);
        found.push(fault.word("due", &clock.due.words(), &clock.due.words_in_english()));
    }
}
