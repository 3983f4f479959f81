//! Who is who: people and households of the sheets against those that are known. What is not certain becomes
//! a question.

use std::collections::{BTreeMap, BTreeSet};

use super::existing::{at, dialled, label, texts, things};
use super::gather::Village;
use super::said::{Given, Record, Said};
use super::table::Table;
use super::twins::{Index, Likeness, Marks, near};
use super::{Answer, Asks, Options, Question};
use crate::diag::Diagnostic;
use crate::yaml::Node;

/// What was found out, and what is to be asked.
#[derive(Debug, Default)]
pub struct Asked {
    /// Questions.
    pub questions: Vec<Question>,
    /// Names that wait for an answer.
    pub waiting: BTreeSet<String>,
    /// Record → the thing that it is; `None` if it waits.
    pub matched: BTreeMap<usize, Option<String>>,
    /// Things that a row that waits may be.
    pub maybe: BTreeSet<String>,
    /// Rows of one thing that say different things.
    pub faults: Vec<Diagnostic>,
}

/// One person that is known.
struct Person {
    name: String,
    numbers: Vec<String>,
    phones: BTreeSet<String>,
    group: String,
}

/// Finds out which people of the sheets are people of the profile, and spells their names as the profile
/// does.
pub fn people(gathered: &mut Village, tree: &Node, options: &Options) -> Asked {
    let mut asked = Asked::default();
    let known: Vec<Person> = (things(tree, "people").into_iter())
        .map(|(name, node)| Person {
            numbers: texts(at(node, "phone")),
            phones: texts(at(node, "phone")).iter().map(|p| dialled(p)).collect(),
            group: texts(at(node, "group")).concat(),
            name,
        })
        .collect();
    let names: BTreeSet<&str> = known.iter().map(|person| person.name.as_str()).collect();
    let by_phone: BTreeMap<&String, &Person> =
        known.iter().flat_map(|p| p.phones.iter().map(move |n| (n, p))).collect();
    let mut spelt: BTreeMap<String, String> = BTreeMap::new();
    for record in gathered.records.iter().filter(|record| record.section == "people") {
        let Some(name) = record.name.as_ref().filter(|name| !names.contains(name.as_str())) else { continue };
        let candidates = candidates(record, name, &known, &by_phone);
        match candidates.as_slice() {
            [] => {}
            [(one, true)] => {
                spelt.insert(name.clone(), one.name.clone());
            }
            several => {
                let id = format!("people!{}", record.cell);
                match options.answers.get(&id) {
                    Some(Answer::Same(i)) if *i < several.len() => {
                        spelt.insert(name.clone(), several[*i].0.name.clone());
                        continue;
                    }
                    Some(Answer::New) => continue,
                    _ => {}
                }
                asked.waiting.insert(name.clone());
                let shown = |person: &Person| {
                    [person.name.as_str(), &person.group, &person.numbers.join("、")]
                        .join(" ")
                        .trim()
                        .to_owned()
                };
                asked.questions.push(Question {
                    id,
                    asks: Asks::Same,
                    section: label("people", ""),
                    cell: record.cell.clone(),
                    given: format!("{name} {}", whole(record, "phone").join("、")).trim().to_owned(),
                    candidates: several.iter().map(|(person, _)| shown(person)).collect(),
                });
            }
        }
    }
    respell(gathered, &spelt);
    asked
}

/// Returns whom a name may mean, and whether that is certain.
fn candidates<'p>(
    record: &Record,
    name: &str,
    known: &'p [Person],
    by_phone: &BTreeMap<&String, &'p Person>,
) -> Vec<(&'p Person, bool)> {
    let stem = |name: &str| super::cell::dotted(name.split(['（', '(']).next().unwrap_or_default());
    let phones: BTreeSet<String> = whole(record, "phone").iter().map(|p| dialled(p)).collect();
    let group = whole(record, "group").concat();
    // 陈强 where the profile has 陈强（一组） and 陈强（二组）.
    let namesakes: Vec<&Person> = known.iter().filter(|person| stem(&person.name) == stem(name)).collect();
    let agree: Vec<&Person> = (namesakes.iter().copied())
        .filter(|p| !p.phones.is_disjoint(&phones) || (!group.is_empty() && p.group == group))
        .collect();
    if let [one] = agree.as_slice() {
        return vec![(one, true)];
    }
    if !namesakes.is_empty() {
        return namesakes.into_iter().map(|person| (person, false)).collect();
    }
    let mut found: Vec<(&Person, bool)> =
        phones.iter().filter_map(|p| by_phone.get(p)).map(|person| (*person, false)).collect();
    if !record.own && name.chars().count() > 2 {
        let apart = |p: &Person| !phones.is_empty() && !p.phones.is_empty() && p.phones.is_disjoint(&phones);
        let alike = known.iter().filter(|p| near(&stem(&p.name), name) && !apart(p));
        found.extend(alike.map(|person| (person, false)));
    }
    found.sort_by(|a, b| a.0.name.cmp(&b.0.name));
    found.dedup_by(|a, b| a.0.name == b.0.name);
    found
}

