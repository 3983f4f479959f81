//! Helpers' cards 带人走: one a helper for all hazards that move his homes: what he does in front, his homes and
//! the way of each on the back.

use serde_json::{Value, json};

use super::card_role;
use super::parts::{self, Call, Column, placed};
use super::{Absent, Card, Desk, Draft, stamp, words};
use crate::model::grids;
use crate::model::handbook::{Action, AlarmEntry, Chapter, Handbook, Holder, Household, RoleEntry, Sum};
use crate::model::needs;
use crate::model::role::known;
use crate::model::ways::{self, Way};
use crate::ruler::fit::{Block, Seat, Word, bold, fit, name, plain, seat};

/// What the layout leaves out: what its foot says once more, names of pictures.
pub(super) const UNPRINTED: &[&str] = &["/title", "cards/code", "cards/stamp", "cards/number", "icons"];

/// Roles that have homes of their own: who leads them out, who calls them out.
pub(super) const LEADING: [&str; 2] = [known::HELPER, known::WARNER];

/// Most pictograms in the title.
const ICONS: usize = 6;
/// Millimetres between homes, above and below the words of one.
const PAD: f64 = 1.2;
/// Height of a row to write in.
const BLANK: f64 = 7.5;

pub(super) fn compose(desk: &Desk) -> Result<Draft, Absent> {
    let helpers = card_role::wanted(desk).filter(|role| LEADING.contains(&role.id.as_str()));
    let cards: Vec<Card> = helpers
        .flat_map(|role| role.holders.iter().flat_map(|holder| helper_cards(role, holder, desk)))
        .collect();
    if cards.is_empty() {
        return Err(Absent::Households);
    }
    Ok(Draft {
        title: format!("{}带人走", desk.book.village.name),
        data: json!({}),
        cards,
        assets: Vec::new(),
    })
}

/// Returns the homes that somebody leads out, those who cannot walk first.
fn homes_of<'a>(role: &str, holder: &Holder, book: &'a Handbook) -> Vec<&'a Household> {
    let mine = |home: &&Household| {
        let own = if role == known::HELPER { &home.helpers } else { &home.warners };
        !home.hazards.is_empty() && own.first().is_some_and(|first| first.name == holder.name)
    };
    let mut homes: Vec<&Household> = book.households.iter().filter(mine).collect();
    homes.sort_by_key(|home| needs::walks(&home.needs, &home.transport));
    homes
}

fn helper_cards(role: &RoleEntry, holder: &Holder, desk: &Desk) -> Vec<Card> {
    let book = desk.book;
    let homes = homes_of(&role.id, holder, book);
    let moves = |h: &&Chapter| homes.iter().any(|home| home.hazards.contains(&h.id));
    let hazards: Vec<&Chapter> = book.hazards.iter().filter(moves).collect();
    if hazards.is_empty() {
        return Vec::new();
    }
    let rows: Vec<Home> = homes.iter().map(|home| Home::of(home, &hazards, book)).collect();
    let mut backs = backs(&rows, &homes, &hazards, (role, holder), book);
    let fronts = fronts(role, holder, &homes, &hazards, desk);
    let pages = backs.len().max(fronts.len());
    // Nobody is led out twice.
    while backs.len() < pages {
        let mut empty = backs[0].clone();
        empty["homes"] = json!([]);
        empty["blank"] = json!(seat("fetch", "homes").y);
        backs.push(empty);
    }
    let (head, letter) = if role.id == known::HELPER { ("带人走", "F") } else { ("叫人走", "A") };
    let side = |page: usize| {
        json!({
            "page": page + 1, "pages": pages, "head": head,
            "icons": hazards.iter().take(pictured(&hazards)).map(|h| h.icon.as_str()).collect::<Vec<_>>(),
            "kinds": kinds(&hazards),
            "who": who(role, holder),
            "front": fronts.get(page).or(fronts.last()), "back": backs.get(page),
        })
    };
    let sides: Vec<Value> = (0..pages).map(side).collect();
    let print = stamp::print_of(&sides);
    let card = |data: Value| Card {
        number: format!("{letter}-{}", stamp::tag(&holder.name)),
        to: format!("{} {}", role.short, holder.name),
        hazards: hazards.iter().map(|h| h.id.clone()).collect(),
        role: Some(role.id.clone()),
        data,
        print: Some(print.clone()),
        foot: Some(("fetch", "foot")),
        holders: vec![holder.name.clone()],
        ..Card::default()
    };
    sides.into_iter().map(card).collect()
}

