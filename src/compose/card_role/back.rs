//! The back of a role card: which part is theirs, where to, what the alarms mean, what to say, whom else to ring,
//! done. What must stand there and does not go on one back goes on the next.

use serde_json::{Value, json};

use super::super::escape;
use super::super::parts::{Call, rich, stacked};
use super::super::words;
use super::Duty;
use crate::model::handbook::{AlarmEntry, Chapter, Handbook, Holder, RoleEntry};
use crate::model::profile::ContactKind::{FireStation, Hospital, Police, TownDuty};
use crate::model::ways::Way;
use crate::ruler::fit::{Block, Over, Seat, Word, bold, fit, number, plain, seat as place};

/// Millimetres between the rows of a part, between parts with their rule, of a pictogram, of the line that is
/// signed.
const ROW: f64 = 1.1;
const PART: f64 = 3.0;
const ICON: f64 = 7.5;
const DONE: f64 = 7.5;
/// Points of the smallest number that is rung.
const NUMBER: f64 = 14.0;
/// Most landmarks of a way where room is short.
const LANDMARKS: usize = 3;

/// Makes the rows of a part, in short if it is told so.
type Rows<'a> = Box<dyn Fn(&Seat, bool) -> Vec<Block> + 'a>;

/// One part: its pictogram, how soon it gives way (0: never), its rows at a size, in short if room is.
struct Part<'a> {
    icon: &'static str,
    rank: u8,
    rows: Rows<'a>,
}

/// A part as it is set.
struct Set {
    icon: &'static str,
    rows: Vec<Block>,
}

impl Set {
    fn tall(&self) -> f64 {
        ICON.max(stacked(&self.rows, ROW))
    }
}

/// Returns the backs of a card, each so high; of those behind the first a line is taken by what they continue.
pub(super) fn backs(
    role: &RoleEntry,
    duty: &Duty,
    chapter: &Chapter,
    book: &Handbook,
    room: [f64; 2],
) -> Vec<Value> {
    let parts = parts(role, duty, chapter, book);
    let whole = place("role", "body");
    let tries =
        whole.sizes.iter().map(|size| (*size, false)).chain(whole.sizes.last().map(|size| (*size, true)));
    for (size, lean) in tries {
        let set: Vec<(u8, Set)> = parts.iter().map(|part| (part.rank, part.set(size, lean))).collect();
        if let Some(kept) = packed(set, room[0]) {
            return vec![side(&kept, true)];
        }
    }
    let size = whole.sizes.first().copied().unwrap_or(12.0);
    let must = parts.iter().filter(|part| part.rank == 0).map(|part| part.set(size, false)).collect();
    let mut sides = flowed(must, room);
    let last = sides.len().saturating_sub(1);
    // What gives way comes back where the last one has room for it.
    if let Some(end) = sides.pop() {
        let gives = parts.iter().filter(|part| part.rank > 0).map(|part| (part.rank, part.set(size, false)));
        let all = end.into_iter().map(|set| (0, set)).chain(gives).collect();
        sides.extend(packed(all, room[usize::from(last > 0)]));
    }
    sides.iter().enumerate().map(|(i, set)| side(set, i == last)).collect()
}

impl Part<'_> {
    fn set(&self, size: f64, lean: bool) -> Set {
        Set { icon: self.icon, rows: (self.rows)(&place("role", "body").at(size), lean) }
    }
}

/// Returns the parts that stand on one side: all that must, and of the others as many as go, in their order;
/// nothing if those that must do not go.
fn packed(parts: Vec<(u8, Set)>, room: f64) -> Option<Vec<Set>> {
    let room = room - DONE;
    let need = |kept: &[usize]| -> f64 { kept.iter().map(|i| parts[*i].1.tall() + PART).sum() };
    let mut kept: Vec<usize> = (0..parts.len()).filter(|i| parts[*i].0 == 0).collect();
    if need(&kept) > room {
        return None;
    }
    let mut others: Vec<usize> = (0..parts.len()).filter(|i| parts[*i].0 > 0).collect();
    others.sort_by_key(|i| parts[*i].0);
    for i in others {
        let with: Vec<usize> = kept.iter().copied().chain([i]).collect();
        if need(&with) <= room {
            kept = with;
        }
    }
    let mut at = 0;
    let mut parts: Vec<Set> = parts.into_iter().map(|(_, set)| set).collect();
    parts.retain(|_| {
        at += 1;
        kept.contains(&(at - 1))
    });
    Some(parts)
}

