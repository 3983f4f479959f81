//! Records against profiles: what is new, what changes, what must be asked, what is named no more.

mod left;
mod spoilt;

use std::collections::{BTreeMap, BTreeSet};

use super::ask::{self, Asked};
use super::blocks;
use super::cell;
use super::chosen::{Chosen, called};
use super::existing::{at, child, compared, is_named, label, order, shape_of, shown, texts, things};
use super::family;
use super::gather::{Gatherer, MOST_FAULTS, Village};
use super::places;
use super::recognise::{Headings, Meaning, Recognised};
use super::said::{Given, Record, Said};
use super::sheet::{Sheet, letters};
use super::table::{Table, Target};
use super::values::{phones, placed, valued};
use super::villages::{new_village, same_town, village_name, village_of};
use super::{Change, Doing, Heading, Item, Known, Options, Plan, Report, VillagePlan};
use crate::diag::Diagnostic;
use crate::model::shape::Shape;
use crate::yaml::edit::{At, Change as Edit, Value};
use crate::yaml::{Node, Tree, Vocabulary};
use spoilt::Fates;

/// Returns what an import of these sheets will do to these villages. Changes nothing.
pub fn plan(sheets: &[Sheet], known: &[Known], table: &Table, words: &Vocabulary, options: &Options) -> Plan {
    let mut plan = Plan::default();
    let headings = Headings::of(table);
    let mut gatherer = Gatherer::new(table, words, &headings.all);
    let names: Vec<String> = known.iter().map(|village| village.name.clone()).collect();
    for sheet in sheets {
        let key = format!("{}!{}", sheet.file, sheet.name);
        let wanted = options.kinds.get(&key).and_then(|id| table.kind(id));
        // A second table of a sheet is of the first one's village, unless its own title says another.
        let mut before = None;
        let chosen = Chosen::of(options, sheet);
        let own = (!chosen.is_empty()).then(|| Headings::of(table).told(chosen));
        for (sheet, found) in blocks::tables(sheet, own.as_ref().unwrap_or(&headings), wanted) {
            let mut report = reported(&sheet, found.as_ref(), table);
            if let Some(found) = found.filter(|found| found.lacks.is_empty()) {
                let only = || (names.len() == 1 && !options.new).then(|| names[0].clone());
                let made = || options.new.then(|| new_village(&sheet, &found.title)).flatten();
                let told = options.villages.get(&key).or(options.village.as_ref());
                let named = told.cloned().or_else(|| village_of(&sheet, &found.title, &names)).or_else(made);
                before = named.or(before).or_else(only);
                gatherer.sheet(&sheet, &found, before.as_deref(), &mut report);
            }
            // An empty sheet beside others is nothing to be told.
            if !sheet.rows.is_empty() || sheets.len() == 1 {
                plan.sheets.push(report);
            }
        }
    }
    let Gatherer { villages, faults, more, .. } = gatherer;
    plan.faults = faults;
    let mut fates = Fates::new();
    for (name, gathered) in villages {
        fates.append(&mut village(&name, gathered, known, (table, words, options), &mut plan));
    }
    spoilt::tell(&mut plan.faults, &fates);
    let more = more + plan.faults.len().saturating_sub(MOST_FAULTS);
    if more > 0 {
        plan.faults.truncate(MOST_FAULTS);
        plan.faults.push(Diagnostic::warning("sheet-more").with("count", more));
    }
    plan
}

