//! Printing from the page: what there is to print and for whom, made by the program's own `build` in a process that
//! can be stopped, opened by the system's own viewer.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::Mutex;

use serde_json::{Value, json};

use super::answer::{Answer, Failure};
use super::desk::Desk;
use crate::batch::{self, Manifest};
use crate::compose;
use crate::disk;
use crate::messages::Lang;
use crate::project::Inputs;

/// What is made for the office and is no family of cards or books: its format, what it is called.
const OFFICE: [(&str, [&str; 2], &str); 3] = [
    ("docx", ["报备的 Word", "Word for filing"], ".docx"),
    ("sheets", ["表册和流程图", "lists and flow chart"], ".pdf"),
    ("xlsx", ["表册（表格软件用）", "lists as a workbook"], ".xlsx"),
];
/// Most single cards that are asked for at a time.
const MOST_CARDS: usize = 1000;

/// One thing to be made: a family, some of its cards alone, or a paper for the office.
#[derive(Debug, Clone)]
struct Job {
    what: String,
    cards: Vec<String>,
}

impl Job {
    fn office(&self) -> Option<&'static (&'static str, [&'static str; 2], &'static str)> {
        OFFICE.iter().find(|(format, ..)| *format == self.what)
    }

    fn title(&self, lang: Lang) -> &'static str {
        match (self.office(), compose::family(&self.what)) {
            (Some((_, [zh, en], _)), _) => lang.pick(zh, en),
            (None, Some(family)) => family.title,
            (None, None) => lang.pick("印制单", "print run"),
        }
    }
}

/// Returns what can be made for the office, for the page.
pub fn office(lang: Lang) -> Value {
    OFFICE.iter().map(|(format, [zh, en], _)| json!({"name": format, "title": lang.pick(zh, en)})).collect()
}

/// A build: one thing after another.
pub struct Build {
    state: Mutex<State>,
    /// What the village was made from when it began.
    made_from: Inputs,
}

#[derive(Default)]
struct State {
    /// What is still to be made, the next one last.
    left: Vec<Job>,
    total: usize,
    /// What is being made.
    now: Option<Job>,
    child: Option<Child>,
    files: Vec<String>,
    pages: u64,
    faults: Vec<String>,
    stopped: bool,
    done: bool,
}

impl Desk {
    fn out(&self) -> PathBuf {
        self.folder.join("out")
    }

    /// Begins to make families of a village, or single cards of them.
    ///
    /// # Errors
    /// If the village is unknown or nothing is asked for.
    pub fn build(self: &Arc<Self>, asked: &Value) -> Answer {
        let name = asked["village"].as_str().ok_or_else(Failure::misread)?;
        let files = self.files(name)?;
        let path = files.layers.last().cloned().ok_or_else(Failure::missing)?;
        let known = |name: &&str| {
            let office = OFFICE.iter().any(|(format, ..)| format == name);
            compose::family(name).is_some() || *name == compose::PRINT_RUN || office
        };
        let texts = |list: &Value| -> Vec<String> {
            list.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
        };
        let families: Vec<Job> = texts(&asked["families"])
            .into_iter()
            .filter(|name| known(&name.as_str()))
            .map(|what| Job { cards: texts(&asked["cards"][&what]), what })
            .collect();
        if families.is_empty() || families.iter().any(|job| job.cards.len() > MOST_CARDS) {
            return Err(Failure::of(422, "nothing", "先勾上要印的"));
        }
        let how = How {
            large: asked["large"].as_bool() == Some(true),
            pictures: asked["pictures"].as_bool() == Some(true),
            stem: files.stem.clone(),
        };
        let state =
            State { total: families.len(), left: families.into_iter().rev().collect(), ..State::default() };
        let made_from = self.kit().project.inputs(&files);
        let build = Arc::new(Build { state: Mutex::new(state), made_from });
        let number = {
            let mut builds = self.builds.lock().expect("nobody panics while it is held");
            let number = builds.keys().last().map_or(1, |last| last + 1);
            builds.insert(number, Arc::clone(&build));
            while builds.len() > 8 {
                builds.pop_first();
            }
            number
        };
        let desk = Arc::clone(self);
        std::thread::spawn(move || {
            build.run(&desk, &path, &how);
            desk.tell(json!({"what": "build", "n": number}));
        });
        Ok(json!({"n": number}))
    }

