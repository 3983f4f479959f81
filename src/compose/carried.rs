//! The book that is carried: what of the whole it has, and how it is kept to as many pages as one carries. What it has
//! no room for stands in the file's edition, and it says so.

use serde_json::{Value, json};

use super::fit::{self, BOLD, MEDIUM};
use super::ladder::LEAFLET;
use super::spread::{Spread, Squeeze};
use super::words;
use crate::model::handbook::{Chapter, Handbook};
use crate::model::plan::Phase;
use crate::model::profile::Revision;

/// Takes out what is not carried: the steps of events of several hazards, who is over whom, what has been
/// done and is to be done in quiet times, the village in figures, the life of the plan, old changes.
pub(super) fn taken(data: &mut Value, notes: &[Revision]) {
    for list in ["teams", "inspections", "drills", "training", "history"] {
        data[list] = json!([]);
    }
    data["edition"]["life"] = json!([]);
    data["overview"] = json!({"groups": []});
    if let Some(changes) = data["edition"]["revisions"].as_array_mut() {
        let old = changes.len().saturating_sub(CHANGES);
        let mut at = 0..;
        // What the village itself wrote down is never pushed out by what its history says.
        changes.retain(|row| {
            at.next() >= Some(old) || notes.iter().any(|note| row["change"] == note.change.as_str())
        });
    }
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

/// Changes that the carried book tells of, the last ones.
const CHANGES: usize = 5;

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
    joined(data, book);
    let over = |all: &[Spread], data: &Value| {
        let pages: usize = all.iter().map(|spread| 2 - usize::from(spread.is_single())).sum();
        (beside(data, ladders) + pages).saturating_sub(CARRIED)
    };
    let many = over(all, data);
    closer(all, book, many, Squeeze::Page, &of);
    if over(all, data) == 0 {
        return true;
    }
    data["quiet"] = json!([]);
    let mut left = vec![json!("平时查什么")];
    if over(all, data) > 0 {
        left.extend(lean(data, book));
    }
    data["elsewhere"] = json!(left);
    for squeeze in [Squeeze::Night, Squeeze::Ways] {
        let many = over(all, data);
        closer(all, book, many, squeeze, &of);
    }
    false
}

