//! 应急响应流程图：接警 to 解除 on one page, with this village's names and numbers in every box.

use serde_json::{Value, json};

use super::facts::Desk;
use super::lists::paper;
use crate::compose::words;
use crate::model::document::{Audience, Document};
use crate::model::handbook::{Handbook, Holder};
use crate::model::plan::PlanSet;
use crate::model::role::known;

/// Step, what is done, who does it, what is written down.
type Step = (&'static str, &'static str, &'static [&'static str], &'static str);

pub(super) const STEPS: [Step; 7] = [
    ("接警", "谁、什么事、在哪、伤几人、回拨号码", &[known::MANAGER], "接报时刻＿＿"),
    ("研判", "看前兆、雨量、水位；拿不准按有危险办", &[known::COMMANDER], "定性时刻＿＿"),
    ("响应", "通知到岗；发“准备转移”或“立即转移”", &[known::COMMANDER, known::WARNING], "发令时刻＿＿"),
    ("报告", "立即报镇值班；火119　伤120　治安110", &[known::INFO], "报出时刻＿＿"),
    ("转移", "按清单敲门；特殊人员先走；到点清点", &[known::GRID, known::HELPER], "应＿人　实＿人"),
    ("处置", "警戒、自救互救、引导专业队；自己有危险就撤", &[known::RESCUE], "到场时刻＿＿"),
    ("解除", "镇通知解除；查路查房；有序返回；终报", &[known::COMMANDER], "解除时刻＿＿"),
];

/// Returns the chart on A4, or the same on A3.
pub fn flow(book: &Handbook, plans: &PlanSet, large: bool) -> Document {
    let desk = Desk::of(book, plans, Audience::Duty);
    let title = format!("{}应急响应流程图", book.village.name);
    let duty = desk.duty().map(|c| json!({"name": c.name, "phones": c.phones}));
    let data = json!({
        "title": title, "village": book.village.name, "edition": book.edition.number, "mark": book.mark(),
        "date": words::date(book.issued()), "large": large, "duty": duty,
        "steps": STEPS.iter().map(|step| self::step(&desk, step)).collect::<Value>(),
    });
    paper(if large { "flow-a3" } else { "flow" }, "flow.typ", title, book, data)
}

fn step(desk: &Desk, (name, act, roles, note): &Step) -> Value {
    let held = roles.iter().filter_map(|id| desk.book.acting(id)).map(|role| {
        let letters = if role.alternates { ["A", "B"] } else { ["", ""] };
        let people = role.holders.iter().take(2).zip(letters);
        let one = |(p, letter): (&Holder, &str)| {
            json!({"name": p.name, "phone": p.phones.first(),
            "letter": letter})
        };
        let more = role.holders.len().saturating_sub(2);
        json!({"role": role.short, "people": people.map(one).collect::<Value>(), "more": more})
    });
    json!({"name": name, "act": act, "who": held.collect::<Value>(), "note": note})
}
