//! Faults: what was found, where, and the values to say it with. Never prints; the words live in the
//! catalogues.

use std::cmp::Ordering;
use std::ops::Range;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::source::SourceFile;

/// Stands between the Chinese and the English of a value that is the program's own word.
pub const EITHER: char = '\u{1F}';
/// Longest value that is said, in characters: what a file holds may be megabytes.
const MOST_SAID: usize = 500;
/// Longest text that is put in the place of another, in bytes.
const MOST_MENDED: usize = 8_000;

/// How bad a fault is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// Nothing of this village is printed.
    Error,
    /// It is printed, but somebody should look.
    Warning,
    /// Worth knowing.
    Note,
}

impl Severity {
    /// Returns its name, the same in all formats.
    pub fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
        }
    }
}

/// A stretch of bytes in one file.
#[derive(Debug, Clone)]
pub struct Place {
    /// The file.
    pub file: Arc<SourceFile>,
    /// Byte range in the file's decoded text.
    pub range: Range<usize>,
}

impl Place {
    /// Returns the top of a file of which nothing can be shown.
    pub fn top(name: impl Into<String>) -> Self {
        Self { file: SourceFile::from_text(name, ""), range: 0..0 }
    }

    /// Returns the line and column, both from 1, the column in characters.
    pub fn line_column(&self) -> (usize, usize) {
        self.file.line_column(self.range.start)
    }

    fn key(&self) -> (&str, usize, usize) {
        (&self.file.name, self.range.start, self.range.end)
    }
}

impl PartialEq for Place {
    fn eq(&self, other: &Self) -> bool {
        self.key() == other.key()
    }
}

impl Eq for Place {}

impl PartialOrd for Place {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Place {
    fn cmp(&self, other: &Self) -> Ordering {
        self.key().cmp(&other.key())
    }
}

/// One fault: a code of the catalogue, the values its sentence needs, and where it is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Diagnostic {
    /// Where; `None` only if no file can be named.
    pub at: Option<Place>,
    /// How bad.
    pub severity: Severity,
    /// The catalogue's code, kebab-case.
    pub code: &'static str,
    /// Values for the placeholders of the sentence, by name.
    pub values: Vec<(&'static str, String)>,
    /// Other places that belong to it.
    pub also: Vec<Place>,
    /// What to write instead of the text at `at`, where that is mechanical.
    pub mend: Option<String>,
}

impl Diagnostic {
    /// Returns an error with this code and no place yet.
    pub fn error(code: &'static str) -> Self {
        Self::new(Severity::Error, code)
    }

    /// Returns a warning with this code and no place yet.
    pub fn warning(code: &'static str) -> Self {
        Self::new(Severity::Warning, code)
    }

    /// Returns a note with this code and no place yet.
    pub fn note(code: &'static str) -> Self {
        Self::new(Severity::Note, code)
    }

    fn new(severity: Severity, code: &'static str) -> Self {
        Self { at: None, severity, code, values: Vec::new(), also: Vec::new(), mend: None }
    }

    /// Sets the place.
    #[must_use]
    pub fn at(mut self, place: impl Into<Option<Place>>) -> Self {
        self.at = place.into();
        self
    }

    /// Returns a value by its name.
    pub fn value(&self, name: &str) -> Option<&str> {
        self.values.iter().find(|(known, _)| *known == name).map(|(_, value)| value.as_str())
    }

    /// Adds a value for the placeholder `{name}` of the sentence; of a long one, its beginning.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl std::fmt::Display) -> Self {
        let mut value = value.to_string();
        if let Some((end, _)) = value.char_indices().nth(MOST_SAID) {
            value.truncate(end);
            value.push('…');
        }
        self.values.push((name, value));
        self
    }

    /// Adds a value that is a word of the program's own, in Chinese and in English.
    #[must_use]
    pub fn word(self, name: &'static str, zh: &str, en: &str) -> Self {
        self.with(name, format!("{zh}{EITHER}{en}"))
    }

    /// Adds a second place.
    #[must_use]
    pub fn also(mut self, place: impl Into<Option<Place>>) -> Self {
        self.also.extend(place.into());
        self
    }

