//! An outcome as text: from a worker process to the one that started it, and from one run to the next.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::{Arc, LazyLock, Mutex};

use serde::{Deserialize, Serialize};

use super::{Made, Outcome};
use crate::compose::{self, Absent, PRINT_RUN};
use crate::diag::{Diagnostic, Place, Severity};
use crate::source::SourceFile;

/// An outcome that can be sent and kept.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Letter {
    stem: PathBuf,
    faults: Vec<Fault>,
    /// Names of the files in which the faults are, and of their texts the lines around the faults; the others
    /// are empty.
    files: Vec<(String, String)>,
    pub(super) made: Vec<Made>,
    absent: Vec<(String, Absent)>,
    failed: bool,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Fault {
    code: String,
    severity: Severity,
    at: Option<Spot>,
    also: Vec<Spot>,
    values: Vec<(String, String)>,
    mend: Option<String>,
}

/// File by its number, first byte, byte after the last.
type Spot = (usize, usize, usize);

impl Letter {
    pub(super) fn of(outcome: &Outcome) -> Self {
        let excerpts = Excerpts::of(&outcome.diags);
        let spot = |place: &Place| excerpts.spot(place);
        let faults = outcome.diags.iter().map(|d| Fault {
            code: d.code.to_owned(),
            severity: d.severity,
            at: d.at.as_ref().map(spot),
            also: d.also.iter().map(spot).collect(),
            values: d.values.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect(),
            mend: d.mend.clone(),
        });
        let faults = faults.collect();
        let files =
            excerpts.files.iter().map(|(file, lines)| (file.name.clone(), lines.text(file))).collect();
        let absent = outcome.absent.iter().map(|(family, why)| ((*family).to_owned(), *why)).collect();
        let (stem, made, failed) = (outcome.stem.clone(), outcome.made.clone(), outcome.failed);
        Self { stem, faults, files, made, absent, failed }
    }

    pub(super) fn open(self) -> Outcome {
        let files: Vec<Arc<SourceFile>> =
            self.files.into_iter().map(|(name, text)| SourceFile::from_text(name, text)).collect();
        let place = |(number, start, end): Spot| {
            let file = files.get(number).filter(|file| file.text.get(start..end).is_some())?;
            Some(Place { file: Arc::clone(file), range: start..end })
        };
        let fault = |fault: Fault| Diagnostic {
            at: fault.at.and_then(place),
            severity: fault.severity,
            code: lasting(&fault.code),
            values: fault.values.into_iter().map(|(name, value)| (lasting(&name), value)).collect(),
            also: fault.also.into_iter().filter_map(place).collect(),
            mend: fault.mend,
        };
        let named =
            |name: &str| if name == PRINT_RUN { Some(PRINT_RUN) } else { Some(compose::family(name)?.name) };
        let absent = self.absent.iter().filter_map(|(name, why)| Some((named(name)?, *why)));
        Outcome {
            absent: absent.collect(),
            diags: self.faults.into_iter().map(fault).collect(),
            stem: self.stem,
            made: self.made,
            failed: self.failed,
        }
    }
}

/// What is kept of the files in which faults are: whole villages' texts would fill the memory of a county's
/// build.
struct Excerpts<'a> {
    files: Vec<(&'a SourceFile, Lines)>,
}

/// Lines of a file that are kept, from 0.
#[derive(Default)]
struct Lines(BTreeSet<usize>);

/// Lines kept before and after a fault, as many as are shown between two faults.
const AROUND: usize = 2;

impl<'a> Excerpts<'a> {
    fn of(faults: &'a [Diagnostic]) -> Self {
        let mut excerpts = Self { files: Vec::new() };
        for place in faults.iter().flat_map(|fault| fault.at.iter().chain(&fault.also)) {
            let number = excerpts.number(&place.file).unwrap_or_else(|| {
                excerpts.files.push((&place.file, Lines::default()));
                excerpts.files.len() - 1
            });
            let line = |at: usize| place.file.text[..at].bytes().filter(|byte| *byte == b'\n').count();
            let (first, last) = (line(place.range.start), line(place.range.end));
            excerpts.files[number].1.0.extend(first.saturating_sub(AROUND)..=last + AROUND);
        }
        excerpts
    }

    fn number(&self, file: &SourceFile) -> Option<usize> {
        self.files.iter().position(|(known, _)| known.name == file.name && known.text == file.text)
    }

    /// Returns where a place is in what is kept.
    fn spot(&self, place: &Place) -> Spot {
        let number = self.number(&place.file).expect("every place's file is kept");
        let lines = &self.files[number].1;
        (number, lines.moved(&place.file, place.range.start), lines.moved(&place.file, place.range.end))
    }
}

impl Lines {
    fn text(&self, file: &SourceFile) -> String {
        let kept = |(number, line): (usize, &str)| -> String {
            if self.0.contains(&number) {
                line.to_owned()
            } else {
                line.chars().filter(|c| *c == '\n').collect()
            }
        };
        file.text.split_inclusive('\n').enumerate().map(kept).collect()
    }

    /// Returns where a byte of a kept line is once the others are empty.
    fn moved(&self, file: &SourceFile, at: usize) -> usize {
        let before = file.text[..at].split_inclusive('\n').enumerate();
        before.map(|(number, line)| if self.0.contains(&number) { line.len() } else { 1 }).sum()
    }
}

/// Returns a word for the life of the process: codes and names of values are the program's own and few.
fn lasting(word: &str) -> &'static str {
    static WORDS: LazyLock<Mutex<BTreeSet<&'static str>>> = LazyLock::new(Mutex::default);
    let mut words = WORDS.lock().expect("no panic while it is held");
    if let Some(known) = words.get(word) {
        return known;
    }
    let new: &'static str = Box::leak(word.to_owned().into_boxed_str());
    words.insert(new);
    new
}
