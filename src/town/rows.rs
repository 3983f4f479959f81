//! The parts of the town's book, in the order in which they are used at night.

use serde_json::{Value, json};

use super::{Town, own};
use crate::compose::words;
use crate::model::handbook::{Handbook, Holder, PointEntry, RouteEntry, Sum};
use crate::model::phone::{Phone, joined};
use crate::model::profile::{ContactKind, TeamKind, Vehicle};
use crate::model::records::{PlaceEntry, Stock, VehicleEntry};
use crate::model::role::known;
use crate::model::signs::Act;

/// A part of the book: a table under a title.
pub struct Part {
    /// Title.
    pub title: &'static str,
    /// What is said of it; empty for nothing.
    pub note: String,
    /// Headings with their share of the width.
    pub columns: Vec<(&'static str, u32)>,
    /// Rows.
    pub rows: Vec<Vec<String>>,
    /// What is said where there is no row.
    pub none: &'static str,
}

impl Part {
    /// Returns it for the layout.
    pub fn data(&self, town: &Town) -> Value {
        // A table without rows has no head either: what is missing is said in its place.
        let shown = !self.rows.is_empty();
        let columns = self.columns.iter().filter(|_| shown);
        json!({
            "title": town.said(self.title), "note": town.said(&self.note),
            "none": if shown { String::new() } else { town.said(self.none) }, "rows": self.rows,
            "columns": columns.map(|(head, width)| json!({"head": town.said(head), "width": width})).collect::<Value>(),
        })
    }
}

pub(super) fn part(title: &'static str, columns: &[(&'static str, u32)], rows: Vec<Vec<String>>) -> Part {
    Part { title, note: String::new(), columns: columns.to_vec(), rows, none: "没有写" }
}

/// What stands before the level page and the villages, and behind them.
pub(super) fn parts(town: &Town) -> Vec<Part> {
    vec![
        first_calls(town),
        report(town),
        missing(town),
        villages(town),
        teams(town),
        own::members(town),
        stations(town),
        own::contacts(town),
        supplies(town),
        own::supplies(town),
        vehicles(town),
        neighbours(town),
        monitors(town),
        places(town),
        duties(town),
        super::tasks::part(town),
        own::alarms(town),
        notices(town),
        rota(town),
        own::people(town),
        own::exercises(town),
        supervision(town),
        own::life(town),
        sources(town),
    ]
}

pub(super) fn called(town: &Town, names: &[String]) -> String {
    let one = |name: &String| {
        let phones = town.profile.people.get(name).map(|p| joined(&p.phone)).unwrap_or_default();
        format!("{name} {phones}").trim().to_owned()
    };
    names.iter().map(one).collect::<Vec<_>>().join("\n")
}

/// Returns the telephones written here, else those of the person named.
fn phones(town: &Town, own: &[Phone], person: &str) -> Vec<Phone> {
    match town.profile.people.get(person).filter(|_| own.is_empty()) {
        Some(person) => person.phone.clone(),
        None => own.to_vec(),
    }
}

fn first_calls(town: &Town) -> Part {
    let own = &town.profile.town_book;
    let mut rows: Vec<Vec<String>> = Vec::new();
    let duty: Vec<&Phone> = town
        .profile
        .contacts
        .values()
        .filter(|c| c.kind == ContactKind::TownDuty)
        .flat_map(|c| &c.phone)
        .chain(&own.office.phone)
        .collect();
    let mut numbers: Vec<String> = Vec::new();
    for phone in duty {
        if !numbers.contains(&phone.to_string()) {
            numbers.push(phone.to_string());
        }
    }
    rows.push(vec!["值班室".to_owned(), String::new(), numbers.join("\n")]);
    for (post, people) in &own.command {
        rows.push(vec![post.clone(), people.join("、"), called(town, people)]);
    }
    let office: Vec<String> = own.office.head.iter().chain(&own.office.deputy).cloned().collect();
    let title = format!("应急办\n{}", own.office.address);
    rows.push(vec![title.trim().to_owned(), office.join("、"), called(town, &office)]);
    for (name, station) in &own.stations {
        rows.push(vec![name.clone(), station.leader.join("、"), joined(&station.phone)]);
    }
    for (name, contact) in &town.profile.contacts {
        if matches!(contact.kind, ContactKind::FireStation | ContactKind::Hospital | ContactKind::Police) {
            rows.push(vec![name.clone(), contact.person.clone(), joined(&contact.phone)]);
        }
    }
    part("今晚先打这几个电话", &[("单位、岗位", 3), ("谁", 3), ("电话", 4)], rows)
}

