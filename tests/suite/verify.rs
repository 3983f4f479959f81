//! Is this paper current? Papers are built, the village changes, and what is said of the papers is looked at.

use std::fs;
use std::path::Path;
use std::process::Output;

use duoan::scan::{self, Fault};
use serde_json::Value;

use crate::commands::{Workspace, code, duoan, said};
use crate::readers;
use crate::repos::Repo;

const DAY: &str = "2026-09-01";

fn verify(dir: &Path, args: &[&str]) -> Output {
    duoan(&[&["verify", "--today", DAY], args].concat(), dir)
}

/// What is said of one code.
fn verdict(dir: &Path, args: &[&str]) -> Value {
    let output = verify(dir, &[args, &["--format", "json"]].concat());
    let value: Value = serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{}", said(&output)));
    let verdict = value["results"][0].clone();
    assert_eq!(code(&output), i32::from(verdict["state"] != "current"), "{verdict:#}");
    verdict
}

fn states(verdict: &Value) -> Vec<&str> {
    verdict["states"].as_array().unwrap().iter().filter_map(Value::as_str).collect()
}

/// Check codes of a family as the workspace would print it now, with whom each is for.
fn codes(workspace: &Workspace, family: &str) -> Vec<(String, String)> {
    let built = workspace.run(&["build", "--only", family, "--final", "-q"]);
    assert_eq!(code(&built), 0, "{}", said(&built));
    let manifest = workspace.manifest();
    let cards = manifest["files"][format!("示例村/{family}.pdf")]["cards"].as_array().unwrap().clone();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    cards.iter().map(|card| (text(&card["code"]), text(&card["to"]))).collect()
}

#[test]
fn a_card_is_current_until_what_stands_on_it_changes() {
    let repo = Repo::new();
    let dir = repo.path();
    let cards = codes(&repo.workspace, "wallet-cards");
    let roles = codes(&repo.workspace, "role-cards");
    let duties = codes(&repo.workspace, "duty-cards");
    let paper = cards[0].0.as_str();
    let now = verdict(dir, &[paper]);
    assert_eq!(
        (states(&now), now["village"].as_str(), now["family"].as_str()),
        (vec!["current"], Some("示例村"), Some("wallet-cards"))
    );

    // The whole printed sheet, every card of it.
    let sheet = verify(dir, &["out/示例村/role-cards.pdf", "out/示例村/wallet-cards.pdf"]);
    assert_eq!(code(&sheet), 0, "{}", said(&sheet));
    assert!(said(&sheet).contains(&format!("有效 {}", cards.len() + roles.len())), "{}", said(&sheet));

    // Only the number and the dates of the edition are other ones.
    repo.workspace.change("示例村", "号: 1 ", "号: 2 ");
    repo.workspace.change("示例村", "施行: 2026-06-01", "施行: 2026-08-01");
    repo.commit("换版");
    let same = verify(dir, &[paper]);
    assert_eq!(code(&same), 0, "{}", said(&same));
    assert!(said(&same).contains("内容没变，可以接着用"), "{}", said(&same));

    // A phone that stands on some cards.
    repo.workspace.change("示例村", "138 0000 0005", "138 0000 0095");
    let changed = repo.commit("广播员换号");
    let all: Vec<&str> = cards.iter().chain(&roles).chain(&duties).map(|(code, _)| code.as_str()).collect();
    let output = verify(dir, &[all.as_slice(), &["--format", "json"]].concat());
    let value: Value = serde_json::from_slice(&output.stdout).unwrap();
    let results = value["results"].as_array().unwrap();
    let stale: Vec<&Value> = results.iter().filter(|result| result["state"] == "superseded").collect();
    assert!(!stale.is_empty() && results.iter().any(|result| result["state"] == "current"), "{value:#}");
    for result in stale {
        assert_eq!(result["commit"]["id"], changed.as_str(), "{result:#}");
        assert_eq!(result["since"], "2026-05-04", "{result:#}");
        let changes = result["changes"].to_string().replace('\u{a0}', " ");
        assert!(changes.contains("138 0000 0005 → 138 0000 0095"), "{result:#}");
    }
    assert_eq!(code(&output), 1);
}

