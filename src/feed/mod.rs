//! What leaves for other programs and for telephones: JSON and GeoJSON in a published, versioned form, and
//! one
//! page that works without a network.

mod page;
mod village;

use crate::model::document::Audience;

pub use page::page;
pub use village::{geo, village};

/// The form of the data; within it fields are only added.
pub const SCHEMA: &str = "duoan/village/1";

/// How much of a village is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Everybody: no person, no mobile number, how many people only roughly.
    Public,
    /// Those on duty: posts, numbers, exact sums.
    Duty,
    /// Households too, row by row; never as GeoJSON.
    Household,
}

impl Level {
    /// Returns what an audience is told; the public where nobody is named.
    pub fn of(audience: Option<Audience>) -> Self {
        match audience {
            None | Some(Audience::Public | Audience::Household) => Self::Public,
            Some(Audience::Duty) => Self::Duty,
            Some(Audience::File) => Self::Household,
        }
    }

    /// Returns whose book is read for it.
    pub fn audience(self) -> Audience {
        match self {
            Self::Public => Audience::Public,
            Self::Duty => Audience::Duty,
            Self::Household => Audience::File,
        }
    }
}

/// Returns the numbers of a national line as they are dialled: 122 and 110 of 122或110.
fn dialled(number: &str) -> Vec<&str> {
    number.split(|c: char| !c.is_ascii_digit()).filter(|digits| !digits.is_empty()).collect()
}
