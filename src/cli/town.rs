//! `duoan town`: the town's own book, its level page and the cards of its posts.

use super::args::TownArgs;
use super::term::Term;
use super::{OK, STUCK, Workspace, ward};
use crate::disk;
use crate::model::document::Document;
use crate::model::handbook::Handbook;
use crate::pipeline;
use crate::project;
use crate::town::{self, Town};

/// The folder of the output that holds what is the town's.
const FOLDER: &str = "镇";

pub(super) fn run(args: &TownArgs, term: &Term) -> anyhow::Result<u8> {
    let workspace = Workspace::open(std::slice::from_ref(&args.dir))?;
    let Some(first) = workspace.project.villages.first() else {
        term.say(term.lang.pick("没有找到村档案（villages/*.yaml）", "no village files (villages/*.yaml)"));
        return Ok(STUCK);
    };
    let profile = pipeline::town(first, &workspace.library).unwrap_or_default();
    let mut books: Vec<Handbook> = Vec::new();
    let mut unreadable = Vec::new();
    for village in &workspace.project.villages {
        // A fault in one profile is no reason to have no book of the town at night.
        match pipeline::book_as_it_is(village, &workspace.library, &workspace.press) {
            Some(book) => books.push(book),
            None => unreadable.push(village.stem.display().to_string()),
        }
    }
    let town = Town::of(&profile, &workspace.library.set, &books, unreadable);
    let made = [
        Some(town::book(&town)),
        Some(town::level_page(&town)),
        town::duty_cards(&town),
        town::team_cards(&town),
        town::map(&town),
    ];
    let out = args.out.clone().unwrap_or_else(|| workspace.project.root.join("out"));
    for document in made.iter().flatten() {
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
