//! Lists as sheets to be ticked and signed: whom to move, who needs help, points, calls, duty, supplies,
//! findings, drills, training; on lying A4 of 267 mm and as a workbook, with the same rows.

use serde_json::{Value, json};

use super::columns::{
    CALLS, COUNTED, Column, DRILLS, EVACUATION, FINDINGS, MOVED, ROTA, SPECIAL, STOCK, TRAINING, ZONES,
};
use super::facts::{self, Desk, formal};
use crate::compose::words;
use crate::model::document::Audience;
use crate::model::handbook::{Handbook, Holder, Household, RoleEntry, Sum};
use crate::model::plan::{Level, PlanSet};
use crate::model::role::known;
use crate::roster::Sheet;

/// One sheet.
#[derive(Debug, Clone, PartialEq)]
pub struct List {
    /// Id and stem of its file.
    pub id: &'static str,
    /// Title.
    pub title: String,
    /// Columns.
    pub columns: &'static [Column],
    /// Rows, a cell for each column.
    pub rows: Vec<Vec<String>>,
    /// The line under the last row.
    pub sum: String,
    /// Who signs.
    pub signed: &'static str,
}

/// Returns every sheet of a village, those that are always written by hand too.
pub fn lists(book: &Handbook, plans: &PlanSet) -> Vec<List> {
    all(&Desk::of(book, plans, Audience::Duty))
}

fn all(desk: &Desk) -> Vec<List> {
    let mut all = evacuation(desk);
    all.push(special(desk));
    all.push(zones(desk));
    all.extend(Level::ALL.iter().rev().filter_map(|level| calls(desk, *level)));
    all.push(rota(desk));
    all.extend(stores(desk));
    all.push(findings(desk));
    all.push(drills(desk));
    all.push(training(desk));
    all
}

fn list(id: &'static str, title: String, columns: &'static [Column], rows: Vec<Vec<String>>) -> List {
    List { id, title, columns, rows, sum: String::new(), signed: "" }
}

fn number(n: Option<u32>) -> String {
    n.map(|n| n.to_string()).unwrap_or_default()
}

/// A person with his post on one line and his numbers on the next.
fn person(desk: &Desk, people: &[Holder], n: usize) -> String {
    people.get(n).map_or_else(String::new, |p| {
        let title =
            [p.name.as_str(), p.title.as_str()].into_iter().filter(|t| !t.is_empty()).collect::<Vec<_>>();
        format!("{}\n{}", title.join("，"), desk.phones(&p.phones)).trim().to_owned()
    })
}

/// 转移人员清单：one for each point, and one for each shelter.
fn evacuation(desk: &Desk) -> Vec<List> {
    let book = desk.book;
    let points = book.points.iter().map(|p| {
        let homes: Vec<&Household> = book.homes().filter(|home| home.points.contains(&p.name)).collect();
        (format!("转移人员清单：{}", p.name), homes)
    });
    let shelters = book.shelters.iter().map(|s| {
        let homes: Vec<&Household> = book.homes().filter(|home| home.shelter == s.name).collect();
        (format!("转移人员清单（到{}的）", s.name), homes)
    });
    let filled = points.chain(shelters).filter(|(_, homes)| !homes.is_empty());
    filled
        .map(|(title, homes)| {
            let rows = homes.iter().enumerate().map(|(i, home)| evacuee(desk, i, home)).collect();
            let sum = Sum::of(homes.iter().copied());
            let sum = format!(
                "应转{}户{}，实转＿＿户＿＿人，未转原因＿＿＿＿＿＿＿＿",
                sum.homes,
                words::people(sum)
            );
            let signed = "转移责任人＿＿＿＿　清点人＿＿＿＿";
            List { sum, signed, ..list("evacuation", title, EVACUATION, rows) }
        })
        .collect()
}

