//! Every field that the model keeps from the public, found by its own attribute (`"seen"`): each gets a mark of its
//! own, and no mark is in anything that is made for the public. A new field is tried without anybody thinking of it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use duoan::diag::Diagnostics;
use duoan::model::seen::Seen;
use duoan::model::shape::{self, Field, PERSON, Shape};
use duoan::pipeline;
use duoan::project::{self, Files};
use serde_json::{Map, Value, json};

use crate::commands::{code, said};
use crate::edition::{files, public, words};
use crate::repos::Repo;

/// A profile while marks are put into it.
#[derive(Default)]
struct Sower {
    /// Which field each mark stands in.
    marks: BTreeMap<String, String>,
    /// People who are named where only somebody of the profile may be.
    people: Vec<String>,
    /// Fields that can hold no mark: yes and no, words of a list, numbers, names of what is public.
    bare: BTreeSet<String>,
    /// Fields that hold one.
    sown: BTreeSet<String>,
    next: usize,
}

impl Sower {
    fn number(&mut self) -> usize {
        self.next += 1;
        self.next
    }

    /// Returns a word that is found nowhere else, in letters that every font has.
    fn word(&mut self, path: &str) -> String {
        let digits = ["甲", "乙", "丙", "丁", "戊", "己", "庚", "辛", "壬", "癸"];
        let n = self.number();
        let word: String = [n / 100, n / 10 % 10, n % 10].iter().map(|digit| digits[*digit]).collect();
        self.kept(format!("暗{word}"), path)
    }

    fn kept(&mut self, mark: String, path: &str) -> String {
        self.marks.insert(mark.clone(), path.to_owned());
        self.sown.insert(path.to_owned());
        mark
    }

    /// Returns a value of a shape that is a mark, or holds one.
    fn value(&mut self, shape: &Shape, refers: Option<&str>, path: &str) -> Option<Value> {
        match shape {
            Shape::Text { names: Some(names) } if names == PERSON => {
                let name = self.word(path);
                if refers == Some("people") {
                    self.people.push(name.clone());
                }
                Some(name.into())
            }
            Shape::Text { names: None } if refers.is_none() => Some(self.word(path).into()),
            Shape::Phone => {
                let phone = format!("139{:08}", 71_000_000 + self.number());
                Some(self.kept(phone, path).into())
            }
            Shape::Date => {
                let n = self.number();
                let date = format!("{}-{:02}-{:02}", 1950 + n / 300, 1 + n / 25 % 12, 1 + n % 25);
                Some(self.kept(date, path).into())
            }
            Shape::List(inner) => self.value(inner, refers, path).map(|value| json!([value])),
            Shape::Map { names: None, value } => {
                let value = self.value(value, refers, path)?;
                let key = self.word(path);
                Some(json!({key: value}))
            }
            _ => {
                self.bare.insert(path.to_owned());
                None
            }
        }
    }

    /// Puts marks into every field that not everybody sees; of lists and blocks of names into an entry of their own.
    fn sow(&mut self, value: &mut Value, shape: &Shape, path: &str) {
        match shape {
            Shape::Plain { shape, .. } => self.sow(value, shape, path),
            Shape::Struct(fields) => {
                if !value.is_object() {
                    *value = Value::Object(Map::new());
                }
                fields.iter().for_each(|field| self.field(value, field, path));
            }
            Shape::List(inner) if hides(inner) => {
                let rows = value.as_array().cloned().unwrap_or_default();
                let mut row = rows.last().cloned().unwrap_or_default();
                self.sow(&mut row, inner, path);
                *value = rows.into_iter().chain([row]).collect();
            }
            Shape::Map { names, value: inner } if hides(inner) => {
                let mut entries = value.as_object().cloned().unwrap_or_default();
                match names.as_deref() {
                    None | Some(PERSON) => {
                        let mut entry = Value::Null;
                        self.sow(&mut entry, inner, path);
                        // Who holds no post is not named; places are.
                        let key = if path == "people" {
                            self.word(path)
                        } else {
                            format!("新处{}", self.number())
                        };
                        entries.insert(key, entry);
                    }
                    Some(_) => entries.values_mut().for_each(|entry| self.sow(entry, inner, path)),
                }
                *value = Value::Object(entries);
            }
            _ => {}
        }
    }

    fn field(&mut self, value: &mut Value, field: &Field, path: &str) {
        let path = if path.is_empty() { field.word.en.clone() } else { format!("{path}.{}", field.word.en) };
        match field.seen {
            Some(Seen::All) => {}
            Some(_) => {
                if let Some(mark) = self.value(&field.shape, field.refers.as_deref(), &path) {
                    value[&field.word.en] = mark;
                }
            }
            None => self.sow(&mut value[&field.word.en], &field.shape, &path),
        }
    }

    /// Returns the profile with marks.
    fn profile(&mut self, whole: &Value) -> String {
        let mut value = whole.clone();
        written(&mut value);
        self.sow(&mut value, shape::profile(), "");
        for name in std::mem::take(&mut self.people) {
            let phone = self.value(&Shape::Phone, None, "people.phone");
            value["people"][name] = json!({"phone": [phone]});
        }
        serde_json::to_string_pretty(&value).unwrap()
    }
}

