//! The wall side of a household card: when to go, where to, whom to ask, and what to do if no signal comes and
//! nobody does. What a home cannot perceive is not on its card.

use serde_json::{Value, json};

use super::super::escape::Escape;
use super::super::parts::Call;
use super::super::words::{self, Names};
use crate::model::grids;
use crate::model::handbook::{Handbook, Holder, Household, PointEntry};
use crate::model::needs;
use crate::model::phone::Kind;
use crate::model::plan::Sense;
use crate::model::profile::Setting;
use crate::model::role::known;
use crate::model::ways::Way;
use crate::ruler::fit::{Block, Over, Seat, Word, bold, fit, name, plain, seat};

/// Most tries, each a point smaller than the one before.
const TRIES: u32 = 9;
/// Points that no words of a column go under.
const FLOOR: f64 = 12.0;

/// A home, one way that it goes, and why.
pub(super) struct View<'a> {
    pub(super) home: &'a Household,
    pub(super) escape: &'a Escape<'a>,
    pub(super) way: &'a Way,
    pub(super) point: Option<&'a PointEntry>,
    pub(super) book: &'a Handbook,
    pub(super) names: &'a Names<'a>,
}

/// A part of a column: words with their size and how small they may become, or something that is fitted by
/// itself.
enum Part<'a> {
    Words(Vec<Word>, f64, f64),
    Name(&'a str),
    Call(Call<'a>),
    /// A line to write on, with what is to be written.
    Blank(&'static str),
    Rule,
}

impl<'a> View<'a> {
    pub(super) fn data(&self, copy: &str, official: Option<&Value>) -> Value {
        let home = self.home;
        let hazards = &self.escape.hazards;
        let names: Vec<&str> = hazards.iter().map(|h| h.short.as_str()).collect();
        let hears = self.notices(Sense::Hear);
        let icons: Vec<&str> = hazards.iter().take(3).map(|h| h.icon.as_str()).collect();
        let room = seat("household", "kinds");
        let pictures = u32::try_from(icons.len()).map_or(0.0, f64::from) * 12.0;
        json!({
            "page": 1, "pages": 1, "copy": copy, "official": official,
            "head": if home.count > 1 { "" } else { &home.head }, "address": home.address,
            "icons": icons, "kinds": kinds(&names, &room.of(room.w - pictures, room.h)),
            "about": self.about(),
            "heads": [if hears { "听到" } else { "等人拉" }, "往哪走", "找谁"],
            "columns": [roomy(3, |less| self.when(less)), roomy(4, |less| self.whither(less)), roomy(2, |less| self.whom(less))],
            "strip": self.alone(),
            "bring": (!self.book.bag.is_empty()).then(|| {
                fit(&[bold("带上 "), plain(self.book.bag.join(" · "))], seat("household", "bring"))
            }),
            "forbid": self.forbid(), "home": self.whose(),
        })
    }

    fn notices(&self, sense: Sense) -> bool {
        needs::notices(sense, &self.home.needs)
    }

    fn helper(&self, nth: usize) -> Option<&'a Holder> {
        self.home.helpers.get(nth)
    }

    /// What stands at the right of the title: the group, what must be known of the home.
    fn about(&self) -> Value {
        let needs = self.home.needs.join("、");
        let zone = words::zone(self.home.zone);
        let group = if self.home.group.is_empty() {
            self.book.village.name.clone()
        } else {
            format!("{}{}", self.book.village.name, self.home.group)
        };
        let room = seat("household", "whose");
        let deaf = if self.notices(Sense::Hear) { "" } else { "听不见，叫醒要进屋拉" };
        let parts = [group.as_str(), zone, deaf, needs.as_str()];
        let parts = parts.into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join("。");
        json!(fit(&[bold(parts)], room))
    }

    /// The first column: at what this home goes. Without the first so many of what may give way: signs beside
    /// the signal; where somebody does not hear, what anybody would notice, the signal for others at home, who
    /// else comes, which the third column says too.
    fn when(&self, less: usize) -> Vec<Part<'a>> {
        let mut parts = Vec::new();
        let blank = "＿＿＿＿";
        let named = |n: usize| self.helper(n).map_or(blank, |h| h.name.as_str());
        let sounds = |id: &str| self.book.alarms.iter().find(|a| a.id == id);
        let hears = self.notices(Sense::Hear);
        if !hears {
            parts.push(Part::Words(vec![bold(named(0)).larger(4.0), plain(" 来拉你")], 20.0, 16.0));
            parts.push(Part::Words(vec![plain("进门拍灯、拉你，你就跟着走")], 18.0, 16.0));
            if less < 3 {
                parts.push(Part::Words(vec![plain("来不了换 ").larger(-4.0), bold(named(1))], 18.0, 14.0));
            }
            if less < 1 {
                parts.push(Part::Words(vec![plain("手机震、灯闪、看见邻居跑，也马上走")], 18.0, 16.0));
            }
        }
        // Where somebody does not hear, others at home may.
        let others = hears || (less < 2 && needs::others_hear(&self.home.needs, self.home.members));
        for id in ["evacuate", "ready"].into_iter().filter(|id| others && (hears || *id == "evacuate")) {
            if let Some(alarm) = sounds(id) {
                parts.push(Part::Words(vec![bold(alarm.meaning.as_str())], 20.0, 16.0));
                parts.push(Part::Words(vec![plain(alarm.text.as_str())], 18.0, 16.0));
            }
        }
        if !needs::walks(&self.home.needs, &self.home.transport) {
            parts.push(Part::Words(vec![bold(named(0)), plain("来背你，先拿药")], 18.0, 14.0));
        }
        let mut signs = self.escape.leave_signs(self.point, &self.home.needs);
        // What has no room is in the strip below.
        signs.truncate(3 - less.min(3));
        if hears && !signs.is_empty() {
            parts.push(Part::Rule);
            parts.push(Part::Words(vec![plain("没人来叫，有这些也马上走：")], 13.0, FLOOR));
            parts.push(Part::Words(vec![plain(signs.join("，"))], 18.0, if less == 0 { 16.0 } else { 14.0 }));
        }
        parts
    }

    /// The second column: where to, by which way, and if that is cut. Without the first so many of what may give
    /// way where names are very long, as it stands on other cards too: landmarks, the address of the shelter,
    /// when the road is cut, by what one goes.
    fn whither(&self, less: usize) -> Vec<Part<'a>> {
        let book = self.book;
        let shelter = book.shelters.iter().find(|s| s.name == self.escape.shelter);
        let route = self.way.route_in(&book.routes);
        let mut parts = vec![Part::Name(self.escape.shelter)];
        let mut place: Vec<&str> =
            shelter.map(|s| s.address.as_str()).into_iter().filter(|a| !a.is_empty()).collect();
        if shelter.is_some_and(|s| s.setting == Setting::Outdoor) {
            place.push("露天空地");
        }
        if !place.is_empty() && less < 2 {
            parts.push(Part::Words(vec![plain(place.join(" · "))], 14.0, FLOOR));
        }
        if self.escape.wind() {
            parts.push(Part::Words(vec![bold("先看风，路在下风头就换")], 16.0, 14.0));
        }
        if let Some(route) = route {
            let minutes = route.minutes.map(|m| format!(" {m}分钟")).unwrap_or_default();
            parts.push(Part::Words(
                vec![bold(format!("走{}", route.name)).held(), bold(minutes)],
                18.0,
                14.0,
            ));
            if !route.via.is_empty() && less < 1 {
                parts.push(Part::Words(vec![plain(route.via.join(" →"))], 16.0, FLOOR));
            }
        }
        if !self.notices(Sense::See) {
            let helper = self.helper(0).map_or("＿＿＿＿", |h| h.name.as_str());
            parts.push(Part::Words(vec![bold(helper), plain("来搀你，坐门口等")], 18.0, 14.0));
        }
        let by = self.home.transport.as_str();
        if !by.is_empty() && !needs::afoot(by) && less < 4 {
            let how = if needs::held(by) { "怎么走 " } else { "坐 " };
            parts.push(Part::Words(vec![plain(how), bold(by)], 16.0, FLOOR));
        }
        let closed = route.map(|r| r.closed_when.as_str()).filter(|text| !text.is_empty() && less < 3);
        let second = self.escape.second();
        if closed.is_some() || second.is_some() {
            parts.push(Part::Rule);
        }
        parts.extend(closed.map(|text| Part::Words(vec![plain(text)], 16.0, FLOOR)));
        parts.extend(
            second.map(|place| Part::Words(vec![plain("路断了去 ").larger(-2.0), bold(place)], 18.0, FLOOR)),
        );
        parts
    }

    /// The third column: who comes for this home, who watches the danger, who commands; the town last. Without
    /// the second of them, then without the town, where names and what belongs to numbers are very long.
    fn whom(&self, less: usize) -> Vec<Part<'a>> {
        let (home, book) = (self.home, self.book);
        let mut parts = Vec::new();
        if !self.notices(Sense::Hear) {
            let mobile = |h: &Holder| h.phones.first().is_some_and(|n| n.kind() == Kind::Mobile);
            if home.helpers.iter().take(2).any(mobile) {
                parts.push(Part::Words(vec![plain("发短信、打视频")], 14.0, FLOOR));
            }
            for (label, person) in ["来的人", "换"].iter().zip(home.helpers.iter().take(2 - less.min(1)))
            {
                parts.push(Part::Call(Call::to(label, person)));
            }
            parts.push(Part::Blank("家里人替打"));
            return parts;
        }
        let grid = grids::of_home(home, &book.grids);
        let officer = grid.and_then(|g| g.officers.first()).map(|h| ("网格员", h));
        let helper = home.helpers.first().map(|h| ("来带你的人", h)).or(officer);
        let warner = home.warners.first().map(|h| ("预警责任人", h));
        let watcher = self.point.and_then(|p| p.watchers.first()).map(|h| ("盯守人", h));
        let command = [known::COMMANDER, known::MANAGER].into_iter().filter_map(|id| book.call_for(id));
        let people = helper.into_iter().chain(warner).chain(command.take(1)).chain(watcher);
        let mut calls: Vec<Call> = Vec::new();
        for (label, person) in people {
            if calls.len() < 2 - less.min(1) && calls.iter().all(|seen| seen.name != person.name) {
                calls.push(Call::to(label, person));
            }
        }
        calls.extend(Call::town(book, self.names).filter(|_| less < 2));
        calls.into_iter().map(Part::Call).collect()
    }

    /// What to do if no signal comes and nobody does.
    fn alone(&self) -> Value {
        let seat = seat("household", "strip");
        let before =
            if self.notices(Sense::Hear) { "没听到信号，也没人来：" } else { "没人来：" };
        let signs = self.escape.leave_signs(self.point, &self.home.needs);
        let own = self.point.map(|p| p.escape.split(['，', '。', '；', '、']).next().unwrap_or_default());
        let way = own.filter(|text| {
            let elsewhere =
                (self.book.shelters.iter()).any(|s| text.contains(&s.name) && s.name != self.escape.shelter);
            text.starts_with(['往', '上', '顺', '到', '去', '横']) && text.chars().count() <= 8 && !elsewhere
        });
        let go = way.map_or_else(|| format!("去{}", self.escape.shelter), str::to_owned);
        // Where somebody has to be carried nobody sets out alone.
        let carried = !needs::walks(&self.home.needs, &self.home.transport);
        let (go, short) = match carried {
            true => ("打电话，喊人来背".to_owned(), "喊人来背"),
            false => (format!("自己{go}"), "自己走"),
        };
        for count in (0..=signs.len()).rev() {
            let at = if count == 0 {
                if self.notices(Sense::See) {
                    "看见邻居走".to_owned()
                } else {
                    "觉着不对".to_owned()
                }
            } else {
                signs[..count].join("、")
            };
            for go in [go.as_str(), short] {
                let block = fit(&[bold(format!("{before}{at}，就{go}"))], seat);
                if block.fits() {
                    return json!(block);
                }
            }
        }
        json!(fit(&[bold(format!("{before}就{short}"))], seat))
    }

    fn forbid(&self) -> Value {
        let texts = self.escape.forbid();
        if texts.is_empty() {
            return Value::Null;
        }
        json!(fit(&[bold("不准"), plain(texts.join(" · "))], seat("household", "forbid")))
    }

    /// Whose card it is.
    fn whose(&self) -> Value {
        let home = self.home;
        let head = if home.count > 1 { "＿＿＿＿".to_owned() } else { home.head.clone() };
        // Of many homes on one card nobody knows how many each is.
        let members = home.members.filter(|_| home.count < 2);
        let members = members.map_or_else(|| words::BLANK.to_owned(), |n| n.to_string());
        let mut about = vec![format!("{members}人"), home.address.clone()];
        about.extend(home.phones.iter().map(crate::model::phone::Phone::unbroken));
        about.retain(|text| !text.is_empty());
        json!(fit(&[bold(format!("{head}家 ")), plain(about.join(" · "))], seat("household", "home")))
    }
}

