//! Names this build of the program by its sources, so that outputs of another build are never taken for its
//! own.

#![allow(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a build script reads its sources and speaks to cargo"
)]

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it"));
    let mut files = BTreeMap::new();
    gather(&root.join("src"), &root, &mut files);
    files.insert("Cargo.lock".into(), fs::read(root.join("Cargo.lock")).unwrap_or_default());
    let mut hasher = DefaultHasher::new();
    files.hash(&mut hasher);
    println!("cargo:rustc-env=DUOAN_BUILD={:016x}", hasher.finish());
    // The folders are named as well as what is in them is built in: a new file must be seen too.
    for path in ["src", "plans", "templates", "fonts", "web", "Cargo.lock"] {
        println!("cargo:rerun-if-changed={path}");
    }
}

/// Reads every file below a folder, by its path with forward slashes.
fn gather(dir: &Path, root: &Path, files: &mut BTreeMap<String, Vec<u8>>) {
    for entry in fs::read_dir(dir).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            gather(&path, root, files);
        } else {
            let name = path.strip_prefix(root).expect("below the root").to_string_lossy().replace('\\', "/");
            files.insert(name, fs::read(&path).unwrap_or_default());
        }
    }
}
