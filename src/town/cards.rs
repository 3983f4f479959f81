//! Cards of the town's posts and of its team: A6, what is done at once on the front, the rest and whom to
//! ring
//! on the back.

use serde_json::{Value, json};

use super::Town;
use crate::compose::{self, Family};
use crate::model::document::Document;
use crate::model::office::TownPost;
use crate::model::profile::{ContactKind, TeamKind};

/// How many of a town's command stand over all others, as the town writes it: from the top down.
const HEADS: usize = 2;
/// What the team's post is called.
const TEAM: &str = "综合救援队";

/// A post of the town: what it is called, who holds it (A, B), where, and what is said of that.
struct Post {
    called: String,
    people: Vec<String>,
    place: String,
    note: String,
    /// Those who take turns: nobody stands in for another.
    turns: bool,
}

/// Who holds which post of the town.
fn holders(town: &Town) -> Vec<Post> {
    let own = &town.profile.town_book;
    let post = |called: &str, people: &[String], place: &str| Post {
        called: called.to_owned(),
        people: people.to_vec(),
        place: place.to_owned(),
        note: String::new(),
        turns: false,
    };
    let mut found: Vec<Post> = own.command.iter().map(|(called, people)| post(called, people, "")).collect();
    let office: Vec<String> = own.office.head.iter().chain(&own.office.deputy).cloned().collect();
    if !office.is_empty() {
        found.push(post("应急办主任", &office, ""));
    }
    for (village, assigned) in &own.assigned {
        if !assigned.officers.is_empty() {
            let note = assigned.minutes.map(|n| format!("，{n}分钟到村")).unwrap_or_default();
            found.push(Post { note, ..post("驻村干部", &assigned.officers, village) });
        }
    }
    for (name, station) in &own.stations {
        if !station.leader.is_empty() {
            found.push(post("救援站站长", &station.leader, name));
        }
    }
    let mut officers: Vec<String> = Vec::new();
    for name in own.rota.iter().flat_map(|w| &w.officer) {
        if !officers.contains(name) {
            officers.push(name.clone());
        }
    }
    if !officers.is_empty() {
        found.push(Post { turns: true, ..post("值班员", &officers, "") });
    }
    found
}

/// Whom a post rings: those over it, beside it and under it; nobody rings himself.
fn calls(town: &Town, post: &Post) -> Value {
    let (called, place) = (post.called.as_str(), post.place.as_str());
    let own = &town.profile.town_book;
    // A card has room for one number.
    let row = |way: &str, name: String, phones: Value| {
        let first: Vec<&Value> = phones.as_array().into_iter().flatten().take(1).collect();
        json!({"way": way, "name": name, "phones": first})
    };
    let person = |way: &str, title: &str, name: &String| {
        let person = town.person(name);
        row(way, format!("{title} {name}"), person["phones"].clone())
    };
    let mut rows: Vec<Value> = Vec::new();
    // The town writes its command from the top down; whoever is no part of it is under all of it.
    if called == TEAM {
        let team = town.profile.teams.values().find(|team| team.kind == TeamKind::TownRescue);
        let captain =
            team.and_then(|team| team.leader.as_ref()).filter(|name| post.people.first() != Some(*name));
        rows.extend(captain.map(|name| person("上", "队长", name)));
    }
    let own_rank = own.command.get_index_of(called).unwrap_or(own.command.len());
    let others = own.command.iter().enumerate().filter(|(rank, _)| *rank != own_rank);
    let others = others.filter_map(|(rank, (title, people))| Some((rank, title, people.first()?)));
    for (rank, title, name) in others.filter(|(.., name)| post.people.first() != Some(*name)).take(3) {
        // Under the first two stand all; the rest stand beside each other.
        let way = match () {
            () if rank < own_rank && rank < HEADS => "上",
            () if own_rank < HEADS => "下",
            () => "旁",
        };
        rows.push(person(way, title, name));
    }
    let duty = town.profile.contacts.iter().find(|(_, c)| c.kind == ContactKind::TownDuty);
    rows.extend(duty.map(|(name, c)| row("值班", name.clone(), json!(c.phone))));
    // Whoever goes to one village rings the station that answers for it.
    let village = town.village(place);
    let theirs = village.and_then(|village| town.station(village)).or(own.stations.first());
    if let Some((name, station)) = theirs {
        rows.push(row("旁", name.clone(), json!(station.phone)));
    }
    let worst = town.books.iter().copied().take(if place.is_empty() { 3 } else { 0 });
    for b in worst.chain(village) {
        if let Some((title, p)) = b.call_for(crate::model::role::known::COMMANDER) {
            rows.push(row("下", format!("{} {title} {}", b.village.name, p.name), json!(p.phones)));
        }
    }
    rows.into_iter().collect()
}

