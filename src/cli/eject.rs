//! `duoan eject`: a built-in plan or layout, copied into the workspace to be changed there.

use anyhow::Context;

use super::OK;
use super::args::EjectArgs;
use super::build::unknown;
use super::term::Term;
use crate::diag::nearest;
use crate::disk::Turn;
use crate::{builtin, disk, project};

pub(super) fn run(args: &EjectArgs, term: &Term) -> anyhow::Result<u8> {
    let Some(file) = &args.file else {
        builtin::paths().iter().filter(|p| !p.starts_with("fonts/")).for_each(|path| term.out(path));
        return Ok(OK);
    };
    let Some(bytes) = builtin::bytes(file).filter(|_| !file.starts_with("fonts/")) else {
        let paths = builtin::paths();
        return Err(unknown(file, nearest(file, paths.iter().map(String::as_str)).unwrap_or_default()));
    };
    let root = project::open(std::slice::from_ref(&args.dir))?.root;
    let _turn = Turn::at(&root)?;
    let target = root.join(file);
    anyhow::ensure!(
        !target.exists(),
        "{}: {}",
        project::shown(&target),
        term.lang.pick("已经有了", "exists")
    );
    disk::whole(&target, &marked(file, bytes)?)?;
    term.out(&project::shown(&target));
    Ok(OK)
}

/// Puts the hash of the built-in on top, so that one can see later whether it has moved on.
fn marked(file: &str, bytes: &[u8]) -> anyhow::Result<Vec<u8>> {
    let mark = format!("duoan {} {}", env!("CARGO_PKG_VERSION"), builtin::print(bytes));
    let line = match file.rsplit_once('.').map(|(_, ending)| ending) {
        Some("yaml") => format!("# {mark}\n"),
        Some("typ") => format!("// {mark}\n"),
        _ => String::new(),
    };
    let text = std::str::from_utf8(bytes).context("a built-in text file")?;
    Ok((line + text).into_bytes())
}
