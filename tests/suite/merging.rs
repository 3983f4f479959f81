//! What the merge promises: nothing lost, nothing twice, the order of plans irrelevant, merging twice is
//! merging once.

use std::collections::{BTreeMap, BTreeSet};

use duoan::diag::Diagnostics;
use duoan::merge::merge;
use duoan::model::handbook::{Handbook, LeftOutReason};
use duoan::model::plan::{Basis, Level, PlanSet};
use duoan::model::profile::Profile;
use proptest::prelude::*;

use crate::samples::{books, profile, town};

fn merged(profile: &Profile, plans: &PlanSet) -> Handbook {
    let mut diags = Diagnostics::default();
    merge(profile, plans, &mut diags).unwrap_or_else(|_| panic!("{:?}", diags.into_sorted()))
}

/// Every planned step is printed once, or listed with its reason; none is both, none twice.
fn assert_nothing_lost(book: &Handbook, plans: &PlanSet) {
    let planned: BTreeSet<String> = (book.hazards.iter())
        .flat_map(|h| plans.plans[&h.id].steps.iter().map(move |s| format!("{}/{}", h.id, s.id)))
        .collect();
    let printed: Vec<&String> = book.hazards.iter().flat_map(|h| &h.actions).map(|a| &a.key).collect();
    let left: Vec<&String> = book.ledger.left_out.iter().map(|l| &l.step).collect();
    let seen: BTreeSet<String> = printed.iter().chain(&left).map(|s| (*s).clone()).collect();
    assert_eq!(seen, planned);
    assert_eq!(printed.len() + left.len(), planned.len(), "a step is printed twice, or printed and left out");
    assert_eq!(book.ledger.planned, planned.len());
    let unified: usize = book.ledger.unified.values().map(Vec::len).sum();
    assert_eq!(book.ledger.printed, printed.len() - unified + book.common.len());
}

#[test]
fn nothing_is_lost_and_nothing_is_twice() {
    for book in books() {
        assert_nothing_lost(book, &town().library.set);
        let texts: Vec<&String> = book.common.iter().map(|c| &c.id).collect();
        assert_eq!(texts.len(), texts.iter().collect::<BTreeSet<_>>().len());
        let items: Vec<_> = book.supplies.iter().map(|s| (&s.item, &s.unit)).collect();
        assert_eq!(items.len(), items.iter().collect::<BTreeSet<_>>().len());
        let homes: Vec<_> = book.households.iter().map(|h| (&h.head, &h.address)).collect();
        assert_eq!(homes.len(), homes.iter().collect::<BTreeSet<_>>().len());
    }
}

#[test]
fn what_a_team_of_the_village_has_is_not_to_be_bought() {
    let mut profile = profile("岭下村").profile;
    let held = |profile: &Profile, item: &str| {
        let book = merged(profile, &town().library.set);
        let entry = book.supplies.into_iter().find(|s| s.item == item).unwrap();
        (entry.have, entry.unsaid, entry.stock.into_iter().map(|s| s.place).collect::<Vec<_>>())
    };
    let place = || vec!["岭下村应急救援队装备".to_owned()];
    profile.supplies.retain(|row| row.item != "安全帽");
    assert_eq!(held(&profile, "安全帽"), (12, 0, place()));
    // Its name alone says that there are some; another unit and another thing are not it.
    for (gear, there) in
        [("安全帽", (0, 1, place())), ("安全帽3箱", (0, 0, Vec::new())), ("新安全帽12顶", (0, 0, Vec::new()))]
    {
        profile.teams.get_mut("岭下村应急救援队").unwrap().gear = vec![gear.to_owned()];
        assert_eq!(held(&profile, "安全帽"), there, "{gear}");
    }
    // What lies in a store is not counted twice.
    profile.teams.get_mut("岭下村应急救援队").unwrap().gear = vec!["铜锣9面".to_owned()];
    let stored = held(&profile, "铜锣");
    assert!(!stored.2.contains(&place()[0]), "{stored:?}");
}

