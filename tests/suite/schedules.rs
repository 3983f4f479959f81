//! Any schedule of builds, edits, kills and cleaning ends in the bytes of a clean build, as databases are
//! tried.
//!
//! `DUOAN_STEPS` says how many steps; a thousand before a release, some in every run.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use crate::commands::{Workspace, code, said};

const BUILD: [&str; 7] = ["build", "--only", "broadcast", "--format", "txt", "-j", "2"];
/// Steps between two looks at the result.
const STRETCH: usize = 20;

struct Dice(u64);

impl Dice {
    fn below(&mut self, most: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % most
    }
}

fn start(w: &Workspace, args: &[&str]) -> Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_duoan"));
    command
        .args(args)
        .current_dir(w.path())
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

fn files(dir: &Path, top: &Path, found: &mut BTreeMap<String, Vec<u8>>) {
    for path in fs::read_dir(dir).into_iter().flatten().map(|entry| entry.unwrap().path()) {
        let name = path.strip_prefix(top).unwrap().display().to_string();
        match path.is_dir() {
            true if name == ".duoan" => {}
            true => files(&path, top, found),
            false => drop(found.insert(name, fs::read(&path).unwrap())),
        }
    }
}

fn outputs(dir: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    files(dir, dir, &mut found);
    found
}

/// A number that somebody writes down anew: in a village, or in the town for all of them.
fn edit(w: &Workspace, dice: &mut Dice) {
    let (file, old) = match dice.below(4) {
        0 => (w.path().join("town.yaml"), "0531-0000 00"),
        1 => (w.village("石门村"), "138 0000 00"),
        _ => (w.village("示例村"), "138 0000 00"),
    };
    let Ok(text) = fs::read_to_string(&file) else { return };
    let places: Vec<usize> = text.match_indices(old).map(|(at, _)| at + old.len()).collect();
    let at = places[usize::try_from(dice.below(places.len() as u64)).unwrap()];
    let digits = format!("{:02}", dice.below(100));
    fs::write(&file, format!("{}{digits}{}", &text[..at], &text[at + 2..])).unwrap();
}

fn step(w: &Workspace, dice: &mut Dice, done: &mut Vec<String>) {
    let wait = Duration::from_millis(dice.below(900));
    let choice = dice.below(12);
    done.push(format!("{choice} {wait:?}"));
    match choice {
        0..=2 => edit(w, dice),
        3 => drop(w.run(&BUILD)),
        // Killed in the middle; what it started goes on for no longer.
        4 | 5 => {
            let mut child = start(w, &BUILD);
            std::thread::sleep(wait);
            child.kill().unwrap();
            child.wait().unwrap();
        }
        // Edited in the middle.
        6 | 7 => {
            let mut child = start(w, &BUILD);
            std::thread::sleep(wait);
            edit(w, dice);
            child.wait().unwrap();
        }
        // Two at a time, or one that cleans while the other builds.
        8 => {
            let other = ["clean", "build"][usize::try_from(dice.below(2)).unwrap()];
            let (mut one, mut two) =
                (start(w, &BUILD), start(w, if other == "clean" { &["clean"] } else { &BUILD }));
            assert!(one.wait().is_ok() && two.wait().is_ok());
        }
        9 => drop(w.run(if dice.below(2) == 0 { &["clean"] } else { &["clean", "--cache"] })),
        // A file is lost, or changed by somebody.
        10 => {
            let file = w.path().join("out/示例村/broadcast.txt");
            let _ = if dice.below(2) == 0 { fs::remove_file(file) } else { fs::write(file, "mine") };
        }
        // A village comes or goes.
        _ => {
            let village = w.village("石门村");
            if village.exists() {
                assert_ne!(code(&w.run(&BUILD)), 2);
                fs::remove_file(village).unwrap();
            } else {
                w.run(&["new", "village", "石门村"]);
            }
        }
    }
}

#[test]
fn any_schedule_ends_in_the_bytes_of_a_clean_build() {
    let all = if std::env::var_os("DUOAN_ALL").is_some() { 1_000 } else { STRETCH };
    let steps = std::env::var("DUOAN_STEPS").ok().and_then(|steps| steps.parse().ok()).unwrap_or(all);
    let seed =
        std::env::var("DUOAN_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(0x9E37_79B9_7F4A_7C15);
    let (w, mut dice) = (Workspace::new(), Dice(seed));
    w.run(&["new", "village", "石门村"]);
    let mut done = Vec::new();
    for number in 1..=steps {
        step(&w, &mut dice, &mut done);
        if number % STRETCH == 0 || number == steps {
            let last = w.run(&BUILD);
            assert_eq!(code(&last), 0, "{done:?}: {}", said(&last));
            let clean = w.run(&[&BUILD[..], &["-o", "clean"]].concat());
            assert_eq!(code(&clean), 0, "{}", said(&clean));
            let (one, other) = (outputs(&w.path().join("out")), outputs(&w.path().join("clean")));
            let names = |files: &BTreeMap<String, Vec<u8>>| files.keys().cloned().collect::<Vec<_>>();
            assert_eq!(names(&one), names(&other), "seed {seed}, step {number}: {done:?}");
            let differing = one.iter().find(|(name, bytes)| other[*name] != **bytes).map(|(name, _)| name);
            assert_eq!(differing, None, "seed {seed}, step {number}: {done:?}");
            fs::remove_dir_all(w.path().join("clean")).unwrap();
            done.clear();
        }
    }
}