/// Returns what is said of a table: its kind, its headings.
fn reported(sheet: &Sheet, found: Option<&Recognised>, table: &Table) -> Report {
    let (file, name) = (sheet.file.clone(), sheet.name.clone());
    let mut report = Report {
        file,
        sheet: name,
        hidden: sheet.hidden,
        hidden_rows: sheet.hidden_rows,
        unreckoned: sheet.unreckoned,
        ..Report::default()
    };
    let Some(found) = found else { return report };
    let kind = &table.sheets[found.kind];
    report.kind = Some(kind.title.clone());
    report.lacks.clone_from(&found.lacks);
    let mut headings: Vec<(usize, Heading)> = Vec::new();
    for (at, head, meaning) in &found.columns {
        let to = match meaning {
            Meaning::Column(i, target) if is_there(&kind.section, target) => {
                Some(called(&kind.columns[*i], target))
            }
            _ => None,
        };
        let out = *meaning == Meaning::Ignored;
        if out {
            report.ignored.push(head.clone());
        } else {
            report.columns.push((head.clone(), to.clone()));
        }
        let by_hand = found.by_hand.contains(at);
        headings.push((*at, Heading { at: letters(*at), head: head.clone(), to, out, by_hand }));
    }
    for at in unheaded(sheet, found) {
        report.columns.push((letters(at), None));
        headings.push((at, Heading { at: letters(at), ..Heading::default() }));
    }
    headings.sort_by_key(|(at, _)| *at);
    report.headings = headings.into_iter().map(|(_, heading)| heading).collect();
    report
}

/// Returns the columns in which rows say something under no heading.
fn unheaded(sheet: &Sheet, found: &Recognised) -> Vec<usize> {
    let headed = |at: usize| {
        found.columns.iter().any(|(column, ..)| *column == at)
            || found.reach.iter().any(|(first, last)| (*first..=*last).contains(&at))
    };
    let rows = &sheet.rows[found.heads.end..];
    let width = rows.iter().map(|row| row.cells.len()).max().unwrap_or(0);
    let said =
        |at: &usize| rows.iter().any(|row| row.cells.get(*at).is_some_and(|cell| !cell.text.is_empty()));
    (0..width).filter(|at| !headed(*at)).filter(said).collect()
}

/// Returns whether a profile has the field that a column goes to.
pub(super) fn is_there(section: &str, target: &Target) -> bool {
    let field = |path: &str| shape_of(section, path).is_some();
    match target {
        Target::Field(path) => field(&path.join(".")),
        Target::Next(name) | Target::Item(name, _) if section == "posts" => name == "holder",
        Target::Next(name) | Target::Item(name, _) | Target::Member(name) => field(name),
        Target::Attr(of, _) => is_there(section, of),
        Target::Via(of, inner) => {
            let inside = if of == "point" { "points" } else { "shelters" };
            is_there(inside, inner)
        }
        _ => true,
    }
}

/// Returns the village that is meant by a name, of the town that the sheets say.
fn profile_of<'k>(name: &str, gathered: &Village, known: &'k [Known]) -> Option<&'k Known> {
    let plain = |text: &str| village_name(text).trim_end_matches('村').to_owned();
    let town = |village: &&Known| match (&gathered.town, texts(at(&village.tree, "town")).first()) {
        (Some(one), Some(other)) => same_town(one, other),
        _ => true,
    };
    known.iter().filter(town).find(|village| plain(&village.name) == plain(name))
}

