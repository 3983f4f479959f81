//! What cards say holds for their holder and their sign: own routes, one act a sign, everything that holds at
//! a level, steps in the order in which they are done. Over the example town and over villages made up of
//! chance.

mod holders;
mod variants;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use duoan::compose::{self, Order};
use duoan::diag::Diagnostics;
use duoan::merge::merge;
use duoan::model::document::Document;
use duoan::model::handbook::{Action, Chapter, Handbook, Household, PointEntry};
use duoan::model::plan::{Act, Level, Phase, Sense, Station};
use duoan::model::profile::{Evacuee, Hazard, Point, PointSign, Profile, Route, Shelter, Trigger};
use duoan::press::{self, Misprint};
use serde_json::Value;

use crate::samples::{books, profile, town};

/// Numbers that look like chance and are the same every time.
struct Dice(u64);

impl Dice {
    fn of(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % sides
    }

    fn one<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[self.of(list.len())]
    }
}

/// Signs as a clerk writes them who knows of no acts, among them wind, frost and straw.
const PLAIN: [&str; 6] =
    ["柴草堆到檐下", "零下12度", "风刮得紧", "水突然断流", "听到沟里轰轰响", "闻到焦糊味"];

/// Hazards of the made-up village.
const HAZARDS: [&str; 9] = [
    "flash-flood",
    "debris-flow",
    "landslide",
    "rainstorm",
    "forest-fire",
    "chemical",
    "snow",
    "gale",
    "house-fire",
];

/// Declares them, some with figures of their own.
fn hazards(village: &mut Profile) {
    village.hazards = HAZARDS.iter().map(|id| ((*id).to_owned(), Hazard::default())).collect();
    let figure = |at: &str, act| Trigger { at: at.to_owned(), act };
    village.hazards["flash-flood"].triggers = [
        ("1小时雨量".into(), figure("45毫米", None)),
        ("沟口水尺".into(), figure("1.2米", Some(Act::Leave))),
    ]
    .into();
    village.hazards["debris-flow"].triggers = [("1小时雨量".into(), figure("5毫米", None))].into();
    village.hazards["forest-fire"].triggers = [("风力".into(), figure("五级", None))].into();
    village.hazards["gale"].triggers = [("阵风".into(), figure("8级", None))].into();
}

/// A village of several valleys: helpers have homes in more than one, homes of one point go different ways.
fn made(seed: u64) -> Profile {
    let mut dice = Dice(seed);
    let mut village = profile("岭下村").profile;
    village.name = format!("第{seed}村");
    hazards(&mut village);
    let shelters = ["东学校", "西礼堂", "南场院"];
    village.shelters = shelters.iter().map(|name| ((*name).to_owned(), Shelter::default())).collect();
    village.points.clear();
    village.routes.clear();
    for i in 0..5 {
        let of: BTreeSet<&str> = (0..3).map(|_| *dice.one(&HAZARDS)).collect();
        let signs = (0..3)
            .map(|_| PointSign { text: (*dice.one(&PLAIN)).to_owned(), ..PointSign::default() })
            .collect();
        let point = Point {
            hazards: of.into_iter().map(str::to_owned).collect(),
            place: format!("第{i}道沟"),
            watcher: vec!["厉纪海".into()],
            signs,
            households: Some(i),
            ..Point::default()
        };
        village.points.insert(format!("沟{i}"), point);
        for (n, shelter) in shelters.iter().enumerate().filter(|_| dice.of(3) > 0) {
            let route = Route {
                from: format!("沟{i}"),
                to: (*shelter).to_owned(),
                via: vec![format!("石{i}{n}")],
                ..Route::default()
            };
            village.routes.insert(format!("沟{i}走{n}线"), route);
        }
    }
    let names: Vec<String> = village.routes.keys().cloned().collect();
    village.evacuees = (0..14)
        .map(|i| {
            let route = dice.one(&names).clone();
            let (from, to) = (village.routes[&route].from.clone(), village.routes[&route].to.clone());
            Evacuee {
                head: format!("户主{i}"),
                address: format!("{from}{i}号"),
                members: Some(2),
                needs: if i == 3 {
                    vec!["听力残疾".into()]
                } else if i == 4 {
                    vec!["耳背".into()]
                } else {
                    Vec::new()
                },
                helper: vec![(*dice.one(&["厉翠霞", "王守信", "安玉莲"])).to_owned(), "厉学军".into()],
                point: Some(from),
                shelter: Some(to),
                // Some do not say which way.
                route: (i % 4 > 0).then_some(route),
                ..Evacuee::default()
            }
        })
        .collect();
    village
}

