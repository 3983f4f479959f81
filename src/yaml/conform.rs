//! Holds a tree against its shape: canonical keys and names, and every slip of the pen said with its mend.

use std::collections::{BTreeMap, BTreeSet};

use super::{Entry, Node, Tree, misread, phone};
use crate::diag::{Diagnostic, Diagnostics, Place, nearest, only_near};
use crate::model::shape::{Field, Shape, Word};

/// Names that stand for ids: hazards, roles, signals, alarms, levels.
#[derive(Debug, Clone, Default)]
pub struct Vocabulary {
    /// (kind, spelling, id), sorted; a spelling is an id, a name or an alias.
    words: Vec<(&'static str, String, String)>,
    /// Kinds in which a village may use names of its own.
    open: Vec<&'static str>,
}

impl Vocabulary {
    /// Adds a spelling of an id.
    pub fn add(&mut self, kind: &'static str, spelling: &str, id: &str) {
        self.words.push((kind, spelling.to_owned(), id.to_owned()));
    }

    /// Lets names outside the vocabulary pass in this kind.
    pub fn open(&mut self, kind: &'static str) {
        self.open.push(kind);
    }

    /// Returns the id that a spelling stands for.
    pub fn id_of(&self, kind: &str, spelling: &str) -> Option<&str> {
        self.id(kind, spelling.trim())
    }

    /// Returns the Chinese name of an id.
    pub fn name_of(&self, kind: &str, id: &str) -> Option<&str> {
        let named = |(k, s, i): &&(&str, String, String)| *k == kind && i == id && !s.is_ascii();
        self.words.iter().find(named).map(|(_, spelling, _)| spelling.as_str())
    }

    /// Returns whether a kind takes names of a village's own.
    pub fn is_open(&self, kind: &str) -> bool {
        self.open.contains(&kind)
    }

    pub(super) fn id(&self, kind: &str, spelling: &str) -> Option<&str> {
        self.words.iter().find(|(k, s, _)| *k == kind && s == spelling).map(|(_, _, id)| id.as_str())
    }

