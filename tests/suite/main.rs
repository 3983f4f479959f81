//! One integration test binary: the typesetting engine is linked once.
#![allow(clippy::unwrap_used, clippy::disallowed_methods, reason = "tests read, write and fail loudly")]

mod batches;
mod cards;
mod checks;
mod commands;
mod editing;
mod edition;
mod editions;
mod fonts;
mod formats;
mod fuzzing;
mod history;
mod house;
mod keys;
mod meaning;
mod mending;
mod merging;
mod paper;
mod phones;
mod pictures;
mod readers;
mod reports;
mod repos;
mod reprints;
mod rosters;
mod ruler;
mod samples;
mod schemas;
mod score;
mod stamps;
mod strays;
mod structure;
mod untrusted;
mod usage;
mod verify;
mod villages;
