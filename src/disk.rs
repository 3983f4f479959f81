//! The disk, for writing: whole files or none, output folders that one process holds, nothing through links,
//! and nothing deleted but what a record and the file's own hash prove to be ours.
//!
//! A workspace comes from anywhere: an output folder in it may hold links to a user's other files, and
//! records that name them. So each part of a path is looked at before anything below it is opened, made,
//! replaced or removed.
#![expect(clippy::disallowed_methods, reason = "this is the door through which files are written")]

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{BufWriter, ErrorKind, Write};
use std::path::{Component, Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::Context;

use crate::diag::{Diagnostic, Refusal, Said};
use crate::source;

/// Marks the top of a workspace.
pub const MARKER: &str = "duoan.yaml";
/// What the top of a workspace may hold in its place.
const TOPS: [&str; 3] = [MARKER, "town.yaml", "county.yaml"];
/// Folder of the program's own within an output folder.
pub const FOLDER: &str = ".duoan";
/// What the names of files that are not whole yet begin with.
const PREFIX: &str = ".duoan-";
/// Folders of runs begin with this word.
const MAKING: &str = "making-";
/// The part of a run that does everything.
const ALL: &str = "all";
/// File that whoever builds or cleans holds.
const LOCK: &str = "lock";
/// File that workers hold, as long as one is alive.
const HANDS: &str = "hands";
/// How long workers whose parent has died are waited for; they end at once.
const PATIENCE: Duration = Duration::from_secs(20);
/// How long a command waits for another that is about to write a few files; a build it does not wait for.
const TURN: Duration = Duration::from_secs(2);
/// Largest file that is hashed before it is removed, in bytes.
const MAX_OUTPUT: u64 = 1 << 32;

/// An output folder, held until this is dropped: no other process writes or cleans there.
#[derive(Debug)]
pub struct Held {
    out: PathBuf,
    /// Folder for files that are not whole yet; on the disk of the outputs, so that they can be renamed.
    temp: PathBuf,
    /// Held for ever: the folder as a whole, shared by parts of one run, and this part of it.
    _locks: [File; 2],
}

/// One of several parts that are made at a time, each by a process of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    /// From 1.
    pub index: u32,
    /// How many there are.
    pub count: u32,
}

impl Part {
    fn label(part: Option<Self>) -> String {
        part.map_or_else(|| ALL.to_owned(), |part| format!("{}-of-{}", part.index, part.count))
    }
}

impl Held {
    /// Makes an output folder ready and holds it; what a run that was killed left half made goes.
    ///
    /// # Errors
    /// If another process is writing there, a link lies in the way, or the folder cannot be made.
    pub fn take(out: &Path, part: Option<Part>) -> anyhow::Result<Self> {
        let label = Part::label(part);
        let temp = making(out, &label)?;
        let whole =
            lock(&below(out, &format!("{FOLDER}/{LOCK}"))?, part.is_none())?.ok_or_else(|| busy(out))?;
        let own = lock(&temp.join(LOCK), true)?.ok_or_else(|| busy(out))?;
        for other in runs(out)? {
            let of = |label: &str| label.rsplit_once("-of-").map(|(_, count)| count.to_owned());
            if other != label && part.is_some() && of(&other) == of(&label) {
                continue;
            }
            let folder = making(out, &other)?;
            if other != label {
                drop(lock(&folder.join(LOCK), true)?.ok_or_else(|| busy(out))?);
            }
            // Workers whose parent has died end by themselves, and nobody may write before they have.
            let start = Instant::now();
            while lock(&folder.join(HANDS), true)?.is_none() {
                if start.elapsed() > PATIENCE {
                    return Err(busy(out));
                }
                std::thread::sleep(Duration::from_millis(20));
            }
            sweep(&folder);
        }
        Ok(Self { out: out.to_path_buf(), temp, _locks: [whole, own] })
    }

    /// Writes a file of the output folder, whole or not at all.
    ///
    /// # Errors
    /// If the path leads out of the folder or through a link, or the file cannot be written.
    pub fn put(&self, path: &str, bytes: &[u8]) -> anyhow::Result<()> {
        Scratch { out: self.out.clone(), temp: self.temp.clone() }.put(path, bytes)
    }

    /// The same, written piece by piece.
    ///
    /// # Errors
    /// As [`Held::put`], and what the writing returns.
    pub fn stream(
        &self,
        path: &str,
        write: impl FnOnce(&mut BufWriter<&File>) -> anyhow::Result<()>,
    ) -> anyhow::Result<()> {
        streamed(&below(&self.out, path)?, &self.temp, write)
    }

