//! What the filed papers say is what somebody wrote: a count that nobody gave is a blank, a paper does not tell of what
//! came after its day, and an article is met where what it asks for was done.

use duoan::model::handbook::{Handbook, WatchEntry};
use duoan::model::life::RevisionKind;
use duoan::model::phone::{Kind, Phone};
use duoan::model::profile::Date;
use duoan::office;

use super::{book, document, library, named, papers, paragraphs};
use crate::samples::books;

fn text(book: &Handbook, stem: &str) -> String {
    let all = paragraphs(named(&papers(book), stem));
    all.into_iter().map(|(_, text)| text).collect::<Vec<_>>().join("\n")
}

fn changed(change: impl FnMut(&mut Handbook)) -> Handbook {
    let mut book = book().clone();
    book.each(change);
    book
}

fn day(month: i8, day: i8) -> Option<Date> {
    Some(Date(jiff::civil::date(2026, month, day)))
}

/// Counts of nought: 0户, 0人, 0处 …
fn noughts(text: &str) -> Vec<String> {
    let chars: Vec<char> = text.chars().collect();
    let is_count = |at: &usize| {
        let before = at.checked_sub(1).map(|at| chars[at]);
        chars[*at] == '0'
            && !before.is_some_and(|c| c.is_ascii_digit() || ".-— ".contains(c) || c == '\u{a0}')
            && chars.get(at + 1).is_some_and(|c| "户人处支种项".contains(*c))
    };
    let around = |at: usize| chars[at.saturating_sub(8)..(at + 2).min(chars.len())].iter().collect();
    (0..chars.len()).filter(is_count).map(around).collect()
}

#[test]
fn a_count_that_nobody_wrote_is_a_blank_and_no_nought() {
    let bare = |book: &mut Handbook| {
        book.households.clear();
        book.supplies.clear();
        book.vehicles.clear();
        book.teams.clear();
        book.points.truncate(1);
        book.shelters.truncate(1);
        book.points.iter_mut().for_each(|p| (p.households, p.people) = (None, None));
        book.shelters.iter_mut().for_each(|s| s.capacity = None);
    };
    let empty = changed(bare);
    for stem in ["01", "02", "06"] {
        assert_eq!(noughts(&text(&empty, stem)), Vec::<String>::new(), "{stem}");
    }
    assert!(text(&empty, "01").contains("涉及＿＿户＿＿人"));
    let made = text(&empty, "02");
    for said in ["需要转移避险＿＿户＿＿人", "队伍＿＿支", "容量＿＿人", "物资＿＿项", "车辆装备＿＿种"]
    {
        assert!(made.contains(said), "{said}: {made}");
    }
    // Some of it is known: what is not is said.
    let some = changed(|book| {
        bare(book);
        book.points.push(duoan::model::handbook::PointEntry {
            name: "后山".to_owned(),
            households: Some(4),
            people: Some(9),
            ..book.points[0].clone()
        });
    });
    assert!(text(&some, "01").contains("涉及已知4户已知9人，1处没有写全"));
    // The village says so itself.
    let none = changed(|book| {
        bare(book);
        book.life.none = ["转移对象", "应急物资", "vehicles"].map(str::to_owned).to_vec();
    });
    let made = text(&none, "02");
    for said in ["需要转移避险0户0人", "物资0项", "车辆装备0种", "队伍＿＿支"] {
        assert!(made.contains(said), "{said}: {made}");
    }
    for book in books() {
        for stem in ["01", "02"] {
            assert_eq!(noughts(&text(book, stem)), Vec::<String>::new(), "{} {stem}", book.village.name);
        }
    }
}

#[test]
fn the_notes_bear_no_day_before_a_step_that_they_tell_of() {
    let last = |book: &Handbook| {
        let all = paragraphs(named(&papers(book), "02"));
        all.into_iter().map(|(_, text)| text).rfind(|text| text.ends_with('日')).unwrap()
    };
    assert_eq!(last(book()), "2026年5月27日");
    assert_eq!(last(&changed(|book| book.life.reviewed.date = day(6, 3))), "2026年6月3日");
    assert_eq!(last(&changed(|book| book.life.signed.date = None)), "＿＿＿＿年＿＿月＿＿日");
}

#[test]
fn who_had_no_opinion_gave_none() {
    let asked = changed(|book| book.life.consulted[1].opinion = "没有意见。".to_owned());
    assert!(text(&asked, "04").contains("征求3方，意见1条，采纳1条。"), "{}", text(&asked, "04"));
}