/// All books: the example town's and those of two made-up villages.
fn all() -> &'static [Handbook] {
    static ALL: OnceLock<Vec<Handbook>> = OnceLock::new();
    ALL.get_or_init(|| {
        let book = |seed| merge(&made(seed), &town().library.set, &mut Diagnostics::default()).unwrap();
        books().iter().cloned().chain([book(7), book(29)]).collect()
    })
}

fn composed(family: &str, book: &Handbook) -> Option<Document> {
    compose::compose(compose::family(family).unwrap(), book, &town().library.set, &Order::default()).ok()
}

#[test]
fn beside_the_gravest_sign_a_watcher_reads_what_is_done_at_it() {
    let flat = |value: &Value| -> String {
        value.to_string().chars().filter(|c| ('\u{4e00}'..='\u{9fff}').contains(c)).collect()
    };
    let mut seen = 0;
    for book in books() {
        let alarm = &book.alarms.iter().find(|a| a.id == "evacuate").unwrap().text;
        for card in cards("duty-cards", book) {
            for row in list(&card["rows"]) {
                if flat(&row["see"]).contains("猛涨") && flat(&row["do"]).contains("打手电看") {
                    panic!("{row}");
                }
                seen += usize::from(
                    flat(&row["see"]).contains("猛涨") && flat(&row["do"]).contains(alarm.as_str()),
                );
            }
        }
    }
    assert!(seen > 0);
}

#[test]
fn who_watches_gas_and_smoke_goes_away_before_he_rings() {
    let mut seen = (0, 0);
    for book in books() {
        for card in cards("site-cards", book) {
            let front = card.to_string();
            let warns = ["山洪", "泥石流", "滑坡", "水库", "内涝", "台风", "风暴潮"];
            let gas = front.contains("燃气泄漏") || front.contains("电动车火灾");
            if gas && !warns.iter().any(|word| front.contains(word)) {
                assert!(!front.contains("，人再走"), "{front}");
                seen.0 += usize::from(front.contains("人先走远，到没味"));
            }
            seen.1 += usize::from(front.contains("，人再走"));
        }
    }
    assert!(seen.0 > 0 && seen.1 > 0, "{seen:?}");
}

fn cards(family: &str, book: &Handbook) -> Vec<Value> {
    composed(family, book)
        .map(|d| d.data["cards"].as_array().cloned().unwrap_or_default())
        .unwrap_or_default()
}

fn chapter<'a>(book: &'a Handbook, id: &str) -> &'a Chapter {
    book.hazards.iter().find(|h| h.id == id).unwrap()
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn word(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// The routes that a household may be sent by: its own, else the only one from its point to where it goes.
fn own_routes(home: &Household, book: &Handbook) -> BTreeSet<String> {
    let from =
        |r: &&duoan::model::handbook::RouteEntry| home.points.contains(&r.from) || r.name == home.route;
    book.routes.iter().filter(from).map(|r| r.name.clone()).collect()
}

/// Names of routes that this says anywhere.
fn routes_in(value: &Value, book: &Handbook) -> BTreeSet<String> {
    let (text, said) = (value.to_string(), said(value));
    let named = |r: &&duoan::model::handbook::RouteEntry| {
        text.contains(&format!("\"{}\"", r.name)) || said.contains(&format!("走{}", r.name))
    };
    book.routes.iter().filter(named).map(|r| r.name.clone()).collect()
}

/// What fitted words say, without blanks.
fn said(value: &Value) -> String {
    match value {
        Value::Array(list) => list.iter().map(said).collect(),
        Value::Object(map) if map.contains_key("s") => {
            let text = map.get("t").or(map.get("n")).map(word).unwrap_or_default();
            text.replace([' ', '\u{a0}'], "")
        }
        Value::Object(map) => map.values().map(said).collect(),
        _ => String::new(),
    }
}

/// Returns the household that a card hangs with.
fn home_of<'b>(card: &Value, book: &'b Handbook) -> &'b Household {
    book.households.iter().find(|h| h.head == card["head"] && h.address == card["address"]).unwrap()
}

