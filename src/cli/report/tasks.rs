//! The towns' tasks in the report: each town with its villages against them, a county over its towns.

use serde_json::{Value, json};

use crate::cli::Workspace;
use crate::messages::Lang;
use crate::model::handbook::Handbook;
use crate::model::profile::Date;
use crate::project::VillageFiles;
use crate::town::{self, Read, tasks};

/// Tasks that the terminal names.
const TOLD: usize = 5;

/// The tasks of one town.
pub(super) struct Told {
    county: String,
    town: String,
    value: Value,
}

/// Returns the tasks of every town of a workspace; only one town's books are held at a time.
pub(super) fn of(workspace: &Workspace, today: Date, lang: Lang) -> Vec<Told> {
    let towns = town::groups(&workspace.project.villages, &workspace.library);
    towns.iter().map(|group| told(workspace, &group.villages, today, lang)).collect()
}

fn told(workspace: &Workspace, villages: &[&VillageFiles], today: Date, lang: Lang) -> Told {
    let read = Read::of(villages, &workspace.library, &workspace.press);
    let (profile, books) = (&read.profile, &read.books);
    let own = |one: &String, of: fn(&Handbook) -> &String| {
        if one.is_empty() { books.first().map(of).cloned().unwrap_or_default() } else { one.clone() }
    };
    let (county, name) =
        (own(&profile.county, |b| &b.village.county), own(&profile.town, |b| &b.village.town));
    let town = read.town(&workspace.library.set);
    Told { county, town: name, value: tasks::view(&town, today, &|zh, en| lang.pick(zh, en)) }
}

/// Puts the tasks of each town beside its villages, and their sum over all towns before them.
pub(super) fn put(data: &mut Value, all: &[Told]) {
    let rolled = sum(all);
    for town in data["towns"].as_array_mut().into_iter().flatten() {
        let own = |told: &&Told| {
            // A town without a name is called so in words.
            town["county"] == told.county.as_str()
                && (town["name"] == told.town.as_str() || told.town.is_empty())
        };
        town["tasks"] = all.iter().find(own).map_or(Value::Null, |told| told.value.clone());
    }
    data["tasks"] = rolled;
}

fn rows(told: &Told) -> impl Iterator<Item = &Value> {
    told.value["rows"].as_array().into_iter().flatten()
}

/// Every task over all towns: how many have it, how many villages lack it, where it is worst.
fn sum(all: &[Told]) -> Value {
    let mut tasks: Vec<(&str, Vec<(&Told, &Value)>)> = Vec::new();
    for told in all {
        for row in rows(told) {
            let id = row["id"].as_str().unwrap_or_default();
            match tasks.iter_mut().find(|(known, _)| *known == id) {
                Some((_, towns)) => towns.push((told, row)),
                None => tasks.push((id, vec![(told, row)])),
            }
        }
    }
    let number = |row: &Value, key: &str| row[key].as_u64().unwrap_or(0);
    let weight = |row: &Value| number(row, "days_late") * number(row, "at_risk").max(1);
    let mut summed: Vec<Value> = Vec::new();
    for (id, mut towns) in tasks {
        let met = towns.iter().filter(|(_, row)| row["state"] == "met").count();
        let late = towns.iter().filter(|(_, row)| row["state"] == "late").count();
        let unseen = towns.iter().filter(|(_, row)| row["state"] == "unseen").count();
        towns.sort_by_key(|(_, row)| std::cmp::Reverse((weight(row), number(row, "at_risk"))));
        let villages: usize =
            towns.iter().map(|(_, row)| row["lacking"].as_array().map_or(0, Vec::len)).sum();
        let (worst, first) = towns[0];
        let open = met + unseen < towns.len();
        summed.push(json!({
            "id": id, "title": first["title"], "who": first["who"], "department": first["department"],
            "when": first["when"], "towns": towns.len(), "met": met, "late": late, "unseen": unseen,
            "villages": villages, "days_late": number(first, "days_late"),
            "at_risk": towns.iter().map(|(_, row)| number(row, "at_risk")).sum::<u64>(),
            "worst": if open { worst.town.as_str() } else { "" },
            "ring": if open { first["ring"].clone() } else { json!({"who": "", "phone": ""}) },
        }));
    }
    let open = |row: &Value| number(row, "towns") > number(row, "met") + number(row, "unseen");
    summed.sort_by_key(|row| {
        (!open(row), std::cmp::Reverse(number(row, "late")), std::cmp::Reverse(weight(row)))
    });
    summed.into()
}

