//! Lint of the plan library: wording that a villager can act on, sources, known facts, speakable scripts.
//!
//! The wording rules are those of the cards: verb first, one act a step, no empty words, no pointers to
//! elsewhere. An error would print something wrong and stops the villages it concerns; what only reads badly
//! is a warning.

mod acts;
mod holidays;
mod order;
pub(super) mod senses;
mod settled;
mod shared;
mod texts;

use std::collections::BTreeSet;

use crate::diag::{Diagnostic, Diagnostics, nearest};
use crate::model::library::PlanFault;
use crate::model::plan::{CommonStep, Holders, Level, Phase, Plan, PlanSet, Step};

/// Characters of a step on a card, spaces not counted; the target is 22.
const CARD: usize = 28;
/// Characters of a step in the book.
const TEXT: usize = 45;
/// Characters of a prohibition on a card, without 不准.
const FORBID: usize = 10;
/// Characters of a loudspeaker script: 30 to 60 seconds at 4 characters a second.
const SPOKEN: std::ops::RangeInclusive<usize> = 120..=240;
/// Characters of the saving act, of what comes next, of the first words without a warning.
const HEAD: [usize; 3] = [18, 14, 14];
/// Characters of a level's word, line and cell.
const RUNG: [usize; 3] = [4, 16, 7];
/// Characters of the shortest name of a sign.
const SIGN: usize = 4;
/// Steps of one role that one card holds.
const STEPS: usize = 7;
/// Boxed steps of one role.
const FIRST: usize = 3;
/// Characters from which a part of a sentence is noticed when it is said twice.
const AGAIN: usize = 5;
/// Minutes of a drill.
const DRILL: u32 = 30;
/// What a filled-in fact counts for in a length: most names have two to four characters.
const FACT: usize = 4;
/// Likeness from which two steps of different plans should be one common step.
const LIKE: f64 = 0.88;

/// First characters of acts that a person can do now, and of visible conditions.
const VERBS: &str = "掐挨钉敲喊打叫关断上撤背数报守拦查带看送清停搬扶拿开盖用把往向到去走跑躲趴蹲抱按压吹伸抛拉推放挂贴插拔锁收绑固垫铺撒扫铲挖堵排抽装拆修换备领发登记写画量测试听闻摸问答请陪接引指派教讲念说劝让给帮照护救抬放翻解脱穿戴系盛烧煮喝吃洗冲擦涂包扎捂侧躺坐站等留住进出回下离绕避靠贴顺横逆沿分隔圈立竖插点亮照拍录存交转传通告知核认对找寻搜巡盯望观摘剪割砍埋撤撕丢扔熄灭浇泼喷洒消晾晒通敞挪移退让剩先再每一随轮定约列统算填签领换补充调备添购买租借还归锚系靠驶慢减加提抓握举摇挥晃鸣响吆招集组召动发启值排练演评改总复核追踪监化验采样隔离封闭存取汇估拟整理归档报送投保申领取凭按照预留种栽播收割施灌引蓄放泄加培夯填压护砌凿钻吊撑顶卸垒码堆捆扛驮牵赶圈喂赶宰埋掩盛装载运捡拾择挑选";
/// Words that may lead a step: a visible condition.
const CONDITIONS: [&str; 16] = [
    "如果", "听到", "看到", "闻到", "感到", "水到", "接到", "收到", "发现", "遇到", "夜里", "白天", "屋里",
    "屋外", "在", "没",
];
/// Words that say nothing.
const EMPTY: [&str; 20] = [
    "及时",
    "加强",
    "做好",
    "落实",
    "妥善",
    "相关",
    "有关",
    "必要时",
    "若干",
    "进行",
    "予以",
    "视情",
    "有序",
    "确保",
    "积极",
    "切实",
    "有效",
    "高度重视",
    "第一时间",
    "组织开展",
];
/// Words that point elsewhere; a card stands alone.
const POINTERS: [&str; 6] = ["见附件", "见附录", "同上", "按预案", "依据预案", "参见"];
/// Units that make a digit a measurement, which needs a source.
const UNITS: [&str; 14] =
    ["米", "毫米", "厘米", "公里", "千米", "分钟", "小时", "秒", "℃", "度", "ppm", "%", "级", "天"];

