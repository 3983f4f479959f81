//! What the town has written of itself and nobody needs in the first hour: the members of its team, every telephone, its
//! signals, exercises, the life of its plan, its people. All of it is on paper, or it would be lost with the file.

use serde_json::Value;

use super::Town;
use super::rows::{Part, called, part};
use crate::compose::words;
use crate::model::life::PlanLife;
use crate::model::phone::joined;
use crate::model::profile::{ALARMS, ContactKind, Supply};
use crate::model::shape::{self, Shape};

/// The members of the team, and until when each is certified and insured.
pub(super) fn members(town: &Town) -> Part {
    let rows = town.profile.town_book.members.iter().map(|m| {
        let name: Vec<String> = m.name.iter().cloned().collect();
        let until = words::date(m.certificate_until);
        let until = if until.is_empty() { until } else { format!("到{until}") };
        vec![
            called(town, &name),
            m.group.clone(),
            m.task.clone(),
            m.gear.join("、"),
            format!("{}\n{until}", m.certificate).trim().to_owned(),
            words::date(m.insured_until),
        ]
    });
    let columns = [("队员", 24), ("备勤组", 12), ("分工", 18), ("装备", 30), ("证书", 20), ("保险到期", 16)];
    part("综合队员", &columns, rows.collect())
}

/// What the town keeps itself, with all that was written of it.
pub(super) fn supplies(town: &Town) -> Part {
    let Shape::Struct(fields) = shape::of::<Supply>() else { return part("镇街物资", &[], Vec::new()) };
    let told = Shape::Struct(
        fields.into_iter().filter(|f| !["item", "quantity", "unit"].contains(&f.word.en.as_str())).collect(),
    );
    let rows = town.profile.supplies.iter().map(|s| {
        let count = s.quantity.map(|n| format!("{n}{}", s.unit)).unwrap_or_default();
        vec![s.item.clone(), count, said(&serde_json::to_value(s).unwrap_or_default(), &told)]
    });
    let columns = [("品名", 3), ("数量", 2), ("放在哪、谁保管", 9)];
    Part { none: "没有写", ..part("镇街物资", &columns, rows.collect()) }
}

/// Every telephone outside the villages.
pub(super) fn contacts(town: &Town) -> Part {
    let kinds = shape::of::<ContactKind>();
    let rows = town.profile.contacts.iter().map(|(name, c)| {
        let kind = said(&serde_json::to_value(c.kind).unwrap_or_default(), &kinds);
        vec![name.clone(), kind, joined(&c.phone), c.person.clone(), c.hours.clone(), c.note.clone()]
    });
    let columns = [("单位", 26), ("类别", 12), ("电话", 22), ("联系人", 14), ("时段", 18), ("备注", 30)];
    Part { none: "没有写", ..part("外部电话", &columns, rows.collect()) }
}

/// How the signals sound that villages have from the town.
pub(super) fn alarms(town: &Town) -> Part {
    let rows = town.profile.alarms.iter().map(|(id, alarm)| {
        let meaning = ALARMS.iter().find(|(known, _)| known == id).map_or(id.as_str(), |(_, name)| name);
        let by = town.plans.role_name(&alarm.by).to_owned();
        vec![meaning.to_owned(), alarm.tool.clone(), alarm.pattern.clone(), by]
    });
    let columns = [("意思", 16), ("用什么", 22), ("怎么响", 40), ("谁发", 22)];
    Part {
        none: "没有写", ..part("报警信号（村里另写的以村里为准）", &columns, rows.collect())
    }
}

/// The town's exercises.
pub(super) fn exercises(town: &Town) -> Part {
    let rows = town.profile.town_book.exercises.iter().map(|d| {
        let count = |n: Option<u32>| n.map(|n| n.to_string()).unwrap_or_default();
        let minutes = [("叫应", d.called_minutes), ("转移", d.moved_minutes)];
        let minutes = minutes.iter().filter_map(|(what, n)| Some(format!("{what}{}分", (*n)?)));
        let hazard =
            d.hazard.as_ref().map(|id| town.plans.plans.get(id).map_or(id.clone(), |plan| plan.name.clone()));
        vec![
            format!("{}\n{}", words::date(d.date), words::time_of_day(d.time_of_day)).trim().to_owned(),
            hazard.unwrap_or_default(),
            d.scenario.clone(),
            count(d.participants),
            minutes.collect::<Vec<_>>().join("\n"),
            d.findings.clone(),
            words::date(d.next),
        ]
    });
    let columns = [
        ("日期", 18),
        ("灾种", 14),
        ("练了什么", 34),
        ("人数", 8),
        ("用时", 14),
        ("发现的问题", 26),
        ("下次", 16),
    ];
    part("镇街演练", &columns, rows.collect())
}

/// The steps of the town's own plan, each with all that was written of it.
pub(super) fn life(town: &Town) -> Part {
    let life = serde_json::to_value(&town.profile.town_book.plan).unwrap_or_default();
    let unwritten = serde_json::to_value(PlanLife::default()).unwrap_or_default();
    let Shape::Struct(fields) = shape::of::<PlanLife>() else {
        return part("镇街预案流程", &[], Vec::new());
    };
    let written = fields.iter().filter(|field| life[&field.word.en] != unwritten[&field.word.en]);
    let rows = written.map(|field| vec![field.word.zh.clone(), said(&life[&field.word.en], &field.shape)]);
    part("镇街预案流程", &[("步骤", 2), ("写了什么", 12)], rows.collect())
}

/// The people of the town's file.
pub(super) fn people(town: &Town) -> Part {
    let rows = town.profile.people.iter().map(|(name, p)| {
        vec![name.clone(), p.title.clone(), joined(&p.phone), p.skills.join("、"), p.note.clone()]
    });
    let columns = [("姓名", 14), ("职务", 30), ("电话", 22), ("技能", 24), ("备注", 24)];
    Part { none: "没有写", ..part("镇街人员", &columns, rows.collect()) }
}

/// Returns a value in the profile's own words.
fn said(value: &Value, shape: &Shape) -> String {
    match (shape, value) {
        (Shape::Struct(fields), Value::Object(map)) => {
            let of = |key: &str| map.get(key).unwrap_or(&Value::Null);
            let parts = fields.iter().map(|field| (&field.word.zh, said(of(&field.word.en), &field.shape)));
            let parts = parts.filter(|(_, text)| !text.is_empty());
            parts.map(|(word, text)| format!("{word} {text}")).collect::<Vec<_>>().join("，")
        }
        (Shape::Plain { shape, .. }, _) => said(value, shape),
        (Shape::List(inner), Value::Array(items)) => {
            let apart = if matches!(**inner, Shape::Struct(_)) { "\n" } else { "、" };
            items.iter().map(|item| said(item, inner)).collect::<Vec<_>>().join(apart)
        }
        (Shape::Choice(words), Value::String(id)) => {
            words.iter().find(|word| word.en == *id).map_or_else(|| id.clone(), |word| word.zh.clone())
        }
        (_, Value::String(text)) => text.clone(),
        (_, Value::Number(number)) => number.to_string(),
        _ => String::new(),
    }
}
