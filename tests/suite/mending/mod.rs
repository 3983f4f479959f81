//! Slips of writing: each met by name at its place and mended to what was meant; nothing else is ever
//! changed.

mod hostile;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;
use std::sync::Arc;
use std::time::{Duration, Instant};

use assert_cmd::Command;
use duoan::diag::{Diagnostic, Diagnostics, Place, Severity};
use duoan::load;
use duoan::model::profile::Profile;
use duoan::model::shape;
use duoan::source::SourceFile;
use duoan::yaml;
use proptest::prelude::*;
use tempfile::TempDir;

use crate::samples::{cases, folder, town};

/// A hang, not a slow machine: what takes milliseconds here is given this long.
const SLOW: Duration = Duration::from_secs(20);

fn source(text: &str) -> Arc<SourceFile> {
    SourceFile::from_text("village.yaml", text)
}

/// Returns the faults of writing, in reading order.
fn faults(text: &str) -> Vec<Diagnostic> {
    let mut diags = Diagnostics::default();
    load::layer(&source(text), &town().library.words, &mut diags);
    diags.into_sorted()
}

/// Returns the text mended as far as one file alone tells, as `check --fix` does.
fn fixed(text: &str) -> String {
    let mut text = text.to_owned();
    for _ in 0..5 {
        let mended = yaml::mend(&source(&text), &faults(&text), shape::profile(), &town().library.words);
        if mended.edited.text == text {
            break;
        }
        text = mended.edited.text;
    }
    text
}

/// Returns the profile that one file alone makes, with what its reading reports.
pub fn profile(text: &str) -> (Option<Profile>, Vec<Diagnostic>) {
    let mut diags = Diagnostics::default();
    let node = load::layer(&source(text), &town().library.words, &mut diags);
    (node.and_then(|node| load::village([node])).map(|loaded| loaded.profile), diags.into_sorted())
}

/// Returns what is wrong with a text, in short.
fn codes(text: &str) -> Vec<String> {
    let place = |f: &Diagnostic| f.at.as_ref().map(Place::line_column).unwrap_or_default();
    faults(text).iter().map(|f| format!("{} {:?} {:?}", f.code, place(f), f.values)).collect()
}

/// A slip: what was written, the code and line:column it is met by, and what the fix makes of it.
type Slip = (&'static str, &'static str, &'static str, &'static str);

