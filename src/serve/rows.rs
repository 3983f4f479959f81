//! Rows of one block in two states of a file: which is which, and what is no longer the same.

use std::collections::BTreeSet;

use serde_json::{Map, Value as Json, json};

use super::cells;
use super::form::{self, Lie};
use crate::yaml::Node;

/// Name or number of a row, its cells, its line.
pub type Row = (String, Map<String, Json>, usize);

/// Returns, for each row that was seen, where it is now: rows that say the same in the same order, and between them
/// rows that lie alone on both sides.
pub fn matched(then: &[Row], now: &[Row], first: &str) -> Vec<Option<usize>> {
    let name = |row: &Row| row.1.get(first).cloned();
    let mut found: Vec<Option<usize>> = vec![None; then.len()];
    let mut from = 0;
    for (i, (_, cells, _)) in then.iter().enumerate() {
        if let Some(at) = (from..now.len()).find(|j| now[*j].1 == *cells) {
            // A row far away may be another one that says the same.
            found[i] = Some(at);
            from = at + 1;
        }
    }
    let mut i = 0;
    while i < then.len() {
        if found[i].is_some() {
            i += 1;
            continue;
        }
        let end = (i..then.len()).find(|k| found[*k].is_some()).unwrap_or(then.len());
        let low = if i == 0 { 0 } else { found[i - 1].map_or(0, |at| at + 1) };
        let high = found.get(end).copied().flatten().unwrap_or(now.len());
        if high - low == end - i {
            (i..end).for_each(|k| found[k] = Some(low + k - i));
        } else {
            // Some went or came, others changed: who has the same name is the same.
            let mut from = low;
            for k in i..end {
                if let Some(at) = (from..high).find(|j| name(&then[k]) == name(&now[*j])) {
                    found[k] = Some(at);
                    from = at + 1;
                }
            }
        }
        i = end;
    }
    found
}

/// Returns the cells of a file that are not as they were in another state of it.
pub fn unlike(then: &Node, now: &Node) -> Vec<Json> {
    let mut found = Vec::new();
    for block in form::blocks() {
        let Some((lie, _)) = form::rows(block) else { continue };
        let (before, after) = (cells::rows(then, block), cells::rows(now, block));
        let first = form::columns(block).first().map_or("", |column| column.key.as_str());
        let places = if lie == Lie::List { matched(&before, &after, first) } else { Vec::new() };
        for (at, (row, cells, _)) in after.iter().enumerate() {
            let old = match lie {
                Lie::List => places.iter().position(|place| *place == Some(at)).map(|i| &before[i].1),
                Lie::Form | Lie::Named => before.iter().find(|(name, ..)| name == row).map(|(_, old, _)| old),
            };
            let keys = cells.keys().chain(old.into_iter().flat_map(Map::keys)).collect::<BTreeSet<_>>();
            for key in keys {
                if old.is_none_or(|old| old.get(key) != cells.get(key)) {
                    found.push(json!({"block": block, "row": row, "key": key}));
                }
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(texts: &[&str]) -> Vec<Row> {
        let row = |(i, text): (usize, &&str)| {
            (i.to_string(), Map::from_iter([("head".to_owned(), json!(text))]), 1)
        };
        texts.iter().enumerate().map(row).collect()
    }

    #[test]
    fn a_row_is_found_again_after_others_came_went_and_changed() {
        let case = |then: &[&str], now: &[&str]| matched(&rows(then), &rows(now), "head");
        assert_eq!(case(&["a", "b", "c"], &["x", "a", "b", "c"]), [Some(1), Some(2), Some(3)]);
        assert_eq!(case(&["a", "b", "c"], &["a", "c"]), [Some(0), None, Some(1)]);
        assert_eq!(case(&["a", "b", "c"], &["a", "B", "c"]), [Some(0), Some(1), Some(2)]);
        assert_eq!(case(&["a", "b", "c"], &["A", "B", "c", "d"]), [Some(0), Some(1), Some(2)]);
        assert_eq!(case(&["a"], &[]), [None]);
        assert_eq!(case(&["a", "b", "c"], &["B", "c"]), [None, None, Some(1)], "nothing in common");
    }
}
