//! Villages after real published plans of several provinces: each builds without invented data, and what it
//! lacks is a blank.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use duoan::compose::{self, FAMILIES, Order};
use duoan::diag::Diagnostics;
use duoan::model::document::Audience;
use duoan::model::handbook::Handbook;
use duoan::model::village::Village;
use duoan::{pipeline, project};
use tempfile::TempDir;

use crate::commands::{code, said};
use crate::mending::duoan;
use crate::readers;
use crate::samples::town;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/villages")
}

fn names() -> Vec<String> {
    let files = fs::read_dir(folder())
        .unwrap()
        .map(|e| e.unwrap().path().file_stem().unwrap().to_string_lossy().into_owned());
    let mut names: Vec<String> = files.collect();
    names.sort();
    names
}

/// All villages built once, with what was said.
fn built() -> &'static (TempDir, String) {
    static BUILT: OnceLock<(TempDir, String)> = OnceLock::new();
    BUILT.get_or_init(|| {
        let out = tempfile::tempdir().unwrap();
        // A workspace of their own, as each would have at home.
        let home = tempfile::tempdir().unwrap();
        fs::create_dir(home.path().join("villages")).unwrap();
        for name in names() {
            let file = format!("{name}.yaml");
            fs::copy(folder().join(&file), home.path().join("villages").join(&file)).unwrap();
        }
        let result =
            duoan(&["build", ".", "--only", "all", "-o", out.path().to_str().unwrap()], home.path(), "zh");
        assert_eq!(code(&result), 0, "{}", said(&result));
        // The carried book leaves much to the file's.
        let file =
            ["build", ".", "-o", out.path().to_str().unwrap(), "--only", "handbook", "--audience", "file"];
        let filed = duoan(&file, home.path(), "zh");
        assert_eq!(code(&filed), 0, "{}", said(&filed));
        (out, said(&result))
    })
}

/// The words of a printed file, without spaces and line ends.
fn words(village: &str, family: &str) -> String {
    let read = |name: &str| -> String {
        let pdf = built().0.path().join(village).join(format!("{name}.pdf"));
        readers::words(&pdf).split_whitespace().collect()
    };
    if family == "handbook" { read(family) + &read("handbook-file") } else { read(family) }
}

pub fn book(village: &str) -> Handbook {
    let project = project::open(&[folder().join(format!("{village}.yaml"))]).unwrap();
    let mut diags = Diagnostics::default();
    pipeline::handbook(&project.villages[0], &town().library, &town().press, None, &mut diags).unwrap()
}

#[test]
fn every_village_is_checked_without_error_and_built_whole() {
    let (out, said) = built();
    assert!(!said.contains("错误["), "{said}");
    for village in names() {
        // What a village has nothing for (no geological point, nobody to move) is told by the families
        // themselves.
        let made = fs::read_dir(out.path().join(&village)).unwrap().count() - 1;
        let book = book(&village);
        let usual = FAMILIES.iter().filter(|family| family.is_usual(&book)).count();
        assert!(made + 2 >= usual, "{village}: {made} of {usual}");
        assert!(said.contains("0 个没做成"), "{said}");
    }
}

#[test]
fn what_everybody_does_is_no_post_that_somebody_stands_in_for() {
    let book = book("石盘冲村");
    assert_eq!(book.acting("everyone").map(|role| role.id.as_str()), None);
    assert_eq!(book.acting("doctor").map(|role| role.id.as_str()), Some("deputy"));
}

#[test]
fn a_stand_in_is_never_named_behind_a_vacant_post() {
    let village = "石盘冲村";
    let (handbook, broadcast) = (words(village, "handbook"), words(village, "broadcast"));
    let book = book(village);
    let vacant: Vec<&str> = book.vacant().map(|role| role.name.as_str()).collect();
    assert!(
        ["应急管理员", "预警员", "村医", "网格员", "救援队"].iter().all(|post| vacant.contains(post)),
        "{vacant:?}"
    );
    let names = ["唐建国", "周满秀", "刘国祥", "唐桂香", "周细毛"];
    for family in [
        "handbook",
        "broadcast",
        "role-cards",
        "duty-cards",
        "site-cards",
        "household-cards",
        "wallet-cards",
        "poster",
    ] {
        let text = words(village, family);
        for post in &vacant {
            assert!(names.iter().all(|name| !text.contains(&format!("{post}{name}"))), "{family}: {post}");
        }
    }
    // The deputy does it, as 村主任.
    assert!(broadcast.contains("村主任周满秀马上到水边"), "{broadcast}");
    assert!(
        handbook.contains("没人担任的岗位")
            && handbook.contains("预警员村主任周满秀1380000 2102".replace(' ', "").as_str())
    );
}

