//! What of a village is not typeset: the book and the data for other programs, the page for telephones, the
//! texts for filing.

use super::super::manifest::Entry;
use super::super::{Format, digest, path, unwritten};
use super::{Print, Turn, failed};
use crate::compose::Order;
use crate::diag::{Diagnostic, Diagnostics};
use crate::disk;
use crate::feed::{self, Level};
use crate::model::document::{Audience, CardEntry};
use crate::model::handbook::Handbook;
use crate::office::{self, HANDED, Handed};
use crate::press;
use crate::roster;

/// A file before it is written: its name within the village's folder, who may see it, its bytes.
struct Fed {
    name: String,
    audience: Audience,
    bytes: Vec<u8>,
    /// What of it bears a check code.
    cards: Vec<CardEntry>,
    pages: usize,
}

impl Turn<'_> {
    /// Makes every file that is asked for and not typeset.
    pub(super) fn feeds(&mut self, book: &Handbook, diags: &mut Diagnostics) {
        let options = self.bench.options;
        // What is no household's: its card is.
        if options.order.audience == Some(Audience::Household) {
            return;
        }
        for format in options.formats.iter().filter(|format| !format.typeset()) {
            match self.fed(*format, book) {
                Ok(files) => files.iter().for_each(|file| self.feed(book, file, diags)),
                Err(error) => {
                    self.outcome.failed = true;
                    diags.push(failed("layout", &error));
                }
            }
        }
    }

    fn fed(&self, format: Format, book: &Handbook) -> anyhow::Result<Vec<Fed>> {
        let options = self.bench.options;
        let (asked, plans) = (options.order.audience, self.plans(book));
        let level = Level::of(asked);
        let json = |name: String, audience: Audience, value: &serde_json::Value| Fed {
            name,
            audience,
            bytes: format!("{value:#}\n").into_bytes(),
            cards: Vec::new(),
            pages: 0,
        };
        let mark = if level == Level::Public { "" } else { "-duty" };
        Ok(match format {
            Format::Json => {
                let audience = asked.unwrap_or(Audience::Duty);
                let whole = serde_json::to_value(book.seen_by(audience))?;
                let mark = if level == Level::Household { "-file" } else { mark };
                let mut files =
                    vec![json(format!("handbook{}.json", options.suffix(None)), audience, &whole)];
                // Where nobody asked for the public, what it may not read stops nothing else.
                if asked.is_some() || book.seen_by(level.audience()).withheld.is_empty() {
                    let data = feed::village(book, plans, level);
                    files.push(json(format!("village{mark}.json"), level.audience(), &data));
                }
                files
            }
            Format::Geojson => {
                let level = level.min(Level::Duty);
                vec![json(format!("village{mark}.geojson"), level.audience(), &feed::geo(book, plans, level))]
            }
            Format::Html => {
                let audience = level.min(Level::Duty).audience();
                let page = feed::page(book, plans, self.bench.press, audience)?;
                let name = if audience == Audience::Public {
                    "手机版.html"
                } else {
                    "手机版（内部使用）.html"
                };
                let (name, bytes) = (name.to_owned(), page.into_bytes());
                vec![Fed { name, audience, bytes, cards: Vec::new(), pages: 0 }]
            }
            Format::Docx => self.papers(book)?,
            Format::Sheets => self.sheets(book)?,
            Format::Xlsx if asked != Some(Audience::Public) => vec![self.workbook(book)?],
            _ => Vec::new(),
        })
    }

    /// What is handed in, as many as are asked for.
    fn handed(&self) -> impl Iterator<Item = &'static Handed> {
        let (options, stem) = (self.bench.options, &self.outcome.stem);
        let wanted =
            |handed: &Handed| options.cards.is_none() || options.cards_of(stem, &handed.family).is_some();
        let theirs = |own: Audience| {
            let asked = options.order.audience;
            asked.is_none_or(|asked| (asked == Audience::Public) == (own == Audience::Public))
        };
        let all = HANDED.iter().filter(|handed| wanted(handed) && theirs(handed.audience()));
        all.collect::<Vec<_>>().into_iter()
    }

    /// The texts for filing.
    fn papers(&self, book: &Handbook) -> anyhow::Result<Vec<Fed>> {
        let mut found = Vec::new();
        for handed in self.handed() {
            let Some(paper) = handed.filed(book, self.plans(book))? else { continue };
            found.push(Fed {
                name: format!("{}/{}", office::FOLDER, paper.name),
                audience: paper.audience,
                bytes: paper.bytes,
                cards: paper.entry.into_iter().collect(),
                pages: 0,
            });
        }
        Ok(found)
    }

    /// Lists and the flow chart; they name households, and are nobody's who asks for what everybody reads.
    fn sheets(&self, book: &Handbook) -> anyhow::Result<Vec<Fed>> {
        let mut found = Vec::new();
        for handed in self.handed().filter(|handed| handed.family.is_set()) {
            let order = Order::default();
            let Ok(document) = office::compose(&handed.family, book, self.plans(book), &order) else {
                continue;
            };
            let sheets = self.bench.press.lay_out(&document);
            let sheets =
                sheets.map_err(|faults| anyhow::anyhow!("{}: {:?}", document.title, faults.first()))?;
            found.push(Fed {
                name: format!("{}.pdf", handed.file),
                audience: document.audience,
                bytes: press::pdf(&sheets, &document)?,
                cards: document.sealed().cloned().collect(),
                pages: sheets.len(),
            });
        }
        Ok(found)
    }

    /// The lists as a workbook; at the foot of its pages stands the code of the lists, whose rows it has.
    fn workbook(&self, book: &Handbook) -> anyhow::Result<Fed> {
        let plans = self.plans(book);
        let lists = office::compose(&HANDED[0].family, book, plans, &Order::default());
        let cards: Vec<CardEntry> = lists.iter().flat_map(|lists| lists.sealed().cloned()).collect();
        let code = cards.first().map_or("", |card| card.code.as_str());
        let foot = format!("填表＿＿＿＿　审核＿＿＿＿　日期＿＿＿＿　验版码 {code}");
        let bytes = roster::plain::book(&office::sheets(book, plans), &foot)?;
        Ok(Fed { name: "表册.xlsx".to_owned(), audience: Audience::Duty, bytes, cards, pages: 0 })
    }

    /// Writes a file, unless a text of the village's own must not be told to its readers.
    fn feed(&mut self, book: &Handbook, file: &Fed, diags: &mut Diagnostics) {
        if self.withheld(book.seen_by(file.audience), diags) {
            return;
        }
        let stem = &self.outcome.stem;
        let place = path(&stem.join(&file.name));
        let entry = Entry {
            key: String::new(),
            digest: digest(&file.bytes),
            parts: 1,
            pages: file.pages,
            cards: file.cards.clone(),
            audience: file.audience,
            village: path(stem),
        };
        let print = Print { path: place, entry, reused: false };
        // A text is written to be changed: what somebody made of it stays, beside the new one.
        let written = self.record.files.get(&print.path).map(|entry| entry.digest.as_str());
        match disk::aside(&self.bench.options.out, &print.path, written, &print.entry.digest) {
            Ok(None) => {}
            Ok(Some(kept)) => {
                self.kept = true;
                diags.push(Diagnostic::warning("output-edited").with("path", &print.path).with("kept", kept));
            }
            Err(error) => {
                self.outcome.failed = true;
                return diags.push(unwritten(&error));
            }
        }
        if let Err(error) = self.put(std::slice::from_ref(&print), [file.bytes.as_slice()]) {
            self.outcome.failed = true;
            return diags.push(unwritten(&error));
        }
        self.prints.push(print);
    }
}
