//! The report of `duoan diff`: for people, as Markdown for a pull request, as JSON (docs/git.md).

use std::path::Path;

use serde_json::{Map, Value, json};

use super::{End, Report, Row, TownRow, Unreadable};
use crate::cli::args::DiffFormat;
use crate::cli::machine;
use crate::cli::term::{Term, position};
use crate::diag::Diagnostic;
use crate::diff::{self, Change, Line, Told, What};
use crate::messages::{self, Lang};
use crate::model::life::RevisionKind;

pub(super) fn show(report: &Report, format: DiffFormat, term: &Term) {
    match format {
        DiffFormat::Human => human(report, term.lang).iter().for_each(|line| term.out(line)),
        DiffFormat::Md => term.out(&markdown(report, term.lang)),
        DiffFormat::Json => {
            let value = data(report, term.lang);
            term.out(&serde_json::to_string_pretty(&value).expect("JSON values serialise"));
        }
    }
}

fn human(report: &Report, lang: Lang) -> Vec<String> {
    let mut lines = vec![head(report, lang)];
    for town in &report.towns {
        lines.push(String::new());
        lines.push(of_town(town, lang));
        let said = town.changes.iter().map(|change| diff::sentence(change, &|zh, en| lang.pick(zh, en)));
        lines.extend(said.map(|sentence| format!("  {sentence}")));
    }
    for group in groups(report) {
        lines.push(String::new());
        lines.push(shared_by(group, report, lang));
        lines.extend(group.iter().map(|told| format!("  {}", shared(told, report, lang))));
    }
    for row in report.villages.iter().filter(|row| row.former.is_some() || !row.changes.is_empty()) {
        lines.push(String::new());
        lines.push(title(row, report, lang));
        lines.extend(
            row.changes
                .iter()
                .map(|change| format!("  {}", diff::sentence(change, &|zh, en| lang.pick(zh, en)))),
        );
        lines.extend(class_of(row, report).map(|class| format!("  {}", revision(class, lang))));
    }
    lines.extend(others(report, lang));
    lines
}

/// Returns what a town's changes stand under.
fn of_town(town: &TownRow, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{}（镇街自己的）", town.name),
        Lang::En => format!("{} (the town's own)", town.name),
    }
}

/// Returns the class of a village's revision: what it changed itself and what it shares with others.
fn class_of(row: &Row, report: &Report) -> Option<RevisionKind> {
    let place = report.villages.iter().position(|other| std::ptr::eq(other, row))?;
    let shared = report.told.iter().filter(|told| told.villages.contains(&place)).map(|told| &told.change);
    let all: Vec<Change> = row.changes.iter().chain(shared).cloned().collect();
    diff::class(&all)
}

/// Says how a plan with these changes is to be revised.
fn revision(class: RevisionKind, lang: Lang) -> &'static str {
    match class {
        RevisionKind::Major => lang.pick(
            "预案算重大修订：重新征求意见、审核、签发、印发，再备案",
            "a major revision of the plan: consult, review, sign and issue it again, then file it",
        ),
        _ => lang.pick("预案算一般修订：改好以后重新备案", "a minor revision of the plan: file it again"),
    }
}

/// Returns what was compared and how many villages changed.
fn head(report: &Report, lang: Lang) -> String {
    let ends = format!("{} → {}", end(&report.before, lang), end(&report.after, lang));
    if report.is_empty() {
        return format!("{ends}{}", lang.pick("：对人来说没有变化", ": nothing changed for people"));
    }
    let changed = report.changed();
    let same = report.unchanged + report.villages.len() - changed;
    let partial = match report.unreadable.len() {
        0 => String::new(),
        n if lang == Lang::Zh => format!("；查不全，{n} 个村没有比"),
        n => format!("; not all known, {n} villages not compared"),
    };
    match lang {
        Lang::Zh => format!("{ends}：{changed} 个村有变化，{same} 个村没有{partial}"),
        Lang::En => format!("{ends}: {changed} villages changed, {same} did not{partial}"),
    }
}

fn end(end: &End, lang: Lang) -> String {
    end.label
        .as_deref()
        .map_or_else(|| lang.pick("工作区", "working tree").to_owned(), |label| short(label).to_owned())
}

/// Returns a full id in its short form; a name as it is.
fn short(label: &str) -> &str {
    let hex = label.len() == 40 && label.chars().all(|c| c.is_ascii_hexdigit());
    if hex { &label[..8] } else { label }
}

fn title(row: &Row, report: &Report, lang: Lang) -> String {
    let former = row.former.as_ref().map(|former| match lang {
        Lang::Zh => format!("（文件原来是 {}）", slashed(former)),
        Lang::En => format!(" (the file was {})", slashed(former)),
    });
    format!("{}{}", called(row, report), former.unwrap_or_default())
}

