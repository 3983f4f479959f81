//! `duoan report`: every village against what is asked of it, on one day; nothing is silently missing, user
//! text is data.

use std::fs;
use std::path::Path;

use serde_json::Value;
use tempfile::TempDir;

use crate::commands::{Workspace, code, said};
use crate::mending::duoan;

const DAY: &str = "2026-06-10";

/// Runs the report over a folder and returns its data.
fn report(dir: &Path, day: &str) -> Value {
    let out = duoan(&["report", "--today", day, "--format", "pdf,csv,html,json", "-o", "out"], dir, "zh");
    assert_eq!(code(&out), 0, "{}", said(&out));
    serde_json::from_slice(&fs::read(dir.join("out/report.json")).unwrap()).unwrap()
}

fn villages(data: &Value) -> Vec<&Value> {
    data["towns"].as_array().unwrap().iter().flat_map(|town| town["villages"].as_array().unwrap()).collect()
}

/// State and cell of a requirement in the only village.
fn state(data: &Value, id: &str) -> (String, String) {
    let rows = villages(data)[0]["rows"].as_array().unwrap();
    let row = rows.iter().find(|row| row["id"] == id).unwrap();
    (row["state"].as_str().unwrap().to_owned(), row["cell"].as_str().unwrap().to_owned())
}

/// What is to be done in the only village: when, by which day, what.
fn tasks(data: &Value) -> Vec<String> {
    let word = |task: &Value, key: &str| task[key].as_str().unwrap_or("-").to_owned();
    let tasks = villages(data)[0]["tasks"].as_array().unwrap();
    tasks.iter().map(|t| format!("{} {} {}", word(t, "when"), word(t, "due"), word(t, "what"))).collect()
}

/// Returns the states of a requirement before and after a change of the profile, and what is to be done after
/// it.
fn turned(id: &str, from: &str, to: &str, day: &str) -> (String, String, Vec<String>) {
    let w = Workspace::new();
    let before = state(&report(w.path(), DAY), id).0;
    w.change("示例村", from, to);
    let after = report(w.path(), day);
    (before, state(&after, id).1, tasks(&after))
}

#[test]
fn a_whole_village_has_everything_and_the_face_says_the_day() {
    let w = Workspace::new();
    let data = report(w.path(), DAY);
    assert_eq!(
        (&data["total"]["complete"], &data["total"]["gaps"], &data["today"]),
        (&1.into(), &0.into(), &DAY.into())
    );
    let rows = villages(&data)[0]["rows"].as_array().unwrap();
    assert_eq!(rows.len(), data["requirements"].as_array().unwrap().len());
    let html = fs::read_to_string(w.path().join("out/report.html")).unwrap();
    // Source and number stand on the page itself.
    for text in [DAY, "济南市人民政府办公厅", "国办发〔2024〕5号", "议题解读", "不是法律定的下限"]
    {
        assert!(html.contains(text) && pdf_text(&w.path().join("out/report.pdf")).contains(text), "{text}");
    }
}

#[test]
fn a_team_of_nine_is_one_short_and_none_is_none() {
    let (before, cell, tasks) = turned("team", "韩志成, 赵长河]", "韩志成]", DAY);
    assert_eq!((before.as_str(), cell.as_str()), ("met", "差1"));
    assert!(tasks.iter().any(|t| t == "now - 救援队再补1人"), "{tasks:?}");
    assert_eq!(turned("team", "类别: 救援队 ", "类别: 志愿队 ", DAY).1, "缺");
}

#[test]
fn a_village_without_manager_prints_and_is_told() {
    let w = Workspace::new();
    w.change("示例村", "  应急管理员: [林晓梅, 孙桂芬]  # 必填。管台账、发卡片\n", "");
    let data = report(w.path(), DAY);
    assert_eq!(state(&data, "manager").1, "缺");
    assert_eq!(state(&data, "handbook").0, "met");
    let tasks = tasks(&data);
    assert!(tasks.iter().any(|t| t.contains("明确1名应急管理员")), "{tasks:?}");
}