/// Returns the names of the hazards; of very many the first and how many they are.
fn kinds(names: &[&str], room: &Seat) -> Block {
    let all = name(&names.join("、"), room);
    if all.fits() { all } else { name(&format!("{}等{}种灾", names[0], names.len()), room) }
}

/// Returns a column without as few as it must lose of what may give way; whole if that does not help.
fn roomy<'a>(most: usize, parts: impl Fn(usize) -> Vec<Part<'a>>) -> Value {
    let mut tries = (0..=most).map(|less| column(&parts(less)));
    let whole = tries.next().expect("there is a first try");
    if whole.1 { whole.0 } else { tries.find(|(_, fits)| *fits).unwrap_or(whole).0 }
}

/// Returns the parts of a column at the largest sizes at which they go, and whether they do.
fn column(parts: &[Part]) -> (Value, bool) {
    let whole = seat("household", "column");
    let mut found = Vec::new();
    for less in 0..TRIES {
        let gap = (whole.gap - 0.2 * f64::from(less)).max(0.5);
        found = parts.iter().map(|part| set(part, f64::from(less), whole)).collect();
        let tall: f64 = found.iter().map(|(_, tall)| tall + gap).sum::<f64>() - gap;
        let fits = found.iter().all(|(block, _)| block.as_ref().is_none_or(Block::fits));
        if fits && tall <= whole.h {
            return (placed(parts, &found, gap), true);
        }
    }
    let need = found.iter().map(|(_, tall)| tall + 0.8).sum::<f64>();
    if let Some(block) = found.iter_mut().find_map(|(block, _)| block.as_mut()) {
        block.over = block.over.or(Some(Over { need, have: whole.h }));
    }
    (placed(parts, &found, 0.8), false)
}

