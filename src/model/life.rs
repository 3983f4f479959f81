//! The life of a plan: drafted, consulted on, approved, issued, filed, made public, evaluated; and the
//! working days in which the last of these are due. Holidays are data: `plans/holidays.yaml`.

use jiff::ToSpan;
use jiff::civil::{self, Weekday};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::profile::{Date, Named};

/// 预案流程；the life of the plan.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct PlanLife {
    /// 起草.
    #[schemars(extend("zh" = "起草"))]
    pub drafted: Drafted,
    /// 征求意见：一方一行.
    #[schemars(extend("zh" = "征求"))]
    pub consulted: Vec<Consulted>,
    /// 审核.
    #[schemars(extend("zh" = "审核"))]
    pub reviewed: Reviewed,
    /// 会议.
    #[schemars(extend("zh" = "会议"))]
    pub meeting: Meeting,
    /// 签发.
    #[schemars(extend("zh" = "签发"))]
    pub signed: Signed,
    /// 印发.
    #[schemars(extend("zh" = "印发"))]
    pub issued: Issued,
    /// 备案.
    #[schemars(extend("zh" = "备案"))]
    pub filed: Filed,
    /// 公开.
    #[schemars(extend("zh" = "公开"))]
    pub published: Published,
    /// 评估：一次一行.
    #[schemars(extend("zh" = "评估"))]
    pub evaluated: Vec<Evaluated>,
    /// 修订类别：编制 / 一般 / 重大.
    #[schemars(extend("zh" = "修订类别", "seen" = "all"))]
    pub revision_kind: Option<RevisionKind>,
    /// 评估周期，村里自己定，如 每年汛前一次.
    #[schemars(extend("zh" = "评估周期", "seen" = "all"))]
    pub cycle: String,
    /// 上报的预案用哪套章节（filing.yaml 里的名字）；chapters of the plan that is filed.
    #[schemars(extend("zh" = "章节", "seen" = "all"))]
    pub chapters: String,
    /// 上报的预案用哪套字体：政务 / 通用.
    #[schemars(extend("zh" = "字体", "seen" = "all"))]
    pub fonts: Fonts,
    /// 本村确实没有的内容（章节里的块），印“本村无此项。”；blocks of the plan of which there is truly nothing here.
    #[schemars(extend("zh" = "没有的内容", "seen" = "all"))]
    pub none: Vec<String>,
}

/// 起草；who drafted the plan, and when.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Drafted {
    /// 开始日期.
    #[schemars(extend("zh" = "开始", "seen" = "all"))]
    pub from: Option<Date>,
    /// 日期：写成的那天.
    #[schemars(extend("zh" = "日期", "seen" = "all"))]
    pub date: Option<Date>,
    /// 编制小组组长.
    #[schemars(extend("zh" = "组长", "names" = "person", "seen" = "duty"))]
    pub leader: String,
    /// 编制小组成员.
    #[schemars(extend("zh" = "成员", "names" = "person", "seen" = "duty"))]
    pub members: Vec<String>,
}

/// 征求意见的一方；one who was asked.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Consulted {
    /// 单位或姓名.
    #[schemars(extend("zh" = "谁", "seen" = "duty"))]
    pub who: String,
    /// 方式：会议、入户、公示、电话.
    #[schemars(extend("zh" = "方式", "seen" = "duty"))]
    pub how: String,
    /// 日期.
    #[schemars(extend("zh" = "日期", "seen" = "duty"))]
    pub date: Option<Date>,
    /// 意见；没有意见就空着.
    #[schemars(extend("zh" = "意见", "seen" = "duty"))]
    pub opinion: String,
    /// 处理：采纳 / 部分采纳 / 不采纳.
    #[schemars(extend("zh" = "处理", "seen" = "duty"))]
    pub taken: Option<Taken>,
    /// 理由.
    #[schemars(extend("zh" = "理由", "seen" = "duty"))]
    pub reason: String,
}

impl Consulted {
    /// Returns whether an opinion was given: 无意见 is none.
    pub fn has_opinion(&self) -> bool {
        let said = self.opinion.trim().trim_end_matches('。');
        !["", "无", "无意见", "没有意见", "没意见"].contains(&said)
    }
}

/// 意见怎么处理.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Taken {
    /// 采纳.
    #[schemars(extend("zh" = "采纳"))]
    Whole,
    /// 部分采纳.
    #[schemars(extend("zh" = "部分采纳"))]
    Partly,
    /// 不采纳.
    #[schemars(extend("zh" = "不采纳"))]
    Refused,
}

impl Taken {
    /// Returns the word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Whole => "采纳",
            Self::Partly => "部分采纳",
            Self::Refused => "不采纳",
        }
    }
}

