//! What goes out comes back the same: the example town, through an office program, and each kind of sheet.

use super::*;

#[test]
fn what_is_exported_comes_back_as_it_was() {
    let place = Place::new();
    place.copy_examples();
    let out = place.run(&["export", "hailing", "--out", "sheets"]);
    assert!(out.status.success(), "{}", said(&out));
    let (plan, code) = place.planned(&["sheets", "--dir", "hailing"]);
    assert_eq!(
        (all(&plan, "changes"), all(&plan, "questions"), all(&plan, "gone")),
        (vec![], vec![], vec![])
    );
    assert_eq!(code, Some(0));
    assert!(plan["sheets"].as_array().unwrap().iter().all(|sheet| sheet["kind"].is_string()), "{plan}");
    let bytes = std::fs::read(place.path("sheets/全镇花名册.xlsx")).unwrap();
    let sheets = sheet::read("全镇花名册.xlsx", &bytes).unwrap();
    let heads: Vec<String> =
        sheets[5 - 1].rows[0].cells.iter().map(|cell| cell.text.trim_start_matches('*').to_owned()).collect();
    assert_eq!((sheets[4].name.as_str(), heads.join(",").as_str()), ("危险区人员转移清单", OFFICIAL));
    // Telephones and codes are text.
    let phones = sheets[4].rows[1..].iter().map(|row| &row.cells[8]).filter(|cell| !cell.text.is_empty());
    assert!(phones.clone().count() > 50 && phones.into_iter().all(|cell| cell.form == Form::Text));
    // A sheet that somebody filled in stays where it lies.
    let sheets = place.path("sheets");
    let one = std::fs::read_dir(&sheets).unwrap().next().unwrap().unwrap().path();
    let clean = std::fs::read(&one).unwrap();
    assert!(place.run(&["export", "hailing", "--out", "sheets"]).status.success());
    assert_eq!(std::fs::read_dir(&sheets).unwrap().count(), 1);
    std::fs::write(&one, [clean.as_slice(), b" "].concat()).unwrap();
    let second = place.run(&["export", "hailing", "--out", "sheets"]);
    assert!(String::from_utf8_lossy(&second.stdout).contains("花名册（2）.xlsx"));
    let other =
        std::fs::read_dir(&sheets).unwrap().map(|entry| entry.unwrap().path()).find(|path| *path != one);
    assert_eq!(std::fs::read(other.unwrap()).unwrap(), clean);
    assert_eq!(std::fs::read(&one).unwrap().len(), clean.len() + 1);
    let again = place.run(&["export", "hailing", "--out", "again"]);
    assert!(again.status.success());
    assert_eq!(std::fs::read(place.path("again/全镇花名册.xlsx")).unwrap(), bytes);
}

/// Writes sheets as a workbook again, as an office program does when somebody saves.
fn saved(sheets: &[Sheet]) -> Vec<u8> {
    let mut book = Workbook::new();
    for sheet in sheets {
        let page = book.add_worksheet();
        page.set_name(&sheet.name).unwrap();
        for row in &sheet.rows {
            for (column, cell) in row.cells.iter().enumerate() {
                let (at, column) = (u32::try_from(row.number - 1).unwrap(), u16::try_from(column).unwrap());
                match cell.form {
                    Form::Number => page.write_number(at, column, cell.text.parse::<f64>().unwrap()).unwrap(),
                    _ => page.write_string(at, column, &cell.text).unwrap(),
                };
            }
        }
    }
    book.save_to_buffer().unwrap()
}