    fn spellings<'a>(&'a self, kind: &'a str) -> impl Iterator<Item = &'a str> {
        self.words.iter().filter(move |(k, _, _)| *k == kind).map(|(_, s, _)| s.as_str())
    }
}

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
    let known: Vec<String> = fields.iter().flat_map(|f| [f.word.en.clone(), f.word.zh.clone()]).collect();
    let Some(entries) = mapping(node, &known, diags) else { return };
    let written: BTreeSet<String> = entries.iter().map(|e| e.key.clone()).collect();
    let mut kept: Vec<Entry> = Vec::new();
    for mut entry in std::mem::take(entries) {
        let Some(field) = fields.iter().find(|f| f.word.en == entry.key || f.word.zh == entry.key) else {
            diags.push(misread::key(&entry, &known).unwrap_or_else(|| unknown_key(&entry, fields, &written)));
            continue;
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
        conform(&mut entry.node, &field.shape, words, diags);
        kept.push(entry);
    }
    *entries = kept;
}

fn unknown_key(entry: &Entry, fields: &[Field], written: &BTreeSet<String>) -> Diagnostic {
    let spelling = |f: &'_ Field| if entry.key.is_ascii() { f.word.en.clone() } else { f.word.zh.clone() };
    let known: Vec<String> = fields.iter().map(spelling).collect();
    let fault = Diagnostic::error("unknown-key").at(entry.key_place.clone()).with("key", &entry.key);
    let near = nearest(&entry.key, known.iter().map(String::as_str));
    let fault = match near {
        Some(near) => fault.with("hint", near),
        None => fault.with("hint", known.join(if entry.key.is_ascii() { ", " } else { "、" })),
    };
    if near.is_none() {
        return fault;
    }
    // A key that is written already was not meant a second time, in either language.
    let free = |key: &&str| {
        let field = fields.iter().find(|f| f.word.en == **key || f.word.zh == **key);
        field.is_some_and(|f| !written.contains(&f.word.en) && !written.contains(&f.word.zh))
    };
    match only_near(&entry.key, known.iter().map(String::as_str)).filter(free) {
        Some(only) => fault.mend(only),
        None => fault,
    }
}

fn conform_map(node: &mut Node, names: Option<&str>, value: &Shape, words: &Vocabulary, diags: &mut Diagnostics) {
    let Some(entries) = mapping(node, &[], diags) else { return };
    let mut kept: Vec<Entry> = Vec::new();
    let mut seen: BTreeMap<String, Place> = BTreeMap::new();
    for mut entry in std::mem::take(entries) {
        if let Some(fault) = odd_key(&entry) {
            diags.push(fault);
            continue;
        }
        if let Some(kind) = names {
            match canonical(kind, &entry.key, &entry.key_place, words, diags) {
                Some(id) => entry.key = id,
                None => continue,
            }
        }
        if let Some(first) = seen.get(&entry.key) {
            let fault = Diagnostic::error("duplicate-key").at(entry.key_place).with("key", &entry.key);
            diags.push(fault.also(first.clone()));
            continue;
        }
        seen.insert(entry.key.clone(), entry.key_place.clone());
        conform(&mut entry.node, value, words, diags);
        kept.push(entry);
    }
    *entries = kept;
}

/// Returns the fault of a free key that holds a colon or characters nobody can see.
fn odd_key(entry: &Entry) -> Option<Diagnostic> {
    let Some(bad) = entry.key.chars().find(|c| misread::hidden(*c)) else {
        return entry.key.contains(['：', ':', '\u{3000}', '\u{a0}']).then(|| misread::key(entry, &[])).flatten();
    };
    let written = entry.key_place.file.text.get(entry.key_place.range.clone()).unwrap_or_default();
    let fault = Diagnostic::error("hidden-character").at(entry.key_place.clone()).with("code", format!("U+{:04X}", bad as u32));
    Some(fault.mend(misread::unhidden(&entry.key, written)))
}

/// Returns the id of a name; reports an unknown one with its nearest match.
fn canonical(kind: &str, name: &str, place: &Place, words: &Vocabulary, diags: &mut Diagnostics) -> Option<String> {
    let name = name.trim();
    if let Some(id) = words.id(kind, name) {
        return Some(id.to_owned());
    }
    let near = nearest(name, words.spellings(kind).filter(|s| s.is_ascii() == name.is_ascii()));
    let open = words.open.contains(&kind);
    if open && near.is_none() {
        return Some(name.to_owned());
    }
    let fault = if open { Diagnostic::warning("odd-name") } else { Diagnostic::error("unknown-name") };
    let fault = fault.at(place.clone()).with("name", name).with("kind", kind).with("hint", near.unwrap_or("—"));
    diags.push(match only_near(name, words.spellings(kind)) {
        Some(only) => fault.mend(only),
        None => fault,
    });
    open.then(|| name.to_owned())
}

fn conform_list(node: &mut Node, item: &Shape, words: &Vocabulary, diags: &mut Diagnostics) {
    let scalars = !matches!(item, Shape::Struct(_) | Shape::Map { .. } | Shape::List(_));
    let plain = matches!(item, Shape::Plain { .. });
    let texts = plain || matches!(item, Shape::Text { .. } | Shape::Phone);
    let flow = misread::raw(node).starts_with('[');
    match &mut node.value {
        Tree::List(items) => {
            // Free texts may hold commas; names and figures do not.
            if scalars && flow && !plain && !matches!(item, Shape::Text { names: None }) {
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
fn conform_text(text: &mut String, place: &Place, shape: &Shape, words: &Vocabulary, diags: &mut Diagnostics) -> bool {
    if let Some(bad) = text.chars().find(|c| misread::hidden(*c)) {
        let fault = Diagnostic::error("hidden-character").at(place.clone()).with("code", format!("U+{:04X}", bad as u32));
        let written = place.file.text.get(place.range.clone()).unwrap_or_default();
        diags.push(fault.mend(misread::unhidden(text, written)));
        return false;
    }
    match shape {
        Shape::Text { names: Some(kind) } => canonical(kind, text, place, words, diags).map(|id| *text = id).is_some(),
        Shape::Text { names: None } => true,
        Shape::Choice(choices) => conform_choice(text, place, choices, diags),
        Shape::Count => accept(count(text).map(|(n, mended)| (n.to_string(), mended)), text, place, "number", diags),
        Shape::Number => accept(number(text).map(|(n, mended)| (n.to_string(), mended)), text, place, "number", diags),
        Shape::Flag => accept(flag(text).map(|b| (b.to_string(), false)), text, place, "flag", diags),
        Shape::Date => accept(date(text).map(|(d, mended)| (d.to_string(), mended)), text, place, "date", diags),
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
    let known: Vec<&str> = choices.iter().map(|w| if text.is_ascii() { w.en.as_str() } else { w.zh.as_str() }).collect();
    let fault = Diagnostic::error("unknown-value").at(place.clone()).with("value", text.as_str()).with("hint", known.join(" / "));
    diags.push(match only_near(text, known.iter().copied()) {
        Some(only) => fault.mend(only),
        None => fault,
    });
    false
}

/// Takes a value that was understood, with a warning if it had to be mended; an error if it was not understood.
fn accept(found: Option<(String, bool)>, text: &str, place: &Place, kind: &'static str, diags: &mut Diagnostics) -> bool {
    let code = match kind {
        "number" => ["not-a-number", "number-with-words"],
        "date" => ["not-a-date", "date-form"],
        _ => ["not-a-flag", "not-a-flag"],
    };
    match found {
        None => diags.push(Diagnostic::error(code[0]).at(place.clone()).with("value", text)),
        Some((value, true)) => {
            diags.push(Diagnostic::warning(code[1]).at(place.clone()).with("value", text).with("mend", &value).mend(value));
            return true;
        }
        Some((_, false)) => return true,
    }
    false
}

fn mapping<'a>(node: &'a mut Node, known: &[String], diags: &mut Diagnostics) -> Option<&'a mut Vec<Entry>> {
    if matches!(node.value, Tree::List(_) | Tree::Scalar { .. }) {
        misfit(node, "mapping", known, diags);
    }
    match &mut node.value {
        Tree::Map(entries) => Some(entries),
        _ => None,
    }
}

/// Reports that something else than `wanted` stands here, and drops it.
fn misfit(node: &mut Node, wanted: &'static str, known: &[String], diags: &mut Diagnostics) {
    let code = match (&node.value, wanted) {
        (Tree::Scalar { text, .. }, "mapping") if text.contains('：') => "fullwidth-colon-inside",
        (Tree::Scalar { text, .. }, "mapping") if text.contains(':') => "colon-without-space-inside",
        (_, "mapping") => "want-mapping",
        (_, "list") => "want-list",
        _ => "want-scalar",
    };
    let shown = misread::raw(node).lines().next().unwrap_or_default();
    let fault = Diagnostic::error(code).at(node.place.clone()).with("value", shown);
    let mend = (wanted == "mapping" && code != "want-mapping").then(|| misread::mapping(node, known)).flatten();
    diags.push(match mend {
        Some(mend) => fault.mend(mend),
        None => fault,
    });
    node.value = Tree::Null;
}

/// Returns a whole number, and whether it had to be mended (`320人`, `３２０`, `十二`).
pub fn count(text: &str) -> Option<(u32, bool)> {
    let trimmed = text.trim();
    if let Ok(number) = trimmed.parse() {
        return Some((number, false));
    }
    let narrow: String = trimmed.chars().map(narrow).collect();
    let digits: String = narrow.chars().take_while(char::is_ascii_digit).collect();
    let unit = &narrow[digits.len()..];
    if !digits.is_empty()
        && unit.chars().count() <= 2
        && !unit.contains(|c: char| c.is_ascii_digit() || "至到~-.,万千".contains(c))
    {
        return Some((digits.parse().ok()?, true));
    }
    let words: String = trimmed.chars().take_while(|c| "零〇一二两三四五六七八九十百千".contains(*c)).collect();
    let rest = trimmed[words.len()..].chars().count();
    (!words.is_empty() && rest <= 1).then(|| Some((chinese(&words)?, true)))?
}

/// Returns a number, and whether it was written in full-width digits.
pub fn number(text: &str) -> Option<(f64, bool)> {
    let narrow: String = text.trim().chars().map(narrow).collect();
    let number = narrow.parse().ok().filter(|n: &f64| n.is_finite())?;
    Some((number, narrow != text.trim()))
}

/// Full-width digits and signs as their ASCII twins.
fn narrow(c: char) -> char {
    match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        c => c,
    }
}

fn chinese(words: &str) -> Option<u32> {
    let (mut total, mut digit) = (0, 0);
    for c in words.chars() {
        let unit = match c {
            '十' => 10,
            '百' => 100,
            '千' => 1000,
            // 两三个 is no number.
            _ if digit > 0 => return None,
            '两' => {
                digit = 2;
                continue;
            }
            c => {
                digit = u32::try_from("零一二三四五六七八九".chars().position(|d| d == c || (c == '〇' && d == '零'))?).ok()?;
                continue;
            }
        };
        total += digit.max(u32::from(digit == 0)) * unit;
        digit = 0;
    }
    Some(total + digit)
}

/// Returns yes or no as people write it.
pub fn flag(text: &str) -> Option<bool> {
    match text.trim() {
        "true" | "yes" | "是" | "有" | "对" => Some(true),
        "false" | "no" | "否" | "无" | "没有" => Some(false),
        _ => None,
    }
}

/// Returns a date, and whether it was written in another form than 2026-05-01.
pub fn date(text: &str) -> Option<(jiff::civil::Date, bool)> {
    let trimmed = text.trim();
    let narrow: String = trimmed.chars().map(narrow).collect();
    let parts: Vec<i16> = narrow
        .trim_end_matches(['日', '号'])
        .split(['-', '.', '/', '年', '月'])
        .map(str::parse)
        .collect::<Result<_, _>>()
        .ok()?;
    let &[year, month, day] = parts.as_slice() else { return None };
    let date = jiff::civil::Date::new(year, month.try_into().ok()?, day.try_into().ok()?).ok()?;
    ((1900..2200).contains(&year)).then(|| (date, date.to_string() != trimmed))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_as_clerks_write_them() {
        assert_eq!(count("320"), Some((320, false)));
        assert_eq!(count("320人"), Some((320, true)));
        assert_eq!(count("３２０"), Some((320, true)));
        assert_eq!(count("十二"), Some((12, true)));
        assert_eq!(count("二百三十六户"), Some((236, true)));
        assert_eq!(count("两千"), Some((2000, true)));
        for bad in ["3-5", "很多", "1.5", "2万", "", "12户43人", "两三个", "七八户"] {
            assert_eq!(count(bad), None, "{bad}");
        }
    }

    #[test]
    fn dates_as_clerks_write_them() {
        for text in ["2026.5.1", "2026年5月1日", "2026/05/01", "２０２６-5-1"] {
            assert_eq!(date(text).map(|(d, m)| (d.to_string(), m)), Some(("2026-05-01".into(), true)), "{text}");
        }
        assert_eq!(date("2026-05-01").map(|d| d.1), Some(false));
        for bad in ["2026-13-01", "5月1日", "明年", "2026-02-30"] {
            assert_eq!(date(bad), None, "{bad}");
        }
    }
}
