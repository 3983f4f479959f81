//! Paper that no plain build makes: by name, for other readers, with pictures and layouts of the village's own. What no
//! longer holds of it is told too.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use duoan::compose::Order;
use serde_json::Value;

use crate::commands::{Workspace, code, said};
use crate::repos::{Repo, town, town_with};
use crate::reprints::list;

/// Returns `family audience` of everything on the list.
fn families(list: &Value) -> BTreeSet<String> {
    let rows = list["villages"].as_array().unwrap().iter();
    let items = rows.flat_map(|row| row["items"].as_array().unwrap());
    items
        .map(|item| {
            format!("{} {}", item["family"].as_str().unwrap(), item["audience"].as_str().unwrap_or("usual"))
        })
        .collect()
}

fn build(repo: &Repo, args: &[&str]) {
    let built = repo.workspace.run(&[&["build", "--village", "岭下村"], args].concat());
    assert_eq!(code(&built), 0, "{}", said(&built));
}

/// Returns the check code of the first thing that a family would print now.
fn coded(repo: &Repo, village: &str, family: &str) -> String {
    let project = duoan::project::open(&[repo.path().to_path_buf()]).unwrap();
    let files = project.files().unwrap();
    let mut diags = duoan::diag::Diagnostics::default();
    let library = duoan::pipeline::library(&files, &mut diags);
    let press = duoan::pipeline::press(&files);
    let village = project.villages.iter().find(|own| own.stem.ends_with(village)).unwrap();
    let book = duoan::pipeline::handbook(village, &library, &press, None, &mut diags).unwrap();
    let (family, plans) = (duoan::office::family(family).unwrap(), library.plans(&book.village));
    let document = duoan::office::compose(family, &book, plans, &Order::default()).unwrap();
    document.sealed().next().unwrap().code.clone()
}

fn state(repo: &Repo, paper: &str, args: &[&str]) -> Value {
    let output = repo.workspace.run(&[&["verify", paper, "--format", "json"], args].concat());
    let value: Value = serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{}", said(&output)));
    value["results"][0].clone()
}

#[test]
fn what_was_made_by_name_and_for_others_is_on_the_list() {
    let repo = town();
    build(&repo, &["--only", "wallet-cards"]);
    build(&repo, &["--only", "site-cards", "--audience", "public"]);
    repo.workspace.change("岭下村", "138 0000 1028", "138 0000 1928");
    repo.workspace.change("岭下村", "分钟: 17", "分钟: 20");
    repo.commit("换电话");
    let told = list(&repo, &["HEAD~1", "--print"]);
    let families = families(&told);
    assert!(families.contains("wallet-cards usual"), "{families:?}");
    assert!(families.contains("site-cards public") && families.contains("site-cards usual"), "{families:?}");
    // What nobody made is on no list, unless everything is asked for.
    assert!(!families.contains("booklet usual") && !families.contains("handbook public"), "{families:?}");
    let every = self::families(&list(&repo, &["HEAD~1", "--papers"]));
    assert!(every.contains("handbook public") && every.is_superset(&families), "{every:?}");
    // Each edition is made anew beside the other.
    let manifest: Value =
        serde_json::from_slice(&fs::read(repo.path().join("out/reprint/manifest.json")).unwrap()).unwrap();
    for (path, audience) in
        [("site-cards.pdf", None), ("site-cards-public.pdf", Some("public")), ("wallet-cards.pdf", None)]
    {
        let entry = &manifest["files"][format!("岭下村/{path}")];
        assert!(entry["pages"].as_u64().is_some_and(|pages| pages > 0), "{path}: {manifest}");
        assert!(audience.is_none_or(|audience| entry["audience"] == audience), "{entry}");
    }
    // Where nothing says what was made, it is said what was looked at.
    fs::remove_dir_all(repo.path().join("out")).unwrap();
    let told = list(&repo, &["HEAD~1"]);
    assert!(told["usual_only"] == true && !self::families(&told).contains("wallet-cards usual"), "{told}");
    let told = repo.workspace.run(&["reprint", "HEAD~1"]);
    assert!(said(&told).contains("--papers"), "{}", said(&told));
}

/// A drawing with one shape.
fn drawing(colour: &str) -> String {
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"60\" height=\"40\"><rect width=\"60\" height=\"40\" \
         fill=\"{colour}\"/></svg>"
    )
}

#[test]
fn another_map_is_another_handbook_whatever_its_file_was_called() {
    let repo = town_with(|repo| {
        let text = fs::read_to_string(repo.workspace.village("岭下村")).unwrap();
        let text = text.lines().filter(|line| !line.starts_with("图片:")).collect::<Vec<_>>().join("\n");
        fs::write(repo.workspace.village("岭下村"), text + "\n图片: {村图: 旧图.svg}\n").unwrap();
        fs::write(repo.path().join("旧图.svg"), drawing("#dd0000")).unwrap();
    });
    let first = coded(&repo, "岭下村", "handbook");
    // The same file draws something else.
    fs::write(repo.path().join("旧图.svg"), drawing("#00dd00")).unwrap();
    repo.commit("图改了");
    assert!(families(&list(&repo, &["2026-06-01", "--village", "岭下村"])).contains("handbook usual"));
    assert_eq!(state(&repo, &first, &["--today", "2026-08-01"])["state"], "superseded");
    let second = coded(&repo, "岭下村", "handbook");
    // Another file, with the first picture: paper of the second no longer holds, that of the first does.
    repo.workspace.change("岭下村", "村图: 旧图.svg", "村图: 新图.svg");
    fs::write(repo.path().join("新图.svg"), drawing("#0000dd")).unwrap();
    repo.commit("换了图");
    for old in [first, second] {
        assert_eq!(state(&repo, &old, &["--today", "2026-08-01"])["state"], "superseded", "{old}");
    }
}

