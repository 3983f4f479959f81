//! The back of a site card: what has no room in front, who lives there and must be called, a log of readings.

use serde_json::{Value, json};

use super::super::parts::{Call, Column, placed};
use super::super::words;
use super::Site;
use crate::model::handbook::Household;
use crate::ruler::fit::{Block, Word, bold, fit, name, plain, seat};

/// Millimetres of a line of the log, of its head, of the line that counts, between rows.
const LINE: f64 = 8.0;
const HEAD: f64 = 6.0;
const COUNT: f64 = 8.0;
const ROW: f64 = 5.8;
/// Fewest and most lines of the log.
const LOG: (u32, u32) = (2, 8);
/// The least height of a sketch, and lines of the log beside one.
const SKETCH: f64 = 38.0;
const LOG_BESIDE: u32 = 5;

/// Width and height of the head; what in it the side with its number and the year take, and the words of a list.
const BAND: [f64; 2] = [89.0, 10.4];
const SIDE: f64 = 26.0;
const LISTED: f64 = 15.5;

/// Returns the name as the head has room for it, and whether it says what the side lists.
fn title(site: &Site, listed: bool) -> (Block, bool) {
    let text = site.head["name"].as_str().unwrap_or_default();
    let rooms = [(true, BAND[0] - SIDE - LISTED), (false, BAND[0] - SIDE)];
    let tries = rooms.into_iter().filter(|(says, _)| listed || !says).flat_map(|(says, wide)| {
        let one = seat("site", "title");
        let one = name(text, &one.of(wide, one.h).single());
        [(one, says), (name(text, &seat("site", "long-title").of(wide, BAND[1])), says)]
    });
    let mut last = None;
    for (block, says) in tries {
        if block.fits() {
            return (block, says);
        }
        last = Some((block, says));
    }
    last.expect("the head has a seat")
}

/// Returns the backs: as many as there are fronts, more if the homes do not go on them.
pub(super) fn sides(site: &Site, coded: bool, fronts: usize) -> Vec<Value> {
    let mut homes: Vec<(Block, Block)> = site.homes.iter().map(|home| row(home)).collect();
    let mut sides = Vec::new();
    loop {
        let (side, left) = side(site, coded && sides.is_empty(), sides.is_empty(), homes);
        sides.push(side);
        if left.is_empty() && sides.len() >= fronts {
            return sides;
        }
        homes = left;
    }
}

/// Returns a home: who, how many, what they need at the left, the number at the right.
fn row(home: &Household) -> (Block, Block) {
    let room = seat("site", "home");
    let number = Call { label: String::new(), name: "", phone: home.phones.first() };
    let number = number.bare(&room.single());
    let left = room.of(room.w - if number.wide > 0.0 { number.wide + 2.0 } else { 0.0 }, room.h);
    let members = home.members.map_or_else(|| words::BLANK.to_owned(), |n| n.to_string());
    let needs: Vec<&str> = home.needs.iter().map(String::as_str).collect();
    let about = if needs.is_empty() { home.address.clone() } else { needs.join("、") };
    let said = |head: Word| fit(&[head, plain(format!(" {members}人 {about}")).larger(-2.0)], &left);
    // A very long name beside a number with much about it is broken at last.
    let whole = said(bold(home.head.as_str()).held());
    (if whole.fits() { whole } else { said(bold(home.head.as_str())) }, number)
}

/// Returns a back and the homes that are left for the next.
fn side(site: &Site, coded: bool, first: bool, homes: Vec<(Block, Block)>) -> (Value, Vec<(Block, Block)>) {
    let whole = seat("site", "back");
    let mut column = Column { at: whole.y, end: whole.y + whole.h };
    if coded {
        column.end -= seat("site", "back-code").h + 1.0;
    }
    let mut more = Vec::new();
    for (label, text) in site.more.iter().filter(|_| first) {
        let block = fit(&[bold(format!("{label} ")), plain(text.as_str())], seat("site", "more"));
        if let Some(y) = column.take(block.tall + 1.2) {
            more.push(placed(&block, y));
        }
    }
    column.at += 1.0;
    let log = HEAD + LINE * f64::from(LOG.0);
    let (mut rows, mut left) = (Vec::new(), Vec::new());
    let listed = !homes.is_empty();
    for (who, number) in homes {
        let tall = ROW.max(who.tall + 1.4);
        if left.is_empty() && (column.at + tall + COUNT + log <= column.end || (rows.is_empty() && !first)) {
            rows.push(json!({"y": column.at, "h": tall, "who": who, "number": number}));
            column.at += tall;
        } else {
            left.push((who, number));
        }
    }
    let count = listed.then(|| {
        column.at += COUNT;
        let all = site.people.map_or_else(|| words::BLANK.to_owned(), |n| n.to_string());
        let block = fit(
            &[bold(format!("应到 {all} 人")), plain("  实到＿＿人  缺谁＿＿＿＿＿＿")],
            seat("site", "more"),
        );
        placed(&block, column.at - COUNT + 2.0)
    });
    let room = column.end - column.at;
    let sketched = room - HEAD - LINE * f64::from(LOG_BESIDE) - 2.0;
    let sketch = (first && sketched >= SKETCH).then(|| {
        let y = column.at + 1.0;
        column.at += sketched + 2.0;
        json!({"y": y, "h": sketched, "map": site.sketch, "ways": site.ways})
    });
    let mut lines = LOG.1;
    while lines > LOG.0 && HEAD + LINE * f64::from(lines) > column.end - column.at {
        lines -= 1;
    }
    let (title, listed) = title(site, !rows.is_empty());
    let top = column.end - HEAD - LINE * f64::from(lines);
    let data = json!({
        "title": title, "listed": listed, "more": more, "homes": rows, "count": count, "sketch": sketch, "coded": coded,
        "log": {"y": top, "lines": lines},
    });
    (data, left)
}
