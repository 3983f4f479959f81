//! The reprint list: what is stale is on it, what is not is not, and exactly that is printed.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::commands::{code, duoan, said};
use crate::readers;
use crate::repos::{Repo, town, town_with};

/// Returns the list as JSON.
pub fn list(repo: &Repo, args: &[&str]) -> Value {
    let output = repo.workspace.run(&[&["reprint", "--format", "json"], args].concat());
    assert_eq!(code(&output), 0, "{}", said(&output));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// Returns `village number state` of everything on the list.
fn items(list: &Value) -> BTreeSet<String> {
    let rows = list["villages"].as_array().unwrap().iter();
    let of = |row: &Value| {
        let name = row["name"].as_str().unwrap().to_owned();
        let items = row["items"].as_array().unwrap().clone();
        items.into_iter().map(move |i| {
            format!("{name} {} {}", i["number"].as_str().unwrap(), i["state"].as_str().unwrap())
        })
    };
    rows.flat_map(of).collect()
}

/// Returns the numbers of the cards of the first village whose printed words hold a text, books by their own
/// numbers.
fn showing(repo: &Repo, words: &str) -> BTreeSet<String> {
    let project = duoan::project::open(&[repo.path().to_path_buf()]).unwrap();
    let files = project.files().unwrap();
    let mut diags = duoan::diag::Diagnostics::default();
    let library = duoan::pipeline::library(&files, &mut diags);
    let press = duoan::pipeline::press(&files);
    let village = project.villages.iter().find(|v| v.stem.ends_with("岭下村")).unwrap();
    let book = duoan::pipeline::handbook(village, &library, &press, None, &mut diags).unwrap();
    let mut found = BTreeSet::new();
    for (_, document) in duoan::reprint::documents(&book, &library.set, None, &[]) {
        let has = |value: &Value| value.to_string().replace('\u{a0}', " ").contains(words);
        match &document.book {
            Some(book) => found.extend(has(&document.data).then(|| book.number.clone())),
            None => {
                let cards = document.data["cards"].as_array().unwrap();
                found.extend(
                    cards
                        .iter()
                        .filter(|card| has(card))
                        .map(|card| card["number"].as_str().unwrap().to_owned()),
                );
            }
        }
    }
    found
}

#[test]
fn a_changed_phone_puts_the_cards_that_show_it_on_the_list_and_no_other() {
    let repo = town();
    // A helper of four households: not on every card.
    let phone = "138 0000 1028";
    let before = showing(&repo, phone);
    assert!(before.len() > 3 && before.len() < 80, "{before:?}");
    repo.workspace.change("岭下村", phone, "138 0000 1928");
    let after = showing(&repo, "138 0000 1928");
    let expected: BTreeSet<String> =
        before.union(&after).map(|number| format!("岭下村 {number} changed")).collect();
    assert_eq!(items(&list(&repo, &["HEAD"])), expected);
    repo.commit("换电话");
    assert_eq!(items(&list(&repo, &["HEAD~1..HEAD"])), expected);
    assert_eq!(items(&list(&repo, &["HEAD"])).len(), 0);
    // Of this edition is told without naming anything, and by its date.
    assert_eq!(items(&list(&repo, &[])), expected);
    assert_eq!(items(&list(&repo, &["2026-06-01"])), expected);
}

#[test]
fn however_much_yaml_moves_a_card_that_says_the_same_is_not_on_the_list() {
    let repo = town();
    let path = repo.workspace.village("岭下村");
    let text = fs::read_to_string(&path).unwrap();
    let mut blocks: Vec<String> = Vec::new();
    for line in text.lines() {
        if (!line.starts_with([' ', '#', '-']) && !line.is_empty()) || blocks.is_empty() {
            blocks.push(String::new());
        }
        *blocks.last_mut().unwrap() += &format!("{line}\r\n");
    }
    blocks.reverse();
    // Another order, comments, line ends, and a new edition of the same words.
    let moved: String = blocks.iter().map(|block| format!("# 换了位置\r\n{block}")).collect();
    let moved = moved
        .replace("号: 3", "号: 4")
        .replace("施行: 2026-06-01", "施行: 2026-07-01")
        .replace("审定人: 厉守业", "审定人: 安桂芳");
    fs::write(&path, moved).unwrap();
    let output = repo.workspace.run(&["reprint", "HEAD"]);
    assert!(code(&output) == 0 && said(&output).contains("不用重印"), "{}", said(&output));
    assert_eq!(items(&list(&repo, &["HEAD"])).len(), 0);
}

#[test]
fn a_card_that_is_new_or_gone_is_told_with_its_holder_and_sheets_are_counted() {
    let repo = town();
    let text = fs::read_to_string(repo.workspace.village("岭下村")).unwrap();
    let home = text.lines().find(|line| line.contains("户主: 王希全")).unwrap();
    let new = home.replace("王希全", "王新全").replace("河滩巷6号", "河滩巷9号");
    repo.workspace.change("岭下村", home, &new);
    let told = list(&repo, &["HEAD"]);
    let items: Vec<&Value> = told["villages"][0]["items"].as_array().unwrap().iter().collect();
    let of = |state: &str| items.iter().filter(|i| i["state"] == state).collect::<Vec<_>>();
    let (gone, new) = (of("withdrawn"), of("new"));
    assert_eq!((gone.len(), new.len()), (1, 1), "{told}");
    assert_eq!(
        (gone[0]["holder"].as_str(), gone[0]["group"].as_str()),
        (Some("河滩巷6号 王希全"), Some("household"))
    );
    assert_eq!(new[0]["holder"], "河滩巷9号 王新全");
    let cards = |family: &str| {
        items.iter().filter(|i| i["family"] == family).filter_map(|i| i["cards"].as_u64()).sum::<u64>()
    };
    let sheets = |family: &str| {
        items.iter().find(|i| i["family"] == family).and_then(|i| i["family_sheets"].as_u64()).unwrap()
    };
    // Four A6 cards on a sheet, two A5; a book on both sides.
    assert_eq!(sheets("fetch-cards"), cards("fetch-cards").div_ceil(4));
    assert_eq!(sheets("household-cards"), cards("household-cards").div_ceil(2));
    assert!(sheets("handbook") > 20 && sheets("handbook") < 45, "{told}");
    assert_eq!(told["withdrawn"], 1);
}

#[test]
fn exactly_what_is_stale_is_printed_and_the_other_outputs_stay() {
    let repo = town();
    assert_eq!(code(&repo.workspace.run(&["build", "--only", "wallet-cards"])), 0);
    let whole = fs::read(repo.path().join("out/岭下村/wallet-cards.pdf")).unwrap();
    repo.workspace.change("岭下村", "分钟: 17", "分钟: 20");
    repo.commit("路远了");
    let told = list(&repo, &["HEAD~1", "--print"]);
    let expected: BTreeSet<String> =
        items(&told).iter().map(|item| item.split(' ').nth(1).unwrap().to_owned()).collect();
    assert!(expected.len() > 3, "{told}");
    let printed = |repo: &Repo| -> BTreeSet<String> {
        let manifest: Value =
            serde_json::from_slice(&fs::read(repo.path().join("out/reprint/manifest.json")).unwrap())
                .unwrap();
        let files = manifest["files"].as_object().unwrap();
        files.keys().for_each(|path| assert!(repo.path().join("out/reprint").join(path).is_file(), "{path}"));
        let cards = files.values().flat_map(|entry| entry["cards"].as_array().unwrap().clone());
        cards
            .map(|card| card["number"].as_str().unwrap().to_owned())
            .filter(|number| number != "RUN")
            .collect()
    };
    assert_eq!(printed(&repo), expected);
    assert_eq!(fs::read(repo.path().join("out/岭下村/wallet-cards.pdf")).unwrap(), whole);
    // The next list sweeps what the last one printed.
    repo.workspace.change("岭下村", "容量: 65", "容量: 60");
    repo.commit("容量");
    let told = list(&repo, &["HEAD~1", "--print"]);
    let expected: BTreeSet<String> =
        items(&told).iter().map(|item| item.split(' ').nth(1).unwrap().to_owned()).collect();
    assert_eq!(printed(&repo), expected);
}

#[test]
fn a_phone_of_the_town_is_stale_in_every_village_that_shows_it() {
    let repo = town();
    let path = repo.path().join("town.yaml");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.replacen("0633-0000 9004", "0633-0000 9094", 1)).unwrap();
    let told = list(&repo, &["HEAD"]);
    assert_eq!(told["villages"].as_array().unwrap().len(), 2, "{told}");
    let one = list(&repo, &["HEAD", "--village", "东泊村"]);
    assert_eq!(one["villages"].as_array().unwrap().len(), 1);
    assert_eq!(code(&repo.workspace.run(&["reprint", "HEAD", "--village", "东博村"])), 2);
}

