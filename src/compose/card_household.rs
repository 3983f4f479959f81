//! Household cards 避险明白卡: what to listen for, where to go, whom to ask; the official form on the back.

use serde_json::{Value, json};

use super::escape::{self, Escape};
use super::{Absent, Card, Desk, Draft, stamp, words};
use crate::model::document::Audience;
use crate::model::handbook::{Handbook, Holder, Household, PointEntry};
use crate::model::plan::Sense;
use crate::model::profile::Kind;
use crate::model::role::known;
use crate::model::ways::Way;

/// What the layout leaves out.
pub(super) const UNPRINTED: &[&str] = &["cards/code", "go/address", "go/via", "cards/see"];

/// Lines for a family that does not say how many it is.
const FAMILY: u32 = 5;
/// Who keeps the three copies of the official form.
const COPIES: [&str; 3] = ["户主留存", "村委会留存", "发放单位留存"];

/// Returns one card for each household and each place it flees to; three copies with the form for the file.
pub(super) fn compose(desk: &Desk) -> Result<Draft, Absent> {
    let book = desk.book;
    let copies: &[&str] = if desk.audience == Audience::File { &COPIES } else { &[""] };
    let mut cards = Vec::new();
    for home in book.homes() {
        for (escape, way) in escape::household(home, book) {
            cards.extend(copies.iter().map(|copy| card(home, &escape, &way, &desk.names.said(copy), desk)));
        }
    }
    if cards.is_empty() {
        return Err(Absent::Households);
    }
    Ok(Draft {
        title: format!("{}避险明白卡", book.village.name),
        data: json!({}),
        cards,
        assets: Vec::new(),
    })
}

fn card(home: &Household, escape: &Escape, way: &Way, copy: &str, desk: &Desk) -> Card {
    let book = desk.book;
    let shelter = book.shelters.iter().find(|s| s.name == escape.shelter);
    let route = way.route_in(&book.routes);
    let point = (book.points.iter()).find(|p| {
        home.points.contains(&p.name) && p.hazards.iter().any(|h| escape.ids().contains(&h.as_str()))
    });
    let (first, rest) = escape.hazards.split_first().expect("a group has a hazard");
    let tag = std::iter::once(first).chain(rest).map(|h| h.short.as_str()).collect::<Vec<_>>().join("、");
    Card {
        number: format!("H-{}-{:03}", stamp::tag(&format!("{}/{}", home.head, home.address)), first.number),
        to: if home.count > 1 {
            format!("{}各户，共{}户", home.address, home.count)
        } else {
            format!("{} {}", home.address, home.head).trim().to_owned()
        },
        hazards: escape.hazards.iter().map(|h| h.id.clone()).collect(),
        role: None,
        data: json!({
            "page": 1, "pages": 1, "copy": copy, "tag": tag,
            "hazards": escape.hazards.iter().map(|h| json!({"name": h.short, "icon": h.icon})).collect::<Value>(),
            "head": if home.count > 1 { "＿＿＿＿" } else { &home.head }, "zone": words::zone(home.zone), "address": home.address, "group": home.group, "members": words::number(home.members),
            "start": start(home), "hear": starts(home, book), "see": escape.leave_signs(point, &home.needs),
            "go": {
                "shelter": escape.shelter, "address": shelter.map(|s| s.address.as_str()).unwrap_or_default(),
                "route": route.map(|r| r.name.as_str()).unwrap_or_default(), "via": route.map(|r| r.via.clone()).unwrap_or_default(),
                "minutes": route.and_then(|r| r.minutes), "second": escape.second(),
                "outdoor": shelter.is_some_and(|s| s.setting == crate::model::profile::Setting::Outdoor),
                "wind": escape.wind(),
            },
            "who": who(home, point, book), "transport": home.transport, "bring": book.bag, "forbid": escape.forbid(),
            "needs": home.needs, "phones": home.phones,
            "official": (desk.audience == Audience::File).then(|| official(home, point, escape, way, book)),
        }),
    }
}

/// Returns the signals that concern a household: leave, get ready.
pub(super) fn hear(book: &Handbook) -> Value {
    let wanted = ["evacuate", "ready"].into_iter().filter_map(|id| book.alarms.iter().find(|a| a.id == id));
    wanted.map(|a| json!({"meaning": a.meaning, "text": a.text, "level": null})).collect()
}

/// Returns the head of the first column: nobody's card begins with what he cannot perceive.
fn start(home: &Household) -> Value {
    let (icon, words) =
        if words::notices(Sense::Hear, &home.needs) { ("ear", "听到") } else { ("people", "等人拉") };
    json!({"icon": icon, "words": words})
}

