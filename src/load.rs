//! Layers of files to a typed profile, plan files to the plan set. Reports what does not fit; decides
//! nothing.

use std::sync::{Arc, OnceLock};

use rayon::prelude::*;
use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::diag::{Diagnostic, Diagnostics, Place};
use crate::model::library::{Origin, PlanFault};
use crate::model::names::NameFile;
use crate::model::plan::{Level, Plan, PlanSet, RoleFile};
use crate::model::profile::{ALARMS, Profile};
use crate::model::shape::{self, Shape};
use crate::model::speech::{Spoken, Tongue};
use crate::source::{MIXED, SourceFile};
use crate::yaml::{self, Node, Tree, Vocabulary};

/// The plan set and the words that stand for its ids.
#[derive(Debug, Clone, Default)]
pub struct Library {
    /// The plans.
    pub set: PlanSet,
    /// Names and aliases of hazards, roles, signals, levels, alarms.
    pub words: Vocabulary,
    /// Words that the workspace's own layouts print beside those of the plans.
    pub layouts: String,
    /// Errors of the plans themselves; each is an error of the villages that would print it.
    pub faults: Vec<PlanFault>,
    /// The plans as they are said elsewhere, made when first asked for.
    spoken: Tongues,
}

/// Plans by the words in which they are said, each made once.
#[derive(Debug, Clone, Default)]
struct Tongues(OnceLock<Box<(Tongue, PlanSet, Tongues)>>);

impl Tongues {
    fn of(&self, tongue: &Tongue, plans: &PlanSet) -> &PlanSet {
        let first = || Box::new((tongue.clone(), plans.spoken(tongue), Self::default()));
        let (known, set, others) = &**self.0.get_or_init(first);
        if known == tongue { set } else { others.of(tongue, plans) }
    }
}

/// A typed profile and the tree it came from.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// The profile.
    pub profile: Profile,
    /// The overlaid tree, for places.
    pub tree: Node,
    /// The layers as they were written, the highest first, for what they say differently.
    pub layers: Vec<Node>,
}

/// Returns a layer's tree with canonical keys; `None` if it cannot be read or is empty. Faults are pushed.
pub fn layer(file: &Arc<SourceFile>, words: &Vocabulary, diags: &mut Diagnostics) -> Option<Node> {
    if let Some(encoding) = file.encoding.filter(|e| *e != "UTF-8" && *e != MIXED) {
        let place = Place { file: Arc::clone(file), range: 0..0 };
        diags.push(Diagnostic::warning("encoding").at(place).with("encoding", encoding));
    }
    for range in &file.foreign {
        let place = Place { file: Arc::clone(file), range: range.clone() };
        diags.push(Diagnostic::warning("encoding-line").at(place));
    }
    let mut node = yaml::parse(file, diags)?;
    yaml::settle(&mut node, shape::profile(), diags);
    yaml::conform(&mut node, shape::profile(), words, diags);
    matches!(node.value, Tree::Map(_)).then_some(node)
}

/// Returns the profile that the layers make together, the last one winning.
pub fn village(layers: impl IntoIterator<Item = Node>) -> Option<Loaded> {
    let layers: Vec<Node> = layers.into_iter().collect();
    let tree = layers.iter().cloned().reduce(|below, above| yaml::overlay(unnamed(below, &above), above))?;
    let profile = typed(&tree, shape::profile());
    Some(Loaded { profile, tree, layers })
}

/// Returns a layer without the people whom the one above it has too: nobody is made of two, for they may be two of one
/// name.
fn unnamed(mut below: Node, above: &Node) -> Node {
    const PEOPLE: &str = "people";
    let block = |entries: &[yaml::Entry]| entries.iter().position(|entry| entry.key == PEOPLE);
    if let (Tree::Map(old), Tree::Map(new)) = (&mut below.value, &above.value)
        && let (Some(theirs), Some(own)) = (block(old), block(new))
        && let (Tree::Map(people), Tree::Map(named)) = (&mut old[theirs].node.value, &new[own].node.value)
    {
        people.retain(|entry| named.iter().all(|other| other.key != entry.key));
    }
    below
}

