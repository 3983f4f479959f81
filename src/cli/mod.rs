//! What the user types, one command a file. Only `term` writes to the terminal.

mod args;
mod asked;
mod build;
mod check;
mod clean;
mod diff;
mod eject;
mod explain;
mod export;
mod fix;
mod import;
mod machine;
mod manifest;
mod new;
mod now;
mod plans;
mod printer;
mod report;
mod reprint;
mod schema;
mod serve;
mod shard;
mod term;
mod town;
mod trace;
mod usage;
mod verify;
mod ward;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::error::ErrorKind;
use clap::{CommandFactory, Parser};

use crate::batch::Limits;
use crate::diag::{Diagnostic, Diagnostics, Refusal, Said, Severity, nearest};
use crate::git::{self, Repository};
use crate::history::{Past, Today};
use crate::load::Library;
use crate::messages::{self, Lang};
use crate::model::profile::Date;
use crate::pipeline;
use crate::project::{self, Files, Project, Store};
use crate::workspace::Workspace;
use args::{Cli, Command};
use term::{Format, Shown, Term};

/// Fine.
const OK: u8 = 0;
/// Faults were found.
const FAULTS: u8 = 1;
/// Could not run.
const STUCK: u8 = 2;

/// Sets how many bytes this process may hold; what wants more ends it.
pub type Cap = fn(usize);

/// Runs the command line; 0 fine, 1 faults found, 2 could not run.
pub fn run(cap: Cap) -> ExitCode {
    if serve::clicked(std::env::args_os().count()) {
        let term = Term { lang: Lang::of_locale() };
        return serve::at_a_click(&term).map_or(ExitCode::from(STUCK), ExitCode::from);
    }
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return misread(&error),
    };
    let term = Term { lang: cli.lang.unwrap_or_else(Lang::of_locale) };
    let (data, current) = (asked::speaks_json(&cli.command), asked::says_what_is_current(&cli.command));
    let apart = !cli.watched && ward::concerns(&cli.command);
    let done = apart.then(|| ward::watch(&format!("duoan {}", asked::name(&cli.command)))).flatten();
    let done = match (&cli.command, done) {
        // At night there is a list, whatever brought its sheet down.
        (Command::Now(args), Some(Err(error))) if args.format == args::NowKind::Pdf => {
            refuse(&error, data, &term);
            let args = args::NowArgs { format: args::NowKind::Text, ..args.clone() };
            Some(now::run(&args, &term).map(|_| STUCK))
        }
        (_, done) => done,
    };
    let done = done.unwrap_or_else(|| {
        if cli.watched {
            ward::begin(cap);
        } else {
            cap(Limits::default().memory);
        }
        dispatch(cli.command, &term, cap)
    });
    ExitCode::from(done.unwrap_or_else(|error| match unproven(&error).filter(|_| current) {
        Some(fault) => unknown(&fault, data, &term),
        None => refuse(&error, data, &term),
    }))
}

/// Returns why history cannot be read, if that is what is wrong.
fn unproven(error: &anyhow::Error) -> Option<Diagnostic> {
    let fault: &git::Fault = error.downcast_ref()?;
    matches!(fault, git::Fault::Unreadable(_) | git::Fault::Shallow(_)).then(|| revision_fault(fault))
}

/// Says that nothing is known to be current, and why: an answer, and not that there is none.
fn unknown(fault: &Diagnostic, data: bool, term: &Term) -> u8 {
    if data {
        let fault = machine::json(&Shown { fault, more: 0 }, term.lang);
        let all = serde_json::json!({"format": 1, "complete": false, "error": fault});
        term.out(&serde_json::to_string_pretty(&all).expect("JSON values serialise"));
    }
    show(&[std::slice::from_ref(fault)], Format::Human, term);
    term.say(term.lang.pick(
        "查不全：不能说手里的哪一张还有效，也不能说没有变化",
        "not all known: nothing in hand is known to be current, nor that nothing has changed",
    ));
    FAULTS
}

