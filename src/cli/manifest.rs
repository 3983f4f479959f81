//! `duoan manifest merge`: the manifests of shards to the one that a single run would have written.

use std::path::Path;

use super::OK;
use super::args::ManifestCommand;
use super::term::Term;
use crate::batch::{MANIFEST, Manifest};
use crate::disk::Turn;

pub(super) fn run(command: ManifestCommand, term: &Term) -> anyhow::Result<u8> {
    let ManifestCommand::Merge { files, out } = command;
    let out = out.unwrap_or_else(|| files[0].with_file_name(MANIFEST));
    let parts = files.into_iter().map(|file| Ok((file.clone(), Manifest::read(&file)?)));
    let merged = Manifest::merged(parts.collect::<anyhow::Result<Vec<_>>>()?)?;
    let folder = out.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let _turn = folder.canonicalize().map(|folder| Turn::take(&folder)).ok().transpose()?;
    merged.write(&out)?;
    term.out(&out.display().to_string());
    Ok(OK)
}
