//! What reaches the paper: every word letter for letter, no text as code, no box, the same bytes again.

use duoan::builtin;
use duoan::compose::{self, FAMILIES, Order};
use duoan::diag::Diagnostics;
use duoan::model::document::{Audience, Document, Finish, Item};
use duoan::model::handbook::Handbook;
use duoan::press::{self, Misprint, Press};
use duoan::{load, merge};

use crate::samples::{books, laid_out, profile, town};

fn composed(family: &compose::Family, book: &Handbook) -> Option<Document> {
    compose::compose(family, book, &town().library.set, &Order::default()).ok()
}

fn document(book: &Handbook, family: &str) -> Document {
    composed(compose::family(family).unwrap(), book).unwrap()
}

fn squeezed(text: &str) -> String {
    // Layouts tie figures to their units with word joiners.
    text.chars().filter(|c| !c.is_whitespace() && *c != '\u{2060}').collect()
}

/// Text as Typst markup, code, template, path and layout would like it.
const HOSTILE: [&str; 8] = [
    "#panic(1)",
    "*粗* _斜_ `码` $x^2$",
    "{{ village.name }} {% raw %}",
    "\\u{1F4A5} \\ // /* */",
    "<label> @ref [块]",
    "#eval(\"1\")#read(\"/data.json\")",
    "\"引\"号'和'反`引`",
    "= 标题 - 列表 + 编号",
];

#[test]
fn hostile_text_is_printed_letter_for_letter() {
    let mut village = profile("岭下村").profile;
    for (person, text) in village.people.values_mut().zip(HOSTILE) {
        person.title = text.to_owned();
    }
    for (home, text) in village.evacuees.iter_mut().zip(HOSTILE) {
        home.address = text.to_owned();
        home.hazards = vec!["flash-flood".into()];
    }
    let mut diags = Diagnostics::default();
    let book = merge::merge(&village, &town().library.set, &mut diags).unwrap();
    let sheets = town().press.lay_out(&document(&book, "handbook")).unwrap();
    let text = squeezed(&press::text(&sheets).concat());
    for hostile in HOSTILE {
        assert!(text.contains(&squeezed(hostile)), "{hostile}");
    }
}

#[test]
fn every_name_phone_and_step_of_the_example_town_is_on_paper() {
    for book in books().iter().step_by(3) {
        // The file's edition has everything; the carried one leaves to it what nobody needs at night.
        let order = Order { audience: Some(Audience::File), ..Order::default() };
        let whole =
            compose::compose(compose::family("handbook").unwrap(), book, &town().library.set, &order).ok();
        let sheets = town().press.lay_out(&whole.unwrap()).unwrap();
        let text = squeezed(&press::text(&sheets).concat());
        let numbers: Vec<String> = (book.roles.iter().filter(|r| r.falls_to.is_none()))
            .flat_map(|r| r.holders.iter().filter_map(|h| h.phones.first()).map(ToString::to_string))
            .collect();
        let mut wanted: Vec<&str> = numbers.iter().map(String::as_str).collect();
        // A step that would take two lines on a full page stands there in the words of the cards.
        let said = |a: &duoan::model::handbook::Action| {
            [&a.text, &a.card].into_iter().any(|words| text.contains(&squeezed(words)))
        };
        for action in book.hazards.iter().flat_map(|h| &h.actions) {
            assert!(said(action), "{}: {} is not in the handbook", book.village.name, action.key);
        }
        wanted.extend(
            book.hazards.iter().flat_map(|h| &h.forbid).flat_map(|f| [f.text.as_str(), f.why.as_str()]),
        );
        wanted.extend(book.common.iter().flat_map(|c| &c.text).map(String::as_str));
        wanted.extend(book.compounds.iter().flat_map(|c| &c.steps).map(|s| s.text.as_str()));
        wanted.extend(book.households.iter().flat_map(|h| [h.head.as_str(), h.address.as_str()]));
        wanted.extend(book.roles.iter().flat_map(|r| &r.holders).map(|h| h.name.as_str()));
        wanted.extend(book.points.iter().flat_map(|p| [p.name.as_str(), p.place.as_str()]));
        wanted.extend(book.shelters.iter().map(|s| s.name.as_str()));
        wanted.extend(book.routes.iter().map(|r| r.name.as_str()));
        wanted.extend(book.supplies.iter().map(|s| s.item.as_str()));
        wanted.extend(book.hazards.iter().flat_map(|h| &h.broadcast).map(|b| b.text.as_str()));
        for words in wanted {
            assert!(text.contains(&squeezed(words)), "{}: {words} is not in the handbook", book.village.name);
        }
    }
}

#[test]
fn every_role_card_fits_and_shows_its_steps() {
    for book in books().iter().step_by(3) {
        let family = compose::family("role-cards").unwrap();
        let (cards, sheets) = laid_out(family, book, Order::default()).unwrap();
        let sheets = sheets.unwrap_or_else(|faults| panic!("{}: {faults:?}", book.village.name));
        let text = squeezed(&press::text(&sheets).concat());
        for card in cards.data["cards"].as_array().unwrap() {
            for step in card["first"].as_array().unwrap().iter().chain(card["steps"].as_array().unwrap()) {
                // The layout prints the fullest of its wordings that the card has room for.
                let shown =
                    |words: &serde_json::Value| words.as_str().is_some_and(|w| text.contains(&squeezed(w)));
                let full = step["full"].as_array().is_some_and(|f| !f.is_empty() && f.iter().all(shown));
                let whole = shown(&step["text"]) || shown(&step["here"]) || full;
                assert!(whole, "{} {step}", card["number"]);
            }
        }
    }
}

