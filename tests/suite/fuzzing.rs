//! The kept inputs of the fuzz targets, run through the same functions: what was once found stays mended.

use std::fs;
use std::path::Path;

#[path = "../../fuzz/doors.rs"]
mod doors;

/// Largest corpus that is kept, in bytes, all targets together.
const MOST: usize = 200 << 10;

fn each(target: &str, run: fn(&[u8])) -> usize {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(target);
    let mut paths: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    assert!(!paths.is_empty(), "{target}");
    let read = |path: &std::path::PathBuf| {
        let bytes = fs::read(path).unwrap();
        assert!(std::panic::catch_unwind(|| run(&bytes)).is_ok(), "{}", path.display());
        bytes.len()
    };
    paths.iter().map(read).sum()
}

#[test]
fn the_kept_inputs_of_the_fuzz_targets_pass() {
    let bytes = each("yaml", doors::yaml)
        + each("check", doors::check)
        + each("edit", doors::edit)
        + each("roster", doors::roster)
        + each("layout", doors::layout)
        + each("code", doors::code)
        + each("scan", doors::scan)
        + each("git", doors::git);
    assert!(bytes <= MOST, "{bytes} bytes");
}

/// Changes some bytes of a kept input, or joins it to another.
fn mutated(all: &[Vec<u8>], next: &mut impl FnMut(usize) -> usize) -> Vec<u8> {
    let mut bytes = all[next(all.len())].clone();
    for _ in 0..=next(8) {
        let at = next(bytes.len().max(1));
        match next(5) {
            0 if !bytes.is_empty() => drop(bytes.remove(at)),
            1 => bytes.insert(at.min(bytes.len()), b" \n:-,[]{}#\"'"[next(12)]),
            2 if !bytes.is_empty() => bytes[at] = u8::try_from(next(256)).unwrap(),
            3 => {
                let other = &all[next(all.len())];
                let from = next(other.len().max(1));
                let part: Vec<u8> = other[from..].iter().take(next(40)).copied().collect();
                bytes.splice(at.min(bytes.len())..at.min(bytes.len()), part);
            }
            _ => bytes.truncate(at.max(8)),
        }
    }
    bytes
}

/// Returns the kept inputs of a target.
fn kept(target: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(target);
    let mut paths: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths.iter().map(|path| fs::read(path).unwrap()).collect()
}

/// Runs a target over mutations of inputs, `DUOAN_FUZZ` times, else so many.
fn wander(target: &str, all: &[Vec<u8>], usual: usize, run: impl Fn(&[u8])) {
    let runs = std::env::var("DUOAN_FUZZ").ok().and_then(|runs| runs.parse().ok()).unwrap_or(usual);
    let mut seed = std::env::var("DUOAN_SEED")
        .ok()
        .and_then(|seed| seed.parse().ok())
        .unwrap_or(0x2545_F491_4F6C_DD1D_u64);
    let mut next = |most: usize| {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        usize::try_from(seed % most as u64).unwrap()
    };
    for i in 0..runs {
        let bytes = mutated(all, &mut next);
        let passed = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| run(&bytes))).is_ok();
        if !passed {
            fs::write(std::env::temp_dir().join(format!("duoan-{target}-{i}")), &bytes).unwrap();
        }
        assert!(passed, "{target} {i}: {}", String::from_utf8_lossy(&bytes));
    }
}

#[test]
fn mutations_of_files_pass() {
    wander("yaml", &kept("yaml"), 300, doors::yaml);
}

#[test]
fn mutations_of_villages_pass() {
    wander("check", &kept("check"), 300, doors::check);
}

#[test]
fn mutations_of_edits_pass() {
    wander("edit", &kept("edit"), 1_500, doors::edit);
}

#[test]
fn mutations_of_sheets_pass() {
    wander("roster", &kept("roster"), 1_500, doors::roster);
}

#[test]
fn mutations_of_what_layouts_are_given_pass() {
    wander("layout", &kept("layout"), 25, doors::layout);
}

#[test]
fn mutations_of_check_codes_pass() {
    wander("code", &kept("code"), 20_000, doors::code);
}

#[test]
fn mutations_of_papers_pass() {
    wander("scan", &kept("scan"), 60, doors::scan);
}

#[test]
fn mutations_of_git_objects_pass() {
    let dir = tempfile::TempDir::new().unwrap();
    wander("git", &kept("git"), 300, |bytes| doors::git_in(dir.path(), bytes));
}
