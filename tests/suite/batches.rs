//! Many villages at once: what is made again and what is not, what a fault leaves standing, and parts that
//! make a whole.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::commands::{Workspace, call, code, counts, said};
use crate::readers;

/// Families that are quick to typeset.
const QUICK: &str = "duty-cards,broadcast";

/// A town of the scaffold's village under so many names.
fn town(villages: &[&str]) -> Workspace {
    let w = Workspace::new();
    villages.iter().for_each(|name| drop(w.run(&["new", "village", name])));
    w
}

/// Every file below a folder but the tool's own, with its bytes.
fn files(dir: &Path) -> BTreeMap<String, Vec<u8>> {
    let walk = |dir: &Path| -> Vec<_> { fs::read_dir(dir).unwrap().map(|e| e.unwrap().path()).collect() };
    let mut found = BTreeMap::new();
    let mut open = vec![dir.to_path_buf()];
    while let Some(next) = open.pop() {
        for path in walk(&next) {
            if path.file_name().unwrap() == ".duoan" {
                continue;
            }
            if path.is_dir() {
                open.push(path);
            } else {
                let name = path.strip_prefix(dir).unwrap().display().to_string().replace('\\', "/");
                found.insert(name, fs::read(&path).unwrap());
            }
        }
    }
    found
}

/// The paths of files that differ.
fn changed(before: &BTreeMap<String, Vec<u8>>, after: &BTreeMap<String, Vec<u8>>) -> BTreeSet<String> {
    let paths = before.keys().chain(after.keys()).filter(|path| *path != "manifest.json");
    paths.filter(|path| before.get(*path) != after.get(*path)).cloned().collect()
}

fn start(w: &Workspace, args: &[&str]) -> Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_duoan"));
    command
        .args(args)
        .args(["--lang", "zh"])
        .current_dir(w.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command.spawn().unwrap()
}

