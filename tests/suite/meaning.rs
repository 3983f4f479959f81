//! `check --fix` touches writing, never meaning: known values come back whatever slips they were written
//! with, names are never exchanged for others that look alike, and every change is said.

use std::fs;
use std::path::Path;

use duoan::check::{self, Context};
use duoan::diag::{Diagnostic, Diagnostics};
use duoan::load;
use duoan::model::shape;
use duoan::source::SourceFile;
use duoan::yaml;
use proptest::prelude::*;

use crate::mending::{duoan, profile, said, workspace};
use crate::samples::town;

/// What is known of a village, before anybody writes it down.
#[derive(Debug, Clone)]
struct Known {
    village: String,
    people: Vec<String>,
    households: u32,
    residents: u32,
    day: (i16, i8, i8),
    minutes: u32,
    latitude: u32,
    longitude: u32,
}

/// Which slip is made at each value.
type Slips = [usize; 12];

fn pick<'a>(forms: &[&'a str], slip: usize) -> &'a str {
    forms[slip % forms.len()]
}

fn wide(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_ascii_digit() { char::from_u32(c as u32 - 0x30 + 0xFF10).unwrap() } else { c })
        .collect()
}

fn count(number: u32, unit: &str, slip: usize) -> String {
    match slip % 6 {
        1 => format!("{number}{unit}"),
        2 => wide(&number.to_string()),
        3 => format!("{number}.0"),
        4 => format!("{number} {unit}"),
        5 => format!("\"'{number}\""),
        _ => number.to_string(),
    }
}

fn day((year, month, day): (i16, i8, i8), slip: usize) -> String {
    match slip % 8 {
        1 => format!("{year}.{month}.{day}"),
        2 => format!("{year}年{month}月{day}日"),
        3 => format!("{year}/{month:02}/{day:02}"),
        4 => format!("{year}-{month:02}-{day:02} 00:00:00"),
        5 => format!("{year}{month:02}{day:02}"),
        6 => wide(&format!("{year}-{month}-{day}")),
        7 => {
            let date = jiff::civil::date(year, month, day);
            let days = jiff::civil::date(1899, 12, 30).until(date).unwrap().get_days();
            days.to_string()
        }
        _ => format!("{year}-{month:02}-{day:02}"),
    }
}

/// Coordinates in thousandths of a degree that are whole minutes too.
fn place(latitude: u32, longitude: u32, slip: usize) -> String {
    let degrees = |thousandths: u32| format!("{}.{:03}", thousandths / 1000, thousandths % 1000);
    let minutes = |thousandths: u32| format!("{}°{}′", thousandths / 1000, thousandths % 1000 * 60 / 1000);
    let (lat, lon) = (degrees(latitude), degrees(longitude));
    match slip % 7 {
        1 => format!("[{lon}, {lat}]"),
        2 => format!("\"{lat},{lon}\""),
        3 => format!("{}N {}E", minutes(latitude), minutes(longitude)),
        4 => format!("东经{lon} 北纬{lat}"),
        5 => format!("[{lat}，{lon}]"),
        6 => format!("北纬{} 东经{}", minutes(latitude), minutes(longitude)),
        _ => format!("[{lat}, {lon}]"),
    }
}

fn written(known: &Known, slips: &Slips) -> String {
    let colon = |slip: usize| pick(&[": ", "：", ":\u{3000}", "：  "], slip);
    let listed = |slip: usize| {
        let names = &known.people;
        match slip % 6 {
            1 => names.join("、"),
            2 => format!("［{}］", names.join("，")),
            3 => format!("[{}]", names.join("，")),
            4 => format!("【{}】", names.join(", ")),
            5 => format!("\n    -{}", names.join("\n    -")),
            _ => format!("[{}]", names.join(", ")),
        }
    };
    let mut text = format!(
        "村名{}{}{}\n",
        colon(slips[0]),
        known.village,
        pick(&["", "\u{3000}", "\u{200B}", "\u{FE0F}", "\u{AD}"], slips[1])
    );
    text += &format!(
        "版本{}\n  号: 1\n  施行{}{}\n",
        pick(&[":", "："], slips[2]),
        colon(slips[3]),
        day(known.day, slips[4])
    );
    let indent = pick(&["  ", "\t", "\u{3000}"], slips[5]);
    text += &format!("概况:\n{indent}户数: {}\n", count(known.households, "户", slips[6]));
    text += &format!("{indent}常住人口: {}\n", count(known.residents, "人", slips[7]));
    text += "人员:\n";
    for (at, name) in known.people.iter().enumerate() {
        let padded = pick(&["", "\u{3000}", " "], slips[8]);
        let name = if name.chars().count() == 2 {
            name.chars().map(String::from).collect::<Vec<_>>().join(padded)
        } else {
            name.clone()
        };
        text += &format!("  {name}: {{电话: 138 0000 00{at:02}}}\n");
    }
    text += &format!("岗位:\n  总指挥: {}\n", listed(slips[9]));
    text += &format!(
        "路线:\n  北路: {{从: 村口, 到: 学校, 分钟: {}}}\n",
        count(known.minutes, "分钟", slips[10]).replace('"', "'").replace("''", "'")
    );
    text + &format!("避难点:\n  学校:\n    坐标: {}\n", place(known.latitude, known.longitude, slips[11]))
}