fn report(town: &Town) -> Part {
    let rows = town.all_said(&town.plans.filing.report_items);
    let rows = rows.into_iter().map(|item| vec![item, String::new()]).collect();
    let mut made = part("接报追问、上报", &[("问清", 3), ("记下", 7)], rows);
    made.note = "问一项记一项；先报后补，情况变了续报，办完终报。不得迟报、谎报、瞒报、漏报。".to_owned();
    made
}

fn commander(book: &Handbook, n: usize) -> String {
    let role = book.acting(known::COMMANDER);
    role.and_then(|role| role.holders.get(n)).map(person).unwrap_or_default()
}

fn person(p: &Holder) -> String {
    format!("{} {}", p.name, joined(&p.phones)).trim().to_owned()
}

/// Routes that may be closed.
fn shut(book: &Handbook) -> impl Iterator<Item = &RouteEntry> {
    book.routes.iter().filter(|r| !r.closed_when.is_empty())
}

fn closed(book: &Handbook) -> String {
    shut(book).map(|r| format!("{}：{}", r.name, r.closed_when)).collect::<Vec<_>>().join("；")
}

/// How many have to move, as the list says; where there is no list, that. A point that has a level of its own and
/// nobody on the list counts with what the village said of it.
fn moving(book: &Handbook) -> String {
    let sum = Sum::of(&book.households);
    let listed = format!("{}户{}", sum.homes, words::people(sum));
    let (homes, people, points) = unlisted(book, |p| !p.moves_at.is_empty());
    match (sum.homes, points) {
        (0, 0) => "没有名单".to_owned(),
        (_, 0) => listed,
        (0, _) => format!("没有名单，威胁{}", words::threatened(homes, people)),
        (_, n) => format!("{listed}，另{n}处没有名单：{}", words::threatened(homes, people)),
    }
}

/// Returns what the village counted at points that nobody is listed at: households, people, points.
pub(super) fn unlisted(
    book: &Handbook,
    pick: impl Fn(&PointEntry) -> bool,
) -> (Option<u32>, Option<u32>, usize) {
    let listed = |p: &PointEntry| book.households.iter().any(|home| home.points.contains(&p.name));
    let counted = |p: &&PointEntry| p.households.or(p.people).is_some_and(|n| n > 0);
    let points = book.points.iter().filter(|p| pick(p) && !listed(p)).filter(counted);
    points.fold((None, None, 0), |(homes, people, n), p| {
        let more = |sum: Option<u32>, own: Option<u32>| match (sum, own) {
            (Some(sum), Some(own)) => Some(sum.saturating_add(own)),
            (sum, own) => sum.or(own),
        };
        (more(homes, p.households), more(people, p.people), n + 1)
    })
}

/// Returns the seats that are written down; room to write where none is.
fn seats(book: &Handbook) -> String {
    let counted: Vec<u32> = book.shelters.iter().filter_map(|s| s.capacity).collect();
    let blank = book.shelters.len() - counted.len();
    match (counted.len(), blank) {
        (0, 0) => "没有".to_owned(),
        (0, _) => words::BLANK.to_owned(),
        (_, 0) => counted.iter().sum::<u32>().to_string(),
        (_, n) => format!("{}，{n}处没写", counted.iter().sum::<u32>()),
    }
}

