//! Fixed words of the paper: names of phases, levels, senses, classes; dates and joined lists.

use std::borrow::Cow;
use std::sync::OnceLock;

use serde_json::{Value, json};

use crate::model::handbook::{
    Action, Chapter, ClusterEntry, Handbook, Holder, Household, LeftOutReason, MatrixAction, PointEntry,
    RouteEntry, SourceEntry, Sum, UnfitReason,
};
use crate::model::local::{TimeOfDay, Zone};
use crate::model::plan::{Act, Basis, Class, Level, Phase, PlanSet, Sense, Source, Station, Status};
use crate::model::profile::{Date, Grade, PlaceKind, Setting, TeamKind};
use crate::model::records::PlaceEntry;
use crate::model::role::known;
use crate::model::shape::{self, Shape, Word};
use crate::model::speech::Tongue;

/// Names of ids, for one book.
#[derive(Clone)]
pub struct Names<'a> {
    book: &'a Handbook,
    pub(super) plans: &'a PlanSet,
    tongue: Tongue,
}

impl<'a> Names<'a> {
    /// Returns the names that hold in this book.
    pub fn of(book: &'a Handbook, plans: &'a PlanSet) -> Self {
        Self { book, plans, tongue: plans.words.tongue(&book.village) }
    }

    /// Returns a hazard's name.
    pub fn hazard(&self, id: &'a str) -> &'a str {
        let here = self.book.hazards.iter().find(|h| h.id == id).map(|h| h.name.as_str());
        here.or_else(|| self.plans.plans.get(id).map(|p| p.name.as_str())).unwrap_or(id)
    }

    /// Returns a hazard's short name.
    pub fn short(&self, id: &'a str) -> &'a str {
        self.book.hazards.iter().find(|h| h.id == id).map_or_else(|| self.hazard(id), |h| h.short.as_str())
    }

    /// Returns the short names of hazards, joined; 各灾种 if they are all that the village has.
    pub fn hazards(&self, ids: &'a [String]) -> String {
        let all =
            self.book.hazards.len() == ids.len() && self.book.hazards.iter().all(|h| ids.contains(&h.id));
        if ids.len() > 3 && all {
            return "各灾种".to_owned();
        }
        ids.iter().map(|h| self.short(h)).collect::<Vec<_>>().join("、")
    }

    /// Returns a fixed text as it is said here: 居委会 in a community, 村委会 in a village.
    pub fn said(&self, text: &str) -> String {
        self.tongue.said(text)
    }

    /// Returns the words that layouts say otherwise here: those of the place, and the commander's where another
    /// stands in for him.
    pub fn spoken(&self) -> Option<Value> {
        let mut words = self.tongue.words.clone();
        let acting = self.book.acting(known::COMMANDER).filter(|role| role.id != known::COMMANDER);
        if let Some((title, _)) = acting.and_then(|_| self.book.call_for(known::COMMANDER)) {
            words.insert(self.plans.role_name(known::COMMANDER).to_owned(), title.to_owned());
        }
        (!words.is_empty()).then(|| json!(words))
    }

    /// Returns the committee that speaks for this place: 岭下村村民委员会, 海岭社区居民委员会, 查干诺尔嘎查委员会,
    /// 红松林场场部; that of the village where the plan is for one of its groups.
    pub fn committee(&self) -> String {
        let (name, kind) = (self.book.village.name.as_str(), self.book.village.kind_name.as_str());
        let committee = self.said("村民委员会");
        match name.rfind(kind) {
            // What the committee's name begins with is not said twice, but for 村村民委员会, 林场场部.
            Some(at) if kind != "村" && at + kind.len() == name.len() => {
                let rest = committee.strip_prefix(kind).filter(|_| kind.chars().count() > 1);
                format!("{name}{}", rest.unwrap_or(&committee))
            }
            Some(at) => format!("{}{committee}", &name[..at + kind.len()]),
            None if committee == "村民委员会" || committee == "居民委员会" => {
                format!("{name}{kind}{committee}")
            }
            None => format!("{}{committee}", name.trim_end_matches(self.said("村委会").as_str())),
        }
    }

    /// Returns the names of roles, joined: a vacant one is named by the role that does its work, or is said
    /// to be vacant.
    pub fn roles(&self, ids: &'a [String]) -> String {
        let mut names: Vec<Cow<str>> = Vec::new();
        for name in ids.iter().map(|id| self.role(id)) {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        names.join("、")
    }

    fn role(&self, id: &'a str) -> Cow<'a, str> {
        let name = self.plans.role_name(id);
        match self.book.role(id) {
            Some(role) if role.holders.is_empty() && id != known::EVERYONE => match self.book.acting(id) {
                Some(acting) => Cow::Borrowed(acting.name.as_str()),
                None if role.is_held_unseen() => Cow::Borrowed(name),
                None => Cow::Owned(format!("{name}（没人担任）")),
            },
            _ => Cow::Borrowed(name),
        }
    }
}

/// Returns 平时, 预警, ….
pub fn phase(phase: Phase) -> &'static str {
    match phase {
        Phase::Prepare => "平时",
        Phase::Warn => "接到预警",
        Phase::Act => "出事了",
        Phase::Move => "撤",
        Phase::Recover => "过后",
    }
}

/// Returns the same for a hazard: where nobody warns, what comes before are its first signs.
pub fn phase_of(phase: Phase, warned: bool) -> &'static str {
    if phase == Phase::Warn && !warned { "有苗头" } else { self::phase(phase) }
}

/// Returns the names of a hazard's signals: as they are, and short, without what they share.
pub fn signals(chapter: &Chapter) -> [String; 2] {
    const ENDS: [&str; 4] = ["预警信号", "灾害气象预警", "气象风险预警", "警报"];
    let names: Vec<&str> = chapter.signals.iter().map(|s| s.name.as_str()).collect();
    let short = names.iter().map(|name| ENDS.iter().find_map(|end| name.strip_suffix(end)).unwrap_or(name));
    [names.join("、"), short.collect::<Vec<_>>().join("、") + "预警"]
}

/// Returns a level said in all four ways: word, numeral, bars, order.
pub fn level(level: Level) -> Value {
    let numeral = ["Ⅳ级", "Ⅲ级", "Ⅱ级", "Ⅰ级"][level as usize];
    json!({"id": level.id(), "name": level.name(), "numeral": numeral, "bars": level as u8 + 1})
}

/// Returns where gas and power of a building are cut off and what is to be known of its lifts, a line each.
pub fn cuts(place: &PlaceEntry) -> Vec<String> {
    place.cuts().map(|(word, text)| format!("{word}：{text}")).collect()
}

/// Returns a sign with the word for its sense before it, unless it says that itself.
pub fn sensed(by: Option<Sense>, text: &str) -> String {
    let word = by.map(Sense::word).unwrap_or_default();
    if text.starts_with(word) { text.to_owned() } else { format!("{word}{text}") }
}

/// Returns 盯, 报, 撤.
pub fn act(act: Act) -> &'static str {
    match act {
        Act::Watch => "盯",
        Act::Report => "报",
        Act::Leave => "撤",
    }
}

/// Returns 喊, 撤, 点, 报, 守.
pub fn station(station: Station) -> &'static str {
    match station {
        Station::Call => "喊",
        Station::Leave => "撤",
        Station::Count => "点",
        Station::Report => "报",
        Station::Guard => "守",
    }
}

