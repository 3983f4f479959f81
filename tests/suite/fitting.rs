//! What `check` passes `build` makes: villages whose names are as long, as rare, as many or as few as the rules allow.
//!
//! `DUOAN_VILLAGES=20 cargo test --release fitting` tries more of them.

use std::collections::BTreeMap;
use std::fs;

use duoan::compose;
use tempfile::TempDir;

use crate::commands::{code, duoan, said};
use crate::samples::{folder, thorough};

/// Longest names that the rules allow.
const PERSON: usize = 15;
const VILLAGE: usize = 12;
const PLACE: usize = 40;
const POINT: usize = 12;

/// Villages whose profiles are taken apart.
const BASES: [&str; 4] = ["岭下村", "海岭社区", "沙嘴村", "坝南村"];
const SYLLABLES: &str = "买提江阿不都热合曼努尔艾克力吐逊古丽娜扎依木卡哈萨";
const FAMILY_NAMES: &str = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨";
/// Given names, some of them rare.
const GIVEN: &str = "䶮堃喆淏翀㛃燚垚犇鑫文明志强桂兰秀英";
const PLACES: &str = "石门子沟北侧老磨坊上方东大河滩涂下坡低洼巷子供销社后墙连檐木屋防火区急弯陡坡代销点水井";

/// A stream of numbers that is the same every time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % most
    }

    fn word(&mut self, signs: &str, length: usize) -> String {
        let signs: Vec<char> = signs.chars().collect();
        (0..length).map(|_| signs[self.below(signs.len())]).collect()
    }
}

/// How a generated village is.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Size {
    /// As short and as few as may be.
    Least,
    /// Some of everything.
    Mixed,
    /// All at their limits.
    Most,
}

/// A person's name of this kind of village.
fn person(dice: &mut Dice, size: Size) -> String {
    let kind = match size {
        Size::Least => 0,
        Size::Mixed => dice.below(4),
        Size::Most => 3,
    };
    match kind {
        0 => dice.word(FAMILY_NAMES, 1) + &dice.word(GIVEN, 1),
        1 => dice.word(FAMILY_NAMES, 1) + &dice.word(GIVEN, 2) + "（二组）",
        2 => dice.word(SYLLABLES, 3) + "·" + &dice.word(SYLLABLES, 3),
        _ => {
            let first = 4 + dice.below(6);
            dice.word(SYLLABLES, first) + "·" + &dice.word(SYLLABLES, PERSON - 1 - first)
        }
    }
}

/// The keys of a block, two spaces deep.
fn keys(text: &str, block: &str) -> Vec<String> {
    let lines = text.lines().skip_while(|line| line.trim_end() != format!("{block}:")).skip(1);
    let lines = lines.take_while(|line| line.is_empty() || line.starts_with(' '));
    let key = |line: &str| {
        line.strip_prefix("  ")
            .filter(|rest| !rest.starts_with([' ', '-']))?
            .split(':')
            .next()
            .map(str::to_owned)
    };
    lines.filter_map(key).collect()
}

/// The values of a key, wherever it stands.
fn values<'a>(text: &'a str, key: &str) -> Vec<&'a str> {
    let key = format!("{key}: ");
    let found = text.split(key.as_str()).zip(text.split(key.as_str()).skip(1));
    let whole = found.filter(|(before, _)| before.ends_with([' ', '{'])).map(|(_, rest)| rest);
    whole
        .filter_map(|rest| rest.split([',', '}', '\n']).next())
        .filter(|value| !value.starts_with(['[', '"']))
        .collect()
}

/// Every name by which the text says these, the longest first, changed at once.
fn renamed(text: &str, names: &BTreeMap<String, String>) -> String {
    let mut order: Vec<&String> = names.keys().collect();
    order.sort_by_key(|name| (std::cmp::Reverse(name.chars().count()), (*name).clone()));
    let mark = |i: usize| format!("\u{1}{i}\u{2}");
    let marked = order
        .iter()
        .enumerate()
        .fold(text.to_owned(), |text, (i, name)| text.replace(name.as_str(), &mark(i)));
    order.iter().enumerate().fold(marked, |text, (i, name)| text.replace(&mark(i), &names[*name]))
}

/// Drops all but the first so many items of a list of the top level.
fn shortened(text: &str, block: &str, keep: usize) -> String {
    let (mut inside, mut seen) = (false, 0);
    let keeps = |line: &&str| {
        if !line.starts_with(' ') && !line.is_empty() {
            inside = line.trim_end() == format!("{block}:");
        } else if inside && line.starts_with("  - ") {
            seen += 1;
        }
        !inside || seen <= keep
    };
    text.lines().filter(keeps).map(|line| format!("{line}\n")).collect()
}

