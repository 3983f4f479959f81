//! What the paper says of its own past: the draft mark, the date, the revision record.

use std::fs;

use crate::commands::{call, code, duoan, said};
use crate::readers;
use crate::repos::{Repo, town};

/// Builds one family of the first village and returns the data of its documents' text.
fn printed(repo: &Repo, args: &[&str]) -> String {
    printed_as(repo, "handbook", args)
}

fn printed_as(repo: &Repo, book: &str, args: &[&str]) -> String {
    let output = repo
        .workspace
        .run(&[&["build", "--only", "handbook,wallet-cards", "--format", "txt"], args].concat());
    assert_eq!(code(&output), 0, "{}", said(&output));
    let text =
        |family: &str| fs::read_to_string(repo.path().join(format!("out/岭下村/{family}.txt"))).unwrap();
    text(book) + &text("wallet-cards")
}

/// The record as it is printed: from its first heads to the part that follows its last, for it goes over pages.
fn record(text: &str) -> String {
    let heads = "谁批的";
    let start = text.find(heads).unwrap() + heads.len();
    let last = text.rfind(heads).unwrap();
    let end = ["还没定的", "发出去的本子", "多案合一合掉了多少"]
        .iter()
        .filter_map(|next| text[last..].find(next))
        .min()
        .unwrap();
    text[start..last + end].split_whitespace().collect()
}

fn one_village() -> Repo {
    let repo = town();
    fs::remove_file(repo.workspace.village("东泊村")).unwrap();
    repo.commit("只留一村");
    repo
}

#[test]
fn what_is_not_committed_is_printed_as_a_draft_unless_final() {
    let repo = one_village();
    assert!(!printed(&repo, &[]).contains("草稿"));
    // Line ends are git's business.
    let path = repo.workspace.village("岭下村");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.replace('\n', "\r\n")).unwrap();
    assert!(!printed(&repo, &[]).contains("草稿"));
    fs::write(&path, &text).unwrap();
    let marks = |text: &str| text.matches("草稿").count();
    for change in ["villages/岭下村.yaml", "town.yaml"] {
        let kept = fs::read_to_string(repo.path().join(change)).unwrap();
        fs::write(repo.path().join(change), format!("{kept}\n# 一句话\n")).unwrap();
        let draft = printed(&repo, &[]);
        // On the cover, on every page, on every card.
        assert!(marks(&draft) > 40 && draft.contains("没有审定"), "{change}: {}", marks(&draft));
        let output = repo.workspace.run(&["build", "--only", "handbook"]);
        assert!(said(&output).contains("没提交的改动"), "{}", said(&output));
        assert_eq!(marks(&printed(&repo, &["--final"])), 0);
        fs::write(repo.path().join(change), kept).unwrap();
    }
    fs::write(repo.path().join("county.yaml"), "").unwrap();
    assert!(marks(&printed(&repo, &[])) > 40, "a layer that differs");
    repo.commit("县里");
    assert_eq!(marks(&printed(&repo, &[])), 0);
}

#[test]
fn a_date_that_the_profile_lacks_is_that_of_the_last_change_of_what_is_printed() {
    let repo = one_village();
    let dated = |repo: &Repo| {
        let text = fs::read_to_string(repo.workspace.village("岭下村")).unwrap();
        let undated: String = text
            .lines()
            .filter(|l| !l.trim().starts_with("审定: ") && !l.trim().starts_with("施行: "))
            .map(|l| format!("{l}\n"))
            .collect();
        fs::write(repo.workspace.village("岭下村"), undated).unwrap();
    };
    assert!(printed(&repo, &[]).contains("2026-06-01"), "the edition's own date");
    dated(&repo);
    repo.day.set(10);
    repo.commit("不写日期");
    let first = printed(&repo, &[]);
    assert!(first.contains("2026-05-11") && !first.contains("2026-06-01"), "{}", &first[..400]);
    // A comment and an unrelated file change nothing that is printed.
    repo.workspace.change("岭下村", "村名: 岭下村", "# 一句话\n村名: 岭下村");
    fs::write(repo.path().join("说明.txt"), "无关").unwrap();
    repo.commit("只动写法");
    assert_eq!(first, printed(&repo, &[]));
    repo.workspace.change("岭下村", "容量: 120", "容量: 110");
    repo.commit("容量");
    assert!(printed(&repo, &[]).contains("2026-05-13"));
    // The check code has the day too.
    let manifest = repo.workspace.manifest().to_string();
    assert!(manifest.contains("-260513-V3-"), "{}", &manifest[..600]);
}