    /// Returns how far a build is.
    ///
    /// # Errors
    /// If there is no such build.
    pub fn progress(&self, number: u64) -> Answer {
        let build = self.started(number)?;
        let state = build.state.lock().expect("nobody panics while it is held");
        let title = |job: &Job| job.title(self.lang);
        Ok(json!({
            "done": state.done, "stopped": state.stopped, "now": state.now.as_ref().map(title), "total": state.total,
            "made": state.total - state.left.len() - usize::from(state.now.is_some()), "pages": state.pages,
            "files": state.files.iter().map(|path| path.rsplit('/').next().unwrap_or_default()).collect::<Vec<_>>(),
            "faults": state.faults,
        }))
    }

    /// Stops a build; what is made stays, old files too.
    ///
    /// # Errors
    /// If there is no such build.
    pub fn stop(&self, number: u64) -> Answer {
        let build = self.started(number)?;
        let mut state = build.state.lock().expect("nobody panics while it is held");
        state.stopped = !state.done;
        state.left.clear();
        if let Some(child) = &mut state.child {
            let _ = child.kill();
        }
        Ok(json!({"stopped": state.stopped}))
    }

    /// Opens what a build made with the system's own program; nothing else can be opened.
    ///
    /// # Errors
    /// If there is no such file, or no program for it.
    pub fn open_made(&self, number: u64, which: Option<usize>) -> Answer {
        let build = self.started(number)?;
        let state = build.state.lock().expect("nobody panics while it is held");
        let mut targets: Vec<PathBuf> = Vec::new();
        let wanted = |i: usize| which.is_none_or(|which| which == i);
        for (_, path) in state.files.iter().enumerate().filter(|(i, _)| wanted(*i)) {
            let full = disk::below(&self.out(), path).map_err(|_| Failure::missing())?;
            // Pictures and texts are shown as a folder.
            let folder = which.is_none() && !path.ends_with(".pdf");
            let target = if folder { full.parent().unwrap_or(&full).to_path_buf() } else { full };
            if !targets.contains(&target) {
                targets.push(target);
            }
        }
        if targets.is_empty() {
            return Err(Failure::missing());
        }
        for target in targets {
            self.show(&target)?;
        }
        Ok(json!({"opened": true}))
    }

    /// Opens a file with the system's own program.
    ///
    /// # Errors
    /// If there is none.
    pub fn show(&self, path: &Path) -> Result<(), Failure> {
        super::open(path.as_os_str()).map_err(|error| {
            let (zh, en) = ("打不开，自己去打开：", "nothing opened it; open it yourself: ");
            let words = |before: &str| format!("{before}{}（{error}）", path.display());
            Failure::said(422, "no-viewer", &words(zh), &words(en))
        })
    }

    /// Refuses to take for printed what has changed since it was made.
    ///
    /// # Errors
    /// If the village is not as it was then.
    pub fn still_as_made(&self, name: &str, number: u64) -> Result<(), Failure> {
        let build = self.started(number)?;
        match self.kit().project.inputs(&self.files(name)?) == build.made_from {
            true => Ok(()),
            false => Err(Failure::of(409, "made-before", "做好以后档案又改过：先重新做，再记")),
        }
    }

    fn started(&self, number: u64) -> Result<Arc<Build>, Failure> {
        let builds = self.builds.lock().expect("nobody panics while it is held");
        builds.get(&number).cloned().ok_or_else(Failure::missing)
    }

