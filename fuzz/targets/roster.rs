//! Bytes as a workbook or CSV, into a village.
#![no_main]

#[allow(dead_code, reason = "each target uses one door")]
#[path = "../doors.rs"]
mod doors;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| doors::roster(bytes));
