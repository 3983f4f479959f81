//! What a town calls its villages, its posts, itself: names that fit nothing are said, posts that are another body's
//! have no card, and a 街道 is spoken of as one.

use std::fs;

use duoan::model::handbook::UnfitReason;
use duoan::model::plan::Level;
use duoan::model::profile::Profile;
use duoan::model::town::RosterRow;
use duoan::pipeline;
use duoan::town::Town;
use serde_json::Value;

use crate::commands::{Workspace, code, said};
use crate::readers;
use crate::samples::{books, town as sample};

/// The example town, its own file changed.
fn changed(changes: &[(&str, &str)]) -> Workspace {
    let workspace = Workspace::of_examples();
    let file = workspace.path().join("town.yaml");
    let text = fs::read_to_string(&file).unwrap();
    let rewritten = changes.iter().fold(text, |text, (from, to)| {
        assert!(text.contains(from), "{from}");
        text.replacen(from, to, 1)
    });
    fs::write(file, rewritten).unwrap();
    workspace
}

/// What stands in the example town's own file.
fn sample_profile() -> Profile {
    pipeline::town(&sample().project.villages[0], &sample().library).unwrap().unwrap().profile
}

/// Codes and places of what `check` says of the town's file.
fn faults(workspace: &Workspace, args: &[&str]) -> Vec<String> {
    let output = workspace.run(&[args, &["--format", "json"]].concat());
    let value: Value = serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{}", said(&output)));
    let list = value.as_array().unwrap().iter();
    let of_town =
        list.filter(|fault| fault["at"]["file"].as_str().is_some_and(|file| file.ends_with("town.yaml")));
    let told =
        |fault: &Value| format!("{} {}", fault["code"].as_str().unwrap(), fault["message"].as_str().unwrap());
    let mut found: Vec<String> = of_town.map(told).collect();
    found.sort();
    found
}

const ROSTER: &str = "  村名册:\n    - {编码: \"379926101201\", 村名: 岭上村}\n    - {编码: \"379926101299\", 村名: 石桥村}\n    - {编码: \"379926101299\", 村名: 石桥庄}\n";

#[test]
fn villages_and_tasks_that_a_town_names_and_that_are_not_there_are_said() {
    let whole = changed(&[]);
    assert_eq!(faults(&whole, &["check"]), [""; 0]);
    let workspace = changed(&[
        ("    岭下村: {镇领导", "    岭下屯: {镇领导"),
        ("责任村: [岭下村]", "责任村: [岭下村, 石桥村, 沙嘴]"),
        ("类别: 雨量, 村: 岭下村", "类别: 雨量, 村: 岭下"),
        ("S01: {", "S77: {"),
        ("镇:\n", &format!("镇:\n{ROSTER}")),
    ]);
    let found = faults(&workspace, &["check"]);
    let of = |code: &str| found.iter().filter(|fault| fault.starts_with(code)).collect::<Vec<_>>();
    let unknown = of("village-unknown");
    assert_eq!(unknown.len(), 3, "{found:?}");
    ["岭下屯", "沙嘴", "岭下"].iter().for_each(|name| {
        assert!(unknown.iter().any(|fault| fault.contains(&format!("“{name}”"))), "{name}: {found:?}");
    });
    assert!(of("task-unknown")[0].contains("S77"), "{found:?}");
    assert!(of("roster-twice")[0].contains("379926101299"), "{found:?}");
    let differs = of("roster-differs");
    assert!(
        differs.len() == 1 && differs[0].contains("岭上村") && differs[0].contains("岭下村"),
        "{found:?}"
    );
    // Of one village alone nobody can say which others there are.
    let one = faults(&workspace, &["check", "villages/岭下村.yaml"]);
    assert!(one.iter().all(|fault| !fault.starts_with("village-unknown")), "{one:?}");
    // The town's papers are made all the same, and say it too.
    let made = workspace.run(&["town"]);
    assert!(code(&made) == 0 && said(&made).contains("岭下屯"), "{}", said(&made));
    // A person that nobody is stands on paper without a number: said, and an error.
    let nobody = changed(&[("驻村干部: [靳东升, 祁小川]", "驻村干部: [靳东生, 祁小川]")]);
    let made = nobody.run(&["town"]);
    assert!(code(&made) == 1 && said(&made).contains("靳东生"), "{}", said(&made));
    assert!(nobody.path().join("out/镇/海岭镇应急手册.pdf").is_file());
}

