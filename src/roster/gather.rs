//! Rows of sheets gathered by what they are about: one record a person, household, shelter or thing.

mod fill;

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;

use super::Report;
use super::cell;
use super::homes::{self, Home, Homes};
use super::recognise::{Meaning, Recognised};
use super::rows::{self, What};
use super::said::{Record, Said};
use super::sheet::{Cell, Form, Row, Sheet};
use super::table::{Column, Kind, Table, Target, plain};
use super::villages::{same_town, town_of, village_name};
use crate::diag::Diagnostic;
use crate::model::shape::{self, Shape};
use crate::yaml::{self, Vocabulary};

/// Most faults that are kept; nobody reads more.
pub(super) const MOST_FAULTS: usize = 20_000;
/// Longest name of anybody or anything, in characters.
const LONGEST_NAME: usize = 40;

/// What the sheets say of one village.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Village {
    /// Its records, in the order of the sheets.
    pub records: Vec<Record>,
    /// Sections of which a sheet names all there are.
    pub whole: BTreeSet<String>,
    /// Town of its rows.
    pub town: Option<String>,
    index: BTreeMap<(String, String), usize>,
}

/// Gathers rows.
pub struct Gatherer<'a> {
    /// The table.
    pub table: &'a Table,
    /// Names of hazards, roles and so on.
    pub words: &'a Vocabulary,
    /// By village, as the sheets spell them.
    pub villages: IndexMap<String, Village>,
    /// Cells that were not taken, or mended.
    pub faults: Vec<Diagnostic>,
    /// How many more of them there are.
    pub more: usize,
    /// All headings.
    heads: &'a BTreeSet<String>,
    /// The year of which the sheet under way is.
    year: Option<u16>,
}

/// One row under way.
struct Line<'a> {
    sheet: &'a Sheet,
    row: &'a Row,
    kind: usize,
    village: String,
    /// The record that the row is about.
    about: usize,
    rank: Option<usize>,
    /// The year of which the sheet is.
    year: Option<u16>,
}

impl<'a> Gatherer<'a> {
    /// Starts with nothing.
    pub fn new(table: &'a Table, words: &'a Vocabulary, heads: &'a BTreeSet<String>) -> Self {
        Self { table, words, villages: IndexMap::new(), faults: Vec::new(), more: 0, heads, year: None }
    }

    /// Takes the rows of a sheet; `village` is whose they are where no column says it.
    pub fn sheet(&mut self, sheet: &Sheet, found: &Recognised, village: Option<&str>, report: &mut Report) {
        let mut above: Vec<Cell> = Vec::new();
        let mut place = village.map(str::to_owned);
        let mut homeless: Option<(String, usize)> = None;
        let mut homes = Homes::of(self.table, found);
        self.year = rows::year(&[&found.title, &sheet.name, &sheet.file]);
        for row in &sheet.rows[found.heads.end..] {
            let row = self.readied(rows::repeated(self.table, row, &mut above), sheet, found);
            match rows::what(self.table, &row, sheet, found) {
                What::Row => {}
                What::Nothing => continue,
                What::Total => {
                    report.totals += 1;
                    continue;
                }
                What::Title => {
                    report.titles += 1;
                    continue;
                }
                What::Village(name) => {
                    report.titles += 1;
                    place = Some(name);
                    continue;
                }
            }
            let at = |wanted: &Target| told(found, &row, wanted);
            let mut town = at(&Target::Town).map(str::to_owned);
            if let Some(named) = at(&Target::Village) {
                // Headings of a table that is not known: what stands under them is no village's.
                if self.heads.contains(&plain(named)) {
                    continue;
                }
                place = Some(village_name(named));
                town = town.or_else(|| town_of(named));
            }
            let Some(village) = place.clone() else {
                homeless.get_or_insert_with(|| (sheet.cell(row.number, 0), 0)).1 += 1;
                continue;
            };
            let village = self.named_in(village, town.as_deref());
            let entry = self.villages.entry(village.clone()).or_default();
            entry.town = entry.town.take().or(town);
            let kind = &self.table.sheets[found.kind];
            if kind.whole {
                entry.whole.insert(kind.section.clone());
            }
            report.rows += 1;
            if let Some(homes) = &mut homes {
                homes.take(row, &village);
            } else {
                self.row(sheet, &row, found, &village, None);
                self.bounded();
            }
        }
        self.households(homes, sheet, found, report);
        report.village = village.map(str::to_owned);
        if let Some((cell, count)) = homeless {
            report.homeless = count;
            self.faults.push(Diagnostic::error("sheet-village").with("cell", cell).with("count", count));
        }
    }