#[test]
fn who_changed_what_is_said_of_cards_that_show_it() {
    let repo = Repo::new();
    let paper = codes(&repo.workspace, "broadcast")[0].0.clone();
    let book = codes(&repo.workspace, "handbook")[0].0.clone();
    repo.workspace.change("示例村", "138 0000 0006", "138 0000 0096");
    repo.commit("村医换号");
    // Something later must not be blamed.
    repo.workspace.change("示例村", "户数: 112", "户数: 113");
    repo.commit("多一户");
    let stale = verify(repo.path(), &[&book]);
    let text = said(&stale).replace('\u{a0}', " ");
    assert!(text.starts_with("已换新") && text.contains("村医换号") && text.contains("周文书"), "{text}");
    assert!(text.contains("138 0000 0006 → 138 0000 0096") && !text.contains("户数"), "{text}");
    assert_eq!(verdict(repo.path(), &[&paper])["state"], "current");
}

#[test]
fn a_paper_is_read_from_pictures_and_from_sheets() {
    let repo = Repo::new();
    let built = repo.workspace.run(&[
        "build",
        "--only",
        "wallet-cards,poster,handbook,broadcast",
        "--format",
        "pdf,png",
        "-q",
    ]);
    assert_eq!(code(&built), 0, "{}", said(&built));
    let out = repo.path().join("out/示例村");
    let mut pictures = Vec::new();
    for entry in fs::read_dir(&out).unwrap().map(|entry| entry.unwrap().path()) {
        pictures.extend(if entry.is_dir() {
            fs::read_dir(entry).unwrap().map(|entry| entry.unwrap().path()).collect()
        } else {
            vec![entry]
        });
    }
    pictures.retain(|path| {
        let name = path.display().to_string();
        name.ends_with(".png") && (name.contains("wallet-cards") || name.contains("poster"))
    });
    pictures.sort();
    assert!(!pictures.is_empty());
    for picture in [&pictures[0], pictures.last().unwrap()] {
        let seen = verdict(repo.path(), &[picture.to_str().unwrap()]);
        assert_eq!(seen["state"], "current", "{seen:#}");
        assert_eq!(Path::new(seen["file"].as_str().unwrap()).file_name(), picture.file_name());
    }
    for family in ["handbook", "broadcast"] {
        let path = out.join(format!("{family}.pdf"));
        assert_eq!(verdict(repo.path(), &[path.to_str().unwrap()])["family"], family);
    }
}