#[test]
fn a_post_of_another_body_has_no_card_of_this_one() {
    let town = &sample().library.set.town;
    let post = |called: &str| town.post(called, "海岭镇").map(|post| post.name.as_str());
    for (called, name) in [
        ("党委书记", "党委书记"),
        ("海岭镇党委书记", "党委书记"),
        ("分管农业副镇长", "分管领导"),
        ("常务副镇长", "分管领导"),
        ("海岭镇常务副镇长", "分管领导"),
        ("街道办事处主任", "镇长"),
        ("应急联防救援站站长", "救援站站长"),
    ] {
        assert_eq!(post(called), Some(name), "{called}");
    }
    for called in ["消防救援站站长", "应急管理站站长", "消防站站长", "站长", "派出所值班员", "临山镇镇长"]
    {
        assert_eq!(post(called), None, "{called}");
    }
}

#[test]
fn a_street_office_is_spoken_of_as_one() {
    let workspace = changed(&[("镇街: 海岭镇", "镇街: 海岭街道")]);
    assert_eq!(code(&workspace.run(&["town"])), 0);
    let read = |name: &str| {
        let file = workspace.path().join(format!("out/镇/海岭街道{name}.pdf"));
        readers::words(&file).replace(char::is_whitespace, "")
    };
    let (book, levels) = (read("应急手册"), read("级别页"));
    for word in ["街道物资", "街道办主任", "街道灾害信息员", "相邻的街道、镇"] {
        assert!(book.contains(word), "{word}");
    }
    for word in ["镇街物资", "镇灾害信息员", "镇街人员", "邻镇"] {
        assert!(!book.contains(word), "{word}");
    }
    assert!(levels.contains("街道和村、社区照办") && !levels.contains("镇村照办"), "{levels}");
}

/// Who writes what a shelter is for has not said that nobody may go there for the rest; and what he wrote of
/// hazards that the village does not have stands on paper all the same.
#[test]
fn what_a_shelter_is_not_listed_for_is_not_said_to_be_unsafe() {
    let workspace = Workspace::of_examples();
    let path = workspace.village("岭下村");
    let text = fs::read_to_string(&path).unwrap();
    let hall = "避难点:\n  北坡礼堂: {室内外: 室内, 容量: 40, 负责人: [厉德忠], 适用: [风暴潮, 暴雨内涝], 不适用: [滑坡]}\n";
    let text = text.replacen("避难点:\n", hall, 1);
    fs::write(&path, text).unwrap();
    let made = workspace.run(&["build", "岭下村", "--format", "json,docx", "--audience", "duty"]);
    assert_eq!(code(&made), 0, "{}", said(&made));
    let feed = fs::read(workspace.path().join("out/岭下村/village-duty.json")).unwrap();
    let feed: Value = serde_json::from_slice(&feed).unwrap();
    let shelters = feed["shelters"].as_array().unwrap();
    let hall = shelters.iter().find(|s| s["name"] == "北坡礼堂").unwrap();
    let has = |key: &str, hazard: &str| hall[key].as_array().unwrap().iter().any(|h| h == hazard);
    assert!(has("unlisted_for", "flash-flood") && !has("unsafe_for", "flash-flood"), "{hall}");
    assert!(has("unsafe_for", "landslide") && has("unsafe_for", "earthquake"), "{hall}");
    assert!(has("safe_for", "storm-surge") && has("safe_for", "rainstorm"), "{hall}");
    // In the book the graver reason is the one that is said.
    let reasons = books().iter().flat_map(|b| &b.shelters).flat_map(|s| &s.unfit_for);
    assert!(reasons.clone().any(|unfit| unfit.why == UnfitReason::Setting));
}

