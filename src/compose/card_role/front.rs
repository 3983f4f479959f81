//! The front of a role card: what starts it, what to do in order, what not to do, whom to ring. As much as a side has
//! room for: details and what everybody does give way, no step is ever left out.

use std::cell::RefCell;
use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::super::fit::{BOLD, MEDIUM, form, number as length, width};
use super::super::parts::{Call, rich, ring};
use super::super::words;
use super::{END, GAP, STEPS};
use crate::model::plan::Level;
use crate::ruler::fit::{Block, MM, Over, Seat, Word, bold, drawn, fit, name, plain, seat as place};

/// Millimetres: above the trigger's end, between the steps and what is below, the mark of another card, the tab over
/// what is done first, the edge of its box, around a prohibition.
const UNDER: f64 = 1.6;
const LOW: f64 = 1.2;
const MORE: f64 = 6.0;
const TAB: f64 = 5.4;
const EDGE: f64 = 1.6;
const BAN: f64 = 2.2;
/// The head of what everybody does, and what is left free around it.
const EVERYONE: f64 = 7.0;
const LOOSE: f64 = 3.0;
/// The check code, between a name and its number, between two to ring, squares for a number.
const CODE: (f64, f64) = (15.5, 16.6);
const APART: f64 = 3.0;
const ROW: f64 = 1.2;
const SQUARES: (f64, f64) = (53.6, 7.0);

/// Who is rung, the number, and how wide its squares are where it is not known.
type Ring = (Option<Block>, Option<Block>, f64);

/// One action, in the grades in which it may be said.
pub(super) struct Step<'a> {
    pub(super) text: &'a str,
    /// The sentence of this hazard: beside the common short form, else in its place.
    pub(super) here: Option<&'a str>,
    pub(super) common: bool,
    /// All sentences.
    pub(super) full: Vec<&'a str>,
    pub(super) level: Option<Level>,
    pub(super) minutes: Option<u32>,
}

/// What a front is made of.
pub(super) struct Front<'a> {
    pub(super) first: Vec<Step<'a>>,
    pub(super) steps: Vec<Step<'a>>,
    pub(super) after: Vec<Step<'a>>,
    pub(super) everyone: Vec<&'a str>,
    pub(super) forbid: Vec<&'a str>,
    pub(super) calls: Vec<Call<'a>>,
    /// What is noticed, the official signal, the level from which the role does something.
    pub(super) noticed: String,
    pub(super) signal: Option<&'a str>,
    pub(super) from: Option<Level>,
    /// Steps on the sides before it.
    pub(super) offset: usize,
    pub(super) page: (usize, usize),
    /// Where its words begin, and how high its foot is.
    pub(super) top: f64,
    pub(super) foot: f64,
}

/// When a step is done.
#[derive(Clone, Copy, PartialEq)]
enum Kind {
    First,
    Then,
    After,
}

/// One numbered sentence.
#[derive(Clone, Copy, PartialEq)]
struct Sentence<'a> {
    text: &'a str,
    kind: Kind,
    level: Option<Level>,
    minutes: Option<u32>,
}

/// A size of steps, and what goes with it.
#[derive(Clone, Copy)]
struct Try {
    size: f64,
    gap: f64,
    lead: f64,
    chip: f64,
}

impl Try {
    fn all(key: &str) -> Vec<Self> {
        let list = form("role-front")[key].as_array().map_or(&[][..], Vec::as_slice);
        let one = |step| Self {
            size: length(step, "size"),
            gap: length(step, "gap"),
            lead: length(step, "lead"),
            chip: length(step, "chip"),
        };
        list.iter().map(one).collect()
    }

    /// By how much a line begins below its chip.
    fn drop(self) -> f64 {
        (self.chip - self.size / MM) / 2.0
    }
}

/// The blocks of sentences at sizes, each fitted once.
type Fitted<'a> = RefCell<BTreeMap<(&'a str, Option<Level>, Option<u32>, bool, u64), Block>>;

impl<'a> Front<'a> {
    pub(super) fn data(&self) -> Value {
        let cue = self.cue();
        let start = self.top + cue.as_ref().map_or(0.0, |(_, tall)| *tall) + UNDER;
        let room = place("role", "ring").w - CODE.0 - 1.0;
        let (rows, tall) = ring_rows(&self.calls, room);
        let low = END - self.foot - GAP;
        let calls = low - tall.max(CODE.1);
        let ban = self.ban();
        let above = calls - GAP - ban.as_ref().map_or(0.0, |ban| ban.1);
        let more = above - if self.page.0 < self.page.1 { MORE } else { 0.0 };
        json!({
            "cue": cue.map(|(cue, _)| cue),
            "body": self.body(start, more - LOW),
            "more": (more < above).then_some(more),
            "ban": ban.map(|(text, tall)| json!({"y": above, "h": tall, "text": text})),
            "calls": rows, "ring": {"y": calls, "h": low - calls},
        })
    }

