//! What a short profile would gain most from next: whole parts that are still empty, in the order in which they help.

use crate::check::Context;
use crate::diag::Diagnostic;
use crate::model::profile::Profile;

/// One part of a profile.
struct Part {
    zh: &'static str,
    en: &'static str,
    empty: fn(&Profile) -> bool,
}

/// Parts in order of use: whom to ring, how to warn, where to go, who must go, then what makes it easier.
const PARTS: [Part; 14] = [
    part("人员（有任务的人和电话）", "people (who has a task, with numbers)", |p| p.people.is_empty()),
    part("岗位（谁说了算、谁报警）", "posts (who decides, who sounds the alarm)", |p| p.posts.is_empty()),
    part("灾害（村里会遇到什么）", "hazards (what can happen here)", |p| p.hazards.is_empty()),
    part("外部电话（镇值班、医院）", "contacts (town duty office, hospital)", |p| p.contacts.is_empty()),
    part("报警信号（听到什么就走）", "alarms (at which sound people leave)", |p| p.alarms.is_empty()),
    part("避难点（往哪去、谁开门）", "shelters (where to go, who opens)", |p| p.shelters.is_empty()),
    part("转移对象（哪几户要走、谁去叫）", "evacuees (who must leave, who fetches them)", |p| p.evacuees.is_empty()),
    part("风险点（哪里危险、谁盯着）", "points (where it is dangerous, who watches)", |p| p.points.is_empty()),
    part("路线（走哪条路、避开哪里）", "routes (which way, what to avoid)", |p| p.routes.is_empty()),
    part("网格（谁管哪一片）", "grids (who is in charge of which part)", |p| p.grids.is_empty()),
    part("队伍（村应急救援队）", "teams (the village's rescue team)", |p| p.teams.is_empty()),
    part("物资（有什么、放在哪）", "supplies (what there is, and where)", |p| p.supplies.is_empty()),
    part("隐患排查（谁查什么）", "inspections (who looks at what)", |p| p.inspections.is_empty()),
    part("演练（练过什么）", "drills (what was practised)", |p| p.drills.is_empty()),
];

/// How many parts are named at once.
const AT_ONCE: usize = 3;

impl Part {
    /// Returns the key of the block, by which the English begins.
    fn key(&self) -> &'static str {
        self.en.split(' ').next().unwrap_or_default()
    }
}

const fn part(zh: &'static str, en: &'static str, empty: fn(&Profile) -> bool) -> Part {
    Part { zh, en, empty }
}

pub(super) fn check(c: &Context, found: &mut Vec<Diagnostic>) {
    let empty: Vec<&Part> = PARTS.iter().filter(|part| (part.empty)(c.profile) && !c.unread(&[part.key().into()])).collect();
    if empty.is_empty() {
        return;
    }
    let named = |word: fn(&&Part) -> &'static str| empty.iter().take(AT_ONCE).map(word).collect::<Vec<_>>();
    let (zh, en) = (named(|part| part.zh).join("、"), named(|part| part.en).join(", "));
    let fault = Diagnostic::note("next-to-add").at(c.at(&["name".into()])).word("parts", &zh, &en);
    found.push(fault.with("count", empty.len()));
}
