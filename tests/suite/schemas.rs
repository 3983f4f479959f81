//! The committed schemas, judged by a validator that is not ours: every sample fits them, every broken
//! fixture does not.

use std::fs;
use std::path::{Path, PathBuf};

use boon::{Compiler, SchemaIndex, Schemas};
use serde_json::Value;
use tempfile::TempDir;

use crate::mending::duoan;

/// A committed schema, compiled.
struct Judge {
    schemas: Schemas,
    schema: SchemaIndex,
}

impl Judge {
    fn of(kind: &str) -> Self {
        let file = root().join(format!("docs/schema/{kind}.schema.json"));
        let (mut schemas, mut compiler) = (Schemas::new(), Compiler::new());
        compiler.enable_format_assertions();
        let text: Value = serde_json::from_str(&fs::read_to_string(&file).unwrap()).unwrap();
        compiler.add_resource("schema.json", text).unwrap();
        let schema = compiler.compile("schema.json", &mut schemas).unwrap();
        Self { schemas, schema }
    }

    /// Returns what the validator says against a text; `None` if it fits.
    fn against(&self, text: &str) -> Option<String> {
        let value: Value = serde_yaml::from_str(text).map_err(|e| e.to_string()).unwrap();
        self.schemas.validate(&value, self.schema).err().map(|e| e.to_string())
    }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Returns the YAML files of a folder, sorted.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    found.retain(|path| path.extension().is_some_and(|e| e == "yaml"));
    found.sort();
    found
}

fn assert_fits(judge: &Judge, path: &Path) {
    let said = judge.against(&fs::read_to_string(path).unwrap());
    assert!(said.is_none(), "{}: {}", path.display(), said.unwrap_or_default());
}

#[test]
fn the_example_town_and_the_good_fixture_fit() {
    let judge = Judge::of("profile");
    let town = root().join("examples/hailing");
    let villages = files(&town.join("villages"));
    assert!(villages.len() >= 7);
    let others = [town.join("county.yaml"), town.join("town.yaml"), root().join("tests/faults/good.yaml")];
    others.iter().chain(&villages).for_each(|path| assert_fits(&judge, path));
}

#[test]
fn files_that_new_makes_fit() {
    let judge = Judge::of("profile");
    for keys in ["zh", "en"] {
        let dir = TempDir::new().unwrap();
        assert!(duoan(&["new", "town", ".", "--keys", keys], dir.path(), "zh").status.success());
        assert_fits(&judge, &dir.path().join("town.yaml"));
        assert_fits(&judge, &dir.path().join("villages/示例村.yaml"));
    }
}

#[test]
fn every_plan_fits() {
    let judge = Judge::of("plan");
    let mut plans = files(&root().join("plans"));
    plans.retain(|path| !duoan::load::SHARED.contains(&path.file_stem().unwrap().to_str().unwrap()));
    assert!(plans.len() >= 49);
    plans.extend(files(&root().join("docs/examples")));
    plans.iter().for_each(|path| assert_fits(&judge, path));
}

#[test]
fn fixtures_that_break_a_rule_on_content_are_still_written_well() {
    let judge = Judge::of("profile");
    files(&root().join("tests/faults")).iter().for_each(|path| assert_fits(&judge, path));
}

#[test]
fn what_is_written_wrongly_does_not_fit() {
    let judge = Judge::of("profile");
    let wrong = [
        "村名字: 岭下村\n",
        "村名：岭下村\n",
        "类型: 城\n",
        "概况: {户数: 三百}\n",
        "概况: {户数: -3}\n",
        "概况: [户数]\n",
        "人员: [张三]\n",
        "人员: {张三: {电话: {手机: 1}}}\n",
        "人员: {张三: {手机: 138 0000 0001}}\n",
        "版本: {施行: 六月一日}\n",
        "风险点: {北沟: {坐标: [36.4]}}\n",
        "转移对象: {户主: 甲}\n",
        "预警阈值: {暴雨预警信号: {紫色: {阈值: 3小时50毫米}}}\n",
    ];
    for text in wrong {
        assert!(judge.against(text).is_some(), "{text}");
    }
    let judge = Judge::of("plan");
    let wasps = fs::read_to_string(root().join("docs/examples/wasps.yaml")).unwrap();
    for (from, to) in [("\nid:", "\nidd:"), ("\norder: ", "\norder: 第"), ("\nsteps:", "\nstep:")] {
        assert!(wasps.contains(from), "{from}");
        assert!(judge.against(&wasps.replacen(from, to, 1)).is_some(), "{to}");
    }
}

