//! What `duoan verify` says: a line for each paper and why, a sum; as JSON (docs/git.md).

use serde_json::{Value, json};

use super::Answer;
use crate::cli::args::VerifyFormat;
use crate::cli::reprint::lacking;
use crate::cli::term::Term;
use crate::diff;
use crate::history::Lack;
use crate::messages::Lang;
use crate::model::profile::Date;
use crate::scan::Fault;
use crate::verify::{State, Verdict, Why, code};

/// States in the order of the sum.
const ORDER: [State; 6] =
    [State::Current, State::Expired, State::Superseded, State::Withdrawn, State::Draft, State::Unknown];

pub(super) fn show(answers: &[Answer], today: Date, format: VerifyFormat, term: &Term) {
    if format == VerifyFormat::Json {
        let results: Vec<Value> = answers.iter().map(|answer| data(answer, term.lang)).collect();
        let counts: Value =
            ORDER.iter().map(|state| (id(*state).to_owned(), json!(count(answers, *state)))).collect();
        let value = json!({"format": 1, "today": today, "results": results, "counts": counts});
        term.out(&serde_json::to_string_pretty(&value).expect("JSON values serialise"));
        return;
    }
    for answer in answers {
        lines(answer, term.lang).iter().for_each(|line| term.out(line));
    }
    if answers.len() > 1 {
        term.out("");
        term.out(&sum(answers, term.lang));
    }
}

fn count(answers: &[Answer], state: State) -> usize {
    answers.iter().filter(|answer| answer.state() == state).count()
}

fn sum(answers: &[Answer], lang: Lang) -> String {
    let counted = ORDER.iter().map(|state| (*state, count(answers, *state))).filter(|(_, count)| *count > 0);
    let parts: Vec<String> = counted.map(|(state, count)| format!("{} {count}", name(state, lang))).collect();
    match lang {
        Lang::Zh => format!("共 {} 张：{}", answers.len(), parts.join("，")),
        Lang::En => format!("{} in all: {}", answers.len(), parts.join(", ")),
    }
}

fn id(state: State) -> &'static str {
    match state {
        State::Current => "current",
        State::Expired => "expired",
        State::Superseded => "superseded",
        State::Withdrawn => "withdrawn",
        State::Draft => "draft",
        State::Unknown => "unknown",
    }
}

fn name(state: State, lang: Lang) -> &'static str {
    match state {
        State::Current => lang.pick("有效", "current"),
        State::Expired => lang.pick("过期", "expired"),
        State::Superseded => lang.pick("已换新", "superseded"),
        State::Withdrawn => lang.pick("已取消", "withdrawn"),
        State::Draft => lang.pick("草稿", "draft"),
        State::Unknown => lang.pick("查不到", "unknown"),
    }
}

/// Returns what is said of one code: the verdict, and below it why and what to do.
fn lines(answer: &Answer, lang: Lang) -> Vec<String> {
    let Some(verdict) = &answer.verdict else {
        let fault = answer.asked.code.as_ref().err().cloned().unwrap_or_default();
        return vec![
            format!("{}  {}", name(State::Unknown, lang), answer.asked.written),
            format!("  {fault}"),
        ];
    };
    let states: Vec<&str> = verdict.states.iter().map(|state| name(*state, lang)).collect();
    let text = answer.asked.code.as_ref().map(|code| code.text.clone()).unwrap_or_default();
    let mut lines = vec![format!("{}  {text}", states.join(lang.pick("、", ", ")))];
    let mut say = |line: String| lines.push(format!("  {line}"));
    let paper = paper(answer, verdict, lang);
    if !paper.is_empty() {
        say(paper);
    }
    if verdict.sample {
        say(lang
            .pick(
                "是样例，上面还有样例里的人和电话，不能当真用：填好自己村的，重印",
                "it is a sample, some of its people and telephones are none: fill in the village's own and print it again",
            )
            .to_owned());
    }
    if let Some(other) = &verdict.taken {
        say(match lang {
            Lang::Zh => format!("这个编码那时是{}的，现在是{other}的", verdict.village),
            Lang::En => format!("the code was {}'s then; today it is {other}'s", verdict.village),
        });
    }
    if let Some((until, later)) = verdict.until.zip(verdict.later) {
        say(match lang {
            Lang::Zh => format!(
                "这一版的最后一天改早过（{} 改成 {}）：纸上写的“用到”晚于 {}，就换一张",
                later.0, until.0, until.0
            ),
            Lang::En => format!(
                "the last day of this edition was brought forward from {} to {}: replace paper on which a day after {} \
                 stands",
                later.0, until.0, until.0
            ),
        });
    }
    for state in &verdict.states {
        reasons(*state, answer, verdict, lang).into_iter().for_each(&mut say);
    }
    if verdict.pending {
        say(lang
            .pick(
                "工作区里有没提交的改动，提交以后这张就换新了",
                "changes that are not committed will supersede it",
            )
            .to_owned());
    }
    lines
}