/// A line a village, the worst first.
fn villages(town: &Town) -> Part {
    let own = &town.profile.town_book;
    let row = |b: &&Handbook| {
        let assigned = town.assigned(b);
        let minutes = assigned.and_then(|a| a.minutes).map(|n| format!("{n}分")).unwrap_or_default();
        let area = own.roster.iter().find(|row| row.is(&b.village.code, &b.village.name));
        let area = area.map(|row| row.area.as_str()).unwrap_or_default();
        let station =
            town.station(b).and_then(|(_, s)| s.minutes).map(|n| format!("{n}分")).unwrap_or_default();
        vec![
            format!("{}\n{area}", b.village.name).trim().to_owned(),
            [commander(b, 0), commander(b, 1)].join("\n").trim().to_owned(),
            assigned
                .map(|a| format!("{}\n{minutes}", called(town, &a.officers)).trim().to_owned())
                .unwrap_or_default(),
            b.points.len().to_string(),
            moving(b),
            seats(b),
            station,
            shut(b).map(|r| r.name.as_str()).collect::<Vec<_>>().join("、"),
        ]
    };
    let columns = [
        ("村", 16),
        ("总指挥（A、B）", 34),
        ("驻村干部", 30),
        ("点", 6),
        ("要转移", 16),
        ("座位", 10),
        ("站出动", 10),
        ("会断的路", 30),
    ];
    part("各村一览", &columns, town.books.iter().map(row).collect())
}

/// Half a page a village: points, people, shelters and keys, the first three telephones.
pub(super) fn village(town: &Town, b: &Handbook) -> Value {
    let special = b.households.iter().filter(|home| !home.needs.is_empty()).count();
    let points = b.points.iter().map(|p| {
        let leave = p.signs.iter().filter(|s| s.act == Act::Leave);
        let signs: Vec<String> = leave.map(|s| words::sensed(s.sense, &s.text)).collect();
        json!([
            p.name,
            words::endangered(b, p),
            signs.join("；"),
            p.watchers.first().map(person).unwrap_or_default()
        ])
    });
    let shelters = b.shelters.iter().map(|s| {
        let seats = s.capacity.map(|n| format!("{n}人")).unwrap_or_default();
        json!([
            s.name,
            seats,
            words::setting(s.setting),
            s.keepers.first().map(person).unwrap_or_default(),
            s.keys
        ])
    });
    let phones =
        [known::COMMANDER, known::WARNING, known::MANAGER].into_iter().filter_map(|id| b.call_for(id));
    let assigned = town.assigned(b);
    // Who stands in for others is rung once, under what he is.
    let mut calls: Vec<(&str, &Holder)> = Vec::new();
    for (title, p) in phones {
        if !calls.iter().any(|(_, known)| known.name == p.name && known.phones == p.phones) {
            calls.push((title, p));
        }
    }
    json!({
        "name": b.village.name, "moving": moving(b), "special": special, "points": points.collect::<Value>(),
        "shelters": shelters.collect::<Value>(), "closed": closed(b),
        "phones": calls.iter().map(|(title, p)| json!({"title": title, "name": p.name,
        "phones": p.phones})).collect::<Value>(),
        "assigned": assigned.map(|a| called(town, &a.officers)).unwrap_or_default(),
        "leader": assigned.and_then(|a| a.leader.as_ref()).map(|name| called(town, std::slice::from_ref(name))),
    })
}

/// Villages that there should be and of which there is no file, or none that can be read.
fn missing(town: &Town) -> Part {
    let rows = town.absent().into_iter().map(|(name, why)| {
        let row = town.profile.town_book.roster.iter().find(|row| row.name == name);
        let (area, code) = row.map(|row| (row.area.clone(), row.code.clone())).unwrap_or_default();
        vec![name, area, code, why.to_owned()]
    });
    let columns = [("村", 5), ("片区", 3), ("编码", 4), ("缺什么", 4)];
    // Without a roster nobody knows which villages there should be.
    let none = match town.profile.town_book.roster.is_empty() {
        true => "没有写村名册，不知道少了哪个村",
        false => "名册上的村都有档案",
    };
    Part { none, ..part("缺的村", &columns, rows.collect()) }
}