#[test]
fn the_list_is_had_on_paper_and_as_a_table_and_what_cannot_be_compared_is_said() {
    let repo = town();
    repo.workspace.change("岭下村", "容量: 120", "容量: 110");
    repo.workspace.change("岭下村", "审定人: 厉守业", "审定人: =1+1");
    assert_eq!(code(&repo.workspace.run(&["reprint", "HEAD", "--format", "pdf"])), 0);
    let count = pages(&repo.path().join("out/reprint.pdf"));
    assert!(count >= 1);
    assert_eq!(code(&repo.workspace.run(&["reprint", "HEAD", "--format", "csv"])), 0);
    let table = fs::read_to_string(repo.path().join("out/reprint.csv")).unwrap();
    assert!(table.starts_with('\u{feff}') && table.contains("应急手册,BOOK,改了"), "{table}");
    // A village with a fault is named, the others are compared.
    repo.workspace.change("东泊村", "村名: 东泊村", "村名：东泊村");
    let output = repo.workspace.run(&["reprint", "HEAD"]);
    assert!(
        code(&output) == 1
            && said(&output).contains("东泊村：工作区里有错")
            && said(&output).contains("岭下村：")
    );
    assert_eq!(code(&duoan(&["reprint"], std::env::temp_dir().as_path())), 2);
}

