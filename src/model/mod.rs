//! Plain data: what is written (`profile`, `plan`), what is merged (`handbook`), what is printed
//! (`document`).

pub mod acts;
pub mod address;
pub mod cite;
pub mod document;
mod editions;
pub mod filing;
pub mod grids;
pub mod handbook;
pub mod library;
pub mod life;
pub mod local;
pub mod names;
pub mod needs;
pub mod nothing;
pub mod office;
pub mod phone;
pub mod plan;
pub mod printer;
pub mod profile;
pub mod records;
pub mod requirement;
pub mod role;
pub mod said;
pub mod seen;
pub mod shape;
pub mod signs;
pub mod speech;
pub mod stock;
pub mod town;
pub mod village;
pub mod ways;