fn evacuee(desk: &Desk, i: usize, home: &Household) -> Vec<String> {
    let shelter = desk.book.shelters.iter().find(|s| s.name == home.shelter);
    let certified = shelter.map(|s| s.certified.map_or("鉴定＿＿", |_| "已鉴定")).unwrap_or_default();
    // Who warns a household where nobody is named for it is who moves it.
    let warners = if home.warners.is_empty() { &home.helpers } else { &home.warners };
    let blank = String::new;
    vec![
        (i + 1).to_string(),
        format!("{}\n{}", home.points.join("、"), desk.names.hazards(&home.hazards)),
        home.address.clone(),
        format!("{}\n{}", home.head, desk.phones(&home.phones)).trim().to_owned(),
        number(home.members),
        home.needs.join("、"),
        person(desk, &home.helpers, 0),
        person(desk, warners, 0),
        format!("{}\n{certified}", home.shelter).trim().to_owned(),
        shelter.map(|s| person(desk, &s.keepers, 0)).unwrap_or_default(),
        blank(),
        blank(),
        blank(),
    ]
}

fn special(desk: &Desk) -> List {
    let homes = desk.book.homes().filter(|home| !home.needs.is_empty()).enumerate();
    let bag = desk.book.bag.iter().take(4).cloned().collect::<Vec<_>>().join("、");
    let rows = homes.map(|(i, home)| {
        let vehicle = desk
            .book
            .vehicles
            .iter()
            .find(|v| !home.transport.is_empty() && v.name.contains(&home.transport));
        let owner = vehicle.map(|v| format!("{}\n{}", v.contact, desk.phones(&v.phones))).unwrap_or_default();
        vec![
            (i + 1).to_string(),
            format!("{}\n{}", home.head, home.group).trim().to_owned(),
            home.address.clone(),
            home.needs.join("、"),
            number(home.members),
            if home.route.is_empty() { String::new() } else { format!("走{}", home.route) },
            format!("{}\n{owner}", home.transport).trim().to_owned(),
            person(desk, &home.helpers, 0),
            person(desk, &home.helpers, 1),
            bag.clone(),
            String::new(),
            String::new(),
        ]
    });
    let signed = "村医＿＿＿＿　总指挥＿＿＿＿";
    List { signed, ..list("special", "特殊人员专项清单".to_owned(), SPECIAL, rows.collect()) }
}

fn zones(desk: &Desk) -> List {
    let rows = desk.book.points.iter().enumerate().map(|(i, p)| {
        let (homes, people) = desk.book.threatened(p);
        let (homes, people) = (number(homes), number(people));
        let signs =
            p.signs.iter().map(|s| format!("{}：{}", words::sensed(s.sense, &s.text), words::act(s.act)));
        vec![
            (i + 1).to_string(),
            p.name.clone(),
            desk.names.hazards(&p.hazards),
            p.place.clone(),
            homes,
            people,
            signs.collect::<Vec<_>>().join("；"),
            person(desk, &p.watchers, 0),
            person(desk, &p.watchers, 1),
            p.escape.clone(),
            String::new(),
        ]
    });
    List {
        signed: "盯守人＿＿＿＿", ..list("zones", "受威胁区域清单".to_owned(), ZONES, rows.collect())
    }
}

