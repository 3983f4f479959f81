//! Revisions: what git keeps of a workspace, which commits touched it, and what changed for people between
//! two of them. The repositories are real ones; what only the git program can make of them (branches, clones)
//! is left out where it is not.

use std::fs;
use std::path::{Path, PathBuf};

use duoan::diag::Diagnostics;
use duoan::git::{self, Fault};
use duoan::history::{Past, Today};
use duoan::model::handbook::Handbook;
use duoan::pipeline;
use duoan::project::{self, Project, Store};
use tempfile::TempDir;

use crate::commands::{Workspace, code, said};
use crate::readers;
use crate::repos::{Repo, init, town};

fn at(dir: &Path, rev: &str) -> Project {
    let repository = project::repository(dir).unwrap();
    project::open_at(&Store::at(&repository, rev).unwrap()).unwrap()
}

fn stems(project: &Project) -> Vec<String> {
    project.villages.iter().map(|v| v.stem.display().to_string()).collect()
}

fn book(project: &Project, village: usize) -> Handbook {
    let files = project.files().unwrap();
    let mut diags = Diagnostics::default();
    let library = pipeline::library(&files, &mut diags);
    let press = pipeline::press(&files);
    let book = pipeline::handbook(&project.villages[village], &library, &press, None, &mut diags);
    book.unwrap_or_else(|_| panic!("{:?}", diags.into_sorted()))
}

fn fault(result: anyhow::Result<git::Id>) -> Fault {
    result.unwrap_err().downcast::<Fault>().unwrap()
}

/// Subjects of the commits that changed what the first village is made from, the newest first; whether the
/// end is known.
fn eras(dir: &Path) -> (Vec<String>, bool) {
    let project = project::open(&[dir.to_path_buf()]).unwrap();
    let files = project.files().unwrap();
    let library = pipeline::library(&files, &mut Diagnostics::default());
    let press = pipeline::press(&files);
    let past = Past::open(Today { project: &project, library: &library, press: &press }).unwrap().unwrap();
    let eras = past.eras(&project.villages[0]);
    (eras.iter().map(|era| era.commit.subject.clone()).collect(), eras.iter().all(|era| era.whole))
}

#[test]
fn a_revision_gives_the_book_that_the_disk_gave() {
    let repo = Repo::new();
    fs::write(repo.path().join("村图.svg"), "<svg xmlns='http://www.w3.org/2000/svg'/>").unwrap();
    repo.workspace.change("示例村", "类型: 村", "类型: 村\n图片: {村图: 村图.svg}");
    fs::create_dir_all(repo.path().join("plans")).unwrap();
    repo.workspace.run(&["eject", "plans/house-fire.yaml"]);
    repo.commit("有图有自己的预案");
    let disk = project::open(&[repo.path().to_path_buf()]).unwrap();
    let then = at(repo.path(), "HEAD");
    let (mut now, mut old) = (book(&disk, 0), book(&then, 0));
    assert!(old.pictures.map.is_some());
    // Only the names of files differ.
    let origin =
        old.hazards.iter().flat_map(|h| &h.actions).find(|a| a.origin.file.contains("house-fire")).unwrap();
    assert!(origin.origin.file == "HEAD:plans/house-fire.yaml", "{:?}", origin.origin);
    for book in [&mut now, &mut old] {
        book.each(|edition| {
            edition.hazards.iter_mut().flat_map(|h| &mut h.actions).for_each(|a| a.origin.file.clear());
            edition.ledger = Default::default();
        });
    }
    assert_eq!(now, old);
    assert_eq!(disk.inputs(&disk.villages[0]), then.inputs(&then.villages[0]));
    assert_eq!(then.inputs(&then.villages[0]).pictures.len(), 1);
    let before = at(repo.path(), "HEAD~1");
    assert_ne!(before.inputs(&before.villages[0]), then.inputs(&then.villages[0]));
}

#[test]
fn faults_of_a_revision_name_it() {
    let repo = Repo::new();
    repo.workspace.change("示例村", "138 0000 0001", "138 0000 001");
    repo.commit("错一位");
    let project = at(repo.path(), "HEAD");
    let (mut diags, files) = (Diagnostics::default(), project.files().unwrap());
    let library = pipeline::library(&files, &mut diags);
    assert!(
        pipeline::handbook(&project.villages[0], &library, &pipeline::press(&files), None, &mut diags)
            .is_err()
    );
    let place = diags.iter().find_map(|d| d.at.clone()).unwrap();
    assert_eq!(place.file.name, "HEAD:villages/示例村.yaml");
}

