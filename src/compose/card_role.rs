//! Role cards 岗位处置卡: one role × one hazard, A6, both sides.

use serde_json::{Value, json};

use super::words::{self, Names};
use crate::model::document::{Audience, Document};
use crate::model::handbook::{Action, Chapter, Handbook, Holder, Household, RoleEntry};
use crate::model::plan::{Level, Phase, PlanSet};

/// Most steps on one side; more go on a second card.
const STEPS: usize = 7;
/// Most boxed first steps.
const FIRST: usize = 3;
/// Most rows of people on the back.
const PEOPLE: usize = 6;

/// Returns the document with every role card of the village, in the order of roles and hazards.
pub(super) fn compose(book: &Handbook, plans: &PlanSet) -> Option<Document> {
    let names = Names::of(book, plans);
    let mut cards = Vec::new();
    for (index, role) in book.roles.iter().enumerate() {
        for chapter in &book.hazards {
            cards.extend(role_cards(index, role, chapter, book, plans, &names));
        }
    }
    let numbers: Vec<String> = cards.iter().filter_map(|c| c["number"].as_str().map(str::to_owned)).collect();
    (!cards.is_empty()).then(|| Document {
        family: "role-cards",
        layout: "card-role.typ",
        title: format!("{}岗位处置卡", book.village.name),
        audience: Audience::Duty,
        date: book.edition.effective.or(book.edition.approved),
        ident: format!("{}/role-cards", book.village.code),
        tagged: false,
        data: json!({ "title": format!("{}岗位处置卡", book.village.name), "cards": cards }),
        cards: numbers,
    })
}

/// Returns the cards of one role for one hazard: none without steps, several if people have lists of their own.
fn role_cards(index: usize, role: &RoleEntry, chapter: &Chapter, book: &Handbook, plans: &PlanSet, names: &Names) -> Vec<Value> {
    let actions = actions_of(&role.id, chapter, book);
    if actions.is_empty() || role.holders.is_empty() || role.falls_to.is_some() {
        return Vec::new();
    }
    let number = format!("R{:02}-{:03}", index + 1, plans.plans.get(&chapter.id).map_or(0, |p| p.order));
    let mut cards = Vec::new();
    for (list, people) in duties(role, chapter, book) {
        let pages = paged(&actions);
        let count = pages.len().max(list.len().div_ceil(PEOPLE));
        for page in 0..count {
            let suffix = people.first().filter(|_| has_list(role)).map(|p| format!("-{}", p.name)).unwrap_or_default();
            let card = Card {
                number: format!("{number}{suffix}"),
                page: (page + 1, count),
                actions: pages.get(page).map(Vec::as_slice).unwrap_or_default(),
                offset: pages.iter().take(page).map(Vec::len).sum(),
                list: list.iter().skip(page * PEOPLE).take(PEOPLE).copied().collect(),
                expected: list.iter().map(|h| h.members).sum(),
                households: list.len(),
                people: &people,
            };
            cards.push(card.data(role, chapter, book, names));
        }
    }
    cards
}

struct Card<'a> {
    number: String,
    page: (usize, usize),
    actions: &'a [&'a Action],
    offset: usize,
    list: Vec<&'a Household>,
    expected: u32,
    households: usize,
    people: &'a [Holder],
}

impl Card<'_> {
    fn data(&self, role: &RoleEntry, chapter: &Chapter, book: &Handbook, names: &Names) -> Value {
        let first = self.actions.iter().take_while(|a| a.first).count().min(FIRST);
        let shelter = chapter.shelters.first().and_then(|s| book.shelters.iter().find(|x| x.name == *s));
        let route = chapter.route.as_ref().and_then(|r| book.routes.iter().find(|x| x.name == *r));
        json!({
            "number": self.number, "page": self.page.0, "pages": self.page.1, "offset": self.offset,
            "hazard": {"id": chapter.id, "name": chapter.name, "short": chapter.short, "icon": chapter.icon},
            "role": {"name": role.name, "short": role.short, "mission": role.mission, "reports_to": role.reports_to},
            "people": self.people.iter().map(words::holder).collect::<Value>(),
            "trigger": trigger(chapter),
            "first": self.actions.iter().take(first).map(|a| step(a)).collect::<Value>(),
            "steps": self.actions.iter().skip(first).map(|a| step(a)).collect::<Value>(),
            "forbid": chapter.forbid.iter().take(2).map(|f| f.card.as_str()).collect::<Value>(),
            "phones": phones(role, book),
            "more_phones": more_phones(book),
            "list": self.list.iter().map(|h| json!({"head": h.head, "address": h.address, "members": h.members, "needs": h.needs, "phones": h.phones, "transport": h.transport})).collect::<Value>(),
            "expected": self.expected, "households": self.households,
            "meet": shelter.map(|s| json!({"shelter": s.name, "address": s.address, "keeper": s.keepers.first().map(words::holder),
                "route": route.map(|r| json!({"name": r.name, "via": r.via, "minutes": r.minutes}))})),
            "stance": chapter.stance_text,
            "signals": book.alarms.iter().map(|a| json!({"meaning": a.meaning, "text": a.text})).collect::<Value>(),
            "report": book.report_formula,
            "stamp": {
                "village": book.village.name, "edition": book.edition.number,
                "date": words::date(book.edition.effective.or(book.edition.approved)), "until": words::date(book.edition.review_by),
            },
            "hazards": names.short(&chapter.id),
        })
    }
}