/// 叫应记录表：in the order in which a village is alarmed, whoever has something to do at a level.
fn calls(desk: &Desk, level: Level) -> Option<List> {
    let book = desk.book;
    let row = book.matrix.iter().find(|row| row.level == level)?;
    let mut roles: Vec<&RoleEntry> = row
        .cells
        .iter()
        .filter_map(|cell| book.role(&cell.role))
        .filter(|role| !role.holders.is_empty())
        .collect();
    let rank = |role: &RoleEntry| match role.id.as_str() {
        known::COMMANDER => 0,
        known::WARNING => 1,
        known::WATCHER => 2,
        known::HELPER => 3,
        _ => 4,
    };
    roles.sort_by_key(|role| rank(role));
    let mut rows = Vec::new();
    for role in roles {
        let caller = match book.acting(&role.reports_to) {
            Some(over) if over.id != role.id => over.name.clone(),
            _ => desk.names.said("镇值班"),
        };
        // Where the second stands in for the first, one is called; else each of them.
        let called = if role.alternates { &role.holders[..1] } else { &role.holders[..] };
        for person in called {
            let deputy = role.holders.get(1).filter(|_| role.alternates);
            rows.push(vec![
                (rows.len() + 1).to_string(),
                format!("{}预警", level.name()),
                format!("{}\n{}", role.name, person.name),
                desk.phones(&person.phones),
                caller.clone(),
                String::new(),
                String::new(),
                String::new(),
                deputy.map(|p| format!("{}\n{}", p.name, desk.phones(&p.phones))).unwrap_or_default(),
                String::new(),
                String::new(),
            ]);
        }
    }
    let sum = "＿＿时＿＿分全部叫应".to_owned();
    let signed = "预警员＿＿＿＿　总指挥＿＿＿＿";
    let made = list("calls", format!("叫应记录表（{}）", level.name()), CALLS, rows);
    (!made.rows.is_empty()).then_some(List { sum, signed, ..made })
}

fn rota(desk: &Desk) -> List {
    let weekdays = ["一", "二", "三", "四", "五", "六", "日"];
    let mut watches: Vec<_> = desk.book.rota.iter().collect();
    watches.sort_by_key(|w| w.date);
    let rows = watches.into_iter().map(|w| {
        let weekday =
            w.date.map(|d| weekdays[usize::try_from(d.0.weekday().to_monday_zero_offset()).unwrap_or(0)]);
        let lead: Vec<Holder> = w.lead.iter().cloned().collect();
        let holiday = w.date.map_or("", |day| crate::model::life::day_off(day, &desk.plans.holidays));
        vec![
            words::date(w.date),
            weekday.unwrap_or_default().to_owned(),
            holiday.to_owned(),
            w.shift.clone(),
            facts::called(desk, &lead),
            facts::called(desk, &w.officers),
            facts::called(desk, &w.standby),
            String::new(),
            String::new(),
            String::new(),
        ]
    });
    List { signed: "审定人＿＿＿＿", ..list("rota", "值班表".to_owned(), ROTA, rows.collect()) }
}

/// 物资台账, 入库单, 出库单, 盘点表.
fn stores(desk: &Desk) -> Vec<List> {
    let stocks: Vec<_> = facts::stocks(desk.book).collect();
    let keeper = |name: &str| {
        let holders = desk.book.roles.iter().flat_map(|role| &role.holders);
        let phones = holders.clone().find(|p| p.name == name).map(|p| desk.phones(&p.phones));
        format!("{name}\n{}", phones.unwrap_or_default()).trim().to_owned()
    };
    let ledger = stocks.iter().enumerate().map(|(i, (s, stock))| {
        // What is lacking is said only where both figures are.
        let wanted = stock.required.or_else(|| asked(desk, &s.item, &s.unit));
        let lack = wanted.zip(stock.quantity).map(|(want, have)| want.saturating_sub(have));
        vec![
            (i + 1).to_string(),
            stock.code.clone(),
            s.item.clone(),
            stock.spec.clone(),
            s.unit.clone(),
            number(wanted),
            number(stock.quantity),
            number(lack),
            words::date(stock.made),
            words::date(stock.expires),
            stock.place.clone(),
            keeper(&stock.keeper),
            words::date(stock.checked),
        ]
    });
    let counted = stocks.iter().enumerate().map(|(i, (s, stock))| {
        let mut row = vec![
            (i + 1).to_string(),
            s.item.clone(),
            stock.spec.clone(),
            s.unit.clone(),
            number(stock.quantity),
        ];
        row.resize(COUNTED.len(), String::new());
        row
    });
    let counted = counted.collect();
    vec![
        List {
            sum: held_against(desk),
            signed: "保管人＿＿＿＿",
            ..list("stock", "物资台账".to_owned(), STOCK, ledger.collect())
        },
        List {
            signed: "批准人＿＿＿＿", ..list("goods-in", "物资入库单".to_owned(), MOVED, Vec::new())
        },
        List {
            signed: "批准人＿＿＿＿", ..list("goods-out", "物资出库单".to_owned(), MOVED, Vec::new())
        },
        List {
            signed: "盘点人＿＿＿＿　监盘人＿＿＿＿",
            ..list("count", "物资盘点表".to_owned(), COUNTED, counted)
        },
    ]
}

