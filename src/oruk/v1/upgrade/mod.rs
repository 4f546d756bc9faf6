//! Says a service of version 1.0 in the terms of 3.0.
//!
//! What 1.0 and 3.0 have in common stays as it is, and so do members that neither knows: the
//! tolerant reader comes after this and judges values, whatever they are called. So a feed
//! that mixes both versions, or is on its way from one to the other, loses nothing.
//! Members are found in any case, singular or plural, with or without underscores.
//!
//! | 1.0 | 3.0 | note |
//! |---|---|---|
//! | service: id, name, description, url, email, status, fees, accreditations, assured_date | the same | |
//! | service.organization | organization | `services` in it are links back and not followed |
//! | service.deliverable_type | attribute, link_type `deliverable_type` | one for each word of a list |
//! | service.attending_type | schedules[].attending_type | where a schedule says nothing itself; without any schedule one that says only this |
//! | service.attending_access | application_process (international) | unless that is there |
//! | service.eligibilitys[] | minimum_age, maximum_age | several: the least and the greatest; 0 and over 120 mean no limit |
//! | eligibility.eligibility | attribute, link_type `eligibility`; eligibility_description (international) | with the ages of each, where there are several |
//! | service.service_taxonomys[].taxonomy | attributes[].taxonomy_term, link_type `service_type` | the term itself in place of a link is taken too |
//! | service.link_taxonomies[] | attributes[] of what link_id names, else of the service | link_type is kept |
//! | link_taxonomies[] of eligibility | attributes[] of the service | link_type `eligibility` where there is none |
//! | link_taxonomies[] of organization, cost option, service area, location | attributes[] of the same | those of cost option and area are international |
//! | service.reviews, organization.reviews | – | 3.0 has no place for them; they stay in the record as it came, and an issue says so |
//! | service.fundings[], contacts[], service_areas[], cost_options[] | funding[], the same | |
//! | service_area.service_area | name, service_area | extent_type is told from extent |
//! | cost_option.amount | amount | currency (international) is GBP |
//! | language.language | code, name (international) | a list becomes several languages |
//! | phone.language | phone.languages[] | |
//! | phone.contact, phone.label | phone.description | |
//! | organization.url | organization.website | |
//! | service_at_locations[] | the same | `service` in it is a link back |
//! | location.physical_addresses[] | location.addresses[], address_type `physical` | |
//! | location.accessibility_for_disabilities[].accessibility | location.accessibility[].description, accessibility | |
//! | regular_schedules[] of the service | schedules[] | |
//! | regular_schedules[] of service_at_location, location | schedules[] of the service with service_at_location_id, location_id | 3.0-UK has schedules on services only |
//! | regular_schedule.weekday | byday, freq `WEEKLY` | where byday is not there; numbers as the feed's settings say, names and codes too |
//! | holiday_schedule, closed false | schedule: dtstart, valid_from, valid_to, opens_at, closes_at, notes | |
//! | holiday_schedule, closed true | notes of the schedules of the same place, else alert | 3.0 has no form for it |
//! | taxonomy: id, name, parent_id | taxonomy_term: the same | an id that is no UUID is the code too, and a CURIE of the LGA's lists, or an address, term_uri |
//! | taxonomy.vocabulary | taxonomy, taxonomy_id | the name stands for the id |

mod cost;
mod eligibility;
mod language;
mod organization;
mod place;
mod schedule;
mod service;
mod source;
mod taxonomy;

use serde_json::Value;

use super::Weekdays;
use crate::oruk::issue::{Issue, Rule};
use source::{FROM, Found, Source};

pub use taxonomy::{taxonomy, taxonomy_term};

/// A service in the terms of 3.0.
#[derive(Debug, Clone, PartialEq)]
pub struct Upgraded {
    /// The service, not yet read: values are as they came.
    pub document: Value,
    /// What could not be carried over.
    pub issues: Vec<Issue>,
}

/// Says a service of 1.0 in the terms of 3.0. Whatever is no object comes back as it is.
pub fn upgrade(raw: &Value, weekdays: Weekdays) -> Upgraded {
    let mut upgrader = Upgrader {
        weekdays,
        issues: Vec::new(),
    };
    let document = match raw {
        Value::Object(members) => upgrader.service(Source::new(members.clone(), String::new())),
        other => other.clone(),
    };
    Upgraded {
        document,
        issues: upgrader.issues,
    }
}

/// Where in the document as it came the place is that a pointer into [`Upgraded::document`]
/// names.
pub fn origin(document: &Value, pointer: &str) -> String {
    let mut value = document;
    let mut origin = String::new();
    for step in pointer.split('/').skip(1) {
        origin = format!("{origin}/{step}");
        let plain = step.replace("~1", "/").replace("~0", "~");
        let below = match value {
            Value::Array(items) => plain.parse().ok().and_then(|at: usize| items.get(at)),
            other => other.get(plain),
        };
        let Some(below) = below else { continue };
        value = below;
        if let Some(from) = value.get(FROM).and_then(Value::as_str) {
            from.clone_into(&mut origin);
        }
    }
    origin
}

/// One document's way from 1.0 to 3.0.
struct Upgrader {
    weekdays: Weekdays,
    issues: Vec<Issue>,
}

impl Upgrader {
    fn note(&mut self, rule: &Rule, at: &str) {
        self.issues.push(Issue::new(rule, at, None));
    }
}

#[cfg(test)]
mod tests;
