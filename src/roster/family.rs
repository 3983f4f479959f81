//! What a sheet with a row a person and what remarks say of a household: who lives there, what they need.

use super::existing::{at, child, label, texts};
use super::said::{Given, Record, Relative, Said};
use super::table::Table;
use super::{Answer, Asks, Item, Question};
use crate::yaml::edit::{At, Change as Edit, Value};
use crate::yaml::{Node, Tree};

/// Returns a family as a new household has it.
pub(super) fn value(family: &[Relative]) -> Value {
    Value::List(family.iter().map(one).collect())
}

fn one(one: &Relative) -> Value {
    let fields = [("name", Some(one.name.clone())), ("sex", Some(one.sex.clone())), ("age", one.age.clone())];
    let given =
        fields.into_iter().filter_map(|(key, text)| Some((key, text.filter(|text| !text.is_empty())?)));
    Value::Map(given.map(|(key, text)| (key.to_owned(), Value::Text(text))).collect())
}

/// Returns what changes in a family, and how: who is there keeps the row, who is new gets one; who is on no
/// sheet stays.
pub(super) fn changes(family: &[Relative], node: Option<&Node>, base: &[At]) -> Option<(Item, Vec<Edit>)> {
    let path = |more: &[At]| -> Vec<At> {
        base.iter().cloned().chain([At::from("family")]).chain(more.iter().cloned()).collect()
    };
    let known: Vec<&Node> = match node.and_then(|node| child(node, "family")).map(|node| &node.value) {
        Some(Tree::List(items)) => items.iter().collect(),
        _ => Vec::new(),
    };
    let text = |node: &Node, key: &str| texts(at(node, key)).concat();
    let (mut old, mut new, mut edits) = (Vec::new(), Vec::new(), Vec::new());
    for person in family {
        let row = known.iter().position(|node| text(node, "name") == person.name);
        let Some(row) = row else {
            new.push(told(&person.name, &person.sex, person.age.as_deref()));
            edits.push(Edit::Insert { path: path(&[]), before: None, value: one(person) });
            continue;
        };
        let fields = [("sex", Some(&person.sex)), ("age", person.age.as_ref())];
        let given = fields.into_iter().filter_map(|(key, text)| Some((key, text.filter(|t| !t.is_empty())?)));
        let changed: Vec<(&str, &String)> =
            given.filter(|(key, said)| text(known[row], key) != **said).collect();
        if changed.is_empty() {
            continue;
        }
        old.push(told(&person.name, &text(known[row], "sex"), Some(&text(known[row], "age"))));
        let age = person.age.clone().unwrap_or_else(|| text(known[row], "age"));
        new.push(told(&person.name, &person.sex, Some(&age)));
        edits.extend(changed.into_iter().map(|(key, said)| Edit::Set {
            path: path(&[At::Row(row), At::from(key)]),
            value: Value::Text(said.clone()),
        }));
    }
    if known.is_empty() {
        edits = vec![Edit::Set { path: path(&[]), value: value(family) }];
    }
    let cell = family.first().map(|one| one.cell.clone()).unwrap_or_default();
    let item = Item { field: label("evacuees", "family"), old: old.join("、"), new: new.join("、"), cell };
    (!new.is_empty()).then_some((item, edits))
}

fn told(name: &str, sex: &str, age: Option<&str>) -> String {
    let age = age.filter(|age| !age.is_empty()).map(|age| format!("{age}岁")).unwrap_or_default();
    format!("{name}{sex}{age}")
}

/// Returns the record with what its remark tells of special needs, once somebody has said that it does; until
/// then the remark waits, and that is asked.
pub(super) fn remark(
    record: &Record,
    node: Option<&Node>,
    table: &Table,
    answers: &std::collections::BTreeMap<String, Answer>,
) -> (Record, Option<Question>) {
    let mut record = record.clone();
    let Some(Said::Whole(note)) = record.fields.get("note").filter(|_| record.section == "evacuees").cloned()
    else {
        return (record, None);
    };
    let old = |path: &str| texts(node.and_then(|node| at(node, path)));
    let given = match record.fields.get("needs") {
        Some(Said::Whole(given)) => given.texts.clone(),
        _ => old("needs"),
    };
    let told = needs_in(&note.texts.concat(), table);
    let fresh = told.into_iter().filter(|need| !given.iter().any(|known| known.contains(need.as_str())));
    let fresh: Vec<String> = fresh.collect();
    if fresh.is_empty() || old("note") == note.texts {
        return (record, None);
    }
    let id = format!("needs!{}", note.cell);
    match answers.get(&id) {
        Some(Answer::Same(0)) => {
            let texts = given.into_iter().chain(fresh).collect();
            let needs = Said::Whole(Given { texts, cell: note.cell });
            record.fields.insert("needs".to_owned(), needs);
            (record, None)
        }
        Some(Answer::New) => (record, None),
        _ => {
            record.fields.shift_remove("note");
            let head = match record.fields.get("head") {
                Some(Said::Whole(given)) => given.texts.concat(),
                _ => old("head").concat(),
            };
            let question = Question {
                id,
                asks: Asks::Needs,
                section: label("evacuees", "needs"),
                cell: note.cell,
                given: format!("{head} {}：{}", label("evacuees", "note"), note.texts.concat()),
                candidates: vec![fresh.join("、")],
            };
            (record, Some(question))
        }
    }
}

/// Returns the parts of a remark that tell of a special need.
fn needs_in(note: &str, table: &Table) -> Vec<String> {
    let parts = note.split(['、', '，', ',', ';', '；', '。', '\n', ' ', '\u{3000}']).map(str::trim);
    let denied = |part: &str| ["无", "没", "不是", "非", "未"].iter().any(|no| part.starts_with(no));
    let told = |part: &&str| !denied(part) && table.needs.iter().any(|word| part.contains(word.as_str()));
    parts.filter(told).map(str::to_owned).collect()
}
