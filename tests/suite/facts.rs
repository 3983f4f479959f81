//! No wrong fact reaches paper: slips of one village file, each with what is said of it and what its papers say
//! instead.

use std::fs;
use std::path::Path;

use tempfile::TempDir;

use crate::commands::{code, duoan, said};

const VILLAGE: &str = "曼降村";

/// The village in a workspace of its own, some of its text written otherwise.
struct Place {
    dir: TempDir,
}

impl Place {
    fn with(changes: &[(&str, &str)]) -> Self {
        let from = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/facts/{VILLAGE}.yaml"));
        let mut text = fs::read_to_string(from).unwrap();
        for (old, new) in changes {
            assert!(text.contains(old), "{old}");
            text = text.replacen(old, new, 1);
        }
        let dir = TempDir::new().unwrap();
        fs::create_dir(dir.path().join("villages")).unwrap();
        fs::write(dir.path().join("duoan.yaml"), "name: 试一试\n").unwrap();
        let place = Self { dir };
        fs::write(place.file(), text).unwrap();
        place
    }

    fn file(&self) -> std::path::PathBuf {
        self.dir.path().join(format!("villages/{VILLAGE}.yaml"))
    }

    fn text(&self) -> String {
        fs::read_to_string(self.file()).unwrap()
    }

    /// What `check` says of the village, a line a fault.
    fn told(&self) -> String {
        said(&duoan(&["check", ".", "--format", "short"], self.dir.path()))
    }

    /// What stands on the papers of some families, without spaces and line ends.
    fn paper(&self, families: &str) -> String {
        let built = duoan(&["build", ".", "--only", families, "--format", "txt", "-q"], self.dir.path());
        assert_eq!(code(&built), 0, "{}", said(&built));
        let out = self.dir.path().join("out").join(VILLAGE);
        let names = families.split(',').map(|family| out.join(format!("{family}.txt")));
        let text: String = names.map(|path| fs::read_to_string(path).unwrap()).collect();
        text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '\u{2060}' | '\u{200b}')).collect()
    }
}

fn line<'a>(told: &'a str, code: &str) -> &'a str {
    let sign = format!("[{code}]");
    told.lines().find(|line| line.contains(&sign)).unwrap_or_default()
}

#[test]
fn what_a_remark_may_have_swallowed_is_never_cut_off_by_a_mend() {
    for (old, new) in [
        ("地点: 村北}", "地点: 村北 #3号}"),
        ("地点: 村北}", "地点: 村北 # 三号}"),
        ("地点: 村北}", "地点: 村北 #3号"),
        ("盯守: [玉香]", "盯守: [玉香 #波罕]"),
    ] {
        let place = Place::with(&[(old, new)]);
        let before = place.text();
        let fixed = duoan(&["check", ".", "--fix", "--format", "short"], place.dir.path());
        assert_eq!(code(&fixed), 1, "{new}");
        assert_eq!(place.text(), before, "{new}");
        assert!(line(&said(&fixed), "comment-swallows").contains("error["), "{new}: {}", said(&fixed));
    }
    // A remark of its own is none of the value.
    let place = Place::with(&[("地点: 村北}", "地点: 村北 # 钥匙在队长家")]);
    let fixed = duoan(&["check", ".", "--fix"], place.dir.path());
    assert!(place.text().contains("地点: 村北}"), "{}", said(&fixed));
}

#[test]
fn a_route_that_is_not_the_household_s_own_is_on_no_paper() {
    // 佛寺路 begins at 河边寨: nobody on the hill goes by it.
    let place = Place::with(&[("去: 村小学, 走: 小学路}", "去: 佛寺, 走: 佛寺路}")]);
    assert!(!line(&place.told(), "route-ends").is_empty());
    let cards = place.paper("household-cards,fetch-cards,site-cards");
    let own = Place::with(&[]).paper("household-cards,fetch-cards,site-cards");
    assert!(cards.matches("佛寺路").count() <= own.matches("佛寺路").count(), "{cards}");
    let home = cards.split("咪波家5人").next().unwrap().rsplit("验版").next().unwrap();
    let home = home.rsplit("号曼降村").next().unwrap();
    assert!(home.contains("往哪走佛寺") && !home.contains("佛寺路"), "{home}");
    let elsewhere =
        Place::with(&[("去: 佛寺, 走: 佛寺路, 用车: 摩托车", "去: 佛寺, 走: 小学路, 用车: 摩托车")]);
    let count = |place: &Place| place.paper("household-cards").matches("小学路").count();
    assert_eq!(count(&elsewhere), count(&Place::with(&[])));
}

