//! Duty cards 岗位总卡: one role, all hazards of the village: what comes first at which sign in front, what is done
//! when on the back. Every line says for which hazard it is; what several share stands once.

use serde_json::{Value, json};

use super::parts::{Call, Column, placed};
use super::{Absent, Card, Desk, Draft, card_role, dangers, stamp, words};
use crate::model::handbook::{Action, Chapter, Handbook, Holder, RoleEntry};
use crate::model::plan::{Phase, Station};
use crate::model::role::known;
use crate::ruler::fit::{Block, Word, bold, fit, name, plain, seat};

/// What the layout leaves out: what its foot says once more, names of pictures.
pub(super) const UNPRINTED: &[&str] =
    &["/title", "cards/code", "cards/stamp", "cards/number", "cards/role", "icons"];

/// Most lines of one time block.
const LINES: usize = 4;
/// Most sentences in the box.
const FIRST: usize = 3;
/// Size of the box at which a shared sentence moves into it.
const BOXED: f64 = 12.0;
/// Fewest hazards that must share a sentence before it stands once in the box.
const SHARED: usize = 3;
/// Most hazards of one row.
const MERGED: usize = 3;
/// Most lines of what starts them.
const SEEN: usize = 4;
/// Millimetres: a pictogram with its gap, above and below the words of a row.
const ICON: f64 = 7.4;
const PAD: f64 = 0.9;

pub(super) fn compose(desk: &Desk) -> Result<Draft, Absent> {
    let cards: Vec<Card> = card_role::wanted(desk)
        .flat_map(|role| held(role, desk.book).into_iter().flat_map(|held| role_cards(role, &held, desk)))
        .collect();
    if cards.is_empty() {
        return Err(Absent::Roles);
    }
    Ok(Draft {
        title: format!("{}岗位总卡", desk.book.village.name),
        data: json!({}),
        cards,
        assets: Vec::new(),
    })
}

/// Who holds one card of a role.
struct Held {
    people: Vec<Holder>,
    /// Whether the second stands in for the first.
    alternates: bool,
    /// What of the village is theirs; empty where it is all of it.
    about: String,
    /// What sets its number apart from others of the role.
    own: Option<String>,
}

/// Returns who gets a card of the role: those of each cluster one of their own, else all one.
fn held(role: &RoleEntry, book: &Handbook) -> Vec<Held> {
    if role.id != known::CLUSTER {
        let (people, alternates) = (role.holders.clone(), role.alternates);
        return vec![Held { people, alternates, about: String::new(), own: None }];
    }
    let led = book.clusters.iter().filter(|cluster| !cluster.leaders.is_empty());
    led.map(|cluster| Held {
        people: cluster.leaders.clone(),
        alternates: true,
        about: words::cluster(cluster),
        own: Some(cluster.name.clone()),
    })
    .collect()
}

fn role_cards(role: &RoleEntry, held: &Held, desk: &Desk) -> Vec<Card> {
    let book = desk.book;
    let mut boxed = boxed(role, book);
    // A sentence for which the box has no room at a size that is read from afar stays with its hazards.
    while !boxed.is_empty() && boxed_at(BOXED, &lines(role, &boxed, "", &held.about, desk)).is_none() {
        boxed.pop();
    }
    let rows = rows(role, &boxed, book);
    let blocks = blocks(role, book);
    if rows.is_empty() && blocks.is_empty() {
        return Vec::new();
    }
    let pages = pages(&rows);
    let mut backs = backs(&blocks);
    // Quiet times stand behind the first, what follows on what comes after.
    let count = pages.len().max(backs.len()).max(1);
    backs.resize(count, Vec::new());
    let front = head(role, held, &boxed, desk);
    let side = |page: usize| {
        let mut data = front.clone();
        data["page"] = json!(page + 1);
        data["pages"] = json!(count);
        data["rows"] = json!(pages.get(page).cloned().unwrap_or_default());
        data["back"] = json!(backs[page]);
        data
    };
    let sides: Vec<Value> = (0..count).map(side).collect();
    let print = stamp::print_of(&sides);
    let own = held.own.as_ref().map(|own| format!("-{}", stamp::tag(own))).unwrap_or_default();
    let number = format!("D-{}{own}", card_role::role_number(role));
    let card = |data: Value| Card {
        number: number.clone(),
        to: format!("{} {}", role.short, words::names(&held.people)),
        hazards: book.hazards.iter().map(|h| h.id.clone()).collect(),
        role: Some(role.id.clone()),
        data,
        print: Some(print.clone()),
        foot: Some(("duty", "foot")),
        holders: held.people.iter().map(|h| h.name.clone()).collect(),
        ..Card::default()
    };
    sides.into_iter().map(card).collect()
}

