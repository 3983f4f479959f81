//! "Current" needs proof: wherever history is cut off, damaged or unknown, that is said, and nothing is
//! called good.

use std::fs;
use std::path::Path;
use std::process::Output;

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
        text.contains("查不全") && text.contains(reason) && !text.contains("：手里的卡内容都没变"),
        "{text}"
    );
    let data = json(dir, &["reprint", "--format", "json"]);
    assert_eq!(data["complete"], false, "{data}");
    assert!(data["villages"][0]["lacks"][0]["kind"].is_string(), "{data}");
}

/// Holds that the answer is that nothing is known, and returns it.
fn unproven(run: &Output) -> String {
    let text = said(run);
    assert_eq!(code(run), 1, "{text}");
    assert!(text.contains("查不全"), "{text}");
    text
}

#[test]
fn a_clone_that_is_cut_off_or_partial_never_says_that_nothing_is_stale() {
    if !readers::there(&["git"], "clones that are not whole") {
        return;
    }
    let repo = changed();
    assert_eq!(code(&repo.workspace.run(&["reprint"])), 0);
    not_all(&repo.clone_to(&["--depth", "1"]).path().join("clone"), "--unshallow");
    let two = repo.clone_to(&["--depth", "2"]);
    let two = two.path().join("clone");
    not_all(&two, "--unshallow");
    for args in [&["diff", "HEAD~2"][..], &["reprint", "HEAD~2"]] {
        let text = unproven(&duoan(args, &two));
        assert!(text.contains("git-shallow") && text.contains("--unshallow"), "{args:?}: {text}");
        let data = json(&two, &[args, &["--format", "json"]].concat());
        assert_eq!((&data["complete"], &data["error"]["code"]), (&false.into(), &"git-shallow".into()));
    }
    // What nobody ever had is no lack of the clone.
    assert_eq!(code(&duoan(&["diff", "nowhere"], &two)), 2);
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
    // A list that somebody signed on, or a table of his own, stays; the same list may be written again.
    for format in ["csv", "json", "pdf"] {
        let list = format!("mine.{format}");
        let again = || repo.workspace.run(&["reprint", "HEAD~1", "--format", format, "--list", &list]);
        assert_eq!((code(&again()), code(&again())), (0, 0));
        fs::write(repo.path().join(&list), "签收：老林").unwrap();
        let run = again();
        assert!(code(&run) == 2 && said(&run).contains("已经有别的文件"), "{}", said(&run));
        assert_eq!(fs::read_to_string(repo.path().join(&list)).unwrap(), "签收：老林");
    }
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

/// Returns the check code of the first card that was made.
fn first_code(made: &Workspace) -> String {
    let files = made.manifest()["files"].clone();
    let first = files.as_object().unwrap().values().next().unwrap();
    first["cards"][0]["code"].as_str().unwrap().to_owned()
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
        let verdict = w.run(&["verify", &first_code(w), "--format", "json"]);
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
            assert_eq!((code(&run), &data["error"]["code"]), (1, &"git-unreadable".into()), "{what}");
            assert_eq!(data["complete"], false, "{what}");
        }
        for args in [&["reprint"][..], &["diff", "HEAD~1"]] {
            let text = unproven(&w.run(args));
            assert!(text.contains("git-unreadable"), "{what}: {text}");
        }
    }
}

#[test]
fn nothing_stale_costs_nothing() {
    let repo = Repo::new();
    repo.workspace.change("示例村", "村名: ", "# 只改了注释\n村名: ");
    repo.commit("注释");
    // In turns, so that whatever else the machine does meanwhile weighs on all alike.
    let mut least = [std::time::Duration::MAX; 3];
    for _ in 0..5 {
        for (least, args) in
            least.iter_mut().zip([&["diff", "HEAD~1"][..], &["reprint", "HEAD~1"], &["reprint"]])
        {
            let start = std::time::Instant::now();
            assert_eq!(code(&repo.workspace.run(args)), 0);
            *least = start.elapsed().min(*least);
        }
    }
    let [diff, reprint, by_edition] = least;
    assert!(reprint <= diff * 2, "{reprint:?} {diff:?}");
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
        assert_eq!(text.contains("：手里的卡内容都没变"), last, "{second} {third} {day}: {text}");
        if !known {
            assert!(text.contains("查不全") && text.contains("钟不对"), "{text}");
            assert_eq!(data["villages"][0]["lacks"][0]["kind"], "clock", "{data}");
            assert!(data["cards"].as_u64().unwrap() > 0, "what may be stale is on the list: {data}");
        }
    }
}