#[test]
fn a_figure_that_is_not_there_is_a_blank_and_a_warning() {
    for new in ["南腊河水位: {做: 撤}", "南腊河水位: {到: '', 做: 撤}", "南腊河水位（站前）: {做: 撤}"]
    {
        let place = Place::with(&[("南腊河水位: {到: 652.3米, 做: 撤}", new)]);
        assert!(line(&place.told(), "figure-missing").contains("南腊河水位"), "{new}: {}", place.told());
        let paper = place.paper("handbook,role-cards,site-cards");
        assert!(paper.contains("到＿＿＿"), "{new}");
        assert!(!paper.contains("水位到，") && !paper.contains("或者南腊河水位，"), "{new}");
    }
    // What happens has no figure.
    let place = Place::with(&[("南腊河水位: {到: 652.3米, 做: 撤}", "河水漫桥: {做: 撤}")]);
    assert!(line(&place.told(), "figure-missing").is_empty());
    let paper = place.paper("handbook,site-cards");
    assert!(paper.contains("河水漫桥") && !paper.contains("河水漫桥到"));
}

#[test]
fn a_wallet_card_sends_nobody_to_another_s_shelter() {
    let cards = Place::with(&[]).paper("wallet-cards");
    // Nobody says in which grid the homes lie, and they go to two places.
    assert!(cards.contains("避难点＿＿＿") && !cards.contains("避难点球场"), "{cards}");
    let one = Place::with(&[
        ("玉波, 住: 河边寨2号", "玉波, 小组: 一组, 住: 河边寨2号"),
        ("岩罕, 住: 河边寨1号", "岩罕, 小组: 一组, 住: 河边寨1号"),
        ("岩香, 住: 后山2号", "岩香, 小组: 二组, 住: 后山2号"),
    ]);
    let cards = one.paper("wallet-cards");
    assert!(cards.contains("避难点佛寺地震不去"), "{cards}");
    assert!(cards.contains("避难点村小学地震不去"), "{cards}");
    let two = Place::with(&[
        ("玉波, 住: 河边寨2号", "玉波, 小组: 一组, 住: 河边寨2号"),
        ("岩香, 住: 后山2号", "岩香, 小组: 一组, 住: 后山2号"),
    ]);
    assert!(two.paper("wallet-cards").contains("避难点＿＿＿"));
}

#[test]
fn where_nobody_commands_every_text_names_who_does_by_his_own_title() {
    let place = Place::with(&[("  总指挥: [岩温罕, 玉罕娇]\n", "")]);
    assert!(line(&place.told(), "post-missing").contains("玉罕娇"));
    let families = "handbook,booklet,ladder,role-cards,duty-cards,site-cards,broadcast,broadcast-leave,page";
    let paper = place.paper(families);
    assert!(!paper.contains("＿＿＿（总指挥"), "{paper}");
    assert!(!paper.contains("总指挥＿＿"));
    assert!(paper.contains("打副总指挥玉罕娇电话138"), "{paper}");
    for (at, _) in paper.match_indices("总指挥") {
        let before: String =
            paper[..at].chars().rev().take(12).collect::<Vec<_>>().into_iter().rev().collect();
        let after: String = paper[at..].chars().take(12).collect();
        let orders = ["打", "报", "给", "告诉", "找"].iter().any(|verb| before.ends_with(verb));
        assert!(!orders, "{before}|{after}");
    }
}

#[test]
fn a_helper_is_told_to_report_to_nobody_who_is_guessed_or_himself() {
    // 岩温（一组） is a grid officer and a helper; no home says its group.
    let cards = Place::with(&[]).paper("fetch-cards");
    assert!(!cards.contains("网格员岩温"), "{cards}");
    let grouped = Place::with(&[("岩拉, 住: 河边寨3号", "岩拉, 小组: 一组, 住: 河边寨3号")]);
    assert!(grouped.paper("fetch-cards").contains("网格员岩温（一组）"));
}

