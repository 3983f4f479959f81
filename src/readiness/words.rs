//! The words of the report, in Chinese and in English: how a village stands, what is to be done. What the
//! texts ask is said by `plans/requirements.yaml`.

use super::{Readiness, Report, Requirement, Row, State, Town, What, When};
use crate::messages::Lang;
use crate::model::requirement::RequirementFile;

/// Returns how the figures are to be read.
pub fn notes(asked: &RequirementFile, lang: Lang) -> Vec<String> {
    asked.notes.iter().map(|note| asked.filled(&lang.pick_owned(&note.zh, &note.en))).collect()
}

/// Returns name, what is asked, and where it is written, by the number of the source.
pub fn requirement(requirement: Requirement, asked: &RequirementFile, lang: Lang) -> [String; 3] {
    let Some(row) = asked.requirements.get(requirement.id()) else {
        return [requirement.id().to_owned(), String::new(), String::new()];
    };
    let asks = asked.filled(&lang.pick_owned(&row.asks_zh, &row.asks_en));
    [lang.pick_owned(&row.zh, &row.en), asks, row.by.clone()]
}

/// Returns how a village stands to a requirement, in a word that needs no colour.
pub fn cell(row: &Row, lang: Lang) -> String {
    match (row.state, lang) {
        (State::Met, _) => "✔".to_owned(),
        (State::Exempt, _) => "—".to_owned(),
        (State::Short, Lang::Zh) => format!("差{}", row.lack()),
        (State::Short, Lang::En) => format!("{} short", row.lack()),
        (state, lang) => state_word(state, lang).to_owned(),
    }
}

/// Returns the small print of a cell: how many of how many, or the day.
pub fn detail(row: &Row, errors: u32, lang: Lang) -> String {
    match row.requirement {
        Requirement::Handbook if errors > 0 && lang == Lang::Zh => format!("{errors}处错"),
        Requirement::Handbook if errors > 0 => format!("errors: {errors}"),
        Requirement::Handbook if row.state == State::Missing => {
            lang.pick("没审定", "not approved").to_owned()
        }
        Requirement::Handbook | Requirement::Drill | Requirement::Training => {
            row.date.map(|date| date.0.to_string()).unwrap_or_default()
        }
        Requirement::Manager | Requirement::Alarm => String::new(),
        _ => match (row.have, row.need) {
            (Some(have), Some(need)) if row.state != State::Exempt => format!("{have}/{need}"),
            _ => String::new(),
        },
    }
}

/// Returns a state in a word.
pub fn state_word(state: State, lang: Lang) -> &'static str {
    match state {
        State::Met => lang.pick("有", "met"),
        State::Short => lang.pick("差", "short"),
        State::Missing => lang.pick("缺", "none"),
        State::Overdue => lang.pick("过期", "late"),
        State::Exempt => lang.pick("不用", "not needed"),
    }
}

/// Returns when, in a word.
pub fn when_word(when: When, lang: Lang) -> &'static str {
    match when {
        When::Late => lang.pick("过期", "late"),
        When::Now => lang.pick("要补", "lacking"),
        When::Soon => lang.pick("快到期", "soon"),
    }
}

