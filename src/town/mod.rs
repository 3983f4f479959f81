//! The town's own book: whom to ring first, which village moves at which level, every village on a line and the
//! worst on half a page, posts with their duties, stations, gauges, neighbours. Households stay in the books of
//! their villages: here they are counted.

mod astray;
mod cards;
mod levels;
mod map;
mod own;
mod pairs;
mod rows;
pub mod tasks;

use std::collections::BTreeSet;

use rayon::prelude::*;
use serde_json::{Value, json};

use crate::compose::{self, Family, words};
use crate::load::Library;
use crate::model::cite::Source;
use crate::model::document::{Audience, Document, Finish};
use crate::model::handbook::{Handbook, Sum};
use crate::model::office::TownPost;
use crate::model::plan::PlanSet;
use crate::model::profile::{Date, Kind, Person, Profile};
use crate::model::speech::{Spoken, Tongue};
use crate::model::town::{Assigned, RosterRow, Station};
use crate::pipeline;
use crate::press::Press;
use crate::project::VillageFiles;

pub use astray::astray;
pub use cards::{duty_cards, team_cards, without_duties};
pub use levels::level_page;
pub use map::{map, map_tiles};
pub use pairs::{Group, Pair, groups, pairs};
pub use rows::Part;

const fn family(
    name: &'static str,
    title: &'static str,
    number: &'static str,
    layout: &'static str,
    unprinted: &'static [&'static str],
) -> Family {
    Family::handed(name, title, number, layout, &[Audience::Duty], unprinted)
}

/// What layouts look things up by, and what stands on a card only where it is another's.
const OF_PAGES: &[&str] = &["/town", "postures/level"];
const OF_CARDS: &[&str] = &["/title", "cards/number", "cards/to"];
const OF_MAP: &[&str] = &["/title", "marks/kind"];

/// Everything that a town prints.
pub static FAMILIES: [Family; 6] = [
    family("town-book", "镇街应急手册", "TOWN-BOOK", "town.typ", OF_PAGES),
    family("town-levels", "镇街级别页", "TOWN-LEVELS", "town-levels.typ", OF_PAGES),
    family("town-cards", "镇街岗位卡", "TOWN-CARDS", "town-cards.typ", OF_CARDS).of_cards(),
    family("town-team", "综合队队员卡", "TOWN-TEAM", "town-cards.typ", OF_CARDS).of_cards(),
    family("town-map", "镇街风险和避难图", "TOWN-MAP", "town-map.typ", OF_MAP),
    family("town-map-tiles", "镇街风险和避难图（A4 拼）", "TOWN-MAP-A4", "town-map.typ", OF_MAP),
];
const BOOK: &Family = &FAMILIES[0];
const LEVELS: &Family = &FAMILIES[1];
const CARDS: &Family = &FAMILIES[2];
const TEAM: &Family = &FAMILIES[3];
const MAP: &Family = &FAMILIES[4];
const MAP_TILES: &Family = &FAMILIES[5];

/// What of a paper is of the day, not of what it says.
const OF_THE_DAY: [&str; 3] = ["code", "date", "mark"];
/// Figures of a village's code that are its town's.
const TOWN: usize = 9;

/// The villages of one town as they were read, whatever `check` says of them: a fault in one profile is no
/// reason to have no book of the town at night.
pub struct Read {
    /// What stands in the files above the villages.
    pub profile: Profile,
    /// The villages' books.
    pub books: Vec<Handbook>,
    /// Villages that cannot be read.
    pub lost: Vec<String>,
    /// Names of villages that have errors.
    pub faulty: BTreeSet<String>,
}

impl Read {
    /// Reads villages that have the same files above them.
    pub fn of(villages: &[&VillageFiles], library: &Library, press: &Press) -> Self {
        let profile = villages.first().and_then(|v| pipeline::town(v, library).ok()).flatten();
        let profile = profile.map(|loaded| loaded.profile).unwrap_or_default();
        let book = |v: &&VillageFiles| pipeline::book_as_it_is(v, library, press).ok_or_else(|| v.slashed());
        let read: Vec<Result<(Handbook, bool), String>> = villages.par_iter().map(book).collect();
        let (mut books, mut lost, mut faulty) = (Vec::new(), Vec::new(), BTreeSet::new());
        for one in read {
            match one {
                Ok((book, wrong)) => {
                    faulty.extend(wrong.then(|| book.village.name.clone()));
                    books.push(book);
                }
                Err(name) => lost.push(name),
            }
        }
        Self { profile, books, lost, faulty }
    }

    /// Returns the town.
    pub fn town<'a>(&'a self, plans: &'a PlanSet) -> Town<'a> {
        let faulty = self.faulty.clone();
        Town { faulty, ..Town::of(&self.profile, plans, &self.books, self.lost.clone()) }
    }
}