/// Returns a note on each list of a layer that stands in the place of another layer's: lists are replaced,
/// not joined.
pub fn replaced(layers: &[Node]) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (at, below) in layers.iter().enumerate() {
        for above in &layers[at + 1..] {
            replaced_below(below, above, "", &mut found);
        }
    }
    found
}

fn replaced_below(old: &Node, new: &Node, key: &str, found: &mut Vec<Diagnostic>) {
    match (&old.value, &new.value) {
        (Tree::Map(old), Tree::Map(new)) => {
            for (old, new) in old.iter().filter_map(|o| Some((o, new.iter().find(|n| n.key == o.key)?))) {
                let written = new.key_place.file.text.get(new.key_place.range.clone()).unwrap_or(&new.key);
                replaced_below(&old.node, &new.node, written, found);
            }
        }
        // A telephone list is compared number by number elsewhere.
        (Tree::List(lost), Tree::List(kept)) if !lost.is_empty() && !["电话", "phone"].contains(&key) => {
            let fault = Diagnostic::note("list-replaced")
                .at(new.place.clone())
                .with("key", key)
                .with("count", lost.len());
            found.push(
                fault.with("file", &old.place.file.name).with("kept", kept.len()).also(old.place.clone()),
            );
        }
        _ => {}
    }
}

fn typed<T: DeserializeOwned>(node: &Node, shape: &Shape) -> T {
    // A file that is no mapping at all has been said to be none; what is read of it is empty.
    let value = match yaml::to_value(node, shape) {
        Value::Null => Value::Object(Map::default()),
        value => value,
    };
    serde_json::from_value(value).expect("conform has dropped what the shape does not allow")
}

/// Returns the library made of the files `plans/*.yaml`; `files` gives name and text by path.
pub fn library(files: &[(String, Arc<SourceFile>)], diags: &mut Diagnostics) -> Library {
    let mut library = Library { words: fixed_words(), ..Library::default() };
    let find = |name: &str| files.iter().find(|(path, _)| path == name).map(|(_, file)| file);
    if let Some(file) = find("plans/words.yaml") {
        library.set.words = library.shared("words", file, diags);
    }
    if let Some(file) = find("plans/incompatible.yaml") {
        library.read_acts(file, diags);
    }
    if let Some(tree) = find("plans/roles.yaml").and_then(|file| yaml::parse(file, diags)) {
        let first: RoleFile = library.conformed("roles", tree.clone(), &mut Diagnostics::default());
        for (id, duty) in &first.duties {
            [id, &duty.name]
                .into_iter()
                .chain(&duty.aliases)
                .for_each(|name| library.words.add("duty", name, id));
        }
        library.set.roles = first.roles;
        for (id, role) in &library.set.roles {
            let names = [id, &role.name, &role.short].into_iter().chain(&role.aliases);
            names.chain(&role.alone).for_each(|name| library.words.add("role", name, id));
            // A post keeps the title under which the village writes it; only the role's own names are one.
            [id, &role.name, &role.short].into_iter().for_each(|name| library.words.add("post", name, id));
            role.aliases.iter().chain(&role.alone).for_each(|title| library.words.add("post", title, title));
            role.ends.iter().for_each(|end| library.words.end("post", end));
        }
        let RoleFile { roles, duties } = reread(tree, &library.words, diags);
        (library.set.roles, library.set.duties) = (roles, duties);
    }
    if let Some(file) = find("plans/signals.yaml") {
        library.set.signals = library.shared("signals", file, diags);
        for (id, signal) in &library.set.signals.signals {
            [id, &signal.name].into_iter().for_each(|name| library.words.add("signal", name, id));
        }
    }
    library.read_plans(files, diags);
    library.read_lists(files, diags);
    library.set.retire();
    if let Some(file) = find("plans/names.yaml") {
        let names: NameFile = library.shared("names", file, diags);
        library.words.generic(names.generic);
        let hints = [("hazard", names.hazards), ("role", names.roles.clone()), ("post", names.roles)];
        for (kind, hints) in hints {
            hints.into_iter().for_each(|(called, ids)| library.words.hint(kind, called, ids));
        }
    }
    library.add_community_names();
    library.words.open(shape::PERSON);
    library.words.open("role");
    library.words.open("post");
    library.words.open("alarm");
    library
}

