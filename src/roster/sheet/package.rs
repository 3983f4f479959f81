//! What a workbook unpacks to, looked at before it is read: sizes that are too big, rows that are hidden.

use std::collections::BTreeMap;
use std::io::{BufReader, Cursor, Read};

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;

use super::{MAX_BYTES, MAX_COLUMNS, MAX_ROWS, Unreadable};

/// Most bytes that a package may unpack to.
const MAX_UNPACKED: u64 = 600 << 20;
/// Most files in a package.
const MAX_ENTRIES: usize = 5_000;
/// Columns and rows that may lie between what is written: templates have formats far down.
const FAR: u64 = 4_000_000;

/// A workbook in a package, with what is seen of its sheets.
pub(super) enum Package {
    /// Excel, WPS.
    Xlsx(BTreeMap<String, Look>),
    /// `LibreOffice`.
    Ods(BTreeMap<String, Look>),
}

/// What is seen of a sheet before it is read.
#[derive(Debug, Clone, Default)]
pub(super) struct Look {
    /// Hidden rows.
    pub hidden: usize,
    /// Cells with a formula and no value.
    pub unreckoned: usize,
    /// Cells that reach over rows below: first and last row and column.
    pub merged: Vec<((u32, u32), (u32, u32))>,
}

type Archive<'a> = ZipArchive<Cursor<&'a [u8]>>;

/// Looks into a package.
pub(super) fn inspect(bytes: &[u8]) -> Result<Package, Unreadable> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| Unreadable::Damaged)?;
    if archive.len() > MAX_ENTRIES {
        return Err(Unreadable::TooBig);
    }
    if is_locked(&mut archive) {
        return Err(Unreadable::Password);
    }
    // What the directory says of sizes need not be true, so everything is unpacked once, to nowhere.
    let mut left = MAX_UNPACKED;
    let mut sheets = BTreeMap::new();
    let mut ods = None;
    for i in 0..archive.len() {
        let entry = archive.by_index(i).map_err(|_| Unreadable::Damaged)?;
        if entry.encrypted() {
            return Err(Unreadable::Password);
        }
        let name = entry.name().map(std::borrow::Cow::into_owned).unwrap_or_default();
        let mut counted = Counted { inner: entry, left };
        let found = match name.as_str() {
            "content.xml" => {
                ods = Some(ods_rows(&mut counted)?);
                Ok(0)
            }
            path if path.starts_with("xl/worksheets/") && path.ends_with(".xml") => xlsx_rows(&mut counted)
                .map(|hidden| {
                    sheets.insert(path.trim_start_matches("xl/").to_owned(), hidden);
                    0
                }),
            _ => std::io::copy(&mut counted, &mut std::io::sink()).map_err(|_| Unreadable::Damaged),
        };
        left = counted.left;
        if left == 0 {
            return Err(Unreadable::TooBig);
        }
        found?;
    }
    if let Some(ods) = ods {
        return Ok(Package::Ods(ods));
    }
    if archive.index_for_name("xl/workbook.xml").is_none() {
        return Err(Unreadable::NotASheet);
    }
    Ok(Package::Xlsx(named(&mut archive, &sheets)))
}

/// A reader that stops at a number of bytes.
struct Counted<R> {
    inner: R,
    left: u64,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.left = self.left.saturating_sub(read as u64);
        if self.left == 0 { Err(std::io::Error::other("too big")) } else { Ok(read) }
    }
}

fn attribute(start: &BytesStart, name: &str) -> Option<String> {
    let found = start.attributes().with_checks(false).flatten().find(|a| a.key.as_ref() == name)?;
    Some(found.value.into_owned())
}

/// Counts the hidden rows of a sheet, and the formulas that nobody reckoned.
fn xlsx_rows(read: &mut impl Read) -> Result<Look, Unreadable> {
    let mut look = Look::default();
    let mut open = false;
    each(read, |start| {
        match start.local_name().as_ref() {
            "row" => {
                let hidden = attribute(start, "hidden").is_some_and(|v| v == "1" || v == "true");
                look.hidden += usize::from(hidden);
            }
            "c" => look.unreckoned += usize::from(std::mem::take(&mut open)),
            "f" => open = true,
            "v" | "is" => open = false,
            _ => {}
        }
        Ok(())
    })?;
    look.unreckoned += usize::from(open);
    Ok(look)
}

