//! What of a document must be on paper, whatever the layout leaves out for want of room.

use serde_json::Value;

/// Lists of people to call.
const CALLS: [&str; 3] = ["phones", "who", "rows"];
/// Lists of sentences.
const SENTENCES: [&str; 4] = ["first", "steps", "actions", "after"];
/// Single words.
const WORDS: [&str; 3] = ["shelter", "headline", "head"];

/// Returns the items, each in the wordings of which one must be there.
pub(super) fn items(data: &Value) -> Vec<Vec<String>> {
    let mut found = Vec::new();
    walk(data, &mut found);
    found.sort();
    found.dedup();
    found
}

fn walk(value: &Value, found: &mut Vec<Vec<String>>) {
    match value {
        Value::Array(list) => list.iter().for_each(|item| walk(item, found)),
        Value::Object(map) => {
            for (key, value) in map {
                match value {
                    Value::Array(list) if CALLS.contains(&key.as_str()) => {
                        list.iter().for_each(|call| person(call, found));
                    }
                    Value::Array(list) if SENTENCES.contains(&key.as_str()) => {
                        found.extend(list.iter().filter_map(sentence));
                    }
                    Value::String(word) if WORDS.contains(&key.as_str()) && !word.is_empty() => {
                        found.push(vec![word.clone()]);
                    }
                    _ => walk(value, found),
                }
            }
        }
        _ => {}
    }
}

fn person(call: &Value, found: &mut Vec<Vec<String>>) {
    let number = &call["number"];
    let parts =
        [&call["name"], &number["number"], &number["extension"], &number["words"], &number["country"]];
    found.extend(
        parts
            .into_iter()
            .filter_map(Value::as_str)
            .filter(|text| !text.is_empty())
            .map(|text| vec![text.to_owned()]),
    );
}

/// A sentence, or a step of which the layout takes the longest grade that fits.
fn sentence(step: &Value) -> Option<Vec<String>> {
    if let Some(text) = step.as_str() {
        return Some(vec![text.to_owned()]);
    }
    let full = step["full"].as_array().and_then(|list| list.first());
    let wordings =
        [Some(&step["text"]), Some(&step["here"]), full].into_iter().flatten().filter_map(Value::as_str);
    let wordings: Vec<String> = wordings.filter(|text| !text.is_empty()).map(str::to_owned).collect();
    (!wordings.is_empty()).then_some(wordings)
}
