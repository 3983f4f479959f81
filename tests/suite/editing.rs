//! Edits in place: whatever is changed, the file loads to exactly what was wanted and every other byte is the
//! same. Read by our own loader and, where it can read the file, by `yaml-edit`, which shares no line with
//! it.

use std::path::Path;
use std::str::FromStr;
use std::sync::{Arc, OnceLock};

use duoan::diag::Diagnostics;
use duoan::model::shape::{self, Shape};
use duoan::source::SourceFile;
use duoan::yaml::edit::{At, Change, Refused, Value, edit};
use duoan::yaml::{self, Node, Tree, Vocabulary};
use proptest::prelude::*;
use yaml_edit::YamlNode;

use crate::samples::town;

/// What a file says, whoever read it.
#[derive(Debug, Clone, PartialEq)]
enum Said {
    Nothing,
    Text(String),
    List(Vec<Said>),
    Map(Vec<(String, Said)>),
}

/// Texts that are hard to write.
const TEXTS: [&str; 24] = [
    "138 0000 0009",
    "13800000009",
    "0531-0000 0009",
    "是",
    "no",
    "null",
    "~",
    "",
    " 前后 ",
    "甲、乙",
    "甲，乙：丙",
    "a: b",
    "a #b",
    "#头",
    "- 一",
    "[甲]",
    "{甲: 乙}",
    "\"引\"",
    "'引'",
    "“引”",
    "两\n行",
    "制\t表",
    "1.0",
    "䶮\u{200b}",
];

fn ours(node: &Node) -> Said {
    match &node.value {
        Tree::Null => Said::Nothing,
        Tree::Scalar { text, .. } => Said::Text(text.clone()),
        Tree::List(items) => Said::List(items.iter().map(ours).collect()),
        Tree::Map(entries) => Said::Map(entries.iter().map(|e| (e.key.clone(), ours(&e.node))).collect()),
    }
}

fn theirs(node: &YamlNode) -> Option<Said> {
    Some(match node {
        YamlNode::Scalar(scalar) if matches!(scalar.value().trim(), "" | "~" | "null") => Said::Nothing,
        YamlNode::Scalar(scalar) => Said::Text(scalar.as_string()),
        YamlNode::Sequence(list) => {
            Said::List(list.values().map(|item| theirs(&item)).collect::<Option<_>>()?)
        }
        YamlNode::Mapping(map) => {
            let pair = |entry: yaml_edit::MappingEntry| {
                let Some(YamlNode::Scalar(key)) = entry.key_node() else { return None };
                let value = entry.value_node().map_or(Some(Said::Nothing), |node| theirs(&node))?;
                Some((key.as_string(), value))
            };
            Said::Map(map.entries().map(pair).collect::<Option<_>>()?)
        }
        YamlNode::Alias(_) | YamlNode::TaggedNode(_) => return None,
    })
}

fn read(text: &str) -> Option<(Node, Said)> {
    let node = yaml::parse(&SourceFile::from_text("a.yaml", text), &mut Diagnostics::default())?;
    let said = ours(&node);
    Some((node, said))
}

fn read_by_yaml_edit(text: &str) -> Option<Said> {
    let document = yaml_edit::Document::from_str(text).ok()?;
    theirs(&YamlNode::Mapping(document.as_mapping()?))
}

/// Files as people write them: the examples, the scaffolds, and forms that these do not have.
fn files() -> &'static Vec<(String, String)> {
    static FILES: OnceLock<Vec<(String, String)>> = OnceLock::new();
    FILES.get_or_init(|| {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut files = Vec::new();
        for folder in ["examples/hailing", "examples/hailing/villages", "src/scaffold", "tests/faults"] {
            let mut paths: Vec<_> = std::fs::read_dir(root.join(folder)).unwrap().map(|e| e.unwrap().path()).collect();
            paths.sort();
            for path in paths.into_iter().filter(|p| p.extension().is_some_and(|e| e == "yaml")) {
                let text = std::fs::read_to_string(&path).unwrap();
                files.push((path.display().to_string(), text.replace('\n', "\r\n")));
                files.push((path.display().to_string(), text));
            }
        }
        let forms = [
            "a: {b: [c, {d: e}], f: }  # x\ng:\n- h\n-\n- - i\n  - j\n-   k: l\n    m:\n      n: |\n        o\n        p\n\n    # q\n    r: s\n",
            "a: [\n  b, # c\n  d, # e\n]\nf:\n\n  # g\n  h: 'i'\n  j: \"k\\n\"\n\n# l\nm: n",
            "  a: 1\n  b:\n  - {c: d,\n     e: f}\n  - c: d\n    e:\n    -   f\n    # g\n    -   h\n",
            "a: >\n  b\n  c\n\nd: [e,\n f]\ng: {h: i, j}\n",
            "",
            "# 空\n",
        ];
        files.extend(forms.iter().map(|text| ("form".to_owned(), (*text).to_owned())));
        files.retain(|(_, text)| read(text).is_some());
        files
    })
}