#[test]
fn the_revision_record_is_made_from_history_and_the_villages_own_notes() {
    let repo = one_village();
    let own = record(&printed(&repo, &[]));
    assert!(own.contains("把防汛、地灾、防火三本预案并成一本") && !own.contains("第一次编成"), "{own}");
    repo.workspace.change("岭下村", "容量: 120", "容量: 110");
    repo.commit("改容量\n\n批准人：王镇长");
    repo.workspace.change("岭下村", "村名: 岭下村", "# 写法\n村名: 岭下村");
    repo.commit("只动写法");
    repo.workspace.change("岭下村", "分钟: 17", "分钟: 20");
    repo.commit("路远了");
    let told = record(&printed(&repo, &[]));
    let rows = ["避难点村小学：容量120人→110人王镇长", "路线北沟路：用时17分钟→20分钟"];
    rows.iter().for_each(|row| assert!(told.contains(row), "{row}: {told}"));
    assert!(told.matches("2026-05-").count() == 3 && told.contains("三本预案并成一本"), "{told}");
    // A note written by hand stands for the commit that brought it.
    repo.workspace.change(
        "岭下村",
        "    - {日期: 2026-05-27,",
        "    - {日期: 2026-05-06, 内容: 村小学修好了}\n    - {日期: 2026-05-27,",
    );
    repo.workspace.change("岭下村", "容量: 110", "容量: 140");
    repo.commit("修好了\n\nApproved-by: 李站长 <li@example.org>");
    let noted = record(&printed(&repo, &[]));
    assert!(noted.contains("2026-05-06村小学修好了李站长") && !noted.contains("140"), "{noted}");
    // Never more than the last twelve, however long the history; in the carried book the last five. What the
    // village wrote down stays.
    for minutes in 21..36 {
        repo.workspace.change("岭下村", &format!("分钟: {}", minutes - 1), &format!("分钟: {minutes}"));
        repo.commit("路");
    }
    for (book, args, most) in [("handbook", &[][..], 8), ("handbook-file", &["--audience", "file"][..], 12)] {
        let long = record(&printed_as(&repo, book, args));
        assert!(long.contains("用时34分钟→35分钟") && !long.contains("用时17分钟→20分钟"), "{long}");
        // The foot of a page between them has the edition's day too.
        let days = ["2025-", "2026-"].map(|year| long.matches(year).count()).iter().sum::<usize>();
        assert_eq!(days - long.matches("起用").count(), most, "{book}: {long}");
        assert!(
            long.contains("把防汛、地灾、防火三本预案并成一本") && long.contains("村小学修好了"),
            "written by hand: {long}"
        );
    }
}

#[test]
fn an_edition_that_no_longer_fits_is_said_and_nobody_approves_what_he_never_saw() {
    let repo = Repo::new();
    let build = ["build", "--only", "handbook", "--format", "json"];
    assert!(!said(&repo.workspace.run(&build)).contains("edition-outgrown"));
    repo.workspace.change("示例村", "138 0000 0001", "138 0000 0091");
    repo.commit("换号");
    let run = said(&repo.workspace.run(&build));
    assert!(run.contains("edition-outgrown") && !run.contains("138 0000 0091"), "{run}");
    let book: serde_json::Value =
        serde_json::from_slice(&fs::read(repo.path().join("out/示例村/handbook.json")).unwrap()).unwrap();
    let rows = book["provenance"]["revisions"].as_array().unwrap();
    let automatic: Vec<_> = rows.iter().filter(|row| row["change"] != "第一次编制").collect();
    assert!(
        !automatic.is_empty()
            && automatic.iter().all(|row| row["approved_by"].as_str().unwrap_or_default().is_empty()),
        "{rows:?}"
    );
    repo.workspace.change("示例村", "号: 1 ", "号: 2 ");
    repo.workspace.change("示例村", "施行: 2026-06-01", "施行: 2026-06-09");
    repo.commit("第四版");
    assert!(!said(&repo.workspace.run(&build)).contains("edition-outgrown"));
}

#[test]
fn a_shallow_clone_says_that_its_record_is_cut_short() {
    if !readers::there(&["git"], "the record of a shallow clone") {
        return;
    }
    let repo = one_village();
    repo.workspace.change("岭下村", "容量: 120", "容量: 110");
    repo.commit("容量");
    let clone = repo.clone_to(&["--depth", "1"]);
    let output = duoan(&["build", "--only", "wallet-cards"], &clone.path().join("clone"));
    assert!(code(&output) == 0 && said(&output).contains("这份克隆不全"), "{}", said(&output));
    let list = duoan(&["reprint"], &clone.path().join("clone"));
    assert!(said(&list).contains("这份克隆不全"), "{}", said(&list));
    assert!(!said(&repo.workspace.run(&["build", "--only", "wallet-cards"])).contains("这份克隆不全"));
}

/// How the hook's tests commit: everything, or what is staged.
const COMMIT: [&str; 2] = [
    "git add -A && git -c user.name=周文书 -c user.email=zhou@example.org commit -q -m 改",
    "git -c user.name=周文书 -c user.email=zhou@example.org commit -q -m 改",
];

