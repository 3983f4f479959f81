//! What is wrong with a command line is said in the language of the messages, with what was probably meant.

use std::path::Path;

use assert_cmd::Command;
use duoan::compose::{self, Sheet};

use crate::commands::duoan;

/// Returns what a command line is answered with: exit code, standard error.
fn said(args: &[&str], lang: &str) -> (Option<i32>, String) {
    let output = Command::cargo_bin("duoan")
        .unwrap()
        .args(args)
        .env("LANG", lang)
        .env_remove("LC_ALL")
        .output()
        .unwrap();
    (output.status.code(), String::from_utf8(output.stderr).unwrap())
}

#[test]
fn faults_of_the_command_line_are_in_the_language_of_the_messages() {
    for (args, code, zh, en) in [
        (&["chek"][..], "usage-command", "是不是 check", "did you mean check"),
        (&["import"], "usage-missing", "还缺 <FILES>", "lacks <FILES>"),
        (&["new", "town"], "usage-missing", "还缺 <DIR>", "lacks <DIR>"),
        (&["build", "--hazards", "山洪"], "usage-option", "是不是 --hazard", "did you mean --hazard"),
        (&["build", "--format", "jpeg"], "usage-value", "能写：pdf", "one of: pdf"),
        (&["build", "--jobs", "两个"], "usage-value", "写一个整数", "write a whole number"),
        (&["build", "--sheet", "start=零"], "usage-value", "能写：stack", "one of: stack"),
        (&["check", "--format"], "usage-missing|usage-empty", "--format", "--format"),
        (&["explain", "--all", "phone-format"], "usage-conflict", "不能一起写", "do not go together"),
    ] {
        for (lang, wanted) in [("zh_CN.UTF-8", zh), ("en_US.UTF-8", en)] {
            let (status, text) = said(args, lang);
            assert_eq!(status, Some(2), "{args:?}: {text}");
            assert!(
                text.contains(wanted) && code.split('|').any(|code| text.contains(code)),
                "{args:?}: {text}"
            );
            assert!(!text.contains("Usage:") && !text.contains("error: "), "{text}");
        }
    }
    // The option wins over the locale, however wrong the rest is.
    assert!(said(&["chek", "--lang", "en"], "zh_CN.UTF-8").1.contains("did you mean"));
    assert!(said(&["--lang=zh", "chek"], "en_US.UTF-8").1.contains("是不是"));
}

#[test]
fn a_seat_that_no_sheet_has_is_refused_with_the_seats_there_are() {
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/hailing");
    for (words, seats) in [
        ("--only role-cards --sheet start=9", 4),
        ("--only role-cards --sheet start=3,fold", 2),
        ("--only wallet-cards --sheet start=6", 5),
        ("--only role-cards,wallet-cards --sheet start=5", 4),
        ("--only role-cards --large-print --sheet start=3", 2),
    ] {
        let args: Vec<&str> = std::iter::once("build").chain(words.split(' ')).collect();
        let output = duoan(&args, &example);
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{words}: {said}");
        assert!(said.contains(&format!("start 写 1 到 {seats}")), "{words}: {said}");
    }
    let seats = |name: &str| compose::seats(compose::family(name).unwrap(), &Sheet::default());
    assert_eq!((seats("role-cards"), seats("wallet-cards"), seats("handbook")), (Some(4), Some(5), None));
}

#[test]
fn a_sheet_of_what_to_print_says_that_nothing_is_made_yet() {
    let dir = tempfile::TempDir::new().unwrap();
    duoan(&["new", "town", "镇"], dir.path());
    let said = String::from_utf8(duoan(&["build", "镇", "--only", "print-run"], dir.path()).stderr).unwrap();
    assert!(said.contains("print-run") && said.contains("还没有做出来的文件"), "{said}");
}

#[test]
fn what_cannot_be_done_is_said_in_chinese() {
    use crate::commands::{Workspace, code, said};
    let w = Workspace::new();
    let commands: [&[&str]; 17] = [
        &["check", "nowhere.yaml"],
        &["build", "--shard", "9/2"],
        &["build", "--hazard", "啊"],
        &["build", "--only", "啊"],
        &["build", "--today", "20"],
        &["build", "-o", "town.yaml"],
        &["trace", "示例村", "R99"],
        &["verify", "nope.png"],
        &["verify", "villages.pdf"],
        &["reprint"],
        &["plans", "show", "啊"],
        &["manifest", "merge", "nope.json"],
        &["eject", "nope"],
        &["explain", "nope"],
        &["clean"],
        &["now", "啊"],
        &["import", "nope.xlsx"],
    ];
    for args in commands {
        let run = w.run(args);
        assert_eq!(code(&run), 2, "{args:?}: {}", said(&run));
        let text = said(&run);
        for english in ["No such", "os error", "expected", " from ", "nothing", "not a", "None", "cannot"] {
            assert!(!text.contains(english), "{args:?}: {text}");
        }
        assert!(text.chars().any(|c| c >= '\u{4e00}'), "{args:?}: {text}");
    }
}
