//! Edits of the page: in place, where the value that was seen still stands, whole at once; taken back by name. What
//! somebody else has changed meanwhile is shown, never overwritten.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use serde::Deserialize;
use serde_json::{Value as Json, json};

use super::answer::{Answer, Failure};
use super::cells;
use super::clock;
use super::desk::{Desk, Open, version};
use super::form::{self, Lie};
use super::rows::{Row, matched};
use crate::diag::Diagnostics;
use crate::disk::Turn;
use crate::model::shape::{self, Shape};
use crate::source::{self, SourceFile};
use crate::yaml::edit::{self, At, Change, Value};
use crate::yaml::{self, Node};
use crate::{disk, schema};

/// Most steps that can be taken back.
const STEPS: usize = 200;
/// Days of which a copy is kept.
const DAYS: usize = 20;
/// How often a write is tried while others write too.
const TRIES: usize = 3;

/// One edit of the page.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Edit {
    block: String,
    /// Name or number of the row, as it was seen.
    #[serde(default)]
    row: String,
    #[serde(default)]
    key: String,
    #[serde(default)]
    was: Option<String>,
    #[serde(default)]
    to: Option<String>,
    /// A new row: before which, or behind the last.
    #[serde(default, deserialize_with = "given")]
    insert: Option<Option<usize>>,
    /// The name of a new row, or the new name of one.
    #[serde(default)]
    name: Option<String>,
    #[serde(default)]
    cells: BTreeMap<String, String>,
    #[serde(default)]
    remove: bool,
}

/// Tells `null` from nothing.
fn given<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Option<Option<usize>>, D::Error> {
    Option::<usize>::deserialize(from).map(Some)
}

/// Edits that belong together.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Edits {
    /// The version that was seen.
    base: String,
    /// What is taken back by this name.
    label: String,
    edits: Vec<Edit>,
}

/// What can be taken back and done again.
#[derive(Debug, Default)]
pub struct Stacks {
    undo: Vec<Step>,
    redo: Vec<Step>,
}

#[derive(Debug, Clone)]
struct Step {
    label: String,
    edit: edit::Step,
    /// Where the page goes.
    spot: Json,
}

impl Stacks {
    /// Returns the name of what would be taken back.
    pub fn undo_label(&self) -> Option<&str> {
        self.undo.last().map(|step| step.label.as_str())
    }

    /// Returns the name of what would be done again.
    pub fn redo_label(&self) -> Option<&str> {
        self.redo.last().map(|step| step.label.as_str())
    }
}

impl Desk {
    /// Does edits of the page.
    ///
    /// # Errors
    /// With what stands there now, where it is not what was seen; if the file cannot be edited or written.
    pub fn patch(&self, name: &str, edits: &Edits) -> Answer {
        let spot = edits
            .edits
            .first()
            .map(|e| json!({"block": e.block, "row": e.name.as_ref().unwrap_or(&e.row), "key": e.key}));
        self.rewrite(name, &edits.label, spot.unwrap_or_default(), |open| {
            let tree = open.tree.as_ref().ok_or_else(|| unreadable(open))?;
            let base = match self.base(&edits.base) {
                Some(text) if edits.base != open.version() => {
                    yaml::parse(&text, &mut Diagnostics::default()).unwrap_or_else(|| tree.clone())
                }
                Some(_) => tree.clone(),
                None => return Err(Failure::of(409, "too-old", "这一页太旧了，先刷新")),
            };
            let changes = Plan { open, tree, base: &base, above: above(open) }.changes(&edits.edits)?;
            if changes.is_empty() {
                return Ok(open.bytes.clone());
            }
            edited(open, &changes, self)
        })
    }

