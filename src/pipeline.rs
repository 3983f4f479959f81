//! The chain for one village: layers of files to the merged book. Check, build, trace and report all call it.

use std::path::Path;
use std::sync::Arc;

use crate::diag::{Diagnostic, Diagnostics, Place, Stop};
use crate::load::{self, Library, Loaded};
use crate::merge;
use crate::model::handbook::Handbook;
use crate::project::{self, Files, VillageFiles};
use crate::source::{self, SourceFile};

/// Returns the library of a workspace: built-in plans and the workspace's own.
pub fn library(files: &Files, diags: &mut Diagnostics) -> Library {
    let sources: Vec<(String, Arc<SourceFile>)> = (files.list("plans").into_iter())
        .filter(|path| path.ends_with(".yaml"))
        .filter_map(|path| {
            let (name, bytes) = files.get(&path)?;
            Some((path, decode(name, bytes, diags)?))
        })
        .collect();
    load::library(&sources, diags)
}

/// Returns the profile of a village; every fault of its files is pushed.
///
/// # Errors
/// `Stop` if no file of it can be read as a profile.
pub fn load(village: &VillageFiles, library: &Library, diags: &mut Diagnostics) -> Result<Loaded, Stop> {
    let layers: Vec<_> = (village.layers.iter())
        .filter_map(|path| load::layer(&open(path, diags)?, &library.words, diags))
        .collect();
    load::village(layers).ok_or(Stop)
}

/// Returns the merged book of a village.
///
/// # Errors
/// `Stop` if there is an error in the profile or in a plan it selects; all are pushed.
pub fn handbook(village: &VillageFiles, library: &Library, diags: &mut Diagnostics) -> Result<Handbook, Stop> {
    let loaded = load(village, library, diags)?;
    diags.stop_on_error()?;
    merge::merge(&loaded.profile, &library.set, diags)
}

fn open(path: &Path, diags: &mut Diagnostics) -> Option<Arc<SourceFile>> {
    let name = project::shown(path);
    match source::read(path) {
        Ok(bytes) => decode(name, &bytes, diags),
        Err(error) => {
            let place = Place { file: SourceFile::from_text(name, ""), range: 0..0 };
            diags.push(Diagnostic::error("unreadable").at(place).with("detail", format!("{error:#}")));
            None
        }
    }
}

fn decode(name: String, bytes: &[u8], diags: &mut Diagnostics) -> Option<Arc<SourceFile>> {
    SourceFile::decode(name.clone(), bytes)
        .map_err(|_| {
            let place = Place { file: SourceFile::from_text(name, ""), range: 0..0 };
            diags.push(Diagnostic::error("not-text").at(place));
        })
        .ok()
}
