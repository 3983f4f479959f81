//! Somebody to ring on a card for the wallet: post and name on one line, one above the other, or in one run on more.

use super::super::parts::{Call, ring};
use crate::ruler::fit::{Block, MM, Seat, bold, fit, name, plain, seat};

/// Millimetres between a caller and the number, and between a post and the name below it.
pub(super) const BETWEEN: f64 = 2.0;
const BELOW: f64 = 0.4;
/// Squares for a number that is not known: how wide, how high.
pub(super) const SQUARES: (f64, f64) = (53.6, 7.0);

/// Returns the number of a call at a size; `None` where it is left to write in.
pub(super) fn number(call: &Call, size: f64) -> Option<Block> {
    call.phone.map(|phone| ring(phone, &seat("wallet", "number").at(size)))
}

/// Returns how wide a number is, or the squares for it.
pub(super) fn wide(number: Option<&Block>) -> f64 {
    number.map_or(SQUARES.0, |block| block.wide)
}

/// Returns how high a number is, or the squares for it.
pub(super) fn tall(number: Option<&Block>) -> f64 {
    number.map_or(SQUARES.1, |block| block.tall)
}

fn room(width: f64, size: f64) -> Seat {
    Seat { w: width, ..seat("wallet", "caller").at(size) }
}

/// Returns a caller on one line, if that goes.
pub(super) fn flat(call: &Call, size: f64, width: f64) -> Option<Block> {
    let words = match (call.label.is_empty(), call.name.is_empty()) {
        (true, _) => vec![bold(call.name)],
        (_, true) => vec![plain(call.label.as_str())],
        _ => vec![plain(format!("{} ", call.label)), bold(call.name)],
    };
    Some(fit(&words, &room(width, size).single())).filter(Block::fits)
}

/// Returns a post above the name, if that goes.
pub(super) fn apart(call: &Call, size: f64, width: f64) -> Option<Block> {
    let single = room(width, size).single();
    let label = (!call.label.is_empty()).then(|| fit(&[plain(call.label.as_str())], &single));
    let who = (!call.name.is_empty()).then(|| fit(&[bold(call.name)], &single));
    let above = |label: Block, who: Block| Block { lead: BELOW * MM, ..label }.above(who);
    let block = match (label, who) {
        (Some(label), Some(who)) => above(label, who),
        (label, who) => label.or(who)?,
    };
    Some(block).filter(Block::fits)
}

/// Returns a caller in one run on up to three lines.
pub(super) fn broken(call: &Call, size: f64, width: f64) -> Block {
    name(format!("{} {}", call.label, call.name).trim(), &room(width, size))
}