const SLIPS: &[Slip] = &[
    // Colons.
    ("村名：岭下村\n类型: 村\n", "fullwidth-colon", "1:3", "村名: 岭下村\n类型: 村\n"),
    ("村名：  岭下村\n类型: 村\n", "fullwidth-colon", "1:3", "村名: 岭下村\n类型: 村\n"),
    ("村名:岭下村\n类型: 村\n", "colon-without-space", "1:3", "村名: 岭下村\n类型: 村\n"),
    ("村名:\u{3000}岭下村\n类型: 村\n", "colon-without-space", "1:3", "村名: 岭下村\n类型: 村\n"),
    (
        "概况:\n  户数：3\n  常住人口：4\n",
        "fullwidth-colon-inside",
        "2:3",
        "概况:\n  户数: 3\n  常住人口: 4\n",
    ),
    (
        "概况:\n  户数:3\n  常住人口:4\n",
        "colon-without-space-inside",
        "2:3",
        "概况:\n  户数: 3\n  常住人口: 4\n",
    ),
    ("概况: 户数：3\n", "fullwidth-colon-inside", "1:5", "概况: {户数: 3}\n"),
    ("概况：\n  户数: 3\n", "fullwidth-colon", "1:3", "概况:\n  户数: 3\n"),
    ("概况: {户数：3}\n", "fullwidth-colon", "1:6", "概况: {户数: 3}\n"),
    ("概况: {户数:3}\n", "colon-without-space", "1:6", "概况: {户数: 3}\n"),
    ("概况: {户数：3，常住人口：4}\n", "fullwidth-colon", "1:6", "概况: {户数: 3, 常住人口: 4}\n"),
    ("概况: {户数: 3，常住人口：4}\n", "fullwidth-comma", "1:10", "概况: {户数: 3, 常住人口: 4}\n"),
    ("概况: {户数: 3，常住人口: 4}\n", "fullwidth-comma", "1:11", "概况: {户数: 3, 常住人口: 4}\n"),
    ("人员:\n  张三：{电话: 1}\n", "fullwidth-colon", "2:5", "人员:\n  张三: {电话: 1}\n"),
    // Indents.
    ("概况:\n\t户数: 3\n", "indent-tab", "2:1", "概况:\n  户数: 3\n"),
    ("概况:\n    户数: 3\n\t常住人口: 4\n", "indent-tab", "3:1", "概况:\n    户数: 3\n    常住人口: 4\n"),
    ("概况:\n  户数: 3\n \t常住人口: 4\n", "indent-tab", "3:1", "概况:\n  户数: 3\n  常住人口: 4\n"),
    ("概况:\n\u{3000}户数: 3\n", "indent-wide-space", "2:1", "概况:\n  户数: 3\n"),
    (
        "概况:\n  户数: 3\n\u{a0}\u{a0}常住人口: 4\n",
        "indent-wide-space",
        "3:1",
        "概况:\n  户数: 3\n  常住人口: 4\n",
    ),
    ("概况:\n  户数: 3\n   常住人口: 4\n", "indent-uneven", "3:1", "概况:\n  户数: 3\n  常住人口: 4\n"),
    ("概况:\n  户数: 3\n 常住人口: 4\n", "indent-uneven", "3:1", "概况:\n  户数: 3\n  常住人口: 4\n"),
    // Figures and dates.
    ("概况: {户数: 320户}\n", "number-with-words", "1:10", "概况: {户数: 320}\n"),
    ("概况: {户数: ３２０}\n", "number-with-words", "1:10", "概况: {户数: 320}\n"),
    ("概况: {户数: 十二}\n", "number-with-words", "1:10", "概况: {户数: 12}\n"),
    ("概况: {面积: ３.４}\n", "number-with-words", "1:10", "概况: {面积: 3.4}\n"),
    ("版本:\n  施行: 2026.5.1 # 旧的\n", "date-form", "2:7", "版本:\n  施行: 2026-05-01 # 旧的\n"),
    // Lists.
    ("岗位:\n  总指挥: 甲某、乙某\n", "list-as-text", "2:8", "岗位:\n  总指挥: [甲某, 乙某]\n"),
    (
        "避难点:\n  甲处: {适用: [山洪，台风]}\n",
        "fullwidth-comma",
        "2:13",
        "避难点:\n  甲处: {适用: [山洪, 台风]}\n",
    ),
    (
        "避难点:\n  甲处: {坐标: [36.1，119.2]}\n",
        "coordinates-form",
        "2:12",
        "避难点:\n  甲处: {坐标: [36.1, 119.2]}\n",
    ),
    ("岗位:\n  总指挥: ［甲某，乙某］\n", "fullwidth-bracket", "2:8", "岗位:\n  总指挥: [甲某, 乙某]\n"),
    ("岗位:\n  总指挥: 【甲某, 乙某】\n", "fullwidth-bracket", "2:8", "岗位:\n  总指挥: [甲某, 乙某]\n"),
    (
        "岗位:\n  总指挥: [甲某, 乙某】\n类型: 村\n",
        "fullwidth-bracket",
        "2:15",
        "岗位:\n  总指挥: [甲某, 乙某]\n类型: 村\n",
    ),
    ("概况: ｛户数: 3｝\n", "fullwidth-bracket", "1:5", "概况: {户数: 3}\n"),
    (
        "岗位:\n  总指挥: [甲某, 乙某\n类型: 村\n",
        "unclosed-bracket",
        "2:3",
        "岗位:\n  总指挥: [甲某, 乙某]\n类型: 村\n",
    ),
    (
        "人员:\n  甲某: {电话: [1, 2]\n  乙某: {电话: 3}\n",
        "unclosed-bracket",
        "2:3",
        "人员:\n  甲某: {电话: [1, 2]}\n  乙某: {电话: 3}\n",
    ),
    (
        "岗位:\n  总指挥:\n    - 甲某\n    -乙某\n",
        "dash-without-space",
        "4:5",
        "岗位:\n  总指挥:\n    - 甲某\n    - 乙某\n",
    ),
    (
        "岗位:\n  总指挥:\n    -甲某\n    -乙某\n",
        "dash-without-space",
        "3:5",
        "岗位:\n  总指挥:\n    - 甲某\n    - 乙某\n",
    ),
    (
        "岗位:\n  总指挥:\n    - 甲某\n    －乙某\n",
        "fullwidth-dash",
        "4:5",
        "岗位:\n  总指挥:\n    - 甲某\n    - 乙某\n",
    ),
    (
        "岗位:\n  总指挥:\n    — 甲某\n    — 乙某\n",
        "fullwidth-dash",
        "3:5",
        "岗位:\n  总指挥:\n    - 甲某\n    - 乙某\n",
    ),
    (
        "坐标系: 无\n避难点:\n  甲处: {坐标: 36.1，119.2}\n",
        "coordinates-form",
        "3:12",
        "坐标系: 无\n避难点:\n  甲处: {坐标: [36.1, 119.2]}\n",
    ),
    // Quotes, spaces, comments, what cannot be seen.
    ("编码: “379926101205”\n", "fullwidth-quote", "1:5", "编码: \"379926101205\"\n"),
    ("编码: \"379926101205\n类型: 村\n", "unclosed-quote", "1:5", "编码: \"379926101205\"\n类型: 村\n"),
    ("编码: \"379926101205”\n类型: 村\n", "unclosed-quote", "1:5", "编码: \"379926101205\"\n类型: 村\n"),
    ("编码: '379926101205\n类型: 村\n", "unclosed-quote", "1:5", "编码: '379926101205'\n类型: 村\n"),
    ("村名: \u{3000}岭下村\u{3000}\n", "wide-space", "1:5", "村名: 岭下村\n"),
    // Whether it is a remark only its writer knows.
    ("村名: 岭下村 #1组 # 旧名\n", "comment-swallows", "1:9", "村名: 岭下村 #1组 # 旧名\n"),
    ("概况:\n  地形: 两山夹一沟 #北高\n", "comment-swallows", "2:13", "概况:\n  地形: 两山夹一沟 #北高\n"),
    ("村名: 岭\u{200B}下村\n", "hidden-character", "1:5", "村名: 岭下村\n"),
    ("村名: \"岭\\u202E下村\"\n", "hidden-character", "1:5", "村名: \"岭下村\"\n"),
    ("人员:\n  甲\u{FEFF}某: {电话: 1}\n", "hidden-character", "2:4", "人员:\n  甲某: {电话: 1}\n"),
    // Words.
    ("村名: 甲\n概况:\n  户籍 人口: 4\n", "unknown-key", "3:3", "村名: 甲\n概况:\n  户籍人口: 4\n"),
    ("Name: 甲\n", "unknown-key", "1:1", "name: 甲\n"),
    ("灾害:\n  房屋 火灾: {可能性: 高}\n", "unknown-name", "2:3", "灾害:\n  房屋火灾: {可能性: 高}\n"),
    ("灾害:\n  ＣＯ中毒: {可能性: 高}\n", "unknown-name", "2:3", "灾害:\n  CO中毒: {可能性: 高}\n"),
    (
        "灾害:\n  房屋火灾: {可能性: 较　高}\n",
        "unknown-value",
        "2:15",
        "灾害:\n  房屋火灾: {可能性: 较　高}\n",
    ),
    // Likeness is a hint, never a mend.
    ("村名: 甲\n概况:\n  户藉人口: 4\n", "unknown-key", "3:3", "村名: 甲\n概况:\n  户藉人口: 4\n"),
    ("灾害:\n  房屋失火灾: {可能性: 高}\n", "unknown-name", "2:3", "灾害:\n  房屋失火灾: {可能性: 高}\n"),
    // Names spread out to the width of others.
    ("人员:\n  张　三: {电话: 1}\n", "name-spread", "2:3", "人员:\n  张三: {电话: 1}\n"),
    ("岗位:\n  总指挥: [欧 阳 明, 张  三]\n", "name-spread", "2:9", "岗位:\n  总指挥: [欧阳明, 张三]\n"),
    ("人员:\n  陈　守田: {电话: 1}\n", "name-spread", "2:3", "人员:\n  陈守田: {电话: 1}\n"),
    ("队伍: {甲队: {队长: 李  四}}\n", "name-spread", "1:15", "队伍: {甲队: {队长: 李四}}\n"),
    ("路线:\n  甲路: {经过: [东　西, 桥]}\n", "", "", "路线:\n  甲路: {经过: [东　西, 桥]}\n"),
    ("物资:\n  - {品名: 锣, 数量: 2面}\n", "unit-apart", "2:17", "物资:\n  - {品名: 锣, 数量: 2面}\n"),
    // What spreadsheets and telephones make of figures.
    ("版本:\n  施行: 2026-05-20 00:00:00\n", "date-form", "2:7", "版本:\n  施行: 2026-05-20\n"),
    ("版本:\n  施行: 20260520\n", "date-form", "2:7", "版本:\n  施行: 2026-05-20\n"),
    ("版本: {施行: 46174}\n", "date-serial", "1:10", "版本: {施行: 2026-06-01}\n"),
    ("概况: {户数: 1.2E+03}\n", "number-spoilt", "1:10", "概况: {户数: 1.2E+03}\n"),
    ("概况: {户数: \"#REF!\"}\n", "number-spoilt", "1:10", "概况: {户数: \"#REF!\"}\n"),
    ("概况: {户数: 320.0}\n", "number-with-words", "1:10", "概况: {户数: 320}\n"),
    ("概况: {户数: 320人}\n", "wrong-unit", "1:10", "概况: {户数: 320人}\n"),
    ("路线:\n  甲路: {米: 2公里}\n", "wrong-unit", "2:11", "路线:\n  甲路: {米: 2公里}\n"),
    (
        "避难点:\n  甲处:\n    坐标: 36.404512,117.198273\n",
        "coordinates-form",
        "3:9",
        "避难点:\n  甲处:\n    坐标: [36.404512, 117.198273]\n",
    ),
    (
        "避难点:\n  甲处:\n    坐标: 36°24′18″N, 117°12′36″E\n",
        "coordinates-form",
        "3:9",
        "避难点:\n  甲处:\n    坐标: [36.405, 117.21]\n",
    ),
    (
        "避难点:\n  甲处: {坐标: [36.404512，117.198273]}\n",
        "coordinates-form",
        "2:12",
        "避难点:\n  甲处: {坐标: [36.404512, 117.198273]}\n",
    ),
    // Two near matches, a key that is there already, a value of its own: nobody knows what was meant.
    ("村名: 甲\n村民: 乙\n", "unknown-key", "2:1", "村名: 甲\n村民: 乙\n"),
    ("概况:\n  人数: 4\n", "unknown-key", "2:3", "概况:\n  人数: 4\n"),
    ("类型: 乡\n", "unknown-value", "1:5", "类型: 乡\n"),
];

