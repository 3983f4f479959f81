//! One village: its book, each family composed, fitted, typeset and written, or kept because nothing of it
//! has changed.

mod feeds;

use std::panic::AssertUnwindSafe;

use super::letter::Letter;
use super::manifest::Entry;
use super::record::Record;
use super::{Format, Made, Options, Outcome, digest, unwritten};
use crate::compose::{self, Absent, FAMILIES, Family, Job, Order, PRINT_RUN, Sheet};
use crate::diag::{Diagnostic, Diagnostics, Place, Severity};
use crate::history::{Outgrown, Past};
use crate::load::Library;
use crate::model::document::{Audience, CardEntry, Document};
use crate::model::handbook::Handbook;
use crate::model::plan::PlanSet;
use crate::pipeline;
use crate::press::{self, Misprint, Press, Sheets};
use crate::project::{self, VillageFiles};
use crate::yaml::Node;

/// Dots an inch of pictures of cards: sharp on a telephone, about 100 KB.
const PNG_DPI: f64 = 200.0;

/// What every village is made with.
pub struct Bench<'a> {
    /// Plans and the words that stand for them.
    pub library: &'a Library,
    /// Layouts and fonts.
    pub press: &'a Press,
    /// Hash of layouts, fonts and program; part of every key.
    pub stamp: &'a str,
    /// Hash of the plan library.
    pub plans: &'a str,
    /// What the paper says of its past; `None` outside git.
    pub past: Option<&'a Past<'a>>,
    /// Whether there is a past that cannot be read: then nobody knows what is committed, and all is marked a
    /// draft.
    pub unread: bool,
    /// What to make.
    pub options: &'a Options,
}

/// A file and what is to be known of it.
#[derive(Debug, Clone)]
struct Print {
    path: String,
    entry: Entry,
    reused: bool,
}

/// What a run makes of one document: its files, or those of the last run if nothing has changed.
struct Printed {
    document: Document,
    prints: Vec<Print>,
}

/// One village's turn.
struct Turn<'a> {
    bench: &'a Bench<'a>,
    record: Record,
    outcome: Outcome,
    prints: Vec<Print>,
    /// Whether it has been said why an edition is not printed.
    told: bool,
    /// Whether a file that somebody had changed was put aside: that is said once.
    kept: bool,
}

impl Bench<'_> {
    /// Returns what becomes of a village if nothing of its input has changed since the last run and its files
    /// are whole.
    pub(super) fn unchanged(&self, village: &VillageFiles) -> Option<Outcome> {
        let out = &self.options.out;
        (!self.options.force)
            .then(|| Record::read(out, &village.stem))?
            .outcome(|pictures| self.input(village, pictures), out)
    }

    /// Builds a village; a panic fails this village and no other.
    pub fn village(&self, village: &VillageFiles) -> Outcome {
        // Without the texts of the village's files: those of a county would fill the memory.
        let turn = || Letter::of(&self.turn(village)).open();
        std::panic::catch_unwind(AssertUnwindSafe(turn)).unwrap_or_else(|panic| {
            let words =
                panic.downcast_ref::<String>().map(String::as_str).or(panic.downcast_ref::<&str>().copied());
            let mut outcome = Outcome::of(village);
            outcome.failed = true;
            let fault = Diagnostic::error("worker-died").with("village", super::path(&village.stem));
            outcome.diags.push(fault.with("detail", words.unwrap_or("panic")));
            outcome
        })
    }

    /// Returns the village's code, or its path where it has none.
    pub(super) fn code(&self, village: &VillageFiles) -> String {
        project::code(village).unwrap_or_else(|| super::path(&village.stem))
    }

    fn turn(&self, village: &VillageFiles) -> Outcome {
        // What the outcome is said to be made from are the bytes that were read, whatever happens to the
        // files meanwhile.
        let village = &village.held();
        let mut diags = Diagnostics::default();
        let mut record = Record::read(&self.options.out, &village.stem);
        record.code = self.code(village);
        let mut turn = Turn {
            bench: self,
            record,
            outcome: Outcome::of(village),
            prints: Vec::new(),
            told: false,
            kept: false,
        };
        let book =
            pipeline::handbook_and_tree(village, self.library, self.press, self.options.today, &mut diags);
        let mut pictures = Vec::new();
        match book {
            Ok((mut book, tree))
                if !(self.options.strict && diags.iter().any(|d| d.severity == Severity::Warning)) =>
            {
                pictures = pipeline::named_pictures(&tree);
                self.date(village, &mut book, &mut diags);
                if self.past.is_some() && book.issued().is_none() && !book.provenance.draft {
                    // In a repository, but never committed: the check took the history for a date.
                    diags.push(Diagnostic::warning("profile-field").word(
                        "field",
                        "版本.施行",
                        "edition.effective",
                    ));
                }
                turn.families(&Source { book: &book, tree: &tree }, &mut diags);
            }
            _ => turn.outcome.failed = true,
        }
        turn.close(self.input(village, &pictures), pictures, diags)
    }

    /// Puts what is known of the past into every edition of a book.
    fn date(&self, village: &VillageFiles, book: &mut Handbook, diags: &mut Diagnostics) {
        if let Some(past) = self.past {
            let outgrown = past.tell(village, book);
            let warning = |outgrown: Outgrown| {
                let fault = Diagnostic::warning("edition-outgrown").with("village", &book.village.name);
                let fault = fault
                    .with("number", book.edition.number.unwrap_or_default())
                    .with("date", outgrown.since.0);
                // Not what changed: the record of a build lies beside what everybody may read.
                fault.with("count", outgrown.count)
            };
            outgrown.into_iter().for_each(|outgrown| diags.push(warning(outgrown)));
            book.each(|edition| edition.provenance.draft &= !self.options.finished);
        }
        if self.unread {
            book.each(|edition| edition.provenance.draft = !self.options.finished);
        }
    }

    /// Returns a hash of everything that a village's outcome is made of.
    fn input(&self, village: &VillageFiles, pictures: &[String]) -> Option<String> {
        let own = pipeline::input(village, pictures).ok()?;
        let past = self.past.map_or_else(|| self.unread.to_string(), |past| past.stamp(village));
        let stem = super::path(&village.stem);
        let parts =
            [self.stamp, self.plans, &self.options.hash(&village.stem), &stem, own.to_hex().as_str(), &past]
                .join(" ");
        Some(digest(parts.as_bytes()))
    }
}