/// What a published list asks for, where it was entered.
fn asked(desk: &Desk, item: &str, unit: &str) -> Option<u32> {
    let lists = desk.plans.stock.lists.iter().filter(|list| desk.here(&list.region));
    lists.flat_map(|list| &list.items).find(|row| row.item == item && row.unit == unit)?.quantity
}

/// Which lists the ledger is held against, and how much of them is entered.
fn held_against(desk: &Desk) -> String {
    let lists = desk.plans.stock.lists.iter().filter(|list| desk.here(&list.region));
    let said: Vec<String> = lists.map(crate::model::stock::StockList::state).collect();
    if said.is_empty() { String::new() } else { format!("对照：{}", said.join("；")) }
}

fn findings(desk: &Desk) -> List {
    let found = desk.book.inspections.iter().enumerate().filter(|(_, i)| !i.finding.is_empty());
    let rows = found.map(|(n, i)| {
        vec![
            format!("{:03}", n + 1),
            words::date(i.last),
            i.what.clone(),
            formal(&i.finding),
            words::grade(i.grade).to_owned(),
            if i.finder.is_empty() { i.who.clone() } else { i.finder.clone() },
            i.fixer.clone(),
            words::date(i.deadline),
            i.meanwhile.clone(),
            words::date(i.closed),
            String::new(),
        ]
    });
    List {
        signed: "应急管理员＿＿＿＿",
        ..list("findings", "隐患排查整改台账".to_owned(), FINDINGS, rows.collect())
    }
}

fn drills(desk: &Desk) -> List {
    let rows = desk.book.drills.iter().map(|d| {
        vec![
            words::date(d.date),
            words::time_of_day(d.time_of_day).to_owned(),
            d.hazard.clone(),
            d.scenario.clone(),
            d.participants.map(|n| format!("{n}人")).unwrap_or_default(),
            d.called_minutes.map(|n| format!("{n}分")).unwrap_or_default(),
            d.moved_minutes.map(|n| format!("{n}分")).unwrap_or_default(),
            String::new(),
            d.findings.clone(),
            String::new(),
            String::new(),
        ]
    });
    let sum =
        "看：照不照预案做，预案管不管用，叫应和联动通不通，人做得对不对，东西好不好使，要改什么".to_owned();
    List {
        sum, signed: "组织人＿＿＿＿", ..list("drills", "演练记录".to_owned(), DRILLS, rows.collect())
    }
}

fn training(desk: &Desk) -> List {
    let rows = desk.book.training.iter().map(|t| {
        let mut row = vec![String::new(); TRAINING.len()];
        row[0] = words::date(t.date);
        row[1].clone_from(&t.topic);
        row[5] = number(t.participants);
        row
    });
    List {
        signed: "记录人＿＿＿＿", ..list("training", "培训记录".to_owned(), TRAINING, rows.collect())
    }
}

/// What of the data stands on no sheet.
pub(super) const UNPRINTED: &[&str] = &["/title", "stamp/until"];

/// Returns the title and the data of the sheets as one document.
pub(super) fn data(desk: &Desk) -> (String, Value) {
    let column = |(head, width, blank): &Column| json!({"head": desk.names.said(head), "width": width, "blank": blank});
    // Line by line: of two numbers in a cell each must stand unbroken.
    let lines = |cell: &String| cell.lines().map(str::to_owned).collect::<Vec<_>>();
    let row = |cells: &Vec<String>| cells.iter().map(lines).collect::<Vec<_>>();
    let sheet = |l: &List| {
        json!({
            "title": l.title, "columns": l.columns.iter().map(column).collect::<Value>(),
            "rows": l.rows.iter().map(row).collect::<Value>(),
            "sum": l.sum, "signed": signers(desk, l.signed),
        })
    };
    let sheets: Value = all(desk).iter().map(sheet).collect();
    (format!("{}表册", desk.book.village.name), json!({"sheets": sheets}))
}

