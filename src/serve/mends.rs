//! What can be done about a fault where it stands: what the check itself says to write, and who may have been
//! meant. Nobody is chosen for anybody.

use serde_json::{Value, json};

use super::cells::{self, Spot};
use super::desk::Open;
use super::form;
use super::initials;
use crate::diag::Diagnostic;
use crate::messages::Lang;
use crate::model::village::alike;

/// Most names that are offered.
const OFFERED: usize = 4;

/// Returns the mends of a fault, each with its label and what it does.
pub fn of(fault: &Diagnostic, own: bool, spot: Option<&Spot>, open: &Open, lang: Lang) -> Vec<Value> {
    let mut mends = Vec::new();
    if let (true, Some(at), Some(mend)) = (own, &fault.at, &fault.mend) {
        let label = match mend.trim() {
            "" => lang.pick("去掉", "remove it").to_owned(),
            mend => format!("{} {mend}", lang.pick("改成", "make it")),
        };
        mends.push(json!({
            "label": label, "splice": {"start": at.range.start, "end": at.range.end, "text": mend},
        }));
    }
    if fault.mend.is_none()
        && let Some(spot) = spot
    {
        mends.extend(meant(spot, open, lang));
    }
    mends
}

/// Returns who may have been meant by a name that is not there.
fn meant(spot: &Spot, open: &Open, lang: Lang) -> Vec<Value> {
    let Some(tree) = &open.tree else { return Vec::new() };
    let Some(column) = form::columns(&spot.block).iter().find(|column| column.key == spot.key) else {
        return Vec::new();
    };
    let Some(block) = &column.refers else { return Vec::new() };
    let rows = cells::rows(tree, &spot.block);
    let Some((_, found, _)) = rows.iter().find(|(row, ..)| *row == spot.row) else { return Vec::new() };
    let Some(written) = found.get(&spot.key).and_then(Value::as_str) else { return Vec::new() };
    let known = cells::rows(tree, block);
    if known.iter().any(|(name, ..)| name == written) {
        return Vec::new();
    }
    let sounds =
        |name: &str| initials::sounds(name).iter().any(|one| initials::sounds(written).contains(one));
    let near = known.iter().filter(|(name, ..)| alike(name, written) || sounds(name));
    let about = |cells: &serde_json::Map<String, Value>| {
        let texts = ["title", "phone", "address", "group"].iter().filter_map(|key| cells.get(*key)?.as_str());
        texts.take(2).collect::<Vec<_>>().join(" · ")
    };
    let label =
        if block == "people" { lang.pick("是他", "this one") } else { lang.pick("是这个", "this one") };
    let mut mends: Vec<Value> = near
        .take(OFFERED)
        .map(|(name, cells, _)| {
            json!({
                "label": label, "who": name, "about": about(cells),
                "edits": [{"block": spot.block, "row": spot.row, "key": spot.key, "was": written, "to": name}],
            })
        })
        .collect();
    if block == "people" && !written.is_empty() {
        mends.push(json!({
            "label": lang.pick("加进人员…", "add…"), "who": format!("{written}{}", lang.pick("是新来的", " is new")), "about": "",
            "edits": [{"block": "people", "name": written, "insert": null, "cells": {}}],
            "go": {"block": "people", "row": written, "key": "phone"},
        }));
    }
    mends
}
