//! The workspace's own plans: checked like villages, in force, told apart by place and kind.

use std::collections::BTreeSet;
use std::fs;

use duoan::builtin;
use duoan::compose::{self, Order};
use duoan::diag::{Diagnostic, Diagnostics, Severity};
use duoan::load::Library;
use duoan::merge::merge;
use duoan::model::document::Audience;
use duoan::model::handbook::Handbook;
use duoan::model::plan::Status;
use duoan::model::profile::Profile;
use duoan::model::speech::joint;
use duoan::pipeline;
use duoan::project::Files;
use tempfile::TempDir;

use crate::commands::{Workspace, code, duoan, said};
use crate::samples::{books, profile, town};

/// Returns the files of a workspace that has these of its own.
pub fn files(own: &[(&str, String)]) -> Files {
    let dir = TempDir::new().unwrap();
    for (path, text) in own {
        let path = dir.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    Files::of(dir.path()).unwrap()
}

/// Returns the library of a workspace with these files of its own, and all that is said of it.
pub fn library(own: &[(&str, String)]) -> (Library, Vec<Diagnostic>) {
    let mut diags = Diagnostics::default();
    let library = pipeline::library(&files(own), &mut diags);
    (library, diags.into_sorted())
}

/// Returns a built-in file with one place of it changed.
pub fn changed(path: &str, from: &str, to: &str) -> String {
    let text = builtin::text(path).unwrap();
    assert!(text.contains(from), "{from} is not in {path}");
    text.replacen(from, to, 1)
}

pub fn shown(faults: &[Diagnostic]) -> Vec<String> {
    let line = |fault: &Diagnostic| fault.at.as_ref().map_or(0, |place| place.line_column().0);
    faults.iter().map(|fault| format!("{:?} {} {}", fault.severity, fault.code, line(fault))).collect()
}

/// Returns the errors that a village of the example town has with a library.
pub fn errors(village: &str, library: &Library) -> Vec<&'static str> {
    let town = town();
    let files = town.project.villages.iter().find(|v| v.stem.ends_with(village)).unwrap();
    let mut diags = Diagnostics::default();
    let _ = pipeline::handbook(files, library, &town.press, None, &mut diags);
    diags.into_sorted().into_iter().filter(|d| d.severity == Severity::Error).map(|d| d.code).collect()
}

#[test]
fn an_error_of_a_plan_is_one_of_the_villages_that_would_print_it() {
    let plan = "plans/flash-flood.yaml";
    for (from, to, expected) in [
        ("stance: high-ground", "stance: high-gound", "plan-reference"),
        ("icon: flash-flood", "icon: flashflood", "plan-reference"),
        ("index: true, unless: [debris-flow]", "index: true, unless: [debris-flo]", "plan-reference"),
        ("from: blue, source: [qxtl]", "from: blue, source: [qxt1]", "plan-reference"),
        ("use: receive-warning", "use: recieve-warning", "plan-reference"),
        ("from: blue, source", "from: purple, source", "unknown-value"),
        ("role: [helper], when", "role: [helpper], when", "unknown-name"),
        ("signals: [flash-flood, rainstorm]", "signals: [flash-flod, rainstorm]", "unknown-name"),
        (
            "打{{ post.commander.name }}电话{{ post.commander.phone | phone }}\", card",
            "打｛｛ post.commander.name ｝｝电话\", card",
            "plan-braces",
        ),
        (
            "text: 如果水围住房子，就上结实楼顶打119",
            "text: \"如果{ village.name }水围住，就上楼顶打119\"",
            "plan-braces",
        ),
        ("why: 人跑不过水", "why: \"{{ village.name }}人跑不过水\"", "plan-braces"),
        ("post.commander.phone | spoken", "post.commander.phone | spokn", "plan-text"),
        ("{% if points is defined %}", "{% if points is defind %}", "plan-text"),
        ("evac.households > 0", "evac.household > 0", "plan-fact"),
        ("id: listen,", "id: walk,", "plan-twice"),
        ("{id: cross,", "{id: along,", "plan-twice"),
        ("order: 20", "order: 230", "plan-order"),
        ("aliases: [山洪灾害", "aliases: [煤气泄漏, 山洪灾害", "plan-name-taken"),
        ("text: 听到沟里轰响，就丢下", "text: 听到村塘边轰响，就丢下", "plan-village-word"),
    ] {
        let (library, found) = library(&[(plan, changed(plan, from, to))]);
        let place = changed(plan, from, to)
            .lines()
            .position(|line| !builtin::text(plan).unwrap().lines().any(|l| l == line));
        let line = place.unwrap() + 1;
        assert!(found.iter().any(|d| d.code == expected), "{to}: {:?}", shown(&found));
        let at = |d: &Diagnostic| {
            d.at.as_ref().is_some_and(|p| p.file.name.ends_with(plan) && p.line_column().0 == line)
        };
        // Of two that share a number or a name, the one that is read later is shown, with the other beside
        // it.
        let shared = ["plan-order", "plan-name-taken"].contains(&expected);
        assert!(shared || found.iter().filter(|d| d.code == expected).all(at), "{to}: {:?}", shown(&found));
        assert!(errors("岭下村", &library).contains(&expected), "{to}");
        assert_eq!(
            errors("东泊村", &library),
            Vec::<&str>::new(),
            "{to}: a village without this hazard is built"
        );
    }
}

