//! The rules, sorted by code.

use super::Rule;

macro_rules! rules {
    ($($file:ident = $code:literal),* $(,)?) => {
        $(mod $file;)*
        /// Every rule, sorted by code.
        pub const RULES: &[Rule] = &[$(Rule { code: $code, check: $file::check }),*];
    };
}

rules! {
    household_destination = "household-destination",
    household_helper = "household-helper",
    phone_format = "phone-format",
    phone_missing = "phone-missing",
    post_deputy = "post-deputy",
    post_missing = "post-missing",
    profile_field = "profile-field",
    rescue_team = "rescue-team",
    shelter_fit = "shelter-fit",
    shelter_missing = "shelter-missing",
    shelter_seats = "shelter-seats",
    unknown_reference = "unknown-reference",
}
