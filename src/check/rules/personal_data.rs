//! An identity number: no paper of the village needs one, and walls are read by everybody.

use crate::check::Context;
use crate::diag::{Diagnostic, Place};
use crate::model::phone::digits;
use crate::yaml::{Node, Tree};

/// Digits before the check character; GB 11643—1999.
const BODY: usize = 17;

pub(super) fn check(c: &Context, found: &mut Vec<Diagnostic>) {
    walk(c.tree, found);
}

fn walk(node: &Node, found: &mut Vec<Diagnostic>) {
    match &node.value {
        Tree::Map(entries) => entries.iter().for_each(|entry| {
            report(&entry.key, &entry.key_place, found);
            walk(&entry.node, found);
        }),
        Tree::List(items) => items.iter().for_each(|item| walk(item, found)),
        Tree::Scalar { text, .. } => report(text, &node.place, found),
        Tree::Null => {}
    }
}

fn report(text: &str, place: &Place, found: &mut Vec<Diagnostic>) {
    if let Some(number) = identity(text) {
        // The number itself is not said again.
        let shown = format!("{}…{}", &number[..6], &number[BODY - 3..]);
        found.push(Diagnostic::error("personal-data").at(place.clone()).with("value", shown));
    }
}

/// Returns the identity number in a text: 17 digits with a birthday among them, and a digit or X.
fn identity(text: &str) -> Option<String> {
    let joined: Vec<char> = text.chars().filter(|c| !matches!(c, ' ' | '\u{a0}' | '\u{3000}')).collect();
    let runs = joined.split(|c| digits(&c.to_string()).is_empty() && !matches!(c, 'x' | 'X' | 'Ｘ'));
    let numbers = runs.map(|run| (digits(&run.iter().collect::<String>()), run.len()));
    let mut fit = numbers.filter(|(number, length)| *length == BODY + 1 && number.len() >= BODY && born(number));
    fit.next().map(|(number, _)| number)
}

/// Returns whether digits 7 to 14 are a day of the last hundred years or so.
fn born(number: &str) -> bool {
    let part = |range: std::ops::Range<usize>| number[range].parse::<i16>().unwrap_or(0);
    let (year, month, day) = (part(6..10), part(10..12), part(12..14));
    let day = i8::try_from(month).and_then(|month| Ok((month, i8::try_from(day)?)));
    (1900..2100).contains(&year) && day.is_ok_and(|(month, day)| jiff::civil::Date::new(year, month, day).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_identity_numbers_from_other_long_numbers() {
        for bad in ["37011219900101123X", "身份证370112 19900101 1234，男", "３７０１１２１９９００１０１１２３４"]
        {
            assert!(identity(bad).is_some(), "{bad}");
        }
        for good in
            ["379926101201", "370112199013011234", "0633-0000 8001", "370112199001011234567", "138 0000 1001、138 0000 1002"]
        {
            assert_eq!(identity(good), None, "{good}");
        }
    }
}
