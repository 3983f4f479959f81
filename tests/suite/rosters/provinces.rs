//! Lists as offices of other provinces make them: whose number it is, what a sheet is, what a clerk must not
//! lose without being told.

use super::*;

fn read(name: &str, rows: &[&str]) -> (Plan, String) {
    let plan = plan(&[sheet(name, rows)], "村名: 上柳村\n", &Options::default());
    let text = done(&plan, "村名: 上柳村\n");
    (plan, text)
}

fn odd(plan: &Plan) -> Vec<&str> {
    let columns = &plan.sheets[0].columns;
    columns.iter().filter(|(_, to)| to.is_none()).map(|(head, _)| head.as_str()).collect()
}

/// 单位 is an office in one list, and what things are counted in in another.
#[test]
fn what_things_are_counted_in_is_no_office() {
    let rows = [
        "上柳村防汛物资储备清单",
        "类别|序号|名称|规格|单位|应储数|实储数|有效期限|存放位置|联系方式",
        "抢险物料|1|编织袋|50×90|条|500|480|2027.5.1|村委仓库|13800007002",
        "|2|铁锹|木柄|把|20|20把|长期|村委仓库|13800007002",
    ];
    let (plan, text) = read("防汛物资", &rows);
    assert_eq!(plan.sheets[0].kind.as_deref(), Some("物资"));
    assert!(
        text.contains(
            "{品名: 编织袋, 规格型号: 50×90, 数量: 480, 单位: 条, 存放: 村委仓库, 有效期: 2027-05-01}"
        ),
        "{text}"
    );
    assert!(!text.contains("外部电话"), "{text}");
    // Where it is an office, it stays one.
    let (plan, text) = read("电话", &["单位|类别|值班电话", "前坪卫生院|卫生院|0531-00000072"]);
    assert_eq!(plan.sheets[0].kind.as_deref(), Some("外部电话"));
    assert!(text.contains("前坪卫生院: {类别: 医院, 电话: 0531-0000 0072}"), "{text}");
}

/// A bare 联系电话 is whose who stands before it; of whom no column tells, it is nobody's.
#[test]
fn a_bare_number_is_of_whom_stands_before_it() {
    let rows = [
        "户主姓名|常住人数|联系电话|预警责任人|联系方式|转移责任人|职务|联系电话|安置地点",
        "周福来|4|13800007011|葛秀兰|13800007002|冯大山|村主任|13800007001|上柳小学",
    ];
    let (plan, text) = read("转移清单", &rows);
    assert_eq!((odd(&plan), codes(&plan)), (vec![], vec![]));
    for line in [
        "  葛秀兰: {电话: 138 0000 7002}\n",
        "  冯大山: {电话: 138 0000 7001, 职务: 村主任}\n",
        "{户主: 周福来, 人数: 4, 电话: 138 0000 7011, 帮扶: [冯大山], 预警责任人: [葛秀兰], 去: 上柳小学}",
    ] {
        assert!(text.contains(line), "{line}\n{text}");
    }
    // A guardian's, a hamlet head's and a relative's number is not the household's.
    let rows = [
        "姓名|人员类别|家庭住址|监护人/联系人|联系电话|帮扶责任人|责任人电话",
        "吕桂英|五保|河东3号|侄子吕强|13800007031|冯大山|13800007001",
    ];
    let (plan, text) = read("特殊群体", &rows);
    assert_eq!(odd(&plan), ["监护人/联系人", "联系电话"]);
    assert!(text.contains("  冯大山: {电话: 138 0000 7001}\n") && !text.contains("7031"), "{text}");
    let rows = [
        "屯（组）|户主|家庭人口（人）|隐患点|屯级责任人|联系电话|安置地址",
        "柳湾屯|周福来|4|后山坡|韦大山|13800007001|上柳小学",
    ];
    let (plan, text) = read("避险转移", &rows);
    assert_eq!(odd(&plan), ["屯级责任人", "联系电话"]);
    assert!(text.contains("{户主: 周福来, 小组: 柳湾屯, 人数: 4, 风险点: 后山坡, 去: 上柳小学}"), "{text}");
    assert!(!text.contains("7001"), "{text}");
    // Of two who may hold one place the second is left out, with his number.
    let rows = ["网格|网格长|电话|网格员|电话", "一网格|田守信|13800007003|聂小梅|13800007004"];
    let (_, text) = read("网格", &rows);
    assert!(text.contains("聂小梅: {电话: 138 0000 7004}") && !text.contains("7003"), "{text}");
    let rows = [
        "村|三级网格名称|网格长||网格员||微网格长|",
        "||姓名|电话|姓名|电话|姓名|电话",
        "上柳村|第一网格|田守信|13800007003|冯大山|13800007001|宁小云|13800007021",
    ];
    let (_, text) = read("网格员信息", &rows);
    assert!(text.contains("  冯大山: {电话: 138 0000 7001}\n"), "{text}");
    assert!(!text.contains("7003") && !text.contains("7021"), "{text}");
}