/// Returns the number of pages of a PDF.
fn pages(path: &Path) -> usize {
    lopdf::Document::load(path).unwrap().get_pages().len()
}

/// Returns `town number state` of the towns' papers on the list.
fn of_towns(list: &Value) -> Vec<String> {
    let rows = list["towns"].as_array().unwrap().iter();
    let of = |row: &Value| {
        let name = row["name"].as_str().unwrap().to_owned();
        let items = row["items"].as_array().unwrap().clone();
        items.into_iter().map(move |i| {
            format!("{name} {} {}", i["number"].as_str().unwrap(), i["state"].as_str().unwrap())
        })
    };
    rows.flat_map(of).collect()
}

#[test]
fn a_town_s_own_papers_are_on_the_list_and_exactly_they_are_printed() {
    let repo = town();
    assert_eq!(of_towns(&list(&repo, &["HEAD"])), Vec::<String>::new());
    let path = repo.path().join("town.yaml");
    let text = fs::read_to_string(&path).unwrap();
    // The mayor's number: in the book and on cards of posts, not on the level page or the map.
    fs::write(&path, text.replacen("138 0000 9022", "138 0000 9922", 1)).unwrap();
    let told = list(&repo, &["HEAD"]);
    let listed = of_towns(&told);
    let of =
        |family: &str| listed.iter().filter(|row| row.contains(family) && row.ends_with(" changed")).count();
    assert_eq!((of("TOWN-BOOK"), of("TOWN-CARDS-"), of("TOWN-TEAM-")), (1, 6, 2), "{told}");
    assert_eq!(listed.len(), 9, "{told}");
    assert!(told["villages"].as_array().unwrap().is_empty(), "{told}");
    let why = told["towns"][0]["changes"].to_string();
    assert!(why.contains("138 0000 9022 → 138 0000 9922"), "{why}");
    assert!(told["sheets"].as_u64().unwrap() > 3 && told["books"] == 1, "{told}");
    let said_so = said(&repo.workspace.run(&["reprint", "HEAD"]));
    assert!(said_so.contains("1 个镇街要重印") && said_so.contains("海岭镇："), "{said_so}");
    // Of one village alone, or of what is public, no paper of the town is asked for.
    assert!(of_towns(&list(&repo, &["HEAD", "--village", "东泊村"])).is_empty());
    assert!(of_towns(&list(&repo, &["HEAD", "--audience", "public"])).is_empty());

    repo.commit("换镇长电话");
    assert_eq!(of_towns(&list(&repo, &["HEAD~1..HEAD"])), listed);
    assert_eq!(of_towns(&list(&repo, &["HEAD"])).len(), 0);
    // Of this edition is told without naming anything.
    assert_eq!(of_towns(&list(&repo, &[])), listed);
    list(&repo, &["HEAD~1", "--print"]);
    let printed = |repo: &Repo| -> BTreeSet<String> {
        let folder = repo.path().join("out/reprint/镇");
        fs::read_dir(folder).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect()
    };
    let book = |name: &str| format!("海岭镇{name}.pdf");
    let expected = ["应急手册", "岗位卡", "综合队队员卡"].map(book);
    assert_eq!(printed(&repo), BTreeSet::from(expected));
    let bytes = fs::read(repo.path().join("out/reprint/镇/海岭镇应急手册.pdf")).unwrap();
    let codes = duoan::scan::codes(&bytes).unwrap();
    assert!(codes.iter().any(|code| code.contains("-TOWN-BOOK-")), "{codes:?}");

    // Where a village moves at another level the level page is another; what was printed before is swept.
    repo.workspace.change("岭下村", "户主: 王希全", "户主: 王新全");
    let told = list(&repo, &["HEAD", "--print"]);
    assert!(!told["villages"].as_array().unwrap().is_empty(), "{told}");
    assert!(of_towns(&told).is_empty(), "households stand in the village's books alone: {told}");
    assert!(!repo.path().join("out/reprint/镇/海岭镇应急手册.pdf").exists());
}