#[test]
fn what_is_no_more_and_what_never_was() {
    let repo = Repo::new();
    let (dir, workspace) = (repo.path(), &repo.workspace);
    let homes = codes(workspace, "household-cards");
    let paper = homes[0].0.clone();
    let kept = fs::read_to_string(workspace.village("示例村")).unwrap();

    // Typed as people type.
    let typed = paper.to_lowercase().replace('-', "－").replace("v1", "ｖ１");
    assert_eq!(verdict(dir, &[&typed])["state"], "current");

    // A draft, then committed, then another draft.
    workspace.change("示例村", "138 0000 0001", "138 0000 0091");
    let book = codes(workspace, "handbook")[0].0.clone();
    assert_eq!(verdict(dir, &[&book])["state"], "draft");
    repo.commit("换号");
    assert_eq!(verdict(dir, &[&book])["state"], "current");
    fs::write(workspace.village("示例村"), &kept).unwrap();
    let pending = verdict(dir, &[&book]);
    assert_eq!((pending["state"].as_str(), pending["pending"].as_bool()), (Some("current"), Some(true)));
    repo.commit("改回去");
    assert_eq!(verdict(dir, &[&book])["state"], "superseded");

    // The village's file is renamed, then goes.
    fs::rename(workspace.village("示例村"), workspace.village("新名村")).unwrap();
    repo.commit("改文件名");
    assert_eq!(verdict(dir, &[&paper])["state"], "current");
    assert_eq!(verdict(dir, &[&book])["state"], "superseded");
    let made = workspace.run(&["new", "village", "别村"]);
    assert_eq!(code(&made), 0, "{}", said(&made));
    fs::remove_file(workspace.village("新名村")).unwrap();
    let gone = repo.commit("并村");
    let withdrawn = verdict(dir, &[&paper]);
    assert_eq!(
        (withdrawn["state"].as_str(), &withdrawn["commit"]["id"]),
        (Some("withdrawn"), &Value::from(gone)),
        "{withdrawn:#}"
    );

    // Never was.
    let place = verify(dir, &["DA1-379900000008-BOOK-260601-V1-90H1"]);
    assert!(said(&place).contains("379900000002"), "{}", said(&place));
    let number = verify(dir, &["DA1-379900000002-BOOC-260601-V1-90H1"]);
    assert!(said(&number).contains("最接近的是 BOOK"), "{}", said(&number));
    let print = verdict(dir, &["DA1-379900000002-BOOK-260601-V1-90H1"]);
    assert_eq!((print["state"].as_str(), print["shallow"].as_bool()), (Some("unknown"), Some(false)));
}

#[test]
fn a_village_that_cannot_be_read_now_has_withdrawn_nothing() {
    let repo = Repo::new();
    let paper = codes(&repo.workspace, "household-cards")[0].0.clone();
    repo.workspace.change("示例村", "\n岗位:", "\n岗为:");
    let pending = verdict(repo.path(), &[&paper]);
    assert_eq!((pending["state"].as_str(), pending["pending"].as_bool()), (Some("current"), Some(true)));
    repo.commit("手误");
    let output = verify(repo.path(), &[&paper]);
    assert_eq!(code(&output), 1, "{}", said(&output));
    assert!(!said(&output).contains("取消") && said(&output).contains("读不出来"), "{}", said(&output));
    assert_eq!(verdict(repo.path(), &[&paper])["state"], "unknown");
}

#[test]
fn a_date_or_an_edition_that_was_never_printed_lends_no_last_day() {
    let repo = Repo::new();
    let paper = codes(&repo.workspace, "wallet-cards").swap_remove(0).0;
    assert_eq!(states(&verdict(repo.path(), &[&paper])), ["current"]);
    let day = paper.rsplit('-').nth(2).unwrap();
    let number = paper.rsplit('-').nth(1).unwrap();
    for wrong in [
        paper.replace(&format!("-{day}-"), "-260108-"),
        paper.replace(&format!("-{day}-"), "--"),
        paper.replace(&format!("-{number}-"), "-V7-"),
    ] {
        assert_ne!(wrong, paper);
        let told = verdict(repo.path(), &[&wrong]);
        assert_eq!((states(&told), told["until"].as_str()), (vec!["unknown"], None), "{wrong}");
        assert!(told["text"].to_string().contains("没有印过"), "{told:#}");
    }
}

#[test]
fn paper_of_an_edition_that_says_the_same_again_is_current_with_its_own_last_day() {
    let repo = Repo::new();
    let paper = codes(&repo.workspace, "wallet-cards").swap_remove(0).0;
    let text = fs::read_to_string(repo.workspace.village("示例村")).unwrap();
    let other = text.replacen("  号: 1", "  号: 2", 1).replace("138 0000 0001", "138 0000 0901");
    assert_ne!(other, text);
    fs::write(repo.workspace.village("示例村"), other).unwrap();
    repo.commit("第2版");
    assert_eq!(states(&verdict(repo.path(), &[&paper])), ["superseded"]);
    fs::write(repo.workspace.village("示例村"), text.replacen("  号: 1", "  号: 3", 1)).unwrap();
    repo.commit("第3版，号码改回来");
    assert_eq!(states(&verdict(repo.path(), &[&paper])), ["current"]);
}