/// Returns what both sides say of the role: who holds it, what comes first whatever happens, whom to ring.
fn head(role: &RoleEntry, held: &Held, boxed: &[Shared], desk: &Desk) -> Value {
    let book = desk.book;
    let post = name(&role.name, seat("duty", "post"));
    let room = seat("duty", "name");
    let left = room.of(room.w - post.wide, room.h);
    let (first, second) = (held.people.first(), held.people.get(1).filter(|_| held.alternates));
    let others = if held.alternates { String::new() } else { words::names(&held.people) };
    let shown = first.map_or_else(String::new, |p| if others.is_empty() { p.name.clone() } else { others });
    let deputy = second.map(|p| fit(&[plain("替 "), bold(p.name.as_str())], seat("duty", "deputy")));
    let calls = super::parts::as_many(&ringing(role, held, desk), seat("duty", "calls"));
    let mission =
        if role.area.is_empty() { role.mission.clone() } else { format!("{}：{}", role.area, role.mission) };
    json!({
        "role": role.short, "post": post, "who": who(&shown, &held.people, &left), "deputy": deputy,
        "box": sentences(role, boxed, &mission, &held.about, desk), "calls": calls,
        "national": book.phones.emergency.iter().filter(|n| !n.short.is_empty())
            .map(|n| json!(fit(&[plain(format!("{} ", n.short)), crate::ruler::fit::number(n.number.as_str())], seat("duty", "national"))))
            .collect::<Value>(),
        "handover": (!book.handover.is_empty()).then(|| fit(&[bold("交接这样说 "), plain(book.handover.as_str())], seat("duty", "handover"))),
    })
}

/// Returns who holds it; of people with very long names the first, and how many they are.
fn who(shown: &str, people: &[Holder], room: &crate::ruler::fit::Seat) -> Block {
    let all = name(shown, room);
    let Some(first) = people.first().filter(|_| !all.fits()) else { return all };
    let few = name(&format!("{}等{}人", first.name, people.len()), room);
    if few.fits() { few } else { name(&first.name, room) }
}

/// Returns whom this role rings: whom it reports to, the town, who stands in for it.
fn ringing<'a>(role: &'a RoleEntry, held: &'a Held, desk: &Desk<'a>) -> Vec<Call<'a>> {
    let book = desk.book;
    let superior = book.roles.iter().find(|r| r.id == role.reports_to).and_then(|r| book.call_for(&r.id));
    let own = |call: &Call| held.people.first().is_some_and(|p| p.name == call.name);
    let superior = superior.map(|(title, person)| Call::to(title, person));
    let warner = book.call_for(known::WARNING).map(|(title, person)| Call::to(title, person));
    let deputy = held.people.get(1).filter(|_| held.alternates).map(|person| Call::to("替我", person));
    let mut calls: Vec<Call> = Vec::new();
    for call in superior.into_iter().chain(Call::town(book, &desk.names)).chain(deputy).chain(warner) {
        if !own(&call) && calls.iter().all(|seen| seen.name != call.name) {
            calls.push(call);
        }
    }
    calls.truncate(3);
    calls
}

