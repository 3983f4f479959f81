//! Workbooks and CSV as rows of cells. The only door to the readers of workbooks.
//!
//! Nothing of a workbook is executed: of a formula its stored value is read. Sizes are bounded before
//! anything is unpacked.

mod package;

use std::collections::BTreeMap;
use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{Data, Ods, Range, Reader, SheetType, SheetVisible, Xls, Xlsx};

use super::comma;
use crate::source::SourceFile;
use crate::yaml;
use package::{Look, Package};

/// Largest file, in bytes.
pub const MAX_BYTES: u64 = 20 << 20;
/// Most rows of a file.
pub const MAX_ROWS: usize = 200_000;
/// Most columns of a sheet that are looked at.
pub const MAX_COLUMNS: usize = 256;
/// Most cells of a file.
const MAX_CELLS: usize = 6_000_000;

/// What a cell was in the sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Form {
    /// Text, or nothing.
    #[default]
    Text,
    /// A number.
    Number,
    /// A date, written 2026-06-01.
    Date,
    /// An error such as `#N/A`.
    Error,
}

/// One cell.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Cell {
    /// Its value as text, without spaces around it.
    pub text: String,
    /// What it was.
    pub form: Form,
}

/// One row that is not empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Its number in the sheet, from 1.
    pub number: usize,
    /// Its cells, from column A.
    pub cells: Vec<Cell>,
}

/// One sheet.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sheet {
    /// The file's name.
    pub file: String,
    /// The sheet's name; empty for CSV.
    pub name: String,
    /// Whether it is hidden.
    pub hidden: bool,
    /// How many of its rows are hidden; they are read like the others.
    pub hidden_rows: usize,
    /// Cells with a formula that has no value stored: nothing can be read of them.
    pub unreckoned: usize,
    /// What is merged across: its rows, and its columns, the first and the last of each.
    pub wide: Vec<Wide>,
    /// Rows that are not empty, from the top.
    pub rows: Vec<Row>,
}

/// A cell that is merged across others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wide {
    /// Its first and last row, by number.
    pub rows: (usize, usize),
    /// Its first and last column.
    pub columns: (usize, usize),
}

/// Why a file cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unreadable {
    /// It is no workbook, no CSV.
    NotASheet,
    /// It is a web page, or XML, that is called like a workbook: many offices' systems hand out such.
    WebPage,
    /// It has a password.
    Password,
    /// It is damaged.
    Damaged,
    /// It is too big, or unpacks to something too big.
    TooBig,
}

/// Returns the sheets of a file.
///
/// # Errors
/// Why it cannot be read.
pub fn read(name: &str, bytes: &[u8]) -> Result<Vec<Sheet>, Unreadable> {
    if bytes.len() as u64 > MAX_BYTES {
        return Err(Unreadable::TooBig);
    }
    let mut sheets = match bytes {
        [b'P', b'K', 3, 4, ..] => {
            let package = package::inspect(bytes)?;
            // The readers are well kept, but what they are given may be made to break them.
            catch_unwind(AssertUnwindSafe(|| package_sheets(bytes, &package)))
                .map_err(|_| Unreadable::Damaged)??
        }
        [0xD0, 0xCF, 0x11, 0xE0, ..] => {
            let hidden = package::inspect_old(bytes)?;
            catch_unwind(AssertUnwindSafe(|| old(bytes, &hidden))).map_err(|_| Unreadable::Damaged)??
        }
        _ if is_page(bytes) => return Err(Unreadable::WebPage),
        _ => vec![text(name, bytes)?],
    };
    let rows: usize = sheets.iter().map(|sheet| sheet.rows.len()).sum();
    let cells: usize = sheets.iter().flat_map(|sheet| &sheet.rows).map(|row| row.cells.len()).sum();
    if rows > MAX_ROWS || cells > MAX_CELLS {
        return Err(Unreadable::TooBig);
    }
    for sheet in &mut sheets {
        // It is said on terminals.
        sheet.name = clean(&sheet.name).replace('\n', " ");
        name.clone_into(&mut sheet.file);
    }
    Ok(sheets)
}

/// Returns whether a file begins as web pages and XML do, whatever it is called.
fn is_page(bytes: &[u8]) -> bool {
    let start = String::from_utf8_lossy(&bytes[..bytes.len().min(1024)]).to_lowercase().replace('\0', "");
    let start = start.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}' || c == '\u{fffd}');
    ["<!doctype", "<html", "<?xml", "<table", "<head", "<meta", "<style", "<script", "mime-version:"]
        .iter()
        .any(|tag| start.starts_with(tag))
}

fn package_sheets(bytes: &[u8], package: &Package) -> Result<Vec<Sheet>, Unreadable> {
    match package {
        Package::Xlsx(looks) => xlsx(bytes, looks),
        Package::Ods(looks) => ods(bytes, looks),
    }
}

