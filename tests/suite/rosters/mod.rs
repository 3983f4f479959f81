//! Rosters in and out: what offices hand down is read, what is exported comes back as it was, nothing is
//! guessed or merged in silence.

mod columns;
mod homes;
mod hostile;
mod provinces;
mod round_trips;
mod tables;
mod trials;

use std::collections::BTreeSet;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::{Arc, OnceLock};

use duoan::diag::Diagnostics;
use duoan::load::{self, Library};
use duoan::model::shape;
use duoan::pipeline;
use duoan::project::Files;
use duoan::roster::sheet::{self, Cell, Form, Row, Sheet, Unreadable};
use duoan::roster::table::Table;
use duoan::roster::{self, Answer, Known, Options, Plan, export};
use duoan::source::SourceFile;
use duoan::yaml::edit::edit;
use rust_xlsxwriter::{Formula, Workbook};
use serde_json::Value;

use crate::readers;

/// The province's list, in its order.
const OFFICIAL: &str = "行政村,危险区名称,危险区类型,位置,经度,纬度,户主,居住人数,户主手机,转移责任人,转移责任人职务,转移责任人手机,\
                        预警责任人,预警责任人职务,预警责任人手机,避灾场所,有无安全鉴定,避灾场所管理员,避灾场所管理员手机,备注";

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn library() -> &'static Library {
    static LIBRARY: OnceLock<Library> = OnceLock::new();
    LIBRARY.get_or_init(|| pipeline::library(&Files::default(), &mut Diagnostics::default()))
}

fn table() -> &'static Table {
    static TABLE: OnceLock<Table> = OnceLock::new();
    TABLE.get_or_init(|| {
        let mut diags = Diagnostics::default();
        let text = std::fs::read_to_string(root().join("plans/rosters.yaml")).unwrap();
        let table =
            Table::read(&SourceFile::from_text("plans/rosters.yaml", text), &library().words, &mut diags);
        assert_eq!(diags.into_sorted(), []);
        table
    })
}

fn file(text: &str) -> Arc<SourceFile> {
    SourceFile::from_text("village.yaml", text)
}

fn known(text: &str) -> Known {
    let mut diags = Diagnostics::default();
    let own = load::layer(&file(text), &library().words, &mut diags).unwrap();
    assert_eq!(diags.errors(), 0, "{:?}", diags.into_sorted());
    let loaded = load::village([own.clone()]).unwrap();
    Known { name: loaded.profile.name, own, tree: loaded.tree }
}

/// A sheet of rows parted by bars; a number is a number if a `#` stands before it.
fn sheet(name: &str, rows: &[&str]) -> Sheet {
    let cell = |text: &str| match text.trim().strip_prefix('#') {
        Some(number) => Cell { text: number.to_owned(), form: Form::Number },
        None => Cell { text: text.trim().to_owned(), form: Form::Text },
    };
    let rows = rows
        .iter()
        .enumerate()
        .map(|(i, row)| Row { number: i + 1, cells: row.split('|').map(cell).collect() });
    Sheet { file: "花名册.xlsx".into(), name: name.into(), rows: rows.collect(), ..Sheet::default() }
}

fn plan(sheets: &[Sheet], village: &str, options: &Options) -> Plan {
    roster::plan(sheets, &[known(village)], table(), &library().words, options)
}

/// Returns the village's file once a plan has been carried out.
fn done(plan: &Plan, text: &str) -> String {
    let edits = plan.villages[0].edits(&BTreeSet::new());
    edit(&file(text), &edits, shape::profile(), &library().words).unwrap().text
}

fn codes(plan: &Plan) -> Vec<(&'static str, String)> {
    let cell = |d: &duoan::diag::Diagnostic| {
        d.values.iter().find(|(k, _)| *k == "cell").map(|(_, v)| v.clone()).unwrap_or_default()
    };
    plan.faults.iter().map(|fault| (fault.code, cell(fault))).collect()
}

const VILLAGE: &str = "\
村名: 上柳村   # 村
人员:
  # 书记在前
  田守信: {电话: 138 0000 7003, 小组: 一组, 职务: 村党支部书记}
  冯大山: {电话: [138 0000 7001, 0531-0000 0071], 小组: 一组}
