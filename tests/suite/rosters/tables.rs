//! Every table of a sheet, under the headings of any province.

use super::*;

#[test]
fn every_table_of_a_sheet_is_read() {
    let below = sheet(
        "防汛",
        &[
            "一、上柳村防汛责任人",
            "岗位|姓名|电话",
            "总指挥|田守信|13800007003",
            "预警员|葛秀兰|13800007002",
            "二、应急物资",
            "品名|数量|单位|存放地点",
            "铜锣|2|面|村委",
        ],
    );
    let beside = sheet(
        "通讯录",
        &[
            "上柳村通讯录",
            "姓名|职务|电话||姓名|职务|电话",
            "冯大山|主任|13800007001||尚文静|村医|13800007008",
            "常有福||13800007007",
        ],
    );
    // Heads that are printed again on each page are one table.
    let pages = sheet(
        "队员",
        &["队伍名称|姓名|联系电话", "救援队|常有福|", "队伍名称|姓名|联系电话", "救援队|尚文静|"],
    );
    let plan = plan(&[below, beside, pages], "村名: 上柳村\n", &Options::default());
    let kinds: Vec<(Option<&str>, usize)> = plan.sheets.iter().map(|s| (s.kind.as_deref(), s.rows)).collect();
    let people = (Some("人员"), 2);
    assert_eq!(
        kinds,
        [(Some("岗位责任人"), 2), (Some("物资"), 1), people, (Some("人员"), 1), (Some("队员"), 2)]
    );
    let text = done(&plan, "村名: 上柳村\n");
    for line in [
        "  总指挥: [田守信]\n",
        "品名: 铜锣",
        "  尚文静: {电话: 138 0000 7008, 职务: 村医}\n",
        "队员: [常有福, 尚文静]",
    ] {
        assert!(text.contains(line), "{line}{text}");
    }
}

#[test]
fn headings_of_other_provinces_and_careless_cells_are_read() {
    let rows = [
        "2026年山洪灾害危险区转移人员花名册",
        "填报单位：前坪镇|||||填报日期：2026.5.1",
        "序号|所在村（居）|受威胁群众户主姓名|家庭人口数（人）|家庭住址|联系方式|避险转移责任人|责任人联系方式|转移安置点|备 注",
        "1|上柳村委会|张　三（已故）|3|河东１号|１３８ ００００ ７０１１|李 四|138-0000-7001|上柳小学|",
        "2|上柳村民委员会|王 五 (户主)|#2|河东2号|'13800007012|李四|#13800007001|上柳小学|独居",
        "合 计|||5",
        "填表人：孙七||||审核人：周八",
    ];
    let plan = plan(&[sheet("Sheet1", &rows)], "村名: 上柳村\n", &Options::default());
    assert_eq!(codes(&plan), [("sheet-head-gone", "Sheet1!C4".to_owned())]);
    let text = done(&plan, "村名: 上柳村\n");
    for line in [
        "户主: 张三, 住: 河东１号, 人数: 3",
        "电话: 138 0000 7011",
        "户主: 王五, 住: 河东2号, 人数: 2",
        "电话: 138 0000 7012",
        "  李四: {电话: 138 0000 7001}\n",
    ] {
        assert!(text.contains(line), "{line}\n{text}");
    }
    assert_eq!(text.matches("去: 上柳小学").count(), 2, "{text}");
}

#[test]
fn a_stray_quote_of_a_csv_makes_no_name_of_many_rows() {
    let csv = "行政村,姓名,电话,备注\n上柳村,田守信,13800007003,\n上柳村,\"冯大山,13800007001,\n上柳村,葛秀兰,13800007002,\n";
    let sheets = sheet::read("人员.csv", csv.as_bytes()).unwrap();
    let plan = plan(&sheets, "村名: 上柳村\n", &Options::default());
    assert_eq!(codes(&plan), [("sheet-name-long", "人员.csv!B3".to_owned())]);
    assert_eq!(done(&plan, "村名: 上柳村\n"), "村名: 上柳村\n人员:\n  田守信: {电话: 138 0000 7003}\n");
    // So it is with whom a cell of another sheet names.
    let long = format!("岗位|责任人\n总指挥|{}", "长".repeat(41));
    let rows: Vec<&str> = long.split('\n').collect();
    let plan = plan_of(&[sheet("岗位", &rows)]);
    assert_eq!(codes(&plan), [("sheet-name-long", "岗位!B2".to_owned())]);
}