/// Spells people's names as the profile does, wherever they stand.
fn respell(gathered: &mut Village, spelt: &BTreeMap<String, String>) {
    if spelt.is_empty() {
        return;
    }
    let put = |given: &mut Given| {
        given.texts.iter_mut().for_each(|t| spelt.get(t).into_iter().for_each(|new| t.clone_from(new)));
    };
    for record in &mut gathered.records {
        if record.section == "people"
            && let Some(new) = record.name.as_ref().and_then(|name| spelt.get(name))
        {
            record.name = Some(new.clone());
        }
        for (path, said) in &mut record.fields {
            if path == "head" || path == "phone" {
                continue;
            }
            match said {
                Said::Whole(given) | Said::Hint(given) => put(given),
                Said::Places(places) => places.values_mut().for_each(put),
                Said::Members(members) => members.iter_mut().for_each(put),
                Said::Family(_) => {}
            }
        }
    }
}

fn whole(record: &Record, path: &str) -> Vec<String> {
    match record.fields.get(path) {
        Some(Said::Whole(given)) => given.texts.clone(),
        _ => Vec::new(),
    }
}

fn marks(record: &Record) -> Marks {
    Marks::new(&whole(record, "head").concat(), &whole(record, "address").concat(), &whole(record, "phone"))
}

/// Finds out which rows are one household, and which household of the profile that is.
pub fn households(gathered: &mut Village, tree: &Node, table: &Table, options: &Options) -> Asked {
    let asks = |record: &Record| table.sheets[record.kind].unsure == "ask" && record.section == "evacuees";
    let rows: Vec<usize> = (0..gathered.records.len()).filter(|i| asks(&gathered.records[*i])).collect();
    let known = things(tree, "evacuees");
    let mut homes = Homes::new(options, known);
    for (_, node) in &homes.known {
        let text = |path: &str| texts(at(node, path)).concat();
        homes.index.add(Marks::new(&text("head"), &text("address"), &texts(at(node, "phone"))));
    }
    rows.into_iter().for_each(|i| homes.row(gathered, i));
    homes.asked
}

/// Households under way.
struct Homes<'a> {
    options: &'a Options,
    /// Those of the profile.
    known: Vec<(String, &'a Node)>,
    index: Index,
    /// Rows met so far.
    seen: Index,
    seen_rows: Vec<usize>,
    taken: BTreeSet<usize>,
    asked: Asked,
}