#[test]
fn an_error_of_a_shared_file_concerns_those_who_use_the_entry() {
    let cases: [(&str, &str, &str, &str, bool); 9] = [
        ("plans/roles.yaml", "falls_to: commander", "falls_to: deputy", "plan-circle", true),
        ("plans/roles.yaml", "    name: 村医\n", "", "plan-incomplete", true),
        ("plans/roles.yaml", "number: 2\n", "number: 3\n", "plan-order", true),
        ("plans/roles.yaml", "aliases: [电工,", "aliases: [村医, 电工,", "plan-name-taken", true),
        (
            "plans/resolve.yaml",
            "text: 往坚固平缓的高处走，离开沟口、河滩和坡脚",
            "text: \"往{{ shelter.name }}走\"",
            "plan-braces",
            false,
        ),
        (
            "plans/resolve.yaml",
            "one_stance: [high-ground]",
            "one_stance: [hihg-ground]",
            "plan-reference",
            false,
        ),
        (
            "plans/resolve.yaml",
            "ruling: 上高处，也要离开坡脚、沟口和松土坡，站到坚固平缓的地方",
            "ruling: \"\"",
            "plan-incomplete",
            false,
        ),
        (
            "plans/common.yaml",
            "{{ alarm.muster.text }}，喊各岗位到岗",
            "{{ alarm.muster.text }}，去{{ shelter.name }}",
            "plan-fact",
            true,
        ),
        ("plans/common.yaml", "source: [tfsj60]\n", "source: [tfsj99]\n", "plan-reference", true),
    ];
    for (file, from, to, expected, all) in cases {
        let (library, found) = library(&[(file, changed(file, from, to))]);
        assert!(found.iter().any(|d| d.code == expected), "{to}: {:?}", shown(&found));
        let hit = |village: &str| errors(village, &library).contains(&expected);
        // 前洼村 has neither flood nor slope.
        assert!(hit("岭下村") && (!all || hit("前洼村")), "{to}");
        if !all && expected == "plan-braces" {
            let dry = town().project.villages.iter().map(|v| v.stem.file_name().unwrap().to_str().unwrap());
            assert!(
                dry.into_iter().any(|village| !hit(village)),
                "{to}: villages that do not use it are built"
            );
        }
    }
}