    /// Returns a row with what stands under one heading in one cell, and without identity numbers.
    fn readied(&mut self, mut row: Row, sheet: &Sheet, found: &Recognised) -> Row {
        rows::reached(&mut row, found, self.table);
        for column in rows::without_identity(&mut row, found) {
            let cell = sheet.cell(row.number, column);
            self.faults.push(Diagnostic::note("sheet-identity").with("cell", cell));
        }
        row
    }

    /// Takes the households of a sheet with a row a person.
    fn households(&mut self, homes: Option<Homes>, sheet: &Sheet, found: &Recognised, report: &mut Report) {
        let Some(homes) = homes else { return };
        let moves = self.says_who_moves(sheet, found);
        let homes = homes.done(sheet, &mut self.faults);
        report.homes = homes.len();
        for home in homes {
            self.row(sheet, &home.row, found, &home.village, Some((&home, moves)));
            self.bounded();
        }
    }

    /// Keeps no more faults than anybody reads.
    fn bounded(&mut self) {
        self.more += self.faults.len().saturating_sub(MOST_FAULTS);
        self.faults.truncate(MOST_FAULTS);
    }

    /// Returns whether a sheet says that its people have to move: by its name, or by a column of where they go,
    /// who fetches them, what threatens them.
    fn says_who_moves(&self, sheet: &Sheet, found: &Recognised) -> bool {
        let section = &self.table.sheets[found.kind].section;
        let texts = [sheet.name.as_str(), found.title.as_str(), sheet.file.as_str()];
        let kinds = self.table.sheets.iter().filter(|kind| kind.section == *section && kind.like.is_empty());
        let named =
            kinds.flat_map(|kind| &kind.names).any(|name| texts.iter().any(|t| t.contains(name.as_str())));
        let column = |target: &Target| match target {
            Target::Field(path) => {
                matches!(path[0].as_str(), "point" | "shelter" | "route" | "warner" | "transport")
            }
            Target::Item(field, _) => field == "helper",
            _ => false,
        };
        found.chosen
            || named
            || found.columns.iter().any(|(_, _, m)| matches!(m, Meaning::Column(_, t) if column(t)))
    }

    /// Returns under which name a village's rows are gathered: one of another town is another village.
    fn named_in(&self, village: String, town: Option<&str>) -> String {
        let known = self.villages.get(&village).and_then(|entry| entry.town.as_deref());
        match (town, known) {
            (Some(town), Some(known)) if !same_town(town, known) => format!("{town}{village}"),
            _ => village,
        }
    }

