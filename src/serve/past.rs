//! What was printed last, and what has changed since: a record of the prints where there is one, else git. Versions
//! without knowing git.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::answer::{Answer, Failure};
use super::clock;
use super::desk::{Desk, Open};
use super::earlier;
use super::rows;
use crate::diag::Diagnostics;
use crate::diff::{self, Side};
use crate::disk;
use crate::git::Fault;
use crate::history::Past;
use crate::model::handbook::Handbook;
use crate::model::plan::PlanSet;
use crate::pipeline;
use crate::project::{self, Store, VillageFiles};
use crate::reprint::{self, State};
use crate::schema;
use crate::source::{self, SourceFile};
use crate::workspace::Workspace;
use crate::yaml::{self, Node};

/// What git is told when it records files of a folder that came from anywhere: nothing that lies in it is run.
const QUIET: [&str; 7] = [
    "core.fsmonitor=false",
    "core.hooksPath=/dev/null",
    "core.editor=true",
    "commit.gpgSign=false",
    "gc.auto=0",
    "maintenance.auto=false",
    "protocol.allow=never",
];
/// Folder of the records of prints.
const PRINTED: &str = "printed";

/// The record of a print.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Record {
    /// When.
    pub(super) at: String,
    /// Number of the edition.
    edition: Option<u32>,
    /// Families that were printed.
    families: Vec<String>,
    /// How many layers were kept beside it.
    layers: usize,
    /// What had to be printed again then and was not: it is still to be.
    #[serde(default)]
    owed: Vec<Value>,
}

/// The book of the last print.
pub struct Then {
    /// The book.
    pub book: Handbook,
    /// What it is called: edition and day.
    pub label: String,
    /// Its own file's tree.
    own: Option<Node>,
    kit: std::sync::Arc<Workspace>,
}

impl Then {
    /// Returns the plans that it is held against.
    pub fn plans(&self) -> &PlanSet {
        self.kit.library.plans(&self.book.village)
    }

    /// Returns the book with its plans.
    pub(super) fn side(&self) -> Side<'_> {
        Side { book: &self.book, plans: self.plans() }
    }
}

/// Returns where the record of the last print of a village lies.
pub(super) fn folder(desk: &Desk, id: &str) -> PathBuf {
    desk.folder.join(schema::FOLDER).join(PRINTED).join(id)
}

/// Returns the record in a folder.
pub(super) fn record(folder: &Path) -> Option<Record> {
    serde_json::from_slice(&source::read(&folder.join("record.json")).ok()?).ok()
}

/// Copies a record with its layers to another folder.
///
/// # Errors
/// If something cannot be read or written.
pub(super) fn copy(from: &Path, to: &Path, record: &Record) -> anyhow::Result<()> {
    for i in 0..record.layers {
        let layer = format!("{i}.yaml");
        disk::private(&to.join(&layer), &source::read(&from.join(&layer))?)?;
    }
    disk::private(&to.join("record.json"), &serde_json::to_vec_pretty(record)?)
}

/// Returns 第3版 6月2日.
pub(super) fn label(record: &Record) -> String {
    let edition = record.edition.map(|n| format!("第{n}版 ")).unwrap_or_default();
    format!(
        "{edition}{}",
        record.at.get(..10).and_then(|text| text.parse().ok()).map(day).unwrap_or_default()
    )
}

/// Returns 6月2日.
pub(super) fn day(day: jiff::civil::Date) -> String {
    format!("{}月{}日", day.month(), day.day())
}

/// Returns what the last print of a village is called.
pub fn last_print(desk: &Desk, id: &str) -> Option<String> {
    record(&folder(desk, id)).as_ref().map(label)
}

/// Returns what was printed last of a village, from the record of prints.
pub fn printed(desk: &Desk, open: &Open) -> Option<Then> {
    printed_in(desk, open, &folder(desk, &open.id))
}

