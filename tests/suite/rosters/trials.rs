//! Sheets of other provinces and careless hands, as they were found to be misread.

use super::*;

fn read(name: &str, rows: &[&str]) -> (Plan, String) {
    let plan = plan(&[sheet(name, rows)], "村名: 上柳村\n", &Options::default());
    let text = done(&plan, "村名: 上柳村\n");
    (plan, text)
}

/// Two rows of headings, the lower of which could be read alone: then 点长's telephone would be the
/// household's.
#[test]
fn what_stands_above_headings_belongs_to_them() {
    let rows = [
        "某县2026年避险转移清单",
        "序号|村（社区）|受威胁农户|||点长||临时避险点",
        "序号|村（社区）|户主姓名|家庭人口|住址|姓名|电话|临时避险点",
        "1|上柳村|周福来|4|河东1号|田守信|13800007003|上柳小学",
    ];
    let (plan, text) = read("Sheet1", &rows);
    let odd: Vec<&str> =
        plan.sheets[0].columns.iter().filter(|(_, to)| to.is_none()).map(|(head, _)| head.as_str()).collect();
    assert_eq!(odd, ["点长/姓名", "点长/电话"]);
    assert!(
        text.contains("{户主: 周福来, 住: 河东1号, 人数: 4, 去: 上柳小学}") && !text.contains("7003"),
        "{text}"
    );
    // A group that names the household is its own.
    let own = [
        "村|受威胁农户||点长||",
        "|户主姓名|联系电话|姓名|电话|转移责任人",
        "上柳村|周福来|13800007011|田守信|13800007003|冯大山",
    ];
    let (_, text) = read("清单", &own);
    assert!(
        text.contains("{户主: 周福来, 电话: 138 0000 7011, 帮扶: [冯大山]}") && !text.contains("7003"),
        "{text}"
    );
    // Where only the lower row is filled downwards, and where there are three.
    let rows = [
        "防汛||||||",
        "村|户主信息||||网格长|",
        "|姓名|人数|住址|姓名|电话|",
        "上柳村|吕桂英|1|河东3号|田守信|13800007003|",
    ];
    let (_, text) = read("转移清单", &rows);
    assert!(text.contains("{户主: 吕桂英, 住: 河东3号, 人数: 1}") && !text.contains("7003"), "{text}");
}

#[test]
fn a_table_that_is_not_known_is_no_more_rows_of_the_one_above() {
    let rows = [
        "岗位|姓名|电话",
        "总指挥|田守信|13800007003",
        "预警员|葛秀兰|",
        "",
        "三、地下管线|||",
        "管线名称|长度|责任人|电话|面积",
        "供水管|150|田守信|13800007003|30",
    ];
    let (plan, text) = read("台账", &rows);
    let kinds: Vec<Option<&str>> = plan.sheets.iter().map(|s| s.kind.as_deref()).collect();
    assert_eq!(kinds[0], Some("岗位责任人"));
    assert_eq!(codes(&plan), []);
    assert!(text.ends_with("岗位:\n  总指挥: [田守信]\n  预警员: [葛秀兰]\n"), "{text}");
    // Nor does a village come of a heading.
    let rows = ["行政村|户数|户籍人口", "上柳村|96|300", "", "岗位|A角|B角", "总指挥|田守信|冯大山"];
    let (plan, text) = read("上柳村", &rows);
    assert_eq!((codes(&plan), plan.villages.len()), (vec![], 1));
    assert!(text.contains("  总指挥: [田守信, 冯大山]\n") && text.contains("户数: 96"), "{text}");
}

#[test]
fn posts_with_a_column_for_each_holder_are_read() {
    let rows = [
        "岗位|A岗|||B岗||",
        "|姓名|职务|电话|姓名|职务|电话",
        "总指挥|田守信|书记|13800007003|冯大山|主任|13800007001",
        "预警员|葛秀兰||13800007002|||",
    ];
    let (plan, text) = read("责任人", &rows);
    assert_eq!(codes(&plan), []);
    for line in [
        "  田守信: {电话: 138 0000 7003, 职务: 书记}\n",
        "  冯大山: {电话: 138 0000 7001, 职务: 主任}\n",
        "  总指挥: [田守信, 冯大山]\n",
        "  预警员: [葛秀兰]\n",
    ] {
        assert!(text.contains(line), "{line}\n{text}");
    }
}

#[test]
fn two_villages_of_one_name_are_told_apart_by_their_towns_on_every_sheet() {
    let rows = [
        "乡镇|村|姓名|手机|组",
        "前坪镇|上柳村|陈强|13800007101|一组",
        "后坪镇|上柳村|陈强|13800007103|一组",
        "前坪镇|上柳村|陈强|13800007102|二组",
    ];
    let options = Options { new: true, ..Options::default() };
    let sheets = [sheet("人员", &rows)];
    let village = known("村名: 上柳村\n镇街: 前坪镇\n");
    let plan = roster::plan(&sheets, &[village], table(), &library().words, &options);
    let names: Vec<(&str, bool)> = plan.villages.iter().map(|v| (v.name.as_str(), v.new)).collect();
    assert_eq!(names, [("上柳村", false), ("后坪镇上柳村", true)]);
    assert_eq!(codes(&plan), [("sheet-namesake", "人员!C4".to_owned())]);
}

