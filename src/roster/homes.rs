//! Sheets with a row a person: the rows of a household become one row, and those who live there.
//!
//! How many they are is counted only where the sheet lists the whole household: its head stands among the
//! rows, and not every row is there for a special need.

use super::cell::named;
use super::recognise::{Meaning, Recognised};
use super::said::Relative;
use super::sheet::{Cell, Row, Sheet};
use super::table::{Column, Table, Target};
use crate::diag::Diagnostic;

/// One household of such a sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Home {
    /// Its row: the head's, with what only others' rows say.
    pub row: Row,
    /// Its village.
    pub village: String,
    /// Its head; empty if no row says who that is.
    pub head: String,
    /// Who lives there, the head first where he stands first.
    pub family: Vec<Relative>,
    /// The sheet lists all of them.
    pub whole: bool,
    /// Where the names stand.
    pub column: usize,
}

/// Gathers the rows of a sheet by households.
pub(super) struct Homes<'a> {
    table: &'a Table,
    columns: Vec<(usize, &'a str, &'a Column, &'a Target)>,
    homes: Vec<(Key, Vec<Row>)>,
    village: Vec<String>,
}

/// By what the rows of a household are known to belong together.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Key {
    /// The number of the household.
    Number(String),
    /// Its head, in rows that follow each other.
    Head(String),
    /// The row of its head, and all that follow.
    Start,
}

impl<'a> Homes<'a> {
    /// Starts, if the sheet has a row a person.
    pub fn of(table: &'a Table, found: &'a Recognised) -> Option<Self> {
        let columns = (found.columns.iter()).filter_map(|(at, head, meaning)| match meaning {
            Meaning::Column(i, target) => {
                Some((*at, head.as_str(), &table.sheets[found.kind].columns[*i], target))
            }
            _ => None,
        });
        let columns: Vec<_> = columns.collect();
        let people = columns.iter().any(|(.., target)| **target == relative("name"));
        people.then(|| Self { table, columns, homes: Vec::new(), village: Vec::new() })
    }

