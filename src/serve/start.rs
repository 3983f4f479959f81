//! From nothing: the first screen of a folder, and the town's own page.

use rayon::prelude::*;
use serde_json::{Value, json};

use super::answer::{Answer, Failure};
use super::clock;
use super::desk::{Desk, TOWN, id};
use crate::diag::{Diagnostics, Severity};
use crate::found::{self, Spelling};
use crate::model::profile::Date;
use crate::pipeline;
use crate::project::{self, VillageFiles};
use crate::readiness::{self, Readiness, When, words};
use crate::schema;
use crate::source;
use crate::yaml;

use super::{initials, told};

/// What the list said of a village, of which bytes and on which day. Checking a hundred villages takes seconds, and the
/// list is asked for after each change of any file.
#[derive(Clone)]
pub struct Known {
    input: blake3::Hash,
    day: Date,
    /// Paths of the pictures that it names.
    pictures: Vec<String>,
    row: Value,
}

impl Desk {
    /// Returns what the first request needs: where one is, and whether there is anything yet.
    ///
    /// # Errors
    /// If the folder cannot be read.
    pub fn hello(&self) -> Answer {
        let others = project::names_in(&self.folder)
            .into_iter()
            .filter(|name| !name.starts_with('.') && !launcher(name))
            .count();
        Ok(json!({
            "workspace": self.is_workspace(), "folder": self.folder.display().to_string(),
            "others": others, "version": env!("CARGO_PKG_VERSION"),
            "lang": self.lang.pick("zh", "en"), "nights": self.open_nights(), "time": clock::now().time(),
            "day": clock::now().day().0.to_string(), "office": super::prints::office(self.lang),
            "writable": self.writable.load(std::sync::atomic::Ordering::Relaxed),
        }))
    }

    /// Makes a village, and a workspace where there is none.
    ///
    /// # Errors
    /// If it is there already or cannot be written.
    pub fn make(&self, asked: &Value) -> Answer {
        let failed = |error: anyhow::Error| Failure::refused(&error);
        let text = |key: &str| asked[key].as_str().map(str::trim).filter(|text| !text.is_empty());
        let mut name = text("name");
        if asked["sample"].as_bool() == Some(true) {
            found::town(&self.folder, Spelling::Zh).map_err(failed)?;
            name = Some(crate::scaffold::NAME);
        } else {
            let name = name.ok_or_else(|| Failure::of(422, "no-name", "先写村名"))?;
            found::village_path(&self.folder, name).map_err(failed)?;
            if project::marked(&self.folder).is_none() {
                found::bare(&self.folder, text("town")).map_err(failed)?;
            }
            found::empty_village(&self.folder, name).map_err(failed)?;
        }
        self.refresh();
        self.tell(json!({"what": "town"}));
        Ok(json!({"id": id(std::path::Path::new(name.unwrap_or_default()))}))
    }

    /// Returns the town: its villages with what is wrong, overdue, printed.
    ///
    /// # Errors
    /// If the folder cannot be read.
    pub fn town(&self) -> Answer {
        let project = self.project()?;
        let rows: Vec<Value> = project.villages.par_iter().map(|village| self.row(village)).collect();
        let strays: Vec<Value> = project
            .faults
            .iter()
            .map(|fault| {
                let file = fault
                    .at
                    .as_ref()
                    .map(|at| at.file.name.rsplit('/').next().unwrap_or_default().to_owned());
                json!({
                    "file": file, "message": told::words(fault, self.lang).0,
                    "twin": fault.code == "file-copy" && !fault.also.is_empty(),
                })
            })
            .collect();
        let plans: Vec<Value> = self
            .kit()
            .faults
            .iter()
            .map(|fault| {
                json!({
                    "message": told::words(fault, self.lang).0,
                    "file": fault.at.as_ref().map(|at| at.file.name.clone()),
                    "line": fault.at.as_ref().map(|at| at.line_column().0),
                })
            })
            .collect();
        let name = self.read(TOWN).ok().and_then(|open| {
            yaml::peek(&open.text.text, &["镇街", "town"]).map(|(name, _)| name.trim().to_owned())
        });
        Ok(json!({
            "name": name.filter(|name| !name.is_empty()), "folder": self.folder.display().to_string(),
            "villages": rows, "strays": strays, "plans": plans, "shared": self.files(TOWN).is_ok(),
        }))
    }

    /// Returns what the list says of a village: what was said of the same bytes on the same day, if that is known.
    fn row(&self, village: &VillageFiles) -> Value {
        let today = clock::now().day();
        let known = self.rows.lock().expect("nobody panics while it is held").get(&village.stem).cloned();
        let same = |known: &Known| {
            known.day == today
                && pipeline::input(village, &known.pictures).is_ok_and(|now| now == known.input)
        };
        let row = known.filter(same).map(|known| known.row);
        let mut row = row.unwrap_or_else(|| self.judged(village, today));
        row["printed"] = json!(super::past::last_print(self, &id(&village.stem)));
        row
    }

