//! `duoan town`: the town's own book, its level page and the cards of its posts.

use super::args::TownArgs;
use super::term::{Format, Term};
use super::{FAULTS, OK, STUCK, Workspace, open, show, ward};
use crate::disk;
use crate::model::document::Document;
use crate::project;
use crate::reprint::{self, FOLDER};
use crate::town::{self, Read};

pub(super) fn run(args: &TownArgs, term: &Term) -> anyhow::Result<u8> {
    let workspace = open(std::slice::from_ref(&args.dir), term)?;
    if workspace.project.villages.is_empty() {
        term.say(term.lang.pick("没有找到村档案（villages/*.yaml）", "no village files (villages/*.yaml)"));
        return Ok(STUCK);
    }
    let out = args.out.clone().unwrap_or_else(|| workspace.project.root.join("out"));
    let mut end = OK;
    for group in town::groups(&workspace.project.villages, &workspace.library) {
        let profile = match &group.profile {
            Ok(profile) => profile,
            // Without the town's own file its book would be blank where the last one is not.
            Err(faults) => {
                show(&[faults.as_slice()], Format::Human, term);
                end = FAULTS;
                continue;
            }
        };
        let read = Read::of(&group.villages, &workspace.library, &workspace.press);
        for (_, document) in &town::papers(&read.town(&workspace.library.set)) {
            write(document, &out, &workspace, term)?;
        }
        if profile.town_book.is_empty() {
            term.say(term.lang.pick(
                "town.yaml 里没有写“镇”这一段：指挥、驻村、救援站、值班都是空的",
                "town.yaml has no block town_book: command, stations and duty are blank",
            ));
        }
    }
    Ok(end)
}

fn write(
    document: &Document,
    out: &std::path::Path,
    workspace: &Workspace,
    term: &Term,
) -> anyhow::Result<()> {
    let path = disk::below(out, &format!("{FOLDER}/{}", reprint::file(document)))?;
    disk::whole(&path, &ward::printed(&workspace.press, document, term)?)?;
    term.out(&project::shown(&path));
    Ok(())
}
