//! The sheets of villages as one workbook, in the official columns, filled in: what goes out is read back as
//! it was.
//!
//! The only door to the writer of workbooks. No cell is a formula; telephones and codes are text.

use rust_xlsxwriter::{
    DataValidation, DataValidationErrorStyle, DocProperties, ExcelDateTime, Format, FormatAlign,
    FormatBorder, Workbook, Worksheet, XlsxError,
};

use super::Known;
use super::existing::{at, child, is_named, shape_of, shown, texts, things};
use super::page::{PT, Page, ROW_MM};
use super::table::{Column, Kind, Table, Target};
use crate::model::shape::Shape;
use crate::yaml::{Node, Vocabulary};

/// Blank rows below the last one, to be filled in by hand.
const SPARE: u32 = 5;

/// One row: the text of each column.
type Line = Vec<String>;

/// Returns a workbook of villages; `signature` is what stands at the foot of each page.
///
/// # Errors
/// If it cannot be made.
pub fn workbook(
    villages: &[Known],
    table: &Table,
    words: &Vocabulary,
    signature: &str,
) -> anyhow::Result<Vec<u8>> {
    let mut book = Workbook::new();
    // No clock: the same profile makes the same bytes.
    let properties = DocProperties::new().set_creation_datetime(&ExcelDateTime::from_ymd(2026, 1, 1)?);
    book.set_properties(&properties);
    // A kind that is like another has nothing of its own to write.
    for kind in table.sheets.iter().filter(|kind| kind.like.is_empty()) {
        let columns: Vec<(&Column, Target)> = (kind.columns.iter())
            .filter(|column| column.out)
            .map(|column| (column, Target::parse(&column.to)))
            .filter(|(_, target)| written(kind, target))
            .collect();
        let lines: Vec<Line> =
            villages.iter().flat_map(|village| lines(village, kind, &columns, words)).collect();
        let sheet = book.add_worksheet();
        page(sheet, kind, signature)?;
        fill(sheet, kind, &columns, &lines)?;
    }
    Ok(book.save_to_buffer()?)
}

/// Returns whether a column can be filled, or is part of an official form all the same.
fn written(kind: &Kind, target: &Target) -> bool {
    // The province's list has its twenty columns, whatever a profile holds.
    kind.id == "evacuation" || super::planning::is_there(&kind.section, target)
}

fn page(sheet: &mut Worksheet, kind: &Kind, signature: &str) -> Result<(), XlsxError> {
    sheet.set_name(&kind.title)?;
    // Widths fill the page already: fitting only keeps what somebody adds on it.
    sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0);
    let inch = |mm: f64| mm / 25.4;
    sheet.set_margins(inch(18.0), inch(12.0), inch(15.0), inch(14.0), inch(6.0), inch(6.0));
    sheet.set_repeat_rows(0, 0)?.set_freeze_panes(1, 0)?;
    sheet.set_header(format!("&C&14{}", kind.title)).set_footer(format!("&L{signature}&R&P / &N"));
    Ok(())
}

/// How cells look.
struct Looks {
    head: Format,
    text: Format,
    number: Format,
    /// What begins like a formula stays text even when somebody edits the cell.
    quoted: Format,
    /// Rows that are added later have no frame, but telephones in them are text too.
    loose: Format,
    loose_number: Format,
}

impl Looks {
    fn new(size: f64) -> Self {
        let plain = || Format::new().set_font_name("宋体").set_font_size(size).set_text_wrap();
        let loose = plain().set_num_format("@").set_align(FormatAlign::VerticalCenter);
        let loose_number = plain().set_num_format("General").set_align(FormatAlign::VerticalCenter);
        let text = loose.clone().set_border(FormatBorder::Thin);
        let number = loose_number.clone().set_border(FormatBorder::Thin).set_align(FormatAlign::Center);
        let head = text.clone().set_bold().set_align(FormatAlign::Center).set_background_color("#E8ECEF");
        let quoted = text.clone().set_quote_prefix();
        Self { head, text, number, quoted, loose, loose_number }
    }
}

