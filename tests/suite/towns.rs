//! The town's own book: every commander found from its back cover, what is missing on top, levels as the
//! villages have them, cards with one act a line.

use duoan::model::handbook::{Handbook, Sum};
use duoan::model::plan::Level;
use duoan::model::profile::Profile;
use duoan::model::shape::{Field, Shape};
use duoan::model::town::RosterRow;
use duoan::pipeline;
use duoan::town::{self, Town};

use crate::samples::{books, town as sample};

fn profile() -> Profile {
    let mut profile =
        pipeline::town(&sample().project.villages[0], &sample().library).unwrap().unwrap().profile;
    let lost = RosterRow { code: "379926101299".into(), name: "石桥村".into(), area: String::new() };
    profile.town_book.roster.push(lost);
    profile
}

fn text(document: &duoan::model::document::Document) -> String {
    let sheets = sample().press.lay_out(document).unwrap();
    duoan::press::text(&sheets).concat().replace(['\u{a0}', ' '], "")
}

fn of<'a>(profile: &'a Profile, books: &'a [Handbook]) -> Town<'a> {
    Town::of(profile, &sample().library.set, books, vec!["villages/坏村".to_owned()])
}

#[test]
fn the_book_has_every_village_its_commander_and_what_is_missing() {
    let profile = profile();
    let town = of(&profile, books());
    assert_eq!(town.missing(), ["石桥村"]);
    let text = text(&town::book(&town));
    for word in [
        "石桥村",
        "没有档案",
        "坏村",
        "档案读不了",
        "值班室",
        "褚卫民",
        "临山镇",
        "北沟口雨量筒",
        "河滩巷路灯不亮",
    ] {
        assert!(text.contains(word), "{word}");
    }
    for book in books() {
        assert!(text.contains(&book.village.name));
        let (_, commander) = book.call_for("commander").unwrap();
        assert!(text.contains(&commander.name), "{}", commander.name);
        let phone = commander.phones[0].number().replace(['\u{a0}', ' '], "");
        assert!(text.contains(&phone), "{phone}");
    }
}

#[test]
fn no_household_stands_in_the_towns_book() {
    let profile = profile();
    let text = text(&town::book(&of(&profile, books())));
    for book in books() {
        let posts: Vec<&str> = book.roles.iter().flat_map(|r| &r.holders).map(|p| p.name.as_str()).collect();
        for home in book.homes().filter(|h| h.head.chars().count() > 2 && !posts.contains(&h.head.as_str())) {
            assert!(!text.contains(&home.head), "{}", home.head);
        }
    }
}

#[test]
fn the_level_page_counts_whom_the_villages_move() {
    let profile = profile();
    let town = of(&profile, books());
    let document = town::level_page(&town);
    let rows = document.data["levels"]["rows"].as_array().unwrap();
    assert_eq!(rows.len(), books().len());
    let book = books().iter().find(|b| b.village.name == "岭下村").unwrap();
    let row = rows.iter().find(|row| row["village"] == "岭下村").unwrap();
    let moved = book.households.iter().filter(|home| home.from.is_some_and(|level| level <= Level::Red));
    let sum = Sum::of(moved);
    let cell = row["cells"][3]["text"].as_str().unwrap();
    assert!(cell.starts_with(&format!("{}户/{}人", sum.homes, sum.known)), "{cell}");
    // What the village has set itself is no default, and holds for its own points.
    let mut own = book.clone();
    for point in &mut own.points {
        point.moves_at.insert("rainstorm".to_owned(), Level::Yellow);
    }
    let books = [own];
    let town = Town::of(&profile, &sample().library.set, &books, Vec::new());
    let document = town::level_page(&town);
    let cells = &document.data["levels"]["rows"][0]["cells"];
    let with_points = Sum::of(book.households.iter().filter(|home| !home.points.is_empty()));
    assert!(cells[1]["text"].as_str().unwrap().starts_with(&format!("{}户", with_points.homes)), "{cells}");
    assert_eq!(sample().press.lay_out(&document).unwrap().len(), 1);
}

