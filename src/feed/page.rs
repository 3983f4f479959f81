//! The telephone edition: one page a village, in one file, that loads nothing and needs no script.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::compose::words::{self, Names};
use crate::compose::{self, Order};
use crate::merge;
use crate::model::document::Audience;
use crate::model::handbook::{
    Chapter, Handbook, Holder, Household, MatrixAction, ShelterEntry, SignEntry, Sum,
};
use crate::model::phone::{Kind, Phone};
use crate::model::plan::{Act, Level, NationalNumber, Phase, PlanSet};
use crate::model::role::known;
use crate::press::Press;

use super::dialled;

/// First things to do.
const FIRST: usize = 3;
/// Things not to do.
const FORBID: usize = 4;

/// Returns the page of a village for an audience: everybody, or those on duty. Layout, style and pictograms
/// are those of the press: what a workspace has of its own comes first.
///
/// # Errors
/// If the layout names what is not there; that is a fault of the layout.
pub fn page(book: &Handbook, plans: &PlanSet, press: &Press, audience: Audience) -> anyhow::Result<String> {
    let desk = Desk { book: book.seen_by(audience), plans, press, audience };
    let template = press.text("phone.html").unwrap_or_default();
    let style = press.text("phone.css").unwrap_or_default();
    let mut data = desk.data();
    data["style"] = json!(style);
    data["style_hash"] = json!(format!("sha256-{}", STANDARD.encode(Sha256::digest(style.as_bytes()))));
    merge::page(template, data).map_err(|error| anyhow::anyhow!("phone.html: {}", error.detail))
}

/// Returns what one does at a sign, as one says it to everybody.
fn act(act: Act) -> &'static str {
    match act {
        Act::Leave => "马上走",
        Act::Report => "报村里",
        Act::Watch => "盯着",
    }
}

fn sign(sign: &SignEntry) -> Value {
    json!({"text": words::sensed(Some(sign.sense), &sign.text), "act": act(sign.act), "leave": sign.act == Act::Leave})
}

/// How many households and people some are.
fn count(homes: &[&Household]) -> String {
    let sum = Sum::of(homes.iter().copied());
    format!("{}户{}", sum.homes, words::people(sum))
}

/// Where some households go, each shelter once.
fn shelters(homes: &[&Household]) -> String {
    let mut found: Vec<&str> = Vec::new();
    for shelter in homes.iter().map(|home| home.shelter.as_str()).filter(|shelter| !shelter.is_empty()) {
        if !found.contains(&shelter) {
            found.push(shelter);
        }
    }
    found.join("、")
}

struct Desk<'a> {
    book: &'a Handbook,
    plans: &'a PlanSet,
    press: &'a Press,
    audience: Audience,
}

