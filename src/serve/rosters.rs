//! Rosters dropped on the page: read, planned, asked about; nothing is changed before it is said what will be.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::answer::{Answer, Failure};
use super::desk::{Desk, id};
use super::told;
use crate::diag::{Diagnostic, Diagnostics, Severity};
use crate::found;
use crate::project::{self, VillageFiles};
use crate::roster::sheet::{self, Sheet, Unreadable};
use crate::roster::table::Kind;
use crate::roster::{self, Answer as Said, Known, Options, Plan};
use crate::workspace;

/// Largest file, in bytes.
pub const MAX_BYTES: u64 = 20 << 20;
/// Most imports that are kept.
const KEPT: usize = 8;

/// An import under way.
#[derive(Debug, Clone, Default)]
pub struct Import {
    sheets: Vec<Sheet>,
    faults: Vec<Diagnostic>,
    options: Options,
    /// The village whose page it is; none on the town's.
    village: Option<String>,
}

impl Desk {
    /// Takes in a file, for an import that is begun or under way.
    ///
    /// # Errors
    /// If the plan cannot be made.
    pub fn take(&self, number: Option<u64>, village: Option<&str>, name: &str, bytes: &[u8]) -> Answer {
        let name = name.rsplit(['/', '\\']).next().unwrap_or_default();
        let (number, known) = {
            let mut imports = self.imports.lock().expect("nobody panics while it is held");
            let number = number
                .filter(|n| imports.contains_key(n))
                .unwrap_or_else(|| imports.keys().last().map_or(1, |last| last + 1));
            let import = imports.entry(number).or_default();
            match sheet::read(name, bytes) {
                Ok(found) => import.sheets.extend(found),
                Err(why) => import.faults.push(unread(why).with("cell", name)),
            }
            import.village = village.map(str::to_owned);
            import.options.new = village.is_none();
            import.options.faulty = true;
            let import = import.clone();
            while imports.len() > KEPT {
                imports.pop_first();
            }
            (number, import)
        };
        self.planned(number, &known)
    }

    /// Answers questions of an import, or tells what a sheet is.
    ///
    /// # Errors
    /// If there is no such import.
    pub fn answer(&self, number: u64, asked: &Value) -> Answer {
        let import = {
            let mut imports = self.imports.lock().expect("nobody panics while it is held");
            let import = imports.get_mut(&number).ok_or_else(Failure::missing)?;
            for (id, said) in asked["answers"].as_object().into_iter().flatten() {
                let said = match (said.as_u64(), said.as_str()) {
                    (Some(n), _) => Said::Same(usize::try_from(n).unwrap_or(usize::MAX)),
                    (_, Some("new")) => Said::New,
                    _ => Said::Leave,
                };
                import.options.answers.insert(id.clone(), said);
            }
            for (sheet, kind) in asked["kinds"].as_object().into_iter().flatten() {
                if let Some(kind) = kind.as_str() {
                    import.options.kinds.insert(sheet.clone(), kind.to_owned());
                }
            }
            for (sheet, village) in asked["villages"].as_object().into_iter().flatten() {
                match village.as_str().map(str::trim).filter(|village| !village.is_empty()) {
                    Some(village) => import.options.villages.insert(sheet.clone(), village.to_owned()),
                    None => import.options.villages.remove(sheet),
                };
            }
            for (sheet, columns) in asked["columns"].as_object().into_iter().flatten() {
                let known = import.options.columns.entry(sheet.clone()).or_default();
                for (column, said) in columns.as_object().into_iter().flatten() {
                    // Without a word it is again what its heading says.
                    match said.as_str().filter(|said| !said.is_empty()) {
                        Some(said) => known.insert(column.clone(), said.to_owned()),
                        None => known.remove(column),
                    };
                }
            }
            if let Some(prune) = asked["prune"].as_bool() {
                import.options.prune = prune;
            }
            import.clone()
        };
        self.planned(number, &import)
    }

    fn known(&self, import: &Import) -> Result<(Vec<(Known, VillageFiles)>, Plan), Failure> {
        let kit = self.kit();
        let table = workspace::table(&kit.files, &kit.library).map_err(|error| Failure::stuck(&error))?;
        let mut villages = Vec::new();
        for village in self.project()?.villages {
            if import.village.as_ref().is_some_and(|wanted| *wanted != id(&village.stem)) {
                continue;
            }
            let mut diags = Diagnostics::default();
            if let Some(known) = workspace::known(&village, &kit.library, &mut diags) {
                villages.push((known, village));
            } else if import.village.is_some() {
                return Err(Failure::of(422, "unreadable", "这个村的文件读不懂，先在源文件里改好"));
            }
        }
        let known: Vec<Known> = villages.iter().map(|(known, _)| known.clone()).collect();
        let mut options = import.options.clone();
        if import.village.is_some() && villages.len() == 1 {
            options.village = Some(villages[0].0.name.clone());
        }
        let mut plan = roster::plan(&import.sheets, &known, &table, &kit.library.words, &options);
        plan.faults.splice(0..0, import.faults.iter().cloned());
        Ok((villages, plan))
    }

