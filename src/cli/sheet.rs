//! Tables for spreadsheets. Text that would be a formula is made text.

/// Excel and WPS on Chinese Windows read a file without this mark as GBK.
const MARK: &[u8] = "\u{feff}".as_bytes();

/// Returns a table as CSV, its heads first.
pub(super) fn csv(lines: impl IntoIterator<Item = Vec<String>>) -> anyhow::Result<Vec<u8>> {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(MARK.to_vec());
    for line in lines {
        writer.write_record(line.iter().map(|field| text(field)))?;
    }
    Ok(writer.into_inner()?)
}

/// Defuses what a spreadsheet would run: <https://owasp.org/www-community/attacks/CSV_Injection>.
fn text(field: &str) -> String {
    if field.starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠']) {
        format!("'{field}")
    } else {
        field.to_owned()
    }
}
