//! A picture with too few dots for the width at which it is printed.

use crate::check::{Context, Picture};
use crate::diag::Diagnostic;

/// Printed width in millimetres and the least pixels for it, 150 to the inch, by key.
const WIDTHS: [(&str, u32, usize); 2] = [("map", 160, 945), ("logo", 30, 177)];

pub(super) fn check(c: &Context, found: &mut Vec<Diagnostic>) {
    for (key, path, picture) in c.pictures() {
        let (Picture::Dots { width }, Some((_, printed, least))) =
            (picture, WIDTHS.iter().find(|(name, ..)| *name == key))
        else {
            continue;
        };
        if width < *least {
            let fault = Diagnostic::warning("picture-coarse")
                .at(c.at(&["pictures".into(), key.into()]))
                .with("path", path);
            found.push(fault.with("width", width).with("least", least).with("printed", printed));
        }
    }
}