/// Returns whose card it is; a very long name stands without his post.
fn who(role: &RoleEntry, holder: &Holder) -> Block {
    let room = seat("fetch", "who").single();
    let both = name(&format!("{} {}", role.short, holder.name), &room);
    if both.fits() { both } else { name(&holder.name, &room) }
}

/// Returns how many pictograms there are at most: a number of two figures takes the room of one.
fn pictured(hazards: &[&Chapter]) -> usize {
    if hazards.len() > 9 { ICONS - 1 } else { ICONS }
}

/// Returns the names of the hazards, as many as there is room for beside their pictograms.
fn kinds(hazards: &[&Chapter]) -> Block {
    let room = seat("fetch", "kinds");
    let icons = u32::try_from(hazards.len().min(pictured(hazards))).map_or(0.0, f64::from) * 8.8;
    let room = room.of(room.w - icons, room.h);
    let names: Vec<&str> = hazards.iter().map(|h| h.short.as_str()).collect();
    let all = fit(&[bold(names.join(" "))], &room);
    if all.fits() { all } else { fit(&[bold(format!("{}种灾", names.len()))], &room) }
}

// ---- The front: what to do ----------------------------------------------------------------------------------

/// A step, and the hazards that have it if not all do.
struct Deed<'a> {
    text: &'a str,
    hazards: Vec<&'a str>,
}

/// Returns what a helper does, each once, in the order in which it is done.
fn deeds<'a>(role: &RoleEntry, hazards: &[&'a Chapter], book: &Handbook) -> Vec<Deed<'a>> {
    let mut found: Vec<(usize, Deed)> = Vec::new();
    for chapter in hazards {
        let actions: Vec<&Action> = card_role::actions_of(&role.id, chapter, book, card_role::urgent);
        for (at, action) in actions.iter().enumerate() {
            match found.iter_mut().find(|(_, deed)| deed.text == action.card) {
                Some((_, deed)) => deed.hazards.push(&chapter.short),
                None => found.push((at, Deed { text: &action.card, hazards: vec![&chapter.short] })),
            }
        }
    }
    found.sort_by_key(|(at, deed)| (std::cmp::Reverse(deed.hazards.len()), *at));
    found.into_iter().map(|(_, deed)| deed).collect()
}

fn fronts(
    role: &RoleEntry,
    holder: &Holder,
    homes: &[&Household],
    hazards: &[&Chapter],
    desk: &Desk,
) -> Vec<Value> {
    let book = desk.book;
    let cue: Vec<Word> = if role.cue.is_empty() {
        let alarm = book.alarms.iter().find(|a| a.id == "evacuate");
        let heard = |a: &AlarmEntry| {
            if role.id == known::WARNER {
                vec![bold("接到预警"), plain("，听到"), plain(a.text.as_str()), bold("，就去叫人")]
            } else {
                vec![bold("听到"), plain(a.text.as_str()), bold("，就去带人")]
            }
        };
        alarm.map(heard).unwrap_or_default()
    } else {
        vec![bold("遇到就动 "), plain(role.cue.as_str())]
    };
    let cue = (!cue.is_empty()).then(|| fit(&cue, seat("fetch", "cue")));
    let escape = super::escape::Escape { shelter: "", hazards: hazards.to_vec() };
    let forbid: Vec<Block> = escape
        .forbid()
        .iter()
        .map(|text| fit(&[bold("不准"), plain(*text)], seat("fetch", "forbid")))
        .collect();
    let superior = superior(role, holder, homes, book);
    let mut list: Vec<Call> = superior.map(|(title, person)| Call::to(title, person)).into_iter().collect();
    let commander = book.call_for(known::COMMANDER).map(|(title, person)| Call::to(title, person));
    list.extend(commander.filter(|c| list.iter().all(|seen| seen.name != c.name)));
    list.truncate(2);
    let calls = parts::as_many(&list, seat("fetch", "front-calls"));
    let report = fit(&[bold("报告这样说 "), plain(book.report_short.as_str())], seat("fetch", "report"));
    steps(&deeds(role, hazards, book), hazards.len())
        .into_iter()
        .map(|steps| {
            json!({
                "cue": cue, "steps": steps, "forbid": forbid, "calls": calls,
                "report": if book.report_short.is_empty() { Value::Null } else { json!(report) },
            })
        })
        .collect()
}