#[test]
fn every_post_that_is_held_has_its_card_and_says_where_its_acts_come_from() {
    let profile = profile();
    let town = of(&profile, books());
    if sample().library.set.town.posts.is_empty() {
        return;
    }
    let cards = town::duty_cards(&town).unwrap();
    let text = text(&cards);
    for word in [
        "镇党委书记",
        "镇长",
        "分管副镇长",
        "应急办主任",
        "驻村干部",
        "救援站站长",
        "值班员",
        "我不在，找",
        "本手册",
    ] {
        assert!(text.contains(word), "{word}");
    }
    // Who takes turns stands in for nobody.
    let watch = cards.data["cards"].as_array().unwrap().iter().find(|card| card["post"] == "值班员").unwrap();
    assert!(watch["deputy"].is_null() && text.contains("轮流值班"), "{watch}");
    let count = cards.data["cards"].as_array().unwrap().len();
    let sheets = sample().press.lay_out(&cards).unwrap();
    let pages: Vec<String> =
        duoan::press::text(&sheets).into_iter().filter(|p| p.contains("验版码")).collect();
    assert_eq!(pages.len(), 2 * count.div_ceil(4), "four on a sheet, both sides");
    let sides = pages.iter().map(|page| page.matches("正面").count()).sum::<usize>();
    assert_eq!(sides, count);
    let team = town::team_cards(&town).unwrap();
    assert_eq!(team.data["cards"].as_array().unwrap().len(), 2);
}

#[test]
fn tasks_are_judged_by_the_profiles_and_what_was_not_read_is_not_asked() {
    let profile = profile();
    let town = of(&profile, books());
    assert_eq!(town::tasks::entered(&town), (0, 32));
    use duoan::model::profile::Date;
    use town::tasks::State;
    let all = town::tasks::standings(&town, None);
    assert!(all.iter().all(|s| !s.id.starts_with('J')), "no row is invented");
    let of = |id: &str| all.iter().find(|s| s.id == id).unwrap();
    assert_eq!(of("S01").state, State::Met, "said to be done");
    assert!(!of("S01").proof.is_empty());
    // Thirty-four heads, of whom two are written by name.
    assert_eq!(of("S02").state, State::Met);
    let filed = of("N04");
    // A book has no clock: nothing in it is late.
    assert_eq!(filed.state, State::Lacking);
    assert!(all.iter().all(|s| s.days_late == 0));
    let named = |s: &town::tasks::Standing| s.lacking.iter().any(|l| l.village == "岭下村");
    assert!(!named(filed) && filed.lacking.iter().any(|l| l.village == "石桥村"), "{filed:?}");
    assert!(filed.ring.as_ref().is_some_and(|(_, phone)| phone.starts_with("138")), "{filed:?}");
    assert!(all.first().unwrap().state == State::Lacking && all.last().unwrap().state == State::Met);
    assert_eq!(of("S17").state, State::Unseen, "no profile shows it");
    // On a day: what was due at the end of 2023 is late by so many days, a plan's own limit by its own.
    let mut own = books().iter().find(|b| b.village.name == "岭下村").unwrap().clone();
    (own.life.filed.sent, own.life.filed.accepted) = (None, None);
    own.teams.clear();
    let near = [own.clone()];
    own.village.city = "济南市".into();
    let books = [own];
    let town = Town::of(&profile, &sample().library.set, &books, Vec::new());
    let day = |y, m, d| Some(Date(jiff::civil::date(y, m, d)));
    let on = |today| town::tasks::standings(&town, today);
    let find = |all: &[town::tasks::Standing], id: &str| all.iter().find(|s| s.id == id).unwrap().clone();
    let team = find(&on(day(2024, 1, 10)), "S03");
    assert_eq!((team.state, team.days_late), (State::Late, 10));
    assert_eq!(find(&on(day(2023, 12, 31)), "S03").state, State::Lacking);
    // What a city asked of its own towns by a day is for reference in another of the province.
    let beside = Town::of(&profile, &sample().library.set, &near, Vec::new());
    let team = find(&town::tasks::standings(&beside, day(2024, 1, 10)), "S03");
    assert!(team.state == State::Lacking && team.when.contains("济南市"), "{team:?}");
    // A text of Shandong asks for nothing in another province: no task, no limit, no count of its list.
    let mut away = books.clone();
    let v = &mut away[0].village;
    (v.province, v.city, v.county) = ("福建省".into(), "福州市".into(), "闽侯县".into());
    let elsewhere = Town::of(&profile, &sample().library.set, &away, Vec::new());
    let asked = town::tasks::standings(&elsewhere, day(2024, 1, 10));
    assert!(asked.iter().any(|s| s.id == "N04") && asked.iter().all(|s| s.id != "N11" && s.id != "S03"));
    assert_eq!(town::tasks::entered(&elsewhere), (0, 0));
    let paper = text(&town::book(&elsewhere));
    assert!(
        paper.contains("任务清单") && !paper.contains("32项") && !paper.contains("24小时值班"),
        "{paper}"
    );
    let issued = books[0].life.issued.date.unwrap();
    let due = duoan::model::life::Due::after(issued, 20, &sample().library.set.holidays).date;
    assert_eq!(find(&on(Some(due)), "N04").state, State::Lacking);
    let after = due.0.tomorrow().unwrap();
    let late = find(&on(Some(Date(after))), "N04");
    assert_eq!((late.state, late.days_late, late.lacking[0].due), (State::Late, 1, Some(due)));
}

