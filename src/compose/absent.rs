//! Why a family has nothing to print.

use serde::{Deserialize, Serialize};

/// Why a family has nothing to print for a village.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Absent {
    /// Nobody holds a post with steps.
    Roles,
    /// No household has to move.
    Households,
    /// No risk point.
    Points,
    /// No risk point of a geological hazard.
    Geology,
    /// No hazard sends people to a shelter.
    Shelters,
    /// No hazard that moves people has warning levels.
    Levels,
    /// No hazard has a script.
    Scripts,
    /// Every card was refused.
    Refused,
    /// Nothing of it is for whom was asked.
    Unchosen,
    /// Nothing has been made that could be printed.
    Unmade,
}