#[test]
fn a_town_that_cannot_be_read_then_or_now_is_not_called_unchanged() {
    let repo = town();
    let path = repo.path().join("town.yaml");
    let good = fs::read_to_string(&path).unwrap();
    fs::write(&path, good.replacen("镇:\n", "镇：\n", 1).replacen("镇街: 海岭镇", "镇街: [海岭镇", 1))
        .unwrap();
    repo.commit("写坏了");
    fs::write(&path, &good).unwrap();
    let output = repo.workspace.run(&["reprint", "HEAD", "--format", "json"]);
    assert_eq!(code(&output), 1, "{}", said(&output));
    let told: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(told["complete"], false);
    assert!(told["towns"][0]["unreadable"].as_str().unwrap().contains("HEAD里有错"), "{told}");
    // A village that could not be read then is named on the town's row too.
    let village = repo.workspace.village("东泊村");
    let text = fs::read_to_string(&village).unwrap();
    fs::write(&village, text.replacen("村名: 东泊村", "村名: [东泊村", 1)).unwrap();
    repo.commit("村档案写坏了");
    fs::write(&village, &text).unwrap();
    let output = repo.workspace.run(&["reprint", "HEAD", "--format", "json"]);
    let told: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert!(told["towns"][0]["lacks"].to_string().contains("东泊村"), "{told}");
    // Nor is a blank book printed of a broken file.
    fs::write(&path, good.replacen("镇街: 海岭镇", "镇街: [海岭镇", 1)).unwrap();
    let output = repo.workspace.run(&["town"]);
    assert_eq!(code(&output), 1, "{}", said(&output));
    assert!(said(&output).contains("town.yaml") && !repo.path().join("out/镇").exists(), "{}", said(&output));
}

#[test]
fn a_town_that_wrote_nothing_of_its_own_is_listed_where_every_paper_is_asked_for() {
    let repo = town();
    let path = repo.path().join("town.yaml");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.split("\n镇:\n").next().unwrap()).unwrap();
    repo.commit("没有镇这一段");
    repo.workspace.change("岭下村", "138 0000 1001", "138 0000 1901");
    assert!(of_towns(&list(&repo, &["HEAD"])).is_empty());
    let told = list(&repo, &["HEAD", "--papers"]);
    assert!(of_towns(&told).contains(&"海岭镇 TOWN-BOOK changed".to_owned()), "{told}");
}

