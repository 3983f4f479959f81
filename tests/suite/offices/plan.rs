//! The texts that are filed: chapters as data, no empty heading, sums as in the book, blanks where people sign.

use std::collections::BTreeSet;

use duoan::model::document::Audience;
use duoan::model::handbook::{Handbook, Sum};
use duoan::office;

use super::{book, library, named, papers, paragraphs, part};
use crate::samples::books;

#[test]
fn the_papers_are_there_and_the_same_each_time() {
    for book in books() {
        let (first, again) = (papers(book), papers(book));
        assert_eq!(first, again);
        let names: Vec<&str> = first.iter().map(|paper| &paper.name[..2]).collect();
        assert_eq!(names, ["01", "02", "03", "04", "05", "06", "07"]);
        for paper in &first {
            // Well-formed, part by part.
            for name in [
                "[Content_Types].xml",
                "word/document.xml",
                "word/styles.xml",
                "word/settings.xml",
                "word/footer1.xml",
            ] {
                let text = part(&paper.bytes, name);
                let mut reader = quick_xml::Reader::from_str(&text);
                loop {
                    match reader.read_event() {
                        Ok(quick_xml::events::Event::Eof) => break,
                        Ok(_) => {}
                        Err(error) => panic!("{} {name}: {error}", paper.name),
                    }
                }
                assert!(!part(&paper.bytes, "word/settings.xml").contains("updateFields"));
            }
        }
    }
}

#[test]
fn both_sets_of_chapters_come_from_the_data_and_have_no_empty_heading() {
    for (set, first) in [("art15", "二、风险点位"), ("eight", "二、应急组织体系")] {
        for book in books() {
            let mut book = book.clone();
            book.each(|edition| edition.life.chapters = set.to_owned());
            let papers = papers(&book);
            let all = paragraphs(named(&papers, "01"));
            let heads: Vec<&String> =
                all.iter().filter(|(style, _)| style == "Heading1").map(|(_, text)| text).collect();
            assert_eq!(heads.len(), library().set.filing.sets[set].chapters.len());
            assert!(heads.iter().any(|head| *head == first), "{heads:?}");
            for pair in all.windows(2) {
                let rank = |style: &str| style.strip_prefix("Heading").and_then(|n| n.parse::<u8>().ok());
                if let (Some(one), Some(other)) = (rank(&pair[0].0), rank(&pair[1].0)) {
                    assert!(other > one, "{}: nothing under {}", book.village.name, pair[0].1);
                }
            }
            // No mark of a table is left.
            assert!(
                all.iter().all(|(_, text)| !text.contains('〈') && !text.contains('{')),
                "{}",
                book.village.name
            );
        }
    }
}

#[test]
fn what_is_missing_is_said_and_what_is_truly_absent_too() {
    let mut book = book().clone();
    book.each(|edition| edition.vehicles.clear());
    let text = |book: &Handbook| {
        paragraphs(named(&papers(book), "01"))
            .into_iter()
            .map(|(_, text)| text)
            .collect::<Vec<_>>()
            .join("\n")
    };
    let said = text(&book);
    assert!(said.contains("（待补：车辆装备）") && said.contains("【草稿】"), "draft");
    book.each(|edition| edition.life.none = vec!["vehicles".to_owned()]);
    let said = text(&book);
    assert!(said.contains("本村无此项。") && !said.contains("（待补：车辆装备）"));
}

#[test]
fn sums_are_those_of_the_book() {
    for book in books().iter().filter(|book| !book.households.is_empty()) {
        let all = paragraphs(named(&papers(book), "01"));
        let sum = Sum::of(&book.households);
        let at = all.iter().position(|(_, text)| text == "合计").unwrap();
        assert_eq!(all[at + 1].1, sum.homes.to_string(), "{}", book.village.name);
        let moving = format!("需要转移避险的有{}户", sum.homes);
        assert!(all.iter().any(|(_, text)| text.contains(&moving)), "{}", book.village.name);
        let rows: u32 = all[..at].iter().rev().take_while(|(_, text)| text != "路线").count() as u32 / 6;
        assert!(rows > 0);
    }
}

