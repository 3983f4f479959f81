//! Site cards 隐患点卡: one risk point, a ladder of what to watch, when to report, when to leave; where to run.

mod back;
mod rungs;

use serde_json::{Value, json};

use super::escape::{self, Escape};
use super::parts::{self, Call};
use super::{Absent, Card, Desk, Draft, dangers, map, stamp, words};
use crate::model::handbook::{Chapter, FigureEntry, Handbook, Household, PointEntry, Sum};
use crate::model::local::Zone;
use crate::model::phone::Phone;
use crate::model::plan::{Act, Ground};
use crate::model::profile::Kind;
use crate::model::records::PlaceEntry;
use crate::model::role::known;
use crate::model::ways::Way;
use crate::ruler::fit::{Block, bold, fit, name, plain, seat};
use crate::source::same_writing;
use rungs::{Rung, Sign};

/// What the layout leaves out.
pub(super) const UNPRINTED: &[&str] =
    &["/title", "cards/code", "cards/stamp", "cards/number", "cards/name", "rows/act"];

/// What is done where nobody is named who could be rung.
const NOBODY: &str = "喊人，报村委会";
/// Rungs of the ladder, the lowest first.
const RUNGS: [Act; 3] = [Act::Watch, Act::Report, Act::Leave];

pub(super) fn compose(desk: &Desk) -> Result<Draft, Absent> {
    let cards: Vec<Card> = desk.book.points.iter().flat_map(|point| site_cards(point, desk)).collect();
    if cards.is_empty() {
        return Err(Absent::Points);
    }
    Ok(Draft {
        title: format!("{}隐患点卡", desk.book.village.name),
        data: json!({}),
        cards,
        assets: Vec::new(),
    })
}

/// Returns the hazards of a point that the book has, in its order.
pub(super) fn hazards<'a>(point: &PointEntry, book: &'a Handbook) -> Vec<&'a Chapter> {
    book.hazards.iter().filter(|h| point.hazards.contains(&h.id)).collect()
}

/// Returns the cards of a point: one, or more if its signs or its homes do not go on one.
fn site_cards(point: &PointEntry, desk: &Desk) -> Vec<Card> {
    let book = desk.book;
    let hazards = hazards(point, book);
    if hazards.is_empty() {
        return Vec::new();
    }
    let mut site = Site::of(point, &hazards, desk);
    let fronts = rungs::fronts(&site.rungs);
    let first = Front::of(&site);
    site.more.extend(first.moved.iter().cloned());
    let backs = back::sides(&site, first.code_behind, fronts.len());
    let pages = fronts.len().max(backs.len());
    let side = |page: usize| {
        let mut data = site.head.clone();
        data["page"] = json!(page + 1);
        data["pages"] = json!(pages);
        // What is left of the front has no signs of its own where only the list of homes goes on.
        data["rows"] = fronts.get(page).cloned().unwrap_or_else(|| json!([]));
        data["front"] = first.data.clone();
        data["back"] = backs.get(page).cloned().unwrap_or_else(|| json!({}));
        data
    };
    let sides: Vec<Value> = (0..pages).map(side).collect();
    let print = stamp::print_of(&sides);
    let card = |data: Value| Card {
        number: format!("P-{}", stamp::tag(&point.name)),
        to: format!("盯守人 {}", words::names(&point.watchers)),
        hazards: hazards.iter().map(|h| h.id.clone()).collect(),
        data,
        print: Some(print.clone()),
        holders: point.watchers.iter().map(|w| w.name.clone()).collect(),
        foot: Some(("site", "foot")),
        ..Card::default()
    };
    sides.into_iter().map(card).collect()
}

/// What is said of a point, before it is arranged.
struct Site<'a> {
    /// What every side says.
    head: Value,
    rungs: Vec<Rung>,
    ways: Vec<Value>,
    escape: &'a str,
    wind: bool,
    forbid: Vec<&'a str>,
    calls: Vec<Call<'a>>,
    homes: Vec<&'a Household>,
    people: Option<u32>,
    /// What has no room on the front.
    more: Vec<(&'static str, String)>,
    sketch: Value,
}

