//! Role cards 岗位处置卡: one role × one hazard, A6, both sides.

mod back;
mod front;
mod head;

use serde_json::{Value, json};

use super::parts::Call;
use super::words;
use super::{Absent, Card, Desk, Draft, card_fetch, stamp};
use crate::model::handbook::{Action, Chapter, ClusterEntry, Handbook, Holder, RoleEntry};
use crate::model::plan::{Act, Level, Phase};
use crate::model::role::{Holders, known};
use crate::model::signs::figure;
use crate::ruler::fit::seat;
use front::{Front, Step};
use head::Head;

/// What the layout leaves out.
pub(super) const UNPRINTED: &[&str] = &[
    "/title",
    "cards/code",
    "cards/stamp",
    "cards/number",
    "cards/everyone",
    "+不准 forbid",
    "first/level",
    "steps/level",
    // On paper as they were fitted for the front; what must not be done, as it is said here.
    "cards/trigger",
    "cards/first",
    "cards/steps",
    "cards/after",
    "front/ban",
];

/// Most steps on one side; more go on a second card.
const STEPS: usize = 7;
/// Most boxed first steps.
const FIRST: usize = 3;
/// Most lines of steps on one side, at this many characters a line.
const STEP_LINES: (usize, usize) = (8, 16);
/// Millimetres: where a side begins and ends, between its parts, the line that says what it continues.
const TOP: f64 = 6.0;
const END: f64 = 142.5;
const GAP: f64 = 2.0;
const CONTINUED: f64 = 7.0;
/// Most characters of a sentence on a card, figures not counted; longer ones stay in the handbook.
const LONGEST: usize = 32;

/// Returns every role card of the village, in the order of roles and hazards.
pub(super) fn compose(desk: &Desk) -> Result<Draft, Absent> {
    let mut cards = Vec::new();
    // Who leads homes out has one card for all of it.
    let led = |role: &&RoleEntry| card_fetch::LEADING.contains(&role.id.as_str());
    for role in wanted(desk).filter(|role| !led(role) && !stands_watch(role, desk.book)) {
        for chapter in &desk.book.hazards {
            cards.extend(role_cards(role, chapter, desk));
        }
    }
    if cards.is_empty() {
        return Err(Absent::Roles);
    }
    Ok(Draft {
        title: format!("{}岗位处置卡", desk.book.village.name),
        data: json!({}),
        cards,
        assets: Vec::new(),
    })
}

/// Returns whether all that a role does in a village of one hazard stands on the cards of the points that it watches.
fn stands_watch(role: &RoleEntry, book: &Handbook) -> bool {
    let carded =
        |holder: &Holder| book.points.iter().flat_map(|p| &p.watchers).any(|w| w.name == holder.name);
    book.hazards.len() < 2 && role.held_at == Holders::Watchers && role.holders.iter().all(carded)
}

/// Returns the roles that are asked for and that somebody holds.
pub(super) fn wanted<'a>(desk: &Desk<'a>) -> impl Iterator<Item = &'a RoleEntry> {
    let asked = |r: &&RoleEntry| desk.order.roles.is_empty() || desk.order.roles.contains(&r.id);
    desk.book.roles.iter().filter(asked).filter(|r| !r.holders.is_empty())
}

/// Returns a role's number, two figures of the library's, or four signs for a post of the village's own.
pub(super) fn role_number(role: &RoleEntry) -> String {
    role.number.map_or_else(|| stamp::tag(&role.id), |n| format!("{n:02}"))
}

/// Returns the number of the cards of one role for one hazard.
fn card_number(role: &RoleEntry, chapter: &Chapter) -> String {
    format!("R{}-{:03}", role_number(role), chapter.number)
}

/// Returns the cards of one role for one hazard: none without steps, several if people have lists of their
/// own.
fn role_cards(role: &RoleEntry, chapter: &Chapter, desk: &Desk) -> Vec<Card> {
    let book = desk.book;
    let actions = actions_of(&role.id, chapter, book, urgent);
    if actions.is_empty() {
        return Vec::new();
    }
    // What holds of one signal alone says so itself.
    let from = actions.iter().filter(|a| a.only_at.is_empty()).filter_map(|a| a.from).min();
    duties(role, chapter, book)
        .iter()
        .flat_map(|duty| duty_cards(role, duty, chapter, &actions, from, desk))
        .collect()
}

