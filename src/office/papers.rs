//! The papers that go with the plan: the notice by which it is issued, notes on how it was made, the form for
//! filing, who was asked, the sheet on which it is signed. Blanks are written in by hand; nobody's signature
//! or seal is printed.

use unicode_width::UnicodeWidthStr;

use super::annexes;
use super::blocks::{Block, Paper, Section, Table};
use super::facts::{self, Desk, or_blank};
use super::text::Text;
use super::withheld;
use crate::compose::words;
use crate::model::life::{RevisionKind, Taken};
use crate::model::profile::Date;
use crate::model::role::known;

/// Returns a day as documents write it; room for it where it is not known.
fn day(date: Option<Date>) -> String {
    date.map_or_else(
        || "＿＿＿＿年＿＿月＿＿日".to_owned(),
        |d| format!("{}年{}月{}日", d.0.year(), d.0.month(), d.0.day()),
    )
}

/// Returns the day of the last step that the notes on how the plan was made tell of; room for it where one of them has
/// no day yet.
fn told(desk: &Desk) -> Option<Date> {
    let life = &desk.book.life;
    let asked = life.consulted.iter().filter_map(|row| row.date).max();
    let steps = [life.drafted.date, life.reviewed.date, life.meeting.date, life.signed.date];
    steps.into_iter().collect::<Option<Vec<_>>>()?.into_iter().chain(asked).max()
}

fn plan_name(desk: &Desk) -> String {
    format!("{}突发事件应急预案", desk.book.village.name)
}

fn committee(desk: &Desk) -> String {
    desk.names.committee()
}

/// Name over date, sealed: the date ends four characters from the right, the name is centred over it.
fn signed(desk: &Desk, date: Option<Date>) -> Vec<Block> {
    let (name, day) = (committee(desk), day(date));
    // Halves of characters from the right edge.
    let middle = 8 + day.width() / 2;
    let right = middle.saturating_sub(name.width() / 2);
    vec![Block::Gap, Block::Gap, Block::Right(name, u32::try_from(right).unwrap_or(0)), Block::Right(day, 8)]
}

/// 01、06：the notice, the plan and its annexes.
pub(super) fn plan(desk: &Desk) -> Paper {
    let filing = &desk.plans.filing;
    let set = filing.set(&desk.book.life.chapters).cloned().unwrap_or_default();
    let text = Text::of(desk, &set);
    let (v, life) = (&desk.book.village, &desk.book.life);
    let village = ("village", v.name.as_str());
    let replaces = match life.issued.replaces.as_str() {
        "" => String::new(),
        number => desk.say("replaces", &[village, ("number", number)]),
    };
    let mark = desk.book.mark().or((!text.missing.is_empty()).then_some("草稿"));
    let mut notice = vec![Block::Centre(or_blank(&life.issued.number))];
    notice.push(Block::Gap);
    notice.push(Block::Title(desk.say("notice_title", &[village])));
    notice.push(Block::Gap);
    notice.push(Block::Line(desk.say("notice_to", &[])));
    let meeting = or_blank(&life.meeting.name);
    notice.push(Block::Body(desk.say("notice", &[village, ("meeting", &meeting), ("replaces", &replaces)])));
    notice.extend(signed(desk, life.issued.date));
    let name = plan_name(desk);
    let edition = if desk.is_public() { "（公开版）" } else { "" };
    let front = vec![
        Block::Title(format!("{name}{edition}")),
        Block::Centre("目　录".to_owned()),
        Block::Contents,
        Block::Small(desk.say("layout", &[])),
    ];
    let annexes = annexes::sections(desk, &text);
    let mut sections = vec![Section::of(notice), Section::of(front), Section::of(text.blocks)];
    sections.extend(annexes);
    let copied = desk.say("copied", &[("government", &desk.government())]);
    let issued = format!("{}　{}印发", committee(desk), day(life.issued.date));
    let imprint = Block::Imprint(vec![copied, issued]);
    sections.push(Section { wide: false, even: true, blocks: vec![imprint] });
    let mut paper = Paper { title: format!("{name}{edition}"), mark, sections };
    if desk.is_public() {
        // What plans say of whom to ring has his number in it.
        let instead = desk.say("withheld", &[]);
        paper.each(|text| withheld::mobiles(text, &instead));
    }
    paper
}

