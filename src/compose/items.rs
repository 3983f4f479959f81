//! What of a document must be on paper: every text of its data, each as often as it stands there, but for
//! what its family names as not printed.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::model::document::Item;

/// What no family prints: names by which layouts look things up, and pictures.
const NEVER: &[&str] =
    &["id", "icon", "qr", "path", "hash", "class", "audience", "sheet", "sketch", "map", "/spoken"];

/// Returns the items of a document's data.
///
/// A pattern of `unprinted` is the end of a path, `steps/level`, or with a stroke before it a whole path,
/// `/title`; lists count no step of their own. What lies below is not printed either. A pattern after `=` is
/// printed, but may stand on the paper of another text that says the same: once is enough. `+不准 forbid` stands
/// on paper behind these words of the layout's own: without them it would say the opposite.
pub fn items(data: &Value, unprinted: &[&str]) -> Vec<Item> {
    let mut found = Found { unprinted, items: BTreeMap::new() };
    found.walk(data, &mut String::new(), false);
    found
        .items
        .into_iter()
        .map(|(wordings, (times, at))| Item { wordings, times: times.max(1), at })
        .collect()
}

struct Found<'a> {
    unprinted: &'a [&'a str],
    /// How many pieces of paper each takes of its own, and where it first stands.
    items: BTreeMap<Vec<Vec<String>>, (usize, String)>,
}

impl Found<'_> {
    /// `shared` is what may stand on another's paper.
    fn walk(&mut self, value: &Value, path: &mut String, shared: bool) {
        match value {
            Value::String(text) => match self.behind(path) {
                Some(words) => self.add(vec![vec![format!("{words}{text}")]], path, shared),
                None => self.add(forms(text), path, shared),
            },
            Value::Array(list) => list.iter().for_each(|item| self.walk(item, path, shared)),
            Value::Object(map) if map.contains_key("lines") && map.contains_key("lead") => {
                self.add(vec![fitted(value)], path, shared);
            }
            Value::Object(map) => {
                let step = graded(map);
                if let Some(wordings) = &step {
                    self.add(wordings.clone(), path, shared);
                }
                for (key, value) in
                    map.iter().filter(|(key, _)| step.is_none() || !GRADES.contains(&key.as_str()))
                {
                    let before = path.len();
                    path.push('/');
                    path.push_str(key);
                    if !self.is_named(path, "") {
                        let shared = shared || self.is_named(path, "=");
                        self.walk(value, path, shared);
                    }
                    path.truncate(before);
                }
            }
            _ => {}
        }
    }

    /// Returns whether a pattern behind this sign names a path.
    fn is_named(&self, path: &str, sign: &str) -> bool {
        let patterns = NEVER.iter().chain(self.unprinted).filter_map(|pattern| pattern.strip_prefix(sign));
        patterns.into_iter().any(|pattern| match path.strip_suffix(pattern) {
            Some(before) => before.is_empty() || (before.ends_with('/') && !pattern.starts_with('/')),
            None => false,
        })
    }

    /// Returns the words behind which a text stands on paper.
    fn behind(&self, path: &str) -> Option<&str> {
        let ruled = self.unprinted.iter().filter_map(|pattern| pattern.strip_prefix('+')?.split_once(' '));
        ruled.into_iter().find(|(_, end)| path.rsplit('/').next() == Some(*end)).map(|(words, _)| words)
    }

    fn add(&mut self, wordings: Vec<Vec<String>>, path: &str, shared: bool) {
        if wordings.iter().flatten().any(|text| text.chars().any(char::is_alphanumeric)) {
            let known =
                self.items.entry(wordings).or_insert_with(|| (0, path.trim_start_matches('/').to_owned()));
            known.0 += usize::from(!shared);
        }
    }
}

/// Returns the lines of words that were fitted before they are set, numbers to ring by themselves: they stand
/// close behind each other.
fn fitted(block: &Value) -> Vec<String> {
    let mut texts: Vec<String> = Vec::new();
    for line in block["lines"].as_array().into_iter().flatten() {
        texts.push(String::new());
        for run in line.as_array().into_iter().flatten() {
            match (run["t"].as_str(), texts.last_mut()) {
                (Some(words), Some(text)) => *text += words,
                _ => texts.extend([run["n"].as_str().unwrap_or_default().to_owned(), String::new()]),
            }
        }
    }
    texts.retain(|text| text.chars().any(char::is_alphanumeric));
    texts
}

/// Keys of a step of which the layout takes the longest grade that fits.
const GRADES: [&str; 3] = ["text", "here", "full"];

/// Returns the grades of a step: its short form, what differs here, both, or all sentences.
fn graded(map: &Map<String, Value>) -> Option<Vec<Vec<String>>> {
    let full = map.get("full")?.as_array()?;
    let text =
        |key: &str| map.get(key).and_then(Value::as_str).filter(|text| !text.is_empty()).map(str::to_owned);
    let full: Vec<String> = full.iter().filter_map(Value::as_str).map(str::to_owned).collect();
    let (short, here) = (text("text"), text("here"));
    let all = [Some(full), here.map(|here| vec![here]), short.map(|short| vec![short])];
    Some(all.into_iter().flatten().filter(|wording| !wording.is_empty()).collect())
}

/// Returns how a text may stand on paper: line by line as it is; a date also short, or in words.
fn forms(text: &str) -> Vec<Vec<String>> {
    let mut forms = vec![text.lines().map(str::to_owned).collect()];
    if let Ok(date) = text.parse::<jiff::civil::Date>() {
        forms.push(vec![format!("{}年{}月{}日", date.year(), date.month(), date.day())]);
        forms.extend(text.get(2..).map(|short| vec![short.to_owned()]));
    }
    forms
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn said(data: &Value, unprinted: &[&str]) -> Vec<(String, usize)> {
        let mut all: Vec<_> =
            items(data, unprinted).into_iter().map(|i| (i.wordings[0].concat(), i.times)).collect();
        all.sort();
        all
    }

    #[test]
    fn every_text_counts_as_often_as_it_stands_there() {
        let data = json!({"title": "甲", "rows": [{"name": "乙", "icon": "x", "n": 3}, {"name": "乙"}, {"name": "—"}]});
        assert_eq!(said(&data, &[]), [("乙".to_owned(), 2), ("甲".to_owned(), 1)]);
        assert_eq!(said(&data, &["/title"]), [("乙".to_owned(), 2)]);
        assert_eq!(said(&data, &["rows/name"]), [("甲".to_owned(), 1)]);
        assert_eq!(
            said(&data, &["+不准 name", "/title"]),
            [("不准—".to_owned(), 1), ("不准乙".to_owned(), 2)]
        );
        // The end of a path is whole steps.
        assert_eq!(said(&data, &["ows/name", "/name"]).len(), 2);
        assert_eq!(said(&data, &["=rows"]), [("乙".to_owned(), 1), ("甲".to_owned(), 1)]);
    }

    #[test]
    fn a_step_is_there_in_any_of_its_grades() {
        let step = json!({"text": "短", "here": "此处", "full": ["一", "二"], "level": null});
        let items = items(&step, &[]);
        assert_eq!(items.len(), 1);
        assert_eq!(
            items[0].wordings,
            [vec!["一".to_owned(), "二".to_owned()], vec!["此处".to_owned()], vec!["短".to_owned()]]
        );
    }
}
