//! Is this row one that is known? The same, maybe the same, or another; maybes are for people to decide.

use std::collections::{BTreeMap, BTreeSet};

use super::cell::named;
use super::existing::dialled;

/// By what a household is known.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Marks {
    /// Name of its head.
    pub head: String,
    /// Address, in normal form.
    pub address: String,
    /// Digits of its telephones.
    pub phones: BTreeSet<String>,
}

/// How two compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Likeness {
    /// Two different ones.
    Other,
    /// Perhaps one.
    Maybe,
    /// One: nothing speaks against it.
    Same,
    /// One: all that is given agrees.
    Surely,
}

impl Marks {
    /// Returns the marks of a household.
    pub fn new(head: &str, address: &str, phones: &[String]) -> Self {
        let head = named(head).split(['（', '(']).next().unwrap_or_default().to_owned();
        Self { head, address: normal(address), phones: phones.iter().map(|p| dialled(p)).collect() }
    }

    /// Compares two households.
    pub fn likeness(&self, other: &Self) -> Likeness {
        let both = |a: bool, b: bool| !a && !b;
        let given_address = both(self.address.is_empty(), other.address.is_empty());
        let given_phone = both(self.phones.is_empty(), other.phones.is_empty());
        let address = given_address && self.address == other.address;
        let phone = given_phone && !self.phones.is_disjoint(&other.phones);
        if self.head == other.head {
            return match (given_address && !address, given_phone && !phone) {
                (false, false) => Likeness::Surely,
                (true, true) => Likeness::Maybe,
                // One of them agrees: moved, or a new number.
                _ if address || phone => Likeness::Same,
                _ => Likeness::Maybe,
            };
        }
        if (near(&self.head, &other.head) && (address || phone)) || (address && phone) {
            Likeness::Maybe
        } else {
            Likeness::Other
        }
    }
}

/// Returns whether two names differ by one character.
pub fn near(one: &str, other: &str) -> bool {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    if one.len() < 2 || other.len() < 2 {
        return false;
    }
    match one.len().abs_diff(other.len()) {
        0 => one.iter().zip(&other).filter(|(a, b)| a != b).count() == 1,
        1 => {
            let (short, long) = if one.len() < other.len() { (&one, &other) } else { (&other, &one) };
            short.len() > 1
                && (0..long.len()).any(|gap| {
                    long.iter().enumerate().filter(|(i, _)| *i != gap).map(|(_, c)| c).eq(short.iter())
                })
        }
        _ => false,
    }
}

/// Returns an address in normal form: `一组 12号` is `1组12`.
fn normal(address: &str) -> String {
    let digits = "〇一二三四五六七八九";
    address
        .chars()
        .map(|c| match c {
            '\u{FF01}'..='\u{FF5E}' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
            '零' => '0',
            c => digits
                .chars()
                .position(|d| d == c)
                .and_then(|i| char::from_digit(u32::try_from(i).unwrap_or(0), 10))
                .unwrap_or(c),
        })
        .filter(|c| !c.is_whitespace() && !"号户第-—–,，.。()".contains(*c))
        .collect()
}

/// Known households, found by any of their marks.
#[derive(Debug, Default)]
pub struct Index {
    all: Vec<Marks>,
    by: BTreeMap<String, Vec<usize>>,
}

impl Index {
    /// Adds a household; its number is how many came before.
    pub fn add(&mut self, marks: Marks) {
        let number = self.all.len();
        let keys = [format!("h{}", marks.head), format!("a{}", marks.address)];
        for key in
            keys.into_iter().chain(marks.phones.iter().map(|p| format!("p{p}"))).filter(|key| key.len() > 1)
        {
            self.by.entry(key).or_default().push(number);
        }
        self.all.push(marks);
    }

    /// Returns those that may be this one, the likest first.
    pub fn like(&self, marks: &Marks) -> Vec<(usize, Likeness)> {
        let keys = [format!("h{}", marks.head), format!("a{}", marks.address)];
        let keys = keys.into_iter().chain(marks.phones.iter().map(|p| format!("p{p}")));
        // A sheet may give one address to everybody; whom it may mean is then not told by the address.
        let near = keys
            .filter(|key| key.len() > 1)
            .filter_map(|key| self.by.get(&key))
            .filter(|numbers| numbers.len() <= 50);
        let numbers: BTreeSet<usize> = near.flatten().copied().collect();
        let mut found: Vec<(usize, Likeness)> = (numbers.into_iter())
            .map(|i| (i, marks.likeness(&self.all[i])))
            .filter(|(_, likeness)| *likeness > Likeness::Other)
            .collect();
        found.sort_by_key(|(i, likeness)| (std::cmp::Reverse(*likeness), *i));
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marks(head: &str, address: &str, phone: &str) -> Marks {
        let phones: Vec<String> = Some(phone.to_owned()).into_iter().filter(|p| !p.is_empty()).collect();
        Marks::new(head, address, &phones)
    }

    #[test]
    fn what_may_be_one_is_never_taken_for_one() {
        let known = marks("姜进山", "桥头 12号", "138 0000 0001");
        let like = |head, address, phone| known.likeness(&marks(head, address, phone));
        assert_eq!(like("姜 进山", "桥头12号", ""), Likeness::Surely);
        assert_eq!(like("姜进山", "桥头１２", "13800000001"), Likeness::Surely);
        assert_eq!(like("姜进山", "村西", "13800000001"), Likeness::Same);
        assert_eq!(like("姜进山", "村西", "13800000002"), Likeness::Maybe);
        assert_eq!(like("姜进山", "", "13800000002"), Likeness::Maybe);
        assert_eq!(like("姜近山", "桥头12号", ""), Likeness::Maybe);
        assert_eq!(like("王桂花", "桥头12号", "13800000001"), Likeness::Maybe);
        assert_eq!(like("王桂花", "桥头12号", ""), Likeness::Other);
        assert_eq!(like("姜进水", "", ""), Likeness::Other);
    }
}