/// Signs that nobody sees, as telephones put them behind pictures, are no part of a name.
#[test]
fn what_nobody_sees_is_no_part_of_a_cell() {
    let text = "户主,住址,避灾场所\n申\u{AD}大海,河东7号\u{FE0F},上柳小学\u{FE0A}\n";
    let sheets = sheet::read("转移清单.csv", text.as_bytes()).unwrap();
    let plan = plan(&sheets, "村名: 上柳村\n", &Options::default());
    let text = done(&plan, "村名: 上柳村\n");
    assert!(text.contains("{户主: 申大海, 住: 河东7号, 去: 上柳小学}"), "{text}");
    assert!(text.ends_with("避难点:\n  上柳小学: {}\n"), "{text}");
}

/// Who lives there counts before who is registered; units, second numbers and vacancies are what they are.
#[test]
fn who_lives_there_counts_and_a_vacancy_is_nobody() {
    let rows = [
        "户主|家庭人口|现居住人口/人|联系电话（必填）|转移责任人|备注",
        "周福来|5|4人|13800007011|（空缺）|",
    ];
    let (plan, text) = read("转移清单", &rows);
    assert_eq!(codes(&plan), [("sheet-no-person", "转移清单!E2".to_owned())]);
    assert!(text.ends_with("转移对象:\n  - {户主: 周福来, 人数: 4, 电话: 138 0000 7011}\n"), "{text}");
    let rows = ["村名|姓名|职务|手机号1|手机号2", "上柳村|田守信|书记|13800007003|13800007093"];
    let (plan, text) = read("干部", &rows);
    assert_eq!((odd(&plan), plan.sheets[0].kind.as_deref()), (vec!["手机号2"], Some("人员")));
    assert!(text.contains("  田守信: {电话: 138 0000 7003, 职务: 书记}\n"), "{text}");
    let rows = ["村|书记|电话|主任|电话", "上柳村|田守信|13800007003|（空缺）|"];
    let (plan, text) = read("村干部", &rows);
    assert_eq!(codes(&plan), [("sheet-no-person", "村干部!D2".to_owned())]);
    assert!(text.ends_with("岗位:\n  总指挥: [田守信]\n"), "{text}");
}

