//! Values as a profile writes them: what a sheet names takes its place, what it does not name stays.

use std::collections::BTreeMap;

use super::existing::dialled;
use super::gather;
use super::said::Given;
use crate::model::phone::Phone;
use crate::model::shape::Shape;
use crate::yaml::edit::Value;

/// Returns texts as a value: one telephone stands alone, other lists in brackets.
pub fn valued(section: &str, path: &str, texts: &[String]) -> Value {
    let steps: Vec<String> = path.split('.').filter(|step| !step.is_empty()).map(str::to_owned).collect();
    let list = matches!(gather::field(section, &steps), Some(Shape::List(_) | Shape::Pair(_)));
    match texts {
        [one] if !list || path.ends_with("phone") => Value::Text(one.clone()),
        texts => Value::List(texts.iter().map(|text| Value::Text(text.clone())).collect()),
    }
}

/// Returns the numbers somebody has once a sheet names some: one of the same kind is replaced, others stay.
pub fn phones(old: &[String], given: &[String]) -> Vec<String> {
    let digits = |text: &String| dialled(text);
    let kind = |text: &String| Phone::read(text).map(|phone| phone.kind()).ok();
    let fresh: Vec<&String> =
        given.iter().filter(|number| !old.iter().any(|known| digits(known) == digits(number))).collect();
    let mut all: Vec<String> = old.to_vec();
    for number in fresh {
        let replaced = all.iter().position(|known| {
            kind(known) == kind(number) && !given.iter().any(|given| digits(given) == digits(known))
        });
        match replaced {
            Some(i) => all[i].clone_from(number),
            None => all.push(number.clone()),
        }
    }
    all
}

/// Returns a list with some of its places taken.
pub fn placed(
    old: &[String],
    places: &BTreeMap<usize, Given>,
    numbers: bool,
    same: &impl Fn(&str, &str) -> bool,
) -> Vec<String> {
    let mut all = old.to_vec();
    for (index, given) in places {
        let Some(text) = given.texts.first() else { continue };
        if *index < all.len() {
            all[*index].clone_from(text);
        } else {
            all.push(text.clone());
        }
    }
    if numbers {
        return all;
    }
    // Who moved up leaves the old place.
    let mut kept: Vec<String> = Vec::new();
    for text in all {
        if !kept.iter().any(|known| same(known, &text)) {
            kept.push(text);
        }
    }
    kept
}