#[test]
fn roles_that_stand_in_for_each_other_in_a_ring_are_found() {
    let text = changed(
        "plans/roles.yaml",
        "falls_to: manager\n    reports_to: deputy",
        "falls_to: store\n    reports_to: deputy",
    );
    let text = text.replacen(
        "falls_to: manager\n    reports_to: manager\n    mission: 管好物资",
        "falls_to: doctor\n    reports_to: manager\n    mission: 管好物资",
        1,
    );
    let (_, found) = library(&[("plans/roles.yaml", text)]);
    assert_eq!(found.iter().map(|d| d.code).collect::<Vec<_>>(), ["plan-circle", "plan-circle"]);
}

#[test]
fn a_spoilt_file_gives_its_own_faults_and_no_others() {
    for (file, from, to, expected) in [
        ("plans/roles.yaml", "    name: 总指挥\n", "\t name: 总指挥\n", "indent-tab"),
        ("plans/roles.yaml", "roles:\n", "rols:\n", "unknown-key"),
        ("plans/signals.yaml", "signals:\n", "signal:\n", "unknown-key"),
        ("plans/common.yaml", "steps:\n", "steps：\n", "fullwidth-colon"),
        ("plans/gas.yaml", "name: 燃气泄漏", "name：燃气泄漏", "fullwidth-colon"),
        ("plans/gas.yaml", "id: gas", "id: gsa", "plan-id"),
    ] {
        let (library, found) = library(&[(file, changed(file, from, to))]);
        assert_eq!(found[0].code, expected, "{to}: {:?}", shown(&found));
        assert!(found.len() <= 2, "{to}: {:?}", shown(&found));
        let hit = errors("海岭社区", &library);
        assert_eq!(
            hit,
            found.iter().map(|d| d.code).collect::<Vec<_>>(),
            "{to}: the village is told of nothing that follows"
        );
    }
}

#[test]
fn what_only_reads_badly_is_a_warning_and_builds() {
    let own = changed("plans/gas.yaml", "text: \"带全家撤到屋外上风头\"", "text: \"全家及时撤到屋外上风头\"");
    let (library, found) = library(&[("plans/gas.yaml", own)]);
    let codes: BTreeSet<&str> = found.iter().map(|d| d.code).collect();
    assert_eq!(codes, BTreeSet::from(["plan-verb", "plan-empty-word"]));
    assert!(found.iter().all(|d| d.severity == Severity::Warning));
    assert_eq!(errors("海岭社区", &library), Vec::<&str>::new());
}

#[test]
fn a_pictogram_of_the_workspaces_own_is_one() {
    let own = changed("plans/gas.yaml", "icon: gas", "icon: our-gas");
    let icon = builtin::text("templates/icons/gas.svg").unwrap().to_owned();
    let (_, found) = library(&[("plans/gas.yaml", own), ("templates/icons/our-gas.svg", icon)]);
    assert_eq!(shown(&found), Vec::<String>::new());
}

#[test]
fn the_command_line_stops_where_a_plan_is_wrong_and_fixes_nothing() {
    let w = Workspace::new();
    fs::create_dir_all(w.path().join("plans")).unwrap();
    let spoilt = changed("plans/rainstorm.yaml", "stance: high-ground", "stance: high-gound");
    fs::write(w.path().join("plans/rainstorm.yaml"), spoilt).unwrap();
    let before = fs::read(w.village("示例村")).unwrap();
    for args in [&["check"][..], &["check", "--fix"], &["build", "--only", "broadcast"], &["trace", "示例村"]]
    {
        let output = w.run(args);
        assert_eq!(code(&output), 1, "{args:?}: {}", said(&output));
        assert!(said(&output).contains("plans/rainstorm.yaml:"), "{args:?}: {}", said(&output));
        assert_eq!(said(&output).matches("错误[plan-reference]").count(), 1, "{args:?}: {}", said(&output));
    }
    assert!(fs::read(w.village("示例村")).unwrap() == before);
    assert!(!w.path().join("out/示例村/broadcast.pdf").exists());
}