/// Returns the steps of each front, numbered through, at the largest size at which they go on one.
fn steps(deeds: &[Deed], all: usize) -> Vec<Vec<Value>> {
    let room = seat("fetch", "steps");
    let words = |deed: &Deed| {
        let of = if deed.hazards.len() == all {
            String::new()
        } else {
            format!("{}：", deed.hazards.join("、"))
        };
        if of.is_empty() { vec![plain(deed.text)] } else { vec![bold(of), plain(deed.text)] }
    };
    let set =
        |size: f64| -> Vec<Block> { deeds.iter().map(|deed| fit(&words(deed), &room.at(size))).collect() };
    let whole =
        room.sizes.iter().map(|size| set(*size)).find(|blocks| parts::stacked(blocks, room.gap) <= room.h);
    let blocks = whole.unwrap_or_else(|| set(room.sizes.last().copied().unwrap_or(13.0)));
    let mut sides = vec![Vec::new()];
    let mut column = Column { at: room.y, end: room.y + room.h };
    for (i, block) in blocks.iter().enumerate() {
        let y = column.take(block.tall).unwrap_or_else(|| {
            sides.push(Vec::new());
            column.at = room.y + block.tall;
            room.y
        });
        column.at += room.gap;
        let mut row = placed(block, y);
        row["step"] = json!((i + 1).to_string());
        if let Some(side) = sides.last_mut() {
            side.push(row);
        }
    }
    sides
}

/// Returns whom a helper reports to: the officer of his first home's grid, else whoever is above him; never
/// himself, nor the officer of a grid that is guessed.
fn superior<'a>(
    role: &RoleEntry,
    holder: &Holder,
    homes: &[&Household],
    book: &'a Handbook,
) -> Option<(&'a str, &'a Holder)> {
    let mut above = role.reports_to.as_str();
    for _ in 0..book.roles.len() {
        let found = if above == known::GRID && book.role(above).is_some_and(|r| !r.holders.is_empty()) {
            let grid = homes.first().and_then(|home| grids::of_home(home, &book.grids));
            let title = book.call_for(above).map(|(title, _)| title);
            title.zip(grid.and_then(|grid| grid.officers.first()))
        } else {
            book.call_for(above)
        };
        if let Some(found) = found.filter(|(_, person)| person.name != holder.name) {
            return Some(found);
        }
        above = &book.roles.iter().find(|r| r.id == above)?.reports_to;
    }
    None
}

// ---- The back: whom to lead where ---------------------------------------------------------------------------

/// A home as it is set: rows with something at the left and at the right.
struct Home {
    rows: Vec<(Block, Option<Block>)>,
}

impl Home {
    fn of(home: &Household, hazards: &[&Chapter], book: &Handbook) -> Self {
        let room = seat("fetch", "home");
        let phone = Call { label: String::new(), name: "", phone: home.phones.first() };
        let phone = home.phones.first().map(|_| phone.bare(&seat("fetch", "number").single()));
        let members = home.members.map_or_else(|| words::BLANK.to_owned(), |n| n.to_string());
        let taken = phone.as_ref().map_or(0.0, |block| block.wide + 2.0);
        let who = [bold(home.head.as_str()).held(), plain(format!(" {members}人")).larger(-2.0)];
        let beside = room.of(room.w - taken, room.h).single();
        let first = fit(&who, &beside);
        let mut rows = Vec::new();
        let mut about = vec![home.address.as_str()];
        about.extend(home.needs.iter().map(String::as_str));
        about.push(&home.transport);
        about.retain(|text| !text.is_empty());
        let about = [plain(about.join(" · "))];
        let detail = seat("fetch", "detail");
        if first.fits() {
            rows.push((first, phone));
            rows.push((fit(&about, detail), None));
        } else {
            // A long name stands alone, its number beside what is said of the house.
            rows.push((fit(&who, &Seat { lines: 2, ..room.clone() }), None));
            rows.push((fit(&about, &detail.of(detail.w - taken, detail.h)), phone));
        }
        rows.extend(ways_of(home, hazards, book));
        Self { rows }
    }