#[test]
fn every_slip_is_met_by_name_and_mended() {
    for (text, code, at, wanted) in SLIPS {
        let found = faults(text);
        let shown: Vec<String> = (found.iter())
            .map(|f| format!("{} {:?}", f.code, f.at.as_ref().map(Place::line_column).unwrap_or_default()))
            .collect();
        let place = |f: &Diagnostic| {
            f.at.as_ref().map(Place::line_column).map(|(l, c)| format!("{l}:{c}")).unwrap_or_default()
        };
        assert!(
            code.is_empty() || found.iter().any(|f| f.code == *code && place(f) == *at),
            "{text:?}: {code} {at}, but {shown:?}"
        );
        let now = fixed(text);
        assert_eq!(now, *wanted, "{text:?}: {shown:?}");
        assert_eq!(fixed(&now), now, "{text}: mending again changes nothing");
    }
}

#[test]
fn line_ends_comments_and_order_stay() {
    let text = "# 头\r\n类型：村 # 尾\r\n\r\n概况:\r\n  户数：3\r\n  常住人口：4 # 末\r\n村名: 甲\r\n";
    let wanted = "# 头\r\n类型: 村 # 尾\r\n\r\n概况:\r\n  户数: 3\r\n  常住人口: 4 # 末\r\n村名: 甲\r\n";
    assert_eq!(fixed(text), wanted);
}