/// Says why nothing could be done; to a program as JSON too.
fn refuse(error: &anyhow::Error, data: bool, term: &Term) -> u8 {
    let fault = match (error.downcast_ref(), error.downcast_ref()) {
        (Some(Refusal(fault)), _) => Some((**fault).clone()),
        (_, Some(fault)) => Some(revision_fault(fault)),
        _ => None,
    };
    let said =
        || format!("{}: {}", term.lang.pick("做不了", "cannot run"), messages::causes(error, term.lang));
    if data {
        let fault = fault.as_ref().map(|fault| machine::json(&Shown { fault, more: 0 }, term.lang));
        let fault = fault.unwrap_or_else(|| serde_json::json!({"message": said()}));
        refuse_to_programs(&fault, term);
    }
    match fault {
        Some(fault) => drop(show(&[&[fault]], Format::Human, term)),
        None => term.say(&said()),
    }
    STUCK
}

/// Tells a program why it gets nothing.
fn refuse_to_programs(fault: &serde_json::Value, term: &Term) {
    let text = serde_json::to_string_pretty(&serde_json::json!({"format": 1, "error": fault}));
    term.out(&text.expect("JSON values serialise"));
}

/// Answers a command line that is no command: help where it is asked for, else what is wrong with it.
fn misread(error: &clap::Error) -> ExitCode {
    if matches!(
        error.kind(),
        ErrorKind::DisplayHelp
            | ErrorKind::DisplayVersion
            | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand
    ) {
        // A closed pipe is no fault.
        let _ = error.print();
        return ExitCode::from(if error.use_stderr() { STUCK } else { OK });
    }
    let args: Vec<String> = std::env::args_os().map(|arg| arg.to_string_lossy().into_owned()).collect();
    let term = Term { lang: usage::language(&args) };
    show(&[&[usage::fault(error)]], Format::Human, &term);
    ExitCode::from(STUCK)
}

fn dispatch(command: Command, term: &Term, cap: Cap) -> anyhow::Result<u8> {
    match command {
        Command::New(args) => new::run(args, term),
        Command::Import(args) => import::run(&args, term),
        Command::Export(args) => export::run(&args, term),
        Command::Check(args) => check::run(&args, term),
        Command::Build(args) => build::run(&args, term, cap),
        Command::Printer(args) => printer::run(&args, term),
        Command::Clean(args) => clean::run(&args, term),
        Command::Manifest(args) => manifest::run(args, term),
        Command::Diff(args) => diff::run(&args, term),
        Command::Reprint(args) => reprint::run(&args, term, cap),
        Command::Verify(args) => verify::run(&args, term),
        Command::Now(args) => now::run(&args, term),
        Command::Town(args) => town::run(&args, term),
        Command::Serve(args) => serve::run(&args, term),
        Command::Plans(args) => plans::run(args, term),
        Command::Trace(args) => trace::run(&args, term),
        Command::Report(args) => report::run(&args, term),
        Command::Eject(args) => eject::run(&args, term),
        Command::Schema(args) => schema::run(&args, term),
        Command::Explain { code: Some(code), .. } => explain::one(&code, term),
        Command::Explain { code: None, .. } => explain::all(term),
        Command::Completions { shell } => {
            clap_complete::generate(shell, &mut Cli::command(), "duoan", &mut anstream::stdout());
            Ok(OK)
        }
    }
}

/// Returns the faults of the library that no village has been told of. What comes from a worker has other
/// texts around it, so faults are one if they say the same of the same place.
fn beside<'a>(
    faults: &'a [Diagnostic],
    found: impl IntoIterator<Item = &'a [Diagnostic]>,
) -> Vec<Diagnostic> {
    let key = |fault: &'a Diagnostic| {
        let place = fault.at.as_ref().map(|place| (place.file.name.as_str(), place.line_column()));
        (fault.code, place, &fault.values)
    };
    let told: BTreeSet<_> = found.into_iter().flatten().map(key).collect();
    faults.iter().filter(|fault| !told.contains(&key(fault))).cloned().collect()
}

/// Opens a workspace by paths of it.
fn open(paths: &[PathBuf], term: &Term) -> anyhow::Result<Workspace> {
    opened(project::open(paths)?, Path::new("."), term)
}

