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

const PLAIN: Paper =
    Paper { name: "A4 普通纸", duplex: false, file_duplex: false, lying: false, card: None, then: "" };
const BOOK: Paper = Paper { duplex: true, then: "左边打孔装夹或者胶装", ..PLAIN };
const CARDS_A6: Paper = Paper {
    name: "A4 白卡纸",
    duplex: true,
    card: Some(CardSize::A6),
    then: "每个号码一摞，摞齐就是顺的",
    ..PLAIN
};
const GLUED: Paper = Paper { then: "照线裁边，压 10 毫米粘成一张", ..PLAIN };
const WALL: &str = "贴在路口、村委、小卖部";

/// What hangs where people flee to, on one sheet.
const POSTER: Family = Family {
    name: "poster",
    title: "挂图（A3）",
    group: Group::Wall,
    number: Number::Cards("T"),
    also: Some("poster-tiles"),
    layout: "poster.typ",
    usual: Usual::Named,
    audiences: &[Audience::Public],
    finish: Finish::Plain,
    paper: Paper { name: "A3 纸，或者送打印店", then: WALL, ..PLAIN },
    unprinted: poster::UNPRINTED,
    compose: poster::a3,
};

/// All families, in the order of the summary.
pub const FAMILIES: &[Family] = &[
    Family {
        name: "page",
        title: "出事先看这张",
        group: Group::Office,
        number: Number::Whole("Y-01"),
        also: None,
        layout: "page.typ",
        usual: Usual::Always,
        audiences: &[Audience::Duty, Audience::Public],
        finish: Finish::Plain,
        paper: Paper { duplex: true, then: "过塑，村干部人手一张", ..PLAIN },
        unprinted: page::UNPRINTED,
        compose: page::sheet,
    },
    Family {
        name: "page-wall",
        title: "出事先看这张（上墙）",
        group: Group::Wall,
        number: Number::Whole("Y-02"),
        also: None,
        layout: "page.typ",
        usual: Usual::Named,
        audiences: &[Audience::Public],
        finish: Finish::Plain,
        paper: Paper { name: "A3 纸，或者送打印店", then: "贴在村委会值班室", ..PLAIN },
        unprinted: page::UNPRINTED,
        compose: page::wall,
    },
    Family {
        name: "handbook",
        title: "应急手册",
        group: Group::Office,
        number: Number::Whole("BOOK"),
        also: None,
        layout: "handbook.typ",
        usual: Usual::Always,
        audiences: &[Audience::Duty, Audience::Public, Audience::File],
        finish: Finish::Tagged,
        paper: BOOK,
        unprinted: handbook::UNPRINTED,
        compose: handbook::compose,
    },
    Family {
        name: "booklet",
        title: "应急手册（A5小册子）",
        group: Group::Office,
        number: Number::Whole("BOOKLET"),
        also: None,
        layout: "handbook.typ",
        usual: Usual::Named,
        audiences: &[Audience::Duty, Audience::Public, Audience::File],
        finish: Finish::Booklet,
        paper: Paper { lying: true, then: "对折，骑马钉 2 颗", ..BOOK },
        unprinted: booklet::UNPRINTED,
        compose: booklet::compose,
    },
    Family {
        name: "role-cards",
        title: "岗位处置卡",
        group: Group::Role,
        number: Number::Cards("R"),
        also: None,
        layout: "card-role.typ",
        usual: Usual::OneHazard,
        audiences: &[Audience::Duty],
        finish: Finish::Plain,
        paper: CARDS_A6,
        unprinted: card_role::UNPRINTED,
        compose: card_role::compose,
    },
    Family {
        name: "fetch-cards",
        title: "带人走",
        group: Group::Role,
        number: Number::Cards("FA"),
        also: None,
        layout: "card-fetch.typ",
        usual: Usual::Always,
        audiences: &[Audience::Duty],
        finish: Finish::Plain,
        paper: CARDS_A6,
        unprinted: card_fetch::UNPRINTED,
        compose: card_fetch::compose,
    },
    Family {
        name: "duty-cards",
        title: "岗位总卡",
        group: Group::Role,
        number: Number::Cards("D"),
        also: None,
        layout: "card-duty.typ",
        usual: Usual::SeveralHazards,
        audiences: &[Audience::Duty],
        finish: Finish::Plain,
        paper: Paper { lying: true, card: Some(CardSize::A5), ..CARDS_A6 },
        unprinted: card_duty::UNPRINTED,
        compose: card_duty::compose,
    },
    Family {
        name: "site-cards",
        title: "隐患点卡",
        group: Group::Role,
        number: Number::Cards("P"),
        also: None,
        layout: "card-site.typ",
        usual: Usual::Always,
        audiences: &[Audience::Duty, Audience::Public],
        finish: Finish::Plain,
        paper: CARDS_A6,
        unprinted: card_site::UNPRINTED,
        compose: card_site::compose,
    },
    Family {
        name: "work-cards",
        title: "地质灾害防灾工作明白卡",
        group: Group::Role,
        number: Number::Cards("G"),
        also: None,
        layout: "card-work.typ",
        usual: Usual::Always,
        audiences: &[Audience::Duty],
        finish: Finish::Plain,
        paper: PLAIN,
        unprinted: card_work::UNPRINTED,
        compose: card_work::compose,
    },
    Family {
        name: "household-cards",
        title: "避险明白卡",
        group: Group::Household,
        number: Number::Cards("H"),
        also: None,
        layout: "card-household.typ",
        usual: Usual::Always,
        audiences: &[Audience::Household, Audience::Duty, Audience::File],
        finish: Finish::Plain,
        paper: Paper { duplex: false, file_duplex: true, card: Some(CardSize::A5), ..CARDS_A6 },
        unprinted: card_household::UNPRINTED,
        compose: card_household::compose,
    },
    Family {
        name: "wallet-cards",
        title: "应急联系卡",
        group: Group::Household,
        number: Number::Cards("C"),
        also: None,
        layout: "card-wallet.typ",
        usual: Usual::Named,
        audiences: &[Audience::Public],
        finish: Finish::Plain,
        paper: Paper {
            duplex: false,
            card: Some(CardSize::Id1),
            then: "照“折”字对折粘牢，再过塑",
            ..CARDS_A6
        },
        unprinted: card_wallet::UNPRINTED,
        compose: card_wallet::compose,
    },
    POSTER,
    Family {
        name: "poster-tiles",
        title: "挂图（A3，A4 拼）",
        also: None,
        paper: GLUED,
        compose: poster::a3_tiles,
        ..POSTER
    },
    Family {
        name: "poster-a2",
        title: "挂图（A2）",
        also: None,
        paper: Paper { name: "A2 纸，送打印店", then: WALL, ..PLAIN },
        compose: poster::a2,
        ..POSTER
    },
    Family {
        name: "poster-a2-tiles",
        title: "挂图（A2，A4 拼）",
        also: None,
        paper: GLUED,
        compose: poster::a2_tiles,
        ..POSTER
    },
    Family {
        name: "broadcast-leave",
        title: "广播词（要撤人的灾）",
        group: Group::Office,
        number: Number::Whole("BROADCAST-LEAVE"),
        also: None,
        layout: "broadcast.typ",
        usual: Usual::Larger,
        audiences: &[Audience::Public],
        finish: Finish::Plain,
        paper: Paper { duplex: true, then: "夹在广播室", ..PLAIN },
        unprinted: broadcast::UNPRINTED,
        compose: broadcast::leaving,
    },
    Family {
        name: "ladder",
        title: "到了哪一级（挂图）",
        group: Group::Wall,
        number: Number::Cards("L"),
        also: Some("ladder-tiles"),
        layout: "ladder.typ",
        usual: Usual::Named,
        audiences: &[Audience::Public],
        finish: Finish::Plain,
        paper: Paper { name: "A3 纸，或者送打印店", then: WALL, ..PLAIN },
        unprinted: ladder::UNPRINTED,
        compose: ladder::wall,
    },
    Family {
        name: "ladder-tiles",
        title: "到了哪一级（挂图，A4 两张）",
        group: Group::Wall,
        number: Number::Cards("L"),
        also: None,
        layout: "ladder.typ",
        usual: Usual::Larger,
        audiences: &[Audience::Public],
        finish: Finish::Plain,
        paper: Paper { then: "两张上下挨着贴在村委会和集合的地方", ..PLAIN },
        unprinted: ladder::UNPRINTED,
        compose: ladder::tiles,
    },
    Family {
        name: "broadcast",
        title: "广播词",
        group: Group::Office,
        number: Number::Whole("BROADCAST"),
        also: None,
        layout: "broadcast.typ",
        usual: Usual::Named,
        audiences: &[Audience::Public],
        finish: Finish::Plain,
        paper: Paper { duplex: true, then: "夹在广播室", ..PLAIN },
        unprinted: broadcast::UNPRINTED,
        compose: broadcast::compose,
    },
];

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
