//! Contact cards 应急联系卡 for the wallet: one a grid, printed many times.

mod caller;
mod numbers;
mod owner;

use serde_json::json;

use super::parts::Call;
use super::{Absent, Card, Desk, Draft, stamp};
use crate::model::handbook::{ContactEntry, GridEntry, Handbook, Holder, ShelterEntry};
use crate::model::phone::Phone;
use crate::model::profile::ContactKind;
use crate::model::role::known;
use crate::ruler::fit::seat;

/// What the layout leaves out.
pub(super) const UNPRINTED: &[&str] = &["/title", "cards/code", "cards/stamp", "cards/number"];

/// Most rows of numbers; of long names, which take two lines, one less.
const ROWS: usize = 5;
/// Most characters of an office beside a number to write in.
const OFFICE: usize = 8;
/// Most hazards that are named for which nobody goes to a shelter.
const NOT_FOR: usize = 3;
/// Most characters of post and name on one line beside a number.
const LINE: usize = 11;

pub(super) fn compose(desk: &Desk) -> Result<Draft, Absent> {
    let book = desk.book;
    let mut cards: Vec<Card> =
        book.grids.iter().filter(|g| !g.officers.is_empty()).map(|g| card(Some(g), desk)).collect();
    if cards.is_empty() {
        cards.push(card(None, desk));
    }
    cards.retain(|card| card.data["numbers"]["rows"].as_array().is_some_and(|rows| !rows.is_empty()));
    if cards.is_empty() {
        return Err(Absent::Roles);
    }
    Ok(Draft {
        title: format!("{}应急联系卡", book.village.name),
        data: json!({}),
        cards,
        assets: Vec::new(),
    })
}

fn card(grid: Option<&GridEntry>, desk: &Desk) -> Card {
    let book = desk.book;
    let name = grid.map_or(book.village.name.as_str(), |g| g.name.as_str());
    // Where these homes go, if that is one place; else it is theirs to write.
    let meet = grid.map_or(book.village.meet.as_str(), |g| g.meet.as_str());
    let shelter = book.shelters.iter().find(|s| s.name == meet);
    let meet = shelter.map(|shelter| (shelter, not_for(shelter, book)));
    let blank = meet.is_none() && !book.shelters.is_empty();
    let duty = book.phones.outside.iter().find(|c| c.kind == ContactKind::TownDuty);
    let outside =
        duty.map(|c| Call { label: desk.names.said("镇值班"), name: office(c), phone: c.phones.first() });
    let number = format!("C-{}", stamp::tag(name));
    // The letters of the code stand beside it.
    let foot = stamp::foot_tall(book, &number, "", seat("wallet", "foot"));
    let title = [book.village.name.as_str(), grid.map_or("", |g| g.name.as_str())];
    Card {
        to: format!("{name}各户"),
        hazards: Vec::new(),
        role: None,
        data: json!({
            "page": 1, "pages": 1,
            "numbers": numbers::side(title, &rows(grid, book), book, foot),
            "owner": owner::side(meet.as_ref(), blank, outside.as_ref(), foot),
        }),
        foot: Some(("wallet", "foot")),
        bare_foot: true,
        number,
        ..Card::default()
    }
}

/// Returns for which hazards nobody goes to a shelter: 地震不去. Of many their number.
fn not_for(shelter: &ShelterEntry, book: &Handbook) -> String {
    let unfit = |id: &str| shelter.unfit_for.iter().any(|u| u.hazard == id);
    let names: Vec<&str> = book.hazards.iter().filter(|h| unfit(&h.id)).map(|h| h.short.as_str()).collect();
    match names.len() {
        0 => String::new(),
        1..=NOT_FOR => format!("{}不去", names.join("、")),
        count => format!("{}等{count}种灾不去", names[..NOT_FOR].join("、")),
    }
}

/// Returns the name of an office; a long one gives way where its number is still to be written.
fn office(contact: &ContactEntry) -> &str {
    if contact.phones.is_empty() && contact.name.chars().count() > OFFICE { "" } else { &contact.name }
}

/// Returns the numbers to call, nearest first, each person once.
fn rows<'a>(grid: Option<&'a GridEntry>, book: &'a Handbook) -> Vec<Call<'a>> {
    let officers = grid.into_iter().flat_map(|g| g.officers.iter().take(2)).map(|o| ("网格员", o));
    let posts = [known::COMMANDER, known::MANAGER, known::DOCTOR, known::ELECTRICIAN];
    // Whom nobody has named is not called: who stands in has a row of his own.
    let posts = posts
        .into_iter()
        .filter_map(|id| book.role(id))
        .filter_map(|r| Some((r.short.as_str(), r.holders.first()?)));
    let mut calls: Vec<(&str, &Holder)> = Vec::new();
    // Two lines of a name take as much as five quarters of a row, a number with an extension under it six.
    let mut room = ROWS * 4;
    for (label, person) in officers.chain(posts) {
        let long = label.chars().count() + person.name.chars().count() > LINE;
        let need = if person.phones.first().is_some_and(Phone::has_more) {
            6
        } else if long {
            5
        } else {
            4
        };
        if need <= room && calls.iter().all(|(_, seen)| seen.name != person.name) {
            calls.push((label, person));
            room -= need;
        }
    }
    calls.into_iter().map(|(label, person)| Call::to(label, person)).collect()
}
