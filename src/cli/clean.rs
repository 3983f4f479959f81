//! `duoan clean`: removes what `duoan build` made, and nothing else.

use std::path::PathBuf;

use clap::Args;

use super::term::Term;
use super::{Lang, OK};
use crate::{batch, project};

#[derive(Debug, Args)]
pub struct CleanArgs {
    /// 工作区；workspace
    #[arg(default_value = ".")]
    pub dir: PathBuf,
    /// 输出文件夹，默认工作区的 out；output folder, default `out` in the workspace
    #[arg(short, long)]
    pub out: Option<PathBuf>,
    /// 只清记录，文件留着；forget what is known, keep the files
    #[arg(long)]
    pub cache: bool,
}

pub(super) fn run(args: &CleanArgs, term: &Term) -> anyhow::Result<u8> {
    let out = match &args.out {
        Some(out) => out.clone(),
        None => project::open(std::slice::from_ref(&args.dir))?.root.join("out"),
    };
    let count = batch::clean(&out, args.cache)?;
    term.say(&match (term.lang, args.cache) {
        (Lang::Zh, true) => "记录清掉了，下次全部重做".to_owned(),
        (Lang::En, true) => "forgotten; the next build makes everything anew".to_owned(),
        (Lang::Zh, false) => format!("删掉 {count} 个文件"),
        (Lang::En, false) => format!("{count} files removed"),
    });
    Ok(OK)
}