#[test]
fn the_wall_map_is_one_sheet_with_everything_that_has_coordinates() {
    let profile = profile();
    let town = of(&profile, books());
    let document = town::map(&town).unwrap();
    let sheets = sample().press.lay_out(&document).unwrap();
    assert_eq!(sheets.len(), 1);
    let groups = document.data["groups"].as_array().unwrap();
    let all = groups.iter().flat_map(|group| group["marks"].as_array().unwrap());
    let marks = all.filter(|mark| mark["n"].is_u64()).count();
    let placed = |b: &Handbook| {
        let points = b.points.iter().filter(|p| p.coordinates.is_some()).count();
        points + b.shelters.iter().filter(|s| s.coordinates.is_some()).count()
    };
    assert_eq!(marks, books().iter().map(placed).sum::<usize>());
    let text = duoan::press::text(&sheets).concat();
    assert!(text.contains("示意图，不作测绘依据"));
    // Every village stands on the map and over its own places.
    for book in books() {
        assert!(text.matches(&book.village.name).count() >= 2, "{}", book.village.name);
    }
}

/// Forty villages, two of them in one place, one of them nowhere, one with a very long name.
#[test]
fn villages_that_lie_close_have_a_map_of_their_own_and_one_without_coordinates_is_named() {
    let profile = profile();
    let mut many: Vec<Handbook> = (0..40_u32)
        .map(|i| {
            let mut book = books()[0].clone();
            let at = f64::from(if i == 1 { 0 } else { i });
            let (north, east) = (36.4 + 0.02 * (at % 7.0).floor(), 117.0 + 0.02 * (at / 7.0).floor());
            book.points.truncate(1);
            book.shelters.truncate(1);
            book.village.name =
                if i == 2 { "很长很长很长的名字民族村".to_owned() } else { format!("第{i}村") };
            let coordinates = (i != 3).then_some([north, east]);
            book.points.iter_mut().for_each(|point| point.coordinates = coordinates);
            let beside = coordinates.map(|[north, east]| [north + 0.006, east]);
            book.shelters.iter_mut().for_each(|shelter| shelter.coordinates = beside);
            book
        })
        .collect();
    many[39].shelters[0].coordinates = many[39].points[0].coordinates.map(|[n, e]| [n + 0.0001, e]);
    let document = town::map(&of(&profile, &many)).unwrap();
    let group = |name: &str| {
        let groups = document.data["groups"].as_array().unwrap().iter();
        groups.clone().find(|group| group["name"] == name).unwrap().clone()
    };
    // Two villages in one place, and a village of two places that touch, have their own; others need none.
    assert!(group("第0村")["inset"] == true && group("第1村")["inset"] == true);
    assert!(group("第39村")["inset"] == true && group("第20村")["inset"] == false);
    assert!(group("第3村")["marks"].as_array().unwrap().iter().all(|mark| mark["n"].is_null()));
    let text = duoan::press::text(&sample().press.lay_out(&document).unwrap()).concat();
    assert!(text.contains("没有坐标，图上没有") && text.contains("很长很长很长的名字民族村"), "{text}");
    // Nothing has coordinates: no map, and nothing is made up.
    for book in &mut many {
        book.points.iter_mut().for_each(|point| point.coordinates = None);
        book.shelters.iter_mut().for_each(|shelter| shelter.coordinates = None);
    }
    let bare = duoan::model::profile::Profile::default();
    assert!(town::map(&of(&bare, &many)).is_none());
}

