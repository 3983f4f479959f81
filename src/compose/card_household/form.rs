//! The back of a household card for the file: the fields of the national form 地质灾害防灾避险明白卡, what is known
//! printed, what the profile does not say left to write in.

use serde_json::{Value, json};

use super::super::escape::Escape;
use super::super::parts::{self, rich};
use super::super::ruled::{Cell, Entry, Fill, Hand, Row};
use super::super::{Desk, fit as form, stamp, words};
use crate::model::handbook::{Holder, Household, PointEntry};
use crate::model::role::known;
use crate::model::ways::Way;
use crate::ruler::fit::{Block, Over, bold, fit, name, seat};

/// Lines for a family that does not say how many it is, and the fewest and most lines for one that does.
const FAMILY: u32 = 5;
const LINES: (u32, u32) = (2, 8);
/// People beside each other in a line.
const BESIDE: usize = 3;
/// Most landmarks of a way where room is short.
const LANDMARKS: usize = 3;

/// What a form is filled in with.
pub(super) struct Form<'a> {
    pub(super) home: &'a Household,
    pub(super) point: Option<&'a PointEntry>,
    pub(super) escape: &'a Escape<'a>,
    pub(super) way: &'a Way,
    pub(super) desk: &'a Desk<'a>,
}

/// Most things that are forbidden on a form.
const CAUTIONS: usize = 3;

/// A part as it is set: its name and its rows.
type Part = (Option<&'static str>, Vec<Row>);

impl Form<'_> {
    /// Returns the form as high as its side has room for beside the foot of a card of this number.
    pub(super) fn data(&self, number: &str) -> Value {
        let limits = form::form("household-form");
        let length = |key: &str| form::number(limits, key);
        // The widest letters that a code ends in.
        let foot = stamp::foot_tall(self.desk.book, number, "-WWWW", seat("household", "foot"));
        let room = length("tall") - length("title") - length("apart") - foot;
        let mut set = None;
        for step in limits["tries"].as_array().into_iter().flatten() {
            let part = |key: &str| form::number(step, key);
            let hand = Hand {
                size: part("size"),
                number: part("number"),
                label: length("label"),
                least: [length("printed"), part("write")],
                around: part("around"),
                inset: length("inset"),
                edge: length("edge"),
                lead: part("lead"),
            };
            let tried = self.set(&hand, step["lean"] == json!(true));
            let fits = tried.need() <= room;
            set = Some(tried);
            if fits {
                break;
            }
        }
        let set = set.expect("the form has sizes");
        let need = set.need();
        // What is left opens all rows alike.
        let more = ((room - need) / set.count()).clamp(0.0, length("open"));
        let mut data = set.data(more);
        if need > room {
            data["over"] = json!(Over { need, have: room });
        }
        data
    }

    fn set(&self, hand: &Hand, lean: bool) -> Set {
        let rows = |rows: Vec<Vec<Cell>>| rows.iter().map(|row| hand.row(row)).collect::<Vec<_>>();
        let parts = vec![
            (None, rows(self.dwelling())),
            (Some("灾害情况"), rows(self.danger())),
            (Some("监测预警"), rows(self.watch())),
            (Some("撤离安置"), rows(self.leave(lean))),
        ];
        Set { parts, family: self.family(hand), signed: self.signed(hand) }
    }

    fn dwelling(&self) -> Vec<Vec<Cell<'_>>> {
        let home = self.home;
        let many = home.count > 1;
        let members = words::number(home.members.filter(|_| !many));
        let place = [home.group.as_str(), home.address.as_str()];
        let place = place.into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" ");
        vec![vec![
            cell("户主", Fill::name(if many { words::BLANK } else { &home.head })),
            cell("家庭人数", Fill::words(rich(&format!("{members}人")))),
            cell("家庭住址", said(&place)),
            cell("房屋类别", said(&home.house)),
        ]]
    }

    fn danger(&self) -> Vec<Vec<Cell<'_>>> {
        let hazards = &self.escape.hazards;
        let kinds = hazards.iter().map(|h| h.name.as_str()).collect::<Vec<_>>().join("、");
        let of = |field: fn(&PointEntry) -> &String| said(self.point.map(field).map_or("", String::as_str));
        let mut cautions: Vec<&str> = Vec::new();
        for forbidden in hazards.iter().flat_map(|h| h.forbidden_to("everyone").into_iter().take(2)) {
            // Two hazards may forbid the same.
            let text = forbidden.text.as_str();
            if cautions.len() < CAUTIONS
                && !cautions.iter().any(|told| told.contains(text) || text.contains(told))
            {
                cautions.push(text);
            }
        }
        let caution = |(i, text): (usize, &str)| {
            let number = [bold(format!("{} ", i + 1)).held()];
            Entry::Words(number.into_iter().chain(rich(&format!("不准{text}"))).collect())
        };
        let cautions: Vec<Entry> = cautions.into_iter().enumerate().map(caution).collect();
        let cautions = if cautions.is_empty() { Fill::Blank } else { Fill::Entries(cautions) };
        vec![
            vec![cell("灾害类型", said(&kinds)), cell("灾害规模", of(|p| &p.scale))],
            vec![cell("和我家的位置", of(|p| &p.place)), cell("诱发因素", of(|p| &p.cause))],
            vec![cell("注意事项", cautions)],
        ]
    }

    fn watch(&self) -> Vec<Vec<Cell<'_>>> {
        let book = self.desk.book;
        let signal = book.alarms.iter().find(|a| a.id == "evacuate").map_or("", |a| a.text.as_str());
        let watcher = self.point.and_then(|p| p.watchers.first());
        let issuer = self.holder(known::WARNING).or_else(|| self.holder(known::COMMANDER));
        let mut people = person("监测人", watcher);
        people.extend(person("信号发布人", issuer));
        vec![vec![cell("预警信号", said(signal))], people]
    }

    fn leave(&self, lean: bool) -> Vec<Vec<Cell<'_>>> {
        let book = self.desk.book;
        let shelter = book.shelters.iter().find(|s| s.name == self.escape.shelter);
        let route = self.way.route_in(&book.routes).map(|route| {
            let mut route = route.clone();
            if lean && route.via.len() > LANDMARKS {
                // As on the front of other cards: where it begins, the middle, where it ends.
                let last = route.via.len() - 1;
                route.via = vec![route.via[0].clone(), route.via[last / 2].clone(), route.via[last].clone()];
            }
            words::way(&route)
        });
        let mut place = vec![cell("避难点", Fill::name(self.escape.shelter))];
        place.extend(person("负责人", shelter.and_then(|s| s.keepers.first())));
        vec![
            vec![cell("撤离路线", said(&route.unwrap_or_default()))],
            place,
            person("救护单位", self.holder(known::RESCUE)),
        ]
    }

    fn holder(&self, role: &str) -> Option<&Holder> {
        self.desk.book.role(role).and_then(|r| r.holders.first())
    }

    /// The people at home, three a line, with lines left to write others in.
    fn family(&self, hand: &Hand) -> Vec<(f64, Vec<Value>)> {
        let home = self.home;
        let known = u32::try_from(home.family.len()).unwrap_or(0);
        let lines = home.members.filter(|_| home.count < 2).unwrap_or(FAMILY).clamp(LINES.0, LINES.1);
        let lines = usize::try_from(lines.max(known)).unwrap_or_default().div_ceil(BESIDE);
        let line = |at: usize| {
            let people = home.family.iter().skip(at * BESIDE).take(BESIDE);
            let blocks: Vec<[Block; 3]> = people
                .map(|p| {
                    let age = p.age.map(|age| age.to_string()).unwrap_or_default();
                    let own = |text: &str, place: &str| name(text, seat("household", place));
                    [own(&p.name, "member"), own(&p.sex, "sex"), own(&age, "sex")]
                })
                .collect();
            let tall = blocks.iter().flatten().map(|block| block.tall).fold(0.0, f64::max);
            ((tall + 1.0).max(hand.least[1]), blocks.iter().map(|person| json!(person)).collect())
        };
        (0..lines).map(line).collect()
    }

    /// Who hands it out.
    fn signed(&self, hand: &Hand) -> Signed {
        let row = seat("household", "signed");
        let head = self.holder(known::COMMANDER);
        let number = head
            .and_then(|h| h.phones.first())
            .map(|phone| parts::ring(phone, seat("household", "office-number")));
        let who =
            head.filter(|h| !h.name.is_empty()).map(|h| name(&h.name, seat("household", "office-head")));
        let office = fit(&[bold(self.desk.names.committee())], row);
        let [printed, write] = hand.least;
        let both = [&number, &who].map(|block| block.as_ref().map(|block| block.tall + 1.0));
        let least = if both.iter().all(Option::is_some) { printed } else { write };
        let caller = both.into_iter().flatten().fold(least, f64::max);
        Signed {
            tall: [printed.max(office.tall + 1.0), caller, write],
            data: json!({"office": office, "who": who, "number": number}),
        }
    }
}