/// A way of moving is no place; of a list what is known is read and the rest is said; one name has one dot.
#[test]
fn what_is_no_place_makes_none_and_what_is_left_of_a_list_is_said() {
    let rows = [
        "户主|户主手机|转移责任人|安置点|灾种",
        "周福来|13800007011/667001|买买提•艾力|投亲靠友|山洪、洪涝",
        "热西丹.吾守尔|13800007012|买买提·艾力|上柳小学|山洪",
    ];
    let (plan, text) = read("转移清单", &rows);
    let mut found = codes(&plan);
    found.sort();
    let wanted = [("sheet-no-place", "D2"), ("sheet-part", "B2")];
    assert_eq!(found, wanted.map(|(code, cell)| (code, format!("转移清单!{cell}"))), "{text}");
    for line in [
        "人员:\n  买买提·艾力: {}\n",
        "{户主: 周福来, 电话: 138 0000 7011, 帮扶: [买买提·艾力]}",
        "{户主: 热西丹·吾守尔, 电话: 138 0000 7012, 帮扶: [买买提·艾力], 去: 上柳小学}",
        "避难点:\n  上柳小学: {}\n",
    ] {
        assert!(text.contains(line), "{line}\n{text}");
    }
    assert!(!text.contains("投亲"), "{text}");
    let rows = ["避难点名称|容量|可启用灾种", "上柳小学|150|台风、洪涝"];
    let (plan, text) = read("避难场所", &rows);
    assert_eq!(codes(&plan), [("sheet-part", "避难场所!C2".to_owned())]);
    assert!(text.contains("容量: 150, ") && text.contains("[台风]"), "{text}");
}

/// A row a village, its posts side by side, also under heads of two rows.
#[test]
fn posts_that_stand_side_by_side_in_a_row_a_village_are_read() {
    let rows = [
        "前坪镇2026年村级三防责任人名单",
        "序号|行政村（社区）|村级行政责任人|||村级三防预警责任人||转移责任人||抢险责任人||备注",
        "||姓名|职务|手机号码|姓名|手机号码|姓名|手机号码|姓名|手机号码|",
        "1|上柳村|田守信|党支部书记|13800007003|葛秀兰|13800007002|冯大山|13800007001|常有福|13800007007|",
    ];
    let (plan, text) = read("Sheet1", &rows);
    assert_eq!(plan.sheets[0].kind.as_deref(), Some("各村责任人（一村一行）"));
    assert_eq!(odd(&plan), ["转移责任人/姓名", "转移责任人/手机号码"]);
    let phone = ("村级三防预警责任人/手机号码".to_owned(), Some("预警员电话".to_owned()));
    assert!(plan.sheets[0].columns.contains(&phone), "{:?}", plan.sheets[0].columns);
    for line in [
        "  田守信: {电话: 138 0000 7003, 职务: 党支部书记}\n",
        "  葛秀兰: {电话: 138 0000 7002}\n",
        "  总指挥: [田守信]\n  预警员: [葛秀兰]\n  救援队长: [常有福]\n",
    ] {
        assert!(text.contains(line), "{line}\n{text}");
    }
    assert!(!text.contains("7001"), "{text}");
    let again = roster::plan(
        &[sheet("Sheet1", &rows)],
        &[known(&text)],
        table(),
        &library().words,
        &Options::default(),
    );
    assert_eq!(again.villages[0].changes, []);
    // One who stands beside several rows holds his post once; flat headings.
    let rows = [
        "行政村|村书记|电话|预警员|电话",
        "上柳村|田守信|13800007003|葛秀兰|13800007002",
        "上柳村|田守信|13800007003|尚文静|13800007008",
    ];
    let (plan, text) = read("责任人", &rows);
    assert_eq!(codes(&plan), []);
    assert!(text.ends_with("岗位:\n  总指挥: [田守信]\n  预警员: [葛秀兰, 尚文静]\n"), "{text}");
    // What is responsible for a reservoir or a slope holds no post of the village.
    for thing in ["水库名称", "隐患点名称", "河道"] {
        let heads = format!("行政村|{thing}|行政责任人|电话|巡查责任人|电话");
        let rows = [&heads, "上柳村|柳河水库|赵镇长|13800009001|田守信|13800007003"];
        let plan = plan_of(&[sheet("防汛责任人", &rows)]);
        let posts = |v: &roster::VillagePlan| v.changes.iter().any(|change| change.section == "岗位");
        assert!(!plan.villages.iter().any(posts), "{thing}: {:?}", plan.sheets[0]);
    }
    // Figures of villages are still such a sheet.
    let (plan, _) = read("基本情况", &["行政村|户数|户籍人口", "上柳村|96|300"]);
    assert_eq!(plan.sheets[0].kind.as_deref(), Some("村情"));
}