#[test]
fn what_nobody_knows_is_a_blank_and_sums_say_what_they_leave_out() {
    let village = "石盘冲村";
    let handbook = words(village, "handbook");
    assert!(handbook.contains("共122户已知4人，121户没填，到一户勾一户"), "{handbook}");
    assert!(handbook.contains("容＿＿人") && !handbook.contains("容人"), "{handbook}");
    assert!(
        handbook.contains("找队长＿＿＿报到") && handbook.contains("看过没险情，就＿＿＿（解除信号）"),
        "{handbook}"
    );
    assert!(handbook.contains("铜锣＿＿面"), "{handbook}");
    let cards = words(village, "household-cards") + &words(village, "role-cards");
    assert!(cards.contains("＿＿人") && !cards.contains("1户1人"), "{cards}");
    // 510 and 630 people live in danger, and the office seats 300.
    assert!(
        built().1.contains("村部会来 1019 人，只能容 300 人") && handbook.contains("超719人"),
        "{}",
        built().1
    );
}

#[test]
fn rules_of_another_province_are_not_cited() {
    for village in names() {
        let book = book(&village);
        let cited: Vec<&str> = book.sources.iter().map(|entry| entry.source.issuer.as_str()).collect();
        assert!(cited.iter().any(|issuer| issuer.starts_with("全国人大")), "{village}: {cited:?}");
        assert!(
            !cited.iter().any(|issuer| issuer.starts_with("山东") || issuer.starts_with("济南")),
            "{village}: {cited:?}"
        );
    }
    let cited = |village: &str| words(village, "handbook");
    for (village, post) in [("查干诺尔嘎查", "嘎查达斯琴高娃"), ("海兴渔村", "驻村干部徐志鸿")]
    {
        let text = cited(village);
        assert!(!text.contains("山东省") && !text.contains("济南"), "{village}");
        assert!(text.contains(post), "{village}: {post}");
    }
}

/// Composes every family of a village as its own library says it.
fn said_to(village: &duoan::model::profile::Profile) -> String {
    let plans = town().library.plans(village);
    let book = duoan::merge::merge(village, plans, &mut Diagnostics::default()).unwrap();
    let mut text = String::new();
    for family in FAMILIES {
        for audience in family.audiences {
            let order = Order { audience: Some(*audience), ..Order::default() };
            let Ok(mut document) = compose::compose(family, &book, plans, &order) else { continue };
            // Laws keep their names; the table itself is for layouts.
            document.data["sources"].take();
            document.data["spoken"].take();
            text += &document.data.to_string();
        }
    }
    text
}

#[test]
fn people_are_spoken_to_as_their_place_is_called() {
    let of = |village: &str| {
        let project = project::open(&[folder().join(format!("{village}.yaml"))]).unwrap();
        pipeline::load(&project.villages[0], &town().library, &mut Diagnostics::default()).unwrap().profile
    };
    // Not the handbook, which names laws.
    let families = ["role-cards", "duty-cards", "broadcast", "household-cards", "poster", "print-run"];
    let printed: String = families.map(|family| words("查干诺尔嘎查", family)).concat();
    for word in ["村委会", "村民", "乡亲", "镇街", "县里", "嘎查村"] {
        assert!(!printed.contains(word), "{word}");
    }
    for word in ["嘎查委员会", "嘎查达", "苏木"] {
        assert!(printed.contains(word), "{word}");
    }
    assert!(said_to(&of("查干诺尔嘎查")).contains("查干诺尔嘎查委员会"));
    // Two that have no profile here: a company of the Corps, a herders' committee.
    for (name, town, county, words, never) in [
        ("六连", "一二九团", "某市", &["连队管委会", "团场"][..], &["村委会", "村民", "镇街", "村口"][..]),
        ("红旗牧委会", "雪山乡", "某县", &["牧委会", "乡里"][..], &["村委会", "村民", "镇街"][..]),
        ("某村", "某某街道", "某旗", &["村委会", "街道"][..], &["镇街", "嘎查"][..]),
    ] {
        let mut village = of("石盘冲村");
        (village.name, village.town, village.county) = (name.into(), town.into(), county.into());
        let text = said_to(&village);
        for word in words {
            assert!(text.contains(word), "{name}: {word}");
        }
        for word in never {
            let at = text.find(word);
            let near = |at: usize| text[at..].chars().take(30).collect::<String>();
            assert!(at.is_none(), "{name}: {word}: {}", near(at.unwrap()));
        }
    }
}