#[test]
fn a_copy_is_told_when_the_built_in_file_has_changed() {
    let w = Workspace::new();
    for file in ["plans/gas.yaml", "templates/card-role.typ"] {
        w.run(&["eject", file]);
    }
    assert!(!said(&w.run(&["check"])).contains("ejected-old"));
    for file in ["plans/gas.yaml", "templates/card-role.typ"] {
        let path = w.path().join(file);
        let text = fs::read_to_string(&path).unwrap();
        let hash = text.lines().next().unwrap().rsplit(' ').next().unwrap().to_owned();
        fs::write(&path, text.replacen(&hash, "0123456789abcdef", 1)).unwrap();
        let check = said(&w.run(&["check"]));
        assert!(check.contains("ejected-old") && check.contains(file), "{check}");
    }
}

#[test]
fn a_book_of_some_hazards_is_laid_out() {
    let book = books().iter().find(|b| b.village.name == "岭下村").unwrap();
    for hazards in [vec!["flash-flood"], vec!["landslide", "rainstorm"]] {
        let order = Order { hazards: hazards.iter().map(|h| (*h).to_owned()).collect(), ..Order::default() };
        for name in ["handbook", "booklet"] {
            let document =
                compose::compose(compose::family(name).unwrap(), book, &town().library.set, &order).unwrap();
            let events = document.data["compounds"].as_array().unwrap();
            assert_eq!(!events.is_empty(), hazards.len() > 1, "{name} {hazards:?}");
            assert!(events.iter().flat_map(|e| e["hazards"].as_array().unwrap()).all(|h| h["icon"] != ""));
            let laid = town().press.lay_out(&document);
            assert!(laid.is_ok(), "{name} {hazards:?}: {:?}", laid.err());
        }
    }
}

fn book(profile: &Profile, library: &Library) -> Handbook {
    let mut diags = Diagnostics::default();
    merge(profile, library.plans(profile), &mut diags).unwrap_or_else(|_| panic!("{:?}", diags.into_sorted()))
}

fn cites(book: &Handbook, title: &str) -> bool {
    book.sources.iter().any(|entry| entry.source.title == title)
}

#[test]
fn a_source_that_was_replaced_is_told_and_not_printed() {
    let from = "title: 城镇燃气管理条例, number: 国务院令第583号（2016修订）, article: 第四十条, supports: 任何人发现燃气事故和隐患立即告知燃气经营者或者报告, status: verified";
    let to = format!("{from}, superseded_by: 城镇燃气管理条例（假想的新条例）")
        .replace("城镇燃气管理条例, number", "旧燃气条例, number");
    let (library, found) = library(&[("plans/gas.yaml", changed("plans/gas.yaml", from, &to))]);
    assert_eq!(
        found.iter().map(|d| (d.severity, d.code)).collect::<Vec<_>>(),
        [(Severity::Warning, "plan-superseded")]
    );
    let village = profile("海岭社区").profile;
    assert!(!cites(&book(&village, &library), "旧燃气条例"));
    let standing = to.replace(", superseded_by: 城镇燃气管理条例（假想的新条例）", "");
    let (library, found) = self::library(&[("plans/gas.yaml", changed("plans/gas.yaml", from, &standing))]);
    assert_eq!(shown(&found), Vec::<String>::new());
    assert!(cites(&book(&village, &library), "旧燃气条例"));
}

#[test]
fn a_date_of_force_before_the_date_of_issue_is_a_slip() {
    let (from, to) = ("in_force: 2026-11-23", "in_force: 2001-11-23");
    let (_, found) = library(&[("plans/gas.yaml", changed("plans/gas.yaml", from, to))]);
    assert_eq!(found.iter().map(|d| d.code).collect::<Vec<_>>(), ["plan-dates"]);
}

#[test]
fn the_file_edition_and_the_list_say_whether_sources_are_in_force() {
    let book = books().iter().find(|b| b.village.name == "岭下村").unwrap();
    let family = compose::family("handbook").unwrap();
    for (audience, says) in [(Audience::File, true), (Audience::Duty, false)] {
        let order = Order { audience: Some(audience), ..Order::default() };
        let document = compose::compose(family, book, &town().library.set, &order).unwrap();
        let states = document.data["sources"]
            .as_array()
            .into_iter()
            .flatten()
            .filter(|s| s["state"].is_string())
            .count();
        assert_eq!(states > 0, says);
    }
    let list = duoan(&["plans", "list", "--unverified"], TempDir::new().unwrap().path());
    assert!(said(&list).lines().any(|line| line.starts_with("  [没读原文，")), "{}", said(&list));
}