/// Returns what makes a household leave: the signals; before them, where somebody does not hear, who comes to
/// fetch him.
fn starts(home: &Household, book: &Handbook) -> Value {
    if words::notices(Sense::Hear, &home.needs) {
        return hear(book);
    }
    let blank = "＿＿＿＿";
    let nth = |n: usize| home.helpers.get(n).map(|h| h.name.as_str());
    let fetched = json!({"meaning": format!("{}来拉你", nth(0).unwrap_or(blank)), "text": "进门拍灯、拉你，跟着就走", "level": null});
    let other = json!({"meaning": format!("要不就是{}", nth(1).unwrap_or(blank)), "text": "手机震、灯闪、邻居跑，也马上走", "level": null});
    // Others at home may hear: the signal to leave.
    let rest = hear(book)
        .as_array()
        .and_then(|all| all.first().cloned())
        .filter(|_| home.members.is_none_or(|n| n > 1));
    [fetched, other].into_iter().chain(rest).collect()
}

/// Returns up to three people to call: who comes for this household, who watches the danger, who commands.
fn who(home: &Household, point: Option<&PointEntry>, book: &Handbook) -> Value {
    let grid = book.grids.iter().find(|g| g.area.split(['，', '、']).any(|part| part == home.group));
    let helper = home.helpers.first().map(|h| ("结对责任人", h));
    let warner = home.warners.first().map(|h| ("预警责任人", h));
    let officer = grid.and_then(|g| g.officers.first()).map(|h| ("网格员", h));
    let watcher = point.and_then(|p| p.watchers.first()).map(|h| ("盯守人", h));
    let mut calls: Vec<(&str, &Holder)> = Vec::new();
    for (label, person) in helper
        .or(officer)
        .into_iter()
        .chain(warner)
        .chain(watcher)
        .chain(book.call_for(known::COMMANDER))
        .chain(book.call_for(known::MANAGER))
    {
        if calls.len() < 3 && calls.iter().all(|(_, seen)| seen.name != person.name) {
            calls.push((label, person));
        }
    }
    calls.iter().map(|(label, person)| call(label, person)).collect()
}

/// Returns a row of a list of numbers.
pub(super) fn call(label: &str, person: &Holder) -> Value {
    json!({"label": label, "name": person.name, "number": person.phones.first()})
}

/// Returns the fields of the national form 地质灾害防灾避险明白卡; what the profile does not say is left to write in.
fn official(
    home: &Household,
    point: Option<&PointEntry>,
    escape: &Escape,
    way: &Way,
    book: &Handbook,
) -> Value {
    let person =
        |holder: Option<&Holder>| holder.map(|h| json!({"name": h.name, "number": h.phones.first()}));
    let role = |id: &str| book.role(id).and_then(|r| r.holders.first());
    let shelter = book.shelters.iter().find(|s| s.name == escape.shelter);
    let route = way.route_in(&book.routes).map(words::way).unwrap_or_default();
    let cautions = escape.hazards.iter().flat_map(|h| h.forbidden_to("everyone").into_iter().take(2)).take(3);
    json!({
        "hazard_type": escape.hazards.iter().map(|h| h.name.as_str()).collect::<Vec<_>>().join("、"),
        "scale": point.map(|p| p.scale.as_str()).unwrap_or_default(), "relation": point.map(|p| p.place.as_str()).unwrap_or_default(),
        "cause": point.map(|p| p.cause.as_str()).unwrap_or_default(), "house": home.house, "cautions": cautions.map(|f| format!("不准{}", f.text)).collect::<Vec<_>>(),
        "watcher": person(point.and_then(|p| p.watchers.first())),
        "warning_signal": book.alarms.iter().find(|a| a.id == "evacuate").map(|a| a.text.as_str()).unwrap_or_default(),
        "issuer": person(role(known::WARNING).or(role(known::COMMANDER))),
        "route": route, "shelter": escape.shelter, "keeper": person(shelter.and_then(|s| s.keepers.first())),
        "rescue": person(role(known::RESCUE)), "office": office(book), "office_head": person(role(known::COMMANDER)),
        "family": home.family.iter().map(|f| json!({"name": f.name, "sex": f.sex, "age": f.age})).collect::<Value>(),
        "members_lines": home.members.unwrap_or(FAMILY).clamp(2, 8).max(u32::try_from(home.family.len()).unwrap_or(0)),
    })
}

/// Returns the committee that hands the cards out.
pub(super) fn office(book: &Handbook) -> String {
    let committee = if book.village.kind == Kind::Community { "居民委员会" } else { "村民委员会" };
    format!(
        "{}{committee}",
        book.village.name.trim_end_matches(['村', '社', '区']).to_owned()
            + if book.village.kind == Kind::Community { "社区" } else { "村" }
    )
}