#[test]
fn where_the_branch_has_nothing_of_the_workspace_nothing_is_committed() {
    if !readers::there(&["git"], "branches of something else") {
        return;
    }
    let repo = Repo::new();
    repo.workspace.own();
    repo.commit("自己的");
    repo.git(&["symbolic-ref", "HEAD", "refs/heads/pages"]);
    repo.git(&["rm", "-rqf", "--cached", "."]);
    fs::write(repo.path().join("index.html"), "网页").unwrap();
    repo.git(&["add", "index.html"]);
    repo.git(&["commit", "-q", "-m", "网页"]);
    let built = repo.workspace.run(&["build", "--only", "wallet-cards", "--format", "pdf,txt"]);
    assert_eq!(code(&built), 0, "{}", said(&built));
    let text = fs::read_to_string(repo.path().join("out/示例村/wallet-cards.txt")).unwrap();
    assert!(text.contains("草稿"), "{text}");
    let manifest = repo.workspace.manifest();
    let paper = manifest["files"]["示例村/wallet-cards.pdf"]["cards"][0]["code"].as_str().unwrap().to_owned();
    assert_eq!(states(&verdict(repo.path(), &[&paper])), ["draft"]);
    let reprint = repo.workspace.run(&["reprint"]);
    assert!(code(&reprint) == 2 && said(&reprint).contains("还没有提交过村档案"), "{}", said(&reprint));
    // Where the repository is about something else altogether, this folder is not under git.
    let repo = Repo::new();
    let inner = repo.path().join("别处");
    fs::create_dir_all(&inner).unwrap();
    let other = Workspace::new();
    other.own();
    for name in ["villages/示例村.yaml", "duoan.yaml"] {
        fs::create_dir_all(inner.join("villages")).unwrap();
        fs::copy(other.path().join(name), inner.join(name)).unwrap();
    }
    fs::write(repo.path().join(".gitignore"), "别处\n").unwrap();
    let built = duoan(&["build", "--only", "wallet-cards", "--format", "txt"], &inner);
    assert_eq!(code(&built), 0, "{}", said(&built));
    let text = fs::read_to_string(inner.join("out/示例村/wallet-cards.txt")).unwrap();
    assert!(!text.contains("草稿"), "{text}");
}

#[test]
fn a_card_that_is_no_longer_made_is_withdrawn_since_then() {
    let repo = Repo::new();
    let sites = codes(&repo.workspace, "site-cards");
    let text = fs::read_to_string(repo.workspace.village("示例村")).unwrap();
    // The number of a site's card is made of its name.
    fs::write(repo.workspace.village("示例村"), text.replace("桥头洼", "桥东洼")).unwrap();
    let renamed = repo.commit("风险点改名");
    repo.workspace.change("示例村", "138 0000 0001", "138 0000 0091");
    repo.commit("换号");
    let verdicts: Vec<Value> = sites.iter().map(|(code, _)| verdict(repo.path(), &[code])).collect();
    let gone: Vec<&Value> = verdicts.iter().filter(|verdict| verdict["state"] == "withdrawn").collect();
    assert!(!gone.is_empty(), "{verdicts:#?}");
    for verdict in gone {
        assert_eq!(verdict["commit"]["id"], renamed.as_str(), "{verdict:#}");
        assert!(verdict["changes"].to_string().contains("桥东洼"), "{verdict:#}");
    }
}

