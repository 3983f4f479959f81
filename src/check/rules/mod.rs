//! The rules, sorted by code.

use super::Rule;
use unknown_reference::Kind;

macro_rules! rules {
    ($($file:ident = $code:literal),* $(,)?) => {
        $(mod $file;)*
        /// Every rule, sorted by code.
        pub const RULES: &[Rule] = &[$(Rule { code: $code, check: $file::check }),*];
    };
}

rules! {
    alarm_missing = "alarm-missing",
    alarm_twice = "alarm-twice",
    coordinates = "coordinates",
    double_duty = "double-duty",
    drill_overdue = "drill-overdue",
    edition_dates = "edition-dates",
    finding_overdue = "finding-overdue",
    frail_transport = "frail-transport",
    grid_coverage = "grid-coverage",
    grid_officer = "grid-officer",
    group_head = "group-head",
    hazard_implied = "hazard-implied",
    helper_in_danger = "helper-in-danger",
    helper_load = "helper-load",
    household_alike = "household-alike",
    household_count = "household-count",
    household_destination = "household-destination",
    household_helper = "household-helper",
    household_members = "household-members",
    household_twice = "household-twice",
    life_due = "life-due",
    life_edition = "life-edition",
    life_order = "life-order",
    name_alike = "name-alike",
    name_length = "name-length",
    names_joined = "names-joined",
    next_to_add = "next-to-add",
    personal_data = "personal-data",
    phone_layers = "phone-layers",
    phone_missing = "phone-missing",
    phone_service = "phone-service",
    phone_shared = "phone-shared",
    picture_coarse = "picture-coarse",
    picture_missing = "picture-missing",
    picture_path = "picture-path",
    placeholder = "placeholder",
    point_watcher = "point-watcher",
    population_sum = "population-sum",
    post_deputy = "post-deputy",
    post_missing = "post-missing",
    post_vacant = "post-vacant",
    profile_field = "profile-field",
    rescue_team = "rescue-team",
    review_overdue = "review-overdue",
    route_danger = "route-danger",
    sample_data = "sample-data",
    shelter_fit = "shelter-fit",
    shelter_keeper = "shelter-keeper",
    shelter_missing = "shelter-missing",
    shelter_seats = "shelter-seats",
    sign_act = "sign-act",
    supply_expired = "supply-expired",
    supply_twice = "supply-twice",
    supply_unit = "supply-unit",
    threshold_order = "threshold-order",
    threshold_source = "threshold-source",
    town_team = "town-team",
    unknown_reference = "unknown-reference",
}
