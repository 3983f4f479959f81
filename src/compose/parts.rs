//! Parts that cards share once they are fitted: whom to ring, the foot with its stamp, columns of blocks.

use serde_json::{Value, json};

use super::words::Names;
use crate::model::handbook::{Handbook, Holder};
use crate::model::phone::Phone;
use crate::model::profile::ContactKind;
use crate::ruler::fit::{Block, Seat, Word, bold, fit, name, number, plain, unit};

/// Somebody to ring.
pub(super) struct Call<'a> {
    /// As what: 镇值班, 盯守人.
    pub(super) label: String,
    /// Empty for an office.
    pub(super) name: &'a str,
    /// The number that is dialled first.
    pub(super) phone: Option<&'a Phone>,
}

impl<'a> Call<'a> {
    /// Returns the call to a person.
    pub(super) fn to(label: &str, person: &'a Holder) -> Self {
        Self { label: label.to_owned(), name: &person.name, phone: person.phones.first() }
    }

    /// Returns the call to the office of the town that is on duty day and night.
    pub(super) fn town(book: &'a Handbook, names: &Names) -> Option<Self> {
        let duty = book.phones.outside.iter().find(|c| c.kind == ContactKind::TownDuty)?;
        Some(Self { label: names.said("镇值班"), name: "", phone: duty.phones.first() })
    }

    /// The number in words of a block.
    fn number(&self) -> Vec<Word> {
        let Some(phone) = self.phone else { return vec![plain("＿＿＿＿＿＿＿＿").held()] };
        dialled(phone)
    }

    /// Returns the number alone; nothing where there is none.
    pub(super) fn bare(&self, seat: &Seat) -> Block {
        fit(&if self.phone.is_some() { self.number() } else { vec![plain("")] }, seat)
    }

    /// Returns the number in a seat under whose it is, that at this size.
    pub(super) fn below(&self, seat: &Seat, size: f64) -> Block {
        let who =
            [plain(format!("{} ", self.label)).larger(14.0_f64.min(size) - size), bold(self.name).held()];
        let one = fit(&who, &Seat { sizes: vec![size], lead: 0.1, ..seat.clone() });
        let mut number = fit(&self.number(), seat);
        if !number.fits() || number.lines.len() > 1 {
            // A landline is wider, and what belongs to a number stands under it.
            number = fit(&self.number(), &Seat { sizes: vec![20.0], lead: 0.1, ..seat.clone() });
        }
        Block { lead: 2.0, ..one }.above(number)
    }

    /// Returns it in a seat: on one line, with smaller names, then the number under the name.
    pub(super) fn set(&self, seat: &Seat) -> Block {
        let who = |less: f64| {
            let mut words = vec![plain(self.label.as_str()).larger(-less)];
            if !self.name.is_empty() {
                words.push(bold(format!(" {}", self.name)).larger(-less));
            }
            words
        };
        for less in [4.0, 5.0, 6.0, 7.0] {
            let mut words = who(less);
            words.push(plain(" "));
            words.extend(self.number());
            let block = fit(&words, &seat.single());
            if block.fits() {
                return block;
            }
        }
        let mut alone = vec![bold(self.name).larger(-7.0), plain(" ")];
        alone.extend(self.number());
        let alone = fit(&alone, &seat.single());
        if alone.fits() {
            return alone;
        }
        let size = seat.sizes.first().copied().unwrap_or(16.0);
        let above =
            Seat { sizes: vec![(size - 4.0).max(9.0), (size - 6.0).max(9.0), 9.0], lines: 2, ..seat.clone() };
        let caller = format!("{} {}", self.label, self.name);
        let caller = name(caller.trim(), &Seat { lead: 0.1, ..above });
        caller.above(fit(&self.number(), seat))
    }
}

/// Returns a number with what belongs to it behind it, or smaller below where that is too wide.
pub(super) fn ring(phone: &Phone, seat: &Seat) -> Block {
    let one = fit(&dialled(phone), &seat.single());
    if one.fits() {
        return one;
    }
    let digits: Vec<Word> = dialled(phone).into_iter().take(1).collect();
    let shown = serde_json::to_value(phone).unwrap_or_default();
    let part = |key: &str| shown[key].as_str().map(str::to_owned);
    let turn = part("extension").map(|text| bold(format!("转{text}")).held());
    let beside = [turn, part("words").map(plain), part("country").map(plain)];
    let beside: Vec<Word> =
        beside.into_iter().flatten().flat_map(|word| [plain(" "), word]).skip(1).collect();
    if beside.is_empty() {
        return fit(&digits, seat);
    }
    let below = Seat { sizes: vec![9.0], lead: 0.1, ..seat.clone() };
    Block { lead: 2.0, ..fit(&digits, seat) }.above(fit(&beside, &below))
}

