//! Whatever a legal profile says is printed: profiles that use every field by chance, and villages at whose edges
//! a text once had no paper.
//!
//! `DUOAN_VILLAGES=60 cargo test --release legal` tries more of them.

use std::fs;

use tempfile::TempDir;

use crate::commands::{code, duoan, said};

/// A stream of choices that is the same every time, and the names that it has given.
struct Dice {
    state: u64,
    given: usize,
}

const SURNAMES: [&str; 12] =
    ["赵", "钱", "孙", "欧阳", "岩", "玉", "扎", "买买提·", "斯琴", "古丽·", "娜", "木呷"];
const GIVEN: [&str; 12] =
    ["伟", "桂香", "䶮", "志明", "吐尔逊", "艾合买提江", "高娃", "罕", "春", "建国", "喆", "阿支莫"];
const WORDS: [&str; 16] = [
    "老槐树",
    "供销社",
    "村口",
    "石桥",
    "卫生室",
    "北坡",
    "C区",
    "3号楼",
    "《村规》第3条",
    "约300m",
    "50%",
    "Wi-Fi",
    "“老地方”",
    "戏台",
    "水塘",
    "3~5米",
];
const HAZARDS: [&str; 12] = [
    "山洪",
    "滑坡崩塌",
    "台风",
    "房屋火灾",
    "溺水",
    "高温",
    "一氧化碳中毒",
    "蛇蜂蜱狗咬伤",
    "风暴潮海浪",
    "诈骗和谣言",
    "有限空间中毒窒息",
    "低温雪冻",
];
const POSTS: [&str; 12] = [
    "总指挥",
    "副总指挥",
    "应急管理员",
    "灾害信息员",
    "预警员",
    "村医",
    "治安员",
    "物资员",
    "挂点领导",
    "驻村干部",
    "会计",
    "雨量观测员",
];
const DUTIES: [&str; 6] = ["叫门", "盯守", "带人转移", "报险情", "管避难点", "断电断气"];

impl Dice {
    fn below(&mut self, most: usize) -> usize {
        self.state =
            self.state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.state >> 33).unwrap() % most
    }

    fn of<'a>(&mut self, all: &[&'a str]) -> &'a str {
        all[self.below(all.len())]
    }

    fn words(&mut self, most: usize) -> String {
        let length = 2 + self.below(most - 1);
        let mut text = String::new();
        while text.chars().count() < length {
            text += self.of(&WORDS);
        }
        text.chars().take(length).collect::<String>().replace('《', "").trim_end_matches('“').to_owned()
    }

    /// This key, three times of four.
    fn maybe(&mut self, key: &str, value: impl FnOnce(&mut Self) -> String) -> String {
        if self.below(4) == 0 { String::new() } else { format!("{key}: {}, ", value(self)) }
    }

    /// A number that nothing else has, in characters.
    fn number(&mut self) -> String {
        self.given += 1;
        let digits: Vec<char> = "〇一二三四五六七八九".chars().collect();
        self.given.to_string().bytes().map(|b| digits[usize::from(b - b'0')]).collect()
    }

    /// The name of a thing that there is once.
    fn name(&mut self, end: &str) -> String {
        self.number() + ["沟口", "东", "老磨坊下边"][self.below(3)] + end
    }

    fn phone(&mut self) -> String {
        self.given += 1;
        let last = self.given;
        match self.below(6) {
            0 => format!("0731-0000 {last:04}转802"),
            1 => format!("[138 0000 {last:04}, 0731-0000 {last:04}]"),
            2 => format!("138 0000 {last:04}（隔壁王婶）"),
            3 => format!("66{last:04}（短号）"),
            _ => format!("138 0000 {last:04}"),
        }
    }
}

/// A profile in the making.
struct Village {
    dice: Dice,
    people: String,
}

impl Village {
    fn person(&mut self) -> String {
        let dice = &mut self.dice;
        let name = dice.of(&SURNAMES).to_owned() + dice.of(&GIVEN) + &dice.number();
        let phone = dice.phone();
        let title =
            dice.maybe("职务", |d| d.of(&["教师", "C", "村党支部书记", "电工", "会计兼文书"]).to_owned());
        let public = dice.maybe("公开", |_| "是".to_owned());
        self.people += &format!("  {name}: {{{title}{public}电话: {phone}}}\n");
        name
    }

    fn some(&mut self, most: usize) -> String {
        let count = 1 + self.dice.below(most);
        let names: Vec<String> = (0..count).map(|_| self.person()).collect();
        format!("[{}]", names.join(", "))
    }
}

