//! An identity number: no paper of the village needs one, and walls are read by everybody. In a value it
//! would be printed, so it is an error; anywhere else in the file it still goes where the file goes.

use std::sync::Arc;

use crate::check::Context;
use crate::diag::{Diagnostic, Place};
use crate::model::phone::digits;
use crate::source::SourceFile;
use crate::yaml::{Node, Tree};

/// Digits before the check character; GB 11643—1999.
const BODY: usize = 17;

pub(super) fn check(c: &Context, found: &mut Vec<Diagnostic>) {
    walk(c.tree, found);
    for layer in c.layers {
        beside(&layer.place.file, found);
    }
}

/// Looks through the lines of a file whose values say nothing of the kind: remarks, and what was not read.
fn beside(file: &Arc<SourceFile>, found: &mut Vec<Diagnostic>) {
    let mut end = 0;
    for (at, line) in file.text.split_inclusive('\n').enumerate() {
        let start = end;
        end += line.len();
        let Some(number) = identity(line) else { continue };
        let place = Place { file: Arc::clone(file), range: start..start + line.trim_end().len() };
        let told = |fault: &Diagnostic| {
            fault.at.as_ref().is_some_and(|p| p.file.name == file.name && p.line_column().0 == at + 1)
        };
        if !found.iter().any(told) {
            found.push(Diagnostic::warning("personal-data").at(place).with("value", shown(&number)));
        }
    }
}

/// Returns enough of a number to find it; the number itself is not said again.
fn shown(number: &str) -> String {
    format!("{}…{}", &number[..6], &number[BODY - 3..])
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
        found.push(Diagnostic::error("personal-data").at(place.clone()).with("value", shown(&number)));
    }
}

/// Returns the identity number in a text: 17 digits with a birthday among them, and a digit or X.
fn identity(text: &str) -> Option<String> {
    let joined: Vec<char> = text.chars().filter(|c| !matches!(c, ' ' | '\u{a0}' | '\u{3000}')).collect();
    let runs = joined.split(|c| digits(&c.to_string()).is_empty() && !matches!(c, 'x' | 'X' | 'Ｘ'));
    let numbers = runs.map(|run| (digits(&run.iter().collect::<String>()), run.len()));
    let mut fit =
        numbers.filter(|(number, length)| *length == BODY + 1 && number.len() >= BODY && born(number));
    fit.next().map(|(number, _)| number)
}

/// Returns whether digits 7 to 14 are a day of the last hundred years or so.
fn born(number: &str) -> bool {
    let part = |range: std::ops::Range<usize>| number[range].parse::<i16>().unwrap_or(0);
    let (year, month, day) = (part(6..10), part(10..12), part(12..14));
    let day = i8::try_from(month).and_then(|month| Ok((month, i8::try_from(day)?)));
    (1900..2100).contains(&year)
        && day.is_ok_and(|(month, day)| jiff::civil::Date::new(year, month, day).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_identity_numbers_from_other_long_numbers() {
        for bad in
            ["37011219900101123X", "身份证370112 19900101 1234，男", "３７０１１２１９９００１０１１２３４"]
        {
            assert!(identity(bad).is_some(), "{bad}");
        }
        for good in [
            "379926101201",
            "370112199013011234",
            "0633-0000 8001",
            "370112199001011234567",
            "138 0000 1001、138 0000 1002",
        ] {
            assert_eq!(identity(good), None, "{good}");
        }
    }
}
