//! How people are spoken to: plans are written for villages under a town, and tables of words turn every text
//! for a 社区, for a 嘎查 under a 苏木, for a company of a 团场.

use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::handbook::VillageEntry;
use super::library::PlanSet;
use super::profile::{Kind, Named, Profile};

/// words.yaml：社区和别的地方怎么说.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct WordFile {
    /// 村里的话 → 社区的话；the words of a village and what a community says.
    #[schemars(extend("zh" = "社区"))]
    pub community: Named<String>,
    /// 社区也照说的话，如 农村；words with 村 that a community says too.
    #[schemars(extend("zh" = "照说"))]
    pub kept: Vec<String>,
    /// 地名这样结尾的，那里怎么说；what is said where a name ends so. A later one wins.
    #[schemars(extend("zh" = "地方"))]
    pub places: Vec<PlaceWords>,
}

/// 一种地方的说法；what is said in one kind of place.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct PlaceWords {
    /// 看哪个名字；which name is looked at.
    #[schemars(extend("zh" = "看"))]
    pub of: PlaceName,
    /// 名字怎么结尾，如 嘎查；how it ends.
    #[schemars(extend("zh" = "结尾"))]
    pub ends: Vec<String>,
    /// 村里的话 → 那里的话；the words of a village and what is said there.
    #[schemars(extend("zh" = "说法"))]
    pub words: Named<String>,
}

/// 村名、镇街、县区；a name of a profile's head.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum PlaceName {
    /// 村名；the village's.
    #[default]
    #[schemars(extend("zh" = "村名"))]
    Village,
    /// 镇街；the town's.
    #[schemars(extend("zh" = "镇街"))]
    Town,
    /// 县区；the county's.
    #[schemars(extend("zh" = "县区"))]
    County,
}

/// By what a village is spoken to in its own way.
#[derive(Debug, Clone, Copy)]
#[expect(missing_docs, reason = "the fields are those of the profile")]
pub struct Spoken<'a> {
    pub kind: Kind,
    pub name: &'a str,
    pub town: &'a str,
    pub county: &'a str,
}

impl<'a> From<&'a Profile> for Spoken<'a> {
    fn from(p: &'a Profile) -> Self {
        Self { kind: p.kind, name: &p.name, town: &p.town, county: &p.county }
    }
}

impl<'a> From<&'a VillageEntry> for Spoken<'a> {
    fn from(v: &'a VillageEntry) -> Self {
        Self { kind: v.kind, name: &v.name, town: &v.town, county: &v.county }
    }
}

/// The words that are said otherwise in one village.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tongue {
    /// What a village says, and what is said here.
    pub words: Named<String>,
    kept: Vec<String>,
}

/// Keys whose texts are never turned: names of documents and supplies, other spellings, figures to look up.
pub const FIXED: [&str; 6] = ["id", "sources", "source", "aliases", "item", "review"];

impl WordFile {
    /// Returns what is said otherwise in a village.
    pub fn tongue<'a>(&self, village: impl Into<Spoken<'a>>) -> Tongue {
        let village = village.into();
        let mut words = Named::new();
        if village.kind == Kind::Community {
            words.extend(self.community.clone());
        }
        for place in &self.places {
            let name = match place.of {
                PlaceName::Village => village.name,
                PlaceName::Town => village.town,
                PlaceName::County => village.county,
            };
            if place.ends.iter().any(|end| !end.is_empty() && name.ends_with(end.as_str())) {
                words.extend(place.words.clone());
            }
        }
        Tongue { words, kept: self.kept.clone() }
    }

    /// Returns what is said otherwise in every community.
    pub fn community(&self) -> Tongue {
        Tongue { words: self.community.clone(), kept: self.kept.clone() }
    }

    /// Returns the words of a village that are left in a text for a community, if any: a table that lacks a
    /// word is told of it.
    pub fn left(&self, text: &str) -> bool {
        let said = self.community().said(text);
        let outside = self.kept.iter().fold(said, |text, word| text.replace(word.as_str(), ""));
        outside.contains('村') || outside.contains("乡亲")
    }
}

impl Tongue {
    /// Returns a tongue that calls one thing otherwise and leaves longer names that hold it as they are.
    pub fn calling(name: &str, ours: &str, kept: Vec<String>) -> Self {
        Self { words: [(name.to_owned(), ours.to_owned())].into_iter().collect(), kept }
    }

    /// Returns whether all is said as in a village.
    pub fn is_plain(&self) -> bool {
        self.words.is_empty()
    }

    /// Returns what people say to 村 here.
    pub fn kind_name(&self, kind: Kind) -> String {
        match kind {
            Kind::Village => self.said("村"),
            Kind::Community => "社区".to_owned(),
        }
    }