/// Returns whether a package says of its files that they are encrypted, as those of `LibreOffice` do.
fn is_locked(archive: &mut Archive) -> bool {
    let Ok(manifest) = archive.by_name("META-INF/manifest.xml") else { return false };
    let mut locked = false;
    let _ = each(&mut Counted { inner: manifest, left: MAX_BYTES }, |start| {
        locked |= start.local_name().as_ref() == "encryption-data";
        Ok(())
    });
    locked
}

/// Returns what is seen of each sheet; refuses what repeats cells without end.
fn ods_rows(read: &mut impl Read) -> Result<BTreeMap<String, Look>, Unreadable> {
    let mut found: BTreeMap<String, Look> = BTreeMap::new();
    let mut sheet = String::new();
    let (mut row, mut repeat, mut column, mut cells) = (0_u64, 1_u64, 0_u64, 0_u64);
    each(read, |start| {
        let number =
            |name: &str| attribute(start, name).and_then(|v| v.parse::<u64>().ok()).unwrap_or(1).max(1);
        match start.local_name().as_ref() {
            "table" => {
                sheet = attribute(start, "table:name").unwrap_or_default();
                (row, repeat) = (0, 0);
            }
            "table-row" => {
                row += repeat;
                repeat = number("table:number-rows-repeated");
                column = 0;
                if attribute(start, "table:visibility").is_some_and(|v| v == "collapse" || v == "filter") {
                    found.entry(sheet.clone()).or_default().hidden +=
                        usize::try_from(repeat).unwrap_or(usize::MAX).min(MAX_ROWS);
                }
            }
            "covered-table-cell" => column += number("table:number-columns-repeated"),
            "table-cell" => {
                let down = number("table:number-rows-spanned");
                let across = number("table:number-columns-spanned");
                if (down > 1 || across > 1)
                    && let (Ok(top), Ok(left)) = (u32::try_from(row), u32::try_from(column))
                {
                    let last = |first: u32, count: u64| {
                        first.saturating_add(u32::try_from(count.saturating_sub(1)).unwrap_or(u32::MAX))
                    };
                    let merged = &mut found.entry(sheet.clone()).or_default().merged;
                    if merged.len() < MAX_ROWS {
                        merged.push(((top, left), (last(top, down), last(left, across))));
                    }
                }
                let wide = number("table:number-columns-repeated");
                if attribute(start, "office:value-type").is_some() {
                    cells = cells.saturating_add(wide.saturating_mul(repeat));
                    let far = (row + repeat).saturating_mul(column + wide);
                    if row + repeat > MAX_ROWS as u64
                        || column + wide > 4 * MAX_COLUMNS as u64
                        || cells.max(far) > 4 * FAR
                    {
                        return Err(Unreadable::TooBig);
                    }
                }
                column += wide;
            }
            _ => {}
        }
        Ok(())
    })?;
    Ok(found)
}

/// Goes through the elements of XML.
fn each(
    read: &mut impl Read,
    mut look: impl FnMut(&BytesStart) -> Result<(), Unreadable>,
) -> Result<(), Unreadable> {
    let mut reader = Reader::from_reader(BufReader::new(read));
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer) {
            Ok(Event::Start(start) | Event::Empty(start)) => look(&start)?,
            Ok(Event::Eof) => return Ok(()),
            Ok(_) => {}
            Err(_) => return Err(Unreadable::Damaged),
        }
    }
}