/// Returns the lines for the terminal: how many tasks stand how, and the worst of them.
pub(super) fn lines(data: &Value, lang: Lang) -> Vec<String> {
    let towns: Vec<&Value> = data["towns"].as_array().into_iter().flatten().collect();
    let tasks: Vec<&Value> = towns.iter().map(|town| &town["tasks"]).filter(|t| !t.is_null()).collect();
    if tasks.is_empty() {
        return Vec::new();
    }
    let count = |key: &str| tasks.iter().map(|t| t["counts"][key].as_u64().unwrap_or(0)).sum::<u64>();
    let (late, lacking, unseen, met) = (count("late"), count("lacking"), count("unseen"), count("met"));
    let listed = &tasks[0]["listed"];
    let (known, all) = (&listed["known"], &listed["all"]);
    let of_list = match lang {
        _ if *all == 0 => String::new(),
        Lang::Zh => format!("；上级{all}项：已知{known}/{all}，其余等照文件录入"),
        Lang::En => {
            format!("; of the opinion's {all}: {known}/{all} known, the rest are to be entered from its text")
        }
    };
    let mut lines = vec![match lang {
        Lang::Zh => format!("任务：逾期{late}项，缺{lacking}项，有{met}项，看不出来{unseen}项{of_list}"),
        Lang::En => format!("tasks: late {late}, lacking {lacking}, met {met}, not shown {unseen}{of_list}"),
    }];
    let open = |row: &&Value| row["state"] == "late" || row["state"] == "lacking";
    let all = tasks.iter().flat_map(|t| t["rows"].as_array().into_iter().flatten()).filter(open);
    let mut all: Vec<&Value> = all.collect();
    let number = |row: &Value, key: &str| row[key].as_u64().unwrap_or(0);
    all.sort_by_key(|row| {
        let weight = number(row, "days_late") * number(row, "at_risk").max(1);
        (std::cmp::Reverse(weight), std::cmp::Reverse(number(row, "at_risk")))
    });
    lines.extend(all.iter().take(TOLD).map(|row| line(row, lang)));
    lines
}

fn line(row: &Value, lang: Lang) -> String {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let days = match (row["days_late"].as_u64().unwrap_or(0), lang) {
        (0, _) => text(&row["word"]),
        (n, Lang::Zh) => format!("逾期{n}天"),
        (n, Lang::En) => format!("{n} days late"),
    };
    let villages = row["lacking"].as_array().map_or(0, Vec::len);
    let own = row["town"] == true;
    let lacks = match (own, villages, lang) {
        (true, 0, Lang::Zh) => "镇街自己".to_owned(),
        (true, 0, Lang::En) => "the town itself".to_owned(),
        (true, n, Lang::Zh) => format!("镇街自己和{n}个村"),
        (true, n, Lang::En) => format!("the town itself and {n} villages"),
        (false, n, Lang::Zh) => format!("缺{n}个村"),
        (false, n, Lang::En) => format!("{n} villages"),
    };
    let (who, phone) = (text(&row["ring"]["who"]), text(&row["ring"]["phone"]));
    let ring = if who.is_empty() { String::new() } else { format!("  → {who} {phone}") };
    format!("  {days}  {} {}  {lacks}{ring}", text(&row["id"]), text(&row["title"]))
}