#[test]
fn seats_are_free_in_shelters_that_are_fit_and_where_they_were_counted() {
    let page = |book: &duoan::model::handbook::Handbook| {
        let profile = Default::default();
        let one = [book.clone()];
        let town = duoan::town::Town::of(&profile, &sample().library.set, &one, Vec::new());
        duoan::town::level_page(&town).data["levels"]["rows"][0]["seats"].as_str().unwrap().to_owned()
    };
    let book = books().iter().find(|b| !b.households.is_empty() && b.shelters.len() > 1).unwrap();
    let with: i64 = page(book).trim_start_matches("至多").parse().unwrap();
    // A hall that is fit for nothing that moves people adds no seat to them.
    let mut more = book.clone();
    more.each(|b| {
        let hall = b.shelters[0].clone();
        b.shelters.push(duoan::model::handbook::ShelterEntry {
            name: "冷库".into(),
            capacity: Some(500),
            fit_for: Vec::new(),
            ..hall
        });
    });
    assert_eq!(page(&more).trim_start_matches("至多").parse::<i64>().unwrap(), with);
    let mut uncounted = book.clone();
    uncounted.each(|b| b.shelters.iter_mut().for_each(|s| s.capacity = None));
    assert_eq!(page(&uncounted), "没写");
}

#[test]
fn what_supervision_found_and_what_runs_out_are_on_the_list_of_what_to_do() {
    let workspace = changed(&[
        (", 完成: 2026-06-15, 复查人: 祁小川", ""),
        ("证书到期: 2027-03-31, 保险到期: 2026-12-31", "证书到期: 2026-06-30, 保险到期: 2026-07-20"),
    ]);
    let made = workspace.run(&["report", "--today", "2026-07-01", "--format", "json"]);
    assert_eq!(code(&made), 0, "{}", said(&made));
    let data = fs::read(workspace.path().join("out/report/report.json"))
        .or_else(|_| fs::read(workspace.path().join("out/report.json")))
        .unwrap();
    let data: Value = serde_json::from_slice(&data).unwrap();
    let todo = data["todo"].as_array().unwrap();
    let rows = |what: &str| -> Vec<&Value> {
        todo.iter().filter(|row| row["what"].as_str().unwrap().contains(what)).collect()
    };
    let [lamp] = rows("河滩巷路灯不亮")[..] else { panic!("{:?}", rows("河滩巷路灯不亮")) };
    assert!(lamp["when"] == "late" && lamp["village"] == "岭下村" && lamp["who"] == "厉加林", "{lamp}");
    assert!(!lamp["phone"].as_str().unwrap().is_empty(), "{lamp}");
    let [paper] = rows("隋国梁的证书")[..] else { panic!("{:?}", rows("隋国梁")) };
    assert!(
        paper["when"] == "late"
            && paper["village"] == ""
            && paper["phone"].as_str().unwrap().contains("9011")
    );
    let [insured] = rows("给隋国梁续上保险")[..] else { panic!("{:?}", rows("隋国梁")) };
    assert_eq!(insured["when"], "soon");
}