/// Returns what is seen of sheets by their names.
fn named(archive: &mut Archive, sheets: &BTreeMap<String, Look>) -> BTreeMap<String, Look> {
    let mut targets: BTreeMap<String, String> = BTreeMap::new();
    if let Ok(mut rels) = archive.by_name("xl/_rels/workbook.xml.rels") {
        let _ = each(&mut rels, |start| {
            if let (Some(id), Some(target)) = (attribute(start, "Id"), attribute(start, "Target")) {
                targets.insert(id, target.trim_start_matches("/xl/").to_owned());
            }
            Ok(())
        });
    }
    let mut found = BTreeMap::new();
    if let Ok(mut book) = archive.by_name("xl/workbook.xml") {
        let _ = each(&mut book, |start| {
            let (name, id) = (attribute(start, "name"), attribute(start, "r:id"));
            if start.local_name().as_ref() == "sheet"
                && let (Some(name), Some(look)) = (name, id.and_then(|id| sheets.get(targets.get(&id)?)))
            {
                let name = quick_xml::escape::unescape(&name)
                    .map_or_else(|_| name.clone(), std::borrow::Cow::into_owned);
                found.insert(name, look.clone());
            }
            Ok(())
        });
    }
    found
}

/// Looks into a workbook of the old form: hidden rows by sheet; refuses cells so far apart that reading them
/// would fill the memory.
pub(super) fn inspect_old(bytes: &[u8]) -> Result<Vec<usize>, Unreadable> {
    let utf16 = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    let holds = |name: &str| bytes.windows(2 * name.len()).any(|w| w == utf16(name));
    if holds("EncryptedPackage") {
        return Err(Unreadable::Password);
    }
    let stream = Compound::open(bytes)
        .and_then(|file| file.stream(&["Workbook", "Book"]))
        .ok_or(Unreadable::Damaged)?;
    let mut sheets: Vec<usize> = Vec::new();
    let (mut depth, mut area) = (0, (u64::MAX, 0_u64, u64::MAX, 0_u64));
    let mut at = 0;
    while let Some(&[a, b, c, d]) = stream.get(at..at + 4) {
        let (kind, length) = (u16::from_le_bytes([a, b]), usize::from(u16::from_le_bytes([c, d])));
        let Some(data) = stream.get(at + 4..at + 4 + length) else { break };
        let word = |i: usize| data.get(i..i + 2).map_or(0, |w| u64::from(u16::from_le_bytes([w[0], w[1]])));
        match kind {
            // The first substream is the workbook itself.
            0x0809 | 0x0409 | 0x0209 | 0x0009 => {
                depth += 1;
                sheets.push(0);
                area = (u64::MAX, 0, u64::MAX, 0);
            }
            0x0208 if data.get(12).is_some_and(|flags| flags & 0x20 != 0) => {
                if let Some(last) = sheets.last_mut() {
                    *last += 1;
                }
            }
            // What follows is encrypted.
            0x002F => return Err(Unreadable::Password),
            // What the sheet says of its own size is believed by its reader.
            0x0200 => believable(word, length)?,
            0x00FD | 0x0203 | 0x027E | 0x0204 | 0x0006 | 0x0205 | 0x00BD => {
                let (row, mut column) = (word(0), word(2));
                area.0 = area.0.min(row);
                area.2 = area.2.min(column);
                if kind == 0x00BD && length >= 2 {
                    column = word(length - 2);
                }
                area.1 = area.1.max(row);
                area.3 = area.3.max(column);
                if (area.1 - area.0 + 1).saturating_mul(area.3.saturating_sub(area.2) + 1) > FAR {
                    return Err(Unreadable::TooBig);
                }
            }
            _ => {}
        }
        at += 4 + length;
    }
    if depth == 0 {
        return Err(Unreadable::Damaged);
    }
    Ok(sheets.split_off(1.min(sheets.len())))
}

/// Refuses a sheet that says of itself that it ends before it begins, or is larger than any sheet.
fn believable(word: impl Fn(usize) -> u64, length: usize) -> Result<(), Unreadable> {
    let long = |i: usize| word(i) | word(i + 2) << 16;
    let (first, end, columns) = if length == 10 {
        (word(0), word(2), word(6).saturating_sub(word(4)))
    } else {
        (long(0), long(4), word(10))
    };
    if end < first {
        return Err(Unreadable::Damaged);
    }
    if (end - first + 1).saturating_mul(columns + 1) > FAR { Err(Unreadable::TooBig) } else { Ok(()) }
}