/// Returns the lines of the box: the chain where this role has links of it, what most hazards share, else what
/// the role is for.
fn sentences(role: &RoleEntry, boxed: &[Shared], mission: &str, about: &str, desk: &Desk) -> Vec<Value> {
    let lines = lines(role, boxed, mission, about, desk);
    let sizes = &seat("duty", "box").sizes;
    let fitted = sizes.iter().find_map(|size| boxed_at(*size, &lines));
    let least = || lines.iter().map(|words| fit(words, seat("duty", "box"))).collect();
    fitted.unwrap_or_else(least).into_iter().map(|block| json!(block)).collect()
}

/// Returns the lines of the box at a size, if it has room for them.
fn boxed_at(size: f64, lines: &[Vec<Word>]) -> Option<Vec<Block>> {
    let whole = seat("duty", "box");
    let blocks: Vec<Block> = lines.iter().map(|words| fit(words, &whole.at(size))).collect();
    (super::parts::stacked(&blocks, 1.0) <= whole.h).then_some(blocks)
}

fn lines(role: &RoleEntry, boxed: &[Shared], mission: &str, about: &str, desk: &Desk) -> Vec<Vec<Word>> {
    let book = desk.book;
    let links = |chapter: &Chapter| {
        let own = chapter.actions.iter().filter(|a| card_role::does(&role.id, a, book));
        let mut links: Vec<Station> =
            own.filter_map(|a| a.station).filter(|s| *s != Station::Guard).collect();
        links.sort();
        links.dedup();
        links
    };
    let links = book.hazards.iter().map(links).max_by_key(Vec::len).unwrap_or_default();
    let mut lines: Vec<Vec<Word>> = Vec::new();
    if !about.is_empty() {
        lines.push(vec![bold("我管的 "), plain(about)]);
    }
    if links.len() > 1 {
        let chain: Vec<&str> = links.iter().map(|s| words::station(*s)).collect();
        let mut line = vec![bold(chain.join(" → ")).larger(4.0)];
        // Who calls first in every other danger must not in gas.
        let mine =
            book.hazards.iter().filter(|h| h.actions.iter().any(|a| card_role::does(&role.id, a, book)));
        let mine: Vec<&Chapter> = mine.collect();
        let away = dangers::before(&mine, &[dangers::BELL], desk.names.plans);
        if links.contains(&Station::Call) && !away.is_empty() {
            line.push(plain(format!("　有气味、有粉尘：先{away}")));
        }
        lines.push(line);
    }
    for shared in boxed {
        let all = shared.hazards.len() == book.hazards.len();
        let of = if all {
            "不管什么灾".to_owned()
        } else {
            shared.hazards.iter().map(|h| h.short.as_str()).collect::<Vec<_>>().join("、")
        };
        lines.push(vec![bold(format!("{of}：")), plain(shared.text)]);
    }
    if lines.is_empty() {
        lines.push(vec![plain(mission)]);
    }
    lines
}

/// A sentence and the hazards that have it.
struct Shared<'a> {
    text: &'a str,
    hazards: Vec<&'a Chapter>,
}

/// Returns the sentences that come first for three hazards and more.
fn boxed<'a>(role: &RoleEntry, book: &'a Handbook) -> Vec<Shared<'a>> {
    let mut firsts: Vec<Shared> = Vec::new();
    for chapter in &book.hazards {
        if let Some(action) = card_role::actions_of(&role.id, chapter, book, card_role::urgent).first() {
            add(&mut firsts, &action.card, chapter);
        }
    }
    firsts.retain(|shared| shared.hazards.len() >= SHARED);
    firsts.sort_by_key(|shared| std::cmp::Reverse(shared.hazards.len()));
    firsts.truncate(FIRST);
    firsts
}

fn add<'a>(list: &mut Vec<Shared<'a>>, text: &'a str, chapter: &'a Chapter) {
    match list.iter_mut().find(|shared| shared.text == text) {
        Some(shared) if shared.hazards.iter().any(|h| h.id == chapter.id) => {}
        Some(shared) => shared.hazards.push(chapter),
        None => list.push(Shared { text, hazards: vec![chapter] }),
    }
}