    fn text<'r>(&self, row: &'r Row, wanted: &Target) -> &'r str {
        let column = self.columns.iter().find(|(.., target)| *target == wanted);
        column.and_then(|(at, ..)| row.cells.get(*at)).map_or("", |cell| cell.text.as_str())
    }

    /// Returns whether a cell says that there is nothing to say: 无, 健康.
    fn says_nothing(&self, target: &Target, text: &str) -> bool {
        let column = self.columns.iter().find(|(.., known)| *known == target);
        let empty =
            column.and_then(|(_, _, column, _)| column.values.get(text)).is_some_and(String::is_empty);
        empty || self.table.is_none(text)
    }

    fn is_head(&self, row: &Row) -> bool {
        let relation = self.text(row, &relative("relation"));
        let own = || {
            let (head, name) = (self.text(row, &field("head")), self.text(row, &relative("name")));
            relation.is_empty() && !head.is_empty() && person(head) == person(name)
        };
        self.table.heads.iter().any(|word| word == relation) || own()
    }

    /// Takes a row.
    pub fn take(&mut self, row: Row, village: &str) {
        let (number, head) = (self.text(&row, &Target::Home), self.text(&row, &field("head")));
        let same_village = self.village.last().is_some_and(|known| known == village);
        let last = self.homes.last().filter(|_| same_village).map(|(key, _)| key.clone());
        let key = if !number.is_empty() {
            Key::Number(number.to_owned())
        } else if !head.is_empty() {
            Key::Head(person(head))
        } else {
            // Only the first row of a household says whose it is.
            match last.clone() {
                Some(Key::Start) | None => Key::Start,
                Some(_) if self.is_head(&row) => Key::Start,
                Some(key) => key,
            }
        };
        let with_last = last.as_ref() == Some(&key) && !(key == Key::Start && self.is_head(&row));
        let numbered = matches!(key, Key::Number(_)).then(|| {
            (0..self.homes.len()).rfind(|at| self.homes[*at].0 == key && self.village[*at] == village)
        });
        let at = if with_last { Some(self.homes.len() - 1) } else { numbered.flatten() };
        if let Some(at) = at {
            self.homes[at].1.push(row);
        } else {
            self.homes.push((key, vec![row]));
            self.village.push(village.to_owned());
        }
    }

    /// Returns the households; what is odd in them is said.
    pub fn done(self, sheet: &Sheet, faults: &mut Vec<Diagnostic>) -> Vec<Home> {
        let needs = field("needs");
        let needy = |row: &Row| {
            let text = self.text(row, &needs);
            !text.is_empty() && !self.says_nothing(&needs, text)
        };
        let special = self.homes.iter().flat_map(|(_, rows)| rows).all(needy);
        let each = self.homes.iter().zip(&self.village);
        each.map(|((_, rows), village)| self.home(sheet, rows, village, special, faults)).collect()
    }

    fn home(
        &self,
        sheet: &Sheet,
        rows: &[Row],
        village: &str,
        special: bool,
        faults: &mut Vec<Diagnostic>,
    ) -> Home {
        let at = rows.iter().position(|row| self.is_head(row));
        let first = at.unwrap_or(0);
        let mut row = rows[first].clone();
        let name_of = |row: &Row| person(self.text(row, &relative("name")));
        let said =
            rows.iter().map(|row| person(self.text(row, &field("head")))).find(|head| !head.is_empty());
        let head = said.or_else(|| at.map(|at| name_of(&rows[at]))).unwrap_or_default();
        let place = |wanted: &Target| self.columns.iter().find(|(.., t)| *t == wanted).map(|(at, ..)| *at);
        let column = place(&relative("name")).unwrap_or(0);
        for (at, heading, _, target) in &self.columns {
            let texts = |row: &Row| row.cells.get(*at).map(|cell| cell.text.clone()).unwrap_or_default();
            let others = || rows.iter().filter(|other| other.number != rows[first].number);
            if **target == field("phone") && !heading.contains("户主") {
                // A son's number is not that of whom the card names.
                for other in others().filter(|other| !texts(other).is_empty() && texts(other) != texts(&row))
                {
                    let fault =
                        Diagnostic::note("sheet-home-phone").with("cell", sheet.cell(other.number, *at));
                    faults.push(fault.with("value", texts(other)).with("name", name_of(other)));
                }
                if rows.iter().position(|row| self.is_head(row)).is_none() && head != name_of(&row) {
                    put(&mut row, *at, Cell::default());
                }
                continue;
            }
            if **target == field("needs") || **target == field("note") {
                let none = |text: &String| !text.is_empty() && !self.says_nothing(target, text);
                let mut all: Vec<String> = rows.iter().map(texts).filter(none).collect();
                all.dedup();
                let form = row.cells.get(*at).map(|cell| cell.form).unwrap_or_default();
                put(&mut row, *at, Cell { text: all.join("、"), form });
            } else if texts(&row).is_empty()
                && let Some(cell) =
                    others().filter_map(|other| other.cells.get(*at)).find(|c| !c.text.is_empty())
            {
                put(&mut row, *at, cell.clone());
            }
        }
        let family =
            rows.iter().map(|row| self.relative(sheet, row, column)).filter(|one| !one.name.is_empty());
        let family: Vec<Relative> = family.collect();
        let whole = !special && !head.is_empty() && family.iter().any(|one| one.name == head);
        Home { row, village: village.to_owned(), head, family, whole, column }
    }

    fn relative(&self, sheet: &Sheet, row: &Row, column: usize) -> Relative {
        let text = |of: &str| self.text(row, &relative(of)).to_owned();
        let age = text("age");
        let age = age.trim_end_matches(['岁', ' ']).parse::<u8>().ok().filter(|age| *age <= 120);
        let sex = text("sex");
        let sex = if matches!(sex.as_str(), "男" | "女") { sex } else { String::new() };
        let cell = sheet.cell(row.number, column);
        Relative { name: person(&text("name")), sex, age: age.map(|age| age.to_string()), cell }
    }
}

fn put(row: &mut Row, at: usize, cell: Cell) {
    if row.cells.len() <= at {
        row.cells.resize(at + 1, Cell::default());
    }
    row.cells[at] = cell;
}

fn relative(of: &str) -> Target {
    Target::Relative(of.to_owned())
}

pub(super) fn field(name: &str) -> Target {
    Target::Field(vec![name.to_owned()])
}

/// Returns a name without a bracket that only says who somebody is: 张三（户主）.
fn person(text: &str) -> String {
    let text = named(text).replace('(', "（").replace(')', "）");
    let bare = ["（户主）", "（本人）"].iter().find_map(|end| text.strip_suffix(end));
    bare.unwrap_or(&text).to_owned()
}