    /// Removes what runs keep beside their outputs; the lock stays, for it is held.
    pub fn tidy(&self) {
        for label in runs(&self.out).unwrap_or_default() {
            if let Ok(folder) = making(&self.out, &label) {
                sweep(&folder);
                [HANDS, LOCK].iter().for_each(|name| drop(fs::remove_file(folder.join(name))));
                let _ = fs::remove_dir(folder);
            }
        }
    }
}

/// A turn at writing a few files into an output folder, or at changing the files of a workspace: where the program
/// keeps anything of its own, nobody else builds, cleans or writes there until this is dropped.
///
/// What is needed at night takes none: its files are its own, written whole, and a build is not waited for.
#[derive(Debug)]
pub struct Turn {
    out: PathBuf,
    held: Option<Held>,
    _lock: Option<File>,
}

impl Turn {
    /// Waits for a turn in an output folder. One in which nothing was ever built is nobody's.
    ///
    /// # Errors
    /// If another process builds or cleans there, or a link lies in the way.
    pub fn take(out: &Path) -> anyhow::Result<Self> {
        let own = below(out, FOLDER)?.is_dir();
        let held = own.then(|| in_turn(|| Held::take(out, None))).transpose()?;
        Ok(Self { out: out.to_path_buf(), held, _lock: None })
    }

    /// Waits for a turn at the files of a workspace.
    ///
    /// # Errors
    /// As [`Turn::take`].
    pub fn at(root: &Path) -> anyhow::Result<Self> {
        let own = below(root, FOLDER)?.is_dir();
        let take = || match lock(&below(root, &format!("{FOLDER}/{LOCK}"))?, true) {
            Ok(taken) => taken.ok_or_else(|| busy(root)).map(Some),
            // Where nothing can be written nobody does.
            Err(error) if is_barred(&error) => Ok(None),
            Err(error) => Err(error),
        };
        let lock = if own { in_turn(take)? } else { None };
        Ok(Self { out: root.to_path_buf(), held: None, _lock: lock })
    }

    /// Writes a file, whole or not at all, and returns where.
    ///
    /// # Errors
    /// If the path leads out of the folder or through a link, or the file cannot be written.
    pub fn put(&self, path: &str, bytes: &[u8]) -> anyhow::Result<PathBuf> {
        let full = below(&self.out, path)?;
        match &self.held {
            Some(held) => held.put(path, bytes)?,
            None => whole(&full, bytes)?,
        }
        Ok(full)
    }
}

/// Takes what others take for a moment, and tries again for that long.
fn in_turn<T>(take: impl Fn() -> anyhow::Result<T>) -> anyhow::Result<T> {
    let start = Instant::now();
    loop {
        match take() {
            Err(error) if is_busy(&error) && start.elapsed() < TURN => {
                std::thread::sleep(Duration::from_millis(20));
            }
            done => return done,
        }
    }
}

fn is_barred(error: &anyhow::Error) -> bool {
    let kind = error.downcast_ref::<std::io::Error>().map(std::io::Error::kind);
    matches!(kind, Some(ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem))
}

/// Returns whether somebody else has what was to be taken.
pub fn is_busy(error: &anyhow::Error) -> bool {
    error.downcast_ref().is_some_and(|Refusal(fault)| fault.code == BUSY)
}

/// Where a run writes: the output folder, and the folder of files that are not whole yet.
#[derive(Debug, Clone)]
pub struct Scratch {
    out: PathBuf,
    temp: PathBuf,
}

impl Scratch {
    /// Returns where a run of this part writes; whoever uses it holds the folder, or works for a process that
    /// does.
    pub fn of(out: &Path, part: Option<Part>) -> Self {
        Self { out: out.to_path_buf(), temp: out.join(FOLDER).join(MAKING.to_owned() + &Part::label(part)) }
    }

    /// Writes a file of the output folder, whole or not at all.
    ///
    /// # Errors
    /// If the path leads out of the folder or through a link, or the file cannot be written.
    pub fn put(&self, path: &str, bytes: &[u8]) -> anyhow::Result<()> {
        let full = below(&self.out, path)?;
        streamed(&full, &self.temp, |file| Ok(file.write_all(bytes)?))
    }
}

