//! The program as its users meet it: the real binary, a workspace of its own, exit codes, files on disk.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use assert_cmd::Command;
use tempfile::TempDir;

use crate::readers;

pub fn duoan(args: &[&str], dir: &Path) -> Output {
    Command::cargo_bin("duoan").unwrap().args(args).args(["--lang", "zh"]).current_dir(dir).output().unwrap()
}

/// Runs any program as the docs have it, with `duoan` on the PATH.
pub fn call(command: &[String], vars: &[(String, String)], dir: &Path) -> Output {
    let program = Path::new(env!("CARGO_BIN_EXE_duoan")).parent().unwrap();
    let others = std::env::var_os("PATH").unwrap_or_default();
    let path =
        std::env::join_paths(std::iter::once(program.to_owned()).chain(std::env::split_paths(&others)))
            .unwrap();
    let mut run =
        std::process::Command::new(readers::find(&command[0]).unwrap_or_else(|| command[0].clone().into()));
    run.args(&command[1..]).env("PATH", path).envs(vars.iter().cloned()).current_dir(dir);
    run.output().unwrap()
}

pub fn code(output: &Output) -> i32 {
    output.status.code().unwrap()
}

pub fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned() + &String::from_utf8_lossy(&output.stdout)
}

/// A fresh workspace with the scaffold's village.
pub struct Workspace {
    dir: TempDir,
}

impl Workspace {
    pub fn new() -> Self {
        let dir = TempDir::new().unwrap();
        let made = duoan(&["new", "town", "."], dir.path());
        assert_eq!(code(&made), 0, "{}", said(&made));
        Self { dir }
    }

    /// Two villages of the example town, in a folder of their own.
    pub fn of_examples() -> Self {
        let dir = TempDir::new().unwrap();
        let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/hailing");
        fs::create_dir(dir.path().join("villages")).unwrap();
        for name in ["duoan.yaml", "county.yaml", "town.yaml", "villages/岭下村.yaml", "villages/东泊村.yaml"]
        {
            fs::copy(from.join(name), dir.path().join(name)).unwrap();
        }
        Self { dir }
    }

    pub fn path(&self) -> &Path {
        self.dir.path()
    }

    pub fn village(&self, name: &str) -> PathBuf {
        self.path().join("villages").join(format!("{name}.yaml"))
    }

    pub fn change(&self, name: &str, from: &str, to: &str) {
        let path = self.village(name);
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains(from), "{from} is not in {name}");
        fs::write(&path, text.replacen(from, to, 1)).unwrap();
    }

    /// Makes the scaffold somebody's own, so that nothing is to be said of it.
    pub fn own(&self) {
        for path in [self.village("示例村"), self.path().join("town.yaml")] {
            fs::write(&path, owned(&fs::read_to_string(&path).unwrap())).unwrap();
        }
    }

    pub fn run(&self, args: &[&str]) -> Output {
        duoan(args, self.path())
    }

    pub fn pdf(&self, village: &str, family: &str) -> Vec<u8> {
        fs::read(self.path().join("out").join(village).join(format!("{family}.pdf"))).unwrap()
    }

    pub fn manifest(&self) -> serde_json::Value {
        serde_json::from_slice(&fs::read(self.path().join("out/manifest.json")).unwrap()).unwrap()
    }
}

/// Returns a file of the scaffold as somebody's own: no number and no name of the sample is left.
pub fn owned(text: &str) -> String {
    text.replace("138 0000 0", "138 0000 7").replace("0531-0000 ", "0531-7000 ").replace("示例", "石桥")
}

/// Returns how many documents were made anew and how many kept, from the summary.
pub fn counts(output: &Output) -> (usize, usize) {
    let text = said(output);
    let sum = |word: &str| {
        text.split(word)
            .skip(1)
            .filter_map(|rest| rest.split_whitespace().next()?.parse::<usize>().ok())
            .sum::<usize>()
    };
    (sum("新做"), sum("沿用"))
}

