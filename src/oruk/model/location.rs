//! Places and their addresses.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Attribute, Contact, Language, Phone, Schedule, Service, ServiceArea};

/// One service at one place.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ServiceAtLocation {
    /// Identifier of this link; a UUID once federation has assigned ours.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The service.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service_id: Option<String>,
    /// The location.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location_id: Option<String>,
    /// HSDS: what differs at this place.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// HSDS.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub contacts: Vec<Contact>,
    /// HSDS.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub phones: Vec<Phone>,
    /// HSDS: when it runs at this place.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub schedules: Vec<Schedule>,
    /// HSDS 3.1: where people may live to use it at this place.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub service_areas: Vec<ServiceArea>,
    /// The place, nested.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location: Option<Location>,
    /// The service; only in answers of `/service_at_locations`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service: Option<Box<Service>>,
    /// Taxonomy terms that describe it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub attributes: Vec<Attribute>,
    /// HSDS: who changed what and when, kept as it came.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub metadata: Vec<Value>,
}

/// A place.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Location {
    /// Identifier of this location; a UUID once federation has assigned ours.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// `physical`, `postal` or `virtual`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location_type: Option<String>,
    /// HSDS: a web page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// HSDS.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub organization_id: Option<String>,
    /// Name of the place.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// HSDS: another name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub alternate_name: Option<String>,
    /// The place in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// HSDS: how to get there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub transportation: Option<String>,
    /// WGS84 degrees.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub latitude: Option<f64>,
    /// WGS84 degrees.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub longitude: Option<f64>,
    /// For example a UPRN.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub external_identifier: Option<String>,
    /// For example `UPRN`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub external_identifier_type: Option<String>,
    /// HSDS.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub languages: Vec<Language>,
    /// Its addresses.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub addresses: Vec<Address>,
    /// HSDS.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub contacts: Vec<Contact>,
    /// Step-free access, loops and the like.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub accessibility: Vec<Accessibility>,
    /// HSDS.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub phones: Vec<Phone>,
    /// HSDS.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub schedules: Vec<Schedule>,
    /// Taxonomy terms that describe it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub attributes: Vec<Attribute>,
    /// HSDS: who changed what and when, kept as it came.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub metadata: Vec<Value>,
}

/// A postal address.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Address {
    /// Identifier of this address; a UUID once federation has assigned ours.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The location.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location_id: Option<String>,
    /// To whom.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attention: Option<String>,
    /// First line or lines.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address_1: Option<String>,
    /// HSDS: further lines.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address_2: Option<String>,
    /// Town.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub city: Option<String>,
    /// Region.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// County.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state_province: Option<String>,
    /// Postcode, upper case with one space.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub postal_code: Option<String>,
    /// ISO 3166-1 alpha-2, `GB`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// `physical`, `postal` or `virtual`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address_type: Option<String>,
    /// Taxonomy terms that describe it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub attributes: Vec<Attribute>,
    /// HSDS: who changed what and when, kept as it came.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub metadata: Vec<Value>,
}

/// One statement on access.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Accessibility {
    /// Identifier of this statement; a UUID once federation has assigned ours.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The location.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location_id: Option<String>,
    /// The statement.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The same under its old name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accessibility: Option<String>,
    /// More about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub details: Option<String>,
    /// A web page, an absolute URI.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Taxonomy terms that describe it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub attributes: Vec<Attribute>,
    /// HSDS: who changed what and when, kept as it came.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub metadata: Vec<Value>,
}