#[test]
fn an_edit_in_the_sheet_is_an_edit_of_that_line() {
    let place = Place::new();
    place.copy_examples();
    assert!(place.run(&["export", "hailing/villages/岭下村.yaml", "--out", "sheets"]).status.success());
    let path = place.path("sheets/岭下村花名册.xlsx");
    let mut sheets = sheet::read("岭下村花名册.xlsx", &std::fs::read(&path).unwrap()).unwrap();
    let at = sheets[4].rows[1].cells[7].text.parse::<u32>().unwrap();
    sheets[4].rows[1].cells[7].text = (at + 1).to_string();
    std::fs::write(&path, saved(&sheets)).unwrap();
    let village = place.path("hailing/villages/岭下村.yaml");
    let before = std::fs::read_to_string(&village).unwrap();
    let out = place.run(&["import", "sheets", "--dir", "hailing", "--yes"]);
    assert!(out.status.success(), "{}", said(&out));
    let after = std::fs::read_to_string(&village).unwrap();
    let changed: Vec<(&str, &str)> = before.lines().zip(after.lines()).filter(|(a, b)| a != b).collect();
    assert_eq!((changed.len(), before.lines().count()), (1, after.lines().count()));
    assert_eq!(changed[0].0.replace(&format!("人数: {at}"), &format!("人数: {}", at + 1)), changed[0].1);
}

/// Converts a workbook with `LibreOffice`.
fn convert(file: &Path, to: &str, out: &Path) -> PathBuf {
    let home = out.join("profile");
    let run = Command::new("soffice")
        .arg(format!("-env:UserInstallation=file://{}", home.display()))
        .args(["--headless", "--convert-to", to, "--outdir"])
        .arg(out)
        .arg(file)
        .output()
        .unwrap();
    let made = out.join(file.file_stem().unwrap()).with_extension(to.split(':').next().unwrap());
    assert!(run.status.success() && made.exists(), "{}", said(&run));
    made
}

#[test]
fn a_trip_through_libreoffice_loses_nothing() {
    let place = Place::new();
    place.copy_examples();
    assert!(place.run(&["export", "hailing", "--out", "sheets"]).status.success());
    let book = place.path("sheets/全镇花名册.xlsx");
    let (flat, back) = (place.path("flat"), place.path("back"));
    // A large program that a quick run does not install; `.ci/run --all` does.
    if readers::find("soffice").is_none() {
        assert!(std::env::var_os("DUOAN_NEEDS_LIBREOFFICE").is_none(), "soffice is not there");
        readers::tell("a trip through LibreOffice (soffice is not here)");
        return;
    }
    let fods = convert(&book, "fods", &flat);
    // Somebody edits one cell; then it is saved in each form.
    let text = std::fs::read_to_string(&fods).unwrap();
    assert!(text.contains("<text:p>138 0000 5001、0633-0000 5000</text:p>"));
    std::fs::write(&fods, text.replacen("138 0000 5001、0633-0000 5000", "138 0000 5991、0633-0000 5000", 1))
        .unwrap();
    for (form, original) in [("ods", &book), ("xls", &book), ("xlsx", &book)] {
        let edited = convert(&fods, form, &back);
        let (plan, _) = place.planned(&[edited.to_str().unwrap(), "--dir", "hailing"]);
        let changes = all(&plan, "changes");
        assert_eq!(changes.len(), 1, "{form} {original:?}: {changes:#?}");
        assert!(changes[0].contains("138 0000 5991"), "{}", changes[0]);
        assert_eq!((all(&plan, "questions"), all(&plan, "gone")), (vec![], vec![]));
    }
}

/// Every kind of sheet, as office programs save it, says the same to a village that has nothing.
#[test]
fn every_kind_survives_libreoffice() {
    if readers::find("soffice").is_none() {
        assert!(std::env::var_os("DUOAN_NEEDS_LIBREOFFICE").is_none(), "soffice is not there");
        readers::tell("every kind of sheet through LibreOffice (soffice is not here)");
        return;
    }
    let bytes = export::workbook(&[known(EVERYTHING)], table(), &library().words, "").unwrap();
    let place = Place::new();
    let book = place.path("全.xlsx");
    std::fs::write(&book, &bytes).unwrap();
    let wanted = sheet::read("a", &bytes).unwrap();
    assert!(wanted.iter().all(|sheet| sheet.rows.len() > 1), "each kind has a row");
    let back = place.path("back");
    for form in ["ods", "xls", "xlsx"] {
        let saved = std::fs::read(convert(&book, form, &back)).unwrap();
        let sheets = sheet::read("a", &saved).unwrap();
        let same = plan(&sheets, EVERYTHING, &Options::default());
        assert_eq!((&same.villages[0].changes, codes(&same)), (&vec![], vec![]), "{form}");
        let fresh = plan(&sheets, "村名: 上柳村\n", &Options::default());
        assert_eq!((&fresh.villages[0].questions, codes(&fresh)), (&vec![], vec![]), "{form}");
        let text = done(&fresh, "村名: 上柳村\n");
        let again = export::workbook(&[known(&text)], table(), &library().words, "").unwrap();
        for (one, other) in sheet::read("a", &again).unwrap().iter().zip(&wanted) {
            assert_eq!(one.rows, other.rows, "{form} {}\n{text}", other.name);
        }
    }
}