    /// Replaces a stretch of the text, as a fault says.
    ///
    /// # Errors
    /// As [`Desk::patch`].
    pub fn mend(&self, name: &str, asked: &Json) -> Answer {
        let number = |key: &str| asked[key].as_u64().and_then(|n| usize::try_from(n).ok());
        let (Some(start), Some(end), Some(text), Some(base)) =
            (number("start"), number("end"), asked["text"].as_str(), asked["base"].as_str())
        else {
            return Err(Failure::misread());
        };
        let label = asked["label"].as_str().unwrap_or("改写法").to_owned();
        self.rewrite(name, &label, asked["spot"].clone(), |open| {
            if open.version() != base {
                return Err(Failure::of(409, "moved", "文件刚在别处改过，再看一眼"));
            }
            let fits = start <= end && open.text.text.get(start..end).is_some();
            let splice = [(start..end, text.to_owned())];
            let bytes = fits.then(|| source::rewrite(&open.bytes, &open.text.text, &splice)).flatten();
            bytes.ok_or_else(|| Failure::of(422, "encoding", "这个文件的编码存不回去，先另存成 UTF-8"))
        })
    }

    /// Puts a whole text in the place of a file, as the source view does.
    ///
    /// # Errors
    /// As [`Desk::patch`].
    pub fn put_source(&self, name: &str, base: &str, text: &str) -> Answer {
        self.rewrite(name, "改源文件", Json::Null, |open| {
            if open.version() != base {
                return Err(Failure::conflict(json!({
                    "code": "moved", "message": "文件刚在别处改过", "text": open.text.text, "version": open.version(),
                })));
            }
            let all = [(0..open.text.text.len(), text.to_owned())];
            source::rewrite(&open.bytes, &open.text.text, &all)
                .or_else(|| open.text.encoding.is_some().then(|| text.as_bytes().to_vec()))
                .ok_or_else(|| Failure::of(422, "encoding", "这个文件的编码存不回去，先另存成 UTF-8"))
        })
    }

    /// Edits a file with changes that were made elsewhere in the program: an import, a record of a night.
    ///
    /// # Errors
    /// As [`Desk::patch`].
    pub fn change(&self, name: &str, label: &str, changes: &[Change]) -> Answer {
        self.rewrite(name, label, Json::Null, |open| edited(open, changes, self))
    }

    /// Reads a file, makes other bytes of it and writes them; does it again if somebody else was quicker.
    pub(super) fn rewrite(
        &self,
        name: &str,
        label: &str,
        spot: Json,
        make: impl Fn(&Open) -> Result<Vec<u8>, Failure>,
    ) -> Answer {
        let _one = self.writing.lock().expect("nobody panics while it is held");
        for _ in 0..TRIES {
            let open = self.read(name)?;
            let after = make(&open)?;
            if after == open.bytes {
                self.remember(&open);
                return Ok(self.shown(&open));
            }
            self.keep_a_day(&open);
            if !written(&self.folder, open.path(), &open.bytes, &after)? {
                continue;
            }
            let mut stacks = self.stacks.lock().expect("nobody panics while it is held");
            let stack = stacks.entry(open.path().to_path_buf()).or_default();
            stack.redo.clear();
            let edit = edit::Step::new(open.bytes.clone(), after.clone());
            stack.undo.push(Step { label: label.to_owned(), edit, spot });
            if stack.undo.len() > STEPS {
                stack.undo.remove(0);
            }
            drop(stacks);
            return Ok(self.now(&open, after));
        }
        Err(Failure::of(409, "busy", "别处正在改这个文件"))
    }