#[test]
fn text_that_only_looks_like_a_slip_is_left_alone() {
    let texts = [
        "概况:\n  地形: |\n    东：海\n    西:山\n    \t南\n类型: 村\n",
        "概况:\n  地形: 东面：海，西面：山\n",
        "历史灾情:\n  - {时间: 2016年2月, 经过: 先水，后泥}\n",
        "概况: {地形: \"［东］：海\"}\n",
        "概况:\n  地形: 【注意】坡陡\n",
        "概况:\n  地形: 叫“大坑”的地方\n",
    ];
    for text in texts {
        assert_eq!(fixed(text), text, "{:?}", faults(text));
    }
    // A slip elsewhere in the file does not draw them in.
    for text in texts {
        let spoilt = format!("村名：甲\n{text}");
        assert_eq!(fixed(&spoilt), format!("村名: 甲\n{text}"));
    }
}

/// Returns the names and texts of the example villages.
fn villages() -> Vec<String> {
    let mut paths: Vec<PathBuf> =
        fs::read_dir(folder().join("villages")).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths.iter().map(|path| fs::read_to_string(path).unwrap()).collect()
}

fn assert_same(one: &str, other: &str) {
    for (a, b) in one.lines().zip(other.lines()) {
        assert_eq!(a, b);
    }
    assert_eq!(one.len(), other.len());
}

