//! The plan that is filed, block by block, from the merged book: subject, when, act. Facts are the book's,
//! chapters and sentences are `plans/filing.yaml`.

mod measures;

use indexmap::IndexMap;

use super::blocks::{Block, Table};
use super::facts::{self, Desk, level, or_blank};
use crate::compose::words;
use crate::model::filing::{ChapterSet, TABLE};
use crate::model::handbook::MatrixAction;
use crate::model::role::known;
use crate::model::signs::Act;

/// The numbers of headings: 一、 （一） 1. （1）.
pub(super) fn ordinal(level: u8, n: usize) -> String {
    match level {
        1 => format!("{}、", chinese(n)),
        2 => format!("（{}）", chinese(n)),
        3 => format!("{n}."),
        _ => format!("（{n}）"),
    }
}

/// Returns a number under 100 in Chinese.
pub(super) fn chinese(n: usize) -> String {
    const DIGITS: [&str; 10] = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    match (n / 10, n % 10) {
        (0, ones) => DIGITS[ones].to_owned(),
        (1, ones) => format!("十{}", DIGITS[ones]),
        (tens, ones) => format!("{}十{}", DIGITS[tens.min(9)], DIGITS[ones]),
    }
}

/// The plan's text as it grows: blocks, the number of each table, where each block stands.
pub(super) struct Text<'a> {
    desk: &'a Desk<'a>,
    pub(super) blocks: Vec<Block>,
    tables: Vec<String>,
    /// Number of the last heading of the third level.
    third: usize,
    /// Block → where it stands: 三（一）.
    pub(super) places: IndexMap<String, String>,
    /// Blocks for which the profile has nothing.
    pub(super) missing: Vec<String>,
}

impl<'a> Text<'a> {
    /// Returns the text of the plan in a set of chapters.
    pub(super) fn of(desk: &'a Desk<'a>, set: &ChapterSet) -> Self {
        let mut text = Self {
            desk,
            blocks: Vec::new(),
            tables: Vec::new(),
            third: 0,
            places: IndexMap::new(),
            missing: Vec::new(),
        };
        for (i, chapter) in set.chapters.iter().enumerate() {
            let one = ordinal(1, i + 1);
            let title = desk.names.said(&chapter.title);
            text.blocks.push(Block::Heading(1, format!("{one}{title}")));
            let place = one.trim_end_matches('、').to_owned();
            chapter.blocks.iter().for_each(|id| text.block(id, &place));
            for (j, section) in chapter.sections.iter().enumerate() {
                let two = ordinal(2, j + 1);
                let title = desk.names.said(&section.title);
                text.blocks.push(Block::Heading(2, format!("{two}{title}")));
                text.third = 0;
                section.blocks.iter().for_each(|id| text.block(id, &format!("{place}{two}")));
            }
        }
        text.number_tables();
        text
    }

    fn block(&mut self, id: &str, place: &str) {
        self.places.insert(id.to_owned(), place.to_owned());
        let before = self.blocks.len();
        match id {
            "purpose" => self.purpose(),
            "scope" => self.scope(),
            "village" => self.village(),
            "history" => self.history(),
            "points" => self.points(),
            "places" => self.sites(),
            "posts" => self.posts(),
            "duties" => self.duties(),
            "grids" => self.grids(),
            "signals" => self.signals(),
            "warning" => self.warning(),
            "alarms" => self.alarms(),
            "levels" => self.levels(),
            "evacuation" => self.evacuation(),
            "shelters" => self.shelters(),
            "report" => self.report(),
            "common" => self.common(),
            "hazards" => self.hazards(),
            "compounds" => self.compounds(),
            "aftermath" => self.aftermath(),
            "teams" => self.teams(),
            "supplies" => self.supplies(),
            "vehicles" => self.vehicles(),
            "upkeep" => self.upkeep(),
            "closing" => self.closing(),
            _ => {}
        }
        if self.blocks.len() == before {
            if self.desk.lacks(id) {
                self.say("none", &[]);
            } else {
                let what = self.desk.plans.filing.blocks.get(id).map_or(id, String::as_str);
                self.say("missing", &[("what", what)]);
                self.missing.push(what.to_owned());
            }
        }
    }

    fn say(&mut self, id: &str, places: &[(&str, &str)]) {
        let text = self.desk.say(id, places);
        if !text.is_empty() {
            self.blocks.push(Block::Body(text));
        }
    }

    fn body(&mut self, text: impl Into<String>) {
        self.blocks.push(Block::Body(text.into()));
    }

    fn heading(&mut self, title: &str) {
        self.third += 1;
        self.blocks.push(Block::Heading(3, format!("{}{title}", ordinal(3, self.third))));
    }