#[test]
fn paper_older_than_the_first_commit_is_not_called_good() {
    let incomplete = |repo: &Repo, args: &[&str]| {
        let run = repo.workspace.run(&[&["reprint"], args].concat());
        assert!(code(&run) == 1 && said(&run).contains("头一次提交"), "{args:?}: {}", said(&run));
        let run = repo.workspace.run(&[&["reprint", "--format", "json"], args].concat());
        let data: Value = serde_json::from_slice(&run.stdout).unwrap();
        assert!(data["complete"] == false && data.to_string().contains("\"begun\""), "{args:?}: {data}");
    };
    // An edition in force since January, committed for the first time in May.
    let repo = town_with(|repo| {
        repo.workspace.change("岭下村", "  审定: 2026-05-27\n  施行: 2026-06-01", "  施行: 2026-01-15");
    });
    incomplete(&repo, &[]);
    incomplete(&repo, &["2026-01-15"]);
    incomplete(&repo, &["2026-01-01"]);
    // Against a commit everything is known.
    assert_eq!(code(&repo.workspace.run(&["reprint", "HEAD"])), 0);
    // A village that was added later, with an edition of before.
    let repo = town_with(|repo| fs::remove_file(repo.workspace.village("东泊村")).unwrap());
    let file = repo.workspace.village("东泊村");
    let text = {
        let example = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/hailing/villages/东泊村.yaml");
        fs::read_to_string(example).unwrap()
    };
    fs::write(&file, text.replace("  审定: 2026-05-25\n  施行: 2026-06-01", "  施行: 2026-02-01")).unwrap();
    repo.commit("有了东泊村");
    incomplete(&repo, &["--village", "东泊村"]);
}

#[test]
fn a_village_that_is_gone_is_taken_back_by_day_and_by_edition_too() {
    let repo = town();
    fs::remove_file(repo.workspace.village("东泊村")).unwrap();
    let by_revision = items(&list(&repo, &["HEAD"]));
    assert!(by_revision.len() > 50 && by_revision.iter().all(|item| item.ends_with(" withdrawn")));
    repo.commit("并村");
    for args in [&["HEAD~1"][..], &["2026-05-02"], &[], &["2026-06-01"]] {
        // What went away before a day is nothing that lies in anybody's hand on it.
        let wanted = if args == ["2026-06-01"] { BTreeSet::new() } else { by_revision.clone() };
        assert_eq!(items(&list(&repo, args)), wanted, "{args:?}");
    }
    assert_eq!(items(&list(&repo, &["2026-05-02", "--village", "岭下村"])).len(), 0);
}

#[test]
fn a_clock_that_ran_wrong_is_seen_by_what_others_committed() {
    if !readers::there(&["git"], "clocks that run wrong") {
        return;
    }
    let repo = town();
    repo.day.set(20);
    repo.workspace.change("东泊村", "138 0000 5002", "138 0000 5902");
    repo.commit("东泊村换号");
    // The clock of another computer is ten days behind.
    repo.day.set(9);
    repo.workspace.change("岭下村", "138 0000 1028", "138 0000 1928");
    repo.commit("岭下村换号");
    let run = repo.workspace.run(&["reprint", "2026-05-15", "--village", "岭下村"]);
    assert!(code(&run) == 1 && said(&run).contains("钟不对"), "{}", said(&run));
}