/// Roles name each other, so their file is held against its shape again once all its names are known.
fn reread<T: JsonSchema + DeserializeOwned>(
    mut tree: Node,
    words: &Vocabulary,
    diags: &mut Diagnostics,
) -> T {
    let shape = shape::of::<T>();
    yaml::conform(&mut tree, &shape, words, diags);
    typed(&tree, &shape)
}

/// Plan files that are not one hazard's plan.
pub const SHARED: [&str; 14] = [
    "common",
    "filing",
    "holidays",
    "incompatible",
    "names",
    "requirements",
    "resolve",
    "roles",
    "rosters",
    "signals",
    "stock",
    "tasks",
    "town",
    "words",
];

impl Library {
    /// Returns the plans as they are said in a village.
    pub fn plans<'a>(&self, village: impl Into<Spoken<'a>>) -> &PlanSet {
        let tongue = self.set.words.tongue(village);
        if tongue.is_plain() { &self.set } else { self.spoken.of(&tongue, &self.set) }
    }

    /// Conditions are named by acts in the same file, so it is held against its shape again once they are
    /// known.
    fn read_acts(&mut self, file: &Arc<SourceFile>, diags: &mut Diagnostics) {
        let Some(tree) = yaml::parse(file, diags) else { return };
        self.set.incompatible = self.conformed("incompatible", tree.clone(), &mut Diagnostics::default());
        for (id, condition) in &self.set.incompatible.conditions {
            [id, &condition.name].into_iter().for_each(|word| self.words.add("condition", word, id));
        }
        for (id, act) in &self.set.incompatible.acts {
            [id, &act.name].into_iter().for_each(|word| self.words.add("act", word, id));
        }
        self.set.incompatible = reread(tree, &self.words, diags);
    }

    /// A community may write the names that are printed for it.
    fn add_community_names(&mut self) {
        let tongue = self.set.words.community();
        let said = |name: &String| Some(tongue.said(name)).filter(|ours| ours != name);
        let roles = self
            .set
            .roles
            .iter()
            .flat_map(|(id, r)| [said(&r.name), said(&r.short)].map(|name| ("role", name, id)));
        let hazards = self.set.plans.values().map(|plan| ("hazard", said(&plan.name), &plan.id));
        let names: Vec<_> =
            roles.chain(hazards).filter_map(|(kind, name, id)| Some((kind, name?, id.clone()))).collect();
        names.into_iter().for_each(|(kind, name, id)| self.words.add(kind, &name, &id));
    }

    fn shared<T: JsonSchema + DeserializeOwned + Default>(
        &mut self,
        id: &str,
        file: &Arc<SourceFile>,
        diags: &mut Diagnostics,
    ) -> T {
        yaml::parse(file, diags).map_or_else(T::default, |tree| self.conformed(id, tree, diags))
    }

    /// Returns what a tree says in its shape; the places of its values are kept.
    fn conformed<T: JsonSchema + DeserializeOwned>(
        &mut self,
        id: &str,
        mut tree: Node,
        diags: &mut Diagnostics,
    ) -> T {
        let shape = shape::of::<T>();
        yaml::conform(&mut tree, &shape, &self.words, diags);
        Arc::make_mut(&mut self.set.origins).insert(id.to_owned(), origin(&tree));
        typed(&tree, &shape)
    }

    /// What all plans share beside roles and signals: common steps, rulings, what is asked, days off.
    fn read_lists(&mut self, files: &[(String, Arc<SourceFile>)], diags: &mut Diagnostics) {
        let find = |name: &str| files.iter().find(|(path, _)| path == name).map(|(_, file)| file);
        if let Some(file) = find("plans/common.yaml") {
            self.set.common = self.shared("common", file, diags);
        }
        if let Some(file) = find("plans/resolve.yaml") {
            self.set.resolve = self.shared("resolve", file, diags);
        }
        if let Some(file) = find("plans/requirements.yaml") {
            self.set.asked = self.shared("requirements", file, diags);
        }
        if let Some(file) = find("plans/filing.yaml") {
            self.set.filing = self.shared("filing", file, diags);
        }
        if let Some(file) = find("plans/stock.yaml") {
            self.set.stock = self.shared("stock", file, diags);
        }
        if let Some(file) = find("plans/holidays.yaml") {
            self.set.holidays = self.shared("holidays", file, diags);
        }
        if let Some(file) = find("plans/town.yaml") {
            self.set.town = self.shared("town", file, diags);
        }
        if let Some(file) = find("plans/tasks.yaml") {
            self.set.tasks = self.shared("tasks", file, diags);
        }
    }

    fn read_plans(&mut self, files: &[(String, Arc<SourceFile>)], diags: &mut Diagnostics) {
        let shape = shape::of::<Plan>();
        let read: Vec<_> =
            files.par_iter().filter_map(|(path, file)| one_plan(path, file, &shape, &self.words)).collect();
        let mut plans: Vec<Plan> = Vec::new();
        for (faults, plan) in read {
            diags.extend(faults);
            let Some((plan, origin)) = plan else { continue };
            Arc::make_mut(&mut self.set.origins).insert(plan.id.clone(), origin);
            plans.push(plan);
        }
        plans.sort_by(|a, b| (a.class, a.order, &a.id).cmp(&(b.class, b.order, &b.id)));
        for plan in plans {
            let names = [&plan.id, &plan.name, &plan.short].into_iter().chain(&plan.aliases);
            names.filter(|n| !n.is_empty()).for_each(|name| self.words.add("hazard", name, &plan.id));
            self.set.plans.insert(plan.id.clone(), plan);
        }
    }
}