#[test]
fn what_is_printed_as_a_blank_is_a_task() {
    let w = Workspace::new();
    let before = tasks(&report(w.path(), DAY));
    for (line, task) in [
        ("  预警员: [赵长河, 许志强]      # 必填。敲锣、喊喇叭\n", "明确谁任预警员"),
        ("  灾害信息员: [孙桂芬, 林晓梅]  # 必填。给镇里报灾\n", "明确谁任灾害信息员"),
        ("  下次修订: 2027-05-31  # 必填。最晚哪天换新版\n", "定下手册最晚哪天修订"),
        ("    负责人: [高文生, 许志强]\n", "明确“打谷场”谁拿钥匙"),
    ] {
        assert!(!before.iter().any(|t| t.contains(task)), "{before:?}");
        w.change("示例村", line, "");
        let now = tasks(&report(w.path(), DAY));
        assert!(now.iter().any(|t| t.starts_with("now") && t.contains(task)), "{task}: {now:?}");
    }
    let bare = TempDir::new().unwrap();
    fs::create_dir(bare.path().join("villages")).unwrap();
    fs::write(bare.path().join("villages/甲.yaml"), "村名: 甲村\n灾害: {山洪: {}}\n").unwrap();
    let now = tasks(&report(bare.path(), DAY));
    for task in ["写上12位行政区划代码", "写上手册是第几版", "明确谁任总指挥"] {
        assert!(now.iter().any(|t| t.contains(task)), "{task}: {now:?}");
    }
}

#[test]
fn days_that_pass_turn_states_over() {
    let w = Workspace::new();
    for (day, id, cell, task) in [
        ("2027-05-31", "handbook", "✔", "soon 2027-05-31 修订手册"),
        ("2027-06-01", "handbook", "过期", "late 2027-05-31 修订手册"),
        ("2026-05-19", "handbook", "缺", "now - 手册报主要负责人审定签发"),
    ] {
        let data = report(w.path(), day);
        assert_eq!(state(&data, id).1, cell, "{day}");
        assert!(tasks(&data).iter().any(|t| t.starts_with(task)), "{day}: {:?}", tasks(&data));
    }
    assert_eq!(state(&report(w.path(), "2028-01-01"), "drill").0, "overdue");
}

#[test]
fn a_planned_drill_is_late_until_a_later_one_is_on_record() {
    let w = Workspace::new();
    let path = w.village("示例村");
    let text = fs::read_to_string(&path).unwrap();
    let (head, _) = text.split_once("\n演练:").unwrap();
    let with = |drills: &str| fs::write(&path, format!("{head}\n演练:\n{drills}")).unwrap();
    let first = "  - {日期: 2025-07-01, 灾种: 房屋火灾, 内容: 疏散, 下次: 2026-06-01}\n";
    with(first);
    let data = report(w.path(), DAY);
    assert_eq!(state(&data, "drill").1, "过期");
    assert!(
        tasks(&data).iter().any(|t| t == "late 2026-06-01 演练：房屋火灾，写上记录"),
        "{:?}",
        tasks(&data)
    );
    // Another hazard does not answer for it; the same one does.
    with(&format!("{first}  - {{日期: 2026-05-30, 灾种: 地震, 内容: 疏散}}\n"));
    assert_eq!(state(&report(w.path(), DAY), "drill").1, "过期");
    with(&format!("{first}  - {{日期: 2026-05-30, 灾种: 房屋火灾, 内容: 疏散}}\n"));
    let data = report(w.path(), DAY);
    assert_eq!(state(&data, "drill").1, "✔");
    // No training is left in the file.
    assert_eq!(state(&data, "training").1, "缺");
}

#[test]
fn people_without_a_seat_are_counted() {
    let w = Workspace::new();
    let text = fs::read_to_string(w.village("示例村")).unwrap();
    let seats = text.lines().find(|line| line.trim_start().starts_with("容量:")).unwrap().to_owned();
    w.change("示例村", &seats, "    容量: 1");
    let (state, cell) = state(&report(w.path(), DAY), "shelter");
    assert!(state == "short" && cell.starts_with('差'), "{state} {cell}");
}

#[test]
fn what_cannot_be_read_is_a_row_with_its_reason_in_its_own_town() {
    let w = Workspace::new();
    fs::write(w.village("坏村"), "村名: [坏村\n  {").unwrap();
    fs::write(w.village("空村"), "").unwrap();
    let data = report(w.path(), DAY);
    assert_eq!((&data["total"]["villages"], &data["total"]["unreadable"]), (&3.into(), &1.into()));
    assert_eq!(data["towns"].as_array().unwrap().len(), 1, "beside its neighbours");
    let rows = villages(&data);
    assert_eq!((&rows[0]["name"], &rows[1]["name"]), (&"坏村".into(), &"空村".into()), "the worst first");
    assert!(rows[0]["unreadable"].as_str().is_some_and(|reason| reason.starts_with("第2行")));
    // An empty file is read, and has nothing.
    assert_eq!((&rows[1]["met"], &rows[1]["rows"][1]["state"]), (&0.into(), &"missing".into()));
    for file in ["report.csv", "report.html"] {
        let text = fs::read_to_string(w.path().join("out").join(file)).unwrap();
        assert!(text.contains("坏村") && text.contains("空村"), "{file}");
    }
    let paper = pdf_text(&w.path().join("out/report.pdf"));
    assert!(paper.contains("坏村") && paper.contains("空村") && paper.contains("读不了"), "{paper}");
}

