//! Bytes as a paper that is looked at for codes.
#![no_main]

#[allow(dead_code, reason = "each target uses one door")]
#[path = "../doors.rs"]
mod doors;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| doors::scan(bytes));
