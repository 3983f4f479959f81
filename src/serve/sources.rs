//! The workspace's other files on the page: plans and layouts of its own, copies that lie about, the village's own
//! picture and where it lies on the earth. No path comes from a request: files are named by what they are called here.

use std::path::PathBuf;

use serde_json::{Value, json};

use super::answer::{Answer, Failure};
use super::cells;
use super::desk::{Desk, id, version};
use super::rows;
use super::told;
use crate::diag::{Diagnostic, Diagnostics};
use crate::project;
use crate::source::{self, SourceFile};
use crate::yaml::{self, Node};
use crate::{disk, schema};

/// Folders of what a workspace may have of its own, and the endings of what is text there.
const OWN: [(&str, &[&str]); 2] = [("plans", &["yaml", "yml"]), ("templates", &["typ", "yaml"])];
/// Largest text and picture.
const MOST_BYTES: u64 = 20 << 20;
/// Folder of where pictures lie on the earth.
const MAPS: &str = "maps";

impl Desk {
    fn own(&self) -> Vec<(String, PathBuf, String)> {
        let files = project::lying(&self.folder).into_iter().filter_map(|(path, ..)| {
            let inside = path.strip_prefix(&self.folder).ok()?;
            let folder = inside.iter().next()?.to_str()?;
            let ending = path.extension()?.to_str()?;
            let own = OWN.iter().any(|(known, endings)| *known == folder && endings.contains(&ending));
            let shown = inside.display().to_string().replace('\\', "/");
            own.then(|| (id(inside), path.clone(), shown))
        });
        files.collect()
    }

    fn own_file(&self, wanted: &str) -> Result<(PathBuf, String), Failure> {
        let own = self.own().into_iter().find(|(known, ..)| known == wanted);
        own.map(|(_, path, shown)| (path, shown)).ok_or_else(Failure::missing)
    }

    /// Returns the plans and layouts that the workspace has of its own.
    pub fn sources(&self) -> Value {
        self.own().into_iter().map(|(id, _, shown)| json!({"id": id, "file": shown})).collect()
    }

    /// Returns one of them, with what is wrong in it.
    ///
    /// # Errors
    /// If there is none of that name, or it is no text.
    pub fn own_source(&self, wanted: &str) -> Answer {
        let (path, shown) = self.own_file(wanted)?;
        let bytes = source::read_within(&path, MOST_BYTES).map_err(|_| Failure::missing())?;
        let text = SourceFile::decode(shown.as_str(), &bytes)
            .map_err(|_| Failure::of(422, "not-text", "这个文件读不成文字"))?;
        let kit = self.kit();
        let here = |fault: &&Diagnostic| fault.at.as_ref().is_some_and(|at| at.file.name.ends_with(&shown));
        let fault = |fault: &Diagnostic| {
            let (message, hint) = told::words(fault, self.lang);
            json!({
                "line": fault.at.as_ref().map(|at| at.line_column().0), "message": message, "hint": hint,
                "severity": if fault.severity == crate::diag::Severity::Error { "error" } else { "warning" },
                "mends": [],
            })
        };
        let faults: Vec<Value> = kit.faults.iter().filter(here).map(fault).collect();
        Ok(json!({"file": shown, "text": text.text, "version": version(&bytes), "faults": faults}))
    }

    /// Writes one of them, and reads plans and layouts again.
    ///
    /// # Errors
    /// If it was changed elsewhere meanwhile or cannot be written.
    pub fn put_own_source(&self, wanted: &str, asked: &Value) -> Answer {
        let (Some(base), Some(text)) = (asked["base"].as_str(), asked["text"].as_str()) else {
            return Err(Failure::misread());
        };
        {
            let _one = self.writing.lock().expect("nobody panics while it is held");
            let (path, shown) = self.own_file(wanted)?;
            let bytes = source::read_within(&path, MOST_BYTES).map_err(|_| Failure::missing())?;
            let known = SourceFile::decode(shown, &bytes).map_err(|_| Failure::missing())?;
            if version(&bytes) != base {
                let body = json!({"code": "moved", "message": "文件刚在别处改过", "text": known.text, "version": version(&bytes)});
                return Err(Failure::conflict(body));
            }
            let all = [(0..known.text.len(), text.to_owned())];
            let after =
                source::rewrite(&bytes, &known.text, &all).unwrap_or_else(|| text.as_bytes().to_vec());
            let done = disk::settled(&path, Some(&bytes), &after).map_err(|error| Failure::stuck(&error))?;
            if !done {
                return Err(Failure::of(409, "busy", "别处正在改这个文件"));
            }
        }
        self.refresh();
        self.tell(json!({"what": "plans"}));
        self.own_source(wanted)
    }

