//! Which rows of a table are rows: totals, signatures, the headings again and what only parts the others are
//! none.

use super::cell;
use super::recognise::{Meaning, Recognised};
use super::sheet::{Cell, Row, Sheet};
use super::table::{Table, Target, plain};
use super::villages::village_name;

/// What a row is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum What {
    /// One of the table.
    Row,
    /// A total, or an example of how to fill it in.
    Total,
    /// The name of the village whose rows follow.
    Village(String),
    /// A title of some of the rows.
    Title,
    /// A signature, the headings again, or nothing.
    Nothing,
}

/// Longest title above some of the rows, in characters.
const LONGEST_TITLE: usize = 20;

/// Returns what a row is.
pub(super) fn what(table: &Table, row: &Row, sheet: &Sheet, found: &Recognised) -> What {
    let text = |column: usize| row.cells.get(column).map_or("", |cell| cell.text.as_str());
    let filled = || row.cells.iter().map(|cell| cell.text.as_str()).filter(|text| !text.is_empty());
    let first: Vec<String> = filled().map(plain).filter(|text| !text.is_empty()).take(3).collect();
    let total = |text: &String| table.totals.iter().any(|word| text.starts_with(&plain(word)));
    if first.iter().any(total) {
        return What::Total;
    }
    let mapped = found
        .columns
        .iter()
        .filter(|(_, _, m)| matches!(m, Meaning::Column(_, t) if *t != Target::Village))
        .map(|(column, ..)| *column);
    if let (Some(only), None) = (filled().next(), filled().nth(1))
        && mapped.clone().count() > 2
        && let Some(title) = title(only, &table.sheets[found.kind].section)
    {
        return title;
    }
    let count = mapped.clone().filter(|column| !text(*column).is_empty()).count();
    let raw = filled().next().unwrap_or_default();
    let footer = table.footers.iter().any(|word| raw.trim_start().starts_with(word.as_str()));
    if count == 0 || (footer && count <= 2) {
        return What::Nothing;
    }
    let head = &sheet.rows[found.heads.end - 1];
    let same = |column: &usize| head.cells.get(*column).is_some_and(|h| h.text == text(*column));
    if mapped.clone().filter(same).count() * 2 > mapped.count().max(2) { What::Nothing } else { What::Row }
}

/// Returns what a text is that stands alone in its row, if that is no row: 二、河口村（12户）.
fn title(text: &str, section: &str) -> Option<What> {
    let plain: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let plain = plain.split(['（', '(']).find(|part| !part.is_empty() && !part.ends_with(['）', ')']))?;
    if plain.chars().count() > LONGEST_TITLE {
        return None;
    }
    let numbered = plain.split_once(['、', '.', '．']).filter(|(number, rest)| {
        let counts = |c: char| c.is_ascii_digit() || "一二三四五六七八九十".contains(c);
        !rest.is_empty() && !number.is_empty() && number.chars().all(counts)
    });
    let bracketed = text.trim().starts_with(['（', '(']);
    let name = numbered.map_or(plain, |(_, rest)| rest).trim_end_matches(['：', ':']);
    let is_village = ["村", "社区", "村委会", "村民委员会", "居委会"].iter().any(|end| name.ends_with(end));
    if is_village && (2..=12).contains(&name.chars().count()) {
        return Some(What::Village(village_name(name)));
    }
    let homes = matches!(section, "people" | "evacuees");
    let parts = numbered.is_some() || bracketed || (homes && name.ends_with(['组', '队', '片', '类', '区']));
    parts.then_some(What::Title)
}

/// Puts in what the row above has where a cell says 同上.
pub(super) fn repeated(table: &Table, row: &Row, above: &mut Vec<Cell>) -> Row {
    let mut row = row.clone();
    for (column, cell) in row.cells.iter_mut().enumerate() {
        if table.same.contains(&cell.text)
            && let Some(known) = above.get(column)
        {
            cell.clone_from(known);
        }
    }
    above.clone_from(&row.cells);
    row
}

/// Puts what stands under a heading that is merged across into its first column: 值班人员 over two names.
pub(super) fn reached(row: &mut Row, found: &Recognised, table: &Table) {
    for (first, last) in &found.reach {
        let person = found.columns.iter().any(|(at, _, meaning)| {
            at == first && matches!(meaning, Meaning::Column(_, target) if table.is_person(target))
        });
        let cells = row.cells.iter().take(last + 1).skip(*first);
        let texts: Vec<&str> =
            cells.map(|cell| cell.text.as_str()).filter(|t| !t.is_empty() && !table.is_none(t)).collect();
        if texts.len() > 1 {
            row.cells[*first].text = texts.join(if person { "、" } else { "" });
        }
    }
}

/// Takes people's identity numbers out of a row: no profile holds them. Returns where they stood.
pub(super) fn without_identity(row: &mut Row, found: &Recognised) -> Vec<usize> {
    let mut columns = Vec::new();
    for (at, _, meaning) in &found.columns {
        let Some(cell) = row.cells.get_mut(*at).filter(|_| matches!(meaning, Meaning::Column(..))) else {
            continue;
        };
        while let Some(text) = cell::without_identity(&cell.text) {
            cell.text = text;
            columns.push(*at);
        }
    }
    columns.dedup();
    columns
}

/// Returns the one year that stands in titles: 2026年值班表.
pub(super) fn year(titles: &[&str]) -> Option<u16> {
    let each =
        titles.iter().filter_map(|title| title.rsplit_once('年')).flat_map(|(before, _)| before.split('年'));
    let tail = |part: &str| -> String {
        let digits: Vec<char> = part.chars().rev().take_while(char::is_ascii_digit).collect();
        digits.into_iter().rev().collect()
    };
    let years: std::collections::BTreeSet<u16> =
        each.map(tail).filter(|year| year.len() == 4).filter_map(|year| year.parse().ok()).collect();
    let only = years.first().copied().filter(|year| (2000..2100).contains(year));
    only.filter(|_| years.len() == 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_year_of_a_title_is_known_where_it_is_one() {
        assert_eq!(year(&["上柳村2026年6月值班表", "Sheet1"]), Some(2026));
        assert_eq!(year(&["2025年、2026年演练"]), None);
        assert_eq!(year(&["村编码379926103201年"]), None);
        assert_eq!(year(&["2026", "排班2026.xlsx"]), None);
    }

    #[test]
    fn what_stands_alone_is_a_village_a_title_or_a_row() {
        let village = |name: &str| Some(What::Village(name.to_owned()));
        assert_eq!(title("二、河口村（12户）", "evacuees"), village("河口村"));
        assert_eq!(title("河口 村委会：", "evacuees"), village("河口村"));
        assert_eq!(title("（一）山洪灾害危险区", "evacuees"), Some(What::Title));
        assert_eq!(title("3. 滑坡", "points"), Some(What::Title));
        assert_eq!(title("第一组", "people"), Some(What::Title));
        assert_eq!(title("第一组", "grids"), None);
        assert_eq!(title("田守信", "people"), None);
        assert_eq!(title("救援队", "teams"), None);
    }
}