impl<'a> Site<'a> {
    fn of(point: &'a PointEntry, hazards: &[&'a Chapter], desk: &Desk<'a>) -> Self {
        let book = desk.book;
        let escape = Escape { shelter: "", hazards: hazards.to_vec() };
        let ids: Vec<&str> = hazards.iter().map(|h| h.id.as_str()).collect();
        let kinds = hazards.iter().map(|h| h.short.as_str()).collect::<Vec<_>>().join("、");
        let mut more = Vec::new();
        // A building has cut-offs.
        let building = book.places.iter().find(|place| place.name == point.name);
        let cuts: Vec<(&str, &str)> = building.into_iter().flat_map(PlaceEntry::cuts).collect();
        let what = if cuts.is_empty() { "隐患点" } else { "楼栋" };
        more.extend(cuts.iter().map(|(word, text)| (*word, (*text).to_owned())));
        let kind = fit(&[bold(format!("{what} · {kinds}"))], seat("site", "kind"));
        let kind = if kind.fits() { kind } else { fit(&[bold(kinds.as_str())], seat("site", "kind")) };
        let kind = if kind.fits() {
            kind
        } else {
            more.push(("灾种", kinds));
            fit(&[bold(what)], seat("site", "kind"))
        };
        if let Some(zone) = point.zone {
            more.push(("分区", if zone == Zone::Danger { "危险区" } else { "警戒区" }.to_owned()));
        }
        let mut head = json!({
            "name": point.name, "icon": hazards[0].icon, "kind": kind,
            "where": place(point, &mut more),
        });
        title(point, book, &mut head, &mut more);
        let homes: Vec<&Household> = book.homes().filter(|h| h.points.contains(&point.name)).collect();
        let listed = Sum::of(homes.iter().copied()).known;
        Self {
            head,
            rungs: ladder(point, hazards, desk),
            ways: if inhabited(point, book) { ways(point, hazards, book) } else { Vec::new() },
            escape: if elsewhere(point, book) { "" } else { &point.escape },
            wind: escape.wind(),
            forbid: forbid(point, &escape, !cuts.is_empty(), book),
            calls: whom(point, desk),
            homes,
            // More on the list than were counted are waited for too.
            people: point.people.map(|count| count.max(listed)),
            more,
            sketch: map::of(desk, &ids),
        }
    }
}

/// Returns what must not be done here; in houses with lifts nobody takes one, whatever the danger.
fn forbid<'a>(point: &PointEntry, escape: &Escape<'a>, building: bool, book: &Handbook) -> Vec<&'a str> {
    let lift = (book.village.kind == Kind::Community).then_some("坐电梯");
    let lived_in = building || inhabited(point, book) || point.people.is_some_and(|n| n > 0);
    let ground = lived_in.then_some(Ground::Home).into_iter().collect();
    lift.into_iter().chain(escape.forbid_at(ground)).collect()
}