/// A point threatens as many as the village counted, or as its list has, whichever are more; where nobody is listed
/// nobody is said to stay.
#[test]
fn who_is_not_on_the_list_is_counted_at_his_point_all_the_same() {
    let base = books().iter().find(|b| b.village.name == "岭下村").unwrap();
    let at =
        base.points.iter().position(|p| base.households.iter().any(|h| h.points.contains(&p.name))).unwrap();
    let level = Level::Yellow;
    let counted = |households: Option<u32>, people: Option<u32>, listed: bool| {
        let mut book = base.clone();
        book.each(|b| {
            (b.points[at].households, b.points[at].people) = (households, people);
            b.points[at].moves_at.insert("rainstorm".into(), level);
            let name = b.points[at].name.clone();
            b.households.retain(|home| listed && home.points.contains(&name));
            b.households.truncate(1);
            b.households.iter_mut().for_each(|home| home.members = Some(3));
        });
        book
    };
    for (households, people, listed, told) in [
        (Some(6), Some(11), true, (Some(6), Some(11))),
        (Some(1), Some(2), true, (Some(1), Some(3))),
        (None, None, true, (Some(1), Some(3))),
        (Some(40), Some(99), false, (Some(40), Some(99))),
        (None, None, false, (None, None)),
    ] {
        let book = counted(households, people, listed);
        assert_eq!(book.threatened(&book.points[at]), told);
    }
    let profile = Default::default();
    let alone = [counted(Some(40), Some(99), false)];
    let town = Town::of(&profile, &sample().library.set, &alone, Vec::new());
    let page = duoan::town::level_page(&town);
    let row = &page.data["levels"]["rows"][0];
    let cell = row["cells"][Level::ALL.iter().position(|l| *l == level).unwrap()]["text"].as_str().unwrap();
    assert!(cell.contains("40户99人") && cell.contains("没有名单"), "{cell}");
    let data = duoan::town::book(&town).data;
    let village = data["villages"][0]["moving"].as_str().unwrap();
    assert!(village.contains("没有名单") && village.contains("40户99人"), "{village}");
    // Without a roster nobody knows which villages are missing.
    let missing = data["parts"].as_array().unwrap().iter().find(|part| part["title"] == "缺的村").unwrap();
    assert!(missing["none"].as_str().unwrap().contains("没有写村名册"), "{missing}");
}

/// What the town wrote of a village is that village's under a new name too, by the code on the roster.
#[test]
fn a_renamed_village_keeps_what_its_town_wrote_of_it() {
    let mut profile = sample_profile();
    let book = books().iter().find(|b| b.village.name == "岭下村").unwrap();
    profile.town_book.roster.push(RosterRow {
        code: book.village.code.clone(),
        name: "岭下村".into(),
        area: String::new(),
    });
    let mut renamed = book.clone();
    renamed.each(|b| b.village.name = "岭南新村".into());
    let one = [renamed];
    let town = Town::of(&profile, &sample().library.set, &one, Vec::new());
    assert_eq!(town.missing(), [""; 0]);
    let data = duoan::town::book(&town).data;
    assert!(data["villages"][0]["assigned"].as_str().unwrap().contains("靳东升"), "{}", data["villages"][0]);
    let cards = duoan::town::duty_cards(&town).unwrap();
    let all = cards.data["cards"].as_array().unwrap();
    let officer = all.iter().find(|card| card["post"] == "驻村干部").unwrap();
    let calls = officer["calls"].to_string();
    assert!(calls.contains("岭南新村"), "{calls}");
}

#[test]
fn nobody_rings_himself_and_members_ring_their_captain() {
    let mut profile = sample_profile();
    // The mayor is in charge of the work himself.
    profile.town_book.command.insert("分管副镇长".into(), vec!["路庆和".into()]);
    let town = Town::of(&profile, &sample().library.set, books(), Vec::new());
    let cards = duoan::town::duty_cards(&town).unwrap();
    let mayor =
        cards.data["cards"].as_array().unwrap().iter().find(|card| card["post"] == "镇长").unwrap().clone();
    assert!(!mayor["calls"].to_string().contains("路庆和"), "{mayor}");
    let team = duoan::town::team_cards(&town).unwrap();
    for card in team.data["cards"].as_array().unwrap() {
        let captain = card["to"] == "隋国梁";
        assert_eq!(card["calls"].to_string().contains("队长 隋国梁"), !captain, "{card}");
    }
}