#[test]
fn a_withdrawn_card_is_told_of_by_the_change_that_withdrew_it() {
    let repo = Repo::new();
    let sites = codes(&repo.workspace, "site-cards");
    // Each site's card is changed first; then one goes.
    for (from, to) in [
        ("138 0000 0001", "138 0000 0091"),
        ("138 0000 0002", "138 0000 0092"),
        ("138 0000 0003", "138 0000 0093"),
    ] {
        let text = fs::read_to_string(repo.workspace.village("示例村")).unwrap();
        fs::write(repo.workspace.village("示例村"), text.replace(from, to)).unwrap();
    }
    repo.commit("换号");
    let text = fs::read_to_string(repo.workspace.village("示例村")).unwrap();
    fs::write(repo.workspace.village("示例村"), text.replace("桥头洼", "桥东洼")).unwrap();
    let renamed = repo.commit("风险点改名");
    let verdicts: Vec<Value> = sites.iter().map(|(code, _)| verdict(repo.path(), &[code])).collect();
    let gone: Vec<&Value> = verdicts.iter().filter(|verdict| verdict["state"] == "withdrawn").collect();
    assert!(!gone.is_empty(), "{verdicts:#?}");
    for verdict in gone {
        assert_eq!(verdict["commit"]["id"], renamed.as_str(), "{verdict:#}");
        let changes = verdict["changes"].to_string();
        assert!(changes.contains("桥东洼") && !changes.contains("138 0000 009"), "{verdict:#}");
    }
}

#[test]
fn the_last_day_counts_too() {
    let repo = Repo::new();
    let paper = codes(&repo.workspace, "wallet-cards")[0].0.clone();
    let on = |day: &str| {
        let output = repo.workspace.run(&["verify", &paper, "--today", day]);
        (code(&output), said(&output))
    };
    assert_eq!(on("2027-05-31").0, 0);
    let late = on("2027-06-01");
    assert!(late.0 == 1 && late.1.starts_with("过期") && late.1.contains("2027-05-31"), "{}", late.1);
    // A new edition with the same words does not make the old paper's date another.
    repo.workspace.change("示例村", "号: 1 ", "号: 2 ");
    repo.workspace.change("示例村", "下次修订: 2027-05-31", "下次修订: 2028-05-31");
    repo.commit("延一年");
    let late = on("2027-06-01");
    assert!(late.0 == 1 && late.1.contains("换一张新的"), "{}", late.1);
    repo.workspace.change("示例村", "138 0000 0001", "138 0000 0091");
    repo.workspace.change("示例村", "138 0000 0002", "138 0000 0092");
    repo.commit("换号");
    let both = on("2027-06-01").1;
    assert!(both.starts_with("过期") || both.starts_with("已换新、过期"), "{both}");
}

/// A town of two villages, the second like the first but for its name, its code and its numbers.
fn two() -> Repo {
    let repo = Repo::new();
    let text = fs::read_to_string(repo.workspace.village("示例村")).unwrap();
    fs::write(
        repo.workspace.village("邻村"),
        text.replace("村名: 示例村", "村名: 邻村").replace("138 0000 0", "138 0000 1"),
    )
    .unwrap();
    recode(&repo, "邻村", Some("379900000009"));
    repo.commit("又一个村");
    repo
}

/// Check code of a wallet card of each village.
fn papers<const N: usize>(repo: &Repo, villages: [&str; N]) -> [String; N] {
    let built = repo.workspace.run(&["build", "--only", "wallet-cards", "-q"]);
    assert_eq!(code(&built), 0, "{}", said(&built));
    let manifest = repo.workspace.manifest();
    villages.map(|village| {
        let card = &manifest["files"][format!("{village}/wallet-cards.pdf")]["cards"][0];
        card["code"].as_str().unwrap().to_owned()
    })
}

/// Gives a village another code, or none.
fn recode(repo: &Repo, village: &str, code: Option<&str>) {
    let path = repo.workspace.village(village);
    let text = fs::read_to_string(&path).unwrap();
    let kept = text.lines().filter(|line| !line.starts_with("编码: "));
    let kept: String = kept.map(|line| format!("{line}\n")).collect();
    fs::write(&path, code.map_or(kept.clone(), |code| format!("编码: {code}\n{kept}"))).unwrap();
}