#[test]
fn a_new_town_checks_clean_and_builds_at_once_in_either_spelling() {
    for keys in ["zh", "en"] {
        let dir = TempDir::new().unwrap();
        assert_eq!(code(&duoan(&["new", "town", ".", "--keys", keys], dir.path())), 0);
        assert_eq!(code(&duoan(&["new", "village", "石门村", "--keys", keys], dir.path())), 0);
        let check = duoan(&["check", "--format", "short"], dir.path());
        let found = String::from_utf8_lossy(&check.stdout).into_owned();
        assert_eq!(code(&check), 0, "{}", said(&check));
        assert!(
            found.lines().count() == 2 && found.lines().all(|line| line.contains("sample-data")),
            "{found}"
        );
        let build = duoan(&["build"], dir.path());
        assert_eq!(code(&build), 0, "{}", said(&build));
        for file in ["示例村/handbook.pdf", "石门村/duty-cards.pdf"] {
            assert!(fs::read(dir.path().join("out").join(file)).unwrap().starts_with(b"%PDF-"), "{file}");
        }
        let again = duoan(&["new", "village", "石门村"], dir.path());
        assert_eq!(code(&again), 2, "an existing village is never overwritten");
    }
}

#[test]
fn the_shortest_village_builds_says_what_comes_next_and_is_marked_until_its_sample_is_gone() {
    for keys in ["zh", "en"] {
        let dir = TempDir::new().unwrap();
        assert_eq!(code(&duoan(&["new", "town", ".", "--keys", keys], dir.path())), 0);
        fs::remove_file(dir.path().join("villages/示例村.yaml")).unwrap();
        assert_eq!(code(&duoan(&["new", "village", "石门村", "--short", "--keys", keys], dir.path())), 0);
        let file = dir.path().join("villages/石门村.yaml");
        assert!(fs::read_to_string(&file).unwrap().lines().count() <= 25);
        let check = duoan(&["check"], dir.path());
        assert!(code(&check) == 0 && said(&check).contains("接着填：转移对象"), "{}", said(&check));
        let text = || {
            let build = duoan(
                &["build", "--only", "household-cards,wallet-cards,handbook", "--format", "txt"],
                dir.path(),
            );
            assert_eq!(code(&build), 0, "{}", said(&build));
            fs::read_to_string(dir.path().join("out/石门村/handbook.txt")).unwrap()
        };
        assert!(text().contains("样例"));
        for path in [file, dir.path().join("town.yaml")] {
            fs::write(&path, owned(&fs::read_to_string(&path).unwrap())).unwrap();
        }
        assert!(!text().contains("样例"));
        assert!(!said(&duoan(&["check"], dir.path())).contains("sample-data"));
    }
}

#[test]
fn a_broken_village_stops_no_other_and_keeps_its_old_files() {
    let w = Workspace::new();
    assert_eq!(code(&w.run(&["new", "village", "石门村"])), 0);
    assert_eq!(code(&w.run(&["build", "--only", "role-cards"])), 0);
    let old = w.pdf("石门村", "role-cards");
    w.change("石门村", "村名: 石门村", "村名：石门村");
    w.change("示例村", "138 0000 0001", "138 0000 0091");
    let build = w.run(&["build", "--only", "role-cards"]);
    assert_eq!(code(&build), 1);
    assert!(said(&build).contains("中文冒号"), "{}", said(&build));
    assert_eq!(counts(&build), (1, 0));
    assert_eq!(w.pdf("石门村", "role-cards"), old);
    assert!(w.manifest()["files"]["石门村/role-cards.pdf"].is_object());
}