#[test]
fn a_first_edition_revises_nothing() {
    let new = text(&changed(|book| book.life.revision_kind = Some(RevisionKind::New)), "02");
    assert!(new.contains("本次为首次编制。") && new.contains("编制《岭下村突发事件应急预案》"), "{new}");
    assert!(!new.contains("修订完善") && !new.contains("主要变化"), "{new}");
    let revised = text(book(), "02");
    assert!(revised.contains("为修订完善本村") && revised.contains("本次为一般修订。"), "{revised}");
}

#[test]
fn every_paper_says_the_same_of_the_day_from_which_the_plan_holds() {
    let of = |effective: Option<Date>| {
        let book = changed(|book| book.edition.effective = effective);
        ["01", "06", "07"].map(|stem| {
            let text = text(&book, stem);
            let before = text.split("起施行").next().unwrap();
            before.rsplit('自').next().unwrap().to_owned()
        })
    };
    assert_eq!(of(day(6, 1)), ["2026年6月1日"; 3]);
    assert_eq!(of(None), ["印发之日"; 3]);
    assert_eq!(of(book().life.issued.date), ["印发之日"; 3]);
}

/// Digits with whatever stands between them, as somebody would dial them.
fn mobiles(text: &str) -> Vec<String> {
    let plain: String = text.chars().filter(|c| ![' ', '\u{a0}', '-'].contains(c)).collect();
    let runs = plain.split(|c: char| !c.is_ascii_digit());
    runs.filter(|run| run.len() == 11 && run.starts_with('1')).map(str::to_owned).collect()
}

#[test]
fn the_public_edition_has_no_mobile_number_and_its_sentences_are_whole() {
    for book in books() {
        assert!(!mobiles(&text(book, "01")).is_empty());
        let public = text(book, "06");
        assert_eq!(mobiles(&public), Vec::<String>::new(), "{}", book.village.name);
        // Wherever 01 says a number behind 电话, 06 says where it is to be found, or leaves room where the number is not for
        // everybody at all: the sentence goes on.
        let plan = text(book, "01").replace('\u{a0}', " ");
        let pieces: Vec<&str> = plan.split("电话").collect();
        let told: Vec<&[&str]> = pieces.windows(2).filter(|pair| pair[1].starts_with("138 0000")).collect();
        for pair in &told {
            let before: String =
                pair[0].chars().rev().take(4).collect::<Vec<_>>().into_iter().rev().collect();
            let behind: String = pair[1].chars().skip(13).take(6).collect();
            assert!(!public.contains(&format!("{before}电话{behind}")), "{}: {before}", book.village.name);
        }
        let said = public.matches("电话（号码见").count();
        assert!(said > 0 && said <= told.len(), "{}: {said}", book.village.name);
        assert!(!public.contains("（）") && !public.contains("（（"), "{}", book.village.name);
    }
}

/// Rows of the table of articles: the act or article, what is asked, where it stands, whether it is there.
fn articles(book: &Handbook, stem: &str) -> Vec<[String; 4]> {
    let all = paragraphs(named(&papers(book), stem));
    let from = all.iter().position(|(style, text)| style == "Annex" && text == "条款对照表").unwrap();
    let cells = all[from..].iter().take_while(|(style, _)| style != "Label");
    let cells: Vec<String> = cells
        .filter(|(style, text)| style == "TableText" && !text.is_empty())
        .map(|(_, t)| t.clone())
        .collect();
    cells.chunks_exact(4).map(|row| row.to_vec().try_into().unwrap()).collect()
}

#[test]
fn an_article_is_met_where_what_it_asks_for_was_done() {
    let there = |book: &Handbook, stem: &str, asks: &str| {
        let rows = articles(book, stem);
        rows.into_iter().find(|row| row[1] == asks).unwrap_or_else(|| panic!("{asks}"))[3] == "有"
    };
    let all = ["培训", "演练和演练评估", "定期评估", "送审材料", "风险评估、资源调查、案例分析"];
    let nothing = changed(|book| {
        book.training.clear();
        book.drills.clear();
        book.history.clear();
        book.life.evaluated.clear();
        book.life.consulted.clear();
    });
    let done = changed(|book| {
        book.drills[0].findings = "路线上的灯不亮".to_owned();
        book.life.evaluated =
            vec![duoan::model::life::Evaluated { date: day(5, 1), conclusion: "要修订".to_owned() }];
    });
    for asks in all {
        for stem in ["01", "06"] {
            assert!(!there(&nothing, stem, asks), "{stem} {asks}");
            assert!(there(&done, stem, asks), "{stem} {asks}");
        }
    }
    // A drill of which nobody wrote what came of it was held, but not evaluated.
    let held = changed(|book| book.drills.iter_mut().for_each(|drill| drill.findings.clear()));
    assert!(there(&held, "01", "多发易发地区组织演练") && !there(&held, "01", "演练和演练评估"));
    // An annex that has nothing is not there.
    let bare = changed(|book| {
        book.edition.revisions.clear();
        book.provenance.revisions = None;
    });
    assert!(!there(&bare, "01", "修订"));
}