#[test]
fn coordinates_that_are_not_two_numbers_are_said_and_dropped() {
    for (written, code) in [
        ("[36.4]", "want-pair"),
        ("[36.4, 117.2, 0]", "want-pair"),
        ("[]", "want-pair"),
        ("[36.4, ~]", "want-pair"),
        ("[36.4, 11@7.2]", "not-a-number"),
        ("[[36.4, 117.2], 1]", "want-scalar"),
        ("36.4", "want-list"),
        ("1.17E+02", "want-list"),
    ] {
        let (profile, faults) = profile(&format!("风险点:\n  北沟: {{坐标: {written}}}\n"));
        let errors: Vec<&str> =
            faults.iter().filter(|f| f.severity == Severity::Error).map(|f| f.code).collect();
        assert_eq!(errors, [code], "{written}");
        assert_eq!(profile.unwrap().points["北沟"].coordinates, None, "{written}");
    }
}

#[test]
fn a_clean_file_is_not_touched() {
    for text in villages() {
        assert_same(&fixed(&text), &text);
        let windows = text.replace('\n', "\r\n");
        assert_same(&fixed(&windows), &windows);
    }
}

/// Ways to spoil a line; `None` if the line has nothing of the kind.
fn spoil(line: &str, kind: usize) -> Option<String> {
    let indent = line.len() - line.trim_start().len();
    let colon = line.find(": ").filter(|i| {
        !line[..*i].contains(['{', '[', '"', '#', ' ']) || line[..*i].trim_start().find(' ').is_none()
    });
    let value = colon.map(|i| &line[i + 2..]);
    let list = value
        .filter(|v| v.starts_with('[') && v.ends_with(']') && v.contains(", ") && !v.contains(['"', '{']));
    let figure = value.filter(|v| !v.is_empty() && v.chars().all(|c| c.is_ascii_digit()) && v.len() < 5);
    let key = colon.map(|i| line[..i].trim());
    match kind {
        0 => colon.map(|i| format!("{}：{}", &line[..i], &line[i + 2..])),
        1 => colon
            .filter(|i| line[i + 2..].starts_with(|c: char| !c.is_ascii()))
            .map(|i| format!("{}:{}", &line[..i], &line[i + 2..])),
        2 => line.strip_prefix("  ").filter(|_| indent == 2).map(|rest| format!("\t{rest}")),
        3 => line.strip_prefix("  ").filter(|_| indent == 2).map(|rest| format!("\u{3000}{rest}")),
        4 => figure
            .filter(|_| matches!(key, Some("户数" | "households")))
            .map(|v| line.replacen(v, &format!("{v}户"), 1)),
        5 => figure.filter(|_| matches!(key, Some("户数" | "households"))).map(|v| {
            let wide: String = v.chars().map(|c| char::from_u32(c as u32 - 0x30 + 0xFF10).unwrap()).collect();
            format!("{}: {wide}", &line[..colon.unwrap()])
        }),
        6 => value
            .filter(|v| v.len() == 10 && v.as_bytes()[4] == b'-' && v.starts_with("20"))
            .map(|v| line.replacen(v, &v.replace('-', "."), 1)),
        7 => list.map(|v| line.replacen(v, &format!("［{}］", &v[1..v.len() - 1]), 1)),
        8 => list.filter(|_| indent <= 2).map(|_| line[..line.len() - 1].to_owned()),
        9 => line.strip_prefix("    - {").map(|rest| format!("    -{{{rest}")),
        10 => value
            .filter(|v| v.chars().all(char::is_alphabetic) && !v.is_empty())
            .map(|_| format!("{line}\u{200B}")),
        11 => value
            .filter(|v| v.chars().all(char::is_alphabetic) && !v.is_empty())
            .map(|v| line.replacen(v, &format!("“{v}”"), 1)),
        12 => line.strip_prefix("  - {").map(|rest| format!("  -{{{rest}")),
        13 => line.strip_prefix("  - {").map(|rest| format!("  －{{{rest}")),
        14 => line
            .find("{电话: ")
            .filter(|_| indent == 2)
            .map(|i| format!("{}：{}", &line[..i].trim_end_matches(": "), &line[i..])),
        15 => line
            .find(", ")
            .filter(|_| line.trim_start().starts_with("- {"))
            .map(|i| format!("{}，{}", &line[..i], &line[i + 2..])),
        16 => (indent == 2 && line.ends_with('}')).then(|| line.trim_end_matches('}').to_owned() + "｝"),
        17 => (indent == 2 && line.ends_with('}') && !line.contains('"'))
            .then(|| line[..line.len() - 1].to_owned()),
        _ => value
            .filter(|v| v.starts_with('"') && v.ends_with('"') && v.len() > 2)
            .map(|_| line[..line.len() - 1].to_owned()),
    }
}

