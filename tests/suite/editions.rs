//! What whom may see, how cards lie on sheets, what does not fit, and the other kinds of files.

use std::collections::BTreeSet;
use std::fs;

use duoan::compose::{self, FAMILIES, Order, Sheet};
use duoan::diag::Diagnostics;
use duoan::merge;
use duoan::model::document::{Audience, Document};
use duoan::model::handbook::Handbook;
use duoan::model::phone::Phone;
use duoan::{pipeline, press};

use crate::commands::{Workspace, code, said};
use crate::samples::{books, profile, town};

fn composed(family: &str, book: &Handbook, order: &Order) -> Document {
    compose::compose(compose::family(family).unwrap(), book, &town().library.set, order).unwrap()
}

fn text(document: &Document) -> String {
    press::text(&town().press.lay_out(document).unwrap())
        .concat()
        .replace(['\u{a0}', '\u{2060}'], " ")
        .replace(' ', "")
}

/// What a public edition must not say: households' phones, health notes, phones of people without a post.
fn private(book: &Handbook) -> BTreeSet<String> {
    let posts: BTreeSet<&String> = book.roles.iter().flat_map(|r| &r.holders).map(|h| &h.name).collect();
    let members = book
        .teams
        .iter()
        .flat_map(|t| &t.members)
        .filter(|m| !posts.contains(&m.name))
        .flat_map(|m| &m.phones)
        .map(ToString::to_string);
    let homes =
        book.households.iter().flat_map(|h| h.phones.iter().map(ToString::to_string).chain(h.needs.clone()));
    let public: BTreeSet<String> =
        book.roles.iter().flat_map(|r| &r.holders).flat_map(|h| &h.phones).map(ToString::to_string).collect();
    homes.chain(members).filter(|t| !public.contains(t)).map(|t| t.replace(['\u{a0}', ' '], "")).collect()
}

#[test]
fn public_editions_show_no_private_phone_and_no_health_note() {
    let book = books().iter().find(|b| b.village.name == "岭下村").unwrap();
    let private = private(book);
    assert!(private.len() > 20);
    let public = Order { audience: Some(Audience::Public), ..Order::default() };
    for family in
        FAMILIES.iter().filter(|f| f.audiences.contains(&Audience::Public) && !f.name.starts_with("poster-"))
    {
        let document = composed(family.name, book, &public);
        let sheets = town().press.lay_out(&document).unwrap();
        let pdf = press::pdf(&sheets, &document).unwrap();
        let shown = text(&document) + &document.title + &document.ident + &String::from_utf8_lossy(&pdf);
        // Words such as 孕妇 are also in plans, as whom to help first; a name beside them makes them private.
        let leaks: Vec<_> = private
            .iter()
            .filter(|p| p.contains(|c: char| c.is_ascii_digit()) && shown.contains(*p))
            .collect();
        assert!(leaks.is_empty(), "{}: {leaks:?}", family.name);
        let data = document.data.to_string();
        assert!(!data.contains("\"needs\":[\""), "{}", family.name);
    }
    let duty = text(&composed("handbook", book, &Order::default()));
    assert!(private.iter().any(|p| duty.contains(p)), "the duty edition shows what the public one must not");
}

#[test]
fn the_file_edition_of_household_cards_has_three_marked_copies_with_the_official_form() {
    let book = &books()[0];
    let file = Order { audience: Some(Audience::File), ..Order::default() };
    let (usual, copies) =
        (composed("household-cards", book, &Order::default()), composed("household-cards", book, &file));
    assert_eq!(copies.cards.len(), 3 * usual.cards.len());
    let shown = text(&copies);
    assert!(
        ["户主留存", "村委会留存", "发放单位留存", "房屋类别", "户主签名"].iter().all(|w| shown.contains(w))
    );
}

#[test]
fn what_cannot_fit_is_refused_by_name_and_line_and_the_other_cards_are_printed() {
    let w = Workspace::new();
    assert_eq!(code(&w.run(&["build", "--only", "household-cards"])), 0);
    let cards = w.manifest()["files"]["示例村/household-cards.pdf"]["cards"].as_array().unwrap().len();
    let long = "先等村里的面包车再换乘镇上的大客车然后步行翻过后山到学校北门集合清点人数".repeat(4);
    w.change("示例村", "用车: 步行}", &format!("特殊: [{long}], 用车: 步行}}"));
    let build = w.run(&["build", "--only", "household-cards"]);
    assert_eq!(code(&build), 1);
    let said = said(&build);
    assert!(said.contains("overflow") && said.contains("放不下") && said.contains("示例村.yaml:"), "{said}");
    let left = w.manifest()["files"]["示例村/household-cards.pdf"]["cards"].as_array().unwrap().len();
    assert!(left > 0 && left < cards, "{left} of {cards}");
    // It says so again, and never takes the incomplete file for good.
    assert_eq!(code(&w.run(&["build", "--only", "household-cards"])), 1);
}