/// Returns the pictogram of a sense.
pub fn sense_icon(sense: Sense) -> &'static str {
    match sense {
        Sense::See => "eye",
        Sense::Hear => "ear",
        Sense::Smell => "nose",
        Sense::Feel => "hand-stop",
    }
}

/// Returns how far a book's source can be relied on: as [`state`], and where a sentence that rests on it is
/// still to be seen by a specialist.
pub fn standing(entry: &SourceEntry) -> String {
    let state = state(&entry.source);
    if entry.open.is_empty() { state } else { format!("{state}；{}有话待核", entry.open.join("、")) }
}

/// Returns how far a source can be relied on: whether it was read, whether it is in force and when that was
/// looked up.
pub fn state(source: &Source) -> String {
    let read = if source.status == Status::Verified { "读过原文" } else { "没读原文" };
    let force = match (source.superseded_by.as_str(), source.in_force) {
        ("", Some(checked)) => format!("{}查过有效", checked.0),
        ("", None) => "没查是否有效".to_owned(),
        (next, _) => format!("已被{next}代替"),
    };
    format!("{read}，{force}")
}

/// Returns the class's name.
pub fn class(class: Class) -> &'static str {
    match class {
        Class::Natural => "自然灾害",
        Class::Accident => "事故灾难",
        Class::Health => "公共卫生",
        Class::Social => "社会安全",
    }
}

