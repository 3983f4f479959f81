//! Writes a workspace of generated, fictional villages: `cargo bench --bench villages -- NUMBER [TOWNS]
//! [SEED] -o FOLDER`.
#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a tool of the benchmarks"
)]

#[path = "mod.rs"]
mod villages;

use std::fs;
use std::path::{Path, PathBuf};

fn main() {
    let words: Vec<String> = std::env::args().skip(1).filter(|word| word != "--bench").collect();
    let at = words.iter().position(|word| word == "-o");
    let folder = at.and_then(|at| words.get(at + 1)).map(PathBuf::from);
    let numbers: Vec<u64> =
        words.iter().take(at.unwrap_or(words.len())).filter_map(|word| word.parse().ok()).collect();
    let Some((folder, count)) = folder.zip(numbers.first()) else {
        println!("cargo bench --bench villages -- NUMBER [TOWNS] [SEED] -o FOLDER");
        return;
    };
    let (towns, seed) = (numbers.get(1).copied().unwrap_or(1), numbers.get(2).copied().unwrap_or(1));
    let files = villages::workspace(usize::try_from(*count).unwrap(), usize::try_from(towns).unwrap(), seed);
    for (path, text) in &files {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().unwrap_or(Path::new("."))).unwrap();
        fs::write(path, text).unwrap();
    }
    println!("{} villages in {}", count, folder.display());
}
