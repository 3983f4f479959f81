//! What a town printed is known again: in today's files, in the history, card by card.

use std::collections::BTreeSet;
use std::fs;

use serde_json::Value;

use crate::commands::{Workspace, code, duoan, said};
use crate::readers;
use crate::repos::{Repo, town};

/// Prints a town's papers and returns the codes of one of them.
fn printed(workspace: &Workspace, file: &str) -> Vec<String> {
    let made = workspace.run(&["town"]);
    assert_eq!(code(&made), 0, "{}", said(&made));
    duoan::scan::codes(&fs::read(workspace.path().join(format!("out/镇/海岭镇{file}.pdf"))).unwrap()).unwrap()
}

/// Returns what `verify` says of codes.
fn verdicts(workspace: &Workspace, codes: &[String]) -> Vec<Value> {
    let codes: Vec<&str> = codes.iter().map(String::as_str).collect();
    let args = [&["verify", "--today", "2026-09-01", "--format", "json"], codes.as_slice()].concat();
    let output = workspace.run(&args);
    let value: Value = serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{}", said(&output)));
    value["results"].as_array().unwrap().clone()
}

fn states(verdicts: &[Value]) -> Vec<&str> {
    verdicts.iter().map(|verdict| verdict["state"].as_str().unwrap()).collect()
}

fn rewrite(repo: &Repo, from: &str, to: &str) {
    let path = repo.path().join("town.yaml");
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.contains(from), "{from}");
    fs::write(&path, text.replacen(from, to, 1)).unwrap();
}

/// Returns `number state` of the towns' papers on the reprint list.
fn stale(repo: &Repo, args: &[&str]) -> Vec<String> {
    let output = repo.workspace.run(&[&["reprint", "--format", "json"], args].concat());
    assert_eq!(code(&output), 0, "{}", said(&output));
    let list: Value = serde_json::from_slice(&output.stdout).unwrap();
    let rows = list["towns"].as_array().unwrap().clone();
    let items = rows.iter().flat_map(|row| row["items"].as_array().unwrap().clone());
    items
        .map(|i| {
            format!(
                "{} {} {}",
                i["number"].as_str().unwrap(),
                i["holder"].as_str().unwrap(),
                i["state"].as_str().unwrap()
            )
        })
        .collect()
}

#[test]
fn every_card_of_a_town_has_a_number_and_a_code_of_its_own() {
    let repo = town();
    let team = printed(&repo.workspace, "综合队队员卡");
    let own: BTreeSet<&String> = team.iter().collect();
    assert_eq!(own.len(), 2, "{team:?}");
    assert!(team.iter().all(|code| code.starts_with("DA1-379926101000-TOWN-TEAM-")), "{team:?}");
    let verdicts = verdicts(&repo.workspace, &team);
    assert_eq!(states(&verdicts), ["current"; 2]);
    let holders: BTreeSet<&str> = verdicts.iter().map(|v| v["to"].as_str().unwrap()).collect();
    assert_eq!(holders, BTreeSet::from(["隋国梁", "尹成林"]));
    let posts: BTreeSet<String> = printed(&repo.workspace, "岗位卡").into_iter().collect();
    assert_eq!(posts.len(), 7, "{posts:?}");
}