#[test]
fn nothing_changed_typesets_nothing_and_one_phone_only_what_shows_it() {
    let w = Workspace::new();
    let build = ["build", "--only", "all", "--format", "pdf,txt"];
    let (all, kept) = counts(&w.run(&build));
    assert!(all > 10 && kept == 0);
    let manifest = w.manifest();
    assert_eq!(counts(&w.run(&build)), (0, all));
    assert_eq!(w.manifest(), manifest);
    // Two files each: the preparer is printed in the handbook and its booklet alone.
    w.change("示例村", "编制人:", "编制人: 新来的文书 # 旧:");
    assert_eq!(counts(&w.run(&build)), (4, all - 4));
    let shows = |phone: &str| -> Vec<String> {
        let files = w.manifest()["files"].as_object().unwrap().keys().cloned().collect::<Vec<_>>();
        let text = |path: &String| fs::read_to_string(w.path().join("out").join(path)).unwrap();
        // Scripts to read aloud write it 138，0000，0001.
        let digits = |text: String| text.replace(['\u{a0}', ' ', '，'], "");
        files
            .into_iter()
            .filter(|path| path.ends_with(".txt") && digits(text(path)).contains(phone))
            .collect()
    };
    let showing = shows("13800000001");
    assert!(!showing.is_empty() && 2 * showing.len() < all);
    w.change("示例村", "138 0000 0001", "138 0000 0091");
    assert_eq!(counts(&w.run(&build)), (2 * showing.len(), all - 2 * showing.len()), "{showing:?}");
    assert_eq!(shows("13800000091"), showing);
    assert_eq!(counts(&w.run(&["build", "--only", "duty-cards", "--force"])), (1, 0));
}

#[test]
fn a_spoilt_cache_or_output_is_slow_and_never_wrong() {
    let w = Workspace::new();
    w.run(&["build", "--only", "duty-cards"]);
    let good = w.pdf("示例村", "duty-cards");
    let file = w.path().join("out/示例村/duty-cards.pdf");
    for spoil in [&b""[..], b"not a pdf", &good[..good.len() / 2]] {
        fs::write(&file, spoil).unwrap();
        assert_eq!(counts(&w.run(&["build", "--only", "duty-cards"])), (1, 0));
        assert_eq!(w.pdf("示例村", "duty-cards"), good);
    }
    let own = w.path().join("out/.duoan/villages/示例村.json");
    let manifest = fs::read_to_string(w.path().join("out/manifest.json")).unwrap();
    for spoil in ["", "{", "[]", "{\"format\":99,\"files\":{}}", "{\"format\":1,\"run\":{}}"] {
        // What the record forgets the manifest still knows.
        fs::write(&own, spoil).unwrap();
        assert_eq!(counts(&w.run(&["build", "--only", "duty-cards"])), (0, 1));
        fs::write(&own, spoil).unwrap();
        fs::write(w.path().join("out/manifest.json"), spoil).unwrap();
        assert_eq!(counts(&w.run(&["build", "--only", "duty-cards"])), (1, 0));
        assert_eq!(w.pdf("示例村", "duty-cards"), good);
        assert_eq!(fs::read_to_string(w.path().join("out/manifest.json")).unwrap(), manifest);
    }
    // A record that is another village's, or of another program: never taken for this one's.
    w.run(&["new", "village", "石门村"]);
    w.run(&["build", "--only", "duty-cards"]);
    let other = w.pdf("石门村", "duty-cards");
    fs::copy(&own, w.path().join("out/.duoan/villages/石门村.json")).unwrap();
    w.run(&["build", "--only", "duty-cards"]);
    assert!(w.pdf("石门村", "duty-cards") == other && w.pdf("示例村", "duty-cards") == good);
}

#[test]
fn the_same_input_gives_the_same_bytes_on_any_number_of_threads() {
    let w = Workspace::new();
    w.run(&["new", "village", "石门村"]);
    w.run(&["build", "--only", "handbook,role-cards", "-j", "1", "-o", "one"]);
    w.run(&["build", "--only", "handbook,role-cards", "-j", "2", "-o", "two"]);
    for file in ["示例村/handbook.pdf", "示例村/role-cards.pdf", "石门村/handbook.pdf", "manifest.json"]
    {
        let read = |dir: &str| fs::read(w.path().join(dir).join(file)).unwrap();
        assert!(read("one") == read("two"), "{file} differs");
    }
}