岗位:
  总指挥: [田守信, 冯大山]
风险点:
  柳河湾: {灾种: [山洪], 盯守: [冯大山, 田守信]}
转移对象:
  - {户主: 周福来, 住: 河东1号, 人数: 4, 特殊: [高龄], 电话: 138 0000 7011, 帮扶: [冯大山, 田守信], 风险点: 柳河湾, 去: 上柳小学}
  - {户主: 吕桂英, 住: 河东3号, 人数: 1, 帮扶: [冯大山], 风险点: 柳河湾, 去: 上柳小学}  # 独居
避难点:
  上柳小学: {室内外: 室内, 容量: 150, 负责人: [田守信], 安全鉴定: 2025-04-16}
";

#[test]
fn only_what_differs_is_changed_and_shown_with_its_cell() {
    let sheets = [sheet(
        "转移清单",
        &[
            "2026年转移清单||||||",
            "序号|户 主|*住址|居住人数（人）|户主手机|转移责任人|转移责任人手机|避灾场所",
            "1|周福来|河东1号|#5|#13800007011|冯大山|#13800007001|上柳小学",
            "2|吕桂英|河东３号|1人|138 0000 7019|冯大山|138 0000 7009|上柳小学",
            "合计|||6||||",
            "填表人：宁小云|||||||",
        ],
    )];
    let plan = plan(&sheets, VILLAGE, &Options::default());
    assert_eq!((plan.sheets[0].rows, plan.sheets[0].totals), (2, 1));
    assert_eq!(plan.villages[0].questions, []);
    let text = done(&plan, VILLAGE);
    let wanted = VILLAGE
        .replace("[138 0000 7001, 0531", "[138 0000 7009, 0531")
        .replace("人数: 4", "人数: 5")
        .replace(
            "河东3号, 人数: 1, 帮扶: [冯大山], 风险点: 柳河湾, 去: 上柳小学}",
            "河东3号, 人数: 1, 帮扶: [冯大山], 风险点: 柳河湾, 去: 上柳小学, 电话: 138 0000 7019}",
        );
    // Two rows give two numbers of one person: that is named, and the first one counts.
    assert_eq!(codes(&plan), [("sheet-disagree", "转移清单!G4".to_owned())]);
    assert_eq!(text, wanted.replace("7009, 0531", "7001, 0531"));
    let items: Vec<(&str, &str, &str, &str)> = (plan.villages[0].changes.iter())
        .flat_map(|c| {
            c.items.iter().map(|i| (i.field.as_str(), i.old.as_str(), i.new.as_str(), i.cell.as_str()))
        })
        .collect();
    assert_eq!(items, [("人数", "4", "5", "转移清单!D3"), ("电话", "", "138 0000 7019", "转移清单!E4")]);
}

#[test]
fn an_import_done_twice_changes_nothing_the_second_time() {
    let sheets = [
        sheet(
            "岗位",
            &[
                "行政村|岗位|责任人|职务|手机",
                "上柳村|总指挥|田守信||",
                "上柳村|预警员|葛秀兰|广播员|13800007002",
                "上柳村|村医、灾害信息员|尚文静||13800007008",
            ],
        ),
        sheet(
            "物资",
            &[
                "行政村|物资名称|数量|单位|存放地点|保管人|有效期至",
                "上柳村|铜锣|#2|面|村委|葛秀兰|",
                "上柳村|灭火器|8|具|村委|葛秀兰|#47177",
            ],
        ),
        sheet(
            "队员",
            &["行政村|队伍名称|姓名|联系电话", "上柳村|救援队|常有福|13800007007", "上柳村|救援队|冯大山|"],
        ),
        sheet(
            "演练",
            &["行政村|演练日期|灾种|演练内容|参加人数", "上柳村|2026-05-08 00:00:00|山洪|三户撤到小学|36"],
        ),
    ];
    let first = plan(&sheets, VILLAGE, &Options::default());
    assert_eq!(codes(&first), [("sheet-serial-date", "物资!G3".to_owned())]);
    let text = done(&first, VILLAGE);
    for line in [
        "  预警员: [葛秀兰]\n",
        "  灾害信息员: [尚文静]\n",
        "  葛秀兰: {电话: 138 0000 7002, 职务: 广播员}\n",
        "  - {品名: 灭火器, 数量: 8, 单位: 具, 存放: 村委, 保管: 葛秀兰, 有效期: 2029-02-28}\n",
        "  救援队: {队员: [常有福, 冯大山]}\n",
        "  - {日期: 2026-05-08, 灾种: 山洪, 内容: 三户撤到小学, 人数: 36}\n",
    ] {
        assert!(text.contains(line), "{line}{text}");
    }
    assert!(text.starts_with("村名: 上柳村   # 村\n人员:\n  # 书记在前\n"));
    let second = plan(&sheets, &text, &Options::default());
    assert_eq!(second.villages[0].changes, []);
    assert!(second.villages[0].same > 0);
}