/// Waits until something is so; a minute is ample.
fn wait_for<T>(mut look: impl FnMut() -> Option<T>) -> T {
    let start = Instant::now();
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(start.elapsed() < Duration::from_secs(60), "it never came");
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// Process numbers of the children of a process.
fn children(parent: u32) -> Vec<String> {
    let list = fs::read_to_string(format!("/proc/{parent}/task/{parent}/children")).unwrap_or_default();
    let threads = fs::read_dir(format!("/proc/{parent}/task")).into_iter().flatten().flatten();
    let all = threads.filter_map(|t| fs::read_to_string(t.path().join("children")).ok()).collect::<String>();
    (list + &all).split_whitespace().map(str::to_owned).collect()
}

/// Ends a process as a computer does that is short of memory; whether it was there.
fn kill(process: &str) -> bool {
    readers::shell(&format!("kill -9 {process}")).stderr(Stdio::null()).status().unwrap().success()
}

/// Returns whether processes can be looked at and ended from outside.
fn killable() -> bool {
    let known = Path::new("/proc/self/task").exists();
    if !known {
        readers::skip("builds that are killed (processes are not in /proc here)");
    }
    known && readers::there(&["sh"], "builds that are killed")
}

#[test]
fn a_change_is_typeset_where_it_shows_and_nowhere_else() {
    let w = town(&["石门村", "河口村"]);
    // 河口村 knows no flooding, and calls its own clinic.
    w.change("河口村", "  暴雨内涝:", "  一氧化碳中毒: {可能性: 低}\n  暴雨内涝甲:");
    let path = w.village("河口村");
    let text = fs::read_to_string(&path).unwrap();
    let (head, tail) = text.split_once("  暴雨内涝甲:").unwrap();
    let tail = tail.split_once("\n  房屋火灾:").unwrap().1.replacen(
        "\n  一氧化碳中毒: {可能性: 中, 影响: 高, 户数: 38, 说明: 冬天烧煤炉的38户，独居老人9户}",
        "",
        1,
    );
    fs::write(&path, format!("{head}\n  房屋火灾:{tail}").replace("[暴雨内涝]", "[房屋火灾]")).unwrap();
    let build = ["build", "--only", "handbook,duty-cards,broadcast"];
    let out = w.path().join("out");
    let first = w.run(&build);
    assert_eq!(code(&first), 0, "{}", said(&first));
    let mut before = files(&out);
    let mut step = |what: &str| {
        let run = w.run(&build);
        assert_eq!(code(&run), 0, "{what}: {}", said(&run));
        let after = files(&out);
        let different = changed(&before, &after);
        assert_eq!(counts(&run).0, different.len(), "{what}: typeset what came out the same");
        before = after;
        different
    };
    assert_eq!(step("nothing"), BTreeSet::new());
    w.change("石门村", "档案。下面全部是虚构的样子", "档案。下面全部是编的");
    assert_eq!(step("a comment"), BTreeSet::new());
    let town = w.path().join("town.yaml");
    let text = fs::read_to_string(&town).unwrap();
    fs::write(&town, text.replace("0531-0000 0057", "0531-0000 0097")).unwrap();
    let all: BTreeSet<String> = ["示例村", "石门村", "河口村"].map(|v| format!("{v}/handbook.pdf")).into();
    assert!(step("the town's water works").is_superset(&all));
    w.run(&["eject", "plans/rainstorm.yaml"]);
    assert_eq!(step("a plan's copy that says the same"), BTreeSet::new());
    let plan = w.path().join("plans/rainstorm.yaml");
    let text = fs::read_to_string(&plan).unwrap();
    let act = text.lines().find(|l| l.starts_with("act:")).unwrap();
    fs::write(&plan, text.replace(act, &format!("{act}去"))).unwrap();
    let different = step("a plan");
    assert!(different.iter().all(|path| !path.starts_with("河口村")), "{different:?}");
    assert!(
        different.contains("石门村/handbook.pdf") && different.contains("示例村/handbook.pdf"),
        "{different:?}"
    );
}

#[test]
fn a_worker_that_dies_takes_one_village_with_it() {
    if !killable() {
        return;
    }
    let w = town(&["石门村", "河口村", "上沟村", "下沟村"]);
    let build = start(&w, &["build", "--only", "handbook", "-j", "2"]);
    let victim = wait_for(|| children(build.id()).into_iter().next());
    assert!(kill(&victim));
    let output = build.wait_with_output().unwrap();
    assert_eq!(code(&output), 1, "{}", said(&output));
    assert!(said(&output).contains("worker-died"), "{}", said(&output));
    assert_eq!(
        files(&w.path().join("out")).keys().filter(|path| path.ends_with(".pdf")).count(),
        4,
        "{}",
        said(&output)
    );
    let again = w.run(&["build", "--only", "handbook", "-j", "2"]);
    assert_eq!((code(&again), counts(&again)), (0, (1, 4)), "{}", said(&again));
}

#[test]
fn a_build_that_is_killed_leaves_whole_files_and_the_next_one_completes() {
    if !killable() {
        return;
    }
    let w = town(&["石门村", "河口村"]);
    let build = ["build", "--only", "handbook,duty-cards", "-j", "2"];
    w.run(&build);
    let old = files(&w.path().join("out"));
    w.change("示例村", "138 0000 0001", "138 0000 0091");
    w.change("石门村", "138 0000 0001", "138 0000 0092");
    w.change("河口村", "138 0000 0001", "138 0000 0093");
    let whole = |now: &BTreeMap<String, Vec<u8>>| {
        let pdfs = now.iter().filter(|(path, _)| path.ends_with(".pdf"));
        pdfs.for_each(|(path, bytes)| {
            assert!(bytes.starts_with(b"%PDF") && bytes.trim_ascii_end().ends_with(b"%%EOF"), "{path}");
        });
    };
    for millis in [30, 300, 900] {
        let mut child = start(&w, &build);
        std::thread::sleep(Duration::from_millis(millis));
        let workers = children(child.id());
        child.kill().unwrap();
        child.wait().unwrap();
        workers.iter().for_each(|worker| _ = kill(worker));
        let now = files(&w.path().join("out"));
        whole(&now);
        assert_eq!(
            now.keys().collect::<Vec<_>>(),
            old.keys().collect::<Vec<_>>(),
            "nothing is lost or left over"
        );
    }
    fs::write(w.path().join("out/.duoan/making-all/.duoan-left"), "half").unwrap();
    let run = w.run(&build);
    assert_eq!(code(&run), 0, "{}", said(&run));
    let now = files(&w.path().join("out"));
    assert_eq!(changed(&old, &now).len(), 6);
    let clean = town(&[]);
    for name in ["示例村", "石门村", "河口村"] {
        fs::copy(w.village(name), clean.village(name)).unwrap();
    }
    clean.run(&build);
    assert_eq!(changed(&files(&clean.path().join("out")), &now), BTreeSet::new());
    assert!(!w.path().join("out/.duoan/making-all/.duoan-left").exists());
}

#[test]
fn what_cannot_be_written_is_named_and_the_rest_is_made() {
    let w = town(&["石门村"]);
    let build = ["build", "--only", QUICK];
    // A folder lies where the file belongs, as a file that another program holds.
    fs::create_dir_all(w.path().join("out/石门村/duty-cards.pdf/x")).unwrap();
    let run = w.run(&build);
    assert_eq!(code(&run), 1);
    assert!(said(&run).contains("write-failed") && said(&run).contains("关掉"), "{}", said(&run));
    assert_eq!(counts(&run).0, 3, "{}", said(&run));
    fs::remove_dir_all(w.path().join("out/石门村/duty-cards.pdf")).unwrap();
    let run = w.run(&build);
    assert_eq!((code(&run), counts(&run)), (0, (1, 3)), "{}", said(&run));
    if !cfg!(unix) || !readers::there(&["sh"], "a disk that is full") {
        return;
    }
    // The disk is full: no file may grow beyond 4 KiB.
    let old = files(&w.path().join("out"));
    w.change("石门村", "138 0000 0001", "138 0000 0092");
    let program = env!("CARGO_BIN_EXE_duoan");
    let script = format!("trap '' XFSZ; ulimit -f 8; exec '{program}' build --only {QUICK} --lang zh");
    let run = readers::shell(&script).current_dir(w.path()).output().unwrap();
    assert_eq!(code(&run), 1 + i32::from(said(&run).contains("做不了")), "{}", said(&run));
    assert_eq!(changed(&old, &files(&w.path().join("out"))), BTreeSet::new(), "old files stay");
    let run = w.run(&build);
    assert_eq!(code(&run), 0, "{}", said(&run));
    assert!(counts(&run).0 >= 1);
}

#[test]
fn one_village_that_cannot_be_read_stops_no_other() {
    let w = town(&["石门村", "河口村"]);
    fs::write(w.village("石门村"), [0u8, 159, 146, 150, 0]).unwrap();
    let run = w.run(&["build", "--only", QUICK]);
    assert_eq!(code(&run), 1);
    assert!(said(&run).contains("石门村: 没做成 (not-text)"), "{}", said(&run));
    assert_eq!(counts(&run), (4, 0));
}

#[test]
fn shards_together_are_one_run() {
    let names = ["石门村", "河口村", "上沟村", "下沟村", "东岭村"];
    let w = town(&names);
    w.run(&["build", "--only", QUICK, "-o", "whole"]);
    // All three at once into one folder, the second and third numbered as clusters do.
    let shard = |args: &[&str], vars: &[(&str, &str)]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_duoan"));
        command
            .args(["build", "--only", QUICK, "-o", "parts", "--shard"])
            .args(args)
            .envs(vars.iter().copied());
        command.current_dir(w.path()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
    };
    let mut runs = [
        shard(&["1/3"], &[]),
        shard(&["auto"], &[("JOB_COMPLETION_INDEX", "1"), ("JOB_COMPLETIONS", "3")]),
        shard(&["auto"], &[("CI_NODE_INDEX", "3"), ("CI_NODE_TOTAL", "3")]),
    ];
    runs.iter_mut().for_each(|run| assert!(run.wait().unwrap().success()));
    let part = |i: u32| format!("parts/manifest-{i}-of-3.json");
    let lacking = w.run(&["manifest", "merge", &part(1), &part(3)]);
    assert!(code(&lacking) == 2 && said(&lacking).contains("2/3"), "{}", said(&lacking));
    let merged = w.run(&["manifest", "merge", &part(3), &part(1), &part(2)]);
    assert_eq!(code(&merged), 0, "{}", said(&merged));
    let whole = files(&w.path().join("whole"));
    let mut parts = files(&w.path().join("parts"));
    parts.retain(|path, _| !path.starts_with("manifest-"));
    assert!(whole == parts, "{:?}", changed(&whole, &parts));
    assert_eq!(whole.len(), 1 + 2 * 6);
    // Another village moves no village from one part to another.
    let of = |i: u32| {
        let bytes = fs::read(w.path().join(part(i))).unwrap();
        let manifest: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
        manifest["files"].as_object().unwrap().keys().cloned().collect::<BTreeSet<_>>()
    };
    let before: Vec<_> = (1..=3).map(of).collect();
    w.run(&["new", "village", "西岭村"]);
    (1..=3).for_each(|i| {
        assert_eq!(code(&w.run(&["build", "--only", QUICK, "-o", "parts", "--shard", &format!("{i}/3")])), 0);
    });
    (1..=3).for_each(|i| assert!(of(i).is_superset(&before[i as usize - 1])));
}

#[test]
fn clean_removes_what_was_made_and_nothing_else() {
    let w = town(&["石门村"]);
    w.run(&["build", "--only", QUICK]);
    fs::write(w.path().join("out/石门村/notes.txt"), "mine").unwrap();
    let forget = w.run(&["clean", "--cache"]);
    assert_eq!(code(&forget), 0);
    assert_eq!(counts(&w.run(&["build", "--only", QUICK])), (0, 4), "the manifest still knows the files");
    assert_eq!(code(&w.run(&["clean"])), 0);
    assert_eq!(files(&w.path().join("out")).into_keys().collect::<Vec<_>>(), ["石门村/notes.txt"]);
    // Once more does nothing; where nothing was ever made there is nothing to clean.
    assert_eq!(code(&w.run(&["clean"])), 0);
    assert_eq!(code(&w.run(&["clean", "-o", "villages"])), 2);
    assert_eq!(counts(&w.run(&["build", "--only", QUICK])), (4, 0));
}

#[test]
fn two_builds_at_a_time_into_one_folder_are_one_too_many() {
    let w = town(&["石门村"]);
    let mut first = start(&w, &["build", "-j", "1"]);
    wait_for(|| w.path().join("out/.duoan/making-all/lock").exists().then_some(()));
    let second = w.run(&["build", "-j", "1"]);
    assert!(code(&second) == 2 || first.try_wait().unwrap().is_some(), "{}", said(&second));
    assert!(first.wait().unwrap().success());
}

#[test]
fn other_programs_get_the_summary_as_json() {
    let w = town(&["石门村"]);
    w.change("石门村", "村名: 石门村", "村名：石门村");
    let run = w.run(&["build", "--only", QUICK, "--json"]);
    let summary: serde_json::Value = serde_json::from_slice(&run.stdout).unwrap();
    assert_eq!(summary["total"]["villages"], 2);
    assert_eq!((&summary["total"]["failed"], &summary["total"]["made"]), (&1.into(), &2.into()));
    let failed = summary["villages"].as_array().unwrap().iter().find(|v| v["failed"] == true).unwrap();
    assert_eq!(failed["village"], "石门村");
    assert_eq!(failed["faults"][0]["severity"], "error");
    w.own();
    let quiet = w.run(&["build", "--only", QUICK, "--quiet", "--village", "示例村"]);
    assert_eq!((code(&quiet), said(&quiet).as_str()), (0, ""));
}

/// Runs a command of the documentation with `duoan` on the PATH, in a folder.
fn documented(command: &[String], vars: &[(String, String)], dir: &Path) {
    let output = call(command, vars, dir);
    assert!(output.status.success(), "{command:?}: {}", said(&output));
}

/// Moves what is in a folder into another, as artifacts are laid together.
fn collect(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let there = to.join(entry.file_name());
        match entry.file_type().unwrap().is_dir() {
            true => collect(&entry.path(), &there),
            false => fs::rename(entry.path(), there).unwrap(),
        }
    }
    fs::remove_dir(from).unwrap();
}