/// Says that this process writes into an output folder for another, until the file is dropped.
///
/// # Errors
/// If it cannot be said.
pub fn lend_a_hand(out: &Path, part: Option<Part>) -> anyhow::Result<File> {
    let folder = making(out, &Part::label(part))?;
    lock(&folder.join(HANDS), false)?.ok_or_else(|| busy(out))
}

/// Returns a file without a name for what a process says.
///
/// # Errors
/// If no folder for such files can be written.
pub fn nameless(out: &Path, part: Option<Part>) -> anyhow::Result<File> {
    let folder = making(out, &Part::label(part))?;
    tempfile::tempfile_in(&folder).with_context(|| folder.display().to_string())
}

/// Returns the place of a file of an output folder, by its path with forward slashes.
///
/// # Errors
/// If the path leads out of the folder, or the folder or any part of the path is a link.
pub fn below(out: &Path, path: &str) -> anyhow::Result<PathBuf> {
    let mut full = out.to_path_buf();
    unlinked(&full)?;
    for part in path.split('/') {
        let mut parts = Path::new(part).components();
        let plain =
            matches!((parts.next(), parts.next()), (Some(Component::Normal(only)), None) if only == part);
        if !plain || part.contains('\\') {
            let why = Said::error("不在输出文件夹里面", "not a path within the output folder");
            return Err(why.context(path.to_owned()));
        }
        full.push(part);
        unlinked(&full)?;
    }
    Ok(full)
}

/// Makes sure that a file is no link, and within a workspace lies behind none: what comes from anywhere must
/// not lead a user's own files elsewhere. Where he names a folder outside of any, his links are his.
fn unled(path: &Path) -> anyhow::Result<()> {
    unlinked(path)?;
    let mut led = Ok(());
    for folder in path.ancestors().skip(1) {
        let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
        if folder.is_symlink() {
            led = led.and(unlinked(folder));
        } else if TOPS.iter().any(|top| folder.join(top).is_file()) {
            return led;
        }
    }
    Ok(())
}

fn unlinked(path: &Path) -> anyhow::Result<()> {
    match path.is_symlink() {
        true => Err(Refusal::of(
            Diagnostic::error("linked-output").with("path", path.display().to_string().replace('\\', "/")),
        )),
        false => Ok(()),
    }
}

/// Returns whether a file of an output folder is as it was written: the one place where that is decided.
pub fn is_ours(out: &Path, path: &str, digest: &str) -> bool {
    let bytes = below(out, path).and_then(|full| source::read_within(&full, MAX_OUTPUT));
    bytes.is_ok_and(|bytes| blake3::hash(&bytes).to_hex().as_str() == digest)
}

/// Removes a file of an output folder if it is as it was written, and the folders that are empty then;
/// returns whether.
pub fn remove(out: &Path, path: &str, digest: &str) -> bool {
    is_ours(out, path, digest) && below(out, path).is_ok_and(|full| discard(out, &full))
}

/// Moves a file that somebody has changed out of the way of what is to be written there, and returns its new path
/// within the output folder: it is neither as it was written, nor what is about to be.
///
/// # Errors
/// If the path leads out of the folder or through a link, or the file cannot be moved.
pub fn aside(out: &Path, path: &str, written: Option<&str>, fresh: &str) -> anyhow::Result<Option<String>> {
    let full = below(out, path)?;
    let ours = |digest: &str| is_ours(out, path, digest);
    if !full.is_file() || written.is_some_and(ours) || ours(fresh) {
        return Ok(None);
    }
    let dot = path.rfind('.').filter(|at| !path[*at..].contains('/'));
    let (stem, ending) = path.split_at(dot.unwrap_or(path.len()));
    for n in 1_u32.. {
        let number = if n == 1 { String::new() } else { n.to_string() };
        let other = format!("{stem}（手改{number}）{ending}");
        let place = below(out, &other)?;
        if !place.exists() {
            fs::rename(&full, &place).with_context(|| full.display().to_string())?;
            return Ok(Some(other));
        }
    }
    Ok(None)
}

/// Removes a file whose content is nobody's but the program's: a record, a manifest that was read as one.
pub fn forget(out: &Path, path: &str) -> bool {
    below(out, path).is_ok_and(|full| full.is_file() && discard(out, &full))
}

