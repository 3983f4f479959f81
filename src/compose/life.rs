//! The life of the plan in words, for the page of editions.

use serde_json::{Value, json};

use super::words;
use crate::model::handbook::Handbook;

/// Returns the steps that are known or due: what, when, who or where; nothing where nobody has written any.
pub(super) fn rows(book: &Handbook) -> Value {
    let life = &book.life;
    let asked = life.consulted.len();
    let due = |done: String| match (done.is_empty(), book.hand_in) {
        (true, Some(due)) => format!("最晚{}", due.words()),
        _ => done,
    };
    let last = life.consulted.iter().filter_map(|row| row.date).max();
    let rows = [
        ("起草", words::date(life.drafted.date), life.drafted.leader.clone()),
        ("征求意见", words::date(last), if asked == 0 { String::new() } else { format!("{asked}方") }),
        ("审核", words::date(life.reviewed.date), life.reviewed.by.clone()),
        ("会议", words::date(life.meeting.date), life.meeting.name.clone()),
        ("签发", words::date(life.signed.date), life.signed.by.clone()),
        ("印发", words::date(life.issued.date), life.issued.number.clone()),
        ("报镇街备案", due(words::date(life.handed_in())), life.filed.number.clone()),
        ("公开", due(words::date(life.published.date)), life.published.how.join("、")),
    ];
    let evaluated = life.evaluated.iter().map(|e| ("评估", words::date(e.date), e.conclusion.clone()));
    rows.into_iter()
        .chain(evaluated)
        .filter(|(_, when, who)| !when.is_empty() || !who.is_empty())
        .map(|(step, when, who)| json!({"step": step, "when": when, "who": who}))
        .collect()
}