impl Turn<'_> {
    /// Writes down what was made, so that a run that is killed later need not make it again.
    fn close(mut self, input: Option<String>, pictures: Vec<String>, diags: Diagnostics) -> Outcome {
        let options = self.bench.options;
        let made = |p: &Print| Made { path: p.path.clone(), pages: p.entry.pages, reused: p.reused };
        self.outcome.made = self.prints.iter().map(made).collect();
        self.outcome.diags = diags.into_sorted();
        let entries = self.prints.into_iter().map(|p| (p.path, p.entry)).collect();
        let swept = (options.is_whole() && !self.outcome.failed).then_some(options.formats.as_slice());
        self.record.take(entries, swept.unwrap_or_default(), &options.out);
        // What depends on other files than the village's own is looked at anew each time.
        let whole = !self.outcome.failed && self.outcome.absent.iter().all(|(_, why)| *why != Absent::Unmade);
        // Faults stand beside the lines they are in; a folder that is for everybody keeps none of those.
        let shown = self.outcome.diags.is_empty() || options.order.audience != Some(Audience::Public);
        if let Some(input) = input.filter(|_| whole && shown && !self.kept) {
            self.record.note(input, pictures, &self.outcome);
        }
        if let Err(error) = self.record.write(&self.outcome.stem, options) {
            self.outcome.failed = true;
            self.outcome.diags.push(unwritten(&error));
        }
        self.outcome
    }

    fn families(&mut self, source: &Source, diags: &mut Diagnostics) {
        let bench = self.bench;
        let book = source.book;
        let stem = self.outcome.stem.clone();
        let mut run: Vec<(&'static Family, Printed)> = Vec::new();
        for family in FAMILIES.iter().filter(|f| bench.options.wants(&stem, f, book)) {
            for format in bench.options.formats.iter().filter(|f| f.typeset()) {
                let order = self.order(family, *format);
                if self.withheld(book.seen_by(order.audience.unwrap_or(family.audiences[0])), diags) {
                    break;
                }
                match compose::compose(family, book, self.plans(book), &order) {
                    // What is for somebody else is no lack.
                    Err(Absent::Unchosen) => break,
                    Err(absent) => {
                        self.outcome.absent.push((family.name, absent));
                        break;
                    }
                    Ok(document) => {
                        let printed = self.print(family, document, source, order, *format, diags);
                        run.extend(
                            printed.filter(|_| *format == Format::Pdf).map(|printed| (family, printed)),
                        );
                    }
                }
            }
        }
        self.feeds(book, diags);
        if bench.options.wants_print_run() {
            self.print_run(book, &run, diags);
        }
    }

    /// Returns whether an edition must not be printed, and says why, once.
    fn withheld(&mut self, book: &Handbook, diags: &mut Diagnostics) -> bool {
        if !book.withheld.is_empty() && !self.told {
            self.told = true;
            self.outcome.failed = true;
            book.withheld.iter().for_each(|fault| diags.push(fault.clone()));
        }
        !book.withheld.is_empty()
    }

    /// Returns the plans as they are said in this village.
    fn plans(&self, book: &Handbook) -> &PlanSet {
        self.bench.library.plans(&book.village)
    }

    /// Pictures want one card a page, front and back side by side.
    fn order(&self, family: &Family, format: Format) -> Order {
        let mut order = self.bench.options.order.clone();
        if let Some(cards) = self.bench.options.cards_of(&self.outcome.stem, family) {
            order.cards.clone_from(cards);
        }
        if format == Format::Png {
            order.sheet = Sheet { single: true, large: order.sheet.large, ..Sheet::default() };
        }
        order
    }

    fn print(
        &mut self,
        family: &'static Family,
        document: Document,
        source: &Source,
        order: Order,
        format: Format,
        diags: &mut Diagnostics,
    ) -> Option<Printed> {
        let key = self.key(&document, format);
        if let Some(prints) = self.kept(&key) {
            self.prints.extend(prints.iter().cloned());
            return Some(Printed { document, prints });
        }
        let fitted = self.fit(family, document, source, order);
        fitted.faults.iter().for_each(|fault| diags.push(fault.clone()));
        self.outcome.failed |= !fitted.faults.is_empty();
        let (document, sheets) = fitted.laid?;
        // With cards refused it is never taken for good: the next run says so again.
        let key = if fitted.faults.is_empty() { key } else { String::new() };
        let sheets = match self.bench.options.printer.filter(|_| format == Format::Pdf) {
            Some(printer) => match sheets.corrected(&printer, family.has_backs(&document)) {
                Ok(sheets) => sheets,
                Err(faults) => {
                    self.outcome.failed = true;
                    faults.iter().for_each(|fault| diags.push(fault.told()));
                    return None;
                }
            },
            None => sheets,
        };
        let files =
            render(&sheets, &document, format, &self.stem(&document)).map_err(|e| failed("layout", &e));
        match files.and_then(|files| self.write(&files, &key, &document, sheets.len())) {
            Ok(prints) => {
                self.prints.extend(prints.iter().cloned());
                Some(Printed { document, prints })
            }
            Err(fault) => {
                self.outcome.failed = true;
                diags.push(fault);
                None
            }
        }
    }

    /// Returns the files of the last run that were made from this key, if all of them still have the bytes
    /// they had.
    fn kept(&self, key: &str) -> Option<Vec<Print>> {
        let options = self.bench.options;
        let good = self.record.good(key, &options.out).filter(|_| !options.force)?;
        Some(
            good.into_iter()
                .map(|(path, entry)| Print { path: path.clone(), entry: entry.clone(), reused: true })
                .collect(),
        )
    }

    fn write(
        &mut self,
        files: &[(String, Vec<u8>)],
        key: &str,
        document: &Document,
        pages: usize,
    ) -> Result<Vec<Print>, Diagnostic> {
        let parts = files.len();
        let village = super::path(&self.outcome.stem);
        let entry = |bytes: &[u8]| Entry {
            key: key.to_owned(),
            digest: digest(bytes),
            parts,
            pages,
            cards: document.sealed().cloned().collect(),
            audience: document.audience,
            village: village.clone(),
        };
        let prints: Vec<Print> = files
            .iter()
            .map(|(path, bytes)| Print { path: path.clone(), entry: entry(bytes), reused: false })
            .collect();
        self.put(&prints, files.iter().map(|(_, bytes)| bytes.as_slice())).map_err(|e| unwritten(&e))?;
        Ok(prints)
    }

    /// Writes files, once the record names them.
    fn put<'a>(&mut self, prints: &[Print], bytes: impl IntoIterator<Item = &'a [u8]>) -> anyhow::Result<()> {
        let options = self.bench.options;
        let named = prints.iter().map(|print| (print.path.clone(), print.entry.clone()));
        self.record.intend(named, &self.outcome.stem, options)?;
        prints.iter().zip(bytes).try_for_each(|(print, bytes)| options.put(&print.path, bytes))
    }

    /// Lays a document out; cards that do not fit on one go on two, those that still do not are refused by
    /// name.
    fn fit(
        &self,
        family: &'static Family,
        mut document: Document,
        source: &Source,
        mut order: Order,
    ) -> Fitted {
        let mut faults = Vec::new();
        loop {
            let misprints = match self.bench.press.lay_out(&document) {
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
            match compose::compose(family, source.book, self.plans(source.book), &order) {
                Ok(next) => document = next,
                Err(_) => return Fitted { laid: None, faults },
            }
        }
    }

    /// Says in which document a fault of the paper is, and where the words concerned were written.
    fn located(&self, fault: &Misprint, document: &Document, source: &Source) -> Diagnostic {
        let text = match fault {
            Misprint::Glyph { text } | Misprint::Lost { text, .. } | Misprint::Outside { text, .. } => {
                text.as_str()
            }
            _ => "",
        };
        if let (Misprint::Layout { message, .. }, Some(place)) = (fault, undecoded(fault, source.tree)) {
            return Diagnostic::error("picture-broken").at(place).with("detail", message);
        }
        let found = pipeline::written(&[text], source.tree, source.book, self.plans(source.book));
        fault.told().at(found.map(|(_, place)| place)).with("document", &document.title)
    }

    /// Says which card is not printed, by how much it is too full, and where the longest text of the part that
    /// is too full stands.
    fn refusal(
        &self,
        fault: &Misprint,
        card: &CardEntry,
        document: &Document,
        source: &Source,
    ) -> Diagnostic {
        let data =
            document.data["cards"].as_array().into_iter().flatten().find(|c| c["number"] == card.number);
        let mut texts = Vec::new();
        let side = if let Misprint::Overflow { side, .. } = fault { side.as_str() } else { "" };
        let part = PARTS.iter().find(|(name, _)| side.contains(name)).map_or(&[][..], |(_, keys)| keys);
        data.into_iter().for_each(|data| strings(data, part, &mut texts));
        let fitted = data.and_then(compose::crowd).and_then(|c| pipeline::longest(&c.texts, source.tree));
        let plans = self.plans(source.book);
        let found = fitted.or_else(|| pipeline::written(&texts, source.tree, source.book, plans));
        pipeline::refused(fault.told(), &source.book.village.name, &card.to, found.as_ref())
    }

    /// The sheet that says what to print: it counts the pages of the others, made in this run or still good.
    fn print_run(&mut self, book: &Handbook, run: &[(&'static Family, Printed)], diags: &mut Diagnostics) {
        let bench = self.bench;
        let kept: Vec<(&'static Family, Printed)> = (FAMILIES
            .iter()
            .filter(|f| f.is_usual(book) && run.iter().all(|(r, _)| r.name != f.name)))
        .filter_map(|family| {
            let document =
                compose::compose(family, book, bench.library.plans(&book.village), &bench.options.order)
                    .ok()?;
            let prints = self.kept(&self.key(&document, Format::Pdf))?;
            Some((family, Printed { document, prints }))
        })
        .collect();
        let mut jobs: Vec<Job> = Vec::new();
        for (family, printed) in run.iter().chain(&kept) {
            let Some(print) = printed.prints.first() else { continue };
            let file = print.path.rsplit('/').next().unwrap_or_default().to_owned();
            jobs.push(Job { family, document: &printed.document, file, pages: print.entry.pages });
        }
        jobs.sort_by_key(|job| FAMILIES.iter().position(|f| f.name == job.family.name));
        if jobs.is_empty() {
            self.outcome.absent.push((PRINT_RUN, Absent::Unmade));
            return;
        }
        let document = compose::print_run(book, self.plans(book), &jobs);
        let key = self.key(&document, Format::Pdf);
        if let Some(prints) = self.kept(&key) {
            return self.prints.extend(prints);
        }
        let laid = bench
            .press
            .lay_out(&document)
            .map_err(|misprints| misprints.iter().map(Misprint::told).collect::<Vec<_>>());
        let prints = laid.and_then(|sheets| {
            let files = render(&sheets, &document, Format::Pdf, &self.stem(&document))
                .map_err(|e| vec![failed("layout", &e)])?;
            self.write(&files, &key, &document, sheets.len()).map_err(|fault| vec![fault])
        });
        match prints {
            Ok(prints) => self.prints.extend(prints),
            Err(faults) => {
                self.outcome.failed = true;
                faults.into_iter().for_each(|fault| diags.push(fault));
            }
        }
    }

    /// The key is the whole input of printing: data, layouts, fonts, program, format, place.
    fn key(&self, document: &Document, format: Format) -> String {
        let mut hasher = blake3::Hasher::new();
        hasher.update(self.bench.stamp.as_bytes());
        hasher.update(self.stem(document).as_bytes()).update(format.ending().as_bytes());
        hasher.update(&serde_json::to_vec(document).expect("documents serialise"));
        // How it comes onto paper is no part of its words, nor of the check code.
        hasher.update(&serde_json::to_vec(&self.bench.options.printer).expect("figures serialise"));
        hasher.finalize().to_hex().to_string()
    }

    /// Path of a document's file within the output folder, without its ending.
    fn stem(&self, document: &Document) -> String {
        let name = format!("{}{}", document.family, self.bench.options.suffix(Some(document)));
        super::path(&self.outcome.stem.join(name))
    }
}

/// A village's book and the tree it was read from.
struct Source<'a> {
    book: &'a Handbook,
    tree: &'a Node,
}

/// What came of laying a document out: pages unless nothing could be printed, and a fault for each card
/// refused.
struct Fitted {
    laid: Option<(Document, Sheets)>,
    faults: Vec<Diagnostic>,
}

/// Returns the files of a document, by path.
fn render(
    sheets: &Sheets,
    document: &Document,
    format: Format,
    stem: &str,
) -> anyhow::Result<Vec<(String, Vec<u8>)>> {
    Ok(match format {
        Format::Pdf => vec![(format!("{stem}.pdf"), press::pdf(sheets, document)?)],
        Format::Txt => vec![(format!("{stem}.txt"), (press::text(sheets).join("\n\n") + "\n").into_bytes())],
        Format::Png => {
            let pictures = press::png(sheets, PNG_DPI)?;
            let names = (0..pictures.len()).map(|i| match document.cards.get(i) {
                // A card that goes on two has two pictures.
                Some(card) if document.cards[..i].iter().any(|c| c.number == card.number) => {
                    format!("{}-{}", card.number, i + 1)
                }
                Some(card) => card.number.clone(),
                None => format!("{:03}", i + 1),
            });
            names.zip(pictures).map(|(name, bytes)| (format!("{stem}/{name}.png"), bytes)).collect()
        }
        _ => Vec::new(),
    })
}

/// Returns the card that a misprint is about.
fn crowded<'a>(misprint: &Misprint, document: &'a Document) -> Option<&'a CardEntry> {
    let Misprint::Overflow { what, .. } = misprint else { return None };
    document.cards.iter().find(|card| card.number == *what)
}

