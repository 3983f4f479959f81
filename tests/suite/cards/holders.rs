//! What a card says to whoever holds it, or stands before it.

use super::*;

#[test]
fn nobody_s_card_starts_with_what_he_cannot_perceive() {
    let deaf = |home: &Household| {
        home.needs.iter().any(|n| n.contains("聋") || n.contains("听力") || n.contains("耳背"))
    };
    let mut seen = 0;
    for book in all() {
        for card in cards("household-cards", book) {
            let home = home_of(&card, book);
            assert_eq!(card["heads"][0] == "等人拉", deaf(home), "{}", home.head);
            let first = &card["columns"][0];
            if deaf(home) {
                seen += 1;
                assert!(said(&first[0]).starts_with(&home.helpers[0].name), "{first}");
                let heard = book
                    .points
                    .iter()
                    .flat_map(|p| &p.signs)
                    .filter(|s| s.sense == Some(Sense::Hear))
                    .map(|s| s.text.replace(' ', ""));
                let text = said(first) + &said(&card["strip"]);
                assert!(heard.into_iter().all(|s| !text.contains(&s)) && !text.contains("听"), "{text}");
            }
        }
    }
    assert!(seen >= 3, "{seen}");
}

#[test]
fn who_reports_to_the_town_rings_the_town() {
    let book = books().iter().find(|b| b.village.name == "岭下村").unwrap();
    let town =
        book.phones.outside.iter().find(|c| c.kind == duoan::model::profile::ContactKind::TownDuty).unwrap();
    for key in ["flash-flood/tell", "debris-flow/tell", "landslide/tell"] {
        let action = book.hazards.iter().flat_map(|h| &h.actions).find(|a| a.key == key).unwrap();
        let at = action
            .text
            .replace('\u{a0}', " ")
            .find(&town.phones[0].to_string())
            .unwrap_or_else(|| panic!("{key}: {}", action.text));
        let neighbour = action.text.replace('\u{a0}', " ").find("邻村").unwrap_or(usize::MAX);
        assert!(at < neighbour, "{key}: {}", action.text);
    }
    let red = book.hazards.iter().flat_map(|h| &h.actions).find(|a| a.key == "flash-flood/red-line").unwrap();
    assert!(red.text.contains("水变浑，或者1小时雨量到45毫米，或者3小时雨量到80毫米"), "{}", red.text);
}

#[test]
fn a_poster_is_headed_by_its_own_hazard() {
    for book in all() {
        for card in cards("poster", book) {
            let mine: Vec<&Chapter> = list(&card["hazards"])
                .map(|h| book.hazards.iter().find(|c| c.short == h["name"]).unwrap())
                .collect();
            assert!(mine.iter().all(|h| h.headline == card["headline"]), "{}", card["headline"]);
        }
    }
    let all: Vec<Value> = all().iter().flat_map(|b| cards("poster", b)).collect();
    let flow = all.iter().find(|c| c["hazards"].to_string().contains("泥石流")).unwrap();
    assert!(
        word(&flow["headline"]).contains("泥石流") && !word(&flow["headline"]).contains("坡"),
        "{}",
        flow["headline"]
    );
}

#[test]
fn every_line_of_a_duty_card_says_for_which_hazard_it_is() {
    let mut merged = 0;
    for book in all() {
        let shorts: Vec<&str> = book.hazards.iter().map(|h| h.short.as_str()).collect();
        for card in cards("duty-cards", book) {
            let role = book.roles.iter().find(|r| r.short == card["role"]).unwrap();
            let mut acts = BTreeMap::new();
            for row in list(&card["rows"]) {
                let names = said(&row["names"]);
                let of: Vec<&&str> = shorts.iter().filter(|s| names.contains(**s)).collect();
                assert!(!of.is_empty(), "{row}");
                merged += usize::from(list(&row["icons"]).count() > 1);
                *acts.entry(said(&row["do"])).or_insert(0) += 1;
            }
            let own: Vec<String> = (role.routine.iter())
                .chain(role.deeds.iter().map(|d| &d.text))
                .map(|text| text.replace(' ', ""))
                .collect();
            for line in list(&card["back"]).map(|l| said(&l["text"])) {
                let named = line.starts_with("各灾种") || shorts.iter().any(|s| line.starts_with(s));
                assert!(named || own.iter().any(|text| line.contains(text.as_str())), "{line}");
            }
        }
        if book.hazards.len() < 2 {
            continue;
        }
        // With several hazards everybody who has steps has such a card.
        let held = cards("duty-cards", book).len();
        assert!(held >= book.roles.iter().filter(|r| !r.holders.is_empty() && r.id == "commander").count());
    }
    assert!(merged > 5, "{merged}");
}