#[test]
fn what_programs_are_given_fits_its_schema() {
    let w = crate::commands::Workspace::new();
    w.run(&["new", "village", "坏村"]);
    w.run(&["new", "village", "石门村"]);
    fs::write(w.village("坏村"), "村名: [").unwrap();
    w.change("石门村", "村名: 石门村", "村名：石门村");
    let fits = |kind: &str, bytes: &[u8]| -> Value {
        let text = String::from_utf8(bytes.to_vec()).unwrap();
        let said = Judge::of(kind).against(&text);
        assert!(said.is_none(), "{kind}: {}", said.unwrap_or_default());
        serde_json::from_str(&text).unwrap()
    };
    let build = fits("build", &w.run(&["build", "--only", "broadcast,household-cards", "--json"]).stdout);
    assert!(
        build["villages"].as_array().unwrap().iter().any(|v| v["faults"][0]["at"]["line"].as_u64().is_some()),
        "{build}"
    );
    fits("trace", &w.run(&["trace", "示例村", "--json"]).stdout);
    // What could not be made is told to programs too.
    for (kind, args) in [("trace", &["trace", "坏村", "--json"]), ("build", &["build", "没有村", "--json"])]
    {
        let refused = fits(kind, &w.run(args).stdout);
        assert!(refused["error"]["code"].is_string(), "{args:?}: {refused}");
    }
    let town = w.path().join("town.yaml");
    let text = fs::read_to_string(&town).unwrap();
    fs::write(&town, text + "镇: {村名册: [{村名: 没有村, 编码: \"379900000009\"}]}\n").unwrap();
    let report = w.run(&["report", "--today", "2027-06-10", "--format", "json"]);
    assert_eq!(crate::commands::code(&report), 0, "{}", crate::commands::said(&report));
    let report = fits("report", &fs::read(w.path().join("out/report.json")).unwrap());
    assert!(report["todo"].as_array().unwrap().len() > 5, "{report}");
    fits("manifest", &fs::read(w.path().join("out/manifest.json")).unwrap());
    fits("check", &w.run(&["check", "--format", "json"]).stdout);
    // The schemas can say no.
    assert!(Judge::of("build").against("{\"out\": 1}").is_some());
}

#[test]
fn what_programs_are_told_of_the_past_fits_its_schema() {
    let repo = crate::repos::Repo::new();
    let w = &repo.workspace;
    let fits = |kind: &str, run: &std::process::Output| -> Value {
        let text = String::from_utf8(run.stdout.clone()).unwrap();
        let said = Judge::of(kind).against(&text);
        assert!(said.is_none(), "{kind}: {} {text}", said.unwrap_or_default());
        serde_json::from_str(&text).unwrap()
    };
    w.run(&["build", "--only", "wallet-cards", "-q"]);
    let manifest = w.manifest();
    let printed =
        manifest["files"]["示例村/wallet-cards.pdf"]["cards"][0]["code"].as_str().unwrap().to_owned();
    w.run(&["new", "village", "石门村"]);
    w.run(&["new", "village", "坏村"]);
    repo.commit("两个村");
    w.change("示例村", "138 0000 0001", "138 0000 0091");
    fs::remove_file(w.village("石门村")).unwrap();
    w.change("坏村", "138 0000 0001", "138 0000 01");
    repo.commit("换号");
    let json = ["--format", "json"];
    let diff = fits("diff", &w.run(&[&["diff", "HEAD~1"], &json[..]].concat()));
    assert!(!diff["villages"][0]["changes"].as_array().unwrap().is_empty(), "{diff}");
    assert!(
        diff["unreadable"][0]["fault"]["at"]["line"].as_u64().is_some() && diff["complete"] == false,
        "{diff}"
    );
    let reprint = fits("reprint", &w.run(&[&["reprint", "HEAD~1"], &json[..]].concat()));
    let bad = reprint["villages"].as_array().unwrap().iter().find(|v| v["fault"]["at"]["line"].is_u64());
    assert!(bad.is_some() && reprint["complete"] == false, "{reprint}");
    fits("reprint", &w.run(&[&["reprint"], &json[..]].concat()));
    let verify = w.run(&[&["verify", &printed, "DA1-x"], &json[..]].concat());
    let verify = fits("verify", &verify);
    assert_eq!(verify["results"].as_array().unwrap().len(), 2, "{verify}");
    let from_first = fits("diff", &w.run(&[&["diff", "HEAD~2..HEAD"], &json[..]].concat()));
    assert!(!from_first["added"].as_array().unwrap().is_empty(), "{from_first}");
    // What could not be done at all is told in the same way by all of them.
    for (kind, args) in [("diff", &["diff", "nowhere"][..]), ("reprint", &["reprint", "nowhere"])] {
        let refused = fits(kind, &w.run(&[args, &json[..]].concat()));
        assert!(refused["error"]["code"].is_string(), "{refused}");
    }
    fits("check", &w.run(&[&["check"], &json[..]].concat()));
    for kind in ["check", "diff", "reprint", "verify"] {
        assert!(Judge::of(kind).against("{\"format\": 1}").is_some(), "{kind}");
    }
}