fn titled(desk: &Desk, title: &str, mut blocks: Vec<Block>) -> Paper {
    let mut all = vec![Block::Title(title.to_owned()), Block::Gap];
    all.append(&mut blocks);
    Paper { title: title.to_owned(), mark: desk.book.mark(), sections: vec![Section::of(all)] }
}

/// 02：how the plan was made, and what is in it.
pub(super) fn notes(desk: &Desk) -> Paper {
    let (book, life) = (desk.book, &desk.book.life);
    let mut blocks = Vec::new();
    let mut part = |title: &str, text: Vec<String>| {
        blocks.push(Block::Heading(1, title.to_owned()));
        blocks.extend(text.into_iter().map(Block::Body));
    };
    let basis: String = desk.basis().map(|title| format!("《{title}》")).collect();
    let name = plan_name(desk);
    let revised = matches!(life.revision_kind, Some(RevisionKind::Minor | RevisionKind::Major));
    let why = if revised { "why_revised" } else { "why" };
    part("一、背景和依据", vec![desk.say(why, &[("basis", &basis), ("plan", &name)])]);
    part("二、编制过程", vec![process(desk)]);
    part("三、风险评估、资源调查和案例分析", surveys(desk));
    let chapters = desk
        .plans
        .filing
        .set(&life.chapters)
        .map(|set| set.chapters.iter().map(|c| c.title.as_str()).collect::<Vec<_>>().join("、"));
    part(
        "四、主要内容",
        vec![format!(
            "预案分为{}，附件{}个。",
            chapters.unwrap_or_default(),
            desk.plans.filing.annexes.len()
        )],
    );
    part("五、意见采纳情况", vec![consulted_sum(desk)]);
    part(
        "六、与上位预案的衔接",
        vec![format!(
            "预案与《{}突发事件应急预案》衔接：信息报{}，{}",
            or_blank(&book.village.town),
            desk.duty().map_or_else(|| desk.names.said("镇应急值班室"), |c| c.name.clone()),
            desk.names.said("接到镇人民政府转移通知立即组织转移，物资、队伍不足时向镇应急办请求支援。"),
        )],
    );
    let kind = match life.revision_kind {
        Some(RevisionKind::New) => "首次编制",
        Some(RevisionKind::Minor) => "一般修订",
        Some(RevisionKind::Major) => "重大修订，按编制程序重新征求意见、审核、印发、备案",
        None => "＿＿＿＿（编制、一般修订、重大修订）",
    };
    let mut changes = vec![format!("本次为{kind}。")];
    // A first edition changes nothing.
    let last = desk.book.edition.revisions.last().or(desk.revisions().last());
    let last = last.filter(|_| life.revision_kind != Some(RevisionKind::New));
    changes.extend(last.map(|r| format!("主要变化：{}。", facts::formal(&r.change))));
    part("七、修订情况", changes);
    let mut tail = blocks;
    tail.extend(signed(desk, told(desk)));
    titled(desk, &format!("《{}》编制说明", plan_name(desk)), tail)
}

/// Who drafted it, and the days of each step.
fn process(desk: &Desk) -> String {
    let life = &desk.book.life;
    let members = &life.drafted.members;
    let members =
        if members.is_empty() { String::new() } else { format!("，成员{}", members.join("、")) };
    format!(
        "成立编制小组，组长{}{members}。{}开始起草，{}形成征求意见稿，{}审核，{}经{}讨论通过，{}由{}签发。",
        or_blank(&life.drafted.leader),
        day(life.drafted.from),
        day(life.drafted.date),
        day(life.reviewed.date),
        day(life.meeting.date),
        or_blank(&life.meeting.name),
        day(life.signed.date),
        or_blank(&life.signed.by),
    )
}

