//! The book's own items of the score, asked of the printed text and of what was decided for it: order of acts,
//! seats, the box at the head, ladders, senses, doubles, amounts, faces. Each starred one is proven to fail once.

use duoan::builtin;
use duoan::compose::{self, Order};
use duoan::model::document::{Audience, Document};
use duoan::model::handbook::Handbook;
use duoan::model::plan::{Act, Level, Phase, Station};
use duoan::press;
use duoan::ruler::Style;
use serde_json::Value;

use crate::samples::{books, thorough, town};
use crate::{amounts, pictures};

/// Most pages of a carried book, and of one of a village that has one hazard.
const CARRIED: [usize; 2] = [48, 8];
/// Words that a community never hears, and words that a village never does.
const VILLAGE: [&str; 3] = ["村委会", "村医", "柴草"];
const COMMUNITY: [&str; 2] = ["居委会", "社区卫生服务站"];

type Item = (usize, &'static str, fn(&Handbook, &Document) -> Result<(), String>);

const ITEMS: [Item; 8] = [
    (8, "steps a spread", amount_of_steps),
    (26, "order of the way out", order),
    (27, "seats", seats),
    (28, "act box", act_box),
    (31, "ladder", ladder),
    (32, "senses", senses),
    (33, "doubles", doubles),
    (37, "faces", faces),
];

fn handbook(book: &Handbook, audience: Audience) -> Document {
    let order = Order { audience: Some(audience), ..Order::default() };
    let plans = town().library.plans(&book.village);
    compose::compose(compose::family("handbook").unwrap(), book, plans, &order).ok().unwrap()
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}

fn form() -> Value {
    serde_json::from_str(builtin::text("templates/form.json").unwrap()).unwrap()
}

fn said(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn rows(spread: &Value) -> impl Iterator<Item = (&str, &Value)> {
    let pages = list(&spread["steps"]["pages"]).iter().flat_map(list);
    pages.flat_map(|band| list(&band["rows"]).iter().map(move |row| (said(&band["name"]), row)))
}

fn spreads(document: &Document) -> impl Iterator<Item = (&str, &Value)> {
    list(&document.data["hazards"]).iter().map(|h| (said(&h["id"]), &h["spread"]))
}

#[test]
fn where_nobody_warns_there_is_no_warning_to_get_and_signals_stay_on_one_line() {
    let (form, ruler) = (form(), crate::ruler::ruler());
    let (mut early, mut short) = (0, 0);
    for book in books() {
        let document = handbook(book, Audience::Duty);
        for (id, spread) in spreads(&document) {
            let warned = book.hazards.iter().any(|h| h.id == id && !h.signals.is_empty());
            for (band, _) in rows(spread) {
                assert!(band != if warned { "有苗头" } else { "接到预警" }, "{id}: {band}");
                early += usize::from(band == "有苗头");
            }
            let Some(signals) = spread["ladder"]["signals"].as_str() else { continue };
            let at = &form["spread"]["ladder"];
            let style = Style { size: at["note"].as_f64().unwrap(), weight: 400, tabular: false };
            let across = at["beside"].as_f64().unwrap() / 25.4 * 72.0;
            assert!(ruler.width(signals, style) <= across, "{id}: {signals}");
            short += usize::from(
                signals.ends_with("预警") && signals.contains('、') && !signals.contains("气象预警"),
            );
        }
    }
    assert!(early > 0 && short > 0);
}

#[test]
fn who_is_hidden_from_everybody_is_not_said_to_be_missing() {
    // On the wall 带人走 is somebody's work whose name is private.
    let mut held = 0;
    for book in books().iter().filter(|b| b.role("helper").is_some_and(|r| !r.holders.is_empty())) {
        held += 1;
        let order = Order { audience: Some(Audience::Public), ..Order::default() };
        let plans = town().library.plans(&book.village);
        for family in ["ladder", "handbook"] {
            let made = compose::compose(compose::family(family).unwrap(), book, plans, &order);
            let Ok(document) = made else { continue };
            let text = document.data.to_string();
            assert!(text.contains("结对责任人"), "{}: {family}", book.village.name);
            assert!(!text.contains("结对责任人（没人担任）"), "{}: {family}", book.village.name);
        }
    }
    assert!(held > 3);
}

fn amount_of_steps(_: &Handbook, document: &Document) -> Result<(), String> {
    for (id, spread) in spreads(document) {
        for page in list(&spread["steps"]["pages"]) {
            let count: usize = list(page).iter().map(|b| list(&b["rows"]).len()).sum();
            if count > 25 {
                return Err(format!("{id}: {count} steps on a page"));
            }
        }
    }
    Ok(())
}

/// While people leave: call, lead out, count, report, as they stand under each other.
fn order(book: &Handbook, document: &Document) -> Result<(), String> {
    for (id, spread) in spreads(document) {
        let chapter = book.hazards.iter().find(|h| h.id == id).unwrap();
        let links = [Station::Call, Station::Leave, Station::Count, Station::Report];
        let mut last = 0;
        for (_, row) in rows(spread).filter(|(band, _)| *band == "撤") {
            let text = said(&row["text"]);
            let same = |a: &&duoan::model::handbook::Action| {
                a.phase == Phase::Move
                    && !text.is_empty()
                    && (text.contains(&a.text) && !a.text.is_empty() || text == a.card)
            };
            let Some(station) = chapter.actions.iter().find(same).and_then(|a| a.station) else { continue };
            let Some(at) = links.iter().position(|s| *s == station) else { continue };
            if at < last {
                return Err(format!("{id}: {text}"));
            }
            last = at;
        }
    }
    Ok(())
}

/// Every block is no higher than its seat, and seats do not meet.
fn seats(_: &Handbook, document: &Document) -> Result<(), String> {
    let form = form();
    for (id, spread) in spreads(document) {
        let single = spread["single"] == true;
        let kind = ["steps", "steps-single", "steps-beside"];
        let steps = &form["spread"][kind[usize::from(single) + usize::from(spread["beside"] == true)]];
        for page in list(&spread["steps"]["pages"]) {
            let tall: f64 = list(page)
                .iter()
                .map(|b| {
                    steps["band"].as_f64().unwrap()
                        + list(&b["rows"]).iter().filter_map(|r| r["tall"].as_f64()).sum::<f64>()
                })
                .sum();
            if tall > steps["room"].as_f64().unwrap() + 0.2 {
                return Err(format!("{id}: steps of {tall} mm"));
            }
        }
        let ways: f64 = list(&spread["ways"]["rows"]).iter().filter_map(|w| w["tall"].as_f64()).sum();
        let kind = if single { "ways-beside" } else { "ways" };
        if ways > form["spread"][kind]["room"].as_f64().unwrap() + 0.2 {
            return Err(format!("{id}: ways of {ways} mm"));
        }
        if spread["steps"]["size"].as_f64().unwrap() < 14.0 {
            return Err(format!("{id}: steps under 14 pt"));
        }
    }
    Ok(())
}

fn act_box(_: &Handbook, document: &Document) -> Result<(), String> {
    for (id, spread) in spreads(document) {
        let act = &spread["act"];
        let text = said(&act["text"]);
        if text.is_empty() || text.chars().count() > 18 || act["size"].as_f64().unwrap_or(0.0) < 20.0 {
            return Err(format!("{id}: {act}"));
        }
    }
    Ok(())
}

/// Orange and red are as high as they must be, and say what still holds or that it does.
fn ladder(book: &Handbook, document: &Document) -> Result<(), String> {
    let rank = |id: &str| ["blue", "yellow", "orange", "red"].iter().position(|level| *level == id);
    // What is not done in the storm itself ends with its last level.
    let over = |text: &str, level: &str| {
        let mut acts = book.hazards.iter().flat_map(|hazard| &hazard.actions).filter(|a| a.card == text);
        acts.any(|a| a.until.is_some_and(|until| rank(said(&serde_json::json!(until))) < rank(level)))
    };
    let elsewhere = |text: &str| text.ends_with("的都还做") || text.starts_with("其余的看");
    for page in list(&document.data["ladders"]) {
        // Head, bands and the gaps between them stay on their page.
        let tall: f64 = list(page)
            .iter()
            .map(|l| {
                let bands = list(&l["bands"]);
                20.0 + bands.iter().filter_map(|b| b["tall"].as_f64()).sum::<f64>()
                    + 2.0 * (bands.len() - 1) as f64
            })
            .sum();
        if tall > 264.9 {
            return Err(format!("{}: bands of {tall} mm on a page", page[0]["id"]));
        }
        let least = if list(page)[0]["half"] == true { 30.0 } else { 40.0 };
        for ladder in list(page) {
            let bands = list(&ladder["bands"]);
            for (i, band) in bands.iter().enumerate() {
                let loud = ["orange", "red"].contains(&said(&band["level"]["id"]));
                if loud && band["tall"].as_f64().unwrap_or(0.0) < least - 0.1 {
                    return Err(format!("{}: {}", ladder["id"], band["tall"]));
                }
                let texts = |band: &Value| {
                    list(&band["rows"]).iter().map(|r| said(&r["text"]).to_owned()).collect::<Vec<_>>()
                };
                let here = texts(band);
                let covered = here.iter().any(|t| elsewhere(t));
                let level = said(&band["level"]["id"]);
                let lower = bands[..i].iter().flat_map(texts).filter(|t| !elsewhere(t) && !over(t, level));
                if let Some(gone) = lower.into_iter().find(|t| !covered && !here.contains(t)) {
                    return Err(format!("{}: {} no longer says {gone}", ladder["id"], band["level"]["id"]));
                }
            }
        }
    }
    Ok(())
}

/// A sign stands under the sense by which it is noticed.
fn senses(book: &Handbook, document: &Document) -> Result<(), String> {
    for (id, spread) in spreads(document) {
        let chapter = book.hazards.iter().find(|h| h.id == id).unwrap();
        for sign in list(&spread["signs"]) {
            let Some(own) = chapter.signs.iter().find(|s| s.text == said(&sign["text"])) else { continue };
            let icons = ["eye", "ear", "nose", "hand-stop"];
            if said(&sign["icon"]) != icons[own.sense as usize] {
                return Err(format!("{id}: {sign}"));
            }
        }
        // What makes people leave is never among those that stand elsewhere while a lesser one is here.
        let here = |text: &str| list(&spread["signs"]).iter().any(|s| said(&s["text"]) == text);
        let left = chapter.signs.iter().any(|s| s.act == Act::Leave && !here(&s.text));
        if left && chapter.signs.iter().any(|s| s.act == Act::Watch && here(&s.text)) {
            return Err(format!("{id}: a lesser sign in the place of a grave one"));
        }
    }
    Ok(())
}

fn doubles(_: &Handbook, document: &Document) -> Result<(), String> {
    for (id, spread) in spreads(document) {
        let mut seen: Vec<(String, String)> = Vec::new();
        for (_, row) in rows(spread) {
            let this = (said(&row["text"]).to_owned(), said(&row["roles"]).to_owned());
            if seen.contains(&this) {
                return Err(format!("{id}: {this:?}"));
            }
            seen.push(this);
        }
    }
    Ok(())
}

fn faces(book: &Handbook, document: &Document) -> Result<(), String> {
    let community = book.village.kind_name == "社区";
    let foreign: &[&str] = if community { &VILLAGE } else { &COMMUNITY };
    let mut wrong = None;
    // Of a community all that is printed is looked through; a village may well name a committee next door.
    let hazards = if community {
        town()
            .press
            .lay_out(document)
            .map(|sheets| press::text(&sheets).concat())
            .map_err(|f| format!("{f:?}"))?
    } else {
        serde_json::to_string(&document.data["hazards"]).unwrap()
    };
    for word in foreign {
        if hazards.contains(word) {
            wrong = Some(*word);
        }
    }
    wrong.map_or(Ok(()), |word| Err(format!("{}: {word}", book.village.name)))
}

#[test]
fn every_book_of_the_town_meets_its_items() {
    let mut faults = Vec::new();
    let worst = thorough().then(pictures::worst);
    for book in books().iter().chain([amounts::small()]).chain(worst) {
        let document = handbook(book, Audience::Duty);
        for (number, name, judge) in ITEMS {
            if let Err(why) = judge(book, &document) {
                faults.push(format!("{} {number} {name}: {why}", book.village.name));
            }
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

/// What is changed in a document so that an item fails.
fn spoilt(number: usize, document: &Document, book: &Handbook) -> Document {
    let mut changed = document.clone();
    let data = &mut changed.data;
    let hazard = data["hazards"].as_array().unwrap().iter().position(|h| h["id"] == "flash-flood").unwrap();
    let spread = &mut data["hazards"][hazard]["spread"];
    match number {
        8 => {
            let row = spread["steps"]["pages"][0][0]["rows"][0].clone();
            spread["steps"]["pages"][0][0]["rows"] = Value::Array(vec![row; 26]);
        }
        26 => {
            let page = spread["steps"]["pages"]
                .as_array_mut()
                .unwrap()
                .iter_mut()
                .find(|p| list(p).iter().any(|b| b["name"] == "撤"))
                .unwrap();
            let band = page.as_array_mut().unwrap().iter_mut().find(|b| b["name"] == "撤").unwrap();
            band["rows"].as_array_mut().unwrap().reverse();
        }
        27 => spread["steps"]["pages"][0][0]["rows"][0]["tall"] = 260.0.into(),
        28 => spread["act"]["size"] = 18.0.into(),
        31 => {
            let ladder = &mut data["ladders"][0][0]["bands"];
            let last = ladder.as_array().unwrap().len() - 1;
            ladder[last]["rows"] = Value::Array(Vec::new());
        }
        32 => spread["signs"][0]["icon"] = "nose".into(),
        33 => {
            let rows = spread["steps"]["pages"][0][0]["rows"].as_array_mut().unwrap();
            let row = rows[0].clone();
            rows.push(row);
        }
        37 => {
            spread["act"]["text"] =
                if book.village.kind_name == "社区" { "找村委会" } else { "找居委会" }.into();
        }
        _ => unreachable!("{number} has no spoilt input"),
    }
    changed
}

#[test]
fn each_item_of_the_book_fails_for_an_input_that_breaks_it() {
    let book = books().iter().find(|b| b.village.name == "岭下村").unwrap();
    let document = handbook(book, Audience::Duty);
    for (number, name, judge) in ITEMS {
        assert!(
            judge(book, &spoilt(number, &document, book)).is_err(),
            "{number} {name} passes what is broken"
        );
    }
}

/// Returns the pages of a book, from 1, whose words end in their upper third; the last may.
fn hollow(sheets: &press::Sheets) -> Vec<usize> {
    let pages = press::words(sheets);
    let last = pages.len();
    let empty = |page: &press::Words| {
        // Without running head and foot.
        let lines = page.runs.iter().filter(|run| run.y > 40.0 && run.y < page.h - 60.0);
        lines.map(|run| run.y + run.h).fold(0.0, f64::max) < page.h / 3.0
    };
    // A map is no words, and neither are lines to write on.
    let drawn = |page: &press::Words| {
        page.runs.iter().any(|run| run.text.contains("村图") || run.text.contains("记录"))
    };
    (1..last).filter(|n| empty(&pages[n - 1]) && !drawn(&pages[n - 1])).collect()
}

#[test]
fn a_community_rings_its_property_office_and_says_where_gas_and_power_are_cut_off() {
    let of = |name: &str, family: &str, audience| {
        let book = books().iter().find(|b| b.village.name == name).unwrap();
        let order = Order { audience: Some(audience), ..Order::default() };
        let plans = town().library.plans(&book.village);
        compose::compose(compose::family(family).unwrap(), book, plans, &order).ok().unwrap().data
    };
    let page = of("海岭社区", "page", Audience::Duty);
    let second = &page["calls"]["before"][1];
    assert!(second["word"] == "物业" && second["number"]["number"] == "0633-0000 4091", "{second}");
    let cuts = page["cuts"].to_string();
    for word in ["电梯困人", "138 0000 4202", "海韵7号楼", "气阀：一层西墙外绿箱", "电闸："]
    {
        assert!(cuts.replace('\u{a0}', " ").contains(word), "{word}: {cuts}");
    }
    // Where it can be cut off is nothing for everybody; lifts are.
    let public = of("海岭社区", "page", Audience::Public)["cuts"].to_string();
    assert!(
        public.contains("电梯：两部") && !public.contains("气阀") && !public.contains("绿箱"),
        "{public}"
    );
    let cards = of("海岭社区", "site-cards", Audience::Duty);
    // Where there is room it says that it is a building.
    assert!(cards.to_string().contains("楼栋 · "));
    let card = list(&cards["cards"]).iter().find(|c| c["name"] == "海韵7号楼").unwrap();
    let card = card.to_string().replace('\u{2060}', "");
    for word in ["不准坐电梯", "绿箱", "配电间"] {
        assert!(card.contains(word), "{word}: {card}");
    }
    let village = of("岭下村", "page", Audience::Duty);
    assert!(
        village["cuts"].is_null() && list(&village["calls"]["before"]).iter().all(|r| r["word"] != "物业")
    );
}

#[test]
fn a_book_of_very_many_hazards_leaves_no_act_of_the_night_and_says_what_else_it_leaves() {
    let book = books().iter().max_by_key(|b| b.hazards.len()).unwrap();
    let (carried, file) = (handbook(book, Audience::Duty), handbook(book, Audience::File));
    let words = carried.data.to_string();
    let left = list(&carried.data["elsewhere"]);
    assert!(!left.is_empty() && file.data["elsewhere"].is_null(), "{left:?}");
    let mut beside = 0;
    for (id, spread) in spreads(&carried) {
        let chapter = book.hazards.iter().find(|h| h.id == id).unwrap();
        // Every way out, and who opens where it leads.
        for way in &chapter.ways {
            let row = list(&spread["ways"]["rows"]).iter().find(|row| row["from"] == way.from.as_str());
            assert!(row.is_some_and(|row| said(&row["go"]).contains(&way.shelter)), "{id}: {}", way.from);
            let opens = list(&spread["ways"]["shelters"])
                .iter()
                .any(|shelter| shelter["name"] == way.shelter.as_str());
            assert!(opens, "{id}: nobody opens {}", way.shelter);
        }
        beside += usize::from(spread["beside"] == true);
        let there = |action: &&duoan::model::handbook::Action| {
            let shown = rows(spread).any(|(_, row)| {
                let text = said(&row["text"]);
                text == action.card || !action.text.is_empty() && text.contains(&action.text)
            });
            shown || action.phase == Phase::Warn && words.contains(&action.card)
        };
        let night = [Phase::Warn, Phase::Act, Phase::Move];
        // What is done otherwise here is told in other words.
        let plain = |a: &&duoan::model::handbook::Action| a.instead.is_empty() && a.dropped.is_empty();
        let mut acts = chapter.actions.iter().filter(|a| night.contains(&a.phase)).filter(plain);
        assert_eq!(acts.find(|a| !there(a)).map(|a| &a.card), None, "{id}");
    }
    assert!(beside > 1, "{beside} hazards with their ways on one page");
    // No step points to one that this book does not have.
    let numbers: Vec<&Value> = list(&carried.data["common"]).iter().map(|c| &c["number"]).collect();
    let pointed = spreads(&carried).flat_map(|(_, spread)| rows(spread)).map(|(_, row)| &row["number"]);
    assert!(pointed.filter(|number| !number.is_null()).all(|number| numbers.contains(&number)));
    for step in book.common.iter().filter(|c| c.phase == Phase::Recover) {
        // That nobody goes back before he says so is the head's own order.
        let ordered = step.roles.iter().any(|role| role == "commander");
        assert_eq!(numbers.iter().any(|number| **number == step.number), ordered, "{}", step.name);
        assert!(ordered || said(&carried.data["later"]).contains(&step.name), "{}", step.name);
        assert!(list(&file.data["common"]).iter().any(|c| c["name"] == step.name.as_str()), "{}", step.name);
    }
}

#[test]
fn the_carried_book_has_no_more_pages_than_one_carries_and_the_file_has_everything() {
    let book = books().iter().find(|b| b.village.name == "岭下村").unwrap();
    let pages = |audience| {
        let document = handbook(book, audience);
        let sheets =
            town().press.lay_out(&document).unwrap_or_else(|faults| panic!("{audience:?}: {faults:?}"));
        assert_eq!(hollow(&sheets), [0; 0], "{audience:?}");
        // Numbers to be read aloud are tied by joiners.
        let silent = |c: char| c.is_whitespace() || c == '\u{2060}';
        (press::text(&sheets).concat().replace(silent, ""), sheets.len())
    };
    let (carried, count) = pages(Audience::Duty);
    assert!(count <= CARRIED[0], "{count} pages");
    for book in books().iter().filter(|b| b.village.name != book.village.name) {
        let sheets = town().press.lay_out(&handbook(book, Audience::Duty)).unwrap();
        assert!(sheets.len() <= CARRIED[0], "{}: {} pages", book.village.name, sheets.len());
        assert_eq!(hollow(&sheets), [0; 0], "{}", book.village.name);
    }
    let least = town().press.lay_out(&handbook(amounts::small(), Audience::Duty)).unwrap();
    assert!(least.len() <= CARRIED[1], "{} pages of a village of one hazard", least.len());
    let (file, _) = pages(Audience::File);
    let scripts: Vec<String> = book
        .hazards
        .iter()
        .flat_map(|h| &h.broadcast)
        .map(|b| b.text.replace(char::is_whitespace, ""))
        .collect();
    assert!(scripts.iter().all(|s| file.contains(s)), "a script is not in the file's edition");
    assert!(scripts.iter().all(|s| !carried.contains(s)), "a script is carried");
    let levels: Vec<_> =
        book.hazards.iter().flat_map(|h| &h.ladder).filter(|r| r.level == Level::Red).collect();
    assert!(levels.iter().all(|r| carried.contains(&r.word)), "a word of a level is missing");
}
