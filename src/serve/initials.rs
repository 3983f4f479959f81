//! Names by the first letters of their sounds, in all readings: 曾 is found by z and by c.

use std::collections::BTreeSet;

use pinyin::ToPinyinMulti;

/// Readings that surnames have and dictionaries of words put last or leave out.
const SURNAMES: [(char, &str); 8] = [
    ('单', "shan"),
    ('曾', "zeng"),
    ('解', "xie"),
    ('仇', "qiu"),
    ('查', "zha"),
    ('区', "ou"),
    ('盖', "ge"),
    ('缪', "miao"),
];
/// Most spellings of one name.
const MOST: usize = 24;

fn readings(c: char) -> Vec<String> {
    let mut found: BTreeSet<String> = c
        .to_pinyin_multi()
        .into_iter()
        .flat_map(|all| all.into_iter().map(|one| one.plain().to_owned()).collect::<Vec<_>>())
        .collect();
    found.extend(SURNAMES.iter().filter(|(known, _)| *known == c).map(|(_, sound)| (*sound).to_owned()));
    if found.is_empty() {
        found.insert(c.to_lowercase().collect());
    }
    found.into_iter().collect()
}

fn spelt(name: &str, take: impl Fn(&str) -> String) -> Vec<String> {
    let mut all = vec![String::new()];
    for c in name.chars().filter(|c| !c.is_whitespace()) {
        let parts: BTreeSet<String> = readings(c).iter().map(|sound| take(sound)).collect();
        all = all.iter().flat_map(|before| parts.iter().map(move |part| format!("{before}{part}"))).collect();
        all.truncate(MOST);
    }
    all
}

/// Returns the first letters of a name, one spelling for each way of reading it.
pub fn initials(name: &str) -> Vec<String> {
    spelt(name, |sound| sound.chars().take(1).collect())
}

/// Returns how a name sounds, without tones.
pub fn sounds(name: &str) -> Vec<String> {
    spelt(name, str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_found_by_every_reading() {
        for (name, letters) in [
            ("单田芳", ["stf", "dtf"]),
            ("曾国强", ["zgq", "cgq"]),
            ("解志远", ["jzy", "xzy"]),
            ("仇和平", ["qhp", "chp"]),
        ] {
            let found = initials(name);
            assert!(letters.iter().all(|one| found.contains(&(*one).to_owned())), "{name}: {found:?}");
        }
        assert!(sounds("厉翠侠").iter().any(|one| sounds("厉翠霞").contains(one)));
        assert!(initials("A座3号").contains(&"az3h".to_owned()));
    }
}