#[test]
fn sources_and_signals_are_those_of_the_villages_province() {
    let mut village = profile("岭下村").profile;
    let local = |book: &Handbook| -> Vec<String> {
        let names = book.sources.iter().map(|s| format!("{}{}", s.source.issuer, s.source.title));
        names.filter(|name| name.contains("山东") || name.contains("济南")).collect()
    };
    assert!(!local(&book(&village, &town().library)).is_empty(), "a village of Shandong cites Shandong");
    assert!(
        local(&book(&village, &town().library)).iter().all(|name| !name.contains("济南")),
        "but not another city's office"
    );
    for (code, province, city) in [("350121104203", "", "福州市"), ("", "湖南省", "长沙市"), ("", "", "")]
    {
        village.code = code.to_owned();
        village.province = province.to_owned();
        village.city = city.to_owned();
        let elsewhere = book(&village, &town().library);
        assert_eq!(local(&elsewhere), Vec::<String>::new(), "{code} {province}");
        for chapter in &elsewhere.hazards {
            let plan = &town().library.set.plans[&chapter.id];
            assert_eq!(
                chapter.signals.is_empty(),
                plan.signals.is_empty(),
                "{} has no signal left",
                chapter.id
            );
        }
    }
}

#[test]
fn an_act_stands_behind_the_question_whether_it_is_safe() {
    let plan = "plans/confined-space.yaml";
    let pit = builtin::text(plan).unwrap();
    let line = pit.lines().find(|l| l.contains("离开口子打119")).unwrap();
    let bold = line.replace("离开口子打", "打").replace(", safe: [gas]", "");
    assert!(bold != line, "the step says that it keeps clear of gas");
    let (library, found) = library(&[(plan, pit.replace(line, &bold))]);
    // The short card says nothing of gas before it; the long one does.
    assert_eq!(
        found.iter().map(|d| d.code).collect::<BTreeSet<_>>(),
        BTreeSet::from(["plan-acts"]),
        "{:?}",
        shown(&found)
    );
    assert!(errors("坝南村", &library).contains(&"plan-acts"));
    assert_eq!(errors("岭下村", &library), Vec::<&str>::new());

    // The exception of a common step behind its act.
    let common = builtin::text("plans/common.yaml").unwrap();
    let place = |id: &str| common.find(&format!("      - {{id: {id},")).unwrap();
    let line = |id: &str| common[place(id)..].lines().next().unwrap();
    let wrong = common.replace(line("smell"), "@@").replacen(line("dry"), line("smell"), 1).replacen(
        "@@",
        line("dry"),
        1,
    );
    let (_, found) = self::library(&[("plans/common.yaml", wrong)]);
    assert!(found.iter().any(|d| d.code == "plan-acts"), "{:?}", shown(&found));
}

#[test]
fn a_step_may_not_order_what_its_hazard_forbids() {
    let own = changed(
        "plans/gas.yaml",
        "{id: strong, phase: act, role: [everyone], first: true, text: \"如果味呛人或嘶嘶响，就直接跑出屋\", guards: [gas]}",
        "{id: strong, phase: act, role: [everyone], first: true, text: 点着灯看哪里漏, acts: [flame]}",
    );
    let (_, found) = library(&[("plans/gas.yaml", own)]);
    let said: Vec<String> =
        found.iter().filter(|d| d.code == "plan-acts").map(|d| format!("{:?}", d.values)).collect();
    assert!(said.iter().any(|values| values.contains("这个灾种自己不准")), "{said:?}");
    assert!(said.iter().any(|values| values.contains("燃气")), "{said:?}");
}

