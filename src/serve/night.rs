//! Tonight on the page: the list of `duoan now`, ticked with the time as answers come. Each tick is on the disk
//! before it is answered; a record stays, prints, and goes into the village's history. Where nothing can be written
//! the list is shown and printed all the same, and the page says that its ticks end with the program.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::MutexGuard;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::answer::{Answer, Failure};
use super::clock;
use super::desk::{Desk, Open, TOWN, id};
use crate::disk;
use crate::model::handbook::Handbook;
use crate::model::plan::Level;
use crate::press;
use crate::project;
use crate::schema;
use crate::source;
use crate::tonight::{self, Tonight, Warning};
use crate::yaml::edit::{At, Change, Value as Written};

/// Folder of the records.
const FOLDER: &str = "tonight";
/// Most ticks of one night.
const MOST: usize = 20_000;

/// A night.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Night {
    n: String,
    village: String,
    name: String,
    hazards: Vec<String>,
    level: Option<String>,
    started: String,
    #[serde(default)]
    ended: Option<String>,
    #[serde(default)]
    ticks: Vec<Tick>,
    /// Levels as they came.
    #[serde(default)]
    levels: Vec<(String, String)>,
}

/// An answer.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Tick {
    /// Whom: a call or a home.
    who: String,
    /// What: reached, silent, told, arrived, refuses, away …; empty takes it back.
    what: String,
    #[serde(default)]
    note: String,
    at: String,
}

fn level(id: Option<&str>) -> Option<Level> {
    Level::ALL.into_iter().find(|level| Some(level.id()) == id)
}

impl Desk {
    fn nights_folder(&self) -> PathBuf {
        self.folder.join(schema::FOLDER).join(FOLDER)
    }

    fn night(&self, n: &str) -> Result<Night, Failure> {
        if let Some(night) = self.unkept().get(n) {
            return Ok(night.clone());
        }
        let plain = !n.is_empty() && n.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
        let file = self.nights_folder().join(format!("{n}.json"));
        let bytes = plain.then(|| source::read(&file).ok()).flatten();
        bytes.and_then(|bytes| serde_json::from_slice(&bytes).ok()).ok_or_else(Failure::missing)
    }