    /// Returns where a copy that lies about differs from its village.
    ///
    /// # Errors
    /// If there is no such copy, or one of the two cannot be read.
    pub fn twins(&self, nth: usize) -> Answer {
        let project = self.project()?;
        let fault = project.faults.get(nth).filter(|fault| fault.code == "file-copy");
        let fault = fault.ok_or_else(Failure::missing)?;
        let places = [fault.at.as_ref(), fault.also.first()];
        let read = |place: Option<&crate::diag::Place>| -> Option<(String, Node)> {
            let name = place?.file.name.clone();
            let known =
                project::lying(&self.folder).into_iter().find(|(path, ..)| project::shown(path) == name);
            let text = SourceFile::decode("", &source::read(&known?.0).ok()?).ok()?;
            Some((name, yaml::parse(&text, &mut Diagnostics::default())?))
        };
        let unread = || Failure::of(422, "unreadable", "有一份读不懂，先打开看");
        let (copy, own) = (read(places[0]).ok_or_else(unread)?, read(places[1]).ok_or_else(unread)?);
        let text = |tree: &Node, spot: &Value| {
            let [block, row, key] =
                ["block", "row", "key"].map(|part| spot[part].as_str().unwrap_or_default());
            let rows = cells::rows(tree, block);
            let found = rows.iter().find(|(known, ..)| known == row);
            found.and_then(|(_, cells, _)| cells.get(key).cloned()).unwrap_or_default()
        };
        let row = |spot: Value| json!({"at": spot, "copy": text(&copy.1, &spot)});
        let there: Vec<Value> = rows::unlike(&own.1, &copy.1).into_iter().map(row).collect();
        let row = |spot: Value| json!({"at": spot, "own": text(&own.1, &spot)});
        let here: Vec<Value> = rows::unlike(&copy.1, &own.1).into_iter().map(row).collect();
        let name = |path: &str| path.rsplit('/').next().unwrap_or_default().to_owned();
        Ok(json!({"copy": name(&copy.0), "own": name(&own.0), "there": there, "here": here}))
    }

    /// Returns the village's own picture.
    ///
    /// # Errors
    /// If it has none that can be read.
    pub fn map_picture(&self, name: &str) -> Result<(&'static str, Vec<u8>), Failure> {
        let open = self.read(name)?;
        let said = open.files.layers.iter().rev().find_map(|path| {
            let text = SourceFile::decode("", &source::read(path).ok()?).ok()?;
            let tree = yaml::parse(&text, &mut Diagnostics::default())?;
            let rows = cells::rows(&tree, "pictures");
            rows.first()?.1.get("map")?.as_str().map(str::to_owned)
        });
        let path = disk::below(&self.folder, &said.ok_or_else(Failure::missing)?);
        let path = path.map_err(|_| Failure::missing())?;
        let bytes = source::read_within(&path, MOST_BYTES).map_err(|_| Failure::missing())?;
        let kind = match bytes.as_slice() {
            [0x89, b'P', b'N', b'G', ..] => "image/png",
            [0xff, 0xd8, ..] => "image/jpeg",
            _ if bytes.trim_ascii_start().starts_with(b"<") => "image/svg+xml",
            _ => return Err(Failure::missing()),
        };
        Ok((kind, bytes))
    }

    fn fit_path(&self, name: &str) -> PathBuf {
        self.folder.join(schema::FOLDER).join(MAPS).join(format!("{name}.json"))
    }

    /// Returns where a village's picture lies on the earth, if somebody has said so of this very picture.
    ///
    /// # Errors
    /// If it has no picture.
    pub fn fit(&self, name: &str) -> Answer {
        let (_, bytes) = self.map_picture(name)?;
        let kept = source::read_within(&self.fit_path(name), 1 << 16).ok();
        let kept: Option<Value> = kept.and_then(|bytes| serde_json::from_slice(&bytes).ok());
        let kept = kept.filter(|kept| kept["picture"] == json!(version(&bytes)));
        Ok(kept.map_or(Value::Null, |kept| kept["points"].clone()))
    }

    /// Keeps where a village's picture lies: places on it and their coordinates.
    ///
    /// # Errors
    /// If it has no picture, or it cannot be kept.
    pub fn put_fit(&self, name: &str, points: &Value) -> Answer {
        let (_, bytes) = self.map_picture(name)?;
        let number = |n: &Value| n.as_f64().is_some_and(f64::is_finite);
        let point = |p: &Value| p.as_array().is_some_and(|p| p.len() == 4 && p.iter().all(number));
        if !points.as_array().is_some_and(|points| points.len() <= 8 && points.iter().all(point)) {
            return Err(Failure::misread());
        }
        let kept = json!({"picture": version(&bytes), "points": points});
        let bytes = serde_json::to_vec(&kept).expect("values serialise");
        disk::private(&self.fit_path(name), &bytes).map_err(|error| Failure::stuck(&error))?;
        Ok(points.clone())
    }
}