#[cfg(unix)]
#[test]
fn a_link_of_a_revision_is_refused_as_on_disk() {
    let repo = Repo::new();
    std::os::unix::fs::symlink("示例村.yaml", repo.path().join("villages/影村.yaml")).unwrap();
    repo.commit("链接");
    let project = at(repo.path(), "HEAD");
    assert_eq!(stems(&project).len(), 2);
    let linked = project.villages.iter().find(|v| v.stem.ends_with("影村")).unwrap();
    let mut diags = Diagnostics::default();
    let library = pipeline::library(&project.files().unwrap(), &mut diags);
    assert!(pipeline::load(linked, &library, &mut diags).is_err());
    assert!(diags.iter().any(|d| d.code == "linked-file"));
}

#[test]
fn a_workspace_is_found_in_a_subfolder_a_worktree_and_a_bare_clone() {
    if !readers::there(&["git"], "workspaces in worktrees and bare clones") {
        return;
    }
    let repo = Repo::new();
    fs::create_dir(repo.path().join("石门镇 资料")).unwrap();
    for name in ["duoan.yaml", "town.yaml", "villages"] {
        repo.git(&["mv", name, &format!("石门镇 资料/{name}")]);
    }
    repo.commit("搬进镇的文件夹");
    let inside = repo.path().join("石门镇 资料");
    let expected = ["示例村"];
    assert_eq!(stems(&at(&inside, "HEAD")), expected);
    assert_eq!(stems(&at(&inside.join("villages"), "HEAD")), expected);
    assert_eq!(stems(&at(&inside, "HEAD~1")), expected, "where it lay then");
    let shown = at(&inside, "HEAD").store.shown(Path::new("villages/示例村.yaml"));
    assert_eq!(shown, "HEAD:石门镇 资料/villages/示例村.yaml");
    assert!(!repo.git(&["show", &shown]).is_empty(), "git knows it by that name");
    let tree = TempDir::new().unwrap();
    repo.git(&["worktree", "add", "-q", &tree.path().join("树").display().to_string()]);
    assert_eq!(stems(&at(&tree.path().join("树/石门镇 资料"), "HEAD")), expected);
    let bare = repo.clone_to(&["--bare"]);
    let dir = bare.path().join("clone");
    assert!(project::repository(&dir).unwrap().bare);
    assert_eq!(stems(&at(&dir, "HEAD")), expected);
    assert_eq!(stems(&at(&dir, "HEAD~1")), expected);
    assert_eq!(stems(&at(&dir.join("石门镇 资料"), "HEAD")), expected);
}

#[test]
fn what_is_not_there_is_said_by_its_kind() {
    let outside = TempDir::new().unwrap();
    let fault_of = project::repository(outside.path()).unwrap_err().downcast::<Fault>().unwrap();
    assert!(matches!(fault_of, Fault::Outside(_)));
    init(outside.path());
    assert_eq!(fault(project::repository(outside.path()).unwrap().resolve("HEAD")), Fault::Empty);
    let repo = Repo::new();
    repo.tag("2026版");
    let repository = project::repository(repo.path()).unwrap();
    let unknown = fault(repository.resolve("2025版"));
    assert_eq!(unknown, Fault::Unknown("2025版".into(), vec!["2026版".into(), "main".into()]));
    assert_eq!(repository.resolve("2026版").unwrap(), repository.resolve("HEAD").unwrap());
    assert!(
        matches!(fault(repository.resolve("HEAD:town.yaml")), Fault::Unknown(..)),
        "a file is no revision"
    );
    repo.commit("第二版");
    if !readers::there(&["git"], "revisions beyond a shallow clone") {
        return;
    }
    let clone = repo.clone_to(&["--depth", "1"]);
    let shallow = project::repository(&clone.path().join("clone")).unwrap();
    assert!(matches!(fault(shallow.resolve("HEAD~1")), Fault::Shallow(_)));
    assert!(matches!(fault(shallow.resolve("nowhere")), Fault::Unknown(..)));
    assert!(shallow.resolve("HEAD").is_ok());
}