#[test]
fn paper_of_a_village_whose_code_another_got_is_never_said_to_be_that_one_s() {
    let repo = two();
    let [one, other] = papers(&repo, ["示例村", "邻村"]);
    let place = |paper: &str| paper.split('-').nth(1).unwrap().to_owned();
    recode(&repo, "示例村", Some(&place(&other)));
    recode(&repo, "邻村", Some(&place(&one)));
    let swapped = repo.commit("编码填反了");
    for (paper, village, now) in [(&one, "示例村", "邻村"), (&other, "邻村", "示例村")] {
        let told = verdict(repo.path(), &[paper]);
        assert_eq!(
            (told["village"].as_str(), &told["state"]),
            (Some(village), &"superseded".into()),
            "{told:#}"
        );
        assert_eq!(told["commit"]["id"], swapped.as_str());
        let words = format!("这个编码那时是{village}的，现在是{now}的");
        assert!(told["text"].to_string().contains(&words), "{told:#}");
    }
    // New paper is of those who have the codes now; what nobody printed is nobody's.
    let [new, _] = papers(&repo, ["示例村", "邻村"]);
    let told = verdict(repo.path(), &[&new]);
    assert_eq!((told["village"].as_str(), &told["state"]), (Some("示例村"), &"current".into()), "{told:#}");
    let strange = format!("{}0000", &one[..one.len() - 4]);
    let told = verdict(repo.path(), &[&strange]);
    assert!(
        told["village"].is_null() && told["text"].to_string().contains("说不出这张是哪个村的"),
        "{told:#}"
    );
    // A village that is gone, and its code and its file are another's.
    fs::rename(repo.workspace.village("邻村"), repo.workspace.village("示例村")).unwrap();
    repo.commit("并村，文件名留着");
    let told = verdict(repo.path(), &[&new]);
    assert_eq!((told["village"].as_str(), &told["state"]), (Some("示例村"), &"withdrawn".into()), "{told:#}");
}

#[test]
fn paper_without_a_code_is_known_by_its_words_and_through_new_names_and_codes() {
    let repo = two();
    recode(&repo, "邻村", None);
    repo.commit("没有编码");
    let [paper] = papers(&repo, ["邻村"]);
    assert!(paper.starts_with("DA1--"), "{paper}");
    let known = |state: &str, at: &str| {
        let told = verdict(repo.path(), &[&paper]);
        assert_eq!(
            (told["state"].as_str(), told["village"].as_str()),
            (Some(state), Some("邻村")),
            "{at}: {told:#}"
        );
    };
    known("current", "as it is");
    fs::rename(repo.workspace.village("邻村"), repo.workspace.village("邻")).unwrap();
    repo.commit("改文件名");
    known("current", "another file");
    recode(&repo, "邻", Some("379900000009"));
    repo.commit("有了编码");
    known("current", "a code");
    repo.workspace.change("邻", "村名: 邻村", "村名: 邻社区");
    repo.commit("改村名");
    known("superseded", "another name");
    let never = verify(repo.path(), &["DA1--BOOK-260601-V1-90H1"]);
    assert!(code(&never) == 1 && !said(&never).contains("也没有过"), "{}", said(&never));
}

#[test]
fn a_last_day_that_was_brought_forward_is_told_with_the_one_that_may_stand_on_the_paper() {
    let repo = Repo::new();
    let paper = codes(&repo.workspace, "wallet-cards").swap_remove(0).0;
    repo.workspace.change("示例村", "下次修订: 2027-05-31", "下次修订: 2027-03-31");
    repo.commit("提前修订");
    let told = verdict(repo.path(), &[&paper]);
    assert_eq!(told["until"], "2027-03-31", "{told:#}");
    assert!(told["text"].to_string().contains("2027-05-31 改成 2027-03-31"), "{told:#}");
}