/// The card of a post; `family` gives it its number, which is that of the post and its place, not of who holds it.
fn card(town: &Town, family: &Family, duties: &TownPost, post: &Post) -> Value {
    let sources = town.sources(duties);
    let from = match sources.first() {
        Some(source) => format!("职责见《{}》{}；做法是本手册的", source.title, source.article),
        None => "本手册做法".to_owned(),
    };
    let [warning, first, soon, after, rules] =
        [&duties.warning, &duties.first, &duties.soon, &duties.after, &duties.rules]
            .map(|acts| town.all_said(acts));
    let Post { called, people, place, note, turns } = post;
    let to = [called.as_str(), place].into_iter().chain(people.iter().map(String::as_str));
    json!({
        "number": compose::card_number(family, &format!("{called}/{place}")),
        "to": to.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" "),
        "post": called, "place": format!("{place}{note}"),
        "people": people.iter().map(|name| json!({"name": name})).collect::<Value>(),
        "warning": warning, "first": first, "soon": soon, "after": after, "rules": rules,
        "from": from, "calls": calls(town, post), "deputy": people.get(1).filter(|_| !turns), "turns": turns,
    })
}

/// Returns the cards of the town's posts; `None` where nobody holds one or no duties are known.
pub fn duty_cards(town: &Town) -> Option<Document> {
    let of = |post: &Post| {
        Some(card(town, super::CARDS, town.plans.town.post(&post.called, town.called())?, post))
    };
    let cards: Vec<Value> = holders(town).iter().filter_map(of).collect();
    let title = format!("{}岗位卡", town.called());
    (!cards.is_empty()).then(|| town.document(super::CARDS, title, json!({"cards": cards})))
}

/// Returns the posts that somebody holds and of which no duties are known: they have no card.
pub fn without_duties(town: &Town) -> Vec<String> {
    let mut posts: Vec<String> = holders(town).into_iter().map(|post| post.called).collect();
    posts.retain(|called| town.plans.town.post(called, town.called()).is_none());
    posts
}

/// Returns the cards of the team, one a member.
pub fn team_cards(town: &Town) -> Option<Document> {
    let duties = town.plans.town.post(TEAM, town.called())?;
    let cards: Vec<Value> = (town.profile.town_book.members.iter())
        .filter_map(|member| {
            let name = member.name.clone()?;
            let post = Post {
                called: TEAM.to_owned(),
                people: vec![name.clone()],
                place: member.task.clone(),
                note: String::new(),
                turns: false,
            };
            let mut data = card(town, super::TEAM, duties, &post);
            // Of whoever it is, whatever he is for today.
            data["number"] = json!(compose::card_number(super::TEAM, &name));
            data["to"] = json!(name);
            data["gear"] = json!(member.gear);
            data["group"] = json!(member.group);
            Some(data)
        })
        .collect();
    let title = format!("{}综合队队员卡", town.called());
    (!cards.is_empty()).then(|| town.document(super::TEAM, title, json!({"cards": cards})))
}