fn teams(town: &Town) -> Part {
    let mut rows: Vec<Vec<String>> = Vec::new();
    for (name, team) in &town.profile.teams {
        let leaders: Vec<String> = team.leader.iter().chain(&team.deputy).cloned().collect();
        let size = crate::model::village::team_count(team).map(|n| n.to_string()).unwrap_or_default();
        let kind = if team.kind == TeamKind::TownRescue {
            name.clone()
        } else {
            format!("{name}（{}）", words::team(team.kind))
        };
        let people = [called(town, &leaders), team.members.join("、")].join("\n").trim().to_owned();
        rows.push(vec![kind, size, people, joined(&team.phone), team.gear.join("、")]);
    }
    for b in &town.books {
        let own = |name: &String| !town.profile.teams.contains_key(name);
        for team in b.teams.iter().filter(|t| t.kind == TeamKind::Rescue && own(&t.name)) {
            let size = team.size.map(|n| n.to_string()).unwrap_or_default();
            let leader = team.leader.as_ref().map(person).unwrap_or_default();
            rows.push(vec![
                format!("{}：{}", b.village.name, team.name),
                size,
                leader,
                String::new(),
                team.gear.join("、"),
            ]);
        }
    }
    part("队伍", &[("队伍", 28), ("人数", 8), ("队长、队员", 26), ("电话", 20), ("装备", 38)], rows)
}

fn stations(town: &Town) -> Part {
    let rows = town.profile.town_book.stations.iter().map(|(name, s)| {
        let size = s.size.map(|n| n.to_string()).unwrap_or_default();
        let minutes = s.minutes.map(|n| format!("{n}分")).unwrap_or_default();
        vec![
            name.clone(),
            called(town, &s.leader),
            joined(&s.phone),
            size,
            s.vehicles.join("、"),
            minutes,
            s.villages.join("、"),
        ]
    });
    let columns =
        [("站", 20), ("站长", 22), ("电话", 18), ("人", 6), ("车辆", 24), ("出动", 8), ("责任村", 26)];
    part("应急联防救援站", &columns, rows.collect())
}

/// What the town and all villages have of each thing, and who has most. A village that lists none of its own has the
/// town's in its book: these are counted once.
fn supplies(town: &Town) -> Part {
    let mut sums: indexmap::IndexMap<(String, String), Vec<(u32, String)>> = indexmap::IndexMap::new();
    let mut have = |item: &str, unit: &str, n: u32, who: &str| {
        sums.entry((item.to_owned(), unit.to_owned())).or_default().push((n, who.to_owned()));
    };
    let own = &town.profile.supplies;
    own.iter().for_each(|s| {
        have(&s.item, &s.unit, s.quantity.unwrap_or(0), &format!("{}（{}）", town.said("镇街"), s.place));
    });
    for b in &town.books {
        for s in b.supplies.iter().filter(|s| s.have > 0) {
            let towns = |stock: &Stock| {
                own.iter().any(|own| {
                    own.item == s.item && own.place == stock.place && own.quantity == stock.quantity
                })
            };
            let of_town: u32 =
                s.stock.iter().filter(|stock| towns(stock)).filter_map(|stock| stock.quantity).sum();
            if s.have > of_town {
                have(&s.item, &s.unit, s.have - of_town, &b.village.name);
            }
        }
    }
    sums.sort_keys();
    let rows = sums.into_iter().map(|((item, unit), mut have)| {
        have.sort_by(|a, b| b.cmp(a));
        let most =
            have.iter().take(4).map(|(n, village)| format!("{village}{n}")).collect::<Vec<_>>().join("、");
        vec![item, unit, have.iter().map(|(n, _)| n).sum::<u32>().to_string(), most]
    });
    part(
        "物资（镇街和各村合计）",
        &[("品名", 30), ("单位", 10), ("合计", 12), ("多的在哪", 68)],
        rows.collect(),
    )
}

