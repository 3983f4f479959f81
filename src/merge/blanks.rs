//! What a plan text leaves open for a village that does not say it: a blank to write in, with its name.

use crate::model::plan::{CONTACT_NAMES, PlanSet};
use crate::model::profile::{ALARMS, ContactKind, PlaceKind};
use crate::model::shape::{self, Shape};

/// Room to write in; full-width, so that it is as long as so many characters.
const LINE: &str = "＿＿＿";

/// Returns the blank for a thing: with its name, unless the words before it end in it.
pub(super) fn words(what: &str, before: &str) -> String {
    let end = |text: &str| text.chars().rev().take(2).collect::<String>();
    if end(what) == end(before) { LINE.to_owned() } else { format!("{LINE}（{what}）") }
}

/// Returns the name of a fact that plan texts may ask for, in words of the village.
pub(super) fn what(fact: &str, plans: &PlanSet) -> String {
    let bare = fact.split('[').next().unwrap_or_default();
    let parts: Vec<&str> = bare.split('.').collect();
    let last = fact.rsplit('.').next().unwrap_or_default();
    let of = |thing: &str| match last {
        "phone" | "deputy_phone" | "who_phone" | "leader_phone" | "keeper_phone" | "watcher_phone" => {
            format!("{thing}电话")
        }
        "deputy" => format!("{thing}替补"),
        "person" => format!("{thing}负责人"),
        _ => thing.to_owned(),
    };
    match parts.as_slice() {
        ["post", role, ..] => of(plans.role_name(role)),
        ["alarm", id, "by"] => format!("谁发{}", alarm(id)),
        ["alarm", id, ..] => alarm(id),
        ["contact", kind, ..] => of(&contact(kind)),
        ["place", kind, ..] => {
            of(&word::<PlaceKind>(&kind.replace('_', "-")).unwrap_or_else(|| "重点场所".to_owned()))
        }
        ["team", kind, ..] => of(team(kind, last)),
        ["village", "name"] => "村名".to_owned(),
        ["village", "town"] => "镇街".to_owned(),
        ["village", "county"] => "县区".to_owned(),
        ["village", "city"] => "市".to_owned(),
        ["village", "flood_season"] => "汛期".to_owned(),
        ["village", "nearest_aed"] => "最近的AED".to_owned(),
        ["hazard", "trigger"] => "到多少就走".to_owned(),
        ["shelter" | "shelters" | "shelter_names", ..] => of(match last {
            "keeper" | "keeper_phone" => "避难点管理员",
            "address" => "避难点在哪",
            "keys" => "避难点钥匙",
            "capacity" => "避难点容几人",
            _ => "避难点",
        }),
        ["route", ..] => if last == "minutes" { "走几分钟" } else { "转移路线" }.to_owned(),
        ["points" | "point_names", ..] => of(match last {
            "watcher" | "watcher_phone" => "盯守人",
            "escape" => "往哪撤",
            _ => "风险点",
        }),
        _ if last.ends_with("households") => "户数".to_owned(),
        _ if ["people", "population", "residents"].contains(&last) => "人数".to_owned(),
        _ => "待填".to_owned(),
    }
}

/// Returns the name of an alarm, short enough for a card: 转移信号, 解除信号.
fn alarm(id: &str) -> String {
    let name = ALARMS.iter().find(|(known, _)| *known == id).map_or(id, |(_, name)| name);
    format!("{}信号", name.strip_prefix("立即").or(name.strip_suffix("转移")).unwrap_or(name))
}

fn team(kind: &str, part: &str) -> &'static str {
    match (kind, part) {
        ("rescue", "size") => "救援队人数",
        ("rescue", "leader" | "leader_phone") => "救援队长",
        ("rescue", _) => "救援队",
        ("town_rescue", _) => "镇救援队",
        ("watch", _) => "巡查队",
        _ => "志愿队",
    }
}

fn contact(key: &str) -> String {
    let named = CONTACT_NAMES.iter().find(|(_, name)| *name == key).map(|(kind, _)| *kind);
    let kind =
        named.unwrap_or(if key == "neighbour" { ContactKind::Neighbour } else { ContactKind::Enterprise });
    let id = serde_json::to_value(kind).unwrap_or_default();
    word::<ContactKind>(id.as_str().unwrap_or_default()).unwrap_or_default()
}

/// Returns the Chinese word of a fixed value of the profile.
fn word<T: schemars::JsonSchema>(id: &str) -> Option<String> {
    let Shape::Choice(words) = shape::of::<T>() else { return None };
    words.into_iter().find(|word| word.en == id).map(|word| word.zh)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_blank_says_what_is_wanted_unless_the_words_before_it_do() {
        let plans = PlanSet::default();
        assert_eq!(what("contact.town_duty.phone", &plans), "镇值班电话");
        assert_eq!(what("contact.neighbour.name", &plans), "邻村");
        assert_eq!(what("alarm.ready.text", &plans), "准备信号");
        assert_eq!(what("alarm.evacuate.text", &plans), "转移信号");
        assert_eq!(what("alarm.clear.text", &plans), "解除信号");
        assert_eq!(what("place.care_home.person", &plans), "养老院负责人");
        assert_eq!(what("team.rescue.leader", &plans), "救援队长");
        assert_eq!(what("points[0].watcher_phone", &plans), "盯守人电话");
        assert_eq!(what("shelter_names", &plans), "避难点");
        assert_eq!(words("救援队长", "找队长"), "＿＿＿");
        assert_eq!(words("镇值班电话", "打镇街值班"), "＿＿＿（镇值班电话）");
    }
}
