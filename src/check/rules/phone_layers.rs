//! One name with other numbers in the village's file than in the town's or county's: one of them is out of date.

use crate::check::{Context, look};
use crate::diag::Diagnostic;
use crate::model::phone;
use crate::yaml::{Node, Tree};

pub(super) fn check(c: &Context, found: &mut Vec<Diagnostic>) {
    let people = c.profile.people.keys().map(|name| ("people", name));
    let contacts = c.profile.contacts.keys().map(|name| ("contacts", name));
    for (block, name) in people.chain(contacts) {
        let written = c.layers.iter().filter_map(|layer| look(layer, &[block.into(), name.into(), "phone".into()]));
        let written: Vec<(&Node, Vec<String>)> = written.map(|node| (node, numbers(node))).collect();
        for pair in written.windows(2) {
            let [(upper, above), (lower, below)] = pair else { continue };
            // A number more or less is a choice; none in common is a slip.
            if !above.is_empty() && !below.is_empty() && !below.iter().any(|number| above.contains(number)) {
                let fault = Diagnostic::warning("phone-layers").at(lower.place.clone()).also(upper.place.clone());
                found.push(fault.with("name", name).with("one", shown(above)).with("other", shown(below)));
            }
        }
    }
}

/// Returns the digits of each number written here.
fn numbers(node: &Node) -> Vec<String> {
    match &node.value {
        Tree::Scalar { text, .. } => vec![phone::digits(text)],
        Tree::List(items) => items.iter().flat_map(numbers).collect(),
        Tree::Map(_) | Tree::Null => Vec::new(),
    }
}

fn shown(numbers: &[String]) -> String {
    numbers.iter().map(|number| phone::grouped(number)).collect::<Vec<_>>().join("、")
}