/// A profile made of an example village's.
fn village(seed: u64, size: Size) -> String {
    let mut dice = Dice(seed);
    let base = BASES[dice.below(BASES.len())];
    let text = fs::read_to_string(folder().join(format!("villages/{base}.yaml"))).unwrap();
    let mut names = BTreeMap::new();
    let mut taken = std::collections::BTreeSet::new();
    let mut fresh = |old: &str, make: &mut dyn FnMut() -> String| {
        let name = std::iter::repeat_with(make).find(|name| taken.insert(name.clone())).unwrap();
        names.entry(old.to_owned()).or_insert(name);
    };
    let people: Vec<String> = keys(&text, "人员")
        .into_iter()
        .chain(["户主", "联系人", "负责人"].iter().flat_map(|key| values(&text, key)).map(str::to_owned))
        .collect();
    for old in people {
        fresh(&old, &mut || person(&mut dice, size));
    }
    let long = |dice: &mut Dice, most: usize| match size {
        Size::Least => 2 + dice.below(2),
        Size::Mixed => 2 + dice.below(most - 1),
        Size::Most => most,
    };
    let kind = base.chars().last().unwrap();
    fresh(base, &mut || {
        let length = long(&mut dice, VILLAGE - 1);
        dice.word(PLACES, length) + &kind.to_string()
    });
    for (block, most) in [("风险点", POINT), ("避难点", PLACE), ("路线", POINT)] {
        for old in keys(&text, block) {
            fresh(&old, &mut || {
                let length = long(&mut dice, most);
                dice.word(PLACES, length)
            });
        }
    }
    described(renamed(&text, &names), &mut dice, size)
}

/// Lengthens what is said of people and places, or leaves only the first of each list.
fn described(mut text: String, dice: &mut Dice, size: Size) -> String {
    if size != Size::Least {
        for key in ["住", "地点", "情况", "往哪撤", "说明", "存放", "停放"] {
            let mut all: Vec<String> = values(&text, key).into_iter().map(str::to_owned).collect();
            all.sort();
            all.dedup();
            for old in all.iter().filter(|value| value.chars().count() < PLACE) {
                let more = if size == Size::Most { PLACE } else { 2 + dice.below(PLACE - 1) }
                    .saturating_sub(old.chars().count());
                let new = format!("{old}{}", dice.word(PLACES, more));
                for end in [",", "}", "\n"] {
                    text = text.replace(&format!("{key}: {old}{end}"), &format!("{key}: {new}{end}"));
                }
            }
        }
        text = phones(&text);
    }
    if size == Size::Least {
        for (block, keep) in [
            ("转移对象", 1),
            ("物资", 1),
            ("车辆装备", 0),
            ("演练", 0),
            ("培训", 0),
            ("隐患排查", 0),
            ("历史灾情", 0),
        ] {
            text = shortened(&text, block, keep);
        }
    }
    text
}

/// Every other mobile number becomes a landline with an extension.
fn phones(text: &str) -> String {
    let mut parts = text.split("138 0000 ");
    let first = parts.next().unwrap().to_owned();
    parts.fold(first, |text, part| {
        let (number, rest) = part.split_at(4);
        let odd = number.ends_with(['1', '3', '5', '7', '9']);
        text + &if odd {
            format!("0997-0000 {number}转8021{rest}")
        } else {
            format!("138 0000 {number}{rest}")
        }
    })
}

#[test]
fn what_check_passes_build_makes() {
    let count: u64 = std::env::var("DUOAN_VILLAGES").ok().and_then(|count| count.parse().ok()).unwrap_or(3);
    let dir = TempDir::new().unwrap();
    for name in ["county.yaml", "duoan.yaml", "town.yaml"] {
        fs::copy(folder().join(name), dir.path().join(name)).unwrap();
    }
    fs::create_dir(dir.path().join("villages")).unwrap();
    for seed in 0..count {
        let size = [Size::Most, Size::Mixed, Size::Least][usize::try_from(seed % 3).unwrap()];
        let path = dir.path().join(format!("villages/{seed}.yaml"));
        fs::write(&path, village(seed, size)).unwrap();
    }
    let checked = duoan(&["check"], dir.path());
    assert_eq!(code(&checked), 0, "a generated village is not legal: {}", said(&checked));
    let cards = "role-cards,fetch-cards,duty-cards,site-cards,work-cards,household-cards,wallet-cards";
    let public = vec!["--audience", "public", "--only", "site-cards"];
    let form = vec!["--audience", "file", "--only", "household-cards"];
    for more in [vec![], public, form, vec!["--large-print"]] {
        let mut args = vec!["build"];
        if !more.contains(&"--only") {
            args.extend(["--only", cards]);
        }
        args.extend(more);
        let built = duoan(&args, dir.path());
        assert_eq!(code(&built), 0, "{}", said(&built));
    }
}

