//! What the needs of a household tell of it: who hears, sees, walks, lives alone.

use super::nothing;
use super::signs::Sense;

/// Words of a list of needs by which it is known that somebody does not hear, or does not see.
const DEAF: [&str; 14] = [
    "聋",
    "听力",
    "听不见",
    "听不到",
    "听不清",
    "听不着",
    "耳背",
    "耳朵背",
    "耳朵不",
    "耳朵听",
    "耳沉",
    "失聪",
    "失听",
    "听障",
];
const BLIND: [&str; 9] = ["盲", "视力", "失明", "看不见", "看不到", "看不清", "瞎", "视障", "眼睛不"];
/// Words by which it is known that nobody else is at home.
const ALONE: [&str; 7] = ["独居", "孤寡", "孤老", "一个人", "独身", "独自", "单身"];
/// Words by which it is known that a need is everybody's at home.
const ALL: [&str; 6] = ["都", "全家", "夫妻", "夫妇", "两口", "老两"];

/// Returns whether somebody with these needs can notice something by this sense.
pub fn notices(sense: Sense, needs: &[String]) -> bool {
    let told = |words: &[&str]| needs.iter().any(|need| says(need, words));
    match sense {
        Sense::Hear => !told(&DEAF),
        Sense::See => !told(&BLIND),
        Sense::Smell | Sense::Feel => true,
    }
}

fn says(need: &str, words: &[&str]) -> bool {
    let parts = need.split(['，', '、', '；', ',', ' ']).filter(|part| !nothing::well(part));
    parts.into_iter().any(|part| words.iter().any(|word| part.contains(word)))
}

/// Returns whether a need says that nobody else is at home.
pub fn alone(need: &str) -> bool {
    says(need, &ALONE)
}

/// Returns whether somebody in a household of so many with these needs may hear what another of it does not.
pub fn others_hear(needs: &[String], members: Option<u32>) -> bool {
    let all_deaf = needs.iter().any(|need| says(need, &DEAF) && says(need, &ALL));
    members != Some(1) && !all_deaf && !needs.iter().any(|need| alone(need))
}

/// Words of needs and means by which it is known that somebody does not walk by himself.
const CARRIED: [&str; 26] = [
    "卧床",
    "卧病",
    "躺",
    "下不了床",
    "行动不",
    "不能动",
    "动不了",
    "不能走",
    "瘫",
    "轮椅",
    "担架",
    "肢体",
    "拐",
    "走不",
    "腿",
    "脚不好",
    "要背",
    "背着",
    "要抬",
    "植物人",
    "昏迷",
    "失能",
    "不能自理",
    "自理能力",
    "截肢",
    "骨折",
];

/// Words by which it is known that a need is of understanding, not of walking.
const UNDERSTANDS: [&str; 7] = ["汉语", "汉话", "国语", "普通话", "汉字", "听不懂", "不识字"];

/// Returns whether these needs are only of being told in another tongue.
pub fn told_otherwise(needs: &[String]) -> bool {
    needs.iter().all(|need| says(need, &UNDERSTANDS))
}

/// Words of means by which it is known that somebody goes on his own feet and nobody lends a hand.
const AFOOT: [&str; 6] = ["步行", "走路", "走着", "自己走", "自行", "徒步"];
/// Words of means by which it is known that others carry or hold him.
const HELD: [&str; 8] = ["背", "抬", "担架", "搀", "扶", "抱", "推", "架"];

/// Returns whether these means are one's own feet alone.
pub fn afoot(transport: &str) -> bool {
    says(transport, &AFOOT) && !held(transport)
}

/// Returns whether these means are other people's hands and no vehicle that one sits in.
pub fn held(transport: &str) -> bool {
    says(transport, &HELD)
}

/// Returns whether somebody with these needs, who goes by these means, walks by himself.
pub fn walks(needs: &[String], transport: &str) -> bool {
    !needs.iter().any(|need| says(need, &CARRIED)) && !says(transport, &CARRIED)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_speaks_another_tongue_walks_as_anybody_does() {
        let needs = |all: &[&str]| all.iter().map(|need| (*need).to_owned()).collect::<Vec<_>>();
        assert!(told_otherwise(&needs(&["不懂汉话"])) && told_otherwise(&needs(&["不懂国语", "不识字"])));
        assert!(!told_otherwise(&needs(&["不懂国语", "高龄"])) && !told_otherwise(&needs(&["卧床"])));
    }

    #[test]
    fn nobody_else_hears_where_one_is_alone_or_all_are_deaf() {
        let needs = |all: &[&str]| all.iter().map(|need| (*need).to_owned()).collect::<Vec<_>>();
        for (all, members) in [
            (needs(&["耳聋", "独居"]), None),
            (needs(&["孤寡老人", "听力残疾"]), None),
            (needs(&["耳背"]), Some(1)),
            (needs(&["夫妻都聋"]), Some(2)),
        ] {
            assert!(!others_hear(&all, members), "{all:?} {members:?}");
        }
        for (all, members) in [(needs(&["耳聋"]), None), (needs(&["耳聋", "高龄"]), Some(3))] {
            assert!(others_hear(&all, members), "{all:?} {members:?}");
        }
    }
}
