//! The words of the report, in Chinese and in English: requirements, where they stand written, what is to be done.

use super::Lang;
use crate::readiness::{MONTHS, Readiness, Report, Requirement, Row, State, TOWN_TEAM, Town, VILLAGE_TEAM, What, When};

/// A text that asks for something: issuer, title, number, articles.
pub(super) const SOURCES: [[&str; 4]; 5] = [
    [
        "济南市人民政府办公厅",
        "议题解读：《关于加强基层应急管理体系和能力建设的实施意见》起草情况的汇报",
        "索引号1137010000418859XL/2023-00745，2023-07-15",
        "第二、四、五、六部分",
    ],
    ["国务院办公厅", "突发事件应急预案管理办法", "国办发〔2024〕5号", "第十五、二十五、三十、三十二、三十四条"],
    ["山东省人大常委会", "山东省突发事件应对条例", "2012年", "第十三、十四、十五条"],
    ["山东省人大常委会", "山东省突发事件应急保障条例", "2020年", "第七、三十、三十六条"],
    ["全国人大常委会", "突发事件应对法", "主席令第25号（2024修订）", "第三十八、三十九、四十二条"],
];

/// Returns how the figures are to be read.
pub(super) fn notes(lang: Lang) -> Vec<String> {
    let zh = [
        "①是济南市2023年的任务，来自对审议稿的议题解读，不是文件正文；10人、30人、1人是这项任务的数，不是法律定的下限。"
            .to_owned(),
        format!("演练：①写“常态化”，没有次数；③要多发易发地区的村组织。本表看{MONTHS}个月内有没有、村里自己定的日期过没过。"),
        "培训、隐患排查、物资：文件没有定数。本表看有没有记录、村里自己写的期限和有效期过没过；培训由县级以上政府定期组织（⑤）。"
            .to_owned(),
        "手册：②要主要负责人签发、定期评估，没有给村定年限；本表看审定日期、检查有没有错、村里自己定的下次修订日期。".to_owned(),
        "只看档案里写的。档案里没写，不等于没做；写了，也不等于做到了。以官方公布文本为准。".to_owned(),
    ];
    let en = [
        "① is a task of the city of Jinan for 2023, as explained to the public from a draft, not the text itself; 10, 30 and 1 are its \
         figures, no minimum by law."
            .to_owned(),
        format!(
            "Drills: ① asks for them as routine and gives no number; ③ asks villages where disasters are frequent. Shown here: one within \
             {MONTHS} months, and the village's own dates."
        ),
        "Training, inspection, supplies: no text gives a number. Shown here: whether any is written down, and the village's own dates; \
         training is for governments from county level up to hold (⑤)."
            .to_owned(),
        "Handbook: ② asks for the head's signature and regular review and sets villages no period. Shown here: date of approval, errors of \
         the checks, the village's own review date."
            .to_owned(),
        "Only what the profiles say is counted. The official Chinese texts prevail.".to_owned(),
    ];
    if lang == Lang::Zh { zh.to_vec() } else { en.to_vec() }
}

/// Returns name, what is asked, and where it is written, by the number of the source.
pub(super) fn requirement(requirement: Requirement, lang: Lang) -> [String; 3] {
    let (zh, en, asks_zh, asks_en, by) = match requirement {
        Requirement::Manager => ("应急管理员", "manager", "至少1人".to_owned(), "at least 1".to_owned(), "①二"),
        Requirement::Team => {
            let least = VILLAGE_TEAM;
            ("救援队", "team", format!("不少于{least}人"), format!("{least} or more"), "①二；④30“可以”")
        }
        Requirement::Grids => ("网格员", "grids", "每个网格有人".to_owned(), "an officer for each".to_owned(), "①二"),
        Requirement::Handbook => (
            "手册卡片",
            "handbook",
            "审定、没错、没过期".to_owned(),
            "approved, sound, in date".to_owned(),
            "①五；②15、25、34；③13、14",
        ),
        Requirement::Drill => {
            ("演练", "drills", "常态化；没过自定日期".to_owned(), "routine; own dates kept".to_owned(), "①五；②32；③15；⑤42")
        }
        Requirement::Training => ("培训", "training", "有记录".to_owned(), "on record".to_owned(), "①六；②30；⑤38"),
        Requirement::Inspection => {
            ("隐患排查", "inspection", "有安排，整改没过期".to_owned(), "planned; findings mended in time".to_owned(), "①四；④36")
        }
        Requirement::Supplies => ("物资", "supplies", "有，没过期".to_owned(), "some, in date".to_owned(), "①六；④7"),
        Requirement::Points => ("风险点", "risk points", "每处有人盯守".to_owned(), "a watcher for each".to_owned(), "②15"),
        Requirement::Alarm => ("转移信号", "signal", "说清怎么响".to_owned(), "said how it sounds".to_owned(), "②15"),
        Requirement::Shelter => ("避难座位", "seats", "要转移的人都有".to_owned(), "for all who must move".to_owned(), "②15"),
    };
    let asks = if lang == Lang::Zh { asks_zh } else { asks_en };
    [lang.pick(zh, en).to_owned(), asks, by.to_owned()]
}