#[test]
fn check_names_the_field_the_measure_and_the_room_of_what_does_not_fit() {
    let dir = TempDir::new().unwrap();
    for name in ["county.yaml", "duoan.yaml", "town.yaml"] {
        fs::copy(folder().join(name), dir.path().join(name)).unwrap();
    }
    fs::create_dir(dir.path().join("villages")).unwrap();
    let text = fs::read_to_string(folder().join("villages/岭下村.yaml")).unwrap();
    for (old, length, fits) in
        [("厉纪海", PERSON, true), ("厉纪海", 30, false), ("北沟口", POINT, true), ("北沟口", 30, false)]
    {
        let new: String =
            "买提江阿不都热合曼努尔艾克力吐逊古丽娜扎依木卡哈萨买提江阿不都热".chars().take(length).collect();
        fs::write(dir.path().join("villages/岭下村.yaml"), text.replace(old, &new)).unwrap();
        let checked = duoan(&["check"], dir.path());
        let told = said(&checked).contains("name-length") && said(&checked).contains("毫米");
        assert_eq!(told, !fits, "{new}: {}", said(&checked));
    }
}

/// A village that says one thing in every field of words.
const WORDY: &str = "
村名: 石门村
镇街: 海岭镇
版本: {号: 1, 施行: 2026-06-01}
汛期: 六月到九月
最近的AED: 村委会门口
概况: {地形: 两山夹一沟, 村民小组: {上组: {户数: 9}}}
历史灾情: [{时间: 2012年7月, 经过: 沟里发过水, 损失: 冲走一座桥}]
人员: {甲一: {电话: 138 0000 1001, 职务: 教师}, 乙二: {电话: 138 0000 1002}}
岗位: {总指挥: [甲一], 预警员: [乙二]}
自设岗位: {护林员: {人: [乙二], 职责: [叫门, 报险情], 范围: 后山一片, 平时: [每天走一遍]}}
中心户: {后山片: {中心户长: [乙二], 范围: 上组五家, 灾种: [山洪]}}
网格: {东网格: {网格员: [甲一], 范围: 上组, 户数: 9}}
队伍: {青年队: {类别: 救援队, 队长: 乙二, 装备: [铁锹]}}
灾害: {山洪: {可能性: 高, 触发: {1小时雨量: {到: 45毫米, 做: 报}}, 说明: 来得急}}
风险点: {北沟: {灾种: [山洪], 地点: 沟口, 情况: 窄, 盯守: [甲一], 多久看一次: 每天, 前兆: [{看: 水变浑, 做: 撤}], 诱发因素: 下雨, 监测手段: 人看, 威胁户数: 3, 往哪撤: 往坡上}}
避难点: {村小学: {地点: 坡上, 类型: 学校, 容量: 90, 负责人: [甲一], 钥匙: 门房, 设施: [水井]}}
路线: {坡路: {从: 北沟, 到: 村小学, 经过: [石桥], 分钟: 9, 避开: [漫水桥], 不能走: 水过桥}}
转移对象: [{户主: 丙三, 住: 沟口一家, 小组: 上组, 人数: 2, 特殊: [高龄], 用车: 三轮车, 房屋: 土房, 帮扶: [乙二], 风险点: 北沟, 去: 村小学, 走: 坡路}]
报警信号: {立即转移: {用什么: 铜锣, 怎么响: 急敲, 谁发: 预警员}}
物资: [{品名: 绳子, 规格型号: 粗, 数量: 3, 单位: 根, 存放: 库房, 保管: 甲一}]
车辆装备: [{名称: 三轮车, 数量: 1, 联系人: 甲一, 停放: 院里}]
外部电话: {镇值班室: {类别: 镇值班, 电话: 0531-0000 0051, 时段: 全天, 备注: 二十分钟到}}
重点场所: {老桥: {类别: 桥涵, 地点: 沟口, 说明: 漫水}}
隐患排查: [{查什么: 沟道, 谁查: 甲一, 周期: 每月, 问题: 有树, 临时措施: 立牌}]
演练: [{日期: 2026-05-08, 灾种: 山洪, 内容: 走一遍, 问题: 有人没听见}]
培训: [{日期: 2026-05-09, 内容: 认前兆}]
";