#[test]
fn the_commits_that_changed_a_village_are_those_of_the_main_line() {
    if !readers::there(&["git"], "branches and merges") {
        return;
    }
    let repo = Repo::new();
    repo.workspace.change("示例村", "138 0000 0001", "138 0000 0091");
    repo.commit("换电话");
    fs::write(repo.path().join("说明.txt"), "无关").unwrap();
    repo.commit("无关");
    repo.git(&["checkout", "-q", "-b", "branch", "HEAD~1"]);
    repo.workspace.change("示例村", "138 0000 0091", "138 0000 0092");
    repo.commit("分支上换");
    repo.workspace.change("示例村", "138 0000 0092", "138 0000 0093");
    repo.commit("分支上又换");
    repo.git(&["checkout", "-q", "main"]);
    repo.day.set(repo.day.get() + 1);
    repo.git(&["merge", "-q", "--no-ff", "-m", "合并", "branch"]);
    // As those who merged it see it, and as git says of the first parents.
    let log =
        repo.git(&["log", "--first-parent", "-m", "--format=%s", "--", "villages/示例村.yaml", "town.yaml"]);
    let log: Vec<&str> = log.lines().collect();
    assert_eq!(log, ["合并", "换电话", "第一版"]);
    assert_eq!(eras(repo.path()), (log.iter().map(|s| (*s).to_owned()).collect(), true));
    // A layer that comes later counts, and so do plans and pictures.
    fs::write(repo.path().join("county.yaml"), "县区: 岚川县\n").unwrap();
    repo.commit("县里");
    fs::create_dir_all(repo.path().join("plans")).unwrap();
    repo.workspace.run(&["eject", "plans/house-fire.yaml"]);
    repo.commit("预案");
    assert_eq!(eras(repo.path()).0[..2], ["预案", "县里"]);
}

#[test]
fn a_renamed_village_keeps_its_history_and_a_shallow_clone_says_where_it_ends() {
    let repo = Repo::new();
    repo.workspace.change("示例村", "编码: ", "编码: \"370000000001\" # ");
    repo.commit("填编码");
    fs::rename(repo.workspace.village("示例村"), repo.workspace.village("新村")).unwrap();
    repo.workspace.change("新村", "村名: 示例村", "村名: 新村");
    repo.commit("改村名");
    repo.workspace.change("新村", "138 0000 0001", "138 0000 0091");
    repo.commit("换电话");
    let (before, after) = (at(repo.path(), "HEAD~2"), at(repo.path(), "HEAD"));
    let pairs = project::pairs(&before, &after);
    assert_eq!((pairs.both.len(), pairs.added.len(), pairs.removed.len()), (1, 0, 0));
    assert_eq!(
        (pairs.both[0].0.stem.clone(), pairs.both[0].1.stem.clone()),
        (PathBuf::from("示例村"), PathBuf::from("新村"))
    );
    let expected = ["换电话", "改村名", "填编码", "第一版"];
    assert_eq!(eras(repo.path()), (expected.map(str::to_owned).to_vec(), true));
    if !readers::there(&["git"], "the history of a shallow clone") {
        return;
    }
    let clone = repo.clone_to(&["--depth", "2"]);
    assert_eq!(eras(&clone.path().join("clone")), (vec!["换电话".to_owned(), "改村名".to_owned()], false));
}

#[test]
fn a_commit_knows_its_day_and_who_approved_it() {
    let repo = Repo::new();
    fs::write(repo.path().join("一.txt"), "一").unwrap();
    repo.commit("改避难点\n\n村小学翻修。\n\nReviewed-by: 李站长 <li@example.org>\n批准人：王镇长\nRefs: 12");
    fs::write(repo.path().join("一.txt"), "二").unwrap();
    repo.commit("没有人批：只是说明\n\n理由：上面说的\n不算批准");
    let repository = project::repository(repo.path()).unwrap();
    let line = repository.mainline(repository.resolve("HEAD").unwrap()).unwrap();
    assert_eq!(line.steps.len(), 3);
    assert_eq!(line.steps[1].commit.approvers(), ["李站长", "王镇长"]);
    assert_eq!(line.steps[1].commit.date.to_string(), "2026-05-03", "the committer's day, not Greenwich's");
    assert_eq!(line.steps[1].commit.author, "周文书");
    assert!(line.steps[0].commit.approvers().is_empty());
}

/// Returns what `duoan diff` says on stdout.
fn diff(repo: &Repo, args: &[&str]) -> String {
    compared(repo, args, 0)
}