    /// A table under its name; the number is put in at the end.
    fn table(&mut self, key: &str, caption: &str, columns: &[(&str, u32)], rows: Vec<Vec<String>>) {
        if !rows.is_empty() {
            self.tables.push(key.to_owned());
            self.blocks.push(Block::Caption(format!("表{}{key}{}　{caption}", TABLE[0], TABLE[1])));
            self.blocks.push(Block::Table(Table::of(columns, rows)));
        }
    }

    fn number_tables(&mut self) {
        for block in &mut self.blocks {
            let (Block::Body(text) | Block::Caption(text)) = block else { continue };
            for (i, key) in self.tables.iter().enumerate() {
                *text = text.replace(&format!("{}{key}{}", TABLE[0], TABLE[1]), &(i + 1).to_string());
            }
        }
    }

    fn purpose(&mut self) {
        let basis = self.desk.basis().map(|title| format!("《{title}》")).collect::<String>();
        let town = or_blank(&self.desk.book.village.town);
        self.say("purpose", &[("basis", &basis), ("town", &town)]);
    }

    fn scope(&mut self) {
        let book = self.desk.book;
        let names = book.hazards.iter().map(|h| h.name.as_str()).collect::<Vec<_>>().join("、");
        if !names.is_empty() {
            self.say("scope", &[("village", &book.village.name), ("hazards", &names)]);
        }
    }

    fn village(&mut self) {
        let (book, v) = (self.desk.book, &self.desk.book.village);
        let o = &v.overview;
        let part = |n: Option<u32>, before: &str, unit: &str| n.map(|n| format!("{before}{n}{unit}"));
        let area = o.area_km2.map(|km| format!("面积{km}平方千米"));
        let figures = [
            part(o.households, "", "户"),
            part(o.population, "户籍人口", "人"),
            part(o.residents, "常住人口", "人"),
            area,
        ];
        let figures = figures.into_iter().flatten().collect::<Vec<_>>().join("，");
        let terrain =
            if o.terrain.is_empty() { "地形＿＿＿＿".to_owned() } else { facts::formal(&o.terrain) };
        let (county, town) = (v.county.clone(), or_blank(&v.town));
        let figures = or_blank(&figures);
        let places = [
            ("village", v.name.as_str()),
            ("county", &county),
            ("town", &town),
            ("figures", &figures),
            ("terrain", &terrain),
        ];
        self.say("village", &places);
        let rows = book.hazards.iter().map(|h| {
            vec![
                h.name.clone(),
                words::grade(h.likelihood).to_owned(),
                words::grade(h.impact).to_owned(),
                words::threatened(h.households, h.people),
            ]
        });
        let columns = [("灾种", 50), ("可能性", 32), ("影响", 32), ("受威胁", 42)];
        self.table("hazards", "主要灾害", &columns, rows.collect());
    }

    fn history(&mut self) {
        let rows: Vec<_> = (self.desk.book.history.iter())
            .map(|h| vec![h.when.clone(), h.hazard.clone(), facts::formal(&h.what), facts::formal(&h.losses)])
            .collect();
        if !rows.is_empty() {
            self.say("history", &[]);
            self.table(
                "history",
                "历史灾情",
                &[("时间", 26), ("灾种", 22), ("经过", 64), ("损失", 44)],
                rows,
            );
        }
    }

    fn points(&mut self) {
        let (desk, book) = (self.desk, self.desk.book);
        if book.points.is_empty() {
            return;
        }
        let (count, (homes, people)) = (book.points.len().to_string(), facts::threatened(desk));
        let names = book.points.iter().map(|p| p.name.as_str()).collect::<Vec<_>>().join("、");
        let places = [("count", count.as_str()), ("names", &names), ("homes", &homes), ("people", &people)];
        self.annexed("point-list", &desk.say("points", &places));
    }

    fn sites(&mut self) {
        let rows: Vec<_> = (self.desk.book.places.iter())
            .map(|p| {
                let people = p.people.map(|n| n.to_string()).unwrap_or_default();
                vec![p.name.clone(), words::place(p.kind), p.address.clone(), people, p.person.clone()]
            })
            .collect();
        if !rows.is_empty() {
            let count = rows.len().to_string();
            self.say("places", &[("count", &count)]);
            let columns = [("名称", 44), ("类别", 28), ("地点", 40), ("人数", 16), ("负责人", 28)];
            self.table("places", "重点场所", &columns, rows);
        }
    }

