//! What a repository is made of, looked at before it is opened: a pipe or a device among its files would be
//! read without end. And what its own settings would make git run.

use std::path::Path;

use super::{Fault, MAX_DEPTH};
use crate::source;

/// Most files of a repository that are looked at before it is opened.
const MAX_PARTS: usize = 1_000_000;

/// Makes sure that no part of a repository above or at a folder is a pipe or a device, which would be read
/// without end.
pub(super) fn look(there: &Path) -> Result<(), Fault> {
    let mut left = MAX_PARTS;
    for folder in there.ancestors() {
        let kept = folder.join(".git");
        if folder.join("HEAD").symlink_metadata().is_ok() && folder.join("objects").is_dir() {
            return plain(folder, 0, &mut left);
        }
        match kept.metadata() {
            Ok(meta) if meta.is_dir() => return plain(&kept, 0, &mut left),
            Ok(meta) if meta.is_file() => return elsewhere(&kept, &mut left),
            Ok(_) => return Err(Fault::Unreadable(format!("{}: no file", kept.display()))),
            Err(_) => {}
        }
    }
    Ok(())
}

/// Looks at the folder that a file `.git` names, and at the one that this shares with others.
fn elsewhere(file: &Path, left: &mut usize) -> Result<(), Fault> {
    let named = |file: &Path, key: &str| {
        let bytes = source::read_within(file, 64 << 10).ok()?;
        let text = String::from_utf8(bytes).ok()?;
        let path = text.trim().strip_prefix(key)?.trim();
        Some(file.parent()?.join(path))
    };
    let Some(own) = named(file, "gitdir:").filter(|own| own.is_dir()) else { return Ok(()) };
    plain(&own, 0, left)?;
    match named(&own.join("commondir"), "").filter(|common| common.is_dir()) {
        Some(common) => plain(&common, 0, left),
        None => Ok(()),
    }
}

fn plain(folder: &Path, depth: usize, left: &mut usize) -> Result<(), Fault> {
    for entry in folder.read_dir().into_iter().flatten().flatten() {
        let path = entry.path();
        *left =
            left.checked_sub(1).ok_or_else(|| Fault::Unreadable(format!("more than {MAX_PARTS} files")))?;
        let kind = match entry.file_type() {
            Ok(kind) if kind.is_dir() && depth < MAX_DEPTH => {
                plain(&path, depth + 1, left)?;
                continue;
            }
            // What lies behind a linked folder is read as if it lay here.
            Ok(kind) if kind.is_symlink() => match path.metadata().map(|meta| meta.file_type()) {
                Ok(kind) if kind.is_dir() && depth < MAX_DEPTH => {
                    plain(&path, depth + 1, left)?;
                    continue;
                }
                kind => kind.ok(),
            },
            kind => kind.ok(),
        };
        if kind.is_some_and(|kind| !kind.is_file() && !kind.is_dir()) {
            return Err(Fault::Unreadable(format!("{}: a pipe or a device", path.display())));
        }
    }
    Ok(())
}

/// Settings of a repository's own by which git runs programs, asks a network or reads other settings while it
/// records files: a section, and the keys of it; none means all.
const RUNNING: [(&str, &[&str]); 5] = [
    ("filter", &[]),
    ("include", &[]),
    ("includeIf", &[]),
    ("remote", &["promisor", "partialCloneFilter", "uploadpack", "vcs"]),
    ("extensions", &["partialClone"]),
];

/// Returns the first such setting.
pub(super) fn runs(local: &gix::Repository) -> Option<String> {
    let config = local.config_snapshot();
    let mut sections = config.plumbing().sections();
    sections.find_map(|section| {
        let own = section.header().name().to_string();
        let (name, keys) = RUNNING.iter().find(|(name, _)| name.eq_ignore_ascii_case(&own))?;
        let body = section.body();
        let mut there = body.value_names().map(|key| key.to_string());
        let key = there.find(|key| keys.is_empty() || keys.iter().any(|k| k.eq_ignore_ascii_case(key)))?;
        Some(format!("{name}.{key}"))
    })
}