#[test]
fn files_of_a_removed_village_go_and_those_of_others_stay() {
    let w = Workspace::new();
    w.run(&["new", "village", "石门村"]);
    w.run(&["build", "--only", "duty-cards"]);
    fs::write(w.path().join("out/石门村/notes.txt"), "mine").unwrap();
    fs::remove_file(w.village("石门村")).unwrap();
    assert_eq!(code(&w.run(&["build"])), 0);
    assert!(!w.path().join("out/石门村/duty-cards.pdf").exists());
    assert!(w.path().join("out/石门村/notes.txt").exists(), "only files that the tool made are removed");
    assert!(w.path().join("out/示例村/duty-cards.pdf").exists());
}

#[test]
fn windows_encodings_and_line_ends_give_the_same_paper() {
    let w = Workspace::new();
    w.run(&["build", "--only", "role-cards"]);
    let good = w.pdf("示例村", "role-cards");
    let text = fs::read_to_string(w.village("示例村")).unwrap();
    let utf16: Vec<u8> =
        [0xFF, 0xFE].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let variants = [
        format!("\u{feff}{text}").into_bytes(),
        text.replace('\n', "\r\n").into_bytes(),
        utf16,
        encoding_rs::GB18030.encode(&text).0.into_owned(),
    ];
    for bytes in variants {
        fs::write(w.village("示例村"), bytes).unwrap();
        assert_eq!(code(&w.run(&["build", "--only", "role-cards", "--force"])), 0);
        assert!(w.pdf("示例村", "role-cards") == good);
    }
}

#[test]
fn slips_are_met_by_name_with_line_and_mend() {
    let w = Workspace::new();
    let good = fs::read_to_string(w.village("示例村")).unwrap();
    let slips = [
        ("村名: ", "村名：", "fullwidth-colon"),
        ("村名: ", "村名:", "colon-without-space"),
        ("\n  号: ", "\n\t号: ", "indent-tab"),
        ("\n  号: ", "\n\u{3000}号: ", "indent-wide-space"),
        ("村名: ", "村民: ", "unknown-key"),
        ("村名: ", "村名: 甲村\n村名: ", "duplicate-key"),
        ("村名: ", "name: 甲村\n村名: ", "duplicate-key"),
        ("村名: 示例村", "村名: &a 示例村", "yaml-anchor"),
        ("村名: 示例村", "村名: !!str 示例村", "yaml-tag"),
        ("村名: 示例村", "村名: 示例村 #1组", "comment-swallows"),
        ("村名: 示例村", "村名: \"示例\\u202E村\"", "hidden-character"),
        ("村名: 示例村", "村名: [示例村]", "want-scalar"),
        ("类型: 村", "类型: 乡", "unknown-value"),
        ("房屋火灾:", "房屋失火灾:", "unknown-name"),
        ("138 0000 0001", "138 0000 001", "phone-format"),
        ("村名: 示例村", "村名: \"示例\u{E0FF}村\"", "missing-glyph"),
    ];
    for (from, to, code_name) in slips {
        assert!(good.contains(from), "{from}");
        fs::write(w.village("示例村"), good.replacen(from, to, 1)).unwrap();
        let output = w.run(&["check", "--format", "short", "--strict"]);
        let line = said(&output);
        let hit = line
            .lines()
            .find(|l| l.contains(&format!("[{code_name}]")))
            .unwrap_or_else(|| panic!("{code_name}: {line}"));
        assert_eq!(code(&output), 1);
        let place = hit.split(": ").next().unwrap();
        let wrong_line =
            good.lines().take_while(|l| !format!("{l}\n").contains(from.trim_start_matches('\n'))).count()
                + 1;
        let found: usize = place.rsplit(':').nth(1).unwrap().parse().unwrap();
        assert!(found.abs_diff(wrong_line) <= 1, "{code_name}: {hit} is not at line {wrong_line}");
    }
}

