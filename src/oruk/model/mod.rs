//! The entities of ORUK 3.0 as Rust types, one file for each family.
//!
//! Every property is optional but the lists, which are empty when absent: a
//! tolerant reader fills what a feed gives and a strict writer leaves out what
//! is not there (absent instead of `null`, `""`, `[]` or `{}`). Ids are plain
//! strings because feeds send integers and slugs as well as UUIDs; federation
//! replaces every one by a UUID before anything is stored or published.
//!
//! Doc comments mark fields that only the international HSDS 3.0 has with "HSDS".

mod contact;
mod location;
mod organization;
mod schedule;
mod service;
mod taxonomy;

pub use contact::{Contact, Language, Phone};
pub use location::{Accessibility, Address, Location, ServiceAtLocation};
pub use organization::{Funding, Organization, OrganizationIdentifier};
pub use schedule::Schedule;
pub use service::{CostOption, Service, ServiceArea, Status};
pub use taxonomy::{Attribute, Taxonomy, TaxonomyTerm};