    /// Nights that no file has.
    fn unkept(&self) -> MutexGuard<'_, BTreeMap<String, Night>> {
        self.nights.lock().expect("nobody panics while it is held")
    }

    /// Keeps a night on the disk; where that cannot be, as long as the program runs.
    fn keep(&self, night: &Night) {
        let bytes = serde_json::to_vec_pretty(night).expect("nights serialise");
        let kept = disk::private(&self.nights_folder().join(format!("{}.json", night.n)), &bytes).is_ok();
        let mut unkept = self.unkept();
        if kept {
            unkept.remove(&night.n);
        } else {
            unkept.insert(night.n.clone(), night.clone());
        }
    }

    /// Returns all nights that are known.
    fn all_nights(&self) -> Vec<Night> {
        let names = project::names_in(&self.nights_folder());
        let mut known: Vec<String> =
            names.iter().filter_map(|name| name.strip_suffix(".json")).map(str::to_owned).collect();
        let unkept: Vec<String> = self.unkept().keys().filter(|n| !known.contains(n)).cloned().collect();
        known.extend(unkept);
        known.iter().filter_map(|n| self.night(n).ok()).collect()
    }

    /// Returns the nights that are not ended.
    pub fn open_nights(&self) -> Vec<Value> {
        let open = self.all_nights().into_iter().filter(|night| night.ended.is_none());
        open.map(|n| {
            json!({
                "n": n.n, "village": n.village, "name": n.name, "started": n.started,
                "what": format!("{}{}", self.named(&n.hazards), level(n.level.as_deref()).map_or("", Level::name)),
            })
        })
        .collect()
    }

    fn named(&self, hazards: &[String]) -> String {
        let kit = self.kit();
        let name = |id: &String| kit.library.set.plans.get(id).map_or(id.clone(), |plan| plan.short.clone());
        hazards.iter().map(name).collect::<Vec<_>>().join("、")
    }

    /// Returns the hazards of a village and what a warning's text seems to say.
    ///
    /// # Errors
    /// If the village cannot be read.
    pub fn warned(&self, name: &str, text: &str) -> Answer {
        let open = self.read(name)?;
        let book = self.book(&open).ok_or_else(|| Failure::of(422, "unreadable", "档案读不懂"))?;
        let kit = self.kit();
        let hazards: Vec<Value> =
            book.hazards.iter().map(|h| json!({"id": h.id, "name": h.name, "short": h.short})).collect();
        let found = book
            .hazards
            .iter()
            .filter_map(|hazard| {
                let plan = kit.library.set.plans.get(&hazard.id);
                let names = plan.into_iter().flat_map(|plan| {
                    [&plan.name, &plan.short].into_iter().chain(&plan.aliases).cloned().collect::<Vec<_>>()
                });
                names
                    .filter(|name| !name.is_empty() && text.contains(name.as_str()))
                    .map(|n| n.chars().count())
                    .max()
                    .map(|n| (n, &hazard.id))
            })
            .max_by_key(|(n, _)| *n);
        let colour =
            Level::ALL.into_iter().rev().find(|level| text.contains(level.name().trim_end_matches('色')));
        Ok(json!({
            "hazards": hazards,
            "guess": (!text.is_empty()).then(|| json!({"hazard": found.map(|(_, id)| id), "level": colour.map(Level::id)})),
        }))
    }

    /// Begins a night, or returns the one that is under way for the same hazard.
    ///
    /// # Errors
    /// If the village cannot be read.
    pub fn begin_night(&self, asked: &Value) -> Answer {
        let name = asked["village"].as_str().filter(|name| *name != TOWN).ok_or_else(Failure::misread)?;
        let hazard = asked["hazard"].as_str().ok_or_else(Failure::misread)?;
        let open = self.read(name)?;
        let now = clock::now();
        let running = self
            .all_nights()
            .into_iter()
            .find(|night| night.ended.is_none() && night.village == name && night.hazards == [hazard]);
        let mut night = running.unwrap_or_else(|| Night {
            n: format!("{}-{}", now.name(), &id(&open.files.stem)[..6]),
            village: name.to_owned(),
            name: open.files.name().unwrap_or_else(|| open.files.called()),
            hazards: vec![hazard.to_owned()],
            level: None,
            started: now.stamp(),
            ended: None,
            ticks: Vec::new(),
            levels: Vec::new(),
        });
        self.raise(&mut night, asked["level"].as_str());
        self.keep(&night);
        self.tell(json!({"what": "night"}));
        self.list(&night)
    }

    fn raise(&self, night: &mut Night, to: Option<&str>) {
        if night.level.as_deref() != to || night.levels.is_empty() {
            night.level = to.map(str::to_owned);
            night.levels.push((clock::now().stamp(), to.unwrap_or_default().to_owned()));
        }
    }

    /// Returns a night with its list.
    ///
    /// # Errors
    /// If there is no such night.
    pub fn see_night(&self, n: &str) -> Answer {
        self.list(&self.night(n)?)
    }

    /// Ticks, raises the level, or ends a night.
    ///
    /// # Errors
    /// If there is no such night.
    pub fn tick(&self, n: &str, asked: &Value) -> Answer {
        let _one = self.writing.lock().expect("nobody panics while it is held");
        let mut night = self.night(n)?;
        if night.ticks.len() >= MOST {
            return Err(Failure::of(422, "too-many", "记得太多了"));
        }
        if let (Some(who), Some(what)) = (asked["who"].as_str(), asked["what"].as_str()) {
            night.ticks.push(Tick {
                who: who.to_owned(),
                what: what.to_owned(),
                note: asked["note"].as_str().unwrap_or_default().to_owned(),
                at: clock::now().stamp(),
            });
        }
        if asked.get("level").is_some() {
            self.raise(&mut night, asked["level"].as_str());
        }
        if asked["end"].as_bool() == Some(true) {
            night.ended = Some(clock::now().stamp());
        }
        self.keep(&night);
        self.tell(json!({"what": "night", "n": n}));
        self.list(&night)
    }

    fn listed(&self, night: &Night) -> Result<(Open, std::sync::Arc<Handbook>, Tonight), Failure> {
        let open = self.read(&night.village)?;
        let book =
            self.book(&open).ok_or_else(|| Failure::of(422, "unreadable", "档案读不懂，列不出单子"))?;
        let warning = Warning { hazards: night.hazards.clone(), level: level(night.level.as_deref()) };
        let list = tonight::tonight(&book, &warning);
        Ok((open, book, list))
    }

    fn list(&self, night: &Night) -> Answer {
        let (_, _, list) = self.listed(night)?;
        let mut shown = serde_json::to_value(night).expect("nights serialise");
        shown["list"] = serde_json::to_value(&list).expect("lists serialise");
        shown["what"] =
            json!(format!("{}{}", self.named(&night.hazards), list.level.map_or("", Level::name)));
        shown["time"] = json!(clock::now().time());
        shown["kept"] = json!(!self.unkept().contains_key(&night.n));
        Ok(shown)
    }

    /// Makes the sheet of a night, or its record, and opens it.
    ///
    /// # Errors
    /// If it cannot be laid out or written.
    pub fn print_night(&self, n: &str, record: bool) -> Answer {
        let night = self.night(n)?;
        let (_, book, mut list) = self.listed(&night)?;
        if record {
            noted(&mut list, &night);
        }
        let mut document = tonight::sheet(&list, &book);
        if record {
            let ended = night.ended.as_deref().unwrap_or("还没结束");
            document.data["title"] =
                json!(format!("{} 叫应、转移记录 {}—{ended}", night.name, night.started));
            document.items.clear();
        }
        let kit = self.kit();
        let bytes = press::printed(&kit.press, &document).map_err(|error| Failure::stuck(&error))?;
        let name = if record { "叫应转移记录" } else { "今晚的单子" };
        let stem = format!("今晚/{}-{name}.pdf", night.n);
        let own = disk::below(&self.folder.join("out"), &stem)
            .and_then(|path| disk::whole(&path, &bytes).map(|()| path));
        let (path, file) = match own {
            Ok(path) => (path, format!("out/{stem}")),
            // What is needed at night is printed from wherever a file can lie.
            Err(_) => {
                let path = disk::lent(&format!("{}-{name}.pdf", night.n), &bytes)
                    .map_err(|error| Failure::stuck(&error))?;
                let file = path.display().to_string();
                (path, file)
            }
        };
        let opened = self.show(&path).is_ok();
        Ok(json!({"file": file, "opened": opened}))
    }

    /// Writes a night into the village's past events.
    ///
    /// # Errors
    /// If the file cannot be edited.
    pub fn history(&self, n: &str) -> Answer {
        let night = self.night(n)?;
        let (_, _, list) = self.listed(&night)?;
        let homes: u32 = list.groups.iter().map(|group| group.people.homes).sum();
        let arrived = last(&night).iter().filter(|tick| tick.what == "arrived").count();
        let calls = last(&night).iter().filter(|tick| tick.what == "reached").count();
        let level = list.level.map_or(String::new(), |level| format!("{}预警", level.name()));
        let what = format!(
            "{}{level}，叫应{calls}人，要转移{homes}户，转移到位{arrived}户",
            list.hazards.join("、")
        );
        let day = night.started.get(..10).unwrap_or_default().to_owned();
        let hazard = list.hazards.first().cloned().unwrap_or_default();
        let text = |text: &str| Written::Text(text.to_owned());
        let value = Written::Map(vec![
            ("when".to_owned(), text(&day)),
            ("hazard".to_owned(), text(&hazard)),
            ("what".to_owned(), text(&what)),
        ]);
        let change = Change::Insert { path: vec![At::from("history")], before: None, value };
        self.change(&night.village, "写进往年灾情", &[change])
    }
}