/// Returns how a village stands to a requirement, in a word that needs no colour.
pub(super) fn cell(row: &Row, lang: Lang) -> String {
    match (row.state, lang) {
        (State::Met, _) => "✔".to_owned(),
        (State::Exempt, _) => "—".to_owned(),
        (State::Short, Lang::Zh) => format!("差{}", row.lack()),
        (State::Short, Lang::En) => format!("{} short", row.lack()),
        (state, lang) => state_word(state, lang).to_owned(),
    }
}

/// Returns the small print of a cell: how many of how many, or the day.
pub(super) fn detail(row: &Row, errors: u32, lang: Lang) -> String {
    match row.requirement {
        Requirement::Handbook if errors > 0 && lang == Lang::Zh => format!("{errors}处错"),
        Requirement::Handbook if errors > 0 => format!("errors: {errors}"),
        Requirement::Handbook if row.state == State::Missing => lang.pick("没审定", "not approved").to_owned(),
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

pub(super) fn state_word(state: State, lang: Lang) -> &'static str {
    match state {
        State::Met => lang.pick("有", "met"),
        State::Short => lang.pick("差", "short"),
        State::Missing => lang.pick("缺", "none"),
        State::Overdue => lang.pick("过期", "late"),
        State::Exempt => lang.pick("不用", "not needed"),
    }
}

pub(super) fn when_word(when: When, lang: Lang) -> &'static str {
    match when {
        When::Late => lang.pick("过期", "late"),
        When::Now => lang.pick("要补", "lacking"),
        When::Soon => lang.pick("快到期", "soon"),
    }
}

/// Returns what is to be done, as a sentence to the one who does it.
pub(super) fn task(what: &What, lang: Lang) -> String {
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
    }
}

fn task_in_english(what: &What) -> String {
    match what {
        What::NameManager => "name an emergency manager, with telephone".to_owned(),
        What::FillTeam(more) => format!("find {more} more for the rescue team"),
        What::DrawGrids => "draw grids and name an officer for each".to_owned(),
        What::NameOfficer(grid) => format!("name an officer for “{grid}”"),
        What::Approve => "have the handbook signed by the head, write down the date".to_owned(),
        What::MendErrors(count) => format!("mend the profile, errors: {count}; nothing is printed before (duoan check)"),
        What::Review => "review the handbook, have it signed, file it with the town".to_owned(),
        What::Drill => "hold a drill, write it down with the next date".to_owned(),
        What::PlannedDrill(hazard) if hazard.is_empty() => "hold the drill that is planned, write it down".to_owned(),
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
    }
}

/// Returns a village on the terminal: name, figure, what is wrong.
pub(super) fn line(village: &Readiness, lang: Lang) -> [String; 3] {
    if let Some(reason) = &village.unreadable {
        return [village.name.clone(), lang.pick("读不了", "broken").to_owned(), reason.clone()];
    }
    let (met, asked) = village.met();
    let open = village.rows.iter().filter(|row| !matches!(row.state, State::Met | State::Exempt));
    let said = open.map(|row| format!("{} {}", requirement(row.requirement, lang)[0], cell(row, lang)));
    [village.name.clone(), format!("{met}/{asked}"), said.collect::<Vec<_>>().join(lang.pick("；", "; "))]
}

/// Returns a town on the terminal.
pub(super) fn town_line(town: &Town, lang: Lang) -> [String; 3] {
    let tally = &town.tally;
    let figure = format!("{}/{}", tally.complete, tally.villages);
    let rest = match lang {
        Lang::Zh => format!("没到位{}项，过期{}件，读不了{}个，{}", tally.gaps, tally.late, tally.unreadable, team(town, lang)),
        Lang::En => {
            format!("gaps {}, late {}, broken {}, {}", tally.gaps, tally.late, tally.unreadable, team(town, lang))
        }
    };
    [town_name(&town.name, lang).to_owned(), figure, rest]
}

fn team(town: &Town, lang: Lang) -> String {
    format!("{} {}/{TOWN_TEAM}", lang.pick("镇救援队", "town team"), town.team)
}

/// Returns a town's or county's name, or that there is none.
pub(super) fn town_name(name: &str, lang: Lang) -> &str {
    if name.is_empty() { lang.pick("（没写镇街）", "(no town)") } else { name }
}

/// Returns the last line on the terminal.
pub(super) fn summary(report: &Report, lang: Lang) -> String {
    let (tally, day) = (&report.tally, report.today.0);
    let (villages, complete, gaps, late, lost) = (tally.villages, tally.complete, tally.gaps, tally.late, tally.unreadable);
    match lang {
        Lang::Zh => format!("按{day}判断：{villages}个村，{complete}个全到位，没到位{gaps}项，过期{late}件，读不了{lost}个"),
        Lang::En => format!("as of {day}: villages {villages}, complete {complete}, gaps {gaps}, late {late}, broken {lost}"),
    }
}