/// A town's papers bear the town's code and the print of their words; `verify` holds them against the files
/// as they lie.
#[test]
fn verify_knows_what_a_town_prints() {
    use crate::commands::{Workspace, code, said};
    let workspace = Workspace::of_examples();
    let made = workspace.run(&["town"]);
    assert_eq!(code(&made), 0, "{}", said(&made));
    let book = workspace.path().join("out/镇/海岭镇应急手册.pdf");
    let read = duoan::scan::codes(&std::fs::read(&book).unwrap()).unwrap();
    assert!(read.len() == 1 && read[0].starts_with("DA1-379926101000-TOWN-BOOK-"), "{read:?}");
    let files = ["海岭镇应急手册", "海岭镇级别页", "海岭镇岗位卡", "海岭镇综合队队员卡"];
    for file in files {
        let path = format!("out/镇/{file}.pdf");
        let verified = workspace.run(&["verify", "--today", "2026-09-01", &path]);
        assert_eq!(code(&verified), 0, "{file}: {}", said(&verified));
    }
    // Another number of one village: the book is another, the team's cards are not.
    workspace.change("岭下村", "138 0000 1001", "138 0000 1901");
    let verified = workspace.run(&["verify", "--today", "2026-09-01", "out/镇/海岭镇应急手册.pdf"]);
    assert_eq!(code(&verified), 1, "{}", said(&verified));
    assert!(said(&verified).contains("没有 git 的历史"), "{}", said(&verified));
    // No village there has that number.
    let verified = workspace.run(&["verify", "DA1-379926101000-TOWN-BOOKS-260601-V0-9W55"]);
    assert!(said(&verified).contains("TOWN-BOOK"), "{}", said(&verified));
}

/// A town's name is text: markup, a path, a character of no font, a long one. Its book is made all the same,
/// and lies where it should.
#[test]
fn a_hostile_name_of_a_town_is_text_and_keeps_no_book_from_being_made() {
    use crate::commands::{Workspace, code, said};
    let workspace = Workspace::of_examples();
    let file = workspace.path().join("town.yaml");
    let text = std::fs::read_to_string(&file).unwrap();
    let long = "长".repeat(12);
    let town = format!("镇街: \"../../<script>#panic()</script>𠀀 *海*{{7*7}}{long}镇\"");
    let named = text.replacen("镇街: 海岭镇", &town, 1).replace("褚卫民", "\"=褚<b>𠀀\"");
    std::fs::write(&file, named).unwrap();
    let made = workspace.run(&["town"]);
    assert_eq!(code(&made), 0, "{}", said(&made));
    let papers: Vec<_> =
        std::fs::read_dir(workspace.path().join("out/镇")).unwrap().map(Result::unwrap).collect();
    assert!(papers.len() >= 2 && papers.iter().all(|paper| paper.path().is_file()), "{papers:?}");
    assert!(!workspace.path().join("../<script>#panic()<").exists());
    let bytes = std::fs::read(papers[0].path()).unwrap();
    assert!(bytes.starts_with(b"%PDF"));
}

/// Whom a point endangers is known though no household is listed at it; where nothing is known nothing is said.
#[test]
fn a_point_without_listed_households_does_not_endanger_nobody() {
    let mut book = books().iter().find(|book| book.village.name == "岭下村").unwrap().clone();
    book.each(|b| b.households.clear());
    let n = std::cell::Cell::new(0);
    book.each(|b| {
        n.set(0);
        for point in &mut b.points {
            n.set(n.get() + 1);
            let known = n.get() == 1;
            (point.households, point.people) = (known.then_some(7), known.then_some(31));
        }
    });
    let (profile, books) = (profile(), [book]);
    let town = of(&profile, &books);
    for document in [town::book(&town), town::map(&town).unwrap()] {
        let text = text(&document);
        assert!(text.contains("7户31人"), "{}", document.title);
        let points = &document.data["villages"][0]["points"];
        let groups = &document.data["groups"][0]["marks"];
        assert!(
            !points.to_string().contains("0户") && !groups.to_string().contains("0户"),
            "{points} {groups}"
        );
    }
}

