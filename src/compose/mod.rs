//! The merged book to documents: one family a file. Chooses, orders and names; adds no facts, knows no
//! millimetres.

mod absent;
mod booklet;
mod broadcast;
mod card_duty;
mod card_fetch;
mod card_household;
mod card_role;
mod card_site;
mod card_wallet;
mod card_work;
mod crowd;
mod dangers;
mod escape;
mod families;
mod fit;
mod handbook;
mod handed;
mod items;
mod ladder;
mod life;
mod map;
mod order;
mod page;
mod parts;
mod poster;
mod print_run;
mod ruled;
mod spread;
mod stamp;
mod told;
pub(crate) mod words;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde_json::{Value, json};

use crate::model::document::{Audience, CardEntry, Document, Finish};
use crate::model::handbook::Handbook;
use crate::model::plan::PlanSet;
use words::Names;

pub use absent::Absent;
pub use card_household::ways;
pub use crowd::{Crowd, FITTED, crowd};
pub use dangers::call_from;
pub use families::FAMILIES;
pub use handed::{card_number, entry, sealed};
pub use items::items;
pub use order::{Copies, Order, Sheet};
pub use print_run::{Job, print_run};
pub use stamp::until;

/// A family of printed things.
pub struct Family {
    /// Name on the command line and stem of the file.
    pub name: &'static str,
    /// Name for people.
    pub title: &'static str,
    /// By whom its prints are held.
    pub group: Group,
    /// What check codes call it, or its cards.
    number: Number,
    /// A family that shows the same in other pieces: whoever needs this one anew may want that.
    pub also: Option<&'static str>,
    /// Layout file under `templates/`.
    pub layout: &'static str,
    /// When it is built though nobody asks for it by name.
    usual: Usual,
    /// Whom it can be made for, the usual one first.
    pub audiences: &'static [Audience],
    /// What is done with its pages.
    finish: Finish,
    /// How it is printed and cut.
    paper: Paper,
    /// What of its data is not printed (see `items`).
    pub unprinted: &'static [&'static str],
    /// Draws it up.
    compose: fn(&Desk) -> Result<Draft, Absent>,
}

/// What check codes call a family.
#[derive(Debug, Clone, Copy)]
enum Number {
    /// As a whole.
    Whole(&'static str),
    /// Each card has a number of its own, which begins with one of these letters.
    Cards(&'static str),
}

/// When a family is built though nobody asks for it by name: what a village of that size would print.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Usual {
    Always,
    /// Only if asked for.
    Named,
    /// Where there is one hazard: a card of the role for it says all.
    OneHazard,
    /// Where there are several.
    SeveralHazards,
    /// Where more than a handful of people have to know.
    Larger,
}

/// Most hazards, and most people with a post, of a village that prints least.
const SMALL: (usize, usize) = (2, 10);

/// How the sheets of a family are printed.
#[derive(Debug, Clone, Copy)]
pub struct Paper {
    /// Paper in words.
    name: &'static str,
    /// Whether both sides are printed.
    duplex: bool,
    /// Whether the copy for the file has a back even where others have none.
    file_duplex: bool,
    /// Whether the sheet lies.
    lying: bool,
    /// Size of its cards; `None` for pages that are not cut.
    card: Option<CardSize>,
    /// What to do after printing, in words.
    then: &'static str,
}

/// Sizes of cards.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum CardSize {
    A5,
    A6,
    /// A bank card.
    Id1,
}

impl CardSize {
    /// Returns how many lie on an A4 sheet and how many cuts part them, as the layouts place them.
    fn grid(self, large: bool, fold: bool) -> (usize, usize) {
        match (self, large, fold) {
            (Self::A6, false, false) => (4, 2),
            (Self::A6, false, true) | (Self::A6, true, false) | (Self::A5, false, false) => (2, 1),
            (Self::A6, true, true) | (Self::A5, ..) => (1, 0),
            (Self::Id1, false, false) => (10, 9),
            (Self::Id1, false, true) => (5, 8),
            (Self::Id1, true, false) => (8, 4),
            (Self::Id1, true, true) => (4, 3),
        }
    }
}

/// Returns how many cards of a family lie on one sheet; `None` if it has no cards.
pub fn seats(family: &Family, sheet: &Sheet) -> Option<usize> {
    let Paper { card, duplex, .. } = family.paper;
    let card = card?;
    // Cards for the wallet are folded unless told otherwise.
    let fold = sheet.fold.unwrap_or(card == CardSize::Id1) && (duplex || card == CardSize::Id1);
    Some(card.grid(sheet.large, fold).0)
}

/// By whom printed things are held.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// Those who hold a post.
    Role,
    /// Households.
    Household,
    /// Walls.
    Wall,
    /// The village office.
    Office,
}

impl Family {
    /// Returns whether a village of this size prints it though nobody asks for it by name.
    pub fn is_usual(&self, book: &Handbook) -> bool {
        match self.usual {
            Usual::Always => true,
            Usual::Named => false,
            Usual::OneHazard => book.hazards.len() < 2,
            Usual::SeveralHazards => book.hazards.len() > 1,
            Usual::Larger => {
                let people: BTreeSet<&str> =
                    book.roles.iter().flat_map(|r| r.holders.iter().map(|h| h.name.as_str())).collect();
                book.hazards.len() > SMALL.0 && people.len() > SMALL.1
            }
        }
    }

