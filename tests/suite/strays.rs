//! Files that are almost part of the workspace: read, or named with their mend; never silent, never two
//! villages.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::mending::{duoan, said, workspace};

/// Puts a file below a folder.
fn put(dir: &Path, path: &str, text: &[u8]) {
    let full = dir.join(path);
    fs::create_dir_all(full.parent().unwrap()).unwrap();
    fs::write(full, text).unwrap();
}

/// Returns each fault of a check: severity, code, file, hint.
fn faults(dir: &Path, args: &[&str]) -> Vec<[String; 4]> {
    let output = duoan(&[&["check", "--format", "json"], args].concat(), dir, "zh");
    let list: Value = serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{}", said(&output)));
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let row = |f: &Value| [text(&f["severity"]), text(&f["code"]), text(&f["at"]["file"]), text(&f["hint"])];
    // The villages here are the sample's own people under other names.
    list.as_array().unwrap().iter().map(row).filter(|[_, code, ..]| code != "sample-data").collect()
}

fn has(found: &[[String; 4]], severity: &str, code: &str, file: &str, hint: &str) -> bool {
    found.iter().any(|[s, c, f, h]| s == severity && c == code && f == file && h.contains(hint))
}

/// Returns the scaffold's village with another name and code.
fn other(good: &str, name: &str, code: &str) -> String {
    good.replace("示例村", name).replace("379900000001", code)
}

#[test]
fn near_misses_are_named_with_their_mend() {
    let (dir, village) = workspace();
    let good = fs::read_to_string(&village).unwrap();
    let text = other(&good, "石门村", "379900000002");
    let cases: [(&str, &str, &str, &str); 17] = [
        ("villages/石门村.yaml.txt", "error", "file-ending", "石门村.yaml"),
        ("villages/石门村.txt", "error", "file-ending", "石门村.yaml"),
        ("villages/石门村.yml.docx", "error", "file-ending", "石门村.yaml"),
        ("villages/石门村.yaml.yaml", "error", "file-ending", "石门村.yaml"),
        ("villages/东片/石门村.yam", "error", "file-ending", "石门村.yaml"),
        ("villages/示例村(1).yaml", "error", "file-copy", "示例村.yaml"),
        ("villages/示例村 - 副本.yaml", "error", "file-copy", "示例村.yaml"),
        ("villages/示例村 - 副本 (2).yml", "error", "file-copy", "示例村.yaml"),
        ("villages/石门村(1).yaml", "warning", "file-copy-alone", "石门村.yaml"),
        ("villages/~$示例村.yaml", "note", "file-temporary", "关掉"),
        ("villages/示例村.yaml.bak", "note", "file-backup", "删掉"),
        ("石门村.yaml", "error", "file-outside", "villages"),
        ("Villages/石门村.yaml", "error", "file-outside", "villages"),
        ("plans/wasps.yaml.txt", "error", "file-ending", "wasps.yaml"),
        ("plans/wasps.yml", "error", "file-ending", "wasps.yaml"),
        ("county.yml", "error", "file-layer", "county.yaml"),
        ("fonts/songti.woff2", "warning", "file-font", ".otf"),
    ];
    for (path, severity, code, hint) in cases {
        put(dir.path(), path, text.as_bytes());
        let found = faults(dir.path(), &[]);
        assert!(has(&found, severity, code, path, hint), "{path}: {found:?}");
        fs::remove_file(dir.path().join(path)).unwrap();
    }
    assert_eq!(faults(dir.path(), &[]), Vec::<[String; 4]>::new());
    // The town's own file: its name in capitals or another ending, and a copy beside it.
    let town = dir.path().join("town.yaml");
    for (name, code) in [
        ("town.yml", "file-layer"),
        ("Town.yaml", "file-layer"),
        ("town.yaml.txt", "file-layer"),
        ("town(1).yaml", "file-layer"),
    ] {
        fs::rename(&town, dir.path().join(name)).unwrap();
        let found = faults(dir.path(), &[]);
        assert!(has(&found, "error", code, name, "town.yaml"), "{name}: {found:?}");
        fs::rename(dir.path().join(name), &town).unwrap();
    }
    put(dir.path(), "town - 副本.yaml", &fs::read(&town).unwrap());
    let found = faults(dir.path(), &[]);
    assert!(has(&found, "error", "file-copy", "town - 副本.yaml", "town.yaml"), "{found:?}");
}

