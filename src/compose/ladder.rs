//! What each level asks for 到了哪一级: one band a level, each saying what still holds; a chapter of the book,
//! and a poster.

use serde_json::{Value, json};

use super::fit::{self, BOLD, MEDIUM};
use super::words::{self, Names};
use super::{Absent, Card, Desk, Draft};
use crate::model::handbook::{Action, Chapter, Handbook, SignalEntry};
use crate::model::plan::{Level, Phase, Station};

/// What the layout leaves out: a word that is too wide for its tag stands there in two parts.
pub(super) const UNPRINTED: &[&str] =
    &["/title", "cards/code", "bands/word", "=bands/parts", "=bands/rows", "=village"];

/// The poster: one for each hazard that moves people.
pub(super) fn wall(desk: &Desk) -> Result<Draft, Absent> {
    let form = fit::form("ladder");
    posters(desk, |ladder| json!({"ladder": ladder.laid(&form["full"])}))
}

/// The same on two sheets of A4 under each other: the bands up to yellow, and those at which people leave.
pub(super) fn tiles(desk: &Desk) -> Result<Draft, Absent> {
    let form = fit::form("ladder");
    posters(
        desk,
        |ladder| json!({"halves": ladder.halves().map(|half| half.laid(&form["tile"])).collect::<Value>()}),
    )
}

fn posters(desk: &Desk, data: impl Fn(&Ladder) -> Value) -> Result<Draft, Absent> {
    let moving = desk.book.hazards.iter().filter(|h| moves(h) && !h.ladder.is_empty());
    let card = |h: &Chapter| {
        let mut data = data(&Ladder::of(h, &desk.names, &[]));
        data["village"] = json!(desk.book.village.name);
        Card {
            number: format!("L-{:03}", h.number),
            to: format!("挂图 {}", h.short),
            hazards: vec![h.id.clone()],
            count: 2,
            data,
            ..Card::default()
        }
    };
    let cards: Vec<Card> = moving.map(card).collect();
    if cards.is_empty() {
        return Err(Absent::Levels);
    }
    let title = format!("{}到了哪一级", desk.book.village.name);
    Ok(Draft { title, data: json!({}), cards, assets: Vec::new() })
}

/// Returns the pages of the chapter: a hazard that moves people has one of its own, the others share as few as hold
/// each of them whole. Where it is `brief`, those that share do not say once more when a signal is given that stands
/// with another hazard.
pub(super) fn pages(book: &Handbook, names: &Names, form: &Value, brief: bool) -> Vec<Vec<Value>> {
    let of = |moving: bool| book.hazards.iter().filter(move |h| !h.ladder.is_empty() && moves(h) == moving);
    // In a book of one or two hazards none has a page of its own.
    let own = if book.hazards.len() < LEAFLET { &form["half"] } else { &form["full"] };
    let mut before: Vec<&Chapter> = Vec::new();
    let mut pages = Vec::new();
    for chapter in of(true) {
        pages.push(vec![Ladder::of(chapter, names, &[]).laid(own)]);
        before.push(chapter);
    }
    let mut others = Vec::new();
    for chapter in of(false) {
        others.push(Ladder::of(chapter, names, if brief { &before } else { &[] }));
        before.push(chapter);
    }
    pages.extend(shared(&others, form, own));
    pages
}

/// Returns the hazard before this one whose ladder says of each of this one's levels when a signal is given.
fn teller<'a>(chapter: &Chapter, signal: &SignalEntry, before: &[&'a Chapter]) -> Option<&'a Chapter> {
    let asked = || signal.levels.iter().filter(|l| chapter.ladder.iter().any(|rung| rung.level == l.level));
    let says = |other: &&&Chapter| {
        let same = other.signals.iter().find(|own| own.id == signal.id);
        same.is_some_and(|own| {
            asked().all(|l| own.levels.contains(l) && other.ladder.iter().any(|rung| rung.level == l.level))
        })
    };
    before.iter().find(says).copied()
}

/// Returns the line that names those hazards.
fn elsewhere(chapter: &Chapter, before: &[&Chapter]) -> Option<String> {
    let mut names: Vec<&str> = Vec::new();
    for other in chapter.signals.iter().filter_map(|signal| teller(chapter, signal, before)) {
        if !names.contains(&other.short.as_str()) {
            names.push(&other.short);
        }
    }
    (!names.is_empty()).then(|| format!("几级怎么算，看{}那里", names.join("、")))
}

/// Fewest hazards of a book whose chapters have pages of their own.
pub(super) const LEAFLET: usize = 3;