/// Returns what was printed of a village when the record in a folder was made.
pub(super) fn printed_in(desk: &Desk, open: &Open, folder: &Path) -> Option<Then> {
    let record = record(folder)?;
    let layers: Vec<PathBuf> = (0..record.layers).map(|i| folder.join(format!("{i}.yaml"))).collect();
    let files =
        VillageFiles { stem: open.files.stem.clone(), layers, store: Store::Disk, rivals: Vec::new() };
    let kit = desk.kit();
    let book = pipeline::book_as_it_is(&files, &kit.library, &kit.press)?.0;
    let own = files.layers.last().and_then(|path| {
        let text = SourceFile::decode("", &source::read(path).ok()?).ok()?;
        yaml::parse(&text, &mut Diagnostics::default())
    });
    Some(Then { book, label: label(&record), own, kit })
}

impl Desk {
    /// Keeps in mind that a village was printed as it is now.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn note_print(&self, name: &str, families: Vec<String>, cards: &Value) -> Answer {
        let before = self.changed(name)?;
        let done = |stale: &Value| {
            let family = stale["family"].as_str().unwrap_or_default();
            let single = cards[family].as_array().filter(|single| !single.is_empty());
            families.iter().any(|known| known == family)
                && single.is_none_or(|single| single.contains(&stale["number"]))
        };
        let stale = before["stale"].as_array().into_iter().flatten();
        let owed = stale.filter(|stale| stale["state"] != "gone" && !done(stale)).cloned().collect();
        let open = self.read(name)?;
        let book = self.book(&open);
        let folder = folder(self, name);
        let stuck = |error: anyhow::Error| Failure::stuck(&error);
        earlier::keep(self, name).map_err(stuck)?;
        for (i, path) in open.files.layers.iter().enumerate() {
            let bytes = source::read(path).map_err(stuck)?;
            disk::private(&folder.join(format!("{i}.yaml")), &bytes).map_err(stuck)?;
        }
        let record = Record {
            at: clock::now().stamp(),
            edition: book.and_then(|book| book.edition.number),
            families,
            layers: open.files.layers.len(),
            owed,
        };
        let bytes = serde_json::to_vec_pretty(&record).expect("records serialise");
        disk::private(&folder.join("record.json"), &bytes).map_err(stuck)?;
        self.tell(json!({"what": "printed", "id": name}));
        Ok(json!({"label": label(&record), "at": record.at}))
    }

    /// Returns what changed since the last print: sentences, what is stale and in whose hands.
    ///
    /// # Errors
    /// If the village cannot be read.
    pub fn changed(&self, name: &str) -> Answer {
        let open = self.read(name)?;
        let Some(now) = self.book(&open) else {
            return Ok(json!({"known": false, "why": "先改好才知道"}));
        };
        let kit = self.kit();
        let git = project::is_under_git(&open.files);
        if let Some(then) = printed(self, &open) {
            let mut answer = compared(&then.side(), &now, &kit, (self, &open));
            answer["since"] = json!(then.label);
            answer["git"] = json!(git);
            if let Some(list) = answer["stale"].as_array_mut() {
                let known = |list: &[Value], owed: &Value| {
                    list.iter().any(|s| s["family"] == owed["family"] && s["number"] == owed["number"])
                };
                let owed = record(&folder(self, name)).map(|record| record.owed).unwrap_or_default();
                owed.into_iter().for_each(|owed| {
                    if !known(list, &owed) {
                        list.push(owed);
                    }
                });
            }
            let old = then.own.as_ref().zip(open.tree.as_ref());
            answer["cells"] = json!(old.map(|(then, now)| rows::unlike(then, now)).unwrap_or_default());
            return Ok(answer);
        }
        let past = if git { Past::open(kit.today()) } else { Ok(None) };
        let Ok(past) = past else {
            return Ok(json!({"known": false, "why": "查不全：git 仓库读不了", "git": git}));
        };
        let Some(past) = past else {
            return Ok(json!({"known": false, "why": "没印过", "git": git}));
        };
        let (then, lacks) = past.in_force(&open.files, None);
        let Some(force) = then else {
            return Ok(json!({"known": false, "why": "没印过", "git": git}));
        };
        let mut answer = compared(&force.then.side(), &now, &kit, (self, &open));
        answer["since"] =
            json!(force.then.book.edition.number.map(|n| format!("第{n}版")).unwrap_or(force.label));
        answer["lacks"] = json!(!lacks.is_empty());
        answer["git"] = json!(true);
        Ok(answer)
    }

    /// Records this state in git, with a message; nothing more is done.
    ///
    /// Hooks don't run, nor does anything that the repository's own settings name: the folder may have come from
    /// anywhere, and whoever presses a button on a page has not looked into it.
    ///
    /// # Errors
    /// If the workspace is in no repository, its settings would run something, or git refuses.
    pub fn commit(&self, message: &str) -> Answer {
        let message = message.trim();
        if message.is_empty() {
            return Err(Failure::of(422, "no-message", "先写一句这次改了什么"));
        }
        let unread = |error: anyhow::Error| match error.downcast_ref() {
            Some(Fault::Outside(_)) => Failure::of(422, "no-repository", "这个文件夹不在 git 里"),
            _ => Failure::of(422, "git", &format!("git 仓库读不了：{error:#}")),
        };
        if let Some(setting) = project::repository(&self.folder).map_err(unread)?.runs() {
            let words =
                format!("仓库的设置里有 {setting}，记的时候会跑别的程序，这里不记；信得过就自己 git commit");
            return Err(Failure::of(422, "git-runs", &words));
        }
        let git = |args: &[&str]| {
            Command::new("git")
                .arg("-C")
                .arg(&self.folder)
                .args(QUIET.iter().flat_map(|setting| ["-c", setting]))
                .args(args)
                .env("GIT_NO_LAZY_FETCH", "1")
                .output()
                .map_err(|error| Failure::of(422, "no-git", &format!("这台电脑上没有 git：{error}")))
        };
        let files = ["villages", "town.yaml", "county.yaml", "duoan.yaml", "plans", "templates"];
        let there: Vec<&str> = files.into_iter().filter(|file| self.folder.join(file).exists()).collect();
        let mut add = vec!["add", "-A", "--"];
        add.extend(&there);
        let added = git(&add)?;
        let mut commit = vec!["commit", "-q", "-m", message, "--"];
        commit.extend(&there);
        let done = git(&commit)?;
        if !added.status.success() || !done.status.success() {
            let words =
                String::from_utf8_lossy(&done.stderr).into_owned() + &String::from_utf8_lossy(&done.stdout);
            let words =
                if words.trim().is_empty() { "没有要记的".to_owned() } else { words.trim().to_owned() };
            return Err(Failure::of(422, "git", &words));
        }
        Ok(json!({"done": true}))
    }
}