impl Desk<'_> {
    fn is_public(&self) -> bool {
        self.audience == Audience::Public
    }

    fn data(&self) -> Value {
        let book = self.book;
        let e = &book.edition;
        json!({
            "village": book.village.name, "town": book.village.town, "number": e.number, "mark": book.mark(),
            "date": words::date(book.issued()), "until": words::date(compose::until(book)),
            "kind": if self.is_public() { "公开版" } else { "内部使用" }, "public": self.is_public(),
            "senses": self.senses(),
            "hazards": book.hazards.iter().map(|h| self.hazard(h)).collect::<Value>(),
            "shelters": book.shelters.iter().map(|s| self.shelter(s)).collect::<Value>(),
            "emergency": self.national(true), "advice": self.national(false), "outside": self.outside(),
            "posts": self.posts(), "levels": self.levels(),
            "alarms": book.alarms.iter().map(|a| json!({"meaning": a.meaning,
            "text": a.text})).collect::<Value>(),
            "homes": self.homes(),
        })
    }

    /// What one sees, hears, smells or feels, each with the hazard that it leads to.
    fn senses(&self) -> Value {
        let mut groups: Vec<(&str, Vec<Value>)> = Vec::new();
        for entry in &self.book.index {
            let word = entry.sense.word();
            let Some(hazard) = self.book.hazards.iter().find(|h| h.id == entry.hazard) else { continue };
            let sign = hazard.signs.iter().find(|sign| sign.text == entry.text);
            let act = sign.map(|sign| act(sign.act));
            let row = json!({"text": entry.text, "hazard": entry.hazard, "name": hazard.short, "act": act});
            match groups.iter_mut().find(|(sense, _)| *sense == word) {
                Some((_, rows)) => rows.push(row),
                None => groups.push((word, vec![row])),
            }
        }
        groups.into_iter().map(|(sense, rows)| json!({"sense": sense, "rows": rows})).collect()
    }

    fn hazard(&self, h: &Chapter) -> Value {
        let icon = self.press.text(&format!("icons/{}.svg", h.icon)).unwrap_or_default();
        let everyone =
            |a: &&crate::model::handbook::Action| a.roles.iter().any(|role| role == known::EVERYONE);
        let now = |a: &&crate::model::handbook::Action| matches!(a.phase, Phase::Act | Phase::Move);
        let mut acts: Vec<&crate::model::handbook::Action> =
            h.actions.iter().filter(everyone).filter(now).collect();
        acts.sort_by_key(|a| !a.first);
        let said = acts.iter().take(FIRST).map(|a| if a.card.is_empty() { &a.text } else { &a.card });
        let said: Vec<&String> = said.filter(|text| !text.is_empty()).collect();
        json!({
            "id": h.id, "name": h.name, "icon": icon, "from": compose::call_from(h, self.plans), "first": said,
            "more": acts.iter().skip(FIRST).map(|a| if a.card.is_empty() { &a.text } else { &a.card }).filter(|t| !t.is_empty()).collect::<Vec<_>>(),
            "forbid": h.forbidden_to(known::EVERYONE).into_iter().take(FORBID).map(|f| if f.card.is_empty() { &f.text } else { &f.card }).collect::<Vec<_>>(),
            "stance": h.stance_text, "shelters": h.shelters.iter().take(2).collect::<Vec<_>>(),
            "signs": h.signs.iter().map(sign).collect::<Value>(), "trigger": h.trigger,
        })
    }

    fn shelter(&self, s: &ShelterEntry) -> Value {
        let names = Names::of(self.book, self.plans);
        let unfit: Vec<&str> = s.unfit_for.iter().map(|u| names.short(&u.hazard)).collect();
        let routes = self.book.routes.iter().filter(|r| r.to == s.name).map(|r| {
            json!({"name": r.name, "from": r.from, "via": r.via, "minutes": r.minutes,
                "closed": r.closed_when})
        });
        json!({
            "name": s.name, "setting": words::setting(s.setting), "address": s.address,
            "capacity": s.capacity,
            "fit": names.hazards(&s.fit_for), "unfit": unfit.join("、"), "routes": routes.collect::<Value>(),
            "keepers": if self.is_public() { json!([]) } else { self.calls(&s.keepers) },
        })
    }

    fn national(&self, emergency: bool) -> Value {
        let phones = &self.book.phones;
        let all = if emergency { &phones.emergency } else { &phones.advice };
        let row = |n: &NationalNumber| json!({"number": n.number, "purpose": n.purpose, "short": n.short, "numbers": dialled(&n.number)});
        all.iter().map(row).collect()
    }

    fn numbers(&self, phones: &[Phone]) -> Value {
        // A comma waits for the exchange before it dials the extension.
        let dialled =
            |phone: &Phone| json!({"text": phone.unbroken(), "tel": phone.dialled().replace('转', ",")});
        phones
            .iter()
            .filter(|phone| phone.kind() != Kind::Network || !self.is_public())
            .map(dialled)
            .collect()
    }

    fn calls(&self, people: &[Holder]) -> Value {
        let called = people.iter().filter(|p| !p.phones.is_empty());
        called.map(|p| json!({"name": p.name, "numbers": self.numbers(&p.phones)})).collect()
    }

    fn outside(&self) -> Value {
        let all = self.book.phones.outside.iter().filter(|c| !c.phones.is_empty());
        all.map(|c| json!({"name": c.name, "hours": c.hours, "numbers": self.numbers(&c.phones)})).collect()
    }

    /// Everybody who holds a post once, with all the posts that he holds.
    fn posts(&self) -> Value {
        let mut people: Vec<(Vec<&str>, &Holder)> = Vec::new();
        for role in &self.book.roles {
            for person in &role.holders {
                let same = |(_, own): &&mut (Vec<&str>, &Holder)| {
                    own.name == person.name && own.phones == person.phones
                };
                match people.iter_mut().find(same) {
                    Some((posts, _)) => posts.push(&role.name),
                    None => people.push((vec![&role.name], person)),
                }
            }
        }
        let reached = people.iter().filter(|(_, person)| !person.phones.is_empty());
        let row = |(posts, person): &(Vec<&str>, &Holder)| json!({"name": posts.join("、"), "people": self.calls(std::slice::from_ref(*person))});
        reached.map(row).collect()
    }

    /// Each level by word and shape, and all that is done at it: by everybody, on duty by each post; what begins at
    /// it is marked.
    fn levels(&self) -> Value {
        let names = Names::of(self.book, self.plans);
        let level = |level: Level| {
            // The rows of the two higher levels hold what began lower down, that of the second only its own.
            let below = (level == Level::Yellow).then_some(Level::Blue);
            let rows = self.book.matrix.iter().filter(|row| row.level == level || Some(row.level) == below);
            let mut cells: Vec<(&String, Vec<&MatrixAction>)> = Vec::new();
            for cell in rows.flat_map(|row| &row.cells) {
                let timely = |a: &&MatrixAction| words::until(self.book, a).is_none_or(|last| level <= last);
                let acts = cell.actions.iter().filter(timely);
                match cells.iter_mut().find(|(role, _)| *role == &cell.role) {
                    Some((_, own)) => own.extend(acts),
                    None => cells.push((&cell.role, acts.collect())),
                }
            }
            let own = |(role, _): &(&String, Vec<_>)| !self.is_public() || *role == known::EVERYONE;
            let cells = cells.into_iter().filter(own).filter_map(|(role, mut acts)| {
                acts.sort_by_key(|a| a.from != level);
                // The same words that begin at several levels are said once.
                let mut said: Vec<(&MatrixAction, Vec<String>)> = Vec::new();
                for act in acts {
                    match said.iter_mut().find(|(own, _)| own.text == act.text) {
                        Some((_, hazards)) => hazards.extend_from_slice(&act.hazards),
                        None => said.push((act, act.hazards.clone())),
                    }
                }
                let one = |(a, hazards): &(&MatrixAction, Vec<String>)| {
                    json!({"text": a.text, "hazards": names.hazards(hazards), "new": a.from == level})
                };
                let acts: Vec<Value> = said.iter().map(one).collect();
                let who = names.roles(std::slice::from_ref(role));
                (!acts.is_empty()).then(|| json!({"who": who, "acts": acts}))
            });
            let mut said = words::level(level);
            said["cells"] = cells.collect();
            said["leave"] = self.leaving(level);
            said
        };
        Level::ALL.iter().rev().map(|l| level(*l)).collect()
    }

    /// Who has gone at a level, those of lower levels among them, point by point: where from, how many, where to.
    fn leaving(&self, level: Level) -> Value {
        let book = self.book;
        let mut rows: Vec<Value> = Vec::new();
        for p in &book.points {
            let homes: Vec<&Household> =
                book.households.iter().filter(|home| home.points.contains(&p.name)).collect();
            let gone =
                |home: &&Household| words::leaves_at(book, home).is_some_and(|(at, own)| !own && at <= level);
            let own = p.moves_at.values().min().copied();
            // Where the village says when a point is left, all who are there go.
            let homes: Vec<&Household> = match own {
                Some(at) if at <= level => homes,
                Some(_) => continue,
                None => homes.into_iter().filter(gone).collect(),
            };
            let from = own.or(homes.iter().filter_map(|home| home.from).min());
            let Some(from) = from else { continue };
            let (all, people) = book.threatened(p);
            let many = if own.is_some() { words::threatened(all, people) } else { count(&homes) };
            let when = p.moves_at.iter().filter(|(_, at)| **at <= level).map(|(id, at)| {
                let named = self.plans.signals.signals.get(id).map_or(id.as_str(), |signal| &signal.name);
                format!("{named}{}起", at.name())
            });
            let when = when.collect::<Vec<_>>().join("、");
            let sheltered = homes.iter().any(|home| !home.shelter.is_empty());
            let to = if sheltered { shelters(&homes) } else { p.escape.clone() };
            rows.push(json!({"place": p.name, "many": many, "to": to, "when": when, "new": from == level}));
        }
        // Who is at no point of the list.
        let apart = |home: &&Household| book.points.iter().all(|p| !home.points.contains(&p.name));
        let gone = |home: &&Household| home.from.is_some_and(|at| at <= level);
        let others: Vec<&Household> = book.households.iter().filter(apart).filter(gone).collect();
        if let Some(from) = others.iter().filter_map(|home| home.from).min() {
            rows.push(json!({"place": "名单上的其他人家", "many": count(&others), "to": shelters(&others), "when": "",
                "new": from == level}));
        }
        rows.into()
    }

    /// Households' own cards by number and letters, without name, telephone or needs; nothing of them is in
    /// the public page.
    fn homes(&self) -> Value {
        if self.is_public() {
            return json!([]);
        }
        let Some(family) = compose::family("household-cards") else { return json!([]) };
        let order = Order { audience: Some(Audience::Duty), ..Order::default() };
        let Ok(document) = compose::compose(family, self.book, self.plans, &order) else { return json!([]) };
        let ways = compose::ways(self.book);
        let card = |entry: &crate::model::document::CardEntry| {
            let way = ways.get(&entry.number)?;
            Some(json!({"number": entry.number, "letters": entry.print(), "hazards": way["hazards"],
                "go": way["go"], "hear": way["hear"]}))
        };
        document.cards.iter().filter_map(card).collect()
    }
}