#[test]
fn a_helper_card_sends_each_household_its_own_way() {
    let mut differing = 0;
    for book in all() {
        let sides = cards("fetch-cards", book);
        let helpers = || book.roles.iter().filter(|r| r.id == "helper").flat_map(|r| &r.holders);
        let mut led = 0;
        for helper in helpers() {
            let mine = |home: &&Household| {
                !home.hazards.is_empty() && home.helpers.first().is_some_and(|h| h.name == helper.name)
            };
            let own: Vec<&Household> = book.households.iter().filter(mine).collect();
            led += own.len();
            let cards: Vec<&Value> =
                sides.iter().filter(|c| said(&c["who"]).ends_with(&helper.name)).collect();
            let rows: Vec<String> =
                cards.iter().flat_map(|c| list(&c["back"]["homes"])).map(|h| said(&h["rows"])).collect();
            assert_eq!(rows.len(), own.len(), "{} {}", book.village.name, helper.name);
            let mut taken = BTreeSet::new();
            for home in own {
                let squeezed = |text: &str| text.replace(' ', "");
                let here = |row: &&String| {
                    row.starts_with(&squeezed(&home.head)) && row.contains(&squeezed(&home.address))
                };
                let row = rows.iter().find(here).unwrap_or_else(|| panic!("{} {rows:?}", home.head));
                let ways: BTreeSet<&str> = book
                    .routes
                    .iter()
                    .map(|r| r.name.as_str())
                    .filter(|name| row.contains(&format!("走{name}→")))
                    .collect();
                assert!(
                    ways.iter().all(|name| own_routes(home, book).contains(*name)),
                    "{} {}: {ways:?}",
                    book.village.name,
                    home.head
                );
                let leads = book.routes.iter().any(|r| r.name == home.route && r.to == home.shelter);
                let fit = |h: &Chapter| home.hazards.contains(&h.id) && h.shelters.contains(&home.shelter);
                if leads && book.hazards.iter().any(fit) {
                    assert!(ways.contains(home.route.as_str()), "{} {}: {row}", book.village.name, home.head);
                }
                taken.extend(ways.into_iter().map(str::to_owned));
            }
            differing += usize::from(taken.len() > 1);
            // No route stands on the card but under a home that takes it.
            let elsewhere: BTreeSet<String> =
                cards.iter().flat_map(|c| routes_in(&c["front"], book)).collect();
            assert!(elsewhere.is_empty(), "{elsewhere:?}");
        }
        assert!(led > 0 || sides.is_empty());
    }
    assert!(differing > 0, "no helper has households that take different routes");
}

#[test]
fn what_hangs_or_lies_elsewhere_shows_only_routes_of_its_households_and_points() {
    for book in all() {
        let may = |ids: &[&str], points: &[String]| -> BTreeSet<String> {
            let homes =
                book.households.iter().filter(|h| h.hazards.iter().any(|id| ids.contains(&id.as_str())));
            let homes = homes.filter(|h| points.is_empty() || h.points.iter().any(|p| points.contains(p)));
            let taken = homes.flat_map(|h| own_routes(h, book));
            let start = |p: &&PointEntry| {
                points.contains(&p.name)
                    || (points.is_empty() && p.hazards.iter().any(|id| ids.contains(&id.as_str())))
            };
            let from: Vec<&String> = book.points.iter().filter(start).map(|p| &p.name).collect();
            taken
                .chain(book.routes.iter().filter(|r| from.contains(&&r.from)).map(|r| r.name.clone()))
                .collect()
        };
        for (family, path) in [("poster", "go"), ("site-cards", "back"), ("role-cards", "back")] {
            let Some(document) = composed(family, book) else { continue };
            for (card, entry) in list(&document.data["cards"]).zip(&document.cards) {
                let ids: Vec<&str> = entry.hazards.iter().map(String::as_str).collect();
                let point: Vec<String> =
                    if family == "site-cards" { vec![word(&card["name"]).to_owned()] } else { Vec::new() };
                // A sketch draws what lies around.
                let part = if family == "site-cards" {
                    serde_json::json!([card[path]["more"], card["front"]])
                } else {
                    card[path].clone()
                };
                let (shown, may) = (routes_in(&part, book), may(&ids, &point));
                assert!(
                    shown.is_subset(&may),
                    "{} {family} {}: {shown:?} of {may:?}",
                    book.village.name,
                    entry.number
                );
            }
        }
        for hazard in list(&composed("handbook", book).unwrap().data["hazards"]) {
            let may = may(&[word(&hazard["id"])], &[]);
            assert!(
                routes_in(&hazard["ways"], book).is_subset(&may),
                "{} {}",
                book.village.name,
                hazard["id"]
            );
        }
        for card in cards("household-cards", book) {
            let home = home_of(&card, book);
            assert!(
                routes_in(&card, book).is_subset(&own_routes(home, book)),
                "{} {}",
                book.village.name,
                home.head
            );
        }
    }
}