/// Under a group that no kind knows, 姓名 and 电话 are of that group: nothing is better than somebody wrong.
#[test]
fn names_below_a_group_are_never_read_alone() {
    let rows = [
        "序号|隐患点基本信息|||||威胁对象||防灾责任人||||避险",
        "|统一编号|隐患点名称|地理位置||灾害类型|户数（户）|人数（人）|村级责任人||专职监测员||应急避险地点",
        "|||村|组||||姓名|电话|姓名|电话|",
        "1|5101|后山坡滑坡|上柳村|二组|滑坡|3|11|田守信|13800007003|冯大山|13800007001|上柳小学",
        "2|5102|柳河沟|上柳村|一组|泥石流|5|19|田守信|13800007003|葛秀兰|13800007002|村委会",
    ];
    let (plan, text) = read("隐患点台账", &rows);
    assert_eq!(plan.sheets[0].kind.as_deref(), Some("风险点"));
    assert!(
        text.contains("  后山坡滑坡: {灾种: [滑坡崩塌], 盯守: [冯大山], 统一编号: \"5101\", 威胁户数: 3, 威胁人数: 11}\n"),
        "{text}"
    );
    assert!(text.contains("  冯大山: {电话: 138 0000 7001}\n") && !text.contains("7003"), "{text}");
    assert!(!text.contains("小组"), "the point's group is nobody's own: {text}");
    let rows = [
        "村（社区）|群测群防员||片区负责人||驻守地质队员|",
        "|姓名|电话|姓名|电话|姓名|电话",
        "上柳村|冯大山|13800007001|田守信|13800007003|李工|13800009003",
    ];
    let plan = plan_of(&[sheet("四重网格员", &rows)]);
    assert_eq!((plan.sheets[0].kind.as_deref(), plan.villages.len()), (None, 0));
}

/// A household over several rows, the head merged beside them, without a column of relations.
#[test]
fn a_household_over_merged_rows_is_one() {
    let rows = [
        "上柳村避险转移对象“一户一档”",
        "序号|户主姓名|家庭人口|家庭成员|性别|身份证号|联系电话|健康状况|转移责任人|安置点",
        "1|周福来|3|周福来|男||13800007011|良好|冯大山|上柳小学",
        "|周福来|3|吴秀兰|女|||长期卧床|冯大山|上柳小学",
        "|周福来|3|周小来|男||13800007019|良好|冯大山|上柳小学",
        "2|吕桂英|1|吕桂英|女||无|双目失明|冯大山|上柳小学",
    ];
    let (plan, text) = read("一户一档", &rows);
    assert_eq!((plan.sheets[0].kind.as_deref(), plan.sheets[0].homes), (Some("转移户家庭成员"), 2));
    assert_eq!(plan.villages[0].questions, []);
    assert!(text.contains("{户主: 周福来, 人数: 3, 特殊: [长期卧床], 电话: 138 0000 7011, 家里人: [{姓名: 周福来, 性别: 男}, {姓名: 吴秀兰, 性别: 女}, {姓名: 周小来, 性别: 男}], 帮扶: [冯大山], 去: 上柳小学}"), "{text}");
    assert!(text.matches("户主: ").count() == 2 && !text.contains("7019"), "{text}");
}

/// Identity numbers go into no profile, wherever they stand; what else the cell says is read.
#[test]
fn identity_numbers_are_never_taken() {
    let rows = [
        "户主|住址|居住人数|户主手机|转移责任人|备注",
        "吕桂英*|河东3号|4（含2名儿童）|13800007012①|冯大山|身份证110101194003070021",
        "吴十 11010119600307002X|河东15号|1|110101196003070022|冯大山|每年腊月去外地",
    ];
    let (plan, text) = read("转移清单", &rows);
    let mut found = codes(&plan);
    found.sort();
    let wanted = ["转移清单!A3", "转移清单!D3", "转移清单!F2"];
    assert_eq!(found, wanted.map(|cell| ("sheet-identity", cell.to_owned())));
    for line in [
        "{户主: 吕桂英, 住: 河东3号, 人数: 4, 电话: 138 0000 7012, 帮扶: [冯大山]}",
        "{户主: 吴十, 住: 河东15号, 人数: 1, 帮扶: [冯大山], 备注: 每年腊月去外地}",
    ] {
        assert!(text.contains(line), "{line}\n{text}");
    }
    assert!(!text.contains("110101"), "{text}");
}

