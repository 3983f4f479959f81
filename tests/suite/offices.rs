//! The papers that are handed in: real Word packages, the official layout measured on the page, chapters as
//! data, no empty heading, sums as in the book, blanks where people sign.

use std::collections::BTreeSet;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::Command;

use duoan::compose::Order;
use duoan::load::Library;
use duoan::model::document::{Audience, Document};
use duoan::model::handbook::{Handbook, Sum};
use duoan::office;
use tempfile::TempDir;

use crate::readers;
use crate::samples::{books, town};

/// A millimetre, points.
const MM: f64 = 72.0 / 25.4;

pub fn book() -> &'static Handbook {
    books().iter().find(|book| book.village.name == "岭下村").unwrap()
}

pub fn library() -> &'static Library {
    &town().library
}

fn papers(book: &Handbook) -> Vec<office::Filed> {
    office::papers(book, library().plans(&book.village), None).unwrap()
}

pub fn document(book: &Handbook, family: &str) -> Document {
    let plans = library().plans(&book.village);
    office::compose(office::family(family).unwrap(), book, plans, &Order::default()).unwrap()
}

fn part(bytes: &[u8], name: &str) -> String {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut text = String::new();
    archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

/// The paragraphs of a document, each with its style.
fn paragraphs(bytes: &[u8]) -> Vec<(String, String)> {
    let document = part(bytes, "word/document.xml");
    let mut found = Vec::new();
    for paragraph in document.split("<w:p>").skip(1) {
        let paragraph = paragraph.split("</w:p>").next().unwrap();
        let style = paragraph.split("<w:pStyle w:val=\"").nth(1).map_or("", |s| s.split('"').next().unwrap());
        let text: String = (paragraph.split("<w:t").skip(1))
            .filter_map(|t| {
                t.split_once('>').map(|(_, rest)| rest.split("</w:t>").next().unwrap().to_owned())
            })
            .collect();
        found.push((style.to_owned(), text));
    }
    found
}

fn named<'a>(papers: &'a [office::Filed], stem: &str) -> &'a [u8] {
    &papers.iter().find(|paper| paper.name.starts_with(stem)).unwrap().bytes
}

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
        let mobile = |at: usize| text[at..].chars().filter(char::is_ascii_digit).take(11).count() == 11;
        let found = text.match_indices("138 0000").find(|(at, _)| mobile(*at));
        assert_eq!(found, None, "{}", book.village.name);
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

/// Lets LibreOffice open a paper and print it; `None` where it is not installed.
fn printed(dir: &Path, name: &str, bytes: &[u8]) -> Option<PathBuf> {
    readers::find("soffice")?;
    let file = dir.join(format!("{name}.docx"));
    fs::write(&file, bytes).unwrap();
    // No Chinese type is in the system: the program's own stands in for all, which moves no line.
    let fonts = dir.join("fonts.conf");
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fonts");
    let conf = format!(
        "<?xml version=\"1.0\"?><fontconfig><dir>{}</dir><dir>/usr/share/fonts</dir><cachedir>{}</cachedir></fontconfig>",
        folder.display(),
        dir.join("cache").display()
    );
    fs::write(&fonts, conf).unwrap();
    let output = Command::new("soffice")
        .env("FONTCONFIG_FILE", &fonts)
        .env("HOME", dir)
        .args(["--headless", "--convert-to", "pdf", "--outdir"])
        .arg(dir)
        .arg(&file)
        .output()
        .unwrap();
    let pdf = dir.join(format!("{name}.pdf"));
    let said = String::from_utf8_lossy(&output.stderr);
    // There is LibreOffice without its word processor.
    if said.contains("source file could not be loaded") && !opens(dir, &fonts) {
        return None;
    }
    assert!(pdf.exists(), "{said}");
    Some(pdf)
}

/// Returns whether the word processor opens anything at all.
fn opens(dir: &Path, fonts: &Path) -> bool {
    let plain = dir.join("plain.txt");
    fs::write(&plain, "plain").unwrap();
    let run = Command::new("soffice")
        .env("FONTCONFIG_FILE", fonts)
        .env("HOME", dir)
        .args(["--headless", "--convert-to", "pdf", "--outdir"])
        .arg(dir)
        .arg(&plain)
        .output();
    run.is_ok() && dir.join("plain.pdf").exists()
}

/// A word on a page: page from 1, left, top, right, bottom in points.
type Word = (usize, f64, f64, f64, f64, String);

fn words(pdf: &Path) -> (Vec<(f64, f64)>, Vec<Word>) {
    let output = Command::new("pdftotext").args(["-bbox", "-q"]).arg(pdf).arg("-").output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let number = |line: &str, name: &str| -> f64 {
        line.split(&format!("{name}=\"")).nth(1).unwrap().split('"').next().unwrap().parse().unwrap()
    };
    let (mut pages, mut found) = (Vec::new(), Vec::new());
    for line in text.lines() {
        if line.contains("<page ") {
            pages.push((number(line, "width"), number(line, "height")));
        } else if line.contains("<word ") {
            let word = line.split_once('>').unwrap().1.trim_end_matches("</word>").to_owned();
            found.push((
                pages.len(),
                number(line, "xMin"),
                number(line, "yMin"),
                number(line, "xMax"),
                number(line, "yMax"),
                word,
            ));
        }
    }
    (pages, found)
}