/// Parts of a card by the names that layouts give them, and what of its data stands there.
const PARTS: [(&str, &[&str]); 7] = [
    ("stamp", &["stamp", "number"]),
    ("phones", &["phones", "who", "rows", "calls"]),
    ("村外", &["outside"]),
    ("title", &["name", "head", "role", "hazard", "for"]),
    ("names", &["people", "also"]),
    ("带上", &["bring"]),
    ("不准", &["forbid"]),
];

/// Collects the texts of a card, of these keys only if there are any.
fn strings<'a>(value: &'a serde_json::Value, keys: &[&str], found: &mut Vec<&'a str>) {
    match value {
        serde_json::Value::String(text) => found.push(text),
        serde_json::Value::Array(items) => items.iter().for_each(|item| strings(item, keys, found)),
        serde_json::Value::Object(map) => {
            let kept = map.iter().filter(|(key, _)| keys.is_empty() || keys.contains(&key.as_str()));
            kept.for_each(|(_, item)| strings(item, &[], found));
        }
        _ => {}
    }
}

fn failed(code: &'static str, error: &anyhow::Error) -> Diagnostic {
    Diagnostic::error(code).with("detail", format!("{error:#}")).with("message", format!("{error:#}"))
}

/// Returns where a profile names its picture, if a layout failed because a picture cannot be decoded.
fn undecoded(fault: &Misprint, tree: &Node) -> Option<Place> {
    let Misprint::Layout { message, .. } = fault else { return None };
    let decoding = ["failed to decode image", "failed to parse SVG", "failed to load image"];
    let about = decoding.iter().any(|words| message.contains(words));
    about.then(|| pipeline::picture_places(tree).into_iter().next()).flatten()
}
