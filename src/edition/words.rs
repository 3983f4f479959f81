//! What a text that everybody reads must not hold: a telephone number, a word about somebody's health.

use std::sync::OnceLock;

use crate::diag::{Diagnostic, Place};
use crate::model::phone::{Kind, Phone};

/// Returns the fault of a free text that everybody would read.
pub(super) fn fault(text: &str, place: &Place) -> Option<Diagnostic> {
    let number = number(text).map(|number| Diagnostic::error("public-number").with("value", number));
    let health = || health(text).map(|word| Diagnostic::error("public-health").with("value", word));
    number.or_else(health).map(|fault| fault.at(place.clone()))
}

/// Returns a number in a text that somebody could be rung at.
fn number(text: &str) -> Option<Phone> {
    let digit = |c: char| c.is_ascii_digit() || ('０'..='９').contains(&c);
    let runs = text.split(|c: char| !(digit(c) || " -—－\u{a0}\u{3000}+".contains(c)));
    let phones = runs.filter_map(|run| Phone::read(run).ok());
    phones.into_iter().find(|phone| matches!(phone.kind(), Kind::Mobile | Kind::Landline))
}

/// Returns a word about somebody's health in a text.
fn health(text: &str) -> Option<&'static str> {
    static WORDS: OnceLock<Vec<&str>> = OnceLock::new();
    let words = WORDS.get_or_init(|| {
        let lines = include_str!("health.txt").lines().filter(|line| !line.starts_with('#'));
        lines.flat_map(str::split_whitespace).collect()
    });
    words.iter().find(|word| text.contains(*word)).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_illnesses_are_found_in_sentences() {
        for text in [
            "钥匙在老王（138 0000 0001）手里",
            "找王婶１３８００００００２１",
            "值班室0531-0000 0021，夜里有人",
        ] {
            assert!(number(text).is_some(), "{text}");
        }
        for text in ["2026年5月20日水到1.2米", "打12345或者119", "编号 379900000001", "400 000 0001"]
        {
            assert_eq!(number(text), None, "{text}");
        }
        assert_eq!(health("东头老李有哮喘"), Some("哮喘"));
        for text in ["心肺复苏和抬卧床老人", "独居老人9户", "一氧化碳中毒，送医院"] {
            assert_eq!(health(text), None, "{text}");
        }
    }
}