/// Days without a year are of the one year that the sheet names; else they are named.
#[test]
fn days_without_a_year_are_of_the_sheets_own() {
    let rows = [
        "上柳村2026年6月防汛值班表",
        "日期|星期|带班领导|值班人员",
        "6月1日|一|田守信|葛秀兰",
        "六月二日上午|二|田守信|葛秀兰",
    ];
    let (plan, text) = read("值班表", &rows);
    assert_eq!(codes(&plan), ["A3", "A4"].map(|cell| ("sheet-year", format!("值班表!{cell}"))));
    assert!(text.contains("日期: 2026-06-01") && text.contains("日期: 2026-06-02"), "{text}");
    let rows = ["日期|带班领导|值班人员", "6月1日|田守信|葛秀兰"];
    let (plan, text) = read("值班表", &rows);
    assert!(
        codes(&plan).contains(&("sheet-date", "值班表!A2".to_owned())) && !text.contains("2026"),
        "{text}"
    );
}

/// What stands under no heading is said; under one that is merged across, names belong to it.
#[test]
fn columns_without_a_heading_are_never_lost_in_silence() {
    let mut one = sheet("值班表", &["值班日期|带班|值班人员||备注", "2026-06-01|田守信|葛秀兰|冯大山|换班"]);
    let said = plan(std::slice::from_ref(&one), "村名: 上柳村\n", &Options::default());
    assert_eq!(odd(&said), ["备注", "D"]);
    assert!(!done(&said, "村名: 上柳村\n").contains("冯大山"));
    one.wide = vec![sheet::Wide { rows: (1, 1), columns: (2, 3) }];
    let joined = plan(&[one], "村名: 上柳村\n", &Options::default());
    assert_eq!(odd(&joined), ["备注"]);
    assert!(done(&joined, "村名: 上柳村\n").contains("值班员: [葛秀兰, 冯大山]"));
}

#[test]
fn villages_shelters_and_owners_go_by_many_names() {
    let rows = ["所在连队|姓名|职务|手机号码", "三连|买买提·艾力|指导员|13800007003"];
    let plan = roster::plan(
        &[sheet("通讯录", &rows)],
        &[],
        table(),
        &library().words,
        &Options { new: true, ..Options::default() },
    );
    assert_eq!(plan.villages[0].name, "三连");
    let rows = [
        "村（社区）|避灾安置场所名称|场所级别|详细地址|建筑面积(㎡)|可安置人数|责任人及联系电话|有无安全鉴定报告",
        "上柳村|上柳村文化礼堂|村级|柳湾12号|420|105|田守信 13800007003|有",
    ];
    let (plan, text) = read("名录", &rows);
    assert_eq!((plan.sheets[0].kind.as_deref(), odd(&plan)), (Some("避难场所"), vec!["场所级别"]));
    assert!(
        text.contains("  上柳村文化礼堂: {地点: 柳湾12号, 面积: 420, 容量: 105, 负责人: [田守信]}"),
        "{text}"
    );
    let rows = ["屋主姓名|屋主电话|威胁人数|避险地点", "王二麻|13800007017|3|上柳小学"];
    let (_, text) = read("高陡边坡转移", &rows);
    assert!(text.contains("{户主: 王二麻, 人数: 3, 电话: 138 0000 7017, 去: 上柳小学}"), "{text}");
}

