//! The report as data in final words: what the page, the paper and other programs are given. Adds up nothing
//! itself.

use serde_json::{Value, json};

use super::{Counts, County, Errand, REQUIREMENTS, Readiness, Report, State, Tally, Task, Town, words};
use crate::diag::Severity;
use crate::messages::Lang;

/// Version of the data; fields are only added.
const FORMAT: u32 = 1;

/// Returns the report as data in final words.
pub fn view(report: &Report, lang: Lang) -> Value {
    let requirements = REQUIREMENTS.map(|requirement| {
        let [name, asks, by] = words::requirement(requirement, &report.asked, lang);
        json!({"id": requirement, "name": name, "asks": asks, "by": by})
    });
    json!({
        "format": FORMAT, "lang": lang.pick("zh", "en"), "title": title(report, lang), "today": report.today,
        "labels": labels(lang), "requirements": requirements, "sources": report.asked.sources, "notes": words::notes(&report.asked, lang),
        "total": tally(&report.tally),
        "counties": report.counties.iter().map(|c| county(c, lang)).collect::<Value>(),
        "towns": report.towns.iter().map(|t| town(t, lang)).collect::<Value>(),
        "todo": errands(report).iter().map(|e| errand(e, lang)).collect::<Value>(),
    })
}

/// Returns everything that is to be done, over all towns, the worst first.
pub fn errands(report: &Report) -> Vec<Errand> {
    let mut all: Vec<Errand> = report.towns.iter().flat_map(Town::errands).collect();
    all.sort_by_key(Errand::rank);
    all
}

fn errand(errand: &Errand, lang: Lang) -> Value {
    let mut value = task(&errand.task, &errand.phone, lang);
    let town = words::town_name(&errand.town, lang);
    let place = [
        ("county", errand.county.as_str()),
        ("town", town),
        ("village", &errand.village),
        ("code", &errand.code),
    ];
    place.into_iter().for_each(|(key, text)| value[key] = text.into());
    value
}

fn title(report: &Report, lang: Lang) -> String {
    let place = match (report.towns.as_slice(), report.counties.as_slice()) {
        ([town], _) => words::town_name(&town.name, lang).to_owned(),
        (_, [county]) if !county.name.is_empty() => county.name.clone(),
        (towns, _) if lang == Lang::Zh => format!("{}个镇街", towns.len()),
        (towns, _) => format!("{} towns", towns.len()),
    };
    titled(&place, lang)
}

fn titled(place: &str, lang: Lang) -> String {
    if lang == Lang::Zh {
        format!("{place}应急准备情况")
    } else {
        format!("Emergency readiness: {place}")
    }
}

fn county(county: &County, lang: Lang) -> Value {
    json!({"name": words::town_name(&county.name, lang), "towns": county.towns, "tally": tally(&county.tally)})
}

fn town(town: &Town, lang: Lang) -> Value {
    let team = if town.team >= town.need {
        State::Met
    } else if town.team > 0 {
        State::Short
    } else {
        State::Missing
    };
    let station = if town.station { State::Met } else { State::Missing };
    json!({
        "name": words::town_name(&town.name, lang), "county": town.county, "title": titled(words::town_name(&town.name, lang), lang),
        "team": {"have": town.team, "need": town.need, "state": team}, "station": {"state": station},
        "complete": town.complete(), "tally": tally(&town.tally),
        "todo": town.errands().iter().map(|e| errand(e, lang)).collect::<Value>(),
        "villages": town.villages.iter().map(|v| village(v, lang)).collect::<Value>(),
    })
}

fn tally(tally: &Tally) -> Value {
    let by = tally.by.iter().map(|(requirement, counts)| {
        let Counts { met, short, missing, overdue, exempt } = *counts;
        let asked = counts.asked(tally.villages);
        json!({
            "id": requirement, "met": met, "short": short, "missing": missing, "overdue": overdue, "exempt": exempt,
            "asked": asked, "percent": (met * 100).checked_div(asked), "grade": grade(met, asked),
        })
    });
    json!({
        "villages": tally.villages, "unreadable": tally.unreadable, "missing": tally.missing, "complete": tally.complete, "gaps": tally.gaps,
        "late": tally.late, "errors": tally.errors, "warnings": tally.warnings, "by": by.collect::<Value>(),
    })
}

/// Returns the shade of a share: all, four in five, half, fewer; nobody asked.
fn grade(met: usize, asked: usize) -> &'static str {
    match met {
        _ if asked == 0 => "exempt",
        met if met == asked => "all",
        met if met * 5 >= asked * 4 => "most",
        met if met * 2 >= asked => "half",
        _ => "few",
    }
}

