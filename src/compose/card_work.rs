//! Work cards 地质灾害防灾工作明白卡: every field of the official form, for those who answer for a geological risk
//! point.

use serde_json::{Value, json};

use super::card_site::hazards;
use super::parts::{rich, ring};
use super::ruled::{Cell, Entry, Fill, Hand, Row};
use super::{Absent, Card, Desk, Draft, escape, fit, stamp, words};
use crate::model::handbook::{Chapter, Handbook, Holder, PointEntry};
use crate::model::phone::Phone;
use crate::model::profile::ContactKind;
use crate::model::role::known;
use crate::model::ways::Way;
use crate::ruler::fit::{Over, bold, name as name_in, plain, seat};

/// What the layout leaves out.
pub(super) const UNPRINTED: &[&str] = &["/title", "cards/code", "cards/stamp", "cards/number"];

/// The warning signal that geological hazards share.
const SIGNAL: &str = "geology";

pub(super) fn compose(desk: &Desk) -> Result<Draft, Absent> {
    let book = desk.book;
    let geological = |chapter: &&Chapter| chapter.signals.iter().any(|s| s.id == SIGNAL);
    let mut cards = Vec::new();
    for point in &book.points {
        let hazards: Vec<&Chapter> = hazards(point, book).into_iter().filter(geological).collect();
        if !hazards.is_empty() {
            cards.push(card(point, &hazards, desk));
        }
    }
    if cards.is_empty() {
        return Err(Absent::Geology);
    }
    Ok(Draft {
        title: format!("{}地质灾害防灾工作明白卡", book.village.name),
        data: json!({}),
        cards,
        assets: Vec::new(),
    })
}

fn card(point: &PointEntry, hazards: &[&Chapter], desk: &Desk) -> Card {
    let watcher = point.watchers.first();
    let number = format!("G-{}", stamp::tag(&point.name));
    let (book, names) = (desk.book, &desk.names);
    let who = |name: &str, room: &str| (!name.is_empty()).then(|| name_in(name, seat("work", room)));
    let ringing = |holder: Option<&Holder>| {
        holder.and_then(|h| h.phones.first()).map(|phone| ring(phone, seat("work", "number")))
    };
    Card {
        to: format!("盯守人 {}", words::names(&point.watchers)),
        hazards: hazards.iter().map(|h| h.id.clone()).collect(),
        role: None,
        data: json!({
            "page": 1, "pages": 1,
            "form": form(&groups(point, hazards, book)),
            "issuer": {
                "name": who(&names.committee(), "issuer"), "number": ringing(first(known::MANAGER, book).map(|(_, h)| h)),
            },
            "issued": words::date(book.issued()),
            "holder": {"name": who(watcher.map_or("", |w| &w.name), "holder"), "number": ringing(watcher)},
        }),
        holders: watcher.map(|w| w.name.clone()).into_iter().collect(),
        foot: Some(("work", "foot")),
        number,
        ..Card::default()
    }
}

/// Returns the rows of the form at the largest size at which they go, opened alike where room is left.
fn form(groups: &[Vec<Vec<Cell>>]) -> Value {
    let limits = limits();
    let length = |key: &str| fit::number(limits, key);
    let room = length("tall");
    let set = |size: f64| -> Vec<Vec<Row>> {
        let hand = Hand {
            size,
            number: size.max(length("number")),
            label: length("label"),
            least: [length("row"); 2],
            around: length("around"),
            inset: length("inset"),
            edge: length("inset"),
            lead: length("lead"),
        };
        groups.iter().map(|rows| rows.iter().map(|row| hand.row(row)).collect()).collect()
    };
    let need = |set: &[Vec<Row>]| set.iter().flatten().map(|row| row.tall).sum::<f64>();
    let sizes = fit::sizes(limits, "sizes");
    let mut tries = sizes.iter().map(|size| set(*size));
    let fitting = tries.find(|set| need(set) <= room);
    let set = fitting.unwrap_or_else(|| set(sizes.last().copied().unwrap_or_default()));
    let need = need(&set);
    let count = u32::try_from(set.iter().flatten().count().max(1)).map_or(1.0, f64::from);
    let more = ((room - need) / count).max(0.0);
    let group = |rows: &Vec<Row>| {
        let tall: f64 = rows.iter().map(|row| row.tall + more).sum();
        json!({"h": tall, "rows": rows.iter().map(|row| row.data(more)).collect::<Value>()})
    };
    let mut data = json!({"groups": set.iter().map(group).collect::<Value>()});
    if need > room {
        data["over"] = json!(Over { need, have: room });
    }
    data
}

fn limits() -> &'static Value {
    fit::form("work-form")
}