fn xlsx(bytes: &[u8], looks: &BTreeMap<String, Look>) -> Result<Vec<Sheet>, Unreadable> {
    let mut book = Xlsx::new(Cursor::new(bytes)).map_err(|e| match e {
        calamine::XlsxError::Password => Unreadable::Password,
        _ => Unreadable::Damaged,
    })?;
    let metadata = book.sheets_metadata().to_vec();
    let mut sheets = Vec::new();
    let mut cells = 0;
    for meta in metadata.iter().filter(|meta| meta.typ == SheetType::WorkSheet) {
        let mut rows: Vec<Row> = Vec::new();
        let mut reader = book.worksheet_cells_reader(&meta.name).map_err(|_| Unreadable::Damaged)?;
        while let Some(found) = reader.next_cell().map_err(|_| Unreadable::Damaged)? {
            let (row, column) = found.get_position();
            let cell = cell(&Data::from(found.get_value().clone()));
            if cell.text.is_empty() || column as usize >= MAX_COLUMNS {
                continue;
            }
            cells += put(&mut rows, row as usize, column as usize, cell);
            if cells > MAX_CELLS || rows.len() > MAX_ROWS {
                return Err(Unreadable::TooBig);
            }
        }
        drop(reader);
        let merged = book.merge_cells_by_sheet_name(&meta.name).unwrap_or_default();
        let merged: Vec<Merged> = merged.iter().map(|d| (d.start, d.end)).collect();
        fill(&mut rows, merged.iter().copied())?;
        let look = looks.get(&meta.name).cloned().unwrap_or_default();
        sheets.push(Sheet {
            file: String::new(),
            name: meta.name.clone(),
            hidden: meta.visible != SheetVisible::Visible,
            hidden_rows: look.hidden,
            unreckoned: look.unreckoned,
            wide: wide(&merged),
            rows,
        });
    }
    Ok(sheets)
}

fn ods(bytes: &[u8], looks: &BTreeMap<String, Look>) -> Result<Vec<Sheet>, Unreadable> {
    let book: Ods<_> = Ods::new(Cursor::new(bytes)).map_err(|e| match e {
        calamine::OdsError::Password => Unreadable::Password,
        _ => Unreadable::Damaged,
    })?;
    let metadata = book.sheets_metadata().to_vec();
    let mut book = book;
    let sheet = |meta: &calamine::Sheet| {
        let range = book.worksheet_range(&meta.name).map_err(|_| Unreadable::Damaged)?;
        let looked = looks.get(&meta.name).cloned().unwrap_or_default();
        let mut sheet = ranged(meta, &range, looked.hidden);
        sheet.wide = wide(&looked.merged);
        fill(&mut sheet.rows, looked.merged.into_iter())?;
        Ok(sheet)
    };
    metadata.iter().map(sheet).collect()
}

fn old(bytes: &[u8], hidden: &[usize]) -> Result<Vec<Sheet>, Unreadable> {
    let mut book: Xls<_> = Xls::new(Cursor::new(bytes)).map_err(|e| match e {
        calamine::XlsError::Password => Unreadable::Password,
        _ => Unreadable::Damaged,
    })?;
    let metadata = book.sheets_metadata().to_vec();
    let mut sheets = Vec::new();
    for (i, meta) in metadata.iter().enumerate().filter(|(_, meta)| meta.typ == SheetType::WorkSheet) {
        let range = book.worksheet_range(&meta.name).map_err(|_| Unreadable::Damaged)?;
        let mut sheet = ranged(meta, &range, hidden.get(i).copied().unwrap_or(0));
        let merged = book.merge_cells_by_sheet_name(&meta.name).unwrap_or_default();
        let merged: Vec<Merged> = merged.iter().map(|d| (d.start, d.end)).collect();
        sheet.wide = wide(&merged);
        fill(&mut sheet.rows, merged.into_iter())?;
        sheets.push(sheet);
    }
    Ok(sheets)
}

fn ranged(meta: &calamine::Sheet, range: &Range<Data>, hidden_rows: usize) -> Sheet {
    let mut rows = Vec::new();
    let (top, left) = range.start().unwrap_or_default();
    for (r, c, value) in range.used_cells() {
        let column = left as usize + c;
        let cell = cell(value);
        if !cell.text.is_empty() && column < MAX_COLUMNS {
            put(&mut rows, top as usize + r, column, cell);
        }
    }
    let hidden = meta.visible != SheetVisible::Visible;
    Sheet { name: meta.name.clone(), hidden, hidden_rows, rows, ..Sheet::default() }
}

fn text(name: &str, bytes: &[u8]) -> Result<Sheet, Unreadable> {
    let file = SourceFile::decode(name, bytes).map_err(|_| Unreadable::NotASheet)?;
    let (mut rows, mut cells) = (Vec::new(), 0);
    for (i, line) in comma::read(&file.text).map_err(|_| Unreadable::NotASheet)?.into_iter().enumerate() {
        for (column, text) in line.into_iter().enumerate().take(MAX_COLUMNS) {
            let text = clean(&text);
            if !text.is_empty() {
                cells += put(&mut rows, i, column, Cell { text, form: Form::Text });
            }
        }
        if rows.len() > MAX_ROWS || cells > MAX_CELLS {
            return Err(Unreadable::TooBig);
        }
    }
    Ok(Sheet { rows, ..Sheet::default() })
}