impl<'a> Homes<'a> {
    fn new(options: &'a Options, known: Vec<(String, &'a Node)>) -> Self {
        let (index, seen) = (Index::default(), Index::default());
        Self {
            options,
            known,
            index,
            seen,
            seen_rows: Vec::new(),
            taken: BTreeSet::new(),
            asked: Asked::default(),
        }
    }

    /// Decides about one row, or asks.
    fn row(&mut self, gathered: &mut Village, i: usize) {
        let marks = marks(&gathered.records[i]);
        if marks.head.is_empty() {
            return;
        }
        let met = self.seen.like(&marks);
        let id = format!("evacuees!{}", gathered.records[i].cell);
        let answer = self.options.answers.get(&id).copied();
        let same_sheet = |a: usize| gathered.records[a].kind == gathered.records[i].kind;
        // A household of another sheet, or the very same row again, is one with the first.
        let first = best(&met).first().map(|n| self.seen_rows[*n]);
        if let Some(first) =
            first.filter(|a| answer != Some(Answer::New) && (!same_sheet(*a) || is_again(gathered, *a, i)))
        {
            if same_sheet(first) {
                let note = Diagnostic::note("sheet-twice").with("cell", &gathered.records[i].cell);
                self.asked
                    .faults
                    .push(note.with("other", &gathered.records[first].cell).with("name", &marks.head));
            }
            return join(gathered, first, i, &mut self.asked.faults);
        }
        let like = self.index.like(&marks);
        let maybe: Vec<usize> = like.iter().map(|(n, _)| *n).collect();
        // A row that is one of those already is not asked about beside them.
        let is_known = |row: &usize| {
            let known = self.asked.matched.get(row).and_then(Option::as_ref);
            known.is_some_and(|thing| maybe.iter().any(|n| self.known[*n].0 == *thing))
        };
        let rows = met.into_iter().map(|(n, _)| self.seen_rows[n]);
        let twins: Vec<usize> = rows.filter(|row| !is_known(row)).collect();
        let decided = match (best(&like).as_slice(), answer) {
            (_, Some(Answer::Same(n))) if n < maybe.len() => {
                let thing = Some(&self.known[maybe[n]].0);
                let first = self.asked.matched.iter().find(|(_, known)| known.as_ref() == thing);
                if let Some(first) = first.map(|(row, _)| *row) {
                    // Two rows of one household: what they say of it is put together.
                    return join(gathered, first, i, &mut self.asked.faults);
                }
                Some(maybe[n])
            }
            (_, Some(Answer::Same(n))) if n < maybe.len() + twins.len() => {
                return join(gathered, twins[n - maybe.len()], i, &mut self.asked.faults);
            }
            (_, Some(Answer::New)) => None,
            ([one], None) if !self.taken.contains(one) => Some(*one),
            ([], None) if maybe.is_empty() && twins.is_empty() => None,
            _ => return self.ask(&gathered.records, i, id, &maybe, &twins),
        };
        if let Some(one) = decided {
            self.taken.insert(one);
            self.asked.matched.insert(i, Some(self.known[one].0.clone()));
        }
        self.seen.add(marks);
        self.seen_rows.push(i);
    }

    /// Asks whether a row is one of these households, or one of these rows.
    fn ask(&mut self, records: &[Record], i: usize, id: String, maybe: &[usize], twins: &[usize]) {
        self.asked.matched.insert(i, None);
        self.asked.maybe.extend(maybe.iter().map(|n| self.known[*n].0.clone()));
        let known = maybe.iter().map(|n| said_of(self.known[*n].1));
        let rows = twins.iter().map(|row| format!("{} {}", records[*row].cell, given_of(&records[*row])));
        let candidates = known.chain(rows).collect();
        let (section, cell, given) = (label("evacuees", ""), records[i].cell.clone(), given_of(&records[i]));
        let asks = Asks::Same;
        self.asked.questions.push(Question { id, asks, section, cell, given, candidates });
    }
}

/// Returns those that are surely or simply the same; the better of both.
fn best(like: &[(usize, Likeness)]) -> Vec<usize> {
    let at = |level: Likeness| like.iter().filter(|(_, l)| *l == level).map(|(n, _)| *n).collect::<Vec<_>>();
    let surely = at(Likeness::Surely);
    if surely.is_empty() { at(Likeness::Same) } else { surely }
}

/// Returns whether a row says the same household again, all marks given and equal.
fn is_again(gathered: &Village, first: usize, second: usize) -> bool {
    let (one, other) = (&gathered.records[first], &gathered.records[second]);
    ["head", "address", "phone"].iter().all(|path| whole(one, path) == whole(other, path))
        && !whole(one, "address").is_empty()
}

/// Puts what one row says to another.
fn join(gathered: &mut Village, first: usize, second: usize, faults: &mut Vec<Diagnostic>) {
    let more = std::mem::take(&mut gathered.records[second].fields);
    let name = whole(&gathered.records[first], "head").concat();
    let fields = &mut gathered.records[first].fields;
    for (path, said) in more {
        match (fields.get_mut(&path), said) {
            (Some(Said::Places(known)), Said::Places(more)) => more.into_iter().for_each(|(at, given)| {
                known.entry(at).or_insert(given);
            }),
            (Some(Said::Whole(known)), Said::Whole(given))
                if known.texts != given.texts && path != "address" =>
            {
                let fault = Diagnostic::warning("sheet-disagree")
                    .with("cell", &given.cell)
                    .with("value", given.texts.join("、"));
                faults.push(
                    fault.with("other", &known.cell).with("old", known.texts.join("、")).with("name", &name),
                );
            }
            (Some(_), _) => {}
            (None, said) => {
                fields.insert(path, said);
            }
        }
    }
}

fn given_of(record: &Record) -> String {
    let all = ["head", "address", "phone"].into_iter().flat_map(|path| whole(record, path));
    all.collect::<Vec<_>>().join(" ")
}

fn said_of(node: &Node) -> String {
    ["head", "address", "phone"]
        .into_iter()
        .flat_map(|path| texts(at(node, path)))
        .collect::<Vec<_>>()
        .join(" ")
}