/// What the data say of risks, resources and past events.
fn surveys(desk: &Desk) -> Vec<String> {
    let book = desk.book;
    let (homes, people) = facts::moving(desk);
    let names: Vec<&str> = book.hazards.iter().map(|h| h.name.as_str()).collect();
    vec![
        format!(
            "风险评估：辨识灾种{}种（{}），风险点{}处，需要转移避险{homes}户{people}。",
            desk.count(names.len(), "hazards"),
            or_blank(&names.join("、")),
            desk.count(book.points.len(), "points"),
        ),
        format!(
            "资源调查：队伍{}支，避难场所{}处{}，物资{}项，车辆装备{}种。",
            desk.count(book.teams.len(), "teams"),
            desk.count(book.shelters.len(), "shelters"),
            seats(desk),
            desk.count(facts::stocks(book).count(), "supplies"),
            desk.count(book.vehicles.len(), "vehicles"),
        ),
        if book.history.is_empty() {
            "案例分析：＿＿＿＿＿＿＿＿。".to_owned()
        } else {
            let events: Vec<String> =
                book.history.iter().map(|h| format!("{}{}", h.when, h.hazard)).collect();
            let here = desk.names.said("本村");
            format!("案例分析：分析了{here}历史上的灾情{}起（{}）。", events.len(), events.join("、"))
        },
    ]
}

/// How many people the shelters hold, and of how many shelters nobody says it.
fn seats(desk: &Desk) -> String {
    let shelters = &desk.book.shelters;
    if shelters.is_empty() && desk.lacks("shelters") {
        return String::new();
    }
    let known: Vec<u32> = shelters.iter().filter_map(|s| s.capacity).collect();
    let sum: u32 = known.iter().fold(0, |sum, n| sum.saturating_add(*n));
    match shelters.len() - known.len() {
        _ if known.is_empty() => format!("、容量{}人", words::BLANK),
        0 => format!("、容量{sum}人"),
        open => format!("、已知容量{sum}人（{open}处没填）"),
    }
}

fn consulted_sum(desk: &Desk) -> String {
    let rows = &desk.book.life.consulted;
    let opinions = rows.iter().filter(|row| row.has_opinion());
    let taken = opinions.clone().filter(|row| row.taken == Some(Taken::Whole)).count();
    // Where nothing was written nobody knows how many there were.
    let count = |n: usize| if rows.is_empty() { words::BLANK.to_owned() } else { n.to_string() };
    let (asked, opinions, taken) = (count(rows.len()), count(opinions.count()), count(taken));
    desk.say("consulted", &[("asked", &asked), ("opinions", &opinions), ("taken", &taken)])
}

/// 03：the form with which the plan is handed to the town, and the receipt at its foot.
pub(super) fn form(desk: &Desk) -> Paper {
    let (book, life) = (desk.book, &desk.book.life);
    let v = &book.village;
    let person = |id: &str| book.role(id).and_then(|role| role.holders.first());
    let called = |id: &str| {
        person(id).map_or_else(String::new, |p| {
            format!("{}　{}", p.name, desk.phones(&p.phones).replace('\n', " "))
        })
    };
    let tick = |on: bool| if on { "☑" } else { "□" };
    let is_new = life.revision_kind == Some(RevisionKind::New);
    let revised = matches!(life.revision_kind, Some(RevisionKind::Minor | RevisionKind::Major));
    let edition = book.edition.number.map_or_else(|| "＿＿".to_owned(), |n| format!("第{n}版"));
    let sent = life.filed.sent.map_or_else(|| "＿＿＿＿年＿＿月＿＿日".to_owned(), |d| day(Some(d)));
    let rows = [
        ("预案名称", plan_name(desk)),
        ("版本、文号", format!("{edition}　{}", or_blank(&life.issued.number))),
        ("制定单位、编码", format!("{}　{}", committee(desk), v.code)),
        ("地址", [&v.city, &v.county, &v.town, &v.name].into_iter().map(String::as_str).collect()),
        ("主要负责人、电话", called(known::COMMANDER)),
        ("联系人、电话", called(known::MANAGER)),
        ("类别", format!("{}编制　{}修订", tick(is_new), tick(revised))),
        ("印发日期", day(life.issued.date)),
        ("材料", "□正式文本　□电子文本　□编制说明".to_owned()),
        ("报送日期、报送人、村章", format!("{sent}　{}", life.filed.by)),
    ];
    let labelled = |(what, value): (&str, String)| vec![desk.names.said(what), value];
    let village = rows.map(labelled).to_vec();
    let town = [
        ("备案编号", life.filed.number.clone()),
        ("收件日期", life.filed.accepted.map_or_else(String::new, |d| day(Some(d)))),
        ("审查意见", "□齐全，予以备案　□缺＿＿＿＿＿＿，一次告知".to_owned()),
        ("镇经办人（签名）、镇章", String::new()),
        ("备案日期", String::new()),
    ];
    let town = town.map(labelled).to_vec();
    let receipt = vec![
        vec!["预案名称".to_owned(), plan_name(desk)],
        vec!["报送单位".to_owned(), committee(desk)],
        vec!["备案编号、日期".to_owned(), String::new()],
        vec![desk.names.said("镇经办人（签名）、镇章"), String::new()],
    ];
    let form = |rows, least| Block::Table(Table::form(&[44, 112], rows, least));
    titled(
        desk,
        "村（社区）突发事件应急预案备案登记表",
        vec![
            form(village, 9),
            Block::Caption("以下由镇（街道）填写".to_owned()),
            form(town, 9),
            Block::Caption("（裁下）备案回执".to_owned()),
            form(receipt, 9),
        ],
    )
}

