//! duoan (多案合一): village hazard profiles and hazard plans, merged into handbooks and cards.
//!
//! One line: files → `Tree` → `Profile` + `PlanSet` → `Handbook` → `Document` → `Sheets` → PDF.
//!
//! | shape | what it is | born in |
//! |---|---|---|
//! | [`yaml::Node`] | YAML values, each with its place; layers overlaid | `yaml` |
//! | [`model::profile::Profile`], [`model::plan::PlanSet`] | plain typed structs, unknown keys refused |
//! `load` |
//! | [`model::handbook::Handbook`] | the merged book: each action once, with its origin | `merge` |
//! | [`model::document::Document`] | layout name and data: the whole input of printing | `compose` |
//! | [`press::Sheets`] | laid-out pages | `press` |
//!
//! Who may import whom: only downward, siblings never.
//!
//! ```text
//! 8  cli            clap, colour, the terminal
//! 7  serve          the clerk's page
//! 6  verify  reprint   what becomes of paper that was printed
//! 5  batch          worker processes, what is made and kept
//! 4  history  workspace  found  office  feed  town   a village's past under git; all that commands work with; what is handed in
//! 3  project  pipeline  schema  readiness  diff  roster  tonight
//! 2  load  check  edition  merge  compose  press  scaffold
//! 1  yaml  model  messages  ruler  disk
//! 0  diag  source  git  scan  builtin
//! ```
//!
//! What leaves goes through `edition`: one allow-list says who may see which field, and `merge` makes a book
//! for each audience.
//!
//! Siblings meet only in `pipeline`; what crosses stages lives in `model`. Each engine has one door: YAML in
//! `yaml`, minijinja in `merge::text`, Typst in `press`, git in `git`, pictures of paper in `scan`, workbooks
//! and CSV in `roster`, advances of fonts in `ruler`. The core is pure: files, clock and environment are
//! touched only in `source`, `disk`, `git`, `project`, `batch`, `serve` and `cli`, and a lint keeps it so. Files are
//! written, replaced and deleted in `disk` alone.

pub mod batch;
pub mod builtin;
pub mod check;
pub mod cli;
pub mod compose;
pub mod diag;
pub mod diff;
pub mod disk;
pub mod edition;
pub mod feed;
pub mod found;
pub mod git;
pub mod history;
pub mod load;
pub mod merge;
pub mod messages;
pub mod model;
pub mod office;
pub mod pipeline;
pub mod press;
pub mod project;
pub mod readiness;
pub mod reprint;
pub mod roster;
pub mod ruler;
pub mod scaffold;
pub mod scan;
pub mod schema;
pub mod serve;
pub mod source;
pub mod tonight;
pub mod town;
pub mod verify;
pub mod workspace;
pub mod yaml;
