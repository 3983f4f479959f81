//! Villages out of a seed: the example town's seven, each with other names, numbers, places, households and
//! telephones. All of it is fictional. The same seed and number give the same bytes on any machine.

use std::collections::{BTreeMap, BTreeSet};

/// The example villages: mountain, coast, river, mine, plain, street.
const MODELS: [(&str, &str); 7] = [
    ("岭下村", include_str!("../../examples/hailing/villages/岭下村.yaml")),
    ("东泊村", include_str!("../../examples/hailing/villages/东泊村.yaml")),
    ("前洼村", include_str!("../../examples/hailing/villages/前洼村.yaml")),
    ("坝南村", include_str!("../../examples/hailing/villages/坝南村.yaml")),
    ("沙嘴村", include_str!("../../examples/hailing/villages/沙嘴村.yaml")),
    ("海岭社区", include_str!("../../examples/hailing/villages/海岭社区.yaml")),
    ("矿沟村", include_str!("../../examples/hailing/villages/矿沟村.yaml")),
];
const TOWN: &str = include_str!("../../examples/hailing/town.yaml");
const COUNTY: &str = include_str!("../../examples/hailing/county.yaml");
const MARKER: &str = "# 由种子生成的村庄，人名、电话、地名均为虚构，只用来测速度。\nname: 生成的村庄\n";

const SURNAMES: &str = "赵钱孙李周吴郑王冯陈卫蒋沈韩杨朱秦许何吕施张孔曹严华金魏陶姜戚谢邹喻苏潘葛范彭鲁韦马苗方任袁柳唐薛雷贺倪汤罗毕安常于傅齐康";
const GIVEN: &str = "文明春秋东海国建志永德玉秀兰桂芳英华丽萍红梅军平勇刚强伟涛波斌林森山川江河云雨雪晴安宁福禄寿喜庆和顺吉祥瑞贵富荣光耀宗祖";
const PLACES: &str = "上下前后东西南北大小高长石柳槐杏桃枣梨松竹泉溪河沟坡岭台湾洼崖官庄张王李赵刘周";
const ENDS: &str = "庄村沟峪泉岭湾屯洼坡桥井台寨埠店";

/// A small generator of numbers (splitmix64).
struct Dice(u64);

impl Dice {
    fn of(seed: u64, number: usize) -> Self {
        let mut dice = Self(seed ^ (number as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15));
        dice.next();
        dice
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % end as u64).unwrap()
    }

    fn pick(&mut self, from: &str) -> char {
        let count = from.chars().count();
        from.chars().nth(self.below(count)).unwrap()
    }
}

/// Returns the files of a workspace with so many villages in so many towns, by path.
pub fn workspace(villages: usize, towns: usize, seed: u64) -> BTreeMap<String, String> {
    let mut files = BTreeMap::from([
        ("duoan.yaml".to_owned(), MARKER.to_owned()),
        ("county.yaml".to_owned(), COUNTY.to_owned()),
    ]);
    for town in 0..towns {
        let name = format!("{}镇", place(&mut Dice::of(seed ^ 0x7, town), town));
        let folder = if towns == 1 { String::new() } else { format!("{town:03}{name}/") };
        files.insert(format!("{folder}town.yaml"), TOWN.replace("海岭", name.trim_end_matches('镇')));
        for number in (town..villages).step_by(towns) {
            let (name, text) = village(number, town, seed);
            files.insert(format!("{folder}villages/{name}.yaml"), text);
        }
    }
    files
}

/// Returns a name for a place; the number keeps names apart.
fn place(dice: &mut Dice, number: usize) -> String {
    let ten = |n: usize| PLACES.chars().nth(n % PLACES.chars().count()).unwrap();
    let (first, second) = (ten(number), ten(number / PLACES.chars().count()));
    if number < PLACES.chars().count() {
        format!("{first}{}", dice.pick(ENDS))
    } else {
        format!("{second}{first}{}", dice.pick(ENDS))
    }
}

fn village(number: usize, town: usize, seed: u64) -> (String, String) {
    let mut dice = Dice::of(seed, number);
    let (model, text) = MODELS[number % MODELS.len()];
    let kind = if model.ends_with("社区") { "社区" } else { "村" };
    let name = format!("{}{kind}", place(&mut dice, number));
    let text = households(text, &mut dice);
    let mut words = names(&text, &mut dice);
    words.insert(model.to_owned(), name.clone());
    // The short form, as in names of lanes and teams.
    words.insert(model.trim_end_matches(kind).to_owned(), name.trim_end_matches(kind).to_owned());
    let text = numbers(&renamed(&text, &words), &mut dice);
    let text = telephones(&text, number);
    let code = format!(
        "37{:02}{:02}{:03}{:03}",
        90 + town / 1000,
        town / 10 % 100,
        town % 10 * 100 + number / 1000 % 100,
        number % 1000
    );
    let lines = text.lines().map(|line| {
        // A model may be written in English.
        let key = line.split_once(':').map(|(key, _)| key).filter(|key| ["编码", "code"].contains(key));
        key.map_or_else(|| format!("{line}\n"), |key| format!("{key}: \"{code}\"\n"))
    });
    (name, lines.collect())
}