#[test]
fn without_history_only_now_is_known() {
    let workspace = Workspace::new();
    let paper = codes(&workspace, "broadcast")[0].0.clone();
    let book = codes(&workspace, "handbook")[0].0.clone();
    assert_eq!(verdict(workspace.path(), &[&paper])["state"], "current");
    workspace.change("示例村", "138 0000 0001", "138 0000 0091");
    let output = verify(workspace.path(), &[&book]);
    assert!(code(&output) == 1 && said(&output).contains("不在 git 里"), "{}", said(&output));
    assert!(said(&output).contains("不是现在印的"), "{}", said(&output));
}

#[test]
fn a_shallow_or_bare_clone_says_what_it_can() {
    if !readers::there(&["git"], "papers held against a shallow or bare clone") {
        return;
    }
    let repo = Repo::new();
    let book = codes(&repo.workspace, "handbook")[0].0.clone();
    repo.workspace.change("示例村", "138 0000 0001", "138 0000 0091");
    repo.commit("换号");
    let full = repo.clone_to(&["--bare"]);
    assert_eq!(verdict(full.path(), &[&book, "--dir", "clone"])["state"], "superseded");
    let shallow = repo.clone_to(&["--depth", "1"]);
    let unknown = verify(shallow.path(), &[&book, "--dir", "clone"]);
    assert!(said(&unknown).contains("--unshallow"), "{}", said(&unknown));
}

#[test]
fn hostile_words_and_files_are_refused_in_words() {
    let workspace = Workspace::new();
    let dir = workspace.path();
    let long = "DA1-".to_owned() + &"9".repeat(50_000);
    for written in
        [long.as_str(), "\u{1b}[31mDA1-\u{7}", "DA1-甲-乙-丙-丁-戊", "%s%n../../etc", "DA1-----", "💣", ""]
    {
        let output = verify(dir, &[written]);
        assert_eq!(code(&output), 1, "{}", said(&output));
        assert!(
            said(&output).contains("查不到") && !said(&output).contains(['\u{1b}', '\u{7}']),
            "{}",
            said(&output)
        );
        assert!(said(&output).len() < 2000);
    }
    let built = workspace.run(&["build", "--only", "wallet-cards", "--format", "pdf,png", "-q"]);
    assert_eq!(code(&built), 0, "{}", said(&built));
    let pdf = workspace.pdf("示例村", "wallet-cards");
    for cut in [5, 100, pdf.len() / 3, pdf.len() / 2, pdf.len() - 200] {
        fs::write(dir.join("cut.pdf"), &pdf[..cut]).unwrap();
        let output = verify(dir, &["cut.pdf"]);
        assert!([0, 2].contains(&code(&output)), "{cut}: {}", said(&output));
        assert!(!said(&output).contains("panicked"), "{cut}: {}", said(&output));
    }
    fs::write(dir.join("note.txt"), "DA1-379900000001-BOOK-260601-V1-90H1").unwrap();
    for (file, says) in [
        ("note.txt", "不是 PDF"),
        ("none.png", "none.png"),
        ("white.png", "没有读到验版码"),
        ("huge.png", "图片太大"),
    ] {
        if file == "white.png" {
            fs::write(dir.join(file), white(400, 400, 400)).unwrap();
        } else if file == "huge.png" {
            fs::write(dir.join(file), white(60_000, 60_000, 1)).unwrap();
        }
        let output = verify(dir, &[file]);
        assert!(code(&output) == 2 && said(&output).contains(says), "{file}: {}", said(&output));
    }
    assert_eq!(scan::codes(&white(300, 300, 20)), Err(Fault::Broken));
    assert_eq!(scan::codes(b""), Err(Fault::Kind));
    assert_eq!(scan::codes(b"%PDF-1.7\n%%EOF"), Err(Fault::Broken));
}

/// A white picture that says it is so large, of which so many lines are there.
fn white(width: u32, height: u32, lines: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(png::ColorType::Grayscale);
    let mut writer = encoder.write_header().unwrap();
    let mut stream = writer.stream_writer().unwrap();
    let _ = std::io::Write::write_all(&mut stream, &vec![255; (width * lines.min(height)) as usize]);
    let _ = stream.finish();
    drop(writer);
    bytes
}
