//! The cells of a row put where they belong: into its record, and into those that it names.

use super::super::cell::{self, Named};
use super::super::homes;
use super::super::said::{Given, Said, Spoilt, place, whole};
use super::super::sheet::Cell;
use super::super::table::{Column, Target};
use super::{Gatherer, Line};
use crate::diag::Diagnostic;
use crate::model::shape::Shape;

/// What is mended and has to be looked at.
const MENDED_LOUDLY: [&str; 2] = ["sheet-head-gone", "sheet-part"];
/// What is no number and still has all that was written.
const SPOILT_BUT_WHOLE: [&str; 3] = ["sheet-code", "sheet-phone", "sheet-zero-lost"];
/// Longest text that may be meant for a number, in characters.
const LONGEST_NUMBER: usize = 40;

impl Gatherer<'_> {
    /// Puts the cells of a row into its record and into those that it names.
    pub(super) fn fill(&mut self, line: &Line, cells: &[(usize, &Column, &Target, Cell)]) {
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
                    people.into_iter().filter(|person| self.is_somebody(&person.name, &here)).collect();
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
                Target::Item(..) | Target::Certified | Target::Closed if !self.table.is_person(target) => {
                    self.field(line, line.about, target, column, cell, &here);
                }
                _ => {}
            }
        }
    }

    /// Returns whether a text names somebody; what only says that somebody does it is said: 本人, 网格员.
    fn is_somebody(&mut self, name: &str, here: &str) -> bool {
        // （空缺） is nobody's name either.
        let bare = name.trim_matches(|c: char| c.is_whitespace() || "（）()".contains(c));
        if self.table.nobody.iter().any(|word| word == bare) || self.words.id_of("role", bare).is_some() {
            self.faults.push(Diagnostic::warning("sheet-no-person").with("cell", here).with("value", bare));
            return false;
        }
        self.is_name(name, here)
    }

    /// Returns whether a text can be the head of a household: no number, no address of swapped columns.
    fn is_head(&mut self, name: &str, here: &str) -> bool {
        let stem = name.trim_end_matches(['号', '室', '楼']);
        let address = stem.len() < name.len() && stem.ends_with(|c: char| c.is_numeric());
        if address {
            self.faults.push(Diagnostic::error("sheet-name-long").with("cell", here).with("value", name));
        }
        !address && self.is_name(name, here)
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
                Target::Post(role) => {
                    self.record(&line.village, "posts", Some(role.clone()), &here, line.kind, true)
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
                    super::field(&record.section, path).is_some_and(|s| matches!(s, Shape::List(_))),
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
            Target::Item(path, index) => {
                let path = if holders(&record.section) { "" } else { path.as_str() };
                place(record, path, index + i, given, &mut self.faults);
            }
            Target::Next(path) => {
                let path = if holders(&record.section) { "" } else { path.as_str() };
                let at = line.rank.unwrap_or_else(|| *record.next.get(path).unwrap_or(&0));
                record.next.insert(path.to_owned(), at + 1);
                place(record, path, at, given, &mut self.faults);
            }
            // One who stands beside several rows holds his post once.
            Target::Post(_) => {
                let at = match record.fields.get("") {
                    Some(Said::Places(known)) if known.values().any(|k| k.texts == given.texts) => return,
                    Some(Said::Places(known)) => known.len(),
                    _ => 0,
                };
                place(record, "", at, given, &mut self.faults);
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
    pub(super) fn field(
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
            Target::Certified => return self.hint(line, record, "@certified", cell, here),
            Target::Closed => return self.closed(line, record, cell, here),
            _ => return,
        };
        let Some(shape) = super::field(&section, &path) else { return };
        let (shape, last) = match (shape, index) {
            (Shape::Pair(inner) | Shape::List(inner), Some(_)) => (inner.as_ref(), path.join(".")),
            // A code of supplies may be anything; only a village's has its form.
            (shape, _) if path[0] == "code" && !section.is_empty() => (shape, String::new()),
            (shape, _) => (shape, path.last().cloned().unwrap_or_default()),
        };
        let read = cell::value(cell, shape, &last, column, self.words);
        let read = read.or_else(|spoilt| self.dated(line, cell, shape, &last, column).ok_or(spoilt));
        let value = match read {
            Ok(value) => value,
            Err(spoilt) => {
                let fault = Diagnostic::warning(spoilt.code).with("cell", here).with("value", &cell.text);
                let fault = fault.with("hint", spoilt.hint).with("head", &column.head);
                // Whether anything is on file is seen when it is held against the profile.
                self.faults.push(fault.word("kept", "档案里有的留着", "what is on file stays"));
                if index.is_none() {
                    self.spoilt(line, record, &path.join("."), spoilt.code, cell, here);
                }
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
            let fault = if MENDED_LOUDLY.contains(&code) {
                Diagnostic::warning(code)
            } else {
                Diagnostic::note(code)
            };
            self.faults.push(fault.with("cell", here).with("value", &cell.text).with("mend", mend));
        }
        if last == "shelter" && value.texts.iter().any(|text| self.table.nowhere.contains(text)) {
            self.faults
                .push(Diagnostic::warning("sheet-no-place").with("cell", here).with("value", &cell.text));
            return;
        }
        if last == "head"
            && section == "evacuees"
            && !value.texts.first().is_none_or(|name| self.is_head(name, here))
        {
            return;
        }
        let given = Given { texts: value.texts, cell: here.to_owned() };
        let Some(village) = self.villages.get_mut(&line.village) else { return };
        let record = &mut village.records[record];
        match index {
            Some(index) => place(record, &path.join("."), index, given, &mut self.faults),
            None => whole(record, &path.join("."), Said::Whole(given), &mut self.faults),
        }
    }

    /// Keeps what could not be read of a number, for whoever can mend it.
    fn spoilt(&mut self, line: &Line, record: usize, path: &str, code: &str, cell: &Cell, here: &str) {
        let whole = SPOILT_BUT_WHOLE.contains(&code) && cell.text.chars().count() <= LONGEST_NUMBER;
        if whole || code == "sheet-exponent" {
            let given = Given { texts: vec![cell::line(&cell.text)], cell: here.to_owned() };
            let record = &mut self.villages[&line.village].records[record];
            record.spoilt.push(Spoilt { path: path.to_owned(), given, whole });
        }
    }

    /// Returns a day without a year as one of the year that the sheet names.
    fn dated(
        &self,
        line: &Line,
        cell: &Cell,
        shape: &Shape,
        last: &str,
        column: &Column,
    ) -> Option<cell::Value> {
        let year = line.year.filter(|_| last == "date" && cell.text.contains('月'))?;
        let whole = Cell { text: format!("{year}年{}", cell.text), form: cell.form };
        let value = cell::value(&whole, shape, last, column, self.words).ok()?;
        Some(cell::Value { mended: Some("sheet-year"), ..value })
    }

    /// 有 or 无 says nothing of the day; it is held against what is known later.
    fn hint(&mut self, line: &Line, record: usize, path: &str, cell: &Cell, here: &str) {
        let given = Given { texts: vec![cell.text.clone()], cell: here.to_owned() };
        let fields = &mut self.villages[&line.village].records[record].fields;
        fields.entry(path.to_owned()).or_insert(Said::Hint(given));
    }

    /// 5月20日已整改 says the day; 已整改 does not.
    fn closed(&mut self, line: &Line, record: usize, cell: &Cell, here: &str) {
        match cell::closed_on(&cell.text) {
            Some(day) => {
                let (column, cell) = (Column::default(), Cell { text: day, form: cell.form });
                self.field(line, record, &homes::field("closed"), &column, &cell, here);
            }
            None => self.hint(line, record, "@closed", cell, here),
        }
    }

    /// Returns the record of what a field names, such as a shelter.
    fn referred(&mut self, line: &Line, field: &str, name: &str, here: &str) -> Option<usize> {
        let section = match field {
            "point" | "lives_in" => "points",
            "shelter" if self.table.nowhere.iter().any(|word| *word == cell::line(name)) => return None,
            "shelter" => "shelters",
            _ => return None,
        };
        (!name.trim().is_empty())
            .then(|| self.record(&line.village, section, Some(cell::line(name)), here, line.kind, false))
    }
}

/// Returns whether a section's things are lists of people themselves.
fn holders(section: &str) -> bool {
    section == "posts"
}

/// Returns whether a number can be a latitude, or else a longitude, of China.
fn degrees(text: &str, latitude: bool) -> bool {
    text.parse::<f64>().is_ok_and(|degrees| {
        if latitude { (3.0..54.0).contains(&degrees) } else { (73.0..136.0).contains(&degrees) }
    })
}
