//! One name in the village's file and in the town's or county's: perhaps two people. The village's entry stands for
//! itself; what the upper file says of its own is not put into it, and is said.

use super::phone_layers::numbers;
use super::unknown_reference::{Kind, names};
use crate::check::{Context, look};
use crate::diag::Diagnostic;
use crate::model::phone::{Phone, joined};
use crate::yaml::{Node, Step, Tree};

pub(super) fn check(c: &Context, found: &mut Vec<Diagnostic>) {
    for name in c.profile.people.keys() {
        let entry = |layer| look(layer, &["people".into(), name.into()]).map(|node| (layer, node));
        let written: Vec<(&Node, &Node)> = c.layers.iter().filter_map(entry).collect();
        for pair in written.windows(2) {
            let [(layer, upper), (_, lower)] = pair else { continue };
            let (above, below) = (phones(upper), phones(lower));
            let two = apart(upper, lower, &above, &below);
            if !two && (above.is_empty() || !below.is_empty()) {
                continue;
            }
            let fault = match two && refers(layer, name) {
                true => Diagnostic::error("name-layers"),
                false => Diagnostic::warning("name-layers"),
            };
            let told = [title(upper).to_owned(), joined(&above)].into_iter().filter(|text| !text.is_empty());
            let path = [Step::from("people"), name.into()];
            let fault = fault.at(c.at(&path)).also(upper.place.clone()).with("name", name);
            found.push(fault.with("theirs", told.collect::<Vec<_>>().join("，")));
        }
    }
}

/// Returns whether two entries of one name are those of two people, as far as they say.
pub(super) fn apart(upper: &Node, lower: &Node, above: &[Phone], below: &[Phone]) -> bool {
    let common = above.iter().any(|one| below.iter().any(|other| one.dialled() == other.dialled()));
    let (one, other) = (title(upper), title(lower));
    !common && !one.is_empty() && !other.is_empty() && !one.contains(other) && !other.contains(one)
}

/// Returns whether a layer uses a name of its people elsewhere than in its own town's papers.
fn refers(layer: &Node, name: &str) -> bool {
    let mut used = false;
    names(layer, &mut |kind, written, path| {
        used |= kind == Kind::Person && written == name && !matches!(path.first(), Some(Step::Key("town_book")));
    });
    used
}

pub(super) fn phones(person: &Node) -> Vec<Phone> {
    look(person, &["phone".into()]).map(numbers).unwrap_or_default()
}

fn title(person: &Node) -> &str {
    match look(person, &["title".into()]).map(|node| &node.value) {
        Some(Tree::Scalar { text, .. }) => text.trim(),
        _ => "",
    }
}