/// Only what was opened may be cited; a village has no duty that no text gives it.
#[test]
fn only_articles_that_were_read_are_cited_and_no_false_duty_is_laid_on_a_village() {
    let read: BTreeSet<&str> = [
        "突发事件应急预案管理办法",
        "突发事件应对法",
        "山东省突发事件应对条例",
        "山东省突发事件应急保障条例",
        "地质灾害防治条例",
        "自然灾害救助条例",
        "消防法",
        "安全生产法",
    ]
    .into();
    for clause in &library().set.filing.clauses {
        assert!(read.contains(clause.act.as_str()), "{}", clause.act);
    }
    for book in books() {
        let text: Vec<String> =
            paragraphs(named(&papers(book), "01")).into_iter().map(|(_, text)| text).collect();
        let text = text.join("\n");
        for duty in ["24小时值班", "每年至少演练", "至少组织一次演练", "会议纪要", "46793", "231号"]
        {
            assert!(!text.contains(duty), "{}: {duty}", book.village.name);
        }
    }
}

#[test]
fn a_village_of_another_province_is_not_bound_by_this_ones_rules() {
    let mut book = book().clone();
    book.each(|edition| edition.village.province = "浙江省".to_owned());
    let text: Vec<String> =
        paragraphs(named(&papers(&book), "01")).into_iter().map(|(_, text)| text).collect();
    assert!(
        text.iter().all(|text| !text.contains("山东省")),
        "{:?}",
        text.iter().find(|t| t.contains("山东省"))
    );
}

#[test]
fn the_public_edition_has_no_households_and_no_mobile_number() {
    for book in books() {
        let all = paragraphs(named(&papers(book), "06"));
        let annexes: Vec<&String> =
            all.iter().filter(|(style, _)| style == "Annex").map(|(_, text)| text).collect();
        assert!(annexes.len() > 5);
        let text: Vec<String> =
            paragraphs(named(&papers(book), "06")).into_iter().map(|(_, text)| text).collect();
        let text = text.join("\n");
        assert!(
            annexes.iter().all(|title| !title.contains("人员清单") && !title.contains("特殊人员")),
            "{annexes:?}"
        );
        let plain: String = text.chars().filter(|c| ![' ', '\u{a0}', '-'].contains(c)).collect();
        assert!(!plain.contains("1380000"), "{}", book.village.name);
        let public = book.seen_by(Audience::Public);
        // What the village itself wrote of past events for everybody to read.
        let told: String = public.history.iter().map(|h| format!("{}{}", h.what, h.losses)).collect();
        let posted: Vec<String> =
            book.roles.iter().flat_map(|role| &role.holders).map(|p| p.name.clone()).collect();
        for home in book.homes().filter(|home| {
            home.head.chars().count() > 2 && !told.contains(&home.head) && !posted.contains(&home.head)
        }) {
            assert!(!text.contains(&home.head), "{}: {}", book.village.name, home.head);
        }
    }
    let public = office::papers(&books()[0], &library().set, Some(Audience::Public)).unwrap();
    assert_eq!(public.len(), 1);
}

#[test]
fn forms_leave_room_for_signatures_and_print_no_seal() {
    let papers = papers(book());
    let review = part(named(&papers, "05"), "word/document.xml");
    // 50 mm, dotted.
    assert!(review.contains("w:trHeight w:val=\"2835\" w:hRule=\"exact\"") && review.contains("dotted"));
    assert!(review.contains("主要负责人（签名）：＿＿"));
    let form = paragraphs(named(&papers, "03"));
    assert!(
        form.iter().any(|(_, text)| text.contains("备案回执"))
            && form.iter().any(|(_, text)| text.contains("齐全，予以备案"))
    );
    assert!(form.iter().any(|(_, text)| text.contains("岭村发〔2026〕3号")));
    let asked: Vec<_> = paragraphs(named(&papers, "04"));
    assert!(asked.iter().any(|(_, text)| text == "征求3方，意见2条，采纳1条。"), "{asked:?}");
    for paper in &papers {
        assert!(!part(&paper.bytes, "word/document.xml").contains("<w:drawing"));
    }
}

