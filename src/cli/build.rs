//! `duoan build`: handbooks and cards of the villages asked for.

use std::path::PathBuf;

use anyhow::bail;
use unicode_width::UnicodeWidthStr;

use super::args::{AudienceArg, BuildArgs, FileKind, SheetArg};
use super::term::{Format, Term};
use super::{FAULTS, Lang, OK, Studio, date, show};
use crate::batch::{self, Options, Outcome};
use crate::compose::{self, Absent, Order, Sheet};
use crate::diag::{Diagnostic, nearest};
use crate::model::document::Audience;
use crate::project;

pub(super) fn run(args: &BuildArgs, term: &Term) -> anyhow::Result<u8> {
    let mut studio = Studio::open(&args.paths)?;
    choose(&mut studio, &args.village)?;
    anyhow::ensure!(
        !studio.project.villages.is_empty(),
        term.lang.pick("没有找到村档案（villages/*.yaml）", "no village files (villages/*.yaml)")
    );
    let options = Options {
        out: args.out.clone().unwrap_or_else(|| studio.project.root.join("out")),
        only: families(&args.only)?,
        order: order(args, &studio)?,
        formats: args.format.iter().map(|kind| format(*kind)).collect(),
        force: args.force,
        strict: args.strict,
        today: date(args.today.as_deref())?,
        jobs: args.jobs.filter(|jobs| *jobs > 0).unwrap_or_else(rayon::current_num_threads),
    };
    let bar = term.progress(studio.project.villages.len(), args.quiet);
    let done = |outcome: &Outcome| {
        bar.set_message(outcome.stem.display().to_string());
        bar.inc(1);
    };
    let outcomes = batch::run(&studio.project, &studio.library, &studio.press, &studio.stamp, &options, done)?;
    bar.finish_and_clear();
    let lists: Vec<&[Diagnostic]> =
        std::iter::once(studio.faults.as_slice()).chain(outcomes.iter().map(|o| o.diags.as_slice())).collect();
    show(&lists, Format::Human, term);
    if !args.quiet {
        summary(&outcomes, &options, term);
    }
    Ok(if outcomes.iter().any(|o| o.failed) || !studio.faults.is_empty() { FAULTS } else { OK })
}

/// Keeps only the villages named; an unknown name is refused with its nearest match.
fn choose(studio: &mut Studio, names: &[String]) -> anyhow::Result<()> {
    let stem = |v: &project::VillageFiles| v.stem.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let known: Vec<String> = studio.project.villages.iter().map(stem).collect();
    if let Some(name) = names.iter().find(|name| !known.contains(name)) {
        let near = nearest(name, known.iter().map(String::as_str)).map(|n| format!(" → {n}?")).unwrap_or_default();
        bail!("--village {name}{near}");
    }
    if !names.is_empty() {
        studio.project.villages.retain(|v| names.contains(&stem(v)));
    }
    Ok(())
}

fn families(names: &[String]) -> anyhow::Result<Vec<String>> {
    let known = || compose::FAMILIES.iter().map(|f| f.name).chain([compose::PRINT_RUN]);
    let find = |name: &String| match compose::family(name) {
        Some(family) => Ok(family.name.to_owned()),
        None if name == compose::PRINT_RUN => Ok(name.clone()),
        None => bail!("--only {name}: {}", known().collect::<Vec<_>>().join(", ")),
    };
    names.iter().map(find).collect()
}

/// What is printed for whom and how, from the command line.
fn order(args: &BuildArgs, studio: &Studio) -> anyhow::Result<Order> {
    let set = &studio.library.set;
    let hazards = set.plans.values().map(|p| [Some(&p.id), Some(&p.name), Some(&p.short)]);
    let roles = set.roles.iter().map(|(id, r)| [Some(id), Some(&r.name), Some(&r.short)]);
    Ok(Order {
        audience: args.audience.map(|audience| match audience {
            AudienceArg::Public => Audience::Public,
            AudienceArg::Duty => Audience::Duty,
            AudienceArg::File => Audience::File,
        }),
        hazards: ids("--hazard", &args.hazard, &hazards.collect::<Vec<_>>())?,
        roles: ids("--role", &args.role, &roles.collect::<Vec<_>>())?,
        sheet: sheet(args),
        ..Order::default()
    })
}