    /// Takes the last step back, or does the last that was taken back again; what has been changed elsewhere in
    /// the file since stays. One that can no longer be done is put aside, so that those before it can be.
    ///
    /// # Errors
    /// If somebody else has changed the same place since, or it cannot be written.
    pub fn step(&self, name: &str, back: bool) -> Answer {
        let _one = self.writing.lock().expect("nobody panics while it is held");
        let open = self.read(name)?;
        let mut stacks = self.stacks.lock().expect("nobody panics while it is held");
        let stack = stacks.entry(open.path().to_path_buf()).or_default();
        let from = if back { &mut stack.undo } else { &mut stack.redo };
        let Some(step) = from.last().cloned() else {
            return Err(Failure::of(409, "nothing", if back { "没有可撤销的" } else { "没有可重做的" }));
        };
        let own = if back { step.edit.back() } else { step.edit.clone() };
        let readable = |bytes: &[u8]| read(bytes).is_some();
        let spoils = |after: &[u8]| open.tree.is_some() && !readable(after) && readable(own.after());
        let Some(done) = own.onto(&open.bytes).ok().filter(|done| !spoils(done.after())) else {
            from.pop();
            let what = if back { "撤" } else { "重做" };
            let words = format!("“{}”改过的地方，后来在别处也改了，{what}不了，自己改回来", step.label);
            return Err(Failure::of(409, "stepped-on", &words));
        };
        if !written(&self.folder, open.path(), done.before(), done.after())? {
            return Err(Failure::of(409, "busy", "别处正在改这个文件"));
        }
        from.pop();
        let spot = spotted(&step.spot, own.after(), done.after());
        if back { &mut stack.redo } else { &mut stack.undo }.push(step);
        drop(stacks);
        let mut shown = self.now(&open, done.after().to_vec());
        shown["spot"] = spot;
        Ok(shown)
    }

    /// Returns a file as it has just been written: what somebody else makes of it at that moment is told as theirs.
    fn now(&self, open: &Open, bytes: Vec<u8>) -> Json {
        let text =
            SourceFile::decode(open.text.name.clone(), &bytes).unwrap_or_else(|_| Arc::clone(&open.text));
        let tree = yaml::parse(&text, &mut Diagnostics::default());
        let open = Open { id: open.id.clone(), files: open.files.clone(), bytes, text, tree };
        self.remember(&open);
        self.shown(&open)
    }

    /// Keeps a copy of a file as it was before the first change of a day; without one, nothing stops.
    fn keep_a_day(&self, open: &Open) {
        let top = self.folder.join(schema::FOLDER).join("days");
        let day = top.join(clock::now().day().0.to_string()).join(format!("{}.yaml", open.id));
        if !day.exists() {
            let _ = disk::private(&day, &open.bytes);
            crate::project::prune_days(&top, DAYS);
        }
    }

    /// Puts a file back as it was when this day began.
    ///
    /// # Errors
    /// If nothing was changed today, or it cannot be written.
    pub fn this_morning(&self, name: &str) -> Answer {
        let day = clock::now().day().0.to_string();
        let kept = self.folder.join(schema::FOLDER).join("days").join(day).join(format!("{name}.yaml"));
        let then = source::read(&kept).map_err(|_| Failure::of(409, "nothing", "今天还没改过"))?;
        self.rewrite(name, "回到今天开始时", Json::Null, |_| Ok(then.clone()))
    }
}

fn read(bytes: &[u8]) -> Option<Node> {
    yaml::parse(&SourceFile::decode("", bytes).ok()?, &mut Diagnostics::default())
}

/// Returns where a place of one content of a file is in another: rows may have come and gone above it.
fn spotted(spot: &Json, then: &[u8], now: &[u8]) -> Json {
    let mut spot = spot.clone();
    let (Some(block), Some(row)) = (spot["block"].as_str(), spot["row"].as_str()) else { return spot };
    let listed = form::rows(block).is_some_and(|(lie, _)| lie == Lie::List);
    if let (true, Ok(at)) = (listed && then != now, row.parse::<usize>())
        && let (Some(then), Some(now)) = (read(then), read(now))
    {
        let first = form::columns(block).first().map_or("", |column| column.key.as_str());
        let both = matched(&cells::rows(&then, block), &cells::rows(&now, block), first);
        if let Some(row) = both.get(at).copied().flatten() {
            spot["row"] = json!(row.to_string());
        }
    }
    spot
}