/// A telephone number is a simple revision, a post or a step goes the whole round again.
#[test]
fn the_class_of_a_revision_is_that_of_what_changed() {
    use duoan::diff::{self, Side};
    use duoan::model::life::RevisionKind;
    let (before, plans) = (book(), &library().set);
    let class = |change: &dyn Fn(&mut Handbook)| {
        let mut after = before.clone();
        change(&mut after);
        diff::class(&diff::changes(&Side { book: before, plans }, &Side { book: &after, plans }))
    };
    assert_eq!(class(&|_| {}), None);
    let phone = duoan::model::phone::Phone::read("138 0000 0001").unwrap();
    let ring = |book: &mut Handbook| {
        let name = book.roles[0].holders[0].name.clone();
        let holders = book.roles.iter_mut().flat_map(|role| &mut role.holders);
        holders.filter(|p| p.name == name).for_each(|p| p.phones = vec![phone.clone()]);
    };
    assert_eq!(class(&ring), Some(RevisionKind::Minor), "a telephone number");
    assert_eq!(class(&|book| drop(book.roles.remove(0))), Some(RevisionKind::Major), "a post");
    let step = |book: &mut Handbook| {
        let action =
            book.hazards[0].actions.iter_mut().find(|a| a.common.is_none() && !a.text.is_empty()).unwrap();
        action.text.push_str("，再看一遍");
        action.card.push_str("，再看一遍");
    };
    assert_eq!(class(&step), Some(RevisionKind::Major), "a step");
}

#[test]
fn fonts_are_the_governments_or_those_of_any_computer() {
    use duoan::model::life::Fonts;
    for (fonts, title, body) in
        [(Fonts::Official, "方正小标宋简体", "仿宋_GB2312"), (Fonts::Common, "宋体", "仿宋")]
    {
        let mut book = book().clone();
        book.each(|edition| edition.life.fonts = fonts);
        let styles = part(named(&papers(&book), "01"), "word/styles.xml");
        for face in [title, body, "黑体"] {
            assert!(styles.contains(&format!("w:eastAsia=\"{face}\"")), "{face}");
        }
        assert_eq!(styles.contains("GB2312"), fonts == Fonts::Official);
    }
}

/// A community reads of itself, not of a village; laws keep their names.
#[test]
fn a_communitys_plan_speaks_of_a_community() {
    let book = books().iter().find(|book| book.village.name == "海岭社区").unwrap();
    let all = paragraphs(named(&papers(book), "01"));
    let heads = all.iter().filter(|(style, _)| style.starts_with("Heading"));
    let said: Vec<&String> = heads.map(|(_, text)| text).filter(|text| text.contains("本村")).collect();
    assert!(said.is_empty(), "{said:?}");
    assert!(all.iter().any(|(_, text)| text.contains("居民委员会关于印发")));
    assert!(all.iter().all(|(_, text)| !text.contains("村民委员会负责解释")));
}

/// Who is reported to, asked for help and sent a copy is called what it is: no town's government in a street, a
/// township or a regiment.
#[test]
fn the_government_over_a_village_is_called_what_it_is() {
    for (town, government, copied) in [
        ("海岭镇", "镇人民政府", "海岭镇人民政府"),
        ("猪场苗族彝族乡", "乡人民政府", "猪场苗族彝族乡人民政府"),
        ("云岩街道", "街道办事处", "云岩街道办事处"),
        ("云岩街道办事处", "街道办事处", "云岩街道办事处"),
        ("巴彦苏木", "苏木人民政府", "巴彦苏木人民政府"),
        ("一八五团", "团场", "一八五团"),
        ("红星农场", "场部", "红星农场"),
    ] {
        let mut book = book().clone();
        book.each(|edition| edition.village.town = town.to_owned());
        for paper in
            papers(&book).iter().filter(|paper| paper.name.starts_with("01") || paper.name.starts_with("06"))
        {
            let text: Vec<String> = paragraphs(&paper.bytes).into_iter().map(|(_, text)| text).collect();
            let text = text.join("\n");
            assert!(text.contains(&format!("接到{government}转移通知的")), "{town}");
            assert!(text.contains(&format!("抄送：{copied}。")), "{town}");
            assert!(town.ends_with('镇') || !text.contains("镇人民政府"), "{town}");
        }
    }
}