/// A town's workbook says the same in every form that office programs save: also what is merged across.
#[test]
fn a_towns_workbook_says_the_same_in_every_form() {
    if readers::find("soffice").is_none() {
        assert!(std::env::var_os("DUOAN_NEEDS_LIBREOFFICE").is_none(), "soffice is not there");
        readers::tell("a town's workbook through LibreOffice (soffice is not here)");
        return;
    }
    let place = Place::new();
    let book = place.path("台账.xlsx");
    std::fs::copy(root().join("tests/rosters/linjiang/临江镇2026年防汛台账.xlsx"), &book).unwrap();
    let options = Options { new: true, ..Options::default() };
    let planned = |path: &Path| {
        let sheets = sheet::read("台账", &std::fs::read(path).unwrap()).unwrap();
        roster::plan(&sheets, &[], table(), &library().words, &options)
    };
    let wanted = planned(&book);
    assert!(wanted.villages.len() == 2 && wanted.villages.iter().all(|village| village.changes.len() > 8));
    for form in ["ods", "xls", "xlsx"] {
        let plan = planned(&convert(&book, form, &place.path("back")));
        assert_eq!((&plan.villages, &plan.sheets), (&wanted.villages, &wanted.sheets), "{form}");
        assert_eq!(codes(&plan), codes(&wanted), "{form}");
    }
}

/// Who looks may be a post, which a profile may call in English; sheets and papers say it in Chinese.
#[test]
fn a_post_that_looks_is_written_by_its_name() {
    let village = "村名: 上柳村\n隐患排查:\n  - {查什么: 临时线, 谁查: electrician, 问题: 保护器不跳}\n";
    let bytes = export::workbook(&[known(village)], table(), &library().words, "").unwrap();
    let sheets = sheet::read("a.xlsx", &bytes).unwrap();
    let sheet = sheets.iter().find(|sheet| sheet.name == "隐患排查").unwrap();
    let texts: Vec<&str> = sheet.rows[1].cells.iter().map(|cell| cell.text.as_str()).collect();
    assert!(texts.contains(&"村电工") && !texts.contains(&"electrician"), "{texts:?}");
    let same = plan(std::slice::from_ref(sheet), village, &Options::default());
    assert_eq!((&same.villages[0].changes, codes(&same)), (&vec![], vec![]));
}