#[test]
fn every_step_comes_from_a_line_of_a_plan() {
    for book in books() {
        for action in book.hazards.iter().flat_map(|h| &h.actions) {
            assert!(
                action.origin.line > 0 && action.origin.file.contains("plans/"),
                "{}: {:?}",
                action.key,
                action.origin
            );
        }
    }
}

#[test]
fn every_role_that_acts_is_held_by_someone_with_a_phone() {
    for book in books() {
        for action in book.hazards.iter().flat_map(|h| &h.actions) {
            for role in action.roles.iter().filter(|r| *r != "everyone") {
                let entry =
                    book.acting(role).unwrap_or_else(|| panic!("{}: nobody does {role}", book.village.name));
                assert!(
                    entry.holders.iter().any(|h| !h.phones.is_empty()),
                    "{}: {} {role}",
                    book.village.name,
                    action.key
                );
            }
        }
    }
}

#[test]
fn a_common_step_takes_the_strictest_time_and_the_lowest_level() {
    for book in books() {
        for entry in &book.common {
            let uses = || {
                book.hazards.iter().flat_map(|h| &h.actions).filter(|a| a.common.as_ref() == Some(&entry.id))
            };
            assert!(uses().all(|a| a.minutes.is_none_or(|m| entry.minutes.unwrap() <= m)));
            assert!(uses().all(|a| entry.from.is_none_or(|level| a.from.unwrap() >= level)));
            assert!(uses().flat_map(|a| &a.roles).all(|r| entry.roles.contains(r)));
        }
    }
}

#[test]
fn no_shelter_is_offered_that_is_unfit() {
    for book in books() {
        for hazard in &book.hazards {
            for name in &hazard.shelters {
                let shelter = book.shelters.iter().find(|s| s.name == *name).unwrap();
                assert!(shelter.unfit_for.iter().all(|u| u.hazard != hazard.id), "{name} for {}", hazard.id);
            }
        }
        for home in &book.households {
            assert!(book.shelters.iter().any(|s| s.name == home.shelter), "{} has no shelter", home.head);
        }
    }
}

/// Takes one rule out of the library and returns the merged book.
fn without(name: &str, change: impl Fn(&mut PlanSet)) -> Handbook {
    let mut plans = town().library.set.clone();
    change(&mut plans);
    merged(&profile(name).profile, &plans)
}

#[test]
fn a_ruling_takes_the_smoke_step_off_paper_where_fire_is_banned() {
    // A village with frost and forest fire both: take 坝南村 and let it have a wood.
    let mut village = profile("坝南村").profile;
    village.hazards.insert("forest-fire".into(), Default::default());
    village.shelters.values_mut().for_each(|s| s.safe_for.clear());
    let plans = &town().library.set;
    let book = merged(&village, plans);
    let smoke = book
        .ledger
        .left_out
        .iter()
        .find(|l| l.step == "frost/smoke")
        .expect("the step is listed as left out");
    assert!(matches!(smoke.reason, LeftOutReason::Ruling(_)));
    let mut plans = plans.clone();
    plans.resolve.conflicts.retain(|c| c.drops.is_empty());
    let book = merged(&village, &plans);
    assert!(book.hazards.iter().flat_map(|h| &h.actions).any(|a| a.key == "frost/smoke"));
}

#[test]
fn compounds_appear_only_where_they_can_happen() {
    for book in books() {
        for compound in &book.compounds {
            let here: BTreeSet<&String> = book.hazards.iter().map(|h| &h.id).collect();
            assert!(compound.hazards.len() > 1 && compound.hazards.iter().all(|h| here.contains(h)));
            assert!(!compound.steps.is_empty() && !compound.rules.is_empty(), "{}", compound.id);
        }
    }
    let book = without("岭下村", |plans| plans.resolve.compounds.clear());
    assert_eq!(book.compounds, []);
}

