//! Tonight: a warning has come, or somebody has seen a sign. Whom to ring in which order and what to say,
//! which homes leave now, with whom and where to.
//!
//! Everything here is in the book already, hazard by hazard and role by role; what nobody can do at night is
//! to gather it. The order of calls is that in which a village is alarmed: who commands, who sounds the
//! alarm, who watches the danger, who fetches people, who opens the door, then whoever else has something to
//! do at this level, and the town. Nothing is guessed: a post that nobody holds is a row to fill in by hand,
//! and a home that nobody fetches stands first in its list.

mod calls;
mod sheet;

pub use sheet::sheet;

use indexmap::IndexMap;
use serde::Serialize;

use crate::model::handbook::{Chapter, Handbook, Holder, Household, Sum};
use crate::model::phone::Phone;
use crate::model::plan::{Level, Phase};
use crate::model::ways;

/// What is coming.
#[derive(Debug, Clone, PartialEq)]
pub struct Warning {
    /// Hazards by id: those of the warning, all that come together.
    pub hazards: Vec<String>,
    /// Level of the warning; `None`: it has happened, or a sign was seen.
    pub level: Option<Level>,
}

/// The list for one village.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Tonight {
    /// Village.
    pub village: String,
    /// Code of the village.
    pub code: String,
    /// Hazards by name.
    pub hazards: Vec<String>,
    /// Level of the warning; `None`: it has happened, or a sign was seen.
    pub level: Option<Level>,
    /// Telephone calls, in order.
    pub calls: Vec<Call>,
    /// Homes that leave now, by who fetches them; those that nobody fetches first.
    pub groups: Vec<Group>,
    /// Shelters and how many come.
    pub shelters: Vec<Seats>,
    /// What not to do.
    pub forbid: Vec<String>,
    /// What is not known: posts that nobody holds, people without a number, homes that nobody fetches.
    pub gaps: Vec<String>,
}

/// A person with a number.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Person {
    /// Name; empty where the village has not written it.
    pub name: String,
    /// Numbers, the first first.
    pub phones: Vec<Phone>,
}

/// One call.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Call {
    /// As what he is called: posts, points that he watches, homes that he fetches.
    pub posts: Vec<String>,
    /// Whom.
    #[serde(flatten)]
    pub person: Person,
    /// Who is called if he does not answer.
    pub deputies: Vec<Person>,
    /// What to tell him to do.
    pub say: Vec<String>,
}

/// Homes that one person fetches.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Group {
    /// Who fetches them, the first first; nobody where none is written.
    pub helpers: Vec<Person>,
    /// How many people.
    pub people: Sum,
    /// The homes, who needs most help first.
    pub homes: Vec<Home>,
}

/// A home that leaves.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[expect(missing_docs, reason = "the fields are those of the book")]
pub struct Home {
    pub head: String,
    /// How many households this stands for.
    pub count: u32,
    pub address: String,
    pub members: Option<u32>,
    pub needs: Vec<String>,
    pub phones: Vec<Phone>,
    pub transport: String,
    /// Whence.
    pub from: String,
    pub route: String,
    pub shelter: String,
    pub minutes: Option<u32>,
}

/// A shelter tonight.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Seats {
    /// Name.
    pub name: String,
    /// Where it is.
    pub address: String,
    /// Who opens it.
    pub keepers: Vec<Person>,
    /// How many come.
    pub expected: Sum,
    /// How many it holds.
    pub capacity: Option<u32>,
}

impl Person {
    fn of(holder: &Holder) -> Self {
        Self { name: holder.name.clone(), phones: holder.phones.clone() }
    }
}

/// Returns whether people leave for a hazard at a level: its own first level of moving is reached, or it has
/// happened.
fn moves(chapter: &Chapter, level: Option<Level>) -> bool {
    let mut moving = chapter.actions.iter().filter(|action| action.phase == Phase::Move).peekable();
    if moving.peek().is_none() {
        return false;
    }
    // Steps without a level are done when it happens, not when a warning comes.
    level.is_none_or(|level| moving.filter_map(|action| action.from).min().is_some_and(|from| from <= level))
}

/// Returns the list for a village. Hazards that it does not have are left out.
pub fn tonight(book: &Handbook, warning: &Warning) -> Tonight {
    let chapters: Vec<&Chapter> = book.hazards.iter().filter(|h| warning.hazards.contains(&h.id)).collect();
    let leaving = leaving(book, &chapters, warning.level);
    let shelters = seats(book, &leaving);
    let unsaid = Sum::of(book.households.iter().filter(|home| home.hazards.is_empty())).homes;
    let listed = leaving.iter().any(|(home, _)| home.hazards.is_empty());
    let mut tonight = Tonight {
        village: book.village.name.clone(),
        code: book.village.code.clone(),
        hazards: chapters.iter().map(|h| h.name.clone()).collect(),
        level: warning.level,
        calls: calls::calls(book, &chapters, warning.level, &leaving, &shelters),
        groups: groups(leaving),
        shelters,
        forbid: Vec::new(),
        gaps: Vec::new(),
    };
    for text in chapters.iter().flat_map(|h| h.forbid.iter().take(2)).map(|f| f.card.clone()) {
        if !tonight.forbid.contains(&text) {
            tonight.forbid.push(text);
        }
    }
    tonight.gaps = gaps(&tonight);
    if unsaid > 0 {
        let told = if listed { "都列上了" } else { "走不走要先问清楚" };
        tonight.gaps.push(format!("{unsaid}户没写防什么灾，也没写住在哪个风险点：{told}"));
    }
    tonight
}

