//! `duoan printer`: what a printer does wrong, read off its test page and kept in the workspace.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::Args;
use serde_json::Value;

use super::OK;
use super::term::Term;
use crate::diag::nearest;
use crate::disk::Turn;
use crate::model::printer::{Correction, Unread};
use crate::{disk, project, source};

#[derive(Debug, Args)]
pub struct PrinterArgs {
    /// 给打印机起的名字，如 村委惠普；name of the printer
    pub name: String,
    /// 从正面圆圈扎过去，背面扎在哪一格，如 D7；the cell that a pin through the ring meets
    #[arg(long, default_value = "F6")]
    pub hole: String,
    /// 横线、竖线量出来各多少毫米，如 197.2,197.0；how long the lines are, across and along
    #[arg(long, default_value = "200,200")]
    pub line: String,
    /// 工作区；workspace
    #[arg(long, default_value = ".")]
    pub dir: PathBuf,
}

/// One printer a line: its name, and what was read.
const FILE: &str = "printers.yaml";

pub(super) fn run(args: &PrinterArgs, term: &Term) -> anyhow::Result<u8> {
    let correction = read(&args.hole, &args.line, term)?;
    let name = args.name.trim();
    anyhow::ensure!(
        !name.is_empty() && !name.contains([':', '#', '\n', '"']),
        term.lang.pick("打印机的名字里不能有冒号、引号", "no colon or quote in the name of a printer")
    );
    let root = project::open(std::slice::from_ref(&args.dir))?.root;
    let _turn = Turn::at(&root)?;
    let mut known = kept(&root)?;
    known.insert(name.to_owned(), (args.hole.to_uppercase(), args.line.clone()));
    let line = |(name, (hole, line)): (&String, &(String, String))| {
        format!(
            "{name}: {{\"hole\": {}, \"line\": {}}}\n",
            Value::from(hole.as_str()),
            Value::from(line.as_str())
        )
    };
    let path = path(&root);
    disk::whole(&path, known.iter().map(line).collect::<String>().as_bytes())?;
    term.out(&format!("{name}: {correction}"));
    term.say(&format!(
        "{} --printer {name}{}",
        term.lang.pick("以后生成时加", "from now on build with"),
        term.lang.pick("；再印一张对位测试页，应当扎在 F6", "; a second test page must read F6")
    ));
    Ok(OK)
}

/// Returns the correction of a printer of this workspace.
pub(super) fn of(name: &str, root: &Path, term: &Term) -> anyhow::Result<Correction> {
    let known = kept(root)?;
    let Some((hole, line)) = known.get(name) else {
        let near =
            nearest(name, known.keys().map(String::as_str)).map(|n| format!(" → {n}?")).unwrap_or_default();
        anyhow::bail!(
            "--printer {name}{near}: {}",
            term.lang.pick("没记过，先用 duoan printer", "not known, see duoan printer")
        );
    };
    read(hole, line, term)
}

fn path(root: &Path) -> PathBuf {
    root.join(disk::FOLDER).join(FILE)
}

fn kept(root: &Path) -> anyhow::Result<BTreeMap<String, (String, String)>> {
    let path = path(root);
    if !path.exists() {
        return Ok(BTreeMap::new());
    }
    let text = String::from_utf8(source::read(&path)?).with_context(|| project::shown(&path))?;
    let entry = |line: &str| {
        let (name, rest) = line.split_once(':')?;
        let read: Value = serde_json::from_str(rest.trim()).ok()?;
        let part = |key: &str| read[key].as_str().map(str::to_owned);
        Some((name.trim().to_owned(), (part("hole")?, part("line")?)))
    };
    Ok(text.lines().filter_map(entry).collect())
}

fn read(hole: &str, line: &str, term: &Term) -> anyhow::Result<Correction> {
    Correction::read(hole, line).map_err(|why| {
        anyhow::anyhow!(match why {
            Unread::Hole => term.lang.pick("--hole：写格子，A–K 加 1–11，如 D7", "--hole: a cell, A–K and 1–11, such as D7"),
            Unread::Line => term.lang.pick("--line：两条线各多少毫米，如 197.2,197.0", "--line: two lengths in mm, such as 197.2,197.0"),
            Unread::Scaled => term.lang.pick(
                "差得太多：打印窗口没选“实际大小”，选了再试印",
                "too far off: the print window is not set to the actual size; set it and print the test page again"
            ),
        })
    })
}