#[test]
fn what_others_had_before_a_merge_is_not_called_unchanged() {
    if !readers::there(&["git"], "merges") {
        return;
    }
    let repo = town();
    repo.git(&["checkout", "-q", "-b", "other"]);
    repo.workspace.change("岭下村", "版本:", "# 乙\n版本:");
    repo.day.set(4);
    repo.commit("乙");
    repo.git(&["checkout", "-q", "main"]);
    repo.day.set(9);
    repo.workspace.change("岭下村", "138 0000 1028", "138 0000 1928");
    repo.commit("换号");
    let run = repo.workspace.run(&["build", "--only", "household-cards", "--village", "岭下村"]);
    assert_eq!(code(&run), 0, "{}", said(&run));
    let manifest = repo.workspace.manifest();
    let cards = manifest["files"]["岭下村/household-cards.pdf"]["cards"].as_array().unwrap().clone();
    repo.workspace.change("岭下村", "138 0000 1928", "138 0000 1028");
    repo.day.set(14);
    repo.commit("换回来");
    repo.git(&["checkout", "-q", "other"]);
    repo.day.set(15);
    repo.git(&["merge", "-q", "--no-edit", "main"]);
    repo.git(&["checkout", "-q", "main"]);
    repo.git(&["merge", "-q", "--ff-only", "other"]);
    let run = repo.workspace.run(&["reprint", "2026-05-12", "--village", "岭下村"]);
    assert!(code(&run) == 1 && said(&run).contains("没合进来"), "{}", said(&run));
    // The paper of that day is known all the same.
    let codes: Vec<&str> = cards.iter().map(|card| card["code"].as_str().unwrap()).collect();
    let run = repo.workspace.run(&[&["verify", "--format", "json"], codes.as_slice()].concat());
    let verdicts: Value = serde_json::from_slice(&run.stdout).unwrap();
    let states: BTreeSet<&str> =
        verdicts["results"].as_array().unwrap().iter().map(|told| told["state"].as_str().unwrap()).collect();
    assert_eq!(states, BTreeSet::from(["current", "superseded"]));
    // Everything before the two met is whole again.
    assert_eq!(code(&repo.workspace.run(&["reprint", "2026-05-02", "--village", "岭下村"])), 0);
}

#[test]
fn a_last_day_that_was_brought_forward_is_stale_and_verify_tells_the_earlier_one() {
    let repo = town();
    repo.workspace.change("岭下村", "下次修订: 2027-05-31", "下次修订: 2027-03-31");
    let stale = items(&list(&repo, &["HEAD"]));
    assert!(stale.len() > 50 && stale.iter().all(|item| item.ends_with(" changed")), "{stale:?}");
    repo.commit("提前修订");
    assert_eq!(items(&list(&repo, &[])), stale);
    assert_eq!(items(&list(&repo, &["HEAD"])).len(), 0);
    // Put off, paper in hand is good until the day that stands on it.
    repo.workspace.change("岭下村", "下次修订: 2027-03-31", "下次修订: 2027-04-30");
    repo.commit("又推后");
    assert_eq!(items(&list(&repo, &["HEAD~1"])).len(), 0);
    let code_of = |repo: &Repo| {
        let run = repo.workspace.run(&["build", "--only", "wallet-cards"]);
        assert_eq!(code(&run), 0, "{}", said(&run));
        let files = repo.workspace.manifest()["files"].clone();
        let file = files.as_object().unwrap().iter().find(|(path, _)| path.contains("岭下村")).unwrap().1;
        assert_eq!(file["cards"][0]["until"], "2027-04-30");
        file["cards"][0]["code"].as_str().unwrap().to_owned()
    };
    let verdict = repo.workspace.run(&["verify", &code_of(&repo), "--format", "json"]);
    let verdict: Value = serde_json::from_slice(&verdict.stdout).unwrap();
    assert!(verdict.to_string().contains("\"until\":\"2027-03-31\""), "{verdict}");
}

#[test]
fn an_edition_with_a_figure_more_makes_no_card_stale() {
    let repo = town();
    // A foot of so long a name takes a line more from some figure on.
    repo.workspace.change("岭下村", "村名: 岭下村", "村名: 青龙山大苗岭云雾岭下村");
    repo.workspace.change("岭下村", "  号: 3", "  号: 9");
    repo.commit("第9版");
    for number in [10, 1000] {
        repo.workspace.change("岭下村", "  号: 9", &format!("  号: {number}"));
        let cards: Vec<String> =
            items(&list(&repo, &["HEAD"])).into_iter().filter(|item| item.contains('-')).collect();
        assert_eq!(cards, [] as [&str; 0], "{number}");
        repo.workspace.change("岭下村", &format!("  号: {number}"), "  号: 9");
    }
}