/// Puts ladders onto as few pages as hold all their bands; what a page has left is theirs, and one that stays alone fills
/// it.
fn shared(ladders: &[Ladder], form: &Value, own: &Value) -> Vec<Vec<Value>> {
    let (half, [head, between, whole]) =
        (&form["half"], ["head", "between", "page"].map(|key| fit::number(&form["half"], key)));
    let needs: Vec<f64> = ladders.iter().map(|ladder| ladder.least(half)).collect();
    let room = whole + between;
    let taken = |i: &usize| head + between + needs[*i];
    let packed = |order: &[usize]| {
        let mut pages: Vec<Vec<usize>> = Vec::new();
        for i in order {
            let has_room = |page: &&mut Vec<usize>| page.iter().map(&taken).sum::<f64>() + taken(i) <= room;
            match pages.iter_mut().find(has_room) {
                Some(page) => page.push(*i),
                None => pages.push(vec![*i]),
            }
        }
        pages.iter_mut().for_each(|page| page.sort_unstable());
        pages.sort_unstable();
        pages
    };
    // In the order of the book, unless the highest first take fewer pages.
    let mut order: Vec<usize> = (0..ladders.len()).collect();
    let plain = packed(&order);
    order.sort_by(|a, b| needs[*b].total_cmp(&needs[*a]));
    let close = packed(&order);
    let pages = if close.len() < plain.len() { close } else { plain };
    let laid = |page: Vec<usize>| -> Vec<Value> {
        if let [i] = page[..] {
            return vec![ladders[i].laid(own)];
        }
        let more = (room - page.iter().map(&taken).sum::<f64>()) / page.len() as f64;
        page.iter().map(|i| ladders[*i].laid_in(half, needs[*i] + more)).collect()
    };
    pages.into_iter().map(laid).collect()
}

/// Returns the acts that the ladder of a hazard tells.
pub(super) fn acts<'a>(pages: &'a [Vec<Value>], hazard: &str) -> Vec<&'a str> {
    let list = |value: &'a Value| value.as_array().into_iter().flatten();
    let own = pages.iter().flatten().filter(|ladder| ladder["id"] == hazard);
    let rows = own.flat_map(|ladder| list(&ladder["bands"])).flat_map(|band| list(&band["rows"]));
    rows.filter_map(|row| row["text"].as_str()).collect()
}

/// Returns whether a hazard moves people who are known.
fn moves(chapter: &Chapter) -> bool {
    !chapter.ways.is_empty() && chapter.ladder.iter().any(|rung| rung.leave)
}

/// One act of a level.
struct Row<'a> {
    action: &'a Action,
    /// Level from which it holds.
    from: Level,
}

/// The bands of a hazard before they are set.
struct Ladder<'a> {
    chapter: &'a Chapter,
    bands: Vec<Band>,
    /// Where it is told when its signals are given, if not here.
    told: Option<String>,
}

impl<'a> Ladder<'a> {
    /// Returns it without what the hazards before it say of its signals.
    fn of(chapter: &'a Chapter, names: &Names, before: &[&Chapter]) -> Self {
        let moves = chapter.ladder.iter().find(|rung| rung.leave).map(|rung| rung.level);
        let held: Vec<Row> = chapter
            .actions
            .iter()
            .filter_map(|action| Some(Row { action, from: start(action, moves)? }))
            .collect();
        let meaning = |level: Level| {
            let own = chapter.signals.iter().filter(|s| teller(chapter, s, before).is_none());
            let said = own.filter_map(|s| {
                let text = &s.levels.iter().find(|l| l.level == level)?.text;
                Some(if chapter.signals.len() > 1 { format!("{}：{text}", s.name) } else { text.clone() })
            });
            said.collect()
        };
        let band = |level: Level, word: &str| Band {
            level,
            word: word.to_owned(),
            meaning: meaning(level),
            rows: rows(&held, level, names),
        };
        let bands = chapter.ladder.iter().map(|rung| band(rung.level, &rung.word)).collect();
        Self { chapter, bands, told: elsewhere(chapter, before) }
    }

    /// Returns the height of its bands at the smallest type, shortened as far as half a page asks but for what would not
    /// be said in them at all.
    fn least(&self, form: &Value) -> f64 {
        let (bands, _) = pressed(self.bands.clone(), form, fit::number(form, "room"));
        let smallest = fit::sizes(form, "sizes").last().copied().unwrap_or_default();
        needed(&bands, form, smallest)
    }

    /// Returns what stands on each of two sheets: the bands that make ready, those at which people leave.
    fn halves(&self) -> impl Iterator<Item = Self> {
        let half = |loud: bool| {
            let bands = self.bands.iter().filter(|band| (band.level >= Level::Orange) == loud).cloned();
            Self { chapter: self.chapter, bands: bands.collect(), told: self.told.clone() }
        };
        [half(false), half(true)].into_iter().filter(|half| !half.bands.is_empty())
    }

