//! "Current" needs proof: wherever history is cut off, damaged or unknown, that is said, and nothing is
//! called good.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::commands::{Workspace, code, duoan, said};
use crate::readers;
use crate::repos::{Repo, git_in};

/// A town with two editions of one date: a phone was changed under it.
fn changed() -> Repo {
    let repo = Repo::new();
    repo.workspace.change("示例村", "138 0000 0001", "138 0000 0091");
    repo.commit("换号");
    repo.workspace.change("示例村", "138 0000 0002", "138 0000 0092");
    repo.commit("再换号");
    repo
}

/// Damages an object of a repository.
fn spoil(dir: &Path, id: &str) {
    let file = dir.join(".git/objects").join(&id[..2]).join(&id[2..]);
    fs::remove_file(&file).unwrap();
    fs::write(&file, "garbage").unwrap();
}

fn json(dir: &Path, args: &[&str]) -> Value {
    serde_json::from_slice(&duoan(args, dir).stdout).unwrap()
}

/// Holds that nothing is said to be good, that the reason is said, and that programs see both.
fn not_all(dir: &Path, reason: &str) {
    let run = duoan(&["reprint"], dir);
    let text = said(&run);
    assert_eq!(code(&run), 1, "{text}");
    assert!(
        text.contains("查不全") && text.contains(reason) && !text.contains("：手里的卡都还有效"),
        "{text}"
    );
    let data = json(dir, &["reprint", "--format", "json"]);
    assert_eq!(data["complete"], false, "{data}");
    assert!(data["villages"][0]["lacks"][0]["kind"].is_string(), "{data}");
}

#[test]
fn a_clone_that_is_cut_off_or_partial_never_says_that_nothing_is_stale() {
    if !readers::there(&["git"], "clones that are not whole") {
        return;
    }
    let repo = changed();
    assert_eq!(code(&repo.workspace.run(&["reprint"])), 0);
    not_all(&repo.clone_to(&["--depth", "1"]).path().join("clone"), "--unshallow");
    not_all(&repo.clone_to(&["--depth", "2"]).path().join("clone"), "--unshallow");
    repo.git(&["config", "uploadpack.allowFilter", "true"]);
    let partial = repo.clone_to(&["--filter=blob:none"]);
    not_all(&partial.path().join("clone"), "读不全");
    let diff = duoan(&["diff", "HEAD~1"], &partial.path().join("clone"));
    assert!(code(&diff) == 1 && said(&diff).contains("查不全"), "{}", said(&diff));
    let data = json(&partial.path().join("clone"), &["diff", "HEAD~1", "--format", "json"]);
    assert_eq!(data["complete"], false, "{data}");
    assert_eq!(json(repo.path(), &["diff", "HEAD~1", "--format", "json"])["complete"], true);
}

#[test]
fn a_list_never_takes_the_place_of_a_profile() {
    let repo = changed();
    let kept = fs::read(repo.workspace.village("示例村")).unwrap();
    for format in ["csv", "json", "pdf"] {
        for list in ["villages/示例村.yaml", "town.yaml", "x.txt"] {
            let run = repo.workspace.run(&["reprint", "HEAD~1", "--format", format, "--list", list]);
            assert!(code(&run) == 2 && said(&run).contains(&format!(".{format}")), "{}", said(&run));
        }
    }
    assert_eq!(fs::read(repo.workspace.village("示例村")).unwrap(), kept);
    let run = repo.workspace.run(&["reprint", "HEAD~1", "--format", "csv", "--list", "list.CSV"]);
    assert!(code(&run) == 0 && repo.path().join("list.CSV").exists(), "{}", said(&run));
}

#[test]
fn one_damaged_file_of_the_past_is_said() {
    if !readers::there(&["git"], "damaged histories") {
        return;
    }
    let repo = changed();
    let paper = "DA1-370199204213-BOOK-1-20260601-ZZZZ";
    spoil(repo.path(), &repo.git(&["rev-parse", "HEAD~1:villages/示例村.yaml"]));
    not_all(repo.path(), "读不全");
    let verdict = duoan(&["verify", paper], repo.path());
    assert_eq!(code(&verdict), 1, "{}", said(&verdict));
    let since = duoan(&["reprint", "HEAD~1"], repo.path());
    assert!(code(&since) == 1 && said(&since).contains("查不全"), "{}", said(&since));
}

#[test]
fn a_past_that_breaks_todays_rules_is_not_taken_for_none() {
    let repo = Repo::new();
    let good = fs::read_to_string(repo.workspace.village("示例村")).unwrap();
    repo.workspace.change("示例村", "138 0000 0001", "138 0000 01");
    repo.commit("号码少了几位");
    fs::write(repo.workspace.village("示例村"), good).unwrap();
    repo.commit("改好");
    not_all(repo.path(), "现在的规矩");
}

