//! Faults of structure: a merge left undecided, a line or a block that stands too deep or not deep enough, a
//! key misspelt above many others. The cause is said once, at its line, and nothing that follows from it.

use std::sync::Arc;

use duoan::check::{self, Context};
use duoan::diag::{Diagnostics, Place, Severity};
use duoan::load;
use duoan::model::profile::Profile;
use duoan::source::SourceFile;

use crate::commands::{Workspace, code, said};
use crate::samples::{folder, town};

/// Returns what is wrong with a text, line by line, as `check` says it, and the profile that is read in spite
/// of it.
fn faults(text: &str) -> (Vec<String>, Option<Profile>) {
    read(&SourceFile::from_text("village.yaml", text))
}

fn read(file: &Arc<SourceFile>) -> (Vec<String>, Option<Profile>) {
    let mut diags = Diagnostics::default();
    let loaded =
        load::layer(file, &town().library.words, &mut diags).and_then(|layer| load::village([layer]));
    if let Some(loaded) = &loaded {
        let (profile, tree, layers) = (&loaded.profile, &loaded.tree, &loaded.layers[..]);
        let plans = &town().library.set;
        check::profile(
            &Context { profile, tree, layers, plans, pictures: &[], today: None, dated: true },
            &mut diags,
        );
    }
    let line = |at: &Place| at.line_column().0;
    let said = diags.into_sorted().into_iter().filter(|f| f.severity == Severity::Error);
    (
        said.map(|f| format!("{} {}", f.code, f.at.as_ref().map_or(0, line))).collect(),
        loaded.map(|l| l.profile),
    )
}

/// Returns a village of the example town that has no fault, and the line (from 1) at which a text begins in
/// it.
fn village() -> String {
    let path = folder().join("villages/岭下村.yaml");
    std::fs::read_to_string(path).unwrap().replace("\r\n", "\n")
}

fn line_of(text: &str, wanted: &str) -> usize {
    let at = text.find(wanted).unwrap_or_else(|| panic!("{wanted}"));
    text[..at].matches('\n').count() + 1
}

/// Returns the line of a block's key at the start of a line.
fn head(text: &str, key: &str) -> usize {
    line_of(&format!("\n{text}"), &format!("\n{key}:"))
}

/// Returns the lines of a text with some of them moved by so many spaces.
fn moved(text: &str, lines: std::ops::RangeInclusive<usize>, by: isize) -> String {
    let indent = |line: &str| match by {
        0.. => " ".repeat(by.unsigned_abs()) + line,
        _ => line.get(by.unsigned_abs()..).unwrap_or_default().to_owned(),
    };
    let lines = text
        .lines()
        .enumerate()
        .map(|(at, line)| if lines.contains(&(at + 1)) { indent(line) } else { line.to_owned() });
    lines.collect::<Vec<_>>().join("\n") + "\n"
}

#[test]
fn a_misspelt_block_is_one_fault() {
    let good = village();
    for (key, slip) in [
        ("人员", "人员名单"),
        ("避难点", "避难点们"),
        ("路线", "路线图"),
        ("风险点", "风险点位"),
        ("岗位", "岗位表"),
    ] {
        let text = good.replace(&format!("\n{key}:"), &format!("\n{slip}:"));
        assert_ne!(text, good, "{key}");
        assert_eq!(faults(&text).0, [format!("unknown-key {}", head(&good, key))], "{slip}");
    }
}

#[test]
fn a_block_that_stands_too_deep_is_one_fault_and_is_read() {
    let good = village();
    let whole = faults(&good).1;
    for key in ["路线", "物资", "演练", "外部电话", "避难点", "转移对象"] {
        let line = head(&good, key);
        let said = faults(&moved(&good, line..=line, 2));
        let fit = [[format!("block-deep {line}")], [format!("indent-off {line}")]];
        assert!(fit.iter().any(|fit| *fit == *said.0), "{key}: {:?}", said.0);
        if let Some(profile) = said.1 {
            assert_eq!(Some(profile), whole, "{key}");
        }
    }
}

#[test]
fn a_line_that_is_not_deep_enough_is_named_and_not_the_next() {
    let good = "村名: 甲村\n灾害:\n  山洪: {可能性: 高}\n避难点:\n  小学:\n    容量: 80\n    钥匙: 门卫\n    地点: 村东\n  谷场: {容量: 60}\n";
    assert!(faults(good).0.is_empty(), "{:?}", faults(good).0);
    for (old, new, said) in [
        ("    容量: 80", "  容量: 80", "indent-off 6"),
        ("    钥匙: 门卫", "钥匙: 门卫", "indent-off 7"),
        ("    地点: 村东", "地点: 村东", "indent-off 8"),
        ("  小学:", "小学:", "indent-off 5"),
        ("  谷场: {", "谷场: {", "block-shallow 9"),
        ("  谷场: {", "    谷场: {", "unknown-key 9"),
        ("  山洪: {", "山洪: {", "block-shallow 3"),
        ("避难点:", "  避难点:", "block-deep 4"),
    ] {
        let text = good.replace(old, new);
        assert_eq!(faults(&text).0, [said], "{text}");
    }
}

