//! `duoan build`: handbooks and cards of the villages asked for.

use std::path::Path;
use std::time::Duration;

use serde_json::{Value, json};
use unicode_width::UnicodeWidthStr;

use super::args::{BuildArgs, FileKind};
use super::asked::SheetArg;
use super::term::{Format, Term};
use super::{Cap, FAULTS, Lang, OK, Workspace, beside, date, opened, shard, show, ward};
use super::{machine, printer};
use crate::batch::{self, Bench, Limits, Options, Outcome};
use crate::compose::{self, Absent, Order, Sheet};
use crate::diag::{Diagnostic, Refusal, Said, Severity};
use crate::git;
use crate::history::Past;
use crate::model::document::Audience;
use crate::project::{self, Project};
use crate::yaml::Vocabulary;

pub(super) fn run(args: &BuildArgs, term: &Term, cap: Cap) -> anyhow::Result<u8> {
    let project = project::open(&args.paths)?;
    let mut workspace = match args.worker {
        true => Workspace::of(project)?,
        false => opened(project, Path::new("."), term)?,
    };
    choose(&mut workspace, &args.village)?;
    anyhow::ensure!(
        !workspace.project.villages.is_empty(),
        term.lang.pick("没有找到村档案（villages/*.yaml）", "no village files (villages/*.yaml)")
    );
    seated(args)?;
    let options = options(args, &workspace, term)?;
    if args.worker {
        cap(options.limits.memory);
    }
    let (past, unread) = super::past(workspace.today());
    let bench = Bench {
        library: &workspace.library,
        press: &workspace.press,
        stamp: &workspace.stamp,
        plans: &workspace.plans,
        past: past.as_ref(),
        unread: unread.is_some(),
        options: &options,
    };
    if args.worker {
        return batch::serve(&workspace.project.villages, &options, |village, options| {
            Bench { options, ..bench }.village(village)
        })
        .map(|()| OK);
    }
    let bar = term.progress(workspace.project.villages.len(), args.quiet || args.json);
    let done = |outcome: &Outcome| bar.step(&line(outcome, term));
    let batch::Ran { outcomes, unlisted } =
        batch::run(&workspace.project, &bench, ward::crew().as_ref(), done)?;
    let seconds = bar.finish();
    let mut own = beside(&workspace.faults, outcomes.iter().map(|o| o.diags.as_slice()));
    own.extend(unlisted.clone());
    let lists: Vec<&[Diagnostic]> =
        std::iter::once(own.as_slice()).chain(outcomes.iter().map(|o| o.diags.as_slice())).collect();
    show(&lists, Format::Human, term);
    if let Some(error) = &unread {
        unknown_past(error, term);
    }
    if args.json {
        term.out(&serde_json::to_string_pretty(&report(
            &outcomes,
            &options,
            seconds,
            history(past.as_ref(), unread.is_some()),
        ))?);
    } else if !args.quiet {
        summary(&outcomes, &options, seconds, term);
        past.iter().for_each(|past| remarks(past, &workspace.project, &options, term));
    }
    anyhow::ensure!(
        !options.order.is_part() || outcomes.iter().any(|o| o.failed || !o.made.is_empty()),
        term.lang.pick(
            "没有这样的卡：人名、户主、卡号看印制单",
            "no such card: names and numbers stand in the print run"
        )
    );
    let failed = workspace.faults.iter().any(|fault| {
        fault.severity == Severity::Error || (args.strict && fault.severity == Severity::Warning)
    });
    let failed = failed || unlisted.is_some() || (unread.is_some() && !options.finished);
    Ok(if failed || outcomes.iter().any(|o| o.failed) { FAULTS } else { OK })
}

/// What is made, where and how, from the command line.
fn options(args: &BuildArgs, workspace: &Workspace, term: &Term) -> anyhow::Result<Options> {
    Ok(Options {
        out: args.out.clone().unwrap_or_else(|| workspace.project.root.join("out")),
        only: families(&args.only)?,
        order: order(args, workspace)?,
        formats: args.format.iter().map(|kind| format(*kind)).collect(),
        force: args.force,
        strict: args.strict,
        finished: args.finished,
        today: date(args.today.as_deref())?,
        jobs: args.jobs.filter(|jobs| *jobs > 0).unwrap_or_else(rayon::current_num_threads).min(MAX_JOBS),
        shard: shard::read(args.shard.as_deref())?,
        cards: None,
        printer: match &args.printer {
            Some(name) => Some(printer::of(name, &workspace.project.root, term)?),
            None => None,
        },
        limits: limits(args),
    })
}