fn example(name: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/scale").join(name)).unwrap()
}

#[test]
fn the_examples_for_clusters_build_what_one_run_builds() {
    if !readers::there(&["sh"], "the examples of docs/scale") {
        return;
    }
    let w = town(&["石门村", "河口村"]);
    w.run(&["build", "-o", "whole"]);
    let whole = files(&w.path().join("whole"));
    let same = |dir: &str, what: &str| {
        let mut parts = files(&w.path().join(dir));
        parts.retain(|path, _| !path.starts_with("manifest-"));
        assert!(whole == parts, "{what}: {:?}", changed(&whole, &parts));
    };
    let pair = |key: &str, value: &str| (key.to_owned(), value.to_owned());
    let words = |value: &serde_json::Value| -> Vec<String> {
        value.as_array().unwrap().iter().map(|word| word.as_str().unwrap().to_owned()).collect()
    };

    // Kubernetes: the commands of the containers, with the workspace where the volume is.
    let documents = example("kubernetes.yaml");
    let jobs: Vec<serde_json::Value> =
        documents.split("\n---\n").map(|text| serde_yaml::from_str(text).unwrap()).collect();
    let here = |word: &String| word.replace("/villages", &w.path().display().to_string());
    let container = |job: &serde_json::Value| job["spec"]["template"]["spec"]["containers"][0].clone();
    let (build, merge) = (container(&jobs[0]), container(&jobs[1]));
    let count = jobs[0]["spec"]["completions"].as_u64().unwrap();
    assert_eq!(build["env"][0]["value"], count.to_string());
    for index in 0..count {
        let vars =
            [pair("JOB_COMPLETION_INDEX", &index.to_string()), pair("JOB_COMPLETIONS", &count.to_string())];
        documented(&words(&build["command"]).iter().map(here).collect::<Vec<_>>(), &vars, w.path());
    }
    documented(&words(&merge["command"]).iter().map(here).collect::<Vec<_>>(), &[], w.path());
    same("out", "Kubernetes");
    fs::remove_dir_all(w.path().join("out")).unwrap();

    // Slurm: the script, as the scheduler calls it.
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/scale/slurm.sh").display().to_string();
    let call = |rest: &[&str]| {
        ["sh", &script, "."].iter().chain(rest).map(|word| (*word).to_owned()).collect::<Vec<_>>()
    };
    assert!(example("slurm.sh").contains("--array=0-7"));
    for id in 0..8 {
        let vars = [
            pair("SLURM_ARRAY_TASK_ID", &id.to_string()),
            pair("SLURM_ARRAY_TASK_MIN", "0"),
            pair("SLURM_ARRAY_TASK_COUNT", "8"),
        ];
        documented(&call(&[]), &vars, w.path());
    }
    documented(&call(&["merge"]), &[], w.path());
    same("out", "Slurm");
    fs::remove_dir_all(w.path().join("out")).unwrap();

    // GitHub: each machine has a folder of its own; artifacts are laid into one.
    let workflow: serde_json::Value = serde_yaml::from_str(&example("github.yml")).unwrap();
    let run = |job: &str| {
        let steps = workflow["jobs"][job]["steps"].as_array().unwrap().iter();
        steps.filter_map(|s| s["run"].as_str()).find(|run| run.starts_with("duoan")).unwrap().to_owned()
    };
    for part in workflow["jobs"]["part"]["strategy"]["matrix"]["part"].as_array().unwrap() {
        let command = run("part").replace("${{ matrix.part }}", &part.to_string());
        documented(&["sh".into(), "-c".into(), command], &[], w.path());
        collect(&w.path().join("out"), &w.path().join("artifacts/out"));
    }
    documented(&["sh".into(), "-c".into(), run("whole")], &[], &w.path().join("artifacts"));
    same("artifacts/out", "GitHub");
}