    /// What starts the card, and how high it is: the signal with its level, or what is seen or measured here.
    fn cue(&self) -> Option<(Value, f64)> {
        let label = || bold("遇到就动 ").held();
        let room = place("role", "cue");
        let said = |before: Word, text: &str| {
            fit(&std::iter::once(before).chain(rich(text)).collect::<Vec<_>>(), room)
        };
        let noticed = !self.noticed.is_empty();
        let Some(level) = self.from else {
            let text = noticed.then(|| said(label(), &self.noticed))?;
            let tall = text.tall + 0.6;
            return Some((
                json!({"line": null, "level": null, "text": text, "y": self.top, "h": tall}),
                tall,
            ));
        };
        let line: Vec<Word> = std::iter::once(label()).chain(self.signal.map(plain)).collect();
        let line = fit(&line, place("role", "signal"));
        let text = noticed.then(|| said(plain("或者"), &self.noticed));
        let gap = room.lead * 12.0 / MM;
        let tall = line.tall + text.as_ref().map_or(0.0, |text| gap + text.tall) + 0.6;
        let data = json!({
            "line": line, "level": words::level(level), "text": text, "y": self.top, "h": tall,
        });
        Some((data, tall))
    }

    fn ban(&self) -> Option<(Block, f64)> {
        let item = |text: &&str| [bold("不准 ").held(), plain(*text).held()];
        let room = place("role", "ban");
        let mut one: Vec<Word> = Vec::new();
        for text in &self.forbid {
            one.extend((!one.is_empty()).then(|| plain("　")));
            one.extend(item(text));
        }
        let flat = fit(&one, &room.at(room.sizes.first().copied()?).single());
        let block = if flat.fits() {
            flat
        } else {
            let rows = self.forbid.iter().map(|text| fit(&item(text), room));
            rows.reduce(Block::above)?
        };
        let tall = block.tall.max(6.0) + BAN;
        (!self.forbid.is_empty()).then_some((block, tall))
    }

    /// The steps between these heights, and below them what everybody does if there is room for it.
    fn body(&self, start: f64, end: f64) -> Value {
        let room = end - start;
        let fitted = Fitted::default();
        let tall = |list: &[Sentence<'a>], at: Try| self.tall(list, at, &fitted);
        let (usual, larger) = (Try::all("tries"), Try::all("larger"));
        let chosen = |list: &[Sentence<'a>], tries: &[Try], room: f64| {
            tries.iter().copied().find(|at| tall(list, *at) <= room)
        };
        let floor = usual.last().copied().expect("steps have sizes");
        let mut list = Vec::new();
        let mut found = None;
        for (open, detail) in self.grades() {
            let next = self.sentences(open, detail);
            if next == list {
                continue;
            }
            list = next;
            found = chosen(&list, &usual, room);
            if found.is_some() {
                break;
            }
        }
        let at = found.unwrap_or(floor);
        let need = tall(&list, at);
        let (lines, common) = self.common(room - need - 4.0);
        let left = room - if common > 0.0 { common + LOOSE } else { 0.0 };
        let at = chosen(&list, &larger, left).filter(|_| found.is_some()).unwrap_or(at);
        let mut data = self.placed(&list, at, start, &fitted);
        let done = start + tall(&list, at);
        if common > 0.0 {
            let mut y = done + (end - done - common) / 2.0;
            let head = y;
            y += EVERYONE;
            let line = |block: &Block| {
                y += 1.0;
                let at = y;
                y += block.tall;
                json!({"y": at, "text": block})
            };
            data["everyone"] = json!({"y": head, "lines": lines.iter().map(line).collect::<Value>()});
        }
        if found.is_none() {
            data["over"] = json!(Over { need, have: room });
        }
        data
    }

    /// How many actions are said in full and whether the others with what differs here, the most first.
    fn grades(&self) -> impl Iterator<Item = (usize, bool)> {
        let count = self.first.len() + self.steps.len() + self.after.len();
        (0..=count).rev().map(|open| (open, true)).chain([(0, false)])
    }

    /// The sentences of a card; never more than a side holds because of detail.
    fn sentences(&self, open: usize, detail: bool) -> Vec<Sentence<'a>> {
        let kinds = [(&self.first, Kind::First), (&self.steps, Kind::Then), (&self.after, Kind::After)];
        let all: Vec<(&Step, Kind)> =
            kinds.into_iter().flat_map(|(list, kind)| list.iter().map(move |step| (step, kind))).collect();
        let mut done: Vec<Sentence> = Vec::new();
        for (i, (step, kind)) in all.iter().enumerate() {
            if *kind == Kind::After && done.len() >= STEPS {
                break;
            }
            let rest = all.len() - i - 1;
            // What comes after the danger is said in short.
            let grades: &[u8] = match (kind, i < open, detail) {
                (Kind::After, ..) | (_, false, false) => &[0],
                (_, true, _) => &[2, 1, 0],
                (_, false, true) => &[1, 0],
            };
            let said = grades.iter().map(|grade| step.said(*grade));
            let said = said.into_iter().find(|said| done.len() + said.len() + rest <= STEPS);
            for (j, text) in said.unwrap_or_else(|| vec![step.text]).into_iter().enumerate() {
                let head = j == 0;
                done.push(Sentence {
                    text,
                    kind: if head || *kind != Kind::After { *kind } else { Kind::Then },
                    // A level that is the card's own goes without saying.
                    level: step.level.filter(|level| head && self.from.is_none_or(|own| *level > own)),
                    minutes: step.minutes.filter(|_| head),
                });
            }
        }
        done
    }