#[test]
fn a_repository_that_cannot_be_read_makes_drafts() {
    if !readers::there(&["git"], "repositories of other formats") {
        return;
    }
    let other = |args: &[&str]| {
        let w = Workspace::new();
        git_in(w.path(), 1, &[&["init", "-q"], args].concat());
        git_in(w.path(), 1, &["add", "-A"]);
        git_in(w.path(), 1, &["commit", "-q", "-m", "第一版"]);
        w
    };
    let spoilt = |file: &str, words: &str| {
        let w = other(&[]);
        git_in(w.path(), 1, &["pack-refs", "--all"]);
        fs::write(w.path().join(".git").join(file), words).unwrap();
        w
    };
    let mut all = vec![
        ("HEAD", spoilt("HEAD", "garbage")),
        ("packed-refs", spoilt("packed-refs", "xx")),
        ("shallow", spoilt("shallow", "garb")),
        ("a commit that is not there", spoilt("HEAD", "0123456789012345678901234567890123456789")),
        ("sha256", other(&["--object-format=sha256"])),
    ];
    if std::process::Command::new("git")
        .args(["init", "-q", "--ref-format=reftable", "x"])
        .current_dir(all[0].1.path())
        .status()
        .is_ok_and(|s| s.success())
    {
        all.push(("reftable", other(&["--ref-format=reftable"])));
    }
    for (what, w) in &all {
        let build = w.run(&["build", "--only", "broadcast", "--format", "txt"]);
        let text = said(&build);
        assert_eq!(code(&build), 1, "{what}: {text}");
        assert!(text.contains("git-unreadable") && text.contains("草稿"), "{what}: {text}");
        let code_on_paper =
            w.manifest()["files"].as_object().unwrap().values().next().unwrap()["cards"][0]["code"]
                .as_str()
                .unwrap()
                .to_owned();
        let verdict = w.run(&["verify", &code_on_paper, "--format", "json"]);
        let data: Value =
            serde_json::from_slice(&verdict.stdout).unwrap_or_else(|_| panic!("{what}: {}", said(&verdict)));
        assert_eq!(
            (code(&verdict), &data["results"][0]["state"], &data["results"][0]["complete"]),
            (1, &"unknown".into(), &false.into()),
            "{what}"
        );
        for args in [&["reprint", "--format", "json"][..], &["diff", "HEAD~1", "--format", "json"]] {
            let run = w.run(args);
            let data: Value =
                serde_json::from_slice(&run.stdout).unwrap_or_else(|_| panic!("{what}: {}", said(&run)));
            assert_eq!((code(&run), &data["error"]["code"]), (2, &"git-unreadable".into()), "{what}");
        }
        for args in [&["reprint"][..], &["diff", "HEAD~1"]] {
            let run = w.run(args);
            assert!(code(&run) == 2 && said(&run).contains("git-unreadable"), "{what}: {}", said(&run));
        }
    }
}

#[test]
fn nothing_stale_costs_nothing() {
    let repo = Repo::new();
    repo.workspace.change("示例村", "村名: ", "# 只改了注释\n村名: ");
    repo.commit("注释");
    let least = |args: &[&str]| {
        (0..3)
            .map(|_| {
                let start = std::time::Instant::now();
                assert_eq!(code(&repo.workspace.run(args)), 0);
                start.elapsed()
            })
            .min()
            .unwrap()
    };
    let (reprint, diff) = (least(&["reprint", "HEAD~1"]), least(&["diff", "HEAD~1"]));
    assert!(reprint <= diff * 2, "{reprint:?} {diff:?}");
    let by_edition = least(&["reprint"]);
    assert!(by_edition <= diff * 2, "{by_edition:?} {diff:?}");
}

