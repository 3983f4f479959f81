//! `duoan report`: every village against what the opinion and the laws ask for, on paper and on the screen.

mod sheet;
mod tasks;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use anyhow::Context;
use rayon::prelude::*;
use serde_json::{Value, json};
use unicode_width::UnicodeWidthStr;

use super::args::{ReportArgs, ReportKind};
use super::term::{Progress, Term};
use super::{OK, Workspace, date, opened, today_in_beijing, ward};
use crate::compose;
use crate::diag::{Diagnostics, Severity};
use crate::disk::Turn;
use crate::merge;
use crate::messages::{self, Lang};
use crate::model::document::{Audience, Document, Finish};
use crate::model::profile::Date;
use crate::model::requirement::RequirementFile;
use crate::model::town::RosterRow;
use crate::press::{self, Press};
use crate::project::{self, Files, Project, VillageFiles};
use crate::readiness::{self, Readiness, Report, words};
use crate::town;

/// Stem of the files.
const NAME: &str = "report";
/// Most villages of several towns in one PDF, about 60 pages: layout takes time and memory with the pages of
/// one document.
const ONE_PDF: usize = 500;

pub(super) fn run(args: &ReportArgs, term: &Term) -> anyhow::Result<u8> {
    let projects = project::open_all(&args.paths)?;
    let total = projects.iter().map(|p| p.villages.len()).sum();
    anyhow::ensure!(
        total > 0,
        term.lang.pick("没有找到村档案（villages/*.yaml）", "no village files (villages/*.yaml)")
    );
    let today = date(args.today.as_deref())?.unwrap_or_else(today_in_beijing);
    let bar = term.progress(total, false);
    let one = projects.len() == 1;
    let villages: anyhow::Result<Vec<_>> =
        projects.iter().map(|p| survey(p, one, today, &bar, term)).collect();
    bar.finish();
    let (mut all, mut asked, mut told) = (Vec::new(), None, Vec::new());
    for surveyed in villages? {
        all.push(surveyed.villages);
        asked.get_or_insert(surveyed.asked);
        told.extend(surveyed.tasks);
    }
    let report = readiness::report(all, today, asked.unwrap_or_default());
    let mut data = readiness::view(&report, term.lang);
    tasks::put(&mut data, &told);
    let files = Files::of(if one { &projects[0].root } else { Path::new("") })?;
    let out = args.out.clone().unwrap_or_else(|| home(args, &projects).join("out"));
    for kind in BTreeSet::from_iter(&args.format) {
        let one = |ending: &str, bytes: Vec<u8>| vec![(format!("{NAME}.{ending}"), bytes)];
        let made = match kind {
            ReportKind::Pdf => pdfs(&data, &report, &files, term)?,
            ReportKind::Csv => {
                let mut made = one("csv", sheet::csv(&report, term.lang)?);
                made.push((format!("{NAME}/todo.csv"), sheet::todo(&report, term.lang)?));
                made
            }
            ReportKind::Html => one("html", html(&data, &files)?.into_bytes()),
            ReportKind::Json => one("json", serde_json::to_vec_pretty(&data)?),
        };
        let turn = Turn::take(&out)?;
        made.iter().try_for_each(|(path, bytes)| turn.put(path, bytes).map(drop))?;
        drop(turn);
        let (path, more) = (out.join(&made[0].0), made.len() - 1);
        let more = if more > 0 {
            format!(" + {}/ ({more})", project::shown(&out.join(NAME)))
        } else {
            String::new()
        };
        term.say(&format!("{}{more}", project::shown(&path.canonicalize().unwrap_or(path))));
    }
    table(&report, &data, term);
    Ok(OK)
}

/// Where the files go unless told: beside the workspace's own, or in the folder that holds several.
fn home(args: &ReportArgs, projects: &[Project]) -> PathBuf {
    match (projects, args.paths.as_slice()) {
        ([only], _) => only.root.clone(),
        (_, [folder]) => folder.clone(),
        _ => PathBuf::from("."),
    }
}

/// What is known of one workspace; of each village only its score is kept.
struct Surveyed {
    villages: Vec<Readiness>,
    /// By what they are scored.
    asked: RequirementFile,
    tasks: Vec<tasks::Told>,
}

