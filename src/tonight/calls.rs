//! The chain of calls: each person once, with all that he is called for.

use super::{Call, Home, Person, Seats};
use crate::model::handbook::{Action, Chapter, Handbook, Holder, Household, RoleEntry};
use crate::model::plan::{Level, Phase};
use crate::model::profile::ContactKind;
use crate::model::role::known;

/// Most things that one call tells somebody to do.
const SAID: usize = 3;
/// Roles in the order in which a village is alarmed; whoever else has something to do comes after them.
const FIRST: [&str; 2] = ["commander", "warning"];

pub(super) fn calls(
    book: &Handbook,
    chapters: &[&Chapter],
    level: Option<Level>,
    leaving: &[(&Household, Home)],
    shelters: &[Seats],
) -> Vec<Call> {
    let mut chain = Chain { book, chapters, level, calls: Vec::new() };
    FIRST.iter().filter_map(|id| book.role(id)).for_each(|role| chain.role(role));
    let points =
        book.points.iter().filter(|p| p.hazards.iter().any(|id| chapters.iter().any(|h| h.id == *id)));
    for point in points {
        chain.people("watcher", &format!("盯守{}", point.name), &point.watchers, true);
    }
    let mut fetched: Vec<&Household> = leaving.iter().map(|(home, _)| *home).collect();
    while let Some(first) = fetched.first().copied() {
        let Some(helper) = first.helpers.first() else {
            fetched.remove(0);
            continue;
        };
        let (own, rest): (Vec<_>, Vec<_>) =
            fetched.into_iter().partition(|home| home.helpers.first() == Some(helper));
        let homes: u32 = own.iter().map(|home| home.count).sum();
        chain.people("helper", &format!("带{homes}户"), &first.helpers, true);
        fetched = rest;
    }
    for seats in shelters {
        if let Some(shelter) = book.shelters.iter().find(|s| s.name == seats.name) {
            chain.people("keeper", &format!("开{}", seats.name), &shelter.keepers, true);
        }
    }
    let rest = |role: &&RoleEntry| {
        !FIRST.contains(&role.id.as_str())
            && !["watcher", "helper", "keeper", known::EVERYONE].contains(&role.id.as_str())
    };
    book.roles.iter().filter(rest).for_each(|role| chain.role(role));
    for contact in book.phones.outside.iter().filter(|contact| contact.kind == ContactKind::TownDuty) {
        // An office answers by its own name where nobody is named for it.
        let (posts, name) = if contact.person.is_empty() {
            (Vec::new(), contact.name.clone())
        } else {
            (vec![contact.name.clone()], contact.person.clone())
        };
        chain.calls.push(Call {
            posts,
            person: Person { name, phones: contact.phones.clone() },
            deputies: Vec::new(),
            say: vec![book.report_short.clone()],
        });
    }
    chain.calls
}

struct Chain<'a> {
    book: &'a Handbook,
    chapters: &'a [&'a Chapter],
    level: Option<Level>,
    calls: Vec<Call>,
}

impl Chain<'_> {
    /// Adds a role that has something to do: its holders, else a row for nobody.
    fn role(&mut self, role: &RoleEntry) {
        let first = FIRST.contains(&role.id.as_str());
        if !first && self.said(&role.id).is_empty() {
            return;
        }
        if !role.holders.is_empty() {
            return self.people(&role.id, &role.short, &role.holders, role.alternates);
        }
        let say = self.said(&role.id);
        // Who stands in is called by his own title, and told.
        if let Some(acting) = self.book.acting(&role.id) {
            let (id, title) = (acting.id.clone(), format!("{}（替{}）", acting.short, role.short));
            return self.people(&id, &title, &acting.holders, acting.alternates);
        }
        let posts = vec![role.short.clone()];
        self.calls.push(Call {
            posts,
            person: Person { name: String::new(), phones: Vec::new() },
            deputies: Vec::new(),
            say,
        });
    }

    /// Adds people: the first with the others behind him, or each by himself.
    fn people(&mut self, role: &str, post: &str, people: &[Holder], alternates: bool) {
        let say = self.said(role);
        let chunks: Vec<&[Holder]> = if alternates { vec![people] } else { people.chunks(1).collect() };
        for chunk in chunks {
            let Some((first, rest)) = chunk.split_first() else { continue };
            let title = if first.post.is_empty() { post } else { &first.post };
            match self
                .calls
                .iter_mut()
                .find(|call| call.person.name == first.name && call.person.phones == first.phones)
            {
                Some(call) => {
                    if !call.posts.iter().any(|seen| seen == title) {
                        call.posts.push(title.to_owned());
                    }
                    call.say.extend(
                        say.iter().filter(|text| !call.say.contains(text)).cloned().collect::<Vec<_>>(),
                    );
                }
                None => self.calls.push(Call {
                    posts: vec![title.to_owned()],
                    person: Person::of(first),
                    deputies: rest.iter().map(Person::of).collect(),
                    say: say.clone(),
                }),
            }
        }
    }

    /// Returns what a role does now: what this level adds first, else what is done first when it has
    /// happened.
    fn said(&self, role: &str) -> Vec<String> {
        let has = |action: &&Action| action.roles.iter().any(|id| id == role) && !action.card.is_empty();
        let mut found: Vec<String> = Vec::new();
        let mut add = |text: &String| {
            if found.len() < SAID && !found.contains(text) {
                found.push(text.clone());
            }
        };
        let actions: Vec<&Action> = self.chapters.iter().flat_map(|h| &h.actions).filter(has).collect();
        match self.level {
            Some(level) => {
                let mut due: Vec<&&Action> =
                    actions.iter().filter(|action| action.from.is_some_and(|from| from <= level)).collect();
                due.sort_by_key(|action| std::cmp::Reverse(action.from));
                due.iter().for_each(|action| add(&action.card));
            }
            None => {
                let now = |phases: &[Phase]| {
                    actions.iter().filter(|a| phases.contains(&a.phase)).collect::<Vec<_>>()
                };
                let urgent = now(&[Phase::Act, Phase::Move]);
                urgent.iter().filter(|action| action.first).for_each(|action| add(&action.card));
                urgent.iter().for_each(|action| add(&action.card));
            }
        }
        found
    }
}
