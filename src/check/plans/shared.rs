//! The files that plans share: what they name exists, nothing stands twice, rulings have words, sources are
//! in force.

use std::collections::{BTreeMap, BTreeSet};

use super::unknown;
use crate::diag::Diagnostic;
use crate::model::library::PlanFault;
use crate::model::plan::{Conflict, Plan, PlanSet, Source, Status};

/// Longest short names, in characters.
const SHORT: [usize; 2] = [4, 5];

/// Pushes what is wrong between the files of the library.
pub(super) fn check(set: &PlanSet, found: &mut Vec<PlanFault>) {
    let mut desk = Desk { set, found };
    desk.sources();
    desk.cited();
    desk.twice();
    desk.names();
    desk.roles();
    desk.stances();
    desk.common();
    desk.office();
    desk.conflicts();
    desk.compounds();
    desk.unruled();
}

/// Returns the hazards that an entry of a shared file concerns; `None`: all.
pub(super) fn users(set: &PlanSet, file: &str, path: &str) -> Option<BTreeSet<String>> {
    let mut parts = path.split('/');
    let (list, key) = (parts.next()?, parts.next()?);
    let nth = || key.parse::<usize>().ok();
    let plans = |wanted: &dyn Fn(&Plan) -> bool| {
        set.plans
            .values()
            .filter(|plan| wanted(plan))
            .map(|plan| plan.id.clone())
            .collect::<BTreeSet<String>>()
    };
    match (file, list) {
        ("common", "steps") => {
            let id = &set.common.steps.get(nth()?)?.id;
            Some(plans(&|plan| plan.steps.iter().any(|step| step.common.as_ref() == Some(id))))
        }
        ("signals", "signals") => Some(plans(&|plan| plan.signals.iter().any(|id| id == key))),
        ("resolve", "stances") => Some(plans(&|plan| plan.stance == key)),
        ("resolve", "conflicts") => {
            let c = set.resolve.conflicts.get(nth()?)?;
            Some(plans(&|plan| {
                c.one.iter().chain(&c.other).any(|id| *id == plan.id)
                    || c.one_stance.iter().chain(&c.other_stance).any(|id| *id == plan.stance)
            }))
        }
        ("resolve", "compounds") => {
            let c = set.resolve.compounds.get(nth()?)?;
            Some(c.trigger.iter().chain(&c.follows).cloned().collect())
        }
        // No village prints what a town does.
        ("tasks" | "town", _) => Some(BTreeSet::new()),
        ("resolve", "media") => Some(set.resolve.media.get(nth()?)?.hazards.iter().cloned().collect()),
        _ => None,
    }
}

struct Desk<'a> {
    set: &'a PlanSet,
    found: &'a mut Vec<PlanFault>,
}