/// Returns a village's name, with its path where two have the same name.
fn called(row: &Row, report: &Report) -> String {
    let twice = report.villages.iter().filter(|other| other.name == row.name).count() > 1;
    if twice { format!("{} {}", row.name, slashed(&row.path)) } else { row.name.clone() }
}

/// Returns shared changes, those of the same villages together.
fn groups(report: &Report) -> impl Iterator<Item = &[Told]> {
    report.told.chunk_by(|a, b| a.villages == b.villages)
}

/// Most villages that are named; with more of them their number says enough.
const NAMED: usize = 20;

fn shared_by(group: &[Told], report: &Report, lang: Lang) -> String {
    let villages = &group[0].villages;
    let count = villages.len();
    let all = count == report.villages.len() + report.unchanged && report.unreadable.is_empty();
    let mut names =
        villages.iter().take(NAMED).map(|place| called(&report.villages[*place], report)).collect::<Vec<_>>();
    if count > NAMED {
        names.push("…".to_owned());
    }
    match (lang, all) {
        (Lang::Zh, true) => format!("全部 {count} 个村（{}）", names.join("、")),
        (Lang::Zh, false) => format!("{count} 个村（{}）", names.join("、")),
        (Lang::En, true) => format!("all {count} villages ({})", names.join(", ")),
        (Lang::En, false) => format!("{count} villages ({})", names.join(", ")),
    }
}

/// Returns a shared change in words; where each village prints its own facts, whose they are.
fn shared(told: &Told, report: &Report, lang: Lang) -> String {
    let sentence = diff::sentence(&told.change, &|zh, en| lang.pick(zh, en));
    let first = &report.villages[told.villages[0]].name;
    match (told.varies, lang) {
        (false, _) => sentence,
        (true, Lang::Zh) => format!("{sentence}（{first}的话；各村人名数字不同）"),
        (true, Lang::En) => format!("{sentence} (as in {first}; names and figures are each village's own)"),
    }
}

/// Returns what is said of villages that are at one end alone, or that cannot be read.
fn others(report: &Report, lang: Lang) -> Vec<String> {
    let mut lines = Vec::new();
    let lists = [
        (&report.added, "新增的村", "new villages"),
        (&report.removed, "取消的村", "villages that are gone"),
    ];
    for (list, zh, en) in lists.into_iter().filter(|(list, ..)| !list.is_empty()) {
        let paths: Vec<String> = list.iter().map(|path| slashed(path)).collect();
        lines.push(String::new());
        lines.push(format!(
            "{}{}{}",
            lang.pick(zh, en),
            lang.pick("：", ": "),
            paths.join(lang.pick("、", ", "))
        ));
    }
    for unreadable in &report.unreadable {
        lines.push(String::new());
        lines.push(reason_of(unreadable, lang));
    }
    lines
}

/// Says why a village is not compared: where, and its first error.
pub(in crate::cli) fn reason(
    path: &Path,
    label: Option<&str>,
    fault: Option<&Diagnostic>,
    lang: Lang,
) -> String {
    let at = label.map_or(lang.pick("工作区", "the working tree"), short);
    let fault = fault.map(|fault| {
        let place = fault.at.as_ref().map(|place| format!("{} ", position(place))).unwrap_or_default();
        format!("{place}{}", messages::words(fault, lang).0)
    });
    let path = slashed(path);
    match lang {
        Lang::Zh => format!("{path}：{at}里有错，没有比较：{}", fault.unwrap_or_default()),
        Lang::En => format!("{path}: has a fault at {at}, not compared: {}", fault.unwrap_or_default()),
    }
}

fn reason_of(unreadable: &Unreadable, lang: Lang) -> String {
    reason(&unreadable.path, unreadable.label.as_deref(), unreadable.fault.as_ref(), lang)
}

/// Longest Markdown, in bytes: a comment on GitHub holds 65,536 characters.
const MOST: usize = 60_000;
/// Villages above which each is folded.
const FOLDED: usize = 8;

