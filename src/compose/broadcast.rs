//! Loudspeaker scripts 广播词: what to read aloud, hazard by hazard.

use serde_json::{Value, json};

use super::{Absent, Desk, Draft, stamp, words};
use crate::model::handbook::Chapter;

/// What the layout leaves out.
pub(super) const UNPRINTED: &[&str] = &[];

/// Returns the scripts of every hazard.
pub(super) fn compose(desk: &Desk) -> Result<Draft, Absent> {
    scripts(desk, |_| true)
}

/// Returns the scripts of the hazards for which people leave: what is read first, and what a village prints.
pub(super) fn leaving(desk: &Desk) -> Result<Draft, Absent> {
    scripts(desk, |h| !h.ways.is_empty() || h.households.is_some_and(|n| n > 0))
}

fn scripts(desk: &Desk, wanted: fn(&Chapter) -> bool) -> Result<Draft, Absent> {
    let book = desk.book;
    let scripts: Vec<Value> = (book.hazards.iter().filter(|h| !h.broadcast.is_empty() && wanted(h)))
        .map(|h| {
            let items = h.broadcast.iter().map(|b| json!({"level": b.level.map(words::level), "when": b.when, "text": b.text}));
            json!({"number": format!("B-{:03}", h.number), "hazard": h.short, "icon": h.icon, "items": items.collect::<Value>()})
        })
        .collect();
    if scripts.is_empty() {
        return Err(Absent::Scripts);
    }
    Ok(Draft {
        title: format!("{}广播词", book.village.name),
        data: json!({
            "village": book.village.name, "stamp": stamp::stamp(book), "rules": book.reading, "scripts": scripts,
            "alarms": book.alarms.iter().map(|a| json!({"meaning": a.meaning, "text": a.text})).collect::<Value>(),
        }),
        cards: Vec::new(),
        assets: Vec::new(),
    })
}