#[test]
fn a_plan_replaces_and_drops_lines_of_a_common_step_and_says_so_first() {
    let gas = builtin::text("plans/gas.yaml").unwrap();
    let line = gas.lines().find(|l| l.starts_with("  - {id: power, use: cut-sources")).unwrap();
    let wanted = "replaces: [{line: smell, text: 漏气的屋一个开关不碰, guards: [gas]}, {line: dry}], card: 在屋外没味处拉总闸, text:";
    let (library, found) =
        library(&[("plans/gas.yaml", gas.replace(line, &line.replacen("text:", wanted, 1)))]);
    assert_eq!(shown(&found), Vec::<String>::new());
    let book = book(&profile("海岭社区").profile, &library);
    let chapter = book.hazards.iter().find(|h| h.id == "gas").unwrap();
    let action = chapter.actions.iter().find(|a| a.key == "gas/power").unwrap();
    let common = book.common.iter().find(|c| c.id == "cut-sources").unwrap();
    let said: Vec<&String> = action.sentences(common).collect();
    assert_eq!(said[0], "漏气的屋一个开关不碰");
    assert_eq!(said.len(), common.text.len() - 1);
    assert!(said.iter().all(|text| !text.contains("就拉总闸")));
    let document = compose::compose(
        compose::family("handbook").unwrap(),
        &book,
        library.plans(&book.village),
        &Order::default(),
    );
    let printed = document.unwrap().data.to_string();
    assert!(
        printed.contains("漏气的屋一个开关不碰；这里不做“如果没味没粉尘、手脚干、闸没进水，就拉总闸”"),
        "{printed}"
    );
    for (from, to) in [("line: smell", "line: smel"), ("card: 在屋外没味处拉总闸, ", "")] {
        let wrong = line.replacen("text:", wanted, 1).replace(from, to);
        let (_, found) = self::library(&[("plans/gas.yaml", gas.replace(line, &wrong))]);
        assert!(
            found.iter().any(|d| matches!(d.code, "plan-reference" | "plan-incomplete")),
            "{to}: {:?}",
            shown(&found)
        );
    }
}

#[test]
fn a_card_carries_the_prohibitions_that_its_role_is_tempted_to() {
    let library = &town().library;
    let mut village = profile("岭下村").profile;
    for hazard in ["electric", "gas", "poisoning", "confined-space"] {
        village.hazards.entry(hazard.into()).or_default();
    }
    let book = book(&village, library);
    let two = |hazard: &str, role: &str| -> Vec<String> {
        let chapter = book.hazards.iter().find(|h| h.id == hazard).unwrap();
        chapter.forbidden_to(role).into_iter().take(2).map(|f| f.card.clone()).collect()
    };
    for (hazard, role, card) in [
        ("electric", "rescue", "棍挑高压线"),
        ("electric", "watcher", "断线旁大步走"),
        ("gas", "grid", "屋里打电话开灯"),
        ("gas", "rescue", "进臭味浓的屋"),
        ("gas", "electrician", "点火查漏"),
        ("confined-space", "rescue", "点火扔鞭炮试气"),
        ("poisoning", "rescue", "冲进药棚救人"),
        ("poisoning", "doctor", "昏迷抠嗓子"),
    ] {
        assert!(
            two(hazard, role).iter().any(|text| text == card),
            "{hazard} {role}: {:?}",
            two(hazard, role)
        );
    }
    let family = compose::family("role-cards").unwrap();
    let document = compose::compose(family, &book, library.plans(&book.village), &Order::default()).unwrap();
    let cards = document.data["cards"].as_array().unwrap();
    let card = cards.iter().find(|c| c["hazard"]["id"] == "electric" && c["role"]["id"] == "rescue").unwrap();
    assert_eq!(card["forbid"], serde_json::json!(two("electric", "rescue")));
}