/// The official layout, measured within a millimetre, and the contents within a page.
#[test]
fn libreoffice_opens_the_plan_and_its_page_has_the_official_measures() {
    if !readers::there(&["pdftotext"], "the measures of the plan for filing") {
        return;
    }
    let dir = TempDir::new().unwrap();
    let papers = papers(book());
    let bytes = named(&papers, "01");
    let Some(pdf) = printed(dir.path(), "plan", bytes) else {
        return readers::tell("the measures of the plan for filing (soffice is not here)");
    };
    let (pages, words) = words(&pdf);
    assert!((pages[0].0 - 210.0 * MM).abs() < 1.0 && (pages[0].1 - 297.0 * MM).abs() < 1.0);
    let all = paragraphs(bytes);
    // The first page of the text: the page on which 一、 stands as a heading, after the contents.
    let first = words.iter().filter(|w| w.5.starts_with("一、总则")).map(|w| w.0).max().unwrap();
    let body: Vec<&Word> = words.iter().filter(|w| w.0 == first).collect();
    let mut tops: Vec<f64> = body.iter().map(|w| (w.2 + w.4) / 2.0).collect();
    tops.sort_by(f64::total_cmp);
    tops.dedup_by(|a, b| (*a - *b).abs() < 6.0);
    // The middle of the first line is half a line under the top of the type area.
    let top = tops[0] - 28.95 / 2.0;
    assert!((top - 37.0 * MM).abs() < 4.0, "top {}", top / MM);
    assert!((tops[1] - tops[0] - 28.95).abs() < 0.6, "{}", tops[1] - tops[0]);
    let left = body.iter().filter(|w| w.1 > 20.0 * MM).map(|w| w.1).fold(f64::MAX, f64::min);
    assert!((left - 28.0 * MM).abs() < MM, "left {}", left / MM);
    let right = body.iter().map(|w| w.3).fold(0.0, f64::max);
    assert!(right < 184.0 * MM + MM, "right {}", right / MM);
    // Footer: odd right, even left, dash 7 mm under the type area.
    for page in [first, first + 1] {
        let number = words.iter().filter(|w| w.0 == page && w.2 > 262.0 * MM).collect::<Vec<_>>();
        let (left, right) = (number.first().unwrap().1, number.last().unwrap().3);
        let middle = (number[0].2 + number[0].4) / 2.0;
        assert!((middle - (297.0 - 35.0 + 7.0) * MM).abs() < 1.5 * MM, "foot {}", middle / MM);
        if page % 2 == 1 {
            assert!((right - (184.0 * MM - 14.0)).abs() < MM, "odd {}", right / MM);
        } else {
            assert!((left - (28.0 * MM + 14.0)).abs() < MM, "even {}", left / MM);
        }
    }
    contents_lead_to_their_pages(&all, &words);
    // Only wide annexes lie.
    assert!(pages.iter().any(|(width, height)| width > height));
}

fn contents_lead_to_their_pages(all: &[(String, String)], words: &[Word]) {
    let mut checked = 0;
    for (_, line) in all.iter().filter(|(style, _)| style == "TOC1") {
        let digits: String = line
            .chars()
            .rev()
            .take_while(char::is_ascii_digit)
            .collect::<Vec<_>>()
            .into_iter()
            .rev()
            .collect();
        let title = line.trim_end_matches(|c: char| c.is_ascii_digit());
        let page: usize = digits.parse().unwrap();
        let head: String = title.chars().take(6).collect();
        let there = words.iter().filter(|w| w.5.starts_with(&head)).map(|w| w.0).max();
        if let Some(there) = there {
            assert!(there.abs_diff(page) <= 1, "{title}: {page}, not {there}");
            checked += 1;
        }
    }
    assert!(checked >= 6, "{checked}");
}

/// The heads of the province's list, in its order.
const OFFICIAL: &str = "行政村,危险区名称,危险区类型,位置,经度,纬度,户主,居住人数,户主手机,转移责任人,转移责任人职务,转移责任人手机,预警责任人,预警责任人职务,预警责任人手机,避灾场所,有无安全鉴定,避灾场所管理员,避灾场所管理员手机,备注";