    fn tall(&self) -> f64 {
        let row =
            |(left, right): &(Block, Option<Block>)| left.tall.max(right.as_ref().map_or(0.0, |r| r.tall));
        2.0 * PAD + self.rows.iter().map(row).sum::<f64>() + 0.5 * count(self.rows.len().saturating_sub(1))
    }
}

fn count(n: usize) -> f64 {
    u32::try_from(n).map_or(0.0, f64::from)
}

/// Returns where a home goes: its way, and where another hazard sends it elsewhere.
fn ways_of(home: &Household, hazards: &[&Chapter], book: &Handbook) -> Vec<(Block, Option<Block>)> {
    let mut groups: Vec<(Way, Vec<&str>)> = Vec::new();
    for chapter in hazards.iter().filter(|h| home.hazards.contains(&h.id)) {
        let way = ways::of_home(home, &chapter.shelters, &book.routes);
        match groups.iter_mut().find(|(seen, _)| (&seen.route, &seen.shelter) == (&way.route, &way.shelter)) {
            Some((_, names)) => names.push(&chapter.short),
            None => groups.push((way, vec![&chapter.short])),
        }
    }
    groups.sort_by_key(|(_, names)| std::cmp::Reverse(names.len()));
    let row = |(i, (way, names)): (usize, &(Way, Vec<&str>))| {
        let minutes = way.route_in(&book.routes).and_then(|r| r.minutes).map(|m| format!("{m}分"));
        let room = seat("fetch", if i == 0 { "way" } else { "other-way" });
        let minutes = minutes.map(|text| fit(&[bold(text)], room));
        let mut words = Vec::new();
        if i > 0 {
            words.push(plain(format!("{}时 ", names.join("、"))));
        }
        if way.shelter.is_empty() {
            words.push(bold("→ 听指挥"));
        } else {
            let route = if way.route.is_empty() { String::new() } else { format!("→ 走{} ", way.route) };
            words.push(bold(format!("{route}→ {}", way.shelter)));
        }
        let left = room.of(room.w - minutes.as_ref().map_or(0.0, |m| m.wide + 2.0), room.h);
        (fit(&words, &left), minutes)
    };
    groups.iter().enumerate().map(row).collect()
}

fn backs(
    rows: &[Home],
    homes: &[&Household],
    hazards: &[&Chapter],
    whose: (&RoleEntry, &Holder),
    book: &Handbook,
) -> Vec<Value> {
    let room = seat("fetch", "homes");
    let mut sides: Vec<Vec<Value>> = vec![Vec::new()];
    let mut ends: Vec<f64> = Vec::new();
    let mut column = Column { at: room.y, end: room.y + room.h };
    for home in rows {
        let tall = home.tall();
        let y = column.take(tall).unwrap_or_else(|| {
            ends.push(column.at);
            sides.push(Vec::new());
            column.at = room.y + tall;
            room.y
        });
        if let Some(side) = sides.last_mut() {
            side.push(json!({"y": y, "h": tall, "rows": home.rows.iter().map(|(l, r)| json!({"left": l, "right": r})).collect::<Value>()}));
        }
    }
    ends.push(column.at);
    let common = common(homes, hazards, whose, book);
    let side = |(homes, end): (Vec<Value>, f64)| {
        let mut side = common.clone();
        side["homes"] = json!(homes);
        // A row to write a home in, where there is room for one.
        side["blank"] = if end + BLANK <= room.y + room.h { json!(end) } else { Value::Null };
        side
    };
    sides.into_iter().zip(ends).map(side).collect()
}