/// Puts the sentence to report with under the sounds where it has room, and leaves of the many hazards that a dispute is
/// about the first.
fn joined(data: &mut Value, book: &Handbook) {
    let sounds = (1..=SOUNDS).contains(&book.alarms.len()) && !book.report_formula.is_empty();
    if sounds && book.hazards.len() >= LEAFLET {
        data["report_at"] = json!("sounds");
    }
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
    let later: Vec<&str> =
        book.common.iter().filter(|c| c.phase == Phase::Recover).map(|c| c.name.as_str()).collect();
    if !later.is_empty() {
        if let Some(common) = data["common"].as_array_mut() {
            common.retain(|c| c["phase"] != words::phase(Phase::Recover));
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

/// Millimetres of a page that runs on.
const PAGE: f64 = 246.0;
/// Cover, index, telephones, map.
const ALWAYS: usize = 5;
/// Heads of chapters and of what stands under one, with the room before them.
const HEAD: f64 = 26.0;
const UNDER: f64 = 20.0;
/// The sentence to report with; edition, telephone numbers changed by hand, copies given out.
const SENTENCE: f64 = 100.0;
const EDITION: f64 = 135.0;
/// What one entry of a list takes, about.
const ENTRIES: [(&str, f64, f64); 9] = [
    ("compounds", 30.0, HEAD),
    ("points", 40.0, HEAD),
    ("shelters", 46.0, HEAD),
    ("routes", 22.0, UNDER),
    ("households", 16.0, HEAD),
    ("supplies", 7.5, HEAD),
    ("vehicles", 9.0, UNDER),
    ("places", 12.0, UNDER),
    ("notes", 6.0, UNDER),
];

/// Returns about how many pages a carried book has beside its hazards'.
fn beside(data: &Value, ladders: usize) -> usize {
    let list = |key: &str| data[key].as_array().map(Vec::as_slice).unwrap_or_default();
    let headed = |head: f64, tall: f64| if tall > 0.0 { head + tall } else { 0.0 };
    let mut front = headed(HEAD, list("disputes").iter().map(dispute).sum())
        + headed(UNDER, 11.5 * list("media").len() as f64)
        + headed(HEAD, list("common").iter().map(step).sum());
    if data["report_at"] == "common" {
        front += SENTENCE;
    }
    let mut back = EDITION + 10.0 * list_of(&data["edition"]["revisions"]).len().min(CHANGES) as f64;
    for (key, each, head) in ENTRIES {
        back += headed(head, list(key).len() as f64 * each);
    }
    let rounds = list("quiet").iter().map(|r| list_of(&r["rows"]).len()).sum::<usize>();
    back += headed(HEAD, rounds as f64 * 6.0);
    let pages = |tall: f64| (0_u8..).take_while(|n| f64::from(*n) * PAGE < tall).count();
    if std::env::var_os("DBG").is_some() {
        eprintln!("DBG front {front:.0} = {:.2} back {back:.0} = {:.2} ladders {ladders} rounds {rounds}; disputes {:.0} media {:.0} common {:.0} {}", front/PAGE, back/PAGE,
          list("disputes").iter().map(dispute).sum::<f64>(), 11.5 * list("media").len() as f64, list("common").iter().map(step).sum::<f64>(),
          ENTRIES.iter().map(|(k,e,_)| format!("{k} {}×{e}", list(k).len())).collect::<Vec<_>>().join(", "));
    }
    ALWAYS + usize::from(!list("alarms").is_empty()) + ladders + pages(front) + pages(back)
}

fn list_of(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}

/// Returns how high a dispute stands.
fn dispute(entry: &Value) -> f64 {
    let text = |key: &str| entry[key].as_str().unwrap_or_default();
    let issue = format!("遇到{}（{}）", text("issue"), text("hazards"));
    let issue = fit::height(fit::lines(&issue, 10.5, MEDIUM, 58.0), 10.5, 0.24);
    issue.max(fit::height(fit::lines(text("ruling"), 12.0, BOLD, 102.0), 12.0, 0.24)) + 2.8
}

/// Returns how high a common step stands.
fn step(entry: &Value) -> f64 {
    let line = |text: &Value| {
        let text = text.as_str().unwrap_or_default();
        fit::height(fit::lines(text, 11.5, MEDIUM, 115.0), 11.5, 0.34) + 0.9
    };
    let name = entry["name"].as_str().unwrap_or_default();
    let about = usize::from(!entry["from"].is_null()) + usize::from(!entry["minutes"].is_null());
    let roles = entry["roles"].as_str().unwrap_or_default();
    let about = about + fit::lines(roles, 10.5, MEDIUM, 38.0);
    let head = fit::height(fit::lines(name, 16.0, BOLD, 38.0), 16.0, 0.34)
        + 2.0
        + fit::height(about, 10.5, 0.34);
    list_of(&entry["text"]).iter().map(line).sum::<f64>().max(head) + 3.7
}

/// Gives hazards one page in the place of a spread so that the book can be carried: of those that send nobody away, or
/// with their ways of those that do, the ones of the least risk, as far as one page holds them.
fn closer(
    all: &mut [Spread],
    book: &Handbook,
    mut over: usize,
    squeeze: Squeeze,
    of: impl Fn(&Chapter, Squeeze) -> Spread,
) {
    let stays = |i: &usize| {
        !all[*i].is_single() && book.hazards[*i].ways.is_empty() == (squeeze != Squeeze::Ways)
    };
    let mut order: Vec<usize> = (0..all.len()).filter(stays).collect();
    let risk = |i: &usize| {
        let chapter = &book.hazards[*i];
        (
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