/// What draws each of `FAMILIES` up.
const DRAWN: [fn(&Town) -> Option<Document>; FAMILIES.len()] =
    [|town| Some(book(town)), |town| Some(level_page(town)), duty_cards, team_cards, map, map_tiles];

/// Returns everything that a town prints, in the order of `FAMILIES`.
pub fn papers(town: &Town) -> Vec<(&'static Family, Document)> {
    FAMILIES.iter().zip(DRAWN).filter_map(|(family, draw)| Some((family, draw(town)?))).collect()
}

/// A town as its book is made: its own profile, and the books of its villages.
pub struct Town<'a> {
    /// What stands in the files above the villages.
    pub profile: &'a Profile,
    /// The plans.
    pub plans: &'a PlanSet,
    /// The villages' books, the worst first.
    pub books: Vec<&'a Handbook>,
    /// Files of villages that cannot be read.
    pub unreadable: Vec<String>,
    /// Names of villages that have errors: nothing is printed of them.
    faulty: BTreeSet<String>,
    /// How its plans and layouts are said there.
    tongue: Tongue,
}

impl<'a> Town<'a> {
    /// Returns a town with its villages in order of need: most people to move first, then fewest seats.
    pub fn of(
        profile: &'a Profile,
        plans: &'a PlanSet,
        books: impl IntoIterator<Item = &'a Handbook>,
        unreadable: Vec<String>,
    ) -> Self {
        let mut books: Vec<&Handbook> = books.into_iter().collect();
        let need = |book: &Handbook| {
            let moving = Sum::of(&book.households);
            let (_, unlisted, _) = rows::unlisted(book, |p| !p.moves_at.is_empty());
            let moving = moving.known.saturating_add(moving.unsaid).saturating_add(unlisted.unwrap_or(0));
            let seats: u32 = book.shelters.iter().filter_map(|s| s.capacity).sum();
            (std::cmp::Reverse(moving), seats, book.village.code.clone())
        };
        books.sort_by_key(|book| need(book));
        let community = |book: &&Handbook| book.village.kind == Kind::Community;
        let kind =
            if !books.is_empty() && books.iter().all(community) { Kind::Community } else { Kind::Village };
        let county = books.first().map_or(profile.county.as_str(), |book| &book.village.county);
        let tongue = plans.words.tongue(Spoken { kind, name: "", town: &profile.town, county });
        Self { profile, plans, books, unreadable, faulty: BTreeSet::new(), tongue }
    }

    /// Returns the town's name.
    pub fn called(&self) -> &str {
        &self.profile.town
    }

    /// Returns a text of the plans or of a layout as it is said in this town: 街道办主任 for 镇长.
    fn said(&self, text: &str) -> String {
        self.tongue.said(text)
    }

