//! Holds a tree against its shape: canonical keys and names, and every slip of the pen said with its mend.

use std::collections::{BTreeMap, BTreeSet};

use super::figures::{self, Figure, Spoilt};
use super::vocabulary::Vocabulary;
use super::{Entry, Node, Tree, misread, phone};
use crate::diag::{Diagnostic, Diagnostics, Place, nearest};
use crate::model::nothing;
use crate::model::shape::{Field, PERSON, Shape, Word};
use crate::source::same_writing;

/// Makes keys, fixed values and names canonical, in place; pushes every fault and drops what cannot be used.
pub fn conform(node: &mut Node, shape: &Shape, words: &Vocabulary, diags: &mut Diagnostics) {
    match shape {
        Shape::Struct(fields) => conform_struct(node, fields, words, diags),
        Shape::Plain { field, shape } => {
            unfold(node, field);
            conform(node, shape, words, diags);
        }
        Shape::Map { names, value } => conform_map(node, names.as_deref(), value, words, diags),
        Shape::List(item) => conform_list(node, item, words, diags),
        Shape::Pair(item) => conform_pair(node, item, words, diags),
        _ => conform_scalar(node, shape, words, diags),
    }
}

/// Turns a word alone into the mapping that it stands for.
fn unfold(node: &mut Node, field: &str) {
    if matches!(node.value, Tree::Scalar { .. }) {
        let entry = Entry { key: field.to_owned(), key_place: node.place.clone(), node: node.clone() };
        node.value = Tree::Map(vec![entry]);
    }
}

fn conform_struct(node: &mut Node, fields: &[Field], words: &Vocabulary, diags: &mut Diagnostics) {
    let known: Vec<&str> = fields.iter().flat_map(|f| [f.word.en.as_str(), f.word.zh.as_str()]).collect();
    let Some(entries) = mapping(node, &known, diags) else { return };
    let field_of = |key: &str| fields.iter().find(|f| f.word.en == key || f.word.zh == key);
    // Only an unknown key asks what else is written.
    let strange = entries.iter().any(|e| field_of(&e.key).is_none());
    let written: BTreeSet<String> = entries.iter().filter(|_| strange).map(|e| e.key.clone()).collect();
    let mut kept: Vec<Entry> = Vec::new();
    for mut entry in std::mem::take(entries) {
        let field = match field_of(&entry.key) {
            Some(field) => field,
            None => {
                if let Some(fault) = misread::key(&entry, &known) {
                    diags.push(fault);
                    continue;
                }
                let (fault, near) = unknown_key(&entry, fields, &written);
                diags.push(fault);
                // It is read on as what it seems to be, or all that names something in it would be said to be
                // missing.
                match near.filter(|near| kept.iter().all(|e| e.key != near.word.en)) {
                    Some(near) => near,
                    None => continue,
                }
            }
        };
        if let Some(first) = kept.iter().find(|e| e.key == field.word.en) {
            let fault = Diagnostic::error("duplicate-key").at(entry.key_place).with("key", &entry.key);
            diags.push(fault.also(first.key_place.clone()));
            continue;
        }
        if let Some(fault) = misread::runs_on(&entry, &known) {
            diags.push(fault);
            continue;
        }
        entry.key.clone_from(&field.word.en);
        if field.shape != Shape::Count || counted(&mut entry, diags) {
            conform(&mut entry.node, &field.shape, words, diags);
        }
        if field.word.en == "needs" {
            without_well(&mut entry.node, diags);
        }
        kept.push(entry);
    }
    *entries = kept;
}

/// Drops needs that say that there are none: 健康.
fn without_well(node: &mut Node, diags: &mut Diagnostics) {
    let mut well = |node: &Node| {
        let Tree::Scalar { text, .. } = &node.value else { return false };
        let well = nothing::well(text);
        if well {
            diags.push(Diagnostic::note("nothing-said").at(node.place.clone()).with("value", text));
        }
        well
    };
    if let Tree::List(items) = &mut node.value {
        items.retain(|item| !well(item));
    } else if well(node) {
        node.value = Tree::Null;
    }
}