/// Two towns below one folder, the second without a station and with a village that lacks a team.
fn county() -> TempDir {
    let dir = TempDir::new().unwrap();
    for town in ["甲镇", "乙镇"] {
        assert_eq!(code(&duoan(&["new", "town", town], dir.path(), "zh")), 0);
        let path = dir.path().join(town).join("town.yaml");
        let text = fs::read_to_string(&path).unwrap().replace("镇街: 示例镇", &format!("镇街: {town}"));
        let text = text.replace("市: 示例市", "市: 济南市");
        fs::write(path, text).unwrap();
    }
    let b = dir.path().join("乙镇");
    assert_eq!(code(&duoan(&["new", "village", "石门村"], &b, "zh")), 0);
    let change = |path: &Path, from: &str, to: &str| {
        let text = fs::read_to_string(path).unwrap();
        assert!(text.contains(from));
        fs::write(path, text.replace(from, to)).unwrap();
    };
    change(&b.join("villages/石门村.yaml"), "类别: 救援队 ", "类别: 志愿队 ");
    change(&b.join("town.yaml"), "应急联防救援站", "消防站");
    dir
}

#[test]
fn two_towns_roll_up_the_worse_first() {
    let dir = county();
    let data = report(dir.path(), DAY);
    let towns = data["towns"].as_array().unwrap();
    assert_eq!(towns.iter().map(|t| t["name"].as_str().unwrap()).collect::<Vec<_>>(), ["乙镇", "甲镇"]);
    assert_eq!((&towns[0]["tally"]["villages"], &towns[0]["tally"]["complete"]), (&2.into(), &1.into()));
    assert_eq!(
        (&towns[0]["station"]["state"], &towns[1]["station"]["state"]),
        (&"missing".into(), &"met".into())
    );
    let team =
        |tally: &Value| tally["by"].as_array().unwrap().iter().find(|c| c["id"] == "team").unwrap().clone();
    let all = team(&data["total"]);
    assert_eq!((&all["met"], &all["missing"], &all["asked"]), (&2.into(), &1.into(), &3.into()));
    assert_eq!((&data["counties"][0]["towns"], &data["title"]), (&2.into(), &"示例县应急准备情况".into()));
    // Named one by one they give the same.
    let named = duoan(
        &["report", "甲镇", "乙镇", "--today", DAY, "--format", "json", "-o", "again"],
        dir.path(),
        "zh",
    );
    assert_eq!(code(&named), 0, "{}", said(&named));
    assert!(String::from_utf8_lossy(&named.stdout).contains("乙镇"));
    assert_eq!(
        fs::read(dir.path().join("again/report.json")).unwrap(),
        fs::read(dir.path().join("out/report.json")).unwrap()
    );
}

#[test]
fn the_same_day_gives_the_same_bytes_and_the_default_files() {
    let w = Workspace::new();
    let run = || assert_eq!(code(&w.run(&["report", "--today", DAY])), 0);
    let read =
        || ["pdf", "csv", "html"].map(|kind| fs::read(w.path().join(format!("out/report.{kind}"))).unwrap());
    run();
    let first = read();
    run();
    assert_eq!(first, read());
    assert!(!w.path().join("out/report.json").exists());
    // Without a day it is today's, which the last line says.
    let today = w.run(&["report", "--format", "csv"]);
    let says = String::from_utf8_lossy(&today.stdout).lines().last().unwrap().to_owned();
    assert!(code(&today) == 0 && says.starts_with("按2"), "{says}");
}

