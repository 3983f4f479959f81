//! What leaves for other programs and for telephones: it fits the published schema, the public level holds no
//! person, a map has the places where they are, the page is small, loads nothing and calls.

use std::process::Command;

use boon::{Compiler, Schemas};
use duoan::feed::{self, Level};
use duoan::model::document::Audience;
use duoan::model::handbook::Handbook;
use duoan::model::phone::{Kind, Phone};
use serde_json::Value;

use crate::readers;
use crate::samples::{books, town};

fn against(schema: &str, value: &Value) -> Option<String> {
    let file =
        std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("docs/schema/{schema}.schema.json"));
    let text: Value = serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
    let (mut schemas, mut compiler) = (Schemas::new(), Compiler::new());
    compiler.enable_format_assertions();
    compiler.add_resource("schema.json", text).unwrap();
    let index = compiler.compile("schema.json", &mut schemas).unwrap();
    schemas.validate(value, index).err().map(|e| e.to_string())
}

fn plans(book: &Handbook) -> &'static duoan::model::plan::PlanSet {
    town().library.plans(&book.village)
}

#[test]
fn every_village_fits_the_schema_at_every_level() {
    for book in books() {
        for level in [Level::Public, Level::Duty, Level::Household] {
            let value = feed::village(book, plans(book), level);
            assert_eq!(against("village", &value), None, "{} {level:?}", book.village.name);
            let value = feed::geo(book, plans(book), level);
            assert_eq!(against("village.geojson", &value), None, "{} {level:?}", book.village.name);
        }
    }
}

#[test]
fn the_schema_can_say_no() {
    let book = &books()[0];
    let mut value = feed::village(book, plans(book), Level::Duty);
    value["level"] = 0.into();
    assert!(against("village", &value).is_some());
    let mut value = feed::geo(book, plans(book), Level::Public);
    let at =
        value["features"].as_array().unwrap().iter().position(|f| f["geometry"]["type"] == "Point").unwrap();
    // Latitude first is in no country of this schema.
    let pair = value["features"][at]["geometry"]["coordinates"].clone();
    value["features"][at]["geometry"]["coordinates"] = serde_json::json!([pair[1], pair[0]]);
    assert!(against("village.geojson", &value).is_some());
}

/// Whoever stands in the whole book with a name.
fn names(book: &Handbook) -> Vec<String> {
    let holders = book.roles.iter().flat_map(|role| &role.holders);
    let homes = book.homes().map(|home| home.head.clone());
    holders.map(|p| p.name.clone()).chain(homes).filter(|name| !name.is_empty()).collect()
}

#[test]
fn the_public_level_holds_no_person_and_no_mobile_number() {
    for book in books() {
        for value in
            [feed::village(book, plans(book), Level::Public), feed::geo(book, plans(book), Level::Public)]
        {
            let text = value.to_string();
            for name in names(book) {
                // A place may be called after somebody: 厉学海家后墙 stands in no list of people.
                assert!(!text.contains(&format!("\"{name}\"")), "{}: {name}", book.village.name);
            }
            let mut phones = Vec::new();
            numbers(&value, &mut phones);
            let mobile = |text: &&String| Phone::read(text).is_ok_and(|phone| phone.kind() == Kind::Mobile);
            assert_eq!(phones.iter().find(mobile), None, "{}", book.village.name);
        }
        let duty = feed::village(book, plans(book), Level::Duty).to_string();
        assert!(names(book).iter().any(|name| duty.contains(name.as_str())), "the duty level names people");
    }
}

fn numbers(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::String(text) => found.push(text.clone()),
        Value::Array(items) => items.iter().for_each(|item| numbers(item, found)),
        Value::Object(map) => map.values().for_each(|item| numbers(item, found)),
        _ => {}
    }
}

#[test]
fn a_point_is_on_the_map_where_the_profile_has_it_with_its_circle_round_it() {
    let book = books().iter().find(|book| book.village.name == "岭下村").unwrap();
    let point = book.points.iter().find(|p| p.radius_m.is_some() && p.coordinates.is_some()).unwrap();
    let [lat, lon] = point.coordinates.unwrap();
    let value = feed::geo(book, plans(book), Level::Public);
    let of = |kind: &str| {
        let found = value["features"].as_array().unwrap().iter();
        found
            .into_iter()
            .find(|f| f["properties"]["kind"] == kind && f["properties"]["name"] == point.name.as_str())
            .unwrap()
    };
    assert_eq!(of("point")["geometry"]["coordinates"], serde_json::json!([lon, lat]));
    let ring = of("zone")["geometry"]["coordinates"][0].as_array().unwrap();
    assert_eq!(ring.first(), ring.last());
    let radius = f64::from(point.radius_m.unwrap());
    for corner in ring {
        let north = (corner[1].as_f64().unwrap() - lat) * 111_195.0;
        let east = (corner[0].as_f64().unwrap() - lon) * 111_195.0 * lat.to_radians().cos();
        assert!((north.hypot(east) - radius).abs() < 0.5, "{north} {east}");
    }
}

