//! A danger that was found, and the day by which it should be gone is past.

use crate::check::Context;
use crate::diag::Diagnostic;
use crate::model::profile::Inspection;

pub(super) fn check(c: &Context, found: &mut Vec<Diagnostic>) {
    let open = |round: &Inspection| !round.finding.is_empty() && round.closed.is_none();
    for (i, round) in c.profile.inspections.iter().enumerate().filter(|(_, round)| open(round)) {
        let (Some(deadline), Some(today)) = (round.deadline, c.today) else { continue };
        if deadline < today {
            let at = c.at(&["inspections".into(), i.into(), "deadline".into()]);
            let fault = Diagnostic::warning("finding-overdue").at(at).with("finding", &round.finding);
            found.push(fault.with("deadline", deadline.0).with("today", today.0));
        }
    }
}