#[test]
fn the_committee_is_called_by_its_full_name() {
    let office = |name: &str, kind| {
        let mut village = crate::samples::profile("岭下村").profile;
        (village.name, village.kind) = (name.to_owned(), kind);
        let text = said_to(&village);
        let office = "\"office\":{\"lines\":[[{\"t\":\"";
        let at = text.find(office).expect("the file edition has the official form") + office.len();
        text[at..].split('"').next().unwrap().to_owned()
    };
    use duoan::model::profile::Kind;
    for (name, full) in [
        ("岭下村", "岭下村村民委员会"),
        ("岭下", "岭下村村民委员会"),
        ("竹园村老屋组", "竹园村村民委员会"),
        ("查干诺尔嘎查", "查干诺尔嘎查委员会"),
        ("红旗牧委会", "红旗牧民委员会"),
        ("六连", "六连连队管理委员会"),
    ] {
        assert_eq!(office(name, Kind::Village), full);
    }
    for (name, full) in [("海岭社区", "海岭社区居民委员会"), ("永安里", "永安里社区居民委员会")]
    {
        assert_eq!(office(name, Kind::Community), full);
    }
}

#[test]
fn people_hold_one_post_under_their_own_titles() {
    let book = book("石盘冲村");
    let role = |id: &str| book.role(id).unwrap();
    let held =
        |id: &str| role(id).holders.iter().map(|h| (h.name.as_str(), h.post.as_str())).collect::<Vec<_>>();
    assert_eq!(held("commander"), [("唐建国", "组长")]);
    assert_eq!(held("deputy"), [("周满秀", "村主任"), ("刘国祥", "副书记")]);
    assert_eq!(held("security"), [("刘国祥", "治安员"), ("周细毛", "民兵连长")]);
}

#[test]
fn a_group_leader_commands_only_where_nobody_else_does() {
    let plans = &town().library.set;
    let mut profile = duoan::model::profile::Profile::default();
    profile.posts.insert("组长".into(), vec!["甲".into()]);
    assert_eq!(Village { profile: &profile, plans }.role_of("组长"), Some("commander"));
    profile.posts.insert("村书记".into(), vec!["乙".into()]);
    assert_eq!(Village { profile: &profile, plans }.role_of("组长"), None);
    assert_eq!(Village { profile: &profile, plans }.role_of("护林员"), None);
}

#[test]
fn every_name_of_a_post_means_one_role() {
    let roles = &town().library.set.roles;
    let mut seen: BTreeMap<&str, &str> = BTreeMap::new();
    for (id, role) in roles {
        for name in role.aliases.iter().chain(&role.alone).chain([&role.name]) {
            if let Some(other) = seen.insert(name, id) {
                assert_eq!(other, id, "{name} means both {other} and {id}");
            }
        }
    }
}

#[test]
fn every_duty_shares_steps_that_there_are_or_says_its_own() {
    let set = &town().library.set;
    for (id, duty) in &set.duties {
        assert!(duty.steps.iter().all(|step| set.common.steps.iter().any(|s| s.id == *step)), "{id}");
        assert!(duty.roles.iter().all(|role| set.roles.contains_key(role)), "{id}");
        assert!(
            !duty.steps.is_empty() || !duty.roles.is_empty() || !duty.deeds.is_empty(),
            "{id} does nothing"
        );
    }
    for (id, role) in &set.roles {
        assert!(role.duties.iter().all(|duty| set.duties.contains_key(duty)), "{id}");
    }
}

#[test]
fn posts_of_a_villages_own_have_their_steps_and_cards() {
    // 点长 watches, warns and leads; the plans' own posts keep doing it too.
    let book = book("磨子岩村");
    let steps = |role: &str| {
        let all = book.hazards.iter().flat_map(|h| &h.actions).filter(|a| a.roles.iter().any(|r| r == role));
        all.map(|a| a.key.clone()).collect::<Vec<_>>()
    };
    let (own, watcher) = (steps("点长"), steps("watcher"));
    assert!(!watcher.is_empty() && watcher.iter().all(|step| own.contains(step)), "{own:?} {watcher:?}");
    assert!(own.len() > watcher.len());
    let cards = words("磨子岩村", "role-cards");
    assert!(cards.contains("点长") && cards.contains("岩脚"), "{cards}");
    assert!(words("磨子岩村", "handbook").contains("盯守人、点长"));
    // Whoever has no step of a plan still has a card of what he does.
    let duty = words("溪口坞村", "duty-cards");
    assert!(duty.contains("驻村干部") && duty.contains("拿转移清单一户一户核，报还没走的"), "{duty}");
    // One card a cluster, with its people, its hazard and its level; none for a hazard that is not its own.
    assert!(words("溪口坞村", "role-cards").contains("我管的"));
    let book = self::book("溪口坞村");
    let document = compose::compose(
        compose::family("role-cards").unwrap(),
        &book,
        &town().library.set,
        &Order::default(),
    )
    .unwrap();
    let about = words("溪口坞村", "role-cards");
    assert!(about.contains("后山片：后山脚一排老屋，9户21人，级别高"), "{about}");
    // Within one cluster the second stands in for the first.
    assert!(words("溪口坞村", "role-cards").contains("A角洪志根B角洪阿龙"));
    let clusters: Vec<&str> = document
        .cards
        .iter()
        .filter(|c| c.role.as_deref() == Some("cluster"))
        .map(|c| c.to.as_str())
        .collect();
    assert!(
        clusters.contains(&"中心户长 方德林、方宝根") && clusters.contains(&"中心户长 洪志根、洪阿龙"),
        "{clusters:?}"
    );
}