#[test]
fn an_article_is_said_once_and_of_a_community_in_its_words() {
    for book in books() {
        for row in articles(book, "01") {
            let places: Vec<&str> = row[2].split('；').collect();
            let once: std::collections::BTreeSet<&&str> = places.iter().collect();
            assert_eq!(once.len(), places.len(), "{row:?}");
        }
    }
    let community = books().iter().find(|book| book.village.name == "海岭社区").unwrap();
    let rows = articles(community, "01");
    assert!(rows.iter().any(|row| row[1] == "居民委员会制定预案"), "{rows:?}");
    assert!(rows.iter().all(|row| !row[1].contains('村')), "{rows:?}");
}

/// A Saturday on which people work looks like no other, and where a year's notice is not entered that is said.
#[test]
fn a_day_of_the_rota_is_what_the_notice_says_of_it() {
    let mut book = book().clone();
    let watch = |year: i16, month: i8, day: i8| WatchEntry {
        date: Some(Date(jiff::civil::date(year, month, day))),
        shift: String::new(),
        lead: None,
        officers: Vec::new(),
        standby: Vec::new(),
    };
    book.rota = vec![watch(2026, 9, 20), watch(2026, 9, 21), watch(2026, 10, 1), watch(2031, 10, 1)];
    let list = office::lists(&book, &library().set).into_iter().find(|list| list.id == "rota").unwrap();
    let told: Vec<&str> = list.rows.iter().map(|row| row[2].as_str()).collect();
    assert_eq!(told, ["调休上班", "", "放假", "未录入"]);
}

/// What lies in the stores is counted once, in the same way everywhere; what teams have with them is theirs.
#[test]
fn supplies_are_those_of_the_stores_in_every_paper() {
    for book in books() {
        let stores = book.supplies.iter().flat_map(|s| &s.stock).filter(|stock| !stock.of_team).count();
        if stores == 0 {
            continue;
        }
        let said = format!("物资{stores}项");
        assert!(
            text(book, "01").contains(&said) && text(book, "02").contains(&said),
            "{}",
            book.village.name
        );
        let lists = office::lists(book, library().plans(&book.village));
        for id in ["stock", "count"] {
            let list = lists.iter().find(|list| list.id == id).unwrap();
            assert_eq!(list.rows.len(), stores, "{} {id}", book.village.name);
        }
        let plans = library().plans(&book.village);
        let data = duoan::feed::village(book, plans, duoan::feed::Level::Duty);
        assert_eq!(data["supplies"].as_array().unwrap().len(), stores, "{}", book.village.name);
    }
    let of_teams = books().iter().flat_map(|b| &b.supplies).flat_map(|s| &s.stock);
    assert!(
        of_teams.filter(|stock| stock.of_team).count() > 0,
        "a team of the examples has gear that plans ask for"
    );
}

/// Nobody dials a number from four lines: in the lists of the plan each stands on a line of its own.
#[test]
fn a_number_in_the_lists_of_the_plan_stands_on_one_line() {
    let whole = |cell: &str| {
        let lines = cell.lines().filter(|line| line.starts_with("138"));
        lines.filter(|line| mobiles(line).len() == 1).count()
    };
    for book in books().iter().filter(|book| book.homes().count() > 0) {
        let data = document(book, "paper-01").data;
        let sections = data["sections"].as_array().unwrap();
        let blocks =
            sections.iter().filter(|s| s["wide"] == true).flat_map(|s| s["blocks"].as_array().unwrap());
        let tables: Vec<_> = blocks.filter_map(|block| block.get("Table")).collect();
        let list =
            tables.iter().find(|t| t["head"].as_array().unwrap().iter().any(|h| h == "转移责任人")).unwrap();
        let width: u64 = list["widths"].as_array().unwrap().iter().map(|w| w.as_u64().unwrap()).sum();
        assert_eq!(width, 225);
        let rows = list["rows"].as_array().unwrap();
        assert_eq!(rows.len(), book.homes().count());
        for (row, home) in rows.iter().zip(book.homes()) {
            let cell = |n: usize| row[n].as_str().unwrap();
            let mobile =
                |phones: &[Phone]| phones.iter().filter(|phone| phone.kind() == Kind::Mobile).count();
            let mover = home.helpers.first().map_or(&[][..], |p| &p.phones);
            assert_eq!((whole(cell(3)), whole(cell(6))), (mobile(&home.phones), mobile(mover)), "{row}");
            // The name stands over the numbers, each on its line.
            assert!(cell(6).lines().count() <= 1 + mover.len(), "{row}");
        }
    }
}
