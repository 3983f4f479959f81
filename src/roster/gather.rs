//! Rows of sheets gathered by what they are about: one record a person, household, shelter or thing.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;

use super::Report;
use super::cell::{self, Named};
use super::recognise::{Meaning, Recognised};
use super::rows::{self, What};
use super::said::{Given, Record, Said, place, whole};
use super::sheet::{Cell, Row, Sheet};
use super::table::{Column, Kind, Table, Target, plain};
use super::villages::{same_town, town_of, village_name};
use crate::diag::Diagnostic;
use crate::model::shape::{self, Shape};
use crate::yaml::Vocabulary;

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
}

impl<'a> Gatherer<'a> {
    /// Starts with nothing.
    pub fn new(table: &'a Table, words: &'a Vocabulary) -> Self {
        Self { table, words, villages: IndexMap::new(), faults: Vec::new(), more: 0 }
    }

    /// Takes the rows of a sheet; `village` is whose they are where no column says it.
    pub fn sheet(&mut self, sheet: &Sheet, found: &Recognised, village: Option<&str>, report: &mut Report) {
        let mut above: Vec<Cell> = Vec::new();
        let mut place = village.map(str::to_owned);
        let mut homeless: Option<(String, usize)> = None;
        for row in &sheet.rows[found.heads.end..] {
            let row = rows::repeated(self.table, row, &mut above);
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
            let at = |wanted: &Target| {
                let column =
                    found.columns.iter().find(|(_, _, m)| matches!(m, Meaning::Column(_, t) if t == wanted));
                column
                    .and_then(|(column, ..)| row.cells.get(*column))
                    .map(|cell| cell.text.as_str())
                    .filter(|t| !t.is_empty())
            };
            let mut town = at(&Target::Town).map(str::to_owned);
            if let Some(named) = at(&Target::Village) {
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
            self.row(sheet, &row, found, &village);
            self.more += self.faults.len().saturating_sub(MOST_FAULTS);
            self.faults.truncate(MOST_FAULTS);
        }
        if let Some((cell, count)) = homeless {
            self.faults.push(Diagnostic::error("sheet-village").with("cell", cell).with("count", count));
        }
    }

    /// Returns under which name a village's rows are gathered: one of another town is another village.
    fn named_in(&self, village: String, town: Option<&str>) -> String {
        let known = self.villages.get(&village).and_then(|entry| entry.town.as_deref());
        match (town, known) {
            (Some(town), Some(known)) if !same_town(town, known) => format!("{town}{village}"),
            _ => village,
        }
    }

    fn row(&mut self, sheet: &Sheet, row: &Row, found: &Recognised, village: &str) {
        let kind = &self.table.sheets[found.kind];
        let cells: Vec<(usize, &Column, &Target, Cell)> = (found.columns.iter())
            .filter_map(|(at, _, meaning)| {
                let Meaning::Column(i, target) = meaning else { return None };
                let cell = row.cells.get(*at).filter(|cell| !cell.text.is_empty())?;
                // 无 is an answer only where it is asked whether there is one.
                if self.table.is_none(&cell.text) && !asks_whether(target) {
                    return None;
                }
                Some((*at, &kind.columns[*i], target, cell.clone()))
            })
            .collect();
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
            let line = Line { sheet, row, kind: found.kind, village: village.to_owned(), about, rank };
            self.fill(&line, &cells);
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

    /// Puts the cells of a row into its record and into those that it names.
    fn fill(&mut self, line: &Line, cells: &[(usize, &Column, &Target, Cell)]) {
        // People first: their telephones stand in other cells of the row.
        let mut named: Vec<(&Target, Vec<String>)> = Vec::new();
        for (at, _, target, cell) in cells {
            if self.table.is_person(target) {
                let here = line.sheet.cell(line.row.number, *at);
                let (people, strays): (Vec<Named>, Vec<Named>) =
                    cell::people(cell).into_iter().partition(|person| !person.name.is_empty());
                for number in strays.into_iter().filter_map(|stray| stray.phone) {
                    let fault = Diagnostic::warning("sheet-nobody").with("cell", &here);
                    self.faults.push(fault.with("value", number.text));
                }
                let people: Vec<Named> =
                    people.into_iter().filter(|person| self.is_name(&person.name, &here)).collect();
                self.people(line, *at, target, &people, cells);
                named.push((target, people.into_iter().map(|p| p.name).collect()));
            }
        }
        for (at, column, target, cell) in cells {
            let here = line.sheet.cell(line.row.number, *at);
            match target {
                Target::Attr(of, attr) => {
                    let names =
                        named.iter().find(|(known, _)| *known == of.as_ref()).map(|(_, names)| names.clone());
                    self.attribute(line, &names.unwrap_or_default(), attr, column, cell, &here);
                }
                Target::Via(field, inner) if !self.table.is_person(target) => {
                    let to = cells
                        .iter()
                        .find(|(_, _, t, _)| matches!(t, Target::Field(path) if path.len() == 1 && path[0] == *field));
                    if let (Some(_), Target::Attr(person, attr)) = (to, inner.as_ref()) {
                        let via = Target::Via(field.clone(), person.clone());
                        let names =
                            named.iter().find(|(known, _)| **known == via).map(|(_, names)| names.clone());
                        self.attribute(line, &names.unwrap_or_default(), attr, column, cell, &here);
                    } else if let Some((.., of)) = to
                        && let Some(record) = self.referred(line, field, &of.text, &here)
                    {
                        self.field(line, record, inner, column, cell, &here);
                    }
                }
                Target::Field(path) if !self.table.is_person(target) => {
                    self.field(line, line.about, target, column, cell, &here);
                    if let [field] = path.as_slice() {
                        self.referred(line, field, &cell.text, &here);
                    }
                }
                Target::Item(..) | Target::Certified if !self.table.is_person(target) => {
                    self.field(line, line.about, target, column, cell, &here);
                }
                _ => {}
            }
        }
    }

    /// Puts people into the field that names them, and makes sure that each has a record.
    fn people(
        &mut self,
        line: &Line,
        at: usize,
        target: &Target,
        people: &[Named],
        cells: &[(usize, &Column, &Target, Cell)],
    ) {
        let here = line.sheet.cell(line.row.number, at);
        for (i, person) in people.iter().enumerate() {
            let record =
                self.record(&line.village, "people", Some(person.name.clone()), &here, line.kind, false);
            if let Some(phone) = &person.phone {
                let column = Column { to: "phone".to_owned(), ..Column::default() };
                self.field(line, record, &Target::Field(vec!["phone".to_owned()]), &column, phone, &here);
            }
            let given = Given { texts: vec![person.name.clone()], cell: here.clone() };
            let about = match target {
                Target::Via(field, _) => {
                    let of = |(_, _, t, _): &&(usize, &Column, &Target, Cell)| matches!(t, Target::Field(path) if path.join(".") == *field);
                    let Some((.., of)) = cells.iter().find(of) else { continue };
                    let Some(record) = self.referred(line, field, &of.text, &here) else { continue };
                    record
                }
                _ => line.about,
            };
            let target = if let Target::Via(_, inner) = target { inner.as_ref() } else { target };
            self.name(line, about, target, i, given);
        }
    }

    /// Puts one person into a field.
    fn name(&mut self, line: &Line, about: usize, target: &Target, i: usize, given: Given) {
        let Some(village) = self.villages.get_mut(&line.village) else { return };
        let record = &mut village.records[about];
        match target {
            Target::Field(path) => {
                let (path, list) = (
                    path.join("."),
                    self::field(&record.section, path).is_some_and(|s| matches!(s, Shape::List(_))),
                );
                if list {
                    place(record, &path, i, given, &mut self.faults);
                } else if i == 0 {
                    whole(record, &path, Said::Whole(given), &mut self.faults);
                } else {
                    let fault = Diagnostic::warning("sheet-one").with("cell", given.cell);
                    self.faults.push(fault.with("value", given.texts.concat()));
                }
            }
            Target::Item(path, index) => place(record, path, index + i, given, &mut self.faults),
            Target::Next(path) => {
                let path = if holders(&record.section) { "" } else { path.as_str() };
                let at = line.rank.unwrap_or_else(|| *record.next.get(path).unwrap_or(&0));
                record.next.insert(path.to_owned(), at + 1);
                place(record, path, at, given, &mut self.faults);
            }
            Target::Member(path) => {
                match record.fields.entry(path.clone()).or_insert_with(|| Said::Members(Vec::new())) {
                    Said::Members(known) if !known.iter().any(|k| k.texts == given.texts) => {
                        known.push(given);
                    }
                    _ => {}
                }
            }
            _ => {}
        }
    }

    /// Puts a telephone or a title to people whom the row names.
    fn attribute(
        &mut self,
        line: &Line,
        names: &[String],
        attr: &str,
        column: &Column,
        cell: &Cell,
        here: &str,
    ) {
        let [name, ..] = names else {
            self.faults
                .push(Diagnostic::warning("sheet-nobody").with("cell", here).with("value", &cell.text));
            return;
        };
        let target = Target::Field(vec![attr.to_owned()]);
        // Several names, several numbers: by their order.
        let texts = if attr == "phone" { cell::numbers(cell) } else { cell::parts(&cell.text) };
        let each: Vec<(&String, Cell)> = if names.len() > 1 && texts.len() == names.len() {
            names.iter().zip(texts.into_iter().map(|text| Cell { text, form: cell.form })).collect()
        } else if names.len() == 1 {
            vec![(name, cell.clone())]
        } else {
            self.faults
                .push(Diagnostic::warning("sheet-nobody").with("cell", here).with("value", &cell.text));
            return;
        };
        for (name, cell) in each {
            let record = self.record(&line.village, "people", Some(name.clone()), here, line.kind, false);
            if attr == "title" {
                let given = Given { texts: vec![cell::line(&cell.text)], cell: here.to_owned() };
                let fields = &mut self.villages[&line.village].records[record].fields;
                fields.entry("title".to_owned()).or_insert(Said::Hint(given));
            } else {
                self.field(line, record, &target, column, &cell, here);
            }
        }
    }

    /// Puts a cell into a field of a record.
    fn field(
        &mut self,
        line: &Line,
        record: usize,
        target: &Target,
        column: &Column,
        cell: &Cell,
        here: &str,
    ) {
        let section = self.villages[&line.village].records[record].section.clone();
        let (path, index) = match target {
            Target::Field(path) => (path.clone(), None),
            Target::Item(field, index) => (vec![field.clone()], Some(*index)),
            Target::Certified => return self.certified(line, record, cell, here),
            _ => return,
        };
        let Some(shape) = self::field(&section, &path) else { return };
        let (shape, last) = match (shape, index) {
            (Shape::Pair(inner) | Shape::List(inner), Some(_)) => (inner.as_ref(), path.join(".")),
            // A code of supplies may be anything; only a village's has its form.
            (shape, _) if path[0] == "code" && !section.is_empty() => (shape, String::new()),
            (shape, _) => (shape, path.last().cloned().unwrap_or_default()),
        };
        let value = match cell::value(cell, shape, &last, column, self.words) {
            Ok(value) => value,
            Err(spoilt) => {
                let fault = Diagnostic::warning(spoilt.code).with("cell", here).with("value", &cell.text);
                self.faults.push(fault.with("hint", spoilt.hint).with("head", &column.head));
                return;
            }
        };
        if last == "coordinates" && !value.texts.first().is_some_and(|text| degrees(text, index == Some(0))) {
            self.faults
                .push(Diagnostic::warning("sheet-coordinate").with("cell", here).with("value", &cell.text));
            return;
        }
        if let Some(code) = value.mended {
            let mend = value.texts.join("、");
            let fault =
                if code == "sheet-head-gone" { Diagnostic::warning(code) } else { Diagnostic::note(code) };
            self.faults.push(fault.with("cell", here).with("value", &cell.text).with("mend", mend));
        }
        let given = Given { texts: value.texts, cell: here.to_owned() };
        let Some(village) = self.villages.get_mut(&line.village) else { return };
        let record = &mut village.records[record];
        match index {
            Some(index) => place(record, &path.join("."), index, given, &mut self.faults),
            None => whole(record, &path.join("."), Said::Whole(given), &mut self.faults),
        }
    }

    /// 有 or 无 says nothing of the day; it is held against what is known later.
    fn certified(&mut self, line: &Line, record: usize, cell: &Cell, here: &str) {
        let given = Given { texts: vec![cell.text.clone()], cell: here.to_owned() };
        let fields = &mut self.villages[&line.village].records[record].fields;
        fields.entry("@certified".to_owned()).or_insert(Said::Hint(given));
    }

    /// Returns the record of what a field names, such as a shelter.
    fn referred(&mut self, line: &Line, field: &str, name: &str, here: &str) -> Option<usize> {
        let section = match field {
            "point" | "lives_in" => "points",
            "shelter" => "shelters",
            _ => return None,
        };
        (!name.trim().is_empty())
            .then(|| self.record(&line.village, section, Some(cell::line(name)), here, line.kind, false))
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
        village.records.push(Record { section, name, fields, cell, own, kind, next: BTreeMap::new() });
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

/// Returns whether a column asks whether there is something: 无 is its answer.
fn asks_whether(target: &Target) -> bool {
    match target {
        Target::Certified => true,
        Target::Via(_, inner) => asks_whether(inner),
        _ => false,
    }
}

/// Returns whether a section's things are lists of people themselves.
fn holders(section: &str) -> bool {
    section == "posts"
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

/// Returns whether a number can be a latitude, or else a longitude, of China.
fn degrees(text: &str, latitude: bool) -> bool {
    text.parse::<f64>().is_ok_and(|degrees| {
        if latitude { (3.0..54.0).contains(&degrees) } else { (73.0..136.0).contains(&degrees) }
    })
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