    /// Returns what a row says, each with its place and column; 无 only where it is asked whether there is one.
    fn said<'k>(
        &self,
        kind: &'k Kind,
        row: &Row,
        found: &'k Recognised,
    ) -> Vec<(usize, &'k Column, &'k Target, Cell)> {
        let told = found.columns.iter().filter_map(|(at, _, meaning)| {
            let Meaning::Column(i, target) = meaning else { return None };
            let cell = row.cells.get(*at).filter(|cell| !cell.text.is_empty())?;
            if self.table.is_none(&cell.text) && !asks_whether(target) {
                return None;
            }
            let column = &kind.columns[*i];
            let says_nothing = column.values.get(&cell.text).is_some_and(String::is_empty);
            (!says_nothing).then(|| (*at, column, target, cell.clone()))
        });
        told.collect()
    }

    fn row(
        &mut self,
        sheet: &Sheet,
        row: &Row,
        found: &Recognised,
        village: &str,
        home: Option<(&Home, bool)>,
    ) {
        let kind = &self.table.sheets[found.kind];
        let mut cells = self.said(kind, row, found);
        let told = [homes::field("head"), homes::field("members")];
        if let Some((home, _)) = home {
            self.counted(sheet, kind, home, &told, &mut cells);
        }
        let here = sheet.cell(row.number, cells.first().map_or(0, |(at, ..)| *at));
        let keys: Vec<(String, String)> = match cells.iter().find(|(_, _, target, _)| **target == Target::Key)
        {
            Some((at, column, _, cell)) => {
                let here = sheet.cell(row.number, *at);
                let keys = self.keys(kind, column, cell);
                keys.into_iter()
                    .filter(|key| self.is_name(key, &here))
                    .map(|key| (key, here.clone()))
                    .collect()
            }
            None if self.keyed(kind) => {
                self.faults
                    .push(Diagnostic::error("sheet-no-name").with("cell", here).with("kind", &kind.title));
                return;
            }
            None => vec![(String::new(), here)],
        };
        let rank = cells
            .iter()
            .find(|(_, _, target, _)| **target == Target::Rank)
            .and_then(|(.., cell)| rank(&cell.text));
        for (key, here) in keys {
            let name = self.keyed(kind).then_some(key);
            if kind.section == "people" && self.is_namesake(village, name.as_deref(), &cells, &here) {
                continue;
            }
            let about = self.record(village, &kind.section, name, &here, found.kind, true);
            let line = Line {
                sheet,
                row,
                kind: found.kind,
                village: village.to_owned(),
                about,
                rank,
                year: self.year,
            };
            self.fill(&line, &cells);
            if let Some((home, moves)) = home {
                let record = &mut self.villages[village].records[about];
                record.only_known = !moves;
                if home.whole {
                    record.fields.insert("family".to_owned(), Said::Family(home.family.clone()));
                }
            }
        }
    }

    /// Puts in who is the head of a household, and how many they are, where only its rows say so.
    fn counted<'k>(
        &mut self,
        sheet: &Sheet,
        kind: &'k Kind,
        home: &Home,
        told: &'k [Target; 2],
        cells: &mut Vec<(usize, &'k Column, &'k Target, Cell)>,
    ) {
        let column =
            |target: &Target| kind.columns.iter().find(|column| Target::parse(&column.to) == *target);
        let texts = [home.head.clone(), home.family.len().to_string()];
        for ((target, text), wanted) in told.iter().zip(texts).zip([!home.head.is_empty(), home.whole]) {
            match cells.iter().find(|(_, _, known, _)| *known == target) {
                None if wanted => {
                    let Some(column) = column(target) else { continue };
                    cells.push((home.column, column, target, Cell { text, form: Form::Text }));
                }
                Some((at, .., cell))
                    if wanted
                        && target == &told[1]
                        && yaml::count(&cell.text).is_some_and(|(n, _)| n.to_string() != text) =>
                {
                    let fault = Diagnostic::warning("sheet-home-count")
                        .with("cell", sheet.cell(home.row.number, *at));
                    let fault = fault.with("value", cell.text.clone()).with("count", text);
                    self.faults.push(fault.with("name", &home.head));
                }
                _ => {}
            }
        }
    }

    /// Returns whether a row is about another person of a name that stood in a row before: names are by whom
    /// all else finds people, so they must differ.
    fn is_namesake(
        &mut self,
        village: &str,
        name: Option<&str>,
        cells: &[(usize, &Column, &Target, Cell)],
        here: &str,
    ) -> bool {
        let group = cells
            .iter()
            .find(|(_, _, target, _)| matches!(target, Target::Field(path) if path.join(".") == "group"));
        let (Some(name), Some((.., group))) = (name, group) else { return false };
        let key = ("people".to_owned(), name.to_owned());
        let Some(entry) = self.villages.get(village) else { return false };
        let Some(first) = entry.index.get(&key).map(|at| &entry.records[*at]).filter(|first| first.own)
        else {
            return false;
        };
        let Some(Said::Whole(known)) = first.fields.get("group") else { return false };
        let other = known.texts.first().is_some_and(|known| plain(known) != plain(&group.text));
        if other {
            let fault = Diagnostic::warning("sheet-namesake").with("cell", here).with("name", name);
            self.faults.push(fault.with("other", &first.cell).with("group", cell::line(&group.text)));
        }
        other
    }

    /// Returns whether a text can be a name; else it is said: a stray quote makes one cell of many rows of a
    /// csv.
    fn is_name(&mut self, text: &str, here: &str) -> bool {
        let digits = text.chars().filter(char::is_ascii_digit).count();
        let fits = text.chars().count() <= LONGEST_NAME && !text.contains('\n') && digits < 7;
        if !fits {
            let start: String = text.chars().take_while(|c| *c != '\n').take(12).collect();
            self.faults.push(
                Diagnostic::error("sheet-name-long").with("cell", here).with("value", format!("{start}……")),
            );
        }
        fits
    }

    /// Returns a record, made if it is not there yet.
    fn record(
        &mut self,
        village: &str,
        section: &str,
        name: Option<String>,
        here: &str,
        kind: usize,
        own: bool,
    ) -> usize {
        let village = self.villages.entry(village.to_owned()).or_default();
        let key = (section.to_owned(), name.clone().unwrap_or_default());
        let single = name.is_some() || section.is_empty();
        if let Some(known) = village.index.get(&key).filter(|_| single) {
            let record = &mut village.records[*known];
            if own && !record.own {
                (record.own, record.kind) = (true, kind);
                here.clone_into(&mut record.cell);
            }
            return *known;
        }
        let fields = IndexMap::new();
        let (section, cell) = (section.to_owned(), here.to_owned());
        village.records.push(Record {
            section,
            name,
            fields,
            cell,
            own,
            kind,
            only_known: false,
            spoilt: Vec::new(),
            next: BTreeMap::new(),
        });
        village.index.insert(key, village.records.len() - 1);
        village.records.len() - 1
    }

    fn keyed(&self, kind: &Kind) -> bool {
        kind.columns.iter().any(|column| column.to == "@key")
    }

    /// Returns the names that a key cell holds: posts may be several.
    fn keys(&self, kind: &Kind, column: &Column, cell: &Cell) -> Vec<String> {
        let name = |text: &str| column.values.get(text).cloned().unwrap_or_else(|| text.to_owned());
        match kind.section.as_str() {
            "posts" => cell
                .text
                .split(['、', '，', ',', '/', '\n'])
                .map(str::trim)
                .filter(|t| !t.is_empty())
                .map(name)
                .collect(),
            "people" => vec![cell::named(&cell.text)],
            _ => vec![name(&cell::line(&cell.text))],
        }
    }
}