/// Returns 高, 中, 低, or nothing.
pub fn grade(grade: Option<Grade>) -> &'static str {
    match grade {
        Some(Grade::High) => "高",
        Some(Grade::Medium) => "中",
        Some(Grade::Low) => "低",
        None => "",
    }
}

/// Returns 室内 or 室外.
pub fn setting(setting: Setting) -> &'static str {
    match setting {
        Setting::Indoor => "室内",
        Setting::Outdoor => "室外",
    }
}

/// Returns the name of a kind of team.
pub fn team(kind: TeamKind) -> &'static str {
    match kind {
        TeamKind::Rescue => "应急救援队",
        TeamKind::TownRescue => "镇街救援队",
        TeamKind::Watch => "巡查队",
        TeamKind::Volunteer => "志愿队",
    }
}

/// Returns the name of a kind of critical place, as the profile's Chinese words have it.
pub fn place(kind: PlaceKind) -> String {
    static WORDS: OnceLock<Vec<Word>> = OnceLock::new();
    let words = WORDS.get_or_init(|| match shape::of::<PlaceKind>() {
        Shape::Choice(words) => words,
        _ => Vec::new(),
    });
    let id = serde_json::to_value(kind).unwrap_or_default();
    words.iter().find(|w| Some(w.en.as_str()) == id.as_str()).map(|w| w.zh.clone()).unwrap_or_default()
}

/// Returns the principle of a ruling in words.
pub fn basis(basis: Basis) -> &'static str {
    match basis {
        Basis::Life => "人命第一",
        Basis::Prohibition => "先看不准",
        Basis::Order => "听上级指令和预警级别",
        Basis::Earlier => "谁先到听谁的",
        Basis::Conservative => "取更保守的数",
        Basis::Local => "听本地核定的",
        Basis::National => "按全国通用的",
    }
}

/// Returns why a shelter is not offered, in words.
pub fn unfit(why: &UnfitReason, names: &Names) -> String {
    match why {
        UnfitReason::Declared => names.said("村里定的"),
        UnfitReason::NotListed => "不在适用之列".to_owned(),
        UnfitReason::Setting => "室内外不合".to_owned(),
        UnfitReason::InDangerZone(point) => format!("在{point}危险区内"),
    }
}

/// Returns why a step is not on paper, in words.
pub fn left_out(reason: &LeftOutReason) -> String {
    match reason {
        LeftOutReason::Condition(condition) => format!("本村没有这种情况（{condition}）"),
        LeftOutReason::Ruling(id) => format!("按裁决 {id} 取消"),
    }
}

/// Returns when people of a zone leave.
pub fn zone(zone: Option<Zone>) -> &'static str {
    match zone {
        Some(Zone::Danger) => "危险区，信号一响马上走",
        Some(Zone::Alert) => "警戒区，一下雨就走",
        None => "",
    }
}

/// Returns a cluster in words: 后山片：9户21人，滑坡，级别高.
pub fn cluster(cluster: &ClusterEntry) -> String {
    let homes = threatened(cluster.households, cluster.people);
    let grade = grade(cluster.grade);
    let grade = if grade.is_empty() { String::new() } else { format!("级别{grade}") };
    let about: Vec<&str> =
        [cluster.area.as_str(), &homes, &grade].into_iter().filter(|part| !part.is_empty()).collect();
    if about.is_empty() { cluster.name.clone() } else { format!("{}：{}", cluster.name, about.join("，")) }
}

/// Returns 白天 or 夜里.
pub fn time_of_day(time: Option<TimeOfDay>) -> &'static str {
    match time {
        Some(TimeOfDay::Day) => "白天",
        Some(TimeOfDay::Night) => "夜里",
        None => "",
    }
}