/// Faults of wording: what is printed is true, but reads badly or does not fit.
const STYLE: [&str; 7] = [
    "plan-length",
    "plan-verb",
    "plan-empty-word",
    "plan-forbids",
    "plan-two-acts",
    "plan-crowded",
    "plan-duplicate",
];
/// Parts without which a plan still prints something true; the paper has a gap.
const SPARE: [&str; 8] = [
    "risk.exposed",
    "risk.inspect",
    "signs.index",
    "steps.prepare",
    "steps.recover",
    "needs",
    "broadcast",
    "drill",
];

/// Returns what is wrong with the library and whom it concerns; built-in plans must pass without exception.
///
/// `icons` are the names of all pictograms there are.
pub fn plans(set: &PlanSet, icons: &BTreeSet<String>) -> Vec<PlanFault> {
    let mut found = Vec::new();
    for plan in set.plans.values() {
        Desk { set, plan, icons, found: &mut found }.plan();
    }
    texts::check(set, &mut found);
    shared::check(set, &mut found);
    acts::check(set, &mut found);
    senses::check(set, &mut found);
    order::check(set, &mut found);
    settled::check(set, &mut found);
    found.extend(holidays::check(set));
    found
}

struct Desk<'a> {
    set: &'a PlanSet,
    plan: &'a Plan,
    icons: &'a BTreeSet<String>,
    found: &'a mut Vec<PlanFault>,
}

