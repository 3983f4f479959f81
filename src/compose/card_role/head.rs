//! The head of a role card: hazard and role, who holds it; as high as its names need.

use serde_json::{Value, json};

use crate::model::handbook::Holder;
use crate::ruler::fit::{Block, bold, fit, name, seat};

/// Least millimetres of its two halves, and what stands above and below the words of each.
const UPPER: (f64, f64) = (9.4, 1.6);
const LOWER: (f64, f64) = (6.6, 1.8);

/// A head and how high it is.
pub(super) struct Head {
    pub(super) data: Value,
    pub(super) tall: f64,
}

impl Head {
    /// Returns the head of these people's card; with `lettered` the second stands in for the first.
    pub(super) fn of(hazard: &str, role: &str, people: &[Holder], lettered: bool) -> Self {
        let title = fit(&[bold(format!("{hazard} {role}"))], seat("role", "title"));
        let title = if title.fits() {
            title
        } else {
            let room = seat("role", "long-title");
            name(hazard, room).above(name(role, room))
        };
        let who = held(people, lettered);
        let upper = UPPER.0.max(title.tall + UPPER.1);
        let lower = LOWER.0.max(who.as_ref().map_or(0.0, |who| who.tall) + LOWER.1);
        Self {
            data: json!({"title": title, "upper": upper, "who": who, "lower": lower}),
            tall: upper + lower,
        }
    }
}

/// Returns who holds it: A角 甲 B角 乙, over each other where that is too long; of more than two the first and
/// how many they are.
fn held(people: &[Holder], lettered: bool) -> Option<Block> {
    let room = seat("role", "holders");
    let names: Vec<&str> = people.iter().map(|p| p.name.as_str()).collect();
    match names.as_slice() {
        [] => None,
        [first, second] if lettered => {
            let one = fit(&[bold(format!("A角 {first}  B角 {second}"))], &room.single());
            if one.fits() {
                return Some(one);
            }
            let each = |letter: &str, of: &str| name(&format!("{letter}角 {of}"), room);
            Some(each("A", first).above(each("B", second)))
        }
        [first, _, _, ..] => Some(name(&format!("{first}等{}人", names.len()), room)),
        few => Some(name(&few.join("、"), room)),
    }
}
