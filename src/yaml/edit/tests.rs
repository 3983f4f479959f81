//! Each form of edit, byte by byte; the suite holds any edit of any file against another program.

use super::*;
use crate::model::shape;

fn words() -> Vocabulary {
    let mut words = Vocabulary::default();
    for kind in ["role", "post"] {
        ["commander", "总指挥"].into_iter().for_each(|word| words.add(kind, word, "commander"));
        words.open(kind);
    }
    words
}

fn edited(text: &str, changes: &[Change]) -> Result<String, Refused> {
    edit(&SourceFile::from_text("a.yaml", text), changes, shape::profile(), &words())
        .map(|edited| edited.text)
}

fn path(steps: &[&str]) -> Vec<At> {
    steps.iter().map(|step| step.parse().map_or_else(|_| At::from(*step), At::Row)).collect()
}

fn set(steps: &[&str], value: impl Into<Value>) -> Change {
    Change::Set { path: path(steps), value: value.into() }
}

fn list(items: &[&str]) -> Value {
    Value::List(items.iter().map(|item| Value::from(*item)).collect())
}

fn map(pairs: &[(&str, &str)]) -> Value {
    Value::Map(pairs.iter().map(|(key, value)| ((*key).to_owned(), Value::from(*value))).collect())
}

fn insert(steps: &[&str], value: Value) -> Change {
    Change::Insert { path: path(steps), before: None, value }
}

fn remove(steps: &[&str]) -> Change {
    Change::Remove { path: path(steps) }
}

const FILE: &str = "\
# 头
村名: 岭下村   # 名
人员:
  张三: {电话: 138 0000 0001, 小组: 一组}  # 书记
  # 说明
  李四:
    电话: [138 0000 0002, '0531-0000 0001']
    #备注: 没有
岗位: {总指挥: [张三, 李四]}
转移对象:   # 一户一行
  - {户主: 甲, 人数: 2}

  - 户主: 乙   # 行内
    住: \"西头\"
";

#[test]
fn a_scalar_is_replaced_where_it_stands() {
    let text = edited(
        FILE,
        &[set(&["people", "张三", "phone"], "138 0000 0009"), set(&["转移对象", "1", "address"], "东头")],
    );
    let wanted = FILE.replace("0001, 小组", "0009, 小组").replace("西头", "东头");
    assert_eq!(text.unwrap(), wanted);
}

#[test]
fn entries_and_rows_take_the_form_and_language_of_their_neighbours() {
    let changes = [
        set(&["people", "张三", "title"], "书记"),
        set(&["people", "李四", "title"], "会计"),
        set(&["people", "王五"], map(&[("phone", "138 0000 0003")])),
        set(&["posts", "commander"], list(&["李四", "王五", "张三"])),
        insert(&["evacuees"], map(&[("head", "丙"), ("members", "3"), ("address", "一号")])),
    ];
    let wanted = FILE
        .replace("一组}", "一组, 职务: 书记}")
        .replace("0001']\n", "0001']\n    职务: 会计\n  王五:\n    电话: 138 0000 0003\n")
        .replace("[张三, 李四]", "[李四, 王五, 张三]")
        + "  - 户主: 丙\n    人数: 3\n    住: \"一号\"\n";
    assert_eq!(edited(FILE, &changes).unwrap(), wanted);
}

#[test]
fn what_goes_takes_nothing_along() {
    let changes =
        [remove(&["people", "李四"]), remove(&["evacuees", "0"]), remove(&["posts", "总指挥", "0"])];
    let wanted = FILE
        .replace("  李四:\n    电话: [138 0000 0002, '0531-0000 0001']\n", "")
        .replace("  - {户主: 甲, 人数: 2}\n", "")
        .replace("张三, 李四", "李四");
    assert_eq!(edited(FILE, &changes).unwrap(), wanted);
    let all = [remove(&["evacuees", "0"]), remove(&["evacuees", "1"])];
    assert!(
        edited(FILE, &all).unwrap().contains("转移对象: []   # 一户一行\n\n")
            || edited(FILE, &all).unwrap().contains("转移对象: []")
    );
}

