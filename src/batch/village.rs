//! One village: its book, each family composed, fitted, typeset and written, or kept because nothing of it has changed.

use std::path::Path;

use super::manifest::{Entry, Manifest};
use super::{Format, Made, Options, Outcome, digest, whole};
use crate::compose::{self, FAMILIES, Family, Job, Order, Sheet};
use crate::diag::{Diagnostic, Diagnostics, Severity};
use crate::load::Library;
use crate::model::document::{CardEntry, Document};
use crate::model::handbook::Handbook;
use crate::pipeline;
use crate::press::{self, Misprint, Press, Sheets};
use crate::project::VillageFiles;
use crate::yaml::Node;

/// Dots an inch of pictures of cards: sharp on a telephone, about 100 KB.
const PNG_DPI: f64 = 200.0;

pub(super) struct Bench<'a> {
    pub(super) library: &'a Library,
    pub(super) press: &'a Press,
    /// Hash of layouts, fonts and program; part of every key.
    pub(super) stamp: &'a str,
    pub(super) options: &'a Options,
    pub(super) old: &'a Manifest,
}

/// What a run makes of one document: its files, or those of the last run if nothing has changed.
struct Printed {
    document: Document,
    made: Vec<Made>,
}

impl Bench<'_> {
    pub(super) fn village(&self, village: &VillageFiles) -> Outcome {
        let mut diags = Diagnostics::default();
        let mut outcome = Outcome::of(village);
        let book = pipeline::handbook_and_tree(village, self.library, self.press, self.options.today, &mut diags);
        match book {
            Ok((book, tree)) if !(self.options.strict && diags.iter().any(|d| d.severity == Severity::Warning)) => {
                self.families(&Source { book: &book, tree: &tree }, &mut outcome, &mut diags);
            }
            _ => outcome.failed = true,
        }
        outcome.diags = diags.into_sorted();
        outcome
    }

    fn families(&self, source: &Source, outcome: &mut Outcome, diags: &mut Diagnostics) {
        let book = source.book;
        let mut run: Vec<(&'static Family, Printed)> = Vec::new();
        for family in FAMILIES.iter().filter(|f| self.options.wants(f)) {
            for format in self.options.formats.iter().filter(|f| **f != Format::Json) {
                let order = self.order(*format);
                match compose::compose(family, book, &self.library.set, &order) {
                    Err(absent) => {
                        outcome.absent.push((family.name, absent));
                        break;
                    }
                    Ok(document) => {
                        let printed = self.print(family, document, source, order, *format, outcome, diags);
                        run.extend(printed.filter(|_| *format == Format::Pdf).map(|printed| (family, printed)));
                    }
                }
            }
        }
        if self.options.formats.contains(&Format::Json) {
            self.json(book, outcome, diags);
        }
        if self.options.wants_print_run() {
            self.print_run(book, &run, outcome, diags);
        }
    }

    /// Pictures want one card a page, front and back side by side.
    fn order(&self, format: Format) -> Order {
        let mut order = self.options.order.clone();
        if format == Format::Png {
            order.sheet = Sheet { single: true, large: order.sheet.large, ..Sheet::default() };
        }
        order
    }

    #[expect(clippy::too_many_arguments, reason = "one call: the document, where it comes from, where its news go")]
    fn print(
        &self,
        family: &'static Family,
        document: Document,
        source: &Source,
        order: Order,
        format: Format,
        outcome: &mut Outcome,
        diags: &mut Diagnostics,
    ) -> Option<Printed> {
        let key = self.key(&document, format, &outcome.stem);
        if let Some(made) = self.kept(&key) {
            outcome.made.extend(made.iter().cloned());
            return Some(Printed { document, made });
        }
        let fitted = self.fit(family, document, source, order);
        fitted.faults.iter().for_each(|fault| diags.push(fault.clone()));
        outcome.failed |= !fitted.faults.is_empty();
        let (document, sheets) = fitted.laid?;
        // With cards refused it is never taken for good: the next run says so again.
        let key = if fitted.faults.is_empty() { key } else { String::new() };
        let stem = self.stem(&document, &outcome.stem);
        let files = render(&sheets, &document, format, &stem).map_err(|e| failed("layout", &e));
        let made = files.and_then(|files| self.write(files, &key, &document, sheets.len(), outcome));
        match made {
            Ok(made) => {
                outcome.made.extend(made.iter().cloned());
                Some(Printed { document, made })
            }
            Err(fault) => {
                outcome.failed = true;
                diags.push(fault);
                None
            }
        }
    }

    /// Returns the files of the last run that were made from this key, if all of them still have the bytes they had.
    fn kept(&self, key: &str) -> Option<Vec<Made>> {
        let good = self.old.good(key, &self.options.out).filter(|_| !self.options.force)?;
        Some(good.into_iter().map(|(path, entry)| Made { path: path.clone(), entry: entry.clone(), reused: true }).collect())
    }

    fn write(
        &self,
        files: Vec<(String, Vec<u8>)>,
        key: &str,
        document: &Document,
        pages: usize,
        outcome: &Outcome,
    ) -> Result<Vec<Made>, Diagnostic> {
        let parts = files.len();
        let one = |(path, bytes): (String, Vec<u8>)| {
            whole(&self.options.out.join(&path), &bytes).map_err(|e| failed("write-failed", &e))?;
            let entry = Entry {
                key: key.to_owned(),
                digest: digest(&bytes),
                parts,
                pages,
                cards: document.cards.clone(),
                audience: document.audience,
                village: super::path(&outcome.stem),
            };
            Ok(Made { path, entry, reused: false })
        };
        files.into_iter().map(one).collect()
    }

    /// Lays a document out; cards that do not fit on one go on two, those that still do not are refused by name.
    fn fit(&self, family: &'static Family, mut document: Document, source: &Source, mut order: Order) -> Fitted {
        let mut faults = Vec::new();
        loop {
            let misprints = match self.press.lay_out(&document) {
                Ok(sheets) => return Fitted { laid: Some((document, sheets)), faults },
                Err(misprints) => misprints,
            };
            let over: Vec<&CardEntry> = misprints.iter().filter_map(|m| crowded(m, &document)).collect();
            if over.len() < misprints.len() {
                faults.extend(misprints.iter().map(|fault| self.located(fault, &document, source)));
                return Fitted { laid: None, faults };
            }
            // Every round splits or refuses a card, so there is an end.
            let seen = order.split.clone();
            for (fault, card) in misprints.iter().zip(over) {
                if seen.contains(&card.number) {
                    if order.refused.insert(card.number.clone()) {
                        faults.push(self.refusal(fault, card, &document, source));
                    }
                } else {
                    order.split.insert(card.number.clone());
                }
            }
            match compose::compose(family, source.book, &self.library.set, &order) {
                Ok(next) => document = next,
                Err(_) => return Fitted { laid: None, faults },
            }
        }
    }

    /// Says in which document a fault of the paper is, and where the words concerned were written.
    fn located(&self, fault: &Misprint, document: &Document, source: &Source) -> Diagnostic {
        let text = match fault {
            Misprint::Glyph { text } | Misprint::Lost { text } | Misprint::Outside { text, .. } => text.as_str(),
            _ => "",
        };
        let found = pipeline::written(&[text], source.tree, source.book, &self.library.set);
        misprint(fault).at(found.map(|(_, place)| place)).with("document", &document.title)
    }

    /// Says which card is not printed, by how much it is too full, and where its longest sentence stands.
    fn refusal(&self, fault: &Misprint, card: &CardEntry, document: &Document, source: &Source) -> Diagnostic {
        let data = document.data["cards"].as_array().into_iter().flatten().find(|c| c["number"] == card.number);
        let mut texts = Vec::new();
        data.into_iter().for_each(|data| strings(data, &mut texts));
        let found = pipeline::written(&texts, source.tree, source.book, &self.library.set);
        let count = found.as_ref().map_or(0, |(text, _)| text.chars().count());
        misprint(fault)
            .at(found.map(|(_, place)| place))
            .with("village", &source.book.village.name)
            .with("to", &card.to)
            .with("count", count)
    }

    /// The merged book for other programs, as the audience may see it.
    fn json(&self, book: &Handbook, outcome: &mut Outcome, diags: &mut Diagnostics) {
        let audience = self.options.order.audience.unwrap_or(crate::model::document::Audience::Duty);
        let book = compose::edition(book, audience);
        let mut bytes = serde_json::to_vec_pretty(book.as_ref()).expect("books serialise");
        bytes.push(b'\n');
        let path = super::path(&outcome.stem.join(format!("handbook{}.json", self.options.suffix(None))));
        if let Err(error) = whole(&self.options.out.join(&path), &bytes) {
            outcome.failed = true;
            return diags.push(failed("write-failed", &error));
        }
        let entry = Entry {
            key: String::new(),
            digest: digest(&bytes),
            parts: 1,
            pages: 0,
            cards: Vec::new(),
            audience,
            village: super::path(&outcome.stem),
        };
        outcome.made.push(Made { path, entry, reused: false });
    }

    /// The sheet that says what to print: it counts the pages of the others, made in this run or still good.
    fn print_run(&self, book: &Handbook, run: &[(&'static Family, Printed)], outcome: &mut Outcome, diags: &mut Diagnostics) {
        let kept: Vec<(&'static Family, Printed)> =
            (FAMILIES.iter().filter(|f| f.usual && run.iter().all(|(r, _)| r.name != f.name)))
                .filter_map(|family| {
                    let document = compose::compose(family, book, &self.library.set, &self.options.order).ok()?;
                    let made = self.kept(&self.key(&document, Format::Pdf, &outcome.stem))?;
                    Some((family, Printed { document, made }))
                })
                .collect();
        let mut jobs: Vec<Job> = Vec::new();
        for (family, printed) in run.iter().chain(&kept) {
            let Some(made) = printed.made.first() else { continue };
            let file = made.path.rsplit('/').next().unwrap_or_default().to_owned();
            jobs.push(Job { family, document: &printed.document, file, pages: made.entry.pages });
        }
        jobs.sort_by_key(|job| FAMILIES.iter().position(|f| f.name == job.family.name));
        if jobs.is_empty() {
            return;
        }
        let document = compose::print_run(book, &jobs);
        let key = self.key(&document, Format::Pdf, &outcome.stem);
        if let Some(made) = self.kept(&key) {
            return outcome.made.extend(made);
        }
        let stem = self.stem(&document, &outcome.stem);
        let laid = self.press.lay_out(&document).map_err(|misprints| misprints.iter().map(misprint).collect::<Vec<_>>());
        let made = laid.and_then(|sheets| {
            let files = render(&sheets, &document, Format::Pdf, &stem).map_err(|e| vec![failed("layout", &e)])?;
            self.write(files, &key, &document, sheets.len(), outcome).map_err(|fault| vec![fault])
        });
        match made {
            Ok(made) => outcome.made.extend(made),
            Err(faults) => {
                outcome.failed = true;
                faults.into_iter().for_each(|fault| diags.push(fault));
            }
        }
    }

    /// The key is the whole input of printing: data, layouts, fonts, program, format, place.
    fn key(&self, document: &Document, format: Format, stem: &Path) -> String {
        let mut hasher = blake3::Hasher::new();
        hasher.update(self.stamp.as_bytes()).update(self.stem(document, stem).as_bytes()).update(format.ending().as_bytes());
        hasher.update(&serde_json::to_vec(document).expect("documents serialise"));
        hasher.finalize().to_hex().to_string()
    }

    /// Path of a document's file within the output folder, without its ending.
    fn stem(&self, document: &Document, village: &Path) -> String {
        super::path(&village.join(format!("{}{}", document.family, self.options.suffix(Some(document)))))
    }
}

/// A village's book and the tree it was read from.
struct Source<'a> {
    book: &'a Handbook,
    tree: &'a Node,
}

/// What came of laying a document out: pages unless nothing could be printed, and a fault for each card refused.
struct Fitted {
    laid: Option<(Document, Sheets)>,
    faults: Vec<Diagnostic>,
}

/// Returns the files of a document, by path.
fn render(sheets: &Sheets, document: &Document, format: Format, stem: &str) -> anyhow::Result<Vec<(String, Vec<u8>)>> {
    Ok(match format {
        Format::Pdf => vec![(format!("{stem}.pdf"), press::pdf(sheets, document)?)],
        Format::Txt => vec![(format!("{stem}.txt"), (press::text(sheets).join("\n\n") + "\n").into_bytes())],
        Format::Png => {
            let pictures = press::png(sheets, PNG_DPI)?;
            let names = (0..pictures.len()).map(|i| match document.cards.get(i) {
                // A card that goes on two has two pictures.
                Some(card) if document.cards[..i].iter().any(|c| c.number == card.number) => format!("{}-{}", card.number, i + 1),
                Some(card) => card.number.clone(),
                None => format!("{:03}", i + 1),
            });
            names.zip(pictures).map(|(name, bytes)| (format!("{stem}/{name}.png"), bytes)).collect()
        }
        Format::Json => Vec::new(),
    })
}

/// Returns the card that a misprint is about.
fn crowded<'a>(misprint: &Misprint, document: &'a Document) -> Option<&'a CardEntry> {
    let Misprint::Overflow { what, .. } = misprint else { return None };
    document.cards.iter().find(|card| card.number == *what)
}