/// Returns people for the layout; each has a letter where the second stands in for the first.
pub fn held(alternates: bool, people: &[Holder]) -> Value {
    let letters = ["A", "B", "C", "D", "E"]
        .into_iter()
        .map(|letter| json!(letter))
        .chain(std::iter::repeat(Value::Null));
    let with = |(person, letter): (&Holder, Value)| {
        let mut data = holder(person);
        data["letter"] = if alternates && people.len() > 1 { letter } else { Value::Null };
        data
    };
    people.iter().zip(letters).map(with).collect()
}

/// Returns a date as 2026-06-01, or nothing.
pub fn date(date: Option<Date>) -> String {
    date.map(|d| d.0.to_string()).unwrap_or_default()
}

/// Returns 12户43人, leaving out what is not known.
pub fn threatened(households: Option<u32>, people: Option<u32>) -> String {
    let part = |n: Option<u32>, unit: &str| n.map(|n| format!("{n}{unit}")).unwrap_or_default();
    part(households, "户") + &part(people, "人")
}

/// Returns how many a risk point threatens, in words; room to write where people are listed and not counted.
pub(crate) fn endangered(book: &Handbook, point: &PointEntry) -> String {
    match book.threatened(point) {
        (Some(homes), None) => format!("{homes}户{BLANK}人"),
        (homes, people) => threatened(homes, people),
    }
}

/// Returns the level at which a household leaves, and whether the village says so itself of one of its points.
pub fn leaves_at(book: &Handbook, home: &Household) -> Option<(Level, bool)> {
    let points = book.points.iter().filter(|p| home.points.contains(&p.name));
    let own = points.flat_map(|p| p.moves_at.values().copied()).min();
    own.map(|level| (level, true)).or(home.from.map(|level| (level, false)))
}

/// Room to write a number in.
pub const BLANK: &str = "＿＿";

/// Returns a number, or room to write it in.
pub fn number(number: Option<u32>) -> Value {
    number.map_or_else(|| json!(BLANK), |n| json!(n))
}

/// Returns 43人, or 已知41人，2户没填, or room to write the number in if no household says its own.
pub fn people(sum: Sum) -> String {
    match (sum.known, sum.unsaid) {
        (known, 0) => format!("{known}人"),
        (0, _) => format!("{BLANK}人"),
        (known, unsaid) => format!("已知{known}人，{unsaid}户没填"),
    }
}

/// Returns a person for the layout.
pub fn holder(holder: &Holder) -> Value {
    json!({"name": holder.name, "phones": holder.phones, "job": holder.title})
}

/// Returns a holder with the first number alone, for where there is room for one.
pub fn caller(holder: &Holder) -> Value {
    json!({"name": holder.name, "phones": holder.phones.first().into_iter().collect::<Vec<_>>(), "job": holder.title})
}

/// Returns 甲、乙, or 甲、乙等8人.
pub fn names(people: &[Holder]) -> String {
    let first = people.iter().take(2).map(|p| p.name.as_str()).collect::<Vec<_>>().join("、");
    if people.len() > 2 { format!("{first}等{}人", people.len()) } else { first }
}

/// Returns a route in words: 北沟路：老槐树、供销社，约17分钟.
pub fn way(route: &RouteEntry) -> String {
    let via = if route.via.is_empty() { String::new() } else { format!("：{}", route.via.join("、")) };
    let minutes = route.minutes.map(|m| format!("，约{m}分钟")).unwrap_or_default();
    format!("{}{via}{minutes}", route.name)
}

/// Returns the numbers that bring help at once, for cards: 火警 119, 急救 120, 报警 110.
pub fn national(book: &Handbook) -> Value {
    let short = book.phones.emergency.iter().filter(|n| !n.short.is_empty());
    short.map(|n| json!({"number": n.number, "purpose": n.short})).collect()
}

/// Returns the last level at which an act of the matrix is done, where that is not the highest.
pub(crate) fn until(book: &Handbook, act: &MatrixAction) -> Option<Level> {
    let all = book.hazards.iter().flat_map(|chapter| &chapter.actions);
    let same = |a: &&Action| a.card == act.text && a.from == Some(act.from);
    all.filter(same).find_map(|a| a.until).filter(|last| *last < Level::Red)
}