/// The same of a comparison that ends with this code: 1 where a village could not be compared.
fn compared(repo: &Repo, args: &[&str], expected: i32) -> String {
    let output = repo.workspace.run(&[&["diff"], args].concat());
    assert_eq!(code(&output), expected, "{}", said(&output));
    String::from_utf8(output.stdout).unwrap()
}

/// Returns the sentences of a comparison, without headings; of which class the revision is follows from them.
fn sentences(text: &str) -> Vec<String> {
    let told = text.lines().filter_map(|line| line.strip_prefix("  "));
    told.filter(|line| !line.starts_with("预案算")).map(str::to_owned).collect()
}

/// Changes the first village, looks at what is said of it, and puts it back.
fn told_of(repo: &Repo, edits: &[(&str, &str)]) -> Vec<String> {
    let kept = fs::read(repo.workspace.village("岭下村")).unwrap();
    for (from, to) in edits {
        repo.workspace.change("岭下村", from, to);
    }
    let told = sentences(&diff(repo, &[]));
    fs::write(repo.workspace.village("岭下村"), kept).unwrap();
    told
}

fn line_of(repo: &Repo, start: &str) -> String {
    let text = fs::read_to_string(repo.workspace.village("岭下村")).unwrap();
    text.lines()
        .find(|line| line.trim_start().starts_with(start))
        .unwrap_or_else(|| panic!("{start}"))
        .to_owned()
}

#[test]
fn moved_lines_comments_and_quotes_are_no_change_for_people() {
    let repo = town();
    let path = repo.workspace.village("岭下村");
    let text = fs::read_to_string(&path).unwrap();
    // Blocks from the last to the first, a comment above each, Windows line ends.
    let mut blocks: Vec<String> = Vec::new();
    for line in text.lines() {
        let top = !line.starts_with([' ', '#', '-']) && !line.is_empty();
        if top || blocks.is_empty() {
            blocks.push(String::new());
        }
        let block = blocks.last_mut().unwrap();
        *block += line;
        *block += "\r\n";
    }
    blocks.reverse();
    let moved: String = blocks.iter().map(|block| format!("# 换了位置\r\n{block}")).collect();
    fs::write(&path, moved.replace("村名: 岭下村", "name: \"岭下村\"")).unwrap();
    assert!(diff(&repo, &[]).contains("没有变化"));
    assert_eq!(code(&repo.workspace.run(&["diff", "--exit-code"])), 0);
    let json: serde_json::Value = serde_json::from_str(&diff(&repo, &["--format", "json"])).unwrap();
    assert_eq!(
        (json["read"].as_u64(), json["unchanged"].as_u64()),
        (Some(1), Some(2)),
        "the other is not even read"
    );
}

#[test]
fn what_changes_in_a_village_is_told_once_and_by_its_name() {
    let repo = town();
    let commander =
        line_of(&repo, "总指挥:").trim().trim_start_matches("总指挥: [").trim_end_matches(']').to_owned();
    let (a, b) = commander.split_once(", ").unwrap();
    let person = line_of(&repo, &format!("{a}:"));
    let phone = person.split("138 ").nth(1).unwrap()[..9].to_owned();
    let (old, new) = (format!("138 {phone}"), "138 0000 0099");
    let told = told_of(&repo, &[(old.as_str(), new)]);
    // It stands on role cards, in the contacts, in steps and in scripts.
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].starts_with(&format!("人员 {a}：电话 {old}")), "{told:?}");
    assert!(told[0].ends_with(new), "{told:?}");
    let swapped = told_of(&repo, &[(&format!("总指挥: [{a}, {b}]"), &format!("总指挥: [{b}, {a}]"))]);
    let post = "总指挥";
    assert_eq!(swapped, [format!("岗位 {post}：A 角 {a} → {b}"), format!("岗位 {post}：B 角 {b} → {a}")]);
    let fresh = told_of(
        &repo,
        &[
            (&format!("总指挥: [{a}, {b}]"), &format!("总指挥: [申新来, {b}]")),
            ("人员:\n", "人员:\n  申新来: {电话: 138 0000 0098}\n"),
        ],
    );
    assert_eq!(fresh[0], format!("岗位 {post}：A 角 {a} → 申新来（138 0000 0098）"), "{fresh:?}");
    assert_eq!(fresh.len(), 1, "{fresh:?}");
}

