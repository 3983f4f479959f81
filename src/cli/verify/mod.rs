//! `duoan verify`: whether a paper is current, from the check code on it and the repository alone.

mod show;

use std::ffi::OsString;
use std::path::Path;
use std::time::Duration;

use anyhow::Context;
use serde::{Deserialize, Serialize};

use super::args::VerifyArgs;
use super::term::Term;
use super::{FAULTS, OK, STUCK, date, opened, today_in_beijing, ward};
use crate::diag::Diagnostic;
use crate::history::{Past, Today};
use crate::messages::{self, Lang};
use crate::model::profile::Date;
use crate::project::{self, Store};
use crate::roster;
use crate::scan;
use crate::source;
use crate::verify::code::{self, Code};
use crate::verify::{self, Prints, State, Verdict};

/// One code that was asked about.
struct Asked {
    /// As it was typed, or read from a file.
    written: String,
    /// The file it was read from.
    file: Option<String>,
    /// The code, or what is wrong with it.
    code: Result<Code, String>,
}

/// An answer.
struct Answer {
    asked: Asked,
    /// Nothing for a code that is none.
    verdict: Option<Verdict>,
}

impl Answer {
    fn state(&self) -> State {
        self.verdict.as_ref().and_then(|verdict| verdict.states.first().copied()).unwrap_or(State::Unknown)
    }
}

pub(super) fn run(args: &VerifyArgs, term: &Term) -> anyhow::Result<u8> {
    if args.worker {
        let seen: Vec<Seen> = args.codes.iter().map(|path| Seen::of(Path::new(path), term.lang)).collect();
        term.out(&serde_json::to_string(&seen)?);
        return Ok(OK);
    }
    let today = date(args.today.as_deref())?.unwrap_or_else(today_in_beijing);
    let mut unread = Vec::new();
    let mut asked = Vec::new();
    for written in &args.codes {
        match ask(written, args, term) {
            Ok(found) => asked.extend(found),
            Err(fault) => unread.push(format!("{}: {fault}", code::shown(written))),
        }
    }
    unread.iter().for_each(|line| term.say(line));
    if asked.is_empty() {
        return Ok(STUCK);
    }
    let answers = answer(asked, args, today, term)?;
    let all = answers.iter().all(|answer| answer.state() == State::Current);
    show::show(&answers, today, args.format, term);
    Ok(if !unread.is_empty() {
        STUCK
    } else if all {
        OK
    } else {
        FAULTS
    })
}

/// What is seen in a file.
#[derive(Serialize, Deserialize)]
enum Seen {
    /// What the codes in it say.
    Codes(Vec<String>),
    /// It cannot be looked at.
    Fault(scan::Fault),
    /// It cannot be read; why.
    Unread(String),
}

impl Seen {
    fn of(path: &Path, lang: Lang) -> Self {
        match source::read_within(path, scan::MAX_BYTES) {
            // A text for filing and a workbook are packages.
            Ok(bytes) if bytes.starts_with(b"PK\x03\x04") => {
                roster::codes(&bytes).map_or(Self::Fault(scan::Fault::Broken), Self::Codes)
            }
            Ok(bytes) => scan::codes(&bytes).map_or_else(Self::Fault, Self::Codes),
            Err(error) => {
                let said = messages::causes(&error, lang);
                let name = path.display().to_string() + lang.pick("：", ": ");
                Self::Unread(said.strip_prefix(&name).unwrap_or(&said).to_owned())
            }
        }
    }
}

/// Looks at a file in a process of its own: anybody may have made it.
fn look(path: &Path, seconds: Option<u64>, lang: Lang) -> Result<Seen, Diagnostic> {
    let time = seconds.map_or(ward::GLANCE, Duration::from_secs);
    let words = ["verify", "--worker", "--"].map(OsString::from).into_iter().chain([path.into()]);
    let name = project::shown(path);
    let said = ward::ask(&name, words, time, lang)?;
    let seen: Option<Vec<Seen>> = serde_json::from_slice(&said).ok();
    seen.and_then(|mut seen| seen.pop())
        .ok_or_else(|| Diagnostic::error("process-died").with("what", name).with("detail", ""))
}

