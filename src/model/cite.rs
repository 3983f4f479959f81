//! What plans rest on: who said it, whether it was read and is in force, and for which place it speaks.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::profile::Date;

/// 一条依据；one source: issuing body, document, number, article; never a web address.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Source {
    /// 本文件内的短标识；short id within this file.
    #[schemars(extend("zh" = "标识"))]
    pub id: String,
    /// 发布机关.
    #[schemars(extend("zh" = "机关"))]
    pub issuer: String,
    /// 文件名.
    #[schemars(extend("zh" = "文件"))]
    pub title: String,
    /// 文号或年份.
    #[schemars(extend("zh" = "文号"))]
    pub number: String,
    /// 条款，如 第二十九条.
    #[schemars(extend("zh" = "条款"))]
    pub article: String,
    /// 支持了什么；what it supports.
    #[schemars(extend("zh" = "支持"))]
    pub supports: String,
    /// 核实情况：verified 只在读过原文时用.
    #[schemars(extend("zh" = "核实"))]
    pub status: Status,
    /// 公布或最近一次修改的日期.
    #[schemars(extend("zh" = "公布日期"))]
    pub issued: Option<Date>,
    /// 哪天查过还有效；the date on which it was checked to be in force.
    #[schemars(extend("zh" = "查过有效"))]
    pub in_force: Option<Date>,
    /// 被什么代替了：文件名和文号；what has replaced it.
    #[schemars(extend("zh" = "被代替"))]
    pub superseded_by: String,
    /// 管哪个地方，如 山东省、济南市；不写就看机关的名字，全国 是哪里都印；the place it speaks for.
    #[schemars(extend("zh" = "地区"))]
    pub region: String,
}

/// 一份换了的文件；a document that another has taken the place of.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Replaced {
    /// 原来的文件名；不写就只看文号，叫什么名都算；none: whatever is cited under these numbers.
    #[schemars(extend("zh" = "文件"))]
    pub title: String,
    /// 原来的文号、年份里的字样；不写就是哪一版都换了；what tells the old editions, none: all are.
    #[schemars(extend("zh" = "文号"))]
    pub numbers: Vec<String>,
    /// 换成了什么；by what.
    #[schemars(extend("zh" = "换成"))]
    pub by: String,
}

impl Replaced {
    /// Returns whether a source is an edition that was replaced.
    pub fn is(&self, source: &Source) -> bool {
        let title = source.title.replace(['《', '》'], "");
        let bare = title.trim_start_matches("中华人民共和国").split(['（', '(']).next().unwrap_or_default();
        let issued = source.issued.map(|date| date.0.to_string()).unwrap_or_default();
        let told = format!("{} {} {issued}", source.title, source.number);
        let named = if self.title.is_empty() { !self.numbers.is_empty() } else { bare == self.title };
        named && (self.numbers.is_empty() || self.numbers.iter().any(|n| told.contains(n.as_str())))
    }
}

/// A source and the hazards that rest on it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SourceEntry {
    /// The source; its `article` joins all articles cited.
    pub source: Source,
    /// Names of hazards, or of the shared files.
    pub used_by: Vec<String>,
    /// Names of hazards with a sentence that rests on it and that a specialist has still to see.
    #[serde(skip)]
    pub open: Vec<String>,
}

/// 核实情况.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// 读过原文.
    #[schemars(extend("zh" = "已核"))]
    Verified,
    /// 没有读到原文，措辞不依赖它.
    #[default]
    #[schemars(extend("zh" = "未核"))]
    Unverified,
}

/// Ends of the names of places; the longest first.
const ENDS: [&str; 6] = ["特别行政区", "自治区", "自治州", "省", "市", "县"];
/// What a name that begins so is not: a place.
const NATIONAL: [&str; 8] = ["全国", "国家", "国务院", "中国", "中央", "城市", "县级", "公安"];

impl Source {
    /// Returns whether nothing has taken its place.
    pub fn stands(&self) -> bool {
        self.superseded_by.is_empty()
    }

    /// Returns whether it may be cited in a place, named from its province down; what holds for the country
    /// holds everywhere.
    pub fn holds_in(&self, place: &[&str]) -> bool {
        if !self.region.is_empty() {
            return within(&self.region, place);
        }
        self.issuer.split(['、', '，']).filter_map(place_of).all(|named| within(named, place))
    }
}

/// Returns whether a region is the country or one of the places.
pub fn within(region: &str, place: &[&str]) -> bool {
    let bare = region.trim_end_matches(['省', '市', '县', '区']);
    region.is_empty()
        || region == "全国"
        || place.iter().any(|name| name.trim_end_matches(['省', '市', '县', '区']) == bare)
}

/// Returns the place whose name a body's name begins with: 济南市 of 济南市气象台, none of 应急管理部.
fn place_of(body: &str) -> Option<&str> {
    if NATIONAL.iter().any(|start| body.starts_with(start)) {
        return None;
    }
    let ends = ENDS.iter().filter_map(|end| Some((body.find(end)?, end)));
    // Two characters at least: 省 and 市场 begin no name of a place.
    let named = ends.filter(|(at, _)| body[..*at].chars().count() >= 2).min_by_key(|(at, _)| *at);
    named.map(|(at, end)| &body[..at + end.len()])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn by(issuer: &str) -> Source {
        Source { issuer: issuer.to_owned(), ..Source::default() }
    }

    #[test]
    fn a_source_speaks_for_the_place_in_its_bodys_name() {
        let jinan = ["山东省", "济南市", "历城区"];
        let fuzhou = ["福建省", "福州市", "闽侯县"];
        for (issuer, here, there) in [
            ("山东省人大常委会", true, false),
            ("济南市气象台", true, false),
            ("山东省水利厅、山东省气象局", true, false),
            ("福州市人民政府", false, true),
            ("闽侯县应急管理局", false, true),
            ("广西壮族自治区气象局", false, false),
            ("国务院", true, true),
            ("全国人大常委会", true, true),
            ("国家市场监管总局", true, true),
            ("市场监管总局", true, true),
            ("应急管理部、中国气象局", true, true),
            ("县级以上人民政府", true, true),
        ] {
            assert_eq!(
                (by(issuer).holds_in(&jinan), by(issuer).holds_in(&fuzhou)),
                (here, there),
                "{issuer}"
            );
        }
    }

    #[test]
    fn a_region_that_is_written_wins() {
        let everywhere = Source { region: "全国".into(), ..by("济南市气象台") };
        assert!(everywhere.holds_in(&["福建省"]));
        let local = Source { region: "山东".into(), ..by("水利部") };
        assert!(local.holds_in(&["山东省"]) && !local.holds_in(&["福建省"]));
    }
}