/// Opens a revision, or the files as they lie in a folder.
fn open_at(rev: Option<&str>, repository: &Repository, dir: &Path, term: &Term) -> anyhow::Result<Workspace> {
    if let Some(rev) = rev {
        return opened(project::open_at(&Store::at(repository, rev)?)?, dir, term);
    }
    let mut project = project::open(&[dir.to_path_buf()])?;
    project.leave_inner_repositories();
    say_left_out(&project, term);
    opened(project, dir, term)
}

/// Says which repositories within this one are not compared.
fn say_left_out(project: &Project, term: &Term) {
    for folder in &project.inner {
        let why = term.lang.pick(
            "是另一个 git 仓库，没有比；进那个文件夹里查",
            "is a repository of its own, not compared; look there",
        );
        term.say(&format!("{}: {why}", project::shown(folder)));
    }
}

/// Reads what a workspace prints with, its own fonts once others have looked at them; `dir` lies in the
/// repository of a revision.
fn opened(project: Project, dir: &Path, term: &Term) -> anyhow::Result<Workspace> {
    ward::fonts(&project, dir, term.lang)?;
    Workspace::of(project)
}

/// Returns the library of the workspace that holds a folder, or the built-in one outside any workspace.
fn library_at(dir: &Path) -> anyhow::Result<(Library, Vec<Diagnostic>)> {
    let root = project::open(&[dir.to_path_buf()])?.root;
    let mut diags = Diagnostics::default();
    let library = pipeline::library(&Files::of(&root)?, &mut diags);
    Ok((library, diags.into_sorted()))
}

/// Shows faults of many villages, equal ones once, and returns the counts of errors and of warnings.
fn show(lists: &[&[Diagnostic]], format: Format, term: &Term) -> (usize, usize) {
    let mut folded: BTreeMap<&Diagnostic, usize> = BTreeMap::new();
    for fault in lists.iter().flat_map(|list| list.iter()) {
        *folded.entry(fault).or_default() += 1;
    }
    let shown: Vec<Shown> = folded.iter().map(|(fault, count)| Shown { fault, more: count - 1 }).collect();
    term.faults(&shown, format);
    let count = |severity: Severity| shown.iter().filter(|s| s.fault.severity == severity).count();
    (count(Severity::Error), count(Severity::Warning))
}

/// Returns the past of a workspace, or why there is one and it cannot be read.
fn past(today: Today<'_>) -> (Option<Past<'_>>, Option<anyhow::Error>) {
    match Past::open(today) {
        Ok(past) => (past, None),
        Err(error) => (None, Some(error)),
    }
}

/// Returns a fault of a repository or revision as the catalogue says it.
fn revision_fault(fault: &git::Fault) -> Diagnostic {
    match fault {
        git::Fault::Outside(dir) => Diagnostic::error("git-outside").with("dir", project::shown(dir)),
        git::Fault::Unreadable(why) => Diagnostic::error("git-unreadable").with("detail", why),
        git::Fault::Empty => Diagnostic::error("git-empty"),
        git::Fault::Shallow(rev) => Diagnostic::error("git-shallow").with("rev", rev),
        git::Fault::Unknown(rev, names) => {
            let near = nearest(rev, names.iter().map(String::as_str)).map(str::to_owned);
            let some = || names.iter().take(5).cloned().collect::<Vec<_>>().join("  ");
            Diagnostic::error("git-unknown").with("rev", rev).with("hint", near.unwrap_or_else(some))
        }
    }
}

fn date(text: Option<&str>) -> anyhow::Result<Option<Date>> {
    let read = |text: &str| {
        let day = text.parse().map(Date).ok();
        day.ok_or_else(|| {
            let why = Said::error("日期写成 2026-06-01 这样", "write the date as 2026-06-01");
            why.context(format!("--today {text}"))
        })
    };
    text.map(read).transpose()
}

/// China has one time by law, and no summer time: what is judged by the day is the same wherever the machine
/// stands.
#[expect(
    clippy::disallowed_methods,
    reason = "the one place that may ask what day it is; reports and verdicts say which"
)]
fn today_in_beijing() -> Date {
    Date(jiff::tz::Offset::constant(8).to_datetime(jiff::Timestamp::now()).date())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_sound() {
        Cli::command().debug_assert();
    }
}
