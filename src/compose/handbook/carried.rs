//! The book that is carried: what of the whole it has, and how it is kept to as many pages as one carries. What it has
//! no room for stands in the file's edition, and it says so.

use serde_json::{Value, json};

use super::super::fit::{self, BOLD, MEDIUM};
use super::super::ladder::LEAFLET;
use super::super::spread::{Spread, Squeeze};
use crate::model::handbook::{Chapter, CommonEntry, Handbook};
use crate::model::plan::Phase;
use crate::model::profile::Revision;
use crate::model::role::known;

/// Takes out what is not carried: the steps of events of several hazards, who is over whom, what has been
/// done and is to be done in quiet times, the village in figures, the life of the plan, old changes.
pub(super) fn taken(data: &mut Value, notes: &[Revision]) {
    for list in ["teams", "inspections", "drills", "training", "history"] {
        data[list] = json!([]);
    }
    data["edition"]["life"] = json!([]);
    data["overview"] = json!({"groups": []});
    recent(data, notes, CHANGES);
    // Posts that are held place by place stand with their places, helpers with their homes.
    let places =
        [("grids", "grids"), ("watchers", "points"), ("keepers", "shelters"), ("clusters", "clusters")];
    let there = places.map(|(held_at, list)| {
        if data[list].as_array().is_some_and(|all| !all.is_empty()) { held_at } else { "helpers" }
    });
    if let Some(roles) = data["roles"].as_array_mut() {
        roles.retain(|role| {
            let held_at = role["held_at"].as_str().unwrap_or_default();
            held_at != "helpers" && !there.contains(&held_at)
        });
    }
    let without: [(&str, &[&str]); 3] = [
        ("compounds", &["steps", "forbid", "rulings", "shelters"]),
        ("roles", &["mission", "routine", "reports_to"]),
        ("common", &["hazards"]),
    ];
    for (list, keys) in without {
        for entry in data[list].as_array_mut().into_iter().flatten().filter_map(Value::as_object_mut) {
            entry.retain(|key, _| !keys.contains(&key.as_str()));
        }
    }
}

/// Changes that the carried book tells of, the last ones; and where it has little room.
const CHANGES: usize = 5;
const FEW_CHANGES: usize = 2;

/// Leaves the last changes; what the village itself wrote down is never pushed out by what its history says.
fn recent(data: &mut Value, notes: &[Revision], most: usize) {
    if let Some(changes) = data["edition"]["revisions"].as_array_mut() {
        let old = changes.len().saturating_sub(most);
        let mut at = 0..;
        changes.retain(|row| {
            at.next() >= Some(old) || notes.iter().any(|note| row["change"] == note.change.as_str())
        });
    }
}

/// Most pages of a carried book.
const CARRIED: usize = 48;
/// Most sounds that leave room for the sentence to report with on their page.
const SOUNDS: usize = 4;
/// Hazards that a dispute names, where it is about more than three.
const NAMED: usize = 2;

/// Keeps a book to as many pages as one carries: what is not for the night stays in the file's edition, then hazards get
/// one page in the place of two, those of the least risk first. Returns whether it still has what is done in quiet times.
pub(super) fn fitted(
    data: &mut Value,
    all: &mut [Spread],
    book: &Handbook,
    ladders: usize,
    of: impl Fn(&Chapter, Squeeze) -> Spread,
) -> bool {
    brief(data);
    let over = |all: &[Spread], data: &Value| {
        let pages: usize = all.iter().map(|spread| 2 - usize::from(spread.is_single())).sum();
        (beside(data, ladders) + pages).saturating_sub(CARRIED)
    };
    let many = over(all, data);
    closer(all, book, many, Squeeze::Page, &of);
    if over(all, data) == 0 {
        return true;
    }
    joined(data, book);
    data["quiet"] = json!([]);
    let mut left = vec![json!("平时查什么")];
    if over(all, data) > 0 {
        left.extend(lean(data, book));
        data["report_with_sounds"] = json!(false);
        joined(data, book);
    }
    data["elsewhere"] = json!(left);
    for squeeze in [Squeeze::Night, Squeeze::Ways] {
        let many = over(all, data);
        closer(all, book, many, squeeze, &of);
    }
    false
}

/// Puts the sentence to report with under the sounds, which have a page of their own, where it has room there and would
/// else begin one.
fn joined(data: &mut Value, book: &Handbook) {
    let sounds = (1..=SOUNDS).contains(&book.alarms.len()) && !book.report_formula.is_empty();
    let before = before(data);
    if sounds
        && book.hazards.len() >= LEAFLET
        && pages(before + SENTENCE, BEFORE - SPARE) > pages(before, BEFORE)
    {
        data["report_with_sounds"] = json!(true);
    }
}