/// Every place of a tree: its path, and the node.
fn places<'a>(node: &'a Node, path: &[At], found: &mut Vec<(Vec<At>, &'a Node)>) {
    found.push((path.to_vec(), node));
    let mut go = |step: At, node: &'a Node| places(node, &[path, &[step]].concat(), found);
    match &node.value {
        Tree::List(items) => items.iter().enumerate().for_each(|(i, item)| go(At::Row(i), item)),
        Tree::Map(entries) => entries.iter().for_each(|e| go(At::Key(e.key.clone()), &e.node)),
        Tree::Null | Tree::Scalar { .. } => {}
    }
}

/// What a test changes at one place, and what shall be there then.
fn wanted(said: &mut Said, path: &[At], change: &Change) {
    let Some((step, rest)) = path.split_first() else {
        match (change, said) {
            (Change::Set { value, .. }, said) => *said = value_said(value),
            (Change::Insert { value, before, .. }, Said::List(rows)) => {
                rows.insert(before.unwrap_or(rows.len()), value_said(value));
            }
            (Change::Insert { value, .. }, said) => *said = Said::List(vec![value_said(value)]),
            _ => panic!("has a parent"),
        }
        return;
    };
    match (step, said) {
        (At::Key(key), Said::Map(pairs)) => {
            let at = pairs.iter().position(|(known, _)| known == key);
            match (change, at) {
                (Change::Remove { .. }, Some(at)) if rest.is_empty() => drop(pairs.remove(at)),
                (Change::Rename { key, .. }, Some(at)) if rest.is_empty() => pairs[at].0.clone_from(key),
                (_, Some(at)) => wanted(&mut pairs[at].1, rest, change),
                (_, None) => {
                    let mut new = Said::Nothing;
                    wanted(&mut new, rest, change);
                    pairs.push((key.clone(), new));
                }
            }
        }
        (At::Row(i), Said::List(rows)) if rest.is_empty() && matches!(change, Change::Remove { .. }) => {
            drop(rows.remove(*i));
        }
        (At::Row(i), Said::List(rows)) => wanted(&mut rows[*i], rest, change),
        (At::Key(key), said @ Said::Nothing) => {
            let mut new = Said::Nothing;
            wanted(&mut new, rest, change);
            *said = Said::Map(vec![(key.clone(), new)]);
        }
        (step, said) => panic!("{step:?} in {said:?}"),
    }
}

fn value_said(value: &Value) -> Said {
    match value {
        Value::Text(text) => Said::Text(text.clone()),
        Value::List(values) => Said::List(values.iter().map(value_said).collect()),
        Value::Map(pairs) => {
            Said::Map(pairs.iter().map(|(key, value)| (key.clone(), value_said(value))).collect())
        }
    }
}

fn path_of(change: &Change) -> &[At] {
    match change {
        Change::Set { path, .. }
        | Change::Insert { path, .. }
        | Change::Rename { path, .. }
        | Change::Remove { path } => path,
    }
}

/// Returns a change that can be made in a tree, chosen by numbers.
fn choose(
    tree: &Node,
    place: prop::sample::Index,
    kind: u8,
    text: prop::sample::Index,
    more: bool,
) -> Option<Change> {
    let mut found = Vec::new();
    places(tree, &[], &mut found);
    let (path, node) = found.swap_remove(place.index(found.len()));
    let text = text.get(&TEXTS).to_string();
    let value = match kind / 4 {
        0 | 1 => Value::Text(text.clone()),
        2 => Value::List(vec![Value::Text(text.clone()), Value::Text("乙".into())]),
        _ => Value::Map(vec![
            ("新".into(), Value::Text(text.clone())),
            ("另".into(), Value::List(vec!["丙".into()])),
        ]),
    };
    Some(match (kind % 4, &node.value) {
        (0, Tree::Scalar { .. } | Tree::Null) if !path.is_empty() => Change::Set { path, value },
        (0 | 1, Tree::List(items)) => Change::Insert {
            path,
            before: (more && !items.is_empty()).then(|| place.index(items.len())),
            value,
        },
        (0 | 1, Tree::Map(_)) => Change::Set { path: [path, vec![At::from("新的")]].concat(), value },
        (2, _) if matches!(path.last(), Some(At::Key(_))) => {
            Change::Rename { path, key: format!("改{text}") }
        }
        (_, _) if !path.is_empty() => Change::Remove { path },
        _ => return None,
    })
}

