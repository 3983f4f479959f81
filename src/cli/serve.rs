//! `duoan serve`: the clerk's page; a double click on the program opens it too.

use std::path::{Path, PathBuf};

use clap::Args;

use super::term::Term;
use super::{OK, ward};
use crate::project;
use crate::serve::{self, Options, Page};

#[derive(Debug, Args)]
pub struct ServeArgs {
    /// 工作区，或者空文件夹；workspace, or an empty folder
    #[arg(default_value = ".")]
    pub dir: PathBuf,
    /// 打开浏览器；open the browser
    #[arg(long)]
    pub open: bool,
    /// 用哪个端口，默认随便一个空的；port, default any that is free
    #[arg(long)]
    pub port: Option<u16>,
    /// The page's own files from a folder, for whoever works on them.
    #[arg(long, hide = true)]
    pub assets: Option<PathBuf>,
}

pub(super) fn run(args: &ServeArgs, term: &Term) -> anyhow::Result<u8> {
    if let Some(ticket) = serve::running(&args.dir) {
        term.say(term.lang.pick("已经开着，打开它", "it runs already; opening it"));
        return shown(&ticket.address(), true, term);
    }
    if let Ok(project) = project::open(std::slice::from_ref(&args.dir)) {
        ward::fonts(&project, &args.dir, term.lang)?;
    }
    let program = std::env::current_exe()?;
    let options = Options {
        dir: args.dir.clone(),
        port: args.port,
        lang: term.lang,
        program,
        assets: args.assets.clone(),
    };
    let page = Page::new(&options)?;
    shown(&page.ticket().address(), args.open, term)?;
    term.say(term.lang.pick(
        "在浏览器里填。关掉这个窗口，程序就关了",
        "Fill in the browser; closing this window ends the program",
    ));
    page.run();
    term.say(term.lang.pick("程序关了", "ended"));
    Ok(OK)
}

fn shown(address: &str, open: bool, term: &Term) -> anyhow::Result<u8> {
    term.out(address);
    if open && serve::open(address.as_ref()).is_err() {
        term.say(term.lang.pick(
            "打不开浏览器，把上面的地址放进浏览器里",
            "no browser opened: put the address above into one",
        ));
    }
    Ok(OK)
}

/// Returns whether the program was started by a double click: on Windows, without words, from no shell. The shells
/// leave their marks in the environment; what Explorer starts has none of them.
pub(super) fn clicked(words: usize) -> bool {
    let marked = |name: &str| std::env::var_os(name).is_some();
    let powershell =
        || std::env::var_os("PSModulePath").is_some_and(|path| path.to_string_lossy().contains("Documents"));
    cfg!(windows) && words <= 1 && !marked("PROMPT") && !marked("WT_SESSION") && !powershell()
}

/// Opens the page of the folder in which the program lies, or a folder beside it.
pub(super) fn at_a_click(term: &Term) -> anyhow::Result<u8> {
    let program = std::env::current_exe()?;
    let dir = program.parent().unwrap_or(Path::new(".")).to_path_buf();
    run(&ServeArgs { dir, open: true, port: None, assets: None }, term)
}