/// Puts the name into the head, and beside it, or under it, how many live in danger.
fn title(point: &PointEntry, book: &Handbook, head: &mut Value, more: &mut Vec<(&'static str, String)>) {
    let (homes, people) = book.threatened(point);
    let count = words::threatened(homes, people);
    let beside = fit(&[plain("威胁 ").larger(-5.0), bold(count.as_str())], seat("site", "count"));
    let room = seat("site", "title");
    let left = if count.is_empty() { room.w } else { room.w - beside.wide - 3.0 };
    let one = name(&point.name, &room.of(left, room.h).single());
    if one.fits() {
        head["title"] = json!(one);
        head["count"] = if count.is_empty() { Value::Null } else { json!(beside) };
        head["below"] = Value::Null;
        return;
    }
    head["title"] = json!(name(&point.name, seat("site", "long-title")));
    head["count"] = Value::Null;
    let below = fit(&[bold(format!("威胁 {count}"))], seat("site", "low-count"));
    if !count.is_empty() {
        // Beside it the kinds have no room any more.
        let kind = head["kind"].take();
        let words = kind["lines"][0][0]["t"].as_str().unwrap_or_default();
        more.push(("灾种", words.rsplit(" · ").next().unwrap_or_default().to_owned()));
        head["below"] = json!(below);
    }
}

/// Returns where it is and what the danger is, on two lines; what has no room there goes to the back.
fn place(point: &PointEntry, more: &mut Vec<(&'static str, String)>) -> Value {
    let parts: Vec<&str> =
        [point.place.as_str(), &point.scale].into_iter().filter(|text| !text.is_empty()).collect();
    let room = seat("site", "where");
    let both = fit(&[plain(parts.join("。"))], room);
    if parts.is_empty() {
        return Value::Null;
    }
    if both.fits() {
        return json!(both);
    }
    if parts.len() > 1 {
        more.push(("危险", parts[1].to_owned()));
    }
    let first = fit(&[plain(parts[0])], room);
    if first.fits() {
        return json!(first);
    }
    more.push(("在哪", parts[0].to_owned()));
    Value::Null
}

/// Returns whom to ring from here: the town's office, and who else keeps watch.
fn whom<'a>(point: &'a PointEntry, desk: &Desk<'a>) -> Vec<Call<'a>> {
    let book = desk.book;
    let watchers = point.watchers.iter().rev().take(2).map(|w| Call::to("盯守人", w));
    let rest = [known::COMMANDER, known::MANAGER].into_iter().filter_map(|id| book.call_for(id));
    let rest = rest.map(|(title, person)| Call::to(title, person));
    Call::town(book, &desk.names).into_iter().chain(watchers).chain(rest).take(2).collect()
}

/// What stands below the ladder.
struct Front {
    data: Value,
    /// What goes to the back for want of room.
    moved: Vec<(&'static str, String)>,
    /// Whether the check code stands there too.
    code_behind: bool,
}

impl Front {
    /// Returns the first arrangement that has room for whom to ring.
    fn of(site: &Site) -> Self {
        let narrow = seat("site", "calls");
        let wide = seat("site", "wide-calls");
        let mut moved = Vec::new();
        if let Some(rows) = parts::calls(&site.calls, narrow) {
            let (go, forbid) = site.below(&mut moved, false);
            return Self {
                data: json!({"go": go, "forbid": forbid, "calls": rows, "y": narrow.y}),
                moved,
                code_behind: false,
            };
        }
        if let Some(rows) = parts::calls(&site.calls, wide) {
            let (go, _) = site.below(&mut moved, true);
            return Self {
                data: json!({"go": go, "forbid": null, "calls": rows, "y": wide.y}),
                moved,
                code_behind: true,
            };
        }
        let tall = seat("site", "tall-calls");
        let rows: Vec<Block> = site.calls.iter().map(|call| call.set(tall)).collect();
        moved.extend(site.way_words().map(|words| ("往哪撤", words)));
        moved.extend(site.forbid.iter().map(|text| ("不准", (*text).to_owned())));
        Self {
            data: json!({"go": null, "forbid": null, "calls": rows, "y": tall.y}),
            moved,
            code_behind: true,
        }
    }
}

impl Site<'_> {
    /// Returns the way from here in full; nothing if nobody lives here and nobody said.
    fn way_words(&self) -> Option<String> {
        let wind = if self.wind { "先看风。" } else { "" };
        let ways: Vec<String> = self.ways.iter().map(way_words).collect();
        let all: Vec<&str> = [self.escape]
            .into_iter()
            .chain(ways.iter().map(String::as_str))
            .filter(|w| !w.is_empty())
            .collect();
        (!all.is_empty() || self.wind).then(|| format!("{wind}{}", all.join("；")))
    }

    /// Returns the line with the way and one prohibition; what has no room there is moved.
    fn below(&self, moved: &mut Vec<(&'static str, String)>, alone: bool) -> (Value, Value) {
        let room = seat("site", "go");
        let mut rest = self.forbid.iter();
        let forbid = rest
            .next()
            .filter(|_| !alone)
            .map(|text| fit(&[bold(format!("不准{text}"))], seat("site", "forbid")));
        let forbid = forbid.filter(Block::fits);
        if forbid.is_none() {
            rest = self.forbid.iter();
        }
        moved.extend(rest.map(|text| ("不准", (*text).to_owned())));
        let left = room.w - forbid.as_ref().map_or(0.0, |block| block.wide + 9.0);
        let room = room.of(left, room.h).single();
        let wind = if self.wind { "先看风 " } else { "" };
        let short: Vec<String> = self.ways.iter().map(short_way).collect();
        let full = match (self.escape, short.as_slice()) {
            ("", ways) => ways.join("；"),
            (escape, []) => escape.to_owned(),
            (escape, ways) => format!("{escape} {}", ways.join("；")),
        };
        // Whatever is shorter than the whole stands on the back in full.
        let tries =
            [full, self.escape.to_owned(), short.join("；"), short.first().cloned().unwrap_or_default()];
        for (i, text) in tries.iter().enumerate().filter(|(_, text)| !text.is_empty()) {
            let block = fit(&[bold(format!("{wind}{text}"))], &room);
            if block.fits() {
                let whole = i == 0 && self.ways.iter().all(|way| way["route"].as_str() == Some(""));
                moved.extend(self.way_words().filter(|_| !whole).map(|words| ("往哪撤", words)));
                return (json!(block), json!(forbid));
            }
        }
        moved.extend(self.way_words().map(|words| ("往哪撤", words)));
        (Value::Null, json!(forbid))
    }
}

/// 地震 → 岭上操场，走老屋线，约9分钟.
fn way_words(way: &Value) -> String {
    let part = |key: &str| way[key].as_str().unwrap_or_default();
    let route = if part("route").is_empty() { String::new() } else { format!("，走{}", part("route")) };
    let minutes = way["minutes"].as_u64().map(|m| format!("，约{m}分钟")).unwrap_or_default();
    format!("{} → {}{route}{minutes}", part("hazards"), part("shelter")).trim().to_owned()
}

/// → 村小学 17分.
fn short_way(way: &Value) -> String {
    let part = |key: &str| way[key].as_str().unwrap_or_default();
    let minutes = way["minutes"].as_u64().map(|m| format!(" {m}分")).unwrap_or_default();
    format!("{} → {}{minutes}", part("hazards"), part("shelter")).trim().to_owned()
}

/// Returns where people go from here; a way is for all hazards of the point unless it names some.
fn ways(point: &PointEntry, hazards: &[&Chapter], book: &Handbook) -> Vec<Value> {
    let groups = escape::point(point, hazards, book);
    let several = groups.iter().filter(|(_, ways)| !ways.is_empty()).count() > 1;
    let mut rows = Vec::new();
    for (of, ways) in &groups {
        let names = of.iter().map(|h| h.short.as_str()).collect::<Vec<_>>().join("、");
        // The village's own words say it, or the hazard's main shelter is all that is known.
        let known = of[0]
            .shelters
            .first()
            .filter(|_| ways.is_empty() && point.escape.is_empty() && groups.len() == 1);
        let main = known.map(|shelter| Way { shelter: shelter.clone(), ..Way::default() });
        for way in ways.iter().chain(&main) {
            let mut row = escape::way(way, book);
            row["hazards"] = json!(if several { names.as_str() } else { "" });
            rows.push(row);
        }
    }
    rows
}

/// Returns the rungs that have a sign or a figure, each of which stands in one of them: what is done at it,
/// by its own act.
fn ladder(point: &PointEntry, hazards: &[&Chapter], desk: &Desk) -> Vec<Rung> {
    let mut signs = signs(point, hazards);
    // What the village set for this place stands beside what is seen here.
    let named = |id: &str| desk.names.plans.signals.signals.get(id).map_or(id.to_owned(), |s| s.name.clone());
    signs.extend(point.moves_at.iter().map(|(signal, level)| Sign {
        text: format!("{}{}", named(signal), level.name()),
        value: String::new(),
        act: Act::Leave,
    }));
    let inhabited = inhabited(point, desk.book);
    let mut rung = |act: Act| {
        let mut here: Vec<Sign> = signs.extract_if(.., |s| s.act == act).collect();
        // The gauge first.
        here.sort_by_key(|s| s.value.is_empty());
        let cycle = if act == Act::Watch { point.cycle.clone() } else { String::new() };
        // Where people live somebody must say at what they leave.
        if here.is_empty() && cycle.is_empty() && !(act == Act::Leave && inhabited) {
            return None;
        }
        let blank = here.is_empty() && act == Act::Leave;
        Some(Rung { act, blank, cycle, signs: here, deed: deed(act, inhabited, hazards, desk) })
    };
    RUNGS.into_iter().filter_map(&mut rung).collect()
}

/// Returns everything that is noticed or measured here, each once, at the gravest act that is asked for it. A
/// measure with several figures at one rung shows each with its hazard.
fn signs(point: &PointEntry, hazards: &[&Chapter]) -> Vec<Sign> {
    let mut figures: Vec<(&FigureEntry, Act, &str)> = Vec::new();
    for (chapter, figure) in hazards.iter().flat_map(|h| h.figures.iter().map(move |f| (h, f))) {
        let same =
            |seen: &FigureEntry| same_writing(&seen.what, &figure.what) && same_writing(&seen.at, &figure.at);
        match figures.iter_mut().find(|(seen, ..)| same(seen)) {
            Some((_, act, _)) => *act = figure.act.max(*act),
            None => figures.push((figure, figure.act, &chapter.short)),
        }
    }
    let mut all: Vec<Sign> = Vec::new();
    for (figure, act, _) in &figures {
        if all.iter().any(|s| s.text == figure.what && s.act == *act) {
            continue;
        }
        let here: Vec<_> = figures.iter().filter(|(f, a, _)| f.what == figure.what && a == act).collect();
        let value = match here.as_slice() {
            [one] => one.0.at.clone(),
            several => {
                several.iter().map(|(f, _, short)| format!("{short}{}", f.at)).collect::<Vec<_>>().join("、")
            }
        };
        all.push(Sign { text: figure.what.clone(), value, act: *act });
    }
    // A point that names no sign has those of its hazards.
    let planned =
        hazards.iter().flat_map(|h| &h.signs).filter(|_| point.signs.is_empty()).map(|s| (&s.text, s.act));
    for (text, act) in point.signs.iter().map(|s| (&s.text, s.act)).chain(planned) {
        match all.iter_mut().find(|seen| seen.text == *text && seen.value.is_empty()) {
            Some(seen) => seen.act = seen.act.max(act),
            None => all.push(Sign { text: text.clone(), value: String::new(), act }),
        }
    }
    all
}

/// Returns what is done at a rung; of a sign nobody knows of which hazard it is, so that what one of them bars
/// is not ordered first.
fn deed(act: Act, inhabited: bool, hazards: &[&Chapter], desk: &Desk) -> String {
    let (book, plans) = (desk.book, desk.names.plans);
    let alarm = book.alarms.iter().find(|a| a.id == "evacuate").filter(|_| inhabited);
    match (act, alarm) {
        (Act::Watch, _) => {
            let step = |h: &&Chapter| {
                let mut watching = h.actions.iter().filter(|a| a.at_sign == Some(act) && !a.card.is_empty());
                watching.find(|a| !dangers::clashes(&a.card, h, hazards, plans)).map(|a| a.card.clone())
            };
            hazards.iter().find_map(step).unwrap_or_else(|| "盯紧，记下几点、看到什么".to_owned())
        }
        (Act::Report, _) => report(hazards, desk),
        (Act::Leave, Some(alarm)) => dangers::Ringing::of(hazards, &alarm.text, plans).said(&alarm.text),
        (Act::Leave, None) => {
            let commander = book.call_for(known::COMMANDER).map_or("总指挥", |(title, _)| title);
            format!("人先离开，再报{commander}")
        }
    }
}

/// Returns whom a watcher rings, from where the dangers of the place let him.
fn report(hazards: &[&Chapter], desk: &Desk) -> String {
    let from = |acts: &[&str]| match dangers::before(hazards, acts, desk.names.plans) {
        place if place.is_empty() => place,
        place => place + "再",
    };
    let Some((title, holder)) = desk.book.call_for(known::COMMANDER) else {
        return from(&[dangers::PHONE, dangers::SHOUT]) + &desk.names.said(NOBODY);
    };
    let number = holder.phones.first().map(Phone::unbroken).unwrap_or_default();
    let call = format!("{}打{title}{} {number}", from(&[dangers::PHONE]), holder.name);
    call.trim_end().to_owned()
}

/// Returns whether a point's words name a shelter to which none of its households goes.
fn elsewhere(point: &PointEntry, book: &Handbook) -> bool {
    let named = book.shelters.iter().find(|s| point.escape.contains(&s.name));
    let homes = || book.households.iter().filter(|h| h.points.contains(&point.name) && !h.shelter.is_empty());
    named.is_some_and(|named| homes().count() > 0 && homes().all(|home| home.shelter != named.name))
}

/// Returns whether people live in the danger of a point; else nobody is called out from there.
fn inhabited(point: &PointEntry, book: &Handbook) -> bool {
    point.households.is_some_and(|n| n > 0) || book.households.iter().any(|h| h.points.contains(&point.name))
}
