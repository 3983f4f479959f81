//! A list put into another order: its lines are moved as they stand, with the notes above them.

use std::ops::Range;

use serde_json::{Value, json};

use super::answer::{Answer, Failure};
use super::cells;
use super::desk::Desk;
use crate::diag::Diagnostics;
use crate::source::{self, SourceFile};
use crate::yaml::{self, Node, Tree};

impl Desk {
    /// Writes the rows of a block in the order that is asked for.
    ///
    /// # Errors
    /// If the file is not as it was seen, or its rows do not stand in lines of their own.
    pub fn order(&self, name: &str, asked: &Value) -> Answer {
        let (Some(block), Some(base)) = (asked["block"].as_str(), asked["base"].as_str()) else {
            return Err(Failure::misread());
        };
        let wanted: Vec<String> = asked["rows"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .map(str::to_owned)
            .collect();
        let label = asked["label"].as_str().unwrap_or("照这个次序存");
        self.rewrite(name, label, json!({"block": block, "row": "", "key": ""}), |open| {
            if open.version() != base {
                return Err(Failure::of(409, "moved", "文件刚在别处改过，再看一眼"));
            }
            let refused = || Failure::of(422, "one-line", "这一段不是一行一条写的，不能照这个次序存");
            let tree = open.tree.as_ref().ok_or_else(refused)?;
            let splice = moved(&open.text.text, tree, block, &wanted).ok_or_else(refused)?;
            let bytes = source::rewrite(&open.bytes, &open.text.text, &[splice]).ok_or_else(refused)?;
            // Read again: the same rows in the order that was asked for, or nothing is written.
            let text = SourceFile::decode("", &bytes).map_err(|_| refused())?;
            let after = yaml::parse(&text, &mut Diagnostics::default()).ok_or_else(refused)?;
            let (old, new) = (cells::rows(tree, block), cells::rows(&after, block));
            let row = |name: &String| old.iter().find(|(known, ..)| known == name).map(|(_, cells, _)| cells);
            let same = old.len() == new.len()
                && wanted.iter().zip(&new).all(|(name, (_, cells, _))| row(name) == Some(cells));
            if same { Ok(bytes) } else { Err(refused()) }
        })
    }
}

/// Returns the stretch of a text that a block's rows take up, and the same in another order.
fn moved(text: &str, tree: &Node, block: &str, wanted: &[String]) -> Option<(Range<usize>, String)> {
    let rows: Vec<(String, usize, usize)> = match &cells::at(tree, block)?.value {
        Tree::List(items) => {
            let row =
                |(i, item): (usize, &Node)| (i.to_string(), item.place.range.start, item.place.range.end);
            items.iter().enumerate().map(row).collect()
        }
        Tree::Map(entries) => entries
            .iter()
            .map(|entry| {
                let (key, value) = (&entry.key_place.range, &entry.node.place.range);
                (entry.key.clone(), key.start, key.end.max(value.end))
            })
            .collect(),
        _ => return None,
    };
    let head = |at: usize| text[..at].rfind('\n').map_or(0, |end| end + 1);
    let heads: Vec<usize> = rows.iter().map(|(_, start, _)| head(*start)).collect();
    let alone = rows
        .iter()
        .zip(&heads)
        .all(|((_, start, _), head)| text[*head..*start].chars().all(|sign| sign == ' ' || sign == '-'));
    if !alone || heads.windows(2).any(|pair| pair[0] >= pair[1]) {
        return None;
    }
    // Notes above a row go with it; those above the first are about them all.
    let mut starts = heads.clone();
    for i in 1..starts.len() {
        while starts[i] > heads[i - 1] {
            let above = head(starts[i] - 1);
            if above <= heads[i - 1] || !text[above..starts[i]].trim_start().starts_with('#') {
                break;
            }
            starts[i] = above;
        }
    }
    let last = text[..rows.last()?.2].trim_end().len();
    let end = text[last..].find('\n').map_or(text.len(), |line| last + line + 1);
    let piece = |i: usize| {
        let piece = &text[starts[i]..starts.get(i + 1).copied().unwrap_or(end)];
        if piece.ends_with('\n') { piece.to_owned() } else { format!("{piece}\n") }
    };
    let mut names: Vec<&String> = rows.iter().map(|(name, ..)| name).collect();
    let places: Option<Vec<usize>> =
        wanted.iter().map(|name| rows.iter().position(|(known, ..)| known == name)).collect();
    let places = places?;
    let mut sorted: Vec<&String> = wanted.iter().collect();
    names.sort();
    sorted.sort();
    (names == sorted).then(|| (starts[0]..end, places.into_iter().map(piece).collect()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn put(text: &str, wanted: &[&str]) -> Option<String> {
        let file = SourceFile::from_text("a", text);
        let tree = yaml::parse(&file, &mut Diagnostics::default()).unwrap();
        let wanted: Vec<String> = wanted.iter().map(|name| (*name).to_owned()).collect();
        let (range, new) = moved(text, &tree, "evacuees", &wanted)?;
        Some(format!("{}{new}{}", &text[..range.start], &text[range.end..]))
    }

    #[test]
    fn rows_move_with_their_notes_and_nothing_else_does() {
        let text = "村名: 甲\n转移对象:\n  # 全部\n  - {户主: 甲}\n  # 乙的\n  - 户主: 乙   # 尾\n    住: 1号\n  - {户主: 丙}\n\n# 后面\n物资: []\n";
        assert_eq!(
            put(text, &["2", "1", "0"]).unwrap(),
            "村名: 甲\n转移对象:\n  # 全部\n  - {户主: 丙}\n  # 乙的\n  - 户主: 乙   # 尾\n    住: 1号\n  - {户主: 甲}\n\n# 后面\n物资: []\n"
        );
        assert_eq!(put("转移对象: [{户主: 甲}, {户主: 乙}]\n", &["1", "0"]), None, "one line");
        assert_eq!(put(text, &["2", "1"]), None, "one is missing");
        assert_eq!(put(text, &["2", "1", "1"]), None, "one is twice there");
        assert_eq!(
            put("转移对象:\n- 户主: 甲\n- 户主: 乙", &["1", "0"]).unwrap(),
            "转移对象:\n- 户主: 乙\n- 户主: 甲\n"
        );
    }
}
