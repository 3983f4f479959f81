//! Villages after real published plans of several provinces: each builds without invented data, and what it lacks is a blank.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use duoan::compose::FAMILIES;
use duoan::diag::Diagnostics;
use duoan::model::handbook::Handbook;
use duoan::{pipeline, project};
use tempfile::TempDir;

use crate::commands::{code, said};
use crate::mending::duoan;
use crate::samples::town;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/villages")
}

fn names() -> Vec<String> {
    let files = fs::read_dir(folder()).unwrap().map(|e| e.unwrap().path().file_stem().unwrap().to_string_lossy().into_owned());
    let mut names: Vec<String> = files.collect();
    names.sort();
    names
}

/// All villages built once, with what was said.
fn built() -> &'static (TempDir, String) {
    static BUILT: OnceLock<(TempDir, String)> = OnceLock::new();
    BUILT.get_or_init(|| {
        let out = tempfile::tempdir().unwrap();
        let result = duoan(&["build", ".", "-o", out.path().to_str().unwrap()], &folder(), "zh");
        assert_eq!(code(&result), 0, "{}", said(&result));
        (out, said(&result))
    })
}

/// The words of a printed file, without spaces and line ends.
fn words(village: &str, family: &str) -> String {
    let pdf = built().0.path().join(village).join(format!("{family}.pdf"));
    let out = Command::new("pdftotext").arg(&pdf).arg("-").output().unwrap();
    String::from_utf8(out.stdout).unwrap().split_whitespace().collect()
}

fn book(village: &str) -> Handbook {
    let project = project::open(&[folder().join(format!("{village}.yaml"))]).unwrap();
    let mut diags = Diagnostics::default();
    pipeline::handbook(&project.villages[0], &town().library, &town().press, None, &mut diags).unwrap()
}

#[test]
fn every_village_is_checked_without_error_and_built_whole() {
    let (out, said) = built();
    assert!(!said.contains("错误["), "{said}");
    for village in names() {
        // What a village has nothing for (no geological point, nobody to move) is told by the families themselves.
        let made = fs::read_dir(out.path().join(&village)).unwrap().count();
        let usual = FAMILIES.iter().filter(|family| family.usual).count();
        assert!(made + 2 >= usual, "{village}: {made} of {usual}");
        assert!(said.contains("0 个没做成"), "{said}");
    }
}

#[test]
fn a_stand_in_is_never_named_behind_a_vacant_post() {
    let village = "石盘冲村";
    let (handbook, broadcast) = (words(village, "handbook"), words(village, "broadcast"));
    let book = book(village);
    let vacant: Vec<&str> = book.vacant().map(|role| role.name.as_str()).collect();
    assert!(["应急管理员", "预警员", "村医", "网格员", "救援队"].iter().all(|post| vacant.contains(post)), "{vacant:?}");
    let names = ["唐建国", "周满秀", "刘国祥", "唐桂香", "周细毛"];
    for family in ["handbook", "broadcast", "role-cards", "duty-cards", "site-cards", "household-cards", "wallet-cards", "poster"]
    {
        let text = words(village, family);
        for post in &vacant {
            assert!(names.iter().all(|name| !text.contains(&format!("{post}{name}"))), "{family}: {post}");
        }
    }
    // The deputy does it, as 村主任.
    assert!(broadcast.contains("村主任周满秀马上到水边"), "{broadcast}");
    assert!(handbook.contains("没人担任的岗位") && handbook.contains("预警员村主任周满秀1380000 2102".replace(' ', "").as_str()));
}

#[test]
fn what_nobody_knows_is_a_blank_and_sums_say_what_they_leave_out() {
    let village = "石盘冲村";
    let handbook = words(village, "handbook");
    assert!(handbook.contains("共2户已知4人，1户没填，到一户勾一户"), "{handbook}");
    assert!(handbook.contains("容＿＿人") && !handbook.contains("容人"), "{handbook}");
    assert!(handbook.contains("找队长＿＿＿报到") && handbook.contains("看过没险情，就＿＿＿（“解除”信号）"), "{handbook}");
    assert!(handbook.contains("铜锣＿＿面"), "{handbook}");
    let cards = words(village, "household-cards") + &words(village, "role-cards");
    assert!(cards.contains("＿＿人") && !cards.contains("1户1人"), "{cards}");
    // 510 and 630 people live in danger, and the office seats 300.
    assert!(built().1.contains("村部会来 1139 人，只能容 300 人") && handbook.contains("超839人"), "{}", built().1);
}

#[test]
fn people_hold_one_post_under_their_own_titles() {
    let book = book("石盘冲村");
    let role = |id: &str| book.role(id).unwrap();
    let held = |id: &str| role(id).holders.iter().map(|h| (h.name.as_str(), h.post.as_str())).collect::<Vec<_>>();
    assert_eq!(held("commander"), [("唐建国", "组长")]);
    assert_eq!(held("deputy"), [("周满秀", "村主任"), ("刘国祥", "副书记")]);
    assert_eq!(held("security"), [("刘国祥", "治安员"), ("周细毛", "民兵连长")]);
}