/// Returns whether a home leaves for a hazard at a level before others do: the village says so of its point.
fn sooner(book: &Handbook, home: &Household, chapter: &Chapter, level: Option<Level>) -> bool {
    let points =
        book.points.iter().filter(|p| home.points.contains(&p.name) && p.hazards.contains(&chapter.id));
    let own = points.flat_map(|point| &point.moves_at);
    let own = own.filter(|(signal, _)| chapter.signals.iter().any(|known| known.id == **signal));
    let first = own.map(|(_, at)| *at).min();
    level.zip(first).is_some_and(|(level, first)| first <= level)
}

/// Returns the homes that leave for one of these hazards, each with its way.
fn leaving<'a>(
    book: &'a Handbook,
    chapters: &[&Chapter],
    level: Option<Level>,
) -> Vec<(&'a Household, Home)> {
    let mut found = Vec::new();
    for home in &book.households {
        let goes = |h: &&&Chapter| moves(h, level) || sooner(book, home, h, level);
        // Of whom nobody wrote for what he leaves may have to leave for any.
        let leaves = |h: &Chapter| home.hazards.is_empty() || home.hazards.contains(&h.id);
        let moving: Vec<&Chapter> = chapters.iter().filter(goes).copied().collect();
        let Some(chapter) = moving.iter().find(|h| leaves(h)) else { continue };
        // Where several drive it out, only a shelter that is fit for all of them.
        let all = moving.iter().filter(|h| leaves(h)).collect::<Vec<_>>();
        let fit: Vec<String> = chapter
            .shelters
            .iter()
            .filter(|name| all.iter().all(|h| h.shelters.contains(name)))
            .cloned()
            .collect();
        let way = ways::of_home(home, &fit, &book.routes);
        found.push((
            home,
            Home {
                head: home.head.clone(),
                count: home.count,
                address: home.address.clone(),
                members: home.members,
                needs: home.needs.clone(),
                phones: home.phones.clone(),
                transport: home.transport.clone(),
                minutes: way.route_in(&book.routes).and_then(|route| route.minutes),
                from: way.from,
                route: way.route,
                shelter: way.shelter,
            },
        ));
    }
    found
}

/// Returns the homes by who fetches them: those without anybody first, then who fetches most people in need.
fn groups(leaving: Vec<(&Household, Home)>) -> Vec<Group> {
    let mut groups: IndexMap<String, (Group, Vec<&Household>)> = IndexMap::new();
    for (home, row) in leaving {
        let helpers: Vec<Person> = home.helpers.iter().map(Person::of).collect();
        let key =
            helpers.first().map(|person| format!("{}\0{:?}", person.name, person.phones)).unwrap_or_default();
        let new = || (Group { helpers, people: Sum::default(), homes: Vec::new() }, Vec::new());
        let (group, homes) = groups.entry(key).or_insert_with(new);
        group.homes.push(row);
        homes.push(home);
    }
    let mut groups: Vec<Group> = groups
        .into_values()
        .map(|(mut group, homes)| {
            group.people = Sum::of(homes);
            group.homes.sort_by_key(|home| std::cmp::Reverse(home.needs.len()));
            group
        })
        .collect();
    let needy = |group: &Group| group.homes.iter().filter(|home| !home.needs.is_empty()).count();
    groups.sort_by_key(|group| (!group.helpers.is_empty(), std::cmp::Reverse(needy(group))));
    groups
}

/// Returns the shelters that homes go to, each with how many come.
fn seats(book: &Handbook, leaving: &[(&Household, Home)]) -> Vec<Seats> {
    let going =
        |name: &str| Sum::of(leaving.iter().filter(|(_, row)| row.shelter == name).map(|(home, _)| *home));
    let of = |shelter: &crate::model::handbook::ShelterEntry| Seats {
        name: shelter.name.clone(),
        address: shelter.address.clone(),
        keepers: shelter.keepers.iter().map(Person::of).collect(),
        expected: going(&shelter.name),
        capacity: shelter.capacity,
    };
    book.shelters.iter().map(of).filter(|seats| seats.expected.homes > 0).collect()
}

/// Returns what the list lacks, in words.
fn gaps(tonight: &Tonight) -> Vec<String> {
    let mut gaps = Vec::new();
    for call in &tonight.calls {
        let posts = call.posts.join("、");
        if call.person.name.is_empty() {
            gaps.push(format!("{posts}没有人"));
        } else if call.person.phones.is_empty() {
            gaps.push(format!("{posts}{}没有电话", call.person.name));
        }
    }
    let alone: u32 = tonight.groups.iter().filter(|g| g.helpers.is_empty()).map(|g| g.people.homes).sum();
    let homes = tonight.groups.iter().flat_map(|g| &g.homes);
    let lost: u32 = homes.filter(|home| home.shelter.is_empty()).map(|home| home.count).sum();
    gaps.extend((alone > 0).then(|| format!("{alone}户没有写谁去带")));
    gaps.extend((lost > 0).then(|| format!("{lost}户没有避难点可去")));
    gaps
}
