//! Several tables on one sheet: one below the other, or the same headings again beside them.

use std::borrow::Cow;

use super::recognise::{Headings, Recognised};
use super::sheet::{Cell, Row, Sheet};
use super::table::plain;

/// Most tables of a sheet, and rows from its top by which one is known.
const MOST_TABLES: usize = 200;
const LOOKED_AT: usize = 40;
/// Most tables that stand side by side.
const MOST_BESIDE: usize = 8;

/// Returns each table of a sheet with what it was recognised as; a sheet of which nothing is known comes back
/// whole.
pub fn tables<'s>(
    sheet: &'s Sheet,
    headings: &Headings,
    wanted: Option<usize>,
) -> Vec<(Cow<'s, Sheet>, Option<Recognised>)> {
    let parts = stacked(sheet, headings, wanted).into_iter();
    let each = parts.flat_map(|part| beside(part, headings, wanted, MOST_BESIDE));
    each.map(|(sheet, found)| {
        let found = found.or_else(|| headings.guess(&sheet, wanted));
        (sheet, found)
    })
    .collect()
}

/// Cuts a sheet above headings that follow rows of another table; what stands alone above them is their
/// title.
fn stacked<'s>(sheet: &'s Sheet, headings: &Headings, wanted: Option<usize>) -> Vec<Cow<'s, Sheet>> {
    let mut cuts: Vec<usize> = vec![0];
    let mut last: Option<usize> = None;
    for (i, row) in sheet.rows.iter().enumerate().filter(|(_, row)| headings.heads(row)) {
        let before = last.replace(i);
        let Some(before) = before.filter(|before| before + 1 < i && !same(&sheet.rows[*before], row)) else {
            continue;
        };
        let count = |row: &Row| row.cells.iter().filter(|cell| !cell.text.is_empty()).count();
        let alone = |at: &usize| {
            count(&sheet.rows[*at]) == 1 || headings.groups(&sheet.rows[*at], &sheet.rows[*at + 1])
        };
        let from = (before + 2..i).rev().take_while(alone).last().unwrap_or(i);
        let start = from..sheet.rows.len().min(from + LOOKED_AT);
        // What is no table that is known is no more rows of the one above it.
        let ends = count(row) > 2;
        if cuts.len() < MOST_TABLES && (ends || headings.recognise(&part(sheet, start), wanted).is_some()) {
            cuts.push(from);
        }
    }
    cuts.push(sheet.rows.len());
    if cuts.len() == 2 {
        return vec![Cow::Borrowed(sheet)];
    }
    let parts: Vec<Sheet> = cuts.windows(2).map(|cut| part(sheet, cut[0]..cut[1])).collect();
    // A first part that is no table is what stands above the second.
    match parts.first() {
        Some(first) if headings.recognise(first, wanted).is_some() => {
            parts.into_iter().map(Cow::Owned).collect()
        }
        _ => vec![Cow::Borrowed(sheet)],
    }
}

fn same(one: &Row, other: &Row) -> bool {
    one.cells.iter().map(|cell| &cell.text).eq(other.cells.iter().map(|cell| &cell.text))
}

fn part(sheet: &Sheet, rows: std::ops::Range<usize>) -> Sheet {
    let head = Sheet { rows: Vec::new(), ..head_of(sheet) };
    Sheet { rows: sheet.rows[rows].to_vec(), ..head }
}

fn head_of(sheet: &Sheet) -> Sheet {
    let (file, name) = (sheet.file.clone(), sheet.name.clone());
    Sheet {
        file,
        name,
        hidden: sheet.hidden,
        hidden_rows: sheet.hidden_rows,
        unreckoned: sheet.unreckoned,
        wide: sheet.wide.clone(),
        rows: Vec::new(),
    }
}

/// Cuts a table where its first two headings come again: 姓名、电话、姓名、电话.
fn beside<'s>(
    sheet: Cow<'s, Sheet>,
    headings: &Headings,
    wanted: Option<usize>,
    most: usize,
) -> Vec<(Cow<'s, Sheet>, Option<Recognised>)> {
    let Some(found) = headings.recognise(&sheet, wanted) else { return vec![(sheet, None)] };
    let head = &sheet.rows[found.heads.end - 1];
    let texts: Vec<(usize, String)> = (head.cells.iter().enumerate())
        .map(|(at, cell)| (at, plain(&cell.text)))
        .filter(|(_, text)| !text.is_empty())
        .collect();
    let again = (2..texts.len().saturating_sub(1))
        .find(|at| texts[*at].1 == texts[0].1 && texts[at + 1].1 == texts[1].1);
    let Some(column) = again.map(|at| texts[at].0).filter(|_| found.heads.len() == 1 && most > 1) else {
        return vec![(sheet, Some(found))];
    };
    let (mut left, mut right) = (head_of(&sheet), head_of(&sheet));
    for (i, row) in sheet.rows.iter().enumerate() {
        let (number, title) = (row.number, i < found.heads.start);
        let kept: Vec<Cell> =
            row.cells.iter().take(if title { row.cells.len() } else { column }).cloned().collect();
        let blank = row.cells.iter().take(column).map(|_| Cell::default());
        let moved: Vec<Cell> = if title {
            row.cells.clone()
        } else {
            blank.chain(row.cells.iter().skip(column).cloned()).collect()
        };
        left.rows.push(Row { number, cells: kept });
        right.rows.push(Row { number, cells: moved });
    }
    let first = headings.recognise(&left, wanted);
    std::iter::once((Cow::Owned(left), first))
        .chain(beside(Cow::Owned(right), headings, wanted, most - 1))
        .collect()
}
