//! What time it is: ticks of a night, the day of a print, what is due. In Beijing's time, which is the law in
//! all of China.
#![expect(clippy::disallowed_methods, reason = "a page that is open asks what time it is; no paper says it")]

use jiff::civil::DateTime;

use crate::model::profile::Date;

/// A moment.
#[derive(Debug, Clone, Copy)]
pub struct Now(DateTime);

/// Returns this moment.
pub fn now() -> Now {
    Now(jiff::tz::Offset::constant(8).to_datetime(jiff::Timestamp::now()))
}

impl Now {
    /// Returns hours and minutes.
    pub fn time(self) -> String {
        self.0.strftime("%H:%M").to_string()
    }

    /// Returns the day.
    pub fn day(self) -> Date {
        Date(self.0.date())
    }

    /// Returns the day and the time, as it stands in records.
    pub fn stamp(self) -> String {
        self.0.strftime("%Y-%m-%d %H:%M").to_string()
    }

    /// Returns the moment for the name of a file.
    pub fn name(self) -> String {
        self.0.strftime("%Y%m%d-%H%M%S").to_string()
    }
}