#[test]
fn who_calls_people_out_is_not_told_to_lead_them() {
    let place = Place::with(&[(
        "帮扶: [岩温（二组）], 风险点: 河边寨",
        "帮扶: [岩温（二组）], 预警责任人: [玉香], 风险点: 河边寨",
    )]);
    let cards = place.paper("fetch-cards");
    assert!(cards.contains("我叫1户") && cards.contains("就去叫人"), "{cards}");
    assert_eq!(cards.matches("我带").count(), Place::with(&[]).paper("fetch-cards").matches("我带").count());
}

#[test]
fn words_for_nothing_are_nothing() {
    let place = Place::with(&[
        ("特殊: [孕妇]", "特殊: [无]"),
        ("特殊: [耳聋]", "特殊: [听力正常]"),
        ("用车: 摩托车", "用车: 无"),
        ("地点: 村东", "地点: 无"),
        ("欧阳德胜: {电话: 138 0000 1003,", "欧阳德胜: {电话: 无,"),
        ("下次修订: 2027-05-31", "下次修订: 长期"),
    ]);
    let told = place.told();
    assert!(!told.contains("error["), "{told}");
    for value in ["无", "听力正常", "长期"] {
        assert!(
            told.lines().any(|l| l.contains("[nothing-said]") && l.contains(&format!("“{value}”"))),
            "{value}: {told}"
        );
    }
    let paper = place.paper("household-cards,fetch-cards,handbook");
    assert!(
        !paper.contains("听力正常") && !paper.contains("听不见，叫醒") && !paper.contains("坐无"),
        "{paper}"
    );
    assert!(!paper.contains("村小学无") && !paper.contains("无·"), "{paper}");
}

#[test]
fn who_gives_a_signal_is_a_post_or_a_person_who_can_be_rung() {
    let odd = Place::with(&[("谁发: 预警员", "谁发: 玉相")]);
    assert!(line(&odd.told(), "unknown-reference").contains("玉相"), "{}", odd.told());
    let person = Place::with(&[("谁发: 预警员", "谁发: 玉香")]);
    assert!(line(&person.told(), "unknown-reference").is_empty());
    assert!(person.paper("handbook").contains("玉香13800001006发"));
    for by in ["镇政府", "总指挥", "玉香、波罕", "村两委"] {
        let place = Place::with(&[("谁发: 预警员", &format!("谁发: {by}"))]);
        assert!(line(&place.told(), "unknown-reference").is_empty(), "{by}: {}", place.told());
    }
}

#[test]
fn half_a_sound_is_a_blank_and_said() {
    for (new, blank) in [
        ("立即转移: {怎么响: 连续不断, 谁发: 预警员}", "连续不断＿＿＿（用什么）"),
        ("立即转移: {用什么: 铓锣, 谁发: 预警员}", "铓锣＿＿＿（怎么响）"),
    ] {
        let place = Place::with(&[("立即转移: {怎么响: 连续急敲, 用什么: 铓锣, 谁发: 预警员}", new)]);
        assert!(line(&place.told(), "blank-left").contains("转移信号"), "{}", place.told());
        assert!(place.paper("household-cards").contains(blank), "{new}");
    }
    for new in
        ["立即转移: {怎么响: 连续急敲铓锣, 谁发: 预警员}", "立即转移: {用什么: 大喇叭连喊三遍, 谁发: 预警员}"]
    {
        let place = Place::with(&[("立即转移: {怎么响: 连续急敲, 用什么: 铓锣, 谁发: 预警员}", new)]);
        assert!(!line(&place.told(), "blank-left").contains("转移信号"), "{new}");
    }
}