#[test]
fn clear_figures_and_dates_are_taken_with_a_warning() {
    let w = Workspace::new();
    let good = fs::read_to_string(w.village("示例村")).unwrap();
    let households = good.lines().find(|l| l.trim_start().starts_with("户数: ")).unwrap().to_owned();
    let figure = households.split(": ").nth(1).unwrap().split_whitespace().next().unwrap().to_owned();
    fs::write(
        w.village("示例村"),
        good.replacen(&format!("户数: {figure}"), &format!("户数: {figure}户"), 1),
    )
    .unwrap();
    let output = w.run(&["check", "--format", "json"]);
    let faults: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(
        (code(&output), faults[0]["code"].as_str(), faults[0]["mend"].as_str()),
        (0, Some("number-with-words"), Some(figure.as_str()))
    );
    assert_eq!(code(&w.run(&["check", "--strict"])), 1);
}

#[test]
fn several_faults_are_reported_in_one_run_and_folded_over_villages() {
    let w = Workspace::new();
    w.run(&["new", "village", "石门村"]);
    let town = fs::read_to_string(w.path().join("town.yaml")).unwrap();
    fs::write(w.path().join("town.yaml"), town.replacen("类别: 镇值班", "类别: 镇值守", 1)).unwrap();
    w.change("石门村", "138 0000 0001", "138 0000 001");
    w.change("石门村", "类型: 村", "类型: 乡");
    let human = said(&w.run(&["check"]));
    assert!(human.contains("还有 1 个村"), "{human}");
    let short = said(&w.run(&["check", "--format", "short"]));
    for code_name in ["unknown-value", "phone-format"] {
        assert!(short.contains(code_name), "{short}");
    }
}

#[test]
fn a_fact_that_the_profile_lacks_is_a_blank_unless_something_is_decided_by_it() {
    let w = Workspace::new();
    fs::create_dir_all(w.path().join("plans")).unwrap();
    assert_eq!(code(&w.run(&["eject", "plans/carbon-monoxide.yaml"])), 0);
    let path = w.path().join("plans/carbon-monoxide.yaml");
    let text = fs::read_to_string(&path).unwrap();
    let at = text.find("summary: ").unwrap();
    let line_end = at + text[at..].find('\n').unwrap();
    let with = |words: &str| {
        fs::write(&path, format!("{}summary: \"{words}\"{}", &text[..at], &text[line_end..])).unwrap();
    };
    with("看{{ place.mine.name }}");
    let output = w.run(&["check", "--format", "short"]);
    assert_eq!(code(&output), 0, "{}", said(&output));
    assert!(said(&output).contains("blank-left") && said(&output).contains("采空区"), "{}", said(&output));
    with("{% if hazard.people > 3 %}看{% endif %}");
    let output = w.run(&["check", "--format", "short"]);
    let line = text[..at].lines().count() + 1;
    assert!(said(&output).contains(&format!("plans/carbon-monoxide.yaml:{line}:")), "{}", said(&output));
    assert!(
        said(&output).contains("missing-fact") && said(&output).contains("hazard.people"),
        "{}",
        said(&output)
    );
    assert_eq!(code(&output), 1);
}

