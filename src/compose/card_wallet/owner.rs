//! The second side of a card for the wallet: who carries it, where to meet, whom to ring outside the village.

use serde_json::{Value, json};

use super::super::fit::{MEDIUM, form, number as length, sizes, width};
use super::super::parts::Call;
use super::caller::{self, BETWEEN};
use crate::model::handbook::ShelterEntry;
use crate::ruler::fit::{Block, Over, fit, name, plain, seat};

/// Room to write in where to meet.
const BLANK: &str = "＿＿＿＿＿＿＿＿";

/// A part of the side, and how high it is.
struct Part {
    data: Value,
    tall: f64,
}

/// Returns the side; with little room lines to write on stand closer, then the address gives way, then the name.
pub(super) fn side(
    shelter: Option<&(&ShelterEntry, String)>,
    blank: bool,
    outside: Option<&Call>,
    foot: f64,
) -> Value {
    let limits = form("wallet");
    let part = |key: &str| length(limits, key);
    let whole = part("tall");
    let outside = outside.map(outside_row);
    let mut found = None;
    // A place whose name leaves no room for what it is not for is written by hand.
    'tries: for (address, named) in [(true, true), (false, true), (false, false)] {
        let (shelter, blank) = (shelter.filter(|_| named), blank || !named && shelter.is_some());
        for least in sizes(limits, "pitches") {
            let unknown = || blank.then(|| meet(BLANK, "", &[]));
            let known = |(shelter, not): &(&ShelterEntry, String)| {
                let clauses = shelter.address.split('，').filter(|clause| address && !clause.is_empty());
                meet(&shelter.name, not, &clauses.collect::<Vec<_>>())
            };
            let meet = shelter.map(known).or_else(unknown);
            let parts = [&meet, &outside].into_iter().flatten();
            let rest = parts.clone().map(|part| part.tall).sum::<f64>() + foot;
            let count = u32::try_from(parts.count() + 1).map_or(1.0, f64::from);
            let gap = ((whole - rest - 3.0 * least) / count).clamp(0.8, 1.2);
            let free = whole - rest - count * gap;
            let fits = free >= 3.0 * least;
            found = Some((meet, gap, free, least, fits));
            if fits {
                break 'tries;
            }
        }
    }
    let (meet, gap, free, least, fits) = found.expect("lines have pitches");
    // Half of what is left over opens the lines, the other half parts the blocks.
    let pitch = ((free + 3.0 * least) / 6.0).clamp(least, part("most-pitch"));
    let (meet, outside) = (meet.map(|part| part.data), outside.map(|part| part.data));
    let mut data = json!({"pitch": pitch, "gap": gap, "meet": meet, "outside": outside});
    if !fits {
        data["over"] = json!(Over { need: 3.0 * least + whole - free, have: whole });
    }
    data
}

/// Where to meet, for what not, and as many clauses of its address as stand on one line: the rest is in the
/// handbook.
fn meet(to: &str, not: &str, clauses: &[&str]) -> Part {
    let (room, small) = (seat("wallet", "meet"), seat("wallet", "small-meet"));
    let first = name(to, room);
    let place = if first.fits() { first } else { name(to, small) };
    let line = seat("wallet", "address");
    let size = line.sizes.first().copied().unwrap_or(9.0);
    let said = |count: usize| {
        let parts = Some(not).filter(|not| !not.is_empty()).into_iter();
        parts.chain(clauses[..count].iter().copied()).collect::<Vec<_>>().join("，")
    };
    let least = usize::from(not.is_empty());
    let kept = (least..=clauses.len()).rev().map(said);
    let kept = kept.into_iter().find(|text| width(text, size, MEDIUM) <= line.w);
    let below = kept.map(|text| fit(&[plain(text)], line));
    let label = line.w - room.w;
    let wide = |block: &Block| label + place.wide + line.gap + block.wide;
    let beside = below.as_ref().is_some_and(|block| place.lines.len() == 1 && wide(block) <= line.w);
    let more = below.as_ref().filter(|_| !beside).map_or(0.0, |block| block.tall + 0.6);
    let tall = place.tall.max(room.gap) + more;
    Part { data: json!({"name": place, "address": below, "beside": beside}), tall }
}

/// Whom to ring outside: on one line, or post above name, or in one run; beside a number to write in, the post may
/// stand alone.
fn outside_row(call: &Call) -> Part {
    const SIZES: [f64; 2] = [9.5, 9.0];
    let number = caller::number(call, 14.0);
    let free = seat("wallet", "caller").w - BETWEEN - caller::wide(number.as_ref());
    let short = Call { label: call.label.clone(), name: "", phone: None };
    let bare = number.is_none() && !call.label.is_empty();
    let flat = || SIZES.iter().find_map(|size| caller::flat(call, *size, free));
    let apart = || SIZES.iter().find_map(|size| caller::apart(call, *size, free));
    let alone = || SIZES.iter().find_map(|size| caller::flat(&short, *size, free)).filter(|_| bare);
    let who = flat().or_else(apart).or_else(alone).unwrap_or_else(|| caller::broken(call, 9.0, free));
    let tall = caller::tall(number.as_ref()).max(who.tall);
    Part { data: json!({"who": who, "number": number}), tall }
}