#[test]
fn spoilt_numbers_are_named_by_their_cells_and_the_profile_keeps_what_it_has() {
    let sheets = [
        sheet(
            "转移清单",
            &[
                "户主|位置|户主手机|居住人数|经度|纬度|危险区名称|危险区类型",
                "周福来|河东1号|1.38E+10|两三个|#36.5|#117.2|柳河湾|地质灾害",
                "吕桂英|河东3号|#5310000071|#REF!|||柳河湾|",
            ],
        ),
        sheet("行政村", &["行政村|行政区划代码|户数", "上柳村|3.79926E+11|96户"]),
    ];
    let plan = plan(&sheets, VILLAGE, &Options::default());
    let wanted = [
        ("sheet-exponent", "转移清单!C2"),
        ("sheet-number", "转移清单!D2"),
        ("sheet-coordinate", "转移清单!E2"),
        ("sheet-coordinate", "转移清单!F2"),
        ("sheet-name", "转移清单!H2"),
        ("sheet-zero-lost", "转移清单!C3"),
        ("sheet-number", "转移清单!D3"),
        ("sheet-exponent", "行政村!B2"),
    ];
    let mut found = codes(&plan);
    found.sort();
    let mut wanted: Vec<(&str, String)> =
        wanted.iter().map(|(code, cell)| (*code, (*cell).to_owned())).collect();
    wanted.sort();
    assert_eq!(found, wanted);
    assert_eq!(done(&plan, VILLAGE), format!("{VILLAGE}概况:\n  户数: 96\n"));
}

#[test]
fn what_may_be_one_is_asked_about_and_never_merged_in_silence() {
    // Another address and another number; a name that differs in one character at the same address.
    let rows = [
        "户主|住址|户主手机|居住人数|转移责任人",
        "周福来|河西9号|13800007099|3|冯大川",
        "吕贵英|河东3号||1|冯大山",
    ];
    let sheets = [sheet("转移清单", &rows)];
    let first = plan(&sheets, VILLAGE, &Options::default());
    let village = &first.villages[0];
    assert_eq!(village.changes, []);
    assert_eq!(done(&first, VILLAGE), VILLAGE);
    let asked: Vec<(&str, &str)> =
        village.questions.iter().map(|q| (q.id.as_str(), q.candidates[0].as_str())).collect();
    let ids = ["people!转移清单!E2", "evacuees!转移清单!A2", "evacuees!转移清单!A3"];
    assert_eq!(
        asked,
        [
            (ids[0], "冯大山 一组 138 0000 7001、0531-0000 0071"),
            (ids[1], "周福来 河东1号 138 0000 7011"),
            (ids[2], "吕桂英 河东3号")
        ]
    );
    let answers = |answers: [Answer; 3]| Options {
        answers: ids.map(str::to_owned).into_iter().zip(answers).collect(),
        ..Options::default()
    };
    let same = done(&plan(&sheets, VILLAGE, &answers([Answer::Same(0); 3])), VILLAGE);
    assert!(
        same.contains(
            "{户主: 周福来, 住: 河西9号, 人数: 3, 特殊: [高龄], 电话: 138 0000 7099, 帮扶: [冯大山"
        ),
        "{same}"
    );
    assert!(same.contains("{户主: 吕贵英, 住: 河东3号") && same.matches("户主").count() == 2, "{same}");
    let other = done(&plan(&sheets, VILLAGE, &answers([Answer::New; 3])), VILLAGE);
    assert!(other.matches("户主").count() == 4 && other.contains("  冯大川: {}\n"), "{other}");
    let later = done(&plan(&sheets, VILLAGE, &answers([Answer::Leave; 3])), VILLAGE);
    assert_eq!(later, VILLAGE);
}