fn unreadable(open: &Open) -> Failure {
    let mut diags = Diagnostics::default();
    yaml::parse(&open.text, &mut diags);
    let line = diags.into_sorted().iter().find_map(|fault| fault.at.as_ref().map(|at| at.line_column().0));
    let words = format!("第 {} 行读不懂，先在源文件里改好。你填的先留着。", line.unwrap_or(1));
    let mut failure = Failure::of(422, "unreadable", &words);
    failure.body["line"] = json!(line);
    failure
}

/// Writes a file; `false` if its bytes are not those that were read, or a command is changing files just now.
fn written(folder: &Path, path: &Path, before: &[u8], after: &[u8]) -> Result<bool, Failure> {
    let turn = Turn::at(folder);
    if turn.as_ref().is_err_and(disk::is_busy) {
        return Ok(false);
    }
    disk::settled(path, Some(before), after)
        .map_err(|error| Failure { status: 507, ..Failure::stuck(&error) })
}

fn edited(open: &Open, changes: &[Change], desk: &Desk) -> Result<Vec<u8>, Failure> {
    let refused = |why: crate::yaml::edit::Refused| Failure::of(422, "refused", &why.to_string());
    let kit = desk.kit();
    let edited = edit::edit(&open.text, changes, shape::profile(), &kit.library.words).map_err(refused)?;
    edited.bytes(&open.bytes).map_err(refused)
}

/// Returns the trees of the layers above, the nearest first.
fn above(open: &Open) -> Vec<Node> {
    let above = open.files.layers.iter().rev().skip(1);
    let read = |path: &std::path::PathBuf| {
        let text = SourceFile::decode("", &source::read(path).ok()?).ok()?;
        yaml::parse(&text, &mut Diagnostics::default())
    };
    above.filter_map(read).collect()
}

/// Edits against the file as it is now.
struct Plan<'a> {
    open: &'a Open,
    tree: &'a Node,
    /// The file as the page saw it.
    base: &'a Node,
    above: Vec<Node>,
}