impl Desk<'_> {
    fn plan(&mut self) {
        self.complete();
        self.references();
        self.yields();
        for (i, step) in self.plan.steps.iter().enumerate() {
            self.step(i, step);
        }
        self.roles();
        self.forbid();
        self.spoken();
        self.heads();
    }

    /// What stands in boxes and cells of fixed width is short enough for them, and has a level to stand under.
    fn heads(&mut self) {
        let p = self.plan;
        let mut said: Vec<(String, &String, usize)> = ["act", "then", "sudden"]
            .into_iter()
            .zip([&p.act, &p.then, &p.sudden])
            .zip(HEAD)
            .map(|((field, text), limit)| (field.to_owned(), text, limit))
            .collect();
        for (level, rung) in &p.ladder {
            let fields = ["word", "line", "cell"].into_iter().zip([&rung.word, &rung.line, &rung.cell]);
            said.extend(
                fields
                    .zip(RUNG)
                    .map(|((f, text), limit)| (format!("ladder/{}/{f}", level.id()), text, limit)),
            );
        }
        said.extend(p.signs.iter().enumerate().map(|(i, s)| (format!("signs/{i}/short"), &s.short, SIGN)));
        for (path, text, limit) in said {
            if length(text) > limit {
                self.fault("plan-length", &path, &length(text).to_string(), &limit.to_string());
            }
            // 拿不准撤 is read as 不准撤 from across the room.
            self.forbids(&path, text);
        }
        let levels = self.levels();
        for level in p.ladder.keys().filter(|level| !levels.contains(level)) {
            let names: Vec<&str> = levels.iter().map(|level| level.name()).collect();
            let kind = ("这些预警信号的级别", "the levels of these signals");
            self.unknown(&format!("ladder/{}", level.id()), level.name(), kind, &names);
        }
    }

    /// Returns the levels that the plan's signals have.
    fn levels(&self) -> BTreeSet<Level> {
        (self.plan.signals.iter())
            .filter_map(|id| self.set.signals.signals.get(id))
            .flat_map(|signal| signal.levels.keys().copied())
            .collect()
    }

    fn fault(&mut self, code: &'static str, path: &str, value: &str, limit: &str) {
        let place =
            self.set.place(&format!("{}/{path}", self.plan.id)).or_else(|| self.set.place(&self.plan.id));
        let mild = STYLE.contains(&code) || code == "plan-incomplete" && SPARE.contains(&value);
        let fault = if mild { Diagnostic::warning(code) } else { Diagnostic::error(code) };
        let fault = fault.at(place.cloned()).with("value", value).with("limit", limit);
        self.found.push(PlanFault::of(fault, [self.plan.id.clone()]));
    }

    /// Says that a name is not among those there are, with the nearest of them.
    fn unknown(&mut self, path: &str, name: &str, kind: (&str, &str), known: &[&str]) {
        let place =
            self.set.place(&format!("{}/{path}", self.plan.id)).or_else(|| self.set.place(&self.plan.id));
        self.found.push(PlanFault::of(unknown(name, kind, known).at(place.cloned()), [self.plan.id.clone()]));
    }

    /// A plan says everything a book needs of it.
    fn complete(&mut self) {
        let p = self.plan;
        let phases: BTreeSet<Phase> =
            p.steps.iter().filter_map(|s| s.phase.or_else(|| self.common(s).map(|c| c.phase))).collect();
        let missing = [
            ("summary", p.summary.is_empty()),
            ("sources", p.sources.is_empty()),
            ("risk.exposed", p.risk.exposed.is_empty()),
            ("risk.inspect", p.risk.inspect.is_empty()),
            ("signs", p.signs.is_empty()),
            ("signs.index", !p.signs.iter().any(|s| s.index)),
            ("stance", p.stance.is_empty()),
            ("steps.prepare", !phases.contains(&Phase::Prepare)),
            ("steps.act", !phases.contains(&Phase::Act) && !phases.contains(&Phase::Move)),
            ("steps.recover", !phases.contains(&Phase::Recover)),
            ("forbid", p.forbid.is_empty()),
            ("needs", p.needs.is_empty()),
            ("broadcast", p.broadcast.is_empty()),
            ("drill", p.drill.timeline.is_empty() || p.drill.check.is_empty()),
            ("icon", p.icon.is_empty()),
        ];
        for (field, _) in missing.into_iter().filter(|(_, absent)| *absent) {
            self.fault("plan-incomplete", "", field, "");
        }
        if p.drill.timeline.iter().any(|b| b.minute > DRILL) {
            self.fault("plan-incomplete", "drill", "drill", &DRILL.to_string());
        }
    }

    fn common(&self, step: &Step) -> Option<&CommonStep> {
        step.common.as_ref().and_then(|id| self.set.common_step(id))
    }

    /// Sources, common steps, levels, stances and pictograms that a plan names exist.
    fn references(&mut self) {
        let plan = self.plan;
        let known: Vec<&str> = plan.sources.iter().map(|s| s.id.as_str()).collect();
        let stances: Vec<&str> = self.set.resolve.stances.keys().map(String::as_str).collect();
        if !plan.stance.is_empty() && !stances.contains(&plan.stance.as_str()) {
            self.unknown("stance", &plan.stance, ("去向", "stances"), &stances);
        }
        if !plan.icon.is_empty() && !self.icons.contains(&plan.icon) {
            let icons: Vec<&str> = self.icons.iter().map(String::as_str).collect();
            self.unknown("icon", &plan.icon, ("图标", "icons"), &icons);
        }
        let cited = plan.cited();
        for (path, id) in cited.iter().filter(|(_, id)| !known.contains(&id.as_str())) {
            self.unknown(path, id, ("本文件的依据", "this file's sources"), &known);
        }
        let levels = self.levels();
        let commons: Vec<&str> = self.set.common.steps.iter().map(|c| c.id.as_str()).collect();
        for (i, step) in plan.steps.iter().enumerate() {
            let path = format!("steps/{i}");
            if let Some(id) = step.common.as_ref().filter(|_| self.common(step).is_none()) {
                self.unknown(
                    &format!("{path}/use"),
                    id,
                    ("common.yaml 的共同步骤", "common.yaml's steps"),
                    &commons,
                );
            }
            if step.common.is_none() && (step.phase.is_none() || step.role.is_empty()) {
                self.fault("plan-incomplete", &path, &step.id, "phase, role");
            }
            if let Some(level) = step.from.filter(|level| !levels.contains(level)) {
                let names: Vec<&str> = levels.iter().map(|level| level.name()).collect();
                self.unknown(
                    &format!("{path}/from"),
                    level.name(),
                    ("这些预警信号的级别", "the levels of these signals"),
                    &names,
                );
            }
            self.replaced(&path, step);
        }
    }

    /// Hazards to which a sign gives way on the first page are in the library.
    fn yields(&mut self) {
        let hazards: Vec<&str> = self.set.plans.keys().map(String::as_str).collect();
        for (i, sign) in self.plan.signs.iter().enumerate() {
            for id in sign.unless.iter().filter(|id| !hazards.contains(&id.as_str())) {
                self.unknown(&format!("signs/{i}/unless"), id, ("灾种", "hazards"), &hazards);
            }
        }
    }

    /// Lines that a step replaces are lines of its common step, and the card is worded anew.
    fn replaced(&mut self, path: &str, step: &Step) {
        if step.replaces.is_empty() {
            return;
        }
        let lines: Vec<&str> =
            self.common(step).into_iter().flat_map(|c| &c.lines).map(|l| l.id.as_str()).collect();
        let lines: Vec<String> = lines.into_iter().map(str::to_owned).collect();
        let known: Vec<&str> = lines.iter().map(String::as_str).collect();
        for (k, item) in step.replaces.iter().enumerate().filter(|(_, item)| !lines.contains(&item.line)) {
            self.unknown(
                &format!("{path}/replaces/{k}"),
                &item.line,
                ("这个共同步骤的 lines", "this common step's lines"),
                &known,
            );
        }
        let instead: String = step.replaces.iter().map(|item| item.text.as_str()).collect();
        let again = |part: &&str| length(part) >= AGAIN && instead.contains(*part);
        if let Some(part) = step.text.split('，').find(again) {
            // The paper joins both to one sentence.
            let place = self.set.place(&format!("{}/{path}", self.plan.id)).cloned();
            let fault = Diagnostic::warning("plan-joined").at(place);
            let fault = fault.with("value", &step.text).with("limit", part);
            self.found.push(PlanFault::of(fault, [self.plan.id.clone()]));
        }
        if step.card.is_none() {
            // The short words of the common step still say what is replaced here.
            self.fault("plan-incomplete", path, "card", "replaces");
        }
    }

    fn step(&mut self, i: usize, step: &Step) {
        let path = format!("steps/{i}");
        for (field, text, limit) in [("text", Some(&step.text), TEXT), ("card", step.card.as_ref(), CARD)] {
            let Some(text) = text.filter(|t| !t.is_empty()) else { continue };
            let path = format!("{path}/{field}");
            self.wording(&path, text);
            if length(text) > limit {
                self.fault("plan-length", &path, &length(text).to_string(), &limit.to_string());
            }
        }
        if step.card.is_none() && step.common.is_none() && length(&step.text) > CARD && printed_on_card(step)
        {
            self.fault(
                "plan-length",
                &format!("{path}/text"),
                &length(&step.text).to_string(),
                &CARD.to_string(),
            );
        }
        let measured = measures(&step.text) || step.card.as_ref().is_some_and(|c| measures(c));
        if measured && step.source.is_empty() {
            self.fault("plan-unsourced", &path, &step.text, "");
        }
    }

    fn wording(&mut self, path: &str, text: &str) {
        let plain = strip(text);
        let leads =
            plain.starts_with(|c| VERBS.contains(c)) || CONDITIONS.iter().any(|c| plain.starts_with(c));
        // A step that begins with a fact begins with a name or place of the village.
        if !leads && !text.starts_with("{{") && !text.starts_with("{%") {
            self.fault("plan-verb", path, &plain, "");
        }
        if let Some(word) = EMPTY.iter().chain(&POINTERS).find(|word| plain.contains(**word)) {
            self.fault("plan-empty-word", path, &plain, word);
        }
        self.forbids(path, &plain);
        if plain.contains('；')
            || plain.ends_with('。')
            || plain.contains("并且")
            || plain.contains("同时")
            || plain.contains("以及")
        {
            self.fault("plan-two-acts", path, &plain, "");
        }
    }

    /// What is to be done is no prohibition, and does not look like one.
    fn forbids(&mut self, path: &str, text: &str) {
        if let Some(word) = ["严禁", "不准", "不要", "勿"].into_iter().find(|word| text.contains(word))
        {
            self.fault("plan-forbids", path, text, word);
        }
    }

    /// One role fits on one card, its first steps in one box.
    fn roles(&mut self) {
        for (id, role) in self.set.roles.iter().filter(|(_, r)| r.holders != Holders::Everyone) {
            let mine: Vec<&Step> = (self.plan.steps.iter())
                .filter(|s| {
                    printed_on_card(s)
                        || self.common(s).is_some_and(|c| !matches!(c.phase, Phase::Prepare | Phase::Recover))
                })
                .filter(|s| {
                    if s.role.is_empty() {
                        self.common(s).is_some_and(|c| c.role.contains(id))
                    } else {
                        s.role.contains(id)
                    }
                })
                .collect();
            let first = mine.iter().filter(|s| s.first).count();
            if mine.len() > STEPS || first > FIRST {
                self.fault("plan-crowded", "steps", &role.name, &format!("{STEPS} / {FIRST}"));
            }
        }
    }

    fn forbid(&mut self) {
        for (i, item) in self.plan.forbid.iter().enumerate() {
            let path = format!("forbid/{i}");
            let card = item.card.as_ref().unwrap_or(&item.text);
            if length(card) > FORBID {
                self.fault("plan-length", &path, &length(card).to_string(), &FORBID.to_string());
            }
            if item.why.is_empty() || item.text.starts_with("不准") {
                self.fault("plan-incomplete", &path, &item.text, "why");
            }
        }
    }

    fn spoken(&mut self) {
        for (i, script) in self.plan.broadcast.iter().enumerate() {
            let count = length(&script.text);
            if !SPOKEN.contains(&count) {
                self.fault("plan-length", &format!("broadcast/{i}/text"), &count.to_string(), "120–240");
            }
        }
    }
}