/// What is about to be committed counts; and a plan that goes is a change of every village.
fn staged(repo: &Repo, run: &dyn Fn(&str) -> std::process::Output) {
    let docs = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/git");
    let [commit, staged] = COMMIT;
    // What is staged counts, not what lies in the folder: a fault that is not added, then one that is added and
    // mended in the folder alone.
    let good = fs::read_to_string(repo.workspace.village("岭下村")).unwrap();
    let bad = good.replacen("村名: ", "村名：", 1);
    repo.workspace.change("岭下村", "容量: 110", "容量: 111");
    repo.git(&["add", "-A"]);
    fs::write(repo.workspace.village("岭下村"), &bad).unwrap();
    let passed = run(staged);
    assert!(passed.status.success(), "{}", said(&passed));
    repo.git(&["add", "-A"]);
    fs::write(repo.workspace.village("岭下村"), &good).unwrap();
    let refused = run(staged);
    assert!(!refused.status.success() && said(&refused).contains("岭下村.yaml:"), "{}", said(&refused));
    repo.git(&["add", "-A"]);
    // A plan that goes is a change of every village.
    fs::create_dir_all(repo.path().join("plans")).unwrap();
    fs::copy(docs.join("../examples/wasps.yaml"), repo.path().join("plans/wasps.yaml")).unwrap();
    repo.workspace.change("岭下村", "\n灾害:\n", "\n灾害:\n  马蜂蜇人: {可能性: 低, 影响: 中}\n");
    let passed = run(commit);
    assert!(passed.status.success(), "{}", said(&passed));
    repo.git(&["rm", "-q", "--cached", "plans/wasps.yaml"]);
    assert!(!run(staged).status.success());
    fs::remove_dir_all(repo.path().join("plans")).unwrap();
    fs::write(repo.workspace.village("岭下村"), &good).unwrap();
    let passed = run(commit);
    assert!(passed.status.success(), "{}", said(&passed));
    assert!(
        fs::read_dir(repo.path().join(".git"))
            .unwrap()
            .all(|entry| { !entry.unwrap().file_name().to_string_lossy().starts_with("duoan.") })
    );
}

#[test]
fn the_hook_and_the_workflow_of_the_docs_work() {
    if !readers::there(&["git", "sh", "xargs", "tr"], "the hook and the workflow of docs/git") {
        return;
    }
    let repo = town();
    let docs = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/git");
    let hook = repo.path().join(".git/hooks/pre-commit");
    fs::create_dir_all(hook.parent().unwrap()).unwrap();
    fs::copy(docs.join("pre-commit"), &hook).unwrap();
    let run = |words: &str| {
        let words: Vec<String> = ["sh", "-c", words].map(str::to_owned).to_vec();
        let vars = [("GITHUB_STEP_SUMMARY", "summary.md"), ("LANG", "zh_CN.UTF-8"), ("LC_ALL", "")];
        call(&words, &vars.map(|(name, value)| (name.to_owned(), value.to_owned())), repo.path())
    };
    let [commit, _] = COMMIT;
    repo.git(&["checkout", "-q", "-b", "work"]);
    // A village with a space in its name, and a fault.
    fs::copy(repo.workspace.village("东泊村"), repo.path().join("villages/东 泊.yaml")).unwrap();
    fs::remove_file(repo.workspace.village("东泊村")).unwrap();
    repo.workspace.change("东 泊", "村名: 东泊村", "村名：东泊村");
    let refused = run(commit);
    assert!(
        !refused.status.success() && said(&refused).contains("villages/东 泊.yaml:"),
        "{}",
        said(&refused)
    );
    repo.workspace.change("东 泊", "村名：东泊村", "村名: 东泊村");
    repo.workspace.change("岭下村", "容量: 120", "容量: 110");
    let passed = run(commit);
    assert!(passed.status.success(), "{}", said(&passed));
    // A fault of the town is found though no village is touched.
    let town = repo.path().join("town.yaml");
    let text = fs::read_to_string(&town).unwrap();
    fs::write(&town, text.replacen("镇街: ", "镇街：", 1)).unwrap();
    assert!(!run(commit).status.success());
    fs::write(&town, &text).unwrap();
    repo.git(&["add", "-A"]);
    staged(&repo, &run);

    let workflow: serde_json::Value =
        serde_yaml::from_str(&fs::read_to_string(docs.join("github.yml")).unwrap()).unwrap();
    let steps = |job: &str| -> Vec<String> {
        let steps = workflow["jobs"][job]["steps"].as_array().unwrap().iter();
        steps
            .filter_map(|step| step["run"].as_str())
            .filter(|run| run.starts_with("duoan"))
            .map(str::to_owned)
            .collect()
    };
    for step in steps("check") {
        let output = run(&step.replace("origin/${{ github.base_ref }}", "main"));
        assert!(output.status.success(), "{step}: {}", said(&output));
    }
    let summary = fs::read_to_string(repo.path().join("summary.md")).unwrap();
    assert!(summary.contains("村小学：容量 120 人 → 110 人") && summary.contains("东 泊"), "{summary}");
    for step in steps("build") {
        let step = step
            .replace("${{ github.event.before }}", "main")
            .replace("duoan build", "duoan build --only wallet-cards");
        let output = run(&step);
        assert!(output.status.success(), "{step}: {}", said(&output));
    }
    assert!(repo.path().join("out/reprint.pdf").is_file() && repo.path().join("out/manifest.json").is_file());
}