/// Returns the faults of a file of one hazard's plan, and the plan; `None` for a file of another kind.
fn one_plan(
    path: &str,
    file: &Arc<SourceFile>,
    shape: &Shape,
    words: &Vocabulary,
) -> Option<(Diagnostics, Option<(Plan, Origin)>)> {
    let stem = path.strip_suffix(".yaml")?.trim_start_matches("plans/");
    if SHARED.contains(&stem) {
        return None;
    }
    let mut diags = Diagnostics::default();
    let Some(mut tree) = yaml::parse(file, &mut diags) else { return Some((diags, None)) };
    yaml::conform(&mut tree, shape, words, &mut diags);
    let plan: Plan = typed(&tree, shape);
    if plan.id != stem {
        let fault = Diagnostic::error("plan-id").at(tree.place_at(&["id".into()]));
        diags.push(fault.with("id", &plan.id).with("file", stem));
        return Some((diags, None));
    }
    Some((diags, Some((plan, origin(&tree)))))
}

fn fixed_words() -> Vocabulary {
    let mut words = Vocabulary::default();
    for (id, name) in ALARMS {
        [id, name].into_iter().for_each(|spelling| words.add("alarm", spelling, id));
    }
    for level in Level::ALL {
        let spellings = [level.id(), level.name(), level.name().trim_end_matches('色')];
        spellings.into_iter().for_each(|spelling| words.add("level", spelling, level.id()));
    }
    words
}

/// Returns the place of a value and of all that is in it.
fn origin(node: &Node) -> Origin {
    let parts = match &node.value {
        Tree::Map(entries) => entries.iter().map(|e| (Some(e.key.clone()), origin(&e.node))).collect(),
        Tree::List(items) => items.iter().map(|item| (None, origin(item))).collect(),
        Tree::Scalar { .. } | Tree::Null => Vec::new(),
    };
    Origin { place: node.place.clone(), parts }
}