#[test]
fn a_list_that_cannot_be_written_hides_nothing_of_what_was_made() {
    let w = Workspace::new();
    fs::create_dir_all(w.path().join("out/manifest.json")).unwrap();
    let run = w.run(&["build", "--only", "broadcast", "--format", "txt"]);
    let text = said(&run);
    assert_eq!(code(&run), 1, "{text}");
    assert!(text.contains("write-failed") && text.contains("manifest.json：是文件夹"), "{text}");
    assert!(text.contains("1 个村，0 个没做成"), "what was made is said: {text}");
    assert!(w.path().join("out/示例村/broadcast.txt").is_file());
    fs::remove_dir(w.path().join("out/manifest.json")).unwrap();
    // Somebody else's file of that name stays.
    fs::write(w.path().join("out/manifest.json"), "{\"name\": \"一个网页\"}").unwrap();
    let run = w.run(&["build", "--only", "broadcast", "--format", "txt"]);
    assert!(code(&run) == 1 && said(&run).contains("不是本程序写的清单"), "{}", said(&run));
    assert!(fs::read_to_string(w.path().join("out/manifest.json")).unwrap().contains("网页"));
    fs::remove_file(w.path().join("out/manifest.json")).unwrap();
    let again = w.run(&["build", "--only", "broadcast", "--format", "txt"]);
    assert_eq!((code(&again), counts(&again).0), (0, 0), "{}", said(&again));
}