#[test]
fn what_is_nobodys_name_names_nobody() {
    let rows = [
        "户主|位置|户主联系方式|转移责任人|转移责任人手机|避灾场所",
        "13800007012|河东3号||冯大山|13800007001|上柳小学",
        "河东1号|周福来||冯大山|13800007001|上柳小学",
        "赵六|河东9号|13800007015|本人|13800007015|上柳小学、村委",
        "钱七|河东10号||网格员|13800007001|村委",
    ];
    let (plan, text) = read("转移清单", &rows);
    let mut found = codes(&plan);
    found.sort();
    let mut wanted = vec![
        ("sheet-name-long", "转移清单!A2"),
        ("sheet-name-long", "转移清单!A3"),
        ("sheet-no-name", "转移清单!A2"),
        ("sheet-no-name", "转移清单!A3"),
        ("sheet-no-person", "转移清单!D4"),
        ("sheet-no-person", "转移清单!D5"),
        ("sheet-nobody", "转移清单!E4"),
        ("sheet-nobody", "转移清单!E5"),
        ("sheet-one", "转移清单!F4"),
    ];
    wanted.sort();
    assert_eq!(found, wanted.iter().map(|(code, cell)| (*code, (*cell).to_owned())).collect::<Vec<_>>());
    assert!(text.contains("{户主: 赵六, 住: 河东9号, 电话: 138 0000 7015, 去: 上柳小学}"), "{text}");
    let shelters = plan.villages[0].changes.iter().filter(|change| change.section == "避难点").count();
    assert_eq!(shelters, 2);
    assert!(
        !text.contains("本人") && !text.contains("上柳小学、村委") && text.matches("户主: ").count() == 2,
        "{text}"
    );
    // A place that the profile calls so is one.
    let village = "村名: 上柳村\n避难点:\n  村委、小学: {室内外: 室内}\n";
    let plan = plan_in(village, &["户主|位置|避灾场所", "赵六|河东9号|村委、小学"]);
    assert_eq!(codes(&plan), []);
    assert!(done(&plan, village).contains("去: 村委、小学}"));
}

fn plan_in(village: &str, rows: &[&str]) -> Plan {
    plan(&[sheet("转移清单", rows)], village, &Options::default())
}

#[test]
fn who_is_well_has_no_need_and_everybody_is_counted() {
    let rows = [
        "户主姓名|家庭成员姓名|与户主关系|健康状况|转移责任人",
        "周福来|周福来|户主|一般|冯大山",
        "|吴秀兰|配偶|卧床|",
        "|周小来|儿子|健康|",
    ];
    let (_, text) = read("名册", &rows);
    assert!(text.contains("{户主: 周福来, 人数: 3, 特殊: [卧床], 家里人: ["), "{text}");
}

#[test]
fn watches_are_read() {
    let rows = [
        "值班日期|班次|带班领导|值班人员|联系电话|签收人",
        "2026-06-01|白班|田守信|葛秀兰、冯大山|13800007002、13800007001|",
    ];
    let (plan, text) = read("值班表", &rows);
    let office = ["值班日期|值班人员|值班电话", "2026-06-01|葛秀兰|0531-00000071"];
    assert!(!read("值班表", &office).1.contains("0071"), "the office's number is nobody's own");
    assert_eq!(plan.sheets[0].kind.as_deref(), Some("值班表"));
    assert!(
        text.contains("值班:\n  - {日期: 2026-06-01, 班次: 白班, 带班: 田守信, 值班员: [葛秀兰, 冯大山]}"),
        "{text}"
    );
}

#[test]
fn a_formula_that_nobody_reckoned_is_said() {
    let mut book = Workbook::new();
    let page = book.add_worksheet();
    page.set_name("人员").unwrap();
    for (column, head) in (0..).zip(["姓名", "联系电话", "职务"]) {
        page.write_string(0, column, head).unwrap();
    }
    page.write_string(1, 0, "田守信").unwrap();
    page.write_formula(1, 1, Formula::new("=A1&\"x\"").set_result("13800007003")).unwrap();
    let bytes = book.save_to_buffer().unwrap();
    let count = |bytes: &[u8]| sheet::read("a.xlsx", bytes).unwrap()[0].unreckoned;
    assert_eq!(count(&bytes), 0);
    let bare = hostile::with_part(&bytes, "xl/worksheets/sheet1.xml", |xml| {
        let (from, to) = (xml.find("</f>").unwrap() + 4, xml.find("</v></c>").unwrap());
        let from = if xml[from..].starts_with("<v>") { from } else { xml[..to].rfind("<v>").unwrap() };
        format!("{}{}", &xml[..from], &xml[to + 4..])
    });
    assert_eq!(count(&bare), 1);
}