fn printed_on_card(step: &Step) -> bool {
    !matches!(step.phase, Some(Phase::Prepare | Phase::Recover))
}

/// Returns the text with blocks dropped and every fact as so many 某.
fn strip(text: &str) -> String {
    let mut plain = String::new();
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once('{') {
        plain.push_str(before);
        let fact = behind.starts_with('{');
        let close = if fact { "}}" } else { "%}" };
        if fact {
            plain.extend(std::iter::repeat_n('某', FACT));
        }
        rest = behind.split_once(close).map_or("", |(_, after)| after);
    }
    plain + rest
}

/// Counts characters without spaces, digits of one number as one.
fn length(text: &str) -> usize {
    let plain = strip(text);
    let mut before = ' ';
    let counted = plain.chars().filter(|c| !c.is_whitespace()).filter(|c| {
        let again = c.is_ascii_digit() && before.is_ascii_digit();
        before = *c;
        !again
    });
    counted.count()
}

/// Returns whether a text holds a measurement: digits and a unit.
fn measures(text: &str) -> bool {
    !figures(text).is_empty()
}

/// Returns the measurements of a text: digits with their unit.
fn figures(text: &str) -> Vec<String> {
    let plain = strip(text);
    let digit = |c: char| c.is_ascii_digit() || c == '.';
    let begins =
        |i: usize| !plain[..i].ends_with(digit) && plain[i..].starts_with(|c: char| c.is_ascii_digit());
    let starts = plain.char_indices().map(|(i, _)| i).filter(|i| begins(*i));
    starts
        .filter_map(|i| {
            let behind = plain[i..].trim_start_matches(digit);
            let unit =
                UNITS.iter().filter(|unit| behind.starts_with(**unit)).max_by_key(|unit| unit.len())?;
            Some(plain[i..plain.len() - behind.len()].to_owned() + unit)
        })
        .collect()
}