    /// Says what to write instead; a line without end is nobody's to mend but its writer's.
    #[must_use]
    pub fn mend(mut self, text: impl Into<String>) -> Self {
        self.mend = Some(text.into()).filter(|text| text.len() <= MOST_MENDED);
        self
    }
}

/// An error is already in the sink; the stage has nothing to hand on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stop;

/// A fault for which nothing could be begun, as an error of the command.
#[derive(Debug)]
pub struct Refusal(pub Box<Diagnostic>);

impl Refusal {
    /// Returns the fault as an error.
    pub fn of(fault: Diagnostic) -> anyhow::Error {
        anyhow::Error::new(Self(Box::new(fault)))
    }
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.0.code)
    }
}

impl std::error::Error for Refusal {}

/// Why something could not be done, in Chinese and in English, where it is no fault of a file.
#[derive(Debug)]
pub struct Said {
    /// In Chinese.
    pub zh: String,
    /// In English.
    pub en: String,
}

impl Said {
    /// Returns it as an error.
    pub fn error(zh: impl Into<String>, en: impl Into<String>) -> anyhow::Error {
        anyhow::Error::new(Self { zh: zh.into(), en: en.into() })
    }

    /// Says that something is larger than it may be.
    pub fn too_large(size: u64, most: u64) -> anyhow::Error {
        Self::error(format!("{size} 字节，最多 {most}"), format!("{size} bytes, more than {most}"))
    }
}

impl std::fmt::Display for Said {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.en)
    }
}

impl std::error::Error for Said {}

/// The sink that every stage pushes its faults into.
#[derive(Debug, Clone, Default)]
pub struct Diagnostics {
    list: Vec<Diagnostic>,
}

impl Diagnostics {
    /// Adds a fault.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.list.push(diagnostic);
    }

    /// Adds the faults of another sink.
    pub fn extend(&mut self, other: Diagnostics) {
        self.list.extend(other.list);
    }

    /// Returns the number of errors.
    pub fn errors(&self) -> usize {
        self.list.iter().filter(|d| d.severity == Severity::Error).count()
    }

    /// Returns `Stop` if an error was pushed.
    ///
    /// # Errors
    /// `Stop` if at least one error is in the sink.
    pub fn stop_on_error(&self) -> Result<(), Stop> {
        if self.errors() > 0 { Err(Stop) } else { Ok(()) }
    }

    /// Returns the faults in reading order, equal ones once.
    pub fn into_sorted(mut self) -> Vec<Diagnostic> {
        self.list.sort();
        self.list.dedup();
        self.list
    }

    /// Returns the faults as they came.
    pub fn iter(&self) -> impl Iterator<Item = &Diagnostic> {
        self.list.iter()
    }
}

/// Traditional characters of posts, hazards and keys, and what is written for them here.
const TRADITIONAL: &str = "總总揮挥員员災灾長长鎮镇電电話话報报預预網网務务應应書书醫医隊队險险難难點点線线號号業业\
    區区縣县鄉乡戶户聽听風风壩坝護护衛卫監监測测視视黨党熱热凍冻乾干傳传轉转離离備备類类規规國国學学會会員员\
    種种樓楼漁渔場场運运車车門门開开關关間间時时處处濟济藥药幫帮對对誰谁響响發发機机標标準准驗验經经";

/// Returns a text with those characters as they are written here, to tell what it is like; never to mend it.
pub fn simplified(text: &str) -> String {
    let pairs: Vec<char> = TRADITIONAL.chars().filter(|c| !c.is_whitespace()).collect();
    let here = |c: char| pairs.chunks(2).find(|pair| pair[0] == c).map_or(c, |pair| pair[1]);
    text.chars().map(here).collect()
}

/// Returns the candidate nearest to `word` if it is near enough to be a slip of the pen.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word = &simplified(word);
    let (score, best) = candidates
        .into_iter()
        .map(|candidate| (strsim::normalized_damerau_levenshtein(word, candidate), candidate))
        .max_by(|a, b| a.0.total_cmp(&b.0).then_with(|| b.1.cmp(a.1)))?;
    let shares = word.chars().filter(|c| best.contains(*c)).count() * 2 > word.chars().count();
    (score >= 0.5 || (shares && score >= 0.3)).then_some(best)
}
