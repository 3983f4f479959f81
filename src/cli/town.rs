//! `duoan town`: the town's own book, its level page and the cards of its posts.

use super::args::TownArgs;
use super::term::Term;
use super::{OK, STUCK, Workspace, open, ward};
use crate::disk;
use crate::model::document::Document;
use crate::project::{self, VillageFiles};
use crate::town::{self, Read};

/// The folder of the output that holds what is the town's.
const FOLDER: &str = "镇";

pub(super) fn run(args: &TownArgs, term: &Term) -> anyhow::Result<u8> {
    let workspace = open(std::slice::from_ref(&args.dir), term)?;
    if workspace.project.villages.is_empty() {
        term.say(term.lang.pick("没有找到村档案（villages/*.yaml）", "no village files (villages/*.yaml)"));
        return Ok(STUCK);
    }
    let all: Vec<&VillageFiles> = workspace.project.villages.iter().collect();
    let read = Read::of(&all, &workspace.library, &workspace.press);
    let town = read.town(&workspace.library.set);
    let profile = &read.profile;
    let out = args.out.clone().unwrap_or_else(|| workspace.project.root.join("out"));
    for document in &town::papers(&town) {
        write(document, &out, &workspace, term)?;
    }
    if profile.town_book.is_empty() {
        term.say(term.lang.pick(
            "town.yaml 里没有写“镇”这一段：指挥、驻村、救援站、值班都是空的",
            "town.yaml has no block town_book: command, stations and duty are blank",
        ));
    }
    Ok(OK)
}

fn write(
    document: &Document,
    out: &std::path::Path,
    workspace: &Workspace,
    term: &Term,
) -> anyhow::Result<()> {
    let path = disk::below(out, &format!("{FOLDER}/{}.pdf", document.title))?;
    disk::whole(&path, &ward::printed(&workspace.press, document, term)?)?;
    term.out(&project::shown(&path));
    Ok(())
}
