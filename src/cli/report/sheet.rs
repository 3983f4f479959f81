//! The report for spreadsheets: a row for every village, columns that stay.

use crate::diag::Severity;
use crate::messages::Lang;
use crate::model::requirement::RequirementFile;
use crate::readiness::{self, Errand, REQUIREMENTS, Readiness, Report, Row, State, When, words};
use crate::roster::comma;

pub(super) fn csv(report: &Report, lang: Lang) -> anyhow::Result<Vec<u8>> {
    let mut villages: Vec<&Readiness> = report.towns.iter().flat_map(|town| &town.villages).collect();
    villages.sort_by_key(|v| (&v.county, &v.town, &v.code, &v.name, &v.file));
    comma::write(
        std::iter::once(head(&report.asked, lang))
            .chain(villages.into_iter().map(|village| record(village, lang))),
    )
}

/// Returns everything that is to be done, a row each, the worst first.
pub(super) fn todo(report: &Report, lang: Lang) -> anyhow::Result<Vec<u8>> {
    let head = [
        ("状况", "state"),
        ("期限", "by"),
        ("县区", "county"),
        ("镇街", "town"),
        ("村（社区）", "village"),
        ("做什么", "what"),
        ("谁来做", "who"),
        ("电话", "telephone"),
        ("办好了", "done"),
    ];
    let head = head.iter().map(|(zh, en)| lang.pick(zh, en).to_owned()).collect();
    let row = |errand: Errand| {
        let task = errand.task;
        let due = task.due.map(|due| due.0.to_string()).unwrap_or_default();
        let (when, what) = (words::when_word(task.when, lang).to_owned(), words::task(&task.what, lang));
        let (county, town, village) = (errand.county, errand.town, errand.village);
        vec![when, due, county, town, village, what, task.who, errand.phone, String::new()]
    };
    comma::write(std::iter::once(head).chain(readiness::errands(report).into_iter().map(row)))
}

fn head(asked: &RequirementFile, lang: Lang) -> Vec<String> {
    let before =
        [("县区", "county"), ("镇街", "town"), ("编码", "code"), ("村（社区）", "village"), ("档案", "file")];
    let before =
        before.into_iter().chain([("读不了的原因", "unreadable"), ("到位", "met"), ("要求", "asked")]);
    let after = [
        ("错", "errors"),
        ("警告", "warnings"),
        ("过期", "late"),
        ("最早的期限", "earliest"),
        ("要办的事", "tasks"),
    ];
    let each = REQUIREMENTS.iter().flat_map(|requirement| {
        let [name, ..] = words::requirement(*requirement, asked, lang);
        let of = |zh, en| format!("{name}{}", lang.pick(zh, en));
        [name.clone(), of("：现有", ": have"), of("：应有", ": need"), of("：日期", ": date")]
    });
    let word = |(zh, en)| lang.pick(zh, en).to_owned();
    before.map(word).chain(each).chain(after.into_iter().map(word)).collect()
}

fn record(village: &Readiness, lang: Lang) -> Vec<String> {
    let (met, asked) = village.met();
    let lost = village.unreadable.is_some();
    let figure = |n: String| if lost { String::new() } else { n };
    let mut record =
        vec![village.county.clone(), village.town.clone(), village.code.clone(), village.name.clone()];
    record.extend([village.file.clone(), village.unreadable.clone().unwrap_or_default()]);
    record.extend([figure(met.to_string()), figure(asked.to_string())]);
    for requirement in REQUIREMENTS {
        match village.rows.iter().find(|row| row.requirement == requirement) {
            Some(row) => record.extend(cells(row, lang)),
            None => record.extend(std::iter::repeat_n(String::new(), 4)),
        }
    }
    let tasks = village.tasks.iter().map(|task| {
        let due = task.due.map(|due| format!("{} ", due.0)).unwrap_or_default();
        format!("{due}{}", words::task(&task.what, lang))
    });
    let earliest =
        village.tasks.iter().filter(|task| task.when != When::Now).filter_map(|task| task.due).min();
    record.extend([village.count(Severity::Error).to_string(), village.count(Severity::Warning).to_string()]);
    record.extend([
        figure(village.late().to_string()),
        earliest.map(|due| due.0.to_string()).unwrap_or_default(),
    ]);
    record.push(tasks.collect::<Vec<_>>().join(lang.pick("；", "; ")));
    record
}

fn cells(row: &Row, lang: Lang) -> [String; 4] {
    let number = |n: Option<u32>| n.map(|n| n.to_string()).unwrap_or_default();
    let word = match row.state {
        State::Short => format!("{}{}", words::state_word(row.state, lang), row.lack()),
        state => words::state_word(state, lang).to_owned(),
    };
    [word, number(row.have), number(row.need), row.date.map(|date| date.0.to_string()).unwrap_or_default()]
}
