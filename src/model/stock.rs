//! Published lists of supplies and of abilities that a village is held against (`plans/stock.yaml`). A list that
//! was not read stands with its name only, and says so.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// stock.yaml：公布的物资、能力清单；published lists.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct StockFile {
    /// 清单.
    #[schemars(extend("zh" = "清单"))]
    pub lists: Vec<StockList>,
}

/// 一份清单.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct StockList {
    /// 是什么，如 社区应急物资.
    #[schemars(extend("zh" = "名称"))]
    pub title: String,
    /// 标准号.
    #[schemars(extend("zh" = "标准号"))]
    pub number: String,
    /// 只给哪个省.
    #[schemars(extend("zh" = "地区"))]
    pub region: String,
    /// 一共几项；不知道就不写.
    #[schemars(extend("zh" = "项数"))]
    pub count: Option<u32>,
    /// 各项；没有读到原文的，空着等录入.
    #[schemars(extend("zh" = "各项"))]
    pub items: Vec<StockItem>,
}

/// 一项.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct StockItem {
    /// 品名或指标.
    #[schemars(extend("zh" = "品名"))]
    pub item: String,
    /// 单位.
    #[schemars(extend("zh" = "单位"))]
    pub unit: String,
    /// 应有多少.
    #[schemars(extend("zh" = "应有"))]
    pub quantity: Option<u32>,
}

impl StockList {
    /// Returns what is said of the list where it is used: how much of it is entered.
    pub fn state(&self) -> String {
        let all = self.count.map(|n| n.to_string()).unwrap_or_else(|| "？".to_owned());
        match self.items.len() {
            0 => format!("{}（{}）：清单没有录入（0/{all}）", self.title, self.number),
            n => format!("{}（{}）：已录入{n}/{all}", self.title, self.number),
        }
    }
}