/// A law of one province is no basis of a card in another, and a post without duties is named, not left out in
/// silence.
#[test]
fn a_town_of_another_province_cites_no_law_of_this_one() {
    let mut profile = profile();
    let people = profile.town_book.command.values().next().unwrap().clone();
    profile.town_book.command.insert("街道党工委书记".into(), people.clone());
    profile.town_book.command.insert("街道办事处副主任".into(), people.clone());
    profile.town_book.command.insert("河长".into(), people);
    let mut away = books().to_vec();
    for book in &mut away {
        book.each(|b| {
            (b.village.province, b.village.city, b.village.county) =
                ("贵州省".into(), "贵阳市".into(), "云岩区".into());
        });
    }
    let here = of(&profile, books());
    assert!(text(&town::duty_cards(&here).unwrap()).contains("山东省"));
    let there = of(&profile, &away);
    for document in [town::book(&there), town::duty_cards(&there).unwrap(), town::team_cards(&there).unwrap()]
    {
        let text = text(&document);
        assert!(!text.contains("山东省"), "{}", document.title);
    }
    assert_eq!(town::without_duties(&there), ["河长"]);
    let cards = text(&town::duty_cards(&there).unwrap());
    assert!(
        cards.contains("街道党工委书记") && cards.contains("街道办事处副主任") && !cards.contains("河长")
    );
}

/// A name that no card has room for still makes every paper: it takes its lines, the acts grow smaller.
#[test]
fn a_very_long_name_of_a_town_keeps_no_paper_from_being_set() {
    for length in [60, 100] {
        let mut profile = profile();
        profile.town = "海".repeat(length) + "镇";
        let town = of(&profile, books());
        for (family, document) in town::papers(&town) {
            let text = text(&document).replace('\n', "");
            assert!(text.contains(&profile.town), "{} {length}", family.name);
        }
        assert_eq!(town::papers(&town).len(), 6);
    }
}

/// A town that has written nothing has its book all the same: every part says what is missing.
/// A town's file in which every field of its own holds something that nothing else does.
const WHOLE: &str = "
镇街: 满镇
人员:
  甲一: {电话: 138 0000 7001, 职务: 甲职, 技能: [甲技], 备注: 甲注}
  甲二: {电话: 138 0000 7002, 职务: 乙职, 技能: [乙技], 备注: 乙注}
外部电话:
  满站: {类别: 供电, 电话: 0633-0000 7003, 联系人: 站里人, 时段: 站时段, 备注: 站备注}
队伍:
  满队: {类别: 镇救援队, 队长: 甲一, 副队长: 甲二, 队员: [队员丙], 人数: 347, 电话: 0633-0000 7004, 装备: [队装备]}
报警信号:
  集合: {用什么: 满哨子, 怎么响: 满三短, 谁发: 总指挥}
物资:
  - {品名: 满冲锋舟, 规格型号: 满规格, 数量: 461, 单位: 满条, 存放: 满库, 保管: 甲一, 盘点: 2026-01-02, 有效期: 2027-01-03, 编码: 满码, 生产日期: 2025-01-04, 入库: 2025-01-05, 应有: 462, 备注: 满存注}
车辆装备:
  - {名称: 满客车, 车牌号: 满牌, 数量: 571, 联系人: 车主丁, 电话: 138 0000 7005, 停放: 满院}
重点场所:
  满小学: {类别: 学校, 地点: 满街, 负责人: 校长戊, 电话: 138 0000 7006, 人数: 681, 说明: 满校注, 气阀: 满阀, 电闸: 满闸, 电梯: 满梯}
