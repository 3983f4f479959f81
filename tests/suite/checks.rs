//! Rules on content: each has a fixture in `tests/faults` that breaks it, and no other; the good profile
//! breaks none.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use duoan::check::{self, Context, Picture, RULES};
use duoan::diag::{Diagnostic, Diagnostics, Severity};
use duoan::load::{self, Loaded};
use duoan::model::profile::Date;
use duoan::pipeline;
use duoan::source::SourceFile;

use crate::samples::town;

/// The day by which fixtures are judged: two weeks after the good profile takes effect.
const TODAY: jiff::civil::Date = jiff::civil::date(2026, 6, 15);

/// What the disk is taken to have; the good profile's map is the third.
const PICTURES: [(&str, Picture); 5] = [
    ("pictures/absent.png", Picture::Absent),
    ("pictures/link.png", Picture::Link),
    ("pictures/links.svg", Picture::Links),
    ("pictures/village-map.png", Picture::Dots { width: 945 }),
    ("pictures/small.png", Picture::Dots { width: 944 }),
];

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/faults")
}

fn text(name: &str) -> String {
    fs::read_to_string(folder().join(format!("{name}.yaml"))).unwrap()
}

/// Returns the names of all fixtures but the good profile, sorted.
fn fixtures() -> BTreeSet<String> {
    let names = fs::read_dir(folder())
        .unwrap()
        .map(|e| e.unwrap().path().file_stem().unwrap().to_string_lossy().into_owned());
    names.filter(|name| name != "good").collect()
}

/// Returns the good profile with the layers laid over it, and what their reading reports.
fn load(layers: &[&str]) -> (Loaded, Diagnostics) {
    let mut diags = Diagnostics::default();
    let nodes: Vec<_> = (["good"].iter().chain(layers))
        .map(|name| SourceFile::from_text(format!("{name}.yaml"), text(name)))
        .map(|file| load::layer(&file, &town().library.words, &mut diags).unwrap())
        .collect();
    (load::village(nodes).unwrap(), diags)
}

/// Returns every fault of the good profile with the layers laid over it.
fn faults(layers: &[&str]) -> Vec<Diagnostic> {
    let (loaded, mut diags) = load(layers);
    let pictures = PICTURES.map(|(path, picture)| (path.to_owned(), picture));
    let context = Context {
        profile: &loaded.profile,
        tree: &loaded.tree,
        layers: &loaded.layers,
        plans: &town().library.set,
        pictures: &pictures,
        today: Some(Date(TODAY)),
        dated: false,
    };
    check::profile(&context, &mut diags);
    diags.into_sorted()
}

/// Returns a fault as fixtures name it: `error alarm-twice 3:3`.
fn shown(fault: &Diagnostic) -> String {
    let severity = match fault.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    };
    let (line, column) = fault.at.as_ref().expect("every fault of a profile has a place").line_column();
    format!("{severity} {} {line}:{column}", fault.code)
}

/// Returns what the fixture's first line says it shows.
fn expected(name: &str) -> String {
    let text = text(name);
    text.lines().next().and_then(|line| line.strip_prefix("# expect: ")).expect(name).to_owned()
}

#[test]
fn the_good_profile_has_no_fault() {
    assert_eq!(faults(&[]).iter().map(shown).collect::<Vec<_>>(), Vec::<String>::new());
}

#[test]
fn every_fixture_breaks_one_rule_at_one_place() {
    let mut wrong = Vec::new();
    for name in fixtures() {
        let found = faults(&[&name]);
        let places: Vec<String> = found.iter().map(shown).collect();
        let own = |fault: &Diagnostic| {
            name.starts_with(fault.code)
                && fault.at.as_ref().is_some_and(|p| p.file.name == format!("{name}.yaml"))
        };
        if places != [expected(&name)] || !found.iter().all(own) {
            wrong.push(format!("{name}: {places:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_rule_has_a_fixture() {
    let shown: BTreeSet<String> =
        fixtures().iter().map(|name| expected(name).split(' ').nth(1).unwrap().to_owned()).collect();
    assert_eq!(shown, RULES.iter().map(|rule| rule.code.to_owned()).collect());
}

#[test]
fn every_fault_fills_every_hole_of_its_sentences() {
    for lang in ["zh", "en"] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("src/messages/{lang}.yaml"));
        let catalogue: BTreeMap<String, BTreeMap<String, String>> =
            serde_yaml::from_str(&fs::read_to_string(path).unwrap()).unwrap();
        for fault in fixtures().iter().flat_map(|name| faults(&[name])) {
            let entry = &catalogue[fault.code];
            for part in ["message", "hint"] {
                for hole in entry[part].split('{').skip(1).map(|p| p.split('}').next().unwrap()) {
                    let value = fault.values.iter().find(|(key, _)| *key == hole);
                    assert!(
                        value.is_some_and(|(_, v)| !v.is_empty()),
                        "{lang} {} {part}: {hole}",
                        fault.code
                    );
                }
            }
        }
    }
}

#[test]
fn swapped_coordinates_are_mended_and_far_ones_are_not() {
    let swapped = &faults(&["coordinates"])[0];
    assert_eq!(swapped.mend.as_deref(), Some("[36.39, 117.19]"));
    let place = swapped.at.as_ref().unwrap();
    assert_eq!(&place.file.text[place.range.clone()], "[117.1900, 36.3900]");
    assert_eq!(faults(&["coordinates-far"])[0].mend, None);
}

#[test]
fn an_identity_number_is_not_said_again() {
    let fault = &faults(&["personal-data"])[0];
    assert!(fault.values.iter().all(|(_, value)| !value.contains("1970")), "{fault:?}");
}

#[test]
fn without_a_date_to_judge_by_nothing_is_overdue() {
    let (loaded, mut diags) = load(&["supply-expired"]);
    let (profile, tree, layers) = (&loaded.profile, &loaded.tree, loaded.layers.as_slice());
    check::profile(
        &Context {
            profile,
            tree,
            layers,
            plans: &town().library.set,
            pictures: &[],
            today: None,
            dated: false,
        },
        &mut diags,
    );
    assert_eq!(diags.iter().map(shown).collect::<Vec<_>>(), Vec::<String>::new());
}

#[test]
fn the_example_town_has_no_error_and_few_warnings() {
    let town = town();
    let mut found = Vec::new();
    for village in &town.project.villages {
        let mut diags = Diagnostics::default();
        let loaded = pipeline::load(village, &town.library, &mut diags).unwrap();
        let (profile, tree, layers) = (&loaded.profile, &loaded.tree, loaded.layers.as_slice());
        let today = profile.edition.effective;
        check::profile(
            &Context { profile, tree, layers, plans: &town.library.set, pictures: &[], today, dated: false },
            &mut diags,
        );
        found.extend(diags.into_sorted().into_iter().filter(|d| d.severity != Severity::Note));
    }
    let said: Vec<String> = found.iter().map(shown).collect();
    assert!(found.iter().all(|d| d.severity == Severity::Warning), "{said:?}");
    assert!(said.len() <= 5, "{said:?}");
}
