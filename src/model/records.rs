//! What the book lists and records: supplies, vehicles, critical places, rounds, drills, past events. Parts
//! of the handbook.

use serde::Serialize;

use super::handbook::Holder;
use super::local::TimeOfDay;
use super::phone::Phone;
use super::profile::{Date, Grade, PlaceKind};

/// Supplies of one kind.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SupplyEntry {
    /// Item.
    pub item: String,
    /// Unit.
    pub unit: String,
    /// What the village has, as far as it says how much.
    pub have: u32,
    /// In how many places there is some of it and nobody says how much.
    pub unsaid: u32,
    /// What the plans ask for: the maximum over hazards; `None` if none asks.
    pub need: Option<u32>,
    /// Hazards that ask.
    pub hazards: Vec<String>,
    /// Where it lies and who keeps it.
    pub stock: Vec<Stock>,
}

/// Supplies in one place.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[expect(missing_docs, reason = "the fields are those of the profile")]
pub struct Stock {
    pub spec: String,
    pub quantity: Option<u32>,
    pub place: String,
    pub keeper: String,
    pub checked: Option<Date>,
    pub expires: Option<Date>,
    pub code: String,
    pub made: Option<Date>,
    pub required: Option<u32>,
    /// Whether it is gear that a team has with it, not what lies in a store.
    #[serde(skip)]
    pub of_team: bool,
}

/// A vehicle or machine.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[expect(missing_docs, reason = "the fields are those of the profile")]
pub struct VehicleEntry {
    pub name: String,
    pub plate: String,
    pub quantity: Option<u32>,
    pub contact: String,
    pub phones: Vec<Phone>,
    pub place: String,
}

/// A critical place.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[expect(missing_docs, reason = "the fields are those of the profile")]
pub struct PlaceEntry {
    pub name: String,
    pub kind: PlaceKind,
    pub address: String,
    pub coordinates: Option<[f64; 2]>,
    pub person: String,
    pub phones: Vec<Phone>,
    pub people: Option<u32>,
    pub note: String,
    pub gas_valve: String,
    pub power_switch: String,
    pub lifts: String,
}

impl PlaceEntry {
    /// Returns what is cut off or gets stuck there, each with its word; nothing for what is not known.
    pub fn cuts(&self) -> impl Iterator<Item = (&'static str, &str)> {
        [("气阀", &self.gas_valve), ("电闸", &self.power_switch), ("电梯", &self.lifts)]
            .into_iter()
            .filter(|(_, text)| !text.is_empty())
            .map(|(word, text)| (word, text.as_str()))
    }
}

/// An inspection round.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[expect(missing_docs, reason = "the fields are those of the profile")]
pub struct InspectionEntry {
    pub what: String,
    pub who: String,
    pub cycle: String,
    pub last: Option<Date>,
    pub finding: String,
    pub fixer: String,
    pub deadline: Option<Date>,
    pub grade: Option<Grade>,
    pub finder: String,
    pub meanwhile: String,
    pub closed: Option<Date>,
}

/// A watch.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[expect(missing_docs, reason = "the fields are those of the profile")]
pub struct WatchEntry {
    pub date: Option<Date>,
    pub shift: String,
    pub lead: Option<Holder>,
    pub officers: Vec<Holder>,
    pub standby: Vec<Holder>,
}

/// A drill that was held.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[expect(missing_docs, reason = "the fields are those of the profile")]
pub struct DrillEntry {
    pub date: Option<Date>,
    pub hazard: String,
    pub time_of_day: Option<TimeOfDay>,
    pub scenario: String,
    pub participants: Option<u32>,
    pub findings: String,
    pub next: Option<Date>,
    pub called_minutes: Option<u32>,
    pub moved_minutes: Option<u32>,
}

/// A training that was held.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[expect(missing_docs, reason = "the fields are those of the profile")]
pub struct TrainingEntry {
    pub date: Option<Date>,
    pub topic: String,
    pub participants: Option<u32>,
}

/// A past event.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[expect(missing_docs, reason = "the fields are those of the profile")]
pub struct HistoryEntry {
    pub when: String,
    pub hazard: String,
    pub what: String,
    pub losses: String,
}