/// A profile that uses most of what may be written.
#[allow(clippy::too_many_lines, reason = "cases one after the other")]
fn profile(seed: u64) -> String {
    let mut v = Village { dice: Dice { state: seed, given: 0 }, people: String::new() };
    let kind = ["村", "社区", "嘎查", "渔村", "林场"][v.dice.below(5)];
    let mut text = format!(
        "村名: {}{kind}\n类型: {}\n镇街: {}\n版本: {{号: 2}}\n",
        v.dice.words(3).replace(|c: char| !('一'..='龥').contains(&c), "石"),
        if kind == "社区" { "社区" } else { "村" },
        v.dice.of(&["海岭镇", "云塘乡", "某某街道", "一二九团", "雪山苏木"]),
    );
    let first = v.dice.below(HAZARDS.len() - 2);
    let hazards = &HAZARDS[first..(first + 1 + v.dice.below(2)).min(HAZARDS.len())];
    let (points, shelters) = ([v.dice.name(""), v.dice.name("")], [v.dice.name("院"), v.dice.name("场")]);
    text += "灾害:\n";
    for hazard in hazards {
        let more = v.dice.maybe("说明", |d| format!("\"{}\"", d.words(24)))
            + &v.dice.maybe("触发", |_| "{1小时雨量: {到: 45毫米, 做: 报}, 风力: 8级}".to_owned());
        text += &format!("  {hazard}: {{{more}可能性: 高}}\n");
    }
    let mut posts = String::new();
    for post in POSTS {
        if v.dice.below(2) == 0 {
            posts += &format!("  {post}: {}\n", v.some(3));
        }
    }
    if !posts.is_empty() {
        text += &format!("岗位:\n{posts}");
    }
    let (officers, area, nobody) = (v.some(2), v.dice.words(12), v.dice.name("网格"));
    text += &format!("网格:\n  甲片: {{网格员: {officers}, 范围: \"{area}\"}}\n  {nobody}: {{户数: 43}}\n");
    for i in 0..v.dice.below(3) {
        let (people, duty, area) = (v.some(3), v.dice.of(&DUTIES), v.dice.words(20));
        text += if i == 0 { "自设岗位:\n" } else { "" };
        text +=
            &format!("  {}: {{人: {people}, 职责: [{duty}, 指挥], 范围: \"{area}\"}}\n", v.dice.name("员"));
    }
    let (leader, hazard) = (v.some(2), v.dice.of(hazards));
    text += &format!("中心户:\n  后山片: {{中心户长: {leader}, 灾种: [{hazard}], 户数: 9, 级别: 高}}\n");
    text += "风险点:\n";
    for point in &points {
        let (place, watchers) = (v.dice.words(20), v.some(3));
        let signs = format!("[{{看: \"{}\", 做: 撤}}, {{听: \"{}\"}}]", v.dice.words(9), v.dice.words(4));
        let more = v.dice.maybe("前兆", |_| signs)
            + &v.dice.maybe("统一编号", |_| "\"510923002613\"".to_owned())
            + &v.dice.maybe("威胁人数", |_| "31".to_owned())
            + &v.dice.maybe("转移级别", |_| "{暴雨预警信号: 蓝色}".to_owned())
            + &v.dice.maybe("情况", |d| format!("\"{}\"", d.words(20)));
        text += &format!(
            "  {point}: {{{more}灾种: [{}], 地点: \"{place}\", 盯守: {watchers}}}\n",
            v.dice.of(hazards)
        );
    }
    text += "避难点:\n";
    for shelter in &shelters {
        let (keeper, place) = (v.some(2), v.dice.words(24));
        let more =
            v.dice.maybe("容量", |_| "9000".to_owned()) + &v.dice.maybe("面积", |_| "120".to_owned());
        text += &format!(
            "  {shelter}: {{{more}负责人: {keeper}, 地点: \"{place}\", 钥匙: \"{}\"}}\n",
            v.dice.words(6)
        );
    }
    let route = v.dice.name("路");
    let (via, closed) = (v.dice.words(6), v.dice.words(18));
    text += &format!(
        "路线:\n  {route}: {{从: {}, 到: {}, 经过: [\"{via}\"], 分钟: 12, 不能走: \"{closed}\"}}\n",
        points[0], shelters[0]
    );
    let helpers = [v.some(2), v.some(2)];
    text += "转移对象:\n";
    for i in 0..2 + v.dice.below(3) {
        let needs = v.dice.of(&["独居", "耳聋", "卧床", "盲人", "坐轮椅"]);
        let (head, address) = (v.dice.name(""), v.dice.words(16));
        let more =
            v.dice.maybe("人数", |d| (1 + d.below(7)).to_string()) + &v.dice.maybe("电话", Dice::phone);
        text += &format!(
            "  - {{{more}户主: 户{head}, 住: \"{address}\", 特殊: [{needs}], 用车: 担架, 帮扶: {}, 风险点: {}}}\n",
            helpers[i % 2],
            points[i % 2]
        );
    }
    let keeper = v.person();
    text += &format!(
        "物资:\n  - {{品名: C型钩, 数量: 3, 单位: 个, 存放: \"{}\", 保管: {keeper}}}\n",
        v.dice.words(8)
    );
    let leader = v.person();
    text += &format!(
        "队伍:\n  青年队: {{队长: {leader}, 队员: {}, 装备: [\"{}\"]}}\n",
        v.some(9),
        v.dice.words(9)
    );
    let kind = v.dice.of(&["学校", "水库", "高层住宅", "聚集场所", "其他"]);
    text += &format!("重点场所:\n  {}: {{类别: {kind}, 电话: {}}}\n", v.dice.name("馆"), v.dice.phone());
    text += &format!("外部电话:\n  值班室: {{类别: 镇值班, 电话: {}}}\n", v.dice.phone());
    text += "报警信号:\n  立即转移: {用什么: 铜锣, 怎么响: 连续急敲}\n";
    text + "人员:\n" + &v.people
}