#[test]
fn two_rows_of_one_sheet_that_may_be_one_are_asked_about() {
    let sheets = [sheet(
        "转移清单",
        &[
            "户主|住址|户主手机",
            "申大海|河东7号|13800007031",
            "申大海|河东7号|13800007031",
            "申大海||13800007032",
        ],
    )];
    let plan = plan(&sheets, VILLAGE, &Options::default());
    let village = &plan.villages[0];
    assert_eq!((village.changes.len(), village.questions.len()), (1, 1));
    assert_eq!(village.questions[0].candidates, ["转移清单!A2 申大海 河东7号 138 0000 7031"]);
}

/// Whoever says that a second row is the same household has its words put to the first row's, and is told where
/// the two disagree.
#[test]
fn two_rows_that_are_said_to_be_one_household_are_put_together() {
    let rows =
        ["户主|住址|户主手机|居住人数", "周福来|河东1号|13800007011|4", "周福来|河西9号|13800007099|5"];
    let sheets = [sheet("转移清单", &rows)];
    let first = plan(&sheets, VILLAGE, &Options::default());
    let question = &first.villages[0].questions[0];
    assert_eq!((question.id.as_str(), question.candidates.len()), ("evacuees!转移清单!A3", 1));
    let answers = [(question.id.clone(), Answer::Same(0))].into_iter().collect();
    let one = plan(&sheets, VILLAGE, &Options { answers, ..Options::default() });
    assert_eq!((one.villages[0].changes.len(), done(&one, VILLAGE).as_str()), (0, VILLAGE));
    let mut found = codes(&one);
    found.sort();
    let wanted = ["C3", "D3"].map(|cell| ("sheet-disagree", format!("转移清单!{cell}")));
    assert_eq!(found, wanted);
}

#[test]
fn what_a_sheet_does_not_name_any_more_is_reported_and_goes_only_with_prune() {
    let sheets = [
        sheet("转移清单", &["户主|住址|户主手机", "周福来|河东1号|13800007011"]),
        sheet("人员", &["姓名|联系电话", "冯大山|13800007001"]),
    ];
    let kept = plan(&sheets, VILLAGE, &Options::default());
    let gone =
        [("人员".to_owned(), "田守信".to_owned()), ("转移对象".to_owned(), "吕桂英，河东3号".to_owned())];
    assert_eq!(kept.villages[0].gone.iter().cloned().collect::<BTreeSet<_>>(), gone.into_iter().collect());
    assert_eq!(done(&kept, VILLAGE), VILLAGE);
    let pruned = plan(&sheets, VILLAGE, &Options { prune: true, ..Options::default() });
    let text = done(&pruned, VILLAGE);
    // Who is still named elsewhere stays.
    assert!(text.contains("田守信: {") && !text.contains("吕桂英"), "{text}");
    assert_eq!(text.lines().count() + 1, VILLAGE.lines().count());
}

#[test]
fn two_rows_of_headings_and_what_is_merged_are_read() {
    let rows = [
        "上柳村危险区人员转移清单",
        "序号|户主情况|||转移责任人|||安置点",
        "|户主姓名|居住人数|户主手机号|姓名|职务|手机号|",
        "1|郝铁柱|5|13800007041|聂小梅 13800007004|妇联主席||上柳小学",
        "2|郝铁锤|2|13800007042|〃|〃|〃|同上",
    ];
    let plan = plan(&[sheet("Sheet1", &rows)], VILLAGE, &Options::default());
    assert_eq!(plan.sheets[0].kind.as_deref(), Some("危险区人员转移清单"));
    assert_eq!(codes(&plan), []);
    let text = done(&plan, VILLAGE);
    assert!(text.contains("  聂小梅: {电话: 138 0000 7004, 职务: 妇联主席}\n"), "{text}");
    assert!(
        text.contains("  - {户主: 郝铁锤, 人数: 2, 电话: 138 0000 7042, 帮扶: [聂小梅], 去: 上柳小学}\n"),
        "{text}"
    );
}