#[test]
fn where_the_wind_decides_one_looks_first() {
    let book = books().iter().find(|b| b.village.name == "东泊村").unwrap();
    let windy = |h: &Chapter| ["chemical", "forest-fire"].contains(&h.id.as_str());
    assert!(book.hazards.iter().any(windy) && book.hazards.iter().all(|h| h.wind == windy(h)));
    for family in ["household-cards", "poster", "role-cards", "site-cards"] {
        let mut order = Order::default();
        let sheets = loop {
            let family = compose::family(family).unwrap();
            let mut document = compose::compose(family, book, &town().library.set, &order).unwrap();
            let kept: Vec<bool> =
                document.cards.iter().map(|c| c.hazards.iter().any(|id| windy(chapter(book, id)))).collect();
            let mut keep = kept.iter();
            document.data["cards"].as_array_mut().unwrap().retain(|_| *keep.next().unwrap());
            let mut keep = kept.iter();
            document.cards.retain(|_| *keep.next().unwrap());
            document.items.clear();
            assert!(!document.cards.is_empty(), "{}", family.name);
            match town().press.lay_out(&document) {
                Ok(sheets) => break sheets,
                // What does not fit on one card goes on two, as in a build; once.
                Err(misprints) => misprints.iter().for_each(|misprint| {
                    let Misprint::Overflow { what, .. } = misprint else { panic!("{misprint:?}") };
                    assert!(order.split.insert(what.clone()), "{misprint:?}");
                }),
            }
        };
        let text = press::text(&sheets).concat().replace([' ', '\n'], "");
        assert!(text.contains("先看风"), "{family}");
    }
}

/// Every sign and figure of a point with its act, as the merge has it.
fn noticed(point: &PointEntry, book: &Handbook) -> Vec<(String, String, Act)> {
    let figures = book.hazards.iter().filter(|h| point.hazards.contains(&h.id)).flat_map(|h| &h.figures);
    let figures = figures.map(|f| (f.what.clone(), f.at.clone(), f.act));
    figures.chain(point.signs.iter().map(|s| (s.text.clone(), String::new(), s.act))).collect()
}

#[test]
fn a_site_card_has_every_sign_and_figure_in_one_rung_and_rings_only_where_people_leave() {
    let alarm = |book: &Handbook| book.alarms.iter().find(|a| a.id == "evacuate").unwrap().text.clone();
    let mut rung_for = 0;
    for book in all() {
        let sides = cards("site-cards", book);
        for point in &book.points {
            let rows: Vec<&Value> =
                sides.iter().filter(|c| c["name"] == *point.name).flat_map(|c| list(&c["rows"])).collect();
            let mut wanted: BTreeMap<(String, String), Act> = BTreeMap::new();
            for (what, at, act) in noticed(point, book) {
                let known = wanted.entry((what.replace(' ', ""), at.replace(' ', ""))).or_insert(act);
                *known = act.max(*known);
            }
            for ((what, at), act) in wanted.iter().filter(|_| !rows.is_empty()) {
                let named = |text: &str| text.strip_prefix(what.as_str()).is_some_and(|v| figure_in(v, at));
                let here = |row: &&&Value| said(&row["signs"]).split("，或者").any(named);
                let rows: Vec<&&Value> = rows.iter().filter(here).collect();
                assert_eq!(rows.len(), 1, "{} {}: {what} {at}", book.village.name, point.name);
                let row = rows[0];
                assert_eq!(row["act"], serde_json::json!(act), "{} {what} {at}", point.name);
            }
            for row in rows {
                let rings = said(&row["do"]).contains(&alarm(book));
                assert!(!rings || row["act"] == "leave", "{} {}: {row}", book.village.name, point.name);
                rung_for += usize::from(rings);
            }
        }
    }
    assert!(rung_for > 10);
    let harmless = ["柴草堆到檐下", "零下12度", "风刮得紧", "风力", "阵风"];
    for book in &all()[books().len()..] {
        for point in &book.points {
            let loud = noticed(point, book).into_iter().filter(|(_, _, act)| *act == Act::Leave);
            assert!(loud.into_iter().all(|(what, ..)| !harmless.contains(&what.as_str())), "{}", point.name);
        }
    }
}

