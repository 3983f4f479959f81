//! Documents to laid-out sheets to files. The only door to Typst; no disk, network, clock or system font
//! behind it.

mod audit;
mod bare;
mod booklet;
mod code;
mod drawing;
mod export;
mod misprint;
mod turn;
mod world;
mod written;

pub use bare::bare;
pub use drawing::{hides, links, texts};
pub use export::{Run, Words, page_png, pdf, png, text, words};
pub use misprint::{Misprint, overflow};
pub use written::written;

use std::borrow::Cow;
use std::collections::HashMap;

use typst::World;
use typst::diag::{Severity, SourceDiagnostic};
use typst::foundations::{Bytes, Label, Selector, Value};
use typst::introspection::{Introspector, MetadataElem};
use typst::layout::{Frame, FrameItem};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook, FontStretch, FontStyle, FontVariant, FontWeight};
use typst::utils::{LazyHash, PicoStr};
use typst::{Library, LibraryExt, WorldExt};
use typst_layout::PagedDocument;

use crate::diag::Refusal;
use crate::model::document::{Document, Finish};
use world::Job;

/// Families that `templates/paper.typ` names itself.
const OWN_FACES: [&str; 2] = ["Duoan Sans", "Duoan Sans Ext"];
/// Weights that layouts use.
const WEIGHTS: [u16; 3] = [400, 500, 700];

/// For how many proofs what one of them made is kept.
const PROOFS: usize = 8;

/// Layouts, pictures and fonts, loaded once for all documents.
pub struct Press {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
    /// Families beside those that layouts name themselves: the last in every list of faces.
    faces: Vec<String>,
    /// Bit by bit, the characters that can be printed: every character of every profile is looked up.
    covered: Vec<u64>,
    // Looked up by id only, never walked.
    sources: HashMap<FileId, Source>,
    assets: HashMap<FileId, Bytes>,
    data: FileId,
}

/// Laid-out pages of one document.
pub struct Sheets {
    pages: PagedDocument,
}

impl Sheets {
    /// Returns the number of pages.
    pub fn len(&self) -> usize {
        self.pages.pages().len()
    }

    /// Returns whether there is no page.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// Returns whether these bytes are a font that can be printed with.
pub fn is_font(bytes: &[u8]) -> bool {
    Font::new(Bytes::new(bytes.to_vec()), 0).is_some()
}

impl Press {
    /// Returns a press with these layouts and pictures (path under `templates/` → bytes) and fonts.
    pub fn new<'a>(
        files: impl IntoIterator<Item = (String, &'a [u8])>,
        fonts: impl IntoIterator<Item = Cow<'static, [u8]>>,
    ) -> Self {
        let fonts: Vec<Font> = fonts.into_iter().flat_map(|bytes| Font::iter(Bytes::new(bytes))).collect();
        let (mut sources, mut assets) = (HashMap::new(), HashMap::new());
        for (path, bytes) in files {
            let id = file_id(&path);
            match std::str::from_utf8(bytes).ok().filter(|_| path.ends_with(".typ")) {
                Some(text) => drop(sources.insert(id, Source::new(id, text.to_owned()))),
                None => drop(assets.insert(id, Bytes::new(bytes.to_vec()))),
            }
        }
        let book = FontBook::from_fonts(&fonts);
        let faces: Vec<String> = book
            .families()
            .map(|(name, _)| name.to_owned())
            .filter(|f| !OWN_FACES.contains(&f.as_str()))
            .collect();
        Self {
            covered: covered(&book, &faces),
            faces,
            library: LazyHash::new(Library::default()),
            book: LazyHash::new(book),
            fonts,
            sources,
            assets,
            data: file_id("data.json"),
        }
    }

    /// Returns a file that lies among the layouts, the workspace's own before that of the program, as text.
    pub fn text(&self, path: &str) -> Option<&str> {
        std::str::from_utf8(self.assets.get(&file_id(path))?).ok()
    }

