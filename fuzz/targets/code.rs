//! Bytes as a check code that somebody typed.
#![no_main]

#[allow(dead_code, reason = "each target uses one door")]
#[path = "../doors.rs"]
mod doors;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| doors::code(bytes));