fn markdown(report: &Report, lang: Lang) -> String {
    let mut blocks = vec![format!("### {}", escaped(&head(report, lang)))];
    for town in &report.towns {
        let said = town.changes.iter().map(|change| diff::sentence(change, &|zh, en| lang.pick(zh, en)));
        let list: Vec<String> = said.map(|sentence| format!("- {}", escaped(&sentence))).collect();
        blocks.push(format!("**{}**\n\n{}", escaped(&of_town(town, lang)), list.join("\n")));
    }
    for group in groups(report) {
        let list: Vec<String> =
            group.iter().map(|told| format!("- {}", escaped(&shared(told, report, lang)))).collect();
        blocks.push(format!("**{}**\n\n{}", escaped(&shared_by(group, report, lang)), list.join("\n")));
    }
    let rows: Vec<&Row> =
        report.villages.iter().filter(|row| row.former.is_some() || !row.changes.is_empty()).collect();
    for row in &rows {
        let item =
            |change: &Change| format!("- {}", escaped(&diff::sentence(change, &|zh, en| lang.pick(zh, en))));
        let list = row.changes.iter().map(item).collect::<Vec<_>>().join("\n");
        let title = escaped(&title(row, report, lang));
        blocks.push(match rows.len() > FOLDED && !list.is_empty() {
            true => {
                format!("<details><summary>{title} ({})</summary>\n\n{list}\n\n</details>", row.changes.len())
            }
            false => format!("**{title}**\n\n{list}"),
        });
    }
    blocks
        .extend(others(report, lang).into_iter().filter(|line| !line.is_empty()).map(|line| escaped(&line)));
    let (mut text, mut left) = (String::new(), blocks.len());
    for block in blocks.iter().take_while(|block| block.len() < MOST) {
        if text.len() + block.len() > MOST {
            break;
        }
        text.push_str(block.trim_end());
        text.push_str("\n\n");
        left -= 1;
    }
    if left > 0 {
        text.push_str(
            &lang
                .pick("还有 {} 段没有列出。", "{} more sections are not shown.")
                .replace("{}", &left.to_string()),
        );
    }
    text.trim_end().to_owned()
}

/// Escapes what Markdown and HTML would read as theirs; an @ would call somebody.
fn escaped(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '&' => out.push_str("&amp;"),
            '@' => out.push_str("&#64;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '#' | '|' | '~' | '!' => {
                out.push('\\');
                out.push(c);
            }
            '\n' | '\r' => out.push(' '),
            _ => out.push(c),
        }
    }
    out
}

fn data(report: &Report, lang: Lang) -> Value {
    let end = |end: &End| json!({"revision": end.label, "commit": end.commit});
    let paths = |told: &Told| {
        told.villages.iter().map(|place| slashed(&report.villages[*place].path)).collect::<Vec<_>>()
    };
    let shared = report.told.iter().map(|told| {
        let mut value = change(&told.change, lang);
        value.insert("varies".into(), told.varies.into());
        value.insert("villages".into(), paths(told).into());
        Value::from(value)
    });
    let villages = report.villages.iter().map(|row| {
        json!({
            "path": slashed(&row.path), "name": row.name, "former_path": row.former.as_deref().map(slashed),
            "revision_kind": class_of(row, report),
            "changes": row.changes.iter().map(|c| change(c, lang)).collect::<Vec<_>>(),
        })
    });
    let towns = report.towns.iter().map(
        |town| json!({"name": town.name, "changes": town.changes.iter().map(|c| change(c, lang)).collect::<Vec<_>>()}),
    );
    let list = |paths: &[std::path::PathBuf]| paths.iter().map(|path| slashed(path)).collect::<Vec<_>>();
    let unreadable = report.unreadable.iter().map(|u| {
        let fault =
            u.fault.as_ref().map(|fault| machine::json(&crate::cli::term::Shown { fault, more: 0 }, lang));
        json!({"path": slashed(&u.path), "revision": u.label, "fault": fault})
    });
    json!({
        "format": 1, "complete": report.unreadable.is_empty() && !report.left_out, "before": end(&report.before), "after": end(&report.after),
        "shared": shared.collect::<Vec<_>>(), "villages": villages.collect::<Vec<_>>(),
        "towns": towns.collect::<Vec<_>>(), "added": list(&report.added), "removed": list(&report.removed), "unreadable": unreadable.collect::<Vec<_>>(),
        "unchanged": report.unchanged, "read": report.read,
    })
}

fn change(change: &Change, lang: Lang) -> Map<String, Value> {
    let (kind, ..) = diff::kind(change.kind);
    let fields = |lines: &[Line]| {
        lines.iter().map(|l| (l.field.to_owned(), Value::from(l.value.clone()))).collect::<Map<_, _>>()
    };
    let (what, details) = match &change.what {
        What::Added(lines) => ("added", json!({"after": fields(lines)})),
        What::Removed(lines) => ("removed", json!({"before": fields(lines)})),
        What::Changed(a, b) => ("changed", json!({"field": a.field, "before": a.value, "after": b.value})),
    };
    let mut value = Map::new();
    value.insert("kind".into(), kind.into());
    value.insert("key".into(), change.key.clone().into());
    value.insert("subject".into(), change.subject.clone().into());
    value.insert("change".into(), what.into());
    if let Value::Object(details) = details {
        value.extend(details);
    }
    value.insert("text".into(), diff::sentence(change, &|zh, en| lang.pick(zh, en)).into());
    value
}

fn slashed(path: &Path) -> String {
    path.display().to_string().replace('\\', "/")
}