#[test]
fn two_versions_in_one_file_are_named_by_their_lines_and_nothing_else_is() {
    let good = village();
    let line = head(&good, "人员") + 1;
    let with = |mark: &[&str]| {
        let mut lines: Vec<&str> = good.lines().collect();
        mark.iter().rev().for_each(|mark| lines.insert(line, mark));
        lines.join("\n")
    };
    for marks in [
        &[
            "<<<<<<< HEAD",
            "  甲: {电话: 138 0000 0001}",
            "=======",
            "  甲: {电话: 138 0000 0002}",
            ">>>>>>> 二组改",
        ][..],
        &["<<<<<<< ours", "||||||| base", "=======", ">>>>>>> theirs"],
        &["======="],
        &[">>>>>>> 二组改"],
    ] {
        assert_eq!(faults(&with(marks)).0, [format!("merge-conflict {}", line + 1)], "{marks:?}");
    }
    assert!(faults(&with(&["# ====", "#======="])).0.is_empty());
}

#[test]
fn what_cannot_be_read_is_not_said_to_be_missing() {
    let rest = "村名: 甲村\n编码: \"370112999201\"\n镇街: 乙镇\n";
    for (text, said) in [
        ("灾害: [山洪]\n", "want-mapping 4"),
        ("灾害:\n  防汛: {可能性: 高}\n", "unknown-name 5"),
        ("灾害: 山洪、滑坡\n", "want-mapping 4"),
        ("灾害:\n  山洪: {可能性: 高}\n岗位:\n  总指挥: {甲: 乙}\n", "want-list 7"),
    ] {
        assert_eq!(faults(&format!("{rest}{text}")).0, [said], "{text}");
    }
    // What is not there at all, or only by its key, is missing.
    assert!(faults(&format!("{rest}灾害:\n")).0.contains(&"profile-field 1".to_owned()));
}

#[test]
fn a_name_that_cannot_be_read_is_no_missing_deputy() {
    let w = Workspace::new();
    for sign in ['\u{200B}', '\u{AD}', '\u{FE0F}'] {
        let old = "总指挥: [陈守田, 周玉兰]";
        w.change("示例村", old, &format!("总指挥: [陈守田, 周{sign}玉兰]"));
        let found = said(&w.run(&["check"]));
        assert!(found.contains("hidden-character") && !found.contains("post-deputy"), "{found}");
        w.change("示例村", &format!("周{sign}玉兰]"), "周玉兰]");
    }
    w.change("示例村", "总指挥: [陈守田, 周玉兰]", "总指挥: [陈守田, 陈守田]");
    assert!(said(&w.run(&["check"])).contains("post-deputy"));
}

#[test]
fn a_note_that_nobody_reads_may_hold_any_character() {
    let w = Workspace::new();
    w.change("示例村", "备注: 夜里手机不关机", "备注: 爱笑😀");
    let checked = w.run(&["check"]);
    assert!(code(&checked) == 0 && !said(&checked).contains("missing-glyph"), "{}", said(&checked));
    w.change("示例村", "技能: [农用车驾驶]", "技能: [农用车驾驶😀]");
    assert_eq!(code(&w.run(&["check"])), 0);
    w.change("示例村", "职务: 村党支部书记", "职务: 村党支部书记😀");
    assert!(said(&w.run(&["check"])).contains("missing-glyph"));
}

#[test]
fn a_value_that_goes_on_in_the_next_line_has_no_space_in_it() {
    for (written, read) in [
        ("    说明: 桥头低一米，\n      河水高了就倒灌\n", "桥头低一米，河水高了就倒灌"),
        ("    说明: \"雨量超过\n      50毫米就走\"\n", "雨量超过50毫米就走"),
        ("    说明: 'road A\n      and B'\n", "road A and B"),
        ("    说明: 南沟 北沟\n", "南沟 北沟"),
        ("    说明: >\n      先关阀，\n      再开窗\n", "先关阀，再开窗"),
        ("    说明: |\n      先关阀。\n      再开窗。\n", "先关阀。\n再开窗。"),
        ("    说明: \"先关阀。\\n再开窗。\"\n", "先关阀。再开窗。"),
    ] {
        let (said, profile) = faults(&format!("村名: 甲村\n灾害:\n  山洪:\n{written}"));
        assert!(said.is_empty(), "{said:?}");
        assert_eq!(profile.unwrap().hazards["flash-flood"].note, read, "{written}");
    }
    for name in ["村名: \"甲\\n村\"\n", "村名: \"甲\n\n  村\"\n", "村名: 甲\n\n  村\n", "村名: \"甲村\\n\"\n"]
    {
        let profile = faults(&format!("{name}灾害:\n  山洪: {{可能性: 高}}\n")).1;
        assert_eq!(profile.unwrap().name, "甲村", "{name:?}");
    }
}