/// What stands in those fields, each once in the profile.
const SAID: [&str; 46] = [
    "六月到九月",
    "村委会门口",
    "两山夹一沟",
    "沟里发过水",
    "冲走一座桥",
    "教师",
    "后山一片",
    "每天走一遍",
    "上组五家",
    "[铁锹]",
    "来得急",
    "地点: 沟口, 情况",
    "情况: 窄",
    "多久看一次: 每天",
    "水变浑",
    "下雨",
    "监测手段: 人看",
    "往坡上",
    "地点: 坡上",
    "门房",
    "水井",
    "石桥",
    "漫水桥",
    "水过桥",
    "沟口一家",
    "小组: 上组",
    "高龄",
    "用车: 三轮车",
    "土房",
    "铜锣",
    "急敲",
    "绳子",
    "规格型号: 粗",
    "库房",
    "名称: 三轮车",
    "院里",
    "全天",
    "二十分钟到",
    "说明: 漫水",
    "沟道",
    "周期: 每月",
    "有树",
    "立牌",
    "走一遍, 问题",
    "有人没听见",
    "认前兆",
];
/// Of so many fields one is tried on each run.
const EACH: usize = 9;

#[test]
fn however_long_one_field_is_either_check_says_so_or_build_makes_it() {
    let dir = TempDir::new().unwrap();
    fs::create_dir(dir.path().join("villages")).unwrap();
    let step = if thorough() { 1 } else { EACH };
    let mut stems = Vec::new();
    for (i, said) in SAID.iter().enumerate().step_by(step) {
        assert_eq!(WORDY.matches(said).count(), 1, "{said}");
        for length in [40, 160] {
            let value = said.rsplit(": ").next().unwrap().trim_matches(['[', ']']);
            let value = if said.ends_with(", 情况") { "沟口" } else { value };
            let value = value.trim_end_matches(", 问题");
            let long: String = PLACES.chars().cycle().skip(i).take(length).collect();
            let text = WORDY.replace(said, &said.replace(value, &long));
            let stem = format!("{i}-{length}");
            let name = format!("石门{}村", Dice(i as u64 * 2 + length as u64 / 100).word(GIVEN, 5));
            let text = text.replace("村名: 石门村", &format!("村名: {name}"));
            fs::write(dir.path().join(format!("villages/{stem}.yaml")), text).unwrap();
            stems.push(stem);
        }
    }
    let (mut refused, mut warned) = (Vec::new(), Vec::new());
    for stem in stems {
        let one = duoan(&["check", &format!("villages/{stem}.yaml")], dir.path());
        let told = said(&one).contains("毫米");
        assert!(code(&one) == 0 || told, "{stem}: {}", said(&one));
        match (code(&one), told) {
            (0, false) => {}
            (0, true) => warned.push(stem),
            _ => refused.push(stem),
        }
    }
    // What is made only by name is warned of.
    let by_name = compose::FITTED.join(",");
    for (gone, args) in [(&refused, &["build"][..]), (&warned, &["build", "--only", &by_name])] {
        for stem in gone {
            fs::remove_file(dir.path().join(format!("villages/{stem}.yaml"))).unwrap();
        }
        let built = duoan(args, dir.path());
        assert_eq!(code(&built), 0, "{refused:?} {warned:?} {}", said(&built));
    }
}

#[test]
fn check_points_at_the_field_that_is_too_long_for_a_card() {
    let dir = TempDir::new().unwrap();
    fs::create_dir(dir.path().join("villages")).unwrap();
    for (old, key) in [("水过桥", "不能走"), ("高龄", "特殊"), ("小组: 上组", "小组"), ("沟口一家", "住")]
    {
        let long: String = PLACES.chars().cycle().take(170).collect();
        let value = old.rsplit(": ").next().unwrap();
        let line = WORDY.lines().find(|line| line.contains(old)).unwrap();
        fs::write(dir.path().join("villages/石门村.yaml"), WORDY.replace(old, &old.replace(value, &long)))
            .unwrap();
        let checked = duoan(&["check"], dir.path());
        let number = WORDY.lines().position(|l| l == line).unwrap() + 1;
        assert_eq!(code(&checked), 1, "{key}");
        assert!(
            said(&checked).contains("overflow") && said(&checked).contains("毫米"),
            "{key}: {}",
            said(&checked)
        );
        assert!(said(&checked).contains(&format!("石门村.yaml:{number}:")), "{key}: {}", said(&checked));
    }
}