/// Returns a part so many points smaller than it is best, with its height.
fn set(part: &Part, less: f64, whole: &Seat) -> (Option<Block>, f64) {
    let block = match part {
        Part::Words(words, size, floor) => {
            Some(fit(words, &Seat { lead: 0.2, ..whole.at((size - less).max(*floor)) }))
        }
        Part::Name(text) => {
            let place = seat("household", "place");
            let sizes = place.sizes.iter().copied().filter(|size| *size <= 28.0 - 1.5 * less).collect();
            Some(name(text, &Seat { sizes, ..place.clone() }))
        }
        Part::Call(call) => {
            let number = seat("household", "number");
            Some(call.below(&number.at((24.0 - less).max(20.0)), (18.0 - less).max(14.0)))
        }
        Part::Blank(_) => return (None, 12.0),
        Part::Rule => return (None, 0.4),
    };
    let tall = block.as_ref().map_or(0.0, |block| block.tall);
    (block, tall)
}

fn placed(parts: &[Part], found: &[(Option<Block>, f64)], gap: f64) -> Value {
    let mut y = seat("household", "column").y;
    let one = |(part, (block, tall)): (&Part, &(Option<Block>, f64))| {
        let at = y;
        y += tall + gap;
        match part {
            Part::Blank(text) => json!({"y": at, "blank": text}),
            Part::Rule => json!({"y": at, "rule": true}),
            _ => json!({"y": at, "text": block}),
        }
    };
    parts.iter().zip(found).map(one).collect()
}