impl Desk<'_> {
    fn push(&mut self, file: &str, path: &str, fault: Diagnostic) {
        let place = self.set.place(&format!("{file}/{path}")).or_else(|| self.set.place(file)).cloned();
        let fault = fault.at(place);
        let hazards = if self.set.plans.contains_key(file) {
            Some([file.to_owned()].into())
        } else {
            users(self.set, file, path)
        };
        self.found.push(PlanFault { fault, hazards });
    }

    fn incomplete(&mut self, file: &str, path: &str, value: &str, limit: &str) {
        self.push(file, path, Diagnostic::error("plan-incomplete").with("value", value).with("limit", limit));
    }

    /// Sources say who and what, carry no web address, and one that was read has not been replaced.
    fn sources(&mut self) {
        let lists: Vec<(String, &[Source])> =
            self.set.sources().map(|(file, list)| (file.to_owned(), list)).collect();
        for (file, sources) in lists {
            for (i, source) in sources.iter().enumerate() {
                let path = format!("sources/{i}");
                let webbed = format!("{}{}{}", source.title, source.number, source.supports).contains("http");
                if source.issuer.is_empty() || source.title.is_empty() || webbed {
                    self.incomplete(&file, &path, &source.id, "issuer, title");
                }
                if !source.stands() {
                    let fault = Diagnostic::warning("plan-superseded").with("value", &source.title);
                    self.push(&file, &path, fault.with("limit", &source.superseded_by));
                }
                let read = source.status == Status::Verified && source.stands();
                if read && (source.issued.is_none() || source.in_force.is_none()) {
                    self.push(
                        &file,
                        &path,
                        Diagnostic::warning("plan-unchecked").with("value", &source.title),
                    );
                }
                if source.in_force.zip(source.issued).is_some_and(|(checked, issued)| checked < issued) {
                    let fault = Diagnostic::error("plan-dates").with("value", &source.title);
                    self.push(&file, &path, fault);
                }
            }
        }
    }

    /// What the shared files cite stands among their own sources.
    fn cited(&mut self) {
        let set = self.set;
        let resolve = &set.resolve;
        let rows = |name: &'static str, lists: Vec<&Vec<String>>| -> Vec<(String, String)> {
            let each = lists.into_iter().enumerate();
            each.flat_map(|(i, ids)| ids.iter().map(move |id| (format!("{name}/{i}"), id.clone()))).collect()
        };
        let forbidden = resolve.compounds.iter().enumerate().flat_map(|(i, c)| {
            let ids =
                c.forbid.iter().enumerate().flat_map(|(k, f)| f.source.iter().map(move |id| (k, id.clone())));
            ids.map(move |(k, id)| (format!("compounds/{i}/forbid/{k}"), id))
        });
        let numbers = resolve.numbers.iter().flat_map(|(key, number)| {
            let ids = number.values.iter().flat_map(|v| &v.source);
            ids.map(move |id| (format!("numbers/{key}"), id.clone()))
        });
        let signals = set.signals.signals.iter().flat_map(|(key, signal)| {
            signal.source.iter().map(move |id| (format!("signals/{key}"), id.clone()))
        });
        let files = [
            (
                "common",
                [
                    rows("steps", set.common.steps.iter().map(|s| &s.source).collect()),
                    rows("numbers", set.common.numbers.iter().map(|n| &n.source).collect()),
                ]
                .concat(),
            ),
            ("signals", signals.collect()),
            (
                "resolve",
                [
                    rows("conflicts", resolve.conflicts.iter().map(|c| &c.source).collect()),
                    rows("compounds", resolve.compounds.iter().map(|c| &c.source).collect()),
                    rows("media", resolve.media.iter().map(|m| &m.source).collect()),
                    forbidden.collect(),
                    numbers.collect(),
                ]
                .concat(),
            ),
        ];
        for (file, cited) in files {
            let known: Vec<&str> = set
                .sources()
                .filter(|(name, _)| *name == file)
                .flat_map(|(_, list)| list)
                .map(|s| s.id.as_str())
                .collect();
            for (path, id) in cited.iter().filter(|(_, id)| !known.contains(&id.as_str())) {
                self.push(file, path, unknown(id, ("本文件的依据", "this file's sources"), &known));
            }
        }
    }

    /// A post of the town has something to do at each time and rests on something; a task comes after one that
    /// there is.
    fn office(&mut self) {
        let set = self.set;
        for (id, post) in &set.town.posts {
            let empty = post.times().into_iter().filter(|(_, acts)| acts.is_empty()).map(|(time, _)| time);
            for missing in empty.chain(post.source.is_empty().then_some("source")) {
                self.incomplete("town", &format!("posts/{id}"), &post.name, missing);
            }
        }
        let posts = set.town.posts.iter().map(|(id, post)| ("town", format!("posts/{id}"), &post.source));
        let tasks = set.tasks.tasks.iter().map(|(id, task)| ("tasks", format!("tasks/{id}"), &task.source));
        for (file, path, ids) in posts.chain(tasks) {
            let sources = if file == "town" { &set.town.sources } else { &set.tasks.sources };
            let known: Vec<&str> = sources.iter().map(|s| s.id.as_str()).collect();
            for id in ids.iter().filter(|id| !known.contains(&id.as_str())) {
                self.push(file, &path, unknown(id, ("本文件的依据", "this file's sources"), &known));
            }
        }
        let known: Vec<&str> = set.tasks.tasks.keys().map(String::as_str).collect();
        for (id, task) in &set.tasks.tasks {
            if let Some(before) = task.after.as_ref().filter(|before| !known.contains(&before.as_str())) {
                let fault = unknown(before, ("任务", "tasks"), &known);
                self.push("tasks", &format!("tasks/{id}/after"), fault);
            }
        }
    }

    /// No id stands twice in a list, no place in the order and no number is used twice.
    fn twice(&mut self) {
        let set = self.set;
        let mut lists: Vec<(String, &str, Vec<&str>)> = Vec::new();
        for (file, sources) in set.sources() {
            lists.push((file.to_owned(), "sources", sources.iter().map(|s| s.id.as_str()).collect()));
        }
        for plan in set.plans.values() {
            lists.push((plan.id.clone(), "steps", plan.steps.iter().map(|s| s.id.as_str()).collect()));
            lists.push((plan.id.clone(), "forbid", plan.forbid.iter().map(|f| f.id.as_str()).collect()));
        }
        lists.push(("common".into(), "steps", set.common.steps.iter().map(|s| s.id.as_str()).collect()));
        lists.push((
            "resolve".into(),
            "conflicts",
            set.resolve.conflicts.iter().map(|c| c.id.as_str()).collect(),
        ));
        lists.push((
            "resolve".into(),
            "compounds",
            set.resolve.compounds.iter().map(|c| c.id.as_str()).collect(),
        ));
        for (file, list, ids) in lists {
            for (i, id) in ids.iter().enumerate() {
                let path = format!("{list}/{i}");
                if id.is_empty() {
                    self.incomplete(&file, &path, "id", "");
                } else if let Some(first) = ids[..i].iter().position(|other| other == id) {
                    self.push_twice(&file, &path, id, &format!("{list}/{first}"));
                }
            }
        }
        let orders = set.plans.values().map(|plan| (plan.order, plan.id.clone(), "order".to_owned()));
        self.numbers(orders.collect());
        let roles =
            set.roles.iter().map(|(id, role)| (role.number, "roles".to_owned(), format!("roles/{id}")));
        self.numbers(roles.collect());
    }

    fn push_twice(&mut self, file: &str, path: &str, id: &str, first: &str) {
        let also = self.set.place(&format!("{file}/{first}")).cloned();
        self.push(file, path, Diagnostic::error("plan-twice").with("value", id).also(also));
    }

    /// Says that two entries share what only one may have; it concerns the villages of both.
    fn shared(&mut self, code: &'static str, value: &str, one: (&str, &str), other: (&str, &str)) {
        let of = |(file, path): (&str, &str)| {
            self.set.place(&format!("{file}/{path}")).or_else(|| self.set.place(file)).cloned()
        };
        // The built-in library has been there before: what a workspace wrote is to be changed.
        let built_in = |at| of(at).is_some_and(|place| place.file.name.starts_with("builtin:"));
        let (one, other) = if built_in(one) && !built_in(other) { (other, one) } else { (one, other) };
        let limit = other.1.strip_prefix("roles/").unwrap_or(other.0);
        let fault =
            Diagnostic::error(code).at(of(one)).also(of(other)).with("value", value).with("limit", limit);
        let both = [one.0, other.0].map(str::to_owned);
        let hazards = both.iter().all(|id| self.set.plans.contains_key(id)).then(|| both.into());
        self.found.push(PlanFault { fault, hazards });
    }

    /// Card numbers are made of these.
    fn numbers(&mut self, rows: Vec<(u32, String, String)>) {
        let mut seen: BTreeMap<u32, (String, String)> = BTreeMap::new();
        for (number, file, path) in rows {
            if let Some((other, at)) = seen.insert(number, (file.clone(), path.clone())) {
                self.shared("plan-order", &number.to_string(), (&file, &path), (&other, &at));
            }
        }
    }

    /// A name or alias stands for one plan or role only; short names are short.
    fn names(&mut self) {
        let set = self.set;
        let plans =
            set.plans.values().map(|p| (p.id.clone(), String::new(), [&p.id, &p.name, &p.short], &p.aliases));
        let roles = set
            .roles
            .iter()
            .map(|(id, r)| ("roles".into(), format!("roles/{id}"), [id, &r.name, &r.short], &r.aliases));
        let rows: [Vec<_>; 2] = [plans.collect(), roles.collect()];
        for (most, rows) in SHORT.into_iter().zip(rows) {
            let mut owner: BTreeMap<&String, (String, String)> = BTreeMap::new();
            for (file, path, [id, name, short], aliases) in rows {
                let spelled: BTreeSet<&String> =
                    [id, name, short].into_iter().chain(aliases).filter(|w| !w.is_empty()).collect();
                for word in spelled {
                    if let Some((other, at)) = owner.insert(word, (file.clone(), path.clone())) {
                        self.shared("plan-name-taken", word, (&file, &path), (&other, &at));
                    }
                }
                let printed = if short.is_empty() { name } else { short };
                let length = printed.chars().count();
                if name.is_empty() {
                    self.incomplete(&file, &path, "name", id);
                } else if length > most {
                    let fault = Diagnostic::warning("plan-length").with("value", length).with("limit", most);
                    self.push(
                        &file,
                        &if path.is_empty() { "short".to_owned() } else { format!("{path}/short") },
                        fault,
                    );
                }
            }
        }
    }

    /// Whoever stands in for a role is another role, and somebody stands at the end.
    fn roles(&mut self) {
        let set = self.set;
        let known: Vec<&str> = set.roles.keys().map(String::as_str).collect();
        for (id, role) in &set.roles {
            for (key, named) in [("falls_to", &role.falls_to), ("reports_to", &role.reports_to)] {
                let path = format!("roles/{id}/{key}");
                match named {
                    Some(other) if !set.roles.contains_key(other) => {
                        self.push("roles", &path, unknown(other, ("岗位", "roles"), &known));
                    }
                    Some(_) if circles(set, id, key) => {
                        self.push("roles", &path, Diagnostic::error("plan-circle").with("value", &role.name));
                    }
                    _ => {}
                }
            }
        }
    }

    fn stances(&mut self) {
        let known: Vec<&str> = self.set.resolve.stances.keys().map(String::as_str).collect();
        for (id, stance) in &self.set.resolve.stances {
            let path = format!("stances/{id}");
            for (field, text) in [("name", &stance.name), ("text", &stance.text)] {
                if text.is_empty() {
                    self.incomplete("resolve", &path, field, id);
                }
            }
            for other in stance.clashes.iter().filter(|other| !known.contains(&other.as_str())) {
                self.push("resolve", &format!("{path}/clashes"), unknown(other, ("去向", "stances"), &known));
            }
        }
    }

    /// A common step says who does what; its ids stand one beside each sentence.
    fn common(&mut self) {
        for (i, step) in self.set.common.steps.iter().enumerate() {
            let path = format!("steps/{i}");
            for (field, empty) in [
                ("name", step.name.is_empty()),
                ("role", step.role.is_empty()),
                ("text", step.text.is_empty()),
                ("card", step.card.is_empty()),
            ] {
                if empty {
                    self.incomplete("common", &path, &step.id, field);
                }
            }
            if !step.lines.is_empty() && step.lines.len() != step.text.len() {
                self.incomplete("common", &path, &step.id, "lines");
            }
            let ids: Vec<&str> = step.lines.iter().map(|line| line.id.as_str()).collect();
            for (k, id) in ids.iter().enumerate().filter(|(k, id)| ids[..*k].contains(id)) {
                self.push_twice("common", &format!("{path}/lines/{k}"), id, &format!("{path}/lines/0"));
            }
        }
    }

    /// A ruling has words, two sides that exist, and drops steps that exist.
    fn conflicts(&mut self) {
        let set = self.set;
        let stances: Vec<&str> = set.resolve.stances.keys().map(String::as_str).collect();
        for (i, conflict) in set.resolve.conflicts.iter().enumerate() {
            let path = format!("conflicts/{i}");
            if conflict.issue.is_empty() {
                self.incomplete("resolve", &path, &conflict.id, "issue");
            }
            if conflict.basis.is_some() && conflict.ruling.is_empty() {
                self.incomplete("resolve", &path, &conflict.id, "ruling");
            }
            if conflict.one.is_empty() && conflict.one_stance.is_empty() {
                self.incomplete("resolve", &path, &conflict.id, "one");
            }
            for stance in conflict
                .one_stance
                .iter()
                .chain(&conflict.other_stance)
                .filter(|s| !stances.contains(&s.as_str()))
            {
                self.push("resolve", &path, unknown(stance, ("去向", "stances"), &stances));
            }
            for drop in unknown_steps(conflict, set) {
                self.push("resolve", &path, unknown(&drop, ("预案的步骤", "the plans' steps"), &[]));
            }
        }
    }

    /// Two plans that send people opposite ways have a ruling.
    fn unruled(&mut self) {
        let set = self.set;
        let plans: Vec<&Plan> = set.plans.values().collect();
        for (i, one) in plans.iter().enumerate() {
            for other in plans[i + 1..].iter().filter(|other| set.clash(one, other)) {
                if !set.resolve.conflicts.iter().any(|c| c.between(one, other)) {
                    let fault =
                        Diagnostic::error("plan-unruled").with("value", &one.name).with("limit", &other.name);
                    self.push(&other.id, "stance", fault);
                }
            }
        }
    }

    fn compounds(&mut self) {
        for (i, compound) in self.set.resolve.compounds.iter().enumerate() {
            let path = format!("compounds/{i}");
            let missing = [
                ("name", compound.name.is_empty()),
                ("summary", compound.summary.is_empty()),
                ("go", compound.go.is_empty()),
                ("trigger", compound.trigger.is_empty()),
                ("follows", compound.follows.is_empty()),
                ("steps", compound.steps.is_empty()),
            ];
            for (field, _) in missing.into_iter().filter(|(_, absent)| *absent) {
                self.incomplete("resolve", &path, &compound.id, field);
            }
        }
    }
}

/// Returns whether following a key from a role leads back to it.
fn circles(set: &PlanSet, id: &str, key: &str) -> bool {
    let next = |id: &str| {
        let role = set.roles.get(id)?;
        if key == "falls_to" { role.falls_to.as_deref() } else { role.reports_to.as_deref() }
    };
    let mut at = next(id);
    for _ in 0..set.roles.len() {
        match at {
            Some(here) if here == id => return true,
            Some(here) => at = next(here),
            None => return false,
        }
    }
    false
}

fn unknown_steps(conflict: &Conflict, set: &PlanSet) -> Vec<String> {
    let known = |key: &&String| {
        let step = key.split_once('/').and_then(|(hazard, step)| Some((set.plans.get(hazard)?, step)));
        step.is_some_and(|(plan, step)| plan.steps.iter().any(|s| s.id == step))
    };
    conflict.drops.iter().filter(|key| !known(key)).cloned().collect()
}