/// What may be wrong with a repository, and how it comes to that.
type Spoil = (&'static str, fn(&Repo));

fn git(repo: &Repo, args: &[&str]) {
    repo.git(args);
}

const SPOILS: [Spoil; 11] = [
    ("its branch is lost", |r| fs::remove_file(r.path().join(".git/refs/heads/main")).unwrap()),
    ("its branch is empty, as after a power cut", |r| {
        fs::write(r.path().join(".git/refs/heads/main"), "").unwrap();
    }),
    ("its branch is zeros", |r| fs::write(r.path().join(".git/refs/heads/main"), [0; 41]).unwrap()),
    ("nobody has committed on its branch", |r| git(r, &["checkout", "-q", "--orphan", "new"])),
    ("it is said to lie where nothing is", |r| {
        fs::remove_dir_all(r.path().join(".git")).unwrap();
        fs::write(r.path().join(".git"), "gitdir: /nowhere/worktrees/a\n").unwrap();
    }),
    ("the newest folder is empty, as after a power cut", |r| {
        let id = r.git(&["rev-parse", "HEAD^{tree}"]);
        let file = r.path().join(".git/objects").join(&id[..2]).join(&id[2..]);
        fs::remove_file(&file).unwrap();
        fs::write(&file, "").unwrap();
    }),
    ("its files are said to lie elsewhere", |r| git(r, &["config", "core.worktree", "/etc"])),
    ("its files are said to lie nowhere", |r| git(r, &["config", "core.worktree", "/nowhere"])),
    ("an extension that nobody knows", |r| {
        git(r, &["config", "core.repositoryformatversion", "1"]);
        git(r, &["config", "extensions.morrow", "true"]);
    }),
    ("a part of its objects is cut off", |r| {
        git(r, &["gc", "-q"]);
        let packs = fs::read_dir(r.path().join(".git/objects/pack")).unwrap();
        let mut packs = packs.map(|entry| entry.unwrap().path());
        let pack = packs.find(|path| path.extension().is_some_and(|e| e == "pack")).unwrap();
        let bytes = fs::read(&pack).unwrap();
        fs::remove_file(&pack).unwrap();
        fs::write(&pack, &bytes[..200]).unwrap();
    }),
    ("no object is there", |r| {
        fs::remove_dir_all(r.path().join(".git/objects")).unwrap();
        fs::create_dir(r.path().join(".git/objects")).unwrap();
    }),
];

#[test]
fn a_repository_that_says_more_than_is_understood_makes_drafts() {
    if !readers::there(&["git"], "repositories that lie elsewhere") {
        return;
    }
    for (what, spoil) in SPOILS {
        let repo = changed();
        spoil(&repo);
        let build = repo.workspace.run(&["build", "--only", "broadcast", "--format", "txt"]);
        let text = said(&build);
        assert!(
            code(&build) == 1 && text.contains("git-unreadable") && text.contains("草稿"),
            "{what}: {text}"
        );
        for args in [&["reprint"][..], &["reprint", "2026-05-03"], &["diff"]] {
            let text = unproven(&repo.workspace.run(args));
            assert!(text.contains("git-unreadable"), "{what} {args:?}: {text}");
            let data = json(repo.path(), &[args, &["--format", "json"]].concat());
            assert_eq!(data["error"]["code"], "git-unreadable", "{what} {args:?}: {data}");
            assert_eq!(data["complete"], false, "{what} {args:?}: {data}");
        }
        // What the commit before says does not need the newest folder.
        let older = repo.workspace.run(&["diff", "HEAD~1"]);
        if !what.starts_with("the newest folder") {
            unproven(&older);
        }
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
    let text = unproven(&repo.workspace.run(&["diff", "HEAD~1"]));
    assert!(text.contains("git-unreadable"), "{text}");
    fs::remove_file(repo.path().join(".git")).unwrap();
    pipe(&repo.path().join(".git"));
    unproven(&repo.workspace.run(&["diff", "HEAD~1"]));
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

/// Commits everything at a time by the clock of whoever commits.
fn commit_at(repo: &Repo, date: &str) {
    let who = ["-c", "core.safecrlf=false", "-c", "user.name=a", "-c", "user.email=a@example.org"];
    let run = std::process::Command::new("git")
        .args(who)
        .args(["commit", "-qam", "改"])
        .current_dir(repo.path())
        .envs([("GIT_AUTHOR_DATE", date), ("GIT_COMMITTER_DATE", date)])
        .status();
    assert!(run.unwrap().success());
}

#[test]
fn a_paper_dated_in_the_future_by_a_wrong_clock_is_not_called_current() {
    if !readers::there(&["git"], "commits of a computer whose clock is wrong") {
        return;
    }
    let repo = Repo::new();
    let w = &repo.workspace;
    let file = w.village("示例村");
    let text = fs::read_to_string(&file).unwrap();
    let undated: Vec<&str> = text
        .lines()
        .filter(|line| !["审定: ", "施行: ", "下次修订: "].iter().any(|key| line.contains(key)))
        .collect();
    fs::write(&file, undated.join("\n") + "\n").unwrap();
    commit_at(&repo, "2036-05-10T10:00:00+0800");
    let build = ["build", "--only", "wallet-cards", "--format", "txt"];
    assert_eq!(code(&w.run(&build)), 0);
    let paper = |w: &Workspace| {
        w.manifest()["files"]["示例村/wallet-cards.txt"]["cards"][0]["code"].as_str().unwrap().to_owned()
    };
    let ahead = paper(w);
    assert!(ahead.contains("-360510-"), "{ahead}");
    let run = w.run(&["verify", &ahead, "--today", "2026-06-01"]);
    let text = unproven(&run);
    assert!(text.contains("钟不对") && !text.contains("有效"), "{text}");
    let data = json(w.path(), &["verify", &ahead, "--today", "2026-06-01", "--format", "json"]);
    assert_eq!(
        (&data["results"][0]["state"], &data["results"][0]["complete"]),
        (&"unknown".into(), &false.into())
    );
    assert_eq!(
        code(&w.run(&["verify", &ahead, "--today", "2036-05-11"])),
        0,
        "when that day has come it is right"
    );
    // The clock is put right: what stands on paper may be wrong, and that is said.
    w.change("示例村", "村名: ", "# 改正\n村名: ");
    commit_at(&repo, "2026-05-20T10:00:00+0800");
    assert!(said(&w.run(&build)).contains("钟不对"));
    // Written by hand, a day to come is a day to come.
    let own = text_with(&undated.join("\n"), "版本:", "  施行: 2026-12-01");
    fs::write(&file, own).unwrap();
    commit_at(&repo, "2026-05-21T10:00:00+0800");
    assert_eq!(code(&w.run(&build)), 0);
    assert_eq!(code(&w.run(&["verify", &paper(w), "--today", "2026-06-01"])), 0);
}

/// Returns a text with a line put behind the first that begins so.
fn text_with(text: &str, start: &str, line: &str) -> String {
    let at = text.lines().position(|line| line.starts_with(start)).unwrap();
    let mut lines: Vec<&str> = text.lines().collect();
    lines.insert(at + 1, line);
    lines.join("\n") + "\n"
}

#[test]
fn a_name_is_told_with_what_it_stands_for_today() {
    let repo = changed();
    repo.tag("2026-edition");
    let before = json(repo.path(), &["reprint", "2026-edition", "--format", "json"])["since_commit"].clone();
    let told = said(&repo.workspace.run(&["reprint", "2026-edition"]));
    assert!(told.contains(&before.as_str().unwrap()[..8]) && told.contains("提交"), "{told}");
    // Somebody moves the tag: the same command compares with something else, and says with what.
    repo.workspace.change("示例村", "138 0000 0003", "138 0000 0093");
    let commit = repo.commit("又换号");
    repo.tag("2026-edition");
    let after = json(repo.path(), &["reprint", "2026-edition", "--format", "json"]);
    assert_eq!(after["since_commit"].as_str(), Some(commit.as_str()));
    assert_ne!(after["since_commit"], before);
    assert!(json(repo.path(), &["reprint", "--format", "json"])["since_commit"].is_null());
    // A day is a day, even where something bears its name.
    repo.tag("2026-05-02");
    let told = said(&repo.workspace.run(&["reprint", "2026-05-02"]));
    assert!(told.contains("refs/tags/2026-05-02"), "{told}");
    let exact = json(repo.path(), &["reprint", "refs/tags/2026-05-02", "--format", "json"]);
    assert_eq!(exact["since_commit"].as_str(), Some(commit.as_str()));
}

#[test]
fn of_several_commits_on_one_day_none_hides_what_the_later_ones_changed() {
    if !readers::there(&["git"], "commits at hours of a day") {
        return;
    }
    let repo = Repo::new();
    let w = &repo.workspace;
    for (hour, from, to) in [("09", "0001", "0091"), ("16", "0002", "0092")] {
        w.change("示例村", &format!("138 0000 {from}"), &format!("138 0000 {to}"));
        commit_at(&repo, &format!("2026-05-10T{hour}:00:00+0800"));
    }
    // What was handed out at noon has the number that was changed in the afternoon.
    let data = json(w.path(), &["reprint", "2026-05-10", "--format", "json"]);
    let told = data["villages"][0]["changes"].to_string();
    assert!(told.contains("138 0000 0092") && !told.contains("138 0000 0091"), "{data}");
    let data = json(w.path(), &["reprint", "2026-05-11", "--format", "json"]);
    assert!(data["villages"].as_array().unwrap().is_empty(), "{data}");
}

/// Folders that hold each other, each twice, as deep as is looked, and no file at all.
#[test]
fn folders_that_hold_each_other_are_never_gone_through() {
    use gix::objs::{Kind, Write as _};
    let repo = Repo::new();
    let git = gix::open(repo.path()).unwrap();
    let mut below = git.write_buf(Kind::Tree, b"").unwrap();
    for _ in 0..60 {
        let folder = |name: &str| [format!("40000 {name}\0").as_bytes(), below.as_slice()].concat();
        below = git.write_buf(Kind::Tree, &[folder("a"), folder("b")].concat()).unwrap();
    }
    let mut top = git.head_commit().unwrap().tree().unwrap().data.clone();
    top.extend([b"40000 zz\0".as_slice(), below.as_slice()].concat());
    let tree = git.write_buf(Kind::Tree, &top).unwrap();
    let who = "a <a@example.org> 1777900000 +0800";
    let parent = git.head_id().unwrap();
    let commit = format!("tree {tree}\nparent {parent}\nauthor {who}\ncommitter {who}\n\na\n");
    let id = git.write_buf(Kind::Commit, commit.as_bytes()).unwrap();
    fs::write(repo.path().join(".git/refs/heads/main"), format!("{id}\n")).unwrap();
    let start = std::time::Instant::now();
    for args in [&["reprint"][..], &["diff"]] {
        let text = unproven(&repo.workspace.run(args));
        assert!(text.contains("git-unreadable"), "{args:?}: {text}");
        assert!(start.elapsed() < std::time::Duration::from_secs(300), "{args:?}");
    }
}