/// The heads of the province's list of households, in its order.
const OFFICIAL: [&str; 20] = [
    "行政村",
    "危险区名称",
    "危险区类型",
    "位置",
    "经度",
    "纬度",
    "户主",
    "居住人数",
    "户主手机",
    "转移责任人",
    "转移责任人职务",
    "转移责任人手机",
    "预警责任人",
    "预警责任人职务",
    "预警责任人手机",
    "避灾场所",
    "有无安全鉴定",
    "避灾场所管理员",
    "避灾场所管理员手机",
    "备注",
];

/// Returns the sheets for a workbook: the list of households in the official columns, the others as printed.
pub fn sheets(book: &Handbook, plans: &PlanSet) -> Vec<Sheet> {
    let desk = Desk::of(book, plans, Audience::Duty);
    let homes = book.homes().map(|home| official(&desk, home)).collect();
    let heads = OFFICIAL.map(str::to_owned).to_vec();
    let mut found = vec![Sheet { title: "转移人员清单".to_owned(), heads, rows: homes }];
    for list in lists(book, plans).into_iter().filter(|list| list.id != "evacuation") {
        let heads = list.columns.iter().map(|(head, ..)| head.replace('\n', "、")).collect();
        found.push(Sheet { title: list.title, heads, rows: list.rows });
    }
    found
}

fn official(desk: &Desk, home: &Household) -> Vec<String> {
    let point = desk.book.points.iter().find(|p| home.points.first() == Some(&p.name));
    let shelter = desk.book.shelters.iter().find(|s| s.name == home.shelter);
    let warners = if home.warners.is_empty() { &home.helpers } else { &home.warners };
    let at = |n: usize| point.and_then(|p| p.coordinates).map(|c| c[n].to_string()).unwrap_or_default();
    let three = |people: &[Holder]| {
        let first = people.first();
        let phone = first.map(|p| desk.phones(&p.phones).replace('\n', "、")).unwrap_or_default();
        [
            first.map(|p| p.name.clone()).unwrap_or_default(),
            first.map(|p| p.title.clone()).unwrap_or_default(),
            phone,
        ]
    };
    let [mover, mover_title, mover_phone] = three(&home.helpers);
    let [warner, warner_title, warner_phone] = three(warners);
    let [keeper, _, keeper_phone] = shelter.map(|s| three(&s.keepers)).unwrap_or_default();
    vec![
        desk.book.village.name.clone(),
        home.points.first().cloned().unwrap_or_default(),
        desk.names.hazards(&home.hazards),
        home.address.clone(),
        at(1),
        at(0),
        home.head.clone(),
        number(home.members),
        desk.phones(&home.phones).replace('\n', "、"),
        mover,
        mover_title,
        mover_phone,
        warner,
        warner_title,
        warner_phone,
        home.shelter.clone(),
        shelter.map(|s| if s.certified.is_some() { "有" } else { "" }).unwrap_or_default().to_owned(),
        keeper,
        keeper_phone,
        home.needs.join("、"),
    ]
}

/// Returns who signs: where nobody holds a post, whoever does its work under his own title.
fn signers(desk: &Desk, signed: &str) -> String {
    let one = |signer: &str| {
        let name = signer.trim_end_matches('＿');
        let vacant = desk.book.roles.iter().find(|role| role.name == name && role.holders.is_empty());
        let acting = vacant.and_then(|role| desk.book.call_for(&role.id));
        acting.map_or_else(|| desk.names.said(signer), |(title, _)| signer.replacen(name, title, 1))
    };
    signed.split('　').map(one).collect::<Vec<_>>().join("　")
}