/// Returns the parts on as many sides as they need; a part goes on where its rows do not go on one.
fn flowed(parts: Vec<Set>, [first, next]: [f64; 2]) -> Vec<Vec<Set>> {
    let mut sides: Vec<Vec<Set>> = vec![Vec::new()];
    let mut left = first - DONE;
    for part in parts {
        let mut open = false;
        for mut row in part.rows {
            let rows = |set: &Set| stacked(&set.rows, ROW);
            let last = sides.last().and_then(|side| side.last()).filter(|_| open);
            let taken = last.map_or(0.0, Set::tall);
            let tall = match last {
                Some(set) => ICON.max(rows(set) + ROW + row.tall) - taken,
                None => ICON.max(row.tall) + PART,
            };
            let empty = sides.last().is_some_and(Vec::is_empty);
            if tall > left && !empty {
                sides.push(Vec::new());
                left = next - DONE;
                open = false;
            }
            let tall = if open { tall } else { ICON.max(row.tall) + PART };
            if tall > left {
                row.over = row.over.or(Some(Over { need: row.tall, have: left - PART }));
            }
            left -= tall;
            let Some(side) = sides.last_mut() else { continue };
            match side.last_mut().filter(|_| open) {
                Some(set) => set.rows.push(row),
                None => side.push(Set { icon: part.icon, rows: vec![row] }),
            }
            open = true;
        }
    }
    sides
}

/// Returns a side; heights are counted from where its parts begin.
fn side(parts: &[Set], last: bool) -> Value {
    let mut at = 0.0;
    let mut rows = Vec::new();
    for part in parts {
        let rule = at > 0.0;
        let mut y = at + (part.tall() - stacked(&part.rows, ROW)) / 2.0;
        for (i, row) in part.rows.iter().enumerate() {
            rows.push(json!({
                "y": y, "text": row,
                "icon": if i == 0 { json!({"name": part.icon, "y": at, "rule": rule}) } else { Value::Null },
            }));
            y += row.tall + ROW;
        }
        at += part.tall() + PART;
    }
    json!({"rows": rows, "end": at, "done": last})
}

/// What may stand on a back, in the order in which it is read.
fn parts<'a>(role: &'a RoleEntry, duty: &'a Duty, chapter: &'a Chapter, book: &'a Handbook) -> Vec<Part<'a>> {
    let stance = chapter.stance_text.as_str();
    let meets = !chapter.ways.is_empty() || !chapter.shelters.is_empty();
    let mut all: Vec<Part> = Vec::new();
    let mut add = |given: bool, icon, rank, rows: Rows<'a>| {
        if given {
            all.push(Part { icon, rank, rows });
        }
    };
    let stand = move |seat: &Seat, _: bool| vec![fit(&rich(stance), seat)];
    add(
        !duty.about.is_empty(),
        "people",
        0,
        Box::new(move |seat, _| vec![fit(&[vec![bold("我管的 ")], rich(&duty.about)].concat(), seat)]),
    );
    // Where the wind decides, it is looked at before any way is taken.
    add(chapter.wind && !stance.is_empty(), "eye", 0, Box::new(stand));
    add(meets, "shelter", 0, Box::new(move |seat, lean| meet(chapter, book, seat, lean)));
    add(!stance.is_empty() && !chapter.wind, "run", if meets { 6 } else { 2 }, Box::new(stand));
    add(
        !book.alarms.is_empty(),
        "bell",
        1,
        Box::new(move |seat, _| {
            let alarm =
                |a: &AlarmEntry| fit(&[bold(a.meaning.as_str()), plain(format!("　{}", a.text))], seat);
            book.alarms.iter().map(alarm).collect()
        }),
    );
    let said = super::report(role, book);
    add(
        !said.is_empty(),
        "megaphone",
        0,
        Box::new(move |seat, _| vec![fit(&[plain(written(&said))], &Seat { lead: 0.6, ..seat.clone() })]),
    );
    add(true, "phone", 0, Box::new(move |seat, _| phones(book, seat)));
    let several = duty.people.len() > 2;
    add(
        several,
        "id-card",
        5,
        Box::new(move |seat, _| {
            // A card for several people goes to each of them: the clerk ticks whose this is.
            let tick = |p: &Holder| [plain("□"), bold(p.name.as_str()).held(), plain(" ")];
            vec![fit(&duty.people.iter().flat_map(tick).collect::<Vec<_>>(), seat)]
        }),
    );
    all
}