#[test]
fn a_last_day_where_there_was_none_and_one_that_was_put_off_for_a_time_are_stale() {
    let undated = |repo: &Repo| {
        let path = repo.workspace.village("岭下村");
        let dates = ["审定: ", "施行: ", "下次修订: "];
        let text = fs::read_to_string(&path).unwrap();
        let kept = text.lines().filter(|line| !dates.iter().any(|key| line.trim().starts_with(key)));
        fs::write(&path, kept.map(|line| format!("{line}\n")).collect::<String>()).unwrap();
    };
    let repo = town_with(undated);
    assert_eq!(items(&list(&repo, &["HEAD"])).len(), 0);
    repo.workspace.change("岭下村", "\n版本:\n", "\n版本:\n  下次修订: 2026-12-31\n");
    assert!(items(&list(&repo, &["HEAD"])).len() > 50);

    let repo = town();
    for (from, to) in [("2027-05-31", "2027-09-30"), ("2027-09-30", "2027-05-31")] {
        repo.workspace.change("岭下村", &format!("下次修订: {from}"), &format!("下次修订: {to}"));
        repo.commit("改期");
    }
    // Nothing but the last day was ever another, and today it is what it was.
    let stale = items(&list(&repo, &["--village", "岭下村"]));
    assert!(stale.len() > 50 && stale.iter().all(|item| item.ends_with(" changed")), "{stale:?}");
    assert_eq!(items(&list(&repo, &["HEAD~2", "--village", "岭下村"])).len(), 0);
}

/// Takes the code of a village out of its file.
fn uncoded(repo: &Repo, village: &str) {
    let path = repo.workspace.village(village);
    let text = fs::read_to_string(&path).unwrap();
    let kept = text.lines().filter(|line| !line.starts_with("编码: "));
    fs::write(&path, kept.map(|line| format!("{line}\n")).collect::<String>()).unwrap();
}

#[test]
fn a_village_without_a_code_is_followed_by_its_name_and_step_by_step() {
    let repo = town_with(|repo| uncoded(repo, "东泊村"));
    fs::rename(repo.workspace.village("东泊村"), repo.workspace.village("东泊")).unwrap();
    repo.commit("改文件名");
    for args in [&["HEAD~1"][..], &[], &["2026-05-02"]] {
        assert_eq!(items(&list(&repo, args)).len(), 0, "{args:?}");
    }
    // The file first, the name later: of both together it is the same village.
    repo.workspace.change("东泊", "村名: 东泊村", "村名: 东泊社区");
    repo.commit("改村名");
    let stale = items(&list(&repo, &["HEAD~2"]));
    assert!(!stale.is_empty() && stale.iter().all(|item| item.ends_with(" changed")), "{stale:?}");
    assert_eq!(items(&list(&repo, &[])), stale);
}

#[test]
fn a_workspace_that_was_moved_within_its_repository_is_followed() {
    if !readers::there(&["git"], "workspaces that were moved") {
        return;
    }
    let repo = town();
    repo.workspace.change("岭下村", "138 0000 1028", "138 0000 1928");
    repo.commit("换号");
    let stale = items(&list(&repo, &["HEAD~1"]));
    assert!(!stale.is_empty());
    let inside = repo.path().join("预案/海岭镇");
    fs::create_dir_all(&inside).unwrap();
    for name in ["duoan.yaml", "county.yaml", "town.yaml", "villages"] {
        fs::rename(repo.path().join(name), inside.join(name)).unwrap();
    }
    repo.commit("搬进文件夹");
    let listed = |dir: &Path, args: &[&str]| {
        let run = duoan(&[&["reprint", "--format", "json"], args].concat(), dir);
        assert_eq!(code(&run), 0, "{args:?}: {}", said(&run));
        items(&serde_json::from_slice(&run.stdout).unwrap())
    };
    assert_eq!(listed(&inside, &["HEAD~1"]).len(), 0);
    assert_eq!((listed(&inside, &["HEAD~2"]), listed(&inside, &[])), (stale.clone(), stale.clone()));
    // And out again.
    for name in ["duoan.yaml", "county.yaml", "town.yaml", "villages"] {
        fs::rename(inside.join(name), repo.path().join(name)).unwrap();
    }
    repo.commit("搬出来");
    for (rev, wanted) in [("HEAD~1", 0), ("HEAD~2", 0), ("HEAD~3", stale.len())] {
        assert_eq!(listed(repo.path(), &[rev]).len(), wanted, "{rev}");
    }
}