/// Returns the fault of a name that is not among those there are.
fn unknown(name: &str, (zh, en): (&str, &str), known: &[&str]) -> Diagnostic {
    let near = nearest(name, known.iter().copied());
    let fault = Diagnostic::error("plan-reference").with("value", name).word("limit", zh, en);
    match near {
        Some(near) => fault.word("hint", &format!("是不是“{near}”"), &format!("did you mean “{near}”")),
        None => {
            fault.word("hint", "改成有的，或者先在那里加上", "name one that is there, or add it there first")
        }
    }
}

/// Pushes steps of different plans that say the same: they should be one common step.
pub fn near_duplicates(set: &PlanSet, diags: &mut Diagnostics) {
    let own = |plan: &'_ Plan| {
        plan.steps
            .iter()
            .enumerate()
            .filter(|(_, s)| s.common.is_none())
            .map(|(i, s)| (i, strip(&s.text)))
            .collect::<Vec<_>>()
    };
    let plans: Vec<(&Plan, Vec<(usize, String)>)> = set.plans.values().map(|p| (p, own(p))).collect();
    for (n, (one, steps)) in plans.iter().enumerate() {
        for (i, text) in steps.iter().filter(|(_, t)| t.chars().count() > 8) {
            let twins: Vec<&str> = (plans[n + 1..].iter())
                .filter(|(_, others)| {
                    others
                        .iter()
                        .any(|(_, o)| o.chars().count() > 8 && strsim::normalized_levenshtein(text, o) > LIKE)
                })
                .map(|(other, _)| other.id.as_str())
                .collect();
            // Twice may be chance; three plans that say the same share a step.
            if twins.len() > 1 {
                let place = set.place(&format!("{}/steps/{i}", one.id)).cloned();
                diags.push(
                    Diagnostic::warning("plan-duplicate")
                        .at(place)
                        .with("value", text)
                        .with("limit", twins.join(", ")),
                );
            }
        }
    }
}