#[test]
fn a_local_threshold_replaces_the_national_one() {
    let mut village = profile("岭下村").profile;
    let beijing = duoan::model::profile::Threshold {
        text: "1小时降雨量将达30毫米以上".into(),
        source: "地方标准".into(),
    };
    village.thresholds.entry("rainstorm".into()).or_default().insert(Level::Yellow, beijing);
    let book = merged(&village, &town().library.set);
    let signal = book.hazards.iter().flat_map(|h| &h.signals).find(|s| s.id == "rainstorm").unwrap();
    let yellow = signal.levels.iter().find(|l| l.level == Level::Yellow).unwrap();
    assert_eq!((yellow.text.as_str(), yellow.local.as_str()), ("1小时降雨量将达30毫米以上", "地方标准"));
    let blue = signal.levels.iter().find(|l| l.level == Level::Blue).unwrap();
    assert!(blue.local.is_empty());
}

#[test]
fn the_more_conservative_number_wins_and_both_sources_are_kept() {
    let plans = &town().library.set;
    let book =
        books().iter().find(|b| !b.ledger.numbers.is_empty()).expect("a village prints a disputed number");
    for number in &book.ledger.numbers {
        let disputed = &plans.resolve.numbers[&number.id];
        assert_eq!(number.claims.len(), disputed.values.len());
        let most = disputed.values.iter().map(|v| v.value).max().unwrap();
        assert!(number.chosen.starts_with(&most.to_string()), "{number:?}");
    }
}

#[test]
fn an_undecided_conflict_is_listed_and_never_guessed() {
    let book = without("岭下村", |plans| plans.resolve.conflicts.iter_mut().for_each(|c| c.basis = None));
    assert!(!book.ledger.undecided.is_empty());
    assert_eq!(book.ledger.rulings, []);
}

/// The sixteen conflicts that any merge of these hazards has to decide: two hazards each.
const CONFLICTS: [[&str; 2]; 16] = [
    ["earthquake", "gale"],
    ["flash-flood", "landslide"],
    ["flash-flood", "collapse"],
    ["lightning", "flash-flood"],
    ["house-fire", "chemical"],
    ["chemical", "earthquake"],
    ["forest-fire", "flash-flood"],
    ["dust", "carbon-monoxide"],
    ["gas", "house-fire"],
    ["rainstorm", "electric"],
    ["house-fire", "electric"],
    ["frost", "forest-fire"],
    ["snow", "collapse"],
    ["epidemic", "flash-flood"],
    ["animal", "rainstorm"],
    ["drowning", "confined-space"],
];

/// A village that has every hazard and nothing that needs one.
fn everything(hazards: &[&str]) -> Profile {
    let mut village = profile("岭下村").profile;
    village.hazards = hazards.iter().map(|h| ((*h).to_owned(), Default::default())).collect();
    village.evacuees.clear();
    village.points.clear();
    village.shelters.values_mut().for_each(|s| {
        s.safe_for.clear();
        s.unsafe_for.clear();
    });
    village
}

#[test]
fn each_of_the_sixteen_conflicts_is_ruled_and_its_rule_is_what_rules_it() {
    let plans = &town().library.set;
    for pair in CONFLICTS {
        let village = everything(&pair);
        let ruled = |plans: &PlanSet| -> BTreeSet<String> {
            let both = |r: &&duoan::model::handbook::RulingEntry| {
                r.basis.is_some()
                    && (r.hazards.len() > 1 || pair.iter().any(|p| r.hazards == [(*p).to_owned()]))
            };
            merged(&village, plans).ledger.rulings.iter().filter(both).map(|r| r.id.clone()).collect()
        };
        let rules = ruled(plans);
        assert!(!rules.is_empty(), "{pair:?} is not ruled");
        let mut poorer = plans.clone();
        poorer.resolve.conflicts.retain(|c| !c.general && !rules.contains(&c.id));
        assert!(ruled(&poorer).is_empty(), "{pair:?} is ruled by something else than its rule");
    }
}

