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

/// A build: one family after another.
pub struct Build {
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// Families that are still to be made, the next one last.
    left: Vec<String>,
    total: usize,
    /// What is being made.
    now: Option<String>,
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

    /// Begins to make families of a village.
    ///
    /// # Errors
    /// If the village is unknown or nothing is asked for.
    pub fn build(self: &Arc<Self>, asked: &Value) -> Answer {
        let name = asked["village"].as_str().ok_or_else(Failure::misread)?;
        let files = self.files(name)?;
        let path = files.layers.last().cloned().ok_or_else(Failure::missing)?;
        let known = |name: &&str| compose::family(name).is_some() || *name == compose::PRINT_RUN;
        let families: Vec<String> = asked["families"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .filter(known)
            .map(str::to_owned)
            .collect();
        if families.is_empty() {
            return Err(Failure::of(422, "nothing", "先勾上要印的"));
        }
        let how = How {
            large: asked["large"].as_bool() == Some(true),
            pictures: asked["pictures"].as_bool() == Some(true),
            stem: files.stem.clone(),
        };
        let state =
            State { total: families.len(), left: families.into_iter().rev().collect(), ..State::default() };
        let build = Arc::new(Build { state: Mutex::new(state) });
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
        let title = |name: &String| compose::family(name).map_or("印制单", |family| family.title);
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
        let chosen: Vec<&String> = match which {
            Some(which) => state.files.get(which).into_iter().collect(),
            None => state.files.iter().filter(|path| path.ends_with(".pdf")).collect(),
        };
        let first = chosen.first().copied().or_else(|| state.files.first()).ok_or_else(Failure::missing)?;
        // Pictures are shown as a folder.
        let folder = !first.ends_with(".pdf") && which.is_none();
        for path in if folder { vec![first] } else { chosen } {
            let full = disk::below(&self.out(), path).map_err(|_| Failure::missing())?;
            let target = if folder { full.parent().unwrap_or(&full).to_path_buf() } else { full };
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
            let words = format!("打不开，自己去打开：{}（{error}）", path.display());
            Failure::of(422, "no-viewer", &words)
        })
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
            let family = {
                let mut state = self.state.lock().expect("nobody panics while it is held");
                let next = if state.stopped { None } else { state.left.pop() };
                state.now.clone_from(&next);
                state.done = next.is_none();
                let Some(next) = next else { return };
                next
            };
            let made = self.one(desk, village, &family, how);
            let mut state = self.state.lock().expect("nobody panics while it is held");
            state.child = None;
            match made {
                Ok(report) => take(&mut state, &report, &family, how),
                Err(words) if !state.stopped => state.faults.push(words),
                Err(_) => {}
            }
        }
    }

    /// Makes one family in a process of its own; returns what it reports.
    fn one(&self, desk: &Desk, village: &Path, family: &str, how: &How) -> Result<Value, String> {
        let mut command = Command::new(&desk.program);
        command
            .arg("build")
            .arg(village)
            .args(["--only", family, "--json", "--final", "--out"])
            .arg(desk.out());
        command.args(["--format", if how.pictures { "png" } else { "pdf" }]);
        if how.large {
            command.arg("--large-print");
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

fn take(state: &mut State, report: &Value, family: &str, how: &How) {
    let ending = if how.pictures { ".png" } else { ".pdf" };
    for village in report["villages"].as_array().into_iter().flatten() {
        for file in village["files"].as_array().into_iter().flatten() {
            let path = file["path"].as_str().unwrap_or_default();
            let own = path.starts_with(&how.stem.display().to_string().replace('\\', "/"));
            let of = path.contains(&format!("/{family}")) && path.ends_with(ending);
            if own && of && !state.files.iter().any(|known| known == path) {
                state.files.push(path.to_owned());
                state.pages += if how.pictures { 1 } else { file["pages"].as_u64().unwrap_or_default() };
            }
        }
        if village["failed"].as_bool() == Some(true) {
            let title = compose::family(family).map_or(family, |family| family.title);
            state.faults.push(format!("{title}没做成，旧的还在"));
        }
    }
}
