//! Names that do not fit where cards print them in large type.

use crate::check::Context;
use crate::diag::Diagnostic;

/// Characters that cards have room for, by block.
const MOST: [(&str, usize); 3] = [("points", 10), ("shelters", 12), ("routes", 10)];

pub(super) fn check(c: &Context, found: &mut Vec<Diagnostic>) {
    let p = c.profile;
    let names: [Vec<&String>; 3] =
        [p.points.keys().collect(), p.shelters.keys().collect(), p.routes.keys().collect()];
    for ((block, most), names) in MOST.into_iter().zip(names) {
        for name in names {
            let length = name.chars().count();
            if length > most {
                let fault = Diagnostic::warning("name-length").at(c.at(&[block.into(), name.into()]));
                found.push(fault.with("name", name).with("length", length).with("most", most));
            }
        }
    }
}