#[test]
fn a_household_s_card_names_one_place_to_go() {
    let place = Place::with(&[]);
    let told = place.told();
    assert!(
        line(&told, "escape-elsewhere").contains("岩拉")
            && line(&told, "escape-elsewhere").contains("村小学"),
        "{told}"
    );
    let cards = place.paper("household-cards");
    let home = cards.split("岩拉家4人").next().unwrap().rsplit("验版").next().unwrap();
    let home = home.rsplit("号曼降村").next().unwrap();
    assert!(home.contains("就自己去村小学") && !home.contains("往北上佛寺"), "{home}");
    let none = Place::with(&[
        ("去: 佛寺, 走: 佛寺路, 用车: 摩托车", "去: 村小学"),
        ("去: 佛寺, 走: 佛寺路, 用车: 步行", "去: 村小学"),
    ]);
    assert!(!none.paper("site-cards").contains("往北上佛寺"));
    let plain = Place::with(&[("往哪撤: 往北上佛寺", "往哪撤: 往北上高处")]);
    assert!(line(&plain.told(), "escape-elsewhere").is_empty());
}

#[test]
fn a_community_that_says_not_that_it_is_one_is_asked() {
    for name in ["勐腊社区", "曼降居委会"] {
        let place = Place::with(&[("村名: 曼降村", &format!("村名: {name}"))]);
        assert!(line(&place.told(), "village-kind").contains(name));
        let said = Place::with(&[("村名: 曼降村", &format!("村名: {name}\n类型: 村"))]);
        assert!(line(&said.told(), "village-kind").is_empty());
    }
}

#[test]
fn folders_of_other_names_are_named() {
    for (folder, meant) in [("Plans", "plans"), ("预案", "plans"), ("字体", "fonts")] {
        let place = Place::with(&[]);
        fs::create_dir(place.dir.path().join(folder)).unwrap();
        fs::write(place.dir.path().join(folder).join("wasps.yaml"), "id: wasps\n").unwrap();
        let told = place.told();
        assert!(
            line(&told, "folder-name").contains(folder) && line(&told, "folder-name").contains(meant),
            "{told}"
        );
    }
    let empty = Place::with(&[]);
    fs::create_dir(empty.dir.path().join("预案")).unwrap();
    fs::write(empty.dir.path().join("预案/批复.docx"), "x").unwrap();
    assert!(line(&empty.told(), "folder-name").is_empty());
}

#[test]
fn hints_name_who_and_what_is_meant() {
    for (old, new, code, hint) in [
        (
            "帮扶: [岩温（二组）], 风险点: 河边寨",
            "帮扶: [岩温], 风险点: 河边寨",
            "unknown-reference",
            "有岩温（一组）、岩温（二组），写明是哪一个",
        ),
        ("村医: 咪涛", "村医: 咪涛（医生）", "unknown-reference", "是不是“咪涛”；“医生”写进他的职务"),
        ("  副总指挥: 玉罕娇", "  主任: 玉罕娇", "odd-name", "村主任"),
        ("  副总指挥: 玉罕娇", "  副總指揮: 玉罕娇", "odd-name", "副总指挥"),
        ("  副总指挥: 玉罕娇", "  支书兼主任: 玉罕娇", "odd-name", "支书、村主任"),
        ("编码: \"532823100201\"", "编码: \"532823100201001\"", "profile-field", "现在是 15 位"),
        ("编码: \"532823100201\"", "编码: 5.3E+11", "profile-field", "表格软件"),
        ("地点: 村北}", "地点: 村北, 靠河}", "unknown-key", "改成中文逗号"),
    ] {
        let told = Place::with(&[(old, new)]).told();
        assert!(line(&told, code).contains(hint), "{new}: {}", line(&told, code));
    }
}

#[test]
fn a_name_that_a_plan_has_already_is_an_error_of_the_workspace_s_plan() {
    let place = Place::with(&[]);
    let plan = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/examples/wasps.yaml");
    let text = fs::read_to_string(plan).unwrap();
    assert!(text.contains("\naliases: ["));
    fs::create_dir(place.dir.path().join("plans")).unwrap();
    fs::write(
        place.dir.path().join("plans/wasps.yaml"),
        text.replacen("\naliases: [", "\naliases: [山洪, ", 1),
    )
    .unwrap();
    let told = place.told();
    assert!(
        line(&told, "plan-name-taken").starts_with("plans/wasps.yaml"),
        "{}",
        line(&told, "plan-name-taken")
    );
}