    /// Checks a village, and keeps what is said of it.
    fn judged(&self, village: &VillageFiles, today: Date) -> Value {
        let before = pipeline::input(village, &[]).ok();
        let (row, pictures) = self.judge(village, today);
        // What was written while it was read is not what was judged.
        let kept = pictures.zip(before.filter(|before| pipeline::input(village, &[]).ok() == Some(*before)));
        let known = kept.and_then(|(pictures, _)| {
            let input = pipeline::input(village, &pictures).ok()?;
            Some(Known { input, day: today, pictures, row: row.clone() })
        });
        let mut rows = self.rows.lock().expect("nobody panics while it is held");
        match known {
            Some(known) => rows.insert(village.stem.clone(), known),
            None => rows.remove(&village.stem),
        };
        row
    }

    fn judge(&self, village: &VillageFiles, today: Date) -> (Value, Option<Vec<String>>) {
        let kit = self.kit();
        let mut diags = Diagnostics::default();
        let name = village.name().unwrap_or_else(|| village.called());
        let loaded = pipeline::survey(village, &kit.library, &kit.press, None, &mut diags);
        let score = loaded.as_ref().ok().map(|loaded| {
            let plans = kit.library.plans(&loaded.profile);
            readiness::score(String::new(), &village.called(), loaded, plans, &diags, today)
        });
        let due = score.as_ref().and_then(|score| self.due(score));
        let faults = diags.into_sorted();
        let broken = loaded.is_err().then(|| {
            faults
                .iter()
                .find(|f| f.severity == Severity::Error)
                .and_then(|f| Some(f.at.as_ref()?.line_column().0))
        });
        let count = |severity: Severity| faults.iter().filter(|fault| fault.severity == severity).count();
        let own = village.layers.last().map(|path| project::shown(path)).unwrap_or_default();
        let tree = village.layers.last().and_then(|path| {
            let text = source::SourceFile::decode(own.as_str(), &source::read(path).ok()?).ok()?;
            yaml::parse(&text, &mut Diagnostics::default())
        });
        let mut sections: Vec<&str> = Vec::new();
        for fault in faults.iter().filter(|fault| fault.severity == Severity::Error) {
            let at = fault.at.as_ref().filter(|at| at.file.name == own);
            let spot =
                at.zip(tree.as_ref()).and_then(|(at, tree)| super::cells::of(fault, tree, at.range.start));
            let section = spot.and_then(|spot| {
                super::form::SECTIONS.iter().find(|section| section.blocks.contains(&spot.block.as_str()))
            });
            let title = section
                .map_or(self.lang.pick("村和版本", "Village"), |s| self.lang.pick(s.name[0], s.name[1]));
            if !sections.contains(&title) {
                sections.push(title);
            }
        }
        let row = json!({
            "id": id(&village.stem), "name": name, "initials": initials::initials(&name),
            "file": own.rsplit('/').next(), "errors": count(Severity::Error), "warnings": count(Severity::Warning),
            "where": sections, "broken": broken, "due": due,
            "sample": faults.iter().any(|fault| fault.code == "sample-data"),
        });
        (row, loaded.ok().map(|loaded| pipeline::named_pictures(&loaded.tree)))
    }

    /// Returns what is late, or due within a month.
    fn due(&self, score: &Readiness) -> Option<Value> {
        let task = score.tasks.iter().find(|task| task.when != When::Now)?;
        let days =
            task.due.map(|due| due.0.since(clock::now().day().0).map(|span| span.get_days()).unwrap_or(0));
        Some(
            json!({"late": task.when == When::Late, "text": words::task(&task.what, self.lang), "days": days}),
        )
    }

    /// Returns the town's report.
    ///
    /// # Errors
    /// If the folder cannot be read.
    pub fn report(&self) -> Answer {
        let (project, kit) = (self.project()?, self.kit());
        let today = clock::now().day();
        let scored: Vec<Readiness> = project
            .villages
            .par_iter()
            .map(|village| {
                let mut diags = Diagnostics::default();
                let stem = village.called();
                match pipeline::survey(village, &kit.library, &kit.press, Some(today), &mut diags) {
                    Ok(loaded) => {
                        let plans = kit.library.plans(&loaded.profile);
                        readiness::score(village.slashed(), &stem, &loaded, plans, &diags, today)
                    }
                    Err(_) => Readiness::unreadable(village.slashed(), stem, "读不懂".to_owned(), &diags),
                }
            })
            .collect();
        let report = readiness::report(vec![scored], today, kit.library.set.asked.clone());
        Ok(
            json!({"summary": words::summary(&report, self.lang), "view": readiness::view(&report, self.lang)}),
        )
    }
}

/// Returns whether a file of a folder is what starts the page.
fn launcher(name: &str) -> bool {
    name.starts_with("duoan") || name.starts_with("打开多案合一") || name == schema::FOLDER
}
