//! The list of a night: whom to ring, who leaves, where to; the same people, homes and numbers as in the
//! book, each once.

use std::collections::BTreeSet;
use std::fs;

use duoan::model::handbook::Handbook;
use duoan::model::plan::Level;
use duoan::press;
use duoan::tonight::{self, Tonight, Warning};

use crate::commands::{Workspace, code, duoan, said};
use crate::samples;

fn list(book: &Handbook, hazard: &str, level: Option<Level>) -> Tonight {
    tonight::tonight(book, &Warning { hazards: vec![hazard.to_owned()], level })
}

fn homes(list: &Tonight) -> Vec<(String, String)> {
    list.groups.iter().flat_map(|g| &g.homes).map(|home| (home.head.clone(), home.address.clone())).collect()
}

/// Each book with each of its hazards.
fn each(mut test: impl FnMut(&Handbook, &str)) {
    for book in samples::books() {
        book.hazards.iter().for_each(|hazard| test(book, &hazard.id));
    }
}

#[test]
fn when_it_has_happened_every_home_of_the_hazard_leaves_once_if_it_moves_anybody() {
    let mut moved = 0;
    each(|book, hazard| {
        let found = homes(&list(book, hazard, None));
        let own = book.households.iter().filter(|home| home.hazards.iter().any(|id| id == hazard));
        let own: Vec<_> = own.map(|home| (home.head.clone(), home.address.clone())).collect();
        assert!(
            found.is_empty() || found.len() == own.len(),
            "{} {hazard}: {found:?} {own:?}",
            book.village.name
        );
        assert_eq!(
            found.iter().collect::<BTreeSet<_>>().len(),
            found.len(),
            "{} {hazard}",
            book.village.name
        );
        assert!(found.iter().all(|home| own.contains(home)));
        moved += found.len();
    });
    assert!(moved > 50, "{moved}");
}

#[test]
fn a_higher_level_takes_no_home_and_nobody_off_the_list() {
    each(|book, hazard| {
        let lists = Level::ALL.map(|level| list(book, hazard, Some(level)));
        for pair in lists.windows(2) {
            let (low, high) = (homes(&pair[0]), homes(&pair[1]));
            assert!(low.iter().all(|home| high.contains(home)), "{} {hazard}", book.village.name);
            let names = |list: &Tonight| {
                list.calls.iter().map(|call| call.person.name.clone()).collect::<BTreeSet<_>>()
            };
            let missing: Vec<_> = names(&pair[0]).difference(&names(&pair[1])).cloned().collect();
            // Who was first at one level may stand behind another at the next, never nowhere.
            let behind = |name: &String| {
                pair[1].calls.iter().any(|call| call.deputies.iter().any(|d| d.name == *name))
            };
            assert!(missing.iter().all(behind), "{} {hazard}: {missing:?}", book.village.name);
        }
    });
}

/// A point that the village sends away before the plan does is on the list of that level, and the rest are not; whoever is
/// rung is told so.
#[test]
fn at_its_own_lower_level_a_point_is_on_the_list_alone() {
    let town = samples::town();
    let mut profile = samples::profile("岭下村").profile.clone();
    let points: Vec<String> = profile
        .evacuees
        .iter()
        .filter(|home| home.hazards.is_empty() || home.hazards.iter().any(|id| id == "flash-flood"))
        .filter_map(|home| home.point.clone())
        .filter(|name| profile.points[name].hazards.iter().any(|id| id == "flash-flood"))
        .collect();
    let own = points.first().unwrap().clone();
    let made = |profile: &duoan::model::profile::Profile| {
        duoan::merge::merge(profile, &town.library.set, &mut duoan::diag::Diagnostics::default()).unwrap()
    };
    let before = list(&made(&profile), "flash-flood", Some(Level::Blue));
    profile.points[&own].moves_at.insert("rainstorm".to_owned(), Level::Blue);
    let book = made(&profile);
    let after = list(&book, "flash-flood", Some(Level::Blue));
    assert!(homes(&before).is_empty(), "the plan sends nobody away at blue");
    let listed = homes(&after);
    let there = |home: &&duoan::model::handbook::Household| home.points.contains(&own);
    let there: Vec<_> = (book.households.iter().filter(there))
        .map(|home| (home.head.clone(), home.address.clone()))
        .collect();
    assert!(!listed.is_empty() && listed.iter().all(|home| there.contains(home)), "{own}: {listed:?}");
    let told =
        |list: &Tonight| serde_json::to_string(&list.calls).unwrap().contains(&format!("{own}的人先撤"));
    assert!(told(&after) && !told(&before), "{:?}", after.calls);
}

#[test]
fn people_and_ways_are_those_of_the_book() {
    each(|book, hazard| {
        let list = list(book, hazard, None);
        let all = serde_json::to_string(book).unwrap();
        let chapter = book.hazards.iter().find(|h| h.id == hazard).unwrap();
        for call in &list.calls {
            assert!(call.person.name.is_empty() || all.contains(&call.person.name));
            let twice =
                list.calls.iter().filter(|c| c.person == call.person && !c.person.name.is_empty()).count();
            assert!(twice <= 1, "{} {hazard}: {} is called twice", book.village.name, call.person.name);
        }
        for home in list.groups.iter().flat_map(|g| &g.homes) {
            assert!(
                home.shelter.is_empty() || chapter.shelters.contains(&home.shelter),
                "{hazard}: {}",
                home.shelter
            );
            if let Some(route) = book.routes.iter().find(|route| route.name == home.route) {
                assert_eq!((&route.to, route.minutes), (&home.shelter, home.minutes));
            } else {
                assert!(home.route.is_empty());
            }
        }
        let seats: u32 = list.shelters.iter().map(|s| s.expected.homes).sum();
        let going: u32 = list
            .groups
            .iter()
            .flat_map(|g| &g.homes)
            .filter(|h| !h.shelter.is_empty())
            .map(|h| h.count)
            .sum();
        assert_eq!(seats, going, "{} {hazard}", book.village.name);
    });
}