#[test]
fn csv_has_a_mark_fixed_columns_and_no_formula() {
    let w = Workspace::new();
    w.change("示例村", "村名: 示例村", "村名: \"=HYPERLINK(0)\"");
    report(w.path(), DAY);
    let bytes = fs::read(w.path().join("out/report.csv")).unwrap();
    assert!(bytes.starts_with(b"\xef\xbb\xbf"));
    let mut reader = csv::Reader::from_reader(&bytes[3..]);
    let head: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
    assert_eq!(head[..8], ["县区", "镇街", "编码", "村（社区）", "档案", "读不了的原因", "到位", "要求"]);
    assert_eq!(head[8..12], ["应急管理员", "应急管理员：现有", "应急管理员：应有", "应急管理员：日期"]);
    assert_eq!(head[head.len() - 5..], ["错", "警告", "过期", "最早的期限", "要办的事"]);
    assert_eq!(head.len(), 8 + 11 * 4 + 5);
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert_eq!((rows.len(), &rows[0][3]), (1, "'=HYPERLINK(0)"));
}

#[test]
fn hostile_text_stays_text() {
    let w = Workspace::new();
    let hostile = "<script>alert(1)</script>&\\\"'#eval[x]{{ 1 }}";
    w.change("示例村", "村名: 示例村", &format!("村名: \"{hostile}\""));
    // A private character that no font has does not keep the others from being printed.
    w.change("示例村", "编制人: 林晓梅", "编制人: \"\u{e123}\"");
    let data = report(w.path(), DAY);
    let name = villages(&data)[0]["name"].as_str().unwrap().to_owned();
    assert!(name.starts_with("<script>"), "{name}");
    let html = fs::read_to_string(w.path().join("out/report.html")).unwrap();
    assert_eq!(html.matches("<script>").count(), 1, "its own");
    assert!(html.contains("&lt;script&gt;alert(1)"));
    balanced(&html);
    assert!(!html.contains("http:") && !html.contains("https:") && !html.contains("src="), "self-contained");
    let paper: String = pdf_text(&w.path().join("out/report.pdf"));
    assert!(paper.contains("<script>alert(1)</script>") && paper.contains("#eval[x]{{1}}"), "{paper}");
}

/// Every element that is opened is closed, in order.
fn balanced(html: &str) {
    let mut open: Vec<&str> = Vec::new();
    let (head, rest) = html.split_once("<style>").unwrap();
    let body = rest.split_once("</style>").unwrap().1;
    let body = body.split_once("<script>").unwrap().0.to_owned() + body.split_once("</script>").unwrap().1;
    for part in [head, &body] {
        for tag in part.split('<').skip(1).map(|t| t.split('>').next().unwrap()) {
            let name = tag.trim_start_matches('/').split([' ', '\n']).next().unwrap();
            match tag {
                _ if name.starts_with('!') || ["meta", "input", "br"].contains(&name) => {}
                _ if tag.starts_with('/') => assert_eq!(open.pop(), Some(name), "{tag}"),
                _ => open.push(name),
            }
        }
    }
    assert_eq!(open, Vec::<&str>::new());
}

#[test]
fn paper_has_every_village_of_the_example() {
    let dir = TempDir::new().unwrap();
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/hailing");
    let out = duoan(
        &["report", example.to_str().unwrap(), "--today", "2026-11-24", "--format", "pdf,json", "-o", "."],
        dir.path(),
        "zh",
    );
    assert_eq!(code(&out), 0, "{}", said(&out));
    let paper = pdf_text(&dir.path().join("report.pdf"));
    for entry in fs::read_dir(example.join("villages")).unwrap() {
        let name = entry.unwrap().path().file_stem().unwrap().to_string_lossy().into_owned();
        assert!(paper.contains(&name), "{name}");
    }
    let data: Value = serde_json::from_slice(&fs::read(dir.path().join("report.json")).unwrap()).unwrap();
    let late = villages(&data)
        .iter()
        .flat_map(|v| v["tasks"].as_array().unwrap())
        .filter(|t| t["when"] == "late")
        .count();
    assert_eq!(data["total"]["late"], late);
}

#[test]
fn english_is_spoken_too() {
    let w = Workspace::new();
    let out = duoan(&["report", "--today", DAY], w.path(), "en");
    let says = String::from_utf8_lossy(&out.stdout).into_owned();
    assert!(code(&out) == 0 && says.contains("villages 1, complete 1"), "{says}");
    let html = fs::read_to_string(w.path().join("out/report.html")).unwrap();
    assert!(html.contains("lang=\"en\"") && html.contains("Emergency readiness"));
}

/// The words on paper without spaces, read back by a library that is not the one that set them.
fn pdf_text(path: &Path) -> String {
    let pdf = lopdf::Document::load(path).unwrap();
    let pages: Vec<u32> = pdf.get_pages().into_keys().collect();
    pdf.extract_text(&pages).unwrap().split_whitespace().collect()
}