/// Some households fewer, some more.
fn households(text: &str, dice: &mut Dice) -> String {
    let mut lines = String::new();
    let mut extra = 0;
    for line in text.lines() {
        let home = line.starts_with("  - {户主: ");
        if home && dice.below(100) < 12 {
            continue;
        }
        lines += &format!("{line}\n");
        if home && line.contains("住: ") && line.contains("电话: ") && dice.below(100) < 20 {
            extra += 1;
            let head =
                line.split("户主: ").nth(1).and_then(|rest| rest.split(',').next()).unwrap_or_default();
            let address =
                line.split("住: ").nth(1).and_then(|rest| rest.split(',').next()).unwrap_or_default();
            let other = format!(
                "{}{}",
                dice.pick(SURNAMES),
                ["长庚", "长吉", "长乐", "长泰", "长水", "长岭", "长青", "长河"][extra % 8]
            );
            let twin = line.replacen(head, &other, 1).replacen(address, &format!("{address}东{extra}"), 1);
            if !text.contains(&other) && !lines.contains(&other) {
                lines += &format!("{twin}\n");
            }
        }
    }
    lines
}

/// Returns a new name for everybody and for the village's lanes and houses.
fn names(text: &str, dice: &mut Dice) -> BTreeMap<String, String> {
    let people =
        text.lines().skip_while(|line| *line != "人员:").skip(1).take_while(|line| line.starts_with(' '));
    let people =
        people.filter(|line| !line.starts_with("   ")).filter_map(|line| line.trim().split_once(':'));
    let heads = text.split("户主: ").skip(1).filter_map(|rest| rest.split([',', '}']).next());
    let old: BTreeSet<String> =
        people.map(|(name, _)| name.trim().to_owned()).chain(heads.map(|h| h.trim().to_owned())).collect();
    let mut taken: BTreeSet<String> = old.clone();
    let mut fresh = |_: &String| loop {
        let mut name: String = [dice.pick(SURNAMES), dice.pick(GIVEN), dice.pick(GIVEN)].iter().collect();
        if dice.below(6) == 0 {
            name.pop();
        }
        // A name must not stand within another word.
        if !text.contains(&name) && taken.iter().all(|t| !t.contains(&name) && !name.contains(t.as_str())) {
            taken.insert(name.clone());
            return name;
        }
    };
    old.iter().map(|name| (name.clone(), fresh(name))).collect()
}

/// Returns the text with words replaced in one pass, the longest first.
fn renamed(text: &str, words: &BTreeMap<String, String>) -> String {
    let mut long: Vec<(&String, &String)> = words.iter().collect();
    long.sort_by_key(|(old, _)| std::cmp::Reverse(old.len()));
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        if let Some((old, new)) = long.iter().find(|(old, _)| rest.starts_with(old.as_str())) {
            out += new;
            rest = &rest[old.len()..];
        } else {
            out.push(c);
            rest = &rest[c.len_utf8()..];
        }
    }
    out
}

/// Other lengths, times, stocks, seats and coordinates, within what the checks allow.
fn numbers(text: &str, dice: &mut Dice) -> String {
    let shift = (dice.below(4000) as f64 / 10_000.0, dice.below(4000) as f64 / 10_000.0);
    let more = |line: &str, key: &str, dice: &mut Dice| -> Option<String> {
        let (before, after) = line.split_once(key)?;
        let digits = after.find(|c: char| !c.is_ascii_digit()).unwrap_or(after.len());
        let value: usize = after[..digits].parse().ok()?;
        Some(format!("{before}{key}{}{}", value + dice.below(value / 5 + 1), &after[digits..]))
    };
    let one = |line: &str, dice: &mut Dice| -> String {
        if let Some((before, after)) = line.split_once("坐标: [") {
            let numbers: Vec<f64> =
                after.trim_end_matches(']').split(',').filter_map(|n| n.trim().parse().ok()).collect();
            if let [north, east] = numbers[..] {
                return format!("{before}坐标: [{:.5}, {:.5}]", north + shift.0, east + shift.1);
            }
        }
        ["    容量: ", "    米: ", "    分钟: ", ", 数量: "]
            .iter()
            .find_map(|key| more(line, key, dice))
            .unwrap_or_else(|| line.to_owned())
    };
    text.lines().map(|line| one(line, dice) + "\n").collect()
}

/// Every telephone gets a number of its own, of a block that no network gives out: 1xx 0000 nnnn, 0633-0000
/// nnnn.
fn telephones(text: &str, village: usize) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("138 0000 ") {
        let digits = &rest[at + 9..(at + 13).min(rest.len())];
        let number: usize = digits.parse().unwrap_or(0);
        out += &rest[..at];
        out += &format!("1{:02} 0000 {:04}", 30 + village / 7 % 60, (number + village * 131) % 10_000);
        rest = &rest[at + 9 + digits.len()..];
    }
    out + rest
}
