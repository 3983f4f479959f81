//! Duty cards 岗位总卡: one role, all hazards of the village, by time.

use serde_json::{Value, json};

use super::card_household::call;
use super::{Absent, Card, Desk, Draft, card_role, words};
use crate::model::handbook::{Action, Chapter, Handbook, RoleEntry};
use crate::model::plan::Phase;

/// What the layout leaves out.
pub(super) const UNPRINTED: &[&str] = &[
    "cards/code",
    "=cards/superior",
    "people/letter",
    "role/short",
    "role/reports_to",
    "people/phones",
    "people/title",
];

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
    Ok(Draft {
        title: format!("{}岗位总卡", desk.book.village.name),
        data: json!({}),
        cards,
        assets: Vec::new(),
    })
}

fn role_cards(role: &RoleEntry, desk: &Desk) -> Vec<Card> {
    let book = desk.book;
    let rows: Vec<Value> = book.hazards.iter().filter_map(|chapter| row(role, chapter, book)).collect();
    // Cards of about the same length: nine hazards are five and four.
    let mut pages: Vec<&[Value]> =
        rows.chunks(rows.len().div_ceil(rows.len().div_ceil(HAZARDS).max(1)).max(1)).collect();
    let first = shared(role, book, |a| a.first && card_role::urgent(a.phase), FIRST, SHARED);
    let first: Vec<&str> = first.into_iter().map(|step| step.text).collect();
    let blocks = blocks(role, book);
    if pages.is_empty() && !blocks.is_empty() {
        // No step of a plan is theirs, and yet they have something to do.
        pages.push(&[]);
    }
    let superior = book.roles.iter().find(|r| r.id == role.reports_to);
    let card = |(i, matrix): (usize, &&[Value])| Card {
        number: format!("D-{}", card_role::role_number(role)),
        to: format!("{} {}", role.short, words::names(&role.holders)),
        hazards: book.hazards.iter().map(|h| h.id.clone()).collect(),
        role: Some(role.id.clone()),
        data: json!({
            "page": i + 1, "pages": pages.len(), "matrix": matrix, "first": first, "blocks": blocks, "handover": book.handover,
            "role": {"name": role.name, "short": role.short, "mission": if role.area.is_empty() { role.mission.clone() } else { format!("{}：{}", role.area, role.mission) }, "reports_to": book.role_name(&role.reports_to)},
            "people": words::held(role.alternates, &role.holders),
            "superior": superior.and_then(|r| book.call_for(&r.id)).map(|(title, person)| call(title, person)),
            "national": words::national(book), "phones": card_role::calls(role, &role.holders, &[], book, 3),
        }),
    };
    pages.iter().enumerate().map(card).collect()
}

/// Returns one hazard: what one sees, what this role does first, and the card that says the rest.
fn row(role: &RoleEntry, chapter: &Chapter, book: &Handbook) -> Option<Value> {
    let actions = card_role::actions_of(&role.id, chapter, book, card_role::urgent);
    let first = actions.first()?;
    Some(json!({
        "hazard": chapter.short, "icon": chapter.icon, "see": card_role::noticed(role, chapter, 1), "do": first.card,
        "card": card_role::card_number(role, chapter),
    }))
}

/// Returns what is done when: quiet times, warning, first half hour, two hours, afterwards.
fn blocks(role: &RoleEntry, book: &Handbook) -> Vec<Value> {
    let line = |step: Shared| {
        let all = step.hazards.len() == book.hazards.len();
        json!({"text": step.text, "hazards": if all { String::new() } else { step.hazards.join("、") }})
    };
    let own = |phase: Phase| {
        role.deeds.iter().filter(move |deed| deed.phase == phase).map(|deed| deed.text.as_str())
    };
    let plain = |text: &str| json!({"text": text, "hazards": ""});
    let at = |phase: Phase| {
        let steps = shared(role, book, |a| a.phase == phase, LINES, 1).into_iter().map(line);
        own(phase).map(plain).chain(steps).take(LINES).collect::<Vec<Value>>()
    };
    let routine = own(Phase::Prepare)
        .chain(role.routine.iter().map(String::as_str))
        .take(LINES)
        .map(plain)
        .collect::<Vec<Value>>();
    let all = [
        ("平时", routine),
        ("预警", at(Phase::Warn)),
        ("头30分钟", at(Phase::Act)),
        ("2小时内", at(Phase::Move)),
        ("之后", at(Phase::Recover)),
    ];
    all.into_iter()
        .filter(|(_, lines)| !lines.is_empty())
        .map(|(when, lines)| json!({"when": when, "lines": lines}))
        .collect()
}

/// A step and the hazards that have it, by their short names.
struct Shared<'a> {
    text: &'a str,
    hazards: Vec<&'a str>,
}

/// Returns the card texts that most hazards share, at least so many, in the order in which they come.
fn shared<'a>(
    role: &RoleEntry,
    book: &'a Handbook,
    wanted: impl Fn(&Action) -> bool,
    most: usize,
    least: usize,
) -> Vec<Shared<'a>> {
    let mut counted: Vec<Shared> = Vec::new();
    for chapter in &book.hazards {
        let mine = chapter
            .actions
            .iter()
            .filter(|a| wanted(a) && !a.card.is_empty() && card_role::does(&role.id, a, book));
        for action in mine {
            match counted.iter_mut().find(|step| step.text == action.card) {
                Some(step) if step.hazards.contains(&chapter.short.as_str()) => {}
                Some(step) => step.hazards.push(&chapter.short),
                None => counted.push(Shared { text: &action.card, hazards: vec![&chapter.short] }),
            }
        }
    }
    let mut best: Vec<usize> = (0..counted.len()).filter(|i| counted[*i].hazards.len() >= least).collect();
    best.sort_by_key(|i| (std::cmp::Reverse(counted[*i].hazards.len()), *i));
    best.truncate(most);
    let mut at = 0;
    counted.retain(|_| {
        at += 1;
        best.contains(&(at - 1))
    });
    counted
}