/// Returns the cards of one duty: as many as its steps need, or what stands behind them.
fn duty_cards(
    role: &RoleEntry,
    duty: &Duty,
    chapter: &Chapter,
    actions: &[&Action],
    from: Option<Level>,
    desk: &Desk,
) -> Vec<Card> {
    let book = desk.book;
    let own = duty.own.as_ref().map(|own| format!("-{}", stamp::tag(own))).unwrap_or_default();
    let number = card_number(role, chapter) + &own;
    let lettered = role.alternates || !duty.about.is_empty();
    let head = Head::of(&chapter.short, &role.short, &duty.people, lettered);
    let sides = |split: bool| -> Vec<Value> {
        // What did not fit on one card goes on two, about half on each.
        let used: usize = actions.iter().map(|a| step_lines(a, from)).sum();
        let room = if split { used.div_ceil(2).min(STEP_LINES.0 * 2 / 3) } else { STEP_LINES.0 };
        let pages = paged(actions, STEPS, room, |a| step_lines(a, from));
        let foot = stamp::foot_tall(book, &number, "-WWWW", seat("role", "foot"));
        let backs = back::backs(role, duty, chapter, book, rooms(&head, foot));
        let count = pages.len().max(backs.len());
        let side = |page: usize| {
            // A back that is too full needs one more; each has steps on its front.
            let steps = page.min(pages.len() - 1);
            let last = page + 1 == count;
            let side = Side {
                page: (page + 1, count),
                actions: &pages[steps],
                after: if last { after(role, chapter, book, &pages[steps]) } else { Vec::new() },
                offset: pages.iter().take(steps).map(Vec::len).sum(),
                from,
                people: &duty.people,
                top: TOP + head.tall + GAP + if page > 0 { CONTINUED } else { 0.0 },
                foot,
            };
            let mut data = side.data(role, chapter, book);
            data["head"] = head.data.clone();
            data["top"] = json!(side.top);
            data["back"] = backs.get(page).cloned().unwrap_or(Value::Null);
            data
        };
        (0..count).map(side).collect()
    };
    // On however many it stands, the words are the same.
    let whole = sides(false);
    let print = stamp::print_of(&whole);
    let crowded = whole.iter().any(|side| side["front"]["body"].get("over").is_some());
    let split = crowded || desk.order.split.contains(&number);
    let sides = if split { sides(true) } else { whole };
    let card = |data: Value| Card {
        number: number.clone(),
        to: format!("{} {}", role.short, words::names(&duty.people)),
        hazards: vec![chapter.id.clone()],
        role: Some(role.id.clone()),
        data,
        print: Some(print.clone()),
        holders: duty.people.iter().map(|p| p.name.clone()).collect(),
        foot: Some(("role", "foot")),
        ..Card::default()
    };
    sides.into_iter().map(card).collect()
}

/// Returns how high the parts of a first back may be over a foot, and of those behind it.
fn rooms(head: &Head, foot: f64) -> [f64; 2] {
    let first = END - foot - 1.0 - TOP - head.tall - GAP;
    [first, first - CONTINUED]
}

struct Side<'a> {
    page: (usize, usize),
    actions: &'a [&'a Action],
    after: Vec<&'a Action>,
    offset: usize,
    from: Option<Level>,
    people: &'a [Holder],
    /// Millimetres: where its words begin, how high its foot is.
    top: f64,
    foot: f64,
}

