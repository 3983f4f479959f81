//! Sheets with a row a person, remarks that tell of needs, heads of three rows.

use super::*;

fn read(name: &str, rows: &[&str]) -> (Plan, String) {
    answered(name, rows, "村名: 上柳村\n", &[])
}

fn answered(name: &str, rows: &[&str], village: &str, answers: &[(&str, Answer)]) -> (Plan, String) {
    let answers = answers.iter().map(|(id, answer)| ((*id).to_owned(), *answer)).collect();
    let plan = plan(&[sheet(name, rows)], village, &Options { answers, ..Options::default() });
    let text = done(&plan, village);
    (plan, text)
}

#[test]
fn rows_of_a_household_become_one_however_they_are_held_together() {
    let numbered = [
        "前坪镇上柳村转移人员名册||||||||",
        "序号|户号|与户主关系|姓名|性别|年龄|住址|联系电话|安置点",
        "1|1|户主|周 福来|男|78|河东1号|13800007011|上柳小学",
        "2|1|妻|吴秀兰|女|75岁|||",
        "3|2|户主|吕桂英|女|81|河东3号||上柳小学",
        "4|1|子|周小来|男|50||13800007019|",
        "合计|||4人|||||",
    ];
    let by_head = [
        "户主|姓名|与户主关系|性别|年龄|住址|户主手机|安置点",
        "周福来|周福来|本人|男|78|河东1号|13800007011|上柳小学",
        "|吴秀兰|妻|女|75||| ",
        "|周小来|长子|男|50||| ",
        "吕桂英|吕桂英|户主|女|81|河东3号||上柳小学",
    ];
    let by_order = [
        "姓名|家庭关系|性别|年龄|住址|电话|安置点",
        "周福来|户主|男|78|河东1号|13800007011|上柳小学",
        "吴秀兰|配偶|女|75|||",
        "周小来|之子|男|50|||",
        "吕桂英|户主|女|81|河东3号||上柳小学",
    ];
    let first = "  - {户主: 周福来, 住: 河东1号, 人数: 3, 电话: 138 0000 7011, ";
    let family = "家里人: [{姓名: 周福来, 性别: 男, 年龄: 78}, {姓名: 吴秀兰, 性别: 女, 年龄: 75}, {姓名: 周小来, 性别: 男, 年龄: 50}]";
    let second = "  - {户主: 吕桂英, 住: 河东3号, 人数: 1, ";
    for (rows, faults) in [(&numbered[..], &["转移清单!H6"][..]), (&by_head, &[]), (&by_order, &[])] {
        let (plan, text) = read("转移清单", rows);
        let report = &plan.sheets[0];
        assert_eq!((report.kind.as_deref(), report.rows, report.homes), (Some("转移户家庭成员"), 4, 2));
        for line in [first, family, second, "去: 上柳小学"] {
            assert!(text.contains(line), "{line}\n{text}");
        }
        // The son's number is nobody's on the household's card, and that is said.
        let cells: Vec<String> = codes(&plan).into_iter().map(|(_, cell)| cell).collect();
        assert_eq!(cells, faults);
        assert!(!text.contains("7019") && text.matches("户主: ").count() == 2, "{text}");
        // Once it is in, the sheet says nothing new.
        let again = plan_again(rows, &text);
        assert_eq!(again.villages[0].changes, []);
    }
}

fn plan_again(rows: &[&str], text: &str) -> Plan {
    plan(&[sheet("转移清单", rows)], text, &Options::default())
}

#[test]
fn a_family_that_is_known_keeps_its_rows_and_only_what_differs_changes() {
    let village = "村名: 上柳村\n转移对象:\n  # 住得最低\n  - 户主: 周福来\n    住: 河东1号\n    人数: 2\n    家里人:\n      - {姓名: 周福来, 性别: 男, 年龄: 77}  # 耳背\n      - {姓名: 吴秀兰, 性别: 女}\n";
    let rows = [
        "户主|姓名|与户主关系|性别|年龄|住址",
        "周福来|周福来|户主|男|78|河东1号",
        "周福来|吴秀兰|妻|女||河东1号",
        "周福来|周满|孙|男|3|河东1号",
    ];
    let (plan, text) = answered("转移清单", &rows, village, &[]);
    let wanted = village.replace("人数: 2", "人数: 3").replace("年龄: 77", "年龄: 78")
        + "      - {姓名: 周满, 性别: 男, 年龄: 3}\n";
    assert_eq!(text, wanted);
    let item = plan.villages[0].changes[0].items.iter().find(|item| item.field == "家里人").unwrap();
    assert_eq!((item.old.as_str(), item.new.as_str()), ("周福来男77岁", "周福来男78岁、周满男3岁"));
}

#[test]
fn how_many_they_are_is_not_counted_from_a_list_of_some() {
    // Only those with a need are listed; so it is where the head is not among the rows.
    let special = [
        "户主|姓名|与户主关系|年龄|住址|人员类别",
        "周福来|周福来|户主|88|河东1号|高龄",
        "周福来|吴秀兰|妻|75|河东1号|卧床",
    ];
    let (_, text) = read("特殊人员", &special);
    assert!(text.contains("{户主: 周福来, 住: 河东1号, 特殊: [高龄, 卧床]}"), "{text}");
    let some = ["户主|姓名|与户主关系|住址", "周福来|吴秀兰|妻|河东1号", "周福来|周满|孙|河东1号"];
    let (_, text) = read("转移清单", &some);
    assert!(text.contains("  - {户主: 周福来, 住: 河东1号}\n"), "{text}");
    // What is written holds, and is said where it does not agree.
    let written =
        ["户主|姓名|与户主关系|住址|家庭人口", "周福来|周福来|户主|河东1号|4", "周福来|吴秀兰|妻|河东1号|4"];
    let (plan, text) = read("转移清单", &written);
    assert_eq!(codes(&plan), [("sheet-home-count", "转移清单!E2".to_owned())]);
    assert!(text.contains("人数: 4"), "{text}");
}