#[test]
fn a_line_pasted_from_another_encoding_is_read_and_named() {
    let gbk = |text: &str| encoding_rs::GB18030.encode(text).0.into_owned();
    let bytes = [
        "村名: 甲村\n灾害:\n  山洪:\n".as_bytes(),
        &gbk("    说明: 沟口汇水快\n"),
        "    可能性: 高\n".as_bytes(),
    ]
    .concat();
    let file = SourceFile::decode("village.yaml", &bytes).unwrap();
    let mut diags = Diagnostics::default();
    let layer = load::layer(&file, &town().library.words, &mut diags).unwrap();
    assert_eq!(load::village([layer]).unwrap().profile.hazards["flash-flood"].note, "沟口汇水快");
    let said = diags.into_sorted();
    assert_eq!(
        said.iter().map(|f| (f.code, f.at.as_ref().unwrap().line_column().0)).collect::<Vec<_>>(),
        [("encoding-line", 4)]
    );
}

#[test]
fn a_list_in_the_place_of_another_layers_is_told() {
    let layer = |name: &str, text: &str| {
        load::layer(&SourceFile::from_text(name, text), &town().library.words, &mut Diagnostics::default())
            .unwrap()
    };
    let above = layer(
        "town.yaml",
        "物资: [{品名: 铜锣}, {品名: 沙袋}]\n外部电话:\n  甲: {电话: [110, 119]}\n人员: {乙: {技能: [电工证]}}\n",
    );
    let told = |text: &str| {
        let notes = load::replaced(&[above.clone(), layer("village.yaml", text)]);
        notes
            .iter()
            .map(|n| format!("{} {} {:?}", n.code, n.at.as_ref().unwrap().line_column().0, n.values))
            .collect::<Vec<_>>()
    };
    let one = told("村名: 甲村\n物资: [{品名: 手电}]\n外部电话:\n  甲: {电话: 120}\n");
    assert_eq!(
        one,
        [r#"list-replaced 2 [("key", "物资"), ("count", "2"), ("file", "town.yaml"), ("kept", "1")]"#]
    );
    assert_eq!(told("人员: {乙: {技能: [急救员证]}}\n").len(), 1);
    assert!(told("人员: {乙: {小组: 一组}}\n物资:\n").is_empty());
}

/// What stands in brackets, or between two numerals, is one thing: 一、二组交界处, 绳索（20米、30米）.
#[test]
fn phrases_are_cut_where_a_list_was_meant_and_nowhere_else() {
    let row = "转移对象:\n  - {户主: 王连福, 住: 北沟口5号, 人数: 1, 特殊: ";
    let needs = |written: &str| {
        let text = format!("村名: 岭下村\n{row}{written}}}\n");
        faults(&text).1.unwrap().evacuees[0].needs.clone()
    };
    for (written, read) in [
        ("独居、耳聋", &["独居", "耳聋"][..]),
        ("独居，每周一、三透析", &["独居", "每周一、三透析"]),
        ("一、二组交界处的独居老人", &["一、二组交界处的独居老人"]),
        ("养狗（黑、黄），独居", &["养狗（黑、黄）", "独居"]),
    ] {
        assert_eq!(needs(written), read, "{written}");
    }
}

/// A level that is none is said, and nothing else of the village is lost with it.
#[test]
fn a_level_that_is_none_is_a_fault_at_its_line_and_stops_no_other() {
    for written in ["Ⅲ级", "三级", "黄色预警", "", "[黄色]", "{级别: 黄色}"] {
        let text = village().replacen(
            "风险点:\n",
            &format!("风险点:\n  东沟口:\n    灾种: [山洪]\n    转移级别: {{暴雨预警信号: {written}}}\n"),
            1,
        );
        let line = line_of(&text, "转移级别");
        let (found, profile) = faults(&text);
        let profile = profile.unwrap_or_else(|| panic!("{written}"));
        assert!(profile.points["东沟口"].moves_at.is_empty(), "{written}");
        let own = found.iter().any(|fault| fault.ends_with(&format!(" {line}")));
        assert!(own || written.is_empty(), "{written}: {found:?}");
    }
}