impl<'b> Side<'b> {
    fn data(&self, role: &'b RoleEntry, chapter: &'b Chapter, book: &'b Handbook) -> Value {
        let first = self.actions.iter().take_while(|a| a.first).count().min(FIRST);
        // Who does what everybody does has it among the own steps, and is not told it twice.
        let mut shared = actions_of(known::EVERYONE, chapter, book, urgent);
        shared.retain(|a| !does(&role.id, a, book));
        let signal = chapter.signals.first().filter(|_| self.from.is_some()).map(|s| s.name.as_str());
        let steps = |list: &[&'b Action]| list.iter().map(|a| step(a, book)).collect::<Vec<_>>();
        let front = Front {
            first: steps(&self.actions[..first]),
            steps: steps(&self.actions[first..]),
            after: steps(&self.after),
            everyone: shared.iter().map(|a| a.card.as_str()).collect(),
            forbid: chapter.forbidden_to(&role.id).into_iter().take(2).map(|f| f.card.as_str()).collect(),
            calls: calls(role, self.people, book, 2),
            noticed: started(noticed(role, chapter, usize::MAX), self.actions),
            signal,
            from: self.from,
            offset: self.offset,
            page: self.page,
            top: self.top,
            foot: self.foot,
        };
        let said = |list: &[Step]| list.iter().map(Step::data).collect::<Value>();
        json!({
            "page": self.page.0, "pages": self.page.1, "offset": self.offset,
            "hazard": {"id": chapter.id, "icon": chapter.icon}, "role": {"id": role.id},
            "trigger": {"text": front.noticed, "signal": signal, "level": self.from.map(words::level)},
            "first": said(&front.first), "steps": said(&front.steps), "after": said(&front.after),
            "everyone": front.everyone, "forbid": front.forbid, "front": front.data(),
        })
    }
}

/// Returns whether a role does this, itself or for a role that nobody holds.
pub(super) fn does(role: &str, action: &Action, book: &Handbook) -> bool {
    let stands_for =
        |id: &String| id == role || book.role(id).is_some_and(|r| r.falls_to.as_deref() == Some(role));
    action.roles.iter().any(stands_for)
}

/// Returns what a role does in these phases, boxed actions first.
pub(super) fn actions_of<'a>(
    role: &str,
    chapter: &'a Chapter,
    book: &Handbook,
    wanted: fn(Phase) -> bool,
) -> Vec<&'a Action> {
    let own = |a: &&Action| wanted(a.phase) && !a.card.is_empty() && does(role, a, book);
    let mut actions: Vec<&Action> = chapter.actions.iter().filter(own).collect();
    actions.dedup_by(|a, b| a.card == b.card);
    actions.sort_by_key(|a| !a.first);
    actions
}

/// Returns whether a phase belongs on a card: neither quiet times nor afterwards.
pub(super) fn urgent(phase: Phase) -> bool {
    !matches!(phase, Phase::Prepare) && !afterwards(phase)
}

fn afterwards(phase: Phase) -> bool {
    phase == Phase::Recover
}

/// Returns what is left to do when the danger is over, as far as the last side has room for it.
fn after<'a>(role: &RoleEntry, chapter: &'a Chapter, book: &Handbook, before: &[&Action]) -> Vec<&'a Action> {
    let all: Vec<&Action> =
        before.iter().copied().chain(actions_of(&role.id, chapter, book, afterwards)).collect();
    let fits = paged(&all, STEPS, STEP_LINES.0, |a| step_lines(a, None)).len() == 1;
    if fits { actions_of(&role.id, chapter, book, afterwards) } else { Vec::new() }
}

/// Returns runs of at most `most` items and about `room` lines. The layout measures; this only keeps it from
/// being asked for the impossible.
fn paged<T: Copy>(items: &[T], most: usize, room: usize, lines: impl Fn(T) -> usize) -> Vec<Vec<T>> {
    let mut pages: Vec<Vec<T>> = Vec::new();
    let mut used = 0;
    for &item in items {
        let need = lines(item);
        match pages.last_mut() {
            Some(page) if page.len() < most && used + need <= room => {
                page.push(item);
                used += need;
            }
            _ => {
                pages.push(vec![item]);
                used = need;
            }
        }
    }
    pages
}

/// Returns how many lines of `width` characters these words take; figures and signs are half as wide.
fn lines(words: &str, width: usize) -> usize {
    let halves: usize = words.chars().map(|c| if c.is_ascii() || c == '\u{a0}' { 1 } else { 2 }).sum();
    halves.div_ceil(2 * width).max(1)
}

/// Returns the lines of a step; a level above the card's own and a time limit stand before it, six characters
/// each.
fn step_lines(action: &Action, from: Option<Level>) -> usize {
    let tags = usize::from(action.from > from) + usize::from(action.minutes.is_some());
    lines(&(action.card.clone() + &"标".repeat(6 * tags)), STEP_LINES.1)
}

/// What one card is for: these people, with what is said about their part of the village.
struct Duty {
    people: Vec<Holder>,
    about: String,
    /// What sets its number apart from others of the role.
    own: Option<String>,
}