/// The list over all villages: when, village, what, who, telephone.
fn todo(data: &Value) -> Vec<[String; 5]> {
    let word = |errand: &Value, key: &str| errand[key].as_str().unwrap_or("-").replace('\u{a0}', " ");
    let list = data["todo"].as_array().unwrap();
    list.iter()
        .map(|errand| ["when", "village", "what", "who", "phone"].map(|key| word(errand, key)))
        .collect()
}

#[test]
fn what_is_to_be_done_is_one_list_with_whom_to_ring_the_worst_first() {
    let w = Workspace::new();
    assert_eq!(code(&w.run(&["new", "village", "石门村"])), 0);
    fs::write(w.village("坏村"), "村名: [").unwrap();
    w.change("石门村", "    负责人: [高文生, 许志强]\n", "");
    w.change("示例村", "韩志成, 赵长河]", "韩志成]");
    let town = w.path().join("town.yaml");
    let text = fs::read_to_string(&town).unwrap();
    let roster = "镇:\n  村名册: [{村名: 示例村}, {村名: 石门村}, {村名: 坏村}, {村名: 没有村}]\n";
    fs::write(&town, text.replace("联防救援站", "消防站") + roster).unwrap();
    let data = report(w.path(), "2027-06-10");
    let list = todo(&data);
    let at = |words: &str| {
        list.iter()
            .position(|errand| errand[2].contains(words))
            .unwrap_or_else(|| panic!("{words}: {list:#?}"))
    };
    // What is not known, what is late, what is lacking: by what hangs on it, and not village by village.
    assert!(list[..2].iter().any(|e| e[1] == "没有村" && e[2].contains("建档案")), "{list:#?}");
    assert!(list[..2].iter().any(|e| e[1] == "坏村" && e[2].contains("读不了")), "{list:#?}");
    assert_eq!(list[2][0], "late", "{list:#?}");
    let (keeper, team, station) = (at("谁拿钥匙"), at("救援队再补1人"), at("联防救援站"));
    assert!(keeper < team && list[keeper][1] == "石门村" && list[team][1] == "示例村", "{list:#?}");
    assert_eq!(list[station][1], "", "the town's own");
    let manager = &list[keeper];
    assert_eq!((manager[3].as_str(), manager[4].as_str()), ("林晓梅", "138 0000 0003、0531-0000 0001"));
    assert_eq!((&data["total"]["missing"], &data["total"]["villages"]), (&1.into(), &4.into()));
    let paper = pdf_text(&w.path().join("out/report.pdf"));
    let html = fs::read_to_string(w.path().join("out/report.html")).unwrap();
    let csv = fs::read_to_string(w.path().join("out/report/todo.csv")).unwrap();
    for text in [&paper, &html.replace(['\u{a0}', ' '], ""), &csv.replace(['\u{a0}', ' '], "")] {
        assert!(text.contains("没有村") && text.contains("坏村") && text.contains("13800000003"), "{text}");
    }
    // Of one village alone nobody can say who is missing.
    let one = w.run(&["report", "villages/示例村.yaml", "--today", DAY, "--format", "json"]);
    assert!(code(&one) == 0 && !said(&one).contains("没有村"), "{}", said(&one));
}

#[test]
fn an_office_of_the_same_name_is_no_rescue_station() {
    let w = Workspace::new();
    let town = w.path().join("town.yaml");
    let text = fs::read_to_string(&town).unwrap();
    let at = text.find("联防救援站").unwrap();
    let kind = text[at..].find("类别: ").map(|kind| at + kind).unwrap();
    let end = kind + text[kind..].find('\n').unwrap();
    fs::write(&town, format!("{}类别: 企业{}", &text[..kind], &text[end..])).unwrap();
    let data = report(w.path(), DAY);
    assert_eq!(data["towns"][0]["station"]["state"], "missing");
    assert!(todo(&data).iter().any(|errand| errand[2].contains("联防救援站")));
}