/// Makes of telephones, which are parts in JSON, the numbers that profiles write.
fn written(value: &mut Value) {
    let parts = ["number", "country", "extension", "words"];
    match value {
        Value::Object(map)
            if map.contains_key("number") && map.keys().all(|k| parts.contains(&k.as_str())) =>
        {
            let number = map["number"].clone();
            assert_eq!(map.len(), 1, "the sample's numbers are plain: {map:?}");
            *value = number;
        }
        Value::Object(map) => map.values_mut().for_each(written),
        Value::Array(rows) => rows.iter_mut().for_each(written),
        _ => {}
    }
}

/// Returns whether a shape has a field that not everybody sees.
fn hides(shape: &Shape) -> bool {
    match shape {
        Shape::Struct(fields) => fields.iter().any(|field| match field.seen {
            Some(seen) => seen != Seen::All,
            None => hides(&field.shape),
        }),
        Shape::Plain { shape: inner, .. } | Shape::Map { value: inner, .. } | Shape::List(inner) => {
            hides(inner)
        }
        _ => false,
    }
}

/// Returns every field that not everybody sees.
fn hidden(shape: &Shape, path: &str, found: &mut BTreeSet<String>) {
    match shape {
        Shape::Struct(fields) => {
            for field in fields {
                let path =
                    if path.is_empty() { field.word.en.clone() } else { format!("{path}.{}", field.word.en) };
                match field.seen {
                    Some(Seen::All) => {}
                    Some(_) => drop(found.insert(path)),
                    None => hidden(&field.shape, &path, found),
                }
            }
        }
        Shape::Plain { shape: inner, .. } | Shape::Map { value: inner, .. } | Shape::List(inner) => {
            hidden(inner, path, found);
        }
        _ => {}
    }
}

/// Returns the marks that a text holds, however numbers and days are written, and the fields that they stand in.
fn told(text: &str, marks: &BTreeMap<String, String>) -> Vec<String> {
    let close: String =
        text.chars().filter(|c| !c.is_whitespace() && !"\u{a0}\u{2060}\u{2011}-".contains(*c)).collect();
    let there = |mark: &str| {
        let day: Vec<&str> = mark.split('-').collect();
        match day.as_slice() {
            [year, month, day] => {
                let plain = |text: &&str| text.trim_start_matches('0').to_owned();
                text.contains(mark) || close.contains(&format!("{year}年{}月{}日", plain(month), plain(day)))
            }
            _ => close.contains(mark),
        }
    };
    marks.iter().filter(|(mark, _)| there(mark)).map(|(mark, path)| format!("{mark} {path}")).collect()
}

#[test]
fn no_field_that_the_model_keeps_from_the_public_is_in_anything_public() {
    let repo = Repo::new();
    let w = &repo.workspace;
    let project = project::open(&[w.path().to_path_buf()]).unwrap();
    let library = pipeline::library(&Files::of(&project.root).unwrap(), &mut Diagnostics::default());
    let loaded = pipeline::load(&project.villages[0], &library, &mut Diagnostics::default()).unwrap();
    let whole = serde_json::to_value(&loaded.profile).unwrap();
    let mut sower = Sower::default();
    repo.tag("first");
    // Every private field comes, then becomes another; names of branches and messages tell of people too.
    for _ in 0..2 {
        fs::write(w.village("示例村"), sower.profile(&whole).replace("示例", "石门")).unwrap();
        let word = sower.word("message");
        repo.commit(&format!("{word}家：电话换了，他有糖尿病"));
    }
    let mut all = BTreeSet::new();
    hidden(shape::profile(), "", &mut all);
    let lost: Vec<&String> =
        all.iter().filter(|path| !sower.sown.contains(*path) && !sower.bare.contains(*path)).collect();
    // Their keys are words of the program's own, and the sample has none of them.
    assert!(lost.iter().all(|path| path.starts_with("town_book.levels.")), "not tried: {lost:?}");
    assert!(sower.sown.len() > 70, "{:?}", sower.sown);
    let word = sower.word("branch");
    if crate::readers::find("git").is_some() {
        repo.git(&["checkout", "-q", "-b", &word]);
    }
    let families = public();
    let built = w.run(&[
        "build",
        "--audience",
        "public",
        "--only",
        &families,
        "--format",
        "pdf,txt,png,json,geojson,html,docx,sheets,xlsx",
        "--json",
    ]);
    assert_eq!(code(&built), 0, "{}", said(&built));
    // Beside a fault whoever sits there sees the line of his own file; programs are told where it stands.
    let mut told_of = told(&String::from_utf8_lossy(&built.stdout), &sower.marks);
    let made = files(&w.path().join("out"));
    assert!(made.len() > 30);
    for path in &made {
        told_of
            .extend(told(&words(path), &sower.marks).iter().map(|mark| format!("{mark} {}", path.display())));
    }
    assert_eq!(told_of, Vec::<String>::new());
    for args in [
        &["diff", "first", "--audience", "public", "--format", "json"][..],
        &["diff", "HEAD~1", "--audience", "public", "--format", "md"],
        &["reprint", "first", "--audience", "public", "--format", "json"],
        &["reprint", "HEAD~1", "--audience", "public"],
    ] {
        let run = w.run(args);
        assert_eq!(code(&run), 0, "{args:?}: {}", said(&run));
        assert_eq!(told(&said(&run), &sower.marks), Vec::<String>::new(), "{args:?}");
    }
    // Those on duty read most of it, so the marks are not just gone.
    let duty = w.run(&["build", "--only", "handbook", "--format", "json"]);
    assert_eq!(code(&duty), 0, "{}", said(&duty));
    let found = told(&words(&w.path().join("out/示例村/handbook.json")), &sower.marks);
    assert!(found.len() > 30, "{} {found:?}", found.len());
}