/// Returns the ids of things named by id or name; an unknown name is refused with its nearest match.
fn ids(option: &str, names: &[String], known: &[[Option<&String>; 3]]) -> anyhow::Result<Vec<String>> {
    let find = |name: &String| {
        let row = known.iter().find(|row| row.iter().flatten().any(|word| *word == name));
        row.and_then(|row| row[0].cloned()).ok_or_else(|| {
            let near = nearest(name, known.iter().flatten().flatten().map(|w| w.as_str()));
            anyhow::anyhow!("{option} {name}{}", near.map(|n| format!(" → {n}?")).unwrap_or_default())
        })
    };
    names.iter().map(find).collect()
}

fn sheet(args: &BuildArgs) -> Sheet {
    let mut sheet = Sheet { large: args.large_print, ..Sheet::default() };
    for word in &args.sheet {
        match word {
            SheetArg::Order(order) => sheet.order = Some(order),
            SheetArg::Fold => sheet.fold = Some(true),
            SheetArg::Start(seat) => sheet.start = Some(*seat),
            SheetArg::LongEdge => sheet.flip = Some("long"),
            SheetArg::ShortEdge => sheet.flip = Some("short"),
            SheetArg::NoTest => sheet.test = Some(false),
        }
    }
    sheet
}

fn format(kind: FileKind) -> batch::Format {
    match kind {
        FileKind::Pdf => batch::Format::Pdf,
        FileKind::Png => batch::Format::Png,
        FileKind::Txt => batch::Format::Txt,
        FileKind::Json => batch::Format::Json,
    }
}

fn summary(outcomes: &[Outcome], options: &Options, term: &Term) {
    let zh = term.lang == Lang::Zh;
    let width = outcomes.iter().map(|o| o.stem.display().to_string().width()).max().unwrap_or(4).max(6);
    for outcome in outcomes {
        let name = outcome.stem.display().to_string();
        let pad = " ".repeat(width - name.width());
        let pages: usize = outcome.made.iter().map(|m| m.entry.pages).sum();
        let made = outcome.made.iter().filter(|m| !m.reused).count();
        let kept = outcome.made.len() - made;
        let state = match (outcome.failed, zh) {
            (true, true) => "没做成，旧文件保留",
            (true, false) => "failed; old files kept",
            (false, true) => "好",
            (false, false) => "ok",
        };
        term.say(&match zh {
            true => format!("{name}{pad}  新做 {made:>2}  沿用 {kept:>2}  {pages:>4} 页  {state}"),
            false => format!("{name}{pad}  made {made:>2}  kept {kept:>2}  {pages:>4} pages  {state}"),
        });
    }
    for (why, lacking) in absent(outcomes) {
        term.say(&format!("{}: {lacking}", reason(why, term)));
    }
    let failed = outcomes.iter().filter(|o| o.failed).count();
    let out = project::shown(&options.out.canonicalize().unwrap_or_else(|_| PathBuf::from(&options.out)));
    term.say(&match zh {
        true => format!("{} 个村，{failed} 个没做成；文件在 {out}", outcomes.len()),
        false => format!("{} villages, {failed} failed; files in {out}", outcomes.len()),
    });
}

/// Returns what was not made, by reason: families with the villages that lack them.
fn absent(outcomes: &[Outcome]) -> Vec<(Absent, String)> {
    let mut found: Vec<(Absent, &str, Vec<String>)> = Vec::new();
    for outcome in outcomes {
        for (family, why) in &outcome.absent {
            let village = outcome.stem.display().to_string();
            match found.iter_mut().find(|(w, f, _)| w == why && f == family) {
                Some((.., villages)) => villages.push(village),
                None => found.push((*why, family, vec![village])),
            }
        }
    }
    let shown = |villages: &[String]| match villages {
        [first, second, third, rest @ ..] if !rest.is_empty() => format!("{first}, {second}, {third} + {}", rest.len()),
        few => few.join(", "),
    };
    found.iter().map(|(why, family, villages)| (*why, format!("{family} ({})", shown(villages)))).collect()
}

/// Says why a family has nothing to print.
fn reason(why: Absent, term: &Term) -> &'static str {
    match why {
        Absent::Roles => term.lang.pick("没人担任有步骤的岗位，不做", "nobody holds a post with steps; not made"),
        Absent::Households => term.lang.pick("没有要转移的住户，不做", "no household to move; not made"),
        Absent::Points => term.lang.pick("没有风险点，不做", "no risk point; not made"),
        Absent::Geology => term.lang.pick("没有地质灾害风险点，不做", "no geological risk point; not made"),
        Absent::Shelters => term.lang.pick("没有要去避难点的灾种，不做", "no hazard sends people to a shelter; not made"),
        Absent::Scripts => term.lang.pick("没有广播词，不做", "no script; not made"),
        Absent::Refused => term.lang.pick("每张卡都放不下，没做", "no card fits; not made"),
    }
}
