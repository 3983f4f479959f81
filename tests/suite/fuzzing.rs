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
    let bytes = each("yaml", doors::yaml) + each("check", doors::check) + each("edit", doors::edit);
    assert!(bytes <= MOST, "{bytes} bytes");
}
