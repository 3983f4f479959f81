//! What people read in the terminal, kept whole: a change of it is looked at, then taken with
//! `INSTA_UPDATE=always`.

use std::process::Output;

use crate::commands::{Workspace, said};
use crate::repos::town;

/// Returns what was said, without what differs from run to run: seconds, and the folder's name.
fn shown(output: &Output, folder: &std::path::Path) -> String {
    let name = folder.file_name().unwrap().to_string_lossy().into_owned();
    let text = said(output)
        .replace('\\', "/")
        .replace(&folder.display().to_string(), "FOLDER")
        .replace(&name, "FOLDER");
    // 0.4 秒 → N 秒
    let parts: Vec<&str> = text.split(" 秒").collect();
    let cut = |part: &&str| part.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.').to_owned();
    let (last, timed) = parts.split_last().unwrap();
    timed.iter().map(|part| cut(part) + "N 秒").collect::<String>() + last
}

fn keep(name: &str, text: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, text));
}

#[test]
fn what_people_read_stays_as_it_is() {
    let w = Workspace::new();
    w.change("示例村", "138 0000 0001", "138 0000 001");
    w.change("示例村", "村名: 示例村", "村名：示例村");
    let kept = |args: &[&str]| shown(&w.run(args), w.path());
    keep("check", &kept(&["check", "--today", "2026-06-10"]));
    keep("explain", &kept(&["explain", "phone-format"]));
    keep("help", &kept(&["--help"]));
    keep("help-build", &kept(&["build", "--help"]));
    keep("build-failed", &kept(&["build", "--only", "wallet-cards"]));
    let repo = town();
    repo.workspace.change("岭下村", "容量: 120", "容量: 110");
    keep("diff", &shown(&repo.workspace.run(&["diff"]), repo.path()));
    keep(
        "report",
        &shown(&repo.workspace.run(&["report", "--today", "2026-06-10", "--format", "csv"]), repo.path()),
    );
}
