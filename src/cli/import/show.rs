//! An import in words: sheets, questions, changes, faults by cell, what is still missing.

use std::collections::BTreeMap;
use std::io::BufRead;

use super::answer;
use crate::cli::term::Term;
use crate::diag::{Diagnostic, Severity};
use crate::messages::{self, Lang};
use crate::roster::table::{Table, Who};
use crate::roster::{Answer, Asks, Change, Doing, Plan, Report, VillagePlan};

/// Most lines of one kind that are shown of one village.
const MOST: usize = 200;

/// Says what became of the sheets.
pub(super) fn sheets(plan: &Plan, term: &Term) {
    plan.sheets.iter().for_each(|report| term.say(&sheet(report, term.lang)));
}

fn sheet(report: &Report, lang: Lang) -> String {
    let name = if report.sheet.is_empty() {
        report.file.clone()
    } else {
        format!("{} [{}]", report.file, report.sheet)
    };
    let Some(kind) = &report.kind else {
        return format!("{name} → {}", lang.pick("没认出来，没有读", "not recognised, not read"));
    };
    let mut notes = vec![match lang {
        Lang::Zh => format!("{} 行", report.rows),
        Lang::En => format!("{} rows", report.rows),
    }];
    let mut note = |count: usize, zh: &str, en: &str| {
        if count > 0 {
            notes.push(lang.pick_owned(zh, en).replace("{}", &count.to_string()));
        }
    };
    note(report.homes, "合成 {} 户", "{} households");
    note(report.totals, "{} 行合计不要", "{} totals left out");
    note(report.titles, "{} 行小标题", "{} titles among the rows");
    note(report.hidden_rows, "{} 行是隐藏的，也读了", "{} hidden rows, read too");
    note(
        report.unreckoned,
        "{} 格公式没有存下算好的值，读不到（在 WPS 里打开存一次）",
        "{} formulas without a stored value, not read",
    );
    note(usize::from(report.hidden), "表是隐藏的，也读了", "a hidden sheet, read too");
    let odd: Vec<&str> =
        report.columns.iter().filter(|(_, to)| to.is_none()).map(|(head, _)| head.as_str()).collect();
    let mut text = format!("{name} → {kind}{}{}", lang.pick("：", ": "), notes.join(lang.pick("，", ", ")));
    if !odd.is_empty() {
        let comma = lang.pick("、", ", ");
        text +=
            &format!("\n    {}{}", lang.pick("没看懂的列：", "columns not understood: "), odd.join(comma));
    }
    if !report.lacks.is_empty() {
        let lacks = report.lacks.join(lang.pick("、", ", "));
        text += "\n    ";
        text += &match lang {
            Lang::Zh => {
                format!("还没有读：不知道哪一列是{lacks}，用 --column 表头={} 告诉它", report.lacks[0])
            }
            Lang::En => {
                format!(
                    "not read yet: which column is {lacks}? say it with --column heading={}",
                    report.lacks[0]
                )
            }
        };
    }
    text
}

/// Asks what is not certain; returns whether anything was answered.
pub(super) fn ask(plan: &Plan, answers: &mut BTreeMap<String, Answer>, term: &Term) -> bool {
    let mut asked = false;
    for village in &plan.villages {
        for question in &village.questions {
            question_lines(village, question, term);
            let keys = match question.asks {
                Asks::Same => term.lang.pick(
                    "是哪一个打数字；是另一个打 n；先放着按回车：",
                    "which one (number), another (n), later (Enter): ",
                ),
                Asks::Needs => term.lang.pick(
                    "写进“特殊”打 1；只当备注打 n；先放着按回车：",
                    "into its needs (1), only a remark (n), later (Enter): ",
                ),
            };
            term.say(keys);
            let mut line = String::new();
            if std::io::stdin().lock().read_line(&mut line).is_err() {
                return asked;
            }
            let answer = answer(&line, question.candidates.len());
            if answer != Answer::Leave {
                answers.insert(question.id.clone(), answer);
                asked = true;
            }
        }
    }
    asked
}

fn question_lines(village: &VillagePlan, question: &crate::roster::Question, term: &Term) {
    let lang = term.lang;
    let mut text = format!("  ？ {} {} {}", village.name, question.cell, question.given);
    let asks = match question.asks {
        Asks::Same => lang.pick("是不是", "is it"),
        Asks::Needs => lang.pick("要不要写进“特殊”", "into its needs"),
    };
    for (i, candidate) in question.candidates.iter().enumerate() {
        text += &format!("\n      {asks} {}. {candidate}", i + 1);
    }
    term.say(&text);
}

/// Asks whether to save.
pub(super) fn confirm(term: &Term) -> bool {
    term.say(term.lang.pick("存吗？打 y 存，别的不存：", "save? y, or anything else for no: "));
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line).is_ok() && matches!(line.trim(), "y" | "Y" | "存" | "是")
}

/// Says what will change, what is open, and what is wrong in the sheets.
pub(super) fn plan(plan: &Plan, new: bool, term: &Term) {
    for village in &plan.villages {
        self::village(village, new, term);
    }
    for severity in [Severity::Error, Severity::Warning, Severity::Note] {
        let faults: Vec<&Diagnostic> =
            plan.faults.iter().filter(|fault| fault.severity == severity).collect();
        faults.iter().take(MOST).for_each(|found| term.say(&fault(found, term.lang)));
        more(faults.len(), term);
    }
}

fn more(count: usize, term: &Term) {
    if count > MOST {
        let rest = (count - MOST).to_string();
        term.say(&term.lang.pick_owned("  … 还有 {} 条", "  … {} more").replace("{}", &rest));
    }
}