#[test]
fn the_village_s_own_map_is_in_a_book_of_few_hazards_too() {
    let w = Workspace::new();
    fs::write(w.path().join("图.svg"), drawing("#dd0000")).unwrap();
    let text = fs::read_to_string(w.village("示例村")).unwrap();
    fs::write(w.village("示例村"), text + "\n图片: {村图: 图.svg}\n").unwrap();
    for hazards in [&["--hazard", "山洪"][..], &[]] {
        let built =
            w.run(&[&["build", "--only", "handbook", "--format", "png", "--out", "shown"], hazards].concat());
        assert_eq!(code(&built), 0, "{}", said(&built));
        let folder = fs::read_dir(w.path().join("shown/示例村")).unwrap().next().unwrap().unwrap().path();
        let red = |file: &Path| {
            let mut reader =
                png::Decoder::new(std::io::Cursor::new(fs::read(file).unwrap())).read_info().unwrap();
            let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
            let frame = reader.next_frame(&mut pixels).unwrap();
            let size = frame.color_type.samples();
            pixels
                .chunks(size)
                .filter(|dot| size > 2 && dot[0] > 0xC0 && dot[1] < 0x20 && dot[2] < 0x20)
                .count()
        };
        let most = fs::read_dir(&folder).unwrap().map(|file| red(&file.unwrap().path())).max().unwrap();
        assert!(most > 10_000, "{hazards:?} {most}");
        fs::remove_dir_all(w.path().join("shown")).unwrap();
    }
}

#[test]
fn a_card_with_a_former_name_of_the_village_is_not_current() {
    let repo = Repo::new();
    let paper = coded(&repo, "示例村", "wallet-cards");
    assert_eq!(state(&repo, &paper, &["--today", "2026-08-01"])["state"], "current");
    repo.workspace.change("示例村", "村名: 示例村", "村名: 样板村");
    repo.commit("改名");
    let verdict = state(&repo, &paper, &["--today", "2026-08-01"]);
    assert_eq!(verdict["state"], "superseded", "{verdict:#}");
    assert!(verdict["changes"].to_string().contains("样板村"), "{verdict:#}");
}

#[test]
fn words_of_a_layout_of_the_village_s_own_are_part_of_the_check_code() {
    let repo = Repo::new();
    let build = |repo: &Repo| coded(repo, "示例村", "wallet-cards");
    let builtin = build(&repo);
    assert_eq!(code(&repo.workspace.run(&["eject", "templates/card-wallet.typ"])), 0);
    let file = repo.path().join("templates/card-wallet.typ");
    let text = fs::read_to_string(&file).unwrap();
    repo.commit("取出排版");
    // As it was taken out, and with other looks, it says the same.
    assert_eq!(build(&repo), builtin);
    fs::write(&file, format!("{text}\n// 加粗一点\n#let own-weight = \"bold\"\n")).unwrap();
    repo.commit("样子");
    assert_eq!(build(&repo), builtin);
    fs::write(&file, format!("{text}\n#let own-words = [夜里先拨 110]\n")).unwrap();
    repo.commit("加了话");
    let other = build(&repo);
    assert_ne!(other, builtin);
    assert_eq!(state(&repo, &builtin, &["--today", "2026-08-01"])["state"], "superseded");
    assert_eq!(state(&repo, &other, &["--today", "2026-08-01"])["state"], "current");
    let told = list(&repo, &["HEAD~1"]);
    assert!(!told["villages"].as_array().unwrap().is_empty(), "{told}");
}

#[test]
fn a_computer_whose_day_is_before_the_last_commit_cannot_say_that_a_paper_holds() {
    let repo = Repo::new();
    let paper = coded(&repo, "示例村", "wallet-cards");
    let verdict = state(&repo, &paper, &["--today", "2026-08-01"]);
    assert!(verdict["state"] == "current" && verdict["sample"] == true, "{verdict:#}");
    // Commits of these tests are of 2026; a far later one stands for a clock that runs behind.
    if crate::readers::find("git").is_none() {
        return;
    }
    repo.day.set(1);
    fs::write(repo.path().join("记事.txt"), "后来").unwrap();
    let late = "2099-01-01T12:00:00+0800";
    for args in [&["add", "-A"][..], &["commit", "-q", "-m", "后来"]] {
        let done = std::process::Command::new("git")
            .args(["-c", "user.name=周文书", "-c", "user.email=zhou@example.org"])
            .args(args)
            .current_dir(repo.path())
            .envs([("GIT_AUTHOR_DATE", late), ("GIT_COMMITTER_DATE", late)])
            .status()
            .unwrap();
        assert!(done.success());
    }
    let verdict = state(&repo, &paper, &[]);
    assert!(verdict["state"] == "unknown" && verdict["complete"] == false, "{verdict:#}");
    assert!(verdict["text"].to_string().contains("2099-01-01"), "{verdict:#}");
    // Whoever names the day has said it.
    assert_eq!(state(&repo, &paper, &["--today", "2026-08-01"])["state"], "current");
}
