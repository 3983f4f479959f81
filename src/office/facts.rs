//! What several papers say of a village, row by row; the same sums as in the book.

use crate::compose::words::{self, Names};
use crate::model::cite::within;
use crate::model::document::Audience;
use crate::model::handbook::{
    ContactEntry, GridEntry, Handbook, Holder, Household, PointEntry, Stock, Sum, SupplyEntry, TeamEntry,
};
use crate::model::phone::{Kind, Phone};
use crate::model::plan::{Level, PlanSet};
use crate::model::profile::{ContactKind, Revision};

/// What a paper is written from.
pub(super) struct Desk<'a> {
    pub(super) book: &'a Handbook,
    /// The book of those who may read all: for what is told of it without its words, such as whether a thing was done.
    pub(super) whole: &'a Handbook,
    pub(super) plans: &'a PlanSet,
    pub(super) names: Names<'a>,
    pub(super) audience: Audience,
}

impl<'a> Desk<'a> {
    pub(super) fn of(book: &'a Handbook, plans: &'a PlanSet, audience: Audience) -> Self {
        let (whole, book) = (book, book.seen_by(audience));
        Self { book, whole, plans, names: Names::of(book, plans), audience }
    }

    pub(super) fn is_public(&self) -> bool {
        self.audience == Audience::Public
    }

    /// Returns a sentence of the plan as it is said here, with its places filled; what fills them is not turned.
    pub(super) fn say(&self, id: &str, places: &[(&str, &str)]) -> String {
        let committee = self.names.committee();
        let places = [places, &[("committee", committee.as_str())]].concat();
        self.plans.filing.say(id, |text| self.names.said(text), &places)
    }

    /// Returns whether the village says that it truly has nothing of a block or an annex.
    pub(super) fn lacks(&self, id: &str) -> bool {
        let filing = &self.plans.filing;
        let annex = filing.annexes.iter().find(|annex| annex.id == id).map(|annex| &annex.title);
        let titles = [filing.blocks.get(id), annex];
        self.book.life.none.iter().any(|none| none == id || titles.contains(&Some(none)))
    }

    /// Returns how many there are of what a block tells of: where nobody wrote any nobody knows, unless the village says
    /// that there is none.
    pub(super) fn count(&self, many: usize, id: &str) -> String {
        if many == 0 && !self.lacks(id) { words::BLANK.to_owned() } else { many.to_string() }
    }

    /// Returns from when the plan holds: the day that the profile gives, else that on which it is issued.
    pub(super) fn in_force(&self) -> String {
        let own = self.book.edition.effective.filter(|day| Some(*day) != self.book.life.issued.date);
        own.map_or_else(
            || "印发之日".to_owned(),
            |d| format!("{}年{}月{}日", d.0.year(), d.0.month(), d.0.day()),
        )
    }

    /// Returns what the town's government is called: 海岭镇人民政府, 云岩街道办事处; a farm or a regiment by its name.
    pub(super) fn government(&self) -> String {
        let (town, kind) = (&self.book.village.town, self.names.said("镇人民政府"));
        if !kind.ends_with("人民政府") && !kind.ends_with("办事处") {
            return or_blank(town);
        }
        let cuts = kind.char_indices().map(|(at, _)| at).chain([kind.len()]);
        let shared = cuts.filter(|at| town.ends_with(&kind[..*at])).max().unwrap_or(0);
        let rest = if shared == 0 { "人民政府" } else { &kind[shared..] };
        format!("{}{rest}", or_blank(town))
    }

    /// Returns numbers as printed; no mobile number stands in the public edition.
    pub(super) fn phones(&self, phones: &[Phone]) -> String {
        let kept = phones.iter().filter(|phone| !self.is_public() || phone.kind() != Kind::Mobile);
        kept.map(Phone::number).collect::<Vec<_>>().join("\n")
    }

    /// Returns whether something for one region holds here.
    pub(super) fn here(&self, region: &str) -> bool {
        let v = &self.book.village;
        within(region, &[v.province.as_str(), v.city.as_str(), v.county.as_str()])
    }

    /// Returns the titles of the acts that the plan rests on.
    pub(super) fn basis(&self) -> impl Iterator<Item = &'a str> {
        self.plans.filing.basis.iter().filter(|act| self.here(&act.region)).map(|act| act.title.as_str())
    }

    /// Returns the town's duty office.
    pub(super) fn duty(&self) -> Option<&'a ContactEntry> {
        self.book.phones.outside.iter().find(|c| c.kind == ContactKind::TownDuty)
    }

    /// Returns the changes made, the oldest first.
    pub(super) fn revisions(&self) -> &'a [Revision] {
        self.book.provenance.revisions.as_ref().unwrap_or(&self.book.edition.revisions)
    }
}

