//! Cards of the town's posts and of its team: A6, what is done at once on the front, the rest and whom to
//! ring
//! on the back.

use serde_json::{Value, json};

use super::Town;
use crate::model::document::Document;
use crate::model::office::TownPost;
use crate::model::profile::ContactKind;

/// Who holds which post of the town: A, B.
fn holders(town: &Town) -> Vec<(String, Vec<String>, String)> {
    let own = &town.profile.town_book;
    let mut found: Vec<(String, Vec<String>, String)> = Vec::new();
    for (post, people) in &own.command {
        found.push((post.clone(), people.clone(), String::new()));
    }
    let office: Vec<String> = own.office.head.iter().chain(&own.office.deputy).cloned().collect();
    if !office.is_empty() {
        found.push(("应急办主任".to_owned(), office, String::new()));
    }
    for (village, assigned) in &own.assigned {
        if !assigned.officers.is_empty() {
            let minutes = assigned.minutes.map(|n| format!("，{n}分钟到村")).unwrap_or_default();
            found.push(("驻村干部".to_owned(), assigned.officers.clone(), format!("{village}{minutes}")));
        }
    }
    for (name, station) in &own.stations {
        if !station.leader.is_empty() {
            found.push(("救援站站长".to_owned(), station.leader.clone(), name.clone()));
        }
    }
    let mut officers: Vec<String> = Vec::new();
    for name in own.rota.iter().flat_map(|w| &w.officer) {
        if !officers.contains(name) {
            officers.push(name.clone());
        }
    }
    if !officers.is_empty() {
        found.push(("值班员".to_owned(), officers, String::new()));
    }
    found
}

/// Whom a post rings: those over it, beside it and under it.
fn calls(town: &Town, post: &str, place: &str) -> Value {
    let own = &town.profile.town_book;
    let row = |way: &str, name: String, phones: Value| json!({"way": way, "name": name, "phones": phones});
    let person = |way: &str, title: &str, name: &String| {
        let person = town.person(name);
        row(way, format!("{title} {name}"), person["phones"].clone())
    };
    let mut rows: Vec<Value> = Vec::new();
    // The town writes its command from the top down; whoever is no part of it is under all of it.
    let own_rank = own.command.get_index_of(post).unwrap_or(own.command.len());
    for (rank, (title, people)) in
        own.command.iter().enumerate().filter(|(rank, _)| *rank != own_rank).take(3)
    {
        let way = if rank < own_rank { "上" } else { "下" };
        rows.extend(people.first().map(|name| person(way, title, name)));
    }
    let duty = town.profile.contacts.iter().find(|(_, c)| c.kind == ContactKind::TownDuty);
    rows.extend(duty.map(|(name, c)| row("值班", name.clone(), json!(c.phone))));
    for (name, station) in own.stations.iter().take(1) {
        rows.push(row("旁", name.clone(), json!(station.phone)));
    }
    let villages =
        town.books.iter().filter(|b| place.is_empty() || place.starts_with(b.village.name.as_str()));
    for b in villages.take(if place.is_empty() { 3 } else { 1 }) {
        if let Some((title, p)) = b.call_for(crate::model::role::known::COMMANDER) {
            rows.push(row("下", format!("{} {title} {}", b.village.name, p.name), json!(p.phones)));
        }
    }
    rows.into_iter().collect()
}

fn card(town: &Town, post: &TownPost, called: &str, people: &[String], place: &str) -> Value {
    let sources = town.plans.town.read(post);
    let from = match sources.first() {
        Some(source) => format!("职责见《{}》{}；做法是本手册的", source.title, source.article),
        None => "本手册做法".to_owned(),
    };
    json!({
        "post": called, "place": place,
        "people": people.iter().map(|name| town.person(name)).collect::<Value>(),
        "warning": post.warning, "first": post.first, "soon": post.soon, "after": post.after,
        "rules": post.rules,
        "from": from, "calls": calls(town, called, place), "deputy": people.get(1),
    })
}

/// Returns the cards of the town's posts; `None` where nobody holds one or no duties are known.
pub fn duty_cards(town: &Town) -> Option<Document> {
    let cards: Vec<Value> = holders(town)
        .into_iter()
        .filter_map(|(post, people, place)| {
            Some(card(town, town.plans.town.post(&post)?, &post, &people, &place))
        })
        .collect();
    let title = format!("{}岗位卡", town.called());
    (!cards.is_empty()).then(|| town.document(super::CARDS, title, json!({"cards": cards})))
}

/// Returns the cards of the team, one a member.
pub fn team_cards(town: &Town) -> Option<Document> {
    let post = town.plans.town.post("综合救援队")?;
    let cards: Vec<Value> = (town.profile.town_book.members.iter())
        .filter_map(|member| {
            let name = member.name.clone()?;
            let mut data = card(town, post, "综合救援队", std::slice::from_ref(&name), &member.task);
            data["gear"] = json!(member.gear);
            data["group"] = json!(member.group);
            Some(data)
        })
        .collect();
    let title = format!("{}综合队队员卡", town.called());
    (!cards.is_empty()).then(|| town.document(super::TEAM, title, json!({"cards": cards})))
}