/// Drops a count of something else than its key counts (`户数: 12人`); of a supply says where its unit is
/// written. Returns whether anything is left to be read.
fn counted(entry: &mut Entry, diags: &mut Diagnostics) -> bool {
    let Tree::Scalar { text, .. } = &mut entry.node.value else { return true };
    if let Some((number, unit)) = figures::quantity(&entry.key, text) {
        let fault = Diagnostic::warning("unit-apart").at(entry.node.place.clone()).with("value", &text);
        diags.push(fault.with("number", number).with("unit", unit));
        *text = number.to_string();
    }
    let Some(units) = figures::wrong_unit(&entry.key, text) else { return true };
    diags.push(
        Diagnostic::error("wrong-unit")
            .at(entry.node.place.clone())
            .with("value", text)
            .with("unit", units[0]),
    );
    entry.node.value = Tree::Null;
    false
}

/// Returns the fault of a key that is none, and the field that it seems to be a slip of, if that is not
/// written itself.
fn unknown_key<'a>(
    entry: &Entry,
    fields: &'a [Field],
    written: &BTreeSet<String>,
) -> (Diagnostic, Option<&'a Field>) {
    // Likeness is told within one language, the answer is given in that of the file.
    let spelling = |f: &'a Field| if entry.key.is_ascii() { f.word.en.as_str() } else { f.word.zh.as_str() };
    let own =
        |f: &'a Field| if in_english(&entry.key_place) { f.word.en.as_str() } else { f.word.zh.as_str() };
    let find = |key: &str| fields.iter().find(|f| spelling(f) == key);
    let free = |f: &&Field| !written.contains(&f.word.en) && !written.contains(&f.word.zh);
    let near = nearest(&entry.key, fields.iter().map(spelling)).and_then(find);
    let fault = Diagnostic::error("unknown-key").at(entry.key_place.clone()).with("key", &entry.key);
    if cut_off(entry) {
        let zh = "英文逗号把这一项切成了两半：整个值加英文双引号，或者改成中文逗号";
        return (fault.word("hint", zh, "a comma has cut the value: quote all of it, or write ，"), None);
    }
    let Some(near) = near else {
        let zh = fields.iter().map(own).collect::<Vec<_>>();
        let (zh, en) = (format!("这里能写：{}", zh.join("、")), format!("known here: {}", zh.join(", ")));
        return (fault.word("hint", &zh, &en), None);
    };
    let fault =
        fault.word("hint", &format!("是不是“{}”", own(near)), &format!("did you mean “{}”", own(near)));
    // A key that is written already was not meant a second time, in either language.
    let fault = match meant(&entry.key, fields.iter().map(spelling)).and_then(find).filter(free) {
        Some(only) => fault.mend(spelling(only)),
        None => fault,
    };
    (fault, Some(near).filter(free))
}

/// Returns whether a key without value is the rest of a text in braces that holds a comma: {地点: 村北, 靠河}.
fn cut_off(entry: &Entry) -> bool {
    let (text, range) = (&entry.key_place.file.text, &entry.key_place.range);
    let before = text.get(..range.start).unwrap_or_default().trim_end();
    let behind = text.get(range.end..).unwrap_or_default().trim_start();
    matches!(entry.node.value, Tree::Null) && before.ends_with(',') && behind.starts_with([',', '}'])
}

/// Returns whether a file's keys are English, as its first key shows.
fn in_english(place: &Place) -> bool {
    let keys = place
        .file
        .text
        .lines()
        .map(str::trim_start)
        .filter(|line| !line.starts_with(['#', '-']) && line.contains(':'));
    keys.take(1).any(|line| line.starts_with(|c: char| c.is_ascii_alphabetic()))
}

/// Returns the one candidate that a word is but for widths, spaces and capitals; likeness is a hint and never
/// a mend.
fn meant<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let mut same = candidates.into_iter().filter(|candidate| same_writing(word, candidate));
    let first = same.next()?;
    same.all(|other| other == first).then_some(first)
}

