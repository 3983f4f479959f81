//! Why a text is no telephone number, as a fault of the place where it stands; with its mend where only the
//! writing is odd.

use crate::diag::{Diagnostic, Place};
use crate::model::phone::{Fault, Phone, WORDS};

/// Returns the fault of a text that is no telephone number.
pub(super) fn fault(text: &str, place: &Place) -> Option<Diagnostic> {
    let why = Phone::read(text).err()?;
    let fault = Diagnostic::error(code(&why)).at(place.clone()).with("value", text.trim());
    Some(match why {
        Fault::Spoilt(Some(number)) => fault.mend(number),
        Fault::Sign(sign) => {
            // 138.0000.0001: only the sign between the groups is odd.
            let mended = text.replace(sign, " ");
            let fault = fault.with("sign", sign);
            if !sign.is_alphabetic() && Phone::read(&mended).is_ok() {
                fault.mend(mended.trim())
            } else {
                fault
            }
        }
        Fault::Several(numbers) => several(&numbers, fault, place),
        Fault::Digits(digits) => fault.with("digits", digits),
        Fault::Prefix(prefix) => fault.with("prefix", prefix),
        Fault::Words(count) => fault.with("count", count).with("most", WORDS),
        Fault::Nothing
        | Fault::Spoilt(None)
        | Fault::Area
        | Fault::Country
        | Fault::Short
        | Fault::Extension => fault,
    })
}

fn code(why: &Fault) -> &'static str {
    match why {
        Fault::Nothing => "phone-none",
        Fault::Spoilt(_) => "phone-spoilt",
        Fault::Sign(_) => "phone-sign",
        Fault::Several(_) => "phone-several",
        Fault::Digits(_) => "phone-format",
        Fault::Prefix(_) => "phone-prefix",
        Fault::Area => "phone-area",
        Fault::Country => "phone-country",
        Fault::Short => "phone-short",
        Fault::Extension => "phone-extension",
        Fault::Words(_) => "phone-words",
    }
}

/// Adds how to write several numbers: in brackets, or as two items where they stand in brackets already.
fn several(numbers: &[String], fault: Diagnostic, place: &Place) -> Diagnostic {
    if numbers.is_empty() {
        return fault.with("list", "[…, …]");
    }
    let items = numbers.join(", ");
    let list = format!("[{items}]");
    let fault = fault.with("list", &list);
    let before = place.file.text.get(..place.range.start).unwrap_or_default();
    let line = before.rsplit('\n').next().unwrap_or_default();
    let plain = !items.contains(['(', '（', '"', '#', ':']);
    match line.trim_end().chars().last() {
        _ if !plain => fault,
        Some(':' | '：') => fault.mend(list),
        Some('[' | ',') => fault.mend(items),
        _ => fault,
    }
}