/// Whether one of the figures that are joined in a value is this one.
fn figure_in(value: &str, at: &str) -> bool {
    value == at
        || value.split('、').any(|part| {
            part.ends_with(at) && !part[..part.len() - at.len()].ends_with(|c: char| c.is_ascii_digit())
        })
}

#[test]
fn the_plan_s_act_stands_in_where_the_profile_has_none() {
    let book = &all()[books().len()];
    let acts: BTreeMap<&str, (Option<Sense>, Act)> =
        book.points.iter().flat_map(|p| &p.signs).map(|s| (s.text.as_str(), (s.sense, s.act))).collect();
    assert!(acts.values().any(|(_, act)| *act == Act::Watch));
    for (text, known) in
        [("沟里轰轰响", (Some(Sense::Hear), Act::Leave)), ("焦糊味", (Some(Sense::Smell), Act::Report))]
    {
        if let Some((sense, act)) = acts.get(text) {
            assert!(
                *sense == known.0 && (*act == known.1 || *act == Act::Watch),
                "{text}: {sense:?} {act:?}"
            );
        }
    }
    let flood = chapter(book, "flash-flood");
    let act = |what: &str| flood.figures.iter().find(|f| f.what == what).unwrap().act;
    assert_eq!((act("1小时雨量"), act("沟口水尺")), (Act::Report, Act::Leave));
}

#[test]
fn what_is_noticed_stays_on_a_card_beside_the_local_figure() {
    all().iter().for_each(noticed_beside_figures);
}

fn noticed_beside_figures(book: &Handbook) {
    {
        for card in cards("role-cards", book) {
            let role = book.roles.iter().find(|r| r.id == card["role"]["id"]).unwrap();
            let hazard = chapter(book, word(&card["hazard"]["id"]));
            let text = word(&card["trigger"]["text"]);
            if !role.cue.is_empty() {
                assert_eq!(text, role.cue);
                continue;
            }
            let gravest = hazard.signs.iter().map(|s| s.act).max().unwrap();
            let sign = hazard.signs.iter().find(|s| s.act == gravest).unwrap();
            assert!(text.contains(&sign.text), "{} {}: {text}", book.village.name, card["number"]);
            for figure in &hazard.figures {
                assert!(text.contains(&figure.what) && text.contains(&figure.at), "{text}");
                let at = text.find(&figure.what).unwrap();
                let enough = text[..at].ends_with("或者");
                assert_eq!(enough, figure.act > Act::Watch, "{text}");
            }
        }
        for card in cards("duty-cards", book) {
            let role = book.roles.iter().find(|r| r.short == card["role"]).unwrap();
            for row in list(&card["rows"]) {
                let (see, names) = (said(&row["see"]), said(&row["names"]));
                let signs = book.hazards.iter().filter(|h| names.contains(&h.short)).flat_map(|h| &h.signs);
                let cue = role.cue.replace(' ', "");
                let mut noticed = signs.map(|s| s.text.replace(' ', ""));
                assert!(noticed.any(|s| see.contains(&s)) || (see == cue && !see.is_empty()), "{see}");
            }
        }
    }
}