    /// Returns a text as it is said here, the longest words first; what stands in braces stays.
    pub fn said(&self, text: &str) -> String {
        let mut said = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(next) = rest.chars().next() {
            if rest.starts_with("{{") || rest.starts_with("{%") {
                let end = rest
                    .find(if rest.starts_with("{{") { "}}" } else { "%}" })
                    .map_or(rest.len(), |at| at + 2);
                said.push_str(&rest[..end]);
                rest = &rest[end..];
                continue;
            }
            let kept = self.kept.iter().map(|word| (word, word));
            let known = kept
                .chain(&self.words)
                .filter(|(word, _)| !word.is_empty() && rest.starts_with(word.as_str()));
            match known.max_by_key(|(word, _)| word.len()) {
                Some((word, ours)) => {
                    said.push_str(ours);
                    rest = &rest[word.len()..];
                }
                None => {
                    said.push(next);
                    rest = &rest[next.len_utf8()..];
                }
            }
        }
        said
    }

    fn turned<T: Serialize + DeserializeOwned>(&self, value: &T) -> T {
        let mut value = serde_json::to_value(value).expect("plans serialise");
        each_text(&mut value, &mut |text| *text = self.said(text));
        serde_json::from_value(value).expect("only words have changed")
    }
}

/// Calls for every text of a value that is said to people.
pub fn each_text(value: &mut Value, act: &mut impl FnMut(&mut String)) {
    match value {
        Value::String(text) => act(text),
        Value::Array(items) => items.iter_mut().for_each(|item| each_text(item, act)),
        Value::Object(map) => {
            map.iter_mut()
                .filter(|(key, _)| !FIXED.contains(&key.as_str()))
                .for_each(|(_, item)| each_text(item, act));
        }
        _ => {}
    }
}

impl PlanSet {
    /// Returns the library as it is said in a tongue.
    #[must_use]
    pub fn spoken(&self, words: &Tongue) -> Self {
        Self {
            plans: self.plans.iter().map(|(id, plan)| (id.clone(), words.turned(plan))).collect(),
            roles: words.turned(&self.roles),
            common: words.turned(&self.common),
            signals: words.turned(&self.signals),
            resolve: words.turned(&self.resolve),
            ..self.clone()
        }
    }
}

/// What is on paper only where parts of a sentence were joined badly.
const JOINTS: [&str; 24] = [
    "，，",
    "。。",
    "、、",
    "；；",
    "：：",
    "，。",
    "。，",
    "、，",
    "，、",
    "；，",
    "，；",
    "、。",
    "。、",
    "：，",
    "的的",
    "如果如果",
    "就就",
    "看到看到",
    "听到听到",
    "闻到闻到",
    "看到听到",
    "看到闻到",
    "听到看到",
    "闻到看到",
];

/// Returns where a sentence was joined badly: two marks on end, a word said twice.
pub fn joint(text: &str) -> Option<&'static str> {
    JOINTS.into_iter().find(|joint| text.contains(joint))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(pairs: &[(&str, &str)]) -> Named<String> {
        pairs.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect()
    }

    #[test]
    fn the_longest_word_is_said_and_facts_stay() {
        let file = WordFile {
            community: words(&[("村民", "居民"), ("村民小组", "居民小组"), ("村", "社区")]),
            kept: vec!["农村".into()],
            ..WordFile::default()
        };
        let tongue = file.community();
        assert_eq!(tongue.said("叫村民小组长，村民到村口；农村照旧"), "叫居民小组长，居民到社区口；农村照旧");
        assert_eq!(
            tongue.said("{{ 村民 }}找村民{% if 村 %}村{% endif %}"),
            "{{ 村民 }}找居民{% if 村 %}社区{% endif %}"
        );
        assert!(!file.left("村民"));
        assert!(WordFile::default().left("村民"));
    }

    #[test]
    fn what_a_name_ends_in_decides_and_the_later_table_wins() {
        let table = |of, end: &str, pairs: &[(&str, &str)]| PlaceWords {
            of,
            ends: vec![end.to_owned()],
            words: words(pairs),
        };
        let file = WordFile {
            places: vec![
                table(PlaceName::Village, "嘎查", &[("村", "嘎查")]),
                table(PlaceName::Town, "苏木", &[("镇街", "苏木")]),
                table(PlaceName::Town, "某苏木", &[("镇街", "某地")]),
            ],
            ..WordFile::default()
        };
        let said = |name: &str, town: &str| {
            let village = Spoken { kind: Kind::Village, name, town, county: "" };
            file.tongue(village).said("村里报镇街")
        };
        assert_eq!(said("甲嘎查", "乙苏木"), "嘎查里报苏木");
        assert_eq!(said("甲村", "乙苏木"), "村里报苏木");
        assert_eq!(said("嘎查甲村", "某苏木"), "村里报某地");
        assert_eq!(said("甲村", ""), "村里报镇街");
    }
}
