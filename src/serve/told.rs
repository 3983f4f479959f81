//! Words of faults for the page: a value that runs from right to left, or says that what follows does, turns nothing
//! beside it.

use std::borrow::Cow;

use crate::diag::{Diagnostic, EITHER};
use crate::messages::{self, Lang};

/// Returns the sentence and the hint for a fault.
pub fn words(fault: &Diagnostic, lang: Lang) -> (String, String) {
    messages::words(&alone(fault), lang)
}

fn alone(fault: &Diagnostic) -> Cow<'_, Diagnostic> {
    let mut alone = Cow::Borrowed(fault);
    for at in 0..fault.values.len() {
        if fault.values[at].1.contains(turns) && !fault.values[at].1.contains(EITHER) {
            let value = &mut alone.to_mut().values[at].1;
            *value = format!("\u{2068}{value}\u{2069}");
        }
    }
    alone
}

/// Returns whether a sign runs from right to left or makes others do so.
fn turns(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{8FF}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
        || matches!(c, '\u{FB1D}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}')
}