/// Rows of the table under a caption that ends so, each with so many cells.
fn rows<'a>(all: &'a [(String, String)], caption: &str, columns: usize) -> Vec<Vec<&'a str>> {
    let Some(from) = all.iter().position(|(style, text)| style == "Caption" && text.ends_with(caption))
    else {
        return Vec::new();
    };
    let cells = all[from + 1..].iter().take_while(|(style, _)| style.starts_with("Table"));
    let cells: Vec<&str> =
        cells.filter(|(style, _)| style == "TableText").map(|(_, text)| text.as_str()).collect();
    cells.chunks(columns).filter(|row| row.len() == columns).map(<[&str]>::to_vec).collect()
}

/// What several hazards share stands in one table, each hazard has only what is its own; where some of a shared step
/// does not hold, that hazard says in full what does and is not among those of the table.
#[test]
fn what_hazards_share_stands_once_and_what_does_not_hold_is_not_said() {
    for book in books() {
        let all = paragraphs(named(&papers(book), "01"));
        let shared = [rows(&all, "　共同措施", 4), rows(&all, "　恢复措施", 4)].concat();
        assert_eq!(shared.len(), book.common.len(), "{}", book.village.name);
        for entry in &book.common {
            let row = shared.iter().find(|row| row[0] == entry.name).unwrap();
            for chapter in &book.hazards {
                let own = |a: &&duoan::model::handbook::Action| a.common.as_ref() == Some(&entry.id);
                let whole = chapter.actions.iter().filter(own).any(|a| a.skips.is_empty());
                let named = |list: &str| list.split('、').any(|name| name == chapter.short);
                let but = row[3].strip_prefix('除').and_then(|rest| rest.strip_suffix("外各灾种"));
                let listed = row[3] == "各灾种" || but.map_or_else(|| named(row[3]), |others| !named(others));
                assert_eq!(listed, whole, "{}: {row:?}", chapter.name);
            }
        }
        let body: String =
            all.iter().filter(|(style, _)| style == "Body").map(|(_, text)| text.as_str()).collect();
        assert!(!body.contains("按共同措施"));
        // Everybody stands once in the list of telephones.
        let from = all.iter().position(|(style, text)| style == "Annex" && text == "通讯录").unwrap();
        let annex = all[from..].iter().skip(1).take_while(|(style, _)| style != "Label");
        let annex: Vec<&str> = annex.map(|(_, text)| text.as_str()).collect();
        let outside = |name: &str| book.phones.outside.iter().filter(|c| c.person == name).count();
        let holders = book.roles.iter().flat_map(|role| &role.holders);
        let people: BTreeSet<(&str, String)> =
            holders.map(|p| (p.name.as_str(), format!("{:?}", p.phones))).collect();
        for (name, _) in &people {
            let wanted = people.iter().filter(|(own, _)| own == name).count() + outside(name);
            let there = annex.iter().filter(|cell| *cell == name).count();
            assert_eq!(there, wanted, "{}: {name}", book.village.name);
        }
    }
}

/// An act at a level is said of its hazards: whoever reads the row of one hazard does not do what another asks for.
#[test]
fn every_act_at_a_level_stands_behind_its_hazards() {
    for book in books() {
        let all = paragraphs(named(&papers(book), "01"));
        let table = rows(&all, "　分级响应", 3);
        let mut seen = 0;
        for chapter in &book.hazards {
            let others: Vec<&str> =
                book.hazards.iter().filter(|h| h.id != chapter.id).map(|h| h.short.as_str()).collect();
            for act in book.matrix.iter().flat_map(|row| &row.cells).flat_map(|cell| &cell.actions) {
                if act.hazards.len() != 1 || act.hazards[0] != chapter.id {
                    continue;
                }
                let said = act.text.replace('！', "");
                let sentences = table.iter().flat_map(|row| row[2].split('。'));
                for sentence in sentences.filter(|sentence| sentence.contains(&said)) {
                    let (of, _) = sentence.split_once('：').unwrap();
                    let named: Vec<&str> = of.split('、').collect();
                    seen += usize::from(named == [chapter.short.as_str()]);
                    let borrowed = named.iter().all(|name| others.contains(name));
                    assert!(
                        named.contains(&chapter.short.as_str()) || borrowed,
                        "{}: {sentence}",
                        chapter.short
                    );
                }
            }
        }
        assert!(seen > 5, "{}: {seen}", book.village.name);
    }
}