/// The rows of who hands it out: the office, its head with his number, the household's line.
struct Signed {
    tall: [f64; 3],
    data: Value,
}

/// A form as it is set at one size.
struct Set {
    parts: Vec<Part>,
    family: Vec<(f64, Vec<Value>)>,
    signed: Signed,
}

impl Set {
    fn rows(&self) -> impl Iterator<Item = &Row> {
        self.parts.iter().flat_map(|(_, rows)| rows)
    }

    fn need(&self) -> f64 {
        let head = form::number(form::form("household-form"), "names");
        let family: f64 = self.family.iter().map(|(tall, _)| tall).sum();
        self.rows().map(|row| row.tall).sum::<f64>() + head + family + self.signed.tall.iter().sum::<f64>()
    }

    fn count(&self) -> f64 {
        lines(self.rows().count() + self.family.len() + self.signed.tall.len())
    }

    fn data(&self, more: f64) -> Value {
        let part = |(title, rows): &Part| {
            let title = title.map(|title| fit(&[bold(title)], seat("household", "part")));
            let tall: f64 = rows.iter().map(|row| row.tall + more).sum();
            json!({"title": title, "h": tall, "rows": rows.iter().map(|row| row.data(more)).collect::<Value>()})
        };
        let mut signed = self.signed.data.clone();
        signed["rows"] = json!(self.signed.tall.map(|tall| tall + more));
        json!({
            "parts": self.parts.iter().map(part).collect::<Value>(),
            "family": self.family.iter().map(|(tall, people)| json!({"h": tall + more, "people": people})).collect::<Value>(),
            "signed": signed,
        })
    }
}

fn lines(count: usize) -> f64 {
    u32::try_from(count).map_or(f64::INFINITY, f64::from)
}

fn cell<'a>(label: &'a str, fill: Fill<'a>) -> Cell<'a> {
    Cell::of(form::form("household-form"), label, fill)
}

fn said<'a>(text: &str) -> Fill<'a> {
    Fill::words(if text.is_empty() { Vec::new() } else { rich(text) })
}

/// Who, and the number right behind.
fn person<'a>(label: &'a str, holder: Option<&'a Holder>) -> Vec<Cell<'a>> {
    vec![
        cell(label, Fill::name(holder.map_or("", |h| &h.name))),
        cell("电话", Fill::number(holder.and_then(|h| h.phones.first()))),
    ]
}
