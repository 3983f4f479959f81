//! One name with other numbers in the village's file than in the town's or county's: one of them is out of
//! date.

use super::name_layers;
use crate::check::{Context, look};
use crate::diag::Diagnostic;
use crate::model::phone::{Phone, joined};
use crate::yaml::{Node, Tree};

pub(super) fn check(c: &Context, found: &mut Vec<Diagnostic>) {
    let people = c.profile.people.keys().map(|name| ("people", name));
    let contacts = c.profile.contacts.keys().map(|name| ("contacts", name));
    for (block, name) in people.chain(contacts) {
        let entries = c.layers.iter().filter_map(|layer| look(layer, &[block.into(), name.into()]));
        let written = entries.filter_map(|entry| Some((entry, look(entry, &["phone".into()])?)));
        let written: Vec<_> = written.map(|(entry, node)| (entry, node, numbers(node))).collect();
        for pair in written.windows(2) {
            let [(one, upper, above), (other, lower, below)] = pair else { continue };
            // Two people of one name are told of as such.
            if block == "people" && name_layers::apart(one, other, above, below) {
                continue;
            }
            // A number more or less is a choice; none in common is a slip.
            if !above.is_empty()
                && !below.is_empty()
                && !below.iter().any(|phone| above.iter().any(|other| other.dialled() == phone.dialled()))
            {
                let fault =
                    Diagnostic::warning("phone-layers").at(lower.place.clone()).also(upper.place.clone());
                found.push(fault.with("name", name).with("one", joined(above)).with("other", joined(below)));
            }
        }
    }
}

/// Returns the numbers written here.
pub(super) fn numbers(node: &Node) -> Vec<Phone> {
    match &node.value {
        Tree::Scalar { text, .. } => Phone::read(text).into_iter().collect(),
        Tree::List(items) => items.iter().flat_map(numbers).collect(),
        Tree::Map(_) | Tree::Null => Vec::new(),
    }
}