#[test]
fn what_is_forgotten_is_still_ours_when_its_village_goes() {
    let w = town(&["石门村"]);
    let build = ["build", "--only", "broadcast", "--format", "txt"];
    assert_eq!(code(&w.run(&build)), 0);
    // The village goes, and what was known goes before the next build has seen it.
    fs::remove_file(w.village("石门村")).unwrap();
    assert_eq!(code(&w.run(&["clean", "--cache"])), 0);
    assert!(w.path().join("out/石门村/broadcast.txt").is_file(), "files are kept");
    assert_eq!(code(&w.run(&build)), 0);
    assert!(!w.path().join("out/石门村").exists(), "but not those of a village that is no more");
    // What somebody has changed is his.
    fs::write(w.path().join("out/示例村/broadcast.txt"), "mine").unwrap();
    w.run(&["clean", "--cache"]);
    w.run(&["clean"]);
    assert!(w.path().join("out/示例村/broadcast.txt").is_file());
}

#[test]
fn whatever_writes_takes_its_turn_and_what_is_needed_at_night_waits_for_none() {
    let repo = crate::repos::Repo::new();
    let w = &repo.workspace;
    w.change("示例村", "138 0000 0001", "138 0000 0091");
    repo.commit("换号");
    assert_eq!(code(&w.run(&["build", "--only", "broadcast", "--format", "txt"])), 0);
    let writers: [&[&str]; 6] = [
        &["report", "--format", "csv"],
        &["export"],
        &["town"],
        &["reprint", "HEAD~1", "--format", "csv"],
        &["clean", "--cache"],
        &["manifest", "merge", "out/manifest.json"],
    ];
    let held = duoan::disk::Held::take(&w.path().join("out"), None).unwrap();
    for args in writers {
        let run = w.run(args);
        assert!(code(&run) == 2 && said(&run).contains("output-busy"), "{args:?}: {}", said(&run));
    }
    // A list that goes elsewhere is in nobody's way.
    let run = w.run(&["reprint", "HEAD~1", "--format", "csv", "--list", "list.csv"]);
    assert_eq!(code(&run), 0, "{}", said(&run));
    for format in ["text", "json", "pdf"] {
        let run = w.run(&["now", "暴雨内涝", "橙色", "--format", format]);
        assert_eq!(code(&run), 0, "{format}: {}", said(&run));
    }
    let sheet = |w: &Workspace| {
        let names = fs::read_dir(w.path().join("out")).unwrap().map(|e| e.unwrap().file_name());
        names.map(|name| name.to_string_lossy().into_owned()).find(|name| name.contains("今晚"))
    };
    assert!(sheet(w).is_some());
    drop(held);
    for args in writers {
        let run = w.run(args);
        assert_eq!(code(&run), 0, "{args:?}: {}", said(&run));
    }
    // Files of the workspace are changed in turn too.
    w.change("示例村", "村名: ", "村名：");
    let turn = duoan::disk::Turn::at(w.path()).unwrap();
    let others: [&[&str]; 4] = [
        &["check", "--fix"],
        &["new", "village", "石门村"],
        &["eject", "plans/gas.yaml"],
        &["printer", "村委", "--hole", "F6"],
    ];
    for args in others {
        let run = w.run(args);
        assert!(code(&run) == 2 && said(&run).contains("output-busy"), "{args:?}: {}", said(&run));
    }
    assert!(fs::read_to_string(w.village("示例村")).unwrap().contains("村名："), "nothing is touched");
    drop(turn);
    for args in others {
        let run = w.run(args);
        assert!(!said(&run).contains("output-busy"), "{args:?}: {}", said(&run));
    }
    assert!(fs::read_to_string(w.village("示例村")).unwrap().contains("村名: "));
}

#[test]
fn at_night_there_is_a_list_even_where_none_can_be_written() {
    let w = Workspace::new();
    fs::write(w.path().join("out"), "no folder").unwrap();
    let run = w.run(&["now", "暴雨内涝", "橙色", "--format", "pdf"]);
    let text = said(&run);
    assert_eq!(code(&run), 2, "{text}");
    assert!(text.contains("先打电话") && text.contains("138 0000"), "{text}");
    assert_eq!(fs::read(w.path().join("out")).unwrap(), b"no folder");
}
