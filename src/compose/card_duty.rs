//! Duty cards 岗位总卡: one role, all hazards of the village, by time.

use serde_json::{Value, json};

use super::card_household::call;
use super::{Absent, Card, Desk, Draft, card_role, words};
use crate::model::handbook::{Action, Chapter, Handbook, RoleEntry};
use crate::model::plan::Phase;

/// Most hazards on one card.
const HAZARDS: usize = 8;
/// Most lines of one time block.
const LINES: usize = 4;
/// Most steps that come first whatever happens.
const FIRST: usize = 3;
/// Fewest hazards that must share a step before it is said to hold for all.
const SHARED: usize = 3;

pub(super) fn compose(desk: &Desk) -> Result<Draft, Absent> {
    let mut cards = Vec::new();
    for role in card_role::wanted(desk) {
        cards.extend(role_cards(role, desk));
    }
    if cards.is_empty() {
        return Err(Absent::Roles);
    }
    Ok(Draft { title: format!("{}岗位总卡", desk.book.village.name), data: json!({}), cards, assets: Vec::new() })
}

fn role_cards(role: &RoleEntry, desk: &Desk) -> Vec<Card> {
    let book = desk.book;
    let rows: Vec<Value> = book.hazards.iter().filter_map(|chapter| row(role, chapter, book)).collect();
    // Cards of about the same length: nine hazards are five and four.
    let pages: Vec<&[Value]> = rows.chunks(rows.len().div_ceil(rows.len().div_ceil(HAZARDS).max(1)).max(1)).collect();
    let first = shared(role, book, |a| a.first && card_role::urgent(a.phase), FIRST, SHARED);
    let blocks = blocks(role, book);
    let superior = book.roles.iter().find(|r| !role.reports_to.is_empty() && r.name == role.reports_to);
    let card = |(i, matrix): (usize, &&[Value])| Card {
        number: format!("D-{}", card_role::role_number(role)),
        to: format!("{} {}", role.short, words::names(&role.holders)),
        hazards: book.hazards.iter().map(|h| h.id.clone()).collect(),
        role: Some(role.id.clone()),
        data: json!({
            "page": i + 1, "pages": pages.len(), "matrix": matrix, "first": first, "blocks": blocks, "handover": book.handover,
            "role": {"name": role.name, "short": role.short, "mission": role.mission, "reports_to": role.reports_to},
            "people": role.holders.iter().map(words::holder).collect::<Value>(),
            "superior": superior.and_then(|r| book.call_for(&r.id)).map(|(title, person)| call(title, person)),
            "phones": card_role::calls(role, &role.holders, &[], book, 3),
        }),
    };
    pages.iter().enumerate().map(card).collect()
}

/// Returns one hazard: what one sees, what this role does first, and the card that says the rest.
fn row(role: &RoleEntry, chapter: &Chapter, book: &Handbook) -> Option<Value> {
    let actions = card_role::actions_of(&role.id, chapter, book, card_role::urgent);
    let first = actions.first()?;
    let trigger = chapter.trigger.split('；').next().filter(|t| !t.is_empty());
    let see = trigger.map(str::to_owned).or_else(|| chapter.signs.first().map(|s| s.text.clone())).unwrap_or_default();
    Some(json!({
        "hazard": chapter.short, "icon": chapter.icon, "see": see, "do": first.card,
        "card": card_role::card_number(role, chapter),
    }))
}

/// Returns what is done when: quiet times, warning, first half hour, two hours, afterwards.
fn blocks(role: &RoleEntry, book: &Handbook) -> Vec<Value> {
    let at = |phase: Phase| shared(role, book, |a| a.phase == phase, LINES, 1);
    let routine: Vec<String> = role.routine.iter().take(LINES).cloned().collect();
    let all = [
        ("平时", routine),
        ("预警", at(Phase::Warn)),
        ("头30分钟", at(Phase::Act)),
        ("2小时内", at(Phase::Move)),
        ("之后", at(Phase::Recover)),
    ];
    all.into_iter().filter(|(_, lines)| !lines.is_empty()).map(|(when, lines)| json!({"when": when, "lines": lines})).collect()
}

/// Returns the card texts that most hazards share, at least so many, in the order in which they come.
fn shared(role: &RoleEntry, book: &Handbook, wanted: impl Fn(&Action) -> bool, most: usize, least: usize) -> Vec<String> {
    let mut counted: Vec<(&str, usize)> = Vec::new();
    for chapter in &book.hazards {
        let mine = chapter.actions.iter().filter(|a| wanted(a) && !a.card.is_empty() && card_role::does(&role.id, a, book));
        for action in mine {
            match counted.iter_mut().find(|(text, _)| *text == action.card) {
                Some((_, count)) => *count += 1,
                None => counted.push((&action.card, 1)),
            }
        }
    }
    let mut best: Vec<usize> = (0..counted.len()).filter(|i| counted[*i].1 >= least).collect();
    best.sort_by_key(|i| (std::cmp::Reverse(counted[*i].1), *i));
    best.truncate(most);
    best.sort_unstable();
    best.into_iter().map(|i| counted[i].0.to_owned()).collect()
}