镇:
  村名册:
    - {编码: '379926101298', 村名: 石桥村, 片区: 满片区}
  镇指挥: {满书记: [甲一, 甲二]}
  应急办: {主任: 甲一, 副主任: 甲二, 值班电话: 0633-0000 7007, 地址: 满楼}
  驻村:
    岭下村: {镇领导: 甲一, 驻村干部: [甲二], 到村分钟: 791}
  联防救援站:
    满救援站: {站长: [甲一], 电话: 0633-0000 7008, 人数: 801, 车辆: [满水罐], 出动分钟: 813, 责任村: [岭下村]}
  综合队员:
    - {姓名: 甲一, 分工: 满绳索, 装备: [满抛绳], 证书: 满证书, 证书到期: 2027-02-01, 保险到期: 2027-02-02, 备勤组: 满一组}
  镇值班表:
    - {日期: 2026-03-01, 班次: 满班次, 带班: 甲一, 值班员: [甲二], 备勤: [甲一]}
  监测:
    满雨量筒: {类别: 水位, 村: 岭下村, 看守: [守人己], 阈值: 满阈值, 上次检测: 2026-03-02}
  邻镇:
    满邻镇: {电话: 0633-0000 7009, 事项: 满事项, 协议日期: 2026-03-03}
  级别到岗:
    暴雨预警信号:
      橙色: {带班: 满带班, 到岗: 满到岗, 备勤: 满备勤, 驻村到村: 满到村}
  督导:
    - {日期: 2026-03-04, 村: 岭下村, 查的人: 查人庚, 问题: 满问题, 责任人: 责人辛, 期限: 2026-03-05, 完成: 2026-03-06, 复查人: 复人壬}
  任务:
    S01: {完成日期: 2023-12-21, 证明: 满证明}
  镇预案流程:
    起草: {开始: 2026-04-01, 日期: 2026-04-02, 组长: 组长癸, 成员: [组员子]}
    征求: [{谁: 满一方, 方式: 满方式, 日期: 2026-04-03, 意见: 满意见, 处理: 部分采纳, 理由: 满理由}]
    审核: {日期: 2026-04-04, 审核人: 审人丑}
    会议: {日期: 2026-04-05, 名称: 满会议}
    签发: {日期: 2026-04-06, 人: 签人寅}
    印发: {日期: 2026-04-07, 文号: 满文号, 废止: 满废止}
    备案: {报送: 2026-04-08, 受理: 2026-04-09, 编号: 满编号, 经办: 办人卯}
    公开: {日期: 2026-04-10, 方式: [满公开]}
    评估: [{日期: 2026-04-11, 结论: 满结论}]
    修订类别: 重大
    评估周期: 满周期
  镇演练:
    - {日期: 2026-05-01, 灾种: 山洪, 昼夜: 夜里, 内容: 满演练, 人数: 911, 问题: 满演问, 下次: 2026-05-02, 叫应用时: 921, 转移用时: 931}
";

/// What of a town's file stands on none of its papers: where things lie is drawn, who may read what and how the filed
/// plan is set are no words of a town's book; groups are villages'.
const NOT_SAID: [&str; 6] = ["public", "lives_in", "coordinates", "chapters", "fonts", "none"];

/// Tells every text, figure and day of the town's own blocks, with its path; what the file leaves empty is told as that.
fn leaves(value: &serde_json::Value, shape: &Shape, path: &str, tell: &mut dyn FnMut(&str, String)) {
    let below = |key: &str| format!("{path}.{key}");
    match (shape, value) {
        (Shape::Struct(fields), _) => {
            let group = |key: &str| key == "group" && path.starts_with("people");
            let said = |field: &&Field| !NOT_SAID.contains(&field.word.en.as_str()) && !group(&field.word.en);
            for field in fields.iter().filter(said) {
                leaves(&value[&field.word.en], &field.shape, &below(&field.word.en), tell);
            }
        }
        (Shape::Plain { shape, .. }, _) => leaves(value, shape, path, tell),
        (Shape::Map { value: inner, .. }, serde_json::Value::Object(map)) if !map.is_empty() => {
            map.iter().for_each(|(key, value)| leaves(value, inner, &below(key), tell));
        }
        (Shape::List(inner), serde_json::Value::Array(items)) if !items.is_empty() => {
            items.iter().for_each(|item| leaves(item, inner, path, tell));
        }
        (Shape::Choice(words), serde_json::Value::String(id)) => {
            tell(path, words.iter().find(|word| word.en == *id).unwrap().zh.clone());
        }
        (Shape::Phone, _) => {
            let phone: duoan::model::phone::Phone = serde_json::from_value(value.clone()).unwrap();
            tell(path, phone.to_string());
        }
        (_, serde_json::Value::String(text)) => tell(path, text.clone()),
        (_, serde_json::Value::Number(number)) => tell(path, number.to_string()),
        _ => tell(path, String::new()),
    }
}