#[test]
fn card_numbers_are_unique_but_for_continued_cards_and_copies() {
    for book in books() {
        let mut seen = std::collections::BTreeSet::new();
        for document in FAMILIES
            .iter()
            .filter(|f| f.is_usual(book) && f.name != "poster-tiles")
            .filter_map(|f| composed(f, book))
        {
            for card in document.data["cards"].as_array().into_iter().flatten() {
                assert!(
                    seen.insert((card["number"].to_string(), card["page"].to_string())),
                    "{}",
                    card["number"]
                );
            }
        }
    }
}

#[test]
fn a_household_or_a_post_more_renumbers_no_card() {
    let mut village = profile("岭下村").profile;
    let numbers = |village: &duoan::model::profile::Profile| -> Vec<String> {
        let book = merge::merge(village, &town().library.set, &mut Diagnostics::default()).unwrap();
        FAMILIES.iter().filter_map(|f| composed(f, &book)).flat_map(|d| d.cards).map(|c| c.number).collect()
    };
    let before = numbers(&village);
    let mut more = village.evacuees[0].clone();
    more.head = "新来户".into();
    village.evacuees.insert(0, more);
    village.posts.shift_insert(0, "护林队长".into(), vec!["厉守业".into()]);
    let after = numbers(&village);
    assert!(before.len() < after.len());
    assert!(before.iter().all(|n| after.contains(n)));
}

#[test]
fn the_three_ways_of_writing_keys_load_the_same_way() {
    // One profile, its keys turned into the other language by the model's own words.
    let zh = duoan::source::SourceFile::from_text(
        "zh.yaml",
        "村名: 甲村\n概况: {户数: 3}\n灾害:\n  山洪: {可能性: 高}\n类型: 村\n",
    );
    let en = duoan::source::SourceFile::from_text(
        "en.yaml",
        "name: 甲村\noverview: {households: 3}\nhazards:\n  flash-flood: {likelihood: high}\nkind: village\n",
    );
    let mixed = duoan::source::SourceFile::from_text(
        "mixed.yaml",
        "name: 甲村\n概况: {households: 3}\nhazards:\n  山洪: {可能性: high}\n类型: village\n",
    );
    let loaded: Vec<_> = [zh, en, mixed]
        .iter()
        .map(|file| {
            let mut diags = Diagnostics::default();
            let layer = load::layer(file, &town().library.words, &mut diags).unwrap();
            assert_eq!(diags.into_sorted(), []);
            load::village([layer]).unwrap().profile
        })
        .collect();
    assert_eq!(loaded[0], loaded[1]);
    assert_eq!(loaded[1], loaded[2]);
}

/// Lays out one page of this Typst source with the built-in fonts; `items` must be on it.
fn audited(source: &str, finish: Finish, items: &[&str]) -> Result<(), Vec<Misprint>> {
    let press = Press::new(
        [("x.typ".to_owned(), source.as_bytes())],
        builtin::FONTS.iter().map(|(_, bytes)| std::borrow::Cow::Borrowed(*bytes)),
    );
    let mut document = document(&books()[0], "wallet-cards");
    document.layout = "x.typ";
    document.finish = finish;
    let item = |text: &&str| Item { wordings: vec![vec![(*text).to_owned()]], times: 1, at: String::new() };
    document.items = items.iter().map(item).collect();
    press.lay_out(&document).map(drop)
}

#[test]
fn after_layout_what_is_lost_broken_off_the_paper_or_bare_is_said() {
    let page = "#set page(width: 90mm, height: 60mm, margin: 5mm)\n#set text(font: \"Duoan Sans\")\n";
    let on = |body: &str| format!("{page}{body}");
    let items = ["敲锣喊撤", "138 0000 1001"];
    assert_eq!(audited(&on("敲锣 喊撤 #box[138 0000 1001]"), Finish::Plain, &items), Ok(()));
    let lost = |text: &str| Err(vec![Misprint::Lost { text: text.to_owned(), at: String::new() }]);
    assert_eq!(audited(&on("敲锣 #box[138 0000 1001]"), Finish::Plain, &items), lost(items[0]));
    assert_eq!(audited(&on("敲锣喊撤 138 0000 \\ 1001"), Finish::Plain, &items), lost(items[1]));
    let outside = audited(&on("#place(dx: 70mm)[敲锣喊撤]#h(1fr)#box[138 0000 1001]"), Finish::Plain, &items);
    assert!(
        matches!(&outside, Err(faults) if matches!(faults[..], [Misprint::Outside { page: 1, .. }])),
        "{outside:?}"
    );
    let two = on("敲锣喊撤 #box[138 0000 1001] #pagebreak() #pagebreak() 一行");
    assert_eq!(audited(&two, Finish::Tagged, &items), Err(vec![Misprint::Bare { page: 3 }]));
    assert_eq!(audited(&two.replace("一行", "此页留作记录"), Finish::Tagged, &items), Ok(()));
}
