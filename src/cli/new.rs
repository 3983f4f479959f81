//! `duoan new`: a workspace or a village that builds at once and explains each field.

use std::path::{Path, PathBuf};

use clap::ValueEnum;

use super::OK;
use super::args::New;
use super::term::Term;
use crate::found::{self, Refused, Spelling};
use crate::{project, schema};

pub(super) use found::{seed, village_path};

/// 键的写法.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Keys {
    /// 中文.
    Zh,
    /// English.
    En,
}

pub(super) fn run(args: New, term: &Term) -> anyhow::Result<u8> {
    let made = match args {
        New::Town { dir, keys } => found::town(&dir, spelling(keys)),
        New::Village { name, dir, keys, short } => found::village(&dir, &name, spelling(keys), short),
    };
    tell(&said(made, term)?, term);
    Ok(OK)
}

/// Makes a workspace without a sample village.
pub(super) fn bare(dir: &Path, town: Option<&str>, term: &Term) -> anyhow::Result<()> {
    tell(&said(found::bare(dir, town), term)?, term);
    Ok(())
}

fn spelling(keys: Keys) -> Spelling {
    match keys {
        Keys::Zh => Spelling::Zh,
        Keys::En => Spelling::En,
    }
}

fn tell(made: &[PathBuf], term: &Term) {
    for path in made {
        let schema = path.parent().is_some_and(|dir| dir.ends_with(schema::FOLDER));
        term.out(&if schema { project::shown(path) } else { path.display().to_string() });
    }
}

/// Says in the user's language why nothing was made.
fn said<T>(made: anyhow::Result<T>, term: &Term) -> anyhow::Result<T> {
    made.map_err(|error| match error.downcast_ref() {
        Some(Refused::Exists(path)) => {
            anyhow::anyhow!("{}: {}", path.display(), term.lang.pick("已经有了", "exists"))
        }
        Some(Refused::Name(name)) => {
            let why = term
                .lang
                .pick("村名只写字，它要用作文件名", "a village's name is letters only, it names the file");
            anyhow::anyhow!("{name}: {why}")
        }
        None => error,
    })
}