    /// Returns the sources of a post that bind it in this town.
    fn sources(&self, post: &TownPost) -> Vec<&'a Source> {
        let government = self.said("镇人民政府").ends_with("人民政府");
        self.plans.town.read(post, &self.place(), government)
    }

    /// Returns texts as [`Town::said`].
    fn all_said(&self, texts: &[String]) -> Vec<String> {
        texts.iter().map(|text| self.said(text)).collect()
    }

    /// Returns where it lies, from its province down: texts of another are none of its own.
    fn place(&self) -> Vec<&str> {
        let v = self.books.first().map(|book| &book.village);
        v.map_or_else(Vec::new, |v| vec![v.province.as_str(), &v.city, &v.county])
    }

    /// Returns whether a name of the town's block is that of a village: its own, or that of the roster's line with its
    /// code, for a village may have been renamed since.
    fn is(&self, name: &str, village: &Handbook) -> bool {
        let (own, code) = (&village.village.name, &village.village.code);
        let line = || self.profile.town_book.roster.iter().find(|row| row.name == name);
        name == own || !code.is_empty() && line().is_some_and(|row| row.code == *code)
    }

    /// Returns who of the town goes to a village.
    fn assigned(&self, village: &Handbook) -> Option<&'a Assigned> {
        self.profile.town_book.assigned.iter().find(|(name, _)| self.is(name, village)).map(|(_, to)| to)
    }

    /// Returns the station that answers for a village.
    fn station(&self, village: &Handbook) -> Option<(&'a String, &'a Station)> {
        let theirs = |station: &Station| station.villages.iter().any(|name| self.is(name, village));
        self.profile.town_book.stations.iter().find(|(_, station)| theirs(station))
    }

    /// Returns the village of a name of the town's block.
    fn village(&self, name: &str) -> Option<&'a Handbook> {
        self.books.iter().copied().find(|book| self.is(name, book))
    }

    /// Returns villages of the roster of which there is no file; none is invented, none is overlooked.
    pub fn missing(&self) -> Vec<String> {
        let there = |row: &&RosterRow| self.books.iter().any(|b| row.is(&b.village.code, &b.village.name));
        self.profile.town_book.roster.iter().filter(|row| !there(row)).map(|row| row.name.clone()).collect()
    }

    /// Returns every village of which there is no book, and why.
    fn absent(&self) -> Vec<(String, &'static str)> {
        let missing = self.missing().into_iter().map(|name| (name, "没有档案"));
        missing.chain(self.unreadable.iter().map(|file| (file.clone(), "档案读不了"))).collect()
    }

    fn person(&self, name: &str) -> Value {
        let phones = self.profile.people.get(name).map(|p: &Person| p.phone.clone()).unwrap_or_default();
        json!({"name": name, "phones": phones})
    }

    /// Returns the town's code: what its villages' have in common, nine figures, and nothing behind it. None
    /// where they have none in common.
    pub fn code(&self) -> Option<String> {
        let mut towns = self.books.iter().map(|book| book.village.code.get(..TOWN));
        let first = towns.next()??;
        towns.all(|other| other == Some(first)).then(|| format!("{first}000"))
    }

    fn date(&self) -> Option<Date> {
        self.books.iter().filter_map(|book| book.issued()).max()
    }

    fn document(&self, family: &'static Family, title: String, mut data: Value) -> Document {
        data["title"] = json!(title);
        if !self.tongue.is_plain() {
            data["spoken"] = json!(self.tongue.words);
        }
        data["town"] = json!(self.called());
        // Of what is said, not of the day on which it is.
        let entry = |number: &str, to: &str, data: &Value| {
            Some(compose::entry(&self.code()?, number, to, self.date(), data))
        };
        let town = self.called();
        let mut cards = Vec::new();
        for card in data["cards"].as_array_mut().into_iter().flatten() {
            let word = |key: &str| card[key].as_str().unwrap_or_default();
            let own = entry(word("number"), word("to"), &json!({"town": town, "card": card}));
            card["code"] = json!(own.as_ref().map(|own| &own.code));
            cards.extend(own);
        }
        let book = if data["cards"].is_array() { None } else { entry(family.number(), &title, &data) };
        data["code"] = json!(book.as_ref().map(|entry| &entry.code));
        data["date"] = json!(words::date(self.date()));
        let mark = self.books.iter().find_map(|book| book.mark());
        data["mark"] = json!(mark);
        Document {
            family: family.name,
            layout: family.layout,
            ident: format!("{}/{}/{title}", self.called(), family.name),
            title,
            audience: Audience::Duty,
            date: self.date(),
            finish: Finish::Plain,
            items: compose::items(&data, family.unprinted),
            data,
            assets: Vec::new(),
            cards,
            book,
        }
    }
}

/// Returns the number and the holder of each paper of a document of a town, and what it says: neither date nor
/// code nor the mark of a draft is of that.
pub fn said(document: &Document, family: &Family) -> Vec<(String, String, Value)> {
    let mut data = document.data.clone();
    let mut cards = data.get_mut("cards").and_then(Value::as_array_mut).map(std::mem::take);
    let plain = |value: &mut Value| {
        let map = value.as_object_mut().into_iter();
        map.for_each(|map| OF_THE_DAY.iter().for_each(|key| drop(map.remove(*key))));
    };
    cards.iter_mut().flatten().for_each(plain);
    plain(&mut data);
    match cards {
        Some(cards) => {
            let word = |card: &Value, key: &str| card[key].as_str().unwrap_or_default().to_owned();
            let own = |card| (word(&card, "number"), word(&card, "to"), json!([data, card]));
            cards.into_iter().map(own).collect()
        }
        None => vec![(family.number().to_owned(), document.title.clone(), data)],
    }
}

/// Returns the town's handbook.
pub fn book(town: &Town) -> Document {
    let parts = rows::parts(town);
    let index: Vec<Value> = town
        .books
        .iter()
        .map(|b| {
            let first = b.call_for(crate::model::role::known::COMMANDER);
            json!({"village": b.village.name,
                "phone": first.and_then(|(_, p)| p.phones.first().cloned()),
                "name": first.map(|(_, p)| p.name.clone())})
        })
        .collect();
    let data = json!({
        "parts": parts.iter().map(|part| part.data(town)).collect::<Value>(),
        "villages": town.books.iter().map(|b| rows::village(town, b)).collect::<Value>(),
        "levels": levels::data(town), "index": index, "absent": town.absent(),
    });
    town.document(BOOK, format!("{}应急手册", town.called()), data)
}