fn village(village: &VillagePlan, new: bool, term: &Term) {
    let lang = term.lang;
    let [added, changed, removed] = village.counts();
    let mut head = match lang {
        Lang::Zh => format!("{}：新加 {added}，改 {changed}，没变 {}", village.name, village.same),
        Lang::En => format!("{}: {added} new, {changed} changed, {} the same", village.name, village.same),
    };
    for (count, zh, en) in
        [(removed, "，删 {}", ", {} removed"), (village.questions.len(), "，要你定 {}", ", {} to decide")]
    {
        if count > 0 {
            head += &lang.pick_owned(zh, en).replace("{}", &count.to_string());
        }
    }
    if village.new && new {
        head += lang.pick("（新建）", " (new)");
    }
    term.say(&head);
    village.changes.iter().take(MOST).for_each(|change| term.say(&self::change(change, lang)));
    more(village.changes.len(), term);
    village.questions.iter().take(MOST).for_each(|question| question_lines(village, question, term));
    if village.waiting > 0 {
        let waits = lang.pick_owned("  {} 处等你定，先不动", "  {} wait for that and are left alone");
        term.say(&waits.replace("{}", &village.waiting.to_string()));
    }
    let mut gone: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    village.gone.iter().for_each(|(section, who)| gone.entry(section).or_default().push(who));
    for (section, who) in gone {
        let shown: Vec<&str> = who.iter().take(20).copied().collect();
        let rest = if who.len() > shown.len() { "…" } else { "" };
        let text = lang.pick_owned(
            "  表里没有了，留着（要删加 --prune）：",
            "  no sheet names them any more, kept (--prune removes): ",
        );
        term.say(&format!("{text}{section} {}: {}{rest}", who.len(), shown.join(lang.pick("；", "; "))));
    }
}

fn change(change: &Change, lang: Lang) -> String {
    let sign = match change.doing {
        Doing::Add => "＋",
        Doing::Change => "～",
        Doing::Remove => "－",
    };
    let items: Vec<String> = (change.items.iter())
        .map(|item| match (change.doing, item.old.is_empty()) {
            (Doing::Add, _) | (_, true) => format!("{} {}", item.field, item.new),
            _ => format!("{} {} → {}", item.field, item.old, item.new),
        })
        .collect();
    let cell = if change.cell.is_empty() { String::new() } else { format!("（{}）", change.cell) };
    format!(
        "  {sign} {}{}{}{cell}",
        [change.section.as_str(), change.who.as_str()].join(" ").trim_end(),
        if items.is_empty() { "" } else { lang.pick("：", ": ") },
        items.join(lang.pick("，", ", "))
    )
}

fn fault(fault: &Diagnostic, lang: Lang) -> String {
    let (message, hint) = messages::words(fault, lang);
    let sign = match fault.severity {
        Severity::Error => "✕",
        Severity::Warning => "！",
        Severity::Note => "·",
    };
    let cell = fault.values.iter().find(|(key, _)| *key == "cell").map_or("", |(_, cell)| cell.as_str());
    // A cell of several lines is told on one, so that it cannot say things of its own.
    format!("  {sign} {cell} {message}{}{hint}", lang.pick("。", ". ")).replace('\n', "⏎")
}

/// Says what was saved.
pub(super) fn saved(plan: &VillagePlan, file: &str, term: &Term) {
    let [added, changed, removed] = plan.counts();
    term.out(&match term.lang {
        Lang::Zh => format!("{file}：存了，新加 {added}，改 {changed}，删 {removed}"),
        Lang::En => format!("{file}: saved, {added} new, {changed} changed, {removed} removed"),
    });
}

/// Returns who knows what is missing: whoever the table names for the field, else for the code.
fn asked<'t>(fault: &Diagnostic, table: &'t Table) -> Option<&'t Who> {
    let of_field = |(key, _): &(&String, &Who)| {
        let parts = key.split_once('.').filter(|(code, _)| *code == fault.code);
        parts.is_some_and(|(_, field)| fault.values.iter().any(|(_, value)| value.starts_with(field)))
    };
    table.ask.iter().find(of_field).map(|(_, who)| who).or_else(|| table.ask.get(fault.code))
}

/// Says what a village lacks, by whom to ask.
pub(super) fn missing(name: &str, faults: &[Diagnostic], table: &Table, term: &Term) {
    let lang = term.lang;
    let other = lang.pick("编手册的人", "whoever makes the handbook");
    let mut by: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for fault in faults.iter().filter(|fault| fault.severity != Severity::Note) {
        let who = asked(fault, table)
            .map_or(other, |who| if lang == Lang::Zh { who.zh.as_str() } else { who.en.as_str() });
        let words = messages::words(fault, lang).0;
        let list = by.entry(who).or_default();
        if !list.contains(&words) {
            list.push(words);
        }
    }
    if by.is_empty() {
        return;
    }
    term.say(&format!(
        "{name} {}",
        lang.pick("还缺的、要看一眼的：", "still lacks, or should be looked at:")
    ));
    for (who, words) in by {
        let shown: Vec<&str> = words.iter().take(8).map(String::as_str).collect();
        let rest = if words.len() > shown.len() { format!(" … {}", words.len()) } else { String::new() };
        term.say(&format!(
            "  {} {who}{}{}{rest}",
            lang.pick("问", "ask"),
            lang.pick("：", ": "),
            shown.join(lang.pick("；", "; "))
        ));
    }
}