fn vehicles(town: &Town) -> Part {
    let own = town.profile.vehicles.iter().map(|v| {
        let count = v.quantity.map(|n| n.to_string()).unwrap_or_default();
        vec![
            town.said("镇街"),
            format!("{}\n{}", v.name, v.plate).trim().to_owned(),
            count,
            format!("{} {}", v.contact, joined(&phones(town, &v.phone, &v.contact))),
            v.place.clone(),
        ]
    });
    let inherited = |v: &VehicleEntry| {
        let same = |own: &Vehicle| own.name == v.name && own.plate == v.plate && own.place == v.place;
        town.profile.vehicles.iter().any(same)
    };
    let villages = town.books.iter().flat_map(|b| {
        b.vehicles.iter().filter(|v| !inherited(v)).map(|v| {
            let count = v.quantity.map(|n| n.to_string()).unwrap_or_default();
            vec![
                b.village.name.clone(),
                format!("{}\n{}", v.name, v.plate).trim().to_owned(),
                count,
                format!("{} {}", v.contact, joined(&v.phones)),
                v.place.clone(),
            ]
        })
    });
    part(
        "车辆装备",
        &[("哪里", 18), ("名称", 26), ("数量", 8), ("联系人", 40), ("停放", 28)],
        own.chain(villages).collect(),
    )
}

fn neighbours(town: &Town) -> Part {
    let rows = town
        .profile
        .town_book
        .neighbours
        .iter()
        .map(|(name, n)| vec![name.clone(), joined(&n.phone), n.matters.clone(), words::date(n.agreed)]);
    part("联防联治、应急协作", &[("邻镇", 24), ("电话", 28), ("事项", 48), ("协议日期", 20)], rows.collect())
}

fn monitors(town: &Town) -> Part {
    let rows = town.profile.town_book.monitors.iter().map(|(name, m)| {
        vec![
            name.clone(),
            m.kind.word().to_owned(),
            m.village.clone(),
            called(town, &m.keeper),
            m.threshold.clone(),
            words::date(m.tested),
        ]
    });
    let columns = [("监测点", 24), ("类别", 12), ("村", 16), ("看守", 28), ("阈值", 22), ("上次检测", 18)];
    part("监测感知网", &columns, rows.collect())
}

fn places(town: &Town) -> Part {
    let row = |whose: &str, p: &PlaceEntry| {
        let cuts = p.cuts().map(|(word, text)| format!("{word}：{text}"));
        let told = std::iter::once(p.note.clone()).filter(|note| !note.is_empty()).chain(cuts);
        vec![
            whose.to_owned(),
            format!("{}\n{}", p.name, p.address).trim().to_owned(),
            words::place(p.kind),
            p.people.map(|n| n.to_string()).unwrap_or_default(),
            format!("{} {}", p.person, joined(&p.phones)),
            told.collect::<Vec<_>>().join("\n"),
        ]
    };
    let own = town.profile.places.iter().map(|(name, p)| {
        let (person, phones) = (p.person.clone(), phones(town, &p.phone, &p.person));
        let (address, note) = (p.address.clone(), p.note.clone());
        let (gas_valve, power_switch, lifts) = (p.gas_valve.clone(), p.power_switch.clone(), p.lifts.clone());
        let (name, kind, coordinates, people) = (name.clone(), p.kind, p.coordinates, p.people);
        row(
            &town.said("镇街"),
            &PlaceEntry {
                name,
                kind,
                address,
                coordinates,
                person,
                phones,
                people,
                note,
                gas_valve,
                power_switch,
                lifts,
            },
        )
    });
    let villages = town.books.iter().flat_map(|b| {
        let theirs = b.places.iter().filter(|p| !town.profile.places.contains_key(&p.name));
        theirs.map(|p| row(&b.village.name, p))
    });
    let columns = [("哪里", 16), ("名称", 28), ("类别", 14), ("人数", 8), ("负责人", 30), ("说明", 24)];
    part("学校、养老院、企业", &columns, own.chain(villages).collect())
}