/// Leaves the first of the many hazards that a dispute is about.
fn brief(data: &mut Value) {
    for dispute in data["disputes"].as_array_mut().into_iter().flatten() {
        let hazards: Vec<&str> = dispute["hazards"].as_str().unwrap_or_default().split('、').collect();
        if hazards.len() > NAMED + 1 {
            dispute["hazards"] = json!(format!("{}等{}种灾", hazards[..NAMED].join("、"), hazards.len()));
        }
    }
}

/// Takes out what is for the days before and after: steps that follow when all is over, when a thing in store was looked
/// at, how a place came to be one of risk and which number it has. Returns what that is.
fn lean(data: &mut Value, book: &Handbook) -> Vec<Value> {
    let mut left = Vec::new();
    // What the head himself orders, that nobody goes back before he says so, is for the night too.
    let after =
        |c: &&CommonEntry| c.phase == Phase::Recover && !c.roles.iter().any(|role| role == known::COMMANDER);
    let later: Vec<&str> = book.common.iter().filter(after).map(|c| c.name.as_str()).collect();
    if !later.is_empty() {
        if let Some(common) = data["common"].as_array_mut() {
            common.retain(|c| !later.iter().any(|name| c["name"] == *name));
        }
        data["later"] = json!(later.join("、"));
    }
    if let Some(supplies) = data["supplies"].as_array_mut() {
        supplies.retain(|supply| supply["have"] != json!(0));
        for stock in supplies.iter_mut().filter_map(|supply| supply["stock"].as_array_mut()).flatten() {
            stock["checked"] = Value::Null;
            stock["expires"] = Value::Null;
        }
        left.push(json!("还没有的物资，有的哪天查过、哪天到期"));
    }
    for point in data["points"].as_array_mut().into_iter().flatten() {
        point["cause"] = json!("");
        point["methods"] = json!("");
        point["numbers"] = json!([]);
    }
    for shelter in data["shelters"].as_array_mut().into_iter().flatten() {
        shelter["certified"] = Value::Null;
    }
    recent(data, &book.edition.revisions, FEW_CHANGES);
    if !book.points.is_empty() {
        left.push(json!("风险点怎么来的、怎么量、编号"));
    }
    left
}

/// Takes from hazards' steps the numbers of common steps that are not in this book.
pub(super) fn unnumbered(data: &mut Value) {
    let there: Vec<Value> =
        data["common"].as_array().into_iter().flatten().map(|c| c["number"].clone()).collect();
    for hazard in data["hazards"].as_array_mut().into_iter().flatten() {
        for band in hazard["spread"]["steps"]["pages"].as_array_mut().into_iter().flatten() {
            let bands = band.as_array_mut().into_iter().flatten();
            for row in bands.filter_map(|band| band["rows"].as_array_mut()).flatten() {
                if !there.contains(&row["number"]) {
                    row["number"] = Value::Null;
                }
            }
        }
    }
}

/// Millimetres of a page that runs on as the entries are reckoned, before the hazards and behind them, where more of it
/// stays empty for what is not broken; what the reckoning may be wrong by.
const BEFORE: f64 = 262.0;
const BEHIND: f64 = 240.0;
const SPARE: f64 = 12.0;
/// Cover, index, telephones, map.
const ALWAYS: usize = 5;
/// Heads of chapters and of what stands under one, with the room before them.
const HEAD: f64 = 26.0;
const UNDER: f64 = 20.0;
/// The sentence to report with; edition, changes by hand, copies given out.
const SENTENCE: f64 = 106.0;
const EDITION: f64 = 125.0;
/// A change, a thing to look at, a row of what puts out which fire.
const CHANGE: f64 = 10.0;
const ROUND: f64 = 6.0;
const MEDIUM_ROW: f64 = 11.1;
/// What one entry of a list takes, about.
const ENTRIES: [(&str, f64, f64); 8] = [
    ("compounds", 27.0, HEAD),
    ("points", 35.0, HEAD),
    ("shelters", 41.0, HEAD),
    ("routes", 19.0, UNDER),
    ("households", 16.0, HEAD),
    ("supplies", 7.5, HEAD),
    ("vehicles", 9.0, UNDER),
    ("notes", 6.0, UNDER),
];

/// Returns about how many pages a carried book has beside its hazards'.
fn beside(data: &Value, ladders: usize) -> usize {
    let sentence = if data["report_with_sounds"] == true { 0.0 } else { SENTENCE };
    let sounds = usize::from(!list_of(&data["alarms"]).is_empty());
    ALWAYS + sounds + ladders + pages(before(data) + sentence, BEFORE) + pages(behind(data), BEHIND)
}

