//! How a community speaks: plans are written for villages, and a table of words turns every text for 社区.

use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::library::PlanSet;
use super::profile::Named;

/// words.yaml：社区怎么说.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct WordFile {
    /// 村里的话 → 社区的话；the words of a village and what a community says.
    #[schemars(extend("zh" = "社区"))]
    pub community: Named<String>,
    /// 社区也照说的话，如 农村；words with 村 that a community says too.
    #[schemars(extend("zh" = "照说"))]
    pub kept: Vec<String>,
}

/// Keys whose texts are never turned: names of documents and supplies, other spellings, figures to look up.
pub const FIXED: [&str; 6] = ["id", "sources", "source", "aliases", "item", "review"];

impl WordFile {
    /// Returns a text as a community says it, the longest words first; what stands in braces stays.
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
                .chain(&self.community)
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

    /// Returns the words of a village that are left in a text, if any: a table that lacks a word is told of
    /// it.
    pub fn left(&self, text: &str) -> bool {
        let said = self.said(text);
        let outside = self.kept.iter().fold(said, |text, word| text.replace(word.as_str(), ""));
        outside.contains('村') || outside.contains("乡亲")
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
    /// Returns the library as it is said to a community.
    #[must_use]
    pub fn for_community(&self) -> Self {
        let words = &self.words;
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

    #[test]
    fn the_longest_word_is_said_and_facts_stay() {
        let words = WordFile {
            community: [("村民", "居民"), ("村民小组", "居民小组"), ("村", "社区")]
                .map(|(a, b)| (a.into(), b.into()))
                .into(),
            kept: vec!["农村".into()],
        };
        assert_eq!(words.said("叫村民小组长，村民到村口；农村照旧"), "叫居民小组长，居民到社区口；农村照旧");
        assert_eq!(
            words.said("{{ 村民 }}找村民{% if 村 %}村{% endif %}"),
            "{{ 村民 }}找居民{% if 村 %}社区{% endif %}"
        );
        assert!(!words.left("村民"));
        assert!(WordFile::default().left("村民"));
    }
}
