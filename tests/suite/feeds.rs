//! What leaves for other programs and for telephones: it fits the published schema, the public level holds no
//! person, a map has the places where they are, the page is small, loads nothing and calls.

use std::process::Command;

use boon::{Compiler, Schemas};
use duoan::feed::{self, Level};
use duoan::model::document::Audience;
use duoan::model::handbook::Handbook;
use duoan::model::phone::{Kind, Phone};
use duoan::model::plan::Level as Warning;
use serde_json::Value;

use crate::readers;
use crate::samples::{books, town};

/// Holds a value against a committed schema; what is wrong with it.
pub fn against(schema: &str, value: &Value) -> Option<String> {
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
            let page = feed::page(book, plans(book), &town().press, audience).unwrap();
            assert!(page.len() < 300_000, "{}: {}", book.village.name, page.len());
            assert_eq!(page, feed::page(book, plans(book), &town().press, audience).unwrap());
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
            let page = feed::page(book, plans(book), &town().press, audience).unwrap();
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

/// In the air of gas, dust or petrol nobody telephones: no number is offered before it says to go away.
#[test]
fn where_a_spark_kills_the_call_comes_after_going_out() {
    let mut seen = 0;
    for book in books() {
        let page = feed::page(book, plans(book), &town().press, Audience::Public).unwrap();
        for hazard in &book.hazards {
            let spark = ["gas", "dust", "solvent"];
            let gas = plans(book).plans[&hazard.id].conditions.iter().any(|c| spark.contains(&c.as_str()));
            let part = page.split(&format!("<section id=\"h-{}\">", hazard.id)).nth(1).unwrap();
            let part = part.split("</section>").next().unwrap();
            let call = part.find("href=\"tel:").unwrap();
            assert_eq!(part.find("再打</h3>").is_some_and(|at| at < call), gas, "{}", hazard.id);
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
    let page = feed::page(book, plans(book), &town().press, Audience::Public).unwrap();
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
        let page = feed::page(book, plans(book), &town().press, Audience::Public).unwrap();
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

/// What a page measures of another of 360 by 640: how wide it is, what is touched and low, what is hard to
/// read against its ground, whether the bar at the foot hides the last line.
const MEASURE: &str = r#"<!doctype html><meta charset="utf-8"><iframe id="f" width="360" height="640" style="border:0" src="page.html"></iframe><pre id="out"></pre><script>
const grey = (c) => { const v = c.match(/[\d.]+/g).map(Number); const l = v.slice(0, 3).map((x) => { x /= 255; return x <= 0.03928 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4; }); return [0.2126 * l[0] + 0.7152 * l[1] + 0.0722 * l[2], v.length > 3 ? v[3] : 1]; };
document.getElementById("f").onload = () => {
  const d = document.getElementById("f").contentDocument, w = d.defaultView, out = [];
  out.push("wide " + d.documentElement.scrollWidth);
  for (const e of d.querySelectorAll("a.row, a.call, a.tel, summary, nav a")) { const h = e.getBoundingClientRect().height; if (h > 0 && h < 56) out.push("low " + e.textContent.trim().slice(0, 20) + " " + h); }
  const walk = d.createTreeWalker(d.body, NodeFilter.SHOW_TEXT); let least = 99, texts = 0;
  while (walk.nextNode()) {
    const e = walk.currentNode.parentElement; if (!walk.currentNode.textContent.trim() || !e.getClientRects().length) continue;
    let ground = e; while (ground && grey(w.getComputedStyle(ground).backgroundColor)[1] === 0) ground = ground.parentElement;
    const a = grey(w.getComputedStyle(e).color)[0], b = ground ? grey(w.getComputedStyle(ground).backgroundColor)[0] : 1;
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05); texts++; least = Math.min(least, ratio);
    if (ratio < 7) out.push("faint " + e.textContent.trim().slice(0, 20) + " " + ratio.toFixed(1));
  }
  w.scrollTo(0, d.documentElement.scrollHeight);
  const last = d.querySelector("main").getBoundingClientRect().bottom, bar = d.querySelector("nav").getBoundingClientRect().top;
  if (last > bar + 1) out.push("hidden " + (last - bar));
  out.push("texts " + texts, "ground " + w.getComputedStyle(d.body).backgroundColor, "end");
  document.getElementById("out").textContent = out.join("\n");
};
</script>"#;

/// Measured in a real browser in its own process, by day and by night: nothing is wider than the screen,
/// nothing that is touched is low, nothing is faint.
#[test]
fn the_page_fits_a_small_telephone_by_day_and_by_night() {
    let Some(chromium) = readers::find("chromium") else {
        return readers::tell("the telephone page measured in a browser (chromium is not here)");
    };
    let dir = tempfile::TempDir::new().unwrap();
    std::fs::write(dir.path().join("measure.html"), MEASURE).unwrap();
    let mut grounds = std::collections::BTreeSet::new();
    for (book, audience) in [(&books()[0], Audience::Public), (&books()[1], Audience::Duty)] {
        let page = feed::page(book, plans(book), &town().press, audience).unwrap();
        std::fs::write(dir.path().join("page.html"), page).unwrap();
        // 0 is dark, 1 is light.
        for scheme in ["0", "1"] {
            let output = Command::new(&chromium)
                .args(["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"])
                .args(["--allow-file-access-from-files", "--virtual-time-budget=4000", "--dump-dom"])
                .arg(format!("--blink-settings=preferredColorScheme={scheme}"))
                .arg(format!("--user-data-dir={}", dir.path().join("profile").display()))
                .arg(format!("file://{}", dir.path().join("measure.html").display()))
                .output()
                .unwrap();
            let dom = String::from_utf8_lossy(&output.stdout).into_owned();
            let told = dom.split("id=\"out\">").nth(1).and_then(|rest| rest.split("</pre>").next());
            let told: Vec<&str> = told.unwrap_or_default().lines().collect();
            assert_eq!(told.last(), Some(&"end"), "the browser measured nothing: {dom:.400}");
            let bad: Vec<&&str> =
                told.iter().filter(|t| ["low", "faint", "hidden"].iter().any(|w| t.starts_with(w))).collect();
            assert!(bad.is_empty(), "{} {scheme}: {bad:?}", book.village.name);
            let wide: u32 = told[0].trim_start_matches("wide ").parse().unwrap();
            assert!(wide <= 360, "{} {scheme}: {wide}", book.village.name);
            grounds.extend(told.iter().find(|t| t.starts_with("ground")).map(|t| (*t).to_owned()));
        }
    }
    assert_eq!(grounds.len(), 2, "dark where the telephone is: {grounds:?}");
}

/// A workspace that has the page's layout of its own prints by that one.
#[test]
fn the_page_is_ejected_like_any_layout() {
    use crate::commands::{Workspace, code, said};
    let workspace = Workspace::new();
    for file in ["templates/phone.html", "templates/phone.css"] {
        let ejected = workspace.run(&["eject", file]);
        assert_eq!(code(&ejected), 0, "{}", said(&ejected));
    }
    let path = workspace.path().join("templates/phone.html");
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, text.replace("看到、听到什么？", "出了什么事？")).unwrap();
    let style = workspace.path().join("templates/phone.css");
    let css = std::fs::read_to_string(&style).unwrap();
    std::fs::write(&style, css + "h1{color:#123456}").unwrap();
    let built = workspace.run(&["build", "--format", "html", "-q"]);
    assert_eq!(code(&built), 0, "{}", said(&built));
    let page = std::fs::read_to_string(workspace.path().join("out/示例村/手机版.html")).unwrap();
    assert!(page.contains("出了什么事？") && !page.contains("看到、听到什么？"));
    assert!(page.contains("#123456"));
}

/// A number that is tapped is one that a telephone dials, and nobody stands twice among those of the village.
#[test]
fn every_number_is_dialled_as_it_is_and_everybody_stands_once() {
    let mut book = books()[0].clone();
    let extended = Phone::read("0633-0000 9001转8（家）").unwrap();
    book.each(|b| b.phones.outside.iter_mut().take(1).for_each(|c| c.phones = vec![extended.clone()]));
    for book in books().iter().chain([&book]) {
        for audience in [Audience::Public, Audience::Duty] {
            let page = feed::page(book, plans(book), &town().press, audience).unwrap();
            for tel in page.split("href=\"tel:").skip(1).map(|rest| rest.split('"').next().unwrap()) {
                let dialled = |c: char| c.is_ascii_digit() || c == ',';
                assert!(!tel.is_empty() && tel.chars().all(dialled), "{}: {tel}", book.village.name);
            }
            let own = page.split("<h3>村里</h3>").nth(1).unwrap().split("<h3>").next().unwrap();
            let rows: Vec<&str> = own.split("<a class=\"tel\" ").skip(1).collect();
            let who = |row: &&str| {
                let said = row.split("<span>").nth(1).unwrap().split("</span>").next().unwrap();
                (said.rsplit(' ').next().unwrap().to_owned(), row.split('"').nth(1).unwrap().to_owned())
            };
            let told: std::collections::BTreeSet<(String, String)> = rows.iter().map(who).collect();
            assert_eq!(told.len(), rows.len(), "{}", book.village.name);
            let reached =
                |role: &&duoan::model::handbook::RoleEntry| role.holders.iter().any(|p| !p.phones.is_empty());
            for role in book.roles.iter().filter(reached).filter(|_| audience == Audience::Duty) {
                assert!(own.contains(&role.name), "{}: {}", book.village.name, role.name);
            }
        }
    }
    let page = feed::page(&book, plans(&book), &town().press, Audience::Duty).unwrap();
    assert!(page.contains("href=\"tel:063300009001,8\"") && page.contains("转8（家）"));
    let contacts = feed::village(&books()[0], plans(&books()[0]), Level::Public)["contacts"].clone();
    let mut phones = contacts.as_array().unwrap().iter().map(|row| row["phones"].to_string());
    assert!(phones.all(|list| !list.contains(['或', '；'])), "{contacts}");
}

/// A level says all that holds at it, not only what begins there; what has ended is not said.
#[test]
fn a_level_says_what_began_below_it_and_still_holds() {
    use duoan::model::plan::Phase;
    let mut seen = 0;
    for book in books() {
        let page = feed::page(book, plans(book), &town().press, Audience::Public).unwrap();
        let part = page.split("<section id=\"levels\">").nth(1).unwrap().split("<h2>声音").next().unwrap();
        let part = part.replace("&#x2f;", "/").replace("&quot;", "\"");
        let of = |level: Warning| {
            let at = Warning::ALL.iter().rev().position(|own| *own == level).unwrap();
            part.split("<details").nth(at + 1).unwrap()
        };
        for chapter in &book.hazards {
            let everyone = |a: &&duoan::model::handbook::Action| {
                a.roles.first().is_some_and(|role| role == "everyone")
                    && !matches!(a.phase, Phase::Prepare | Phase::Recover)
            };
            for a in chapter.actions.iter().filter(everyone).filter(|a| a.from == Some(Warning::Blue)) {
                let told = of(Warning::Yellow).contains(&a.card);
                assert_eq!(told, a.until.is_none_or(|last| last >= Warning::Yellow), "{}", a.card);
                seen += 1;
            }
        }
    }
    assert!(seen > 0);
}

/// The levels of the page, each with what is said of it.
fn levels(book: &Handbook, audience: Audience) -> std::collections::BTreeMap<Warning, String> {
    let page = feed::page(book, plans(book), &town().press, audience).unwrap();
    let part = page.split("<section id=\"levels\">").nth(1).unwrap().split("<h2>声音").next().unwrap();
    // The highest stands first.
    Warning::ALL.iter().rev().copied().zip(part.split("<details").skip(1).map(str::to_owned)).collect()
}

/// At a level at which people leave the page says who, how many and where to, point by point; whoever reads a higher one
/// is told the same.
#[test]
fn a_level_says_who_leaves_at_it_and_whoever_left_before() {
    let mut seen = 0;
    for book in books() {
        let told = levels(book, Audience::Public);
        let listed = |point: &&String| book.points.iter().any(|own| own.name == **point);
        for home in book.households.iter().filter(|home| home.from.is_some()) {
            for (level, part) in &told {
                for point in home.points.iter().filter(listed) {
                    let heads = [format!("<b>{point}</b>："), format!("{point}：")];
                    let mut rows =
                        part.split("<li>").filter(|row| heads.iter().any(|head| row.starts_with(head)));
                    let leaves = rows.any(|row| row.contains(&home.shelter));
                    assert!(leaves || Some(*level) < home.from, "{} {level:?} {point}", book.village.name);
                    seen += usize::from(leaves);
                }
            }
        }
    }
    assert!(seen > 10, "{seen}");
}

/// As the village has it: one point is left from yellow on, one at which nobody is listed from red on.
#[test]
fn a_level_at_which_a_point_is_left_is_the_villages() {
    let mut book = books()[0].clone();
    let [first, bare] = ["东沟甲", "西崖乙"];
    book.each(|b| {
        b.points.truncate(2);
        b.households.iter_mut().for_each(|home| home.points = vec![first.to_owned()]);
        b.points.iter_mut().zip([first, bare]).for_each(|(point, name)| point.name = name.to_owned());
        (b.points[0].households, b.points[0].people) = (None, None);
        b.points[0].moves_at = [("rainstorm".to_owned(), Warning::Yellow)].into_iter().collect();
        let signals = ["rainstorm", "typhoon"].map(|signal| (signal.to_owned(), Warning::Red));
        b.points[1].moves_at = signals.into_iter().collect();
        (b.points[1].households, b.points[1].people) = (Some(7), None);
        b.points[1].escape = "上后山".to_owned();
    });
    let sum = duoan::model::handbook::Sum::of(&book.households);
    for audience in [Audience::Public, Audience::Duty] {
        for (level, part) in levels(&book, audience) {
            assert_eq!(part.contains(first), level >= Warning::Yellow, "{level:?}");
            let begins = part.contains(&format!("{first}</b>：{}户", sum.homes));
            assert_eq!(begins, level == Warning::Yellow, "{level:?}");
            assert_eq!(part.contains("暴雨预警信号黄色起"), level >= Warning::Yellow, "{level:?}");
            let words = [bare, "：7户，去<b>上后山", "暴雨预警信号红色起、"];
            let red = words.iter().all(|words| part.contains(words));
            assert_eq!(red, level == Warning::Red, "{level:?}: {part}");
        }
    }
    // Where nobody leaves nothing is said of leaving.
    book.each(|b| {
        b.points.iter_mut().for_each(|p| p.moves_at.clear());
        b.households.clear();
    });
    assert!(levels(&book, Audience::Public).values().all(|part| !part.contains("要走的")));
}