const KINDS: usize = 19;

/// Spoils up to `count` lines, beginning at a seed, and returns the text and which kinds were used.
fn spoilt(text: &str, slips: &[(usize, usize)]) -> (String, Vec<(usize, usize)>) {
    let mut lines: Vec<String> = text.split('\n').map(str::to_owned).collect();
    let mut used = Vec::new();
    for (kind, seed) in slips {
        let fit: Vec<usize> = (0..lines.len()).filter(|i| spoil(&lines[*i], *kind).is_some()).collect();
        if fit.is_empty() {
            continue;
        }
        let at = fit[seed % fit.len()];
        lines[at] = spoil(&lines[at], *kind).unwrap();
        used.push((*kind, at + 1));
    }
    (lines.join("\n"), used)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(300), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn one_slip_is_mended_back_to_the_same_profile(village in 0..7_usize, kind in 0..KINDS, seed in 0..10_000_usize) {
        let text = &villages()[village];
        let (bad, used) = spoilt(text, &[(kind, seed)]);
        let now = fixed(&bad);
        let line = used.first().map_or("", |(_, line)| bad.lines().nth(line - 1).unwrap());
        prop_assert!(profile(&now).0 == profile(text).0, "{:?} {:?} {:?}", used, line, codes(&now));
        prop_assert_eq!(fixed(&now), now.clone());
    }

    #[test]
    fn several_slips_are_mended_or_said_but_never_made_something_else(
        village in 0..7_usize,
        slips in prop::collection::vec((0..KINDS, 0..10_000_usize), 2..6),
    ) {
        let text = &villages()[village];
        let (bad, used) = spoilt(text, &slips);
        let now = fixed(&bad);
        let (made, left) = profile(&now);
        let said = left.iter().any(|fault| fault.severity == Severity::Error);
        prop_assert!(said || made == profile(text).0, "{:?}: {:?}", used, codes(&now));
        prop_assert_eq!(fixed(&now), now.clone());
    }

    #[test]
    fn arbitrary_bytes_are_read_or_refused_quickly(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        quickly(&bytes);
    }

    #[test]
    fn arbitrary_yaml_signs_are_read_or_refused_quickly(text in "[-:：,，\\[\\]{}【】“”\"'#&*!|>%@`? \t\n\u{3000}\u{200B}甲乙a1户数]{0,200}") {
        quickly(text.as_bytes());
        let now = fixed(&text);
        prop_assert_eq!(fixed(&now), now.clone());
    }

    #[test]
    fn mutated_villages_are_read_or_refused_quickly(
        village in 0..7_usize,
        cuts in prop::collection::vec((0..60_000_usize, 0..3_usize, any::<u8>()), 1..8),
    ) {
        let mut bytes = villages()[village].as_bytes().to_vec();
        for (at, what, byte) in cuts {
            let at = at % bytes.len().max(1);
            if bytes.is_empty() {
                break;
            }
            match what {
                0 => bytes[at] = byte,
                1 => drop(bytes.remove(at)),
                _ => bytes.truncate(at.max(1)),
            }
        }
        quickly(&bytes);
    }
}