#[test]
fn a_town_adds_a_hazard_with_one_file() {
    let w = Workspace::new();
    fs::create_dir_all(w.path().join("plans")).unwrap();
    let own = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("plans/gas.yaml")).unwrap();
    let own = own.replacen("id: gas", "id: biogas", 1).replacen("order: ", "order: 9", 1).replacen(
        "name: ",
        "name: 沼气池事故 # ",
        1,
    );
    let aliases = own.lines().find(|l| l.starts_with("aliases:")).unwrap().to_owned();
    let short = own.lines().find(|l| l.starts_with("short:")).unwrap().to_owned();
    fs::write(
        w.path().join("plans/biogas.yaml"),
        own.replacen(&aliases, "aliases: []", 1).replacen(&short, "short: 沼气", 1),
    )
    .unwrap();
    w.change("示例村", "灾害:\n", "灾害:\n  沼气池事故: {可能性: 低}\n");
    let list = w.run(&["plans", "list"]);
    assert!(said(&list).contains("沼气池事故"), "{}", said(&list));
    let build = w.run(&["build", "--only", "role-cards"]);
    assert_eq!(code(&build), 0, "{}", said(&build));
    let trace = w.run(&["trace", "示例村"]);
    assert!(said(&trace).contains("plans/biogas.yaml:"), "{}", said(&trace));
}

#[test]
fn a_workspace_layout_wins_over_the_built_in_one() {
    let w = Workspace::new();
    assert_eq!(code(&w.run(&["eject", "templates/card-role.typ"])), 0);
    assert_eq!(code(&w.run(&["eject", "templates/card-role.typ"])), 2, "never overwrites");
    fs::write(
        w.path().join("templates/card-role.typ"),
        "#let data = json(\"/data.json\")\n自己的版式 #data.title\n#oops\n",
    )
    .unwrap();
    let build = w.run(&["build", "--only", "role-cards"]);
    assert_eq!(code(&build), 1);
    assert!(said(&build).contains("card-role.typ 第 3 行"), "{}", said(&build));
}

#[test]
fn a_workspace_font_takes_the_place_of_the_built_in_one() {
    let w = Workspace::new();
    w.run(&["build", "--only", "role-cards"]);
    let sans = w.pdf("示例村", "role-cards");
    fs::create_dir_all(w.path().join("fonts")).unwrap();
    let medium = Path::new(env!("CARGO_MANIFEST_DIR")).join("fonts/DuoanSans-Medium.otf");
    fs::copy(medium, w.path().join("fonts/DuoanSans-Regular.otf")).unwrap();
    assert_eq!(
        counts(&w.run(&["build", "--only", "role-cards"])),
        (1, 0),
        "a changed font is a changed input"
    );
    assert!(w.pdf("示例村", "role-cards") != sans);
}

#[test]
fn what_cannot_run_says_so_with_exit_code_two() {
    let w = Workspace::new();
    for args in [
        &["build", "nowhere"][..],
        &["build", "--village", "示列村"],
        &["build", "--only", "posters"],
        &["explain", "phone-fromat"],
        &["plans", "show", "山红"],
    ] {
        let output = w.run(args);
        assert_eq!(code(&output), 2, "{args:?}: {}", said(&output));
    }
    assert!(said(&w.run(&["build", "--village", "示列村"])).contains("示例村"));
    assert!(said(&w.run(&["explain", "phone-fromat"])).contains("phone-format"));
}

#[test]
fn the_committed_schema_is_the_programs_own() {
    for (kind, file) in
        [("profile", "docs/schema/profile.schema.json"), ("plan", "docs/schema/plan.schema.json")]
    {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
        let now = duoan(&["schema", kind], Path::new(".")).stdout;
        if std::env::var_os("DUOAN_UPDATE").is_some() {
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(&path, &now).unwrap();
        }
        let kept = fs::read_to_string(&path).unwrap_or_default();
        assert!(kept == String::from_utf8_lossy(&now), "{file} differs; run the tests with DUOAN_UPDATE=1");
    }
}

/// Returns the file that a made file's first line names as its schema.
fn schema_of(file: &Path) -> PathBuf {
    let text = fs::read_to_string(file).unwrap();
    let line =
        text.lines().next().and_then(|line| line.strip_prefix("# yaml-language-server: $schema=")).unwrap();
    file.parent().unwrap().join(line)
}