    fn block(&self, sentence: &Sentence<'a>, at: Try, fitted: &Fitted<'a>) -> Block {
        let Sentence { text, kind, level, minutes } = *sentence;
        let key = (text, level, minutes, kind == Kind::After, at.size.to_bits());
        if let Some(block) = fitted.borrow().get(&key) {
            return block.clone();
        }
        let tag = |name, wide: f64| drawn(name, wide + 1.6);
        let mut words: Vec<Word> = Vec::new();
        words.extend(level.map(|level| tag("level", level_wide(level, 10.0) + 1.2 * 10.0 / MM)));
        words.extend(
            minutes.map(|minutes| tag("minutes", width(&format!("{minutes} 分钟内"), 10.0, MEDIUM) + 2.0)),
        );
        words.extend((kind == Kind::After).then(|| tag("after", width("过后", 10.0, MEDIUM) + 2.0)));
        words.extend(rich(text));
        let room = place("role", "step");
        let block = fit(&words, &Seat { lead: at.lead, ..room.at(at.size) });
        fitted.borrow_mut().insert(key, block.clone());
        block
    }

    /// How high the steps are at a size.
    fn tall(&self, list: &[Sentence<'a>], at: Try, fitted: &Fitted<'a>) -> f64 {
        let one = |sentence| at.chip.max(at.drop() + self.block(sentence, at, fitted).tall);
        let gaps = u32::try_from(list.len().saturating_sub(1)).map_or(0.0, f64::from) * at.gap;
        let frame = if boxed(list) > 0 { TAB + 2.0 * EDGE } else { 0.0 };
        frame + gaps + list.iter().map(one).sum::<f64>()
    }

    fn placed(&self, list: &[Sentence<'a>], at: Try, start: f64, fitted: &Fitted<'a>) -> Value {
        let boxed = boxed(list);
        let mut y = start + if boxed > 0 { TAB + EDGE } else { 0.0 };
        let mut end = y;
        let mut steps = Vec::new();
        for (i, sentence) in list.iter().enumerate() {
            let text = self.block(sentence, at, fitted);
            let tall = at.chip.max(at.drop() + text.tall);
            steps.push(json!({
                "y": y, "n": self.offset + i + 1, "text": text,
                "level": sentence.level.map(words::level), "minutes": sentence.minutes,
            }));
            y += tall;
            if i + 1 == boxed {
                end = y + EDGE;
                y += EDGE;
            }
            y += at.gap;
        }
        json!({
            "steps": steps, "chip": at.chip, "drop": at.drop(),
            "box": (boxed > 0).then(|| json!({"y": start, "h": end - start - TAB})),
        })
    }

    /// As many of the common lines as this height holds, and their height.
    fn common(&self, room: f64) -> (Vec<Block>, f64) {
        let mut tall = EVERYONE;
        let mut lines = Vec::new();
        for text in &self.everyone {
            let block = fit(&rich(text), place("role", "everyone"));
            if tall + 1.0 + block.tall > room {
                break;
            }
            tall += 1.0 + block.tall;
            lines.push(block);
        }
        let tall = if lines.is_empty() { 0.0 } else { tall };
        (lines, tall)
    }
}

impl<'a> Step<'a> {
    /// Its sentences; 2: all that the plan says; 1: its short form and what differs here; 0: its short form.
    fn said(&self, grade: u8) -> Vec<&'a str> {
        match (grade, self.here) {
            (2, _) if !self.full.is_empty() => self.full.clone(),
            (1 | 2, Some(here)) if self.common => vec![self.text, here],
            (1 | 2, Some(here)) => vec![here],
            _ => vec![self.text],
        }
    }

    /// Returns it as data: what must be on paper in one of its grades.
    pub(super) fn data(&self) -> Value {
        json!({
            "text": self.text, "level": self.level.map(words::level), "minutes": self.minutes, "common": self.common,
            "here": self.here, "full": self.full,
        })
    }
}

/// How many of the first stand in the box.
fn boxed(list: &[Sentence]) -> usize {
    list.iter().take_while(|sentence| sentence.kind == Kind::First).count().min(super::FIRST)
}

/// Millimetres of a level as it is drawn: a chip, its name, its numeral, four bars.
fn level_wide(level: Level, size: f64) -> f64 {
    let data = words::level(level);
    let text = |key: &str| width(data[key].as_str().unwrap_or_default(), size, BOLD);
    text("name") + text("numeral") + 3.57 * size / MM
}

/// Returns whom to ring, name under post, numbers in one column at the largest size at which they go; and how high
/// it is.
fn ring_rows(calls: &[Call], room: f64) -> (Value, f64) {
    let sizes = &place("role", "ring").sizes;
    let names = place("role", "ring-name");
    let largest = Seat { lines: 1, ..names.at(names.sizes.first().copied().unwrap_or(12.0)) };
    let tries = [largest.clone(), Seat { lines: 2, ..largest }, names.clone()];
    let found = tries.iter().flat_map(|names| sizes.iter().map(move |size| (names, *size)));
    let rows = found.into_iter().find_map(|(names, size)| beside(calls, room, names, size));
    let rows = rows.unwrap_or_else(|| {
        let seat = Seat { w: room, ..place("role", "number").clone() };
        calls.iter().map(|call| (None, Some(call.set(&seat)), 0.0)).collect()
    });
    let tall = |(who, number, _): &Ring| {
        let who = who.as_ref().map_or(0.0, |who| who.tall);
        who.max(number.as_ref().map_or(SQUARES.1, |number| number.tall))
    };
    let wide = rows.iter().filter_map(|(who, ..)| who.as_ref()).map(|who| who.wide).fold(0.0, f64::max);
    let all = rows.iter().map(tall).sum::<f64>()
        + ROW * u32::try_from(rows.len().max(1) - 1).map_or(0.0, f64::from);
    let row =
        |row: &Ring| json!({"h": tall(row), "wide": wide, "who": row.0, "number": row.1, "squares": row.2});
    (rows.iter().map(row).collect(), all)
}

/// Returns the rows if all names go before their numbers; a number that is not known is left to write in.
fn beside(calls: &[Call], room: f64, names: &Seat, size: f64) -> Option<Vec<Ring>> {
    let seat = |w: f64| Seat { w, ..place("role", "ring").at(size) };
    let numbers: Vec<Option<Block>> =
        calls.iter().map(|call| call.phone.map(|phone| ring(phone, &seat(room)))).collect();
    let wide = numbers.iter().map(|n| n.as_ref().map_or(SQUARES.0, |block| block.wide)).fold(0.0, f64::max);
    let left = room - APART - wide;
    if left < 9.0 || numbers.iter().flatten().any(|block| !block.fits()) {
        return None;
    }
    let who = |call: &Call| {
        let label =
            fit(&[plain(call.label.as_str())], &Seat { w: left, ..place("role", "ring-label").clone() });
        let block = if call.name.is_empty() {
            label
        } else {
            label.above(name(call.name, &Seat { w: left, ..names.clone() }))
        };
        block.fits().then_some(block)
    };
    let whose: Option<Vec<Block>> = calls.iter().map(who).collect();
    Some(whose?.into_iter().zip(numbers).map(|(who, number)| (Some(who), number, SQUARES.0)).collect())
}