/// Returns who gets a card of their own: leaders of clusters one a cluster, other roles one for all holders.
fn duties(role: &RoleEntry, chapter: &Chapter, book: &Handbook) -> Vec<Duty> {
    if role.id != known::CLUSTER {
        return vec![Duty { people: role.holders.clone(), about: String::new(), own: None }];
    }
    let led = book.clusters.iter().filter(|cluster| concerns(cluster, chapter));
    led.map(|cluster| Duty {
        people: cluster.leaders.clone(),
        about: words::cluster(cluster),
        own: Some(cluster.name.clone()),
    })
    .collect()
}

fn concerns(cluster: &ClusterEntry, chapter: &Chapter) -> bool {
    !cluster.leaders.is_empty() && (cluster.hazards.is_empty() || cluster.hazards.contains(&chapter.id))
}

/// Returns an action in three grades, of which a front takes the longest that fits.
fn step<'a>(action: &'a Action, book: &'a Handbook) -> Step<'a> {
    let common = action.common.as_ref().and_then(|id| book.common.iter().find(|c| c.id == *id));
    let here = Some(action.text.as_str()).filter(|text| !text.is_empty());
    let sentences = common.iter().flat_map(|c| action.sentences(c)).map(String::as_str);
    let mut full: Vec<&str> = sentences.chain(here).collect();
    if !full.iter().all(|text| sayable(text)) {
        full.clear();
    }
    Step {
        text: &action.card,
        here: here.filter(|text| *text != action.card && sayable(text)),
        common: common.is_some_and(|c| c.card == action.card),
        full,
        level: action.from,
        minutes: action.minutes,
    }
}

fn sayable(text: &str) -> bool {
    text.chars().filter(|c| !c.is_ascii_digit() && !c.is_whitespace() && !matches!(c, '-' | '.')).count()
        <= LONGEST
}

/// Returns what starts a role: its own cue, else the gravest sign of the hazard and beside it so many local
/// figures at which something is done, either of which is enough; a figure that is only watched is never said
/// to start anything.
pub(super) fn noticed(role: &RoleEntry, chapter: &Chapter, most: usize) -> String {
    if !role.cue.is_empty() {
        return role.cue.clone();
    }
    let gravest = chapter.signs.iter().rev().max_by_key(|s| s.act);
    let sign = gravest.map(|s| words::sensed(Some(s.sense), &s.text));
    let acted = chapter.figures.iter().filter(|f| f.act > Act::Watch).take(most);
    let starts: Vec<String> = sign.into_iter().chain(acted.map(|f| figure(&f.what, &f.at))).collect();
    let watched: Vec<String> =
        chapter.figures.iter().filter(|f| f.act == Act::Watch).map(|f| figure(&f.what, &f.at)).collect();
    let mut text = starts.join("，或者");
    if most > 1 && !watched.is_empty() {
        text += &format!("；{}就盯紧", watched.join("、"));
    }
    text
}

/// Returns what starts a card, and the levels of other signals at which something on it is done.
fn started(noticed: String, actions: &[&Action]) -> String {
    let level = |action: &Action| Some(format!("{}到了{}", action.only_at.join("、"), action.from?.name()));
    let levels =
        actions.iter().filter(|action| !action.only_at.is_empty()).filter_map(|action| level(action));
    std::iter::once(noticed).filter(|text| !text.is_empty()).chain(levels).collect::<Vec<_>>().join("，或者")
}

/// Returns the words to report with: all that the town asks of the information officer, the shortest for the
/// others.
fn report(role: &RoleEntry, book: &Handbook) -> String {
    if role.id == known::INFO { book.report_formula.clone() } else { book.report_short.clone() }
}

/// Returns the numbers to call first: whom the role reports to, then commander, manager, deputy.
fn calls<'a>(role: &RoleEntry, people: &[Holder], book: &'a Handbook, most: usize) -> Vec<Call<'a>> {
    let superior = book.roles.iter().find(|r| r.id == role.reports_to);
    let order =
        superior.map(|r| r.id.as_str()).into_iter().chain([known::COMMANDER, known::MANAGER, known::DEPUTY]);
    let mut calls: Vec<(&str, &Holder)> = Vec::new();
    for (label, person) in order.filter(|id| *id != role.id).filter_map(|id| book.call_for(id)) {
        if people.first().is_none_or(|own| own.name != person.name)
            && calls.iter().all(|(_, seen)| seen.name != person.name)
        {
            calls.push((label, person));
        }
    }
    calls.into_iter().take(most).map(|(label, person)| Call::to(label, person)).collect()
}