/// Plans one village.
fn village(
    name: &str,
    mut gathered: Village,
    known: &[Known],
    (table, words, options): (&Table, &Vocabulary, &Options),
    plan: &mut Plan,
) -> Fates {
    let found = profile_of(name, &gathered, known);
    if found.is_none() && !options.new {
        let cell = gathered.records.first().map(|record| record.cell.clone()).unwrap_or_default();
        plan.faults.push(Diagnostic::error("sheet-unknown-village").with("cell", cell).with("name", name));
        return Fates::new();
    }
    let empty = empty();
    let (own, tree) = found.map_or((&empty, &empty), |village| (&village.own, &village.tree));
    let mut desk = Desk {
        own,
        tree,
        words,
        options,
        plan: VillagePlan {
            name: found.map_or_else(|| name.to_owned(), |village| village.name.clone()),
            new: found.is_none(),
            town: gathered.town.clone(),
            ..VillagePlan::default()
        },
        faults: Vec::new(),
        waiting: BTreeSet::new(),
        fates: Fates::new(),
    };
    desk.faults.extend(places::single(&mut gathered, tree));
    let asked = ask::people(&mut gathered, tree, options);
    desk.plan.questions.extend(asked.questions);
    desk.waiting = asked.waiting;
    let asked = ask::households(&mut gathered, tree, table, options);
    let Asked { questions, matched, maybe, faults, .. } = asked;
    desk.plan.questions.extend(questions);
    desk.faults.extend(faults);
    let mut met: BTreeSet<(String, String)> =
        maybe.into_iter().map(|thing| ("evacuees".to_owned(), thing)).collect();
    let mut unsaid: Vec<String> = Vec::new();
    let dangers = if found.is_none() { left::dangers(&gathered) } else { BTreeMap::new() };
    // What is planned is let go: a sheet may have very many rows.
    for (i, record) in std::mem::take(&mut gathered.records).into_iter().enumerate() {
        let record = &record;
        match matched.get(&i) {
            Some(None) => desk.plan.waiting += 1,
            None if record.only_known && record.section == "evacuees" => {
                unsaid.push(record.cell.clone());
            }
            None if table.sheets[record.kind].unsure == "ask" && record.section == "evacuees" => {
                desk.add(record, table);
            }
            other => desk.record(record, other.and_then(Option::as_ref), table, &mut met),
        }
    }
    desk.faults.extend(left::register(&unsaid));
    desk.hazards(dangers);
    for section in &gathered.whole {
        desk.gone(section, &met);
    }
    desk.plan.changes.sort_by_key(order_of);
    // What is shown and what is written look at a cell both.
    let mut told = BTreeSet::new();
    desk.faults.retain(|fault| told.insert((fault.code, format!("{:?}", fault.values))));
    plan.faults.append(&mut desk.faults);
    plan.villages.push(desk.plan);
    desk.fates
}

fn empty() -> Node {
    let file = crate::source::SourceFile::from_text("", "");
    Node { place: crate::diag::Place { file, range: 0..0 }, value: Tree::Map(Vec::new()) }
}

fn order_of(change: &Change) -> usize {
    let path = change.edits.iter().flatten().next().map(|edit| match edit {
        Edit::Set { path, .. }
        | Edit::Insert { path, .. }
        | Edit::Rename { path, .. }
        | Edit::Remove { path } => path,
    });
    match path.and_then(|path| path.first()) {
        Some(At::Key(section)) => order(section),
        _ => 0,
    }
}

/// One village under way.
struct Desk<'a> {
    own: &'a Node,
    tree: &'a Node,
    words: &'a Vocabulary,
    options: &'a Options,
    plan: VillagePlan,
    faults: Vec<Diagnostic>,
    /// Names of people who wait for an answer.
    waiting: BTreeSet<String>,
    /// What became of cells that could not be read.
    fates: Fates,
}