/// Returns how much of the past is known.
fn history(past: Option<&Past>, unread: bool) -> &'static str {
    match past {
        Some(past) if past.is_shallow() => "shallow",
        Some(_) => "whole",
        None if unread => "unreadable",
        None => "none",
    }
}

/// Says that the past cannot be read, and what follows from it for the paper.
fn unknown_past(error: &anyhow::Error, term: &Term) {
    let detail = || git::Fault::Unreadable(format!("{error:#}"));
    let fault = error.downcast_ref().cloned().unwrap_or_else(detail);
    show(&[&[super::revision_fault(&fault)]], Format::Human, term);
    term.say(term.lang.pick(
        "历史查不全，不知道哪些改动提交了：印的都是“草稿”；弄好仓库再印，或者加 --final",
        "not all of the history is known, nor what is committed: everything is marked 草稿 (draft); mend the repository, or --final",
    ));
}

/// Most villages at a time: each has a process with fonts and plans of its own.
const MAX_JOBS: usize = 256;

fn limits(args: &BuildArgs) -> Limits {
    let usual = Limits::default();
    Limits {
        memory: args.village_memory.map_or(usual.memory, |mib| (mib as usize) << 20),
        time: args.village_seconds.map_or(usual.time, |seconds| Duration::from_secs(seconds.into())),
    }
}

/// Says what of the outputs is not to be relied on.
pub(super) fn remarks(past: &Past, project: &Project, options: &Options, term: &Term) {
    let drafts =
        project.villages.iter().filter(|village| !options.finished && past.is_draft(village)).count();
    if drafts > 0 {
        term.say(&match term.lang {
            Lang::Zh => format!("{drafts} 个村有没提交的改动，印的是“草稿”；git commit 以后再印，或者加 --final"),
            Lang::En => format!(
                "{drafts} villages have changes that are not committed and are marked 草稿 (draft): commit them, or --final"
            ),
        });
    }
    if let Some(commit) = past.misdated() {
        let (id, date) = (commit.id.short(), commit.date);
        term.say(&match term.lang {
            Lang::Zh => format!(
                "提交 {id} 的日期 {date} 比它前面的还早，当时电脑的钟不对：没写施行日期的村，纸上的日期和修订记录先核对"
            ),
            Lang::En => format!(
                "commit {id} is dated {date}, before the one it follows: a clock was wrong; where a profile has no \
                 effective date, check the date and the record on paper"
            ),
        });
    }
    if past.is_shallow() {
        term.say(term.lang.pick(
            "这份克隆不全：修订记录和日期只算到它的尽头；git fetch --unshallow 取回全部历史",
            "this clone is shallow: revision records and dates go back no further; git fetch --unshallow gets the whole history",
        ));
    }
}

/// Keeps only the villages named; an unknown name is refused with its nearest match.
pub(super) fn choose(workspace: &mut Workspace, names: &[String]) -> anyhow::Result<()> {
    let villages = &mut workspace.project.villages;
    if let Some(name) = names.iter().find(|name| !villages.iter().any(|village| village.answers_to(name))) {
        return Err(Refusal::of(project::unknown_village(name, villages.iter())));
    }
    if !names.is_empty() {
        villages.retain(|village| names.iter().any(|name| village.answers_to(name)));
    }
    Ok(())
}

fn families(names: &[String]) -> anyhow::Result<Vec<String>> {
    if names.iter().any(|name| name == "all" || name == "全部") {
        return Ok(compose::FAMILIES
            .iter()
            .map(|f| f.name.to_owned())
            .chain([compose::PRINT_RUN.to_owned()])
            .collect());
    }
    let known = || compose::FAMILIES.iter().map(|f| f.name).chain([compose::PRINT_RUN]);
    let find = |name: &String| match compose::family(name) {
        Some(family) => Ok(family.name.to_owned()),
        None if name == compose::PRINT_RUN => Ok(name.clone()),
        None => Err(unknown(&format!("--only {name}"), &known().collect::<Vec<_>>().join(" / "))),
    };
    names.iter().map(find).collect()
}

/// Refuses a first seat that a sheet of what is asked for does not have.
fn seated(args: &BuildArgs) -> anyhow::Result<()> {
    let (sheet, asked) = (sheet(args), families(&args.only)?);
    let wanted = |family: &&compose::Family| asked.is_empty() || asked.iter().any(|name| name == family.name);
    let seats = |family: &compose::Family| Some((compose::seats(family, &sheet)?, family.name));
    let least = compose::FAMILIES.iter().filter(wanted).filter_map(seats).min();
    match (sheet.start, least) {
        (Some(start), Some((seats, family))) if start > seats => Err(Refusal::of(
            Diagnostic::error("sheet-start").with("start", start).with("seats", seats).with("family", family),
        )),
        _ => Ok(()),
    }
}