#[test]
fn a_member_s_card_is_stale_beside_the_book_when_only_his_gear_is_another() {
    let repo = town();
    let before = printed(&repo.workspace, "综合队队员卡");
    let posts = printed(&repo.workspace, "岗位卡");
    rewrite(&repo, "[风力灭火机, 阻燃服]", "[风力灭火机, 阻燃服, 二号工具]");
    // Printed, and nothing of it committed: those in hand are what is committed.
    let cards = |repo: &Repo| {
        let mut list = stale(repo, &["HEAD"]);
        list.retain(|row| row != "TOWN-BOOK 海岭镇应急手册 changed");
        list
    };
    assert_eq!(stale(&repo, &["HEAD"]).len(), 2);
    let list = cards(&repo);
    assert_eq!(list.len(), 1, "{list:?}");
    assert!(list[0].starts_with("TOWN-TEAM-") && list[0].ends_with(" 尹成林 changed"), "{list:?}");
    assert_eq!(states(&verdicts(&repo.workspace, &before)), ["current"; 2]);
    let drafts = printed(&repo.workspace, "综合队队员卡");
    assert_eq!(states(&verdicts(&repo.workspace, &drafts)).iter().filter(|s| **s == "draft").count(), 1);
    let commit = repo.commit("添二号工具");
    let after = verdicts(&repo.workspace, &before);
    let gone: Vec<&Value> = after.iter().filter(|v| v["state"] == "superseded").collect();
    assert_eq!(
        (gone.len(), states(&after).iter().filter(|s| **s == "current").count()),
        (1, 1),
        "{after:#?}"
    );
    assert_eq!(
        (gone[0]["to"].as_str(), gone[0]["commit"]["id"].as_str()),
        (Some("尹成林"), Some(commit.as_str()))
    );
    assert!(gone[0]["changes"].to_string().contains("二号工具"), "{:#}", gone[0]);
    assert_eq!(states(&verdicts(&repo.workspace, &posts)), vec!["current"; posts.len()]);
    // Exactly that card is printed: one sheet, one code.
    let made = repo.workspace.run(&["reprint", "HEAD~1", "--print"]);
    assert_eq!(code(&made), 0, "{}", said(&made));
    let path = repo.path().join("out/reprint/镇/海岭镇综合队队员卡.pdf");
    let again: BTreeSet<String> = duoan::scan::codes(&fs::read(path).unwrap()).unwrap().into_iter().collect();
    let kept: BTreeSet<String> = drafts.into_iter().filter(|code| !before.contains(code)).collect();
    assert_eq!(again, kept);
    assert!(!repo.path().join("out/reprint/镇/海岭镇岗位卡.pdf").exists());
    // Another task is another card of the same man; another man has another.
    rewrite(&repo, "分工: 扑火", "分工: 油锯");
    assert_eq!(cards(&repo), [list[0].clone()]);
    rewrite(&repo, "姓名: 尹成林, 分工", "姓名: 靳东升, 分工");
    let list = stale(&repo, &["HEAD"]);
    assert!(list.iter().any(|row| row.ends_with(" 靳东升 new")), "{list:?}");
    assert!(list.iter().any(|row| row.ends_with(" 尹成林 withdrawn")), "{list:?}");
}

#[test]
fn an_older_paper_of_a_town_is_known_from_the_history_and_why_it_went() {
    let repo = town();
    let first = printed(&repo.workspace, "应急手册");
    repo.workspace.change("岭下村", "138 0000 1001", "138 0000 1901");
    let village = repo.commit("总指挥换号");
    let second = printed(&repo.workspace, "应急手册");
    rewrite(&repo, "138 0000 9022", "138 0000 9922");
    let mayor = repo.commit("镇长换号");
    // What changes no paper of the town is no turn of it.
    fs::write(repo.path().join("说明.yaml.txt"), "x").unwrap();
    repo.commit("别的");
    let told = verdicts(&repo.workspace, &[first[0].clone(), second[0].clone()]);
    assert_eq!(states(&told), ["superseded", "superseded"], "{told:#?}");
    assert_eq!(
        (told[0]["commit"]["id"].as_str(), told[1]["commit"]["id"].as_str()),
        (Some(village.as_str()), Some(mayor.as_str()))
    );
    // In a town it is said of which village it is told.
    let said_of = told[0]["changes"].to_string().replace('\u{a0}', " ");
    assert!(said_of.contains("岭下村") && said_of.contains("138 0000 1001 → 138 0000 1901"), "{said_of}");
    assert!(
        told[1]["changes"].to_string().replace('\u{a0}', " ").contains("9022 → 138 0000 9922"),
        "{:#}",
        told[1]
    );
    let now = told[0]["current_code"].as_str().unwrap().to_owned();
    assert_eq!(states(&verdicts(&repo.workspace, &[now])), ["current"]);
    // Words that were never printed; a number that there never was.
    let odd = first[0].rsplit_once('-').unwrap().0.to_owned();
    let told =
        verdicts(&repo.workspace, &[format!("{odd}-0000"), first[0].replace("TOWN-BOOK", "TOWN-BOOM")]);
    assert_eq!(states(&told), ["unknown", "unknown"]);
    assert!(told[0]["text"].to_string().contains("从没提交过这样的内容"), "{:#}", told[0]);
    assert!(told[1]["text"].to_string().contains("TOWN-BOOK"), "{:#}", told[1]);
    assert_eq!(told[0]["complete"], true);
}