#[test]
fn empty_files_and_empty_values_are_filled() {
    let people = || set(&["people", "张三"], map(&[("phone", "138 0000 0001")]));
    let phone = set(&["people", "李四", "phone"], list(&["119", "0531-1"]));
    assert_eq!(
        edited("# 空\n", &[people(), phone]).unwrap(),
        "# 空\n人员:\n  张三: {电话: 138 0000 0001}\n  李四: {电话: [\"119\", 0531-1]}\n"
    );
    assert_eq!(
        edited("人员:  # 谁\n岗位:", &[people()]).unwrap(),
        "人员:  # 谁\n  张三: {电话: 138 0000 0001}\n岗位:"
    );
    assert_eq!(edited("人员: {}", &[people()]).unwrap(), "人员:\n  张三: {电话: 138 0000 0001}");
    assert_eq!(
        edited("people: {张三: {phone: }}", &[set(&["people", "张三", "phone"], "1")]).unwrap(),
        "people: {张三: {phone: \"1\" }}"
    );
    assert_eq!(edited("name: a", &[people()]).unwrap(), "name: a\npeople:\n  张三: {phone: 138 0000 0001}");
    assert_eq!(
        edited("村名: 甲\n", &[set(&["drills"], Value::List(vec![map(&[("date", "2026-05-01")])]))]).unwrap(),
        "村名: 甲\n演练:\n  - {日期: 2026-05-01}\n"
    );
}

#[test]
fn broken_rows_are_broken_alike() {
    let text = "转移对象:\n  - {户主: 韩志成, 住: 桥头2号, 小组: 一组, 人数: 3,\n     风险点: 桥头洼, 去: 文化大院}\n";
    let row = map(&[
        ("head", "刘凤英"),
        ("address", "西街8号"),
        ("group", "二组"),
        ("members", "1"),
        ("point", "西街老屋"),
        ("shelter", "打谷场"),
    ]);
    let wanted = format!(
        "{text}  - {{户主: 刘凤英, 住: 西街8号, 小组: 二组, 人数: 1,\n     风险点: 西街老屋, 去: 打谷场}}\n"
    );
    assert_eq!(edited(text, &[insert(&["evacuees"], row)]).unwrap(), wanted);
}

#[test]
fn brackets_keep_their_comments() {
    let text = "物资: [\n  {品名: 锣}, # 一面\n  {品名: 哨}, # 两个\n]\n";
    assert_eq!(
        edited(text, &[remove(&["supplies", "1"])]).unwrap(),
        "物资: [\n  {品名: 锣}, # 一面\n   # 两个\n]\n"
    );
    let both = [remove(&["supplies", "0"]), insert(&["supplies"], map(&[("item", "鼓")]))];
    assert_eq!(edited(text, &both).unwrap(), "物资: [\n   # 一面\n  {品名: 哨}, {品名: 鼓}, # 两个\n]\n");
    let both = [
        remove(&["people", "甲"]),
        set(&["people", "乙"], map(&[])),
        Change::Rename { path: path(&["people", "丙"]), key: "丁".into() },
    ];
    assert_eq!(edited("人员: {甲: {}, 丙: {}}", &both).unwrap(), "人员: {丁: {}, 乙: {}}");
}

#[test]
fn what_cannot_be_done_is_refused() {
    assert_eq!(edited("a: [", &[]), Err(Refused::Unreadable));
    assert_eq!(edited(FILE, &[remove(&["people", "赵六"])]), Err(Refused::NoSuchPlace));
    assert_eq!(edited(FILE, &[set(&["村名", "x"], "1")]), Err(Refused::NoSuchPlace));
    assert_eq!(edited(FILE, &[set(&["村名"], "甲"), set(&["name"], "乙")]), Err(Refused::Twice));
    assert_eq!(
        edited(FILE, &[remove(&["people", "张三"]), set(&["people", "张三", "phone"], "1")]),
        Err(Refused::Twice)
    );
    let file = SourceFile::from_text("a.yaml", FILE);
    let other = edit(&file, &[set(&["村名"], "甲")], shape::profile(), &words()).unwrap();
    assert_eq!(other.bytes("别的".as_bytes()), Err(Refused::Encoding));
}

#[test]
fn a_list_becomes_another_with_the_least_change() {
    let text = "队伍:\n  队:\n    队员: [甲, 乙, 丙] # 三个\n    装备:\n      - 锣1面 # 旧\n      - 哨2个\n";
    let changes = [
        set(&["teams", "队", "members"], list(&["甲", "丁"])),
        set(&["teams", "队", "gear"], list(&["锣1面", "哨3个", "鼓1面"])),
    ];
    let wanted = "队伍:\n  队:\n    队员: [甲, 丁] # 三个\n    装备:\n      - 锣1面 # 旧\n      - 哨3个\n      - 鼓1面\n";
    assert_eq!(edited(text, &changes).unwrap(), wanted);
    let changes = [set(&["teams", "队", "members"], "甲"), remove(&["teams", "队", "gear"])];
    assert_eq!(edited(text, &changes).unwrap(), "队伍:\n  队:\n    队员: [甲] # 三个\n");
}