/// One row of the front.
struct Row {
    tall: f64,
    data: Value,
}

/// Returns the rows: hazards that begin with the same act stand in one, up to three.
fn rows(role: &RoleEntry, boxed: &[Shared], book: &Handbook) -> Vec<Row> {
    let mut groups: Vec<Shared> = Vec::new();
    for chapter in &book.hazards {
        let actions = card_role::actions_of(&role.id, chapter, book, card_role::urgent);
        let said =
            |text: &str| boxed.iter().any(|s| s.text == text && s.hazards.iter().any(|h| h.id == chapter.id));
        // What stands in the box is not said again: the next act is.
        let mut open = actions.iter().filter(|a| !said(&a.card));
        // What is done at the gravest sign, which stands beside it, before what is done at a lesser one.
        let gravest = chapter.signs.iter().map(|s| s.act).max();
        let answer = open.clone().find(|a| a.at_sign.is_some() && a.at_sign == gravest);
        let Some(action) = answer.or_else(|| open.next()) else { continue };
        // What starts them must go beside each other too.
        let goes = |group: &&mut Shared| {
            let all: Vec<&Chapter> = group.hazards.iter().copied().chain([chapter]).collect();
            group.text == action.card
                && all.len() <= MERGED
                && fit(&[plain(seen(role, &all))], seat("duty", "see")).lines.len() <= SEEN
        };
        match groups.iter_mut().find(goes) {
            Some(group) => group.hazards.push(chapter),
            None => groups.push(Shared { text: &action.card, hazards: vec![chapter] }),
        }
    }
    let small = groups.len() > 8;
    groups.iter().map(|group| row(role, group, small)).collect()
}

fn row(role: &RoleEntry, group: &Shared, small: bool) -> Row {
    let icons = u32::try_from(group.hazards.len()).map_or(0.0, f64::from) * ICON;
    let whole = seat("duty", "hazard");
    let names: Vec<&str> = group.hazards.iter().map(|h| h.short.as_str()).collect();
    let beside = fit(&[bold(names.join(" "))], &whole.of(whole.w - icons, whole.h));
    let below = !beside.fits();
    let names = if below { fit(&[bold(names.join(" "))], whole) } else { beside };
    let see = fit(&[plain(seen(role, &group.hazards))], seat("duty", "see"));
    let room = seat("duty", "do");
    let act = fit(&[bold(group.text)], &if small { room.at(12.0) } else { room.clone() });
    let first = if below { ICON + names.tall } else { ICON.max(names.tall) };
    let tall = 2.0 * PAD + first.max(see.tall).max(act.tall);
    let icons: Vec<&str> = group.hazards.iter().map(|h| h.icon.as_str()).collect();
    Row { tall, data: json!({"icons": icons, "names": names, "below": below, "see": see, "do": act}) }
}

/// Returns what starts these hazards; where they differ each says its name.
fn seen(role: &RoleEntry, hazards: &[&Chapter]) -> String {
    let all: Vec<(String, &str)> =
        hazards.iter().map(|h| (card_role::noticed(role, h, 1), h.short.as_str())).collect();
    if all.iter().all(|(text, _)| *text == all[0].0) {
        return all.into_iter().next().map(|(text, _)| text).unwrap_or_default();
    }
    all.iter().map(|(text, of)| format!("{of}：{text}")).collect::<Vec<_>>().join("；")
}

/// Returns the rows of each front, about equally many.
fn pages(rows: &[Row]) -> Vec<Vec<Value>> {
    let seat = seat("duty", "rows");
    let whole: f64 = rows.iter().map(|row| row.tall).sum();
    let mut count = 1.0;
    while whole / count > seat.h {
        count += 1.0;
    }
    let each = whole / count;
    let mut pages: Vec<Vec<Value>> = vec![Vec::new()];
    let mut column = Column { at: seat.y, end: seat.y + seat.h };
    for row in rows {
        let over = column.at - seat.y >= each - 0.01 && !pages.last().is_none_or(Vec::is_empty);
        let y = column.take(row.tall).filter(|_| !over).unwrap_or_else(|| {
            pages.push(Vec::new());
            column.at = seat.y + row.tall;
            seat.y
        });
        let mut data = row.data.clone();
        data["y"] = json!(y);
        data["h"] = json!(row.tall);
        if let Some(page) = pages.last_mut() {
            page.push(data);
        }
    }
    pages
}