fn conform_map(
    node: &mut Node,
    names: Option<&str>,
    value: &Shape,
    words: &Vocabulary,
    diags: &mut Diagnostics,
) {
    let Some(entries) = mapping(node, &[], diags) else { return };
    let mut kept: Vec<Entry> = Vec::new();
    let mut seen: BTreeMap<String, (String, Place)> = BTreeMap::new();
    for mut entry in std::mem::take(entries) {
        if let Some(fault) = odd_key(&entry) {
            diags.push(fault);
            continue;
        }
        let written = entry.key.clone();
        if let Some(kind) = names {
            match canonical(kind, &entry.key, &entry.key_place, words, diags) {
                Some(id) => entry.key = id,
                None => continue,
            }
        }
        if let Some((first, place)) = seen.get(&entry.key) {
            // Two names of one thing are said as they are written: nobody has typed the id.
            let key = if *first == written { written } else { format!("{written}（{first}）") };
            diags.push(
                Diagnostic::error("duplicate-key").at(entry.key_place).with("key", key).also(place.clone()),
            );
            continue;
        }
        seen.insert(entry.key.clone(), (written, entry.key_place.clone()));
        conform(&mut entry.node, value, words, diags);
        kept.push(entry);
    }
    *entries = kept;
}

/// Returns the fault of a free key that holds a colon or characters nobody can see.
fn odd_key(entry: &Entry) -> Option<Diagnostic> {
    let Some(bad) = entry.key.chars().find(|c| misread::hidden(*c) || *c == '\n') else {
        return entry
            .key
            .contains(['：', ':', '\u{3000}', '\u{a0}'])
            .then(|| misread::key(entry, &[]))
            .flatten();
    };
    let written = entry.key_place.file.text.get(entry.key_place.range.clone()).unwrap_or_default();
    let fault = Diagnostic::error("hidden-character")
        .at(entry.key_place.clone())
        .with("code", format!("U+{:04X}", bad as u32));
    Some(fault.mend(misread::unhidden(&entry.key, written)))
}

/// Returns the id of a name; reports an unknown one with what it may mean.
fn canonical(
    kind: &str,
    name: &str,
    place: &Place,
    words: &Vocabulary,
    diags: &mut Diagnostics,
) -> Option<String> {
    if kind == PERSON {
        return Some(misread::padded(name, place).map_or_else(
            || name.to_owned(),
            |(fault, name)| {
                diags.push(fault);
                name
            },
        ));
    }
    let name = name.trim();
    if let Some(id) = words.id(kind, name) {
        return Some(id.to_owned());
    }
    if words.ends(kind, name) {
        return Some(name.to_owned());
    }
    let near = words.near(kind, name);
    let open = words.is_open(kind);
    if open && near.is_empty() {
        return Some(name.to_owned());
    }
    let fault = if open { Diagnostic::warning("odd-name") } else { Diagnostic::error("unknown-name") };
    let (zh, en) = offered(kind, &near);
    let fault = fault.at(place.clone()).with("name", name).with("kind", kind).word("hint", &zh, &en);
    diags.push(match meant(name, words.spellings(kind)) {
        Some(only) => fault.mend(only),
        None => fault,
    });
    open.then(|| name.to_owned())
}

/// Returns how to go on from a name that nothing answers to.
fn offered(kind: &str, near: &[&str]) -> (String, String) {
    let (zh, en) = match near {
        [] => {
            ("库里没有相近的，核对这个名字".to_owned(), "nothing like it is known, check the name".to_owned())
        }
        [one] => (format!("是不是“{one}”"), format!("did you mean “{one}”")),
        several => {
            let list = several.join("、");
            (format!("它说的不止一样，选着写：{list}"), format!("it may be several, choose among {list}"))
        }
    };
    let (zh_list, en_list) = listed(kind);
    (format!("{zh}；{zh_list}"), format!("{en}; {en_list}"))
}

