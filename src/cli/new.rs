//! `duoan new`: a workspace or a village that builds at once and explains each field.

use std::path::Path;

use super::OK;
use super::args::{Keys, New};
use super::term::Term;
use crate::scaffold::{self, GITATTRIBUTES, GITIGNORE, TOWN, WORKSPACE};
use crate::{disk, project, schema};

pub(super) fn run(args: New, term: &Term) -> anyhow::Result<u8> {
    match args {
        New::Town { dir, keys } => {
            put(&dir.join(project::MARKER), WORKSPACE, term)?;
            put(&dir.join("town.yaml"), &(modeline(0) + TOWN[keys as usize]), term)?;
            put(&dir.join(".gitignore"), GITIGNORE, term)?;
            put(&dir.join(".gitattributes"), GITATTRIBUTES, term)?;
            village(&dir, scaffold::NAME, keys, false, term)?;
        }
        New::Village { name, dir, keys, short } => village(&dir, &name, keys, short, term)?,
    }
    Ok(OK)
}

/// Makes a workspace without a sample village.
pub(super) fn bare(dir: &Path, town: Option<&str>, term: &Term) -> anyhow::Result<()> {
    put(&dir.join(project::MARKER), WORKSPACE, term)?;
    let town = town.map(|town| format!("镇街: {town}\n")).unwrap_or_default();
    put(
        &dir.join("town.yaml"),
        &format!(
            "{}# 全镇共用的内容写在这里：镇街、外部电话、报警信号。写法看 duoan new town 做出来的样子。\n{town}",
            modeline(0)
        ),
        term,
    )?;
    put(&dir.join(".gitignore"), GITIGNORE, term)?;
    put(&dir.join(".gitattributes"), GITATTRIBUTES, term)?;
    super::schema::write(&dir.join(schema::FOLDER), term)
}

/// Returns where the file of a new village goes.
pub(super) fn village_path(dir: &Path, name: &str) -> anyhow::Result<std::path::PathBuf> {
    anyhow::ensure!(is_plain(name), "{name}");
    let root = project::marked(dir).unwrap_or_else(|| dir.to_path_buf());
    Ok(root.join("villages").join(format!("{name}.yaml")))
}

/// Returns the file of a village with nothing but its name.
pub(super) fn seed(name: &str) -> String {
    let kind = if name.ends_with("社区") { "社区" } else { "村" };
    format!("{}村名: {name}\n类型: {kind}\n", modeline(1))
}

/// Returns whether a name can be a file's, and a village's.
fn is_plain(name: &str) -> bool {
    name.starts_with(char::is_alphanumeric)
        && name.chars().all(|c| c.is_alphanumeric() || "·・•（）()-_ ".contains(c))
        && !reserved(name)
}

fn village(dir: &Path, name: &str, keys: Keys, short: bool, term: &Term) -> anyhow::Result<()> {
    let name = name.trim();
    let name = [".yaml", ".yml"]
        .iter()
        .find_map(|ending| {
            name.to_ascii_lowercase().ends_with(ending).then(|| &name[..name.len() - ending.len()])
        })
        .unwrap_or(name);
    let why =
        term.lang.pick("村名只写字，它要用作文件名", "a village's name is letters only, it names the file");
    anyhow::ensure!(is_plain(name), "{name}: {why}");
    let root = project::marked(dir).unwrap_or_else(|| dir.to_path_buf());
    let below =
        dir.canonicalize().ok().and_then(|dir| Some(dir.strip_prefix(&root).ok()?.components().count()));
    let texts = if short { scaffold::SHORT } else { scaffold::VILLAGE };
    let text = texts[keys as usize].replace(scaffold::NAME, name).replace(scaffold::CODE, &free_code(dir));
    let text = modeline(below.unwrap_or(0) + 1) + &text;
    put(&dir.join("villages").join(format!("{name}.yaml")), &text, term)?;
    let schemas = root.join(schema::FOLDER);
    if schemas.join(schema::PROFILE).exists() { Ok(()) } else { super::schema::write(&schemas, term) }
}

/// Returns the line by which editors find the schema, for a file so many folders below the top of the
/// workspace.
fn modeline(below: usize) -> String {
    format!("# yaml-language-server: $schema={}{}/{}\n", "../".repeat(below), schema::FOLDER, schema::PROFILE)
}

fn put(path: &Path, text: &str, term: &Term) -> anyhow::Result<()> {
    anyhow::ensure!(!path.exists(), "{}: {}", path.display(), term.lang.pick("已经有了", "exists"));
    disk::whole(path, text.as_bytes())?;
    term.out(&path.display().to_string());
    Ok(())
}

/// Returns whether Windows keeps a name for a device.
fn reserved(name: &str) -> bool {
    let name = name.to_ascii_uppercase();
    let port = |kind: &str| {
        name.strip_prefix(kind).is_some_and(|rest| rest.len() == 1 && rest.as_bytes()[0].is_ascii_digit())
    };
    ["CON", "PRN", "AUX", "NUL"].contains(&name.as_str()) || port("COM") || port("LPT")
}

/// Returns the first of the scaffold's codes that no village of the workspace has.
fn free_code(dir: &Path) -> String {
    let villages = project::open(&[dir.to_path_buf()]).map(|project| project.villages).unwrap_or_default();
    let taken: Vec<String> = villages.iter().filter_map(project::code).collect();
    let first: u64 = scaffold::CODE.parse().expect("the scaffold's code is a number");
    (first..).map(|code| code.to_string()).find(|code| !taken.contains(code)).unwrap_or_default()
}