/// A workspace of its own with these villages.
fn workspace(villages: &[(String, String)]) -> TempDir {
    let dir = TempDir::new().unwrap();
    fs::create_dir(dir.path().join("villages")).unwrap();
    for (name, text) in villages {
        fs::write(dir.path().join(format!("villages/{name}.yaml")), text).unwrap();
    }
    dir
}

/// Whatever `check` passes `build` makes.
fn made(villages: &[(String, String)], families: &str) {
    let dir = workspace(villages);
    let checked = duoan(&["check"], dir.path());
    assert_eq!(code(&checked), 0, "a profile is not legal: {}", said(&checked));
    let built = duoan(&["build", "--only", families], dir.path());
    assert_eq!(code(&built), 0, "{}", said(&built));
    let filed = duoan(&["build", "--only", "handbook", "--audience", "file"], dir.path());
    assert_eq!(code(&filed), 0, "{}", said(&filed));
}

#[test]
fn a_legal_profile_that_says_anything_is_printed_whole() {
    let count: u64 = std::env::var("DUOAN_VILLAGES").ok().and_then(|count| count.parse().ok()).unwrap_or(3);
    let villages: Vec<(String, String)> = (0..count)
        .map(|seed| {
            (
                format!("v{seed}"),
                profile(seed).replacen(
                    "村名: ",
                    &format!(
                        "村名: {}",
                        ["甲", "乙", "丙"][usize::try_from(seed % 3).unwrap()]
                            .repeat(1 + usize::try_from(seed / 3).unwrap() % 4)
                    ),
                    1,
                ),
            )
        })
        .collect();
    made(
        &villages,
        "page,handbook,role-cards,duty-cards,fetch-cards,site-cards,household-cards,wallet-cards,ladder",
    );
}

/// The least that a village says, with something more.
fn least(more: &str) -> String {
    format!(
        "村名: 石门村\n版本: {{号: 1, 施行: 2026-06-01}}\n人员: {{甲一: {{电话: [138 0000 1001, 138 0000 1002], 职务: 教师}}, 乙二: {{}}}}\n{more}"
    )
}

#[test]
fn edges_at_which_a_text_had_no_paper_are_printed() {
    let cases = [
        // No hazard with levels, no common step, nothing that is seen or heard.
        "灾害: {诈骗和谣言: {}}\n岗位: {总指挥: [甲一]}\n",
        // A grid without an officer, a keeper and a helper with two numbers.
        "灾害: {山洪: {}}\n岗位: {总指挥: [乙二]}\n网格: {甲片: {户数: 43}}\n避难点: {村小学: {负责人: [甲一]}}\n转移对象: [{户主: 丙三, 住: 沟口, 帮扶: [甲一], 灾种: [山洪], 去: 村小学}]\n",
        // One sign of one character, read over the border of two others.
        "灾害: {山洪: {}}\n风险点: {沟口: {灾种: [山洪], 前兆: [{看: 果园, 做: 撤}, {听: 果园磨, 做: 报}, {闻: 磨, 做: 盯}]}}\n",
        // A company of the Corps, of which nobody is called a commander.
        "镇街: 一二九团\n灾害: {房屋火灾: {}}\n岗位: {副连长: [甲一]}\n",
        // A long name of an office whose number is not for everybody.
        "灾害: {山洪: {}}\n岗位: {总指挥: [甲一]}\n网格: {甲片: {网格员: [甲一]}}\n外部电话: {海岭镇人民政府应急值班室: {类别: 镇值班, 电话: 138 0000 1009}}\n",
    ];
    let villages: Vec<(String, String)> = cases
        .iter()
        .enumerate()
        .map(|(i, more)| {
            (
                format!("v{i}"),
                least(more).replace("石门村", &format!("石门{}村", ["东", "西", "南", "北", "中"][i])),
            )
        })
        .collect();
    made(&villages, "page,handbook,role-cards,site-cards,household-cards,wallet-cards");
}

