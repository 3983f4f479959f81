//! Workspaces and villages from nothing: what `duoan new`, an import into an empty folder and the page's first
//! screen make. Writes, and says what it wrote.

use std::path::{Path, PathBuf};

use crate::disk::Turn;
use crate::scaffold::{self, GITATTRIBUTES, GITIGNORE, LAUNCHER, TOWN, WORKSPACE};
use crate::{disk, project, schema};

/// Spelling of keys in a file of the scaffold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spelling {
    /// 中文.
    Zh,
    /// English.
    En,
}

/// Why nothing was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refused {
    /// It is there already.
    Exists(PathBuf),
    /// It cannot be a file's name, or no village's.
    Name(String),
}

impl std::fmt::Display for Refused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Exists(path) => write!(f, "{}: 已经有了 (exists)", path.display()),
            Self::Name(name) => write!(
                f,
                "{name}: 村名只写字，它要用作文件名 (a village's name is letters only, it names the file)"
            ),
        }
    }
}

impl std::error::Error for Refused {}

/// Makes a workspace for a town, with the sample village.
///
/// # Errors
/// If something of it is there already, or cannot be written.
pub fn town(dir: &Path, keys: Spelling) -> anyhow::Result<Vec<PathBuf>> {
    let mut made = vec![
        put(&dir.join(project::MARKER), WORKSPACE)?,
        put(&dir.join("town.yaml"), &(modeline(0) + TOWN[keys as usize]))?,
        put(&dir.join(".gitignore"), GITIGNORE)?,
        put(&dir.join(".gitattributes"), GITATTRIBUTES)?,
        put(&dir.join(LAUNCHER.0), LAUNCHER.1)?,
    ];
    made.extend(village(dir, scaffold::NAME, keys, false)?);
    Ok(made)
}

/// Makes a workspace without a sample village.
///
/// # Errors
/// As [`town`].
pub fn bare(dir: &Path, town: Option<&str>) -> anyhow::Result<Vec<PathBuf>> {
    let town = town.map(|town| format!("镇街: {town}\n")).unwrap_or_default();
    let shared = format!(
        "{}# 全镇共用的内容写在这里：镇街、外部电话、报警信号。写法看 duoan new town 做出来的样子。\n{town}",
        modeline(0)
    );
    let mut made = vec![
        put(&dir.join(project::MARKER), WORKSPACE)?,
        put(&dir.join("town.yaml"), &shared)?,
        put(&dir.join(".gitignore"), GITIGNORE)?,
        put(&dir.join(".gitattributes"), GITATTRIBUTES)?,
        put(&dir.join(LAUNCHER.0), LAUNCHER.1)?,
    ];
    made.extend(schema::write(&dir.join(schema::FOLDER))?);
    Ok(made)
}

/// Returns where the file of a new village goes.
///
/// # Errors
/// If its name can be no file's.
pub fn village_path(dir: &Path, name: &str) -> anyhow::Result<PathBuf> {
    anyhow::ensure!(is_plain(name), Refused::Name(name.to_owned()));
    let root = project::marked(dir).unwrap_or_else(|| dir.to_path_buf());
    Ok(root.join("villages").join(format!("{name}.yaml")))
}

/// Returns the file of a village with nothing but its name.
pub fn seed(name: &str) -> String {
    let kind = if name.ends_with("社区") { "社区" } else { "村" };
    format!("{}村名: {name}\n类型: {kind}\n", modeline(1))
}

/// Makes a village of the scaffold under a name.
///
/// # Errors
/// As [`town`].
pub fn village(dir: &Path, name: &str, keys: Spelling, short: bool) -> anyhow::Result<Vec<PathBuf>> {
    let name = name.trim();
    let name = [".yaml", ".yml"]
        .iter()
        .find_map(|ending| {
            name.to_ascii_lowercase().ends_with(ending).then(|| &name[..name.len() - ending.len()])
        })
        .unwrap_or(name);
    anyhow::ensure!(is_plain(name), Refused::Name(name.to_owned()));
    let root = project::marked(dir).unwrap_or_else(|| dir.to_path_buf());
    let _turn = project::marked(dir).map(|root| Turn::at(&root)).transpose()?;
    let below =
        dir.canonicalize().ok().and_then(|dir| Some(dir.strip_prefix(&root).ok()?.components().count()));
    let texts = if short { scaffold::SHORT } else { scaffold::VILLAGE };
    let text = texts[keys as usize].replace(scaffold::NAME, name).replace(scaffold::CODE, &free_code(dir));
    let text = modeline(below.unwrap_or(0) + 1) + &text;
    let mut made = vec![put(&dir.join("villages").join(format!("{name}.yaml")), &text)?];
    let schemas = root.join(schema::FOLDER);
    if !schemas.join(schema::PROFILE).exists() {
        made.extend(schema::write(&schemas)?);
    }
    Ok(made)
}

/// Makes a village of which nothing is known but its name.
///
/// # Errors
/// As [`town`].
pub fn empty_village(dir: &Path, name: &str) -> anyhow::Result<PathBuf> {
    put(&village_path(dir, name.trim())?, &seed(name.trim()))
}

/// Returns the line by which editors find the schema, for a file so many folders below the top of the
/// workspace.
fn modeline(below: usize) -> String {
    format!("# yaml-language-server: $schema={}{}/{}\n", "../".repeat(below), schema::FOLDER, schema::PROFILE)
}

fn put(path: &Path, text: &str) -> anyhow::Result<PathBuf> {
    anyhow::ensure!(!path.exists(), Refused::Exists(path.to_path_buf()));
    disk::whole(path, text.as_bytes())?;
    Ok(path.to_path_buf())
}

/// Returns whether a name can be a file's, and a village's.
fn is_plain(name: &str) -> bool {
    name.starts_with(char::is_alphanumeric)
        && name.chars().all(|c| c.is_alphanumeric() || "·・•（）()-_ ".contains(c))
        && !reserved(name)
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