/// 前石桥村's sheet is not 石桥村's, though its name holds that.
#[test]
fn a_village_whose_name_ends_like_anothers_is_another() {
    let rows = ["姓名|联系电话", "石有田|13800008011"];
    let known = [known("村名: 石桥村\n")];
    for (name, own) in
        [("填报单位石桥村", true), ("前石桥村", false), ("前坪镇石桥村", true), ("石桥村花名册", true)]
    {
        let plan =
            roster::plan(&[sheet(name, &rows)], &known, table(), &library().words, &Options::default());
        assert_eq!(plan.villages.len(), usize::from(own), "{name}");
        assert_eq!(
            codes(&plan).first().map(|(code, _)| *code),
            (!own).then_some("sheet-unknown-village"),
            "{name}"
        );
    }
}

/// One workbook of a whole town as another province keeps it, and a list of people by the side: a row a village,
/// a row a person with merged heads, shelters with hidden columns, supplies, a watch over merged names, a card
/// and a summary that are no lists, an empty sheet; GB18030 with rare characters, parted by semicolons.
#[test]
fn one_workbook_of_many_villages_makes_a_workspace_that_checks() {
    let place = Place::new();
    let folder = root().join("tests/rosters/linjiang");
    let out = place.run(&["import", folder.to_str().unwrap(), "--new", "--yes", "--dir", "."]);
    let text = said(&out);
    for line in [
        "[三防责任人] → 各村责任人（一村一行）：2 行",
        "[临江村] → 转移户家庭成员：4 行，合成 2 户",
        "[沙洲村] → 转移户家庭成员：2 行，合成 2 户",
        "[隐患点] → 风险点：2 行，1 行合计不要",
        "[汇总] → 没认出来，没有读",
        "没看懂的列：转移责任人/姓名、转移责任人/手机号码",
        "沙洲村!C6 这一格里有身份证号，去掉了",
        "值班!A3 “6月1日”没写年份，照标题里的年份按 2026-06-01 读",
        "临江村!H7 “投亲靠友”不是一个地方，没有读",
        "避灾安置场所!H4 “13800005002/665002”里读得出的是 138 0000 5002，别的没有读",
        "沙洲村 还缺的、要看一眼的：",
        "  问 村会计；编码问镇民政：缺 编码；缺 镇街\n",
        "；缺 版本.下次修订；缺 版本.号；缺 版本.施行；",
    ] {
        assert!(text.contains(line), "{line}\n{text}");
    }
    assert!(!text.contains("[Sheet3]"), "{text}");
    let village = |name: &str| std::fs::read_to_string(place.path(&format!("villages/{name}.yaml"))).unwrap();
    let (one, other) = (village("临江村"), village("沙洲村"));
    for line in [
        "  祝水生: {电话: 138 0000 5001, 小组: 一组, 职务: 党支部书记}\n",
        "  㙦𠮷: {电话: 138 0000 5006, 小组: 二组}\n",
        "岗位:\n  总指挥: [祝水生]\n  预警员: [祝小满]\n  救援队长: [林阿根]\n",
        "  - {户主: 庄有福, 人数: 3, 特殊: [长期卧床], 电话: 138 0000 5011, 家里人: [{姓名: 庄有福, 性别: 男}",
        "帮扶: [林阿根], 风险点: 江边, 去: 临江小学}",
        "  临江小学: {地点: 临江村中街8号, 容量: 200, 负责人: [祝小满], 适用: [台风]}\n",
        "值班员: [祝小满, 林阿根]",
        "{品名: 救生衣, 规格型号: 成人, 数量: 15, 单位: 件",
        "  江边: {灾种: [台风], 盯守: [林阿根]",
    ] {
        assert!(one.contains(line), "{line}\n{one}");
    }
    assert!(other.contains("户主: 洪三妹, 人数: 1, 特殊: [双目失明]"), "{other}");
    for text in [&one, &other] {
        assert!(!text.contains("330101") && !text.contains("投亲") && !text.contains("5019"), "{text}");
    }
    let checked = said(&place.run(&["check", "."]));
    assert!(checked.contains("查了 2 个村：0 个错误"), "{checked}");
    let (again, _) = place.planned(&[folder.to_str().unwrap()]);
    assert_eq!((all(&again, "changes"), all(&again, "questions")), (vec![], vec![]));
}