/// 审核.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Reviewed {
    /// 日期.
    #[schemars(extend("zh" = "日期", "seen" = "all"))]
    pub date: Option<Date>,
    /// 审核人.
    #[schemars(extend("zh" = "审核人", "names" = "person", "seen" = "duty"))]
    pub by: String,
}

/// 会议；the meeting that adopted the plan.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Meeting {
    /// 日期.
    #[schemars(extend("zh" = "日期", "seen" = "all"))]
    pub date: Option<Date>,
    /// 什么会，如 村民代表会议.
    #[schemars(extend("zh" = "名称", "seen" = "all"))]
    pub name: String,
}

/// 签发；by the head of the committee.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Signed {
    /// 日期.
    #[schemars(extend("zh" = "日期", "seen" = "all"))]
    pub date: Option<Date>,
    /// 签发人.
    #[schemars(extend("zh" = "人", "names" = "person", "seen" = "all"))]
    pub by: String,
}

/// 印发；how the plan was issued.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Issued {
    /// 日期.
    #[schemars(extend("zh" = "日期", "seen" = "all"))]
    pub date: Option<Date>,
    /// 文号，如 石村〔2026〕3号.
    #[schemars(extend("zh" = "文号", "seen" = "all"))]
    pub number: String,
    /// 同时废止的原预案的文号.
    #[schemars(extend("zh" = "废止", "seen" = "all"))]
    pub replaces: String,
}

/// 备案.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Filed {
    /// 报送日期.
    #[schemars(extend("zh" = "报送", "seen" = "all"))]
    pub sent: Option<Date>,
    /// 受理日期.
    #[schemars(extend("zh" = "受理", "seen" = "all"))]
    pub accepted: Option<Date>,
    /// 备案编号.
    #[schemars(extend("zh" = "编号", "seen" = "all"))]
    pub number: String,
    /// 报送人：村里去报送的人；镇里收件的人在登记表上自己签名.
    #[schemars(extend("zh" = "经办", "names" = "person", "seen" = "duty"))]
    pub by: String,
}

/// 公开.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Published {
    /// 日期.
    #[schemars(extend("zh" = "日期", "seen" = "all"))]
    pub date: Option<Date>,
    /// 方式，如 公示栏、手机版.
    #[schemars(extend("zh" = "方式", "seen" = "all"))]
    pub how: Vec<String>,
}

/// 一次评估.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Evaluated {
    /// 日期.
    #[schemars(extend("zh" = "日期", "seen" = "all"))]
    pub date: Option<Date>,
    /// 结论，如 继续用、要修订.
    #[schemars(extend("zh" = "结论", "seen" = "all"))]
    pub conclusion: String,
}

/// 修订类别.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum RevisionKind {
    /// 编制：第一次.
    #[schemars(extend("zh" = "编制"))]
    New,
    /// 一般修订.
    #[schemars(extend("zh" = "一般"))]
    Minor,
    /// 重大修订：组织指挥体系、响应程序、处置措施、响应分级变了.
    #[schemars(extend("zh" = "重大"))]
    Major,
}

/// 字体.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Fonts {
    /// 政务：方正小标宋、仿宋_GB2312、楷体_GB2312、黑体.
    #[default]
    #[schemars(extend("zh" = "政务"))]
    Official,
    /// 通用：宋体、仿宋、楷体、黑体，一般电脑上都有.
    #[schemars(extend("zh" = "通用"))]
    Common,
}

impl PlanLife {
    /// Returns the steps that have a day, in the order in which they must follow each other: Chinese name,
    /// key, day.
    pub fn dated(&self) -> Vec<(&'static str, &'static str, Date)> {
        let last = self.consulted.iter().filter_map(|row| row.date).max();
        let steps = [
            ("起草", "drafted.date", self.drafted.date),
            ("征求", "consulted", last),
            ("审核", "reviewed.date", self.reviewed.date),
            ("会议", "meeting.date", self.meeting.date),
            ("签发", "signed.date", self.signed.date),
            ("印发", "issued.date", self.issued.date),
            ("备案报送", "filed.sent", self.filed.sent),
            ("备案受理", "filed.accepted", self.filed.accepted),
        ];
        steps.into_iter().filter_map(|(zh, key, date)| Some((zh, key, date?))).collect()
    }

    /// Returns the day on which the plan was handed in, else that on which the town took it.
    pub fn handed_in(&self) -> Option<Date> {
        self.filed.sent.or(self.filed.accepted)
    }
}

/// Working days by year: `plans/holidays.yaml`.
pub type Holidays = Named<HolidayYear>;

/// 一年的放假安排；one year's notice on holidays.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct HolidayYear {
    /// 出处：哪份通知.
    #[schemars(extend("zh" = "来源"))]
    pub source: String,
    /// 放假：月-日，连着的写成 02-15..23；days off.
    #[schemars(extend("zh" = "放假"))]
    pub off: Vec<String>,
    /// 调休上班；days of a weekend on which people work.
    #[schemars(extend("zh" = "上班"))]
    pub work: Vec<String>,
}