/// Compares two books as people read them.
pub(super) fn compared(then: &Side, now: &Handbook, kit: &Workspace, (desk, open): (&Desk, &Open)) -> Value {
    let plans = kit.library.plans(&now.village);
    let side = Side { book: now, plans };
    let pick = |zh: &'static str, en: &'static str| desk.lang.pick(zh, en);
    let changes = diff::changes(then, &side);
    let told = changes.iter().map(|change| {
        let (id, zh, en) = diff::kind(change.kind);
        json!({
            "kind": id, "group": pick(zh, en), "text": diff::sentence(change, &pick), "subject": change.subject,
            "key": change.key,
        })
    });
    let beside = desk.beside(open);
    let before = reprint::documents(then.book, then.plans, None, &beside);
    let after = reprint::documents(now, plans, None, &beside);
    let stale = reprint::stale(&before, &after);
    let same_edition = then.book.edition.number == now.edition.number;
    json!({
        "known": true, "changes": told.collect::<Value>(), "stale": stale.iter().map(row).collect::<Value>(),
        "edition": now.edition.number, "outgrown": same_edition && !changes.is_empty(),
    })
}

/// Returns what is stale, for the page.
pub(super) fn row(stale: &reprint::Stale) -> Value {
    json!({
        "family": stale.family.name, "title": stale.family.title, "number": stale.number, "to": stale.to,
        "cards": stale.cards,
        "state": match stale.state { State::New => "new", State::Changed => "changed", State::Withdrawn => "gone" },
    })
}