#[test]
fn a_sense_is_named_only_before_what_is_sensed_so() {
    let words = [(Sense::See, "看到"), (Sense::Hear, "听到"), (Sense::Smell, "闻到"), (Sense::Feel, "感觉")];
    for book in all() {
        for card in cards("poster", book) {
            for sign in list(&card["see"]) {
                let entry =
                    book.hazards.iter().flat_map(|h| &h.signs).find(|s| s.text == sign["text"]).unwrap();
                let word = words.iter().find(|(sense, _)| *sense == entry.sense).unwrap().1;
                assert_eq!(sign["sense"], word, "{sign}");
            }
        }
        let said: Vec<String> =
            cards("role-cards", book).iter().map(|c| word(&c["trigger"]["text"]).to_owned()).collect();
        for (one, _) in
            words.iter().flat_map(|(_, a)| words.iter().map(move |(_, b)| (format!("{a}{b}"), ())))
        {
            assert!(said.iter().all(|text| !text.contains(&one)), "{one}");
        }
    }
}

#[test]
fn orange_and_red_say_all_that_holds_there() {
    for book in all() {
        for level in [Level::Orange, Level::Red] {
            let row = book.matrix.iter().find(|r| r.level == level);
            for hazard in book
                .hazards
                .iter()
                .filter(|h| h.signals.iter().any(|s| s.levels.iter().any(|l| l.level == level)))
            {
                let timely =
                    hazard.actions.iter().filter(|a| !matches!(a.phase, Phase::Prepare | Phase::Recover));
                let holds = |a: &&Action| a.until.is_none_or(|until| level <= until);
                for action in timely.filter(holds).filter(|a| a.from.is_some_and(|from| from <= level)) {
                    let cells = row
                        .into_iter()
                        .flat_map(|r| &r.cells)
                        .filter(|c| Some(&c.role) == action.roles.first());
                    let mut found = cells
                        .flat_map(|c| &c.actions)
                        .filter(|a| a.text == action.card && a.hazards.contains(&hazard.id));
                    assert!(
                        found.any(|a| Some(a.from) == action.from),
                        "{} {level:?}: {}",
                        book.village.name,
                        action.key
                    );
                }
            }
        }
        // Below that a level says what starts there.
        let low = book.matrix.iter().filter(|r| r.level < Level::Orange);
        assert!(
            low.flat_map(|r| r.cells.iter().flat_map(|c| &c.actions).map(|a| (r.level, a.from)))
                .all(|(at, from)| at == from)
        );
    }
    let book = books().iter().find(|b| b.village.name == "岭下村").unwrap();
    let red = book.matrix.iter().find(|r| r.level == Level::Red).unwrap();
    assert!(red.cells.iter().flat_map(|c| &c.actions).any(|a| a.hazards.contains(&"flash-flood".to_owned())));
}

fn link(action: &Action) -> Option<Station> {
    (action.phase == Phase::Move).then(|| action.station.unwrap_or(Station::Leave))
}

#[test]
fn people_are_called_led_out_counted_and_reported_in_this_order() {
    let mut chains = 0;
    for book in all() {
        for hazard in &book.hazards {
            let links: Vec<Station> = hazard.actions.iter().filter_map(link).collect();
            assert!(links.is_sorted(), "{} {}: {links:?}", book.village.name, hazard.id);
            chains += usize::from(links.contains(&Station::Call) && links.contains(&Station::Count));
        }
        for card in cards("role-cards", book) {
            let hazard = chapter(book, word(&card["hazard"]["id"]));
            let steps = list(&card["first"]).chain(list(&card["steps"]));
            let role = word(&card["role"]["id"]);
            let mine = |text: &str| {
                let same = hazard.actions.iter().filter(|a| a.card == text && a.phase == Phase::Move);
                same.filter(|a| a.roles.iter().any(|r| r == role)).find_map(link)
            };
            let links: Vec<Station> = steps.filter_map(|s| mine(word(&s["text"]))).collect();
            assert!(links.is_sorted(), "{} {}: {links:?}", book.village.name, card["number"]);
        }
    }
    assert!(chains > 10);
    // The chain is known by what a step is, not by what it is called.
    let mut plans = town().library.set.clone();
    plans.common.steps.iter_mut().for_each(|step| step.name = "甲".into());
    let profile = &profile("岭下村").profile;
    let book = merge(profile, &plans, &mut Diagnostics::default()).unwrap();
    let flood = chapter(&book, "flash-flood");
    let links: Vec<Station> = flood.actions.iter().filter_map(link).collect();
    let stations: BTreeSet<Station> = links.iter().copied().collect();
    assert!(links.is_sorted() && stations.len() >= 3, "{links:?}");
}