#[test]
fn what_is_not_understood_is_said() {
    let rows = ["姓名|联系电话|星座|血型", "田守信|13800007003|天秤|A"];
    let plan = plan(&[sheet("人员", &rows), sheet("别的", &["甲|乙", "1|2"])], VILLAGE, &Options::default());
    let odd: Vec<&str> =
        plan.sheets[0].columns.iter().filter(|(_, to)| to.is_none()).map(|(head, _)| head.as_str()).collect();
    assert_eq!((odd, plan.sheets[1].kind.as_deref()), (vec!["星座", "血型"], None));
    let rows = ["行政村|姓名|联系电话", "河口村|田守信|13800007003"];
    let plan = plan_of(&[sheet("人员", &rows)]);
    assert_eq!(
        (codes(&plan), plan.villages.len()),
        (vec![("sheet-unknown-village", "人员!B2".to_owned())], 0)
    );
}

fn plan_of(sheets: &[Sheet]) -> Plan {
    plan(sheets, VILLAGE, &Options::default())
}

/// A workspace of its own that goes when it is done with.
struct Place(tempfile::TempDir);

impl Place {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn run(&self, args: &[&str]) -> Output {
        Command::new(assert_cmd::cargo::cargo_bin("duoan"))
            .current_dir(self.0.path())
            .args(args)
            .arg("--lang=zh")
            .output()
            .unwrap()
    }

    /// Returns the plan of an import, and its exit code.
    fn planned(&self, args: &[&str]) -> (Value, Option<i32>) {
        let out = self.run(&[&["import", "--json", "--dry-run"], args].concat());
        let text = String::from_utf8_lossy(&out.stdout).into_owned();
        (
            serde_json::from_str(&text)
                .unwrap_or_else(|_| panic!("{text}{}", String::from_utf8_lossy(&out.stderr))),
            out.status.code(),
        )
    }

    fn copy_examples(&self) {
        for entry in walkdir::WalkDir::new(root().join("examples/hailing")) {
            let entry = entry.unwrap();
            let to = self.0.path().join(entry.path().strip_prefix(root().join("examples")).unwrap());
            if entry.file_type().is_dir() {
                std::fs::create_dir_all(to).unwrap();
            } else if entry.path().extension().is_some_and(|e| e == "yaml") {
                std::fs::copy(entry.path(), to).unwrap();
            }
        }
    }
}

fn said(out: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&out.stdout), String::from_utf8_lossy(&out.stderr))
}

/// Returns all changes and questions of a plan, as text.
fn all(plan: &Value, what: &str) -> Vec<String> {
    let villages = plan["villages"].as_array().unwrap();
    villages.iter().flat_map(|v| v[what].as_array().unwrap()).map(Value::to_string).collect()
}