    fn posts(&mut self) {
        let (desk, book) = (self.desk, self.desk.book);
        let held: Vec<_> = book.roles.iter().filter(|role| !role.holders.is_empty()).collect();
        if held.is_empty() {
            return;
        }
        if let Some(first) = book.role(known::COMMANDER).and_then(|role| role.holders.first()) {
            let second = book.role(known::COMMANDER).and_then(|role| role.holders.get(1));
            let deputy = second.map(|p| desk.say("deputy", &[("name", &p.name)])).unwrap_or_default();
            self.say("commander", &[("title", &first.title), ("name", &first.name), ("deputy", &deputy)]);
        }
        self.say("posts", &[]);
        let rows = held.iter().map(|role| {
            let who = |n: usize| role.holders.get(n).map(|p| p.name.clone()).unwrap_or_default();
            let tel = |n: usize| role.holders.get(n).map(|p| desk.phones(&p.phones)).unwrap_or_default();
            vec![role.name.clone(), who(0), tel(0), who(1), tel(1)]
        });
        let columns = [("岗位", 36), ("A角", 24), ("电话", 36), ("B角", 24), ("电话", 36)];
        self.table("posts", "应急响应责任人", &columns, rows.collect());
    }

    fn duties(&mut self) {
        let book = self.desk.book;
        for role in book.roles.iter().filter(|role| !role.holders.is_empty() && !role.mission.is_empty()) {
            let area = if role.area.is_empty() { String::new() } else { format!("（{}）", role.area) };
            self.body(format!("{}{area}：{}。", role.name, facts::formal(&role.mission)));
        }
    }

    fn grids(&mut self) {
        let desk = self.desk;
        let rows: Vec<_> = desk.book.grids.iter().map(|g| facts::grid(g, desk)).collect();
        if !rows.is_empty() {
            let count = rows.len().to_string();
            self.say("grids", &[("count", &count)]);
            let columns = [("网格", 24), ("范围", 50), ("户数", 14), ("网格员", 32), ("电话", 36)];
            self.table("grids", "网格", &columns, rows);
        }
    }

    fn signals(&mut self) {
        let mut seen: Vec<&str> = Vec::new();
        let mut rows = Vec::new();
        for signal in self.desk.book.hazards.iter().flat_map(|h| &h.signals) {
            if !seen.contains(&signal.id.as_str()) {
                seen.push(&signal.id);
                let line = |l: &crate::model::handbook::LevelEntry| {
                    vec![signal.name.clone(), l.level.name().to_owned(), l.text.clone()]
                };
                rows.extend(signal.levels.iter().map(line));
            }
        }
        if !rows.is_empty() {
            self.say("signals", &[]);
            self.table("signals", "预警信号和标准", &[("信号", 40), ("级别", 18), ("标准", 98)], rows);
        }
    }

    fn warning(&mut self) {
        let mut tools: Vec<String> = Vec::new();
        for alarm in &self.desk.book.alarms {
            let tool = alarm.tool.clone();
            if !tool.is_empty() && !tools.contains(&tool) && !tool.contains("喇叭") {
                tools.push(tool);
            }
        }
        let tools = or_blank(&tools.join("、"));
        self.say("warning", &[("tools", &tools)]);
    }

    fn alarms(&mut self) {
        let rows: Vec<_> = (self.desk.book.alarms.iter())
            .map(|a| vec![a.meaning.clone(), facts::formal(&a.text), a.by.clone()])
            .collect();
        if !rows.is_empty() {
            self.say("alarms", &[]);
            self.table("alarms", "报警信号", &[("含义", 30), ("声音", 90), ("发出人", 36)], rows);
        }
    }

    fn levels(&mut self) {
        let (names, book) = (&self.desk.names, self.desk.book);
        let ends = |a: &MatrixAction| {
            words::until(book, a).map_or_else(String::new, |last| format!("（到{}为止）", level(last)))
        };
        let mut rows = Vec::new();
        for row in &book.matrix {
            for cell in &row.cells {
                // What already holds at a lower level is not said again; an act is that of its hazards, not of others.
                let mut new: Vec<(String, Vec<String>)> = Vec::new();
                for act in cell.actions.iter().filter(|a| a.from == row.level) {
                    let (hazards, text) =
                        (names.hazards(&act.hazards), facts::formal(&act.text) + &ends(act));
                    match new.iter_mut().find(|(of, _)| *of == hazards) {
                        Some((_, acts)) => acts.push(text),
                        None => new.push((hazards, vec![text])),
                    }
                }
                if !new.is_empty() {
                    let who = names.roles(std::slice::from_ref(&cell.role));
                    let acts = new.iter().map(|(of, acts)| format!("{of}：{}", acts.join("；")));
                    rows.push(vec![level(row.level), who, acts.collect::<Vec<_>>().join("。") + "。"]);
                }
            }
        }
        if !rows.is_empty() {
            self.say("levels", &[]);
            self.table(
                "levels",
                "分级响应",
                &[("级别", 16), ("岗位", 30), ("行动（各级含下一级）", 110)],
                rows,
            );
        }
    }