#[test]
fn cards_and_towns_that_are_no_more_are_withdrawn() {
    let repo = town();
    let team = printed(&repo.workspace, "综合队队员卡");
    let path = repo.path().join("town.yaml");
    let text = fs::read_to_string(&path).unwrap();
    let kept: Vec<&str> =
        text.lines().filter(|line| !line.contains("{姓名:") && !line.contains("综合队员:")).collect();
    fs::write(&path, kept.join("\n")).unwrap();
    let commit = repo.commit("队员名单撤了");
    let told = verdicts(&repo.workspace, &team[..1]);
    assert_eq!(states(&told), ["withdrawn"]);
    assert_eq!(told[0]["commit"]["id"], commit.as_str());
    // The town's villages are another's now.
    let book = printed(&repo.workspace, "应急手册");
    for name in ["岭下村", "东泊村"] {
        repo.workspace.change(name, "编码: \"379926101", "编码: \"379926109");
    }
    let commit = repo.commit("换编码");
    let told = verdicts(&repo.workspace, &book);
    assert_eq!(states(&told), ["withdrawn"], "{told:#?}");
    assert_eq!(told[0]["commit"]["id"], commit.as_str());
    assert_eq!(told[0]["village"], "海岭镇");
}

/// Where the history is not whole nobody says that a paper was never printed.
#[test]
fn what_cannot_be_known_of_a_town_s_past_is_said() {
    if !readers::there(&["git"], "a town's papers in a shallow clone") {
        return;
    }
    let repo = town();
    let book = printed(&repo.workspace, "应急手册");
    rewrite(&repo, "138 0000 9022", "138 0000 9922");
    repo.commit("镇长换号");
    let clone = repo.clone_to(&["--depth", "1"]);
    let args = ["verify", "--today", "2026-09-01", "--format", "json", book[0].as_str()];
    let ask = |dir: &std::path::Path| -> Value {
        let output = duoan(&args, dir);
        assert_eq!(code(&output), 1, "{}", said(&output));
        serde_json::from_slice::<Value>(&output.stdout).unwrap()["results"][0].clone()
    };
    let told = ask(&clone.path().join("clone"));
    assert_eq!(
        (told["state"].as_str(), told["complete"].as_bool()),
        (Some("unknown"), Some(false)),
        "{told:#}"
    );
    assert!(told["text"].to_string().contains("查不全"), "{told:#}");
    // A village that could not be read when the paper was printed: it may be that paper.
    let village = repo.workspace.village("东泊村");
    let text = fs::read_to_string(&village).unwrap();
    fs::write(&village, text.replacen("村名: 东泊村", "村名: [东泊村", 1)).unwrap();
    repo.commit("写坏了");
    fs::write(&village, &text).unwrap();
    repo.commit("改回来");
    let odd = format!("{}-0000", book[0].rsplit_once('-').unwrap().0);
    let told = verdicts(&repo.workspace, &[odd, book[0].clone()]);
    assert_eq!(states(&told), ["unknown", "superseded"], "{told:#?}");
    assert!(told[0]["text"].to_string().contains("东泊村") && told[0]["complete"] == false, "{:#}", told[0]);
}