#[test]
fn a_card_that_is_too_full_blames_a_field_of_the_village_before_a_sentence_of_a_plan() {
    let village = profile("岭下村");
    let book = books().iter().find(|b| b.village.name == "岭下村").unwrap();
    let plans = &town().library.set;
    let chars = |text: &str| text.chars().count();
    let planned = book
        .hazards
        .iter()
        .flat_map(|h| &h.actions)
        .map(|a| a.text.as_str())
        .max_by_key(|t| chars(t))
        .unwrap();
    let own = village.profile.points.values().map(|p| p.place.as_str()).max_by_key(|t| chars(t)).unwrap();
    let short = village.profile.shelters.keys().find(|name| (4..10).contains(&chars(name))).unwrap();
    assert!(chars(own) >= 10 && chars(planned) > chars(own), "{own} {planned}");
    let blamed = |texts: &[&str]| pipeline::written(texts, &village.tree, book, plans).unwrap().0;
    assert_eq!(blamed(&[planned, own, short]), own);
    // A short name of the village is not what fills a card.
    assert_eq!(blamed(&[planned, short]), planned);
    assert_eq!(blamed(&[short]), *short);
}

#[test]
fn a_full_role_card_goes_on_two_with_marks_before_it_is_refused() {
    let mut village = profile("岭下村").profile;
    village.name = "岭下村".into();
    let book = merge::merge(&village, &town().library.set, &mut Diagnostics::default()).unwrap();
    let one = composed("role-cards", &book, &Order::default());
    let steps = |c: &serde_json::Value| {
        ["first", "steps"].iter().filter_map(|k| c[k].as_array()).map(Vec::len).sum::<usize>()
    };
    let full =
        one.data["cards"].as_array().unwrap().iter().position(|c| c["pages"] == 1 && steps(c) > 1).unwrap();
    let number = one.cards[full].number.clone();
    let pages = |d: &Document| d.cards.iter().filter(|c| c.number == number).count();
    let split = Order { split: [number.clone()].into(), ..Order::default() };
    let two = composed("role-cards", &book, &split);
    assert_eq!(pages(&two), pages(&one) + 1);
    let alone = Order { cards: [number.clone()].into(), ..split };
    let shown = text(&composed("role-cards", &book, &alone));
    assert!(shown.contains("▶还有第2张") && shown.contains("◀接第1张"));
    let refused = Order { refused: [number.clone()].into(), ..Order::default() };
    assert_eq!(pages(&composed("role-cards", &book, &refused)), 0);
}

#[test]
fn a_check_code_depends_on_what_is_printed_alone() {
    let village = profile("岭下村").profile;
    let cards = |village: &duoan::model::profile::Profile| {
        let book = merge::merge(village, &town().library.set, &mut Diagnostics::default()).unwrap();
        composed("role-cards", &book, &Order::default()).cards
    };
    let before = cards(&village);
    let mut moved = village.clone();
    moved.people.get_mut("厉守业").unwrap().note = "别处不印的话".into();
    moved.supplies.reverse();
    assert_eq!(cards(&moved), before);
    let mut edition = village.clone();
    edition.edition.number = Some(9);
    let hash = |code: &str| code.rsplit('-').next().unwrap().to_owned();
    let dated = cards(&edition);
    assert!(dated.iter().zip(&before).all(|(a, b)| a.code != b.code && hash(&a.code) == hash(&b.code)));
    let mut called = village.clone();
    called.people.get_mut("厉守业").unwrap().phone = vec![Phone::read("138 0000 9999").unwrap()];
    let changed = cards(&called);
    assert!(changed.iter().zip(&before).any(|(a, b)| hash(&a.code) != hash(&b.code)));
    assert!(changed.iter().zip(&before).all(|(a, b)| a.number == b.number));
}