#[test]
fn a_workspace_is_made_from_a_folder_of_a_towns_sheets() {
    let place = Place::new();
    let folder = root().join("tests/rosters/qianping");
    let out = place.run(&["import", folder.to_str().unwrap(), "--new", "--yes", "--dir", "."]);
    let text = said(&out);
    for line in [
        "[转移清单] → 危险区人员转移清单：7 行，1 行合计不要，1 行是隐藏的，也读了",
        "[应急队伍] → 队伍：2 行，1 行合计不要，1 行是隐藏的，也读了",
        "[行政村] → 村情：2 行",
        "转移清单!J6 “1.38E+10”：表格软件把号码变了，后几位已经丢了，认不回来",
        "转移清单!J7 “5310000071”像是座机丢了前面的 0",
        "转移清单!F11 “36.5211”不在中国",
        "行政村!B3 “379926103202000”是 15 位代码，按 379926103202 读",
        "物资台账!H2 “47177”是表格里日期的序号，按 2029-02-28 读",
        "上柳村 还缺的、要看一眼的：",
        "  问 ",
    ] {
        assert!(text.contains(line), "{line}\n{text}");
    }
    let village = std::fs::read_to_string(place.path("villages/上柳村.yaml")).unwrap();
    for line in [
        "户主: 周福生, 住: 河东2号, 人数: 2, 电话: 138 0000 7012, 帮扶: [冯大山]",
        "户主: 吕桂英, 住: 河东3号, 人数: 1, 帮扶: [冯大山]",
        "  聂小梅: {电话: 138 0000 7004, 职务: 妇联主席}\n",
        "  应急管理员: [冯大山]\n  灾害信息员: [冯大山]\n",
        "  一网格: {网格员: [冯大山, 聂小梅]}\n",
        "编码: \"379926103201\"\n",
        "数量: 200",
        "问题: 涵管堵了一半",
        "  前坪镇应急办: {类别: 镇值班, 电话: 0531-0000 0070, 联系人: 值班员}\n",
        "  山洪: {}\n",
    ] {
        assert!(village.contains(line), "{line}\n{village}");
    }
    assert!(std::fs::read_to_string(place.path("town.yaml")).unwrap().ends_with("镇街: 前坪镇\n"));
    let known: Vec<String> = ["上柳村", "石桥村"]
        .map(|name| place.path(&format!("villages/{name}.yaml")))
        .iter()
        .map(|p| p.display().to_string())
        .collect();
    assert!(known.iter().all(|path| Path::new(path).exists()));
    // Each file is one that can be read: what it lacks is another matter.
    for path in &known {
        let mut diags = Diagnostics::default();
        let file = SourceFile::from_text(path.as_str(), std::fs::read_to_string(path).unwrap());
        load::layer(&file, &library().words, &mut diags).unwrap();
        assert_eq!(diags.errors(), 0, "{:?}", diags.into_sorted());
    }
    // The check reads them all, says what is missing, and so did the import, by whom to ask.
    let checked = place.run(&["check", "."]);
    let report = said(&checked);
    assert!(matches!(checked.status.code(), Some(0 | 1)) && !report.contains("syntax"), "{report}");
    assert!(report.contains("上柳村") && report.contains("石桥村"), "{report}");
    assert!(report.contains("查了 2 个村：0 个错误"), "{report}");
    assert!(text.contains("石桥村 还缺的、要看一眼的：") && text.contains("问 村党支部书记"), "{text}");
    let (again, _) = place.planned(&[folder.to_str().unwrap()]);
    // What a remark may tell waits until somebody says.
    let open = all(&again, "questions");
    assert!(open.len() == 2 && open.iter().all(|one| one.contains("\"asks\":\"needs\"")), "{open:?}");
    assert_eq!(all(&again, "changes"), Vec::<String>::new());
}

#[test]
fn a_table_of_ones_own_knows_other_headings() {
    let place = Place::new();
    place.copy_examples();
    let own = std::fs::read_to_string(root().join("plans/rosters.yaml")).unwrap();
    std::fs::create_dir_all(place.path("hailing/plans")).unwrap();
    std::fs::write(
        place.path("hailing/plans/rosters.yaml"),
        own.replace(
            "{head: 姓名, to: \"@key\", must: true, also: [",
            "{head: 姓名, to: \"@key\", must: true, also: [哪位, ",
        ),
    )
    .unwrap();
    std::fs::write(place.path("a.csv"), "行政村,哪位,电话,职务\r\n岭下村,尤新来,13800001999,会计\r\n")
        .unwrap();
    let (plan, _) = place.planned(&["a.csv", "--dir", "hailing"]);
    assert_eq!(plan["sheets"][0]["kind"], "人员");
    assert!(all(&plan, "changes")[0].contains("尤新来"));
}