    /// Returns whether this character can be printed, in every weight that layouts use; spaces and line ends
    /// need no font.
    pub fn has(&self, c: char) -> bool {
        c.is_whitespace() || self.covered[c as usize / 64] & (1 << (c as u32 % 64)) != 0
    }

    /// Returns what the layout reads as `data.json`: the document's data, the modules of its check codes, and
    /// further faces.
    pub fn data(&self, document: &Document) -> Vec<u8> {
        let mut data = document.data.clone();
        code::draw(&mut data);
        if !self.faces.is_empty() {
            data["faces"] = serde_json::json!(self.faces);
        }
        serde_json::to_vec(&data).expect("JSON values serialise")
    }

    /// Returns the laid-out pages of a document; forgets everything about it afterwards, so that memory stays
    /// flat.
    ///
    /// # Errors
    /// Every reason why it cannot go on paper.
    pub fn lay_out(&self, document: &Document) -> Result<Sheets, Vec<Misprint>> {
        let data = self.data(document);
        let assets =
            document.assets.iter().map(|(path, bytes)| (file_id(path), Bytes::new(bytes.to_vec()))).collect();
        let job = Job { press: self, main: file_id(document.layout), data: Bytes::new(data), assets };
        let result = typst::compile::<PagedDocument>(&job).output;
        let laid = match result {
            Ok(pages) => {
                let mut faults = overflows(&pages);
                pages.pages().iter().for_each(|page| boxes(&page.frame, &mut faults));
                if faults.is_empty() {
                    faults = audit::audit(&pages, document);
                }
                if faults.is_empty() {
                    let booklet = document.finish == Finish::Booklet;
                    Ok(Sheets { pages: if booklet { booklet::impose(&pages) } else { pages } })
                } else {
                    Err(faults)
                }
            }
            Err(errors) => Err(errors
                .iter()
                .filter(|e| e.severity == Severity::Error)
                .map(|e| layout_fault(e, &job))
                .collect()),
        };
        comemo::evict(0);
        laid
    }
}

impl Press {
    /// Returns the pages of a document to be looked at, with what is wrong with them: a proof is shown with its
    /// faults. What layouts share stays in memory, so that the next proof is quick.
    ///
    /// # Errors
    /// Why there are no pages at all.
    pub fn proof(&self, document: &Document) -> Result<(Sheets, Vec<Misprint>), Vec<Misprint>> {
        let data = self.data(document);
        let assets =
            document.assets.iter().map(|(path, bytes)| (file_id(path), Bytes::new(bytes.to_vec()))).collect();
        let job = Job { press: self, main: file_id(document.layout), data: Bytes::new(data), assets };
        let laid = typst::compile::<PagedDocument>(&job).output;
        comemo::evict(PROOFS);
        match laid {
            Ok(pages) => {
                let mut faults = overflows(&pages);
                pages.pages().iter().for_each(|page| boxes(&page.frame, &mut faults));
                let booklet = document.finish == Finish::Booklet;
                Ok((Sheets { pages: if booklet { booklet::impose(&pages) } else { pages } }, faults))
            }
            Err(errors) => Err(errors
                .iter()
                .filter(|e| e.severity == Severity::Error)
                .map(|e| layout_fault(e, &job))
                .collect()),
        }
    }
}

/// Returns the PDF of a document that stands by itself: a report, a list.
///
/// # Errors
/// If it cannot go on paper.
pub fn printed(press: &Press, document: &Document) -> anyhow::Result<Vec<u8>> {
    // What lists all villages must not fail for one rare character in one name.
    let mut set = document.clone();
    settable(&mut set.data, press);
    set.items
        .iter_mut()
        .flat_map(|item| item.wordings.iter_mut().flatten())
        .for_each(|text| typed(text, press));
    match press.lay_out(&set) {
        Ok(sheets) => pdf(&sheets, &set),
        Err(faults) => {
            let first = faults.first().map(|fault| fault.told().with("document", &document.title));
            Err(first.map_or_else(|| anyhow::anyhow!("{}", document.title), Refusal::of))
        }
    }
}

/// Stands on paper for a character that no font has; 〓 marks a missing type in Chinese and Japanese setting.
const NO_TYPE: char = '〓';

/// Puts the mark of a missing type where no font has a character.
pub fn settable(data: &mut serde_json::Value, press: &Press) {
    match data {
        serde_json::Value::String(text) => typed(text, press),
        serde_json::Value::Array(items) => items.iter_mut().for_each(|item| settable(item, press)),
        serde_json::Value::Object(map) => map.values_mut().for_each(|item| settable(item, press)),
        _ => {}
    }
}

fn typed(text: &mut String, press: &Press) {
    if text.chars().any(|c| !press.has(c)) {
        *text = text.chars().map(|c| if press.has(c) { c } else { NO_TYPE }).collect();
    }
}

/// Returns the characters that every weight has, in the font that is picked for it of one of these families.
fn covered(book: &FontBook, faces: &[String]) -> Vec<u64> {
    let families: Vec<String> = OWN_FACES
        .iter()
        .map(|f| (*f).to_owned())
        .chain(faces.iter().cloned())
        .map(|f| f.to_lowercase())
        .collect();
    let mut all = vec![u64::MAX; (char::MAX as usize).div_ceil(64)];
    for weight in WEIGHTS {
        let variant =
            FontVariant::new(FontStyle::Normal, FontWeight::from_number(weight), FontStretch::NORMAL);
        let mut here = vec![0; all.len()];
        let fonts = families.iter().filter_map(|family| book.info(book.select(family, variant)?));
        for c in fonts.flat_map(|font| font.coverage.iter()) {
            here[c as usize / 64] |= 1 << (c % 64);
        }
        all.iter_mut().zip(here).for_each(|(all, here)| *all &= here);
    }
    all
}

/// Paths are interned for the life of the process, so every document uses the same few.
fn file_id(path: &str) -> FileId {
    let path = VirtualPath::new(path).expect("paths of layouts are plain");
    FileId::new(RootedPath::new(VirtualRoot::Project, path))
}

fn layout_fault(error: &SourceDiagnostic, job: &Job) -> Misprint {
    let id = error.span.id();
    let line = id.and_then(|id| {
        let source = job.source(id).ok()?;
        source.lines().byte_to_line(job.range(error.span)?.start)
    });
    let hints: String = error.hints.iter().map(|hint| format!("; {}", hint.v)).collect();
    Misprint::Layout {
        file: id.map(|id| id.vpath().get_without_slash().to_string()).unwrap_or_default(),
        line: line.map_or(0, |l| l + 1),
        message: format!("{}{hints}", error.message),
    }
}

/// Layouts measure what must fit and mark what does not with a dictionary labelled `<overflow>`.
fn overflows(pages: &PagedDocument) -> Vec<Misprint> {
    let label = Label::new(PicoStr::intern("overflow")).expect("the label is not empty");
    let marks = pages.introspector().query(&Selector::Label(label));
    marks
        .iter()
        .filter_map(|mark| mark.to_packed::<MetadataElem>())
        .map(|mark| crowded(&mark.value))
        .collect()
}

fn crowded(value: &Value) -> Misprint {
    let text = |key: &str| match value {
        Value::Dict(dict) => {
            dict.get(key).ok().map(|v| v.clone().display().plain_text().to_string()).unwrap_or_default()
        }
        _ => String::new(),
    };
    let number = |key: &str| text(key).trim_end_matches("mm").parse().unwrap_or(0.0);
    Misprint::Overflow { what: text("card"), side: text("side"), need: number("need"), have: number("have") }
}

/// Collects text runs with glyph 0, which would print as empty boxes.
fn boxes(frame: &Frame, faults: &mut Vec<Misprint>) {
    for (_, item) in frame.items() {
        match item {
            FrameItem::Group(group) => boxes(&group.frame, faults),
            FrameItem::Text(text) if text.glyphs.iter().any(|g| g.id == 0) => {
                faults.push(Misprint::Glyph { text: text.text.to_string() });
            }
            _ => {}
        }
    }
}