#[test]
fn shelters_routes_households_and_levels_are_told() {
    let repo = town();
    let text = fs::read_to_string(repo.workspace.village("岭下村")).unwrap();
    let block = text.split("\n避难点:\n").nth(1).unwrap();
    let shelter = block.lines().next().unwrap().trim().trim_end_matches(':').to_owned();
    let capacity = block.lines().find_map(|l| l.trim().strip_prefix("容量: ")).unwrap().to_owned();
    let told = told_of(&repo, &[(&format!("容量: {capacity}"), "容量: 130")]);
    assert_eq!(told, [format!("避难点 {shelter}：容量 {capacity} 人 → 130 人")]);
    // A new name is told once, not with every household and route that goes there.
    let path = repo.workspace.village("岭下村");
    let drills = text.find("\n演练:").unwrap();
    fs::write(&path, text[..drills].replace(&shelter, "新避难点") + &text[drills..]).unwrap();
    assert_eq!(sentences(&diff(&repo, &[])), [format!("避难点改名：{shelter} → 新避难点")]);
    fs::write(&path, &text).unwrap();
    let routes = text.split("\n路线:\n").nth(1).unwrap();
    let route = routes.lines().next().unwrap().trim().trim_end_matches(':');
    let minutes = routes.lines().find_map(|line| line.trim().strip_prefix("分钟: ")).unwrap();
    let told = told_of(&repo, &[(&format!("分钟: {minutes}"), "分钟: 55")]);
    assert_eq!(told, [format!("路线 {route}：用时 {minutes} 分钟 → 55 分钟")]);
    let home = text.lines().find(|l| l.contains("户主: ") && l.contains("用车: ")).unwrap();
    let head = home.split("户主: ").nth(1).unwrap().split(',').next().unwrap();
    let car = home.split("用车: ").nth(1).unwrap().split([',', '}']).next().unwrap();
    let told = told_of(&repo, &[(home, &home.replace(&format!("用车: {car}"), "用车: 担架"))]);
    assert!(
        told.len() == 1 && told[0].contains(head) && told[0].ends_with(&format!("用车 {car} → 担架")),
        "{told:?}"
    );
    let gone = told_of(&repo, &[(&format!("{home}\n"), "")]);
    assert!(gone.iter().any(|t| t.starts_with(&format!("取消转移户 {head}"))), "{gone:?}");
}

#[test]
fn a_change_of_the_town_or_of_a_plan_is_told_once_with_its_villages() {
    let repo = town();
    let town = fs::read_to_string(repo.path().join("town.yaml")).unwrap();
    fs::write(repo.path().join("town.yaml"), town.replacen("0633-0000 9004", "0633-0000 9094", 1)).unwrap();
    let text = diff(&repo, &[]);
    assert_eq!(sentences(&text).len(), 1, "{text}");
    assert!(text.contains("2 个村（东泊村、岭下村）"), "{text}");
    fs::write(repo.path().join("town.yaml"), town).unwrap();
    fs::create_dir_all(repo.path().join("plans")).unwrap();
    repo.workspace.run(&["eject", "plans/typhoon.yaml"]);
    assert!(diff(&repo, &[]).contains("没有变化"), "a copy of a built-in plan changes nothing");
    let path = repo.path().join("plans/typhoon.yaml");
    let plan = fs::read_to_string(&path).unwrap();
    let step = plan.lines().find(|l| l.contains("from: yellow") && !l.contains("until: ")).unwrap();
    let new = plan.replacen("version: 1", "version: 2", 1).replacen(
        step,
        &step.replace("from: yellow", "from: red"),
        1,
    );
    fs::write(&path, new).unwrap();
    let told = sentences(&diff(&repo, &[]));
    assert_eq!(told.iter().filter(|t| t.starts_with("预案 台风：版本 1 → 2")).count(), 1, "{told:?}");
    assert_eq!(
        told.iter().filter(|t| t.starts_with("步骤 台风") && t.ends_with("级别 黄色 → 红色")).count(),
        1,
        "{told:?}"
    );
    assert_eq!(told.len(), 2, "{told:?}");
}