fn village(village: &Readiness, lang: Lang) -> Value {
    let phone = |task: &Task| village.phones.get(&task.who).map_or("", String::as_str);
    let (met, asked) = village.met();
    let errors = village.count(Severity::Error);
    let rows = village.rows.iter().map(|row| {
        json!({
            "id": row.requirement, "state": row.state, "have": row.have, "need": row.need, "date": row.date,
            "cell": words::cell(row, lang), "detail": words::detail(row, errors, lang),
        })
    });
    let faults = (village.faults.iter())
        .map(|fault| json!({"code": fault.code, "severity": fault.severity.name(), "count": fault.count}));
    json!({
        "code": village.code, "name": village.name, "town": words::town_name(&village.town, lang), "county": village.county,
        "file": village.file, "unreadable": village.unreadable, "missing": village.missing, "complete": village.complete(), "met": met, "asked": asked,
        "errors": errors, "warnings": village.count(Severity::Warning), "late": village.late(),
        "rows": rows.collect::<Value>(), "faults": faults.collect::<Value>(),
        "tasks": village.tasks.iter().map(|t| task(t, phone(t), lang)).collect::<Value>(),
    })
}

fn task(task: &Task, phone: &str, lang: Lang) -> Value {
    json!({
        "when": task.when, "word": words::when_word(task.when, lang), "due": task.due,
        "requirement": task.requirement, "what": words::task(&task.what, lang), "who": task.who, "phone": phone,
    })
}

/// Fixed words of the page and of the paper: key, Chinese, English.
const LABELS: &[(&str, &str, &str)] = &[
    ("as_of", "判断日期", "as of"),
    ("inside", "镇街内部使用", "for the office"),
    ("villages", "个村", "villages"),
    ("count", "村数", "villages"),
    ("complete", "全到位", "complete"),
    ("gaps", "项没到位", "gaps"),
    ("late", "件过期", "late"),
    ("unreadable", "个读不了", "unreadable"),
    ("absent", "个没有档案", "without a file"),
    ("phone", "电话", "telephone"),
    ("town_itself", "（镇街）", "(the town)"),
    ("errors", "处错", "errors"),
    ("warnings", "处警告", "warnings"),
    ("village", "村（社区）", "village"),
    ("code", "编码", "code"),
    ("town", "镇街", "town"),
    ("county", "县区", "county"),
    ("met", "到位", "met"),
    ("error", "错", "err."),
    ("warning", "警告", "warn."),
    ("lost", "读不了", "broken"),
    ("town_team", "镇街救援队", "town team"),
    ("station", "应急联防救援站", "rescue station"),
    ("has", "有", "yes"),
    ("none", "缺", "none"),
    ("bars", "每项要求，多少村到位", "each requirement, how many villages meet it"),
    ("heat", "各村对照", "village by village"),
    ("towns", "各镇街对照", "town by town"),
    ("todo", "谁在哪天以前做什么", "who does what by when"),
    ("what", "做什么", "what"),
    ("who", "谁来做", "who"),
    ("due", "期限", "by"),
    ("state", "状况", "state"),
    ("nothing", "没有要办的事", "nothing to be done"),
    ("basis", "依据和口径", "sources and how to read the figures"),
    ("asks", "要什么", "asks"),
    ("by", "依据", "source"),
    ("filter", "只看含这些字的行", "only rows with these words"),
    ("sort", "点表头排序", "click a head to sort"),
    ("legend_met", "到位", "met"),
    ("legend_short", "差几个", "so many short"),
    ("legend_missing", "没有", "none"),
    ("legend_late", "日期过了", "its day is past"),
    ("legend_exempt", "这个村不用", "not needed here"),
    ("short", "差", "short"),
    ("missing", "缺", "none"),
    ("overdue", "过期", "late"),
    ("page", "第", "page"),
    ("of", "页，共", "of"),
    ("page_end", "页", ""),
    ("tasks", "任务清单：逾期的在前", "tasks, what is late first"),
    ("task", "任务", "task"),
    ("id", "编号", "no."),
    ("responsible", "责任", "whose"),
    ("department", "部门", "department"),
    ("when", "时限", "by"),
    ("lacking", "缺的村", "villages without"),
    ("ring", "先打给谁", "ring first"),
    ("by_village", "各村对照任务", "villages against the tasks"),
    ("supervision", "督导", "supervision"),
    ("date", "日期", "date"),
    ("by_whom", "查的人", "seen by"),
    ("finding", "问题", "finding"),
    ("fixer", "责任人", "to be mended by"),
    ("deadline", "整改期限", "to be mended until"),
    ("closed", "完成", "mended"),
    ("checked_by", "复查人", "seen again by"),
    ("listed", "上级32项重点任务：已知", "of the opinion's 32 tasks known:"),
    (
        "only_files",
        "其余照公开的解读和法规列，只看档案里写没写；2023年底是济南市的时限，省内别的市作参考，外省不算期限；山东的条例管山东",
        "the others follow published texts, only what the files say is seen; the end of 2023 is the limit of Jinan, for reference elsewhere in Shandong, none in other provinces; acts of Shandong hold in Shandong",
    ),
    ("town_lacks", "镇街自己", "the town itself"),
    ("not_entered", "待录入", "to be entered"),
    ("and_more", "……共", "… in all"),
    ("days", "天", " days"),
    ("towns_met", "有的镇", "towns with it"),
    ("towns_late", "逾期的镇", "towns late"),
    ("worst", "最差的镇", "worst town"),
];

fn labels(lang: Lang) -> Value {
    LABELS
        .iter()
        .map(|(key, zh, en)| ((*key).to_owned(), lang.pick(zh, en).into()))
        .collect::<serde_json::Map<_, _>>()
        .into()
}
