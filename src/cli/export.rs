//! `duoan export`: a village's or a town's rosters as one workbook, in the official columns, filled in.

use super::args::ExportArgs;
use super::import;
use super::term::Term;
use super::{FAULTS, OK};
use crate::diag::Diagnostics;
use crate::disk::Turn;
use crate::roster::{Known, export, sheet};
use crate::{pipeline, project, source};

/// Stands at the foot of each page.
const SIGNATURE: &str = "填表人：__________　　审核人：__________　　填表日期：____年__月__日";

pub(super) fn run(args: &ExportArgs, term: &Term) -> anyhow::Result<u8> {
    let project = project::open(&args.paths)?;
    anyhow::ensure!(
        !project.villages.is_empty(),
        term.lang.pick("没有找到村档案（villages/*.yaml）", "no village files (villages/*.yaml)")
    );
    let files = project.files()?;
    let library = pipeline::library(&files, &mut Diagnostics::default());
    let table = import::table(&files, &library)?;
    let mut known: Vec<Known> = Vec::new();
    let mut failed = false;
    for village in &project.villages {
        match import::known(village, &library, &mut Diagnostics::default()) {
            Some(village) => known.push(village),
            None => {
                failed = true;
                let name = village.layers.last().map(|path| project::shown(path)).unwrap_or_default();
                term.say(&format!(
                    "{name}: {}",
                    term.lang.pick(
                        "读不懂，没有导出（duoan check 看哪里不对）",
                        "not readable, left out (see duoan check)"
                    )
                ));
            }
        }
    }
    let (out, within) = match &args.out {
        Some(out) => (out.clone(), ""),
        None => (project.root.join("out"), "花名册/"),
    };
    let plain = |c: char| c.is_alphanumeric() || "·・•（）()-_ ".contains(c);
    let one = |villages: &[Known], name: &str| -> anyhow::Result<()> {
        // A name may be anything; the file's is one that every system takes.
        let name: String = name.chars().map(|c| if plain(c) { c } else { '_' }).collect();
        let bytes = export::workbook(villages, &table, &library.words, SIGNATURE)?;
        // What lies there may have been filled in since.
        let free = |path: &String| {
            let file = out.join(path);
            !file.exists() || source::read_within(&file, sheet::MAX_BYTES).is_ok_and(|there| there == bytes)
        };
        let names = (1..).map(|nth| match nth {
            1 => format!("{within}{name}花名册.xlsx"),
            _ => format!("{within}{name}花名册（{nth}）.xlsx"),
        });
        let path = names.into_iter().find(free).unwrap_or_default();
        let path = Turn::take(&out)?.put(&path, &bytes)?;
        term.out(&project::shown(&path));
        Ok(())
    };
    match known.as_slice() {
        [] => return Ok(import::NOTHING),
        [village] => one(std::slice::from_ref(village), &village.name)?,
        all if args.each => {
            all.iter().try_for_each(|village| one(std::slice::from_ref(village), &village.name))?;
        }
        all => one(all, term.lang.pick("全镇", "town-"))?,
    }
    Ok(if failed { FAULTS } else { OK })
}