/// The compound file that holds a workbook of the old form; only as much of it as is needed to look ahead.
struct Compound<'a> {
    bytes: &'a [u8],
    sector: usize,
    table: Vec<u32>,
}

impl<'a> Compound<'a> {
    fn open(bytes: &'a [u8]) -> Option<Self> {
        let shift = u32::from(*bytes.get(30)?);
        let sector = 1_usize.checked_shl(shift).filter(|size| (128..=4096).contains(size))?;
        let word = |at: usize| Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?));
        let mut fats: Vec<u32> = (0..109).filter_map(|i| word(76 + 4 * i)).collect();
        let mut next = word(68)?;
        let most = bytes.len() / sector + 1;
        let per = sector / 4 - 1;
        for _ in 0..most {
            let Some(start) = place(next, sector).filter(|start| start + sector <= bytes.len()) else {
                break;
            };
            fats.extend((0..per).filter_map(|i| word(start + 4 * i)));
            next = word(start + 4 * per)?;
        }
        let mut table = Vec::new();
        for fat in fats.into_iter().take(most) {
            let Some(start) = place(fat, sector).filter(|start| start + sector <= bytes.len()) else {
                continue;
            };
            table.extend((0..sector / 4).filter_map(|i| word(start + 4 * i)));
        }
        Some(Self { bytes, sector, table })
    }

    fn chain(&self, mut at: u32) -> Vec<u8> {
        let mut out = Vec::new();
        for _ in 0..=self.table.len() {
            let Some(start) = place(at, self.sector) else { break };
            let Some(part) = self.bytes.get(start..(start + self.sector).min(self.bytes.len())) else {
                break;
            };
            out.extend_from_slice(part);
            match self.table.get(at as usize) {
                Some(next) => at = *next,
                None => break,
            }
        }
        out
    }

    /// Returns the stream with one of these names; one that is small enough to lie among others holds no far
    /// cells.
    fn stream(&self, names: &[&str]) -> Option<Vec<u8>> {
        let first = u32::from_le_bytes(self.bytes.get(48..52)?.try_into().ok()?);
        let directory = self.chain(first);
        let root = directory.get(..128)?;
        let small = u64::from(u32::from_le_bytes(self.bytes.get(56..60)?.try_into().ok()?));
        let entry = directory.chunks_exact(128).find(|entry| {
            let units: Vec<u16> = entry[..64]
                .chunks_exact(2)
                .map(|u| u16::from_le_bytes([u[0], u[1]]))
                .take_while(|u| *u != 0)
                .collect();
            names.iter().any(|name| String::from_utf16_lossy(&units) == *name)
        })?;
        let number = |entry: &[u8], at: usize| {
            u32::from_le_bytes([entry[at], entry[at + 1], entry[at + 2], entry[at + 3]])
        };
        let (start, size) = (number(entry, 116), number(entry, 120));
        if u64::from(size) >= small {
            return Some(self.chain(start));
        }
        let (mini, table) = (
            self.chain(number(root, 116)),
            self.chain(u32::from_le_bytes(self.bytes.get(60..64)?.try_into().ok()?)),
        );
        let (mut out, mut at) = (Vec::new(), start as usize);
        for _ in 0..=table.len() / 4 {
            let Some(part) = mini.get(at * 64..(at * 64 + 64).min(mini.len())) else { break };
            out.extend_from_slice(part);
            let Some(next) = table.get(4 * at..4 * at + 4) else { break };
            at = u32::from_le_bytes([next[0], next[1], next[2], next[3]]) as usize;
        }
        Some(out)
    }
}

/// Returns where a sector begins; `None` for the marks behind the last.
fn place(sector: u32, size: usize) -> Option<usize> {
    (sector < 0xFFFF_FFFA).then(|| (sector as usize + 1) * size)
}