    fn evacuation(&mut self) {
        let (desk, book) = (self.desk, self.desk.book);
        if book.households.is_empty() {
            return;
        }
        let (homes, people) = facts::moving(desk);
        self.say("order", &[]);
        self.say("moving", &[("homes", &homes), ("people", &people)]);
        let columns =
            [("风险点", 30), ("户", 12), ("人", 18), ("转移责任人", 34), ("避难场所", 34), ("路线", 28)];
        self.table("evacuation", "转移安排", &columns, facts::moves(desk));
        for (point, homes, helpers, shelter) in facts::chains(desk) {
            // The signal is given at these alone: what is watched or reported moves nobody.
            let leave = point.signs.iter().filter(|s| s.act == Act::Leave);
            let signs: Vec<String> = leave.map(|s| words::sensed(s.sense, &s.text)).collect();
            if !signs.is_empty() {
                let (signs, homes) = (signs.join("或者"), homes.to_string());
                let places = [
                    ("signs", signs.as_str()),
                    ("point", &point.name),
                    ("helpers", &helpers),
                    ("homes", &homes),
                    ("shelter", &shelter),
                ];
                self.say("sign", &places);
            }
        }
        self.say("back", &[]);
    }

    fn shelters(&mut self) {
        let desk = self.desk;
        let names = desk.book.shelters.iter().map(|s| s.name.as_str()).collect::<Vec<_>>();
        if !names.is_empty() {
            let (count, names) = (names.len().to_string(), names.join("、"));
            self.annexed("shelter-list", &desk.say("shelters", &[("count", &count), ("names", &names)]));
        }
    }

    fn report(&mut self) {
        let government = || self.desk.names.said("镇人民政府");
        let duty = self.desk.duty().map_or_else(government, |c| c.name.clone());
        let items = self.desk.plans.filing.report_items.join("、");
        self.say("report", &[("duty", &duty), ("items", &items)]);
        self.say("report_rule", &[]);
    }

    /// The table stands once, in its annex; here is where.
    fn annexed(&mut self, id: &str, sentence: &str) {
        let desk = self.desk;
        let mut wanted =
            desk.plans.filing.annexes.iter().filter(|annex| annex.public || !desk.is_public()).zip(1..);
        let at = wanted
            .find(|(annex, _)| annex.id == id)
            .map(|(annex, n)| format!("见附件{n}《{}》", annex.title));
        self.body(format!("{sentence}，{}。", at.unwrap_or_else(|| "另附".to_owned())));
    }

    fn teams(&mut self) {
        let teams = self.desk.book.teams.len();
        if teams > 0 {
            self.annexed("team-list", &format!("队伍{teams}支，人数、队长、电话和装备"));
        }
    }

    fn supplies(&mut self) {
        let rows = facts::supplies(self.desk).len();
        if rows > 0 {
            self.annexed("supply-list", &format!("物资{rows}项，数量、存放处和保管人"));
            self.say("supplies", &[]);
        }
    }

    fn vehicles(&mut self) {
        let desk = self.desk;
        let rows: Vec<_> = (desk.book.vehicles.iter())
            .map(|v| {
                let count = v.quantity.map(|n| n.to_string()).unwrap_or_default();
                vec![v.name.clone(), count, v.contact.clone(), desk.phones(&v.phones), v.place.clone()]
            })
            .collect();
        if !rows.is_empty() {
            self.say("vehicles", &[]);
            let columns = [("名称", 40), ("数量", 14), ("联系人", 30), ("电话", 36), ("停放", 36)];
            self.table("vehicles", "车辆装备", &columns, rows);
        }
    }

    fn upkeep(&mut self) {
        self.say("upkeep", &[]);
        let book = self.desk.book;
        let mut rows: Vec<Vec<String>> = Vec::new();
        rows.extend(book.drills.iter().map(|d| {
            vec![
                "演练".to_owned(),
                words::date(d.date),
                format!("{} {}", d.hazard, facts::formal(&d.scenario)),
                facts::formal(&d.findings),
            ]
        }));
        rows.extend(
            book.training
                .iter()
                .map(|t| vec!["培训".to_owned(), words::date(t.date), t.topic.clone(), String::new()]),
        );
        rows.extend(
            book.life
                .evaluated
                .iter()
                .map(|e| vec!["评估".to_owned(), words::date(e.date), String::new(), e.conclusion.clone()]),
        );
        if rows.is_empty() {
            rows.push(vec![String::new(); 4]);
        }
        let columns = [("事项", 18), ("日期", 26), ("内容", 70), ("发现的问题、结论", 42)];
        self.table("upkeep", "演练、培训、评估", &columns, rows);
        self.say("refile", &[]);
    }

    fn closing(&mut self) {
        let cycle = or_blank(&self.desk.book.life.cycle);
        let from = self.desk.in_force();
        self.say("closing", &[("village", &self.desk.book.village.name), ("from", &from), ("cycle", &cycle)]);
    }
}