#[test]
fn a_clock_that_ran_wrong_hides_no_stale_paper() {
    if !readers::there(&["git"], "commits of a computer whose clock is wrong") {
        return;
    }
    // Three commits; the dates of the last two, the day that is asked for, and whether it can be answered.
    for (second, third, day, known) in [
        ("2026-05-10", "2026-05-20", "2026-05-15", true),
        ("2026-05-10", "1970-01-02", "2026-05-05", false),
        ("2026-05-10", "1970-01-02", "2026-05-15", false),
        ("2036-05-10", "2026-05-20", "2026-05-25", false),
        ("2026-05-10", "2026-05-20", "2026-05-25", true),
    ] {
        let repo = Repo::new();
        for (date, from, to) in [(second, "0001", "0091"), (third, "0002", "0092")] {
            repo.workspace.change("示例村", &format!("138 0000 {from}"), &format!("138 0000 {to}"));
            let date = format!("{date}T10:00:00+0800");
            let run = std::process::Command::new("git")
                .args([
                    "-c",
                    "core.safecrlf=false",
                    "-c",
                    "user.name=a",
                    "-c",
                    "user.email=a@example.org",
                    "commit",
                    "-qam",
                    "换号",
                ])
                .current_dir(repo.path())
                .envs([("GIT_AUTHOR_DATE", &date), ("GIT_COMMITTER_DATE", &date)])
                .status();
            assert!(run.unwrap().success());
        }
        let run = repo.workspace.run(&["reprint", day]);
        let text = said(&run);
        let data = json(repo.path(), &["reprint", day, "--format", "json"]);
        assert_eq!(
            (code(&run), data["complete"].as_bool()),
            (i32::from(!known), Some(known)),
            "{day}: {text}"
        );
        let last = known && day > third;
        assert_eq!(text.contains("：手里的卡都还有效"), last, "{second} {third} {day}: {text}");
        if !known {
            assert!(text.contains("查不全") && text.contains("钟不对"), "{text}");
            assert_eq!(data["villages"][0]["lacks"][0]["kind"], "clock", "{data}");
            assert!(data["cards"].as_u64().unwrap() > 0, "what may be stale is on the list: {data}");
        }
    }
}

#[test]
fn a_repository_that_says_more_than_is_understood_makes_drafts() {
    if !readers::there(&["git"], "repositories that lie elsewhere") {
        return;
    }
    let git = |repo: &Repo, args: &[&str]| drop(repo.git(args));
    type Spoil<'a> = (&'a str, &'a dyn Fn(&Repo));
    let spoils: [Spoil; 5] = [
        ("its files are said to lie elsewhere", &|r| git(r, &["config", "core.worktree", "/etc"])),
        ("its files are said to lie nowhere", &|r| git(r, &["config", "core.worktree", "/nowhere"])),
        ("an extension that nobody knows", &|r| {
            git(r, &["config", "core.repositoryformatversion", "1"]);
            git(r, &["config", "extensions.morrow", "true"]);
        }),
        ("a part of its objects is cut off", &|r| {
            git(r, &["gc", "-q"]);
            let packs = fs::read_dir(r.path().join(".git/objects/pack")).unwrap();
            let mut packs = packs.map(|entry| entry.unwrap().path());
            let pack = packs.find(|path| path.extension().is_some_and(|e| e == "pack")).unwrap();
            let bytes = fs::read(&pack).unwrap();
            fs::remove_file(&pack).unwrap();
            fs::write(&pack, &bytes[..200]).unwrap();
        }),
        ("no object is there", &|r| {
            fs::remove_dir_all(r.path().join(".git/objects")).unwrap();
            fs::create_dir(r.path().join(".git/objects")).unwrap();
        }),
    ];
    for (what, spoil) in spoils {
        let repo = changed();
        spoil(&repo);
        let build = repo.workspace.run(&["build", "--only", "broadcast", "--format", "txt"]);
        let text = said(&build);
        assert!(
            code(&build) == 1 && text.contains("git-unreadable") && text.contains("草稿"),
            "{what}: {text}"
        );
        for args in [&["reprint"][..], &["reprint", "2026-05-03"]] {
            let run = repo.workspace.run(args);
            assert!(
                code(&run) == 2 && said(&run).contains("git-unreadable"),
                "{what} {args:?}: {}",
                said(&run)
            );
            let data = json(repo.path(), &[args, &["--format", "json"]].concat());
            assert_eq!(data["error"]["code"], "git-unreadable", "{what} {args:?}: {data}");
        }
        let diff = repo.workspace.run(&["diff", "HEAD~1"]);
        assert!(code(&diff) > 0, "{what}: {}", said(&diff));
    }
    #[cfg(unix)]
    {
        let repo = changed();
        fs::remove_dir_all(repo.path().join(".git")).unwrap();
        std::os::unix::fs::symlink("/nowhere", repo.path().join(".git")).unwrap();
        let build = repo.workspace.run(&["build", "--only", "broadcast", "--format", "txt"]);
        assert!(code(&build) == 1 && said(&build).contains("git-unreadable"), "{}", said(&build));
    }
}