#[test]
fn added_removed_renamed_and_broken_villages_are_named_and_the_others_compared() {
    let repo = town();
    fs::rename(repo.workspace.village("东泊村"), repo.workspace.village("东泊新村")).unwrap();
    repo.workspace.run(&["new", "village", "石门村"]);
    repo.workspace.change("岭下村", "村名: 岭下村", "村名：岭下村");
    repo.commit("改名，新增，写坏");
    let text = compared(&repo, &["HEAD~1..HEAD"], 1);
    for part in [
        "东泊新村（文件原来是 东泊村）",
        "新增的村：石门村",
        "岭下村：HEAD里有错",
        "HEAD:villages/岭下村.yaml:",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    let back = compared(&repo, &["HEAD..HEAD~1"], 1);
    assert!(back.contains("取消的村：石门村") && back.contains("岭下村：HEAD里有错"), "{back}");
    let one = diff(&repo, &["HEAD~1..HEAD", "--village", "石门村"]);
    assert!(one.contains("石门村") && !one.contains("岭下村"), "{one}");
    assert_eq!(code(&repo.workspace.run(&["diff", "HEAD~1..HEAD", "--village", "石们村"])), 2);
    assert_eq!(code(&repo.workspace.run(&["diff", "HEAD~1..HEAD", "--exit-code"])), 1);
}

#[test]
fn markdown_and_json_say_the_same_and_texts_cannot_break_out() {
    let repo = town();
    repo.workspace.change("岭下村", "审定人: ", "审定人: \"<b>@谁*\" # ");
    let commit = repo.commit("审定人");
    let markdown = diff(&repo, &["HEAD~1..HEAD", "--format", "md"]);
    assert!(markdown.starts_with("### HEAD\\~1 → HEAD"), "{markdown}");
    assert!(markdown.contains("&lt;b>&#64;谁\\*"), "{markdown}");
    let json: serde_json::Value =
        serde_json::from_str(&diff(&repo, &["HEAD~1..HEAD", "--format", "json"])).unwrap();
    assert_eq!(json["format"], 1);
    assert_eq!(json["after"]["commit"], commit);
    let village = &json["villages"][0];
    assert_eq!((village["path"].as_str(), village["former_path"].as_str()), (Some("岭下村"), None));
    let change = &village["changes"][0];
    let expected = ["edition", "approved_by", "changed", "<b>@谁*"];
    assert_eq!(["kind", "field", "change", "after"].map(|key| change[key].as_str().unwrap()), expected);
    assert_eq!(
        diff(&repo, &["HEAD~1..HEAD", "--format", "json"]),
        diff(&repo, &["HEAD~1..HEAD", "--format", "json"])
    );
}

#[test]
fn what_cannot_be_compared_is_said_with_a_code() {
    let outside = Workspace::new();
    let output = outside.run(&["diff"]);
    assert!(code(&output) == 2 && said(&output).contains("git-outside"), "{}", said(&output));
    init(outside.path());
    assert!(said(&outside.run(&["diff"])).contains("git-empty"));
    let repo = Repo::new();
    repo.tag("2026年版");
    let unknown = said(&repo.workspace.run(&["diff", "2026版"]));
    assert!(unknown.contains("git-unknown") && unknown.contains("是不是 2026年版"), "{unknown}");
    repo.workspace.change("示例村", "138 0000 0001", "138 0000 0091");
    repo.commit("换电话");
    if !readers::there(&["git"], "comparing in clones, and from where a branch left") {
        return;
    }
    let dir = |clone: &TempDir| clone.path().join("clone").display().to_string();
    let shallow = repo.clone_to(&["--depth", "1"]);
    assert!(said(&repo.workspace.run(&["diff", "HEAD~1", "--dir", &dir(&shallow)])).contains("git-shallow"));
    // A bare clone has no working tree: the last commit is compared with the one before.
    let bare = repo.clone_to(&["--bare"]);
    let output = repo.workspace.run(&["diff", "--dir", &dir(&bare)]);
    assert!(said(&output).contains("HEAD~1..HEAD") && said(&output).contains("示例村"), "{}", said(&output));
    // From where a branch left: what others have done since is not told.
    repo.git(&["checkout", "-q", "-b", "branch", "HEAD~1"]);
    repo.workspace.change("示例村", "村名: 示例村", "村名: 示列村");
    repo.commit("改名");
    let own = diff(&repo, &["main...branch"]);
    assert!(own.contains("示列村") && !own.contains("0091"), "{own}");
    assert!(diff(&repo, &["main..branch"]).contains("0091"));
}