    /// Returns it as high as its form says.
    fn laid(&self, form: &Value) -> Value {
        self.laid_in(form, fit::number(form, "room"))
    }

    /// Returns it so high, its bands as high as their rows ask.
    fn laid_in(&self, form: &Value, room: f64) -> Value {
        let (bands, size) = fitted(self.bands.clone(), form, room);
        let talls = talls(&bands, form, size, room);
        let shown = bands.iter().zip(&talls).map(|(band, tall)| band.shown(*tall, form));
        let chapter = self.chapter;
        let mut issuers: Vec<&str> = Vec::new();
        for issuer in chapter.signals.iter().map(|s| s.issuer.as_str()).filter(|i| !i.is_empty()) {
            if !issuers.contains(&issuer) {
                issuers.push(issuer);
            }
        }
        let [whole, short] = words::signals(chapter);
        let signals = if chapter.signals.len() > 3 { short } else { whole };
        let by = match (&self.told, &issuers[..]) {
            // Where much is told elsewhere, who gives them all is too.
            (Some(told), [first, _, _, ..]) => format!("{first}等发；{told}"),
            (Some(told), _) => format!("{}发；{told}", issuers.join("、")),
            (None, _) => format!("{}发", issuers.join("、")),
        };
        json!({
            "id": chapter.id, "icon": chapter.icon, "name": chapter.name, "signal": format!("{signals}，{by}"),
            "bands": shown.collect::<Value>(), "size": size, "half": form["half"],
        })
    }
}

/// Returns the level from which an act holds; none if it waits for no level. Those who lead out, count and
/// report begin where people leave.
fn start(action: &Action, moves: Option<Level>) -> Option<Level> {
    match action.phase {
        Phase::Warn => action.from,
        Phase::Move => action.from.into_iter().chain(moves).max(),
        Phase::Act if action.station.is_some() => action.from,
        _ => None,
    }
}

/// Returns what is done at a level: what is new there first, each in the order call, lead out, count, report,
/// guard, watch.
fn rows(held: &[Row], level: Level, names: &Names) -> Vec<Said> {
    let on = |r: &&Row| r.from <= level && r.action.until.is_none_or(|until| level <= until);
    let mut rows: Vec<&Row> = held.iter().filter(on).filter(|r| !r.action.card.is_empty()).collect();
    rows.sort_by_key(|r| (r.from < level, r.action.station.is_none(), r.action.station));
    rows.iter()
        .map(|r| Said {
            station: r.action.station,
            new: r.from == level,
            first: r.action.first,
            roles: names.roles(&r.action.roles),
            text: r.action.card.clone(),
        })
        .collect()
}

/// An act as a band says it.
#[derive(Clone)]
struct Said {
    station: Option<Station>,
    /// Whether it begins at this level.
    new: bool,
    first: bool,
    roles: String,
    text: String,
}

impl Said {
    fn saves(&self) -> bool {
        matches!(self.station, Some(Station::Call | Station::Leave | Station::Count))
    }

    /// Leaves the first posts of many.
    fn brief(&mut self) {
        let names: Vec<&str> = self.roles.split('、').collect();
        if let [first, second, _, ..] = names[..] {
            self.roles = format!("{first}、{second}等{}个岗位", names.len());
        }
    }

    fn role_size(&self, form: &Value) -> f64 {
        let (sizes, across) = (fit::sizes(form, "role"), fit::number(form, "roles"));
        let one = sizes.iter().copied().find(|size| fit::lines(&self.roles, *size, BOLD, across) == 1);
        one.or(sizes.last().copied()).unwrap_or_default()
    }
}

/// A band of the ladder.
#[derive(Clone)]
struct Band {
    level: Level,
    word: String,
    meaning: Vec<String>,
    rows: Vec<Said>,
}

impl Band {
    fn least(&self, form: &Value, size: f64) -> f64 {
        let (across, pitch) = (fit::number(form, "width"), fit::number(form, "pitch"));
        let row = |r: &Said| {
            let text = fit::height(fit::lines(&r.text, size, BOLD, across), size, pitch - 1.0);
            let role = r.role_size(form);
            text.max(
                fit::height(fit::lines(&r.roles, role, BOLD, fit::number(form, "roles")), role, 0.1) + 0.7,
            ) + fit::number(form, "apart")
        };
        let note = fit::number(form, "note");
        let lines = |t: &String| {
            fit::height(fit::lines(t, note, MEDIUM, fit::number(form, "across")), note, 0.3) + 0.8
        };
        let tall = self.rows.iter().map(row).sum::<f64>() + self.meaning.iter().map(lines).sum::<f64>() + 3.4;
        tall.max(self.floor(form))
    }

