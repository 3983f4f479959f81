//! One hazard on facing pages: each block in its seat, sizes chosen before layout. Left what it is and where
//! to go, right who does what.

use serde_json::{Value, json};

use super::fit::{self, BOLD, MEDIUM};
use super::handbook;
use super::words::{self, Names};
use crate::model::handbook::{Action, Chapter, Handbook, SignEntry};
use crate::model::plan::{Level, Phase};
use crate::model::profile::Grade;
use crate::model::role::known;
use crate::model::signs::figure;

/// Leading of running lines, in ems.
const LEADING: f64 = 0.3;
/// Phases of an event, in their order; what is done in quiet times stands in a chapter of its own.
const PHASES: [Phase; 4] = [Phase::Warn, Phase::Act, Phase::Move, Phase::Recover];

/// What a hazard's pages show, and what they had no room for.
pub(super) struct Spread {
    /// Data of the pages.
    pub(super) data: Value,
    /// Signs that stand elsewhere.
    pub(super) signs: Vec<SignEntry>,
    /// Prohibitions that stand in the file's edition alone.
    pub(super) forbid: Vec<Value>,
}

impl Spread {
    /// Returns whether it is one page.
    pub(super) fn is_single(&self) -> bool {
        self.data["single"] == json!(true)
    }
}

/// How far a hazard is pressed together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd)]
pub(super) enum Squeeze {
    /// Not more than is its kind.
    No,
    /// Onto one page if that holds all of it.
    Page,
    /// The same without what is done afterwards, which the file's edition has.
    Night,
    /// The same with the ways out beside the signs.
    Ways,
}

/// On how many pages a hazard stands, and what is on the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Pages {
    Facing,
    One,
    /// One, with the ways out beside the signs.
    Beside,
}

impl Pages {
    /// Returns the form of a block there.
    fn form(self, form: &Value, block: &str) -> Value {
        let end = match (self, block) {
            (Self::Facing, _) => "",
            (Self::One, _) | (Self::Beside, "forbid") => "-single",
            (Self::Beside, _) => "-beside",
        };
        form[format!("{block}{end}")].clone()
    }
}

/// Returns whether a hazard takes one page: it moves nobody, has no figure of its own and is not of the
/// worst.
fn single(chapter: &Chapter) -> bool {
    let worst = chapter.likelihood == Some(Grade::High) && chapter.impact == Some(Grade::High);
    let moves = !chapter.ways.is_empty() || chapter.people.is_some_and(|n| n > 0);
    !moves && chapter.figures.is_empty() && !worst
}

/// Returns the pages of a hazard in a form: `spread` for A4, `spread-a5` for the booklet. What its ladder tells for
/// warnings is not told once more on a page that is its only one.
pub(super) fn of(
    chapter: &Chapter,
    desk: &super::Desk,
    form: &Value,
    squeeze: Squeeze,
    told: &[&str],
) -> Spread {
    let desk = Desk { chapter, book: desk.book, names: &desk.names, form, told, squeeze };
    let beside = if squeeze == Squeeze::Ways { desk.ways_beside() } else { None };
    let wanted = match squeeze {
        Squeeze::Ways if beside.is_some() => Pages::Beside,
        Squeeze::Page | Squeeze::Night => Pages::One,
        _ if single(chapter) => Pages::One,
        _ => Pages::Facing,
    };
    let (rows, pages) = desk.steps(wanted);
    let single = pages != Pages::Facing;
    let (signs, rest) = desk.signs(pages);
    let (forbid, unsaid) = desk.forbid(pages);
    let mut data = json!({
        "single": single, "act": desk.act(), "under": desk.under(), "signs": signs, "forbid": forbid, "steps": rows,
        "likelihood": words::grade(chapter.likelihood), "impact": words::grade(chapter.impact),
        "threatened": words::threatened(chapter.households, chapter.people), "wind": chapter.wind,
    });
    data["warned"] = json!(single && !told.is_empty());
    data["beside"] = json!(pages == Pages::Beside);
    if pages == Pages::Beside {
        data["ways"] = json!(beside);
    }
    if !single {
        data["figures"] = desk.figures();
        data["ways"] = desk.ways();
        data["ladder"] = desk.ladder();
    }
    Spread { data, signs: rest, forbid: unsaid }
}