/// Returns the codes that one argument stands for: itself, or those in the file that it names.
fn ask(written: &str, args: &VerifyArgs, term: &Term) -> Result<Vec<Asked>, String> {
    let lang = term.lang;
    let path = Path::new(written);
    let ending =
        path.extension().map(|ending| ending.to_string_lossy().to_ascii_lowercase()).unwrap_or_default();
    let file = ["pdf", "png", "jpg", "jpeg", "docx", "xlsx"].contains(&ending.as_str())
        || (written.len() < 4096 && path.is_file());
    if !file {
        let code = code::parse(written, lang);
        return Ok(vec![Asked { written: code::shown(written), file: None, code }]);
    }
    let found = match look(path, args.file_seconds, lang) {
        Ok(Seen::Codes(found)) => found,
        Ok(Seen::Fault(fault)) => return Err(show::scan_fault(fault, lang)),
        Ok(Seen::Unread(why)) => return Err(why),
        Err(fault) => {
            let said = messages::words(&fault, lang).0;
            let name = project::shown(path) + lang.pick("：", ": ");
            return Err(said.strip_prefix(&name).unwrap_or(&said).to_owned());
        }
    };
    let ours = |text: &&String| code::fold(text).starts_with("DA1-");
    let shown = project::shown(path);
    let asked = |text: &String| Asked {
        written: code::shown(text),
        file: Some(shown.clone()),
        code: code::parse(text, lang),
    };
    let codes: Vec<Asked> = found.iter().filter(ours).map(asked).collect();
    if codes.is_empty() { Err(show::nothing_read(&found, lang)) } else { Ok(codes) }
}

fn answer(asked: Vec<Asked>, args: &VerifyArgs, today: Date, term: &Term) -> anyhow::Result<Vec<Answer>> {
    let dir = &args.dir;
    let mut project = project_of(dir)?;
    project.leave_inner_repositories();
    let workspace = opened(project, dir, term)?;
    let now = Today { project: &workspace.project, library: &workspace.library, press: &workspace.press };
    let (past, unread) = super::past(now);
    let unread = unread.map(|error| match error.downcast_ref() {
        Some(fault) => messages::words(&super::revision_fault(fault), term.lang).0,
        None => messages::causes(&error, term.lang),
    });
    if past.is_none() && unread.is_none() {
        term.say(term.lang.pick(
            "不在 git 里，或者还没有提交：只能说是不是现在的，说不了什么时候换的",
            "not under git, or nothing is committed: only whether a paper is current can be said",
        ));
    }
    // East of here it may be tomorrow already; whoever names a day has no clock that is wrong.
    let soon = today.0.tomorrow().unwrap_or(today.0);
    let last = past.as_ref().filter(|_| args.today.is_none()).and_then(Past::last_day);
    let behind = last.filter(|last| last.0 > soon);
    let prints = Prints::default();
    let answers = asked.into_iter().map(|asked| {
        let verdict = asked
            .code
            .as_ref()
            .ok()
            .map(|code| verify::judge(code, &workspace, past.as_ref(), &prints, today));
        // Where there is a history and it cannot be read, nothing is known to be current.
        let verdict =
            verdict.map(|verdict| unread.iter().fold(verdict, |verdict, why| verdict.without_history(why)));
        let verdict = verdict.map(|verdict| behind.into_iter().fold(verdict, Verdict::with_clock_behind));
        Answer { asked, verdict }
    });
    Ok(answers.collect())
}

/// Returns the workspace of a folder; in a bare repository that of its newest commit.
fn project_of(dir: &Path) -> anyhow::Result<project::Project> {
    match project::repository(dir) {
        Ok(repository) if repository.bare => project::open_at(&Store::at(&repository, "HEAD")?),
        _ => project::open(&[dir.to_path_buf()]).with_context(|| dir.display().to_string()),
    }
}