#[test]
fn sheets_are_as_wide_as_the_paper_and_have_the_official_columns() {
    for book in books() {
        let plans = library().plans(&book.village);
        let lists = office::lists(book, plans);
        for list in &lists {
            let width: u32 = list.columns.iter().map(|(_, width, _)| width).sum();
            assert_eq!(width, office::WIDTH, "{}", list.title);
            for row in &list.rows {
                assert_eq!(row.len(), list.columns.len(), "{}", list.title);
                let blank = row
                    .iter()
                    .zip(list.columns)
                    .all(|(cell, (_, _, blank))| !blank || cell.is_empty() || list.id == "findings");
                assert!(blank, "{}: {row:?}", list.title);
            }
        }
        let ids: BTreeSet<&str> = lists.iter().map(|list| list.id).collect();
        for id in [
            "special",
            "zones",
            "rota",
            "stock",
            "goods-in",
            "goods-out",
            "count",
            "findings",
            "drills",
            "training",
        ] {
            assert!(ids.contains(id), "{id}");
        }
        let sheets = office::sheets(book, plans);
        assert_eq!(sheets[0].heads.join(","), OFFICIAL);
        assert_eq!(sheets[0].rows.len(), book.homes().count());
        let bytes = duoan::roster::plain::book(&sheets, "").unwrap();
        assert_eq!(bytes, duoan::roster::plain::book(&sheets, "").unwrap());
    }
}

#[test]
fn everybody_of_a_point_is_on_its_sheet_and_the_calls_go_down_the_chain() {
    let book = book();
    let lists = office::lists(book, &library().set);
    for point in &book.points {
        let homes = book.homes().filter(|home| home.points.contains(&point.name)).count();
        let list = lists.iter().find(|list| list.title == format!("转移人员清单：{}", point.name));
        assert_eq!(list.map_or(0, |list| list.rows.len()), homes, "{}", point.name);
    }
    let calls: Vec<_> = lists.iter().filter(|list| list.id == "calls").collect();
    assert!(!calls.is_empty());
    for list in calls {
        assert!(
            list.rows[0][2].starts_with("总指挥") || list.rows[0][2].starts_with("预警员"),
            "{:?}",
            list.rows[0]
        );
        assert!(list.rows.iter().all(|row| !row[4].is_empty()), "somebody calls everybody");
    }
}

#[test]
fn sheets_and_the_flow_chart_go_on_paper_with_this_villages_names() {
    let book = book();
    let press = &town().press;
    let sheets = press.lay_out(&document(book, "lists")).unwrap();
    let text = duoan::press::text(&sheets).concat();
    for home in book.homes() {
        assert!(text.contains(&home.head), "{}", home.head);
    }
    for name in ["flow", "flow-a3"] {
        let document = document(book, name);
        let sheets = press.lay_out(&document).unwrap();
        assert_eq!(sheets.len(), 1);
        let text = duoan::press::text(&sheets).concat().replace(['\u{a0}', ' '], "");
        for word in [
            "接警",
            "研判",
            "响应",
            "报告",
            "转移",
            "处置",
            "解除",
            "厉守业",
            "13800001001",
            "先撤，边撤边报",
        ] {
            assert!(text.contains(word), "{word}");
        }
    }
}

#[test]
fn the_ledger_says_which_list_is_not_entered_and_fills_from_one_that_is() {
    let book = book();
    let stock = |plans: &duoan::model::plan::PlanSet| {
        office::lists(book, plans).into_iter().find(|list| list.id == "stock").unwrap()
    };
    let list = stock(&library().set);
    assert!(list.sum.contains("DB37/T 4666-2023") && list.sum.contains("没有录入（0/71）"), "{}", list.sum);
    let row = list.rows.iter().position(|row| row[5].is_empty() && !row[6].is_empty()).unwrap();
    let mut plans = library().set.clone();
    let item = duoan::model::stock::StockItem {
        item: list.rows[row][2].clone(),
        unit: list.rows[row][4].clone(),
        quantity: Some(9999),
    };
    plans.stock.lists[0].items.push(item);
    let have: u32 = list.rows[row][6].parse().unwrap();
    let after = stock(&plans);
    assert_eq!(
        (after.rows[row][5].as_str(), after.rows[row][7].clone()),
        ("9999", (9999 - have).to_string())
    );
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

/// 值班表：by day, with the weekday, what is a day off by the notice, and whom to ring.
#[test]
fn the_rota_knows_weekdays_and_days_off() {
    use duoan::model::handbook::WatchEntry;
    use duoan::model::profile::Date;
    let mut book = book().clone();
    let lead = book.roles[0].holders[0].clone();
    let watch = |month: i8, day: i8| WatchEntry {
        date: Some(Date(jiff::civil::date(2026, month, day))),
        shift: "8时至次日8时".to_owned(),
        lead: Some(lead.clone()),
        officers: vec![lead.clone()],
        standby: Vec::new(),
    };
    book.rota = vec![watch(10, 10), watch(10, 1), watch(9, 26)];
    let list = office::lists(&book, &library().set).into_iter().find(|list| list.id == "rota").unwrap();
    let told: Vec<[&str; 3]> = list.rows.iter().map(|row| [0, 1, 2].map(|n| row[n].as_str())).collect();
    // The tenth is a Saturday on which people work, the twenty-sixth one on which they do not.
    assert_eq!(told, [["2026-09-26", "六", "放假"], ["2026-10-01", "四", "放假"], ["2026-10-10", "六", ""]]);
    assert!(list.rows[0][4].contains(&lead.name) && list.rows[0][4].contains("138"), "{:?}", list.rows[0]);
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