/// Reads and mends bytes, and fails if that takes a second.
fn quickly(bytes: &[u8]) {
    let start = Instant::now();
    if let Ok(file) = SourceFile::decode("village.yaml", bytes) {
        let text = file.text.clone();
        let mut diags = Diagnostics::default();
        load::layer(&file, &town().library.words, &mut diags);
        let found = diags.into_sorted();
        yaml::mend(&source(&text), &found, shape::profile(), &town().library.words);
    }
    assert!(start.elapsed() < SLOW, "{:?}", start.elapsed());
}

/// Runs the program in a folder.
pub fn duoan(args: &[&str], dir: &Path, lang: &str) -> Output {
    Command::cargo_bin("duoan").unwrap().args(args).args(["--lang", lang]).current_dir(dir).output().unwrap()
}

pub fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned() + &String::from_utf8_lossy(&output.stdout)
}

/// Returns a new town and the path of its one village.
pub fn workspace() -> (TempDir, PathBuf) {
    let dir = TempDir::new().unwrap();
    assert!(duoan(&["new", "town", "."], dir.path(), "zh").status.success());
    let village = dir.path().join("villages/示例村.yaml");
    (dir, village)
}

#[test]
fn fix_mends_in_place_and_a_dry_run_writes_nothing() {
    let (dir, village) = workspace();
    let good = fs::read_to_string(&village).unwrap();
    let bad = good.replacen("村名: ", "村名：", 1).replacen("类型: ", "类型:", 1);
    fs::write(&village, &bad).unwrap();
    let dry = duoan(&["check", "--fix", "--dry-run"], dir.path(), "zh");
    assert_eq!(dry.status.code(), Some(1), "{}", said(&dry));
    let told = String::from_utf8(dry.stdout.clone()).unwrap();
    assert!(told.contains("“村名：示例村 ") && told.contains(" → “村名: 示例村 "), "{told}");
    assert_eq!(fs::read_to_string(&village).unwrap(), bad);
    let fix = duoan(&["check", "--fix"], dir.path(), "zh");
    assert_eq!(fix.status.code(), Some(0), "{}", said(&fix));
    assert_eq!(fix.stdout, dry.stdout);
    assert_eq!(fs::read_to_string(&village).unwrap(), good);
    let again = duoan(&["check", "--fix", "--dry-run"], dir.path(), "en");
    assert_eq!((again.status.code(), again.stdout.len()), (Some(0), 0));
    assert!(said(&again).contains("nothing to mend"));
}

#[test]
fn fix_saves_other_encodings_as_utf_8_and_keeps_line_ends() {
    let (dir, village) = workspace();
    let good = fs::read_to_string(&village).unwrap().replace('\n', "\r\n");
    let utf16: Vec<u8> =
        [0xFF, 0xFE].into_iter().chain(good.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let variants =
        [format!("\u{feff}{good}").into_bytes(), utf16, encoding_rs::GB18030.encode(&good).0.into_owned()];
    for bytes in variants {
        fs::write(&village, bytes).unwrap();
        let fix = duoan(&["check", "--fix"], dir.path(), "zh");
        assert_eq!(fix.status.code(), Some(0), "{}", said(&fix));
        assert!(said(&fix).contains("→ UTF-8"), "{}", said(&fix));
        assert!(fs::read(&village).unwrap() == good.as_bytes());
    }
}

#[test]
fn fix_mends_names_only_where_one_is_meant() {
    let (dir, village) = workspace();
    let text = fs::read_to_string(&village).unwrap();
    let line = text.lines().find(|l| l.starts_with("  总指挥: [")).unwrap();
    let list = &line[line.find('[').unwrap()..=line.find(']').unwrap()];
    fs::write(&village, text.replacen(line, &line.replace(list, &list.replace(", ", "，")), 1)).unwrap();
    let fix = duoan(&["check", "--fix"], dir.path(), "zh");
    assert!(fs::read_to_string(&village).unwrap() == text, "{}", said(&fix));
    let bad = text.replacen(line, &line.replace(list, &format!("[没有的人, {}", &list[1..])), 1);
    fs::write(&village, &bad).unwrap();
    let fix = duoan(&["check", "--fix"], dir.path(), "zh");
    assert!(fix.status.code() == Some(1) && fs::read_to_string(&village).unwrap() == bad, "{}", said(&fix));
}