/// Room to write a fact in.
pub(super) fn or_blank(text: &str) -> String {
    if text.is_empty() { "＿＿＿＿".to_owned() } else { text.to_owned() }
}

/// Returns a sentence as a document has it: no exclamation, no stop of its own.
pub(super) fn formal(text: &str) -> String {
    text.replace('！', "。").replace("。。", "。").trim().trim_end_matches(['。', '；', '，']).to_owned()
}

/// Returns a level in words.
pub(super) fn level(level: Level) -> String {
    level.name().to_owned()
}

fn people(holders: &[Holder]) -> String {
    holders.iter().map(|p| p.name.as_str()).collect::<Vec<_>>().join("、")
}

/// Returns people with their numbers, each on a line.
pub(super) fn called(desk: &Desk, holders: &[Holder]) -> String {
    let one = |p: &Holder| format!("{} {}", p.name, desk.phones(&p.phones).replace('\n', " "));
    holders.iter().map(|p| one(p).trim().to_owned()).collect::<Vec<_>>().join("\n")
}

/// Returns people over their numbers, each on a line of its own.
pub(super) fn under(desk: &Desk, holders: &[Holder]) -> String {
    let one = |p: &Holder| format!("{}\n{}", p.name, desk.phones(&p.phones)).trim().to_owned();
    holders.iter().map(one).collect::<Vec<_>>().join("\n")
}

/// Returns hazards by name, the shorter way: those that are meant, or those that are not.
pub(super) fn hazards(desk: &Desk, ids: &[String]) -> String {
    let all = desk.book.hazards.iter().map(|h| &h.id);
    let others: Vec<String> = all.filter(|id| !ids.contains(id)).cloned().collect();
    match others.len() {
        0 => "各灾种".to_owned(),
        n if n < ids.len() => format!("除{}外各灾种", desk.names.hazards(&others)),
        _ => desk.names.hazards(ids),
    }
}

/// Returns how many households and how many people the risk points threaten: those who are listed at any of them, each
/// once, and whoever else is counted at a point. What nobody wrote is no nought.
pub(super) fn threatened(desk: &Desk) -> (String, String) {
    let book = desk.book;
    let Sum { mut homes, known: mut people, .. } =
        Sum::of(book.households.iter().filter(|home| !home.points.is_empty()));
    let mut open = 0;
    for point in &book.points {
        let listed = Sum::of(book.households.iter().filter(|home| home.points.contains(&point.name)));
        let all = book.threatened(point);
        homes = homes.saturating_add(all.0.unwrap_or(0).saturating_sub(listed.homes));
        people = people.saturating_add(all.1.unwrap_or(0).saturating_sub(listed.known));
        open += usize::from(all.0.is_none() || all.1.is_none());
    }
    let known = |n: u32| if n == 0 { words::BLANK.to_owned() } else { format!("已知{n}") };
    if open == 0 || desk.lacks("evacuation") {
        (homes.to_string(), format!("{people}人"))
    } else if homes == 0 && people == 0 {
        (words::BLANK.to_owned(), format!("{}人", words::BLANK))
    } else {
        (known(homes), format!("{}人，{open}处没有写全", known(people)))
    }
}

/// Returns how many households and how many people have to move.
pub(super) fn moving(desk: &Desk) -> (String, String) {
    let sum = Sum::of(&desk.book.households);
    let people = match desk.book.households.is_empty() && !desk.lacks("evacuation") {
        true => format!("{}人", words::BLANK),
        false => words::people(sum),
    };
    (desk.count(usize::try_from(sum.homes).unwrap_or(usize::MAX), "evacuation"), people)
}

/// 风险点、灾种、位置、户人、前兆、盯守、撤向.
pub(super) fn point(p: &PointEntry, desk: &Desk) -> Vec<String> {
    let signs: Vec<String> = p.signs.iter().map(|s| words::sensed(s.sense, &s.text)).collect();
    vec![
        p.name.clone(),
        desk.names.hazards(&p.hazards),
        p.place.clone(),
        words::endangered(desk.book, p),
        signs.join("；"),
        under(desk, &p.watchers),
        p.escape.clone(),
    ]
}