#[test]
fn endings_in_capitals_and_folders_of_folders_are_read() {
    let (dir, village) = workspace();
    let good = fs::read_to_string(&village).unwrap();
    let names = ["柳树村.YAML", "东片/石门村.yml", "东片/山里/北沟村.yaml"];
    for (at, path) in names.iter().enumerate() {
        let name = Path::new(path).file_stem().unwrap().to_string_lossy().into_owned();
        let text = other(&good, &name, &format!("37990000000{}", at + 2));
        put(dir.path(), &format!("villages/{path}"), text.replacen("类型: 村", "类型: 乡", 1).as_bytes());
    }
    let found = faults(dir.path(), &[]);
    for path in names {
        assert!(has(&found, "error", "unknown-value", &format!("villages/{path}"), ""), "{path}: {found:?}");
    }
    assert_eq!(found.len(), names.len(), "{found:?}");
    // A folder's own layer is inherited and is no village.
    put(dir.path(), "villages/东片/town.yaml", "镇街: 东片镇\n".as_bytes());
    assert_eq!(faults(dir.path(), &[]).len(), names.len());
}

#[test]
fn villages_that_cannot_be_told_apart_are_errors_of_both() {
    let (dir, village) = workspace();
    let good = fs::read_to_string(&village).unwrap();
    let own = "villages/示例村.yaml";
    let cases = [
        // One code, one name, one output: in another ending, in capitals, by another way to the same folder.
        ("villages/石门村.yaml", good.replace("示例村", "石门村"), "village-twice"),
        ("villages/石门村.yaml", good.replace("379900000001", "379900000002"), "village-twice"),
        (
            "villages/石门村.yaml",
            good.replace("379900000001", "379900000002").replacen("村名: 示例村", "村名: \"示例 村\"", 1),
            "village-twice",
        ),
        ("villages/示例村.yml", other(&good, "石门村", "379900000002"), "file-rivals"),
        ("villages/villages/示例村.yaml", other(&good, "石门村", "379900000002"), "file-rivals"),
    ];
    for (path, text, code) in cases {
        put(dir.path(), path, text.as_bytes());
        let found = faults(dir.path(), &[]);
        assert!(
            has(&found, "error", code, own, "") && has(&found, "error", code, path, ""),
            "{path} {code}: {found:?}"
        );
        // Asked for alone, it is refused all the same, and nothing is made.
        let build = duoan(&["build", own, "--only", "wallet-cards"], dir.path(), "zh");
        assert!(
            build.status.code() == Some(1) && !dir.path().join("out/示例村").exists(),
            "{}",
            said(&build)
        );
        fs::remove_file(dir.path().join(path)).unwrap();
    }
    // One folder to the disks of Windows and macOS.
    for (one, same) in [("Gaoshan", "gaoshan"), ("Lücun", "Lu\u{308}cun"), ("石门村", "石门村.")] {
        for (stem, code) in [(one, "379900000002"), (same, "379900000003")] {
            put(
                dir.path(),
                &format!("villages/{stem}.yaml"),
                other(&good, &format!("{code}村"), code).as_bytes(),
            );
        }
        if fs::read_dir(dir.path().join("villages")).unwrap().count() == 3 {
            let found = faults(dir.path(), &[]);
            let rivals = found.iter().filter(|[_, code, ..]| code == "file-rivals").count();
            assert_eq!(rivals, 2, "{one}: {found:?}");
        }
        for stem in [one, same] {
            let _ = fs::remove_file(dir.path().join(format!("villages/{stem}.yaml")));
        }
    }
    // A copy beside a village stops it too, for nobody knows which is the newer.
    put(dir.path(), "villages/示例村(1).yaml", good.as_bytes());
    let build = duoan(&["build", "--only", "wallet-cards"], dir.path(), "zh");
    assert!(build.status.code() == Some(1) && !dir.path().join("out/示例村").exists(), "{}", said(&build));
    assert!(!dir.path().join("out/示例村(1)").exists());
    fs::remove_file(dir.path().join("villages/示例村(1).yaml")).unwrap();
    // Two towns may have villages of one name.
    put(dir.path(), "东镇/town.yaml", "镇街: 东镇\n".as_bytes());
    put(dir.path(), "东镇/villages/示例村.yaml", good.replace("379900000001", "379900000002").as_bytes());
    let found = faults(dir.path(), &[]);
    assert!(found.iter().all(|[_, code, ..]| code != "village-twice" && code != "file-rivals"), "{found:?}");
}

