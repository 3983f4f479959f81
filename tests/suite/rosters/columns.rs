//! Columns of which somebody says what they are: where no heading says it, or says something else.

use std::collections::BTreeMap;
use std::fs;

use duoan::roster::{self, OUT, Options, Plan};

use super::{VILLAGE, codes, done, plan, sheet, table};
use crate::commands::{Workspace, said as printed};

fn said(columns: &[(&str, &str)]) -> Options {
    let columns = columns.iter().map(|(column, said)| ((*column).to_owned(), (*said).to_owned()));
    let columns = BTreeMap::from([("花名册.xlsx!转移".to_owned(), columns.collect())]);
    Options { columns, ..Options::default() }
}

/// What each column of the first sheet is.
fn taken(plan: &Plan) -> Vec<(String, Option<String>)> {
    plan.sheets[0].headings.iter().map(|heading| (heading.at.clone(), heading.to.clone())).collect()
}

const ROWS: [&str; 3] = [
    "家长|门牌|口数|备用号|联系电话|",
    "周福来|河东1号|4|138 0000 7099|138 0000 7011|冯大山",
    "孙新来|河东9号|3|138 0000 7098||田守信",
];

#[test]
fn a_sheet_that_nobody_knows_is_read_once_somebody_says_what_its_columns_are() {
    let sheets = [sheet("转移", &ROWS)];
    let first = plan(&sheets, VILLAGE, &Options::default());
    assert_eq!(first.sheets[0].kind, None, "{:?}", first.sheets);
    // Of which kind it is alone is not enough: whose row it is nobody knows.
    let kinds = BTreeMap::from([("花名册.xlsx!转移".to_owned(), "evacuation".to_owned())]);
    let kind = Options { kinds, ..Options::default() };
    let asked = plan(&sheets, VILLAGE, &kind);
    assert_eq!(asked.sheets[0].kind.as_deref(), Some("危险区人员转移清单"));
    assert_eq!(asked.sheets[0].lacks, ["户主"]);
    assert!(asked.villages.is_empty() && codes(&asked).is_empty(), "{:?}", asked.faults);
    let options = Options {
        columns: said(&[
            ("A 家长", "户主"),
            ("B", "位置"),
            ("口数", "居住人数"),
            ("D 备用号", OUT),
            ("F", "转移责任人"),
        ])
        .columns,
        ..kind
    };
    let known: Vec<String> = roster::choices(table(), table().kind("evacuation").unwrap())
        .into_iter()
        .map(|choice| choice.name)
        .collect();
    for wanted in options.columns.values().flat_map(BTreeMap::values).filter(|said| *said != OUT) {
        assert!(known.contains(wanted), "{wanted}: {known:?}");
    }
    let found = plan(&sheets, VILLAGE, &options);
    let to = |name: &str| Some(name.to_owned());
    assert_eq!(
        taken(&found),
        [
            ("A".to_owned(), to("户主")),
            ("B".to_owned(), to("位置")),
            ("C".to_owned(), to("居住人数")),
            ("D".to_owned(), None),
            ("E".to_owned(), to("户主手机")),
            ("F".to_owned(), to("转移责任人")),
        ]
    );
    assert!(found.sheets[0].lacks.is_empty() && found.sheets[0].headings[3].out);
    let text = done(&found, VILLAGE);
    assert!(text.contains("户主: 孙新来, 住: 河东9号, 人数: 3"), "{text}");
    assert!(text.contains("帮扶: [田守信]") && !text.contains("7098"), "{text}");
}

#[test]
fn what_somebody_says_goes_before_what_a_heading_says() {
    let rows = ["户主|住址|联系电话|户主手机", "周福来|河东1号|138 0000 7098|138 0000 7099"];
    let sheets = [sheet("转移", &rows)];
    let number = |options: &Options| {
        let text = done(&plan(&sheets, VILLAGE, options), VILLAGE);
        ["7098", "7099"].map(|number| text.contains(number))
    };
    assert_eq!(number(&said(&[("D 户主手机", OUT), ("C 联系电话", "户主手机")])), [true, false]);
    assert_eq!(number(&said(&[("C 联系电话", OUT)])), [false, true]);
    // The other column of the same thing is nobody's.
    let found = plan(&sheets, VILLAGE, &said(&[("C", "户主手机")]));
    assert_eq!(taken(&found)[3].1, None);
    // A word that the kind does not have says nothing.
    let found = plan(&sheets, VILLAGE, &said(&[("C", "值班电话")]));
    assert!(!found.sheets[0].headings[2].by_hand);
    // Whoever is left out leaves no row behind.
    let found = plan(&sheets, VILLAGE, &said(&[("A 户主", OUT)]));
    assert_eq!(found.sheets[0].lacks, ["户主"], "{:?}", found.sheets);
    assert!(found.villages.is_empty());
}

#[test]
fn every_choice_of_every_kind_can_be_read() {
    for (at, kind) in table().sheets.iter().enumerate() {
        let names: Vec<String> = roster::choices(table(), at).into_iter().map(|choice| choice.name).collect();
        let once: std::collections::BTreeSet<&String> = names.iter().collect();
        assert_eq!(once.len(), names.len(), "{}: {names:?}", kind.title);
        for column in kind.columns.iter().filter(|column| column.must) {
            assert!(names.contains(&column.head), "{}: {}", kind.title, column.head);
        }
        let heads: Vec<String> = (0..names.len()).map(|i| format!("甲{i}")).collect();
        let rows = [heads.join("|"), vec!["x"; names.len()].join("|")];
        let mut options = said(&[]);
        options.kinds.insert("花名册.xlsx!转移".to_owned(), kind.id.clone());
        let all = options.columns.values_mut().next().unwrap();
        all.extend(heads.iter().cloned().zip(names.iter().cloned()));
        let found = plan(&[sheet("转移", &[&rows[0], &rows[1]])], VILLAGE, &options);
        for (heading, name) in found.sheets[0].headings.iter().zip(&names) {
            assert_eq!(heading.to.as_ref(), Some(name), "{}: {heading:?}", kind.title);
        }
    }
}

#[test]
fn columns_are_told_on_the_command_line_too() {
    let workspace = Workspace::of_examples();
    let file = workspace.path().join("转移表.csv");
    fs::write(&file, "家长,住址,口数\n王连福,北沟口5号,3\n").unwrap();
    let import = |columns: &[&str]| {
        let mut args = vec!["import", "转移表.csv", "--village", "岭下村", "--yes"];
        columns.iter().for_each(|column| args.extend(["--column", column]));
        let out = workspace.run(&args);
        (out.status.code(), printed(&out))
    };
    let text = || fs::read_to_string(workspace.village("岭下村")).unwrap();
    let before = text();
    for (wrong, why) in [("家长=户长", "没有这一项"), ("爱人=户主", "表里没有这一列"), ("家长", "表头=项")]
    {
        let (code, words) = import(&[wrong]);
        assert!(code == Some(2) && words.contains(why), "{wrong}: {code:?} {words}");
    }
    // One column of two that it needs: what is still asked is said, and nothing is done.
    let (code, words) = import(&["口数=居住人数"]);
    assert!(words.contains("还没有读：不知道哪一列是户主"), "{code:?} {words}");
    assert_eq!(text(), before);
    let (code, words) = import(&["家长=户主", "C=居住人数"]);
    assert_eq!(code, Some(0), "{words}");
    let line = text().lines().find(|line| line.contains("户主: 王连福")).unwrap().to_owned();
    assert!(line.contains("人数: 3"), "{line}");
}
