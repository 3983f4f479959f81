//! What is in the output folder: every file with its pages, cards, check codes and the hash of what it was
//! made from.

use std::collections::BTreeMap;
use std::fs;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use anyhow::Context;
use serde::{Deserialize, Serialize};

use super::record::Record;
use super::{Options, Shard, path};
use crate::diag::Said;
use crate::disk::{self, Held};
use crate::model::document::{Audience, CardEntry};
use crate::source;

/// Name of the file in the output folder.
pub const NAME: &str = "manifest.json";
/// Largest manifest, in bytes; that of a city has some hundred megabytes.
const MAX_MANIFEST: u64 = 4 << 30;
/// Version of the format.
const FORMAT: u32 = 3;

/// Every file that the tool made.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// Version of this format.
    pub format: u32,
    /// Which part of the villages this is, such as `2/3`; `None` for all of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shard: Option<String>,
    /// Files by path within the output folder.
    pub files: BTreeMap<String, Entry>,
}

/// One file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// Hash of everything it was made from.
    pub key: String,
    /// Hash of its bytes.
    pub digest: String,
    /// Files that were made together with it, itself counted.
    pub parts: usize,
    /// Pages.
    pub pages: usize,
    /// Cards on it.
    pub cards: Vec<CardEntry>,
    /// Who may see it.
    pub audience: Audience,
    /// The village's path within the workspace.
    pub village: String,
}

impl Manifest {
    /// Returns a manifest.
    ///
    /// # Errors
    /// If it cannot be read or has another format.
    pub fn read(file: &Path) -> anyhow::Result<Self> {
        let bytes = source::read_within(file, MAX_MANIFEST)?;
        let manifest: Self = serde_json::from_slice(&bytes).with_context(|| file.display().to_string())?;
        if manifest.format != FORMAT {
            let (is, not) = (manifest.format, FORMAT);
            let why =
                Said::error(format!("是第 {is} 种格式，不是第 {not} 种"), format!("format {is}, not {not}"));
            return Err(why.context(file.display().to_string()));
        }
        Ok(manifest)
    }

    /// Returns the manifest of all shards together.
    ///
    /// # Errors
    /// If shards are missing, are of different counts, or say different things of one file.
    pub fn merged(parts: Vec<(PathBuf, Self)>) -> anyhow::Result<Self> {
        let mut shards: Vec<Shard> = Vec::new();
        let mut files: BTreeMap<String, Entry> = BTreeMap::new();
        for (file, part) in parts {
            shards.extend(part.shard.as_deref().map(str::parse::<Shard>).transpose()?);
            for (path, entry) in part.files {
                if files.get(&path).is_some_and(|known| *known != entry) {
                    let why = Said::error(
                        format!("{path} 和别的清单里的不一样"),
                        format!("{path} is not as in the others"),
                    );
                    return Err(why.context(file.display().to_string()));
                }
                files.insert(path, entry);
            }
        }
        if let Some(first) = shards.first() {
            if shards.iter().any(|shard| shard.count != first.count) {
                return Err(Said::error("各份的总份数不一样", "shards of different counts"));
            }
            let missing: Vec<String> = (1..=first.count)
                .filter(|index| shards.iter().all(|shard| shard.index != *index))
                .map(|index| format!("{index}/{}", first.count))
                .collect();
            if !missing.is_empty() {
                let list = missing.join(", ");
                return Err(Said::error(format!("还缺 {list}"), format!("missing: {list}")));
            }
        }
        Ok(Self { format: FORMAT, shard: None, files })
    }

    /// Writes it, a line a file.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn write(&self, file: &Path) -> anyhow::Result<()> {
        let mut villages: BTreeMap<&str, Vec<(&String, &Entry)>> = BTreeMap::new();
        self.files
            .iter()
            .for_each(|(path, entry)| villages.entry(&entry.village).or_default().push((path, entry)));
        disk::stream(file, |to| {
            lines(to, self.shard.as_deref(), |lines| {
                villages.values().flatten().try_for_each(|(path, e)| lines.add(path, e))
            })
        })
    }
}

/// Returns what the manifest of an output folder says of a village's files; nothing if there is none.
pub(super) fn entries(out: &Path, stem: &Path) -> BTreeMap<String, Entry> {
    let village = path(stem);
    let Ok(mut manifest) = Manifest::read(&out.join(NAME)) else { return BTreeMap::new() };
    manifest.files.retain(|_, entry| entry.village == village);
    manifest.files
}

/// Writes the manifest of the villages' records, one after the other: a city's does not fit in memory.
pub(super) fn write(stems: &[PathBuf], options: &Options, held: &Held) -> anyhow::Result<()> {
    let name =
        options.shard.map_or_else(|| NAME.to_owned(), |shard| format!("manifest-{}.json", shard.label()));
    let shard = options.shard.map(|shard| shard.to_string());
    // A file of that name may be somebody else's.
    let mut start = [0; HEAD.len()];
    let there = disk::below(&options.out, &name).ok().and_then(|file| fs::File::open(file).ok());
    if there.is_some_and(|mut file| file.read_exact(&mut start).is_ok() && start != HEAD) {
        let why = Said::error(
            "不是本程序写的清单，没有动它；换个输出文件夹",
            "is no list of this program and stays; choose another folder",
        );
        return Err(why.context(name));
    }
    held.stream(&name, |to| {
        lines(to, shard.as_deref(), |lines| {
            let mut files = stems.iter().map(|stem| Record::read(&options.out, stem).files);
            files.try_for_each(|files| files.iter().try_for_each(|(path, entry)| lines.add(path, entry)))
        })
    })
}

/// How every list begins.
const HEAD: [u8; 10] = *b"{\"format\":";

/// Removes the files that the manifests of an output folder name and prove, then the manifests; returns how
/// many of the former.
pub(super) fn erase(out: &Path) -> usize {
    let names = fs::read_dir(out)
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| entry.file_name().into_string().ok());
    let mut count = 0;
    for name in
        names.filter(|name| name == NAME || (name.starts_with("manifest-") && name.ends_with(".json")))
    {
        let Some(manifest) = disk::below(out, &name).ok().and_then(|file| Manifest::read(&file).ok()) else {
            continue;
        };
        count += manifest.files.iter().filter(|(path, entry)| disk::remove(out, path, &entry.digest)).count();
        disk::forget(out, &name);
    }
    count
}

struct Lines<W> {
    to: W,
    first: bool,
}

impl<W: Write> Lines<W> {
    fn add(&mut self, path: &str, entry: &Entry) -> anyhow::Result<()> {
        self.to.write_all(if self.first { b"\n" } else { b",\n" })?;
        self.first = false;
        serde_json::to_writer(&mut self.to, path)?;
        self.to.write_all(b":")?;
        Ok(serde_json::to_writer(&mut self.to, entry)?)
    }
}

fn lines<W: Write>(
    to: W,
    shard: Option<&str>,
    add: impl FnOnce(&mut Lines<W>) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let mut lines = Lines { to, first: true };
    write!(lines.to, "{{\"format\":{FORMAT},")?;
    if let Some(shard) = shard {
        write!(lines.to, "\"shard\":\"{shard}\",")?;
    }
    lines.to.write_all(b"\"files\":{")?;
    add(&mut lines)?;
    Ok(lines.to.write_all(b"}}\n")?)
}