/// Returns the groups of the form: what the point is, how it is watched, how people get away.
fn groups<'a>(point: &'a PointEntry, hazards: &[&Chapter], book: &'a Handbook) -> [Vec<Vec<Cell<'a>>>; 3] {
    let names = hazards.iter().map(|h| h.name.as_str()).collect::<Vec<_>>().join("、");
    let signs = point.signs.iter().map(|sign| sign.text.as_str()).collect::<Vec<_>>().join("；");
    let signal = book.alarms.iter().find(|a| a.id == "evacuate").map_or("", |a| a.text.as_str());
    let (shelter, routes) = refuge(point, hazards, book);
    let threatened = {
        let (homes, people) = book.threatened(point);
        words::threatened(homes, people)
    };
    let unit = |name: &'a str, holder: &'a Holder| (name, holder.name.as_str(), holder.phones.first());
    let post = |id: &str| first(id, book).map(|(name, holder)| unit(name, holder));
    let rescue = first(known::RESCUE, book).map(|(_, holder)| unit("救援队", holder));
    [
        vec![
            vec![cell("名称", &point.name)],
            vec![cell("野外编号", &point.field_number), cell("统一编号", &point.unified_number)],
            vec![cell("灾害位置", &point.place)],
            vec![cell("类型及规模", &told([&names, &point.scale], "；"))],
            vec![cell("诱发因素", &point.cause), cell("威胁对象", &threatened)],
        ],
        vec![
            call("监测负责人", point.watchers.first(), "联系电话"),
            vec![cell("监测的主要迹象", &signs)],
            vec![cell("监测的主要手段和方法", &told([&point.methods, &point.cycle], "，"))],
            vec![cell("临灾预报的判据", &criteria(hazards).join("； "))],
        ],
        vec![
            vec![cell("预定避灾地点", &shelter.unwrap_or_default()), cell("预定报警信号", signal)],
            vec![cell("预定疏散路线", &routes.join("；"))],
            call("疏散命令\n发布人", first(known::COMMANDER, book).map(|(_, h)| h), "值班电话"),
            answers("抢、排险\n单位", rescue),
            answers("治安保卫单位", post(known::SECURITY)),
            answers("医疗救护单位", post(known::DOCTOR).or_else(|| hospital(book))),
        ],
    ]
}

/// Returns what was said of two facts, one behind the other.
fn told(facts: [&str; 2], mark: &str) -> String {
    facts.into_iter().filter(|fact| !fact.is_empty()).collect::<Vec<_>>().join(mark)
}

fn cell<'a>(label: &'a str, text: &str) -> Cell<'a> {
    Cell::of(limits(), label, Fill::words(if text.is_empty() { Vec::new() } else { rich(text) }))
}

fn number<'a>(label: &'a str, phone: Option<&'a Phone>) -> Cell<'a> {
    Cell::of(limits(), label, phone.map_or(Fill::Squares, Fill::Number))
}

/// A person, and the number right behind.
fn call<'a>(label: &'a str, holder: Option<&'a Holder>, ringing: &'a str) -> Vec<Cell<'a>> {
    vec![
        Cell::of(limits(), label, Fill::name(holder.map_or("", |h| &h.name))),
        number(ringing, holder.and_then(|h| h.phones.first())),
    ]
}

/// A unit and who answers for it: its name, his and his number.
type Unit<'a> = (&'a str, &'a str, Option<&'a Phone>);

/// A unit and who answers for it, and the number right behind; what is missing is a line to write on.
fn answers<'a>(label: &'a str, unit: Option<Unit<'a>>) -> Vec<Cell<'a>> {
    const HIGH: f64 = 8.0;
    let (name, leader, phone) = unit.unwrap_or_default();
    let leads = "负责人";
    let entries = vec![
        if name.is_empty() { Entry::Line("", 54.0, HIGH) } else { Entry::Words(vec![plain(name)]) },
        if leader.is_empty() {
            Entry::Line(leads, 38.0, HIGH)
        } else {
            Entry::Words(vec![plain(format!("{leads} ")).sized(11.0), bold(leader).held()])
        },
    ];
    vec![Cell::of(limits(), label, Fill::Entries(entries)), number("值班电话", phone)]
}

/// Returns a post and who holds it first.
fn first<'b>(id: &str, book: &'b Handbook) -> Option<(&'b str, &'b Holder)> {
    let role = book.role(id)?;
    Some((&role.name, role.holders.first()?))
}

fn hospital(book: &Handbook) -> Option<Unit<'_>> {
    let contact = book.phones.outside.iter().find(|c| c.kind == ContactKind::Hospital)?;
    Some((&contact.name, &contact.person, contact.phones.first()))
}

/// Returns at what figures people leave.
fn criteria<'h>(hazards: &[&'h Chapter]) -> Vec<&'h str> {
    hazards.iter().flat_map(|h| h.trigger.split('；')).filter(|trigger| !trigger.is_empty()).collect()
}

/// Returns where people of a point go and by which ways. What nobody said is left to write in, but a hazard's
/// main shelter is known.
fn refuge(point: &PointEntry, hazards: &[&Chapter], book: &Handbook) -> (Option<String>, Vec<String>) {
    let ways: Vec<Way> = escape::point(point, hazards, book).into_iter().flat_map(|(_, ways)| ways).collect();
    let shelters = distinct(&ways, |way| &way.shelter);
    let shelter =
        if shelters.is_empty() { hazards[0].shelters.first().cloned() } else { Some(shelters.join("、")) };
    let known = |name: &str| book.routes.iter().find(|route| route.name == name).map(words::way);
    (shelter, distinct(&ways, |way| &way.route).into_iter().filter_map(known).collect())
}

fn distinct(ways: &[Way], of: fn(&Way) -> &str) -> Vec<&str> {
    let mut names: Vec<&str> = ways.iter().map(of).filter(|name| !name.is_empty()).collect();
    names.dedup();
    names
}