/// Scores every village of a workspace, and holds its towns against their tasks.
fn survey(
    project: &Project,
    one: bool,
    today: Date,
    bar: &Progress,
    term: &Term,
) -> anyhow::Result<Surveyed> {
    let workspace = opened(project.clone(), &project.root, term)?;
    let score = |village: &VillageFiles| {
        bar.advance();
        score(village, &workspace, one, today, term)
    };
    let mut villages: Vec<Readiness> = workspace.project.villages.par_iter().map(score).collect();
    // Of a part of the workspace nobody can say what is missing.
    if workspace.project.villages.len() == workspace.project.all.len() {
        let absent = absent(&workspace, &villages, term);
        villages.extend(absent);
    }
    let tasks = tasks::of(&workspace, today, term.lang);
    Ok(Surveyed { villages, asked: workspace.library.set.asked.clone(), tasks })
}

/// Villages of the town's roster of which there is no file: each has a row, and comes first.
fn absent(workspace: &Workspace, there: &[Readiness], term: &Term) -> Vec<Readiness> {
    let known = |row: &&RosterRow| {
        let named = |stem: &PathBuf| stem.file_name().is_some_and(|name| name.to_string_lossy() == row.name);
        there.iter().any(|v| (!row.code.is_empty() && v.code == row.code) || v.name == row.name)
            || workspace.project.all.iter().any(named)
    };
    let reason = term.lang.pick("没有档案", "no file");
    let towns = town::groups(&workspace.project.villages, &workspace.library);
    let profiles = towns.into_iter().filter_map(|group| group.profile.ok());
    let lost = profiles.flat_map(|profile| {
        let (town, county) = (profile.town, profile.county);
        let lost = profile.town_book.roster.into_iter().filter(|row| !known(&row));
        let lost: Vec<Readiness> = lost
            .map(|row| Readiness {
                town: town.clone(),
                county: county.clone(),
                ..Readiness::missing(row.name, row.code, reason.to_owned())
            })
            .collect();
        lost
    });
    lost.collect()
}

fn score(village: &VillageFiles, workspace: &Workspace, one: bool, today: Date, term: &Term) -> Readiness {
    let mut diags = Diagnostics::default();
    let file = file(village, &workspace.project.root, one);
    let stem = village.stem.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let Workspace { library, press, .. } = workspace;
    match crate::pipeline::survey(village, library, press, Some(today), &mut diags) {
        Ok(loaded) => readiness::score(file, &stem, &loaded, library.plans(&loaded.profile), &diags, today),
        Err(_) => Readiness::unreadable(file, stem, reason(&diags, term.lang), &diags),
    }
}

/// Returns the village's file within its workspace, with the workspace's name where there are several.
fn file(village: &VillageFiles, root: &Path, one: bool) -> String {
    let path = village.layers.last().map(PathBuf::as_path).unwrap_or(&village.stem);
    let inside = path.strip_prefix(root).unwrap_or(path);
    let top = root.file_name().filter(|_| !one).map(PathBuf::from).unwrap_or_default();
    top.join(inside).display().to_string().replace('\\', "/")
}

/// Says why a file cannot be read: its first error, with the line.
fn reason(diags: &Diagnostics, lang: Lang) -> String {
    let sorted = diags.clone().into_sorted();
    let Some(fault) = sorted.iter().find(|d| d.severity == Severity::Error) else {
        return lang.pick("文件是空的", "the file is empty").to_owned();
    };
    let message = messages::words(fault, lang).0;
    match fault.at.as_ref().map(|place| place.line_column().0) {
        Some(line) if lang == Lang::Zh => format!("第{line}行：{message}"),
        Some(line) => format!("line {line}: {message}"),
        None => message,
    }
}

fn html(data: &Value, files: &Files) -> anyhow::Result<String> {
    let path = format!("templates/{NAME}.html");
    let (name, bytes) = files.get(&path).context("the page is built in")?;
    let source = std::str::from_utf8(bytes).with_context(|| name.clone())?;
    merge::page(source, data).map_err(|error| anyhow::anyhow!("{name}: {}", error.detail))
}