/// Returns where all names of a kind are listed.
fn listed(kind: &str) -> (&'static str, &'static str) {
    match kind {
        "hazard" => ("duoan plans list 列出所有灾种", "duoan plans list shows all hazards"),
        "role" => ("docs/plans.md 列出所有岗位", "docs/plans.md lists all roles"),
        "signal" => ("docs/plans.md 列出所有预警信号", "docs/plans.md lists all signals"),
        "alarm" => ("docs/profile.md 列出所有报警信号", "docs/profile.md lists all alarms"),
        "level" => ("级别是 蓝色、黄色、橙色、红色", "levels are blue, yellow, orange, red"),
        "act" | "condition" => {
            ("duoan eject plans/incompatible.yaml 能看到全部", "see duoan eject plans/incompatible.yaml")
        }
        _ => ("看 docs/profile.md", "see docs/profile.md"),
    }
}

fn conform_list(node: &mut Node, item: &Shape, words: &Vocabulary, diags: &mut Diagnostics) {
    let scalars = !matches!(item, Shape::Struct(_) | Shape::Map { .. } | Shape::List(_));
    let plain = matches!(item, Shape::Plain { .. });
    let texts = plain || matches!(item, Shape::Text { .. } | Shape::Phone);
    let flow = misread::raw(node).starts_with('[');
    match &mut node.value {
        Tree::List(items) => {
            // Free texts may hold commas; ids and figures do not. Of people the profile knows who is one and
            // who are two.
            let free =
                matches!(item, Shape::Text { names } if names.as_deref().is_none_or(|kind| kind == PERSON));
            if scalars && flow && !plain && !free {
                split_joined(items, diags);
            }
            items.iter_mut().for_each(|n| conform(n, item, words, diags));
        }
        Tree::Scalar { .. } if scalars => match misread::list(node, texts) {
            Some((fault, parts)) => {
                diags.push(fault);
                let mut items: Vec<Node> = parts.into_iter().map(|p| text_node(&node.place, p)).collect();
                items.iter_mut().for_each(|n| conform(n, item, words, diags));
                node.value = Tree::List(items);
            }
            None if plain => {
                conform(node, item, words, diags);
                node.value = Tree::List(vec![node.clone()]);
            }
            None if texts => conform(node, item, words, diags),
            None => misfit(node, "list", &[], diags),
        },
        Tree::Null => diags.push(Diagnostic::warning("empty-value").at(node.place.clone())),
        _ => misfit(node, "list", &[], diags),
    }
}

/// Drops a pair that is not two values, and says so unless a value has been refused by name.
fn conform_pair(node: &mut Node, item: &Shape, words: &Vocabulary, diags: &mut Diagnostics) {
    if let Some([latitude, longitude]) = copied(node) {
        let mend = format!("[{latitude}, {longitude}]");
        let fault =
            Diagnostic::warning("coordinates-form").at(node.place.clone()).with("value", misread::raw(node));
        diags.push(fault.with("mend", &mend).mend(mend));
        node.value = Tree::List([latitude, longitude].map(|text| text_node(&node.place, text)).into());
        return;
    }
    let before = diags.errors();
    conform_list(node, item, words, diags);
    let Tree::List(items) = &node.value else { return };
    if items.len() == 2 && items.iter().all(|item| matches!(item.value, Tree::Scalar { .. })) {
        return;
    }
    if diags.errors() == before {
        let shown = misread::raw(node).lines().next().unwrap_or_default();
        diags.push(Diagnostic::error("want-pair").at(node.place.clone()).with("value", shown));
    }
    node.value = Tree::Null;
}

/// Returns the coordinates that a pair says in another form than two plain numbers.
fn copied(node: &Node) -> Option<[String; 2]> {
    let texts: Vec<&str> = match &node.value {
        Tree::Scalar { text, .. } => vec![text],
        Tree::List(items) => items
            .iter()
            .map(|item| if let Tree::Scalar { text, .. } = &item.value { text.as_str() } else { "" })
            .collect(),
        _ => return None,
    };
    let plain = texts.len() == 2 && texts.iter().all(|text| !matches!(figures::number(text), Figure::Other));
    if plain || texts.len() > 2 { None } else { figures::coordinates(&texts.join(", ")) }
}

