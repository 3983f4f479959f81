//! Whose household moves, told in a public sentence: what its row on the list says of it, word for word. The
//! list itself is in no public edition; in a note, an account or the name of a point its names, numbers of houses
//! and needs cannot be hidden, so whoever writes is warned.

use std::collections::{BTreeMap, BTreeSet};

use super::Lens;
use crate::diag::Diagnostic;
use crate::model::document::Audience;
use crate::model::profile::{Evacuee, Profile};
use crate::model::shape;
use crate::source::seen;
use crate::yaml::Node;

/// A house where so many households live is a place that everybody speaks of.
const BUILDING: usize = 3;
/// Fewest characters of an address that says more than the number of a house, or of one that is long enough.
const SAID: usize = 2;
const LONG: usize = 6;
/// Fewest characters of a need that nobody else has.
const NEED: usize = 4;
/// What stands behind an address where something of everybody's is called by it: 桥头1号闸.
const PUBLIC: [&str; 13] =
    ["泵", "闸", "桥", "井", "杆", "点", "塔", "码头", "变压", "箱变", "涵", "断面", "监测"];

/// Returns where everybody would read whose household it is: a name of the list of those to move, the number of
/// its house, or what it needs.
pub fn named(tree: &Node, whole: &Profile) -> Vec<Diagnostic> {
    let lens = Lens::new(whole, Audience::Public);
    let told = Told::of(whole, &lens);
    let mut found = Vec::new();
    lens.look(tree, shape::profile(), "", true, &mut |text, place, free| {
        let values = if free { told.within(&plain(text)) } else { BTreeSet::new() };
        found.extend(
            values
                .into_iter()
                .map(|value| Diagnostic::warning("public-name").at(place.clone()).with("value", value)),
        );
    });
    found
}

/// What tells of a household, each as it is looked for and as it is written.
struct Told {
    heads: BTreeMap<String, String>,
    addresses: BTreeMap<String, String>,
    needs: BTreeMap<String, String>,
    /// Where a household alone lives, and what it needs: either is nobody's, both in one sentence are its own.
    pairs: Vec<(String, String, String)>,
}

impl Told {
    fn of(whole: &Profile, lens: &Lens) -> Self {
        let rows = &whole.evacuees;
        let (mut homes, mut needing): (BTreeMap<String, usize>, BTreeMap<String, usize>) = Default::default();
        for row in rows {
            *homes.entry(plain(&row.address)).or_default() += 1;
            row.needs.iter().for_each(|need| *needing.entry(plain(need)).or_default() += 1);
        }
        let public = public(whole);
        let private = |house: &String| !public.iter().any(|place| place.contains(house.as_str()));
        let heads = rows.iter().map(|row| row.head.trim());
        let heads = heads.filter(|head| head.chars().count() > 1 && !lens.posted.contains(head));
        let mut told = Self {
            heads: heads.map(|head| (plain(head), head.to_owned())).collect(),
            addresses: BTreeMap::new(),
            needs: BTreeMap::new(),
            pairs: Vec::new(),
        };
        for row in rows {
            let (home, said) = (plain(&row.address), row.address.trim());
            if homes[&home] < BUILDING {
                let own = houses(row).into_iter().filter(private);
                told.addresses.extend(own.map(|house| (house, said.to_owned())));
            }
            for need in row.needs.iter().map(|need| need.trim()) {
                let looked = plain(need);
                if is_own(&looked) && needing[&looked] == 1 {
                    told.needs.insert(looked.clone(), need.to_owned());
                }
                if homes[&home] == 1 && [&home, &looked].iter().all(|part| part.chars().count() >= SAID) {
                    told.pairs.push((home.clone(), looked, format!("{said} {need}")));
                }
            }
        }
        told
    }

    /// Returns what stands in a text, as it is written on the list.
    fn within(&self, text: &str) -> BTreeSet<&str> {
        let heads = self.heads.iter().filter(|(head, _)| text.contains(head.as_str()));
        let houses = self.addresses.iter().filter(|(house, _)| stands(text, house));
        let needs = self.needs.iter().filter(|(need, _)| stands(text, need));
        let mut found: BTreeSet<&str> =
            heads.chain(houses).chain(needs).map(|(_, said)| said.as_str()).collect();
        if found.is_empty() {
            let both =
                self.pairs.iter().find(|(home, need, _)| stands(text, home) && text.contains(need.as_str()));
            found.extend(both.map(|(.., said)| said.as_str()));
        }
        found
    }
}

/// Returns a text as it is seen, without what may stand between its characters.
fn plain(text: &str) -> String {
    seen(text).filter(|c| !c.is_whitespace() && !"-·•.".contains(*c)).collect()
}

/// Returns an address that is that of one house, with its group and without.
fn houses(row: &Evacuee) -> Vec<String> {
    let address = plain(&row.address);
    let group = row.group.as_deref().map(plain).filter(|group| !group.is_empty());
    let less = group.and_then(|group| address.strip_prefix(group.as_str()).map(str::to_owned));
    [Some(address), less].into_iter().flatten().filter(|address| is_precise(address)).collect()
}

/// Returns whether an address says which house it is; names of hamlets are everybody's.
fn is_precise(address: &str) -> bool {
    let digit = |c: char| c.is_ascii_digit() || "一二三四五六七八九十".contains(c);
    let numbered = |sign: &str| address.match_indices(sign).any(|(at, _)| address[..at].ends_with(digit));
    let said = address.chars().filter(|c| !c.is_ascii_digit() && !"号室单元楼栋幢".contains(*c)).count();
    (address.contains(|c: char| c.is_ascii_digit()) || ["号", "室", "单元"].iter().any(|sign| numbered(sign)))
        && (said >= SAID || address.chars().count() >= LONG)
}

/// Returns whether a need is one that nobody else has: 高龄81岁; but how many there are is counted everywhere.
fn is_own(need: &str) -> bool {
    let counts = |c: char| "人名户个口".contains(c);
    need.chars().count() >= NEED && need.contains(|c: char| c.is_ascii_digit()) && !need.contains(counts)
}

/// Returns whether a value stands in a text, and not another number or what is called by it.
fn stands(text: &str, value: &str) -> bool {
    let digit = |c: char| c.is_ascii_digit();
    text.match_indices(value).any(|(at, _)| {
        let (before, behind) = (&text[..at], &text[at + value.len()..]);
        let longer = value.starts_with(digit) && before.ends_with(digit)
            || value.ends_with(digit) && behind.starts_with(digit);
        !longer && !PUBLIC.iter().any(|thing| behind.starts_with(thing))
    })
}

/// Returns what is public anyway: where shelters and places are, and what is called so.
fn public(whole: &Profile) -> Vec<String> {
    let shelters = whole.shelters.iter().flat_map(|(name, shelter)| [name.as_str(), &shelter.address]);
    let places = whole.places.iter().flat_map(|(name, place)| [name.as_str(), &place.address]);
    let contacts = whole.contacts.keys().map(String::as_str);
    let groups = whole.overview.groups.keys().chain(whole.grids.keys()).map(String::as_str);
    shelters.chain(places).chain(contacts).chain(groups).map(plain).collect()
}