/// Returns which paper it is: 岭下村 岗位处置卡 R08-020，给 姜志宽.
fn paper(answer: &Answer, verdict: &Verdict, lang: Lang) -> String {
    let mut words: Vec<String> = vec![verdict.village.clone(), verdict.title.to_owned()];
    if let Ok(code) = answer.asked.code.as_ref().map(|code| &code.number).map_err(drop) {
        words.extend((!verdict.title.is_empty()).then(|| code.clone()));
    }
    words.retain(|word| !word.is_empty());
    let mut line = words.join(" ");
    if !verdict.to.is_empty() && verdict.to != verdict.title {
        line += &format!("{}{}", lang.pick("，给 ", ", for "), verdict.to);
    }
    if let Some(until) = verdict.until {
        line += &format!("{}{}", lang.pick("，用到 ", ", until "), until.0);
    }
    line
}

fn reasons(state: State, answer: &Answer, verdict: &Verdict, lang: Lang) -> Vec<String> {
    match state {
        State::Current => newer_edition(answer, verdict, lang).into_iter().collect(),
        State::Expired => expired(answer, verdict, lang),
        State::Superseded | State::Withdrawn => stale(state, verdict, lang),
        State::Draft => {
            let line = lang.pick(
                "和工作区里还没提交的草稿一样，提交以前不算数",
                "the same as what is not committed yet: it does not count before that",
            );
            vec![line.to_owned()]
        }
        State::Unknown => unknown(verdict, lang),
    }
}

/// The words are the same; only number and date of the edition are not.
fn newer_edition(answer: &Answer, verdict: &Verdict, lang: Lang) -> Option<String> {
    let (code, now) = (answer.asked.code.as_ref().ok()?, verdict.now.as_ref()?);
    let older = code.edition != now.edition || (now.date.is_some() && code.date != now.date);
    let edition = now.edition.map(|number| match lang {
        Lang::Zh => format!("第{number}版"),
        Lang::En => number.to_string(),
    });
    let date = now.date.map(|date| date.0.to_string());
    let edition = edition.into_iter().chain(date).collect::<Vec<_>>().join(" ");
    older.then(|| match lang {
        Lang::Zh => format!("现在是{edition}，这张的内容没变，可以接着用"),
        Lang::En => {
            format!("the edition is now {edition}; what stands on this paper is the same: go on using it")
        }
    })
}

fn expired(answer: &Answer, verdict: &Verdict, lang: Lang) -> Vec<String> {
    let until = verdict.until.map(|until| until.0.to_string()).unwrap_or_default();
    let mut lines = vec![match lang {
        Lang::Zh => format!("{until} 是最后一天，过了；核对以后换版重印"),
        Lang::En => format!("{until} was its last day: review it and print a new edition"),
    }];
    if verdict.states == [State::Expired] {
        lines.extend(newer_edition(answer, verdict, lang).map(|_| {
            lang.pick(
                "内容和现在的一样，但日期过了，换一张新的",
                "its words are today's, but not its dates: replace it",
            )
            .to_owned()
        }));
    }
    lines
}