/// Returns what a role does when this hazard comes, itself and for roles that nobody holds, boxed ones first.
fn actions_of<'a>(role: &str, chapter: &'a Chapter, book: &Handbook) -> Vec<&'a Action> {
    let stands_for = |id: &String| id == role || book.roles.iter().any(|r| r.id == *id && r.falls_to.as_deref() == Some(role));
    let timely = |a: &&Action| !matches!(a.phase, Phase::Prepare | Phase::Recover) && !a.card.is_empty();
    let mut actions: Vec<&Action> = chapter.actions.iter().filter(timely).filter(|a| a.roles.iter().any(stands_for)).collect();
    actions.dedup_by(|a, b| a.card == b.card);
    actions.sort_by_key(|a| !a.first);
    actions
}

fn paged<'a>(actions: &[&'a Action]) -> Vec<Vec<&'a Action>> {
    actions.chunks(STEPS).map(<[_]>::to_vec).collect()
}

fn has_list(role: &RoleEntry) -> bool {
    role.id == "helper"
}

/// Returns who gets a card of their own, with the households on it: helpers one each, other roles one for all holders.
fn duties<'a>(role: &RoleEntry, chapter: &Chapter, book: &'a Handbook) -> Vec<(Vec<&'a Household>, Vec<Holder>)> {
    if !has_list(role) {
        return vec![(Vec::new(), role.holders.clone())];
    }
    let mine = |holder: &Holder| -> Vec<&Household> {
        let moving = book.households.iter().filter(|h| h.hazards.contains(&chapter.id));
        moving.filter(|h| h.helpers.first() == Some(holder)).collect()
    };
    (role.holders.iter()).map(|holder| (mine(holder), vec![holder.clone()])).filter(|(list, _)| !list.is_empty()).collect()
}

fn step(action: &Action) -> Value {
    json!({"text": action.card, "level": action.from.map(words::level), "minutes": action.minutes})
}

/// Returns what starts this card: the local trigger, the lowest level that moves people, or the first sign.
fn trigger(chapter: &Chapter) -> Value {
    let level: Option<Level> = chapter.actions.iter().filter(|a| !matches!(a.phase, Phase::Prepare)).filter_map(|a| a.from).min();
    let sign = chapter.signs.first().map(|s| format!("{}{}", words::sense(s.sense), s.text)).unwrap_or_default();
    let text = if chapter.trigger.is_empty() { sign } else { chapter.trigger.clone() };
    let signal = chapter.signals.first().map(|s| s.name.clone()).unwrap_or_default();
    json!({"text": text, "signal": signal, "level": level.map(words::level)})
}

/// Returns the two numbers to call first: whom the role reports to, then the other of commander and manager.
fn phones(role: &RoleEntry, book: &Handbook) -> Value {
    let superior = book.roles.iter().find(|r| r.name == role.reports_to).map(|r| r.id.clone()).unwrap_or_default();
    let mut order = vec![superior, "commander".to_owned(), "manager".to_owned(), "deputy".to_owned()];
    order.retain(|id| *id != role.id);
    let mut seen = Vec::new();
    let rows = order.iter().filter_map(|id| book.roles.iter().find(|r| r.id == *id)).filter_map(|r| {
        let person = r.holders.first()?;
        let fresh = !seen.contains(&person.name) && role.holders.first().is_none_or(|h| h.name != person.name);
        seen.push(person.name.clone());
        fresh.then(|| json!({"label": r.short, "name": person.name, "number": person.phones.first()}))
    });
    rows.take(2).collect()
}

/// Returns up to four numbers outside the village.
fn more_phones(book: &Handbook) -> Value {
    use crate::model::profile::ContactKind::{FireStation, Hospital, Police, TownDuty};
    let wanted = [TownDuty, FireStation, Hospital, Police];
    let rows = wanted.into_iter().filter_map(|kind| book.phones.outside.iter().find(|c| c.kind == kind));
    rows.map(|c| json!({"label": c.name, "number": c.phones.first()})).collect()
}