    /// Loses the row that is missed least: the last that saves no life, else the last; one line says so.
    fn lose(&mut self) {
        if self.rows.last().is_some_and(|r| r.text == ELSE) {
            self.rows.pop();
        }
        let last = self.rows.iter().rposition(|r| !r.saves());
        self.rows.remove(last.unwrap_or(self.rows.len() - 1));
        self.rows.push(Said {
            station: None,
            new: false,
            first: false,
            roles: String::new(),
            text: ELSE.to_owned(),
        });
    }

    fn floor(&self, form: &Value) -> f64 {
        if self.level >= Level::Orange { fit::number(form, "loud") } else { fit::number(form, "quiet") }
    }

    fn shown(&self, tall: f64, form: &Value) -> Value {
        let loud = self.level >= Level::Orange;
        let sizes = fit::sizes(form, if loud { "loud-words" } else { "words" });
        // What is too wide for the tag stands two and two.
        let letters: Vec<char> = self.word.chars().collect();
        let size = sizes.first().copied().unwrap_or_default();
        let wide = fit::width(&self.word, size, BOLD) > fit::number(form, "tag");
        let each = if wide { letters.len().div_ceil(2) } else { letters.len().max(1) };
        let parts: Vec<String> = letters.chunks(each).map(|c| c.iter().collect()).collect();
        json!({
            "level": words::level(self.level), "word": self.word, "parts": parts, "word_size": size, "meaning": self.meaning,
            "tall": (tall * 10.0).round() / 10.0,
            "rows": self.rows.iter().map(|r| json!({"roles": r.roles, "role_size": r.role_size(form), "text": r.text, "new": r.new})).collect::<Value>(),
        })
    }
}

/// Returns the bands and the largest size at which all of them have room; where none is small enough, without
/// what saves no life and is said in the band before, which one line says, as far as that makes them lower.
fn pressed(mut bands: Vec<Band>, form: &Value, room: f64) -> (Vec<Band>, Option<f64>) {
    let sizes = fit::sizes(form, "sizes");
    let smallest = sizes.last().copied().unwrap_or_default();
    for i in (0..bands.len()).rev() {
        if let Some(size) = sizes.iter().find(|size| needed(&bands, form, **size) <= room) {
            return (bands, Some(*size));
        }
        if i > 0 {
            let mut less = bands[i].clone();
            shorten(&mut less, bands[i - 1].level);
            if less.least(form, smallest) < bands[i].least(form, smallest) {
                bands[i] = less;
            }
        }
    }
    (bands, None)
}

/// Returns the bands at the largest size at which they have room, where need be without what is missed least.
fn fitted(bands: Vec<Band>, form: &Value, room: f64) -> (Vec<Band>, f64) {
    let (mut bands, size) = pressed(bands, form, room);
    if let Some(size) = size {
        return (bands, size);
    }
    let sizes = fit::sizes(form, "sizes");
    let fits = |bands: &[Band], size: &f64| needed(bands, form, *size) <= room;
    // Where very many posts do very much, the first of them stand for all.
    let smallest = sizes.last().copied().unwrap_or_default();
    bands.iter_mut().flat_map(|band| &mut band.rows).for_each(Said::brief);
    while !fits(&bands, &smallest) {
        let band =
            (bands.iter_mut()).filter(|band| band.rows.len() > FEWEST).max_by_key(|band| band.rows.len());
        let Some(band) = band else { break };
        band.lose();
    }
    (bands, smallest)
}

/// Rows of a band that never give way.
const FEWEST: usize = 4;
/// What stands for those that did.
const ELSE: &str = "其余的看手册";

/// Leaves out of a band that is too full what the band before says.
fn shorten(band: &mut Band, before: Level) {
    let grave = band.level >= Level::Orange;
    let count = band.rows.len();
    band.rows.retain(|r| r.new || grave && (r.first || r.saves()));
    if band.rows.len() < count {
        let text = format!("{}的都还做", before.name());
        band.rows.push(Said { station: None, new: false, first: false, roles: String::new(), text });
    }
}

/// Returns the height of bands at a size, with the gaps between them.
fn needed(bands: &[Band], form: &Value, size: f64) -> f64 {
    let gaps = fit::number(form, "gap") * bands.len().saturating_sub(1) as f64;
    bands.iter().map(|b| b.least(form, size)).sum::<f64>() + gaps
}

/// Returns the heights: as much as each asks for, what is left to the gravest.
fn talls(bands: &[Band], form: &Value, size: f64, room: f64) -> Vec<f64> {
    let spare = (room - needed(bands, form, size)).max(0.0);
    let weight = |b: &Band| if b.level >= Level::Orange { 3.0 } else { 1.0 };
    let sum: f64 = bands.iter().map(weight).sum();
    bands.iter().map(|b| b.least(form, size) + spare * weight(b) / sum.max(1.0)).collect()
}