/// 04：who was asked, what was said, what became of it.
pub(super) fn consulted(desk: &Desk) -> Paper {
    let life = &desk.book.life;
    let row = |i: usize, row: &crate::model::life::Consulted| {
        vec![
            (i + 1).to_string(),
            row.who.clone(),
            row.how.clone(),
            words::date(row.date),
            if row.has_opinion() { row.opinion.clone() } else { "无意见".to_owned() },
            row.taken.filter(|_| row.has_opinion()).map(Taken::word).unwrap_or_default().to_owned(),
            row.reason.clone(),
            String::new(),
        ]
    };
    let mut rows: Vec<Vec<String>> = life.consulted.iter().enumerate().map(|(i, r)| row(i, r)).collect();
    rows.extend((0..5).map(|_| vec![String::new(); 8]));
    let columns = [
        ("序号", 12),
        ("单位或姓名", 34),
        ("方式", 20),
        ("日期", 26),
        ("意见", 56),
        ("采纳、部分、不采纳", 22),
        ("理由", 35),
        ("签名", 20),
    ];
    let mut table = Table::of(&columns, rows);
    table.least = 9;
    let blocks = vec![
        Block::Title(format!("《{}》征求意见情况表", plan_name(desk))),
        Block::Body(consulted_sum(desk)),
        Block::Table(table),
    ];
    let sections = vec![Section { wide: true, even: false, blocks }];
    Paper { title: "征求意见情况表".to_owned(), mark: desk.book.mark(), sections }
}

/// 05：the six things a review looks at, and who signs.
pub(super) fn review(desk: &Desk) -> Paper {
    let mut rows: Vec<Vec<String>> = (desk.plans.filing.review.iter())
        .enumerate()
        .map(|(i, what)| vec![(i + 1).to_string(), what.clone(), "□是　□否".to_owned(), String::new()])
        .collect();
    rows.push(vec![String::new(), "审核意见".to_owned(), String::new(), String::new()]);
    let mut table = Table::of(&[("序号", 12), ("审核内容", 84), ("结论", 26), ("说明", 34)], rows);
    table.least = 12;
    let blocks = vec![
        Block::Table(table),
        Block::Gap,
        Block::Line("审核人（签名）：＿＿＿＿＿＿　　＿＿＿＿年＿＿月＿＿日".to_owned()),
        Block::Line("签发意见：＿＿＿＿＿＿＿＿＿＿＿＿＿＿＿＿".to_owned()),
        Block::Line("主要负责人（签名）：＿＿＿＿＿＿　＿＿＿＿年＿＿月＿＿日".to_owned()),
        Block::Seal("（公章）".to_owned()),
    ];
    titled(desk, &format!("《{}》审核签发单", plan_name(desk)), blocks)
}

/// 发布令：for a village whose plan is issued by an order.
pub(super) fn order(desk: &Desk) -> Paper {
    let life = &desk.book.life;
    let mut blocks = vec![Block::Body(format!(
        "《{}》已经{}讨论通过，现予发布，自{}起施行。",
        plan_name(desk),
        or_blank(&life.meeting.name),
        desk.in_force()
    ))];
    blocks.push(Block::Gap);
    blocks.push(Block::Right("签发人：＿＿＿＿＿＿".to_owned(), 8));
    blocks.extend(signed(desk, life.issued.date));
    blocks.push(Block::Seal("（公章）".to_owned()));
    titled(desk, &format!("{}突发事件应急预案发布令", desk.book.village.name), blocks)
}
