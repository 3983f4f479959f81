//! The list on paper: to be ticked by hand when there is no screen.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{Call, Group, Person, Seats, Tonight};
use crate::compose::words;
use crate::model::document::{Audience, Document, Finish, Item};
use crate::model::handbook::Handbook;
use crate::model::phone::joined;
use crate::model::plan::Level;

const NAME: &str = "tonight";

/// Returns the list as a document: A4, calls first, then homes by who fetches them.
pub fn sheet(tonight: &Tonight, book: &Handbook) -> Document {
    let level = tonight.level.map(words::level);
    let what =
        format!("{}{}", tonight.hazards.join("、"), tonight.level.map(Level::name).unwrap_or_default());
    let title = format!("{} 今晚：{what}", tonight.village);
    let names = tonight.calls.iter().map(|call| &call.person.name);
    let heads = tonight.groups.iter().flat_map(|group| &group.homes).map(|home| &home.head);
    let wanted: BTreeSet<&String> = names.chain(heads).filter(|name| !name.is_empty()).collect();
    let item = |name: &String| Item { wordings: vec![vec![name.clone()]], times: 1, at: "name".to_owned() };
    let items = wanted.into_iter().map(item).collect();
    Document {
        family: NAME,
        layout: "tonight.typ",
        audience: Audience::Duty,
        date: book.issued(),
        ident: format!("{NAME}/{}/{what}", tonight.code),
        finish: Finish::Plain,
        assets: Vec::new(),
        cards: Vec::new(),
        book: None,
        items,
        data: json!({
            "title": title, "village": tonight.village, "hazards": tonight.hazards, "level": level, "mark": book.mark(),
            "edition": book.edition.number.map(|n| format!("第{n}版")).unwrap_or_default(),
            "calls": tonight.calls.iter().map(call).collect::<Value>(),
            "groups": tonight.groups.iter().map(group).collect::<Value>(),
            "shelters": tonight.shelters.iter().map(seats).collect::<Value>(),
            "forbid": tonight.forbid, "gaps": tonight.gaps,
        }),
        title,
    }
}

fn person(person: &Person) -> Value {
    json!({"name": person.name, "phones": person.phones})
}

fn call(call: &Call) -> Value {
    json!({
        "posts": call.posts.join("、"), "person": person(&call.person),
        "deputies": call.deputies.iter().map(person).collect::<Value>(), "say": call.say.join("；"),
    })
}

fn group(group: &Group) -> Value {
    let home = |home: &super::Home| {
        json!({
            "head": home.head, "count": home.count, "address": home.address, "members": words::number(home.members),
            "needs": home.needs.join("、"), "phone": joined(&home.phones), "transport": home.transport,
            "route": home.route, "shelter": home.shelter, "minutes": home.minutes,
        })
    };
    json!({
        "helpers": group.helpers.iter().map(person).collect::<Value>(), "people": words::people(group.people),
        "count": group.people.homes, "homes": group.homes.iter().map(home).collect::<Value>(),
    })
}

fn seats(seats: &Seats) -> Value {
    json!({
        "name": seats.name, "address": seats.address, "keepers": seats.keepers.iter().map(person).collect::<Value>(),
        "expected": words::people(seats.expected), "homes": seats.expected.homes, "capacity": seats.capacity,
    })
}