/// Returns what is to be done, as a sentence to the one who does it.
pub fn task(what: &What, lang: Lang) -> String {
    if lang == Lang::En {
        return task_in_english(what);
    }
    match what {
        What::NameManager => "明确1名应急管理员，写上电话".to_owned(),
        What::FillTeam(more) => format!("救援队再补{more}人"),
        What::DrawGrids => "划网格，每个网格明确网格员".to_owned(),
        What::NameOfficer(grid) => format!("给“{grid}”明确网格员"),
        What::Approve => "手册报主要负责人审定签发，写上审定日期".to_owned(),
        What::MendErrors(count) => format!("改掉档案里{count}处错，不改手册印不出来（duoan check）"),
        What::Review => "修订手册，重新审定，报镇街备案".to_owned(),
        What::HandIn { zh, left, due, .. } if *left < 0 => {
            format!("{zh}已超期{}个工作日，最晚{}", -left, due.words())
        }
        What::HandIn { zh, left, due, .. } => format!("{zh}还剩{left}个工作日，最晚{}", due.words()),
        What::Drill => "组织一次演练，写上记录和下次日期".to_owned(),
        What::PlannedDrill(hazard) if hazard.is_empty() => "演练，写上记录（日期是村里定的）".to_owned(),
        What::PlannedDrill(hazard) => format!("演练：{hazard}，写上记录"),
        What::Train => "参加或组织一次培训，写上记录".to_owned(),
        What::Inspect => "排好隐患排查：查什么、谁查、多久一次".to_owned(),
        What::MendFinding(finding) => format!("整改：{finding}"),
        What::ListSupplies => "盘点应急物资，写进档案".to_owned(),
        What::Replace(item) => format!("换新：{item}"),
        What::NameWatcher(point) => format!("给风险点“{point}”明确盯守人"),
        What::SayAlarm => "定好“立即转移”的信号：用什么、怎么响".to_owned(),
        What::FindSeats(more) => format!("给{more}人找到能去的避难点"),
        What::CountSeats(shelter) => format!("写上“{shelter}”能容多少人"),
        What::NameKeeper(shelter) => format!("明确“{shelter}”谁拿钥匙、谁开门"),
        What::NamePost(post) => format!("明确谁任{post}，写上电话"),
        What::GiveCode => "写上12位行政区划代码".to_owned(),
        What::GiveEdition => "写上手册是第几版".to_owned(),
        What::GiveReview => "定下手册最晚哪天修订".to_owned(),
        What::MendFile(reason) => format!("改好档案，现在读不了：{reason}"),
        What::MakeProfile => "建档案（duoan new village）".to_owned(),
        What::FillTownTeam(more) => format!("镇街综合应急救援队再补{more}人"),
        What::RenewCertificate(name) => format!("{name}的证书复审换证，写上新的到期日"),
        What::RenewInsurance(name) => format!("给{name}续上保险，写上新的到期日"),
        What::NameStation => "把应急联防救援站写进外部电话，类别写消防救援".to_owned(),
    }
}

fn task_in_english(what: &What) -> String {
    match what {
        What::NameManager => "name an emergency manager, with telephone".to_owned(),
        What::FillTeam(more) => format!("find {more} more for the rescue team"),
        What::DrawGrids => "draw grids and name an officer for each".to_owned(),
        What::NameOfficer(grid) => format!("name an officer for “{grid}”"),
        What::Approve => "have the handbook signed by the head, write down the date".to_owned(),
        What::MendErrors(count) => {
            format!("mend the profile, errors: {count}; nothing is printed before (duoan check)")
        }
        What::Review => "review the handbook, have it signed, file it with the town".to_owned(),
        What::HandIn { en, left, due, .. } if *left < 0 => {
            format!("{en}: {} working days late, was due {}", -left, due.words_in_english())
        }
        What::HandIn { en, left, due, .. } => {
            format!("{en}: {left} working days left, due {}", due.words_in_english())
        }
        What::Drill => "hold a drill, write it down with the next date".to_owned(),
        What::PlannedDrill(hazard) if hazard.is_empty() => {
            "hold the drill that is planned, write it down".to_owned()
        }
        What::PlannedDrill(hazard) => format!("hold the drill planned: {hazard}, write it down"),
        What::Train => "hold or join a training, write it down".to_owned(),
        What::Inspect => "plan inspections: what, who, how often".to_owned(),
        What::MendFinding(finding) => format!("mend: {finding}"),
        What::ListSupplies => "count the supplies and write them down".to_owned(),
        What::Replace(item) => format!("replace: {item}"),
        What::NameWatcher(point) => format!("name a watcher for the risk point “{point}”"),
        What::SayAlarm => "settle the signal to leave: with what, how it sounds".to_owned(),
        What::FindSeats(more) => format!("find shelter for {more} people"),
        What::CountSeats(shelter) => format!("write down how many “{shelter}” holds"),
        What::NameKeeper(shelter) => format!("name who has the key of “{shelter}”"),
        What::NamePost(post) => format!("name who holds the post {post}, with telephone"),
        What::GiveCode => "write down the division code of 12 digits".to_owned(),
        What::GiveEdition => "write down the number of the edition".to_owned(),
        What::GiveReview => "settle by when the handbook is to be revised".to_owned(),
        What::MendFile(reason) => format!("mend the profile, it cannot be read: {reason}"),
        What::MakeProfile => "make a profile (duoan new village)".to_owned(),
        What::FillTownTeam(more) => format!("find {more} more for the town's rescue team"),
        What::RenewCertificate(name) => format!("renew the certificate of {name}, write down its new day"),
        What::RenewInsurance(name) => format!("renew the insurance of {name}, write down its new day"),
        What::NameStation => {
            "write the rescue station (应急联防救援站) among the contacts, kind fire-station".to_owned()
        }
    }
}