#[test]
fn several_hazards_send_a_home_only_where_all_of_them_allow() {
    for book in samples::books() {
        let hazards: Vec<String> = book.hazards.iter().map(|h| h.id.clone()).collect();
        for pair in hazards.windows(2) {
            let list = tonight::tonight(book, &Warning { hazards: pair.to_vec(), level: None });
            for home in list.groups.iter().flat_map(|g| &g.homes).filter(|home| !home.shelter.is_empty()) {
                let own = book
                    .households
                    .iter()
                    .find(|h| h.head == home.head && h.address == home.address)
                    .unwrap();
                let driving =
                    book.hazards.iter().filter(|h| pair.contains(&h.id) && own.hazards.contains(&h.id));
                // A hazard that moves nobody has no say in it.
                let moving = driving.filter(|h| !h.shelters.is_empty());
                assert!(
                    moving.into_iter().all(|h| h.shelters.contains(&home.shelter)),
                    "{} {pair:?}",
                    home.head
                );
            }
        }
    }
}

#[test]
fn the_sheet_holds_every_name_and_number() {
    for book in samples::books() {
        let hazard = &book.hazards[0].id;
        let list = list(book, hazard, None);
        let document = tonight::sheet(&list, book);
        let sheets = samples::town()
            .press
            .lay_out(&document)
            .unwrap_or_else(|faults| panic!("{}: {faults:?}", document.title));
        let text = press::text(&sheets).join("\n").replace(['\n', ' ', '\u{a0}'], "");
        for call in &list.calls {
            let numbers = call.person.phones.iter().map(|phone| phone.number().replace([' ', '\u{a0}'], ""));
            for word in numbers.chain([call.person.name.clone()]) {
                assert!(text.contains(&word), "{}: {word}", document.title);
            }
        }
    }
}

/// Villages of other provinces: offices without a person, households known by their number.
#[test]
fn an_office_answers_by_its_own_name_and_households_known_by_number_are_counted() {
    let workspace = tempfile::tempdir().unwrap();
    let villages = workspace.path().join("villages");
    fs::create_dir(&villages).unwrap();
    let own = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/villages/海兴渔村.yaml");
    fs::copy(own, villages.join("海兴渔村.yaml")).unwrap();
    let output = duoan(&["now", "台风", "--format", "json"], workspace.path());
    assert_eq!(code(&output), 0, "{}", said(&output));
    let lists: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let office = lists[0]["calls"].as_array().unwrap().last().unwrap();
    assert_eq!(
        (office["name"].as_str(), office["posts"].as_array().map(Vec::len)),
        (Some("望洋镇防指"), Some(0))
    );
    let gaps = lists[0]["gaps"].to_string();
    assert!(gaps.contains("61户没有写谁去带") && !gaps.contains("防指"), "{gaps}");
}

#[test]
fn a_faulty_profile_still_makes_the_list() {
    let workspace = Workspace::new();
    let whole = workspace.run(&["now", "暴雨内涝", "红色", "--format", "json"]);
    assert_eq!(code(&whole), 0, "{}", said(&whole));
    let count = |output: &std::process::Output| {
        let lists: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        lists[0]["calls"].as_array().unwrap().len()
    };
    // A person whose number nobody can read, and a post that nobody holds.
    let path = workspace.village("示例村");
    let text = fs::read_to_string(&path).unwrap();
    let spoilt = text.replacen("138 0000 0001", "1.38E+10", 1);
    assert_ne!(spoilt, text);
    fs::write(&path, spoilt).unwrap();
    assert_eq!(code(&workspace.run(&["check"])), 1);
    let faulty = workspace.run(&["now", "暴雨内涝", "红色", "--format", "json"]);
    assert_eq!(code(&faulty), 0, "{}", said(&faulty));
    assert_eq!(count(&faulty), count(&whole));
    assert!(!String::from_utf8_lossy(&faulty.stdout).contains("E+10"), "a spoilt number is no number");
    let text = workspace.run(&["now", "暴雨内涝", "红色"]);
    assert!(said(&text).contains("还缺："), "{}", said(&text));
}

#[test]
fn what_is_unknown_is_refused_by_its_name() {
    let town = samples::folder();
    let output = duoan(&["now", "山红", "橙色"], &town);
    assert!(code(&output) == 2 && said(&output).contains("山红"), "{}", said(&output));
    let output = duoan(&["now", "山洪", "紫色"], &town);
    assert_eq!(code(&output), 2, "{}", said(&output));
    let output = duoan(&["now", "山洪", "橙色", "--village", "没有村"], &town);
    assert_eq!(code(&output), 2, "{}", said(&output));
}