/// Holds the changed stretch of the old text against what the change is about.
fn only_there(before: &str, after: &str, tree: &Node, change: &Change) {
    let prefix = before.bytes().zip(after.bytes()).take_while(|(a, b)| a == b).count();
    let suffix = before.bytes().rev().zip(after.bytes().rev()).take_while(|(a, b)| a == b).count();
    let touched = prefix..before.len().saturating_sub(suffix).max(prefix);
    // What is equal at both ends may end within a character.
    let changed = String::from_utf8_lossy(&before.as_bytes()[touched.clone()]);
    match change {
        // Empty brackets become rows; one of them may look like the end of what was put in.
        Change::Insert { .. } => assert!("[]".contains(changed.trim()), "{changed:?}"),
        Change::Set { path, .. } | Change::Rename { path, .. } => {
            let mut found = Vec::new();
            places(tree, &[], &mut found);
            let Some((_, node)) = found.iter().find(|(known, _)| known == path) else {
                assert!("{}".contains(changed.trim()), "{changed:?}");
                return;
            };
            let place = match change {
                Change::Rename { .. } => key_place(tree, path),
                _ => node.place.range.clone(),
            };
            // A null stands nowhere: its place is that of what comes next.
            let inside = place.start <= touched.start && touched.end <= place.end;
            assert!(inside || touched.is_empty(), "{changed:?} beside {place:?}");
        }
        Change::Remove { .. } => {}
    }
}

fn key_place(tree: &Node, path: &[At]) -> std::ops::Range<usize> {
    let (Some(At::Key(last)), above) = (path.last(), &path[..path.len() - 1]) else { unreachable!() };
    let mut found = Vec::new();
    places(tree, &[], &mut found);
    let (_, parent) = found.iter().find(|(known, _)| known == above).unwrap();
    parent.key_place(last).unwrap().range
}

/// Returns the comments of a text, by `yaml-edit`.
fn comments(text: &str) -> Option<Vec<String>> {
    let file = yaml_edit::YamlFile::parse(text);
    file.errors().is_empty().then(|| file.tree().comments().map(|c| c.text().trim_end().to_owned()).collect())
}

fn judge(name: &str, text: &str, shape: &Shape, change: &Change) -> Result<bool, TestCaseError> {
    let (tree, before) = read(text).unwrap();
    let mut want = before.clone();
    wanted(&mut want, path_of(change), change);
    let file = SourceFile::from_text("a.yaml", text);
    let edited = match edit(&file, std::slice::from_ref(change), shape, &Vocabulary::default()) {
        Ok(edited) => edited,
        Err(refused) => {
            // Two entries of one name, and pairs in brackets without braces.
            prop_assert!(refused == Refused::Form && name == "form", "{name}: {change:?}: {refused:?}");
            return Ok(false);
        }
    };
    let (_, now) = read(&edited.text).unwrap();
    prop_assert_eq!(&now, &want, "{}: {:?}\n{}", name, change, &edited.text);
    prop_assert_eq!(edited.bytes(text.as_bytes()).unwrap(), edited.text.as_bytes());
    only_there(text, &edited.text, &tree, change);
    if !matches!(change, Change::Remove { .. })
        && let (Some(old), Some(new)) = (comments(text), comments(&edited.text))
    {
        prop_assert_eq!(old, new, "{}: {:?}", name, change);
    }
    // What it reads differently before, it is no judge of; an empty file is none to it.
    if read_by_yaml_edit(text).as_ref() != Some(&before) || want == Said::Map(Vec::new()) {
        return Ok(false);
    }
    match read_by_yaml_edit(&edited.text) {
        Some(theirs) => prop_assert_eq!(theirs, want, "{}: {:?}\n{}", name, change, &edited.text),
        None => prop_assert!(false, "yaml-edit cannot read it: {name}: {change:?}\n{}", edited.text),
    }
    Ok(true)
}

fn any_shape() -> &'static Shape {
    static ANY: Shape = Shape::Text { names: None };
    &ANY
}

