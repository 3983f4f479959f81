//! Bytes as texts of a laid-out document.
#![no_main]

#[allow(dead_code, reason = "each target uses one door")]
#[path = "../doors.rs"]
mod doors;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| doors::layout(bytes));
