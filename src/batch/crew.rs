//! Worker processes. The engine's memory of past work is one for a process, so that two villages at a time in
//! one process disturb each other; and a process that dies takes one village with it, not the batch. What a
//! village brings (pictures, layouts, fonts) is decoded in one, with limits of memory and time.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::fs::File;
use std::io::{BufRead, BufReader, Read, Seek, Write};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::time::Duration;

use anyhow::Context;
use serde::{Deserialize, Serialize};

use super::letter::Letter;
use super::{Options, Outcome, Wanted, path};
use crate::diag::{Diagnostic, Refusal};
use crate::disk;
use crate::office;
use crate::project::VillageFiles;

/// Pages after which a worker is let go: the engine keeps a little of everything that it ever set.
const PAGES: usize = 1_000;
/// What a worker says when it is there.
const READY: &str = "ready";

/// How to start a worker: the program and the words that make it build what this process builds.
#[derive(Debug, Clone)]
pub struct Crew {
    /// The program.
    pub program: PathBuf,
    /// Its arguments.
    pub arguments: Vec<OsString>,
}

/// What a process says that may not have more memory, before it ends.
pub const NO_MEMORY: &str = "memory allocation of";

/// What a worker is asked for: a village, by its path, and which cards of it if not all.
#[derive(Serialize, Deserialize)]
struct Job {
    village: String,
    cards: Option<BTreeMap<String, BTreeSet<String>>>,
}

impl Job {
    fn of(village: &VillageFiles, options: &Options) -> Self {
        let cards = options.cards.as_ref().and_then(|cards| cards.get(&village.stem));
        let named = |(family, numbers): (&&str, &BTreeSet<String>)| ((*family).to_owned(), numbers.clone());
        Self { village: path(&village.stem), cards: cards.map(|cards| cards.iter().map(named).collect()) }
    }

    /// Returns the options for this job.
    fn options(self, village: &VillageFiles, options: &Options) -> Options {
        let cards = self.cards.map(|cards| {
            let known = |(name, numbers): (String, _)| Some((office::family(&name)?.name, numbers));
            Wanted::from([(village.stem.clone(), cards.into_iter().filter_map(known).collect())])
        });
        Options { cards, ..options.clone() }
    }
}

/// One worker.
struct Worker {
    child: Child,
    jobs: ChildStdin,
    letters: Receiver<String>,
    /// What it says before it dies.
    words: File,
    /// Pages that it has set.
    pages: usize,
}

impl Crew {
    /// Does every village on so many workers; the results are in the order of the villages.
    pub(super) fn build(
        &self,
        villages: &[&VillageFiles],
        options: &Options,
        done: impl Fn(&Outcome) + Sync,
    ) -> Vec<Outcome> {
        let workers = options.jobs.min(villages.len()).max(1);
        // Villages are done side by side; one alone gets all threads of the engine.
        let post = Post { crew: self, options, threads: (options.jobs / workers).max(1) };
        let next = AtomicUsize::new(0);
        let slots: Vec<Mutex<Option<Outcome>>> = villages.iter().map(|_| Mutex::new(None)).collect();
        let run = || {
            let mut worker: Option<Worker> = None;
            while let Some((village, slot)) =
                Some(next.fetch_add(1, Ordering::Relaxed)).and_then(|i| villages.get(i).zip(slots.get(i)))
            {
                let outcome = post.one(village, &mut worker);
                done(&outcome);
                *slot.lock().expect("no panic while it is held") = Some(outcome);
            }
        };
        std::thread::scope(|scope| (0..workers).for_each(|_| drop(scope.spawn(run))));
        slots.into_iter().filter_map(|slot| slot.into_inner().ok().flatten()).collect()
    }
}

/// What workers are started with.
struct Post<'a> {
    crew: &'a Crew,
    options: &'a Options,
    /// Threads of each.
    threads: usize,
}

