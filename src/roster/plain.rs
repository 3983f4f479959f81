//! Plain sheets as a workbook: headings, rows, blank rows to write in; every cell is text, no formula.

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook};
use unicode_width::UnicodeWidthStr;

/// Blank rows below the last one.
const SPARE: usize = 5;
/// Widest column, in characters.
const WIDEST: usize = 24;
/// What the format allows in the name of a sheet.
const NAME: usize = 31;

/// A sheet.
#[derive(Debug, Clone, PartialEq)]
pub struct Sheet {
    /// Title.
    pub title: String,
    /// Headings.
    pub heads: Vec<String>,
    /// Rows.
    pub rows: Vec<Vec<String>>,
}

/// Returns a workbook of sheets; the same sheets make the same bytes.
///
/// # Errors
/// If it cannot be made.
pub fn book(sheets: &[Sheet], signature: &str) -> anyhow::Result<Vec<u8>> {
    let mut book = Workbook::new();
    // No clock: the same profile makes the same bytes.
    book.set_properties(&DocProperties::new().set_creation_datetime(&ExcelDateTime::from_ymd(2026, 1, 1)?));
    let text = Format::new().set_num_format("@").set_text_wrap().set_border(FormatBorder::Thin);
    let text = text.set_align(FormatAlign::VerticalCenter);
    let head = text.clone().set_bold().set_align(FormatAlign::Center);
    // What begins like a formula stays text even when somebody edits the cell.
    let quoted = text.clone().set_quote_prefix();
    for Sheet { title, heads, rows } in sheets {
        let sheet = book.add_worksheet();
        let name: String = title.chars().filter(|c| !"[]:*?/\\：".contains(*c)).take(NAME).collect();
        sheet.set_name(name)?;
        sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0);
        sheet.set_margins(0.71, 0.47, 0.47, 0.47, 0.3, 0.3);
        sheet.set_repeat_rows(0, 0)?.set_freeze_panes(1, 0)?;
        sheet.set_header(format!("&C&14{title}")).set_footer(format!("&L{signature}&R&P / &N"));
        for (at, words) in (0_u16..).zip(heads) {
            sheet.write_string_with_format(0, at, words, &head)?;
            let mut width = words.width() / 2 + 3;
            for (row, cells) in (1_u32..).zip(rows) {
                let value = cells.get(usize::from(at)).map_or("", String::as_str);
                width = width.max(value.lines().map(|line| line.width() + 2).max().unwrap_or(0));
                match value {
                    "" => sheet.write_blank(row, at, &text)?,
                    value if value.starts_with(['=', '+', '-', '@']) => {
                        sheet.write_string_with_format(row, at, value, &quoted)?
                    }
                    value => sheet.write_string_with_format(row, at, value, &text)?,
                };
            }
            for row in rows.len() + 1..=rows.len() + SPARE {
                sheet.write_blank(u32::try_from(row)?, at, &text)?;
            }
            #[expect(clippy::cast_precision_loss, reason = "at most a few dozen")]
            sheet.set_column_width(at, width.min(WIDEST) as f64)?;
        }
    }
    Ok(book.save_to_buffer()?)
}