/// Returns a number with what belongs to it, in words of a block.
fn dialled(phone: &Phone) -> Vec<Word> {
    let shown = serde_json::to_value(phone).unwrap_or_default();
    let part = |key: &str| shown[key].as_str().unwrap_or_default().to_owned();
    let mut words = vec![number(part("number"))];
    if !part("extension").is_empty() {
        words.push(plain(" "));
        words.push(bold(format!("转{}", part("extension"))).held());
    }
    for beside in [part("words"), part("country")].into_iter().filter(|text| !text.is_empty()) {
        words.push(plain(format!(" {beside}")).larger(-6.0));
    }
    words
}

/// Returns the rows of whom to ring as far as they go into a seat; `None` if they do not.
pub(super) fn calls(list: &[Call], seat: &Seat) -> Option<Vec<Block>> {
    let rows: Vec<Block> = list.iter().map(|call| call.set(seat)).collect();
    (rows.iter().all(Block::fits) && stacked(&rows, 0.8) <= seat.h).then_some(rows)
}

/// Returns as many rows of whom to ring as go into a seat, the first always.
pub(super) fn as_many(list: &[Call], seat: &Seat) -> Vec<Block> {
    let mut rows: Vec<Block> = Vec::new();
    for call in list {
        rows.push(call.set(seat));
        if rows.len() > 1 && stacked(&rows, 0.8) > seat.h {
            rows.pop();
            break;
        }
    }
    rows
}

/// Returns the height of blocks above each other, so many millimetres apart.
pub(super) fn stacked(blocks: &[Block], gap: f64) -> f64 {
    let gaps = u32::try_from(blocks.len().saturating_sub(1)).map_or(0.0, f64::from);
    blocks.iter().map(|block| block.tall).sum::<f64>() + gaps * gap
}

/// A column that is filled from above.
pub(super) struct Column {
    /// Where the next thing stands.
    pub(super) at: f64,
    /// Where it ends.
    pub(super) end: f64,
}

impl Column {
    /// Takes so much; `None` if it is not there any more.
    pub(super) fn take(&mut self, tall: f64) -> Option<f64> {
        let at = self.at;
        (at + tall <= self.end + 0.01).then(|| {
            self.at += tall;
            at
        })
    }
}

/// Returns the first form of the foot that goes: number, edition and end on one line, closer, then on two.
pub(super) fn foot(stamp: &Value, number: &str, code: &str, seat: &Seat) -> Block {
    let part = |key: &str| stamp[key].as_str().unwrap_or_default().to_owned();
    let mark = part("mark");
    let named = format!("{} {number}", part("village"));
    let edition = stamp["edition"].as_u64().map(|n| format!("第{n}版")).unwrap_or_default();
    let until = if mark.is_empty() { part("until") } else { String::new() };
    let letters = code.rsplit('-').next().unwrap_or_default();
    let about = |day: &str| {
        [edition.as_str(), day].into_iter().filter(|p| !p.is_empty()).collect::<Vec<_>>().join(" ")
    };
    let line = |day: &str, join: &str, first: bool, second: bool| {
        let mut words: Vec<Word> = Vec::new();
        let mut push = |word: Word| {
            if !words.is_empty() {
                words.push(plain(join));
            }
            words.push(word);
        };
        if first {
            if !mark.is_empty() {
                push(bold(format!("【{mark}】")));
            }
            push(plain(named.clone()));
        }
        if second {
            if !about(day).is_empty() {
                push(plain(about(day)));
            }
            if !until.is_empty() {
                push(bold(format!("用到 {until}")));
            }
            if !letters.is_empty() {
                push(bold(format!("验 {letters}")));
            }
        }
        words
    };
    let date = part("date");
    let short = date.get(2..).unwrap_or_default();
    let single = seat.single();
    for (day, join) in [(date.as_str(), " · "), (date.as_str(), "  "), (short, " ")] {
        let block = fit(&line(day, join, true, true), &single);
        if block.fits() {
            return block;
        }
    }
    let mut upper = fit(&line("", " ", true, false), &single);
    if !upper.fits() {
        upper = name(&named, seat);
    }
    upper.above(fit(&line(short, " ", false, true), &single))
}

/// Returns a block and where it stands, for the layout.
pub(super) fn placed(block: &Block, y: f64) -> Value {
    json!({"y": y, "text": block})
}

/// Returns words with their figures and units bold.
pub(super) fn rich(text: &str) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find(|c: char| c.is_ascii_digit()) {
        let tail = &rest[at..];
        let digits = tail
            .find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | '-' | '\u{a0}')))
            .unwrap_or(tail.len());
        let end = digits + unit(&tail[digits..]);
        if at > 0 {
            words.push(plain(&rest[..at]));
        }
        words.push(bold(&tail[..end]));
        rest = &tail[end..];
    }
    if !rest.is_empty() || words.is_empty() {
        words.push(plain(rest));
    }
    words
}