#[test]
fn every_field_that_a_town_can_write_is_on_a_paper_of_its_own() {
    let mut diags = duoan::diag::Diagnostics::default();
    let file = duoan::source::SourceFile::from_text("town.yaml", WHOLE);
    let layer = duoan::load::layer(&file, &sample().library.words, &mut diags).unwrap();
    let profile = duoan::load::village([layer]).unwrap().profile;
    assert_eq!(diags.errors(), 0, "{diags:?}");
    let town = of(&profile, books());
    let papers: String = town::papers(&town).iter().map(|(_, document)| text(document)).collect();
    let close = |text: &str| text.replace(['\u{a0}', ' ', '\n'], "");
    let papers = close(&papers);
    let value = serde_json::to_value(&profile).unwrap();
    let Shape::Struct(fields) = duoan::model::shape::profile() else { panic!("a profile has fields") };
    let own = ["people", "contacts", "teams", "alarms", "supplies", "vehicles", "places", "town_book"];
    let (mut told, mut lost) = (0, Vec::new());
    for field in fields.iter().filter(|field| own.contains(&field.word.en.as_str())) {
        leaves(&value[&field.word.en], &field.shape, &field.word.en, &mut |path, text| {
            told += 1;
            assert!(!text.is_empty(), "{path}: the file of this test leaves it empty");
            let words = match path {
                "alarms.muster.by" => "总指挥",
                "town_book.exercises.hazard" => "山洪",
                // That it is the town's team is what a team without another word is.
                "teams.满队.kind" => "满队",
                _ => &text,
            };
            lost.extend((!papers.contains(&close(words))).then(|| format!("{path}: {text}")));
        });
    }
    assert_eq!(lost, [""; 0], "on no paper of the town");
    assert!(told > 100, "{told}");
}

#[test]
fn only_what_sends_people_away_is_said_to_do_so() {
    use duoan::model::plan::Act;
    let profile = profile();
    let books = books();
    let document = town::book(&of(&profile, books));
    let mut told = 0;
    for village in document.data["villages"].as_array().unwrap() {
        let book = books.iter().find(|book| book.village.name == village["name"].as_str().unwrap()).unwrap();
        for (row, point) in village["points"].as_array().unwrap().iter().zip(&book.points) {
            let said = row[2].as_str().unwrap();
            for sign in &point.signs {
                assert_eq!(said.contains(&sign.text), sign.act == Act::Leave, "{}: {said}", point.name);
            }
            told += point.signs.len();
        }
    }
    assert!(told > 50, "{told}");
}

#[test]
fn what_the_town_keeps_is_counted_once() {
    let mut profile = profile();
    let boats = duoan::model::profile::Supply {
        item: "冲锋舟".into(),
        quantity: Some(2),
        unit: "条".into(),
        place: "镇库".into(),
        ..Default::default()
    };
    profile.supplies.push(boats);
    // Villages that list none of their own have the town's.
    let mut books = books().to_vec();
    let stock =
        duoan::model::records::Stock { quantity: Some(2), place: "镇库".into(), ..Default::default() };
    for book in books.iter_mut().take(2) {
        book.supplies.retain(|s| s.item != "冲锋舟");
        book.supplies.push(duoan::model::records::SupplyEntry {
            item: "冲锋舟".into(),
            unit: "条".into(),
            have: 2,
            unsaid: 0,
            need: None,
            hazards: Vec::new(),
            stock: vec![stock.clone()],
        });
    }
    let document = town::book(&of(&profile, &books));
    let all = document.data["parts"].as_array().unwrap().iter();
    let rows: Vec<_> = all.flat_map(|part| part["rows"].as_array().unwrap()).collect();
    let row = rows.iter().find(|row| row[0] == "冲锋舟" && row[1] == "条").unwrap();
    assert_eq!((row[2].as_str(), row[3].as_str()), (Some("2"), Some("镇里（镇库）2")));
}

#[test]
fn an_empty_town_has_its_book_and_every_blank_part_says_so() {
    let bare = duoan::model::profile::Profile::default();
    let town = Town::of(&bare, &sample().library.set, books(), Vec::new());
    let papers = town::papers(&town);
    assert_eq!(
        papers.iter().map(|(family, _)| family.name).collect::<Vec<_>>(),
        ["town-book", "town-levels", "town-map", "town-map-tiles"]
    );
    for (_, document) in &papers {
        assert!(!sample().press.lay_out(document).unwrap().is_empty());
    }
    assert!(text(&papers[0].1).matches("没有写").count() >= 5);
}

/// What does not go on one page goes on over the next: sixty points, a finding of six hundred characters.
#[test]
fn a_village_of_many_points_and_a_very_long_finding_keep_no_book_from_being_set() {
    let mut profile = profile();
    profile.town_book.supervision[0].finding = "沟边护栏松了".repeat(100);
    let mut book = books()[0].clone();
    book.each(|b| {
        let point = b.points[0].clone();
        let many = (0..60).map(|i| {
            let mut point = point.clone();
            point.name = format!("第{i}处坡脚和沟口");
            point
        });
        b.points.extend(many);
    });
    let books = [book];
    let paper = town::book(&of(&profile, &books));
    assert!(sample().press.lay_out(&paper).unwrap().len() > 5);
}
