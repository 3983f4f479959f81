//! A household that lives alone and is several people: its card speaks to one of the two.

use crate::check::Context;
use crate::diag::Diagnostic;
use crate::model::needs;
use crate::model::village::home_name;

pub(super) fn check(c: &Context, found: &mut Vec<Diagnostic>) {
    for (i, home) in c.profile.evacuees.iter().enumerate() {
        let Some(members) = home.members.filter(|count| *count > 1) else { continue };
        if let Some(need) = home.needs.iter().find(|need| needs::alone(need)) {
            let at = c.at(&["evacuees".into(), i.into(), "members".into()]);
            let fault = Diagnostic::warning("household-alone").at(at).with("head", home_name(home));
            found.push(fault.with("need", need).with("members", members));
        }
    }
}