/// Puts a cell into its row, rows coming from the top; returns by how many cells the row has grown.
fn put(rows: &mut Vec<Row>, row: usize, column: usize, cell: Cell) -> usize {
    if rows.last().is_none_or(|last| last.number < row + 1) {
        rows.push(Row { number: row + 1, cells: Vec::new() });
    }
    let Some(last) = rows.last_mut().filter(|last| last.number == row + 1) else { return 0 };
    let before = last.cells.len();
    if before <= column {
        last.cells.resize(column + 1, Cell::default());
    }
    last.cells[column] = cell;
    last.cells.len() - before
}

/// First and last cell of what is merged, by row and column.
type Merged = ((u32, u32), (u32, u32));

/// Returns what is merged across others, no more of it than a sheet of people has.
fn wide(merged: &[Merged]) -> Vec<Wide> {
    const MOST: usize = 20_000;
    let across = merged.iter().filter(|((_, left), (_, right))| right > left);
    let one = |((top, left), (bottom, right)): &Merged| Wide {
        rows: (*top as usize + 1, *bottom as usize + 1),
        columns: (*left as usize, (*right as usize).min(MAX_COLUMNS)),
    };
    across.take(MOST).map(one).collect()
}

/// Fills what is merged downwards with the value of its first cell; headings that are merged across are read
/// as such.
fn fill(rows: &mut [Row], merged: impl Iterator<Item = Merged>) -> Result<(), Unreadable> {
    // Many that reach over each other would be filled over and over.
    let mut budget = MAX_CELLS;
    for ((top, left), (bottom, _)) in merged {
        let column = left as usize;
        if bottom <= top || column >= MAX_COLUMNS {
            continue;
        }
        let from = rows.partition_point(|row| row.number <= top as usize);
        let to = rows.partition_point(|row| row.number <= bottom as usize + 1);
        let Some(value) = rows
            .get(from)
            .filter(|row| row.number == top as usize + 1)
            .and_then(|row| row.cells.get(column).cloned())
        else {
            continue;
        };
        for row in &mut rows[from..to] {
            budget =
                budget.checked_sub(1 + column.saturating_sub(row.cells.len())).ok_or(Unreadable::TooBig)?;
            if row.cells.len() <= column {
                row.cells.resize(column + 1, Cell::default());
            }
            row.cells[column].clone_from(&value);
        }
    }
    Ok(())
}

fn cell(value: &Data) -> Cell {
    let (text, form) = match value {
        Data::Empty => return Cell::default(),
        Data::String(text) => (clean(text), Form::Text),
        Data::Int(number) => (number.to_string(), Form::Number),
        Data::Float(number) => (figure(*number), Form::Number),
        Data::Bool(flag) => ((if *flag { "是" } else { "否" }).to_owned(), Form::Text),
        Data::DateTime(date) => moment(*date),
        Data::DateTimeIso(text) => (text.split('T').next().unwrap_or(text).to_owned(), Form::Date),
        Data::DurationIso(text) => (text.clone(), Form::Text),
        Data::Error(error) => (error.to_string(), Form::Error),
    };
    Cell { text, form }
}

fn moment(date: calamine::ExcelDateTime) -> (String, Form) {
    // Numbers of other days than people write are none: 1 is 1900, the last is 9999.
    if !date.is_datetime() || !(1.0..2_958_466.0).contains(&date.as_f64()) {
        return (figure(date.as_f64()), Form::Number);
    }
    let (year, month, day, ..) = date.to_ymd_hms_milli();
    (format!("{year:04}-{month:02}-{day:02}"), Form::Date)
}

/// Returns a number in full, never as 1.38E+10.
fn figure(number: f64) -> String {
    match number {
        _ if number.fract() == 0.0 && number.abs() < 1e15 => format!("{number:.0}"),
        // So large a number has lost digits, and is said as one that has.
        _ if number.abs() >= 1e15 => format!("{number:E}").replacen('E', "E+", 1),
        _ => number.to_string(),
    }
}

/// Returns text without spaces around it and without characters nobody can see.
fn clean(text: &str) -> String {
    // What a profile may not hold, for nobody sees it, is no part of a cell either.
    let text = text.replace("\r\n", "\n").replace('\t', " ").replace(yaml::is_hidden, "");
    text.trim_matches(|c: char| c.is_whitespace() || c == '\u{3000}').to_owned()
}

impl Sheet {
    /// Returns how a cell is called: `转移清单!F12`.
    pub fn cell(&self, row: usize, column: usize) -> String {
        let name = if self.name.is_empty() { &self.file } else { &self.name };
        format!("{name}!{}{row}", letters(column))
    }
}

/// Returns the letters of a column, from 0.
pub(super) fn letters(mut column: usize) -> String {
    let mut letters = String::new();
    loop {
        letters.insert(0, char::from(b'A' + u8::try_from(column % 26).unwrap_or(0)));
        match column / 26 {
            0 => return letters,
            more => column = more - 1,
        }
    }
}