proptest! {
    #![proptest_config(ProptestConfig { cases: crate::samples::cases(1500), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_edit_says_what_was_wanted_and_touches_nothing_else(
        file in any::<prop::sample::Index>(),
        place in any::<prop::sample::Index>(),
        kind in 0_u8..16,
        text in any::<prop::sample::Index>(),
        more in any::<bool>(),
    ) {
        let (name, source) = file.get(files());
        let (tree, _) = read(source).unwrap();
        if let Some(change) = choose(&tree, place, kind, text, more) {
            judge(name, source, any_shape(), &change)?;
        }
    }

    #[test]
    fn many_edits_at_once_are_the_edits_one_by_one(
        file in any::<prop::sample::Index>(),
        picks in prop::collection::vec((any::<prop::sample::Index>(), 0_u8..16, any::<prop::sample::Index>()), 2..6),
    ) {
        let (_, source) = file.get(files());
        let (tree, before) = read(source).unwrap();
        let changes: Vec<Change> = picks
            .into_iter()
            .filter_map(|(place, kind, text)| choose(&tree, place, kind, text, false))
            // Rows that go shift those that one would name next.
            .filter(|change| !matches!(change, Change::Remove { path } if matches!(path.last(), Some(At::Row(_)))))
            .collect();
        let file: Arc<SourceFile> = SourceFile::from_text("a.yaml", source.as_str());
        if let Ok(edited) = edit(&file, &changes, any_shape(), &Vocabulary::default()) {
            let mut want = before;
            let late = |c: &&Change| matches!(c, Change::Remove { .. } | Change::Rename { .. });
            // What is below goes before what is above.
            let mut after: Vec<&Change> = changes.iter().filter(late).collect();
            after.sort_by_key(|change| std::cmp::Reverse(path_of(change).len()));
            for change in changes.iter().filter(|c| !late(c)).chain(after) {
                wanted(&mut want, path_of(change), change);
            }
            let now = read(&edited.text).unwrap().1;
            prop_assert_eq!(now, want, "{:?}\n{}", changes, &edited.text);
        }
    }
}

#[test]
fn the_oracle_can_read_what_we_have() {
    let read = |(_, text): &&(String, String)| read_by_yaml_edit(text) == read(text).map(|(_, said)| said);
    let (good, all) = (files().iter().filter(read).count(), files().len());
    assert!(good * 10 >= all * 8, "{good} of {all}");
}

#[test]
fn keys_and_fixed_words_are_written_in_the_language_of_the_file() {
    for (text, key, word) in [
        ("shelters:\n  a: {setting: indoor}\n", "setting", "outdoor"),
        ("避难点:\n  a: {室内外: 室内}\n", "室内外", "室外"),
    ] {
        let changes = [Change::Set {
            path: vec!["shelters".into(), "b".into()],
            value: Value::Map(vec![("setting".into(), "outdoor".into())]),
        }];
        let file = SourceFile::from_text("a.yaml", text);
        let edited = edit(&file, &changes, shape::profile(), &Vocabulary::default()).unwrap();
        assert_eq!(edited.text, format!("{text}  b: {{{key}: {word}}}\n"));
    }
}

#[test]
fn line_ends_marks_and_encodings_stay() {
    let text = "# 头\n人员:\n  张三: {电话: 138 0000 0001}  # 书记\n转移对象:\n  - {户主: 甲, 人数: 2}\n"
        .replace('\n', "\r\n");
    let row = Value::Map(vec![("head".into(), "丙䶮".into())]);
    let changes = [
        Change::Insert { path: vec!["evacuees".into()], before: None, value: row },
        Change::Set { path: vec!["grids".into(), "一网格".into(), "area".into()], value: "一组".into() },
    ];
    for encoding in ["UTF-8", "mark", "UTF-16LE", "GB18030"] {
        let bytes = match encoding {
            "mark" => [b"\xEF\xBB\xBF", text.as_bytes()].concat(),
            "UTF-16LE" => {
                [0xFF, 0xFE].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect()
            }
            "GB18030" => encoding_rs::GB18030.encode(&text).0.into_owned(),
            _ => text.clone().into_bytes(),
        };
        let file = SourceFile::decode("a.yaml", &bytes).unwrap();
        let edited = edit(&file, &changes, shape::profile(), &Vocabulary::default()).unwrap();
        let now = edited.bytes(&bytes).unwrap();
        let again = SourceFile::decode("a.yaml", &now).unwrap();
        assert_eq!(
            (again.text.as_str(), again.encoding),
            (edited.text.as_str(), file.encoding),
            "{encoding}"
        );
        assert!(now.starts_with(&bytes[..bytes.len() - 2]), "{encoding}");
        assert_eq!(again.text.matches('\n').count(), again.text.matches("\r\n").count());
        assert!(
            again.text.ends_with("  - {户主: 丙䶮}\r\n网格:\r\n  一网格: {范围: 一组}\r\n"),
            "{}",
            again.text
        );
    }
}