fn strings<'a>(value: &'a serde_json::Value, found: &mut Vec<&'a str>) {
    match value {
        serde_json::Value::String(text) => found.push(text),
        serde_json::Value::Array(items) => items.iter().for_each(|item| strings(item, found)),
        serde_json::Value::Object(map) => map.values().for_each(|item| strings(item, found)),
        _ => {}
    }
}

fn failed(code: &'static str, error: &anyhow::Error) -> Diagnostic {
    Diagnostic::error(code).with("detail", format!("{error:#}")).with("message", format!("{error:#}"))
}

fn misprint(fault: &Misprint) -> Diagnostic {
    match fault {
        Misprint::Layout { file, line, message } => {
            Diagnostic::error("layout").with("file", file).with("line", line).with("message", message)
        }
        Misprint::Glyph { text } => Diagnostic::error("glyph-zero").with("text", text),
        Misprint::Lost { text } => Diagnostic::error("lost-item").with("text", text),
        Misprint::Outside { text, page } => Diagnostic::error("off-paper").with("text", text).with("page", page),
        Misprint::Bare { page } => Diagnostic::error("bare-page").with("page", page),
        Misprint::Overflow { what, side, need, have } => Diagnostic::error("overflow")
            .with("card", what)
            .word("side", &side_in_chinese(side), side)
            .with("need", format!("{need:.1}"))
            .with("have", format!("{have:.1}"))
            .with("over", format!("{:.1}", need - have)),
    }
}

/// Returns a place on a card in Chinese; layouts name them in English, and some parts in Chinese already.
fn side_in_chinese(place: &str) -> String {
    const WORDS: [(&str, &str); 7] = [
        ("front", "正面"),
        ("back", "背面"),
        ("title", "标题"),
        ("names", "姓名"),
        ("phones", "电话"),
        ("stamp", "落款"),
        ("tag", "大字"),
    ];
    let word = |part: &str| WORDS.iter().find(|(en, _)| *en == part).map_or_else(|| part.to_owned(), |(_, zh)| (*zh).to_owned());
    place.split(' ').map(word).collect()
}