/// Returns on how many pages of such a height so much stands.
fn pages(tall: f64, page: f64) -> usize {
    (0_u8..).take_while(|n| f64::from(*n) * page < tall).count()
}

fn headed(head: f64, tall: f64) -> f64 {
    if tall > 0.0 { head + tall } else { 0.0 }
}

/// Returns how high the chapters stand that run on before the hazards, without the sentence to report with.
fn before(data: &Value) -> f64 {
    headed(HEAD, list_of(&data["disputes"]).iter().map(dispute).sum())
        + headed(UNDER, MEDIUM_ROW * list_of(&data["media"]).len() as f64)
        + headed(HEAD, list_of(&data["common"]).iter().map(step).sum())
}

/// Returns how high those behind the hazards stand.
fn behind(data: &Value) -> f64 {
    let rounds: usize = list_of(&data["quiet"]).iter().map(|r| list_of(&r["rows"]).len()).sum();
    let lists = ENTRIES.map(|(key, each, head)| headed(head, list_of(&data[key]).len() as f64 * each));
    let changes = list_of(&data["edition"]["revisions"]).len().min(CHANGES);
    let places = headed(UNDER, list_of(&data["places"]).iter().map(place).sum());
    EDITION
        + CHANGE * changes as f64
        + places
        + lists.iter().sum::<f64>()
        + headed(HEAD, rounds as f64 * ROUND)
}

fn list_of(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}

/// Returns how high a dispute stands.
fn dispute(entry: &Value) -> f64 {
    let text = |key: &str| entry[key].as_str().unwrap_or_default();
    let issue = format!("遇到{}（{}）", text("issue"), text("hazards"));
    let issue = fit::height(fit::lines(&issue, 10.5, MEDIUM, 58.0), 10.5, 0.24);
    issue.max(fit::height(fit::lines(text("ruling"), 12.0, BOLD, 102.0), 12.0, 0.24)) + 2.4
}

/// Returns how high a place of weight stands.
fn place(entry: &Value) -> f64 {
    let lines = |text: &Value| match text.as_str() {
        None | Some("") => 0,
        Some(text) => fit::lines(text, 11.0, MEDIUM, 62.0),
    };
    let cuts: usize = list_of(&entry["cuts"]).iter().map(lines).sum();
    fit::height((lines(&entry["address"]) + lines(&entry["note"]) + cuts).max(2), 11.0, 0.34) + 3.0
}

/// Returns how high a common step stands.
fn step(entry: &Value) -> f64 {
    let line = |text: &Value| {
        let text = text.as_str().unwrap_or_default();
        fit::height(fit::lines(text, 11.5, MEDIUM, 117.5), 11.5, 0.34) + 0.9
    };
    let name = entry["name"].as_str().unwrap_or_default();
    let about = usize::from(!entry["from"].is_null()) + usize::from(!entry["minutes"].is_null());
    let roles = entry["roles"].as_str().unwrap_or_default();
    let about = about + fit::lines(roles, 10.5, MEDIUM, 35.0);
    let head =
        fit::height(fit::lines(name, 16.0, BOLD, 36.5), 16.0, 0.34) + 2.0 + fit::height(about, 10.5, 0.34);
    list_of(&entry["text"]).iter().map(line).sum::<f64>().max(head) + 3.1
}

/// Gives hazards one page in the place of a spread so that the book can be carried: of those that send nobody away, or
/// with their ways of those that do, the ones that no level sends away and of the least risk first, as far as one page holds
/// them.
fn closer(
    all: &mut [Spread],
    book: &Handbook,
    mut over: usize,
    squeeze: Squeeze,
    of: impl Fn(&Chapter, Squeeze) -> Spread,
) {
    let stays =
        |i: &usize| !all[*i].is_single() && book.hazards[*i].ways.is_empty() == (squeeze != Squeeze::Ways);
    let mut order: Vec<usize> = (0..all.len()).filter(stays).collect();
    let risk = |i: &usize| {
        let chapter = &book.hazards[*i];
        (
            chapter.ladder.iter().any(|rung| rung.leave),
            chapter.people.unwrap_or(0),
            chapter.impact.map_or(1, |g| g as usize),
            chapter.likelihood.map_or(1, |g| g as usize),
        )
    };
    order.sort_by_key(risk);
    for i in order {
        if over == 0 {
            break;
        }
        let alone = of(&book.hazards[i], squeeze);
        if alone.is_single() {
            all[i] = alone;
            over -= 1;
        }
    }
}