/// Removes the files of one kind that lie in a folder of outputs which is the program's own.
pub fn forget_all(out: &Path, folder: &str, ending: &str) {
    let Ok(full) = below(out, folder) else { return };
    for entry in fs::read_dir(full).into_iter().flatten().flatten() {
        if entry.path().extension().is_some_and(|own| own == ending) {
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// Removes a file and the folders above it that are empty then, as far as the output folder.
fn discard(out: &Path, full: &Path) -> bool {
    let gone = fs::remove_file(full).is_ok();
    let folders = full.ancestors().skip(1).take_while(|dir| *dir != out);
    folders.take_while(|dir| fs::remove_dir(dir).is_ok()).for_each(drop);
    gone
}

/// Writes a file of the user's choice whole or not at all; one that is there stays his, with the rights that
/// it had.
///
/// # Errors
/// If it is a link, or cannot be written.
pub fn whole(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    unled(path)?;
    match fs::metadata(path) {
        Ok(kept) if kept.is_file() => replace(path, &kept, bytes),
        _ => streamed(path, folder(path), |file| Ok(file.write_all(bytes)?)),
    }
}

/// Writes a new file of the user's choice; returns whether it lies there now: another that does is his, and stays.
///
/// # Errors
/// As [`whole`].
pub fn fresh(path: &Path, bytes: &[u8]) -> anyhow::Result<bool> {
    if path.exists() {
        return Ok(source::read_within(path, MAX_OUTPUT).is_ok_and(|own| own == bytes));
    }
    whole(path, bytes).map(|()| true)
}

/// Writes a file of the user's whole, on the disk itself before it takes its place, and only if the file there
/// still has the bytes that were read; returns whether it had.
///
/// # Errors
/// As [`whole`].
pub fn settled(path: &Path, before: Option<&[u8]>, after: &[u8]) -> anyhow::Result<bool> {
    unlinked(path)?;
    let temp = folder(path);
    fs::create_dir_all(temp).with_context(|| temp.display().to_string())?;
    let mut fresh = readable(tempfile::Builder::new().prefix(PREFIX)).tempfile_in(temp)?;
    fresh.write_all(after)?;
    fresh.as_file().sync_all()?;
    let now = if path.is_file() { Some(source::read_within(path, MAX_OUTPUT)?) } else { None };
    if now.as_deref() != before {
        return Ok(false);
    }
    match fs::metadata(path) {
        Ok(kept) if kept.is_file() && !owned_alike(fresh.as_file(), &kept) => {
            fs::write(path, after).with_context(|| path.display().to_string())?;
            return Ok(true);
        }
        Ok(kept) if kept.is_file() => fresh.as_file().set_permissions(kept.permissions())?,
        _ => {}
    }
    fresh.persist(path).with_context(|| path.display().to_string())?;
    Ok(true)
}

/// Writes a file that only its owner may read, whole or not at all.
///
/// # Errors
/// As [`whole`].
pub fn private(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    unlinked(path)?;
    let temp = folder(path);
    fs::create_dir_all(temp).with_context(|| temp.display().to_string())?;
    let mut fresh = tempfile::Builder::new().prefix(PREFIX).tempfile_in(temp)?;
    fresh.write_all(bytes)?;
    fresh.as_file().sync_all()?;
    fresh.persist(path).with_context(|| path.display().to_string())?;
    Ok(())
}

/// Writes a file that is only looked at or printed, where no folder of the user's can be written: into a new one
/// among the system's own for such files; returns where.
///
/// # Errors
/// If there is no such place either.
pub fn lent(name: &str, bytes: &[u8]) -> anyhow::Result<PathBuf> {
    let path = tempfile::Builder::new().prefix("duoan-").tempdir()?.keep().join(name);
    fs::write(&path, bytes).with_context(|| path.display().to_string())?;
    Ok(path)
}

/// Removes a file of the program's own that stands beside a workspace; what is not there is no fault.
pub fn drop_own(path: &Path) {
    let _ = fs::remove_file(path);
}

/// Removes a folder of copies of the program's own, of one day.
pub fn drop_day(dir: &Path) {
    if !dir.is_symlink() {
        let _ = fs::remove_dir_all(dir);
    }
}

/// Writes a file piece by piece, whole or not at all.
///
/// # Errors
/// As [`whole`], and what the writing returns.
pub fn stream(
    path: &Path,
    write: impl FnOnce(&mut BufWriter<&File>) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    unled(path)?;
    streamed(path, folder(path), write)
}

fn folder(path: &Path) -> &Path {
    path.parent().filter(|dir| !dir.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."))
}

fn replace(path: &Path, kept: &fs::Metadata, bytes: &[u8]) -> anyhow::Result<()> {
    let mut fresh = tempfile::Builder::new().prefix(PREFIX).tempfile_in(folder(path))?;
    fresh.write_all(bytes)?;
    if !owned_alike(fresh.as_file(), kept) {
        // Only its owner may make another his; the file is then written where it lies.
        return fs::write(path, bytes).with_context(|| path.display().to_string());
    }
    fresh.as_file().set_permissions(kept.permissions())?;
    fresh.persist(path).map_err(|refused| refused.error).with_context(|| path.display().to_string())?;
    Ok(())
}

/// Gives a file to the owner of another; returns whether he has it.
#[cfg(unix)]
fn owned_alike(file: &File, kept: &fs::Metadata) -> bool {
    use std::os::unix::fs::{MetadataExt, fchown};
    let alike = file.metadata().is_ok_and(|now| now.uid() == kept.uid() && now.gid() == kept.gid());
    alike || fchown(file, Some(kept.uid()), Some(kept.gid())).is_ok()
}

#[cfg(not(unix))]
fn owned_alike(_: &File, _: &fs::Metadata) -> bool {
    true
}

/// Writes a file to a temporary one on the same disk, then moves it to its place.
fn streamed(
    path: &Path,
    temp: &Path,
    write: impl FnOnce(&mut BufWriter<&File>) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    for dir in [temp, folder(path)] {
        fs::create_dir_all(dir).with_context(|| dir.display().to_string())?;
    }
    let fresh = readable(tempfile::Builder::new().prefix(PREFIX))
        .tempfile_in(temp)
        .with_context(|| path.display().to_string())?;
    let mut file = BufWriter::new(fresh.as_file());
    write(&mut file).and_then(|()| Ok(file.flush()?)).with_context(|| path.display().to_string())?;
    drop(file);
    fresh.persist(path).map_err(|refused| refused.error).with_context(|| path.display().to_string())?;
    Ok(())
}

/// Temporary files are private; what people open has the rights that the user gives to new files.
#[cfg(unix)]
fn readable<'a, 'b>(builder: &'a mut tempfile::Builder<'b, 'b>) -> &'a mut tempfile::Builder<'b, 'b> {
    use std::os::unix::fs::PermissionsExt;
    builder.permissions(fs::Permissions::from_mode(0o666))
}

#[cfg(not(unix))]
fn readable<'a, 'b>(builder: &'a mut tempfile::Builder<'b, 'b>) -> &'a mut tempfile::Builder<'b, 'b> {
    builder
}

/// Makes the folder of a run.
fn making(out: &Path, label: &str) -> anyhow::Result<PathBuf> {
    let folder = below(out, &format!("{FOLDER}/{MAKING}{label}"))?;
    fs::create_dir_all(&folder).with_context(|| folder.display().to_string())?;
    [LOCK, HANDS].iter().try_for_each(|name| unlinked(&folder.join(name)))?;
    Ok(folder)
}

/// Returns the labels of all runs that have a folder.
fn runs(out: &Path) -> anyhow::Result<Vec<String>> {
    let own = below(out, FOLDER)?;
    let names = fs::read_dir(&own)
        .with_context(|| own.display().to_string())?
        .flatten()
        .map(|entry| entry.file_name());
    let mut labels: Vec<String> =
        names.filter_map(|name| Some(name.to_str()?.strip_prefix(MAKING)?.to_owned())).collect();
    labels.sort();
    Ok(labels)
}

/// Removes what was left half made.
fn sweep(folder: &Path) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let ours = entry.file_name().to_string_lossy().starts_with(PREFIX);
        if ours && entry.file_type().is_ok_and(|kind| kind.is_file()) {
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// Takes a lock, alone or with others; `None` if somebody else has it. Where a disk knows no locks, nobody
/// has.
fn lock(path: &Path, alone: bool) -> anyhow::Result<Option<File>> {
    // Opening a pipe would wait for somebody to read.
    if path.exists() && !path.is_file() {
        return Err(Said::error("不是普通文件", "not a plain file").context(path.display().to_string()));
    }
    let file = OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .open(path)
        .with_context(|| path.display().to_string())?;
    let taken = if alone { file.try_lock() } else { file.try_lock_shared() };
    Ok((!matches!(taken, Err(TryLockError::WouldBlock))).then_some(file))
}

/// The code of what somebody else holds.
const BUSY: &str = "output-busy";

fn busy(out: &Path) -> anyhow::Error {
    Refusal::of(Diagnostic::error(BUSY).with("path", out.display().to_string().replace('\\', "/")))
}

#[cfg(test)]
mod tests;
