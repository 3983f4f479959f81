//! The first side of a card for the wallet: whom to ring first, as large as there is room for.

use serde_json::{Value, json};

use super::super::fit::{form, number as length};
use super::super::parts::Call;
use super::caller::{self, BETWEEN};
use crate::model::handbook::Handbook;
use crate::ruler::fit::{Block, Over, Seat, bold, fit, name, number, plain, seat};

/// Fewest rows that are not left out for the others' sake.
const FEWEST: usize = 3;

/// A row as it is set.
struct Row {
    who: Block,
    number: Option<Block>,
}

impl Row {
    fn tall(&self) -> f64 {
        caller::tall(self.number.as_ref()).max(self.who.tall)
    }
}

/// Rows at one size.
struct Set {
    rows: Vec<Row>,
    /// Width of the callers before numbers that are known.
    label: f64,
    gap: f64,
    /// Whether all names go.
    fits: bool,
}

impl Set {
    fn need(&self, gap: f64) -> f64 {
        let gaps = u32::try_from(self.rows.len().saturating_sub(1)).map_or(0.0, f64::from);
        self.rows.iter().map(Row::tall).sum::<f64>() + gaps * gap
    }
}

/// Returns the side: its head, its rows, the numbers that hold everywhere; `foot` is how high the stamp is.
pub(super) fn side(names: [&str; 2], calls: &[Call], book: &Handbook, foot: f64) -> Value {
    let limits = form("wallet");
    let part = |key: &str| length(limits, key);
    let national: Vec<Block> = (book.phones.emergency.iter().filter(|n| !n.short.is_empty()))
        .map(|n| {
            let words = [plain(format!("{} ", n.short)).sized(9.5), number(n.number.as_str()).sized(14.0)];
            fit(&words, seat("wallet", "national"))
        })
        .collect();
    let below = if national.is_empty() { 0.0 } else { part("national") };
    // The stamp says the number too: without it the head does.
    let tries = [(seat("wallet", "title"), foot + part("apart")), (seat("wallet", "short-title"), 0.0)];
    let heads = tries.map(|(room, stamp)| {
        let title = title(names, room);
        let high = part("head").max(title.tall + 0.8);
        (title, high, part("tall") - high - 1.0 - below - stamp)
    });
    let (at, set) = arranged(calls, [heads[0].2, heads[1].2]);
    let (title, high, room) = &heads[at];
    let need = set.need(set.gap);
    let count = u32::try_from(set.rows.len().max(1)).map_or(1.0, f64::from);
    let gap = ((room - set.need(0.0)) / count).clamp(0.0, part("most-gap"));
    let row = |row: &Row| json!({"who": row.who, "number": row.number, "wide": row.number.as_ref().map(|_| set.label)});
    let mut data = json!({
        "title": title, "head": high, "stamped": at == 0, "y": high + 1.0, "h": room, "gap": gap,
        "rows": set.rows.iter().map(row).collect::<Value>(), "national": national,
    });
    if !set.fits || need > *room {
        data["over"] = json!(Over { need, have: *room });
    }
    data
}

/// Village and grid; where both are too long the grid alone, for the stamp names the village.
fn title([village, grid]: [&str; 2], room: &Seat) -> Block {
    let last = if grid.is_empty() { village } else { grid };
    let both = format!("{village} {grid}");
    let first = fit(&[bold(both.trim())], &room.single());
    if first.fits() { first } else { name(last, room) }
}

/// Returns the largest rows that go, with the stamp on this side too if there is room for it, and in which of the
/// rooms. Names without numbers make room for the others, then who is nearest last.
fn arranged(calls: &[Call], rooms: [f64; 2]) -> (usize, Set) {
    let tries = form("wallet")["tries"].as_array().map_or(&[][..], Vec::as_slice);
    let mut kept: Vec<&Call> = calls.iter().collect();
    loop {
        let mut last = None;
        for (at, room) in rooms.into_iter().enumerate() {
            for step in tries {
                let set = set(&kept, step);
                if set.fits && set.need(set.gap) <= room {
                    return (at, set);
                }
                last = Some((at, set));
            }
        }
        let bare = kept.iter().rposition(|call| call.phone.is_none());
        match bare.or((kept.len() > FEWEST).then(|| kept.len() - 1)) {
            Some(at) if kept.len() > 1 => kept.remove(at),
            _ => return last.expect("rows have sizes"),
        };
    }
}

/// Returns the rows at these sizes: post and name on one line where all such rows go beside the widest number.
fn set(calls: &[&Call], step: &Value) -> Set {
    let (size, label) = (length(step, "number"), length(step, "label"));
    let whole = seat("wallet", "caller").w;
    let numbers: Vec<Option<Block>> = calls.iter().map(|call| caller::number(call, size)).collect();
    let widest = numbers.iter().flatten().map(|block| block.wide).fold(0.0, f64::max);
    let row = |(call, number): (&&Call, Option<Block>)| {
        let free = whole - BETWEEN - if number.is_some() { widest } else { caller::wide(None) };
        let flat = number.as_ref().and_then(|_| caller::flat(call, label, free));
        let who = flat
            .or_else(|| caller::apart(call, label, free))
            .unwrap_or_else(|| caller::broken(call, label, free));
        Row { who, number }
    };
    let rows: Vec<Row> = calls.iter().zip(numbers).map(row).collect();
    let before = rows.iter().filter(|row| row.number.is_some()).map(|row| row.who.wide).fold(0.0, f64::max);
    let fits = rows.iter().all(|row| row.who.fits() && row.number.as_ref().is_none_or(Block::fits));
    Set { rows, label: before, gap: length(step, "gap"), fits }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_have_room_or_make_it() {
        let call = |name| Call { label: "网格员".to_owned(), name, phone: None };
        let long = "买提江阿不都热合·曼努尔艾克力";
        let calls: Vec<Call> = [long; 5].into_iter().map(call).collect();
        let (_, set) = arranged(&calls, [20.0, 28.0]);
        assert!(set.fits && set.need(set.gap) <= 28.0 && set.rows.len() < 5);
        assert!(set.rows[0].who.lines.len() > 1);
    }
}