#[test]
fn what_was_fetched_and_is_not_merged_is_not_taken_for_nothing() {
    if !readers::there(&["git"], "clones that are behind") {
        return;
    }
    let repo = town();
    let clone = repo.clone_to(&[]);
    let here = clone.path().join("clone");
    repo.workspace.change("岭下村", "138 0000 1028", "138 0000 1928");
    repo.commit("换号");
    let run = duoan(&["build", "--only", "wallet-cards"], &here);
    assert_eq!(code(&run), 0, "{}", said(&run));
    let manifest: Value = serde_json::from_slice(&fs::read(here.join("out/manifest.json")).unwrap()).unwrap();
    let paper = |village: &str| {
        let card = &manifest["files"][format!("{village}/wallet-cards.pdf")]["cards"][0];
        card["code"].as_str().unwrap().to_owned()
    };
    assert_eq!(code(&duoan(&["verify", &paper("岭下村")], &here)), 0);
    crate::repos::git_in(&here, 9, &["fetch", "-q"]);
    for args in [&["reprint"][..], &["reprint", "HEAD"], &["verify", &paper("岭下村")]] {
        let run = duoan(args, &here);
        let text = said(&run);
        assert!(
            code(&run) == 1 && text.contains("查不全") && text.contains("origin/main"),
            "{args:?}: {text}"
        );
    }
    let run = duoan(&["reprint", "--format", "json"], &here);
    assert!(
        said(&run).contains("\"behind\"") && said(&run).contains("\"complete\": false"),
        "{}",
        said(&run)
    );
    // Of the other village nothing was fetched; and what is merged is there.
    assert_eq!(code(&duoan(&["verify", &paper("东泊村")], &here)), 0);
    crate::repos::git_in(&here, 9, &["merge", "-q", "origin/main"]);
    assert_eq!(code(&duoan(&["reprint", "HEAD"], &here)), 0);
}

#[test]
fn a_repository_within_that_moved_on_is_not_called_unchanged() {
    if !readers::there(&["git"], "repositories within others") {
        return;
    }
    let repo = Repo::new();
    let inner = town();
    let from = inner.path().display().to_string();
    repo.git(&["submodule", "add", "-q", &from, "海岭镇"]);
    repo.commit("加上海岭镇");
    let there = repo.path().join("海岭镇");
    let file = there.join("villages/岭下村.yaml");
    let text = fs::read_to_string(&file).unwrap();
    fs::write(&file, text.replace("138 0000 1028", "138 0000 1928")).unwrap();
    crate::repos::git_in(&there, 9, &["commit", "-qam", "换号"]);
    repo.commit("跟上");
    for command in ["reprint", "diff"] {
        let run = repo.workspace.run(&[command, "HEAD~1..HEAD"]);
        let text = said(&run);
        assert!(code(&run) == 1 && text.contains("海岭镇: 是另一个 git 仓库"), "{command}: {text}");
        assert_eq!(code(&repo.workspace.run(&[command, "HEAD..HEAD"])), 0);
    }
    // Its papers are its own: there they are known.
    let run = duoan(&["build", "--only", "wallet-cards"], &there);
    assert_eq!(code(&run), 0, "{}", said(&run));
    let manifest: Value =
        serde_json::from_slice(&fs::read(there.join("out/manifest.json")).unwrap()).unwrap();
    let paper = manifest["files"]["岭下村/wallet-cards.pdf"]["cards"][0]["code"].as_str().unwrap();
    assert_eq!(code(&duoan(&["verify", paper], &there)), 0);
    let run = repo.workspace.run(&["verify", paper]);
    let text = said(&run);
    assert!(code(&run) == 1 && text.contains("查不全") && text.contains("海岭镇"), "{text}");
}