#[cfg(unix)]
#[test]
fn a_repository_with_pipes_and_devices_is_refused_and_never_waited_for() {
    if !readers::there(&["git"], "repositories of pipes") {
        return;
    }
    let pipe =
        |path: &Path| assert!(std::process::Command::new("mkfifo").arg(path).status().unwrap().success());
    let device = |path: &Path| std::os::unix::fs::symlink("/dev/zero", path).unwrap();
    for place in
        ["HEAD", "packed-refs", "config", "refs/heads/main", "shallow", "objects/info/alternates", "index"]
    {
        for plant in [&pipe as &dyn Fn(&Path), &device] {
            let repo = changed();
            let file = repo.path().join(".git").join(place);
            let _ = fs::remove_file(&file);
            plant(&file);
            let start = std::time::Instant::now();
            for args in
                [&["diff", "HEAD~1"][..], &["reprint"], &["build", "--only", "broadcast", "--format", "txt"]]
            {
                let run = repo.workspace.run(args);
                let text = said(&run);
                assert!(code(&run) > 0 && text.contains("git-unreadable"), "{place} {args:?}: {text}");
            }
            assert!(start.elapsed() < std::time::Duration::from_secs(60), "{place}");
        }
    }
    let repo = changed();
    let away = repo.path().join("elsewhere");
    fs::rename(repo.path().join(".git"), &away).unwrap();
    fs::write(repo.path().join(".git"), "gitdir: elsewhere\n").unwrap();
    assert_eq!(code(&repo.workspace.run(&["diff", "HEAD~1"])), 0);
    pipe(&away.join("refs/heads/other"));
    let run = repo.workspace.run(&["diff", "HEAD~1"]);
    assert!(code(&run) == 2 && said(&run).contains("git-unreadable"), "{}", said(&run));
    fs::remove_file(repo.path().join(".git")).unwrap();
    pipe(&repo.path().join(".git"));
    let run = repo.workspace.run(&["diff", "HEAD~1"]);
    assert!(code(&run) == 2, "{}", said(&run));
}

#[test]
fn what_is_replaced_hides_no_part_of_the_past() {
    if !readers::there(&["git"], "histories with replaced commits") {
        return;
    }
    let repo = changed();
    let whole = json(repo.path(), &["reprint", "HEAD~2", "--format", "json"]);
    assert!(!whole["villages"].as_array().unwrap().is_empty(), "{whole}");
    // The profile of the first commit is said to be that of today, and the newest commit to have no parent.
    let blob = |rev: &str| repo.git(&["rev-parse", &format!("{rev}:villages/示例村.yaml")]);
    repo.git(&["replace", &blob("HEAD~2"), &blob("HEAD")]);
    repo.git(&["replace", "--graft", "HEAD"]);
    let again = json(repo.path(), &["reprint", "HEAD~2", "--format", "json"]);
    assert_eq!(again, whole);
    let since = json(repo.path(), &["reprint", "--format", "json"]);
    assert_eq!(since["complete"], true, "{since}");
}

#[test]
fn a_village_that_only_lies_elsewhere_has_not_changed() {
    let repo = Repo::new();
    fs::rename(repo.workspace.village("示例村"), repo.workspace.village("新名村")).unwrap();
    repo.commit("改名");
    let diff = repo.workspace.run(&["diff", "HEAD~1", "--exit-code"]);
    let text = said(&diff);
    assert!(code(&diff) == 0 && text.contains("对人来说没有变化") && text.contains("文件原来是"), "{text}");
    repo.workspace.change("新名村", "人数: 5", "人数: 6");
    let diff = repo.workspace.run(&["diff", "HEAD~1", "--exit-code"]);
    assert!(code(&diff) == 1 && said(&diff).contains("1 个村有变化，0 个村没有"), "{}", said(&diff));
}

#[test]
fn villages_of_a_repository_within_are_not_new() {
    if !readers::there(&["git"], "repositories within others") {
        return;
    }
    let repo = Repo::new();
    let inner = repo.path().join("另一镇");
    fs::create_dir(&inner).unwrap();
    assert_eq!(code(&duoan(&["new", "town", "."], &inner)), 0);
    git_in(&inner, 1, &["init", "-q"]);
    git_in(&inner, 1, &["add", "-A"]);
    git_in(&inner, 1, &["commit", "-q", "-m", "第一版"]);
    // A folder of one's own repository is no other.
    fs::create_dir_all(repo.path().join("片/villages")).unwrap();
    fs::copy(repo.workspace.village("示例村"), repo.path().join("片/villages/石门村.yaml")).unwrap();
    for args in [&["diff", "HEAD"][..], &["reprint", "HEAD"]] {
        let run = repo.workspace.run(args);
        let text = said(&run);
        assert!(!text.contains("另一镇/示例村"), "{args:?}: {text}");
        assert!(text.contains("另一镇: 是另一个 git 仓库"), "{args:?}: {text}");
    }
    assert!(said(&repo.workspace.run(&["diff", "HEAD"])).contains("片/石门村"));
    assert_eq!(code(&duoan(&["diff", "HEAD"], &inner)), 0);
}