/// Returns the last tick of each who has one.
fn last(night: &Night) -> Vec<&Tick> {
    let mut found: indexmap::IndexMap<&str, &Tick> = indexmap::IndexMap::new();
    for tick in &night.ticks {
        found.insert(&tick.who, tick);
    }
    found.into_values().filter(|tick| !tick.what.is_empty()).collect()
}

/// Puts what was answered beside each line of the list.
fn noted(list: &mut Tonight, night: &Night) {
    let ticks = last(night);
    let said = |who: &str| {
        let tick = ticks.iter().find(|tick| tick.who == who)?;
        let what = match tick.what.as_str() {
            "reached" => "打通",
            "silent" => "没人接",
            "told" => "通知到",
            "arrived" => "到了",
            "refuses" => "不肯走",
            "no-answer" => "没人应",
            "away" => "不在家",
            "elsewhere" => "去了别处",
            other => other,
        };
        Some(format!("{what} {}{}", tick.at.get(11..16).unwrap_or_default(), tick.note))
    };
    for call in &mut list.calls {
        call.say = said(&call_key(&call.person.name, &call.posts)).into_iter().collect();
    }
    for home in list.groups.iter_mut().flat_map(|group| &mut group.homes) {
        home.needs.extend(said(&home_key(&home.head, &home.address)));
    }
}

/// Returns how the page names a call.
fn call_key(name: &str, posts: &[String]) -> String {
    format!("call {name} {}", posts.first().map_or("", String::as_str))
}

/// Returns how the page names a home.
fn home_key(head: &str, address: &str) -> String {
    format!("home {head} {address}")
}