/// Takes `甲，乙` within a list as two items.
fn split_joined(items: &mut Vec<Node>, diags: &mut Diagnostics) {
    for item in std::mem::take(items) {
        match misread::joined(&item) {
            Some((fault, parts)) => {
                diags.push(fault);
                items.extend(parts.into_iter().map(|part| text_node(&item.place, part)));
            }
            None => items.push(item),
        }
    }
}

fn text_node(place: &Place, text: String) -> Node {
    Node { place: place.clone(), value: Tree::Scalar { text, plain: true } }
}

fn conform_scalar(node: &mut Node, shape: &Shape, words: &Vocabulary, diags: &mut Diagnostics) {
    let place = node.place.clone();
    if let Tree::Scalar { text, plain: true } = &node.value
        && let Some((fault, meant)) = misread::wrapped(text, node)
    {
        diags.push(fault);
        node.value = Tree::Scalar { text: meant, plain: true };
    }
    if let (Shape::Text { .. }, Tree::Scalar { text, plain }) = (shape, &node.value) {
        let (meant, fault) = misread::one_line(text, node);
        fault.into_iter().for_each(|fault| diags.push(fault));
        node.value = Tree::Scalar { text: meant, plain: *plain };
    }
    match &mut node.value {
        Tree::Null => diags.push(Diagnostic::warning("empty-value").at(place)),
        Tree::Scalar { text, .. } => {
            if !conform_text(text, &place, shape, words, diags) {
                node.value = Tree::Null;
            }
        }
        Tree::List(_) | Tree::Map(_) => misfit(node, "scalar", &[], diags),
    }
}

/// Returns whether the text fits the shape; it may have been made canonical, or mended with a warning.
fn conform_text(
    text: &mut String,
    place: &Place,
    shape: &Shape,
    words: &Vocabulary,
    diags: &mut Diagnostics,
) -> bool {
    if let Some(bad) = text.chars().find(|c| misread::hidden(*c)) {
        let fault = Diagnostic::error("hidden-character")
            .at(place.clone())
            .with("code", format!("U+{:04X}", bad as u32));
        let written = place.file.text.get(place.range.clone()).unwrap_or_default();
        diags.push(fault.mend(misread::unhidden(text, written)));
        return false;
    }
    // Plans have words for nothing among their data.
    let free = !place.file.name.contains("plans/");
    let free = free
        && match shape {
            Shape::Text { names } => names.as_deref().is_none_or(|kind| kind == PERSON),
            Shape::Phone => true,
            shape => *shape == Shape::Date,
        };
    if free && nothing::said(text) || *shape == Shape::Date && nothing::endless(text) {
        diags.push(Diagnostic::note("nothing-said").at(place.clone()).with("value", text.trim()));
        return false;
    }
    match shape {
        Shape::Text { names: Some(kind) } => {
            canonical(kind, text, place, words, diags).map(|id| *text = id).is_some()
        }
        Shape::Text { names: None } => true,
        Shape::Choice(choices) => conform_choice(text, place, choices, diags),
        Shape::Count => accept(figures::written(figures::count(text)), text, place, shape, diags),
        Shape::Number => accept(figures::written(figures::number(text)), text, place, shape, diags),
        Shape::Date => accept(figures::written(figures::date(text)), text, place, shape, diags),
        Shape::Flag => {
            let flag = figures::flag(text);
            accept(
                flag.map_or(Figure::Other, |flag| Figure::Plain(flag.to_string())),
                text,
                place,
                shape,
                diags,
            )
        }
        Shape::Phone => {
            phone::fault(text, place).into_iter().for_each(|fault| diags.push(fault));
            true
        }
        Shape::Struct(_) | Shape::Plain { .. } | Shape::Map { .. } | Shape::List(_) | Shape::Pair(_) => true,
    }
}