#[test]
fn watchers_of_different_points_are_not_each_others_deputies() {
    for family in ["role-cards", "duty-cards"] {
        let cards = words("溪口坞村", family);
        assert!(
            !cards.contains("A角方宝根B角洪阿龙") && cards.contains("方宝根、洪阿龙"),
            "{family}: {cards}"
        );
        // Of a cluster he is: there the second stands in for the first.
        let own = ["中心户长洪志根替洪阿龙", "替洪阿龙中心户长洪志根"];
        let told: usize = own.iter().map(|words| cards.matches(words).count()).sum();
        assert_eq!(cards.matches("替洪阿龙").count(), told, "{family}: {cards}");
        // One post with a deputy still says so.
        let deputy = if family == "role-cards" { "A角余小仙B角洪志根" } else { "替洪志根" };
        assert!(cards.contains(deputy), "{family}: {cards}");
    }
}

#[test]
fn all_of_nine_warning_officers_can_be_rung() {
    let handbook = words("永安里社区", "handbook");
    for n in 1..=9 {
        assert!(handbook.contains(&format!("1360000551{n}")), "{n}");
    }
}

#[test]
fn what_real_plans_say_stands_where_it_belongs() {
    let zhejiang = words("溪口坞村", "handbook");
    for said in [
        "溪村防〔2026〕2号",
        "汛期4月15日到10月15日",
        "最近的在：文化礼堂门厅",
        "预警方宝根",
        "420平方米",
        "中心户长后山片",
    ] {
        assert!(zhejiang.contains(said), "{said}");
    }
    let hunan = words("石盘冲村", "handbook");
    for said in ["危险区，信号一响马上走", "警戒区，一下雨就走", "共122户", "2025-06-20夜里", "雨量观测员"]
    {
        assert!(hunan.contains(said), "{said}: {hunan}");
    }
    assert!(words("石盘冲村", "household-cards").contains("＿＿＿＿家"));
    let sichuan = words("磨子岩村", "handbook") + &words("磨子岩村", "work-cards");
    for said in ["统一编号513499020031", "MZY-07", "降雨、人工切坡", "裂缝简易监测、埋桩", "石木一层"]
    {
        assert!(sichuan.contains(said), "{said}: {sichuan}");
    }
    let north = words("永安里社区", "handbook");
    for said in ["铝合金1.2米", "王四", "社区用房"] {
        assert!(north.contains(said), "{said}");
    }
    let group = words("竹园村老屋组", "handbook");
    assert!(group.contains("竹园村老屋组") && group.contains("13户"), "{group}");
}

#[test]
fn a_familys_names_ages_and_house_are_in_no_public_edition() {
    let book = book("磨子岩村");
    for family in FAMILIES {
        let order = Order { audience: Some(Audience::Public), ..Order::default() };
        let Ok(document) = compose::compose(family, &book, &town().library.set, &order) else { continue };
        let data = document.data.to_string();
        if document.audience == Audience::Public && family.audiences.contains(&Audience::Public) {
            assert!(
                ["曲木阿果", "石木一层", "阿尔小妹"].iter().all(|word| !data.contains(word)),
                "{}",
                family.name
            );
        }
    }
    let order = Order { audience: Some(Audience::File), ..Order::default() };
    let form =
        compose::compose(compose::family("household-cards").unwrap(), &book, &town().library.set, &order)
            .unwrap();
    assert!(form.data.to_string().contains("曲木阿果"));
}

#[test]
fn every_role_and_requirement_that_the_program_speaks_of_is_in_the_library() {
    let set = &town().library.set;
    for id in duoan::model::role::known::ALL {
        assert!(set.roles.contains_key(*id), "plans/roles.yaml lacks {id}");
    }
    for requirement in duoan::readiness::REQUIREMENTS {
        assert!(
            set.asked.requirements.contains_key(requirement.id()),
            "plans/requirements.yaml lacks {}",
            requirement.id()
        );
    }
    assert!(
        set.asked.village_team > 0
            && set.asked.town_team > set.asked.village_team
            && set.asked.drill_months > 0
    );
}