impl Plan<'_> {
    fn changes(&self, edits: &[Edit]) -> Result<Vec<Change>, Failure> {
        let mut changes = Vec::new();
        let mut conflicts = Vec::new();
        // Cells of one list are one value of the file.
        let mut lists: BTreeMap<(String, String, String), Vec<(usize, String)>> = BTreeMap::new();
        let mut adopted: BTreeMap<String, Vec<Row>> = BTreeMap::new();
        for edit in edits {
            let (lie, row) = form::rows(&edit.block).ok_or_else(Failure::misread)?;
            let path = steps(&edit.block);
            if let Some(before) = edit.insert {
                changes.push(self.insert(edit, lie, row, before, path)?);
                continue;
            }
            if lie == Lie::List && cells::at(self.tree, &edit.block).is_none() {
                let rows = adopted.entry(edit.block.clone()).or_insert_with(|| self.inherited(&edit.block));
                adopt(rows, edit)?;
                continue;
            }
            let Some(now) = self.now(&edit.block, lie, &edit.row) else {
                conflicts.push(json!({"block": edit.block, "row": edit.row, "key": edit.key, "was": edit.was, "to": edit.to, "theirs": null}));
                continue;
            };
            let path = with(path, lie, &now);
            if edit.remove {
                changes.push(Change::Remove { path });
            } else if let Some(name) = &edit.name {
                self.is_free(&edit.block, name.trim())?;
                changes.push(Change::Rename { path, key: name.trim().to_owned() });
            } else {
                let to = edit.to.clone().unwrap_or_default();
                let there = self.cell(&edit.block, lie, &now, &edit.key);
                let seen = edit.was.clone().unwrap_or_default();
                if there == to {
                    continue;
                }
                if there != seen {
                    conflicts.push(json!({"block": edit.block, "row": now, "key": edit.key, "was": seen, "to": to, "theirs": there}));
                    continue;
                }
                match edit.key.rsplit_once('.').or(edit.block.eq("posts").then_some(("", edit.key.as_str())))
                {
                    Some((name, nth)) if nth.parse::<usize>().is_ok() => {
                        let key = (edit.block.clone(), now, name.to_owned());
                        lists.entry(key).or_default().push((nth.parse().unwrap_or(0), to));
                    }
                    _ => changes.extend(self.set(path, row, &edit.key, &to, &there)),
                }
            }
        }
        changes
            .extend(lists.into_iter().map(|((block, now, name), nth)| self.list(&block, &now, &name, nth)));
        changes.extend(adopted.into_iter().map(|(block, rows)| whole(&block, &rows)));
        if conflicts.is_empty() {
            Ok(changes)
        } else {
            Err(Failure::conflict(json!({
                "code": "conflict", "message": "同一处在别处也改了", "conflicts": conflicts,
                "version": version(&self.open.bytes),
            })))
        }
    }

    /// Refuses a name that is there already.
    fn is_free(&self, block: &str, name: &str) -> Result<(), Failure> {
        if cells::rows(self.tree, block).iter().any(|(known, ..)| known == name) {
            return Err(Failure::of(422, "twice", &format!("已经有“{name}”了")));
        }
        Ok(())
    }

    /// Returns a list's rows as the layers above have them.
    fn inherited(&self, block: &str) -> Vec<Row> {
        self.above
            .iter()
            .map(|tree| cells::rows(tree, block))
            .find(|rows| !rows.is_empty())
            .unwrap_or_default()
    }

    fn insert(
        &self,
        edit: &Edit,
        lie: Lie,
        row: &Shape,
        before: Option<usize>,
        path: Vec<At>,
    ) -> Result<Change, Failure> {
        let value = valued(&edit.block, row, &edit.cells);
        match (lie, &edit.name) {
            (Lie::Named, Some(name)) if !name.trim().is_empty() => {
                self.is_free(&edit.block, name.trim())?;
                Ok(Change::Set { path: with(path, lie, name.trim()), value })
            }
            (Lie::List, _) => {
                let there = cells::rows(self.tree, &edit.block).len();
                Ok(Change::Insert { path, before: before.filter(|n| *n < there), value })
            }
            _ => Err(Failure::misread()),
        }
    }

    /// Returns the row of today that was meant, by its number or name as it was seen.
    fn now(&self, block: &str, lie: Lie, row: &str) -> Option<String> {
        match lie {
            Lie::Form => Some(String::new()),
            // Whoever writes below an inherited name begins an entry of his own.
            Lie::Named => {
                let has = |tree: &Node| cells::rows(tree, block).iter().any(|(name, ..)| name == row);
                (has(self.tree) || self.above.iter().any(has)).then(|| row.to_owned())
            }
            Lie::List => {
                let (then, now) = (cells::rows(self.base, block), cells::rows(self.tree, block));
                let at: usize = row.parse().ok()?;
                let first = form::columns(block).first().map_or("", |column| column.key.as_str());
                matched(&then, &now, first).get(at).copied().flatten().map(|i| i.to_string())
            }
        }
    }

    fn node(&self, block: &str, lie: Lie, row: &str) -> Option<&Node> {
        let node = cells::at(self.tree, block)?;
        match (lie, &node.value) {
            (Lie::Form, _) => Some(node),
            (Lie::Named, yaml::Tree::Map(entries)) => entries.iter().find(|e| e.key == row).map(|e| &e.node),
            (Lie::List, yaml::Tree::List(items)) => items.get(row.parse::<usize>().ok()?),
            _ => None,
        }
    }

    fn cell(&self, block: &str, lie: Lie, row: &str, key: &str) -> String {
        let shape = form::rows(block).map(|(_, row)| row);
        let node = self.node(block, lie, row);
        node.zip(shape).and_then(|(node, shape)| cells::cell(node, shape, key)).unwrap_or_default()
    }

    /// Returns the change of a value; nothing where nothing was and nothing comes.
    fn set(&self, mut path: Vec<At>, row: &Shape, key: &str, to: &str, there: &str) -> Option<Change> {
        let shape = if key.is_empty() {
            row
        } else {
            path.push(At::from(key));
            &form::fields(row).iter().find(|field| field.word.en == key)?.shape
        };
        match cells::read(to, shape) {
            Some(value) => Some(Change::Set { path, value }),
            None => (!there.is_empty()).then_some(Change::Remove { path }),
        }
    }

    /// Returns the change of a list of which single places were written.
    fn list(&self, block: &str, row: &str, name: &str, nth: Vec<(usize, String)>) -> Change {
        let lie = form::rows(block).map_or(Lie::Form, |(lie, _)| lie);
        let mut texts: Vec<String> = Vec::new();
        for i in 0..8 {
            let key = if name.is_empty() { i.to_string() } else { format!("{name}.{i}") };
            texts.push(self.cell(block, lie, row, &key));
        }
        nth.into_iter().for_each(|(at, to)| texts[at.min(7)] = to.trim().to_owned());
        texts.retain(|text| !text.is_empty());
        let mut path = with(steps(block), lie, row);
        if !name.is_empty() {
            path.push(At::from(name));
        }
        let there = (0..8).any(|i| {
            let key = if name.is_empty() { i.to_string() } else { format!("{name}.{i}") };
            !self.cell(block, lie, row, &key).is_empty()
        });
        if texts.is_empty() && there && !name.is_empty() {
            return Change::Remove { path };
        }
        Change::Set { path, value: Value::List(texts.into_iter().map(Value::Text).collect()) }
    }
}