impl Desk<'_> {
    /// Plans one record; `known` is the thing that it is, if that was found out already.
    fn record(
        &mut self,
        record: &Record,
        known: Option<&String>,
        table: &Table,
        met: &mut BTreeSet<(String, String)>,
    ) {
        let section = record.section.as_str();
        if section == "people" && record.name.as_ref().is_some_and(|name| self.waiting.contains(name)) {
            return;
        }
        let found = known.cloned().or_else(|| self.find(record, table, met));
        let Some(thing) = found else {
            self.add(record, table);
            return;
        };
        met.insert((section.to_owned(), thing.clone()));
        let node = if section.is_empty() {
            Some(self.tree)
        } else {
            child(self.tree, section).and_then(|node| match &node.value {
                Tree::List(items) => items.get(thing.parse::<usize>().ok()?),
                _ => child(node, &thing),
            })
        };
        let Some(node) = node.cloned() else { return };
        let listed = !section.is_empty() && !is_named(section);
        if listed && child(self.own, section).is_none() {
            self.faults.push(
                Diagnostic::warning("sheet-inherited")
                    .with("cell", &record.cell)
                    .with("section", label(section, "")),
            );
            return;
        }
        let step = if listed { At::Row(thing.parse().unwrap_or(0)) } else { At::Key(thing.clone()) };
        let base: Vec<At> = if section.is_empty() { Vec::new() } else { vec![At::from(section), step] };
        let kept = self.kept(record, Some(&node));
        let record = &self.remarked(&kept, Some(&node), table);
        let (items, edits) = self.items(record, Some(&node), &base);
        if items.is_empty() {
            // Its posts were in the row of a village, and nothing of the village itself.
            let said = !section.is_empty() || !record.fields.is_empty();
            self.plan.same += usize::from(record.own && said);
            return;
        }
        let who = who(record, Some(&node), &thing);
        let (section, cell) = (label_of(section), record.cell.clone());
        self.plan.changes.push(Change { doing: Doing::Change, section, who, cell, items, edits });
    }

    /// Returns the thing of the profile that a record is about: by its name, or by what its kind is known by.
    fn find(&self, record: &Record, table: &Table, met: &BTreeSet<(String, String)>) -> Option<String> {
        let section = record.section.as_str();
        if section.is_empty() {
            return Some(String::new());
        }
        if let Some(name) = &record.name {
            let Tree::Map(entries) = &child(self.tree, section)?.value else { return None };
            let id = |text: &str| self.words.id_of("role", text).unwrap_or(text).to_owned();
            let named = if section == "posts" { id(name) } else { squeezed(name) };
            let same = |key: &str| if section == "posts" { id(key) == named } else { squeezed(key) == named };
            return entries.iter().map(|entry| &entry.key).find(|key| same(key)).cloned();
        }
        let known = things(self.tree, section);
        let fields = &table.sheets[record.kind].matched;
        let free = |key: &str| !met.contains(&(section.to_owned(), key.to_owned()));
        let given = |path: &str| match record.fields.get(path) {
            Some(Said::Whole(given)) => {
                given.texts.iter().map(|t| compared(t, section, path, self.words)).collect()
            }
            _ => Vec::new(),
        };
        let have = |node: &Node, path: &str| -> Vec<String> {
            texts(at(node, path)).iter().map(|t| compared(t, section, path, self.words)).collect()
        };
        let agree = |node: &Node, strictly: bool| {
            fields.iter().enumerate().all(|(i, path)| {
                let (one, other): (Vec<String>, Vec<String>) = (given(path), have(node, path));
                one == other || (!strictly && i > 0 && (one.is_empty() || other.is_empty()))
            })
        };
        let strict = known.iter().find(|(key, node)| free(key) && agree(node, true));
        let loose: Vec<&(String, &Node)> =
            known.iter().filter(|(key, node)| free(key) && agree(node, false)).collect();
        match (strict, loose.as_slice()) {
            (Some((key, _)), _) | (None, [(key, _)]) => Some(key.clone()),
            _ => None,
        }
    }

    /// Returns a record with what its remark tells, or asks about it.
    fn remarked(&mut self, record: &Record, node: Option<&Node>, table: &Table) -> Record {
        let (record, question) = family::remark(record, node, table, &self.options.answers);
        self.plan.waiting += usize::from(question.is_some());
        self.plan.questions.extend(question);
        record
    }

    fn add(&mut self, record: &Record, table: &Table) {
        let section = record.section.as_str();
        let listed = !is_named(section);
        if listed && child(self.own, section).is_none() && child(self.tree, section).is_some() {
            self.faults.push(
                Diagnostic::warning("sheet-inherited")
                    .with("cell", &record.cell)
                    .with("section", label(section, "")),
            );
            return;
        }
        let first = table.sheets[record.kind].matched.first().filter(|_| listed);
        if record.fields.is_empty() && listed {
            // It was joined to another row.
            return;
        }
        if first.is_some_and(|field| !record.fields.contains_key(field)) {
            let title = &table.sheets[record.kind].title;
            self.faults
                .push(Diagnostic::error("sheet-no-name").with("cell", &record.cell).with("kind", title));
            return;
        }
        let kept = self.kept(record, None);
        let record = &self.remarked(&kept, None, table);
        let (items, _) = self.items(record, None, &[]);
        let value = self.value(record);
        let who = who(record, None, record.name.as_deref().unwrap_or_default());
        let edit = match &record.name {
            Some(name) => Edit::Set { path: vec![At::from(section), At::from(name.as_str())], value },
            None => Edit::Insert { path: vec![At::from(section)], before: None, value },
        };
        let (section, cell) = (label_of(section), record.cell.clone());
        self.plan.changes.push(Change {
            doing: Doing::Add,
            section,
            who,
            cell,
            items,
            edits: vec![vec![edit]],
        });
    }

    /// Returns a new thing as a value.
    fn value(&mut self, record: &Record) -> Value {
        let section = record.section.as_str();
        let mut pairs: Vec<(usize, String, Value)> = Vec::new();
        for (path, said) in &record.fields {
            if let Said::Family(people) = said {
                pairs.push((field_order(section, path), path.clone(), family::value(people)));
                continue;
            }
            let Some(new) = self.fresh(record, path, said, None) else { continue };
            let value = valued(section, path, &new);
            if path.is_empty() {
                return value;
            }
            pairs.push((field_order(section, path), path.clone(), value));
        }
        pairs.sort_by_key(|(order, ..)| *order);
        if section == "posts" {
            Value::List(Vec::new())
        } else {
            Value::Map(pairs.into_iter().map(|(_, key, value)| (key, value)).collect())
        }
    }

    /// Returns what of a thing changes, and how.
    fn items(&mut self, record: &Record, node: Option<&Node>, base: &[At]) -> (Vec<Item>, Vec<Vec<Edit>>) {
        let section = record.section.as_str();
        let mut all: Vec<(usize, Item, Vec<Edit>)> = Vec::new();
        for (path, said) in &record.fields {
            match (path.as_str(), said) {
                ("@certified", _) => self.certified(record, said, node),
                ("@closed", Said::Hint(given)) => self.closed(record, given, node),
                (_, Said::Family(people)) => all.extend(
                    family::changes(people, node, base)
                        .map(|(item, edits)| (field_order(section, path), item, edits)),
                ),
                _ => {}
            }
            let Some(new) = self.fresh(record, path, said, node) else { continue };
            let old = texts(node.and_then(|node| at(node, path)));
            let cell = match said {
                Said::Whole(given) | Said::Hint(given) => given.cell.clone(),
                Said::Places(places) => {
                    places.values().next().map(|given| given.cell.clone()).unwrap_or_default()
                }
                Said::Members(members) => members.last().map(|given| given.cell.clone()).unwrap_or_default(),
                Said::Family(_) => continue,
            };
            let read = |texts: &[String]| {
                texts.iter().map(|t| shown(t, section, path, self.words)).collect::<Vec<_>>().join("、")
            };
            let field = if path.is_empty() { label(section, "") } else { label(section, path) };
            let steps = path.split('.').filter(|step| !step.is_empty()).map(At::from);
            let path_of = base.iter().cloned().chain(steps).collect();
            all.push((
                field_order(section, path),
                Item { field, old: read(&old), new: read(&new), cell },
                vec![Edit::Set { path: path_of, value: valued(section, path, &new) }],
            ));
        }
        // As a profile has them, whatever the order of a sheet.
        all.sort_by_key(|(order, ..)| *order);
        all.into_iter().map(|(_, item, edits)| (item, edits)).unzip()
    }

    /// Says that a title which is written otherwise in a sheet stays as the profile has it.
    fn title_kept(&mut self, record: &Record, given: &Given, old: &[String]) {
        let fault = Diagnostic::note("sheet-title-kept")
            .with("cell", &given.cell)
            .with("value", given.texts.join("、"))
            .with("old", old.join("、"))
            .with("name", record.name.as_deref().unwrap_or_default());
        self.faults.push(fault);
    }

    /// Returns what a field will have, if that is not what it has.
    fn fresh(
        &mut self,
        record: &Record,
        path: &str,
        said: &Said,
        node: Option<&Node>,
    ) -> Option<Vec<String>> {
        let section = record.section.as_str();
        let shape = shape_of(section, path)?;
        let old = texts(node.and_then(|node| at(node, path)));
        let same = |one: &str, other: &str| {
            compared(one, section, path, self.words) == compared(other, section, path, self.words)
        };
        let new = match said {
            Said::Hint(given) if !old.is_empty() => {
                let known = |text: &String| {
                    old.iter().any(|known| known.contains(text.as_str()) || same(known, text))
                };
                if !given.texts.iter().any(known) {
                    self.title_kept(record, given, &old);
                }
                return None;
            }
            Said::Whole(given) | Said::Hint(given) if path.ends_with("phone") => phones(&old, &given.texts),
            Said::Whole(given) | Said::Hint(given) => given.texts.clone(),
            Said::Places(places) => placed(&old, places, matches!(shape, Shape::Number), &same),
            Said::Members(members) => {
                let mut all = old.clone();
                for name in members.iter().flat_map(|given| &given.texts) {
                    if !all.iter().any(|known| same(known, name)) {
                        all.push(name.clone());
                    }
                }
                all
            }
            Said::Family(_) => return None,
        };
        // A pair is two, or nothing.
        if matches!(shape, Shape::Number) && matches!(said, Said::Places(_)) && new.len() != 2 {
            return None;
        }
        if new.iter().any(|name| self.waiting.contains(name)) && !path.ends_with("phone") {
            self.plan.waiting += 1;
            return None;
        }
        if path == "route"
            && child(self.tree, "routes")
                .is_none_or(|routes| new.iter().any(|name| child(routes, name).is_none()))
        {
            let cell = if let Said::Whole(given) = said { given.cell.as_str() } else { "" };
            self.faults.push(
                Diagnostic::warning("sheet-unknown-route").with("cell", cell).with("value", new.join("、")),
            );
            return None;
        }
        // Items that hold commas themselves come back from a cell in pieces.
        if matches!(said, Said::Whole(_)) && matches!(shape, Shape::Text { .. }) {
            let pieces =
                |texts: &[String]| texts.iter().flat_map(|text| cell::parts(text)).collect::<Vec<_>>();
            if pieces(&old) == pieces(&new) {
                return None;
            }
        }
        let changed = new.len() != old.len() || new.iter().zip(&old).any(|(one, other)| !same(one, other));
        changed.then_some(new)
    }
}

