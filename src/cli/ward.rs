//! What decodes the files of others (fonts, layouts, pictures, papers) runs in a process of its own, with
//! limits: what wants all memory, or brings a decoder down, ends that process, and this one says so in words.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::ffi::OsString;
use std::io::Read;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::time::Duration;

use super::args::Command as Asked;
use super::term::{Format, Term};
use super::{Cap, STUCK, show};
use crate::batch::{self, Crew, Limits};
use crate::diag::{Diagnostic, Refusal};
use crate::messages::Lang;
use crate::model::document::Document;
use crate::press::{self, Press};
use crate::project::{self, Files, Project, Store};

/// The word by which a process knows that another watches it.
const WATCHED: &str = "--watched";
/// Longest that a paper may be looked at, or the fonts of a workspace.
pub(super) const GLANCE: Duration = Duration::from_secs(300);
/// Most that is read of what a process says before it ends, in bytes.
const WORDS: u64 = 64 << 20;

/// Returns whether a command decodes what others made, in its own process. `build` has workers for that, and
/// `import` asks its user.
pub(super) fn concerns(command: &Asked) -> bool {
    match command {
        Asked::Reprint(args) => !args.worker,
        Asked::Check(_)
        | Asked::Diff(_)
        | Asked::Verify(_)
        | Asked::Now(_)
        | Asked::Plans(_)
        | Asked::Trace(_)
        | Asked::Report(_)
        | Asked::Town(_)
        | Asked::Export(_) => true,
        _ => false,
    }
}

/// Does what this process was asked for in another one, and returns what that returns; `None` where no other
/// can be started: what is needed at night is then done here.
///
/// # Errors
/// If the other did not come to an end by itself.
pub(super) fn watch(words: &str) -> Option<anyhow::Result<u8>> {
    let arguments = [WATCHED.into()].into_iter().chain(std::env::args_os().skip(1));
    let mut child = own(arguments).and_then(|mut command| command.spawn()).ok()?;
    // It lives as long as this is held.
    let _hand = child.stdin.take();
    let end = match child.wait() {
        Ok(end) => end,
        Err(error) => return Some(Err(error.into())),
    };
    let code = end.code().and_then(|code| u8::try_from(code).ok()).filter(|code| *code <= STUCK);
    Some(code.ok_or_else(|| Refusal::of(died(words, &end.to_string()))))
}

/// Begins a life that is watched: within the limits, and no longer than that of the process that watches.
pub(super) fn begin(cap: Cap) {
    cap(Limits::default().memory);
    std::thread::spawn(|| {
        let _ = std::io::copy(&mut std::io::stdin().lock(), &mut std::io::sink());
        std::process::exit(i32::from(STUCK));
    });
}

/// Workers are this program with the same words.
pub(super) fn crew() -> Option<Crew> {
    let program = std::env::current_exe().ok()?;
    let words = std::env::args_os().skip(1).filter(|word| word != WATCHED);
    Some(Crew { program, arguments: words.chain(["--worker".into()]).collect() })
}

/// Asks a process of this program and returns what it says.
///
/// # Errors
/// A fault of `what`, if it wanted too much, took too long or did not come to an end by itself.
pub(super) fn ask(
    what: &str,
    words: impl IntoIterator<Item = OsString>,
    time: Duration,
    lang: Lang,
) -> Result<Vec<u8>, Diagnostic> {
    let failed = |error: std::io::Error| died(what, &error.to_string());
    let spoken = [WATCHED, "--lang", lang.pick("zh", "en")].map(OsString::from);
    let arguments = spoken.into_iter().chain(words);
    let mut child = own(arguments)
        .map_err(failed)?
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(failed)?;
    let _hand = child.stdin.take();
    let (said, complaints) = (all(child.stdout.take()), all(child.stderr.take()));
    let slow = || Diagnostic::error("process-slow").with("what", what).with("seconds", time.as_secs());
    let said = match said.recv_timeout(time) {
        Ok(said) => said,
        Err(RecvTimeoutError::Timeout) => {
            end(&mut child);
            return Err(slow());
        }
        Err(RecvTimeoutError::Disconnected) => Vec::new(),
    };
    let status = child.wait().map_err(failed)?;
    if status.success() {
        return Ok(said);
    }
    let complaints = String::from_utf8_lossy(&complaints.recv().unwrap_or_default()).into_owned();
    if complaints.contains(batch::NO_MEMORY) {
        let mib = Limits::default().memory >> 20;
        return Err(Diagnostic::error("process-large").with("what", what).with("mib", mib));
    }
    let last = complaints.lines().rfind(|line| !line.trim().is_empty()).unwrap_or_default();
    Err(died(what, &format!("{status} {last}")))
}