/// What is done at a time.
struct Time<'a> {
    when: &'static str,
    lines: Vec<(String, &'a str)>,
}

/// Returns what is done when: quiet times, warning, first half hour, two hours, afterwards.
fn blocks<'a>(role: &'a RoleEntry, book: &'a Handbook) -> Vec<Time<'a>> {
    let own = |phase: Phase| {
        role.deeds
            .iter()
            .filter(move |deed| deed.phase == phase)
            .map(|deed| (String::new(), deed.text.as_str()))
    };
    let at = |phase: Phase| {
        let steps = shared(role, book, |a| a.phase == phase).into_iter().map(|step| {
            let all = step.hazards.len() == book.hazards.len();
            let names: Vec<&str> = step.hazards.iter().map(|h| h.short.as_str()).collect();
            (if all { "各灾种".to_owned() } else { names.join("、") }, step.text)
        });
        own(phase).chain(steps).take(LINES).collect::<Vec<_>>()
    };
    let routine = own(Phase::Prepare)
        .chain(role.routine.iter().map(|text| (String::new(), text.as_str())))
        .take(LINES)
        .collect::<Vec<_>>();
    let all = [
        ("平时", routine),
        ("接到预警", at(Phase::Warn)),
        ("头30分钟", at(Phase::Act)),
        ("2小时内", at(Phase::Move)),
        ("过后", at(Phase::Recover)),
    ];
    let all = all.into_iter().filter(|(_, lines)| !lines.is_empty());
    all.map(|(when, lines)| Time { when, lines }).collect()
}

/// Returns the card texts of these steps that most hazards share, in the order in which they come.
fn shared<'a>(role: &RoleEntry, book: &'a Handbook, wanted: impl Fn(&Action) -> bool) -> Vec<Shared<'a>> {
    let mut counted: Vec<Shared> = Vec::new();
    for chapter in &book.hazards {
        let mine = chapter
            .actions
            .iter()
            .filter(|a| wanted(a) && !a.card.is_empty() && card_role::does(&role.id, a, book));
        mine.for_each(|action| add(&mut counted, &action.card, chapter));
    }
    let mut best: Vec<usize> = (0..counted.len()).collect();
    best.sort_by_key(|i| (std::cmp::Reverse(counted[*i].hazards.len()), *i));
    best.truncate(LINES);
    let mut at = 0;
    counted.retain(|_| {
        at += 1;
        best.contains(&(at - 1))
    });
    counted
}

/// Returns the lines of each back.
fn backs(blocks: &[Time]) -> Vec<Vec<Value>> {
    let seat = seat("duty", "back");
    let mut pages: Vec<Vec<Value>> = vec![Vec::new()];
    let mut column = Column { at: seat.y, end: seat.y + seat.h };
    for time in blocks {
        for (i, (of, text)) in time.lines.iter().enumerate() {
            let words =
                if of.is_empty() { vec![plain(*text)] } else { vec![bold(format!("{of} ")), plain(*text)] };
            let block = fit(&words, crate::ruler::fit::seat("duty", "line"));
            let headed = i == 0;
            let tall = block.tall + 2.0 + if headed { 8.0 } else { 0.0 };
            let y = column.take(tall).unwrap_or_else(|| {
                pages.push(Vec::new());
                column.at = seat.y + tall;
                seat.y
            });
            let mut line = placed(&block, y + if headed { 8.0 } else { 0.0 });
            line["when"] = json!(if headed { time.when } else { "" });
            if let Some(page) = pages.last_mut() {
                page.push(line);
            }
        }
    }
    pages
}
