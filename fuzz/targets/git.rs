//! Bytes as a commit or a folder of a repository.
#![no_main]

#[allow(dead_code, reason = "each target uses one door")]
#[path = "../doors.rs"]
mod doors;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| doors::git(bytes));
