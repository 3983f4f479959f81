//! The rows 盯 → 报 → 撤 of a site card: each sign in exactly one, figures large, the gauge never moved away.

use serde_json::{Value, json};

use super::super::words;
use crate::model::plan::Act;
use crate::ruler::fit::{Block, Seat, Word, bold, fit, plain, seat};

/// Millimetres within a row above and below its words, and between signs and act.
const INSET: f64 = 1.4;
const APART: f64 = 1.0;
/// Height of the black bar is this much more than its words.
const BAR: f64 = 1.4;
/// Points by which a figure is larger than its sign.
const FIGURE: f64 = 4.0;

/// A sign or a figure on the ladder.
#[derive(Clone)]
pub(super) struct Sign {
    pub(super) text: String,
    pub(super) value: String,
    pub(super) act: Act,
}

/// A row: at these signs, this is done.
#[derive(Clone)]
pub(super) struct Rung {
    pub(super) act: Act,
    pub(super) signs: Vec<Sign>,
    pub(super) deed: String,
    /// How often one looks; empty where that is not said.
    pub(super) cycle: String,
    /// Whether it is to be written by hand what its sign is.
    pub(super) blank: bool,
}

impl Rung {
    fn shown(&self) -> bool {
        self.blank || !self.signs.is_empty() || !self.cycle.is_empty()
    }
}

/// A row as it is set.
struct Row {
    act: Act,
    signs: Block,
    /// How often one looks.
    often: Option<Block>,
    deed: Block,
    /// Greatest height, from the form.
    most: f64,
}

impl Row {
    fn need(&self) -> f64 {
        let often = self.often.as_ref().map_or(0.0, |block| block.tall + APART);
        let bar = if self.act == Act::Leave { BAR } else { 0.0 };
        2.0 * INSET + self.signs.tall + often + APART + self.deed.tall + bar
    }
}

fn place(act: Act) -> &'static Seat {
    seat(
        "site",
        match act {
            Act::Watch => "watch",
            Act::Report => "report",
            Act::Leave => "leave",
        },
    )
}

/// Returns the rows of each front: one, or the signs that are only watched, then those that are reported and
/// have no figure, on a second.
pub(super) fn fronts(rungs: &[Rung]) -> Vec<Value> {
    let mut first = rungs.to_vec();
    let mut rest: Vec<Rung> = rungs
        .iter()
        .map(|rung| Rung { signs: Vec::new(), blank: false, cycle: String::new(), ..rung.clone() })
        .collect();
    let rows = loop {
        if let Some(rows) = arranged(&first) {
            break rows;
        }
        let count: usize = first.iter().map(|rung| rung.signs.len()).sum();
        let Some((i, at)) = least(&first).filter(|_| count > 1) else { break forced(&first) };
        let sign = first[i].signs.remove(at);
        rest[i].signs.insert(0, sign);
    };
    let more = if rest.iter().all(|rung| rung.signs.is_empty()) { Vec::new() } else { fronts(&rest) };
    std::iter::once(rows).chain(more).collect()
}

/// Returns the sign that is spared most easily; never a figure, nor one at which people leave.
fn least(rungs: &[Rung]) -> Option<(usize, usize)> {
    let spared = |act: Act| {
        let i = rungs.iter().position(|rung| rung.act == act && !rung.signs.is_empty())?;
        let at = rungs[i].signs.iter().rposition(|sign| sign.value.is_empty() || act == Act::Watch)?;
        Some((i, at))
    };
    spared(Act::Watch).or_else(|| spared(Act::Report))
}

/// Returns the rows in their seats, else closer to each other, else with smaller words; `None` if they are too
/// many.
fn arranged(rungs: &[Rung]) -> Option<Value> {
    let ladder = seat("site", "ladder");
    let shown: Vec<&Rung> = rungs.iter().filter(|rung| rung.shown()).collect();
    let sizes = &seat("site", "signs").sizes;
    // Each sign on a line of its own, if smaller; one after the other at last.
    for (flowing, size) in
        [false, true].into_iter().flat_map(|flowing| sizes.iter().map(move |size| (flowing, *size)))
    {
        let rows: Vec<Row> = shown.iter().map(|rung| row(rung, size, flowing)).collect();
        if rows.iter().any(|row| row.signs.wide > row_width() + 0.01 || !row.deed.fits()) {
            continue;
        }
        if rows.iter().all(|row| row.need() <= row.most) {
            return Some(seated(&rows));
        }
        let gaps = u32::try_from(rows.len().saturating_sub(1)).map_or(0.0, f64::from) * ladder.gap;
        let need: f64 = rows.iter().map(Row::need).sum();
        if need + gaps <= ladder.h {
            let count = u32::try_from(rows.len()).map_or(1.0, f64::from);
            return Some(stacked(&rows, (ladder.h - gaps - need) / count));
        }
    }
    None
}

fn row_width() -> f64 {
    seat("site", "signs").w
}

/// Returns the rows at the smallest size, whatever they need: what does not fit is said by the paper.
fn forced(rungs: &[Rung]) -> Value {
    let size = seat("site", "signs").sizes.last().copied().unwrap_or(12.0);
    let rows: Vec<Row> = rungs.iter().filter(|rung| rung.shown()).map(|rung| row(rung, size, true)).collect();
    stacked(&rows, 0.0)
}

fn row(rung: &Rung, size: f64, flowing: bool) -> Row {
    let room = seat("site", "signs").at(size);
    let each: Vec<Vec<Word>> =
        (rung.signs.iter().enumerate()).map(|(i, sign)| said(sign, i + 1 < rung.signs.len())).collect();
    let mut lines = if flowing && !each.is_empty() { vec![each.concat()] } else { each };
    if rung.blank {
        lines.push(vec![plain("看见什么撤：＿＿＿＿＿＿")]);
    }
    let signs = lines.iter().map(|words| fit(words, &room)).reduce(Block::above);
    let signs = signs.unwrap_or_else(|| fit(&[plain("")], &room));
    let deed = fit(&[bold(rung.deed.as_str())], seat("site", "deed"));
    let often = (!rung.cycle.is_empty()).then(|| fit(&[plain(rung.cycle.as_str())], &room));
    Row { act: rung.act, signs, often, deed, most: place(rung.act).h }
}

/// Returns a sign in words, its figure large; either of two signs is enough.
fn said(sign: &Sign, goes_on: bool) -> Vec<Word> {
    let mut words = vec![plain(sign.text.as_str()).held()];
    if !sign.value.is_empty() {
        words.push(plain(" "));
        for figure in sign.value.split_inclusive('、') {
            words.push(bold(figure).larger(FIGURE).held());
        }
    }
    if goes_on {
        words.push(plain("，或者"));
    }
    words
}

fn seated(rows: &[Row]) -> Value {
    rows.iter().map(|row| data(row, place(row.act).y, place(row.act).h)).collect()
}

fn stacked(rows: &[Row], more: f64) -> Value {
    let ladder = seat("site", "ladder");
    let mut at = ladder.y;
    let one = |row: &Row| {
        let y = at;
        at += row.need() + more + ladder.gap;
        data(row, y, row.need() + more)
    };
    rows.iter().map(one).collect()
}

fn data(row: &Row, y: f64, h: f64) -> Value {
    json!({"act": row.act, "word": words::act(row.act), "y": y, "h": h, "signs": row.signs, "often": row.often, "do": row.deed})
}
