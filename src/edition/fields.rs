//! The allow-list: every field of a profile that leaves the office, and the first audience that may see it.
//!
//! What is not here is seen by nobody, so a new field is private until somebody decides.

use crate::model::document::Audience;

/// Who may see a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Seen {
    /// Everybody.
    All,
    /// Everybody if the entry holds a post or says `公开: 是`, else as [`Seen::Home`].
    Open,
    /// Whoever has a household's own card in hand.
    Home,
    /// Those who hold a post.
    Duty,
}

impl Seen {
    /// Returns whether an audience sees it; `open` if the entry it belongs to is public.
    pub(super) fn by(self, audience: Audience, open: bool) -> bool {
        match self {
            Self::All => true,
            Self::Open => open || audience != Audience::Public,
            Self::Home => audience != Audience::Public,
            Self::Duty => matches!(audience, Audience::Duty | Audience::File),
        }
    }
}

/// Where, which, for whom. A path has the English keys, without the names and numbers of entries.
pub(super) const FIELDS: &[(&str, &str, Seen)] = &[
    ("", "name code kind town county city province posts only_group flood_season nearest_aed", Seen::All),
    ("own_posts", "people duties area routine", Seen::All),
    ("clusters", "leader area households people hazards grade point", Seen::All),
    ("plan_life.issued", "date number", Seen::All),
    ("edition", "number approved effective review_by prepared_by approved_by", Seen::All),
    ("edition.revisions", "date change approved_by", Seen::All),
    ("overview", "households population residents away area_km2 terrain", Seen::All),
    ("overview.groups", "households population head", Seen::All),
    ("history", "when hazard what losses", Seen::All),
    ("people", "title phone", Seen::Open),
    ("grids", "officer area households", Seen::All),
    ("teams", "kind leader deputy size gear", Seen::All),
    ("teams", "phone", Seen::Open),
    ("teams", "members", Seen::Duty),
    ("hazards", "likelihood impact households people triggers shelters note", Seen::All),
    (
        "points",
        "hazards place coordinates radius_m scale watcher cycle signs households people escape zone unified_number field_number cause methods",
        Seen::All,
    ),
    // Where how many go is public, who they are is not: see `counted`.
    ("evacuees", "households members point hazards shelter route zone", Seen::All),
    ("evacuees", "head address group needs helper warner transport house", Seen::Home),
    ("evacuees", "phone", Seen::Duty),
    ("evacuees.family", "name sex age", Seen::Duty),
    (
        "shelters",
        "setting kind area_m2 address coordinates capacity keeper safe_for unsafe_for facilities certified",
        Seen::All,
    ),
    ("shelters", "keys", Seen::Duty),
    ("routes", "from to via length_m minutes avoid closed_when", Seen::All),
    ("alarms", "tool pattern by", Seen::All),
    ("supplies", "item spec quantity unit checked expires", Seen::All),
    ("supplies", "place keeper", Seen::Duty),
    ("vehicles", "name quantity", Seen::All),
    ("vehicles", "contact phone", Seen::Open),
    ("vehicles", "place", Seen::Duty),
    ("contacts", "kind hours note", Seen::All),
    ("contacts", "phone person", Seen::Open),
    ("places", "kind address coordinates people note", Seen::All),
    ("places", "person phone", Seen::Open),
    ("inspections", "what cycle last", Seen::All),
    ("inspections", "who finding fixer deadline", Seen::Duty),
    ("drills", "date hazard time_of_day scenario participants next", Seen::All),
    ("drills", "findings", Seen::Duty),
    ("training", "date topic participants", Seen::All),
    ("thresholds", "text source", Seen::All),
    ("pictures", "map logo", Seen::All),
];

/// Returns who may see a field; `None`: nobody.
pub(super) fn seen(path: &str, key: &str) -> Option<Seen> {
    let row = FIELDS.iter().find(|(at, keys, _)| *at == path && keys.split(' ').any(|k| k == key));
    row.map(|(.., seen)| *seen)
}