/// Returns where people meet: the shelter if all that move have one, and who keeps it; every way to it.
fn meet(chapter: &Chapter, book: &Handbook, seat: &Seat, lean: bool) -> Vec<Block> {
    let Some(main) = chapter.ways.first().map(|way| &way.shelter).or(chapter.shelters.first()) else {
        return Vec::new();
    };
    let one = chapter.ways.iter().all(|way| way.shelter == *main);
    let shelter = book.shelters.iter().find(|s| s.name == *main).filter(|_| one);
    let kept: Vec<&Way> = chapter.ways.iter().filter(|w| !one || !w.route.is_empty()).collect();
    let mut rows = Vec::new();
    if let Some(shelter) = shelter {
        let large = if lean { 2.0 } else { 5.0 };
        rows.push(fit(&[plain("避难点 "), bold(shelter.name.as_str()).larger(large)], seat));
    }
    if chapter.wind && !kept.is_empty() {
        rows.push(fit(&[bold("路在下风头就换一条")], seat));
    }
    if let Some(address) = shelter.map(|s| s.address.as_str()).filter(|a| kept.is_empty() && !a.is_empty()) {
        rows.push(fit(&[plain(address)], seat));
    }
    let alone = kept.len() == 1;
    rows.extend(kept.iter().map(|way| fit(&way_words(way, alone, one, book, lean), seat)));
    if let Some(keeper) = shelter.and_then(|s| s.keepers.first()) {
        rows.push(Call::to("避难管理员", keeper).set(place("role", "number")));
    }
    rows
}

/// Returns one way with its landmarks; of several each in short, by where it begins. The only way needs no
/// beginning, and ways to one shelter no end.
fn way_words(way: &Way, alone: bool, one: bool, book: &Handbook, lean: bool) -> Vec<Word> {
    let data = escape::way(way, book);
    let mut words = Vec::new();
    if !way.from.is_empty() && !alone {
        words.extend([bold(way.from.as_str()).held(), plain("：")]);
    }
    if !way.route.is_empty() {
        words.extend([plain("走"), bold(way.route.as_str()).held()]);
    }
    let route = way.route_in(&book.routes);
    let mut via: Vec<&str> = route.map(|r| r.via.iter().map(String::as_str).collect()).unwrap_or_default();
    // Where room is short the landmarks are told by three of them, as on the household's card.
    if lean && via.len() > LANDMARKS {
        via = vec![via[0], via[(via.len() - 1) / 2], via[via.len() - 1]];
    }
    if alone && !via.is_empty() {
        words.push(plain(format!("：{}", via.join(" →"))));
    }
    if !one {
        words.extend([plain(" →"), bold(way.shelter.as_str()).held()]);
    }
    if let Some(minutes) = data["minutes"].as_u64() {
        words.extend([plain("，约"), bold(format!("{minutes}分钟")).held()]);
    }
    words
}

/// Returns the numbers that hold everywhere on one line, and up to four outside the village.
fn phones(book: &Handbook, seat: &Seat) -> Vec<Block> {
    // However small the rest is set.
    let larger = seat.sizes.first().map_or(2.0, |size| (NUMBER - size).max(2.0));
    let national = book.phones.emergency.iter().filter(|n| !n.short.is_empty());
    let national: Vec<Word> = national
        .flat_map(|n| [plain(format!("{} ", n.short)), number(n.number.as_str()).larger(larger), plain("　")])
        .collect();
    let mut rows = if national.is_empty() { Vec::new() } else { vec![fit(&national, seat)] };
    let wanted = [TownDuty, FireStation, Hospital, Police];
    let known = wanted.into_iter().filter_map(|kind| book.phones.outside.iter().find(|c| c.kind == kind));
    let known = known.filter(|c| !c.phones.is_empty());
    rows.extend(known.map(|c| {
        let call = Call { label: c.name.clone(), name: "", phone: c.phones.first() };
        call.set(place("role", "number"))
    }));
    rows
}

/// Returns words to fill in. A blank stays with its unit; short ones before 人, 户, 时, 分, long ones for names and
/// places.
fn written(text: &str) -> String {
    let mut parts = text.split("____");
    let mut said = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let short = part.starts_with(['人', '户', '时', '分']);
        said += if short { words::BLANK } else { "＿＿＿" };
        said += part;
    }
    said
}
