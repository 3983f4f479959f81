//! Plain data: what is written (`profile`, `plan`), what is merged (`handbook`), what is printed (`document`).

pub mod address;
pub mod document;
mod editions;
pub mod handbook;
pub mod local;
pub mod names;
pub mod phone;
pub mod plan;
pub mod profile;
pub mod records;
pub mod role;
pub mod shape;
pub mod signs;
pub mod village;
pub mod ways;