/// Every two hazards whose stances clash are ruled, by a ruling of their own or else by the general one for
/// their stances.
#[test]
fn every_pair_of_hazards_that_sends_people_two_ways_is_ruled() {
    let plans = &town().library.set;
    let (mut clashes, mut general) = (0, 0);
    for (i, one) in plans.plans.values().enumerate() {
        for other in plans.plans.values().skip(i + 1).filter(|other| plans.clash(one, other)) {
            let book = merged(&everything(&[&one.id, &other.id]), plans);
            let rules: Vec<&String> = (book.ledger.rulings.iter())
                .filter(|r| {
                    r.hazards.contains(&one.id) && r.hazards.contains(&other.id) && !r.ruling.is_empty()
                })
                .map(|r| &r.id)
                .collect();
            assert!(!rules.is_empty(), "{} and {} clash without a ruling", one.id, other.id);
            let own = |c: &&duoan::model::plan::Conflict| !c.general && c.between(one, other);
            let is_general =
                |id: &&&String| plans.resolve.conflicts.iter().any(|c| c.id == **id.to_owned() && c.general);
            let generals = rules.iter().filter(is_general).count();
            let decided = plans.resolve.conflicts.iter().any(|c| own(&c));
            assert_eq!(generals > 0, !decided, "{} and {}: {rules:?}", one.id, other.id);
            (clashes, general) = (clashes + 1, general + generals.min(1));
        }
    }
    assert!(clashes > 300 && general > 20 && general < clashes, "{clashes} {general}");
}

#[test]
fn without_the_general_rules_pairs_are_left_to_chance() {
    let mut plans = town().library.set.clone();
    plans.resolve.conflicts.retain(|c| !c.general);
    let list: Vec<_> = plans.plans.values().collect();
    let pairs =
        list.iter().enumerate().flat_map(|(i, one)| list[i + 1..].iter().map(move |other| (one, other)));
    let unruled =
        pairs.filter(|(a, b)| plans.clash(a, b) && !plans.resolve.conflicts.iter().any(|c| c.between(a, b)));
    assert!(unruled.count() > 20);
}

#[test]
fn rulings_come_in_the_ruling_order() {
    let order = &town().library.set.resolve.order;
    assert_eq!(
        order,
        &[
            Basis::Life,
            Basis::Prohibition,
            Basis::Order,
            Basis::Earlier,
            Basis::Conservative,
            Basis::Local,
            Basis::National
        ]
    );
    for book in books() {
        let ranks: Vec<usize> = book
            .ledger
            .rulings
            .iter()
            .map(|r| order.iter().position(|o| Some(*o) == r.basis).unwrap())
            .collect();
        assert!(ranks.is_sorted());
    }
}

#[test]
fn households_on_two_lists_are_one_with_all_hazards() {
    let mut village = profile("岭下村").profile;
    let mut again = village.evacuees[0].clone();
    again.hazards = vec!["earthquake".into()];
    again.point = None;
    village.evacuees.push(again);
    let book = merged(&village, &town().library.set);
    let same: Vec<_> = book
        .households
        .iter()
        .filter(|h| h.head == village.evacuees[0].head && h.address == village.evacuees[0].address)
        .collect();
    assert_eq!(same.len(), 1);
    let earliest = |id: &str| {
        let chapter = book.hazards.iter().find(|h| h.id == id).unwrap();
        chapter
            .actions
            .iter()
            .filter(|a| a.phase == duoan::model::plan::Phase::Move)
            .filter_map(|a| a.from)
            .min()
    };
    assert_eq!(same[0].from, same[0].hazards.iter().filter_map(|h| earliest(h)).min());
    assert!(same[0].hazards.contains(&"earthquake".to_owned()) && same[0].hazards.len() > 1);
}

#[test]
fn the_example_town_exercises_every_hazard_and_many_compounds() {
    let hazards: BTreeSet<&str> = books().iter().flat_map(|b| &b.hazards).map(|h| h.id.as_str()).collect();
    let missing: Vec<&String> =
        town().library.set.plans.keys().filter(|id| !hazards.contains(id.as_str())).collect();
    assert!(missing.is_empty(), "{missing:?}");
    let compounds: BTreeSet<&str> =
        books().iter().flat_map(|b| &b.compounds).map(|c| c.id.as_str()).collect();
    assert!(compounds.len() >= 6, "{compounds:?}");
}