fn stale(state: State, verdict: &Verdict, lang: Lang) -> Vec<String> {
    let mut lines = Vec::new();
    if let Some(cause) = &verdict.commit {
        let id = &cause.id[..cause.id.len().min(8)];
        let (subject, author) = (code::shown(&cause.subject), code::shown(&cause.author));
        lines.push(match (state, lang) {
            (State::Withdrawn, Lang::Zh) => {
                format!("{} 起没有这一张了（提交 {id} {subject}，{author}）", cause.date.0)
            }
            (State::Withdrawn, Lang::En) => {
                format!("no longer printed since {} (commit {id} {subject}, {author})", cause.date.0)
            }
            (_, Lang::Zh) => format!("{} 换新（提交 {id} {subject}，{author}）", cause.date.0),
            (_, Lang::En) => format!("superseded on {} (commit {id} {subject}, {author})", cause.date.0),
        });
    }
    if verdict.loose && !verdict.changes.is_empty() {
        lines.push(lang.pick("那次这个村改了：", "changed in the village then:").to_owned());
    }
    lines.extend(
        verdict
            .changes
            .iter()
            .map(|change| format!("  {}", diff::sentence(change, &|zh, en| lang.pick(zh, en)))),
    );
    if let Some(now) = verdict.now.as_ref().filter(|_| state == State::Superseded) {
        let tail = now.text.split('-').skip(2).collect::<Vec<_>>().join("-");
        lines.push(format!("{}{tail}", lang.pick("现在的是 …-", "today's is …-")));
    }
    lines
}

fn unknown(verdict: &Verdict, lang: Lang) -> Vec<String> {
    let pick = |zh: &'static str, en: &'static str| lang.pick(zh, en).to_owned();
    let mut lines = vec![why(verdict, lang)];
    if verdict.shallow {
        lines.push(pick(
            "这份克隆不全，更早的查不到；git fetch --unshallow 以后再查",
            "this clone is shallow and older papers are not known: git fetch --unshallow, then try again",
        ));
    }
    if let Some(now) = &verdict.now {
        lines.push(format!("{}{}", lang.pick("现在的后四位是 ", "today's last four signs are "), now.print));
    }
    lines
}

/// Says why a code is not known.
fn why(verdict: &Verdict, lang: Lang) -> String {
    let near = |near: &Option<String>| match (near, lang) {
        (Some(near), Lang::Zh) => format!("；最接近的是 {near}"),
        (Some(near), Lang::En) => format!("; the nearest is {near}"),
        (None, _) => String::new(),
    };
    let pick = |zh: &'static str, en: &'static str| lang.pick(zh, en).to_owned();
    match &verdict.why {
        Some(Why::Place(other)) => {
            pick("这里没有这个编码的村，也没有过", "no village here has or had this code") + &near(other)
        }
        Some(Why::Whose(names)) => {
            let names = names.join(lang.pick("、", ", "));
            lang.pick_owned(
                &format!("这个编码（或者没编码）先后是{names}的，说不出这张是哪个村的"),
                &format!("{names} have or had this code, or none: of which village it is is not known"),
            )
        }
        Some(Why::Number(other)) => {
            pick("这个村没有印过这个号码", "this village never printed this number") + &near(other)
        }
        Some(Why::Print(other)) => {
            pick(
                "有这个号码，但从没提交过这样的内容：可能是没提交的草稿、只选了部分灾种，或者是别的版本的程序印的；也看看后四位抄对没有",
                "the number is known, but such words were never committed: printed from a draft, of some hazards only, or by another version of the program; or its last four signs are misread",
            ) + &near(other)
        }
        Some(Why::Run) => {
            pick("印制单只管当次印刷，不用验", "a print-run sheet is for one run and is not verified")
        }
        Some(Why::Faulty) => pick(
            "这个村的档案有错，读不出来：先跑 duoan check",
            "the village has errors: run duoan check first",
        ),
        Some(Why::Lacking(lack)) => {
            let head = match lack {
                Lack::Behind(_) | Lack::Inner(_) => pick("查不全：", "not all known: "),
                _ => pick(
                    "查不全：历史里有读不了的，说不出这张是旧的还是从没印过。",
                    "not all of the history can be read; whether it was ever printed is not known. ",
                ),
            };
            head + &if *lack == Lack::Shallow { String::new() } else { lacking(lack, lang) }
        }
        Some(Why::Ahead) => pick(
            "查不全：纸上的日期还没到，是当时电脑的钟不对，用到哪天说不准；在档案里写上施行日期，重印",
            "not all known: its date is still to come, a clock was wrong, and until when it holds is not known; write the \
             effective date into the profile and print it again",
        ),
        Some(Why::Clock(last)) => behind(*last, lang),
        Some(Why::Stamp) => pick(
            "内容和现在的一样，但没有印过这个日期、这一版：照着纸再输一遍；纸上真是这样写的，换新的",
            "its words are today's, but no edition of this number and date was ever printed: type it again from the paper; \
             if that is what stands there, replace it",
        ),
        Some(Why::Outside) => pick(
            "不是现在印的；没有 git 的历史，说不出是旧的还是从没印过",
            "not what is printed now; without a history nobody can say whether it ever was",
        ),
        None => String::new(),
    }
}