/// What is printed for whom and how, from the command line.
fn order(args: &BuildArgs, workspace: &Workspace) -> anyhow::Result<Order> {
    Ok(Order {
        audience: args.audience.map(Into::into),
        hazards: ids("--hazard", "hazard", &args.hazard, &workspace.library.words)?,
        roles: ids("--role", "role", &args.role, &workspace.library.words)?,
        sheet: sheet(args),
        cards: args.card.iter().cloned().collect(),
        people: args.person.clone(),
        homes: args.household.clone(),
        copies: args.copies.unwrap_or_default(),
        ..Order::default()
    })
}

/// Returns the ids of things named by id, name or alias; an unknown name is refused with what it may mean.
pub(super) fn ids(
    option: &str,
    kind: &'static str,
    names: &[String],
    words: &Vocabulary,
) -> anyhow::Result<Vec<String>> {
    let find = |name: &String| {
        words.id(kind, name).map(str::to_owned).ok_or_else(|| {
            let near = words.near(kind, name).join(" / ");
            unknown(&format!("{option} {name}"), &near)
        })
    };
    names.iter().map(find).collect()
}

/// Says that there is nothing of a name, and what may be meant.
pub(super) fn unknown(name: &str, near: &str) -> anyhow::Error {
    let (zh, en) = match near {
        "" => (String::new(), String::new()),
        near => (format!("，是不是 {near}"), format!(", did you mean {near}")),
    };
    Said::error(format!("没有这一个{zh}"), format!("there is none{en}")).context(name.to_owned())
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
        FileKind::Geojson => batch::Format::Geojson,
        FileKind::Html => batch::Format::Html,
        FileKind::Docx => batch::Format::Docx,
        FileKind::Sheets => batch::Format::Sheets,
        FileKind::Xlsx => batch::Format::Xlsx,
    }
}

/// Says what became of one village.
pub(super) fn line(outcome: &Outcome, term: &Term) -> String {
    let name = outcome.stem.display().to_string();
    let pad = " ".repeat(16_usize.saturating_sub(name.width()));
    let Count { made, kept, pages } = count(outcome);
    let state = match outcome.failed {
        true => term.lang.pick("没做成，旧文件保留", "failed; old files kept"),
        false => term.lang.pick("好", "ok"),
    };
    match term.lang {
        Lang::Zh => format!("{name}{pad}  新做 {made:>2}  沿用 {kept:>2}  {pages:>4} 页  {state}"),
        Lang::En => format!("{name}{pad}  made {made:>2}  kept {kept:>2}  {pages:>4} pages  {state}"),
    }
}

/// Files made anew, files kept, pages of both.
#[derive(Default)]
struct Count {
    made: usize,
    kept: usize,
    pages: usize,
}

fn count(outcome: &Outcome) -> Count {
    let made = outcome.made.iter().filter(|m| !m.reused).count();
    Count { made, kept: outcome.made.len() - made, pages: outcome.made.iter().map(|m| m.pages).sum() }
}

fn total(outcomes: &[Outcome]) -> Count {
    outcomes.iter().map(count).fold(Count::default(), |sum, one| Count {
        made: sum.made + one.made,
        kept: sum.kept + one.kept,
        pages: sum.pages + one.pages,
    })
}

/// Names every village that failed, what was not made and why, and the totals.
pub(super) fn summary(outcomes: &[Outcome], options: &Options, seconds: f64, term: &Term) {
    for (why, lacking) in absent(outcomes) {
        term.say(&format!("{}: {lacking}", reason(why, term)));
    }
    for outcome in outcomes.iter().filter(|o| o.failed) {
        let mut causes: Vec<String> = (outcome.diags.iter())
            .filter(|d| options.strict || d.severity == Severity::Error)
            .map(|d| d.code.to_owned())
            .collect();
        causes.dedup();
        let name = outcome.stem.display();
        term.say(&format!("{name}: {} ({})", term.lang.pick("没做成", "failed"), causes.join(", ")));
    }
    let Count { made, kept, pages } = total(outcomes);
    let failed = outcomes.iter().filter(|o| o.failed).count();
    let (villages, files) = (outcomes.len(), made + kept);
    let out = project::shown(&options.out.canonicalize().unwrap_or_else(|_| options.out.clone()));
    term.say(&match term.lang {
        Lang::Zh => format!(
            "{villages} 个村，{failed} 个没做成；{files} 个文件（做 {made}，没变 {kept}），{pages} 页，{seconds:.1} 秒；文件在 {out}"
        ),
        Lang::En => format!(
            "{villages} villages, {failed} failed; {files} files ({made} made, {kept} as before), {pages} pages, {seconds:.1} s; files in {out}"
        ),
    });
    paper(outcomes, term);
}

