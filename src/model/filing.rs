//! The plan that is handed to the town: chapters, sentences and the table of articles, as data
//! (`plans/filing.yaml`), so that a town can reorder and rename them without Rust.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::profile::{Named, PlaceKind};

/// filing.yaml：报镇街备案的预案；the plan that is filed.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct FilingFile {
    /// 档案没写用哪套章节时用哪套；the set where a profile names none.
    #[schemars(extend("zh" = "默认"))]
    pub usual: String,
    /// 章节，几套；sets of chapters by name.
    #[schemars(extend("zh" = "章节"))]
    pub sets: Named<ChapterSet>,
    /// 每一块叫什么；what each block is called.
    #[schemars(extend("zh" = "块"))]
    pub blocks: Named<String>,
    /// 依据；the acts that the plan rests on.
    #[schemars(extend("zh" = "依据"))]
    pub basis: Vec<Act>,
    /// 句子；sentences with places to fill.
    #[schemars(extend("zh" = "句子"))]
    pub sentences: Named<String>,
    /// 报告内容；what a report says.
    #[schemars(extend("zh" = "报告内容"))]
    pub report_items: Vec<String>,
    /// 审核要看的；what a review looks at.
    #[schemars(extend("zh" = "审核"))]
    pub review: Vec<String>,
    /// 附件；annexes in order.
    #[schemars(extend("zh" = "附件"))]
    pub annexes: Vec<Annex>,
    /// 条款对照；which article asks for what, and where it stands.
    #[schemars(extend("zh" = "条款"))]
    pub clauses: Vec<Clause>,
}

/// 一套章节；one set of chapters.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct ChapterSet {
    /// 名称.
    #[schemars(extend("zh" = "名称"))]
    pub name: String,
    /// 章.
    #[schemars(extend("zh" = "章"))]
    pub chapters: Vec<ChapterRow>,
}

/// 一章.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct ChapterRow {
    /// 标题.
    #[schemars(extend("zh" = "标题"))]
    pub title: String,
    /// 不分节的，直接写块；blocks of a chapter without sections.
    #[schemars(extend("zh" = "块"))]
    pub blocks: Vec<String>,
    /// 节.
    #[schemars(extend("zh" = "节"))]
    pub sections: Vec<SectionRow>,
}

/// 一节.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct SectionRow {
    /// 标题.
    #[schemars(extend("zh" = "标题"))]
    pub title: String,
    /// 块.
    #[schemars(extend("zh" = "块"))]
    pub blocks: Vec<String>,
}

/// 一部法律法规；an act by name.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Act {
    /// 标题.
    #[schemars(extend("zh" = "标题"))]
    pub title: String,
    /// 只给哪个省；for one province only.
    #[schemars(extend("zh" = "地区"))]
    pub region: String,
}

/// 一个附件.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Annex {
    /// 标识.
    #[schemars(extend("zh" = "标识"))]
    pub id: String,
    /// 标题.
    #[schemars(extend("zh" = "标题"))]
    pub title: String,
    /// 公开版里有没有；whether it is in the public edition.
    #[schemars(extend("zh" = "公开"))]
    pub public: bool,
}

/// 一条要求；what an article asks for.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Clause {
    /// 哪部法律法规.
    #[schemars(extend("zh" = "依据"))]
    pub act: String,
    /// 只给哪个省.
    #[schemars(extend("zh" = "地区"))]
    pub region: String,
    /// 第几条.
    #[schemars(extend("zh" = "条款"))]
    pub article: String,
    /// 要什么.
    #[schemars(extend("zh" = "要求"))]
    pub asks: String,
    /// 在哪：块、附件或另一份材料.
    #[schemars(extend("zh" = "在哪"))]
    pub at: Vec<String>,
    /// 档案里记了哪些事才算有，几样用逗号隔开；what has to be written down for it to be there, several with commas.
    /// drafted, surveyed, consulted, reviewed, issued, filed, published, trained, drilled, drills-evaluated, evaluated,
    /// inspected.
    #[schemars(extend("zh" = "看哪一步"))]
    pub fact: String,
    /// 有这些灾种才列.
    #[schemars(extend("zh" = "灾种", "names" = "hazard"))]
    pub hazards: Vec<String>,
    /// 有这些重点场所才列.
    #[schemars(extend("zh" = "重点场所"))]
    pub places: Vec<PlaceKind>,
}

/// What stands on both sides of a table's key where a sentence names it, once it is said: no text of a village's own
/// is taken for it.
pub const TABLE: [&str; 2] = ["\u{F8F0}", "\u{F8F1}"];

impl FilingFile {
    /// Returns a set of chapters by name, else the usual one.
    pub fn set(&self, name: &str) -> Option<&ChapterSet> {
        self.sets.get(name).or_else(|| self.sets.get(&self.usual)).or_else(|| self.sets.values().next())
    }

    /// Returns a sentence, turned as it is said in a place, with its places filled; what fills them stays.
    pub fn say(&self, id: &str, said: impl Fn(&str) -> String, places: &[(&str, &str)]) -> String {
        let text = self.sentences.get(id).map(|text| said(text)).unwrap_or_default();
        let text = text.replace('〈', TABLE[0]).replace('〉', TABLE[1]);
        // One place after the other, from the left: what fills one is never looked at again.
        let (mut full, mut rest) = (String::new(), text.as_str());
        while let Some((before, behind)) = rest.split_once('{') {
            full.push_str(before);
            let place = behind.split_once('}');
            let known = place.and_then(|(name, after)| {
                let (_, value) = places.iter().find(|(own, _)| *own == name)?;
                Some((*value, after))
            });
            let (value, after) = known.unwrap_or(("{", behind));
            full.push_str(value);
            rest = after;
        }
        full + rest
    }
}