/// Returns what a row says in the column for something.
fn told<'r>(found: &Recognised, row: &'r Row, wanted: &Target) -> Option<&'r str> {
    let column = found.columns.iter().find(|(_, _, m)| matches!(m, Meaning::Column(_, t) if t == wanted));
    let cell = column.and_then(|(column, ..)| row.cells.get(*column))?;
    Some(cell.text.as_str()).filter(|text| !text.is_empty())
}

/// Returns whether a column asks whether there is something: 无 is its answer.
fn asks_whether(target: &Target) -> bool {
    match target {
        Target::Certified | Target::Closed => true,
        Target::Via(_, inner) => asks_whether(inner),
        _ => false,
    }
}

/// Returns the shape of a field of a section's things.
pub fn field<'s>(section: &str, path: &[String]) -> Option<&'s Shape> {
    let mut shape =
        if section.is_empty() { shape::profile() } else { inside(child(shape::profile(), section)?) };
    for step in path {
        shape = child(shape, step)?;
    }
    Some(shape)
}

fn child<'s>(shape: &'s Shape, key: &str) -> Option<&'s Shape> {
    let Shape::Struct(fields) = shape else { return None };
    fields.iter().find(|field| field.word.en == key).map(|field| &field.shape)
}

fn inside(shape: &Shape) -> &Shape {
    match shape {
        Shape::Map { value, .. } => value,
        Shape::List(item) => item,
        other => other,
    }
}

/// Returns which of several holders is meant: A角, 1, 正.
fn rank(text: &str) -> Option<usize> {
    let text = plain(text);
    let letter = text.chars().next()?;
    match letter {
        'a'..='e' => Some(letter as usize - 'a' as usize),
        '1'..='9' => Some(letter as usize - '1' as usize),
        '正' | '主' => Some(0),
        '副' | '备' => Some(1),
        _ => None,
    }
}
