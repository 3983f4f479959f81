//! Worker processes. The engine's memory of past work is one for a process, so that two villages at a time in one process
//! disturb each other; and a process that dies takes one village with it, not the batch.

use std::ffi::OsString;
use std::fs::File;
use std::io::{BufRead, BufReader, Read, Seek, Write};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::Context;

use super::letter::Letter;
use super::{Outcome, path};
use crate::diag::Diagnostic;
use crate::project::VillageFiles;

/// Pages after which a worker is let go: the engine keeps a little of everything that it ever set.
const PAGES: usize = 1_000;

/// How to start a worker: the program and the words that make it build what this process builds.
#[derive(Debug, Clone)]
pub struct Crew {
    /// The program.
    pub program: PathBuf,
    /// Its arguments.
    pub arguments: Vec<OsString>,
}

/// One worker.
struct Worker {
    child: Child,
    jobs: ChildStdin,
    letters: BufReader<ChildStdout>,
    /// What it says before it dies.
    words: File,
    /// Pages that it has set.
    pages: usize,
}

impl Crew {
    /// Does every village on so many workers; the results are in the order of the villages.
    pub(super) fn build(&self, villages: &[&VillageFiles], workers: usize, done: impl Fn(&Outcome) + Sync) -> Vec<Outcome> {
        let next = AtomicUsize::new(0);
        let slots: Vec<Mutex<Option<Outcome>>> = villages.iter().map(|_| Mutex::new(None)).collect();
        let run = || {
            let mut worker: Option<Worker> = None;
            while let Some((village, slot)) =
                Some(next.fetch_add(1, Ordering::Relaxed)).and_then(|i| villages.get(i).zip(slots.get(i)))
            {
                let outcome = self.one(village, &mut worker);
                done(&outcome);
                *slot.lock().expect("no panic while it is held") = Some(outcome);
            }
        };
        std::thread::scope(|scope| (0..workers.min(villages.len())).for_each(|_| drop(scope.spawn(run))));
        slots.into_iter().filter_map(|slot| slot.into_inner().ok().flatten()).collect()
    }

    /// One village by this worker, or by a new one if there is none; a worker that died is not used again.
    fn one(&self, village: &VillageFiles, worker: &mut Option<Worker>) -> Outcome {
        let mut hands = match worker.take().map_or_else(|| self.start(), Ok) {
            Ok(hands) => hands,
            Err(error) => return dead(village, &format!("{error:#}")),
        };
        match hands.ask(village) {
            Ok(letter) => {
                hands.pages += letter.made.iter().filter(|made| !made.reused).map(|made| made.pages).sum::<usize>();
                *worker = Some(hands).filter(|hands| hands.pages < PAGES);
                letter.open()
            }
            Err(error) => dead(village, &hands.last_words(&error)),
        }
    }

    fn start(&self) -> anyhow::Result<Worker> {
        let words = tempfile::tempfile()?;
        let mut child = Command::new(&self.program)
            .args(&self.arguments)
            // Villages are done side by side; within one there is nobody to share with.
            .env("RAYON_NUM_THREADS", "1")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(words.try_clone()?)
            .spawn()
            .with_context(|| self.program.display().to_string())?;
        let jobs = child.stdin.take().context("it was asked for")?;
        let letters = BufReader::new(child.stdout.take().context("it was asked for")?);
        Ok(Worker { child, jobs, letters, words, pages: 0 })
    }
}

impl Worker {
    fn ask(&mut self, village: &VillageFiles) -> anyhow::Result<Letter> {
        let mut job = serde_json::to_vec(&path(&village.stem))?;
        job.push(b'\n');
        self.jobs.write_all(&job)?;
        let mut line = String::new();
        anyhow::ensure!(self.letters.read_line(&mut line)? > 0, "no answer");
        Ok(serde_json::from_str(&line)?)
    }

    fn last_words(&mut self, error: &anyhow::Error) -> String {
        let _ = self.child.kill();
        let end = self.child.wait().map_or_else(|_| error.to_string(), |status| status.to_string());
        let mut words = String::new();
        let _ = self.words.rewind().and_then(|()| self.words.read_to_string(&mut words));
        match words.lines().rfind(|line| !line.trim().is_empty()) {
            Some(last) => format!("{end}: {last}"),
            None => end,
        }
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn dead(village: &VillageFiles, why: &str) -> Outcome {
    let mut outcome = Outcome::of(village);
    outcome.failed = true;
    outcome.diags.push(Diagnostic::error("worker-died").with("village", path(&village.stem)).with("detail", why));
    outcome
}

/// Answers jobs until there are no more: a village's path a line in, its outcome a line out.
///
/// # Errors
/// If the other process cannot be heard or spoken to.
pub fn serve(villages: &[VillageFiles], build: impl Fn(&VillageFiles) -> Outcome) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    for line in std::io::stdin().lock().lines() {
        let stem: String = serde_json::from_str(&line?)?;
        let village = villages.iter().find(|v| path(&v.stem) == stem);
        let outcome = build(village.with_context(|| stem.clone())?);
        let mut letter = serde_json::to_vec(&Letter::of(&outcome))?;
        letter.push(b'\n');
        out.write_all(&letter)?;
        out.flush()?;
    }
    Ok(())
}