#[test]
fn a_community_is_spoken_to_as_one() {
    let mut village = profile("海岭社区").profile;
    assert!(village.places.values().any(|_| true));
    // Its own names stay what they are.
    village.town = "村前街道".into();
    let book = book(&village, &town().library);
    let plans = town().library.plans(&book.village);
    for family in compose::FAMILIES {
        let Ok(mut document) = compose::compose(family, &book, plans, &Order::default()) else { continue };
        // Laws keep their names; the table of words is for layouts.
        document.data["sources"].take();
        document.data["spoken"].take();
        let mut text = document.data.to_string();
        for own in ["村前街道", "农村", "乡村", "村台"] {
            text = text.replace(own, "");
        }
        let at = text
            .find("村委会")
            .or_else(|| text.find("村民"))
            .or_else(|| text.find("村医"))
            .or_else(|| text.find("乡亲"));
        let near = |at: usize| text[at..].chars().take(40).collect::<String>();
        assert!(at.is_none(), "{}: {}", family.name, near(at.unwrap()));
    }
    assert!(
        book.roles.iter().any(|r| r.name == "社区医生") && book.roles.iter().any(|r| r.name == "全体居民")
    );
    let spoken: Vec<&str> = book.hazards.iter().flat_map(|h| &h.broadcast).map(|b| b.text.as_str()).collect();
    assert!(
        spoken.iter().any(|text| text.contains("居委会"))
            && spoken.iter().all(|text| !text.contains("村委会"))
    );
    assert!(books().iter().any(|b| b.village.name == "岭下村" && b.roles.iter().any(|r| r.name == "村医")));
}

#[test]
fn built_in_sources_that_were_read_are_in_force() {
    for (file, sources) in town().library.set.sources() {
        for source in sources {
            assert!(source.superseded_by.is_empty(), "{file}: {} was replaced", source.title);
            let read = source.status == Status::Verified;
            assert!(!read || source.in_force.is_some(), "{file}: {} was not looked for again", source.title);
        }
    }
    assert_eq!(shown(&pipeline::lint(&files(&[]))), Vec::<String>::new());
}

#[test]
fn what_is_smelt_is_not_seen_and_nothing_is_joined_badly() {
    let own = changed(
        "plans/gas.yaml",
        "text: \"带全家撤到屋外上风头\"",
        "text: \"如果看到臭味，，就撤到屋外上风头\"",
    );
    let (_, found) = library(&[("plans/gas.yaml", own)]);
    let codes: BTreeSet<&str> = found.iter().map(|d| d.code).collect();
    assert_eq!(codes, BTreeSet::from(["plan-sense", "plan-joined"]), "{:?}", shown(&found));
    assert!(found.iter().all(|d| d.severity == Severity::Warning));
    fn strings(value: &serde_json::Value, check: &mut impl FnMut(&str)) {
        match value {
            serde_json::Value::String(text) => check(text),
            serde_json::Value::Array(items) => items.iter().for_each(|item| strings(item, check)),
            serde_json::Value::Object(map) => map.values().for_each(|item| strings(item, check)),
            _ => {}
        }
    }
    for book in books() {
        let plans = town().library.plans(&book.village);
        for family in compose::FAMILIES {
            let Ok(document) = compose::compose(family, book, plans, &Order::default()) else { continue };
            let named = (&book.village.name, family.name);
            strings(&document.data, &mut |text| assert_eq!(joint(text), None, "{named:?}: {text}"));
        }
    }
}

#[test]
fn acts_go_with_the_dangers_of_any_other_hazard_or_a_ruling_says_how() {
    // Nothing brings the cloud and the cellar together; a village may have both all the same.
    let (from, to) = (", confined-space, drowning, ebike, ice-tide", ", drowning, ebike, ice-tide");
    let (_, found) = library(&[("plans/resolve.yaml", changed("plans/resolve.yaml", from, to))]);
    let acts: Vec<String> =
        found.iter().filter(|d| d.code == "plan-acts").map(|d| format!("{:?}", d.values)).collect();
    let these = |values: &String| values.contains("有限空间") && values.contains("毒气");
    assert!(!acts.is_empty() && acts.iter().all(these), "{acts:?}");
}