struct Desk<'a> {
    chapter: &'a Chapter,
    book: &'a Handbook,
    names: &'a Names<'a>,
    form: &'a Value,
    /// Acts on the hazard's ladder.
    told: &'a [&'a str],
    squeeze: Squeeze,
}

impl Desk<'_> {
    fn act(&self) -> Value {
        let form = &self.form["act"];
        let most = fit::count(form, "lines");
        let size =
            fit::size(&self.chapter.act, &fit::sizes(form, "sizes"), BOLD, fit::number(form, "width"), most);
        // On two lines it breaks where it pauses.
        let lines = fit::lines(&self.chapter.act, size, BOLD, fit::number(form, "width"));
        json!({"text": self.chapter.act, "size": size, "broken": lines > 1})
    }

    /// Returns where to go and whom to ring: the second shelter gives way to the number.
    fn under(&self) -> Value {
        let form = &self.form["under"];
        let room = fit::number(form, "width");
        let sizes = fit::sizes(form, "sizes");
        let shelters = &self.chapter.shelters;
        let moves = !self.chapter.ways.is_empty();
        let mut ways = match (shelters.as_slice(), moves) {
            ([main, second, ..], true) => vec![format!("去{main}，路断去{second}"), format!("去{main}")],
            ([main], true) => vec![format!("去{main}")],
            _ => vec![],
        };
        if !self.chapter.then.is_empty() {
            ways.insert(0, self.chapter.then.clone());
        } else if ways.is_empty() {
            ways.push(self.chapter.stance_text.clone());
        }
        let fits = |text: &&String| fit::width(text, sizes[0], BOLD) <= room;
        let text = ways.iter().find(fits).or(ways.last()).cloned().unwrap_or_default();
        let size = fit::size(&text, &sizes, BOLD, room, 1);
        let who = self.book.call_for(known::COMMANDER);
        let who = who.map(|(post, p)| json!({"post": post, "name": p.name, "number": p.phones.first()}));
        json!({"text": text, "size": size, "lines": fit::lines(&text, size, BOLD, room), "who": who})
    }

    /// Returns the gravest signs that have room, and the others.
    fn signs(&self, pages: Pages) -> (Value, Vec<SignEntry>) {
        let form = &pages.form(self.form, "signs");
        let single = pages != Pages::Facing;
        let (size, column, room) =
            (fit::number(form, "size"), fit::number(form, "width"), fit::number(form, "room"));
        let columns = fit::count(form, "columns").max(1);
        let mut order: Vec<usize> = (0..self.chapter.signs.len()).collect();
        order.sort_by_key(|i| std::cmp::Reverse(self.chapter.signs[*i].act));
        let tall = |text: &str| {
            fit::height(fit::lines(text, size, MEDIUM, column), size, 0.25) + fit::number(form, "gap")
        };
        // Figures have no seat of their own on a single page: they stand among the signs, and take their room first.
        let figures: Vec<String> =
            self.chapter.figures.iter().filter(|_| single).map(|f| figure(&f.what, &f.at)).collect();
        let mut used: f64 = figures.iter().map(|text| tall(text) / columns as f64).sum();
        let mut kept = Vec::new();
        for i in order {
            let need = tall(&self.chapter.signs[i].text) / columns as f64;
            if kept.len() + figures.len() < fit::count(form, "most") && used + need <= room {
                kept.push(i);
                used += need;
            }
        }
        kept.sort_unstable();
        let shown = kept.iter().map(|i| &self.chapter.signs[*i]);
        let figures = figures.iter().map(|text| json!({"icon": "rain-gauge", "text": text}));
        let shown = shown
            .map(|s| json!({"icon": words::sense_icon(s.sense), "text": s.text}))
            .chain(figures)
            .collect();
        let rest = (0..self.chapter.signs.len()).filter(|i| !kept.contains(i));
        (shown, rest.map(|i| self.chapter.signs[i].clone()).collect())
    }

    fn figures(&self) -> Value {
        let form = &self.form["figures"];
        let figures = &self.chapter.figures;
        let room = fit::number(form, "width");
        let wide = |size: f64| {
            figures
                .iter()
                .map(|f| fit::width(&f.what, 14.0, MEDIUM) + 3.0 + fit::width(&f.at, size, BOLD))
                .fold(0.0, f64::max)
        };
        let sizes = fit::sizes(form, "sizes");
        let size = sizes.iter().copied().find(|s| wide(*s) <= room).or(sizes.last().copied());
        let watcher = self.book.points.iter().find(|p| self.chapter.points.contains(&p.name));
        let watcher = watcher.and_then(|p| {
            p.watchers.first().map(|h| json!({"place": p.name, "name": h.name, "number": h.phones.first()}))
        });
        json!({
            "rows": figures.iter().map(|f| json!({"what": f.what, "at": f.at})).collect::<Value>(),
            "size": size, "watcher": watcher.filter(|_| figures.len() < 4),
        })
    }

    /// Returns the ways from each place, with landmarks as long as there is room.
    fn ways(&self) -> Value {
        let form = &self.form["ways"];
        let room = fit::number(form, "room");
        let shelters: Vec<Value> = self.shelters();
        let unfit = self.chapter.unfit_shelters.join("；");
        let foot = shelters.len() as f64 * fit::number(form, "shelter")
            + if unfit.is_empty() {
                0.0
            } else {
                fit::height(fit::lines(&unfit, 10.5, MEDIUM, fit::number(form, "across")), 10.5, 0.2) + 1.0
            };
        let mut all: Vec<Value> = self.chapter.ways.iter().map(|way| self.way(way, form)).collect();
        all.sort_by_key(|w| std::cmp::Reverse(w["people"].as_u64()));
        let tall = |w: &Value, full: bool| {
            let lines = if full { w["lines"].as_u64().unwrap_or(0) } else { 0 };
            let place = w["place_lines"].as_u64().unwrap_or(1) as f64;
            (fit::number(form, "row") + lines as f64 * fit::number(form, "line")).max(place * 5.4 + 5.6)
        };
        let sum = |rows: &[Value], full: bool| rows.iter().map(|w| tall(w, full)).sum::<f64>() + foot;
        let full = sum(&all, true) <= room;
        let mut kept = all.len();
        while kept > 1 && sum(&all[..kept], full) > room {
            kept -= 1;
        }
        let more = all.len() - kept;
        all.truncate(kept);
        for way in &mut all {
            if !full {
                way["note"] = json!("");
            }
            let tall = tall(way, full);
            way["tall"] = json!((tall * 10.0).round() / 10.0);
        }
        json!({"rows": all, "more": more, "shelters": shelters, "unfit": unfit})
    }

    fn way(&self, way: &crate::model::ways::Way, form: &Value) -> Value {
        let route = way.route_in(&self.book.routes);
        let go = if way.route.is_empty() {
            way.shelter.clone()
        } else {
            format!("走{} → {}", way.route, way.shelter)
        };
        let via = route.map(|r| r.via.join("→")).unwrap_or_default();
        let avoid = route.filter(|r| !r.avoid.is_empty()).map(|r| format!("不走：{}", r.avoid.join("、")));
        // Of a building also where its gas and power are cut off.
        let building = self.book.places.iter().find(|place| place.name == way.from);
        let cuts = building.map(words::cuts).unwrap_or_default();
        let note: Vec<String> = [via, avoid.unwrap_or_default()]
            .into_iter()
            .chain(cuts)
            .filter(|text| !text.is_empty())
            .collect();
        let note = note.join("　");
        let point = self.book.points.iter().find(|p| p.name == way.from);
        let homes = match way.households {
            0 => words::threatened(point.and_then(|p| p.households), point.and_then(|p| p.people)),
            n => words::threatened(Some(n), way.people),
        };
        let size = fit::size(&go, &fit::sizes(form, "sizes"), BOLD, fit::number(form, "width"), 1);
        let lines =
            if note.is_empty() { 0 } else { fit::lines(&note, 10.5, MEDIUM, fit::number(form, "width")) };
        json!({
            "from": way.from, "homes": homes, "people": way.people, "go": go, "size": size, "note": note, "lines": lines.max(1) - 1,
            "place_lines": fit::lines(&way.from, 14.0, BOLD, fit::number(form, "place")), "minutes": route.and_then(|r| r.minutes),
        })
    }

    /// Returns the ways as they stand beside the signs of a page that is the hazard's only one: none if they have no room
    /// there.
    fn ways_beside(&self) -> Option<Value> {
        let form = &self.form["ways-beside"];
        let (across, detail) = (fit::number(form, "width"), fit::number(form, "detail"));
        if self.chapter.ways.is_empty() {
            return None;
        }
        let small = |text: &str| {
            if text.is_empty() {
                0.0
            } else {
                fit::height(fit::lines(text, detail, MEDIUM, across), detail, 0.2)
            }
        };
        let mut rows = Vec::new();
        let mut tall = 0.0;
        for way in &self.chapter.ways {
            let mut row = self.way(way, form);
            let building = self.book.places.iter().find(|place| place.name == way.from);
            let cuts = building.map(words::cuts).unwrap_or_default().join("　");
            let head = fit::width(&way.from, fit::number(form, "from"), BOLD)
                + fit::width(row["homes"].as_str().unwrap_or_default(), detail, MEDIUM);
            let go = row["go"].as_str().unwrap_or_default();
            if head > fit::number(form, "head")
                || fit::width(go, row["size"].as_f64().unwrap_or_default(), BOLD) > across
            {
                return None;
            }
            let high = fit::number(form, "row") + small(&cuts);
            tall += high;
            row["note"] = json!(cuts);
            row["tall"] = json!((high * 10.0).round() / 10.0);
            rows.push(row);
        }
        let mut shelters: Vec<Value> = self.shelters();
        let goal =
            |shelter: &Value| self.chapter.ways.iter().any(|way| shelter["name"] == way.shelter.as_str());
        if shelters.iter().any(goal) {
            shelters.retain(goal);
        }
        let unfit = self.chapter.unfit_shelters.join("；");
        let out = small(&format!("不去：{unfit}")) + fit::number(form, "keeper") * shelters.len() as f64;
        let fits = tall + out <= fit::number(form, "room");
        fits.then(|| json!({"rows": rows, "more": 0, "shelters": shelters, "unfit": unfit}))
    }

    fn shelters(&self) -> Vec<Value> {
        if self.chapter.ways.is_empty() {
            return Vec::new();
        }
        let mut shown: Vec<&String> = self.chapter.shelters.iter().take(2).collect();
        shown.extend(self.chapter.ways.iter().map(|w| &w.shelter).filter(|s| !s.is_empty()));
        let mut seen: Vec<&String> = Vec::new();
        shown.retain(|name| {
            !seen.contains(name) && {
                seen.push(*name);
                true
            }
        });
        shown.iter().take(3).map(|name| handbook::shelter_line(name, self.book)).collect()
    }

    /// Returns the cells of the levels; none if nobody warns of this hazard.
    fn ladder(&self) -> Value {
        let form = &self.form["ladder"];
        if self.chapter.ladder.is_empty() {
            return Value::Null;
        }
        let cell = |level: Level| {
            let rung = self.chapter.ladder.iter().find(|r| r.level == level)?;
            let sizes = fit::sizes(form, if level >= Level::Orange { "loud" } else { "sizes" });
            let room = fit::number(form, "width");
            let word = fit::size(&rung.word, &sizes, BOLD, room, 1);
            let line = fit::size(&rung.line, &fit::sizes(form, "lines"), MEDIUM, room, 2);
            Some(
                json!({"level": words::level(level), "word": rung.word, "size": word, "line": rung.line, "line_size": line}),
            )
        };
        let cells: Value = Level::ALL.map(cell).into_iter().zip(Level::ALL).map(|(cell, level)| {
            cell.unwrap_or_else(|| json!({"level": words::level(level), "word": "", "line": "没有这一级", "size": null, "line_size": 12}))
        }).collect();
        json!({"cells": cells, "signals": self.warnings(form)})
    }

    /// Returns the names of the signals on one line beside the heading: those of several lose what they share.
    fn warnings(&self, form: &Value) -> String {
        let [whole, short] = words::signals(self.chapter);
        let (size, across) = (fit::number(form, "note"), fit::number(form, "beside"));
        if fit::lines(&whole, size, MEDIUM, across) <= 1 { whole } else { short }
    }

    fn forbid(&self, pages: Pages) -> (Value, Vec<Value>) {
        let form = &pages.form(self.form, "forbid");
        let (room, across) = (fit::number(form, "room"), fit::number(form, "width"));
        let all = &self.chapter.forbid;
        let one = |f: &crate::model::handbook::Forbidden, size: f64, small: f64| {
            let beside = fit::width(&f.text, size, BOLD) + 2.0 + fit::width(&f.why, small, MEDIUM) <= across;
            let tall = fit::height(fit::lines(&f.text, size, BOLD, across), size, LEADING)
                + fit::number(form, "gap");
            let below = fit::height(fit::lines(&f.why, small, MEDIUM, across), small, LEADING) + 0.6;
            (beside, if beside { tall } else { tall + below })
        };
        let sizes = fit::sizes(form, "sizes");
        let smalls = fit::sizes(form, "smalls");
        let sum = |n: usize, i: usize| all.iter().take(n).map(|f| one(f, sizes[i], smalls[i]).1).sum::<f64>();
        let most = fit::count(form, "most").min(all.len());
        let found =
            (1..=most).rev().find_map(|n| (0..sizes.len()).find(|i| sum(n, *i) <= room).map(|i| (n, i)));
        let (kept, i) = found.unwrap_or((most.min(1), sizes.len() - 1));
        let shown: Value = all
            .iter()
            .take(kept)
            .map(|f| json!({"text": f.text, "why": f.why, "beside": one(f, sizes[i], smalls[i]).0}))
            .collect();
        let rest = all.iter().skip(kept).map(|f| json!({"text": f.text, "why": f.why})).collect();
        (json!({"rows": shown, "size": sizes[i], "small": smalls[i]}), rest)
    }

    /// Returns the steps in bands: at the largest size at which they stand on one page, in the words of the
    /// cards where the full ones would not, else on as many pages as they need.
    fn steps(&self, wanted: Pages) -> (Value, Pages) {
        let form = &wanted.form(self.form, "steps");
        let single = wanted != Pages::Facing;
        let tries: Vec<(f64, f64)> = form["tries"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|t| Some((t[0].as_f64()?, t[1].as_f64()?)))
            .collect();
        let room = fit::number(form, "room");
        let full = self.rows(form, false, single);
        let short = self.rows(form, true, single);
        for rows in [&full, &short] {
            for (size, air) in &tries {
                if self.tall(rows, form, *size, *air) <= room {
                    return (self.laid(form, std::slice::from_ref(rows), *size, *air), wanted);
                }
            }
        }
        let (size, air) = tries.last().copied().unwrap_or_default();
        if single {
            // Too much for one page: a spread.
            return self.steps(Pages::Facing);
        }
        let mut pages: Vec<Vec<Row>> = vec![Vec::new()];
        for row in short {
            let last = pages.last().and_then(|page| page.last()).map(|row: &Row| row.phase);
            if row.phase == Phase::Move && pages.len() == 1 && last.is_some_and(|phase| phase != Phase::Move)
            {
                pages.push(Vec::new());
            }
            let page = pages.last_mut().expect("there is a page");
            page.push(row);
            if page.len() > 1 && self.tall(page, form, size, air) > room {
                let over = page.pop();
                pages.push(over.into_iter().collect());
            }
        }
        (self.laid(form, &pages, size, air), Pages::Facing)
    }

    fn rows(&self, form: &Value, short: bool, single: bool) -> Vec<Row> {
        let told = if single { self.told } else { &[] };
        let across = fit::number(form, "width");
        let biggest = form["tries"][0][0].as_f64().unwrap_or_default();
        let later = single && self.squeeze >= Squeeze::Night;
        let elsewhere = |a: &Action| match a.phase {
            Phase::Warn => told.contains(&a.card.as_str()),
            Phase::Recover => later,
            _ => false,
        };
        let of =
            |phase: Phase| self.chapter.actions.iter().filter(move |a| a.phase == phase && !elsewhere(a));
        PHASES.into_iter().flat_map(of).map(|a| self.row(a, across, biggest, short)).collect()
    }

    fn row(&self, action: &Action, across: f64, size: f64, short: bool) -> Row {
        let common = action.common.as_ref().and_then(|id| self.book.common.iter().find(|c| c.id == *id));
        let full = handbook::here(action, common);
        let full = if full.is_empty() { action.card.clone() } else { full };
        let long = fit::lines(&full, size, MEDIUM, across) > 1;
        // What is done otherwise here than the common step says is told whole.
        let same = action.instead.is_empty() && action.dropped.is_empty();
        let text = if short && long && same && !action.card.is_empty() { action.card.clone() } else { full };
        Row {
            phase: action.phase,
            first: action.first,
            roles: self.names.roles(&action.roles),
            level: action.from,
            text,
            number: common.map(|c| c.number),
        }
    }

    fn row_tall(&self, row: &Row, form: &Value, size: f64, air: f64) -> f64 {
        let said = match row.number {
            Some(_) => format!("{} 〇", row.text),
            None => row.text.clone(),
        };
        let text = fit::height(fit::lines(&said, size, MEDIUM, fit::number(form, "width")), size, LEADING);
        let roles = fit::height(
            fit::lines(&row.roles, fit::number(form, "role"), BOLD, fit::number(form, "roles") - 1.0),
            fit::number(form, "role"),
            0.15,
        );
        let level = if row.level.is_some() { fit::number(form, "level") } else { 0.0 };
        let strip = if row.first { fit::number(form, "strip") } else { 0.0 };
        (text.max(roles + level) + 2.0 * air).max(strip)
    }

    fn tall(&self, rows: &[Row], form: &Value, size: f64, air: f64) -> f64 {
        let mut bands: Vec<Phase> = rows.iter().map(|r| r.phase).collect();
        bands.dedup();
        rows.iter().map(|r| self.row_tall(r, form, size, air)).sum::<f64>()
            + bands.len() as f64 * fit::number(form, "band")
    }

    fn laid(&self, form: &Value, pages: &[Vec<Row>], size: f64, air: f64) -> Value {
        let row = |r: &Row| {
            json!({
                "roles": r.roles, "level": r.level.map(words::level), "text": r.text, "number": r.number, "first": r.first,
                "tall": (self.row_tall(r, form, size, air) * 100.0).round() / 100.0,
            })
        };
        let warned = !self.chapter.signals.is_empty();
        let page = |rows: &Vec<Row>| -> Value {
            PHASES.into_iter().filter(|p| rows.iter().any(|r| r.phase == *p)).map(|p| {
                json!({"name": words::phase_of(p, warned), "rows": rows.iter().filter(|r| r.phase == p).map(row).collect::<Value>()})
            }).collect()
        };
        json!({"size": size, "pages": pages.iter().map(page).collect::<Value>()})
    }
}

/// A step as it stands in its band.
#[derive(Clone)]
struct Row {
    phase: Phase,
    first: bool,
    roles: String,
    level: Option<Level>,
    text: String,
    number: Option<usize>,
}