#[test]
fn a_register_of_the_village_moves_nobody() {
    let rows =
        ["户号|姓名|与户主关系|住址", "1|周福来|户主|河东1号", "1|周满|孙|河东1号", "2|陈大有|户主|村西2号"];
    let village = "村名: 上柳村\n转移对象:\n  - {户主: 周福来, 住: 河东1号, 人数: 1}\n";
    let (plan, text) = answered("户籍", &rows, village, &[]);
    assert_eq!(codes(&plan), [("sheet-register", "户籍!A4".to_owned())]);
    assert!(text.contains("人数: 2") && !text.contains("陈大有"), "{text}");
    // A list of telephones with names is still one of people; relations make it one of households.
    let people = ["姓名|联系电话|住址", "田守信|13800007003|河东2号"];
    let (plan, _) = read("通讯录", &people);
    assert_eq!(plan.sheets[0].kind.as_deref(), Some("人员"));
}

#[test]
fn a_remark_is_asked_about_before_it_becomes_a_need() {
    let rows = [
        "户主|位置|居住人数|特殊情况|备注",
        "周福来|河东1号|4|高龄|其母卧床，腊月去儿子家",
        "吕桂英|河东3号|1||无人卧床",
        "申大海|河东7号|2|独居|独居",
    ];
    let id = "needs!转移清单!E2";
    let (plan, text) = read("转移清单", &rows);
    let asked = &plan.villages[0].questions;
    assert_eq!((asked.len(), asked[0].id.as_str(), asked[0].candidates[0].as_str()), (1, id, "其母卧床"));
    // It waits, as it is; what tells of nothing goes in.
    assert!(
        text.contains("特殊: [高龄]}") && text.contains("备注: 无人卧床") && text.contains("备注: 独居"),
        "{text}"
    );
    let (plan, text) = answered("转移清单", &rows, "村名: 上柳村\n", &[(id, Answer::Same(0))]);
    assert_eq!(plan.villages[0].questions, []);
    assert!(text.contains("特殊: [高龄, 其母卧床], 备注: 其母卧床，腊月去儿子家}"), "{text}");
    let (_, text) = answered("转移清单", &rows, "村名: 上柳村\n", &[(id, Answer::New)]);
    assert!(text.contains("特殊: [高龄], 备注: 其母卧床，腊月去儿子家}"), "{text}");
    // Who was told no is not asked again.
    let (plan, _) = answered("转移清单", &rows, &text, &[]);
    assert_eq!((&plan.villages[0].questions, &plan.villages[0].changes), (&vec![], &vec![]));
}

#[test]
fn three_rows_of_headings_are_read_and_no_number_goes_to_somebody_else() {
    let rows = [
        "基本情况||||责任人||||安置",
        "户主信息|||住址|转移责任人||网格长||去向",
        "姓名|手机|人数||姓名|电话|姓名|电话|安置点",
        "郝铁柱|13800007041|5|河东9号|聂小梅|13800007004|田守信|13800007003|上柳小学",
    ];
    let (plan, text) = read("转移清单", &rows);
    assert_eq!(codes(&plan), []);
    assert!(
        text.contains(
            "{户主: 郝铁柱, 住: 河东9号, 人数: 5, 电话: 138 0000 7041, 帮扶: [聂小梅], 去: 上柳小学}"
        ),
        "{text}"
    );
    assert!(text.contains("  聂小梅: {电话: 138 0000 7004}\n") && !text.contains("7003"), "{text}");
    // Two rows, and the only telephone is that of somebody whom the list does not know.
    let rows = ["户主|住址|网格长||", "||姓名|手机", "郝铁柱|河东9号|田守信|13800007003"];
    let (_, text) = read("转移清单", &rows);
    assert!(text.contains("{户主: 郝铁柱, 住: 河东9号}") && !text.contains("7003"), "{text}");
}

#[test]
fn when_stock_came_and_when_what_was_found_is_mended_are_read() {
    let stock = ["物资名称|数量|单位|购置时间", "铜锣|2|面|2024.5.20"];
    let (_, text) = read("物资", &stock);
    assert!(text.contains("入库: 2024-05-20"), "{text}");
    let found = [
        "隐患位置|隐患描述|整改措施|整改情况|管控措施",
        "涵管|堵了一半|清淤|已整改（2026-05-20）|摆警示牌",
        "河堤|有洞||正在整改|",
        "坡脚|有裂缝||已完成|",
    ];
    let (plan, text) = read("隐患排查", &found);
    assert_eq!(codes(&plan), [("sheet-mended", "隐患排查!D4".to_owned())]);
    assert!(text.contains("问题: 堵了一半, 临时措施: 摆警示牌, 完成: 2026-05-20}"), "{text}");
    assert_eq!(text.matches("完成: ").count(), 1, "{text}");
}