impl Post<'_> {
    /// One village by this worker, or by a new one if there is none; a worker that died is not used again.
    fn one(&self, village: &VillageFiles, worker: &mut Option<Worker>) -> Outcome {
        let mut hands = match worker.take().map_or_else(|| self.start(), Ok) {
            Ok(hands) => hands,
            Err(error) => {
                return match error.downcast_ref() {
                    Some(Refusal(fault)) => failed(village, (**fault).clone()),
                    None => dead(village, &format!("{error:#}")),
                };
            }
        };
        match hands.ask(&Job::of(village, self.options), self.options.limits.time) {
            Ok(letter) => {
                hands.pages +=
                    letter.made.iter().filter(|made| !made.reused).map(|made| made.pages).sum::<usize>();
                *worker = Some(hands).filter(|hands| hands.pages < PAGES);
                letter.open()
            }
            Err(Silence::Slow) => {
                let seconds = self.options.limits.time.as_secs();
                failed(village, Diagnostic::error("village-slow").with("seconds", seconds))
            }
            Err(Silence::Dead) => {
                let words = hands.last_words();
                match words.contains(NO_MEMORY) {
                    true => failed(
                        village,
                        Diagnostic::error("village-large").with("mib", self.options.limits.memory >> 20),
                    ),
                    false => dead(village, &words),
                }
            }
        }
    }

    fn start(&self) -> anyhow::Result<Worker> {
        let words = disk::nameless(&self.options.out, self.options.part())
            .map_err(|error| Refusal::of(super::unwritten(&error)))?;
        let mut child = Command::new(&self.crew.program)
            .args(&self.crew.arguments)
            .env("RAYON_NUM_THREADS", self.threads.to_string())
            // Its last words are shown, and they are to be the cause.
            .env("RUST_BACKTRACE", "0")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(words.try_clone()?)
            .spawn()
            .with_context(|| self.crew.program.display().to_string())?;
        let jobs = child.stdin.take().context("it was asked for")?;
        let letters = lines(child.stdout.take().context("it was asked for")?);
        let mut worker = Worker { child, jobs, letters, words, pages: 0 };
        match worker.letters.recv_timeout(self.options.limits.time) {
            Ok(ready) if ready == READY => Ok(worker),
            _ => anyhow::bail!("{}", worker.last_words()),
        }
    }
}

/// Returns the lines that a process says, as they come: whoever waits for one can give up.
fn lines(said: ChildStdout) -> Receiver<String> {
    let (to, from) = mpsc::channel();
    std::thread::spawn(move || {
        BufReader::new(said).lines().map_while(Result::ok).try_for_each(|line| to.send(line))
    });
    from
}

/// Why there is no answer.
enum Silence {
    /// Time is up.
    Slow,
    /// The process has ended, or speaks nonsense.
    Dead,
}

impl Worker {
    fn ask(&mut self, job: &Job, time: Duration) -> Result<Letter, Silence> {
        let mut job = serde_json::to_vec(job).map_err(|_| Silence::Dead)?;
        job.push(b'\n');
        self.jobs.write_all(&job).map_err(|_| Silence::Dead)?;
        match self.letters.recv_timeout(time) {
            Ok(line) => serde_json::from_str(&line).map_err(|_| Silence::Dead),
            Err(RecvTimeoutError::Timeout) => Err(Silence::Slow),
            Err(RecvTimeoutError::Disconnected) => Err(Silence::Dead),
        }
    }

    fn last_words(&mut self) -> String {
        let _ = self.child.kill();
        let end = self.child.wait().map_or_else(|error| error.to_string(), |status| status.to_string());
        let mut words = String::new();
        let _ = self.words.rewind().and_then(|()| self.words.read_to_string(&mut words));
        let telling = |line: &&str| !line.trim().is_empty() && !line.starts_with("note:");
        let cause = words.lines().find(|line| line.contains(NO_MEMORY));
        match cause.or_else(|| words.lines().rfind(telling)) {
            Some(cause) => format!("{end}: {cause}"),
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
    failed(village, Diagnostic::error("worker-died").with("detail", why))
}

fn failed(village: &VillageFiles, fault: Diagnostic) -> Outcome {
    let mut outcome = Outcome::of(village);
    outcome.failed = true;
    outcome.diags.push(fault.with("village", path(&village.stem)));
    outcome
}

/// Answers jobs until there are no more: a village's path a line in, its outcome a line out. Ends at once
/// when the process that asks has ended, whatever is under way: it holds the output folder, and another may
/// want it.
///
/// # Errors
/// If the other process cannot be heard or spoken to.
pub fn serve(
    villages: &[VillageFiles],
    options: &Options,
    build: impl Fn(&VillageFiles, &Options) -> Outcome,
) -> anyhow::Result<()> {
    // Before the first job: who takes the folder after a parent that was killed waits for whoever has one.
    let _hand = disk::lend_a_hand(&options.out, options.part())?;
    let mut out = std::io::stdout().lock();
    writeln!(out, "{READY}")?;
    out.flush()?;
    for line in jobs() {
        let job: Job = serde_json::from_str(&line)?;
        let village = villages.iter().find(|v| path(&v.stem) == job.village);
        let village = village.with_context(|| job.village.clone())?;
        let outcome = build(village, &job.options(village, options));
        let mut letter = serde_json::to_vec(&Letter::of(&outcome))?;
        letter.push(b'\n');
        out.write_all(&letter)?;
        out.flush()?;
    }
    Ok(())
}

/// Returns the lines of the standard input; at its end the process ends.
fn jobs() -> Receiver<String> {
    let (to, from) = mpsc::channel();
    std::thread::spawn(move || {
        let _ = std::io::stdin().lock().lines().map_while(Result::ok).try_for_each(|line| to.send(line));
        std::process::exit(1);
    });
    from
}