#[test]
fn a_village_is_found_by_its_name() {
    let (dir, village) = workspace();
    let good = fs::read_to_string(&village).unwrap();
    put(
        dir.path(),
        "villages/a7.yaml",
        other(&good, "石门村", "379900000002").replacen("类型: 村", "类型: 乡", 1).as_bytes(),
    );
    let unknown_value =
        |args: &[&str]| has(&faults(dir.path(), args), "error", "unknown-value", "villages/a7.yaml", "");
    assert!(
        unknown_value(&["石门村"])
            && unknown_value(&["a7"])
            && unknown_value(&["a7.yaml"])
            && !unknown_value(&["示例村"])
    );
    for (args, wanted) in [
        (vec!["check", "石门"], "石门村"),
        (vec!["build", "--village", "石门屯"], "石门村"),
        (vec!["trace", "李家村"], "示例村"),
    ] {
        let output = duoan(&args, dir.path(), "zh");
        assert!(
            output.status.code() == Some(2)
                && said(&output).contains("没有“")
                && said(&output).contains(wanted),
            "{}",
            said(&output)
        );
    }
    put(dir.path(), "villages/a7.yaml", other(&good, "石门村", "379900000002").as_bytes());
    assert_eq!(duoan(&["trace", "石门村"], dir.path(), "zh").status.code(), Some(0));
    let build = duoan(&["build", "--village", "石门村", "--only", "wallet-cards"], dir.path(), "zh");
    assert!(build.status.success() && dir.path().join("out/a7").exists(), "{}", said(&build));
}

#[test]
fn what_villages_inherit_is_checked_through_them() {
    let (dir, village) = workspace();
    assert_eq!(faults(dir.path(), &["town.yaml"]), Vec::<[String; 4]>::new());
    let text = fs::read_to_string(&village).unwrap();
    fs::write(&village, text.replacen("类型: 村", "类型: 乡", 1)).unwrap();
    assert!(has(&faults(dir.path(), &["town.yaml"]), "error", "unknown-value", "villages/示例村.yaml", ""));
}

#[test]
fn a_new_village_has_a_name_and_a_code_of_its_own() {
    let (dir, _) = workspace();
    for (name, file) in [
        ("石门村.yaml", "石门村"),
        ("CON", ""),
        ("#x", ""),
        ("李'村", ""),
        ("&a", ""),
        ("北沟·村", "北沟·村"),
        ("柳树村.YML", "柳树村"),
    ] {
        let output = duoan(&["new", "village", name], dir.path(), "zh");
        assert_eq!(output.status.success(), !file.is_empty(), "{name}: {}", said(&output));
        let made: PathBuf = dir.path().join("villages").join(format!("{file}.yaml"));
        assert!(file.is_empty() || made.is_file(), "{name}");
    }
    assert_eq!(
        faults(dir.path(), &[]).iter().filter(|[s, ..]| s == "error").count(),
        0,
        "{:?}",
        faults(dir.path(), &[])
    );
}

#[test]
fn what_is_made_of_a_profile_that_lies_alone_stays() {
    let dir = tempfile::TempDir::new().unwrap();
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/amounts/小沟村.yaml");
    fs::copy(from, dir.path().join("小沟村.yaml")).unwrap();
    for made in ["做 1，", "没变 1）"] {
        let output = duoan(&["build", "小沟村.yaml", "--only", "broadcast", "-o", "纸"], dir.path(), "zh");
        let text = said(&output);
        assert!(output.status.success() && text.contains(made) && !text.contains("file-outside"), "{text}");
        assert!(dir.path().join("纸/小沟村/broadcast.pdf").is_file(), "{made}");
        let listed = fs::read_to_string(dir.path().join("纸/manifest.json")).unwrap();
        assert!(listed.contains("broadcast.pdf"), "{listed}");
    }
}
