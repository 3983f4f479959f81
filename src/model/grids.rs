//! Which grid a household lies in: as its group says, never by guess.

use super::handbook::{GridEntry, Household};

/// Returns the grid of a household: the one that has its group, or the only one there is.
pub fn of_home<'a>(home: &Household, grids: &'a [GridEntry]) -> Option<&'a GridEntry> {
    if let [only] = grids {
        return Some(only);
    }
    let group = home.group.as_str();
    let covers = |grid: &&GridEntry| {
        let mut parts = grid.area.split(['，', '、', ',']).map(str::trim);
        !group.is_empty() && (grid.name.trim_end_matches("网格") == group || parts.any(|part| part == group))
    };
    let mut found = grids.iter().filter(covers);
    found.next().filter(|_| found.next().is_none())
}
