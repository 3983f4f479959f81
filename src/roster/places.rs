//! Where somebody goes, and from where, is one place: of several in a cell the first is read, the others are
//! said.

use std::collections::{BTreeMap, BTreeSet};

use super::existing::{child, things};
use super::gather::Village;
use super::said::Said;
use crate::diag::Diagnostic;
use crate::yaml::Node;

/// Fields that name one place, and the sections that hold them.
const PLACES: [(&str, &str); 2] = [("point", "points"), ("shelter", "shelters")];

/// Leaves one place in each cell that names several; one that the profile calls so is one.
pub(super) fn single(gathered: &mut Village, tree: &Node) -> Vec<Diagnostic> {
    let mut faults = Vec::new();
    for (field, section) in PLACES {
        let own = (gathered.records.iter()).filter(|record| record.section == section && record.own);
        let own: BTreeSet<String> = own.filter_map(|record| record.name.clone()).collect();
        let known = |name: &str| {
            own.contains(name) || child(tree, section).is_some_and(|node| child(node, name).is_some())
        };
        let mut first: BTreeMap<String, String> = BTreeMap::new();
        for record in &mut gathered.records {
            let Some(Said::Whole(given)) = record.fields.get_mut(field) else { continue };
            let [text] = given.texts.as_mut_slice() else { continue };
            let mut parts =
                text.split(['、', '，', ',', '；', ';', '/']).map(str::trim).filter(|part| !part.is_empty());
            let (Some(one), rest) = (parts.next().map(str::to_owned), parts.collect::<Vec<_>>().join("、"))
            else {
                continue;
            };
            if rest.is_empty() || known(text) {
                continue;
            }
            faults.push(Diagnostic::warning("sheet-one").with("cell", &given.cell).with("value", rest));
            first.insert(std::mem::replace(text, one.clone()), one);
        }
        let there: BTreeSet<String> = (gathered.records.iter())
            .filter(|record| record.section == section)
            .filter_map(|record| record.name.clone())
            .chain(things(tree, section).into_iter().map(|(name, _)| name))
            .collect();
        let mut taken = there;
        // Where somebody else names the first already, nothing more is known of it.
        gathered.records.retain_mut(|record| {
            let Some(one) =
                record.name.as_ref().filter(|_| record.section == section).and_then(|name| first.get(name))
            else {
                return true;
            };
            record.name = Some(one.clone());
            taken.insert(one.clone())
        });
    }
    faults
}