fn conform_choice(text: &mut String, place: &Place, choices: &[Word], diags: &mut Diagnostics) -> bool {
    if let Some(word) = choices.iter().find(|w| w.en == text.trim() || w.zh == text.trim()) {
        text.clone_from(&word.en);
        return true;
    }
    let known: Vec<&str> =
        choices.iter().map(|w| if in_english(place) { w.en.as_str() } else { w.zh.as_str() }).collect();
    let fault = Diagnostic::error("unknown-value")
        .at(place.clone())
        .with("value", text.as_str())
        .with("hint", known.join(" / "));
    diags.push(match meant(text, choices.iter().flat_map(|w| [w.en.as_str(), w.zh.as_str()])) {
        Some(only) => fault.mend(only),
        None => fault,
    });
    false
}

/// Takes a value that was understood, with a warning if it had to be mended; an error if it was not
/// understood.
fn accept(found: Figure<String>, text: &str, place: &Place, shape: &Shape, diags: &mut Diagnostics) -> bool {
    let fault = match found {
        Figure::Plain(_) => return true,
        Figure::Meant(value) => {
            let date = *shape == Shape::Date;
            let fault = if date {
                Diagnostic::warning("date-form")
            } else {
                Diagnostic::warning("number-with-words")
            };
            diags.push(fault.at(place.clone()).with("value", text).with("mend", &value).mend(value));
            return true;
        }
        Figure::Spoilt(Spoilt::Exponent) => Diagnostic::error("number-spoilt").word(
            "cause",
            "表格软件把数变成了这种写法，后几位已经丢了",
            "a spreadsheet has turned the number into this, its last digits are gone",
        ),
        Figure::Spoilt(Spoilt::Formula) => Diagnostic::error("number-spoilt").word(
            "cause",
            "表格里的公式出错或者格子太窄",
            "a formula failed, or the cell was too narrow",
        ),
        Figure::Other => match (shape, figures::serial(text)) {
            (Shape::Date, Some(date)) => {
                Diagnostic::error("date-serial").with("date", date).mend(date.to_string())
            }
            (Shape::Date, None) => Diagnostic::error("not-a-date"),
            (Shape::Count, _) => {
                Diagnostic::error("not-a-number").word("kind", "整数，如 320", "a whole number, such as 320")
            }
            (Shape::Number, _) => {
                Diagnostic::error("not-a-number").word("kind", "数，如 2.1", "a number, such as 2.1")
            }
            _ => Diagnostic::error("not-a-flag"),
        },
    };
    diags.push(fault.at(place.clone()).with("value", text));
    false
}

fn mapping<'a>(node: &'a mut Node, known: &[&str], diags: &mut Diagnostics) -> Option<&'a mut Vec<Entry>> {
    if matches!(node.value, Tree::List(_) | Tree::Scalar { .. }) {
        misfit(node, "mapping", known, diags);
    }
    match &mut node.value {
        Tree::Map(entries) => Some(entries),
        _ => None,
    }
}

/// Reports that something else than `wanted` stands here, and drops it.
fn misfit(node: &mut Node, wanted: &'static str, known: &[&str], diags: &mut Diagnostics) {
    let code = match (&node.value, wanted) {
        (Tree::Scalar { text, .. }, "mapping") if text.contains('：') => "fullwidth-colon-inside",
        (Tree::Scalar { text, .. }, "mapping") if text.contains(':') => "colon-without-space-inside",
        (_, "mapping") => "want-mapping",
        (_, "list") => "want-list",
        _ => "want-scalar",
    };
    let shown = misread::raw(node)
        .lines()
        .next()
        .unwrap_or_default()
        .split(" #")
        .next()
        .unwrap_or_default()
        .trim_end();
    let fault = Diagnostic::error(code).at(node.place.clone()).with("value", shown);
    let mend =
        (wanted == "mapping" && code != "want-mapping").then(|| misread::mapping(node, known)).flatten();
    diags.push(match mend {
        Some(mend) => fault.mend(mend),
        None => fault,
    });
    node.value = Tree::Null;
}
