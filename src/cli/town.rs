//! `duoan town`: the town's own book, its level page and the cards of its posts.

use std::path::Path;

use super::args::TownArgs;
use super::term::{Format, Term};
use super::{FAULTS, OK, STUCK, open, refuse, show, ward};
use crate::disk::Turn;
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
        // What it names wrongly is a blank on its paper, and no reason to have no paper.
        let astray = town::astray(&group, &workspace.library, true);
        if show(&[&astray], Format::Human, term).0 > 0 {
            end = FAULTS;
        }
        let read = Read::of(&group.villages, &workspace.library, &workspace.press);
        let town = read.town(&workspace.library.set);
        let bare = town::without_duties(&town);
        if !bare.is_empty() {
            let said = "没有写职责的岗位，没有卡（plans/town.yaml 加上，或者加别名）：";
            let said = term
                .lang
                .pick(said, "no duties are known of these posts, they have no card (plans/town.yaml): ");
            term.say(&format!("{said}{}", bare.join(term.lang.pick("、", ", "))));
        }
        for (_, document) in &town::papers(&town) {
            match ward::printed(&workspace.press, document, term) {
                Ok(bytes) => write(document, &bytes, &out, term)?,
                // One paper that cannot be set is no reason to have no book; nor is a text of it that is lost.
                Err(error) => {
                    refuse(&error, false, term);
                    end = FAULTS;
                    let rest = Document { items: Vec::new(), ..document.clone() };
                    if let Ok(bytes) = ward::printed(&workspace.press, &rest, term) {
                        write(document, &bytes, &out, term)?;
                    }
                }
            }
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

fn write(document: &Document, bytes: &[u8], out: &Path, term: &Term) -> anyhow::Result<()> {
    let path = Turn::take(out)?.put(&format!("{FOLDER}/{}", reprint::file(document)), bytes)?;
    term.out(&project::shown(&path));
    Ok(())
}