fn fill(
    sheet: &mut Worksheet,
    kind: &Kind,
    columns: &[(&Column, Target)],
    lines: &[Line],
) -> Result<(), XlsxError> {
    let heads: Vec<String> = columns
        .iter()
        .map(|(c, _)| format!("{}{}", if c.must || c.star { "*" } else { "" }, c.head))
        .collect();
    let cells = |at: usize| lines.iter().map(move |line| line[at].as_str());
    // What is empty now must hold a number too.
    let sample = |at: usize| is_phone(kind, &columns[at].1).then_some("138 0000 0000");
    let whole: Vec<Vec<&str>> = (0..columns.len())
        .map(|at| std::iter::once(heads[at].as_str()).chain(cells(at)).chain(sample(at)).collect())
        .collect();
    let page = Page::of(&whole);
    let looks = Looks::new(page.size_pt);
    for (at, (column, target)) in columns.iter().enumerate() {
        self::column(sheet, kind, (at, column, target, &heads[at]), lines, &looks)?;
        sheet.set_column_width_pixels(index(at), pixels(page.widths_mm[at]))?;
    }
    let head: Vec<&str> = heads.iter().map(String::as_str).collect();
    sheet.set_row_height(0, page.height_mm(&head, ROW_MM.0) * PT)?;
    for (row, line) in (1..).zip(lines) {
        let cells: Vec<&str> = line.iter().map(String::as_str).collect();
        sheet.set_row_height(row, page.height_mm(&cells, ROW_MM.0) * PT)?;
    }
    let last = u32::try_from(lines.len()).unwrap_or(u32::MAX - SPARE);
    (last + 1..=last + SPARE).try_for_each(|row| sheet.set_row_height(row, ROW_MM.1 * PT).map(drop))
}

/// Returns whether a column holds telephones.
fn is_phone(kind: &Kind, target: &Target) -> bool {
    match target {
        Target::Attr(_, attr) => attr == "phone",
        Target::Via(_, inner) => is_phone(kind, inner),
        _ => matches!(shape(kind, target), Some(Shape::Phone)),
    }
}

fn index(at: usize) -> u16 {
    u16::try_from(at).unwrap_or(u16::MAX)
}

/// Returns a width as a sheet counts it: 96 to an inch.
fn pixels(mm: f64) -> u32 {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a page has a thousand")]
    let pixels = (mm / 25.4 * 96.0).floor().clamp(1.0, 1_700.0) as u32;
    pixels
}

/// Writes one column: its heading, its cells, the rows to be filled in by hand, the words to choose from.
fn column(
    sheet: &mut Worksheet,
    kind: &Kind,
    (at, column, target, head): (usize, &Column, &Target, &str),
    lines: &[Line],
    looks: &Looks,
) -> Result<(), XlsxError> {
    let (place, at) = (at, index(at));
    sheet.write_string_with_format(0, at, head, &looks.head)?;
    let counts = matches!(shape(kind, target), Some(Shape::Count));
    let (framed, loose) =
        if counts { (&looks.number, &looks.loose_number) } else { (&looks.text, &looks.loose) };
    for (row, line) in (1..).zip(lines) {
        let value = &line[place];
        match value.parse::<u32>() {
            Ok(count) if counts => sheet.write_number_with_format(row, at, count, framed)?,
            _ if value.starts_with(['=', '+', '-', '@']) => {
                sheet.write_string_with_format(row, at, value, &looks.quoted)?
            }
            _ if value.is_empty() => sheet.write_blank(row, at, framed)?,
            _ => sheet.write_string_with_format(row, at, value, &looks.text)?,
        };
    }
    let last = u32::try_from(lines.len()).unwrap_or(u32::MAX - SPARE);
    for row in last + 1..=last + SPARE {
        sheet.write_blank(row, at, framed)?;
    }
    sheet.set_column_format(at, loose)?;
    let words = choices(kind, column, target);
    // The format allows no more than 255 characters of words.
    if !words.is_empty() && words.iter().map(|word| word.chars().count() + 1).sum::<usize>() < 250 {
        let list = DataValidation::new()
            .allow_list_strings(&words)?
            .set_error_style(DataValidationErrorStyle::Warning);
        sheet.add_data_validation(1, at, last + 1_000, at, &list)?;
    }
    Ok(())
}

fn shape(kind: &Kind, target: &Target) -> Option<&'static Shape> {
    match target {
        Target::Field(path) => shape_of(&kind.section, &path.join(".")),
        Target::Item(field, _) => shape_of(&kind.section, field),
        _ => None,
    }
}

/// Returns the fixed words of a column.
fn choices(kind: &Kind, column: &Column, target: &Target) -> Vec<String> {
    match (shape(kind, target), target) {
        (Some(Shape::Choice(words)), _) => words.iter().map(|word| word.zh.clone()).collect(),
        (_, Target::Rank) => ["A角", "B角", "C角"].map(str::to_owned).to_vec(),
        _ if column.to.ends_with("@certified") => ["有", "无"].map(str::to_owned).to_vec(),
        _ => Vec::new(),
    }
}

