//! What of a village is not typeset: the book and the data for other programs, the page for telephones, the
//! texts for filing.

use super::super::manifest::Entry;
use super::super::{Format, digest, path, unwritten};
use super::{Print, Turn, failed};
use crate::diag::Diagnostics;
use crate::feed::{self, Level};
use crate::model::document::Audience;
use crate::model::handbook::Handbook;
use crate::office;
use crate::press;
use crate::roster;

/// A file before it is written: its name within the village's folder, who may see it, its bytes.
struct Fed {
    name: String,
    audience: Audience,
    bytes: Vec<u8>,
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
                let page = feed::page(book, plans, audience)?;
                let name = if audience == Audience::Public {
                    "手机版.html"
                } else {
                    "手机版（内部使用）.html"
                };
                vec![Fed { name: name.to_owned(), audience, bytes: page.into_bytes() }]
            }
            Format::Docx => {
                let papers = office::papers(book, plans, asked)?;
                let named = |paper: office::Filed| Fed {
                    name: format!("{}/{}", office::FOLDER, paper.name),
                    audience: paper.audience,
                    bytes: paper.bytes,
                };
                papers.into_iter().map(named).collect()
            }
            Format::Sheets => self.sheets(book)?,
            Format::Xlsx if asked != Some(Audience::Public) => {
                let signature = "填表＿＿＿＿　审核＿＿＿＿　日期＿＿＿＿";
                let bytes = roster::plain::book(&office::sheets(book, plans), signature)?;
                vec![Fed { name: "表册.xlsx".to_owned(), audience: Audience::Duty, bytes }]
            }
            _ => Vec::new(),
        })
    }

    /// Lists and the flow chart; they name households, and are nobody's who asks for what everybody reads.
    fn sheets(&self, book: &Handbook) -> anyhow::Result<Vec<Fed>> {
        let plans = self.plans(book);
        if self.bench.options.order.audience == Some(Audience::Public) {
            return Ok(Vec::new());
        }
        let all = [
            ("表册.pdf", office::sheet_document(book, plans)),
            ("响应流程图.pdf", office::flow(book, plans, false)),
            ("响应流程图（A3）.pdf", office::flow(book, plans, true)),
        ];
        let printed = all.into_iter().map(|(name, document)| {
            let bytes = press::printed(self.bench.press, &document)?;
            Ok(Fed { name: name.to_owned(), audience: document.audience, bytes })
        });
        printed.collect()
    }

    /// Writes a file, unless a text of the village's own must not be told to its readers.
    fn feed(&mut self, book: &Handbook, file: &Fed, diags: &mut Diagnostics) {
        if self.withheld(book.seen_by(file.audience), diags) {
            return;
        }
        let stem = &self.outcome.stem;
        let place = path(&stem.join(&file.name));
        if let Err(error) = self.bench.options.put(&place, &file.bytes) {
            self.outcome.failed = true;
            return diags.push(unwritten(&error));
        }
        let entry = Entry {
            key: String::new(),
            digest: digest(&file.bytes),
            parts: 1,
            pages: 0,
            cards: Vec::new(),
            audience: file.audience,
            village: path(stem),
        };
        self.prints.push(Print { path: place, entry, reused: false });
    }
}
