//! `duoan new`: a workspace or a village that builds at once and explains each field.

use std::path::Path;

use super::OK;
use super::args::{Keys, New};
use super::term::Term;
use crate::{batch, project, schema};

/// The scaffold's village file, with 示例村 where the name goes.
const VILLAGE: [&str; 2] = [include_str!("../scaffold/village.zh.yaml"), include_str!("../scaffold/village.en.yaml")];
const TOWN: [&str; 2] = [include_str!("../scaffold/town.zh.yaml"), include_str!("../scaffold/town.en.yaml")];
const WORKSPACE: &str = include_str!("../scaffold/duoan.yaml");
const GITIGNORE: &str = include_str!("../scaffold/gitignore");
const GITATTRIBUTES: &str = include_str!("../scaffold/gitattributes");
/// The name in the scaffold that the user's takes the place of.
const SAMPLE: &str = "示例村";

pub(super) fn run(args: New, term: &Term) -> anyhow::Result<u8> {
    match args {
        New::Town { dir, keys } => {
            put(&dir.join(project::MARKER), WORKSPACE, term)?;
            put(&dir.join("town.yaml"), &(modeline(0) + TOWN[keys as usize]), term)?;
            put(&dir.join(".gitignore"), GITIGNORE, term)?;
            put(&dir.join(".gitattributes"), GITATTRIBUTES, term)?;
            village(&dir, SAMPLE, keys, term)?;
        }
        New::Village { name, dir, keys } => village(&dir, &name, keys, term)?,
    }
    Ok(OK)
}

fn village(dir: &Path, name: &str, keys: Keys, term: &Term) -> anyhow::Result<()> {
    let plain =
        !name.trim().is_empty() && !name.contains(['/', '\\', ':', '*', '?', '"', '<', '>', '|']) && !name.starts_with('.');
    anyhow::ensure!(plain, "{name}: {}", term.lang.pick("村名不能用作文件名", "not fit for a file name"));
    let root = project::marked(dir).unwrap_or_else(|| dir.to_path_buf());
    let below = dir.canonicalize().ok().and_then(|dir| Some(dir.strip_prefix(&root).ok()?.components().count()));
    let text = modeline(below.unwrap_or(0) + 1) + &VILLAGE[keys as usize].replace(SAMPLE, name);
    put(&dir.join("villages").join(format!("{name}.yaml")), &text, term)?;
    let schemas = root.join(schema::FOLDER);
    if schemas.join(schema::PROFILE).exists() { Ok(()) } else { super::schema::write(&schemas, term) }
}

/// Returns the line by which editors find the schema, for a file so many folders below the top of the workspace.
fn modeline(below: usize) -> String {
    format!("# yaml-language-server: $schema={}{}/{}\n", "../".repeat(below), schema::FOLDER, schema::PROFILE)
}

fn put(path: &Path, text: &str, term: &Term) -> anyhow::Result<()> {
    anyhow::ensure!(!path.exists(), "{}: {}", path.display(), term.lang.pick("已经有了", "exists"));
    batch::whole(path, text.as_bytes())?;
    term.out(&path.display().to_string());
    Ok(())
}