/// Returns a village on the terminal: name, figure, what is wrong.
pub fn line(village: &Readiness, asked: &RequirementFile, lang: Lang) -> [String; 3] {
    if let Some(reason) = &village.unreadable {
        let word = if village.missing {
            lang.pick("没档案", "no file")
        } else {
            lang.pick("读不了", "broken")
        };
        return [village.name.clone(), word.to_owned(), reason.clone()];
    }
    let (met, needed) = village.met();
    let open = village.rows.iter().filter(|row| !matches!(row.state, State::Met | State::Exempt));
    let said =
        open.map(|row| format!("{} {}", requirement(row.requirement, asked, lang)[0], cell(row, lang)));
    [village.name.clone(), format!("{met}/{needed}"), said.collect::<Vec<_>>().join(lang.pick("；", "; "))]
}

/// Returns a town on the terminal.
pub fn town_line(town: &Town, lang: Lang) -> [String; 3] {
    let tally = &town.tally;
    let figure = format!("{}/{}", tally.complete, tally.villages);
    let rest = match lang {
        Lang::Zh => format!(
            "没到位{}项，过期{}件，读不了{}个，{}",
            tally.gaps,
            tally.late,
            tally.unreadable,
            team(town, lang)
        ),
        Lang::En => {
            format!(
                "gaps {}, late {}, broken {}, {}",
                tally.gaps,
                tally.late,
                tally.unreadable,
                team(town, lang)
            )
        }
    };
    [town_name(&town.name, lang).to_owned(), figure, rest]
}

fn team(town: &Town, lang: Lang) -> String {
    format!("{} {}/{}", lang.pick("镇街救援队", "town team"), town.team, town.need)
}

/// Returns a town's or county's name, or that there is none.
pub fn town_name(name: &str, lang: Lang) -> &str {
    if name.is_empty() { lang.pick("（没写镇街）", "(no town)") } else { name }
}

/// Returns the last line on the terminal.
pub fn summary(report: &Report, lang: Lang) -> String {
    let (tally, day) = (&report.tally, report.today.0);
    let (villages, complete, gaps, late, lost) =
        (tally.villages, tally.complete, tally.gaps, tally.late, tally.unreadable);
    let said = match lang {
        Lang::Zh => format!(
            "按{day}判断：{villages}个村，{complete}个全到位，没到位{gaps}项，过期{late}件，读不了{lost}个"
        ),
        Lang::En => format!(
            "as of {day}: villages {villages}, complete {complete}, gaps {gaps}, late {late}, broken {lost}"
        ),
    };
    match (tally.missing, lang) {
        (0, _) => said,
        (n, Lang::Zh) => format!("{said}，没有档案{n}个"),
        (n, Lang::En) => format!("{said}, without a file {n}"),
    }
}