/// Returns what stands on every back: how many they are, what to do if the road is cut, whom to ring.
fn common(
    homes: &[&Household],
    hazards: &[&Chapter],
    (role, holder): (&RoleEntry, &Holder),
    book: &Handbook,
) -> Value {
    // Who calls people out does not lead them.
    let calls_out = role.id == known::WARNER;
    let (verb, second_is) = if calls_out { ("我叫", "带人的") } else { ("我带", "一起带") };
    let sum = Sum::of(homes.iter().copied());
    let points: Vec<&str> = {
        let mut points: Vec<&str> = homes.iter().flat_map(|h| h.points.iter().map(String::as_str)).collect();
        points.dedup();
        points
    };
    let where_from = if points.is_empty() { String::new() } else { format!("，{}", points.join("、")) };
    // Beside several homes several people may help: each is named at his own.
    let second: Option<&Holder> = {
        let mut seconds = homes.iter().map(|h| h.helpers.get(usize::from(!calls_out)));
        let first = seconds.next().flatten();
        first.filter(|first| seconds.all(|other| other.is_some_and(|other| other.name == first.name)))
    };
    let all = format!("{verb} {}户{}", sum.homes, words::people(sum));
    // Whether all say how many they are is seen at the homes too.
    let tries = [format!("{all}{where_from}"), all, format!("{verb} {}户", sum.homes)];
    let mut tries = tries.into_iter().map(|text| fit(&[bold(text)], seat("fetch", "sum")));
    let sum = tries.find(Block::fits).unwrap_or_else(|| fit(&[bold(verb)], seat("fetch", "sum")));
    let mut calls: Vec<Call> = Vec::new();
    // Who opens the one shelter to which all of them go; of several no one name is right for all.
    let mut going: Vec<String> = legs(homes, hazards, book).map(|(_, way)| way.shelter).collect();
    going.sort();
    going.dedup();
    let only = going.first().filter(|_| going.len() == 1 && !calls_out);
    let shelter = only.and_then(|only| book.shelters.iter().find(|s| s.name == *only));
    let keeper = shelter.and_then(|s| s.keepers.first());
    calls.extend(keeper.map(|keeper| Call::to("开门", keeper)));
    calls.extend(second.map(|person| Call::to(second_is, person)));
    let superior = superior(role, holder, homes, book);
    calls.extend(superior.map(|(title, person)| Call::to(title, person)));
    calls.truncate(2);
    let calls = parts::as_many(&calls, seat("fetch", "calls"));
    json!({"sum": sum, "cut": cut(homes, hazards, book), "calls": calls})
}

/// Returns every way of these homes: each home under each hazard that drives it out.
fn legs<'a>(
    homes: &'a [&Household],
    hazards: &'a [&'a Chapter],
    book: &'a Handbook,
) -> impl Iterator<Item = (&'a Chapter, Way)> {
    let all = homes.iter().flat_map(move |home| hazards.iter().map(move |chapter| (home, *chapter)));
    let own = all.filter(|(home, chapter)| home.hazards.contains(&chapter.id));
    let way = |(home, chapter): (&&Household, &'a Chapter)| {
        (chapter, ways::of_home(home, &chapter.shelters, &book.routes))
    };
    own.map(way).filter(|(_, way)| !way.shelter.is_empty())
}

/// Returns when the routes of these homes cannot be gone, and where to then.
fn cut(homes: &[&Household], hazards: &[&Chapter], book: &Handbook) -> Value {
    let mut closed: Vec<(&str, &str)> = Vec::new();
    let mut seconds: Vec<Option<&str>> = Vec::new();
    for (chapter, way) in legs(homes, hazards, book) {
        let route = way.route_in(&book.routes).filter(|route| !route.closed_when.is_empty());
        let route = route.map(|route| (route.name.as_str(), route.closed_when.as_str()));
        closed.extend(route.filter(|route| !closed.contains(route)));
        let second = chapter.shelters.iter().find(|place| **place != way.shelter).map(String::as_str);
        seconds.extend(Some(second).filter(|second| !seconds.contains(second)));
    }
    // Of several routes each is named.
    let texts: Vec<String> = match closed.as_slice() {
        [(_, text)] => vec![(*text).to_owned()],
        many => many.iter().map(|(name, text)| format!("{name}：{text}")).collect(),
    };
    // What is not the same for all of them stands on each home's own card.
    let second = match seconds.as_slice() {
        [] => None,
        [one] => one.map(|place| format!("去{place}")),
        _ => Some("去处看各户的卡".to_owned()),
    };
    let room = seat("fetch", "cut");
    let parts = |texts: &[String]| {
        let mut words = vec![bold("路断了 ")];
        let joined = texts.iter().chain(&second).cloned().collect::<Vec<_>>().join("；");
        words.push(plain(joined));
        fit(&words, room)
    };
    if texts.is_empty() && second.is_none() {
        return Value::Null;
    }
    // What does not go stands with the route in the book; where to go then always stands here.
    let whole = parts(&texts);
    if whole.fits() || second.is_none() { json!(whole) } else { json!(parts(&[])) }
}