    /// Returns how many A4 sheets so many of its pages take, and whether it goes on other paper.
    pub fn paper(&self, pages: usize, audience: Audience) -> (usize, bool) {
        let back = self.paper.duplex || (audience == Audience::File && self.paper.file_duplex);
        (if back { pages.div_ceil(2) } else { pages }, !self.paper.name.starts_with("A4"))
    }

    /// Returns whether every second page of a document is the back of the one before.
    pub fn has_backs(&self, document: &Document) -> bool {
        let official = document.audience == Audience::File && self.paper.file_duplex;
        (self.paper.duplex || official) && document.data["sheet"]["fold"] != json!(true)
    }

    /// Returns what a test page is for: how the paper is turned; `None` where nothing is cut.
    fn turned(&self) -> Option<(bool, bool)> {
        self.paper.card.map(|_| (self.paper.duplex, self.paper.lying))
    }

    /// Returns how many sheets so many of its cards take, or a book of so many pages; without the test page.
    pub fn sheets(&self, cards: usize, pages: usize) -> usize {
        match self.paper.card {
            // A whole sheet of each: everybody in a grid gets one.
            Some(CardSize::Id1) => cards,
            Some(card) => cards.div_ceil(card.grid(false, false).0),
            None if !self.number().is_empty() => {
                if self.paper.duplex {
                    pages.div_ceil(2)
                } else {
                    pages
                }
            }
            None => cards,
        }
    }
}

/// The print-run sheet: made after the others, because it counts their pages.
pub const PRINT_RUN: &str = "print-run";

/// What a family sees while it is drawn up.
struct Desk<'a> {
    book: &'a Handbook,
    names: Names<'a>,
    audience: Audience,
    order: &'a Order,
}

/// A document before it is sealed.
struct Draft {
    title: String,
    data: Value,
    cards: Vec<Card>,
    /// Pictures that the data names, by path.
    assets: Vec<(String, Arc<[u8]>)>,
}

/// A card before it is sealed.
#[derive(Default)]
struct Card {
    number: String,
    to: String,
    /// By id, like the role.
    hazards: Vec<String>,
    role: Option<String>,
    data: Value,
    /// The print of all sides of its number; `None`: its own words'.
    print: Option<String>,
    /// Who holds it, each a copy.
    holders: Vec<String>,
    /// How many hold it, where that is more than are named.
    count: usize,
    /// The seat of its foot, if it has one; bare: without the letters, which stand beside its code.
    foot: Option<(&'static str, &'static str)>,
    bare_foot: bool,
}

impl Card {
    /// Returns how many are handed out.
    fn copies(&self) -> usize {
        self.count.max(self.holders.len()).max(1)
    }
}

/// Returns the family of a name.
pub fn family(name: &str) -> Option<&'static Family> {
    FAMILIES.iter().find(|f| f.name == name || f.title == name)
}

/// Returns the document of a family.
///
/// # Errors
/// Why there is nothing to print.
pub fn compose(family: &Family, book: &Handbook, plans: &PlanSet, order: &Order) -> Result<Document, Absent> {
    let audience = order.audience.unwrap_or(family.audiences[0]);
    let mut book = Cow::Borrowed(book.seen_by(audience));
    if !order.hazards.is_empty() {
        order::narrow(book.to_mut(), &order.hazards);
    }
    let desk = Desk { book: &book, names: Names::of(&book, plans), audience, order };
    let Draft { title, mut data, cards, assets } = (family.compose)(&desk)?;
    let made = !cards.is_empty();
    let whole = if order.split.is_empty() { BTreeMap::new() } else { order::prints(family, &desk) };
    let kept = cards.into_iter().filter(|card| order.wants(card, family.group));
    let (entries, cards): (Vec<CardEntry>, Vec<Value>) = kept
        .flat_map(|card| {
            let times = order.times(&card);
            std::iter::repeat_n(stamp::seal(card, &book, &whole), times)
        })
        .unzip();
    if made && cards.is_empty() {
        return Err(if order.is_part() { Absent::Unchosen } else { Absent::Refused });
    }
    let number = family.number();
    if !made && !order.wants_book(number) {
        return Err(Absent::Unchosen);
    }
    data["title"] = json!(title);
    if let Some(spoken) = desk.names.spoken() {
        data["spoken"] = spoken;
    }
    if made {
        data["sheet"] = order.sheet.settings(family.paper);
        if order.sheet.test.is_none() && !order.sheet.single && !order::tested(family, &desk) {
            data["sheet"]["test"] = json!(false);
        }
        data["cards"] = json!(cards);
    }
    let sealed = (!made).then(|| stamp::seal_book(number, family.title, &mut data, &book));
    Ok(Document { assets, cards: entries, book: sealed, ..bare(family, &book, audience, title, data) })
}

/// Returns a document of a family that bears no code yet.
fn bare(family: &Family, book: &Handbook, audience: Audience, title: String, data: Value) -> Document {
    Document {
        family: family.name,
        layout: family.layout,
        audience,
        date: book.issued(),
        ident: format!("{}/{}/{title}", book.village.code, family.name),
        title,
        finish: family.finish,
        items: items::items(&data, family.unprinted),
        data,
        assets: Vec::new(),
        cards: Vec::new(),
        book: None,
    }
}