/// A village of which every kind of sheet has something to say.
const EVERYTHING: &str = "\
村名: 上柳村
编码: \"379926103201\"
概况: {户数: 96, 户籍人口: 300, 常住人口: 210, 外出人口: 90, 面积: 3.4, 地形: 两山夹一河}
人员:
  田守信: {电话: 138 0000 7003, 小组: 一组, 职务: 书记, 技能: [电工, 急救], 备注: \"=1+1\"}
  冯大山: {电话: [138 0000 7001, 0531-0000 0071], 小组: 二组}
岗位:
  总指挥: [田守信, 冯大山]
网格:
  一网格: {网格员: [田守信, 冯大山], 范围: 村东, 户数: 45}
风险点:
  柳河湾: {灾种: [山洪], 地点: 村东, 坐标: [36.5, 117.2], 危险半径: 150, 威胁户数: 3, 威胁人数: 9, 盯守: [冯大山, 田守信], 往哪撤: 小学}
转移对象:
  - {户主: 周福来, 住: 河东1号, 人数: 4, 特殊: [高龄], 电话: 138 0000 7011, 帮扶: [冯大山, 田守信], 预警责任人: [田守信], 风险点: 柳河湾, 去: 上柳小学, 用车: 背, 备注: 腊月去儿子家}
避难点:
  上柳小学: {室内外: 室内, 类型: 学校, 面积: 1200, 地点: 村北, 坐标: [36.6, 117.3], 容量: 150, 负责人: [田守信, 冯大山], 钥匙: 门卫, 设施: [水, 电], 安全鉴定: 2025-04-16}
队伍:
  救援队: {类别: 救援队, 队长: 田守信, 副队长: 冯大山, 队员: [田守信, 冯大山], 人数: 12, 装备: [绳, 锹]}
物资:
  - {品名: 铜锣, 规格型号: 直径30厘米, 数量: 2, 单位: 面, 存放: 村委, 保管: 田守信, 盘点: 2026-05-12, 有效期: 2029-02-28, 备注: 镇里配发}
车辆装备:
  - {名称: 轻型货车, 车牌号: 鲁A·00001, 数量: 1, 联系人: 常有福, 电话: 138 0000 7007, 停放: 村委}
  - {名称: 轻型货车, 车牌号: 鲁A·00002, 数量: 1, 联系人: 常有福, 电话: 138 0000 7007}
外部电话:
  前坪镇应急办: {类别: 镇值班, 电话: 0531-0000 0070, 联系人: 值班员, 时段: 24小时, 备注: 十分钟到}
值班:
  - {日期: 2026-06-01, 班次: 白班, 带班: 田守信, 值班员: [冯大山], 备勤: [田守信]}
隐患排查:
  - {查什么: 涵管, 谁查: 冯大山, 周期: 每月, 上次: 2026-05-01, 问题: 堵了一半, 整改责任人: 田守信, 期限: 2026-06-30}
演练:
  - {日期: 2026-05-08, 灾种: 山洪, 昼夜: 夜里, 内容: 三户撤到小学, 人数: 36, 问题: 喇叭不响, 下次: 2026-11-08}
培训:
  - {日期: 2026-05-09, 内容: 急救, 人数: 20}
";

/// What a kind of sheet exports comes back into a village that has nothing, and goes out again cell by cell
/// the same.
fn comes_back(id: &str, section: &str) {
    let full = format!("村名: 上柳村\n{section}");
    let title = &table().sheets[table().kind(id).unwrap()].title;
    let sheets = |text: &str| {
        let bytes = export::workbook(&[known(text)], table(), &library().words, "").unwrap();
        let sheets = sheet::read("a.xlsx", &bytes).unwrap();
        sheets.into_iter().find(|sheet| sheet.name == *title).unwrap()
    };
    let out = sheets(&full);
    assert!(out.rows.len() > 1, "{id}: {out:?}");
    let same = plan(std::slice::from_ref(&out), &full, &Options::default());
    let village = &same.villages[0];
    assert_eq!((&village.changes, &village.questions, codes(&same)), (&vec![], &vec![], vec![]), "{id}");
    let fresh = plan(std::slice::from_ref(&out), "村名: 上柳村\n", &Options::default());
    assert_eq!((&fresh.villages[0].questions, codes(&fresh)), (&vec![], vec![]), "{id}");
    let text = done(&fresh, "村名: 上柳村\n");
    assert_eq!(sheets(&text).rows, out.rows, "{id}\n{text}");
}

macro_rules! round_trips {
    ($($name:ident: $id:literal, $section:expr;)*) => {
        $(#[test]
        fn $name() {
            comes_back($id, $section);
        })*
    };
}

/// Those whom other sections name.
const PEOPLE: &str =
    "人员:\n  田守信: {电话: 138 0000 7003, 职务: 书记}\n  冯大山: {电话: [138 0000 7001, 0531-0000 0071]}\n";

round_trips! {
    people_come_back: "people", "人员:\n  田守信: {电话: 138 0000 7003, 小组: 一组, 职务: 书记, 技能: [电工, 急救], 备注: \"=1+1\"}\n  冯大山: {电话: [138 0000 7001, 0531-0000 0071]}\n";
    posts_come_back: "posts", &format!("{PEOPLE}岗位:\n  总指挥: [田守信, 冯大山]\n  预警员: [冯大山]\n");
    grids_come_back: "grids", &format!("{PEOPLE}网格:\n  一网格: {{网格员: [田守信, 冯大山], 范围: 村东, 户数: 45}}\n");
    households_come_back: "evacuation", &format!("{PEOPLE}风险点:\n  柳河湾: {{灾种: [山洪], 坐标: [36.5, 117.2]}}\n转移对象:\n  - {{户主: 周福来, 住: 河东1号, 人数: 4, 电话: 138 0000 7011, 帮扶: [冯大山], 风险点: 柳河湾, 去: 上柳小学}}\n避难点:\n  上柳小学: {{负责人: [田守信]}}\n");
    special_needs_come_back: "special", &format!("{PEOPLE}转移对象:\n  - {{户主: 吕桂英, 住: 河东3号, 人数: 1, 特殊: [独居], 用车: 背, 帮扶: [冯大山, 田守信], 备注: 腊月去儿子家}}\n");
    points_come_back: "points", &format!("{PEOPLE}风险点:\n  柳河湾: {{灾种: [山洪], 地点: 村东, 坐标: [36.5, 117.2], 危险半径: 150, 威胁户数: 3, 威胁人数: 9, 盯守: [冯大山, 田守信], 往哪撤: 小学}}\n");
    teams_come_back: "teams", &format!("{PEOPLE}队伍:\n  救援队: {{类别: 救援队, 队长: 田守信, 副队长: 冯大山, 人数: 12, 装备: [绳, 锹]}}\n");
    members_come_back: "members", &format!("{PEOPLE}队伍:\n  救援队: {{队员: [田守信, 冯大山]}}\n");
    shelters_come_back: "shelters", &format!("{PEOPLE}避难点:\n  上柳小学: {{室内外: 室内, 类型: 学校, 面积: 1200, 地点: 村北, 坐标: [36.5, 117.2], 容量: 150, 负责人: [田守信, 冯大山], 钥匙: 门卫, 设施: [水, 电], 安全鉴定: 2025-04-16}}\n");
    supplies_come_back: "supplies", &format!("{PEOPLE}物资:\n  - {{品名: 铜锣, 数量: 2, 单位: 面, 存放: 村委, 保管: 田守信, 有效期: 2029-02-28, 编码: \"1001\", 备注: 镇里配发}}\n");
    vehicles_come_back: "vehicles", "车辆装备:\n  - {名称: 三轮车, 车牌号: 鲁A·00001, 数量: 1, 联系人: 常有福, 电话: 138 0000 7007}\n  - {名称: 三轮车, 车牌号: 鲁A·00002, 数量: 1, 联系人: 常有福, 电话: 138 0000 7007}\n";
    inspections_come_back: "inspections", "隐患排查:\n  - {查什么: 涵管, 问题: 堵了一半, 期限: 2026-06-30}\n";
    drills_come_back: "drills", "演练:\n  - {日期: 2026-05-08, 灾种: 山洪, 昼夜: 夜里, 内容: 三户撤到小学, 人数: 36}\n";
    trainings_come_back: "training", "培训:\n  - {日期: 2026-05-09, 内容: 急救, 人数: 20}\n";
    telephones_come_back: "contacts", "外部电话:\n  前坪镇应急办: {类别: 镇值班, 电话: 0531-0000 0070, 联系人: 值班员}\n";
    villages_come_back: "village", "编码: \"379926103201\"\n概况:\n  户数: 96\n  户籍人口: 300\n";
}
