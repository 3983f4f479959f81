//! An outcome as text: from a worker process to the one that started it, and from one run to the next.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::{Arc, LazyLock, Mutex};

use serde::{Deserialize, Serialize};

use super::{Made, Outcome};
use crate::compose::{self, Absent};
use crate::diag::{Diagnostic, Place, Severity};
use crate::source::SourceFile;

/// An outcome that can be sent and kept.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Letter {
    stem: PathBuf,
    faults: Vec<Fault>,
    /// Names and texts of the files in which the faults are.
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
        let mut files: Vec<(String, String)> = Vec::new();
        let mut spot = |place: &Place| {
            let number = files.iter().position(|(name, text)| *name == place.file.name && *text == place.file.text);
            let number = number.unwrap_or_else(|| {
                files.push((place.file.name.clone(), place.file.text.clone()));
                files.len() - 1
            });
            (number, place.range.start, place.range.end)
        };
        let faults = outcome.diags.iter().map(|d| Fault {
            code: d.code.to_owned(),
            severity: d.severity,
            at: d.at.as_ref().map(&mut spot),
            also: d.also.iter().map(&mut spot).collect(),
            values: d.values.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect(),
            mend: d.mend.clone(),
        });
        let faults = faults.collect();
        let absent = outcome.absent.iter().map(|(family, why)| ((*family).to_owned(), *why)).collect();
        let (stem, made, failed) = (outcome.stem.clone(), outcome.made.clone(), outcome.failed);
        Self { stem, faults, files, made, absent, failed }
    }

    pub(super) fn open(self) -> Outcome {
        let files: Vec<Arc<SourceFile>> = self.files.into_iter().map(|(name, text)| SourceFile::from_text(name, text)).collect();
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
        let absent = self.absent.iter().filter_map(|(name, why)| Some((compose::family(name)?.name, *why)));
        Outcome {
            absent: absent.collect(),
            diags: self.faults.into_iter().map(fault).collect(),
            stem: self.stem,
            made: self.made,
            failed: self.failed,
        }
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