#[test]
fn places_that_are_no_village_are_printed_with_their_own_leaders_and_offices() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/places");
    let mut villages: Vec<(String, String)> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| {
            (path.file_stem().unwrap().to_string_lossy().into_owned(), fs::read_to_string(path).unwrap())
        })
        .collect();
    villages.sort();
    assert_eq!(villages.len(), 5);
    let dir = workspace(&villages);
    let checked = duoan(&["check"], dir.path());
    assert_eq!(code(&checked), 0, "{}", said(&checked));
    // 指导员, 总支书记, 场长 command; nothing is left to nobody.
    assert!(!said(&checked).contains("没有总指挥"), "{}", said(&checked));
    let built = duoan(&["build", "--only", "page,household-cards"], dir.path());
    assert_eq!(code(&built), 0, "{}", said(&built));
    let words = |village: &str| -> String {
        let pdf = dir.path().join(format!("out/{village}/household-cards.pdf"));
        crate::readers::words(&pdf).split_whitespace().collect()
    };
    for (village, office) in
        [("一三六团八连", "团场值班"), ("银杏苑社区", "街道值班"), ("勐朗寨村", "乡值班")]
    {
        let words = words(village);
        assert!(words.contains(office) && !words.contains("镇值班"), "{village}: {words}");
    }
}

#[test]
fn what_a_profile_says_is_never_turned_into_the_words_of_a_place() {
    let profile = "
村名: 青松林场
镇街: 翠岭林业局
版本: {号: 1, 施行: 2026-06-01}
人员: {李村: {电话: 138 0000 1001}}
岗位: {灾害信息员: [李村]}
灾害: {山洪: {}}
风险点: {东村口: {灾种: [山洪], 地点: 旧村头, 盯守: [李村], 前兆: [{看: 村头的水变浑, 做: 报}], 威胁户数: 2}}
避难点: {新村礼堂: {地点: 村后坡上, 负责人: [李村]}}
转移对象: [{户主: 王村, 住: 新村5号, 人数: 2, 帮扶: [李村], 风险点: 东村口, 去: 新村礼堂}]
报警信号: {立即转移: {用什么: 村部大喇叭, 怎么响: 急喊}}
";
    let dir = workspace(&[("青松林场".to_owned(), profile.to_owned())]);
    let families = "page,household-cards,site-cards,fetch-cards,handbook,poster";
    let built = duoan(&["build", "--only", families, "--format", "txt"], dir.path());
    assert_eq!(code(&built), 0, "{}", said(&built));
    let folder = dir.path().join("out/青松林场");
    let texts = fs::read_dir(folder).unwrap().map(|entry| fs::read_to_string(entry.unwrap().path()));
    let text = texts.map(Result::unwrap).collect::<String>().replace('\u{2060}', "");
    let text: String = text.split_whitespace().collect();
    for own in
        ["李村", "东村口", "旧村头", "新村礼堂", "村后坡上", "王村", "新村5号", "村部大喇叭", "村头的水变浑"]
    {
        assert!(text.contains(own), "{own} is not on paper");
    }
    let mut rest = text;
    for own in ["李村", "东村口", "旧村头", "新村", "村后坡上", "王村", "村部大喇叭", "村头的水"]
    {
        rest = rest.replace(own, "");
    }
    // What is said of the place itself is said as there.
    for (word, ours) in [("村委会", "场部"), ("镇值班", "林业局值班")] {
        assert!(!rest.contains(word) && rest.contains(ours), "{word}");
    }
    let left: Vec<&str> = rest
        .match_indices('村')
        .map(|(at, _)| {
            let end = rest[at..].char_indices().nth(6).map_or(rest.len(), |(i, _)| at + i);
            &rest[at..end]
        })
        .collect();
    assert!(left.is_empty(), "{left:?}");
}