    /// Returns what an import will do.
    fn planned(&self, number: u64, import: &Import) -> Answer {
        let (known, plan) = self.known(import)?;
        let kit = self.kit();
        let kinds = workspace::table(&kit.files, &kit.library)
            .map(|table| {
                let kind = |(at, kind): (usize, &Kind)| {
                    let columns: Vec<String> =
                        roster::choices(&table, at).into_iter().map(|choice| choice.name).collect();
                    json!({"id": kind.id, "title": kind.title, "columns": columns})
                };
                table.sheets.iter().enumerate().map(kind).collect::<Vec<_>>()
            })
            .unwrap_or_default();
        let fault = |fault: &Diagnostic| {
            let (message, hint) = told::words(fault, self.lang);
            json!({
                "code": fault.code, "message": message, "hint": if hint == "—" { "" } else { hint.as_str() },
                "cell": fault.value("cell"),
                "severity": match fault.severity { Severity::Error => "error", Severity::Warning => "warning", Severity::Note => "note" },
            })
        };
        let mut shown = serde_json::to_value(&plan).expect("plans serialise");
        shown["faults"] = plan.faults.iter().map(fault).collect();
        shown["n"] = json!(number);
        shown["kinds"] = json!(kinds);
        shown["out"] = json!(roster::OUT);
        let mut names: Vec<&str> = known.iter().map(|(village, _)| village.name.as_str()).collect();
        names.extend(plan.villages.iter().filter(|village| village.new).map(|village| village.name.as_str()));
        shown["names"] = json!(names);
        shown["told"] = json!(import.options.villages);
        shown["answers"] = import
            .options
            .answers
            .iter()
            .map(|(id, said)| {
                let said = match said {
                    Said::Same(n) => json!(n),
                    Said::New => json!("new"),
                    Said::Leave => json!("leave"),
                };
                (id.clone(), said)
            })
            .collect::<serde_json::Map<_, _>>()
            .into();
        Ok(shown)
    }

    /// Does what an import says, without what was unticked.
    ///
    /// # Errors
    /// If a file cannot be edited or written; nothing of that village is changed then.
    pub fn apply(&self, number: u64, asked: &Value) -> Answer {
        let import = {
            let imports = self.imports.lock().expect("nobody panics while it is held");
            imports.get(&number).cloned().ok_or_else(Failure::missing)?
        };
        // A number is a change, two are one of its values.
        let nth = |value: &Value| usize::try_from(value.as_u64()?).ok();
        let one = |value: &Value| match value.as_array() {
            Some(both) => Some((nth(both.first()?)?, Some(nth(both.get(1)?)?))),
            None => Some((nth(value)?, None)),
        };
        let without: BTreeMap<String, BTreeSet<(usize, Option<usize>)>> = asked["without"]
            .as_object()
            .into_iter()
            .flatten()
            .map(|(village, all)| {
                (village.clone(), all.as_array().into_iter().flatten().filter_map(one).collect())
            })
            .collect();
        let (known, plan) = self.known(&import)?;
        let stuck = |error: anyhow::Error| Failure::refused(&error);
        if plan.villages.iter().any(|village| village.new) && project::marked(&self.folder).is_none() {
            let town = plan.villages.iter().find_map(|village| village.town.clone());
            found::bare(&self.folder, town.as_deref()).map_err(stuck)?;
            self.refresh();
        }
        let mut done = Vec::new();
        for village in plan.villages.iter().filter(|village| !village.changes.is_empty()) {
            let skip = without.get(&village.name).cloned().unwrap_or_default();
            let edits = village.edits(&skip);
            if edits.is_empty() {
                continue;
            }
            let name = match known.iter().find(|(known, _)| known.name == village.name) {
                Some((_, files)) => id(&files.stem),
                None => {
                    found::empty_village(&self.folder, &village.name).map_err(stuck)?;
                    id(std::path::Path::new(&village.name))
                }
            };
            self.change(&name, "导入花名册", &edits)?;
            done.push(json!({"id": name, "name": village.name, "new": village.new}));
        }
        self.imports.lock().expect("nobody panics while it is held").remove(&number);
        self.tell(json!({"what": "town"}));
        Ok(json!({"done": done}))
    }
}

fn unread(why: Unreadable) -> Diagnostic {
    match why {
        Unreadable::NotASheet => Diagnostic::error("sheet-none"),
        Unreadable::WebPage => Diagnostic::error("sheet-web"),
        Unreadable::Password => Diagnostic::error("sheet-password"),
        Unreadable::Damaged => Diagnostic::error("sheet-damaged"),
        Unreadable::TooBig => Diagnostic::error("sheet-too-big"),
    }
}