/// Looks at each font that a workspace brings in another process, before this one takes it in; a revision is
/// one of the repository that holds `dir`.
///
/// # Errors
/// A fault of the first that cannot be taken in.
pub(super) fn fonts(project: &Project, dir: &Path, lang: Lang) -> anyhow::Result<()> {
    static LOOKED_AT: Mutex<BTreeSet<[u8; 32]>> = Mutex::new(BTreeSet::new());
    let (dir, rev) = match &project.store {
        Store::Git(snapshot) => (dir, Some(snapshot.commit.to_string())),
        _ => (project.root.as_path(), None),
    };
    for (path, shown, bytes) in project.files()?.own_fonts() {
        let new = LOOKED_AT.lock().is_ok_and(|mut known| known.insert(*blake3::hash(bytes).as_bytes()));
        if new {
            let words = ["plans".into(), "fonts".into(), dir.into(), path.into()];
            let rev = rev.iter().flat_map(|rev| ["--rev".into(), OsString::from(rev)]);
            ask(shown, words.into_iter().chain(rev), GLANCE, lang).map_err(Refusal::of)?;
        }
    }
    Ok(())
}

/// Takes in one font of a workspace, on the disk or at a revision, for the process that asks.
pub(super) fn font(dir: &Path, rev: Option<&str>, font: &str) -> anyhow::Result<()> {
    let files = match rev {
        Some(rev) => project::open_at(&Store::at(&project::repository(dir)?, rev)?)?.files()?,
        None => Files::of(dir)?,
    };
    let bytes = files.get(font).map(|(_, bytes)| bytes.to_vec());
    drop(Press::new([], bytes.map(Cow::Owned)));
    Ok(())
}

/// Returns the PDF of a document that stands by itself; ends this process if it is not laid out in time.
pub(super) fn printed(press: &Press, document: &Document, term: &Term) -> anyhow::Result<Vec<u8>> {
    let time = Limits::default().time;
    std::thread::scope(|scope| {
        let (done, wait) = mpsc::channel::<()>();
        scope.spawn(move || {
            if wait.recv_timeout(time) == Err(RecvTimeoutError::Timeout) {
                let fault = Diagnostic::error("process-slow").with("what", document.layout);
                show(&[&[fault.with("seconds", time.as_secs())]], Format::Human, term);
                std::process::exit(i32::from(STUCK));
            }
        });
        let made = press::printed(press, document);
        drop(done);
        made
    })
}

/// Returns how this program is started; what it is told comes through a pipe that is held while it is wanted.
fn own(arguments: impl IntoIterator<Item = OsString>) -> std::io::Result<Command> {
    let mut command = Command::new(std::env::current_exe()?);
    command.args(arguments).stdin(Stdio::piped());
    Ok(command)
}

/// Reads all that a process says, as it says it.
fn all(from: Option<impl Read + Send + 'static>) -> Receiver<Vec<u8>> {
    let (to, said) = mpsc::channel();
    std::thread::spawn(move || {
        let mut bytes = Vec::new();
        let read = from.map(|from| from.take(WORDS).read_to_end(&mut bytes));
        let _ = to.send(if matches!(read, Some(Ok(_))) { bytes } else { Vec::new() });
    });
    said
}

fn end(child: &mut Child) {
    let _ = child.kill();
    let _ = child.wait();
}

fn died(what: &str, detail: &str) -> Diagnostic {
    Diagnostic::error("process-died").with("what", what).with("detail", detail.trim())
}
