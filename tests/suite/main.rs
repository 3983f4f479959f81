//! One integration test binary: the typesetting engine is linked once.

mod checks;
mod commands;
mod house;
mod merging;
mod paper;
mod samples;