    /// Returns what was made before and still lies there, by family.
    ///
    /// # Errors
    /// If the village is unknown.
    pub fn made(&self, name: &str) -> Answer {
        let files = self.files(name)?;
        let manifest = Manifest::read(&self.out().join(batch::MANIFEST)).ok();
        let stem = files.slashed();
        let mut found = serde_json::Map::new();
        for (path, entry) in manifest.iter().flat_map(|manifest| &manifest.files) {
            if let Some(name) =
                path.strip_prefix(&format!("{stem}/")).and_then(|rest| rest.strip_suffix(".pdf"))
            {
                found.insert(name.to_owned(), json!({"pages": entry.pages}));
            }
        }
        Ok(json!({"made": found}))
    }
}

struct How {
    large: bool,
    pictures: bool,
    stem: PathBuf,
}

impl Build {
    fn run(&self, desk: &Desk, village: &Path, how: &How) {
        loop {
            let job = {
                let mut state = self.state.lock().expect("nobody panics while it is held");
                let next = if state.stopped { None } else { state.left.pop() };
                state.now.clone_from(&next);
                state.done = next.is_none();
                let Some(next) = next else { return };
                next
            };
            let made = self.one(desk, village, &job, how);
            let mut state = self.state.lock().expect("nobody panics while it is held");
            state.child = None;
            match made {
                Ok(report) => take(&mut state, &report, &job, how, desk.lang),
                Err(words) if !state.stopped => state.faults.push(words),
                Err(_) => {}
            }
        }
    }

    /// Makes one family in a process of its own; returns what it reports.
    fn one(&self, desk: &Desk, village: &Path, job: &Job, how: &How) -> Result<Value, String> {
        let mut command = Command::new(&desk.program);
        command.arg("build").arg(village).args(["--json", "--final", "--out"]).arg(desk.out());
        if let Some((format, ..)) = job.office() {
            command.args(["--format", format]);
        } else {
            command.args(["--only", &job.what, "--format", if how.pictures { "png" } else { "pdf" }]);
            command.args(job.cards.iter().map(|card| format!("--card={card}")));
            command.args(how.large.then_some("--large-print"));
        }
        let child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn();
        let mut child = child.map_err(|error| error.to_string())?;
        let mut said = child.stdout.take().ok_or("no output")?;
        {
            let mut state = self.state.lock().expect("nobody panics while it is held");
            if state.stopped {
                let _ = child.kill();
            }
            state.child = Some(child);
        }
        let mut text = String::new();
        said.read_to_string(&mut text).map_err(|error| error.to_string())?;
        if let Some(child) = &mut self.state.lock().expect("nobody panics while it is held").child {
            let _ = child.wait();
        }
        serde_json::from_str(&text).map_err(|_| "没做成".to_owned())
    }
}

fn take(state: &mut State, report: &Value, job: &Job, how: &How, lang: Lang) {
    let ending = job.office().map_or(if how.pictures { ".png" } else { ".pdf" }, |(.., ending)| ending);
    for village in report["villages"].as_array().into_iter().flatten() {
        for file in village["files"].as_array().into_iter().flatten() {
            let path = file["path"].as_str().unwrap_or_default();
            let own = path.starts_with(&how.stem.display().to_string().replace('\\', "/"));
            let of = (job.office().is_some() || path.contains(&format!("/{}", job.what)))
                && path.ends_with(ending);
            if own && of && !state.files.iter().any(|known| known == path) {
                state.files.push(path.to_owned());
                state.pages += if how.pictures { 1 } else { file["pages"].as_u64().unwrap_or_default() };
            }
        }
        if village["failed"].as_bool() == Some(true) {
            let title = job.title(lang);
            state.faults.push(match lang {
                Lang::Zh => format!("{title}没做成，旧的还在"),
                Lang::En => format!("{title}: not made; the old ones are still there"),
            });
        }
    }
}