/// Says that this computer's clock is wrong.
fn behind(last: Date, lang: Lang) -> String {
    let last = last.0;
    match lang {
        Lang::Zh => format!(
            "查不全：这台电脑的日期比最后一次提交（{last}）还早，钟不对，过没过期说不准；先把日期调对，或者用 --today 写明哪天"
        ),
        Lang::En => format!(
            "not all known: this computer's date is before the last commit ({last}), so whether its last day is over is not \
             known; set the clock, or name the day with --today"
        ),
    }
}

fn data(answer: &Answer, lang: Lang) -> Value {
    let code = answer.asked.code.as_ref();
    let mut value = json!({
        "written": answer.asked.written, "file": answer.asked.file, "code": code.ok().map(|code| &code.text),
        "state": id(answer.state()), "states": [id(State::Unknown)],
        "text": lines(answer, lang).iter().skip(1).map(|line| line.trim()).collect::<Vec<_>>(),
    });
    let Ok(code) = code else { return value };
    value["number"] = json!(code.number);
    value["edition"] = json!(code.edition);
    value["date"] = json!(code.date);
    let Some(verdict) = &answer.verdict else { return value };
    value["states"] = verdict.states.iter().map(|state| json!(id(*state))).collect();
    value["place"] = json!(code.place);
    value["village"] = json!(Some(&verdict.village).filter(|name| !name.is_empty()));
    value["path"] = json!(Some(&verdict.path).filter(|path| !path.is_empty()));
    value["family"] = json!(verdict.family);
    value["to"] = json!(Some(&verdict.to).filter(|to| !to.is_empty()));
    value["until"] = json!(verdict.until);
    value["since"] = json!(verdict.commit.as_ref().map(|cause| cause.date));
    value["commit"] = json!(
        verdict
            .commit
            .as_ref()
            .map(|cause| json!({"id": cause.id, "author": cause.author, "subject": cause.subject}))
    );
    let sentence = |change| diff::sentence(change, &|zh, en| lang.pick(zh, en));
    value["changes"] = verdict.changes.iter().map(|change| json!(sentence(change))).collect();
    value["current_code"] = json!(verdict.now.as_ref().map(|now| &now.text));
    value["sample"] = json!(verdict.sample);
    value["pending"] = json!(verdict.pending);
    value["shallow"] = json!(verdict.shallow);
    value["complete"] =
        json!(!verdict.shallow && !matches!(verdict.why, Some(Why::Lacking(_) | Why::Ahead | Why::Clock(_))));
    value
}

/// Returns why a file cannot be looked at.
pub(super) fn scan_fault(fault: Fault, lang: Lang) -> String {
    match (fault, lang) {
        (_, Lang::En) => fault.to_string(),
        (Fault::Kind, _) => "不是 PDF、PNG、JPEG、docx 或 xlsx；别的格式先另存为 PNG".to_owned(),
        (Fault::Broken, _) => "文件坏了或者不完整，读不出来".to_owned(),
        (Fault::Locked, _) => "PDF 有密码，先去掉密码".to_owned(),
        (Fault::Pixels(most), _) => format!("图片太大，超过 {} 万像素；缩小了再试", most / 10_000),
        (Fault::Pages(most), _) => format!("超过 {most} 页；拆成几份再试"),
    }
}

/// Returns what to do about a file in which no check code was found; what others' codes in it say is shown.
pub(super) fn nothing_read(found: &[String], lang: Lang) -> String {
    match found.first() {
        Some(other) => {
            format!("{}{}", lang.pick("有二维码，但不是验版码：", "has a QR code, but no check code: "), code::shown(other))
        }
        None => lang
            .pick(
                "没有读到验版码；把二维码拍正、拍满、拍清楚，或者照纸上的字输入",
                "no check code could be read; take the picture closer and sharper, or type what stands on the paper",
            )
            .to_owned(),
    }
}