/// 网格、范围、户数、网格员、电话.
pub(super) fn grid(g: &GridEntry, desk: &Desk) -> Vec<String> {
    let phones = g.officers.iter().map(|p| desk.phones(&p.phones)).collect::<Vec<_>>().join("\n");
    let homes = g.households.map(|n| n.to_string()).unwrap_or_default();
    vec![g.name.clone(), g.area.clone(), homes, people(&g.officers), phones]
}

/// 队伍、人数、队长、电话、装备.
pub(super) fn team(t: &TeamEntry, desk: &Desk) -> Vec<String> {
    let leader = t.leader.iter().chain(&t.deputy).map(|p| p.name.as_str()).collect::<Vec<_>>().join("、");
    let own = desk.phones(&t.phones);
    let phones = t.leader.iter().map(|p| desk.phones(&p.phones)).chain([own]).filter(|p| !p.is_empty());
    let size = t.size.map(|n| n.to_string()).unwrap_or_default();
    vec![t.name.clone(), size, leader, phones.collect::<Vec<_>>().join("\n"), t.gear.join("、")]
}

/// Returns what lies in the village's stores, thing by thing and place by place; what teams have with them is theirs.
pub(super) fn stocks(book: &Handbook) -> impl Iterator<Item = (&SupplyEntry, &Stock)> {
    let all = book.supplies.iter().flat_map(|s| s.stock.iter().map(move |stock| (s, stock)));
    all.filter(|(_, stock)| !stock.of_team)
}

/// 品名、规格型号、单位、数量、存放处、保管人: what is there, one place a row.
pub(super) fn supplies(desk: &Desk) -> Vec<Vec<String>> {
    stocks(desk.book)
        .map(|(s, stock)| {
            let count = stock.quantity.map(|n| n.to_string()).unwrap_or_default();
            vec![
                s.item.clone(),
                stock.spec.clone(),
                s.unit.clone(),
                count,
                stock.place.clone(),
                stock.keeper.clone(),
            ]
        })
        .collect()
}

/// Households that go from one point to one shelter.
struct Move<'a> {
    point: String,
    shelter: String,
    homes: Vec<&'a Household>,
}

fn grouped<'a>(desk: &Desk<'a>) -> Vec<Move<'a>> {
    let mut moves: Vec<Move> = Vec::new();
    for home in &desk.book.households {
        // Each household is counted once, at its first point.
        let point = home.points.first().cloned().unwrap_or_default();
        match moves.iter_mut().find(|m| m.point == point && m.shelter == home.shelter) {
            Some(found) => found.homes.push(home),
            None => moves.push(Move { point, shelter: home.shelter.clone(), homes: vec![home] }),
        }
    }
    moves
}

fn helpers(homes: &[&Household]) -> String {
    let mut names: Vec<&str> = Vec::new();
    for helper in homes.iter().filter_map(|home| home.helpers.first()) {
        if !names.contains(&helper.name.as_str()) {
            names.push(&helper.name);
        }
    }
    names.join("、")
}

/// 风险点、户、人、转移责任人、避难场所、路线, and the sum, which is that of the book.
pub(super) fn moves(desk: &Desk) -> Vec<Vec<String>> {
    let mut rows: Vec<Vec<String>> = grouped(desk)
        .iter()
        .map(|m| {
            let sum = Sum::of(m.homes.iter().copied());
            let mut routes: Vec<&str> = Vec::new();
            for route in m.homes.iter().map(|home| home.route.as_str()) {
                if !route.is_empty() && !routes.contains(&route) {
                    routes.push(route);
                }
            }
            vec![
                m.point.clone(),
                sum.homes.to_string(),
                words::people(sum),
                helpers(&m.homes),
                m.shelter.clone(),
                routes.join("、"),
            ]
        })
        .collect();
    let sum = Sum::of(&desk.book.households);
    rows.push(vec![
        "合计".to_owned(),
        sum.homes.to_string(),
        words::people(sum),
        String::new(),
        String::new(),
        String::new(),
    ]);
    rows
}

/// Returns who leads whom where, for each point whose households have helpers and a shelter.
pub(super) fn chains<'a>(desk: &Desk<'a>) -> Vec<(&'a PointEntry, u32, String, String)> {
    let found = grouped(desk).into_iter().filter_map(|m| {
        let point = desk.book.points.iter().find(|p| p.name == m.point)?;
        let helpers = helpers(&m.homes);
        let sum = Sum::of(m.homes.iter().copied());
        (!helpers.is_empty() && !m.shelter.is_empty()).then_some((point, sum.homes, helpers, m.shelter))
    });
    found.collect()
}