/// Returns the rows of a village on one kind of sheet.
fn lines(village: &Known, kind: &Kind, columns: &[(&Column, Target)], words: &Vocabulary) -> Vec<Line> {
    let things = if kind.section.is_empty() {
        vec![(String::new(), &village.tree)]
    } else {
        things(&village.tree, &kind.section)
    };
    let mut lines = Vec::new();
    for (key, node) in things {
        let each = columns.iter().find_map(|(_, target)| match target {
            Target::Next(_) if kind.section == "posts" => Some(texts(Some(node)).len()),
            Target::Next(field) | Target::Member(field) => Some(texts(at(node, field)).len()),
            _ => None,
        });
        for n in 0..each.unwrap_or(1) {
            let row = Row { village, section: &kind.section, key: &key, node, n, words };
            lines.push(columns.iter().map(|(_, target)| row.text(target)).collect());
        }
    }
    lines
}

/// One row of a sheet that is written.
struct Row<'a> {
    village: &'a Known,
    section: &'a str,
    key: &'a str,
    node: &'a Node,
    /// Which of its people this row is about.
    n: usize,
    words: &'a Vocabulary,
}

impl Row<'_> {
    fn text(&self, target: &Target) -> String {
        let read = |path: &str, texts: Vec<String>| {
            texts
                .iter()
                .map(|text| shown(text, self.section, path, self.words))
                .collect::<Vec<_>>()
                .join("、")
        };
        match target {
            Target::Village => self.village.name.clone(),
            Target::Town => texts(at(&self.village.tree, "town")).concat(),
            Target::Key if self.section == "posts" => {
                self.words.name_of("role", self.key).unwrap_or(self.key).to_owned()
            }
            Target::Key if is_named(self.section) => self.key.to_owned(),
            Target::Rank => format!("{}角", char::from(b'A' + u8::try_from(self.n % 26).unwrap_or(0))),
            Target::Field(path) => read(&path.join("."), texts(at(self.node, &path.join(".")))),
            Target::Item(field, index) => {
                read(field, texts(at(self.node, field)).into_iter().skip(*index).take(1).collect())
            }
            Target::Next(_) | Target::Member(_) => self.people(target).concat(),
            Target::Attr(of, attr) => {
                let person = |name: &String| child(child(&self.village.tree, "people")?, name);
                let people = self.people(of);
                let all = people.iter().filter_map(person).map(|node| {
                    let texts = texts(at(node, attr));
                    texts
                        .iter()
                        .map(|text| shown(text, "people", attr, self.words))
                        .collect::<Vec<_>>()
                        .join("、")
                });
                all.collect::<Vec<_>>().join("、")
            }
            Target::Via(field, inner) => self
                .via(field)
                .map(|(section, key, node)| {
                    let row = Row { section, key: &key, node: &node, n: 0, ..*self };
                    row.text(inner)
                })
                .unwrap_or_default(),
            Target::Certified if texts(at(self.node, "certified")).is_empty() => String::new(),
            Target::Certified => "有".to_owned(),
            Target::Key
            | Target::Skip
            | Target::Closed
            | Target::Home
            | Target::Post(_)
            | Target::Relative(_) => String::new(),
        }
    }

    /// Returns the thing that a field names.
    fn via(&self, field: &str) -> Option<(&'static str, String, Node)> {
        let section = if field == "point" { "points" } else { "shelters" };
        let name = texts(at(self.node, field)).first().cloned()?;
        let node = child(child(&self.village.tree, section)?, &name)?.clone();
        Some((section, name, node))
    }

    /// Returns whom a target names.
    fn people(&self, target: &Target) -> Vec<String> {
        let nth = |texts: Vec<String>, n: usize| texts.into_iter().skip(n).take(1).collect();
        match target {
            Target::Next(_) if self.section == "posts" => nth(texts(Some(self.node)), self.n),
            Target::Next(field) | Target::Member(field) => nth(texts(at(self.node, field)), self.n),
            Target::Item(field, index) => nth(texts(at(self.node, field)), *index),
            Target::Field(path) => texts(at(self.node, &path.join("."))),
            Target::Via(field, inner) => self
                .via(field)
                .map(|(section, key, node)| {
                    let row = Row { section, key: &key, node: &node, n: 0, ..*self };
                    row.people(inner)
                })
                .unwrap_or_default(),
            _ => Vec::new(),
        }
    }
}