/// Who does what when; an act is this book's own, the source is that of the duty.
fn duties(town: &Town) -> Part {
    let rows = town.plans.town.posts.values().map(|post| {
        let sources = town.sources(post);
        let sources: Vec<String> = sources.iter().map(|s| format!("《{}》{}", s.title, s.article)).collect();
        let acts = |list: &[String]| town.all_said(list).join("；");
        let from = if sources.is_empty() { "本手册做法".to_owned() } else { sources.join("、") };
        vec![
            town.said(&post.name),
            acts(&post.normal),
            acts(&post.warning),
            acts(&post.first),
            acts(&post.soon),
            acts(&post.after),
            from,
        ]
    });
    let columns = [
        ("岗位", 14),
        ("平时", 17),
        ("预警", 17),
        ("头30分钟", 18),
        ("2小时内", 18),
        ("之后", 16),
        ("依据", 20),
    ];
    let mut made = part("岗位职责", &columns, rows.collect());
    made.note = "依据说明有这项职责；怎么做是本手册做法。以官方公布文本为准。".to_owned();
    made.none = "没有写";
    made
}

fn notices(town: &Town) -> Part {
    let (name, all) = (town.called(), town.said("各村"));
    let rows = vec![
        vec![
            "预警".to_owned(),
            format!(
                "{name}通知：＿＿＿＿发布＿＿＿＿＿色预警。{all}总指挥、预警员、盯守人马上到岗，＿＿时＿＿分前回话。"
            ),
        ],
        vec![
            "转移".to_owned(),
            format!(
                "{name}通知：＿＿＿＿（村、社区）＿＿＿＿风险点的人马上转移到＿＿＿＿，特殊人员先走，到点清点，＿＿时＿＿分前报应转、实转。"
            ),
        ],
        vec![
            "解除".to_owned(),
            format!("{name}通知：＿＿＿＿预警解除。查过路、房、电，没有险再让人回。没有接到通知不准回。"),
        ],
    ];
    part("预警、转移、解除通知词", &[("什么时候", 2), ("照着念", 10)], rows)
}

fn rota(town: &Town) -> Part {
    let rows = town.profile.town_book.rota.iter().map(|w| {
        let lead: Vec<String> = w.lead.iter().cloned().collect();
        vec![
            words::date(w.date),
            w.shift.clone(),
            called(town, &lead),
            called(town, &w.officer),
            called(town, &w.standby),
        ]
    });
    part("值班表", &[("日期", 18), ("班次", 22), ("带班", 26), ("值班员", 28), ("备勤", 26)], rows.collect())
}

fn supervision(town: &Town) -> Part {
    let rows = town.profile.town_book.supervision.iter().map(|s| {
        vec![
            words::date(s.date),
            s.village.clone(),
            s.by.clone(),
            s.finding.clone(),
            s.fixer.clone(),
            words::date(s.deadline),
            words::date(s.closed),
            s.checked_by.clone(),
        ]
    });
    let columns = [
        ("日期", 16),
        ("村", 14),
        ("查的人", 14),
        ("问题", 34),
        ("责任人", 14),
        ("期限", 16),
        ("完成", 16),
        ("复查人", 14),
    ];
    part("督导", &columns, rows.collect())
}

fn sources(town: &Town) -> Part {
    let place = town.place();
    let rows =
        town.plans.town.cited(&place).map(|s| {
            vec![format!("《{}》", s.title), s.number.clone(), s.article.clone(), s.supports.clone()]
        });
    let mut made =
        part("依据", &[("文件", 34), ("文号", 24), ("条款", 18), ("说了什么", 44)], rows.collect());
    made.note = "只列读过原文的。以官方公布文本为准。".to_owned();
    made.none = "没有读过的";
    made
}
