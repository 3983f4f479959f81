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

/// As a county hands them down: titles, two rows of heads, villages parted by rows of their own, towns before
/// their names, cells that say that they say nothing.
#[test]
fn villages_that_stand_above_their_rows_have_them() {
    let posts = sheet(
        "责任人",
        &[
            "前坪镇2026年防汛责任人通讯录|||",
            "岗位|姓名|职务|手机",
            "一、上柳村（3人）|||",
            "预警员|葛秀兰||13800007002",
            "二、前坪镇石桥村：|||",
            "预警员|石秀英|/|无",
            "（三）其他|||",
        ],
    );
    let homes = sheet(
        "转移",
        &[
            "行政村|户主|家庭住址|家庭人口|联系电话|特殊情况|备注",
            "前坪镇上柳村|周福来|河东1号|4|13800007011|无|独居老人1人",
            "后坪镇上柳村|周福山|河东1号|2|13800009011||",
        ],
    );
    let both = [known("村名: 上柳村\n镇街: 前坪镇\n"), known("村名: 石桥村\n镇街: 前坪镇\n")];
    let plan = roster::plan(&[posts, homes], &both, table(), &library().words, &Options::default());
    assert_eq!((plan.sheets[0].rows, plan.sheets[0].titles), (2, 3));
    // A village of that name in another town is another village.
    assert_eq!(codes(&plan), [("sheet-unknown-village", "转移!A3".to_owned())]);
    let texts: Vec<String> = (plan.villages.iter())
        .map(|village| {
            let text = format!("村名: {}\n镇街: 前坪镇\n", village.name);
            edit(&file(&text), &village.edits(&BTreeSet::new()), shape::profile(), &library().words)
                .unwrap()
                .text
        })
        .collect();
    assert_eq!(
        texts[0],
        "村名: 上柳村\n镇街: 前坪镇\n人员:\n  葛秀兰: {电话: 138 0000 7002}\n岗位:\n  预警员: [葛秀兰]\n\
         转移对象:\n  - {户主: 周福来, 住: 河东1号, 人数: 4, 电话: 138 0000 7011}\n"
    );
    // What a remark tells of somebody's needs is asked about, and waits till then.
    assert_eq!(plan.villages[0].questions[0].id, "needs!转移!G2");
    assert_eq!(texts[1], "村名: 石桥村\n镇街: 前坪镇\n人员:\n  石秀英: {}\n岗位:\n  预警员: [石秀英]\n");
}

#[test]
fn lists_of_members_plates_remarks_and_appraisals_are_understood() {
    let sheets = [
        sheet(
            "应急队伍",
            &[
                "队伍名称|队伍类型|队长|队长电话|队员名单",
                "救援队|民兵|常有福|13800007007|冯大山13800007001、尚文静（13800007008）、田小军 吴大勇",
            ],
        ),
        sheet(
            "车辆",
            &["车辆类型|车牌号|驾驶员|电话", "货车|鲁A·00001|常有福|13800007007", "货车|鲁A·00002|常有福|"],
        ),
        sheet("物资", &["物资名称|数量|单位|存放地点|保管人|备注", "铜锣|2|面|村委|葛秀兰、田守信|镇里配发"]),
        sheet(
            "避难场所",
            &[
                "名称|地址|面积（㎡）|可容纳人数|是否安全鉴定",
                "上柳小学|村北|１２００|150人|是",
                "广场|村中||500|否",
            ],
        ),
    ];
    let plan = plan(&sheets, "村名: 上柳村\n", &Options::default());
    let odd = |report: &roster::Report| report.columns.iter().filter(|(_, to)| to.is_none()).count();
    assert_eq!(plan.sheets.iter().map(odd).sum::<usize>(), 0, "{:?}", plan.sheets);
    // Two keepers where one can be, and an appraisal without its day.
    let mut found = codes(&plan);
    found.sort();
    assert_eq!(found, [("sheet-certified", "避难场所!E2".to_owned()), ("sheet-one", "物资!E2".to_owned())]);
    let text = done(&plan, "村名: 上柳村\n");
    for line in [
        "  救援队: {类别: 救援队, 队长: 常有福, 队员: [冯大山, 尚文静, 田小军, 吴大勇]}\n",
        "  尚文静: {电话: 138 0000 7008}\n",
        "  - {名称: 货车, 车牌号: 鲁A·00001, 联系人: 常有福, 电话: 138 0000 7007}\n",
        "  - {名称: 货车, 车牌号: 鲁A·00002, 联系人: 常有福}\n",
        "  - {品名: 铜锣, 数量: 2, 单位: 面, 存放: 村委, 保管: 葛秀兰, 备注: 镇里配发}\n",
        "  上柳小学: {地点: 村北, 面积: 1200, 容量: 150}\n",
    ] {
        assert!(text.contains(line), "{line}{text}");
    }
}

