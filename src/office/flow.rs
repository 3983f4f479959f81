//! 应急响应流程图：接警 to 解除 on one page, with this village's names and numbers in every box.

use serde_json::{Value, json};

use super::facts::Desk;
use crate::model::handbook::Holder;
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

/// What of the data stands nowhere on the chart.
pub(super) const UNPRINTED: &[&str] = &["stamp/village", "stamp/until"];

/// Returns the title and the data of the chart on A4.
pub(super) fn small(desk: &Desk) -> (String, Value) {
    data(desk, false)
}

/// Returns the same on A3.
pub(super) fn large(desk: &Desk) -> (String, Value) {
    data(desk, true)
}

fn data(desk: &Desk, large: bool) -> (String, Value) {
    let title = format!("{}应急响应流程图", desk.book.village.name);
    let duty = desk.duty().map(|c| json!({"name": c.name, "phones": c.phones}));
    let steps: Value = STEPS.iter().map(|step| self::step(desk, step)).collect();
    (title, json!({"sheet": {"large": large}, "duty": duty, "steps": steps}))
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
    json!({"name": name, "act": desk.names.said(act), "who": held.collect::<Value>(), "note": note})
}
