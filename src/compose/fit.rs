//! What fits where, decided before anything is laid out: sizes and lines by the ruler, limits from `form.json`,
//! which the layouts read too.

use std::sync::OnceLock;

use serde_json::Value;

use crate::builtin;
use crate::ruler::fit::{MM, ruler};
use crate::ruler::{Ruler, Style};

/// Weight of what is to be done, and of running words.
pub(super) const BOLD: u16 = 700;
pub(super) const MEDIUM: u16 = 500;

/// Returns a form: seats, sizes and limits of one layout, in millimetres and points.
pub(super) fn form(layout: &str) -> &'static Value {
    static FORMS: OnceLock<Value> = OnceLock::new();
    let forms = FORMS.get_or_init(|| {
        builtin::text("templates/form.json")
            .and_then(|text| serde_json::from_str(text).ok())
            .unwrap_or_default()
    });
    &forms[layout]
}

/// Returns a length of a form.
pub(super) fn number(form: &Value, key: &str) -> f64 {
    form[key].as_f64().unwrap_or_default()
}

/// Returns a count of a form.
pub(super) fn count(form: &Value, key: &str) -> usize {
    form[key].as_u64().and_then(|n| usize::try_from(n).ok()).unwrap_or_default()
}

/// Returns the sizes of a form, the wanted one first, the floor last.
pub(super) fn sizes(form: &Value, key: &str) -> Vec<f64> {
    form[key].as_array().into_iter().flatten().filter_map(Value::as_f64).collect()
}

/// Returns how wide a text is on one line, in millimetres.
pub(super) fn width(text: &str, size: f64, weight: u16) -> f64 {
    ruler().width(text, Style { weight, size, tabular: true }) / MM
}

/// Returns how many lines a text takes in a column of so many millimetres.
pub(super) fn lines(text: &str, size: f64, weight: u16, column: f64) -> usize {
    ruler().lines(text, Style { weight, size, tabular: true }, column * MM).len().max(1)
}

/// Returns the height of so many lines in millimetres, with so many ems between them.
pub(super) fn height(lines: usize, size: f64, leading: f64) -> f64 {
    Ruler::height(lines, leading) * size / MM
}

/// Returns the first of these sizes at which a text takes no more lines than asked, else the last.
pub(super) fn size(text: &str, sizes: &[f64], weight: u16, column: f64, most: usize) -> f64 {
    let fits = |size: &&f64| lines(text, **size, weight, column) <= most;
    sizes.iter().find(fits).or(sizes.last()).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_takes_the_largest_size_that_holds_it() {
        // Eight characters of 14 pt are 39.5 mm.
        assert!((width("敲锣撤十三户人", 14.0, BOLD) - 7.0 * 14.0 / MM).abs() < 0.01);
        assert_eq!(size("敲锣撤十三户人", &[14.0, 12.0], BOLD, 35.0, 1), 14.0);
        assert_eq!(size("敲锣撤十三户人", &[14.0, 12.0], BOLD, 34.0, 1), 12.0);
        assert_eq!(size("敲锣撤十三户人", &[14.0, 12.0], BOLD, 10.0, 1), 12.0);
        assert!(!form("page").is_null() && form("nothing").is_null());
    }
}
