//! How a plan has to be revised: what changes who commands, how people respond, what is done or at which level
//! goes the whole round again (突发事件应急预案管理办法 article 36), all else is simple. It is filed anew either way.

use super::{Change, Kind, What};
use crate::model::life::RevisionKind;

/// Returns the class of a revision that makes these changes; `None` where there are none.
pub fn class(changes: &[Change]) -> Option<RevisionKind> {
    let own = changes.iter().filter(|change| change.kind != Kind::Edition);
    let mut own = own.peekable();
    own.peek()?;
    Some(if own.any(major) { RevisionKind::Major } else { RevisionKind::Minor })
}

fn major(change: &Change) -> bool {
    let whole = !matches!(change.what, What::Changed(..));
    match change.kind {
        // A post that comes or goes changes who commands; who holds it does not.
        Kind::Post | Kind::Hazard | Kind::Alarm => whole,
        Kind::Role
        | Kind::Plan
        | Kind::Signal
        | Kind::Step
        | Kind::Common
        | Kind::Forbid
        | Kind::Compound
        | Kind::Ruling => true,
        _ => false,
    }
}