/// Villages and towns against their tasks: what is late first, whom to ring, what is not there at all, what
/// supervision found; and a county over its towns.
#[test]
#[allow(clippy::too_many_lines, reason = "cases one after the other")]
fn villages_and_towns_stand_against_their_tasks_and_a_county_over_its_towns() {
    let dir = county();
    let path = dir.path().join("乙镇/town.yaml");
    let own = "镇:
  村名册: [{编码: '370199001099', 村名: 柳沟村}, {村名: 示例村}, {村名: 石门村}]
  督导:
    - {日期: 2026-05-01, 村: 石门村, 查的人: 邵卫东, 问题: 灭火器过期, 责任人: 石振海, 期限: 2026-05-20}
    - {日期: 2026-05-01, 村: 示例村, 查的人: 邵卫东, 问题: 路灯不亮, 责任人: 石振海, 期限: 2026-05-10, 完成: 2026-05-09}
";
    fs::write(&path, fs::read_to_string(&path).unwrap() + own).unwrap();
    let run = duoan(
        &["report", ".", "--today", "2026-06-10", "--format", "json,html,pdf", "-o", "out"],
        dir.path(),
        "zh",
    );
    assert_eq!(code(&run), 0, "{}", said(&run));
    let told = String::from_utf8_lossy(&run.stdout).into_owned();
    assert!(told.contains("任务：逾期") && told.contains("上级32项：已知0/32"), "{told}");
    let data: Value = serde_json::from_slice(&fs::read(dir.path().join("out/report.json")).unwrap()).unwrap();
    assert_eq!(crate::feeds::against("report", &data), None);
    let towns = data["towns"].as_array().unwrap();
    let of = |name: &str| &towns.iter().find(|town| town["name"] == name).unwrap()["tasks"];
    let row = |town: &'static str, id: &str| {
        of(town)["rows"].as_array().unwrap().iter().find(|row| row["id"] == id).unwrap().clone()
    };
    let team = row("乙镇", "S03");
    assert_eq!((team["state"].as_str(), team["days_late"].as_u64()), (Some("late"), Some(892)));
    let lacking = team["lacking"].as_array().unwrap();
    assert_eq!((lacking.len(), lacking[0]["village"].as_str()), (2, Some("石门村")));
    assert_eq!(lacking[1]["village"], "柳沟村", "there is no file of it");
    assert!(lacking[0]["ring"]["phone"].as_str().unwrap().len() > 6, "{team}");
    assert_ne!(row("甲镇", "S03")["state"], "late");
    // The town's own, too.
    assert_eq!((&row("乙镇", "S01")["town"], &row("乙镇", "S01")["state"]), (&true.into(), &"late".into()));
    for town in ["甲镇", "乙镇"] {
        assert_eq!(of(town)["listed"], serde_json::json!({"known": 0, "all": 32}));
        let rank = |row: &Value| {
            let order = ["late", "lacking", "unseen", "met"];
            let weight = row["days_late"].as_u64().unwrap() * row["at_risk"].as_u64().unwrap().max(1);
            (order.iter().position(|s| row["state"] == *s), std::cmp::Reverse(weight))
        };
        let rows = of(town)["rows"].as_array().unwrap();
        assert!(rows.windows(2).all(|pair| rank(&pair[0]) <= rank(&pair[1])), "{town}");
        let matrix = &of(town)["villages"];
        let columns = matrix["columns"].as_array().unwrap().len();
        assert!(columns > 8);
        for village in matrix["rows"].as_array().unwrap() {
            assert_eq!(village["cells"].as_array().unwrap().len(), columns);
        }
    }
    assert_eq!(of("乙镇")["missing"], serde_json::json!(["柳沟村"]));
    let found = of("乙镇")["supervision"].as_array().unwrap();
    assert_eq!(
        (found[0]["finding"].as_str(), found[0]["days_late"].as_u64()),
        (Some("灭火器过期"), Some(21))
    );
    assert!(found[0]["phone"].as_str().unwrap().contains("0081"), "{found:?}");
    assert_eq!(found[1]["days_late"], 0, "it was mended");
    let sum = data["tasks"].as_array().unwrap().iter().find(|row| row["id"] == "S03").unwrap().clone();
    assert_eq!(
        (&sum["towns"], &sum["late"], &sum["villages"], &sum["worst"]),
        (&2.into(), &1.into(), &2.into(), &"乙镇".into()),
        "{sum}"
    );
    let html = fs::read_to_string(dir.path().join("out/report.html")).unwrap();
    balanced(&html);
    assert!(html.contains("村级应急救援队不少于10人") && html.contains("灭火器过期"));
    if crate::readers::there(&["pdftotext"], "the tasks on paper") {
        let text = pdf_text(&dir.path().join("out/report.pdf"));
        let text = text.replace(char::is_whitespace, "");
        for word in ["村级应急救援队不少于10人", "待录入", "灭火器过期", "逾期", "892天"]
        {
            assert!(text.contains(word), "{word}");
        }
    }
}
