//! Acts that do not go with conditions: no switch where gas is, no going near where a wire lies. Plans name
//! both by id.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::profile::Named;

/// incompatible.yaml：什么险情下不能做什么.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct IncompatibleFile {
    /// 险情标识 → 险情.
    #[schemars(extend("zh" = "险情"))]
    pub conditions: Named<Condition>,
    /// 动作标识 → 动作.
    #[schemars(extend("zh" = "动作"))]
    pub acts: Named<Act>,
}

/// 一种险情.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Condition {
    /// 叫什么.
    #[schemars(extend("zh" = "名称"))]
    pub name: String,
    /// 会蔓延：和别的灾一起来时，办别的事也会碰上；it spreads to where another hazard is dealt with.
    #[schemars(extend("zh" = "蔓延"))]
    pub spreads: bool,
    /// 每份预案都当有；every plan is read as if it were met.
    #[schemars(extend("zh" = "总有"))]
    pub always: bool,
}

/// 一种动作.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Act {
    /// 叫什么.
    #[schemars(extend("zh" = "名称"))]
    pub name: String,
    /// 话里有这些字样就是叫人做它，步骤没写动作也算；words that order it, declared or not.
    #[schemars(extend("zh" = "字样"))]
    pub words: Vec<String>,
    /// 险情标识 → 除非怎样（空着就是不能做）；forbidden there, but for what is said.
    #[schemars(extend("zh" = "不能", "names" = "condition"))]
    pub forbidden: Named<String>,
    /// 险情标识 → 怎样才可以.
    #[schemars(extend("zh" = "可以", "names" = "condition"))]
    pub allowed: Named<String>,
    /// 险情标识 → 一定要做，怎么做.
    #[schemars(extend("zh" = "必须", "names" = "condition"))]
    pub required: Named<String>,
}

/// What stands right before a word that does not order the act.
const NOT: [&str; 7] = ["不", "别", "停", "没", "少", "拦住", "劝住"];
/// What bars all that follows in a part of a sentence.
const BARS: [&str; 11] = ["不准", "不许", "不要", "不能", "不得", "禁止", "别", "拦住", "劝", "以前", "谁"];

impl Act {
    /// Returns whether a sentence orders this act by its words. What it asks about before 就 is no order.
    pub fn ordered_by(&self, text: &str) -> bool {
        let asked = ["如果", "听到", "看到", "闻到"].iter().any(|word| text.starts_with(word));
        let done = text.split_once("，就").filter(|_| asked).map_or(text, |(_, done)| done);
        self.is_told(done)
    }

    /// Returns whether a text that is read aloud tells to do it: its words stand in a part of a sentence that
    /// neither bars them nor speaks of what others did.
    pub fn is_told(&self, text: &str) -> bool {
        text.split(['，', '。', '；', '：', '！', '？', '“', '”']).any(|part| {
            let told = |at: usize, word: &str| {
                let (before, mut behind) = (&part[..at], part[at + word.len()..].chars().take(3));
                // 开车的、抽烟的 are people.
                !behind.any(|c| c == '的')
                    && !NOT.iter().any(|not| before.ends_with(not))
                    && !BARS.iter().any(|bar| before.contains(bar))
            };
            self.words.iter().any(|word| part.match_indices(word.as_str()).any(|(at, _)| told(at, word)))
        })
    }

    /// Returns whether a prohibition bars it outright: one of its parts begins with the act.
    pub fn barred_by(&self, text: &str) -> bool {
        text.split('、').any(|part| self.words.iter().any(|word| part.starts_with(word.as_str())))
    }
}

/// 共同步骤里的一条：标识和动作.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Line {
    /// 标识，本步骤内不重.
    #[schemars(extend("zh" = "标识"))]
    pub id: String,
    /// 做的动作.
    #[schemars(extend("zh" = "动作", "names" = "act"))]
    pub acts: Vec<String>,
    /// 话里已经避开的险.
    #[schemars(extend("zh" = "已避开", "names" = "condition"))]
    pub safe: Vec<String>,
    /// 先问的险.
    #[schemars(extend("zh" = "先问", "names" = "condition"))]
    pub guards: Vec<String>,
}