/// Chapters whose signs share words and are told apart by what stands before these.
const TOLD_APART: [(&str, &str); 8] = [
    ("carbon-monoxide", "gas"),
    ("carbon-monoxide", "heat"),
    ("dispute", "violence"),
    ("frost", "heat"),
    ("frost", "snow"),
    ("heat", "snow"),
    ("high-rise", "house-fire"),
    ("violence", "visitors"),
];

/// Whether two signs would be taken for one: five characters on end are the same, or two of the things that
/// they list.
fn alike(one: &str, other: &str) -> bool {
    let bare = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    let (letters, whole) = (bare(one).chars().collect::<Vec<_>>(), bare(other));
    let things = |text: &str| -> BTreeSet<String> { text.split(['、', '，']).map(str::to_owned).collect() };
    letters.windows(5).any(|run| whole.contains(&run.iter().collect::<String>()))
        || things(one).intersection(&things(other)).count() > 1
}

#[test]
fn what_is_seen_leads_to_one_chapter() {
    let plans = &town().library.set;
    let ids: Vec<&str> = plans.plans.keys().map(String::as_str).collect();
    for (i, a) in ids.iter().enumerate() {
        for b in &ids[i + 1..] {
            let both = [*a, *b];
            if TOLD_APART.contains(&(*a.min(b), *a.max(b))) {
                continue;
            }
            let listed = |id: &str| {
                let kept = move |s: &&duoan::model::signs::Sign| {
                    s.index && !s.unless.iter().any(|other| both.contains(&other.as_str()))
                };
                plans.plans[id].signs.iter().filter(kept)
            };
            for one in listed(a) {
                for other in listed(b) {
                    assert!(
                        one.sense != other.sense || !alike(&one.text, &other.text),
                        "{a}: {} and {b}: {}",
                        one.text,
                        other.text
                    );
                }
            }
        }
    }
    // The example with a gully and one without: the same sign leads to the graver chapter, then to the only one.
    let chapter = |hazards: &[&str], words: &str| {
        let book = merged(&everything(hazards), plans);
        let rows: Vec<String> =
            book.index.iter().filter(|e| e.text.contains(words)).map(|e| e.hazard.clone()).collect();
        rows
    };
    assert_eq!(chapter(&["flash-flood", "debris-flow"], "断流"), ["debris-flow"]);
    assert_eq!(chapter(&["flash-flood"], "断流"), ["flash-flood"]);
    assert_eq!(chapter(&["snow", "carbon-monoxide"], "头晕"), ["carbon-monoxide"]);
    assert_eq!(chapter(&["snow"], "头晕"), ["snow"]);
}

fn shuffled(plans: &PlanSet, seed: usize) -> PlanSet {
    let mut plans = plans.clone();
    let count = plans.plans.len();
    for i in 0..count {
        plans.plans.swap_indices(i, (i * 7 + seed) % count);
    }
    // The library sorts what it reads; a caller who does not still gets the same steps and rulings.
    plans
}

proptest! {
    #![proptest_config(ProptestConfig { cases: crate::samples::cases(48), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_choice_of_hazards_merges_without_loss(choice in proptest::collection::btree_set(0usize..49, 1..14), seed in 0usize..1000) {
        let plans = &town().library.set;
        let ids: Vec<&str> = choice.iter().filter_map(|i| plans.plans.get_index(*i)).map(|(id, _)| id.as_str()).collect();
        let village = everything(&ids);
        let book = merged(&village, plans);
        assert_nothing_lost(&book, plans);
        let other = merged(&village, &shuffled(plans, seed));
        let steps = |b: &Handbook| -> BTreeMap<String, Vec<String>> {
            b.hazards.iter().map(|h| (h.id.clone(), h.actions.iter().map(|a| format!("{} {}", a.key, a.text)).collect())).collect()
        };
        prop_assert_eq!(steps(&book), steps(&other));
        prop_assert_eq!(&book.common.iter().map(|c| (&c.id, &c.text, c.minutes, c.from)).collect::<Vec<_>>(), &other.common.iter().map(|c| (&c.id, &c.text, c.minutes, c.from)).collect::<Vec<_>>());
        // Merging twice is merging once.
        prop_assert_eq!(book, merged(&village, plans));
    }
}