impl HolidayYear {
    /// Returns the texts that are no days.
    pub fn unreadable(&self) -> impl Iterator<Item = &String> {
        // A leap year has every day.
        self.off.iter().chain(&self.work).filter(|text| span(text, 2024).is_none())
    }

    fn works(&self, day: civil::Date) -> bool {
        within(&self.work, day) || (weekday(day) && !within(&self.off, day))
    }
}

fn within(texts: &[String], day: civil::Date) -> bool {
    let mut spans = texts.iter().filter_map(|text| span(text, day.year()));
    spans.any(|(first, last)| first <= day && day <= last)
}

/// Returns the first and the last day of 02-15..23, 09-30..10-02 or 01-04.
fn span(text: &str, year: i16) -> Option<(civil::Date, civil::Date)> {
    let pair = |text: &str| {
        let (month, day) = text.split_once('-')?;
        civil::Date::new(year, month.parse().ok()?, day.parse().ok()?).ok()
    };
    let (first, last) = text.split_once("..").unwrap_or((text, text));
    let first = pair(first)?;
    let last = match pair(last) {
        Some(last) => last,
        None => civil::Date::new(year, first.month(), last.parse().ok()?).ok()?,
    };
    (first <= last).then_some((first, last))
}

fn weekday(day: civil::Date) -> bool {
    !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday)
}

/// Returns what a day is by the notice of its year: 放假, 调休上班, nothing where it says nothing of it; 未录入 where
/// there is no notice.
pub fn day_off(day: Date, holidays: &Holidays) -> &'static str {
    let Some(year) = holidays.get(&day.0.year().to_string()) else { return "未录入" };
    if within(&year.work, day.0) {
        "调休上班"
    } else if within(&year.off, day.0) {
        "放假"
    } else {
        ""
    }
}

/// Whether people work on a day; by the weekday alone where the year is not known.
fn works(day: civil::Date, holidays: &Holidays) -> bool {
    holidays.get(&day.year().to_string()).map_or_else(|| weekday(day), |year| year.works(day))
}

/// A day by which something is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Due {
    /// The day.
    pub date: Date,
    /// A year whose holidays are not known: then the day is only about right.
    pub about: Option<i16>,
}

impl Due {
    /// Returns the day so many working days after another, which does not count itself.
    pub fn after(day: Date, days: u32, holidays: &Holidays) -> Self {
        let (mut at, mut left, mut about) = (day.0, days, None);
        while left > 0 {
            let Ok(next) = at.checked_add(1.day()) else { break };
            at = next;
            if !holidays.contains_key(&at.year().to_string()) {
                about = about.or(Some(at.year()));
            }
            left -= u32::from(works(at, holidays));
        }
        Self { date: Date(at), about }
    }

    /// Returns the day in words; 约 where holidays are not known.
    pub fn words(self) -> String {
        match self.about {
            None => self.date.0.to_string(),
            Some(year) => format!("约{}（{year}放假安排未录入）", self.date.0),
        }
    }

    /// Returns the same in English.
    pub fn words_in_english(self) -> String {
        match self.about {
            None => self.date.0.to_string(),
            Some(year) => format!("about {} (holidays of {year} not entered)", self.date.0),
        }
    }

    /// Returns how many working days are left on a day; less than none: so many too late.
    pub fn left(self, today: Date, holidays: &Holidays) -> i32 {
        let (first, last, sign) =
            if today <= self.date { (today.0, self.date.0, 1) } else { (self.date.0, today.0, -1) };
        let (mut at, mut days) = (first, 0);
        while at < last {
            let Ok(next) = at.checked_add(1.day()) else { break };
            at = next;
            days += i32::from(works(at, holidays));
        }
        sign * days
    }
}

/// What of the life of a plan is due after it was issued.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Clock {
    /// In Chinese: 备案 or 公开.
    pub zh: &'static str,
    /// In English, as part of a sentence.
    pub en: &'static str,
    /// The key that says that it was done.
    pub key: &'static str,
    /// By which day.
    pub due: Due,
    /// When it was done.
    pub done: Option<Date>,
}

impl PlanLife {
    /// Returns what is due so many working days after the plan was issued; nothing if it was not.
    pub fn clocks(&self, days: u32, holidays: &Holidays) -> Vec<Clock> {
        let Some(issued) = self.issued.date else { return Vec::new() };
        let due = Due::after(issued, days, holidays);
        vec![
            Clock { zh: "备案", en: "filing", key: "filed", due, done: self.handed_in() },
            Clock { zh: "公开", en: "publication", key: "published", due, done: self.published.date },
        ]
    }
}