fn squeezed(text: &str) -> String {
    cell::dotted(text).chars().filter(|c| !c.is_whitespace()).collect()
}

fn label_of(section: &str) -> String {
    if section.is_empty() { "村情".to_owned() } else { label(section, "") }
}

/// Returns who or what a record is about, for people.
fn who(record: &Record, node: Option<&Node>, name: &str) -> String {
    if record.name.is_some() {
        return name.to_owned();
    }
    let first = |path: &str| match record.fields.get(path) {
        Some(Said::Whole(given)) => given.texts.first().cloned(),
        _ => texts(node.and_then(|node| at(node, path))).first().cloned(),
    };
    let all = ["head", "item", "name", "what", "date"].into_iter().find_map(first);
    let more = ["address", "place", "contact", "scenario", "topic"].into_iter().find_map(first);
    [all, more].into_iter().flatten().collect::<Vec<_>>().join("，")
}

fn field_order(section: &str, path: &str) -> usize {
    let first = path.split('.').next().unwrap_or_default();
    let Shape::Struct(fields) = crate::model::shape::profile() else { return 0 };
    let Some(field) = fields.iter().find(|field| field.word.en == section) else { return 0 };
    let inner = match &field.shape {
        Shape::Map { value, .. } => value,
        Shape::List(item) => item,
        _ => return 0,
    };
    if let Shape::Struct(fields) = inner.as_ref() {
        fields.iter().position(|f| f.word.en == first).unwrap_or(0)
    } else {
        0
    }
}