#[test]
fn files_that_new_makes_name_a_schema_that_lies_in_the_workspace() {
    let w = Workspace::new();
    w.run(&["new", "village", "石门村", "--keys", "en"]);
    // A folder of its own below the top, as a county has for each of its towns.
    fs::create_dir(w.path().join("石门镇")).unwrap();
    w.run(&["new", "village", "石门村", "--dir", "石门镇"]);
    let files = ["town.yaml", "villages/示例村.yaml", "villages/石门村.yaml", "石门镇/villages/石门村.yaml"];
    for file in files {
        let schema = schema_of(&w.path().join(file));
        assert_eq!(
            schema.canonicalize().unwrap(),
            w.path().canonicalize().unwrap().join(".duoan/profile.schema.json"),
            "{file}"
        );
    }
    let schema = w.path().join(".duoan/profile.schema.json");
    assert!(fs::read(&schema).unwrap() == w.run(&["schema", "profile"]).stdout);
    fs::write(&schema, "{}").unwrap();
    let refreshed = w.run(&["schema", "--write", ".duoan"]);
    assert_eq!(
        String::from_utf8_lossy(&refreshed.stdout),
        ".duoan/profile.schema.json\n.duoan/plan.schema.json\n"
    );
    assert!(fs::read(&schema).unwrap() == w.run(&["schema", "profile"]).stdout);
}

#[test]
fn the_built_in_plans_pass_their_linter() {
    let output = duoan(&["plans", "lint", ".", "--format", "short"], TempDir::new().unwrap().path());
    assert_eq!((code(&output), String::from_utf8_lossy(&output.stdout).as_ref()), (0, ""));
}

#[test]
fn the_example_plan_of_the_manual_passes_the_linter() {
    let dir = TempDir::new().unwrap();
    fs::create_dir(dir.path().join("plans")).unwrap();
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/examples/wasps.yaml");
    fs::copy(example, dir.path().join("plans/wasps.yaml")).unwrap();
    let output = duoan(&["plans", "lint", ".", "--format", "short"], dir.path());
    assert_eq!((code(&output), String::from_utf8_lossy(&output.stdout).as_ref()), (0, ""));
}

#[test]
fn trace_is_text_and_json_and_knows_cards() {
    let w = Workspace::new();
    let json = w.run(&["trace", "示例村", "--json"]);
    let trace: serde_json::Value = serde_json::from_slice(&json.stdout).unwrap();
    assert!(trace["steps"].as_array().unwrap().iter().all(|s| s["at"]["line"].as_u64().unwrap() > 0));
    w.run(&["build", "--only", "role-cards"]);
    let card =
        w.manifest()["files"]["示例村/role-cards.pdf"]["cards"][0]["number"].as_str().unwrap().to_owned();
    let text = said(&w.run(&["trace", "示例村", &card]));
    let lines =
        |text: &str| text.lines().filter(|l| l.starts_with("builtin:plans/") && l.contains("  ")).count();
    let whole = said(&w.run(&["trace", "示例村"]));
    assert!(lines(&text) > 0 && lines(&text) < lines(&whole) / 2, "{text}");
    // A number can be searched for as people write it.
    assert!(whole.contains("0531-0000 0051") && !whole.contains('\u{a0}'), "{whole}");
}

#[test]
fn completions_and_help_come_out() {
    let w = Workspace::new();
    for shell in ["bash", "zsh", "fish", "powershell"] {
        assert!(!w.run(&["completions", shell]).stdout.is_empty());
    }
    let help = String::from_utf8(Command::cargo_bin("duoan").unwrap().arg("--help").output().unwrap().stdout)
        .unwrap();
    for command in ["new", "check", "build", "plans", "trace", "eject", "schema", "explain", "completions"] {
        assert!(help.contains(command), "{command}");
    }
}
