//! `duoan check`: every fault of every village, at once.

use rayon::prelude::*;

use super::args::CheckArgs;
use super::term::{Format, Term};
use super::{FAULTS, OK, beside, date, fix, open, show};
use crate::diag::{Diagnostic, Diagnostics};
use crate::messages;
use crate::pipeline;
use crate::town;

/// What a short profile would gain most from.
const NEXT: &str = "next-to-add";

pub(super) fn run(args: &CheckArgs, term: &Term) -> anyhow::Result<u8> {
    let workspace = open(&args.paths, term)?;
    anyhow::ensure!(
        !workspace.project.villages.is_empty(),
        term.lang.pick("没有找到村档案（villages/*.yaml）", "no village files (villages/*.yaml)")
    );
    let today = date(args.today.as_deref())?;
    if args.fix {
        let order = fix::Order { today, dry_run: args.dry_run, format: args.format };
        let found = fix::run(&workspace, &order, term)?;
        if args.dry_run {
            return Ok(if found { FAULTS } else { OK });
        }
    }
    let found: Vec<Vec<Diagnostic>> = (workspace.project.villages.par_iter())
        .map(|village| {
            let mut diags = Diagnostics::default();
            // The book is thrown away; what the merge finds is kept, and why an edition of it would not be
            // printed.
            let library = &workspace.library;
            if let Ok((book, tree)) =
                pipeline::handbook_and_tree(village, library, &workspace.press, today, &mut diags)
            {
                pipeline::crowded(&book, &tree, library.plans(&book.village), &mut diags);
                let withheld = book.editions.values().flat_map(|edition| &edition.withheld);
                withheld.for_each(|fault| diags.push(fault.clone()));
            }
            diags.into_sorted()
        })
        .collect();
    let own = beside(&workspace.faults, found.iter().map(Vec::as_slice));
    // Which villages a town has is known where all of them are looked at.
    let whole = workspace.project.villages.len() == workspace.project.all.len();
    let towns = town::groups(&workspace.project.villages, &workspace.library);
    let towns = towns.iter().filter(|_| whole);
    let towns: Vec<Diagnostic> = towns.flat_map(|t| town::astray(t, &workspace.library, false)).collect();
    let lists: Vec<&[Diagnostic]> =
        [own.as_slice(), &towns].into_iter().chain(found.iter().map(Vec::as_slice)).collect();
    let (errors, warnings) = show(&lists, args.format, term);
    if args.format == Format::Human {
        let villages = workspace.project.villages.len();
        term.say(&match term.lang {
            super::Lang::Zh => format!("查了 {villages} 个村：{errors} 个错误，{warnings} 个警告"),
            super::Lang::En => {
                format!("villages checked: {villages}; errors: {errors}, warnings: {warnings}")
            }
        });
    }
    if args.format == Format::Human
        && let [only] = found.as_slice()
        && let Some(next) = only.iter().find(|fault| fault.code == NEXT)
    {
        // The last line is what a clerk reads first.
        let (message, mend) = messages::words(next, term.lang);
        term.say(&format!("{message}\n  {mend}"));
    }
    Ok(if errors > 0 || (args.strict && warnings > 0) { FAULTS } else { OK })
}