#[test]
fn two_people_of_one_name_are_said_and_never_made_one() {
    let people = sheet(
        "村民",
        &[
            "姓名|身份证号|村民小组|手机号码",
            "示例|110101199001010000|一组|13900000000",
            "陈强||一组|13800007021",
            "陈强||二组|13800007022",
            "陈强||一组|13800007021",
        ],
    );
    let plan = plan(&[people], "村名: 上柳村\n", &Options::default());
    assert_eq!(codes(&plan), [("sheet-namesake", "村民!A4".to_owned())]);
    let text = done(&plan, "村名: 上柳村\n");
    assert_eq!(text, "村名: 上柳村\n人员:\n  陈强: {电话: 138 0000 7021, 小组: 一组}\n");
    // Nothing of identity numbers is taken, and that needs no saying.
    assert!(plan.sheets[0].ignored.contains(&"身份证号".to_owned()));
}

/// Four workbooks as a clerk of a town has them from the county: two villages on a sheet, two rows of heads,
/// merged and hidden rows, 同上, full-width figures, serial dates, towns before names, figures that are none.
#[test]
fn a_countys_workbooks_make_its_villages() {
    let place = Place::new();
    let folder = root().join("tests/rosters/moxian");
    let out = place.run(&["import", folder.to_str().unwrap(), "--new", "--yes", "--dir", "."]);
    let text = said(&out);
    for line in [
        "[Sheet1] → 危险区人员转移清单：5 行，2 行合计不要，1 行是隐藏的，也读了",
        "[责任人] → 岗位责任人：5 行，2 行小标题",
        "村民通讯录!A3 起 3 行不知道是哪个村的，没有读",
        "Sheet1!F11 “13800000000”：表格软件把号码变了",
        "物资台账!G4 这一格只能写一个，“田守信”没有读进来",
        "物资台账!E5 “约500”不是数",
        "应急避难场所!I3 “36.61”不在中国",
        "外部联系电话!C4 “5310000072”像是座机丢了前面的 0",
        "隐患排查台账!E2 “46150”是表格里日期的序号，按 2026-05-08 读",
        "石桥村 还缺的、要看一眼的：",
    ] {
        assert!(text.contains(line), "{line}\n{text}");
    }
    let mut villages: Vec<String> = std::fs::read_dir(place.path("villages"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    villages.sort();
    assert_eq!(villages, ["上柳村.yaml", "石桥村.yaml"]);
    assert!(std::fs::read_to_string(place.path("town.yaml")).unwrap().ends_with("镇街: 前坪镇\n"));
    let village = std::fs::read_to_string(place.path("villages/上柳村.yaml")).unwrap();
    for line in [
        "  - {户主: 周福来, 小组: 河东组, 人数: 4, 电话: 138 0000 7011, 帮扶: [冯大山], 预警责任人: [葛秀兰], 风险点: 柳河湾, 去: 上柳小学}\n",
        "  - {户主: 郝铁柱, 小组: 河西组, 人数: 5, 电话: 138 0000 7041, 帮扶: [聂小梅], 预警责任人: [葛秀兰], 风险点: 柳河湾, 去: 上柳小学}\n",
        "队员: [冯大山, 尚文静, 田小军, 吴大勇]",
        "车牌号: 鲁A·00002",
        "坐标: [36.6",
        "面积: 1200, 容量: 150, 负责人: [田守信]",
        "昼夜: 夜里",
    ] {
        assert!(village.contains(line), "{line}\n{village}");
    }
    let (again, _) = place.planned(&[folder.to_str().unwrap()]);
    assert_eq!(all(&again, "changes"), Vec::<String>::new());
    // Only what a remark may tell is still to be said.
    let open = all(&again, "questions");
    assert!(open.len() == 2 && open.iter().all(|one| one.contains("\"asks\":\"needs\"")), "{open:?}");
}