/// Says how much paper a set takes: before anything is printed.
fn paper(outcomes: &[Outcome], term: &Term) {
    let mut sums = [0, 0];
    for made in outcomes.iter().flat_map(|o| &o.made).filter(|made| made.path.ends_with(".pdf")) {
        let stem = made.path.rsplit('/').next().unwrap_or_default().trim_end_matches(".pdf");
        let family =
            compose::FAMILIES.iter().filter(|f| stem.starts_with(f.name)).max_by_key(|f| f.name.len());
        let audience = if stem.ends_with("-file") { Audience::File } else { Audience::Duty };
        // The print run itself goes on both sides.
        let (sheets, large) =
            family.map_or((made.pages.div_ceil(2), false), |f| f.paper(made.pages, audience));
        sums[usize::from(large)] += sheets;
    }
    let [a4, large] = sums;
    if a4 + large == 0 {
        return;
    }
    let more = |text: String| if large > 0 { text } else { String::new() };
    term.say(&match term.lang {
        Lang::Zh => {
            format!("照打一套：A4 纸 {a4} 张{}；几份、给谁看印制单", more(format!("，A3 以上 {large} 张")))
        }
        Lang::En => format!(
            "one set takes {a4} sheets of A4{}; copies and holders stand in the print run",
            more(format!(", {large} larger ones"))
        ),
    });
}

/// The summary for other programs.
fn report(outcomes: &[Outcome], options: &Options, seconds: f64, history: &str) -> Value {
    let Count { made, kept, pages } = total(outcomes);
    let fault = |d: &Diagnostic| json!({"code": d.code, "severity": d.severity, "at": d.at.as_ref().map(machine::place)});
    let village = |o: &Outcome| {
        json!({
            "village": o.stem, "failed": o.failed, "files": o.made,
            "absent": o.absent.iter().map(|(family, why)| json!({"family": family, "why": why})).collect::<Value>(),
            "faults": o.diags.iter().map(fault).collect::<Value>(),
        })
    };
    json!({
        "out": options.out, "history": history, "villages": outcomes.iter().map(village).collect::<Value>(),
        "total": {
            "villages": outcomes.len(), "failed": outcomes.iter().filter(|o| o.failed).count(),
            "files": made + kept, "made": made, "reused": kept, "pages": pages, "seconds": seconds,
        },
    })
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
        [first, second, third, rest @ ..] if !rest.is_empty() => {
            format!("{first}, {second}, {third} + {}", rest.len())
        }
        few => few.join(", "),
    };
    found.iter().map(|(why, family, villages)| (*why, format!("{family} ({})", shown(villages)))).collect()
}

/// Says why a family has nothing to print.
fn reason(why: Absent, term: &Term) -> &'static str {
    match why {
        Absent::Roles => {
            term.lang.pick("没人担任有步骤的岗位，不做", "nobody holds a post with steps; not made")
        }
        Absent::Households => term.lang.pick("没有要转移的住户，不做", "no household to move; not made"),
        Absent::Points => term.lang.pick("没有风险点，不做", "no risk point; not made"),
        Absent::Geology => term.lang.pick("没有地质灾害风险点，不做", "no geological risk point; not made"),
        Absent::Shelters => {
            term.lang.pick("没有要去避难点的灾种，不做", "no hazard sends people to a shelter; not made")
        }
        Absent::Levels => term.lang.pick(
            "没有要转移人、又有预警级别的灾种，不做",
            "no hazard that moves people has warning levels; not made",
        ),
        Absent::Scripts => term.lang.pick("没有广播词，不做", "no script; not made"),
        Absent::Unmade => term.lang.pick(
            "还没有做出来的文件，先做要印的，再做印制单",
            "nothing has been made yet; make what is to be printed first",
        ),
        Absent::Unchosen => term.lang.pick("没有要的那张，不做", "not for whom was asked; not made"),
        Absent::Refused => term.lang.pick("每张卡都放不下，没做", "no card fits; not made"),
    }
}
