//! Rows of sheets gathered by what they are about: one record a person, household, shelter or thing.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;

use super::Report;
use super::cell::{self, Named};
use super::recognise::{Meaning, Recognised};
use super::sheet::{Cell, Row, Sheet};
use super::table::{Column, Kind, Table, Target, plain};
use super::villages::village_name;
use crate::diag::Diagnostic;
use crate::model::shape::{self, Shape};
use crate::yaml::Vocabulary;

/// Longest name of anybody or anything, in characters.
const LONGEST_NAME: usize = 40;

/// A value and the cell it stands in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given {
    /// Texts as a profile has them.
    pub texts: Vec<String>,
    /// The cell.
    pub cell: String,
}

/// What rows say of one field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Said {
    /// All of it.
    Whole(Given),
    /// What is taken only where nothing is known yet.
    Hint(Given),
    /// Some of its list, by place.
    Places(BTreeMap<usize, Given>),
    /// Those who belong to it.
    Members(Vec<Given>),
}

/// What rows say of one thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// Section of the profile.
    pub section: String,
    /// Its name, if its section is a mapping.
    pub name: Option<String>,
    /// Fields by their English paths.
    pub fields: IndexMap<String, Said>,
    /// Where it stands first.
    pub cell: String,
    /// A row of its own is about it; else it is only named.
    pub own: bool,
    /// The kind of sheet, by index.
    pub kind: usize,
    /// Next places of its lists.
    next: BTreeMap<String, usize>,
}

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
        Self { table, words, villages: IndexMap::new(), faults: Vec::new() }
    }

    /// Takes the rows of a sheet; `village` is whose they are where no column says it.
    pub fn sheet(&mut self, sheet: &Sheet, found: &Recognised, village: Option<&str>, report: &mut Report) {
        let mut above: Vec<Cell> = Vec::new();
        let mut place = village.map(str::to_owned);
        for row in &sheet.rows[found.heads.end..] {
            let row = self.repeated(row, &mut above);
            if self.is_no_row(&row, sheet, found, report) {
                continue;
            }
            let at = |wanted: &Target| {
                let column =
                    found.columns.iter().find(|(_, _, m)| matches!(m, Meaning::Column(_, t) if t == wanted));
                column
                    .and_then(|(column, ..)| row.cells.get(*column))
                    .map(|cell| cell.text.as_str())
                    .filter(|t| !t.is_empty())
            };
            if let Some(named) = at(&Target::Village) {
                place = Some(village_name(named));
            }
            let Some(village) = place.clone() else {
                self.faults.push(Diagnostic::error("sheet-village").with("cell", sheet.cell(row.number, 0)));
                continue;
            };
            let town = at(&Target::Town).map(str::to_owned);
            let entry = self.villages.entry(village.clone()).or_default();
            entry.town = entry.town.take().or(town);
            let kind = &self.table.sheets[found.kind];
            if kind.whole {
                entry.whole.insert(kind.section.clone());
            }
            report.rows += 1;
            self.row(sheet, &row, found, &village);
        }
    }

    /// Puts in what the row above has where a cell says 同上.
    fn repeated(&self, row: &Row, above: &mut Vec<Cell>) -> Row {
        let mut row = row.clone();
        for (column, cell) in row.cells.iter_mut().enumerate() {
            if self.table.same.contains(&cell.text)
                && let Some(known) = above.get(column)
            {
                cell.clone_from(known);
            }
        }
        above.clone_from(&row.cells);
        row
    }

    /// Returns whether a row is a total, a signature, the headings again, or nothing.
    fn is_no_row(&self, row: &Row, sheet: &Sheet, found: &Recognised, report: &mut Report) -> bool {
        let text = |column: usize| row.cells.get(column).map_or("", |cell| cell.text.as_str());
        let first = row
            .cells
            .iter()
            .map(|cell| plain(&cell.text))
            .filter(|text| !text.is_empty())
            .take(3)
            .collect::<Vec<_>>();
        let total = |text: &String| self.table.totals.iter().any(|word| text.starts_with(&plain(word)));
        if first.iter().any(total) {
            report.totals += 1;
            return true;
        }
        let mapped = found
            .columns
            .iter()
            .filter(|(_, _, m)| matches!(m, Meaning::Column(_, t) if *t != Target::Village));
        let filled = mapped.clone().filter(|(column, ..)| !text(*column).is_empty()).count();
        let raw = row.cells.iter().find(|cell| !cell.text.is_empty()).map_or("", |cell| cell.text.as_str());
        let footer = self.table.footers.iter().any(|word| raw.trim_start().starts_with(word.as_str()));
        if filled == 0 || (footer && filled <= 2) {
            return true;
        }
        let head = &sheet.rows[found.heads.end - 1];
        let same = |(column, ..): &&(usize, String, Meaning)| {
            head.cells.get(*column).is_some_and(|h| h.text == text(*column))
        };
        mapped.clone().filter(same).count() * 2 > mapped.count().max(2)
    }

    fn row(&mut self, sheet: &Sheet, row: &Row, found: &Recognised, village: &str) {
        let kind = &self.table.sheets[found.kind];
        let cells: Vec<(usize, &Column, &Target, Cell)> = (found.columns.iter())
            .filter_map(|(at, _, meaning)| {
                let Meaning::Column(i, target) = meaning else { return None };
                let cell = row.cells.get(*at).filter(|cell| !cell.text.is_empty())?;
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
            let about = self.record(village, &kind.section, name, &here, found.kind, true);
            let line = Line { sheet, row, kind: found.kind, village: village.to_owned(), about, rank };
            self.fill(&line, &cells);
        }
    }

    /// Returns whether a text can be a name; else it is said: a stray quote makes one cell of many rows of a
    /// csv.
    fn is_name(&mut self, text: &str, here: &str) -> bool {
        let fits = text.chars().count() <= LONGEST_NAME && !text.contains('\n');
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
                let people: Vec<Named> = cell::people(cell)
                    .into_iter()
                    .filter(|person| self.is_name(&person.name, &here))
                    .collect();
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
                Target::Item(..) if !self.table.is_person(target) => {
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
        let texts = cell::parts(&cell.text);
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

/// Says something of a field; two rows that say different things of it are named, and the first holds.
fn whole(record: &mut Record, path: &str, said: Said, faults: &mut Vec<Diagnostic>) {
    let Said::Whole(given) = &said else { return };
    match record.fields.get_mut(path) {
        Some(Said::Whole(known)) if known.texts != given.texts => {
            if path == "phone" && given.texts.iter().any(|number| known.texts.contains(number)) {
                known.texts.extend(
                    given.texts.iter().filter(|n| !known.texts.contains(n)).cloned().collect::<Vec<_>>(),
                );
                return;
            }
            disagree(known, given, record.name.as_deref(), faults);
        }
        Some(Said::Whole(_)) => {}
        _ => {
            record.fields.insert(path.to_owned(), said);
        }
    }
}

fn place(record: &mut Record, path: &str, index: usize, given: Given, faults: &mut Vec<Diagnostic>) {
    let said = record.fields.entry(path.to_owned()).or_insert_with(|| Said::Places(BTreeMap::new()));
    let Said::Places(places) = said else { return };
    match places.get(&index) {
        Some(known) if known.texts != given.texts => disagree(known, &given, record.name.as_deref(), faults),
        Some(_) => {}
        None => {
            places.insert(index, given);
        }
    }
}

fn disagree(known: &Given, given: &Given, name: Option<&str>, faults: &mut Vec<Diagnostic>) {
    let fault =
        Diagnostic::warning("sheet-disagree").with("cell", &given.cell).with("value", given.texts.join("、"));
    faults.push(
        fault.with("other", &known.cell).with("old", known.texts.join("、")).with("name", name.unwrap_or("")),
    );
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