/// Returns the PDFs: one, or the towns at a glance and one for each town where one would be too thick to
/// handle.
fn pdfs(data: &Value, report: &Report, files: &Files, term: &Term) -> anyhow::Result<Vec<(String, Vec<u8>)>> {
    let press = crate::pipeline::press(files);
    let mut data = data.clone();
    press::settable(&mut data, &press);
    if report.towns.len() == 1 || report.tally.villages <= ONE_PDF {
        return Ok(vec![(format!("{NAME}.pdf"), pdf(data, report.today, &press, term)?)]);
    }
    let mut towns = data["towns"].as_array().cloned().unwrap_or_default();
    let mut made: Vec<(String, Vec<u8>)> = Vec::new();
    for town in &towns {
        let mut alone = data.clone();
        (alone["title"], alone["towns"]) = (town["title"].clone(), json!([town]));
        made.push((unused(&made, town), pdf(alone, report.today, &press, term)?));
    }
    towns.iter_mut().for_each(|town| (town["villages"], town["todo"]) = (json!([]), json!([])));
    (data["towns"], data["front"]) = (towns.into(), true.into());
    made.insert(0, (format!("{NAME}.pdf"), pdf(data, report.today, &press, term)?));
    Ok(made)
}

/// Returns a file name for a town that every system takes and no other town has.
fn unused(made: &[(String, Vec<u8>)], town: &Value) -> String {
    let name = ["county", "name"].map(|key| town[key].as_str().unwrap_or_default()).join("-");
    let plain = |c: char| if c.is_alphanumeric() || "-（）()".contains(c) { c } else { '_' };
    let name: String = name.trim_matches('-').chars().take(40).map(plain).collect();
    let names =
        std::iter::once(format!("{NAME}/{name}.pdf")).chain((2..).map(|n| format!("{NAME}/{name}-{n}.pdf")));
    names.into_iter().find(|name| made.iter().all(|(taken, _)| taken != name)).expect("numbers do not end")
}

/// What must be on paper: every village, everything that is to be done, by whom, with his telephone.
fn must(data: &Value) -> Value {
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let towns = list(&data["towns"]);
    let villages = towns.iter().flat_map(|town| list(&town["villages"])).map(|v| v["name"].clone());
    let errands = towns.iter().flat_map(|town| list(&town["todo"]));
    let errands = errands.map(|errand| json!(["what", "who", "phone"].map(|key| errand[key].clone())));
    let rows = towns.iter().flat_map(|town| list(&town["tasks"]["rows"]));
    let rows = rows.map(|row| json!([row["title"], row["ring"]]));
    let found = towns.iter().flat_map(|town| list(&town["tasks"]["supervision"]));
    let found = found.map(|row| json!([row["village"], row["finding"], row["fixer"], row["phone"]]));
    json!({
        "villages": villages.collect::<Value>(), "todo": errands.collect::<Value>(),
        "tasks": rows.collect::<Value>(), "supervision": found.collect::<Value>(),
    })
}

fn pdf(data: Value, today: Date, press: &Press, term: &Term) -> anyhow::Result<Vec<u8>> {
    let title = data["title"].as_str().unwrap_or_default().to_owned();
    let document = Document {
        family: NAME,
        layout: "report.typ",
        audience: Audience::File,
        date: Some(today),
        ident: format!("{NAME}/{title}/{}", today.0),
        finish: Finish::Plain,
        assets: Vec::new(),
        cards: Vec::new(),
        book: None,
        items: compose::items(&must(&data), &[]),
        title,
        data,
    };
    ward::printed(press, &document, term)
}

/// The short of it: villages of one town, or towns; the worst first.
fn table(report: &Report, data: &Value, term: &Term) {
    let rows: Vec<[String; 3]> = match report.towns.as_slice() {
        [town] => {
            town.villages.iter().map(|village| words::line(village, &report.asked, term.lang)).collect()
        }
        towns => towns.iter().map(|town| words::town_line(town, term.lang)).collect(),
    };
    let width = |column: usize| rows.iter().map(|row| row[column].width()).max().unwrap_or(0);
    let (first, second) = (width(0), width(1));
    for [name, figure, rest] in &rows {
        let pad = |text: &str, width: usize| format!("{text}{}", " ".repeat(width - text.width()));
        term.out(format!("{}  {}  {rest}", pad(name, first), pad(figure, second)).trim_end());
    }
    tasks::lines(data, term.lang).iter().for_each(|line| term.out(line));
    term.out(&words::summary(report, term.lang));
}
