//! ORUK 1.0, the older version that many councils still publish.
//!
//! [`shape`] is its table. A 1.0 document -> [`upgrade`](upgrade()) says it in 3.0's terms
//! -> the tolerant reader of 3.0 does the rest. [`downgrade`](downgrade()) goes the way back.
//! Nothing else in the program knows how 1.0 looks.

mod downgrade;
mod page;
pub mod shape;
mod upgrade;
mod weekdays;

pub use downgrade::{
    NOT_STATED, downgrade, downgrade_location, downgrade_organization, downgrade_term,
};
pub use page::page;
pub use upgrade::{Upgraded, origin, taxonomy, taxonomy_term, upgrade};
pub use weekdays::Weekdays;

/// What only version 1.0 calls a part of a service or of a page, besides [`OLD_LISTS`].
const OLD_NAMES: [&str; 4] = [
    "totalElements",
    "deliverable_type",
    "attending_type",
    "attending_access",
];

/// What only version 1.0 calls a list of a service's parts; its plurals are spelt in two ways.
pub const OLD_LISTS: [&str; 8] = [
    "service_taxonomys",
    "service_taxonomies",
    "regular_schedules",
    "holiday_schedules",
    "eligibilitys",
    "eligibilities",
    "fundings",
    "link_taxonomies",
];

/// Whether something of a service or of a page has a name that only version 1.0 gives it.
pub fn has_old_name(is_named: impl Fn(&str) -> bool) -> bool {
    OLD_NAMES.into_iter().chain(OLD_LISTS).any(is_named)
}
