//! Words that were fitted and have no room where they stand.

use serde_json::{Map, Value};

/// Families whose cards are fitted before they are set: what has no room is known without setting them.
pub const FITTED: [&str; 7] = [
    "role-cards",
    "duty-cards",
    "fetch-cards",
    "site-cards",
    "work-cards",
    "household-cards",
    "wallet-cards",
];
/// What stands on the back of a card.
const BACKS: [&str; 3] = ["back", "official", "owner"];

/// By how much a card has too much on it, and what stands where that is.
#[derive(Debug, Clone, PartialEq)]
pub struct Crowd {
    /// Millimetres needed.
    pub need: f64,
    /// Millimetres there.
    pub have: f64,
    /// What stands there, each block as one text.
    pub texts: Vec<String>,
    /// Whether it is on the back.
    pub back: bool,
}

/// Returns the first place of a card at which there is too much; `None` if all of it has room.
pub fn crowd(card: &Value) -> Option<Crowd> {
    within(card, false)
}

fn within(value: &Value, back: bool) -> Option<Crowd> {
    match value {
        Value::Object(map) => {
            let own = over(map).map(|[need, have]| Crowd { need, have, texts: texts(value), back });
            let is_back = |key: &str| back || BACKS.contains(&key);
            own.or_else(|| map.iter().find_map(|(key, value)| within(value, is_back(key))))
        }
        Value::Array(items) => {
            let crowd = items.iter().find_map(|item| within(item, back))?;
            // Of the parts of a column one is marked; any of them may be too long.
            let parts = || items.iter().filter_map(|item| item.get("text").or(Some(item)));
            let column = parts().any(|part| part.as_object().is_some_and(|map| over(map).is_some()));
            Some(if column { Crowd { texts: parts().map(said).collect(), ..crowd } } else { crowd })
        }
        _ => None,
    }
}

/// What a block, or blocks that share a room, need and have, where they do not fit.
fn over(map: &Map<String, Value>) -> Option<[f64; 2]> {
    let over = map.get("over")?;
    Some([over["need"].as_f64()?, over["have"].as_f64()?])
}

/// What the blocks of a value say, each by itself.
fn texts(value: &Value) -> Vec<String> {
    match value {
        Value::Object(map) if map.contains_key("lines") && map.contains_key("lead") => vec![said(value)],
        Value::Object(map) => map.values().flat_map(texts).collect(),
        Value::Array(items) => items.iter().flat_map(texts).collect(),
        _ => Vec::new(),
    }
}

/// What a block says, its lines one behind the other.
fn said(block: &Value) -> String {
    let lines = block["lines"].as_array().into_iter().flatten();
    let runs = lines.flat_map(|line| line.as_array().into_iter().flatten());
    runs.filter_map(|run| run["t"].as_str().or(run["n"].as_str())).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn of_a_column_every_part_may_be_too_long() {
        let fits = json!({"lines": [[{"t": "甲", "s": 12.0}]], "lead": 2.0});
        let over = json!({"lines": [[{"t": "乙", "s": 12.0}], [{"n": "138", "s": 12.0}]], "lead": 2.0, "over": {"need": 9.0, "have": 4.5}});
        assert_eq!(crowd(&json!({"rows": [fits, {"y": 1.0, "text": fits}]})), None);
        let column =
            crowd(&json!({"back": {"rows": [{"y": 0.0, "text": fits}, {"y": 1.0, "text": over}]}})).unwrap();
        assert_eq!(
            column,
            Crowd { need: 9.0, have: 4.5, texts: vec!["甲".into(), "乙138".into()], back: true }
        );
        assert_eq!(crowd(&json!({"about": over, "other": fits})).unwrap().texts, ["乙138"]);
        let form = json!({"official": {"rows": [[fits], [{"n": fits}]], "over": {"need": 9.0, "have": 4.5}}});
        assert_eq!(crowd(&form).map(|c| (c.texts, c.back)), Some((vec!["甲".into(), "甲".into()], true)));
    }
}
