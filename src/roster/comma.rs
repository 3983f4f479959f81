//! CSV in and out. Text that would be a formula is made text.

/// Excel and WPS on Chinese Windows read a file without this mark as GBK.
const MARK: &[u8] = "\u{feff}".as_bytes();

/// Most fields of a line that are looked at.
const MAX_FIELDS: usize = 256;

/// Returns a table as CSV, its heads first.
///
/// # Errors
/// If it cannot be written.
pub fn write(lines: impl IntoIterator<Item = Vec<String>>) -> anyhow::Result<Vec<u8>> {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(MARK.to_vec());
    for line in lines {
        writer.write_record(line.iter().map(|field| defused(field)))?;
    }
    Ok(writer.into_inner()?)
}

/// Defuses what a spreadsheet would run: <https://owasp.org/www-community/attacks/CSV_Injection>.
fn defused(field: &str) -> String {
    if field.starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠']) {
        format!("'{field}")
    } else {
        field.to_owned()
    }
}

/// Returns the lines of a CSV text, whatever of comma, tab and semicolon parts them.
///
/// # Errors
/// If it is none.
pub fn read(text: &str) -> anyhow::Result<Vec<Vec<String>>> {
    let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let delimiter = [b',', b'\t', b';']
        .into_iter()
        .max_by_key(|d| (first.bytes().filter(|b| b == d).count(), *d == b','));
    let mut builder = csv::ReaderBuilder::new();
    builder.has_headers(false).flexible(true).delimiter(delimiter.unwrap_or(b','));
    let mut lines: Vec<Vec<String>> = Vec::new();
    for record in builder.from_reader(text.as_bytes()).records() {
        let record = record?;
        // Lines that are empty are left out by the reader; their numbers count.
        let number =
            record.position().map_or(lines.len() + 1, |at| usize::try_from(at.line()).unwrap_or(usize::MAX));
        if number > lines.len() + 1 && number < 1_000_000 && !text.contains('"') {
            lines.resize(number - 1, Vec::new());
        }
        lines.push(record.iter().take(MAX_FIELDS).map(undefused).collect());
    }
    Ok(lines)
}

/// Takes off the sign by which [`write`] makes a formula text.
fn undefused(field: &str) -> String {
    match field.strip_prefix('\'') {
        Some(rest) if defused(rest) == field => rest.to_owned(),
        _ => field.to_owned(),
    }
}