/// Returns the faults of a text as one village's only file.
fn faults(text: &str) -> Vec<Diagnostic> {
    let mut diags = Diagnostics::default();
    let layer = load::layer(&SourceFile::from_text("village.yaml", text), &town().library.words, &mut diags);
    if let Some(loaded) = layer.and_then(|layer| load::village([layer])) {
        let (profile, tree, layers) = (&loaded.profile, &loaded.tree, loaded.layers.as_slice());
        let plans = &town().library.set;
        check::profile(
            &Context { profile, tree, layers, plans, pictures: &[], today: None, dated: true },
            &mut diags,
        );
    }
    diags.into_sorted()
}

/// Returns the text as `check --fix` leaves it.
fn fixed(text: &str) -> String {
    let mut text = text.to_owned();
    for _ in 0..5 {
        let file = SourceFile::from_text("village.yaml", text.as_str());
        text = yaml::mend(&file, &faults(&text), shape::profile(), &town().library.words).edited.text;
    }
    text
}

fn known() -> impl Strategy<Value = Known> {
    let name = "[赵钱孙李周吴郑王][一二三四五六七八][甲乙丙丁]?";
    let people = prop::collection::hash_set(name, 2..5).prop_map(|set| set.into_iter().collect::<Vec<_>>());
    let days = (2001_i16..2090, 1_i8..13, 1_i8..29);
    let places = (20_u32..50, 0_u32..20, 75_u32..130, 0_u32..20)
        .prop_map(|(a, b, c, d)| (a * 1000 + b * 50, c * 1000 + d * 50));
    ("[石柳北南][门树沟山]村", people, 1_u32..5000, 1_u32..9000, days, 1_u32..90, places).prop_map(
        |(village, people, households, residents, day, minutes, (latitude, longitude))| Known {
            village,
            people,
            households,
            residents,
            day,
            minutes,
            latitude,
            longitude,
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn known_values_come_back_from_any_slips_of_writing(known in known(), slips in prop::array::uniform12(0..100_usize)) {
        let clean = written(&known, &[0; 12]);
        let bad = written(&known, &slips);
        let now = fixed(&bad);
        prop_assert_eq!(profile(&now).0, profile(&clean).0, "{}\n→\n{}\n{:?}", bad, now, faults(&now));
        prop_assert_eq!(fixed(&now), now.clone());
    }
}

/// What clerks write and a table of likeness takes for something else: the text, what it is written as.
const ALIKE: &[(&str, &str)] = &[
    // A hazard that has no plan, or several.
    ("  地震: {可能性: 低", "  地质灾害: {可能性: 低"),
    ("  地震: {可能性: 低", "  地振: {可能性: 低"),
    ("  房屋火灾: {可能性", "  安全生产事故: {可能性"),
    ("灾种: [房屋火灾, 地震]", "灾种: [房屋火灾, 洪涝灾害]"),
    // People who are not entered yet.
    ("帮扶: [冯占山, 罗建国]", "帮扶: [冯占海, 罗建国]"),
    ("  总指挥: [陈守田", "  总指挥: [陈守业"),
    // Points, shelters, routes of one character's difference.
    ("风险点: 桥头洼,", "风险点: 桥头凹,"),
    ("去: 文化大院,", "去: 文化小院,"),
    ("走: 桥头路,", "走: 桥东路,"),
    // Keys and fixed words.
    ("  外出人口: 127", "  外来人口: 127"),
    ("  户籍人口: ", "  户藉人口: "),
    ("类型: 村 ", "类型: 村社 "),
];

#[test]
fn what_only_looks_alike_is_hinted_and_never_changed() {
    let (dir, village) = workspace();
    let good = fs::read_to_string(&village).unwrap();
    for (old, new) in ALIKE {
        let bad = good.replacen(old, new, 1);
        assert_ne!(bad, good, "{old}: the scaffold has changed");
        fs::write(&village, &bad).unwrap();
        let fix = said(&duoan(&["check", "--fix"], dir.path(), "zh"));
        assert!(fs::read_to_string(&village).unwrap() == bad, "{new}: {fix}");
        assert!(fix.contains("没有能自动改的") && fix.contains("错误["), "{new}: {fix}");
    }
}

#[test]
fn every_mend_is_said_with_file_and_line_old_and_new() {
    let (dir, village) = workspace();
    let good = fs::read_to_string(&village).unwrap();
    let bad = good.replacen("村名: 示例村", "村名：示例村", 1).replacen(
        "审定: 2026-05-20",
        "审定: 2026-05-20 00:00:00",
        1,
    );
    let bad = bad.replacen("  常住人口: 231", "\t常住人口: 231人", 1);
    fs::write(&village, &bad).unwrap();
    let line = |text: &str| 1 + bad.lines().position(|l| l.contains(text)).unwrap();
    let dry = duoan(&["check", "--fix", "--dry-run"], dir.path(), "zh");
    assert!(dry.status.code() == Some(1) && fs::read_to_string(&village).unwrap() == bad);
    let fix = duoan(&["check", "--fix"], dir.path(), "zh");
    assert_eq!(fs::read_to_string(&village).unwrap(), good);
    assert_eq!(
        String::from_utf8_lossy(&dry.stdout),
        String::from_utf8_lossy(&fix.stdout),
        "a dry run says the same"
    );
    let out = String::from_utf8(fix.stdout).unwrap();
    for (written, old, new) in [
        ("村名：", "“村名：示例村", "“村名: 示例村"),
        ("审定: ", "审定: 2026-05-20 00:00:00 ", "审定: 2026-05-20 "),
        ("\t常住人口", "“<U+0009>常住人口: 231人", "“  常住人口: 231 "),
    ] {
        let head = format!("villages/示例村.yaml:{}: ", line(written));
        let said = out.lines().find(|l| l.starts_with(&head)).unwrap_or_else(|| panic!("{head}: {out}"));
        let (before, after) = said[head.len()..].split_once(" → ").unwrap();
        assert!(before.contains(old) && after.contains(new), "{said}");
    }
    // Programs get their document alone.
    fs::write(&village, &bad).unwrap();
    let json = duoan(&["check", "--fix", "--format", "json"], dir.path(), "zh");
    assert!(
        serde_json::from_slice::<serde_json::Value>(&json.stdout).is_ok() && said(&json).contains(" → "),
        "{}",
        said(&json)
    );
}

#[test]
fn no_village_is_mended_while_plans_or_layers_cannot_be_relied_on() {
    let (dir, village) = workspace();
    let good = fs::read_to_string(&village).unwrap();
    let bad = good.replacen("村名: 示例村", "村名：示例村", 1);
    let wasps =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/examples/wasps.yaml")).unwrap();
    let plan = dir.path().join("plans/wasps.yaml");
    fs::create_dir(dir.path().join("plans")).unwrap();
    // Not readable; not clean; a layout that is no text.
    let broken: [(&Path, Vec<u8>); 3] = [
        (Path::new("plans/wasps.yaml"), wasps.replacen("name: ", "name：", 1).into_bytes()),
        (Path::new("plans/wasps.yaml"), wasps.replacen("sources:", "source:", 1).into_bytes()),
        (Path::new("templates/card.typ"), vec![0xFF, 0xFE, 0x00]),
    ];
    for (path, bytes) in broken {
        fs::create_dir_all(dir.path().join(path).parent().unwrap()).unwrap();
        fs::write(dir.path().join(path), bytes).unwrap();
        fs::write(&village, &bad).unwrap();
        let fix = duoan(&["check", "--fix"], dir.path(), "zh");
        assert!(fs::read_to_string(&village).unwrap() == bad, "{}: {}", path.display(), said(&fix));
        assert!(
            said(&fix).contains("村档案一处都不自动改") && said(&fix).contains(path.to_str().unwrap()),
            "{}",
            said(&fix)
        );
        fs::remove_file(dir.path().join(path)).unwrap();
    }
    fs::write(&plan, &wasps).unwrap();
    let town = dir.path().join("town.yaml");
    let layer = fs::read_to_string(&town).unwrap();
    fs::write(&town, format!("{layer}\n<<<<<<< HEAD\n")).unwrap();
    let fix = duoan(&["check", "--fix"], dir.path(), "zh");
    assert!(fs::read_to_string(&village).unwrap() == bad, "{}", said(&fix));
    assert!(
        said(&fix).contains("town.yaml") && said(&fix).contains("村档案一处都不自动改"),
        "{}",
        said(&fix)
    );
    // A layer whose own slips can be mended stands in nobody's way.
    fs::write(&town, layer.replacen("镇街: ", "镇街：", 1)).unwrap();
    let fix = duoan(&["check", "--fix"], dir.path(), "zh");
    assert!(
        fs::read_to_string(&village).unwrap() == good && fs::read_to_string(&town).unwrap() == layer,
        "{}",
        said(&fix)
    );
}

#[cfg(unix)]
#[test]
fn a_mended_file_keeps_its_rights() {
    use std::os::unix::fs::{MetadataExt, PermissionsExt};
    let (dir, village) = workspace();
    let good = fs::read_to_string(&village).unwrap();
    for mode in [0o600, 0o640, 0o664] {
        fs::write(&village, good.replacen("村名: ", "村名：", 1)).unwrap();
        fs::set_permissions(&village, fs::Permissions::from_mode(mode)).unwrap();
        let owner = fs::metadata(&village).unwrap().uid();
        assert!(duoan(&["check", "--fix"], dir.path(), "zh").status.success());
        let kept = fs::metadata(&village).unwrap();
        assert_eq!(
            (fs::read_to_string(&village).unwrap() == good, kept.mode() & 0o777, kept.uid()),
            (true, mode, owner)
        );
    }
}

/// What plans and posts are often called, and what of the library it may mean.
const CALLED: &[(&str, &str, &[&str])] = &[
    ("hazard", "防汛", &["暴雨内涝", "山洪", "河道水库塘坝险情"]),
    ("hazard", "防汛应急预案", &["暴雨内涝", "山洪", "河道水库塘坝险情"]),
    ("hazard", "地质灾害", &["滑坡崩塌", "泥石流", "地面塌陷"]),
    ("hazard", "突发地质灾害", &["滑坡崩塌", "泥石流", "地面塌陷"]),
    ("hazard", "洪水", &["山洪", "河道水库塘坝险情", "暴雨内涝"]),
    ("hazard", "洪涝灾害", &["山洪", "河道水库塘坝险情", "暴雨内涝"]),
    ("hazard", "水灾", &["山洪", "河道水库塘坝险情", "暴雨内涝"]),
    ("hazard", "火灾", &["房屋火灾", "森林火灾", "电动车火灾", "高层火灾和电梯困人"]),
    ("hazard", "火灾事故应急预案", &["房屋火灾", "森林火灾", "电动车火灾", "高层火灾和电梯困人"]),
    ("hazard", "风灾", &["大风龙卷", "台风"]),
    ("hazard", "山洪灾害应急预案", &["山洪"]),
    ("hazard", "森林防火预案", &["森林防火"]),
    (
        "hazard",
        "安全生产事故",
        &["作坊农机烟花事故", "有限空间中毒窒息", "触电与断线", "燃气泄漏", "危化品和氨泄漏"],
    ),
    ("hazard", "房屋失火", &["房屋火灾"]),
    ("hazard", "低温雨雪冰冻灾", &["低温雪冻", "霜冻"]),
    // By what is said within it.
    ("hazard", "木楼火灾", &["房屋火灾", "森林火灾", "电动车火灾", "高层火灾和电梯困人"]),
    ("hazard", "酒后溺水", &["溺水"]),
    ("hazard", "小区暴雨积水", &["暴雨内涝"]),
    ("hazard", "高空坠物", &["大风龙卷", "高层火灾和电梯困人"]),
    // Nothing rather than something opposite or unrelated.
    ("hazard", "兵灾", &[]),
    ("hazard", "蝗旱", &[]),
    ("hazard", "待定", &[]),
    ("post", "疏散组组长", &["网格员", "结对责任人"]),
    ("post", "转移组组长", &["网格员", "结对责任人"]),
    ("role", "治保主仁", &["治保主任"]),
    ("role", "会计", &[]),
];

#[test]
fn what_plans_and_posts_are_called_is_hinted_at_by_meaning() {
    for (kind, name, wanted) in CALLED {
        let words = &town().library.words;
        assert!(words.id(kind, name).is_none(), "{name} is a name of its own");
        assert_eq!(words.near(kind, name), *wanted, "{name}");
    }
    // What means one plan alone is its name.
    for (name, id) in [
        ("森林防火", "forest-fire"),
        ("新冠疫情", "epidemic"),
        ("水库溃坝", "reservoir"),
        ("高陡边坡", "landslide"),
        ("防溺水", "drowning"),
        ("抗旱", "drought"),
        ("洪水", ""),
    ] {
        assert_eq!(town().library.words.id("hazard", name).unwrap_or_default(), id, "{name}");
    }
}

#[test]
fn a_hint_of_several_is_said_as_several() {
    let (dir, village) = workspace();
    let good = fs::read_to_string(&village).unwrap();
    fs::write(&village, good.replacen("  地震: {可能性: 低", "  防汛: {可能性: 低", 1)).unwrap();
    let out = said(&duoan(&["check", "--format", "short"], dir.path(), "zh"));
    assert!(out.contains("选着写：暴雨内涝、山洪、河道水库塘坝险情") && !out.contains("—"), "{out}");
    let build = said(&duoan(&["build", "--hazard", "风灾"], dir.path(), "zh"));
    assert!(build.contains("--hazard 风灾") && build.contains("是不是 大风龙卷 / 台风"), "{build}");
}