#[test]
fn nothing_is_saved_unless_somebody_says_so() {
    let place = Place::new();
    place.copy_examples();
    std::fs::write(place.path("a.csv"), "行政村,姓名,电话\r\n岭下村,尤新来,13800001999\r\n").unwrap();
    let village = place.path("hailing/villages/岭下村.yaml");
    let before = std::fs::read(&village).unwrap();
    let out = place.run(&["import", "a.csv", "--dir", "hailing"]);
    assert!(said(&out).contains("什么都没改") && out.status.code() == Some(1), "{}", said(&out));
    assert_eq!(std::fs::read(&village).unwrap(), before);
    let out = place.run(&["import", "a.csv", "--dir", "hailing", "--yes"]);
    assert!(said(&out).contains("存了，新加 1，改 0，删 0"), "{}", said(&out));
    assert!(
        String::from_utf8(std::fs::read(&village).unwrap())
            .unwrap()
            .contains("  尤新来: {电话: 138 0000 1999}\n")
    );
}

/// A number goes to whom its heading names; the same for neighbours: 副队长, 监护人.
#[test]
fn a_telephone_is_never_given_to_somebody_else() {
    let grids = sheet(
        "网格",
        &[
            "网格名称|网格长|网格长电话|网格员|网格员电话|户数",
            "第一网格|田守信|13800007003|聂小梅|13800007004|45户",
        ],
    );
    let teams = sheet(
        "队伍",
        &[
            "队伍名称|队长|队长手机号|副队长|副队长联系电话|人数",
            "救援队|常有福|13800007007|尚文静|13800007008|4",
        ],
    );
    let text = done(&plan(&[grids, teams], "村名: 上柳村\n", &Options::default()), "村名: 上柳村\n");
    for line in [
        "  聂小梅: {电话: 138 0000 7004}\n",
        "  常有福: {电话: 138 0000 7007}\n",
        "  尚文静: {电话: 138 0000 7008}\n",
        "  第一网格: {网格员: [聂小梅], 户数: 45}\n",
    ] {
        assert!(text.contains(line), "{line}{text}");
    }
    assert!(!text.contains("7003"), "{text}");
    let special = sheet(
        "特殊群体",
        &[
            "姓名|人员类别|家庭住址|监护人|监护人电话|包保责任人|包保责任人电话",
            "申小宝|儿童|河东7号|申大海|13800007031|冯大山|13800007001",
        ],
    );
    let text = done(&plan(&[special], "村名: 上柳村\n", &Options::default()), "村名: 上柳村\n");
    assert!(text.contains("  冯大山: {电话: 138 0000 7001}\n") && !text.contains("7031"), "{text}");
}

/// A terminal of its own, as `script` makes one: what is asked is answered there.
#[test]
fn on_a_terminal_it_asks_and_does_what_was_answered() {
    if !cfg!(target_os = "linux") || !readers::there(&["script", "sh"], "questions on a terminal") {
        return;
    }
    let csv = "行政村,户主,位置,居住人数,户主手机\r\n岭下村,厉纪顺,南台9号,3,13800009999\r\n";
    let import = |typed: &str| {
        let place = Place::new();
        place.copy_examples();
        std::fs::write(place.path("a.csv"), csv).unwrap();
        let program = assert_cmd::cargo::cargo_bin("duoan");
        let command = format!("'{}' import a.csv --dir hailing --lang zh", program.display());
        let mut child = Command::new("script")
            .args(["-qec", &command, "/dev/null"])
            .current_dir(place.0.path())
            .stdin(std::process::Stdio::piped())
            .stdout(std::process::Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(typed.as_bytes()).unwrap();
        let out = child.wait_with_output().unwrap();
        let village = std::fs::read_to_string(place.path("hailing/villages/岭下村.yaml")).unwrap();
        (String::from_utf8_lossy(&out.stdout).into_owned(), village)
    };
    let untouched = std::fs::read_to_string(root().join("examples/hailing/villages/岭下村.yaml")).unwrap();
    let (said, village) = import("1\ny\n");
    assert!(said.contains("是不是 1. 厉纪顺 北沟口1号 138 0000 1101") && said.contains("存了"), "{said}");
    assert!(village.contains("住: 南台9号") && village.contains("138 0000 9999"), "{said}");
    // Another household; then nothing is saved after all.
    let (said, village) = import("n\nq\n");
    assert!(said.contains("＋ 转移对象 厉纪顺") && village == untouched, "{said}");
    // Left for later, and nothing else to save.
    let (said, village) = import("\n");
    assert!(said.contains("要你定 1") && village == untouched, "{said}");
}