/// Slips are mended by the same splices as all else: every byte that is not mended stays, in any encoding.
#[test]
fn mends_are_edits_in_place() {
    let text = "村名：上柳村  # 一\r\n\r\n概况: {户数: 320户, 户籍人口: ３００}\r\n人员:\r\n  田守信：{电话: 138 0000 7003}\r\n";
    let wanted = "村名: 上柳村  # 一\r\n\r\n概况: {户数: 320, 户籍人口: 300}\r\n人员:\r\n  田守信: {电话: 138 0000 7003}\r\n";
    let words = &town().library.words;
    let utf16 = |text: &str| -> Vec<u8> {
        [0xFF, 0xFE].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect()
    };
    let gbk = |text: &str| encoding_rs::GB18030.encode(text).0.into_owned();
    for (bytes, all) in [
        (text.as_bytes().to_vec(), wanted.as_bytes().to_vec()),
        (utf16(text), utf16(wanted)),
        (gbk(text), gbk(wanted)),
    ] {
        let mut file = SourceFile::decode("a.yaml", &bytes).unwrap();
        let mut edited = duoan::yaml::edit::Edited::untouched(&file);
        for _ in 0..5 {
            let mut diags = Diagnostics::default();
            duoan::load::layer(&file, words, &mut diags);
            let mended = duoan::yaml::mend(&file, &diags.into_sorted(), shape::profile(), words);
            edited.follow(mended.edited);
            file = SourceFile::from_text("a.yaml", edited.text.as_str());
        }
        assert_eq!(edited.text, wanted);
        assert!(edited.passes.len() > 1 && edited.bytes(&bytes).unwrap() == all);
    }
}

#[test]
fn an_edit_is_done_and_taken_back_as_bytes() {
    let before = "村名: 上柳村\r\n人员:\r\n  田守信: {电话: 138 0000 7003}  # 书记\r\n概况: {户数: 96}\r\n";
    let bytes = encoding_rs::GB18030.encode(before).0.into_owned();
    let change = Change::Set {
        path: vec!["人员".into(), "田守信".into(), "电话".into()],
        value: "138 0000 7009".into(),
    };
    let step = duoan::yaml::edit::apply("a.yaml", &bytes, &[change], shape::profile(), &town().library.words)
        .unwrap();
    assert_eq!(step.after(), encoding_rs::GB18030.encode(&before.replace("7003", "7009")).0.as_ref());
    assert_eq!(step.back().onto(step.after()).unwrap().after(), bytes);
    // Meanwhile somebody has changed another line with an editor of texts.
    let now =
        encoding_rs::GB18030.encode(&before.replace("7003", "7009").replace("96", "120")).0.into_owned();
    let undone = step.back().onto(&now).unwrap();
    assert_eq!(undone.after(), encoding_rs::GB18030.encode(&before.replace("96", "120")).0.as_ref());
    let same = encoding_rs::GB18030.encode(&before.replace("7003", "7777")).0.into_owned();
    assert_eq!(step.back().onto(&same), Err(duoan::yaml::edit::Refused::Changed));
}

/// A comment behind brackets is not theirs, whatever is written in their place.
#[test]
fn a_comment_behind_brackets_stays() {
    let text =
        "人员:\n  田守信: {技能: [电工, 急救]  # 有证\n    , 职务: 书记}   # 老书记\n网格: {}  # 还没有\n";
    let words = &town().library.words;
    let set =
        |path: &[&str], value: Value| Change::Set { path: path.iter().map(|s| (*s).into()).collect(), value };
    for (change, wanted) in [
        (set(&["人员", "田守信", "技能"], "电工".into()), text.replace("[电工, 急救]", "[电工]")),
        (set(&["人员", "田守信", "技能"], Value::List(vec![])), text.replace("[电工, 急救]", "[]")),
        (set(&["人员", "田守信"], "问书记".into()), {
            text.replace("{技能: [电工, 急救]  # 有证\n    , 职务: 书记}", "问书记")
        }),
        (set(&["网格"], "无".into()), text.replace("{}", "无")),
        (set(&["网格"], Value::Map(vec![])), text.to_owned()),
    ] {
        let file = SourceFile::from_text("a.yaml", text);
        assert_eq!(edit(&file, &[change], shape::profile(), words).unwrap().text, wanted);
    }
}