#[test]
fn the_page_is_small_loads_nothing_and_says_which_edition_it_is() {
    for book in books() {
        for (audience, kind) in [(Audience::Public, "公开版"), (Audience::Duty, "内部使用")] {
            let page = feed::page(book, plans(book), audience).unwrap();
            assert!(page.len() < 300_000, "{}: {}", book.village.name, page.len());
            assert_eq!(page, feed::page(book, plans(book), audience).unwrap());
            assert!(page.contains(kind) && page.contains("default-src 'none'"));
            for outside in ["http://", "https://", "<script", "<img", "@import", "url(", " on", "<link"] {
                let allowed = page.replace("http://www.w3.org/2000/svg", "");
                let attribute =
                    outside == " on" && !allowed.contains(" onclick") && !allowed.contains(" onload");
                assert!(attribute || !allowed.contains(outside), "{}: {outside}", book.village.name);
            }
            assert_eq!(page.contains("我家的卡"), audience == Audience::Duty);
            let dead: Vec<&str> = (page.split("href=\"#").skip(1))
                .map(|rest| rest.split('"').next().unwrap())
                .filter(|id| !page.contains(&format!("id=\"{id}\"")))
                .collect();
            assert!(dead.is_empty(), "{}: {dead:?}", book.village.name);
        }
    }
}

#[test]
fn the_public_page_names_no_household_and_the_duty_page_none_either() {
    for book in books() {
        for audience in [Audience::Public, Audience::Duty] {
            let page = feed::page(book, plans(book), audience).unwrap();
            for home in book.homes().filter(|home| home.head.chars().count() > 2) {
                let posted = names_of_posts(book).contains(&home.head);
                assert!(posted || !page.contains(&home.head), "{}: {}", book.village.name, home.head);
            }
        }
    }
}

fn names_of_posts(book: &Handbook) -> Vec<String> {
    let roles = book.roles.iter().flat_map(|role| &role.holders);
    let keepers = book.shelters.iter().flat_map(|s| &s.keepers);
    roles.chain(keepers).map(|p| p.name.clone()).collect()
}

/// In the air of gas nobody telephones: no number is offered before it says to go outside.
#[test]
fn where_there_is_gas_the_call_comes_after_going_out() {
    let mut seen = 0;
    for book in books() {
        let page = feed::page(book, plans(book), Audience::Public).unwrap();
        for hazard in &book.hazards {
            let gas = plans(book).plans[&hazard.id].conditions.iter().any(|c| c == "gas");
            let part = page.split(&format!("<section id=\"h-{}\">", hazard.id)).nth(1).unwrap();
            let part = part.split("</section>").next().unwrap();
            let call = part.find("href=\"tel:").unwrap();
            assert_eq!(part.find("到屋外再打").is_some_and(|at| at < call), gas, "{}", hazard.id);
            seen += usize::from(gas);
        }
    }
    assert!(seen > 0);
}

/// In a real browser of a telephone's size nothing is wider than the screen, and what is touched is large.
#[test]
fn a_browser_shows_the_page_on_a_small_telephone() {
    let Some(chromium) = readers::find("chromium") else {
        return readers::tell("the telephone page in a browser (chromium is not here)");
    };
    let dir = tempfile::TempDir::new().unwrap();
    let book = &books()[0];
    let page = feed::page(book, plans(book), Audience::Public).unwrap();
    let file = dir.path().join("page.html");
    std::fs::write(&file, page).unwrap();
    let shot = dir.path().join("shot.png");
    let output = Command::new(chromium)
        .args([
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-background-networking",
            "--hide-scrollbars",
        ])
        .args(["--window-size=360,640", "--enable-logging=stderr", "--v=0"])
        .arg(format!("--user-data-dir={}", dir.path().join("profile").display()))
        .arg(format!("--screenshot={}", shot.display()))
        .arg(format!("file://{}", file.display()))
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(!said.contains("Content Security Policy"), "{said}");
    let picture = std::fs::read(&shot).unwrap();
    assert!(picture.len() > 5_000, "something is drawn");
}

/// What one sees or hears leads to what one does, on the first page and on the hazard's own.
#[test]
fn a_sign_says_what_is_done_at_it() {
    use duoan::model::plan::Act;
    for book in books() {
        let page = feed::page(book, plans(book), Audience::Public).unwrap();
        for hazard in &book.hazards {
            let part = page.split(&format!("<section id=\"h-{}\">", hazard.id)).nth(1).unwrap();
            let part = part.split("</section>").next().unwrap();
            let leaves = hazard.signs.iter().filter(|sign| sign.act == Act::Leave).count();
            assert_eq!(part.matches("：<b>马上走</b></li>").count(), leaves, "{}", hazard.id);
        }
        let home = page.split("id=\"h-").next().unwrap();
        assert!(home.contains("<b>马上走</b>"), "{}", book.village.name);
    }
}