/// Does an edit on rows that come from above, which become the village's own.
fn adopt(rows: &mut Vec<Row>, edit: &Edit) -> Result<(), Failure> {
    let at: usize = edit.row.parse().map_err(|_| Failure::misread())?;
    if at >= rows.len() {
        return Err(Failure::missing());
    }
    if edit.remove {
        rows.remove(at);
    } else {
        rows[at].1.insert(edit.key.clone(), json!(edit.to.clone().unwrap_or_default()));
    }
    Ok(())
}

fn whole(block: &str, rows: &[Row]) -> Change {
    let row = form::rows(block).map(|(_, row)| row);
    let value = |(_, cells, _): &Row| {
        let texts =
            cells.iter().filter_map(|(key, text)| Some((key.clone(), text.as_str()?.to_owned()))).collect();
        row.map(|row| valued(block, row, &texts))
    };
    Change::Set { path: steps(block), value: Value::List(rows.iter().filter_map(value).collect()) }
}

fn steps(block: &str) -> Vec<At> {
    block.split('.').filter(|key| !key.is_empty()).map(At::from).collect()
}

fn with(mut path: Vec<At>, lie: Lie, row: &str) -> Vec<At> {
    match lie {
        Lie::Form => {}
        Lie::Named => path.push(At::from(row)),
        Lie::List => path.push(At::Row(row.parse().unwrap_or(usize::MAX))),
    }
    path
}

/// Returns a new row.
fn valued(block: &str, row: &Shape, given: &BTreeMap<String, String>) -> Value {
    if block == "posts" {
        return Value::List(
            given
                .values()
                .filter(|t| !t.trim().is_empty())
                .map(|t| Value::Text(t.trim().to_owned()))
                .collect(),
        );
    }
    let mut pairs: Vec<(String, Value)> = Vec::new();
    for field in form::fields(row) {
        let name = field.word.en.as_str();
        let places: Vec<Value> = (0..2)
            .filter_map(|i| given.get(&format!("{name}.{i}")))
            .filter(|text| !text.trim().is_empty())
            .map(|text| Value::Text(text.trim().to_owned()))
            .collect();
        let value = match places.is_empty() {
            false => Some(Value::List(places)),
            true => given.get(name).and_then(|text| cells::read(text, &field.shape)),
        };
        pairs.extend(value.map(|value| (name.to_owned(), value)));
    }
    Value::Map(pairs)
}