#[test]
fn one_picture_a_card_with_its_number_as_name() {
    let w = Workspace::new();
    assert_eq!(code(&w.run(&["build", "--only", "household-cards", "--format", "png"])), 0);
    let manifest = w.manifest();
    let files = manifest["files"].as_object().unwrap();
    let cards = files.values().next().unwrap()["cards"].as_array().unwrap();
    assert_eq!(files.len(), cards.len());
    for card in cards {
        let path = format!("示例村/household-cards/{}.png", card["number"].as_str().unwrap());
        assert!(fs::read(w.path().join("out").join(&path)).unwrap().starts_with(b"\x89PNG"), "{path}");
    }
    let again = w.run(&["build", "--only", "household-cards", "--format", "png"]);
    assert!(said(&again).contains(&format!("沿用 {:>2}", cards.len())), "{}", said(&again));
}

#[test]
fn a_booklet_has_two_pages_on_a_sheet_and_a_multiple_of_four() {
    let book = &books()[0];
    let booklet = composed("booklet", book, &Order::default());
    let pages = town().press.lay_out(&booklet).unwrap();
    assert_eq!(pages.len() % 2, 0);
    let shown = press::text(&pages);
    // Sheet 1, front: the last page beside the cover.
    assert!(shown[0].contains(&book.village.name) && shown.len() > 20);
}

#[test]
fn cards_of_some_hazards_and_roles_have_files_of_their_own() {
    let w = Workspace::new();
    w.run(&["build", "--only", "role-cards"]);
    let whole = w.pdf("示例村", "role-cards");
    let hazard =
        w.manifest()["files"]["示例村/role-cards.pdf"]["cards"][0]["hazards"][0].as_str().unwrap().to_owned();
    let part = w.run(&["build", "--only", "role-cards", "--hazard", &hazard, "--role", "总指挥"]);
    assert_eq!(code(&part), 0, "{}", said(&part));
    let path = format!("示例村/role-cards-{hazard}-commander.pdf");
    let manifest = w.manifest();
    let cards = manifest["files"][&path]["cards"].as_array().unwrap();
    assert!(
        !cards.is_empty() && cards.iter().all(|c| c["hazards"][0] == *hazard && c["role"] == "commander")
    );
    assert_eq!(w.pdf("示例村", "role-cards"), whole);
}

#[test]
fn sheet_options_reach_the_layout_and_large_print_is_one_size_up() {
    let book = &books()[0];
    let pages = |sheet: Sheet| {
        let document = composed("household-cards", book, &Order { sheet, ..Order::default() });
        (town().press.lay_out(&document).unwrap().len(), document.cards.len())
    };
    let (bare, cards) = pages(Sheet { test: Some(false), ..Sheet::default() });
    assert_eq!(pages(Sheet { test: Some(true), ..Sheet::default() }).0, bare + 1);
    assert_eq!(pages(Sheet { large: true, test: Some(false), ..Sheet::default() }).0, cards);
    assert_eq!(pages(Sheet { order: Some("same"), test: Some(false), ..Sheet::default() }).0, cards);
    assert_eq!(pages(Sheet { single: true, ..Sheet::default() }).0, cards);
}

#[test]
fn a_villages_own_map_is_printed_and_another_one_makes_the_handbook_anew() {
    let w = Workspace::new();
    fs::create_dir_all(w.path().join("pictures")).unwrap();
    let map = |fill: &str| {
        let svg = format!(
            "<svg xmlns='http://www.w3.org/2000/svg' width='160' height='200'><rect width='160' height='200' fill='{fill}'/></svg>"
        );
        fs::write(w.path().join("pictures/map.svg"), svg).unwrap();
    };
    map("#ddd");
    let file = w.village("示例村");
    let text = fs::read_to_string(&file).unwrap();
    assert!(!text.contains("\n图片:"));
    fs::write(&file, text + "\n图片: {村图: pictures/map.svg}\n").unwrap();
    let build = |args: &[&str]| {
        let output =
            w.run(&[&["build", "--only", "handbook,role-cards", "--format", "pdf,txt"], args].concat());
        assert_eq!(code(&output), 0, "{}", said(&output));
        crate::commands::counts(&output)
    };
    assert_eq!(build(&[]), (4, 0));
    assert!(fs::read_to_string(w.path().join("out/示例村/handbook.txt")).unwrap().contains("村里自己的图"));
    map("#eee");
    assert_eq!(build(&[]), (2, 2));
}
